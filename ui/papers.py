"""What papers are made from, asked of the desk: for the window and the command line alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pomdesk.domain.record import EntryKind
from pomdesk.readmodels.case import CaseView
from pomdesk.readmodels.record import CaseRecord
from pomdesk.services.desk import Desk
from reports.desk_view import DeskView
from resources.text import Text

_ADDED_DAYS = "duties.added_holidays"


@dataclass(frozen=True, slots=True)
class CasePaper:
    """One case as papers need it, with who signs."""

    view: CaseView
    record: CaseRecord
    prepared_by: str

    def render(self, kind: str, text: Text) -> bytes:
        """The paper as PDF; needs no desk, so it can be made beside it.

        Raises:
            PaperRefused: as ``reports.kinds.render``.

        """
        from reports import kinds

        return kinds.render(kind, self.view, text, prepared_by=self.prepared_by, record=self.record)


def case_paper(
    desk: Desk, person_id: int | None = None, prisoner_number: str | None = None
) -> CasePaper:
    """What the papers of one person are made from.

    Raises:
        RequestRefused: REQ-PERSON, when there is nobody of that number.

    """
    from pomdesk.services.queries.case import CaseOf
    from pomdesk.services.queries.record import RecordOf

    view = desk.ask(CaseOf(person_id=person_id, prisoner_number=prisoner_number))
    record = desk.ask(RecordOf(view.person_id))
    return CasePaper(view, record, view.pom_name or desk.who)


def desk_view(desk: Desk, kind: str, *, months: int, names: bool) -> DeskView:
    """What one kind of paper of the whole desk is made from."""
    from pomdesk.services.queries.duties import DutiesDue
    from pomdesk.services.queries.moves import MovesSince

    today = desk.today
    if kind == "moves":
        return DeskView(today, moves=desk.ask(MovesSince()))
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
    """Write down that a paper of a person was made, so that it is known which ones there are."""
    from pomdesk.services.commands.entries import AddEntry

    title = text(f"paper.{kind}")
    desk.do(AddEntry(person_id, EntryKind.DOCUMENT, desk.today, title=title))
