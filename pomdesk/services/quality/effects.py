"""Whether learning moved anything: the rounds before it held against the rounds after it.

Two rounds on each side, of the same instrument, over questions that mean the same in all of them.
A file counts as good where every one of the questions that applied to it was answered best.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from pomdesk.domain.quality.items import Item
from pomdesk.domain.quality.terms import ItemKind
from pomdesk.readmodels.quality import Effect
from pomdesk.rules.policy import QualityPolicy
from pomdesk.rules.quality.effect import effects
from pomdesk.services.desk import Day
from pomdesk.services.quality.evidence import FileRead, RoundRead
from pomdesk.services.quality.items import INDIVIDUAL, of_kinds, read_items
from pomdesk.services.quality.marked import Found, Marked, chosen, results
from pomdesk.store.tables import qa_item
from pomdesk.store.unit_of_work import UnitOfWork

ROUNDS = 2
"""Rounds on each side."""

_DELIVERED = frozenset({"delivered", "effect_check", "closed", "reopened"})
_KEY = "all"


@dataclass(frozen=True, slots=True)
class Side:
    """Files on one side: those the questions applied to, and the good ones of them."""

    rounds: Sequence[RoundRead]
    whole: Sequence[Found]
    good: Sequence[Found]

    @property
    def counts(self) -> tuple[int, int]:
        """So many good of so many."""
        return len(self.good), len(self.whole)


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides of an effect; ``comparable``: the questions mean the same on both."""

    before: Side
    after: Side
    comparable: bool


def sides_of(
    marked: Marked, questions: Collection[str], since: date, supervisor: str = ""
) -> Sides | None:
    """The rounds before and after a day; None where nobody was ever asked these questions.

    Args:
        marked: routine rounds of one instrument.
        questions: keys of the questions that should move.
        since: when the learning was.
        supervisor: only files of this one; "" of all.

    """
    keys = tuple(sorted(questions))
    asked = [
        one
        for one in marked.rounds
        if one.instrument and any(one.instrument.question(key) for key in keys)
    ]
    if not keys or not asked:
        return None
    before = [one for one in asked if one.as_of <= since][-ROUNDS:]
    after = [one for one in asked if one.as_of > since][:ROUNDS]
    used = Marked((*before, *after), marked.versions)
    same = {one.id for one in used.rounds_of(*keys)}
    return Sides(
        _side(before, keys, supervisor),
        _side(after, keys, supervisor),
        all(one.id in same for one in used.rounds),
    )


def _side(rounds: Sequence[RoundRead], keys: Sequence[str], supervisor: str) -> Side:
    whole, good = [], []
    for of in rounds:
        for one in of.random_files:
            if supervisor and one.supervisor != supervisor:
                continue
            points = _points(of, one, keys)
            if points:
                whole.append((of.ref, one))
                if all(points):
                    good.append((of.ref, one))
    return Side(rounds, whole, good)


def _points(of: RoundRead, one: FileRead, keys: Sequence[str]) -> list[bool]:
    options = [chosen(of.instrument, one, key) for key in keys]
    return [it.points == 1 for it in options if it is not None and it.points is not None]


def effect_between(sides: Sides, policy: QualityPolicy) -> Effect:
    """What the two sides show."""
    counts = sides.before.counts, sides.after.counts
    before, after = ({_KEY: one} for one in counts)
    comparable = [_KEY] if sides.comparable else []
    (found,) = effects(before, after, [_KEY], comparable, policy)
    return Effect(*counts, found.interval, found.outcome.value)


def delivered_on(need: Item, activities: Collection[Item]) -> date | None:
    """When the learning for a need was: its first activity held, else when it was delivered."""
    held = [
        one.day
        for one in activities
        if one.parent_id == need.id and one.stage == "held" and one.day is not None
    ]
    if held:
        return min(held)
    return need.stage_day if need.stage in _DELIVERED else None


def effect_of(uow: UnitOfWork, day: Day, need: Item) -> Effect | None:
    """What became of the questions of a need; None where nothing was done for it yet."""
    hanging = read_items(uow, of_kinds(ItemKind.ACTIVITY), qa_item.c.parent_id == need.id)
    since = delivered_on(need, hanging)
    marked = results(uow).asking(need.questions) if since else None
    if since is None or marked is None:
        return None
    supervisor = need.supervisor if need.level == INDIVIDUAL else ""
    sides = sides_of(marked, need.questions, since, supervisor)
    return effect_between(sides, day.policy.quality) if sides else None
