"""The lists of one morning, filled a person at a time.

A person's part is made once and kept beside what was worked out of them, so that after a change
the other parts are only put together again.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Final, TypeAlias

from pomdesk.domain.duties import Duty, DutyFamily, DutyState
from pomdesk.readmodels.duties import DutyLine, WeekLoad
from pomdesk.rules.dates import add_days, week_meant
from pomdesk.services.book import Worked

COMING_WEEKS: Final = 8
LOAD_WEEKS: Final = 12

_LATE, _THIS_WEEK, _COMING, _BLOCKED, _SNOOZED = _LISTS = range(5)

Placed: TypeAlias = tuple[date, str, int, int, DutyLine]
"""A line behind what it is sorted by: the day, whose (name, number), which of theirs."""
Part: TypeAlias = tuple[Sequence[tuple[int, Placed]], Sequence[tuple[int, DutyFamily]]]
"""One person's lines, each with the list it belongs to, and their weeks by family."""


class Morning:
    """The lists of one day while they are filled."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._monday = week_meant(today)
        self._sunday = add_days(self._monday, 6)
        self._last = add_days(self._sunday, 7 * COMING_WEEKS)
        self._load_ends = add_days(self._monday, 7 * LOAD_WEEKS - 1)
        self._load: Counter[tuple[int, DutyFamily]] = Counter()
        self._lists: tuple[list[Placed], ...] = tuple([] for _ in _LISTS)

    def take(self, worked: Worked) -> None:
        """Put one person's open duties where they belong."""
        if worked.morning is None:
            worked.morning = self._part_of(worked)
        part, load = worked.morning
        for into, placed in part:
            self._lists[into].append(placed)
        for week in load:
            self._load[week] += 1

    def sorted(self) -> list[list[DutyLine]]:
        """Late, of this week, coming, blocked and put off: each by day, then by name."""
        for lines in self._lists:
            lines.sort()
        return [[line[-1] for line in lines] for lines in self._lists]

    def weeks(self) -> list[WeekLoad]:
        """Open duties that wait on nothing, by week and family, from the current week on."""
        load = self._load
        return [
            WeekLoad(
                add_days(self._monday, 7 * week),
                {family: load[week, family] for family in DutyFamily if load[week, family]},
            )
            for week in range(LOAD_WEEKS)
        ]

    def _part_of(self, worked: Worked) -> Part:
        who = worked.line
        part: list[tuple[int, Placed]] = []
        load: list[tuple[int, DutyFamily]] = []
        for place, duty in enumerate(worked.duties):
            if not duty.open:
                continue
            due = duty.due
            # What the lists have by its day: the picture of the weeks adds up to them.
            waits = duty.snoozed_until is not None or duty.state is DutyState.BLOCKED
            if due is not None and self._today <= due <= self._load_ends and not waits:
                load.append((max((due - self._monday).days // 7, 0), duty.family))
            into = self._list_of(duty)
            if into is not None:
                on = due or duty.opens or date.max
                line = duty_line(worked, duty)
                part.append((into, (on, who.name_key, who.person_id, place, line)))
        return tuple(part), tuple(load)

    def _list_of(self, duty: Duty) -> int | None:
        if duty.snoozed_until is not None:
            return _SNOOZED
        state = duty.state
        late = duty.due is not None and duty.due < self._today
        if state is DutyState.OVERDUE or (state is DutyState.BLOCKED and late):
            return _LATE
        # What has no day is of this week once it can be done.
        day = duty.due or (duty.opens if state is DutyState.UPCOMING else None) or self._today
        if day > self._last:
            return None
        if state is DutyState.BLOCKED:
            return _BLOCKED
        return _THIS_WEEK if day <= self._sunday else _COMING


def duty_line(worked: Worked, duty: Duty) -> DutyLine:
    """One duty with its person."""
    who = worked.line
    return DutyLine(
        who.person_id,
        who.prisoner_number,
        who.last_name,
        who.first_name,
        who.pom_name,
        duty,
        who.location,
    )
