"""What papers are made from, asked of the desk: for the window and the command line alike."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from pomdesk.domain.audit import Event, Kind
from pomdesk.domain.papers import PAPER_SPECS, Paper, PaperKind, PaperTemplate
from pomdesk.domain.record import EntryKind
from pomdesk.services.desk import Desk
from reports.desk_view import DeskView
from reports.material import Material
from resources.text import Text
from ui.out import anchor_of

if TYPE_CHECKING:
    from pomdesk.readmodels.papers import PaperLine, PaperView

_ADDED_DAYS = "duties.added_holidays"


def material(
    desk: Desk,
    kind: str,
    *,
    person_id: int | None = None,
    prisoner_number: str | None = None,
    paper_id: int | None = None,
    final: bool = False,
) -> Material:
    """What a paper of one person is made from; once it is asked, no desk is needed any more.

    Args:
        desk: asked for the case, its record, and what was written.
        kind: of the paper, e.g. ``handover-report``.
        person_id: whose paper; not needed with one of the two below.
        prisoner_number: the same, by prison number.
        paper_id: the paper whose text stands in it; without one the sections are left open to
            write in. A pack has the newest handover report of the person in it.
        final: it is to be frozen.

    Raises:
        RequestRefused: REQ-PERSON, REQ-PAPER, when there is no such person or paper.
        PaperRefused: REP-TEMPLATE and its like, when this unit's own template cannot be used.

    """
    from pomdesk.services.queries.case import CaseOf
    from pomdesk.services.queries.papers import ChronologyOf
    from pomdesk.services.queries.record import RecordOf

    paper = _paper(desk, paper_id) if paper_id is not None else None
    whose = paper.person_id if paper else person_id
    view = desk.ask(CaseOf(person_id=whose, prisoner_number=prisoner_number))
    writer = paper.writer if paper else ""
    if paper is None and kind == PaperKind.HANDOVER_PACK:
        paper = _handover_report(desk, view.person_id)
    if kind == PaperKind.HANDOVER_PACK:
        desk.log(Event("MAKE_PACK", Kind.COMBINE, view.person_id, size=1))
    return Material(
        view,
        prepared_by=writer or view.pom_name or desk.who,
        record=desk.ask(RecordOf(view.person_id)),
        paper=paper,
        timeline=desk.ask(ChronologyOf(view.person_id)),
        template=_own_template(desk, kind),
        report_template=(
            _own_template(desk, PaperKind.HANDOVER_REPORT)
            if kind == PaperKind.HANDOVER_PACK
            else None
        ),
        final=final,
        anchor=anchor_of(desk),
    )


def _paper(desk: Desk, paper_id: int) -> Paper:
    from pomdesk.services.queries.papers import PaperOf

    found: PaperView = desk.ask(PaperOf(paper_id))
    return found.paper


def _handover_report(desk: Desk, person_id: int) -> Paper | None:
    """The newest handover report of a person in which something stands."""
    from pomdesk.services.queries.papers import PapersOf

    lines = desk.ask(PapersOf(person_id))
    newest = newest_of(lines, PaperKind.HANDOVER_REPORT)
    return _paper(desk, newest.id) if newest else None


def newest_of(lines: "Sequence[PaperLine]", kind: str) -> "PaperLine | None":
    """The newest paper of a kind in which something stands, else the newest; None: none."""
    mine = [line for line in lines if line.kind == kind]
    return next((line for line in mine if line.filled), mine[0] if mine else None)


def template_of(desk: Desk, kind: str) -> PaperTemplate:
    """The template of a kind of paper: this unit's own, else the one of the program.

    Raises:
        PaperRefused: REP-TEMPLATE and its like, when this unit's own cannot be used.

    """
    from reports.template import shipped

    return _own_template(desk, kind) or shipped(kind)


def _own_template(desk: Desk, kind: str) -> PaperTemplate | None:
    from pomdesk.services.queries.papers import LocalTemplates
    from reports.template import load

    toml = desk.ask(LocalTemplates()).get(kind)
    return replace(load(f"{kind}.toml", toml), changed=True) if toml is not None else None


def desk_view(desk: Desk, kind: str, *, months: int, names: bool) -> DeskView:
    """What one kind of paper of the whole desk is made from."""
    return replace(_desk_view(desk, kind, months, names), anchor=anchor_of(desk))


def _desk_view(desk: Desk, kind: str, months: int, names: bool) -> DeskView:
    from pomdesk.services.queries.caseload import CaseloadOn
    from pomdesk.services.queries.duties import DutiesDue
    from pomdesk.services.queries.moves import MovesSince

    today = desk.today
    if kind == "moves":
        return DeskView(today, moves=desk.ask(MovesSince()))
    if kind == "caseload-list":
        return DeskView(today, caseload=desk.ask(CaseloadOn()).lines)
    years = range(today.year, today.year + months // 12 + 2)
    holidays = _holidays(desk, years) if kind == "wall-planner" else {}
    return DeskView(today, desk.ask(DutiesDue()), holidays=holidays, months=months, names=names)


def _holidays(desk: Desk, years: Sequence[int]) -> dict[date, str]:
    """The days without work by name; those that the prison added have none."""
    from holidays import country_holidays

    from pomdesk.services.queries.settings import PolicySettings

    held = {}
    for line in desk.ask(PolicySettings()):
        if line.key == _ADDED_DAYS and isinstance(line.value, list | tuple):
            held = {day: "" for day in line.value if isinstance(day, date)}
    named = country_holidays("GB", subdiv="ENG", years=years)
    return held | {day: str(name) for day, name in named.items()}


def note_paper(desk: Desk, person_id: int, kind: str, text: Text) -> None:
    """Write down that a paper of a person was made, so that it is known which ones there are.

    Of quiet papers nothing is written: documents may be told to the person.
    """
    from pomdesk.services.commands.entries import AddEntry

    if not PAPER_SPECS[PaperKind(kind)].quiet:
        title = text(f"paper.{kind}")
        desk.do(AddEntry(person_id, EntryKind.DOCUMENT, desk.today, title=title))
