"""Which days are worked: the library's bank holidays, and the added ones."""

import subprocess
import sys
from datetime import date, timedelta

import pytest

from pomdesk.rules.pack import LocalSetting, Move
from pomdesk.services.calendar import FIRST, LAST, bank_holidays, calendar_for
from tests.builders import day, policy


@pytest.mark.parametrize(
    "iso",
    [
        "2002-06-03",  # a jubilee
        "2011-04-29",  # a wedding
        "2020-05-08",  # May Day moved
        "2022-09-19",  # a state funeral
        "2023-05-08",  # a coronation
        "2026-04-03",
        "2026-12-25",
        "2026-12-28",  # Boxing Day is a Saturday
        "2027-12-27",
        "2027-12-28",  # both days of Christmas are at a weekend
        f"{FIRST}-12-25",
        f"{LAST}-12-27",
    ],
)
def test_a_bank_holiday_is_not_worked(iso: str) -> None:
    assert not calendar_for(policy()).is_working(day(iso))


@pytest.mark.parametrize("iso", ["2026-03-17", "2027-01-04", "2026-11-30", "2020-05-04"])
def test_holidays_of_elsewhere_and_moved_ones_are_worked(iso: str) -> None:
    assert calendar_for(policy()).is_working(day(iso))


def test_england_and_wales_have_the_same_ones() -> None:
    from holidays import country_holidays

    wales = country_holidays("GB", subdiv="WLS", years=range(FIRST, LAST + 1))
    assert bank_holidays() == frozenset(wales)


def test_every_year_has_at_least_eight() -> None:
    years = [found.year for found in bank_holidays()]
    assert set(years) == set(range(FIRST, LAST + 1))
    assert min(map(years.count, set(years))) >= 8


def test_beyond_the_known_years_only_weekends_are_free() -> None:
    calendar = calendar_for(policy())
    week = [date(LAST + 2, 12, 21) + timedelta(n) for n in range(7)]
    assert sum(map(calendar.is_working, week)) == 5


def test_added_days_are_not_worked_and_dates_move_off_them() -> None:
    base = policy()
    local = LocalSetting(["2026-12-24"], day("2026-11-01"), "notice", "A Jones")
    added = calendar_for(base.with_local({"duties.added_holidays": local}))
    eve = day("2026-12-24")
    assert calendar_for(base).is_working(eve)
    assert added.moved(eve, Move.BEFORE) == day("2026-12-23")
    assert added.moved(eve, Move.AFTER) == day("2026-12-29")


def test_the_same_calendar_comes_again_while_the_added_days_stay() -> None:
    assert calendar_for(policy()) is calendar_for(policy(com_overdue_days="3"))


def test_the_library_is_not_loaded_before_it_is_needed() -> None:
    code = "import pomdesk.services.calendar, sys; print('holidays' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
