"""The units of a frame, out of the store or of a list, and why each cannot be drawn.

A case is read under the supervisor who holds it; an assessment under whoever wrote it, else under
who holds the case. Each unit is told once, also where it cannot be drawn, so that what was left
out can be counted.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from pomdesk.domain.facts import Assessment, Case
from pomdesk.domain.names import fold
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.results import FrameRow
from pomdesk.domain.quality.terms import Exclusion, Purpose, Unit, Verdict
from pomdesk.domain.results import CaseResult
from pomdesk.rules.case import work_out
from pomdesk.rules.dates import add_days, add_months, before
from pomdesk.rules.duties.countersignature import is_completed
from pomdesk.rules.prison import prison_of
from pomdesk.rules.quality.tickets import normal_ref
from pomdesk.services.cases import load_cases
from pomdesk.services.quality.frame_ground import Ground
from pomdesk.services.quality.reviews import number_in
from pomdesk.store.tables import allocation
from pomdesk.store.unit_of_work import UnitOfWork

SECOND_KEYS = ("", "rosh", "sentence", "oasys")
FILTERS = (
    "",
    "high_rosh",
    "release_near",
    "parole_near",
    "oasys_late",
    "new_to_supervisor",
    "mappa",
)
_HIGH = frozenset({"HIGH", "VERY_HIGH"})


@dataclass(frozen=True, slots=True)
class FrameUnit:
    """One unit before it is decided whether it can be drawn.

    Attributes:
        allocated_to, allocated_on: of the case; None: nobody says.
        result: what the rules say of the case; None for one of a list that was brought in.
        given: the row of that list.

    """

    ref: str
    supervisor: str
    case: Case | None = None
    assessment: Assessment | None = None
    allocated_to: str | None = None
    allocated_on: date | None = None
    result: CaseResult | None = None
    given: FrameRow | None = None
    strata: Mapping[str, str] = field(default_factory=dict)


def units_of(uow: UnitOfWork, ground: Ground) -> Iterator[FrameUnit]:
    """Every unit, in the order of the prisoners' names or of the list."""
    if ground.from_file is not None:
        yield from _of_file(ground)
        return
    columns = (allocation.c.person_id, allocation.c.primary_staff_id, allocation.c.allocated_on)
    held = {row.person_id: row for row in uow.rows(select(*columns))}
    cases = load_cases(uow, assessments=ground.reads_assessments, entries="none")
    for person_id, case in cases.items():
        mine = held.get(person_id)
        to, on = (mine.primary_staff_id, mine.allocated_on) if mine else (None, None)
        result = work_out(case, ground.policy, ground.as_of)
        strata = _strata(ground, case)
        if ground.unit is Unit.CASE:
            member = ground.supervises(to)
            ref, who, assessment = case.person.prisoner_number, member, None
        else:
            assessment = _assessment_of(ground, case)
            if assessment is None:
                continue
            ref = f"{case.person.prisoner_number}/{assessment.completed_on}"
            who = _author(ground, assessment.assessor) or ground.supervises(to)
        code = who.code if who else ""
        yield FrameUnit(ref, code, case, assessment, to, on, result, None, strata)


def _of_file(ground: Ground) -> Iterator[FrameUnit]:
    """Supervisors of a list are told by their code or their name."""
    for row in ground.from_file or ():
        who = ground.supervises(row.supervisor) or _author(ground, row.supervisor)
        ref = normal_ref(row.case_ref)
        yield FrameUnit(ref, who.code if who else "", given=row, strata=row.strata)


def _author(ground: Ground, name: str | None) -> Member | None:
    """The supervisor of this code or name, however it is spelt."""
    wanted = " ".join(fold(name or "").split())
    for one in ground.members.values():
        if wanted and wanted in (fold(one.code), fold(one.name)):
            return ground.supervises(one.code)
    return None


def _assessment_of(ground: Ground, case: Case) -> Assessment | None:
    """The latest one completed in the period; else the latest of all, which is left out."""
    done = [one for one in case.assessments if one.completed_on]
    done.sort(key=lambda one: one.completed_on or date.min)
    inside = [one for one in done if _in_period(ground, one.completed_on)]
    return (inside or done)[-1] if done else None


def _in_period(ground: Ground, day: date | None) -> bool:
    first, last = ground.row.period_from, ground.row.period_to
    return day is not None and (not first or first <= day) and (not last or day <= last)


def _strata(ground: Ground, case: Case) -> dict[str, str]:
    who, probation = case.person, case.probation
    strata = {
        "rosh": (probation.rosh_level if probation else None) or "",
        "sentence": "INDETERMINATE"
        if who.indeterminate_sentence
        else "RECALL"
        if who.recall
        else "DETERMINATE",
    }
    if ground.reads_assessments:
        strata["oasys"] = _oasys(ground, case)
    return {name: value for name, value in strata.items() if value}


