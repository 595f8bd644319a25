"""What a person asks for on the round page; the controller does it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.terms import Purpose, Substitution, Unit
from pomdesk.readmodels.quality import Certificate, Dispute, InstrumentLine, RoundPlan


@dataclass(frozen=True, slots=True)
class Choices:
    """What a plan can be made of.

    Attributes:
        ref: proposed for a new round.
        instruments: those that may be used.
        members: everybody who takes part.
        leads: whether whoever is signed in leads quality assurance.

    """

    today: date
    ref: str
    instruments: Sequence[InstrumentLine]
    members: Sequence[Member]
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    """A round as the form has it."""

    ref: str
    title: str
    purpose: Purpose
    unit: Unit
    as_of: date
    plan: RoundPlan
    instrument_id: int | None
    period_from: date | None
    period_to: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class Sureness:
    """How sure the policy wants to be; shares are whole per cent."""

    confidence: int = 80
    margin: int = 10
    find: int = 10
    find_confidence: int = 90
    floor: int = 2


# Frame.


@dataclass(frozen=True, slots=True)
class PlanAsked:
    """Begin a round, or change the one that is being prepared."""

    planned: Planned


@dataclass(frozen=True, slots=True)
class ListAsked:
    """Take the list of cases from a file; or, without, from the desk again."""

    file: bool


@dataclass(frozen=True, slots=True)
class FreezeAsked:
    """Freeze the frame."""


@dataclass(frozen=True, slots=True)
class DropAsked:
    """Drop a round that is being prepared."""


# Draw.


@dataclass(frozen=True, slots=True)
class DrawAsked:
    """Draw; ``source`` is ``generated``, ``dice`` or ``lottery``."""

    source: str
    seed: str = ""
    witness: str = ""


@dataclass(frozen=True, slots=True)
class PaperAsked:
    """The certificate as a PDF."""

    certificate: Certificate


@dataclass(frozen=True, slots=True)
class RecordAsked:
    """Record and frame as two files."""

    certificate: Certificate


@dataclass(frozen=True, slots=True)
class VerifyAsked:
    """Check again that every draw holds."""


# Read.


@dataclass(frozen=True, slots=True)
class AssignAsked:
    """Give a file to somebody to read; ``second``: for the second, blind marking."""

    sample_id: int
    assessor: str
    due: date | None
    second: bool = False


@dataclass(frozen=True, slots=True)
class ShareAsked:
    """Share out every file that nobody has."""

    assessors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SubstituteAsked:
    """The next reserve steps in."""

    sample_id: int
    reason: Substitution
    note: str


@dataclass(frozen=True, slots=True)
class WithdrawAsked:
    """A file is not read, and nothing takes its place."""

    sample_id: int
    note: str


@dataclass(frozen=True, slots=True)
class DoubleAsked:
    """Draw the files that are marked twice."""


@dataclass(frozen=True, slots=True)
class MarkingAsked:
    """Open a marking."""

    review_id: int


# Settle.


@dataclass(frozen=True, slots=True)
class SettleAsked:
    """Settle a difference."""

    dispute: Dispute
    after: str
    rationale: str
    together_with: str = ""


# Report.


@dataclass(frozen=True, slots=True)
class CloseAsked:
    """Close the round."""


@dataclass(frozen=True, slots=True)
class VoidAsked:
    """Give the round up; the record is kept."""

    reason: str
    second_person: str


@dataclass(frozen=True, slots=True)
class RedrawAsked:
    """Give it up and begin it anew as another round."""

    reason: str


@dataclass(frozen=True, slots=True)
class ReportAsked:
    """Show the reports to the Governor."""
