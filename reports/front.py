"""The first page's top of a paper: what it is, for whom, by whom, as of when, what to do."""

import re
from collections.abc import Iterator, Sequence

from pomdesk.domain.papers import Paper, PaperTemplate, Section, SectionState
from pomdesk.domain.writing import plain
from reports.blocks import Bullets, Lines, note, notice, subtitle, title
from reports.box import Box
from reports.case_paper import subject
from reports.draft import Draft, fact_table
from reports.page import Block
from reports.style import BODY_STRONG, MM
from reports.template import in_language
from reports.wording import Fact

_PLACEHOLDER = re.compile(r"\[[^\[\]]{1,200}\]")


def front(
    draft: Draft, template: PaperTemplate, about: Sequence[Fact], notices: Sequence[str]
) -> list[Block]:
    """Title, person, what the reader must know first; of a draft also what is still open.

    Args:
        draft: the paper, its sections already made: they tell what the record lacks.
        template: its template.
        about: for whom, by whom and what the reader must do.
        notices: strong words under the table.

    """
    text = draft.text
    kind = in_language(template.title, text.language)
    blocks: list[Block] = [title(kind), subtitle(subject(draft))]
    blocks.append(fact_table(draft, [*about, *_edition(draft, template)]))
    blocks += [notice(words) for words in notices]
    if draft.words.common:
        blocks.append(note(text("report.source_common", source=draft.words.common), before=3 * MM))
    if draft.unfinished and (still := list(still_open(draft, template))):
        named = Lines(text("report.open.title"), BODY_STRONG, keep_next=True)
        blocks.append(Box([named, Bullets(still)]))
    if template.local and draft.unfinished:
        blocks.append(note(text("report.local")))
    return blocks


def still_open(draft: Draft, template: PaperTemplate) -> Iterator[str]:
    """What must still be written, checked or looked up before the paper can go."""
    text = draft.text
    paper = draft.material.paper
    written = [one for one in enumerate(template.sections, 1) if one[1].written]
    empty = [(n, one) for n, one in written if not draft.written(one.id)]
    titles = [
        text("report.section", n=n, title=in_language(one.title, text.language))
        for n, one in empty
        if one.required
    ]
    if titles:
        yield text("report.open.required", sections="; ".join(titles))
    checking = [n for n, one in written if paper and _to_check(paper, one)]
    if checking:
        yield text("report.open.checking", sections=_listed(checking))
    gaps = [n for n, one in written if _PLACEHOLDER.search(plain(draft.written(one.id)))]
    if gaps:
        yield text("report.open.placeholders", sections=_listed(gaps))
    if draft.missing:
        yield text("report.open.missing", facts=", ".join(draft.missing))


def _to_check(paper: Paper, section: Section) -> bool:
    held = paper.sections.get(section.id)
    return held is not None and held.state is SectionState.NEEDS_CHECKING


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))


def _edition(draft: Draft, template: PaperTemplate) -> Iterator[Fact]:
    """As of when, which version, and the official form where one is confirmed."""
    text, paper = draft.text, draft.material.paper
    day = text.day(draft.view.today)
    said = text("report.as_of", day=day, version=paper.version) if paper else day
    yield Fact(text("report.label.as_of"), said)
    if template.form:
        yield Fact(text("report.label.form"), template.form)
