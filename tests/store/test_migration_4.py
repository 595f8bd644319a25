"""Version 3 stores come up to version 4 with everything that was in them.

``tests/golden/stores/version-3.db`` was written by version 3 of the program itself.
"""

import shutil
from pathlib import Path

import pytest

from pomdesk.store import lasting, schema
from pomdesk.store.engine import Store
from pomdesk.store.tables import (
    QUALITY,
    entry,
    journal,
    operation,
    paper,
    paper_section,
    paper_version,
    person,
    policy_override,
    qa_person,
)
from tests.store.builders import (
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
    "operation": 26,
    "journal": 54,
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
}
NEW = {table.name for table in QUALITY}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A copy of the version 3 store, to work on."""
    for file in GOLDEN.glob("version-3.*"):
        shutil.copy(file, tmp_path)
    return tmp_path / "version-3.db"


def operations(store: Store, command: str) -> list[int]:
    return [row.id for row in all_rows(store, operation) if row.command == command]


def test_a_version_3_store_opens_with_every_row_it_had(old: Path) -> None:
    store = reopened(old)
    assert counted(store) == COUNTS | dict.fromkeys(NEW, 0) | ROWS_SINCE_VERSION_4
    assert store.check() == []
    with asking(store) as uow:
        assert schema.version(uow.connection) == schema.CURRENT
    people = {row.prisoner_number: row for row in all_rows(store, person)}
    assert people["A1111AA"].conditional_release_date.isoformat() == "2027-02-03"
    assert {row.text for row in all_rows(store, entry)} >= {
        "Spoke about the landlord",
        "It was changed",
    }
    assert [(row.key, row.value) for row in all_rows(store, policy_override)] == [
        ("contact.high_months", "2")
    ]
    store.close()


def test_papers_are_as_they_were_the_frozen_file_too(old: Path) -> None:
    store = reopened(old)
    assert [(row.kind, row.stage) for row in all_rows(store, paper)] == [
        ("parole-report", "final"),
        ("case-summary", "draft"),
    ]
    bodies = [row.body for row in all_rows(store, paper_section)]
    assert "worked on the wing since May" in bodies[0]
    assert "still being written" in bodies[1]
    files = [row.pdf for row in all_rows(store, paper_version) if row.pdf is not None]
    assert files == [b"%PDF-1.7 an invented file"]
    store.close()


def test_the_copy_aside_is_still_version_3(old: Path) -> None:
    reopened(old).close()
    aside = old.with_name(f"version-3.before-{schema.CURRENT}.db")
    assert counted_in_file(aside, 3) == COUNTS


def test_what_was_done_before_can_still_be_undone(old: Path) -> None:
    store = reopened(old)
    undo(store, *operations(store, "drop_paper"))
    assert "Words that were thrown away." in "".join(
        row.body for row in all_rows(store, paper_section)
    )
    undo(store, *operations(store, "remove_entry"))
    assert "Taken out" in {row.text for row in all_rows(store, entry)}
    undo(store, operations(store, "correct_fact")[0])
    people = {row.prisoner_number: row for row in all_rows(store, person)}
    assert people["A1111AA"].conditional_release_date.isoformat() == "2027-05-12"
    assert len(all_rows(store, journal)) > COUNTS["journal"]
    assert store.check() == []
    store.close()


def test_people_of_quality_are_kept_after_the_upgrade(old: Path) -> None:
    store = reopened(old)
    row = {
        "code": "1",
        "name": "Pat Example",
        "signs_in": "Pat Example",
        "roles": "lead",
        "manager": "",
    }
    with doing(store) as uow:
        uow.bulk_insert(qa_person, [row])
    assert [(one.code, one.joined) for one in all_rows(store, qa_person)] == [("1", None)]
    with doing(store) as uow:
        uow.bulk_delete(person, [1])
    assert len(all_rows(store, qa_person)) == 1, "nothing of quality goes with a prisoner"
    assert store.check() == []
    store.close()


def test_an_upgraded_store_has_every_trigger_that_refuses(old: Path) -> None:
    store = reopened(old)
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'lasting_%'"
    with asking(store) as uow:
        assert {row.name for row in uow.connection.exec_driver_sql(query)} == lasting.PARTS
    store.close()


@pytest.mark.parametrize("version", [1, 2])
def test_older_stores_take_every_step_at_once(tmp_path: Path, version: int) -> None:
    for file in GOLDEN.glob(f"version-{version}.*"):
        shutil.copy(file, tmp_path)
    store = reopened(tmp_path / f"version-{version}.db")
    assert counted(store).keys() >= NEW
    assert store.check() == []
    store.close()
