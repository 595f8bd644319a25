"""In-depth case reviews twice a year: drawn as a half year begins, spread over its weeks."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from sqlalchemy import select

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.items import Item
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.terms import ItemKind, Purpose, Role, RoundStage, Unit
from pomdesk.readmodels.quality import RoundPlan
from pomdesk.rules.pack import Move
from pomdesk.rules.quality.schedule import (
    DrawnReview,
    PlannedReview,
    Presence,
    ReviewState,
    Schedule,
    Window,
    schedule,
)
from pomdesk.services.commands.quality_draws import DrawRound
from pomdesk.services.commands.quality_items import living
from pomdesk.services.commands.quality_keeping import add_item
from pomdesk.services.commands.quality_rounds import ChangeRound, FreezeFrame, PlanRound
from pomdesk.services.desk import Day
from pomdesk.services.quality.acting import is_here, members, need
from pomdesk.services.quality.frames import preview
from pomdesk.services.quality.items import (
    DEFERRED,
    PLANNED,
    around,
    as_item,
    case_reviews,
    of_kinds,
    read_items,
)
from pomdesk.services.quality.rounds import round_row
from pomdesk.services.quality.windows import name_of, window_name, window_named
from pomdesk.store.tables import qa_draw, qa_item, qa_round
from pomdesk.store.unit_of_work import UnitOfWork

IN_DEPTH, INDUCTION = "in_depth", "induction"
_REF = "CR-"


@dataclass(frozen=True, slots=True)
class PlanCaseReviews:
    """Draw the case reviews of a half year and put them into its weeks; the result is how many.

    Each supervisor gives as many as the policy says, drawn at random from cases that were not
    reviewed in depth lately; whoever is new has an induction review instead. What was put off in
    an earlier half year comes first. A review that finds no week with room is due on the last day.

    Attributes:
        window: such as ``2026-H1``; the one today lies in.
        instrument_id: that the files are marked with; None: chosen later.
        title: of the round; the window's name where blank.
        owner: code of whoever holds the reviews, "" where each is given out later.
        seed_source, seed, witness: as ``DrawRound`` has them.

    Raises:
        RequestRefused: REQ-QA-ROLE; REQ-QA-WINDOW with ``reason``: ``now`` (it is not the one
            today lies in), ``planned`` (it was planned); REQ-QA-ITEM ``person``; what planning,
            freezing and drawing a round refuse.

    """

    name: ClassVar[str] = "plan_case_reviews"
    lasting: ClassVar[bool] = True
    window: str
    instrument_id: int | None = None
    title: str = ""
    owner: str = ""
    seed_source: str = "generated"
    seed: str = ""
    witness: str = ""

    def run(self, uow: UnitOfWork, day: Day) -> int:
        """Draw, schedule, and write each down."""
        me, known = need(uow, Role.LEAD), members(uow)
        window = window_named(self.window, day.policy.quality.cycle_month)
        if not window.first <= day.today <= window.last:
            raise RequestRefused("REQ-QA-WINDOW", reason="now", window=name_of(window))
        if self.owner and self.owner not in known:
            raise RequestRefused("REQ-QA-ITEM", reason="person", field="owner")
        ref = _free_ref(uow, name_of(window))
        here = [
            one
            for one in known.values()
            if one.may(Role.SUPERVISOR) and is_here(one, day.today) and _begun(one, window)
        ]
        people = _presence(uow, here)
        late = _carried_over(uow, known, window, day.today)
        new = {one.supervisor for one in _placed(window, (), people, day) if one.induction}
        drawn, round_id = self._draw(uow, day, ref, [one for one in here if one.code not in new])
        again = [DrawnReview(one.supervisor, one.case_ref, "", True) for one in late.values()]
        planned = _placed(window, (*again, *drawn), people, day)
        for one in planned:
            before = late.get((one.supervisor, one.case_ref)) if one.carried_over else None
            item = _item(one, window, day, self.owner, me.code, round_id, before)
            add_item(uow, item)
        return len(planned)

    def _draw(
        self, uow: UnitOfWork, day: Day, ref: str, of: Sequence[Member]
    ) -> tuple[list[DrawnReview], int | None]:
        """So many of each, through the same frame and the same draw as any round."""
        if not of:
            return [], None
        each = day.policy.quality.each_reviews
        plan = RoundPlan(floor=each, files=each, supervisors=tuple(one.code for one in of))
        asked = PlanRound(
            ref=ref,
            title=self.title.strip() or ref,
            purpose=Purpose.IN_DEPTH,
            unit=Unit.CASE,
            as_of=day.today,
            plan=plan,
            instrument_id=self.instrument_id,
        )
        round_id = asked.run(uow, day)
        lines = preview(uow, day, round_row(uow, round_id)).strata
        sizes: dict[str, int] = {}
        for line in lines:
            sizes[line.supervisor] = sizes.get(line.supervisor, 0) + line.eligible - line.certain
        files = sum(min(each, size) for size in sizes.values())
        ChangeRound(
            round_id,
            asked.ref,
            asked.title,
            asked.purpose,
            asked.unit,
            asked.as_of,
            replace(plan, files=files),
            asked.instrument_id,
        ).run(uow, day)
        FreezeFrame(round_id).run(uow, day)
        DrawRound(round_id, self.seed_source, self.seed, self.witness).run(uow, day)
        return _drawn(uow, round_id), round_id


def _free_ref(uow: UnitOfWork, window: str) -> str:
    """The ref of the window's round: ``CR-2026-H1``, after a void one ``CR-2026-H1.2``.

    Raises:
        RequestRefused: REQ-QA-WINDOW, ``planned``.

    """
    head = f"{_REF}{window}"
    rows = uow.rows(
        select(qa_round.c.ref, qa_round.c.stage).where(
            qa_round.c.ref.startswith(head), qa_round.c.purpose == Purpose.IN_DEPTH.value
        )
    )
    if any(row.stage != RoundStage.VOID.value for row in rows):
        raise RequestRefused("REQ-QA-WINDOW", reason="planned", window=window)
    return head if not rows else f"{head}.{len(rows) + 1}"


def _begun(one: Member, window: Window) -> bool:
    return one.joined is None or one.joined <= window.last


def _presence(uow: UnitOfWork, of: Sequence[Member]) -> dict[str, Presence]:
    away: dict[str, list[tuple[date, date]]] = {one.code: [] for one in of}
    for item in read_items(uow, of_kinds(ItemKind.ABSENCE)):
        if item.supervisor in away and item.day is not None:
            away[item.supervisor].append((item.day, item.due or item.day))
    return {one.code: Presence(one.joined, one.left, tuple(away[one.code])) for one in of}


def _carried_over(
    uow: UnitOfWork, known: Mapping[str, Member], window: Window, today: date
) -> dict[tuple[str, str], Item]:
    """What was put off in earlier windows and not taken up since, by supervisor and case."""
    found = case_reviews(uow, known, today, qa_item.c.due < window.first)
    taken = {one.parent_id for one in read_items(uow, of_kinds(ItemKind.CASE_REVIEW))}
    return {
        (one.supervisor, one.case_ref): one
        for one in found
        if one.stage == DEFERRED and one.id not in taken and is_here(known[one.supervisor], today)
    }


def _placed(
    window: Window, drawn: Sequence[DrawnReview], people: Mapping[str, Presence], day: Day
) -> Sequence[PlannedReview]:
    made: Schedule = schedule(
        window, drawn, people, day.policy.quality, day.calendar, not_before=day.today
    )
    return made.reviews


def _drawn(uow: UnitOfWork, round_id: int) -> list[DrawnReview]:
    """The primaries of a draw with their tickets."""
    (row,) = uow.rows(select(qa_draw.c.record).where(qa_draw.c.round_id == round_id))
    selected = json.loads(row.record)["selected"]
    return [
        DrawnReview(stratum, one["case_ref"], one["ticket"])
        for stratum, picked in sorted(selected.items())
        for one in picked
    ]


def _item(
    one: PlannedReview,
    window: Window,
    day: Day,
    owner: str,
    by: str,
    round_id: int | None,
    before: Item | None,
) -> Item:
    set_aside = one.state is ReviewState.DEFERRED
    last = day.calendar.moved(window.last, Move.BEFORE)
    return Item(
        id=0,
        kind=ItemKind.CASE_REVIEW,
        stage=DEFERRED if set_aside else PLANNED,
        stage_day=day.today,
        what=INDUCTION if one.induction else IN_DEPTH,
        supervisor=one.supervisor,
        case_ref=one.case_ref,
        due=one.due or last,
        owner=owner,
        outcome=one.reason if set_aside else "",
        round_id=None if before or one.induction else round_id,
        parent_id=before.id if before else None,
        written_by=by,
    )


@dataclass(frozen=True, slots=True)
class MoveCaseReview:
    """Give a case review another day of its half year; one that was put off is planned again.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-ITEM-GONE; REQ-QA-ITEM ``kind`` (no case review),
            ``due`` (the day is past); REQ-QA-WINDOW ``other`` (that is another half year: put it
            off instead, and it comes first there); REQ-QA-ITEM-STAGE ``order`` (it is done).

    """

    name: ClassVar[str] = "move_case_review"
    item_id: int
    due: date

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Write the day."""
        me = need(uow, Role.LEAD)
        held = living(uow, self.item_id, me, around(uow))
        item = as_item(held)
        if item.kind is not ItemKind.CASE_REVIEW:
            raise RequestRefused("REQ-QA-ITEM", reason="kind", field="kind")
        (stands,) = case_reviews(uow, members(uow), day.today, qa_item.c.id == item.id)
        if stands.is_closed:
            raise RequestRefused("REQ-QA-ITEM-STAGE", reason="order")
        if self.due < day.today:
            raise RequestRefused("REQ-QA-ITEM", reason="due", field="due")
        month = day.policy.quality.cycle_month
        if item.due and window_name(item.due, month) != window_name(self.due, month):
            raise RequestRefused(
                "REQ-QA-WINDOW", reason="other", window=window_name(item.due, month)
            )
        held.due = self.due
        if held.stage == DEFERRED:
            held.stage, held.stage_day = PLANNED, day.today
