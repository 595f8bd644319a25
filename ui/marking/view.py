"""The marking page's view: a file on the left, one question at a time on the right."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from pomdesk.domain.quality.terms import RootCause
from resources.text import Text
from ui.marking.begin import BeginPane
from ui.marking.file import FilePane
from ui.marking.finish import FinishPane
from ui.marking.question import QuestionPane
from ui.marking.strip import SectionStrip, Stop
from ui.theme import Theme
from ui.widgets.chips import FlowLayout
from ui.widgets.form import Band, Button, across, named, spaced
from ui.widgets.label import Label
from ui.widgets.measure import characters, lines
from ui.widgets.order import stops
from ui.widgets.scrolled import Scrolled

_BOTH = 92
"""Characters from which file and question have room beside each other."""
_LOW = 34
"""Lines of the page under which a question may be higher than its room."""
_SHARE = 0.42
"""Share of the width that the file takes then."""
PANES = ("begin", "question", "finish")


class MarkingPanel(QWidget):
    """Everything of one marking.

    Signals:
        on_asked, back_asked: to the next question without an answer; to the one before.
        step_asked: -1 or 1: the question before or after, whatever its state.
        finish_asked: what is missing, and the judgement.
        concern_asked: something cannot wait.
        case_asked: the case is to be shown.
        again_asked: saving is to be tried again.
        shown, hidden: the page is to be seen, or not any more.
    """

    on_asked = Signal()
    back_asked = Signal()
    step_asked = Signal(int)
    finish_asked = Signal()
    concern_asked = Signal()
    case_asked = Signal()
    again_asked = Signal()
    shown = Signal()
    hidden = Signal()

    def __init__(self, text: Text, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self._asked_file: bool | None = None
        self.who = Label("", "strong", select=True)
        self.about = Label("", select=True)
        self.done = Button("", self.finish_asked.emit, kind="link", help=text("marking.done_help"))
        self.took = Label("", "quiet")
        self.saved = Label("", "quiet")
        self.case = Button(text("marking.case"), self.case_asked.emit, kind="link")
        self.concerns = Label("", "strong")
        self.concern = Button(
            text("marking.concern"), self.concern_asked.emit, help=text("marking.concern_help")
        )
        self.file_button = Button(text("marking.file_hide"), self.toggle_file)
        self.strip = SectionStrip(text)
        self.file = FilePane(text, theme)
        self.begin = BeginPane(text)
        self.question = QuestionPane(text, theme)
        self.pages = {name: Scrolled(text(f"marking.pane.{name}")) for name in PANES}
        self.finish = FinishPane(text, theme, self.pages["finish"])
        self.trouble = Band("trouble")
        self._trouble_words = Label("", wrap=True)
        self.again = Button(text("marking.again"), self.again_asked.emit)
        self.back = Button(
            text("marking.back"), self.back_asked.emit, help=text("marking.back_help")
        )
        self.on = Button(
            text("marking.on"), self.on_asked.emit, kind="main", help=text("marking.on_help")
        )
        self.undo = Button(
            text("marking.take_back"),
            self.question.take_back,
            kind="link",
            help=text("marking.take_back_help"),
        )
        self.keys = Label(text("marking.keys"), "quiet_small", wrap=True)
        self._build()
        self._shortcuts()
        theme.changed.connect(self._make_room)
        self.saved.hide()
        self.measure()
        self.setFocusProxy(self.question)

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        spaced(outer, "s")
        head = QWidget()
        flow = FlowLayout(head, "m")
        for part in (self.who, self.about, self.case, self.done, self.took, self.saved):
            flow.addWidget(part)
        flow.addWidget(self.concerns)
        policy = head.sizePolicy()
        policy.setHeightForWidth(True)
        head.setSizePolicy(policy)
        top = across(head, self.concern, self.file_button, space="m")
        top.setStretch(0, 1)
        for button in (self.concern, self.file_button):
            top.setAlignment(button, Qt.AlignmentFlag.AlignTop)
        outer.addLayout(top)
        outer.addWidget(self.strip)
        self._columns = QHBoxLayout()
        spaced(self._columns, "l")
        self._columns.addWidget(self.file)
        self._columns.addWidget(self._right(), 1)
        outer.addLayout(self._columns, 1)

    def _right(self) -> QWidget:
        self.right = QWidget()
        layout = QVBoxLayout(self.right)
        spaced(layout, "s")
        row = across(self._trouble_words, self.again, space="m")
        row.setStretch(0, 1)
        self.trouble.inside.addLayout(row)
        self.trouble.hide()
        layout.addWidget(self.trouble)
        self.panes = QStackedWidget()
        for name, page in self.pages.items():
            page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            page.inside.setContentsMargins(0, 0, page.inside.contentsMargins().right(), 0)
            page.inside.addWidget(getattr(self, name))
            self.panes.addWidget(page)
        layout.addWidget(self.panes, 1)
        self._right_side = layout
        self.bar = QWidget()
        bar = across(self.back, self.on, self.undo, self.keys, None, space="m")
        bar.setStretch(3, 9)
        self.bar.setLayout(bar)
        layout.addWidget(self.bar)
        return self.right

    def measure(self) -> None:
        """Follow the application's font: everything in the first line stands level."""
        for part in (self.who, self.about, self.took, self.saved, self.concerns):
            part.setMinimumHeight(self.done.sizeHint().height())

    def _shortcuts(self) -> None:
        keys: dict[str, Callable[[], object]] = {
            "Alt+Down": lambda: self.step_asked.emit(1),
            "Ctrl+PgDown": lambda: self.step_asked.emit(1),
            "Alt+Up": lambda: self.step_asked.emit(-1),
            "Ctrl+PgUp": lambda: self.step_asked.emit(-1),
            "Ctrl+F": self.search,
            "Ctrl+E": self.question.evidence_asked.emit,
            "Alt+End": self.finish_asked.emit,
            "Ctrl+S": self.again_asked.emit,
            "F6": self.other_side,
            "F8": self.toggle_file,
            "F9": self.concern_asked.emit,
        }
        for number in range(1, len(RootCause) + 1):
            keys[f"Alt+{number}"] = partial(self.question.causes.turn, number)
        for sequence, do in keys.items():
            shortcut = QShortcut(QKeySequence(sequence), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(do)

    # Being fed.

    def tell_who(self, who: str, about: str, *, case: bool) -> None:
        """Say whose file it is and what marking this is; ``case``: the desk can show it."""
        self.who.setText(who)
        self.who.setVisible(bool(who))
        self.about.setText(about)
        self.case.setVisible(case)

    def tell_done(self, words: str) -> None:
        """Say how many questions are answered."""
        self.done.setText(words)
        named(self.done, words, self._text("marking.done_help"))

    def tell_concerns(self, words: str) -> None:
        """Say how many concerns were raised; no words: none."""
        self.concerns.setText(words)
        self.concerns.setVisible(bool(words))

    def tell_trouble(self, words: str) -> None:
        """Say that something is not saved and why; no words: all is."""
        self._trouble_words.setText(words)
        self.trouble.setVisible(bool(words))
        self.trouble.setAccessibleName(words)
        self.saved.setText(self._text("marking.unsaved" if words else "marking.saved"))
        self.saved.show()

    def show_stops(self, stops: Sequence[Stop], here: str) -> None:
        """Show how far each section has come."""
        self.strip.display(stops, here)

    def turn_to(self, pane: str) -> None:
        """Show one of ``PANES``, from its top."""
        self.pages[pane].verticalScrollBar().setValue(0)
        self.panes.setCurrentWidget(self.pages[pane])
        begun = pane != "begin"
        for part in (self.strip, self.done, self.took):
            part.setVisible(begun)
        self.bar.setVisible(pane == "question")
        self.setFocusProxy(getattr(self, pane))

    @property
    def pane(self) -> str:
        """Which of ``PANES`` is shown."""
        return PANES[self.panes.currentIndex()]

    def set_writable(self, writable: bool) -> None:
        """Whether answers can be given and taken back."""
        self.undo.setEnabled(writable)

    def hide_words(self, hidden: Sequence[str]) -> None:
        """Cover names and numbers; none: show everything."""
        self.file.hide_words(hidden)
        self.question.hide_words(hidden)
        self.finish.why.hide_words(hidden)

    def to_pane(self) -> None:
        """Put the keyboard into what is asked."""
        if self.right.isHidden():
            self.toggle_file()
        getattr(self, self.pane).setFocus(Qt.FocusReason.OtherFocusReason)

    def put_in_order(self) -> None:
        """Have Tab go as it is read: answers and sections are made anew while they are shown."""
        pages = (page.page for page in self.pages.values())
        ends = (self.bar, *pages) if self._low else (*pages, self.bar)
        parts = (self.strip, self.file, *ends)
        wanted = [self.file_button, *(stop for part in parts for stop in stops(part))]
        for before, after in pairwise(wanted):
            QWidget.setTabOrder(before, after)

    # The file.

    @property
    def file_shown(self) -> bool:
        """Whether the file is to be seen."""
        return self._wide if self._asked_file is None else self._asked_file

    @property
    def _wide(self) -> bool:
        return self.width() >= characters(_BOTH)

    def toggle_file(self) -> None:
        """Fold the file away, or open it."""
        wanted = not self.file_shown
        self._asked_file = wanted if wanted != self._wide else None
        self._make_room()
        if wanted:
            self.file.to_search()
        else:
            self.to_pane()

    def search(self) -> None:
        """Look for something in the file."""
        if not self.file_shown:
            self.toggle_file()
        self.file.to_search()

    def other_side(self) -> None:
        """From the question to the file, and back."""
        part = QApplication.focusWidget()
        if part is not None and self.file.isAncestorOf(part):
            if not self._wide and self.file_shown:
                self.toggle_file()
            self.to_pane()
        else:
            if not self.file_shown:
                self.toggle_file()
            there = self.file.list.isVisible()
            (self.file.list if there else self.file.search).setFocus()

    def step_back(self) -> bool:
        """Esc in the file goes back to the question; False: the keyboard is not there."""
        part = QApplication.focusWidget()
        if part is None or not self.file.isAncestorOf(part):
            return False
        if not self._wide and self.file_shown:
            self.toggle_file()
        self.to_pane()
        return True

    def _make_room(self) -> None:
        shown, wide = self.file_shown, self._wide
        self.file.setVisible(shown)
        self.right.setVisible(wide or not shown)
        room = round(self.width() * _SHARE)
        self.file.setMinimumWidth(room if wide else 0)
        self.file.setMaximumWidth(room if wide else self.width())
        words = self._text("marking.file_hide" if shown else "marking.file_show")
        if self.file_button.text() != words:
            self.file_button.setText(words)
            named(self.file_button, words, self._text("marking.file_button_help"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns have another room."""
        super().resizeEvent(event)
        self._make_room()
        self._place_bar()
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Something says something else: give the guidance the room that is left."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return done

    @property
    def _low(self) -> bool:
        return self.height() < lines(_LOW)

    def _place_bar(self) -> None:
        """Under the question; in a low window above it, where it is never scrolled past."""
        at = self._right_side.indexOf(self.bar)
        if self._low != (at == 0):
            self._right_side.insertWidget(0 if self._low else -1, self.bar)
            self.put_in_order()

    def _fit(self) -> None:
        self.question.set_room(self.pages["question"].viewport().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Figures answer, Enter goes on, Shift+Enter back; boxes keep what is typed in them."""
        plain = not event.modifiers() & ~(
            Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
        )
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and plain:
            self._enter(back=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif plain and event.text().isdecimal() and self._figure(int(event.text())):
            event.accept()
        else:
            super().keyPressEvent(event)

    def _enter(self, *, back: bool) -> None:
        if self.pane == "begin":
            self.begin.start.click()
        elif back:
            self.back_asked.emit()
        elif self.pane == "question":
            self.on_asked.emit()

    def _figure(self, number: int) -> bool:
        if self.pane == "finish":
            return self.finish.judgement.press(number)
        if self.pane != "question":
            return False
        if number == 0:
            self.question.take_back()
            return True
        return self.question.choices.press(number)

    def showEvent(self, event: QShowEvent) -> None:
        """The page is to be seen."""
        super().showEvent(event)
        self.shown.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Another page is shown."""
        super().hideEvent(event)
        self.hidden.emit()
