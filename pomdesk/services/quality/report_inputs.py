"""What goes into a report to the Governor, frozen when it is made.

Closed rounds stand still of themselves; what goes on changing (learning, case reviews, support,
actions) and the settings are kept with the report, so that it comes to the same figures for ever.
Codes of supervisors are kept here and nowhere in the report.
"""

import json
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.items import Item
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.terms import ItemKind, Purpose, RoundStage
from pomdesk.rules.dates import add_months
from pomdesk.rules.policy import QualityPolicy
from pomdesk.services.desk import Day
from pomdesk.services.quality.acting import members
from pomdesk.services.quality.effects import delivered_on
from pomdesk.services.quality.evidence import RoundRead, closed_rounds, versions_of
from pomdesk.services.quality.items import (
    DEFERRED,
    DONE,
    INDIVIDUAL,
    VOID_LEAVER,
    case_reviews,
    of_kinds,
    read_items,
)
from pomdesk.services.quality.windows import window_name
from pomdesk.store.tables import qa_item, qa_report, qa_round
from pomdesk.store.unit_of_work import UnitOfWork

FORMAT = "pomdesk-report/1"
TREND_ROUNDS = 16
"""Rounds that a trend goes back."""

BEFORE_MONTHS = 15
"""Reports that readers may still hold: of a cycle, and of one round before it."""

SUPPORT = (ItemKind.ADVICE, ItemKind.MEETING, ItemKind.ONE_TO_ONE, ItemKind.OVERSIGHT)
APPROVED = "approved"

