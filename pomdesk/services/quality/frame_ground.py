"""What decides about the units of a frame besides themselves: plan, people, what was read."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, select

from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.results import FrameRow
from pomdesk.domain.quality.terms import (
    Purpose,
    ReviewKind,
    ReviewStage,
    Role,
    RoundStage,
    Unit,
    Verdict,
)
from pomdesk.readmodels.quality import RoundPlan
from pomdesk.rules.dates import add_months
from pomdesk.rules.policy import Policy
from pomdesk.services.desk import Day
from pomdesk.services.quality.acting import is_here, members
from pomdesk.services.quality.reviews import number_in
from pomdesk.services.quality.rounds import LIVE, plan_of
from pomdesk.store.tables import qa_review, qa_round, qa_sample
from pomdesk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Ground:
    """What decides about a unit besides itself.

    Attributes:
        seen: references that are not drawn again, as they were drawn or are being read.
        verdicts: the last verdict on each prisoner's file of this kind.
        read: supervisors of whom a file was drawn before.

    """

    row: Any
    plan: RoundPlan
    from_file: Sequence[FrameRow] | None
    policy: Policy
    members: Mapping[str, Member]
    seen: frozenset[str]
    verdicts: Mapping[str, Verdict]
    read: frozenset[str]

    @property
    def as_of(self) -> date:
        """The day of the frame."""
        day: date = self.row.as_of
        return day

    @property
    def unit(self) -> Unit:
        """What is drawn."""
        return Unit(self.row.unit)

    @property
    def purpose(self) -> Purpose:
        """What it is drawn for."""
        return Purpose(self.row.purpose)

    @property
    def reads_assessments(self) -> bool:
        """Whether OASys has anything to do with it."""
        of_oasys = "oasys" in (self.plan.second_key, self.plan.filter.partition("_")[0])
        return self.unit is Unit.OASYS or of_oasys

    def supervises(self, code: str | None) -> Member | None:
        """The supervisor with this code, who was here on the day."""
        member = self.members.get(code or "")
        if member is None or not member.may(Role.SUPERVISOR):
            return None
        return member if is_here(member, self.as_of) else None


def ground_of(uow: UnitOfWork, day: Day, row: Any) -> Ground:
    """The ground of a round; ``row`` is its row or record."""
    plan, from_file = plan_of(row.plan)
    before_this = _sampled(uow, row)
    return Ground(
        row=row,
        plan=plan,
        from_file=from_file,
        policy=day.policy,
        members=members(uow),
        seen=frozenset(_seen(row, before_this, day.policy)) if plan.leave_out_seen else frozenset(),
        verdicts=_verdicts(before_this),
        read=frozenset(one.supervisor for one in before_this),
    )


def _sampled(uow: UnitOfWork, row: Any) -> list[Row[Any]]:
    """Every file of this kind that was drawn to be read, of rounds that stand; oldest first."""
    first = (qa_review.c.sample_id == qa_sample.c.id) & (
        qa_review.c.kind == ReviewKind.PRIMARY.value
    )
    columns = (
        qa_sample.c.case_ref,
        qa_sample.c.supervisor,
        qa_round.c.cycle,
        qa_round.c.purpose,
        qa_round.c.as_of,
        qa_review.c.stage,
        qa_review.c.verdict,
    )
    statement = (
        select(*columns)
        .select_from(
            qa_sample.join(qa_round, qa_round.c.id == qa_sample.c.round_id).outerjoin(
                qa_review, first
            )
        )
        .where(
            qa_round.c.id != row.id,
            qa_round.c.unit == row.unit,
            qa_round.c.stage != RoundStage.VOID.value,
            qa_round.c.purpose != Purpose.CALIBRATION.value,
            qa_sample.c.status.in_([one.value for one in LIVE]),
        )
        .order_by(qa_round.c.as_of, qa_sample.c.id)
    )
    return uow.rows(statement)


def _seen(row: Any, sampled: Collection[Row[Any]], policy: Policy) -> Iterator[str]:
    """In-depth reviews come again after months of the policy; all else in the next cycle."""
    in_depth = row.purpose == Purpose.IN_DEPTH
    since = add_months(row.as_of, -policy.quality.review_gap_months)
    for one in sampled:
        lately = one.purpose == Purpose.IN_DEPTH and one.as_of > since
        if lately if in_depth else one.cycle == row.cycle:
            yield one.case_ref


def _verdicts(sampled: Collection[Row[Any]]) -> dict[str, Verdict]:
    return {
        number_in(one.case_ref): Verdict(one.verdict)
        for one in sampled
        if one.stage == ReviewStage.LOCKED and one.verdict
    }
