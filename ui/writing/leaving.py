"""A paper on its way out: the panels beside the draft that check, sign, keep and show it.

For the writing page (ui/writing/controller.py)::

    self.leaving = Leaving(shell, desk, settle=self.save_now, parent=self)
    # .life above the text; .ready, .versions, .preview into the tabs at the right
    self.leaving.open(paper_view, template)     # at opening, and after every reload
    self.leaving.saved()                        # after each autosave
    self.leaving.stop()                         # when the page goes
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from pomdesk.domain.errors import PomdeskError
from pomdesk.domain.papers import Paper, PaperTemplate
from pomdesk.readmodels.papers import PaperView
from pomdesk.services.desk import Desk
from resources.text import Text
from ui.page import Shell
from ui.writing.comparing import Comparing, titles_of
from ui.writing.drawing import SOON, Drawing
from ui.writing.life import LifeBar
from ui.writing.looking import Looked, look, readiness
from ui.writing.preview import PreviewPanel
from ui.writing.ready import Readiness, ReadyPanel, gaps_line
from ui.writing.steps import Steps
from ui.writing.versions import VersionsPanel


class Leaving(QObject):
    """Owns the panels of a paper's life and asks the desk for them.

    Args:
        settle: saves at once what was typed and not saved yet, before every step; False: it
            could not be saved, and the step is not taken.

    Attributes:
        life: the bar with the stage and what can be done next; to stand above the text.
        ready, versions, preview: panels for the tabs at the right.
        readiness: what the list of the ready panel shows.

    Signals:
        place_asked: section, first and last character of ``writing.plain`` of it: open the
            section and select the place; both 0: its beginning.
        paper_changed: a step was taken: load the paper again (the shell has asked the page to
            refresh already; it does not matter that it is asked twice).
        gaps_changed: ``gaps_line()`` says something else.
        ready_asked: the list should come into sight.
        output_asked: id of the paper that is to be printed or saved.
        opened: id of a paper that was begun as the next version of this one.
    """

    place_asked = Signal(str, int, int)
    paper_changed = Signal()
    gaps_changed = Signal()
    ready_asked = Signal()
    output_asked = Signal(int)
    opened = Signal(int)

    def __init__(
        self,
        shell: Shell,
        desk: Desk,
        *,
        settle: Callable[[], object] = lambda: None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._shell, self._desk = shell, desk
        self._view: PaperView | None = None
        self._template: PaperTemplate | None = None
        self._looking = self._again = False
        self.readiness = Readiness()
        self.life = LifeBar(shell.text)
        self.ready = ReadyPanel(shell.text, shell.theme)
        self.versions = VersionsPanel(shell.text, shell.theme)
        self.preview = PreviewPanel(shell.text, shell.theme)
        self._steps = Steps(shell, desk, settle, self.life, self)
        self._drawing = Drawing(shell, desk, self.preview, self)
        self._comparing = Comparing(shell, desk, self.versions, self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._soon.timeout.connect(self._look)
        self._connect()

    def _connect(self) -> None:
        steps = self._steps
        self.life.action_asked.connect(steps.take)
        self.versions.keep_asked.connect(lambda: steps.take("keep"))
        self.ready.question_ticked.connect(steps.tick)
        self.ready.hit_accepted.connect(steps.accept)
        self.ready.place_asked.connect(self.place_asked)
        self.ready.wanted.connect(self._look)
        steps.taken.connect(self.paper_changed)
        steps.refused.connect(self._refused)
        steps.output_asked.connect(self.output_asked)
        steps.opened.connect(self.opened)

    @property
    def paper(self) -> Paper | None:
        """The paper that is open, as it was when last asked for."""
        return self._view.paper if self._view else None

    def open(self, view: PaperView, template: PaperTemplate) -> None:
        """Turn to a paper, or to the same one as it is now."""
        if self.paper is None or self.paper.id != view.paper.id:
            self.versions.forget()
            self.life.set_clear(False)  # until it is known
            self._show_ready(Readiness(frozen=view.paper.frozen))
        self._template = template
        self._show(view)
        self._drawing.open(view.paper)
        self._look()

    def refresh(self) -> None:
        """Ask the desk again for what is shown."""
        self._look()
        self._drawing.touch()

    def turn_to(self, section: str) -> None:
        """A section was chosen: the pages turn to where it begins."""
        view, template = self._view, self._template
        if view is None or template is None:
            return
        titles = titles_of(template, Text(view.paper.language))
        self._drawing.turn_to(titles.get(section, ""))

    def saved(self) -> None:
        """The text was saved: look again, and make the pages anew, in a moment."""
        self._soon.start()
        self._drawing.touch()

    def gaps_line(self) -> str:
        """In a line: "4 things before this can go"."""
        return gaps_line(self._shell.text, self.readiness)

    def blocking(self) -> int:
        """How many things must be mended before the paper can go."""
        return self.readiness.blocking

    def set_blank(self, blank: bool) -> None:
        """Hide what names people, or show it again."""
        self.life.set_blank(blank)
        self.ready.set_blank(blank)
        self._drawing.set_blank(blank)
        if blank:
            self.versions.forget()

    def stop(self) -> None:
        """End what is half done: the page is about to be taken away."""
        self._soon.stop()
        self._drawing.stop()
        self._view = None

    def _show(self, view: PaperView) -> None:
        self._view = view
        self.life.display(view)
        self.versions.display(view)
        if self._template is not None:
            self._steps.open(view.paper, self._template)
            self._comparing.open(view, self._template)

    def _refused(self) -> None:
        self.ready_asked.emit()
        self._look()

    # What is missing.

    def _look(self) -> None:
        """Ask in the background what is to look at; one question at a time."""
        view, template, desk = self._view, self._template, self._desk
        if view is None or template is None:
            return
        if self._looking:
            self._again = True
            return
        self._looking, paper_id, whole = True, view.paper.id, self.ready.isVisible()
        self._shell.worker.run(
            lambda: look(desk, paper_id, template, whole=whole),
            self._looked,
            owner=self,
            failed=self._not_looked,
        )

    def _looked(self, looked: Looked) -> None:
        self._looking = False
        paper = self.paper
        if paper is not None and paper.id == looked.view.paper.id and self._template is not None:
            self._show(looked.view)
            self._show_ready(readiness(looked, self._template, self._shell.text))
            self.life.set_clear(not self.readiness.blocking)
        self._look_again()

    def _not_looked(self, error: PomdeskError) -> None:
        self._looking = self._again = False
        if self._view is not None:
            self._shell.refused(error)

    def _look_again(self) -> None:
        if self._again:
            self._again = False
            self._look()

    def _show_ready(self, ready: Readiness) -> None:
        self.readiness = ready
        self.ready.display(ready)
        self.gaps_changed.emit()
