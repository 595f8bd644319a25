"""What the rules return: a value *and* the reasons for it.

A ``Reason`` is a constant of the rule's module, so it costs nothing until somebody asks
"why?"; ``pomdesk.rules.proof`` then fills it with values, sources and settings.
"""

from dataclasses import dataclass
from datetime import date

from pomdesk.domain.facts import ParoleReview, Source
from pomdesk.domain.terms import (
    ChecklistItem,
    EarlyAllocationStatus,
    HandoverReason,
    HandoverType,
    HandoverWindow,
    PomType,
    ReleaseType,
    Responsibility,
    ScopeReason,
)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a result is what it is.

    Attributes:
        rule: code of the rule in words (``rule.<code>`` in resources/locale/*/rules.toml).
        facts: facts it read, as ``section.field``, e.g. ``person.tariff_date``; a fact that
            is itself worked out is ``worked.<name>``, e.g. ``worked.handover_release``.
        settings: keys of the policy settings it used, e.g. ``handover.determinate_months``.
        source: citation, e.g. ``Manage POM Cases: handover calculation``.

    """

    rule: str
    facts: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class FactUsed:
    """One fact of a proof with its value and where it came from (None: worked out)."""

    name: str
    value: object
    source: Source | None


@dataclass(frozen=True, slots=True)
class SettingUsed:
    """One policy setting of a proof: value, where it comes from, and how sure that is.

    ``confidence`` is ``confirmed``, ``official_older`` or ``check_local_policy``.
    """

    key: str
    value: object
    source: str
    confidence: str
    local: bool = False


@dataclass(frozen=True, slots=True)
class Proof:
    """A reason filled in: what the "why?" panel, the command line and the paper print."""

    rule: str
    facts: tuple[FactUsed, ...]
    settings: tuple[SettingUsed, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Scope:
    """Inside the OMiC policy, or why not."""

    inside: bool
    reason: ScopeReason
    because: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class ReleasePoint:
    """One release date with its kind."""

    kind: ReleaseType
    on: date


@dataclass(frozen=True, slots=True)
class Handover:
    """Responsibility and the handover dates, decided by one rule.

    Attributes:
        starts: the day the COM begins to support (None: no date).
        on: the day the COM becomes responsible (None: no date; see ``reason``).
        window: where ``on`` stands against today; None without a date.

    """

    responsibility: Responsibility
    reason: HandoverReason
    starts: date | None
    on: date | None
    window: HandoverWindow | None
    because: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Parole:
    """What the parole reviews say on the day.

    Attributes:
        target_hearing: THD of the case (latest review since sentence start).
        last_completed: latest completed review since sentence start.
        current: reviews that are live, earliest first.
        previous: the others, newest first.
        next_on: the nearest of TED, PED, THD inside the parole window.

    """

    target_hearing: date | None
    last_completed: ParoleReview | None
    current: tuple[ParoleReview, ...]
    previous: tuple[ParoleReview, ...]
    next_on: ReleasePoint | None
    because: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class EarlyAllocationResult:
    """Early allocation: active for the handover date or not, and where it stands."""

    active: bool
    status: EarlyAllocationStatus
    inside_window: bool
    because: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Recommendation:
    """Recommended kind of POM; None where the strategy has no answer."""

    pom_type: PomType | None
    because: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class HandoverPlan:
    """Type of the handover and its checklist; ``assumed`` when resourcing was unknown."""

    kind: HandoverType
    items: tuple[ChecklistItem, ...]
    assumed: bool
    because: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class ComIndicators:
    """The three questions about the COM that Manage POM Cases asks separately.

    Attributes:
        needed: a COM is responsible or supporting and none is named.
        allocation_overdue: handover has passed by the policy's days, no name and no e-mail.
        days_overdue: days since the handover date when ``allocation_overdue``, else 0.
        known: a name or an e-mail is held.

    """

    needed: bool
    allocation_overdue: bool
    days_overdue: int
    known: bool
    because: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseResult:
    """Everything the rules say of one case on one day.

    Outside the policy everything that depends on it is None; ``earliest_release``,
    ``arrival`` and ``parole`` are still worked out because people look them up.
    """

    scope: Scope
    arrival: date | None
    open_conditions: bool
    open_rules: bool
    earliest_release: ReleasePoint | None
    earliest_release_because: tuple[Reason, ...]
    handover_release: ReleasePoint | None
    handover_release_because: tuple[Reason, ...]
    additional_isp: bool
    parole: Parole
    early_allocation: EarlyAllocationResult | None
    handover: Handover | None
    recommendation: Recommendation | None
    plan: HandoverPlan | None
    com: ComIndicators | None
