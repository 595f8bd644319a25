"""OASys triggers: a table of days a policy paragraph; ``person()`` was sentenced 1 January 2024."""

from typing import Any

import pytest

from pomdesk.domain.duties import DutyOwner, DutyState
from pomdesk.domain.record import EntryKind
from tests.builders import assessed, case, day, lifer, movement, person, policy, probation, review
from tests.rules.duties.working import duties, duty, entry, oasys, said

TODAY = "2026-11-24"
UNSIGNED = "oasys_countersignature"


def held(*, who: Any = None, **parts: Any) -> Any:
    """A case whose OASys is not what the test is about."""
    return case(who, **({"assessments": [oasys("2026-10-01")]} | parts))


# ---- initial: so many weeks after the sentence began, or a later reception -------------------


@pytest.mark.parametrize(
    ("start", "moves", "due"),
    [
        ("2026-10-05", [], "2026-12-14"),
        ("2024-02-29", [], "2024-05-09"),
        ("2026-10-07", [], "2026-12-16"),
        ("2026-10-17", [], "2026-12-24"),  # the tenth Saturday is Boxing Day
        # Bailed, sentenced, received nine days later.
        ("2026-10-05", [("ADM", "COURT", "2026-10-14")], "2026-12-23"),
        # On remand when sentenced; came back later after a recall: not a first reception.
        (
            "2026-10-05",
            [("ADM", "COURT", "2026-08-01"), ("ADM", "OUT", "2026-11-10")],
            "2026-12-14",
        ),
        ("2026-10-05", [("ADM", "MDI", "2026-10-14")], "2026-12-14"),  # moved, not received
        # On remand, bailed, sentenced, received.
        (
            "2026-10-05",
            [
                ("ADM", "COURT", "2026-08-01"),
                ("REL", "LEI", "2026-08-20"),
                ("ADM", "COURT", "2026-10-07"),
            ],
            "2026-12-16",
        ),
    ],
)
def test_the_first_oasys_is_due_weeks_after_sentence_or_reception(
    start: str, moves: list[tuple[str, str, str]], due: str
) -> None:
    movements = [
        movement("LEI", on, movement_type=kind, from_agency=origin) for kind, origin, on in moves
    ]
    who = person(sentence_start_date=day(start))
    found = duty(case(who, movements=movements), "oasys_initial", TODAY)
    assert found.due == day(due)


@pytest.mark.parametrize(
    ("completed", "status", "done"),
    [
        ("2023-12-31", "COMPLETE", False),  # before the sentence
        ("2024-01-01", "COMPLETE", True),
        ("2024-02-01", None, True),  # a file without statuses
        ("2024-02-01", "complete", True),
        ("2024-02-01", "LOCKED_INCOMPLETE", False),
        ("2024-02-01", "Locked incomplete", False),
        ("2024-02-01", "OPEN", False),
        ("2024-02-01", "REJECTED", False),
        (None, "OPEN", False),
    ],
)
def test_only_a_completed_oasys_of_the_sentence_is_the_first(
    completed: str | None, status: str | None, done: bool
) -> None:
    found = duty(case(assessments=[oasys(completed, status=status)]), "oasys_initial", TODAY)
    assert found.state is (DutyState.DONE if done else DutyState.OVERDUE)
    assert found.done_on == (day(completed) if done and completed else None)


def test_without_a_sentence_there_is_no_first_oasys() -> None:
    detained = person(sentence_start_date=None, imprisonment_status="DET")
    assert "oasys_initial" not in duties(case(detained), TODAY)


# ---- review and stale: from the last one -----------------------------------------------------


@pytest.mark.parametrize(
    ("completed", "due", "opens"),
    [
        ("2025-12-03", "2026-12-03", "2026-10-08"),
        ("2024-02-29", "2025-02-28", "2025-01-03"),  # a leap day has no anniversary
        ("2025-12-25", "2026-12-24", "2026-10-30"),  # Christmas Day moves, the opening does not
        ("2026-01-31", "2027-01-29", "2026-12-06"),  # a Sunday
    ],
)
def test_a_review_is_due_months_after_the_last(completed: str, due: str, opens: str) -> None:
    found = duty(case(assessments=[oasys(completed)]), "oasys_review", TODAY)
    assert (found.due, found.opens) == (day(due), day(opens))


