"""Parts the tabs of the case page are made of."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from pomdesk.domain.facts import Person, Probation
from pomdesk.readmodels.case import CaseView, DisputedFact
from resources.text import Text
from resources.tokens import tokens
from resources.wording import stated
from ui.case import facts, sources
from ui.case.change import kind_of
from ui.widgets.facts import Facts, Rule
from ui.widgets.form import Band, Button, across, spaced
from ui.widgets.label import Label
from ui.widgets.measure import characters
from ui.widgets.scrolled import Scrolled, clear, put

_FIELDS = {
    "person": {field.name for field in fields(Person)},
    "probation": {field.name for field in fields(Probation)},
}

_TWO_COLUMNS = 110
"""Characters the overview must be wide for two columns."""


class Section(QWidget):
    """A heading with facts under it."""

    def __init__(self, text: Text, key: str) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        spaced(layout)
        layout.addWidget(Label(text(f"case.section.{key}"), "lead"))
        layout.addWidget(Rule())
        self.facts = Facts(text)
        layout.addWidget(self.facts)


class Columns(Scrolled):
    """Sections in two columns, or in one where there is no room for two.

    Attributes:
        sections: by key.
        above: layout over the columns.
    """

    def __init__(self, text: Text, name: str, *columns: Sequence[str]) -> None:
        super().__init__(name)
        self._text = text
        self.above = QVBoxLayout()
        spaced(self.above)
        self.inside.addLayout(self.above)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(tokens().space["xl"])
        self.sections: dict[str, Section] = {}
        for keys in columns:
            side = QVBoxLayout()
            spaced(side, "l")
            for key in keys:
                self.sections[key] = Section(text, key)
                side.addWidget(self.sections[key])
            side.addStretch(1)
            self._columns.addLayout(side, 1)
        self.inside.addLayout(self._columns)
        self.inside.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two columns or one."""
        super().resizeEvent(event)
        wide = self.width() >= characters(_TWO_COLUMNS)
        directions = QBoxLayout.Direction
        self._columns.setDirection(directions.LeftToRight if wide else directions.TopToBottom)


class Overview(Columns):
    """What is next, who is responsible and why, what is risky, what is missing.

    Signals:
        why_asked: name of a result.
        change_asked: ``section.field``.
        facts_asked: every fact is to be seen.
    """

    why_asked = Signal(str)
    change_asked = Signal(str)
    facts_asked = Signal()

    def __init__(self, text: Text) -> None:
        super().__init__(
            text,
            text("case.tab.overview"),
            ("handover", "people"),
            ("next", "release", "risk"),
        )
        self.missing = Band("note")
        self.missing.inside.setSpacing(0)
        self._missing_words = QVBoxLayout()
        self.missing.inside.addLayout(self._missing_words)
        self.put_right = Button(text("case.put_right"), self.facts_asked.emit, kind="link")
        self.missing.inside.addWidget(self.put_right)
        self.above.addWidget(self.missing)
        for section in self.sections.values():
            section.facts.why_asked.connect(self.why_asked)
            section.facts.change_asked.connect(self.change_asked)

    def display(self, view: CaseView) -> None:
        """Show one case."""
        text = self._text
        lines = {
            "next": facts.next_lines(text, view),
            "handover": facts.handover_lines(text, view),
            "release": facts.release_lines(text, view),
            "people": facts.people_lines(text, view),
            "risk": facts.risk_lines(text, view),
        }
        for key, section in self.sections.items():
            section.setVisible(bool(lines[key]))
            section.facts.display(lines[key])
        self._tell_missing(facts.missing(text, view))

    def _tell_missing(self, missing: Sequence[str]) -> None:
        clear(self._missing_words)
        self.missing.setVisible(bool(missing))
        head = self._text.count("case.missing_count", len(missing))
        put(self._missing_words, Label(head, "strong"))
        for words in missing:
            put(self._missing_words, Label(words, wrap=True))


class DatesTab(Columns):
    """Every fact with where it came from; what is disputed comes first.

    Signals:
        change_asked: ``section.field``.
        settle_asked: section, field, ``typed`` or ``file``.
    """

    change_asked = Signal(str)
    settle_asked = Signal(str, str, str)

    def __init__(self, text: Text) -> None:
        super().__init__(text, text("case.tab.dates"), ("dates",), ("others",))
        for section in self.sections.values():
            section.facts.change_asked.connect(self.change_asked)

    def display(self, view: CaseView, *, blank: bool = False) -> None:
        """Show one case; ``blank`` hides numbers of the person."""
        self.sections["dates"].facts.display(sources.date_lines(self._text, view))
        self.sections["others"].facts.display(sources.other_lines(self._text, view, blank=blank))
        clear(self.above)
        for dispute in view.disputed:
            put(self.above, self._dispute(dispute))

    def _dispute(self, dispute: DisputedFact) -> Band:
        text = self._text
        name = text.code("field", dispute.field)
        band = Band("trouble")
        band.inside.addWidget(Label(text("case.dispute.title", name=name), "strong", wrap=True))
        typed = text(
            "case.dispute.typed",
            value=written(text, dispute.section, dispute.field, dispute.typed),
            who=dispute.typed_by,
            day=text.day(dispute.typed_on),
        )
        file = text(
            "case.dispute.file",
            value=written(text, dispute.section, dispute.field, dispute.file_value),
            day=text.day(dispute.file_as_at),
        )
        band.inside.addWidget(Label(typed, wrap=True))
        band.inside.addWidget(Label(file, wrap=True))
        where = (dispute.section, dispute.field)

        def button(key: str, take: str) -> Button:
            return Button(
                text(f"case.dispute.{key}"),
                lambda: self.settle_asked.emit(*where, take),
                name=text(f"case.dispute.{key}_of", name=name),
            )

        buttons = (button("keep", "typed"), button("take", "file"))
        band.inside.addLayout(across(*buttons, None))
        return band


def written(text: Text, section: str, field: str, value: str | None) -> str:
    """A value as the journal keeps it (ISO dates, ``true``), in words."""
    if value is None or value == "":
        return text("value.none")
    kind = kind_of(section, field) if field in _FIELDS.get(section, ()) else str
    if kind is bool:
        return text("value.yes" if value == "true" else "value.no")
    if len(value) == 10 and value[4:5] == "-":
        try:
            return text.day(date.fromisoformat(value))
        except ValueError:
            return value
    return stated(text, f"{section}.{field}", value)
