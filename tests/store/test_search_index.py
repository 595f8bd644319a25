"""The search index follows the entries, whatever changes them, and says so when it does not."""

from typing import Any

import pytest
from sqlalchemy import select

from pomdesk.domain.errors import RequestRefused
from pomdesk.store.backup import copy_store
from pomdesk.store.engine import Store
from pomdesk.store.journal import Action, Entry
from pomdesk.store.tables import entry, person
from pomdesk.store.words import entry_words, match
from tests.store.builders import NOW, TODAY, all_rows, asking, doing, reopened, undo


def add_person(store: Store) -> int:
    columns = ("prisoner_number", "name_key", "first_name", "last_name", "alerts")
    with doing(store) as uow:
        (person_id,) = uow.bulk_insert(person, [("A1234BC", "n", "", "", "")], columns)
    return person_id


def record(person_id: int, text: str, **changes: Any) -> Any:
    from pomdesk.store.records import EntryRecord

    values: dict[str, Any] = {
        "kind": "note",
        "day": TODAY,
        "title": "",
        "who": "",
        "next_step": "",
        "subject": "",
        "written_by": "Pat Example",
        "written_at": NOW.replace(tzinfo=None),
    }
    return EntryRecord(person_id=person_id, text=text, **(values | changes))


def found(store: Store, *words: str) -> list[int]:
    statement = select(entry_words.c.rowid).where(
        entry_words.c.entry_words.match(match(list(words)))
    )
    with asking(store) as uow:
        return [row.rowid for row in uow.rows(statement)]


def add(store: Store, person_id: int, text: str, **changes: Any) -> tuple[int, int]:
    with doing(store) as uow:
        number = uow.add(record(person_id, text, **changes)).id
        return number, uow.operation_id


def test_words_are_found_without_accents_and_inside_words(store: Store) -> None:
    who = add_person(store)
    number, _ = add(store, who, "Said that Siân will be at the café", title="Grŵp")
    for word in ("café", "cafe", "CAFE", "sian", "grwp", "rwp", "ill be"):
        assert found(store, word) == [number], word
    assert found(store, "sian", "cafe") == [number]
    assert found(store, "sian", "pub") == []


def test_every_way_by_which_an_entry_changes_is_followed(store: Store) -> None:
    from pomdesk.store.records import EntryRecord

    who = add_person(store)
    number, added = add(store, who, "first words")
    with doing(store) as uow:
        changed = uow.get(EntryRecord, number)
        assert changed is not None
        changed.text, changed.due = "second words", TODAY
        operation = uow.operation_id if uow.wrote else 0
    assert (found(store, "first"), found(store, "second")) == ([], [number])
    undo(store, operation)
    assert (found(store, "first"), found(store, "second")) == ([number], [])
    undo(store, added)
    assert found(store, "first") == []
    assert store.check() == []


def test_a_person_goes_with_goal_and_steps_and_comes_back_with_them(store: Store) -> None:
    from pomdesk.store.records import PersonRecord

    who = add_person(store)
    goal, _ = add(store, who, "somewhere to live", kind="goal")
    step, _ = add(store, who, "see the housing worker", kind="step", parent_id=goal)
    before = all_rows(store, entry)
    with doing(store) as uow:
        gone = uow.get(PersonRecord, who)
        assert gone is not None
        uow.delete(gone)
        operation = uow.operation_id
    assert (all_rows(store, entry), found(store, "housing")) == ([], [])
    undo(store, operation)
    assert all_rows(store, entry) == before
    assert (found(store, "somewhere"), found(store, "housing")) == ([goal], [step])
    assert store.check() == []


def test_adding_a_goal_is_not_undone_over_the_steps_hung_on_it_since(store: Store) -> None:
    who = add_person(store)
    goal, added = add(store, who, "somewhere to live", kind="goal")
    _, hung = add(store, who, "see the housing worker", kind="step", parent_id=goal)
    with pytest.raises(RequestRefused, match="REQ-UNDO"):
        undo(store, added)
    assert len(all_rows(store, entry)) == 2
    undo(store, hung)
    undo(store, added)
    assert all_rows(store, entry) == []


def test_the_check_tells_when_the_index_does_not_agree(store: Store) -> None:
    who = add_person(store)
    add(store, who, "true words")
    assert store.check() == []
    with doing(store) as uow:
        uow.connection.exec_driver_sql("DROP TRIGGER entry_words_over")
    assert store.check() == ["schema: entry_words_over is missing"]


def test_the_check_tells_words_that_no_entry_has(store: Store) -> None:
    who = add_person(store)
    number, _ = add(store, who, "true words")
    with doing(store) as uow:
        uow.connection.exec_driver_sql(
            f"INSERT INTO entry_words(rowid, text) VALUES ({number}, 'false words')"
        )
    (wrong,) = store.check()
    assert wrong.startswith("search:")


def test_what_looks_like_syntax_is_not(store: Store) -> None:
    who = add_person(store)
    number, _ = add(store, who, 'he said "NEAR(a b)" AND text:* ^more -less')
    for odd in ('"', '""', "AND", "NEAR(", "text:", "*", "^more", "-less", 'said "NEAR', "\0\0\0"):
        query = match([odd])
        if query:
            assert found(store, odd) in ([number], []), odd
    assert found(store, "NEAR(a b)") == [number]
    assert found(store, "text:*") == [number]
    assert found(store, "text:nothing") == []
    assert match(["ab", ""]) == ""


def test_a_copy_of_the_store_has_the_index(store: Store, tmp_path: Any) -> None:
    who = add_person(store)
    number, _ = add(store, who, "copied words")
    target = tmp_path / "copy.db"
    with asking(store) as uow:
        copy_store(uow.connection, store.path, target, bytearray(store._key), store._salt)
    copy = reopened(target)
    assert found(copy, "copied") == [number]
    assert copy.check() == []
    copy.close()


def test_bulk_rows_are_indexed_too(store: Store) -> None:
    who = add_person(store)
    texts = ["first of many", "second of many"]
    columns = (
        *("person_id", "kind", "day", "title", "who", "text", "next_step", "subject"),
        *("written_by", "written_at"),
    )
    at = NOW.replace(tzinfo=None)
    rows = [(who, "note", TODAY, "", "", text, "", "", "x", at) for text in texts]
    with doing(store) as uow:
        ids = uow.bulk_insert(entry, rows, columns)
        uow.journal(Entry("entry", number, who, Action.INSERT, None, None) for number in ids)
    assert found(store, "many") == list(ids)
    assert found(store, "second") == [ids[1]]
