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
class _Ground:
    """What facts are read from."""

    result: CaseResult
    case: Case
    sources: CaseSources
    policy: Policy
    today: date


Reading: TypeAlias = tuple[Callable[[_Ground], object], str | None]


def _of(path: str) -> Callable[[_Ground], object]:
    """Reads an attribute by dotted path; None where something on the way is None."""
    *way, last = path.split(".")
    steps = [attrgetter(name) for name in (*way, last)]

    def read(ground: _Ground) -> object:
        value: object = ground.result
        for step in steps:
            if value is None:
                return None
            value = step(value)
        return value

    return read


def _isp_starts(ground: _Ground) -> tuple[date, ...]:
    return indeterminate_starts(
        terms=ground.case.sentence_terms,
        booking_id=ground.case.person.booking_id,
        policy=ground.policy.sentences,
    )


def _first_isp(ground: _Ground) -> object:
    return min(_isp_starts(ground), default=None)


def _last_isp(ground: _Ground) -> object:
    return max(_isp_starts(ground), default=None)


def _assessment(name: str) -> Callable[[_Ground], object]:
    """Reads the latest early allocation assessment of the sentence."""

    def read(ground: _Ground) -> object:
        case = ground.case
        mine: Sequence[EarlyAllocation] = of_sentence(
            person=case.person, assessments=case.early_allocations
        )
        return getattr(mine[-1], name) if mine else None

    return read


# Worked facts: how each is read, and the section whose source it has (None: nobody gave it).
_WORKED: Mapping[str, Reading] = {
    "today": (lambda ground: ground.today, None),
    "prison": (lambda ground: prison_of(person=ground.case.person), "person"),
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
    "probation_record": (lambda ground: ground.case.probation is not None, None),
    "handover_release": (_of("handover_release"), None),
    "handover_on": (_of("handover.on"), None),
    "handover_starts": (_of("handover.starts"), None),
    "handover_reason": (_of("handover.reason"), None),
    "responsibility": (_of("handover.responsibility"), None),
}

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
    ground = _Ground(result, case, sources, policy, today)
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
        name: tuple(_proof(reason, ground) for reason in because)
        for name, because in reasons.items()
        if because
    }


def _proof(reason: Reason, ground: _Ground) -> Proof:
    facts = (_fact(name, ground) for name in reason.facts)
    return Proof(
        rule=reason.rule,
        facts=tuple(fact for fact in facts if _is_shown(fact, reason)),
        settings=tuple(_setting(key, ground.policy) for key in reason.settings),
        source=reason.source,
    )


def _is_shown(fact: FactUsed, reason: Reason) -> bool:
    """Whether a fact helps to understand: one that is not held often does not."""
    if fact.value is not None:
        return True
    return reason.rule not in _CHOOSING and not fact.name.endswith("_override_date")


def _fact(name: str, ground: _Ground) -> FactUsed:
    section, _, field = name.partition(".")
    if section == "worked":
        read, origin = _WORKED[field]
        value = read(ground)
        if isinstance(value, ReleasePoint):
            return FactUsed(name, value, _source_of_point(ground, value))
        known = origin is not None and value is not None
        return FactUsed(name, value, _source(ground, origin or "", field) if known else None)
    holder = ground.case.person if section == "person" else ground.case.probation
    value = getattr(holder, field) if holder is not None else None
    return FactUsed(name, value, ground.sources.of(section, field))


def _source(ground: _Ground, section: str, field: str) -> Source | None:
    start = ground.case.person.sentence_start_date
    if field == "arrival" and ground.result.arrival == start:
        return ground.sources.of("person", "sentence_start_date")
    return ground.sources.of(section, field)


# The fields that can have given each kind of release date, the overruling one first.
_GIVEN_BY = {
    ReleaseType.TED: ("tariff_date",),
    ReleaseType.PED: ("parole_eligibility_date",),
    ReleaseType.CRD: ("conditional_release_override_date", "conditional_release_date"),
    ReleaseType.ARD: ("automatic_release_override_date", "automatic_release_date"),
}


def _source_of_point(ground: _Ground, point: ReleasePoint) -> Source | None:
    """A release date counted from is as good as the fact behind it: say where that came from."""
    if point.kind is ReleaseType.THD:
        return ground.sources.of("parole_reviews", "target_hearing_date")
    for field in _GIVEN_BY.get(point.kind, ()):
        if getattr(ground.case.person, field) is not None:
            return ground.sources.of("person", field)
    return None


def _setting(key: str, policy: Policy) -> SettingUsed:
    setting = policy.settings[key]
    return SettingUsed(
        key, setting.value, setting.source, str(setting.confidence), local=policy.local
    )
