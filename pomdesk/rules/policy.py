"""The policy: every interval, switch and list the rules use, typed, dated and sourced.

Packs are TOML texts (``resources/policy``), one an effective date; see ``rules/pack.py`` for how
one is read and refused. A rule takes the ``Policy`` of the day it is asked about, never "the
current one".
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, get_type_hints

from pomdesk.domain.errors import PolicyRefused
from pomdesk.domain.terms import ChecklistItem
from pomdesk.rules.pack import FoldedTexts, Pack, PomStrategy, Setting


@dataclass(frozen=True, slots=True)
class ScopePolicy:
    """Who is inside the OMiC policy; ``minimum_age`` in years."""

    minimum_age: int
    legal_statuses: frozenset[str]
    civil_statuses: frozenset[str]
    immigration_statuses: frozenset[str]


@dataclass(frozen=True, slots=True)
class SentencePolicy:
    """Which sentence types are indeterminate."""

    indeterminate_types: frozenset[str]


@dataclass(frozen=True, slots=True)
class HandoverPolicy:
    """Intervals of the handover; each is months or days before the date its name gives.

    ``thd_far_inclusive``: whether a target hearing exactly ``thd_far_months`` away is far.
    """

    short_months: int
    determinate_months: int
    determinate_days: int
    parole_months: int
    indeterminate_months: int
    early_allocation_months: int
    thd_far_months: int
    thd_far_inclusive: bool
    mappa_high_levels: frozenset[int]
    upcoming_days: int
    due_soon_days: int


@dataclass(frozen=True, slots=True)
class OpenPolicy:
    """When the rules of open prisons apply; days of arrival."""

    rules_from: date
    pilot_from: date
    pilot_prisons: frozenset[str]
    pilot_services: frozenset[str]
    womens_categories: frozenset[str]


@dataclass(frozen=True, slots=True)
class ParolePolicy:
    """Parole window (months), how long an outcome is news (days), PPUD's texts."""

    window_months: int
    outcome_current_days: int
    active_statuses: FoldedTexts
    no_outcome_texts: FoldedTexts
    release_prefix: str


@dataclass(frozen=True, slots=True)
class EarlyAllocationPolicy:
    """Referral window in months."""

    window_months: int


@dataclass(frozen=True, slots=True)
class PomPolicy:
    """Which kind of POM to recommend, by the strategy in force."""

    strategy: PomStrategy
    rosh_tiers: frozenset[str]
    rosh_levels: frozenset[str]
    tier_tiers: frozenset[str]


@dataclass(frozen=True, slots=True)
class ComPolicy:
    """Days after the handover date until a missing COM is overdue."""

    overdue_days: int


@dataclass(frozen=True, slots=True)
class ChecklistPolicy:
    """Tasks of a handover by its type; ``simplified`` replaces ``enhanced`` from a day on."""

    standard: tuple[ChecklistItem, ...]
    enhanced: tuple[ChecklistItem, ...]
    simplified: tuple[ChecklistItem, ...]
    simplified_on: bool
    simplified_from: date


@dataclass(frozen=True, slots=True)
class PrisonPolicy:
    """Groups of prisons by code, and every known prison's name by code."""

    womens: frozenset[str]
    mens_open: frozenset[str]
    welsh: frozenset[str]
    outside: frozenset[str]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Policy:
    """One policy pack.

    Attributes:
        title: what the pack is called on screen and paper.
        starts: the first day it is in force (``from`` in the file).
        local: a prison's own pack, not one that came with the program.
        file: where it was read.
        settings: every setting as it stands in the file, by key (``handover.short_months``).

    """

    title: str
    starts: date
    local: bool
    file: str
    scope: ScopePolicy
    sentences: SentencePolicy
    handover: HandoverPolicy
    open: OpenPolicy
    parole: ParolePolicy
    early_allocation: EarlyAllocationPolicy
    pom: PomPolicy
    com: ComPolicy
    checklist: ChecklistPolicy
    prisons: PrisonPolicy
    settings: Mapping[str, Setting]


_ABOUT = {"title", "starts", "local", "file", "settings"}
_SECTIONS: dict[str, type[Any]] = {
    name: kind for name, kind in get_type_hints(Policy).items() if name not in _ABOUT
}
_HEAD = frozenset({"title", "from", "local"})


class Policies:
    """Every pack, by the day it starts."""

    def __init__(self, policies: Sequence[Policy]) -> None:
        self._policies = sorted(policies, key=lambda policy: policy.starts)
        self._starts = [policy.starts for policy in self._policies]

    def on(self, day: date) -> Policy:
        """The pack in force on a day: the latest that has started, else the earliest."""
        return self._policies[max(bisect_right(self._starts, day) - 1, 0)]


def load(packs: Sequence[tuple[str, str]]) -> Policies:
    """Read packs given as (file name, TOML text).

    Raises:
        PolicyRefused: for the first fault found, with ``file``, ``line``, ``key`` and
            ``reason``; also where there is no pack at all or two start on the same day.

    """
    if not packs:
        raise PolicyRefused("POL-NONE", file="", line=0, key="", reason="none")
    found: dict[date, Policy] = {}
    for file, text in packs:
        pack = Pack(file, text)
        policy = _read(pack)
        if policy.starts in found:
            raise pack.refusal("POL-TWICE", "from", other=found[policy.starts].file)
        found[policy.starts] = policy
    return Policies(list(found.values()))


def _read(pack: Pack) -> Policy:
    table = pack.table
    pack.known(table, _HEAD | _SECTIONS.keys(), "")
    settings: dict[str, Setting] = {}
    sections = {name: _read_section(pack, name, settings) for name in _SECTIONS}
    return Policy(
        title=pack.text(*pack.part(table, "title")),
        starts=pack.day(*pack.part(table, "from")),
        local=pack.yes_no(table.get("local", False), "local"),
        file=pack.file,
        settings=settings,
        **sections,
    )


def _read_section(pack: Pack, name: str, settings: dict[str, Setting]) -> Any:
    kind = _SECTIONS[name]
    table = pack.section(pack.table, name)
    names = [field.name for field in fields(kind)]
    pack.known(table, set(names), name)
    hints = get_type_hints(kind)
    values = {}
    for field in names:
        values[field], setting = pack.setting(table, field, name, hints[field])
        settings[f"{name}.{field}"] = setting
    return kind(**values)
