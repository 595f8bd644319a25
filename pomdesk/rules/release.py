"""The two earliest release dates: the one shown, and the one the handover is counted from.

Source: Manage POM Cases, release dates. They differ on purpose: the handover of an indeterminate
sentence looks at tariff and target hearing only, that of a determinate sentence never at home
detention curfew. A date of today is not past for the one shown, and not ahead for the handover.
"""

from datetime import date
from typing import TypeAlias

from pomdesk.domain.facts import Person
from pomdesk.domain.results import Reason, ReleasePoint
from pomdesk.domain.terms import ReleaseType

Found: TypeAlias = tuple[ReleasePoint | None, tuple[Reason, ...]]
Candidate: TypeAlias = tuple[ReleaseType, date | None]

_MPC = "Manage POM Cases: earliest release date"
_MPC_HANDOVER = "Manage POM Cases: earliest release date for handover"
_CRD = ("person.conditional_release_date", "person.conditional_release_override_date")
_ARD = ("person.automatic_release_date", "person.automatic_release_override_date")
_PRRD = ("person.post_recall_release_date", "person.post_recall_release_override_date")
_FIRST = (
    *_CRD,
    *_ARD,
    "person.home_detention_curfew_eligibility_date",
    "person.home_detention_curfew_actual_date",
    "person.parole_eligibility_date",
    "person.tariff_date",
)
_LAST = (
    "person.sentence_expiry_date",
    "person.licence_expiry_date",
    *_PRRD,
    "person.actual_parole_date",
)
_AHEAD = (Reason("earliest_ahead", facts=(*_FIRST, "worked.today"), source=_MPC),)
_PAST = (Reason("earliest_past", facts=(*_FIRST, "worked.today"), source=_MPC),)
_EXPIRY_AHEAD = (Reason("expiry_ahead", facts=(*_LAST, "worked.today"), source=_MPC),)
_EXPIRY_PAST = (Reason("expiry_past", facts=(*_LAST, "worked.today"), source=_MPC),)
_NO_DATES = (Reason("no_dates", facts=(*_FIRST, *_LAST), source=_MPC),)

_TED_THD = ("person.tariff_date", "worked.target_hearing", "worked.today")
_BY_TED = (Reason("handover_release_ted", facts=_TED_THD, source=_MPC_HANDOVER),)
_BY_THD = (Reason("handover_release_thd", facts=_TED_THD, source=_MPC_HANDOVER),)
_BY_NEAREST = (Reason("handover_release_nearest", facts=_TED_THD, source=_MPC_HANDOVER),)
_NO_TED_THD = (Reason("handover_release_no_ted_thd", facts=_TED_THD, source=_MPC_HANDOVER),)
_BY_PED = (
    Reason("handover_release_ped", facts=("person.parole_eligibility_date",), source=_MPC_HANDOVER),
)
_BY_CRD_ARD = (Reason("handover_release_crd_ard", facts=(*_CRD, *_ARD), source=_MPC_HANDOVER),)
_NO_CRD_ARD = (
    Reason(
        "handover_release_no_crd_ard",
        facts=("person.parole_eligibility_date", *_CRD, *_ARD),
        source=_MPC_HANDOVER,
    ),
)


def conditional_release(*, person: Person) -> date | None:
    """CRD; an override wins."""
    return person.conditional_release_override_date or person.conditional_release_date


def automatic_release(*, person: Person) -> date | None:
    """ARD; an override wins."""
    return person.automatic_release_override_date or person.automatic_release_date


def post_recall_release(*, person: Person) -> date | None:
    """PRRD (an override wins) or the approved parole date, whichever is earlier."""
    recalled = person.post_recall_release_override_date or person.post_recall_release_date
    parole = person.actual_parole_date
    if recalled is None or parole is None:
        return recalled or parole
    return min(recalled, parole)


def earliest_release(*, person: Person, today: date) -> Found:
    """The release date to show, and why: the first still to come, else the last one gone."""
    first: tuple[Candidate, ...] = (
        (ReleaseType.CRD, conditional_release(person=person)),
        (ReleaseType.ARD, automatic_release(person=person)),
        (ReleaseType.HDCED, person.home_detention_curfew_eligibility_date),
        (ReleaseType.HDCEA, person.home_detention_curfew_actual_date),
        (ReleaseType.PED, person.parole_eligibility_date),
        (ReleaseType.TED, person.tariff_date),
    )
    point, ahead = _choose(first, today)
    if point is not None:
        return point, _AHEAD if ahead else _PAST
    last: tuple[Candidate, ...] = (
        (ReleaseType.SED, person.sentence_expiry_date),
        (ReleaseType.LED, person.licence_expiry_date),
        (ReleaseType.PRRD, post_recall_release(person=person)),
        (ReleaseType.APD, person.actual_parole_date),
    )
    point, ahead = _choose(last, today)
    if point is not None:
        return point, _EXPIRY_AHEAD if ahead else _EXPIRY_PAST
    return None, _NO_DATES


def _choose(candidates: tuple[Candidate, ...], today: date) -> tuple[ReleasePoint | None, bool]:
    """The earliest not past (True), else the latest past (False); the first listed of equals."""
    best: date | None = None
    kind = ReleaseType.CRD
    for name, day in candidates:
        if day is None:
            continue
        if best is None:
            better = True
        elif day < today:
            better = best < today and day > best
        else:
            better = best < today or day < best
        if better:
            kind, best = name, day
    if best is None:
        return None, False
    return ReleasePoint(kind, best), best >= today


def handover_release(*, person: Person, target_hearing: date | None, today: date) -> Found:
    """The release date the handover is counted from, and why."""
    if person.indeterminate_sentence:
        return _indeterminate(person.tariff_date, target_hearing, today)
    if person.parole_eligibility_date is not None:
        return ReleasePoint(ReleaseType.PED, person.parole_eligibility_date), _BY_PED
    conditional = conditional_release(person=person)
    automatic = automatic_release(person=person)
    if automatic is not None and (conditional is None or automatic <= conditional):
        return ReleasePoint(ReleaseType.ARD, automatic), _BY_CRD_ARD
    if conditional is not None:
        return ReleasePoint(ReleaseType.CRD, conditional), _BY_CRD_ARD
    return None, _NO_CRD_ARD


def _indeterminate(tariff: date | None, hearing: date | None, today: date) -> Found:
    """Tariff if still to come, else hearing if still to come, else the nearer (tie: tariff)."""
    if tariff is not None and tariff > today:
        return ReleasePoint(ReleaseType.TED, tariff), _BY_TED
    if hearing is not None and hearing > today:
        return ReleasePoint(ReleaseType.THD, hearing), _BY_THD
    if tariff is not None and (hearing is None or tariff >= hearing):
        return ReleasePoint(ReleaseType.TED, tariff), _BY_NEAREST
    if hearing is not None:
        return ReleasePoint(ReleaseType.THD, hearing), _BY_NEAREST
    return None, _NO_TED_THD
