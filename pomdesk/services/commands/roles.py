"""What everybody is on this desk: given, changed, taken away.

Roles go by the names of the key slots. They hold once somebody is head of OMU; from then on there
always is one who opens the store.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from sqlalchemy import select

from pomdesk.domain.access import DeskRole, as_signed
from pomdesk.domain.errors import RoleRefused
from pomdesk.services.desk import Day
from pomdesk.services.gate import signed_in
from pomdesk.services.say import need_say_over_people
from pomdesk.store.tables import desk_role, staff
from pomdesk.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from pomdesk.store.records import DeskRoleRecord


@dataclass(frozen=True, slots=True)
class SetRole:
    """Say what somebody is, and under which staff numbers they hold cases.

    The first of all is the head of OMU, named by whoever may say who opens the store; from then
    on the head names the others. ``services.people.set_role`` knows who opens the store.

    Attributes:
        staff_ids: of the staff that files told of.
        people: whose passphrases open the store.

    Raises:
        RoleRefused: ROL-NAME (nobody of that name opens the store), ROL-FIRST (there is no head
            yet, and this is none), ROL-LAST (nobody else is head), ROL-STAFF with ``number``.
        RequestRefused: REQ-QA-ROLE, before roles hold and once somebody leads.

    """

    name: ClassVar[str] = "set_role"
    lasting: ClassVar[bool] = True
    who: str
    role: DeskRole
    staff_ids: tuple[str, ...] = ()
    people: tuple[str, ...] = ()

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Keep it, in place of what they were."""
        from pomdesk.store.records import DeskRoleRecord

        need_say_over_people(uow, signed_in(uow))
        called = next((one for one in self.people if as_signed(one) == as_signed(self.who)), None)
        if called is None:
            raise RoleRefused("ROL-NAME", name=self.who[:100])
        role = DeskRole(self.role)
        if role is not DeskRole.HEAD:
            _refuse_ending(uow, called, self.people)
        numbers = " ".join(_known(uow, self.staff_ids))
        held = _records(uow, called)
        if not held:
            uow.add(DeskRoleRecord(name=called, role=role.value, staff_ids=numbers))
        for record in held:
            for column, value in (("role", role.value), ("staff_ids", numbers)):
                if getattr(record, column) != value:
                    setattr(record, column, value)

    def told(self) -> Mapping[str, str]:
        """For the audit log: who signs in, and what they are now."""
        return {"name": self.who, "role": DeskRole(self.role).value}


@dataclass(frozen=True, slots=True)
class DropRole:
    """Take somebody's role away; while roles hold they may do nothing then.

    Raises:
        RoleRefused: ROL-LAST, ROL-GONE (they have none).
        RequestRefused: REQ-QA-ROLE, as above.

    """

    name: ClassVar[str] = "drop_role"
    lasting: ClassVar[bool] = True
    who: str
    people: tuple[str, ...] = ()

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Take it out."""
        need_say_over_people(uow, signed_in(uow))
        held = _records(uow, self.who)
        if not held:
            raise RoleRefused("ROL-GONE", name=self.who[:100])
        _refuse_ending(uow, self.who, self.people)
        for record in held:
            uow.delete(record)

    def told(self) -> Mapping[str, str]:
        """For the audit log: whose it was."""
        return {"name": self.who, "role": ""}


def _refuse_ending(uow: UnitOfWork, name: str, people: Iterable[str]) -> None:
    """Refuse what would leave no head of OMU who opens the store.

    Raises:
        RoleRefused: ROL-LAST; ROL-FIRST where there never was one.

    """
    rows = uow.rows(select(desk_role.c.name).where(desk_role.c.role == DeskRole.HEAD.value))
    heads = {as_signed(row.name) for row in rows}
    if not heads:
        raise RoleRefused("ROL-FIRST")
    if not heads & {as_signed(one) for one in people} - {as_signed(name)}:
        raise RoleRefused("ROL-LAST")


def _records(uow: UnitOfWork, name: str) -> list["DeskRoleRecord"]:
    """What is kept of somebody."""
    from pomdesk.store.records import DeskRoleRecord

    rows = uow.rows(select(desk_role.c.id, desk_role.c.name).order_by(desk_role.c.id))
    ids = [row.id for row in rows if as_signed(row.name) == as_signed(name)]
    found = (uow.get(DeskRoleRecord, one) for one in ids)
    return [record for record in found if record is not None]


def _known(uow: UnitOfWork, staff_ids: Collection[str]) -> list[str]:
    """Staff numbers as they are kept, each once.

    Raises:
        RoleRefused: ROL-STAFF, nobody of the staff has this one.

    """
    known = {row.staff_id for row in uow.rows(select(staff.c.staff_id))}
    for number in staff_ids:
        # They are kept parted by spaces.
        if number not in known or len(number.split()) != 1:
            raise RoleRefused("ROL-STAFF", number=number[:40])
    return list(dict.fromkeys(staff_ids))
