"""Learning needs, what is done for them, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.items import ITEM_SPECS, Item
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.terms import ItemKind, Role
from pomdesk.readmodels.quality import LearningView
from pomdesk.services.desk import Day
from pomdesk.services.quality.acting import acting, need
from pomdesk.services.quality.items import (
    Around,
    around,
    case_reviews,
    names_of,
    of_kinds,
    read_items,
    seen_by,
)
from pomdesk.services.quality.learning import behind, effects_of, good_practice, suggestions
from pomdesk.services.quality.marked import results
from pomdesk.store.tables import qa_item
from pomdesk.store.unit_of_work import UnitOfWork

_KINDS = (ItemKind.NEED, ItemKind.ACTIVITY, ItemKind.PRACTICE, ItemKind.INSTRUMENT_ISSUE)
_PAGE = (Role.LEAD, Role.ASSESSOR, Role.MODERATOR, Role.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class LearningNow:
    """The learning page, as far as whoever is signed in may see it.

    Raises:
        RequestRefused: REQ-QA-ROLE.

    """

    def run(self, uow: UnitOfWork, day: Day) -> LearningView:
        """Put it together."""
        me, known = of_the_page(uow)
        every = read_items(uow, of_kinds(*_KINDS))
        seen = seen_by(me, every, known)
        of = {kind: [one for one in seen if one.kind is kind] for kind in _KINDS}
        needs = sorted(of[ItemKind.NEED], key=_by_stage)
        found = results(uow)
        return LearningView(
            acting=acting(uow),
            needs=needs,
            suggested=[
                *suggestions(found, me, known, day, _needs(every)),
                *good_practice(uow, me, known, every),
            ],
            activities=of[ItemKind.ACTIVITY],
            effects=effects_of(found, me, day, needs, of[ItemKind.ACTIVITY]),
            evidence=behind(found, needs) if me.may(Role.LEAD) else {},
            practice=of[ItemKind.PRACTICE],
            issues=of[ItemKind.INSTRUMENT_ISSUE],
            themes=found.themes,
            questions=found.questions,
            names=names_of(seen, known.members),
        )


def _needs(items: Sequence[Item]) -> list[Item]:
    return [one for one in items if one.kind is ItemKind.NEED]


def _by_stage(item: Item) -> tuple[int, int]:
    return list(ITEM_SPECS[ItemKind.NEED].stages).index(item.stage), item.id


def of_the_page(uow: UnitOfWork) -> tuple[Member, Around]:
    """Who is signed in, where they work with items at all: by a role, or as a line manager.

    Raises:
        RequestRefused: REQ-QA-ROLE.

    """
    me, known = need(uow), around(uow)
    if not me.may(*_PAGE) and not known.manages_any(me):
        raise RequestRefused("REQ-QA-ROLE", role=Role.LEAD.value)
    return me, known


@dataclass(frozen=True, slots=True)
class ItemsAbout:
    """Everything light about one supervisor that whoever is signed in may see, the newest first.

    Raises:
        RequestRefused: REQ-QA-ROLE.

    """

    supervisor: str

    def run(self, uow: UnitOfWork, day: Day) -> Sequence[Item]:
        """Read it."""
        me, known = of_the_page(uow)
        mine = qa_item.c.supervisor == self.supervisor
        others = read_items(uow, mine, qa_item.c.kind != ItemKind.CASE_REVIEW.value)
        reviews = case_reviews(uow, known.members, day.today, mine)
        found = seen_by(me, [*others, *reviews], known)
        return sorted(found, key=lambda one: one.id, reverse=True)
