"""Frames: checked, in one order and one spelling, hashed."""

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.draws import Criteria
from pomdesk.domain.quality.results import FrameRow
from pomdesk.domain.quality.terms import Certainty, Exclusion, Unit
from pomdesk.rules.quality.canonical import canonical, read_canonical
from pomdesk.rules.quality.frames import (
    drawable,
    drawable_sha256,
    exclusions,
    frame_json,
    frame_sha256,
    read_frame,
    run_out,
    sizes,
)
from tests.rules.quality.vectors import FRAME_SHA256, REFS, excluded, frame, row, unit_of


def test_the_drawable_list_has_the_known_digest() -> None:
    assert drawable_sha256(frame()) == FRAME_SHA256


@given(st.permutations(REFS), st.lists(st.sampled_from(["", " ", "\t"]), min_size=12, max_size=12))
@settings(max_examples=40)
def test_order_capitals_and_spaces_of_the_list_do_not_matter(
    refs: list[str], spaces: list[str]
) -> None:
    typed = [row(space + ref.lower() + space) for ref, space in zip(refs, spaces, strict=True)]
    assert frame(typed) == frame()
    assert frame_sha256(frame(typed)) == frame_sha256(frame())


def test_what_is_left_out_stays_in_the_frame_with_its_reason() -> None:
    rows = [
        row("A1"),
        excluded("A2"),
        excluded("A3"),
        row("A4", excluded=Exclusion.OTHER, reason="x"),
    ]
    made = frame(rows)
    assert [one["case_ref"] for one in drawable(made)] == ["A1"]
    assert exclusions(made) == {"moved": 2, "other": 1}
    assert [one.case_ref for one in made.rows] == ["A1", "A2", "A3", "A4"]
    changed = frame([*rows[:3], replace(rows[3], reason="y")])
    assert drawable_sha256(changed) == drawable_sha256(made)
    assert frame_sha256(changed) != frame_sha256(made)


def test_who_is_left_out_needs_no_supervisor() -> None:
    made = frame([row("A1"), excluded("A2", Exclusion.NO_SUPERVISOR, "")])
    assert sizes(made) == {"POM03": 1}


def test_certain_cases_are_not_drawn_at_random() -> None:
    made = frame(unit_of(POM01=3, POM02=1), certainty={" pom01-001": Certainty.SERIOUS_INCIDENT})
    assert sizes(made) == {"POM01": 2, "POM02": 1}
    assert made.certainty == {"POM01-001": Certainty.SERIOUS_INCIDENT}


def test_a_second_key_stands_behind_the_supervisor() -> None:
    rows = [row("A1", rosh="HIGH"), row("A2", rosh="LOW"), row("A3", rosh=" HIGH "), row("A4")]
    assert sizes(frame(rows, keys=("supervisor", "rosh"))) == {
        "POM03|HIGH": 2,
        "POM03|LOW": 1,
        "POM03|NOT_KNOWN": 1,
    }
    assert sizes(frame(rows)) == {"POM03": 4}


@pytest.mark.parametrize(
    ("rows", "code", "says"),
    [
        ([], "REQ-QA-FRAME-EMPTY", ""),
        ([excluded("A1"), excluded("A2")], "REQ-QA-NOTHING-TO-DRAW", "2"),
        ([row("A1"), row(" a1 "), row("B1"), row("b1")], "REQ-QA-DUPLICATE", "A1, B1"),
        ([row("A1"), excluded("a1")], "REQ-QA-DUPLICATE", "A1"),
        ([row("T\u0176"), row("Ty\u0302")], "REQ-QA-DUPLICATE", "T\u0176"),
        ([row("A1"), row("A2", "")], "REQ-QA-NO-SUPERVISOR", "A2"),
        ([row("A1"), row("A2", "  ")], "REQ-QA-NO-SUPERVISOR", "A2"),
        ([row("A1"), excluded("A2", Exclusion.OTHER)], "REQ-QA-EXCLUSION-WHY", "A2"),
        ([row(" ")], "REQ-QA-REF", " "),
        ([row("A'1")], "REQ-QA-REF", "A'1"),
        ([row("A1", "P|1")], "REQ-QA-STRATUM", "P|1"),
        ([row("A1", "P\n1")], "REQ-QA-STRATUM", "P"),
        ([row("A1", rosh="A|B")], "REQ-QA-STRATUM", "A|B"),
        ([row("A1", "pom1"), row("A2", "POM1")], "REQ-QA-SPELT", "POM1"),
        ([row("A1", "pom1"), excluded("A0", supervisor="POM1")], "REQ-QA-SPELT", "pom1"),
    ],
)
def test_what_cannot_be_frozen_is_refused_by_name(
    rows: list[FrameRow], code: str, says: str
) -> None:
    with pytest.raises(RequestRefused) as refused:
        frame(rows)
    assert refused.value.code == code
    assert says in str(refused.value.details)
    assert "A1" not in str(refused.value)


