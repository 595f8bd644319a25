"""The one form for every kind of light record of quality assurance, made from its spec."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from pomdesk.domain.quality.items import ITEM_SPECS, Item
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.terms import ItemKind, Role
from resources.text import Text
from ui.widgets.fields_form import Field
from ui.widgets.quality_ticks import TickForm
from ui.widgets.quality_words import term

LEVELS = ("individual", "team", "establishment")
PRIORITIES = ("high", "medium", "low")

_HOW = {
    "day": "day",
    "due": "day",
    "text": "words",
    "outcome": "words",
    "people": "ticks",
    "questions": "ticks",
    "supervisor": "choice",
    "owner": "choice",
    "what": "choice",
    "level": "choice",
    "theme": "choice",
    "priority": "choice",
}
_AHEAD = frozenset({ItemKind.ACTIVITY, ItemKind.ABSENCE, ItemKind.MEETING})
"""Kinds whose day may still be to come."""
_SAID_LATER = frozenset(ItemKind) - {ItemKind.PRACTICE}
"""Kinds of which nothing came yet when they are written down."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What the choices of a form are made of.

    Attributes:
        members: everybody who takes part, as far as whoever is signed in may see them.
        themes, questions: words by key.

    """

    today: date
    members: Sequence[Member] = ()
    themes: Mapping[str, str] = field(default_factory=dict)
    questions: Mapping[str, str] = field(default_factory=dict)

    def here(self) -> list[Member]:
        """Those who have not left."""
        return [one for one in self.members if one.left is None or one.left > self.today]

    def supervisors(self) -> list[Member]:
        """The supervisors; everybody where roles are not told."""
        found = [one for one in self.here() if one.may(Role.SUPERVISOR)]
        return found if len(found) > 1 else self.here()


def item_fields(
    text: Text, offered: Offered, item: Item, *, without: Sequence[str] = ()
) -> list[Field]:
    """What is asked of an item, in the order of its spec.

    Args:
        text: the language.
        offered: what choices are made of.
        item: with what is known already; ``id`` 0: a new one.
        without: names of fields that are not asked.

    """
    spec = ITEM_SPECS[item.kind]
    names = list(spec.fields)
    if spec.whats and "what" not in names:
        names.insert(0, "what")
    gone = set(without) | ({"outcome"} if item.id == 0 and item.kind in _SAID_LATER else set())
    made = (_field(text, offered, item, name) for name in names if name not in gone)
    return [one for one in made if one is not None]


def _field(text: Text, offered: Offered, item: Item, name: str) -> Field | None:
    how = _HOW.get(name, "line")
    value: object = getattr(item, name) or None
    choices = _choices(text, offered, item, name, value)
    if how in ("choice", "ticks") and not choices:
        return None  # nothing to choose from yet: no closed round told any themes
    needed = name in ITEM_SPECS[item.kind].needs
    ahead = item.kind in _AHEAD
    if name == "day" and value is None and item.id == 0 and not ahead:
        value = offered.today
    return Field(
        name,
        _word(text, "field", item.kind, name),
        how,
        choices,
        value,
        needed,
        help=_word(text, "help", item.kind, name),
        latest=offered.today if name == "day" and not ahead else None,
    )


def _word(text: Text, family: str, kind: ItemKind, name: str) -> str:
    closer, plain = f"quality_item.{family}_of.{kind}.{name}", f"quality_item.{family}.{name}"
    key = closer if text.has(closer) else plain
    return text(key) if text.has(key) else ""


def _choices(
    text: Text, offered: Offered, item: Item, name: str, value: object
) -> list[tuple[str, object]]:
    if name == "what":
        return [(term(text, "item_what", code), code) for code in ITEM_SPECS[item.kind].whats]
    if name == "level":
        return [(term(text, "level", code), code) for code in LEVELS]
    if name == "priority":
        return [(text(f"quality_item.priority.{code}"), code) for code in PRIORITIES]
    if name in ("theme", "questions"):
        words = offered.themes if name == "theme" else offered.questions
        held = value if isinstance(value, tuple) else (value,) if value else ()
        known = dict(words) | {str(key): str(key) for key in held if key not in words}
        return [(told, key) for key, told in known.items()]
    if name == "supervisor":
        return _named(offered, offered.supervisors(), value)
    if name in ("owner", "people"):
        return _named(offered, offered.here(), value)
    return []


def _named(offered: Offered, among: Sequence[Member], value: object) -> list[tuple[str, object]]:
    """Names and codes; whoever is named already stays, also when they have left."""
    held = value if isinstance(value, tuple) else (value,) if value else ()
    codes = {one.code for one in among}
    gone = [one for one in offered.members if one.code in held and one.code not in codes]
    return [(one.name or one.code, one.code) for one in (*among, *gone)]


def filled(item: Item, values: Mapping[str, object]) -> Item:
    """The item with what was answered; blank answers are blank."""
    changes: dict[str, Any] = {}
    for name, value in values.items():
        held = getattr(item, name)
        changes[name] = value or (None if name in ("day", "due") else type(held)())
    return replace(item, **changes)


class ItemForm(TickForm):
    """Asks for a new item, or changes one.

    Args:
        item: what is known; ``id`` 0: a new one.
        save: called with the item as it was filled in.
        without: names of fields that are not asked.
    """

    def __init__(
        self,
        parent: QWidget | None,
        text: Text,
        offered: Offered,
        item: Item,
        save: Callable[[Item], None],
        *,
        without: Sequence[str] = (),
    ) -> None:
        fields = item_fields(text, offered, item, without=without)
        name = term(text, "item_kind", item.kind)
        key = f"quality_item.note.{item.kind}"
        super().__init__(
            parent,
            text,
            text("case.form.change" if item.id else "case.form.add", name=name),
            fields,
            lambda values: save(filled(item, values)),
            note=text(key) if text.has(key) else "",
        )
