"""The caseload as a person sees it: filter, chips, table, preview."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QLineEdit, QMenu, QStackedLayout, QVBoxLayout, QWidget

from pomdesk.domain.names import HIDDEN
from pomdesk.readmodels.caseload import CaseloadLine
from resources.text import Text
from resources.tokens import tokens
from ui import dialogs
from ui.caseload.columns import USUAL, CaseloadColumns
from ui.caseload.filters import ALL, CHIPS, Listing, SavedFilter
from ui.caseload.preview import preview_of
from ui.export import Value
from ui.theme import Theme
from ui.widgets.case_preview import CasePreview
from ui.widgets.chips import Chips
from ui.widgets.form import Button, Form, across, named, spaced
from ui.widgets.label import Label
from ui.widgets.measure import characters
from ui.widgets.table import Table
from ui.widgets.table_model import TableModel

_ROOM_FOR_PREVIEW = 142
"""Characters the page must be wide before the preview opens by itself: the columns up to
the release, and the preview."""

_PREVIEW_WAITS = 60
"""Milliseconds until the preview follows, so that typing and scrolling never wait for it."""

_LONGEST_NAME = 60


class _Sides(QWidget):
    """Table and preview; the table ends under a whole row, not in the middle of its words."""

    def __init__(self, table: Table[CaseloadLine], preview: QWidget) -> None:
        super().__init__()
        self._table = table
        self._beside = across(table, preview)
        self._beside.setStretch(0, 1)
        self.setLayout(self._beside)
        table.horizontalScrollBar().rangeChanged.connect(self._end_under_a_row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure again."""
        super().resizeEvent(event)
        self._end_under_a_row()

    def _end_under_a_row(self) -> None:
        around = self._table.height() - self._table.viewport().height()
        over = (self.height() - around) % self._table.verticalHeader().defaultSectionSize()
        self._beside.setContentsMargins(0, 0, 0, over)


