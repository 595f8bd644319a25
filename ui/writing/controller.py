"""The writing page: one paper, section by section, beside its evidence."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC
from functools import partial

from PySide6.QtCore import QTimer, Signal

from pomdesk.domain.errors import RequestRefused, TextRefused
from pomdesk.domain.names import HIDDEN, listed
from pomdesk.domain.papers import SectionState, SectionText
from pomdesk.domain.writing import is_blank, word_count
from pomdesk.readmodels.papers import LinkMoved
from pomdesk.services.desk import Desk
from pomdesk.services.queries.papers import PaperOf
from reports.template import guidance, in_language
from ui.page import Page, Shell
from ui.papers import template_of
from ui.words import error_words
from ui.writing.document import tidy
from ui.writing.filling import Filling
from ui.writing.keeping import Keeping
from ui.writing.leaving import Leaving
from ui.writing.middle import Shown
from ui.writing.opened import Opened
from ui.writing.spelling import Spelling
from ui.writing.text_box import MOST
from ui.writing.view import WritingPanel

_COUNTED = 250
"""Milliseconds after the last letter until the words are counted."""


class WritingPage(Page):
    """One paper that is being written, or read.

    Signals:
        output_asked: id of the paper that is to be printed or saved.
        case_asked: id of the person whose case is to be shown.
    """

    name = "writing"
    in_rail = False
    view: WritingPanel
    output_asked = Signal(int)
    case_asked = Signal(int)

    def __init__(self, shell: Shell, desk: Desk) -> None:
        super().__init__(shell, desk)
        self._paper_id: int | None = None
        self._opened: Opened | None = None
        self._blank = False
        self._filling = Filling(shell, desk)
        self.leaving = Leaving(shell, desk, settle=self._settle, parent=self)
        self.view = WritingPanel(
            shell.text,
            shell.theme,
            self.leaving.life,
            {
                "preview": self.leaving.preview,
                "ready": self.leaving.ready,
                "versions": self.leaving.versions,
            },
            self._filling.told,
        )
        self._editor = self.view.section.editor
        self._keeping = Keeping(desk, self._editor.passage, self._editor)
        self._spelling = Spelling(shell, desk, self._editor, self)
        self._counting = QTimer(self)
        self._counting.setSingleShot(True)
        self._counting.setInterval(_COUNTED)
        self._counting.timeout.connect(self._count)
        self._connect()

    def _connect(self) -> None:
        view, section, leaving = self.view, self.view.section, self.leaving
        view.sections.section_chosen.connect(self._turn_to)
        view.step_asked.connect(self._step)
        view.save_asked.connect(self._keeping.save)
        view.hidden.connect(self._keeping.save)
        view.ready_asked.connect(lambda: view.show_side("ready"))
        view.case_asked.connect(self._ask_case)
        section.draft_asked.connect(self._draft)
        section.done_asked.connect(self._mark)
        section.moved_answered.connect(self._answer_moved)
        section.again_asked.connect(self._keeping.save)
        self._editor.edited.connect(self._edited)
        self._editor.left.connect(self._keeping.save)
        self._editor.too_long.connect(self._tell_too_long)
        view.evidence.asked.connect(self._ask_evidence)
        view.evidence.chosen.connect(self._put_in)
        self._keeping.saved.connect(self._saved)
        self._keeping.failing.connect(self._tell_failing)
        leaving.place_asked.connect(self._go_to)
        leaving.paper_changed.connect(self.refresh)
        leaving.gaps_changed.connect(self._tell_gaps)
        leaving.ready_asked.connect(lambda: view.show_side("ready"))
        leaving.output_asked.connect(self.output_asked)
        leaving.opened.connect(self._open_next)

    # The page.

    def title(self) -> str:
        """What paper, and whose."""
        if self._opened is None:
            return super().title()
        found = self._opened.found
        name = HIDDEN if self._blank else listed(found.last_name, found.first_name)
        kind = self.shell.text(f"paper.{found.paper.kind}")
        return self.shell.text("writing.title", paper=kind, name=name)

    def open(self, number: int) -> None:
        """Turn to a paper; not while something of another one is not saved."""
        if number == self._paper_id:
            return
        if not self._keeping.save():
            self._stay()
            return
        self._keeping.let_go()
        self._editor.forget_copied()
        self._paper_id, self._opened = number, None
        self._filling.forget()
        self.view.evidence.clear()
        self.view.section.forget()

    def refresh(self) -> None:
        """Ask for the paper again; what is being written stays as it is."""
        if self._paper_id is None:
            return
        self._keeping.save()
        try:
            found = self.desk.ask(PaperOf(self._paper_id))
        except RequestRefused:
            self._keeping.let_go()
            self._paper_id = self._opened = None
            raise
        section = self._opened.section if self._opened else ""
        opened = Opened(found, template_of(self.desk, found.paper.kind), section)
        if not opened.has(section):
            lines = opened.lines(self.shell.text)
            first = next((line for line in lines if line.written), lines[0])
            opened = replace(opened, section=first.id)
        self._ask_evidence(*self.view.evidence.wanted)  # first: links are told by it
        self._show(opened)
        self.leaving.open(found, opened.template)
        if opened.section != section:
            self.leaving.turn_to(opened.section)
        self._tell_gaps()
        self._spelling.follow(found)
        self.summary_changed.emit()

    def person(self) -> int | None:
        """Whose paper it is."""
        return self._opened.found.paper.person_id if self._opened else None

    @property
    def unsaved(self) -> bool:
        """Whether leaving now would lose something: it was typed and cannot be saved."""
        return not self._keeping.save()

    def set_blank(self, blank: bool) -> None:
        """Hide who it is about, also where the text says so."""
        self._blank = blank
        self._tell_who()
        self.leaving.set_blank(blank)

    def step_back(self) -> bool:
        """Esc in the right side goes back to the text."""
        return self.view.step_back()

    def stop(self) -> None:
        """Save what was typed, and end what runs beside."""
        self._keeping.save()
        self._keeping.let_go()
        self._spelling.stop()
        self.leaving.stop()

    def place(self) -> object:
        """The paper, the section, and where in it."""
        section = self._opened.section if self._opened else ""
        return (self._paper_id, section, self._editor.textCursor().position())

    def return_to(self, place: object) -> None:
        """Go back to where somebody was writing."""
        if not (isinstance(place, tuple) and len(place) == 3 and place[0] is not None):
            return
        self.open(int(place[0]))
        self.refresh()
        if self._opened is not None and self._opened.has(str(place[1])):
            self._turn_to(str(place[1]))
            self._editor.go_to(int(place[2]))

    def offers(self) -> Sequence[tuple[str, Callable[[], object]]]:
        """What can be done with the section and the paper."""
        text, section = self.shell.text, self.view.section
        buttons = [
            (button.text(), button.click)
            for button in (section.draft, section.done)
            if not button.isHidden()
        ]
        tabs = [
            (text("writing.offer", tab=text(f"writing.tab.{key}")), key) for key in self.view.keys
        ]
        shows = [(name, partial(self.view.show_side, key)) for name, key in tabs]
        return [*super().offers(), *buttons, *shows]

    # What is shown.

    def _show(self, opened: Opened) -> None:
        self._opened = opened
        self._tell_who()
        self._load(opened)
        self._show_section()
        self._tell_saved()

    def _load(self, opened: Opened) -> None:
        """Put the section into the editor, unless it is there and being written."""
        paper, section = opened.found.paper, opened.section
        stored = tidy(paper.sections.get(section, SectionText()).passage)
        if self._keeping.failed is not None or self._keeping.holds(paper.id, section, stored):
            return
        same = self._keeping.is_of(paper.id, section)
        self._editor.load(stored, self._editor.textCursor().position() if same else None)
        self._keeping.hold(paper.id, section, stored)

    def _show_section(self) -> None:
        opened, text = self._opened, self.shell.text
        if opened is None:
            return
        lines = opened.lines(text)
        self.view.sections.display(lines, opened.section)
        line, described = opened.line(text), opened.described
        if line is None:
            return
        closed = opened.closed(text)
        moved = (
            () if closed else tuple((one, self._filling.moved_told(one)) for one in opened.moved)
        )
        self.view.section.display(
            Shown(
                line,
                in_language(described.prompt, text.language) if described else "",
                guidance(described, text.language) if described else (),
                bool(described and described.starter),
                closed,
                moved,
            )
        )
        self.view.evidence.set_writable(not closed)

    def _tell_who(self) -> None:
        text = self.shell.text
        if self._opened is None:
            return
        found = self._opened.found
        paper = found.paper
        language = text(f"writing.language.{paper.language}")
        about = text("writing.about", language=language, n=paper.version)
        who = HIDDEN if self._blank else found.prisoner_number
        self.view.tell_who(who, about)
        hidden = [found.last_name, found.first_name, found.prisoner_number]
        self.view.hide_words(hidden if self._blank else [])

    def _tell_gaps(self) -> None:
        self.view.tell_gaps(self.leaving.gaps_line(), self.leaving.blocking())

    def _tell_saved(self) -> None:
        if self._opened is not None and self._keeping.failed is None:
            at = self._opened.found.paper.changed_at.replace(tzinfo=UTC).astimezone()
            self.view.tell_saved(self.shell.text("writing.saved", time=f"{at:%H:%M}"))

    # Turning to sections.

    def _turn_to(self, section: str) -> None:
        if self._opened is None or section == self._opened.section:
            return
        if not self._keeping.save():
            self._stay()
            self.view.sections.choose(self._opened.section)
            return
        self._opened = replace(self._opened, section=section)
        self._load(self._opened)
        self._show_section()
        self.leaving.turn_to(section)

    def _step(self, step: int) -> None:
        if self._opened is not None:
            self._turn_to(self.view.sections.beside(self._opened.section, step))
            self.view.to_text()

    def _go_to(self, section: str, start: int, end: int) -> None:
        """Show a place that something is said of."""
        if section:
            self._turn_to(section)
        if end > start and self._opened is not None and section == self._opened.section:
            self._editor.select_place(start, end)
        self.view.to_text()

    def _open_next(self, paper_id: int) -> None:
        self.open(paper_id)
        self.refresh()

    def _ask_case(self) -> None:
        if self._opened is not None:
            self.case_asked.emit(self._opened.found.paper.person_id)

    # Saving.

    def _edited(self) -> None:
        self._keeping.touched()
        self._counting.start()

    def _count(self) -> None:
        line = self._opened.line(self.shell.text) if self._opened else None
        if line is not None:
            written = self._editor.passage()
            self.view.section.tell_count(replace(line, words=word_count(written)))

    def _saved(self) -> None:
        if self._paper_id is None or self._opened is None:
            return
        found = self.desk.ask(PaperOf(self._paper_id))
        self._opened = replace(self._opened, found=found)
        self._load(self._opened)
        self._show_section()
        self._tell_saved()
        self.leaving.saved()

    def _settle(self) -> None:
        """Save what was typed, for a step that must not go on without it."""
        if not self._keeping.save() and self._keeping.failed is not None:
            raise self._keeping.failed

    def _tell_failing(self) -> None:
        text, error = self.shell.text, self._keeping.failed
        if error is None:
            self.view.section.tell_trouble("")
            self._tell_saved()
            return
        self.view.section.tell_trouble(text("writing.trouble", why=error_words(text, error)))
        self.view.tell_saved(text("writing.unsaved"))

    def _stay(self) -> None:
        self.shell.message(self.shell.text("writing.stay"), kind="trouble")

    def _tell_too_long(self) -> None:
        self.shell.refused(TextRefused("TXT-LONG", longest=MOST))

    # What is done to a section.

    def _draft(self) -> None:
        if self._opened is not None:
            self._filling.draft(self._opened, self.view, self._keeping)

    def _mark(self, done: bool) -> None:
        if done and is_blank(self._editor.passage()):
            self.shell.message(self.shell.text("writing.done_blank"), kind="note")
            return
        self._keeping.say(SectionState.DONE if done else SectionState.DRAFTED)

    def _answer_moved(self, moved: LinkMoved, new: bool) -> None:
        if self._opened is not None:
            self._filling.answer(self._opened, moved, self.view, new=new)
            self._keeping.save()
            self.view.to_text()

    def _ask_evidence(self, asked: str, limit: int) -> None:
        if self._paper_id is not None:
            self._filling.look(self._paper_id, self.view, asked, limit)

    def _put_in(self, item: object) -> None:
        if self._opened is not None:
            self._filling.put(self._opened, item, self.view)
