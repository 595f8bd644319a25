"""A form to change one setting: the new value, from when, and why."""

from datetime import date

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from pomdesk.readmodels.policy import PolicyLine, Standing
from resources.text import Text
from ui import dialogs
from ui.policy.columns import marks
from ui.policy.controls import Unfit, control_for, typed_day
from ui.policy.words import Values, area_name, setting_name, unit_words
from ui.widgets.chips import make_tag
from ui.widgets.form import Form, Row, across
from ui.widgets.label import Label
from ui.widgets.measure import characters

_LONGEST_REASON = 500
_WIDE = 70


class SettingForm(dialogs.Box):
    """Asks for a value of this unit's own.

    Attributes:
        value: what was typed, as the desk takes it.
        starts: the first day it holds.
        why: the reason.
    """

    def __init__(
        self, parent: QWidget | None, text: Text, line: PolicyLine, values: Values, today: date
    ) -> None:
        name = setting_name(text, line)
        super().__init__(parent, text("policy.form.title"), name)
        self._text = text
        self.setMinimumWidth(characters(_WIDE))
        area = Label(area_name(text, line.section), "quiet")
        tags = (make_tag(mark, self) for mark in marks(text, line))
        self.body.addLayout(across(area, *tags, None))
        for words in _told(text, line, values):
            self.body.addWidget(Label(words, wrap=True))
        form = Form()
        self.control = control_for(text, line, values)
        help_key = f"policy.form.{line.kind}_help"
        self.row = form.row(
            text(f"policy.form.{line.kind}"),
            self.control.widget,
            help=text(help_key) if text.has(help_key) else "",
            unit=unit_words(text, line.unit),
        )
        coming = line.standing is Standing.COMING
        self.start_line = QLineEdit(text.day(line.starts if coming else today))
        self.starts_row = form.row(
            text("policy.form.starts"), self.start_line, help=text("policy.form.starts_help")
        )
        self.reason = QLineEdit(line.reason if coming else "")
        self.reason.setMaxLength(_LONGEST_REASON)
        self.reason_row = form.row(
            text("policy.form.reason"), self.reason, help=text("policy.form.reason_help")
        )
        self.body.addWidget(form)
        self.set_buttons(text("policy.form.save"), text("policy.form.cancel"))
        self.value: object = None
        self.starts = today
        self.why = ""
        self.control.widget.setFocus()

    def accept(self) -> None:
        """Take what was typed, or say beside it what is wrong."""
        rows = (self.row, self.starts_row, self.reason_row)
        faults = [self._take_value(), self._take_start(), self._take_reason()]
        wrong: Row | None = None
        for row, words in zip(rows, faults, strict=True):
            row.set_error(words)
            wrong = wrong or (row if words else None)
        if wrong is None:
            super().accept()
            return
        wrong.control.setFocus()
        QTimer.singleShot(0, self, self._fit)  # once the words of the fault have been measured

    def showEvent(self, event: QShowEvent) -> None:
        """As high as its words need at its width, which Qt only guesses."""
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(self.width(), layout.totalHeightForWidth(self.width()))

    def _take_value(self) -> str:
        try:
            self.value = self.control.value()
        except Unfit as fault:
            return str(fault)
        return ""

    def _take_start(self) -> str:
        try:
            self.starts = typed_day(self._text, self.start_line.text().strip())
        except Unfit as fault:
            return str(fault)
        return ""

    def _take_reason(self) -> str:
        self.why = self.reason.text().strip()
        return "" if self.why else self._text("policy.form.no_reason")


def _told(text: Text, line: PolicyLine, values: Values) -> list[str]:
    """What holds now, what the pack says, and whose policy that is."""
    shown, pack = values.words(line, line.value), values.words(line, line.default)
    told = [text("policy.form.pack", value=pack), text("policy.form.source", source=line.source)]
    if not line.decided or line.standing is Standing.COMING:
        return told
    day = text.day(line.starts)
    now = text("policy.form.now_local", value=shown, day=day)
    return [now, text("policy.form.decided", who=line.by, reason=line.reason), *told]
