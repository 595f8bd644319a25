from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomdesk.rules.pack import Move
from pomdesk.rules.working_days import Calendar
from tests.builders import day
from tests.rules.duties.working import CALENDAR
from tests.rules.facts import DAYS

SOON = st.dates(date(2026, 11, 1), date(2028, 1, 31))


@pytest.mark.parametrize(
    ("on", "move", "gives"),
    [
        ("2026-11-20", Move.BEFORE, "2026-11-20"),  # a Friday stays
        ("2026-11-21", Move.BEFORE, "2026-11-20"),
        ("2026-11-22", Move.BEFORE, "2026-11-20"),
        ("2026-11-21", Move.AFTER, "2026-11-23"),
        ("2026-11-21", Move.STAY, "2026-11-21"),
        ("2026-12-28", Move.BEFORE, "2026-12-24"),  # over Christmas and the weekend
        ("2026-12-25", Move.AFTER, "2026-12-29"),
        ("2027-01-01", Move.BEFORE, "2026-12-31"),  # into the year before
        ("2027-01-01", Move.AFTER, "2027-01-04"),
        ("2028-02-29", Move.BEFORE, "2028-02-29"),  # a leap day that is worked
    ],
)
def test_a_day_without_work_moves_the_policys_way(on: str, move: Move, gives: str) -> None:
    assert CALENDAR.moved(day(on), move) == day(gives)


@pytest.mark.parametrize(
    ("on", "days", "gives"),
    [
        ("2026-12-23", 0, "2026-12-23"),
        ("2026-12-26", 0, "2026-12-26"),
        ("2026-12-23", 1, "2026-12-24"),
        ("2026-12-23", 2, "2026-12-29"),  # Christmas Day, the weekend, Boxing Day's substitute
        ("2026-12-23", 5, "2027-01-04"),
        ("2027-01-04", -5, "2026-12-23"),
        ("2026-12-26", 1, "2026-12-29"),
        ("2026-12-27", -1, "2026-12-24"),
        ("2028-02-28", 1, "2028-02-29"),
    ],
)
def test_working_days_are_counted_over_holidays(on: str, days: int, gives: str) -> None:
    assert CALENDAR.add(day(on), days) == day(gives)


@pytest.mark.parametrize(
    ("start", "end", "gives"),
    [
        ("2026-12-21", "2026-12-21", 0),
        ("2026-12-21", "2026-12-22", 1),  # the first day counts, the last does not
        ("2026-12-21", "2026-12-28", 4),
        ("2026-12-24", "2026-12-30", 2),
        ("2026-12-30", "2026-12-24", 0),
        ("2026-12-26", "2026-12-28", 0),
    ],
)
def test_working_days_between(start: str, end: str, gives: int) -> None:
    assert CALENDAR.between(day(start), day(end)) == gives


@given(SOON, SOON)
def test_between_counts_what_is_worked(start: date, end: date) -> None:
    days = (start + timedelta(n) for n in range(max((end - start).days, 0)))
    assert CALENDAR.between(start, end) == sum(CALENDAR.is_working(one) for one in days)


@given(SOON, st.integers(-30, 30))
def test_adding_lands_on_a_worked_day_so_many_days_away(start: date, days: int) -> None:
    end = CALENDAR.add(start, days)
    if days:
        assert CALENDAR.is_working(end)
    if days > 0:
        assert CALENDAR.between(start + timedelta(1), end + timedelta(1)) == days
    if days < 0:
        assert CALENDAR.between(end, start) == -days


@given(DAYS, st.sampled_from(Move), st.integers(-12, 12))
def test_the_ends_of_the_calendar_do_no_harm(on: date, move: Move, days: int) -> None:
    never = Calendar(frozenset({date(9999, 12, 31), date(9999, 12, 30), date.min}))
    for calendar in (CALENDAR, never):
        moved = calendar.moved(on, move)
        assert move is Move.STAY or calendar.is_working(moved) or moved == on
        calendar.add(on, days)
        calendar.between(on, date.max)
        calendar.between(date.min, on)
