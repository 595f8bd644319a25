"""Handover reports: the desk's tagged PDF against the same pages drawn by hand.

The floor is drawn from a tracing of the desk's own report: the same pieces of text in the
same places and sizes and the same rules and boxes, straight on a reportlab canvas with one
embedded TrueType font; no layout, no wrapping, no tags. Libraries are loaded outside.
"""

import importlib
import json
import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from bench.harness import (
    Figures,
    Line,
    Table,
    answer,
    child,
    growth,
    measure,
    median,
    milliseconds,
    ratio,
    seconds,
)
from bench.material import Material

SIZES = (1, 12, 204)
"""Pages, made up of the reports of as many people as it takes."""

PEOPLE = 90
KIND = "handover-report"

Page = dict[str, list[Any]]


def tables(sizes: Sequence[int], rounds: int, material: Material) -> Iterator[Table]:
    """One table a number of pages, and how the time grows with it."""
    store = material.store(PEOPLE, cheap=True)
    took: dict[str, list[float]] = {"desk": []}
    made: list[int] = []
    length = int(child("papers", "trace", store, 1, material.folder / "one.json")["pages"])
    for reports in dict.fromkeys(min(PEOPLE // 2, math.ceil(pages / length)) for pages in sizes):
        traced = material.folder / f"traced-{reports}.json"
        pages = int(child("papers", "trace", store, reports, traced)["pages"])
        found = measure(
            {
                "canvas": partial(child, "papers", "canvas", traced),
                "desk": partial(child, "papers", "desk", store, reports),
            },
            rounds,
        )
        made.append(pages)
        took["desk"].append(median(found["desk"]))
        yield _table(reports, pages, found, rounds)
    if len(made) > 1:
        yield growth("Papers", made, took, {"desk": 1.1})


def _table(reports: int, pages: int, found: dict[str, list[Figures]], rounds: int) -> Table:
    canvas, desk = found["canvas"], found["desk"]
    target = 3.0 if pages > 100 else 2.5
    loading = f"libraries loaded in {milliseconds(desk, 'loading')} before"
    return Table(
        f"Papers, {pages} pages, {reports} handover report{'s' if reports > 1 else ''}",
        "the same text and rules in the same places on a reportlab canvas",
        rounds,
        [
            Line("canvas", None, None, _notes(canvas, pages)),
            Line.of("handover reports, tagged", desk, canvas, target, _notes(desk, pages)),
            Line("peak memory of it", ratio(desk, canvas, "peak_mb"), None, loading),
        ],
    )


def _notes(found: list[Figures], pages: int) -> str:
    return (
        f"{milliseconds(found)}, {pages / median(found):,.0f} pages a second, "
        f"{median(found, 'peak_mb'):,.0f} MB at most"
    )


def _reports(store: str, reports: int) -> list[Callable[[], bytes]]:
    """What makes the report of each of the first so many people who are handed over."""
    from bench.asking import opened
    from pomdesk.services.queries.case import CaseOf
    from pomdesk.services.queries.caseload import CaseloadOn
    from reports import kinds
    from resources.text import Text

    desk = opened(store)
    lines = [line for line in desk.ask(CaseloadOn()).lines if line.handover_on]
    views = [desk.ask(CaseOf(person_id=line.person_id)) for line in lines[:reports]]
    desk.close()
    text = Text("en")
    return [partial(kinds.render, KIND, view, text, prepared_by="Bench") for view in views]


def desk(store: str, reports: str) -> Figures:
    """So many handover reports, one after the other."""
    from bench.machine import peak_mb

    makers = _reports(store, int(reports))
    loading = seconds(lambda: importlib.import_module("reports.handover"))["seconds"]
    took = seconds(lambda: [make() for make in makers] and None)
    return took | {"peak_mb": peak_mb(), "loading": loading}


def trace(store: str, reports: str, traced: str) -> Figures:
    """Write down what stands where on each page of so many reports."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    papers: list[list[Page]] = []
    for make in _reports(store, int(reports)):
        pages: list[Page] = []
        for page in pypdfium2.PdfDocument(make()):
            words = page.get_textpage()
            pieces, boxes = [], []
            for thing in page.get_objects():
                left, bottom, right, top = thing.get_bounds()
                if thing.type == pdfium.FPDF_PAGEOBJ_TEXT:
                    text = words.get_text_bounded(left, bottom, right, top).replace("\r\n", " ")
                    pieces.append((left, bottom, max(4.0, top - bottom), text))
                elif thing.type == pdfium.FPDF_PAGEOBJ_PATH:
                    boxes.append((left, bottom, right - left, top - bottom))
            pages.append({"pieces": pieces, "boxes": boxes})
        papers.append(pages)
    Path(traced).write_text(json.dumps(papers), encoding="utf-8")
    return {"pages": sum(map(len, papers))}


def canvas(traced: str) -> Figures:
    """The floor: the traced pages, a file a report."""
    from bench.machine import peak_mb

    papers = json.loads(Path(traced).read_text(encoding="utf-8"))
    _draw([])  # load reportlab
    took = seconds(lambda: [_draw(pages) for pages in papers] and None)
    return took | {"peak_mb": peak_mb()}


def _draw(pages: Sequence[Page]) -> bytes:
    import io

    import font_source_sans_pro
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    paper = Canvas(out)
    if pages and "Plain" not in pdfmetrics.getRegisteredFontNames():
        file = Path(font_source_sans_pro.font_directory) / "SourceSansPro-Regular.ttf"
        pdfmetrics.registerFont(TTFont("Plain", str(file)))
    for page in pages:
        for left, bottom, height, text in page["pieces"]:
            paper.setFont("Plain", height)
            paper.drawString(left, bottom, text)
        for box in page["boxes"]:
            paper.rect(*box)
        paper.showPage()
    paper.save()
    return out.getvalue()


if __name__ == "__main__":
    answer({"desk": desk, "trace": trace, "canvas": canvas})
