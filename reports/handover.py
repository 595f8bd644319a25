"""The handover report: what the prison tells the community when the COM takes over.

Sections, headings and prompts come from the template (``resources/papers``), the facts from
the record as of the view's day. What the record does not hold is left open to write in. A
person outside the policy, or without a handover date, still gets a paper that says so.
"""

from pomdesk.readmodels.case import CaseView
from pomdesk.readmodels.record import CaseRecord
from reports import handover_blocks
from reports.blocks import Bullets, Lines, note, notice, subtitle, title
from reports.box import Box
from reports.case_paper import check, pages, subject
from reports.checks import checks
from reports.draft import Draft, com, fact_table, notices, why
from reports.page import Block
from reports.style import BODY_STRONG, MM, SMALL_STRONG, SMALL_TEXT
from reports.template import PaperTemplate, in_language
from reports.wording import Fact
from resources.text import Text


def render(
    view: CaseView,
    template: PaperTemplate,
    text: Text,
    *,
    prepared_by: str,
    record: CaseRecord | None = None,
) -> bytes:
    """The handover report of one case as a tagged PDF; the same view gives the same bytes.

    Without ``record``, what was written down at the desk, those parts are forms.

    Raises:
        PaperRefused: REP-TEMPLATE-FACT when the template asks for facts that do not exist.

    """
    check(template)
    draft = Draft(view, text, prepared_by, record)
    asked = any("reasons" in section.facts for section in template.sections)
    back = handover_blocks.appendix(draft) if asked else []
    return pages(draft, template, lambda: _front(draft, template), back)


def _front(draft: Draft, template: PaperTemplate) -> list[Block]:
    """The first page's top: for the COM who, when and why; then what the writer checks."""
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
