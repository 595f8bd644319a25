"""Release tasks and what is asked on arrival."""

from typing import Any

import pytest

from pomdesk.domain.duties import DutyOwner, DutyState
from pomdesk.domain.facts import Case
from pomdesk.domain.record import Entry, EntryKind
from tests.builders import case, day, lifer, movement, person, policy, probation
from tests.rules.duties.working import duties, duty, said
from tests.rules.duties2.everything import entry

STAY = policy(duties_non_working_day='"stay"')
REFERRAL, NEEDS = EntryKind.REFERRAL, EntryKind.NEEDS_ASSESSMENT
TASKS = {
    "duty_to_refer",
    "crs_referral",
    "approved_premises",
    "cas3_referral",
    "licence_conditions",
    "pre_release_review",
}


def released(on: str | None, *entries: Entry, marks: Any = (), **facts: Any) -> Case:
    at = day(on) if on else None
    who = person(**({"conditional_release_date": at, "release_date": at} | facts))
    return case(who, probation=probation(rosh_level="HIGH"), entries=entries, marks=tuple(marks))


def referral(what: str, stage: str, on: str, number: int = 1, **more: Any) -> Entry:
    return entry(REFERRAL, on, what, number=number, stage=stage, **more)


@pytest.mark.parametrize(
    ("key", "release", "due", "opens"),
    [
        # 56 days, open 28 before; 12 weeks, open 4; 26 weeks, open 13; 4 weeks, open 4 ...
        ("duty_to_refer", "2027-06-10", "2027-04-15", "2027-03-18"),
        ("duty_to_refer", "2028-04-25", "2028-02-29", "2028-02-01"),  # leap day
        ("duty_to_refer", "2027-02-25", "2026-12-31", "2026-12-03"),  # year end
        ("crs_referral", "2027-06-10", "2027-03-18", "2027-02-18"),
        ("approved_premises", "2027-06-10", "2026-12-10", "2026-09-10"),
        ("cas3_referral", "2027-06-10", "2027-05-13", "2027-04-15"),
        ("licence_conditions", "2027-06-10", "2027-05-13", "2027-04-15"),
        ("pre_release_review", "2027-06-10", "2027-03-18", "2027-02-18"),
        # Clocks go forward on 28 March 2027: days are calendar days.
        ("duty_to_refer", "2027-05-20", "2027-03-25", "2027-02-25"),
    ],
)
def test_tasks_are_counted_back_from_release(key: str, release: str, due: str, opens: str) -> None:
    found = duty(released(release), key, "2026-11-22", STAY)
    assert (found.due, found.opens) == (day(due), day(opens))


@pytest.mark.parametrize(
    ("on", "state"),
    [
        ("2027-03-17", DutyState.UPCOMING),
        ("2027-03-18", DutyState.DUE),
        ("2027-04-15", DutyState.DUE),
        ("2027-04-16", DutyState.OVERDUE),
    ],
)
def test_where_a_task_stands(on: str, state: DutyState) -> None:
    assert duty(released("2027-06-10"), "duty_to_refer", on).state is state


@pytest.mark.parametrize(("on", "held"), [("2027-06-10", True), ("2027-06-11", False)])
def test_tasks_end_with_the_release(on: str, held: bool) -> None:
    assert bool(TASKS & duties(released("2027-06-10"), on).keys()) is held


@pytest.mark.parametrize("stage", ["submitted", "accepted", "placed"])
@pytest.mark.parametrize(
    ("what", "key"),
    [
        ("duty_to_refer", "duty_to_refer"),
        ("crs_accommodation", "crs_referral"),
        ("approved_premises", "approved_premises"),
        ("cas3", "cas3_referral"),
    ],
)
def test_a_referral_that_stands_is_done(what: str, key: str, stage: str) -> None:
    made = referral(what, stage, "2027-04-01", stage_day="2027-04-06")
    found = duty(released("2027-06-10", made), key, "2027-04-20")
    assert (found.state, found.done_on) == (DutyState.DONE, day("2027-04-06"))


