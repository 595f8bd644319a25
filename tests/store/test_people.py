"""Several people open one store, each with a passphrase of their own."""

from pathlib import Path

import pytest

from pomdesk.domain.errors import KeyRefused
from pomdesk.store import keyfile, vault
from tests.store.builders import CHEAP

LEAD, OTHER = "orchard lantern gravel seven", "teapot meadow violin eleven"


@pytest.fixture
def keys(tmp_path: Path) -> tuple[Path, bytearray]:
    path = tmp_path / "store.keys"
    opened, _code = vault.create(path, name="Ada Lead", passphrase=LEAD, cost=CHEAP)
    return path, opened.key


def test_each_opens_it_under_their_own_name(keys: tuple[Path, bytearray]) -> None:
    path, key = keys
    vault.add_person(path, key, "Ben Reader", OTHER)
    assert vault.people(path) == ["Ada Lead", "Ben Reader"]
    assert (vault.unlock(path, LEAD).name, vault.unlock(path, OTHER).name) == (
        "Ada Lead",
        "Ben Reader",
    )
    assert vault.unlock(path, OTHER).key == key


def test_who_has_the_recovery_key_is_not_taken_away(keys: tuple[Path, bytearray]) -> None:
    path, key = keys
    vault.add_person(path, key, "Ben Reader", OTHER)
    with pytest.raises(KeyRefused, match="KEY-RECOVERS"):
        vault.remove_person(path, key, "Ada Lead")
    code = vault.renew_recovery(path, key, "Ben Reader", cost=CHEAP)
    vault.remove_person(path, key, "Ada Lead")
    assert vault.people(path) == ["Ben Reader"]
    assert vault.unlock(path, code).name == "Ben Reader"


def test_who_was_taken_away_opens_it_no_more(keys: tuple[Path, bytearray]) -> None:
    path, key = keys
    vault.add_person(path, key, "Ben Reader", OTHER)
    vault.remove_person(path, key, "Ben Reader")
    with pytest.raises(KeyRefused, match="KEY-WRONG"):
        vault.unlock(path, OTHER)
    assert vault.unlock(path, LEAD).name == "Ada Lead"


@pytest.mark.parametrize(
    ("name", "passphrase", "code", "reason"),
    [
        ("ada lead", OTHER, "KEY-TAKEN", "name"),
        ("Ben Reader", LEAD, "KEY-TAKEN", "passphrase"),
        ("Ben Reader", "short", "KEY-WEAK", "short"),
        ("  ", OTHER, "KEY-NAME", None),
    ],
)
def test_a_name_or_a_passphrase_that_will_not_do(
    keys: tuple[Path, bytearray], name: str, passphrase: str, code: str, reason: str | None
) -> None:
    path, key = keys
    before = path.read_bytes()
    with pytest.raises(KeyRefused, match=code) as refused:
        vault.add_person(path, key, name, passphrase)
    assert refused.value.details.get("reason") == reason
    assert path.read_bytes() == before


def test_the_last_one_stays(keys: tuple[Path, bytearray]) -> None:
    path, key = keys
    vault.add_person(path, key, "Ben Reader", OTHER)
    vault.renew_recovery(path, key, "Ben Reader", cost=CHEAP)
    vault.remove_person(path, key, "Ada Lead")
    vault.renew_recovery(path, key, "Nobody else", cost=CHEAP)
    with pytest.raises(KeyRefused, match="KEY-LAST"):
        vault.remove_person(path, key, "Ben Reader")
    with pytest.raises(KeyRefused, match="KEY-UNKNOWN"):
        vault.remove_person(path, key, "Nobody")


def test_nobody_changes_to_the_passphrase_of_somebody_else(keys: tuple[Path, bytearray]) -> None:
    path, key = keys
    vault.add_person(path, key, "Ben Reader", OTHER)
    with pytest.raises(KeyRefused, match="KEY-TAKEN"):
        vault.change_passphrase(path, OTHER, LEAD)
    assert vault.unlock(path, OTHER).name == "Ben Reader"


def test_there_is_a_most(keys: tuple[Path, bytearray], monkeypatch: pytest.MonkeyPatch) -> None:
    path, key = keys
    monkeypatch.setattr(keyfile, "MOST_SLOTS", 2)
    with pytest.raises(KeyRefused, match="KEY-MANY"):
        vault.add_person(path, key, "Ben Reader", OTHER)
