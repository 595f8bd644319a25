"""Rows as objects, for commands that change a few of them; lists go through Core.

Every change made here is journalled by itself (``journal.watch``). Importing this module
brings the ORM in, so only commands that need it do, and only when they run.
"""

from datetime import date, datetime
from typing import cast

from sqlalchemy import Table, event
from sqlalchemy.orm import DeclarativeBase, Mapped, ORMExecuteState, Session

from pomdesk.store import journal, tables


class Record(DeclarativeBase):
    """A row. Columns without a value and without a default are NULL."""

    metadata = tables.metadata
    id: Mapped[int]

    @classmethod
    def table(cls) -> Table:
        """The Core table under the class."""
        return cast(Table, cls.__table__)


class PersonRecord(Record):
    """A prisoner, with the facts of Prisoner Search."""

    __table__ = tables.person
    id: Mapped[int]
    prisoner_number: Mapped[str]
    name_key: Mapped[str]
    booking_id: Mapped[int | None]
    first_name: Mapped[str]
    last_name: Mapped[str]
    date_of_birth: Mapped[date | None]
    prison_id: Mapped[str | None]
    supporting_prison_id: Mapped[str | None]
    restricted_patient: Mapped[bool | None]
    discharged_hospital_description: Mapped[str | None]
    cell_location: Mapped[str | None]
    in_out_status: Mapped[str | None]
    last_movement_type_code: Mapped[str | None]
    category: Mapped[str | None]
    category_active_since: Mapped[date | None]
    legal_status: Mapped[str | None]
    imprisonment_status: Mapped[str | None]
    imprisonment_status_description: Mapped[str | None]
    most_serious_offence: Mapped[str | None]
    recall: Mapped[bool | None]
    indeterminate_sentence: Mapped[bool | None]
    sentence_start_date: Mapped[date | None]
    sentence_expiry_date: Mapped[date | None]
    release_date: Mapped[date | None]
    conditional_release_date: Mapped[date | None]
    conditional_release_override_date: Mapped[date | None]
    automatic_release_date: Mapped[date | None]
    automatic_release_override_date: Mapped[date | None]
    post_recall_release_date: Mapped[date | None]
    post_recall_release_override_date: Mapped[date | None]
    parole_eligibility_date: Mapped[date | None]
    actual_parole_date: Mapped[date | None]
    tariff_date: Mapped[date | None]
    home_detention_curfew_eligibility_date: Mapped[date | None]
    home_detention_curfew_actual_date: Mapped[date | None]
    licence_expiry_date: Mapped[date | None]
    pnc_number: Mapped[str | None]
    cro_number: Mapped[str | None]
    current_incentive: Mapped[str | None]
    alerts: Mapped[str]
    source_id: Mapped[int | None]


class ProbationRecord(Record):
    """What nDelius holds for a person."""

    __table__ = tables.probation
    id: Mapped[int]
    person_id: Mapped[int]
    crn: Mapped[str | None]
    tier: Mapped[str | None]
    mappa_level: Mapped[int | None]
    mappa_category: Mapped[int | None]
    rosh_level: Mapped[str | None]
    com_name: Mapped[str | None]
    com_email: Mapped[str | None]
    team_name: Mapped[str | None]
    ldu_code: Mapped[str | None]
    ldu_name: Mapped[str | None]
    ldu_email: Mapped[str | None]
    probation_service: Mapped[str | None]
    enhanced_resourcing: Mapped[bool | None]
    vlo_assigned: Mapped[bool | None]
    source_id: Mapped[int | None]


class MovementRecord(Record):
    """One movement."""

    __table__ = tables.movement
    id: Mapped[int]
    person_id: Mapped[int]
    from_agency: Mapped[str | None]
    to_agency: Mapped[str | None]
    movement_type: Mapped[str]
    direction_code: Mapped[str | None]
    movement_date: Mapped[date]
    movement_time: Mapped[str | None]
    source_id: Mapped[int | None]
    typed: Mapped[str | None]
    typed_on: Mapped[date | None]
    typed_by: Mapped[str | None]


