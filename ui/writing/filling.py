"""What is put into a section from the record: a first draft, evidence, values that moved."""

from dataclasses import replace

from pomdesk.domain.facts import Source
from pomdesk.domain.papers import SectionState
from pomdesk.domain.record import Entry
from pomdesk.domain.writing import Link, Passage, Run, is_blank
from pomdesk.readmodels.papers import EvidenceFact, EvidencePassage, LinkMoved
from pomdesk.rules.papers.links import declined, entry_ref, taken
from pomdesk.services.desk import Desk
from pomdesk.services.queries.papers import EvidenceFor
from reports.template import in_language
from resources.link_words import link_words
from resources.text import Text
from ui import dialogs
from ui.page import Shell
from ui.papers import material, template_of
from ui.writing import words
from ui.writing.document import tidy_text
from ui.writing.keeping import Keeping
from ui.writing.opened import Opened
from ui.writing.view import WritingPanel


class Filling:
    """Asks the desk for what a section can be filled with, and puts it in.

    Words that go into the paper are in the paper's language, whatever the window's is.
    """

    def __init__(self, shell: Shell, desk: Desk) -> None:
        self._shell, self._desk = shell, desk
        self._entries: dict[str, Entry] = {}
        self._sources: dict[str, Source | None] = {}

    def forget(self) -> None:
        """Another paper is opened."""
        self._entries, self._sources = {}, {}

    def told(self, link: Link) -> str:
        """What a link in the text is and where it came from."""
        return words.link_told(self._shell.text, link, self._sources, self._entries)

    def moved_told(self, moved: LinkMoved) -> str:
        """How a linked fact moved."""
        return words.moved_words(self._shell.text, moved, self._entries.get(moved.link.ref))

    def draft(self, opened: Opened, view: WritingPanel, keeping: Keeping) -> None:
        """Draft a section from the record, after what is written in it."""
        from reports.starters import start

        section, paper = opened.described, opened.found.paper
        if section is None or not section.starter:
            return
        text, editor = self._shell.text, view.section.editor
        given = material(self._desk, paper.kind, paper_id=paper.id)
        made = start(section.starter, given, Text(paper.language))
        if is_blank(made):
            self._shell.message(text("writing.draft_nothing"), kind="note")
            return
        if not is_blank(editor.passage()) and not dialogs.confirm(
            view.window(),
            text("writing.draft_after.title"),
            text("writing.draft_after.words"),
            yes=text("writing.draft_after.yes"),
            no=text("writing.draft_after.no"),
        ):
            return
        if editor.put(made, at_end=True):
            keeping.say(SectionState.NEEDS_CHECKING)
        view.to_text()

    def answer(self, opened: Opened, moved: LinkMoved, view: WritingPanel, *, new: bool) -> None:
        """Use the new value of a linked fact, or keep what the text says of it."""
        language = Text(opened.found.paper.language)
        link, present = moved.link, moved.present

        def change(run: Run) -> Run | None:
            if not new:
                return replace(run, link=declined(link, present))
            if present is None:
                return None
            entry = self._entries.get(link.ref)
            value = link_words(language, link.ref, present)
            if entry is not None:
                value = f"({words.reference_words(language, entry)})"
            return replace(run, text=tidy_text(value) or run.text, link=taken(link, present))

        view.section.editor.replace_link(link, change)

    def look(self, paper_id: int, view: WritingPanel, asked: str, limit: int) -> None:
        """Look for evidence and show it."""
        evidence = self._desk.ask(EvidenceFor(paper_id, asked, limit))
        self._sources |= {fact.ref: fact.source for fact in evidence.facts}
        self._entries |= {entry_ref(entry).ref: entry for entry in evidence.entries}
        language = self._shell.text.language
        titles = {
            (kind.value, section.id): in_language(section.title, language)
            for kind in {one.kind for one in evidence.passages}
            for section in template_of(self._desk, kind).sections
        }
        view.evidence.display(evidence, titles)

    def put(self, opened: Opened, item: object, view: WritingPanel) -> None:
        """Put evidence in where the keyboard was, if the section can be written in."""
        text = self._shell.text
        closed = opened.closed(text)
        if closed:
            self._shell.message(closed, kind="note")
        elif view.section.editor.put(_passage_of(item, Text(opened.found.paper.language))):
            view.tell_saved(text("writing.evidence.done"))


def _passage_of(item: object, language: Text) -> Passage:
    if isinstance(item, EvidenceFact):
        return words.fact_passage(language, item)
    if isinstance(item, Entry):
        return words.entry_passage(language, item, entry_ref(item))
    return item.passage if isinstance(item, EvidencePassage) else ()
