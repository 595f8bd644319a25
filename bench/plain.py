"""The dates of a case as one would write them in an afternoon with dateutil.

The peer that the rules are measured against, and a second opinion: the benchmark refuses to
print a ratio when the two disagree about a date. It knows no policy packs, settings, reasons
or citations; numbers stand in the code. Source: Manage POM Cases, handover calculation.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from pomdesk.domain.facts import Case, EarlyAllocation, ParoleReview, Person

WOMENS = set("AGI BZI DHI DWI ESI EWI FHI LNI NHI PFI SDI STI".split())  # noqa: SIM905
MENS_OPEN = set("HDI HBI HVI KMI KVI LYI NSI UPI SPI EHI SUI TCI FDI".split())  # noqa: SIM905
STATUSES = {"SENTENCED", "INDETERMINATE_SENTENCE", "RECALL", "IMMIGRATION_DETAINEE"}
CIVIL = {"A/FINE", "A_FINE", "A_CFINE", "CIVIL", "CIVIL_CON", "CIVIL_DT", "CIV_RMD"} | {
    "YOC_CONT",
    "YO_CFINE",
}
LIFE = {"LIFE", "IPP", "DPP", "ALP", "DLP", "MLP", "HMPL", "DFL", "SEC272", "SEC275"}


class Dates(NamedTuple):
    """What is compared with the desk's own result."""

    inside: bool
    earliest_release: date | None
    handover_release: date | None
    handover: date | None
    starts: date | None
    next_parole: date | None
    window: str | None
    may_refer: bool


def dates(case: Case, today: date) -> Dates:
    """Every date of one case."""
    p = case.person
    inside = _inside(p, today)
    hearing = max(_hearings(case), default=None)
    earliest = _earliest_release(p, today)
    release = _handover_release(p, hearing, today)
    next_parole = _next_parole(p, hearing, today)
    if not inside:
        return Dates(False, earliest, release, None, None, next_parole, None, False)
    handover, starts = _handover(case, hearing, release, today)
    window = _window(handover, today) if handover else None
    may_refer = _may_refer(p, hearing, today)
    return Dates(True, earliest, release, handover, starts, next_parole, window, may_refer)


def _inside(p: Person, today: date) -> bool:
    if p.date_of_birth is None or relativedelta(today, p.date_of_birth).years < 18:
        return False
    if p.legal_status not in STATUSES or p.imprisonment_status in CIVIL:
        return False
    if p.prison_id == "OUT" and not p.restricted_patient:
        return False
    if p.imprisonment_status == "DET":
        return True
    ends = (
        p.release_date,
        p.parole_eligibility_date,
        p.home_detention_curfew_eligibility_date,
        p.tariff_date,
        _first(p.conditional_release_override_date, p.conditional_release_date),
        _first(p.automatic_release_override_date, p.automatic_release_date),
    )
    return p.sentence_start_date is not None and (any(ends) or bool(p.indeterminate_sentence))


def _first(*days: date | None) -> date | None:
    return next((day for day in days if day), None)


def _known(*days: date | None) -> list[date]:
    return [day for day in days if day]


def _hearings(case: Case) -> Iterable[date]:
    start = case.person.sentence_start_date or date.min
    for review in case.parole_reviews:
        if review.target_hearing_date and review.target_hearing_date >= start:
            yield review.target_hearing_date


def _earliest_release(p: Person, today: date) -> date | None:
    post_recall = _known(
        _first(p.post_recall_release_override_date, p.post_recall_release_date),
        p.actual_parole_date,
    )
    days = _known(
        _first(p.conditional_release_override_date, p.conditional_release_date),
        _first(p.automatic_release_override_date, p.automatic_release_date),
        p.home_detention_curfew_eligibility_date,
        p.home_detention_curfew_actual_date,
        p.parole_eligibility_date,
        p.tariff_date,
    ) or [*_known(p.sentence_expiry_date, p.licence_expiry_date), *post_recall]
    ahead = [day for day in days if day >= today]
    return min(ahead) if ahead else max(days, default=None)


def _handover_release(p: Person, hearing: date | None, today: date) -> date | None:
    if not p.indeterminate_sentence:
        days = _known(
            _first(p.automatic_release_override_date, p.automatic_release_date),
            _first(p.conditional_release_override_date, p.conditional_release_date),
        )
        return p.parole_eligibility_date or min(days, default=None)
    days = _known(p.tariff_date, hearing)
    ahead = [day for day in days if day > today]
    return ahead[0] if ahead else min(days, key=lambda day: abs(day - today), default=None)


def _next_parole(p: Person, hearing: date | None, today: date) -> date | None:
    last = today + relativedelta(months=10)
    days = _known(p.tariff_date, p.parole_eligibility_date, hearing)
    return min((day for day in days if today < day <= last), default=None)


