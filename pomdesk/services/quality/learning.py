"""What the results say can be learned: suggestions, what is behind a need, its effect."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select

from pomdesk.domain.quality.items import Item
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.terms import ItemKind, ReviewKind, ReviewStage, Role, RoundStage
from pomdesk.readmodels.quality import Effect
from pomdesk.rules.quality.disclosure import Rule, count_rule, limits_of, together
from pomdesk.rules.quality.needs import Level, Need, ReviewFinding, suggest
from pomdesk.services.desk import Day
from pomdesk.services.quality.effects import (
    Side,
    delivered_on,
    effect_between,
    sides_of,
)
from pomdesk.services.quality.evidence import RoundRead
from pomdesk.services.quality.items import INDIVIDUAL, Around
from pomdesk.services.quality.marked import Results, chosen
from pomdesk.services.quality.report_inputs import Names
from pomdesk.services.quality.reviews import instrument_of
from pomdesk.store.tables import qa_answer, qa_review, qa_round, qa_sample
from pomdesk.store.unit_of_work import UnitOfWork

SUGGEST_ROUNDS = 4
"""Rounds that suggestions look back over: a year of quarters."""

LONGEST_TITLE = 300
"""Characters of a question that become the title of a practice."""


def findings_of(found: Results) -> list[ReviewFinding]:
    """Every answer of the latest rounds of each instrument."""
    return [
        finding
        for marked in found.by_code.values()
        for of in marked.rounds[-SUGGEST_ROUNDS:]
        for finding in _findings(of)
    ]


def _findings(of: RoundRead) -> Iterator[ReviewFinding]:
    for one in of.files:
        for question in of.instrument.questions if of.instrument else ():
            option = chosen(of.instrument, one, question.key)
            if option is None or not question.theme:
                continue
            yield ReviewFinding(
                review=one.review_id,
                round=of.ref,
                supervisor=one.supervisor,
                question=question.key,
                theme=question.theme,
                points=option.points,
                critical_failed=question.critical and option.fails,
                root_causes=one.answers[question.key].root_causes,
            )


def suggestions(
    found: Results, me: Member, known: Around, day: Day, needs: Iterable[Item]
) -> list[Item]:
    """Needs that the results suggest and that are none yet, as far as they are somebody's to see.

    The team's and the establishment's are for the lead. What one supervisor should learn is for
    that supervisor's line manager alone.
    """
    open_ones = {
        (one.theme, one.level == INDIVIDUAL, one.supervisor) for one in needs if not one.is_closed
    }
    made = []
    for one in suggest(findings_of(found), day.policy.quality):
        own = one.level is Level.INDIVIDUAL
        for_me = known.manages(me, one.supervisor) if own else me.may(Role.LEAD)
        if for_me and (one.theme, own, one.supervisor) not in open_ones:
            made.append(_as_item(one, found.themes))
    return made


def _as_item(one: Need, themes: Mapping[str, str]) -> Item:
    return Item(
        id=0,
        kind=ItemKind.NEED,
        stage="identified",
        title=themes.get(one.theme, one.theme),
        theme=one.theme,
        level=one.level.value,
        supervisor=one.supervisor,
        what=one.root_causes[0].value if one.root_causes else "",
        questions=tuple(one.questions),
        priority=one.priority.band,
    )


def good_practice(uow: UnitOfWork, me: Member, known: Around, items: Iterable[Item]) -> list[Item]:
    """What assessors flagged as worth telling others and nobody has taken up, as practice.

    For the lead and assessors, of locked markings, without supervisor and case: what names
    somebody is left out, and so is what is said of one's own file.

    Args:
        uow: where the answers are.
        me: who asks.
        known: everybody.
        items: what there is; practice with the same words was taken up.

    """
    if not me.may(Role.LEAD, Role.ASSESSOR):
        return []
    practice = [one for one in items if one.kind is ItemKind.PRACTICE]
    told, names = {one.text for one in practice}, Names(known.members)
    made = []
    for row in uow.rows(_flagged(me)):
        question = instrument_of(uow, row.instrument_id)[0].question(row.question)
        if question is None or row.comment in told or names.found_in(row.comment):
            continue
        told.add(row.comment)
        made.append(
            Item(
                id=0,
                kind=ItemKind.PRACTICE,
                stage="noted",
                title=question.text[:LONGEST_TITLE],
                text=row.comment,
                theme=question.theme,
            )
        )
    return made


def _flagged(me: Member) -> Select[Any]:
    """Answers flagged as good practice, with a comment, in locked markings that count."""
    return (
        select(qa_answer.c.question, qa_answer.c.comment, qa_review.c.instrument_id)
        .join(qa_review, qa_review.c.id == qa_answer.c.review_id)
        .join(qa_sample, qa_sample.c.id == qa_review.c.sample_id)
        .join(qa_round, qa_round.c.id == qa_sample.c.round_id)
        .where(
            qa_answer.c.good_practice,
            qa_answer.c.comment != "",
            qa_review.c.kind == ReviewKind.PRIMARY.value,
            qa_review.c.stage == ReviewStage.LOCKED.value,
            qa_round.c.stage != RoundStage.VOID.value,
            qa_sample.c.supervisor != me.code,
        )
        .order_by(qa_answer.c.id)
    )


def behind(found: Results, needs: Iterable[Item]) -> dict[int, tuple[int, int]]:
    """Reviews that fell short and supervisors they are of, by number of the need."""
    short = [one for one in findings_of(found) if one.falls_short]
    counted = {}
    for need in needs:
        mine = [
            one
            for one in short
            if (one.theme == need.theme or one.question in need.questions)
            and need.supervisor in ("", one.supervisor)
        ]
        reviews = {one.review for one in mine}
        counted[need.id] = (len(reviews), len({one.supervisor for one in mine}))
    return counted


def effects_of(
    found: Results, me: Member, day: Day, needs: Iterable[Item], activities: Sequence[Item]
) -> dict[int, Effect]:
    """What became of the questions of needs for which something was done, by their number.

    Who does not lead is told of others' files only where no one supervisor can be told from them.
    """
    told = {}
    for need in needs:
        since = delivered_on(need, activities)
        marked = found.asking(need.questions) if since else None
        own = need.level == INDIVIDUAL
        sides = (
            sides_of(marked, need.questions, since, need.supervisor if own else "")
            if marked and since
            else None
        )
        if sides is None:
            continue
        if own or me.may(Role.LEAD) or (_safe(sides.before, day) and _safe(sides.after, day)):
            told[need.id] = effect_between(sides, day.policy.quality)
    return told


def _safe(side: Side, day: Day) -> bool:
    by = together([{one.supervisor: 1} for _, one in side.whole])
    return count_rule(by, limits_of(day.policy.quality)) is Rule.PASSED
