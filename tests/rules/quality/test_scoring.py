from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.instruments import Answer, Instrument, Option, Question, Scale
from pomdesk.domain.quality.terms import Judgement, RootCause, Verdict
from pomdesk.rules.quality.scoring import (
    ENGINE,
    MissingWhat,
    missing,
    score,
    sufficient,
    unsure,
)
from tests.rules.quality.marking import MET, answers, instrument, questions
from tests.rules.quality.of_policy import quality

GOOD, BAD = Judgement.SUFFICIENT, Judgement.INSUFFICIENT
SIX = (3, 2, 2, 1, 1, 1)


@pytest.mark.parametrize(
    ("weights", "signs", "share"),
    [
        (SIX, "11h0n1", Fraction(7, 9)),
        (SIX, "nnnnnn", None),
        (SIX, "01h0n1", Fraction(4, 9)),
        ((1,) * 20, "1" * 19 + "0", Fraction(19, 20)),
        ((1, 3), "01", Fraction(3, 4)),
        ((1, 3), "10", Fraction(1, 4)),
        ((1, 3), "11", Fraction(1)),
        ((1, 3), "--", None),
        ((2, 3), "1u", Fraction(1)),
        ((2, 3, 1), "h-0", Fraction(1, 3)),
    ],
)
def test_share(weights: tuple[int, ...], signs: str, share: Fraction | None) -> None:
    found = score(instrument(questions(*weights)), answers(signs), GOOD, quality())
    assert found.whole.share == share
    assert found.whole.key == ""
    assert found.engine == ENGINE


def test_the_whole_is_made_from_questions_and_not_from_sections() -> None:
    two = instrument(questions(1, 1, 1, 1), questions(1, first=5))
    found = score(two, answers("11101"), GOOD, quality())
    assert [(one.key, one.share) for one in found.sections] == [
        ("s1", Fraction(3, 4)),
        ("s2", Fraction(1)),
    ]
    assert found.whole.share == Fraction(4, 5)
    assert found.whole.earned == 4
    assert found.whole.possible == 5


def test_a_section_of_which_nothing_applies_has_no_share() -> None:
    found = score(instrument(questions(1), questions(1, first=2)), answers("1n"), GOOD, quality())
    assert found.sections[1].share is None
    assert found.whole.share == 1


@pytest.mark.parametrize(
    ("signs", "judgement", "verdict", "failed"),
    [
        ("0111", GOOD, Verdict.INSUFFICIENT_CRITICAL, ("q1",)),
        ("0110", BAD, Verdict.INSUFFICIENT_CRITICAL, ("q1", "q4")),
        ("h110", GOOD, Verdict.INSUFFICIENT_CRITICAL, ("q4",)),
        ("h11h", GOOD, Verdict.SUFFICIENT, ()),
        ("1011", BAD, Verdict.INSUFFICIENT, ()),
        ("n11n", GOOD, Verdict.SUFFICIENT, ()),
        ("u11-", GOOD, Verdict.SUFFICIENT, ()),
    ],
)
def test_a_failed_critical_question_decides_and_leaves_the_score(
    signs: str, judgement: Judgement, verdict: Verdict, failed: tuple[str, ...]
) -> None:
    plain = instrument(questions(1, 1, 1, 1))
    critical = instrument(questions(1, 1, 1, 1, critical=(1, 4)))
    found = score(critical, answers(signs), judgement, quality())
    assert (found.verdict, found.failed) == (verdict, failed)
    assert found.whole == score(plain, answers(signs), judgement, quality()).whole


@pytest.mark.parametrize(
    ("signs", "judgement", "clash"),
    [
        ("11110", BAD, "high_but_insufficient"),
        ("1111h", BAD, "high_but_insufficient"),
        ("111h0", BAD, ""),
        ("11110", GOOD, ""),
        ("11000", GOOD, "low_but_sufficient"),
        ("11h00", GOOD, ""),
        ("00000", BAD, ""),
        ("nnnnn", BAD, ""),
        ("nnnnn", GOOD, ""),
    ],
)
def test_judgement_and_score_clash(signs: str, judgement: Judgement, clash: str) -> None:
    found = score(instrument(questions(1, 1, 1, 1, 1)), answers(signs), judgement, quality())
    assert found.clash == clash


