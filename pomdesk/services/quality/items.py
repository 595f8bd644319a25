"""The light records of quality assurance: read, and shown to nobody but whom they concern.

What is about one supervisor is for that supervisor, the line manager, whoever marked the file it
came from, and whoever has to do it. The lead sees what ``ItemSpec`` calls private, for the lead
organises it; a learning need of one person stays in that person's own file. The Governor and an
auditor see no items at all: the Governor reads the report.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.sql.elements import ColumnElement

from pomdesk.domain.quality.items import ITEM_SPECS, Item
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.terms import ItemKind, ReviewKind, ReviewStage, Role
from pomdesk.services.quality.acting import members
from pomdesk.store.tables import entry, qa_item, qa_review, qa_sample
from pomdesk.store.unit_of_work import UnitOfWork

INDIVIDUAL, TEAM, ESTABLISHMENT = LEVELS = ("individual", "team", "establishment")
"""Levels of a learning need."""

VOID_LEAVER, PLANNED, DEFERRED, DONE = "void_leaver", "planned", "deferred", "done"
"""Stages of a case review."""

AGREED = "agreed"
"""The stage of good practice from which on others may learn of it: whose it is has agreed."""

CONDUCT = "conduct"
"""A concern that its subject is not told of here: whoever deals with it tells them."""

_PAGE = (Role.LEAD, Role.ASSESSOR, Role.MODERATOR, Role.SUPERVISOR)
_MARKING = (Role.LEAD, Role.ASSESSOR, Role.MODERATOR)

WRITERS: Mapping[ItemKind, frozenset[Role]] = {
    ItemKind.CONCERN: frozenset(_MARKING),
    ItemKind.ACTION: frozenset({Role.LEAD}),
    ItemKind.NEED: frozenset({Role.LEAD}),
    ItemKind.ACTIVITY: frozenset({Role.LEAD}),
    ItemKind.PRACTICE: frozenset(_MARKING),
    ItemKind.CASE_REVIEW: frozenset({Role.LEAD}),
    ItemKind.ADVICE: frozenset({Role.LEAD}),
    ItemKind.MEETING: frozenset({Role.LEAD}),
    ItemKind.ONE_TO_ONE: frozenset({Role.LEAD}),
    ItemKind.OVERSIGHT: frozenset({Role.LEAD}),
    ItemKind.ABSENCE: frozenset({Role.LEAD}),
    ItemKind.INSTRUMENT_ISSUE: frozenset(_MARKING),
}
"""Who may write items of a kind down, besides the line manager (what is about their supervisor)
and whoever marked the file it comes from."""

_BY_MANAGER = frozenset(ItemKind) - {
    ItemKind.ACTIVITY,
    ItemKind.PRACTICE,
    ItemKind.CASE_REVIEW,
    ItemKind.INSTRUMENT_ISSUE,
}
_BY_MARKER = frozenset({ItemKind.ACTION, ItemKind.NEED, ItemKind.CONCERN})
_BY_THEMSELVES = frozenset({ItemKind.NEED})


def as_item(row: Any) -> Item:
    """An item from a row of ``qa_item``, or from its record."""
    values = {name: getattr(row, name) for name in Item.__dataclass_fields__}
    return Item(
        **values
        | {
            "kind": ItemKind(row.kind),
            "people": tuple(row.people.split()),
            "questions": tuple(row.questions.split()),
        }
    )


@dataclass(frozen=True, slots=True)
class Around:
    """What decides who may see and write an item.

    Attributes:
        members: everybody, by code.
        assessors: who marked a review, by its number.
        individual: numbers of the needs of one person.

    """

    members: Mapping[str, Member]
    assessors: Mapping[int, str] = field(default_factory=dict)
    individual: frozenset[int] = frozenset()

    def manages(self, me: Member, supervisor: str) -> bool:
        """Whether this is the supervisor's line manager."""
        of = self.members.get(supervisor)
        return of is not None and bool(of.manager) and of.manager == me.code

    def manages_any(self, me: Member) -> bool:
        """Whether somebody's line manager."""
        return any(one.manager == me.code for one in self.members.values())

    def marked(self, me: Member, item: Item) -> bool:
        """Whether the file it came from was marked by them."""
        return item.review_id is not None and self.assessors.get(item.review_id) == me.code

    def is_individual(self, item: Item) -> bool:
        """A need of one person, or what hangs on one."""
        if item.kind is ItemKind.NEED:
            return item.level == INDIVIDUAL
        return item.parent_id is not None and item.parent_id in self.individual


def around(uow: UnitOfWork) -> Around:
    """What decides who may see and write items."""
    with_item = select(qa_item.c.review_id).where(qa_item.c.review_id.is_not(None))
    marked = select(qa_review.c.id, qa_review.c.assessor).where(qa_review.c.id.in_(with_item))
    own = select(qa_item.c.id).where(
        qa_item.c.kind == ItemKind.NEED.value, qa_item.c.level == INDIVIDUAL
    )
    return Around(
        members(uow),
        {row.id: row.assessor for row in uow.rows(marked)},
        frozenset(row.id for row in uow.rows(own)),
    )


def may_see(me: Member, item: Item, known: Around) -> bool:
    """Whether somebody may see an item."""
    if me.code in (item.owner, item.written_by) and me.code != item.supervisor:
        return True
    individual = known.is_individual(item)
    if not ITEM_SPECS[item.kind].private and not individual:
        if item.kind is ItemKind.INSTRUMENT_ISSUE:
            return me.may(*_MARKING)
        if item.kind is ItemKind.PRACTICE and item.stage != AGREED:
            return me.may(*_MARKING)
        return me.may(*_PAGE) or known.manages_any(me)
    if me.code == item.supervisor:
        return not (item.kind is ItemKind.CONCERN and item.what == CONDUCT)
    if known.manages(me, item.supervisor) or known.marked(me, item) or me.code in item.people:
        return True
    return me.may(Role.LEAD) and not individual


