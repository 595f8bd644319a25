"""How often a person is seen, key work, follow-ups."""

from dataclasses import replace
from typing import Any

import pytest

from pomdesk.domain.duties import DutyOwner, DutyState
from pomdesk.domain.facts import Case
from pomdesk.domain.record import Entry, EntryKind
from tests.builders import case, day, movement, person, policy, probation
from tests.rules.duties.working import duties, duty, oasys, said
from tests.rules.duties2.everything import entry

STAY = policy(duties_non_working_day='"stay"')
CONTACT = EntryKind.CONTACT


def seen(*entries: Entry, rosh: str | None = "HIGH", **parts: Any) -> Case:
    return case(probation=probation(rosh_level=rosh), entries=entries, **parts)


def contact(on: str, what: str = "face_to_face", number: int = 1, **more: Any) -> Entry:
    return entry(CONTACT, on, what, number=number, **more)


@pytest.mark.parametrize(
    ("rosh", "last", "due", "because"),
    [
        ("VERY_HIGH", "2026-10-31", "2026-11-30", "contact_very_high"),
        ("HIGH", "2026-12-31", "2027-01-31", "contact_high"),
        ("HIGH", "2027-01-31", "2027-02-28", "contact_high"),
        ("HIGH", "2028-01-29", "2028-02-29", "contact_high"),  # leap day
        ("MEDIUM", "2026-11-20", "2027-01-15", "contact_medium"),
        ("LOW", "2026-11-20", "2027-02-12", "contact_low"),
        (None, "2026-11-20", "2027-01-15", "contact_unknown"),
        ("ODD", "2026-11-20", "2027-01-15", "contact_unknown"),
    ],
)
def test_the_next_contact_follows_the_last_by_risk(
    rosh: str | None, last: str, due: str, because: str
) -> None:
    found = duty(seen(contact(last), rosh=rosh), "contact", last, STAY)
    assert (found.due, found.because[0].rule) == (day(due), because)
    assert found.because[1].rule == "contact_since_last"


def test_it_opens_two_weeks_before_but_never_on_the_day_of_the_last() -> None:
    found = duty(seen(contact("2026-11-20"), rosh="LOW"), "contact", "2026-11-22", STAY)
    assert found.opens == day("2027-01-29")
    weekly = policy(contact_low_weeks="1", duties_non_working_day='"stay"')
    found = duty(seen(contact("2026-11-20"), rosh="LOW"), "contact", "2026-11-20", weekly)
    assert (found.opens, found.state) == (day("2026-11-21"), DutyState.UPCOMING)


@pytest.mark.parametrize("what", ["attempted", "letter"])
def test_an_attempt_and_a_letter_do_not_count(what: str) -> None:
    of = seen(contact("2026-10-20"), contact("2026-11-20", what, number=2))
    assert duty(of, "contact", "2026-11-22", STAY).due == day("2026-11-20")


def test_without_a_contact_it_counts_from_allocation_then_from_arrival() -> None:
    moves = [movement("LEI", "2026-10-26")]
    allocated = seen(movements=moves, allocated_on=day("2026-11-02"))
    found = duty(allocated, "contact", "2026-11-22")
    assert (found.due, found.because[1].rule) == (day("2026-12-02"), "contact_since_allocated")
    found = duty(seen(movements=moves), "contact", "2026-11-22")
    assert (found.due, found.because[1].rule) == (day("2026-11-26"), "contact_since_arrival")


def test_without_any_day_it_is_due_at_once() -> None:
    of = case(person(imprisonment_status="DET", sentence_start_date=None))
    found = duty(of, "contact", "2026-11-22")
    assert (found.due, found.state, found.because[1].rule) == (None, DutyState.DUE, "contact_never")


def test_risk_of_the_last_oasys_stands_in_for_probations() -> None:
    of = seen(
        contact("2026-11-20"), rosh=None, assessments=[oasys("2026-05-01", rosh_overall="LOW")]
    )
    assert duty(of, "contact", "2026-11-22").due == day("2027-02-12")


@pytest.mark.parametrize("what", ["done", "not_needed"])
def test_a_contact_settled_by_hand_comes_again_after_one_interval(what: str) -> None:
    marks = [said("contact", what, "2026-11-19")]
    of = seen(contact("2026-10-20"), marks=marks)
    assert duty(of, "contact", "2026-11-22").state.value == what
    assert duty(of, "contact", "2026-12-04").state.value == what
    found = duty(of, "contact", "2026-12-05")  # a month after the mark, less 14 days
    assert (found.state, found.due, found.mark) == (DutyState.DUE, day("2026-12-18"), None)


