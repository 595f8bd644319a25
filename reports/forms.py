"""The parts of papers that are written in by hand: pathways, sign-off, and what forms share."""

from reports.draft import Draft
from reports.page import WIDTH, Block
from reports.style import BODY, MM
from reports.tables import Cell, Column, Table

_LINE = 9 * MM
"""Height of a row to write in."""

_PATHWAYS = ("accommodation", "attitudes", "families", "drugs", "work", "finance", "health")


def form(columns: list[Column], rows: list[list[str | Cell]], height: float = _LINE) -> Table:
    """A table with rules around every cell and room to write in."""
    return Table(columns, rows, width=WIDTH, least_row=height, boxed=True)


def blank_rows(columns: list[Column], count: int) -> list[list[str | Cell]]:
    """Rows to write in."""
    return [[""] * len(columns) for _ in range(count)]


def pathways(draft: Draft) -> list[Block]:
    """The resettlement pathways, each with room for position and referral."""
    text = draft.text
    columns = [
        Column(0.36, text("report.head.pathway"), BODY, names_row=True),
        Column(0.46, text("report.head.position")),
        Column(0.18, text("report.head.referred")),
    ]
    rows: list[list[str | Cell]] = [[text(f"report.pathway.{name}"), "", ""] for name in _PATHWAYS]
    return [form(columns, rows)]


def sign_off(draft: Draft) -> list[Block]:
    """Boxes for the POM and the COM to sign."""
    text, view = draft.text, draft.view
    probation = view.case.probation
    com = probation.com_name if probation and probation.com_name else ""
    columns = [
        Column(0.12, text("report.head.role"), BODY, names_row=True),
        Column(0.32, text("report.head.full_name")),
        Column(0.36, text("report.head.signature")),
        Column(0.20, text("report.head.date")),
    ]
    rows: list[list[str | Cell]] = [
        [text("report.role.pom"), view.pom_name or "", "", ""],
        [text("report.role.com"), com, "", ""],
    ]
    return [form(columns, rows, 12 * MM)]
