"""Every rule on one case: the one door for queries."""

from datetime import date

from pomdesk.domain.facts import Case
from pomdesk.domain.results import CaseResult
from pomdesk.rules.allocation import recommend_pom
from pomdesk.rules.com import com_indicators
from pomdesk.rules.early_allocation import assess_early_allocation
from pomdesk.rules.handover import decide_handover, plan_handover
from pomdesk.rules.parole import read_parole
from pomdesk.rules.policy import Policy
from pomdesk.rules.prison import arrival, open_conditions, open_rules
from pomdesk.rules.release import earliest_release, handover_release
from pomdesk.rules.scope import decide_scope
from pomdesk.rules.sentences import has_additional_isp


def work_out(case: Case, policy: Policy, today: date) -> CaseResult:
    """Everything the rules say of one case on one day under one policy."""
    person, probation = case.person, case.probation
    scope = decide_scope(person=person, policy=policy, today=today)
    arrived = arrival(person=person, movements=case.movements)
    in_open = open_conditions(person=person, policy=policy)
    rules = open_rules(person=person, probation=probation, arrived=arrived, policy=policy)
    parole = read_parole(
        person=person, reviews=case.parole_reviews, policy=policy.parole, today=today
    )
    hearing = parole.target_hearing
    earliest, earliest_because = earliest_release(person=person, today=today)
    release, release_because = handover_release(person=person, target_hearing=hearing, today=today)
    additional = has_additional_isp(
        terms=case.sentence_terms, booking_id=person.booking_id, policy=policy.sentences
    )
    early = handover = recommendation = plan = com = None
    if scope.inside:
        early = assess_early_allocation(
            person=person,
            assessments=case.early_allocations,
            target_hearing=hearing,
            policy=policy.early_allocation,
            today=today,
        )
        handover = decide_handover(
            case=case,
            release=release,
            parole=parole,
            additional_isp=additional,
            early_allocation=early.active,
            open_conditions=in_open,
            open_rules=rules,
            arrived=arrived,
            policy=policy,
            today=today,
        )
        recommendation = recommend_pom(
            person=person,
            probation=probation,
            responsibility=handover.responsibility,
            policy=policy,
        )
        plan = plan_handover(probation=probation, handover=handover, policy=policy.checklist)
        com = com_indicators(probation=probation, handover=handover, policy=policy.com, today=today)
    return CaseResult(
        scope=scope,
        arrival=arrived,
        open_conditions=in_open,
        open_rules=rules,
        earliest_release=earliest,
        earliest_release_because=earliest_because,
        handover_release=release,
        handover_release_because=release_because,
        additional_isp=additional,
        parole=parole,
        early_allocation=early,
        handover=handover,
        recommendation=recommendation,
        plan=plan,
        com=com,
    )
