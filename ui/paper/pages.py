"""Pages of a PDF as pictures.

Only ever called in the worker: a page takes a moment, and pdfium breaks when two threads are
in it.
"""

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pomdesk.domain.errors import PaperRefused

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

POINTS_PER_INCH = 72
SCREEN_DPI = 96


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page: blue, green and red in a byte each, and its words for screen readers.

    Attributes:
        stride: bytes a line of the picture takes.
        scale: pixels of the picture for each pixel of the screen's own measure.
    """

    width: int
    height: int
    stride: int
    pixels: bytes
    words: str
    scale: float = 1.0


def page_image(pdf: bytes, number: int, dpi: float, scale: float = 1.0) -> PageImage:
    """One page at a resolution; ``scale`` is the screen's ratio of pixels."""
    from pypdfium2 import PdfDocument

    document = PdfDocument(pdf)
    try:
        return _image(document, number, dpi, scale)
    finally:
        document.close()


def page_images(pdf: bytes, dpi: float, scale: float = 1.0) -> list[PageImage]:
    """Every page at a resolution."""
    from pypdfium2 import PdfDocument

    document = PdfDocument(pdf)
    try:
        return [_image(document, number, dpi, scale) for number in range(len(document))]
    finally:
        document.close()


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
