"""What people said, days without work, what waits on what: the same for every family."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from pomdesk.domain.duties import Duty, DutyKind, DutyState
from pomdesk.domain.record import DutyMark
from pomdesk.domain.results import Reason
from pomdesk.rules.case import work_out
from pomdesk.rules.duties.ground import Draft, Ground
from pomdesk.rules.duties.settle import settle
from pomdesk.rules.policy import Policy
from tests.builders import case, day, policy
from tests.rules.duties.working import CALENDAR, POLICY, said

BECAUSE = (Reason("hearing"),)
TODAY = day("2026-11-24")  # a Tuesday
AFTER = policy(duties_non_working_day='"after"')
STAY = policy(duties_non_working_day='"stay"')


def settled(
    *drafts: Draft, marks: tuple[DutyMark, ...] = (), on: date = TODAY, under: Policy = POLICY
) -> list[Duty]:
    who = case(marks=marks)
    return settle(drafts, Ground(who, work_out(who, POLICY, on), under, CALENDAR, on))


def draft(due: str | None, opens: str | None = None, **more: Any) -> Draft:
    return Draft(
        DutyKind.HEARING,
        BECAUSE,
        due=day(due) if due else None,
        opens=day(opens) if opens else None,
        **more,
    )


@pytest.mark.parametrize(
    ("due", "opens", "state"),
    [
        ("2026-11-23", "2026-10-01", "overdue"),
        ("2026-11-24", "2026-10-01", "due"),  # due today is not late
        ("2026-11-25", "2026-11-24", "due"),  # opens today
        ("2026-11-26", "2026-11-25", "upcoming"),
        ("2027-11-26", None, "due"),  # opens at once
        (None, None, "due"),
        (None, "2026-11-25", "upcoming"),
        ("2026-11-23", "2026-12-25", "overdue"),  # it cannot open after it is due
    ],
)
def test_where_a_duty_stands(due: str | None, opens: str | None, state: str) -> None:
    (duty,) = settled(draft(due, opens))
    assert duty.state.value == state
    assert duty.opens is None or duty.due is None or duty.opens <= duty.due


@pytest.mark.parametrize(
    ("under", "due", "gives"),
    [
        (POLICY, "2026-12-05", "2026-12-04"),
        (AFTER, "2026-12-05", "2026-12-07"),
        (STAY, "2026-12-05", "2026-12-05"),
        (POLICY, "2026-12-28", "2026-12-24"),
        (AFTER, "2027-01-01", "2027-01-04"),
    ],
)
def test_a_worked_out_day_moves_and_the_reasons_say_so(under: Policy, due: str, gives: str) -> None:
    (duty,) = settled(draft(due), under=under)
    assert duty.due == day(gives)
    if due == gives:
        assert (duty.given_due, duty.because) == (None, BECAUSE)
    else:
        assert duty.given_due == day(due)
        assert [reason.rule for reason in duty.because] == ["hearing", "due_moved"]


def test_a_given_day_never_moves() -> None:
    (duty,) = settled(draft("2026-12-25", given=True))
    assert (duty.due, duty.given_due, duty.because) == (day("2026-12-25"), None, BECAUSE)


def test_a_moved_day_decides_whether_it_is_late() -> None:
    # Sunday 29 November moves to Friday; on Saturday it is late.
    assert settled(draft("2026-11-29"), on=day("2026-11-27"))[0].state is DutyState.DUE
    assert settled(draft("2026-11-29"), on=day("2026-11-28"))[0].state is DutyState.OVERDUE


@pytest.mark.parametrize(
    ("on", "counts"),
    [
        ("2026-10-04", True),  # 28 days before 1 November
        ("2026-10-03", False),
        ("2026-11-20", True),
    ],
)
@pytest.mark.parametrize("what", ["done", "not_needed"])
def test_what_was_said_long_before_it_opened_does_not_count(
    what: str, on: str, counts: bool
) -> None:
    (duty,) = settled(draft("2026-11-30", "2026-11-01"), marks=(said("hearing", what, on),))
    assert (duty.mark is not None) is counts
    assert duty.state.value == (what if counts else "due")
    assert duty.done_on == (day(on) if counts and what == "done" else None)


def test_the_draft_can_say_from_when_it_counts() -> None:
    one = draft("2026-11-30", "2026-11-01", counts_from=day("2026-11-05"))
    early, late = said("hearing", "done", "2026-11-04"), said("hearing", "done", "2026-11-05")
    assert settled(one, marks=(early,))[0].state is DutyState.DUE
    assert settled(one, marks=(late,))[0].state is DutyState.DONE


def test_the_last_word_holds() -> None:
    done, not_needed = (
        said("hearing", "done", "2026-11-20"),
        said("hearing", "not_needed", "2026-11-21"),
    )
    assert settled(draft("2026-11-30"), marks=(done, not_needed))[0].mark == not_needed


def test_the_record_comes_before_what_was_said() -> None:
    one = draft("2026-11-30", done_on=day("2026-11-10"))
    (duty,) = settled(one, marks=(said("hearing", "not_needed", "2026-11-20"),))
    assert (duty.state, duty.done_on, duty.mark) == (DutyState.DONE, day("2026-11-10"), None)


@pytest.mark.parametrize(
    ("until", "hidden"), [("2026-11-25", True), ("2026-11-24", False), ("2026-11-01", False)]
)
def test_what_was_put_off_comes_back_on_its_day(until: str, hidden: bool) -> None:
    mark = said("hearing", "snoozed", "2026-11-01", until)
    (duty,) = settled(draft("2026-11-10"), marks=(mark,))
    assert duty.state is DutyState.OVERDUE  # putting off does not make it less late
    assert duty.snoozed_until == (day(until) if hidden else None)
    assert duty.mark == (mark if hidden else None)


def test_what_was_said_of_another_subject_says_nothing_here() -> None:
    mark = said("hearing:77", "done", "2026-11-20")
    assert settled(draft("2026-11-30"), marks=(mark,))[0].mark is None
    assert settled(draft("2026-11-30", subject="77"), marks=(mark,))[0].mark == mark


@dataclass
class Waiting:
    first_state: str
    blocked: bool
    first: dict[str, Any] = field(default_factory=dict)
    marks: tuple[DutyMark, ...] = ()


@pytest.mark.parametrize(
    "of",
    [
        Waiting("due", blocked=True),
        Waiting("done", blocked=False, first={"done_on": day("2026-11-20")}),
        Waiting("done", blocked=False, marks=(said("irmm", "done", "2026-11-20"),)),
        Waiting("not_needed", blocked=False, marks=(said("irmm", "not_needed", "2026-11-20"),)),
        # What is put off is still to be done.
        Waiting("due", blocked=True, marks=(said("irmm", "snoozed", "2026-11-20", "2027-01-01"),)),
    ],
)
def test_what_waits_is_blocked_until_the_other_is_closed(of: Waiting) -> None:
    first = Draft(DutyKind.IRMM, BECAUSE, **of.first)
    second = draft("2026-11-30", waits_on=("irmm", "mappa_f"))  # nobody asked for a MAPPA F
    irmm, hearing = settled(first, second, marks=of.marks)
    assert irmm.state.value == of.first_state
    assert (hearing.state is DutyState.BLOCKED) is of.blocked
    assert hearing.waits_on == (("irmm",) if of.blocked else ())


def test_blocking_goes_down_the_chain_and_what_is_done_is_not_blocked() -> None:
    drafts = (
        draft("2026-11-10", waits_on=("irmm:1",)),
        Draft(DutyKind.IRMM, BECAUSE, subject="1", waits_on=("mappa_f",)),
        Draft(DutyKind.MAPPA_F, BECAUSE),
        Draft(DutyKind.CONTACT, BECAUSE, waits_on=("mappa_f",), done_on=TODAY),
    )
    states = [duty.state.value for duty in settled(*drafts)]
    assert states == ["blocked", "blocked", "due", "done"]
