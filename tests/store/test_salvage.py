"""Recovering what can be read: everything that is on a page that holds, and a list of the rest."""

from pathlib import Path
from typing import Any

import pytest

from pomdesk.domain.errors import BackupRefused, KeyRefused, StoreRefused
from pomdesk.domain.keeping import Recovered
from pomdesk.store.connection import driver_of
from pomdesk.store.damaged import Damaged, SpoiledError
from pomdesk.store.engine import Store
from pomdesk.store.keyfile import twin_of
from pomdesk.store.place import keys_beside
from pomdesk.store.salvage import salvaging
from pomdesk.store.tables import entry, person, setting
from pomdesk.store.vault import unlock
from tests.faults.count import times
from tests.store.backups import LATER, backed_up, damage, pages_of, rows, with_people
from tests.store.builders import (
    PASSPHRASE,
    all_rows,
    asking,
    doing,
    files_of,
    new_store,
    reopened,
)

PEOPLE, ENTRIES = 200, 4


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a store with people and entries on many pages."""
    folder = tmp_path_factory.mktemp("salvage")
    store, _recovery = new_store(folder)
    with_people(store, PEOPLE, ENTRIES)
    with doing(store) as uow:
        # A text that goes over several pages.
        uow.bulk_insert(
            entry,
            [(1, "note", LATER.date(), "", "", "long " * 6000, "", "", "P", LATER)],
            (
                *("person_id", "kind", "day", "title", "who", "text", "next_step", "subject"),
                *("written_by", "written_at"),
            ),
        )
    store.close()
    return files_of(folder)


@pytest.fixture
def path(made_once: dict[str, bytes], tmp_path: Path) -> Path:
    for name, content in made_once.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path / "store.db"


def recovered(path: Path, secret: str = PASSPHRASE) -> tuple[Recovered, Store]:
    """What was recovered into ``new.db`` beside; the damaged file is as it was."""
    before, target = path.read_bytes(), path.with_name("new.db")
    with salvaging(path, target, secret=secret, now=LATER) as found:
        with found.opened():
            pass
        done = found.finish()
    assert path.read_bytes() == before
    assert not path.with_name("store.recovering").exists()
    return done, reopened(target)


def read(done: Recovered, name: str) -> Any:
    return next(table for table in done.tables if table.name == name)


TENTH = 9
"""Which tenth of the pages is lost: one with people whose entries lie elsewhere. Where pages lie
follows from the tables there are."""


def schema_pages(path: Path) -> set[int]:
    """Pages without which no table can be found: halves are tried, and halves of those."""
    content, opened = path.read_bytes(), unlock(keys_beside(path), PASSPHRASE)
    trial, found = path.with_name("trial.db"), set()
    some = [range(1, pages_of(path) + 1)]
    while some:
        pages = some.pop()
        trial.write_bytes(content)
        damage(trial, *pages)
        file = Damaged(trial, opened.key, opened.store)
        holds = bool(file.definitions()[0])
        file.close()
        if not holds and len(pages) == 1:
            found.add(pages[0])
        elif not holds:
            some += [pages[: len(pages) // 2], pages[len(pages) // 2 :]]
    trial.unlink()
    return found


@pytest.fixture(scope="module")
def needed(made_once: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> set[int]:
    folder = tmp_path_factory.mktemp("needed")
    for name, content in made_once.items():
        (folder / name).write_bytes(content)
    return schema_pages(folder / "store.db")


def test_a_store_that_is_whole_comes_over_whole(path: Path) -> None:
    done, new = recovered(path)
    assert done.complete
    assert (done.pages, done.wrong) == (0, ())
    old = reopened(path)
    assert rows(new) == rows(old)
    assert all_rows(new, person) == all_rows(old, person)
    assert all_rows(new, entry) == all_rows(old, entry)
    old.close()
    # The search finds, the lasting tables last, and the next save is counted on.
    with asking(new) as uow:
        hits = uow.connection.exec_driver_sql(
            "SELECT count(*) FROM entry_words WHERE entry_words MATCH '\"sister\"'"
        ).scalar()
    assert hits == PEOPLE * ENTRIES
    with pytest.raises(Exception, match="lasting"), doing(new) as uow:
        uow.connection.exec_driver_sql("DELETE FROM audit")
    new.close()


def test_each_page_that_is_lost_costs_only_its_own_rows(path: Path, needed: set[int]) -> None:
    """One page after another, over the file: what is read and what is missing is everything."""
    whole = reopened(path)
    everything = rows(whole)
    whole.close()
    content = path.read_bytes()
    pages = [page for page in range(100, pages_of(path), times(29, 3)) if page not in needed]
    assert len(pages) > 5
    for page in pages:
        path.write_bytes(content)
        damage(path, page)
        for file in path.parent.glob("new.*"):
            file.unlink()
        done, new = recovered(path)
        assert done.pages == 1
        assert done.wrong == ()
        got = rows(new)
        for table in done.tables:
            lost = table.missing + table.dropped
            assert all(gap.exact for gap in table.gaps)
            if table.name in everything:
                assert got.get(table.name, 0) + lost == everything[table.name]
        new.close()


def test_a_tenth_of_the_pages_lost_leaves_most_of_the_record(path: Path, needed: set[int]) -> None:
    bad = [page for page in range(2, pages_of(path)) if page % 10 == TENTH and page not in needed]
    damage(path, *bad)
    with pytest.raises(StoreRefused, match="STO-DAMAGED"):
        reopened(path)
    done, new = recovered(path)
    assert done.pages == len(bad)
    assert not done.complete
    assert done.wrong == ()
    people, entries = read(done, "person"), read(done, "entry")
    assert people.read > PEOPLE * 0.7
    assert people.read == len(all_rows(new, person))
    # Those whose person is lost are left out and counted; nothing hangs in the air.
    assert entries.dropped > 0
    assert entries.read == len(all_rows(new, entry))
    assert entries.read + entries.dropped + entries.missing == PEOPLE * ENTRIES + 1
    kept = {row.id for row in all_rows(new, person)}
    assert {row.person_id for row in all_rows(new, entry)} <= kept
    # Gaps name exactly the people that are not there.
    missing = {n for gap in people.gaps for n in range(gap.first, gap.last + 1)}
    assert missing == set(range(1, PEOPLE + 1)) - kept
    new.close()


def test_the_control_plain_reading_fails_at_the_first_bad_page(
    path: Path, needed: set[int]
) -> None:
    bad = [page for page in range(2, pages_of(path)) if page % 10 == TENTH and page not in needed]
    damage(path, *bad)
    opened = unlock(keys_beside(path), PASSPHRASE)
    file = Damaged(path.with_name("copy.db"), opened.key, opened.store)
    path.with_name("copy.db").write_bytes(path.read_bytes())
    got: list[tuple[Any, ...]] = []
    with pytest.raises(SpoiledError):
        got.extend(file.each("SELECT * FROM entry ORDER BY id"))
    assert len(got) < PEOPLE * ENTRIES / 2
    file.close()


def test_a_file_that_was_cut_short(path: Path) -> None:
    content = path.read_bytes()
    for cut in (4096, 5000, len(content) // 3):
        path.write_bytes(content[:-cut])
        for file in path.parent.glob("new.*"):
            file.unlink()
        done, new = recovered(path)
        # The last page may hold no row of anybody: a part of an index, which is made anew.
        assert not done.complete or cut < len(content) // 3
        assert done.wrong == ()
        assert read(done, "person").read == len(all_rows(new, person)) > 0
        new.close()


def test_saves_that_are_only_in_the_log_come_too(path: Path, needed: set[int]) -> None:
    store = reopened(path)
    with asking(store) as uow:
        raw = driver_of(uow.connection)
    raw.execute("PRAGMA query_only=OFF")
    raw.execute("INSERT INTO setting (name, value) VALUES ('in the log', '1')")
    left = files_of(path.parent)
    assert left["store.db-wal"]
    store.close()
    for name, content in left.items():
        path.with_name(name).write_bytes(content)
    path.with_name("store.db-shm").unlink()
    bad = next(page for page in range(150, 400) if page not in needed)
    damage(path, bad)
    done, new = recovered(path)
    assert read(done, "setting").read == 1
    new.close()


def test_an_older_version_is_recovered_and_brought_up_to_date(tmp_path: Path) -> None:
    golden = Path(__file__).parent.parent / "golden" / "stores"
    for end in (".db", ".keys", ".keys.b"):
        content = (golden / f"version-2{end}").read_bytes()
        (tmp_path / f"store{end}").write_bytes(content)
    path = tmp_path / "store.db"
    damage(path, pages_of(path) - 1)
    done, new = recovered(path)
    assert done.pages == 1
    assert done.wrong == ()
    assert all_rows(new, person)
    new.close()


def test_where_everything_stands_is_lent_by_a_new_store(path: Path, needed: set[int]) -> None:
    """The first page, each other page of that kind, or half of them: nobody's row is on them."""
    content = path.read_bytes()
    assert 1 in needed
    whole = reopened(path)
    everything = rows(whole)
    whole.close()
    each = times(ci=4, nightly=1)
    for bad in ([1], *([page] for page in sorted(needed)[1::each]), sorted(needed)[::2]):
        path.write_bytes(content)
        damage(path, *bad)
        for file in path.parent.glob("new.*"):
            file.unlink()
        done, new = recovered(path)
        assert (done.pages, done.complete, done.wrong) == (len(bad), True, ())
        assert rows(new) == everything
        new.close()


