"""What goes to a moderator, who settles it, and what comes of it. Nothing said is erased."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, ClassVar

import pytest

from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.terms import FeedbackReply, Judgement, Role, Trigger, Verdict
from pomdesk.services.commands.quality_feedback import OpenFeedback, ReplyFeedback
from pomdesk.services.commands.quality_marking import (
    LockReview,
    ReopenReview,
    SubmitReview,
)
from pomdesk.services.commands.quality_people import NamePerson
from pomdesk.services.commands.quality_settling import AnswerQuery, Settle
from pomdesk.services.desk import Day
from pomdesk.services.quality.disputes import to_settle
from pomdesk.services.quality.reviews import score_of
from pomdesk.services.queries.quality_marking import DisputesOf, MarkingOf
from pomdesk.store.tables import qa_answer, qa_feedback, qa_review, qa_settlement
from pomdesk.store.unit_of_work import UnitOfWork
from tests.services.quality.desk import Team, opened
from tests.services.quality.marking_desk import Give, Put, Read, mark

GAP = {"screening": "not_met"}


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    with opened(tmp_path, 16) as made:
        both = Member("AM", "Al Both", "AM", frozenset({Role.ASSESSOR, Role.MODERATOR}))
        made.do("LEAD", NamePerson(both))
        yield made


@dataclass(frozen=True)
class Waiting:
    """How much waits in the first round."""

    name: ClassVar[str] = "x"

    def run(self, uow: UnitOfWork, day: Day) -> int:
        return to_settle(uow, day, [1])[1]


def waiting(team: Team) -> int:
    return int(team.at("LEAD").ask(Waiting()))


def told(team: Team, who: str, round_id: int = 1) -> list[tuple[str, str, str, str, bool]]:
    """Trigger, question, both answers, and whether who asks may settle it."""
    return [
        (one.trigger.value, one.question, one.first, one.second, one.may_settle)
        for one in team.ask(who, DisputesOf(round_id))
    ]


def twice(team: Team, second: str = "A2") -> tuple[int, int]:
    """A file given to two markers."""
    (sample,) = team.do("LEAD", Put(doubles=(0,)))
    return team.do("LEAD", Give(sample, "A1")), team.do("LEAD", Give(sample, second, "second"))


@pytest.mark.parametrize(
    ("options", "judgement", "disputes"),
    [
        ({}, Judgement.SUFFICIENT, []),
        ({"plan": "unsure"}, Judgement.SUFFICIENT, [("unsure", "plan")]),
        (GAP, Judgement.INSUFFICIENT, [("critical", "screening")]),
        ({}, Judgement.INSUFFICIENT, [("clash", "")]),
        ({"plan": "not_met", "level": "not_met"}, Judgement.SUFFICIENT, [("clash", "")]),
        ({"plan": "not_met"}, Judgement.INSUFFICIENT, []),
        # A critical failure explains the judgement; an unsure answer leaves the clash for later.
        (GAP, Judgement.SUFFICIENT, [("critical", "screening")]),
        ({"plan": "unsure"}, Judgement.INSUFFICIENT, [("unsure", "plan")]),
    ],
)
def test_what_goes_to_a_moderator(
    team: Team, options: dict[str, str], judgement: Judgement, disputes: list[tuple[str, str]]
) -> None:
    review = Read(team).given()
    assert told(team, "M1") == []
    mark(team, "A1", review, options, judgement)
    assert [(trigger, question) for trigger, question, *_ in told(team, "M1")] == disputes
    assert waiting(team) == len(disputes)
    if disputes:
        code = "REQ-QA-UNSURE" if disputes[0][0] == "unsure" else "REQ-QA-TO-SETTLE"
        assert team.refused("A1", LockReview(review)) == code
    else:
        team.do("A1", LockReview(review))


def test_nothing_is_told_before_both_markers_handed_in(team: Team) -> None:
    first, second = twice(team)
    mark(team, "A1", first, GAP | {"plan": "unsure"}, Judgement.INSUFFICIENT)
    for who in ("M1", "A1", "A2", "AM"):
        assert told(team, who) == []
    assert waiting(team) == 0
    assert team.refused("M1", MarkingOf(first)) == "REQ-QA-NOT-YOURS"
    assert team.refused("A1", LockReview(first)) == "REQ-QA-SECOND"
    mark(team, "A2", second, {"level": "partly"})
    expected = [
        ("double_mark", "screening", "not_met", "met"),
        ("unsure", "plan", "unsure", "met"),
        ("double_mark", "level", "met", "partly"),
        ("double_mark", "", "insufficient", "sufficient"),
    ]
    for who in ("M1", "A1", "A2", "AM"):
        assert [one[:4] for one in told(team, who)] == expected
    assert [one[4] for one in told(team, "M1")] == [True] * 4
    assert [one[4] for one in told(team, "A1")] == [False] * 4


def test_a_file_to_be_marked_twice_waits_for_its_second_marker(team: Team) -> None:
    (sample,) = team.do("LEAD", Put(doubles=(0,)))
    review = team.do("LEAD", Give(sample, "A1"))
    mark(team, "A1", review, {"plan": "unsure"})
    assert told(team, "M1") == []
    assert team.refused("M1", MarkingOf(review)) == "REQ-QA-NOT-YOURS"
    assert team.refused("A1", LockReview(review)) == "REQ-QA-SECOND"


def test_the_second_marker_is_blind_and_each_sees_the_other_afterwards(team: Team) -> None:
    first, second = twice(team)
    mark(team, "A1", first)
    view = team.ask("A2", MarkingOf(second))
    assert (view.blind, view.answers, view.judgement, view.score) == (True, {}, None, None)
    assert team.refused("A2", MarkingOf(first)) == "REQ-QA-NOT-YOURS"
    mark(team, "A2", second, hand_in=False)
    assert team.refused("A1", MarkingOf(second)) == "REQ-QA-NOT-YOURS"
    assert team.refused("A2", MarkingOf(first)) == "REQ-QA-NOT-YOURS"
    team.do("A2", SubmitReview(second))
    assert team.ask("A2", MarkingOf(first)).review_id == first
    assert team.ask("A1", MarkingOf(second)).review_id == second
    for who, review in (("A1", first), ("A2", second)):
        assert team.refused(who, ReopenReview(review)) == "REQ-QA-BOTH-IN"


def test_the_first_marking_is_opened_again_while_the_second_is_not_in(team: Team) -> None:
    first, _second = twice(team)
    mark(team, "A1", first)
    team.do("A1", ReopenReview(first))


def test_settled_answers_count_and_the_first_ones_stay(team: Team) -> None:
    first, second = twice(team)
    mark(team, "A1", first, GAP | {"plan": "unsure"}, Judgement.INSUFFICIENT)
    mark(team, "A2", second)
    before = team.rows(qa_answer)
    settle = [
        (Trigger.DOUBLE_MARK, "screening", "partly"),
        (Trigger.UNSURE, "plan", "met"),
        (Trigger.DOUBLE_MARK, "", "sufficient"),
    ]
    for trigger, question, after in settle:
        team.do("M1", Settle(first, trigger, question, after, "Read it again"))
    assert waiting(team) == 0
    team.do("A1", LockReview(first))
    assert team.rows(qa_answer) == before
    one, other = team.rows(qa_review)
    score = score_of(one.score)
    assert (score.whole.share, score.failed, score.verdict) == (
        Fraction(6, 7),
        (),
        Verdict.SUFFICIENT,
    )
    assert one.verdict == "sufficient"
    assert one.judgement == "insufficient", "as the assessor gave it"
    assert (other.stage, other.score, other.verdict) == ("locked", "", "")
    rows = [(row.before, row.other, row.after) for row in team.rows(qa_settlement)]
    assert rows == [
        ("not_met", "met", "partly"),
        ("unsure", "met", "met"),
        ("insufficient", "sufficient", "sufficient"),
    ]
    assert team.refused("A1", ReopenReview(first)) == "REQ-QA-STAGE"


def test_a_clash_shows_once_the_answers_are_settled(team: Team) -> None:
    review = Read(team).given()
    mark(team, "A1", review, {"plan": "unsure"}, Judgement.INSUFFICIENT)
    team.do("M1", Settle(review, Trigger.UNSURE, "plan", "met", "It does"))
    assert [one[:2] for one in told(team, "M1")] == [("unsure", "plan"), ("clash", "")]
    assert team.refused("A1", LockReview(review)) == "REQ-QA-TO-SETTLE"
    team.do("M1", Settle(review, Trigger.CLASH, "", "insufficient", "The contact record is false"))
    team.do("A1", LockReview(review))
    (row,) = team.rows(qa_review)
    assert (row.verdict, score_of(row.score).clash) == ("insufficient", "high_but_insufficient")


def test_what_was_settled_stands(team: Team) -> None:
    review = Read(team).given()
    mark(team, "A1", review, {"plan": "unsure"})
    desk = team.at("M1")
    receipt = desk.do(Settle(review, Trigger.UNSURE, "plan", "met", "It does"))
    assert receipt.operation_id is None
    again = Settle(review, Trigger.UNSURE, "plan", "partly", "No")
    assert team.refused("M1", again) == "REQ-QA-SETTLED"
    assert team.refused("A1", ReopenReview(review)) == "REQ-QA-SETTLED"
    newest = max(row.operation_id for row in team.everything()["journal"])
    with pytest.raises(Exception, match="REQ-UNDO"):
        desk.undo(newest)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"after": "unsure"}, "REQ-QA-ANSWER"),
        ({"after": "na"}, "REQ-QA-ANSWER"),
        ({"after": "sufficient"}, "REQ-QA-ANSWER"),
        ({"rationale": "  "}, "REQ-QA-NEEDS"),
        ({"question": "level"}, "REQ-QA-NO-DISPUTE"),
        ({"question": ""}, "REQ-QA-NO-DISPUTE"),
        ({"trigger": Trigger.CRITICAL}, "REQ-QA-NO-DISPUTE"),
        ({"trigger": Trigger.QUERY}, "REQ-QA-NO-DISPUTE"),
        ({"together_with": "ZZ"}, "REQ-QA-NOBODY"),
        ({"together_with": "S1"}, "REQ-QA-NOBODY"),
        ({"together_with": "M1"}, "REQ-QA-NOBODY"),
        ({"review_id": 99}, "REQ-QA-REVIEW"),
    ],
)
def test_what_cannot_be_settled_is_refused(team: Team, change: dict[str, Any], code: str) -> None:
    review = Read(team).given()
    mark(team, "A1", review, {"plan": "unsure"})
    good = {
        "review_id": review,
        "trigger": Trigger.UNSURE,
        "question": "plan",
        "after": "met",
        "rationale": "It does",
    }
    assert team.refused("M1", Settle(**{**good, **change})) == code


@pytest.mark.parametrize("who", ["LEAD", "A1", "A2", "MGR", "S1", "GOV", "AUD"])
def test_only_a_moderator_settles(team: Team, who: str) -> None:
    review = Read(team).given()
    mark(team, "A1", review, {"plan": "unsure"})
    settle = Settle(review, Trigger.UNSURE, "plan", "met", "It does")
    assert team.refused(who, settle) == "REQ-QA-ROLE"


def test_a_marker_settles_only_together_with_the_other_one(team: Team) -> None:
    first, second = twice(team, "AM")
    mark(team, "A1", first)
    mark(team, "AM", second, {"plan": "partly"})
    settle = (first, Trigger.DOUBLE_MARK, "plan", "partly", "We agree")
    assert [one[4] for one in told(team, "AM")] == [True]
    assert team.refused("AM", Settle(*settle)) == "REQ-QA-OWN"
    assert team.refused("AM", Settle(*settle, together_with="A2")) == "REQ-QA-OWN"
    team.do("AM", Settle(*settle, together_with="A1"))
    (row,) = team.rows(qa_settlement)
    assert (row.decided_by, row.together_with) == ("AM", "A1")


def test_a_marker_who_moderates_does_not_settle_a_single_marking(team: Team) -> None:
    review = Read(team).given(assessor="AM")
    mark(team, "AM", review, GAP, Judgement.INSUFFICIENT)
    settle = (review, Trigger.CRITICAL, "screening", "met", "I was wrong")
    assert [one[4] for one in told(team, "AM")] == [False]
    for together in ("", "A1"):
        assert team.refused("AM", Settle(*settle, together_with=together)) == "REQ-QA-OWN"


def test_a_moderator_settles_nothing_of_their_own_file(team: Team) -> None:
    own = Member("M2", "Own File", "Own File", frozenset({Role.MODERATOR, Role.SUPERVISOR}))
    team.do("LEAD", NamePerson(own))
    review = Read(team).given(files=("M2",))
    mark(team, "A1", review, {"plan": "unsure"})
    assert told(team, "Own File") == []
    assert team.refused("Own File", MarkingOf(review)) == "REQ-QA-NOT-YOURS"
    settle = Settle(review, Trigger.UNSURE, "plan", "met", "Mine")
    assert team.refused("Own File", settle) == "REQ-QA-OWN-FILE"


def queried(team: Team) -> int:
    """A file found insufficient, whose supervisor queries that."""
    review = Read(team).sent({"plan": "not_met"}, Judgement.INSUFFICIENT)
    team.do("S1", OpenFeedback(review))
    team.do("S1", ReplyFeedback(review, FeedbackReply.QUERY, "The plan is in the annex"))
    return review


def test_a_query_goes_to_a_moderator_who_answers_it(team: Team) -> None:
    review = queried(team)
    (dispute,) = team.ask("M1", DisputesOf(1))
    assert (dispute.trigger, dispute.first) == (Trigger.QUERY, "insufficient")
    assert dispute.first_comment == "The plan is in the annex"
    assert waiting(team) == 1
    for who in ("LEAD", "A1", "MGR", "S1"):
        assert team.refused(who, AnswerQuery(review, "No")) == "REQ-QA-ROLE"
    assert team.refused("M1", AnswerQuery(review, " ")) == "REQ-QA-NEEDS"
    team.do("M1", AnswerQuery(review, "The annex is not dated"))
    (row,) = team.rows(qa_feedback)
    assert (row.stage, row.answer, row.answered_by) == ("sent", "The annex is not dated", "M1")
    assert row.reply_text == "The plan is in the annex"
    (settled,) = team.rows(qa_settlement)
    assert (settled.before, settled.after) == ("insufficient", "insufficient")
    assert waiting(team) == 0
    assert team.refused("M1", AnswerQuery(review, "Again")) == "REQ-QA-NO-DISPUTE"


def test_a_query_that_is_right_changes_what_is_told_and_not_the_score(team: Team) -> None:
    review = queried(team)
    locked = team.rows(qa_review)
    team.do("M1", Settle(review, Trigger.QUERY, "plan", "met", "It is in the annex"))
    again = Settle(review, Trigger.QUERY, "plan", "partly", "No")
    assert team.refused("M1", again) == "REQ-QA-SETTLED"
    assert waiting(team) == 1, "the query itself is not answered yet"
    team.do("M1", Settle(review, Trigger.QUERY, "", "sufficient", "You are right"))
    assert waiting(team) == 0
    assert team.rows(qa_review) == locked
    view = team.do("S1", OpenFeedback(review))
    assert view.verdict is Verdict.SUFFICIENT
    assert view.score.verdict is Verdict.INSUFFICIENT
    (plan,) = [one for _key, found in view.results for one in found if one.question.key == "plan"]
    assert (plan.label, plan.before, plan.settled, plan.best) == ("Met", "Not met", True, True)
    assert view.answer == "You are right"


def test_a_query_is_never_settled_by_a_marker(team: Team) -> None:
    read = Read(team)
    review = read.given(assessor="AM")
    mark(team, "AM", review, {"plan": "not_met"}, Judgement.INSUFFICIENT)
    from pomdesk.services.commands.quality_feedback import SendFeedback, WriteFeedback

    for command in (LockReview(review), WriteFeedback(review, good="Clear"), SendFeedback(review)):
        team.do("AM", command)
    team.do("S1", OpenFeedback(review))
    team.do("S1", ReplyFeedback(review, FeedbackReply.QUERY, "No"))
    assert team.refused("AM", AnswerQuery(review, "Yes")) == "REQ-QA-OWN"
    settle = Settle(review, Trigger.QUERY, "", "sufficient", "Yes", together_with="A1")
    assert team.refused("AM", settle) == "REQ-QA-OWN"
    assert [one[4] for one in told(team, "AM")] == [False]
