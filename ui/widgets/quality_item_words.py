"""Light records of quality assurance in words: tags and columns."""

from collections.abc import Callable, Mapping
from datetime import date

from pomdesk.domain.names import HIDDEN
from pomdesk.domain.quality.items import Item
from resources.text import Text
from ui.widgets.quality_words import away, due_marks, term
from ui.widgets.table_model import Column, Mark

Today = Callable[[], date]
Names = Callable[[], Mapping[str, str]]

_TAGS = {
    "closed": "green",
    "held": "green",
    "done": "green",
    "given": "green",
    "attended": "green",
    "agreed": "blue",
    "planned": "blue",
    "delivered": "teal",
    "effect_check": "purple",
    "reopened": "orange",
    "deferred": "orange",
    "passed_on": "blue",
}


def stage_mark(text: Text, item: Item) -> Mark:
    """How far an item has come, as a tag."""
    return Mark(term(text, "item_stage", item.stage), _TAGS.get(item.stage, "grey"))


def late_marks(text: Text, item: Item, today: date) -> tuple[Mark, ...]:
    """A tag for what is late or soon; none where nothing is left to do."""
    return () if item.is_closed else tuple(due_marks(text, item.due, today))


def who(names: Mapping[str, str], code: str, *, blank: bool) -> str:
    """Somebody by name; hidden while names are."""
    return (HIDDEN if blank else names.get(code, code)) if code else ""


def stage_column(text: Text, width: int = 17) -> Column[Item]:
    """How far it has come."""
    return Column[Item](
        "stage",
        "quality_item.column.stage",
        lambda _item: "",
        lambda item: item.stage,
        width,
        marks=lambda item: (stage_mark(text, item),),
    )


def day_column(text: Text, today: Today, width: int = 16) -> Column[Item]:
    """When it was or begins."""
    return Column[Item](
        "day",
        "quality_item.column.day",
        lambda item: text.short_day(item.day),
        lambda item: item.day.toordinal() if item.day else None,
        width,
        under=lambda item: text.away(item.day, today()) if item.day else "",
    )


def due_column(text: Text, today: Today, width: int = 26) -> Column[Item]:
    """By when something is to be done."""
    return Column[Item](
        "due",
        "quality_item.column.due",
        lambda item: text.short_day(item.due),
        lambda item: item.due.toordinal() if item.due else None,
        width,
        marks=lambda item: late_marks(text, item, today()),
        under=lambda item: away(text, item.due, today()),
    )


def person_column(name: str, code: Callable[[Item], str], names: Names, width: int = 22,
                  under: Callable[[Item], str] | None = None) -> Column[Item]:  # fmt: skip
    """Somebody by name."""

    def told(item: Item) -> str:
        return names().get(code(item), code(item))

    return Column[Item](
        name, f"quality_item.column.{name}", told, told, width, under=under, private=True
    )