def test_or_by_a_backup_where_the_store_has_a_past(tmp_path: Path) -> None:
    """An upgraded store is laid out as no new one is."""
    golden = Path(__file__).parent.parent / "golden" / "stores"
    for end in (".db", ".keys", ".keys.b"):
        (tmp_path / f"store{end}").write_bytes((golden / f"version-2{end}").read_bytes())
    path, target = tmp_path / "store.db", tmp_path / "new.db"
    store = reopened(path)
    made = backed_up(with_people(store))
    # What was saved since the backup is there as well: only what it lends is of then.
    with doing(store) as uow:
        uow.bulk_insert(setting, [("since", "1")], ("name", "value"))
    everything = rows(store)
    store.close()
    damage(path, 1)
    held = made.path.read_bytes()
    made.path.unlink()
    with (
        pytest.raises(BackupRefused, match="BAK-BEYOND"),
        salvaging(path, target, secret=PASSPHRASE, now=LATER),
    ):
        pass
    made.path.write_bytes(held)
    done, new = recovered(path)
    assert (done.complete, done.wrong) == (True, ())
    assert rows(new) == everything
    new.close()


def test_what_is_lost_besides_is_listed_all_the_same(path: Path, needed: set[int]) -> None:
    bad = [page for page in range(2, pages_of(path)) if page % 10 == TENTH and page not in needed]
    damage(path, 1, max(needed), *bad)
    done, new = recovered(path)
    assert done.pages == len(bad) + 2
    assert done.wrong == ()
    entries = read(done, "entry")
    assert entries.read == len(all_rows(new, entry)) > 0
    assert entries.read + entries.dropped + entries.missing == PEOPLE * ENTRIES + 1
    new.close()


