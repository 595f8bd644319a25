"""Reasons filled in: the values of the facts, where they came from, the settings used.

The window's "why?", ``explain`` and the papers print what stands here and add nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import TypeAlias

from pomdesk.domain.facts import Case, CaseSources, EarlyAllocation, Source
from pomdesk.domain.results import (
    CaseResult,
    FactUsed,
    Proof,
    Reason,
    ReleasePoint,
    SettingUsed,
)
from pomdesk.domain.terms import ReleaseType
from pomdesk.rules.early_allocation import of_sentence
from pomdesk.rules.policy import Policy
from pomdesk.rules.prison import prison_of
from pomdesk.rules.sentences import indeterminate_starts


@dataclass(frozen=True, slots=True)
class Evidence:
    """What facts are read from.

    Attributes:
        result: what the rules said of ``case`` under ``policy`` on ``today``.
        more: reads facts of other sections (``duty.<name>``).

    """

    result: CaseResult
    case: Case
    sources: CaseSources
    policy: Policy
    today: date
    more: Callable[[str], FactUsed] | None = None


Reading: TypeAlias = tuple[Callable[[Evidence], object], str | None]


def _of(path: str) -> Callable[[Evidence], object]:
    """Reads an attribute by dotted path; None where something on the way is None."""
    *way, last = path.split(".")
    steps = [attrgetter(name) for name in (*way, last)]

    def read(evidence: Evidence) -> object:
        value: object = evidence.result
        for step in steps:
            if value is None:
                return None
            value = step(value)
        return value

    return read


def _isp_starts(evidence: Evidence) -> tuple[date, ...]:
    return indeterminate_starts(
        terms=evidence.case.sentence_terms,
        booking_id=evidence.case.person.booking_id,
        policy=evidence.policy.sentences,
    )


def _first_isp(evidence: Evidence) -> object:
    return min(_isp_starts(evidence), default=None)


def _last_isp(evidence: Evidence) -> object:
    return max(_isp_starts(evidence), default=None)


def _assessment(name: str) -> Callable[[Evidence], object]:
    """Reads the latest early allocation assessment of the sentence."""

    def read(evidence: Evidence) -> object:
        case = evidence.case
        mine: Sequence[EarlyAllocation] = of_sentence(
            person=case.person, assessments=case.early_allocations
        )
        return getattr(mine[-1], name) if mine else None

    return read


# Worked facts: how each is read, and the section whose source it has (None: nobody gave it).
_WORKED: Mapping[str, Reading] = {
    "today": (lambda evidence: evidence.today, None),
    "prison": (lambda evidence: prison_of(person=evidence.case.person), "person"),
    "arrival": (_of("arrival"), "movements"),
    "open_conditions": (_of("open_conditions"), None),
    "target_hearing": (_of("parole.target_hearing"), "parole_reviews"),
    "last_hearing": (_of("parole.last_completed.target_hearing_date"), "parole_reviews"),
    "last_outcome": (_of("parole.last_completed.hearing_outcome"), "parole_reviews"),
    "first_isp_start": (_first_isp, "sentence_terms"),
    "last_isp_start": (_last_isp, "sentence_terms"),
    "assessed_on": (_assessment("created_on"), "early_allocations"),
    "assessment_outcome": (_assessment("outcome"), "early_allocations"),
    "assessed_in_window": (_assessment("created_within_referral_window"), "early_allocations"),
    "community_decision": (_assessment("community_decision"), "early_allocations"),
    "probation_record": (lambda evidence: evidence.case.probation is not None, None),
    "handover_release": (_of("handover_release"), None),
    "handover_on": (_of("handover.on"), None),
    "handover_starts": (_of("handover.starts"), None),
    "handover_reason": (_of("handover.reason"), None),
    "responsibility": (_of("handover.responsibility"), None),
}

_SECTIONS = frozenset({"person", "probation", "worked"})

# Rules that choose among dates show the dates that are held, not the many that are not.
_CHOOSING = frozenset(
    {
        "earliest_ahead",
        "earliest_past",
        "expiry_ahead",
        "expiry_past",
        "handover_release_crd_ard",
        "next_parole",
        "no_next_parole",
        "referral_window_inside",
        "referral_window_outside",
    }
)


def prove(
    result: CaseResult, case: Case, sources: CaseSources, policy: Policy, today: date
) -> Mapping[str, Sequence[Proof]]:
    """The filled-in reasons by result name, in reading order.

    ``policy`` and ``today`` are those ``result`` was worked out with. Results that do not
    apply (outside the policy) are left out.
    """
    evidence = Evidence(result, case, sources, policy, today)
    reasons: dict[str, tuple[Reason, ...]] = {
        "scope": result.scope.because,
        "handover": result.handover.because if result.handover else (),
        "handover_release": result.handover_release_because,
        "earliest_release": result.earliest_release_because,
        "parole": result.parole.because,
        "early_allocation": result.early_allocation.because if result.early_allocation else (),
        "recommendation": result.recommendation.because if result.recommendation else (),
        "plan": result.plan.because if result.plan else (),
        "com": result.com.because if result.com else (),
    }
    return {
        name: tuple(prove_reason(reason, evidence) for reason in because)
        for name, because in reasons.items()
        if because
    }


def prove_reason(reason: Reason, evidence: Evidence) -> Proof:
    """One reason filled in with the facts it names, their sources, and its settings."""
    facts = (fact_used(name, evidence) for name in reason.facts)
    return Proof(
        rule=reason.rule,
        facts=tuple(fact for fact in facts if _is_shown(fact, reason)),
        settings=tuple(_setting(key, evidence.policy) for key in reason.settings),
        source=reason.source,
    )


def _is_shown(fact: FactUsed, reason: Reason) -> bool:
    """Whether a fact helps to understand: one that is not held often does not."""
    if fact.value is not None:
        return True
    if fact.name.startswith("duty.") or fact.name.endswith("_override_date"):
        return False
    return reason.rule not in _CHOOSING


def fact_used(name: str, evidence: Evidence) -> FactUsed:
    """One fact, as ``section.field``: its value, and where it came from."""
    section, _, field = name.partition(".")
    if evidence.more is not None and section not in _SECTIONS:
        return evidence.more(name)
    if section == "worked":
        read, origin = _WORKED[field]
        value = read(evidence)
        if isinstance(value, ReleasePoint):
            return FactUsed(name, value, source_of_point(evidence, value))
        known = origin is not None and value is not None
        return FactUsed(name, value, _source(evidence, origin or "", field) if known else None)
    holder = evidence.case.person if section == "person" else evidence.case.probation
    value = getattr(holder, field) if holder is not None else None
    return FactUsed(name, value, evidence.sources.of(section, field))


def _source(evidence: Evidence, section: str, field: str) -> Source | None:
    start = evidence.case.person.sentence_start_date
    if field == "arrival" and evidence.result.arrival == start:
        return evidence.sources.of("person", "sentence_start_date")
    return evidence.sources.of(section, field)


# The fields that can have given each kind of release date, the overruling one first.
_GIVEN_BY = {
    ReleaseType.TED: ("tariff_date",),
    ReleaseType.PED: ("parole_eligibility_date",),
    ReleaseType.CRD: ("conditional_release_override_date", "conditional_release_date"),
    ReleaseType.ARD: ("automatic_release_override_date", "automatic_release_date"),
}


def source_of_point(evidence: Evidence, point: ReleasePoint) -> Source | None:
    """Where the fact behind a release date came from: the date is as good as that."""
    if point.kind is ReleaseType.THD:
        return evidence.sources.of("parole_reviews", "target_hearing_date")
    for field in _GIVEN_BY.get(point.kind, ()):
        if getattr(evidence.case.person, field) is not None:
            return evidence.sources.of("person", field)
    return None


def _setting(key: str, policy: Policy) -> SettingUsed:
    setting = policy.settings[key]
    local = policy.local or setting.local
    return SettingUsed(key, setting.value, setting.source, str(setting.confidence), local=local)
