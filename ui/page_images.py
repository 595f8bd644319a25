"""Pages of a PDF as pictures.

Only ever called in the worker: a page takes a moment, and pdfium breaks when two threads are
in it.
"""

from contextlib import closing
from typing import TYPE_CHECKING

from pomdesk.domain.errors import PaperRefused
from ui.widgets.sheet import PageImage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pypdfium2 import PdfDocument, PdfPage

POINTS_PER_INCH = 72
SCREEN_DPI = 96


def page_image(pdf: bytes, number: int, dpi: float, scale: float = 1.0) -> PageImage:
    """One page at a resolution; ``scale`` is the screen's ratio of pixels."""
    return pages_of(pdf, [number], dpi, scale)[number]


def page_images(pdf: bytes, dpi: float, scale: float = 1.0) -> list[PageImage]:
    """Every page at a resolution."""
    return list(pages_of(pdf, range(len(page_sizes(pdf))), dpi, scale).values())


def pages_of(
    pdf: bytes, numbers: "Iterable[int]", dpi: float, scale: float = 1.0
) -> dict[int, PageImage]:
    """Some pages at a resolution, by their number from 0."""
    from pypdfium2 import PdfDocument

    with closing(PdfDocument(pdf)) as document:
        return {number: _image(document, number, dpi, scale) for number in numbers}


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of every page, in points."""
    from pypdfium2 import PdfDocument

    with closing(PdfDocument(pdf)) as document:
        return [document.get_page_size(number) for number in range(len(document))]


def _image(document: "PdfDocument", number: int, dpi: float, scale: float) -> PageImage:
    """Draw one page.

    Raises:
        PaperRefused: REP-PAGE, most likely for want of memory.

    """
    from pypdfium2 import PdfiumError

    try:
        with closing(document[number]) as page, closing(page.get_textpage()) as text:
            return _drawn(page, text.get_text_bounded(), dpi, scale)
    except (PdfiumError, MemoryError) as problem:
        raise PaperRefused("REP-PAGE", n=number + 1) from problem


def _drawn(page: "PdfPage", words: str, dpi: float, scale: float) -> PageImage:
    with closing(page.render(scale=dpi * scale / POINTS_PER_INCH, rev_byteorder=False)) as bitmap:
        return PageImage(
            width=bitmap.width,
            height=bitmap.height,
            stride=bitmap.stride,
            pixels=bytes(bitmap.buffer),
            words=words,
            scale=scale,
        )
