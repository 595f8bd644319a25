"""What a line of the caseload tells of a person's duties."""

from datetime import date, timedelta

import pytest

from pomdesk.domain.duties import Duty, DutyKind, DutyState
from pomdesk.services.lines import handover_open, next_duties

TODAY = date(2026, 11, 23)


def duty(kind: DutyKind, days: int | None, state: DutyState, put_off: bool = False) -> Duty:
    due = None if days is None else TODAY + timedelta(days)
    made = Duty(kind, "", None, due, state, ())
    made.snoozed_until = TODAY + timedelta(30) if put_off else None
    return made


def test_late_comes_first_then_the_soonest_and_what_has_no_day_last() -> None:
    undated = duty(DutyKind.COM_NEEDED, None, DutyState.DUE)
    waits = duty(DutyKind.CUSTODY_REPORT, -20, DutyState.BLOCKED)
    late = duty(DutyKind.CONTACT, -1, DutyState.OVERDUE)
    soon = duty(DutyKind.KEY_WORK, 3, DutyState.DUE)
    given = [undated, soon, waits, late]
    assert [one.kind for one in next_duties(given)] == [late.kind, waits.kind, soon.kind]
    assert next_duties([undated, soon]) == [soon, undated]


def test_what_waits_stands_behind_what_can_be_done_on_the_same_day() -> None:
    waits = duty(DutyKind.CUSTODY_REPORT, 5, DutyState.BLOCKED)
    free = duty(DutyKind.OASYS_PAROLE, 5, DutyState.UPCOMING)
    assert next_duties([waits, free]) == [free, waits]


@pytest.mark.parametrize("state", [DutyState.DONE, DutyState.NOT_NEEDED])
def test_what_is_closed_or_put_off_is_not_next(state: DutyState) -> None:
    closed = duty(DutyKind.CONTACT, 1, state)
    later = duty(DutyKind.CONTACT, -1, DutyState.OVERDUE, put_off=True)
    assert next_duties([closed, later]) == []


@pytest.mark.parametrize(
    ("kind", "state", "still_open"),
    [
        (DutyKind.HANDOVER_TASK, DutyState.OVERDUE, True),
        (DutyKind.COM_OVERDUE, DutyState.OVERDUE, True),
        (DutyKind.COM_UNKNOWN, DutyState.DUE, True),
        (DutyKind.HANDOVER_NO_DATE, DutyState.DUE, True),
        (DutyKind.OASYS_HANDOVER, DutyState.BLOCKED, True),
        (DutyKind.HANDOVER_TASK, DutyState.DONE, False),
        (DutyKind.HANDOVER_TASK, DutyState.NOT_NEEDED, False),
        (DutyKind.OASYS_REVIEW, DutyState.OVERDUE, False),
        (DutyKind.CONTACT, DutyState.OVERDUE, False),
    ],
)
def test_a_handover_is_open_while_something_of_it_is(
    kind: DutyKind, state: DutyState, still_open: bool
) -> None:
    assert handover_open([duty(kind, -1, state)]) is still_open
    assert handover_open([duty(kind, -1, state, put_off=True)]) is still_open
