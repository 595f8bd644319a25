"""Who gets in, who does not, and what a damaged key file says."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from pomdesk.domain.errors import KeyRefused
from pomdesk.store import secret, vault
from pomdesk.store.keyfile import Cost, twin_of
from tests.store.builders import CHEAP, NAME, PASSPHRASE


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return tmp_path / "store.keys"


def made(keys: Path) -> tuple[bytes, str]:
    opened, recovery = vault.create(keys, name=NAME, passphrase=PASSPHRASE, cost=CHEAP)
    return bytes(opened.key), recovery


def rewritten(keys: Path, change: dict[str, object]) -> None:
    """Change the key file as somebody with an editor and the checksum's recipe would."""
    data = json.loads(keys.read_bytes().split(b"\n")[0]) | change
    line = json.dumps(data, sort_keys=True, separators=(",", ":")).encode()
    for copy in (keys, twin_of(keys)):
        copy.write_bytes(line + b"\n" + sha256(line).hexdigest().encode() + b"\n")


def slots_of(keys: Path) -> list[dict[str, object]]:
    return list(json.loads(keys.read_bytes().split(b"\n")[0])["slots"])


def refusal(keys: Path, typed: str = PASSPHRASE) -> str:
    with pytest.raises(KeyRefused) as refused:
        vault.unlock(keys, typed)
    return refused.value.code


def test_the_passphrase_and_the_recovery_key_open_the_same_key(keys: Path) -> None:
    key, recovery = made(keys)
    by_passphrase = vault.unlock(keys, PASSPHRASE)
    by_recovery = vault.unlock(keys, recovery)
    assert bytes(by_passphrase.key) == bytes(by_recovery.key) == key
    assert (by_passphrase.name, by_passphrase.by_recovery) == (NAME, False)
    assert (by_recovery.name, by_recovery.by_recovery) == (NAME, True)


def test_two_stores_have_different_keys(tmp_path: Path) -> None:
    assert made(tmp_path / "a.keys")[0] != made(tmp_path / "b.keys")[0]


@pytest.mark.parametrize(
    "typed", ["", "green kettle walks slowl", "Green kettle walks slowly", "green kettle  walks"]
)
def test_another_passphrase_is_refused_in_words(keys: Path, typed: str) -> None:
    made(keys)
    assert refusal(keys, typed) == "KEY-WRONG"


def test_the_same_letters_typed_on_another_keyboard_are_the_same_passphrase(keys: Path) -> None:
    composed = "tŷ coch a drws gwyrdd"
    vault.create(keys, name=NAME, passphrase=composed, cost=CHEAP)
    decomposed = composed.replace("ŷ", "y\N{COMBINING CIRCUMFLEX ACCENT}")
    assert composed != decomposed
    assert vault.unlock(keys, decomposed).name == NAME


def test_a_file_pasted_as_passphrase_is_refused_before_it_is_derived_from(keys: Path) -> None:
    made(keys)
    assert refusal(keys, "x" * 1025) == "KEY-LONG"


def test_a_recovery_key_is_read_as_people_write_it(keys: Path) -> None:
    _key, recovery = made(keys)
    for typed in (
        recovery.lower(),
        recovery.replace("-", " "),
        recovery.replace("-", ""),
        f"  {recovery.replace('-', ' – ')}\n",
        recovery.replace("O", "0").replace("I", "1").replace("B", "8"),
    ):
        assert vault.unlock(keys, typed).by_recovery


def test_each_slip_of_the_pen_in_a_recovery_key_is_noticed() -> None:
    _secret, recovery = secret.new_recovery()
    letters = recovery.replace("-", "")
    for place, letter in enumerate(letters):
        for other in "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567":
            if other != letter:
                slip = letters[:place] + other + letters[place + 1 :]
                assert secret.recovery_bytes(slip) is None
    for place in range(len(letters) - 1):
        swapped = letters[:place] + letters[place + 1] + letters[place] + letters[place + 2 :]
        assert swapped == letters or secret.recovery_bytes(swapped) is None


def test_a_mistyped_recovery_key_is_told_from_a_wrong_passphrase(keys: Path) -> None:
    _key, recovery = made(keys)
    first = "A" if recovery[0] != "A" else "C"
    with_digit = first + recovery[1:-1] + "7"
    assert refusal(keys, with_digit) == "KEY-RECOVERY"
    assert refusal(keys, recovery[:-3] + "2") == "KEY-RECOVERY"
    assert refusal(keys, "wonderful elephants dance under moonlight") == "KEY-WRONG"


