"""What a value of a setting is typed in: one control for each kind."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from pomdesk.readmodels.policy import PolicyLine
from resources.text import Text
from ui.days import parse_day
from ui.policy.words import Values
from ui.widgets.form import Check, Choice, spaced
from ui.widgets.measure import characters, lines

_DIGITS = 4
_WIDE, _HIGH = 52, 6


class Unfit(Exception):
    """What was typed does not fit; its words say why."""


class Control:
    """A control with the value in it.

    Attributes:
        widget: what stands in the form.
    """

    widget: QWidget

    @abstractmethod
    def value(self) -> object:
        """The value as the desk takes it.

        Raises:
            Unfit: with words that say what is wrong.

        """


class _Number(Control):
    def __init__(self, text: Text, line: PolicyLine) -> None:
        self._text = text
        self.widget = self._box = QLineEdit(str(line.value))
        self._box.setMaxLength(_DIGITS)
        self._box.setFixedWidth(characters(9))

    def value(self) -> object:
        typed = self._box.text().strip()
        if not (typed.isascii() and typed.isdigit()):
            raise Unfit(self._text("policy.form.no_number"))
        return int(typed)


class _OneOf(Control):
    def __init__(self, choices: Mapping[object, str], now: object) -> None:
        self.widget = self._box = Choice()
        for value, words in choices.items():
            self._box.addItem(words, value)
        self._box.setCurrentIndex(list(choices).index(now))

    def value(self) -> object:
        return self._box.currentData()


class _Ticks(Control):
    """Boxes to tick: codes that are known, in their usual order."""

    def __init__(self, text: Text, line: PolicyLine, values: Values) -> None:
        self._text, self._numbers = text, line.kind == "levels"
        self.widget = QWidget()
        layout = QVBoxLayout(self.widget)
        spaced(layout)
        layout.setSpacing(0)
        now = line.value if isinstance(line.value, tuple) else ()
        self._boxes: dict[str, Check] = {}
        for code in line.choices:
            box = Check(values.member(line, code))
            box.setChecked(code in map(str, now))
            layout.addWidget(box, 0, Qt.AlignmentFlag.AlignLeft)
            self._boxes[code] = box
        self.widget.setFocusProxy(next(iter(self._boxes.values())))

    def value(self) -> object:
        codes = [code for code, box in self._boxes.items() if box.isChecked()]
        if not codes:
            raise Unfit(self._text("policy.form.no_member"))
        return [int(code) for code in codes] if self._numbers else codes


class _Line(Control):
    def __init__(self, text: Text, line: PolicyLine) -> None:
        self._text, self._day = text, isinstance(line.value, date)
        self.widget = self._box = QLineEdit()
        self._box.setMinimumWidth(characters(_WIDE))
        self._box.setText(text.day(line.value) if isinstance(line.value, date) else str(line.value))

    def value(self) -> object:
        typed = self._box.text().strip()
        if self._day:
            return typed_day(self._text, typed)
        if not typed:
            raise Unfit(self._text("policy.form.no_text"))
        return typed


class _Lines(Control):
    """One member in each line: texts, days, or codes with names."""

    def __init__(self, text: Text, line: PolicyLine) -> None:
        self._text, self._kind = text, line.kind
        self.widget = self._box = QPlainTextEdit()
        self._box.setTabChangesFocus(True)
        self._box.setMinimumWidth(characters(_WIDE))
        self._box.setFixedHeight(lines(_HIGH))
        self._box.setPlainText("\n".join(self._shown(line.value)))

    def _shown(self, value: object) -> Sequence[str]:
        if isinstance(value, Mapping):
            return [f"{code} {name}" for code, name in sorted(value.items())]
        members = value if isinstance(value, tuple) else ()
        if self._kind == "days":
            return [self._text.day(day) for day in sorted(members)]
        return [str(member) for member in members]

    def value(self) -> object:
        typed = [line.strip() for line in self._box.toPlainText().splitlines() if line.strip()]
        if self._kind == "days":
            return sorted({typed_day(self._text, line) for line in typed})
        if not typed:
            raise Unfit(self._text("policy.form.no_member"))
        if self._kind == "names":
            return dict(self._pair(line) for line in typed)
        return list(dict.fromkeys(typed))

    def _pair(self, line: str) -> tuple[str, str]:
        code, _, name = line.partition(" ")
        if not name.strip():
            raise Unfit(self._text("policy.form.no_name", line=line[:40]))
        return code, name.strip()


def typed_day(text: Text, typed: str) -> date:
    """The day that was typed.

    Raises:
        Unfit: with words that say how to type one.

    """
    day = parse_day(typed)
    if day is None:
        raise Unfit(text("policy.form.no_day", typed=typed[:40] or "…"))
    return day


def control_for(text: Text, line: PolicyLine, values: Values) -> Control:
    """The control for the value of a setting, filled in with the value of the line."""
    kind = line.kind
    if kind == "number":
        return _Number(text, line)
    if kind == "yes_no":
        answers: dict[object, str] = {
            True: text("policy.form.yes"),
            False: text("policy.form.no"),
        }
        return _OneOf(answers, line.value)
    if kind == "choice":
        return _OneOf({code: values.member(line, code) for code in line.choices}, line.value)
    if kind in {"choices", "levels"}:
        return _Ticks(text, line, values)
    if kind in {"texts", "days", "names"}:
        return _Lines(text, line)
    return _Line(text, line)
