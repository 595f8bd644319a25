from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pomdesk.domain.quality.instruments import Option, Scale
from pomdesk.rules.quality.agreement import (
    agreement,
    cohen_kappa,
    gwet_ac1,
    is_low,
    max_kappa,
    of_table,
    pooled,
    told,
    weighted_kappa,
)
from pomdesk.rules.quality.calibration import calibration, fleiss_kappa
from tests.rules.quality.marking import MET, SIGNS, instrument, questions
from tests.rules.quality.of_policy import quality

Rows = list[list[int]]

HANDBOOK = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]
GRANTS = [[20, 5], [10, 15]]
FOUR_POINTS = [[6, 2, 0, 0], [1, 9, 3, 0], [0, 2, 12, 1], [0, 0, 1, 3]]
PARADOX = [[45, 3], [2, 0]]


def six(value: float) -> object:
    return pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize(
    ("table", "agreed", "kappa", "error", "ac1"),
    [
        (HANDBOOK, 89, 0.796409, 0.058911, 0.849331),
        (GRANTS, 35, 0.4, 0.126996, 0.405941),
        ([[45, 15], [25, 15]], 60, 0.130435, 0.098662, 0.266055),
        ([[25, 35], [5, 35]], 60, 0.259259, 0.077160, 0.207921),
        ([[130, 56], [9, 5]], 135, 0.021968, 0.052083, 0.532584),
        ([[30, 4], [5, 11]], 41, 0.579439, 0.124841, 0.685425),
        (PARADOX, 45, -0.050420, 0.024462, 0.889503),
        (FOUR_POINTS, 30, 0.642538, 0.099135, 0.674046),
    ],
)
def test_two_markers(table: Rows, agreed: int, kappa: float, error: float, ac1: float) -> None:
    found, cohen = of_table("q", table), cohen_kappa(table)
    assert found.agreed == agreed
    assert found.pairs == sum(map(sum, table))
    assert found.kappa == six(kappa)
    assert cohen is not None
    assert cohen.error == six(error)
    assert found.ac1 == six(ac1)


@pytest.mark.parametrize(
    ("table", "low", "high"),
    [
        (HANDBOOK, 0.680947, 0.911872),
        (GRANTS, 0.151092, 0.648908),
        ([[130, 56], [9, 5]], -0.080113, 0.124049),
        ([[30, 4], [5, 11]], 0.334754, 0.824124),
        (FOUR_POINTS, 0.448238, 0.836838),
    ],
)
def test_interval_of_kappa(table: Rows, low: float, high: float) -> None:
    assert of_table("q", table).kappa_interval == pytest.approx((low, high), abs=1e-6)


def test_interval_of_ac1() -> None:
    # Gwet's handbook (2014), also printed by the R package irrCAC.
    ac1 = gwet_ac1(HANDBOOK)
    assert ac1 is not None
    assert ac1.error == six(0.043217)
    assert of_table("q", HANDBOOK).ac1_interval == pytest.approx((0.763578, 0.935083), abs=1e-6)


def test_weights_of_an_ordered_scale() -> None:
    assert weighted_kappa(HANDBOOK) == six(0.842903)
    assert weighted_kappa(FOUR_POINTS) == six(0.746193)
    assert of_table("q", FOUR_POINTS).weighted_kappa == six(0.746193)
    # With two options it is kappa over again.
    assert of_table("q", GRANTS).weighted_kappa is None


def test_the_most_that_kappa_could_be() -> None:
    assert max_kappa(GRANTS) == six(0.8)
    assert max_kappa([[25, 0], [0, 25]]) == six(1.0)
    assert of_table("q", [[45, 15], [25, 15]]).max_kappa == six((0.9 - 0.54) / 0.46)


def test_where_nothing_varies_kappa_is_not_defined() -> None:
    found = of_table("q", [[20, 0], [0, 0]])
    assert (found.pairs, found.agreed) == (20, 20)
    assert found.kappa is None
    assert found.kappa_interval is None
    assert found.max_kappa is None
    assert found.ac1 == 1.0
    assert found.ac1_interval is None
    assert of_table("q", [[20, 0, 0], [0, 0, 0], [0, 0, 0]]).weighted_kappa is None


