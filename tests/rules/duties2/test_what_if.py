"""What would change a duty, and what hangs on what."""

from dataclasses import replace
from typing import Any

import pytest

from pomdesk.domain.facts import Case
from pomdesk.domain.record import EntryKind
from pomdesk.rules.duties.what_if import Change, depends_on, moved_with, what_would_change
from tests.builders import case, day, lifer, movement, person, policy, probation, review
from tests.rules.duties.working import CALENDAR, duties, oasys
from tests.rules.duties2.everything import entry

STAY = policy(duties_non_working_day='"stay"')
TODAY = day("2026-11-22")


def changes(of: Case, key: str) -> dict[str, Change]:
    duty = duties(of, TODAY, STAY)[key]
    return {one.fact: one for one in what_would_change(duty, of, STAY, CALENDAR, TODAY)}


def test_a_release_task_moves_with_the_release() -> None:
    of = case(person(conditional_release_date=day("2027-06-10")))
    assert changes(of, "crs_referral") == {
        "person.conditional_release_date": Change(
            "person.conditional_release_date",
            day("2027-06-10"),
            day("2028-06-10"),
            day("2028-03-18"),
        )
    }


def test_only_the_fact_that_holds_is_named() -> None:
    who = person(
        conditional_release_date=day("2027-05-10"),
        conditional_release_override_date=day("2027-06-10"),
        automatic_release_date=day("2029-01-01"),
    )
    assert list(changes(case(who), "crs_referral")) == ["person.conditional_release_override_date"]


def test_a_tariff_moves_the_handover_task() -> None:
    of = case(lifer(tariff_date=day("2027-03-01")))
    change = changes(of, "handover_task:contacted_com")["person.tariff_date"]
    assert (change.then, change.due) == (day("2028-03-01"), day("2027-03-01"))


def test_what_happened_is_set_to_today() -> None:
    seen = entry(EntryKind.CONTACT, "2026-10-30", "wing")
    of = case(probation=probation(rosh_level="HIGH"), entries=(seen,))
    assert changes(of, "contact") == {
        "duty.last_contact": Change(
            "duty.last_contact", day("2026-10-30"), TODAY, day("2026-12-22")
        )
    }
    of = case(allocated_on=day("2026-10-30"), probation=probation(rosh_level="HIGH"))
    assert changes(of, "contact")["allocations.allocated_on"].due == day("2026-12-22")
    of = case(movements=[movement("LEI", "2026-10-30")], probation=probation(rosh_level="HIGH"))
    assert changes(of, "contact")["movements.movement_date"].due == day("2026-12-22")


def test_an_oasys_done_today_would_move_the_next_review() -> None:
    of = case(assessments=[oasys("2026-01-05")])
    change = changes(of, "oasys_review")["assessments.completed_on"]
    assert (change.now, change.then, change.due) == (day("2026-01-05"), TODAY, day("2027-11-22"))


def test_a_date_long_gone_is_set_a_year_ahead() -> None:
    of = case(person(conditional_release_date=day("2020-01-01"), release_date=day("2020-01-01"),
                     automatic_release_date=day("2029-01-01")))  # fmt: skip
    assert list(changes(of, "crs_referral")) == [
        "person.conditional_release_date",
        "person.automatic_release_date",
    ]
    assert changes(of, "crs_referral")["person.conditional_release_date"].then == day("2027-11-22")


def test_an_event_that_names_its_duty_takes_the_name_along() -> None:
    """A transfer of another day is another key, and still the same duty."""
    moved = case(movements=[movement("MDI", "2024-02-01"), movement("LEI", "2026-10-01")])
    change = changes(moved, "oasys_transfer_in:2026-10-01")["movements.movement_date"]
    assert change.due == day("2026-12-20")


def test_a_meeting_moves_what_is_sent_before_it_but_a_given_day_is_only_itself() -> None:
    meeting = entry(
        EntryKind.PUBLIC_PROTECTION, "2026-11-05", "mappa_meeting", number=5, due="2027-01-12"
    )
    of = case(probation=probation(mappa_level=2), entries=(meeting,))
    change = changes(of, "mappa_f:5")["duty.mappa_meeting"]
    # Ten working days before Wednesday 12 January 2028, with two days for Christmas between.
    assert (change.then, change.due) == (day("2028-01-12"), day("2027-12-29"))
    assert changes(of, "follow_up:5") == {}


def test_dates_of_a_review_move_only_its_own_duties() -> None:
    reviews = [
        review("2027-05-03", review_id="1", custody_report_due=day("2027-01-11")),
        review("2027-09-06", review_id="2", custody_report_due=day("2027-04-12")),
    ]
    who = lifer(tariff_date=day("2026-01-01"))
    of = case(who, probation=probation(vlo_assigned=True), parole_reviews=reviews)
    found = changes(of, "vlo_hearing:1")
    assert found == {
        "parole_reviews.target_hearing_date": Change(
            "parole_reviews.target_hearing_date",
            day("2027-05-03"),
            day("2028-05-03"),
            day("2028-04-05"),
        )
    }


def test_duties_without_a_day_have_nothing_to_change() -> None:
    assert changes(case(probation=None), "data_probation_record") == {}


def test_what_waits_on_a_duty() -> None:
    found = duties(case(person(conditional_release_date=day("2027-06-10"))), TODAY)
    assert [duty.key for duty in depends_on(found.values(), "duty_to_refer")] == ["cas3_referral"]
    assert depends_on(found.values(), "contact") == ()


def moved(of: Case, fact: str) -> set[str]:
    return {duty.key for duty in moved_with(fact, of, STAY, CALENDAR, TODAY)}


@pytest.mark.parametrize(
    ("fact", "some", "none"),
    [
        ("person.conditional_release_date", {"crs_referral", "oasys_handover"}, {"contact"}),
        ("worked.handover_on", {"handover_task:contacted_com", "oasys_handover"}, {"crs_referral"}),
        ("worked.earliest_release", {"crs_referral"}, {"oasys_handover", "contact"}),
        ("person.tariff_date", set(), {"crs_referral"}),
        ("person.last_name", set(), {"crs_referral"}),
        ("parole_reviews.target_hearing_date", set(), {"crs_referral"}),
        ("worked.nothing", set(), {"crs_referral"}),
    ],
)
def test_which_duties_move_with_a_date(fact: str, some: set[str], none: set[str]) -> None:
    of = case(person(conditional_release_date=day("2027-06-10")))
    found = moved(of, fact)
    assert some <= found
    assert not none & found
    if not some:
        assert not found


def test_the_duties_told_are_those_that_stand() -> None:
    of = case(person(conditional_release_date=day("2027-06-10")))
    found = moved_with("person.conditional_release_date", of, STAY, CALENDAR, TODAY)
    held = duties(of, TODAY, STAY)
    assert all(held[duty.key].due == duty.due for duty in found)


def test_a_hearing_moves_what_hangs_on_it() -> None:
    reviews = [review("2027-05-03", review_id="1")]
    of = case(lifer(tariff_date=day("2026-01-01")), parole_reviews=reviews)
    of = replace(of, probation=probation(vlo_assigned=True))
    assert {"vlo_hearing:1", "custody_report:1"} <= moved(of, "parole_reviews.target_hearing_date")


def test_nothing_about_the_case_is_changed() -> None:
    facts: Any = {"movements": [movement("LEI", "2026-10-30")], "allocated_on": day("2026-11-02")}
    of = case(person(conditional_release_date=day("2027-06-10")), **facts)
    before = replace(of)
    changes(of, "crs_referral")
    moved(of, "person.conditional_release_date")
    assert of == before
