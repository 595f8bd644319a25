"""Where the keyboard is: a ring of two colours around the focused control.

A border of one colour inside a control is lost on one ground or the other; a yellow ring
with a black one inside it is seen on both. It is drawn over the window, outside the control.
"""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from shiboken6 import isValid

from ui.theme import Theme

_OUTER, _INNER = 3, 2
_MOVES = frozenset(
    {
        QEvent.Type.Move,
        QEvent.Type.Resize,
        QEvent.Type.Show,
        QEvent.Type.Hide,
        QEvent.Type.LayoutRequest,
    }
)


class _Ring(QWidget):
    """The ring itself: lets the mouse through and takes no focus."""

    def __init__(self, window: QWidget, theme: Theme) -> None:
        super().__init__(window)
        self._theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the outer ring, then the inner one."""
        painter = QPainter(self)
        room = self.rect()
        for role, width in (("focus", _OUTER), ("focus_inner", _INNER)):
            pen = QPen(self._theme.colour(role), width)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            painter.setPen(pen)
            half = width // 2
            painter.drawRect(room.adjusted(half, half, -half - 1, -half - 1))
            room = room.adjusted(width, width, -width, -width)
        painter.end()


class FocusRings(QObject):
    """One ring a window, around whatever has the focus in it.

    Begins with ``start``, after the first paint: asking for the first time what a control
    lies in makes PySide prepare every kind of widget there is, a quarter of a bare start.
    """

    def __init__(self, app: QApplication, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._ring: _Ring | None = None
        self._focused: QWidget | None = None
        self._watched: list[QWidget] = []
        self._app = app

    def start(self) -> None:
        """Follow the keyboard from now on."""
        self._app.focusChanged.connect(self._follow)
        self._follow(None, self._app.focusWidget())

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        self._let_go()
        if (
            now is None
            or isinstance(now, QMenu)
            or now.window().windowType()
            in {
                Qt.WindowType.Popup,
                Qt.WindowType.ToolTip,
            }
        ):
            return
        if now is now.window():
            return
        self._focused = now
        part: QWidget | None = now
        while part is not None:
            part.installEventFilter(self)
            self._watched.append(part)
            part = part.parentWidget() if part is not now.window() else None
        self._ring = _Ring(now.window(), self._theme)
        self._place()

    def _let_go(self) -> None:
        for part in self._watched:
            if isValid(part):  # a window that goes takes its parts with it
                part.removeEventFilter(self)
        self._watched = []
        self._focused = None
        if self._ring is not None and isValid(self._ring):
            self._ring.hide()
            self._ring.deleteLater()
        self._ring = None

    def _place(self) -> None:
        if self._ring is None or self._focused is None or not isValid(self._ring):
            return
        if not isValid(self._focused):  # taken away while it had the keyboard
            self._let_go()
            return
        window = self._focused.window()
        shown = self._focused.isVisible() and not self._focused.visibleRegion().isEmpty()
        if not shown:
            self._ring.hide()
            return
        around = QRect(self._focused.mapTo(window, QPoint(0, 0)), self._focused.size())
        wide = _OUTER
        around = around.adjusted(-wide, -wide, wide, wide).intersected(window.rect())
        self._ring.setGeometry(around)
        self._ring.show()
        self._ring.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move with the control and everything it lies in."""
        if event.type() in _MOVES:
            self._place()
        return super().eventFilter(watched, event)