def _oasys(ground: Ground, case: Case) -> str:
    """``NONE``, ``LATE`` (older than reviews may be) or ``CURRENT`` on the day of the frame."""
    last = _last_completed(case, ground.as_of)
    if last is None:
        return "NONE"
    oldest = before(ground.as_of, months=ground.policy.oasys.review_months)
    return "LATE" if last < oldest else "CURRENT"


def _last_completed(case: Case, as_of: date) -> date | None:
    days = [one.completed_on for one in case.assessments if is_completed(one)]
    return max((day for day in days if day and day <= as_of), default=None)


def row_of(ground: Ground, one: FrameUnit) -> FrameRow:
    """The row of a unit: the first reason that stands keeps it from being drawn."""
    if one.given is not None and one.given.excluded:
        reason, code = one.given.reason, one.given.excluded
        return FrameRow(one.ref, one.supervisor, one.strata, code, reason)
    out = _by_hand(ground, one) or _of_the_case(ground, one) or _of_the_round(ground, one)
    told = one.allocated_to or "" if out is Exclusion.NO_SUPERVISOR else ""
    return FrameRow(one.ref, one.supervisor, one.strata, out, told)


def _by_hand(ground: Ground, one: FrameUnit) -> Exclusion | None:
    if _names(ground.plan.restricted, one):
        return Exclusion.RESTRICTED
    return Exclusion.CONFLICT if _names(ground.plan.conflicts, one) else None


def _names(refs: Collection[str], one: FrameUnit) -> bool:
    """Whether some references name a unit: of an assessment the prisoner's number will do."""
    return any(normal_ref(ref) in (one.ref, number_in(one.ref)) for ref in refs)


def _of_the_case(ground: Ground, one: FrameUnit) -> Exclusion | None:
    if one.case is None or one.result is None:
        return None
    if prison_of(person=one.case.person) in ground.policy.prisons.outside:
        return Exclusion.MOVED
    if not one.supervisor:
        return Exclusion.NO_SUPERVISOR
    if one.assessment is not None:
        if not _in_period(ground, one.assessment.completed_on):
            return Exclusion.NOT_IN_PERIOD
        return None if is_completed(one.assessment) else Exclusion.NOT_SIGNED
    if not one.result.scope.inside:
        return Exclusion.OUTSIDE_POLICY
    days = ground.policy.quality.new_case_days
    if one.allocated_on and one.allocated_on > add_days(ground.as_of, -days):
        return Exclusion.NEW_TO_SUPERVISOR
    return None


def _of_the_round(ground: Ground, one: FrameUnit) -> Exclusion | None:
    plan = ground.plan
    if plan.supervisors and one.supervisor and one.supervisor not in plan.supervisors:
        return Exclusion.NOT_IN_FILTER
    if plan.filter and one.case is not None and not _PASSES[plan.filter](ground, one):
        return Exclusion.NOT_IN_FILTER
    if one.ref in ground.seen and not insufficient_before(ground, one):
        return Exclusion.SEEN_IN_CYCLE
    return None


def insufficient_before(ground: Ground, one: FrameUnit) -> bool:
    """Whether a routine round sees the file again because it was not good enough."""
    last = ground.verdicts.get(number_in(one.ref))
    return ground.purpose is Purpose.ROUTINE and last not in (None, Verdict.SUFFICIENT)


def _soon(ground: Ground, on: date | None) -> bool:
    last = add_days(ground.as_of, ground.policy.quality.decision_days)
    return on is not None and ground.as_of <= on <= last


def release_near(ground: Ground, one: FrameUnit) -> bool:
    """Whether the earliest release lies within the policy's days of the frame's."""
    found = one.result.earliest_release if one.result else None
    return _soon(ground, found.on if found else None)


def parole_near(ground: Ground, one: FrameUnit) -> bool:
    """Whether a parole date or hearing lies within the policy's days of the frame's."""
    parole = one.result.parole if one.result else None
    if parole is None:
        return False
    nearest = parole.next_on.on if parole.next_on else None
    return _soon(ground, nearest) or _soon(ground, parole.target_hearing)


def _lately_allocated(ground: Ground, one: FrameUnit) -> bool:
    since = add_months(ground.as_of, -ground.policy.quality.review_new_months)
    return one.allocated_on is not None and one.allocated_on > since


def _mappa(_ground: Ground, one: FrameUnit) -> bool:
    probation = one.case.probation if one.case else None
    return probation is not None and bool(probation.mappa_level)


_PASSES: Mapping[str, Callable[[Ground, FrameUnit], bool]] = {
    "high_rosh": lambda ground, one: one.strata.get("rosh") in _HIGH,
    "release_near": release_near,
    "parole_near": parole_near,
    "oasys_late": lambda ground, one: one.strata.get("oasys") in ("NONE", "LATE"),
    "new_to_supervisor": _lately_allocated,
    "mappa": _mappa,
}
