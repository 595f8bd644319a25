"""What is wrong with a value, and the codes for it.

The codes are stable; their words are ``refusal.<code>`` in ``resources/locale/*/intake.toml``.
"""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Final, NamedTuple


class Why(StrEnum):
    """Reason a value was refused, or came in with a warning."""

    NOMS = "IMP-NOMS"
    CRN = "IMP-CRN"
    DATE = "IMP-DATE"
    YEAR = "IMP-YEAR"
    RANGE = "IMP-RANGE"
    NUMBER = "IMP-NUMBER"
    YES_NO = "IMP-YESNO"
    CODE = "IMP-CODE"
    LONG = "IMP-LONG"
    TEXT = "IMP-TEXT"
    SHAPE = "IMP-SHAPE"
    NAME = "IMP-NAME"
    NEEDED = "IMP-NEEDED"
    TWICE = "IMP-TWICE"
    PERSON = "IMP-PERSON"
    FORMULA = "IMP-FORMULA"
    CELLS = "IMP-CELLS"
    SHEET_DATE = "IMP-SHEETDATE"
    # Warnings: the value came in, or was left as it was.
    PNC = "IMP-PNC"
    CRO = "IMP-CRO"
    TIER = "IMP-TIER"
    PRISON = "IMP-PRISON"
    CELL = "IMP-CELL"
    REPLACED = "IMP-REPLACED"
    NO_NAME = "IMP-NONAME"
    FUTURE = "IMP-FUTURE"
    PAGE = "IMP-PAGE"
    SHEET = "IMP-SHEET"
    SAME = "IMP-SAME"


class Fault(NamedTuple):
    """One wrong or doubtful value.

    Attributes:
        row: row number of a sheet (headings are row 1) or JSON pointer.
        field: published name, or the file's own heading.
        value: what stood there, as text, at most 200 characters.

    """

    file: str
    row: str
    field: str
    value: str
    reason: Why


class _Unsaid:
    """The file does not speak of this field; what is stored stays."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNSAID"


UNSAID: Final = _Unsaid()


class RefusedValueError(ValueError):
    """A value cannot come in; its row is refused."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


class DoubtfulValueError(ValueError):
    """A value comes in as ``kept`` (``UNSAID``: is left out), with a warning."""

    def __init__(self, why: Why, kept: object) -> None:
        super().__init__(why.value)
        self.why = why
        self.kept = kept


def file_name(path: Path) -> str:
    """A file's name without its folder, as it can be shown and kept.

    A name may hold what no text can: bytes of another encoding, a line's end.
    """
    return "".join(c if c.isprintable() else "\ufffd" for c in path.name or str(path))


_SHOWN = 200


def shown(value: object) -> str:
    """A value as text for a message: one line, printable, at most 200 characters."""
    if value is None or value is UNSAID:
        return ""
    if isinstance(value, date):
        value = value.isoformat()
    text = value if isinstance(value, str) else repr(value)[: 4 * _SHOWN]
    text = "".join(c if c.isprintable() else "\ufffd" for c in text[:_SHOWN])
    return text if len(text) < _SHOWN else text[: _SHOWN - 1] + "…"
