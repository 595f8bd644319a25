"""The handover report inside a pack: the writer's words, with how far they have come.

The facts that a handover report prints have parts of their own in a pack, so they are not
printed twice. Nothing that was written is ever left out: a section that the template does not
have any more stands at the end.
"""

from collections.abc import Iterator

from pomdesk.domain.papers import Paper, PaperKind, PaperTemplate, Section, StepKind
from pomdesk.domain.writing import is_blank
from reports.blocks import Lines, Ruled, note, notice, paragraph, subheading
from reports.draft import Draft
from reports.page import Block
from reports.rich import rich
from reports.style import MM
from reports.template import in_language, shipped
from resources.text import Text

_OUTLINE = 2
"""Level of its sections in the outline: below the parts of the pack."""


def report(draft: Draft) -> list[Block]:
    """The written sections of the newest handover report, or room to write them."""
    paper = draft.material.paper
    template = draft.material.report_template or shipped(PaperKind.HANDOVER_REPORT)
    sections = [section for section in template.sections if section.written]
    if paper is None or not any(not is_blank(one.passage) for one in paper.sections.values()):
        said = notice(draft.text("pack.report.none"))
        return [said, *(block for section in sections for block in _open(draft, section))]
    blocks: list[Block] = [paragraph(stage_words(draft.text, paper))]
    if not paper.frozen:
        blocks.append(notice(draft.text("pack.report.not_final")))
    for section in sections:
        blocks += _section(draft, section)
    return [*blocks, *_others(draft, paper, template)]


def stage_words(text: Text, paper: Paper) -> str:
    """Which version it is, how far it has come, who wrote it and who read it."""
    stage = text.code("paper_stage", paper.stage)
    said = [text("pack.report.version", version=paper.version, stage=stage, who=paper.writer)]
    wanted = (StepKind.CHECKED, StepKind.COUNTERSIGNED, StepKind.FINISHED, StepKind.SENT)
    for kind in wanted:
        steps = [step for step in paper.steps if step.kind is kind]
        if steps:
            last = steps[-1]
            done = text.code("paper_step", kind)
            who = last.to_whom if kind is StepKind.SENT and last.to_whom else last.who
            key = "pack.report.sent" if kind is StepKind.SENT else "pack.report.step"
            said.append(text(key, step=done, day=text.day(last.day), who=who))
    return " ".join(said)


def _heading(words: str) -> Lines:
    made = subheading(words)
    made.bookmark = _OUTLINE
    return made


def _section(draft: Draft, section: Section) -> list[Block]:
    written = rich(draft.written(section.id))
    if written:
        return [_heading(in_language(section.title, draft.text.language)), *written]
    return _open(draft, section) if draft.unfinished else []


def _open(draft: Draft, section: Section) -> list[Block]:
    """A section that nobody wrote: its title, what is asked, and lines to write on."""
    language = draft.text.language
    blocks: list[Block] = [_heading(in_language(section.title, language))]
    if prompt := in_language(section.prompt, language):
        blocks.append(note(prompt, before=1 * MM, keep_next=True))
    return [*blocks, Ruled(section.lines)]


def _others(draft: Draft, paper: Paper, template: PaperTemplate) -> Iterator[Block]:
    """What was written in sections that the template at hand does not have."""
    known = {section.id for section in template.sections if section.written}
    for name in paper.sections:
        if name not in known and (written := rich(draft.written(name))):
            yield _heading(draft.text("pack.report.other", section=name))
            yield from written
