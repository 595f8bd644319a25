"""What is to look at before a paper leaves; asked in the worker, it touches no window."""

from dataclasses import dataclass

from pomdesk.domain.papers import Gap, Paper, PaperStep, PaperTemplate, StepKind
from pomdesk.domain.writing import Passage, plain
from pomdesk.readmodels.papers import PaperView
from pomdesk.services.desk import Desk
from pomdesk.services.queries.papers import HitsIn, PaperOf, ReadyOf
from reports.material import Made
from resources.text import Text
from ui.writing.comparing import titles_of
from ui.writing.ready import Readiness

_QUESTIONS = ("victim", "vlo", "intelligence", "mappa_minutes", "others", "restriction")
"""Order of the disclosure questions; others follow."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A paper as it is in the store, and what is to look at before it leaves."""

    view: PaperView
    gaps: tuple[Gap, ...]


def make_final(desk: Desk, paper: Paper) -> tuple[Made, str]:
    """The file of a paper that is to be frozen, and the digest of the text it was made from."""
    from reports import kinds
    from ui.papers import material

    made_from = material(desk, paper.kind, paper_id=paper.id, final=True)
    digest = made_from.paper.text_digest if made_from.paper else ""
    return kinds.make(paper.kind, made_from, Text(paper.language)), digest


def look(desk: Desk, paper_id: int, template: PaperTemplate, *, whole: bool) -> Looked:
    """What is to look at before a paper leaves.

    Args:
        desk: asked in the worker.
        paper_id: of the paper.
        template: of its kind.
        whole: also look through what the desk prints besides the text, in a paper that the
            person may read; it has to be made for that.

    """
    view = desk.ask(PaperOf(paper_id))
    gaps = list(desk.ask(ReadyOf(paper_id, template)))
    if whole and view.paper.spec.disclosable and not view.paper.frozen:
        made, _digest = make_final(desk, view.paper)
        known = {gap.hit.key for gap in gaps if gap.hit}
        known |= {s.item for s in view.paper.steps if s.kind is StepKind.HIT_ACCEPTED}
        for hit in desk.ask(HitsIn(paper_id, made.words)):
            if hit.key not in known:
                said = {"words": hit.words, "kind": hit.kind}
                gaps.append(Gap("hit", hit.section, said, blocks=True, hit=hit))
    return Looked(view, tuple(gaps))


def readiness(looked: Looked, template: PaperTemplate, text: Text) -> Readiness:
    """The list of what is to look at, with headings in the language of the screen."""
    paper = looked.view.paper
    asked = [str(gap.details["item"]) for gap in looked.gaps if gap.code == "not_ticked"]
    ticks: dict[str, PaperStep] = {
        step.item: step for step in paper.steps if step.kind is StepKind.DISCLOSURE_TICKED
    }
    answered = {
        item: step
        for item, step in ticks.items()
        if step.text_digest == paper.text_digest and item not in asked
    }
    order = {item: place for place, item in enumerate(_QUESTIONS)}
    questions = sorted({*asked, *answered}, key=lambda item: (order.get(item, len(order)), item))
    return Readiness(
        gaps=looked.gaps,
        places=[place_of(gap, paper) for gap in looked.gaps],
        titles=titles_of(template, text),
        questions=questions,
        answered=answered,
        lapsed=[item for item in asked if item in ticks],
        frozen=paper.frozen,
    )


def place_of(gap: Gap, paper: Paper) -> tuple[int, int]:
    """Where a gap is in ``writing.plain`` of its section; both 0: nowhere in particular."""
    if gap.hit is not None:
        return gap.hit.start, gap.hit.end
    written = paper.sections.get(gap.section)
    if written is None:
        return 0, 0
    if gap.code == "placeholder":
        words = str(gap.details["words"])
        start = plain(written.passage).find(words)
        return (start, start + len(words)) if start >= 0 else (0, 0)
    return _link_place(str(gap.details.get("ref", "")), written.passage)


def _link_place(ref: str, passage: Passage) -> tuple[int, int]:
    at = 0
    for place, one in enumerate(passage):
        at = len(plain(passage[: place + 1])) - len(one.text)
        for run in one.runs:
            if run.link is not None and run.link.ref == ref:
                return at, at + len(run.text)
            at += len(run.text)
    return 0, 0
