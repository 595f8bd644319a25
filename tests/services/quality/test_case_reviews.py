"""Case reviews twice a year: drawn, spread, moved, done, put off and taken up again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pomdesk.domain.quality.items import Item
from pomdesk.domain.quality.terms import ItemKind
from pomdesk.services.commands.quality_items import AddItem, DropItem, MoveItem
from pomdesk.services.commands.quality_people import NamePerson
from pomdesk.services.commands.quality_reviews import MoveCaseReview, PlanCaseReviews
from pomdesk.services.quality.windows import window_name
from pomdesk.services.queries.quality_oversight import OversightNow
from pomdesk.store.tables import qa_draw, qa_item, qa_round, qa_sample
from tests.services.quality.desk import MEMBERS, SUPERVISORS, TODAY, Team, opened
from tests.services.quality.office import Office

BEGINS = date(2027, 4, 1)
WINDOW = "2027-H1"


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    with opened(tmp_path, 64) as made:
        made.clock.forward(days=(BEGINS - TODAY).days)
        yield made


def reviews(team: Team, window: str = "") -> dict[str, Item]:
    """By supervisor."""
    view = team.ask("LEAD", OversightNow(window))
    return {one.supervisor: one for one in view.reviews}


def go(team: Team, day: date) -> None:
    team.clock.forward(days=(day - team.clock.today()).days)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2027, 3, 31), "2026-H2"),
        (date(2027, 4, 1), "2027-H1"),
        (date(2027, 9, 30), "2027-H1"),
        (date(2027, 10, 1), "2027-H2"),
    ],
)
def test_half_years_are_named(day: date, name: str) -> None:
    assert window_name(day, 4) == name


def test_each_supervisor_has_one_drawn_at_random_and_spread(team: Team) -> None:
    assert team.do("LEAD", PlanCaseReviews(WINDOW)) == 8
    (made,) = team.rows(qa_round)
    assert (made.purpose, made.stage, made.ref) == ("in_depth", "drawn", "CR-2027-H1")
    assert len(team.rows(qa_draw)) == 1
    drawn = {one.supervisor: one for one in team.rows(qa_sample) if one.role == "primary"}
    spare = [one for one in team.rows(qa_sample) if one.role == "reserve"]
    assert len(spare) == 16
    found = reviews(team)
    assert set(found) == set(drawn) == set(SUPERVISORS)
    assert {who: one.case_ref for who, one in found.items()} == {
        who: one.case_ref for who, one in drawn.items()
    }
    days = sorted(one.due for one in found.values() if one.due)
    assert len(days) == 8
    assert BEGINS <= days[0] < days[-1] <= date(2027, 9, 30)
    assert days[-1] - days[0] > timedelta(120)
    assert all(day.weekday() < 5 for day in days)


def test_a_half_year_is_drawn_once_and_only_while_it_lasts(team: Team) -> None:
    for window in ("2026-H2", "2027-H2"):
        assert team.refused("LEAD", PlanCaseReviews(window), "now") == "REQ-QA-WINDOW"
    for window in ("2027", "2027-H3", "0000-H1", ""):
        assert team.refused("LEAD", PlanCaseReviews(window)) == "REQ-QA-WINDOW"
    assert team.at("LEAD").do(PlanCaseReviews(WINDOW)).operation_id is None
    assert team.refused("LEAD", PlanCaseReviews(WINDOW), "planned") == "REQ-QA-WINDOW"


def test_only_the_lead_plans_them(team: Team) -> None:
    for who in ("A1", "M1", "MGR", "S1", "GOV", "AUD", "Anne Other"):
        assert team.refused(who, PlanCaseReviews(WINDOW)) == "REQ-QA-ROLE"
    team.do("LEAD", PlanCaseReviews(WINDOW))
    number = team.rows(qa_item)[0].id
    assert team.refused("S1", MoveCaseReview(number, date(2027, 6, 1))) == "REQ-QA-ROLE"


def test_who_is_new_has_an_induction_and_who_is_away_is_put_off(team: Team) -> None:
    team.do("LEAD", NamePerson(replace(MEMBERS["S1"], joined=BEGINS - timedelta(20))))
    away = Item(0, ItemKind.ABSENCE, "", supervisor="S2", day=BEGINS, due=BEGINS + timedelta(190))
    team.do("LEAD", AddItem(away))
    team.do("LEAD", PlanCaseReviews(WINDOW))
    found = reviews(team)
    assert (found["S1"].what, found["S1"].stage, found["S1"].case_ref) == (
        "induction", "planned", "",
    )  # fmt: skip
    assert (found["S2"].stage, found["S2"].outcome) == ("deferred", "absent")
    assert found["S3"].what == "in_depth"


def test_one_is_moved_within_its_half_year(team: Team) -> None:
    team.do("LEAD", PlanCaseReviews(WINDOW))
    number = reviews(team)["S1"].id
    receipt = team.at("LEAD").do(MoveCaseReview(number, date(2027, 9, 30)))
    assert reviews(team)["S1"].due == date(2027, 9, 30)
    assert receipt.operation_id is not None
    other = MoveCaseReview(number, date(2027, 10, 1))
    assert team.refused("LEAD", other, "other") == "REQ-QA-WINDOW"
    past = MoveCaseReview(number, BEGINS - timedelta(1))
    assert team.refused("LEAD", past, "due") == "REQ-QA-ITEM"
    assert team.refused("LEAD", DropItem(number)) == "REQ-QA-ITEM-DRAWN"
    team.do("LEAD", MoveItem(number, "done"))
    done = MoveCaseReview(number, date(2027, 9, 1))
    assert team.refused("LEAD", done, "order") == "REQ-QA-ITEM-STAGE"


def test_what_was_put_off_comes_first_in_the_next_half_year(team: Team) -> None:
    team.do("LEAD", PlanCaseReviews(WINDOW))
    old = reviews(team)["S1"]
    team.do("LEAD", MoveItem(old.id, "deferred", outcome="Long course"))
    go(team, date(2027, 10, 1))
    team.do("LEAD", PlanCaseReviews("2027-H2"))
    view = team.ask("LEAD", OversightNow("2027-H2"))
    mine = sorted((one for one in view.reviews if one.supervisor == "S1"), key=_due)
    assert len(mine) == 2
    assert (mine[0].case_ref, mine[0].parent_id) == (old.case_ref, old.id)
    assert mine[0].due == min(one.due for one in view.reviews if one.due)
    assert mine[1].case_ref != old.case_ref
    assert reviews(team, WINDOW)["S1"].stage == "deferred"


def _due(item: Item) -> date:
    return item.due or date.max


def test_a_case_is_not_drawn_again_within_the_months_of_the_policy(team: Team) -> None:
    office = Office(team)
    seen: set[str] = set()
    instrument = office.instrument()
    for window, day in ((WINDOW, BEGINS), ("2027-H2", date(2027, 10, 1))):
        go(team, day)
        team.do("LEAD", PlanCaseReviews(window, instrument))
        number = team.rows(qa_round)[-1].id
        office.give(number)
        office.read(number, lambda ref: {})
        office.settle(number)
        found = reviews(team, window)
        assert {one.stage for one in found.values()} == {"done"}
        refs = {one.case_ref for one in found.values()}
        assert len(refs) == 8
        assert not refs & seen
        seen |= refs


def test_what_is_left_of_a_leaver_is_void_until_the_leaving_is_undone(team: Team) -> None:
    team.do("LEAD", PlanCaseReviews(WINDOW))
    left = replace(MEMBERS["S5"], left=team.clock.today())
    receipt = team.at("LEAD").do(NamePerson(left))
    assert reviews(team)["S5"].stage == "void_leaver"
    assert reviews(team)["S6"].stage == "planned"
    assert receipt.operation_id is not None
    team.at("LEAD").undo(receipt.operation_id)
    assert reviews(team)["S5"].stage == "planned"


def test_the_owner_must_take_part(team: Team) -> None:
    asked: Any = PlanCaseReviews(WINDOW, owner="NOBODY")
    assert team.refused("LEAD", asked, "person") == "REQ-QA-ITEM"
    team.do("LEAD", PlanCaseReviews(WINDOW, owner="A1"))
    assert {one.owner for one in reviews(team).values()} == {"A1"}
