"""Linked facts: what may be linked, in which form, and when it is another one."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from pomdesk.domain.facts import Assessment, Case, CaseSources, Source, SourceKind
from pomdesk.domain.papers import SectionText
from pomdesk.domain.record import Entry, EntryKind
from pomdesk.domain.results import CaseResult
from pomdesk.domain.writing import Link, Paragraph, Run
from pomdesk.rules.case import work_out
from pomdesk.rules.papers.links import (
    GONE,
    Moved,
    declined,
    disclosable,
    entry_digest,
    entry_id,
    entry_ref,
    known,
    moved,
    newest_oasys,
    source_of,
    taken,
    value_of,
)
from tests.builders import TODAY, case, day, lifer, person, policy, probation, review
from tests.rules.facts import CASES
from tests.rules.papers.writing import entry, linked

POLICY = policy()


def result(of: Case) -> CaseResult:
    return work_out(of, POLICY, TODAY)


def facts(of: Case) -> dict[str, str]:
    return dict(known(of, result(of)))


def oasys(on: str | None, status: str = "COMPLETE", **changes: Any) -> Assessment:
    made = Assessment("LAYER3", status=status, completed_on=day(on) if on else None)
    return replace(made, **changes)


def test_facts_are_days_codes_and_plain_texts() -> None:
    held = facts(
        case(
            person(recall=False, restricted_patient=True, alerts=("XA", "HA")),
            probation=probation(mappa_level=0, com_name=" Jones, Ray "),
            allocated_on=day("2026-03-01"),
        )
    )
    assert held["person.conditional_release_date"] == "2028-01-01"
    assert held["person.last_name"] == "SPECIMEN"
    assert held["person.recall"] == "no"
    assert held["person.restricted_patient"] == "yes"
    assert held["person.alerts"] == "XA, HA"
    assert held["probation.mappa_level"] == "0"
    assert held["probation.com_name"] == "Jones, Ray"
    assert held["allocation.allocated_on"] == "2026-03-01"


def test_what_the_rules_worked_out_may_be_linked() -> None:
    held = facts(case())
    assert held["result.earliest_release"] == "2028-01-01"
    assert held["result.earliest_release_type"] == "CRD"
    assert held["result.handover_date"] == "2027-04-17"
    assert held["result.responsibility"] == "CustodyOnly"
    assert held["result.handover_reason"] == "determinate"


def test_what_has_no_value_is_not_there() -> None:
    held = facts(case(probation=None))
    assert not [ref for ref in held if ref.startswith(("probation.", "oasys.", "parole."))]
    assert "person.tariff_date" not in held
    assert "" not in held.values()


def test_numbers_of_systems_are_not_offered() -> None:
    held = facts(case(person(booking_id=7, in_out_status="IN", last_movement_type_code="ADM")))
    assert not {"person.booking_id", "person.in_out_status"} & held.keys()
    assert "person.last_movement_type_code" not in held


def test_the_oasys_is_the_one_completed_last() -> None:
    held = facts(
        case(
            assessments=[
                oasys("2026-05-01", rosh_overall="HIGH"),
                oasys("2025-01-01", rosh_overall="LOW"),
                oasys("2026-10-01", "LOCKED_INCOMPLETE", rosh_overall="MEDIUM"),
                oasys(None, "OPEN"),
            ]
        )
    )
    assert held["oasys.completed_on"] == "2026-05-01"
    assert held["oasys.rosh_overall"] == "HIGH"
    assert newest_oasys(case()) is None


def test_parole_is_of_the_review_asked_for_or_of_the_live_one() -> None:
    sooner = review("2027-03-01", review_id="1", custody_report_due=day("2026-12-01"))
    later = review("2027-09-01", review_id="2", review_type="GPP")
    of = case(lifer(tariff_date=day("2027-06-01")), parole_reviews=[sooner, later])
    held = known(of, result(of))
    assert held["parole.target_hearing_date"] == "2027-03-01"
    assert held["parole.custody_report_due"] == "2026-12-01"
    asked = known(of, result(of), review="2")
    assert asked["parole.target_hearing_date"] == "2027-09-01"
    assert asked["parole.review_type"] == "GPP"
    assert "parole.custody_report_due" not in asked
    assert known(of, result(of), review="nobody's") == held


def test_one_value_and_a_ref_that_there_is_not() -> None:
    of = case()
    assert value_of("result.handover_date", of, result(of)) == "2027-04-17"
    assert value_of("person.shoe_size", of, result(of)) is None


@given(CASES)
def test_whatever_the_facts_every_value_is_a_text(of: Case) -> None:
    held = facts(of)
    assert all(isinstance(value, str) and value for value in held.values())
    assert not moved({}, held, ())


@pytest.mark.parametrize(
    ("ref", "may"),
    [
        ("person.alerts", False),
        ("probation.vlo_assigned", False),
        ("probation.com_email", False),
        ("probation.com_name", True),
        ("person.tariff_date", True),
        ("result.handover_date", True),
    ],
)
def test_some_facts_are_not_for_the_person(ref: str, may: bool) -> None:
    assert disclosable(ref) is may


def test_where_a_fact_came_from() -> None:
    file = Source(SourceKind.FILE, TODAY, "a.json")
    typed = Source(SourceKind.TYPED, TODAY, "A Khan")
    sources = CaseSources(
        {"person": file, "assessments": file, "parole_reviews": file, "allocations": file},
        {("person", "tariff_date"): typed},
    )
    assert source_of("person.tariff_date", sources) is typed
    assert source_of("person.release_date", sources) is file
    assert source_of("oasys.completed_on", sources) is file
    assert source_of("parole.review_type", sources) is file
    assert source_of("allocation.allocated_on", sources) is file
    assert source_of("result.handover_date", sources) is None
    assert source_of("probation.tier", sources) is None


# ---- entries ---------------------------------------------------------------------------------

CONTACT = entry(EntryKind.CONTACT, id=45, what="phone", text="Spoke of work.")


@pytest.mark.parametrize(
    "changes",
    [
        {"day": date(2026, 11, 21)},
        {"what": "video"},
        {"text": "Spoke of play."},
        {"title": "Work"},
        {"who": "A Khan"},
        {"stage": "booked"},
        {"stage_day": TODAY},
        {"kind": EntryKind.NOTE},
    ],
)
def test_an_entry_that_says_something_else_has_another_digest(changes: dict[str, Any]) -> None:
    other = replace(CONTACT, **changes)
    assert entry_digest(other) != entry_digest(CONTACT)


def test_what_is_still_to_follow_makes_no_difference() -> None:
    later = replace(CONTACT, due=TODAY, next_step="Ring again", written_by="B Khan", id=46)
    assert entry_digest(later) == entry_digest(CONTACT)
    assert len(entry_digest(CONTACT)) == 12


def test_words_do_not_slip_from_one_field_into_another() -> None:
    one = entry(EntryKind.NOTE, title="a", text="bc")
    other = entry(EntryKind.NOTE, title="ab", text="c")
    assert entry_digest(one) != entry_digest(other)


def test_the_link_of_an_entry() -> None:
    assert entry_ref(CONTACT) == Link("entry.45", entry_digest(CONTACT))
    assert entry_id("entry.45") == 45
    assert entry_id("person.tariff_date") is None
    assert entry_id("entry.") is None
    assert entry_id("entry.four") is None


# ---- what has moved --------------------------------------------------------------------------

REF = "person.conditional_release_date"


def of_section(value: str, said: str = "") -> dict[str, SectionText]:
    return {"body": SectionText(linked("12 May 2027", REF, value, said))}


def test_a_fact_that_is_the_same_has_not_moved() -> None:
    assert moved(of_section("2027-05-12"), {REF: "2027-05-12"}, ()) == []


def test_a_fact_that_is_another_one_has() -> None:
    link = Link(REF, "2027-05-12")
    found = moved(of_section("2027-05-12"), {REF: "2027-02-03"}, ())
    assert found == [Moved("body", link, "2027-02-03")]


def test_a_fact_that_is_gone_has() -> None:
    assert [one.present for one in moved(of_section("2027-05-12"), {}, ())] == [None]


def test_what_was_declined_is_not_told_again_until_it_changes_again() -> None:
    kept = declined(Link(REF, "2027-05-12"), "2027-02-03")
    sections = of_section(kept.value, kept.declined)
    assert moved(sections, {REF: "2027-02-03"}, ()) == []
    assert len(moved(sections, {REF: "2027-02-04"}, ())) == 1
    assert len(moved(sections, {}, ())) == 1


def test_words_may_be_kept_though_their_fact_is_gone() -> None:
    kept = declined(Link(REF, "2027-05-12"), None)
    assert kept.declined == GONE
    assert moved(of_section(kept.value, kept.declined), {}, ()) == []


def test_what_was_taken_is_the_value_now_and_forgets_what_was_declined() -> None:
    link = taken(Link(REF, "2027-05-12", "2027-01-01"), "2027-02-03")
    assert link == Link(REF, "2027-02-03")


def test_a_fact_that_stands_twice_is_told_once_a_section() -> None:
    run = Run("12 May", link=Link(REF, "2027-05-12"))
    twice = SectionText((Paragraph((run, run)), Paragraph((run,))))
    found = moved({"a": twice, "b": twice}, {}, ())
    assert [one.section for one in found] == ["a", "b"]


def test_an_entry_moves_when_it_says_something_else_or_is_gone() -> None:
    link = entry_ref(CONTACT)
    sections = {"body": SectionText(linked("He spoke of work.", link.ref, link.value))}
    assert moved(sections, {}, [CONTACT]) == []
    other: Entry = replace(CONTACT, text="Spoke of play.")
    assert [one.present for one in moved(sections, {}, [other])] == [entry_digest(other)]
    assert [one.present for one in moved(sections, {}, [])] == [None]


def test_a_fact_is_not_mistaken_for_an_entry() -> None:
    sections = {"body": SectionText(linked("x", "entry.45", "abc"))}
    assert [one.present for one in moved(sections, {"entry.45": "abc"}, ())] == [None]
