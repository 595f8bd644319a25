"""The handover report: what the prison tells the community when the COM takes over.

Sections, headings and prompts come from the template (``resources/papers``), the facts from
the record as of the view's day. What the record does not hold is left open to write in. A
person outside the policy, or without a handover date, still gets a paper that says so.
"""

from pomdesk.domain.papers import PaperKind, PaperTemplate
from pomdesk.domain.terms import Responsibility
from reports import handover_blocks
from reports.blocks import Bullets, Lines, note, notice, subtitle, title
from reports.box import Box
from reports.case_paper import Composed, compose, subject
from reports.checks import checks
from reports.draft import Draft, com, fact_table, notices, why
from reports.front import front
from reports.material import Material
from reports.page import Block
from reports.style import BODY_STRONG, MM, SMALL_STRONG, SMALL_TEXT
from reports.template import in_language
from reports.wording import Fact
from resources.text import Text


def composed(material: Material, template: PaperTemplate, text: Text) -> Composed:
    """The handover report of one case; the same material gives the same paper.

    Without ``material.record``, what was written down at the desk, those parts are forms.
    """
    draft = Draft(material, text, PaperKind.HANDOVER_REPORT)
    asked = any("reasons" in section.facts for section in template.sections)
    asked = asked and material.paper is None
    back = handover_blocks.appendix(draft) if asked else []
    return compose(draft, template, lambda: _front(draft, template), back)


def _front(draft: Draft, template: PaperTemplate) -> list[Block]:
    """The first page's top: for the COM who, when and why.

    What the writer has to do stands there only on a paper in which nobody has written yet, which
    is a form to be filled in by hand; what is still open of a draft is for the writer too, and a
    final paper has neither.
    """
    if draft.material.paper is None and draft.unfinished:
        return _form_front(draft, template)
    text = draft.text
    about = [
        Fact(text("report.label.for"), com(draft)),
        Fact(text("report.label.from"), _writer(draft)),
        Fact(text("report.label.to_do"), _for_the_com(draft)),
    ]
    if reason := why(draft):
        about.append(Fact(text("report.label.why"), reason))
    return front(draft, template, about, notices(draft))


def _writer(draft: Draft) -> str:
    view = draft.view
    return ", ".join(filter(None, (view.pom_name or draft.prepared_by, view.prison_name)))


def _for_the_com(draft: Draft) -> str:
    """What the reader must do, and by when; who is responsible already reads that they are."""
    text, view = draft.text, draft.view
    handover = view.result.handover
    if handover and handover.on and handover.on > view.today:
        return text("handover_paper.do.by", day=text.day(handover.on))
    now = handover and (handover.on or handover.responsibility is Responsibility.COMMUNITY)
    return text("handover_paper.do.now" if now else "handover_paper.do.undated")


def _form_front(draft: Draft, template: PaperTemplate) -> list[Block]:
    text, view = draft.text, draft.view
    kind = in_language(template.title, text.language)
    about = [
        Fact(text("report.label.for"), com(draft)),
        Fact(text("report.label.from"), view.pom_name or ""),
        Fact(text("report.label.prison"), view.prison_name or ""),
    ]
    if reason := why(draft):
        about.append(Fact(text("report.label.why"), reason))
    blocks: list[Block] = [title(kind), subtitle(subject(draft)), fact_table(draft, about)]
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