def test_another_stores_recovery_key_does_not_open_this_one(tmp_path: Path) -> None:
    made(tmp_path / "a.keys")
    _key, other = made(tmp_path / "b.keys")
    with pytest.raises(KeyRefused):
        vault.unlock(tmp_path / "a.keys", other)


def test_after_a_change_the_old_passphrase_is_refused_and_the_recovery_key_still_opens(
    keys: Path,
) -> None:
    key, recovery = made(keys)
    vault.change_passphrase(keys, PASSPHRASE, "purple ladder sings loudly")
    assert refusal(keys) == "KEY-WRONG"
    assert bytes(vault.unlock(keys, "purple ladder sings loudly").key) == key
    assert bytes(vault.unlock(keys, recovery).key) == key


def test_who_forgot_the_passphrase_sets_a_new_one_by_the_recovery_key(keys: Path) -> None:
    key, recovery = made(keys)
    vault.change_passphrase(keys, recovery, "purple ladder sings loudly")
    opened = vault.unlock(keys, "purple ladder sings loudly")
    assert (bytes(opened.key), opened.name) == (key, NAME)


def test_a_refused_change_leaves_the_key_file_as_it_was(keys: Path) -> None:
    made(keys)
    before = keys.read_bytes()
    with pytest.raises(KeyRefused, match="KEY-WRONG"):
        vault.change_passphrase(keys, "not the passphrase", "purple ladder sings loudly")
    with pytest.raises(KeyRefused, match="KEY-WEAK"):
        vault.change_passphrase(keys, PASSPHRASE, "short")
    assert keys.read_bytes() == before


def test_a_new_recovery_key_makes_the_old_one_worthless(keys: Path) -> None:
    _key, old = made(keys)
    opened = vault.unlock(keys, PASSPHRASE)
    new = vault.renew_recovery(keys, opened.key, opened.name)
    assert vault.unlock(keys, new).by_recovery
    with pytest.raises(KeyRefused):
        vault.unlock(keys, old)
    assert vault.unlock(keys, PASSPHRASE).name == NAME


@pytest.mark.parametrize(
    ("passphrase", "reason"),
    [
        ("", "short"),
        ("kettle", "short"),
        ("green kettle", "short"),
        ("13 letters ok", "short"),
        ("Password123456", "common"),
        ("password password password", "common"),
        ("correct horse battery staple", "common"),
        ("qwertyuiopasdfghjkl", "common"),
        ("aaaaaaaaaaaaaaaaaaaa", "common"),
        ("12345678901234567890", "common"),
        ("abcabcabcabcabcabc", "common"),
        ("banana banana banana banana", "common"),
        ("HMPPS probation 2026", "common"),
    ],
)
def test_a_passphrase_that_would_be_guessed_is_refused(passphrase: str, reason: str) -> None:
    with pytest.raises(KeyRefused) as refused:
        secret.check_passphrase(passphrase)
    assert (refused.value.code, refused.value.details["reason"]) == ("KEY-WEAK", reason)


@pytest.mark.parametrize(
    "passphrase",
    [
        PASSPHRASE,
        "ox elk emu cow",
        "fourteen-chars",
        "tŷ coch a drws gwyrdd",
        "Xq7!mB2#vR9$kL",
        (PASSPHRASE * 50)[: secret.LONGEST],
    ],
)
def test_a_good_passphrase_is_taken(passphrase: str) -> None:
    secret.check_passphrase(passphrase)


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "Pat\x00Example"])
def test_a_slot_needs_a_name_that_can_be_shown(keys: Path, name: str) -> None:
    with pytest.raises(KeyRefused, match="KEY-NAME"):
        vault.create(keys, name=name, passphrase=PASSPHRASE, cost=CHEAP)
    assert not keys.exists()


def test_either_copy_alone_opens_and_mends_the_other(keys: Path) -> None:
    made(keys)
    for lost in (keys, twin_of(keys)):
        lost.unlink()
        assert vault.unlock(keys, PASSPHRASE).repaired
        assert keys.read_bytes() == twin_of(keys).read_bytes()
        assert not vault.unlock(keys, PASSPHRASE).repaired


