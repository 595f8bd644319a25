"""What is asked about events and duties: the fields of each form. No desk is asked here."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from pomdesk.domain.facts import Assessment
from pomdesk.domain.terms import RoshLevel
from resources.text import Text
from ui.case.shown import Shown
from ui.case.tabs.risk import GROUPS
from ui.widgets.fields_form import Field

OUTCOMES = (
    "Release [*]",
    "Stay In Closed [*]",
    "Open Conditions - Accepted [*]",
    "Open Conditions - Rejected [*]",
)
"""Outcomes of a parole review as PPUD words them."""

PURPOSES = ("start_custody", "review", "risk_review", "significant_change", "parole",
            "pre_handover", "pre_release", "recall", "rotl", "hdc", "open_conditions", "transfer",
            "other")  # fmt: skip
STATUSES = ("OPEN", "SIGNED", "COMPLETE", "LOCKED_INCOMPLETE")
_WEEK = timedelta(days=7)
_PLACES = ("custody", "community")


def duty_fields(text: Text, action: str, today: date) -> list[Field]:
    """What is asked when a duty is done, put off or not needed."""
    day = Field(
        "day", text("case.form.done_day"), "day", value=today, needed=True, latest=today,
        help=text("case.form.day_help"),
    )  # fmt: skip
    note = Field("note", text("case.form.note"), "words")
    why = Field("note", text("case.form.why"), "words", needed=True)
    until = Field(
        "until", text("case.form.until"), "day", value=today + _WEEK, needed=True,
        earliest=today + timedelta(days=1), help=text("case.form.until_help"),
    )  # fmt: skip
    return {"done": [day, note], "snoozed": [until, why], "not_needed": [why]}[action]


def event_fields(
    text: Text,
    name: str,
    shown: Shown,
    *,
    about: str | int | None = None,
    staff: Sequence[tuple[str, str]] = (),
) -> list[Field]:
    """What is asked of an event; ``about`` is the number of a review."""
    today = shown.today
    if name == "assessment":
        return _assessment(text, today)
    day = Field(
        "day", text(f"case.event.{name}.day"), "day", value=today, needed=True, latest=today,
        help=text("case.form.day_help"),
    )  # fmt: skip
    if name == "transfer":
        return [day, *_transfer(text, shown)]
    if name == "recall":
        return [day, *_recall(text)]
    if name == "outcome":
        return [*_outcome(text, shown, about), day]
    if name == "allocation":
        return [*_allocation(text, staff), day]
    return [day]


def _transfer(text: Text, shown: Shown) -> list[Field]:
    help_words = text("case.event.prison_help")
    prison = shown.view.case.person.prison_id
    return [
        Field("from_agency", text("case.event.from"), value=prison, needed=True, help=help_words),
        Field("to_agency", text("case.event.to"), needed=True, help=help_words),
        Field("cell", text("case.event.cell")),
    ]


def _recall(text: Text) -> list[Field]:
    return [
        Field(
            "post_recall_release_date", text.code("field", "post_recall_release_date"), "day",
            help=text("case.event.prrd_help"),
        ),
        Field("why", text("case.event.source"), help=text("case.change.why_help")),
    ]  # fmt: skip


def _outcome(text: Text, shown: Shown, about: str | int | None) -> list[Field]:
    reviews = [
        (
            f"{review.review_type or text('case.review.unnamed')} ({review.review_id})",
            review.review_id,
        )
        for review in (*shown.view.result.parole.current, *shown.view.result.parole.previous)
    ]
    outcomes = [(outcome.removesuffix(" [*]"), outcome) for outcome in OUTCOMES]
    value = about if about is not None else reviews[0][1] if len(reviews) == 1 else None
    return [
        Field("review_id", text("case.event.review"), "choice", reviews, value, needed=True),
        Field("outcome", text("case.review.outcome"), "choice", outcomes, needed=True),
    ]


def _allocation(text: Text, staff: Sequence[tuple[str, str]]) -> list[Field]:
    people = [(name, number) for number, name in staff]
    return [
        Field("primary_staff_id", text("case.pom"), "choice", people, needed=True),
        Field("coworking_staff_id", text("case.coworking"), "choice", people),
    ]


def _assessment(text: Text, today: date) -> list[Field]:
    types = [(text.code("assessment_type", code), code) for code in ("LAYER3", "LAYER1")]
    purposes = [(text(f"case.plan.purpose.{p}"), text(f"case.plan.purpose.{p}")) for p in PURPOSES]
    statuses = [(text.code("case.plan.status", code), code) for code in STATUSES]
    levels = [(text.code("rosh", level), level.value) for level in RoshLevel]
    fields = [
        Field("assessment_type", text("case.plan.column.type"), "choice", types, "LAYER3", True),
        Field("purpose", text("case.plan.purpose_label"), "choice", purposes, needed=True),
        Field("status", text("case.plan.column.status"), "choice", statuses, "COMPLETE", True),
        Field("initiated_on", text("case.plan.initiated"), "day", latest=today),
        Field("completed_on", text("case.plan.column.completed"), "day", latest=today),
        Field("assessor", text("case.plan.column.author")),
        Field("countersigned_on", text("case.plan.column.signed"), "day", latest=today),
        Field("rosh_overall", text("case.plan.rosh"), "choice", levels),
    ]
    for group in GROUPS:
        for place in _PLACES if group != "prisoners" else ("custody",):
            name = text.code("case.risk.group", group)
            where = text(f"case.risk.column.{place}")
            fields.append(Field(f"{place}.{group}", f"{name}: {where.lower()}", "choice", levels))
    return fields


def assessment_of(values: Mapping[str, object]) -> Assessment:
    """The assessment that was typed."""
    rosh: dict[str, dict[str, str]] = {}
    plain: dict[str, object] = {}
    for name, value in values.items():
        place, dot, group = name.partition(".")
        if dot and value:
            rosh.setdefault(place, {})[group] = str(value)
        elif not dot:
            plain[name] = value or None
    return Assessment(**plain, rosh=rosh)  # type: ignore[arg-type]
