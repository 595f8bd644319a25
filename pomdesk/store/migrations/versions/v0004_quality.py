"""Quality assurance: people, instruments, rounds, frames, draws, reviews, feedback, items, reports.

What must never change is refused by triggers; ``store.lasting`` tells of them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_NEVER = {
    "qa_frame": ("round_id",),
    "qa_draw": ("ref",),
    "qa_settlement": (),
    "qa_seen": (),
}
# Tables that are only added to, and what else than its number a row is the only one of.

_REFUSE = "SELECT RAISE(ABORT, 'lasting')"
_OF_LOCKED = "(SELECT stage FROM qa_review WHERE id = row.review_id) = 'locked'"
_OLD_STANDS = "old.stage IN ('published', 'retired')"


def _trigger(name: str, moment: str, table: str, when: str = "") -> str:
    condition = f" WHEN {when}" if when else ""
    return (
        f"CREATE TRIGGER lasting_{name} BEFORE {moment} ON {table}{condition} BEGIN {_REFUSE}; END"
    )


def _over(table: str, unique: tuple[str, ...] = (), stands: str = "") -> str:
    """A trigger against INSERT OR REPLACE over a row that stands."""
    same = " AND ".join(f"{name} = new.{name}" for name in unique)
    which = f"(id = new.id OR ({same}))" if same else "id = new.id"
    parts = ("SELECT 1 FROM", table, "WHERE", which, *(("AND", stands) if stands else ()))
    return _trigger(f"{table}_over", "INSERT", table, f"EXISTS ({' '.join(parts)})")


TRIGGERS = (
    *(
        _trigger(f"{table}_{verb.lower()}", verb, table)
        for table in _NEVER
        for verb in ("UPDATE", "DELETE")
    ),
    *(_over(table, unique) for table, unique in _NEVER.items()),
    _over("qa_instrument", ("code", "version"), "stage IN ('published', 'retired')"),
    _over("qa_review", ("sample_id", "kind", "assessor"), "stage = 'locked'"),
    _over("qa_report", ("ref",), "stage = 'approved'"),
    _trigger(
        "qa_instrument_update",
        "UPDATE OF code, version, title, content, sha256",
        "qa_instrument",
        _OLD_STANDS,
    ),
    _trigger(
        "qa_instrument_back",
        "UPDATE OF stage",
        "qa_instrument",
        f"{_OLD_STANDS} AND new.stage IN ('draft', 'pilot')",
    ),
    _trigger("qa_instrument_delete", "DELETE", "qa_instrument", _OLD_STANDS),
    _trigger("qa_review_update", "UPDATE", "qa_review", "old.stage = 'locked'"),
    _trigger("qa_review_delete", "DELETE", "qa_review", "old.stage = 'locked'"),
    _trigger("qa_answer_insert", "INSERT", "qa_answer", _OF_LOCKED.replace("row", "new")),
    _trigger(
        "qa_answer_update",
        "UPDATE",
        "qa_answer",
        " OR ".join(_OF_LOCKED.replace("row", row) for row in ("old", "new")),
    ),
    _trigger("qa_answer_delete", "DELETE", "qa_answer", _OF_LOCKED.replace("row", "old")),
    _over(
        "qa_answer",
        stands="(SELECT stage FROM qa_review WHERE id = qa_answer.review_id) = 'locked'",
    ),
    _trigger("qa_report_update", "UPDATE", "qa_report", "old.stage = 'approved'"),
    _trigger("qa_report_delete", "DELETE", "qa_report", "old.stage = 'approved'"),
)


def _qa_person() -> None:
    op.create_table(
        "qa_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("signs_in", sa.String(length=100), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("grade", sa.String(length=30), nullable=True),
        sa.Column("manager", sa.String(length=40), nullable=False),
        sa.Column("joined", sa.Date(), nullable=True),
        sa.Column("left", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_qa_person"),
        sa.UniqueConstraint("code", name="uq_qa_person_code"),
    )


def _qa_instrument() -> None:
    op.create_table(
        "qa_instrument",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.String(length=100), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("published_by", sa.String(length=100), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_qa_instrument"),
        sa.UniqueConstraint("code", "version", name="uq_qa_instrument_code_version"),
    )


def _qa_round() -> None:
    op.create_table(
        "qa_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("unit", sa.String(length=10), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("cycle", sa.String(length=20), nullable=False),
        sa.Column("instrument_id", sa.Integer(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=True),
        sa.Column("period_to", sa.Date(), nullable=True),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=100), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("ended_by", sa.String(length=100), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_why", sa.Text(), nullable=False),
        sa.Column("witness", sa.String(length=200), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instrument_id"], ["qa_instrument.id"], name="fk_qa_round_instrument_id_qa_instrument"
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["qa_round.id"], name="fk_qa_round_parent_id_qa_round"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_qa_round"),
        sa.UniqueConstraint("ref", name="uq_qa_round_ref"),
    )


def _qa_frame() -> None:
    op.create_table(
        "qa_frame",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("frozen_by", sa.String(length=100), nullable=False),
        sa.Column("frozen_at", sa.DateTime(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["qa_round.id"], name="fk_qa_frame_round_id_qa_round"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_qa_frame"),
        sa.UniqueConstraint("round_id", name="uq_qa_frame_round_id"),
    )


def _qa_draw() -> None:
    op.create_table(
        "qa_draw",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=60), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("prev_sha256", sa.String(length=64), nullable=False),
        sa.Column("drawn_by", sa.String(length=100), nullable=False),
        sa.Column("drawn_at", sa.DateTime(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["qa_round.id"], name="fk_qa_draw_round_id_qa_round"),
        sa.PrimaryKeyConstraint("id", name="pk_qa_draw"),
        sa.UniqueConstraint("ref", name="uq_qa_draw_ref"),
    )
    op.create_index("ix_qa_draw_round_id", "qa_draw", ["round_id"], unique=False)


def _qa_sample() -> None:
    op.create_table(
        "qa_sample",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("case_ref", sa.String(length=40), nullable=False),
        sa.Column("supervisor", sa.String(length=40), nullable=False),
        sa.Column("stratum", sa.String(length=100), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("why", sa.String(length=40), nullable=False),
        sa.Column("inclusion", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("replaced_by", sa.Integer(), nullable=True),
        sa.Column("double", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["draw_id"], ["qa_draw.id"], name="fk_qa_sample_draw_id_qa_draw"),
        sa.ForeignKeyConstraint(
            ["replaced_by"], ["qa_sample.id"], name="fk_qa_sample_replaced_by_qa_sample"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["qa_round.id"], name="fk_qa_sample_round_id_qa_round"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_qa_sample"),
        sa.UniqueConstraint("draw_id", "case_ref", name="uq_qa_sample_draw_id_case_ref"),
    )
    op.create_index("ix_qa_sample_draw_id", "qa_sample", ["draw_id"], unique=False)
    op.create_index("ix_qa_sample_round_id", "qa_sample", ["round_id"], unique=False)


def _qa_review() -> None:
    op.create_table(
        "qa_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("instrument_id", sa.Integer(), nullable=False),
        sa.Column("assessor", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("assigned_on", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("started_at", sa.DateTime(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(), nullable=True),
        sa.Column("locked_at", sa.DateTime(), nullable=True),
        sa.Column("locked_on", sa.Date(), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=60), nullable=False),
        sa.Column("file_from", sa.Date(), nullable=True),
        sa.Column("file_to", sa.Date(), nullable=True),
        sa.Column("judgement", sa.String(length=20), nullable=False),
        sa.Column("judgement_why", sa.Text(), nullable=False),
        sa.Column("verdict", sa.String(length=30), nullable=False),
        sa.Column("score", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instrument_id"], ["qa_instrument.id"], name="fk_qa_review_instrument_id_qa_instrument"
        ),
        sa.ForeignKeyConstraint(
            ["sample_id"], ["qa_sample.id"], name="fk_qa_review_sample_id_qa_sample"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_qa_review"),
        sa.UniqueConstraint(
            "sample_id", "kind", "assessor", name="uq_qa_review_sample_id_kind_assessor"
        ),
    )
    op.create_index("ix_qa_review_sample_id", "qa_review", ["sample_id"], unique=False)


def _qa_answer() -> None:
    op.create_table(
        "qa_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=60), nullable=False),
        sa.Column("option", sa.String(length=40), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("location", sa.String(length=200), nullable=False),
        sa.Column("root_causes", sa.Text(), nullable=False),
        sa.Column("good_practice", sa.Boolean(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"], ["qa_review.id"], name="fk_qa_answer_review_id_qa_review"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_qa_answer"),
        sa.UniqueConstraint("review_id", "question", name="uq_qa_answer_review_id_question"),
    )


def _qa_settlement() -> None:
    op.create_table(
        "qa_settlement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("trigger", sa.String(length=20), nullable=False),
        sa.Column("question", sa.String(length=60), nullable=False),
        sa.Column("before", sa.String(length=40), nullable=False),
        sa.Column("other", sa.String(length=40), nullable=False),
        sa.Column("after", sa.String(length=40), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(length=40), nullable=False),
        sa.Column("together_with", sa.String(length=40), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"], ["qa_review.id"], name="fk_qa_settlement_review_id_qa_review"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_qa_settlement"),
    )
    op.create_index("ix_qa_settlement_review_id", "qa_settlement", ["review_id"], unique=False)


def _qa_feedback() -> None:
    op.create_table(
        "qa_feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("supervisor", sa.String(length=40), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("good", sa.Text(), nullable=False),
        sa.Column("sections", sa.Text(), nullable=False),
        sa.Column("learning", sa.Text(), nullable=False),
        sa.Column("root_causes", sa.Text(), nullable=False),
        sa.Column("support", sa.Text(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("sent_by", sa.String(length=40), nullable=False),
        sa.Column("discussed_on", sa.Date(), nullable=True),
        sa.Column("seen_on", sa.Date(), nullable=True),
        sa.Column("own_view", sa.Text(), nullable=False),
        sa.Column("reply", sa.String(length=20), nullable=False),
        sa.Column("reply_text", sa.Text(), nullable=False),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.String(length=40), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"], ["qa_review.id"], name="fk_qa_feedback_review_id_qa_review"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_qa_feedback"),
        sa.UniqueConstraint("review_id", name="uq_qa_feedback_review_id"),
    )
    op.create_index("ix_qa_feedback_supervisor", "qa_feedback", ["supervisor"], unique=False)


def _qa_seen() -> None:
    op.create_table(
        "qa_seen",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("feedback_id", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["feedback_id"], ["qa_feedback.id"], name="fk_qa_seen_feedback_id_qa_feedback"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_qa_seen"),
    )
    op.create_index("ix_qa_seen_feedback_id", "qa_seen", ["feedback_id"], unique=False)


def _qa_item() -> None:
    op.create_table(
        "qa_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("supervisor", sa.String(length=40), nullable=False),
        sa.Column("case_ref", sa.String(length=40), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("stage_day", sa.Date(), nullable=True),
        sa.Column("owner", sa.String(length=40), nullable=False),
        sa.Column("people", sa.Text(), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("theme", sa.String(length=60), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("priority", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("review_id", sa.Integer(), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("written_by", sa.String(length=40), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["qa_item.id"], name="fk_qa_item_parent_id_qa_item"),
        sa.ForeignKeyConstraint(
            ["review_id"], ["qa_review.id"], name="fk_qa_item_review_id_qa_review"
        ),
        sa.ForeignKeyConstraint(["round_id"], ["qa_round.id"], name="fk_qa_item_round_id_qa_round"),
        sa.PrimaryKeyConstraint("id", name="pk_qa_item"),
    )
    op.create_index("ix_qa_item_kind_supervisor", "qa_item", ["kind", "supervisor"], unique=False)
    op.create_index("ix_qa_item_review_id", "qa_item", ["review_id"], unique=False)
    op.create_index("ix_qa_item_round_id", "qa_item", ["round_id"], unique=False)


def _qa_report() -> None:
    op.create_table(
        "qa_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("inputs", sa.Text(), nullable=False),
        sa.Column("figures_sha256", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("checked_by", sa.String(length=40), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("approved_by", sa.String(length=40), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("log", sa.Text(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_qa_report"),
        sa.UniqueConstraint("ref", name="uq_qa_report_ref"),
    )


def upgrade() -> None:
    _qa_person()
    _qa_instrument()
    _qa_round()
    _qa_frame()
    _qa_draw()
    _qa_sample()
    _qa_review()
    _qa_answer()
    _qa_settlement()
    _qa_feedback()
    _qa_seen()
    _qa_item()
    _qa_report()
    for statement in TRIGGERS:
        op.execute(statement)
