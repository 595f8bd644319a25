"""Files are shared out as the rule says, to the last file."""

from collections.abc import Mapping
from fractions import Fraction
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.draws import Method, Plan
from pomdesk.rules.quality.allocation import (
    allocate,
    neyman,
    pps,
    reserves_for,
    shares,
    shrunk,
)

EIGHT = (52, 47, 38, 61, 29, 44, 33, 16)
SIZES = st.dictionaries(
    st.text("ABCDEFGH", min_size=1, max_size=3), st.integers(0, 60), min_size=1, max_size=9
)


def named(sizes: tuple[int, ...]) -> dict[str, int]:
    return {f"POM{place:02}": size for place, size in enumerate(sizes, 1)}


def shared(sizes: tuple[int, ...], n: int, floor: int = 0) -> tuple[int, ...]:
    return tuple(shares(named(sizes), n, floor=floor).values())


@pytest.mark.parametrize(
    ("sizes", "n", "floor", "expected"),
    [
        ((18, 7, 5), 10, 0, (6, 2, 2)),
        ((64, 31, 17, 8), 31, 0, (17, 8, 4, 2)),
        ((64, 31, 17, 8), 31, 3, (16, 8, 4, 3)),
        (EIGHT, 40, 0, (6, 6, 5, 8, 4, 5, 4, 2)),
        (EIGHT, 40, 2, (6, 6, 5, 8, 4, 5, 4, 2)),
        (EIGHT, 40, 3, (6, 6, 5, 7, 4, 5, 4, 3)),
        (EIGHT, 24, 0, (4, 4, 3, 5, 2, 3, 2, 1)),
        (EIGHT, 24, 3, (3, 3, 3, 3, 3, 3, 3, 3)),
        (EIGHT, 26, 3, (4, 3, 3, 4, 3, 3, 3, 3)),
        ((155, 62, 93), 58, 0, (29, 12, 17)),
        ((200, 120, 60, 20), 58, 0, (29, 17, 9, 3)),
        ((10, 10, 10), 10, 0, (4, 3, 3)),
        ((5, 5, 5, 5), 6, 0, (2, 2, 1, 1)),
        ((1, 1, 98), 10, 0, (0, 0, 10)),
        ((30, 3, 1), 12, 2, (9, 2, 1)),
        ((30, 3, 1), 12, 3, (8, 3, 1)),
        ((100, 10, 10), 20, 5, (10, 5, 5)),
        ((5, 4, 3), 30, 1, (5, 4, 3)),
        ((5, 4, 3), 12, 0, (5, 4, 3)),
        ((7,), 3, 1, (3,)),
        ((7,), 0, 0, (0,)),
        ((0, 4), 2, 1, (0, 2)),
        ((0, 0), 5, 2, (0, 0)),
        ((), 5, 2, ()),
    ],
)
def test_known_allocations(
    sizes: tuple[int, ...], n: int, floor: int, expected: tuple[int, ...]
) -> None:
    assert shared(sizes, n, floor) == expected


def test_too_few_files_for_the_floors_are_refused_with_both_numbers() -> None:
    with pytest.raises(RequestRefused, match="REQ-QA-TOO-FEW") as refused:
        shared((30, 3, 1), 5, 3)
    assert refused.value.details == {"n": 5, "floors": 7}


@pytest.mark.parametrize(("sizes", "n", "floor"), [((5,), -1, 0), ((5,), 2, -1), ((-1, 5), 2, 0)])
def test_numbers_below_nothing_are_refused(sizes: tuple[int, ...], n: int, floor: int) -> None:
    with pytest.raises(RequestRefused, match="REQ-QA-NUMBER"):
        shared(sizes, n, floor)


