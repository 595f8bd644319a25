"""Pictures of shares: intervals, a trend with its limits, root causes, agreement.

Every picture stands beside a table that says the same. Form and words tell things apart, never
colour: points are filled or hollow, lines whole or dashed, so a grey copy loses nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.graphics.shapes import Circle, Drawing, Line, PolyLine, Rect, String
from reportlab.lib.colors import Color

from reports.style import ACCENT, LINE, MM, REGULAR, STRONG, TEXT, Colour, Style
from reports.text_safety import one_line
from reports.wrap import fitted

_LABEL = Style(REGULAR, 8.5, 10.5, TEXT)
_STRONG = Style(STRONG, 8.5, 10.5, TEXT)
_ROW = 6.5 * MM
_AXIS = 6 * MM
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class Bar:
    """One share on a line.

    Attributes:
        label: what it is of.
        share: from 0 to 1; None: not told, and drawn as words.
        low, high: its interval; None: none.
        said: what stands at the right: "22 of 31".

    """

    label: str
    share: float | None
    low: float | None
    high: float | None
    said: str


@dataclass(frozen=True, slots=True)
class Point:
    """One round of a trend.

    Attributes:
        share: from 0 to 1; None: not told.
        limits: between which chance alone would keep it.
        breaks: no line joins it with the one before.

    """

    label: str
    share: float | None
    limits: tuple[float, float] | None
    breaks: bool


def interval_bars(
    bars: Sequence[Bar], width: float, *, target: float, target_words: str
) -> Drawing:
    """Shares with their intervals under each other, a dashed line at the target."""
    left, right = width * 0.44, width * 0.84
    height = len(bars) * _ROW + _AXIS + 4 * MM
    drawing = _blank(width, height)
    top = height - 4 * MM
    bottom = top - len(bars) * _ROW

    def x(share: float) -> float:
        return left + (right - left) * share

    _scale(drawing, x, bottom, top)
    drawing.add(_line(x(target), bottom, x(target), top, dash=[3, 2], wide=1.0))
    _words(drawing, _LABEL, target_words, x(target), top + 1.5, at="middle")
    for place, bar in enumerate(bars):
        y = top - (place + 0.5) * _ROW
        _words(drawing, _LABEL, fitted(bar.label, _LABEL, left - 3 * MM), 0, y - 3)
        _words(drawing, _STRONG, bar.said, right + 3 * MM, y - 3)
        if bar.share is None:
            continue
        if bar.low is not None and bar.high is not None:
            drawing.add(_line(x(bar.low), y, x(bar.high), y, wide=1.4))
            for end in (bar.low, bar.high):
                drawing.add(_line(x(end), y - 3, x(end), y + 3, wide=1.4))
        drawing.add(_dot(x(bar.share), y, filled=True))
    return drawing


def trend(points: Sequence[Point], width: float, *, target: float, target_words: str) -> Drawing:
    """Shares round by round with the limits chance alone would keep to; lines break at versions."""
    left, bottom, tall = 11 * MM, 11 * MM, 45 * MM
    right = width - 4 * MM
    drawing = _blank(width, bottom + tall + 5 * MM)
    step = (right - left) / max(len(points), 1)

    def at(place: int) -> float:
        return left + (place + 0.5) * step

    def y(share: float) -> float:
        return bottom + tall * share

    for tick in _TICKS:
        drawing.add(_line(left, y(tick), right, y(tick), thin=True))
        _words(drawing, _LABEL, f"{tick:.0%}", left - 2, y(tick) - 3, at="end")
    drawing.add(_line(left, y(target), right, y(target), dash=[3, 2], wide=1.0))
    _words(drawing, _LABEL, target_words, right, y(target) + 2, at="end")
    before: tuple[float, float] | None = None
    for place, point in enumerate(points):
        _words(drawing, _LABEL, fitted(point.label, _LABEL, step), at(place), bottom - 10, "middle")
        if point.breaks and place:
            edge = left + place * step
            drawing.add(_line(edge, bottom, edge, bottom + tall, dash=[1, 2], wide=0.8))
        if point.share is None:
            _words(drawing, _STRONG, "~", at(place), bottom + 4, "middle")
            before = None
            continue
        if point.limits is not None:
            half = min(step * 0.3, 5 * MM)
            for limit in point.limits:
                drawing.add(_line(at(place) - half, y(limit), at(place) + half, y(limit), wide=0.8))
        here = (at(place), y(point.share))
        if before is not None and not point.breaks:
            drawing.add(PolyLine([*before, *here], strokeColor=_colour(TEXT), strokeWidth=1.2))
        before = here
        low, high = point.limits or (0.0, 1.0)
        drawing.add(_dot(*here, filled=low <= point.share <= high))
    return drawing


def counts(bars: Sequence[tuple[str, int | None]], width: float) -> Drawing:
    """Numbers as bars, the longest first; one that is not told has words and no bar."""
    left, right = width * 0.34, width * 0.86
    height = len(bars) * _ROW + 2 * MM
    drawing = _blank(width, height)
    most = max((n for _, n in bars if n), default=1)
    for place, (label, n) in enumerate(bars):
        y = height - (place + 0.5) * _ROW - 1 * MM
        _words(drawing, _LABEL, fitted(label, _LABEL, left - 3 * MM), 0, y - 3)
        if n is None:
            _words(drawing, _STRONG, "~", left, y - 3)
            continue
        wide = (right - left) * n / most
        drawing.add(
            Rect(left, y - 3.5, wide, 7, fillColor=_colour(ACCENT), strokeColor=None, strokeWidth=0)
        )
        _words(drawing, _STRONG, str(n), left + wide + 2 * MM, y - 3)
    return drawing


def _blank(width: float, height: float) -> Drawing:
    # Otherwise reportlab writes Times or Helvetica, unused and not embedded, into the PDF.
    return Drawing(width, height, initialFontName=REGULAR)


def _scale(drawing: Drawing, x: Any, bottom: float, top: float) -> None:
    for tick in _TICKS:
        drawing.add(_line(x(tick), bottom, x(tick), top, thin=True))
        _words(drawing, _LABEL, f"{tick:.0%}", x(tick), bottom - 10, at="middle")


def _line(
    x1: float, y1: float, x2: float, y2: float, *, wide: float = 0.4, thin: bool = False,
    dash: list[int] | None = None,
) -> Any:  # fmt: skip
    colour = _colour(LINE if thin else TEXT)
    return Line(x1, y1, x2, y2, strokeColor=colour, strokeWidth=wide, strokeDashArray=dash)


def _dot(x: float, y: float, *, filled: bool) -> Any:
    """Filled inside its limits, hollow outside."""
    fill = _colour(TEXT) if filled else Color(1, 1, 1)
    return Circle(x, y, 2.8, fillColor=fill, strokeColor=_colour(TEXT), strokeWidth=1.3)


def _words(
    drawing: Drawing, style: Style, words: str, x: float, y: float, at: str = "start"
) -> None:
    said = one_line(words)
    x -= {"start": 0.0, "middle": style.width(said) / 2, "end": style.width(said)}[at]
    drawing.add(
        String(
            x, y, said, fontName=style.font, fontSize=style.size, fillColor=_colour(style.colour)
        )
    )


def _colour(colour: Colour) -> Color:
    return Color(*colour)
