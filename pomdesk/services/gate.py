"""The gate every request passes: who is signed in, whom the request is about, whether they may."""

from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, or_, select, union

from pomdesk.domain.access import Access, DeskRole, Scope, Signed, as_signed
from pomdesk.domain.errors import RequestRefused, RoleRefused
from pomdesk.services.access import COMMANDS, QUERIES
from pomdesk.services.rights.reasons import Named
from pomdesk.store.tables import (
    allocation,
    assessment,
    desk_role,
    entry,
    journal,
    operation,
    paper,
    paper_section,
    paper_version,
    person,
)
from pomdesk.store.unit_of_work import UnitOfWork

FEWEST_WORDS = 3
"""A reason for breaking the glass has so many different words at least."""
LONGEST_REASON = 500


def access_of(request: Any) -> Access:
    """The line of the table of access for a query or a command.

    Raises:
        LookupError: there is none; a bug.

    """
    name = getattr(type(request), "name", None)
    known = QUERIES.get(type(request).__name__) if name is None else COMMANDS.get(name)
    if known is None:
        raise LookupError(f"{type(request).__name__} does not stand in the table of access")
    return known


def signed_in(uow: UnitOfWork) -> Signed:
    """Who is signed in and what they are on this desk."""
    rows = {as_signed(row.name): row for row in uow.rows(select(desk_role))}
    in_force = any(row.role == DeskRole.HEAD for row in rows.values())
    if not in_force:
        return Signed(uow.by, DeskRole.HEAD, frozenset(), in_force=False)
    mine = rows.get(as_signed(uow.by))
    if mine is None:
        return Signed(uow.by, None, frozenset(), in_force=True)
    return Signed(uow.by, DeskRole(mine.role), frozenset(mine.staff_ids.split()), in_force=True)


def need(signed: Signed, access: Access) -> None:
    """Refuse whose role does not let them, whatever it is about.

    Raises:
        RoleRefused: ROL-NONE (no role was given), ROL-MAY (not with this role; ``reason`` is those
            that may, with ``-`` between them).

    """
    if signed.may(access):
        return
    if signed.role is None:
        raise RoleRefused("ROL-NONE", name=signed.name)
    who = "-".join(role.value for role in DeskRole if role in access.roles)
    raise RoleRefused("ROL-MAY", role=signed.role.value, reason=who)


@dataclass(slots=True)
class Gate:
    """Lets requests through or refuses them, for one session.

    Attributes:
        broken: people whose cases were opened by breaking the glass in this session.

    """

    broken: set[int] = field(default_factory=set)
    _refused: set[tuple[str, str, int | None]] = field(default_factory=set)

    def refused_before(self, access: Access, code: str, whom: int | None) -> bool:
        """Whether the same was refused in this session already; notes that it is now."""
        same = (access.what, code, whom)
        known = same in self._refused
        self._refused.add(same)
        return known

    def pass_(self, uow: UnitOfWork, request: Any, access: Access, signed: Signed) -> None:
        """Let a request through.

        Raises:
            RoleRefused: ROL-NONE (no role was given), ROL-MAY (not with this role), ROL-CASE (not
                their case; the glass may be broken), ROL-WHO (signed with another name), ROL-SELF
                (their own work).
            LookupError: one of a case that does not say whose; a bug.

        """
        if not signed.in_force:
            return
        need(signed, access)
        if signed.own_cases_only and access.scope is not Scope.UNIT:
            if access.scope is Scope.CASE and not _ways_to_whom(request):
                raise LookupError(f"{type(request).__name__} does not say whose case it is about")
            self._need_case(uow, signed, whom_about(uow, request))
        if access.signs and as_signed(getattr(request, "who", "")) != as_signed(signed.name):
            raise RoleRefused("ROL-WHO", name=signed.name)
        if access.others_work and wrote(uow, signed.name, getattr(request, "paper_id", 0)):
            raise RoleRefused("ROL-SELF")

    def pass_undo(self, uow: UnitOfWork, operation_id: int, signed: Signed) -> None:
        """Let somebody take an operation back who might have done it, on cases of theirs.

        Raises:
            RoleRefused: ROL-NONE, ROL-MAY, ROL-CASE.
            RequestRefused: REQ-UNDO with ``reason``: ``role``, it changed what somebody is, and
                that is changed anew; ``lasting``, it asked for a reason or a
                second person, whom an undo would go round (``Access.lasting``).

        """
        mine = journal.c.operation_id == operation_id
        about = select(journal.c.person_id).where(mine, journal.c.person_id.is_not(None))
        tables = {row.table_name for row in uow.rows(select(journal.c.table_name).where(mine))}
        if desk_role.name in tables:
            raise RequestRefused("REQ-UNDO", operation=operation_id, reason="role")
        access = _access_of_operation(uow, operation_id)
        if access.lasting:
            raise RequestRefused("REQ-UNDO", operation=operation_id, reason="lasting")
        if not signed.in_force:
            return
        need(signed, access)
        if signed.own_cases_only:
            for row in uow.rows(about.distinct()):
                self._need_case(uow, signed, row.person_id)

    def glass_before(self, uow: UnitOfWork, signed: Signed, access: Access, whom: int) -> bool:
        """Whether there is a glass to break before a case.

        Raises:
            RoleRefused: ROL-NONE, ROL-MAY, where breaking it would not help.
            RequestRefused: REQ-PERSON, nobody has this number.

        """
        need(signed, access)
        if not uow.rows(select(person.c.id).where(person.c.id == whom)):
            raise RequestRefused("REQ-PERSON", number="")
        return signed.own_cases_only and whom not in self.broken and not holds(uow, signed, whom)

    def _need_case(self, uow: UnitOfWork, signed: Signed, whom: int | None) -> None:
        if whom is not None and whom not in self.broken and not holds(uow, signed, whom):
            raise RoleRefused("ROL-CASE", person=whom)


