"""A paper that has every kind of block, for tests of what is done with any paper."""

from dataclasses import replace
from datetime import date

from reportlab.graphics.shapes import Drawing, Line

from pomdesk.domain.writing import Link, Paragraph, ParagraphKind, Passage, Run
from reports.blocks import (
    Bullets,
    Picture,
    Ruled,
    heading,
    note,
    notice,
    paragraph,
    subheading,
    subtitle,
    title,
)
from reports.box import Box
from reports.contents import contents
from reports.furniture import Furniture
from reports.page import WIDTH, Block, PageBreak, render
from reports.rich import rich
from reports.style import MM, REGULAR
from reports.tables import Cell, Column, Table

ON = date(2026, 11, 22)
LONG = "He speaks about the offence without blaming anybody and keeps his appointments. "

FURNITURE = Furniture(
    marking="OFFICIAL-SENSITIVE",
    draft="DRAFT",
    subject="MORGAN, Alun · A1234BC",
    paper="Case summary, version 2",
    foot="Record as at 22 November 2026 · prepared by Gwen Ellis",
    page_of=lambda page, total: f"Page {page} of {total}",
    code="A1234BC-17",
    anchor="Journal 5f3a9c1d2e4b",
)
FINAL = replace(FURNITURE, draft="", digest="0123456789abcdef" * 4)


def text(*runs: str | Run) -> Paragraph:
    """Running text; plain strings are plain runs."""
    return Paragraph(tuple(Run(run) if isinstance(run, str) else run for run in runs))


def bullet(*runs: str | Run) -> Paragraph:
    """An item with a bullet."""
    return Paragraph(text(*runs).runs, ParagraphKind.BULLET)


def number(*runs: str | Run) -> Paragraph:
    """An item with a number."""
    return Paragraph(text(*runs).runs, ParagraphKind.NUMBER)


def strong(words: str) -> Run:
    """Strong words."""
    return Run(words, strong=True)


WRITTEN: Passage = (
    text("He was assessed as ", strong("high"), " risk on ", strong("12 May 2026"), ". ", LONG * 8),
    text("What went well:"),
    bullet("He completed the ", strong("Thinking Skills Programme"), "."),
    bullet("Wing work since June. ", LONG),
    text("What is next:"),
    *(number(f"Step {n}. ", LONG) for n in range(1, 13)),
    bullet("A word between."),
    number("The last step."),
    text(
        "CRD ", Run("12 May 2027", link=Link("person.conditional_release_date", "2027-05-12")), "."
    ),
    number("Another list."),
)


def picture() -> Picture:
    """A line, and words for it."""
    drawing = Drawing(WIDTH, 30, initialFontName=REGULAR)
    drawing.add(Line(0, 15, WIDTH, 15))
    return Picture(drawing, "The sentence as a line from 13 May 2024 to 12 October 2027")


def people(rows: int = 60) -> Table:
    """A table that goes on over pages."""
    columns = [Column(0.3, "Who", names_row=True), Column(0.7, "What")]
    cells = [(f"Person {n}", Cell(LONG, under="NOMIS, 12 May 2026")) for n in range(rows)]
    return Table(columns, cells, width=WIDTH, foot="Source: NOMIS.")


def form() -> Table:
    """A form to fill in by hand."""
    columns = [Column(0.1), Column(0.6, names_row=True), Column(0.3)]
    rows = [("☐", f"Task {n}", Cell("", room=9 * MM)) for n in range(3)]
    return Table(columns, rows, width=WIDTH, boxed=True)


def everything(written: Passage = WRITTEN) -> list[Block]:
    """Every kind of block."""
    body: list[Block] = [
        title("Second part"),
        heading("1. Risk"),
        *rich(written),
        subheading("Who does what"),
        people(),
        heading("2. Sentence"),
        picture(),
        notice("The tariff has passed."),
        form(),
        Box([paragraph("Check before it goes:"), Bullets(["the dates", "the names"])]),
        heading("3. Professional opinion"),
        note("Write here."),
        Ruled(6),
    ]
    return [
        title("Case summary"),
        subtitle("MORGAN, Alun · A1234BC"),
        replace(heading("Contents"), bookmark=None),
        contents(body),
        PageBreak(right=True),
        *body,
    ]


def made(blocks: list[Block] | None = None, furniture: Furniture = FURNITURE) -> bytes:
    """The PDF of some blocks, or of every kind of block."""
    return render(
        blocks or everything(), furniture, title="Case summary: A1234BC", language="en-GB", on=ON
    )
