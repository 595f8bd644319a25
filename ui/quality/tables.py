"""Lines and tables of the quality page in words."""

from collections.abc import Callable, Mapping
from datetime import date

from pomdesk.domain.names import HIDDEN
from pomdesk.domain.quality.results import QualityDuty
from pomdesk.domain.quality.terms import Role
from pomdesk.readmodels.quality import Acting, FeedbackLine, ReportLine, RoundLine
from resources.text import Text
from ui.widgets.feed_painter import FeedItem
from ui.widgets.quality_words import (
    away,
    due_marks,
    feedback_mark,
    path_words,
    round_mark,
    step_of,
    term,
    verdict_mark,
)
from ui.widgets.table_model import Column, Mark

Today = Callable[[], date]

_REPORT_TAGS = {"approved": "green", "checked": "blue"}


def by_day(duty: QualityDuty) -> tuple[date, str]:
    """Late first, then by the day; what has no day comes last."""
    return (duty.due or date.max, duty.key)


def is_own(duty: QualityDuty, acting: Acting) -> bool:
    """Whether it is asked of whoever is signed in; the lead sees what is asked of others too."""
    if acting.member is None:
        return False
    return duty.owner == acting.member.code or (not duty.owner and acting.may(Role.LEAD))


def duty_item(
    text: Text, duty: QualityDuty, today: date, names: Mapping[str, str], *, blank: bool
) -> FeedItem:
    """One thing that is asked: what, about whom, by whom, by when."""
    said = {
        "quality_page.duty.case": HIDDEN if duty.case_ref and blank else duty.case_ref,
        "quality_page.duty.about": names.get(duty.about, duty.about),
        "quality_page.duty.owner": names.get(duty.owner, duty.owner),
    }
    if blank:
        said = {key: who and HIDDEN for key, who in said.items()}
    marks = list(due_marks(text, duty.due, today))
    if duty.escalated:
        marks.append(Mark(text("quality_page.duty.escalated"), "magenta"))
    told = [text(key, who=who) for key, who in said.items() if who]
    return FeedItem(
        key=duty.key,
        day=text.short_day(duty.due) or text("quality_common.no_day"),
        away=text.away(duty.due, today) if duty.due else "",
        head=term(text, "duty", duty.kind),
        marks=tuple(marks),
        body="" if blank else duty.title,
        more=". ".join(told),
        row=duty,
    )


def stands(text: Text, line: RoundLine) -> str:
    """Where a round stands, with what was read: "Read: 12 of 24 read"."""
    step = step_of(line.stage)
    if not step:
        return term(text, "round_stage", line.stage)
    name = term(text, "step", step)
    if not line.drawn:
        return name
    return text("quality_page.stands", step=name, done=line.done, drawn=line.drawn)


def round_columns(text: Text) -> list[Column[RoundLine]]:
    """Columns of the table of rounds."""

    def waiting(line: RoundLine) -> str:
        return text.count("quality_page.to_settle", line.to_settle) if line.to_settle else ""

    return [
        Column[RoundLine](
            "title",
            "quality_page.column.round",
            lambda line: line.title,
            lambda line: line.ref,
            26,
            under=lambda line: line.ref,
        ),
        Column[RoundLine](
            "stands",
            "quality_page.column.stands",
            lambda line: stands(text, line),
            lambda line: line.stage.value,
            43,
            under=lambda line: path_words(text, line.stage),
        ),
        Column[RoundLine](
            "stage",
            "quality_page.column.stage",
            lambda line: "",
            lambda line: line.stage.value,
            16,
            marks=lambda line: (round_mark(text, line.stage),),
            under=waiting,
        ),
        Column[RoundLine](
            "purpose",
            "quality_page.column.purpose",
            lambda line: term(text, "purpose", line.purpose),
            lambda line: term(text, "purpose", line.purpose),
            20,
            under=lambda line: line.instrument,
        ),
        Column[RoundLine](
            "as_of",
            "quality_page.column.as_of",
            lambda line: text.short_day(line.as_of),
            lambda line: line.as_of.toordinal(),
            14,
            under=lambda line: line.cycle,
        ),
    ]


def feedback_columns(text: Text, today: Today) -> list[Column[FeedbackLine]]:
    """Columns of the table of one's own feedback."""
    return [
        Column[FeedbackLine](
            "case",
            "quality_page.column.case",
            lambda line: line.case_ref,
            lambda line: line.case_ref,
            20,
            under=lambda line: line.round_ref,
            private=True,
        ),
        Column[FeedbackLine](
            "stage",
            "quality_page.column.stage",
            lambda line: "",
            lambda line: line.stage.value,
            18,
            marks=lambda line: (feedback_mark(text, line.stage),),
        ),
        Column[FeedbackLine](
            "due",
            "quality_page.column.due",
            lambda line: text.short_day(line.due),
            lambda line: line.due.toordinal() if line.due else None,
            22,
            marks=lambda line: due_marks(text, line.due, today()),
            under=lambda line: away(text, line.due, today()) if line.due else "",
        ),
        Column[FeedbackLine](
            "verdict",
            "quality_page.column.verdict",
            lambda line: "",
            lambda line: line.verdict.value if line.verdict else None,
            26,
            marks=lambda line: verdict_mark(text, line.verdict),
        ),
        Column[FeedbackLine](
            "assessor",
            "quality_page.column.assessor",
            lambda line: line.assessor_name,
            lambda line: line.assessor_name,
            20,
            private=True,
        ),
    ]


def report_columns(text: Text) -> list[Column[ReportLine]]:
    """Columns of the table of reports to the Governor."""
    return [
        Column[ReportLine](
            "ref",
            "quality_page.column.report",
            lambda line: line.ref,
            lambda line: line.ref,
            20,
        ),
        Column[ReportLine](
            "period",
            "quality_page.column.period",
            lambda line: text(
                "quality_page.period",
                first=text.short_day(line.period_from),
                last=text.short_day(line.period_to),
            ),
            lambda line: line.period_from.toordinal(),
            32,
        ),
        Column[ReportLine](
            "stage",
            "quality_page.column.stage",
            lambda line: "",
            lambda line: line.stage,
            16,
            marks=lambda line: (
                Mark(
                    term(text, "report_stage", line.stage),
                    _REPORT_TAGS.get(line.stage, "grey"),
                ),
            ),
        ),
        Column[ReportLine](
            "approved",
            "quality_page.column.approved",
            lambda line: text.short_day(line.approved_on),
            lambda line: line.approved_on.toordinal() if line.approved_on else None,
            16,
        ),
    ]
