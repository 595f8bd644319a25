"""What holds of the duties of any case whatever, on any day."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pomdesk.domain.duties import Duty, DutyKind, DutyState
from pomdesk.domain.facts import Assessment, Case, CaseSources
from pomdesk.domain.record import SPECS, DutyMark, Entry, EntryKind, MarkKind
from pomdesk.rules.case import work_out
from pomdesk.rules.duties.case import work_out_duties
from pomdesk.rules.duties.ground import Ground
from pomdesk.rules.duties.proof import prove_duty
from pomdesk.rules.policy import Policy
from resources.text import Text
from tests.builders import case, day, movement, person, policy, review
from tests.rules.duties.working import CALENDAR, POLICY, duties, duty, entry, oasys
from tests.rules.facts import CASES, DAYS, INSIDE, MAYBE_DAY, NEAR_DAYS

LEVELS = st.sampled_from([None, "LOW", "MEDIUM", "HIGH", "VERY_HIGH", "odd"])
OASYS = st.builds(
    Assessment,
    assessment_type=st.sampled_from(["LAYER1", "LAYER3"]),
    status=st.sampled_from([None, "", "COMPLETE", "SIGNED", "LOCKED_INCOMPLETE", "OPEN", "odd"]),
    completed_on=MAYBE_DAY,
    countersigned_on=MAYBE_DAY,
    rosh_overall=LEVELS,
)
KEYS = st.sampled_from([*(kind.value for kind in DutyKind), "handover_task:contacted_com", "x:1"])
MARKS = st.builds(DutyMark, duty=KEYS, mark=st.sampled_from(MarkKind), day=DAYS, until=MAYBE_DAY)


@st.composite
def entries(draw: st.DrawFn) -> tuple[Entry, ...]:
    """A few entries, as wild as the forms allow."""
    found = []
    for number in range(draw(st.integers(0, 5))):
        kind = draw(st.sampled_from(EntryKind))
        found.append(
            Entry(
                number,
                kind,
                draw(DAYS),
                draw(st.sampled_from([None, *SPECS[kind].whats])),
                draw(st.sampled_from([None, *SPECS[kind].stages])),
                draw(MAYBE_DAY),
                draw(MAYBE_DAY),
                subject=draw(st.sampled_from(["", "1", "2"])),
            )
        )
    return tuple(found)


def _filled(
    case: Case,
    assessments: list[Assessment],
    entries: tuple[Entry, ...],
    marks: list[DutyMark],
    allocated: date | None,
) -> Case:
    reviews = {review.review_id: review for review in case.parole_reviews}
    return replace(
        case,
        parole_reviews=tuple(reviews.values()),  # the store holds one of a number
        assessments=tuple(assessments),
        entries=entries,
        marks=tuple(marks),
        allocated_on=allocated,
    )


FILLED = st.builds(
    _filled,
    st.one_of(CASES, INSIDE, INSIDE),
    st.lists(OASYS, max_size=3),
    entries(),
    st.lists(MARKS, max_size=3),
    MAYBE_DAY,
)
POLICIES = st.sampled_from(
    [POLICY, policy(duties_non_working_day='"after"'), policy(oasys_countersign_on="false")]
)
SLOW = settings(max_examples=250, suppress_health_check=[HealthCheck.too_slow], deadline=None)


@SLOW
@given(FILLED, POLICIES, DAYS)
def test_any_facts_give_sound_duties(of: Case, under: Policy, on: date) -> None:
    result = work_out(of, under, on)
    found = work_out_duties(of, result, under, CALENDAR, on)
    keys = {one.key for one in found}
    assert len(keys) == len(found)
    for one in found:
        check(one, on, keys)
    if not result.scope.inside:
        assert all(one.family.value == "data" for one in found)
    again = work_out_duties(of, result, under, CALENDAR, on)
    assert [(d.key, d.due, d.state) for d in again] == [(d.key, d.due, d.state) for d in found]


def check(duty: Duty, on: date, keys: set[str]) -> None:
    """One duty makes sense by itself."""
    assert duty.because
    assert duty.opens is None or duty.due is None or duty.opens <= duty.due
    assert (duty.state is DutyState.BLOCKED) <= bool(duty.waits_on)
    assert duty.state is not DutyState.OVERDUE or (duty.due is not None and duty.due < on)
    assert (duty.state is DutyState.DONE) == (duty.done_on is not None)
    assert (duty.given_due is not None) == any(r.rule == "due_moved" for r in duty.because)
    assert duty.snoozed_until is None or duty.snoozed_until > on
    assert set(duty.waits_on) <= keys


@SLOW
@given(FILLED, NEAR_DAYS)
def test_every_reason_can_be_proved_and_said(of: Case, on: date) -> None:
    text = Text("en")
    ground = Ground(of, work_out(of, POLICY, on), POLICY, CALENDAR, on)
    for one in work_out_duties(of, ground.result, POLICY, CALENDAR, on):
        proofs = prove_duty(one, ground, CaseSources())
        assert [proof.rule for proof in proofs] == [reason.rule for reason in one.because]
        assert all(text.has(f"rule.{proof.rule}") for proof in proofs)
        assert text.has(f"duty.{one.kind}")
        assert text.has(f"duty_completes.{one.kind}")


@SLOW
@given(FILLED, NEAR_DAYS, st.integers(1, 500))
def test_the_clock_only_makes_things_later(of: Case, on: date, days: int) -> None:
    """What the calendar alone decides: a day is never brought nearer by looking at it later."""
    then = on + timedelta(days)
    before = work_out(of, POLICY, on)
    after = work_out(of, POLICY, then)
    if before.handover != after.handover or before.parole != after.parole:
        return
    early = {d.key: d for d in work_out_duties(of, before, POLICY, CALENDAR, on)}
    for one in work_out_duties(of, after, POLICY, CALENDAR, then):
        was = early.get(one.key)
        if was is not None and one.family.value in {"parole", "handover"}:
            assert was.due == one.due
            if was.state is DutyState.OVERDUE and one.open:
                assert one.state is not DutyState.UPCOMING


# ---- one case, the clock jumping -------------------------------------------------------------

BUSY = case(
    person(),
    assessments=[oasys("2024-02-29"), oasys("2025-03-30")],
    movements=[movement("LEI", "2026-10-25")],
    parole_reviews=[review("2028-02-29")],
    entries=[
        entry(EntryKind.SIGNIFICANT_EVENT, "2027-12-31", "violence", number=1),
        entry(EntryKind.INTERVENTION, "2026-03-29", "programme", number=2, stage="completed"),
    ],
)


@pytest.mark.parametrize(
    ("on", "key", "due"),
    [
        # Nights on which the clocks change: days are days.
        ("2026-10-25", "oasys_transfer_in:2026-10-25", "2026-11-20"),
        ("2026-10-26", "oasys_transfer_in:2026-10-25", "2026-11-20"),
        ("2026-03-29", "oasys_programme:2", "2026-04-24"),
        # The eve and the first day of a year.
        ("2027-12-31", "oasys_significant_change:1", "2028-01-14"),
        ("2028-01-01", "oasys_significant_change:1", "2028-01-14"),
        # Leap days.
        ("2025-02-28", "oasys_review", "2026-03-30"),
        ("2028-02-28", "hearing:1", "2028-02-29"),
        ("2028-02-29", "hearing:1", "2028-02-29"),
        ("2028-03-01", "parole_outcome:1", "2028-03-14"),
    ],
)
def test_days_hold_when_the_clock_jumps(on: str, key: str, due: str) -> None:
    found = duty(BUSY, key, on)
    assert found.due == day(due)


def test_going_back_in_time_gives_what_it_gave() -> None:
    there = duties(BUSY, "2026-11-24")
    duties(BUSY, "2028-03-01")
    back = duties(BUSY, "2026-11-24")
    assert {k: (d.due, d.state) for k, d in back.items()} == {
        k: (d.due, d.state) for k, d in there.items()
    }


def test_outside_the_policy_only_missing_facts_are_asked_for() -> None:
    child = case(person(date_of_birth=day("2015-01-01")))
    assert not Counter(d.family.value for d in duties(child, "2026-11-24").values()) - Counter(
        {"data": 99}
    )