class SentenceTermRecord(Record):
    """One term of a sentence."""

    __table__ = tables.sentence_term
    id: Mapped[int]
    person_id: Mapped[int]
    booking_id: Mapped[int | None]
    case_id: Mapped[int | None]
    sentence_sequence: Mapped[int | None]
    line_seq: Mapped[int | None]
    term_sequence: Mapped[int | None]
    sentence_type: Mapped[str | None]
    life_sentence: Mapped[bool | None]
    sentence_term_code: Mapped[str | None]
    sentence_start_date: Mapped[date | None]
    start_date: Mapped[date | None]
    years: Mapped[int | None]
    months: Mapped[int | None]
    days: Mapped[int | None]
    source_id: Mapped[int | None]


class ParoleReviewRecord(Record):
    """One parole review."""

    __table__ = tables.parole_review
    id: Mapped[int]
    person_id: Mapped[int]
    review_id: Mapped[str]
    review_type: Mapped[str | None]
    review_status: Mapped[str | None]
    custody_report_due: Mapped[date | None]
    target_hearing_date: Mapped[date | None]
    hearing_outcome: Mapped[str | None]
    hearing_outcome_received_on: Mapped[date | None]
    source_id: Mapped[int | None]
    typed: Mapped[str | None]
    typed_on: Mapped[date | None]
    typed_by: Mapped[str | None]


class EarlyAllocationRecord(Record):
    """One early allocation assessment."""

    __table__ = tables.early_allocation
    id: Mapped[int]
    person_id: Mapped[int]
    created_on: Mapped[date]
    outcome: Mapped[str]
    community_decision: Mapped[bool | None]
    created_within_referral_window: Mapped[bool | None]
    source_id: Mapped[int | None]
    typed: Mapped[str | None]
    typed_on: Mapped[date | None]
    typed_by: Mapped[str | None]


class AssessmentRecord(Record):
    """One OASys assessment."""

    __table__ = tables.assessment
    id: Mapped[int]
    person_id: Mapped[int]
    assessment_type: Mapped[str]
    purpose: Mapped[str | None]
    status: Mapped[str | None]
    initiated_on: Mapped[date | None]
    completed_on: Mapped[date | None]
    assessor: Mapped[str | None]
    countersigned_on: Mapped[date | None]
    rosh_overall: Mapped[str | None]
    rosh: Mapped[str]
    predictors: Mapped[str]
    source_id: Mapped[int | None]
    typed: Mapped[str | None]
    typed_on: Mapped[date | None]
    typed_by: Mapped[str | None]


class StaffRecord(Record):
    """A member of staff."""

    __table__ = tables.staff
    id: Mapped[int]
    staff_id: Mapped[str]
    first_name: Mapped[str]
    last_name: Mapped[str]
    position: Mapped[str | None]
    email: Mapped[str | None]
    working_pattern: Mapped[str | None]
    status: Mapped[str | None]
    source_id: Mapped[int | None]


class AllocationRecord(Record):
    """Who is allocated to a person."""

    __table__ = tables.allocation
    id: Mapped[int]
    person_id: Mapped[int]
    primary_staff_id: Mapped[str | None]
    coworking_staff_id: Mapped[str | None]
    allocated_on: Mapped[date | None]
    source_id: Mapped[int | None]
    typed: Mapped[str | None]
    typed_on: Mapped[date | None]
    typed_by: Mapped[str | None]


class EntryRecord(Record):
    """What was written down at the desk about a person."""

    __table__ = tables.entry
    id: Mapped[int]
    person_id: Mapped[int]
    kind: Mapped[str]
    day: Mapped[date]
    what: Mapped[str | None]
    stage: Mapped[str | None]
    stage_day: Mapped[date | None]
    due: Mapped[date | None]
    title: Mapped[str]
    who: Mapped[str]
    text: Mapped[str]
    next_step: Mapped[str]
    subject: Mapped[str]
    parent_id: Mapped[int | None]
    written_by: Mapped[str]
    written_at: Mapped[datetime]


