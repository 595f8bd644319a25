"""Backups from the command line: made, listed, tried, put back; a damaged store recovered."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.commandline.conftest import Ask
from tests.store.backups import damage, pages_of


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Where ``ask`` keeps its store."""
    return tmp_path / "desk" / "store.db"


def answer(ask: Ask, *words: object) -> Any:
    """The answer of a command that is done, as JSON."""
    code, out, err = ask(*words, "--json")
    assert code == 0, err
    return json.loads(out)


def refusal(ask: Ask, *words: object) -> Any:
    """How a command is refused: the same on both ways out, and with nothing changed."""
    code, out, err = ask(*words, "--json")
    assert code == 1, out
    told = json.loads(out)
    assert (told["ok"], told["changed"]) == (False, False)
    assert err.startswith(f"{told['code']}: ")
    assert "Nothing was changed." in told["message"] or "not changed" in told["message"]
    return told["code"]


def test_a_backup_is_made_listed_and_tried_out(ask: Ask, store: Path) -> None:
    assert answer(ask, "backup", "--list") == []
    made = answer(ask, "backup")
    assert (made["ok"], made["second"], made["notice"]) == (True, None, None)
    assert Path(made["path"]).parent == store.parent / "backups"
    (listed,) = answer(ask, "backup", "--list")
    assert listed == {name: made[name] for name in ("path", "made", "size", "saves")}
    tried = answer(ask, "backup", "--drill")
    assert tried["path"] == made["path"]
    assert tried["people"] == tried["counts"]["person"] == len(answer(ask, "caseload"))
    code, out, _err = ask("backup", "--list")
    assert (code, out.count("\n")) == (0, 2)
    assert made["path"] in out


def test_in_words(ask: Ask, store: Path) -> None:
    none = ask("backup", "--list")[1]
    assert none.startswith("There are no backups beside the store yet. Make one now")
    code, out, err = ask("backup")
    assert (code, err) == (0, "")
    assert out.startswith("Backed up and read back: ")
    code, out, err = ask("backup", "--drill")
    assert "It opens. People in it: 84. Newest entry: 20 November 2026." in out


def test_a_copy_of_ones_own_opens_with_the_same_passphrase(
    ask: Ask, tmp_path: Path, store: Path
) -> None:
    copy = tmp_path / "copies" / "monday.db"
    assert refusal(ask, "backup", copy) == "BAK-GONE"
    copy.parent.mkdir()
    assert answer(ask, "backup", copy)["path"] == str(copy)
    assert answer(ask, "backup", copy.parent)["path"].endswith(".bak")
    # The last ``--store`` counts.
    assert answer(ask, "--store", copy, "caseload") == answer(ask, "caseload")
    code, out, _err = ask("--store", copy, "check")
    assert (code, out.strip()) == (0, "The store is whole.")
    # That one is worked in now.
    assert refusal(ask, "backup", copy) == "BAK-TAKEN"
    assert refusal(ask, "backup", store) == "BAK-TAKEN"