def reason_given(typed: str, whom: Named) -> str:
    """The reason for breaking the glass, as it is kept: a few words that say something.

    It does not name ``whom``: the log keeps it longer than the record.

    Raises:
        RoleRefused: ROL-REASON; ROL-REASON-NAMED, their prison number or last name is in it.

    """
    reason = " ".join(typed.split())
    words = {word for word in reason.casefold().split() if sum(map(str.isalpha, word)) > 1}
    if len(words) < FEWEST_WORDS or len(reason) > LONGEST_REASON:
        raise RoleRefused("ROL-REASON", fewest=FEWEST_WORDS, longest=LONGEST_REASON)
    if whom.in_(reason):
        raise RoleRefused("ROL-REASON-NAMED")
    return reason


def _access_of_operation(uow: UnitOfWork, operation_id: int) -> Access:
    """Who may do again what an operation did; of an undo, what it undid."""
    columns = (operation.c.command, operation.c.undoes)
    while rows := uow.rows(select(*columns).where(operation.c.id == operation_id)):
        if rows[0].undoes is None:
            break
        operation_id = rows[0].undoes
    # One of another version of the program is left to the head of OMU.
    return COMMANDS.get(rows[0].command if rows else "", COMMANDS["set_role"])


def _theirs(signed: Signed) -> ColumnElement[bool]:
    return or_(
        allocation.c.primary_staff_id.in_(signed.staff_ids),
        allocation.c.coworking_staff_id.in_(signed.staff_ids),
    )


def holds(uow: UnitOfWork, signed: Signed, person_id: int) -> bool:
    """Whether somebody is the POM of a case, or its co-worker."""
    mine = allocation.c.person_id == person_id
    return bool(uow.rows(select(allocation.c.id).where(mine, _theirs(signed))))


def cases_of(uow: UnitOfWork, signed: Signed) -> frozenset[int]:
    """The people whose cases somebody holds or co-works."""
    rows = uow.rows(select(allocation.c.person_id).where(_theirs(signed)))
    return frozenset(row.person_id for row in rows)


def wrote(uow: UnitOfWork, name: str, paper_id: int) -> bool:
    """Whether somebody began a paper or ever wrote in it, whoever wrote over it since."""
    sections = select(paper_section.c.id).where(paper_section.c.paper_id == paper_id)
    writers = (
        select(operation.c.by.label("name"))
        .join(journal, journal.c.operation_id == operation.c.id)
        .where(journal.c.table_name == paper_section.name, journal.c.row_id.in_(sections))
    )
    beginner = select(paper.c.writer.label("name")).where(paper.c.id == paper_id)
    mine = as_signed(name)
    return any(as_signed(row.name) == mine for row in uow.rows(union(beginner, writers)))


# Whom a request is about.

_ROWS: Final[dict[str, Table]] = {
    "paper_id": paper,
    "entry_id": entry,
    "version_id": paper_version,
    "row_id": assessment,
}
"""Attributes of requests that name a row, and where that tells whose it is."""

_DIGEST = "file_sha256"
WAYS: Final = ("person_id", "prisoner_number", *_ROWS, _DIGEST)
"""Attributes by which a request of a case says whose it is, in the order they are looked at."""


def _ways_to_whom(request: Any) -> set[str]:
    return set(WAYS) & set(getattr(type(request), "__dataclass_fields__", ()))


def whom_about(uow: UnitOfWork, request: Any) -> int | None:
    """The number of the person a request names; None where it names nobody that is known."""
    person_id = getattr(request, "person_id", None)
    if person_id is not None:
        return int(person_id)
    number = getattr(request, "prisoner_number", None)
    if number:
        wanted = person.c.prisoner_number == str(number).strip().upper()
        found = uow.rows(select(person.c.id).where(wanted))
        return int(found[0].id) if found else None
    for attribute, table in _ROWS.items():
        row_id = getattr(request, attribute, None)
        if row_id is not None:
            found = uow.rows(select(table.c.person_id).where(table.c.id == row_id))
            return int(found[0].person_id) if found else None
    return _whose_file(uow, "".join(str(getattr(request, _DIGEST, "")).split()).lower())


def _whose_file(uow: UnitOfWork, digest: str) -> int | None:
    if not digest:
        return None
    is_it = or_(paper_version.c.file_sha256 == digest, paper_version.c.words_sha256 == digest)
    found = uow.rows(select(paper_version.c.person_id).where(is_it))
    return int(found[0].person_id) if found else None
