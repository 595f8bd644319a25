"""The visit sheet: whom to see on each wing and why, with room to write, for a round on foot.

A prison a page, for a POM goes to one at a time. On it is everybody with something late, or due
in the next two weeks, that cannot be done without seeing the person; the others of a wing are
named below so that nobody looks for them in vain. What is due for victims and public protection
is not printed: the sheet is carried where prisoners are.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from pomdesk.domain.duties import Duty, DutyKind, DutyOwner, DutyState
from pomdesk.readmodels.caseload import CaseloadLine
from reports.blocks import (
    WRITING_LINE,
    Ruled,
    heading,
    note,
    notice,
    paragraph,
    subheading,
    subtitle,
    title,
)
from reports.desk_paper import pages
from reports.desk_view import DeskView, whose
from reports.page import WIDTH, Block, PageBreak
from reports.style import BODY, BODY_STRONG, SMALL_STRONG, SMALL_TEXT, TICK
from reports.tables import Cell, Column, Table
from reports.tagging import Pen
from reports.wording import person_name
from resources.text import Text

_SOON = timedelta(14)
"""What falls due so soon is a reason to see somebody."""
_RULED = 3
"""Lines to write on for each person."""
_VISITS = frozenset(
    {
        DutyKind.CONTACT,
        DutyKind.KEY_WORK,
        DutyKind.FOLLOW_UP,
        DutyKind.OASYS_INITIAL,
        DutyKind.OASYS_REVIEW,
        DutyKind.OASYS_STALE,
        DutyKind.OASYS_TRANSFER_IN,
        DutyKind.OASYS_SIGNIFICANT_CHANGE,
        DutyKind.OASYS_PROGRAMME,
        DutyKind.OASYS_PAROLE,
        DutyKind.OASYS_HANDOVER,
        DutyKind.OASYS_RELEASE,
        DutyKind.OASYS_EARLY_ALLOCATION,
        DutyKind.HANDOVER_MEETING,
        DutyKind.NEEDS_ASSESSMENT,
    }
)
"""What needs the person: being seen, an interview, a meeting held with them. Referrals, reports,
chasing a COM and signatures are done at a desk. Who was not seen for longer than the contact
policy allows has a late ``CONTACT``."""

_Due = Mapping[int, Sequence[Duty]]
"""The reasons to see somebody by person, the most urgent first."""


def render(view: DeskView, text: Text, *, prepared_by: str) -> bytes:
    """The visit sheet as a tagged PDF; the same view gives the same bytes."""
    kind, day, mine = text("paper.visit-sheet"), text.day(view.today), whose(view, text)
    return pages(
        [title(kind), subtitle(day), paragraph(mine, BODY_STRONG), *_body(view, text)],
        text,
        kind,
        subject=text("out.whose.on", whose=mine, day=day),
        prepared_by=prepared_by,
        anchor=view.anchor,
        on=view.today,
    )


def _body(view: DeskView, text: Text) -> list[Block]:
    due = _due(view)
    wanted = [line for line in view.caseload if line.person_id in due]
    to_see = sum(wing_of(line) is not None for line in wanted)
    blocks: list[Block] = []
    if to_see:
        blocks.append(notice(text.count("out.visit.count", to_see)))
        blocks.append(note(text("out.visit.how")))
    else:
        blocks.append(notice(text("out.visit.nobody")))
    rounds = [_prison(view, text, lines, due) for lines in _by_prison(view.caseload, due)]
    for number, of_prison in enumerate(rounds):
        blocks += [PageBreak(), *of_prison] if number else of_prison
    return blocks


def wing_of(line: CaseloadLine) -> str | None:
    """The wing: what a cell begins with; blank where none is held, None for who is not there.

    Cells are ``A-1-021``, or with the prison in front, ``LEI-A-1-021``.
    """
    if line.restricted_patient or line.temporary_absence_since is not None:
        return None
    return _cell(line).partition("-")[0]


def _cell(line: CaseloadLine) -> str:
    """The cell without the prison, which stands above it."""
    parts = [part for part in (line.location or "").split("-") if part]
    if len(parts) > 1 and parts[0] == line.prison_id:
        parts = parts[1:]
    return "-".join(parts)


def _due(view: DeskView) -> _Due:
    """What is late or falls due soon and needs the person, by person."""
    found: dict[int, list[Duty]] = {}
    for one in view.duties:
        duty = one.duty
        mine = duty.owner is DutyOwner.POM and duty.kind in _VISITS
        soon = duty.due is not None and duty.due <= view.today + _SOON
        # Where nothing tells by when to see somebody, nobody has seen them: so it is for now.
        soon = soon or (duty.due is None and duty.kind is DutyKind.CONTACT)
        off = duty.snoozed_until is not None and duty.snoozed_until > view.today
        if duty.open and mine and soon and not off and duty.state is not DutyState.BLOCKED:
            found.setdefault(one.person_id, []).append(duty)
    for held in found.values():
        held.sort(key=lambda duty: (duty.due or date.min, duty.key))
    return found


def _by_prison(lines: Iterable[CaseloadLine], due: _Due) -> list[list[CaseloadLine]]:
    """The people of each prison where anybody is to be seen, prisons by name."""
    prisons: dict[str, list[CaseloadLine]] = {}
    for line in lines:
        prisons.setdefault(_prison_name(line), []).append(line)
    return [
        prisons[name]
        for name in sorted(prisons, key=lambda name: (not name, name.casefold()))
        if any(line.person_id in due for line in prisons[name])
    ]


def _prison_name(line: CaseloadLine) -> str:
    return line.prison_name or line.prison_id or ""


def _prison(view: DeskView, text: Text, lines: Sequence[CaseloadLine], due: _Due) -> list[Block]:
    """One prison: its wings, who is not on one, and room for what else came up."""
    blocks: list[Block] = [heading(_prison_name(lines[0]) or text("out.visit.no_prison"))]
    for wing, held in _by_wing(line for line in lines if wing_of(line) is not None):
        blocks += _wing(view, text, wing, held, due)
    blocks += _elsewhere(view, text, [line for line in lines if wing_of(line) is None], due)
    return [*blocks, subheading(text("out.week.also")), Ruled(4)]


def _by_wing(lines: Iterable[CaseloadLine]) -> Iterator[tuple[str, list[CaseloadLine]]]:
    """Wings in order, each with its people by cell; those without a place last."""
    wings: dict[str, list[CaseloadLine]] = {}
    for line in lines:
        wings.setdefault(wing_of(line) or "", []).append(line)
    for wing in sorted(wings, key=lambda name: (not name, _natural(name))):
        yield wing, sorted(wings[wing], key=lambda line: (_natural(_cell(line)), line.name_key))


def _natural(place: str) -> tuple[tuple[int, str], ...]:
    """``A-2-3`` before ``A-10-1``."""
    return tuple((int(part) if part.isdecimal() else 0, part) for part in place.split("-"))


def _wing(
    view: DeskView, text: Text, wing: str, lines: Sequence[CaseloadLine], due: _Due
) -> list[Block]:
    several = len({line.pom_name for line in view.caseload}) > 1
    rows = [
        _row(text, line, due[line.person_id], view.today, several)
        for line in lines
        if line.person_id in due
    ]
    quiet = [line for line in lines if line.person_id not in due]
    named = text("out.visit.wing", wing=wing) if wing else text("out.visit.no_wing")
    blocks: list[Block] = [subheading(named)]
    if rows:
        blocks.append(_Sheet(_columns(text), rows, width=WIDTH, least_row=_RULED * WRITING_LINE))
    if quiet:
        names = "; ".join(_short_name(text, line) for line in quiet)
        blocks.append(note(text("out.visit.quiet", names=names)))
    return blocks


class _Sheet(Table):
    """A table with lines to write on in its last column; the line under a row is the last one."""

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        """Draw it with its top left corner at (x, y)."""
        super().draw(pen, x, y, width)
        left, right = x + self._lefts[-1], x + width
        bottom, ruled = y - self._head_height, []
        for piece in self._pieces[self._first : self._last]:
            bottom -= piece.height
            if piece.ends_row:
                heights = [bottom + n * WRITING_LINE for n in range(1, _RULED)]
                ruled += [(left, at, right, at) for at in heights]
        pen.rules(ruled)


def _columns(text: Text) -> list[Column]:
    return [
        Column(0.085, text("out.head.tick"), TICK),
        Column(0.11, text("out.visit.head.cell")),
        Column(0.225, text("out.visit.head.who"), BODY, names_row=True),
        Column(0.235, text("out.visit.head.why"), SMALL_TEXT),
        Column(0.345, text("out.visit.head.notes")),
    ]


def _row(
    text: Text, line: CaseloadLine, due: Sequence[Duty], today: date, several: bool
) -> list[str | Cell]:
    """One person; with ``several`` POMs, whose case it is. Strong where anything is late."""
    name = person_name(text, line.last_name, line.first_name) or line.prisoner_number
    under = [line.prisoner_number, _seen(text, line, today)]
    if several and line.pom_name:
        under.append(line.pom_name)
    style = BODY_STRONG if _late(due) else BODY
    return [
        Cell("☐", TICK),
        Cell(_cell(line), style),
        Cell(name, style, under="\n".join(under)),
        _why(text, line, due, today),
        "",
    ]


def _late(due: Sequence[Duty]) -> bool:
    return any(duty.state is DutyState.OVERDUE for duty in due)


def _why(text: Text, line: CaseloadLine, due: Sequence[Duty], today: date) -> Cell:
    """The most urgent reason, and how many more there are."""
    more = text("out.visit.more", n=len(due) - 1) if len(due) > 1 else ""
    style = SMALL_STRONG if _late(due) else SMALL_TEXT
    return Cell(_reason(text, line, due[0], today), style, under=more)


def _reason(text: Text, line: CaseloadLine, duty: Duty, today: date) -> str:
    what = text("out.visit.what." + duty.kind)
    late = duty.state is DutyState.OVERDUE
    if duty.due is None:
        return text("out.visit.never") if line.last_contact is None else what
    if duty.kind is DutyKind.CONTACT and late:
        if line.last_contact is None:
            return text("out.visit.never")
        # After that day there was a contact of a kind that does not count as seeing somebody.
        if line.last_contact < (duty.opens or duty.due):
            return text("out.visit.not_seen", day=text.day(line.last_contact))
    day = text.day(duty.due)
    day = day.rpartition(" ")[0] if duty.due.year == today.year else day
    return text("out.visit.was_due" if late else "out.visit.due", what=what, day=day)


def _seen(text: Text, line: CaseloadLine, today: date) -> str:
    if line.last_contact is None:
        return text("out.visit.never")
    day, away = text.short_day(line.last_contact), text.away(line.last_contact, today)
    return text("out.visit.seen", day=day, away=away)


def _short_name(text: Text, line: CaseloadLine) -> str:
    name = person_name(text, line.last_name, line.first_name) or line.prisoner_number
    cell = _cell(line)
    return f"{name} ({cell})" if cell else name


def _elsewhere(view: DeskView, text: Text, lines: Sequence[CaseloadLine], due: _Due) -> list[Block]:
    """Who is to be seen and is in hospital or out: not to be looked for on a wing."""
    rows: list[list[str | Cell]] = []
    for line in lines:
        if line.person_id not in due:
            continue
        name = person_name(text, line.last_name, line.first_name) or line.prisoner_number
        since = line.temporary_absence_since
        where = text("out.visit.absent", day=text.short_day(since)) if since else line.location
        why = _why(text, line, due[line.person_id], view.today)
        rows.append([Cell(name, BODY, under=line.prisoner_number), where or "", why])
    if not rows:
        return []
    columns = [
        Column(0.36, text("out.visit.head.who"), BODY, names_row=True),
        Column(0.28, text("out.caseload.head.place"), SMALL_TEXT),
        Column(0.36, text("out.visit.head.why"), SMALL_TEXT),
    ]
    return [subheading(text("out.visit.elsewhere")), Table(columns, rows, width=WIDTH)]
