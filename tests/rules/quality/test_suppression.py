"""Secondary suppression: merging, the next smallest, linked tables, small units, colleagues."""

import random
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomdesk.domain.errors import RequestRefused
from pomdesk.rules.quality.disclosure import (
    Action,
    Cell,
    Limits,
    Protected,
    Rule,
    Table,
    TableKind,
    count_rule,
    k_of_n,
    together,
)
from pomdesk.rules.quality.pinning import ANY_COLLEAGUE, Figures, Onlooker
from pomdesk.rules.quality.suppression import protect
from tests.builders import policy

QUALITY = policy().quality

A = {"P1": 3, "P2": 2, "P3": 1}
B = {"P1": 5, "P2": 1}
C = {"P1": 7, "P2": 1, "P3": 1}
D = {"P1": 1, "P2": 1, "P3": 1, "P4": 1}
E = {"P1": 2, "P2": 2, "P3": 2, "P4": 2, "P5": 1}


def cell(*path: str, of: Mapping[str, int]) -> Cell:
    return Cell(path, {"R1": of})


def themes(**parts: Mapping[str, int]) -> Table:
    each = [cell("theme", name, of=by) for name, by in parts.items()]
    return Table(cell("findings", of=together(parts.values())), each)


def shown(told: Protected, table: Table) -> dict[str, str]:
    return {one.path[-1]: told.shown(one) for one in (table.total, *table.parts)}


def test_failing_themes_are_merged_and_the_total_stays() -> None:
    table = themes(A=A, B=B, C=C, D=D, E=E)
    told = protect([table], QUALITY)
    assert shown(told, table) == {
        "findings": "34",
        "A": "6",
        "B": "~",
        "C": "~",
        "D": "~",
        "E": "9",
    }
    assert told.other_of(table.total) == 19
    log = {one.path[-1]: (one.rule, one.action) for one in told.log}
    assert log["B"] == (Rule.SUPERVISORS, Action.MERGED)
    assert log["C"] == (Rule.SHARE, Action.MERGED)
    assert log["D"] == (Rule.CASES, Action.MERGED)
    assert log["A"] == log["findings"] == (Rule.PASSED, Action.PUBLISHED)


def test_one_failing_theme_takes_the_next_smallest_with_it() -> None:
    table = themes(A=A, B=B, E=E)
    told = protect([table], QUALITY)
    assert shown(told, table) == {"findings": "21", "A": "~", "B": "~", "E": "9"}
    assert told.other_of(table.total) == 12
    assert {one.rule for one in told.log if one.path[-1] == "A"} == {Rule.SUM_OF_HIDDEN}


def test_two_themes_of_which_one_fails_leave_the_total_only() -> None:
    table = themes(B={"P1": 2}, E=E)
    told = protect([table], QUALITY)
    assert shown(told, table) == {"findings": "11", "B": "~", "E": "~"}
    assert told.other_of(table.total) is None  # it would be the total by another name


def test_a_total_that_fails_is_not_told() -> None:
    table = themes(A={"P1": 2}, B={"P2": 1, "P3": 1})
    small = themes_in_a_large_unit(table)
    assert set(shown(small, table).values()) == {"~"}


def themes_in_a_large_unit(table: Table) -> Protected:
    others = Table(cell("reviews", of={f"P{n}": 4 for n in range(1, 9)}), [])
    return protect([table, others], QUALITY)


def test_nothing_at_all_is_told_as_nothing() -> None:
    table = themes(A={}, B={})
    told = themes_in_a_large_unit(table)
    assert shown(told, table) == {"findings": "0", "A": "0", "B": "0"}
    assert protect([], QUALITY).published == {}


@pytest.mark.parametrize(("supervisors", "parts"), [(4, "~"), (5, "6")])
def test_a_small_unit_is_told_totals_only(supervisors: int, parts: str) -> None:
    yes = {f"P{n}": 2 for n in range(1, 4)}
    no = {f"P{n}": 3 for n in range(1, supervisors + 1)}
    table = Table(
        cell("reviews", of=together([yes, no])),
        [cell("yes", of=yes), cell("no", of=no)],
        TableKind.ANSWERS,
    )
    told = protect([table], QUALITY)
    assert told.shown(table.total) == str(table.total.value)
    assert told.shown(table.parts[0]) == parts
    assert told.share_of(table.parts[0], table.total) is None or parts == "6"


def test_a_small_unit_shows_its_total_even_if_all_were_alike() -> None:
    whole = {f"P{n}": 3 for n in range(1, 5)}
    for yes, no in ((whole, {}), ({}, whole)):
        parts = [cell("yes", of=yes), cell("no", of=no)]
        table = Table(cell("reviews", of=whole), parts, TableKind.ANSWERS)
        assert protect([table], QUALITY).published == {table.total.key: 12}


