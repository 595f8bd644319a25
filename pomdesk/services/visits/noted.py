"""What was noted at a stop as rows of a merge: the entry it becomes, what was done, what changed.

A row holds what the record will hold, to the letter, so that what nobody changed is seen as such
when the record is read again. Nothing that was noted makes the record refuse it: a time or a day
that does not fit is left out, or goes into the text.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from pomdesk.domain.duties import DutyKind
from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.record import EARLIEST, FURTHEST_YEARS, LONGEST, EntryKind
from pomdesk.domain.typed import clean
from pomdesk.domain.visits import PERSON_ROW, Captured, Rows, Values
from pomdesk.services.typed_facts import parse_value
from pomdesk.services.visits.captures import capture_key

TICK: Final = "tick:"
ENTRY: Final = "entry:"
CAPTURE: Final = capture_key("")

_FOLLOW_UP = f"duty:{DutyKind.FOLLOW_UP}:"
_MEETING = f"duty:{DutyKind.HANDOVER_MEETING}"
_LAST = ":2"


def rows_of(
    captures: Iterable[Captured], facts: Rows, agreed: Rows, today: date
) -> dict[str, Values]:
    """What a side says after its captures.

    Args:
        captures: all of them.
        facts: what it was given; what was changed lies over them.
        agreed: what it said before: what was ticked stays as it was noted first.
        today: the desk's day.

    """
    rows: dict[str, Values] = dict(facts)
    for one in captures:
        for key, values in one.changes.items():
            kept = {name: _as_kept(key, name, value, today) for name, value in values.items()}
            rows[key] = {**rows.get(key, {}), **kept}
        for ask in filter(does_something, one.ticked):
            tick = tick_of(ask)
            rows[tick] = agreed.get(tick, {"done": kept_day(one, today).isoformat()})
        rows |= _entries(one, today)
    return rows


def tick_of(ask: str) -> str:
    """The row of something that was done; a meeting is one, however it was asked for."""
    return TICK + ask.replace(f"{_MEETING}:", "meeting:", 1)


def does_something(ask: str) -> bool:
    """Whether an ask that was done changes the record: a follow-up, a meeting, a paper."""
    return ask.startswith((_FOLLOW_UP, "paper:")) or is_meeting(ask)


def is_meeting(ask: str) -> bool:
    """Whether an ask is a handover meeting."""
    return ask.startswith(("meeting:", f"{_MEETING}:")) or ask == _MEETING


def numbered(ask: str) -> int | None:
    """The number at the end of an ask or a row: of an entry or a paper."""
    number = ask.rpartition(":")[2]
    # A longer number is none of a database.
    return int(number) if number.isascii() and number.isdigit() and len(number) < 19 else None


def kept_day(one: Captured, today: date) -> date:
    """The day of a capture in the record, which knows no day to come."""
    return min(max(one.day, EARLIEST), today)


def lies_ahead(one: Captured, today: date) -> bool:
    """Whether a capture becomes an entry that stands under another day than it was noted."""
    return one.day > today and bool(_entries(one, today))


def kind_of(values: Values) -> EntryKind:
    """What a row becomes: a contact says how; else it is a note."""
    return EntryKind.CONTACT if values.get("what") else EntryKind.NOTE


def typed(values: Values) -> Mapping[str, object]:
    """A row's fields as an entry takes them."""
    return dict(_typed(values))


def _typed(values: Values) -> Iterator[tuple[str, object]]:
    for name, value in values.items():
        if name in ("day", "due"):
            yield name, date.fromisoformat(value) if value else None
        else:
            yield name, (value or None) if name == "what" else value or ""


def _as_kept(key: str, name: str, value: str | None, today: date) -> str | None:
    """A changed fact as the store keeps it; one that does not fit is refused when it is written."""
    if key != PERSON_ROW:
        return value
    try:
        kept = parse_value(key, name, value, this_year=today.year)
    except RequestRefused:
        return value
    return None if kept is None else str(kept)


def _entries(one: Captured, today: date) -> dict[str, Values]:
    """The entry a capture becomes; two only where its words are longer than one may be."""
    day, key = kept_day(one, today), capture_key(one.uid)
    next_step, due = clean(one.next_step), one.due
    said = _with_time(one.time, clean(one.text))
    if due is not None and not day <= due <= date(today.year + FURTHEST_YEARS, 12, 31):
        next_step, due = _lines(next_step, due.isoformat()), None
    if not one.what and not (clean(one.text) or next_step or due):
        return {}
    values: dict[str, str | None] = {"what": one.what or None, "day": day.isoformat()}
    values["due"] = due.isoformat() if due else None
    if one.what and len(next_step) <= LONGEST["next_step"]:
        return {key: {**values, "text": said or None, "next_step": next_step or None}}
    # A note has a day but no next step of its own: that is part of its words.
    whole = _lines(said, next_step) or values["due"]
    if len(whole or "") <= LONGEST["text"]:
        return {key: {**values, "text": whole, "next_step": None}}
    rest = {**values, "what": None, "text": next_step, "next_step": None}
    return {
        key: {**values, "text": said, "next_step": None, "due": None},
        key + _LAST: rest,
    }


def _with_time(time: str, text: str) -> str:
    """The time goes first, where there is room for it."""
    timed = f"{time} {text}".strip()
    return timed if len(timed) <= LONGEST["text"] else text


def _lines(*texts: str) -> str:
    return "\n".join(filter(None, texts))
