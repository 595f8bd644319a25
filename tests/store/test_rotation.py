"""Which backups stay: the rule, with days that are written down."""

from datetime import datetime, timedelta

import pytest

from pomdesk.store.rotation import due, is_doubtful, is_future, surplus

at = datetime.fromisoformat
NOW = at("2026-11-23 12:00")
HALF_HOUR = timedelta(minutes=30)
DAY = timedelta(days=1)


def kept(taken: list[datetime], now: datetime = NOW) -> list[datetime]:
    return sorted(set(taken) - surplus(taken, now), reverse=True)


@pytest.mark.parametrize(
    ("last", "changed", "wanted"),
    [
        (None, True, True),
        (None, False, False),
        (NOW - HALF_HOUR, True, True),
        (NOW - HALF_HOUR, False, False),
        (NOW - HALF_HOUR + timedelta(seconds=1), True, False),
        (NOW, True, False),
        # From the future: the clock was wrong then or is now; either way none is of today.
        (NOW + timedelta(seconds=1), True, True),
        (NOW + 9 * DAY, False, False),
    ],
)
def test_a_backup_is_due_half_an_hour_after_the_last_and_only_if_something_changed(
    last: datetime | None, changed: bool, wanted: bool
) -> None:
    assert due(last, NOW, changed) is wanted


def test_of_two_days_the_newest_of_every_half_hour_stays() -> None:
    taken = [NOW - n * timedelta(minutes=10) for n in range(1, 13)]
    assert kept(taken) == [
        at("2026-11-23 11:50"),
        at("2026-11-23 11:20"),
        at("2026-11-23 10:50"),
        at("2026-11-23 10:20"),
    ]


def test_a_steady_trickle_of_backups_does_not_push_out_the_ones_before() -> None:
    there: list[datetime] = []
    now = NOW - DAY
    while now <= NOW:
        there.append(now)
        there = kept(there, now)
        now += timedelta(minutes=7)
    # One for each half hour of the day that has gone by.
    assert len(there) == 48


def test_after_a_year_of_working_days_two_days_seven_days_and_four_weeks_are_left() -> None:
    there: list[datetime] = []
    day = at("2025-11-24 00:00")
    while day < at("2026-11-28 00:00"):
        if day.isoweekday() < 6:
            for hour in range(9, 17):
                now = day + timedelta(hours=hour, minutes=5)
                there = kept([*there, now], now)
        day += DAY
    now = there[0]
    assert now == at("2026-11-27 16:05")
    recent = [one for one in there if now - one <= 2 * DAY]
    older = [one for one in there if now - one > 2 * DAY]
    assert len(recent) == 17
    assert [f"{one:%d %b %H}" for one in older] == [
        # Seven days: what is left of Wednesday, then the last of each.
        *("25 Nov 15", "24 Nov 16", "23 Nov 16", "20 Nov 16", "19 Nov 16", "18 Nov 16"),
        "17 Nov 16",
        # Four weeks: the last of each.
        *("16 Nov 16", "13 Nov 16", "06 Nov 16", "30 Oct 16"),
    ]


def test_nothing_is_older_than_35_days_on_any_day_of_a_year() -> None:
    there: list[datetime] = []
    for n in range(365):
        now = at("2026-01-01 09:00") + n * DAY
        there = kept([*there, now], now)
        assert now - there[-1] <= timedelta(days=35)
        # And somebody erased on a day is out of every backup 35 days later.
    assert len(there) == 3 + 7 + 4


def test_the_border_of_35_days_is_exact() -> None:
    week = [NOW - n * DAY for n in range(36)]
    at_border, over = NOW - 35 * DAY, NOW - 35 * DAY - timedelta(seconds=1)
    assert at_border in kept([*week[:1], *week[10::7], at_border])
    assert over not in kept([*week[:1], *week[10::7], over])


def test_one_from_the_future_stays_and_is_told() -> None:
    ahead = NOW + 400 * DAY
    assert kept([NOW, ahead]) == [ahead, NOW]
    assert is_future(ahead, NOW)
    # A clock that was set back by a minute is not the future.
    assert not is_future(NOW + timedelta(minutes=1), NOW)


def test_after_a_jump_of_the_clock_nothing_is_removed_for_a_day() -> None:
    before = [NOW - n * DAY for n in range(12)]
    later = at("2035-03-01 09:00")
    assert is_doubtful([*before, later], later)
    assert surplus([*before, later], later) == set()
    hours = [later + n * timedelta(hours=1) for n in range(24)]
    assert surplus([*before, *hours], hours[-1]) == set()
    # A clock that has run on for a day is believed: somebody was away for so long.
    assert surplus([*before, *hours, later + DAY], later + DAY) >= set(before)


def test_a_clock_that_is_set_right_again_costs_nothing() -> None:
    before = [NOW - n * DAY for n in range(5)]
    wrong = at("2035-03-01 09:00")
    there = kept([*before, wrong], wrong)
    assert kept(there, NOW + timedelta(minutes=40)) == [wrong, *before]


def test_no_backups_at_all() -> None:
    assert surplus([], NOW) == set()
    assert not is_doubtful([], NOW)
