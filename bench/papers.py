"""Papers: the desk's tagged PDF against the same pages drawn by hand, and many packs at once.

The floor is drawn from a tracing of the desk's own handover pack: the same pieces of text in
the same places and sizes and the same rules and boxes, straight on a reportlab canvas with one
embedded TrueType font; no layout, no wrapping, no tags. Libraries and words are loaded
outside.

Packs of many people are made one after the other in one process, and by the desk in two;
there the libraries of the processes it starts are part of it.
"""

import importlib
import json
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

SIZES = (12, 204)
"""Pages of one handover pack: an ordinary one, and one with a very long chronology."""

KIND = "handover-pack"
PEOPLE = 90
PACKS = (10, PEOPLE)
PASSWORD = "correct horse"  # of papers about nobody

_ORDINARY, _FULL, _CHRONOLOGY = 30, 49, 22.5
"""Pages: of more than the first, the pack of a very full case, with its chronology so many
times as the rest is long."""

Page = dict[str, list[Any]]


def tables(sizes: Sequence[int], rounds: int, material: Material) -> Iterator[Table]:
    """One table a number of pages, how the time grows with it, and many packs."""
    took: dict[str, list[float]] = {"desk": []}
    made: list[int] = []
    for size in sizes:
        traced = material.folder / f"traced-{size}.json"
        pages = int(child("papers", "trace", size, traced)["pages"])
        found = measure(
            {
                "canvas": partial(child, "papers", "canvas", traced),
                "desk": partial(child, "papers", "desk", size),
                "locked": partial(child, "papers", "locked", size),
            },
            rounds,
        )
        made.append(pages)
        took["desk"].append(median(found["desk"]))
        yield _table(pages, found, rounds)
    if len(made) > 1:
        yield growth("Papers", made, took, {"desk": 1.1})
    yield from _packs(material.store(PEOPLE, cheap=True), rounds)


def _packs(store: Path, rounds: int) -> Iterator[Table]:
    """Packs of few and of many people: what a second process gains, and whether memory grows."""
    few: list[Figures] = []
    for people in PACKS:
        found = measure(
            {
                "one": partial(child, "papers", "one", store, people),
                "two": partial(child, "papers", "two", store, people),
            },
            max(1, rounds // 2),
        )
        lines = [Line("one process", None, None, _notes(found["one"], _pages(found["one"])))]
        target = 0.65 if people == PEOPLE else None
        notes = _notes(found["two"], _pages(found["two"]))
        lines.append(Line.of("two processes", found["two"], found["one"], target, notes))
        if few:
            grown = ratio(found["two"], few, "peak_mb")
            lines.append(Line(f"memory, against {PACKS[0]} packs", grown, 1.1))
        few = found["two"]
        title = f"Packs, {people} people, {_pages(found['two'])} pages"
        yield Table(title, "the same packs one after the other", max(1, rounds // 2), lines)


def _pages(found: Sequence[Figures]) -> int:
    return int(median(found, "pages"))


def _table(pages: int, found: dict[str, list[Figures]], rounds: int) -> Table:
    canvas, desk, locked = found["canvas"], found["desk"], found["locked"]
    target = 3.0 if pages > 100 else 2.5
    loading = f"libraries loaded in {milliseconds(desk, 'loading')} before"
    return Table(
        f"Papers, a handover pack of {pages} pages",
        "the same text and rules in the same places on a reportlab canvas",
        rounds,
        [
            Line("canvas", None, None, _notes(canvas, pages)),
            Line.of("tagged", desk, canvas, target, _notes(desk, pages)),
            Line.of("tagged and encrypted", locked, canvas, target, _notes(locked, pages)),
            Line("peak memory of it", ratio(desk, canvas, "peak_mb"), None, loading),
        ],
    )


def _notes(found: list[Figures], pages: int) -> str:
    return (
        f"{milliseconds(found)}, {pages / median(found):,.0f} pages a second, "
        f"{median(found, 'peak_mb'):,.0f} MB at most"
    )


def _maker(size: str) -> Callable[[], bytes]:
    """What makes a pack of about so many pages."""
    from dataclasses import replace

    from reports import kinds
    from resources.text import Text
    from tests.reports import packs

    text = Text("en")
    text.has("")  # all words are read now
    given = packs.typical()
    if int(size) > _ORDINARY:
        given = packs.full()
        times = max(1, 1 + round((int(size) - _FULL) / _CHRONOLOGY))
        given = replace(given, timeline=tuple(given.timeline) * times)
    return partial(kinds.render, KIND, given, text)


def desk(size: str) -> Figures:
    """A pack."""
    return _made(size, lambda pdf: pdf)


def locked(size: str) -> Figures:
    """The same with a password."""
    from reports.finish import with_password

    return _made(size, lambda pdf: with_password(pdf, PASSWORD))


def _made(size: str, finish: Callable[[bytes], bytes]) -> Figures:
    from bench.machine import peak_mb

    make = _maker(size)
    loading = seconds(lambda: importlib.import_module("reports.pack"))["seconds"]
    took = seconds(lambda: finish(make()) and None)
    return took | {"peak_mb": peak_mb(), "loading": loading}


def _people(desk: Any) -> list[int]:
    """Everybody who is handed over, then everybody else."""
    from pomdesk.services.queries.caseload import CaseloadOn

    lines = desk.ask(CaseloadOn()).lines
    return [line.person_id for line in sorted(lines, key=lambda line: line.handover_on is None)]


def one(store: str, people: str) -> Figures:
    """The packs of so many people, one after the other in this process."""
    from reports.write import write
    from ui.pack_run import make_pack

    def make_all(desk: Any, folder: Path) -> int:
        pages = 0
        for number, given in _materials(desk, int(people)):
            pdf, count = make_pack(given, "en")
            write(folder / f"{number}.pdf", pdf)
            pages += count
        return pages

    return _packed(store, make_all)


def two(store: str, people: str) -> Figures:
    """The same as the desk makes them."""
    from ui.pack_run import run_packs

    def make_all(desk: Any, folder: Path) -> int:
        run = run_packs(_materials(desk, int(people)), "en", folder)
        return sum(pack.pages for pack in run.made)

    return _packed(store, make_all)


def _materials(desk: Any, people: int) -> Iterator[Any]:
    from ui.pack_run import materials_of

    yield from materials_of(desk, _people(desk)[:people])


def _packed(store: str, make_all: Callable[[Any, Path], int]) -> Figures:
    """Make packs into a folder that is gone afterwards; memory is that of this process."""
    from tempfile import TemporaryDirectory

    from bench.asking import opened
    from bench.machine import peak_mb

    desk = opened(store)
    pages: list[int] = []
    with TemporaryDirectory(prefix="pomdesk-packs-") as folder:
        took = seconds(lambda: pages.append(make_all(desk, Path(folder))))
    desk.close()
    return took | {"peak_mb": peak_mb(), "pages": pages[0]}


def trace(size: str, traced: str) -> Figures:
    """Write down what stands where on each page of a pack."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    pages: list[Page] = []
    for page in pypdfium2.PdfDocument(_maker(size)()):
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
    Path(traced).write_text(json.dumps(pages), encoding="utf-8")
    return {"pages": len(pages)}


def canvas(traced: str) -> Figures:
    """The floor: the traced pages."""
    from bench.machine import peak_mb

    pages = json.loads(Path(traced).read_text(encoding="utf-8"))
    _draw([])  # load reportlab
    took = seconds(lambda: _draw(pages) and None)
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
    answer(
        {
            "desk": desk,
            "locked": locked,
            "trace": trace,
            "canvas": canvas,
            "one": one,
            "two": two,
        }
    )
