"""Quality assurance as its screens and papers show it.

Names of people are read models' words already (``supervisor_name``); codes stay codes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

from pomdesk.domain.quality.instruments import Answer, Instrument, Question
from pomdesk.domain.quality.items import Item
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.results import (
    Agreement,
    Finding,
    FrameRow,
    Interval,
    QualityDuty,
    Score,
)
from pomdesk.domain.quality.terms import (
    Exclusion,
    FeedbackReply,
    FeedbackStage,
    InstrumentStage,
    Judgement,
    Purpose,
    ReviewKind,
    ReviewStage,
    Role,
    RootCause,
    RoundStage,
    SampleRole,
    SampleStatus,
    Substitution,
    Trigger,
    Unit,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class Acting:
    """Who is signed in, for what quality assurance shows them.

    Attributes:
        member: None: they take no part (yet).
        can_begin: nobody leads yet, so whoever is signed in may name themselves the lead.

    """

    member: Member | None
    can_begin: bool

    def may(self, *roles: Role) -> bool:
        """Whether they have one of these roles."""
        return self.member is not None and self.member.may(*roles)


# Rounds.


@dataclass(frozen=True, slots=True)
class RoundLine:
    """One round in a list.

    Attributes:
        drawn, done: primaries and certainty cases drawn, and read.
        to_settle: what waits for a moderator.

    """

    id: int
    ref: str
    title: str
    purpose: Purpose
    unit: Unit
    stage: RoundStage
    cycle: str
    as_of: date
    drawn: int
    done: int
    to_settle: int
    instrument: str = ""


@dataclass(frozen=True, slots=True)
class QualityNow:
    """The first page of quality assurance: what is asked of whoever is signed in.

    Attributes:
        duties: theirs, or everybody's for the lead; most urgent first.
        rounds: newest first; none for those who have nothing to do with them.
        feedback: theirs to read as a supervisor.
        reports: ``ReportLine``, for Governor, lead and auditor.

    """

    acting: Acting
    duties: Sequence[QualityDuty]
    rounds: Sequence[RoundLine]
    feedback: Sequence["FeedbackLine"]
    reports: Sequence["ReportLine"]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class StratumLine:
    """One stratum of a frame or a draw; ``supervisor_name`` is shown, ``stratum`` is hashed."""

    stratum: str
    supervisor: str
    supervisor_name: str
    eligible: int
    excluded: int
    drawn: int
    certain: int = 0
    reserves: int = 0


@dataclass(frozen=True, slots=True)
class FramePreview:
    """The frame as it would be frozen now, or was.

    Attributes:
        rows: every unit with its exclusion.
        eligibility: the rule in words.
        duplicates: references that stand twice; nothing can be frozen while there are any.
        unattributed: references with neither supervisor nor exclusion; likewise.
        sha256: of the frozen frame; "" before.

    """

    rows: Sequence[FrameRow]
    eligibility: str
    strata: Sequence[StratumLine]
    exclusions: Mapping[Exclusion, int]
    duplicates: Sequence[str]
    unattributed: Sequence[str]
    sha256: str = ""
    frozen_at: datetime | None = None
    frozen_by: str = ""


@dataclass(frozen=True, slots=True)
class ThreeQuestions:
    """How many files: three questions, each with its own number, and what one number buys.

    Attributes:
        eligible: units that can be drawn.
        estimate, discovery, coverage: the three numbers.
        proposed: the largest of them, at most ``eligible``.
        chosen: what is asked about; the rest is what that buys.
        margin: half the width of the interval at a share of one half, in points.
        find: chance of seeing at least one serious failure if the policy's share has one.
        least, most: files of the supervisor with fewest and most.
        hours: reading time.
        lost: codes of what a cut below ``proposed`` gives up: ``estimate``, ``discovery``,
            ``coverage``.

    """

    eligible: int
    supervisors: int
    estimate: int
    discovery: int
    coverage: int
    proposed: int
    chosen: int
    margin: float
    find: float
    least: int
    most: int
    hours: Fraction
    lost: Sequence[str]


@dataclass(frozen=True, slots=True)
class SampleLine:
    """One drawn unit.

    Attributes:
        person_id: in this store; None: not here.
        name: of the prisoner, "Surname, Forename"; "" where not here.
        may_mark: whether whoever is signed in may mark it.
        review_id: the primary marking, or that of whoever is signed in.

    """

    id: int
    case_ref: str
    person_id: int | None
    name: str
    supervisor: str
    supervisor_name: str
    stratum: str
    rank: int
    role: SampleRole
    why: str
    inclusion: Fraction
    status: SampleStatus
    reason: Substitution | None
    assessor: str
    assessor_name: str
    double: bool
    second_assessor: str
    due: date | None
    review_id: int | None
    review_stage: ReviewStage | None
    verdict: Verdict | None
    may_mark: bool


@dataclass(frozen=True, slots=True)
class DrawLine:
    """One draw of a round; ``record`` is the canonical JSON text the hash is of."""

    id: int
    ref: str
    purpose: Purpose
    drawn_at: datetime
    drawn_by: str
    seed: str
    seed_source: str
    witness: str
    sha256: str
    prev_sha256: str
    record: str


@dataclass(frozen=True, slots=True)
class Dispute:
    """Something that waits for a moderator, or was settled.

    Attributes:
        trigger: why.
        question: "" for the verdict.
        first, second: option keys (or verdicts) of the two markers; ``second`` "" where one.
        settled: option key settled on; "" while it waits.
        may_settle: whether whoever is signed in may.

    """

    review_id: int
    sample_id: int
    case_ref: str
    trigger: Trigger
    question: str
    question_text: str
    first: str
    first_by: str
    first_comment: str
    second: str
    second_by: str
    second_comment: str
    settled: str
    rationale: str
    decided_by: str
    may_settle: bool


@dataclass(frozen=True, slots=True)
class RoundView:
    """One round: its path of five steps and all that hangs on it.

    Attributes:
        step: ``frame``, ``draw``, ``read``, ``settle``, ``report``: where it stands.
        may: codes of what whoever is signed in may do now: ``freeze``, ``draw``, ``assign``,
            ``substitute``, ``double``, ``settle``, ``close``, ``void``, ``confirm_void``,
            ``redraw``, ``change``, ``delete``.
        blocks: codes of what stands in the way of closing.
        plan: as it was planned (see ``RoundPlan``).
        warnings: codes, e.g. ``substituted`` (more than the policy's share).

    """

    id: int
    ref: str
    title: str
    purpose: Purpose
    unit: Unit
    stage: RoundStage
    step: str
    cycle: str
    as_of: date
    period_from: date | None
    period_to: date | None
    reason: str
    parent_ref: str
    instrument_id: int | None
    instrument: Instrument | None
    plan: "RoundPlan"
    frame: FramePreview | None
    draws: Sequence[DrawLine]
    strata: Sequence[StratumLine]
    samples: Sequence[SampleLine]
    disputes: Sequence[Dispute]
    may: frozenset[str]
    blocks: Sequence[str]
    warnings: Sequence[str]
    made_by: str
    ended_why: str = ""


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """How a round is to be drawn, before its frame is frozen.

    Attributes:
        files: how many; 0: as the three questions propose.
        floor: least of each supervisor.
        second_key: ``""``, ``rosh``, ``sentence``, ``oasys``: a further key inside a supervisor.
        filter: rule code of a targeted draw: ``""``, ``high_rosh``, ``release_near``,
            ``parole_near``, ``oasys_late``, ``new_to_supervisor``, ``mappa``.
        filter_words: the same, in the requester's words.
        leave_out_seen: whether cases seen in this cycle are excluded.
        supervisors: codes; none: all.
        from_file: name of the list it came from; "" from the store.
        restricted, conflicts: references excluded by hand.
        certain: references that are seen for certain beside the policy's own, with a code of
            ``Certainty``.

    """

    files: int = 0
    floor: int = 2
    second_key: str = ""
    filter: str = ""
    filter_words: str = ""
    leave_out_seen: bool = True
    supervisors: Sequence[str] = ()
    from_file: str = ""
    restricted: Sequence[str] = ()
    conflicts: Sequence[str] = ()
    certain: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A draw record with its frame, for printing, saving and verifying.

    Attributes:
        record, frame: canonical JSON texts.
        findings: what ``verify`` says; none: it holds.

    """

    round_ref: str
    title: str
    draw: DrawLine
    record: str
    frame: str
    findings: Sequence[Finding]


# Instruments.


@dataclass(frozen=True, slots=True)
class InstrumentLine:
    """One version of an instrument in a list; ``used`` is how many markings point at it."""

    id: int
    code: str
    version: int
    title: str
    unit: Unit
    stage: InstrumentStage
    questions: int
    sha256: str
    made_by: str
    published_at: datetime | None
    used: int


@dataclass(frozen=True, slots=True)
class InstrumentView:
    """One version, whole; ``may_change`` for drafts and pilots, by the lead."""

    line: InstrumentLine
    instrument: Instrument
    may_change: bool


# Marking.


@dataclass(frozen=True, slots=True)
class FileFact:
    """One line of the file that lies beside the questions: what, its value and its day."""

    heading: str
    words: str
    day: date | None = None


@dataclass(frozen=True, slots=True)
class MarkingView:
    """One marking: the file on the left, one question at a time on the right.

    Attributes:
        file: what the store has of the case: sections of lines, newest first; none where the
            case is not in this store.
        place: key of the question it was left at.
        missing: what stands in the way of handing it in: question key and code
            (``unanswered``, ``comment``, ``root_cause``, ``na``).
        score: only once the judgement was given and it was handed in.
        may_change: whoever is signed in is its assessor and it is not locked.
        blind: a second marking: nothing of the first is told.
        names: prisoner's name, "" where hidden or not here.

    """

    review_id: int
    sample_id: int
    round_id: int
    round_ref: str
    case_ref: str
    person_id: int | None
    name: str
    supervisor: str
    supervisor_name: str
    assessor: str
    assessor_name: str
    kind: ReviewKind
    stage: ReviewStage
    instrument: Instrument
    instrument_stage: InstrumentStage
    answers: Mapping[str, Answer]
    place: str
    file_from: date | None
    file_to: date | None
    judgement: Judgement | None
    judgement_why: str
    missing: Sequence[tuple[str, str]]
    unsure: Sequence[str]
    score: Score | None
    seconds: int
    concerns: Sequence[Item]
    file: Sequence[tuple[str, Sequence[FileFact]]]
    may_change: bool
    blind: bool


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One marking in a list of what somebody has to mark."""

    review_id: int
    round_ref: str
    case_ref: str
    name: str
    supervisor_name: str
    kind: ReviewKind
    stage: ReviewStage
    answered: int
    questions: int
    due: date | None
    seconds: int


# Feedback.


@dataclass(frozen=True, slots=True)
class FeedbackLine:
    """One feedback in a list; the verdict is told to those who may open it."""

    review_id: int
    feedback_id: int | None
    round_ref: str
    case_ref: str
    supervisor: str
    supervisor_name: str
    assessor_name: str
    stage: FeedbackStage
    locked_on: date | None
    sent_on: date | None
    discussed_on: date | None
    seen_on: date | None
    due: date | None
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """One question as feedback tells it: the settled answer, and what it was before."""

    question: Question
    answer: Answer
    label: str
    best: bool
    settled: bool
    before: str = ""


@dataclass(frozen=True, slots=True)
class FeedbackView:
    """The feedback of one review, for whoever may see it.

    Attributes:
        role: how they see it: ``supervisor``, ``assessor``, ``manager``, ``lead``.
        results: by section, in the order of the instrument; the critical failures first in
            ``critical``.
        trend: own counts over the last four rounds: round ref, sufficient, of how many.
        actions: what must be mended on this case.
        own_first: the supervisor's own view is asked before ours is shown.
        may: codes: ``write``, ``send``, ``discuss``, ``reply``, ``answer``, ``acknowledge``,
            ``own_view``.
        sections: words of the assessor by section key.
        seen: who opened it and when (for the supervisor).
        names: of whoever owns an action, by code.

    """

    review_id: int
    feedback_id: int | None
    role: str
    stage: FeedbackStage
    supervisor: str
    supervisor_name: str
    assessor_name: str
    case_ref: str
    person_id: int | None
    name: str
    round_ref: str
    instrument: Instrument
    file_from: date | None
    file_to: date | None
    locked_on: date | None
    verdict: Verdict
    score: Score
    judgement_why: str
    results: Sequence[tuple[str, Sequence[QuestionResult]]]
    critical: Sequence[Question]
    good: str
    sections: Mapping[str, str]
    learning: str
    root_causes: Sequence[RootCause]
    support: str
    actions: Sequence[Item]
    sent_on: date | None
    seen_on: date | None
    discussed_on: date | None
    own_view: str
    own_first: bool
    reply: FeedbackReply | None
    reply_text: str
    replied_on: date | None
    answer: str
    answered_by: str
    answered_on: date | None
    trend: Sequence[tuple[str, int, int]]
    may: frozenset[str]
    seen: Sequence[tuple[str, datetime]] = ()
    names: Mapping[str, str] = field(default_factory=dict)


# Oversight, case reviews, learning.


@dataclass(frozen=True, slots=True)
class CoverageCell:
    """Files of one supervisor read in one quarter (or month) of the cycle."""

    supervisor: str
    period: str
    drawn: int
    read: int


@dataclass(frozen=True, slots=True)
class SupervisorLine:
    """One supervisor for the lead and the line manager: counts, never a percentage or a rank.

    Attributes:
        cases: on the day, of the store.
        trend: last four rounds: ref, sufficient, of how many.
        last_one_to_one, last_feedback: days; None: never.
        open_actions: number.
        reviews: case reviews of this half year: done, due.

    """

    member: Member
    cases: int
    drawn: int
    read: int
    trend: Sequence[tuple[str, int, int]]
    last_one_to_one: date | None
    last_feedback: date | None
    open_actions: int
    reviews: tuple[int, int]


@dataclass(frozen=True, slots=True)
class OversightView:
    """Supervisors, their case reviews, and the support they had.

    Attributes:
        periods: of the cycle, in order, for ``coverage``.
        new_cases: cases allocated lately, with no advice on record: case, supervisor, since.
        high_risk: high and very high RoSH cases with the last oversight and the next.
        window: e.g. ``2026-H1``; ``window_from`` to ``window_to``.
        reviews: case reviews of the window.

    """

    acting: Acting
    members: Sequence[Member]
    supervisors: Sequence[SupervisorLine]
    periods: Sequence[str]
    coverage: Sequence[CoverageCell]
    window: str
    window_from: date
    window_to: date
    reviews: Sequence[Item]
    support: Sequence[Item]
    new_cases: Sequence["CaseToSee"]
    high_risk: Sequence["CaseToSee"]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CaseToSee:
    """A case that somebody should look at with its supervisor."""

    case_ref: str
    person_id: int
    name: str
    supervisor: str
    supervisor_name: str
    rosh: str
    since: date | None
    last: date | None
    due: date | None


@dataclass(frozen=True, slots=True)
class Effect:
    """Before and after an activity, for the questions it should move.

    Attributes:
        verdict: ``better``, ``worse``, ``no_clear_change``, ``too_early``, ``not_comparable``.
        interval: of the difference of shares (after minus before); None where too early.

    """

    before: tuple[int, int]
    after: tuple[int, int]
    interval: tuple[float, float] | None
    verdict: str


@dataclass(frozen=True, slots=True)
class LearningView:
    """Needs with their activities, effects, suggestions and the bank of good practice.

    Attributes:
        needs: by stage, in the order of the stages; team and establishment needs for everybody
            who may see the page, individual ones for those who may.
        suggested: what the results suggest: not yet an item (``id`` 0).
        effects: by id of the need.
        evidence: cases and supervisors behind a need, by its id (lead only).

    """

    acting: Acting
    needs: Sequence[Item]
    suggested: Sequence[Item]
    activities: Sequence[Item]
    effects: Mapping[int, Effect]
    evidence: Mapping[int, tuple[int, int]]
    practice: Sequence[Item]
    issues: Sequence[Item]
    themes: Mapping[str, str]
    questions: Mapping[str, str]
    names: Mapping[str, str]


# The Governor's report.


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it may be told; both None: suppressed (printed ``~``).

    Attributes:
        k, n: so many of so many.
        interval: only where told and drawn at random.
        percent: whole, where there are files enough for one (``rules.quality.bands.shown_share``).
        edge: ``exact``, or ``under`` and ``over`` where rounding would say none or all.

    """

    k: int | None
    n: int | None
    interval: Interval | None = None
    percent: int | None = None
    edge: str = "exact"


@dataclass(frozen=True, slots=True)
class KeyResult:
    """One key question in the report; ``band`` 0 (lowest) to 3, None where not told."""

    question: str
    text: str
    section: str
    figure: Figure
    band: int | None
    near_border: bool


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One round of a trend: what was told, the limits round it, and whether a line breaks here.

    Attributes:
        limits: exact 2.5 and 97.5 per cent limits, as shares; None where not told.
        breaks: another instrument version begins: no line joins it with the point before.

    """

    round_ref: str
    figure: Figure
    limits: tuple[float, float] | None
    breaks: bool


@dataclass(frozen=True, slots=True)
class ThemeLine:
    """One theme: files in which it fell short, as told; ``band`` of heads where not told."""

    theme: str
    title: str
    figure: Figure
    band: str
    root_causes: Sequence[tuple[RootCause, int | None]]


@dataclass(frozen=True, slots=True)
class GovernorReport:
    """The report to the Governor: nothing in it names or points at anybody.

    Every number is a ``Figure`` that has passed the disclosure rules, or a count of the whole
    unit that they let through. It is made from rounds that are closed.

    Attributes:
        books, eligible, drawn, read, substituted, withdrawn: coverage; None: suppressed.
        seen_in_cycle: of eligible cases.
        supervisors: covered, as a count; None where the unit is too small to say.
        overall: sufficient of the files drawn at random, counted plainly; its interval comes of
            told figures only and is rounded outward to whole per cents. ``naive`` is the same.
        critical: question text, files, actions all closed.
        needs: team and establishment needs: title, stage, band or figure, effect.
        targeted: rounds for a purpose, apart from all else: title and figure.
        reviews: in-depth reviews: done, due, deferred.
        support: counts of advice, meetings, one-to-ones, oversight.
        rounds: ref, frame day, draw refs, record hashes.
        log: every decision: cell, rule, action; for lead and auditor, never printed for
            the Governor.
        words: written by the lead: ``strong``, ``worries``, ``asks`` (three lines), ``note``.
        small_unit: totals only.
        figures_sha256: of the canonical JSON of everything told.
        warnings: codes, e.g. ``substituted``, ``open_actions``, ``mixed_versions``.
        left_out: ref of each round of the period that is not in it, with ``closed`` or ``void``.

    """

    id: int | None
    ref: str
    title: str
    period_from: date
    period_to: date
    stage: str
    books: int | None
    eligible: int | None
    drawn: int | None
    read: int | None
    substituted: int | None
    withdrawn: int | None
    seen_in_cycle: Figure
    supervisors: int | None
    overall: Figure
    estimate: Interval | None
    naive: Figure
    results: Sequence[KeyResult]
    band: int | None
    trend: Sequence[TrendPoint]
    critical: Sequence[tuple[str, Figure, bool | None]]
    themes: Sequence[ThemeLine]
    causes: Sequence[tuple[RootCause, int | None]]
    needs: Sequence[tuple[Item, str, Effect | None]]
    activities: Sequence[Item]
    agreement: Sequence[Agreement]
    agreement_texts: Mapping[str, str]
    targeted: Sequence[tuple[str, Figure]]
    reviews: tuple[int | None, int | None, int | None]
    support: Mapping[str, int | None]
    rounds: Sequence[tuple[str, date, str, str]]
    exclusions: Mapping[Exclusion, int | None]
    confidence: float
    target: Fraction
    words: Mapping[str, str]
    log: Sequence[tuple[str, str, str]]
    small_unit: bool
    figures_sha256: str
    made_by: str
    checked_by: str
    approved_by: str
    approved_on: date | None
    warnings: Sequence[str] = ()
    left_out: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report to the Governor in a list; ``stage`` ``draft``, ``checked``, ``approved``."""

    id: int
    ref: str
    period_from: date
    period_to: date
    stage: str
    made_by: str
    approved_on: date | None
    figures_sha256: str
