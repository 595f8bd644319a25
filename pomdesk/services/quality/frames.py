"""Frames: what one would be now, freezing it, and showing it to people."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Row, func, select

from pomdesk.domain.quality.draws import SUPERVISOR, Criteria, Frame
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.results import FrameRow
from pomdesk.domain.quality.terms import Certainty, Exclusion, Purpose, Unit
from pomdesk.readmodels.quality import FramePreview, StratumLine
from pomdesk.rules.dates import add_months
from pomdesk.rules.policy import Policy
from pomdesk.rules.quality.canonical import read_canonical, sha256_of
from pomdesk.rules.quality.frames import freeze, read_frame, stratum_of
from pomdesk.rules.quality.tickets import normal_ref
from pomdesk.services.desk import Day
from pomdesk.services.quality.acting import members
from pomdesk.services.quality.frame_ground import Ground, ground_of
from pomdesk.services.quality.reviews import number_in
from pomdesk.services.quality.units import (
    FrameUnit,
    insufficient_before,
    parole_near,
    release_near,
    row_of,
    units_of,
)
from pomdesk.store.tables import import_file, qa_frame
from pomdesk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Listed:
    """What a frame would be now.

    Attributes:
        certain: eligible units that are seen for certain, and why.
        strange: references that the plan names and that are no unit.

    """

    rows: Sequence[FrameRow]
    certain: Mapping[str, Certainty]
    keys: tuple[str, ...]
    eligibility: Criteria
    narrowed: Criteria | None
    source: str
    strange: Sequence[str]


def list_units(uow: UnitOfWork, day: Day, row: Any) -> Listed:
    """Every unit of a round as things stand; ``row`` is its row or record."""
    ground = ground_of(uow, day, row)
    units = list(units_of(uow, ground))
    found = [row_of(ground, one) for one in units]
    plan = ground.plan
    known = {ref for one in units for ref in (one.ref, number_in(one.ref))}
    named = {*plan.restricted, *plan.conflicts, *plan.certain}
    return Listed(
        rows=found,
        certain=_certain(ground, units, found),
        keys=(SUPERVISOR, plan.second_key) if plan.second_key else (SUPERVISOR,),
        eligibility=_eligibility(ground),
        narrowed=_narrowed(ground),
        source=_source(uow, ground),
        strange=sorted(one for one in map(normal_ref, named) if one not in known),
    )


def _certain(
    ground: Ground, units: Sequence[FrameUnit], rows: Sequence[FrameRow]
) -> dict[str, Certainty]:
    """By hand in any round; by the policy in routine rounds. By hand comes last and stands.

    Which of the policy's reasons it was is not kept: it would tell a verdict (see ``Certainty``).
    """
    eligible = [one for one, row in zip(units, rows, strict=True) if row.excluded is None]
    found: dict[str, Certainty] = {}
    if ground.purpose is Purpose.ROUTINE:
        for one in eligible:
            if any(reason(ground, one) for reason in _MUST_SEE):
                found[one.ref] = Certainty.BY_POLICY
        found |= dict.fromkeys(_first_of_new(ground, eligible), Certainty.BY_POLICY)
    by_hand = {normal_ref(ref): Certainty(code) for ref, code in ground.plan.certain.items()}
    for one in units:
        for ref in (number_in(one.ref), one.ref):
            if ref in by_hand:
                found[one.ref] = by_hand[ref]
    return found


_MUST_SEE = (release_near, parole_near, insufficient_before)


def _first_of_new(ground: Ground, eligible: Sequence[FrameUnit]) -> Iterator[str]:
    """The first case of each new supervisor of whom nothing was drawn yet."""
    held = defaultdict(list)
    for one in eligible:
        if one.supervisor:
            held[one.supervisor].append((one.allocated_on or date.max, one.ref))
    for code, cases in held.items():
        if is_new(ground.members[code], ground.as_of, ground.policy) and code not in ground.read:
            yield min(cases)[1]


def is_new(member: Member, day: date, policy: Policy) -> bool:
    """Whether a supervisor began so lately that the policy sees their first case for certain."""
    since = add_months(day, -policy.quality.review_new_months)
    return member.joined is not None and since < member.joined <= day


def _eligibility(ground: Ground) -> Criteria:
    """What can be drawn, in the words that are frozen, and what the program went by."""
    quality, row, plan = ground.policy.quality, ground.row, ground.plan
    if ground.from_file is not None:
        words = f"The rows of the list {plan.from_file!r} whose supervisor takes part here"
    elif ground.unit is Unit.CASE:
        words = (
            "Cases in prison and inside the OMiC policy, at least"
            f" {quality.new_case_days} days with a supervisor who takes part here"
        )
    else:
        words = (
            "The latest OASys of each case that was completed from"
            f" {row.period_from} to {row.period_to}, under whoever wrote it"
        )
    words += f"; as of {row.as_of}"
    if plan.leave_out_seen:
        again = f"the last {quality.review_gap_months} months"
        words += "; none read in " + (
            again if ground.purpose is Purpose.IN_DEPTH else f"the cycle {row.cycle}"
        )
    rules: dict[str, object] = {
        "unit": row.unit,
        "as_of": row.as_of.isoformat(),
        "period": [str(row.period_from or ""), str(row.period_to or "")],
        "new_case_days": quality.new_case_days,
        "decision_days": quality.decision_days,
        "review_new_months": quality.review_new_months,
        "leave_out_seen": plan.leave_out_seen,
        "cycle": row.cycle,
        "supervisors": list(plan.supervisors),
    }
    return Criteria(f"{words}.", rules)


def _narrowed(ground: Ground) -> Criteria | None:
    plan = ground.plan
    if ground.purpose is not Purpose.TARGETED:
        return None
    return Criteria(
        plan.filter_words, {"filter": plan.filter, "supervisors": list(plan.supervisors)}
    )


def _source(uow: UnitOfWork, ground: Ground) -> str:
    if ground.from_file is not None:
        listed = [[one.case_ref, one.supervisor, dict(one.strata)] for one in ground.from_file]
        return f"list {ground.plan.from_file or 'without a name'}, rows {sha256_of(listed)}"
    (row,) = uow.rows(select(func.max(import_file.c.as_at).label("day")))
    return f"this store, newest file of {row.day}" if row.day else "this store"


def frozen(uow: UnitOfWork, row: Any, listed: Listed) -> Frame:
    """The frame of a round, frozen now.

    Raises:
        RequestRefused: what ``rules.quality.frames.freeze`` refuses.

    """
    return freeze(
        listed.rows,
        as_of=row.as_of,
        unit=Unit(row.unit),
        source=listed.source,
        frozen_at=uow.now.replace(tzinfo=UTC),
        frozen_by=uow.by,
        eligibility=listed.eligibility,
        keys=listed.keys,
        certainty=listed.certain,
        filter_by=listed.narrowed,
    )


def frame_row(uow: UnitOfWork, round_id: int) -> Row[Any] | None:
    """The frozen frame of a round out of the store; None while it is not frozen."""
    rows = uow.rows(select(qa_frame).where(qa_frame.c.round_id == round_id))
    return rows[0] if rows else None


def frame_in(row: Any) -> Frame:
    """A frame out of its row."""
    return read_frame(read_canonical(row.content.encode()))


def preview(uow: UnitOfWork, day: Day, row: Any) -> FramePreview:
    """The frame of a round as it was frozen, or as it would be now."""
    kept = frame_row(uow, row.id)
    called = {code: one.name for code, one in members(uow).items()}
    if kept is not None:
        return shown(frame_in(kept), kept, called)
    listed = list_units(uow, day, row)
    return _shown(listed.rows, listed.keys, listed.certain, listed.eligibility.words, called)


def shown(frame: Frame, row: Any, called: Mapping[str, str]) -> FramePreview:
    """A frozen frame, for people."""
    made = _shown(frame.rows, frame.keys, frame.certainty, frame.eligibility.words, called)
    at: datetime = row.frozen_at
    return replace(made, sha256=row.sha256, frozen_at=at, frozen_by=row.frozen_by)


def _shown(
    rows: Sequence[FrameRow],
    keys: Sequence[str],
    certain: Mapping[str, Certainty],
    eligibility: str,
    called: Mapping[str, str],
) -> FramePreview:
    refs = Counter(one.case_ref for one in rows)
    left_out = Counter(one.excluded for one in rows if one.excluded is not None)
    return FramePreview(
        rows=rows,
        eligibility=eligibility,
        strata=_strata_lines(rows, keys, certain, called),
        exclusions={code: left_out[code] for code in Exclusion if left_out[code]},
        duplicates=sorted(ref for ref, n in refs.items() if n > 1),
        unattributed=sorted(
            one.case_ref for one in rows if one.excluded is None and not one.supervisor
        ),
    )


def _strata_lines(
    rows: Sequence[FrameRow],
    keys: Sequence[str],
    certain: Mapping[str, Certainty],
    called: Mapping[str, str],
) -> list[StratumLine]:
    found: dict[str, list[FrameRow]] = defaultdict(list)
    for one in rows:
        if one.supervisor:
            found[stratum_of(one, keys)].append(one)
    lines = []
    for stratum, of in sorted(found.items()):
        who = of[0].supervisor
        open_rows = [one for one in of if one.excluded is None]
        seen = sum(one.case_ref in certain for one in open_rows)
        out = len(of) - len(open_rows)
        lines.append(
            StratumLine(stratum, who, called.get(who, who), len(open_rows), out, 0, certain=seen)
        )
    return lines
