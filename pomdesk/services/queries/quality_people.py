"""Who takes part in quality assurance, and who is asking."""

from collections.abc import Sequence
from dataclasses import dataclass

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.terms import Role
from pomdesk.readmodels.quality import Acting
from pomdesk.services.desk import Day
from pomdesk.services.quality.acting import acting, members
from pomdesk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ActingNow:
    """Who is signed in, as far as quality assurance knows them. Anybody may ask."""

    def run(self, uow: UnitOfWork, day: Day) -> Acting:
        """Tell."""
        return acting(uow)


@dataclass(frozen=True, slots=True)
class PeopleInQuality:
    """Everybody who takes part: whole for the lead; to others themselves, and names only.

    Raises:
        RequestRefused: REQ-QA-ROLE, they take no part and somebody leads already.

    """

    def run(self, uow: UnitOfWork, day: Day) -> Sequence[Member]:
        """Read them, in order of name."""
        who, everybody = acting(uow), members(uow).values()
        if who.member is None and not who.can_begin:
            raise RequestRefused("REQ-QA-ROLE", role="any", reason="any")
        if who.may(Role.LEAD):
            return list(everybody)
        return [
            one if one == who.member else Member(one.code, one.name, left=one.left)
            for one in everybody
        ]
