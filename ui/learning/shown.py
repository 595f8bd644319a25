"""What the learning page shows, and what whoever is signed in may do on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pomdesk.domain.quality.items import Item
from pomdesk.domain.quality.terms import ItemKind, Role
from pomdesk.readmodels.quality import LearningView

_MARKING = (Role.LEAD, Role.ASSESSOR, Role.MODERATOR)
INDIVIDUAL = "individual"


@dataclass(frozen=True, slots=True)
class Shown:
    """The page as it is fed.

    Attributes:
        moves: stages that may follow each stage of a need, the usual one first.

    """

    view: LearningView
    today: date
    moves: Mapping[str, Sequence[str]]

    @property
    def leads(self) -> bool:
        """Whether whoever is signed in leads quality assurance."""
        return self.view.acting.may(Role.LEAD)

    def may_add(self, kind: ItemKind) -> bool:
        """Whether they may write one of a kind down; what is refused in the end is told then."""
        acting = self.view.acting
        if acting.member is None:
            return False
        if kind is ItemKind.NEED:
            manages = not acting.member.roles  # on this page without a role: a line manager
            return acting.may(Role.LEAD, Role.SUPERVISOR) or manages
        if kind is ItemKind.ACTIVITY:
            return self.leads
        return acting.may(*_MARKING)

    def may_change(self, item: Item) -> bool:
        """Whether they may change an item they see."""
        if item.kind is ItemKind.NEED and item.level == INDIVIDUAL:
            return not self.leads or self._is_theirs(item)
        return self.leads if item.kind is ItemKind.NEED else self.may_add(item.kind)

    def may_move(self, item: Item) -> bool:
        """Whether they may say how far it has come."""
        return self.may_change(item) or (bool(item.owner) and item.owner == self._me)

    @property
    def _me(self) -> str:
        member = self.view.acting.member
        return member.code if member else ""

    def _is_theirs(self, item: Item) -> bool:
        return self._me in (item.supervisor, item.owner, item.written_by)

    def need(self, number: int) -> Item | None:
        """A need by its number, or None."""
        return next((one for one in self.view.needs if one.id == number), None)

    def activities_of(self, need: Item) -> list[Item]:
        """What was planned and done for a need."""
        return [one for one in self.view.activities if one.parent_id == need.id]
