"""One case: what the case page and ``explain`` show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pomdesk.domain.facts import Case, CaseSources
from pomdesk.domain.results import CaseResult, Proof


@dataclass(frozen=True, slots=True)
class DisputedFact:
    """A value typed by hand where the latest file says something else."""

    section: str
    field: str
    typed: str | None
    typed_on: date | None
    typed_by: str
    file_value: str | None
    file_as_at: date | None


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change of one field, for the history of a case."""

    at: date
    by: str
    command: str
    section: str
    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class CaseView:
    """One person with facts, where they came from, and what the rules say on ``today``.

    Attributes:
        proofs: by result name (``scope``, ``handover``, ``handover_release``,
            ``earliest_release``, ``parole``, ``early_allocation``, ``recommendation``,
            ``plan``, ``com``): the filled-in reasons, in reading order.
        temporary_absence_since: out on temporary absence since, or None.
        location: cell, or hospital of a restricted patient.
        prison_name: the prison that manages the case, by name.
        pom_name: allocated POM, if a file said so; ``coworking_name`` likewise.
        changes: newest first, at most 50.
        handover_open: something of the handover is still to be done.
        held_since: the day since which the record is on hold, alone or with all; None: it is not.

    """

    person_id: int
    today: date
    case: Case
    result: CaseResult
    sources: CaseSources
    proofs: Mapping[str, Sequence[Proof]]
    location: str | None
    temporary_absence_since: date | None
    pom_name: str | None
    coworking_name: str | None
    disputed: Sequence[DisputedFact]
    changes: Sequence[ChangeLine]
    prison_name: str | None = None
    handover_open: bool = True
    held_since: date | None = None
