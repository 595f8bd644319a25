"""Version 4 stores come up to version 5 with everything that was in them.

``tests/golden/stores/version-4.db`` was written by version 4 of the program itself.
"""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from pomdesk.domain.audit import Event, Kind
from pomdesk.store import lasting, schema
from pomdesk.store.audit import NEW_SIGNER
from pomdesk.store.tables import audit, draft, entry, operation, person, qa_person, store_state
from tests.store.builders import (
    NOW,
    ROWS_SINCE_VERSION_4,
    all_rows,
    asking,
    counted,
    counted_in_file,
    doing,
    reopened,
    undo,
)

GOLDEN = Path(__file__).parent.parent / "golden" / "stores"

COUNTS = {
    "import_file": 1,
    "operation": 27,
    "journal": 55,
    "setting": 1,
    "person": 2,
    "staff": 2,
    "allocation": 1,
    "assessment": 1,
    "duty_mark": 0,
    "early_allocation": 1,
    "entry": 2,
    "field_source": 1,
    "movement": 1,
    "paper": 2,
    "paper_section": 2,
    "paper_step": 9,
    "paper_template": 0,
    "paper_version": 4,
    "parole_review": 1,
    "policy_override": 1,
    "probation": 1,
    "sentence_term": 0,
    "qa_answer": 0,
    "qa_draw": 0,
    "qa_feedback": 0,
    "qa_frame": 0,
    "qa_instrument": 0,
    "qa_item": 0,
    "qa_person": 1,
    "qa_report": 0,
    "qa_review": 0,
    "qa_round": 0,
    "qa_sample": 0,
    "qa_seen": 0,
    "qa_settlement": 0,
}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A copy of the version 4 store, to work on."""
    for file in GOLDEN.glob("version-4.*"):
        shutil.copy(file, tmp_path)
    return tmp_path / "version-4.db"


def test_a_version_4_store_opens_with_every_row_it_had(old: Path) -> None:
    store = reopened(old)
    assert counted(store) == COUNTS | ROWS_SINCE_VERSION_4
    assert store.check() == []
    with asking(store) as uow:
        assert schema.version(uow.connection) == schema.CURRENT
    people = {row.prisoner_number: row for row in all_rows(store, person)}
    assert people["A1111AA"].conditional_release_date.isoformat() == "2027-02-03"
    assert [(row.code, row.signs_in) for row in all_rows(store, qa_person)] == [
        ("L1", "Pat Example")
    ]
    store.close()


def test_the_copy_aside_is_still_version_4(old: Path) -> None:
    reopened(old).close()
    aside = old.with_name(f"version-4.before-{schema.CURRENT}.db")
    assert counted_in_file(aside, 4) == COUNTS


def test_what_was_done_before_can_still_be_undone(old: Path) -> None:
    store = reopened(old)
    typed = next(row for row in all_rows(store, operation) if row.command == "correct_fact")
    undo(store, typed.id)
    people = {row.prisoner_number: row for row in all_rows(store, person)}
    assert people["A1111AA"].conditional_release_date.isoformat() == "2027-05-12"
    assert store.check() == []
    store.close()


def test_the_log_begins_and_is_only_added_to(old: Path) -> None:
    store = reopened(old)
    with doing(store) as uow:
        uow.note(Event("TEST", Kind.SYSTEM))
    with doing(store) as uow:
        uow.note(Event("TEST", Kind.CONSULT, person_id=1))
    with asking(store) as uow:
        rows = uow.rows(select(audit).order_by(audit.c.seq))
    assert [row.what for row in rows] == [NEW_SIGNER, "TEST", "TEST"]
    assert [row.prev for row in rows[1:]] == [row.hash for row in rows[:-1]]
    for statement in ("UPDATE audit SET what = 'X'", "DELETE FROM audit"):
        with pytest.raises(Exception, match="lasting"), doing(store) as uow:
            uow.connection.exec_driver_sql(statement)
    assert store.check() == []
    store.close()


def test_each_upgraded_store_has_a_key_of_its_own_for_the_erasure_list(
    old: Path, tmp_path: Path
) -> None:
    (tmp_path / "again").mkdir()
    for file in tmp_path.glob("version-4.*"):
        shutil.copy(file, tmp_path / "again")
    keys = []
    for path in (old, tmp_path / "again" / old.name):
        store = reopened(path)
        (row,) = all_rows(store, store_state)
        keys.append(row.erasure_key)
        store.close()
    assert [len(key) for key in keys] == [32, 32]
    assert keys[0] != keys[1]


def test_an_upgraded_store_has_every_trigger_that_refuses(old: Path) -> None:
    store = reopened(old)
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'lasting_%'"
    with asking(store) as uow:
        assert {row.name for row in uow.connection.exec_driver_sql(query)} == lasting.PARTS
    store.close()


def test_a_draft_goes_with_its_person(old: Path) -> None:
    store = reopened(old)
    row = {
        "who": "Pat Example",
        "place": "case.entry",
        "person_id": 1,
        "at": NOW.replace(tzinfo=None),
        "content": "half a sentence",
    }
    with doing(store) as uow:
        uow.bulk_insert(draft, [row])
    with doing(store) as uow:
        uow.bulk_delete(person, [1])
    assert all_rows(store, draft) == []
    with asking(store) as uow:
        assert not uow.rows(select(entry.c.id).where(entry.c.person_id == 1))
    store.close()


@pytest.mark.parametrize("version", [1, 2, 3])
def test_older_stores_take_every_step_at_once(tmp_path: Path, version: int) -> None:
    for file in GOLDEN.glob(f"version-{version}.*"):
        shutil.copy(file, tmp_path)
    store = reopened(tmp_path / f"version-{version}.db")
    assert counted(store).items() >= ROWS_SINCE_VERSION_4.items()
    assert store.check() == []
    with doing(store) as uow:
        uow.note(Event("TEST", Kind.SYSTEM))
    with asking(store) as uow:
        assert len(uow.rows(select(audit.c.seq))) == 2
    store.close()
