"""Who gets in, who does not, and what a damaged key file says."""

import json
import shutil
from base64 import b64decode, b64encode
from hashlib import sha256
from pathlib import Path

import pytest

from pomdesk.domain.errors import KeyRefused
from pomdesk.store import keyfile, secret, vault
from pomdesk.store.keyfile import Cost, twin_of
from tests.store.builders import CHEAP, NAME, PASSPHRASE, SHIPPED_MEMORY_KIB


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


def came_in(keys: Path, typed: str = PASSPHRASE) -> vault.Unlocked:
    """As the store does it: unlock, and once it is open, mend."""
    opened = vault.unlock(keys, typed)
    vault.mend(keys, opened.key, opened)
    return opened


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


def test_who_forgot_the_passphrase_sets_a_new_one_and_gets_a_new_recovery_key(keys: Path) -> None:
    key, recovery = made(keys)
    by_recovery = vault.unlock(keys, recovery)
    new = vault.recover(keys, by_recovery.key, by_recovery.name, "purple ladder sings loudly")
    for typed in ("purple ladder sings loudly", new):
        opened = vault.unlock(keys, typed)
        assert (bytes(opened.key), opened.name) == (key, NAME)
    assert refusal(keys, recovery) == "KEY-REPLACED"
    assert refusal(keys) == "KEY-WRONG"


@pytest.mark.parametrize(
    ("new", "code"),
    [("short", "KEY-WEAK"), ("x" * 1025, "KEY-LONG"), ("Password123456", "KEY-WEAK")],
)
def test_a_refused_recovery_leaves_the_recovery_key_as_it_was(
    keys: Path, new: str, code: str
) -> None:
    _key, recovery = made(keys)
    opened = vault.unlock(keys, recovery)
    before = keys.read_bytes()
    with pytest.raises(KeyRefused, match=code):
        vault.recover(keys, opened.key, opened.name, new)
    assert keys.read_bytes() == before


def test_the_recovery_key_is_not_a_passphrase_to_be_changed(keys: Path) -> None:
    """Else it would be used without a new one being made."""
    _key, recovery = made(keys)
    before = keys.read_bytes()
    with pytest.raises(KeyRefused, match="KEY-ATUNLOCK"):
        vault.change_passphrase(keys, recovery, "purple ladder sings loudly")
    assert keys.read_bytes() == before


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
        assert came_in(keys).notices == ("KEY-REPAIRED",)
        assert keys.read_bytes() == twin_of(keys).read_bytes()
        assert not vault.unlock(keys, PASSPHRASE).repaired


def test_an_older_twin_is_brought_up_to_date(keys: Path) -> None:
    made(keys)
    old = keys.read_bytes()
    vault.change_passphrase(keys, PASSPHRASE, "purple ladder sings loudly")
    twin_of(keys).write_bytes(old)
    assert refusal(keys) == "KEY-WRONG"
    assert came_in(keys, "purple ladder sings loudly").repaired
    assert twin_of(keys).read_bytes() != old


def test_no_key_file_at_all_is_told(keys: Path) -> None:
    assert refusal(keys) == "KEY-NOFILE"


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
        ("memory_kib", 19 * 1024 - 1),
        ("passes", 0),
        ("passes", 1000),
        ("lanes", 0),
        ("lanes", 64),
        ("passes", -1),
    ],
)
def test_a_cost_out_of_bounds_is_refused_before_it_is_paid(
    keys: Path, setting: str, value: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyfile, "_MEMORY_KIB", SHIPPED_MEMORY_KIB)
    least = Cost(memory_kib=19 * 1024, passes=1, lanes=1)
    vault.create(keys, name=NAME, passphrase=PASSPHRASE, cost=least)
    vault.unlock(keys, PASSPHRASE)
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
    rewritten(keys, {"version": 3})
    assert refusal(keys) == "KEY-NEWER"


@pytest.mark.parametrize(
    "change",
    [
        {"format": "other"},
        {"slots": "none"},
        {"slots": [1]},
        {"slots": None},
        {"store": "xyz"},
        {"store": "00"},
        {"generation": float("inf")},
        {"mac": 7},
        {"coming_mac": []},
    ],
)
def test_a_key_file_that_makes_no_sense_is_damaged(keys: Path, change: dict[str, object]) -> None:
    made(keys)
    rewritten(keys, change)
    assert refusal(keys) == "KEY-DAMAGED"


def test_a_file_far_too_large_is_not_read(keys: Path) -> None:
    keys.write_bytes(b"[" * 200_000)
    assert refusal(keys) == "KEY-DAMAGED"


def test_standard_cost_is_not_below_what_is_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyfile, "_MEMORY_KIB", SHIPPED_MEMORY_KIB)
    assert Cost().is_sane()
    assert Cost() == Cost(memory_kib=65536, passes=3, lanes=4)


