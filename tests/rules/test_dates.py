"""Month arithmetic, against dateutil as an oracle and against dates worked out by hand."""

from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from pomdesk.rules.dates import add_days, add_months, before
from tests.builders import day

DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))
MONTHS = st.integers(-600, 600)


@given(DAYS, MONTHS)
def test_months_are_those_of_dateutil(start: date, months: int) -> None:
    assert add_months(start, months) == start + relativedelta(months=months)


@given(DAYS, st.integers(0, 60), st.integers(0, 60))
def test_months_are_taken_before_days(start: date, months: int, days: int) -> None:
    assert before(start, months=months, days=days) == start - relativedelta(
        months=months
    ) - timedelta(days)


@given(DAYS, DAYS, MONTHS)
def test_a_later_day_never_gives_an_earlier_result(one: date, other: date, months: int) -> None:
    early, late = sorted((one, other))
    assert add_months(early, months) <= add_months(late, months)


@given(st.dates(), st.integers(-150_000, 150_000))
def test_the_calendar_has_an_end_but_no_error(start: date, number: int) -> None:
    later, moved = add_months(start, number), add_days(start, number)
    assert date.min <= later <= date.max
    assert (moved - start).days == number or moved in (date.min, date.max)


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        ("2026-10-31", -8, "2026-02-28"),
        ("2028-10-31", -8, "2028-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2024-02-29", -12, "2023-02-28"),
        ("2000-02-29", -1200, "1900-02-28"),  # 1900 was no leap year
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-01-30", 1, "2026-02-28"),
        ("2026-01-15", -1, "2025-12-15"),
        ("2026-12-01", 1, "2027-01-01"),
        ("2026-05-31", 0, "2026-05-31"),
        ("9999-12-31", 1, "9999-12-31"),
        ("0001-01-31", -1, "0001-01-01"),
    ],
)
def test_month_ends_leap_days_and_the_ends_of_the_calendar(
    start: str, months: int, expected: str
) -> None:
    assert add_months(day(start), months) == day(expected)