def may_write(me: Member, item: Item, known: Around) -> bool:
    """Whether somebody may write an item down, change it, and take it out."""
    if item.supervisor and known.manages(me, item.supervisor) and item.kind in _BY_MANAGER:
        return True
    if known.marked(me, item) and item.kind in _BY_MARKER and item.supervisor != me.code:
        return True
    individual = known.is_individual(item)
    if individual:
        own = item.kind in _BY_THEMSELVES and item.supervisor == me.code
        return own and me.may(Role.SUPERVISOR)
    return me.may(*WRITERS[item.kind])


def may_move(me: Member, item: Item, known: Around) -> bool:
    """Whether somebody may say how far an item has come: who may write it, and its owner."""
    return me.code == item.owner or may_write(me, item, known)


def as_shown(me: Member, item: Item) -> Item:
    """The item as somebody may see it: who came to an activity is for the lead and those there."""
    if item.kind is not ItemKind.ACTIVITY or me.may(Role.LEAD):
        return item
    there = me.code in (*item.people, item.owner)
    return item if there else replace(item, people=())


_ON_CASE = {"completed": "closed", "no_longer_needed": "not_needed"}
"""Stages of what was written on the case for an action, and what they make of the action."""


def read_items(uow: UnitOfWork, *where: ColumnElement[bool]) -> list[Item]:
    """Items as they are kept, the oldest first. Who may see which is another question.

    An action that stands on a case is done when it is done there: it is ticked in one place.
    """
    on_case = select(entry.c.stage).where(entry.c.id == qa_item.c.entry_id).scalar_subquery()
    rows = uow.rows(select(qa_item, on_case.label("on_case")).where(*where).order_by(qa_item.c.id))
    found = []
    for row in rows:
        item, done = as_item(row), _ON_CASE.get(row.on_case or "")
        found.append(replace(item, stage=done) if done and not item.is_closed else item)
    return found


def of_kinds(*kinds: ItemKind) -> ColumnElement[bool]:
    """For ``read_items``: items of these kinds."""
    return qa_item.c.kind.in_([kind.value for kind in kinds])


def seen_by(me: Member, items: Iterable[Item], known: Around) -> list[Item]:
    """Those of the items that somebody may see, as they may see them."""
    return [as_shown(me, one) for one in items if may_see(me, one, known)]


def case_reviews(
    uow: UnitOfWork, known: Mapping[str, Member], today: date, *where: ColumnElement[bool]
) -> list[Item]:
    """Case reviews as they stand, in the order they are due.

    One whose file was read and locked is done; where a reserve stepped in, it is that case; what
    is left for somebody who has gone is void. None of that is written down a second time, so that
    undoing the leaving undoes it.
    """
    items = read_items(uow, of_kinds(ItemKind.CASE_REVIEW), *where)
    samples = _samples(uow, {one.round_id for one in items if one.round_id is not None})
    found = [_standing(one, samples, known, today) for one in items]
    return sorted(found, key=lambda one: (one.due or date.max, one.id))


def _samples(uow: UnitOfWork, rounds: Collection[int]) -> dict[tuple[int, str], Row[Any]]:
    """Where the file of a case review is now, by round and the case that was drawn."""
    columns = (
        qa_sample.c.id,
        qa_sample.c.round_id,
        qa_sample.c.case_ref,
        qa_sample.c.replaced_by,
        qa_review.c.id.label("review_id"),
        qa_review.c.locked_on,
    )
    locked = (
        (qa_review.c.sample_id == qa_sample.c.id)
        & (qa_review.c.kind == ReviewKind.PRIMARY.value)
        & (qa_review.c.stage == ReviewStage.LOCKED.value)
    )
    statement = select(*columns).select_from(qa_sample.outerjoin(qa_review, locked))
    rows = uow.rows(statement.where(qa_sample.c.round_id.in_(rounds)))
    by_id = {row.id: row for row in rows}
    found = {}
    for row in rows:
        now = row
        while now.replaced_by is not None and now.replaced_by in by_id:
            now = by_id[now.replaced_by]
        found[row.round_id, row.case_ref] = now
    return found


def _standing(
    item: Item,
    samples: Mapping[tuple[int, str], Row[Any]],
    known: Mapping[str, Member],
    today: date,
) -> Item:
    now = samples.get((item.round_id, item.case_ref)) if item.round_id is not None else None
    if now is not None:
        item = replace(item, case_ref=now.case_ref)
    if item.is_closed:
        return item
    if now is not None and now.locked_on is not None:
        return replace(item, stage=DONE, stage_day=now.locked_on, review_id=now.review_id)
    member = known.get(item.supervisor)
    if member is not None and member.left is not None and member.left <= today:
        return replace(item, stage=VOID_LEAVER, stage_day=member.left)
    return item


def absent(items: Iterable[Item], supervisor: str, day: date) -> bool:
    """Whether a supervisor is away on a day, by the absences among the items."""
    return any(
        one.kind is ItemKind.ABSENCE
        and one.supervisor == supervisor
        and one.day is not None
        and one.day <= day <= (one.due or one.day)
        for one in items
    )


def names_of(items: Collection[Item], known: Mapping[str, Member]) -> dict[str, str]:
    """Names of everybody the items name, by code; unknown ones are left out."""
    codes = {
        code for one in items for code in (one.supervisor, one.owner, one.written_by, *one.people)
    }
    return {code: known[code].name for code in sorted(codes) if code in known}