@pytest.mark.parametrize(
    ("on", "state"),
    [
        ("2026-10-07", "upcoming"),
        ("2026-10-08", "due"),
        ("2026-12-03", "due"),
        ("2026-12-04", "overdue"),
    ],
)
def test_a_review_opens_weeks_before_it_is_due(on: str, state: str) -> None:
    assert duty(case(assessments=[oasys("2025-12-03")]), "oasys_review", on).state.value == state


def test_a_newer_oasys_begins_the_next_round() -> None:
    who = case(assessments=[oasys("2026-11-02"), oasys("2025-12-03")])
    assert duty(who, "oasys_review", TODAY).due == day("2027-11-02")
    locked = case(
        assessments=[oasys("2026-11-02", status="LOCKED_INCOMPLETE"), oasys("2025-12-03")]
    )
    assert duty(locked, "oasys_review", TODAY).due == day("2026-12-03")


def test_a_review_called_done_holds_until_the_next_one_opens() -> None:
    who = case(
        assessments=[oasys("2024-12-03")], marks=[said("oasys_review", "done", "2025-11-28")]
    )
    done = duty(who, "oasys_review", "2026-01-10")
    assert (done.state, done.done_on) == (DutyState.DONE, day("2025-11-28"))
    again = duty(who, "oasys_review", "2026-11-24")
    assert (again.state, again.due) == (DutyState.DUE, day("2026-11-27"))  # the 28th is a Saturday
    assert duty(who, "oasys_stale", "2026-11-24").due == day("2026-12-18")


def test_putting_the_next_review_off_does_not_take_back_the_last_one() -> None:
    said_so = [said("oasys_review", "done", "2025-11-28")]
    put_off = said("oasys_review", "snoozed", "2026-11-24", until="2026-12-01")
    who = case(assessments=[oasys("2024-12-03")], marks=[*said_so, put_off])
    assert duty(who, "oasys_stale", "2026-11-24").due == day("2026-12-18")


@pytest.mark.parametrize(
    ("on", "state"),
    [
        ("2026-12-23", "upcoming"),
        ("2026-12-24", "due"),  # 55 weeks to the day
        ("2026-12-25", "overdue"),
    ],
)
def test_an_oasys_is_stale_after_55_weeks(on: str, state: str) -> None:
    who = case(assessments=[oasys("2025-12-04")])
    stale = duty(who, "oasys_stale", on)
    assert (stale.due, stale.opens) == (day("2026-12-24"), day("2026-12-24"))
    assert stale.state.value == state
    assert duty(who, "oasys_review", on).state is DutyState.OVERDUE  # both stand side by side


def test_the_age_of_an_oasys_does_not_move_off_a_bank_holiday() -> None:
    stale = duty(case(assessments=[oasys("2025-12-05")]), "oasys_stale", TODAY)
    assert (stale.due, stale.given_due) == (day("2026-12-25"), None)


def test_no_oasys_has_neither_review_nor_age() -> None:
    assert {"oasys_review", "oasys_stale"}.isdisjoint(duties(case(), TODAY))


# ---- transfer in -----------------------------------------------------------------------------

_FIRST = movement("MDI", "2024-01-01", movement_type="ADM", from_agency="COURT")


@pytest.mark.parametrize(
    ("moves", "arrived"),
    [
        ([_FIRST, movement("LEI", "2026-11-02")], "2026-11-02"),
        ([movement("LEI", "2025-02-02"), movement("LEI", "2026-11-02")], "2026-11-02"),
        ([movement("LEI", "2026-11-02", movement_type="ADM", from_agency="COURT")], None),
        ([movement("LEI", "2026-11-02"), movement("MDI", "2026-11-09", from_agency="LEI"),
          movement("LEI", "2026-11-16")], "2026-11-16"),
        # Released and received again: a reception, not a transfer.
        ([movement("LEI", "2024-11-02"),
          movement("LEI", "2026-11-09", movement_type="ADM", from_agency="OUT")], None),
        ([movement("LEI", "2026-11-02", movement_type="ADM")], "2026-11-02"),  # from Moorland
        ([movement("LEI", "2026-11-02", from_agency=None)], None),
        ([movement("LEI", "2026-11-02", from_agency="OUT")], None),
        ([movement("LEI", "2026-11-02", from_agency="LEI")], None),
        ([movement("LEI", "2023-12-31")], None),  # before the sentence
        ([movement("HLI", "2026-11-02")], None),  # another prison
        ([movement("LEI", "2026-11-02", movement_type="TAP")], None),
        ([], None),
    ],
)  # fmt: skip
def test_a_transfer_in_is_from_another_prison(moves: list[Any], arrived: str | None) -> None:
    found = [d for d in duties(held(movements=moves), TODAY).values() if "transfer" in d.key]
    assert [d.subject for d in found] == ([arrived] if arrived else [])