def test_everybody_of_a_small_group_takes_its_n_along() -> None:
    # otherwise "~ of 12" would say that it was all or none of them
    n = {"P1": 4, "P2": 4, "P3": 4}
    question = Table(
        cell("Q", of=n), [cell("Q", "met", of=n), cell("Q", "not", of={})], TableKind.ANSWERS
    )
    told = themes_in_a_large_unit(question)
    assert set(shown(told, question).values()) == {"~"}


def test_answers_go_with_their_n() -> None:
    n, yes = {"P1": 2, "P2": 1, "P3": 1}, {"P1": 1, "P2": 1}
    no = {"P1": 1, "P3": 1}
    question = Table(
        cell("Q", of=n), [cell("Q", "met", of=yes), cell("Q", "not", of=no)], TableKind.ANSWERS
    )
    told = themes_in_a_large_unit(question)
    assert set(shown(told, question).values()) == {"~"}


def test_a_group_and_its_complement_stand_and_fall_together() -> None:
    prison = {f"P{n}": 4 for n in range(1, 7)}
    probation = {"P7": 4, "P8": 4}
    groups = Table(
        cell("reviews", of=together([prison, probation])),
        [cell("prison", of=prison), cell("probation", of=probation)],
        TableKind.GROUPS,
    )
    told = protect([groups], QUALITY)
    assert told.published == {groups.total.key: 32}
    assert {one.rule for one in told.log if one.path == ("prison",)} == {Rule.COMPLEMENT}


def test_linked_tables_are_protected_as_one() -> None:
    """The overall answer less that of one grade is that of the other."""
    everybody = [f"P{n}" for n in range(1, 9)]
    n = dict.fromkeys(everybody, 3)
    yes = dict.fromkeys(everybody, 2)
    prison, probation = everybody[:6], everybody[6:]

    def only(by: Mapping[str, int], people: list[str]) -> dict[str, int]:
        return {who: by[who] for who in people}

    no = dict.fromkeys(everybody, 1)
    tables = [
        Table(cell("n", of=n), [cell("yes", of=yes), cell("no", of=no)], TableKind.ANSWERS),
        Table(
            cell("n", of=n),
            [cell("n", "1", of=only(n, prison)), cell("n", "2", of=only(n, probation))],
            TableKind.GROUPS,
        ),
    ]
    for name, by in (("yes", yes), ("no", no)):
        parts = [cell(name, "1", of=only(by, prison)), cell(name, "2", of=only(by, probation))]
        tables.append(Table(cell(name, of=by), parts, TableKind.SUMS))
    told = protect(tables, QUALITY)
    assert set(told.published) == {
        c.key for c in (cell("n", of=n), cell("yes", of=yes), cell("no", of=no))
    }


def test_two_tables_that_count_one_cell_differently_are_refused() -> None:
    with pytest.raises(RequestRefused) as refused:
        protect([themes(A=A, E=E), Table(cell("theme", "A", of=E), [])], QUALITY)
    assert refused.value.code == "REQ-QA-CELLS"


def test_what_everybody_knows_anyway_is_said_to_be_known() -> None:
    table = themes(A={"P1": 1, "P2": 1}, B={"P3": 1})
    told = protect([table], QUALITY, most=4)
    assert not told.published
    assert {one.rule for one in told.log if one.action is Action.LEFT} == {Rule.KNOWN_BEFORE}


def test_the_order_of_cases_and_tables_changes_nothing() -> None:
    one, other = themes(A=A, B=B, E=E), Table(cell("reviews", of=E), [])
    turned = Table(one.total, tuple(reversed(one.parts)))
    assert protect([one, other], QUALITY).published == protect([other, turned], QUALITY).published


@given(st.integers(0, 10_000))
def test_what_is_merged_passes_like_any_figure(seed: int) -> None:
    chance = random.Random(seed)
    people = [f"P{n}" for n in range(1, chance.randint(5, 9) + 1)]
    table = themes(
        **{
            name: {who: chance.choice([0, 0, 0, 1, 2, 6]) for who in people}
            for name in "ABCDEF"[: chance.randint(2, 6)]
        }
    )
    told = protect([table], QUALITY)
    hidden = [part for part in table.parts if told.value_of(part) is None]
    for part in table.parts:
        if told.value_of(part):
            assert count_rule(part.by_supervisor, Limits()) is Rule.PASSED
    if told.value_of(table.total) is not None and hidden:
        assert len(hidden) > 1 or len(table.parts) == 1
        merged = together(part.by_supervisor for part in hidden)
        assert count_rule(merged, Limits()) is Rule.PASSED
        assert told.other_of(table.total) in (None, merged.total())
    assert len(told.log) >= len(table.parts) + 1


