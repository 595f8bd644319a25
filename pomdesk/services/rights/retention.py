"""Whose record somebody must look at, and what stands against disposing of it."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, func, select

from pomdesk.domain.errors import RequestRefused, RightsRefused
from pomdesk.domain.quality.terms import RoundStage
from pomdesk.domain.record import EntryKind
from pomdesk.domain.rights import DisposalStage
from pomdesk.readmodels.rights import ReviewLine
from pomdesk.rules.dates import add_months
from pomdesk.rules.retention import Due, keeping, review_due
from pomdesk.services.cases import load_cases
from pomdesk.services.clock_doubt import clock_doubted
from pomdesk.services.desk import Day
from pomdesk.services.rights.holds import held, refuse_held
from pomdesk.store.tables import disposal, entry, import_file, operation, person, qa_round
from pomdesk.store.unit_of_work import UnitOfWork

_LONGEST_PAUSE = timedelta(92)
"""Longer than this nobody leaves a desk alone: then it is the clock that jumped."""

_SEEN = (EntryKind.CONTACT.value, EntryKind.KEY_WORK.value)


def reviews(uow: UnitOfWork, day: Day) -> list[ReviewLine]:
    """Records due for review or proposed for disposal, the longest overdue first."""
    due = _due(uow, day)
    proposed = {row.person_id: row for row in _newest(uow) if row.stage == DisposalStage.PROPOSED}
    people, all_held = held(uow)
    columns = (person.c.id, person.c.prisoner_number, person.c.last_name, person.c.first_name)
    wanted = due.keys() | proposed.keys()
    lines = [
        _line(row, due.get(row.id), proposed.get(row.id), all_held or row.id in people)
        for row in uow.rows(select(*columns).order_by(person.c.name_key))
        if row.id in wanted
    ]
    return sorted(lines, key=lambda line: line.due or date.max)


def due_of(uow: UnitOfWork, day: Day, person_id: int) -> Due | None:
    """The review of one record that is due; None: none is."""
    return _due(uow, day, person_id).get(person_id)


def old_rounds(uow: UnitOfWork, day: Day) -> int:
    """Rounds of quality assurance that ended longer ago than the setting."""
    before = add_months(day.today, -day.policy.retention.quality_months)
    ended = (RoundStage.CLOSED.value, RoundStage.VOID.value)
    old = qa_round.c.stage.in_(ended) & (func.date(qa_round.c.ended_at) <= before.isoformat())
    return len(uow.rows(select(qa_round.c.id).where(old)))


def proposal(uow: UnitOfWork, person_id: int) -> Row[Any] | None:
    """The disposal of a record that waits for a second person."""
    rows = [row for row in _newest(uow) if row.person_id == person_id]
    return rows[0] if rows and rows[0].stage == DisposalStage.PROPOSED else None


def refuse_disposal(uow: UnitOfWork, person_id: int) -> None:
    """Refuse to dispose of a record that must stay.

    Raises:
        RequestRefused: REQ-PERSON.
        RightsRefused: RET-HOLD; TIM-JUMP, while it is doubtful what day it is: nothing goes too
            early because a clock went wrong.

    """
    if not uow.rows(select(person.c.id).where(person.c.id == person_id)):
        raise RequestRefused("REQ-PERSON", number="")
    refuse_held(uow, person_id)
    if clock_doubted(uow) or _far_ahead(uow):
        raise RightsRefused("TIM-JUMP")


def _far_ahead(uow: UnitOfWork) -> bool:
    """Whether the desk's day lies far after the last one on which anything was done."""
    mine = operation.c.id == uow.operation_id
    (row,) = uow.rows(select(func.max(operation.c.today).label("day")).where(~mine))
    return row.day is not None and uow.today - row.day > _LONGEST_PAUSE


def _due(uow: UnitOfWork, day: Day, person_id: int | None = None) -> dict[int, Due]:
    ids = None if person_id is None else [person_id]
    contacts, files = _last_contacts(uow), _last_files(uow)
    kept = {
        row.person_id: row.until
        for row in _newest(uow)
        if row.stage == DisposalStage.KEPT and row.until is not None
    }
    found = {}
    for one, case in load_cases(uow, ids, entries="none").items():
        days = [known for known in (contacts.get(one), files.get(one)) if known]
        counted = keeping(case.person, case.movements, max(days, default=None), day.policy)
        due = review_due(counted, day.policy, day.today)
        if due is not None and kept.get(one, date.min) <= day.today:
            found[one] = due
    return found


def _last_contacts(uow: UnitOfWork) -> Mapping[int, date]:
    statement = (
        select(entry.c.person_id, func.max(entry.c.day).label("day"))
        .where(entry.c.kind.in_(_SEEN))
        .group_by(entry.c.person_id)
    )
    return {row.person_id: row.day for row in uow.rows(statement)}


def _last_files(uow: UnitOfWork) -> Mapping[int, date]:
    """By person the day of the last file that had a row of theirs."""
    statement = select(person.c.id, import_file.c.as_at).join(
        import_file, import_file.c.id == person.c.source_id
    )
    return {row.id: row.as_at for row in uow.rows(statement) if row.as_at}


def _newest(uow: UnitOfWork) -> list[Row[Any]]:
    """The newest review of each person."""
    newest = select(func.max(disposal.c.id)).group_by(disposal.c.person_id)
    return uow.rows(select(disposal).where(disposal.c.id.in_(newest)))


def _line(row: Row[Any], due: Due | None, proposed: Row[Any] | None, on_hold: bool) -> ReviewLine:
    return ReviewLine(
        person_id=row.id,
        prisoner_number=row.prisoner_number,
        last_name=row.last_name,
        first_name=row.first_name,
        trigger=due.trigger if due else None,
        since=due.since if due else None,
        due=due.due if due else None,
        held=on_hold,
        proposed_by=proposed.by if proposed else "",
        proposed_on=proposed.at.date() if proposed else None,
        reason=proposed.reason if proposed else "",
    )
