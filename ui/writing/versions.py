"""The versions of a paper that were kept, and any two of them compared word by word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QResizeEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from pomdesk.domain.papers import FROZEN
from pomdesk.readmodels.papers import PaperView, VersionLine
from pomdesk.rules.papers.compare import Piece, PieceKind
from resources.text import Text
from ui.theme import Theme
from ui.widgets.feed import Feed, FeedItem
from ui.widgets.form import Button, Choice, Form, across, named, spaced
from ui.widgets.label import Label
from ui.widgets.measure import characters, lines
from ui.widgets.scrolled import Scrolled

NOW = 0
"""In place of the id of a version: the text as it is now."""

Rows = Sequence[Sequence[Piece]]
"""The paragraphs of a section, each in pieces."""

_SIGNS = {PieceKind.REMOVED: ("[\u2212", "\u2212]"), PieceKind.ADDED: ("[+", "+]")}
"""Around what was taken out and what was put in: heard by screen readers, seen without colour."""
_NARROW = 12
"""Characters of the name of a version that are always seen."""
_LINES = (4, 16)
"""Fewest and most lines of the comparison before it scrolls."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Two versions compared.

    Attributes:
        before, after: id of each; ``NOW``.
        sections: paragraphs of each section by its heading, in the order of the paper.

    """

    before: int
    after: int
    sections: Mapping[str, Rows]

    def words(self, kind: PieceKind) -> int:
        """How many words are of a kind."""
        return sum(
            len(piece.text.split())
            for rows in self.sections.values()
            for row in rows
            for piece in row
            if piece.kind is kind
        )


def version_name(text: Text, line: VersionLine) -> str:
    """Which version: "Version 2, 3 May 2027 14:05, when it was checked"."""
    at = line.at.replace(tzinfo=line.at.tzinfo or UTC).astimezone()
    day = f"{text.short_day(at.date())} {at:%H:%M}"
    return text(
        "leaving.version.name", n=line.number, day=day, why=text.code("paper_version", line.why)
    )


def _changed(rows: Rows) -> bool:
    return any(piece.kind is not PieceKind.SAME for row in rows for piece in row)


class VersionsPanel(QWidget):
    """The list of versions, and a comparison of two.

    Attributes:
        list: the versions, newest first.
        before, after: what is compared.
        result: the comparison.

    Signals:
        keep_asked: keep the text as it is now.
        comparison_asked: ids of the earlier and the later version; ``NOW``: the text as it is.
        print_asked: the comparison that is shown is wanted on paper.
    """

    keep_asked = Signal()
    comparison_asked = Signal(int, int)
    print_asked = Signal()

    def __init__(self, text: Text, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._theme = text, theme
        self.shown: Compared | None = None
        self.names: dict[int, str] = {}
        self.keep = Button(
            text("leaving.version.keep"), self.keep_asked.emit, help=text("leaving.version.help")
        )
        self.none = Label(text("leaving.version.none"), "quiet", wrap=True)
        self.before, self.after = Choice(), Choice()
        self._chosen: set[Choice] = set()
        for box in (self.before, self.after):
            box.setMinimumWidth(characters(_NARROW))  # long names may be cut
            box.activated.connect(lambda _place, box=box: self._chosen.add(box))
        self._form = Form()
        self._form.row(text("leaving.version.before"), self.before)
        self._form.row(text("leaving.version.after"), self.after)
        self.compare = Button(text("leaving.version.compare"), self._compare)
        self.on_paper = Button(text("leaving.version.print"), self.print_asked.emit)
        self.words = Label("", wrap=True)
        self.result = named(QPlainTextEdit(), text("leaving.version.result"))
        self.result.setReadOnly(True)
        self.result.setTabChangesFocus(True)
        self._page = Scrolled(text("leaving.version.list"))
        self._page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list = Feed(theme, text("leaving.version.list"), self._page)
        self.list.item_opened.connect(self._open)
        self._build()
        theme.changed.connect(self._write)
        self.forget()

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        spaced(outer)
        outer.addWidget(self._page)
        inside = self._page.inside
        inside.addLayout(across(self.keep, None))
        inside.addWidget(self.none)
        inside.addWidget(self._form)
        inside.addLayout(across(self.compare, self.on_paper, None))
        inside.addWidget(self.words)
        inside.addWidget(self.result)
        inside.addWidget(self.list)
        inside.addStretch(1)
        self.setFocusProxy(self.keep)

    def display(self, view: PaperView) -> None:
        """Show the versions of a paper; what is compared stays as it was chosen."""
        text, frozen = self._text, view.paper.stage in FROZEN
        self.names = {line.id: version_name(text, line) for line in view.versions}
        if not frozen:
            self.names = {NOW: text("leaving.version.now"), **self.names}
        self.list.display([self._item(line) for line in view.versions])
        self.list.setVisible(bool(view.versions))
        self.none.setVisible(not view.versions)
        self.keep.setVisible(not frozen)
        self._choose(self.before, self._usual(view.versions))
        self._choose(self.after, 0)
        able = len(self.names) > 1
        self._form.setVisible(able)
        self.compare.setVisible(able)
        if self.shown and not {self.shown.before, self.shown.after} <= set(self.names):
            self.forget()

    def _usual(self, versions: Sequence[VersionLine]) -> int:
        """Place of what the newest text is usually compared with: the version before it."""
        ids, newest = list(self.names), versions[0].number if versions else 0
        older = [line.id for line in versions if line.number < newest]
        return ids.index(older[0]) if older and NOW not in self.names else 1

    def _choose(self, box: Choice, usual: int) -> None:
        chosen = box.currentData() if box in self._chosen else None
        box.clear()
        for number, name in self.names.items():
            box.addItem(name, number)
        place = box.findData(chosen) if chosen is not None else -1
        box.setCurrentIndex(place if place >= 0 else min(usual, box.count() - 1))

    def _item(self, line: VersionLine) -> FeedItem:
        text = self._text
        at = line.at.replace(tzinfo=line.at.tzinfo or UTC).astimezone()
        why = text.code("paper_version", line.why)
        return FeedItem(
            key=line.id,
            day=text.short_day(at.date()),
            away=f"{at:%H:%M}",
            head=text("leaving.version.head", n=line.number, why=why),
            more=line.by,
            row=line.id,
        )

    def _open(self, version: object) -> None:
        """Compare the version that was opened with the newest text."""
        self.before.setCurrentIndex(self.before.findData(version))
        self.after.setCurrentIndex(0)
        self._chosen |= {self.before, self.after}
        self._compare()

    def _compare(self) -> None:
        before, after = self.before.currentData(), self.after.currentData()
        if before is not None and after is not None:
            self.comparison_asked.emit(before, after)

    # The comparison.

    def forget(self) -> None:
        """Show no comparison, and take none for chosen."""
        self._chosen.clear()
        self.shown = None
        self.result.clear()
        for part in (self.result, self.words, self.on_paper):
            part.hide()

    def show_comparison(self, compared: Compared) -> None:
        """Show two versions compared, with the keyboard in it."""
        self.shown = compared
        text = self._text
        if any(_changed(rows) for rows in compared.sections.values()):
            out = text.count("leaving.version.out", compared.words(PieceKind.REMOVED))
            put_in = text.count("leaving.version.in", compared.words(PieceKind.ADDED))
            self.words.setText(text("leaving.version.sum", out=out, put_in=put_in))
        else:
            self.words.setText(text("leaving.version.same"))
        for part in (self.words, self.result, self.on_paper):
            part.show()
        self._write()
        self.result.setFocus()

    def _write(self) -> None:
        """Write the comparison as plain words with looks of their own."""
        if self.shown is None:
            return
        self.result.clear()
        cursor = self.result.textCursor()
        cursor.beginEditBlock()
        looks = self._looks()
        heading = QTextCharFormat()
        heading.setFontWeight(QFont.Weight.DemiBold)
        alike = [name for name, rows in self.shown.sections.items() if not _changed(rows)]
        for name, rows in self.shown.sections.items():
            if not _changed(rows):
                continue
            cursor.insertText(f"{name}\n", heading)
            for row in rows:
                self._write_row(cursor, row, looks)
            cursor.insertText("\n", looks[PieceKind.SAME])
        if alike:
            words = self._text("leaving.version.alike", names=", ".join(alike))
            cursor.insertText(words, looks[PieceKind.SAME])
        cursor.endEditBlock()
        self.result.moveCursor(QTextCursor.MoveOperation.Start)
        self._fit()

    def _fit(self) -> None:
        """Be as high as the comparison, within reason."""
        fewest, most = _LINES
        size = self.result.document().size().height()  # in lines, of plain text
        self.result.setFixedHeight(lines(max(fewest, min(round(size) + 2, most))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure again: words break elsewhere."""
        super().resizeEvent(event)
        self._fit()

    @staticmethod
    def _write_row(
        cursor: QTextCursor, row: Sequence[Piece], looks: Mapping[PieceKind, QTextCharFormat]
    ) -> None:
        for piece in row:
            first, last = _SIGNS.get(piece.kind, ("", ""))
            cursor.insertText(f"{first}{piece.text}{last}", looks[piece.kind])
        cursor.insertText("\n", looks[PieceKind.SAME])

    def _looks(self) -> dict[PieceKind, QTextCharFormat]:
        same, out, put_in = QTextCharFormat(), QTextCharFormat(), QTextCharFormat()
        out.setFontStrikeOut(True)
        out.setForeground(self._theme.colour("error"))
        put_in.setFontUnderline(True)
        put_in.setForeground(self._theme.colour("success"))
        return {PieceKind.SAME: same, PieceKind.REMOVED: out, PieceKind.ADDED: put_in}
