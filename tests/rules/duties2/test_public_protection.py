"""MAPPA level and contribution, risk management meeting, contact restrictions."""

from typing import Any

import pytest

from pomdesk.domain.duties import DutyOwner, DutyState
from pomdesk.domain.facts import Case
from pomdesk.domain.record import EntryKind
from tests.builders import case, day, movement, person, policy, probation
from tests.rules.duties.working import duties, duty, said
from tests.rules.duties2.everything import entry

STAY = policy(duties_non_working_day='"stay"')
PROTECTION, RESTRICTION = EntryKind.PUBLIC_PROTECTION, EntryKind.RESTRICTION


def held(release: str = "2027-06-10", entries: Any = (), marks: Any = (), **facts: Any) -> Case:
    """A person of category 2 without a level, released on a day."""
    alerts = facts.pop("alerts", ())
    who = person(conditional_release_date=day(release), release_date=day(release), alerts=alerts)
    known = probation(**({"mappa_category": 2} | facts))
    return case(who, probation=known, entries=tuple(entries), marks=tuple(marks))


@pytest.mark.parametrize(
    ("release", "due", "opens"),
    [
        ("2027-06-10", "2026-12-10", "2026-10-10"),
        ("2027-08-31", "2027-02-28", "2026-12-28"),  # February has no 31st
        ("2028-08-29", "2028-02-29", "2027-12-29"),  # leap day
        ("2027-07-01", "2027-01-01", "2026-11-01"),
        ("2027-05-22", "2026-11-22", "2026-09-22"),  # due on the day itself
    ],
)
def test_the_level_is_set_six_months_before_release(release: str, due: str, opens: str) -> None:
    found = duty(held(release), "mappa_level", "2026-11-22", STAY)
    assert (found.due, found.opens) == (day(due), day(opens))


def test_it_moves_off_a_day_without_work() -> None:
    found = duty(held("2027-07-01"), "mappa_level", "2026-11-22")
    assert (found.due, found.given_due) == (day("2026-12-31"), day("2027-01-01"))


@pytest.mark.parametrize(
    ("facts", "asked"),
    [
        ({}, True),
        ({"mappa_level": 0}, True),  # a category without a level yet
        ({"mappa_level": 1}, False),
        ({"mappa_level": 3}, False),
        ({"mappa_level": 2, "alerts": ("MAPPA Cat 2 Level TBC 6m pre-release",)}, True),
        ({"mappa_level": 2, "alerts": ("P55",)}, True),
        ({"alerts": ("P77",)}, False),  # the alert names the level
        ({"alerts": ("MAPPA Cat 2 Level 1",)}, False),
        ({"mappa_category": None}, False),
        ({"mappa_category": None, "mappa_level": 0}, False),
        ({"mappa_category": 0}, False),
        ({"mappa_category": None, "alerts": ("Mappa Nominal",)}, True),
        ({"mappa_category": None, "alerts": ("P0",)}, True),
        ({"mappa_category": None, "alerts": ("ACCT open",)}, False),
    ],
)
def test_who_needs_a_level(facts: dict[str, Any], asked: bool) -> None:
    assert ("mappa_level" in duties(held(**facts), "2026-11-22")) is asked


def test_an_alert_alone_is_enough_without_a_probation_record() -> None:
    who = person(conditional_release_date=day("2027-06-10"), alerts=("MAPPA nominal",))
    assert "mappa_level" in duties(case(who, probation=None), "2026-11-22")


@pytest.mark.parametrize(
    ("on", "state"),
    [
        ("2026-09-11", DutyState.DUE),  # 29 days before it opens: too early to count
        ("2026-09-12", DutyState.DONE),
        ("2026-11-20", DutyState.DONE),
    ],
)
def test_an_entry_that_the_level_was_set_counts_from_four_weeks_before(
    on: str, state: DutyState
) -> None:
    of = held(entries=[entry(PROTECTION, on, "mappa_level_set")])
    assert duty(of, "mappa_level", "2026-11-22").state is state


def test_a_level_asked_for_is_not_one_that_was_set() -> None:
    of = held(entries=[entry(PROTECTION, "2026-11-20", "mappa_level_asked")])
    assert duty(of, "mappa_level", "2026-11-22").open


def test_without_a_release_ahead_nothing_is_counted() -> None:
    assert (
        not {"mappa_level", "irmm", "mappa_f"}
        & duties(held("2026-11-21", mappa_level=2), "2026-11-22").keys()
    )
    assert "mappa_level" in duties(held("2026-11-22"), "2026-11-22")


@pytest.mark.parametrize(("level", "asked"), [(None, False), (1, False), (2, True), (3, True)])
def test_the_contribution_is_asked_at_the_levels_of_the_policy(
    level: int | None, asked: bool
) -> None:
    assert ("mappa_f" in duties(held(mappa_level=level), "2026-11-22")) is asked


def test_a_noted_meeting_dates_the_contribution_and_names_it() -> None:
    meeting = entry(PROTECTION, "2026-11-20", "mappa_meeting", number=7, due="2027-01-08")
    found = duty(held(mappa_level=2, entries=[meeting]), "mappa_f:7", "2026-11-22")
    # Ten working days before Friday 8 January: three holidays and two weekends between.
    assert found.due == day("2026-12-22")
    assert found.state is DutyState.DUE
    assert "mappa_f" not in duties(held(mappa_level=2, entries=[meeting]), "2026-11-22")


