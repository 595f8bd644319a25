"""Sentence terms put together, and the additional indeterminate sentence.

Source: Manage POM Cases, additional indeterminate sentence (Prison API sentence terms). Terms of
one court case are one sequence, so two indeterminate terms of the same case count once. Terms of
an earlier booking are not of this sentence. The terms only tell whether there is *another*
indeterminate sentence; that the person has one at all is ``Person.indeterminate_sentence``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pomdesk.domain.facts import SentenceTerm
from pomdesk.rules.policy import SentencePolicy


@dataclass(frozen=True, slots=True)
class SentenceSequence:
    """The terms of one court case.

    Attributes:
        start: when the first term's sentence began; None where no file says.
        indeterminate: any term is for life or of an indeterminate type.
        months: years and months of all terms together.
        days: days of all terms together.

    """

    case_id: int | None
    start: date | None
    indeterminate: bool
    months: int
    days: int


def sequences(
    *, terms: Sequence[SentenceTerm], booking_id: int | None, policy: SentencePolicy
) -> tuple[SentenceSequence, ...]:
    """The sequences of a booking in order of their start; a term told twice counts once."""
    cases: dict[int | None, list[SentenceTerm]] = {}
    seen: set[tuple[object, ...]] = set()
    for term in sorted(terms, key=_order):
        identity = (*_order(term), term.line_seq)
        if identity in seen or not _of_booking(term, booking_id):
            continue
        seen.add(identity)
        cases.setdefault(term.case_id, []).append(term)
    return tuple(
        SentenceSequence(
            case_id,
            start=_start(of_case[0]),
            indeterminate=any(_indeterminate(term, policy) for term in of_case),
            months=sum(12 * (term.years or 0) + (term.months or 0) for term in of_case),
            days=sum(term.days or 0 for term in of_case),
        )
        for case_id, of_case in cases.items()
    )


def indeterminate_starts(
    *, terms: Sequence[SentenceTerm], booking_id: int | None, policy: SentencePolicy
) -> tuple[date, ...]:
    """When each indeterminate sequence began, earliest first."""
    found = sequences(terms=terms, booking_id=booking_id, policy=policy)
    return tuple(sorted(s.start for s in found if s.indeterminate and s.start))


def has_additional_isp(
    *, terms: Sequence[SentenceTerm], booking_id: int | None, policy: SentencePolicy
) -> bool:
    """Whether an indeterminate sequence began after another one did."""
    if len(terms) < 2:  # so it is with most people
        return False
    starts = indeterminate_starts(terms=terms, booking_id=booking_id, policy=policy)
    return len(starts) > 1 and starts[-1] > starts[0]


def _of_booking(term: SentenceTerm, booking_id: int | None) -> bool:
    return booking_id is None or term.booking_id is None or term.booking_id == booking_id


def _indeterminate(term: SentenceTerm, policy: SentencePolicy) -> bool:
    return bool(term.life_sentence) or term.sentence_type in policy.indeterminate_types


def _start(term: SentenceTerm) -> date | None:
    return term.sentence_start_date or term.start_date


def _order(term: SentenceTerm) -> tuple[date, int, int, int]:
    return (
        _start(term) or date.max,
        term.case_id or 0,
        term.sentence_sequence or 0,
        term.term_sequence or 0,
    )
