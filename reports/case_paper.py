"""A paper about one case: its template's sections, filled from the record, before its pages.

Sections, headings and prompts come from the template (``resources/papers``), the facts from
the record as of the view's day, the words from whoever wrote them. What the record does not
hold is left open to write in while the paper is a draft; a final paper has no room to write.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NoReturn

from pomdesk.domain.errors import PaperRefused
from pomdesk.domain.papers import PAPER_SPECS, PaperKind, PaperTemplate, Section, words_digest
from reports.blocks import Ruled, heading, note
from reports.desk_paper import anchored
from reports.draft import Draft
from reports.facts import FACTS
from reports.material import Made
from reports.page import WIDTH, Block, Furniture
from reports.page import render as render_pages
from reports.rich import rich
from reports.starters import STARTERS
from reports.style import MM
from reports.template import in_language
from reports.wording import pdf_language

_HEAD_ROOM = 36
"""Characters of a title that the running head has room for."""

_TOGETHER = 80 * MM
"""A section with lines to write on, no higher than this, stays on one page."""


@dataclass
class Composed:
    """A paper whose blocks are made and which is on no page yet.

    Attributes:
        blocks: all of it, in reading order.
        seal_at: where among them the digest of a final one is put.

    """

    draft: Draft
    template: PaperTemplate
    blocks: list[Block]
    seal_at: int = 0

    @property
    def title(self) -> str:
        """What kind of paper it is, in words."""
        return in_language(self.template.title, self.draft.text.language)


@dataclass(frozen=True, slots=True)
class _Sealed:
    """The blocks as they are printed, what they say, and its digest."""

    blocks: list[Block]
    words: tuple[str, ...]
    sha256: str
    final: bool


def compose(
    draft: Draft,
    template: PaperTemplate,
    front: Callable[[], Sequence[Block]],
    back: Sequence[Block] = (),
) -> Composed:
    """The front page's top, the template's sections, ``back``.

    ``front`` is asked last, because it tells what the sections found missing.
    """
    sections = section_blocks(draft, template)
    first = list(front())
    return Composed(draft, template, [*first, *sections, *back], seal_at=len(first))


def finish(composed: Composed) -> Made:
    """The tagged PDF with its words and their digest; the same material gives the same bytes."""
    draft = composed.draft
    sealed = _sealed(composed)
    pdf = render_pages(
        sealed.blocks,
        furniture(composed, sealed.sha256 if sealed.final else ""),
        title=file_title(composed),
        language=pdf_language(draft.text),
        on=draft.view.today,
    )
    return Made(pdf, sealed.words, sealed.sha256)


def docx(composed: Composed) -> bytes:
    """The same paper for a word processor; the same material gives the same bytes."""
    from reports.word_file import docx_of  # loads python-docx

    made = _sealed(composed)
    return docx_of(
        made.blocks,
        furniture(composed, made.sha256 if made.final else ""),
        title=file_title(composed),
        language=pdf_language(composed.draft.text),
        on=composed.draft.view.today,
    )


def _sealed(composed: Composed) -> _Sealed:
    """The digest is of the words alone, so it stands on the paper and is no part of itself."""
    draft = composed.draft
    words = tuple(words for block in composed.blocks for words in block.words())
    sha256 = words_digest(words)
    blocks = list(composed.blocks)
    final = not draft.unfinished
    if final:
        blocks.insert(composed.seal_at, note(draft.text("report.seal", digest=sha256)))
    return _Sealed(blocks, words, sha256, final)


def file_title(composed: Composed) -> str:
    """The title of the file; it has the prison number but no name: titles show in window lists."""
    draft = composed.draft
    key = "report.file_title" if draft.unfinished else "report.file_title_done"
    number = draft.view.case.person.prisoner_number
    return draft.text(key, title=composed.title, number=number)


def check(kind: str, template: PaperTemplate) -> None:
    """Refuse a template that does not fit papers of a kind.

    What papers of the kind are is code and not template, so that no template can change it.

    Raises:
        PaperRefused: REP-TEMPLATE-KIND when it is a template of another kind;
            REP-TEMPLATE-FACT and REP-TEMPLATE-STARTER when it asks for what does not exist;
            REP-TEMPLATE-DISCLOSE when papers of the kind go to the person and it asks for
            facts that must not. Details: ``file``, ``line``, ``setting``.

    """
    spec = PAPER_SPECS[PaperKind(kind)]
    if template.id != kind:
        raise PaperRefused(
            "REP-TEMPLATE-KIND", file=template.file, line=1, setting=template.id, kind=kind
        )
    for section in template.sections:
        for name in section.facts:
            if name not in FACTS:
                _refuse("REP-TEMPLATE-FACT", template, section, name, FACTS)
            if spec.disclosable and not FACTS[name].disclosable:
                _refuse("REP-TEMPLATE-DISCLOSE", template, section, name, FACTS)
        if section.starter and section.starter not in STARTERS:
            _refuse("REP-TEMPLATE-STARTER", template, section, section.starter, STARTERS)


def section_blocks(draft: Draft, template: PaperTemplate) -> list[Block]:
    """The sections, numbered; a final paper leaves out what has nothing in it."""
    blocks: list[Block] = []
    number = 1
    for section in template.sections:
        made = _section(draft, section, number)
        number += bool(made)
        blocks += made
    return blocks


def furniture(composed: Composed, sha256: str = "") -> Furniture:
    """What stands on every page; ``sha256`` is the digest of a final paper."""
    draft = composed.draft
    text, view = draft.text, draft.view
    day = text.day(view.today)
    paper = draft.material.paper
    who = draft.prepared_by
    key = "report.foot" if who else "report.foot_nameless"
    foot = text(key, day=day, who=who)
    edition = "report.foot_own" if composed.template.changed else "report.foot_template"
    version = str(paper.version) if paper else composed.template.version
    return Furniture(
        marking=_marking(draft),
        draft=text("report.draft") if draft.unfinished else "",
        subject=subject(draft),
        paper=text("report.kind", title=_short_title(composed), version=version),
        foot=text(edition, foot=foot, version=composed.template.version),
        page_of=lambda page, total: text("report.page", n=page, total=total),
        code=f"{view.case.person.prisoner_number}-{paper.id}" if paper else "",
        digest=sha256,
        anchor=anchored(text, draft.material.anchor),
    )


def _marking(draft: Draft) -> str:
    """The protective marking, with whom the paper must be kept from: on every page."""
    if draft.spec.withheld:
        return draft.text("report.marking.withheld")
    if not draft.spec.disclosable:
        return draft.text("report.marking.kept")
    return draft.text("report.marking.unchecked" if draft.unfinished else "app.marking")


def _short_title(composed: Composed) -> str:
    """The title, or the name of the kind where the running head has no room for it."""
    if len(composed.title) <= _HEAD_ROOM:
        return composed.title
    return composed.draft.text.code("paper", composed.template.id)


def subject(draft: Draft) -> str:
    """Whom the paper is about: name and number."""
    number = draft.view.case.person.prisoner_number
    return draft.text("report.subject", name=draft.words.name(), number=number)


def _refuse(
    code: str, template: PaperTemplate, section: Section, name: str, known: Iterable[str]
) -> NoReturn:
    raise PaperRefused(
        code,
        file=template.file,
        line=section.line,
        setting=name,
        known=", ".join(sorted(known)),
    )


def _section(draft: Draft, section: Section, number: int) -> list[Block]:
    text = draft.text
    words = in_language(section.title, text.language)
    head = heading(text("report.section", n=number, title=words))
    filled = [block for name in section.facts for block in FACTS[name].blocks(draft)]
    written = rich(draft.written(section.id))
    if written or not draft.unfinished:
        return [head, *filled, *written] if filled or written else []
    # A prompt stands right above the lines it asks to be written on, and nowhere else.
    if not section.lines:
        return [head, *filled]
    prompt = in_language(section.prompt, text.language)
    asked: list[Block] = []
    if prompt:
        asks = text("report.asks", prompt=prompt) if section.required else prompt
        asked.append(note(asks, before=3 * MM if filled else 3.0, keep_next=True))
    blocks: list[Block] = [head, *filled, *asked, Ruled(section.lines)]
    # Lines at the top of a page, without what they are about, ask nobody anything.
    if sum(block.before + block.height(WIDTH) for block in blocks) <= _TOGETHER:
        for block in blocks[:-1]:
            block.keep_next = True
    return blocks
