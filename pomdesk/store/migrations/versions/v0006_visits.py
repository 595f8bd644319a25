"""Visits to the wings, what was captured on them, and packs that were taken out."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def _place() -> None:
    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("prison_id", sa.String(length=10), nullable=False),
        sa.Column("begins", sa.String(length=40), nullable=False),
        sa.Column("wing", sa.String(length=40), nullable=False),
        sa.Column("landing", sa.String(length=40), nullable=False),
        sa.Column("walk", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_place"),
        sa.UniqueConstraint("prison_id", "begins", name="uq_place_prison_id_begins"),
    )


def _visit() -> None:
    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("prison_id", sa.String(length=10), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("begun_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_visit"),
        sa.UniqueConstraint("uid", name="uq_visit_uid"),
        sa.UniqueConstraint("code", name="uq_visit_code"),
    )


def _visit_stop() -> None:
    op.create_table(
        "visit_stop",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name="fk_visit_stop_visit_id_visit", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_visit_stop_person_id_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_visit_stop"),
        sa.UniqueConstraint("uid", name="uq_visit_stop_uid"),
    )
    op.create_index("ix_visit_stop_person_id", "visit_stop", ["person_id"], unique=False)
    op.create_index(
        "ix_visit_stop_visit_id_position", "visit_stop", ["visit_id", "position"], unique=False
    )


def _visit_capture() -> None:
    op.create_table(
        "visit_capture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stop_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("machine", sa.String(length=32), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("time", sa.String(length=5), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("next_step", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("ticked", sa.Text(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["stop_id"],
            ["visit_stop.id"],
            name="fk_visit_capture_stop_id_visit_stop",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name="fk_visit_capture_person_id_person",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_visit_capture"),
        sa.UniqueConstraint("uid", name="uq_visit_capture_uid"),
    )
    op.create_index("ix_visit_capture_person_id", "visit_capture", ["person_id"], unique=False)
    op.create_index("ix_visit_capture_stop_id", "visit_capture", ["stop_id"], unique=False)


def _visit_pack() -> None:
    op.create_table(
        "visit_pack",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("holder", sa.String(length=200), nullable=False),
        sa.Column("device", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("machine", sa.String(length=32), nullable=False),
        sa.Column("returns", sa.Integer(), nullable=False),
        sa.Column("made", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name="fk_visit_pack_visit_id_visit", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_visit_pack"),
        sa.UniqueConstraint("uid", name="uq_visit_pack_uid"),
    )
    op.create_index("ix_visit_pack_visit_id", "visit_pack", ["visit_id"], unique=False)


def _visit_return() -> None:
    op.create_table(
        "visit_return",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pack_id", sa.Integer(), nullable=False),
        sa.Column("machine", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pack_id"],
            ["visit_pack.id"],
            name="fk_visit_return_pack_id_visit_pack",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_visit_return"),
        sa.UniqueConstraint("pack_id", "uid", name="uq_visit_return_pack_id_uid"),
    )


def _visit_base() -> None:
    op.create_table(
        "visit_base",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stop_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=32), nullable=False),
        sa.Column("row_key", sa.String(length=80), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["stop_id"],
            ["visit_stop.id"],
            name="fk_visit_base_stop_id_visit_stop",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_visit_base_person_id_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_visit_base"),
        sa.UniqueConstraint(
            "stop_id", "side", "row_key", name="uq_visit_base_stop_id_side_row_key"
        ),
    )
    op.create_index("ix_visit_base_person_id", "visit_base", ["person_id"], unique=False)


def _visit_clash() -> None:
    op.create_table(
        "visit_clash",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stop_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("machine", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("row_key", sa.String(length=80), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("base", sa.Text(), nullable=True),
        sa.Column("theirs", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("decided", sa.String(length=10), nullable=False),
        sa.Column("decided_by", sa.String(length=100), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["stop_id"],
            ["visit_stop.id"],
            name="fk_visit_clash_stop_id_visit_stop",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_visit_clash_person_id_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_visit_clash"),
        sa.UniqueConstraint(
            "stop_id",
            "machine",
            "row_key",
            "field",
            name="uq_visit_clash_stop_id_machine_row_key_field",
        ),
    )
    op.create_index("ix_visit_clash_person_id", "visit_clash", ["person_id"], unique=False)


def upgrade() -> None:
    _place()
    _visit()
    _visit_stop()
    _visit_capture()
    _visit_pack()
    _visit_return()
    _visit_base()
    _visit_clash()
