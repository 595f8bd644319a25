"""What a capture must be before it is kept, whoever sends it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.record import EARLIEST, FURTHEST_YEARS, LONGEST, SPECS, EntryKind
from pomdesk.domain.typed import clean
from pomdesk.domain.visits import TIME, UID, Captured, Card, Values
from pomdesk.rules.dates import add_days
from pomdesk.store.tables import person

_BEFORE = len("14:05 ")
"""The time goes before the text when it is written into the record."""
LONGEST_CAPTURED: Final = {"text": LONGEST["text"] - _BEFORE, "next_step": LONGEST["next_step"]}
"""Characters that each text of a capture may have."""
_LONGEST_CHANGED: Final = {
    "cell_location": getattr(person.c.cell_location.type, "length", 0),
    "next_step": LONGEST["next_step"],
}


def checked(captured: Captured, card: Card, today: date) -> Captured:
    """A capture of this desk as it is kept: texts cleaned, only changes that change something.

    Args:
        captured: what was noted.
        card: of the person it was noted of.
        today: the desk's day; the walk may have gone past midnight.

    Raises:
        RequestRefused: REQ-CAPTURE-UID, -WHAT, -DAY, -TIME, -LONG, -DUE, -ASK (ticked what is not
            on the card), -FACT (changed what is not on it), -VALUE (a change that does not fit).
        TextRefused: TXT-LONG.

    """
    if not UID.fullmatch(captured.uid):
        raise RequestRefused("REQ-CAPTURE-UID")
    if captured.what and captured.what not in SPECS[EntryKind.CONTACT].whats:
        raise RequestRefused("REQ-CAPTURE-WHAT", value=captured.what[:40])
    if captured.time and not TIME.fullmatch(captured.time):
        raise RequestRefused("REQ-CAPTURE-TIME", value=captured.time[:40])
    _check_days(captured, today)
    if not card.may_tick.issuperset(captured.ticked):
        raise RequestRefused("REQ-CAPTURE-ASK")
    return replace(
        captured,
        text=_text("text", captured.text),
        next_step=_text("next_step", captured.next_step),
        ticked=tuple(dict.fromkeys(captured.ticked)),
        changes=_changes(captured, card, today),
        machine="",
        by="",
        at=None,
    )


def _text(name: str, typed: object) -> str:
    text, longest = clean(typed), LONGEST_CAPTURED[name]
    if len(text) > longest:
        raise RequestRefused("REQ-CAPTURE-LONG", field=name, longest=longest)
    return text


def _check_days(captured: Captured, today: date) -> None:
    """A datetime is a date to Python and none here."""
    if type(captured.day) is not date or not EARLIEST <= captured.day <= add_days(today, 1):
        raise RequestRefused("REQ-CAPTURE-DAY")
    due = captured.due
    if due is not None and (type(due) is not date or not captured.day <= due <= _latest(today)):
        raise RequestRefused("REQ-CAPTURE-DUE")


def _latest(today: date) -> date:
    return date(today.year + FURTHEST_YEARS, 12, 31)


def _changes(captured: Captured, card: Card, today: date) -> dict[str, Values]:
    """Of what was changed, what differs from the card."""
    kept: dict[str, Values] = {}
    for key, values in captured.changes.items():
        before = card.facts.get(key, {})
        if not before.keys() >= values.keys():
            raise RequestRefused("REQ-CAPTURE-FACT")
        new = _differing(values, before, captured.day, today)
        if new:
            kept[key] = new
    return kept


def _differing(values: Values, before: Values, day: date, today: date) -> Mapping[str, str | None]:
    """Nothing is None, however it was given."""
    new: dict[str, str | None] = {}
    for name, value in values.items():
        text = clean(value, one_line=name != "next_step") or None
        if text == (before[name] or None):
            continue
        if not _fits(name, text, day, today):
            raise RequestRefused("REQ-CAPTURE-VALUE", field=name)
        new[name] = text
    return new


def _fits(name: str, text: str | None, day: date, today: date) -> bool:
    if text is None:
        return True
    if name != "due":
        return len(text) <= _LONGEST_CHANGED.get(name, LONGEST["next_step"])
    try:
        due = date.fromisoformat(text)
    except ValueError:
        return False
    # Python reads more than one writing of a day; one is kept.
    return text == due.isoformat() and day <= due <= _latest(today)