@given(SIZES, st.integers(0, 400), st.integers(0, 5))
@settings(max_examples=200)
def test_every_file_is_shared_out_within_floor_and_cap(
    sizes: dict[str, int], n: int, floor: int
) -> None:
    assume(n >= sum(min(floor, size) for size in sizes.values()))
    given_out = shares(sizes, n, floor=floor)
    assert sum(given_out.values()) == min(n, sum(sizes.values()))
    assert all(min(floor, sizes[one]) <= taken <= sizes[one] for one, taken in given_out.items())


@given(SIZES, st.integers(0, 400), st.integers(0, 3), st.randoms(use_true_random=False))
@settings(max_examples=100)
def test_the_order_of_strata_does_not_matter(
    sizes: dict[str, int], n: int, floor: int, shuffle: Random
) -> None:
    assume(n >= sum(min(floor, size) for size in sizes.values()))
    mixed = list(sizes.items())
    shuffle.shuffle(mixed)
    assert shares(dict(mixed), n, floor=floor) == shares(sizes, n, floor=floor)


@given(SIZES, st.data(), st.integers(0, 3), st.integers(1, 30))
@settings(max_examples=200)
def test_a_larger_stratum_never_gets_less(
    sizes: dict[str, int], data: st.DataObject, floor: int, more: int
) -> None:
    one = data.draw(st.sampled_from(sorted(sizes)))
    larger = {**sizes, one: sizes[one] + more}
    n = data.draw(st.integers(sum(min(floor, size) for size in larger.values()), 400))
    assert shares(larger, n, floor=floor)[one] >= shares(sizes, n, floor=floor)[one]


@given(SIZES, st.integers(0, 400))
@settings(max_examples=100)
def test_without_a_floor_nobody_is_a_file_off_their_quota(sizes: dict[str, int], n: int) -> None:
    total = sum(sizes.values())
    assume(n <= total)
    for one, taken in shares(sizes, n).items():
        assert abs(taken - Fraction(n * sizes[one], total or 1)) < 1


def test_of_equal_strata_the_first_by_name_gets_the_odd_file() -> None:
    assert shares({"B": 10, "C": 10, "A": 10}, 10) == {"B": 3, "C": 3, "A": 4}


# ---- by spread ----------------------------------------------------------------------------


def test_neyman_sends_more_to_weaker_strata() -> None:
    good = dict(zip(named((64, 31, 17, 8)), (Fraction(17, 20), Fraction(7, 10), Fraction(3, 5),
                Fraction(1, 2)), strict=True))  # fmt: skip
    assert tuple(neyman(named((64, 31, 17, 8)), good, 31).values()) == (14, 9, 5, 3)


def test_equal_spread_is_proportional() -> None:
    sizes = named(EIGHT)
    same = dict.fromkeys(sizes, Fraction(4, 5))
    assert neyman(sizes, same, 40, floor=2) == shares(sizes, 40, floor=2)


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 99)), min_size=1, max_size=6),
    st.integers(0, 120),
    st.integers(0, 4),
)
@settings(max_examples=200)
def test_neyman_shares_out_every_file_within_floor_and_cap(
    strata: list[tuple[int, int]], n: int, floor: int
) -> None:
    sizes = named(tuple(size for size, _ in strata))
    good = dict(zip(sizes, (Fraction(p, 100) for _, p in strata), strict=True))
    assume(n >= sum(min(floor, size) for size in sizes.values()))
    given_out = neyman(sizes, good, n, floor=floor)
    assert sum(given_out.values()) == min(n, sum(sizes.values()))
    assert all(min(floor, sizes[one]) <= taken <= sizes[one] for one, taken in given_out.items())


def test_caps_and_floors_at_once_leave_no_file_over() -> None:
    # B's quota is past its cap, A's under its floor: fixing A first would leave three files over
    sizes = {"A": 10, "B": 3}
    assert neyman(sizes, {"A": Fraction(1, 10**9), "B": Fraction(1, 2)}, 8, floor=2) == {
        "A": 5,
        "B": 3,
    }


