"""A list of cases as somebody sends it: CSV, XLSX or JSON; rows of a frame, and what is refused.

A row needs the reference of a case, and a supervisor or a reason why it is left out. Columns are
found by what people call them. A list of assessments may have the day of completion in a column
of its own. Whether a supervisor takes part, and whether a case stands twice in two spellings, is
judged where the list becomes a frame.
"""

import itertools
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from pomdesk.domain.errors import ImportRefused
from pomdesk.domain.quality.results import FrameRow
from pomdesk.domain.quality.terms import Exclusion
from pomdesk.intake.csv_file import CsvFile
from pomdesk.intake.faults import file_name, shown
from pomdesk.intake.headings import bare
from pomdesk.intake.json_text import JsonText
from pomdesk.intake.reading import opened
from pomdesk.intake.sheet import CELL_ERRORS, NO_RESULT, SheetRow, as_text, unguard
from pomdesk.intake.workbook import Workbook

STRATA = ("rosh", "sentence", "oasys")
"""What a list may tell besides, to group files within a supervisor."""

_KNOWN = {
    "case": (
        "case; case reference; case ref; reference; ref; prison number; prisoner number;"
        " prisoner no; noms; noms number; noms no; noms id; nomis; nomis number; nomis id;"
        " offender no; offender number"
    ),
    "completed": "completed; completed on; date completed; completion date; day of completion",
    "supervisor": (
        "supervisor; supervisor code; pom; pom name; pom staff id; primary pom; allocated pom;"
        " prison offender manager; offender supervisor; os; staff id; assessor; author"
    ),
    "excluded": "excluded; exclusion; exclusion code; left out",
    "reason": "reason; why; why left out; exclusion reason; reason left out",
    "rosh": "rosh; rosh level; risk of serious harm; risk of serious harm level; risk",
    "sentence": "sentence; sentence type; type of sentence",
    "oasys": "oasys; oasys status; status of oasys",
}
_NAMES = {bare(h): name for name, headings in _KNOWN.items() for h in headings.split(";")}
_LONGEST = {"case": 40, "supervisor": 200, "reason": 500}
_LONGEST_STRATUM = 40
_HEADINGS_WITHIN = 10
_MARKS = " -./_"


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that cannot stand in a frame.

    Attributes:
        row: as people count them in a sheet (headings count), or its place in JSON.
        column: its heading; the published name where there is none.
        value: what stood there.
        code: words are ``quality_list.<code>``; they say how it is mended.

    """

    row: str
    column: str
    value: str
    code: str

    @property
    def details(self) -> Mapping[str, str]:
        """What the words need."""
        return {"row": self.row, "column": self.column, "value": self.value}


@dataclass(frozen=True, slots=True)
class CaseList:
    """What a list held.

    Attributes:
        name: of the file, without its folder.
        rows: that can stand in a frame, in their order.
        refused: that cannot.
        unmatched: headings that say nothing to us.

    """

    name: str
    rows: Sequence[FrameRow]
    refused: Sequence[RefusedRow]
    unmatched: Sequence[str] = ()


def read_case_list(path: Path) -> CaseList:
    """Read a list of cases.

    Raises:
        ImportRefused: the file as a whole: what any file is refused with, IMP-COLUMNS where there
            is no column of case references or none of supervisors, IMP-TWOCOLUMNS.

    """
    path = Path(path)
    with opened(path) as (stream, size, kind):
        if kind == "json":
            found = _of_json(stream)
        elif kind == "csv":
            with closing(CsvFile(stream).rows()) as rows:
                found = _of_sheet(rows, {})
        else:
            book = Workbook(stream, size)
            with closing(book.rows()) as rows:
                found = _of_sheet(rows, book.broken)
    return CaseList(file_name(path), *found)


_Found = tuple[list[FrameRow], list[RefusedRow], list[str]]


def _of_sheet(rows: Iterator[SheetRow], broken: Mapping[tuple[int, int], str]) -> _Found:
    columns, headings = _columns(rows)
    reader = _Reader({name: headings[place] for name, place in columns.items()})
    for number, cells in rows:
        texts = [" ".join(unguard(as_text(cell)).split()) for cell in cells]
        values = {name: texts[at] for name, at in columns.items() if at < len(texts)}
        for name, place in columns.items():
            if (number, place) in broken:
                values[name] = NO_RESULT
        if any(values.values()):
            reader.take(str(number), values)
    used = set(columns.values())
    rest = [h for at, h in enumerate(headings) if at not in used and h.strip()]
    return reader.rows, reader.refused, rest


def _columns(rows: Iterator[SheetRow]) -> tuple[dict[str, int], list[str]]:
    """Take rows up to the headings; titles above them are passed over."""
    first: list[str] = []
    for _number, cells in itertools.islice(rows, _HEADINGS_WITHIN):
        headings = [as_text(cell).strip() for cell in cells]
        found = _matched(headings)
        if "case" in found:
            _need(found, headings)
            return found, headings
        if not first and any(headings):
            first = headings
    if not first:
        raise ImportRefused("IMP-EMPTY")
    _need(_matched(first), first)
    raise ImportRefused("IMP-EMPTY")


def _matched(headings: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, heading in enumerate(headings):
        name = _NAMES.get(bare(heading))
        if name in found:
            raise ImportRefused(
                "IMP-TWOCOLUMNS",
                first=shown(headings[found[name]]),
                second=shown(heading),
                field=name,
            )
        if name:
            found[name] = at
    return found


def _need(found: Iterable[str], headings: Sequence[str]) -> None:
    missing = [name for name in ("case", "supervisor") if name not in found]
    if missing:
        told = ", ".join(shown(one) for one in headings if one) or "…"
        raise ImportRefused("IMP-COLUMNS", reason="", missing=", ".join(missing), found=told)


def _of_json(stream: BinaryIO) -> _Found:
    """A list of objects, bare or under ``cases``; names are matched as headings are."""
    text = JsonText(stream)
    data, pointer = text.value(), ""
    if text.next():
        text.malformed()
    if isinstance(data, dict):
        data, pointer = data.get("cases"), "/cases"
    if not isinstance(data, list):
        raise ImportRefused("IMP-COLUMNS", reason="", missing="cases", found="…")
    reader = _Reader({})
    strange: dict[str, None] = {}
    for place, one in enumerate(data):
        row = f"{pointer}/{place}"
        if not isinstance(one, dict):
            reader.refuse(row, "", one, "shape")
            continue
        values: dict[str, str] = {}
        for heading, value in one.items():
            name = _NAMES.get(bare(heading))
            if name is None:
                strange[shown(heading)] = None
            elif isinstance(value, str | int | None) and not isinstance(value, bool):
                values[name] = "" if value is None else " ".join(str(value).split())
            else:
                reader.refuse(row, heading, value, "shape")
                break
        else:
            reader.take(row, values)
    return reader.rows, reader.refused, list(strange)


class _Reader:
    """Takes rows one by one."""

    def __init__(self, headings: Mapping[str, str]) -> None:
        self.rows: list[FrameRow] = []
        self.refused: list[RefusedRow] = []
        self._headings = headings
        self._seen: dict[str, str] = {}

    def refuse(self, row: str, name: str, value: object, code: str) -> None:
        """Note a row that cannot come in."""
        column = self._headings.get(name, name)
        self.refused.append(RefusedRow(row, shown(column), shown(value), code))

    def take(self, row: str, values: Mapping[str, str]) -> None:
        """Check a row and keep it, or note why not."""
        ref = _reference(values.get("case", ""), values.get("completed", ""))
        wrong = self._wrong(values, ref)
        if wrong is not None:
            self.refuse(row, wrong[0], values.get(wrong[0], ""), wrong[1])
            return
        self._seen[ref] = row
        code = _exclusion(values)
        self.rows.append(
            FrameRow(
                case_ref=ref,
                supervisor=values.get("supervisor", ""),
                strata={name: _level(values[name]) for name in STRATA if values.get(name)},
                excluded=code,
                reason=values.get("reason", "") if code else "",
            )
        )

    def _wrong(self, values: Mapping[str, str], ref: str) -> tuple[str, str] | None:
        """The first thing wrong with a row: field and code; None where it is sound."""
        for name, value in values.items():
            if value in CELL_ERRORS:
                return name, "formula"
            if len(value) > _LONGEST.get(name, _LONGEST_STRATUM):
                return name, "long"
            if "|" in value or not value.isprintable():
                return name, "characters"
        if not values.get("case"):
            return "case", "no_case"
        if not all(c in _MARKS or unicodedata.category(c)[0] in "LNM" for c in ref):
            return "case", "case"
        if values.get("completed") and not _is_day(values["completed"]):
            return "completed", "day"
        if ref in self._seen:
            return "case", "twice"
        if values.get("excluded") and _exclusion(values) is None:
            return "excluded", "excluded"
        if _exclusion(values) is Exclusion.OTHER and not values.get("reason"):
            return "reason", "no_reason"
        if not values.get("supervisor") and _exclusion(values) is None:
            return "supervisor", "no_supervisor"
        return None


def _reference(case: str, completed: str) -> str:
    ref = unicodedata.normalize("NFC", case.upper().strip())
    return f"{ref}/{completed}" if completed else ref


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _exclusion(values: Mapping[str, str]) -> Exclusion | None:
    """The code of an exclusion however it is spelt; a reason alone is one for another reason."""
    said = "_".join(values.get("excluded", "").lower().replace("-", " ").split())
    if not said:
        alone = values.get("reason") and not values.get("supervisor")
        return Exclusion.OTHER if alone else None
    return next((one for one in Exclusion if one.value == said), None)


def _level(text: str) -> str:
    """A level as strata spell it: ``Very high`` is ``VERY_HIGH``."""
    return "_".join(text.upper().replace("-", " ").split())
