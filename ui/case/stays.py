"""Stays in prisons: what was open on arrival, what was done there. No widgets are made here."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pomdesk.domain.record import SPECS, Entry, EntryKind
from pomdesk.readmodels.record import Stay
from resources.text import Text
from ui.case.entries import mid_sentence
from ui.case.shown import Shown
from ui.widgets.feed import FeedItem
from ui.widgets.table_model import Mark

_COUNTED = (EntryKind.CONTACT, EntryKind.KEY_WORK)
_LASTING = (EntryKind.GOAL, EntryKind.INTERVENTION, EntryKind.REFERRAL, EntryKind.LICENCE_CONDITION)


@dataclass(frozen=True, slots=True)
class StaySummary:
    """Counts of one stay, by kind.

    Attributes:
        open_then: what was open on the day of arrival.
        made: what was written down there.
        closed: what was brought to an end there.
        oasys_then: when the last OASys before arrival was completed.
        oasys: how many were completed there.
    """

    stay: Stay
    open_then: dict[EntryKind, int]
    made: dict[EntryKind, int]
    closed: dict[EntryKind, int]
    oasys_then: date | None
    oasys: int


def summary(stay: Stay, entries: Iterable[Entry], completed: Sequence[date]) -> StaySummary:
    """Count one stay.

    Args:
        stay: from arrival to the day of leaving; the day of leaving belongs to it.
        entries: every entry of the case.
        completed: days on which an OASys was completed.
    """

    def within(day: date | None) -> bool:
        return day is not None and day >= stay.arrived and (stay.left is None or day <= stay.left)

    entries = list(entries)
    lasting = [one for one in entries if one.kind in _LASTING]
    before = [day for day in completed if day < stay.arrived]
    return StaySummary(
        stay,
        _count(lasting, lambda one: one.day < stay.arrived and _open_on(one, stay.arrived)),
        _count(
            (one for one in entries if one.kind in (*_COUNTED, *_LASTING)),
            lambda one: within(one.day),
        ),
        _count(lasting, lambda one: one.closed and within(one.stage_day or one.day)),
        max(before, default=None),
        sum(1 for day in completed if within(day)),
    )


def _open_on(entry: Entry, day: date) -> bool:
    """Whether an entry still asked for something on a day."""
    return not entry.closed or (entry.stage_day or entry.day) >= day


def _count(entries: Iterable[Entry], keeps: Callable[[Entry], bool]) -> dict[EntryKind, int]:
    found: dict[EntryKind, int] = {}
    for entry in entries:
        if keeps(entry):
            found[entry.kind] = found.get(entry.kind, 0) + 1
    return {kind: found[kind] for kind in SPECS if kind in found}


def stay_items(text: Text, shown: Shown, entries: Sequence[Entry]) -> list[FeedItem]:
    """Every stay with what was open on arrival and what was done there, newest first."""
    completed = [
        one.completed_on for one in shown.view.case.assessments if one.completed_on is not None
    ]
    stays = sorted(shown.record.stays, key=lambda stay: stay.arrived, reverse=True)
    return [_item(text, summary(stay, entries, completed), shown.today) for stay in stays]


def _item(text: Text, told: StaySummary, today: date) -> FeedItem:
    stay = told.stay
    left = text.short_day(stay.left) if stay.left else ""
    span = text("case.stay.until", day=left) if left else text("case.stay.now")
    marks = () if left else (Mark(text("case.stay.here"), "blue"),)
    oasys = (
        text("case.stay.oasys_then", day=text.short_day(told.oasys_then))
        if told.oasys_then
        else text("case.stay.no_oasys")
    )
    arrival = ", ".join([*_said(text, told.open_then), oasys])
    done = [*_said(text, told.made)]
    if told.oasys:
        done.append(text.count("case.stay.oasys", told.oasys))
    ended = _said(text, told.closed)
    lines = [
        text("case.stay.open", what=arrival),
        text("case.stay.done", what=", ".join(done) or text("case.stay.nothing")),
    ]
    if ended:
        lines.append(text("case.stay.closed", what=", ".join(ended)))
    by = stay.arrived_by
    return FeedItem(
        key=(stay.prison_id, stay.arrived),
        day=text.short_day(stay.arrived),
        away=text.away(stay.arrived, today),
        head=f"{stay.prison_name}, {span}",
        marks=marks,
        body="\n".join(lines),
        more=text.code("case.movement", by.movement_type),
        row=stay,
    )


def _said(text: Text, counts: dict[EntryKind, int]) -> list[str]:
    return [
        text("case.stay.count", name=mid_sentence(text(f"entry_kinds.{kind}")), n=n)
        for kind, n in counts.items()
    ]
