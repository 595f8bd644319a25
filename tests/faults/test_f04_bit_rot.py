"""F4: one bit of the store turns; every time it is noticed before anything is read."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pomdesk.domain.errors import KeyRefused, StoreRefused
from tests.faults.count import noted, times
from tests.faults.saving import cheap_store, flipped, opens, put, save
from tests.store.builders import files_of, new_store

FLIPS = times(ci=100, nightly=400)
SALT = 16
"""The store's identity, which comes from the key file as well: damage there heals."""


def test_f4_every_flipped_bit_is_noticed_on_opening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = cheap_store(tmp_path / "one", monkeypatch)
    for number in range(30):
        save(store, number)
    store.close()
    files = files_of(tmp_path / "one")
    whole = files["store.db"]
    chance = random.Random(4)
    noticed = 0
    for _flip in range(FLIPS):
        broken = flipped(whole, chance.randrange(SALT, len(whole)), chance.randrange(8))
        path = put(tmp_path / "two", files | {"store.db": broken})
        found = opens(path)
        noticed += isinstance(found, StoreRefused) and found.code == "STO-DAMAGED"
        assert path.read_bytes() == broken, "a refused store is left as it is"
    noted("F4 bit rot", flips=FLIPS, noticed=noticed)
    assert noticed == FLIPS
    assert opens(put(tmp_path / "two", files)) == list(range(30))


def test_f4_the_other_ways_to_spoil_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cheap_store(tmp_path / "one", monkeypatch).close()
    files = files_of(tmp_path / "one")
    whole = files["store.db"]
    page = 4096
    spoiled = {
        "a page is zeroes": whole[: 3 * page] + bytes(page) + whole[4 * page :],
        "rubbish after the end": whole + b"rubbish " * 512,
        "two pages swapped": whole[: 2 * page]
        + whole[3 * page : 4 * page]
        + whole[2 * page : 3 * page]
        + whole[4 * page :],
        "cut by a page": whole[:-page],
        "cut by a few bytes": whole[:-100],
        "cut to 2,000 bytes": whole[:2000],
    }
    for what, content in spoiled.items():
        found = opens(put(tmp_path / "two", files | {"store.db": content}))
        assert isinstance(found, StoreRefused), what
        assert found.code == "STO-DAMAGED", what
    another, _recovery = new_store(tmp_path / "other")
    another.close()
    with pytest.raises(KeyRefused, match="KEY-MISMATCH"):
        opens(put(tmp_path / "two", files | {"store.db": another.path.read_bytes()}))


def test_f4_control_a_store_without_encryption_has_rot_that_nobody_notices(tmp_path: Path) -> None:
    plain = tmp_path / "plain.db"
    rows = [(n, f"note {n} " + "x" * 200) for n in range(600)]
    with closing(sqlite3.connect(plain)) as made:
        made.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)")
        made.executemany("INSERT INTO note VALUES (?, ?)", rows)
        made.commit()
    whole = plain.read_bytes()
    chance = random.Random(4)
    silent = 0
    for _flip in range(FLIPS):
        plain.write_bytes(flipped(whole, chance.randrange(100, len(whole)), chance.randrange(8)))
        with closing(sqlite3.connect(plain)) as opened:
            opened.text_factory = bytes
            try:
                sound = opened.execute("PRAGMA integrity_check").fetchall() == [(b"ok",)]
                found = opened.execute("SELECT id, text FROM note").fetchall()
            except sqlite3.DatabaseError:
                continue
        silent += sound and found != [(n, text.encode()) for n, text in rows]
    noted("F4 control: not encrypted", flips=FLIPS, silent=silent)
    assert silent > FLIPS // 4
