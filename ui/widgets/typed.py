"""What somebody typed into the controls of a form, taken out and put back.

Controls are known by their accessible names, which stay the same while the language does.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget


class Keeps(Protocol):
    """A form, or a part of a page, whose text is not lost when the desk locks."""

    def draft(self) -> Mapping[str, str] | None:
        """What is typed and not saved; None where nothing would be lost."""

    def take_draft(self, said: Mapping[str, str]) -> None:
        """Put back what ``draft`` gave."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page into which somebody types what is saved by a button and not by itself.

    Attributes:
        key: names it and what it is about, in the page: ``contact 17``.
        keeps: it.
        person_id: whose record the text would go into; None: nobody's.
    """

    key: str
    keeps: Keeps
    person_id: int | None = None


class Typed:
    """All the controls inside a widget; those for secrets are never looked at."""

    def __init__(self, inside: QWidget) -> None:
        self._inside = inside

    def draft(self) -> Mapping[str, str] | None:
        """What stands in the controls, if somebody changed a text in one of them."""
        controls = dict(_controls(self._inside))
        if not any(_changed(control) for control in controls.values()):
            return None
        return {name: _said(control) for name, control in controls.items()}

    def take_draft(self, said: Mapping[str, str]) -> None:
        """Put it back into the controls that are still there, as if it were typed just now."""
        controls = dict(_controls(self._inside))
        if not controls.keys() & said.keys() and len(controls) == len(said):
            # Kept in the other language: the same controls under other names, in the same order.
            said = dict(zip(controls, said.values(), strict=True))
        for name, control in controls.items():
            if name in said:
                _say(control, said[name])


def _controls(inside: QWidget) -> Iterator[tuple[str, QWidget]]:
    """The controls that take words or a choice, each under a name of its own."""
    times: dict[str, int] = {}
    for part in inside.findChildren(QWidget):
        if not isinstance(part, QLineEdit | QPlainTextEdit | QComboBox | QCheckBox):
            continue
        sensitive = Qt.InputMethodHint.ImhSensitiveData  # of passphrases, shown or not
        secret = isinstance(part, QLineEdit) and bool(part.inputMethodHints() & sensitive)
        read_only = isinstance(part, QLineEdit | QPlainTextEdit) and part.isReadOnly()
        if secret or read_only or isinstance(part.parent(), QComboBox):
            continue
        name = part.accessibleName()
        times[name] = times.get(name, 0) + 1
        yield (f"{name} {times[name]}" if times[name] > 1 else name), part


def _changed(control: QWidget) -> bool:
    if isinstance(control, QLineEdit):
        return control.isModified()
    return isinstance(control, QPlainTextEdit) and control.document().isModified()


def _said(control: QWidget) -> str:
    if isinstance(control, QPlainTextEdit):
        return control.toPlainText()
    if isinstance(control, QLineEdit):
        return control.text()
    if isinstance(control, QComboBox):
        return control.currentText()
    return "x" if isinstance(control, QCheckBox) and control.isChecked() else ""


def _say(control: QWidget, said: str) -> None:
    if isinstance(control, QPlainTextEdit):
        if control.toPlainText() != said:
            control.setPlainText(said)
        control.document().setModified(True)
    elif isinstance(control, QLineEdit):
        if control.text() != said:
            control.setText(said)
        control.setModified(True)
    elif isinstance(control, QComboBox):
        found = control.findText(said)
        control.setCurrentIndex(found if found >= 0 else control.currentIndex())
    elif isinstance(control, QCheckBox):
        control.setChecked(bool(said))
