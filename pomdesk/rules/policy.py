"""The policy: every interval, switch and list the rules use, typed, dated and sourced.

Packs are TOML texts (``resources/policy``), one an effective date; ``rules/pack_file.py`` reads
and refuses them. A later pack says only what changes, and a unit may have values of its own
(``Policy.with_local``). A rule takes the ``Policy`` of the day it is asked about, never "the
current one".
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, get_type_hints

from pomdesk.domain.errors import PolicyRefused
from pomdesk.domain.terms import ChecklistItem, RoshLevel
from pomdesk.rules.pack import (
    Confidence,
    ContactWays,
    Days,
    DisclosureItems,
    FoldedTexts,
    Grade,
    LocalSetting,
    MappaLevels,
    Move,
    PaperKinds,
    PomStrategy,
    Setting,
    SettingKind,
    Unit,
    kind_of,
    read_local,
    unit_of,
    unknown_local,
)
from pomdesk.rules.pack_file import Pack


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
    mappa_high_levels: MappaLevels
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
    """Referral window in months; what is asked when it opens, in days."""

    window_months: int
    screen_on: bool
    decision_days: int
    reassess_days: int


@dataclass(frozen=True, slots=True)
class PomPolicy:
    """Which kind of POM to recommend, by the strategy in force."""

    strategy: PomStrategy
    rosh_tiers: frozenset[str]
    rosh_levels: frozenset[RoshLevel]
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
class DutyPolicy:
    """How duties are dated and counted."""

    non_working_day: Move
    early_days: int
    added_holidays: Days


@dataclass(frozen=True, slots=True)
class OasysPolicy:
    """OASys reviews: each trigger with its switch."""

    initial_on: bool
    initial_weeks: int
    review_on: bool
    review_months: int
    review_lead_weeks: int
    stale_on: bool
    stale_weeks: int
    transfer_on: bool
    transfer_weeks: int
    change_on: bool
    change_working_days: int
    programme_on: bool
    programme_weeks: int
    parole_on: bool
    parole_weeks: int
    parole_lead_weeks: int
    handover_on: bool
    handover_lead_weeks: int
    release_on: bool
    release_weeks: int
    release_lead_weeks: int
    early_allocation_on: bool
    early_allocation_months: int
    countersign_on: bool
    countersign_working_days: int
    countersign_prison_pom: Grade
    countersign_probation_pom: Grade
    countersign_other: Grade
    countersign_grade_2: frozenset[RoshLevel]
    countersign_grade_3: frozenset[RoshLevel]
    countersign_mappa: bool


@dataclass(frozen=True, slots=True)
class TimetablePolicy:
    """Parole timetable, counted back from the target hearing; dates that PPUD gives always win."""

    notify_weeks: int
    custody_report_weeks: int
    com_report_weeks: int
    dossier_weeks: int
    paper_stage_weeks: int
    non_disclosure_weeks: int
    report_on: bool
    report_lead_weeks: int
    disclosure_on: bool
    disclosure_working_days: int
    hearing_on: bool
    hearing_lead_weeks: int
    outcome_on: bool
    outcome_days: int
    outcome_date_on: bool
    next_review_on: bool
    next_review_days: int
    recall_on: bool
    recall_report_days: int


@dataclass(frozen=True, slots=True)
class CommunityPolicy:
    """Finding the COM."""

    needed_on: bool
    overdue_on: bool
    unknown_on: bool
    supporting_days: int
    reminder_days: int
    no_date_on: bool
    tasks_on: bool


@dataclass(frozen=True, slots=True)
class PublicProtectionPolicy:
    """MAPPA, risk management meetings and contact restrictions."""

    mappa_on: bool
    mappa_months: int
    mappa_lead_months: int
    mappa_f_on: bool
    mappa_f_months: int
    mappa_f_working_days: int
    mappa_f_levels: MappaLevels
    irmm_on: bool
    irmm_months: int
    irmm_lead_months: int
    rosh_levels: frozenset[RoshLevel]
    restriction_on: bool
    restriction_months: int
    restriction_alerts: FoldedTexts


@dataclass(frozen=True, slots=True)
class ResettlementPolicy:
    """Release tasks."""

    dtr_on: bool
    dtr_days: int
    dtr_lead_days: int
    dtr_expires_weeks: int
    crs_on: bool
    crs_weeks: int
    crs_lead_weeks: int
    ap_on: bool
    ap_weeks: int
    ap_lead_weeks: int
    ap_rosh_levels: frozenset[RoshLevel]
    cas3_on: bool
    cas3_weeks: int
    cas3_lead_weeks: int
    licence_on: bool
    licence_weeks: int
    licence_lead_weeks: int
    licence_stop_working_days: int
    needs_on: bool
    needs_working_days: int
    needs_recent_weeks: int
    review_on: bool
    review_weeks: int
    review_lead_weeks: int
    complexity_on: bool
    complexity_working_days: int
    hdc_on: bool
    hdc_weeks: int


@dataclass(frozen=True, slots=True)
class ContactPolicy:
    """How often a person is seen."""

    on: bool
    very_high_months: int
    high_months: int
    medium_weeks: int
    low_weeks: int
    unknown_weeks: int
    lead_days: int
    counting: ContactWays
    key_work_on: bool
    key_work_weeks: int


@dataclass(frozen=True, slots=True)
class VisitPolicy:
    """Visits to the wings: who is proposed, how long it takes, and packs that are taken out.

    ``alerts`` are those that matter on a landing, by words that are part of an alert's.
    """

    soon_days: int
    not_seen_weeks: int
    contact_minutes: int
    meeting_minutes: int
    paper_minutes: int
    question_minutes: int
    oasys_minutes: int
    walking_minutes: int
    follow_up_days: int
    pack_days: int
    alerts: FoldedTexts


@dataclass(frozen=True, slots=True)
class VictimPolicy:
    """Victim liaison."""

    details_on: bool
    hearing_on: bool
    hearing_weeks: int
    hearing_lead_weeks: int
    release_on: bool
    release_weeks: int
    release_lead_weeks: int


@dataclass(frozen=True, slots=True)
class PaperPolicy:
    """What is looked at before a paper leaves, and who signs it.

    Attributes:
        oasys_weeks: an OASys is too old for a paper after so many weeks.
        seen_weeks: so long the person may not have been seen.
        chronology_gap_weeks: so long nothing may have been written down.
        countersigned: kinds of papers that need a second signature.
        disclosure_items: what is asked and ticked before a paper goes to the person.
        victim_words: words that may tell of a victim; the others are for the questions that they
            are named after. One all in capitals counts in capitals only.

    """

    oasys_weeks: int
    seen_weeks: int
    chronology_gap_weeks: int
    countersigned: PaperKinds
    disclosure_items: DisclosureItems
    victim_words: frozenset[str]
    vlo_words: frozenset[str]
    intelligence_words: frozenset[str]
    mappa_words: frozenset[str]


@dataclass(frozen=True, slots=True)
class QualityPolicy:
    """Quality assurance of supervisors' case files: how many, how sure, by when, how little told.

    Shares are whole per cent. ``cell_cases`` and ``cell_supervisors`` are never taken below 5 and
    3, ``cell_share_percent`` never above 80, whatever is set (``rules.quality.disclosure``).

    """

    on: bool
    cycle_month: int
    confidence_percent: int
    margin_percent: int
    find_percent: int
    find_confidence_percent: int
    floor_files: int
    file_minutes: int
    new_case_days: int
    decision_days: int
    substituted_percent: int
    double_percent: int
    double_cycle_files: int
    agreement_pairs: int
    agreement_months: int
    low_agreement_percent: int
    thin_percent: int
    clash_high_percent: int
    clash_low_percent: int
    band_low_percent: int
    band_middle_percent: int
    band_high_percent: int
    band_near_percent: int
    target_percent: int
    whole_percent_files: int
    cell_cases: int
    cell_supervisors: int
    cell_share_percent: int
    small_unit_supervisors: int
    feedback_working_days: int
    discuss_working_days: int
    query_working_days: int
    mark_working_days: int
    each_reviews: int
    week_reviews: int
    review_gap_months: int
    review_new_months: int
    review_lead_working_days: int
    review_escalate_working_days: int
    advice_working_days: int
    oversight_very_high_weeks: int
    oversight_high_weeks: int
    one_to_one_weeks: int
    need_reviews: int
    need_supervisors: int
    need_rounds: int
    effect_files: int


@dataclass(frozen=True, slots=True)
class RetentionPolicy:
    """How long records are kept before somebody looks at whether they are still needed, in months.

    Nothing is ever deleted by itself. ``prisons``: codes of this unit's own; with ``*`` every
    prison is, and nobody counts as moved away.
    """

    release_months: int
    transfer_months: int
    sentence_end_months: int
    last_contact_months: int
    quality_months: int
    prisons: frozenset[str]


@dataclass(frozen=True, slots=True)
class DataPolicy:
    """Facts that are missing or do not agree."""

    on: bool


@dataclass(frozen=True, slots=True)
class AuditPolicy:
    """How long events of the audit log are kept.

    Never under 6 or over 24 months, whatever is set (``services.audit_log``).
    """

    keep_months: int


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
    """The policy of one day.

    Attributes:
        title: what the pack is called on screen and paper.
        starts: the first day it is in force (``from`` in the file).
        local: a prison's own pack, not one that came with the program. Whether one setting is
            local is told by ``settings``.
        file: where it was read.
        settings: every setting, as the packs or this unit give it, by key
            (``handover.short_months``).

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
    duties: DutyPolicy
    oasys: OasysPolicy
    timetable: TimetablePolicy
    community: CommunityPolicy
    public_protection: PublicProtectionPolicy
    resettlement: ResettlementPolicy
    contact: ContactPolicy
    visits: VisitPolicy
    victims: VictimPolicy
    papers: PaperPolicy
    quality: QualityPolicy
    retention: RetentionPolicy
    data: DataPolicy
    audit: AuditPolicy
    prisons: PrisonPolicy
    settings: Mapping[str, Setting]

    def with_local(self, overrides: Mapping[str, LocalSetting]) -> "Policy":
        """The policy with this unit's own values, by key, in place of the packs'.

        Raises:
            PolicyRefused: for a key that there is not and for a value that does not fit its
                setting, with ``key``; ``reason`` is "local".

        """
        if not overrides:
            return self
        settings = dict(self.settings)
        changes: dict[str, dict[str, object]] = {}
        for key, local in overrides.items():
            section, _, name = key.partition(".")
            value, shown = read_local(local.value, key, _hint(key))
            changes.setdefault(section, {})[name] = value
            settings[key] = Setting(
                shown,
                source=f"{local.reason} ({local.by})" if local.by else local.reason,
                confidence=Confidence.CONFIRMED,
                local=True,
                starts=local.starts,
                reason=local.reason,
                by=local.by,
                instead_of=settings[key].instead_of or settings[key],
            )
        sections: dict[str, Any] = {
            name: replace(getattr(self, name), **values) for name, values in changes.items()
        }
        return replace(self, settings=settings, **sections)