def test_the_borders_of_a_clash_are_settings_and_closed_below() -> None:
    half = instrument(questions(1, 1))
    assert score(half, answers("10"), GOOD, quality()).clash == ""
    low = quality(clash_low_percent=51, clash_high_percent=50)
    assert score(half, answers("10"), GOOD, low).clash == "low_but_sufficient"
    assert score(half, answers("10"), BAD, low).clash == "high_but_insufficient"


def test_a_critical_failure_is_no_clash() -> None:
    found = score(
        instrument(questions(*[1] * 20, critical=(20,))), answers("1" * 19 + "0"), BAD, quality()
    )
    assert (found.verdict, found.clash) == (Verdict.INSUFFICIENT_CRITICAL, "")


@pytest.mark.parametrize(
    ("signs", "thin"),
    [("nnn1111111", False), ("nnnn111111", True), ("nnnnnnnnnn", True), ("-uu1111nnn", False)],
)
def test_a_basis_is_thin_over_the_setting_and_not_at_it(signs: str, thin: bool) -> None:
    found = score(instrument(questions(*[1] * 10)), answers(signs), GOOD, quality())
    assert found.thin is thin


def test_thin_counts_weight_and_not_questions() -> None:
    assert score(instrument(questions(3, 1, 1)), answers("n11"), GOOD, quality()).thin
    assert not score(instrument(questions(1, 3, 3)), answers("n11"), GOOD, quality()).thin


@pytest.mark.parametrize(
    "wrong",
    [
        [Answer("q9", "met")],
        [Answer("q1", "splendid")],
        [Answer("q1", "met"), Answer("q1", "met")],
        [Answer("q2", "na")],
    ],
)
def test_answers_that_the_instrument_does_not_know_are_refused(wrong: list[Answer]) -> None:
    strict = instrument(questions(1) + questions(1, first=2, na=""))
    with pytest.raises(RequestRefused) as refused:
        score(strict, wrong, GOOD, quality())
    assert refused.value.code == "REQ-QA-ANSWER"
    assert refused.value.details["question"] == wrong[-1].question


# ---- what stands in the way ---------------------------------------------------------------


def lacks(question: Question, answer: Answer, scales: tuple[Scale, ...] = (MET,)) -> list[str]:
    one = replace(instrument([question]), scales=scales)
    return [found.what.value for found in missing(one, [answer])]


PLAIN = Question("q1", "Question?", na_rule="It may not apply.")


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        (PLAIN, Answer("q1"), ["answer"]),
        (PLAIN, Answer("q1", "met"), []),
        (PLAIN, Answer("q1", "partly"), ["comment", "root_cause"]),
        (PLAIN, Answer("q1", "not_met", " \n"), ["comment", "root_cause"]),
        (PLAIN, Answer("q1", "not_met", "why"), ["root_cause"]),
        (PLAIN, Answer("q1", "not_met", "why", root_causes=(RootCause.SKILL,)), []),
        (PLAIN, Answer("q1", "na"), []),
        (PLAIN, Answer("q1", "unsure"), ["comment"]),
        (PLAIN, Answer("q1", "unsure", "what is unclear"), []),
        (replace(PLAIN, critical=True), Answer("q1", "na"), ["comment"]),
        (replace(PLAIN, critical=True), Answer("q1", "met"), []),
        (replace(PLAIN, na_rule=""), Answer("q1", "na"), ["not_allowed_na"]),
        (
            replace(PLAIN, root_causes=(RootCause.TIME,)),
            Answer("q1", "partly", "why", root_causes=(RootCause.TIME, RootCause.SKILL)),
            ["other_root_cause"],
        ),
    ],
)
def test_what_one_question_still_needs(
    question: Question, answer: Answer, expected: list[str]
) -> None:
    assert lacks(question, answer) == expected