_NUMBER = re.compile(r"\b[A-Z]\d{4}[A-Z]{2}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a report is made from.

    Attributes:
        at: what was settled later is not in it (UTC).
        rounds: numbers of the rounds it tells of.
        trend: numbers of the routine rounds of its trend.
        pairs: numbers of the rounds whose double marks tell how far markers agree.
        cycle: numbers of the rounds of the newest round's cycle.
        before: numbers of the reports that readers may still hold.
        policy: the settings of that day.
        needs, activities: as they stood, without anybody's name.
        reviews: window, supervisor and state of each case review.
        support: kind, month and supervisor of each.
        open_actions: numbers of reviews with an action that is not closed.
        named: something was left out because it named somebody.
        left_out: ref of each round of the period that is not in it, with ``closed`` or ``void``.

    """

    at: datetime
    period_from: date
    period_to: date
    rounds: Sequence[int]
    trend: Sequence[int]
    pairs: Sequence[int]
    cycle: Sequence[int]
    before: Sequence[int]
    policy: Mapping[str, int]
    needs: Sequence[Item]
    activities: Sequence[Item]
    reviews: Sequence[tuple[str, str, str]]
    support: Sequence[tuple[str, str, str]]
    open_actions: Sequence[int]
    named: bool = False
    left_out: Sequence[tuple[str, str]] = ()

    def quality_policy(self, now: QualityPolicy) -> QualityPolicy:
        """The settings it was made under; a setting that is newer than it is today's."""
        known: dict[str, Any] = {
            name: type(getattr(now, name))(value)
            for name, value in self.policy.items()
            if hasattr(now, name)
        }
        return replace(now, **known)


def freeze_inputs(
    uow: UnitOfWork, day: Day, period_from: date, period_to: date, rounds: Collection[int]
) -> Inputs:
    """Everything a report of these rounds is made from, as it stands now.

    Raises:
        RequestRefused: REQ-QA-REPORT-PERIOD; REQ-QA-REPORT-ROUNDS with ``reason``: ``none``,
            ``closed`` (one is not closed), ``purpose`` (a calibration), ``mixed`` (routine rounds
            of different instruments are not one figure).

    """
    if not period_from <= period_to <= day.today:
        raise RequestRefused("REQ-QA-REPORT-PERIOD")
    every = closed_rounds(uow, until=uow.now)
    chosen = _chosen(every, rounds)
    routine = [one for one in chosen if one.purpose is Purpose.ROUTINE and one.instrument]
    codes = {one.instrument.code for one in routine if one.instrument}
    like = [
        one
        for one in every
        if one.purpose is Purpose.ROUTINE
        and one.instrument
        and one.instrument.code in codes
        and one.as_of <= max(period_to, *(of.as_of for of in routine))
    ]
    since = add_months(period_to, -day.policy.quality.agreement_months)
    known = members(uow)
    names = Names(known)
    needs, need_named = _needs(uow, names)
    activities, activity_named = _activities(uow, names, period_from, period_to)
    return Inputs(
        at=uow.now,
        period_from=period_from,
        period_to=period_to,
        rounds=tuple(one.id for one in chosen),
        trend=tuple(one.id for one in like[-TREND_ROUNDS:]),
        pairs=tuple(one.id for one in like if one.as_of > since),
        cycle=tuple(one.id for one in every if routine and one.cycle == routine[-1].cycle),
        before=reports_before(uow, period_from),
        policy={name: int(value) for name, value in asdict(day.policy.quality).items()},
        needs=needs,
        activities=activities,
        reviews=_reviews(uow, day, known, period_from, period_to),
        support=_support(uow, period_from, period_to),
        open_actions=_open_actions(uow),
        named=need_named or activity_named,
        left_out=_left_out(uow, period_from, period_to, rounds),
    )


_REPORTED = (Purpose.ROUTINE, Purpose.TARGETED, Purpose.IN_DEPTH)


def _left_out(
    uow: UnitOfWork, first: date, last: date, rounds: Collection[int]
) -> list[tuple[str, str]]:
    """Rounds of the period that could be in the report and are not, or were given up."""
    rows = uow.rows(
        select(qa_round.c.id, qa_round.c.ref, qa_round.c.stage)
        .where(
            qa_round.c.as_of.between(first, last),
            qa_round.c.stage.in_([RoundStage.CLOSED.value, RoundStage.VOID.value]),
            qa_round.c.purpose.in_([one.value for one in _REPORTED]),
        )
        .order_by(qa_round.c.as_of, qa_round.c.id)
    )
    return [(row.ref, row.stage) for row in rows if row.id not in set(rounds)]


def _chosen(every: Sequence[RoundRead], rounds: Collection[int]) -> list[RoundRead]:
    chosen = [one for one in every if one.id in set(rounds)]
    if not rounds:
        raise RequestRefused("REQ-QA-REPORT-ROUNDS", reason="none")
    if len(chosen) < len(set(rounds)):
        raise RequestRefused("REQ-QA-REPORT-ROUNDS", reason="closed")
    if any(one.purpose not in _REPORTED for one in chosen):
        raise RequestRefused("REQ-QA-REPORT-ROUNDS", reason="purpose")
    routine = [one for one in chosen if one.purpose is Purpose.ROUTINE]
    kinds = {(one.unit, one.instrument.code) for one in routine if one.instrument}
    if len({one.unit for one in routine}) > 1 or len(kinds) > 1:
        raise RequestRefused("REQ-QA-REPORT-ROUNDS", reason="mixed")
    return chosen


def reports_before(uow: UnitOfWork, period_from: date) -> tuple[int, ...]:
    """Numbers of the approved reports that readers may still hold, the oldest first."""
    since = add_months(period_from, -BEFORE_MONTHS)
    wanted = select(qa_report.c.id).where(
        qa_report.c.stage == APPROVED, qa_report.c.period_to >= since
    )
    return tuple(
        row.id for row in uow.rows(wanted.order_by(qa_report.c.approved_on, qa_report.c.id))
    )


# ---- words that name somebody --------------------------------------------------------------


_EVERYDAY = frozenset(
    (
        "bill",
        "faith",
        "grace",
        "grant",
        "hope",
        "joy",
        "long",
        "mark",
        "may",
        "pat",
        "read",
        "rich",
        "will",
    )
)
"""Names that are words as well: they name somebody only with a capital."""

_SHORT, _LONG = 3, 5


class Names:
    """Finds whoever is named in a text: members by name or code, prisoners by number.

    A full name, a first or a last name as a word of its own, and a code of letters and digits, in
    capitals or not, in wide letters, with spaces in it or with what cannot be seen. A code that
    could be an everyday number or word is not looked for.
    """

    def __init__(self, known: Mapping[str, Member]) -> None:
        names = {part for one in known.values() for part in _names(one)}
        anyhow = {_pattern(one) for one in names if one.casefold() not in _EVERYDAY}
        anyhow |= {_spaced(one.code) for one in known.values() if _mixed(one.code)}
        as_is = {one[:1].upper() + one[1:] for one in names if one.casefold() in _EVERYDAY}
        as_is |= {one.upper() for one in as_is}
        as_is |= {c for one in known.values() if len(c := one.code) >= _LONG and not _mixed(c)}
        self._patterns = (
            _NUMBER,
            *_any_of(anyhow, re.IGNORECASE),
            *_any_of({_pattern(one) for one in as_is}),
        )

    def found_in(self, text: str) -> bool:
        """Whether the text names somebody."""
        return bool(self.first_in(text))

    def first_in(self, text: str) -> str:
        """The first words that name somebody; "" where nobody is named."""
        seen = _as_seen(text)
        for pattern in self._patterns:
            found = pattern.search(seen)
            if found:
                return found.group()
        return ""


def _as_seen(text: str) -> str:
    """A text as a reader sees it: no wide letters, nothing without a width, single spaces."""
    plain = unicodedata.normalize("NFKC", text)
    return " ".join("".join(c for c in plain if unicodedata.category(c) != "Cf").split())


def _names(member: Member) -> list[str]:
    name = _as_seen(member.name)
    words = [word for word in name.split() if not word.isdigit()]
    return [one for one in (name, *words[:1], *words[-1:]) if len(one) >= _SHORT]


def _mixed(code: str) -> bool:
    return any(c.isdigit() for c in code) and any(c.isalpha() for c in code)


def _pattern(words: str) -> str:
    return re.escape(words)


def _spaced(code: str) -> str:
    """A code, with room between its letters and digits."""
    return r"[\s._-]?".join(re.escape(c) for c in _as_seen(code) if not c.isspace())


def _any_of(patterns: Collection[str], flags: int = 0) -> list[re.Pattern[str]]:
    """One pattern of several, as words of their own; the s of a genitive is not one."""
    listed = "|".join(sorted(patterns, key=lambda one: (-len(one), one)))
    return [re.compile(rf"(?<![\w'’])(?:{listed})(?!\w)", flags)] if listed else []


# ---- what goes on changing -----------------------------------------------------------------


def _needs(uow: UnitOfWork, names: Names) -> tuple[list[Item], bool]:
    """Needs of the team and the establishment; ``day`` is when the learning was."""
    kept, named = [], False
    activities = read_items(uow, of_kinds(ItemKind.ACTIVITY))
    for one in read_items(uow, of_kinds(ItemKind.NEED), qa_item.c.level != INDIVIDUAL):
        if names.found_in(one.title):
            named = True
            continue
        kept.append(replace(bare(one), day=delivered_on(one, activities)))
    return kept, named


def _activities(uow: UnitOfWork, names: Names, first: date, last: date) -> tuple[list[Item], bool]:
    own = {one.id for one in read_items(uow, of_kinds(ItemKind.NEED)) if one.level == INDIVIDUAL}
    kept, named = [], False
    held = read_items(uow, of_kinds(ItemKind.ACTIVITY), qa_item.c.day.between(first, last))
    for one in held:
        if one.parent_id in own:
            continue
        if names.found_in(one.title):
            named = True
            continue
        kept.append(bare(one))
    return kept, named


def bare(item: Item) -> Item:
    """An item with nothing of people in it, and no free text but its title."""
    return Item(
        id=item.id,
        kind=item.kind,
        stage=item.stage,
        what=item.what,
        title=item.title,
        day=item.day,
        due=item.due,
        stage_day=item.stage_day,
        questions=item.questions,
        theme=item.theme,
        level=item.level,
        priority=item.priority,
        parent_id=item.parent_id,
    )


def _reviews(
    uow: UnitOfWork, day: Day, known: Mapping[str, Member], first: date, last: date
) -> list[tuple[str, str, str]]:
    """Those due in the period, and those put off in it; what is void is neither."""
    month = day.policy.quality.cycle_month
    found = case_reviews(uow, known, day.today)
    return sorted(
        (
            window_name(one.due, month),
            one.supervisor,
            one.stage if one.stage in (DONE, DEFERRED) else "open",
        )
        for one in found
        if one.due and first <= one.due <= last and one.stage != VOID_LEAVER
    )


def _support(uow: UnitOfWork, first: date, last: date) -> list[tuple[str, str, str]]:
    given = read_items(uow, of_kinds(*SUPPORT), qa_item.c.day.between(first, last))
    return sorted((one.kind.value, f"{one.day:%Y-%m}", one.supervisor) for one in given)


def _open_actions(uow: UnitOfWork) -> list[int]:
    actions = read_items(uow, of_kinds(ItemKind.ACTION), qa_item.c.review_id.is_not(None))
    return sorted({one.review_id for one in actions if one.review_id and not one.is_closed})


# ---- as they are kept ----------------------------------------------------------------------


def dump_inputs(inputs: Inputs) -> str:
    """The inputs as JSON."""
    data = asdict(replace(inputs, needs=(), activities=()))
    data |= {
        "format": FORMAT,
        "at": inputs.at.isoformat(),
        "period_from": inputs.period_from.isoformat(),
        "period_to": inputs.period_to.isoformat(),
        "needs": [_item_data(one) for one in inputs.needs],
        "activities": [_item_data(one) for one in inputs.activities],
    }
    return json.dumps(data, sort_keys=True)


def load_inputs(text: str) -> Inputs:
    """The inputs that ``dump_inputs`` wrote."""
    data = json.loads(text)
    data.pop("format")
    data |= {
        "at": datetime.fromisoformat(data["at"]),
        "period_from": date.fromisoformat(data["period_from"]),
        "period_to": date.fromisoformat(data["period_to"]),
        "needs": [_item(one) for one in data["needs"]],
        "activities": [_item(one) for one in data["activities"]],
        "reviews": [tuple(one) for one in data["reviews"]],
        "support": [tuple(one) for one in data["support"]],
        "left_out": [tuple(one) for one in data.get("left_out", ())],
    }
    return Inputs(**data)


def dump_words(words: Mapping[str, str], writers: Sequence[str]) -> str:
    """The words of a report as they are kept, with the codes of whoever wrote them."""
    return json.dumps({"words": dict(words), "writers": list(writers)}, sort_keys=True)


def load_words(text: str) -> tuple[dict[str, str], list[str]]:
    """The words of a report by part, and who wrote them."""
    data = json.loads(text)
    return data["words"], data["writers"]


def _item_data(item: Item) -> dict[str, Any]:
    kept = {name: value for name, value in asdict(item).items() if value not in ("", None, ())}
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in kept.items()
    }


