"""Who opens the store: added and taken away."""

from pomdesk.domain.errors import PomdeskError
from pomdesk.services.desk import Desk
from ui import dialogs
from ui.page import Shell
from ui.settings.people_view import NewPerson, PeopleView


class People:
    """Feeds the list of who opens the store and answers it."""

    def __init__(self, shell: Shell, desk: Desk, view: PeopleView) -> None:
        self._shell, self._desk, self._view = shell, desk, view
        view.add_asked.connect(self._add)
        view.removal_asked.connect(self._remove)

    def refresh(self) -> None:
        """Show them as they are."""
        self._view.display(self._desk.people(), self._desk.who)

    def _add(self) -> None:
        form = NewPerson(self._view.window(), self._shell.text, self._desk.add_person)
        try:
            if dialogs.show(form):
                self._shell.message(self._shell.text("sign_in.added", name=form.person.text()))
                self.refresh()
        finally:
            form.deleteLater()

    def _remove(self, name: str) -> None:
        text = self._shell.text
        sure = dialogs.confirm(
            self._view.window(),
            text("sign_in.sure", name=name),
            text("sign_in.sure_words"),
            yes=text("sign_in.remove"),
            no=text("caseload.cancel"),
            kind="warning",
        )
        if not sure:
            return
        try:
            self._desk.remove_person(name)
        except PomdeskError as error:
            self._shell.refused(error)
            return
        self._shell.message(text("sign_in.removed", name=name))
        self.refresh()
