"""Feedback in a list: one's own, what one writes, what one's people were told."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from pomdesk.domain.names import HIDDEN, fold
from pomdesk.domain.quality.terms import FeedbackStage
from pomdesk.readmodels.quality import FeedbackLine
from resources.text import Text
from resources.tokens import tokens
from ui.feedback.words import due_marks, stage_mark, verdict_mark
from ui.theme import Theme
from ui.widgets.chips import Chips
from ui.widgets.form import Button, across, spaced
from ui.widgets.label import Label
from ui.widgets.table import Table
from ui.widgets.table_model import Column, TableModel

CHIPS = ("all", "open", "mine", "to_write", "to_discuss", "queried")
_NOTHING = "–"


def keeps(chip: str, line: FeedbackLine, me: str) -> bool:
    """Whether a chip keeps a line; ``me`` is the code of whoever looks."""
    stage = line.stage
    wanted = {
        "open": stage is not FeedbackStage.ACKNOWLEDGED,
        "mine": bool(me) and line.supervisor == me,
        "to_write": stage is FeedbackStage.DRAFT,
        "to_discuss": stage is FeedbackStage.SENT,
        "queried": stage is FeedbackStage.QUERIED,
    }
    return wanted.get(chip, True)


class FeedbackList(QWidget):
    """The list.

    Signals:
        opened: id of the marking that feedback is of.
        rows_copied: rows of cells for the clipboard.
    """

    opened = Signal(int)
    rows_copied = Signal(object)

    def __init__(self, text: Text, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self._today = date.min
        self._me = ""
        self.model: TableModel[FeedbackLine] = TableModel(self._columns(), text, self)
        self.table: Table[FeedbackLine] = Table(
            self.model, theme, text("feedback.table"), lambda line: line.review_id
        )
        self.table.sort_by("due")
        self.chips = Chips(list(CHIPS), "feedback.chip", text, counted="feedback.count")
        self.open = Button(text("feedback.open"), self._open, kind="main")
        self.count = Label("", "quiet")
        full = QWidget()
        layout = QVBoxLayout(full)
        spaced(layout)
        layout.addLayout(across(self.count, None, self.open))
        layout.addWidget(self.chips)
        layout.addWidget(self.table, 1)
        empty = QWidget()
        words = QVBoxLayout(empty)
        spaced(words, "m")
        words.setContentsMargins(0, tokens().space["l"], 0, 0)
        words.addWidget(Label(text("feedback.empty"), "lead", wrap=True))
        words.addWidget(Label(text("feedback.empty_more"), "quiet", wrap=True))
        words.addStretch(1)
        self._full, self._empty = full, empty
        self._pages = QStackedLayout(self)
        self._pages.addWidget(full)
        self._pages.addWidget(empty)
        self.chips.chip_chosen.connect(lambda _key: self._narrow())
        self.table.row_opened.connect(lambda line: self.opened.emit(line.review_id))
        self.table.rows_copied.connect(self.rows_copied)
        self.setFocusProxy(self.table)

    def _columns(self) -> list[Column[FeedbackLine]]:
        text = self._text
        return [
            self._column("case", lambda line: line.case_ref, lambda line: line.round_ref, 14),
            self._column(
                "supervisor",
                lambda line: line.supervisor_name,
                lambda line: text("feedback.by", who=line.assessor_name),
                26,
            ),
            Column(
                "stage",
                "feedback.column.stage",
                lambda line: "",
                lambda line: list(FeedbackStage).index(line.stage),
                17,
                marks=lambda line: (stage_mark(text, line.stage),),
                under=self._went,
            ),
            Column(
                "due",
                "feedback.column.due",
                lambda line: text.short_day(line.due) or _NOTHING,
                lambda line: line.due.toordinal() if line.due else None,
                24,
                marks=lambda line: due_marks(text, line, self._today),
                under=lambda line: text.away(line.due, self._today) if line.due else "",
            ),
            Column(
                "verdict",
                "feedback.column.verdict",
                lambda line: "" if line.verdict else _NOTHING,
                lambda line: line.verdict.value if line.verdict else None,
                22,
                marks=lambda line: (verdict_mark(text, line.verdict),) if line.verdict else (),
            ),
        ]

    def _column(
        self,
        key: str,
        said: Callable[[FeedbackLine], str],
        under: Callable[[FeedbackLine], str],
        width: int,
    ) -> Column[FeedbackLine]:
        return Column(
            key,
            f"feedback.column.{key}",
            lambda line: said(line) or _NOTHING,
            lambda line: fold(said(line)),
            width,
            under=under,
            private=True,
        )

    def _went(self, line: FeedbackLine) -> str:
        """When the last step was: read, sent, or locked."""
        text = self._text
        days = (("seen", line.seen_on), ("sent", line.sent_on), ("locked", line.locked_on))
        last = next(((key, day) for key, day in days if day), None)
        return text(f"feedback.on.{last[0]}", day=text.short_day(last[1])) if last else ""

    def display(self, lines: Sequence[FeedbackLine], today: date, me: str) -> None:
        """Show these; ``me`` is the code of whoever looks, "" where they take no part."""
        self._today, self._me = today, me
        self._pages.setCurrentWidget(self._full if lines else self._empty)
        counts = {key: sum(keeps(key, line, me) for line in lines) for key in CHIPS}
        self.chips.set_counts(counts)
        self.model.set_rows(list(lines), self._keeping())
        self.count.setText(self._text.count("feedback.count", len(lines)))
        self.open.setEnabled(bool(self.model.shown))

    def set_blank(self, blank: bool) -> None:
        """Hide names and numbers, or show them again."""
        self.model.hidden = HIDDEN if blank else None
        self.table.viewport().update()

    def _keeping(self) -> Callable[[list[int]], list[int]]:
        rows = self.model

        def keep(order: list[int]) -> list[int]:
            chip, me = self.chips.chosen, self._me
            return [i for i in order if keeps(chip, rows.rows[i], me)]

        return keep

    def _narrow(self) -> None:
        self.model.set_filter(self._keeping())
        self.open.setEnabled(bool(self.model.shown))

    def step_back(self) -> bool:
        """Esc: show all again. False: all are shown."""
        if self.chips.chosen == CHIPS[0]:
            return False
        self.chips.set_chosen(CHIPS[0])
        self._narrow()
        self.table.setFocus()
        return True

    def _open(self) -> None:
        line = self.table.chosen()
        if line is not None:
            self.opened.emit(line.review_id)
