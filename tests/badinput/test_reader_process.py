"""The process that reads workbooks: whatever it meets, it alone is stopped, and it says nothing."""

import sys
from pathlib import Path

import pytest

from pomdesk.intake import workbook, workbook_child
from pomdesk.intake.workbook_gate import Gated
from tests.badinput import readers
from tests.badinput.conftest import code_of
from tests.intake.files import cells, raw_workbook, read

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return raw_workbook(tmp_path / "c.xlsx", cells([["NOMS No", "Surname"], ["A1111AA", "x"]]))


def test_90c_a_killer_behind_the_gate_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One value in the last cell: the reader asks for 549 GB and ends itself."""
    sheet = '<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    path = raw_workbook(tmp_path / "c.xlsx", sheet)
    passed = Gated(["Caseload"], {"Caseload": {}})
    monkeypatch.setattr(workbook, "admit", lambda stream, size: passed)
    assert code_of(lambda: read(path)) == "IMP-XLSX"


@POSIX
def test_too_much_memory(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_child, "serve", readers.asks_for_too_much)
    assert code_of(lambda: read(book)) == "IMP-XLSX"


@POSIX
def test_the_control_without_limits_it_gets_it(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_child, "serve", readers.asks_without_limits)
    assert code_of(lambda: read(book)) == "IMP-EMPTY"  # it ended well, with no row


def test_too_slow(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_child, "serve", readers.sleeps)
    monkeypatch.setattr(workbook, "_SECONDS", 0.1)
    assert code_of(lambda: read(book)) == "IMP-XLSX"


def test_it_says_nothing(
    book: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(workbook_child, "serve", readers.talks)
    assert code_of(lambda: read(book)) == "IMP-XLSX"
    assert "CANARY" not in capfd.readouterr().err


def test_the_control_it_would_say(
    book: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(workbook_child, "serve", readers.talks_aloud)
    code_of(lambda: read(book))
    assert "CANARY" in capfd.readouterr().err
