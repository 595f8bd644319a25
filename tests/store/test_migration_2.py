"""Version 1 stores come up to date with everything that was in them.

``tests/golden/stores/version-1.db`` was written by version 1 of the program itself.
"""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from pomdesk.store import schema
from pomdesk.store.tables import (
    PAPERS,
    QUALITY,
    allocation,
    assessment,
    duty_mark,
    entry,
    import_file,
    journal,
    movement,
    operation,
    paper_template,
    parole_review,
    person,
    policy_override,
)
from tests.store.builders import (
    NOW,
    ROWS_SINCE_VERSION_4,
    TODAY,
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
    "operation": 5,
    "setting": 1,
    "journal": 12,
    "person": 3,
    "staff": 1,
    "allocation": 2,
    "assessment": 2,
    "early_allocation": 1,
    "field_source": 1,
    "movement": 3,
    "parole_review": 2,
    "probation": 1,
    "sentence_term": 1,
}
NEW = {
    table.name for table in (entry, duty_mark, policy_override, *PAPERS, paper_template, *QUALITY)
}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A copy of the version 1 store, to work on."""
    for file in GOLDEN.glob("version-1.*"):
        shutil.copy(file, tmp_path)
    return tmp_path / "version-1.db"


def test_a_version_1_store_opens_with_every_row_it_had(old: Path) -> None:
    store = reopened(old)
    assert counted(store) == COUNTS | dict.fromkeys(NEW, 0) | ROWS_SINCE_VERSION_4
    assert store.check() == []
    with asking(store) as uow:
        assert schema.version(uow.connection) == schema.CURRENT
    people = {row.prisoner_number: row for row in all_rows(store, person)}
    assert people["A1111AA"].conditional_release_date.isoformat() == "2027-02-03"
    assert people["B2222BB"].category is None
    assert [row.movement_type for row in all_rows(store, movement)] == ["ADM", "TAP", "ADM"]
    assert {row.review_id for row in all_rows(store, parole_review)} == {"7", "8"}
    for table in (movement, parole_review, assessment, allocation):
        assert {row.typed for row in all_rows(store, table)} == {None}
    store.close()


def test_the_copy_aside_is_still_version_1(old: Path) -> None:
    reopened(old).close()
    aside = old.with_name(f"version-1.before-{schema.CURRENT}.db")
    assert counted_in_file(aside, 1) == COUNTS


def test_what_was_done_before_can_still_be_undone(old: Path) -> None:
    store = reopened(old)
    typed = next(row for row in all_rows(store, operation) if row.command == "correct_fact")
    undo(store, typed.id)
    people = {row.prisoner_number: row for row in all_rows(store, person)}
    assert people["A1111AA"].conditional_release_date.isoformat() == "2027-05-12"
    brought = next(row for row in all_rows(store, operation) if row.command == "import_caseload")
    undo(store, brought.id)
    assert all_rows(store, person) == all_rows(store, import_file) == []
    assert len(all_rows(store, journal)) > COUNTS["journal"]
    store.close()


def test_what_is_new_works_after_the_upgrade(old: Path) -> None:
    store = reopened(old)
    with doing(store) as uow:
        row = {
            "person_id": 1,
            "kind": "note",
            "day": TODAY,
            "title": "",
            "who": "",
            "text": "Wrote to the landlord",
            "next_step": "",
            "subject": "",
            "written_by": "Pat Example",
            "written_at": NOW.replace(tzinfo=None),
        }
        (number,) = uow.bulk_insert(entry, [row])
    found = text("SELECT rowid FROM entry_words WHERE entry_words MATCH '\"landlord\"'")
    with asking(store) as uow:
        assert [r.rowid for r in uow.rows(found)] == [number]
    # Foreign keys bind, so the entry goes with its person and its words with the entry.
    with doing(store) as uow:
        uow.bulk_delete(person, [1])
    assert all_rows(store, entry) == []
    with asking(store) as uow:
        assert uow.rows(found) == []
    assert store.check() == []
    store.close()
