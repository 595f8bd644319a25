"""Pictures for papers, as reportlab drawings: the same drawing can go to a screen as SVG.

A picture never carries a fact alone: the same dates stand in a table beside it, and ``alt``
says them in words. Form and words tell things apart, not colour, so a copy loses nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from reportlab.graphics.shapes import Drawing, Line, Polygon, Rect, String
from reportlab.lib.colors import Color

from reports.style import ACCENT, LINE, REGULAR, STRONG, TEXT, Colour, Style
from reports.text_safety import one_line

_NAME = Style(STRONG, 8.5, 10.5, TEXT)
_DAY = Style(REGULAR, 8.5, 10.5, TEXT)
_LEVEL = 25.0
"""Height of one row of labels in points."""
_STEM = 9.0
"""From the line to the nearest label."""
_GAP = 5.0
_BESIDE = 3.0
"""From a stem to its text."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One day on a line of time.

    Attributes:
        name: what it is, in a word or an abbreviation.
        day: its day.
        shown: the day in words.
        today: it is today, which is drawn differently.

    """

    name: str
    day: date
    shown: str
    today: bool = False


@dataclass(slots=True)
class _Label:
    """A label is a flag: its text stands beside its stem, right of it or left of it."""

    mark: Mark
    at: float
    left: float
    right: float
    level: int = 0


def sentence_line(marks: Sequence[Mark], width: float) -> Drawing | None:
    """The marks on a line to scale, ``width`` points wide; None for fewer than two days.

    The part that is over is drawn thick. Labels stand above and below in as many rows as
    they need, never on each other and never on each other's stems.
    """
    marks = _merged(marks)
    if len(marks) < 2:
        return None
    first, last = marks[0].day, marks[-1].day
    scale = width / (last - first).days
    labels = [_label(mark, (mark.day - first).days * scale, width) for mark in marks]
    _arrange(labels)
    above = max(label.level for label in labels)
    below = -min(label.level for label in labels)
    line = below * _LEVEL + (_STEM if below else 2.0) + 2.0
    height = line + _STEM + above * _LEVEL + 2.0
    # Otherwise reportlab writes Times or Helvetica, unused and not embedded, into the PDF.
    drawing = Drawing(width, height, initialFontName=REGULAR)
    _draw_line(drawing, labels, width, line)
    for label in labels:
        _draw_label(drawing, label, line)
    return drawing


def _merged(marks: Sequence[Mark]) -> list[Mark]:
    """In order of days; several names of one day become one mark."""
    days: dict[date, Mark] = {}
    for mark in sorted(marks, key=lambda mark: mark.day):
        name = one_line(mark.name)
        held = days.get(mark.day)
        if held:
            name = f"{held.name}, {name}"
        today = mark.today or bool(held and held.today)
        days[mark.day] = Mark(name, mark.day, one_line(mark.shown), today)
    return list(days.values())


def _label(mark: Mark, at: float, width: float) -> _Label:
    wide = max(_NAME.width(mark.name), _DAY.width(mark.shown)) + _BESIDE
    if at + wide > width or (mark.today and at > wide):
        return _Label(mark, at, at - wide, at)
    return _Label(mark, at, at, at + wide)


def _arrange(labels: Sequence[_Label]) -> None:
    """Give each label the row nearest to the line where it meets neither text nor stem.

    Flags to the right stand above, the last one lowest; flags to the left, and today, stand
    below, the first one lowest. So a stem never has to pass a text, and there is always a row.
    """
    below = [label for label in labels if label.right == label.at or label.mark.today]
    above = [label for label in labels if label not in below]
    for group, sign in ((list(reversed(above)), 1), (below, -1)):
        for number, label in enumerate(group):
            done = group[:number]
            rows = (sign * row for row in range(1, len(group) + 1))
            label.level = next(
                (row for row in rows if not any(_clash(label, row, other) for other in done)),
                sign * len(group),
            )


def _clash(label: _Label, row: int, other: _Label) -> bool:
    if abs(row) > abs(other.level):
        return other.left < label.at < other.right
    if abs(row) < abs(other.level):
        return label.left < other.at < label.right
    return label.left < other.right + _GAP and other.left < label.right + _GAP


def _draw_line(drawing: Drawing, labels: Sequence[_Label], width: float, line: float) -> None:
    now = next((label.at for label in labels if label.mark.today), 0.0)
    drawing.add(Line(0, line, width, line, strokeColor=_colour(ACCENT), strokeWidth=1.0))
    drawing.add(
        Rect(0, line - 1.75, now, 3.5, fillColor=_colour(ACCENT), strokeColor=None, strokeWidth=0)
    )


def _draw_label(drawing: Drawing, label: _Label, line: float) -> None:
    up = label.level > 0
    foot = line + label.level * _LEVEL + (_STEM - _LEVEL if up else -_STEM)
    end = foot + _LEVEL - 3 if up else foot + 1
    drawing.add(Line(label.at, line, label.at, end, strokeColor=_colour(LINE), strokeWidth=0.6))
    drawing.add(_today(label.at, line) if label.mark.today else _tick(label.at, line))
    drawing.add(_string(label, _DAY, label.mark.shown, foot + 2.5))
    drawing.add(_string(label, _NAME, label.mark.name, foot + 2.5 + _NAME.leading))


def _tick(at: float, line: float) -> Any:
    return Line(at, line - 4, at, line + 4, strokeColor=_colour(TEXT), strokeWidth=1.4)


def _today(at: float, line: float) -> Any:
    points = [at, line - 2, at - 4, line - 9, at + 4, line - 9]
    return Polygon(points, fillColor=_colour(TEXT), strokeColor=None, strokeWidth=0)


def _string(label: _Label, style: Style, text: str, y: float) -> Any:
    x = label.at + _BESIDE if label.left == label.at else label.at - _BESIDE - style.width(text)
    return String(
        x, y, text, fontName=style.font, fontSize=style.size, fillColor=_colour(style.colour)
    )


def _colour(colour: Colour) -> Color:
    return Color(*colour)
