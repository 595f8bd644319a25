"""Parole: MS13 and the target hearing are given, the rest is counted."""

from datetime import date
from typing import Any

import pytest

from pomdesk.domain.duties import DutyState
from pomdesk.domain.facts import Case, ParoleReview
from pomdesk.domain.record import EntryKind
from pomdesk.rules.duties.parole import milestones
from tests.builders import case, day, lifer, movement, person, policy, probation, review
from tests.rules.duties.working import POLICY, duties, duty, entry, said

TODAY = "2026-11-24"


def step(on: str, what: str, subject: str = "", **more: Any) -> Any:
    return entry(EntryKind.PAROLE_STEP, on, what, subject=subject, **more)


def of(*reviews: ParoleReview, who: Any = None, **parts: Any) -> Case:
    return case(who or lifer(tariff_date=day("2030-01-01")), parole_reviews=reviews, **parts)


# ---- custody report and disclosure check -----------------------------------------------------


@pytest.mark.parametrize(
    ("given", "hearing", "due", "opens", "check", "rule"),
    [
        # MS13 always wins, even on a bank holiday and even after the hearing.
        ("2027-03-26", "2027-09-15", "2027-03-26", "2027-01-29", "2027-03-19", "report_given"),
        ("2027-04-28", "2027-03-01", "2027-04-28", "2027-03-03", "2027-04-21", "report_given"),
        ("2027-04-28", None, "2027-04-28", "2027-03-03", "2027-04-21", "report_given"),
        # Without it, 20 weeks before the hearing, moved to a worked day.
        (None, "2027-09-15", "2027-04-28", "2027-03-03", "2027-04-21", "report_skeleton"),
        (None, "2027-05-17", "2026-12-24", "2026-11-02", "2026-12-17", "report_skeleton"),
    ],
)
def test_the_custody_report_is_due_by_ms13_else_by_the_skeleton(
    given: str | None, hearing: str | None, due: str, opens: str, check: str, rule: str
) -> None:
    found = duties(of(review(hearing, custody_report_due=day(given) if given else None)), TODAY)
    report, disclosure = found["custody_report:1"], found["disclosure_check:1"]
    assert (report.due, report.opens, report.because[0].rule) == (day(due), day(opens), rule)
    assert disclosure.due == day(check)
    assert not report.waits_on  # the report does not wait for the check


@pytest.mark.parametrize(
    ("on", "state"),
    [
        ("2027-03-02", "upcoming"),
        ("2027-03-03", "due"),
        ("2027-04-28", "due"),
        ("2027-04-29", "overdue"),
    ],
)
def test_the_report_opens_and_is_late(on: str, state: str) -> None:
    assert duty(of(review("2027-09-15")), "custody_report:1", on).state.value == state


@pytest.mark.parametrize(
    ("one", "done"),
    [
        (step("2027-04-01", "custody_report", "1"), True),
        (step("2026-09-01", "custody_report", "1"), True),  # early, but it is of this review
        (step("2027-04-01", "custody_report", "2"), False),
        (step("2027-04-01", "custody_report"), True),
        (step("2027-01-01", "custody_report"), False),  # of which review, nobody knows
        (step("2027-04-01", "com_report", "1"), False),
    ],
)
def test_a_noted_step_does_it(one: Any, done: bool) -> None:
    found = duty(of(review("2027-09-15"), entries=[one]), "custody_report:1", "2027-04-10")
    assert (found.state is DutyState.DONE) is done
    assert found.done_on == (one.day if done else None)


def test_the_check_is_done_by_its_own_step() -> None:
    steps = [step("2027-04-01", "disclosure_check", "1")]
    found = duties(of(review("2027-09-15"), entries=steps), "2027-04-10")
    assert found["disclosure_check:1"].state is DutyState.DONE
    assert found["custody_report:1"].state is DutyState.DUE


@pytest.mark.parametrize("status", ["Inactive", "Cancelled by PPCS", None])
def test_a_review_that_is_not_live_asks_for_nothing(status: str | None) -> None:
    found = duties(of(review("2027-09-15", review_status=status)), TODAY)
    assert not [key for key in found if key.endswith(":1")]


