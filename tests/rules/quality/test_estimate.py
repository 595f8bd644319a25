"""The establishment's share: weighed, exact, and no surer than the files allow."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.draws import Plan
from pomdesk.domain.quality.terms import Certainty, SampleRole
from pomdesk.rules.quality.draws import draw
from pomdesk.rules.quality.estimate import CERTAIN, StratumResult, estimate, strata_of
from pomdesk.rules.quality.frames import sizes
from tests.rules.quality.vectors import frame, seed, unit_of


def strata(*counts: tuple[int, int, int]) -> list[StratumResult]:
    """Strata of (size, read, good)."""
    return [StratumResult(f"POM{place:02}", *one) for place, one in enumerate(counts, 1)]


KNOWN = strata((64, 12, 10), (31, 8, 6), (17, 6, 3), (8, 5, 2))


def test_the_known_estimate() -> None:
    told = estimate(KNOWN, 0.95)
    assert told is not None
    assert float(told.share) == pytest.approx(0.735694444, abs=1e-9)
    assert float(told.naive) == pytest.approx(0.677419355, abs=1e-9)
    assert told.variance is not None
    assert float(told.variance) == pytest.approx(0.004993640021, abs=1e-12)
    assert told.effective == pytest.approx(38.939156, abs=1e-6)
    assert (told.interval.low, told.interval.high) == pytest.approx((0.580709, 0.848352), abs=1e-6)
    assert told.interval.method == "wilson"
    assert (told.size, told.read, told.good) == (120, 31, 21)
    assert told.merged == told.unseen == ()


def test_the_share_is_exact() -> None:
    told = estimate(KNOWN, 0.8)
    assert told is not None
    assert told.share == (
        Fraction(64 * 10, 12) + Fraction(31 * 6, 8) + Fraction(17 * 3, 6) + Fraction(8 * 2, 5)
    ) / 120  # fmt: skip


@pytest.mark.parametrize(
    ("size", "read", "good", "low", "high"),
    [(50, 10, 3, 5, 31), (40, 8, 5, 12, 35), (320, 24, 19, 188, 295), (12, 12, 9, 9, 9)],
)
def test_one_stratum_has_the_exact_interval_of_a_finite_population(
    size: int, read: int, good: int, low: int, high: int
) -> None:
    told = estimate(strata((size, read, good)), 0.95)
    assert told is not None
    assert told.interval.method == "hypergeometric"
    assert (told.interval.low, told.interval.high) == pytest.approx((low / size, high / size))
    assert told.effective is None


def test_the_same_share_of_each_stratum_weighs_itself() -> None:
    told = estimate(strata((20, 4, 3), (30, 6, 3), (10, 2, 2)), 0.95)
    assert told is not None
    assert told.share == told.naive == Fraction(8, 12)
    assert told.interval.method == "hypergeometric"


def test_strata_of_one_file_go_together_for_the_variance() -> None:
    told = estimate(strata((10, 1, 1), (20, 1, 0), (40, 8, 6)), 0.95)
    assert told is not None
    assert told.merged == ("POM01", "POM02")
    assert told.share == (Fraction(10) + 0 + Fraction(40 * 6, 8)) / 70
    pooled = Fraction(30, 70) ** 2 * Fraction(28, 30) * Fraction(1, 4)
    own = Fraction(40, 70) ** 2 * Fraction(32, 40) * Fraction(3, 16) / 7
    assert told.variance == pooled + own


def test_a_single_one_goes_with_the_smallest_other() -> None:
    told = estimate(strata((10, 1, 1), (60, 8, 6), (20, 4, 2)), 0.95)
    assert told is not None
    assert told.merged == ("POM01", "POM03")


def test_strata_that_were_read_whole_add_no_doubt_and_take_no_part_in_it() -> None:
    told = estimate(strata((3, 3, 0), (1, 1, 1), (40, 8, 6)), 0.95)
    assert told is not None
    assert told.merged == ()
    assert told.variance == Fraction(40, 44) ** 2 * Fraction(32, 40) * Fraction(3, 16) / 7


def test_one_file_of_all_tells_no_variance_but_has_an_interval() -> None:
    told = estimate(strata((3, 3, 0), (40, 1, 1)), 0.95)
    assert told is not None
    assert told.variance is None
    assert 0 < told.interval.low < float(told.share) < told.interval.high <= 1


@pytest.mark.parametrize("counts", [((40, 3, 3), (20, 2, 0)), ((40, 3, 3), (20, 2, 2))])
def test_files_that_are_all_alike_prove_nothing_of_the_others(
    counts: tuple[tuple[int, int, int], ...],
) -> None:
    told = estimate(strata(*counts), 0.95)
    assert told is not None
    assert told.variance == 0
    assert told.interval.high - told.interval.low > 0.3


def test_everything_read_leaves_no_doubt() -> None:
    told = estimate(strata((3, 3, 1), (5, 5, 5)), 0.95)
    assert told is not None
    assert told.interval.low == told.interval.high == 0.75


def test_what_was_not_seen_is_not_spoken_for() -> None:
    told = estimate(strata((10, 2, 1), (90, 0, 0), (0, 0, 0), (30, 5, 4)), 0.95)
    assert told is not None
    assert told.unseen == ("POM02",)
    assert told.size == 40
    assert told.share == (Fraction(10, 2) + Fraction(30 * 4, 5)) / 40


def test_nothing_read_is_no_figure() -> None:
    assert estimate([], 0.95) is None
    assert estimate(strata((40, 0, 0)), 0.95) is None


@pytest.mark.parametrize("odd", [(5, 6, 1), (5, 3, 4), (5, 3, -1)])
def test_counts_that_cannot_be_are_refused(odd: tuple[int, int, int]) -> None:
    with pytest.raises(RequestRefused, match="REQ-QA-NUMBER"):
        estimate(strata((9, 3, 2), odd), 0.95)


@given(
    st.lists(
        st.integers(1, 40).flatmap(
            lambda size: st.integers(0, size).flatmap(
                lambda read: st.tuples(st.just(size), st.just(read), st.integers(0, read))
            )
        ),
        min_size=1, max_size=8,
    ),
    st.sampled_from([0.8, 0.95]),
)  # fmt: skip
@settings(max_examples=150)
def test_the_interval_holds_the_share_and_narrows_with_the_level(
    counts: list[tuple[int, int, int]], level: float
) -> None:
    told = estimate(strata(*counts), level)
    if told is None:
        assert not any(read for _, read, _ in counts)
        return
    share = float(told.share)
    assert 0 <= told.interval.low <= share + 1e-9
    assert share - 1e-9 <= told.interval.high <= 1
    wider = estimate(strata(*counts), 0.99)
    assert wider is not None
    assert wider.interval.low <= told.interval.low + 1e-12
    assert wider.interval.high >= told.interval.high - 1e-12


def test_strata_of_a_draw_count_what_was_read_and_keep_certain_cases_apart() -> None:
    certain = {"POM01-000": Certainty.DECISION_NEAR, "POM02-000": Certainty.SERIOUS_INCIDENT}
    of = frame(unit_of(POM01=20, POM02=8), certainty=certain)
    made = draw(of, seed(), Plan(8, floor=2))
    by_role = {role: [one for one in made.picked if one.role is role] for role in SampleRole}
    first, *others = by_role[SampleRole.PRIMARY]
    reserve = next(one for one in by_role[SampleRole.RESERVE] if one.stratum == first.stratum)
    read = [*others, reserve, *by_role[SampleRole.CERTAINTY]]  # the first could not be read
    outcomes = {one.case_ref: one.case_ref != reserve.case_ref for one in read}
    assert strata_of(sizes(of), made.picked, outcomes) == [
        StratumResult("POM01", 19, 6, 5),
        StratumResult("POM02", 7, 2, 2),
        StratumResult(CERTAIN, 2, 2, 2),
    ]
    assert strata_of({"POM01": 3}, (), {}) == [StratumResult("POM01", 3, 0, 0)]


def test_on_average_the_estimate_is_right_and_its_interval_holds() -> None:
    """200 draws of 40 files from eight supervisors of different size and quality."""
    held = {f"POM{n}": size for n, size in enumerate((52, 47, 38, 61, 29, 44, 33, 16), 1)}
    of = frame(unit_of(**held))
    chance = Random(7)
    good = {row.case_ref: chance.random() < 0.55 + 0.05 * int(row.supervisor[3]) for row in of.rows}
    truth = sum(good.values()) / len(good)
    inside, total, times = 0, Fraction(), 200
    for number in range(times):
        made = draw(of, seed(f"seed-{number:06}"), Plan(40, floor=3))
        outcomes = {
            one.case_ref: good[one.case_ref]
            for one in made.picked
            if one.role is SampleRole.PRIMARY
        }
        told = estimate(strata_of(sizes(of), made.picked, outcomes), 0.8)
        assert told is not None
        total += told.share
        inside += told.interval.low <= truth <= told.interval.high
    assert abs(float(total) / times - truth) < 0.015
    assert 0.72 <= inside / times <= 0.9
