"""The audit log: its events, how it stands, its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, and_, cast, func, or_, select

from pomdesk.domain.audit import Head, Wrong
from pomdesk.readmodels.audit import (
    LastProof,
    LogFilter,
    LogLine,
    LogPage,
    LogPerson,
    LogState,
)
from pomdesk.services.audit_log import (
    ANCHORED,
    BROKEN,
    VERIFIED,
    everything_held,
    keep_months,
    kept_from,
    last_of,
)
from pomdesk.services.desk import Day
from pomdesk.store.audit import as_logged, head, read_detail, written_of
from pomdesk.store.tables import audit, audit_segment, audit_subject, person
from pomdesk.store.unit_of_work import UnitOfWork

MOST_LINES = 200
MOST_PEOPLE = 20
_ALL = 10**9
ANCHOR_EACH = timedelta(days=7)
"""How often an anchor is to be made and kept outside."""
EVERYTHING = LogFilter()


@dataclass(frozen=True, slots=True)
class LogHead:
    """The end of the log, for the foot of a paper."""

    def run(self, uow: UnitOfWork, day: Day) -> Head:
        """Read it."""
        return head(uow.connection)


@dataclass(frozen=True, slots=True)
class LogLines:
    """Events of the log, newest first.

    Attributes:
        before: only those with a smaller number, to read on.
        limit: at most so many; None: all.

    """

    wanted: LogFilter = EVERYTHING
    before: int | None = None
    limit: int | None = MOST_LINES

    def run(self, uow: UnitOfWork, day: Day) -> LogPage:
        """Read them."""
        where = _conditions(self.wanted)
        if self.before is not None:
            where.append(audit.c.seq < self.before)
        numbers = select(audit.c.seq).where(*where).order_by(audit.c.seq.desc())
        most = self.limit or _ALL
        found = [row.seq for row in uow.rows(numbers.limit(most + 1))]
        chosen = found[:most]
        events = [as_logged(row) for row in written_of(uow.connection, chosen)]
        people = _people(uow, {event.subject for event in events if event.subject})
        lines = [
            LogLine(event, *people[event.subject]) if event.subject in people else LogLine(event)
            for event in events
        ]
        return LogPage(lines, more=len(found) > most)


def _conditions(wanted: LogFilter) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if wanted.person_id is not None:
        mine = select(audit_subject.c.ref).where(audit_subject.c.person_id == wanted.person_id)
        where.append(audit.c.subject.in_(mine))
    if wanted.who:
        where.append(audit.c.name == wanted.who)
    if wanted.kind is not None:
        where.append(audit.c.kind == wanted.kind.value)
    if wanted.what:
        where.append(audit.c.what == wanted.what)
    if wanted.first is not None:
        where.append(audit.c.at >= _begins(wanted.first))
    if wanted.last is not None and wanted.last < date.max:
        where.append(audit.c.at < _begins(wanted.last + timedelta(days=1)))
    return where


def _begins(day: date) -> datetime:
    """When a day begins where the desk stands, in UTC without a zone."""
    try:
        return datetime.combine(day, time.min).astimezone(UTC).replace(tzinfo=None)
    except (OverflowError, OSError, ValueError):  # before or after what the system can tell
        return datetime.combine(day, time.min)


def _people(uow: UnitOfWork, refs: set[str]) -> dict[str, tuple[int, str, str, str]]:
    columns = (person.c.id, person.c.prisoner_number, person.c.last_name, person.c.first_name)
    found: dict[str, tuple[int, str, str, str]] = {}
    asked = sorted(refs)
    for start in range(0, len(asked), 500):
        some = audit_subject.c.ref.in_(asked[start : start + 500])
        joined = select(audit_subject.c.ref, *columns).join(person).where(some)
        for row in uow.rows(joined):
            told = (row.id, row.prisoner_number, row.last_name, row.first_name)
            found[row.ref] = told
    return found


LONGEST_SOUGHT = 200
"""Characters of a name or number that are looked for; no name is longer."""


@dataclass(frozen=True, slots=True)
class PeopleInLog:
    """People on the desk of whom the log tells, by number or part of the name; blank: none."""

    words: str

    def run(self, uow: UnitOfWork, day: Day) -> Sequence[LogPerson]:
        """Look for them."""
        parts = self.words[:LONGEST_SOUGHT].split()
        if not parts:
            return []
        columns = (person.c.id, person.c.prisoner_number, person.c.last_name, person.c.first_name)
        texts = columns[1:]
        has_all = and_(
            *(or_(*(text.icontains(part, autoescape=True) for text in texts)) for part in parts)
        )
        statement = select(*columns).join(audit_subject).where(has_all)
        rows = uow.rows(statement.order_by(person.c.name_key, person.c.id).limit(MOST_PEOPLE))
        return [
            LogPerson(row.id, row.prisoner_number, row.last_name, row.first_name) for row in rows
        ]


@dataclass(frozen=True, slots=True)
class LogStands:
    """How the log stands: how long it is, when it was last gone through and anchored."""

    def run(self, uow: UnitOfWork, day: Day) -> LogState:
        """Count and look up."""
        kept = kept_from(uow.now, day.policy.audit.keep_months)
        (counted,) = uow.rows(
            select(
                func.count().label("events"),
                func.min(audit.c.at).label("oldest"),
                func.count().filter(audit.c.order_at < kept).label("old"),
            )
        )
        anchored = last_of(uow, ANCHORED)
        (sealed,) = uow.rows(select(func.max(audit_segment.c.last_seq).label("last")))
        return LogState(
            head=head(uow.connection),
            events=counted.events,
            sealed=sealed.last or 0,
            oldest=counted.oldest,
            names=_different(uow, audit.c.name),
            whats=_different(uow, audit.c.what),
            proved=_last_proof(uow),
            anchored=anchored,
            anchor_due=anchored is None or uow.now - anchored >= ANCHOR_EACH,
            keep_months=keep_months(day.policy.audit.keep_months),
            old=counted.old,
            held=everything_held(uow),
        )


def _different(uow: UnitOfWork, column: Any) -> list[str]:
    # As bytes: another tool may have written what is no text.
    values = uow.rows(select(cast(column, LargeBinary)).distinct())
    return sorted(bytes(row[0]).decode("utf-8", "replace") for row in values)


def _last_proof(uow: UnitOfWork) -> LastProof | None:
    columns = (audit.c.at, audit.c.detail)
    told = select(*columns).where(audit.c.what.in_((VERIFIED, BROKEN)))
    rows = uow.rows(told.order_by(audit.c.seq.desc()).limit(1))
    if not rows:
        return None
    detail = read_detail(rows[0].detail)
    wrong = str(detail.get("wrong", ""))
    return LastProof(
        at=rows[0].at,
        events=_number(detail.get("events")),
        wrong=Wrong(wrong) if wrong in frozenset(Wrong) else None,
        seq=_number(detail.get("seq")),
    )


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
