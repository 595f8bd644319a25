"""A dialog made from a list of fields: what is asked, checked beside each field, and saved.

Saving happens while the dialog is open: what the desk refuses is said in the dialog, and
nothing typed is lost.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from pomdesk.domain.errors import PomdeskError
from resources.text import Text
from ui import dialogs
from ui.days import parse_day
from ui.widgets.form import Choice, Form, Row
from ui.widgets.label import Label
from ui.widgets.measure import characters, lines
from ui.widgets.scrolled import Scrolled
from ui.words import error_words

_LINE, _WORDS = 300, 4_000
"""Most characters of a line and of words; as many as OASys takes."""
_WIDE = 62
_SCREEN = 0.7
"""Share of the screen's height that the fields take before they scroll."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is asked.

    Attributes:
        name: key of the answer.
        label: what it is called.
        kind: ``line``, ``words`` (several lines), ``day`` or ``choice``.
        choices: words and answer of each choice.
        value: what is there already.
        needed: whether it must be answered.
        latest: a day may not be later than this.
        earliest: a day may not be earlier than this.
    """

    name: str
    label: str
    kind: str = "line"
    choices: Sequence[tuple[str, object]] = ()
    value: object = None
    needed: bool = False
    help: str = ""
    latest: date | None = None
    earliest: date | None = None


class FieldsForm(dialogs.Box):
    """Asks some fields and saves them.

    Attributes:
        rows: the row of each field, by its name.
        values: the answers, once they were accepted.
    """

    def __init__(
        self,
        parent: QWidget | None,
        text: Text,
        title: str,
        fields: Sequence[Field],
        save: Callable[[Mapping[str, object]], None],
        *,
        yes: str = "",
        note: str = "",
    ) -> None:
        super().__init__(parent, title)
        self._text, self._fields, self._save = text, list(fields), save
        self.values: dict[str, object] = {}
        self.rows: dict[str, Row] = {}
        self._refused = Label("", "error", wrap=True)
        self._refused.hide()
        self.body.addWidget(self._refused)
        if note:
            self.body.addWidget(Label(note, "quiet", wrap=True))
        form = Form()
        for field in self._fields:
            control = self._control(field)
            self.rows[field.name] = form.row(self._label(field), control, help=field.help)
        area = Scrolled(title)
        area.setFocusPolicy(area.focusPolicy().NoFocus)
        area.inside.addWidget(form)
        area.inside.addStretch(1)
        self.body.addWidget(area, 1)
        self.set_buttons(yes or text("case.form.save"), text("caseload.cancel"))
        # Measured as it will be shown: labels know their font only in a window.
        wide = characters(_WIDE)
        room = round(self.screen().availableGeometry().height() * _SCREEN)
        area.setMinimumSize(wide, min(form.sizeHint().height() + lines(2), room))
        if self.rows:
            self._first().setFocus()

    def _label(self, field: Field) -> str:
        words = field.label.replace("&", "&&")
        return words if field.needed else self._text("case.form.optional", name=words)

    def _first(self) -> QWidget:
        """The first field that is needed and blank, else the first."""
        blank = [f for f in self._fields if f.needed and f.value in (None, "")]
        return self.rows[(blank or self._fields)[0].name].control

    def _control(self, field: Field) -> QWidget:
        if field.kind == "choice":
            return self._choice(field)
        shown = self._text.day(field.value) if isinstance(field.value, date) else field.value
        if field.kind == "words":
            box = QPlainTextEdit(str(shown or ""))
            box.setTabChangesFocus(True)
            box.setMinimumHeight(lines(5))
            return box
        line = QLineEdit(str(shown or ""))
        line.setMaxLength(_LINE)
        if field.kind == "day":
            line.setMaximumWidth(characters(24))
        return line

    def _choice(self, field: Field) -> Choice:
        box = Choice()
        if not field.needed or field.value is None:
            box.addItem(self._text("case.form.choose" if field.needed else "case.form.none"), None)
        for words, answer in field.choices:
            box.addItem(words, answer)
        if field.value is not None:
            box.setCurrentIndex(max(box.findData(field.value), 0))
        return box

    def control(self, name: str) -> QWidget:
        """The control of a field."""
        return self.rows[name].control

    def accept(self) -> None:
        """Check every field, say beside it what is wrong, else save and close."""
        self.values = {}
        wrong: list[Row] = []
        for field in self._fields:
            row = self.rows[field.name]
            fault = self._take(field, row)
            row.set_error(fault)
            if fault:
                wrong.append(row)
        if wrong:
            wrong[0].control.setFocus()
            return
        try:
            self._save(self.values)
        except PomdeskError as error:
            self._refused.setText(error_words(self._text, error))
            self._refused.show()
            return
        super().accept()

    def _take(self, field: Field, row: Row) -> str:
        """Read one field into ``values``; what is wrong with it, or nothing."""
        control = row.control
        if isinstance(control, QComboBox):
            answer: object = control.currentData()
        elif isinstance(control, QPlainTextEdit):
            answer = control.toPlainText().strip()
            if len(str(answer)) > _WORDS:
                return self._text("case.form.too_long", n=f"{len(str(answer)) - _WORDS:,}")
        else:
            answer = control.text().strip() if isinstance(control, QLineEdit) else None
        if field.kind == "day":
            return self._take_day(field, str(answer or ""))
        self.values[field.name] = answer
        if field.needed and answer in (None, ""):
            return self._text("case.form.needed", name=field.label)
        return ""

    def _take_day(self, field: Field, typed: str) -> str:
        text = self._text
        self.values[field.name] = day = parse_day(typed)
        if not typed:
            return text("case.form.needed", name=field.label) if field.needed else ""
        if day is None:
            return text("case.change.no_date", typed=typed)
        if field.latest is not None and day > field.latest:
            return text("case.form.too_late", day=text.day(field.latest))
        if field.earliest is not None and day < field.earliest:
            return text("case.form.too_early", day=text.day(field.earliest))
        return ""


def ask(form: FieldsForm) -> bool:
    """Show a form until it is saved or put away. Whether it was saved."""
    try:
        return dialogs.show(form)
    finally:
        form.deleteLater()