def test_two_live_reviews_are_kept_apart() -> None:
    both = of(review("2027-09-15"), review("2028-09-13", review_id="2"))
    found = duties(both, TODAY)
    assert found["custody_report:1"].due == day("2027-04-28")
    assert found["custody_report:2"].due == day("2028-04-26")


# ---- hearing ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "state"),
    [
        ("2027-08-17", "upcoming"),
        ("2027-08-18", "due"),
        ("2027-09-15", "due"),
        ("2027-09-16", None),  # gone by: now the decision is awaited
    ],
)
def test_preparing_for_the_hearing(on: str, state: str | None) -> None:
    found = duties(of(review("2027-09-15")), on)
    hearing = found.get("hearing:1")
    assert (hearing.state.value if hearing else None) == state
    assert ("parole_outcome:1" in found) is (state is None)


@pytest.mark.parametrize(
    ("what", "new", "due"),
    [
        ("adjourned", "2027-11-20", "2027-11-20"),  # a Saturday that was given
        ("deferred", "2027-11-20", "2027-11-20"),
        ("adjourned", "2027-09-01", "2027-09-15"),  # PPUD has caught up
        ("adjourned", "2027-09-15", "2027-09-15"),
        ("directions", "2027-11-20", "2027-09-15"),
    ],
)
def test_an_adjournment_moves_the_hearing_later(what: str, new: str, due: str) -> None:
    steps = [step("2027-06-01", what, "1", due=new)]
    found = duties(of(review("2027-09-15"), entries=steps), "2027-09-10")
    assert found["hearing:1"].due == day(due)
    rule = "hearing" if due == "2027-09-15" else "hearing_moved"
    assert found["hearing:1"].because[0].rule == rule


def test_an_adjournment_moves_what_is_counted_from_the_hearing() -> None:
    """Report, check, OASys and the victim liaison officer go with it; MS13 stays as given."""
    steps = [step("2027-06-01", "adjourned", "1", due="2027-12-15")]
    nds = probation(vlo_assigned=True)
    keys = ("custody_report:1", "disclosure_check:1", "oasys_parole:1", "vlo_hearing:1")

    def days(one: ParoleReview) -> list[date | None]:
        found = duties(of(one, entries=steps, probation=nds), "2027-06-02")
        return [found[key].due for key in keys]

    def straight(one: ParoleReview) -> list[date | None]:
        found = duties(of(one, probation=nds), "2027-06-02")
        return [found[key].due for key in keys]

    assert days(review("2027-09-15")) == straight(review("2027-12-15"))
    given = review("2027-09-15", custody_report_due=day("2027-07-01"))
    assert days(given)[:3] == straight(given)[:3]
    assert days(given)[3] == straight(review("2027-12-15"))[3]


def test_after_an_adjournment_the_hearing_is_prepared_anew() -> None:
    one = review("2027-09-15")
    prepared = step("2027-09-01", "hearing_prepared", "1", number=1)
    adjourned = step("2027-09-15", "adjourned", "1", number=2, due="2027-10-13")
    before = duty(of(one, entries=[prepared]), "hearing:1", "2027-09-10")
    assert before.state is DutyState.DONE
    after = duty(of(one, entries=[prepared, adjourned]), "hearing:1", "2027-09-20")
    assert (after.state, after.due) == (DutyState.DUE, day("2027-10-13"))
    again = step("2027-10-01", "hearing_prepared", "1", number=3)
    done = duty(of(one, entries=[prepared, adjourned, again]), "hearing:1", "2027-10-02")
    assert done.done_on == day("2027-10-01")


def test_a_step_without_a_review_is_of_the_only_live_one() -> None:
    adjourned = step("2027-06-01", "adjourned", due="2027-11-17")
    alone = duties(of(review("2027-09-15"), entries=[adjourned]), TODAY)
    assert alone["hearing:1"].due == day("2027-11-17")
    two = of(review("2027-09-15"), review("2028-09-13", review_id="2"), entries=[adjourned])
    assert duties(two, TODAY)["hearing:1"].due == day("2027-09-15")