def test_shrinkage_keeps_shares_off_0_and_1() -> None:
    assert (shrunk(0, 0), shrunk(5, 5), shrunk(0, 8)) == (
        Fraction(1, 2), Fraction(6, 7), Fraction(1, 10)
    )  # fmt: skip
    for good, read in ((2, 1), (-1, 3)):
        with pytest.raises(RequestRefused, match="REQ-QA-NUMBER"):
            shrunk(good, read)
    with pytest.raises(RequestRefused, match="REQ-QA-NUMBER"):
        neyman({"A": 4}, {"A": Fraction(1)}, 2)


# ---- by size ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sizes", "n", "expected"),
    [
        ((10, 8, 6, 4, 2), 2, ("2/3", "8/15", "2/5", "4/15", "2/15")),
        ((50, 8, 6, 4, 2), 3, ("1", "4/5", "3/5", "2/5", "1/5")),
        ((3, 3, 3, 1, 1, 1), 4, ("1", "1", "1", "1/3", "1/3", "1/3")),
        ((5, 0, 5), 1, ("1/2", "0", "1/2")),
        ((5, 4), 7, ("1", "1")),
        ((5, 4), 0, ("0", "0")),
    ],
)
def test_inclusion_by_size(sizes: tuple[int, ...], n: int, expected: tuple[str, ...]) -> None:
    likely = pps(named(sizes), n)
    assert tuple(likely.values()) == tuple(map(Fraction, expected))
    assert sum(likely.values()) == min(n, sum(1 for size in sizes if size))


def test_sizes_below_nothing_have_no_likelihood() -> None:
    for sizes, n in (({"A": -1}, 1), ({"A": 1}, -1)):
        with pytest.raises(RequestRefused, match="REQ-QA-NUMBER"):
            pps(sizes, n)


# ---- the whole plan -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "size", "expected"), [(4, 12, 2), (5, 12, 3), (1, 12, 2), (1, 2, 1), (3, 3, 0), (0, 9, 0)]
)
def test_reserves_are_half_as_many_and_two_at_least(n: int, size: int, expected: int) -> None:
    assert reserves_for(n, size) == expected


def told(sizes: Mapping[str, int], plan: Plan) -> dict[str, int]:
    return {share.stratum: share.n for share in allocate(sizes, plan).shares}


def test_a_second_key_is_shared_out_within_the_supervisor() -> None:
    sizes = {"POM02|LOW": 10, "POM01|LOW": 30, "POM01|HIGH": 10, "POM02|HIGH": 2}
    allocation = allocate(sizes, Plan(13, floor=3))
    assert {share.stratum: share.n for share in allocation.shares} == {
        "POM01|HIGH": 3, "POM01|LOW": 7, "POM02|HIGH": 1, "POM02|LOW": 2,
    }  # fmt: skip
    assert [share.stratum for share in allocation.shares] == sorted(sizes)
    assert allocation.n == 13
    assert {share.floor for share in allocation.shares} == {0}


def test_the_plan_says_floor_reserves_and_likelihood_of_each_stratum() -> None:
    allocation = allocate({"POM01": 30, "POM02": 1}, Plan(9, floor=2))
    first, second = allocation.shares
    assert (first.n, first.floor, first.reserves) == (8, 2, 4)
    assert (second.n, second.floor, second.reserves) == (1, 1, 0)
    assert [first.inclusion, second.inclusion] == [Fraction(4, 15), 1]


def test_strata_of_which_nothing_is_drawn_are_told() -> None:
    assert allocate(named((1, 1, 98)), Plan(10)).unseen == ("POM01", "POM02")


def test_neyman_goes_by_what_was_found_before() -> None:
    sizes = named((40, 40))
    plan = Plan(20, floor=2, method=Method.NEYMAN, before={"POM01": (10, 10), "POM02": (5, 10)})
    assert told(sizes, plan) == {"POM01": 7, "POM02": 13}  # .2764 and .5 as spread
    assert told(sizes, Plan(20, method=Method.NEYMAN)) == {"POM01": 10, "POM02": 10}
