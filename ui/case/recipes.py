"""What opens a form of the case page again, as plain words that the store keeps with a draft."""

from ast import literal_eval
from collections.abc import Callable
from typing import Any

from pomdesk.domain.record import Entry, EntryKind
from ui.case import asks
from ui.case.shown import Shown

EntryOf = Callable[[EntryKind, int], Entry | None]


def recipe_of(asked: object) -> str:
    """The recipe for what was asked; "" where no form is opened, or it cannot be opened again."""
    said: tuple[Any, ...] = ()
    if isinstance(asked, asks.AddAsked):
        said = ("add", asked.kind.value, dict(asked.preset))
    elif isinstance(asked, asks.ChangeAsked):
        said = ("change", asked.entry.kind.value, asked.entry.id)
    elif isinstance(asked, asks.DutyAsked):
        said = ("duty", asked.action, asked.duty.key)
    elif isinstance(asked, asks.FactAsked):
        said = ("fact", asked.fact)
    elif isinstance(asked, asks.EventAsked):
        said = ("event", asked.name, asked.about)
    recipe = repr(said) if said else ""
    return recipe if _read(recipe) == said else ""


def asked_by(recipe: str, shown: Shown, entry_of: EntryOf) -> object | None:
    """What is to be asked of the case that is shown; None: it is not there any more.

    Args:
        recipe: from ``recipe_of``.
        shown: the case.
        entry_of: finds an entry of the case by its kind and number.

    """
    said = _read(recipe)
    if len(said) == 3 and said[0] == "add" and said[1] in set(EntryKind):
        return asks.AddAsked(EntryKind(said[1]), said[2])
    if len(said) == 3 and said[0] == "change" and said[1] in set(EntryKind):
        entry = entry_of(EntryKind(said[1]), said[2])
        return None if entry is None else asks.ChangeAsked(entry)
    if len(said) == 3 and said[0] == "duty":
        duty = next((one for one in shown.record.duties if one.key == said[2]), None)
        return None if duty is None else asks.DutyAsked(said[1], duty)
    if len(said) == 2 and said[0] == "fact":
        return asks.FactAsked(said[1])
    if len(said) == 3 and said[0] == "event":
        return asks.EventAsked(said[1], said[2])
    return None


def _read(recipe: str) -> tuple[Any, ...]:
    try:
        said = literal_eval(recipe) if recipe else ()
    except (ValueError, SyntaxError):
        return ()
    return said if isinstance(said, tuple) else ()
