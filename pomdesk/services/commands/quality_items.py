"""Light records of quality assurance: written down, changed, moved on, taken out.

What an item of a kind has, needs and may say is told by its ``ItemSpec``; who may write it by
``services.quality.items``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import select

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.items import ITEM_SPECS, Item
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.terms import ItemKind
from pomdesk.domain.record import EARLIEST, FURTHEST_YEARS
from pomdesk.domain.typed import clean
from pomdesk.rules.dates import add_months
from pomdesk.services.commands.quality_keeping import add_item
from pomdesk.services.desk import Day
from pomdesk.services.quality.acting import need
from pomdesk.services.quality.effects import effect_of
from pomdesk.services.quality.items import (
    DEFERRED,
    INDIVIDUAL,
    LEVELS,
    VOID_LEAVER,
    Around,
    around,
    as_item,
    may_move,
    may_see,
    may_write,
)
from pomdesk.store.tables import qa_item, qa_review, qa_round
from pomdesk.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from pomdesk.store.records import QualityItemRecord

LONGEST = {
    "case_ref": 40,
    "title": 300,
    "text": 20_000,
    "outcome": 2_000,
    "theme": 60,
    "priority": 20,
}
"""Characters that each text of an item may have."""

MOST_NAMED = 200
"""People or questions that one item may name."""

NEED_MOVES: Mapping[str, frozenset[str]] = {
    "identified": frozenset({"agreed", "closed"}),
    "agreed": frozenset({"planned", "closed"}),
    "planned": frozenset({"delivered", "agreed", "closed"}),
    "delivered": frozenset({"effect_check", "closed"}),
    "effect_check": frozenset({"closed", "reopened"}),
    "closed": frozenset({"reopened"}),
    "reopened": frozenset({"agreed", "planned", "closed"}),
}
"""Stages of a learning need, and what may follow each."""

_LINES = frozenset({"case_ref", "title", "theme", "priority"})
_FIELDS = frozenset(
    {"day", "supervisor", "case_ref", "what", "title", "text", "owner", "due", "people"}
    | {"questions", "theme", "level", "priority", "outcome"}
)
_PEOPLE = ("supervisor", "owner")
_AHEAD = frozenset({ItemKind.ACTIVITY, ItemKind.ABSENCE, ItemKind.MEETING})
"""Kinds whose ``day`` may still be to come."""

_WHY: Mapping[ItemKind, frozenset[str]] = {
    ItemKind.CONCERN: frozenset({"closed"}),
    ItemKind.ACTION: frozenset({"not_needed"}),
    ItemKind.CASE_REVIEW: frozenset({DEFERRED}),
}
"""Stages that are not reached without an ``outcome``: what came of it, or why."""


@dataclass(frozen=True, slots=True)
class AddItem:
    """Write an item down; the result is its number.

    Attributes:
        item: its ``id``, ``stage``, ``written_by`` and ``entry_id`` are not looked at: it begins
            with the first stage of its kind.

    Raises:
        RequestRefused: REQ-QA-ROLE; REQ-QA-ITEM with ``reason``: ``field`` (this kind has no such
            field), ``needs``, ``code``, ``long``, ``day``, ``due``, ``person``, ``level``,
            ``parent``, ``review``, ``round``.

    """

    name: ClassVar[str] = "add_quality_item"
    item: Item

    def run(self, uow: UnitOfWork, day: Day) -> int:
        """Check it and write it."""
        me, known = need(uow), around(uow)
        item = replace(
            _sound(uow, self.item, known, day.today),
            stage=ITEM_SPECS[self.item.kind].stages[0],
            stage_day=day.today,
            written_by=me.code,
            entry_id=None,
        )
        if item.review_id is not None:
            known = replace(known, assessors={item.review_id: _assessor(uow, item.review_id)})
        _may(me, item, known)
        return add_item(uow, item)


@dataclass(frozen=True, slots=True)
class TakeSuggestion:
    """Make an item of a need or a good practice that the results suggest; its number.

    Raises:
        RequestRefused: as ``AddItem``; REQ-QA-ITEM ``kind``: nothing of that kind is suggested.

    """

    name: ClassVar[str] = "take_quality_suggestion"
    item: Item

    def run(self, uow: UnitOfWork, day: Day) -> int:
        """Write it."""
        if self.item.kind not in (ItemKind.NEED, ItemKind.PRACTICE):
            raise RequestRefused("REQ-QA-ITEM", reason="kind", field="kind")
        return AddItem(self.item).run(uow, day)


@dataclass(frozen=True, slots=True)
class ChangeItem:
    """Change what an item says. How far it has come is ``MoveItem``'s.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-ITEM as for ``AddItem``, and ``kind`` where it would
            become another kind; REQ-QA-ITEM-GONE.

    """

    name: ClassVar[str] = "change_quality_item"
    item: Item

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Check it and write what differs."""
        me, known = need(uow), around(uow)
        held = living(uow, self.item.id, me, known)
        before = as_item(held)
        if self.item.kind is not before.kind:
            raise RequestRefused("REQ-QA-ITEM", reason="kind", field="kind")
        kept = replace(
            self.item,
            stage=before.stage,
            stage_day=before.stage_day,
            written_by=before.written_by,
            entry_id=before.entry_id,
            review_id=before.review_id,
            round_id=before.round_id,
        )
        item = _sound(uow, kept, known, day.today)
        _may(me, before, known)
        _may(me, item, known)
        for column, value in columns_of(item).items():
            if getattr(held, column) != value:
                setattr(held, column, value)


