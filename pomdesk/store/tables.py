"""The tables, as plain SQLAlchemy Core.

Queries, the bulk import and the migrations need no more than this; the mapped classes
that commands change one by one lie on top in ``records.py``. Keeping the two apart keeps
the ORM out of start-up and of the command line. Types and names are portable, so that the
same tables can live on PostgreSQL.

Columns that hold a published field carry its name in snake_case, as ``domain.facts`` does.
"""

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _person_id() -> Column[int]:
    return Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), nullable=False)


def _source_id() -> Column[int]:
    return Column("source_id", ForeignKey("import_file.id"))


TYPED_WHOLE = "*"
"""In a ``typed`` column: all of the row was typed by hand."""


def _typed() -> tuple[Column[Any], ...]:
    """What of a row was typed by hand: ``*`` for all of it, else names parted by spaces."""
    return (
        Column("typed", Text),
        Column("typed_on", Date),
        Column("typed_by", String(100)),
    )


def _typed_rows() -> Index:
    """Finds the few typed rows among all; costs files nothing, for theirs are not in it."""
    return Index(None, "typed", sqlite_where=text("typed IS NOT NULL"))


UNJOURNALLED = {"unjournalled": True}
"""``info`` of a column whose values the journal leaves out (``store.journal``): long texts and
files, of which the tables themselves keep the earlier ones or which never change."""


def _paper_id() -> Column[int]:
    return Column("paper_id", ForeignKey("paper.id", ondelete="CASCADE"), nullable=False)


