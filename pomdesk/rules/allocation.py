"""Which kind of POM a case needs.

Source: Manage POM Cases, recommended POM. The service knows two strategies; the one by risk of
serious harm (RoSH) and tier A is the default here, the older one by tier is a switch of the
policy. Where the facts a strategy needs are missing there is no recommendation: none is better
than one that only looks like one.
"""

from pomdesk.domain.facts import Person, Probation
from pomdesk.domain.results import Reason, Recommendation
from pomdesk.domain.terms import PomType, Responsibility
from pomdesk.rules.pack import PomStrategy
from pomdesk.rules.policy import Policy
from pomdesk.rules.scope import is_immigration_case

_MPC = "Manage POM Cases: recommended POM"
_TIER = ("probation.tier",)
_BOTH = ("probation.rosh_level", "probation.tier")
_BY_ROSH = ("pom.strategy", "pom.rosh_tiers", "pom.rosh_levels")
_BY_TIER = ("pom.strategy", "pom.tier_tiers")


def _recommend(
    pom_type: PomType | None, rule: str, facts: tuple[str, ...], settings: tuple[str, ...] = ()
) -> Recommendation:
    return Recommendation(
        pom_type, (Reason(rule=rule, facts=facts, settings=settings, source=_MPC),)
    )


_NO_RECORD = _recommend(None, "pom_no_record", ("worked.probation_record",))
_IMMIGRATION = _recommend(
    PomType.PRISON,
    "pom_immigration",
    ("person.imprisonment_status",),
    ("scope.immigration_statuses",),
)
_SUPPORTING = _recommend(PomType.PRISON, "pom_supporting", ("worked.responsibility",))
_ROSH_TIER = _recommend(PomType.PROBATION, "pom_rosh_tier", _BOTH, _BY_ROSH)
_ROSH_LEVEL = _recommend(PomType.PROBATION, "pom_rosh_level", _BOTH, _BY_ROSH)
_ROSH_UNKNOWN = _recommend(None, "pom_rosh_unknown", _BOTH, _BY_ROSH)
_ROSH_PRISON = _recommend(PomType.PRISON, "pom_rosh_prison", _BOTH, _BY_ROSH)
_TIER_PROBATION = _recommend(PomType.PROBATION, "pom_tier_probation", _TIER, _BY_TIER)
_TIER_UNKNOWN = _recommend(None, "pom_tier_unknown", _TIER, _BY_TIER)
_TIER_PRISON = _recommend(PomType.PRISON, "pom_tier_prison", _TIER, _BY_TIER)


def recommend_pom(
    *,
    person: Person,
    probation: Probation | None,
    responsibility: Responsibility,
    policy: Policy,
) -> Recommendation:
    """The kind of POM the policy recommends, or none, and why."""
    if probation is None:
        return _NO_RECORD
    if is_immigration_case(person=person, policy=policy.scope):
        return _IMMIGRATION
    if responsibility is Responsibility.COMMUNITY:
        return _SUPPORTING
    tier = (probation.tier or "").strip()[:1].upper()  # "B1" and "A_2" are tiers B and A
    if policy.pom.strategy is PomStrategy.TIER:
        if not tier:
            return _TIER_UNKNOWN
        return _TIER_PROBATION if tier in policy.pom.tier_tiers else _TIER_PRISON
    if tier in policy.pom.rosh_tiers:
        return _ROSH_TIER
    if not probation.rosh_level:
        return _ROSH_UNKNOWN
    return _ROSH_LEVEL if probation.rosh_level in policy.pom.rosh_levels else _ROSH_PRISON