def test_at_a_narrative_question_the_words_are_the_answer() -> None:
    narrative = (replace(MET, key="narrative"),)
    question = replace(PLAIN, scale="narrative")
    assert lacks(question, Answer("q1", "met"), narrative) == ["comment"]
    assert lacks(question, Answer("q1", "na"), narrative) == ["comment"]
    assert lacks(question, Answer("q1", "met", "told"), narrative) == []


def test_what_is_missing_is_told_in_the_order_of_the_instrument() -> None:
    found = missing(instrument(questions(1, 1), questions(1, first=3)), answers("-1")[::-1])
    assert [(one.question, one.what) for one in found] == [
        ("q1", MissingWhat.ANSWER),
        ("q3", MissingWhat.ANSWER),
    ]


def test_unsure_answers_are_told_until_they_are_settled() -> None:
    three = instrument(questions(1, 1, 1))
    assert unsure(three, answers("u1u")) == ["q1", "q3"]
    assert unsure(three, answers("11-")) == []


@pytest.mark.parametrize(
    ("option", "counts"),
    [
        ("met", True),
        ("partly", False),
        ("not_met", False),
        ("na", None),
        ("unsure", None),
        ("", None),
    ],
)
def test_only_the_best_answer_is_sufficient(option: str, counts: bool | None) -> None:
    assert sufficient(instrument(questions(1)), "q1", option) is counts


# ---- properties ----------------------------------------------------------------------------


@st.composite
def marked(draw: st.DrawFn) -> tuple[Instrument, str]:
    weights = draw(st.lists(st.integers(1, 3), min_size=1, max_size=12))
    cut = draw(st.integers(0, len(weights)))
    found = [questions(*weights[:cut]), questions(*weights[cut:], first=cut + 1)]
    signs = draw(st.text("1h0nu-", min_size=len(weights), max_size=len(weights)))
    return instrument(*[one for one in found if one]), signs


def share_of(one: Instrument, signs: str) -> Fraction | None:
    return score(one, answers(signs), GOOD, quality()).whole.share


@settings(max_examples=100, deadline=None)
@given(marked())
def test_a_share_lies_between_none_and_all(case: tuple[Instrument, str]) -> None:
    share = share_of(*case)
    assert share is None or 0 <= share <= 1
    assert (share is None) == (not set(case[1]) & set("1h0"))


@settings(max_examples=100, deadline=None)
@given(marked(), st.integers(1, 3))
def test_a_question_that_does_not_apply_changes_no_share(
    case: tuple[Instrument, str], weight: int
) -> None:
    one, signs = case
    more = instrument(
        *[section.questions for section in one.sections],
        questions(weight, first=len(signs) + 1),
    )
    assert share_of(more, signs + "n") == share_of(one, signs)


@settings(max_examples=100, deadline=None)
@given(marked(), st.data())
def test_a_better_answer_never_lowers_the_share(
    case: tuple[Instrument, str], data: st.DataObject
) -> None:
    one, signs = case
    ladder = "0h1"
    places = [n for n, sign in enumerate(signs) if sign in "0h"]
    if not places:
        return
    place = data.draw(st.sampled_from(places))
    better = ladder[ladder.index(signs[place]) + 1]
    before = share_of(one, signs)
    after = share_of(one, signs[:place] + better + signs[place + 1 :])
    assert before is not None
    assert after is not None
    assert after > before


@settings(max_examples=50, deadline=None)
@given(marked(), st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(case: tuple[Instrument, str], by: object) -> None:
    one, signs = case
    given_answers = answers(signs)
    by.shuffle(given_answers)  # type: ignore[attr-defined]
    assert score(one, given_answers, GOOD, quality()).whole.share == share_of(one, signs)


def test_a_scale_of_many_points_is_counted_exactly() -> None:
    thirds = Scale("met", tuple(Option(f"o{n}", "x", Fraction(3 - n, 3)) for n in range(4)))
    one = replace(instrument(questions(1, 1, 1, na="")), scales=(thirds,))
    found = score(one, [Answer(f"q{n}", "o1") for n in (1, 2, 3)], GOOD, quality())
    assert found.whole.share == Fraction(2, 3)
