"""Who opens the store and what they are, together: the key file knows the one, roles the other."""

from collections.abc import Collection
from dataclasses import dataclass

from pomdesk.domain.access import DeskRole, as_signed
from pomdesk.domain.errors import KeyRefused, PomdeskError, RoleRefused, StoreRefused
from pomdesk.services.commands.roles import DropRole, SetRole
from pomdesk.services.desk import Desk, Receipt
from pomdesk.services.queries.roles import RolesNow
from pomdesk.services.queries.rules_of_case import StaffKnown


def set_role(
    desk: Desk, name: str, role: DeskRole, staff_ids: Collection[str] = ()
) -> Receipt[None]:
    """Say what somebody who opens the store is; roles hold once there is a head of OMU.

    Raises:
        RoleRefused, RequestRefused: see ``commands.roles.SetRole``.

    """
    return desk.do(SetRole(name, role, tuple(staff_ids), tuple(desk.people())))


def drop_role(desk: Desk, name: str) -> Receipt[None]:
    """Take somebody's role away; they still open the store, and may do nothing in it.

    Raises:
        RoleRefused, RequestRefused: see ``commands.roles.DropRole``.

    """
    return desk.do(DropRole(name, tuple(desk.people())))


def let_in(
    desk: Desk,
    name: str,
    passphrase: str,
    role: DeskRole | None = None,
    staff_ids: Collection[str] = (),
) -> None:
    """Let somebody else open the store; once roles hold, with a role from the first.

    Raises:
        RoleRefused: ROL-NEEDS (no role given), ROL-STAFF with ``number``; see ``Desk.add_person``.
        RequestRefused, KeyRefused: likewise.

    """
    desk.may_change_people()
    in_force = desk.signed.in_force
    if in_force:
        _check_newcomer(desk, role, staff_ids)
    before = set(desk.people())
    desk.add_person(name, passphrase)
    if in_force and role is not None:
        # As the key file calls them. Until this is done they may do nothing.
        (made,) = set(desk.people()) - before
        set_role(desk, made, role, staff_ids)


def _check_newcomer(desk: Desk, role: DeskRole | None, staff_ids: Collection[str]) -> None:
    if role is None:
        raise RoleRefused("ROL-NEEDS")
    known = {number for number, _name in desk.ask(StaffKnown())}
    for number in staff_ids:
        if number not in known:
            raise RoleRefused("ROL-STAFF", number=number[:40])


def take_away(desk: Desk, name: str) -> None:
    """Let somebody open the store no more, and take their role.

    Nobody takes themselves away, so a head is left.

    Raises:
        RoleRefused, RequestRefused, KeyRefused: see ``Desk.remove_person``.

    """
    desk.remove_person(name)
    lines = desk.ask(RolesNow(tuple(desk.people()))).lines
    if any(one.role is not None and as_signed(one.name) == as_signed(name) for one in lines):
        drop_role(desk, name)


@dataclass(frozen=True, slots=True)
class Left:
    """What came of it that somebody left.

    Attributes:
        recovery_key: the new one, told once; blank where the one there was stays.
        left_out: who has to be let in again after the key was renewed.
        notice: code of what is to be known of the recovery key; mostly blank.
        problem: why the key was not renewed although that was wanted; they are out all the same.

    """

    recovery_key: str = ""
    left_out: tuple[str, ...] = ()
    notice: str = ""
    problem: PomdeskError | None = None


def has_left(desk: Desk, name: str, *, renew: bool) -> Left:
    """All that is to be done when somebody leaves: role and passphrase taken, the key renewed.

    A recovery key that would let them in again is replaced first. Whoever cannot follow to a new
    key (``Desk.cannot_follow``) is left out: whoever calls has asked about that before.

    Raises:
        RoleRefused, RequestRefused, KeyRefused: see ``take_away``; they still open the store.

    """
    key = ""
    if name not in desk.people():
        drop_role(desk, name)
    else:
        try:
            take_away(desk, name)
        except KeyRefused as refused:
            if refused.code != "KEY-RECOVERS":
                raise
            key = desk.new_recovery_key()
            take_away(desk, name)
    if not renew:
        return Left(key)
    try:
        renewed = desk.renew_key(leave_out=True)
    except (KeyRefused, StoreRefused) as problem:
        return Left(key, problem=problem)
    return Left(renewed.recovery_key or key, renewed.left_out, renewed.notice)
