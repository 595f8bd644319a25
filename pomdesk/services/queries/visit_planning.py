"""Whom one may see on a walk, and why."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select

from pomdesk.readmodels.visits import Proposal, Proposed
from pomdesk.services.desk import Day
from pomdesk.services.visits.cards import cards_for, in_walking_order, place_fixes
from pomdesk.store.tables import import_file
from pomdesk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class VisitProposal:
    """Everybody one may see in lists, in walking order; who has no asks has nothing to be seen for.

    What was said last is on the cards of a planned visit only.

    Attributes:
        prison_id, wing, landing: only of this prison, wing or landing, as a ``Place`` has them;
            small and capital letters make no difference. Blank: those without one.

    """

    prison_id: str | None = None
    wing: str | None = None
    landing: str | None = None

    def run(self, uow: UnitOfWork, day: Day) -> Proposal:
        """Put cards together from the book and the record."""
        everybody = cards_for(uow, day, day.people(uow), said=False).values()
        lines = in_walking_order(self._wanted(everybody), place_fixes(uow), day.policy)
        names = day.policy.prisons.names
        prisons = {one.card.prison_id for one in everybody} - {""}
        (newest,) = uow.rows(select(func.max(import_file.c.as_at).label("as_at")))
        return Proposal(
            today=day.today,
            lines=lines,
            prisons=sorted(
                ((code, names.get(code, code)) for code in prisons),
                key=lambda prison: (prison[1].casefold(), prison[0]),
            ),
            walking=day.policy.visits.walking_minutes,
            as_at=newest.as_at,
        )

    def _wanted(self, everybody: Iterable[Proposed]) -> Iterable[Proposed]:
        asked = (self.prison_id, self.wing, self.landing)
        for one in everybody:
            held = (one.card.prison_id, one.place.wing, one.place.landing)
            if all(
                a is None or a.casefold() == h.casefold() for a, h in zip(asked, held, strict=True)
            ):
                yield one
