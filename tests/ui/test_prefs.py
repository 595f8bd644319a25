"""The window's settings survive damage and hold nobody's data."""

from pathlib import Path

import pytest

from ui import prefs
from ui.prefs import Prefs


def test_what_is_saved_is_read(tmp_path: Path) -> None:
    path = prefs.path_for(tmp_path / "deep" / "store.db")
    place = (-20, 40, 900, 700)
    kept = Prefs("cy", "dark", 150, 10, screen_guard=False, geometry=place, maximised=True)
    prefs.save(path, kept)
    assert prefs.load(path) == kept
    assert [f.name for f in path.parent.iterdir()] == ["window.toml"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"language = ",
        b'language = "xx"\ntheme = 3\nzoom = 101\nidle_minutes = true\n',
        b"geometry = [1, 2, 3]\nmaximised = 1\nscreen_guard = 0\n",
        b"idle_minutes = 60\n",
        b"idle_minutes = 0\n",
        b'geometry = [0, 0, "9", 9]\n',
        b"geometry = [0, 0, 0, 500]\n",
        b"geometry = [999999999, 0, 500, 500]\n",
        b"geometry = [true, 0, 500, 500]\n",
        b"unknown = 1\n[zoom]\nx = 1\n",
    ],
)
def test_what_is_damaged_is_left_out(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "window.toml"
    path.write_bytes(content)
    assert prefs.load(path) == Prefs()


def test_a_good_value_stands_beside_a_bad_one(tmp_path: Path) -> None:
    path = tmp_path / "window.toml"
    path.write_text('theme = "dark"\nzoom = 7\n', encoding="utf-8")
    assert prefs.load(path) == Prefs(theme="dark")


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    prefs.save(tmp_path / "file" / "window.toml", Prefs())
    assert prefs.load(tmp_path / "file" / "window.toml") == Prefs()