@pytest.mark.parametrize(
    ("completed", "state"),
    [("2026-11-01", "due"), ("2026-11-02", "done"), ("2026-11-20", "done")],
)
def test_an_oasys_since_arrival_answers_a_transfer(completed: str, state: str) -> None:
    who = held(movements=[movement("LEI", "2026-11-02")], assessments=[oasys(completed)])
    found = duty(who, "oasys_transfer_in:2026-11-02", TODAY)
    assert (found.due, found.state.value) == (day("2026-11-30"), state)


# ---- significant change ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "what", "due"),
    [
        ("2026-11-23", "violence", "2026-12-07"),
        ("2026-12-18", "self_harm", "2027-01-06"),  # over Christmas and New Year
        ("2026-11-21", "family", "2026-12-04"),  # a Saturday
        ("2026-11-23", "progress", None),  # good news waits for the next review
        ("2023-11-23", "violence", None),  # before the sentence
    ],
)
def test_a_significant_event_asks_within_working_days(on: str, what: str, due: str | None) -> None:
    event = entry(EntryKind.SIGNIFICANT_EVENT, on, what, number=31)
    found = duties(held(entries=[event]), TODAY).get("oasys_significant_change:31")
    assert (found.due if found else None) == (day(due) if due else None)
    assert found is None or found.entry_id == 31


def test_each_event_is_answered_by_itself() -> None:
    events = [
        entry(EntryKind.SIGNIFICANT_EVENT, "2026-09-30", "violence", number=1),
        entry(EntryKind.SIGNIFICANT_EVENT, "2026-10-02", "violence", number=2),
    ]
    found = duties(held(entries=events), TODAY)  # its OASys is of 1 October
    assert found["oasys_significant_change:1"].done_on == day("2026-10-01")
    assert found["oasys_significant_change:2"].state is DutyState.OVERDUE


# ---- programme -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "stage", "stage_day", "due", "rule"),
    [
        ("programme", "completed", "2026-11-03", "2026-12-01", "oasys_programme_completed"),
        ("programme", "report_received", "2026-11-10", "2026-12-08", "oasys_programme_reported"),
        (None, "completed", "2026-11-03", "2026-12-01", "oasys_programme_completed"),
        ("programme", "completed", None, "2026-11-27", "oasys_programme_completed"),
        ("programme", "started", "2026-11-03", None, ""),
        ("programme", "not_completed", "2026-11-03", None, ""),
        ("education", "completed", "2026-11-03", None, ""),
    ],
)
def test_a_programme_asks_weeks_after_its_report(
    what: str | None, stage: str, stage_day: str | None, due: str | None, rule: str
) -> None:
    more: dict[str, Any] = {"stage_day": stage_day} if stage_day else {}
    one = entry(EntryKind.INTERVENTION, "2026-10-30", what, number=8, stage=stage, **more)
    found = duties(held(entries=[one]), TODAY).get("oasys_programme:8")
    assert (found.due if found else None) == (day(due) if due else None)
    assert found is None or found.because[0].rule == rule


# ---- before parole, handover, release --------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "hearing", "due", "opens", "rule"),
    [
        ("2027-04-30", "2027-09-15", "2027-03-05", "2027-01-08", "report_given"),
        # Without MS13: 20 weeks before 15 September is 28 April.
        (None, "2027-09-15", "2027-03-03", "2027-01-06", "report_skeleton"),
        ("2027-05-24", None, "2027-03-25", "2027-02-01", "report_given"),  # Easter Monday
    ],
)
def test_an_oasys_is_due_weeks_before_the_custody_report(
    given: str | None, hearing: str | None, due: str, opens: str, rule: str
) -> None:
    one = review(hearing, custody_report_due=day(given) if given else None)
    found = duty(held(who=lifer(), parole_reviews=[one]), "oasys_parole:1", TODAY)
    assert (found.due, found.opens) == (day(due), day(opens))
    assert found.because[1].rule == rule


