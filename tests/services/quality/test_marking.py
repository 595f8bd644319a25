"""Marking a file: who may, in which order, what is missing, and what locks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any, ClassVar

import pytest

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.instruments import Answer
from pomdesk.domain.quality.terms import (
    InstrumentStage,
    Judgement,
    ReviewStage,
    RootCause,
    Verdict,
)
from pomdesk.services.commands.quality_marking import (
    AnswerQuestion,
    FilePeriod,
    JudgeReview,
    KeepPlace,
    LockReview,
    RaiseConcern,
    ReopenReview,
    SelfReview,
    StartReview,
    SubmitReview,
)
from pomdesk.services.desk import Day
from pomdesk.services.quality.file_of_case import HEADINGS, SECTIONS
from pomdesk.services.quality.reviews import score_of
from pomdesk.services.queries.quality_marking import JudgementStands, MarkingOf, MyReviews
from pomdesk.store.tables import qa_answer, qa_review, qa_round, qa_sample
from pomdesk.store.unit_of_work import UnitOfWork
from resources.text import Text
from tests.services.quality.desk import TODAY, Team, opened
from tests.services.quality.marking_desk import GOOD, KEYS, Give, Put, Read, answer, mark


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    with opened(tmp_path, 16) as made:
        yield made


@pytest.fixture
def review(team: Team) -> int:
    return Read(team).given()


def stage(team: Team, review: int) -> str:
    return str(next(row.stage for row in team.rows(qa_review) if row.id == review))


def test_a_file_goes_from_given_to_locked(team: Team, review: int) -> None:
    assert [line.stage for line in team.ask("A1", MyReviews())] == [ReviewStage.ASSIGNED]
    team.do("A1", StartReview(review))
    assert [row.status for row in team.rows(qa_sample)] == ["in_review"]
    assert [row.stage for row in team.rows(qa_round)] == ["in_review"]
    mark(team, "A1", review, {"plan": "partly"})
    assert stage(team, review) == "submitted"
    assert [row.stage for row in team.rows(qa_round)] == ["moderation"]
    team.do("A1", LockReview(review))
    (row,) = team.rows(qa_review)
    assert (row.stage, row.locked_on, row.verdict) == ("locked", TODAY, "sufficient")
    score = score_of(row.score)
    assert score.whole.share == Fraction(11, 14)
    assert [(one.key, one.share) for one in score.sections] == [
        ("risk", Fraction(7, 10)),
        ("contact", Fraction(1)),
    ]
    assert score.engine
    assert [row.status for row in team.rows(qa_sample)] == ["done"]
    assert team.ask("A1", MyReviews()) == []


def test_saving_an_answer_begins_the_marking(team: Team, review: int) -> None:
    team.do("A1", AnswerQuestion(review, answer("plan")))
    assert stage(team, review) == "started"


MOVES: dict[str, Callable[[int], Any]] = {
    "start": lambda review: StartReview(review),
    "answer": lambda review: AnswerQuestion(review, answer("plan")),
    "judge": lambda review: JudgeReview(review, Judgement.SUFFICIENT, "why"),
    "period": lambda review: FilePeriod(review, None, TODAY),
    "submit": lambda review: SubmitReview(review),
    "reopen": lambda review: ReopenReview(review),
    "lock": lambda review: LockReview(review),
}
ILLEGAL = {
    "assigned": {
        "judge": "REQ-QA-NOT-FINISHED",
        "submit": "REQ-QA-NOT-FINISHED",
        "reopen": "REQ-QA-STAGE",
        "lock": "REQ-QA-STAGE",
    },
    "started": {"reopen": "REQ-QA-STAGE", "lock": "REQ-QA-STAGE"},
    "submitted": dict.fromkeys(("start", "answer", "judge", "period"), "REQ-QA-STAGE"),
    "locked": dict.fromkeys(("start", "answer", "judge", "period", "reopen"), "REQ-QA-STAGE"),
}


@pytest.mark.parametrize("at", ILLEGAL)
def test_no_step_is_taken_out_of_turn(team: Team, review: int, at: str) -> None:
    if at != "assigned":
        mark(team, "A1", review, hand_in=at != "started")
    if at == "locked":
        team.do("A1", LockReview(review))
    assert stage(team, review) == at
    for move, code in ILLEGAL[at].items():
        assert team.refused("A1", MOVES[move](review)) == code, move


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("who", ["A2", "MGR", "S1", "S2", "GOV", "AUD", "Nobody"])
def test_only_the_assessor_marks(team: Team, review: int, who: str, move: str) -> None:
    code = team.refused(who, MOVES[move](review))
    assert code in ("REQ-QA-NOT-YOURS", "REQ-QA-ROLE", "REQ-QA-OWN-FILE")


def test_nobody_marks_their_own_file_even_if_it_was_given_to_them(team: Team) -> None:
    review = Read(team).given(assessor="MGR", files=("MGR",))
    for move in MOVES.values():
        assert team.refused("MGR", move(review)) == "REQ-QA-OWN-FILE"


def test_handing_in_and_locking_twice_does_no_harm(team: Team, review: int) -> None:
    mark(team, "A1", review)
    assert team.at("A1").do(SubmitReview(review)).operation_id is None
    team.do("A1", LockReview(review))
    before = team.everything()
    team.do("A1", LockReview(review))
    team.do("A1", SubmitReview(review))
    assert team.everything() == before


def test_what_is_missing_is_told_by_question(team: Team, review: int) -> None:
    team.do("A1", AnswerQuestion(review, Answer("screening", "partly")))
    view = team.ask("A1", MarkingOf(review))
    assert view.missing == [
        ("screening", "comment"),
        ("screening", "root_cause"),
        ("plan", "unanswered"),
        ("level", "unanswered"),
        ("victims", "unanswered"),
    ]
    with pytest.raises(RequestRefused) as found:
        team.do("A1", SubmitReview(review))
    assert found.value.details == {"n": 4, "question": "screening", "reason": "screening"}


def test_the_judgement_comes_before_handing_in_and_the_score_after(team: Team, review: int) -> None:
    for key in KEYS:
        team.do("A1", AnswerQuestion(review, answer(key)))
    assert team.refused("A1", SubmitReview(review)) == "REQ-QA-JUDGE-FIRST"
    assert team.refused("A1", JudgeReview(review, Judgement.SUFFICIENT, " ")) == "REQ-QA-NEEDS"
    team.do("A1", JudgeReview(review, Judgement.INSUFFICIENT, "Thin"))
    team.do("A1", JudgeReview(review, Judgement.SUFFICIENT, "Good after all"))
    assert team.ask("A1", MarkingOf(review)).score is None
    team.do("A1", SubmitReview(review))
    score = team.ask("A1", MarkingOf(review)).score
    assert score is not None
    assert (score.whole.share, score.verdict) == (Fraction(1), Verdict.SUFFICIENT)


def test_a_marking_is_opened_again_by_its_assessor(team: Team, review: int) -> None:
    mark(team, "A1", review)
    team.do("A1", ReopenReview(review))
    assert [row.stage for row in team.rows(qa_round)] == ["in_review"]
    assert team.ask("A1", MarkingOf(review)).score is None
    team.do("A1", AnswerQuestion(review, answer("plan", "partly")))
    team.do("A1", SubmitReview(review))
    assert stage(team, review) == "submitted"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (Answer("nothing", "met"), "REQ-QA-ANSWER"),
        (Answer("plan", "splendid"), "REQ-QA-ANSWER"),
        (Answer("plan", "na"), "REQ-QA-ANSWER"),
        (Answer("plan", "met", comment="x" * 4_001), "REQ-QA-LONG"),
        (Answer("plan", "met", document="x" * 201), "REQ-QA-LONG"),
        (Answer("plan", "met", seconds=-1), "REQ-QA-SECONDS"),
    ],
)
def test_what_cannot_be_answered_is_refused(
    team: Team, review: int, given: Answer, code: str
) -> None:
    assert team.refused("A1", AnswerQuestion(review, given)) == code


def test_an_answer_is_kept_clean_and_whole(team: Team, review: int) -> None:
    team.do(
        "A1",
        AnswerQuestion(
            review,
            Answer(
                "victims",
                "na",
                comment="  cafe\u0301\x00 ",
                document="OASys\n2026",
                location="R10",
                root_causes=(RootCause.TIME, RootCause.TIME, RootCause.SKILL),
                good_practice=True,
                seconds=90,
            ),
        ),
    )
    assert team.ask("A1", MarkingOf(review)).answers == {
        "victims": Answer(
            "victims",
            "na",
            "café\ufffd",
            "OASys 2026",
            "R10",
            (RootCause.SKILL, RootCause.TIME),
            good_practice=True,
            seconds=90,
        )
    }


def test_typing_on_is_one_operation_and_another_answer_a_new_one(team: Team, review: int) -> None:
    desk = team.at("A1")
    first = desk.do(AnswerQuestion(review, Answer("plan", "partly", comment="The")))
    typed = desk.do(AnswerQuestion(review, Answer("plan", "partly", comment="The plan")))
    same = desk.do(AnswerQuestion(review, Answer("plan", "partly", comment="The plan")))
    changed = desk.do(AnswerQuestion(review, Answer("plan", "met", comment="The plan")))
    assert first.operation_id
    assert typed.operation_id is same.operation_id is None
    assert changed.operation_id
    team.clock.forward(minutes=16)
    later = desk.do(AnswerQuestion(review, Answer("plan", "met", comment="The plan holds")))
    assert later.operation_id
    assert [row.comment for row in team.rows(qa_answer)] == ["The plan holds"]


def test_an_answer_is_undone_while_marking_and_not_after(team: Team, review: int) -> None:
    desk = team.at("A1")
    mark(team, "A1", review, hand_in=False)
    undoable = desk.do(AnswerQuestion(review, answer("victims", "na"))).operation_id
    assert undoable
    desk.undo(undoable)
    assert team.ask("A1", MarkingOf(review)).answers["victims"].option == "met"
    last = desk.do(AnswerQuestion(review, answer("victims", "na"))).operation_id
    again = desk.do(AnswerQuestion(review, answer("victims", "met"))).operation_id
    assert last
    assert again
    handed = desk.do(SubmitReview(review))
    assert handed.operation_id is None, "it offers no undo"
    for operation in (last, again):
        with pytest.raises(RequestRefused, match="REQ-UNDO"):
            desk.undo(operation)


def test_what_is_locked_is_never_undone(team: Team, review: int) -> None:
    mark(team, "A1", review)
    locked = team.at("A1").do(LockReview(review))
    assert locked.operation_id is None
    newest = max(row.operation_id for row in team.everything()["journal"])
    with pytest.raises(RequestRefused, match="REQ-UNDO"):
        team.at("A1").undo(newest)
    assert stage(team, review) == "locked"


def test_the_place_and_the_time_are_kept_without_a_word(team: Team, review: int) -> None:
    team.do("A1", StartReview(review))
    receipt = team.at("A1").do(KeepPlace(review, "level", 40))
    team.do("A1", KeepPlace(review, "victims", 10_000))
    view = team.ask("A1", MarkingOf(review))
    assert receipt.operation_id is None
    assert (view.place, view.seconds) == ("victims", 3_640)
    assert team.refused("A1", KeepPlace(review, "nothing", 1)) == "REQ-QA-ANSWER"
    assert team.refused("A1", KeepPlace(review, "level", -1)) == "REQ-QA-SECONDS"
    assert team.refused("A2", KeepPlace(review, "level", 1)) == "REQ-QA-NOT-YOURS"
    mark(team, "A1", review)
    before = team.everything()
    team.do("A1", KeepPlace(review, "level", 5))
    assert team.everything() == before


def test_the_period_of_the_file_is_a_period(team: Team, review: int) -> None:
    team.do("A1", FilePeriod(review, date(2026, 1, 1), TODAY))
    assert team.ask("A1", MarkingOf(review)).file_from == date(2026, 1, 1)
    for first, last in ((TODAY, date(2026, 1, 1)), (None, TODAY + timedelta(1))):
        assert team.refused("A1", FilePeriod(review, first, last)) == "REQ-QA-DAY"


def test_the_judgement_stands_once_the_score_was_shown(team: Team, review: int) -> None:
    mark(team, "A1", review, {"level": "partly"}, Judgement.INSUFFICIENT, hand_in=False)
    changed = team.at("A1").do(JudgeReview(review, Judgement.INSUFFICIENT, "On reflection"))
    assert not team.ask("A1", JudgementStands(review))
    team.do("A1", SubmitReview(review))
    assert team.ask("A1", MarkingOf(review)).score is not None
    team.do("A1", ReopenReview(review))
    again = JudgeReview(review, Judgement.SUFFICIENT, "Now that I know")
    assert team.refused("A1", again) == "REQ-QA-JUDGED"
    assert changed.operation_id is not None
    with pytest.raises(RequestRefused):
        team.at("A1").undo(changed.operation_id)
    team.do("A1", AnswerQuestion(review, answer("level")))
    assert team.ask("A1", JudgementStands(review))
    assert team.refused("A2", JudgementStands(review)) == "REQ-QA-NOT-YOURS"
    team.do("A1", SubmitReview(review))
    view = team.ask("A1", MarkingOf(review))
    assert (view.judgement, view.judgement_why) == (Judgement.INSUFFICIENT, "On reflection")


def test_a_concern_is_shown_with_a_marking_to_whoever_raised_it(team: Team) -> None:
    (sample,) = team.do("LEAD", Put(doubles=(0,)))
    first = team.do("LEAD", Give(sample, "A1"))
    second = team.do("LEAD", Give(sample, "A2", "second"))
    for what in ("conduct", "data"):
        team.do("A1", RaiseConcern(first, what, "Seen in the file", "LEAD"))
    mark(team, "A1", first, {"plan": "partly"}, Judgement.INSUFFICIENT)
    mark(team, "A2", second)
    assert len(team.ask("A1", MarkingOf(first)).concerns) == 2
    for who in ("A2", "M1"):
        assert team.ask(who, MarkingOf(first)).concerns == []


def test_a_concern_is_raised_at_any_time_outside_the_score(team: Team, review: int) -> None:
    mark(team, "A1", review)
    concern = RaiseConcern(review, "risk_to_public", "No contact ban on file", "LEAD", TODAY)
    team.do("A1", concern)
    team.do("A1", LockReview(review))
    number = team.do("A1", concern)
    found = team.ask("A1", MarkingOf(review)).concerns
    assert [one.id for one in found][-1] == number
    assert {(one.owner, one.supervisor, one.case_ref) for one in found} == {
        ("LEAD", "S1", "A1000AA")
    }
    assert team.refused("A1", RaiseConcern(review, "odd", "x", "LEAD")) == "REQ-QA-CODE"
    assert team.refused("A1", RaiseConcern(review, "data", " ", "LEAD")) == "REQ-QA-NEEDS"
    assert team.refused("A1", RaiseConcern(review, "data", "x", "ZZ")) == "REQ-QA-NOBODY"
    past = RaiseConcern(review, "data", "x", "LEAD", TODAY - timedelta(1))
    assert team.refused("A1", past) == "REQ-QA-DAY"
    assert team.refused("A2", concern) == "REQ-QA-NOT-YOURS"


@pytest.mark.parametrize("status", ["substituted", "withdrawn"])
def test_a_file_that_fell_out_is_not_marked_on(team: Team, review: int, status: str) -> None:
    team.do("LEAD", Fell(1, status))
    for name in ("start", "answer", "judge", "period", "submit"):
        assert team.refused("A1", MOVES[name](review), "sample") == "REQ-QA-ENDED"
    assert team.ask("A1", MyReviews()) == []


@dataclass(frozen=True)
class Fell:
    """A file falls out of its round."""

    name: ClassVar[str] = "substitute"
    sample_id: int
    status: str

    def run(self, uow: UnitOfWork, day: Day) -> None:
        from pomdesk.store.records import QualitySampleRecord

        record = uow.get(QualitySampleRecord, self.sample_id)
        assert record is not None
        record.status = self.status


def test_a_round_of_files_is_settled_when_the_last_was_handed_in(team: Team) -> None:
    samples = team.do("LEAD", Put(files=("S1", "S2")))
    reviews = [team.do("LEAD", Give(sample, "A1")) for sample in samples]
    mark(team, "A1", reviews[0])
    team.do("A1", LockReview(reviews[0]))
    assert [row.stage for row in team.rows(qa_round)] == ["in_review"]
    mark(team, "A1", reviews[1])
    assert [row.stage for row in team.rows(qa_round)] == ["moderation"]


def test_the_file_lies_beside_the_questions_in_known_words(team: Team, review: int) -> None:
    view = team.ask("A1", MarkingOf(review))
    assert (view.person_id, view.name) == (1, "Specimen0000, Sam")
    assert view.instrument_stage is InstrumentStage.PUBLISHED
    sections = dict(view.file)
    assert {"identity", "sentence", "assessments", "handover"} <= set(sections)
    assert [code for code, _ in view.file] == [code for code in SECTIONS if code in sections]
    text = Text("en")
    for code in (*SECTIONS, *HEADINGS):
        assert text.has(f"quality.file.{code}"), code
    for lines in sections.values():
        for line in lines:
            key = line.heading if "." in line.heading else f"quality.file.{line.heading}"
            assert text.has(key), key


def test_a_file_that_is_not_in_the_store_is_marked_without_one(team: Team) -> None:
    review = Read(team).given(refs=("A9999ZZ",))
    view = team.ask("A1", MarkingOf(review))
    assert (view.person_id, view.name, view.file) == (None, "", [])


def test_a_supervisor_marks_their_own_file_before_reading_ours(team: Team) -> None:
    from pomdesk.services.commands.quality_feedback import OpenFeedback

    read = Read(team)
    locked = read.locked()
    assert team.refused("S1", SelfReview(review_id=locked)) == "REQ-QA-NOT-YOURS"
    review = read.sent()
    own = team.do("S1", SelfReview(review_id=review))
    assert team.do("S1", SelfReview(review_id=review)) == own
    assert team.refused("S2", SelfReview(review_id=review)) == "REQ-QA-NOT-YOURS"
    assert team.refused("A1", SelfReview(review_id=review)) == "REQ-QA-ROLE"
    mark(team, "S1", own, GOOD)
    assert team.ask("S1", MarkingOf(own)).score is not None
    assert team.refused("S1", LockReview(own)) == "REQ-QA-OWN-FILE"
    for who in ("A1", "MGR", "LEAD", "M1"):
        assert team.refused(who, MarkingOf(own)) == "REQ-QA-NOT-YOURS"
    team.do("S1", OpenFeedback(review))
    assert team.refused("S1", ReopenReview(own)) == "REQ-QA-SEEN"
    assert team.refused("S1", SelfReview(review_id=review)) == "REQ-QA-SEEN"
