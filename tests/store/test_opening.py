"""Opening: each thing that can be wrong with the file or its place is told apart."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from pomdesk.domain.errors import KeyRefused, PomdeskError, StoreRefused
from pomdesk.store import schema
from pomdesk.store.connection import PLAIN_HEADER, connect, pragma
from pomdesk.store.engine import Store, create_store, open_store
from pomdesk.store.keyfile import twin_of
from pomdesk.store.place import is_network, keys_beside, usable
from pomdesk.store.tables import setting
from tests.store.builders import (
    CHEAP,
    NAME,
    NOW,
    PASSPHRASE,
    all_rows,
    asking,
    copied_store,
    doing,
    files_of,
    new_store,
    reopened,
)


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """A closed store with something in it."""
    store = copied_store(tmp_path)
    with doing(store) as uow:
        uow.bulk_insert(setting, [(f"name {n}", "x" * 900) for n in range(60)], ("name", "value"))
    store.close()
    return store.path


def refusal(path: Path, secret: str = PASSPHRASE) -> PomdeskError:
    with pytest.raises(PomdeskError) as refused:
        reopened(path, secret).close()
    return refused.value


def refused_untouched(path: Path, secret: str = PASSPHRASE) -> str:
    """The code of a refusal that leaves every file as it was."""
    before = files_of(path.parent)
    code = refusal(path, secret).code
    assert files_of(path.parent) == before
    return code


def test_what_was_saved_is_there_after_opening_again(closed: Path) -> None:
    store = reopened(closed)
    assert store.who == NAME
    assert not store.by_recovery
    assert len(all_rows(store, setting)) == 60
    assert store.check() == []
    store.close()


def test_nothing_but_the_store_and_its_keys_is_left_behind(closed: Path) -> None:
    assert sorted(file.name for file in closed.parent.iterdir()) == [
        "store.db",
        "store.keys",
        "store.keys.b",
        "store.lock",
        "store.mark",
        "store.spare",
    ]


def test_the_recovery_key_opens_the_store(tmp_path: Path) -> None:
    store, recovery = new_store(tmp_path)
    store.close()
    again = reopened(store.path, recovery)
    assert again.by_recovery
    again.close()


def test_a_mended_key_file_is_told(closed: Path) -> None:
    twin_of(keys_beside(closed)).unlink()
    store = reopened(closed)
    assert store.notices == ("KEY-REPAIRED",)
    store.close()
    assert reopened_notices(closed) == ()


def reopened_notices(path: Path) -> tuple[str, ...]:
    store = reopened(path)
    store.close()
    return store.notices


def test_a_wrong_passphrase_is_refused_and_changes_nothing(closed: Path) -> None:
    assert refused_untouched(closed, "not this one at all") == "KEY-WRONG"
    reopened(closed).close()


def test_a_missing_store_is_told_and_none_is_made(tmp_path: Path) -> None:
    assert refusal(tmp_path / "store.db").code == "STO-MISSING"
    assert list(tmp_path.iterdir()) == []


def test_a_store_whose_file_is_gone_is_not_made_anew_beside_its_keys(closed: Path) -> None:
    closed.unlink()
    assert refused_untouched(closed) == "STO-MISSING"
    with pytest.raises(StoreRefused, match="STO-EXISTS"):
        create_store(closed, name=NAME, passphrase=PASSPHRASE, now=NOW, cost=CHEAP)


def test_an_empty_file_is_not_taken_for_a_new_store(closed: Path) -> None:
    closed.write_bytes(b"")
    assert refused_untouched(closed) == "STO-EMPTY"


def test_a_plain_database_is_told(closed: Path) -> None:
    closed.unlink()
    connection = sqlite3.connect(closed)
    connection.execute("CREATE TABLE t (a)")
    connection.commit()
    connection.close()
    assert refused_untouched(closed) == "STO-PLAIN"


@pytest.mark.parametrize("head", [b"\xff\xd8\xff\xe0JFIF", b"%PDF-1.7", b"PK\x03\x04", b"\x89PNG"])
def test_a_file_of_another_kind_is_told(closed: Path, head: bytes) -> None:
    closed.write_bytes(head + os.urandom(5000))
    assert refused_untouched(closed) == "STO-FOREIGN"


def test_text_in_place_of_the_store_is_told(closed: Path) -> None:
    closed.write_text("just some notes\n" * 100)
    assert refused_untouched(closed) == "STO-FOREIGN"


def test_the_keys_of_another_store_are_told_from_damage(closed: Path, tmp_path: Path) -> None:
    other, _recovery = new_store(tmp_path / "other")
    other.close()
    other.path.replace(closed)
    assert refused_untouched(closed) == "KEY-MISMATCH"


def test_a_store_without_its_keys_is_told(closed: Path) -> None:
    keys_beside(closed).unlink()
    twin_of(keys_beside(closed)).unlink()
    assert refused_untouched(closed) == "KEY-NOFILE"


@pytest.mark.parametrize("length", [1, 16, 17, 2000, 4096, 4096 * 5, 4096 * 7 + 1])
def test_a_store_cut_short_is_damaged(closed: Path, length: int) -> None:
    closed.write_bytes(closed.read_bytes()[:length])
    # SQLite takes a file of one byte for a new database and would write a fresh one over it.
    assert refused_untouched(closed) == "STO-DAMAGED"


def test_one_flipped_bit_in_any_page_is_noticed_when_the_store_opens(closed: Path) -> None:
    whole = closed.read_bytes()
    assert len(whole) > 20 * 4096
    for page in range(len(whole) // 4096):
        place = page * 4096 + (37 * page + 1000) % 4000 + 20
        closed.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        assert refused_untouched(closed) == "STO-DAMAGED", page
    closed.write_bytes(whole)
    reopened(closed).close()


def test_damage_to_the_stores_identity_alone_loses_nothing_and_heals(closed: Path) -> None:
    whole = closed.read_bytes()
    closed.write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
    store = reopened(closed)
    assert len(all_rows(store, setting)) == 60
    with doing(store) as uow:
        uow.bulk_insert(setting, [("one", "more")], ("name", "value"))
        uow.connection.exec_driver_sql("CREATE TABLE changes_the_first_page (a)")
    store.close()
    assert closed.read_bytes()[:16] == whole[:16]


def test_two_pages_in_each_others_place_are_noticed(closed: Path) -> None:
    whole = closed.read_bytes()
    third, fourth = whole[8192:12288], whole[12288:16384]
    closed.write_bytes(whole[:8192] + fourth + third + whole[16384:])
    assert refused_untouched(closed) == "STO-DAMAGED"


def test_a_store_of_a_newer_program_is_refused_and_not_touched(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "CURRENT", schema.CURRENT - 1)
    before = files_of(closed.parent)
    refused = refusal(closed)
    assert refused.code == "STO-NEWER"
    known = schema.CURRENT
    assert (refused.details["found"], refused.details["known"]) == (known + 1, known)
    assert files_of(closed.parent) == before


def test_an_encrypted_file_of_another_program_is_foreign(closed: Path) -> None:
    store = reopened(closed)
    with asking(store) as uow:
        pragma(uow.connection, "query_only=OFF")
        pragma(uow.connection, "application_id=1")
    store.close()
    assert refused_untouched(closed) == "STO-FOREIGN"


def test_a_second_store_is_not_made_over_the_first(closed: Path) -> None:
    before = files_of(closed.parent)
    with pytest.raises(StoreRefused, match="STO-EXISTS"):
        create_store(closed, name=NAME, passphrase=PASSPHRASE, now=NOW, cost=CHEAP)
    assert files_of(closed.parent) == before


def test_a_refused_passphrase_leaves_no_half_made_store(tmp_path: Path) -> None:
    with pytest.raises(KeyRefused, match="KEY-WEAK"):
        create_store(tmp_path / "store.db", name=NAME, passphrase="short", now=NOW)
    assert files_of(tmp_path) == {}
    new_store(tmp_path)[0].close()


def test_a_store_that_could_not_be_built_leaves_no_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_connection: object) -> None:
        raise StoreRefused("STO-FULL")

    monkeypatch.setattr(schema, "upgrade", full)
    with pytest.raises(StoreRefused, match="STO-FULL"):
        new_store(tmp_path)
    assert files_of(tmp_path) == {}


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (".", "folder"),
        ("x" * 300 + ".db", "long"),
        ("y" * 300 + "/store.db", "long"),
        ("store.keys", "name"),
        ("store.lock", "name"),
        ("store.mark", "name"),
        ("store.db-wal", "name"),
        ("st\x00ore.db", "letters"),
        ("st\ud800ore.db", "letters"),
    ],
)
def test_a_place_that_will_not_do_is_refused_with_its_reason(
    tmp_path: Path, name: str, reason: str
) -> None:
    for attempt in (
        lambda path: open_store(path, secret=PASSPHRASE, now=NOW),
        lambda path: create_store(path, name=NAME, passphrase=PASSPHRASE, now=NOW, cost=CHEAP),
    ):
        with pytest.raises(StoreRefused) as refused:
            attempt(tmp_path / name)
        assert (refused.value.code, refused.value.details["reason"]) == ("STO-PATH", reason)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["folder", "link", "pipe"])
@pytest.mark.parametrize(
    "name",
    ["store.keys", "store.keys.b", "store.lock", "store.mark", "store.mark.part", "store.spare",
     "store.tries", "store.erased", "store.db-wal"],
)  # fmt: skip
def test_what_is_no_file_where_one_belongs_is_named(closed: Path, name: str, kind: str) -> None:
    odd = closed.with_name(name)
    odd.unlink(missing_ok=True)
    match kind:
        case "folder":
            odd.mkdir()
        case "link":
            odd.symlink_to(closed.with_name("nowhere"))
        case "pipe" if hasattr(os, "mkfifo"):
            os.mkfifo(odd)
        case _:
            return
    with pytest.raises(StoreRefused) as refused:
        open_store(closed, secret=PASSPHRASE, now=NOW)
    details = refused.value.details
    assert (refused.value.code, details["reason"]) == ("STO-PATH", "beside")
    assert details["path"] == str(odd)


def test_a_file_where_the_folder_should_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreRefused, match="STO-PATH"):
        create_store(
            tmp_path / "file" / "store.db", name=NAME, passphrase=PASSPHRASE, now=NOW, cost=CHEAP
        )


def test_a_store_that_may_not_be_written_is_told(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    assert refused_untouched(closed) == "STO-READONLY"


@pytest.mark.parametrize(
    ("path", "network"),
    [
        (r"\\server\share\store.db", True),
        ("//server/share/store.db", True),
        (r"\\?\UNC\server\share\store.db", True),
        (r"\\?\C:\desk\store.db", False),
        ("/home/pat/store.db", False),
        ("store.db", False),
    ],
)
def test_network_places_are_known_by_their_name(path: str, network: bool) -> None:
    assert is_network(path) is network


def test_a_store_on_a_network_drive_is_refused() -> None:
    with pytest.raises(StoreRefused, match="STO-NETWORK"):
        usable(Path(r"\\server\share\store.db"))


def test_a_relative_path_and_a_folder_that_is_not_there_yet_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    store, _recovery = create_store(
        Path("a b%20c/ü/store.db"), name=NAME, passphrase=PASSPHRASE, now=NOW, cost=CHEAP
    )
    store.close()
    assert (tmp_path / "a b%20c" / "ü" / "store.db").is_file()


def test_the_file_is_encrypted_and_every_connection_proves_it(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert closed.read_bytes()[:16] != PLAIN_HEADER

    class Plain(sqlite3.Connection):
        """What would come of a build without SQLCipher: it takes the key and ignores it."""

        def set_key(self, _key: bytearray) -> None:
            pass

    monkeypatch.setattr(
        "pomdesk.store.connection.dbapi2.connect",
        lambda *args, **options: sqlite3.connect(*args, factory=Plain, **options),
    )
    with pytest.raises(StoreRefused, match="STO-CIPHER"):
        connect(closed, bytearray(32), bytes(16))


def test_another_database_cannot_be_attached(store: Store, tmp_path: Path) -> None:
    with doing(store) as uow, pytest.raises(Exception, match="not authorized"):
        uow.connection.exec_driver_sql(f"ATTACH '{tmp_path / 'plain.db'}' AS plain KEY ''")
    assert not (tmp_path / "plain.db").exists()


def test_a_closed_store_refuses_to_work_and_forgets_its_key(tmp_path: Path) -> None:
    store, _recovery = new_store(tmp_path)
    assert any(store._key)
    store.close()
    assert not any(store._key)
    store.close()
    with pytest.raises(StoreRefused, match="STO-CLOSED"), doing(store):
        pass


def test_the_passphrase_of_an_open_store_can_be_changed(tmp_path: Path) -> None:
    store, _recovery = new_store(tmp_path)
    store.change_passphrase(PASSPHRASE, "purple ladder sings loudly")
    recovery = store.new_recovery_key()
    store.close()
    assert refusal(store.path).code == "KEY-WRONG"
    for secret in ("purple ladder sings loudly", recovery):
        reopened(store.path, secret).close()


def test_a_strange_table_or_trigger_is_found_by_the_check(store: Store) -> None:
    with doing(store) as uow:
        uow.connection.exec_driver_sql("CREATE TABLE smuggled (a)")
        uow.connection.exec_driver_sql(
            "CREATE TRIGGER watcher AFTER DELETE ON journal BEGIN SELECT 1; END"
        )
        uow.connection.exec_driver_sql("DROP INDEX ix_journal_person_id")
    assert store.check() == [
        "schema: ix_journal_person_id is missing",
        "schema: table smuggled is not ours",
        "schema: trigger watcher is not ours",
    ]


def test_starting_the_store_loads_no_more_than_it_needs() -> None:
    unwanted = ("sqlalchemy.orm", "alembic", "cryptography", "msgspec")
    code = (
        "import sys, pomdesk.store.engine; "
        f"print([name for name in {unwanted!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


COUNT_SETTINGS = """
import sys
from pathlib import Path
from pomdesk.store.tables import setting
from tests.store.builders import all_rows, reopened
store = reopened(Path(sys.argv[1]))
print(len(all_rows(store, setting)))
store.close()
print([name for name in ("alembic", "sqlalchemy.orm") if name in sys.modules])
"""


def test_opening_a_current_store_does_not_load_the_migrations(closed: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", COUNT_SETTINGS, str(closed)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split("\n")[:2] == ["60", "[]"]
