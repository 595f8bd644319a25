"""Reading a round to its end through the commands themselves, for tests of what comes after."""

from typing import Any

from pomdesk.domain.quality.instruments import Answer
from pomdesk.domain.quality.terms import Judgement, ReviewKind, RootCause, SampleStatus
from pomdesk.services.commands.quality_draws import AssignSecond, DrawDouble
from pomdesk.services.commands.quality_marking import (
    AnswerQuestion,
    JudgeReview,
    LockReview,
    SubmitReview,
)
from pomdesk.store.tables import qa_review
from tests.services.quality.desk import Team, samples

MARKERS = ("A1", "A2", "MGR")


def markings(team: Team, round_id: int, *kinds: ReviewKind) -> list[Any]:
    """The markings of a round."""
    ids = {row.id for row in samples(team, round_id)}
    wanted = [one.value for one in kinds or ReviewKind]
    return [r for r in team.rows(qa_review) if r.sample_id in ids and r.kind in wanted]


def hand_in(team: Team, review: Any, *, good: bool = True) -> None:
    """Answer, judge and hand in a marking as whoever has it."""
    for question in ("level", "plan"):
        given = Answer(question, "met")
        if not good:
            given = Answer(question, "partly", "Too thin", root_causes=(RootCause.TIME,))
        team.do(review.assessor, AnswerQuestion(review.id, given))
    verdict = Judgement.SUFFICIENT if good else Judgement.INSUFFICIENT
    team.do(review.assessor, JudgeReview(review.id, verdict, "As I read it"))
    team.do(review.assessor, SubmitReview(review.id))


def read_all(team: Team, round_id: int, *, bad: int = 0, doubles: bool = True) -> None:
    """Read every file of a round that is shared out: so many are not good enough.

    With ``doubles`` the second markings are drawn, given to somebody else, and agree.
    """
    if doubles:
        team.do("LEAD", DrawDouble(round_id))
        for sample in samples(team, round_id):
            if sample.double:
                has = {r.assessor for r in team.rows(qa_review) if r.sample_id == sample.id}
                other = next(one for one in MARKERS if one not in has and _may(one, sample))
                team.do("LEAD", AssignSecond(sample.id, other))
    files = samples(team, round_id, SampleStatus.ASSIGNED)
    poor = {one.id for one in files[:bad]}
    for review in markings(team, round_id):
        hand_in(team, review, good=review.sample_id not in poor)
    for review in markings(team, round_id, ReviewKind.PRIMARY):
        team.do(review.assessor, LockReview(review.id))


def _may(code: str, sample: Any) -> bool:
    return code != str(sample.supervisor)


def marked_with(team: Team, round_id: int) -> tuple[set[str], set[str]]:
    """References of the files that were not good enough, and of those that were."""
    refs = {row.id: row.case_ref for row in samples(team, round_id)}
    bad: set[str] = set()
    good: set[str] = set()
    for review in markings(team, round_id, ReviewKind.PRIMARY):
        (good if review.verdict == "sufficient" else bad).add(refs[review.sample_id])
    return bad, good
