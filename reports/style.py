"""Fonts, type sizes and colours of papers, from ``resources/tokens.toml``.

Two weights of one family. Source Sans has Welsh w and y circumflex, ticks and boxes, which
the fonts built into PDF do not. Emphasis is weight and rule, never tint, so that it lives
through a photocopier.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import font_source_sans_pro
from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from resources.tokens import tokens

MM = 72 / 25.4
"""Points in a millimetre."""

REGULAR = "Paper"
STRONG = "Paper-Strong"
_FILES = {REGULAR: "SourceSansPro-Regular.ttf", STRONG: "SourceSansPro-Semibold.ttf"}

type_sizes = tokens().type
_paper = tokens().paper

# A belt over the braces: no markup is drawn, and if some ever were it could fetch nothing.
rl_config.trustedHosts = []
rl_config.trustedSchemes = []
# Streams as bytes: spelling them in ASCII costs a fifth of the time and of the size.
rl_config.useA85 = 0


@cache
def _font(name: str) -> Any:
    path = Path(font_source_sans_pro.font_directory) / _FILES[name]
    font = TTFont(name, str(path))
    pdfmetrics.registerFont(font)
    return font


def load_fonts() -> None:
    """Make the fonts known to reportlab; cheap when they already are."""
    for name in _FILES:
        _font(name)


def drawable(point: int) -> bool:
    """Whether both weights have the character."""
    return all(point in _font(name).face.charToGlyph for name in _FILES)


class _Widths(dict[str, float]):
    """Width of each character in thousandths of the size."""

    def __init__(self, name: str) -> None:
        super().__init__()
        face = _font(name).face
        self._given, self._default = face.charWidths, face.defaultWidth

    def __missing__(self, character: str) -> float:
        width = self[character] = float(self._given.get(ord(character), self._default))
        return width


@cache
def widths(name: str) -> dict[str, float]:
    """Character widths of a font in thousandths of the size."""
    return _Widths(name)


Colour = tuple[float, float, float]


def colour(role: str) -> Colour:
    """A colour of the paper by role, as red, green, blue from 0 to 1."""
    raw = _paper[role]
    return (int(raw[1:3], 16) / 255, int(raw[3:5], 16) / 255, int(raw[5:7], 16) / 255)


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set: font, size and leading in points, colour."""

    font: str
    size: float
    leading: float
    colour: Colour

    @property
    def baseline(self) -> float:
        """From the top of a line to its baseline, in points."""
        return (self.leading - self.size) / 2 + 0.78 * self.size

    def width(self, text: str) -> float:
        """Width of one clean line in points."""
        return sum(map(widths(self.font).__getitem__, text)) * self.size / 1000


def _style(font: str, size: str, role: str = "text", leading: float | None = None) -> Style:
    points = type_sizes[size]
    return Style(font, points, points * (leading or type_sizes["paper_leading"]), colour(role))


BODY = _style(REGULAR, "paper_base")
BODY_STRONG = _style(STRONG, "paper_base")
SMALL = _style(REGULAR, "paper_small", "text_quiet")
SMALL_TEXT = _style(REGULAR, "paper_small")
SMALL_STRONG = _style(STRONG, "paper_small")
TITLE = _style(STRONG, "paper_title", "accent", 1.15)
SUBTITLE = _style(REGULAR, "paper_heading", leading=1.25)
HEADING = _style(STRONG, "paper_heading", "accent", 1.25)
SUBHEADING = _style(STRONG, "paper_subheading", leading=1.25)
TICK = _style(REGULAR, "paper_title", leading=1.1)

HAIRLINE = 0.5
RULE = 1.0
"""Widths of lines in points: both live through a photocopier."""

LINE = colour("line")
ACCENT = colour("accent")
TEXT = colour("text")