class CaseloadView(QWidget):
    """Everybody on the desk, narrowed as one types.

    Signals:
        case_opened: id of the person.
        paper_asked: id of the person whose handover report is to be shown.
        export_asked: ``csv`` or ``xlsx``.
        rows_copied: rows of cells for the clipboard.
        filter_saved: a :class:`SavedFilter`.
        filter_forgotten: name of one.
        columns_chosen: keys of the columns.
        import_asked: there is nobody yet, and a file is to be brought in.
    """

    case_opened = Signal(int)
    paper_asked = Signal(int)
    export_asked = Signal(str)
    rows_copied = Signal(object)
    filter_saved = Signal(object)
    filter_forgotten = Signal(str)
    columns_chosen = Signal(object)
    import_asked = Signal()

    def __init__(self, text: Text, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self._listing: Listing | None = None
        self._saved: Sequence[SavedFilter] = ()
        self._preview_asked: bool | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_PREVIEW_WAITS)
        self._columns = CaseloadColumns(text)
        theme.changed.connect(self._make_room)
        self.model: TableModel[CaseloadLine] = TableModel(self._columns.all(), text, self)
        self.table: Table[CaseloadLine] = Table(
            self.model, theme, text("caseload.table"), lambda line: line.person_id
        )
        self.search = named(QLineEdit(), text("caseload.search"), text("caseload.search_help"))
        self.search.setPlaceholderText(text("caseload.search_hint"))
        self.search.setClearButtonEnabled(True)
        self.chips = Chips(list(CHIPS), "caseload.chip", text)
        self.preview = CasePreview(text, theme)
        self.count = Label("", "quiet")
        self._build()
        self._connect()
        self.table.show_columns(USUAL)
        self._build_menus()

    # The parts.

    def _build(self) -> None:
        text, space = self._text, tokens().space
        self._views = Button(text("caseload.filters"), help=text("caseload.filters_help"))
        self._choice = Button(text("caseload.columns"), help=text("caseload.columns_help"))
        self._export = Button(text("caseload.export"), help=text("caseload.export_help"))
        self._side = Button(text("caseload.preview_show"), self._toggle_preview)
        full = QWidget()
        layout = QVBoxLayout(full)
        spaced(layout)
        bar = across(self.search, self.count, self._views, self._choice, self._export, self._side)
        bar.setStretch(0, 1)
        layout.addLayout(bar)
        layout.addWidget(self.chips)
        self.sides = _Sides(self.table, self.preview)
        layout.addWidget(self.sides, 1)
        self.none = Label(text("caseload.none"), "lead", wrap=True)
        self.none.setContentsMargins(0, space["l"], 0, space["l"])
        self.none.hide()
        layout.addWidget(self.none)
        empty = QWidget()
        words = QVBoxLayout(empty)
        spaced(words, "m")
        words.addSpacing(space["l"])
        words.addWidget(Label(text("caseload.empty"), "lead", wrap=True))
        words.addWidget(Label(text("caseload.empty_more"), "quiet", wrap=True))
        self.bring_in = Button(text("caseload.bring_in"), self.import_asked.emit, kind="main")
        words.addLayout(across(self.bring_in, None))
        words.addStretch(1)
        self._full, self._empty = full, empty
        self._pages = QStackedLayout(self)
        self._pages.addWidget(full)
        self._pages.addWidget(empty)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._narrow)
        self.search.installEventFilter(self)
        self.chips.chip_chosen.connect(self._narrow)
        self.table.row_opened.connect(lambda line: self.case_opened.emit(line.person_id))
        self.table.row_chosen.connect(self._show_preview)
        self.table.rows_copied.connect(self.rows_copied)
        self.preview.open_asked.connect(self._open)
        self.preview.paper_asked.connect(self._ask_paper)
        self._later.timeout.connect(self._fill_preview)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self._find)
        paper = QShortcut(QKeySequence("Ctrl+R"), self)
        paper.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        paper.activated.connect(self._ask_paper)
        self.setFocusProxy(self.table)

    def _build_menus(self) -> None:
        text = self._text
        export = QMenu(self)
        for kind in ("csv", "xlsx"):
            action = export.addAction(text(f"caseload.export_{kind}"))
            action.triggered.connect(lambda _checked=False, k=kind: self.export_asked.emit(k))
        self._export.setMenu(export)
        self._column_menu = QMenu(self)
        self._choice.setMenu(self._column_menu)
        self._column_menu.aboutToShow.connect(self._list_columns)
        self._saved_menu = QMenu(self)
        self._views.setMenu(self._saved_menu)
        self._list_saved()

    def _list_columns(self) -> None:
        menu, shown = self._column_menu, self.table.shown_columns()
        menu.clear()
        for column in self.model.columns[1:]:
            action = menu.addAction(self._text(column.title))
            action.setCheckable(True)
            action.setChecked(column.key in shown)
            action.toggled.connect(lambda _on, key=column.key: self._toggle_column(key))
        menu.addSeparator()
        usual = menu.addAction(self._text("caseload.columns_usual"))
        usual.triggered.connect(lambda: self._choose_columns(USUAL))
        menu.addSeparator()
        order = menu.addMenu(self._text("caseload.sort_by"))
        for column in self.model.columns:
            action = order.addAction(self._text(column.title))
            action.setCheckable(True)
            action.setChecked(self.model.sorted_by[0] == column.key)
            action.triggered.connect(lambda _on=False, key=column.key: self._sort(key))

    def _list_saved(self) -> None:
        menu = self._saved_menu
        menu.clear()
        for saved in self._saved:
            action = menu.addAction(saved.name.replace("&", "&&"))
            action.triggered.connect(lambda _on=False, one=saved: self.apply(one))
        if self._saved:
            menu.addSeparator()
        menu.addAction(self._text("caseload.filter_save")).triggered.connect(self._save)
        if self._saved:
            forget = menu.addMenu(self._text("caseload.filter_forget"))
            for saved in self._saved:
                action = forget.addAction(saved.name.replace("&", "&&"))
                action.triggered.connect(
                    lambda _on=False, name=saved.name: self.filter_forgotten.emit(name)
                )

    # Being fed.

    def display(self, listing: Listing, *, whole: bool = True) -> None:
        """Show a caseload; ``whole`` is False while only its first part has been read."""
        self._listing = listing
        self._columns.today = listing.caseload.today
        lines = listing.caseload.lines
        self._pages.setCurrentWidget(self._full if lines else self._empty)
        self.setFocusProxy(self.table if lines else self.bring_in)
        self.chips.set_counts(listing.counts if whole else None)
        self.model.set_rows(lines, listing.keeping(self.chips.chosen, self.search.text()))
        self._tell_count()

    def display_saved(self, saved: Sequence[SavedFilter]) -> None:
        """Offer these saved filters."""
        self._saved = saved
        self._list_saved()

    def set_blank(self, blank: bool) -> None:
        """Hide names and numbers, or show them again."""
        self.model.hidden = HIDDEN if blank else None
        self.table.viewport().update()
        self.preview.set_blank(blank)

    # Narrowing.

    def _narrow(self, _what: object = None) -> None:
        if self._listing is not None:
            self.model.set_filter(self._listing.keeping(self.chips.chosen, self.search.text()))
            self._tell_count()

    def _tell_count(self) -> None:
        if self._listing is None:
            return
        shown, total = len(self.model.shown), self._listing.caseload.total
        key = "caseload.shown_all" if shown == total else "caseload.shown"
        people = self._text.count("count.people", total)
        self.count.setText(self._text(key, shown=f"{shown:,}", people=people))
        self.none.setVisible(shown == 0)
        self.sides.setVisible(shown > 0)

    def step_back(self) -> bool:
        """Esc: show everybody again. False when everybody is shown already."""
        if not self.search.text() and self.chips.chosen == ALL:
            return False
        self.chips.set_chosen(ALL)
        self.search.clear()
        self._narrow()
        self.table.setFocus()
        return True

    def current_filter(self, name: str) -> SavedFilter:
        """How the caseload is looked at now, under a name."""
        sort, descending = self.model.sorted_by
        return SavedFilter(
            name,
            self.chips.chosen,
            self.search.text(),
            sort,
            descending,
            self.table.shown_columns(),
        )

    def apply(self, saved: SavedFilter) -> None:
        """Look at the caseload in a saved way."""
        self.chips.set_chosen(saved.chip)
        self.table.show_columns(list(saved.columns) or USUAL)
        self.table.sort_by(saved.sort, saved.descending)
        self.search.setText(saved.words)
        self._narrow()
        self.table.setFocus()

    def _save(self) -> None:
        text = self._text
        box = dialogs.Box(self.window(), text("caseload.filter_save"))
        form, name = Form(), QLineEdit()
        name.setMaxLength(_LONGEST_NAME)
        form.row(text("caseload.filter_name"), name, help=text("caseload.filter_name_help"))
        box.body.addWidget(form)
        save = box.set_buttons(text("caseload.filter_keep"), text("caseload.cancel"))
        save.setEnabled(False)
        name.textChanged.connect(lambda words: save.setEnabled(bool(words.strip())))
        try:
            if dialogs.show(box) and name.text().strip():
                self.filter_saved.emit(self.current_filter(name.text().strip()))
        finally:
            box.deleteLater()

    # Columns, order, what is exported.

    def _toggle_column(self, key: str) -> None:
        shown = self.table.shown_columns()
        self._choose_columns([k for k in shown if k != key] if key in shown else [*shown, key])

    def _choose_columns(self, keys: Sequence[str]) -> None:
        self.table.show_columns(list(keys))
        self.columns_chosen.emit(self.table.shown_columns())

    def _sort(self, key: str) -> None:
        sorted_by, descending = self.model.sorted_by
        self.table.sort_by(key, not descending if key == sorted_by else False)

    def sheet(self) -> tuple[list[str], Callable[[], list[list[Value]]]]:
        """Headings of the shown columns, and what makes the cells of the shown rows."""
        shown = self.table.shown_columns()
        parts = [p for c in self.model.columns if c.key in shown for p in c.values()]
        lines = [self.model.rows[i] for i in self.model.shown]
        titles = [self._text(part.title) for part in parts]
        return titles, lambda: [[part.value(line) for part in parts] for line in lines]

    # The preview and the keyboard.

    def _show_preview(self, line: CaseloadLine | None) -> None:
        if line is None:
            self.preview.display(None)
        elif not self.preview.isHidden():
            self._later.start()

    def _fill_preview(self) -> None:
        line = self.table.chosen()
        if self._listing is not None and line is not None:
            self.preview.display(preview_of(self._text, line, self._columns.today))

    def _toggle_preview(self) -> None:
        self._preview_asked = self.preview.isHidden()
        self._set_preview(self._preview_asked)

    def _set_preview(self, on: bool) -> None:
        self.preview.setVisible(on)
        words = self._text("caseload.preview_hide" if on else "caseload.preview_show")
        self._side.setText(words)
        named(self._side, words, self._text("caseload.preview_help"))
        if on:
            self._fill_preview()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Open the preview by itself where there is room for it."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        if self._preview_asked is None:
            self._set_preview(self.width() >= characters(_ROOM_FOR_PREVIEW))

    def _find(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _open(self) -> None:
        line = self.table.chosen()
        if line is not None:
            self.case_opened.emit(line.person_id)

    def _ask_paper(self) -> None:
        line = self.table.chosen()
        if line is not None and line.inside:
            self.paper_asked.emit(line.person_id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the filter: down goes to the table, Enter opens what is chosen there."""
        if watched is self.search and isinstance(event, QKeyEvent):
            if event.type() != QEvent.Type.KeyPress:
                return super().eventFilter(watched, event)
            if event.key() == Qt.Key.Key_Down:
                self.table.setFocus()
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._open()
                return True
        return super().eventFilter(watched, event)