@pytest.mark.parametrize("stage", ["to_make", "refused", "withdrawn"])
def test_one_that_was_not_made_or_came_to_nothing_is_to_be_made(stage: str) -> None:
    found = duties(released("2027-06-10", referral("cas3", stage, "2027-04-20")), "2027-05-01")
    assert found["cas3_referral"].open


def test_a_refusal_reopens_what_an_earlier_referral_had_done() -> None:
    made = referral("approved_premises", "accepted", "2026-10-01", number=1)
    refused = referral("approved_premises", "refused", "2026-11-01", number=2)
    assert not duty(released("2027-06-10", made), "approved_premises", "2026-11-22").open
    assert duty(released("2027-06-10", made, refused), "approved_premises", "2026-11-22").open


def test_another_referral_to_crs_is_none_for_accommodation() -> None:
    other = referral("crs_other", "submitted", "2027-03-01")
    assert duty(released("2027-06-10", other), "crs_referral", "2027-03-02").open


@pytest.mark.parametrize(
    ("made", "done"),
    [
        ("2026-11-22", True),  # exactly 26 weeks old
        ("2026-11-21", False),
        ("2027-05-01", True),
    ],
)
def test_a_duty_to_refer_expires_after_26_weeks(made: str, done: bool) -> None:
    of = released("2027-06-10", referral("duty_to_refer", "submitted", made))
    found = duty(of, "duty_to_refer", "2027-05-23")
    assert (found.state is DutyState.DONE) is done


def test_cas3_waits_for_both_referrals() -> None:
    dtr = referral("duty_to_refer", "submitted", "2027-04-01", number=1)
    crs = referral("crs_accommodation", "submitted", "2027-04-01", number=2)

    def cas3(*entries: Entry) -> Any:
        return duty(released("2027-06-10", *entries), "cas3_referral", "2027-04-20")

    assert cas3().state is DutyState.BLOCKED
    assert cas3().waits_on == ("duty_to_refer", "crs_referral")
    assert cas3(dtr).waits_on == ("crs_referral",)
    assert cas3(dtr, crs).state is DutyState.DUE
    no_dtr = policy(resettlement_dtr_on="false")
    found = duty(released("2027-06-10", crs), "cas3_referral", "2027-04-20", no_dtr)
    assert found.state is DutyState.DUE  # what is switched off holds nothing up


@pytest.mark.parametrize(
    ("facts", "because"),
    [
        ({"rosh_level": "VERY_HIGH"}, "approved_premises_rosh"),
        ({"rosh_level": "HIGH", "mappa_level": 3}, "approved_premises_rosh"),
        ({"rosh_level": "LOW", "mappa_level": 2}, "approved_premises_mappa"),
        ({"rosh_level": "MEDIUM", "mappa_level": 1}, None),
        ({"rosh_level": None}, None),
    ],
)
def test_approved_premises_are_for_high_risk(facts: dict[str, Any], because: str | None) -> None:
    who = person(conditional_release_date=day("2027-06-10"))
    found = duties(case(who, probation=probation(**facts)), "2026-11-22").get("approved_premises")
    assert (found and found.because[0].rule) == because


def condition(stage: str, on: str, number: int) -> Entry:
    return entry(
        EntryKind.LICENCE_CONDITION, "2027-04-20", number=number, stage=stage, stage_day=on
    )


def test_the_licence_is_done_when_no_condition_is_undecided() -> None:
    agreed, unwanted = (
        condition("agreed", "2027-05-04", 1),
        condition("not_wanted", "2027-05-06", 2),
    )
    proposed = condition("proposed", "2027-04-20", 3)

    def licence(*entries: Entry) -> Any:
        return duty(released("2027-06-10", *entries), "licence_conditions", "2027-05-10")

    assert licence().open
    assert licence(proposed).open
    assert licence(agreed, proposed).open
    assert licence(agreed, unwanted).done_on == day("2027-05-06")


