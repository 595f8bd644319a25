"""Whose dates moved since an operation, and what moved them.

The facts as they were are run through the same rules on the same day: what differs is told.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import select

from pomdesk.domain.access import as_signed
from pomdesk.domain.duties import Duty
from pomdesk.domain.facts import Case, Person, Probation
from pomdesk.readmodels.caseload import CaseloadLine
from pomdesk.readmodels.moves import DateMoved, MoveCause, PersonMoved
from pomdesk.rules.prison import prison_of
from pomdesk.services.book import Worked, work_out_person
from pomdesk.services.cases import load_cases
from pomdesk.services.history import as_text
from pomdesk.services.past import cases_as_they_were, people_touched
from pomdesk.store.tables import setting
from pomdesk.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from pomdesk.services.desk import Day

Texts: TypeAlias = dict[str, tuple[str | None, str | None]]

_AT_ONCE = 500

RELEASE_DATES = (
    "release_date",
    "conditional_release_date",
    "conditional_release_override_date",
    "automatic_release_date",
    "automatic_release_override_date",
    "post_recall_release_date",
    "post_recall_release_override_date",
    "home_detention_curfew_eligibility_date",
    "home_detention_curfew_actual_date",
    "sentence_start_date",
    "sentence_expiry_date",
    "licence_expiry_date",
)
PAROLE_DATES = ("tariff_date", "parole_eligibility_date", "actual_parole_date")
REVIEW_DATES = ("custody_report_due", "target_hearing_date", "hearing_outcome_received_on")
RESULT_DATES = {
    "handover_starts": "handover_starts",
    "handover_on": "handover_on",
    "handover_release": "handover_release_on",
    "earliest_release": "earliest_release_on",
    "next_parole": "parole_next_on",
}
"""Names of ``worked.<name>`` to the fields of a line; codes of results likewise."""
RESULT_CODES = {
    "scope": "scope_reason",
    "responsibility": "responsibility",
    "handover_reason": "handover_reason",
}

MOVES_SEEN = "moves_seen"
"""Setting: the newest operation whose moves were looked at, and when that was (UTC).

