"""Instruments in and out as files: JSON, exact, and a workbook to edit in a spreadsheet.

What comes in is data for ``rules.quality.instruments.from_data``, which judges it. Here only the
file is judged: whether it is an instrument's, and whether its cells can be read. ``places`` says
which cell each part of the data came from, so that a fault of the rules can be told by sheet,
row and column.
"""

import json
from collections.abc import Mapping
from io import BytesIO

from pomdesk.domain.errors import ImportRefused
from pomdesk.intake.faults import shown
from pomdesk.intake.instrument_sheets import FORMAT, workbook_bytes
from pomdesk.intake.instrument_workbook import CellPlace, ReadInstrument, read_workbook
from pomdesk.intake.json_text import JsonText

__all__ = ["CellPlace", "ReadInstrument", "json_bytes", "read_instrument", "workbook_bytes"]

MOST_BYTES = 4 << 20

_FAMILY = "pomdesk-instrument/"
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_instrument(content: bytes, name: str) -> ReadInstrument:
    """An instrument's file, JSON or a workbook; which, its first bytes tell.

    Args:
        content: the whole file.
        name: of the file, for messages.

    Raises:
        ImportRefused: IMP-QA-* and what JSON files and workbooks are refused with; ``file``, and
            for a workbook ``sheet``, ``row`` and ``column``.

    """
    try:
        return _read(content)
    except ImportRefused as refused:
        details = refused.details | {"file": shown(name)}
        raise ImportRefused(refused.code, **details) from refused


def json_bytes(data: Mapping[str, object]) -> bytes:
    """The data of an instrument as a JSON file."""
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def _read(content: bytes) -> ReadInstrument:
    if not content.strip():
        raise ImportRefused("IMP-QA-EMPTY")
    if len(content) > MOST_BYTES:
        raise ImportRefused("IMP-QA-SIZE", most=MOST_BYTES >> 20)
    if content.startswith(_OLE):
        raise ImportRefused("IMP-OLE")
    return read_workbook(content) if content.startswith(_ZIP) else _read_json(content)


def _read_json(content: bytes) -> ReadInstrument:
    text = JsonText(BytesIO(content))
    if text.next() != "{":
        raise ImportRefused("IMP-QA-KIND")
    data = text.value()
    if text.next():
        text.malformed()
    said = data.get("format")
    if not isinstance(said, str) or not said.startswith(_FAMILY):
        raise ImportRefused("IMP-QA-KIND")
    if said != FORMAT:
        raise ImportRefused("IMP-QA-NEWER", version=shown(said.removeprefix(_FAMILY)))
    return ReadInstrument(data)
