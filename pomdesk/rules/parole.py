"""What parole reviews say: target hearing, last decision, live and past reviews, next date.

Source: Manage POM Cases, parole reviews (PPUD). The target hearing date (THD) of a case is that
of its latest review since the sentence began. Where the desk differs, on purpose: a blank outcome
is none at all, and any outcome that begins with "release" is a release, whatever follows it.
"""

from collections.abc import Sequence
from datetime import date

from pomdesk.domain.facts import ParoleReview, Person
from pomdesk.domain.results import Parole, Reason, ReleasePoint
from pomdesk.domain.terms import ReleaseType
from pomdesk.rules.dates import add_months
from pomdesk.rules.policy import ParolePolicy

_MPC = "Manage POM Cases: parole cases"
_HEARING = Reason(
    "target_hearing", facts=("worked.target_hearing", "person.sentence_start_date"), source=_MPC
)
_NO_HEARING = Reason("no_target_hearing", facts=("person.sentence_start_date",), source=_MPC)
_DATES = ("person.tariff_date", "person.parole_eligibility_date", "worked.target_hearing")
_NEXT = Reason(
    "next_parole", facts=(*_DATES, "worked.today"), settings=("parole.window_months",), source=_MPC
)
_NO_NEXT = Reason(
    "no_next_parole",
    facts=(*_DATES, "worked.today"),
    settings=("parole.window_months",),
    source=_MPC,
)
_HEARING_NEXT = (_HEARING, _NEXT)
_HEARING_ONLY = (_HEARING, _NO_NEXT)
_NEXT_ONLY = (_NO_HEARING, _NEXT)
_NEITHER = (_NO_HEARING, _NO_NEXT)


def has_outcome(*, review: ParoleReview, policy: ParolePolicy) -> bool:
    """Whether PPUD gives an outcome: not blank, not "Not Applicable", not "Not Specified"."""
    text = (review.hearing_outcome or "").strip()
    return bool(text) and text.casefold() not in policy.no_outcome_texts


def is_completed(*, review: ParoleReview, policy: ParolePolicy) -> bool:
    """Whether the review is over: it has an outcome, or the day one was received."""
    received = review.hearing_outcome_received_on is not None
    return received or has_outcome(review=review, policy=policy)


def is_release(*, review: ParoleReview, policy: ParolePolicy) -> bool:
    """Whether the outcome is release; no outcome is not."""
    text = (review.hearing_outcome or "").strip()
    return text.casefold().startswith(policy.release_prefix.casefold())


def read_parole(
    *, person: Person, reviews: Sequence[ParoleReview], policy: ParolePolicy, today: date
) -> Parole:
    """What the reviews, the tariff and the parole eligibility say today.

    Reviews without a hearing and without a report date cannot be placed and are left out.
    Of reviews with the same hearing date the one whose outcome came last counts as the later.
    """
    if not reviews:
        next_on = _next(person, None, policy, today)
        return Parole(None, None, (), (), next_on, _NEXT_ONLY if next_on else _NEITHER)
    placed = sorted((review for review in reviews if _day(review)), key=_order)
    hearing, completed = _of_sentence(placed, person.sentence_start_date, policy)
    current = tuple(r for r in placed if _is_current(r, policy, today))
    previous = tuple(r for r in reversed(placed) if not _is_current(r, policy, today))
    next_on = _next(person, hearing, policy, today)
    if hearing is None:
        because = _NEXT_ONLY if next_on else _NEITHER
    else:
        because = _HEARING_NEXT if next_on else _HEARING_ONLY
    return Parole(hearing, completed, current, previous, next_on, because)


def _of_sentence(
    placed: Sequence[ParoleReview], sentence_start: date | None, policy: ParolePolicy
) -> tuple[date | None, ParoleReview | None]:
    """Latest hearing, and latest completed review, of hearings since the sentence began."""
    hearing: date | None = None
    completed: ParoleReview | None = None
    if sentence_start is not None:
        for review in placed:
            held = review.target_hearing_date
            if held is not None and held >= sentence_start:
                hearing = held
                if is_completed(review=review, policy=policy):
                    completed = review
    return hearing, completed


def _is_current(review: ParoleReview, policy: ParolePolicy, today: date) -> bool:
    """Live: an outcome of the last days (or one dated ahead), or an active review without one."""
    received = review.hearing_outcome_received_on
    if received is not None and (today - received).days < policy.outcome_current_days:
        return True
    status = (review.review_status or "").strip().casefold()
    return status in policy.active_statuses and not has_outcome(review=review, policy=policy)


def _next(
    person: Person, hearing: date | None, policy: ParolePolicy, today: date
) -> ReleasePoint | None:
    """The nearest of tariff, parole eligibility and hearing after today, inside the window."""
    nearest: date | None = None
    kind = ReleaseType.TED
    for name, day in (
        (ReleaseType.TED, person.tariff_date),
        (ReleaseType.PED, person.parole_eligibility_date),
        (ReleaseType.THD, hearing),
    ):
        if day is not None and day > today and (nearest is None or day < nearest):
            kind, nearest = name, day
    if nearest is None or nearest > add_months(today, policy.window_months):
        return None
    return ReleasePoint(kind, nearest)


def _day(review: ParoleReview) -> date | None:
    return review.target_hearing_date or review.custody_report_due


def _order(review: ParoleReview) -> tuple[date, date]:
    received = review.hearing_outcome_received_on
    return _day(review) or date.min, received or date.min
