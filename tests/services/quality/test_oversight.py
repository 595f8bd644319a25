"""Supervisors as their lead and line manager see them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pomdesk.domain.quality.items import Item
from pomdesk.domain.quality.terms import ItemKind, QualityDutyKind
from pomdesk.services.commands.import_caseload import ImportCaseload
from pomdesk.services.commands.quality_items import AddItem
from pomdesk.services.commands.quality_people import NamePerson
from pomdesk.services.queries.quality_now import QualityDuties
from pomdesk.services.queries.quality_oversight import OversightNow
from tests.intake.files import write
from tests.services.quality.desk import (
    MEMBERS,
    SUPERVISORS,
    TODAY,
    Team,
    caseload,
    number_of,
    opened,
)
from tests.services.quality.office import Office, mixed


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    with opened(tmp_path, 64) as made:
        yield made


def add(team: Team, kind: ItemKind, who: str = "LEAD", **given: Any) -> int:
    return int(team.do(who, AddItem(Item(0, kind, "", **given))))


def allocated(team: Team, place: int, on: date) -> None:
    """A case that was given to its supervisor on another day than the file said."""
    file = caseload(64)
    file["allocations"][place]["allocatedOn"] = on.isoformat()
    path = write(team.folder / f"later-{place}.json", file)
    team.do("LEAD", ImportCaseload((path,)))


def test_coverage_is_counted_by_quarter_of_the_cycle(team: Team) -> None:
    office = Office(team)
    number = office.instrument()
    office.round("R1", number, mixed, files=16)
    office.planned("R2", number, files=16)
    view = team.ask("LEAD", OversightNow())
    assert view.periods == ["2026-27 Q1", "2026-27 Q2", "2026-27 Q3", "2026-27 Q4"]
    cells = {(one.supervisor, one.period): one for one in view.coverage}
    assert set(cells) == {(who, period) for who in SUPERVISORS for period in view.periods}
    autumn = [one for one in view.coverage if one.period == "2026-27 Q3"]
    assert sum(one.read for one in autumn) == 16
    assert sum(one.drawn for one in autumn) >= 32
    assert not any(one.drawn for one in view.coverage if one.period != "2026-27 Q3")
    lines = {one.member.code: one for one in view.supervisors}
    assert {one.cases for one in lines.values()} == {8}
    assert all(one.trend == () for one in lines.values()), "the lead is nobody's line manager"
    theirs = {one.member.code: one.trend for one in team.ask("MGR", OversightNow()).supervisors}
    assert {(trend[0][0], trend[0][2]) for trend in theirs.values()} == {("R1", 2)}
    team.do("LEAD", NamePerson(replace(MEMBERS["S8"], manager="LEAD")))
    told = {one.member.code for one in team.ask("LEAD", OversightNow()).supervisors if one.trend}
    assert told == {"S8"}
    assert sum(one.read for one in lines.values()) == 16


def test_who_sees_whom(team: Team) -> None:
    whole = [one.member.code for one in team.ask("LEAD", OversightNow()).supervisors]
    assert sorted(whole) == list(SUPERVISORS)
    mine = team.ask("MGR", OversightNow())
    assert sorted(one.member.code for one in mine.supervisors) == ["S1", "S2", "S3", "S4"]
    assert {one.supervisor for one in (*mine.high_risk, *mine.coverage)} <= {"S1", "S2", "S3", "S4"}
    for who in ("A1", "M1", "S1", "GOV", "AUD", "Anne Other"):
        assert team.refused(who, OversightNow()) == "REQ-QA-ROLE"


def test_support_is_listed_for_who_looks_after_them(team: Team) -> None:
    add(team, ItemKind.ONE_TO_ONE, supervisor="S1", day=TODAY - timedelta(3))
    add(team, ItemKind.MEETING, supervisor="S6", day=TODAY, what="mappa")
    add(team, ItemKind.ONE_TO_ONE, "MGR", supervisor="S1", day=TODAY - timedelta(60))
    add(team, ItemKind.MEETING, supervisor="S1", day=TODAY - timedelta(800), what="mappa")
    lead, manager = (team.ask(who, OversightNow()) for who in ("LEAD", "MGR"))
    assert [one.supervisor for one in lead.support] == ["S6", "S1", "S1"]
    assert [one.supervisor for one in manager.support] == ["S1", "S1"]
    lines = {one.member.code: one for one in lead.supervisors}
    assert lines["S1"].last_one_to_one == TODAY - timedelta(3)
    assert lines["S2"].last_one_to_one is None


def test_an_old_caseload_that_is_brought_in_does_not_shout(team: Team) -> None:
    assert team.ask("LEAD", OversightNow()).new_cases == []
    kinds = {one.kind for one in team.ask("LEAD", QualityDuties())}
    assert QualityDutyKind.NEW_CASE_ADVICE not in kinds


def test_a_case_allocated_lately_waits_for_advice(team: Team) -> None:
    allocated(team, 0, TODAY - timedelta(30))
    (new,) = team.ask("LEAD", OversightNow()).new_cases
    assert (new.case_ref, new.supervisor, new.since) == (
        number_of(0), "S1", TODAY - timedelta(30),
    )  # fmt: skip
    assert new.name == "Specimen0000, Sam"
    assert new.due is not None
    given = {"supervisor": "S1", "case_ref": number_of(0)}
    add(team, ItemKind.ADVICE, day=TODAY - timedelta(40), **given)
    assert len(team.ask("LEAD", OversightNow()).new_cases) == 1  # before it was allocated
    add(team, ItemKind.ADVICE, day=TODAY, **given)
    assert team.ask("LEAD", OversightNow()).new_cases == []


def test_a_case_allocated_since_it_began_is_a_duty_of_the_manager(team: Team) -> None:
    add(team, ItemKind.ONE_TO_ONE, supervisor="S1", day=TODAY)
    team.clock.forward(days=7)
    allocated(team, 0, TODAY + timedelta(5))
    allocated(team, 4, TODAY + timedelta(5))
    for who, cases in (("LEAD", {number_of(4)}), ("MGR", set())):
        duties = team.ask(who, QualityDuties())
        found = [one for one in duties if one.kind is QualityDutyKind.NEW_CASE_ADVICE]
        assert {one.case_ref for one in found} == cases, who


def test_high_risk_cases_are_overseen_again_and_again(team: Team) -> None:
    view = team.ask("LEAD", OversightNow())
    assert {one.rosh for one in view.high_risk} == {"HIGH", "VERY_HIGH"}
    assert len(view.high_risk) == 32
    very = next(one for one in view.high_risk if one.rosh == "VERY_HIGH")
    add(
        team,
        ItemKind.OVERSIGHT,
        day=TODAY,
        case_ref=very.case_ref,
        supervisor=very.supervisor,
        text="Seen together",
    )
    seen = {one.case_ref: one for one in team.ask("LEAD", OversightNow()).high_risk}
    assert seen[very.case_ref].last == TODAY
    assert seen[very.case_ref].due == TODAY + timedelta(weeks=4)


def test_who_left_is_still_told_of_for_a_year(team: Team) -> None:
    team.do("LEAD", NamePerson(replace(MEMBERS["S8"], left=TODAY - timedelta(10))))
    view = team.ask("LEAD", OversightNow())
    lines = {one.member.code: one for one in view.supervisors}
    assert lines["S8"].cases == 0
    assert not any(one.supervisor == "S8" for one in view.high_risk)
    team.clock.forward(days=366)
    codes = {one.member.code for one in team.ask("LEAD", OversightNow()).supervisors}
    assert "S8" not in codes
