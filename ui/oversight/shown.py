"""What the oversight page shows, and what whoever is signed in may do on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pomdesk.domain.quality.items import Item
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.terms import ItemKind, Role
from pomdesk.readmodels.quality import OversightView, SupervisorLine

SUPPORT = (ItemKind.ADVICE, ItemKind.MEETING, ItemKind.ONE_TO_ONE, ItemKind.OVERSIGHT)
"""Support that is given, in the order its forms are offered."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The page as it is fed.

    Attributes:
        people: everybody who takes part, as far as whoever is signed in may see them.
        opened: code of the supervisor that is shown in full; "": the list.
        about: records about that supervisor, the newest first.

    """

    view: OversightView
    today: date
    people: Sequence[Member] = ()
    opened: str = ""
    about: Sequence[Item] = ()

    @property
    def leads(self) -> bool:
        """Whether whoever is signed in leads quality assurance."""
        return self.view.acting.may(Role.LEAD)

    @property
    def is_now(self) -> bool:
        """Whether the half year shown is the one today lies in."""
        return self.view.window_from <= self.today <= self.view.window_to

    @property
    def drawn(self) -> bool:
        """Whether the case reviews of the half year were drawn."""
        return any(one.what for one in self.view.reviews)

    def line(self, code: str) -> SupervisorLine | None:
        """The line of a supervisor."""
        return next((one for one in self.view.supervisors if one.member.code == code), None)

    def name(self, code: str) -> str:
        """Somebody by name."""
        return self.view.names.get(code, code)

    def absences(self) -> list[Item]:
        """Days on which supervisors are away."""
        return [one for one in self.view.support if one.kind is ItemKind.ABSENCE]

    def support(self) -> list[Item]:
        """Support that was given, the newest first."""
        return [one for one in self.view.support if one.kind in SUPPORT]