Each who opens the store has one of their own; the plain one is of older stores, and holds for
whoever has none yet.
"""

_LONGEST_NAME = 100

_QUIET = {"cell_location", "current_incentive", "pnc_number", "cro_number", "alerts"}
"""Facts of a person that no date hangs on and that change every week."""

_GIVEN = ("person.", "probation.", "movements.")
"""Sections whose facts come from elsewhere."""

_CAUSES = list(MoveCause)


def seen(uow: UnitOfWork) -> tuple[int, datetime | None]:
    """The newest operation whose moves one looked at, and when; 0 and None: never."""
    names = (seen_by(uow.by), MOVES_SEEN)
    rows = uow.rows(select(setting.c.name, setting.c.value).where(setting.c.name.in_(names)))
    if not rows:
        return 0, None
    value = json.loads(min(rows, key=lambda row: names.index(row.name)).value)
    return int(value["operation"]), datetime.fromisoformat(value["at"])


def seen_by(name: str) -> str:
    """The setting that keeps what somebody looked at."""
    return f"{MOVES_SEEN}.{as_signed(name)}"[:_LONGEST_NAME]


def people_moved(
    uow: UnitOfWork, day: "Day", since: int, among: Collection[int] | None = None
) -> dict[int, PersonMoved]:
    """Whose dates moved after an operation, of some people or of all.

    Asked through the book, which remembers it.
    """
    found: dict[int, PersonMoved] = {}
    ids = people_touched(uow, since, among)
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        now = load_cases(uow, part, entries="duties")
        worked = day.book.some(uow, day, part)
        for person_id, was in cases_as_they_were(uow, since, now):
            case = now[person_id]
            if was == case:
                continue
            before = work_out_person(person_id, was, None, day)
            moved = _compare(was, case, before, worked[person_id])
            if moved is not None:
                found[person_id] = moved
    return found


def in_reading_order(moved: Collection[PersonMoved]) -> list[PersonMoved]:
    """By cause, then by the soonest date that moved, then by name."""
    return sorted(moved, key=lambda one: (_CAUSES.index(one.cause), _soonest(one), one.last_name))


def _soonest(moved: PersonMoved) -> date:
    days = [
        day.after or day.before
        for part in (moved.results, moved.duties, moved.facts)
        for day in part
    ]
    return min((day for day in days if day is not None), default=date.max)


def _compare(was: Case, now: Case, before: Worked, after: Worked) -> PersonMoved | None:
    facts, others = _facts_moved(was, now)
    results = [
        DateMoved(f"worked.{name}", old, new)
        for name, (old, new) in _results(before.line, after.line, RESULT_DATES)
    ]
    codes = {
        f"worked.{name}": (as_text(old), as_text(new))
        for name, (old, new) in _results(before.line, after.line, RESULT_CODES)
    }
    duties = sorted(_duties_moved(before.duties, after.duties), key=_soonest_first)
    cause = _cause(was, now, facts)
    # What somebody wrote down or did moves duties too, but is no news to them; nor is a fact
    # that only closes duties, as a COM's name does.
    told = any(name.startswith(_GIVEN) for name in others) and any(d.after for d in duties)
    if not (facts or results or codes or told or cause is MoveCause.TRANSFER):
        return None
    line = after.line
    return PersonMoved(
        person_id=line.person_id,
        prisoner_number=line.prisoner_number,
        last_name=line.last_name,
        first_name=line.first_name,
        cause=cause,
        facts=facts,
        others=others | codes,
        results=results,
        duties=duties,
    )


def _soonest_first(moved: DateMoved) -> tuple[date, str]:
    return moved.after or moved.before or date.max, moved.name


def _cause(was: Case, now: Case, facts: Collection[DateMoved]) -> MoveCause:
    names = {fact.name for fact in facts}
    if now.person.recall and not was.person.recall:
        return MoveCause.RECALL
    if prison_of(person=was.person) != prison_of(person=now.person):
        return MoveCause.TRANSFER
    if names & {f"person.{name}" for name in RELEASE_DATES}:
        return MoveCause.RELEASE_DATE
    parole = was.parole_reviews != now.parole_reviews
    if parole or names & {f"person.{name}" for name in PAROLE_DATES}:
        return MoveCause.PAROLE
    return MoveCause.OTHER


# Facts


def _facts_moved(was: Case, now: Case) -> tuple[list[DateMoved], Texts]:
    """Dates that moved, and other facts that changed, as texts."""
    facts = [
        DateMoved(f"person.{name}", old, new)
        for name, old, new in _differing(was.person, now.person, (*RELEASE_DATES, *PAROLE_DATES))
    ]
    facts += _reviews_moved(was, now)
    others: Texts = {}
    dates = {*RELEASE_DATES, *PAROLE_DATES, *_QUIET}
    others |= _texts("person", was.person, now.person, dates)
    others |= _texts("probation", was.probation, now.probation, set())
    for name, old, new in (
        ("assessments.completed_on", _last_oasys(was), _last_oasys(now)),
        ("movements.movement_date", _last_movement(was), _last_movement(now)),
        ("early_allocations.created_on", _last_early(was), _last_early(now)),
        ("allocations.allocated_on", was.allocated_on, now.allocated_on),
    ):
        if old != new:
            others[name] = (as_text(old), as_text(new))
    return facts, others


def _reviews_moved(was: Case, now: Case) -> Iterator[DateMoved]:
    old = {review.review_id: review for review in was.parole_reviews}
    new = {review.review_id: review for review in now.parole_reviews}
    for number in sorted(old.keys() | new.keys()):
        pair = old.get(number), new.get(number)
        for name, before, after in _differing(*pair, REVIEW_DATES):
            yield DateMoved(f"parole_reviews.{name}", before, after)


def _last_oasys(case: Case) -> date | None:
    return max((a.completed_on for a in case.assessments if a.completed_on), default=None)


def _last_movement(case: Case) -> date | None:
    return max((m.movement_date for m in case.movements), default=None)


def _last_early(case: Case) -> date | None:
    return max((e.created_on for e in case.early_allocations), default=None)


def _texts(
    section: str,
    was: Person | Probation | None,
    now: Person | Probation | None,
    without: Collection[str],
) -> Texts:
    """Fields that differ, as texts."""
    some = now or was
    names = [f.name for f in fields(some) if f.name not in without] if some else []
    return {
        f"{section}.{name}": (as_text(old), as_text(new))
        for name, old, new in _differing(was, now, names)
    }


def _differing(
    was: object | None, now: object | None, names: Iterable[str]
) -> Iterator[tuple[str, Any, Any]]:
    for name in names:
        old, new = getattr(was, name, None), getattr(now, name, None)
        if old != new:
            yield name, old, new


def _results(
    was: CaseloadLine, now: CaseloadLine, names: Mapping[str, str]
) -> Iterator[tuple[str, tuple[Any, Any]]]:
    for name, place in names.items():
        old, new = getattr(was, place), getattr(now, place)
        if old != new:
            yield name, (old, new)


# Duties


def _duties_moved(was: Collection[Duty], now: Collection[Duty]) -> Iterator[DateMoved]:
    """Duties whose day moved, that are new, or that are gone; those closed then and now are not."""
    old = {duty.key: duty for duty in was}
    new = {duty.key: duty for duty in now}
    for key in old.keys() | new.keys():
        before, after = old.get(key), new.get(key)
        was_open, is_open = bool(before and before.open), bool(after and after.open)
        if not (was_open or is_open):
            continue
        due_before = before.due if before and was_open else None
        due_after = after.due if after and is_open else None
        if was_open != is_open or due_before != due_after:
            state = after.state.value if after else ""
            yield DateMoved(f"duty.{key}", due_before, due_after, state)
