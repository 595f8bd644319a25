"""Supervisors for who leads or manages them: coverage, case reviews, the support they had."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.names import listed
from pomdesk.domain.quality.items import Item
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.results import QualityDuty
from pomdesk.domain.quality.terms import (
    ItemKind,
    Purpose,
    ReviewKind,
    ReviewStage,
    Role,
    RoundStage,
    SampleStatus,
    Verdict,
)
from pomdesk.readmodels.quality import (
    CaseToSee,
    CoverageCell,
    OversightView,
    SupervisorLine,
)
from pomdesk.rules.dates import add_days, add_months
from pomdesk.rules.quality.quality_duties import advice_duties, oversight_duties
from pomdesk.services.desk import Day
from pomdesk.services.quality.acting import acting, names, need
from pomdesk.services.quality.duty_facts import (
    CaseHeld,
    began_on,
    cases_held,
    facts_of_cases,
    new_since,
)
from pomdesk.services.quality.items import (
    DONE,
    VOID_LEAVER,
    Around,
    around,
    case_reviews,
    of_kinds,
    read_items,
    seen_by,
)
from pomdesk.services.quality.report_inputs import SUPPORT
from pomdesk.services.quality.reviews import settlements_of, verdict_told
from pomdesk.services.quality.rounds import LIVE, cycle_of
from pomdesk.services.quality.windows import name_of, window_name, window_named
from pomdesk.store.tables import qa_feedback, qa_item, qa_review, qa_round, qa_sample
from pomdesk.store.unit_of_work import UnitOfWork

TREND_ROUNDS = 4
SUPPORT_MONTHS = 12
"""Support that is listed goes back so far."""

_QUARTERS, _MONTHS = 4, 3


@dataclass(frozen=True, slots=True)
class OversightNow:
    """Supervisors with their case reviews and support: all for the lead, theirs for a manager.

    How often the files of one supervisor were sufficient (``trend``) is told to that supervisor's
    line manager alone; the lead organises the reading and is not told what it said of anybody.

    Attributes:
        window: half year of case reviews, such as ``2026-H1``; "": the one today lies in.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-WINDOW.

    """

    window: str = ""

    def run(self, uow: UnitOfWork, day: Day) -> OversightView:
        """Put it together."""
        me, known = need(uow), around(uow)
        mine = supervisors_of(me, known, day.today)
        month = day.policy.quality.cycle_month
        window = window_named(self.window or window_name(day.today, month), month)
        codes = [one.code for one in mine]
        items = [one for one in read_items(uow, *_lately(day.today)) if one.supervisor in codes]
        reviews = [
            one
            for one in case_reviews(uow, known.members, day.today)
            if one.supervisor in codes and one.due and window.first <= one.due <= window.last
        ]
        held = [one for one in cases_held(uow, day, known.members) if one.supervisor.code in codes]
        files = _files(uow, codes)
        periods = _periods(day)
        return OversightView(
            acting=acting(uow),
            members=mine,
            supervisors=_Lines(uow, day, _managed(me, known, files), files, held, reviews).of(mine),
            periods=list(periods),
            coverage=_coverage(files, codes, periods),
            window=name_of(window),
            window_from=window.first,
            window_to=window.last,
            reviews=seen_by(me, reviews, known),
            support=seen_by(me, sorted(items, key=_newest, reverse=True), known),
            new_cases=_new_cases(uow, day, held),
            high_risk=_high_risk(uow, day, held),
            names=names(uow),
        )


def supervisors_of(me: Member, known: Around, today: date) -> list[Member]:
    """The supervisors somebody looks after: all for the lead, else those they manage.

    Who left longer than a cycle ago is no longer listed.

    Raises:
        RequestRefused: REQ-QA-ROLE, they look after nobody.

    """
    lead = me.may(Role.LEAD)
    if not lead and not known.manages_any(me):
        raise RequestRefused("REQ-QA-ROLE", role=Role.LEAD.value)
    since = add_months(today, -_QUARTERS * _MONTHS)
    return [
        one
        for one in known.members.values()
        if one.may(Role.SUPERVISOR)
        and (lead or known.manages(me, one.code))
        and (one.left is None or one.left > since)
    ]


def _lately(today: date) -> tuple[ColumnElement[bool], ...]:
    kinds = of_kinds(*SUPPORT, ItemKind.ABSENCE)
    since = add_months(today, -SUPPORT_MONTHS)
    return kinds, (qa_item.c.day >= since) | (qa_item.c.due >= today)


def _newest(item: Item) -> tuple[date, int]:
    return item.day or date.min, item.id


# ---- files ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FileCount:
    """One file of a supervisor that was drawn; ``sufficient`` None until it is read.

    Attributes:
        counted: its round is a routine one that is closed: it stands in the trend.

    """

    supervisor: str
    round_ref: str
    as_of: date
    read: bool
    sufficient: bool | None
    counted: bool


def _files(uow: UnitOfWork, codes: Collection[str]) -> list[FileCount]:
    """Files to be read or read, of rounds that are not void, in the order of the rounds."""
    first = (qa_review.c.sample_id == qa_sample.c.id) & (
        qa_review.c.kind == ReviewKind.PRIMARY.value
    )
    rows = uow.rows(
        select(
            qa_sample.c.supervisor,
            qa_sample.c.status,
            qa_round.c.ref,
            qa_round.c.as_of,
            qa_round.c.purpose,
            qa_round.c.stage,
            qa_review.c.id,
            qa_review.c.stage.label("marked"),
            qa_review.c.verdict,
        )
        .select_from(
            qa_sample.join(qa_round, qa_round.c.id == qa_sample.c.round_id).outerjoin(
                qa_review, first
            )
        )
        .where(
            qa_sample.c.supervisor.in_(codes),
            qa_sample.c.status.in_([one.value for one in LIVE]),
            qa_round.c.stage != RoundStage.VOID.value,
            qa_round.c.purpose.in_([Purpose.ROUTINE.value, Purpose.TARGETED.value]),
        )
        .order_by(qa_round.c.as_of, qa_round.c.id)
    )
    locked = [row.id for row in rows if row.marked == ReviewStage.LOCKED.value]
    settled = settlements_of(uow, locked)
    return [
        FileCount(
            row.supervisor,
            row.ref,
            row.as_of,
            row.status == SampleStatus.DONE.value,
            verdict_told(row.verdict, settled[row.id]) is Verdict.SUFFICIENT
            if row.id in settled
            else None,
            row.purpose == Purpose.ROUTINE.value and row.stage == RoundStage.CLOSED.value,
        )
        for row in rows
    ]


def _periods(day: Day) -> dict[str, tuple[date, date]]:
    """The quarters of the cycle today lies in, by name: first and last day."""
    month = day.policy.quality.cycle_month
    year = day.today.year if day.today.month >= month else day.today.year - 1
    first, cycle = date(year, month, 1), cycle_of(day.today, month)
    begins = [add_months(first, _MONTHS * n) for n in range(_QUARTERS + 1)]
    return {f"{cycle} Q{n + 1}": (begins[n], add_days(begins[n + 1], -1)) for n in range(_QUARTERS)}


def _coverage(
    files: Iterable[FileCount], codes: Sequence[str], periods: Mapping[str, tuple[date, date]]
) -> list[CoverageCell]:
    drawn: Counter[tuple[str, str]] = Counter()
    read: Counter[tuple[str, str]] = Counter()
    for one in files:
        for name, (first, last) in periods.items():
            if first <= one.as_of <= last:
                drawn[one.supervisor, name] += 1
                read[one.supervisor, name] += one.read
    return [
        CoverageCell(code, name, drawn[code, name], read[code, name])
        for code in codes
        for name in periods
    ]


def _managed(me: Member, known: Around, files: Iterable[FileCount]) -> list[FileCount]:
    """The files of those whose line manager somebody is: verdicts on a person go no further."""
    return [one for one in files if known.manages(me, one.supervisor)]


class _Lines:
    """Makes the lines of supervisors.

    Args:
        told: the files of which it is told how they were judged.
        files: those that are counted.

    """

    def __init__(
        self,
        uow: UnitOfWork,
        day: Day,
        told: Sequence[FileCount],
        files: Sequence[FileCount],
        held: Sequence[CaseHeld],
        reviews: Sequence[Item],
    ) -> None:
        since = next(iter(_periods(day).values()))[0]
        self._cases = Counter(one.supervisor.code for one in held)
        self._trend = _trend(told)
        self._drawn = Counter(one.supervisor for one in files if one.as_of >= since)
        self._read = Counter(one.supervisor for one in files if one.as_of >= since and one.read)
        self._met = _latest_day(read_items(uow, of_kinds(ItemKind.ONE_TO_ONE)))
        self._told = _feedback_days(uow)
        actions = read_items(uow, of_kinds(ItemKind.ACTION))
        self._open = Counter(one.supervisor for one in actions if not one.is_closed)
        due = [one for one in reviews if one.stage != VOID_LEAVER]
        self._due = Counter(one.supervisor for one in due)
        self._done = Counter(one.supervisor for one in due if one.stage == DONE)

    def of(self, members: Iterable[Member]) -> list[SupervisorLine]:
        """One line each."""
        return [
            SupervisorLine(
                member=one,
                cases=self._cases[one.code],
                drawn=self._drawn[one.code],
                read=self._read[one.code],
                trend=self._trend.get(one.code, ()),
                last_one_to_one=self._met.get(one.code),
                last_feedback=self._told.get(one.code),
                open_actions=self._open[one.code],
                reviews=(self._done[one.code], self._due[one.code]),
            )
            for one in members
        ]


def _trend(files: Iterable[FileCount]) -> dict[str, list[tuple[str, int, int]]]:
    """The last rounds of each supervisor: ref, sufficient, of how many."""
    found: dict[str, dict[str, list[bool]]] = defaultdict(dict)
    for one in files:
        if one.counted and one.sufficient is not None:
            found[one.supervisor].setdefault(one.round_ref, []).append(one.sufficient)
    return {
        code: [(ref, sum(marks), len(marks)) for ref, marks in list(of.items())[-TREND_ROUNDS:]]
        for code, of in found.items()
    }


def _latest_day(items: Iterable[Item]) -> dict[str, date]:
    found: dict[str, date] = {}
    for one in items:
        if one.day is not None:
            found[one.supervisor] = max(one.day, found.get(one.supervisor, one.day))
    return found


def _feedback_days(uow: UnitOfWork) -> dict[str, date]:
    """When each supervisor last had feedback: discussed, else sent."""
    found: dict[str, date] = {}
    rows = uow.rows(
        select(qa_feedback.c.supervisor, qa_feedback.c.sent_on, qa_feedback.c.discussed_on).where(
            qa_feedback.c.sent_on.is_not(None)
        )
    )
    for row in rows:
        on = row.discussed_on or row.sent_on
        found[row.supervisor] = max(on, found.get(row.supervisor, on))
    return found


# ---- cases to see --------------------------------------------------------------------------


def _new_cases(uow: UnitOfWork, day: Day, held: Sequence[CaseHeld]) -> list[CaseToSee]:
    """Cases allocated lately of which no advice is on record, the longest waiting first."""
    since = new_since(began_on(uow), day.today)
    lately = [one for one in held if one.allocated_on and one.allocated_on >= since]
    items = read_items(uow, of_kinds(ItemKind.ADVICE))
    facts = facts_of_cases(uow, day, lately, items, began=since)
    return _to_see(advice_duties(facts, day.policy.quality, day.calendar), lately, {})


def _high_risk(uow: UnitOfWork, day: Day, held: Sequence[CaseHeld]) -> list[CaseToSee]:
    """High and very high risk cases, the most urgent first, with the last oversight."""
    items = read_items(uow, of_kinds(ItemKind.OVERSIGHT))
    last: dict[str, date] = {}
    for one in items:
        if one.day is not None:
            last[one.case_ref] = max(one.day, last.get(one.case_ref, one.day))
    facts = facts_of_cases(uow, day, held, items)
    return _to_see(oversight_duties(facts, day.policy.quality), held, last)


def _to_see(
    duties: Iterable[QualityDuty], held: Sequence[CaseHeld], last: Mapping[str, date]
) -> list[CaseToSee]:
    by_number = {one.person_id: one for one in held}
    found = []
    for duty in sorted(duties, key=lambda one: (one.due or date.max, one.number)):
        one = by_number[duty.number]
        found.append(
            CaseToSee(
                case_ref=one.case_ref,
                person_id=one.person_id,
                name=listed(*one.name_of),
                supervisor=one.supervisor.code,
                supervisor_name=one.supervisor.name,
                rosh=one.rosh.value if one.rosh else "",
                since=one.allocated_on,
                last=last.get(one.case_ref),
                due=duty.due,
            )
        )
    return found
