"""What duties are counted from: the release ahead, and the last time a thing was done.

Also how a fact of a duty (``duty.<name>``) tells where it came from: its reader returns
``Noted``, ``Given``, a mark or a release date, and the proof finds the source.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, TypeAlias

from pomdesk.domain.duties import Duty, DutyKind, DutyOwner
from pomdesk.domain.record import DutyMark, Entry, MarkKind
from pomdesk.domain.results import Reason, ReleasePoint
from pomdesk.domain.terms import ReleaseType
from pomdesk.rules.dates import add_days, add_months
from pomdesk.rules.duties.ground import Draft, Ground, first_on_or_after
from pomdesk.rules.release import post_recall_release

FactReader: TypeAlias = Callable[[Ground, Duty], object]
FactReaders: TypeAlias = Mapping[str, FactReader]

NOT_CONFIRMED = "Not confirmed in published policy: a local setting"


class Noted(NamedTuple):
    """A day that was written down at the desk: the ``day`` or the ``due`` of an entry."""

    entry: Entry
    field: str = "day"


class Given(NamedTuple):
    """A fact with the place it stands in, so that its source can be told."""

    value: object
    section: str
    field: str


class Release(NamedTuple):
    """The release that tasks are counted from, and why that one."""

    on: date
    why: tuple[Reason, ...]


_MPC = "Manage POM Cases: earliest release date"
_BY_PAROLE = (
    Reason(
        "release_by_parole",
        facts=("duty.release",),
        source="Parole Board Rules 2019: release is for the Parole Board to direct",
    ),
)
_BY_CURFEW = (
    Reason(
        "release_by_curfew",
        facts=("duty.release",),
        source="Calculate Release Dates: home detention curfew",
    ),
)
_AFTER_RECALL = (
    Reason(
        "release_after_recall",
        facts=(
            "person.post_recall_release_date",
            "person.post_recall_release_override_date",
            "person.actual_parole_date",
            "worked.today",
        ),
        source="Manage POM Cases: post-recall release date",
    ),
)
_NOT_CERTAIN = {
    ReleaseType.TED: _BY_PAROLE,
    ReleaseType.PED: _BY_PAROLE,
    ReleaseType.HDCED: _BY_CURFEW,
}


def release_ahead(ground: Ground) -> Release | None:
    """The earliest release not yet past; after a recall, when all others are, the next one."""
    point = ground.result.earliest_release
    if point is not None and point.on >= ground.today:
        why = ground.result.earliest_release_because
        uncertain = _NOT_CERTAIN.get(point.kind)
        return Release(point.on, (*uncertain, *why) if uncertain else why)
    recalled = post_recall_release(person=ground.case.person)
    if recalled is not None and recalled >= ground.today:
        return Release(recalled, _AFTER_RECALL)
    return None


def read_release(ground: Ground, _: Duty) -> object:
    """The release that tasks are counted from, with its kind."""
    found = release_ahead(ground)
    if found is None:
        return None
    point = ground.result.earliest_release
    if point is not None and point.on == found.on:
        return point
    return ReleasePoint(ReleaseType.PRRD, found.on)


def early_enough(
    ground: Ground,
    kind: DutyKind,
    because: tuple[Reason, ...],
    due: date,
    opens: date,
    days: Sequence[date],
    *,
    subject: str = "",
    owner: DutyOwner = DutyOwner.POM,
    waits_on: tuple[str, ...] = (),
) -> Draft:
    """A draft done by the first of ``days`` that is not too early for it.

    A day counts from so many days before the duty opens (``duties.early_days``), so that what was
    done for a release that has moved far away does not answer for the new one.
    """
    if not days:
        return Draft(kind, because, due, opens, subject, None, None, owner, waits_on)
    counts_from = add_days(opens, -ground.policy.duties.early_days)
    done = first_on_or_after(days, counts_from)
    return Draft(kind, because, due, opens, subject, counts_from, done, owner, waits_on)


class Interval(NamedTuple):
    """Months, then days, from one time to the next."""

    months: int
    days: int = 0

    def after(self, day: date) -> date:
        """The day one interval later."""
        return add_days(add_months(day, self.months), self.days)


class Occurrence(NamedTuple):
    """One time of a thing that comes again and again; ``mark`` is what it is counted from."""

    due: date
    opens: date
    counts_from: date
    mark: DutyMark | None = None


_SETTLED = frozenset({MarkKind.DONE, MarkKind.NOT_NEEDED})


def next_time(
    ground: Ground, key: str, last: date, interval: Interval, lead_days: int
) -> Occurrence:
    """When a thing is due again that the record last shows on ``last``.

    What somebody called done or not needed counts like the thing itself, as soon as the time
    after it opens; until then the duty stays as it was settled.
    """
    found = _time(last, interval, lead_days, None)
    for mark in ground.case.marks:
        if mark.duty == key and mark.mark in _SETTLED and mark.day >= found.counts_from:
            after = _time(mark.day, interval, lead_days, mark)
            if after.opens > ground.today:
                break
            found = after
    return found


def _time(last: date, interval: Interval, lead_days: int, mark: DutyMark | None) -> Occurrence:
    due, following = interval.after(last), add_days(last, 1)
    return Occurrence(due, max(add_days(due, -lead_days), following), following, mark)
