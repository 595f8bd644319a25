"""What duties of quality assurance are worked out from, as plain facts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from pomdesk.domain.quality.items import Item
from pomdesk.domain.quality.terms import ItemKind
from pomdesk.domain.terms import RoshLevel


@dataclass(frozen=True, slots=True)
class FeedbackFact:
    """The feedback of one locked review.

    Attributes:
        review: its id.
        seen_on: when the supervisor opened it.
        queried_on: when they asked for it to be looked at again; the last time.

    """

    review: int
    supervisor: str
    assessor: str
    case_ref: str
    locked_on: date | None
    sent_on: date | None = None
    seen_on: date | None = None
    discussed_on: date | None = None
    queried_on: date | None = None
    answered_on: date | None = None


@dataclass(frozen=True, slots=True)
class MarkingFact:
    """A marking that is assigned and not handed in yet, or has been."""

    review: int
    supervisor: str
    assessor: str
    case_ref: str
    assigned_on: date | None
    submitted_on: date | None = None


@dataclass(frozen=True, slots=True)
class SettlingFact:
    """Something for a moderator; ``moderator`` "" where the lead has to find one.

    Attributes:
        round: number of the round, on whose page it is settled.

    """

    review: int
    round: int
    supervisor: str
    moderator: str
    case_ref: str
    raised_on: date | None
    settled_on: date | None = None


@dataclass(frozen=True, slots=True)
class CaseFact:
    """One case of today's caseload.

    Attributes:
        number: its id.
        supervisor: code of who has it; "" for nobody, then no duty is about it.
        manager: code of the supervisor's line manager; "".

    """

    number: int
    case_ref: str
    supervisor: str
    allocated_on: date | None
    rosh: RoshLevel | None = None
    manager: str = ""


@dataclass(frozen=True, slots=True)
class SupervisorFact:
    """One supervisor.

    Attributes:
        number: id of the member.
        left: the first day they are gone.

    """

    number: int
    code: str
    manager: str = ""
    joined: date | None = None
    left: date | None = None


@dataclass(frozen=True, slots=True)
class RoundFact:
    """One round with the day it is to be closed by."""

    number: int
    title: str
    due_on: date | None
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class QualityFacts:
    """Everything duties are worked out from.

    Attributes:
        items: concerns, actions, learning, case reviews, records of support and absences.
        began: the first day of quality assurance on this desk: nobody is asked for advice on cases
            allocated before it, and oversight and one-to-ones count from it at the earliest. None:
            they count from whenever.

    """

    feedback: Sequence[FeedbackFact] = ()
    marking: Sequence[MarkingFact] = ()
    settling: Sequence[SettlingFact] = ()
    items: Sequence[Item] = ()
    cases: Sequence[CaseFact] = ()
    supervisors: Sequence[SupervisorFact] = ()
    rounds: Sequence[RoundFact] = field(default=())
    began: date | None = None

    def of_kind(self, kind: ItemKind) -> list[Item]:
        """The items of one kind."""
        return [item for item in self.items if item.kind is kind]
