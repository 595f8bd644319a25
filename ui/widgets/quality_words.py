"""Codes of quality assurance in words and tags, and where a round stands."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import Enum

from pomdesk.domain.quality.results import Finding
from pomdesk.domain.quality.terms import FeedbackStage, RoundStage, SampleStatus, Verdict
from resources.text import Text
from ui.widgets.table_model import Mark

STEPS = ("frame", "draw", "read", "settle", "report")
"""The path of a round."""

_STANDS: Mapping[RoundStage, str] = {
    RoundStage.PREPARING: "frame",
    RoundStage.FRAME_FROZEN: "draw",
    RoundStage.DRAWN: "read",
    RoundStage.ALLOCATED: "read",
    RoundStage.IN_REVIEW: "read",
    RoundStage.MODERATION: "settle",
    RoundStage.CLOSED: "report",
}
_ROUND_TAGS = {
    RoundStage.PREPARING: "grey",
    RoundStage.CLOSED: "green",
    RoundStage.VOID: "red",
}
_SAMPLE_TAGS = {
    SampleStatus.DONE: "green",
    SampleStatus.IN_REVIEW: "blue",
    SampleStatus.ASSIGNED: "yellow",
    SampleStatus.SUBSTITUTED: "orange",
    SampleStatus.WITHDRAWN: "orange",
}
_FEEDBACK_TAGS = {
    FeedbackStage.SENT: "yellow",
    FeedbackStage.QUERIED: "orange",
    FeedbackStage.DISCUSSED: "blue",
    FeedbackStage.ACKNOWLEDGED: "green",
}
_SOON = 7
_GROUP = 8


def term(text: Text, name: str, code: Enum | str | None) -> str:
    """The words of a code: ``term(text, "purpose", Purpose.ROUTINE)``; blank for None."""
    return text.code(f"quality_term.{name}", code)


def step_of(stage: RoundStage) -> str:
    """The step a round stands at; "" for a void one."""
    return _STANDS.get(stage, "")


def path_words(text: Text, stage: RoundStage) -> str:
    """The five steps in a line, the one it stands at in brackets."""
    now = step_of(stage)
    names = [(step, term(text, "step", step).lower()) for step in STEPS]
    return " › ".join(f"[{name}]" if step == now else name for step, name in names)


def round_mark(text: Text, stage: RoundStage) -> Mark:
    """The stage of a round as a tag."""
    return Mark(term(text, "round_stage", stage), _ROUND_TAGS.get(stage, "blue"))


def sample_mark(text: Text, status: SampleStatus) -> Mark:
    """How far a drawn file has come, as a tag."""
    return Mark(term(text, "sample_status", status), _SAMPLE_TAGS.get(status, "grey"))


def feedback_mark(text: Text, stage: FeedbackStage) -> Mark:
    """How far feedback has come, as a tag."""
    return Mark(term(text, "feedback_stage", stage), _FEEDBACK_TAGS.get(stage, "grey"))


def verdict_mark(text: Text, verdict: Verdict | None) -> Sequence[Mark]:
    """A verdict as a tag; none where there is none yet."""
    if verdict is None:
        return ()
    colour = "green" if verdict is Verdict.SUFFICIENT else "orange"
    return (Mark(term(text, "verdict", verdict), colour),)


def due_marks(text: Text, due: date | None, today: date) -> Sequence[Mark]:
    """A tag for what is late, due today or due within a week."""
    if due is None or (due - today).days > _SOON:
        return ()
    if due < today:
        return (Mark(text("quality_common.late"), "red"),)
    key = "today" if due == today else "soon"
    return (Mark(text(f"quality_common.{key}"), "yellow"),)


def away(text: Text, day: date | None, today: date) -> str:
    """How far away a day is; "no day set" for None."""
    return text.away(day, today) if day else text("quality_common.no_day")


def finding_words(text: Text, finding: Finding) -> str:
    """What a check of a draw found; a finding without words is told by its code."""
    key = f"draw_finding.{finding.code}"
    if text.has(key):
        return text(key, about=finding.about)
    return f"{finding.code} {finding.about}".strip()


def grouped(digest: str) -> str:
    """A digest in groups of eight, to be read aloud and compared."""
    return " ".join(digest[place : place + _GROUP] for place in range(0, len(digest), _GROUP))


def times_in(text: Text, percent: int) -> str:
    """A chance as people say it: 80 is "8 times in 10", 95 "19 times in 20"."""
    for of in (10, 20):
        if percent * of % 100 == 0:
            return text("quality_common.times", n=percent * of // 100, of=of)
    return text("quality_common.times", n=percent, of=100)


def one_in(text: Text, percent: int) -> str:
    """A share of files as people say it: 10 is "1 file in 10"."""
    of = next((of for of in (10, 20) if percent * of % 100 == 0), 100)
    n = percent * of // 100
    return text(f"quality_common.files_in.{'one' if n == 1 else 'other'}", n=n, of=of)
