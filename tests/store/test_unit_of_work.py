"""Whole or not at all; read-only is read-only; many rows at once are what one by one would be."""

import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from pomdesk.domain.errors import StoreRefused
from pomdesk.store.connection import QueryWroteError
from pomdesk.store.engine import Store
from pomdesk.store.records import PersonRecord, ProbationRecord, SettingRecord
from pomdesk.store.tables import import_file, journal, movement, operation, person, setting
from pomdesk.store.unit_of_work import UnitOfWork
from tests.store.builders import NOW, TODAY, all_rows, asking, doing, reopened


def someone(number: str = "A1234BC", **facts: object) -> PersonRecord:
    return PersonRecord(prisoner_number=number, name_key="example, ann", **facts)


def test_leaving_well_saves_and_leaving_badly_does_not(store: Store) -> None:
    with doing(store) as uow:
        uow.add(SettingRecord(name="kept", value="1"))

    def leave_badly() -> None:
        with doing(store) as uow:
            uow.add(SettingRecord(name="lost", value="1"))
            uow.bulk_insert(setting, [("lost too", "1")], ("name", "value"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        leave_badly()
    assert [row.name for row in all_rows(store, setting)] == ["kept"]
    assert len(all_rows(store, operation)) == 1


def test_an_operation_says_who_when_and_on_which_day(store: Store) -> None:
    with doing(store, "save_setting") as uow:
        assert not uow.wrote
        uow.add(SettingRecord(name="a", value="1"))
        assert uow.wrote
        made = uow.operation_id
    (row,) = all_rows(store, operation)
    assert (row.id, row.command, row.by) == (made, "save_setting", store.who)
    assert (row.at, row.today, row.undoes) == (NOW.replace(tzinfo=None), TODAY, None)


def test_a_command_that_changes_nothing_leaves_no_operation(store: Store) -> None:
    with doing(store) as uow:
        assert uow.find(SettingRecord, name="a") is None
        assert not uow.wrote
    assert all_rows(store, operation) == []


@pytest.mark.parametrize(
    "write",
    [
        lambda uow: uow.connection.execute(insert(setting).values(name="x", value="1")),
        lambda uow: uow.add(SettingRecord(name="x", value="1")),
        lambda uow: uow.bulk_insert(setting, [("x", "1")], ("name", "value")),
        lambda uow: uow.connection.exec_driver_sql("DELETE FROM setting"),
        lambda uow: uow.operation_id,
    ],
    ids=["core", "record", "bulk", "driver", "operation"],
)
def test_a_query_that_writes_fails_loudly_whichever_way_it_writes(
    store: Store, write: Callable[[UnitOfWork], object]
) -> None:
    with pytest.raises(QueryWroteError), asking(store) as uow:
        write(uow)
    assert all_rows(store, setting) == []
    with doing(store) as uow:
        uow.add(SettingRecord(name="x", value="1"))
    assert len(all_rows(store, setting)) == 1


def test_one_unit_of_work_inside_another_is_a_bug(store: Store) -> None:
    with doing(store), pytest.raises(RuntimeError, match="inside another"), asking(store):
        pass
    with asking(store):
        pass


def test_reading_sees_what_records_have_changed(store: Store) -> None:
    with doing(store) as uow:
        ann = uow.add(someone())
        assert uow.rows(select(person.c.id)) == [(ann.id,)]
        ann.category = "C"
        assert uow.rows(select(person.c.category)) == [("C",)]
        assert uow.get(PersonRecord, ann.id) is ann
        assert uow.get(PersonRecord, 99) is None
        assert uow.find(PersonRecord, prisoner_number="A1234BC") is ann
        assert uow.find(PersonRecord, prisoner_number="Z9999ZZ") is None


def test_a_record_may_be_filled_in_after_it_was_added(store: Store) -> None:
    with doing(store) as uow:
        note = uow.add(SettingRecord(name="a"))
        note.value = "1"
    assert [row.value for row in all_rows(store, setting)] == ["1"]


def test_statements_take_parameters(store: Store) -> None:
    from sqlalchemy import bindparam

    with doing(store) as uow:
        uow.bulk_insert(setting, [("a", "1"), ("b", "2")], ("name", "value"))
        wanted = select(setting.c.value).where(setting.c.name == bindparam("wanted"))
        assert uow.rows(wanted, {"wanted": "b"}) == [("2",)]


def test_rows_put_in_as_tuples_or_mappings_come_back_as_they_were(store: Store) -> None:
    born = date(1990, 2, 28)
    with doing(store) as uow:
        facts = ("name_key", "prisoner_number", "date_of_birth", "recall", "booking_id")
        columns = (*facts, "first_name", "last_name", "alerts")
        first = uow.bulk_insert(
            person,
            [
                ("b", "A1111AA", born, True, 7, "", "", ""),
                ("a", "A2222AA", None, None, None, "Łucja", "O'Brien", "x\ny"),
            ],
            columns,
        )
        assert list(first) == [1, 2]
        second = uow.bulk_insert(
            person,
            [
                {
                    "prisoner_number": "A3333AA",
                    "name_key": "c",
                    "date_of_birth": born,
                    "recall": False,
                    "first_name": "",
                    "last_name": "",
                    "alerts": "",
                }
            ],
        )
        assert list(second) == [3]
    rows = all_rows(store, person)
    assert [(row.prisoner_number, row.name_key, row.date_of_birth) for row in rows] == [
        ("A1111AA", "b", born),
        ("A2222AA", "a", None),
        ("A3333AA", "c", born),
    ]
    assert [row.recall for row in rows] == [True, None, False]
    assert (rows[1].first_name, rows[1].last_name, rows[1].alerts) == ("Łucja", "O'Brien", "x\ny")


def test_times_go_in_by_bulk_as_they_do_one_by_one(store: Store) -> None:
    at = datetime(2026, 11, 22, 9, 14, 1, 250)  # noqa: DTZ001 - the store keeps UTC without a zone
    row: dict[str, object] = {
        "name": "f",
        "sha256": "0" * 64,
        "format": "json",
        "as_at": None,
        "imported_at": at,
    }
    row |= {"imported_by": "p", "added": 1, "changed": 0, "unchanged": 0, "refused": 0}
    with doing(store) as uow:
        uow.bulk_insert(import_file, [row])
        uow.connection.execute(insert(import_file).values(row))
    one, other = all_rows(store, import_file)
    assert one[1:] == other[1:]
    assert one.imported_at == at


def test_many_rows_keep_their_order_and_their_ids(store: Store) -> None:
    count = 25_000
    with doing(store) as uow:
        ids = uow.bulk_insert(
            setting, [(f"{n:06}", str(n)) for n in range(count)], ("name", "value")
        )
        assert len(ids) == count
        changed = [(f"new {row_id}", row_id) for row_id in ids if row_id % 2]
        uow.bulk_update(setting, changed, ("value", "id"))
        uow.bulk_delete(setting, [row_id for row_id in ids if row_id % 3 == 0])
    rows = all_rows(store, setting)
    assert len(rows) == count - count // 3
    for row in rows:
        assert row.name == f"{row.id - 1:06}"
        assert row.value == (f"new {row.id}" if row.id % 2 else str(row.id - 1))


def test_ids_given_by_the_caller_are_kept(store: Store) -> None:
    with doing(store) as uow:
        assert list(uow.bulk_insert(setting, [(7, "a", "1")], ("id", "name", "value"))) == []
        assert list(uow.bulk_insert(setting, [("b", "2")], ("name", "value"))) == [8]
        record = uow.add(SettingRecord(name="c", value="3"))
        assert record.id == 9
        assert list(uow.bulk_insert(setting, [("d", "4")], ("name", "value"))) == [10]


def test_nothing_to_put_in_is_nothing(store: Store) -> None:
    with doing(store) as uow:
        assert list(uow.bulk_insert(setting, [], ("name", "value"))) == []
        assert list(uow.bulk_insert(setting, [])) == []
        uow.bulk_update(setting, [], ("id", "value"))
        uow.bulk_delete(setting, [])
        uow.journal([])
    assert all_rows(store, setting) == []


def test_rows_with_different_columns_are_refused(store: Store) -> None:
    with doing(store) as uow, pytest.raises(ValueError, match="same columns"):
        uow.bulk_insert(setting, [{"name": "a", "value": "1"}, {"name": "b"}])


def test_changing_or_removing_a_row_that_is_gone_fails_loudly(store: Store) -> None:
    with doing(store) as uow:
        with pytest.raises(LookupError):
            uow.bulk_update(setting, [(1, "x")], ("id", "value"))
        with pytest.raises(LookupError):
            uow.bulk_delete(setting, [1])


def test_bulk_changes_through_the_session_are_refused(store: Store) -> None:
    with doing(store) as uow:
        uow.add(SettingRecord(name="a", value="1"))
        with pytest.raises(RuntimeError, match="bulk"):
            uow.session.execute(update(SettingRecord).values(value="2"))
        with pytest.raises(RuntimeError, match="bulk"):
            uow.session.execute(insert(SettingRecord), [{"name": "b", "value": "2"}])
    assert [row.value for row in all_rows(store, setting)] == ["1"]


def test_a_row_without_its_parent_is_refused(store: Store) -> None:
    with pytest.raises(IntegrityError), doing(store) as uow:
        uow.bulk_insert(
            movement, [(99, "ADM", TODAY)], ("person_id", "movement_type", "movement_date")
        )
    assert all_rows(store, movement) == []


def test_removing_a_person_takes_all_that_is_theirs(store: Store) -> None:
    with doing(store) as uow:
        ann, bob = uow.add(someone()), uow.add(someone("B1234BC"))
        uow.add(ProbationRecord(person_id=ann.id, crn="X1"))
        uow.add(ProbationRecord(person_id=bob.id, crn="X2"))
    with doing(store) as uow:
        record = uow.find(PersonRecord, prisoner_number="A1234BC")
        assert record is not None
        uow.delete(record)
    with asking(store) as uow:
        assert uow.rows(select(ProbationRecord.crn)) == [("X2",)]


def test_a_new_person_never_takes_over_the_number_of_one_removed(store: Store) -> None:
    with doing(store) as uow:
        uow.add(someone())
        first = uow.add(someone("B1234BC")).id
    with doing(store) as uow:
        record = uow.get(PersonRecord, first)
        assert record is not None
        uow.delete(record)
    with doing(store) as uow:
        assert uow.add(someone("C1234BC")).id > first


def test_errors_do_not_carry_what_was_written(store: Store) -> None:
    canary = "CANARY-SURNAME"
    columns = ("prisoner_number", "name_key", "first_name", "last_name", "alerts")
    twice = [("A1234BC", canary, canary, canary, canary)] * 2
    with pytest.raises(IntegrityError) as failed, doing(store) as uow:
        uow.bulk_insert(person, twice, columns)
    assert canary not in str(failed.value)
    assert canary not in repr(failed.value)


def test_a_full_disk_is_told_and_what_was_saved_before_is_there(store: Store) -> None:
    with doing(store) as uow:
        uow.bulk_insert(setting, [("before", "1")], ("name", "value"))
    with asking(store) as uow:
        (pages,) = uow.connection.exec_driver_sql("PRAGMA page_count").one()
        uow.connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 2}")
    with pytest.raises(StoreRefused, match="STO-FULL"), doing(store) as uow:
        uow.bulk_insert(setting, [(f"{n}", "x" * 900) for n in range(90)], ("name", "value"))
    assert [row.name for row in all_rows(store, setting)] == ["before"]
    with asking(store) as uow:
        uow.connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    with doing(store) as uow:
        uow.bulk_insert(setting, [("after", "1")], ("name", "value"))
    assert len(all_rows(store, setting)) == 2


def test_threads_that_read_change_and_write_lose_nothing(store: Store) -> None:
    with doing(store) as uow:
        uow.add(SettingRecord(name="count", value="0"))
    problems: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(25):
                with doing(store) as uow:
                    record = uow.find(SettingRecord, name="count")
                    assert record is not None
                    record.value = str(int(record.value) + 1)
        except BaseException as problem:
            problems.append(problem)
            raise

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert problems == []
    assert [row.value for row in all_rows(store, setting)] == ["100"]
    with asking(store) as uow:
        # One operation and one entry each, and one of each for the beginning.
        assert uow.rows(select(func.count()).select_from(operation)) == [(101,)]
        assert uow.rows(select(func.count()).select_from(journal)) == [(101,)]


def test_a_save_is_in_the_file_itself_at_once(store: Store) -> None:
    with doing(store) as uow:
        uow.add(SettingRecord(name="a", value="1"))
    log = store.path.with_name("store.db-wal")
    assert not log.exists() or log.stat().st_size == 0


def test_times_are_kept_in_utc_whatever_zone_they_come_in(store: Store) -> None:
    from datetime import timezone

    summer = timezone(timedelta(hours=1))
    with store.unit_of_work(by="p", now=NOW.astimezone(summer), today=TODAY, command="test") as uow:
        assert uow.now == NOW.replace(tzinfo=None)


def test_what_one_desk_saved_the_next_reads(store: Store, tmp_path: Path) -> None:
    with doing(store) as uow:
        uow.add(someone(recall=True, date_of_birth=date(1990, 1, 31)))
    store.close()
    again = reopened(store.path)
    (row,) = all_rows(again, person)
    assert (row.recall, row.date_of_birth, row.last_name) == (True, date(1990, 1, 31), "")
    again.close()
