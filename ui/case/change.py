"""A small form to correct one fact: the new value, and why."""

import types
from datetime import date
from typing import Any, Union, get_args, get_origin, get_type_hints

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from pomdesk.domain.facts import Person, Probation
from pomdesk.domain.terms import RoshLevel
from resources.text import Text
from resources.wording import stated
from ui import dialogs
from ui.days import parse_day
from ui.widgets.form import Form
from ui.widgets.label import Label
from ui.widgets.measure import characters

_CODES: dict[str, tuple[str, list[str]]] = {
    "rosh_level": ("rosh", [level.value for level in RoshLevel]),
    "mappa_level": ("mappa", ["0", "1", "2", "3"]),
    "mappa_category": ("mappa_category", ["1", "2", "3", "4"]),
}


def kind_of(section: str, field: str) -> type:
    """The type of a fact without its None: ``date``, ``bool``, ``int`` or ``str``."""
    hint = get_type_hints(Person if section == "person" else Probation)[field]
    if get_origin(hint) in {Union, types.UnionType}:
        hint = next(part for part in get_args(hint) if part is not type(None))
    return hint if isinstance(hint, type) else str


class ChangeForm(dialogs.Box):
    """Asks for the new value of one fact.

    Attributes:
        value: what was typed, as the desk takes it (dates ISO); None: not known.
    """

    def __init__(
        self,
        parent: QWidget | None,
        text: Text,
        section: str,
        field: str,
        now: object,
        source: str,
    ) -> None:
        name = text.code("field", field)
        super().__init__(parent, text("case.change.title", name=name))
        self._text = text
        self._kind = kind_of(section, field)
        shown = stated(text, f"{section}.{field}", now)
        told = text("case.change.now", value=shown)
        self.body.addWidget(Label(f"{told} ({source})" if source else told, "quiet", wrap=True))
        form = Form()
        self.control = self._control(field, now)
        help_key = "case.change.date_help" if self._kind is date else "case.change.help"
        self.row = form.row(text("case.change.value"), self.control, help=text(help_key))
        self.reason = QLineEdit()
        self.reason.setMaxLength(200)
        form.row(text("case.change.why"), self.reason, help=text("case.change.why_help"))
        self.body.addWidget(form)
        self.set_buttons(text("case.change.save"), text("caseload.cancel"))
        self.value: str | None = None
        self.control.setFocus()

    def _control(self, field: str, now: object) -> QLineEdit | QComboBox:
        text = self._text
        if self._kind is bool or field in _CODES:
            box = QComboBox()
            box.addItem(text("preview.unknown"), None)
            for words, code in self._choices(field):
                box.addItem(words, code)
            current = str(now).lower() if isinstance(now, bool) else str(now)
            box.setCurrentIndex(max(box.findData(current), 0) if now is not None else 0)
            return box
        line = QLineEdit()
        line.setMinimumWidth(characters(44))
        if now is not None:
            shown = text.day(now) if isinstance(now, date) else str(now)
            line.setText(shown)
        return line

    def _choices(self, field: str) -> list[tuple[str, str]]:
        if field in _CODES:
            family, codes = _CODES[field]
            return [(self._text.code(family, code), code) for code in codes]
        return [(self._text("case.change.yes"), "true"), (self._text("case.change.no"), "false")]

    def accept(self) -> None:
        """Take the value, or say beside it what is wrong with it."""
        if isinstance(self.control, QComboBox):
            self.value = self.control.currentData()
        else:
            typed: Any = self.control.text().strip()
            if self._kind is date and typed:
                day = parse_day(typed)
                if day is None:
                    self.row.set_error(self._text("case.change.no_date", typed=typed))
                    self.control.setFocus()
                    return
                typed = day.isoformat()
            self.value = typed or None
        super().accept()
