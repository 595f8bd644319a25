"""F13: a run of everything leaves a word of a record in no file but those that were asked for."""

import base64
import gzip
import re
import sys
import zipfile
from pathlib import Path

import pytest

from tests.faults.conftest import Ran
from tests.faults.count import noted
from tests.faults.left_behind import holding
from tests.faults.whole_run import CANARY

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="its watching is of Linux")

EXPECTED = re.compile(
    r"result\.json|said\.txt|crash-report\.txt|watched/seen\.png|asked/.*"
    r"|store/(store\.(db|keys|keys\.b|lock|mark|spare|tries|erased)|window\.toml)"
    r"|store/backups/[^/]+\.(bak|keys|keys\.b)"
)
"""Every file that a run may leave: the store and what stands beside it, and what was asked for."""


def test_everything_was_done(whole_run: Ran) -> None:
    """Each step worked, or was refused as it should be; no bug but the one on purpose."""
    steps = whole_run.result["steps"]
    bugs = {name: told for name, told in steps.items() if isinstance(told, str) and told}
    assert bugs == {}
    codes = {name: told for name, told in steps.items() if told not in (0, 1, 3, None, "")}
    assert set(codes) <= {"caseload --format", "tabs"}, codes
    assert steps["caseload --format"] == 70  # the last of that name met a bug on purpose


def test_the_word_was_really_everywhere(whole_run: Ran) -> None:
    """The control: it stands in what was asked for, so it went through the desk."""
    found = {line.split(":")[0] for line in holding(whole_run.root / "asked", CANARY)}
    assert {"due.xlsx", "list.csv", "list.xlsx", "due.ics"} <= found


def test_it_stands_nowhere_else(whole_run: Ran) -> None:
    for name in ("store", "home", "tmp", "cwd"):
        assert holding(whole_run.root / name, CANARY) == [], name
    assert CANARY not in whole_run.said
    assert CANARY not in whole_run.result["told"]
    report = (whole_run.root / "crash-report.txt").read_text("utf-8")
    assert "RuntimeError" in report
    assert CANARY not in report
    noted("F13 canary", files=sum(p.is_file() for p in whole_run.root.rglob("*")), found=0)


def test_no_file_is_named_after_anybody(whole_run: Ran) -> None:
    names = [path.name for path in (whole_run.root / "asked").rglob("*")]
    assert len(names) > 8
    assert not [name for name in names if CANARY.lower() in name.lower()]
    assert not [name for name in names if re.search(r"[A-Z]\d{4}[A-Z]{2}", name)]


def test_no_file_is_left_but_those_we_know(whole_run: Ran) -> None:
    left = [
        p.relative_to(whole_run.root).as_posix() for p in whole_run.root.rglob("*") if p.is_file()
    ]
    assert [name for name in left if not EXPECTED.fullmatch(name)] == []


def test_nothing_was_made_in_the_temporary_folder_even_for_a_while(whole_run: Ran) -> None:
    assert whole_run.result["temporary"] == []


def test_the_clipboard_is_empty_after_locking(whole_run: Ran) -> None:
    assert whole_run.result["steps"]["clipboard after locking"] == ""


def test_a_crash_leaves_no_picture_of_the_memory(whole_run: Ran) -> None:
    assert whole_run.result["core"] == [0, 0]
    assert whole_run.result["readable"] is False


@pytest.mark.parametrize("how", ["plain", "utf-16", "base64", "zip", "gzip", "name"])
def test_the_control_a_file_with_the_word_is_found(tmp_path: Path, how: str) -> None:
    words, path = f"a note about {CANARY}, said twice", tmp_path / "left.tmp"
    if how == "plain":
        path.write_text(words, encoding="utf-8")
    elif how == "utf-16":
        path.write_text(words, encoding="utf-16")
    elif how == "base64":
        path.write_bytes(base64.b64encode(words.encode()))
    elif how == "gzip":
        path.write_bytes(b"head" + gzip.compress(words.encode()))
    elif how == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
            parts.writestr("x", words)
    else:
        (tmp_path / f"{CANARY.lower()}.pdf").touch()
    assert holding(tmp_path, CANARY)