def _handover(
    case: Case, hearing: date | None, release: date | None, today: date
) -> tuple[date | None, date | None]:
    p = case.person
    indeterminate = bool(p.indeterminate_sentence)
    if _decided_otherwise(case, hearing, today) or release is None:
        return None, None
    start = p.sentence_start_date or date.min
    if _early_allocation(case, today):
        handover = release - relativedelta(months=15)
    elif indeterminate:
        handover = release - relativedelta(months=12)
    elif start + relativedelta(months=10) >= release:
        return None, None
    elif p.parole_eligibility_date:
        handover = release - relativedelta(months=12)
    else:
        handover = release - relativedelta(months=8) - timedelta(days=14)
    if not indeterminate or not _open_rules(case):
        return handover, handover
    womens = _prison(p) in WOMENS
    other = p.category_active_since if womens else _arrival(case)
    return handover, min(handover, other or handover)


def _window(handover: date, today: date) -> str:
    if today >= handover:
        return "passed"
    if today >= handover - timedelta(days=14):
        return "due_soon"
    return "upcoming" if today >= handover - timedelta(days=56) else "later"


def _may_refer(p: Person, hearing: date | None, today: date) -> bool:
    """Near enough to the earliest date for an early allocation referral."""
    days = _known(
        p.tariff_date,
        p.parole_eligibility_date,
        hearing,
        _first(p.automatic_release_override_date, p.automatic_release_date),
        _first(p.conditional_release_override_date, p.conditional_release_date),
    )
    return bool(days) and min(days) <= today + relativedelta(months=18)


def _decided_otherwise(case: Case, hearing: date | None, today: date) -> bool:
    """Cases that a special rule decides, without a handover date."""
    p = case.person
    if p.indeterminate_sentence:
        if _second_indeterminate(case):
            return True
        far = hearing is not None and hearing >= today + relativedelta(months=12)
        mappa = case.probation.mappa_level if case.probation else None
        if far and p.recall and mappa in (None, 0, 1):
            return True
        if far and _refused(case):
            return True
    return bool(p.recall) or p.imprisonment_status == "DET"


def _second_indeterminate(case: Case) -> bool:
    starts: dict[int | None, date | None] = {}
    for term in sorted(case.sentence_terms, key=lambda t: t.sentence_start_date or date.min):
        if term.life_sentence or term.sentence_type in LIFE:
            starts.setdefault(term.case_id, term.sentence_start_date)
    days = [day for day in starts.values() if day]
    return len(days) > 1 and days[-1] > days[0]


def _refused(case: Case) -> bool:
    """The latest completed review since sentence start did not end in release."""
    start = case.person.sentence_start_date or date.min

    def completed(review: ParoleReview) -> bool:
        outcome = review.hearing_outcome not in (None, "", "Not Applicable", "Not Specified")
        return outcome or review.hearing_outcome_received_on is not None

    done = [
        (review.target_hearing_date, review.hearing_outcome or "")
        for review in case.parole_reviews
        if review.target_hearing_date and review.target_hearing_date >= start and completed(review)
    ]
    return bool(done) and not max(done)[1].lower().startswith("release")


def _early_allocation(case: Case, today: date) -> bool:
    p = case.person
    start = p.sentence_start_date or date.min
    later: Callable[[EarlyAllocation], date] = lambda found: found.created_on  # noqa: E731
    latest = max(
        (found for found in case.early_allocations if found.created_on >= start),
        key=later,
        default=None,
    )
    if latest is None or not latest.created_within_referral_window:
        return False
    if p.licence_expiry_date and p.licence_expiry_date < today:
        return False
    return latest.outcome == "eligible" or (
        latest.outcome == "discretionary" and bool(latest.community_decision)
    )


def _prison(p: Person) -> str | None:
    return p.supporting_prison_id if p.restricted_patient else p.prison_id


def _arrival(case: Case) -> date | None:
    here = _prison(case.person)
    came = [
        move.movement_date
        for move in case.movements
        if move.movement_type in ("ADM", "TRN") and move.to_agency == here
    ]
    days = _known(case.person.sentence_start_date, max(came, default=None))
    return max(days, default=None)


def _open_rules(case: Case) -> bool:
    here, arrival = _prison(case.person), _arrival(case)
    if here in WOMENS:
        return case.person.category == "T"
    if here not in MENS_OPEN or arrival is None:
        return False
    welsh = bool(case.probation and case.probation.probation_service == "Wales")
    pilot = here == "UPI" and welsh and arrival >= date(2020, 10, 19)
    return pilot or arrival >= date(2021, 3, 31)
