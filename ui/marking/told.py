"""What the view shows of a marking as a whole, worked out from the read model."""

from collections.abc import Sequence

from pomdesk.domain.quality.instruments import Answer
from pomdesk.domain.quality.terms import ReviewKind, ReviewStage, Verdict
from pomdesk.readmodels.quality import MarkingView
from resources.text import Text
from ui.marking.finish import Finish, Result
from ui.marking.links import Link
from ui.marking.strip import Stop
from ui.marking.words import FINISH, answered, points_words, score_lines
from ui.widgets.table_model import Mark

VERDICTS = {
    Verdict.SUFFICIENT: "green",
    Verdict.INSUFFICIENT: "orange",
    Verdict.INSUFFICIENT_CRITICAL: "red",
}


def stops_of(text: Text, found: MarkingView) -> list[Stop]:
    """The sections with how many of their questions are answered, and the end."""
    stops = []
    for section in found.instrument.sections:
        keys = [one.key for one in section.questions]
        n = sum(bool(found.answers.get(key, Answer(key)).option) for key in keys)
        lacks = sum(question in keys for question, code in found.missing)
        full = n == len(keys)
        key = "part_full" if full and not lacks else "part_lacks" if full else "part"
        words = text(f"marking.{key}", section=section.title, n=n, of=len(keys))
        said = text(f"marking.{key}_said", section=section.title, n=n, of=len(keys))
        stops.append(Stop(section.key, words.replace("&", "&&"), said))
    told = text.code("quality_term.review_stage", found.stage)
    end = text("marking.to_finish") if found.stage is ReviewStage.STARTED else told
    return [*stops, Stop(FINISH, end, end)]


def stop_at(found: MarkingView, at: str) -> str:
    """The section a question belongs to."""
    for section in found.instrument.sections:
        if any(one.key == at for one in section.questions):
            return section.key
    return FINISH


def finish_of(text: Text, found: MarkingView) -> Finish:
    """How the marking stands: what is missing, what it comes to, what can be done."""
    open_ = found.stage in {ReviewStage.ASSIGNED, ReviewStage.STARTED}
    return Finish(
        missing=_missing(text, found) if open_ else (),
        unsure=[_link(found, key) for key in found.unsure],
        open=open_ and found.may_change,
        judging=open_
        and found.may_change
        and answered(found.instrument, found.answers) == len(found.instrument.questions),
        result=_result(text, found) if not open_ else None,
        may=_may(found),
        told=_told(text, found),
    )


def _may(found: MarkingView) -> frozenset[str]:
    if found.stage is ReviewStage.LOCKED:
        return frozenset({"feedback"} if found.kind is ReviewKind.PRIMARY else ())
    if not found.may_change:
        return frozenset()
    if found.stage is ReviewStage.SUBMITTED:
        locks = {"lock"} if found.kind is ReviewKind.PRIMARY else set()
        return frozenset({"reopen", *locks})
    return frozenset({"hand_in"})


def _told(text: Text, found: MarkingView) -> str:
    if found.stage is ReviewStage.SUBMITTED and found.kind is not ReviewKind.PRIMARY:
        return text("marking.told.other")
    if found.stage is ReviewStage.SUBMITTED and found.unsure:
        return text("marking.told.unsure")
    return text(f"marking.told.{found.stage}")


def _missing(text: Text, found: MarkingView) -> Sequence[Link]:
    said: dict[str, list[str]] = {}
    for key, code in found.missing:
        said.setdefault(key, []).append(text(f"marking.lacks.{code}"))
    return [Link(key, _asked(found, key), ". ".join(lacks)) for key, lacks in said.items()]


def _link(found: MarkingView, key: str) -> Link:
    return Link(key, _asked(found, key))


def _asked(found: MarkingView, key: str) -> str:
    """A question in a line: its number and its words."""
    keys = [one.key for one in found.instrument.questions]
    question = found.instrument.question(key)
    return f"{keys.index(key) + 1}. {question.text}" if question else key


def _result(text: Text, found: MarkingView) -> Result | None:
    score = found.score
    if score is None:
        return None
    verdict = text.code("quality_term.verdict", score.verdict)
    marks = [Mark(verdict, VERDICTS[score.verdict])]
    notices = []
    if found.judgement is not None:
        judged = text.code("quality_term.judgement", found.judgement)
        notices.append(text("marking.judged", judgement=judged))
    if score.clash:
        marks.append(Mark(text("marking.clash_tag"), "yellow"))
        notices.append(text.code("quality_clash", score.clash))
    if score.failed:
        notices.append(text.count("marking.failed", len(score.failed)))
    if score.thin:
        notices.append(text("marking.thin"))
    return Result(
        points_words(text, score.whole.earned, score.whole.possible),
        marks,
        score_lines(text, found.instrument, score),
        [_link(found, key) for key in score.failed],
        notices,
    )
