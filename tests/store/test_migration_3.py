"""Version 2 stores come up to version 3 with everything that was in them.

``tests/golden/stores/version-2.db`` was written by version 2 of the program itself.
"""

import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from pomdesk.store import schema
from pomdesk.store.engine import Store
from pomdesk.store.tables import (
    PAPERS,
    QUALITY,
    duty_mark,
    entry,
    journal,
    operation,
    paper,
    paper_template,
    person,
    policy_override,
    setting,
)
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
    "operation": 16,
    "journal": 23,
    "setting": 1,
    "person": 2,
    "staff": 2,
    "allocation": 1,
    "assessment": 1,
    "duty_mark": 1,
    "early_allocation": 1,
    "entry": 6,
    "field_source": 1,
    "movement": 1,
    "parole_review": 1,
    "policy_override": 1,
    "probation": 1,
    "sentence_term": 0,
}
NEW = {table.name for table in (*PAPERS, paper_template, *QUALITY)}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A copy of the version 2 store, to work on."""
    for file in GOLDEN.glob("version-2.*"):
        shutil.copy(file, tmp_path)
    return tmp_path / "version-2.db"


def operations(store: Store, command: str) -> list[int]:
    return [row.id for row in all_rows(store, operation) if row.command == command]


def test_a_version_2_store_opens_with_every_row_it_had(old: Path) -> None:
    store = reopened(old)
    assert counted(store) == COUNTS | dict.fromkeys(NEW, 0) | ROWS_SINCE_VERSION_4
    assert store.check() == []
    with asking(store) as uow:
        assert schema.version(uow.connection) == schema.CURRENT
    people = {row.prisoner_number: row for row in all_rows(store, person)}
    assert people["A1111AA"].conditional_release_date.isoformat() == "2027-02-03"
    entries = all_rows(store, entry)
    assert {row.text for row in entries} >= {"Spoke about the landlord", "It was changed"}
    (goal,) = [row for row in entries if row.kind == "goal"]
    (step,) = [row for row in entries if row.kind == "step"]
    assert (goal.title, step.parent_id) == ("A place to live", goal.id)
    assert [(row.key, row.value) for row in all_rows(store, policy_override)] == [
        ("contact.high_months", "2")
    ]
    assert [row.mark for row in all_rows(store, duty_mark)] == ["snoozed"]
    assert [row.name for row in all_rows(store, setting)] == ["caseload.filter"]
    store.close()


def test_the_copy_aside_is_still_version_2(old: Path) -> None:
    reopened(old).close()
    aside = old.with_name(f"version-2.before-{schema.CURRENT}.db")
    assert counted_in_file(aside, 2) == COUNTS


def test_what_was_done_before_can_still_be_undone(old: Path) -> None:
    store = reopened(old)
    undo(store, *operations(store, "remove_entry"))
    assert "Taken out" in {row.text for row in all_rows(store, entry)}
    undo(store, *operations(store, "change_entry"))
    assert "To be changed" in {row.text for row in all_rows(store, entry)}
    undo(store, operations(store, "correct_fact")[0])
    people = {row.prisoner_number: row for row in all_rows(store, person)}
    assert people["A1111AA"].conditional_release_date.isoformat() == "2027-05-12"
    assert len(all_rows(store, journal)) > COUNTS["journal"]
    assert store.check() == []
    store.close()


def test_the_search_index_still_finds_what_was_written_before(old: Path) -> None:
    store = reopened(old)
    found = text("SELECT rowid FROM entry_words WHERE entry_words MATCH '\"landlord\"'")
    with asking(store) as uow:
        assert len(uow.rows(found)) == 1
    store.close()


def test_papers_are_kept_after_the_upgrade_and_go_with_their_person(old: Path) -> None:
    store = reopened(old)
    at = NOW.replace(tzinfo=None)
    row: dict[str, Any] = {
        "person_id": 1,
        "kind": "case-summary",
        "language": "en",
        "stage": "draft",
        "version": 1,
        "writer": "Pat Example",
        "begun_at": at,
        "changed_at": at,
        "template_version": "1",
        "subject": "",
        "revision": 1,
    }
    with doing(store) as uow:
        uow.bulk_insert(paper, [row])
    assert [one.kind for one in all_rows(store, paper)] == ["case-summary"]
    with doing(store) as uow:
        uow.bulk_delete(person, [1])
    assert all_rows(store, paper) == []
    assert store.check() == []
    store.close()


def test_a_version_1_store_takes_both_steps_at_once(tmp_path: Path) -> None:
    for file in GOLDEN.glob("version-1.*"):
        shutil.copy(file, tmp_path)
    store = reopened(tmp_path / "version-1.db")
    assert counted(store).keys() >= NEW
    assert store.check() == []
    store.close()
