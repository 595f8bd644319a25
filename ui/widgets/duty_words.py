"""Duties in words: what, about what, where it stands, by when. No widgets are made here."""

from datetime import date

from pomdesk.domain.duties import Duty, DutyKind, DutyState
from pomdesk.domain.facts import Case
from pomdesk.domain.terms import ChecklistItem
from resources.text import Text
from resources.wording import said_words
from ui.widgets.table_model import Mark

_COLOURS = {
    DutyState.OVERDUE: "red",
    DutyState.DUE: "yellow",
    DutyState.UPCOMING: "blue",
    DutyState.BLOCKED: "purple",
    DutyState.DONE: "green",
    DutyState.NOT_NEEDED: "grey",
}
_CHECKLIST = {item.value for item in ChecklistItem}


def duty_title(text: Text, duty: Duty, about: str = "") -> str:
    """What is to be done: "Handover checklist: Send the handover report"."""
    name = text.code("duty", duty.kind)
    return f"{name}: {about}" if about else name


def duty_about(text: Text, duty: Duty, case: Case | None = None) -> str:
    """Which one of its kind, in words; nothing where there can be only one, or nobody knows."""
    subject = duty.subject
    if not subject:
        return ""
    if subject in _CHECKLIST:
        return text.code("checklist", subject)
    if duty.kind is DutyKind.NEEDS_ASSESSMENT:
        return text.code("entry_what.needs_assessment", subject)
    if duty.entry_id is not None and case is not None:
        entry = next((one for one in case.entries if one.id == duty.entry_id), None)
        if entry is not None:
            said = text.code(f"entry_what.{entry.kind}", entry.what)
            return entry.next_step or entry.title or said or text.code("entry_kind", entry.kind)
    if case is not None:
        review = next((one for one in case.parole_reviews if one.review_id == subject), None)
        if review is not None:
            return review.review_type or subject
    try:
        return text.short_day(date.fromisoformat(subject[-10:]))
    except ValueError:
        return ""


def duty_mark(text: Text, duty: Duty, today: date) -> Mark:
    """The tag of a duty: its state, or that it was put off."""
    if duty.open and duty.snoozed_until is not None and duty.snoozed_until > today:
        day = text.short_day(duty.snoozed_until)
        return Mark(text("case.duties.put_off_until", day=day), "teal")
    return Mark(text.code("duty_state", duty.state), _COLOURS[duty.state])


def duty_when(text: Text, duty: Duty, today: date) -> str:
    """By when, and how far away: "12 May 2027, in 5 weeks"; when it was done, if it is."""
    if duty.state is DutyState.DONE and duty.done_on is not None:
        return text("case.duties.done_on", day=text.short_day(duty.done_on))
    if duty.due is None:
        return text("case.duties.no_day")
    return f"{text.short_day(duty.due)}, {duty_away(text, duty, today)}"


def duty_away(text: Text, duty: Duty, today: date) -> str:
    """How far away it is or how late: "in 5 weeks", "9 days late"; nothing without a day."""
    if duty.state is DutyState.DONE and duty.done_on is not None:
        return text("case.duties.when_done") if duty.due is None else text.away(duty.due, today)
    if duty.due is None:
        return ""
    if duty.due < today and duty.open:
        return late(text, (today - duty.due).days)
    return text.away(duty.due, today)


def late(text: Text, days: int) -> str:
    """So many days in the words people use: "9 days late", "5 weeks late"."""
    if days < 14:
        span = text.count("span.days", days)
    elif days < 7 * 16:
        span = text.count("span.weeks", round(days / 7))
    else:
        span = text.count("span.months", round(days / 30.44))
    return text("case.duties.late", span=span)


def duty_words(text: Text, duty: Duty, today: date, about: str = "") -> str:
    """A whole duty in a line, for reading out."""
    state = duty_mark(text, duty, today).words
    return f"{duty_title(text, duty, about)}: {duty_when(text, duty, today)} ({state})"


def mark_words(text: Text, duty: Duty) -> str:
    """What somebody said about it and still counts: "Not needed, 3 May 2027, A Khan: why"."""
    return said_words(text, duty.mark)
