"""Sizes in characters and lines of the font as it is zoomed now.

A widget's own ``fontMetrics`` still measures the old font just after the zoom changed.
"""

from PySide6.QtGui import QFontMetrics

from ui.widgets.label import role_font


def characters(count: int) -> int:
    """Width of so many average characters, in pixels."""
    return QFontMetrics(role_font("body")).averageCharWidth() * count


def lines(count: int) -> int:
    """Height of so many lines, in pixels."""
    return QFontMetrics(role_font("body")).height() * count
