"""The first tab of the learning page: what the results suggest, and the board of needs."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from pomdesk.domain.quality.items import Item
from pomdesk.domain.quality.terms import ItemKind
from resources.text import Text
from ui.learning.board import Board
from ui.learning.need import NeedPanel
from ui.learning.shown import Shown
from ui.learning.told import need_line, question_words
from ui.theme import Theme
from ui.widgets.feed import Feed, FeedItem
from ui.widgets.form import Button, across, spaced
from ui.widgets.label import Label
from ui.widgets.quality_flow import flowing
from ui.widgets.scrolled import Scrolled


class _Suggestions(Feed):
    """What the results suggest; Space takes up too, as Enter does."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the chosen one up."""
        if event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self.item_opened.emit(self.chosen())
        else:
            super().keyPressEvent(event)


class Needs(QWidget):
    """Suggestions and board; or one need.

    Signals:
        asked: code of what is to be done, and an item or None.
        need_opened: number of a need, 0: back to the board.
    """

    asked = Signal(str, object)
    need_opened = Signal(int)

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self._text, self._blank = text, False
        self._shown: Shown | None = None
        self._stack = QStackedLayout(self)
        self.page = Scrolled(text("quality_learning.needs"))
        self.page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.suggested = _Suggestions(theme, text("quality_learning.suggested"), self.page)
        self.take = Button(text("quality_learning.take"), self._take)
        self.add = Button(text("quality_learning.do.add_need"), self._add)
        self.board = Board(text, theme, self.page)
        self.panel = NeedPanel(text, theme)
        self._build()
        self.suggested.item_opened.connect(lambda item: self.asked.emit("take", item))
        self.board.need_opened.connect(self.need_opened)
        self.panel.asked.connect(self.asked)
        self.panel.left.connect(lambda: self.need_opened.emit(0))

    def _build(self) -> None:
        text, inside = self._text, self.page.inside
        self._suggestions = QWidget()
        layout = QVBoxLayout(self._suggestions)
        spaced(layout, "xs")
        layout.addWidget(Label(text("quality_learning.suggested"), "heading", wrap=True))
        layout.addWidget(Label(text("quality_learning.suggested_words"), "quiet", wrap=True))
        layout.addWidget(self.suggested)
        layout.addLayout(across(self.take, None))
        inside.addWidget(self._suggestions)
        inside.addWidget(Label(text("quality_learning.needs"), "heading", wrap=True))
        self._bar = flowing(self.add, self.board.as_list)
        inside.addWidget(self._bar)
        inside.addWidget(self.board)
        inside.addStretch(1)
        self._stack.addWidget(self.page)
        self._stack.addWidget(self.panel)

    def _take(self) -> None:
        if self.suggested.chosen() is not None:
            self.asked.emit("take", self.suggested.chosen())

    def _add(self) -> None:
        self.asked.emit("add_need", None)

    @property
    def opened(self) -> int:
        """Number of the need that is shown; 0: the board."""
        there = self._stack.currentWidget() is self.panel and self.panel.need is not None
        return self.panel.need.id if there and self.panel.need else 0

    def display(self, shown: Shown, opened: int) -> None:
        """Show the board, or one need by its number."""
        self._shown = shown
        suggested = shown.view.suggested
        self._suggestions.setVisible(bool(suggested))
        self._show_suggested()
        self.add.setVisible(shown.may_add(ItemKind.NEED))
        self.board.display(shown)
        need = shown.need(opened)
        if need is not None:
            self.panel.display(shown, need)
            self.board.choose(need.id)
        if need is None and self.opened:
            self.board.choose(self.opened)
        turned = (self._stack.currentWidget() is self.panel) is not (need is not None)
        held = self.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self._stack.setCurrentWidget(self.page if need is None else self.panel)
        first = self.suggested if suggested else self.board
        self.setFocusProxy(first if need is None else self.panel)
        if turned and (held or self.isVisible()):
            (self.board if need is None else self.panel).setFocus()

    def _show_suggested(self) -> None:
        shown, text = self._shown, self._text
        if shown is not None:
            self.suggested.display([
                self._suggestion(text, shown, place, one)
                for place, one in enumerate(shown.view.suggested)
            ])  # fmt: skip

    def _suggestion(self, text: Text, shown: Shown, place: int, item: Item) -> FeedItem:
        priority = text.code("quality_item.priority", item.priority or None)
        return FeedItem(
            key=(item.theme, item.level, item.supervisor, place),
            day=priority or text("quality_learning.suggestion"),
            away=text("quality_learning.priority") if priority else "",
            head=item.title,
            body=question_words(shown, item),
            more=need_line(text, shown, item, blank=self._blank),
            row=item,
        )

    def set_blank(self, blank: bool) -> None:
        """Hide names of people, or show them again."""
        self._blank = blank
        self._show_suggested()
        self.board.set_blank(blank)
        self.panel.set_blank(blank)
