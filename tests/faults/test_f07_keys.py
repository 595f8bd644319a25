"""F7: the key file flipped at each byte, cut at each length, and killed while it is written."""

import hashlib
import os
import time
from pathlib import Path

import pytest

from pomdesk.domain.errors import KeyRefused
from pomdesk.store import keyfile, vault
from pomdesk.store.keyfile import KeyFile, twin_of
from tests.faults.count import noted, times
from tests.faults.kills import CONTROL, Killing, Ready
from tests.store.builders import CHEAP, NAME, PASSPHRASE

JOB = "tests.faults.test_f07_keys:Writing"
KILLS = times(ci=40, nightly=200)


def made(folder: Path) -> Path:
    path = folder / "store.keys"
    vault.create(path, name=NAME, passphrase=PASSPHRASE, cost=CHEAP)
    return path


def read(path: Path) -> tuple[KeyFile, bool] | str:
    """What is read, or the code it is refused with."""
    try:
        return keyfile.read(path)
    except KeyRefused as refused:
        return refused.code


def flipped(whole: bytes, place: int) -> bytes:
    return whole[:place] + bytes([whole[place] ^ (1 << place % 8)]) + whole[place + 1 :]


def test_a_bit_flipped_at_each_byte_of_one_copy_is_read_from_the_other(tmp_path: Path) -> None:
    path = made(tmp_path)
    whole, good = path.read_bytes(), keyfile.read(path)[0]
    for copy in (path, twin_of(path)):
        for place in range(len(whole)):
            copy.write_bytes(flipped(whole, place))
            assert read(path) == (good, False), place
        copy.write_bytes(whole)
    noted("F7 one copy flipped", flips=2 * len(whole), unnoticed=0)


def test_a_bit_flipped_at_each_byte_of_both_copies_is_told(tmp_path: Path) -> None:
    path = made(tmp_path)
    whole = path.read_bytes()
    for place in range(len(whole)):
        for copy in (path, twin_of(path)):
            copy.write_bytes(flipped(whole, place))
        assert read(path) == "KEY-DAMAGED", place
    noted("F7 both copies flipped", flips=len(whole), unnoticed=0)


def test_both_copies_cut_at_each_length_are_told(tmp_path: Path) -> None:
    path = made(tmp_path)
    whole = path.read_bytes()
    for length in range(len(whole)):
        for copy in (path, twin_of(path)):
            copy.write_bytes(whole[:length])
        assert read(path) == "KEY-DAMAGED", length
    noted("F7 both copies cut", cuts=len(whole), unnoticed=0)


def test_the_control_without_the_checksum_some_flips_are_not_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made(tmp_path)
    whole = path.read_bytes()
    line = whole.split(b"\n")[1]

    class Believes:
        """A checksum that is always right."""

        def __init__(self, _content: bytes) -> None:
            pass

        def hexdigest(self) -> str:
            return line.decode()

    monkeypatch.setattr(hashlib, "sha256", Believes)
    unnoticed = 0
    for place in range(0, len(whole) - len(line) - 2, 3):
        for copy in (path, twin_of(path)):
            copy.write_bytes(flipped(whole, place))
        unnoticed += not isinstance(read(path), str)
    monkeypatch.undo()
    assert unnoticed > 100


# ---- kills ----------------------------------------------------------------------------------


class Writing:
    """A key file that is written again and again."""

    def prepare(self, folder: Path) -> None:
        if not hasattr(self, "_content"):
            path = made(folder)
            self._content = path.read_bytes()
            self._key = bytes(vault.unlock(path, PASSPHRASE).key)
        for copy in (folder / "store.keys", folder / "store.keys.b"):
            copy.write_bytes(self._content)

    def work(self, folder: Path, ready: Ready) -> None:
        path = folder / "store.keys"
        key = vault.unlock(path, PASSPHRASE).key
        if os.environ.get(CONTROL):
            vars(keyfile)["write_aside"] = _in_place
            vars(keyfile)["twin_of"] = lambda path: path
        ready(0)
        while True:
            vault.write(path, key, keyfile.read(path)[0])
            ready(keyfile.read(path)[0].generation)

    def look(self, folder: Path, told: int) -> str:
        path = folder / "store.keys"
        if os.environ.get(CONTROL):
            twin_of(path).unlink()
        held = read(path)
        if isinstance(held, str):
            return "unreadable"
        vault.check(held[0], bytearray(self._key))
        return "lost" if held[0].generation < told else "whole"


def _in_place(path: Path, content: bytes) -> None:
    """As a program would write that thinks of no kill."""
    with path.open("wb", buffering=0) as stream:
        for start in range(0, len(content), 64):
            stream.write(content[start : start + 64])
            time.sleep(0.001)  # as long as a disk takes; the folder of the test is in memory


def test_killed_while_it_is_written_it_is_whole_and_the_newest() -> None:
    found = Killing(JOB, times=KILLS).run()
    assert found == {"whole": KILLS}
    noted("F7 key file kills", kills=KILLS, lost=0, unreadable=0)


def test_the_control_written_in_place_it_is_unreadable() -> None:
    found = Killing(JOB, times=12, control=True).run()
    assert found.get("unreadable"), found
