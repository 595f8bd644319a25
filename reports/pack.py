"""The handover pack: what the next person needs to work from, in one file.

Put together from the record, with the writer's words of the handover report in it. It goes to
the COM and never to the prisoner, and says so. A restricted annex is no part of it: nothing here
asks for one, and a paper of another kind than a handover report is refused.
"""

from collections.abc import Sequence
from dataclasses import replace

from pomdesk.domain.errors import PaperRefused
from pomdesk.domain.papers import PaperKind, PaperTemplate, Section
from reports.blocks import Bullets, Lines, Ruled, heading, note, notice, paragraph, subtitle, title
from reports.case_paper import Composed, subject
from reports.contents import contents
from reports.draft import Draft, com, fact_table, notices, why
from reports.facts import FACTS
from reports.material import Material
from reports.pack_report import stage_words
from reports.page import Block, PageBreak
from reports.style import MM, SUBHEADING
from reports.template import in_language
from reports.wording import Fact
from resources.text import Text

_OWN_PAGE = {"report", "meeting_record"}
"""Parts with one of these begin on a new page: read first, or torn out to be filled in."""

_STEPS = ("first", "check", "meet", "sign")


def composed(material: Material, template: PaperTemplate, text: Text) -> Composed:
    """The handover pack of one case; the same material gives the same pack.

    It is a draft for as long as the report in it is one.

    Raises:
        PaperRefused: REP-PACK-PAPER when the paper in it is not a handover report of the person.

    """
    paper = material.paper
    wanted = (PaperKind.HANDOVER_REPORT, material.view.person_id)
    if paper is not None and (paper.kind, paper.person_id) != wanted:
        raise PaperRefused("REP-PACK-PAPER", kind=paper.kind)
    final = material.final or bool(paper and paper.frozen)
    draft = Draft(replace(material, final=final), text, PaperKind.HANDOVER_PACK)
    parts: list[Block] = []
    for number, section in enumerate(template.sections, 1):
        parts += _part(draft, section, number)
    front = _cover(draft, template)
    named = Lines(text("pack.contents"), SUBHEADING, before=5 * MM, keep_next=True)
    blocks = [*front, named, contents(parts), PageBreak(), *parts]
    return Composed(draft, template, blocks, seal_at=len(front))


def _cover(draft: Draft, template: PaperTemplate) -> list[Block]:
    """Who, to whom, by whom, as of when, and what the reader must do."""
    text, view, paper = draft.text, draft.view, draft.material.paper
    by = ", ".join(filter(None, (view.pom_name or draft.prepared_by, view.prison_name)))
    about = [
        Fact(text("report.label.for"), com(draft)),
        Fact(text("report.label.from"), by),
        Fact(text("report.label.as_of"), text.day(view.today)),
        Fact(text("pack.label.report"), stage_words(text, paper) if paper else text("pack.no")),
    ]
    if reason := why(draft):
        about.append(Fact(text("report.label.why"), reason))
    kind = in_language(template.title, text.language)
    blocks: list[Block] = [title(kind), subtitle(subject(draft)), fact_table(draft, about)]
    blocks += [notice(words) for words in (text("pack.not_for_prisoner"), *notices(draft))]
    blocks.append(Lines(text("pack.do.title"), SUBHEADING, before=4 * MM, keep_next=True))
    blocks.append(Bullets(_to_do(draft), numbered=True, before=1 * MM))
    if draft.words.common:
        blocks.append(note(text("report.source_common", source=draft.words.common), before=3 * MM))
    if template.local and draft.unfinished:
        blocks.append(note(text("report.local")))
    return blocks


def _to_do(draft: Draft) -> list[str]:
    text, view = draft.text, draft.view
    handover = view.result.handover
    on = handover.on if handover else None
    by = text("pack.do.by", day=text.day(on)) if on and on > view.today else text("pack.do.now")
    return [text(f"pack.do.{step}", by=by) for step in _STEPS]


def _part(draft: Draft, section: Section, number: int) -> Sequence[Block]:
    text = draft.text
    named = heading(
        text("report.section", n=number, title=in_language(section.title, text.language))
    )
    filled = [block for name in section.facts for block in FACTS[name].blocks(draft)]
    if not filled and not section.lines:
        filled = [paragraph(text("pack.nothing"))]
    blocks: list[Block] = [named, *filled]
    if section.lines and draft.unfinished:
        if prompt := in_language(section.prompt, text.language):
            blocks.append(note(prompt, keep_next=True))
        blocks.append(Ruled(section.lines))
    apart = number > 1 and not _OWN_PAGE.isdisjoint(section.facts)
    return [PageBreak(), *blocks] if apart else blocks
