"""The caseload list: everybody on a line, for a table or a supervision meeting."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from pomdesk.domain.duties import DutyState
from pomdesk.readmodels.caseload import CaseloadLine, NextDuty
from reports.blocks import note, notice, subtitle, title
from reports.desk_paper import pages
from reports.desk_view import DeskView, whose
from reports.page import LANDSCAPE, Block
from reports.style import BODY, MM, SMALL, SMALL_STRONG, SMALL_TEXT, Style
from reports.tables import Cell, Column, Table
from reports.wording import person_name
from reports.wrap import fitted
from resources.text import Text

_NOTHING = "–"
_HIGH = {"HIGH", "VERY_HIGH"}
_GAP = 3 * MM
"""What a table keeps free between two columns."""


def render(view: DeskView, text: Text, *, prepared_by: str) -> bytes:
    """The caseload list as a tagged PDF on its side; the same view gives the same bytes."""
    kind, day = text("paper.caseload-list"), text.day(view.today)
    return pages(
        [title(kind), subtitle(text("out.caseload.as_at", day=day)), *_body(view, text)],
        text,
        kind,
        subject=text("out.whose.on", whose=whose(view, text), day=day),
        prepared_by=prepared_by,
        anchor=view.anchor,
        on=view.today,
        sheet=LANDSCAPE,
    )


def _body(view: DeskView, text: Text) -> list[Block]:
    lines = view.caseload
    if not lines:
        return [notice(text("out.caseload.nobody"))]
    late = sum(line.next_state is DutyState.OVERDUE for line in lines)
    counts = [whose(view, text) + "."]
    if late:
        counts.append(text.count("out.caseload.late", late))
    blocks: list[Block] = [notice(" ".join(counts))]
    if late:
        blocks.append(note(text("out.caseload.late_hint")))
    several = len({line.pom_name for line in lines}) > 1
    columns = _columns(text)
    rows = [_unbroken(_row(text, line, view.today, several), columns) for line in lines]
    return [*blocks, Table(columns, rows, width=LANDSCAPE.width)]


def _columns(text: Text) -> Sequence[Column]:
    shares = {
        "who": 0.16,
        "place": 0.1,
        "role": 0.113,
        "next": 0.19,
        "handover": 0.082,
        "com": 0.108,
        "release": 0.082,
        "risk": 0.065,
        "seen": 0.1,
    }
    return [
        Column(share, text(f"out.caseload.head.{name}"), SMALL_TEXT, names_row=name == "who")
        for name, share in shares.items()
    ]


def _unbroken(row: Sequence[Cell], columns: Sequence[Column]) -> list[Cell]:
    """The row with every word that is wider than its column cut, not broken over two lines."""
    cells: list[Cell] = []
    for cell, column in zip(row, columns, strict=True):
        room = column.share * LANDSCAPE.width - _GAP
        said, under = _cut(cell.text, cell.style, room), _cut(cell.under, SMALL, room)
        cells.append(replace(cell, text=said, under=under))
    return cells


def _cut(words: str, style: Style, room: float) -> str:
    return " ".join(fitted(word, style, room) for word in words.split())


def _row(text: Text, line: CaseloadLine, today: date, several: bool) -> list[Cell]:
    name = person_name(text, line.last_name, line.first_name)
    return [
        Cell(name or line.prisoner_number, BODY, under=line.prisoner_number if name else ""),
        _place(text, line),
        Cell(_role(text, line), SMALL_TEXT, under=line.pom_name or "" if several else ""),
        _next(text, line, today),
        _day(text, line.handover_on, today),
        _com(text, line),
        _release(text, line),
        _risk(text, line),
        _day(text, line.last_contact, today),
    ]


def _role(text: Text, line: CaseloadLine) -> str:
    key = f"out.caseload.role.{line.pom_role}"
    return text(key) if line.pom_role and text.has(key) else _NOTHING


def _place(text: Text, line: CaseloadLine) -> Cell:
    since = line.temporary_absence_since
    if since is not None:
        return Cell(text("out.caseload.absent", day=text.short_day(since)), SMALL_TEXT)
    return Cell(line.location or _NOTHING, SMALL_TEXT, under=line.prison_name or "")


def _next(text: Text, line: CaseloadLine, today: date) -> Cell:
    """The first duty with its day, in strong letters where it is late.

    Under it stands the next one of another name: a checklist has many of the same.
    """
    given = line.next_duties
    if not given and line.next_duty is not None and line.next_state is not None:
        given = (NextDuty(line.next_due, line.next_duty, "", line.next_state),)
    if not given:
        return Cell(_NOTHING, SMALL_TEXT)
    first, *more = given
    what = text.code("caseload.duty", first.kind)
    said = [what, _when(text, first, today)]
    others = ((text.code("caseload.duty", duty.kind), duty.due) for duty in more)
    then, day = next((other for other in others if other[0] != what), ("", None))
    style: Style = SMALL_STRONG if first.state is DutyState.OVERDUE else SMALL_TEXT
    under = ", ".join(filter(None, (then, text.short_day(day))))
    return Cell(", ".join(filter(None, said)), style, under=under)


def _when(text: Text, coming: NextDuty, today: date) -> str:
    if coming.due is None:
        return ""
    if coming.state is DutyState.OVERDUE:
        span = text.count("span.days", (today - coming.due).days)
        return text("out.late", span=span)
    return text.short_day(coming.due)


def _day(text: Text, day: date | None, today: date) -> Cell:
    if day is None:
        return Cell(_NOTHING, SMALL_TEXT)
    return Cell(text.short_day(day), SMALL_TEXT, under=text.away(day, today))


def _com(text: Text, line: CaseloadLine) -> Cell:
    if line.com_name:
        return Cell(line.com_name, SMALL_TEXT)
    if line.com_overdue_days:
        span = text.count("span.days", line.com_overdue_days)
        late = text("out.late", span=span)
        return Cell(text("caseload.com_none"), SMALL_STRONG, under=late)
    return Cell(text("caseload.com_none") if line.com_needed else _NOTHING, SMALL_TEXT)


def _release(text: Text, line: CaseloadLine) -> Cell:
    kind = str(line.earliest_release_type or "")
    return Cell(text.short_day(line.earliest_release_on) or _NOTHING, SMALL_TEXT, under=kind)


def _risk(text: Text, line: CaseloadLine) -> Cell:
    """RoSH, and under it the MAPPA level, where there is one, and the tier.

    Files write a tier as ``C2`` or ``C_2``; here it is ``C2``.
    """
    level = text.code("rosh", line.rosh_level) or _NOTHING
    mappa = text("out.caseload.mappa", level=line.mappa_level) if line.mappa_level else ""
    tier = (line.tier or "").replace("_", "")
    style = SMALL_STRONG if line.rosh_level in _HIGH else SMALL_TEXT
    return Cell(level, style, under=", ".join(filter(None, (mappa, tier))))