class DutyMarkRecord(Record):
    """What somebody said about a duty."""

    __table__ = tables.duty_mark
    id: Mapped[int]
    person_id: Mapped[int]
    duty: Mapped[str]
    mark: Mapped[str]
    day: Mapped[date]
    until: Mapped[date | None]
    note: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class PolicyOverrideRecord(Record):
    """A policy setting of this unit's own; ``value`` is JSON."""

    __table__ = tables.policy_override
    id: Mapped[int]
    key: Mapped[str]
    value: Mapped[str]
    starts: Mapped[date]
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class PaperRecord(Record):
    """A paper about a person."""

    __table__ = tables.paper
    id: Mapped[int]
    person_id: Mapped[int]
    kind: Mapped[str]
    language: Mapped[str]
    stage: Mapped[str]
    version: Mapped[int]
    writer: Mapped[str]
    begun_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    template_version: Mapped[str]
    subject: Mapped[str]
    follows: Mapped[int | None]
    revision: Mapped[int]


class PaperSectionRecord(Record):
    """What is written in one section of a paper; ``body`` is a passage as JSON."""

    __table__ = tables.paper_section
    id: Mapped[int]
    person_id: Mapped[int]
    paper_id: Mapped[int]
    section: Mapped[str]
    state: Mapped[str]
    written_by: Mapped[str]
    written_at: Mapped[datetime]
    body: Mapped[str]


class PaperStepRecord(Record):
    """One step in the life of a paper."""

    __table__ = tables.paper_step
    id: Mapped[int]
    person_id: Mapped[int]
    paper_id: Mapped[int]
    kind: Mapped[str]
    who: Mapped[str]
    day: Mapped[date]
    at: Mapped[datetime]
    item: Mapped[str]
    to_whom: Mapped[str]
    how: Mapped[str]
    comment: Mapped[str]
    text_digest: Mapped[str]


class PaperVersionRecord(Record):
    """What a paper said at some moment; ``sections`` is JSON."""

    __table__ = tables.paper_version
    id: Mapped[int]
    person_id: Mapped[int]
    paper_id: Mapped[int]
    number: Mapped[int]
    why: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]
    text_digest: Mapped[str]
    words_sha256: Mapped[str]
    file_sha256: Mapped[str]
    sections: Mapped[str]
    pdf: Mapped[bytes | None]


class PaperTemplateRecord(Record):
    """A unit's own template of a kind of paper."""

    __table__ = tables.paper_template
    id: Mapped[int]
    kind: Mapped[str]
    toml: Mapped[str]
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class QualityPersonRecord(Record):
    """Somebody who takes part in quality assurance."""

    __table__ = tables.qa_person
    id: Mapped[int]
    code: Mapped[str]
    name: Mapped[str]
    signs_in: Mapped[str]
    roles: Mapped[str]
    grade: Mapped[str | None]
    manager: Mapped[str]
    joined: Mapped[date | None]
    left: Mapped[date | None]


class QualityInstrumentRecord(Record):
    """One version of an instrument; ``content`` is JSON."""

    __table__ = tables.qa_instrument
    id: Mapped[int]
    code: Mapped[str]
    version: Mapped[int]
    stage: Mapped[str]
    title: Mapped[str]
    sha256: Mapped[str]
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    published_by: Mapped[str]
    published_at: Mapped[datetime | None]
    content: Mapped[str]


class QualityRoundRecord(Record):
    """A round; ``plan`` is JSON."""

    __table__ = tables.qa_round
    id: Mapped[int]
    ref: Mapped[str]
    title: Mapped[str]
    purpose: Mapped[str]
    unit: Mapped[str]
    stage: Mapped[str]
    cycle: Mapped[str]
    instrument_id: Mapped[int | None]
    as_of: Mapped[date]
    period_from: Mapped[date | None]
    period_to: Mapped[date | None]
    plan: Mapped[str]
    parent_id: Mapped[int | None]
    reason: Mapped[str]
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    ended_by: Mapped[str]
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str]
    witness: Mapped[str]
    revision: Mapped[int]


