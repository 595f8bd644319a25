"""A store to give commands to: the invented caseload on its morning."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pomdesk.services.demo import PASSPHRASE
from tests import copies
from ui.commandline import main
from ui.commands import DEMO_DAY

Ask = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's store, made once and copied for each test."""
    return copies.demo_once(tmp_path_factory, DEMO_DAY)


@pytest.fixture
def ask(
    made_once: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Ask:
    """Run one command on a copy of the demonstration; exit code, output, messages."""
    folder = tmp_path / "desk"
    shutil.copytree(made_once, folder)
    monkeypatch.setenv("POMDESK_PASSPHRASE", PASSPHRASE)

    def one(*words: object) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            code = main(["--store", str(folder / "store.db"), *map(str, words)])
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        out, err = capsys.readouterr()
        return code, out, err

    return one
