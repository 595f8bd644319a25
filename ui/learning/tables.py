"""Columns of the lists of the learning page."""

from collections.abc import Callable, Mapping
from datetime import date

from pomdesk.domain.names import HIDDEN
from pomdesk.domain.quality.items import ITEM_SPECS, Item
from pomdesk.domain.quality.terms import ItemKind
from resources.text import Text
from ui.learning.shown import Shown
from ui.learning.told import effect_mark, need_line
from ui.widgets.quality_item_words import day_column, due_column, person_column, stage_column
from ui.widgets.quality_words import term
from ui.widgets.table_model import Column, Mark

Held = Callable[[], Shown | None]

_ORDER = {stage: n for n, stage in enumerate(ITEM_SPECS[ItemKind.NEED].stages)}


def need_columns(text: Text, held: Held, blank: Callable[[], bool]) -> list[Column[Item]]:
    """Needs: what, how far, by when, what came of it."""

    def line(item: Item) -> str:
        shown = held()
        return need_line(text, shown, item, blank=blank()) if shown else ""

    def title(item: Item) -> str:
        return HIDDEN if blank() and item.supervisor else item.title

    def effect(item: Item) -> list[Mark]:
        shown = held()
        found = shown.view.effects.get(item.id) if shown else None
        return [effect_mark(text, found)] if found else []

    return [
        Column[Item](
            "title",
            "quality_item.column.need",
            title,
            lambda item: _ORDER[item.stage],
            38,
            under=line,
        ),
        stage_column(text, 22),
        due_column(text, lambda: _today(held), 22),
        Column[Item](
            "effect",
            "quality_item.column.effect",
            lambda _item: "",
            lambda item: effect(item)[0].words if effect(item) else None,
            26,
            marks=effect,
        ),
    ]


def _today(held: Held) -> date:
    shown = held()
    return shown.today if shown else date.min


def activity_columns(text: Text, held: Held) -> list[Column[Item]]:
    """Activities: when, what, who, how many came, how far."""

    def need(item: Item) -> str:
        shown = held()
        found = shown.need(item.parent_id) if shown and item.parent_id else None
        return found.title if found else ""

    return [
        Column[Item](
            "title",
            "quality_item.column.activity",
            lambda item: item.title,
            lambda item: item.title.casefold(),
            36,
            under=lambda item: " · ".join(
                part for part in (term(text, "item_what", item.what), need(item)) if part
            ),
        ),
        day_column(text, lambda: _today(held)),
        person_column("facilitator", lambda item: item.owner, lambda: _names(held)),
        Column[Item](
            "people",
            "quality_item.column.people",
            lambda item: (
                text.count("quality_learning.came", len(item.people)) if item.people else ""
            ),
            lambda item: len(item.people),
            12,
        ),
        stage_column(text),
    ]


def _names(held: Held) -> Mapping[str, str]:
    shown = held()
    return shown.view.names if shown else {}


def practice_columns(text: Text, held: Held) -> list[Column[Item]]:
    """The bank of good practice: title and theme, how far."""

    def theme(item: Item) -> str:
        shown = held()
        return shown.view.themes.get(item.theme, item.theme) if shown else ""

    return [
        Column[Item](
            "title",
            "quality_item.column.practice",
            lambda item: item.title,
            lambda item: item.title.casefold(),
            60,
            under=theme,
        ),
        stage_column(text),
    ]


def issue_columns(text: Text, held: Held) -> list[Column[Item]]:
    """Questions that should be rewritten."""

    def question(item: Item) -> str:
        shown = held()
        words = shown.view.questions if shown else {}
        return " / ".join(words.get(key, key) for key in item.questions)

    return [
        Column[Item](
            "title",
            "quality_item.column.issue",
            lambda item: item.title,
            lambda item: item.title.casefold(),
            60,
            under=question,
        ),
        stage_column(text),
    ]
