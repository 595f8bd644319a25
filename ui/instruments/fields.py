"""The fields of one place of an instrument: its head, a section, a question, a scale."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from pomdesk.domain.quality.terms import RootCause, Unit
from pomdesk.rules.quality.instrument_faults import Fault
from resources.text import Text
from ui.instruments import draft
from ui.theme import Theme
from ui.widgets.chips import FlowLayout
from ui.widgets.form import Button, Check, Choice, Form, Row, named, spaced
from ui.widgets.label import Label
from ui.widgets.measure import characters
from ui.widgets.words_box import WordsBox

_LINE = 600
_WIDEST = 96
_WEIGHTS = (1, 2, 3)


class Fields(QWidget):
    """Base of the four forms: rows by the name of their field.

    Signals:
        edited: somebody changed something.
    """

    edited = Signal()

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self._text, self._theme = text, theme
        self.rows: dict[str, Row] = {}
        self.form = Form()
        self.general = Label("", "error", wrap=True)
        self.general.hide()
        layout = QVBoxLayout(self)
        spaced(layout, "m")
        layout.addWidget(self.general)
        layout.addWidget(self.form)
        layout.addStretch(1)
        self.measure()

    def measure(self) -> None:
        """Follow the application's font."""
        self.setMaximumWidth(characters(_WIDEST))

    # Rows.

    def _row(self, name: str, control: QWidget) -> None:
        text = self._text
        key = f"instruments.help.{name}"
        told = text(key) if text.has(key) else ""
        self.rows[name] = self.form.row(text(f"instruments.field.{name}"), control, help=told)

    def _line(self, name: str, wide: int = 0) -> QLineEdit:
        line = QLineEdit()
        line.setMaxLength(_LINE)
        if wide:
            line.setMaximumWidth(characters(wide))
        line.textEdited.connect(lambda _words: self.edited.emit())
        self._row(name, line)
        return line

    def _words(self, name: str, least: int = 2) -> WordsBox:
        box = WordsBox(self._theme, self._text(f"instruments.field.{name}"), least=least)
        box.edited.connect(self.edited)
        self._row(name, box)
        return box

    def _choice(self, name: str) -> Choice:
        box = Choice()
        box.activated.connect(lambda _n: self.edited.emit())
        self._row(name, box)
        return box

    def _check(self, name: str) -> Check:
        box = Check(self._text(f"instruments.field.{name}"), self._text(f"instruments.help.{name}"))
        box.clicked.connect(lambda _on: self.edited.emit())
        self.form.add(box)
        return box

    # Being fed.

    def load(self, table: Mapping[str, Any], data: Mapping[str, Any]) -> None:
        """Show what stands at a place of ``data``; tells nobody."""

    def values(self) -> dict[str, object]:
        """What stands in the fields."""
        return {}

    def set_writable(self, writable: bool) -> None:
        """Whether anything can be changed."""
        for row in self.rows.values():
            control = row.control
            if isinstance(control, QLineEdit | WordsBox):
                control.setReadOnly(not writable)
            else:
                control.setEnabled(writable)
        for box in self.findChildren(Check):
            box.setEnabled(writable)

    def tell_faults(self, faults: Sequence[Fault], pointer: str) -> None:
        """Say what is wrong beside its field; what has none stands above."""
        told: dict[str, list[str]] = {}
        for one in faults:
            rest = one.pointer.removeprefix(pointer).strip("/")
            name = self._field_of(rest.partition("/")[0])
            told.setdefault(name if name in self.rows else "", []).append(
                self._text(f"instrument_fault.{one.code}", place=one.place, value=one.value)
            )
        for name, row in self.rows.items():
            row.set_error("\n".join(told.get(name, [])))
        general = "\n".join(told.get("", []))
        self.general.setText(general)
        self.general.setVisible(bool(general))

    def _field_of(self, part: str) -> str:
        return part


class HeadFields(Fields):
    """What the instrument is called, what it is asked of, its themes."""

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(text, theme)
        self._code = self._line("code", 30)
        self._title = self._line("title")
        self._unit = self._choice("unit")
        for unit in Unit:
            self._unit.addItem(text.code("quality_term.unit", unit), unit.value)
        self._note = self._words("note", 3)
        self._expires = self._line("expires", 20)
        self._themes = self._words("themes", 4)

    def load(self, table: Mapping[str, Any], data: Mapping[str, Any]) -> None:
        """Show the head."""
        self._code.setText(table["code"])
        self._title.setText(table["title"])
        self._unit.setCurrentIndex(max(self._unit.findData(table["unit"]), 0))
        self._note.load(table["note"])
        self._expires.setText(table["expires"])
        self._themes.load(draft.theme_lines(data))

    def values(self) -> dict[str, object]:
        """The head."""
        return {
            "code": self._code.text().strip(),
            "title": self._title.text().strip(),
            "unit": self._unit.currentData(),
            "note": self._note.words,
            "expires": self._expires.text().strip(),
            "themes": draft.themes_in(self._themes.words),
        }


