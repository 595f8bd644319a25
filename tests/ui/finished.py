"""Invented papers on a desk, taken as far as a test wants them."""

from pomdesk.domain.papers import PaperKind, SectionState
from pomdesk.domain.writing import passage
from pomdesk.services.commands.paper_life import CheckPaper, FinishPaper
from pomdesk.services.commands.papers import BeginPaper, WriteSection
from pomdesk.services.desk import Desk
from reports.kinds import make
from resources.text import Text
from ui.papers import material, template_of


def written(
    desk: Desk, person_id: int, kind: PaperKind = PaperKind.CASE_SUMMARY, language: str = "en"
) -> int:
    """A draft with a sentence in every section."""
    number = desk.do(BeginPaper(person_id, kind, language)).result
    for section in template_of(desk, kind).sections:
        if section.written:
            said = passage(f"Settled on the wing and working in the kitchen ({section.id}).")
            desk.do(WriteSection(number, section.id, said, SectionState.DONE))
    return number


def finished(desk: Desk, person_id: int, language: str = "en") -> int:
    """A case summary that is final."""
    kind = PaperKind.CASE_SUMMARY
    number, template = written(desk, person_id, kind, language), template_of(desk, kind)
    desk.do(CheckPaper(number, "B Brown", template))
    held = material(desk, kind, paper_id=number, final=True)
    assert held.paper is not None
    made = make(kind, held, Text(language))
    digest = held.paper.text_digest
    desk.do(FinishPaper(number, template, made.pdf, made.words, made.sha256, digest))
    return number
