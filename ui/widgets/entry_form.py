"""The one form for every kind of entry, made from what ``domain.record`` says the kind has."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from pomdesk.domain.record import SPECS, Entry, EntryKind
from resources.text import Text
from ui.widgets.fields_form import Field, FieldsForm

_WORDS = {"text", "next_step"}
_DAYS = {"stage_day", "due"}
_AHEAD = {EntryKind.HANDOVER_MEETING}
"""Kinds whose day may lie ahead: a meeting that is booked."""


def entry_fields(
    text: Text,
    kind: EntryKind,
    today: date,
    preset: Mapping[str, object],
    *,
    subjects: Sequence[tuple[str, object]] = (),
    parents: Sequence[tuple[str, object]] = (),
) -> list[Field]:
    """What is asked of an entry of a kind, in the order of its spec.

    Args:
        text: the language.
        kind: of the entry.
        today: the day an entry is of until somebody says otherwise.
        preset: what is there already, by field.
        subjects: words and number of what it can belong to (parole reviews).
        parents: words and number of the entries it can belong to (goals of a step).
    """
    spec = SPECS[kind]
    fields = [
        Field(
            "day",
            text("case.form.day"),
            "day",
            value=preset.get("day", today),
            needed=True,
            help=text("case.form.day_help"),
            latest=None if kind in _AHEAD else today,
        )
    ]
    if parents:
        parent = preset.get("parent_id")
        fields.append(
            Field("parent_id", text("case.form.goal"), "choice", parents, parent, needed=True)
        )
    for name in spec.fields:
        if name == "subject" and not subjects:
            continue
        fields.append(_field(text, kind, name, preset.get(name), subjects))
    return fields


def _field(
    text: Text,
    kind: EntryKind,
    name: str,
    value: object,
    subjects: Sequence[tuple[str, object]],
) -> Field:
    spec = SPECS[kind]
    closer = f"entry_field_of.{kind}.{name}"
    label = text(closer) if text.has(closer) else text.code("entry_field", name)
    needed = name in spec.needs
    if name == "what":
        choices = [(text.code(f"entry_what.{kind}", code), code) for code in spec.whats]
        return Field(name, label, "choice", choices, value, needed)
    if name == "stage":
        choices = [(text.code(f"entry_stage.{kind}", code), code) for code in spec.stages]
        first = spec.stages[0] if needed else None
        return Field(name, label, "choice", choices, value or first, needed)
    if name == "subject":
        return Field(name, label, "choice", subjects, value or None, needed)
    how = "day" if name in _DAYS else "words" if name in _WORDS else "line"
    return Field(name, label, how, value=value or None, needed=needed)


class EntryForm(FieldsForm):
    """Asks for a new entry, or changes one.

    Args:
        entry: the entry to change; None: a new one.
        preset: fields of a new one that are known already.
    """

    def __init__(
        self,
        parent: QWidget | None,
        text: Text,
        kind: EntryKind,
        today: date,
        save: Callable[[Mapping[str, object]], None],
        *,
        entry: Entry | None = None,
        preset: Mapping[str, object] | None = None,
        subjects: Sequence[tuple[str, object]] = (),
        parents: Sequence[tuple[str, object]] = (),
    ) -> None:
        known = dict(preset or {})
        if entry is not None:
            names = ("day", "parent_id", *SPECS[kind].fields)
            known |= {name: getattr(entry, name) for name in names}
        fields = entry_fields(text, kind, today, known, subjects=subjects, parents=parents)
        name = text(f"entry_kind.{kind}")
        title = text("case.form.add" if entry is None else "case.form.change", name=name)
        note = "" if SPECS[kind].disclosable else text("case.not_disclosable_help")
        super().__init__(parent, text, title, fields, save, note=note)
        self._today = today
        stage, since = self.rows.get("stage"), self.rows.get("stage_day")
        if entry is not None and stage is not None and since is not None:
            box, line = stage.control, since.control
            if isinstance(box, QComboBox) and isinstance(line, QLineEdit):
                box.currentIndexChanged.connect(lambda _n: line.setText(text.day(today)))
