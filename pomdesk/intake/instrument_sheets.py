"""The sheets of an instrument's workbook: their columns, and writing them.

No text that was written becomes a formula: it is stored as text, and what a spreadsheet might still
take for one, once it is copied elsewhere, begins with an apostrophe.
"""

import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from openpyxl import Workbook as Book

FORMAT = "pomdesk-instrument/1"

HEAD, QUESTIONS, SCALES, THEMES = "Instrument", "Questions", "Scales", "Themes"

FIELD, VALUE = "Field", "Value"
HEAD_FIELDS = {
    "Code": "code",
    "Version": "version",
    "Title": "title",
    "Unit": "unit",
    "Note": "note",
    "Expires": "expires",
}
QUESTION_FIELDS = {
    "Section": "section",
    "Section title": "section_title",
    "Question": "key",
    "Text": "text",
    "What good looks like": "good",
    "What is not enough": "poor",
    "Where to look": "evidence",
    "Weight": "weight",
    "Critical": "critical",
    "Does not apply when": "na_rule",
    "Theme": "theme",
    "Scale": "scale",
    "Root causes": "root_causes",
    "Comparable": "comparable",
    "Key question": "key_question",
}
SCALE_FIELDS = {
    "Scale": "scale",
    "Answer": "key",
    "Label": "label",
    "Points": "points",
    "Out of": "of",
    "Does not apply": "is_na",
    "Unsure": "is_unsure",
    "Fails": "fails",
}
THEME_FIELDS = {"Theme": "key", "Title": "title"}
_LONG = frozenset({"Text", "What good looks like", "What is not enough", "Where to look"})

# What a spreadsheet may take for a formula, behind any apostrophes that keep it from doing so.
_RISKY = re.compile(r"('*)\s*[=+\-@|%\t\r\n＝＋－＠]")
# A spreadsheet reads _x0041_ in a cell as a letter, unless its underline is written that way.
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def workbook_bytes(data: Mapping[str, object]) -> bytes:
    """The data of an instrument (``rules.quality.instruments.to_data``) as a workbook."""
    from openpyxl import Workbook as Book

    whole = cast("Mapping[str, Any]", data)
    book = Book()
    book.remove(book.worksheets[0])
    head = [[heading, whole[name]] for heading, name in HEAD_FIELDS.items()]
    _write(book, HEAD, (FIELD, VALUE), head)
    questions = [
        {**question, "section": section["key"], "section_title": section["title"]}
        for section in whole["sections"]
        for question in section["questions"]
    ]
    options = [
        {**option, "scale": scale["key"], **_points(option["points"])}
        for scale in whole["scales"]
        for option in scale["options"]
    ]
    for sheet, fields, rows in (
        (QUESTIONS, QUESTION_FIELDS, questions),
        (SCALES, SCALE_FIELDS, options),
        (THEMES, THEME_FIELDS, whole["themes"]),
    ):
        _write(
            book, sheet, tuple(fields), [[row[name] for name in fields.values()] for row in rows]
        )
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def _points(points: Sequence[int] | None) -> dict[str, int | None]:
    earned, most = points or (None, None)
    return {"points": earned, "of": most}


def _write(
    book: "Book", name: str, headings: Sequence[str], rows: Sequence[Sequence[object]]
) -> None:
    from openpyxl.styles import Alignment, Font

    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for place, heading in enumerate(headings, 1):
        sheet.cell(1, place, heading).font = Font(bold=True)
        wide = heading in _LONG or name == HEAD
        sheet.column_dimensions[letters(place - 1)].width = 60 if wide else 16
    for number, row in enumerate(rows, 2):
        for place, value in enumerate(row, 1):
            cell = sheet.cell(number, place)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.value = _shown_value(value)
            if isinstance(cell.value, str):
                cell.data_type = "s"  # never a formula, nor an error such as #N/A


def _shown_value(value: object) -> str | int | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return "; ".join(map(str, value)) or None
    if isinstance(value, str):
        return guarded(value) or None
    return cast("int | None", value)


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula; ``unguarded`` takes the guard off again."""
    return _ESCAPE.sub("_x005F_", f"'{text}" if _RISKY.match(text) else text)


def unguarded(text: str) -> str:
    """Take the guard off again."""
    risky = _RISKY.match(text)
    return text[1:] if risky and risky[1] else text


def letters(column: int) -> str:
    """Name of a column counted from 0: ``A`` for 0, ``AA`` for 26."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
