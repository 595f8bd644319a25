"""Victim liaison."""

from typing import Any

import pytest

from pomdesk.domain.duties import DutyState
from pomdesk.domain.facts import Case
from pomdesk.domain.record import Entry, EntryKind
from tests.builders import case, day, lifer, person, policy, probation, review
from tests.rules.duties.working import duties, duty
from tests.rules.duties2.everything import entry

STAY = policy(duties_non_working_day='"stay"')
OFFICER = entry(EntryKind.VICTIM_LIAISON, "2026-01-05", number=50, who="Invented Officer")


def assigned(*entries: Entry, flag: bool | None = True, **parts: Any) -> Case:
    who = parts.pop("who", person(conditional_release_date=day("2027-06-10")))
    return case(who, probation=probation(vlo_assigned=flag), entries=entries, **parts)


def told(what: str, on: str, subject: str = "", number: int = 1) -> Entry:
    return entry(EntryKind.VICTIM_NOTE, on, what, number=number, subject=subject)


@pytest.mark.parametrize("flag", [None, False])
def test_nothing_is_asked_without_a_liaison_officer(flag: bool | None) -> None:
    found = duties(assigned(flag=flag, parole_reviews=[review("2027-03-01")]), "2026-11-22")
    assert not [key for key in found if key.startswith("vlo")]
    assert "vlo_release" in duties(assigned(OFFICER, flag=flag), "2026-11-22")


def test_the_officer_is_written_down_on_no_particular_day() -> None:
    found = duty(assigned(), "vlo_details", "2026-11-22")
    assert (found.due, found.state) == (None, DutyState.DUE)
    assert duty(assigned(OFFICER), "vlo_details", "2026-11-22").done_on == day("2026-01-05")


def hearing(*entries: Entry, on: str = "2027-03-29", **changes: Any) -> Case:
    reviews = [review(on, review_id="77", **changes)]
    return assigned(*entries, who=lifer(tariff_date=day("2027-01-01")), parole_reviews=reviews)


@pytest.mark.parametrize(
    ("on", "due", "opens"),
    [
        ("2027-03-29", "2027-03-01", "2027-02-01"),
        ("2028-03-28", "2028-02-29", "2028-02-01"),
        ("2027-01-28", "2026-12-31", "2026-12-03"),
    ],
)
def test_each_hearing_is_told_four_weeks_before(on: str, due: str, opens: str) -> None:
    found = duty(hearing(on=on), "vlo_hearing:77", "2026-11-22", STAY)
    assert (found.due, found.opens) == (day(due), day(opens))


@pytest.mark.parametrize(
    ("note", "done"),
    [
        (told("told_of_hearing", "2027-02-10", "77"), True),
        (told("told_of_hearing", "2027-02-10"), True),
        (told("told_of_hearing", "2027-02-10", "76"), False),
        (told("told_of_release", "2027-02-10", "77"), False),
        (told("told_of_hearing", "2027-01-04", "77"), True),  # four weeks before it opens
        (told("told_of_hearing", "2027-01-03", "77"), False),  # for an earlier date of it
    ],
)
def test_which_note_tells_of_the_hearing(note: Entry, done: bool) -> None:
    assert duty(hearing(note), "vlo_hearing:77", "2027-02-20").open is not done


def test_a_hearing_held_or_decided_is_not_told_again() -> None:
    assert "vlo_hearing:77" in duties(hearing(on="2026-11-22"), "2026-11-22")
    assert "vlo_hearing:77" not in duties(hearing(on="2026-11-21"), "2026-11-22")
    decided: dict[str, Any] = {
        "hearing_outcome": "Stay In Closed [*]",
        "hearing_outcome_received_on": day("2026-11-20"),
    }
    assert "vlo_hearing:77" not in duties(hearing(**decided), "2026-11-22")


def test_release_is_told_eight_weeks_before() -> None:
    found = duty(assigned(), "vlo_release", "2026-11-22", STAY)
    assert (found.due, found.opens) == (day("2027-04-15"), day("2027-03-18"))
    note = told("told_of_release", "2027-04-01")
    assert not duty(assigned(note), "vlo_release", "2027-04-02").open


@pytest.mark.parametrize("name", ["details", "hearing", "release"])
def test_each_rule_has_a_switch(name: str) -> None:
    off = policy(**{f"victims_{name}_on": "false"})
    asked = [key for key in duties(hearing(), "2026-11-22") if key.startswith("vlo")]
    left = [key for key in duties(hearing(), "2026-11-22", off) if key.startswith("vlo")]
    assert (
        set(asked) - set(left) == {key for key in asked if key.startswith(f"vlo_{name}")} != set()
    )
