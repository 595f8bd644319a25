"""Duties of the day in words: who, what, when and how far away, why."""

from collections.abc import Sequence
from datetime import date

from pomdesk.domain.duties import Duty, DutyOwner, DutyState
from pomdesk.domain.names import HIDDEN, listed
from pomdesk.readmodels.duties import DutyLine
from resources.text import Text
from ui.today.rows import BY_KIND, Row, Wanted
from ui.widgets.duty_words import duty_about, duty_mark, duty_title, duty_when
from ui.widgets.lines import Line
from ui.widgets.table_model import Mark

_NAMED = 3
"""People that are named in a row that stands for several."""


def why(text: Text, duty: Duty) -> str:
    """Why, in a few words; for what waits, what it waits on."""
    if duty.state is DutyState.BLOCKED and duty.waits_on:
        kinds = dict.fromkeys(key.partition(":")[0] for key in duty.waits_on)
        what = ", ".join(text.code("duty", kind) for kind in kinds)
        return text("today.waits_on", what=what)
    if duty.snoozed_until is not None and duty.mark is not None and duty.mark.note:
        return duty.mark.note
    return text(f"today.why.{duty.kind.value}")


def title(text: Text, duty: Duty) -> str:
    """What is to be done, and about what."""
    return duty_title(text, duty, duty_about(text, duty))


def count_words(text: Text, lines: Sequence[DutyLine]) -> str:
    """How many duties a list has; those without a day apart, for they stand in no week."""
    undated = sum(line.duty.due is None for line in lines)
    if not undated:
        return f"{len(lines):,}"
    return text("today.split", dated=f"{len(lines) - undated:,}", undated=f"{undated:,}")


class DayWords:
    """Puts the rows of one day into words.

    Attributes:
        today: the day.
        blank: whether names are hidden.
        wanted: how rows are grouped.
        doubted: whether it is doubtful what day it is.
    """

    def __init__(self, text: Text) -> None:
        self._text = text
        self.today = date.min
        self.blank = False
        self.wanted = Wanted()
        self.doubted = False

    def who(self, line: DutyLine) -> str:
        """The person's name, unless names are hidden."""
        return HIDDEN if self.blank else listed(line.last_name, line.first_name)

    def number(self, line: DutyLine) -> str:
        """The person's number, unless names are hidden."""
        return HIDDEN if self.blank else line.prisoner_number

    def named(self, line: DutyLine) -> str:
        """A duty in a sentence: "OASys review, Evans, Gareth"."""
        return f"{title(self._text, line.duty)}, {self.who(line)}"

    def tell(self, row: Row) -> Line:
        """One row."""
        text = self._text
        if row.kind in {"section", "more"}:
            return self._section(row)
        if row.head:
            return Line(self._heading(row), text.count("today.duties", len(row.lines)))
        if row.kind == "fold":
            return self._fold(row)
        return self._duty(row.lines[0], 1 if row.kind == "part" else 0)

    def _section(self, row: Row) -> Line:
        text = self._text
        name, count = text(f"today.section.{row.section}"), f"{len(row.lines):,}"
        if row.kind == "section":
            return Line(name, count_words(text, row.lines))
        todo = text("today.close" if row.open else "today.open")
        return Line(f"{name}  {count}", text(f"today.about.{row.section}"), todo)

    def _heading(self, row: Row) -> str:
        text, day = self._text, row.day
        if day is None:
            return text("today.without_day")
        if row.kind == "week":
            return text("today.week_of", day=text.short_day(day))
        name = text(f"weekday.{day.weekday()}")
        if day == self.today:
            return text("today.day_today", weekday=name)
        return f"{name} {text.short_day(day)}"

    def _duty(self, line: DutyLine, depth: int) -> Line:
        text, duty = self._text, line.duty
        what = title(text, duty)
        more = f"{duty_when(text, duty, self.today)} · {why(text, duty)}"
        marks = [*self._owner(duty.owner), self._mark(duty)]
        if self.wanted.by == BY_KIND and not depth:
            return Line(what, self.who(line), more, self.number(line), marks)
        if depth and self.wanted.by != BY_KIND:
            spoken = [self.who(line), what, *(mark.words for mark in marks), more]
            return Line(what, "", more, "", marks, depth, ", ".join(spoken))
        return Line(self.who(line), what, more, self.number(line), marks, depth)

    def _fold(self, row: Row) -> Line:
        text, lead = self._text, row.lines[0]
        others = Mark(text("today.more_others", n=len(row.lines) - 1), "grey")
        if self.wanted.by != BY_KIND:
            one = self._duty(lead, 0)
            marks = [others, *one.marks]
            return Line(one.title, one.what, one.more, one.aside, marks)
        names = list(dict.fromkeys(self.who(line) for line in row.lines))
        told = "; ".join(names[:_NAMED])
        if len(names) > _NAMED:
            told = text("today.and_others", names=told, n=len(names) - _NAMED)
        first = duty_when(text, lead.duty, self.today)
        more = text("today.first_due", when=first) if len(row.lines) > 1 else first
        marks = [Mark(text.count("today.duties", len(row.lines)), "grey")]
        marks.append(self._mark(lead.duty))
        return Line(text.code("duty", lead.duty.kind), told, more, "", marks)

    def _mark(self, duty: Duty) -> Mark:
        """Its state; grey and with a word while it is doubtful what day it is."""
        mark = duty_mark(self._text, duty, self.today)
        if not self.doubted:
            return mark
        return Mark(self._text("today.doubted", state=mark.words), "grey")

    def _owner(self, owner: DutyOwner) -> list[Mark]:
        if owner is DutyOwner.POM:
            return []
        return [Mark(self._text(f"today.whose.{owner.value}"), "teal")]
