"""How many files: against published tables, SciPy, and by counting."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, hypergeom

from pomdesk.domain.errors import RequestRefused
from pomdesk.rules.policy import QualityPolicy
from pomdesk.rules.quality.how_many import (
    bad_files,
    buys,
    chance_of_finding,
    cochran,
    half_width,
    how_many,
    operating_characteristic,
    rounds_to_see_all,
    to_estimate,
    to_find,
    to_find_of_many,
    unseen_without_rotation,
)
from tests.builders import policy

POLICY: QualityPolicy = replace(
    policy().quality,
    confidence_percent=80, margin_percent=10, find_percent=10, find_confidence_percent=90,
    floor_files=2, file_minutes=90, double_percent=20,
)  # fmt: skip
EIGHT = {f"POM{n}": 40 for n in range(1, 9)}
POPULATIONS = (10, 20, 30, 40, 60, 80, 120, 200, 400, 1000)


@pytest.mark.parametrize(
    ("confidence", "margin", "expected"),
    [
        (80, 5, (10, 18, 26, 33, 45, 55, 70, 91, 117, 142)),
        (80, 10, (9, 14, 18, 21, 25, 28, 31, 35, 38, 40)),
        (90, 5, (10, 19, 28, 35, 50, 62, 84, 116, 162, 214)),
        (90, 10, (9, 16, 21, 26, 33, 37, 44, 51, 58, 64)),
        (95, 5, (10, 20, 28, 37, 53, 67, 92, 132, 197, 278)),
        (95, 10, (10, 17, 24, 29, 38, 44, 54, 66, 78, 88)),
    ],
)
def test_files_for_an_estimate(confidence: int, margin: int, expected: tuple[int, ...]) -> None:
    assert tuple(to_estimate(size, confidence, margin) for size in POPULATIONS) == expected


@pytest.mark.parametrize(
    ("share", "confidence", "margin", "expected"),
    [
        ("4/5", 80, 10, {30: 15, 60: 19, 120: 22, 400: 25}),
        ("4/5", 95, 5, {60: 49, 120: 81, 400: 153}),
        ("4/5", 95, 5, {30: 27}),
        ("7/10", 90, 5, {30: 27, 60: 48, 120: 79, 400: 146}),
        ("7/10", 95, 5, {400: 179, 300: 156}),
    ],
)
def test_files_where_more_or_fewer_are_expected_to_be_sufficient(
    share: str, confidence: int, margin: int, expected: dict[int, int]
) -> None:
    for size, files in expected.items():
        assert to_estimate(size, confidence, margin, Fraction(share)) == files


def test_the_form_is_the_one_with_n_minus_1() -> None:
    assert cochran(120, 80, 5) == pytest.approx(69.583, abs=5e-4)
    assert cochran(400, 80, 5) == pytest.approx(116.638, abs=5e-4)
    assert cochran(60, 90, 10) == pytest.approx(32.046, abs=5e-4)
    assert cochran(400, 95, 5, Fraction(7, 10)) == pytest.approx(178.854, abs=1e-2)
    assert cochran(10**12, 95, 5) == pytest.approx(384.145882, abs=1e-6)
    assert cochran(10**12, 80, 10) == pytest.approx(41.059360, abs=1e-6)


def test_a_few_files_are_all_read_and_none_is_none() -> None:
    assert [to_estimate(size, 99, 1) for size in range(5)] == [0, 1, 2, 3, 4]


@given(st.integers(1, 500), st.sampled_from([80, 90, 95]), st.integers(2, 20))
@settings(max_examples=100)
def test_the_interval_so_many_files_buy_is_as_narrow_as_was_asked(
    size: int, confidence: int, margin: int
) -> None:
    files = to_estimate(size, confidence, margin)
    width = half_width(size, files, confidence)
    assert width is not None
    assert width <= margin / 100 + 1e-12
    wider = half_width(size, files - 1, confidence) if files > 1 else None
    assert wider is None or wider > margin / 100 - 1e-12


def test_all_files_leave_no_doubt_and_no_file_no_figure() -> None:
    assert half_width(12, 12, 95) == 0
    assert half_width(12, 0, 95) is None
    assert half_width(1, 1, 95) == 0
    assert half_width(40, 1, 99) == 1  # never more than everything


@pytest.mark.parametrize(
    ("size", "percent", "confidence", "bad", "files", "none"),
    [
        (30, 10, 90, 3, 16, 0.089655),
        (30, 10, 95, 3, 19, 0.040640),
        (30, 20, 95, 6, 11, 0.045694),
        (60, 5, 95, 3, 38, 0.045003),
        (60, 10, 90, 6, 19, 0.089813),
        (60, 10, 95, 6, 23, None),
        (120, 5, 95, 6, 47, 0.046603),
        (120, 10, 90, 12, 20, 0.099633),
        (120, 10, 95, 12, 26, 0.045295),
        (120, 20, 95, 24, 13, None),
        (400, 5, 95, 20, 55, 0.047984),
        (400, 10, 95, 40, 28, None),
    ],
)
def test_files_that_find_a_serious_failure(
    size: int, percent: int, confidence: int, bad: int, files: int, none: float | None
) -> None:
    assert bad_files(size, percent) == bad
    assert to_find(size, bad, confidence) == files
    missed = 1 - chance_of_finding(size, bad, files)
    assert float(missed) == pytest.approx(hypergeom.pmf(0, size, bad, files), abs=1e-12)
    assert none is None or float(missed) == pytest.approx(none, abs=1e-6)


@given(st.integers(1, 60), st.data(), st.integers(1, 99))
@settings(max_examples=100)
def test_no_fewer_files_would_do(size: int, data: st.DataObject, confidence: int) -> None:
    bad = data.draw(st.integers(1, size))
    files = to_find(size, bad, confidence)
    assert chance_of_finding(size, bad, files) >= Fraction(confidence, 100)
    assert chance_of_finding(size, bad, files - 1) < Fraction(confidence, 100)


def test_the_chance_is_the_share_of_draws_that_hold_one() -> None:
    drawn = list(combinations(range(8), 3))
    assert chance_of_finding(8, 2, 3) == Fraction(sum(min(one) < 2 for one in drawn), len(drawn))
    assert chance_of_finding(8, 0, 8) == 0
    assert to_find(8, 0, 95) == 0


def test_of_very_many_files() -> None:
    assert [to_find_of_many(5, 95), to_find_of_many(10, 95), to_find_of_many(10, 90)] == [
        59,
        29,
        22,
    ]


def test_the_rule_at_most_one_in_twenty() -> None:
    percents = (1, Fraction(5, 2), 5, 10, 15, 20)
    rows = operating_characteristic(120, 20, 1, percents)
    assert [float(row.of_many) for row in rows] == pytest.approx(
        [0.983141, 0.911758, 0.735840, 0.391747, 0.175558, 0.069175], abs=1e-6
    )
    by_bad = {row.bad: float(row.of_size) for row in rows}
    assert by_bad[6] == pytest.approx(0.738569, abs=1e-6)
    assert by_bad[12] == pytest.approx(0.368308, abs=1e-6)
    assert by_bad[24] == pytest.approx(0.053079, abs=1e-6)
    for row in rows:
        assert float(row.of_many) == pytest.approx(binom.cdf(1, 20, float(row.percent) / 100))
        assert float(row.of_size) == pytest.approx(hypergeom.cdf(1, 120, row.bad, 20))


def test_rotation_sees_all_and_drawing_anew_does_not() -> None:
    assert [rounds_to_see_all(*one) for one in ((40, 3), (40, 5), (30, 3), (52, 4), (16, 2))] == [
        14, 8, 10, 13, 8,
    ]  # fmt: skip
    assert rounds_to_see_all(5, 0) is None
    assert rounds_to_see_all(0, 0) == 0
    unseen = unseen_without_rotation(40, 3, 4)
    assert float(unseen) == pytest.approx(0.732094, abs=1e-6)
    assert float(40 * (1 - unseen)) == pytest.approx(10.716, abs=1e-3)


# ---- the three questions ------------------------------------------------------------------


def test_three_questions_are_answered_apart_and_the_largest_wins() -> None:
    told = how_many(EIGHT, POLICY)
    assert (told.size, told.estimate_cycle, told.estimate) == (320, 37, 37)
    assert told.find == 22
    assert told.coverage == 16
    assert told.files == told.wanted.files == 37
    assert told.affordable is None
    assert not told.below_floor


def test_the_estimate_is_spread_over_the_rounds_of_the_cycle() -> None:
    told = how_many(EIGHT, POLICY, rounds=4)
    assert (told.estimate_cycle, told.estimate) == (37, 10)
    assert told.files == 22
    assert told.wanted.cycle_files == 88


def test_a_supervisor_with_few_files_asks_for_those_only() -> None:
    assert how_many({"POM1": 40, "POM2": 1, "POM3": 0}, POLICY).coverage == 3


def test_what_a_number_of_files_buys() -> None:
    bought = buys(EIGHT, POLICY, 20)
    assert bought.half_width == pytest.approx(0.1389, abs=1e-4)
    assert bought.chance == pytest.approx(1 - hypergeom.pmf(0, 320, 32, 20))
    assert sorted(bought.each.values()) == [2, 2, 2, 2, 3, 3, 3, 3]
    assert bought.seconds == 4
    assert bought.hours == 36


def test_a_cut_to_the_hours_there_are_says_what_it_costs() -> None:
    told = how_many(EIGHT, POLICY, hours=36)
    assert told.affordable is not None
    assert told.files == 20
    assert told.affordable.half_width is not None
    assert told.wanted.half_width is not None
    assert told.affordable.half_width > told.wanted.half_width
    assert told.affordable.chance < told.wanted.chance
    assert not told.below_floor


def test_hours_that_do_not_reach_everybody_are_told() -> None:
    told = how_many(EIGHT, POLICY, hours=20)
    assert told.files == 10  # and 2 second marks: 18 hours; with 11 and 3 it would be 21
    assert told.below_floor
    assert told.affordable is not None
    assert told.affordable.floor == 1  # each supervisor once is still possible
    assert min(told.affordable.each.values()) == 1
    none = how_many(EIGHT, POLICY, hours=0)
    assert none.files == 0
    assert none.affordable is not None
    assert none.affordable.half_width is None
    assert none.affordable.chance == 0


def test_hours_enough_cut_nothing() -> None:
    told = how_many(EIGHT, POLICY, hours=68)  # 37 files and 8 second marks: 67.5 hours
    assert told.wanted.hours == Fraction(135, 2)
    assert told.affordable is None


def test_an_empty_unit_asks_for_nothing() -> None:
    told = how_many({}, POLICY)
    assert (told.files, told.wanted.half_width, told.wanted.chance) == (0, None, 0)


@pytest.mark.parametrize(
    "odd",
    [
        lambda: how_many(EIGHT, POLICY, rounds=0),
        lambda: how_many(EIGHT, POLICY, hours=-1),
        lambda: how_many({"A": -1}, POLICY),
        lambda: how_many(EIGHT, replace(POLICY, confidence_percent=100)),
        lambda: how_many(EIGHT, replace(POLICY, confidence_percent=0)),
        lambda: how_many(EIGHT, replace(POLICY, margin_percent=0)),
        lambda: how_many(EIGHT, replace(POLICY, find_percent=101)),
        lambda: buys(EIGHT, POLICY, 321),
        lambda: cochran(10, 95, 5, Fraction(1)),
        lambda: cochran(0, 95, 5),
        lambda: half_width(10, 11, 95),
        lambda: chance_of_finding(10, 11, 2),
        lambda: chance_of_finding(10, 2, 11),
        lambda: to_find(10, 11, 95),
        lambda: to_find_of_many(0, 95),
        lambda: to_find_of_many(100, 95),
        lambda: operating_characteristic(10, 11, 1, (5,)),
        lambda: operating_characteristic(10, 5, -1, (5,)),
        lambda: operating_characteristic(10, 5, 1, (101,)),
        lambda: rounds_to_see_all(-1, 2),
        lambda: unseen_without_rotation(0, 0, 1),
    ],
)
def test_what_cannot_be_asked_is_refused(odd: object) -> None:
    assert callable(odd)
    with pytest.raises(RequestRefused, match="REQ-QA-NUMBER"):
        odd()