# ---- the decision ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "state"),
    [("2026-11-11", "due"), ("2026-11-24", "due"), ("2026-11-25", "overdue")],
)
def test_a_decision_is_due_days_after_the_hearing(on: str, state: str) -> None:
    found = duty(of(review("2026-11-10")), "parole_outcome:1", on)
    assert (found.due, found.state.value) == (day("2026-11-24"), state)


@pytest.mark.parametrize("outcome", ["Not Applicable", "not specified", "  ", None])
def test_no_outcome_is_still_awaited(outcome: str | None) -> None:
    assert "parole_outcome:1" in duties(of(review("2026-11-10", outcome)), TODAY)


@pytest.mark.parametrize(
    ("outcome", "received", "asked"),
    [
        ("Release [*]", None, True),
        ("Stay In Closed [*]", None, True),
        ("Release [*]", "2026-11-20", False),
        (None, None, False),
    ],
)
def test_an_outcome_without_its_day_is_asked_for(
    outcome: str | None, received: str | None, asked: bool
) -> None:
    one = review("2026-11-10", outcome, hearing_outcome_received_on=received and day(received))
    found = duties(of(one), TODAY)
    assert ("parole_outcome_date:1" in found) is asked
    if asked:
        one_asked = found["parole_outcome_date:1"]
        assert (one_asked.due, one_asked.state) == (None, DutyState.DUE)


def test_only_the_latest_review_is_asked_for_its_day() -> None:
    old = review("2024-11-12", "Stay In Closed [*]", review_id="0")
    found = duties(of(old, review("2027-09-15")), TODAY)
    assert not [key for key in found if key.startswith("parole_outcome_date")]
    before_sentence = review("2018-11-12", "Stay In Closed [*]", review_id="0")
    assert "parole_outcome_date:0" not in duties(of(before_sentence), TODAY)


# ---- next review -----------------------------------------------------------------------------


def decided(outcome: str = "Stay In Closed [*]", received: str | None = "2026-11-02") -> Any:
    return review("2026-10-20", outcome, hearing_outcome_received_on=received and day(received))


@pytest.mark.parametrize(
    ("on", "state"), [("2026-11-24", "due"), ("2026-12-02", "due"), ("2026-12-03", "overdue")]
)
def test_after_a_refusal_the_next_review_should_be_known(on: str, state: str) -> None:
    found = duty(of(decided()), "next_review:1", on)
    assert (found.due, found.state.value) == (day("2026-12-02"), state)


@pytest.mark.parametrize(
    ("reviews", "entries", "asked"),
    [
        ([decided("Open Conditions - Accepted [*]")], [], True),
        ([decided("Release [*]")], [], False),
        ([decided("Not Applicable")], [], False),
        ([decided(), review("2028-10-18", review_id="2", review_status="Active - Future")], []
         , False),
        ([decided(), review("2028-10-18", review_id="2", review_status="Cancelled")], [], True),
        ([decided()], [step("2026-11-02", "next_review", "1")], False),
        ([decided()], [step("2026-11-20", "next_review")], False),
        ([decided()], [step("2026-11-01", "next_review")], True),  # before the decision
    ],
)  # fmt: skip
def test_until_it_is_known(reviews: list[Any], entries: list[Any], asked: bool) -> None:
    found = duties(of(*reviews, entries=entries), TODAY).get("next_review:1")
    assert (found is not None and found.open) is asked


def test_by_when_cannot_be_said_without_the_day_of_the_decision() -> None:
    found = duties(of(decided(received=None)), TODAY)
    waiting = found["next_review:1"]
    assert (waiting.due, waiting.state) == (None, DutyState.BLOCKED)
    assert waiting.waits_on == ("parole_outcome_date:1",)


# ---- recall ----------------------------------------------------------------------------------

_BACK = movement("LEI", "2026-11-02", movement_type="ADM", from_agency="OUT")


