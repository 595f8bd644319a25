"""The wall planner: a month a page, duties as short lines by prison number.

It hangs where others can read it, so it has numbers; surname and initial only when asked for.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from pomdesk.domain.duties import DutyFamily, DutyState
from pomdesk.readmodels.duties import DutyLine
from reports.blocks import Lines, note, title
from reports.desk_paper import pages
from reports.desk_view import DeskView
from reports.duty_words import duty_title, month_name
from reports.month import DayCell, Item, Month
from reports.page import LANDSCAPE, Block
from reports.style import BODY_STRONG, MM
from reports.tagging import Element
from reports.wording import person_name
from resources.text import Text

_WEEKDAYS = range(7)
_NOT_FOR_WALLS = {DutyFamily.VICTIMS, DutyFamily.PUBLIC_PROTECTION}
"""That somebody has a victim or is under MAPPA is nothing for a wall in a prison."""


def render(view: DeskView, text: Text, *, prepared_by: str) -> bytes:
    """The planner from the current month on as a tagged PDF; the same view, the same bytes."""
    kind = text("paper.wall-planner")
    months = list(_months(view.today, view.months))
    first, last = month_name(text, months[0]), month_name(text, months[-1])
    span = first if first == last else text("out.span", first=first, last=last)
    blocks: list[Block] = [title(kind), note(_legend(view, text, months), before=1 * MM)]
    for month in months:
        blocks += _month(view, text, month, blocks if month == months[0] else [])
    return pages(
        blocks,
        text,
        kind,
        subject=span,
        prepared_by=prepared_by,
        anchor=view.anchor,
        on=view.today,
        sheet=LANDSCAPE,
    )


def _months(today: date, count: int) -> Iterator[date]:
    year, month = today.year, today.month
    for _ in range(count):
        yield date(year, month, 1)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def _legend(view: DeskView, text: Text, months: Sequence[date]) -> str:
    late = sum(
        line.duty.state is DutyState.OVERDUE and line.duty.due < months[0]
        for line in view.duties
        if line.duty.due and line.duty.family not in _NOT_FOR_WALLS
    )
    words = text("out.planner.legend" if view.names else "out.planner.legend_numbers")
    return f"{words} {text.count('out.planner.before', late)}" if late else words


def _month(view: DeskView, text: Text, first: date, above: Sequence[Block]) -> list[Block]:
    """A month on a page of its own, or under what stands above it on the first."""
    named = Lines(
        month_name(text, first),
        BODY_STRONG,
        before=2 * MM,
        keep_next=True,
        bookmark=1,
        element=Element("H2"),
    )
    wide = LANDSCAPE.width
    taken = sum(block.height(wide) + block.before for block in above) + named.height(wide)
    high = LANDSCAPE.height - taken - 5 * MM
    names = [text(f"out.weekday.{n}") for n in _WEEKDAYS]
    cells = {day: cell for day, cell in _cells(view, text) if _same(day, first)}
    return [named, Month(first, names, cells, text("out.planner.more"), high)]


def _same(day: date, first: date) -> bool:
    return (day.year, day.month) == (first.year, first.month)


def _cells(view: DeskView, text: Text) -> Iterator[tuple[date, DayCell]]:
    held: dict[date, list[DutyLine]] = {}
    for line in view.duties:
        if line.duty.open and line.duty.due and line.duty.family not in _NOT_FOR_WALLS:
            held.setdefault(line.duty.due, []).append(line)
    for day in held.keys() | view.holidays.keys():
        lines = held.get(day, [])
        holiday = view.holidays.get(day)
        named = None if holiday is None else holiday or text("out.planner.added")
        yield day, DayCell(_ways(view, text, lines), named)


def _ways(view: DeskView, text: Text, lines: Sequence[DutyLine]) -> list[list[Item]]:
    """The lines of a day: one by one, else by kind, else by family."""
    if not lines:
        return []
    whos = [(_who(view, text, line), duty_title(text, line.duty)) for line in lines]
    kinds = Counter(text.code("duty", line.duty.kind) for line in lines)
    families = Counter(text.code("duty_family", line.duty.family) for line in lines)
    return [[Item(who, what) for who, what in sorted(whos)], _counted(kinds), _counted(families)]


def _who(view: DeskView, text: Text, line: DutyLine) -> str:
    if not view.names:
        return line.prisoner_number
    return person_name(text, line.last_name, line.first_name[:1]) or line.prisoner_number


def _counted(counts: Counter[str]) -> list[Item]:
    """How many of each, the most first."""
    return [Item(f"{n} ×", name, n) for name, n in counts.most_common()]
