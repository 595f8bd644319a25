"""Papers of a visit: the sheet, the list, the note, as PDF."""

from collections.abc import Collection

from pomdesk.domain.errors import PaperRefused
from pomdesk.domain.visits import Layout
from pomdesk.readmodels.visits import VisitView
from pomdesk.services.desk import Desk
from resources.text import Text
from ui.out import anchor_of

SHEET, LIST, NOTE = "visit-sheet", "visit-list", "visit-note"
KINDS = (SHEET, LIST, NOTE)
"""Papers of a visit; the words of a kind are ``paper.<kind>``."""


def make(
    desk: Desk, visit_id: int, kind: str, text: Text, layout: Layout = Layout.LINE
) -> tuple[bytes, Collection[int]]:
    """A paper of a visit as PDF, and the people of this desk it tells of.

    On a visit machine nobody is of its desk, so there nobody is named.

    Raises:
        PaperRefused: REP-KIND for a kind that does not exist.
        RequestRefused: REQ-VISIT, when there is no such visit.

    """
    content, view = made(desk, visit_id, kind, text, layout)
    return content, people_of(view)


def made(
    desk: Desk, visit_id: int, kind: str, text: Text, layout: Layout
) -> tuple[bytes, VisitView]:
    """The same with the visit it was made from; raises as ``make``."""
    from pomdesk.services.queries.visits import VisitAfterwards, VisitOf
    from reports.visit import names, note, sheet  # loads reportlab

    if kind not in KINDS:
        raise PaperRefused("REP-KIND", kind=kind)
    anchor, who = anchor_of(desk), desk.who
    if kind == NOTE:
        after = desk.ask(VisitAfterwards(visit_id))
        return note.render(after, text, prepared_by=who, anchor=anchor), after.visit
    view = desk.ask(VisitOf(visit_id))
    if kind == LIST:
        return names.render(view, text, prepared_by=who, anchor=anchor), view
    return sheet.render(view, text, layout=layout, prepared_by=who, anchor=anchor), view


def people_of(view: VisitView) -> frozenset[int]:
    """Whom of this desk a visit is to."""
    return frozenset(stop.person_id for stop in view.stops if stop.person_id is not None)
