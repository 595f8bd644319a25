"""The transfer summary: one case on a few pages for the prison it goes to, or comes from.

Only what the receiving POM needs on the first day. Victim liaison and public protection are
never on it: they go by the route the prison has for them.
"""

from pomdesk.readmodels.case import CaseView
from pomdesk.readmodels.record import CaseRecord
from reports.blocks import note, notice, subtitle, title
from reports.case_paper import check, pages, subject
from reports.draft import Draft, com, fact_table, notices
from reports.page import Block
from reports.style import MM
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
    """The transfer summary of one case as a tagged PDF; the same view gives the same bytes.

    Raises:
        PaperRefused: REP-TEMPLATE-FACT when the template asks for facts that do not exist.

    """
    check(template)
    draft = Draft(view, text, prepared_by, record, unfinished=False)
    return pages(draft, template, lambda: _front(draft, template))


def _front(draft: Draft, template: PaperTemplate) -> list[Block]:
    text, view = draft.text, draft.view
    about = [
        Fact(text("report.transfer.from"), view.prison_name or ""),
        Fact(text("report.transfer.to"), ""),
        Fact(text("report.label.pom"), view.pom_name or ""),
        Fact(text("report.role.com"), com(draft)),
    ]
    kind = in_language(template.title, text.language)
    blocks: list[Block] = [title(kind), subtitle(subject(draft)), fact_table(draft, about)]
    blocks += [notice(words) for words in notices(draft)]
    if draft.words.common:
        blocks.append(note(text("report.source_common", source=draft.words.common), before=3 * MM))
    blocks.append(note(text("report.transfer.left_out")))
    return blocks
