"""What is next for a person and when they were last seen, for the list and its preview."""

from collections.abc import Callable, Sequence
from datetime import date

from pomdesk.domain.duties import Duty
from pomdesk.readmodels.caseload import CaseloadLine, NextDuty
from resources.text import Text
from ui.caseload.filters import handover_over
from ui.marks import handover_mark, handover_state
from ui.widgets.duty_words import duty_about, duty_away, duty_mark
from ui.widgets.table_model import Column, Mark, Part

NOTHING = "–"
"""What a cell says where nothing is to be said."""


def short(text: Text, coming: NextDuty) -> str:
    """What is to be done, in two or three words: "OASys review"."""
    return text.code("caseload.duty", coming.kind)


def about(text: Text, coming: NextDuty) -> str:
    """Which one of its kind, in words; mostly nothing."""
    return duty_about(text, _duty(coming))


def when(text: Text, coming: NextDuty, today: date) -> str:
    """By when: "12 May 2027, in 5 weeks", "2 Nov 2026, 3 weeks late"."""
    if coming.due is None:
        return text("caseload.no_day")
    return f"{text.short_day(coming.due)}, {duty_away(text, _duty(coming), today)}"


def state(text: Text, coming: NextDuty, today: date) -> Mark:
    """The tag: where it stands."""
    return duty_mark(text, _duty(coming), today)


def seen_ago(text: Text, line: CaseloadLine, today: date) -> str:
    """How long ago the person was last seen; nothing where no contact is recorded."""
    return text.away(line.last_contact, today) if line.last_contact else ""


def handover_words(text: Text, line: CaseloadLine, today: date) -> str:
    """How near the handover is, or that it has passed and left nothing to be done."""
    if handover_over(line, today):
        return text("caseload.handover_over")
    return handover_state(text, line.handover_on, line.handover_window, today)


def handover_tag(text: Text, line: CaseloadLine, today: date) -> Mark | None:
    """The tag beside a handover date: "Overdue" only while something of it is still open."""
    if handover_over(line, today):
        return None  # the date says that it has passed
    return handover_mark(text, line.handover_on, line.handover_window, today)


def due_columns(
    text: Text, today: Callable[[], date]
) -> tuple[Column[CaseloadLine], Column[CaseloadLine]]:
    """The columns "Next due" and "Last seen"."""
    return _next_due(text, today), _last_seen(text, today)


def _next_due(text: Text, today: Callable[[], date]) -> Column[CaseloadLine]:
    def words(line: CaseloadLine) -> str:
        if line.next_duties:
            return short(text, line.next_duties[0])
        return text("caseload.nothing_due") if line.inside else NOTHING

    def under(line: CaseloadLine) -> str:
        return when(text, line.next_duties[0], today()) if line.next_duties else ""

    def marks(line: CaseloadLine) -> Sequence[Mark]:
        return (state(text, line.next_duties[0], today()),) if line.next_duties else ()

    def day(line: CaseloadLine) -> int | None:
        return line.next_due.toordinal() if line.next_due else None

    return Column(
        "next_due",
        "caseload.column.next_due",
        words,
        day,
        25,
        under=under,
        marks=marks,
        parts=(
            Part("caseload.column.next_due", lambda x: words(x) if x.next_duties else None),
            Part("caseload.column.next_due_on", lambda line: line.next_due),
            Part("caseload.column.next_state", lambda x: text.code("duty_state", x.next_state)),
        ),
    )


def _last_seen(text: Text, today: Callable[[], date]) -> Column[CaseloadLine]:
    def words(line: CaseloadLine) -> str:
        if line.last_contact:
            return text.short_day(line.last_contact)
        return text("caseload.never_recorded") if line.inside else NOTHING

    def day(line: CaseloadLine) -> int | None:
        # Who was never seen as far as is recorded comes first, longest ago before others.
        if line.last_contact:
            return line.last_contact.toordinal()
        return 0 if line.inside else None

    return Column(
        "last_seen",
        "caseload.column.last_seen",
        words,
        day,
        13,
        under=lambda line: seen_ago(text, line, today()),
        parts=(Part("caseload.column.last_seen", lambda line: line.last_contact),),
    )


def _duty(coming: NextDuty) -> Duty:
    return Duty(coming.kind, coming.subject, None, coming.due, coming.state, ())