def test_a_second_folder_and_a_stick_that_is_out(ask: Ask, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    assert refusal(ask, "backup", "--second", stick) == "BAK-GONE"
    stick.mkdir()
    assert answer(ask, "backup", "--second", stick)["second"] == str(stick)
    made = answer(ask, "backup")
    assert Path(made["second"]).parent == stick
    for file in stick.iterdir():
        file.unlink()
    stick.rmdir()
    code, out, err = ask("backup")
    assert code == 0
    assert out.startswith("Backed up and read back: ")
    assert err.startswith("BAK-GONE: The backup was made beside the store.")
    assert answer(ask, "backup", "--no-second")["second"] is None
    assert answer(ask, "backup")["notice"] is None


def test_putting_one_back(ask: Ask, store: Path) -> None:
    source = answer(ask, "backup")["path"]
    number = answer(ask, "caseload")[0]["prisonerNumber"]
    assert ask("contact", number, "--kind", "key_work", "--text", "Spoke of the move.")[0] == 0
    assert refusal(ask, "restore", source) == "BAK-OLDER"
    done = answer(ask, "restore", source, "--why", "The wrong file was brought in.")
    assert done["lost"] > 1
    assert (done["erased"], done["upgraded"], done["notices"]) == (0, False, [])
    assert done["counts"]["person"] == 84
    assert ask("check")[0] == 0
    # What was there is a store as well.
    assert answer(ask, "--store", done["kept"], "caseload") == answer(ask, "caseload")
    code, out, _err = ask("restore", source, "--why", "Once more.")
    assert code == 0
    assert out.splitlines()[0] == f"Put back: {source} is the store {store} now."


def test_what_cannot_be_put_back(ask: Ask, tmp_path: Path, store: Path) -> None:
    source = Path(answer(ask, "backup")["path"])
    before = store.read_bytes()
    assert refusal(ask, "restore", tmp_path / "stick" / "x.bak") == "BAK-GONE"
    assert refusal(ask, "restore", source.with_name("x.bak")) == "BAK-NONE"
    whole = source.read_bytes()
    source.write_bytes(whole[:-9000])
    assert refusal(ask, "restore", source) == "BAK-DAMAGED"
    source.write_bytes(whole)
    keys = source.with_suffix(".keys")
    held = keys.read_bytes()
    keys.unlink()
    assert refusal(ask, "restore", source) == "BAK-NOKEYS"
    keys.write_bytes(held)
    assert refusal(ask, "restore", source, "--backup-passphrase-file", "none") == "REQ-PASSFILE"
    assert store.read_bytes() == before


def test_a_damaged_store_is_recovered(ask: Ask, tmp_path: Path, store: Path) -> None:
    content = store.read_bytes()
    new = tmp_path / "new.db"
    for page in range(pages_of(store) - 40, pages_of(store), 7):
        store.write_bytes(content)
        damage(store, page)
        assert refusal(ask, "check") == "STO-DAMAGED"
        done = answer(ask, "recover", new)
        assert (done["ok"], done["pages"], done["wrong"]) == (True, 1, [])
        if not done["complete"]:
            break
        for file in tmp_path.glob("new.*"):
            file.unlink()
    lost = [table for table in done["tables"] if table["gaps"]]
    assert lost
    assert ask("--store", new, "check")[0] == 0
    assert refusal(ask, "recover", new) == "STO-EXISTS"
    for file in tmp_path.glob("new.*"):
        file.unlink()
    code, out, _err = ask("recover", new)
    assert code == 0
    assert out.splitlines()[0].startswith(f"Recovered into {new}.")
    assert "Pages of the damaged store that do not hold: 1" in out
    assert "Not read: " in out
    store.write_bytes(bytes(9000))
    assert refusal(ask, "recover", tmp_path / "other.db") == "BAK-BEYOND"


def test_check_tells_of_a_log_that_was_edited(ask: Ask, store: Path) -> None:
    from pomdesk.services.demo import PASSPHRASE
    from pomdesk.store import vault
    from pomdesk.store.connection import connect
    from pomdesk.store.place import keys_beside

    assert ask("check")[0] == 0
    opened = vault.unlock(keys_beside(store), PASSPHRASE)
    raw = connect(store, opened.key, opened.store)
    said = raw.execute("SELECT sql FROM sqlite_master WHERE name = 'lasting_audit_update'")
    (trigger,) = said.fetchone()
    raw.execute("DROP TRIGGER lasting_audit_update")
    raw.execute("UPDATE audit SET name = 'Somebody Else' WHERE seq = 3")
    raw.execute(trigger)
    raw.close()
    code, out, _err = ask("check")
    assert (code, out) == (1, "log: edited at event 3\n")
    code, out, _err = ask("check", "--json")
    assert (code, json.loads(out)) == (1, {"ok": False, "faults": ["log: edited at event 3"]})
