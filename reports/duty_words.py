"""Duties in words: the same on every paper, in the calendar file and on the command line."""

from datetime import date

from pomdesk.domain.duties import Duty, DutyKind, DutyOwner, DutyState
from resources.text import Text


def duty_title(text: Text, duty: Duty) -> str:
    """What is to be done: "Handover: contacted COM", "OASys: significant change (3 Nov 2026)"."""
    return title_of(text, duty.key)


def title_of(text: Text, key: str) -> str:
    """The title of the duty with a key; of one that there is no more, too."""
    kind, _, subject = key.partition(":")
    title = text.code("duty", kind)
    detail = _detail(text, kind, subject)
    return text("out.titled", title=title, detail=detail) if detail else title


def _detail(text: Text, kind: str, subject: str) -> str:
    """Of subjects only what says something: an item, a day; numbers of rows say nothing."""
    if kind == DutyKind.HANDOVER_TASK:
        return text.code("checklist", subject)
    try:
        return text.short_day(date.fromisoformat(subject))
    except ValueError:
        return ""


def weekday(text: Text, day: date, today: date) -> str:
    """``Fri 27 Nov``: for lists of one week; with the year where it is not this one."""
    name, short = text(f"out.weekday.{day.weekday()}"), text.short_day(day)
    shown = short if day.year != today.year else short.rpartition(" ")[0]
    return text("out.weekday_day", weekday=name, day=shown)


def month_name(text: Text, day: date) -> str:
    """``November 2026``."""
    return text.day(day).partition(" ")[2]


def state_words(text: Text, duty: Duty, today: date) -> str:
    """Where it stands: "9 days late", "opens 3 Mar 2027", "due", and what else is to be known."""
    return "; ".join([standing(text, duty, today), *remarks(text, duty)])


def standing(text: Text, duty: Duty, today: date) -> str:
    """Where it stands, in a word or two."""
    if duty.state is DutyState.OVERDUE and duty.due:
        return text("out.late", span=text.count("span.days", (today - duty.due).days))
    if duty.state is DutyState.UPCOMING and duty.opens:
        return text("out.opens", day=text.short_day(duty.opens))
    return text.code("duty_state", duty.state)


def remarks(text: Text, duty: Duty) -> list[str]:
    """Whose it is if not the POM's, what it waits on, until when it was put off."""
    said: list[str] = []
    if duty.owner is not DutyOwner.POM:
        said.append(text("out.owner", who=text.code("duty_owner", duty.owner)))
    if duty.waits_on:
        waits = ", ".join(title_of(text, key) for key in duty.waits_on)
        said.append(text("out.waits", duties=waits))
    if duty.snoozed_until:
        said.append(text("out.snoozed", day=text.short_day(duty.snoozed_until)))
    return said


def span_words(text: Text, first: date, last: date) -> str:
    """``23 to 29 November 2026``: the first day without what the last one says again."""
    words = text.day(first).split(" ")
    if first.year == last.year:
        words = words[:1] if first.month == last.month else words[:2]
    return text("out.span", first=" ".join(words), last=text.day(last))
