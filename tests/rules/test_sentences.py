"""Sequences of sentence terms and the additional indeterminate sentence."""

import pytest

from pomdesk.domain.facts import SentenceTerm
from pomdesk.rules.sentences import has_additional_isp, sequences
from tests.builders import day, policy, term

POLICY = policy().sentences


def lengths(*terms: SentenceTerm) -> list[tuple[int, int]]:
    return [(s.months, s.days) for s in sequences(terms=terms, booking_id=1, policy=POLICY)]


def test_years_months_and_days_of_a_case_add_up() -> None:
    assert lengths(term(1, "2020-01-01", months=36)) == [(36, 0)]
    assert lengths(term(1, "2020-01-01", years=1, months=12)) == [(24, 0)]
    both = [
        term(1, "2020-01-01", months=10),
        term(1, "2020-01-01", months=2, days=5, term_sequence=2),
    ]
    assert lengths(*both) == [(12, 5)]


def test_the_same_numbers_in_two_cases_are_two_terms() -> None:
    terms = [term(1, "2020-01-01", months=3), term(2, "2020-01-01", months=4, sentence_sequence=1)]
    assert lengths(*terms) == [(3, 0), (4, 0)]


def test_a_term_told_three_times_counts_once() -> None:
    assert lengths(*[term(1, "2010-01-01", "IPP", years=99)] * 3) == [(99 * 12, 0)]


def test_terms_of_three_cases_told_twice_are_three_sequences() -> None:
    terms = [
        term(1, "2010-01-01", "ADIMP", years=2),
        term(2, "2012-01-01", "LR_LIFE", years=4),
        term(2, "2012-01-01", "LR_LIFE", years=2, sentence_sequence=3),
        term(3, "2015-01-01", "LIFE", years=8),
    ]
    found = sequences(terms=[*reversed(terms), *terms], booking_id=1, policy=POLICY)
    assert [(s.case_id, s.months // 12, s.indeterminate) for s in found] == [
        (1, 2, False),
        (2, 6, True),
        (3, 8, True),
    ]
    assert [s.start for s in found] == [day("2010-01-01"), day("2012-01-01"), day("2015-01-01")]


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ([term(1, "2010-01-01"), term(2, "2010-01-01")], False),  # same start
        ([term(1, "2010-01-01"), term(2, "2010-01-02")], True),
        ([term(2, "2010-01-02"), term(1, "2010-01-01")], True),  # in any order
        ([term(1, "2010-01-01")], False),
        ([], False),
        ([term(1, "2010-01-01"), term(2, "2015-01-01", "ADIMP")], False),
        ([term(1, "2010-01-01"), term(1, "2015-01-01", sentence_sequence=2)], False),  # one case
        ([term(1, "2010-01-01", "X"), term(2, "2015-01-01", "X", life_sentence=True)], False),
        (
            [
                term(1, "2010-01-01", "X", life_sentence=True),
                term(2, "2015-01-01", "X", life_sentence=True),
            ],
            True,
        ),
        ([term(1, "2010-01-01", "LIFE"), term(2, "2015-01-01", "LR_IPP")], True),
        ([term(1, "2010-01-01"), term(2, "2015-01-01", booking_id=2)], False),  # old booking
        ([term(1, "2010-01-01"), term(2, "2015-01-01", booking_id=None)], True),
        ([term(1, "2010-01-01"), term(2, None)], False),  # nobody says when
        ([term(1, "2010-01-01"), term(2, None, start_date=day("2015-01-01"))], True),
        ([term(None, "2010-01-01"), term(None, "2015-01-01")], False),  # cases not known
        # a case is as old as its first term, determinate or not
        (
            [
                term(1, "2010-01-01", "ADIMP"),
                term(1, "2012-01-01", "LIFE", sentence_sequence=2),
                term(2, "2010-01-01", "LIFE"),
            ],
            False,
        ),
    ],
)
def test_additional_indeterminate_sentence(terms: list[SentenceTerm], expected: bool) -> None:
    assert has_additional_isp(terms=terms, booking_id=1, policy=POLICY) is expected


def test_without_a_booking_every_term_counts() -> None:
    terms = [term(1, "2010-01-01"), term(2, "2015-01-01", booking_id=2)]
    assert has_additional_isp(terms=terms, booking_id=None, policy=POLICY)
