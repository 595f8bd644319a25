"""Long texts and files: the journal leaves them out, and an undo never guesses one."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from pomdesk.domain.errors import RequestRefused
from pomdesk.store.connection import QueryWroteError
from pomdesk.store.engine import Store
from pomdesk.store.journal import LEFT_OUT, unjournalled
from pomdesk.store.tables import (
    PAPERS,
    journal,
    metadata,
    operation,
    paper,
    paper_section,
    paper_version,
    person,
)
from tests.store.builders import NOW, all_rows, asking, doing, reopened, undo

AT = NOW.replace(tzinfo=None)
BODY = '[{"r": [{"t": "Words that only the paper holds"}]}]'
PDF = b"%PDF-1.7 \x00\xff not text"


@pytest.fixture
def person_id(store: Store) -> int:
    columns = ("prisoner_number", "name_key", "first_name", "last_name", "alerts")
    with doing(store) as uow:
        (found,) = uow.bulk_insert(person, [("A1234BC", "n", "", "", "")], columns)
    return found


def written(store: Store, person_id: int, follows: int | None = None) -> int:
    """A paper with a section and a version with a file, made by one operation."""
    from pomdesk.store.records import PaperRecord, PaperSectionRecord, PaperVersionRecord

    with doing(store, "make") as uow:
        mine: dict[str, Any] = {"person_id": person_id}
        made = uow.add(
            PaperRecord(
                **mine,
                kind="case-summary",
                language="en",
                stage="draft",
                version=1,
                writer="Pat Example",
                begun_at=AT,
                changed_at=AT,
                template_version="1",
                subject="",
                follows=follows,
                revision=1,
            )
        )
        mine["paper_id"] = made.id
        uow.add(
            PaperSectionRecord(
                **mine,
                section="risk",
                state="drafted",
                written_by="Pat Example",
                written_at=AT,
                body=BODY,
            )
        )
        uow.add(
            PaperVersionRecord(
                **mine,
                number=1,
                why="final",
                at=AT,
                by="Pat Example",
                text_digest="",
                words_sha256="",
                file_sha256="",
                sections="{}",
                pdf=PDF,
            )
        )
        return int(made.id)


def everything(store: Store) -> dict[str, list[Any]]:
    return {table.name: all_rows(store, table) for table in PAPERS}


def last(store: Store, command: str) -> int:
    return int([row.id for row in all_rows(store, operation) if row.command == command][-1])


def test_texts_and_files_are_marked_and_nothing_else() -> None:
    marked = {
        (table.name, name) for table in metadata.tables.values() for name in unjournalled(table)
    }
    assert marked == {
        ("paper_section", "body"),
        ("paper_version", "sections"),
        ("paper_version", "pdf"),
        ("qa_frame", "content"),
        ("qa_draw", "record"),
        ("qa_report", "pdf"),
        ("draft", "content"),
    }


def test_what_is_added_is_journalled_without_its_text(store: Store, person_id: int) -> None:
    written(store, person_id)
    rows = [row for row in all_rows(store, journal) if row.table_name.startswith("paper")]
    assert [row.action for row in rows] == ["insert"] * 3
    told = {row.table_name: json.loads(row.after) for row in rows}
    assert set(told["paper_section"]) == set(paper_section.c.keys()) - {"body"}
    assert set(told["paper_version"]) == set(paper_version.c.keys()) - {"sections", "pdf"}
    assert "only the paper holds" not in "".join(row.after for row in rows)


def test_a_changed_text_is_named_and_its_undo_refused(store: Store, person_id: int) -> None:
    from pomdesk.store.records import PaperSectionRecord

    written(store, person_id)
    with doing(store, "write") as uow:
        section = uow.find(PaperSectionRecord, section="risk")
        assert section is not None
        section.body, section.state = "[]", "empty"
    entry = all_rows(store, journal)[-1]
    assert json.loads(entry.before) == {"state": "drafted"}
    assert json.loads(entry.after) == {"state": "empty", LEFT_OUT: ["body"]}
    before = everything(store)
    with pytest.raises(RequestRefused) as refused:
        undo(store, last(store, "write"))
    assert (refused.value.code, refused.value.details["reason"]) == ("REQ-UNDO", "text")
    assert everything(store) == before


def test_a_text_that_says_the_marker_itself_is_no_marker(store: Store, person_id: int) -> None:
    from pomdesk.store.records import PaperRecord

    number = written(store, person_id)
    with doing(store, "change") as uow:
        record = uow.get(PaperRecord, number)
        assert record is not None
        record.subject = f'"{LEFT_OUT}":'
    undo(store, last(store, "change"))
    assert all_rows(store, paper)[0].subject == ""


def test_what_was_taken_out_comes_back_whole_as_often_as_wanted(
    store: Store, person_id: int
) -> None:
    from pomdesk.store.records import PaperRecord

    number = written(store, person_id)
    before = everything(store)
    with doing(store, "drop") as uow:
        record = uow.get(PaperRecord, number)
        assert record is not None
        uow.delete(record)
    assert not any(everything(store).values())
    back = undo(store, last(store, "drop"))
    assert everything(store) == before
    again = undo(store, back)
    assert not any(everything(store).values())
    undo(store, again)
    assert everything(store) == before
    assert all_rows(store, paper_version)[0].pdf == PDF
    assert store.check() == []


def test_papers_that_follow_each_other_go_with_their_person_and_come_back(
    store: Store, person_id: int
) -> None:
    from pomdesk.store.records import PersonRecord

    first = written(store, person_id)
    second = written(store, person_id, follows=first)
    written(store, person_id, follows=second)
    before = everything(store)
    with doing(store, "erase") as uow:
        record = uow.get(PersonRecord, person_id)
        assert record is not None
        uow.delete(record)
    assert not any(everything(store).values())
    undo(store, last(store, "erase"))
    assert everything(store) == before
    assert store.check() == []


def test_a_text_is_rewritten_without_an_operation_and_stays(store: Store, person_id: int) -> None:
    written(store, person_id)
    operations, entries = all_rows(store, operation), all_rows(store, journal)
    with doing(store, "write") as uow:
        uow.rewrite(paper_section, 1, body="[]")
        assert not uow.wrote
        assert uow.saved
        assert uow.rows(select(paper_section.c.body))[0].body == "[]"
    assert all_rows(store, operation) == operations
    assert all_rows(store, journal) == entries
    path = store.path
    log = path.with_name(path.name + "-wal")
    assert not log.exists() or log.stat().st_size == 0, "what was saved is in the file itself"
    store.close()
    again = reopened(path)
    assert all_rows(again, paper_section)[0].body == "[]"
    again.close()


def test_a_query_cannot_rewrite(store: Store, person_id: int) -> None:
    written(store, person_id)
    with pytest.raises(QueryWroteError), asking(store) as uow:
        uow.rewrite(paper_section, 1, body="[]")
    assert all_rows(store, paper_section)[0].body == BODY


def test_a_rewrite_that_is_left_badly_did_not_happen(store: Store, person_id: int) -> None:
    written(store, person_id)

    def interrupted() -> None:
        with doing(store) as uow:
            uow.rewrite(paper_section, 1, body="[]")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        interrupted()
    assert all_rows(store, paper_section)[0].body == BODY