class QualityFrameRecord(Record):
    """The frame of a round, as it was frozen. Never changed."""

    __table__ = tables.qa_frame
    id: Mapped[int]
    round_id: Mapped[int]
    sha256: Mapped[str]
    frozen_by: Mapped[str]
    frozen_at: Mapped[datetime]
    content: Mapped[str]


class QualityDrawRecord(Record):
    """One draw, in the chain of all draws. Never changed."""

    __table__ = tables.qa_draw
    id: Mapped[int]
    round_id: Mapped[int]
    ref: Mapped[str]
    purpose: Mapped[str]
    sha256: Mapped[str]
    prev_sha256: Mapped[str]
    drawn_by: Mapped[str]
    drawn_at: Mapped[datetime]
    record: Mapped[str]


class QualitySampleRecord(Record):
    """One unit of a draw."""

    __table__ = tables.qa_sample
    id: Mapped[int]
    round_id: Mapped[int]
    draw_id: Mapped[int]
    case_ref: Mapped[str]
    supervisor: Mapped[str]
    stratum: Mapped[str]
    rank: Mapped[int]
    role: Mapped[str]
    why: Mapped[str]
    inclusion: Mapped[str]
    status: Mapped[str]
    reason: Mapped[str]
    note: Mapped[str]
    replaced_by: Mapped[int | None]
    double: Mapped[bool]


class QualityReviewRecord(Record):
    """One marking of one file; ``score`` is JSON."""

    __table__ = tables.qa_review
    id: Mapped[int]
    sample_id: Mapped[int]
    instrument_id: Mapped[int]
    assessor: Mapped[str]
    kind: Mapped[str]
    stage: Mapped[str]
    assigned_on: Mapped[date]
    due: Mapped[date | None]
    started_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    locked_at: Mapped[datetime | None]
    locked_on: Mapped[date | None]
    seconds: Mapped[int]
    place: Mapped[str]
    file_from: Mapped[date | None]
    file_to: Mapped[date | None]
    judgement: Mapped[str]
    judgement_why: Mapped[str]
    verdict: Mapped[str]
    score: Mapped[str]


class QualityAnswerRecord(Record):
    """One answer of a marking."""

    __table__ = tables.qa_answer
    id: Mapped[int]
    review_id: Mapped[int]
    question: Mapped[str]
    option: Mapped[str]
    comment: Mapped[str]
    document: Mapped[str]
    location: Mapped[str]
    root_causes: Mapped[str]
    good_practice: Mapped[bool]
    seconds: Mapped[int]


class QualitySettlementRecord(Record):
    """What a moderator settled. Never changed."""

    __table__ = tables.qa_settlement
    id: Mapped[int]
    review_id: Mapped[int]
    trigger: Mapped[str]
    question: Mapped[str]
    before: Mapped[str]
    other: Mapped[str]
    after: Mapped[str]
    rationale: Mapped[str]
    decided_by: Mapped[str]
    together_with: Mapped[str]
    decided_at: Mapped[datetime]


class QualityFeedbackRecord(Record):
    """Feedback to a supervisor on one review; ``sections`` is JSON."""

    __table__ = tables.qa_feedback
    id: Mapped[int]
    review_id: Mapped[int]
    supervisor: Mapped[str]
    stage: Mapped[str]
    good: Mapped[str]
    sections: Mapped[str]
    learning: Mapped[str]
    root_causes: Mapped[str]
    support: Mapped[str]
    sent_on: Mapped[date | None]
    sent_by: Mapped[str]
    discussed_on: Mapped[date | None]
    seen_on: Mapped[date | None]
    own_view: Mapped[str]
    reply: Mapped[str]
    reply_text: Mapped[str]
    replied_on: Mapped[date | None]
    answer: Mapped[str]
    answered_by: Mapped[str]
    answered_on: Mapped[date | None]
    revision: Mapped[int]


