"""A paper about one case: its template's sections, filled from the record, on its pages.

Sections, headings and prompts come from the template (``resources/papers``), the facts from
the record as of the view's day. What the record does not hold is left open to write in.
"""

from collections.abc import Callable, Mapping, Sequence

from pomdesk.domain.errors import PaperRefused
from reports import (
    case_blocks,
    forms,
    handover_blocks,
    plan_blocks,
    record_blocks,
    risk_blocks,
)
from reports.blocks import Ruled, heading, note
from reports.draft import Draft
from reports.page import WIDTH, Block, Furniture
from reports.page import render as render_pages
from reports.style import MM
from reports.template import PaperTemplate, Section, in_language
from reports.wording import pdf_language

_TOGETHER = 80 * MM
"""A section with lines to write on, no higher than this, stays on one page."""

FACTS: Mapping[str, Callable[[Draft], list[Block]]] = {
    "identity": case_blocks.identity,
    "sentence": case_blocks.sentence,
    "dates": case_blocks.dates,
    "sentence_line": case_blocks.line,
    "handover": handover_blocks.handover,
    "people": handover_blocks.people,
    "reasons": handover_blocks.reasons,
    "early_allocation": handover_blocks.early_allocation,
    "checklist": handover_blocks.checklist,
    "risk": risk_blocks.risk,
    "oasys": risk_blocks.oasys,
    "plan": plan_blocks.plan,
    "licence": record_blocks.licence,
    "contacts": record_blocks.contacts,
    "referrals": record_blocks.referrals,
    "open_duties": record_blocks.open_duties,
    "stays": record_blocks.stays,
    "staff": record_blocks.staff,
    "mappa": risk_blocks.mappa,
    "alerts": risk_blocks.alerts,
    "victim": risk_blocks.victim,
    "parole": risk_blocks.parole,
    "pathways": forms.pathways,
    "actions": record_blocks.actions,
    "sign_off": forms.sign_off,
}
"""Blocks of facts a template may ask for, by name."""


def pages(
    draft: Draft,
    template: PaperTemplate,
    front: Callable[[], Sequence[Block]],
    back: Sequence[Block] = (),
) -> bytes:
    """The tagged PDF: the front page's top, the template's sections, ``back``.

    ``front`` is asked last, because it tells what the sections found missing. The same view
    gives the same bytes.
    """
    text, view = draft.text, draft.view
    kind = in_language(template.title, text.language)
    sections = [
        block
        for number, section in enumerate(template.sections, 1)
        for block in _section(draft, section, number)
    ]
    number = view.case.person.prisoner_number
    return render_pages(
        [*front(), *sections, *back],
        _furniture(draft, template, kind),
        title=text(
            "report.file_title" if draft.unfinished else "report.file_title_done",
            title=kind,
            number=number,
        ),
        language=pdf_language(text),
        on=view.today,
    )


def check(template: PaperTemplate) -> None:
    """Refuse a template that asks for facts that do not exist.

    Raises:
        PaperRefused: REP-TEMPLATE-FACT.

    """
    for section in template.sections:
        for name in section.facts:
            if name not in FACTS:
                raise PaperRefused(
                    "REP-TEMPLATE-FACT",
                    file=template.file,
                    line=section.line,
                    setting=name,
                    known=", ".join(sorted(FACTS)),
                )


def _furniture(draft: Draft, template: PaperTemplate, kind: str) -> Furniture:
    text, view = draft.text, draft.view
    day = text.day(view.today)
    return Furniture(
        marking=text("app.marking"),
        draft=text("report.draft") if draft.unfinished else "",
        subject=subject(draft),
        paper=text("report.kind", title=kind, version=template.version),
        foot=(
            text("report.foot", day=day, who=draft.prepared_by)
            if draft.prepared_by
            else text("report.foot_nameless", day=day)
        ),
        page_of=lambda page, total: text("report.page", n=page, total=total),
    )


def subject(draft: Draft) -> str:
    """Whom the paper is about: name and number."""
    number = draft.view.case.person.prisoner_number
    return draft.text("report.subject", name=draft.words.name(), number=number)


def _section(draft: Draft, section: Section, number: int) -> list[Block]:
    text = draft.text
    words = in_language(section.title, text.language)
    blocks: list[Block] = [heading(text("report.section", n=number, title=words))]
    filled = [block for name in section.facts for block in FACTS[name](draft)]
    prompt = in_language(section.prompt, text.language)
    asked: list[Block] = []
    if prompt:
        asks = text("report.asks", prompt=prompt) if section.required else prompt
        asked.append(note(asks, before=3 * MM if filled and section.lines else 3.0, keep_next=True))
    # A prompt stands right above what it asks to be written in: the lines, or else a form.
    if not section.lines:
        return [*blocks, *asked, *filled]
    blocks += [*filled, *asked, Ruled(section.lines)]
    # Lines at the top of a page, without what they are about, ask nobody anything.
    if sum(block.before + block.height(WIDTH) for block in blocks) <= _TOGETHER:
        for block in blocks[:-1]:
            block.keep_next = True
    return blocks
