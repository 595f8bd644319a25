"""What a report to the Governor counts besides: double marks, what learning moved."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from pomdesk.domain.quality.items import Item
from pomdesk.domain.quality.terms import ReviewKind, ReviewStage
from pomdesk.rules.quality.agreement import Pair
from pomdesk.rules.quality.disclosure import Table, k_of_n
from pomdesk.services.quality.effects import Sides, sides_of
from pomdesk.services.quality.marked import Found, Marked
from pomdesk.services.quality.report_inputs import Evidence
from pomdesk.services.quality.report_tables import YES, cell
from pomdesk.services.quality.reviews import answers_of
from pomdesk.store.tables import qa_review
from pomdesk.store.unit_of_work import UnitOfWork


def pairs_of(uow: UnitOfWork, evidence: Evidence) -> dict[str, list[tuple[Found, Pair]]]:
    """What two blind markers answered before anything was discussed, by question."""
    marked = Marked(evidence.pairs, evidence.versions)
    firsts = {
        one.sample_id: (of, one)
        for of in evidence.pairs
        for one in of.files
        if any(sample.id == one.sample_id and sample.double for sample in of.samples)
    }
    seconds = uow.rows(
        select(qa_review.c.id, qa_review.c.sample_id).where(
            qa_review.c.sample_id.in_(firsts),
            qa_review.c.kind == ReviewKind.SECOND.value,
            qa_review.c.stage.in_([ReviewStage.SUBMITTED.value, ReviewStage.LOCKED.value]),
        )
    )
    given = answers_of(
        uow, [*(one.id for one in seconds), *(one.review_id for _, one in firsts.values())]
    )
    found: dict[str, list[tuple[Found, Pair]]] = {}
    for question in marked.newest.questions if marked.newest else ():
        rounds = {one.id for one in marked.rounds_of(question.key)}
        for second in seconds:
            of, one = firsts[second.sample_id]
            pair = [given[review].get(question.key) for review in (one.review_id, second.id)]
            if of.id in rounds and pair[0] and pair[1]:
                both = (pair[0].option, pair[1].option)
                found.setdefault(question.key, []).append(((of.ref, one), both))
    return found


@dataclass(frozen=True, slots=True)
class NeedEffect:
    """What became of a need, and the tables that decide whether it may be told."""

    need: Item
    sides: Sides
    tables: Sequence[Table]


def need_effects(evidence: Evidence) -> list[NeedEffect]:
    """The needs for which something was done, with what the rounds show."""
    marked = Marked(evidence.trend, evidence.versions)
    found = []
    for need in evidence.inputs.needs:
        if need.day is None or not need.questions:
            continue
        sides = sides_of(marked, need.questions, need.day)
        if sides is not None:
            found.append(NeedEffect(need, sides, _side_tables(need, sides)))
    return found


def _side_tables(need: Item, sides: Sides) -> list[Table]:
    keys = sorted(need.questions)
    path = ("question", *keys) if len(keys) == 1 else ("answers", "+".join(keys))
    if not sides.comparable:
        return []
    return [
        k_of_n(path, cell((*path, YES), one.rounds, one.good), cell(path, one.rounds, one.whole))
        for one in (sides.before, sides.after)
        if one.whole
    ]
