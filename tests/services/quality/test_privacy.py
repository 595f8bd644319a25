"""Who sees and does what with a marking and its feedback: one table, every member, every step.

Feedback is about a person. It is for the supervisor, the assessor and the line manager; for a
moderator while and after it is queried. Neither the lead, nor the Governor, nor an auditor sees it.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.terms import FeedbackReply, Judgement, Role
from pomdesk.services.commands.quality_feedback import (
    AcknowledgeFeedback,
    DiscussFeedback,
    OpenFeedback,
    OwnView,
    ReplyFeedback,
    SendFeedback,
    WriteFeedback,
)
from pomdesk.services.commands.quality_marking import LockReview, SubmitReview
from pomdesk.services.commands.quality_people import NamePerson
from pomdesk.services.commands.quality_settling import AnswerQuery
from pomdesk.services.queries.quality_feedback import FeedbackLines, FeedbackSeen
from pomdesk.services.queries.quality_marking import DisputesOf, MarkingOf, MyReviews
from pomdesk.store.tables import qa_feedback, qa_seen
from tests.services.quality.desk import TODAY, Team, opened
from tests.services.quality.marking_desk import Give, Put, mark

EVERYBODY = ("A1", "A2", "A3", "S1", "S2", "MGR", "M1", "LEAD", "GOV", "AUD", "Nobody")
"""A1 marks the file of S1 and A2 marks it second; A3 is an assessor with no part in it. S1 is
managed by MGR; S2 is another supervisor."""

STEPS = ("assigned", "first_in", "both_in", "locked", "written", "sent", "queried", "answered")

SEES_MARKING = {
    "assigned": "A1",
    "first_in": "A1",
    "both_in": "A1 A2 M1",
    "locked": "A1 A2 M1",
    "sent": "A1 A2 M1",
    "queried": "A1 A2 M1",
}
SEES_SECOND = {
    "assigned": "A2",
    "first_in": "A2",
    "both_in": "A1 A2 M1",
    "locked": "A1 A2 M1",
}
SEES_DISPUTES = {"assigned": "", "first_in": "", "both_in": "A1 A2 M1", "locked": "A1 A2 M1"}
OPENS = {
    "assigned": "",
    "both_in": "",
    "locked": "A1",
    "written": "A1",
    "sent": "A1 S1 MGR",
    "queried": "A1 S1 MGR M1",
    "answered": "A1 S1 MGR",
}
LISTED = {
    "assigned": "",
    "both_in": "",
    "locked": "A1 LEAD",
    "written": "A1 LEAD",
    "sent": "A1 S1 MGR LEAD",
    "queried": "A1 S1 MGR M1 LEAD",
}
TOLD_VERDICT = {
    "locked": "A1",
    "sent": "A1 MGR",  # the supervisor learns it by opening
    "queried": "A1 S1 MGR M1",
}


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    with opened(tmp_path, 4) as made:
        third = Member("A3", "Cy Assessor", "A3", frozenset({Role.ASSESSOR}))
        made.do("LEAD", NamePerson(third))
        yield made


def bring_to(team: Team, step: str) -> tuple[int, int]:
    """A file marked twice, as far as a step; the markings differ on one question."""
    from pomdesk.domain.quality.terms import Trigger
    from pomdesk.services.commands.quality_settling import Settle

    (sample,) = team.do("LEAD", Put(doubles=(0,)))
    first, second = (
        team.do("LEAD", Give(sample, "A1")),
        team.do("LEAD", Give(sample, "A2", "second")),
    )
    far = STEPS.index(step)
    if far >= 1:
        mark(team, "A1", first)
        mark(team, "A2", second, {"plan": "partly"}, hand_in=False)
    if far >= 2:
        team.do("A2", SubmitReview(second))
    if far >= 3:
        team.do("M1", Settle(first, Trigger.DOUBLE_MARK, "plan", "met", "It does"))
        team.do("A1", LockReview(first))
    if far >= 4:
        team.do("A1", WriteFeedback(first, good="Clear"))
    if far >= 5:
        team.do("A1", SendFeedback(first))
    if far >= 6:
        team.do("S1", OpenFeedback(first))
        team.do("S1", ReplyFeedback(first, FeedbackReply.QUERY, "Why?"))
    if far >= 7:
        team.do("M1", AnswerQuery(first, "Because"))
    return first, second


def code_of(team: Team, who: str, request: Any) -> str:
    """With which code somebody is refused; blank: they may."""
    seat = team.at(who)
    try:
        seat.do(request) if hasattr(request, "name") else seat.ask(request)
    except RequestRefused as refused:
        return refused.code
    return ""


def allowed(team: Team, make: Callable[[], Any]) -> set[str]:
    """Who may; everybody else is refused for who they are."""
    codes = {who: code_of(team, who, make()) for who in EVERYBODY}
    assert set(codes.values()) <= {"", "REQ-QA-ROLE", "REQ-QA-NOT-YOURS"}, codes
    return {who for who, code in codes.items() if not code}


@pytest.mark.parametrize("step", SEES_MARKING)
def test_who_sees_the_first_marking(team: Team, step: str) -> None:
    first, _second = bring_to(team, step)
    assert allowed(team, lambda: MarkingOf(first)) == set(SEES_MARKING[step].split())


@pytest.mark.parametrize("step", SEES_SECOND)
def test_who_sees_the_second_marking(team: Team, step: str) -> None:
    _first, second = bring_to(team, step)
    assert allowed(team, lambda: MarkingOf(second)) == set(SEES_SECOND[step].split())


@pytest.mark.parametrize("step", SEES_DISPUTES)
def test_who_sees_what_is_to_be_settled(team: Team, step: str) -> None:
    bring_to(team, step)
    ask = [who for who in EVERYBODY if not code_of(team, who, DisputesOf(1))]
    assert set(ask) == {"A1", "A2", "A3", "MGR", "M1"}
    seen = {who for who in ask if team.ask(who, DisputesOf(1))}
    assert seen == set(SEES_DISPUTES[step].split())


@pytest.mark.parametrize("step", OPENS)
def test_who_opens_the_feedback_and_leaves_a_trace(team: Team, step: str) -> None:
    first, _second = bring_to(team, step)
    team.clock.forward(hours=1)
    before = len(team.rows(qa_seen))
    may = allowed(team, lambda: OpenFeedback(first))
    assert may == set(OPENS[step].split())
    assert {row.who for row in team.rows(qa_seen)[before:]} == may


@pytest.mark.parametrize("step", OPENS)
def test_no_feedback_is_of_the_second_marking(team: Team, step: str) -> None:
    _first, second = bring_to(team, step)
    assert allowed(team, lambda: OpenFeedback(second)) == set()


@pytest.mark.parametrize("step", LISTED)
def test_whose_list_it_stands_in(team: Team, step: str) -> None:
    bring_to(team, step)
    listed = {who for who in EVERYBODY[:-1] if team.ask(who, FeedbackLines())}
    assert listed == set(LISTED[step].split())


@pytest.mark.parametrize("step", TOLD_VERDICT)
def test_whose_list_tells_the_verdict(team: Team, step: str) -> None:
    bring_to(team, step)
    told = {
        who
        for who in EVERYBODY[:-1]
        if any(line.verdict is not None for line in team.ask(who, FeedbackLines()))
    }
    assert told == set(TOLD_VERDICT[step].split())


DOES: dict[str, tuple[str, str, Callable[[int], Any]]] = {
    "write": ("written", "A1", lambda review: WriteFeedback(review, good="Very clear")),
    "send": ("written", "A1", lambda review: SendFeedback(review)),
    "own view": ("sent", "S1", lambda review: OwnView(review, "Mine")),
    "discuss": ("sent", "A1 MGR", lambda review: DiscussFeedback(review, TODAY)),
    "answer": ("queried", "M1", lambda review: AnswerQuery(review, "Because")),
    "who read it": ("sent", "S1 LEAD", lambda review: FeedbackSeen(review)),
    "lock": ("locked", "A1 M1 LEAD", lambda review: LockReview(review)),
}


@pytest.mark.parametrize("what", DOES)
def test_who_does_what(team: Team, what: str) -> None:
    step, who, make = DOES[what]
    first, _second = bring_to(team, step)
    others = [one for one in EVERYBODY if one not in who.split()]
    codes = {one: code_of(team, one, make(first)) for one in others}
    assert set(codes.values()) <= {"REQ-QA-ROLE", "REQ-QA-NOT-YOURS", "REQ-QA-OWN-FILE"}, codes
    assert code_of(team, who.split()[0], make(first)) == ""


@pytest.mark.parametrize("who", [one for one in EVERYBODY if one != "S1"])
def test_only_the_supervisor_replies_and_signs(team: Team, who: str) -> None:
    first, _second = bring_to(team, "sent")
    team.do("S1", OpenFeedback(first))
    for request in (ReplyFeedback(first, FeedbackReply.ACCEPT), AcknowledgeFeedback(first)):
        assert team.refused(who, request) in ("REQ-QA-ROLE", "REQ-QA-NOT-YOURS")


def test_a_manager_sees_it_as_the_manager_also_where_the_manager_leads(team: Team) -> None:
    boss = Member("BOSS", "Di Boss", "BOSS", frozenset({Role.LEAD}))
    team.do("LEAD", NamePerson(boss))
    managed = Member(
        "S2", "Sam Supervisor 2", "Sam Supervisor 2", frozenset({Role.SUPERVISOR}), manager="BOSS"
    )
    team.do("LEAD", NamePerson(managed))
    (sample,) = team.do("LEAD", Put(files=("S2",)))
    review = team.do("LEAD", Give(sample, "A1"))
    mark(team, "A1", review)
    for command in (LockReview(review), WriteFeedback(review, good="Clear"), SendFeedback(review)):
        team.do("A1", command)
    assert team.do("BOSS", OpenFeedback(review)).role == "manager"
    assert team.refused("MGR", OpenFeedback(review)) == "REQ-QA-NOT-YOURS"
    assert team.refused("LEAD", OpenFeedback(review)) == "REQ-QA-NOT-YOURS"


def test_a_supervisor_who_marks_has_nothing_to_mark_of_their_own(team: Team) -> None:
    bring_to(team, "first_in")
    assert team.ask("S1", MyReviews()) == []
    assert [line.review_id for line in team.ask("A2", MyReviews())] == [2]


def test_the_marking_of_a_file_with_nothing_to_settle_is_the_assessor_s_alone(team: Team) -> None:
    (sample,) = team.do("LEAD", Put())
    review = team.do("LEAD", Give(sample, "A1"))
    mark(team, "A1", review, {"plan": "not_met"}, Judgement.INSUFFICIENT)
    assert allowed(team, lambda: MarkingOf(review)) == {"A1"}


def test_somebody_who_left_sees_nothing(team: Team) -> None:
    first, _second = bring_to(team, "sent")
    gone = Member("A1", "Asa Assessor", "Asa Assessor", frozenset({Role.ASSESSOR}), left=TODAY)
    team.do("LEAD", NamePerson(gone))
    for request in (OpenFeedback(first), MarkingOf(first), FeedbackLines(), MyReviews()):
        assert team.refused("A1", request) == "REQ-QA-ROLE"


def test_nothing_of_a_judgement_is_journalled_under_the_person(team: Team) -> None:
    bring_to(team, "answered")
    of_quality = [row for row in team.everything()["journal"] if row.table_name.startswith("qa_")]
    assert of_quality
    assert {row.person_id for row in of_quality} == {None}
    assert team.rows(qa_feedback)