def test_a_theme_is_not_read_off_its_questions() -> None:
    """A file falls short of a theme where it falls short of one of its questions or more."""
    people = [f"P{n}" for n in range(1, 9)]
    n = cell("n", of=dict.fromkeys(people, 3))
    first, second = {"P1": 1, "P2": 1}, {"P2": 1, "P3": 1}
    theme = cell("theme", "risk", of={"P1": 1, "P2": 1, "P3": 1})  # fails: three files
    questions = [
        k_of_n((name,), cell(name, "k", of=short), cell(name, of=n.cases["R1"]))
        for name, short in (("Q1", first), ("Q2", second))
    ]
    within = Table(n, [theme], TableKind.WITHIN)
    apart = protect([*questions, within], QUALITY)
    assert apart.shown(questions[0].parts[0]) == apart.shown(questions[1].parts[0]) == "2"
    # two and two: the theme is from two to four, so one of the questions has to go
    union = Table(theme, [table.parts[0] for table in questions], TableKind.UNION)
    told = protect([*questions, within, union], QUALITY)
    assert told.shown(theme) == "~"
    assert "~" in {told.shown(table.parts[0]) for table in questions}


def test_one_small_figure_hides_no_more_than_it_must() -> None:
    """One theme of one round fails: it and the smallest go, there and in the sum of both rounds."""
    people = [f"P{n}" for n in range(1, 9)]
    one_each = dict.fromkeys(people, 1)
    first = dict.fromkeys("ABCDE", one_each)
    second = first | {"B": {"P1": 2, "P2": 2}, "A": dict.fromkeys(people[:6], 1)}

    def table(*rounds: Mapping[str, Mapping[str, int]]) -> Table:
        names = [f"R{n}" for n, _ in enumerate((first, second), 1)]
        told = [names[(first, second).index(dict(one))] for one in rounds]
        parts = [
            Cell(("theme", name), {r: by[name] for r, by in zip(told, rounds, strict=True)})
            for name in "ABCDE"
        ]
        whole = {r: together(by.values()) for r, by in zip(told, rounds, strict=True)}
        return Table(Cell(("findings",), whole), parts)

    before = protect([table(first)], QUALITY)
    assert len(before.published) == 6
    tables = [table(second), table(first, second)]
    told = protect(tables, QUALITY, [before])
    for one in tables:
        hidden = {part.path[-1] for part in one.parts if told.value_of(part) is None}
        assert hidden == {"A", "B"}
        assert told.value_of(one.total) == one.total.value


# ---- the onlooker inside -------------------------------------------------------------------


def test_ranges_of_a_single_sum_are_exact() -> None:
    figures = Figures([10, 3, 7], [{}, {"P1": 3}, {"P2": 7}], [{0: -1, 1: 1, 2: 1}])
    (part,) = figures.parts({0})
    stranger = Onlooker(figures)
    assert list(stranger.pinned([1, 2], part, 9)) == []
    assert list(stranger.pinned([1, 2], part, 10)) == [1, 2]
    # P2 knows 7 of theirs: what is left moves by three at most
    assert list(stranger.pinned([1, 2], part, 3, "P2")) == [1, 2]
    assert list(stranger.pinned([1, 2], part, 2, "P2")) == []
    assert list(stranger.pinned([1, 2], part, 0, ANY_COLLEAGUE)) == [1, 2]


def test_linked_sums_pin_what_no_single_one_does() -> None:
    # a + b = 5, b + c = 5, a + c = 4 have no two solutions, though each sum leaves room
    figures = Figures(
        [2, 3, 2, 5, 5, 4],
        [{}] * 6,
        [{0: 1, 1: 1, 3: -1}, {1: 1, 2: 1, 4: -1}, {0: 1, 2: 1, 5: -1}],
    )
    (part,) = figures.parts({3, 4, 5})
    assert list(Onlooker(figures).pinned([0, 1, 2], part, 0)) == [0, 1, 2]
    (wider,) = figures.parts({3, 4})[:1]
    assert list(Onlooker(figures).pinned([0, 1, 2], wider, 4)) == []


def test_a_figure_that_is_in_no_sum_is_free() -> None:
    figures = Figures([1, 2], [{}, {}], [])
    assert figures.parts(set()) == [frozenset({0}), frozenset({1})]
    assert not list(Onlooker(figures).pinned([0], frozenset({0}), 100))
    bounded = Figures([1, 2], [{}, {}], [], most=4)
    assert list(Onlooker(bounded).pinned([0], frozenset({0}), 4)) == [0]
