"""The key of the store in the settings: a new recovery key, a renewed one, somebody who left."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QLineEdit, QWidget

from pomdesk.domain.errors import PomdeskError
from pomdesk.services import people
from pomdesk.services.desk import Desk
from pomdesk.services.people import Left
from resources.text import Text
from ui import dialogs
from ui.page import Shell
from ui.settings.people_view import PeopleView
from ui.widgets.clipboard import copy_plain
from ui.widgets.fields_form import Field, FieldsForm, ask
from ui.widgets.form import Button, Check, Form, across
from ui.widgets.label import Label, role_font
from ui.widgets.measure import characters
from ui.words import error_words, notice_words

_WIDE = 62
_YES, _NO = "yes", "no"


class Keys:
    """Answers what is asked about the key; ``refresh`` shows anew who opens the store."""

    def __init__(
        self, shell: Shell, desk: Desk, view: PeopleView, refresh: Callable[[], None]
    ) -> None:
        self._shell, self._desk, self._view, self._refresh = shell, desk, view, refresh
        view.recovery_asked.connect(self._new_recovery)
        view.renew_asked.connect(self._renew)

    # One thing alone.

    def _new_recovery(self) -> None:
        if self._sure("recovery", self._shell.text("keys_page.recovery_words")):
            key = self._desk.new_recovery_key
            self._work("recovery", lambda: Left(key()), "recovery_done")

    def _renew(self) -> None:
        text, desk = self._shell.text, self._desk
        if self._sure("renew", " ".join((text("keys_page.renew_words"), self._follow("")))):

            def renew() -> Left:
                renewed = desk.renew_key(leave_out=True)
                return Left(renewed.recovery_key, renewed.left_out, renewed.notice)

            self._work("renew", renew, "renew_done")

    # Somebody has left.

    def somebody_left(self, others: Sequence[str]) -> None:
        """Lead through all that is to be done; ``others`` are those it can be."""
        text = self._shell.text
        wanted: list[Mapping[str, object]] = []
        form = FieldsForm(
            self._view.window(),
            text,
            text("keys_page.left_title"),
            [
                Field("name", text("keys_page.left_who"), "choice", [(n, n) for n in others],
                      needed=True),
                Field("renew", text("keys_page.left_renew"), "choice",
                      [(text(f"keys_page.left_renew_{way}"), way) for way in (_YES, _NO)],
                      value=_YES, needed=True, help=text("keys_page.left_renew_help")),
            ],
            wanted.append,
            yes=text("keys_page.left_next"),
            note=text("keys_page.left_note"),
        )  # fmt: skip
        if not ask(form):
            return
        name, renew = str(wanted[0]["name"]), wanted[0]["renew"] == _YES
        words = text("keys_page.left_sure" if renew else "keys_page.left_sure_only", name=name)
        if not self._sure("left", " ".join((words, self._follow(name) if renew else ""))):
            return
        desk = self._desk
        done = "left_done" if renew else "left_done_only"
        self._work("left", lambda: people.has_left(desk, name, renew=renew), done, name=name)

    def _follow(self, leaving: str) -> str:
        """Who would have to be let in again, besides whoever leaves."""
        names = [one for one in self._desk.cannot_follow() if one != leaving]
        return self._shell.text("keys_page.follow", names=", ".join(names)) if names else ""

    # What they have in common.

    def _sure(self, what: str, words: str) -> bool:
        text = self._shell.text
        return dialogs.confirm(
            self._view.window(),
            text(f"keys_page.{what}_title"),
            words.strip(),
            yes=text(f"keys_page.{what}_yes"),
            no=text("caseload.cancel"),
            kind="warning",
        )

    def _work(self, what: str, job: Callable[[], Left], done: str, name: str = "") -> None:
        self._view.wait(self._shell.text(f"keys_page.{what}_waiting"))
        self._shell.worker.run(
            job,
            lambda left: self._done(left, self._shell.text(f"keys_page.{done}", name=name)),
            owner=self._view,
            failed=self._failed,
        )

    def _done(self, left: Left, words: str) -> None:
        text = self._shell.text
        self._view.wait("")
        told = [] if left.problem is None else [text("keys_page.not_renewed")]
        told += [] if left.problem is None else [error_words(text, left.problem)]
        if left.left_out:
            told.append(text("sign_in.left_out", names=", ".join(left.left_out)))
        if left.notice:
            told.append(notice_words(text, left.notice))
        if left.recovery_key:
            box = KeyBox(self._view.window(), text, str(self._desk.path), left.recovery_key)
            try:
                dialogs.show(box)
            finally:
                box.deleteLater()
        self._shell.message(" ".join(told or [words]), kind="note" if told else "done")
        self._refresh()

    def _failed(self, error: PomdeskError) -> None:
        self._view.wait("")
        self._shell.refused(error)
        self._refresh()


class KeyBox(dialogs.Box):
    """Shows a new recovery key, once: it goes away when somebody says that it is on paper.

    Attributes:
        key: the line it stands in.
        written: the tick that it was written down.
    """

    def __init__(self, parent: QWidget | None, text: Text, where: str, key: str) -> None:
        super().__init__(parent, text("recovery.new_title"))
        self._text, self._where = text, where
        self.body.addWidget(Label(text("keys_page.key_words"), wrap=True))
        form = Form()
        form.setMinimumWidth(characters(_WIDE))
        self.key = QLineEdit(key)
        self.key.setReadOnly(True)
        self.key.setFont(role_font("lead"))
        form.row(text("recovery.key"), self.key)
        self.body.addWidget(form)
        printing = Button(text("recovery.print"), self._print)
        copying = Button(text("recovery.copy"), lambda: copy_plain(self.key.text()))
        self.body.addLayout(across(printing, copying, None))
        self._trouble = Label(text("recovery.copy_words"), "quiet", wrap=True)
        self.body.addWidget(self._trouble)
        self.written = Check(text("recovery.written"))
        self.body.addLayout(across(self.written, None))
        self.button = self.set_buttons(text("keys_page.key_close"))
        self.button.setEnabled(False)
        self.written.toggled.connect(self.button.setEnabled)
        self.written.setFocus()

    def draft(self) -> Mapping[str, str] | None:
        """Nothing of it is kept anywhere."""
        return None

    def reject(self) -> None:
        """Stay until it is written down, unless the desk locks."""
        if self.locked_away or self.written.isChecked():
            super().reject()

    def _print(self) -> None:
        from ui.key_paper import print_key

        try:
            print_key(self, self._text, self._where, self.key.text())
        except PomdeskError as error:
            self._trouble.setText(error_words(self._text, error))
