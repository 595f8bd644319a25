"""What stands above the pages until it is settled: warnings, and what was being written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.widgets.form import Band, Button, across, spaced
from ui.widgets.label import Label
from ui.widgets.scrolled import clear, put


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that stands.

    Attributes:
        kind: of its band: ``note`` or ``trouble``.
        words: what it says.
        buttons: words of what can be done about it, and what does it.
    """

    kind: str
    words: str
    buttons: Sequence[tuple[str, Callable[[], object]]] = field(default=(), compare=False)


class Standing(QWidget):
    """The lines, by whoever put them there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: dict[str, Sequence[Line]] = {}
        self._column = QVBoxLayout(self)
        spaced(self._column, "xs")
        self.hide()

    @property
    def words(self) -> list[str]:
        """What stands there now."""
        return [line.words for lines in self._lines.values() for line in lines]

    def display(self, who: str, lines: Sequence[Line]) -> None:
        """Show the lines of one who puts them there, in place of those before; none: none."""
        if list(self._lines.get(who, ())) == list(lines):
            return
        self._lines[who] = tuple(lines)
        self._show()

    def clear(self) -> None:
        """Put everything away."""
        self._lines = {}
        self._show()

    def _show(self) -> None:
        clear(self._column)
        for lines in self._lines.values():
            for line in lines:
                band = Band(line.kind)
                words = Label(line.words, wrap=True, select=True)
                buttons = [Button(told, do, kind="link") for told, do in line.buttons]
                row = across(words, *buttons, space="m")
                row.setStretch(0, 1)
                band.inside.addLayout(row)
                band.setAccessibleName(line.words)
                put(self._column, band)
        self.setVisible(any(self._lines.values()))
