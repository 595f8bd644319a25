"""What is done about backups: made, tried out, copied to a second folder."""

from datetime import date

from pomdesk.domain.errors import PomdeskError
from pomdesk.domain.keeping import DRILLED, SECOND_FOLDER, BackedUp, Drilled
from pomdesk.services.clock import Clock
from pomdesk.services.commands.backups import SetBackupFolder
from pomdesk.services.desk import Desk
from pomdesk.services.queries.settings import Settings
from ui import dialogs
from ui.page import Shell
from ui.settings.backups_view import BackupsShown, BackupsView, here
from ui.words import error_words


class Backups:
    """Feeds the section on backups and answers it."""

    def __init__(self, shell: Shell, desk: Desk, view: BackupsView) -> None:
        self._shell, self._desk, self._view = shell, desk, view
        view.now_asked.connect(self._back_up)
        view.drill_asked.connect(self._drill)
        view.folder_asked.connect(self._choose)
        view.clear_asked.connect(self._clear)

    def refresh(self) -> None:
        """Show how things stand."""
        desk = self._desk
        kept = desk.ask(Settings("backup."))
        tried = kept.get(DRILLED)
        shown = BackupsShown(
            desk.backups(),
            Clock().today(),
            str(kept.get(SECOND_FOLDER) or ""),
            desk.drill_due(),
            date.fromisoformat(tried) if isinstance(tried, str) else None,
        )
        self._view.display(shown)

    def _back_up(self) -> None:
        text, desk = self._shell.text, self._desk
        self._view.wait(text("backups.making"))
        self._shell.worker.run(desk.back_up, self._made, owner=self._view, failed=self._refused)

    def _made(self, done: BackedUp) -> None:
        text, at = self._shell.text, here(done.backup.at)
        told = {"day": text.day(at.date()), "time": f"{at:%H:%M}"}
        key = "backups.made"
        if done.second is not None:
            key, told["folder"] = "backups.made_second", str(done.second.parent)
        words = text(key, **told)
        if done.notice:
            words += " " + text(f"notice.{done.notice}", **done.details)
        self._done(words)

    def _drill(self) -> None:
        text, desk = self._shell.text, self._desk
        self._view.wait(text("backups.drilling"))
        self._shell.worker.run(desk.drill, self._drilled, owner=self._view, failed=self._refused)

    def _drilled(self, done: Drilled) -> None:
        text, at = self._shell.text, here(done.backup.at)
        key = "backups.drilled" if done.newest else "backups.drilled_empty"
        people = text.count("status.people", done.people)
        newest = text.day(done.newest) if done.newest else ""
        day, time = text.day(at.date()), f"{at:%H:%M}"
        self._done(text(key, day=day, time=time, people=people, newest=newest))

    def _choose(self) -> None:
        folder = dialogs.choose_folder(self._view.window(), self._shell.text("backups.title"))
        if folder is not None:
            self._keep(str(folder), self._shell.text("backups.chosen", folder=str(folder)))

    def _clear(self) -> None:
        self._keep("", self._shell.text("backups.cleared"))

    def _keep(self, folder: str, words: str) -> None:
        try:
            self._desk.do(SetBackupFolder(folder))
        except PomdeskError as error:
            self._refused(error)
            return
        self._done(words)

    def _done(self, words: str) -> None:
        self._view.wait("")
        self._view.tell(words)
        self.refresh()

    def _refused(self, error: PomdeskError) -> None:
        self._view.wait("")
        self._view.tell(error_words(self._shell.text, error))
