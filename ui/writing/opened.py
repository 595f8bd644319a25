"""A paper that is open and the section of it that is turned to; no widgets are made here."""

from collections.abc import Sequence
from dataclasses import dataclass

from pomdesk.domain.papers import PaperStage, PaperTemplate, Section, SectionState, SectionText
from pomdesk.domain.writing import word_count
from pomdesk.readmodels.papers import LinkMoved, PaperView
from reports.template import in_language
from resources.text import Text
from ui.writing.sections import SectionLine


@dataclass(frozen=True, slots=True)
class Opened:
    """A paper as the desk has it, its template, and the section that is turned to."""

    found: PaperView
    template: PaperTemplate
    section: str = ""

    @property
    def described(self) -> Section | None:
        """What the template says of the section; None: it has it no more."""
        return next((one for one in self.template.sections if one.id == self.section), None)

    @property
    def moved(self) -> Sequence[LinkMoved]:
        """Linked facts of the section that are different now."""
        return [one for one in self.found.moved if one.section == self.section]

    def has(self, section: str) -> bool:
        """Whether there is such a section."""
        one = self.found.paper.sections.get(section)
        return any(known.id == section for known in self.template.sections) or bool(
            one and one.passage
        )

    def lines(self, text: Text) -> list[SectionLine]:
        """The sections of the template, and those it has no more that still say something."""
        held = dict(self.found.paper.sections)
        moved = {one.section for one in self.found.moved}
        lines = []
        for section in self.template.sections:
            one = held.pop(section.id, SectionText())
            state = one.state
            if section.id in moved and state is SectionState.DONE:
                state = SectionState.NEEDS_CHECKING
            title, count = in_language(section.title, text.language), word_count(one.passage)
            lines.append(
                SectionLine(section.id, title, section.written, state, count, section.limit)
            )
        for name, one in held.items():
            if one.passage:
                title = text("writing.section.outside", name=name)
                lines.append(SectionLine(name, title, True, one.state, word_count(one.passage)))
        return lines

    def line(self, text: Text) -> SectionLine | None:
        """The section that is turned to, as the list has it."""
        return next((line for line in self.lines(text) if line.id == self.section), None)

    def closed(self, text: Text) -> str:
        """Why nobody can write in the section; blank: one can."""
        stage = self.found.paper.stage
        if stage is not PaperStage.DRAFT:
            return text(f"writing.closed.{stage}")
        described = self.described
        return text("writing.section.filled") if described and not described.written else ""
