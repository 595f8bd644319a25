"""Clashes as a person sees them: one at a time, both sides beside what it was at take-out."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QFont,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from pomdesk.domain.names import HIDDEN, listed
from pomdesk.domain.visits import TEXT_FIELDS, Keep
from pomdesk.domain.writing import passage
from pomdesk.readmodels.visits import ClashLine
from pomdesk.rules.papers.compare import Piece, PieceKind, compare
from resources.text import Text
from resources.tokens import tokens
from ui.pack_words import row_words, value_words
from ui.theme import Theme
from ui.widgets.form import Band, Button, across, spaced
from ui.widgets.label import Label
from ui.widgets.scrolled import Scrolled
from ui.widgets.tag import Tag
from ui.widgets.words_box import WordsBox

SIDES = ("base", "ours", "theirs")
"""As it was at take-out, at the desk now, and as the visit machine has it."""

_SIGNS = {PieceKind.REMOVED: ("[\u2212", "\u2212]"), PieceKind.ADDED: ("[+", "+]")}
"""Around what was taken out and put in since take-out: heard, and seen without colour."""
_NARROW = 760
"""Pixels below which the sides stand under each other."""


class Side(Band):
    """One side of a clash: a heading, what it says, and a tag that says how it stands.

    Attributes:
        words: what it says.
        state: whether it was changed since take-out.

    """

    def __init__(self, text: Text, theme: Theme, name: str) -> None:
        super().__init__("card")
        self._theme = theme
        title = text(f"clashes_page.{name}")
        self.inside.addWidget(Label(title, "strong", wrap=True))
        self.words = WordsBox(theme, title, least=3, most=14)
        self.words.setReadOnly(True)
        self.inside.addWidget(self.words)
        self.state = Tag("")
        self.inside.addWidget(self.state)
        self.inside.addStretch(1)

    def display(self, pieces: Sequence[Sequence[Piece]]) -> None:
        """Show paragraphs, each in pieces."""
        self.words.load("")
        cursor, looks = self.words.textCursor(), self._looks()
        cursor.beginEditBlock()
        for place, row in enumerate(pieces):
            if place:
                cursor.insertText("\n", QTextCharFormat())
            for piece in row:
                first, last = _SIGNS.get(piece.kind, ("", ""))
                cursor.insertText(f"{first}{piece.text}{last}", looks[piece.kind])
        cursor.endEditBlock()
        self.words.moveCursor(QTextCursor.MoveOperation.Start)

    def _looks(self) -> dict[PieceKind, QTextCharFormat]:
        same, out, put_in = QTextCharFormat(), QTextCharFormat(), QTextCharFormat()
        out.setFontStrikeOut(True)
        out.setForeground(self._theme.colour("error"))
        put_in.setFontWeight(QFont.Weight.DemiBold)
        put_in.setForeground(self._theme.colour("success"))
        return {PieceKind.SAME: same, PieceKind.REMOVED: out, PieceKind.ADDED: put_in}


class ClashesView(QWidget):
    """One clash after another.

    Attributes:
        sides: the three of them, by name.
        buttons: what can be decided, by ``Keep``.
        next: leave this one and go on.

    Signals:
        decided: number of a clash and which side is kept, a ``Keep``.
        case_opened: number of the person it is about.
        turned: another clash is shown.

    """

    decided = Signal(int, object)
    case_opened = Signal(int)
    turned = Signal()

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self._text, self._blank = text, False
        self._clashes: Sequence[ClashLine] = ()
        self._place = 0
        self.sides = {name: Side(text, theme, name) for name in SIDES}
        self._stack = QStackedWidget()
        self.none = Label("", "lead", wrap=True)
        self._stack.addWidget(self._empty())
        self._stack.addWidget(self._one())
        layout = QVBoxLayout(self)
        spaced(layout)
        layout.addWidget(self._stack, 1)
        for key, keep in (("1", Keep.OURS), ("2", Keep.THEIRS), ("3", Keep.BOTH)):
            self._key(key, partial(self._decide, keep))
        self._key("N", self._next)
        self.setFocusProxy(self.sides["ours"].words)
        theme.changed.connect(self._show)
        self._show()

    def _key(self, key: str, do: Callable[[], None]) -> None:
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(do)

    def _empty(self) -> QWidget:
        empty = QWidget()
        layout = QVBoxLayout(empty)
        spaced(layout, "m")
        layout.addWidget(self.none)
        layout.addWidget(Label(self._text("clashes_page.none_more"), "quiet", wrap=True))
        layout.addStretch(1)
        return empty

    def _one(self) -> QWidget:
        text = self._text
        area = Scrolled(text("page.clashes.title"))
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.who = Label("", "heading", wrap=True)
        self.open_case = Button(text("clashes_page.open_case"), self._open, kind="link")
        self.where = Label("", "quiet")
        self.what = Label("", "lead", wrap=True)
        self.why = Label("", wrap=True)
        top = across(self.who, self.where)
        top.setStretch(0, 1)
        area.inside.addLayout(top)
        area.inside.addWidget(self.what)
        area.inside.addWidget(self.why)
        self._beside = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._beside.setSpacing(tokens().space["m"])
        for side in self.sides.values():
            self._beside.addWidget(side, 1)
        area.inside.addLayout(self._beside)
        self.buttons = {
            keep: Button(
                text(f"clashes_page.keep.{keep}"),
                partial(self._decide, keep),
                help=text(f"clashes_page.keep_help.{keep}"),
            )
            for keep in Keep
        }
        self.next = Button(text("clashes_page.next"), self._next, kind="link")
        area.inside.addLayout(across(*self.buttons.values(), self.next, None, self.open_case))
        self.signs = Label(text("clashes_page.signs"), "quiet", wrap=True)
        area.inside.addWidget(self.signs)
        area.inside.addStretch(1)
        return area

    # What is shown.

    @property
    def shown(self) -> ClashLine | None:
        """The clash that is to be decided."""
        return self._clashes[self._place] if self._place < len(self._clashes) else None

    def display(self, clashes: Sequence[ClashLine]) -> None:
        """Show what is to be decided; stay at the same one, else at the one after it."""
        shown = self.shown
        self._clashes = clashes
        same = [n for n, one in enumerate(clashes) if shown is not None and one.id == shown.id]
        self._place = same[0] if same else min(self._place, max(len(clashes) - 1, 0))
        self._show()

    def set_blank(self, blank: bool) -> None:
        """Hide names and numbers, in what both sides say too, or show them again."""
        self._blank = blank
        self._show()

    def _show(self) -> None:
        clash, text = self.shown, self._text
        self._stack.setCurrentIndex(0 if clash is None else 1)
        self.none.setText(text("clashes_page.none"))
        if clash is None:
            return
        name = f"{listed(clash.last_name, clash.first_name)}  {clash.prisoner_number}"
        self.who.setText(HIDDEN if self._blank else name)
        self.where.setText(
            text("clashes_page.where", n=self._place + 1, of=f"{len(self._clashes):,}")
        )
        self.what.setText(row_words(text, clash))
        self.why.setText(text(f"clashes_page.why.{clash.kind}", visit=clash.visit_code))
        self._show_sides(clash)
        self.buttons[Keep.BOTH].setVisible(clash.may_join)
        self.next.setEnabled(len(self._clashes) > 1)

    def _show_sides(self, clash: ClashLine) -> None:
        text, base = self._text, value_words(self._text, clash, clash.base)
        marked = clash.field in TEXT_FIELDS or not clash.field
        hidden = (clash.last_name, clash.first_name, clash.prisoner_number) if self._blank else ()
        self.signs.setVisible(marked)
        for name, side in self.sides.items():
            raw: str | None = getattr(clash, name)
            words = value_words(text, clash, raw)
            if name == "base" or raw is None or clash.base is None or not marked:
                rows = [[Piece(PieceKind.SAME, line)] for line in words.splitlines() or [""]]
            else:
                rows = compare(passage(base), passage(words))
            side.display(rows)
            side.words.hide_words(hidden)
            changed = name != "base" and raw != clash.base
            gone = changed and raw is None
            state = "gone" if gone else "changed" if changed else "same"
            side.state.display(
                "" if name == "base" else text(f"clashes_page.state.{state}"),
                "yellow" if changed else "grey",
            )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the sides beside each other where there is room, else under each other."""
        super().resizeEvent(event)
        wide = self.width() >= _NARROW
        way = QBoxLayout.Direction
        self._beside.setDirection(way.LeftToRight if wide else way.TopToBottom)

    # What was done.

    def _decide(self, keep: Keep) -> None:
        clash = self.shown
        if clash is not None and (keep is not Keep.BOTH or clash.may_join):
            self.decided.emit(clash.id, keep)

    def _next(self) -> None:
        if len(self._clashes) > 1:
            self._place = (self._place + 1) % len(self._clashes)
            self._show()
            self.turned.emit()

    def _open(self) -> None:
        if self.shown is not None:
            self.case_opened.emit(self.shown.person_id)
