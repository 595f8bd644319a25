"""Rules of a single figure: borders of every limit, zeros, groups, bands."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomdesk.domain.errors import RequestRefused
from pomdesk.rules.quality.disclosure import (
    SUPPRESSED,
    Action,
    Cell,
    Limits,
    Protected,
    Rule,
    Table,
    TableKind,
    count_rule,
    headcount_band,
    judge,
    k_of_n,
    limits_of,
    nobody_or_everybody,
)
from pomdesk.rules.quality.needs import Level
from pomdesk.rules.quality.schedule import ReviewState
from resources.text import Text
from tests.builders import policy

LIMITS = Limits()


def cell(name: str, cases: Mapping[str, int]) -> Cell:
    return Cell((name,), {"R1": cases})


def contributions(*each: int) -> dict[str, int]:
    return {f"P{number}": cases for number, cases in enumerate(each, 1)}


@pytest.mark.parametrize(
    ("each", "rule"),
    [
        ((3, 2, 1), Rule.PASSED),
        ((5, 1), Rule.SUPERVISORS),
        ((7, 1, 1), Rule.SHARE),  # 7 of 9: .7778
        ((1, 1, 1, 1), Rule.CASES),
        ((2, 2, 2, 2, 1), Rule.PASSED),
        ((13, 3, 2, 1), Rule.PASSED),  # 13 of 19: .6842
        ((3, 1, 1), Rule.PASSED),  # exactly five by exactly three
        ((4, 1, 0), Rule.SUPERVISORS),  # a supervisor without a case is none
        ((6, 1, 1), Rule.SHARE),  # exactly .75 is too much
        ((5, 1, 1), Rule.PASSED),
        ((20, 10, 1), Rule.REST),  # the second knows the first to within 1 of 20
        ((20, 10, 2), Rule.PASSED),
        ((), Rule.PASSED),
        ((0, 0), Rule.PASSED),
    ],
)
def test_a_count_needs_cases_supervisors_and_no_dominant_one(
    each: tuple[int, ...], rule: Rule
) -> None:
    assert count_rule(contributions(*each), LIMITS) is rule


def test_settings_looser_than_the_floors_are_the_floors() -> None:
    quality = policy().quality
    loose = replace(
        quality,
        cell_cases=1,
        cell_supervisors=1,
        cell_share_percent=100,
        small_unit_supervisors=0,
    )
    strict = replace(
        quality,
        cell_cases=10,
        cell_supervisors=4,
        cell_share_percent=60,
        small_unit_supervisors=8,
    )
    assert limits_of(loose) == Limits(5, 3, 80, 5)
    assert limits_of(quality) == Limits(5, 3, 75, 5)
    assert limits_of(strict) == Limits(10, 4, 60, 8)


@pytest.mark.parametrize(
    ("k", "n", "rule"),
    [
        ((0, 0, 0, 0), (5, 5, 5, 5), Rule.NOBODY_OR_EVERYBODY),
        ((5, 5, 5, 5), (5, 5, 5, 5), Rule.NOBODY_OR_EVERYBODY),
        ((0,) * 5, (4,) * 5, Rule.PASSED),  # five are no small group
        ((4,) * 5, (4,) * 5, Rule.PASSED),
        ((5, 5, 5, 4), (5, 5, 5, 5), Rule.COLLEAGUE),  # the fourth learns all about the others
        ((0, 0, 0, 1), (5, 5, 5, 5), Rule.COLLEAGUE),
        ((5, 5, 4, 4), (5, 5, 5, 5), Rule.PASSED),
        ((), (), Rule.PASSED),
    ],
)
def test_nobody_and_everybody_of_a_small_group_disclose(
    k: tuple[int, ...], n: tuple[int, ...], rule: Rule
) -> None:
    assert nobody_or_everybody(contributions(*k), contributions(*n), LIMITS) is rule


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=7))
def test_an_answer_and_its_rest_are_told_or_kept_together(pairs: list[tuple[int, int]]) -> None:
    yes, no = contributions(*(p[0] for p in pairs)), contributions(*(p[1] for p in pairs))
    n = {who: yes[who] + no[who] for who in yes}
    rules = {nobody_or_everybody(one, n, LIMITS) for one in (yes, no)}
    assert len(rules) == 1


def test_an_answer_may_be_small_where_its_n_is_not() -> None:
    n, k = cell("n", contributions(4, 4, 4, 4, 4)), cell("k", contributions(1, 1))
    assert judge(TableKind.ANSWERS, k, n, LIMITS) is Rule.PASSED
    assert judge(TableKind.COUNTS, k, n, LIMITS) is Rule.CASES
    few = cell("n", contributions(2, 1, 1))
    assert judge(TableKind.ANSWERS, k, few, LIMITS) is Rule.CASES


def test_a_group_is_told_only_if_everybody_else_is_enough_too() -> None:
    whole = cell("all", contributions(4, 4, 4, 4))
    group = cell("g", contributions(4, 4, 4))
    assert judge(TableKind.GROUPS, group, whole, LIMITS) is Rule.COMPLEMENT
    larger = cell("all", contributions(4, 4, 4, 4, 4, 4))
    assert judge(TableKind.GROUPS, group, larger, LIMITS) is Rule.PASSED
    # a unit with one grade only has no complement that could be told of anybody
    assert judge(TableKind.GROUPS, whole, whole, LIMITS) is Rule.PASSED


def test_zero_is_told_of_many_and_not_of_few() -> None:
    none = cell("theme", {})
    many, few = cell("all", contributions(2, 2, 2, 2, 2)), cell("all", contributions(2, 2, 2))
    assert judge(TableKind.COUNTS, none, many, LIMITS) is Rule.PASSED
    assert judge(TableKind.COUNTS, none, few, LIMITS) is Rule.NOBODY_OR_EVERYBODY
    assert judge(TableKind.COUNTS, few, few, LIMITS) is Rule.NOBODY_OR_EVERYBODY
    assert judge(TableKind.COUNTS, none, none, LIMITS) is Rule.PASSED
    assert judge(TableKind.WITHIN, few, few, LIMITS) is Rule.NOBODY_OR_EVERYBODY
    assert judge(TableKind.ASKED, few, few, LIMITS) is Rule.PASSED  # it applied to all of them


@pytest.mark.parametrize(
    ("k", "n", "band"),
    [
        (0, 4, "some"),
        (4, 4, "some"),
        (0, 8, "few"),
        (2, 8, "few"),
        (3, 8, "several"),
        (4, 8, "several"),
        (5, 8, "most"),
        (8, 8, "most"),
        (2, 5, "few"),
        (3, 5, "most"),
    ],
)
def test_headcounts_in_words(k: int, n: int, band: str) -> None:
    assert headcount_band(k, n) == band


@pytest.mark.parametrize(("k", "n"), [(-1, 3), (4, 3)])
def test_a_headcount_that_cannot_be_is_refused(k: int, n: int) -> None:
    with pytest.raises(RequestRefused) as refused:
        headcount_band(k, n)
    assert refused.value.code == "REQ-QA-HEADCOUNT"


def test_cells_are_counted_from_cases() -> None:
    found = [("R1", "P1"), ("R2", "P1"), ("R1", "P2")]
    one = Cell.of(("theme", "risk"), ["R2", "R1"], found)
    assert one.value == 3
    assert one.by_supervisor == {"P1": 2, "P2": 1}
    assert one.key == (("theme", "risk"), ("R1", "R2"))
    assert one.in_rounds(["R2"]).by_supervisor == {"P1": 1}
    assert Cell.of(("x",), ["R1"], []).value == 0


@pytest.mark.parametrize(
    ("total", "parts", "kind"),
    [
        ({"P1": 3}, [{"P1": 1}, {"P1": 1}], TableKind.COUNTS),  # does not add up
        ({"P1": 1, "P2": 1}, [{"P1": 2}], TableKind.COUNTS),  # adds up, of other people
        ({"P1": 3}, [{"P1": 4}], TableKind.WITHIN),
        ({"P1": 3, "P2": 1}, [{"P2": 2}], TableKind.ASKED),
        ({"P1": 1}, [{"P1": 2}, {"P1": -1}], TableKind.COUNTS),
        ({"P1": 3}, [{"P1": 1}, {"P1": 1}], TableKind.UNION),  # who are the others?
        ({"P1": 3}, [{"P1": 4}, {"P1": 1}], TableKind.UNION),
    ],
)
def test_a_table_that_does_not_add_up_is_refused(
    total: dict[str, int], parts: list[dict[str, int]], kind: TableKind
) -> None:
    with pytest.raises(RequestRefused) as refused:
        Table(cell("all", total), [cell(f"p{n}", by) for n, by in enumerate(parts)], kind)
    assert refused.value.code == "REQ-QA-CELLS"


def test_a_table_with_a_part_twice_or_of_another_round_is_refused() -> None:
    part = cell("p", {"P1": 1})
    with pytest.raises(RequestRefused):
        Table(cell("all", {"P1": 2}), [part, part])
    with pytest.raises(RequestRefused):
        Table(cell("all", {"P1": 1}), [Cell(("p",), {"R2": {"P1": 1}})])
    with pytest.raises(RequestRefused):
        Table(Cell(("all",), {}), [])


def test_k_of_n_makes_the_rest() -> None:
    table = k_of_n(("met",), cell("k", {"P1": 1}), cell("n", {"P1": 2, "P2": 3}))
    assert [part.value for part in table.parts] == [1, 4]
    with pytest.raises(RequestRefused):
        k_of_n(("met",), cell("k", {"P1": 3}), cell("n", {"P1": 2}))


def test_there_is_no_share_without_both_figures() -> None:
    k, n = cell("k", {"P1": 3}), cell("n", {"P1": 4})
    told = Protected((), {k.key: 3, n.key: 4})
    assert told.share_of(k, n) == Fraction(3, 4)
    assert told.shown(k) == "3"
    without = Protected((), {k.key: 3})
    assert without.share_of(k, n) is None
    assert without.share_of(n, k) is None
    assert without.value_of(n) is None
    assert without.shown(n) == "~"
    assert Protected((), {k.key: 0, n.key: 0}).share_of(k, n) is None


def test_every_code_that_is_shown_has_words() -> None:
    text = Text("en")
    assert text("quality_told.suppressed") == SUPPRESSED
    families: dict[str, list[str]] = {
        "disclosure_rule": [*Rule],
        "disclosure_action": [*Action],
        "headcount_band": ["few", "several", "most", "some"],
        "need_level": [*Level],
        "need_priority": ["high", "medium", "low"],
        "case_review_state": [*ReviewState],
        "case_review_reason": ["absent", "new", "left", "weeks_full"],
    }
    missing = [
        f"{f}.{c}" for f, codes in families.items() for c in codes if not text.has(f"{f}.{c}")
    ]
    assert not missing