_ABOUT = {"title", "starts", "local", "file", "settings"}
_SECTIONS: dict[str, type[Any]] = {
    name: kind for name, kind in get_type_hints(Policy).items() if name not in _ABOUT
}
_HEAD = frozenset({"title", "from", "local"})
_HINTS: Mapping[str, Mapping[str, object]] = {
    name: get_type_hints(kind) for name, kind in _SECTIONS.items()
}


@dataclass(frozen=True, slots=True)
class About:
    """What a setting is, whatever its value: its kind, the codes it may have, its unit."""

    kind: SettingKind
    choices: tuple[str, ...]
    unit: Unit | None


def about(key: str) -> About:
    """What the setting of a key is.

    Raises:
        PolicyRefused: POL-UNKNOWN, where there is no such setting.

    """
    kind, choices = kind_of(_hint(key))
    return About(kind, choices, unit_of(key, kind))


def local_value(key: str, value: object) -> object:
    """A value of this unit's own as a setting shows it: days as days, lists as tuples.

    Raises:
        PolicyRefused: POL-UNKNOWN for the key; other codes where the value does not fit.

    """
    return read_local(value, key, _hint(key))[1]


def _hint(key: str) -> object:
    section, _, name = key.partition(".")
    hint = _HINTS.get(section, {}).get(name)
    if hint is None:
        raise unknown_local(key)
    return hint


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

    The earliest must be whole. Each later one has a title and a day, and of the settings only
    those that change; the rest is as in the pack before it.

    Raises:
        PolicyRefused: for the first fault found, with ``file``, ``line``, ``key`` and
            ``reason``; also where there is no pack at all or two start on the same day.

    """
    if not packs:
        raise PolicyRefused("POL-NONE", file="", line=0, key="", reason="none")
    found: dict[date, Pack] = {}
    for file, text in packs:
        pack = Pack(file, text)
        pack.known(pack.table, _HEAD | _SECTIONS.keys(), "")
        if pack.starts in found:
            raise pack.refusal("POL-TWICE", "from", other=found[pack.starts].file)
        found[pack.starts] = pack
    policies: list[Policy] = []
    for _, pack in sorted(found.items()):
        policies.append(_read(pack, policies[-1] if policies else None))
    return Policies(policies)


def _read(pack: Pack, before: Policy | None) -> Policy:
    settings = dict(before.settings) if before else {}
    sections = {name: _read_section(pack, name, before, settings) for name in _SECTIONS}
    return Policy(
        title=pack.title,
        starts=pack.starts,
        local=pack.local,
        file=pack.file,
        settings=settings,
        **sections,
    )


def _read_section(
    pack: Pack, name: str, before: Policy | None, settings: dict[str, Setting]
) -> Any:
    old = getattr(before, name) if before else None
    if old is not None and name not in pack.table:
        return old
    table = pack.section(pack.table, name)
    hints = _HINTS[name]
    pack.known(table, set(hints), name)
    values = {}
    for field, hint in hints.items():
        if old is None or field in table:
            values[field], settings[f"{name}.{field}"] = pack.setting(table, field, name, hint)
    return _SECTIONS[name](**values) if old is None else replace(old, **values)