def test_an_older_twin_is_brought_up_to_date(keys: Path) -> None:
    made(keys)
    old = keys.read_bytes()
    vault.change_passphrase(keys, PASSPHRASE, "purple ladder sings loudly")
    twin_of(keys).write_bytes(old)
    assert refusal(keys) == "KEY-WRONG"
    assert vault.unlock(keys, "purple ladder sings loudly").repaired
    assert twin_of(keys).read_bytes() != old


def test_no_key_file_at_all_is_told(keys: Path) -> None:
    assert refusal(keys) == "KEY-NOFILE"


def test_each_flipped_byte_is_noticed_and_the_twin_used(keys: Path) -> None:
    from pomdesk.store import keyfile

    made(keys)
    whole = keys.read_bytes()
    good = keyfile.read(keys)[0]
    for place in range(len(whole)):
        damaged = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        keys.write_bytes(damaged)
        twin_of(keys).write_bytes(whole)
        assert keyfile.read(keys) == (good, False)
        twin_of(keys).write_bytes(damaged)
        with pytest.raises(KeyRefused, match="KEY-DAMAGED"):
            keyfile.read(keys)


def test_a_key_file_cut_anywhere_is_noticed(keys: Path) -> None:
    from pomdesk.store import keyfile

    made(keys)
    whole = keys.read_bytes()
    for length in range(len(whole)):
        for copy in (keys, twin_of(keys)):
            copy.write_bytes(whole[:length])
        with pytest.raises(KeyRefused, match="KEY-DAMAGED"):
            keyfile.read(keys)


def test_a_slot_taken_out_by_hand_is_noticed(keys: Path) -> None:
    made(keys)
    rewritten(keys, {"slots": slots_of(keys)[:1]})
    assert refusal(keys) == "KEY-TAMPERED"


def test_a_generation_set_back_by_hand_is_noticed(keys: Path) -> None:
    made(keys)
    rewritten(keys, {"generation": 0})
    assert refusal(keys) == "KEY-TAMPERED"


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("memory_kib", 2**31),
        ("memory_kib", 8),
        ("passes", 0),
        ("passes", 1000),
        ("lanes", 0),
        ("lanes", 64),
    ],
)
def test_a_cost_out_of_bounds_is_refused_before_it_is_paid(
    keys: Path, setting: str, value: int
) -> None:
    made(keys)
    slots = slots_of(keys)
    kdf = slots[0]["kdf"]
    assert isinstance(kdf, dict)
    kdf[setting] = value
    rewritten(keys, {"slots": slots})
    assert refusal(keys) == "KEY-TAMPERED"


@pytest.mark.parametrize("change", [{"name": "Somebody Else"}, {"kind": "recovery"}])
def test_a_slot_renamed_by_hand_does_not_open(keys: Path, change: dict[str, str]) -> None:
    made(keys)
    slots = slots_of(keys)
    rewritten(keys, {"slots": [slots[0] | change, slots[1]]})
    assert refusal(keys) == "KEY-WRONG"


def test_a_slot_of_another_store_does_not_open_here(tmp_path: Path) -> None:
    mine, other = tmp_path / "a.keys", tmp_path / "b.keys"
    made(mine)
    made(other)
    rewritten(mine, {"slots": slots_of(other)})
    assert refusal(mine) == "KEY-WRONG"


def test_a_key_file_of_a_newer_program_is_told(keys: Path) -> None:
    made(keys)
    rewritten(keys, {"version": 2})
    assert refusal(keys) == "KEY-NEWER"


@pytest.mark.parametrize(
    "change", [{"format": "other"}, {"slots": "none"}, {"slots": [1]}, {"store": "xyz"}]
)
def test_a_key_file_that_makes_no_sense_is_damaged(keys: Path, change: dict[str, object]) -> None:
    made(keys)
    rewritten(keys, change)
    assert refusal(keys) == "KEY-DAMAGED"


def test_a_file_far_too_large_is_not_read(keys: Path) -> None:
    keys.write_bytes(b"[" * 200_000)
    assert refusal(keys) == "KEY-DAMAGED"


def test_standard_cost_is_not_below_what_is_accepted() -> None:
    assert Cost().is_sane()
    assert Cost() == Cost(memory_kib=65536, passes=3, lanes=4)
