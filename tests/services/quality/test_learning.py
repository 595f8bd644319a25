"""What the results suggest must be learned, and whether it helped."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pomdesk.domain.quality.instruments import Answer
from pomdesk.domain.quality.items import Item
from pomdesk.domain.quality.terms import ItemKind, Role
from pomdesk.readmodels.quality import LearningView
from pomdesk.services.commands.quality_items import AddItem, MoveItem, TakeSuggestion
from pomdesk.services.commands.quality_marking import AnswerQuestion, LockReview, SubmitReview
from pomdesk.services.commands.quality_people import NamePerson
from pomdesk.services.queries.quality_learning import LearningNow
from tests.services.quality.desk import MEMBERS, Team, opened
from tests.services.quality.marking_desk import Give, Put, mark
from tests.services.quality.office import Office

SHORT = {"plan": "partly"}


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Team, Office, int]]:
    """Two rounds in which no plan covers the risks."""
    with opened(tmp_path_factory.mktemp("before"), 96) as team:
        office = Office(team)
        number = office.instrument()
        for ref in ("R1", "R2"):
            office.round(ref, number, lambda ref: SHORT, files=16)
            team.clock.forward(days=20)
        yield team, office, number


def page(team: Team, who: str) -> LearningView:
    view: LearningView = team.ask(who, LearningNow())
    return view


def move(team: Team, number: int, *stages: str) -> None:
    for stage in stages:
        team.do("LEAD", MoveItem(number, stage))


def test_what_falls_short_everywhere_is_suggested_to_the_lead(before: Any) -> None:
    team = before[0]
    (one,) = page(team, "LEAD").suggested
    assert (one.theme, one.level, one.title) == ("risk", "establishment", "Risk")
    assert (one.supervisor, one.questions, one.what) == ("", ("plan",), "knowledge")


def test_one_persons_needs_are_suggested_to_their_manager_alone(before: Any) -> None:
    team = before[0]
    mine = page(team, "MGR").suggested
    assert {one.supervisor for one in mine} <= {"S1", "S2", "S3", "S4"}
    assert {one.level for one in mine} == {"individual"}
    for who in ("A1", "A2", "M1", "S1", "S8"):
        assert page(team, who).suggested == []


def flagged(team: Team, ref: str, comment: str, whose: str = "S1", *, lock: bool = True) -> None:
    (sample,) = team.do("LEAD", Put(ref=ref, files=(whose,)))
    review = team.do("LEAD", Give(sample, "A1"))
    mark(team, "A1", review, hand_in=False)
    good = Answer("plan", "met", comment=comment, good_practice=True)
    team.do("A1", AnswerQuestion(review, good))
    team.do("A1", SubmitReview(review))
    if lock:
        team.do("A1", LockReview(review))


def test_good_practice_is_suggested_without_whose_it_is(tmp_path: Path) -> None:
    with opened(tmp_path, 8) as team:
        flagged(team, "R1", "Each goal has a day")
        flagged(team, "R2", "Each goal has a day")
        flagged(team, "R3", "Not locked", lock=False)
        flagged(team, "R4", "Sam Supervisor 1 asks them first")
        flagged(team, "R5", "")
        for who in ("LEAD", "A2"):
            (one,) = page(team, who).suggested
            assert one == Item(
                0, ItemKind.PRACTICE, "noted",
                title="Does the plan cover the risks?", text="Each goal has a day",
            )  # fmt: skip
        for who in ("M1", "S1", "S2"):
            assert page(team, who).suggested == []
        both = frozenset({Role.ASSESSOR, Role.SUPERVISOR})
        team.do("LEAD", NamePerson(replace(MEMBERS["S1"], roles=both)))
        assert page(team, "S1").suggested == [], "nothing of one's own file"
        taken = team.do("A2", TakeSuggestion(one))
        assert [item.id for item in page(team, "LEAD").practice] == [taken]
        assert page(team, "LEAD").suggested == []


def test_names_of_questions_and_themes_are_told(before: Any) -> None:
    view = page(before[0], "S1")
    assert view.themes["risk"] == "Risk"
    assert view.questions["plan"] == "Does the plan cover the risks?"


def test_a_need_is_taken_up_followed_and_closed_by_evidence(tmp_path: Path, before: Any) -> None:
    team, office, instrument = before
    (suggested,) = page(team, "LEAD").suggested
    need = team.do("LEAD", TakeSuggestion(suggested))
    view = page(team, "LEAD")
    assert view.suggested == []
    assert [one.id for one in view.needs] == [need]
    assert view.evidence == {need: (32, 8)}
    assert page(team, "A1").evidence == {}
    assert view.effects == {}
    held = Item(
        0,
        ItemKind.ACTIVITY,
        "",
        what="workshop",
        title="Plans",
        day=team.clock.today(),
        parent_id=need,
    )
    move(team, need, "agreed", "planned")
    move(team, team.do("LEAD", AddItem(held)), "held")
    move(team, need, "delivered")
    early = page(team, "LEAD").effects[need]
    assert (early.before, early.after, early.verdict) == ((0, 32), (0, 0), "too_early")
    move(team, need, "effect_check")
    assert team.refused("LEAD", MoveItem(need, "closed"), "evidence") == "REQ-QA-ITEM-STAGE"
    team.clock.forward(days=20)
    office.round("R3", instrument, lambda ref: {}, files=16)
    told = page(team, "LEAD").effects[need]
    assert (told.before, told.after, told.verdict) == ((0, 32), (16, 16), "better")
    assert told.interval is not None
    assert told.interval[0] > 0.5
    assert page(team, "S1").effects[need] == told
    move(team, need, "closed")
    (closed,) = page(team, "LEAD").needs
    assert closed.stage == "closed"


def test_an_effect_on_one_person_is_counted_from_their_files(before: Any) -> None:
    team = before[0]
    item = Item(
        0,
        ItemKind.NEED,
        "",
        title="Plans",
        level="individual",
        supervisor="S1",
        questions=("plan",),
    )
    need = team.do("MGR", AddItem(item))
    for stage in ("agreed", "planned", "delivered"):
        team.do("MGR", MoveItem(need, stage))
    told = page(team, "S1").effects[need]
    assert told.verdict == "too_early"
    assert 0 < told.before[1] < 16
    assert need not in page(team, "LEAD").effects