def test_full_agreement_on_several_options_has_no_interval() -> None:
    found = of_table("q", [[7, 0], [0, 5]])
    assert (found.kappa, found.ac1) == (1.0, 1.0)
    assert found.kappa_interval is None
    assert found.ac1_interval is None


def test_no_pairs_and_one_pair() -> None:
    none = of_table("q", [[0, 0], [0, 0]])
    assert (none.pairs, none.kappa, none.ac1, none.max_kappa) == (0, None, None, None)
    one = of_table("q", [[0, 1], [0, 0]])
    assert (one.pairs, one.agreed, one.ac1_interval) == (1, 0, None)
    assert one.kappa == 0.0


@pytest.mark.parametrize("table", [[[1, 2]], [[1, 2], [3]], [[1, -1], [0, 2]]])
def test_no_table(table: Rows) -> None:
    with pytest.raises(ValueError, match="table"):
        of_table("q", table)


def pairs(*told_: str) -> list[tuple[str, str]]:
    return [(SIGNS[one[0]], SIGNS[one[1]]) for one in told_]


def test_pairs_with_does_not_apply_leave_the_table() -> None:
    found = agreement("q1", pairs("11", "1n", "n0", "nn", "10", "hh", "1u", "-1", "u0"), MET)
    assert found.question == "q1"
    assert (found.pairs, found.agreed, found.na_disagreed) == (3, 2, 2)


def test_every_option_of_the_scale_counts_though_nobody_chose_it() -> None:
    found = agreement("q1", pairs(*["11"] * 45, *["10"] * 3, *["01"] * 2), MET)
    seen, scale = gwet_ac1(PARADOX), gwet_ac1([[45, 0, 3], [0, 0, 0], [2, 0, 0]])
    assert seen is not None
    assert scale is not None
    assert found.ac1 == six(scale.value)
    assert found.ac1 != six(seen.value)
    assert found.kappa == six(-0.050420)  # kappa does not know of them


def test_the_order_of_the_scale_weighs() -> None:
    near = agreement("q", pairs("11", "00", "1h", "hh"), MET).weighted_kappa
    far = agreement("q", pairs("11", "00", "10", "hh"), MET).weighted_kappa
    assert near is not None
    assert far is not None
    assert near > far


def test_an_option_that_the_scale_has_not() -> None:
    with pytest.raises(ValueError, match="option"):
        agreement("q", [("met", "splendid")], MET)


def test_agreement_is_told_from_enough_pairs() -> None:
    nine, ten = of_table("q", [[5, 1], [1, 2]]), of_table("q", [[5, 2], [1, 2]])
    assert not told(nine, quality())
    assert told(ten, quality())
    assert not is_low(ten, quality())  # 7 of 10 is not under 70 per cent
    assert is_low(of_table("q", [[5, 2], [2, 1]]), quality())
    assert not is_low(of_table("q", [[0, 4], [4, 1]]), quality())


def test_all_questions_together_are_counts() -> None:
    found = pooled([of_table("a", GRANTS, na_disagreed=2), of_table("b", HANDBOOK, na_disagreed=1)])
    assert (found.question, found.pairs, found.agreed, found.na_disagreed) == ("", 150, 124, 3)
    assert found.kappa is None
    assert found.ac1 is None


@st.composite
def tables(draw: st.DrawFn) -> Rows:
    size = draw(st.integers(2, 4))
    row = st.lists(st.integers(0, 9), min_size=size, max_size=size)
    return draw(st.lists(row, min_size=size, max_size=size))


@settings(max_examples=100, deadline=None)
@given(tables())
def test_figures_stay_in_their_bounds_and_do_not_know_who_is_first(table: Rows) -> None:
    found = of_table("q", table)
    turned = of_table("q", [list(column) for column in zip(*table, strict=True)])
    for name in ("kappa", "weighted_kappa", "ac1", "max_kappa"):
        value = getattr(found, name)
        assert value is None or -1.0 <= value <= 1.0
        assert getattr(turned, name) == (None if value is None else pytest.approx(value))
    for interval, value in (
        (found.kappa_interval, found.kappa),
        (found.ac1_interval, found.ac1),
    ):
        assert interval is None or value is None or interval[0] <= value <= interval[1]
    if found.kappa is not None and found.max_kappa is not None:
        assert found.kappa <= found.max_kappa + 1e-12


# ---- calibration ----------------------------------------------------------------------------


