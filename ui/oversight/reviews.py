"""Case reviews of a half year: drawn, put off, done; and who is away when."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pomdesk.domain.quality.items import Item
from resources.text import Text
from ui.oversight.shown import Shown
from ui.oversight.tables import absence_columns, review_columns
from ui.oversight.told import item_facts, review_counts, window_words
from ui.theme import Theme
from ui.widgets.form import Button
from ui.widgets.label import Label
from ui.widgets.quality_flow import flowing
from ui.widgets.quality_row_list import Deed, RowList
from ui.widgets.scrolled import Scrolled

_OPEN = frozenset({"planned", "deferred"})


class Reviews(Scrolled):
    """One half year.

    Signals:
        asked: code of what is to be done, and an item or None.
        window_asked: -1 or 1: the half year before or after.
        rows_copied: rows of cells for the clipboard.
    """

    asked = Signal(str, object)
    window_asked = Signal(int)
    rows_copied = Signal(object)

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(text("quality_oversight.reviews.name"))
        self.setFocusPolicy(self.focusPolicy().NoFocus)
        self._text = text
        self._shown: Shown | None = None
        self.window_name = Label("", "heading", wrap=True)
        self.counts = Label("", "quiet", wrap=True)
        self.before = Button(text("quality_oversight.before"), lambda: self.window_asked.emit(-1))
        self.after = Button(text("quality_oversight.after"), lambda: self.window_asked.emit(1))
        self.plan = Button(
            text("quality_oversight.plan"), lambda: self.asked.emit("plan", None), kind="main"
        )
        self.list = self._make_list(text, theme)
        self.absences = self._make_absences(text, theme)
        self._build()

    def _make_list(self, text: Text, theme: Theme) -> RowList[Item]:
        def still_open(item: Item | None) -> bool:
            return item is not None and item.stage in _OPEN and self._leads()

        def planned(item: Item | None) -> bool:
            return item is not None and item.stage == "planned" and self._leads()

        return RowList(
            text,
            theme,
            "quality_oversight.reviews",
            review_columns(text, self._names, self._today),
            lambda item: item.id,
            deeds=[
                Deed[Item]("day", still_open),
                Deed[Item]("give", still_open),
                Deed[Item]("defer", planned),
                Deed[Item]("done", still_open),
            ],
            facts=lambda item, blank: item_facts(text, self._name, item, blank),
            heading=False,
        )

    def _make_absences(self, text: Text, theme: Theme) -> RowList[Item]:
        def some(item: Item | None) -> bool:
            return item is not None

        return RowList(
            text,
            theme,
            "quality_oversight.absences",
            absence_columns(text, self._names, self._today),
            lambda item: item.id,
            deeds=[
                Deed[Item]("absence", lambda _item: self._shown is not None, alone=True, key="Ins"),
                Deed[Item]("change", some),
                Deed[Item]("drop", some, key="Del"),
            ],
        )

    def _build(self) -> None:
        self.inside.addWidget(self.window_name)
        self.inside.addWidget(self.counts)
        self.inside.addWidget(flowing(self.plan, self.before, self.after))
        self.inside.addWidget(self.list)
        self.inside.addWidget(self.absences)
        self.inside.addStretch(1)
        for part in (self.list, self.absences):
            part.asked.connect(self.asked)
            part.rows_copied.connect(self.rows_copied)
        self.list.opened.connect(lambda item: self.asked.emit("enter", item))
        self.absences.opened.connect(lambda item: self.asked.emit("change", item))

    def _today(self) -> date:
        return self._shown.today if self._shown else date.min

    def _names(self) -> dict[str, str]:
        return dict(self._shown.view.names) if self._shown else {}

    def _name(self, code: str) -> str:
        return self._names().get(code, code)

    def _leads(self) -> bool:
        return self._shown is not None and self._shown.leads

    def display(self, shown: Shown) -> None:
        """Show the reviews of the half year."""
        self._shown = shown
        reviews = shown.view.reviews
        self.window_name.setText(window_words(self._text, shown))
        counts = review_counts(self._text, reviews)
        self.counts.setText(counts)
        self.counts.setVisible(bool(counts))
        self.plan.setVisible(shown.leads and shown.is_now and not shown.drawn)
        key = "none" if shown.is_now and shown.leads else "none_then"
        self.list.none.setText(self._text(f"quality_oversight.reviews.{key}"))
        self.list.display(reviews)
        self.absences.display(shown.absences())
        first: QWidget = self.list if reviews else self.before
        self.setFocusProxy(first if self.plan.isHidden() else self.plan)

    def set_blank(self, blank: bool) -> None:
        """Hide names, or show them again."""
        self.list.set_blank(blank)
        self.absences.set_blank(blank)
