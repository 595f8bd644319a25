"""The columns of the small tables of a case: parole reviews and changes."""

from collections.abc import Sequence
from datetime import date

from pomdesk.domain.facts import ParoleReview
from pomdesk.readmodels.case import ChangeLine
from resources.text import Text
from ui.case.sources import written
from ui.widgets.table_model import Column

_NOTHING = "–"


def _number(day: date | None) -> int | None:
    return day.toordinal() if day else None


def review_columns(text: Text) -> Sequence[Column[ParoleReview]]:
    """Parole reviews as PPUD tells them."""
    return (
        Column(
            "review",
            "case.review.type",
            lambda review: review.review_type or text("case.review.unnamed"),
            lambda review: review.review_type,
            26,
            under=lambda review: review.review_id,
        ),
        Column(
            "status",
            "case.review.status",
            lambda review: review.review_status or _NOTHING,
            lambda review: review.review_status,
            18,
        ),
        Column(
            "hearing",
            "case.review.hearing",
            lambda review: text.short_day(review.target_hearing_date) or _NOTHING,
            lambda review: _number(review.target_hearing_date),
            14,
        ),
        Column(
            "report",
            "case.review.report",
            lambda review: text.short_day(review.custody_report_due) or _NOTHING,
            lambda review: _number(review.custody_report_due),
            14,
        ),
        Column(
            "outcome",
            "case.review.outcome",
            # Manage POM Cases words a missing outcome of an old review as "Refused"; it is not.
            lambda review: review.hearing_outcome or text("case.review.no_outcome"),
            lambda review: review.hearing_outcome,
            26,
            under=lambda review: text.short_day(review.hearing_outcome_received_on),
        ),
    )


def change_columns(text: Text) -> Sequence[Column[ChangeLine]]:
    """What changed, newest first."""
    return (
        Column(
            "at",
            "case.history.at",
            lambda change: text.short_day(change.at),
            lambda change: -change.at.toordinal(),
            13,
        ),
        Column(
            "field",
            "case.history.field",
            lambda change: text.code("field", change.field),
            lambda change: text.code("field", change.field),
            28,
        ),
        Column(
            "before",
            "case.history.before",
            lambda change: written(text, change.section, change.field, change.before),
            lambda change: change.before,
            22,
        ),
        Column(
            "after",
            "case.history.after",
            lambda change: written(text, change.section, change.field, change.after),
            lambda change: change.after,
            22,
        ),
        Column(
            "by",
            "case.history.by",
            lambda change: change.by,
            lambda change: change.by,
            22,
            under=lambda change: text.code("case.history.command", change.command),
        ),
    )
