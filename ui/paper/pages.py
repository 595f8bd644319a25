"""Pages of a PDF as pictures; in the worker, because a page takes a moment."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

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


def page_count(pdf: bytes) -> int:
    """How many pages a PDF has."""
    from pypdfium2 import PdfDocument

    document = PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


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
    page = document[number]
    bitmap = page.render(scale=dpi * scale / POINTS_PER_INCH, rev_byteorder=False)
    text = page.get_textpage()
    try:
        return PageImage(
            width=bitmap.width,
            height=bitmap.height,
            stride=bitmap.stride,
            pixels=bytes(bitmap.buffer),
            words=text.get_text_bounded(),
            scale=scale,
        )
    finally:
        text.close()
        bitmap.close()
        page.close()
