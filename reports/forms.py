"""The parts of papers that are written in by hand, filled from the record as far as it goes."""

from collections.abc import Iterator
from datetime import date

from pomdesk.domain.papers import Paper, PaperKind, StepKind
from pomdesk.domain.record import EntryKind
from reports.blocks import paragraph
from reports.draft import Draft, fact_table
from reports.page import WIDTH, Block
from reports.style import BODY, MM
from reports.tables import Cell, Column, Table
from reports.wording import Fact

_LINE = 9 * MM
"""Height of a row to write in."""
_WORDS = 26 * MM
"""Room for what was said at a meeting."""


def form(columns: list[Column], rows: list[list[str | Cell]], height: float = _LINE) -> Table:
    """A table with rules around every cell and room to write in."""
    return Table(columns, rows, width=WIDTH, least_row=height, boxed=True)


def blank_rows(columns: list[Column], count: int) -> list[list[str | Cell]]:
    """Rows to write in."""
    return [[""] * len(columns) for _ in range(count)]


def meeting_record(draft: Draft) -> list[Block]:
    """The handover meeting as it was written down; a form while it was not held.

    The form stays in a pack whose report is final: packs are used with a pen.
    """
    text = draft.text
    held = [e for e in draft.entries(EntryKind.HANDOVER_MEETING) if e.stage != "cancelled"]
    last = held[-1] if held else None
    if last and last.stage == "held":
        facts = [
            Fact(text("pack.meeting.day"), text.day(last.day)),
            Fact(text("pack.meeting.there"), last.who or text("pack.not_recorded")),
            Fact(text("pack.meeting.said"), last.text or text("pack.not_recorded")),
        ]
        return [fact_table(draft, facts)]
    booked = text("pack.meeting.booked", day=text.day(last.day)) if last else ""
    blocks: list[Block] = [paragraph(booked or text("pack.meeting.none"))]
    if not with_pen(draft):
        return blocks
    columns = [Column(0.30, style=BODY, names_row=True), Column(0.70, style=BODY)]
    short = [("day", text.day(last.day) if last else ""), ("there", last.who if last else "")]
    rows: list[list[str | Cell]] = [
        [Cell(text(f"pack.meeting.{name}"), BODY, _LINE), value] for name, value in short
    ]
    long = ("said", "person", "agreed", "left", "next")
    rows += [[Cell(text(f"pack.meeting.{name}"), BODY, _WORDS), ""] for name in long]
    return [*blocks, form(columns, rows)]


def sign_off(draft: Draft) -> list[Block]:
    """Who wrote, checked and took it over; boxes to sign while people write in it.

    What the desk wrote down of a signature stands in place of one.
    """
    text, view, paper = draft.text, draft.view, draft.material.paper
    columns = [
        Column(0.20, text("report.head.role"), BODY, names_row=True),
        Column(0.30, text("report.head.full_name"), BODY),
        Column(0.30, text("report.head.signature"), BODY),
        Column(0.20, text("report.head.date"), BODY),
    ]
    rows: list[list[str | Cell]] = []
    if paper is not None and not draft.unfinished:
        made = _step_day(paper, StepKind.FINISHED) or view.today
        who, day = paper.writer, text.short_day(made)
        rows.append([text("report.role.pom"), who, text("pack.made_final"), day])
    else:
        rows.append([text("report.role.pom"), view.pom_name or "", "", ""])
    rows += _signed(draft)
    if with_pen(draft):
        probation = view.case.probation
        com = probation.com_name if probation and probation.com_name else ""
        rows.append([text("report.role.com"), com, "", ""])
    return [form(columns, rows, 12 * MM if with_pen(draft) else 0.0)]


def _signed(draft: Draft) -> Iterator[list[str | Cell]]:
    """Who checked and countersigned the text as it is."""
    text, paper = draft.text, draft.material.paper
    if paper is None:
        return
    for kind in (StepKind.CHECKED, StepKind.COUNTERSIGNED):
        steps = [s for s in paper.steps if s.kind is kind and s.text_digest == paper.text_digest]
        if steps:
            said = text(f"paper_step.{kind}")
            yield [said, steps[-1].who, text("pack.signed"), text.short_day(steps[-1].day)]


def _step_day(paper: Paper, kind: StepKind) -> date | None:
    days = [step.day for step in paper.steps if step.kind is kind]
    return days[-1] if days else None


def with_pen(draft: Draft) -> bool:
    """Whether people write in it: a draft, and a pack at any time."""
    return draft.unfinished or draft.kind == PaperKind.HANDOVER_PACK
