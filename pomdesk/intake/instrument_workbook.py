"""An instrument as a workbook: four sheets in, four sheets out.

``Instrument`` says what it is, ``Scales`` its answers, ``Themes`` its themes, and ``Questions`` has
a row for each question, those of a section together. Sheets of other names are passed over.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from itertools import zip_longest
from typing import Any, cast

from pomdesk.domain.errors import ImportRefused
from pomdesk.intake.faults import shown
from pomdesk.intake.instrument_sheets import (
    FIELD,
    FORMAT,
    HEAD,
    HEAD_FIELDS,
    QUESTION_FIELDS,
    QUESTIONS,
    SCALE_FIELDS,
    SCALES,
    THEME_FIELDS,
    THEMES,
    letters,
    unguarded,
)
from pomdesk.intake.workbook import Workbook
from pomdesk.intake.workbook_gate import admit

_NEEDED = {
    QUESTIONS: ("Section", "Section title", "Question", "Text"),
    SCALES: ("Scale", "Answer", "Label", "Points"),
    THEMES: ("Theme", "Title"),
}
_YES = frozenset({"yes", "y", "true", "1", "x"})
_NO = frozenset({"no", "n", "false", "0"})
_WHOLE = re.compile(r"-?[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class CellPlace:
    """One cell: its sheet, its row as people count, and the heading of its column ("": the row)."""

    sheet: str
    row: int
    column: str = ""


@dataclass(frozen=True, slots=True)
class ReadInstrument:
    """What a file held.

    Attributes:
        data: for ``rules.quality.instruments.from_data``.
        places: the cell that each part of the data came from, by JSON pointer; empty for JSON.

    """

    data: dict[str, object]
    places: Mapping[str, CellPlace] = field(default_factory=dict)

    def place_of(self, pointer: str) -> CellPlace | None:
        """The cell of a part of the data, or of the nearest part round it."""
        while pointer:
            if pointer in self.places:
                return self.places[pointer]
            pointer = pointer.rpartition("/")[0]
        return None


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of a sheet: texts by name of the field, and where they stand."""

    sheet: str
    row: int
    texts: Mapping[str, str]
    headings: Mapping[str, str]

    def place(self, name: str = "") -> CellPlace:
        return CellPlace(self.sheet, self.row, self.headings.get(name, ""))


class _Builder:
    """Puts the data together from lines, noting the cell of each part."""

    def __init__(self) -> None:
        self.places: dict[str, CellPlace] = {}

    def values(self, line: _Line, pointer: str, kinds: Mapping[str, object]) -> dict[str, object]:
        """The values of a line by name; blank ones are left out where that has a meaning."""
        self.places[pointer] = line.place()
        found: dict[str, object] = {}
        for name, convert in kinds.items():
            self.places[f"{pointer}/{name}"] = line.place(name)
            text = line.texts.get(name, "")
            if convert is str:
                found[name] = text
            elif text:
                found[name] = cast("Any", convert)(text)
        return found


def read_workbook(content: bytes) -> ReadInstrument:
    """An instrument's workbook, through the gate and read in a process of its own.

    Raises:
        ImportRefused: IMP-QA-* with ``sheet``, ``row`` and ``column`` where there are any; what
            the gate and the reader of workbooks refuse.

    """
    sheets = _sheets(content)
    for name in (HEAD, QUESTIONS, SCALES):
        if name not in sheets:
            raise ImportRefused("IMP-QA-SHEET", sheet=name)
    build = _Builder()
    data: dict[str, object] = {"format": FORMAT}
    data |= _head(build, sheets[HEAD])
    data["scales"] = _scales(build, _lines(SCALES, sheets[SCALES], SCALE_FIELDS))
    themes = _lines(THEMES, sheets[THEMES], THEME_FIELDS) if THEMES in sheets else []
    data["themes"] = [
        build.values(line, f"/themes/{index}", {"key": str, "title": str})
        for index, line in enumerate(themes)
    ]
    data["sections"] = _sections(build, _lines(QUESTIONS, sheets[QUESTIONS], QUESTION_FIELDS))
    return ReadInstrument(data, build.places)


_Rows = Sequence[tuple[int, Sequence[str]]]


def _sheets(content: bytes) -> dict[str, _Rows]:
    """The rows of every sheet of an instrument that the workbook has, as texts."""
    gated = admit(BytesIO(content), len(content))
    if not gated.sheets:
        raise ImportRefused("IMP-QA-EMPTY")
    book = Workbook(BytesIO(content), len(content))
    known = {name.casefold(): name for name in (HEAD, QUESTIONS, SCALES, THEMES)}
    found: dict[str, _Rows] = {}
    for title in gated.sheets:
        name = known.get(title.strip().casefold())
        if name is None:
            continue
        if name in found:
            raise ImportRefused("IMP-QA-TWOSHEETS", sheet=name)
        for (row, column), _ in sorted(gated.broken[title].items()):
            raise ImportRefused("IMP-QA-FORMULA", sheet=name, row=row, column=letters(column))
        book.sheet = title
        with closing(book.rows()) as rows:
            found[name] = [(number, [_text(cell) for cell in cells]) for number, cells in rows]
    return found