def _item(data: Mapping[str, Any]) -> Item:
    values = dict(data)
    for name in ("day", "due", "stage_day"):
        if name in values:
            values[name] = date.fromisoformat(values[name])
    values["questions"] = tuple(values.get("questions", ()))
    return Item(**values | {"kind": ItemKind(values["kind"])})


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the inputs name, read out of the store.

    Attributes:
        routine, targeted, in_depth: rounds the report tells of, in the order of their days.
        trend, pairs: rounds of the trend, and of the double marks.
        seen: references that were read in the cycle.
        versions: numbers and questions of every version of the instrument, in order.

    """

    inputs: Inputs
    policy: QualityPolicy
    routine: Sequence[RoundRead]
    targeted: Sequence[RoundRead]
    in_depth: Sequence[RoundRead]
    trend: Sequence[RoundRead]
    pairs: Sequence[RoundRead]
    seen: frozenset[str]
    versions: Sequence[Any]


def evidence_for(uow: UnitOfWork, inputs: Inputs, now: QualityPolicy) -> Evidence:
    """Read what the inputs name."""
    wanted = {*inputs.rounds, *inputs.trend, *inputs.pairs, *inputs.cycle}
    found = closed_rounds(uow, ids=wanted, until=inputs.at)

    def some(ids: Collection[int], purpose: Purpose) -> list[RoundRead]:
        return [one for one in found if one.id in ids and one.purpose is purpose]

    routine = [one for one in some(inputs.rounds, Purpose.ROUTINE) if one.instrument]
    code = next((one.instrument.code for one in routine if one.instrument), "")
    return Evidence(
        inputs=inputs,
        policy=inputs.quality_policy(now),
        routine=routine,
        targeted=[one for one in some(inputs.rounds, Purpose.TARGETED) if one.instrument],
        in_depth=some(inputs.rounds, Purpose.IN_DEPTH),
        trend=some(inputs.trend, Purpose.ROUTINE),
        pairs=some(inputs.pairs, Purpose.ROUTINE),
        seen=frozenset(
            file.case_ref for one in found if one.id in inputs.cycle for file in one.files
        ),
        versions=versions_of(uow, code) if code else (),
    )
