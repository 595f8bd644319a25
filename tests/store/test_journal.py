"""What changed is on record, and can be taken back as long as nothing built on it."""

import json
from datetime import date

import pytest

from pomdesk.domain.errors import RequestRefused
from pomdesk.store.engine import Store
from pomdesk.store.journal import Action, Entry, from_text
from pomdesk.store.records import (
    FieldSourceRecord,
    MovementRecord,
    PersonRecord,
    ProbationRecord,
    SettingRecord,
)
from pomdesk.store.tables import (
    field_source,
    import_file,
    journal,
    metadata,
    movement,
    operation,
    person,
    probation,
    setting,
)
from tests.store.builders import NOW, TODAY, all_rows, doing, undo

FACTS = ("person", "probation", "movement", "field_source", "import_file", "setting")


def facts(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """All that undo must bring back."""
    return {name: [tuple(r) for r in all_rows(store, metadata.tables[name])] for name in FACTS}


def entries(store: Store, operation_id: int) -> list[tuple[str, int, int | None, str]]:
    return [
        (row.table_name, row.row_id, row.person_id, row.action)
        for row in all_rows(store, journal)
        if row.operation_id == operation_id
    ]


def add_ann(store: Store) -> int:
    with doing(store, "add") as uow:
        ann = uow.add(
            PersonRecord(prisoner_number="A1234BC", name_key="ann", date_of_birth=date(1990, 2, 1))
        )
        uow.add(ProbationRecord(person_id=ann.id, crn="X1", mappa_level=2))
        uow.add(
            MovementRecord(person_id=ann.id, movement_type="ADM", movement_date=date(2025, 1, 2))
        )
        return uow.operation_id


def change_ann(store: Store, **changes: object) -> int:
    with doing(store, "change") as uow:
        ann = uow.find(PersonRecord, prisoner_number="A1234BC")
        assert ann is not None
        for name, value in changes.items():
            setattr(ann, name, value)
        uow.rows(person.select())
        return uow.operation_id


def remove_ann(store: Store) -> int:
    with doing(store, "remove") as uow:
        ann = uow.find(PersonRecord, prisoner_number="A1234BC")
        assert ann is not None
        uow.delete(ann)
        return uow.operation_id


def test_new_rows_are_journalled_with_all_their_values(store: Store) -> None:
    made = add_ann(store)
    assert entries(store, made) == [
        ("person", 1, 1, "insert"),
        ("probation", 1, 1, "insert"),
        ("movement", 1, 1, "insert"),
    ]
    row = all_rows(store, journal)[0]
    after = json.loads(row.after)
    assert row.before is None
    assert after["date_of_birth"] == "1990-02-01"
    assert after["first_name"] == ""
    assert after["recall"] is None
    assert from_text(person, row.after)["date_of_birth"] == date(1990, 2, 1)


def test_a_change_is_journalled_with_only_what_changed(store: Store) -> None:
    add_ann(store)
    made = change_ann(store, recall=True, conditional_release_date=date(2028, 5, 12))
    (row,) = [row for row in all_rows(store, journal) if row.operation_id == made]
    assert json.loads(row.before) == {"recall": None, "conditional_release_date": None}
    assert json.loads(row.after) == {"recall": True, "conditional_release_date": "2028-05-12"}


def test_setting_a_value_to_itself_is_no_change(store: Store) -> None:
    add_ann(store)
    with doing(store) as uow:
        ann = uow.find(PersonRecord, prisoner_number="A1234BC")
        assert ann is not None
        ann.date_of_birth = date(1990, 2, 1)
        assert not uow.wrote
    assert len(all_rows(store, operation)) == 1


def test_rows_the_database_removes_by_itself_are_journalled_too(store: Store) -> None:
    add_ann(store)
    made = remove_ann(store)
    assert sorted(entries(store, made)) == [
        ("movement", 1, 1, "delete"),
        ("person", 1, 1, "delete"),
        ("probation", 1, 1, "delete"),
    ]
    assert facts(store)["probation"] == []


def test_rows_of_nobody_have_no_person(store: Store) -> None:
    with doing(store) as uow:
        uow.add(SettingRecord(name="a", value="1"))
        made = uow.operation_id
    assert entries(store, made) == [("setting", 1, None, "insert")]


def test_values_that_json_could_trip_over_come_back_as_they_were(store: Store) -> None:
    odd = 'quote " slash \\ line \n Ŵ \U0001f600 NULL \u2028 end'
    with doing(store) as uow:
        uow.add(SettingRecord(name="odd", value=odd))
    before = facts(store)
    with doing(store) as uow:
        record = uow.find(SettingRecord, name="odd")
        assert record is not None
        uow.delete(record)
        removed = uow.operation_id
    undo(store, removed)
    assert facts(store) == before


@pytest.mark.parametrize("what", ["add", "change", "remove"])
def test_undo_redo_and_undo_again_go_there_and_back(store: Store, what: str) -> None:
    if what != "add":
        add_ann(store)
    before = facts(store)
    made = {
        "add": add_ann,
        "change": lambda s: change_ann(s, recall=True, last_name="New", date_of_birth=None),
        "remove": remove_ann,
    }[what](store)
    after = facts(store)
    assert before != after
    for _ in range(3):
        made = undo(store, made)
        assert facts(store) == before
        made = undo(store, made)
        assert facts(store) == after


def test_an_undo_names_what_it_took_back(store: Store) -> None:
    made = add_ann(store)
    undone = undo(store, made)
    row = all_rows(store, operation)[-1]
    assert (row.id, row.command, row.undoes) == (undone, "undo", made)


def refused(store: Store, operation_id: int) -> object:
    before, journalled = facts(store), len(all_rows(store, journal))
    with pytest.raises(RequestRefused) as refusal:
        undo(store, operation_id)
    assert refusal.value.code == "REQ-UNDO"
    assert facts(store) == before
    assert len(all_rows(store, journal)) == journalled
    return refusal.value.details["reason"]


def test_what_was_changed_again_since_is_not_undone(store: Store) -> None:
    add_ann(store)
    first = change_ann(store, category="C")
    second = change_ann(store, category="D")
    assert refused(store, first) == "changed"
    undo(store, second)
    undo(store, first)
    assert all_rows(store, person)[0].category is None


def test_a_change_that_was_undone_and_redone_still_stands_in_the_way(store: Store) -> None:
    add_ann(store)
    first = change_ann(store, category="C")
    second = change_ann(store, category="D")
    redone = undo(store, undo(store, second))
    assert refused(store, first) == "changed"
    undo(store, redone)
    undo(store, first)


def test_a_change_to_something_else_is_not_in_the_way(store: Store) -> None:
    add_ann(store)
    first = change_ann(store, category="C")
    with doing(store) as uow:
        uow.add(SettingRecord(name="a", value="1"))
        uow.add(PersonRecord(prisoner_number="B1234BC", name_key="bob"))
    undo(store, first)
    assert all_rows(store, person)[0].category is None
    assert len(all_rows(store, setting)) == 1


def test_a_person_is_not_taken_out_again_once_something_was_noted_about_them(
    store: Store,
) -> None:
    made = add_ann(store)
    with doing(store) as uow:
        uow.add(FieldSourceRecord(person_id=1, section="person", field="x", kind="typed"))
    assert refused(store, made) == "changed"
    assert len(all_rows(store, field_source)) == 1


def test_an_undo_is_not_done_twice(store: Store) -> None:
    made = add_ann(store)
    undo(store, made)
    assert refused(store, made) == "undone"


def test_an_operation_that_does_not_exist_has_nothing_to_undo(store: Store) -> None:
    assert refused(store, 12345) == "nothing"


def test_undo_notices_a_row_that_changed_without_a_journal_entry(store: Store) -> None:
    made = add_ann(store)
    with doing(store) as uow:
        uow.connection.execute(person.delete())
    assert refused(store, made) == "changed"


FILE: dict[str, object] = {"name": "f.json", "sha256": "0" * 64, "format": "json", "as_at": None}
FILE |= {"imported_at": NOW.replace(tzinfo=None), "imported_by": "p", "added": 0, "changed": 0}
FILE |= {"unchanged": 0, "refused": 0}


def bring_in(store: Store, numbers: list[str], *, children: bool = True) -> int:
    """A bulk import as an importer writes it, with its own journal entries.

    Without ``children`` only the people are journalled: the rest goes and comes with them.
    """
    with doing(store, "import") as uow:
        (file_id,) = uow.bulk_insert(import_file, [FILE])
        uow.journal([Entry("import_file", file_id, None, Action.INSERT, None, FILE)])
        columns = ("prisoner_number", "name_key", "first_name", "last_name", "alerts", "source_id")
        ids = uow.bulk_insert(
            person, [(number, number, "", "", "", file_id) for number in numbers], columns
        )
        uow.journal(Entry("person", i, i, Action.INSERT, None, None) for i in ids)
        moved = uow.bulk_insert(
            movement,
            [(i, "ADM", TODAY, file_id) for i in ids for _ in range(2)],
            ("person_id", "movement_type", "movement_date", "source_id"),
        )
        if children:
            whose = [i for i in ids for _ in range(2)]
            uow.journal(
                Entry("movement", m, i, Action.INSERT, None, None)
                for m, i in zip(moved, whose, strict=True)
            )
        return uow.operation_id


@pytest.mark.parametrize("children", [True, False])
def test_an_import_is_undone_and_redone_whole(store: Store, *, children: bool) -> None:
    add_ann(store)
    before = facts(store)
    numbers = [f"B{n:04}AA" for n in range(2500)]
    made = bring_in(store, numbers, children=children)
    after = facts(store)
    assert (len(after["person"]), len(after["movement"])) == (2501, 5001)
    undone = undo(store, made)
    assert facts(store) == before
    undo(store, undone)
    assert facts(store) == after


def test_a_bulk_change_is_undone_row_by_row(store: Store) -> None:
    bring_in(store, [f"B{n:04}AA" for n in range(300)])
    before = facts(store)
    with doing(store, "import") as uow:
        released = date(2028, 5, 12)
        rows = [(i, released) if i % 2 else (i, None) for i in range(1, 301)]
        uow.bulk_update(person, rows, ("id", "release_date"))
        uow.journal(
            Entry("person", i, i, Action.UPDATE, {"release_date": None}, {"release_date": d})
            for i, d in rows
        )
        uow.bulk_update(person, [(1, "gone", "C")], ("id", "in_out_status", "category"))
        changes = {"in_out_status": "gone", "category": "C"}
        uow.journal([Entry("person", 1, 1, Action.UPDATE, dict.fromkeys(changes), changes)])
        made = uow.operation_id
    after = facts(store)
    undone = undo(store, made)
    assert facts(store) == before
    undo(store, undone)
    assert facts(store) == after


def test_rows_and_bulk_changes_of_one_unit_are_journalled_in_the_order_they_were_made(
    store: Store,
) -> None:
    with doing(store) as uow:
        uow.add(SettingRecord(name="first", value="1"))
        ids = uow.bulk_insert(setting, [("second", "2")], ("name", "value"))
        uow.journal(Entry("setting", i, None, Action.INSERT, None, None) for i in ids)
        uow.add(SettingRecord(name="third", value="3"))
        made = uow.operation_id
    assert [row for _t, row, _p, _a in entries(store, made)] == [1, 2, 3]
    undo(store, made)
    assert all_rows(store, setting) == []


def test_a_row_added_changed_and_removed_in_one_go_leaves_nothing_after_undo(store: Store) -> None:
    with doing(store) as uow:
        record = uow.add(SettingRecord(name="a", value="1"))
        uow.rows(setting.select())
        record.value = "2"
        uow.rows(setting.select())
        uow.delete(record)
        made = uow.operation_id
    assert [action for *_, action in entries(store, made)] == ["insert", "update", "delete"]
    undo(store, made)
    assert all_rows(store, setting) == []
    assert all_rows(store, probation) == []
