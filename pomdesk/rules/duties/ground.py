"""What the rules of duties stand on: one case on one day, looked up once.

A family's module has one function, ``(ground) -> Iterator[Draft]``. A draft says what is to be
done, when it opens and is due, and what in the record has done it already; what people said, the
working days and the state are settled for all families alike in ``settle.py``.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from pomdesk.domain.duties import DutyKind, DutyOwner
from pomdesk.domain.facts import Assessment, Case
from pomdesk.domain.record import DutyMark, Entry, EntryKind, MarkKind
from pomdesk.domain.results import CaseResult, Reason
from pomdesk.domain.terms import Responsibility
from pomdesk.rules.duties.countersignature import is_completed, wanting
from pomdesk.rules.policy import Policy
from pomdesk.rules.working_days import Calendar


class Draft(NamedTuple):
    """A duty before it is settled.

    Attributes:
        due: None where the policy gives no day.
        opens: None: at once.
        subject: which one of its kind; see ``Duty.subject``. It must stay the same when dates
            move, so it is a number or a code, or the day of an event that has happened.
        counts_from: what was done (or called done) earlier does not count; None: what was called
            done counts from ``duties.early_days`` before it opens.
        done_on: the day on which the record shows it done; None: it does not.
        waits_on: keys of duties that must be done first; those not drafted do not hold it up.
        given: the due date was given and never moves off a non-working day.

    """

    kind: DutyKind
    because: tuple[Reason, ...]
    due: date | None = None
    opens: date | None = None
    subject: str = ""
    counts_from: date | None = None
    done_on: date | None = None
    owner: DutyOwner = DutyOwner.POM
    waits_on: tuple[str, ...] = ()
    given: bool = False
    entry_id: int | None = None


Family = Callable[["Ground"], Iterator[Draft]]


class Oasys(NamedTuple):
    """Where the OASys of a case stands.

    Attributes:
        closed: the days on which those that are closed were completed, earliest first: signed,
            and countersigned where a countersignature is needed.
        unsigned: the latest that has no countersignature though it needs one, and that no later
            one has overtaken; also where somebody said that it is done or not needed.
        why: the codes of ``countersignature.wanting`` for it.
        waits: whether ``unsigned`` is still open.

    """

    closed: tuple[date, ...]
    unsigned: Assessment | None
    why: tuple[str, ...]
    waits: bool

    @property
    def last(self) -> date | None:
        """When the latest closed one was completed."""
        return self.closed[-1] if self.closed else None


_NO_OASYS = Oasys((), None, (), waits=False)


@dataclass(eq=False)
class Ground:
    """One case on one day. Treat it as frozen; it is made by the thousand.

    Attributes:
        com_responsible: whether the COM is responsible for the case.
        responsible: who is, and so for its OASys: the POM, or the COM after handover.

    """

    case: Case
    result: CaseResult
    policy: Policy
    calendar: Calendar
    today: date

    def __post_init__(self) -> None:
        handover = self.result.handover
        self.com_responsible = (
            handover is not None and handover.responsibility is Responsibility.COMMUNITY
        )
        self.responsible = DutyOwner.COM if self.com_responsible else DutyOwner.POM

    @cached_property
    def entries(self) -> dict[EntryKind, list[Entry]]:
        """What was written down, by kind, earliest day first."""
        found: dict[EntryKind, list[Entry]] = {}
        entries = self.case.entries
        if len(entries) > 1:
            entries = tuple(sorted(entries, key=_when))
        for entry in entries:
            found.setdefault(entry.kind, []).append(entry)
        return found

    @cached_property
    def said(self) -> dict[str, DutyMark]:
        """The last thing that was said about a duty, by its key."""
        return {mark.duty: mark for mark in self.case.marks}

    @cached_property
    def completed(self) -> list[Assessment]:
        """OASys assessments that were completed, earliest first, countersigned or not."""
        done = [one for one in self.case.assessments if is_completed(one)]
        if len(done) > 1:
            done.sort(key=_completed)
        return done

    @cached_property
    def oasys(self) -> Oasys:
        """Which of them are closed, and what waits for a countersignature."""
        if not self.completed:
            return _NO_OASYS
        closed: list[date] = []
        unsigned: Assessment | None = None
        why: tuple[str, ...] = ()
        waits = False
        for one in self.completed:
            day = _completed(one)
            if not (codes := wanting(one, self.case, self.policy)):
                closed.append(day)
                if unsigned is None or day > _completed(unsigned):
                    unsigned, why, waits = None, (), False
                continue
            unsigned, why = one, codes
            waits = not self.is_settled(countersignature_key(day), day)
            if not waits:
                closed.append(day)
        return Oasys(tuple(closed), unsigned, why, waits)

    @cached_property
    def returned(self) -> date | None:
        """When a recalled person came back to custody; None: not recalled, or not known.

        The latest admission after the sentence began that was no move between prisons.
        """
        person, names = self.case.person, self.policy.prisons.names
        if not person.recall:
            return None
        found = person.sentence_start_date or date.min
        for move in self.case.movements:
            if (
                move.movement_type == "ADM"
                and move.direction_code != "OUT"
                and move.movement_date > found
                and move.from_agency not in names
            ):
                found = move.movement_date
        return found if found != (person.sentence_start_date or date.min) else None

    @property
    def rosh(self) -> str | None:
        """RoSH: what probation holds, else the overall of the last OASys."""
        probation = self.case.probation
        if probation and probation.rosh_level:
            return probation.rosh_level
        return self.completed[-1].rosh_overall if self.completed else None

    @property
    def mappa_level(self) -> int | None:
        """MAPPA level 0 to 3; None: not known."""
        return self.case.probation.mappa_level if self.case.probation else None

    def last(self, kind: EntryKind, *whats: str, subject: str = "") -> Entry | None:
        """The latest entry of a kind (of these ``what``s, of this subject), or None."""
        for entry in reversed(self.entries.get(kind, ())):
            if (not whats or entry.what in whats) and (not subject or entry.subject == subject):
                return entry
        return None

    def called_done(self, *keys: str) -> DutyMark | None:
        """The latest mark that calls one of these duties done."""
        if not self.case.marks:
            return None
        marks = [mark for mark in self.case.marks if mark.duty in keys]
        done = [mark for mark in marks if mark.mark is MarkKind.DONE]
        return max(done, key=lambda mark: mark.day, default=None)

    def is_settled(self, key: str, since: date) -> bool:
        """Whether somebody said, on or after a day, that a duty is done or not needed."""
        return any(
            mark.duty == key and mark.mark is not MarkKind.SNOOZED and mark.day >= since
            for mark in self.case.marks
        )


def countersignature_key(completed: date) -> str:
    """The key of the duty to have the OASys completed on a day countersigned."""
    return f"{DutyKind.OASYS_COUNTERSIGNATURE.value}:{completed.isoformat()}"


def first_on_or_after(days: Iterable[date | None], start: date | None) -> date | None:
    """The earliest of the days that is not before ``start``; None where there is none."""
    return min((day for day in days if day and (start is None or day >= start)), default=None)


def _when(entry: Entry) -> tuple[date, int]:
    return entry.day, entry.id


def _completed(assessment: Assessment) -> date:
    return assessment.completed_on or date.min
