"""Saying what the columns of a file are, where the desk does not know its headings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QScrollArea, QWidget

from resources.text import Text
from resources.tokens import tokens
from ui.dialogs import Box
from ui.widgets.form import Band, Choice, Form, named
from ui.widgets.label import Label

NUMBER = "prisoners.prisonerNumber"


@dataclass(frozen=True, slots=True)
class FileColumn:
    """One column of a file.

    Attributes:
        heading: as the file has it.
        sample: a few of its values, as text.
        field: ``list.field`` the heading is known by, or None.
    """

    heading: str
    sample: str
    field: str | None


class MappingBox(Box):
    """Headings left, what they hold right, and the name the choice is kept under.

    Args:
        columns: of the file.
        fields: ``list.field`` names and their words, in the order of the choice.
        name: suggested name.
    """

    def __init__(
        self,
        parent: QWidget | None,
        text: Text,
        columns: Sequence[FileColumn],
        fields: Mapping[str, str],
        name: str = "",
    ) -> None:
        super().__init__(parent, text("mapping.title"))
        self._text = text
        self._columns = columns
        self._fields = fields
        self.body.addWidget(Label(text("mapping.words"), wrap=True))
        self._trouble = Band("trouble")
        self._trouble_words = Label("", wrap=True)
        self._trouble.inside.addWidget(self._trouble_words)
        self._trouble.hide()
        self.body.addWidget(self._trouble)
        self.choices = [self._choice(column) for column in columns]
        self.body.addWidget(self._grid(), 1)
        form = Form()
        self.name = QLineEdit(name)
        self.name.setMaxLength(80)
        self._name_row = form.row(text("mapping.name"), self.name, help=text("mapping.name_help"))
        self.body.addWidget(form)
        self.set_buttons(text("mapping.button"), text("mapping.cancel"))
        self.resize(760, 560)
        if self.choices:
            self.choices[0].setFocus()

    def _choice(self, column: FileColumn) -> Choice:
        box = named(Choice(), self._text("mapping.field_of", heading=column.heading))
        box.addItem(self._text("mapping.unused"), None)
        for field, words in self._fields.items():
            box.addItem(words, field)
        box.setCurrentIndex(max(0, box.findData(column.field)))
        return box

    def _grid(self) -> QWidget:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(4, 4, 4, 4)
        grid.setHorizontalSpacing(tokens().space["l"])
        grid.setColumnStretch(1, 1)
        for place, title in enumerate(("heading", "sample", "field")):
            grid.addWidget(Label(self._text(f"mapping.{title}"), "key"), 0, place)
        for row, (column, box) in enumerate(zip(self._columns, self.choices, strict=True), 1):
            grid.addWidget(Label(column.heading, wrap=True), row, 0)
            grid.addWidget(Label(column.sample, "quiet", wrap=True), row, 1)
            grid.addWidget(box, row, 2)
        grid.setRowStretch(len(self._columns) + 1, 1)
        area.setWidget(inside)
        return area

    def mapping(self) -> dict[str, str]:
        """Tell what was chosen: heading to ``list.field``."""
        chosen = zip(self._columns, self.choices, strict=True)
        return {c.heading: box.currentData() for c, box in chosen if box.currentData()}

    def faults(self) -> str:
        """Say what keeps the choice from being used, or nothing."""
        fields = list(self.mapping().values())
        if NUMBER not in fields:
            return self._text("mapping.needed_number")
        twice = next((field for field in fields if fields.count(field) > 1), None)
        return self._text("mapping.twice", field=self._fields[twice]) if twice else ""

    def accept(self) -> None:
        """Close with the choice, unless something is wrong with it."""
        faults = self.faults()
        self._trouble_words.setText(faults)
        self._trouble.setVisible(bool(faults))
        nameless = not self.name.text().strip()
        self._name_row.set_error(self._text("mapping.needed_name") if nameless else "")
        if not faults and not nameless:
            super().accept()
