"""Duties of quality assurance: when each is due, who has it, and that what is done is gone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomdesk.domain.quality.items import ITEM_SPECS, Item
from pomdesk.domain.quality.results import QualityDuty
from pomdesk.domain.quality.terms import ItemKind
from pomdesk.domain.quality.terms import QualityDutyKind as Kind
from pomdesk.domain.terms import RoshLevel
from pomdesk.rules.quality.duty_facts import (
    CaseFact,
    FeedbackFact,
    MarkingFact,
    QualityFacts,
    RoundFact,
    SettlingFact,
    SupervisorFact,
)
from pomdesk.rules.quality.quality_duties import quality_duties
from pomdesk.rules.working_days import Calendar
from tests.builders import day, policy

QUALITY = policy().quality
CALENDAR = Calendar(frozenset({day("2026-04-03"), day("2026-04-06")}))
TODAY = day("2026-05-01")


def duties(today: date = TODAY, **facts: Any) -> list[QualityDuty]:
    return quality_duties(QualityFacts(**facts), QUALITY, CALENDAR, today)


def told(found: Sequence[QualityDuty]) -> list[tuple[Kind, str | None, str]]:
    return [(one.kind, one.due.isoformat() if one.due else None, one.owner) for one in found]


def feedback(**changes: Any) -> FeedbackFact:
    return FeedbackFact(7, "P1", "A1", "A1234AB", **({"locked_on": day("2026-04-01")} | changes))


def item(kind: ItemKind, number: int = 3, **changes: Any) -> Item:
    ordinary = {"stage": ITEM_SPECS[kind].stages[0], "supervisor": "P1", "owner": "O1"}
    return Item(number, kind, **(ordinary | changes))


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ({}, [(Kind.SEND_FEEDBACK, "2026-04-10", "A1")]),
        ({"locked_on": None}, [(Kind.SEND_FEEDBACK, None, "A1")]),
        (
            {"sent_on": day("2026-04-01")},
            [(Kind.DISCUSS_FEEDBACK, "2026-04-17", "A1"), (Kind.READ_FEEDBACK, "2026-04-17", "P1")],
        ),
        (
            {"sent_on": day("2026-04-01"), "seen_on": day("2026-04-02")},
            [(Kind.DISCUSS_FEEDBACK, "2026-04-17", "A1")],
        ),
        (
            {"sent_on": day("2026-04-01"), "queried_on": day("2026-04-07")},
            [(Kind.ANSWER_QUERY, "2026-04-14", "")],
        ),
        (
            {
                "sent_on": day("2026-04-01"),
                "seen_on": day("2026-04-02"),
                "queried_on": day("2026-04-07"),
                "answered_on": day("2026-04-08"),
            },
            [(Kind.DISCUSS_FEEDBACK, "2026-04-22", "A1")],
        ),
        ({"sent_on": day("2026-04-01"), "discussed_on": day("2026-04-09")}, []),
        (  # queried again after it was answered
            {
                "sent_on": day("2026-04-01"),
                "discussed_on": day("2026-04-09"),
                "queried_on": day("2026-04-20"),
                "answered_on": day("2026-04-08"),
            },
            [(Kind.ANSWER_QUERY, "2026-04-27", "")],
        ),
    ],
)
def test_feedback_is_sent_read_discussed_and_its_queries_answered(
    days: dict[str, Any], expected: list[tuple[Kind, str | None, str]]
) -> None:
    found = duties(feedback=[feedback(**days)])
    assert told(found) == expected
    assert {(one.about, one.case_ref, one.target, one.number) for one in found} <= {
        ("P1", "A1234AB", "feedback", 7)
    }


def test_files_to_mark_and_differences_to_settle() -> None:
    mark = MarkingFact(5, "P1", "A1", "A1234AB", day("2026-04-01"))
    settle = SettlingFact(6, 2, "P1", "M1", "A1234AB", day("2026-04-01"))
    found = duties(marking=[mark], settling=[settle])
    assert told(found) == [(Kind.SETTLE, "2026-04-10", "M1"), (Kind.MARK_FILE, "2026-04-24", "A1")]
    assert [(one.key, one.target, one.number) for one in found] == [
        ("settle:6", "round", 2),
        ("mark_file:5", "review", 5),
    ]
    done = replace(mark, submitted_on=TODAY), replace(settle, settled_on=TODAY)
    assert not duties(marking=[done[0]], settling=[done[1]])
    assert told(duties(marking=[replace(mark, assigned_on=None)])) == [(Kind.MARK_FILE, None, "A1")]


@pytest.mark.parametrize(
    ("kind", "changes", "expected"),
    [
        (ItemKind.CONCERN, {"day": day("2026-04-01")}, (Kind.CONCERN, "2026-04-01")),
        (ItemKind.CONCERN, {"stage": "passed_on", "day": None}, (Kind.CONCERN, None)),
        (ItemKind.ACTION, {"due": day("2026-04-20")}, (Kind.ACTION, "2026-04-20")),
        (ItemKind.ACTIVITY, {"day": day("2026-06-01")}, (Kind.LEARNING, "2026-06-01")),
        (
            ItemKind.NEED,
            {"stage": "effect_check", "due": day("2026-07-01")},
            (Kind.EFFECT_CHECK, "2026-07-01"),
        ),
        (ItemKind.NEED, {"stage": "delivered"}, (Kind.EFFECT_CHECK, None)),
    ],
)
def test_items_that_are_open_are_duties(
    kind: ItemKind, changes: dict[str, Any], expected: tuple[Kind, str | None]
) -> None:
    (found,) = duties(items=[item(kind, title="Plan", **changes)])
    assert told([found]) == [(*expected, "O1")]
    assert (found.target, found.number, found.title) == ("item", 3, "Plan")


def test_items_that_are_closed_are_none() -> None:
    closed = [
        item(kind, stage=stage, day=TODAY, due=TODAY)
        for kind, spec in ITEM_SPECS.items()
        for stage in spec.closed
    ]
    assert not duties(items=closed)
    assert not duties(items=[item(ItemKind.NEED, stage="planned", due=TODAY)])


@pytest.mark.parametrize(
    ("today", "escalated"), [("2026-04-16", False), ("2026-04-17", True), ("2026-04-18", True)]
)
def test_case_reviews_are_told_of_before_and_escalated_after(today: str, escalated: bool) -> None:
    planned = item(ItemKind.CASE_REVIEW, what="in_depth", due=day("2026-04-01"))
    (found,) = duties(day(today), items=[planned])
    assert (found.kind, found.opens, found.escalated) == (
        Kind.CASE_REVIEW,
        day("2026-03-18"),
        escalated,
    )
    (induction,) = duties(items=[replace(planned, what="induction", due=None)])
    assert (induction.kind, induction.due, induction.opens) == (Kind.INDUCTION_REVIEW, None, None)
    assert not induction.escalated
    assert not duties(items=[replace(planned, stage="deferred")])


def case(**changes: Any) -> CaseFact:
    ordinary: dict[str, Any] = {
        "allocated_on": day("2026-04-01"),
        "rosh": RoshLevel.MEDIUM,
        "manager": "M1",
    }
    return CaseFact(9, "A1234AB", "P1", **(ordinary | changes))


def advice(on: str, **changes: Any) -> Item:
    return item(ItemKind.ADVICE, case_ref="A1234AB", day=day(on), **changes)


def test_new_cases_are_advised_on() -> None:
    (found,) = duties(cases=[case()])
    assert told([found]) == [(Kind.NEW_CASE_ADVICE, "2026-04-17", "M1")]
    assert not duties(cases=[case()], items=[advice("2026-04-01")])
    # advice before this supervisor had the case, or to another one, is not advice to this one
    assert duties(cases=[case()], items=[advice("2026-03-31")])
    assert duties(cases=[case()], items=[advice("2026-04-02", supervisor="P2")])
    assert not duties(cases=[replace(case(), supervisor="")])
    assert not duties(cases=[case()], began=day("2026-04-02"))
    assert duties(cases=[case()], began=day("2026-04-01"))
    assert told(duties(cases=[case(allocated_on=None)])) == [(Kind.NEW_CASE_ADVICE, None, "M1")]


@pytest.mark.parametrize(
    ("rosh", "held", "due"),
    [
        (RoshLevel.VERY_HIGH, None, "2026-04-29"),
        (RoshLevel.HIGH, None, "2026-05-27"),
        (RoshLevel.VERY_HIGH, {"day": "2026-04-10"}, "2026-05-08"),
        (RoshLevel.HIGH, {"day": "2026-04-10", "due": "2026-04-20"}, "2026-04-20"),
        (RoshLevel.HIGH, {"day": "2026-04-10", "due": "2027-04-20"}, "2026-06-05"),
        (RoshLevel.MEDIUM, None, None),
        (None, None, None),
    ],
)
def test_oversight_counts_from_the_last_or_from_allocation(
    rosh: RoshLevel | None, held: dict[str, str] | None, due: str | None
) -> None:
    items = [advice("2026-04-02")]
    if held:
        days = {name: day(iso) for name, iso in held.items()}
        items += [
            item(ItemKind.OVERSIGHT, 11, case_ref="A1234AB", **days),
            item(ItemKind.OVERSIGHT, 12, case_ref="A1234AB", day=day("2026-02-01")),
            item(ItemKind.OVERSIGHT, 13, case_ref="A9999ZZ", day=day("2026-05-01")),
        ]
    found = duties(cases=[case(rosh=rosh)], items=items)
    assert told(found) == ([(Kind.OVERSIGHT, due, "M1")] if due else [])


def test_oversight_begins_with_quality_assurance_and_may_have_no_day() -> None:
    old = case(rosh=RoshLevel.HIGH, allocated_on=day("2020-01-01"))
    (found,) = duties(cases=[old], began=day("2026-04-01"))
    assert found.due == day("2026-05-27")
    unknown = case(rosh=RoshLevel.HIGH, allocated_on=None)
    found = next(one for one in duties(cases=[unknown]) if one.kind is Kind.OVERSIGHT)
    assert found.due is None


def supervisor(**changes: Any) -> SupervisorFact:
    return SupervisorFact(4, "P1", "M1", **({"joined": day("2026-04-01")} | changes))


def test_one_to_ones_go_on_while_a_supervisor_is_here() -> None:
    held = item(ItemKind.ONE_TO_ONE, day=day("2026-04-20"))
    assert told(duties(supervisors=[supervisor()])) == [(Kind.ONE_TO_ONE, "2026-05-13", "M1")]
    assert told(duties(supervisors=[supervisor()], items=[held])) == [
        (Kind.ONE_TO_ONE, "2026-06-01", "M1")
    ]
    assert told(duties(supervisors=[supervisor(joined=None)])) == [(Kind.ONE_TO_ONE, None, "M1")]
    assert not duties(supervisors=[supervisor(left=TODAY)])
    assert duties(supervisors=[supervisor(left=day("2026-05-02"))])
    assert not duties(supervisors=[supervisor(joined=day("2026-05-02"))])
    assert duties(supervisors=[supervisor(joined=TODAY)])


def test_a_one_to_one_waits_for_the_end_of_an_absence() -> None:
    away = item(ItemKind.ABSENCE, day=day("2026-05-11"), due=day("2026-05-15"))
    (found,) = duties(supervisors=[supervisor()], items=[away])
    assert found.due == day("2026-05-18")
    other = replace(away, supervisor="P2")
    (found,) = duties(supervisors=[supervisor()], items=[other])
    assert found.due == day("2026-05-13")


def test_open_rounds_are_due() -> None:
    rounds = [RoundFact(1, "R1", TODAY, is_open=False), RoundFact(2, "R2", TODAY)]
    (found,) = duties(rounds=rounds)
    assert (found.key, found.title, found.target) == ("round_due:2", "R2", "round")


def test_nothing_is_asked_where_it_is_switched_off() -> None:
    off = replace(QUALITY, on=False)
    facts = QualityFacts(feedback=[feedback()], cases=[case()], supervisors=[supervisor()])
    assert quality_duties(facts, off, CALENDAR, TODAY) == []


DAYS = st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31))
ITEMS = st.lists(
    st.builds(
        lambda kind, number, **rest: item(kind, number, **rest),
        st.sampled_from(list(ItemKind)),
        st.integers(1, 50),
        day=DAYS,
        due=DAYS,
    ),
    max_size=12,
    unique_by=lambda one: one.id,
)


@given(ITEMS, DAYS, DAYS, DAYS)
def test_duties_stand_by_day_and_each_has_its_own_key(
    items: list[Item], locked: date | None, sent: date | None, joined: date | None
) -> None:
    found = duties(
        items=items,
        feedback=[feedback(locked_on=locked, sent_on=sent)],
        cases=[case(rosh=RoshLevel.HIGH)],
        supervisors=[supervisor(joined=joined)],
    )
    days = [one.due or date.max for one in found]
    assert days == sorted(days)
    assert len({one.key for one in found}) == len(found)
    assert all(one.key == f"{one.kind}:{one.number}" for one in found)
