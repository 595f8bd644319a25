"""The first tables: facts with their sources, operations with their journal, settings."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "import_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("format", sa.String(length=20), nullable=False),
        sa.Column("as_at", sa.Date(), nullable=True),
        sa.Column("imported_at", sa.DateTime(), nullable=False),
        sa.Column("imported_by", sa.String(length=100), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_import_file"),
    )
    op.create_table(
        "operation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("command", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("today", sa.Date(), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["undoes"], ["operation.id"], name="fk_operation_undoes_operation"),
        sa.PrimaryKeyConstraint("id", name="pk_operation"),
    )
    op.create_table(
        "setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_setting"),
        sa.UniqueConstraint("name", name="uq_setting_name"),
    )
    op.create_table(
        "journal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("operation_id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(length=40), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["operation_id"], ["operation.id"], name="fk_journal_operation_id_operation"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_journal"),
    )
    op.create_index("ix_journal_operation_id", "journal", ["operation_id"], unique=False)
    op.create_index("ix_journal_person_id", "journal", ["person_id"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("prisoner_number", sa.String(length=7), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("first_name", sa.String(length=100), nullable=False),
        sa.Column("last_name", sa.String(length=100), nullable=False),
        sa.Column("date_of_birth", sa.Date(), nullable=True),
        sa.Column("prison_id", sa.String(length=10), nullable=True),
        sa.Column("supporting_prison_id", sa.String(length=10), nullable=True),
        sa.Column("restricted_patient", sa.Boolean(), nullable=True),
        sa.Column("discharged_hospital_description", sa.String(length=200), nullable=True),
        sa.Column("cell_location", sa.String(length=100), nullable=True),
        sa.Column("in_out_status", sa.String(length=20), nullable=True),
        sa.Column("last_movement_type_code", sa.String(length=20), nullable=True),
        sa.Column("category", sa.String(length=10), nullable=True),
        sa.Column("category_active_since", sa.Date(), nullable=True),
        sa.Column("legal_status", sa.String(length=40), nullable=True),
        sa.Column("imprisonment_status", sa.String(length=40), nullable=True),
        sa.Column("imprisonment_status_description", sa.String(length=200), nullable=True),
        sa.Column("most_serious_offence", sa.String(length=300), nullable=True),
        sa.Column("recall", sa.Boolean(), nullable=True),
        sa.Column("indeterminate_sentence", sa.Boolean(), nullable=True),
        sa.Column("sentence_start_date", sa.Date(), nullable=True),
        sa.Column("sentence_expiry_date", sa.Date(), nullable=True),
        sa.Column("release_date", sa.Date(), nullable=True),
        sa.Column("conditional_release_date", sa.Date(), nullable=True),
        sa.Column("conditional_release_override_date", sa.Date(), nullable=True),
        sa.Column("automatic_release_date", sa.Date(), nullable=True),
        sa.Column("automatic_release_override_date", sa.Date(), nullable=True),
        sa.Column("post_recall_release_date", sa.Date(), nullable=True),
        sa.Column("post_recall_release_override_date", sa.Date(), nullable=True),
        sa.Column("parole_eligibility_date", sa.Date(), nullable=True),
        sa.Column("actual_parole_date", sa.Date(), nullable=True),
        sa.Column("tariff_date", sa.Date(), nullable=True),
        sa.Column("home_detention_curfew_eligibility_date", sa.Date(), nullable=True),
        sa.Column("home_detention_curfew_actual_date", sa.Date(), nullable=True),
        sa.Column("licence_expiry_date", sa.Date(), nullable=True),
        sa.Column("pnc_number", sa.String(length=20), nullable=True),
        sa.Column("cro_number", sa.String(length=20), nullable=True),
        sa.Column("current_incentive", sa.String(length=100), nullable=True),
        sa.Column("alerts", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["source_id"], ["import_file.id"], name="fk_person_source_id_import_file"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("prisoner_number", name="uq_person_prisoner_number"),
    )
    op.create_index("ix_person_name_key", "person", ["name_key"], unique=False)
    op.create_table(
        "staff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.String(length=40), nullable=False),
        sa.Column("first_name", sa.String(length=100), nullable=False),
        sa.Column("last_name", sa.String(length=100), nullable=False),
        sa.Column("position", sa.String(length=20), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("working_pattern", sa.String(length=40), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=True),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["source_id"], ["import_file.id"], name="fk_staff_source_id_import_file"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_staff"),
        sa.UniqueConstraint("staff_id", name="uq_staff_staff_id"),
    )
    op.create_table(
        "allocation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("primary_staff_id", sa.String(length=40), nullable=True),
        sa.Column("coworking_staff_id", sa.String(length=40), nullable=True),
        sa.Column("allocated_on", sa.Date(), nullable=True),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_allocation_person_id_person", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["import_file.id"], name="fk_allocation_source_id_import_file"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_allocation"),
        sa.UniqueConstraint("person_id", name="uq_allocation_person_id"),
    )
    op.create_table(
        "assessment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("assessment_type", sa.String(length=20), nullable=False),
        sa.Column("purpose", sa.String(length=100), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=True),
        sa.Column("initiated_on", sa.Date(), nullable=True),
        sa.Column("completed_on", sa.Date(), nullable=True),
        sa.Column("assessor", sa.String(length=200), nullable=True),
        sa.Column("countersigned_on", sa.Date(), nullable=True),
        sa.Column("rosh_overall", sa.String(length=20), nullable=True),
        sa.Column("rosh", sa.Text(), nullable=False),
        sa.Column("predictors", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_assessment_person_id_person", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["import_file.id"], name="fk_assessment_source_id_import_file"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_assessment"),
    )
    op.create_index("ix_assessment_person_id", "assessment", ["person_id"], unique=False)
    op.create_table(
        "early_allocation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("community_decision", sa.Boolean(), nullable=True),
        sa.Column("created_within_referral_window", sa.Boolean(), nullable=True),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name="fk_early_allocation_person_id_person",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["import_file.id"], name="fk_early_allocation_source_id_import_file"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_early_allocation"),
    )
    op.create_index(
        "ix_early_allocation_person_id", "early_allocation", ["person_id"], unique=False
    )
    op.create_table(
        "field_source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=40), nullable=False),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("typed_on", sa.Date(), nullable=True),
        sa.Column("typed_by", sa.String(length=100), nullable=True),
        sa.Column("typed_why", sa.Text(), nullable=True),
        sa.Column("file_value", sa.Text(), nullable=True),
        sa.Column("file_source_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["file_source_id"],
            ["import_file.id"],
            name="fk_field_source_file_source_id_import_file",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name="fk_field_source_person_id_person",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["import_file.id"], name="fk_field_source_source_id_import_file"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_field_source"),
        sa.UniqueConstraint(
            "person_id", "section", "field", name="uq_field_source_person_id_section_field"
        ),
    )
    op.create_table(
        "movement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("from_agency", sa.String(length=20), nullable=True),
        sa.Column("to_agency", sa.String(length=20), nullable=True),
        sa.Column("movement_type", sa.String(length=10), nullable=False),
        sa.Column("direction_code", sa.String(length=10), nullable=True),
        sa.Column("movement_date", sa.Date(), nullable=False),
        sa.Column("movement_time", sa.String(length=8), nullable=True),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_movement_person_id_person", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["import_file.id"], name="fk_movement_source_id_import_file"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_movement"),
    )
    op.create_index("ix_movement_person_id", "movement", ["person_id"], unique=False)
    op.create_table(
        "parole_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.String(length=40), nullable=False),
        sa.Column("review_type", sa.String(length=200), nullable=True),
        sa.Column("review_status", sa.String(length=60), nullable=True),
        sa.Column("custody_report_due", sa.Date(), nullable=True),
        sa.Column("target_hearing_date", sa.Date(), nullable=True),
        sa.Column("hearing_outcome", sa.String(length=200), nullable=True),
        sa.Column("hearing_outcome_received_on", sa.Date(), nullable=True),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name="fk_parole_review_person_id_person",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["import_file.id"], name="fk_parole_review_source_id_import_file"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_parole_review"),
        sa.UniqueConstraint("person_id", "review_id", name="uq_parole_review_person_id_review_id"),
    )
    op.create_table(
        "probation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("crn", sa.String(length=20), nullable=True),
        sa.Column("tier", sa.String(length=20), nullable=True),
        sa.Column("mappa_level", sa.Integer(), nullable=True),
        sa.Column("mappa_category", sa.Integer(), nullable=True),
        sa.Column("rosh_level", sa.String(length=20), nullable=True),
        sa.Column("com_name", sa.String(length=200), nullable=True),
        sa.Column("com_email", sa.String(length=254), nullable=True),
        sa.Column("team_name", sa.String(length=200), nullable=True),
        sa.Column("ldu_code", sa.String(length=20), nullable=True),
        sa.Column("ldu_name", sa.String(length=200), nullable=True),
        sa.Column("ldu_email", sa.String(length=254), nullable=True),
        sa.Column("probation_service", sa.String(length=20), nullable=True),
        sa.Column("enhanced_resourcing", sa.Boolean(), nullable=True),
        sa.Column("vlo_assigned", sa.Boolean(), nullable=True),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_probation_person_id_person", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["import_file.id"], name="fk_probation_source_id_import_file"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_probation"),
        sa.UniqueConstraint("person_id", name="uq_probation_person_id"),
    )
    op.create_table(
        "sentence_term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("sentence_sequence", sa.Integer(), nullable=True),
        sa.Column("line_seq", sa.Integer(), nullable=True),
        sa.Column("term_sequence", sa.Integer(), nullable=True),
        sa.Column("sentence_type", sa.String(length=40), nullable=True),
        sa.Column("life_sentence", sa.Boolean(), nullable=True),
        sa.Column("sentence_term_code", sa.String(length=20), nullable=True),
        sa.Column("sentence_start_date", sa.Date(), nullable=True),
        sa.Column("start_date", sa.Date(), nullable=True),
        sa.Column("years", sa.Integer(), nullable=True),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name="fk_sentence_term_person_id_person",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["import_file.id"], name="fk_sentence_term_source_id_import_file"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_sentence_term"),
    )
    op.create_index("ix_sentence_term_person_id", "sentence_term", ["person_id"], unique=False)
