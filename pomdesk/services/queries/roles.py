"""Who is what on this desk, and the broken glass of a month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from pomdesk.domain.access import DeskRole, Signed, as_signed
from pomdesk.domain.audit import Kind
from pomdesk.domain.errors import RequestRefused, RoleRefused
from pomdesk.readmodels.roles import GivenLine, GlassLine, RoleLine, Roles, Watch
from pomdesk.services.desk import Day
from pomdesk.services.gate import cases_of, signed_in
from pomdesk.services.lines import full_name
from pomdesk.services.say import need_say_over_people
from pomdesk.store.tables import audit, audit_subject, desk_role, person, staff
from pomdesk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class RolesNow:
    """What everybody is who opens the store.

    Attributes:
        people: whose passphrases open it (``Desk.people``).

    """

    people: Sequence[str]

    def run(self, uow: UnitOfWork, day: Day) -> Roles:
        """Read them; who has a role and no longer opens the store comes last."""
        rows = {as_signed(row.name): row for row in uow.rows(select(desk_role))}
        names = {row.staff_id: full_name(row) for row in uow.rows(select(staff))}
        here = {as_signed(name): name for name in self.people}
        gone = {key: row.name for key, row in rows.items() if key not in here}
        signed = signed_in(uow)
        lines = []
        for key, name in {**here, **gone}.items():
            row = rows.get(key)
            numbers = row.staff_ids.split() if row else []
            role = DeskRole(row.role) if row else None
            lines.append(_line(uow, name, role, {n: names.get(n, n) for n in numbers}, key in here))
        return Roles(signed.in_force, _may_change(uow, signed), lines)


def _line(
    uow: UnitOfWork, name: str, role: DeskRole | None, names: Mapping[str, str], opens: bool
) -> RoleLine:
    held = Signed(name, role, frozenset(names), in_force=True)
    cases = len(cases_of(uow, held)) if names else 0
    return RoleLine(name, role, tuple(names.items()), cases, opens)


def _may_change(uow: UnitOfWork, signed: Signed) -> bool:
    try:
        need_say_over_people(uow, signed)
    except (RoleRefused, RequestRefused):
        return False
    return True


MONTH = 31
"""Days that are looked over at once, today among them."""


@dataclass(frozen=True, slots=True)
class Watched:
    """Which cases were opened by breaking the glass, and what was given out, in a month."""

    def run(self, uow: UnitOfWork, day: Day) -> Watch:
        """Read it out of the audit log."""
        # By the clock of the log, which goes on where the desk's day stands still.
        since = uow.now.date() - timedelta(days=MONTH - 1)
        return Watch(since, _glass(uow, since), _given(uow, since))


def _glass(uow: UnitOfWork, since: date) -> list[GlassLine]:
    whose = audit_subject.c.ref == audit.c.subject
    columns = (person.c.prisoner_number, person.c.last_name, person.c.first_name)
    statement = (
        select(audit.c.at, audit.c.name, audit.c.reason, audit_subject.c.person_id, *columns)
        .outerjoin(audit_subject, whose)
        .outerjoin(person, person.c.id == audit_subject.c.person_id)
        .where(audit.c.what == "BREAK_GLASS", func.date(audit.c.at) >= since.isoformat())
        .order_by(audit.c.seq.desc())
    )
    return [
        GlassLine(
            at=row.at,
            by=row.name,
            person_id=row.person_id,
            prisoner_number=row.prisoner_number or "",
            last_name=row.last_name or "",
            first_name=row.first_name or "",
            reason=row.reason,
        )
        for row in uow.rows(statement)
    ]


def _given(uow: UnitOfWork, since: date) -> list[GivenLine]:
    day = func.date(audit.c.at)
    statement = (
        select(
            day.label("day"),
            audit.c.name,
            func.count().label("times"),
            func.sum(audit.c.size).label("people"),
        )
        .where(audit.c.kind == Kind.DISCLOSE.value, day >= since.isoformat())
        .group_by(day, audit.c.name)
        .order_by(day.desc(), audit.c.name)
    )
    return [
        GivenLine(date.fromisoformat(row.day), row.name, row.times, int(row.people or 0))
        for row in uow.rows(statement)
    ]
