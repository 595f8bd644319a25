"""What stands on every page besides the text: marking, subject, paper, foot, barcode."""

from collections.abc import Callable
from dataclasses import dataclass

from reports.barcode import bars
from reports.sheet import PORTRAIT, Sheet
from reports.style import (
    ACCENT,
    HAIRLINE,
    LINE,
    MM,
    REGULAR,
    RULE,
    SMALL,
    SMALL_STRONG,
    STRONG,
    TEXT,
    Style,
    colour,
)
from reports.tagging import Pen
from reports.text_safety import one_line
from reports.wrap import fitted

_HEAD_TOP = 10 * MM
_HEAD_RULE = 20.5 * MM
"""Below the upper edge of the page."""
_FOOT_RULE = 16 * MM
_CODE_TOP = 5 * MM
_CODE_HIGH = 6 * MM
_MODULE = 0.25 * MM
"""Width of the thinnest bar: what a desk scanner and a copier keep apart."""
_CODE_TEXT = Style(REGULAR, 7, 8, TEXT)
_FOLD = 6 * MM
"""How far a fold mark reaches in from the edge of the page."""
_SHORT = 12
"""Characters of a SHA-256 that stand in the foot: enough to tell papers apart."""
_DRAFT = Style(STRONG, 30, 30, colour("hairline"))


@dataclass(frozen=True, slots=True)
class Furniture:
    """What stands on every page besides the text.

    Attributes:
        marking: the protective marking.
        draft: the word for a paper that is not final, or blank for one that is.
        subject: whom the paper is about: name and number.
        paper: what kind of paper it is, with its version.
        foot: record date and who prepared it.
        page_of: words for page number and number of pages.
        code: what the barcode says, such as number of the person and of the paper,
            ``A1234BC-17``; blank: no barcode.
        digest: of a final paper, the SHA-256 of its words; the foot bears its beginning.
        anchor: further words in the foot that hold the paper to a record of its making.
        folds: it is printed on one side and folded once across: marks at both edges, and
            nothing changes sides on even pages.

    """

    marking: str
    draft: str
    subject: str
    paper: str
    foot: str
    page_of: Callable[[int, int], str]
    code: str = ""
    digest: str = ""
    anchor: str = ""
    folds: bool = False

    def draw(self, pen: Pen, number: int, pages: int, sheet: Sheet = PORTRAIT) -> None:
        """Draw it on page ``number`` (from 1) of ``pages``."""
        side = 1 if self.folds else number
        left, right = sheet.edges(side)
        with pen.artifact("Header"):
            self._head(pen, side, sheet)
            if self.code:
                self._barcode(pen, side, sheet)
            if self.draft:
                self._margin_mark(pen, side, sheet)
        if self.folds:
            middle = sheet.page_height / 2
            marks = [(at, middle, at + _FOLD, middle) for at in (0.0, sheet.page_width - _FOLD)]
            pen.rules(marks)
        with pen.artifact("Footer"):
            _rule(pen, left, right, _FOOT_RULE, HAIRLINE)
            top = _FOOT_RULE - 1.5 * MM
            page = one_line(self.page_of(number, pages))
            _right(pen, right, top, SMALL_STRONG, page)
            room = sheet.width - SMALL_STRONG.width(page) - 6 * MM
            pen.draw_text(left, top, SMALL, [fitted(self.foot, SMALL, room)])
            if self.seal:
                under = top - SMALL.leading
                pen.draw_text(left, under, SMALL, [fitted(self.seal, SMALL, sheet.width)])

    @property
    def seal(self) -> str:
        """The second line of the foot: what holds the paper to its record; may be blank."""
        digest = f"SHA-256 {self.digest[:_SHORT]}" if self.digest else ""
        return " · ".join(filter(None, [digest, self.anchor]))

    def _barcode(self, pen: Pen, number: int, sheet: Sheet) -> None:
        """Bars at the outer side of the head, what they say under them."""
        left, right = sheet.edges(number)
        drawn = bars(self.code)
        wide = sum(drawn[-1]) * _MODULE if drawn else 0.0
        start = right - wide if number % 2 else left
        top = sheet.page_height - _CODE_TOP
        if drawn:
            boxes = [
                (start + at * _MODULE, top - _CODE_HIGH, modules * _MODULE, _CODE_HIGH)
                for at, modules in drawn
            ]
            pen.bars(boxes, TEXT)
        said = one_line(self.code)
        begin = start if number % 2 == 0 else right - max(wide, _CODE_TEXT.width(said))
        pen.draw_text(begin, top - (_CODE_HIGH if drawn else 0.0), _CODE_TEXT, [said])

    @property
    def _code_wide(self) -> float:
        """Width of the barcode or of what it says, whichever is wider, with room beside it."""
        if not self.code:
            return 0.0
        drawn = bars(self.code)
        wide = sum(drawn[-1]) * _MODULE if drawn else 0.0
        return max(wide, _CODE_TEXT.width(one_line(self.code))) + 3 * MM

    def _head(self, pen: Pen, number: int, sheet: Sheet) -> None:
        left, right = sheet.edges(number)
        taken = self._code_wide
        marking = fitted(self.marking, SMALL_STRONG, sheet.width - taken)
        wide = SMALL_STRONG.width(marking)
        middle = (left + right - wide) / 2
        # A long marking moves away from the barcode, which stands at the outer side.
        middle = min(middle, right - taken - wide) if number % 2 else max(middle, left + taken)
        top = sheet.page_height - _HEAD_TOP
        pen.draw_text(middle, top, SMALL_STRONG, [marking])
        second = top - SMALL.leading - 1 * MM
        paper = one_line(f"{self.paper} · {self.draft}" if self.draft else self.paper)
        paper = fitted(paper, SMALL_STRONG, sheet.width / 2)
        _right(pen, right, second, SMALL_STRONG, paper)
        room = sheet.width - SMALL_STRONG.width(paper) - 6 * MM
        pen.draw_text(left, second, SMALL_STRONG, [fitted(self.subject, SMALL_STRONG, room)])
        _rule(pen, left, right, sheet.page_height - _HEAD_RULE, RULE)

    def _margin_mark(self, pen: Pen, number: int, sheet: Sheet) -> None:
        """The word in outline along the outer edge: it crosses no text, and copies show it."""
        word = "  ".join(one_line(self.draft))
        canvas = pen.canvas
        canvas.saveState()
        if number % 2:
            canvas.translate(sheet.page_width - sheet.outer / 2 + 4 * MM, sheet.page_height / 2)
            canvas.rotate(90)
        else:
            canvas.translate(sheet.outer / 2 - 4 * MM, sheet.page_height / 2)
            canvas.rotate(-90)
        text = canvas.beginText(-_DRAFT.width(word) / 2, 0)
        text.setFont(_DRAFT.font, _DRAFT.size)
        text.setTextRenderMode(1)
        text.setStrokeColor(LINE)
        canvas.setLineWidth(0.6)
        text.textOut(word)
        text.setTextRenderMode(0)
        canvas.drawText(text)
        canvas.restoreState()


def _rule(pen: Pen, left: float, right: float, y: float, width: float) -> None:
    pen.lines([(left, y, right, y)], width, ACCENT)


def _right(pen: Pen, right: float, top: float, style: Style, line: str) -> None:
    pen.draw_text(right - style.width(line), top, style, [line])