import_file = Table(
    "import_file",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(255), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("format", String(20), nullable=False),
    Column("as_at", Date),
    Column("imported_at", DateTime, nullable=False),
    Column("imported_by", String(100), nullable=False),
    Column("added", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
)

person = Table(
    "person",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("prisoner_number", String(7), nullable=False, unique=True),
    # surname, forename; folded: no case, no accents. What lists sort and search by.
    Column("name_key", String(200), nullable=False, index=True),
    Column("booking_id", Integer),
    Column("first_name", String(100), nullable=False, default=""),
    Column("last_name", String(100), nullable=False, default=""),
    Column("date_of_birth", Date),
    Column("prison_id", String(10)),
    Column("supporting_prison_id", String(10)),
    Column("restricted_patient", Boolean),
    Column("discharged_hospital_description", String(200)),
    Column("cell_location", String(100)),
    Column("in_out_status", String(20)),
    Column("last_movement_type_code", String(20)),
    Column("category", String(10)),
    Column("category_active_since", Date),
    Column("legal_status", String(40)),
    Column("imprisonment_status", String(40)),
    Column("imprisonment_status_description", String(200)),
    Column("most_serious_offence", String(300)),
    Column("recall", Boolean),
    Column("indeterminate_sentence", Boolean),
    Column("sentence_start_date", Date),
    Column("sentence_expiry_date", Date),
    Column("release_date", Date),
    Column("conditional_release_date", Date),
    Column("conditional_release_override_date", Date),
    Column("automatic_release_date", Date),
    Column("automatic_release_override_date", Date),
    Column("post_recall_release_date", Date),
    Column("post_recall_release_override_date", Date),
    Column("parole_eligibility_date", Date),
    Column("actual_parole_date", Date),
    Column("tariff_date", Date),
    Column("home_detention_curfew_eligibility_date", Date),
    Column("home_detention_curfew_actual_date", Date),
    Column("licence_expiry_date", Date),
    Column("pnc_number", String(20)),
    Column("cro_number", String(20)),
    Column("current_incentive", String(100)),
    # Words of the active alerts, one a line: read as a whole, never searched by part.
    Column("alerts", Text, nullable=False, default=""),
    _source_id(),
)

probation = Table(
    "probation",
    metadata,
    Column("id", Integer, primary_key=True),
    _person_id(),
    Column("crn", String(20)),
    Column("tier", String(20)),
    Column("mappa_level", Integer),
    Column("mappa_category", Integer),
    Column("rosh_level", String(20)),
    Column("com_name", String(200)),
    Column("com_email", String(254)),
    Column("team_name", String(200)),
    Column("ldu_code", String(20)),
    Column("ldu_name", String(200)),
    Column("ldu_email", String(254)),
    Column("probation_service", String(20)),
    Column("enhanced_resourcing", Boolean),
    Column("vlo_assigned", Boolean),
    _source_id(),
    UniqueConstraint("person_id"),
)

movement = Table(
    "movement",
    metadata,
    Column("id", Integer, primary_key=True),
    _person_id(),
    Column("from_agency", String(20)),
    Column("to_agency", String(20)),
    Column("movement_type", String(10), nullable=False),
    Column("direction_code", String(10)),
    Column("movement_date", Date, nullable=False),
    Column("movement_time", String(8)),
    _source_id(),
    *_typed(),
    _typed_rows(),
    Index(None, "person_id"),
)

sentence_term = Table(
    "sentence_term",
    metadata,
    Column("id", Integer, primary_key=True),
    _person_id(),
    Column("booking_id", Integer),
    Column("case_id", Integer),
    Column("sentence_sequence", Integer),
    Column("line_seq", Integer),
    Column("term_sequence", Integer),
    Column("sentence_type", String(40)),
    Column("life_sentence", Boolean),
    Column("sentence_term_code", String(20)),
    Column("sentence_start_date", Date),
    Column("start_date", Date),
    Column("years", Integer),
    Column("months", Integer),
    Column("days", Integer),
    _source_id(),
    Index(None, "person_id"),
)

parole_review = Table(
    "parole_review",
    metadata,
    Column("id", Integer, primary_key=True),
    _person_id(),
    Column("review_id", String(40), nullable=False),
    Column("review_type", String(200)),
    Column("review_status", String(60)),
    Column("custody_report_due", Date),
    Column("target_hearing_date", Date),
    Column("hearing_outcome", String(200)),
    Column("hearing_outcome_received_on", Date),
    _source_id(),
    *_typed(),
    _typed_rows(),
    UniqueConstraint("person_id", "review_id"),
)

early_allocation = Table(
    "early_allocation",
    metadata,
    Column("id", Integer, primary_key=True),
    _person_id(),
    Column("created_on", Date, nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("community_decision", Boolean),
    Column("created_within_referral_window", Boolean),
    _source_id(),
    *_typed(),
    _typed_rows(),
    Index(None, "person_id"),
)

assessment = Table(
    "assessment",
    metadata,
    Column("id", Integer, primary_key=True),
    _person_id(),
    Column("assessment_type", String(20), nullable=False),
    Column("purpose", String(100)),
    Column("status", String(40)),
    Column("initiated_on", Date),
    Column("completed_on", Date),
    Column("assessor", String(200)),
    Column("countersigned_on", Date),
    Column("rosh_overall", String(20)),
    # JSON objects as given, read whole with their assessment.
    Column("rosh", Text, nullable=False, default="{}"),
    Column("predictors", Text, nullable=False, default="[]"),
    _source_id(),
    *_typed(),
    _typed_rows(),
    Index(None, "person_id"),
)

staff = Table(
    "staff",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("staff_id", String(40), nullable=False, unique=True),
    Column("first_name", String(100), nullable=False, default=""),
    Column("last_name", String(100), nullable=False, default=""),
    Column("position", String(20)),
    Column("email", String(254)),
    Column("working_pattern", String(40)),
    Column("status", String(40)),
    _source_id(),
)

allocation = Table(
    "allocation",
    metadata,
    Column("id", Integer, primary_key=True),
    _person_id(),
    Column("primary_staff_id", String(40)),
    Column("coworking_staff_id", String(40)),
    Column("allocated_on", Date),
    _source_id(),
    *_typed(),
    _typed_rows(),
    UniqueConstraint("person_id"),
)

# Where one fact came from, only where that is not its row's own source: a value typed by
# hand, or one that a later file with few columns gave.
field_source = Table(
    "field_source",
    metadata,
    Column("id", Integer, primary_key=True),
    _person_id(),
    Column("section", String(40), nullable=False),
    Column("field", String(60), nullable=False),
    Column("kind", String(10), nullable=False),
    _source_id(),
    Column("typed_on", Date),
    Column("typed_by", String(100)),
    Column("typed_why", Text),
    # What the latest file says where that differs from what was typed (ISO or plain text).
    Column("file_value", Text),
    Column("file_source_id", ForeignKey("import_file.id")),
    UniqueConstraint("person_id", "section", "field"),
)

# What was written down at the desk about a person; ``domain.record`` says what each kind has.
entry = Table(
    "entry",
    metadata,
    Column("id", Integer, primary_key=True),
    _person_id(),
    Column("kind", String(30), nullable=False),
    Column("day", Date, nullable=False),
    Column("what", String(40)),
    Column("stage", String(40)),
    Column("stage_day", Date),
    Column("due", Date),
    Column("title", String(300), nullable=False, default=""),
    Column("who", String(200), nullable=False, default=""),
    Column("text", Text, nullable=False, default=""),
    Column("next_step", Text, nullable=False, default=""),
    Column("subject", String(60), nullable=False, default=""),
    # Indexed: else taking an entry out would look through all others for those that hang on it.
    Column("parent_id", ForeignKey("entry.id", ondelete="CASCADE"), index=True),
    Column("written_by", String(100), nullable=False),
    Column("written_at", DateTime, nullable=False),
    # What duties need of the entries is told from this index alone (services/cases.py).
    Index(None, "person_id", "kind", "day", "what", "due"),
)

# What was said about a duty: done, not needed, later. The duties themselves are worked out.
duty_mark = Table(
    "duty_mark",
    metadata,
    Column("id", Integer, primary_key=True),
    _person_id(),
    Column("duty", String(120), nullable=False),
    Column("mark", String(20), nullable=False),
    Column("day", Date, nullable=False),
    Column("until", Date),
    Column("note", Text, nullable=False, default=""),
    Column("by", String(100), nullable=False),
    Column("at", DateTime, nullable=False),
    Index(None, "person_id"),
)

# A policy setting that this unit has of its own, from a day on, with the reason.
policy_override = Table(
    "policy_override",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(100), nullable=False),
    # JSON, as the pack would give it.
    Column("value", Text, nullable=False),
    Column("starts", Date, nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", String(100), nullable=False),
    Column("at", DateTime, nullable=False),
    UniqueConstraint("key", "starts"),
)

# A paper about a person; ``domain.papers`` says what kinds there are and what they go through.
paper = Table(
    "paper",
    metadata,
    Column("id", Integer, primary_key=True),
    _person_id(),
    Column("kind", String(30), nullable=False),
    Column("language", String(2), nullable=False),
    Column("stage", String(20), nullable=False),
    Column("version", Integer, nullable=False),
    Column("writer", String(100), nullable=False),
    Column("begun_at", DateTime, nullable=False),
    Column("changed_at", DateTime, nullable=False),
    Column("template_version", String(40), nullable=False),
    Column("subject", String(60), nullable=False),
    Column("follows", ForeignKey("paper.id", ondelete="CASCADE"), index=True),
    # Counts what was done with the paper, so that each of it has a change to this row and what
    # came before cannot be undone under what came after.
    Column("revision", Integer, nullable=False),
    Index(None, "person_id"),
)

paper_section = Table(
    "paper_section",
    metadata,
    Column("id", Integer, primary_key=True),
    _person_id(),
    _paper_id(),
    Column("section", String(60), nullable=False),
    Column("state", String(20), nullable=False),
    Column("written_by", String(100), nullable=False),
    Column("written_at", DateTime, nullable=False),
    # A passage, as ``domain.writing.dump`` keeps it.
    Column("body", Text, nullable=False, info=UNJOURNALLED),
    UniqueConstraint("paper_id", "section"),
    Index(None, "person_id"),
)

paper_step = Table(
    "paper_step",
    metadata,
    Column("id", Integer, primary_key=True),
    _person_id(),
    _paper_id(),
    Column("kind", String(20), nullable=False),
    Column("who", String(200), nullable=False),
    Column("day", Date, nullable=False),
    Column("at", DateTime, nullable=False),
    Column("item", Text, nullable=False),
    Column("to_whom", String(200), nullable=False),
    Column("how", String(200), nullable=False),
    Column("comment", Text, nullable=False),
    Column("text_digest", String(64), nullable=False),
    Index(None, "paper_id"),
    Index(None, "person_id"),
)

# What a paper said at some moment, and the file of a final one. A number is one text: it may
# stand here as checked, as countersigned and as final.
paper_version = Table(
    "paper_version",
    metadata,
    Column("id", Integer, primary_key=True),
    _person_id(),
    _paper_id(),
    Column("number", Integer, nullable=False),
    Column("why", String(20), nullable=False),
    Column("at", DateTime, nullable=False),
    Column("by", String(100), nullable=False),
    Column("text_digest", String(64), nullable=False),
    Column("words_sha256", String(64), nullable=False),
    Column("file_sha256", String(64), nullable=False),
    # Last, so that lists never read them: sections to passages as JSON, and the PDF.
    Column("sections", Text, nullable=False, info=UNJOURNALLED),
    Column("pdf", LargeBinary, info=UNJOURNALLED),
    UniqueConstraint("paper_id", "number", "why"),
    Index(None, "person_id"),
)

# This unit's own template of a kind of paper, as TOML.
paper_template = Table(
    "paper_template",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(30), nullable=False, unique=True),
    Column("toml", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", String(100), nullable=False),
    Column("at", DateTime, nullable=False),
)

PAPERS = (paper, paper_section, paper_step, paper_version)
"""What belongs to papers about people; no rule of a case reads any of it."""

# ---- Quality assurance. Nothing here hangs on a person: a history of a case tells nobody what was
# thought of its supervisor's work, and a draw outlives the people in it.

LASTING = {"lasting": True}
"""``info`` of a table whose rows are never changed and never taken out (``lasting.py``)."""


def _round_id(nullable: bool = False) -> Column[int]:
    return Column("round_id", ForeignKey("qa_round.id"), nullable=nullable, index=True)


# Who takes part, and what each may do.
qa_person = Table(
    "qa_person",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(40), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("signs_in", String(100), nullable=False),
    Column("roles", Text, nullable=False),
    Column("grade", String(30)),
    Column("manager", String(40), nullable=False),
    Column("joined", Date),
    Column("left", Date),
)

# One version of an instrument; its content is JSON and stands still once it is published.
qa_instrument = Table(
    "qa_instrument",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(40), nullable=False),
    Column("version", Integer, nullable=False),
    Column("stage", String(20), nullable=False),
    Column("title", String(200), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("made_by", String(100), nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("published_by", String(100), nullable=False),
    Column("published_at", DateTime),
    Column("content", Text, nullable=False),
    UniqueConstraint("code", "version"),
)

# A round: what is drawn, why, with which instrument, and how far it has come.
qa_round = Table(
    "qa_round",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("ref", String(40), nullable=False, unique=True),
    Column("title", String(200), nullable=False),
    Column("purpose", String(20), nullable=False),
    Column("unit", String(10), nullable=False),
    Column("stage", String(20), nullable=False),
    Column("cycle", String(20), nullable=False),
    Column("instrument_id", ForeignKey("qa_instrument.id")),
    Column("as_of", Date, nullable=False),
    Column("period_from", Date),
    Column("period_to", Date),
    # JSON: who is eligible, further strata, filter in words, how many, the least of each.
    Column("plan", Text, nullable=False),
    Column("parent_id", ForeignKey("qa_round.id")),
    Column("reason", Text, nullable=False),
    Column("made_by", String(100), nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("ended_by", String(100), nullable=False),
    Column("ended_at", DateTime),
    Column("ended_why", Text, nullable=False),
    Column("witness", String(200), nullable=False),
    Column("revision", Integer, nullable=False),
)

qa_frame = Table(
    "qa_frame",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("round_id", ForeignKey("qa_round.id"), nullable=False, unique=True),
    Column("sha256", String(64), nullable=False),
    Column("frozen_by", String(100), nullable=False),
    Column("frozen_at", DateTime, nullable=False),
    # Canonical JSON, as it is exported and hashed.
    Column("content", Text, nullable=False, info=UNJOURNALLED),
    info=LASTING,
)

# Every draw ever made, chained: a record tells the hash of the one before.
qa_draw = Table(
    "qa_draw",
    metadata,
    Column("id", Integer, primary_key=True),
    _round_id(),
    Column("ref", String(60), nullable=False, unique=True),
    Column("purpose", String(20), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("prev_sha256", String(64), nullable=False),
    Column("drawn_by", String(100), nullable=False),
    Column("drawn_at", DateTime, nullable=False),
    Column("record", Text, nullable=False, info=UNJOURNALLED),
    info=LASTING,
)

qa_sample = Table(
    "qa_sample",
    metadata,
    Column("id", Integer, primary_key=True),
    _round_id(),
    Column("draw_id", ForeignKey("qa_draw.id"), nullable=False, index=True),
    Column("case_ref", String(40), nullable=False),
    Column("supervisor", String(40), nullable=False),
    Column("stratum", String(100), nullable=False),
    Column("rank", Integer, nullable=False),
    Column("role", String(20), nullable=False),
    Column("why", String(40), nullable=False),
    # An exact fraction, such as 3/12.
    Column("inclusion", String(40), nullable=False),
    Column("status", String(20), nullable=False),
    Column("reason", String(40), nullable=False),
    Column("note", Text, nullable=False),
    Column("replaced_by", ForeignKey("qa_sample.id")),
    Column("double", Boolean, nullable=False),
    UniqueConstraint("draw_id", "case_ref"),
)

# One marking of one file by one assessor. Once locked it stands.
qa_review = Table(
    "qa_review",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sample_id", ForeignKey("qa_sample.id"), nullable=False, index=True),
    Column("instrument_id", ForeignKey("qa_instrument.id"), nullable=False),
    Column("assessor", String(40), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("stage", String(20), nullable=False),
    Column("assigned_on", Date, nullable=False),
    Column("due", Date),
    Column("started_at", DateTime),
    Column("submitted_at", DateTime),
    Column("locked_at", DateTime),
    Column("locked_on", Date),
    Column("seconds", Integer, nullable=False),
    # Key of the question it was left at.
    Column("place", String(60), nullable=False),
    Column("file_from", Date),
    Column("file_to", Date),
    Column("judgement", String(20), nullable=False),
    Column("judgement_why", Text, nullable=False),
    Column("verdict", String(30), nullable=False),
    # JSON, written when it is locked.
    Column("score", Text, nullable=False),
    UniqueConstraint("sample_id", "kind", "assessor"),
)

qa_answer = Table(
    "qa_answer",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("review_id", ForeignKey("qa_review.id"), nullable=False),
    Column("question", String(60), nullable=False),
    Column("option", String(40), nullable=False),
    Column("comment", Text, nullable=False),
    Column("document", String(200), nullable=False),
    Column("location", String(200), nullable=False),
    Column("root_causes", Text, nullable=False),
    Column("good_practice", Boolean, nullable=False),
    Column("seconds", Integer, nullable=False),
    UniqueConstraint("review_id", "question"),
)

# What a moderator settled; what was answered before stands where it was.
qa_settlement = Table(
    "qa_settlement",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("review_id", ForeignKey("qa_review.id"), nullable=False, index=True),
    Column("trigger", String(20), nullable=False),
    # "" where it is the verdict that was settled.
    Column("question", String(60), nullable=False),
    Column("before", String(40), nullable=False),
    Column("other", String(40), nullable=False),
    Column("after", String(40), nullable=False),
    Column("rationale", Text, nullable=False),
    Column("decided_by", String(40), nullable=False),
    Column("together_with", String(40), nullable=False),
    Column("decided_at", DateTime, nullable=False),
    info=LASTING,
)

qa_feedback = Table(
    "qa_feedback",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("review_id", ForeignKey("qa_review.id"), nullable=False, unique=True),
    Column("supervisor", String(40), nullable=False, index=True),
    Column("stage", String(20), nullable=False),
    Column("good", Text, nullable=False),
    # JSON: section key to words.
    Column("sections", Text, nullable=False),
    Column("learning", Text, nullable=False),
    Column("root_causes", Text, nullable=False),
    Column("support", Text, nullable=False),
    Column("sent_on", Date),
    Column("sent_by", String(40), nullable=False),
    Column("discussed_on", Date),
    Column("seen_on", Date),
    Column("own_view", Text, nullable=False),
    Column("reply", String(20), nullable=False),
    Column("reply_text", Text, nullable=False),
    Column("replied_on", Date),
    Column("answer", Text, nullable=False),
    Column("answered_by", String(40), nullable=False),
    Column("answered_on", Date),
    Column("revision", Integer, nullable=False),
)

# Who opened whose feedback, and when.
qa_seen = Table(
    "qa_seen",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("feedback_id", ForeignKey("qa_feedback.id"), nullable=False, index=True),
    Column("who", String(40), nullable=False),
    Column("at", DateTime, nullable=False),
    Column("how", String(20), nullable=False),
    info=LASTING,
)

# Concerns, actions, learning, case reviews, support; ``domain.quality.items`` says what each has.
qa_item = Table(
    "qa_item",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("stage", String(20), nullable=False),
    Column("supervisor", String(40), nullable=False),
    Column("case_ref", String(40), nullable=False),
    Column("what", String(40), nullable=False),
    Column("title", String(300), nullable=False),
    Column("text", Text, nullable=False),
    Column("day", Date),
    Column("due", Date),
    Column("stage_day", Date),
    Column("owner", String(40), nullable=False),
    # Codes parted by spaces.
    Column("people", Text, nullable=False),
    Column("questions", Text, nullable=False),
    Column("theme", String(60), nullable=False),
    Column("level", String(20), nullable=False),
    Column("priority", String(20), nullable=False),
    Column("outcome", Text, nullable=False),
    _round_id(nullable=True),
    Column("review_id", ForeignKey("qa_review.id"), index=True),
    Column("parent_id", ForeignKey("qa_item.id")),
    # What was written down on the case for it; it may be gone.
    Column("entry_id", Integer),
    Column("written_by", String(40), nullable=False),
    Column("written_at", DateTime, nullable=False),
    Index(None, "kind", "supervisor"),
)

# A report to the Governor: what went in, every figure told, every decision about telling it.
qa_report = Table(
    "qa_report",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("ref", String(40), nullable=False, unique=True),
    Column("period_from", Date, nullable=False),
    Column("period_to", Date, nullable=False),
    Column("stage", String(20), nullable=False),
    # JSON: numbers of the rounds, and the settings they were worked out under.
    Column("inputs", Text, nullable=False),
    Column("figures_sha256", String(64), nullable=False),
    Column("made_by", String(40), nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("checked_by", String(40), nullable=False),
    Column("checked_on", Date),
    Column("approved_by", String(40), nullable=False),
    Column("approved_on", Date),
    Column("file_sha256", String(64), nullable=False),
    # JSON: words written by the lead, by section.
    Column("text", Text, nullable=False),
    # Canonical JSON: figures as told, and the log of the disclosure rules.
    Column("figures", Text, nullable=False),
    Column("log", Text, nullable=False),
    Column("pdf", LargeBinary, info=UNJOURNALLED),
    Column("revision", Integer, nullable=False),
)

QUALITY = (
    qa_person,
    qa_instrument,
    qa_round,
    qa_frame,
    qa_draw,
    qa_sample,
    qa_review,
    qa_answer,
    qa_settlement,
    qa_feedback,
    qa_seen,
    qa_item,
    qa_report,
)
"""What belongs to quality assurance; no rule of a case reads any of it."""

# ---- Nothing lost, nothing leaked: the log, who may, drafts, and the rights of people.

# One row. ``saves`` counts what was ever saved, so that a store put back to an older state shows
# against the mark beside it; ``erasure_key`` makes the digests of the erasure list.
store_state = Table(
    "store_state",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("saves", Integer, nullable=False),
    Column("erasure_key", LargeBinary, nullable=False),
)

# The random reference under which the log speaks of a person; it goes with the person.
audit_subject = Table(
    "audit_subject",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("ref", String(32), nullable=False, unique=True),
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), nullable=False, unique=True),
)

audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("at", DateTime, nullable=False),
    Column("order_at", DateTime, nullable=False),
    Column("wall_regressed", Boolean, nullable=False),
    Column("who", String(32), nullable=False),
    Column("name", String(100), nullable=False),
    Column("role", String(20), nullable=False),
    Column("session", String(16), nullable=False),
    Column("what", String(40), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("subject", String(32), nullable=False, index=True),
    Column("correlation", String(40), nullable=False),
    Column("reason", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("size", Integer, nullable=False),
    # Canonical JSON; names of fields and counts, never values.
    Column("detail", Text, nullable=False),
    Column("prev", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("sig", String(128), nullable=False),
    info=LASTING,
)

# What is left of events that were taken out after their time: the chain still joins.
audit_segment = Table(
    "audit_segment",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("first_seq", Integer, nullable=False, unique=True),
    Column("last_seq", Integer, nullable=False),
    Column("first_prev", String(64), nullable=False),
    Column("last_hash", String(64), nullable=False),
    # JSON: signing keys that events of the segment introduced.
    Column("signers", Text, nullable=False),
    Column("at", DateTime, nullable=False),
    Column("by", String(100), nullable=False),
    Column("sig", String(128), nullable=False),
    info=LASTING,
)

# What somebody who opens the store is on this desk.
desk_role = Table(
    "desk_role",
    metadata,
    Column("id", Integer, primary_key=True),
    # Of the key slot.
    Column("name", String(100), nullable=False, unique=True),
    Column("role", String(20), nullable=False),
    # Staff numbers under which they hold cases, parted by spaces.
    Column("staff_ids", Text, nullable=False),
)

# What was typed and not yet saved when the desk locked.
draft = Table(
    "draft",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("who", String(100), nullable=False),
    # Which form: words of the window's own.
    Column("place", String(200), nullable=False),
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), index=True),
    Column("at", DateTime, nullable=False),
    Column("content", Text, nullable=False, info=UNJOURNALLED),
    UniqueConstraint("who", "place"),
)

# Nothing of this person (NULL: of anybody) may be disposed of.
hold = Table(
    "hold",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), index=True),
    Column("reason", Text, nullable=False),
    Column("by", String(100), nullable=False),
    Column("at", DateTime, nullable=False),
    Column("review", Date),
    Column("ended_by", String(100), nullable=False),
    Column("ended_at", DateTime),
    Column("ended_why", Text, nullable=False),
)

# One review of whether a person's record is still needed.
disposal = Table(
    "disposal",
    metadata,
    Column("id", Integer, primary_key=True),
    _person_id(),
    # proposed, kept, withdrawn; what is disposed of leaves no row.
    Column("stage", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", String(100), nullable=False),
    Column("at", DateTime, nullable=False),
    # Not asked again before this day.
    Column("until", Date),
    Index(None, "person_id"),
)

# Who was erased, so that a restored backup erases them again: digests only.
erased = Table(
    "erased",
    metadata,
    Column("id", Integer, primary_key=True),
    # HMAC-SHA-256 of the prisoner number under ``store_state.erasure_key``, hex.
    Column("digest", String(64), nullable=False, unique=True),
    Column("day", Date, nullable=False),
)

# What a person asked for: what is held on them, to have it put right, or taken out (DPA 2018
# s.45 to s.47).
access_request = Table(
    "access_request",
    metadata,
    Column("id", Integer, primary_key=True),
    _person_id(),
    Column("ref", String(40), nullable=False, unique=True),
    # access, rectification, erasure.
    Column("kind", String(20), nullable=False),
    Column("stage", String(20), nullable=False),
    Column("received", Date, nullable=False),
    Column("due", Date, nullable=False),
    Column("note", Text, nullable=False),
    Column("by", String(100), nullable=False),
    Column("at", DateTime, nullable=False),
    Column("decided_by", String(100), nullable=False),
    Column("decided_at", DateTime),
    Column("why", Text, nullable=False),
    # What the person says against a rectification that was refused: kept with the record.
    Column("statement", Text, nullable=False),
    Index(None, "person_id"),
)

# What needs a decision before it is released, and the decision.
access_item = Table(
    "access_item",
    metadata,
    Column("id", Integer, primary_key=True),
    _person_id(),
    Column("request_id", ForeignKey("access_request.id", ondelete="CASCADE"), nullable=False),
    # Which row of the record: table and number.
    Column("source", String(60), nullable=False),
    # Codes parted by spaces: third_party victim intelligence privileged not_disclosed.
    Column("flags", Text, nullable=False),
    # release, redact, withhold; "" while nobody has decided.
    Column("decision", String(20), nullable=False),
    Column("ground", Text, nullable=False),
    # What is released instead, where it is redacted.
    Column("text", Text, nullable=False),
    # SHA-256 of what was decided about: of another text nothing was decided.
    Column("digest", String(64), nullable=False),
    Column("by", String(100), nullable=False),
    Column("at", DateTime),
    UniqueConstraint("request_id", "source"),
    Index(None, "person_id"),
)

# What this prison says of cells whose text begins so; ``domain.visits.PlaceFix``.
place = Table(
    "place",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("prison_id", String(10), nullable=False),
    # In small letters.
    Column("begins", String(40), nullable=False),
    Column("wing", String(40), nullable=False),
    Column("landing", String(40), nullable=False),
    Column("walk", Integer, nullable=False),
    UniqueConstraint("prison_id", "begins"),
)

# One walk to the wings; on a visit machine, one that a pack brought.
visit = Table(
    "visit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("uid", String(32), nullable=False, unique=True),
    # Stands on its sheets, for whoever types them up.
    Column("code", String(12), nullable=False, unique=True),
    Column("prison_id", String(10)),
    Column("day", Date, nullable=False),
    Column("title", String(200), nullable=False),
    Column("state", String(20), nullable=False),
    Column("note", Text, nullable=False),
    Column("by", String(100), nullable=False),
    Column("at", DateTime, nullable=False),
    Column("begun_at", DateTime),
    Column("ended_at", DateTime),
)

# One person to see on a visit.
visit_stop = Table(
    "visit_stop",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("visit_id", ForeignKey("visit.id", ondelete="CASCADE"), nullable=False),
    # NULL on a visit machine, which has the card and no more.
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), index=True),
    Column("uid", String(32), nullable=False, unique=True),
    Column("position", Integer, nullable=False),
    # JSON of ``domain.visits.Card``.
    Column("card", Text, nullable=False),
    Index(None, "visit_id", "position"),
)

# What was noted at a stop; a working note that is saved while it is typed.
visit_capture = Table(
    "visit_capture",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("stop_id", ForeignKey("visit_stop.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), index=True),
    Column("uid", String(32), nullable=False, unique=True),
    # Which visit machine it came from; "": this desk.
    Column("machine", String(32), nullable=False),
    Column("what", String(40), nullable=False),
    Column("day", Date, nullable=False),
    Column("time", String(5), nullable=False),
    Column("text", Text, nullable=False),
    Column("next_step", Text, nullable=False),
    Column("due", Date),
    # JSON: keys of asks; rows that were changed.
    Column("ticked", Text, nullable=False),
    Column("changes", Text, nullable=False),
    Column("by", String(100), nullable=False),
    Column("at", DateTime, nullable=False),
)

# A pack that was taken out of this desk, or that was opened here (state ``here``).
visit_pack = Table(
    "visit_pack",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("visit_id", ForeignKey("visit.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("uid", String(32), nullable=False, unique=True),
    Column("state", String(20), nullable=False),
    # What opens the file, and the file that comes back.
    Column("code", String(40), nullable=False),
    Column("holder", String(200), nullable=False),
    Column("device", String(200), nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("expires_at", DateTime, nullable=False),
    # On the visit machine: its own number, and how many files it made to bring back.
    Column("machine", String(32), nullable=False),
    Column("returns", Integer, nullable=False),
    # There too, JSON: each of them by its number, as [uid, digest of what it held].
    Column("made", Text, nullable=False),
    # At the desk why it was written off; on the visit machine the digest of what a file that was
    # saved holds.
    Column("why", Text, nullable=False),
    # The note of the visit when it was taken out.
    Column("note", Text, nullable=False),
    Column("by", String(100), nullable=False),
    Column("at", DateTime, nullable=False),
)

# A file that was brought back.
visit_return = Table(
    "visit_return",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("pack_id", ForeignKey("visit_pack.id", ondelete="CASCADE"), nullable=False),
    Column("machine", String(32), nullable=False),
    Column("number", Integer, nullable=False),
    Column("uid", String(32), nullable=False),
    # JSON: uids of the files that the visit machine made before this one.
    Column("before", Text, nullable=False),
    # What the visit machine's note of the visit was.
    Column("note", Text, nullable=False),
    # By the visit machine's clock.
    Column("made_at", DateTime, nullable=False),
    # JSON: how many of what came in.
    Column("told", Text, nullable=False),
    Column("by", String(100), nullable=False),
    Column("at", DateTime, nullable=False),
    UniqueConstraint("pack_id", "uid"),
)

# What the desk and a visit last agreed on, row by row: what a merge measures changes against.
visit_base = Table(
    "visit_base",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("stop_id", ForeignKey("visit_stop.id", ondelete="CASCADE"), nullable=False),
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), nullable=False, index=True),
    # "": this desk's own visit; the pack's uid: as it was taken out; else the visit machine's.
    Column("side", String(32), nullable=False),
    Column("row_key", String(80), nullable=False),
    # JSON of ``domain.visits.Values``.
    Column("fields", Text, nullable=False),
    # The entry it is in the record, where it is one.
    Column("entry_id", Integer),
    UniqueConstraint("stop_id", "side", "row_key"),
)

# What both sides changed, until somebody has decided.
visit_clash = Table(
    "visit_clash",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("stop_id", ForeignKey("visit_stop.id", ondelete="CASCADE"), nullable=False),
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("machine", String(32), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("row_key", String(80), nullable=False),
    Column("entry_id", Integer),
    # "": the row as a whole.
    Column("field", String(40), nullable=False),
    # As text; of a whole row JSON. What the desk has is read when it is shown.
    Column("base", Text),
    Column("theirs", Text),
    Column("at", DateTime, nullable=False),
    # ours, theirs, both; "" while nobody has decided.
    Column("decided", String(10), nullable=False),
    Column("decided_by", String(100), nullable=False),
    Column("decided_at", DateTime),
    UniqueConstraint("stop_id", "machine", "row_key", "field"),
)

VISITS = (
    place,
    visit,
    visit_stop,
    visit_capture,
    visit_pack,
    visit_return,
    visit_base,
    visit_clash,
)
"""Tables of visits; what they hold is in no record before a visit is ended."""

UNJOURNALLED_TABLES = (
    store_state,
    audit_subject,
    audit,
    audit_segment,
    draft,
    erased,
    visit_capture,
)
"""Tables that only the store itself writes; no operation tells of them and no undo touches them."""

# One thing somebody did: the name of the undo, and the heading of its journal entries.
operation = Table(
    "operation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("command", String(60), nullable=False),
    Column("at", DateTime, nullable=False),
    Column("by", String(100), nullable=False),
    Column("today", Date, nullable=False),
    Column("undoes", ForeignKey("operation.id")),
)

journal = Table(
    "journal",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("operation_id", ForeignKey("operation.id"), nullable=False, index=True),
    Column("table_name", String(40), nullable=False),
    Column("row_id", Integer, nullable=False),
    Column("person_id", Integer, index=True),
    Column("action", String(10), nullable=False),
    # JSON of the columns before and after; for an update, only those that changed.
    Column("before", Text),
    Column("after", Text),
    # What was taken out, by table and number, so that no number is given out twice.
    Index(None, "table_name", "row_id", sqlite_where=text("action = 'delete'")),
)

setting = Table(
    "setting",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(100), nullable=False, unique=True),
    Column("value", Text, nullable=False),
)

SECTIONS = {
    "person": person,
    "probation": probation,
    "movements": movement,
    "sentenceTerms": sentence_term,
    "paroleReviews": parole_review,
    "earlyAllocations": early_allocation,
    "assessments": assessment,
    "allocations": allocation,
}
"""Section names of the caseload file to their tables (``person`` is ``prisoners``)."""
