"""The week list: what is late and what falls due this week, by person, for a pen.

On a Saturday or Sunday the week is the coming one.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from pomdesk.domain.duties import DutyState
from pomdesk.readmodels.duties import DutyLine
from pomdesk.rules.dates import week_meant
from reports.blocks import Ruled, heading, note, notice, paragraph, subheading, subtitle, title
from reports.desk_paper import pages
from reports.desk_view import DeskView
from reports.duty_words import duty_title, remarks, span_words, standing, weekday
from reports.page import WIDTH, Block
from reports.style import BODY, BODY_STRONG, MM, SMALL_TEXT, TICK
from reports.tables import Cell, Column, Table
from reports.wording import person_name
from resources.text import Text

_ROW = 9 * MM


def render(view: DeskView, text: Text, *, prepared_by: str) -> bytes:
    """The week list as a tagged PDF; the same view gives the same bytes."""
    monday = week_of(view.today)
    sunday = monday + timedelta(6)
    kind = text("paper.week-list")
    span = span_words(text, monday, sunday)
    return pages(
        [title(kind), subtitle(span), *_body(view, text, sunday)],
        text,
        kind,
        subject=span,
        prepared_by=prepared_by,
        anchor=view.anchor,
        on=view.today,
    )


def week_of(today: date) -> date:
    """The Monday of the week that is meant: on a Saturday or Sunday, of the next one."""
    return week_meant(today)


def _body(view: DeskView, text: Text, sunday: date) -> list[Block]:
    held = [line for line in view.duties if line.duty.open]
    dated = [line for line in held if line.duty.due and line.duty.due <= sunday]
    put_off = [line for line in dated if _put_off(line, sunday)]
    shown = [line for line in dated if not _put_off(line, sunday)]
    undated = [line for line in held if line.duty.due is None and not _put_off(line, sunday)]
    undated = [line for line in undated if line.duty.state is DutyState.DUE]
    late = sum(line.duty.state is DutyState.OVERDUE for line in shown)
    blocks: list[Block] = []
    if shown:
        people = len({line.person_id for line in shown})
        counts = [text.count("out.week.late", late)] if late else []
        counts.append(text.count("out.week.due", len(shown) - late))
        counts.append(text.count("out.week.people", people))
        blocks.append(notice(", ".join(counts)))
    else:
        blocks.append(notice(text("out.week.nothing")))
    if put_off:
        blocks.append(note(text.count("out.week.put_off", len(put_off))))
    if shown:
        blocks.append(heading(text("out.week.by_person")))
        blocks.append(note(text("out.week.how"), keep_next=True))
    several = len({line.pom_name for line in held}) > 1
    for lines in _people(shown):
        blocks += _person(text, lines, view.today, several)
    blocks += _undated(text, undated, several)
    return [*blocks, heading(text("out.week.also")), Ruled(4)]


def _put_off(line: DutyLine, sunday: date) -> bool:
    until = line.duty.snoozed_until
    return until is not None and until > sunday


def _people(lines: Iterable[DutyLine]) -> list[list[DutyLine]]:
    """The lines of each person, people by name, the most urgent line first."""
    held: dict[int, list[DutyLine]] = {}
    for line in lines:
        held.setdefault(line.person_id, []).append(line)
    return sorted(held.values(), key=lambda lines: _name_key(lines[0]))


def _name_key(line: DutyLine) -> tuple[str, str, str]:
    return (line.last_name.casefold(), line.first_name.casefold(), line.prisoner_number)


def _person(text: Text, lines: Sequence[DutyLine], today: date, several: bool) -> list[Block]:
    """One person: the name, then a row to tick for each duty."""
    columns = [
        Column(0.08, style=TICK),
        Column(0.42, style=BODY, names_row=True),
        Column(0.20, style=BODY_STRONG),
        Column(0.30),
    ]
    in_order = sorted(lines, key=lambda line: (line.duty.due or date.max, line.duty.key))
    rows = [_duty(text, line, today) for line in in_order]
    table = Table(columns, rows, width=WIDTH, least_row=_ROW, boxed=True, before=1 * MM)
    return [subheading(_who(text, lines[0], several)), table]


def _who(text: Text, line: DutyLine, several: bool) -> str:
    """Name, number and cell; with ``several`` POMs on the list, whose case it is."""
    name = person_name(text, line.last_name, line.first_name)
    parts = (name, line.prisoner_number, line.location, line.pom_name if several else "")
    return " · ".join(part for part in parts if part)


def _duty(text: Text, line: DutyLine, today: date) -> list[str | Cell]:
    duty = line.duty
    due = weekday(text, duty.due, today) if duty.due else ""
    if duty.state is DutyState.OVERDUE:
        due = f"{due}\n{standing(text, duty, today)}"
    title = Cell(duty_title(text, duty), BODY, under="; ".join(remarks(text, duty)))
    return [Cell("☐", TICK), title, due, ""]


def _undated(text: Text, lines: Sequence[DutyLine], several: bool) -> list[Block]:
    """What is open and has no day, a row a person."""
    if not lines:
        return []
    rows: list[list[str | Cell]] = [
        [
            Cell("☐", TICK),
            Cell(_who(text, held[0], several), SMALL_TEXT),
            Cell("; ".join(duty_title(text, line.duty) for line in held), SMALL_TEXT),
        ]
        for held in _people(lines)
    ]
    columns = [
        Column(0.08, text("out.head.tick"), TICK),
        Column(0.38, text("out.head.who"), SMALL_TEXT, names_row=True),
        Column(0.54, text("out.head.what"), SMALL_TEXT),
    ]
    said = paragraph(text("out.week.undated_why"), SMALL_TEXT, keep_next=True)
    return [heading(text("out.week.undated")), said, Table(columns, rows, width=WIDTH)]
