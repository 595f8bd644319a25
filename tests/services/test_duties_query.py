"""The morning's lists, the list that goes out, and one duty explained."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pomdesk.domain.duties import Duty, DutyFamily, DutyKind, DutyState
from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.record import MarkKind
from pomdesk.readmodels.duties import DutyLine, Today
from pomdesk.services.book import Worked
from pomdesk.services.commands.marks import MarkDuty
from pomdesk.services.desk import Desk
from pomdesk.services.morning import Morning
from pomdesk.services.queries.caseload import CaseloadOn
from pomdesk.services.queries.duties import DutiesDue, TodayOn, WhyDuty
from pomdesk.services.queries.record import RecordOf
from tests.people import caseload
from tests.services.desks import MONDAY, bring_in, done, new_desk

WEDNESDAY = date(2026, 11, 25)
SUNDAY = date(2026, 11, 29)
NAMES = ("late", "this_week", "coming", "blocked", "snoozed")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = new_desk(tmp_path)
    bring_in(made, tmp_path, caseload(30, MONDAY, 3))
    yield made
    made.close()


def lists(today: Today) -> dict[str, Sequence[DutyLine]]:
    return {name: getattr(today, name) for name in NAMES}


# Lists, from duties made up for each border


def duty(due: date | None, state: DutyState = DutyState.DUE, **more: Any) -> Duty:
    return Duty(DutyKind.IRMM, "", more.pop("opens", None), due, state, (), **more)


def placed(desk: Desk, *duties: Duty, today: date = WEDNESDAY) -> list[str]:
    """In which list each duty of one person is; "" for none."""
    line = desk.ask(CaseloadOn()).lines[0]
    morning = Morning(today)
    morning.take(Worked(line, duties))
    found = {id(one.duty): NAMES[i] for i, part in enumerate(morning.sorted()) for one in part}
    return [found.get(id(one), "") for one in duties]


@pytest.mark.parametrize(
    ("due", "state", "where"),
    [
        (WEDNESDAY - timedelta(1), DutyState.OVERDUE, "late"),
        (WEDNESDAY, DutyState.DUE, "this_week"),
        (SUNDAY, DutyState.DUE, "this_week"),
        (SUNDAY, DutyState.UPCOMING, "this_week"),
        (SUNDAY + timedelta(1), DutyState.DUE, "coming"),
        (SUNDAY + timedelta(weeks=8), DutyState.UPCOMING, "coming"),
        (SUNDAY + timedelta(weeks=8, days=1), DutyState.DUE, ""),
        (None, DutyState.DUE, "this_week"),
        (WEDNESDAY - timedelta(9), DutyState.BLOCKED, "late"),  # waiting hides no lateness
        (WEDNESDAY, DutyState.BLOCKED, "blocked"),
        (SUNDAY + timedelta(weeks=8), DutyState.BLOCKED, "blocked"),
        (SUNDAY + timedelta(weeks=8, days=1), DutyState.BLOCKED, ""),
        (WEDNESDAY, DutyState.DONE, ""),
        (WEDNESDAY, DutyState.NOT_NEEDED, ""),
    ],
)
def test_each_duty_is_in_the_list_of_its_day(
    desk: Desk, due: date | None, state: DutyState, where: str
) -> None:
    assert placed(desk, duty(due, state)) == [where]


def test_what_was_put_off_is_in_no_other_list_however_late(desk: Desk) -> None:
    until = WEDNESDAY + timedelta(9)
    for state in (DutyState.OVERDUE, DutyState.DUE, DutyState.UPCOMING, DutyState.BLOCKED):
        for due in (WEDNESDAY - timedelta(400), WEDNESDAY + timedelta(4000)):
            assert placed(desk, duty(due, state, snoozed_until=until)) == ["snoozed"]
    gone = duty(WEDNESDAY, DutyState.DONE, snoozed_until=until)
    assert placed(desk, gone) == [""]


def test_what_has_no_day_is_of_this_week_once_it_can_be_done(desk: Desk) -> None:
    opens = SUNDAY + timedelta(8)
    assert placed(desk, duty(None, DutyState.UPCOMING, opens=opens)) == ["coming"]


@pytest.mark.parametrize("today", [SUNDAY - timedelta(1), SUNDAY])
def test_at_the_weekend_the_week_is_the_one_that_comes(desk: Desk, today: date) -> None:
    ends = SUNDAY + timedelta(7)
    week = duty(SUNDAY), duty(ends), duty(ends + timedelta(1))
    assert placed(desk, *week, today=today) == ["this_week", "this_week", "coming"]


@pytest.mark.parametrize("today", [MONDAY, WEDNESDAY])
def test_a_week_is_from_monday_to_sunday(desk: Desk, today: date) -> None:
    week = duty(SUNDAY), duty(SUNDAY + timedelta(1))
    assert placed(desk, *week, today=today) == ["this_week", "coming"]


def test_lists_are_by_day_and_what_has_none_is_last(desk: Desk) -> None:
    line = desk.ask(CaseloadOn()).lines[0]
    days = [None, SUNDAY, WEDNESDAY, WEDNESDAY + timedelta(1)]
    morning = Morning(WEDNESDAY)
    morning.take(Worked(line, tuple(duty(day) for day in days)))
    _, this_week, *_ = morning.sorted()
    assert [one.duty.due for one in this_week] == [*days[2:], SUNDAY, None]


def test_the_load_is_twelve_weeks_of_open_duties_with_nothing_late(desk: Desk) -> None:
    line = desk.ask(CaseloadOn()).lines[0]
    last = MONDAY + timedelta(weeks=12, days=-1)
    duties = (
        duty(WEDNESDAY - timedelta(1), DutyState.OVERDUE),
        duty(WEDNESDAY),
        duty(SUNDAY, DutyState.BLOCKED),
        replace(duty(SUNDAY), snoozed_until=SUNDAY),
        duty(SUNDAY, DutyState.DONE),
        duty(last, DutyState.UPCOMING),
        duty(last + timedelta(1), DutyState.UPCOMING),
        Duty(DutyKind.CONTACT, "", None, SUNDAY + timedelta(1), DutyState.DUE, ()),
        duty(None),
    )
    morning = Morning(WEDNESDAY)
    morning.take(Worked(line, duties))
    morning.take(Worked(line, duties))
    weeks = morning.weeks()
    assert [week.starts for week in weeks] == [MONDAY + timedelta(weeks=n) for n in range(12)]
    assert weeks[0].counts == {DutyFamily.PUBLIC_PROTECTION: 2}, "what waits is in none"
    assert weeks[1].counts == {DutyFamily.CONTACT: 2}
    assert weeks[11].counts == {DutyFamily.PUBLIC_PROTECTION: 2}
    assert all(not week.counts for week in weeks[2:11])


# Through the desk


def test_the_morning_and_the_list_tell_of_the_same_duties(desk: Desk) -> None:
    today = desk.ask(TodayOn())
    assert today.people == 30
    assert today.as_at == MONDAY
    shown = [line.duty.key for part in lists(today).values() for line in part]
    far = SUNDAY + timedelta(weeks=8)
    due = [
        line.duty.key
        for line in desk.ask(DutiesDue())
        if line.duty.state is DutyState.OVERDUE or (line.duty.due or MONDAY) <= far
    ]
    assert sorted(shown) == sorted(due)
    assert today.late
    days = [line.duty.due or date.max for line in today.late]
    assert days == sorted(days)
    assert all(day < MONDAY for day in days)


def test_a_list_is_the_most_urgent_first_and_each_once(desk: Desk) -> None:
    ranks = [
        DutyState.OVERDUE,
        DutyState.DUE,
        DutyState.BLOCKED,
        DutyState.UPCOMING,
        DutyState.DONE,
    ]
    found = desk.ask(DutiesDue(closed=True))
    keys = [(line.person_id, line.duty.key) for line in found]
    assert len(keys) == len(set(keys))
    places = [
        (min(ranks.index(line.duty.state), 4), line.duty.due or date.max)
        for line in found
        if line.duty.open
    ]
    assert places == sorted(places)
    closed = [line.duty.open for line in found]
    assert closed == sorted(closed, reverse=True)
    assert [one.duty.key for one in desk.ask(DutiesDue())] == [
        one.duty.key for one in found if one.duty.open
    ]


def test_a_list_can_be_of_some_days_or_of_one_person(desk: Desk) -> None:
    every = desk.ask(DutiesDue())
    week = desk.ask(DutiesDue(within_days=7))
    assert {line.duty.due for line in week} == {
        line.duty.due
        for line in every
        if not line.duty.due or line.duty.due <= MONDAY + timedelta(7)
    }
    number, person_id = every[0].prisoner_number, every[0].person_id
    mine = [line.duty.key for line in every if line.person_id == person_id]
    assert [one.duty.key for one in desk.ask(DutiesDue(person_id=person_id))] == mine
    by_number = desk.ask(DutiesDue(prisoner_number=f" {number.lower()} "))
    assert [one.duty.key for one in by_number] == mine


@pytest.mark.parametrize("nobody", [{"person_id": 0}, {"prisoner_number": "Z9999ZZ"}])
def test_a_list_of_nobody_is_refused(desk: Desk, nobody: dict[str, Any]) -> None:
    with pytest.raises(RequestRefused, match="REQ-PERSON"):
        desk.ask(DutiesDue(**nobody))


def test_a_duty_that_is_put_off_leaves_its_list_until_that_is_undone(desk: Desk) -> None:
    before = desk.ask(TodayOn())
    line = before.late[0]
    until = MONDAY + timedelta(10)
    put_off = MarkDuty(
        line.person_id, line.duty.key, MarkKind.SNOOZED, MONDAY, until, "Waiting for the court"
    )
    receipt = desk.do(put_off)
    after = desk.ask(TodayOn())
    assert [(one.person_id, one.duty.key) for one in after.snoozed] == [
        (line.person_id, line.duty.key)
    ]
    assert len(after.late) == len(before.late) - 1
    listed = desk.ask(DutiesDue(person_id=line.person_id))
    assert listed[-1].duty.key == line.duty.key, "put off: last"
    near = desk.ask(DutiesDue(person_id=line.person_id, within_days=9))
    assert line.duty.key not in {one.duty.key for one in near}
    back = desk.ask(DutiesDue(person_id=line.person_id, within_days=10))
    assert line.duty.key in {one.duty.key for one in back}
    desk.undo(done(receipt))
    assert repr(desk.ask(TodayOn())) == repr(before)


def test_a_duty_that_is_said_to_be_done_is_closed_until_that_is_undone(desk: Desk) -> None:
    line = desk.ask(TodayOn()).late[0]
    mark = MarkDuty(line.person_id, line.duty.key, MarkKind.DONE, MONDAY, note="On paper")
    receipt = desk.do(mark)
    assert line.duty.key not in {
        one.duty.key for one in desk.ask(DutiesDue(person_id=line.person_id))
    }
    closed = desk.ask(DutiesDue(person_id=line.person_id, closed=True))
    (found,) = [one.duty for one in closed if one.duty.key == line.duty.key]
    assert (found.state, found.done_on) == (DutyState.DONE, MONDAY)
    assert found.mark is not None
    assert found.mark.note == "On paper"
    desk.undo(done(receipt))
    assert repr(desk.ask(TodayOn()).late[0]) == repr(line)


def test_every_open_duty_can_be_explained(desk: Desk) -> None:
    explained = 0
    for line in desk.ask(DutiesDue())[::7]:
        why = desk.ask(WhyDuty(line.person_id, line.duty.key))
        assert repr(why.line) == repr(line)
        assert [proof.rule for proof in why.proofs] == [r.rule for r in line.duty.because]
        for change in why.changes:
            assert change.due != line.duty.due
            assert change.then != change.now
        explained += bool(why.changes)
        waiting = {one.key for one in why.hangs_on}
        record = desk.ask(RecordOf(line.person_id))
        assert waiting == {one.key for one in record.duties if line.duty.key in one.waits_on}
    assert explained


def test_what_there_is_not_cannot_be_explained(desk: Desk) -> None:
    person_id = desk.ask(CaseloadOn()).lines[0].person_id
    with pytest.raises(RequestRefused, match="REQ-DUTY"):
        desk.ask(WhyDuty(person_id, "no_such_duty"))
    with pytest.raises(RequestRefused, match="REQ-PERSON"):
        desk.ask(WhyDuty(0, "contact"))
