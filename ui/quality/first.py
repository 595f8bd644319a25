"""The first steps: nobody leads yet, no supervisors, no questions, no round."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from pomdesk.domain.quality.terms import Role
from resources.text import Text
from ui.widgets.form import Band, Button, Check, Form, across
from ui.widgets.label import Label
from ui.widgets.measure import characters

FIRST = ("lead", "supervisors", "instrument", "round")
"""What must be there before the first draw, in the order it is made."""

_NAME, _CODE = 60, 20
"""Most characters of a name and of a staff id."""


@dataclass(frozen=True, slots=True)
class Begin:
    """Somebody begins quality assurance here as its lead."""

    name: str
    code: str
    roles: frozenset[Role]


class FirstSteps(Band):
    """Says what is missing and brings it in, one thing at a time.

    Signals:
        begun: a ``Begin``.
        supervisors_asked: take them from those who hold cases.
        drafts_asked: take in the question sets that come with the program; True: for use at
            once.
        round_asked: plan one.
    """

    begun = Signal(object)
    supervisors_asked = Signal()
    drafts_asked = Signal(bool)
    round_asked = Signal()

    def __init__(self, text: Text) -> None:
        super().__init__("note")
        self._text = text
        self.missing = ""
        self._where = Label("", "quiet_small")
        self._what = Label("", "heading", wrap=True)
        self._why = Label("", wrap=True)
        for part in (self._where, self._what, self._why):
            self.inside.addWidget(part)
        self._lead = Form()
        self.who, self.code = QLineEdit(), QLineEdit()
        self.who.setMaxLength(_NAME)
        self.code.setMaxLength(_CODE)
        self.code.setFixedWidth(characters(24))
        self.who.setFixedWidth(characters(44))
        self._who_row = self._lead.row(text("quality_page.first.name"), self.who)
        self._code_row = self._lead.row(
            text("quality_page.first.code"), self.code, help=text("quality_page.first.code_help")
        )
        self.reads = Check(text("quality_page.first.reads"))
        self.settles = Check(text("quality_page.first.settles"))
        self._lead.add(self.reads)
        self._lead.add(self.settles)
        self.inside.addWidget(self._lead)
        self.go = Button("", self._go, kind="main")
        self.other = Button(text("quality_page.first.as_drafts"), self._other)
        self.inside.addLayout(across(self.go, self.other, None))
        self.hide()

    def display(self, missing: str, who: str) -> None:
        """Show what is missing; nothing puts the band away."""
        anew = missing != self.missing
        self.missing = missing
        self.setVisible(bool(missing))
        if not missing or not anew:
            return
        text = self._text
        self._where.setText(text("quality_page.first.where", n=FIRST.index(missing) + 1))
        self._what.setText(text(f"quality_page.first.{missing}.what"))
        self._why.setText(text(f"quality_page.first.{missing}.why"))
        self.go.setText(text(f"quality_page.first.{missing}.go"))
        self.go.setAccessibleName(self.go.text())
        self.other.setVisible(missing == "instrument")
        self._lead.setVisible(missing == "lead")
        if missing == "lead":
            self.who.setText(who)
            self.code.setText("".join(word[:1] for word in who.split()).upper())
            self.reads.setChecked(True)
            self.settles.setChecked(True)

    def set_blank(self, blank: bool) -> None:
        """Hide the name that is being typed, or show it again."""
        mode = QLineEdit.EchoMode
        self.who.setEchoMode(mode.Password if blank else mode.Normal)

    def _go(self) -> None:
        if self.missing == "lead":
            self._begin()
        elif self.missing == "supervisors":
            self.supervisors_asked.emit()
        elif self.missing == "instrument":
            self.drafts_asked.emit(True)
        else:
            self.round_asked.emit()

    def _other(self) -> None:
        self.drafts_asked.emit(False)

    def _begin(self) -> None:
        name, code = " ".join(self.who.text().split()), self.code.text().strip()
        needed = self._text("quality_page.first.needed")
        self._who_row.set_error("" if name else needed)
        self._code_row.set_error("" if code else needed)
        wrong: Sequence[QWidget] = [
            control for control, said in ((self.who, name), (self.code, code)) if not said
        ]
        if wrong:
            wrong[0].setFocus()
            return
        roles = {Role.LEAD}
        roles |= {Role.ASSESSOR} if self.reads.isChecked() else set()
        roles |= {Role.MODERATOR} if self.settles.isChecked() else set()
        self.begun.emit(Begin(name, code, frozenset(roles)))
