"""The record: entries with their words to search, marks on duties, local policy, typed rows."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

TYPED = ("movement", "parole_review", "early_allocation", "assessment", "allocation")

SEARCH = (
    # Kept in the entries themselves (content=); three letters in a row, accents aside, are a word.
    """
    CREATE VIRTUAL TABLE entry_words USING fts5(
      title, who, text, next_step,
      content='entry', content_rowid='id', tokenize='trigram remove_diacritics 1'
    )
    """,
    """
    CREATE TRIGGER entry_words_in AFTER INSERT ON entry BEGIN
      INSERT INTO entry_words(rowid, title, who, text, next_step)
      VALUES (new.id, new.title, new.who, new.text, new.next_step);
    END
    """,
    """
    CREATE TRIGGER entry_words_out AFTER DELETE ON entry BEGIN
      INSERT INTO entry_words(entry_words, rowid, title, who, text, next_step)
      VALUES ('delete', old.id, old.title, old.who, old.text, old.next_step);
    END
    """,
    """
    CREATE TRIGGER entry_words_over AFTER UPDATE OF id, title, who, text, next_step ON entry BEGIN
      INSERT INTO entry_words(entry_words, rowid, title, who, text, next_step)
      VALUES ('delete', old.id, old.title, old.who, old.text, old.next_step);
      INSERT INTO entry_words(rowid, title, who, text, next_step)
      VALUES (new.id, new.title, new.who, new.text, new.next_step);
    END
    """,
)


def upgrade() -> None:
    for table in TYPED:
        op.add_column(table, sa.Column("typed", sa.Text(), nullable=True))
        op.add_column(table, sa.Column("typed_on", sa.Date(), nullable=True))
        op.add_column(table, sa.Column("typed_by", sa.String(length=100), nullable=True))
        op.create_index(
            f"ix_{table}_typed",
            table,
            ["typed"],
            unique=False,
            sqlite_where=sa.text("typed IS NOT NULL"),
        )
    op.create_index(
        "ix_journal_table_name_row_id",
        "journal",
        ["table_name", "row_id"],
        unique=False,
        sqlite_where=sa.text("action = 'delete'"),
    )
    op.create_table(
        "entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=True),
        sa.Column("stage", sa.String(length=40), nullable=True),
        sa.Column("stage_day", sa.Date(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("next_step", sa.Text(), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("written_by", sa.String(length=100), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["entry.id"], name="fk_entry_parent_id_entry", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_entry_person_id_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_entry"),
    )
    op.create_index(
        "ix_entry_person_id_kind_day_what_due",
        "entry",
        ["person_id", "kind", "day", "what", "due"],
        unique=False,
    )
    op.create_index("ix_entry_parent_id", "entry", ["parent_id"], unique=False)
    op.create_table(
        "duty_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("duty", sa.String(length=120), nullable=False),
        sa.Column("mark", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_duty_mark_person_id_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_duty_mark"),
    )
    op.create_index("ix_duty_mark_person_id", "duty_mark", ["person_id"], unique=False)
    op.create_table(
        "policy_override",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_policy_override"),
        sa.UniqueConstraint("key", "starts", name="uq_policy_override_key_starts"),
    )
    for statement in SEARCH:
        op.execute(statement)
