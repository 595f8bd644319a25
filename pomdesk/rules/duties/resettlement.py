"""Release tasks, counted back from the release ahead, and home detention curfew."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from pomdesk.domain.duties import Duty, DutyKind, DutyOwner
from pomdesk.domain.record import Entry, EntryKind
from pomdesk.domain.results import Reason
from pomdesk.rules.dates import add_days
from pomdesk.rules.duties.anchor import (
    NOT_CONFIRMED,
    FactReaders,
    Release,
    early_enough,
    read_release,
    release_ahead,
)
from pomdesk.rules.duties.ground import Draft, Ground
from pomdesk.rules.duties.public_protection import read_rosh
from pomdesk.rules.duties.screening import assessed, read_reception, screening_duties
from pomdesk.rules.policy import Policy

_SAS = "Single Accommodation Service"
_DTR_SETTINGS = (
    "resettlement.dtr_days",
    "resettlement.dtr_lead_days",
    "resettlement.dtr_expires_weeks",
)
_DTR_LAW = "Homelessness Reduction Act 2017: duty to refer"
_DTR = Reason("duty_to_refer", facts=("duty.release",), settings=_DTR_SETTINGS, source=_DTR_LAW)
_DTR_WALES = Reason(
    "duty_to_refer_wales",
    facts=("duty.release", "probation.probation_service"),
    settings=_DTR_SETTINGS,
    source="National Offender Pathway for housing in Wales",
)
_CRS = Reason(
    "crs_referral",
    facts=("duty.release",),
    settings=("resettlement.crs_weeks", "resettlement.crs_lead_weeks"),
    source=f"{_SAS}: commissioned rehabilitative services, 12 weeks",
)
_AP_SETTINGS = ("resettlement.ap_weeks", "resettlement.ap_lead_weeks")
_AP_ROSH = Reason(
    "approved_premises_rosh",
    facts=("duty.release", "duty.rosh_level"),
    settings=("resettlement.ap_rosh_levels", *_AP_SETTINGS),
    source=NOT_CONFIRMED,
)
_AP_MAPPA = Reason(
    "approved_premises_mappa",
    facts=("duty.release", "probation.mappa_level"),
    settings=("handover.mappa_high_levels", *_AP_SETTINGS),
    source=NOT_CONFIRMED,
)
_CAS3 = Reason(
    "cas3_referral",
    facts=("duty.release",),
    settings=("resettlement.cas3_weeks", "resettlement.cas3_lead_weeks"),
    source=f"{_SAS}: CAS3 after duty to refer and CRS",
)
_LICENCE = Reason(
    "licence_conditions",
    facts=("duty.release", "duty.hard_stop"),
    settings=(
        "resettlement.licence_weeks",
        "resettlement.licence_lead_weeks",
        "resettlement.licence_stop_working_days",
    ),
    source="Create and Vary a Licence: COM prompted before release, hard stop",
)
_REVIEW = Reason(
    "pre_release_review",
    facts=("duty.release",),
    settings=("resettlement.review_weeks", "resettlement.review_lead_weeks"),
    source=NOT_CONFIRMED,
)
_HDC = Reason(
    "hdc",
    facts=("person.home_detention_curfew_eligibility_date",),
    settings=("resettlement.hdc_weeks", "duties.early_days"),
    source="Calculate Release Dates: home detention curfew",
)

_MADE = frozenset({"submitted", "accepted", "placed"})
_WAITS_FOR = (DutyKind.DUTY_TO_REFER.value, DutyKind.CRS_REFERRAL.value)
_WALES = "Wales"
_WEEK = 7


def resettlement_duties(ground: Ground) -> Iterator[Draft]:
    """Referrals, licence and review before release; screening, complexity; home curfew."""
    made = _referrals_made(ground)
    release = release_ahead(ground)
    if release is not None:
        yield from _before_release(ground, release, made)
    yield from screening_duties(ground)
    if ground.policy.resettlement.hdc_on:
        yield from _hdc(ground, made)


def _referrals_made(ground: Ground) -> dict[str, date]:
    """Referrals that stand, by what they are for, and the day each was made.

    The last of its kind decides: one that was refused or withdrawn is to be made again.
    """
    if not ground.entries:
        return {}
    last: dict[str, Entry] = {}
    for entry in ground.entries.get(EntryKind.REFERRAL, ()):
        if entry.what is not None:
            last[entry.what] = entry
    return {
        what: entry.stage_day or entry.day for what, entry in last.items() if entry.stage in _MADE
    }


class _Task(NamedTuple):
    """One thing that is done before release: days before it, and days open before that."""

    kind: DutyKind
    reason: Reason
    before: int
    lead: int
    waits_on: tuple[str, ...] = ()


@lru_cache(maxsize=8)
def _tasks(policy: Policy) -> tuple[_Task, ...]:
    """The tasks that a policy switches on; worked out once, for a caseload asks by the thousand."""
    on = policy.resettlement
    listed = (
        (on.crs_on, DutyKind.CRS_REFERRAL, _CRS, on.crs_weeks, on.crs_lead_weeks),
        (on.ap_on, DutyKind.APPROVED_PREMISES, _AP_ROSH, on.ap_weeks, on.ap_lead_weeks),
        (on.cas3_on, DutyKind.CAS3_REFERRAL, _CAS3, on.cas3_weeks, on.cas3_lead_weeks),
        (on.licence_on, DutyKind.LICENCE_CONDITIONS, _LICENCE, on.licence_weeks,
         on.licence_lead_weeks),
        (on.review_on, DutyKind.PRE_RELEASE_REVIEW, _REVIEW, on.review_weeks,
         on.review_lead_weeks),
    )  # fmt: skip
    return tuple(
        _Task(
            kind,
            reason,
            _WEEK * weeks,
            _WEEK * lead,
            _WAITS_FOR if kind is DutyKind.CAS3_REFERRAL else (),
        )
        for switched_on, kind, reason, weeks, lead in listed
        if switched_on
    )


def _before_release(ground: Ground, release: Release, made: dict[str, date]) -> Iterator[Draft]:
    if ground.policy.resettlement.dtr_on:
        yield _duty_to_refer(ground, release, made)
    responsible, written = ground.responsible, bool(ground.entries)
    for kind, fixed, before, lead, waits_on in _tasks(ground.policy):
        reason: Reason | None = fixed
        if kind is DutyKind.APPROVED_PREMISES and (reason := _premises_reason(ground)) is None:
            continue
        due = add_days(release.on, -before)
        yield early_enough(
            ground,
            kind,
            (reason or fixed, *release.why),
            due,
            add_days(due, -lead),
            _done_on(kind, ground, made) if written else (),
            owner=DutyOwner.POM if kind is DutyKind.PRE_RELEASE_REVIEW else responsible,
            waits_on=waits_on,
        )


_REFERRAL_OF = {
    DutyKind.CRS_REFERRAL: "crs_accommodation",
    DutyKind.APPROVED_PREMISES: "approved_premises",
    DutyKind.CAS3_REFERRAL: "cas3",
    DutyKind.HDC: "hdc",
}


def _done_on(kind: DutyKind, ground: Ground, made: dict[str, date]) -> Sequence[date]:
    """The days on which the record shows a task done."""
    if kind is DutyKind.LICENCE_CONDITIONS:
        return _conditions_decided(ground)
    if kind is DutyKind.PRE_RELEASE_REVIEW:
        return assessed(ground, "pre_release_review")
    day = made.get(_REFERRAL_OF[kind])
    return (day,) if day else ()


def _premises_reason(ground: Ground) -> Reason | None:
    if ground.rosh in ground.policy.resettlement.ap_rosh_levels:
        return _AP_ROSH
    if ground.mappa_level in ground.policy.handover.mappa_high_levels:
        return _AP_MAPPA
    return None


def _duty_to_refer(ground: Ground, release: Release, made: dict[str, date]) -> Draft:
    """One referral counts as long as it has not expired, whenever it was made."""
    policy, probation = ground.policy.resettlement, ground.case.probation
    wales = probation is not None and probation.probation_service == _WALES
    due = add_days(release.on, -policy.dtr_days)
    counts_from = add_days(ground.today, -_WEEK * policy.dtr_expires_weeks)
    referred = made.get("duty_to_refer")
    return Draft(
        DutyKind.DUTY_TO_REFER,
        (_DTR_WALES if wales else _DTR, *release.why),
        due,
        add_days(due, -policy.dtr_lead_days),
        counts_from=counts_from,
        done_on=referred if referred is not None and referred >= counts_from else None,
    )


def _conditions_decided(ground: Ground) -> Sequence[date]:
    """The day on which the last condition was settled, once none is undecided."""
    conditions = ground.entries.get(EntryKind.LICENCE_CONDITION, ())
    if not conditions or not all(entry.closed for entry in conditions):
        return ()
    return (max(entry.stage_day or entry.day for entry in conditions),)


def _hdc(ground: Ground, made: dict[str, date]) -> Iterator[Draft]:
    """Only while eligibility is ahead and nobody has given the day of release on curfew."""
    person = ground.case.person
    eligible = person.home_detention_curfew_eligibility_date
    if (
        eligible is None
        or eligible < ground.today
        or person.home_detention_curfew_actual_date is not None
    ):
        return
    due = add_days(eligible, -_WEEK * ground.policy.resettlement.hdc_weeks)
    opens = add_days(due, -ground.policy.duties.early_days)
    yield early_enough(
        ground, DutyKind.HDC, (_HDC,), due, opens, _done_on(DutyKind.HDC, ground, made)
    )


def _read_hard_stop(ground: Ground, _: Duty) -> object:
    release = release_ahead(ground)
    if release is None:
        return None
    return ground.calendar.add(release.on, -ground.policy.resettlement.licence_stop_working_days)


FACTS: FactReaders = {
    "duty.release": read_release,
    "duty.rosh_level": read_rosh,
    "duty.hard_stop": _read_hard_stop,
    "duty.reception": read_reception,
}
"""The facts of a duty that its reasons name."""
