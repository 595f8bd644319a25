"""The papers that somebody writes, and the summaries: all kinds without a flow of their own.

What differs is for whom they are, what the reader must do with them, and whether the person
may read them; the sections are the template's.
"""

from collections.abc import Iterator

from pomdesk.domain.papers import PaperKind, PaperTemplate
from reports.blocks import note
from reports.case_paper import Composed, compose
from reports.draft import Draft, com, notices
from reports.front import front
from reports.material import Material
from reports.page import Block
from reports.wording import Fact
from resources.text import Text

_TO_COM = {PaperKind.CUSTODY_UPDATE, PaperKind.MAPPA_F}
"""Papers that the COM reads, by name where there is one."""
_MOVING = {PaperKind.CASE_SUMMARY, PaperKind.TRANSFER_SUMMARY, PaperKind.PLAN_REVIEW}
"""Papers whose reader must know first when responsibility passes."""


def composed(kind: str, material: Material, template: PaperTemplate, text: Text) -> Composed:
    """The paper; the same material gives the same paper."""
    draft = Draft(material, text, kind)
    return compose(draft, template, lambda: _front(draft, template))


def _front(draft: Draft, template: PaperTemplate) -> list[Block]:
    text = draft.text
    about = [
        Fact(text("report.label.for"), _reader(draft)),
        Fact(text("report.label.from"), _writer(draft)),
        Fact(text("report.label.to_do"), text(f"report.to_do.{draft.kind}")),
    ]
    blocks = front(draft, template, about, list(_said(draft)))
    if draft.kind == PaperKind.TRANSFER_SUMMARY:
        blocks.append(note(text("report.transfer.left_out")))
    return blocks


def _said(draft: Draft) -> Iterator[str]:
    """What the reader must know before anything else: first whether the person may see it."""
    text = draft.text
    if draft.kind == PaperKind.PLAN_REVIEW:
        yield text("report.say.shown")
    elif draft.spec.disclosable:
        yield text("report.say.disclosed")
    elif draft.spec.withheld:
        yield text("report.say.withheld")
    else:
        yield text("report.say.not_shown")
    if draft.kind in _MOVING:
        yield from notices(draft)


def _reader(draft: Draft) -> str:
    name = draft.words.called()
    reader = draft.text(f"report.for.{draft.kind}", name=name)
    held = draft.view.case.probation
    named = com(draft) if draft.kind in _TO_COM and held and held.com_name else ""
    return draft.text("report.for_named", reader=reader, name=named) if named else reader


def _writer(draft: Draft) -> str:
    view, paper = draft.view, draft.material.paper
    writer = (paper.writer if paper else "") or draft.prepared_by or view.pom_name
    return ", ".join(filter(None, (writer, view.prison_name)))