@dataclass(frozen=True, slots=True)
class MoveItem:
    """Say how far an item has come.

    Attributes:
        day: when that was; None: today.
        outcome: what came of it, or why; added where something is to be said.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-ITEM-GONE; REQ-QA-ITEM ``code``, ``day``, ``long``;
            REQ-QA-ITEM-STAGE with ``reason``: ``order`` (a need goes from step to step),
            ``evidence`` (a need is closed with evidence that it helped, or with a reason),
            ``why`` (this step needs a reason), ``left`` (the supervisor has not left);
            REQ-QA-ITEM ``theirs``: somebody else wrote it down about them, so that closing it is
            not theirs, but for an action that they do themselves.

    """

    name: ClassVar[str] = "move_quality_item"
    item_id: int
    stage: str
    day: date | None = None
    outcome: str = ""

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Check the step and write it."""
        me, known = need(uow), around(uow)
        held = living(uow, self.item_id, me, known)
        item = as_item(held)
        if not may_move(me, item, known):
            raise _no_role()
        on = self.day or day.today
        if on > day.today or on < EARLIEST:
            raise RequestRefused("REQ-QA-ITEM", reason="day", field="day")
        outcome = _text("outcome", self.outcome) or item.outcome
        _check_stage(item, self.stage)
        done = item.kind is ItemKind.ACTION and item.owner == me.code and self.stage == "closed"
        if self.stage in ITEM_SPECS[item.kind].closed and not done:
            _refuse_about(me, item)
        self._check_step(uow, day, item, outcome, known)
        held.stage, held.stage_day = self.stage, on
        if outcome != held.outcome:
            held.outcome = outcome

    def _check_step(
        self, uow: UnitOfWork, day: Day, item: Item, outcome: str, known: Around
    ) -> None:
        if self.stage == item.stage:
            return
        if item.kind is ItemKind.NEED:
            if self.stage not in NEED_MOVES[item.stage]:
                raise RequestRefused("REQ-QA-ITEM-STAGE", reason="order")
            if self.stage == "closed" and not _text("outcome", self.outcome):
                effect = effect_of(uow, day, item) if item.stage == "effect_check" else None
                if effect is None or effect.verdict != "better":
                    raise RequestRefused("REQ-QA-ITEM-STAGE", reason="evidence")
        if self.stage in _WHY.get(item.kind, ()) and not outcome:
            raise RequestRefused("REQ-QA-ITEM-STAGE", reason="why")
        if self.stage == VOID_LEAVER:
            member = known.members.get(item.supervisor)
            if member is None or member.left is None:
                raise RequestRefused("REQ-QA-ITEM-STAGE", reason="left")


@dataclass(frozen=True, slots=True)
class DropItem:
    """Take an item out that should not be there; undo brings it back.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-ITEM-GONE; REQ-QA-ITEM ``concern`` (a concern is
            closed with what came of it, and stays), ``theirs`` (somebody else wrote it down about
            whoever is signed in); REQ-QA-ITEM-DRAWN (a case review was drawn:
            defer it instead), REQ-QA-ITEM-PARENT (something hangs on it).

    """

    name: ClassVar[str] = "drop_quality_item"
    item_id: int

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Take it out."""
        me, known = need(uow), around(uow)
        held = living(uow, self.item_id, me, known)
        item = as_item(held)
        _may(me, item, known)
        if item.kind is ItemKind.CONCERN:
            raise RequestRefused("REQ-QA-ITEM", reason="concern", field="kind")
        _refuse_about(me, item)
        if item.kind is ItemKind.CASE_REVIEW and item.round_id is not None:
            raise RequestRefused("REQ-QA-ITEM-DRAWN")
        if uow.rows(select(qa_item.c.id).where(qa_item.c.parent_id == item.id).limit(1)):
            raise RequestRefused("REQ-QA-ITEM-PARENT")
        uow.delete(held)


def living(uow: UnitOfWork, item_id: int, me: Member, known: Around) -> "QualityItemRecord":
    """An item that somebody may see, to change it.

    Raises:
        RequestRefused: REQ-QA-ITEM-GONE, also where they may not see it: that there is one is
            nothing they need to know.

    """
    from pomdesk.store.records import QualityItemRecord

    held = uow.get(QualityItemRecord, item_id)
    if held is None or not may_see(me, as_item(held), known):
        raise RequestRefused("REQ-QA-ITEM-GONE")
    return held