class QualitySeenRecord(Record):
    """Who opened whose feedback. Never changed."""

    __table__ = tables.qa_seen
    id: Mapped[int]
    feedback_id: Mapped[int]
    who: Mapped[str]
    at: Mapped[datetime]
    how: Mapped[str]


class QualityItemRecord(Record):
    """A light record of quality assurance."""

    __table__ = tables.qa_item
    id: Mapped[int]
    kind: Mapped[str]
    stage: Mapped[str]
    supervisor: Mapped[str]
    case_ref: Mapped[str]
    what: Mapped[str]
    title: Mapped[str]
    text: Mapped[str]
    day: Mapped[date | None]
    due: Mapped[date | None]
    stage_day: Mapped[date | None]
    owner: Mapped[str]
    people: Mapped[str]
    questions: Mapped[str]
    theme: Mapped[str]
    level: Mapped[str]
    priority: Mapped[str]
    outcome: Mapped[str]
    round_id: Mapped[int | None]
    review_id: Mapped[int | None]
    parent_id: Mapped[int | None]
    entry_id: Mapped[int | None]
    written_by: Mapped[str]
    written_at: Mapped[datetime]


class QualityReportRecord(Record):
    """A report to the Governor; ``inputs``, ``text``, ``figures`` and ``log`` are JSON."""

    __table__ = tables.qa_report
    id: Mapped[int]
    ref: Mapped[str]
    period_from: Mapped[date]
    period_to: Mapped[date]
    stage: Mapped[str]
    inputs: Mapped[str]
    figures_sha256: Mapped[str]
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    checked_by: Mapped[str]
    checked_on: Mapped[date | None]
    approved_by: Mapped[str]
    approved_on: Mapped[date | None]
    file_sha256: Mapped[str]
    text: Mapped[str]
    figures: Mapped[str]
    log: Mapped[str]
    pdf: Mapped[bytes | None]
    revision: Mapped[int]


class FieldSourceRecord(Record):
    """Where one fact came from, where its row does not say it."""

    __table__ = tables.field_source
    id: Mapped[int]
    person_id: Mapped[int]
    section: Mapped[str]
    field: Mapped[str]
    kind: Mapped[str]
    source_id: Mapped[int | None]
    typed_on: Mapped[date | None]
    typed_by: Mapped[str | None]
    typed_why: Mapped[str | None]
    file_value: Mapped[str | None]
    file_source_id: Mapped[int | None]


class ImportFileRecord(Record):
    """A file that was brought in."""

    __table__ = tables.import_file
    id: Mapped[int]
    name: Mapped[str]
    sha256: Mapped[str]
    format: Mapped[str]
    as_at: Mapped[date | None]
    imported_at: Mapped[datetime]
    imported_by: Mapped[str]
    added: Mapped[int]
    changed: Mapped[int]
    unchanged: Mapped[int]
    refused: Mapped[int]


class SettingRecord(Record):
    """A setting of this store."""

    __table__ = tables.setting
    id: Mapped[int]
    name: Mapped[str]
    value: Mapped[str]


class DeskRoleRecord(Record):
    """What somebody is on this desk."""

    __table__ = tables.desk_role
    id: Mapped[int]
    name: Mapped[str]
    role: Mapped[str]
    staff_ids: Mapped[str]


class HoldRecord(Record):
    """A hold on one person's record, or on all."""

    __table__ = tables.hold
    id: Mapped[int]
    person_id: Mapped[int | None]
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    review: Mapped[date | None]
    ended_by: Mapped[str]
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str]


class DisposalRecord(Record):
    """One review of whether a record is still needed."""

    __table__ = tables.disposal
    id: Mapped[int]
    person_id: Mapped[int]
    stage: Mapped[str]
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    until: Mapped[date | None]


