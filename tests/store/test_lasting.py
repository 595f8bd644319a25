"""What is never changed: the database refuses, and so does an undo, in words."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import Table, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from pomdesk.domain.errors import RequestRefused
from pomdesk.store import lasting
from pomdesk.store.engine import Store
from pomdesk.store.tables import (
    LASTING,
    QUALITY,
    qa_answer,
    qa_draw,
    qa_feedback,
    qa_frame,
    qa_instrument,
    qa_report,
    qa_review,
    qa_round,
    qa_sample,
    qa_seen,
    qa_settlement,
)
from pomdesk.store.words import entry_words
from tests.store.builders import NOW, TODAY, all_rows, asking, doing, undo

AT = NOW.replace(tzinfo=None)
OTHERS: Mapping[type, object] = {str: "", bool: False, int: 0}


def row_of(table: Table, **values: Any) -> dict[str, Any]:
    """A row with every column that must not be blank; what matters is said."""
    made: dict[str, Any] = {}
    for column in table.columns:
        kind = column.type.python_type
        if column.name == "id" or (column.nullable and column.name not in values):
            continue
        made[column.name] = values.get(
            column.name, OTHERS.get(kind, AT if kind.__name__ == "datetime" else TODAY)
        )
    return made


ROWS: tuple[tuple[Table, dict[str, Any]], ...] = (
    (qa_instrument, row_of(qa_instrument, code="CASEFILE", version=1, stage="published")),
    (qa_round, row_of(qa_round, ref="2026-11", stage="in_review")),
    (qa_frame, row_of(qa_frame, round_id=1)),
    (qa_draw, row_of(qa_draw, round_id=1, ref="2026-11")),
    (qa_sample, row_of(qa_sample, round_id=1, draw_id=1)),
    (qa_review, row_of(qa_review, sample_id=1, instrument_id=1, stage="submitted")),
    (qa_answer, row_of(qa_answer, review_id=1, question="risk", option="met")),
    (qa_settlement, row_of(qa_settlement, review_id=1)),
    (qa_feedback, row_of(qa_feedback, review_id=1)),
    (qa_seen, row_of(qa_seen, feedback_id=1)),
    (qa_report, row_of(qa_report, ref="G1", stage="approved")),
)


@pytest.fixture
def full(store: Store) -> Store:
    """A store with a row of everything; the review is locked after its answer was written."""
    with doing(store, "make") as uow:
        for table, row in ROWS:
            uow.connection.execute(insert(table).values(row))
        uow.connection.execute(update(qa_review).values(stage="locked"))
        uow.begin_operation(undoes=None)
    return store


ALWAYS = [one for one in QUALITY if one.info == LASTING]
PLAIN = {qa_review: "place", qa_answer: "comment", qa_report: "ref"}


def tried(store: Store, *statements: Any) -> None:
    """Statements in one unit of work."""
    with doing(store) as uow:
        for statement in statements:
            uow.connection.execute(statement)


def refused(store: Store, *statements: Any) -> None:
    """The database refuses, in its own words, and nothing was changed."""
    before = {one.name: all_rows(store, one) for one in QUALITY}
    with pytest.raises(IntegrityError, match="lasting"):
        tried(store, *statements)
    assert {one.name: all_rows(store, one) for one in QUALITY} == before


def test_the_tables_that_are_marked_are_the_ones_that_are_guarded() -> None:
    for table in ALWAYS:
        assert f"lasting_{table.name}_update" in lasting.PARTS
        assert f"lasting_{table.name}_delete" in lasting.PARTS
        assert f"lasting_{table.name}_over" in lasting.PARTS
    assert {one.name for one in ALWAYS} == {"qa_frame", "qa_draw", "qa_settlement", "qa_seen"}


@pytest.mark.parametrize("table", ALWAYS, ids=str)
def test_what_is_only_added_to_is_never_changed(full: Store, table: Table) -> None:
    for column in table.columns:
        if column.name != "id":
            refused(full, update(table).values({column.name: table.c.id}))
    refused(full, delete(table))


@pytest.mark.parametrize("table", PLAIN, ids=str)
def test_what_is_locked_or_approved_is_not_changed(full: Store, table: Table) -> None:
    refused(full, update(table).values({PLAIN[table]: "x"}))
    refused(full, delete(table))


STANDING = [*ALWAYS, qa_instrument, qa_review, qa_report, qa_answer]
UNIQUE = (qa_frame, qa_draw, qa_instrument, qa_review, qa_report, qa_answer)


@pytest.mark.parametrize("guard", ["trigger", "pragma"])
@pytest.mark.parametrize("table", STANDING, ids=str)
def test_what_stands_is_not_written_over(full: Store, table: Table, guard: str) -> None:
    """Neither by its number nor by what else it is the only one of; by two guards."""
    with doing(full) as uow:
        if guard == "trigger":
            uow.connection.exec_driver_sql("PRAGMA recursive_triggers=OFF")
        else:
            uow.connection.exec_driver_sql(f"DROP TRIGGER lasting_{table.name}_over")
    row = dict(ROWS)[table]
    refused(full, insert(table).prefix_with("OR REPLACE").values(id=1, **row))
    if table in UNIQUE:
        refused(full, insert(table).prefix_with("OR REPLACE").values(**row))


def test_an_answer_is_not_moved_out_of_a_locked_review_or_into_one(full: Store) -> None:
    other = row_of(qa_review, sample_id=1, instrument_id=1, stage="submitted", kind="second")
    tried(full, insert(qa_review).values(other))
    tried(full, insert(qa_answer).values(row_of(qa_answer, review_id=2, question="other")))
    refused(full, update(qa_answer).where(qa_answer.c.review_id == 2).values(review_id=1))
    refused(full, update(qa_answer).where(qa_answer.c.review_id == 1).values(review_id=2))
    moved = row_of(qa_answer, review_id=2, question="risk")
    refused(full, insert(qa_answer).prefix_with("OR REPLACE").values(id=1, **moved))


def test_the_search_index_follows_an_entry_that_is_written_over(store: Store) -> None:
    from pomdesk.store.tables import entry, person

    with doing(store, "make") as uow:
        uow.begin_operation(undoes=None)
        uow.connection.execute(insert(person).values(row_of(person)))
        row = row_of(entry, person_id=1, kind="note", text="the landlord was asked")
        uow.connection.execute(insert(entry).values(id=1, **row))
    again = insert(entry).prefix_with("OR REPLACE")
    tried(store, again.values(id=1, **row | {"text": "a hostel was found"}))
    with asking(store) as uow:
        for word, found in (("landlord", []), ("hostel", [1])):
            hits = select(entry_words.c.rowid).where(entry_words.c.entry_words.match(word))
            assert [one.rowid for one in uow.rows(hits)] == found
    assert store.check() == []


def test_an_answer_is_not_added_to_a_locked_review(full: Store) -> None:
    refused(full, insert(qa_answer).values(row_of(qa_answer, review_id=1, question="other")))


def test_a_locked_review_is_not_opened_again(full: Store) -> None:
    refused(full, update(qa_review).values(stage="submitted"))
    refused(full, update(qa_report).values(stage="draft"))


@pytest.mark.parametrize("column", ["code", "version", "title", "content", "sha256"])
def test_a_published_instrument_says_what_it_said(full: Store, column: str) -> None:
    refused(full, update(qa_instrument).values({column: "2"}))


def test_a_published_instrument_only_goes_forward(full: Store) -> None:
    for back in ("draft", "pilot"):
        refused(full, update(qa_instrument).values(stage=back))
    refused(full, delete(qa_instrument))
    tried(full, update(qa_instrument).values(stage="retired"))
    refused(full, update(qa_instrument).values(stage="draft"))
    refused(full, update(qa_instrument).values(title="x"))
    refused(full, delete(qa_instrument))


def test_before_that_everything_can_be_changed(store: Store) -> None:
    with doing(store) as uow:
        for table, row in ROWS:
            stages = {"published": "draft", "approved": "checked"}
            row = row | (
                {"stage": stages.get(row["stage"], row["stage"])} if "stage" in row else {}
            )
            uow.connection.execute(insert(table).values(row))
    tried(
        store,
        update(qa_answer).values(comment="x"),
        update(qa_review).values(place="risk"),
        update(qa_report).values(file_sha256="x"),
        update(qa_instrument).values(title="x", stage="pilot"),
        update(qa_instrument).values(content="{}", stage="published"),
        delete(qa_answer),
        delete(qa_report),
    )
    assert all_rows(store, qa_answer) == all_rows(store, qa_report) == []


def test_an_undo_that_would_take_a_lasting_row_is_refused_in_words(store: Store) -> None:
    with doing(store, "round") as uow:
        uow.connection.execute(insert(qa_round).values(ROWS[1][1]))
        uow.begin_operation(undoes=None)
    from pomdesk.store.records import QualityFrameRecord

    with doing(store, "freeze") as uow:
        uow.add(QualityFrameRecord(**row_of(qa_frame, round_id=1)))
        number = uow.operation_id
    with pytest.raises(RequestRefused) as found:
        undo(store, number)
    assert (found.value.code, found.value.details["reason"]) == ("REQ-UNDO", "changed")
    assert len(all_rows(store, qa_frame)) == 1


def test_an_undo_that_would_open_what_is_locked_is_refused_in_words(full: Store) -> None:
    from pomdesk.store.records import QualityReportRecord

    with doing(full, "draft") as uow:
        uow.add(QualityReportRecord(**row_of(qa_report, ref="G2", stage="checked")))
    with doing(full, "approve") as uow:
        report = uow.find(QualityReportRecord, ref="G2")
        assert report is not None
        report.stage, report.approved_by = "approved", "LEAD"
        number = uow.operation_id
    with pytest.raises(RequestRefused) as found:
        undo(full, number)
    assert found.value.code == "REQ-UNDO"
    with asking(full) as uow:
        assert {row.stage for row in uow.rows(qa_report.select())} == {"approved"}
    assert full.check() == []
