"""A concern that cannot wait: to whom it was passed on, as the first words of what is noted."""

from collections.abc import Mapping

from PySide6.QtWidgets import QLineEdit, QWidget

from resources.text import Text
from ui.walk.big import TARGET
from ui.walk.clocktime import read_time
from ui.widgets.fields_form import Field, FieldsForm, ask

RECIPE = "concern"
"""Opens the question again after the desk was locked."""


def ask_concern(parent: QWidget, text: Text, stamped: str) -> str:
    """Ask to whom a concern was passed on, and what it was; nobody is told by the desk.

    Gives the line for the notes, or "" where it was put away. ``stamped`` is "14:07"; where it
    is "" the time is asked for, as it may stand on a sheet.
    """
    said: list[Mapping[str, object]] = []
    times = [] if stamped else [Field("time", text("walk.concern.time"))]
    fields = [
        Field("who", text("walk.concern.who"), needed=True, help=text("walk.concern.who_help")),
        *times,
        Field("what", text("walk.concern.what"), "words", needed=True),
    ]
    form = FieldsForm(
        parent,
        text,
        text("walk.concern.title"),
        fields,
        said.append,
        yes=text("walk.concern.yes"),
        note=text("walk.concern.note"),
    )
    for row in form.rows.values():
        if isinstance(row.control, QLineEdit):
            row.control.setMinimumHeight(TARGET)
    if not ask(form) or not said:
        return ""
    who, what, time = (_on_a_line(said[-1].get(name)) for name in ("who", "what", "time"))
    time = stamped or read_time(time) or time
    return text("walk.concern.at" if time else "walk.concern.line", who=who, time=time, what=what)


def _on_a_line(typed: object) -> str:
    return " ".join(str(typed or "").split())