class AccessRequestRecord(Record):
    """What somebody asked for of what is held on them."""

    __table__ = tables.access_request
    id: Mapped[int]
    person_id: Mapped[int]
    ref: Mapped[str]
    kind: Mapped[str]
    stage: Mapped[str]
    received: Mapped[date]
    due: Mapped[date]
    note: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    decided_by: Mapped[str]
    decided_at: Mapped[datetime | None]
    why: Mapped[str]
    statement: Mapped[str]


class AccessItemRecord(Record):
    """What needs a decision before it is released."""

    __table__ = tables.access_item
    id: Mapped[int]
    person_id: Mapped[int]
    request_id: Mapped[int]
    source: Mapped[str]
    flags: Mapped[str]
    decision: Mapped[str]
    ground: Mapped[str]
    text: Mapped[str]
    digest: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime | None]


class PlaceRecord(Record):
    """What this prison says of some cells."""

    __table__ = tables.place
    id: Mapped[int]
    prison_id: Mapped[str]
    begins: Mapped[str]
    wing: Mapped[str]
    landing: Mapped[str]
    walk: Mapped[int]


class VisitRecord(Record):
    """One walk to the wings."""

    __table__ = tables.visit
    id: Mapped[int]
    uid: Mapped[str]
    code: Mapped[str]
    prison_id: Mapped[str | None]
    day: Mapped[date]
    title: Mapped[str]
    state: Mapped[str]
    note: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    begun_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class VisitStopRecord(Record):
    """One person to see on a visit."""

    __table__ = tables.visit_stop
    id: Mapped[int]
    visit_id: Mapped[int]
    person_id: Mapped[int | None]
    uid: Mapped[str]
    position: Mapped[int]
    card: Mapped[str]


class VisitPackRecord(Record):
    """A pack taken out of this desk, or opened here."""

    __table__ = tables.visit_pack
    id: Mapped[int]
    visit_id: Mapped[int]
    uid: Mapped[str]
    state: Mapped[str]
    code: Mapped[str]
    holder: Mapped[str]
    device: Mapped[str]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    machine: Mapped[str]
    returns: Mapped[int]
    made: Mapped[str]
    why: Mapped[str]
    note: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class VisitReturnRecord(Record):
    """A file that was brought back."""

    __table__ = tables.visit_return
    id: Mapped[int]
    pack_id: Mapped[int]
    machine: Mapped[str]
    number: Mapped[int]
    uid: Mapped[str]
    before: Mapped[str]
    note: Mapped[str]
    made_at: Mapped[datetime]
    told: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class VisitBaseRecord(Record):
    """What the desk and a visit last agreed on."""

    __table__ = tables.visit_base
    id: Mapped[int]
    stop_id: Mapped[int]
    person_id: Mapped[int]
    side: Mapped[str]
    row_key: Mapped[str]
    fields: Mapped[str]
    entry_id: Mapped[int | None]


class VisitClashRecord(Record):
    """What both sides changed."""

    __table__ = tables.visit_clash
    id: Mapped[int]
    stop_id: Mapped[int]
    person_id: Mapped[int]
    machine: Mapped[str]
    kind: Mapped[str]
    row_key: Mapped[str]
    entry_id: Mapped[int | None]
    field: Mapped[str]
    base: Mapped[str | None]
    theirs: Mapped[str | None]
    at: Mapped[datetime]
    decided: Mapped[str]
    decided_by: Mapped[str]
    decided_at: Mapped[datetime | None]


class DeskSession(Session):
    """A session that changes rows one by one, so that the journal sees each."""


@event.listens_for(DeskSession, "do_orm_execute")
def _refuse_bulk(state: ORMExecuteState) -> None:
    if not state.is_select:
        raise RuntimeError("bulk changes go through UnitOfWork.bulk_*, which are journalled")


journal.watch(Record)
