"""Draws: the same from any list, each case as likely as it is said to be."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.draws import Plan, Seed, SeedSource
from pomdesk.domain.quality.results import Picked
from pomdesk.domain.quality.terms import Certainty, Exclusion, SampleRole, SampleStatus
from pomdesk.rules.quality.draws import (
    certainty_of,
    check_seed,
    double_mark_frame,
    double_mark_plan,
    double_mark_seed,
    draw,
    next_reserve,
    seed_identity,
)
from tests.rules.quality.vectors import (
    ELIGIBILITY,
    FROZEN_AT,
    MASTER,
    ORDER,
    REFS,
    SEED,
    excluded,
    frame,
    row,
    seed,
    unit_of,
)

PRIMARY, RESERVE, CERTAIN = SampleRole.PRIMARY, SampleRole.RESERVE, SampleRole.CERTAINTY


def refs(picked: tuple[Picked, ...] | list[Picked], role: SampleRole = PRIMARY) -> list[str]:
    return [one.case_ref for one in picked if one.role is role]


def drawn(rows: list[str], n: int, text: str = SEED) -> list[str]:
    return refs(list(draw(frame([row(ref) for ref in rows]), seed(text), Plan(n)).picked))


def test_the_known_draw() -> None:
    made = draw(frame(), seed(), Plan(4))
    assert refs(list(made.picked)) == list(ORDER)[:4]
    assert refs(list(made.picked), RESERVE) == list(ORDER)[4:6]
    assert [one.rank for one in made.picked] == [1, 2, 3, 4, 5, 6]
    assert {one.inclusion for one in made.picked} == {Fraction(1, 3)}
    assert [one.ticket[:8] for one in made.picked] == [
        begins[:8] for begins in list(ORDER.values())[:6]
    ]


def test_a_cycle_by_one_master_sees_every_case_once() -> None:
    """Rounds 1 to 3 of the known rotation; what was seen leaves the frame."""
    expected = [
        ["A1003AD", "A1010AL", "A1011AM", "A1005AF"],
        ["A1004AE", "A1000AA", "A1001AB", "A1006AG"],
        ["A1002AC", "A1009AK", "A1007AH", "A1008AJ"],
    ]
    seen: list[str] = []
    for round_, picks in enumerate(expected, 1):
        rows = [excluded(r, Exclusion.SEEN_IN_CYCLE) if r in seen else row(r) for r in REFS]
        made = draw(frame(rows), Seed(MASTER, SeedSource.CYCLE, round=round_), Plan(4))
        assert refs(list(made.picked)) == picks
        seen += picks
    assert sorted(seen) == REFS


@given(st.permutations(REFS), st.integers(0, 12))
@settings(max_examples=40)
def test_the_order_and_spelling_of_the_list_do_not_matter(rows: list[str], n: int) -> None:
    assert drawn([f" {ref.lower()}\t" for ref in rows], n) == list(ORDER)[:n]


@given(st.sets(st.sampled_from(REFS), max_size=11), st.integers(1, 6))
@settings(max_examples=60)
def test_without_a_case_only_the_next_one_moves_up(gone: set[str], n: int) -> None:
    left = [ref for ref in REFS if ref not in gone]
    assert drawn(left, n) == [ref for ref in ORDER if ref not in gone][:n]


@given(st.integers(0, 12), st.text("abcdef0123456789", min_size=6, max_size=20))
@settings(max_examples=40)
def test_a_larger_draw_holds_the_smaller_one(n: int, text: str) -> None:
    assert drawn(REFS, 12, text)[:n] == drawn(REFS, n, text)


def test_every_case_is_as_likely_as_is_said() -> None:
    times, made = 2000, frame(unit_of(POM01=12, POM02=5))
    counts: Counter[str] = Counter()
    for number in range(times):
        picked = draw(made, seed(f"seed-{number:06}"), Plan(6, floor=2)).picked
        counts.update(refs(list(picked)))
        likely = {one.case_ref[:5]: one.inclusion for one in picked}
    for ref in (one.case_ref for one in made.rows):
        expected = float(likely[ref[:5]]) * times
        assert abs(counts[ref] - expected) < 4.5 * (expected * (1 - expected / times)) ** 0.5


def test_certain_cases_use_up_no_quota_and_change_no_other_case() -> None:
    without = draw(frame(), seed(), Plan(4))
    last = list(ORDER)[-1]  # would not have been drawn
    made = draw(frame(certainty={last: Certainty.DECISION_NEAR}), seed(), Plan(4))
    assert refs(list(made.picked)) == refs(list(without.picked))
    assert refs(list(made.picked), CERTAIN) == [last]
    certain, *others = made.picked
    assert certain.inclusion == 1
    assert {one.inclusion for one in others} == {Fraction(4, 11)}
    assert certainty_of(frame(certainty={last: Certainty.DECISION_NEAR}), made) == [
        (certain, Certainty.DECISION_NEAR)
    ]


def test_a_certain_case_is_never_drawn_twice() -> None:
    first = next(iter(ORDER))
    made = draw(frame(certainty={first: Certainty.SERIOUS_INCIDENT}), seed(), Plan(4))
    assert refs(list(made.picked)) == list(ORDER)[1:5]
    assert len({one.case_ref for one in made.picked}) == len(made.picked)


def test_all_may_be_certain_and_nothing_left_to_chance() -> None:
    made = draw(frame([row("A1")], certainty={"A1": Certainty.NEW_SUPERVISOR}), seed(), Plan(5))
    assert refs(list(made.picked), CERTAIN) == ["A1"]
    assert len(made.picked) == 1
    assert made.allocation.n == 0


def test_a_supervisor_with_fewer_cases_than_the_floor_gives_all() -> None:
    made = draw(frame(unit_of(POM01=30, POM02=1)), seed(), Plan(8, floor=3))
    assert Counter(one.stratum for one in made.picked if one.role is PRIMARY) == {
        "POM01": 7, "POM02": 1,
    }  # fmt: skip


def test_more_files_than_there_are_is_all_of_them_without_reserves() -> None:
    made = draw(frame(), seed(), Plan(99))
    assert refs(list(made.picked)) == list(ORDER)
    assert {(one.role, one.inclusion) for one in made.picked} == {(PRIMARY, Fraction(1))}


def test_what_is_left_out_is_never_drawn() -> None:
    rows = [excluded(ref) if ref in list(ORDER)[:3] else row(ref) for ref in REFS]
    assert refs(list(draw(frame(rows), seed(), Plan(2)).picked)) == list(ORDER)[3:5]


# ---- seeds --------------------------------------------------------------------------------


def test_seeds_that_can_be_trusted_pass() -> None:
    for one in (
        seed(),
        seed("1643526", SeedSource.DICE, witness="W. Witness"),
        seed("1643526", SeedSource.LOTTERY, witness="W. Witness"),
        seed(MASTER, SeedSource.CYCLE, round=2),
        seed(SEED, SeedSource.PARENT),
    ):
        check_seed(one, drawn_by="L. Lead", used_before={"other1"})


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (seed("12345", SeedSource.DICE, witness="W"), "REQ-QA-SEED-LETTERS"),
        (seed("12 3456"), "REQ-QA-SEED-LETTERS"),
        (seed("123456", SeedSource.DICE), "REQ-QA-SEED-WITNESS"),
        (seed("123456", SeedSource.LOTTERY, witness=" "), "REQ-QA-SEED-WITNESS"),
        (seed("123456", SeedSource.DICE, witness="l. lead "), "REQ-QA-SEED-WITNESS"),
        (seed(MASTER, SeedSource.CYCLE), "REQ-QA-SEED-ROUND"),
        (seed(MASTER, SeedSource.CYCLE, round=-1), "REQ-QA-SEED-ROUND"),
        (seed(SEED, round=1), "REQ-QA-SEED-ROUND"),
        (seed("used-before"), "REQ-QA-SEED-USED"),
        (seed("USED-before"), "REQ-QA-SEED-USED"),
        (seed("used-before", SeedSource.CYCLE, round=1), "REQ-QA-SEED-USED"),
    ],
)
def test_other_seeds_are_refused(one: Seed, code: str) -> None:
    used = {
        seed_identity(seed("used-before")),
        seed_identity(seed("used-before", SeedSource.CYCLE, round=1)),
    }
    with pytest.raises(RequestRefused) as refused:
        check_seed(one, drawn_by="L. Lead", used_before=used)
    assert refused.value.code == code


def test_a_master_serves_each_round_once() -> None:
    used = {seed_identity(seed(MASTER, SeedSource.CYCLE, round=1))}
    check_seed(seed(MASTER, SeedSource.CYCLE, round=2), drawn_by="L", used_before=used)


# ---- substitution -------------------------------------------------------------------------

MADE = draw(
    frame([*(row(ref) for ref in REFS), row("B1", "POM04"), row("B2", "POM04"), row("B3", "POM04")],
          certainty={"A1004AE": Certainty.DECISION_NEAR}),
    seed(), Plan(5, floor=1),
)  # fmt: skip
STATUSES = {
    one.case_ref: SampleStatus.WAITING if one.role is RESERVE else SampleStatus.DRAWN
    for one in MADE.picked
}
FIRST, *_ = (one.case_ref for one in MADE.picked if one.role is PRIMARY)


def after(ref: str, **statuses: SampleStatus) -> str | None:
    found = next_reserve(MADE.picked, {**STATUSES, **statuses}, ref)
    return found.case_ref if found else None


def test_the_next_reserve_of_the_stratum_steps_in() -> None:
    reserves = [
        one.case_ref for one in MADE.picked if one.role is RESERVE and one.stratum == "POM03"
    ]
    assert len(reserves) == 2
    first, second = reserves
    assert after(FIRST) == first
    assert after(FIRST, **{first: SampleStatus.ASSIGNED}) == second
    assert after(first, **{first: SampleStatus.IN_REVIEW}) == second
    gone = {first: SampleStatus.SUBSTITUTED, second: SampleStatus.DRAWN}
    assert after(FIRST, **gone) is None
    assert after(second, **gone) is None


def test_nothing_steps_in_for_a_certain_case() -> None:
    assert after("A1004AE") is None


@pytest.mark.parametrize(
    "status", [SampleStatus.DONE, SampleStatus.SUBSTITUTED, SampleStatus.WITHDRAWN]
)
def test_only_a_unit_that_is_being_read_can_fall_out(status: SampleStatus) -> None:
    with pytest.raises(RequestRefused, match="REQ-QA-NOT-IN-PLAY"):
        after(FIRST, **{FIRST: status})
    waiting = next(one.case_ref for one in MADE.picked if one.role is RESERVE)
    with pytest.raises(RequestRefused, match="REQ-QA-NOT-IN-PLAY"):
        after(waiting)
    with pytest.raises(RequestRefused, match="REQ-QA-NOT-DRAWN"):
        after("Z9")


# ---- double marks -------------------------------------------------------------------------


def double(assessors: dict[str, str], percent: int = 20, least: int = 0) -> list[str]:
    made = double_mark_frame(
        frame(), assessors, eligibility=ELIGIBILITY, source="draw 1",
        frozen_at=FROZEN_AT, frozen_by="L. Lead",
    )  # fmt: skip
    plan = double_mark_plan(assessors, percent=percent, least=least)
    return refs(list(draw(made, double_mark_seed(seed()), plan).picked))


def test_the_known_double_mark() -> None:
    assert double(dict.fromkeys(list(ORDER)[:4], "ASSESSOR1")) == ["A1005AF"]


def test_every_assessor_has_one_at_least() -> None:
    assessors = {ref: f"ASSESSOR{place % 3}" for place, ref in enumerate(ORDER)}
    picked = double(assessors)
    assert len(picked) == 3
    assert len({assessors[ref] for ref in picked}) == 3
    assert len(double(assessors, percent=50)) == 6


def test_what_the_cycle_lacks_is_added_as_far_as_there_are_files() -> None:
    assessors = dict.fromkeys(list(ORDER)[:6], "ASSESSOR1")
    assert len(double(assessors, least=5)) == 5
    assert len(double(assessors, least=50)) == 6
    assert double_mark_plan({}, percent=20).n == 0


@pytest.mark.parametrize(("percent", "least"), [(-1, 0), (101, 0), (20, -1)])
def test_odd_shares_of_double_marks_are_refused(percent: int, least: int) -> None:
    with pytest.raises(RequestRefused, match="REQ-QA-NUMBER"):
        double_mark_plan({"A1": "X"}, percent=percent, least=least)


def test_double_marks_are_files_of_the_draw() -> None:
    with pytest.raises(RequestRefused, match="REQ-QA-NOT-DRAWN"):
        double({"Z9": "ASSESSOR1"})


def test_double_marks_of_a_round_by_a_master_differ_from_round_to_round() -> None:
    made = double_mark_frame(
        frame(), dict.fromkeys(REFS, "ASSESSOR1"), eligibility=ELIGIBILITY, source="draw 1",
        frozen_at=FROZEN_AT, frozen_by="L. Lead",
    )  # fmt: skip
    by_round = [
        refs(
            list(
                draw(
                    made, double_mark_seed(Seed(MASTER, SeedSource.CYCLE, round=r)), Plan(6)
                ).picked
            )
        )
        for r in (1, 2)
    ]
    assert by_round[0] != by_round[1]
