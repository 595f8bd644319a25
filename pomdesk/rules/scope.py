"""Inside the OMiC policy, or every reason why not.

Source: Manage POM Cases, eligibility: 18 or over, a criminal sentence or immigration detention,
and one of the legal statuses the service loads.

Where the desk differs, on purpose:

* any release date makes a person sentenced, CRD and ARD too (the service hides people whose
  combined ``releaseDate`` is missing); sentence and licence expiry alone do not;
* a legal status or prison code that a file leaves out, and a prison code the desk does not know,
  do not put a person outside: somebody put them on this caseload; only a known wrong value does;
* a person without a date of birth is outside until one is given, because nobody can be shown as
  an adult by default.
"""

from datetime import date

from pomdesk.domain.facts import Person
from pomdesk.domain.results import Reason, Scope
from pomdesk.domain.terms import ScopeReason
from pomdesk.rules.dates import add_months
from pomdesk.rules.policy import Policy, ScopePolicy
from pomdesk.rules.prison import prison_of

_MPC = "Manage POM Cases: eligibility"
_SENTENCED_BY = (
    "release_date",
    "conditional_release_date",
    "automatic_release_date",
    "parole_eligibility_date",
    "tariff_date",
    "home_detention_curfew_eligibility_date",
    "conditional_release_override_date",
    "automatic_release_override_date",
    "indeterminate_sentence",
)
_BASICS = ("person.date_of_birth", "person.legal_status", "person.imprisonment_status")
_BASIC_SETTINGS = ("scope.minimum_age", "scope.legal_statuses", "scope.civil_statuses")


def _sentenced(name: str) -> Scope:
    facts = (*_BASICS, "person.sentence_start_date", f"person.{name}")
    reason = Reason("inside_sentenced", facts=facts, settings=_BASIC_SETTINGS, source=_MPC)
    return Scope(True, ScopeReason.INSIDE, (reason,))


_SENTENCED = tuple((name, _sentenced(name)) for name in _SENTENCED_BY)
_IMMIGRATION = Scope(
    True,
    ScopeReason.INSIDE,
    (
        Reason(
            "inside_immigration",
            facts=_BASICS,
            settings=(*_BASIC_SETTINGS, "scope.immigration_statuses"),
            source=_MPC,
        ),
    ),
)

_OUTSIDE = {
    ScopeReason.NOT_IN_PRISON: Reason(
        "not_in_prison",
        facts=("person.prison_id", "person.restricted_patient", "person.supporting_prison_id"),
        settings=("prisons.outside",),
        source=_MPC,
    ),
    ScopeReason.CIVIL_SENTENCE: Reason(
        "civil_sentence",
        facts=("person.imprisonment_status",),
        settings=("scope.civil_statuses",),
        source=_MPC,
    ),
    ScopeReason.LEGAL_STATUS: Reason(
        "legal_status",
        facts=("person.legal_status",),
        settings=("scope.legal_statuses",),
        source=_MPC,
    ),
    ScopeReason.DATE_OF_BIRTH_UNKNOWN: Reason(
        "date_of_birth_unknown", facts=("person.date_of_birth",), source=_MPC
    ),
    ScopeReason.UNDER_18: Reason(
        "under_18",
        facts=("person.date_of_birth", "worked.today"),
        settings=("scope.minimum_age",),
        source=_MPC,
    ),
    ScopeReason.NO_SENTENCE_START: Reason(
        "no_sentence_start", facts=("person.sentence_start_date",), source=_MPC
    ),
    ScopeReason.NO_RELEASE_DATE: Reason(
        "no_release_date",
        facts=tuple(f"person.{name}" for name in _SENTENCED_BY),
        source=_MPC,
    ),
}


def is_immigration_case(*, person: Person, policy: ScopePolicy) -> bool:
    """Detained under immigration powers; such a case needs no sentence."""
    return person.imprisonment_status in policy.immigration_statuses


def decide_scope(*, person: Person, policy: Policy, today: date) -> Scope:
    """Whether the person is inside the policy today; outside, every reason that stands."""
    against: list[ScopeReason] = []
    if prison_of(person=person) in policy.prisons.outside:
        against.append(ScopeReason.NOT_IN_PRISON)
    if person.imprisonment_status in policy.scope.civil_statuses:
        against.append(ScopeReason.CIVIL_SENTENCE)
    if person.legal_status and person.legal_status not in policy.scope.legal_statuses:
        against.append(ScopeReason.LEGAL_STATUS)
    if person.date_of_birth is None:
        against.append(ScopeReason.DATE_OF_BIRTH_UNKNOWN)
    elif person.date_of_birth > latest_adult_birth(minimum_age=policy.scope.minimum_age, on=today):
        against.append(ScopeReason.UNDER_18)
    immigration = is_immigration_case(person=person, policy=policy.scope)
    found = _IMMIGRATION if immigration else _sentence(person)
    if isinstance(found, ScopeReason):
        against.append(found)
    elif not against:
        return found
    return Scope(False, against[0], tuple(_OUTSIDE[reason] for reason in against))


def latest_adult_birth(*, minimum_age: int, on: date) -> date:
    """The latest day of birth of somebody who is of age on a day.

    Counted back, not forward from the birth: somebody born on 29 February comes of age on
    1 March of a common year.
    """
    return add_months(on, -12 * minimum_age)


def _sentence(person: Person) -> Scope | ScopeReason:
    """What makes the person sentenced, or what is missing."""
    if person.sentence_start_date is None:
        return ScopeReason.NO_SENTENCE_START
    for name, scope in _SENTENCED:
        if getattr(person, name):
            return scope
    return ScopeReason.NO_RELEASE_DATE
