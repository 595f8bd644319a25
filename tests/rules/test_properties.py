"""What holds for any facts whatever."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from pomdesk.domain.facts import Case, CaseSources
from pomdesk.domain.results import CaseResult, Reason
from pomdesk.domain.terms import HandoverReason, HandoverWindow, Responsibility
from pomdesk.rules.case import work_out
from pomdesk.rules.policy import Policy
from pomdesk.rules.proof import prove
from tests.builders import case, lifer, person, policy
from tests.rules.facts import CASES, DAYS, INSIDE, NEAR_DAYS

POLICY = policy()
POLICIES = st.sampled_from(
    [
        POLICY,
        policy(
            pom_strategy='"tier"',
            handover_thd_far_inclusive="false",
            checklist_simplified_on="true",
        ),
    ]
)
ORDER = list(Responsibility)


def reasons(result: CaseResult) -> list[tuple[Reason, ...]]:
    parts = (result.early_allocation, result.handover, result.recommendation, result.plan)
    found = [part.because for part in (*parts, result.com) if part is not None]
    found += [result.earliest_release_because, result.handover_release_because]
    return [*found, result.scope.because, result.parole.because]


@settings(max_examples=400)
@given(CASES, POLICIES, DAYS)
def test_any_facts_give_a_whole_result_with_reasons(case: Case, under: Policy, on: date) -> None:
    result = work_out(case, under, on)
    assert all(reasons(result))
    parts = (result.early_allocation, result.handover, result.recommendation, result.plan)
    assert all((part is not None) is result.scope.inside for part in (*parts, result.com))
    proofs = prove(result, case, CaseSources(), under, on)
    assert len(proofs) == (9 if result.scope.inside else 4)
    assert all(proofs.values())
    assert work_out(case, under, on) == result  # nothing is remembered between cases


@settings(max_examples=300)
@given(INSIDE, NEAR_DAYS)
def test_responsibility_follows_from_the_dates(case: Case, on: date) -> None:
    handover = work_out(case, POLICY, on).handover
    assert handover is not None
    assert (handover.on is None) == (handover.starts is None) == (handover.window is None)
    if handover.on is None or handover.starts is None:
        return
    assert handover.starts <= handover.on
    if on < handover.starts:
        assert handover.responsibility is Responsibility.CUSTODY_ONLY
    elif on < handover.on:
        assert handover.responsibility is Responsibility.CUSTODY_WITH_COM
    else:
        assert handover.responsibility is Responsibility.COMMUNITY
    assert (handover.window is HandoverWindow.PASSED) == (on >= handover.on)


@given(NEAR_DAYS, NEAR_DAYS, NEAR_DAYS, st.booleans())
def test_a_later_release_never_brings_an_earlier_handover(
    one: date, other: date, start: date, parole: bool
) -> None:
    def handed(release: date) -> date:
        who = person(
            sentence_start_date=start,
            conditional_release_date=release,
            parole_eligibility_date=release if parole else None,
        )
        found = work_out(case(who), POLICY, date(2026, 11, 22)).handover
        assert found is not None
        return found.on or date.min  # short: at once

    early, late = sorted((one, other))
    assert handed(early) <= handed(late)


@given(INSIDE, NEAR_DAYS, st.integers(1, 4000))
def test_as_days_go_by_responsibility_of_a_fixed_date_only_moves_on(
    case: Case, on: date, days: int
) -> None:
    who = replace(case.person, indeterminate_sentence=False, recall=False)
    of = replace(case, person=who)
    before = work_out(of, POLICY, on)
    after = work_out(of, POLICY, on + timedelta(days))
    assert before.handover is not None
    assert after.handover is not None
    if before.handover.on == after.handover.on:
        early = ORDER.index(before.handover.responsibility)
        assert early <= ORDER.index(after.handover.responsibility)


@given(NEAR_DAYS, NEAR_DAYS)
def test_an_indeterminate_sentence_is_never_short(tariff: date, on: date) -> None:
    found = work_out(case(lifer(tariff_date=tariff)), POLICY, on).handover
    assert found is not None
    assert found.reason is HandoverReason.INDETERMINATE
