"""What a page is, and what the window gives it.

A page is a controller with a view. The view is a widget: it is fed through ``display`` and
tells what a person did by signals in the past tense; it imports neither services nor
reports. The controller is a :class:`Page`: it asks the desk, feeds its view, and asks the
:class:`Shell` for everything that belongs to the window. Pages do not know each other.

To add a page::

    class CaseloadPage(Page):              # ui/caseload/controller.py
        name = "caseload"                  # words: page.caseload.title, .rail, .help

        def __init__(self, shell: Shell, desk: Desk) -> None:
            super().__init__(shell, desk)
            self.view = CaseloadView(shell.text, shell.theme)
            self.view.case_chosen.connect(shell.open_case)

        def refresh(self) -> None:         # called before the page is shown, when stale
            self.view.display(self.desk.ask(CaseloadOn()))
            self.say("3 handovers are overdue.")

and name it in ``ui/app.py``. The window shows ``title()`` as the one heading, the words last
given to ``say`` as the line that says what matters now, and ``view`` under them. What goes
wrong as a ``PomdeskError`` may be let through: the window tells it in words.

Slow work goes to ``shell.worker``: a snapshot and a pure function in, one result back::

    shell.worker.run(lambda: render(view, template, text), self.rendered, owner=self)

A command is done with ``shell.done(desk.do(command))``: the message bar says what happened,
offers to undo it (words: ``operation.<name>``), and every page asks again.

For a test or a picture a page needs no window: any object with the attributes of ``Shell``
will do, and ``Worker(inline=True)`` runs jobs at once.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from pomdesk.domain.errors import PomdeskError
from resources.text import Text
from ui.theme import Theme
from ui.widgets.form import bare
from ui.widgets.typed import Part
from ui.work import Worker

if TYPE_CHECKING:
    from pomdesk.services.desk import Desk, Receipt


class Shell(Protocol):
    """What the window does for a page.

    Attributes:
        text: words in the language of the screen.
        theme: colours and type; emits ``changed``.
        worker: runs slow work off the window's thread.
        blank: whether names are hidden just now (F12).
    """

    text: Text
    theme: Theme
    worker: Worker
    blank: bool

    def open_case(self, person_id: int) -> None:
        """Show one case; Esc comes back to the page that asked."""

    def show_page(self, name: str) -> None:
        """Show a page by name, e.g. ``imports``."""

    def open_at(self, name: str, number: int) -> None:
        """Show a page about one thing, by its number; Esc comes back to the page that asked."""

    def message(self, words: str, *, kind: str = "done") -> None:
        """Say something in the message bar; ``kind`` is ``done``, ``note`` or ``trouble``."""

    def refused(self, error: PomdeskError) -> None:
        """Tell a known error in words."""

    def done(self, receipt: "Receipt[object]", words: str | None = None) -> None:
        """Say what a command did, offer to undo it, and have every page ask again."""


class Page(QObject):
    """One page of the window: asks the desk and feeds its view.

    Attributes:
        name: key of its words: ``page.<name>.title``, ``.rail``, ``.help``.
        in_rail: False for a page that is only reached from another one.
        view: the widget the window shows; made in ``__init__`` of each page. Its focus
            proxy is the control the keyboard begins at.

    Signals:
        summary_changed: ``title()`` or ``summary`` should be read again.
    """

    name: ClassVar[str]
    in_rail: ClassVar[bool] = True
    view: QWidget

    summary_changed = Signal()

    def __init__(self, shell: Shell, desk: "Desk") -> None:
        super().__init__()
        self.shell = shell
        self.desk = desk
        self.summary = ""

    def title(self) -> str:
        """The heading of the page."""
        return self.shell.text(f"page.{self.name}.title")

    def say(self, summary: str) -> None:
        """Set the line that says what matters now."""
        self.summary = summary
        self.summary_changed.emit()

    def refresh(self) -> None:
        """Ask the desk again and feed the view. Called before showing, when stale."""

    def open(self, number: int) -> None:
        """Remember whom or what to show; ``refresh`` follows. Only pages about one thing answer."""

    def open_paper(self, paper_id: int) -> None:
        """Remember which written paper to show; only the page that prints papers answers."""

    @property
    def unsaved(self) -> bool:
        """Whether leaving now would lose something that was typed and cannot be saved."""
        return False

    def parts(self) -> Sequence[Part]:
        """What somebody may be writing in that is not saved by itself, as it is shown now.

        When the desk locks its text is kept, and it is put back when the part is shown again.
        """
        return ()

    def reopen(self, recipe: str) -> bool:
        """Open the dialog again that was shown inside ``dialogs.reopened_by(recipe)``.

        False: the page does not know it, or it cannot be opened any more.
        """
        return False

    def offers(self) -> Sequence[tuple[str, Callable[[], object]]]:
        """What can be done on the page, for the command box: words and what does it.

        What hangs on its buttons as a menu, unless a page knows better.
        """
        return [
            (f"{bare(button.text())}: {bare(action.text())}", action.trigger)
            for button in self.view.findChildren(QPushButton)
            for action in (button.menu().actions() if button.menu() else ())
            if action.isEnabled() and action.text() and not action.isCheckable()
        ]

    def show_duty(self, key: str) -> None:
        """Turn to one duty of the person shown; only the case page answers."""

    def person(self) -> int | None:
        """Id of the person the page is about, or of the one chosen in it; None: of nobody."""
        return None

    def set_blank(self, blank: bool) -> None:
        """Hide names and numbers of people, or show them again (F12)."""

    def step_back(self) -> bool:
        """Esc: close what is open inside the page. False: the window goes a page back."""
        return False

    def stop(self) -> None:
        """End what is half done: the page is about to be taken away."""

    def place(self) -> object:
        """Where the person is in the page, to come back to after unlocking.

        Plain values without personal data (an id, a row number): it outlives the key.
        """
        return None

    def return_to(self, place: object) -> None:
        """Go back to what ``place`` gave."""
