"""Three-way merge: nothing lost, twice is once, and no order of machines that matters."""

from collections.abc import Callable, Mapping
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pomdesk.domain.visits import ClashKind, Rows
from pomdesk.rules.visits.merging import Clash, Merged, merge

KEYS = ("person", "entry:1", "capture:a")
VALUES = (None, "", "a", "b", "c")
Model = dict[str, dict[str, str | None]]
Merge = Callable[[Rows, Rows, Rows], Merged]

fields = st.dictionaries(st.sampled_from(("text", "due")), st.sampled_from(VALUES))
rows = st.dictionaries(st.sampled_from(KEYS), fields)


def test_what_one_side_changed_is_taken_and_what_both_did_is_asked() -> None:
    base = {"r": {"a": "0", "b": "0", "c": "0", "d": "0"}}
    ours = {"r": {"a": "1", "b": "0", "c": "1", "d": "1"}}
    theirs = {"r": {"a": "0", "b": "2", "c": "2", "d": "1"}}
    merged = merge(base, ours, theirs)
    assert merged.changed == {"r": {"b": "2"}}
    assert merged.clashes == (Clash(ClashKind.CHANGED, "r", "c", "0", "1", "2"),)
    assert merged.onto(ours) == {"r": {"a": "1", "b": "2", "c": "1", "d": "1"}}


def test_a_row_of_theirs_joins() -> None:
    merged = merge({}, {"x": {"a": "1"}}, {"y": {"a": "2"}})
    assert merged == Merged(joined={"y": {"a": "2"}})
    assert merged.onto({"x": {"a": "1"}}) == {"x": {"a": "1"}, "y": {"a": "2"}}


@pytest.mark.parametrize(
    ("theirs", "kinds"),
    [
        ({"r": {"a": "2"}}, [ClashKind.GONE]),
        ({"r": {"a": "1"}}, []),
        ({"r": {"a": "1", "b": ""}}, []),
        ({}, []),
    ],
)
def test_a_row_that_is_gone_is_asked_about_where_they_changed_it(
    theirs: Rows, kinds: list[ClashKind]
) -> None:
    merged = merge({"r": {"a": "1"}}, {}, theirs)
    assert [clash.kind for clash in merged.clashes] == kinds
    assert not merged.joined
    assert not merged.changed


def test_what_they_withdrew_is_asked_about_and_stays() -> None:
    base = {"r": {"a": "1"}}
    merged = merge(base, base, {})
    assert merged.clashes == (Clash(ClashKind.WITHDRAWN, "r"),)
    assert merged.onto(base) == base


def test_the_same_row_on_both_sides_is_compared_field_by_field() -> None:
    merged = merge({}, {"r": {"a": "1"}}, {"r": {"a": "2", "b": "3"}})
    assert merged.changed == {"r": {"b": "3"}}
    assert merged.clashes == (Clash(ClashKind.CHANGED, "r", "a", None, "1", "2"),)


@settings(max_examples=150, deadline=None)
@given(rows, rows, rows)
def test_any_three_merge_and_merging_again_changes_nothing(
    base: Model, ours: Model, theirs: Model
) -> None:
    merged = merge(base, ours, theirs)
    after = merged.onto(ours)
    assert merge(theirs, after, theirs) == Merged()
    assert merge(base, ours, base).changed == {}
    for problem in lost(base, ours, theirs, merged, after):
        pytest.fail(problem)


@settings(max_examples=150, deadline=None)
@given(rows, rows, rows, rows)
def test_the_order_of_two_machines_changes_neither_end_nor_what_is_offered(
    base: Model, ours: Model, one: Model, other: Model
) -> None:
    # Captures have numbers of their own, so no two machines bring the same new row.
    new = one.keys() - base.keys() | other.keys() - base.keys()
    one = {f"{key}1" if key in new else key: row for key, row in one.items()}
    other = {f"{key}2" if key in new else key: row for key, row in other.items()}
    ends = [both(base, ours, first, second) for first, second in ((one, other), (other, one))]
    assert ends[0][1] == ends[1][1]
    if not ends[0][2]:
        assert ends[0][0] == ends[1][0]


