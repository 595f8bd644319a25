"""Papers: what is written, the steps of each, its versions, and this unit's own templates."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def _of_person(table: str) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    return sa.Column("person_id", sa.Integer(), nullable=False), sa.ForeignKeyConstraint(
        ["person_id"], ["person.id"], name=f"fk_{table}_person_id_person", ondelete="CASCADE"
    )


def _of_paper(table: str) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    return sa.Column("paper_id", sa.Integer(), nullable=False), sa.ForeignKeyConstraint(
        ["paper_id"], ["paper.id"], name=f"fk_{table}_paper_id_paper", ondelete="CASCADE"
    )


def upgrade() -> None:
    person_id, of_person = _of_person("paper")
    op.create_table(
        "paper",
        sa.Column("id", sa.Integer(), nullable=False),
        person_id,
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("writer", sa.String(length=100), nullable=False),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("template_version", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("follows", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        of_person,
        sa.ForeignKeyConstraint(
            ["follows"], ["paper.id"], name="fk_paper_follows_paper", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_paper"),
    )
    op.create_index("ix_paper_person_id", "paper", ["person_id"], unique=False)
    op.create_index("ix_paper_follows", "paper", ["follows"], unique=False)

    person_id, of_person = _of_person("paper_section")
    paper_id, of_paper = _of_paper("paper_section")
    op.create_table(
        "paper_section",
        sa.Column("id", sa.Integer(), nullable=False),
        person_id,
        paper_id,
        sa.Column("section", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("written_by", sa.String(length=100), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        of_person,
        of_paper,
        sa.PrimaryKeyConstraint("id", name="pk_paper_section"),
        sa.UniqueConstraint("paper_id", "section", name="uq_paper_section_paper_id_section"),
    )
    op.create_index("ix_paper_section_person_id", "paper_section", ["person_id"], unique=False)

    person_id, of_person = _of_person("paper_step")
    paper_id, of_paper = _of_paper("paper_step")
    op.create_table(
        "paper_step",
        sa.Column("id", sa.Integer(), nullable=False),
        person_id,
        paper_id,
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("to_whom", sa.String(length=200), nullable=False),
        sa.Column("how", sa.String(length=200), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("text_digest", sa.String(length=64), nullable=False),
        of_person,
        of_paper,
        sa.PrimaryKeyConstraint("id", name="pk_paper_step"),
    )
    op.create_index("ix_paper_step_paper_id", "paper_step", ["paper_id"], unique=False)
    op.create_index("ix_paper_step_person_id", "paper_step", ["person_id"], unique=False)

    person_id, of_person = _of_person("paper_version")
    paper_id, of_paper = _of_paper("paper_version")
    op.create_table(
        "paper_version",
        sa.Column("id", sa.Integer(), nullable=False),
        person_id,
        paper_id,
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("text_digest", sa.String(length=64), nullable=False),
        sa.Column("words_sha256", sa.String(length=64), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("sections", sa.Text(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
        of_person,
        of_paper,
        sa.PrimaryKeyConstraint("id", name="pk_paper_version"),
        sa.UniqueConstraint(
            "paper_id", "number", "why", name="uq_paper_version_paper_id_number_why"
        ),
    )
    op.create_index("ix_paper_version_person_id", "paper_version", ["person_id"], unique=False)
    op.create_table(
        "paper_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("toml", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_paper_template"),
        sa.UniqueConstraint("kind", name="uq_paper_template_kind"),
    )
