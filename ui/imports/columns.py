"""The tables of the import page: what moved, what was refused, what to check."""

from collections.abc import Callable, Sequence
from datetime import UTC, date
from typing import Any

from pomdesk.domain.names import proper
from pomdesk.readmodels.intake import HandoverMoved, Kept, Moved, Refusal, Warned
from pomdesk.readmodels.status import ImportLine
from resources.text import Text
from ui.widgets.table_model import Column, SortKey


def listed_name(name: str) -> str:
    """A name as a file gave it ("SURNAME, FORENAME" or either order) in readable case."""
    return ", ".join(proper(part) for part in name.split(","))


def value_words(text: Text, value: object) -> str:
    """A value before or after: days in words, nothing as "not known"."""
    if value is None or value == "":
        return text("value.none")
    if isinstance(value, str):
        try:
            return text.day(date.fromisoformat(value))
        except ValueError:
            return value
    return text.day(value) if isinstance(value, date) else str(value)


def _words(key: str, width: int, of: Callable[[Any], str], *, private: bool = False) -> Column[Any]:
    def sort(row: Any) -> SortKey | None:
        return of(row).casefold() or None

    return Column(key, f"imports.column.{key}", of, sort, width, private=private)


def _person() -> Column[Any]:
    return Column(
        "person",
        "imports.column.person",
        lambda row: listed_name(row.name),
        lambda row: row.name.casefold(),
        22,
        under=lambda row: row.prisoner_number,
        private=True,
    )


def handover_columns(text: Text) -> Sequence[Column[HandoverMoved]]:
    """Handover dates before and after."""
    return [
        _person(),
        _words("before", 18, lambda row: value_words(text, row.before)),
        _words("after", 18, lambda row: value_words(text, row.after)),
    ]


def moved_columns(text: Text) -> Sequence[Column[Moved]]:
    """Facts before and after."""
    return [
        _person(),
        _words("field", 26, lambda row: text.code("field", row.field)),
        _words("before", 20, lambda row: value_words(text, row.before)),
        _words("after", 20, lambda row: value_words(text, row.after)),
    ]


def kept_columns(text: Text) -> Sequence[Column[Kept]]:
    """What was typed by hand, and what the file says."""
    return [
        _person(),
        _words("field", 26, lambda row: text.code("field", row.field)),
        _words("typed", 20, lambda row: value_words(text, row.typed)),
        _words("file_says", 20, lambda row: value_words(text, row.file_value)),
    ]


def fault_columns(text: Text) -> Sequence[Column[Refusal | Warned]]:
    """Where in the file, what stood there, and what is wrong with it."""
    return [
        _row_number(),
        _words("field", 24, lambda row: field_words(text, row.field)),
        _words("value", 20, lambda row: row.value, private=True),
        _words("reason", 56, lambda row: text.code("refusal", row.reason)),
        _words("file", 24, lambda row: row.file),
    ]


def field_words(text: Text, field: str) -> str:
    """A published field name or a file's own heading as people know it."""
    snake = "".join(f"_{c.lower()}" if c.isupper() else c for c in field)
    return text.code("field", snake) if text.has(f"field.{snake}") else field


def _row_number() -> Column[Any]:
    def sort(row: Any) -> SortKey | None:
        digits = "".join(c for c in row.row if c.isdigit())
        return int(digits[:15]) if digits else None

    return Column("row", "imports.column.row", lambda row: str(row.row), sort, 12)


def past_columns(text: Text) -> Sequence[Column[ImportLine]]:
    """Files that were brought in before."""

    def when(row: ImportLine) -> str:
        local = row.at.replace(tzinfo=UTC).astimezone()
        return f"{text.short_day(local.date())} {local:%H:%M}"

    def number(key: str) -> Column[ImportLine]:
        return Column(
            key,
            f"imports.column.{key}",
            lambda row: f"{getattr(row, key):,}",
            lambda row: getattr(row, key),
            10,
        )

    return [
        Column("when", "imports.column.when", when, lambda row: row.at.timestamp(), 18),
        _words("file", 28, lambda row: row.name),
        Column(
            "as_at",
            "imports.column.as_at",
            lambda row: text.short_day(row.as_at),
            lambda row: row.as_at.toordinal() if row.as_at else None,
            14,
        ),
        *(number(key) for key in ("added", "changed", "unchanged", "refused")),
        _words("by", 18, lambda row: row.by),
    ]