def both(base: Rows, ours: Rows, first: Rows, second: Rows) -> tuple[Model, set[object], bool]:
    """The end of merging two machines, all that is offered there, and whether they clashed."""
    one = merge(base, ours, first)
    between = one.onto(ours)
    two = merge(base, between, second)
    end = said(two.onto(between))
    offered: set[object] = {(key, name, v) for key, row in end.items() for name, v in row.items()}
    for clash, theirs in ((c, t) for m, t in ((one, first), (two, second)) for c in m.clashes):
        if clash.field:
            offered.add((clash.row, clash.field, clash.theirs))
        else:
            offered.add((clash.kind, clash.row, str(said(theirs).get(clash.row))))
    withdrawn = ClashKind.WITHDRAWN
    return end, offered, any(c.kind is not withdrawn for c in (*one.clashes, *two.clashes))


def said(rows: Rows) -> Model:
    """Rows in which every field is named and nothing is None."""
    names = ("text", "due")
    return {key: {name: row.get(name) or None for name in names} for key, row in rows.items()}


def lost(base: Rows, ours: Rows, theirs: Rows, merged: Merged, after: Rows) -> list[str]:
    """Writes since the base that are neither in the end nor offered."""
    end, asked = said(after), {(clash.row, clash.field) for clash in merged.clashes}
    problems = []
    for who, side in (("ours", said(ours)), ("theirs", said(theirs))):
        for key, row in side.items():
            before = said(base).get(key, dict.fromkeys(row))
            for name, value in row.items():
                there = end.get(key, {}).get(name) == value
                offered = {(key, name), (key, "")} & asked
                if value != before[name] and not there and not offered:
                    problems.append(f"{who} lost {key}.{name}")
    return problems


# ---- interleavings: two machines that write as they like, and come back when they like ----------


def last_writer_wins(base: Rows, ours: Rows, theirs: Rows) -> Merged:
    """What must not pass: whoever comes in last is believed."""
    known = {key: row for key, row in theirs.items() if key in ours}
    return Merged({key: row for key, row in theirs.items() if key not in ours}, known)


def walked(seed: int, merge_by: Merge) -> list[str]:
    """One random history of a desk and two machines; what was lost in it.

    Each write has a value of its own, so whoever looks for it cannot mistake it for another.
    """
    random = Random(seed)
    start: Model = {"person": {"cell": "0"}, "entry:1": {"text": "0", "due": "0"}}
    desk = {key: dict(row) for key, row in start.items()}
    machines = [{key: dict(row) for key, row in start.items()} for _ in range(2)]
    bases: list[Rows] = [start, start]
    live: dict[tuple[int, str, str], str] = {}
    offered: set[str | None] = set()
    for step in range(30):
        side = random.randrange(3)
        if side == 2 and random.random() < 0.4:
            number = random.randrange(2)
            theirs = {key: dict(row) for key, row in machines[number].items()}
            merged = merge_by(bases[number], desk, theirs)
            desk = {key: dict(row) for key, row in merged.onto(desk).items()}
            offered |= {clash.theirs for clash in merged.clashes}
            bases[number] = theirs
            continue
        rows_of = (*machines, desk)[side]
        key = random.choice(sorted(rows_of))
        if random.random() < 0.3:
            key = f"capture:{side}-{step}"
            rows_of[key] = {"text": "0"}
        name = random.choice(sorted(rows_of[key]))
        if side == 2:
            # The desk writes over what it sees.
            live = {of: v for of, v in live.items() if v != rows_of[key][name]}
        rows_of[key][name] = live[side, key, name] = f"{side}-{step}"
    for number in (0, 1):
        merged = merge_by(bases[number], desk, machines[number])
        offered |= {clash.theirs for clash in merged.clashes}
        desk = {key: dict(row) for key, row in merged.onto(desk).items()}
        assert merge(machines[number], desk, machines[number]) == Merged()
    kept = {value for row in desk.values() for value in row.values()} | offered
    return [f"{of}: {value}" for of, value in live.items() if value not in kept]


def test_of_two_hundred_interleavings_none_loses_a_write() -> None:
    assert {seed: found for seed in range(200) if (found := walked(seed, merge))} == {}


def test_the_interleavings_notice_a_merge_that_loses() -> None:
    assert sum(bool(walked(seed, last_writer_wins)) for seed in range(50)) > 10


def test_details_of_a_mapping_are_not_needed() -> None:
    frozen: Mapping[str, Mapping[str, str | None]] = {"r": {}}
    assert merge(frozen, frozen, frozen) == Merged()