def test_the_earliest_meeting_ahead_counts_and_one_gone_by_does_not() -> None:
    noted = [
        entry(PROTECTION, "2026-05-01", "mappa_meeting", number=1, due="2026-11-21"),
        entry(PROTECTION, "2026-11-01", "mappa_meeting", number=2, due="2027-03-01"),
        entry(PROTECTION, "2026-11-02", "mappa_meeting", number=3, due="2026-11-22"),
    ]
    found = duties(held(mappa_level=2, entries=noted), "2026-11-22")
    assert [key for key in found if key.startswith("mappa_f")] == ["mappa_f:3"]
    found = duties(held(mappa_level=2, entries=noted[:1]), "2026-11-22")
    assert [key for key in found if key.startswith("mappa_f")] == ["mappa_f"]


@pytest.mark.parametrize(("sent", "done"), [("2026-11-19", False), ("2026-11-20", True)])
def test_a_contribution_sent_before_the_meeting_was_noted_is_for_another(
    sent: str, done: bool
) -> None:
    noted = [
        entry(PROTECTION, "2026-11-20", "mappa_meeting", number=7, due="2027-01-08"),
        entry(PROTECTION, sent, "mappa_f", number=8),
    ]
    found = duty(held(mappa_level=2, entries=noted), "mappa_f:7", "2026-11-22")
    assert (found.state is DutyState.DONE) is done


@pytest.mark.parametrize(
    ("facts", "because"),
    [
        ({"rosh_level": "HIGH", "mappa_category": None}, "irmm_rosh"),
        ({"rosh_level": "VERY_HIGH"}, "irmm_rosh"),
        ({"rosh_level": "LOW"}, "irmm_mappa"),
        ({"rosh_level": "MEDIUM", "mappa_category": None}, None),
    ],
)
def test_who_goes_to_the_risk_meeting(facts: dict[str, Any], because: str | None) -> None:
    found = duties(held(**facts), "2026-11-22", STAY).get("irmm")
    assert (found and found.because[0].rule) == because
    if found:
        assert (found.due, found.opens) == (day("2026-10-10"), day("2026-09-10"))
        assert found.owner is DutyOwner.POM


def test_the_level_belongs_to_whoever_is_responsible() -> None:
    assert duty(held("2027-06-10"), "mappa_level", "2026-11-22").owner is DutyOwner.COM
    assert duty(held("2028-06-10"), "mappa_level", "2026-11-22").owner is DutyOwner.POM


# ---- contact restrictions -------------------------------------------------------------------


def restricted(*entries: Any, **facts: Any) -> Case:
    mine = entry(RESTRICTION, "2025-03-03", "no_contact", number=1, stage="in_force")
    return held("2030-01-01", entries=[mine, *entries], **facts)


def test_a_restriction_is_reviewed_after_twelve_months_then_after_each_review() -> None:
    found = duty(restricted(), "restriction_review", "2026-01-05")
    assert (found.due, found.opens) == (day("2026-03-03"), day("2026-02-03"))
    reviewed = entry(PROTECTION, "2026-02-20", "restrictions_reviewed", number=2)
    found = duty(restricted(reviewed), "restriction_review", "2026-11-22", STAY)
    assert (found.due, found.because[0].rule) == (day("2027-02-20"), "restriction_reviewed")


def test_a_leap_day_is_reviewed_on_the_last_of_february() -> None:
    reviewed = entry(PROTECTION, "2028-02-29", "restrictions_reviewed", number=2)
    found = duty(restricted(reviewed), "restriction_review", "2028-03-01", STAY)
    assert found.due == day("2029-02-28")


def test_an_ended_restriction_is_reviewed_no_more() -> None:
    ended = entry(RESTRICTION, "2025-03-03", "no_contact", stage="ended")
    assert "restriction_review" not in duties(held(entries=[ended]), "2026-11-22")


@pytest.mark.parametrize("alert", ["Child contact restricted", "No Contact Request", "CC2"])
def test_an_alert_alone_counts_from_arrival(alert: str) -> None:
    who = person(conditional_release_date=day("2029-06-10"), alerts=(alert,))
    of = case(who, movements=[movement("LEI", "2026-05-05")])
    found = duty(of, "restriction_review", "2026-11-22")
    assert (found.due, found.because[0].rule) == (day("2027-05-05"), "restriction_alert")


@pytest.mark.parametrize("what", ["done", "not_needed"])
def test_what_was_settled_by_hand_comes_back_a_year_later(what: str) -> None:
    marks = [said("restriction_review", what, "2026-03-02")]
    found = duty(restricted(marks=marks), "restriction_review", "2026-12-01")
    assert found.state.value == what
    found = duty(restricted(marks=marks), "restriction_review", "2027-02-10", STAY)
    assert (found.due, found.state) == (day("2027-03-02"), DutyState.DUE)
    assert found.because[0].rule == "restriction_reviewed"


@pytest.mark.parametrize(
    ("switch", "gone"),
    [
        ("public_protection_mappa_on", "mappa_level"),
        ("public_protection_mappa_f_on", "mappa_f"),
        ("public_protection_irmm_on", "irmm"),
        ("public_protection_restriction_on", "restriction_review"),
    ],
)
def test_each_rule_has_a_switch(switch: str, gone: str) -> None:
    of = restricted(mappa_level=2, alerts=("P55",))
    assert gone in duties(of, "2026-11-22")
    assert gone not in duties(of, "2026-11-22", policy(**{switch: "false"}))