@pytest.mark.parametrize(
    ("moves", "due"),
    [
        ([_BACK], "2026-11-30"),
        ([_BACK, movement("LEI", "2026-11-20")], "2026-11-30"),  # a transfer is no return
        ([movement("LEI", "2024-01-01", movement_type="ADM", from_agency="COURT")], None),
        ([movement("LEI", "2026-11-02", movement_type="ADM", from_agency="MDI")], None),
        ([], None),
    ],
)
def test_a_custody_update_is_due_days_after_the_return(moves: list[Any], due: str | None) -> None:
    found = duty(case(person(recall=True), movements=moves), "recall_report", TODAY)
    assert found.due == (day(due) if due else None)
    assert found.because[0].rule == ("recall_report" if due else "recall_report_undated")


@pytest.mark.parametrize(
    ("parts", "done"),
    [
        ({"entries": [step("2026-11-20", "recall_report")]}, "2026-11-20"),
        ({"entries": [step("2026-11-01", "recall_report")]}, None),  # of the recall before
        ({"parole_reviews": [review("2026-11-10", "Release [*]",
                                    hearing_outcome_received_on=day("2026-11-12"))]}
         , "2026-11-12"),
        ({"parole_reviews": [review("2026-10-10", "Release [*]",
                                    hearing_outcome_received_on=day("2026-10-12"))]}, None),
    ],
)  # fmt: skip
def test_a_step_or_a_decision_since_the_return_does_it(
    parts: dict[str, Any], done: str | None
) -> None:
    who = case(person(recall=True), movements=[_BACK], **parts)
    assert duty(who, "recall_report", TODAY).done_on == (day(done) if done else None)


def test_a_refusal_from_before_the_release_asks_for_no_next_review() -> None:
    who = of(decided(received="2025-11-03"), who=person(recall=True), movements=[_BACK])
    assert "next_review:1" not in duties(who, TODAY)
    assert "recall_report" not in duties(case(person(recall=False), movements=[_BACK]), TODAY)


def test_what_was_said_of_an_earlier_recall_does_not_count() -> None:
    marks = [said("recall_report", "done", "2026-10-30")]
    who = case(person(recall=True), movements=[_BACK], marks=marks)
    assert duty(who, "recall_report", TODAY).state is DutyState.DUE


# ---- timetable and switches ------------------------------------------------------------------


def test_the_timetable_of_a_review() -> None:
    found = milestones(review("2027-09-15", custody_report_due=day("2027-04-30")), POLICY)
    assert [(code, str(on), given) for code, on, given in found] == [
        ("notify", "2027-03-17", False),
        ("custody_report", "2027-04-30", True),
        ("com_report", "2027-06-09", False),
        ("dossier", "2027-06-23", False),
        ("paper_stage", "2027-07-21", False),
        ("non_disclosure", "2027-07-21", False),
        ("hearing", "2027-09-15", True),
    ]


def test_without_a_hearing_only_what_ppud_gives() -> None:
    only = milestones(review(custody_report_due=day("2027-04-30")), POLICY)
    assert [milestone.code for milestone in only] == ["custody_report"]
    assert milestones(review(), POLICY) == ()


@pytest.mark.parametrize(
    ("switch", "kind"),
    [
        ("report", "custody_report"),
        ("disclosure", "disclosure_check"),
        ("hearing", "hearing"),
        ("outcome", "parole_outcome"),
        ("outcome_date", "parole_outcome_date"),
        ("next_review", "next_review"),
        ("recall", "recall_report"),
    ],
)
def test_each_can_be_switched_off(switch: str, kind: str) -> None:
    cases = [
        of(review("2027-09-15"), review("2026-11-10", review_id="2")),
        of(decided(received=None)),
        case(person(recall=True)),
    ]
    off = policy(**{f"timetable_{switch}_on": "false"})
    kinds = {found.kind.value for who in cases for found in duties(who, TODAY).values()}
    assert kind in kinds
    assert kind not in {
        found.kind.value for who in cases for found in duties(who, TODAY, off).values()
    }
