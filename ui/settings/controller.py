"""The settings page: hands what was chosen to whoever keeps the settings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from pomdesk.domain.errors import PomdeskError
from ui.messages import in_words
from ui.page import Page, Shell
from ui.prefs import Prefs
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
    """

    prefs: Callable[[], Prefs]
    change: Callable[[str, object], None]
    facts: Callable[[], Sequence[tuple[str, str]]]


class SettingsPage(Page):
    """Settings of the window, and the paper templates."""

    name: ClassVar[str] = "settings"

    def __init__(self, shell: Shell, desk: "Desk", setup: Setup) -> None:
        super().__init__(shell, desk)
        self._setup = setup
        self.view: SettingsView = SettingsView(shell.text, shell.theme)
        self._people = People(shell, desk, self.view.people)
        self._templates = Templates(shell, desk, self.view.templates)
        self.view.chosen.connect(setup.change)
        self.view.passphrase_asked.connect(self._change_passphrase)
        shell.theme.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Show the settings as they are."""
        self.view.display(self._setup.prefs(), self._setup.facts())
        self._people.refresh()
        self._templates.refresh()

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
