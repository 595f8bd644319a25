"""Who takes part in quality assurance: named, changed, let go."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from sqlalchemy import Column, or_, select
from sqlalchemy.sql.elements import ColumnElement

from pomdesk.domain.access import as_signed
from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.names import fold, spoken
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.terms import Grade, Role
from pomdesk.domain.typed import clean
from pomdesk.services.desk import Day
from pomdesk.services.quality.acting import acting, leads_on, members, need
from pomdesk.store.tables import (
    allocation,
    qa_feedback,
    qa_frame,
    qa_item,
    qa_person,
    qa_report,
    qa_review,
    qa_sample,
    qa_seen,
    qa_settlement,
    staff,
)
from pomdesk.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from pomdesk.store.records import QualityPersonRecord

LONGEST_CODE, LONGEST_NAME, LONGEST_SIGNS = 40, 200, 100
"""Characters."""

_GRADES = {"PRO": Grade.PRISON_POM, "PO": Grade.PROBATION_POM}
"""Positions of Manage POM Cases."""

_NAMED_IN: tuple[Column[str], ...] = (
    qa_person.c.manager,
    qa_sample.c.supervisor,
    qa_review.c.assessor,
    qa_settlement.c.decided_by,
    qa_settlement.c.together_with,
    qa_feedback.c.supervisor,
    qa_feedback.c.sent_by,
    qa_feedback.c.answered_by,
    qa_seen.c.who,
    qa_item.c.supervisor,
    qa_item.c.owner,
    qa_item.c.written_by,
    qa_report.c.made_by,
    qa_report.c.checked_by,
    qa_report.c.approved_by,
)


@dataclass(frozen=True, slots=True)
class NamePerson:
    """Name somebody who takes part, or change what is known of them; the result is their row.

    The lead does it. While there never was a lead, whoever is signed in may name themselves the
    lead, so that there is a beginning. The last lead goes on: with the role, under the name they
    sign in with, and with no day on which they leave.

    Attributes:
        member: goes by its code.

    Raises:
        RequestRefused: REQ-QA-ROLE; REQ-QA-PERSON with ``reason``: ``code``, ``name``, ``long``,
            ``unseen`` (a name has a character that cannot be seen or turns the others round),
            ``signs_in`` (somebody else signs in so), ``manager`` (nobody here, or themselves),
            ``left`` (before they came); REQ-QA-LAST-LEAD.

    """

    name: ClassVar[str] = "name_quality_person"
    member: Member

    def run(self, uow: UnitOfWork, day: Day) -> int:
        """Keep it."""
        from pomdesk.store.records import QualityPersonRecord

        known = members(uow)
        member = _sound(self.member, known)
        _may_name(uow, member)
        others = [one for code, one in known.items() if code != member.code]
        if not any(leads_on(one, day.today) for one in others):
            _refuse_ending(known.get(member.code), member, day.today)
        held = uow.find(QualityPersonRecord, code=member.code)
        if held is None:
            return uow.add(QualityPersonRecord(code=member.code, **_columns(member))).id
        for column, value in _columns(member).items():
            if getattr(held, column) != value:
                setattr(held, column, value)
        return held.id


def _refuse_ending(before: Member | None, member: Member, today: date) -> None:
    """Refuse what would leave nobody to lead, now or on a day to come.

    Raises:
        RequestRefused: REQ-QA-LAST-LEAD.

    """
    renamed = (
        before is not None
        and leads_on(before, today)
        and as_signed(before.signs_in) != as_signed(member.signs_in)
    )
    if renamed or not leads_on(member, today):
        raise RequestRefused("REQ-QA-LAST-LEAD")


def _columns(member: Member) -> dict[str, object]:
    return {
        "name": member.name,
        "signs_in": member.signs_in,
        "roles": " ".join(sorted(member.roles)),
        "grade": member.grade.value if member.grade else None,
        "manager": member.manager,
        "joined": member.joined,
        "left": member.left,
    }


def _may_name(uow: UnitOfWork, member: Member) -> None:
    who = acting(uow)
    themselves = as_signed(member.signs_in) == as_signed(uow.by)
    if not (who.can_begin and themselves and Role.LEAD in member.roles):
        need(uow, Role.LEAD)


def _sound(member: Member, known: dict[str, Member]) -> Member:
    """The member as it is kept.

    Raises:
        RequestRefused: REQ-QA-PERSON.

    """
    member = replace(
        member,
        code=_line(member.code, LONGEST_CODE),
        name=_line(member.name, LONGEST_NAME),
        signs_in=_line(member.signs_in, LONGEST_SIGNS),
        manager=_line(member.manager, LONGEST_CODE),
    )
    # Lists of people keep codes parted by spaces; strata are parted by bars.
    if not member.code or any(c in " |" or _is_unseen(c) for c in member.code):
        raise _not_so("code")
    if any(_alike(code) == _alike(member.code) and code != member.code for code in known):
        raise _not_so("code")
    if not member.name:
        raise _not_so("name")
    if any(map(_is_unseen, member.name + member.signs_in)):
        raise _not_so("unseen")
    mine = as_signed(member.signs_in)
    if mine and any(
        as_signed(one.signs_in) == mine for one in known.values() if one.code != member.code
    ):
        raise _not_so("signs_in")
    if member.manager and (member.manager == member.code or member.manager not in known):
        raise _not_so("manager")
    if member.joined and member.left and member.left < member.joined:
        raise _not_so("left")
    return member


_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffd")
"""Letters and marks that leave nothing on the paper, and what stands for one that was refused."""


def _is_unseen(c: str) -> bool:
    """Whether a character cannot be seen, or turns the direction of those after it.

    Two names that differ by such characters look the same on every page and paper.
    """
    selector = "\ufe00" <= c <= "\ufe0f" or "\U000e0100" <= c <= "\U000e01ef"
    return unicodedata.category(c) in _UNSEEN or c in _BLANK or selector


def _alike(code: str) -> str:
    """What codes that look alike have in common: wide letters, accents and case make no other."""
    return fold(unicodedata.normalize("NFKC", code))


def _line(text: str, longest: int) -> str:
    found = clean(text, one_line=True)
    if len(found) > longest:
        raise _not_so("long")
    return found


def _not_so(reason: str) -> RequestRefused:
    return RequestRefused("REQ-QA-PERSON", reason=reason)


@dataclass(frozen=True, slots=True)
class DropPerson:
    """Let somebody go: taken out where nothing names them, else noted as having left today.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-GONE, REQ-QA-LAST-LEAD.

    """

    name: ClassVar[str] = "drop_quality_person"
    code: str

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Take out or note it."""
        need(uow, Role.LEAD)
        held = person_record(uow, self.code)
        others = [one for code, one in members(uow).items() if code != self.code]
        if not any(leads_on(one, day.today) for one in others):
            raise RequestRefused("REQ-QA-LAST-LEAD")
        if not _is_named(uow, self.code):
            uow.delete(held)
        elif held.left is None or held.left > day.today:
            held.left = day.today