def test_fleiss_textbook() -> None:
    rows = [
        [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
        [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
    ]  # fmt: skip
    assert fleiss_kappa(rows) == six(0.209931)


def test_fleiss_three_markers() -> None:
    cases = ["111", "110", "111", "000", "101", "111", "001", "111", "000", "111"]
    assert fleiss_kappa([[one.count("0"), one.count("1")] for one in cases]) == six(0.55)


def test_fleiss_where_it_is_not_defined() -> None:
    assert fleiss_kappa([]) is None
    assert fleiss_kappa([[3, 0], [3, 0]]) is None
    with pytest.raises(ValueError, match="markers"):
        fleiss_kappa([[3, 0], [2, 0]])
    with pytest.raises(ValueError, match="markers"):
        fleiss_kappa([[1, 0], [0, 1]])


def marks(**signs: str) -> dict[str, Mapping[str, str]]:
    return {
        marker: {f"q{n}": SIGNS[sign] for n, sign in enumerate(given_, 1) if sign != "-"}
        for marker, given_ in signs.items()
    }


def test_a_session_tells_who_is_strict() -> None:
    session = calibration(
        instrument(questions(1, 1, 1, 1)),
        marks(ann="1111", ben="0000", cat="1h1h"),
        marks(key="1h10")["key"],
    )
    ann, ben, cat = session.markers
    assert (ann.marker, ben.marker, cat.marker) == ("ann", "ben", "cat")
    assert ann.difference == six((0.5 + 0.75 + 0.5 + 0.75) / 4)
    assert ben.difference == six(-0.875)
    assert [one.hits for one in session.markers] == [2, 1, 3]
    assert {one.keyed for one in session.markers} == {4}
    assert ben.interval is not None
    assert ben.interval[0] < -0.875 < ben.interval[1] < 0
    # Differences -1, -3/4, -1, -3/4: mean -7/8, standard error sqrt(1/16/12), t(3) = 3.182446.
    half = 3.1824463 * (1 / 16 / 12) ** 0.5
    assert ben.interval == pytest.approx((-0.875 - half, -0.875 + half), abs=1e-6)
    assert (session.modal, session.marks, session.items) == (2 + 1 + 2 + 1, 12, 4)
    by_hand = fleiss_kappa([[2, 0, 1], [1, 1, 1], [2, 0, 1], [1, 1, 1]])
    assert by_hand is not None
    assert session.fleiss == six(by_hand)


def test_a_session_leaves_out_what_has_no_points() -> None:
    session = calibration(
        instrument(questions(1, 1, 1)), marks(ann="1nu", ben="1-1", cat="101"), {}
    )
    assert session.items == 1
    assert session.fleiss is None  # one question, one answer
    assert (session.modal, session.marks) == (3 + 1 + 2, 6)
    ann, ben, cat = session.markers
    assert (ann.items, ann.difference, ann.interval) == (1, 0.0, None)
    assert (cat.items, cat.difference) == (2, 0.0)
    assert (ben.hits, ben.keyed) == (0, 0)


def test_a_session_of_one_compares_with_nobody() -> None:
    session = calibration(instrument(questions(1)), marks(ann="1"), {"q1": "met"})
    assert session.fleiss is None
    assert (session.markers[0].items, session.markers[0].difference) == (0, None)
    assert (session.markers[0].hits, session.markers[0].keyed) == (1, 1)


def test_a_session_refuses_what_the_instrument_has_not() -> None:
    with pytest.raises(ValueError, match="no such answer"):
        calibration(instrument(questions(1)), {"ann": {"q7": "met"}}, {})
    with pytest.raises(ValueError, match="no such answer"):
        calibration(instrument(questions(1)), {"ann": {"q1": "splendid"}}, {})


def test_questions_of_different_scales_have_no_common_kappa() -> None:
    from dataclasses import replace
    from fractions import Fraction

    other = Scale("two", (Option("met", "Yes", Fraction(1)), Option("no", "No", Fraction(0))))
    mixed = instrument([questions(1)[0], replace(questions(1, first=2)[0], scale="two")])
    mixed = replace(mixed, scales=(MET, other))
    session = calibration(
        mixed, {"ann": {"q1": "met", "q2": "no"}, "ben": {"q1": "partly", "q2": "met"}}, {}
    )
    assert session.items == 2
    assert session.fleiss is None
