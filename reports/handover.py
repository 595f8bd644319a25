"""The handover report: what the prison tells the community when the COM takes over.

Sections, headings and prompts come from the template (``resources/papers``), the facts from
the record as of the view's day. What the record does not hold is left open to write in. A
person outside the policy, or without a handover date, still gets a paper that says so.
"""

from collections.abc import Callable, Mapping

from pomdesk.domain.errors import PaperRefused
from pomdesk.readmodels.case import CaseView
from reports import case_blocks, forms, handover_blocks, risk_blocks
from reports.blocks import Bullets, Lines, Ruled, heading, note, notice, subtitle, title
from reports.box import Box
from reports.checks import checks
from reports.draft import Draft, com, fact_table, notices, why
from reports.page import WIDTH, Block, Furniture
from reports.page import render as render_pages
from reports.style import BODY_STRONG, MM, SMALL_STRONG, SMALL_TEXT
from reports.template import PaperTemplate, Section, in_language
from reports.wording import Fact
from resources.text import Text

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
    "plan": forms.plan,
    "mappa": risk_blocks.mappa,
    "alerts": risk_blocks.alerts,
    "victim": risk_blocks.victim,
    "parole": risk_blocks.parole,
    "pathways": forms.pathways,
    "actions": forms.actions,
    "sign_off": forms.sign_off,
}
"""Blocks of facts a template may ask for, by name."""


def render(view: CaseView, template: PaperTemplate, text: Text, *, prepared_by: str) -> bytes:
    """The handover report of one case as a tagged PDF; the same view gives the same bytes.

    Raises:
        PaperRefused: REP-TEMPLATE-FACT when the template asks for facts that do not exist.

    """
    _check(template)
    draft = Draft(view, text, prepared_by)
    sections = [
        block
        for number, section in enumerate(template.sections, 1)
        for block in _section(draft, section, number)
    ]
    if any("reasons" in section.facts for section in template.sections):
        sections += handover_blocks.appendix(draft)
    kind = in_language(template.title, text.language)
    number = view.case.person.prisoner_number
    return render_pages(
        [*_front(draft, template, kind), *sections],
        _furniture(draft, template, kind),
        title=text("report.file_title", title=kind, number=number),
        language={"en": "en-GB", "cy": "cy-GB"}[text.language],
        on=view.today,
    )


def _check(template: PaperTemplate) -> None:
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
        draft=text("report.draft"),
        subject=_subject(draft),
        paper=text("report.kind", title=kind, version=template.version),
        foot=(
            text("report.foot", day=day, who=draft.prepared_by)
            if draft.prepared_by
            else text("report.foot_nameless", day=day)
        ),
        page_of=lambda page, total: text("report.page", n=page, total=total),
    )


def _subject(draft: Draft) -> str:
    number = draft.view.case.person.prisoner_number
    return draft.text("report.subject", name=draft.words.name(), number=number)


def _front(draft: Draft, template: PaperTemplate, kind: str) -> list[Block]:
    """The first page's top: for the COM who, when and why; then what the writer checks."""
    text, view = draft.text, draft.view
    about = [
        Fact(text("report.label.for"), com(draft)),
        Fact(text("report.label.from"), view.pom_name or ""),
        Fact(text("report.label.prison"), view.prison_name or ""),
    ]
    if reason := why(draft):
        about.append(Fact(text("report.label.why"), reason))
    blocks: list[Block] = [title(kind), subtitle(_subject(draft)), fact_table(draft, about)]
    blocks += [notice(words) for words in notices(draft)]
    if draft.words.common:
        blocks.append(note(text("report.source_common", source=draft.words.common), before=3 * MM))
    if prompts := checks(draft):
        named = Lines(text("report.check.title"), BODY_STRONG, keep_next=True)
        blocks.append(Box([named, note(text("report.check.only")), Bullets(prompts)]))
    blocks.append(Lines(text("report.do.title"), SMALL_STRONG, before=4 * MM, keep_next=True))
    blocks.append(Lines(_to_do(draft), SMALL_TEXT, before=0.0))
    if template.local:
        blocks.append(note(text("report.local")))
    return blocks


def _to_do(draft: Draft) -> str:
    text, view = draft.text, draft.view
    handover = view.result.handover
    if handover and handover.on and handover.on > view.today:
        return text("report.do.by", day=text.day(handover.on))
    return text("report.do.now")


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
