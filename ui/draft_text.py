"""What was being written in a form that cannot be opened again: shown, to be copied."""

from collections.abc import Mapping

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from resources.text import Text
from ui import dialogs
from ui.widgets.clipboard import copy_plain
from ui.widgets.form import Button, across, named
from ui.widgets.label import Label


def show_text(parent: QWidget, text: Text, title: str, said: Mapping[str, str]) -> bool:
    """Show what was typed. Whether it may be thrown away."""
    words = "\n\n".join(f"{name}\n{value}" for name, value in said.items() if value.strip())
    box = dialogs.Box(parent, text("drafts.title"), title)
    box.body.addWidget(Label(text("drafts.words"), wrap=True))
    shown = named(QPlainTextEdit(words), text("drafts.title"))
    shown.setReadOnly(True)
    shown.setTabChangesFocus(True)
    shown.setMinimumSize(520, 180)
    box.body.addWidget(shown, 1)
    thrown: list[bool] = []

    def throw() -> None:
        thrown.append(True)
        box.reject()

    copy = Button(text("drafts.copy"), lambda: copy_plain(words))
    box.body.addLayout(across(copy, Button(text("drafts.drop"), throw, kind="link"), None))
    box.set_buttons(text("drafts.later"))
    try:
        dialogs.show(box)
        return bool(thrown)
    finally:
        box.deleteLater()