# ---- seeds ----------------------------------------------------------------------------------


def signs(keys: Path, typed: str = PASSPHRASE) -> tuple[str, str]:
    signer = came_in(keys, typed).signer
    return signer.slot, signer.public


def test_each_slot_signs_with_a_key_of_its_own_and_always_the_same(keys: Path) -> None:
    _key, recovery = made(keys)
    mine, theirs = signs(keys), signs(keys, recovery)
    assert mine == signs(keys)
    assert theirs == signs(keys, recovery)
    assert mine[0] != theirs[0]
    assert mine[1] != theirs[1]
    assert len(bytes.fromhex(mine[1])) == 32


def test_a_new_passphrase_keeps_the_signing_key(keys: Path) -> None:
    made(keys)
    before = signs(keys)
    vault.change_passphrase(keys, PASSPHRASE, "purple ladder sings loudly")
    assert signs(keys, "purple ladder sings loudly") == before


def test_one_made_through_the_recovery_key_is_somebody_whom_the_log_does_not_know(
    keys: Path,
) -> None:
    key, recovery = made(keys)
    before = {signs(keys), signs(keys, recovery)}
    new = vault.recover(keys, bytearray(key), NAME, "purple ladder sings loudly")
    after = {signs(keys, "purple ladder sings loudly"), signs(keys, new)}
    assert {slot for slot, _ in before}.isdisjoint(slot for slot, _ in after)
    assert {public for _, public in before}.isdisjoint(public for _, public in after)


def test_the_seed_and_the_key_of_a_slot_cannot_take_each_others_place(keys: Path) -> None:
    made(keys)
    one, other = slots_of(keys)
    nonce = b64decode(str(one["nonce"]))
    swapped = one | {
        "wrapped": b64encode(b64decode(str(one["seed"]))[12:]).decode(),
        "seed": b64encode(nonce + b64decode(str(one["wrapped"]))).decode(),
    }
    rewritten(keys, {"slots": [swapped, other]})
    assert refusal(keys) == "KEY-WRONG"


@pytest.mark.parametrize("part", ["wrapped", "signs", "seals"])
def test_a_part_of_another_slot_in_ones_own_is_noticed(keys: Path, part: str) -> None:
    made(keys)
    one, other = slots_of(keys)
    rewritten(keys, {"slots": [one | {part: other[part]}, other]})
    assert refusal(keys) == "KEY-TAMPERED"


@pytest.mark.parametrize("part", ["salt", "nonce", "wrapped", "seed", "signs", "seals", "id"])
@pytest.mark.parametrize("content", ["", "AAAA", None])
def test_a_part_of_the_wrong_size_is_told_and_raises_nothing_else(
    keys: Path, part: str, content: object
) -> None:
    made(keys)
    one, other = slots_of(keys)
    rewritten(keys, {"slots": [one | {part: content}, other]})
    assert refusal(keys) in {"KEY-DAMAGED", "KEY-TAMPERED", "KEY-WRONG"}


# ---- key files of version 1 -----------------------------------------------------------------

OLD = Path(__file__).parent.parent / "golden" / "stores"


@pytest.fixture(params=[1, 2, 3, 4])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of a store of an earlier program."""
    for suffix in (".db", ".keys", ".keys.b"):
        shutil.copy(OLD / f"version-{request.param}{suffix}", tmp_path / f"store{suffix}")
    return tmp_path / "store.keys"


def test_an_old_key_file_opens_and_gets_a_seed_by_being_opened(old: Path) -> None:
    assert json.loads(old.read_bytes().split(b"\n")[0])["version"] == 1
    before = old.read_bytes()
    first = vault.unlock(old, PASSPHRASE)
    assert first.signer.public
    assert old.read_bytes() == before, "nothing is written until the store is open"
    assert came_in(old).signer.slot == first.signer.slot
    mine, recovery = slots_of(old)
    assert "seed" in mine
    assert "seed" not in recovery, "nobody but who has the recovery key can give it one"
    assert json.loads(old.read_bytes().split(b"\n")[0])["version"] == 2
    assert old.read_bytes() == twin_of(old).read_bytes()
    assert signs(old) == signs(old)
    assert came_in(old).notices == ()


def test_a_slot_taken_out_of_an_old_key_file_is_noticed(old: Path) -> None:
    rewritten(old, {"slots": slots_of(old)[:1]})
    assert refusal(old) == "KEY-TAMPERED"


def test_a_passphrase_changed_before_the_first_opening_gives_a_seed_too(old: Path) -> None:
    vault.change_passphrase(old, PASSPHRASE, "purple ladder sings loudly", cost=CHEAP)
    assert signs(old, "purple ladder sings loudly") == signs(old, "purple ladder sings loudly")
