"""Who is signed in, and what they may do. Every request of quality assurance asks here first.

Whoever opened the store is known by the name of their key slot; a member says under which name
they sign in. Somebody who has left acts no more.
"""

from datetime import date
from typing import Any

from sqlalchemy import Row, select

from pomdesk.domain.access import as_signed
from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.names import fold
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.terms import Grade, Role
from pomdesk.readmodels.quality import Acting
from pomdesk.store.tables import qa_person
from pomdesk.store.unit_of_work import UnitOfWork


def members(uow: UnitOfWork) -> dict[str, Member]:
    """Everybody who takes part or did, by code, in order of name."""
    rows = uow.rows(select(qa_person))
    found = sorted(map(as_member, rows), key=lambda one: (fold(one.name), one.code))
    return {one.code: one for one in found}


def names(uow: UnitOfWork) -> dict[str, str]:
    """The names of all of them, by code."""
    return {row.code: row.name for row in uow.rows(select(qa_person.c.code, qa_person.c.name))}


def as_member(row: Row[Any]) -> Member:
    """A member from a row of ``qa_person``."""
    return Member(
        code=row.code,
        name=row.name,
        signs_in=row.signs_in,
        roles=frozenset(map(Role, row.roles.split())),
        grade=Grade(row.grade) if row.grade else None,
        manager=row.manager,
        joined=row.joined,
        left=row.left,
    )


def is_here(member: Member, today: date) -> bool:
    """Whether they have not left."""
    return member.left is None or member.left > today


def leads(member: Member, today: date) -> bool:
    """Whether they lead: they have the role, are here, and can sign in."""
    return member.may(Role.LEAD) and bool(member.signs_in) and is_here(member, today)


def leads_on(member: Member, today: date) -> bool:
    """Whether they lead and no day is set on which they leave: not yet gone is no succession."""
    return leads(member, today) and member.left is None


def acting(uow: UnitOfWork) -> Acting:
    """Who is signed in.

    Beginning is for a store that never had a lead: one whose lead has gone is not free to take.
    """
    everybody = members(uow).values()
    mine = as_signed(uow.by)
    me = [one for one in everybody if as_signed(one.signs_in) == mine and is_here(one, uow.today)]
    never_led = not any(one.may(Role.LEAD) for one in everybody)
    return Acting(me[0] if mine and me else None, never_led)


def need(uow: UnitOfWork, *roles: Role) -> Member:
    """Who is signed in, where they have one of these roles; without roles, any will do.

    Raises:
        RequestRefused: REQ-QA-ROLE with ``role``, the first that would have done.

    """
    member = acting(uow).member
    if member is None or (roles and not member.may(*roles)):
        wanted = roles[0].value if roles else "any"
        raise RequestRefused("REQ-QA-ROLE", role=wanted, reason=wanted)
    return member


def may_see_feedback(
    member: Member, *, supervisor: str, assessor: str, manager: str = ""
) -> str | None:
    """How somebody may see what a review says of a supervisor; None: not at all.

    Feedback is about a person: the supervisor, whoever marked and the line manager see it, nobody
    else; the lead, a moderator, an auditor and the Governor only where they are one of these.

    Args:
        member: who asks.
        supervisor: code of the supervisor whose file was read.
        assessor: code of whoever marked it.
        manager: code of the supervisor's line manager.

    Returns:
        ``supervisor``, ``assessor``, ``manager`` or None.

    """
    held = (("supervisor", supervisor), ("assessor", assessor), ("manager", manager))
    return next((role for role, code in held if code and code == member.code), None)
