from fractions import Fraction

import pytest

from pomdesk.domain.errors import RequestRefused
from pomdesk.rules.quality.bands import Band, Edge, band_of, near_border, shown_share, standing
from tests.rules.quality.of_policy import quality


@pytest.mark.parametrize(
    ("k", "n", "band"),
    [
        (0, 5, Band.LOWEST),
        (49, 100, Band.LOWEST),
        (10, 20, Band.SECOND),
        (13, 20, Band.THIRD),
        (20, 31, Band.SECOND),
        (31, 39, Band.THIRD),
        (79, 99, Band.THIRD),
        (24, 30, Band.HIGHEST),
        (7, 7, Band.HIGHEST),
        (10, 11, Band.HIGHEST),
        (7, 11, Band.SECOND),
    ],
)
def test_bands_are_told_on_exact_fractions(k: int, n: int, band: Band) -> None:
    assert band_of(Fraction(k, n), quality()) is band


def test_borders_are_settings() -> None:
    strict = quality(band_low_percent=60, band_middle_percent=75, band_high_percent=100)
    assert band_of(Fraction(59, 100), strict) is Band.LOWEST
    assert band_of(Fraction(99, 100), strict) is Band.THIRD
    assert band_of(Fraction(1), strict) is Band.HIGHEST


@pytest.mark.parametrize("borders", [(65, 65, 80), (80, 65, 90), (50, 65, 101), (0, 65, 80)])
def test_borders_out_of_order_are_refused(borders: tuple[int, int, int]) -> None:
    low, middle, high = borders
    wrong = quality(band_low_percent=low, band_middle_percent=middle, band_high_percent=high)
    with pytest.raises(RequestRefused) as refused:
        band_of(Fraction(1, 2), wrong)
    assert refused.value.code == "REQ-QA-BORDERS"


def test_the_lowest_key_question_decides() -> None:
    results = {"a": (24, 31), "b": (22, 31), "c": (20, 31), "d": (18, 29), "e": (0, 0)}
    found = standing(results, quality())
    assert found is not None
    assert (found.question, found.k, found.n) == ("d", 18, 29)
    assert found.share == Fraction(18, 29)
    assert found.band is Band.SECOND
    assert found.near == 65


def test_of_equal_questions_the_first_is_told_and_nothing_of_nothing() -> None:
    found = standing({"a": (2, 4), "b": (1, 2)}, quality())
    assert found is not None
    assert found.question == "a"
    assert standing({"a": (0, 0)}, quality()) is None


@pytest.mark.parametrize(
    ("share", "border"),
    [
        (Fraction(45, 100), 50),
        (Fraction(4499, 10000), None),
        (Fraction(55, 100), 50),
        (Fraction(56, 100), None),
        (Fraction(60, 100), 65),
        (Fraction(85, 100), 80),
        (Fraction(8501, 10000), None),
    ],
)
def test_near_a_border(share: Fraction, border: int | None) -> None:
    assert near_border(share, quality()) == border


def test_no_points_round_a_border_mean_none() -> None:
    assert near_border(Fraction(1, 2), quality(band_near_percent=0)) is None


@pytest.mark.parametrize(
    ("k", "n", "percent", "edge"),
    [
        (7, 9, None, Edge.EXACT),
        (19, 19, None, Edge.EXACT),
        (0, 0, None, Edge.EXACT),
        (20, 31, 65, Edge.EXACT),
        (1, 40, 3, Edge.EXACT),  # 2.5: half up, not to even
        (3, 40, 8, Edge.EXACT),  # 7.5
        (1, 200, 1, Edge.EXACT),  # 0.5
        (1, 201, 1, Edge.UNDER),
        (1, 1000, 1, Edge.UNDER),
        (0, 1000, 0, Edge.EXACT),
        (199, 200, 99, Edge.OVER),  # 99.5 would say all
        (299, 300, 99, Edge.OVER),
        (99, 100, 99, Edge.EXACT),
        (300, 300, 100, Edge.EXACT),
    ],
)
def test_shown_share(k: int, n: int, percent: int | None, edge: Edge) -> None:
    found = shown_share(k, n, quality())
    assert (found.k, found.n, found.percent, found.edge) == (k, n, percent, edge)


def test_none_and_all_are_said_of_none_and_all_only() -> None:
    for n in (20, 99, 100, 101, 199, 200, 201, 333):
        for k in range(n + 1):
            found = shown_share(k, n, quality())
            assert found.percent is not None
            assert (found.percent == 0) == (k == 0)
            assert (found.percent == 100) == (k == n)
            if found.edge is Edge.EXACT:
                assert abs(found.percent - Fraction(100 * k, n)) <= Fraction(1, 2)


@pytest.mark.parametrize(("k", "n"), [(3, 2), (-1, 2), (1, 0)])
def test_counts_that_cannot_be(k: int, n: int) -> None:
    with pytest.raises(ValueError, match="of"):
        shown_share(k, n, quality())
