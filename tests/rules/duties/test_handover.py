"""Handover: ``person()`` is handed over on Saturday 17 April 2027, which opens on 20 February."""

from dataclasses import replace
from typing import Any

import pytest

from pomdesk.domain.duties import DutyState
from pomdesk.domain.record import EntryKind
from tests.builders import case, day, lifer, movement, person, policy, probation
from tests.rules.duties.working import duties, duty, entry, oasys

TODAY = "2027-03-01"
STANDARD = {"contacted_com", "sent_handover_report"}
ENHANCED = {"reviewed_oasys", "contacted_com", "attended_handover_meeting"}


def tick(on: str, what: str) -> Any:
    return entry(EntryKind.HANDOVER_TASK, on, what)


def meeting(on: str, stage: str, number: int = 5) -> Any:
    return entry(EntryKind.HANDOVER_MEETING, on, number=number, stage=stage)


def enhanced(**parts: Any) -> Any:
    return case(probation=probation(enhanced_resourcing=True), **parts)


@pytest.mark.parametrize(
    ("resourcing", "tasks"), [(False, STANDARD), (True, ENHANCED), (None, ENHANCED)]
)
def test_the_checklist_follows_the_type(resourcing: bool | None, tasks: set[str]) -> None:
    found = duties(case(probation=probation(enhanced_resourcing=resourcing)), TODAY).values()
    assert {d.subject for d in found if d.kind.value == "handover_task"} == tasks


@pytest.mark.parametrize(
    ("on", "state"),
    [
        ("2027-02-19", "upcoming"),
        ("2027-02-20", "due"),
        ("2027-04-17", "due"),
        ("2027-04-18", "overdue"),
        ("2027-12-01", "overdue"),  # until somebody does it
    ],
)
def test_a_task_is_due_by_the_handover_date(on: str, state: str) -> None:
    found = duty(case(), "handover_task:contacted_com", on)
    assert (found.due, found.given_due, found.state.value) == (day("2027-04-17"), None, state)


@pytest.mark.parametrize(
    ("on", "counts"), [("2027-01-22", False), ("2027-01-23", True), ("2027-02-28", True)]
)
def test_a_tick_counts_from_some_days_before_the_window(on: str, counts: bool) -> None:
    found = duty(case(entries=[tick(on, "contacted_com")]), "handover_task:contacted_com", TODAY)
    assert (found.state is DutyState.DONE) is counts


def test_a_tick_does_not_outlive_a_handover_that_moves_far_away() -> None:
    ticked = [tick("2027-02-25", "contacted_com")]
    moved = person(conditional_release_date=day("2029-01-01"), release_date=day("2029-01-01"))
    assert duty(case(entries=ticked), "handover_task:contacted_com", TODAY).done_on
    assert not duty(case(moved, entries=ticked), "handover_task:contacted_com", TODAY).done_on


def test_in_open_conditions_contact_counts_since_the_com_began() -> None:
    # Arrived in open conditions on 5 January 2026: the COM supports since then.
    who = lifer(prison_id="LYI", tariff_date=day("2028-05-10"))
    arrived = [movement("LYI", "2026-01-05")]
    ticked = [tick("2026-02-01", "contacted_com")]
    found = duty(case(who, movements=arrived, entries=ticked), "handover_task:contacted_com", TODAY)
    assert (found.due, found.done_on) == (day("2027-05-10"), day("2026-02-01"))


def test_in_open_conditions_an_oasys_of_years_ago_is_no_review_for_the_handover() -> None:
    who = lifer(prison_id="LYI", tariff_date=day("2028-05-10"))
    of = case(
        who,
        movements=[movement("LYI", "2022-01-10")],
        assessments=[oasys("2023-05-10")],
        probation=probation(enhanced_resourcing=True),
    )
    assert duty(of, "handover_task:reviewed_oasys", TODAY).done_on is None
    fresh = replace(of, assessments=(*of.assessments, oasys("2027-03-20")))
    assert duty(fresh, "handover_task:reviewed_oasys", TODAY).done_on == day("2027-03-20")


@pytest.mark.parametrize(
    ("item", "parts", "done"),
    [
        ("reviewed_oasys", {"assessments": [oasys("2027-02-22")]}, "2027-02-22"),
        ("reviewed_oasys", {"assessments": [oasys("2026-02-22")]}, None),
        ("attended_handover_meeting", {"entries": [meeting("2027-02-24", "held")]}, "2027-02-24"),
        ("attended_handover_meeting", {"entries": [meeting("2027-03-24", "booked")]}, None),
        ("attended_handover_meeting", {"entries": [meeting("2027-02-24", "cancelled")]}, None),
        ("contacted_com", {"entries": [meeting("2027-02-24", "held")]}, None),
    ],
)
def test_what_the_record_shows_ticks_a_task(
    item: str, parts: dict[str, Any], done: str | None
) -> None:
    found = duty(enhanced(**parts), f"handover_task:{item}", TODAY)
    assert found.done_on == (day(done) if done else None)


@pytest.mark.parametrize(
    "who",
    [
        person(recall=True),
        person(conditional_release_date=None, release_date=day("2028-01-01")),
        # Ten months or less: no handover.
        person(sentence_start_date=day("2027-01-04"), conditional_release_date=day("2027-09-01")),
    ],
)
def test_without_a_handover_date_there_are_no_tasks(who: Any) -> None:
    found = duties(case(who), TODAY)
    assert not [key for key in found if key.startswith("handover_task")]


