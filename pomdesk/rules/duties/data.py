"""Facts that are missing, cannot be right, or do not agree. None of these has a day."""

from collections.abc import Iterator

from pomdesk.domain.duties import DutyKind
from pomdesk.domain.results import Reason
from pomdesk.domain.terms import HandoverReason, ScopeReason
from pomdesk.rules.duties.anchor import FactReaders
from pomdesk.rules.duties.ground import Draft, Ground
from pomdesk.rules.release import automatic_release, conditional_release, post_recall_release
from pomdesk.rules.scope import is_immigration_case

_MPC = "Manage POM Cases: missing details"
_CRD_ARD = (
    "person.conditional_release_date",
    "person.conditional_release_override_date",
    "person.automatic_release_date",
    "person.automatic_release_override_date",
)
_NO_RELEASE = Reason(
    "data_release_missing",
    facts=(*_CRD_ARD, "person.parole_eligibility_date"),
    source=_MPC,
)
_NO_TARIFF = Reason(
    "data_tariff_missing",
    facts=("person.indeterminate_sentence", "person.tariff_date", "worked.target_hearing"),
    source=_MPC,
)
_KEEPS_OUT = Reason(
    "data_release_keeps_out",
    facts=("person.sentence_start_date", "person.release_date"),
    source="Manage POM Cases: eligibility",
)
_PASSED = Reason(
    "data_release_passed",
    facts=(*_CRD_ARD, "person.recall", "worked.prison", "worked.today"),
    source=_MPC,
)
_NO_TIER = Reason("data_tier_missing", facts=("probation.tier",), source=_MPC)
_NO_ROSH = Reason("data_rosh_missing", facts=("probation.rosh_level",), source=_MPC)
_NO_PROBATION = Reason("data_no_probation", facts=("worked.probation_record",), source=_MPC)
_CONFLICT = Reason(
    "data_conflict",
    facts=("duty.disputed",),
    source="Case record: what was typed and what the newest file says",
)


def data_duties(ground: Ground) -> Iterator[Draft]:
    """What is missing or in dispute; outside the policy only what would bring the person in."""
    if not ground.policy.data.on:
        return
    scope = ground.result.scope
    if not scope.inside:
        if scope.reason is ScopeReason.NO_RELEASE_DATE:
            yield Draft(DutyKind.DATA_RELEASE_MISSING, (_KEEPS_OUT,))
        decisive = {fact for reason in scope.because for fact in reason.facts}
        yield from (_conflict(fact) for fact in ground.case.disputed if fact in decisive)
        return
    yield from _release(ground)
    probation = ground.case.probation
    if probation is None:
        yield Draft(DutyKind.DATA_PROBATION_RECORD, (_NO_PROBATION,))
    else:
        if not probation.tier:
            yield Draft(DutyKind.DATA_TIER, (_NO_TIER,))
        if ground.rosh is None:
            yield Draft(DutyKind.DATA_ROSH, (_NO_ROSH,))
    yield from map(_conflict, ground.case.disputed)


def _conflict(fact: str) -> Draft:
    return Draft(DutyKind.DATA_CONFLICT, (_CONFLICT,), subject=fact)


def _release(ground: Ground) -> Iterator[Draft]:
    """No date to count from; or the last one has passed and the person is still here.

    Recall, an indeterminate sentence and immigration detention keep people in custody after a
    date of release, so nothing is asked then.
    """
    person, point = ground.case.person, ground.result.earliest_release
    handover = ground.result.handover
    if is_immigration_case(person=person, policy=ground.policy.scope):
        return
    unknown = handover is not None and handover.reason is HandoverReason.RELEASE_DATE_UNKNOWN
    if ground.result.handover_release is None and (point is None or unknown):
        missing = _NO_TARIFF if person.indeterminate_sentence else _NO_RELEASE
        yield Draft(DutyKind.DATA_RELEASE_MISSING, (missing,))
        return
    if point is None or point.on >= ground.today or person.recall or person.indeterminate_sentence:
        return
    recalled = post_recall_release(person=person)
    if recalled is not None and recalled >= ground.today:
        return
    if conditional_release(person=person) or automatic_release(person=person):
        yield Draft(DutyKind.DATA_RELEASE_PASSED, (_PASSED,), counts_from=point.on)


FACTS: FactReaders = {"duty.disputed": lambda _, duty: duty.subject}
"""The facts of a duty that its reasons name."""