def test_a_review_for_an_earlier_release_is_none_for_this_one() -> None:
    review = entry(NEEDS, "2027-03-01", "pre_release_review")
    assert not duty(released("2027-06-10", review), "pre_release_review", "2027-03-02").open
    assert duty(released("2028-06-10", review), "pre_release_review", "2027-03-02").open
    marks = [said("pre_release_review", "done", "2027-03-01")]
    assert not duty(released("2027-06-10", marks=marks), "pre_release_review", "2027-03-02").open
    assert duty(released("2028-06-10", marks=marks), "pre_release_review", "2027-03-02").open


def test_after_handover_the_com_makes_the_referrals() -> None:
    late, early = released("2027-06-10"), released("2028-06-10")
    owners = {key: found.owner for key, found in duties(late, "2026-11-22").items()}
    assert owners["crs_referral"] is owners["licence_conditions"] is DutyOwner.COM
    assert owners["duty_to_refer"] is owners["pre_release_review"] is DutyOwner.POM
    assert duty(early, "crs_referral", "2026-11-22").owner is DutyOwner.POM


# ---- which release ---------------------------------------------------------------------------


def rules(of: Case, key: str, on: str = "2026-11-22") -> list[str]:
    return [reason.rule for reason in duty(of, key, on).because if reason.rule != "due_moved"]


def test_a_tariff_is_no_certain_release() -> None:
    of = case(lifer(tariff_date=day("2027-06-10")))
    assert rules(of, "duty_to_refer") == ["duty_to_refer", "release_by_parole", "earliest_ahead"]
    curfew = released("2027-08-10", home_detention_curfew_eligibility_date=day("2027-06-10"))
    assert rules(curfew, "crs_referral") == ["crs_referral", "release_by_curfew", "earliest_ahead"]


def test_after_a_recall_the_next_release_counts() -> None:
    who = {"recall": True, "post_recall_release_date": day("2027-02-25")}
    of = released("2025-06-10", **who)
    assert duty(of, "duty_to_refer", "2026-11-22").due == day("2026-12-31")
    assert rules(of, "duty_to_refer") == ["duty_to_refer", "release_after_recall"]
    assert not TASKS & duties(released("2025-06-10", recall=True), "2026-11-22").keys()


def test_in_wales_it_is_an_application() -> None:
    who = person(conditional_release_date=day("2027-06-10"))
    of = case(who, probation=probation(probation_service="Wales"))
    assert rules(of, "duty_to_refer")[0] == "duty_to_refer_wales"


# ---- arrival ---------------------------------------------------------------------------------


def received(on: str, **changes: Any) -> Case:
    who = person(sentence_start_date=day("2026-11-20"), conditional_release_date=day("2030-01-01"))
    change = {"movement_type": "ADM", "from_agency": "CRT"} | changes
    entries = change.pop("entries", ())
    return case(who, movements=[movement("LEI", on, **change)], entries=entries)


@pytest.mark.parametrize(
    ("reception", "due"),
    [
        ("2026-11-16", "2026-11-23"),  # Monday to Monday
        ("2026-12-18", "2026-12-29"),  # Christmas and its substitute day between
        ("2026-12-24", "2027-01-05"),
        ("2026-11-21", "2026-11-27"),  # a Saturday
    ],
)
def test_the_second_screening_comes_five_working_days_after_reception(
    reception: str, due: str
) -> None:
    assert duty(received(reception), "needs_assessment", "2026-12-28").due == day(due)


@pytest.mark.parametrize(("on", "asked"), [("2027-02-08", True), ("2027-02-09", False)])
def test_it_is_asked_of_the_recently_received_only(on: str, asked: bool) -> None:
    assert ("needs_assessment" in duties(received("2026-11-16"), on)) is asked


