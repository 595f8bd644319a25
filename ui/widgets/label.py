"""Words on the screen: plain text only.

Qt draws what looks like HTML as HTML, and an ``<img>`` in a name opens the file it names.
These are the only doors for words, and they are plain; ``tests/ui/test_plain_text.py``
finds any other.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from resources.tokens import tokens

_SIZES = {
    "title": "screen_title",
    "heading": "screen_heading",
    "lead": "screen_lead",
    "small": "screen_small",
    "quiet_small": "screen_small",
}
_BOLD = {"title", "heading", "strong", "key", "strip"}


def role_font(role: str) -> QFont:
    """The font of a role, measured from the application's font as it is zoomed now.

    Roles: ``body``, ``title``, ``heading``, ``lead``, ``small``, ``strong``, ``key``,
    ``quiet``, ``quiet_small``, ``error``, ``strip``.
    """
    font = QFont(QApplication.font())
    ratio = tokens().type.get(_SIZES.get(role, ""), 1.0)
    font.setPointSizeF(font.pointSizeF() * ratio)
    if role in _BOLD:
        font.setWeight(QFont.Weight.DemiBold)
    return font


def tip(widget: QWidget, words: str) -> None:
    """Give a widget a tooltip; what looks like markup is shown as it was written."""
    widget.setToolTip(words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


class Label(QLabel):
    """Plain words in one of the roles of ``role_font``; follows the window zoom.

    Args:
        words: shown as they are, never as markup.
        role: size, weight and colour.
        wrap: break long words into lines.
        select: let the words be selected and copied with the mouse.
    """

    def __init__(
        self,
        words: str = "",
        role: str = "body",
        parent: QWidget | None = None,
        *,
        wrap: bool = False,
        select: bool = False,
    ) -> None:
        super().__init__(parent)
        self.role = role
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setFont(role_font(role))
        self.setWordWrap(wrap)
        if select:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setText(words)

    def set_role(self, role: str) -> None:
        """Turn to another role."""
        self.role = role
        self.setProperty("role", role)
        self.setFont(role_font(role))
        self.style().unpolish(self)
        self.style().polish(self)

    def measure(self) -> None:
        """Follow the application's font; the theme calls it when the window is zoomed."""
        self.setFont(role_font(self.role))