def person_record(uow: UnitOfWork, code: str) -> "QualityPersonRecord":
    """Somebody who takes part, to change them.

    Raises:
        RequestRefused: REQ-QA-GONE.

    """
    from pomdesk.store.records import QualityPersonRecord

    held = uow.find(QualityPersonRecord, code=code)
    if held is None:
        raise RequestRefused("REQ-QA-GONE", reason="person")
    return held


def _is_named(uow: UnitOfWork, code: str) -> bool:
    return any(uow.rows(select(one.table.c.id).where(where).limit(1)) for one, where in _uses(code))


def _uses(code: str) -> Iterable[tuple[Column[str], ColumnElement[bool]]]:
    for column in _NAMED_IN:
        yield column, column == code
    people = qa_item.c.people
    spaced = (" " + people + " ").contains(f" {code} ", autoescape=True)
    yield people, spaced
    in_frame = or_(qa_frame.c.content.contains(f'"supervisor":"{code}"', autoescape=True))
    yield qa_frame.c.content, in_frame


@dataclass(frozen=True, slots=True)
class FillFromStaff:
    """Make supervisors of the staff in this store who hold cases; the result is how many.

    Their grade comes from their position. Whoever is a member already is given the role only.

    Raises:
        RequestRefused: REQ-QA-ROLE.

    """

    name: ClassVar[str] = "fill_quality_people"

    def run(self, uow: UnitOfWork, day: Day) -> int:
        """Name each of them."""
        from pomdesk.store.records import QualityPersonRecord

        need(uow, Role.LEAD)
        hold = select(allocation.c.primary_staff_id)
        rows = uow.rows(select(staff).where(staff.c.staff_id.in_(hold)).order_by(staff.c.id))
        known, count = members(uow), 0
        for row in rows:
            member = known.get(row.staff_id)
            if member is None:
                told = spoken(row.first_name, row.last_name)
                name = "".join(c for c in told if not _is_unseen(c)).strip() or row.staff_id
                member = _sound(Member(row.staff_id, name, grade=_GRADES.get(row.position)), known)
                added = replace(member, roles=frozenset({Role.SUPERVISOR}))
                uow.add(QualityPersonRecord(code=added.code, **_columns(added)))
                count += 1
            elif not member.may(Role.SUPERVISOR):
                held = person_record(uow, member.code)
                held.roles = " ".join(sorted({*member.roles, Role.SUPERVISOR}))
                count += 1
        return count
