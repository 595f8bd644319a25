"""Quick filters as a row of chips with counts; the row breaks where the window is narrow."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QButtonGroup, QLayout, QLayoutItem, QSizePolicy, QWidget

from resources.text import Text
from resources.tokens import tokens
from ui.widgets.form import Button
from ui.widgets.table_model import Mark
from ui.widgets.tag import Tag


def make_tag(mark: Mark, parent: QWidget) -> Tag:
    """A tag inside ``parent``: shown without one, it would be a window of its own."""
    tag = Tag(parent=parent)
    tag.display(mark.words, mark.colour)
    return tag


class FlowLayout(QLayout):
    """Parts from left to right, going on in the next line when one is full."""

    def __init__(self, parent: QWidget | None = None, space: str = "xs") -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(tokens().space[space])

    def addItem(self, item: QLayoutItem) -> None:
        """Take a part in."""
        self._items.append(item)
        self.invalidate()

    def count(self) -> int:
        """How many parts there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """One part, or None beyond the last."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Let one part go."""
        if not 0 <= index < len(self._items):
            return None
        self.invalidate()
        return self._items.pop(index)

    def expandingDirections(self) -> Qt.Orientation:
        """Does not grow by itself."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of all lines at a width."""
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Put the parts in their places."""
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        """All parts in one line."""
        hints = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(hint.width() for hint in hints) + self.spacing() * max(len(hints) - 1, 0)
        return QSize(width, max((hint.height() for hint in hints), default=0))

    def minimumSize(self) -> QSize:
        """Room for the largest part."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _place(self, rect: QRect, *, move: bool) -> int:
        """Put parts into lines, level with the middle of their line; how high all lines are."""
        y, lines = rect.y(), self._lines(rect.width())
        for line in lines:
            x, tall = rect.x(), max(item.sizeHint().height() for item in line)
            for item in line if move else ():
                hint = item.sizeHint()
                item.setGeometry(QRect(QPoint(x, y + (tall - hint.height()) // 2), hint))
                x += hint.width() + self.spacing()
            y += tall + self.spacing()
        return y - self.spacing() - rect.y() if lines else 0

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        used = 0
        for item in self._items:
            if item.isEmpty():
                continue
            need = item.sizeHint().width()
            if not lines or used + need > width:
                lines.append([])
                used = 0
            lines[-1].append(item)
            used += need + self.spacing()
        return lines


class Chips(QWidget):
    """One chip is on at a time.

    Signals:
        chip_chosen: key of the chip.
    """

    chip_chosen = Signal(str)

    def __init__(
        self,
        keys: Sequence[str],
        words: str,
        text: Text,
        parent: QWidget | None = None,
        *,
        counted: str = "count.people",
    ) -> None:
        """Make chips for ``keys``.

        Their words are ``<words>.<key>``; those of what they count ``<counted>``.
        """
        super().__init__(parent)
        self._text, self._words, self._counted = text, words, counted
        self._group = QButtonGroup(self)
        self._chips: dict[str, Button] = {}
        self._flow = FlowLayout(self)
        policy = self.sizePolicy()
        policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for key in keys:
            chip = Button(text(f"{words}.{key}"), kind="chip")
            chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            chip.clicked.connect(lambda _checked=False, key=key: self.chip_chosen.emit(key))
            self._group.addButton(chip)
            self._flow.addWidget(chip)
            self._chips[key] = chip
        self.set_chosen(keys[0])

    @property
    def chosen(self) -> str:
        """Key of the chip that is on."""
        return next(key for key, chip in self._chips.items() if chip.isChecked())

    def set_chosen(self, key: str) -> None:
        """Turn a chip on without telling."""
        self._chips[key].setChecked(True)

    def set_icon(self, key: str, icon: QIcon) -> None:
        """Put a small picture before the words of a chip."""
        self._chips[key].setIcon(icon)

    def set_counts(self, counts: Mapping[str, int] | None) -> None:
        """Show how many each chip keeps; None while that is not known.

        A chip that keeps nobody is hidden, but for the first and the chosen one.
        """
        # Every chip that is hidden or shown would lay the whole window out again.
        self._flow.setEnabled(False)
        for number, (key, chip) in enumerate(self._chips.items()):
            words = self._text(f"{self._words}.{key}")
            if counts is None:
                chip.setText(words)
                chip.setAccessibleName(words)
                continue
            count = counts.get(key, 0)
            # What nobody belongs to is no filter; what is on must stay to be turned off.
            chip.setHidden(count == 0 and number > 0 and not chip.isChecked())
            chip.setText(f"{words}  {count:,}")
            chip.setAccessibleName(f"{words}: {self._text.count(self._counted, count)}")
        self._flow.setEnabled(True)
        self._flow.update()


class Tags(QWidget):
    """Tags side by side, going on in the next line where there is no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = FlowLayout(self)
        self._marks: tuple[Mark, ...] | None = None
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def display(self, marks: Sequence[Mark]) -> None:
        """Show these tags and no others."""
        if tuple(marks) == self._marks:
            return
        self._marks = tuple(marks)
        while (item := self._layout.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for mark in marks:
            self._layout.addWidget(make_tag(mark, self))
        self.setVisible(bool(marks))
        self.updateGeometry()