def columns_of(item: Item) -> dict[str, object]:
    """What an item says, as its row keeps it; not its kind, stage or author."""
    plain = ("supervisor", "case_ref", "what", "title", "text", "day", "due", "owner", "theme")
    more = ("level", "priority", "outcome", "round_id", "review_id", "parent_id")
    found: dict[str, object] = {name: getattr(item, name) for name in (*plain, *more)}
    return found | {"people": " ".join(item.people), "questions": " ".join(item.questions)}


def _may(me: Member, item: Item, known: Around) -> None:
    if not may_write(me, item, known):
        raise _no_role()


def _refuse_about(me: Member, item: Item) -> None:
    """Keep what was written down about somebody from being made to go away by them.

    Raises:
        RequestRefused: REQ-QA-ITEM ``theirs``.

    """
    if item.supervisor == me.code != item.written_by:
        raise RequestRefused("REQ-QA-ITEM", reason="theirs", field="supervisor")


def _no_role() -> RequestRefused:
    return RequestRefused("REQ-QA-ROLE", role="lead")


def _assessor(uow: UnitOfWork, review_id: int) -> str:
    rows = uow.rows(select(qa_review.c.assessor).where(qa_review.c.id == review_id))
    if not rows:
        raise RequestRefused("REQ-QA-ITEM", reason="review", field="review_id")
    return str(rows[0].assessor)


def _check_stage(item: Item, stage: str) -> None:
    if stage not in ITEM_SPECS[item.kind].stages:
        raise RequestRefused("REQ-QA-ITEM", reason="code", field="stage")


def _text(field: str, given: str) -> str:
    text = clean(given, one_line=field in _LINES)
    if len(text) > LONGEST[field]:
        raise RequestRefused("REQ-QA-ITEM", reason="long", field=field, longest=LONGEST[field])
    return text


def _sound(uow: UnitOfWork, item: Item, known: Around, today: date) -> Item:
    """The item as it is kept.

    Raises:
        RequestRefused: REQ-QA-ITEM.

    """
    texts: dict[str, Any] = {name: _text(name, getattr(item, name)) for name in LONGEST}
    item = replace(item, **texts | {"case_ref": texts["case_ref"].upper()})
    spec = ITEM_SPECS[item.kind]
    has = {*spec.fields, "outcome"} | ({"what"} if spec.whats else set())
    for field in sorted(_FIELDS):
        given = getattr(item, field)
        if given and field not in has:
            raise RequestRefused("REQ-QA-ITEM", reason="field", field=field.replace("_", " "))
        if not given and field in spec.needs:
            raise RequestRefused("REQ-QA-ITEM", reason="needs", field=field.replace("_", " "))
    if item.what and item.what not in spec.whats:
        raise RequestRefused("REQ-QA-ITEM", reason="code", field="what")
    _check_people(item, known)
    _check_days(item, today)
    _check_level(item)
    _check_links(uow, item)
    return item


def _check_people(item: Item, known: Around) -> None:
    codes = [getattr(item, field) for field in _PEOPLE if getattr(item, field)]
    if max(len(item.people), len(item.questions)) > MOST_NAMED:
        raise RequestRefused("REQ-QA-ITEM", reason="long", field="people", longest=MOST_NAMED)
    if any(code not in known.members for code in (*codes, *item.people)):
        raise RequestRefused("REQ-QA-ITEM", reason="person", field="people")
    if any(" " in key or not key for key in item.questions):
        raise RequestRefused("REQ-QA-ITEM", reason="code", field="questions")


def _check_days(item: Item, today: date) -> None:
    furthest = add_months(today, 12 * FURTHEST_YEARS)
    latest = furthest if item.kind in _AHEAD else today
    if item.day and not EARLIEST <= item.day <= latest:
        raise RequestRefused("REQ-QA-ITEM", reason="day", field="day")
    if item.due and not (item.day or EARLIEST) <= item.due <= furthest:
        raise RequestRefused("REQ-QA-ITEM", reason="due", field="due")


def _check_level(item: Item) -> None:
    if item.kind is not ItemKind.NEED:
        return
    if item.level not in LEVELS:
        raise RequestRefused("REQ-QA-ITEM", reason="code", field="level")
    # A need of the team that names a supervisor would be read by everybody.
    if (item.level == INDIVIDUAL) != bool(item.supervisor):
        raise RequestRefused("REQ-QA-ITEM", reason="level", field="level")


def _check_links(uow: UnitOfWork, item: Item) -> None:
    if item.parent_id is not None:
        there = uow.rows(select(qa_item.c.id).where(qa_item.c.id == item.parent_id))
        if not there or item.parent_id == item.id:
            raise RequestRefused("REQ-QA-ITEM", reason="parent", field="parent_id")
    if item.review_id is not None:
        _assessor(uow, item.review_id)
    if item.round_id is not None:
        there = uow.rows(select(qa_round.c.id).where(qa_round.c.id == item.round_id))
        if not there:
            raise RequestRefused("REQ-QA-ITEM", reason="round", field="round_id")