def test_only_the_first_few_of_many_are_named() -> None:
    with pytest.raises(RequestRefused) as refused:
        frame([row(f"A{n:02}", "") for n in range(30)])
    assert refused.value.details["n"] == 30
    assert str(refused.value.details["refs"]).endswith("A09, ...")


@pytest.mark.parametrize("ref", ["Z9", "A2"])
def test_a_certain_case_must_be_one_that_could_be_drawn(ref: str) -> None:
    with pytest.raises(RequestRefused, match="REQ-QA-CERTAINTY"):
        frame([row("A1"), excluded("A2")], certainty={ref: Certainty.DECISION_NEAR})


def test_all_may_be_certain() -> None:
    made = frame([row("A1")], certainty={"A1": Certainty.NEW_SUPERVISOR})
    assert sizes(made) == {}


@pytest.mark.parametrize("keys", [(), ("supervisor", "rosh", "x"), ("rosh", "rosh"), ("",)])
def test_there_are_one_or_two_keys(keys: tuple[str, ...]) -> None:
    with pytest.raises(RequestRefused, match="REQ-QA-KEYS"):
        frame(keys=keys)


def test_words_and_a_time_zone_are_needed() -> None:
    with pytest.raises(RequestRefused, match="REQ-QA-WORDS"):
        frame(eligibility=Criteria(" "))
    with pytest.raises(RequestRefused, match="REQ-QA-WORDS"):
        frame(filter_by=Criteria(""))
    with pytest.raises(RequestRefused, match="REQ-QA-TIME"):
        frame(frozen_at=datetime(2026, 7, 1, 9, 0))  # noqa: DTZ001


def test_assessments_are_named_by_case_and_day_and_only_the_latest_is_eligible() -> None:
    rows = [row("A1234AB/2026-05-04"), row("B1234AB/2026-05-04"), excluded("A1234AB/2026-01-04")]
    assert sizes(frame(rows, unit=Unit.OASYS)) == {"POM03": 2}
    both = [row("A1234AB/2026-05-04"), row("a1234ab/2026-01-04")]
    with pytest.raises(RequestRefused, match="REQ-QA-NOT-LATEST") as refused:
        frame(both, unit=Unit.OASYS)
    assert refused.value.details["refs"] == "A1234AB"


@pytest.mark.parametrize("ref", ["A1234AB", "A1234AB/20260504", "/2026-05-04", "A1/2026-02-30"])
def test_a_case_is_no_assessment(ref: str) -> None:
    with pytest.raises(RequestRefused, match="REQ-QA-REF-OASYS"):
        frame([row(ref)], unit=Unit.OASYS)


def test_supervisors_who_have_run_out_are_told() -> None:
    rows = [
        *unit_of(POM01=1, POM02=3, POM03=1),
        excluded("B1", Exclusion.SEEN_IN_CYCLE, "POM01"),
        excluded("B2", Exclusion.SEEN_IN_CYCLE, "POM02"),
        excluded("B3", Exclusion.MOVED, "POM03"),
        excluded("B4", Exclusion.SEEN_IN_CYCLE, "POM04"),
    ]
    assert run_out(frame(rows), 2) == ("POM01", "POM04")


def test_a_frame_comes_back_from_its_file() -> None:
    made = frame(
        [row("A1", rosh="HIGH"), excluded("A2"), row("A3")],
        keys=("supervisor", "rosh"),
        certainty={"A3": Certainty.DECISION_NEAR},
        filter_by=Criteria("Recalled", {"recall": True}),
    )
    assert read_frame(read_canonical(canonical(frame_json(made)))) == made


@pytest.mark.parametrize(
    "value",
    [None, 1, [], {}, {"rows": 1}, {**frame_json(frame()), "rows": [1]},
     {**frame_json(frame()), "frozen_at": "0001-01-01T00:00:00+23:59"},
     {**frame_json(frame()), "source": 1}, {**frame_json(frame()), "unit": "wing"}],
)  # fmt: skip
def test_what_is_no_frame_is_refused(value: object) -> None:
    with pytest.raises(RequestRefused, match="REQ-QA-FRAME-READ"):
        read_frame(value)