@pytest.mark.parametrize("spoilt", ["short", "empty", "another kind", "all of it"])
def test_what_is_beyond_is_told_plainly(path: Path, spoilt: str) -> None:
    content = path.read_bytes()
    target = path.with_name("new.db")
    match spoilt:
        case "short":
            path.write_bytes(content[:2000])
        case "empty":
            path.write_bytes(b"")
        case "another kind":
            path.write_bytes(b"%PDF-1.7" + bytes(9000))
        case "all of it":
            damage(path, *range(1, pages_of(path) + 1))
    before = files_of(path.parent)
    with (
        pytest.raises(BackupRefused, match="BAK-BEYOND"),
        salvaging(path, target, secret=PASSPHRASE, now=LATER),
    ):
        pass
    assert files_of(path.parent) == before


@pytest.mark.parametrize("by", ["recovering", "opening"])
def test_what_a_killed_recovery_left_is_swept_away(path: Path, by: str) -> None:
    left = path.with_name("store.recovering")
    left.mkdir()
    (left / "damaged.db").write_bytes(b"half")
    if by == "recovering":
        recovered(path)[1].close()
    else:
        reopened(path).close()
    assert not left.exists()


def test_refusals(path: Path) -> None:
    target = path.with_name("new.db")

    def refused(path: Path, target: Path, secret: str = PASSPHRASE) -> None:
        with salvaging(path, target, secret=secret, now=LATER):
            pass

    with pytest.raises(KeyRefused, match="KEY-WRONG"):
        refused(path, target, "four other words entirely")
    with pytest.raises(StoreRefused, match="STO-MISSING"):
        refused(path.with_name("none.db"), target)
    with pytest.raises(StoreRefused, match="STO-PATH"):
        refused(path, path.parent / "nowhere" / "new.db")
    with pytest.raises(StoreRefused, match="STO-EXISTS"):
        refused(path, path)
    in_use = reopened(path)
    with pytest.raises(StoreRefused, match="STO-INUSE"):
        refused(path, target)
    in_use.close()
    keys_beside(target).write_bytes(b"somebody's")
    with pytest.raises(StoreRefused, match="STO-EXISTS"):
        refused(path, target)
    keys_beside(target).unlink()
    for file in (keys_beside(path), twin_of(keys_beside(path))):
        file.unlink()
    with pytest.raises(KeyRefused, match="KEY-NOFILE"):
        refused(path, target)
    assert not target.exists()


def test_a_page_of_the_audit_log_lost_leaves_a_gap_that_check_tells(tmp_path: Path) -> None:
    from pomdesk.domain.audit import Event, Kind

    store, _recovery = new_store(tmp_path)
    with doing(store) as uow:
        for n in range(120):
            uow.note(Event("VIEW_CASE", Kind.CONSULT, correlation=str(n)))
    with asking(store) as uow:
        uow.rows(person.select())
    store.close()
    path = store.path
    content = path.read_bytes()
    # The pages of the log are among the last; the newest events are on the very last of them.
    for page in range(pages_of(path) - 1, 100, -1):
        path.write_bytes(content)
        damage(path, page)
        for file in tmp_path.glob("new.*"):
            file.unlink()
        done, new = recovered(path)
        new.close()
        log = read(done, "audit")
        if log.missing and log.gaps[-1].last < 120:
            assert done.wrong == (f"log: deleted at event {log.gaps[0].first}",)
            assert "AUD-BROKEN" in new.notices
            return
    pytest.fail("no page of the log was found")
