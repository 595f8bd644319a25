"""Feedback: written, sent, opened, replied to, discussed, acknowledged; its actions on the case."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.terms import (
    FeedbackReply,
    FeedbackStage,
    Judgement,
    Purpose,
    RootCause,
    Trigger,
    Unit,
)
from pomdesk.domain.record import EntryKind
from pomdesk.readmodels.quality import RoundPlan
from pomdesk.services.commands.entries import ChangeEntry
from pomdesk.services.commands.quality_feedback import (
    AcknowledgeFeedback,
    AddAction,
    DiscussFeedback,
    OpenFeedback,
    OwnView,
    ReplyFeedback,
    SendFeedback,
    WriteFeedback,
)
from pomdesk.services.commands.quality_marking import LockReview, RaiseConcern, StartReview
from pomdesk.services.commands.quality_settling import AnswerQuery, Settle
from pomdesk.services.queries.duties import DutiesDue
from pomdesk.services.queries.quality_feedback import FeedbackLines, FeedbackSeen, OwnViewOf
from pomdesk.services.queries.quality_now import QualityDuties
from pomdesk.services.queries.record import EntriesOf
from pomdesk.store.tables import entry, qa_feedback, qa_item, qa_review, qa_seen
from tests.services.quality.desk import TODAY, Team, opened
from tests.services.quality.marking_desk import Published, Read, mark

SOON = TODAY + timedelta(14)
QUERY, ACCEPT, DISCUSS = FeedbackReply.QUERY, FeedbackReply.ACCEPT, FeedbackReply.DISCUSS


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    with opened(tmp_path, 16) as made:
        yield made


def failed(team: Team) -> int:
    """A marking locked with a critical failure."""
    review = Read(team).given()
    mark(team, "A1", review, {"screening": "not_met"}, Judgement.INSUFFICIENT)
    team.do("M1", Settle(review, Trigger.CRITICAL, "screening", "not_met", "It is not there"))
    team.do("A1", LockReview(review))
    return review


def stage(team: Team) -> str:
    return str(team.rows(qa_feedback)[0].stage)


def test_feedback_is_written_by_the_assessor_once_the_marking_is_locked(team: Team) -> None:
    review = Read(team).given()
    mark(team, "A1", review)
    assert team.refused("A1", WriteFeedback(review, good="x")) == "REQ-QA-NOT-LOCKED"
    team.do("A1", LockReview(review))
    for who in ("A2", "LEAD", "M1", "MGR", "S1"):
        assert team.refused(who, WriteFeedback(review, good="x")) == "REQ-QA-NOT-YOURS"
    team.do(
        "A1",
        WriteFeedback(
            review,
            good=" Clear writing ",
            sections={"risk": "Sound", "contact": " "},
            learning="Date your notes",
            root_causes=(RootCause.TIME, RootCause.TIME),
            support="A template",
        ),
    )
    view = team.do("A1", OpenFeedback(review))
    assert (view.role, view.good, view.sections) == ("assessor", "Clear writing", {"risk": "Sound"})
    assert (view.root_causes, view.may) == ((RootCause.TIME,), {"write", "send"})
    odd = WriteFeedback(review, sections={"nothing": "x"})
    assert team.refused("A1", odd) == "REQ-QA-CODE"
    same = WriteFeedback(
        review,
        "Clear writing",
        {"risk": "Sound"},
        "Date your notes",
        (RootCause.TIME,),
        "A template",
    )
    assert team.at("A1").do(same).operation_id is None


def test_something_was_done_well_or_it_is_not_sent(team: Team) -> None:
    review = Read(team).locked()
    team.do("A1", WriteFeedback(review, learning="Much"))
    assert team.refused("A1", SendFeedback(review), "good") == "REQ-QA-NEEDS"


def test_a_critical_failure_needs_an_action_or_a_concern(team: Team) -> None:
    review = failed(team)
    team.do("A1", WriteFeedback(review, good="Clear"))
    assert team.refused("A1", SendFeedback(review)) == "REQ-QA-CRITICAL-OPEN"
    team.do("A1", RaiseConcern(review, "risk_to_public", "Not screened", "LEAD"))
    team.do("A1", SendFeedback(review))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": " "}, "REQ-QA-NEEDS"),
        ({"title": "x" * 301}, "REQ-QA-LONG"),
        ({"owner": "ZZ"}, "REQ-QA-NOBODY"),
        ({"due": TODAY - timedelta(1)}, "REQ-QA-DAY"),
        ({"due": None}, "REQ-QA-NEEDS"),
    ],
)
def test_an_action_says_what_who_and_when(team: Team, change: dict[str, Any], code: str) -> None:
    review = Read(team).locked()
    good = {"review_id": review, "title": "Screen", "text": "", "owner": "S1", "due": SOON}
    assert team.refused("A1", AddAction(**{**good, **change})) == code


def test_actions_go_on_the_case_as_work_and_not_as_a_judgement(team: Team) -> None:
    review = failed(team)
    team.do("A1", WriteFeedback(review, good="Clear"))
    action = team.do("A1", AddAction(review, "Redo the screening", "Use all sources", "S1", SOON))
    assert team.rows(entry) == []
    sent = team.at("A1").do(SendFeedback(review))
    (written,) = team.ask("A1", EntriesOf(1)).entries
    assert (written.kind, written.stage, written.due) == (
        EntryKind.QUALITY_ACTION,
        "not_started",
        SOON,
    )
    assert (written.title, written.text, written.who) == (
        "Redo the screening",
        "Use all sources",
        "Sam Supervisor 1",
    )
    (item,) = team.rows(qa_item)
    assert (item.id, item.entry_id) == (action, written.id)
    assert [one.duty.entry_id for one in team.ask("A1", DutiesDue(person_id=1))].count(written.id)
    assert sent.operation_id
    team.at("A1").undo(sent.operation_id)
    assert team.rows(entry) == []
    assert stage(team) == "draft"
    assert team.rows(qa_item)[0].entry_id is None


def test_sending_is_not_undone_once_the_supervisor_has_read_it(team: Team) -> None:
    review = Read(team).locked()
    team.do("A1", WriteFeedback(review, good="Clear"))
    sent = team.at("A1").do(SendFeedback(review)).operation_id
    assert sent
    opened_it = team.at("S1").do(OpenFeedback(review))
    assert opened_it.operation_id is None, "that somebody read it is not undone"
    with pytest.raises(RequestRefused, match="REQ-UNDO"):
        team.at("A1").undo(sent)


def test_what_was_sent_stands(team: Team) -> None:
    review = Read(team).sent()
    for command in (
        WriteFeedback(review, good="Other"),
        AddAction(review, "x", "", "S1", SOON),
        SendFeedback(review),
    ):
        assert team.refused("A1", command) == "REQ-QA-SENT"


@pytest.mark.parametrize(
    ("on_case", "item"), [("completed", "closed"), ("no_longer_needed", "not_needed")]
)
def test_an_action_is_done_when_it_is_done_on_the_case(team: Team, on_case: str, item: str) -> None:
    review = failed(team)
    team.do("A1", WriteFeedback(review, good="Clear"))
    action = team.do("A1", AddAction(review, "Redo the screening", "", "S1", SOON))
    team.do("A1", SendFeedback(review))
    (written,) = team.ask("A1", EntriesOf(1)).entries
    asked = [one.number for one in team.ask("S1", QualityDuties()) if one.target == "item"]
    assert asked == [action]
    team.do("S1", ChangeEntry(written.id, {"stage": on_case}))
    assert [one.stage for one in team.do("A1", OpenFeedback(review)).actions] == [item]
    assert not [one for one in team.ask("S1", QualityDuties()) if one.target == "item"]


def test_an_action_whose_day_passed_holds_the_feedback_up(team: Team) -> None:
    review = Read(team).locked()
    team.do("A1", WriteFeedback(review, good="Clear"))
    team.do("A1", AddAction(review, "Screen", "", "S1", SOON))
    team.clock.forward(20)
    assert team.refused("A1", SendFeedback(review)) == "REQ-QA-ACTION-DAY"


def test_a_file_that_is_not_here_gets_no_entry(team: Team) -> None:
    review = Read(team).locked(refs=("A9999ZZ",))
    team.do("A1", WriteFeedback(review, good="Clear"))
    team.do("A1", AddAction(review, "Screen", "", "S1", SOON))
    team.do("A1", SendFeedback(review))
    assert team.rows(entry) == []


def test_an_assessment_s_action_goes_to_its_case(team: Team) -> None:
    review = Read(team).locked(refs=("A1000AA/2026-06-01",))
    team.do("A1", WriteFeedback(review, good="Clear"))
    team.do("A1", AddAction(review, "Screen", "", "S1", SOON))
    team.do("A1", SendFeedback(review))
    assert [row.person_id for row in team.rows(entry)] == [1]


def test_every_opening_is_written_down(team: Team) -> None:
    review = Read(team).sent()
    for who in ("A1", "S1", "MGR", "S1"):
        team.do(who, OpenFeedback(review))
        team.clock.forward(minutes=1)
        team.do(who, OpenFeedback(review))  # the page asks again: the same opening
        team.clock.forward(minutes=20)
    assert [(row.who, row.how) for row in team.rows(qa_seen)] == [
        ("A1", "assessor"),
        ("S1", "supervisor"),
        ("MGR", "manager"),
        ("S1", "supervisor"),
    ]
    names = ["Asa Assessor", "Sam Supervisor 1", "Mia Manager", "Sam Supervisor 1"]
    for who in ("S1", "LEAD"):
        assert [name for name, _at in team.ask(who, FeedbackSeen(review))] == names
    assert team.refused("A1", FeedbackSeen(review)) == "REQ-QA-NOT-YOURS"


def test_the_first_opening_of_the_supervisor_is_the_day_it_was_seen(team: Team) -> None:
    review = Read(team).sent()
    for who in ("A1", "MGR"):
        team.do(who, OpenFeedback(review))
    assert team.rows(qa_feedback)[0].seen_on is None
    team.do("S1", OpenFeedback(review))
    team.clock.forward(3)
    team.do("S1", OpenFeedback(review))
    assert team.rows(qa_feedback)[0].seen_on == TODAY


def test_the_own_view_comes_before_ours(team: Team) -> None:
    review = Read(team).sent()
    assert team.do("MGR", OpenFeedback(review)).own_first
    team.do("S1", OwnView(review, "I was short of time"))
    view = team.do("S1", OpenFeedback(review))
    assert (view.own_view, view.own_first) == ("I was short of time", False)
    assert team.refused("S1", OwnView(review, "On second thoughts")) == "REQ-QA-SEEN"
    for who in ("A1", "MGR", "S2"):
        assert team.refused(who, OwnView(review, "x")) in ("REQ-QA-ROLE", "REQ-QA-NOT-YOURS")
    team.do("A1", DiscussFeedback(review, TODAY, own_view="Told me more"))
    assert team.rows(qa_feedback)[0].own_view == "I was short of time\n\nTold me more"


def test_the_own_view_is_read_back_before_ours_is_opened(team: Team) -> None:
    review = Read(team).locked()
    assert team.refused("S1", OwnViewOf(review)) == "REQ-QA-NOT-YOURS"
    team.do("A1", WriteFeedback(review, good="Clear writing"))
    team.do("A1", SendFeedback(review))
    assert team.ask("S1", OwnViewOf(review)) == ""
    assert team.refused("S1", OwnView(review, " "), "own_view") == "REQ-QA-NEEDS"
    team.do("S1", OwnView(review, "I was short of time"))
    assert team.ask("S1", OwnViewOf(review)) == "I was short of time"
    assert team.rows(qa_feedback)[0].seen_on is None
    for who in ("A1", "MGR", "LEAD", "M1", "S2"):
        assert team.refused(who, OwnViewOf(review)) == "REQ-QA-NOT-YOURS"
    team.do("S1", OwnView(review, ""))
    assert team.ask("S1", OwnViewOf(review)) == ""


SENT_STEPS: dict[str, tuple[str, Any]] = {
    "reply": ("S1", lambda review: ReplyFeedback(review, ACCEPT)),
    "discuss": ("A1", lambda review: DiscussFeedback(review, TODAY)),
    "acknowledge": ("S1", lambda review: AcknowledgeFeedback(review)),
    "answer": ("M1", lambda review: AnswerQuery(review, "So it is")),
}
NOT_NOW = {
    "sent": {"acknowledge": "REQ-QA-STAGE", "answer": "REQ-QA-NO-DISPUTE"},
    "queried": {"reply": "REQ-QA-REPLIED", "acknowledge": "REQ-QA-STAGE"},
    "discussed": {"answer": "REQ-QA-NO-DISPUTE"},
    "acknowledged": {
        "reply": "REQ-QA-STAGE",
        "discuss": "REQ-QA-STAGE",
        "answer": "REQ-QA-NO-DISPUTE",
    },
}


@pytest.mark.parametrize("at", NOT_NOW)
def test_no_step_of_feedback_is_taken_out_of_turn(team: Team, at: str) -> None:
    review = Read(team).sent()
    team.do("S1", OpenFeedback(review))
    if at == "queried":
        team.do("S1", ReplyFeedback(review, QUERY, "Why?"))
    if at in ("discussed", "acknowledged"):
        team.do("MGR", DiscussFeedback(review, TODAY))
    if at == "acknowledged":
        team.do("S1", AcknowledgeFeedback(review))
    assert stage(team) == at
    for step, (who, make) in SENT_STEPS.items():
        if step in NOT_NOW[at]:
            assert team.refused(who, make(review)) == NOT_NOW[at][step], step


def test_nothing_is_said_of_what_was_not_read(team: Team) -> None:
    review = Read(team).sent()
    team.do("A1", DiscussFeedback(review, TODAY))
    assert team.refused("S1", ReplyFeedback(review, ACCEPT)) == "REQ-QA-UNREAD"
    assert team.refused("S1", AcknowledgeFeedback(review)) == "REQ-QA-UNREAD"


def test_discussing_or_querying_needs_a_reason(team: Team) -> None:
    review = Read(team).sent()
    team.do("S1", OpenFeedback(review))
    for reply in (QUERY, DISCUSS):
        assert team.refused("S1", ReplyFeedback(review, reply)) == "REQ-QA-NEEDS"
    team.do("S1", ReplyFeedback(review, ACCEPT))
    team.do("S1", ReplyFeedback(review, DISCUSS, "One thing"))
    assert stage(team) == "sent"


def test_a_day_of_talk_lies_between_sending_and_today(team: Team) -> None:
    review = Read(team).sent()
    for day in (TODAY - timedelta(1), TODAY + timedelta(1)):
        assert team.refused("A1", DiscussFeedback(review, day)) == "REQ-QA-DAY"
    for who in ("S1", "S2", "LEAD", "M1", "A2"):
        assert team.refused(who, DiscussFeedback(review, TODAY)) == "REQ-QA-NOT-YOURS"


def test_a_query_waits_though_it_was_discussed(team: Team) -> None:
    review = Read(team).sent()
    team.do("S1", OpenFeedback(review))
    team.do("S1", ReplyFeedback(review, QUERY, "Why?"))
    team.do("A1", DiscussFeedback(review, TODAY))
    assert stage(team) == "queried"
    team.do("M1", AnswerQuery(review, "Because"))
    assert stage(team) == "discussed"
    team.do("S1", AcknowledgeFeedback(review))
    team.do("S1", AcknowledgeFeedback(review))
    assert stage(team) == "acknowledged"


def test_the_list_tells_what_falls_due_next(team: Team) -> None:
    review = Read(team).locked()

    def line() -> Any:
        (found,) = team.ask("A1", FeedbackLines())
        return found

    assert (line().stage, line().due) == (FeedbackStage.DRAFT, TODAY + timedelta(7))
    team.do("A1", WriteFeedback(review, good="Clear"))
    team.do("A1", SendFeedback(review))
    assert line().due == TODAY + timedelta(14)
    team.do("S1", OpenFeedback(review))
    team.do("S1", ReplyFeedback(review, QUERY, "Why?"))
    assert line().due == TODAY + timedelta(7)
    team.do("M1", AnswerQuery(review, "Because"))
    team.do("A1", DiscussFeedback(review, TODAY))
    assert line().due is None


def test_the_trend_is_one_s_own_last_four_rounds_of_the_same_kind(team: Team) -> None:
    read = Read(team)
    bad: Any = ({"plan": "not_met"}, Judgement.INSUFFICIENT)
    first = read.sent(as_of=TODAY - timedelta(300))
    for back in (250, 200, 150):
        read.sent(*bad, as_of=TODAY - timedelta(back))
    read.sent(files=("S2",), as_of=TODAY - timedelta(120))
    read.locked(as_of=TODAY - timedelta(110))  # not sent yet
    read.sent(purpose="targeted", as_of=TODAY - timedelta(100))
    last = read.sent(as_of=TODAY)
    own = [("R2", 0, 1), ("R3", 0, 1), ("R4", 0, 1), ("R8", 1, 1)]
    assert list(team.do("S1", OpenFeedback(last)).trend) == own
    assert list(team.do("MGR", OpenFeedback(last)).trend) == own
    assert list(team.do("A1", OpenFeedback(last)).trend) == []
    assert list(team.do("S1", OpenFeedback(first)).trend) == [("R1", 1, 1)]


def test_a_pilot_has_no_trend(team: Team) -> None:
    review = Read(team).sent(instrument_stage="pilot")
    assert list(team.do("S1", OpenFeedback(review)).trend) == []


def test_a_review_from_the_draw_to_the_signature(team: Team) -> None:
    """Drawn, marked twice, settled, locked, sent, queried, answered, discussed, signed, closed."""
    from pomdesk.services.commands.quality_draws import DrawDouble, DrawRound
    from pomdesk.services.commands.quality_endings import CloseRound
    from pomdesk.services.commands.quality_files import AssignSample, AssignSecond
    from pomdesk.services.commands.quality_plans import PlanRound
    from pomdesk.services.commands.quality_rounds import FreezeFrame

    instrument = team.do("LEAD", Published())
    plan = RoundPlan(files=8, floor=1)
    made = team.do(
        "LEAD",
        PlanRound("2026-11", "November", Purpose.ROUTINE, Unit.CASE, TODAY, plan, instrument),
    )
    team.do("LEAD", FreezeFrame(made))
    team.do("LEAD", DrawRound(made, "generated"))
    drawn = [one for one in team.rows(_samples()) if one.round_id == made and one.role == "primary"]
    for one in drawn:
        team.do("LEAD", AssignSample(one.id, "A1", SOON))
    team.do("LEAD", DrawDouble(made))
    doubles = {one.id for one in team.rows(_samples()) if one.double}
    for number in doubles:
        team.do("LEAD", AssignSecond(number, "A2"))
    reviews = [one for one in team.rows(qa_review) if one.id]
    for one in reviews:
        team.do(one.assessor, StartReview(one.id))
        differs = {"level": "partly"} if one.kind == "second" else {}
        mark(team, one.assessor, one.id, differs)
    firsts = [one for one in reviews if one.kind == "primary"]
    for one in firsts:
        if one.sample_id in doubles:
            assert team.refused("A1", LockReview(one.id)) == "REQ-QA-TO-SETTLE"
            team.do("M1", Settle(one.id, Trigger.DOUBLE_MARK, "level", "met", "It fits"))
        team.do("A1", LockReview(one.id))
    review = firsts[0].id
    whose = next(one.supervisor for one in drawn if one.id == firsts[0].sample_id)
    team.do("A1", WriteFeedback(review, good="Clear"))
    team.do("A1", SendFeedback(review))
    team.do(whose, OwnView(review, "I tried"))
    team.do(whose, OpenFeedback(review))
    team.do(whose, ReplyFeedback(review, QUERY, "Why?"))
    assert team.refused("LEAD", CloseRound(made)) == "REQ-QA-NOT-CLOSED"
    team.do("M1", AnswerQuery(review, "Because"))
    team.do("A1", DiscussFeedback(review, TODAY))
    team.do(whose, AcknowledgeFeedback(review))
    team.do("LEAD", CloseRound(made))
    (row,) = team.rows(qa_feedback)
    assert (row.stage, row.seen_on, row.discussed_on) == ("acknowledged", TODAY, TODAY)


def _samples() -> Any:
    from pomdesk.store.tables import qa_sample

    return qa_sample
