"""What moved in words: facts, what was worked out from them, and duties, before and after."""

from collections.abc import Sequence
from datetime import date

from pomdesk.domain.duties import DutyKind, DutyState
from pomdesk.domain.names import HIDDEN, listed
from pomdesk.readmodels.moves import DateMoved, PersonMoved
from resources.text import Text
from resources.wording import fact_name, value_words
from ui.widgets.facts import FactLine
from ui.widgets.lines import Line
from ui.widgets.table_model import Mark

HANDOVER = "worked.handover_on"
RESPONSIBILITY = "worked.responsibility"
_CODES = {"scope": "scope", "legal_status": "legal_status"}
_STATES = {
    DutyState.OVERDUE: "red",
    DutyState.DUE: "yellow",
    DutyState.UPCOMING: "blue",
    DutyState.DONE: "green",
}


def late_now(moved: PersonMoved) -> int:
    """How many of the duties that moved are late now."""
    return sum(one.after_state == DutyState.OVERDUE for one in moved.duties)


def name_of(text: Text, name: str) -> str:
    """What moved: "Conditional release (CRD)", "Custody report"."""
    if not name.startswith("duty."):
        return fact_name(text, name)
    kind, _, subject = name.removeprefix("duty.").partition(":")
    title = text.code("duty", kind)
    if kind == DutyKind.HANDOVER_TASK and subject:
        return f"{title}: {text.code('checklist', subject)}"
    return title


def arrow(text: Text, moved: DateMoved) -> str:
    """Before and after: "12 May 2027 → 3 Feb 2027"."""
    return _arrow(text, text.short_day(moved.before), text.short_day(moved.after))


def _arrow(text: Text, before: str, after: str) -> str:
    none = text("moves.none_before")
    return text("moves.arrow", before=before or none, after=after or none)


def shift(text: Text, moved: DateMoved) -> str:
    """How far it moved: "14 weeks earlier"; new, or no longer there."""
    if moved.before is None:
        return text("moves.new")
    if moved.after is None:
        return "" if moved.after_state else text("moves.gone")  # the tag says what became of it
    days = (moved.after - moved.before).days
    n = abs(days)
    span = text.count("span.days", n) if n < 14 else text.count("span.weeks", round(n / 7))
    return text("moves.shift_later" if days > 0 else "moves.shift_earlier", span=span)


def summary(text: Text, moved: PersonMoved, today: date, *, blank: bool) -> Line:
    """One person in a line of the list."""
    what = ""
    if moved.facts:
        # "Release date" says less than the kind of release that moved it.
        first = min(moved.facts, key=lambda fact: fact.name == "person.release_date")
        what = f"{_short(name_of(text, first.name))} {arrow(text, first)}"
    elif moved.others:
        name, (before, after) = next(iter(moved.others.items()))
        what = f"{name_of(text, name)}: {_other(text, name, before, after)}"
    handover = next((one for one in moved.results if one.name == HANDOVER), None)
    more = []
    if handover is not None:
        days = (text.short_day(day) for day in (handover.before, handover.after))
        before, after = (day or text("moves.none_before") for day in days)
        more.append(text("moves.handover", before=before, after=after))
    if moved.duties:
        more.append(text.count("moves.duties_moved", len(moved.duties)))
    marks = []
    if handover is not None and _passed_by_moving(handover, today):
        marks.append(Mark(text("moves.handover_passed"), "red"))
    if late := late_now(moved):
        marks.append(Mark(text.count("moves.now_late", late), "red"))
    if RESPONSIBILITY in moved.others:
        now = moved.others[RESPONSIBILITY][1]
        marks.append(Mark(text("moves.responsible", who=_value(text, RESPONSIBILITY, now)), "blue"))
    return Line(
        title=HIDDEN if blank else listed(moved.last_name, moved.first_name),
        aside=HIDDEN if blank else moved.prisoner_number,
        what=what,
        more=" ".join(more) or text("moves.same_duties"),
        marks=marks,
    )


def _passed_by_moving(handover: DateMoved, today: date) -> bool:
    """Whether the handover was ahead and is not any more."""
    before, after = handover.before, handover.after
    return after is not None and after <= today and (before is None or before > today)


def _short(name: str) -> str:
    """The letters a date is known by, where its name ends with them: "CRD"."""
    before, bracket, letters = name.partition("(")
    return letters.removesuffix(")") if bracket and before else name


def fact_lines(text: Text, moved: PersonMoved) -> list[FactLine]:
    """The facts that changed."""
    lines = [_dated(text, one) for one in moved.facts]
    for name, (before, after) in moved.others.items():
        if not name.startswith("worked."):
            lines.append(FactLine(name_of(text, name), _other(text, name, before, after)))
    return lines


def result_lines(text: Text, moved: PersonMoved) -> list[FactLine]:
    """What was worked out from them and moved too."""
    lines = [_dated(text, one) for one in moved.results]
    for name, (before, after) in moved.others.items():
        if name.startswith("worked."):
            lines.append(FactLine(name_of(text, name), _other(text, name, before, after)))
    return lines


def duty_lines(text: Text, duties: Sequence[DateMoved]) -> list[FactLine]:
    """The duties that moved, each with where it stands now."""
    return [_dated(text, one) for one in duties]


def _dated(text: Text, moved: DateMoved) -> FactLine:
    state = DutyState(moved.after_state) if moved.after_state else None
    mark = Mark(text.code("duty_state", state), _STATES.get(state, "grey")) if state else None
    return FactLine(name_of(text, moved.name), arrow(text, moved), shift(text, moved), mark)


def _other(text: Text, name: str, before: str | None, after: str | None) -> str:
    return _arrow(text, *(_value(text, name, value) for value in (before, after)))


def _value(text: Text, name: str, raw: str | None) -> str:
    """A value that came as text: a day, yes or no, or a code, in words."""
    if raw is None:
        return ""
    if raw in {"true", "false"}:
        return text("value.yes" if raw == "true" else "value.no")
    family = _CODES.get(name.rpartition(".")[2])
    if family is not None:
        return text.code(family, raw)
    try:
        return text.short_day(date.fromisoformat(raw))
    except ValueError:
        return value_words(text, name, raw)