class SectionFields(Fields):
    """Key and title of a section."""

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(text, theme)
        self._title = self._line("section_title")
        self._key = self._line("key", 40)

    def load(self, table: Mapping[str, Any], data: Mapping[str, Any]) -> None:
        """Show a section."""
        self._title.setText(table["title"])
        self._key.setText(table["key"])

    def values(self) -> dict[str, object]:
        """The section."""
        return {"title": self._title.text().strip(), "key": self._key.text().strip()}

    def _field_of(self, part: str) -> str:
        return "section_title" if part == "title" else part


class ScaleFields(Fields):
    """Key and answers of a scale."""

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(text, theme)
        self._key = self._line("key", 40)
        self._options = self._words("options", 6)

    def load(self, table: Mapping[str, Any], data: Mapping[str, Any]) -> None:
        """Show a scale."""
        self._key.setText(table["key"])
        self._options.load(draft.option_lines(table))

    def values(self) -> dict[str, object]:
        """The scale."""
        return {
            "key": self._key.text().strip(),
            "options": draft.options_in(self._options.words),
        }


class QuestionFields(Fields):
    """Everything of a question."""

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(text, theme)
        self._boxes = {"text": self._words("text")}
        self.reworded = Label(text("instruments.reworded"), "error", wrap=True)
        self.reworded.hide()
        self.form.add(self.reworded)
        self._boxes |= {name: self._words(name) for name in ("good", "poor", "evidence")}
        self._scale = self._choice("scale")
        self._weight = self._choice("weight")
        for weight in _WEIGHTS:
            self._weight.addItem(text(f"question.weight.{weight}"), weight)
        self._checks = {name: self._check(name) for name in ("critical", "key_question")}
        self._boxes["na_rule"] = self._words("na_rule")
        self._theme_of = self._choice("theme")
        self._causes = self._cause_chips()
        self._key = self._line("key", 40)
        self._checks["comparable"] = self._check("comparable")

    def _cause_chips(self) -> dict[RootCause, Button]:
        text, holder = self._text, QWidget()
        flow = FlowLayout(holder)
        policy = holder.sizePolicy()
        policy.setHeightForWidth(True)
        holder.setSizePolicy(policy)
        chips = {}
        for cause in RootCause:
            words = text.code("quality_term.root_cause", cause)
            chips[cause] = Button(words, self.edited.emit, kind="chip")
            flow.addWidget(chips[cause])
        self._row("root_causes", holder)
        return chips

    def load(self, table: Mapping[str, Any], data: Mapping[str, Any]) -> None:
        """Show a question."""
        for name, box in self._boxes.items():
            box.load(table[name])
        none = [(self._text("instruments.no_theme"), "")]
        themes = [(one["title"], one["key"]) for one in data["themes"]]
        scales = [(one["key"], one["key"]) for one in data["scales"]]
        for choice, offered, held in (
            (self._scale, scales, table["scale"]),
            (self._theme_of, none + themes, table["theme"]),
        ):
            choice.clear()
            for words, key in offered:
                choice.addItem(words, key)
            if choice.findData(held) < 0:  # it was taken out: a fault until another is chosen
                choice.addItem(str(held), held)
            choice.setCurrentIndex(choice.findData(held))
        self._weight.setCurrentIndex(max(self._weight.findData(table["weight"]), 0))
        for name, check in self._checks.items():
            check.setChecked(bool(table[name]))
        for cause, chip in self._causes.items():
            chip.setChecked(cause.value in table["root_causes"])
        self._key.setText(table["key"])

    def values(self) -> dict[str, object]:
        """The question."""
        return {
            **{name: box.words for name, box in self._boxes.items()},
            **{name: check.isChecked() for name, check in self._checks.items()},
            "text": " ".join(self._boxes["text"].words.split()),
            "scale": self._scale.currentData(),
            "theme": self._theme_of.currentData(),
            "weight": self._weight.currentData(),
            "root_causes": [one.value for one, chip in self._causes.items() if chip.isChecked()],
            "key": self._key.text().strip(),
        }


def forms(text: Text, theme: Theme) -> dict[str, Fields]:
    """A form for each kind of place."""
    made: dict[str, Fields] = {
        draft.HEAD: HeadFields(text, theme),
        draft.SECTION: SectionFields(text, theme),
        draft.QUESTION: QuestionFields(text, theme),
        draft.SCALE: ScaleFields(text, theme),
    }
    for kind, form in made.items():
        named(form, text(f"instruments.kind.{kind}"))
    return made
