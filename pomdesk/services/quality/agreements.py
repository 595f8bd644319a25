"""How far markers agree: second markings that chance chose, blind, as they were before discussion.

Only routine rounds, only published instruments, only the answers that both gave themselves: what
was settled afterwards has no part in it. Few pairs tell nothing and are not told.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import Row, select

from pomdesk.domain.quality.instruments import Answer, Instrument
from pomdesk.domain.quality.results import Agreement
from pomdesk.domain.quality.terms import (
    Purpose,
    ReviewKind,
    RoundStage,
)
from pomdesk.rules.dates import add_months
from pomdesk.rules.quality.agreement import Pair, agreement, pooled, told
from pomdesk.rules.quality.instruments import comparable_keys
from pomdesk.services.desk import Day
from pomdesk.services.quality.reviews import (
    COUNTED,
    HANDED_IN,
    Marking,
    answers_of,
    instrument_of,
    markings,
)
from pomdesk.store.tables import qa_instrument, qa_review, qa_round, qa_sample
from pomdesk.store.unit_of_work import UnitOfWork

_TWO = 2


@dataclass(frozen=True, slots=True)
class DoubleMark:
    """One file that two assessors marked, blind: the answers of each by question."""

    code: str
    version: int
    first: Mapping[str, Answer]
    second: Mapping[str, Answer]


def agreements(uow: UnitOfWork, day: Day, months: int | None = None) -> list[Agreement]:
    """How far markers agree, question by question, all told questions together (counts) first.

    Args:
        uow: to read with.
        day: whose policy says how many pairs are told of, and over how many months.
        months: another span, back from today.

    """
    policy = day.policy.quality
    span = policy.agreement_months if months is None else months
    since = datetime.combine(add_months(day.today, -span), time.min)
    found = [
        one
        for code, marks in _by_code(double_marks(uow, since)).items()
        for one in _of_instrument(uow, code, marks)
    ]
    kept = [one for one in found if told(one, policy)]
    return [pooled(kept), *kept] if kept else []


def double_marks(uow: UnitOfWork, since: datetime) -> list[DoubleMark]:
    """Every file that counts, marked by both since then."""
    handed_in = qa_review.c.stage.in_([stage.value for stage in HANDED_IN])
    found = markings(
        uow,
        handed_in,
        qa_review.c.kind.in_([ReviewKind.PRIMARY.value, ReviewKind.SECOND.value]),
        qa_sample.c.double,
        qa_round.c.purpose == Purpose.ROUTINE.value,
        qa_round.c.stage != RoundStage.VOID.value,
    )
    pairs: dict[int, dict[ReviewKind, Marking]] = defaultdict(dict)
    for one in found:
        pairs[one.row.sample_id][one.kind] = one
    versions = _versions(uow)
    kept = [
        (pair[ReviewKind.PRIMARY], pair[ReviewKind.SECOND])
        for pair in pairs.values()
        if len(pair) == _TWO and _counts(pair, since, versions)
    ]
    answers = answers_of(uow, [one.id for pair in kept for one in pair])
    return [
        DoubleMark(
            versions[first.row.instrument_id].code,
            versions[first.row.instrument_id].version,
            answers[first.id],
            answers[second.id],
        )
        for first, second in kept
    ]


def _versions(uow: UnitOfWork) -> dict[int, Row[Any]]:
    columns = (
        qa_instrument.c.id,
        qa_instrument.c.code,
        qa_instrument.c.version,
        qa_instrument.c.published_at,
    )
    rows = uow.rows(select(*columns).where(qa_instrument.c.stage.in_(COUNTED)))
    return {row.id: row for row in rows}


def _counts(
    pair: Mapping[ReviewKind, Marking], since: datetime, versions: Mapping[int, Row[Any]]
) -> bool:
    """Whether both used one published version, and the later of them was handed in since then."""
    first, second = pair[ReviewKind.PRIMARY].row, pair[ReviewKind.SECOND].row
    used = versions.get(first.instrument_id)
    if used is None or used.published_at is None or second.instrument_id != first.instrument_id:
        return False
    tried_out = min(first.started_at, second.started_at) < used.published_at
    return not tried_out and max(first.submitted_at, second.submitted_at) >= since


def _by_code(marks: Sequence[DoubleMark]) -> dict[str, list[DoubleMark]]:
    found: dict[str, list[DoubleMark]] = defaultdict(list)
    for one in sorted(marks, key=lambda one: one.code):
        found[one.code].append(one)
    return found


def _of_instrument(uow: UnitOfWork, code: str, marks: Sequence[DoubleMark]) -> Iterator[Agreement]:
    """Each question of the newest version that was used, with older ones it compares with."""
    versions = _contents(uow, code)
    newest = versions[max(one.version for one in marks)]
    same = {
        version: comparable_keys(
            *(versions[one] for one in sorted(versions) if version <= one <= newest.version)
        )
        for version in {one.version for one in marks}
    }
    for question in newest.questions:
        pairs: list[Pair] = [
            (_option(one.first, question.key), _option(one.second, question.key))
            for one in marks
            if one.version == newest.version or question.key in same[one.version]
        ]
        yield agreement(question.key, pairs, newest.scale_of(question))


def _option(answers: Mapping[str, Answer], key: str) -> str:
    return answers[key].option if key in answers else ""


def _contents(uow: UnitOfWork, code: str) -> dict[int, Instrument]:
    """Every version of an instrument that was ever published."""
    wanted = (qa_instrument.c.code == code, qa_instrument.c.stage.in_(COUNTED))
    rows = uow.rows(select(qa_instrument.c.id, qa_instrument.c.version).where(*wanted))
    return {row.version: instrument_of(uow, row.id)[0] for row in rows}
