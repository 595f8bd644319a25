"""An instrument as a form: to look it over before it is published, or to mark a file by pen."""

from collections.abc import Iterator
from datetime import date

from pomdesk.domain.quality.instruments import Instrument, Question
from pomdesk.domain.quality.terms import InstrumentStage
from pomdesk.readmodels.quality import InstrumentView
from reports.blocks import Ruled, heading, note, notice, paragraph, subtitle, title
from reports.desk_paper import pages
from reports.page import WIDTH, Block
from reports.style import BODY, BODY_STRONG, MM, SMALL, SMALL_TEXT
from reports.tables import Cell, Column, Table
from resources.text import Text

_ROOM = 9 * MM


def render(
    view: InstrumentView, text: Text, *, on: date, prepared_by: str, anchor: str = ""
) -> bytes:
    """The form as a tagged PDF."""
    kind = text("quality_paper.instrument.title")
    return pages(
        list(_blocks(view, text)),
        text,
        kind,
        subject=f"{view.line.title} · {view.line.version}",
        prepared_by=prepared_by,
        anchor=anchor,
        on=on,
    )


def _blocks(view: InstrumentView, text: Text) -> Iterator[Block]:
    instrument = view.instrument

    def words(key: str, **values: object) -> str:
        return text(f"quality_paper.instrument.{key}", **values)

    yield title(instrument.title)
    stage = text(f"quality_term.instrument_stage.{view.line.stage}")
    yield subtitle(words("version", version=instrument.version, stage=stage))
    if view.line.stage is not InstrumentStage.PUBLISHED:
        yield notice(words("not_published"))
    if instrument.note:
        yield paragraph(instrument.note)
    head = [words(f"head.{name}") for name in ("case", "supervisor", "assessor", "period")]
    columns = [Column(0.25, "", SMALL, names_row=True), Column(0.75, "", BODY)]
    yield Table(columns, [[Cell(name, SMALL, _ROOM), ""] for name in head], width=WIDTH)
    number = 0
    for section in instrument.sections:
        yield heading(section.title)
        for question in section.questions:
            number += 1
            yield from _question(instrument, question, number, text)
    yield heading(words("judgement"))
    yield note(words("judgement_words"))
    sufficient, insufficient = (
        text(f"quality_term.judgement.{one}") for one in ("sufficient", "insufficient")
    )
    yield paragraph(f"☐  {sufficient}      ☐  {insufficient}", BODY_STRONG)
    yield Ruled(4)


def _question(
    instrument: Instrument, question: Question, number: int, text: Text
) -> Iterator[Block]:
    def words(key: str, **values: object) -> str:
        return text(f"quality_paper.instrument.{key}", **values)

    weight = words("weight", n=question.weight)
    critical = words("critical") if question.critical else ""
    yield paragraph(f"{number}. {question.text}", BODY_STRONG, keep_next=True)
    yield note(" · ".join(part for part in (weight, critical) if part), before=1.0, keep_next=True)
    told = [
        (words("good"), question.good),
        (words("poor"), question.poor),
        (words("evidence"), question.evidence),
        (words("na"), question.na_rule),
    ]
    rows = [row for row in told if row[1]]
    if rows:
        columns = [Column(0.2, "", SMALL, names_row=True), Column(0.8, "", SMALL_TEXT)]
        yield Table(columns, rows, width=WIDTH)
    boxes = [f"☐  {option.label}" for option in instrument.options_of(question)]
    yield paragraph("     ".join(boxes), BODY, keep_next=True)
    yield Ruled(2)
