"""``sign-in``: a new passphrase, the recovery key used, the key of the store renewed."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pomdesk.domain.errors import StoreRefused
from pomdesk.store import tries
from pomdesk.store.engine import create_store
from tests import copies
from tests.store.builders import CHEAP
from ui.commandline import main

Run = Callable[..., tuple[int, str, str]]
NEW = "purple ladder sings loudly"


@pytest.fixture
def recovery(tmp_path: Path) -> str:
    """The recovery key of a store in the test's folder."""
    now = datetime(2026, 11, 22, tzinfo=UTC)
    path = tmp_path / "store.db"
    store, key = create_store(path, name="A Jones", passphrase=copies.SECRET, now=now, cost=CHEAP)
    store.close()
    return key


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Sign in with a secret and run one command: exit code, output, messages."""
    new = tmp_path / "new"
    new.write_text(NEW + "\n")
    store = ["--store", str(tmp_path / "store.db"), "--today", "2026-11-22"]

    def one(secret: str, *words: str) -> tuple[int, str, str]:
        monkeypatch.setenv("POMDESK_PASSPHRASE", secret)
        file = ["--new-passphrase-file", str(new)] if words[0] in {"passphrase", "recover"} else []
        code = main([*store, "sign-in", *words, *file])
        out, err = capsys.readouterr()
        return code, out, err

    return one


def test_a_new_passphrase_holds_and_the_old_one_does_not(run: Run, recovery: str) -> None:
    code, out, err = run(copies.SECRET, "passphrase")
    assert (code, out) == (0, "")
    assert "was changed" in err
    assert run(copies.SECRET, "list")[0] == 1
    assert run(NEW, "list")[:2] == (0, "A Jones\n")


def test_the_recovery_key_is_used_once_and_a_new_one_is_told(run: Run, recovery: str) -> None:
    assert run(copies.SECRET, "recover")[2].startswith("KEY-NORECOVER: ")
    code, out, err = run(recovery.lower(), "recover")
    assert (code, err.count("recovery key")) == (0, 1)
    assert run(recovery, "list")[2].startswith("KEY-REPLACED: ")
    assert run(out.strip(), "list")[0] == run(NEW, "list")[0] == 0


def test_the_key_is_renewed_and_the_recovery_key_with_it(run: Run, recovery: str) -> None:
    code, out, err = run(copies.SECRET, "renew-key")
    assert code == 0
    assert "backup" in err
    assert run(recovery, "list")[2].startswith("KEY-REPLACED: ")
    assert run(out.strip(), "list")[0] == run(copies.SECRET, "list")[0] == 0


def test_a_renewal_without_a_new_recovery_key_says_so(
    run: Run, recovery: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object) -> None:
        raise StoreRefused("STO-FULL")

    with monkeypatch.context() as patch:
        patch.setattr("pomdesk.store.vault.renew_recovery", full)
        code, out, err = run(copies.SECRET, "renew-key")
    assert (code, out) == (0, "")
    assert "new key" in err
    assert "shown only this once" not in err
    assert run(recovery, "list")[0] == 0


def test_six_programs_in_a_row_with_a_wrong_passphrase(
    run: Run, recovery: str, tmp_path: Path
) -> None:
    told = [run("not this one at all", "list", "--json") for _try in range(6)]
    assert {code for code, _out, _err in told} == {1}
    answers = [json.loads(out) for _code, out, _err in told]
    assert [one["code"] for one in answers] == ["KEY-WRONG"] * 5 + ["KEY-WAIT"]
    assert {one["changed"] for one in answers} == {False}
    assert tries.wrong(tmp_path / "store.db") == 5
