"""The settings page: hands what was chosen to whoever keeps the settings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import SignalInstance

from pomdesk.domain.errors import PaperRefused, PomdeskError
from ui import contact
from ui.messages import in_words
from ui.out import write_own
from ui.page import Page, Shell
from ui.prefs import Prefs
from ui.screen_guard import ScreenGuard
from ui.settings.backups import Backups
from ui.settings.people import People
from ui.settings.templates import Templates
from ui.settings.view import SettingsView

if TYPE_CHECKING:
    from pomdesk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Setup:
    """The way to the settings, given by ``ui/app.py``.

    Attributes:
        prefs: the settings as they are now.
        change: set one of them, by the name of its field.
        facts: what the desk is working with, as name and value.
        guard: keeps other programs from taking pictures of the window.
        allow_pictures: lets them for some minutes, and tells the log.
        backed_up: a signal: a backup was made by itself.
    """

    prefs: Callable[[], Prefs]
    change: Callable[[str, object], None]
    facts: Callable[[], Sequence[tuple[str, str]]]
    guard: ScreenGuard = field(default_factory=lambda: ScreenGuard(wanted=True))
    allow_pictures: Callable[[], None] = lambda: None
    backed_up: SignalInstance | None = None


class SettingsPage(Page):
    """Settings of the window, and the paper templates."""

    name: ClassVar[str] = "settings"

    def __init__(self, shell: Shell, desk: "Desk", setup: Setup) -> None:
        super().__init__(shell, desk)
        self._setup = setup
        self.view: SettingsView = SettingsView(shell.text, shell.theme)
        self._people = People(shell, desk, self.view.people)
        self._backups = Backups(shell, desk, self.view.backups)
        self._templates = Templates(shell, desk, self.view.templates)
        self.view.chosen.connect(setup.change)
        self.view.passphrase_asked.connect(self._change_passphrase)
        contact.use(desk.path)
        self.view.contact_typed.connect(self._keep_contact)
        self.view.allow_asked.connect(setup.allow_pictures)
        self.view.journal_asked.connect(lambda: shell.open_at("journal", 0))
        self.view.records_asked.connect(lambda: shell.open_at("rights", 0))
        setup.guard.changed.connect(self._show_guard)
        if setup.backed_up is not None:
            setup.backed_up.connect(self._look_at_backups)
        shell.theme.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Show the settings as they are."""
        self.view.display(self._setup.prefs(), self._setup.facts())
        self.view.display_contact(contact.line())
        self._show_guard()
        self.view.journal.setVisible(self.desk.may("LogLines"))
        self.view.records.setVisible(self.desk.may("RecordsOn"))
        self._backups.refresh()
        self._people.refresh()
        self._templates.refresh()
        self.view.put_in_order()

    def set_blank(self, blank: bool) -> None:
        """Hide whose cases were opened, or show it again."""
        if self.view.isVisible():
            self._people.refresh()

    def _show_guard(self) -> None:
        guard = self._setup.guard
        wanted = self._setup.prefs().screen_guard
        self.view.display_guard(supported=guard.supported, wanted=wanted, allowed=guard.allowed)

    def _keep_contact(self, typed: str) -> None:
        kept = _keep_contact(contact.plain(typed))
        words = self.shell.text("contact_line.kept" if kept else "contact_line.not_kept")
        self.shell.message(words, kind="done" if kept else "trouble")
        self.view.display_contact(contact.line() if kept else typed)

    def _look_at_backups(self) -> None:
        if self.view.isVisible():
            self._backups.refresh()

    def _change_passphrase(self, current: str, new: str) -> None:
        desk = self.desk
        self.shell.worker.run(
            lambda: desk.change_passphrase(current, new),
            lambda _nothing: self._changed(),
            owner=self,
            failed=self._refused,
        )

    def _changed(self) -> None:
        self.view.passphrase_changed()
        self.shell.message(self.shell.text("renew.done"))

    def _refused(self, error: PomdeskError) -> None:
        new = error.code in {"KEY-WEAK", "KEY-LONG"}
        self.view.passphrase_refused(in_words(self.shell.text, error), current=not new)


def _keep_contact(said: str) -> bool:
    """Write the line of whom to ring; blank: there is none any more. Whether it could be."""
    try:
        if said:
            write_own(contact.file(), said.encode() + b"\n")
        else:
            contact.file().unlink(missing_ok=True)
    except (OSError, PaperRefused):
        return False
    return True
