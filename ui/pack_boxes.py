"""What is asked and shown about visit packs: who takes one, its code, whom a lost one held."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from pomdesk.carried.contents import LONGEST_DAYS
from pomdesk.domain.errors import PomdeskError
from pomdesk.domain.names import HIDDEN
from resources.text import Text
from ui import dialogs
from ui.export import clipboard_lines
from ui.pack_words import groups_of, moment
from ui.page import Shell
from ui.slip import Told, print_slip
from ui.widgets.clipboard import copy_plain
from ui.widgets.fields_form import Field, FieldsForm
from ui.widgets.form import Band, Button, across, named
from ui.widgets.label import Label, role_font
from ui.widgets.measure import characters
from ui.widgets.words_box import WordsBox
from ui.words import error_words

_WIDE = 62

Save = Callable[[Mapping[str, object]], None]


def take_out_form(
    parent: QWidget | None, text: Text, people: int, who: str, days: int
) -> FieldsForm:
    """Who takes a pack, on which device, and how long it opens."""
    choices = [(text.count("span.days", n), n) for n in range(1, LONGEST_DAYS + 1)]
    fields = (
        Field("holder", text("packs.holder"), value=who, needed=True,
              help=text("packs.holder_help")),
        Field("device", text("packs.device"), help=text("packs.device_help")),
        Field("days", text("packs.days"), "choice", choices, days, needed=True,
              help=text("packs.days_help")),
    )  # fmt: skip
    return FieldsForm(
        parent,
        text,
        text("packs.take_out_title"),
        fields,
        lambda _values: None,
        yes=text("packs.take_out_yes"),
        note=text.count("packs.whose", people),
    )


def code_form(parent: QWidget | None, text: Text, file: str, save: Save) -> FieldsForm:
    """The code that opens a file."""
    fields = (Field("code", text("packs.code"), needed=True, help=text("packs.code_help")),)
    form = FieldsForm(
        parent,
        text,
        text("packs.open_title"),
        fields,
        save,
        yes=text("packs.open_yes"),
        note=text("packs.open_note", file=file),
    )
    # A secret: no draft keeps it when the desk locks, and no keyboard learns it.
    form.control("code").setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData)
    return form


def why_form(parent: QWidget | None, text: Text, save: Save) -> FieldsForm:
    """Why a pack is written off."""
    fields = (Field("why", text("packs.why"), needed=True, help=text("packs.why_help")),)
    return FieldsForm(
        parent,
        text,
        text("packs.write_off_title"),
        fields,
        save,
        yes=text("packs.write_off_yes"),
        note=text("packs.write_off_note"),
    )


class CodeBox(dialogs.Box):
    """The code of a pack, large, to be written on paper.

    Attributes:
        code: the code in its groups.
        told: what became of copying or printing it.

    """

    def __init__(
        self, parent: QWidget | None, text: Text, visit: str, code: str, expires: datetime
    ) -> None:
        super().__init__(parent, text("packs.code_title"), text("packs.code_heading"))
        self._text, self._visit, self._until = text, visit, moment(text, expires)
        self._code = code
        self.body.addWidget(Label(text("packs.code_words"), wrap=True))
        self.code = named(QLineEdit(groups_of(code)), text("packs.code"))
        self.code.setReadOnly(True)
        self.code.setFont(role_font("title"))
        self.code.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData)
        self.code.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.code.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        wide = self.code.fontMetrics().horizontalAdvance(self.code.text())
        self.code.setMinimumWidth(max(wide + characters(6), characters(_WIDE)))
        self.code.setCursorPosition(0)
        self.body.addWidget(self.code)
        self.print = Button(text("packs.code_print"), self._print)
        self.copy = Button(text("packs.code_copy"), self._copy)
        self.body.addLayout(across(self.print, self.copy, None))
        self.told = Label("", "quiet", wrap=True)
        self.body.addWidget(self.told)
        self.body.addWidget(Label(text("packs.code_until", until=self._until), "quiet", wrap=True))
        self.button = self.set_buttons(text("packs.code_done"))
        self.button.setFocus()

    def slip(self) -> Told:
        """What is printed: the code and what it is for, of nobody."""
        text = self._text
        return (
            (text("packs.slip_title", visit=self._visit), 18, True),
            (text("packs.slip_words"), 11, False),
            (_in_lines(self._code), 22, True),
            (text("packs.code_until", until=self._until), 11, False),
        )

    def _print(self) -> None:
        try:
            sent = print_slip(self, self._text("packs.code"), self.slip())
        except PomdeskError as error:
            self._tell(error_words(self._text, error), "error")
            return
        if sent:
            self._tell(self._text("packs.code_printed"), "quiet")

    def _copy(self) -> None:
        copy_plain(self._code)
        self._tell(self._text("packs.code_copied"), "quiet")

    def _tell(self, words: str, role: str) -> None:
        self.told.set_role(role)
        self.told.setText(words)


def _in_lines(code: str) -> str:
    """Some groups a line, so that nobody loses their place."""
    groups = code.split("-")
    return "\n".join(groups_of("-".join(groups[at : at + 3])) for at in range(0, len(groups), 3))


class LostBox(dialogs.Box):
    """Whose details were in a pack that is lost, and what is to be done about it.

    Args:
        shell: the window.
        parent: what the box lies over.
        people: as "A1234BC Surname".
        save: writes the list to a file somebody chooses; what to say about it, or nothing.

    Attributes:
        lines: the list.
        told: what became of copying or saving it.

    """

    def __init__(
        self, shell: Shell, parent: QWidget | None, people: Sequence[str], save: Callable[[], str]
    ) -> None:
        text = self._text = shell.text
        heading = text.count("packs.lost_heading", len(people))
        super().__init__(parent, text("packs.lost_title"), heading)
        self._people, self._save = people, save
        band = Band("trouble")
        band.inside.addWidget(Label(text("packs.lost_words"), wrap=True))
        self.body.addWidget(band)
        self.lines = WordsBox(shell.theme, text("packs.lost_list"), least=4, most=14)
        self.lines.setReadOnly(True)
        self.lines.setMinimumWidth(characters(_WIDE))
        self.body.addWidget(self.lines)
        self.copy = Button(text("packs.lost_copy"), self._copy)
        self.save = Button(text("packs.lost_save"), self._keep)
        self.body.addLayout(across(self.copy, self.save, None))
        self.told = Label("", "quiet", wrap=True)
        self.body.addWidget(self.told)
        self.set_buttons(text("packs.lost_done")).setFocus()
        self.set_blank(shell.blank)

    def set_blank(self, blank: bool) -> None:
        """Hide whom it held, or show them again."""
        self.lines.load("\n".join(HIDDEN if blank else one for one in self._people))

    def _copy(self) -> None:
        copy_plain(clipboard_lines([one.split(" ", 1) for one in self._people]))
        self.told.setText(self._text("packs.lost_copied"))

    def _keep(self) -> None:
        try:
            self.told.setText(self._save())
        except PomdeskError as error:
            self.told.setText(error_words(self._text, error))


def show(box: dialogs.Box) -> None:
    """Show a box until it is closed."""
    try:
        dialogs.show(box)
    finally:
        box.deleteLater()
