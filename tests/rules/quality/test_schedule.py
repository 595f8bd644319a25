"""Case reviews twice a year: windows, weeks, leave, leavers, capacity."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomdesk.domain.errors import RequestRefused
from pomdesk.rules.quality.schedule import (
    DrawnReview,
    Presence,
    ReviewState,
    Schedule,
    Window,
    schedule,
    window_of,
)
from pomdesk.rules.working_days import Calendar
from tests.builders import day, policy

QUALITY = policy().quality  # two in a week, told ten working days before, escalated ten after
HOLIDAYS = frozenset(
    day(one)
    for one in (
        "2026-04-03",
        "2026-04-06",
        "2026-05-04",
        "2026-05-25",
        "2026-08-31",
        "2026-12-25",
        "2026-12-28",
        "2027-01-01",
    )
)
CALENDAR = Calendar(HOLIDAYS)
SUMMER = window_of(day("2026-05-01"), 4)


def drawn(*supervisors: str, carried_over: bool = False) -> list[DrawnReview]:
    """Drawn in this order."""
    return [
        DrawnReview(who, f"A{n:04}AB", f"{n:064x}", carried_over)
        for n, who in enumerate(supervisors, 1)
    ]


def plan(cases: list[DrawnReview], **people: Presence) -> Schedule:
    return schedule(SUMMER, cases, people, QUALITY, CALENDAR)


@pytest.mark.parametrize(
    ("on", "month", "window"),
    [
        ("2026-04-01", 4, Window(1, date(2026, 4, 1), date(2026, 9, 30))),
        ("2026-09-30", 4, Window(1, date(2026, 4, 1), date(2026, 9, 30))),
        ("2026-10-01", 4, Window(2, date(2026, 10, 1), date(2027, 3, 31))),
        ("2027-03-31", 4, Window(2, date(2026, 10, 1), date(2027, 3, 31))),
        ("2026-12-31", 1, Window(2, date(2026, 7, 1), date(2026, 12, 31))),
        ("2028-02-29", 9, Window(1, date(2027, 9, 1), date(2028, 2, 29))),
        ("2026-01-15", 8, Window(1, date(2025, 8, 1), date(2026, 1, 31))),
    ],
)
def test_half_years_begin_with_the_cycle(on: str, month: int, window: Window) -> None:
    assert window_of(day(on), month) == window


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 12))
def test_every_day_lies_in_its_window_and_windows_meet(on: date, month: int) -> None:
    window = window_of(on, month)
    assert window.first <= on <= window.last
    after = window_of(window.last + timedelta(1), month)
    assert after.first == window.last + timedelta(1)
    assert {window.number, after.number} == {1, 2}


@pytest.mark.parametrize("month", [0, 13, -1])
def test_a_month_that_there_is_not_is_refused(month: int) -> None:
    with pytest.raises(RequestRefused) as refused:
        window_of(day("2026-04-01"), month)
    assert refused.value.code == "REQ-QA-CYCLE-MONTH"


def test_a_review_is_due_on_the_last_working_day_of_its_week() -> None:
    (one,) = plan(drawn("P1")).reviews
    assert one.state is ReviewState.PLANNED
    assert (one.week, one.due) == (day("2026-03-30"), day("2026-04-02"))  # Good Friday is the 3rd
    assert one.remind_on == (day("2026-03-19"), day("2026-03-26"), day("2026-04-02"))
    assert one.escalate_on == day("2026-04-20")  # Easter Monday is not worked


@pytest.mark.parametrize(
    ("start", "working_days", "expected"),
    [
        ("2026-04-01", 5, "2026-04-10"),
        ("2026-04-01", 10, "2026-04-17"),
        ("2026-05-01", 1, "2026-05-05"),
        ("2026-08-28", 10, "2026-09-14"),
        ("2026-12-21", 10, "2027-01-07"),
    ],
)
def test_working_days_over_bank_holidays(start: str, working_days: int, expected: str) -> None:
    assert CALENDAR.add(day(start), working_days) == day(expected)


def test_reviews_are_spread_in_ticket_order_with_those_carried_over_first() -> None:
    cases = drawn("P1", "P2", "P3", "P4")
    late = replace(cases[3], carried_over=True)
    reviews = plan([*cases[:3], late]).reviews
    assert [one.supervisor for one in reviews] == ["P4", "P1", "P2", "P3"]
    assert reviews[0].carried_over
    weeks = [one.week for one in reviews if one.week]
    assert weeks == sorted(weeks)
    gaps = {(later - earlier).days for earlier, later in pairwise(weeks)}
    assert gaps <= {42, 49}  # 27 weeks, four reviews


def test_no_week_takes_more_than_it_may() -> None:
    full = plan(drawn(*[f"P{n}" for n in range(54)]))
    assert full.places == 54
    assert full.count(ReviewState.PLANNED) == 54
    assert not full.exceeds_capacity
    weeks = [one.week for one in full.reviews]
    assert all(weeks.count(week) == 2 for week in weeks)


def test_what_finds_no_room_is_told_and_not_dropped() -> None:
    over = plan(drawn(*[f"P{n}" for n in range(57)]))
    assert over.exceeds_capacity
    assert len(over.reviews) == 57
    left = [one for one in over.reviews if one.state is ReviewState.OVER_CAPACITY]
    assert len(left) == 3
    assert {(one.due, one.reason) for one in left} == {(None, "weeks_full")}


def test_a_week_with_a_day_of_leave_is_avoided() -> None:
    away = Presence(away=((day("2026-04-08"), day("2026-04-08")),))
    early = Presence(away=((day("2026-03-30"), day("2026-04-01")), *away.away))
    (one,) = plan(drawn("P1"), P1=early).reviews
    assert one.week == day("2026-04-13")


def test_where_every_week_has_leave_the_end_of_a_week_will_do() -> None:
    mondays = [SUMMER.first + timedelta(7 * n - 2) for n in range(27)]
    (one,) = plan(drawn("P1"), P1=Presence(away=tuple((m, m) for m in mondays))).reviews
    assert one.state is ReviewState.PLANNED


def test_somebody_away_all_the_time_is_deferred() -> None:
    away = Presence(away=((day("2026-01-01"), day("2026-12-31")),))
    (one,) = plan(drawn("P1"), P1=away).reviews
    assert (one.state, one.reason, one.due) == (ReviewState.DEFERRED, "absent", None)


def test_leavers_are_seen_before_they_go_or_are_void() -> None:
    gone, going = Presence(left=day("2026-04-01")), Presence(left=day("2026-04-13"))
    void, _, last = plan(drawn("P1", "P2", "P3"), P1=gone, P3=going).reviews
    assert (void.state, void.reason) == (ReviewState.VOID_LEAVER, "left")
    assert last.due is not None
    assert last.due < day("2026-04-13")


@pytest.mark.parametrize(
    ("joined", "induction"),
    [
        ("2026-01-01", False),  # three months on the first day of the window
        ("2026-01-02", True),
        ("2026-06-01", True),
        ("2020-06-01", False),
    ],
)
def test_somebody_new_has_one_induction_review_instead(joined: str, induction: bool) -> None:
    reviews = plan(drawn("P1", "P1"), P1=Presence(joined=day(joined))).reviews
    assert [one.induction for one in reviews] == [induction, False]
    states = [one.state for one in reviews]
    assert states[1] is (ReviewState.DEFERRED if induction else ReviewState.PLANNED)
    assert reviews[0].due is not None
    assert reviews[0].due >= day(joined)


def test_somebody_new_without_a_drawn_case_has_one_too() -> None:
    people = {"P1": Presence(joined=day("2026-05-01")), "P2": Presence(joined=day("2026-11-01"))}
    (one,) = plan([], **people).reviews
    assert (one.supervisor, one.induction, one.case_ref) == ("P1", True, "")


def test_a_schedule_made_late_plans_nothing_in_the_past() -> None:
    late = day("2026-09-17")
    done = schedule(SUMMER, drawn("P1", "P2", "P3"), {}, QUALITY, CALENDAR, not_before=late)
    assert {one.due for one in done.reviews} == {
        day("2026-09-18"),
        day("2026-09-25"),
        day("2026-09-30"),
    }
    after = schedule(SUMMER, drawn("P1"), {}, QUALITY, CALENDAR, not_before=day("2026-10-01"))
    assert [one.state for one in after.reviews] == [ReviewState.OVER_CAPACITY]
    assert after.places == 0


DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
PRESENCE = st.builds(
    Presence,
    joined=st.none() | DAYS,
    left=st.none() | DAYS,
    away=st.lists(st.tuples(DAYS, DAYS), max_size=3),
)


@given(st.dictionaries(st.sampled_from("ABCDEF"), PRESENCE), st.lists(st.sampled_from("ABCDEFGH")))
def test_every_drawn_review_stands_once_and_every_week_holds(
    people: dict[str, Presence], supervisors: list[str]
) -> None:
    done = plan(drawn(*supervisors), **people)
    drawn_cases = sorted((one.supervisor, one.case_ref) for one in drawn(*supervisors))
    found = sorted((one.supervisor, one.case_ref) for one in done.reviews if one.case_ref)
    assert found == drawn_cases
    weeks = [one.week for one in done.reviews if one.week]
    assert all(weeks.count(week) <= QUALITY.week_reviews for week in weeks)
    for one in done.reviews:
        if one.state is ReviewState.PLANNED:
            assert one.due is not None
            assert SUMMER.first <= one.due <= SUMMER.last
            assert CALENDAR.is_working(one.due)
            assert people.get(one.supervisor, Presence()).is_here(one.due)
        else:
            assert one.due is None
            assert one.reason