def _lines(sheet: str, rows: _Rows, fields: Mapping[str, str]) -> list[_Line]:
    """The rows under the headings that hold something, by name of the field."""
    filled = iter([one for one in rows if any(one[1])])
    number, headings = next(filled, (1, ()))
    known = {heading.casefold(): heading for heading in fields}
    names: list[str] = []
    for heading in headings:
        found = known.get(heading.casefold())
        if (heading and found is None) or (found and fields[found] in names):
            raise ImportRefused("IMP-QA-HEADING", sheet=sheet, row=number, column=shown(heading))
        names.append(fields[found] if found else "")
    for heading in _NEEDED[sheet]:
        if fields[heading] not in names:
            raise ImportRefused("IMP-QA-NOHEADING", sheet=sheet, row=number, column=heading)
    shown_as = {name: heading for heading, name in fields.items()}
    lines = []
    for row, cells in filled:
        texts = dict(zip(names, cells, strict=False))
        stray = [text for name, text in zip_longest(names, cells) if text and not name]
        if stray:
            raise ImportRefused("IMP-QA-STRAY", sheet=sheet, row=row, column=shown(stray[0]))
        lines.append(_Line(sheet, row, texts, shown_as))
    return lines


def _head(build: _Builder, rows: _Rows) -> dict[str, object]:
    known = {heading.casefold(): name for heading, name in HEAD_FIELDS.items()}
    shown_as = {name: heading for heading, name in HEAD_FIELDS.items()}
    found: dict[str, object] = dict.fromkeys(HEAD_FIELDS.values(), "")
    seen: set[str] = set()
    for row, cells in rows:
        heading, value, *_ = [*cells, "", ""]
        if (not heading and not value) or heading.casefold() == FIELD.casefold():
            continue
        name = known.get(heading.casefold())
        if name is None or name in seen:
            raise ImportRefused("IMP-QA-FIELD", sheet=HEAD, row=row, column=shown(heading))
        seen.add(name)
        found[name] = _whole(value) if name == "version" else value
        build.places[f"/{name}"] = CellPlace(HEAD, row, shown_as[name])
    if isinstance(found["unit"], str):
        found["unit"] = found["unit"].lower()
    return found


def _scales(build: _Builder, lines: Sequence[_Line]) -> list[dict[str, object]]:
    scales: list[dict[str, object]] = []
    for line, at in _grouped(lines, "scale"):
        if at[1] == 0:
            build.places[f"/scales/{at[0]}"] = line.place("scale")
            scales.append({"key": line.texts["scale"], "options": []})
        pointer = f"/scales/{at[0]}/options/{at[1]}"
        kinds = {"key": str, "label": str, "is_na": _flag, "is_unsure": _flag, "fails": _flag}
        option = build.values(line, pointer, kinds)
        build.places[f"{pointer}/points"] = line.place("points")
        if points := line.texts.get("points", ""):
            option["points"] = [_whole(points), _whole(line.texts.get("of", "") or "1")]
        cast("list[object]", scales[-1]["options"]).append(option)
    return scales


def _sections(build: _Builder, lines: Sequence[_Line]) -> list[dict[str, object]]:
    texts = ("key", "text", "good", "poor", "evidence", "na_rule", "theme")
    kinds: dict[str, object] = dict.fromkeys(texts, str)
    kinds |= {"weight": _whole, "critical": _flag, "comparable": _flag, "key_question": _flag}
    kinds |= {"scale": _same, "root_causes": _listed}
    sections: list[dict[str, object]] = []
    for line, at in _grouped(lines, "section"):
        title = line.texts.get("section_title", "")
        if at[1] == 0:
            build.places[f"/sections/{at[0]}"] = line.place("section")
            build.places[f"/sections/{at[0]}/title"] = line.place("section_title")
            sections.append({"key": line.texts["section"], "title": title, "questions": []})
        elif title and title != sections[-1]["title"]:
            raise _refused("IMP-QA-TITLES", line, "section_title")
        question = build.values(line, f"/sections/{at[0]}/questions/{at[1]}", kinds)
        cast("list[object]", sections[-1]["questions"]).append(question)
    return sections


def _grouped(lines: Sequence[_Line], name: str) -> Iterator[tuple[_Line, tuple[int, int]]]:
    """Lines with the number of their group and their number in it; a group stands together."""
    seen: list[str] = []
    number = 0
    for line in lines:
        key = line.texts[name]
        if not key:
            raise _refused("IMP-QA-BLANK", line, name)
        if not seen or key != seen[-1]:
            if key in seen:
                raise _refused("IMP-QA-APART", line, name)
            seen.append(key)
            number = 0
        yield line, (len(seen) - 1, number)
        number += 1


def _refused(code: str, line: _Line, name: str) -> ImportRefused:
    place = line.place(name)
    return ImportRefused(code, sheet=place.sheet, row=place.row, column=place.column)


def _text(cell: str | date | None) -> str:
    text = cell.isoformat() if isinstance(cell, date) else cell or ""
    return unguarded(text.replace("\r\n", "\n").strip())


def _whole(text: str) -> object:
    """A whole number, else the text, for the rules to refuse."""
    return int(text) if _WHOLE.fullmatch(text) else text


def _same(text: str) -> object:
    return text


def _flag(text: str) -> object:
    said = text.casefold()
    return True if said in _YES else False if said in _NO else text


def _listed(text: str) -> list[str]:
    return [part for one in re.split(r"[;,\n]", text) if (part := one.strip().lower())]
