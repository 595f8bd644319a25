"""The key file and the draw record, broken in every way: opened, told apart, or told of; no more.

A key file that is broken in both copies opens only where nothing that counts was broken, and
gives the same key then. Whatever is refused leaves both copies as they were.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import example, given
from hypothesis import strategies as st

from pomdesk.domain.errors import KeyRefused
from pomdesk.rules.quality.verify import verify
from pomdesk.store import vault
from pomdesk.store.keyfile import twin_of
from pomdesk.store.place import keys_beside
from tests.faults.count import noted, times
from tests.faults.mutations import Step, mutated, steps, tries
from tests.rules.quality.test_verify import DATA as RECORD_DATA
from tests.rules.quality.test_verify import FRAME_DATA
from tests.store.builders import CHEAP, NAME, PASSPHRASE

KEYS = times(ci=40, nightly=2_000)
RECORDS = times(ci=60, nightly=10_000)


@cache
def good_keys() -> tuple[bytes, bytes]:
    """The bytes of a good key file, and the key in it."""
    with TemporaryDirectory() as folder:
        path = keys_beside(Path(folder) / "store.db")
        opened, _ = vault.create(path, name=NAME, passphrase=PASSPHRASE, cost=CHEAP)
        return path.read_bytes(), bytes(opened.key)


@cache
def folder() -> TemporaryDirectory[str]:
    """A folder that goes with the run."""
    return TemporaryDirectory()


def tried_with(content: bytes, twin: bytes, secret: str) -> bytes | str:
    """The key that comes of two copies, or the code they are refused with."""
    path = keys_beside(Path(folder().name) / "store.db")
    path.write_bytes(content)
    twin_of(path).write_bytes(twin)
    try:
        return bytes(vault.unlock(path, secret).key)
    except KeyRefused as refused:
        return refused.code
    finally:
        assert (path.read_bytes(), twin_of(path).read_bytes()) == (content, twin)


def test_a_key_file_broken_in_both_copies() -> None:
    whole, key = good_keys()
    told: dict[str, int] = {}

    @tries(KEYS)
    @given(steps(most=3), st.sampled_from((PASSPHRASE, "wrong words for this store")))
    @example([("cut", 0.5, 0.5, b"x")], PASSPHRASE)
    def tried(done: Sequence[Step], secret: str) -> None:
        broken = mutated(whole, done)
        found = tried_with(broken, broken, secret)
        if isinstance(found, bytes):
            assert (found, secret) == (key, PASSPHRASE)
        else:
            told[found] = told.get(found, 0) + 1

    tried()
    assert told.get("KEY-DAMAGED"), "nothing was found to be damaged: is anything broken?"
    noted("F-fuzz key file", files=KEYS, refused=sum(told.values()), other_errors=0)


def test_one_good_copy_is_enough_whatever_the_other_is() -> None:
    whole, key = good_keys()

    @tries(KEYS // 2)
    @given(steps(most=3), st.booleans())
    def tried(done: Sequence[Step], first: bool) -> None:
        pair = (mutated(whole, done), whole)
        found = tried_with(*(pair if first else pair[::-1]), PASSPHRASE)
        assert found in (key, "KEY-NEWER", "KEY-TAMPERED")

    tried()


def test_the_control_a_good_key_file_opens() -> None:
    whole, key = good_keys()
    assert tried_with(whole, whole, PASSPHRASE) == key


def test_a_record_or_a_frame_broken() -> None:
    assert verify(RECORD_DATA, FRAME_DATA) == []

    @tries(RECORDS)
    @given(steps(most=3), st.booleans())
    def tried(done: Sequence[Step], of_record: bool) -> None:
        kept: Mapping[bool, bytes] = {True: RECORD_DATA, False: FRAME_DATA}
        broken = mutated(kept[of_record], done)
        pair = (broken, FRAME_DATA) if of_record else (RECORD_DATA, broken)
        found = verify(*pair)
        assert bool(found) == (broken != kept[of_record])

    tried()
    noted("F-fuzz draw record", files=RECORDS, unnoticed=0, other_errors=0)
