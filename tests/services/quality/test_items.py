"""Light records: what each kind has, who writes it, who sees it, how far it may go."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pomdesk.domain.quality.items import ITEM_SPECS, Item
from pomdesk.domain.quality.terms import ItemKind, Role
from pomdesk.services.commands.quality_items import (
    AddItem,
    ChangeItem,
    DropItem,
    MoveItem,
    TakeSuggestion,
)
from pomdesk.services.commands.quality_people import NamePerson
from pomdesk.services.queries.quality_learning import ItemsAbout, LearningNow
from pomdesk.services.queries.quality_now import QualityDuties
from pomdesk.store.tables import qa_item
from tests.services.quality.desk import MEMBERS, TODAY, Team, number_of, opened
from tests.services.quality.marking_desk import Give, Put
from tests.services.record_desk import done_and_undone

LATER = TODAY + timedelta(30)
EVERYBODY = ("LEAD", "A1", "A2", "M1", "MGR", "S1", "S2", "GOV", "AUD")
PAGE = {"LEAD", "A1", "A2", "M1", "MGR", "S1", "S2"}


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    with opened(tmp_path, 8) as made:
        yield made


def least(kind: ItemKind, **more: Any) -> Item:
    """An item with what it needs and no more."""
    given: dict[str, Any] = {
        "title": "Write it down",
        "text": "As I saw it",
        "owner": "A2",
        "due": LATER,
        "day": TODAY,
        "supervisor": "S1",
        "case_ref": number_of(0),
        "level": "team",
        "what": (ITEM_SPECS[kind].whats or ("",))[0],
    }
    needed = {name: given[name] for name in ITEM_SPECS[kind].needs}
    return Item(0, kind, "", **needed | more)


def add(team: Team, who: str, item: Item) -> int:
    return int(team.do(who, AddItem(item)))


def kept(team: Team, number: int) -> Any:
    return next(row for row in team.rows(qa_item) if row.id == number)


# ---- writing -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(ItemKind))
def test_every_kind_is_written_changed_dropped_and_undone(team: Team, kind: ItemKind) -> None:
    desk = team.at("LEAD")
    number = done_and_undone(desk, AddItem(least(kind)))
    row = kept(team, number)
    assert (row.kind, row.stage) == (kind.value, ITEM_SPECS[kind].stages[0])
    assert (row.written_by, row.stage_day) == ("LEAD", TODAY)
    done_and_undone(desk, ChangeItem(replace(least(kind), id=number, outcome="It went well")))
    assert kept(team, number).outcome == "It went well"
    if kind is ItemKind.CONCERN:
        assert team.refused("LEAD", DropItem(number), "concern") == "REQ-QA-ITEM"
        return
    done_and_undone(desk, DropItem(number))
    assert not team.rows(qa_item)


@pytest.mark.parametrize(
    ("kind", "field"), [(kind, field) for kind, spec in ITEM_SPECS.items() for field in spec.needs]
)
def test_what_a_kind_needs_is_asked_for(team: Team, kind: ItemKind, field: str) -> None:
    blank: Any = None if field in ("day", "due") else ""
    item = replace(least(kind), **{field: blank})
    assert team.refused("LEAD", AddItem(item), "needs") == "REQ-QA-ITEM"


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (least(ItemKind.ADVICE, title="A title"), "field"),
        (least(ItemKind.ADVICE, priority="high"), "field"),
        (least(ItemKind.ADVICE, supervisor="NOBODY"), "person"),
        (least(ItemKind.ACTIVITY, people=("S1", "NOBODY")), "person"),
        (least(ItemKind.CONCERN, what="rumour"), "code"),
        (least(ItemKind.NEED, level="company"), "code"),
        (least(ItemKind.NEED, level="team", supervisor="S1"), "level"),
        (least(ItemKind.NEED, level="individual"), "level"),
        (least(ItemKind.NEED, questions=("two words",)), "code"),
        (least(ItemKind.ADVICE, day=TODAY + timedelta(1)), "day"),
        (least(ItemKind.ADVICE, day=date(1850, 1, 1)), "day"),
        (least(ItemKind.ABSENCE, due=TODAY - timedelta(1)), "due"),
        (least(ItemKind.ACTION, due=date(2126, 1, 1)), "due"),
        (least(ItemKind.ACTION, title="x" * 301), "long"),
        (least(ItemKind.NEED, parent_id=99), "parent"),
        (least(ItemKind.ACTION, review_id=99), "review"),
        (least(ItemKind.ACTION, round_id=99), "round"),
    ],
)
def test_what_does_not_hold_together_is_refused(team: Team, item: Item, reason: str) -> None:
    assert team.refused("LEAD", AddItem(item), reason) == "REQ-QA-ITEM"


def test_a_day_ahead_is_for_what_is_planned(team: Team) -> None:
    for kind in (ItemKind.ACTIVITY, ItemKind.ABSENCE, ItemKind.MEETING):
        add(team, "LEAD", least(kind, day=LATER - timedelta(2)))


def test_words_are_kept_clean(team: Team) -> None:
    number = add(
        team, "LEAD", least(ItemKind.ACTION, title="  Mend\nthe plan ", case_ref=" a1000aa ")
    )
    row = kept(team, number)
    assert (row.title, row.case_ref) == ("Mend the plan", "A1000AA")


def test_an_item_stays_of_its_kind_and_keeps_its_stage_and_author(team: Team) -> None:
    number = add(team, "LEAD", least(ItemKind.ACTION))
    other = replace(least(ItemKind.CONCERN), id=number)
    assert team.refused("LEAD", ChangeItem(other), "kind") == "REQ-QA-ITEM"
    changed = replace(least(ItemKind.ACTION), id=number, stage="closed", written_by="A1")
    team.do("LEAD", ChangeItem(changed))
    assert (kept(team, number).stage, kept(team, number).written_by) == ("open", "LEAD")


def test_only_what_is_suggested_is_taken_up_as_suggestions(team: Team) -> None:
    assert team.refused("LEAD", TakeSuggestion(least(ItemKind.ACTION)), "kind") == "REQ-QA-ITEM"
    number = team.do("LEAD", TakeSuggestion(least(ItemKind.NEED)))
    assert kept(team, number).stage == "identified"
    number = team.do("A1", TakeSuggestion(least(ItemKind.PRACTICE)))
    assert kept(team, number).stage == "noted"


# ---- who sees and writes -----------------------------------------------------------------


@pytest.fixture
def review(team: Team) -> int:
    """A marking by A1 of a file of S1, whose line manager is MGR."""
    (sample,) = team.do("LEAD", Put(files=("S1",)))
    return int(team.do("LEAD", Give(sample, "A1")))


PRIVATE = [kind for kind, spec in ITEM_SPECS.items() if spec.private]


def about_s1(kind: ItemKind, review: int, **more: Any) -> Item:
    given: dict[str, Any] = {"supervisor": "S1", "review_id": review} | more
    needed = least(kind, **given)
    return replace(needed, owner="MGR") if "owner" in ITEM_SPECS[kind].needs else needed


SEEN_BY: dict[Any, set[str]] = {
    **{kind: {"LEAD", "A1", "MGR", "S1"} for kind in PRIVATE},
    "individual need": {"A1", "MGR", "S1"},
    "conduct": {"LEAD", "A1", "MGR"},
}


@pytest.mark.parametrize("what", list(SEEN_BY), ids=str)
def test_who_sees_what_is_about_one_supervisor(team: Team, review: int, what: Any) -> None:
    if what == "individual need":
        item = about_s1(ItemKind.NEED, review, level="individual")
    elif what == "conduct":
        item = about_s1(ItemKind.CONCERN, review, what="conduct")
    else:
        item = about_s1(what, review)
    writer = "MGR" if what == "individual need" else "LEAD"
    number = add(team, writer, item)
    sees = set()
    for who in EVERYBODY:
        if who in ("GOV", "AUD"):
            assert team.refused(who, ItemsAbout("S1")) == "REQ-QA-ROLE"
        elif any(one.id == number for one in team.ask(who, ItemsAbout("S1"))):
            sees.add(who)
    assert sees == SEEN_BY[what]
    for who in set(EVERYBODY) - sees:
        for command in (MoveItem(number, "closed"), DropItem(number)):
            assert team.refused(who, command) == "REQ-QA-ITEM-GONE"


def shown(team: Team, who: str) -> set[int]:
    view = team.ask(who, LearningNow())
    lists = (view.needs, view.activities, view.practice, view.issues)
    return {one.id for items in lists for one in items}


def test_who_sees_what_is_about_nobody(team: Team) -> None:
    need = add(team, "LEAD", least(ItemKind.NEED))
    activity = add(team, "LEAD", least(ItemKind.ACTIVITY, parent_id=need))
    practice = add(team, "LEAD", least(ItemKind.PRACTICE))
    issue = add(team, "LEAD", least(ItemKind.INSTRUMENT_ISSUE))
    for who in PAGE - {"S1", "S2"}:
        assert shown(team, who) == {need, activity, practice, issue}
    assert shown(team, "S1") == {need, activity}
    team.do("LEAD", MoveItem(practice, "agreed"))
    assert shown(team, "S1") == {need, activity, practice}
    for who in ("GOV", "AUD"):
        assert team.refused(who, LearningNow()) == "REQ-QA-ROLE"


def test_what_is_done_for_one_persons_need_is_theirs_too(team: Team) -> None:
    need = add(team, "MGR", least(ItemKind.NEED, level="individual", supervisor="S1"))
    assert team.refused("LEAD", AddItem(least(ItemKind.ACTIVITY, parent_id=need))) == "REQ-QA-ROLE"
    assert need in shown(team, "S1")
    assert need in shown(team, "MGR")
    assert need not in shown(team, "LEAD")
    assert need not in shown(team, "S2")


def test_who_came_to_an_activity_is_for_the_lead_and_those_who_came(team: Team) -> None:
    add(team, "LEAD", least(ItemKind.ACTIVITY, people=("S1", "S3"), owner="A1"))
    told = {who: team.ask(who, LearningNow()).activities[0].people for who in sorted(PAGE)}
    assert {who for who, people in told.items() if people} == {"LEAD", "A1", "S1"}


MAY_ADD = {
    ItemKind.CONCERN: {"LEAD", "A1", "A2", "M1", "MGR"},
    ItemKind.ACTION: {"LEAD", "A1", "MGR"},
    ItemKind.NEED: {"LEAD", "A1"},
    ItemKind.ACTIVITY: {"LEAD"},
    ItemKind.PRACTICE: {"LEAD", "A1", "A2", "M1", "MGR"},
    ItemKind.CASE_REVIEW: {"LEAD"},
    ItemKind.ADVICE: {"LEAD", "MGR"},
    ItemKind.MEETING: {"LEAD", "MGR"},
    ItemKind.ONE_TO_ONE: {"LEAD", "MGR"},
    ItemKind.OVERSIGHT: {"LEAD", "MGR"},
    ItemKind.ABSENCE: {"LEAD", "MGR"},
    ItemKind.INSTRUMENT_ISSUE: {"LEAD", "A1", "A2", "M1", "MGR"},
}


@pytest.mark.parametrize("kind", list(MAY_ADD))
def test_who_may_write_what_down(team: Team, review: int, kind: ItemKind) -> None:
    about = "supervisor" in ITEM_SPECS[kind].fields and kind is not ItemKind.NEED
    item = least(kind, review_id=review, **({"supervisor": "S1"} if about else {}))
    for who in EVERYBODY:
        if who in MAY_ADD[kind]:
            add(team, who, item)
        else:
            assert team.refused(who, AddItem(item)) == "REQ-QA-ROLE", who


def test_one_persons_need_is_for_the_manager_the_marker_and_themselves(
    team: Team, review: int
) -> None:
    item = least(ItemKind.NEED, level="individual", supervisor="S1", review_id=review)
    for who in EVERYBODY:
        if who in ("A1", "MGR", "S1"):
            add(team, who, item)
        else:
            assert team.refused(who, AddItem(item)) == "REQ-QA-ROLE", who


def test_a_stranger_is_refused_everything(team: Team) -> None:
    number = add(team, "LEAD", least(ItemKind.NEED))
    for command in (
        AddItem(least(ItemKind.NEED)),
        ChangeItem(replace(least(ItemKind.NEED), id=number)),
        MoveItem(number, "agreed"),
        DropItem(number),
        LearningNow(),
        ItemsAbout("S1"),
        QualityDuties(),
    ):
        assert team.refused("Anne Other", command) == "REQ-QA-ROLE"


# ---- how far it has come -----------------------------------------------------------------


def test_the_owner_says_that_an_action_is_done(team: Team) -> None:
    number = add(team, "LEAD", least(ItemKind.ACTION, supervisor="S2", owner="S2"))
    assert team.refused("S1", MoveItem(number, "closed")) == "REQ-QA-ITEM-GONE"
    done_and_undone(team.at("S2"), MoveItem(number, "closed", outcome="Mended"))
    row = kept(team, number)
    assert (row.stage, row.stage_day, row.outcome) == ("closed", TODAY, "Mended")
    assert team.refused("S2", DropItem(number)) == "REQ-QA-ROLE"


def test_what_others_wrote_about_somebody_is_not_theirs_to_end(team: Team) -> None:
    item = least(ItemKind.NEED, level="individual", supervisor="S1")
    need = add(team, "MGR", item)
    why = "I know it by now"
    for command in (DropItem(need), MoveItem(need, "closed", outcome=why)):
        assert team.refused("S1", command, "theirs") == "REQ-QA-ITEM"
    team.do("S1", MoveItem(need, "agreed"))
    own = add(team, "S1", item)
    team.do("S1", MoveItem(own, "closed", outcome=why))
    team.do("S1", DropItem(own))
    concern = add(team, "LEAD", least(ItemKind.CONCERN, what="data", supervisor="S1", owner="S1"))
    command = MoveItem(concern, "closed", outcome=why)
    assert team.refused("S1", command, "theirs") == "REQ-QA-ITEM"
    action = add(team, "MGR", least(ItemKind.ACTION, supervisor="S1", owner="S1"))
    assert team.refused("S1", MoveItem(action, "not_needed", outcome=why), "theirs")
    team.do("S1", MoveItem(action, "closed"))


def test_a_lead_who_is_a_supervisor_too_ends_nothing_about_themselves(team: Team) -> None:
    both = frozenset({Role.LEAD, Role.SUPERVISOR})
    team.do("LEAD", NamePerson(replace(MEMBERS["S1"], roles=both)))
    action = add(team, "MGR", least(ItemKind.ACTION, supervisor="S1", owner="A2"))
    for command in (DropItem(action), MoveItem(action, "closed")):
        assert team.refused("S1", command, "theirs") == "REQ-QA-ITEM"
    team.do("LEAD", DropItem(action))


@pytest.mark.parametrize(
    ("kind", "stage"),
    [
        (ItemKind.CONCERN, "closed"),
        (ItemKind.ACTION, "not_needed"),
        (ItemKind.CASE_REVIEW, "deferred"),
    ],
)
def test_some_steps_need_a_reason(team: Team, kind: ItemKind, stage: str) -> None:
    number = add(team, "LEAD", least(kind))
    assert team.refused("LEAD", MoveItem(number, stage), "why") == "REQ-QA-ITEM-STAGE"
    team.do("LEAD", MoveItem(number, stage, outcome="Because"))
    assert kept(team, number).stage == stage


def test_only_leavers_reviews_are_void(team: Team) -> None:
    number = add(team, "LEAD", least(ItemKind.CASE_REVIEW))
    assert team.refused("LEAD", MoveItem(number, "void_leaver"), "left") == "REQ-QA-ITEM-STAGE"


def test_a_need_goes_from_step_to_step(team: Team) -> None:
    number = add(team, "LEAD", least(ItemKind.NEED))
    for stage in ("planned", "delivered", "effect_check", "reopened"):
        assert team.refused("LEAD", MoveItem(number, stage), "order") == "REQ-QA-ITEM-STAGE"
    for stage in ("agreed", "planned", "delivered", "effect_check"):
        team.do("LEAD", MoveItem(number, stage))
    assert team.refused("LEAD", MoveItem(number, "closed"), "evidence") == "REQ-QA-ITEM-STAGE"
    team.do("LEAD", MoveItem(number, "closed", outcome="The template asks for it now"))
    team.do("LEAD", MoveItem(number, "reopened"))
    assert kept(team, number).outcome == "The template asks for it now"
    assert team.refused("LEAD", MoveItem(number, "closed"), "evidence") == "REQ-QA-ITEM-STAGE"


def test_a_step_is_taken_on_a_day_that_has_come(team: Team) -> None:
    number = add(team, "LEAD", least(ItemKind.NEED))
    assert team.refused("LEAD", MoveItem(number, "agreed", LATER), "day") == "REQ-QA-ITEM"
    assert team.refused("LEAD", MoveItem(number, "done"), "code") == "REQ-QA-ITEM"
    team.do("LEAD", MoveItem(number, "agreed", TODAY - timedelta(3)))
    assert kept(team, number).stage_day == TODAY - timedelta(3)


def test_what_others_hang_on_is_not_dropped(team: Team) -> None:
    need = add(team, "LEAD", least(ItemKind.NEED))
    activity = add(team, "LEAD", least(ItemKind.ACTIVITY, parent_id=need))
    assert team.refused("LEAD", DropItem(need)) == "REQ-QA-ITEM-PARENT"
    team.do("LEAD", DropItem(activity))
    team.do("LEAD", DropItem(need))
    assert team.refused("LEAD", DropItem(need)) == "REQ-QA-ITEM-GONE"