def test_a_review_that_is_decided_asks_for_no_oasys() -> None:
    one = review("2026-11-10", "Release [*]", hearing_outcome_received_on=day("2026-11-20"))
    assert "oasys_parole:1" not in duties(held(who=lifer(), parole_reviews=[one]), TODAY)


@pytest.mark.parametrize(
    ("on", "state"),
    [
        ("2027-02-19", "upcoming"),
        ("2027-02-20", "due"),  # 8 weeks before Saturday 17 April, which is given and stays
        ("2027-04-17", "due"),
        ("2027-04-18", "overdue"),  # the COM is responsible now; the review is still the POM's
    ],
)
def test_the_oasys_is_reviewed_by_the_handover_date(on: str, state: str) -> None:
    found = duty(held(), "oasys_handover", on)
    assert (found.due, found.state.value) == (day("2027-04-17"), state)
    assert found.owner is DutyOwner.POM


@pytest.mark.parametrize(
    ("parts", "done"),
    [
        ({"assessments": [oasys("2027-01-22")]}, None),  # 28 days before it opens is the 23rd
        ({"assessments": [oasys("2027-01-23")]}, "2027-01-23"),
        ({"entries": [entry(EntryKind.HANDOVER_TASK, "2027-02-22", "reviewed_oasys")]}
         , "2027-02-22"),
        ({"entries": [entry(EntryKind.HANDOVER_TASK, "2025-02-22", "reviewed_oasys")]}, None),
        ({"entries": [entry(EntryKind.HANDOVER_TASK, "2027-02-22", "contacted_com")]}, None),
    ],
)  # fmt: skip
def test_a_recent_oasys_or_the_tick_answers_the_handover(
    parts: dict[str, Any], done: str | None
) -> None:
    found = duty(held(**parts), "oasys_handover", "2027-03-01")
    assert found.done_on == (day(done) if done else None)


def test_without_a_handover_date_there_is_no_review_for_it() -> None:
    assert "oasys_handover" not in duties(held(who=person(recall=True)), TODAY)


@pytest.mark.parametrize(
    ("on", "state"),
    [
        ("2027-08-13", "upcoming"),
        ("2027-08-14", "due"),
        ("2027-10-08", "due"),  # 12 weeks before 1 January 2028 is the 9th, a Saturday
        ("2027-10-09", "overdue"),
    ],
)
def test_the_oasys_is_reviewed_weeks_before_release(on: str, state: str) -> None:
    assert duty(held(), "oasys_release", on).state.value == state


def test_a_release_that_has_passed_asks_for_nothing() -> None:
    assert "oasys_release" in duties(held(), "2028-01-01")
    assert "oasys_release" not in duties(held(), "2028-01-02")


# ---- early allocation ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("completed", "on", "asked"),
    [
        ("2026-10-01", "2026-12-31", False),  # three months old at most
        ("2026-10-01", "2027-01-01", True),
        ("2026-10-01", "2026-06-30", False),  # the window (18 months) is not open yet
        (None, "2026-12-01", True),
    ],
)
def test_an_assessment_for_early_allocation_needs_a_recent_oasys(
    completed: str | None, on: str, asked: bool
) -> None:
    who = case(assessments=[oasys(completed)] if completed else [])
    assert ("oasys_early_allocation" in duties(who, on)) is asked


def test_it_is_due_with_the_assessment_and_opens_when_it_would_be_recent_enough() -> None:
    found = duties(case(), "2026-12-01")
    one = found["oasys_early_allocation"]
    assert one.due == found["early_allocation_assessment"].due == day("2027-04-17")
    assert one.opens == day("2027-01-18")


def test_after_the_assessment_no_oasys_is_asked_for() -> None:
    for made in (assessed("2026-11-01", "eligible"), assessed("2026-11-01", "discretionary")):
        who = case(early_allocations=[made])
        assert "oasys_early_allocation" not in duties(who, "2026-12-01")


# ---- countersignature ------------------------------------------------------------------------

SIGNED = oasys("2026-11-13", status="SIGNED")


def test_what_waits_for_a_countersignature_blocks_what_it_would_answer() -> None:
    who = held(movements=[movement("LEI", "2026-11-02")], assessments=[SIGNED])
    found = duties(who, TODAY)
    wait = found["oasys_countersignature:2026-11-13"]
    assert (wait.due, wait.owner) == (day("2026-11-20"), DutyOwner.COUNTERSIGNER)
    assert wait.state is DutyState.OVERDUE
    for key in ("oasys_initial", "oasys_transfer_in:2026-11-02"):
        assert (found[key].state, found[key].waits_on) == (DutyState.BLOCKED, (wait.key,))
    assert found["oasys_handover"].state is DutyState.UPCOMING  # too early to answer that
    assert "oasys_review" not in found  # nothing is closed yet


