import errno
import os
from pathlib import Path

import pytest

from pomdesk.domain.errors import PaperRefused
from reports import write as writing
from reports.write import write
from resources.text import Text


def test_a_paper_is_written_and_replaced(tmp_path: Path) -> None:
    target = tmp_path / "paper.pdf"
    write(target, b"first")
    write(target, b"second")
    assert target.read_bytes() == b"second"
    assert [entry.name for entry in tmp_path.iterdir()] == ["paper.pdf"]


def _refused(path: Path) -> PaperRefused:
    with pytest.raises(PaperRefused) as refused:
        write(path, b"new")
    error = refused.value
    assert str(path) in Text()(f"error.{error.code}", **error.details)
    assert str(path) not in str(error)
    return error


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    assert _refused(tmp_path / "gone" / "paper.pdf").code == "REP-PATH"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_that_name_is_told(tmp_path: Path) -> None:
    assert _refused(tmp_path).code == "REP-PATH"


def test_a_name_that_is_too_long_is_told(tmp_path: Path) -> None:
    assert _refused(tmp_path / ("x" * 400)).code == "REP-PATH"
    assert list(tmp_path.iterdir()) == []


def test_a_name_no_file_can_have_is_told(tmp_path: Path) -> None:
    assert _refused(tmp_path / "a\0b").code == "REP-PATH"
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "paper.pdf"
    target.write_bytes(b"old")

    def full(number: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    assert _refused(target).code == "REP-FULL"
    assert target.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["paper.pdf"]


def test_an_open_file_is_told_and_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "paper.pdf"
    target.write_bytes(b"old")
    tries = []

    def held(source: object, to: object) -> None:
        tries.append(to)
        raise PermissionError(errno.EACCES, "open in a viewer")

    monkeypatch.setattr(os, "replace", held)
    monkeypatch.setattr(writing, "_WAIT", 0)
    assert _refused(target).code == "REP-LOCKED"
    assert len(tries) > 1
    assert target.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["paper.pdf"]


def test_a_file_held_for_a_moment_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "paper.pdf"
    real, tries = os.replace, []

    def slow(source: Path, to: Path) -> None:
        tries.append(to)
        if len(tries) < 3:
            raise PermissionError(errno.EACCES, "being scanned")
        real(source, to)

    monkeypatch.setattr(os, "replace", slow)
    monkeypatch.setattr(writing, "_WAIT", 0)
    write(target, b"new")
    assert target.read_bytes() == b"new"


@pytest.mark.parametrize("name", ["store.db", "store.keys", "store.keys.b", "a.bak", "STORE.MARK"])
def test_nothing_is_written_over_a_store_or_what_it_needs(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"kept")
    with pytest.raises(PaperRefused, match="REP-OURS"):
        write(tmp_path / name, b"a paper")
    assert (tmp_path / name).read_bytes() == b"kept"


def test_what_is_no_file_is_not_taken_away(tmp_path: Path) -> None:
    odd = tmp_path / "paper.pdf"
    if hasattr(os, "mkfifo"):
        os.mkfifo(odd)
    else:
        odd.mkdir()
    with pytest.raises(PaperRefused, match="REP-PATH"):
        write(odd, b"paper")
    assert odd.exists()
    assert not odd.is_file()
    assert list(tmp_path.iterdir()) == [odd]
