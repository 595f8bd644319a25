"""Who may do what on one store, and what the audit log calls it.

Roles hold once somebody has been named head of OMU; before that whoever opens the store may do
everything (a desk of one officer). All who open the store hold one data key: roles stop mistakes
and curiosity, not somebody with a database tool (``docs/security.md``).
"""

from dataclasses import dataclass
from enum import StrEnum

from pomdesk.domain.audit import Kind


class DeskRole(StrEnum):
    """What somebody is on this desk."""

    POM = "pom"
    SUPERVISOR = "supervisor"
    HEAD = "head"
    AUDITOR = "auditor"


class Scope(StrEnum):
    """What a request is about.

    CASE is one person: a POM needs to hold or co-work the case, or to break the glass. LIST is
    several people: a POM gets their own. UNIT is nobody in particular.
    """

    CASE = "case"
    LIST = "list"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Access:
    """One line of the table of access: a query or a command, who may, and how it is logged.

    Attributes:
        what: code of the event, e.g. ``VIEW_CASE``; ``audit.what.<code>`` puts it in words.
        kind: what DPA 2018 s.62 calls it; None where it shows and changes nothing about people,
            and is not logged.
        scope: whom it is about.
        roles: who may once roles hold.
        signs: its ``who`` is a signature: once roles hold, that of whoever is signed in.
        others_work: it signs what somebody else wrote, never one's own.
        lasting: it is not undone, whenever it was done.

    """

    what: str
    kind: Kind | None
    scope: Scope
    roles: frozenset[DeskRole]
    signs: bool = False
    others_work: bool = False
    lasting: bool = False


@dataclass(frozen=True, slots=True)
class Signed:
    """Who is signed in to the desk.

    Attributes:
        name: name of the key slot.
        role: None where roles hold and this person was given none: they may do nothing.
        staff_ids: under which staff numbers they hold cases.
        in_force: whether roles hold at all.

    """

    name: str
    role: DeskRole | None
    staff_ids: frozenset[str]
    in_force: bool

    @property
    def own_cases_only(self) -> bool:
        """Whether they see the cases they hold and no others."""
        return self.in_force and self.role is DeskRole.POM

    def may(self, access: Access) -> bool:
        """Whether their role lets them; whose case it is, is another question."""
        return not self.in_force or self.role in access.roles


def as_signed(name: str) -> str:
    """A name as key slots, roles and signatures are matched by: no case, no spaces to speak of."""
    return " ".join(name.split()).casefold()
