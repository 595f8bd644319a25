"""Records about oneself, or given to oneself, for who looks after nobody."""

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import Signal

from pomdesk.domain.quality.items import Item
from resources.text import Text
from ui.oversight.supervisors import about_list
from ui.theme import Theme
from ui.widgets.label import Label
from ui.widgets.scrolled import Scrolled


class Own(Scrolled):
    """What concerns whoever is signed in, and nothing else.

    Signals:
        asked: code of what is to be done, and an item.
        rows_copied: rows of cells for the clipboard.
    """

    asked = Signal(str, object)
    rows_copied = Signal(object)

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(text("quality_oversight.own"))
        self.setFocusPolicy(self.focusPolicy().NoFocus)
        self._me, self._day, self._blank = "", date.min, False
        self._names: Mapping[str, str] = {}
        self.words = Label("", "lead", wrap=True)
        self.items = about_list(
            text,
            theme,
            self._name,
            lambda: self._day,
            self._may,
            blank=lambda: self._blank,
            writes=False,
        )
        self.items.heading.setText(text("quality_oversight.own"))
        self.inside.addWidget(self.words)
        self.inside.addWidget(self.items)
        self.inside.addStretch(1)
        self.items.asked.connect(self.asked)
        self.items.opened.connect(lambda item: self.asked.emit("enter", item))
        self.items.rows_copied.connect(self.rows_copied)
        self.setFocusProxy(self.items)

    def _name(self, code: str) -> str:
        return self._names.get(code, code)

    def _may(self, item: Item) -> bool:
        return bool(item.owner) and item.owner == self._me and not item.is_closed

    def display(
        self, items: Sequence[Item], me: str, names: Mapping[str, str], today: date
    ) -> None:
        """Show records; only what is theirs to do can be moved on."""
        self._me, self._names, self._day = me, names, today
        self.words.hide()
        self.items.show()
        self.items.display(items)

    def refuse(self, words: str) -> None:
        """Say why there is nothing to see."""
        self.words.setText(words)
        self.words.show()
        self.items.hide()

    def set_blank(self, blank: bool) -> None:
        """Hide names, or show them again."""
        self._blank = blank
        self.items.set_blank(blank)
