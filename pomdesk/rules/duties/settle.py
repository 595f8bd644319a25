"""Drafts become duties: what people said, working days, what waits on what, and the state."""

from collections.abc import Iterable, Mapping
from datetime import date

from pomdesk.domain.duties import Duty, DutyState
from pomdesk.domain.record import DutyMark, MarkKind
from pomdesk.domain.results import Reason
from pomdesk.rules.dates import add_days
from pomdesk.rules.duties.ground import Draft, Ground
from pomdesk.rules.pack import Move

MOVED = Reason(
    "due_moved",
    facts=("duty.given_due",),
    settings=("duties.non_working_day", "duties.added_holidays"),
    source="Manage POM Cases: working days",
)

_NOTHING_SAID: Mapping[str, DutyMark] = {}
_OPEN = (DutyState.OVERDUE, DutyState.DUE, DutyState.UPCOMING, DutyState.BLOCKED)


def settle(drafts: Iterable[Draft], ground: Ground) -> list[Duty]:
    """The duties of one case, in the order of the drafts."""
    early, move = ground.policy.duties.early_days, ground.policy.duties.non_working_day
    said = ground.said if ground.case.marks else _NOTHING_SAID
    duties = [_settle(draft, ground, said, early, move) for draft in drafts]
    _block(duties)
    return duties


def _settle(
    draft: Draft, ground: Ground, said: Mapping[str, DutyMark], early: int, move: Move
) -> Duty:
    today, due, because, given_due = ground.today, draft.due, draft.because, None
    if due is not None and not draft.given:
        worked = ground.calendar.moved(due, move)
        if worked != due:
            due, given_due, because = worked, due, (*because, MOVED)
    opens = draft.opens
    if opens is not None and due is not None and opens > due:
        opens = due
    if due is not None and due < today:
        state = DutyState.OVERDUE
    elif opens is None or opens <= today:
        state = DutyState.DUE
    else:
        state = DutyState.UPCOMING
    duty = Duty(
        draft.kind, draft.subject, opens, due, state, because, draft.owner,
        draft.waits_on, draft.done_on, None, None, given_due, draft.entry_id,
    )  # fmt: skip
    if draft.done_on is not None:
        duty.state = DutyState.DONE
    elif said and (mark := said.get(duty.key)):
        counts_from = draft.counts_from
        if counts_from is None and opens is not None:
            counts_from = add_days(opens, -early)
        _apply(duty, mark, counts_from, today)
    return duty


def _apply(duty: Duty, mark: DutyMark, counts_from: date | None, today: date) -> None:
    """The last thing that was said holds, if it still counts."""
    if mark.mark is MarkKind.SNOOZED:
        if mark.until is not None and mark.until > today:
            duty.mark, duty.snoozed_until = mark, mark.until
        return
    if counts_from is not None and mark.day < counts_from:
        return
    duty.mark = mark
    if mark.mark is MarkKind.DONE:
        duty.state, duty.done_on = DutyState.DONE, mark.day
    else:
        duty.state = DutyState.NOT_NEEDED


def _block(duties: list[Duty]) -> None:
    """What waits on something that is still to be done is blocked."""
    wanted = {key for duty in duties for key in duty.waits_on}
    if not wanted:
        return
    kinds = {key.partition(":")[0] for key in wanted}
    waiting = {duty.key for duty in duties if duty.kind in kinds and duty.state in _OPEN}
    for duty in duties:
        if duty.waits_on:
            duty.waits_on = tuple(key for key in duty.waits_on if key in waiting)
            if duty.waits_on and duty.state in _OPEN:
                duty.state = DutyState.BLOCKED
