"""Whom a visit may see, ready to be narrowed and added up; no widgets here."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from pomdesk.domain.names import fold
from pomdesk.readmodels.visits import Proposal, Proposed
from resources.text import Text

_MOST_NAMED = 3
"""Wings that a title names one by one."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to.

    Attributes:
        prison, wing, landing, pom: None: all of them; "" of a wing: where it is not known, of
            a POM: who has none.
        words: typed; all of them must be found.
        only: only who needs seeing.
    """

    prison: str | None = None
    wing: str | None = None
    landing: str | None = None
    words: str = ""
    only: bool = True
    pom: str | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    """What is ticked, added up.

    Attributes:
        people, late: how many, and how many of them have something late.
        minutes: stops and the walk between them; ``walking``: only the walk.
    """

    people: int
    minutes: int
    walking: int
    late: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A proposal ready to be narrowed.

    Attributes:
        lines: in walking order.
        searched: for each, what typed words are looked for in; folded.
        walking: minutes from one stop to the next.
    """

    lines: Sequence[Proposed]
    searched: Sequence[str]
    prisons: Sequence[tuple[str, str]]
    walking: int

    def keeping(self, wanted: Wanted) -> Callable[[list[int]], list[int]]:
        """What picks, out of sorted line numbers, those that belong."""
        words = fold(wanted.words).split()

        def keep(order: list[int]) -> list[int]:
            return [
                i
                for i in order
                if _belongs(self.lines[i], wanted)
                and all(word in self.searched[i] for word in words)
            ]

        return keep

    @property
    def busiest(self) -> str | None:
        """The prison where most people are."""
        return self.prison_of({one.person_id for one in self.lines}, None)

    @property
    def poms(self) -> list[str]:
        """Names of the POMs of these people, sorted; "" last, of people who have none."""
        found = {one.pom_name or "" for one in self.lines}
        return sorted(found, key=lambda name: (not name, fold(name)))

    def wings(self, prison: str | None) -> list[str]:
        """Wings where anybody is, in walking order; "" where it is not known."""
        found = (one.place.wing for one in self.lines if prison in (None, one.card.prison_id))
        return list(dict.fromkeys(found))

    def landings(self, prison: str | None, wing: str) -> list[str]:
        """Landings of a wing, in walking order."""
        found = (
            one.place.landing
            for one in self.lines
            if prison in (None, one.card.prison_id) and one.place.wing == wing
        )
        return [landing for landing in dict.fromkeys(found) if landing]

    def among(self, people: Collection[int]) -> list[Proposed]:
        """Those of some people, in walking order."""
        return [one for one in self.lines if one.person_id in people]

    def total(self, people: Collection[int]) -> Sum:
        """How many they are and how long the walk will take."""
        chosen = self.among(people)
        walking = self.walking * max(len(chosen) - 1, 0)
        minutes = sum(one.minutes for one in chosen) + walking
        return Sum(len(chosen), minutes, walking, sum(one.card.late for one in chosen))

    def prison_of(self, people: Collection[int], wanted: str | None) -> str | None:
        """Where a visit to some people goes: the prison asked for, else where most of them are."""
        if wanted is not None:
            return wanted
        where = [one.card.prison_id for one in self.among(people) if one.card.prison_id]
        return next((code for code, _n in Counter(where).most_common(1)), None)

    def title(self, text: Text, people: Collection[int]) -> str:
        """What a visit to some people may be called: "Wings A and C"; nothing for nobody."""
        chosen = self.among(people)
        wings = list(dict.fromkeys(one.place.wing for one in chosen if one.place.wing))
        if not chosen or not wings:
            return ""
        if len(wings) == 1:
            return text("visits_page.title_wing", wing=wings[0])
        if len(wings) > _MOST_NAMED:
            return text("visits_page.title_many", n=len(wings))
        *first, last = wings
        return text("visits_page.title_wings", first=", ".join(first), last=last)


def plan_of(text: Text, proposal: Proposal, without: Collection[int] = ()) -> Plan:
    """Make a proposal ready, without people who are on the visit already."""
    lines = [one for one in proposal.lines if one.person_id not in without]
    return Plan(lines, [_searched(text, one) for one in lines], proposal.prisons, proposal.walking)


def _belongs(one: Proposed, wanted: Wanted) -> bool:
    return (
        (wanted.prison in (None, one.card.prison_id))
        and wanted.pom in (None, one.pom_name or "")
        and wanted.wing in (None, one.place.wing)
        and wanted.landing in (None, one.place.landing)
        and (not wanted.only or bool(one.card.asks))
    )


def _searched(text: Text, one: Proposed) -> str:
    card = one.card
    who = f"{card.last_name} {card.first_name} {card.prisoner_number} {card.location}"
    asks = " ".join(f"{text.code('visit_why', ask.why)} {ask.words}" for ask in card.asks)
    return fold(f"{who} {one.place.wing} {one.pom_name or ''} {asks}")
