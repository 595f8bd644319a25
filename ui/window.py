"""The window: marking, rail, one heading, message bar, pages, status line.

It knows pages by name and by what every page has in common (``ui/page.py``); it has no verb
of the field. While the desk is locked it shows the gate instead of the rail and the pages.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QGuiApplication, QKeySequence, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from pomdesk.domain.errors import PomdeskError
from resources.text import Text
from resources.tokens import tokens
from ui import dialogs
from ui.head import Head
from ui.messages import MessageBar, in_words
from ui.page import Page
from ui.rail import Rail
from ui.theme import Theme
from ui.widgets.form import Button, across, named
from ui.widgets.label import Label
from ui.widgets.standing import Standing
from ui.work import Worker

if TYPE_CHECKING:
    from pomdesk.services.desk import Receipt
    from ui.palette import Entry, Find

_BETWEEN = 20
"""Milliseconds between one page and the next, for what is shown to be painted and to answer."""


class Window(QWidget):
    """The one window, and the ``Shell`` of its pages.

    Attributes:
        text: words in the language of the screen.
        theme: colours and type.
        worker: runs slow work.
        blank: whether names are hidden just now.
        find_more: gives the command box what can be done besides pages and keys.
        search: finds people and records for the command box, in the background; None: nobody.
        keep: keeps what is typed and not saved; False where it cannot.
        answer: answers a refusal in its own way; False where it is to be told in words.
        standing: what stands above the pages until it is settled.

    Signals:
        painted: the window was painted for the first time.
        lock_asked: somebody wants the desk locked.
        undo_asked: number of the operation to take back.
        refreshed: pages are about to ask again; whoever writes the status line may too.
        closing: the window is about to close.
        turning: a page is about to be turned to something else; what is typed in it goes.
        told: the page that is shown told what matters on it; it may show something else now.
    """

    painted = Signal()
    lock_asked = Signal()
    undo_asked = Signal(int)
    refreshed = Signal()
    closing = Signal()
    turning = Signal()
    told = Signal()

    def __init__(self, text: Text, theme: Theme, worker: Worker) -> None:
        super().__init__()
        self.text = text
        self.theme = theme
        self.worker = worker
        self.blank = False
        self._made: dict[str, Page] = {}
        self._coming: Iterator[Page] = iter(())
        self._wanted_only: dict[str, Callable[[], Page]] = {}
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_BETWEEN)
        self._soon.timeout.connect(self._make_page)
        self.find_more: Callable[[], Sequence[Entry]] = tuple
        self.search: Find | None = None
        self.keep: Callable[[], bool] = lambda: True
        self.may_lose: Callable[[], bool] = lambda: False
        self.answer: Callable[[PomdeskError], bool] = lambda _error: False
        self._gate: QWidget | None = None
        self._now = ""
        self._trail: list[str] = []
        self._stale: set[str] = set()
        self._last: int | None = None  # operation that Ctrl+Z takes back
        self._unpainted = True
        self._page_actions: list[QAction] = []
        self.setWindowTitle(text("app.name"))
        self._build()
        self._keys = self._make_keys()
        self._find_key = next(key for key in self._keys if key.shortcut().toString() == "Ctrl+K")
        worker.refused.connect(self.refused)
        worker.busy_changed.connect(self._tell_busy)
        self._enable(False)

    # The parts, from the top.

    def _build(self) -> None:
        space = tokens().space
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._make_strip())
        self._layers = QStackedWidget()
        outer.addWidget(self._layers, 1)
        self._body = QWidget()
        sides = QHBoxLayout(self._body)
        sides.setContentsMargins(0, 0, 0, 0)
        sides.setSpacing(0)
        self.rail = Rail(self.text)
        self.rail.chosen.connect(self._choose)
        sides.addWidget(self.rail)
        content = QVBoxLayout()
        content.setContentsMargins(space["l"], space["m"], space["l"], space["s"])
        content.setSpacing(space["s"])
        sides.addLayout(content, 1)
        self._fill(content)
        self._layers.addWidget(self._body)
        outer.addWidget(self._make_status())

    def _bar(self, name: str, *parts: QWidget | None) -> QWidget:
        bar = QWidget()
        bar.setObjectName(name)
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = across(*parts)
        space = tokens().space
        layout.setContentsMargins(space["l"], space["xs"], space["l"], space["xs"])
        bar.setLayout(layout)
        return bar

    def _make_strip(self) -> QWidget:
        self._marking = Label(self.text("app.marking"), "strip")
        self._who = Label("")
        self.hide_names = Button(
            self.text("window.bar.hide"), lambda: self.set_blank(not self.blank), kind="bar"
        )
        self._bar_buttons = (
            self.hide_names,
            Button(self.text("window.bar.help"), self._toggle_help, kind="bar"),
            Button(self.text("window.bar.lock"), self.lock_asked.emit, kind="bar"),
        )
        return self._bar("strip", self._marking, None, *self._bar_buttons, self._who)

    def _make_status(self) -> QWidget:
        self._status = Label("", "quiet_small")
        self._busy = Label("", "quiet_small")
        self._status_bar = self._bar("status", self._status, None, self._busy)
        return self._status_bar

    def _fill(self, content: QVBoxLayout) -> None:
        self._head = Head(self.text)
        self._head.back_asked.connect(self.go_back)
        content.addWidget(self._head)
        self.messages = MessageBar(self.text)
        self.messages.undo_asked.connect(self._undo)
        content.addWidget(self.messages)
        self.standing = Standing()
        content.addWidget(self.standing)
        self._stack = QStackedWidget()
        content.addWidget(self._stack, 1)

    def _make_keys(self) -> list[QAction]:
        keys: list[tuple[str, list[str], Callable[[], object]]] = [
            ("back", ["Esc"], self.go_back),
            ("help", ["F1"], self._toggle_help),
            ("blank", ["F12"], lambda: self.set_blank(not self.blank)),
            ("lock", ["Ctrl+L"], self.lock_asked.emit),
            ("find", ["Ctrl+K"], self._find),
            ("undo", ["Ctrl+Z"], self._undo),
        ]
        made = [self._action(name, sequence, do) for name, sequence, do in keys]
        self._zoom_keys = [
            self._action("larger", ["Ctrl++", "Ctrl+="], lambda: self.theme.zoom_step(1)),
            self._action("smaller", ["Ctrl+-"], lambda: self.theme.zoom_step(-1)),
            self._action("usual_size", ["Ctrl+0"], lambda: self.theme.set_zoom(100)),
        ]
        return made

    def offer(self, name: str, keys: Sequence[str], do: Callable[[], object]) -> None:
        """Add something that can be done while the desk is open: by key, and in the command box.

        Args:
            name: its words are ``window.do.<name>``.
            keys: as Qt writes them; none: only in the command box.
            do: does it.

        """
        action = self._action(name, list(keys), do)
        action.setEnabled(not self.locked)
        self._keys.append(action)

    @property
    def everywhere(self) -> Sequence[QAction]:
        """What is done by key in dialogs too: hiding names, locking."""
        wanted = {self.text(f"window.do.{name}") for name in ("blank", "lock")}
        return [action for action in self._keys if action.text() in wanted]

    def _action(self, name: str, keys: list[str], do: Callable[[], object]) -> QAction:
        action = QAction(self.text(f"window.do.{name}"), self)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.triggered.connect(lambda: do())
        self.addAction(action)
        return action

    # The gate and the pages.

    @property
    def locked(self) -> bool:
        """Whether the gate is shown and no page."""
        return not self._made

    @property
    def pages(self) -> Mapping[str, Page]:
        """By name, in the order of the rail; empty while locked.

        Pages that are not made yet are made for whoever looks.
        """
        while self._make_page():
            pass
        for name in tuple(self._wanted_only):
            self._page_of(name)
        return self._made

    @property
    def made(self) -> Mapping[str, Page]:
        """Those of the pages that are made already."""
        return self._made

    def show_gate(self, gate: QWidget) -> None:
        """Put every page away, with what it holds, and show the gate."""
        self._drop_pages()
        self._last = None
        self._drop_gate()
        self._gate = gate
        self._layers.addWidget(gate)
        self._layers.setCurrentWidget(gate)
        self.set_status("")
        self.set_who("")
        self._enable(False)
        gate.setFocus()

    def cover(self) -> None:
        """Show nothing at all, at once: what was on the screen is being put away."""
        if self._layers.currentWidget() is self._body:
            self._body.hide()
            self.repaint()

    def cover_with(self, screen: QWidget) -> None:
        """Show this in the place of the pages, which stay as they are; no key reaches them."""
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.hide()
        self._drop_gate()
        self._gate = screen
        self._layers.addWidget(screen)
        self._layers.setCurrentWidget(screen)
        self.set_status("")
        self.set_who("")
        self._enable(False)
        screen.setFocus()

    def uncover(self) -> None:
        """Show the page again."""
        if self._gate is not None and not self.locked:
            self._layers.setCurrentWidget(self._body)
            self._drop_gate()
            self._enable(True)
        if self._layers.currentWidget() is self._body:
            self._body.show()

    def show_pages(
        self,
        pages: Iterable[Page],
        first: str,
        railed: Sequence[str] | None = None,
        when_wanted: Mapping[str, Callable[[], Page]] | None = None,
    ) -> None:
        """Put the gate away and show these pages, ``first`` on top.

        With ``railed``, the names the rail shows, ``pages`` may make them as they are taken:
        the first is shown before the others are there. Those of ``when_wanted`` are made when
        somebody turns to them.
        """
        self._drop_pages()
        self._coming = iter(pages)
        self._wanted_only = dict(when_wanted or {})
        if railed is None:
            railed = [page.name for page in self.pages.values() if page.in_rail]
            first = first if first in self.pages else railed[0]
        self.rail.display(railed)
        for place, name in enumerate(railed[:9]):
            action = QAction(self.text(f"page.{name}.rail"), self)
            action.setShortcut(QKeySequence(f"Ctrl+{place + 1}"))
            action.triggered.connect(lambda _checked=False, name=name: self._choose(name))
            self.addAction(action)
            self._page_actions.append(action)
        # Fed before it is to be seen: everything in it is laid out once.
        self._stack.setCurrentWidget(self._page_of(first).view)
        self._now = first
        self._freshen()
        self._layers.setCurrentWidget(self._body)
        self._drop_gate()
        self._enable(True)
        self._turn_to(first)
        self._soon.start()

    def _page_of(self, name: str) -> Page:
        if name in self._wanted_only:
            self._take_in(self._wanted_only.pop(name)())
        while name not in self._made and self._make_page():
            pass
        return self._made[name]

    def _make_page(self) -> bool:
        """Take in the next page that is coming; False when there was none."""
        page = next(self._coming, None)
        if page is None:
            return False
        self._take_in(page)
        self._soon.start()
        return True

    def _take_in(self, page: Page) -> None:
        self._made[page.name] = page
        self._stale.add(page.name)
        self._stack.addWidget(page.view)
        page.set_blank(self.blank)
        page.summary_changed.connect(self._tell_page)

    def _drop_gate(self) -> None:
        if self._gate is not None:
            self._layers.removeWidget(self._gate)
            self._gate.hide()
            self._gate.deleteLater()
            self._gate = None

    def _drop_pages(self) -> None:
        for action in self._page_actions:
            self.removeAction(action)
            action.deleteLater()
        self._page_actions = []
        for page in self._made.values():
            page.stop()
            self._stack.removeWidget(page.view)
            page.view.hide()
            page.view.deleteLater()
            page.deleteLater()
        self._made, self._coming, self._stale = {}, iter(()), set()
        self._wanted_only = {}
        self._soon.stop()
        self._trail, self._now = [], ""
        self.messages.clear()
        self.standing.clear()
        self._head.close_help()
        self._head.display("", "", back=False)

    def _enable(self, on: bool) -> None:
        for action in (*self._keys, *self._page_actions):
            action.setEnabled(on)
        for button in self._bar_buttons:
            button.setVisible(on)

    # Turning pages.

    @property
    def page(self) -> Page | None:
        """The page that is shown."""
        return self._made.get(self._now)

    def show_page(self, name: str) -> None:
        """Show a page; Esc comes back to the one before."""
        if self._now and self._now != name:
            self._trail.append(self._now)
        self._turn_to(name)

    def open_case(self, person_id: int) -> None:
        """Show one case."""
        self.open_at("case", person_id)

    def open_at(self, name: str, number: int) -> None:
        """Show a page about one person or thing."""
        self.turning.emit()
        self._page_of(name).open(number)
        self._stale.add(name)
        self.show_page(name)

    def open_paper(self, paper_id: int) -> None:
        """Show a written paper as it will be printed."""
        self._page_of("paper").open_paper(paper_id)
        self._stale.add("paper")
        self.show_page("paper")

    def may_leave(self) -> bool:
        """Whether nothing would be lost by locking or closing now; says so where it would."""
        lost = any(page.unsaved for page in self._made.values()) or not self.keep()
        if lost:
            self.message(self.text("window.unsaved"), kind="trouble")
        return not lost

    def go_back(self) -> None:
        """Esc: close the help, close what is open inside the page, or go a page back."""
        if self._head.close_help() or self.page is None:
            return
        if not self.page.step_back() and self._trail:
            self._turn_to(self._trail.pop())

    def refresh(self) -> None:
        """Have every page ask again: the shown one now, the others when they are shown."""
        self._stale = set(self._made)
        self.refreshed.emit()
        self._freshen()

    def outdated(self) -> None:
        """Have every other page ask again when it is shown next."""
        self._stale |= self._made.keys() - {self._now}

    def _choose(self, name: str) -> None:
        self._trail.clear()
        self._turn_to(name)

    def _turn_to(self, name: str) -> None:
        page = self._page_of(name)
        self._now = name
        self._head.close_help()
        self._stack.setCurrentWidget(page.view)
        self.rail.mark(name)
        self._freshen()
        self._tell_page()
        page.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _freshen(self) -> None:
        if self.page is None or self._now not in self._stale:
            return
        self._stale.discard(self._now)
        try:
            self.page.refresh()
        except PomdeskError as error:
            self.refused(error)

    def _tell_page(self) -> None:
        page = self.page
        if page is None:
            return
        self._head.display(page.title(), page.summary, back=bool(self._trail))
        # The title is on the task bar for everybody to see: it names pages, never a person.
        where = f"{self.text(f'page.{page.name}.rail')} - " if page.in_rail else ""
        self.setWindowTitle(where + self.text("app.name"))
        self.told.emit()

    # What pages and keys ask for.

    def message(self, words: str, *, kind: str = "done") -> None:
        """Say something in the message bar."""
        self.messages.say(words, kind=kind)

    def refused(self, error: PomdeskError) -> None:
        """Tell a known error in words, unless it is answered in its own way."""
        if not self.answer(error):
            self.messages.say(in_words(self.text, error), kind="trouble")

    def done(self, receipt: "Receipt[Any]", words: str | None = None) -> None:
        """Say what a command did, offer to undo it, and have every page ask again."""
        told = words or self.text(f"operation.{receipt.name}")
        operation = receipt.operation_id if receipt.name != "undo" else None
        if operation is not None:
            self._last = operation
        self.messages.say(told, undo=operation is not None)
        self.refresh()

    def take_over(self, old: "Window") -> None:
        """Hide names if the window before did, and take back what could be taken back there."""
        self._last = old._last
        if old.blank:
            self.set_blank(True)

    def set_blank(self, blank: bool) -> None:
        """Hide names of people everywhere, or show them again."""
        self.blank = blank
        for page in self._made.values():
            page.set_blank(blank)
        for box in dialogs.open_boxes():
            box.set_blank(blank)
        self._tell_page()
        words = self.text("window.bar.show" if blank else "window.bar.hide")
        named(self.hide_names, words).setText(words)
        self.messages.say(
            self.text("window.blank_on" if blank else "window.blank_off"), kind="note"
        )

    def set_status(self, words: str) -> None:
        """Set the status line; no words put it away."""
        self._status.setText(words)
        self._status_bar.setVisible(bool(words))

    def set_who(self, who: str, marking: str = "") -> None:
        """Set who is signed in and, where it is another one, the marking."""
        self._who.setText(who or self.text("window.locked"))
        self._marking.setText(marking or self.text("app.marking"))

    def _tell_busy(self, busy: bool) -> None:
        self._busy.setText(self.text("window.busy") if busy and not self.locked else "")

    def _toggle_help(self) -> None:
        if self.page is not None:
            self._head.toggle_help(self.text(f"page.{self.page.name}.help"))

    def _undo(self) -> None:
        operation, self._last = self._last, None
        if operation is None:
            self.message(self.text("window.nothing_to_undo"), kind="note")
            return
        self.messages.undo.hide()
        self.undo_asked.emit(operation)

    def _find(self) -> None:
        from ui.palette import Entry, choose

        def entry(action: QAction, group: str) -> Entry:
            return Entry(action.text(), action.trigger, group, action.shortcut().toString())

        pages = [entry(action, "go") for action in self._page_actions]
        keys = [*self._keys, *self._zoom_keys]
        todo = [entry(action, "do") for action in keys if action is not self._find_key]
        found = None if self.blank else self.search
        offered = [*self.find_more(), *todo, *pages]
        chosen = choose(self, self.text, self.theme, self.worker, offered, found)
        if chosen is not None and not self.locked:
            chosen.go()

    # Place on the screen.

    def place(self, geometry: tuple[int, ...], maximised: bool) -> None:
        """Go where the window was, if that is still inside a screen; else to the middle."""
        wanted = QRect(*geometry) if len(geometry) == 4 else QRect(0, 0, 1180, 760)
        screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
        if len(geometry) != 4 or not any(screen.contains(wanted) for screen in screens):
            room = QGuiApplication.primaryScreen().availableGeometry()
            wanted = QRect(wanted.topLeft(), wanted.size().boundedTo(room.size()))
            wanted.moveCenter(room.center())
        self.setGeometry(wanted)
        if maximised:
            self.setWindowState(Qt.WindowState.WindowMaximized)

    def placed(self) -> tuple[tuple[int, ...], bool] | None:
        """Tell where the window is; None while it is not to be seen."""
        if not self.isVisible() or self.isMinimized():
            return None
        at = self.normalGeometry() if self.isMaximized() else self.geometry()
        return (at.x(), at.y(), at.width(), at.height()), self.isMaximized()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell once that the window was painted."""
        super().paintEvent(event)
        if self._unpainted:
            self._unpainted = False
            QTimer.singleShot(0, self.painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell before the window goes; it stays, or asks, where something would be lost."""
        if not self.may_leave() and not self.may_lose():
            event.ignore()
            return
        self.closing.emit()
        super().closeEvent(event)
