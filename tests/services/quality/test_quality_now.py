"""The first page: what is asked of whoever is signed in."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pomdesk.domain.quality.items import Item
from pomdesk.domain.quality.terms import ItemKind, QualityDutyKind
from pomdesk.services.commands.quality_feedback import SendFeedback, WriteFeedback
from pomdesk.services.commands.quality_items import AddItem
from pomdesk.services.queries.quality_now import QualityDuties, QualityNow
from pomdesk.store.tables import qa_review
from tests.services.quality.desk import TODAY, Team, opened
from tests.services.quality.office import Office

EVERYBODY = ("LEAD", "A1", "A2", "M1", "MGR", "S1", "S2", "GOV", "AUD")


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    with opened(tmp_path, 32) as made:
        yield made


def kinds(team: Team, who: str) -> set[QualityDutyKind]:
    return {one.kind for one in team.ask(who, QualityDuties())}


def test_before_anybody_leads_whoever_is_signed_in_may_begin(tmp_path: Path) -> None:
    with opened(tmp_path, 0, named=False) as team:
        now = team.ask("LEAD", QualityNow())
        assert (now.acting.member, now.acting.can_begin) == (None, True)
        assert (now.duties, now.rounds, now.feedback, now.reports) == ((), (), (), ())
        assert team.refused("LEAD", QualityDuties()) == "REQ-QA-ROLE"


def test_somebody_who_takes_no_part_is_shown_nothing(team: Team) -> None:
    now = team.ask("Anne Other", QualityNow())
    assert (now.acting.member, now.acting.can_begin, now.names) == (None, False, {})


def test_files_are_marked_settled_told_of_and_read(team: Team) -> None:
    office = Office(team)
    number = office.planned("R1", office.instrument(), files=16)
    office.give(number)
    assert QualityDutyKind.MARK_FILE in kinds(team, "A1")
    assert QualityDutyKind.ROUND_DUE in kinds(team, "LEAD")
    for who in ("S1", "GOV", "AUD"):
        assert kinds(team, who) == set()
    office.doubles(number)
    office.read(number, lambda ref: {"screening": "not_met"})
    assert QualityDutyKind.MARK_FILE not in kinds(team, "A1")
    assert QualityDutyKind.SETTLE in kinds(team, "M1")
    assert QualityDutyKind.SETTLE not in kinds(team, "A2")
    office.settle(number)
    assert QualityDutyKind.SETTLE not in kinds(team, "M1")
    mine = [one for one in team.rows(qa_review) if one.assessor == "A1" and one.kind == "primary"]
    sending = [
        one for one in team.ask("A1", QualityDuties()) if one.kind is QualityDutyKind.SEND_FEEDBACK
    ]
    assert {one.number for one in sending} == {one.id for one in mine}
    assert {one.owner for one in sending} == {"A1"}


def test_who_has_feedback_to_read_is_told(team: Team) -> None:
    office = Office(team)
    number = office.planned("R1", office.instrument(), files=16)
    office.give(number)
    office.doubles(number)
    office.read(number, lambda ref: {})
    office.settle(number)
    one = next(row for row in team.rows(qa_review) if row.assessor == "A1" and row.score)
    team.do("A1", WriteFeedback(one.id, good="Clear"))
    team.do("A1", SendFeedback(one.id))
    told = {
        who: [duty for duty in team.ask(who, QualityDuties()) if duty.number == one.id]
        for who in ("A1", "A2", *(f"S{n}" for n in range(1, 9)))
    }
    read = {
        who: duty
        for who, duties in told.items()
        for duty in duties
        if duty.kind is QualityDutyKind.READ_FEEDBACK
    }
    ((who, duty),) = read.items()
    assert (duty.owner, duty.about) == (who, who)
    assert [one.review_id for one in team.ask(who, QualityNow()).feedback] == [one.id]
    assert QualityDutyKind.DISCUSS_FEEDBACK in {duty.kind for duty in told["A1"]}


def add(team: Team, who: str, kind: ItemKind, **given: Any) -> int:
    return int(team.do(who, AddItem(Item(0, kind, "", **given))))


def test_an_item_is_a_duty_of_its_owner_and_of_who_may_see_it(team: Team) -> None:
    due = TODAY + timedelta(9)
    add(team, "MGR", ItemKind.ACTION, title="Mend", owner="S1", due=due, supervisor="S1")
    concern = {"what": "risk_to_public", "text": "At once", "owner": "A2"}
    add(team, "M1", ItemKind.CONCERN, **concern)
    told = {who: kinds(team, who) for who in EVERYBODY}
    assert {who for who, found in told.items() if QualityDutyKind.ACTION in found} == {
        "LEAD", "S1",
    }  # fmt: skip
    assert {who for who, found in told.items() if QualityDutyKind.CONCERN in found} == {
        "LEAD", "A2",
    }  # fmt: skip


def test_one_to_ones_are_asked_of_the_manager_or_the_lead(team: Team) -> None:
    add(team, "LEAD", ItemKind.ONE_TO_ONE, supervisor="S1", day=TODAY)
    found = {
        who: {
            one.about
            for one in team.ask(who, QualityDuties())
            if one.kind is QualityDutyKind.ONE_TO_ONE
        }
        for who in ("LEAD", "MGR", "A1")
    }
    assert found["MGR"] == {"S1", "S2", "S3", "S4"}
    assert found["LEAD"] == {f"S{n}" for n in range(1, 9)}
    assert found["A1"] == set()


def test_rounds_are_listed_for_those_who_have_to_do_with_them(team: Team) -> None:
    office = Office(team)
    office.planned("R1", office.instrument(), files=16)
    listed = {who for who in EVERYBODY if team.ask(who, QualityNow()).rounds}
    assert listed == {"LEAD", "A1", "A2", "M1", "MGR", "AUD"}
