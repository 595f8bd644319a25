"""F14: the memory of a process searched by another for the data key, with the store open and shut.

What is found depends on where memory is read from, so this is of Linux alone; what is wiped is
wiped everywhere. The control is a process that keeps a copy of the key.
"""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from pomdesk.store import vault
from pomdesk.store.place import keys_beside
from tests.faults.count import noted
from tests.store.builders import PASSPHRASE, copied_store, reopened

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

ROOT = Path(__file__).parents[2]

DESK = """
import sys
from pathlib import Path
from pomdesk.store.records import SettingRecord
from tests.store.builders import PASSPHRASE, doing, reopened

def wait(word):
    print(word, flush=True)
    sys.stdin.readline()

store = reopened(Path(sys.argv[1]))
kept = bytes(store._key) if "keep" in sys.argv else b""
with doing(store) as uow:
    uow.add(SettingRecord(name="x", value="y"))
wait("open")
store.add_person("Ben Reader", "teapot meadow violin eleven")
store.change_passphrase(PASSPHRASE, PASSPHRASE)
with store.apart():
    pass
if "renew" in sys.argv:
    store.renew_key()
wait("changed")
store.close()
wait("closed")
"""


@contextmanager
def desk(path: Path, *how: str) -> Iterator[subprocess.Popen[str]]:
    """A process that has a store open; each line it is given lets it go on."""
    process = subprocess.Popen(
        [sys.executable, "-c", DESK, str(path), *how],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def until(process: "subprocess.Popen[str]", word: str) -> None:
    assert process.stdout is not None
    assert process.stdout.readline().strip() == word


def go_on(process: "subprocess.Popen[str]") -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def found(process: int, needles: Sequence[bytes]) -> list[int]:
    """How often each of some bytes stands in the memory of a process."""
    counts = [0] * len(needles)
    own = Path("/proc", str(process))
    with (own / "maps").open() as maps, (own / "mem").open("rb", buffering=0) as memory:
        for line in maps:
            place, rights, *_rest = line.split()
            if not rights.startswith("rw"):
                continue
            start, end = (int(number, 16) for number in place.split("-"))
            memory.seek(start)
            content = memory.read(end - start)
            counts = [had + content.count(one) for had, one in zip(counts, needles, strict=True)]
    return counts


def forms(key: bytes) -> tuple[bytes, ...]:
    """The key, its halves, and as it would stand in a statement."""
    return key, key[:16], key[16:], key.hex().encode(), key.hex().upper().encode()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed store."""
    store = copied_store(tmp_path)
    store.close()
    return store.path


def key_of(path: Path) -> bytes:
    return bytes(vault.unlock(keys_beside(path), PASSPHRASE).key)


def test_the_data_key_is_nowhere_in_memory_open_or_closed(path: Path) -> None:
    old = key_of(path)
    with desk(path, "renew") as process:
        until(process, "open")
        assert found(process.pid, forms(old)) == [0] * 5
        go_on(process)
        until(process, "changed")
        both = forms(old) + forms(key_of(path))
        assert key_of(path) != old
        assert found(process.pid, both) == [0] * 10
        go_on(process)
        until(process, "closed")
        assert found(process.pid, both) == [0] * 10
    noted("F14 data key in memory", open=0, closed=0)


def test_the_control_a_copy_that_somebody_keeps_is_found(path: Path) -> None:
    with desk(path, "keep") as process:
        until(process, "open")
        assert found(process.pid, forms(key_of(path)))[:3] == [1, 1, 1]
        go_on(process)
        until(process, "changed")
        go_on(process)
        until(process, "closed")
        assert found(process.pid, forms(key_of(path)))[0] == 1


def test_the_store_of_the_control_is_one_that_works(path: Path) -> None:
    store = reopened(path)
    assert bytes(store._key) == key_of(path)
    store.close()
    assert bytes(store._key) == bytes(32)
