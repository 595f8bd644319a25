"""Any facts at all, for property tests: parts missing, dates anywhere, odd texts."""

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from pomdesk.domain.facts import (
    Case,
    EarlyAllocation,
    Movement,
    ParoleReview,
    Person,
    Probation,
    SentenceTerm,
)

NEAR_DAYS = st.dates(date(2018, 1, 1), date(2034, 12, 31))
DAYS = st.one_of(
    NEAR_DAYS,
    NEAR_DAYS,
    st.sampled_from([date.min, date(1900, 1, 1), date(2024, 2, 29), date(9999, 12, 31)]),
)
MAYBE_DAY = st.none() | DAYS
MAYBE = st.sampled_from([None, True, False])
PRISONS = st.sampled_from([None, "LEI", "LYI", "UPI", "DHI", "OUT", "TRN", "ZZZ", ""])
NUMBERS = st.none() | st.integers(0, 3)

_DATED = {
    name: MAYBE_DAY
    for name, field in Person.__dataclass_fields__.items()
    if "date" in name and field.name != "category_active_since"
}
PEOPLE = st.builds(
    Person,
    prisoner_number=st.just("A1234BC"),
    booking_id=NUMBERS,
    prison_id=PRISONS,
    supporting_prison_id=PRISONS,
    restricted_patient=MAYBE,
    category=st.sampled_from([None, "C", "D", "T", "R"]),
    category_active_since=MAYBE_DAY,
    legal_status=st.sampled_from([None, "SENTENCED", "INDETERMINATE_SENTENCE", "REMAND"]),
    imprisonment_status=st.sampled_from([None, "ADIMP", "LIFE", "DET", "CIVIL"]),
    recall=MAYBE,
    indeterminate_sentence=MAYBE,
    **_DATED,
)
PROBATIONS = st.none() | st.builds(
    Probation,
    tier=st.sampled_from([None, "", "A", "B1", "C", "X"]),
    mappa_level=NUMBERS,
    rosh_level=st.sampled_from([None, "", "VERY_HIGH", "HIGH", "MEDIUM", "LOW", "ODD"]),
    com_name=st.sampled_from([None, " ", "Jones, Ray"]),
    com_email=st.sampled_from([None, "", "ray@example.com"]),
    probation_service=st.sampled_from([None, "England", "Wales"]),
    enhanced_resourcing=MAYBE,
)
MOVEMENTS = st.builds(
    Movement,
    from_agency=PRISONS,
    to_agency=PRISONS,
    movement_type=st.sampled_from(["ADM", "TRN", "REL", "TAP"]),
    direction_code=st.sampled_from([None, "IN", "OUT"]),
    movement_date=DAYS,
)
TERMS = st.builds(
    SentenceTerm,
    booking_id=NUMBERS,
    case_id=NUMBERS,
    sentence_sequence=NUMBERS,
    line_seq=NUMBERS,
    term_sequence=NUMBERS,
    sentence_type=st.sampled_from([None, "LIFE", "IPP", "ADIMP"]),
    life_sentence=MAYBE,
    sentence_term_code=st.none(),
    sentence_start_date=MAYBE_DAY,
    start_date=MAYBE_DAY,
    years=NUMBERS,
    months=NUMBERS,
    days=NUMBERS,
)
REVIEWS = st.builds(
    ParoleReview,
    review_id=st.sampled_from(["1", "2", "3"]),
    review_status=st.sampled_from([None, "", "Active", "Inactive", "Cancelled"]),
    custody_report_due=MAYBE_DAY,
    target_hearing_date=MAYBE_DAY,
    hearing_outcome=st.sampled_from([None, "", "Release [*]", "Not Applicable", "Stay", "ß"]),
    hearing_outcome_received_on=MAYBE_DAY,
)
ASSESSMENTS = st.builds(
    EarlyAllocation,
    created_on=DAYS,
    outcome=st.sampled_from(["eligible", "discretionary", "ineligible", "odd"]),
    community_decision=MAYBE,
    created_within_referral_window=MAYBE,
)


def _few(of: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(of, max_size=3).map(tuple)


CASES = st.builds(
    Case,
    person=PEOPLE,
    probation=PROBATIONS,
    movements=_few(MOVEMENTS),
    sentence_terms=_few(TERMS),
    parole_reviews=_few(REVIEWS),
    early_allocations=_few(ASSESSMENTS),
)


def _put_inside(case: Case, start: date, release: date, status: str) -> Case:
    who = replace(
        case.person,
        date_of_birth=date(1980, 1, 1),
        prison_id="LYI" if case.person.prison_id == "LYI" else "DHI",
        restricted_patient=False,
        legal_status="SENTENCED",
        imprisonment_status=status,
        sentence_start_date=start,
        release_date=release,
    )
    return replace(case, person=who)


INSIDE = st.builds(
    _put_inside, CASES, NEAR_DAYS, NEAR_DAYS, st.sampled_from(["ADIMP", "ADIMP", "LIFE", "DET"])
)