@pytest.mark.parametrize("changes", [{"movement_type": "TRN"}, {"from_agency": "MDI"}])
def test_a_move_between_prisons_is_no_reception(changes: dict[str, Any]) -> None:
    of = received("2026-12-01", **changes)
    assert duty(of, "needs_assessment", "2026-12-02").due == day("2026-11-27")  # after sentence
    old = person(sentence_start_date=day("2024-01-01"))
    of = case(old, movements=[movement("LEI", "2026-12-01", **changes)])
    assert "needs_assessment" not in duties(of, "2026-12-02")


@pytest.mark.parametrize(
    ("what", "on", "done"),
    [
        ("bcst2", "2026-11-16", True),
        ("bcst2", "2026-11-15", False),
        ("bcst1", "2026-11-18", False),
    ],
)
def test_only_the_second_screening_since_reception_counts(what: str, on: str, done: bool) -> None:
    of = received("2026-11-16", entries=(entry(NEEDS, on, what),))
    assert duty(of, "needs_assessment", "2026-11-24").open is not done


def woman(*entries: Entry, prison: str = "NHI") -> Case:
    who = person(prison_id=prison, conditional_release_date=day("2030-01-01"))
    return case(who, movements=[movement(prison, "2026-11-09")], entries=entries)


@pytest.mark.parametrize(("on", "done"), [("2026-11-08", False), ("2026-11-09", True)])
def test_complexity_is_set_since_arrival_at_a_womens_prison(on: str, done: bool) -> None:
    of = woman(entry(EntryKind.COMPLEXITY, on, "high"))
    found = duty(of, "complexity", "2026-11-20")
    assert (found.due, found.state is DutyState.DONE) == (day("2026-11-16"), done)
    assert "complexity" not in duties(woman(prison="LEI"), "2026-11-20")


@pytest.mark.parametrize(
    ("facts", "asked"),
    [
        ({"home_detention_curfew_eligibility_date": "2027-02-01"}, True),
        ({"home_detention_curfew_eligibility_date": "2026-11-22"}, True),
        ({"home_detention_curfew_eligibility_date": "2026-11-21"}, False),
        (
            {
                "home_detention_curfew_eligibility_date": "2027-02-01",
                "home_detention_curfew_actual_date": "2027-02-10",
            },
            False,
        ),
        ({}, False),
    ],
)
def test_home_curfew_is_begun_ten_weeks_before_eligibility(
    facts: dict[str, str], asked: bool
) -> None:
    of = released("2027-06-10", **{name: day(value) for name, value in facts.items()})
    found = duties(of, "2026-11-22", STAY)
    assert ("hdc" in found) is asked
    if facts == {"home_detention_curfew_eligibility_date": "2027-02-01"}:
        assert (found["hdc"].due, found["hdc"].opens) == (day("2026-11-23"), day("2026-10-26"))


@pytest.mark.parametrize(
    ("switch", "gone"),
    [
        ("dtr", "duty_to_refer"),
        ("crs", "crs_referral"),
        ("ap", "approved_premises"),
        ("cas3", "cas3_referral"),
        ("licence", "licence_conditions"),
        ("review", "pre_release_review"),
        ("needs", "needs_assessment"),
        ("complexity", "complexity"),
        ("hdc", "hdc"),
    ],
)
def test_each_rule_has_a_switch(switch: str, gone: str) -> None:
    who = person(
        prison_id="NHI",
        sentence_start_date=day("2026-11-02"),
        conditional_release_date=day("2029-01-01"),
        home_detention_curfew_eligibility_date=day("2028-07-01"),
    )
    of = case(who, probation=probation(rosh_level="HIGH"))
    assert gone in duties(of, "2026-11-22")
    off = policy(**{f"resettlement_{switch}_on": "false"})
    assert gone not in duties(of, "2026-11-22", off)
