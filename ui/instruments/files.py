"""Instruments as files: taken in, and given out. Nothing here touches the window."""

import tomllib
from pathlib import Path
from typing import Any

from pomdesk.domain.errors import ImportRefused
from pomdesk.intake.instruments import json_bytes, read_instrument, workbook_bytes
from pomdesk.readmodels.quality import InstrumentView
from pomdesk.rules.quality.instrument_faults import Fault, InstrumentRefused
from pomdesk.rules.quality.instruments import faults_of, to_data
from resources import names, read_text
from resources.text import Text

MOST_TOLD = 12
"""Faults of a file that are told one by one."""


def shipped() -> list[dict[str, Any]]:
    """The drafts that come with the program, as data."""
    return [tomllib.loads(read_text("instruments", name)) for name in names("instruments", ".toml")]


def read(path: Path, text: Text) -> dict[str, Any]:
    """The data of an instrument in a file.

    Raises:
        ImportRefused: it cannot be read.
        InstrumentRefused: it can, and something in it is wrong; see ``told``.

    """
    try:
        content = path.read_bytes()
    except OSError:
        raise ImportRefused("IMP-READ", file=path.name) from None
    found = read_instrument(content, path.name)
    data = {**found.data, "version": 1}  # the desk numbers its versions itself
    faults = faults_of(data)
    if faults:
        raise BadFile(faults, [_told(text, one, found.place_of(one.pointer)) for one in faults])
    return data


class BadFile(InstrumentRefused):
    """A file with faults in it, each told with the cell it stands in."""

    def __init__(self, faults: list[Fault], told: list[str]) -> None:
        super().__init__(faults)
        self.told = told


def _told(text: Text, fault: Fault, cell: object) -> str:
    place = fault.place
    if cell is not None:
        parts = {name: getattr(cell, name, "") for name in ("sheet", "row", "column")}
        place = text("instruments.cell", **parts)
    return text(f"instrument_fault.{fault.code}", place=place, value=fault.value)


def content_of(view: InstrumentView, form: str) -> bytes:
    """A version as a ``json`` or ``xlsx`` file."""
    if form == "json":
        return json_bytes(to_data(view.instrument))
    return workbook_bytes(to_data(view.instrument))


def file_name(view: InstrumentView, suffix: str) -> str:
    """What a file of a version is called: ``casefile-v1.json``."""
    return f"{view.line.code.lower()}-v{view.line.version}.{suffix}"
