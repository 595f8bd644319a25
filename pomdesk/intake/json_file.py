"""A JSON caseload, read a piece at a time: memory does not grow with the file.

Three shapes: the caseload file (``pomdesk-caseload`` version 1), a bare list of prisoners,
and the paged answer of Prisoner Search.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

from pomdesk.domain.errors import ImportRefused
from pomdesk.intake.dates import parse_date
from pomdesk.intake.faults import RefusedValueError, Why, file_name, shown
from pomdesk.intake.fields import LISTS
from pomdesk.intake.json_text import JsonText
from pomdesk.intake.rows import ReadFile, ReadList, Report
from pomdesk.intake.values import Values

FORMAT, VERSION = "pomdesk-caseload", 1
MOST_PEOPLE = 200_000
MOST_ROWS = 2_000_000

_PAGE_HEAD = frozenset(
    {
        "pageable", "last", "totalPages", "totalElements", "size",
        "number", "sort", "first", "numberOfElements", "empty",
    }
)  # fmt: skip
_MOST_STRANGE = 10_000
_HEAD = frozenset({"format", "version", "asAt", "prison"})


Batch: TypeAlias = tuple[str, str, int, list[Any]]
"""List name, pointer of the list, index of the first record, records."""


def _check_characters(value: object, pointer: str) -> None:
    """Refuse NUL and half surrogate pairs anywhere in a value, naming the place."""
    if isinstance(value, str):
        if "\0" in value or any("\ud800" <= c <= "\udfff" for c in value):
            raise ImportRefused("IMP-CHARS", pointer=pointer)
    elif isinstance(value, dict):
        for name, inner in value.items():
            _check_characters(name, pointer)
            _check_characters(inner, f"{pointer}/{name}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            _check_characters(inner, f"{pointer}/{index}")


class JsonFile:
    """One JSON file, walked once from its start to its end.

    Attributes:
        shape: ``caseload``, ``list`` or ``page``; known once the walk has ended.
        head: the values beside the lists, with null for those that are objects.

    """

    def __init__(self, stream: BinaryIO) -> None:
        self._text = JsonText(stream)
        self.shape = ""
        self.head: dict[str, Any] = {}
        self.unknown: list[str] = []
        self.met: set[str] = set()

    def sha256(self) -> str:
        """Checksum of the file; after the walk."""
        return self._text.sha256()

    def batches(self) -> Iterator[Batch]:
        """All records, some at a time.

        Raises:
            ImportRefused: IMP-JSON and its kin; IMP-NOTCASELOAD, IMP-NEWER.

        """
        first = self._text.next()
        if not first:
            raise ImportRefused("IMP-EMPTY")
        if first == "[":
            self.shape = "list"
            self.met.add("prisoners")
            yield from self._records("prisoners", "")
        elif first == "{":
            yield from self._members()
            self._check_head()
        else:
            self._text.malformed()
        if self._text.next():
            self._text.malformed()

    def _members(self) -> Iterator[Batch]:
        text = self._text
        text.expect("{")
        seen: set[str] = set()
        if text.next() == "}":
            text.expect("}")
            return
        while True:
            if text.next() != '"':
                text.malformed()
            name = text.value()
            if name in seen:
                raise ImportRefused("IMP-JSONDUP", name=shown(name))
            seen.add(name)
            text.expect(":")
            if text.next() == "[":
                yield from self._list(name)
            else:
                self._member(name, text.value())
            if text.expect(",}") == "}":
                return

    def _list(self, name: str) -> Iterator[Batch]:
        if name in LISTS or name == "content":
            self._check_head(at_end=False)
            self.met.add(name)
            list_name = "prisoners" if name == "content" else name
            yield from self._records(list_name, f"/{name}")
            return
        self.unknown.append(name)
        for _, _, first, _ in self._records(name, f"/{name}"):
            if first > _MOST_STRANGE and "format" not in self.head:
                raise ImportRefused("IMP-NOTCASELOAD")

    def _member(self, name: str, value: Any) -> None:
        if value is not None and (name in LISTS or name == "content"):
            raise ImportRefused("IMP-NOTCASELOAD")
        if name not in _HEAD and name not in _PAGE_HEAD and name not in LISTS:
            self.unknown.append(name)
        else:
            self.head[name] = None if isinstance(value, dict) else value

    def _records(self, name: str, pointer: str) -> Iterator[Batch]:
        text = self._text
        text.expect("[")
        if text.next() == "]":
            text.expect("]")
            return
        index = 0
        while True:
            records = text.records()
            if records is not None:
                yield name, pointer, index, records
                index += len(records)
                continue
            record = text.value()
            if text.doubtful:
                _check_characters(record, f"{pointer}/{index}")
            yield name, pointer, index, [record]
            index += 1
            if text.expect(",]") == "]":
                return

    def _check_head(self, *, at_end: bool = True) -> None:
        head = self.head
        if "format" in head and head["format"] != FORMAT:
            raise ImportRefused("IMP-NOTCASELOAD")
        version = head.get("version", VERSION)
        if isinstance(version, int) and version > VERSION:
            raise ImportRefused("IMP-NEWER", version=str(version)[:20])
        if version != VERSION or isinstance(version, bool):
            raise ImportRefused("IMP-NOTCASELOAD")
        if not at_end:
            return
        self.shape = "caseload" if "format" in head else "page"
        wanted = "prisoners" if self.shape == "caseload" else "content"
        if (
            wanted not in self.met
            or (self.shape == "page" and self.met != {"content"})
            or (self.shape == "caseload" and "content" in self.met)
        ):
            raise ImportRefused("IMP-NOTCASELOAD")

    def as_at(self) -> date | None:
        """The day the file speaks for; None where it does not say.

        Raises:
            ImportRefused: IMP-ASAT, when it says something that is no day.

        """
        given = self.head.get("asAt")
        if given is None:
            return None
        try:
            return parse_date(given if isinstance(given, str) else "")
        except RefusedValueError:
            raise ImportRefused("IMP-ASAT", value=shown(given)) from None


def _nobody(people: ReadList, report: Report) -> bool:
    """Whether no record of a list so much as has a prison number: it is a list of other things."""
    return not people.rows and all(
        not fault.value if fault.field == people.spec.owner else not fault.field
        for fault in report.faults
    )


def read_json(path: Path, stream: BinaryIO, values: Values) -> ReadFile:
    """Read and check one JSON file.

    Raises:
        ImportRefused: IMP-JSON, IMP-JSONDUP, IMP-DEEP, IMP-NUMBER, IMP-CHARS, IMP-BINARY,
            IMP-ENCODING, IMP-NOTCASELOAD, IMP-NEWER, IMP-ASAT, IMP-ROWS, IMP-EMPTY.

    """
    report = Report(file_name(path))
    walk = JsonFile(stream)
    lists: dict[str, ReadList] = {}
    total = 0
    current: ReadList | None = None
    for name, pointer, first, records in walk.batches():
        if current is None or current.spec.name != name:
            current = lists[name] = ReadList(LISTS[name], values, report, pointer)
        total += len(records)
        if total > MOST_ROWS or (first >= MOST_PEOPLE and name == "prisoners"):
            raise ImportRefused("IMP-ROWS", most=MOST_PEOPLE)
        current.take_all(first, records)
    if not total:
        raise ImportRefused("IMP-EMPTY")
    if walk.shape != "caseload" and _nobody(lists["prisoners"], report):
        raise ImportRefused("IMP-NOTCASELOAD")
    for name in walk.unknown:
        report.unknown_field(name)
    pages = walk.head.get("totalPages")
    if walk.shape == "page" and isinstance(pages, int) and pages > 1:
        report.warn("", "totalPages", pages, Why.PAGE)
    return ReadFile(path, "json", walk.shape, walk.sha256(), walk.as_at(), lists, report)
