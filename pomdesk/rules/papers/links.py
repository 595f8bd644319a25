"""Facts and entries that stand linked in a paper, and whether they are still what they were.

A link keeps the value it was put in with. ``known`` tells the value of every fact there is to
link today, in the same form: an ISO day, ``yes`` or ``no``, a code, or plain text. Of an entry the
value is a digest of what it says.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import date
from enum import Enum
from typing import NamedTuple

from pomdesk.domain.facts import Assessment, Case, CaseSources, ParoleReview, Person, Source
from pomdesk.domain.papers import SectionText
from pomdesk.domain.record import Entry
from pomdesk.domain.results import CaseResult, ReleasePoint
from pomdesk.domain.writing import Link, links_of
from pomdesk.rules.duties.countersignature import is_completed

GONE = "(gone)"
"""``Link.declined`` where the writer keeps words whose fact or entry is no longer there."""

_ENTRY = "entry."
_INTERNAL = frozenset({"booking_id", "in_out_status", "last_movement_type_code"})
"""Facts of a person that mean something to systems only."""

NOT_DISCLOSABLE = frozenset(
    {
        "person.alerts",
        "probation.com_email",
        "probation.ldu_code",
        "probation.ldu_email",
        "probation.vlo_assigned",
    }
)
"""Facts that have no place in a paper the person may read: whether a victim has asked for
liaison, security and public protection alerts, and addresses of staff (Parole Board Rules 2019,
rules 16 and 17; HMPPS parole report guidance)."""

_SOURCES = {
    "oasys": "assessments",
    "parole": "parole_reviews",
    "allocation": "allocations",
}
"""The section of ``CaseSources`` behind the refs of a family, where its name is another one."""

_ASSESSMENT = ("completed_on", "purpose", "assessment_type", "assessor", "countersigned_on")
_REVIEW = ("review_id", "review_type", "review_status", "custody_report_due", "target_hearing_date")


class Moved(NamedTuple):
    """A link in a section whose fact is another one now; ``present`` None: it is gone."""

    section: str
    link: Link
    present: str | None


def known(case: Case, result: CaseResult, *, review: str = "") -> Mapping[str, str]:
    """Every fact of a case that may be linked and has a value, by its ref.

    Refs are ``person.<field>``, ``probation.<field>``, ``allocation.allocated_on``, ``oasys.*``
    (the newest completed OASys), ``parole.*`` and ``result.*`` (what the rules worked out).

    Args:
        case: its facts.
        result: what the rules say of it today.
        review: number of the parole review that ``parole.*`` tells of; blank, or one that is not
            there: the live one with the earliest hearing.

    """
    return {ref: said for ref, value in _facts(case, result, review) if (said := _said(value))}


def value_of(ref: str, case: Case, result: CaseResult, *, review: str = "") -> str | None:
    """The value of one fact today, None where it has none or there is no such ref."""
    return known(case, result, review=review).get(ref)


def disclosable(ref: str) -> bool:
    """Whether a fact may stand in a paper that the person may read.

    Of entries this is not asked here: their kind says it (``record.SPECS``).
    """
    return ref not in NOT_DISCLOSABLE


def source_of(ref: str, sources: CaseSources) -> Source | None:
    """Where the value of a fact came from; None where it was worked out or nobody knows."""
    family, _, name = ref.partition(".")
    if family == "result":
        return None
    return sources.of(_SOURCES.get(family, family), name)


def entry_ref(entry: Entry) -> Link:
    """The link that goes with words taken from an entry."""
    return Link(f"{_ENTRY}{entry.id}", entry_digest(entry))


def entry_id(ref: str) -> int | None:
    """The number of the entry that a ref names, None where it names a fact."""
    number = ref.removeprefix(_ENTRY)
    return int(number) if number != ref and number.isdecimal() else None


def entry_digest(entry: Entry) -> str:
    """What an entry says, as twelve hexadecimal digits.

    What is still to follow (due day, next step) does not count: it changes while the words that
    were taken from the entry stay true.
    """
    said = (
        entry.kind.value,
        entry.day.isoformat(),
        entry.what,
        entry.stage,
        entry.stage_day and entry.stage_day.isoformat(),
        entry.title,
        entry.who,
        entry.text,
    )
    return hashlib.blake2b(json.dumps(said).encode(), digest_size=6).hexdigest()


def moved(
    sections: Mapping[str, SectionText], facts: Mapping[str, str], entries: Iterable[Entry]
) -> list[Moved]:
    """Links whose fact or entry is another one now, each once a section, in order.

    One whose present value the writer declined is left out, until that changes again.

    Args:
        sections: as a paper has them.
        facts: those of today (``known``).
        entries: every entry of the person, with its texts.

    """
    digests = {f"{_ENTRY}{entry.id}": entry_digest(entry) for entry in entries}
    found: dict[Moved, None] = {}
    for section, written in sections.items():
        for link in links_of(written.passage):
            held = digests if entry_id(link.ref) is not None else facts
            present = held.get(link.ref)
            if present != link.value and (present or GONE) != link.declined:
                found[Moved(section, link, present)] = None
    return list(found)


def taken(link: Link, present: str) -> Link:
    """The link after the writer took the present value."""
    return replace(link, value=present, declined="")


def declined(link: Link, present: str | None) -> Link:
    """The link after the writer kept the old words; ``present`` None: the fact is gone."""
    return replace(link, declined=present or GONE)


def newest_oasys(case: Case) -> Assessment | None:
    """The OASys that was completed last, None where none was."""
    done = [one for one in case.assessments if is_completed(one)]
    return max(done, key=lambda one: one.completed_on or date.min, default=None)


def _facts(case: Case, result: CaseResult, review: str) -> Iterator[tuple[str, object]]:
    for name in _PERSON:
        yield f"person.{name}", getattr(case.person, name)
    if case.probation is not None:
        for field in fields(case.probation):
            yield f"probation.{field.name}", getattr(case.probation, field.name)
    yield "allocation.allocated_on", case.allocated_on
    yield from _oasys(newest_oasys(case))
    yield from _parole(_review_of(case, result, review))
    yield from _result(result)


_PERSON = tuple(field.name for field in fields(Person) if field.name not in _INTERNAL)


def _oasys(newest: Assessment | None) -> Iterator[tuple[str, object]]:
    if newest is None:
        return
    for name in _ASSESSMENT:
        yield f"oasys.{name}", getattr(newest, name)
    yield "oasys.rosh_overall", newest.rosh_overall


def _review_of(case: Case, result: CaseResult, number: str) -> ParoleReview | None:
    mine = (one for one in case.parole_reviews if number and one.review_id == number)
    return next(mine, None) or next(iter(result.parole.current), None)


def _parole(review: ParoleReview | None) -> Iterator[tuple[str, object]]:
    if review is not None:
        for name in _REVIEW:
            yield f"parole.{name}", getattr(review, name)


def _result(result: CaseResult) -> Iterator[tuple[str, object]]:
    yield from _point("result.earliest_release", result.earliest_release)
    yield from _point("result.handover_release", result.handover_release)
    yield "result.arrival", result.arrival
    yield "result.target_hearing", result.parole.target_hearing
    yield from _point("result.next_parole", result.parole.next_on)
    if last := result.parole.last_completed:
        yield "result.last_hearing", last.target_hearing_date
        yield "result.last_outcome", last.hearing_outcome
    if result.handover is not None:
        yield "result.responsibility", result.handover.responsibility
        yield "result.handover_date", result.handover.on
        yield "result.handover_start", result.handover.starts
        yield "result.handover_reason", result.handover.reason
    if result.early_allocation is not None:
        yield "result.early_allocation", result.early_allocation.status
    if result.plan is not None:
        yield "result.handover_type", result.plan.kind


def _point(ref: str, point: ReleasePoint | None) -> Iterator[tuple[str, object]]:
    if point is not None:
        yield ref, point.on
        yield f"{ref}_type", point.kind


def _said(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return str(value).strip()
