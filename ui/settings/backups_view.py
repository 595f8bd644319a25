"""Backups: the newest, how to make one, where a second copy goes, and trying one out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pomdesk.domain.keeping import Backup
from resources.text import Text
from ui.theme import Theme
from ui.widgets.fitted import FittedTable
from ui.widgets.form import Band, Button, across, spaced
from ui.widgets.label import Label
from ui.widgets.table_model import Column, TableModel

_MEGA = 1_000_000


def here(at: datetime) -> datetime:
    """A time of the store as it was on the clock here."""
    return at.replace(tzinfo=UTC).astimezone()


@dataclass(frozen=True, slots=True)
class BackupsShown:
    """What the section shows.

    Attributes:
        backups: newest first.
        today: the day it is here.
        second: folder of the second copies; "" for none.
        due: whether one should be tried out again.
        tried: when one was tried out last; None: never.

    """

    backups: Sequence[Backup]
    today: date
    second: str = ""
    due: bool = False
    tried: date | None = None


class BackupsView(QWidget):
    """The section on backups.

    Signals:
        now_asked: make one.
        folder_asked: choose where second copies go.
        clear_asked: no second copies.
        drill_asked: try the newest one.
    """

    now_asked = Signal()
    folder_asked = Signal()
    clear_asked = Signal()
    drill_asked = Signal()

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self._text = text
        layout = QVBoxLayout(self)
        spaced(layout)
        layout.addWidget(Label(text("backups.words"), "quiet", wrap=True))
        self.last = Label("", "strong", wrap=True, select=True)
        layout.addWidget(self.last)
        self.now = Button(text("backups.now"), self.now_asked.emit)
        self.drill = Button(text("backups.drill"), self.drill_asked.emit)
        self.state = Label("", "quiet", wrap=True)
        layout.addLayout(across(self.now, self.drill, self.state, None))
        self.due = Band("note")
        self.due_words = Label("", wrap=True)
        self.due.inside.addWidget(self.due_words)
        layout.addWidget(self.due)
        self.told = Label("", wrap=True, select=True)
        self.told.hide()
        layout.addWidget(self.told)
        self.tried = Label("", "quiet", wrap=True)
        layout.addWidget(self.tried)
        layout.addWidget(Label(text("backups.second"), "strong"))
        self.second = Label("", wrap=True, select=True)
        layout.addWidget(self.second)
        self.choose = Button(text("backups.choose"), self.folder_asked.emit)
        self.clear = Button(text("backups.clear"), self.clear_asked.emit, kind="link")
        layout.addLayout(across(self.choose, self.clear, None))
        self.model: TableModel[Backup] = TableModel(self._columns(), text, self)
        self.table: FittedTable[Backup] = FittedTable(
            self.model, theme, text("backups.list"), lambda backup: backup.path
        )
        layout.addWidget(self.table)

    def _columns(self) -> list[Column[Backup]]:
        text = self._text

        def made(backup: Backup) -> str:
            at = here(backup.at)
            return f"{text.day(at.date())}, {at:%H:%M}"

        def size(backup: Backup) -> str:
            return text("backups.mb", size=f"{max(backup.size / _MEGA, 0.1):,.1f}")

        return [
            Column("at", "backups.at", made, sort=lambda b: b.at.timestamp(), width=34),
            Column("size", "backups.size", size, sort=lambda b: b.size, width=14),
        ]

    def display(self, shown: BackupsShown) -> None:
        """Show how things stand."""
        text = self._text
        if shown.backups:
            at = here(shown.backups[0].at)
            away = text.away(at.date(), shown.today)
            day = text.day(at.date())
            self.last.setText(text("backups.last", day=day, time=f"{at:%H:%M}", away=away))
        else:
            self.last.setText(text("backups.none"))
        self.drill.setEnabled(bool(shown.backups))
        self.due.setVisible(shown.due and bool(shown.backups))
        tried = shown.tried
        self.due_words.setText(text("backups.drill_due" if tried else "backups.drill_never"))
        self.tried.setText(
            text("backups.tried", day=text.day(tried)) if tried else text("backups.never_tried")
        )
        self.second.setText(shown.second or text("backups.no_second"))
        self.clear.setVisible(bool(shown.second))
        self.table.setVisible(bool(shown.backups))
        self.model.set_rows(shown.backups)

    def wait(self, words: str) -> None:
        """Take no orders and say why; no words: take them again."""
        for button in (self.now, self.drill, self.choose, self.clear):
            button.setEnabled(not words)
        self.state.setText(words)

    def tell(self, words: str) -> None:
        """Say what came of it, and leave it there."""
        self.told.setText(words)
        self.told.setVisible(bool(words))