def test_marks_one_after_another_carry_on() -> None:
    marks = [said("contact", "done", d) for d in ("2026-10-01", "2026-10-30", "2026-11-27")]
    of = seen(contact("2026-09-01"), marks=marks)
    assert duty(of, "contact", "2026-12-01").done_on == day("2026-11-27")
    assert duty(of, "contact", "2026-12-20", STAY).due == day("2026-12-27")


def test_a_mark_from_before_the_last_contact_is_over() -> None:
    of = seen(contact("2026-11-20"), marks=[said("contact", "done", "2026-11-20")])
    assert duty(of, "contact", "2026-11-22").state is DutyState.UPCOMING


def test_putting_off_hides_it_and_nothing_more() -> None:
    of = seen(contact("2026-10-01"), marks=[said("contact", "snoozed", "2026-11-20", "2026-11-25")])
    found = duty(of, "contact", "2026-11-24")
    assert (found.state, found.snoozed_until) == (DutyState.OVERDUE, day("2026-11-25"))
    assert duty(of, "contact", "2026-11-25").snoozed_until is None


def test_contact_can_be_switched_off() -> None:
    assert "contact" not in duties(seen(), "2026-11-22", policy(contact_on="false"))


# ---- key work --------------------------------------------------------------------------------


def test_key_work_is_asked_only_where_there_is_some() -> None:
    assert "key_work" not in duties(seen(), "2026-11-22")
    held = entry(EntryKind.KEY_WORK, "2026-11-18")
    found = duty(seen(held), "key_work", "2026-11-22")
    assert (found.due, found.opens) == (day("2026-11-25"), day("2026-11-19"))
    assert found.owner is DutyOwner.KEY_WORKER
    assert "key_work" not in duties(seen(held), "2026-11-22", policy(contact_key_work_on="false"))


# ---- follow-ups ------------------------------------------------------------------------------


def test_every_day_that_was_set_is_a_duty_and_never_moves() -> None:
    of = seen(contact("2026-11-20", due="2026-12-25", number=5))  # Christmas Day
    found = duty(of, "follow_up:5", "2026-11-22")
    assert (found.due, found.opens, found.entry_id) == (day("2026-12-25"), day("2026-12-11"), 5)
    assert found.given_due is None


@pytest.mark.parametrize(
    ("kind", "stage", "followed"),
    [
        (EntryKind.CONTACT, None, True),
        (EntryKind.KEY_WORK, None, True),
        (EntryKind.NOTE, None, True),
        (EntryKind.GOAL, "active", True),
        (EntryKind.STEP, "in_progress", True),
        (EntryKind.REFERRAL, "submitted", True),
        (EntryKind.VICTIM_NOTE, None, True),
        (EntryKind.PAROLE_STEP, None, True),
        (EntryKind.PUBLIC_PROTECTION, None, True),
        (EntryKind.DOCUMENT, None, False),
    ],
)
def test_which_entries_are_followed_up(kind: EntryKind, stage: str | None, followed: bool) -> None:
    of = seen(entry(kind, "2026-11-02", number=3, due="2026-12-01", stage=stage))
    assert ("follow_up:3" in duties(of, "2026-11-22")) is followed
    of = seen(entry(kind, "2026-11-02", number=3, stage=stage))
    assert "follow_up:3" not in duties(of, "2026-11-22")


def test_closing_the_entry_or_a_mark_is_the_end_of_it() -> None:
    step = entry(EntryKind.STEP, "2026-06-01", number=3, due="2026-12-01", stage="in_progress")
    assert duty(seen(step), "follow_up:3", "2026-11-22").open
    closed = replace(step, stage="completed", stage_day=day("2026-11-02"))
    assert duty(seen(closed), "follow_up:3", "2026-11-22").done_on == day("2026-11-02")
    marks = [said("follow_up:3", "done", "2026-06-02")]  # long before it opens
    assert not duty(seen(step, marks=marks), "follow_up:3", "2026-11-22").open


def test_a_goal_speaks_through_its_steps() -> None:
    goal = entry(EntryKind.GOAL, "2026-06-01", number=1, due="2027-06-01", stage="active")
    step = entry(
        EntryKind.STEP, "2026-06-01", number=2, due="2027-01-11", stage="not_started", parent_id=1
    )
    undated = replace(step, due=None)
    done = replace(step, stage="completed")

    def follow(*entries: Entry) -> dict[str, str]:
        found = duties(seen(*entries), "2026-11-22")
        return {key: d.state.value for key, d in found.items() if key.startswith("follow_up")}

    assert follow(goal, step) == {"follow_up:2": "upcoming"}
    assert follow(goal, undated) == {"follow_up:1": "upcoming"}
    assert follow(goal, done) == {"follow_up:1": "upcoming", "follow_up:2": "done"}
    assert follow(replace(goal, stage="removed"), step) == {"follow_up:1": "done"}