# ---- meetings --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entries", "state"),
    [
        ([meeting("2027-03-20", "booked")], "upcoming"),  # a Saturday that was given
        ([meeting("2027-03-01", "booked")], "due"),
        ([meeting("2027-02-27", "booked")], "overdue"),
        ([meeting("2027-02-27", "held")], "done"),
        ([meeting("2027-02-27", "booked"), meeting("2027-02-28", "held", number=6)], "done"),
        ([meeting("2027-02-27", "booked"), tick("2027-02-27", "attended_handover_meeting")],
         "done"),
        ([meeting("2027-02-27", "booked"), meeting("2027-02-26", "held", number=6)], "overdue"),
        ([meeting("2027-02-27", "cancelled")], None),
        ([meeting("2023-02-27", "booked")], None),  # before the sentence
    ],
)  # fmt: skip
def test_a_booked_meeting(entries: list[Any], state: str | None) -> None:
    found = duties(enhanced(entries=entries), TODAY).get("handover_meeting:5")
    assert (found.state.value if found else None) == state
    assert found is None or (found.due, found.given_due) == (entries[0].day, None)


# ---- the COM ---------------------------------------------------------------------------------

COM = ("com_needed", "com_overdue", "com_unknown")


@pytest.mark.parametrize(
    ("name", "email", "on", "expected"),
    [
        (None, None, "2027-04-16", {}),
        (None, None, "2027-04-17", {"com_needed": "due", "com_unknown": "due"}),
        (None, None, "2027-04-19", {"com_needed": "due", "com_unknown": "due",
                                    "com_overdue": "due"}),
        (None, None, "2027-04-24", {"com_needed": "due", "com_unknown": "due",
                                    "com_overdue": "overdue"}),
        (None, None, "2027-04-25", {"com_needed": "overdue", "com_unknown": "due",
                                    "com_overdue": "overdue"}),
        (None, None, "2027-05-01", {"com_needed": "overdue", "com_unknown": "due",
                                    "com_overdue": "overdue"}),
        (None, None, "2027-05-02", {"com_needed": "overdue", "com_unknown": "overdue",
                                    "com_overdue": "overdue"}),
        # An e-mail address is not a name, but somebody is known.
        (None, "a@probation.example", "2027-05-01", {"com_needed": "overdue"}),
        ("Jones, Ann", None, "2027-05-01", {}),
    ],
)  # fmt: skip
def test_the_three_questions_about_the_com(
    name: str | None, email: str | None, on: str, expected: dict[str, str]
) -> None:
    stay = policy(duties_non_working_day='"stay"')
    who = case(probation=probation(com_name=name, com_email=email))
    found = duties(who, on, stay)
    assert {key: found[key].state.value for key in COM if key in found} == expected


def test_each_question_has_its_day() -> None:
    found = duties(case(), "2027-05-10")
    due = {key: found[key].given_due or found[key].due for key in COM}
    assert due == {
        "com_needed": day("2027-04-24"),
        "com_overdue": day("2027-04-19"),
        "com_unknown": day("2027-05-01"),
    }


def test_without_a_date_the_com_is_needed_at_once() -> None:
    found = duty(case(person(recall=True)), "com_needed", TODAY)
    assert (found.due, found.state, found.because[0].rule) == (
        None,
        DutyState.DUE,
        "com_named_at_once",
    )


# ---- no handover date ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entries", "state"),
    [
        ([], "due"),
        ([tick("2026-12-01", "contacted_com")], "done"),
        ([meeting("2026-12-01", "held")], "done"),
        ([tick("2026-10-01", "contacted_com")], "due"),  # before the recall
        ([tick("2026-12-01", "sent_handover_report")], "due"),
    ],
)
def test_a_case_the_com_has_without_a_date(entries: list[Any], state: str) -> None:
    back = movement("LEI", "2026-11-02", movement_type="ADM", from_agency="OUT")
    who = case(person(recall=True), movements=[back], entries=entries)
    found = duty(who, "handover_no_date", TODAY)
    assert (found.due, found.state.value) == (None, state)


def test_a_case_that_custody_keeps_has_no_such_duty() -> None:
    kept = person(conditional_release_date=None, release_date=day("2028-01-01"))
    assert "handover_no_date" not in duties(case(kept), TODAY)
    assert "handover_no_date" not in duties(case(), "2027-05-10")


@pytest.mark.parametrize(
    ("switch", "kinds"),
    [
        ("tasks", {"handover_task", "handover_meeting"}),
        ("needed", {"com_needed"}),
        ("overdue", {"com_overdue"}),
        ("unknown", {"com_unknown"}),
        ("no_date", {"handover_no_date"}),
    ],
)
def test_each_can_be_switched_off(switch: str, kinds: set[str]) -> None:
    cases = [enhanced(entries=[meeting("2027-04-20", "booked")]), case(person(recall=True))]
    off = policy(**{f"community_{switch}_on": "false"})

    def kinds_under(*under: Any) -> set[str]:
        found = (d for who in cases for d in duties(who, "2027-05-10", *under).values())
        return {d.kind.value for d in found}

    assert kinds <= kinds_under()
    assert kinds_under() - kinds_under(off) == kinds