def test_a_countersignature_closes_it() -> None:
    signed = oasys("2026-11-13", status="SIGNED", countersigned_on=day("2026-11-17"))
    found = duties(held(assessments=[signed]), TODAY)
    assert found["oasys_initial"].done_on == day("2026-11-13")
    assert not [key for key in found if key.startswith(UNSIGNED)]


def test_an_oasys_of_the_day_itself_answers_once_it_is_signed() -> None:
    event = entry(EntryKind.SIGNIFICANT_EVENT, "2026-11-13", "violence")
    found = duty(held(assessments=[SIGNED], entries=[event]), "oasys_significant_change:1", TODAY)
    assert found.waits_on == ("oasys_countersignature:2026-11-13",)


def test_what_was_said_before_it_was_completed_does_not_close_it() -> None:
    mark = said("oasys_countersignature:2026-11-13", "done", "2026-11-12")
    found = duties(held(assessments=[SIGNED], marks=[mark]), TODAY)
    assert found["oasys_initial"].state is DutyState.BLOCKED


@pytest.mark.parametrize("what", ["done", "not_needed"])
def test_so_does_what_somebody_said_of_it(what: str) -> None:
    mark = said("oasys_countersignature:2026-11-13", what, "2026-11-20")
    found = duties(held(assessments=[SIGNED], marks=[mark]), TODAY)
    assert found["oasys_initial"].state is DutyState.DONE
    assert found["oasys_countersignature:2026-11-13"].state.value == what


def test_an_unsigned_oasys_leaves_the_review_of_the_one_before_waiting() -> None:
    who = held(assessments=[oasys("2025-11-20"), SIGNED])
    found = duty(who, "oasys_review", TODAY)
    assert (found.due, found.state) == (day("2026-11-20"), DutyState.BLOCKED)


def test_what_a_later_oasys_overtook_waits_no_more() -> None:
    found = duties(held(assessments=[SIGNED, oasys("2026-11-20")]), TODAY)
    assert not [key for key in found if key.startswith(UNSIGNED)]


def test_only_the_latest_that_waits_is_asked_for() -> None:
    found = duties(held(assessments=[oasys("2026-03-02", status="SIGNLOCK"), SIGNED]), TODAY)
    assert [key for key in found if key.startswith(UNSIGNED)] == [
        "oasys_countersignature:2026-11-13"
    ]


# ---- whose, and the switches -----------------------------------------------------------------


def test_after_handover_oasys_is_the_coms() -> None:
    recalled = held(who=person(recall=True), assessments=[oasys("2025-12-03")])
    found = duty(recalled, "oasys_review", TODAY)
    assert found.owner is DutyOwner.COM
    assert found.because[-1].rule == "oasys_com_responsible"
    assert duty(held(), "oasys_review", TODAY).owner is DutyOwner.POM


@pytest.mark.parametrize(
    ("switch", "kind"),
    [
        ("initial", "oasys_initial"),
        ("review", "oasys_review"),
        ("stale", "oasys_stale"),
        ("transfer", "oasys_transfer_in"),
        ("change", "oasys_significant_change"),
        ("programme", "oasys_programme"),
        ("parole", "oasys_parole"),
        ("handover", "oasys_handover"),
        ("release", "oasys_release"),
        ("early_allocation", "oasys_early_allocation"),
        ("countersign", "oasys_countersignature"),
    ],
)
def test_each_trigger_can_be_switched_off(switch: str, kind: str) -> None:
    who = case(
        person(),
        probation=probation(),
        assessments=[oasys("2026-01-01"), SIGNED],
        movements=[movement("LEI", "2026-11-02")],
        parole_reviews=[review("2027-09-15")],
        entries=[
            entry(EntryKind.SIGNIFICANT_EVENT, "2026-11-23", "violence", number=1),
            entry(EntryKind.INTERVENTION, "2026-11-03", "programme", number=2, stage="completed"),
        ],
    )
    off = policy(**{f"oasys_{switch}_on": "false"})
    assert kind in {found.kind.value for found in duties(who, "2027-03-01").values()}
    assert kind not in {found.kind.value for found in duties(who, "2027-03-01", off).values()}
