"""Feedback in words: the same for whoever writes it and whoever reads it."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from pomdesk.domain.quality.items import Item
from pomdesk.domain.quality.terms import FeedbackStage, Verdict
from pomdesk.readmodels.quality import FeedbackLine, FeedbackView, QuestionResult
from resources.text import Text
from ui.widgets.feed import FeedItem
from ui.widgets.table_model import Mark

VERDICTS = {
    Verdict.SUFFICIENT: "green",
    Verdict.INSUFFICIENT: "orange",
    Verdict.INSUFFICIENT_CRITICAL: "red",
}
STAGES = {
    FeedbackStage.DRAFT: "grey",
    FeedbackStage.SENT: "blue",
    FeedbackStage.QUERIED: "purple",
    FeedbackStage.DISCUSSED: "teal",
    FeedbackStage.ACKNOWLEDGED: "green",
}


def verdict_mark(text: Text, verdict: Verdict) -> Mark:
    """What the file was found, as a tag."""
    return Mark(text.code("quality_term.verdict", verdict), VERDICTS[verdict])


def stage_mark(text: Text, stage: FeedbackStage) -> Mark:
    """How far the feedback has come, as a tag."""
    return Mark(text.code("quality_term.feedback_stage", stage), STAGES[stage])


def due_marks(text: Text, line: FeedbackLine, today: date) -> tuple[Mark, ...]:
    """Late, or soon; nothing where it is done."""
    if line.due is None or line.stage is FeedbackStage.ACKNOWLEDGED:
        return ()
    if line.due < today:
        return (Mark(text("feedback.late"), "red"),)
    soon = (line.due - today).days <= 7
    return (Mark(text("feedback.soon"), "yellow"),) if soon else ()


def number_words(number: Fraction) -> str:
    """Points in figures: whole where they are, else with at most two decimals, half up."""
    hundredths = (200 * number.numerator + number.denominator) // (2 * number.denominator)
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02}".rstrip("0") if rest else str(whole)


def points_words(text: Text, earned: Fraction, possible: Fraction) -> str:
    """Points in words: "14 of 18 points", or that nothing applied."""
    if not possible:
        return text("feedback.no_points")
    return text("feedback.points", earned=number_words(earned), possible=number_words(possible))


def section_points(text: Text, view: FeedbackView, section: str) -> str:
    """The points of one section; no words where it has none."""
    for one in view.score.sections:
        if one.key == section:
            return points_words(text, one.earned, one.possible)
    return ""


def shown_by(text: Text, result: QuestionResult) -> str:
    """Where the file shows it: "Contacts, 3 Nov 2026"."""
    answer = result.answer
    where = ", ".join(part for part in (answer.document, answer.location) if part)
    return text("feedback.shown_by", where=where) if where else ""


def result_items(text: Text, results: Sequence[QuestionResult]) -> list[FeedItem]:
    """The questions of one section with what was answered and why."""
    items = []
    for one in results:
        marks = [Mark(one.label or text("feedback.unanswered"), "grey" if one.best else "yellow")]
        if one.answer.good_practice:
            marks.append(Mark(text("feedback.good_tag"), "green"))
        causes = [text.code("quality_term.root_cause", cause) for cause in one.answer.root_causes]
        more = [
            shown_by(text, one),
            text("feedback.behind", causes=", ".join(causes)) if causes else "",
            text("feedback.settled", before=one.before) if one.settled else "",
        ]
        said = " ".join(part for part in more if part)
        question = one.question
        items.append(
            FeedItem(
                question.key, "", "", question.text, tuple(marks), one.answer.comment, said, one
            )
        )
    return items


def action_items(
    text: Text, actions: Sequence[Item], names: Mapping[str, str], today: date
) -> list[FeedItem]:
    """What must be mended on this case: what, who, by when."""
    items = []
    for item in actions:
        day = text.short_day(item.due)
        away = text.away(item.due, today) if item.due and not item.is_closed else ""
        late = item.due is not None and item.due < today and not item.is_closed
        mark = Mark(text.code("quality_term.item_stage", item.stage), "red" if late else "grey")
        who = text("feedback.action_owner", who=names.get(item.owner, item.owner))
        items.append(FeedItem(item.id, day, away, item.title, (mark,), item.text, who, item))
    return items


def about_words(text: Text, view: FeedbackView) -> str:
    """What was read, by whom, in which part of the file."""
    parts = [
        text("feedback.by", who=view.assessor_name),
        text("feedback.instrument", title=view.instrument.title, version=view.instrument.version),
        view.round_ref,
    ]
    if view.file_from or view.file_to:
        first = text.short_day(view.file_from) or text("feedback.beginning")
        last = text.short_day(view.file_to) or text("feedback.then")
        parts.append(text("feedback.period", first=first, last=last))
    return " · ".join(parts)


def signed_words(text: Text, view: FeedbackView) -> str:
    """When it was sent, opened, discussed and replied to."""
    days = (
        ("locked", view.locked_on),
        ("sent", view.sent_on),
        ("seen", view.seen_on),
        ("discussed", view.discussed_on),
        ("replied", view.replied_on),
    )
    said = [text(f"feedback.on.{key}", day=text.short_day(day)) for key, day in days if day]
    if view.discussed_on is None and view.stage is not FeedbackStage.DRAFT:
        said.append(text("feedback.not_discussed"))
    return " · ".join(said)


def causes_words(text: Text, view: FeedbackView) -> str:
    """What lay behind it, as the assessor names it."""
    causes = [text.code("quality_term.root_cause", one) for one in view.root_causes]
    return text("feedback.behind", causes=", ".join(causes)) if causes else ""


def trend_words(text: Text, view: FeedbackView) -> list[str]:
    """Own counts over the last rounds, a line each; nobody else's."""
    return [text("feedback.trend_line", ref=ref, k=k, n=n) for ref, k, n in view.trend]


def lacks_words(text: Text, good: str, *, critical: int, actions: int) -> list[str]:
    """What is missing before the feedback can be sent."""
    lacks = [] if good.strip() else [text("feedback.lacks_good")]
    if critical and not actions:
        lacks.append(text.count("feedback.lacks_action", critical))
    return lacks
