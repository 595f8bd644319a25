"""Setting a checkout up: what is missing is installed or named, what is there is left alone."""

import sys
from pathlib import Path

import pytest

import dev


class Place:
    """A checkout in a folder of the test's own, and the steps that would have run in it."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.steps: list[str] = []
        self.venv = folder / ".venv"
        self.lock = folder / "requirements.lock"
        self.lock.write_text("a==1\n", encoding="utf-8")
        (folder / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
        monkeypatch.setattr(dev, "ROOT", folder)
        monkeypatch.setattr(dev, "LOCK", self.lock)
        monkeypatch.setattr(dev, "PYTHON", self.venv / "python")
        monkeypatch.setattr(dev, "STAMP", self.venv / "made-from")
        monkeypatch.setattr(dev, "missing_packages", lambda build: [])
        monkeypatch.setattr(dev, "run", self.run)

    def run(self, what: str, *command: str | Path, **more: object) -> None:
        self.steps.append(what.split(" (")[0])
        self.venv.mkdir(exist_ok=True)
        (self.venv / "python").touch()

    def set_up(self) -> list[str]:
        self.steps.clear()
        dev.set_up()
        return list(self.steps)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    return Place(tmp_path, monkeypatch)


INSTALLED = ["installing requirements.lock", "installing the project"]


def test_a_checkout_is_set_up_once(place: Place) -> None:
    assert place.set_up() == ["making .venv", *INSTALLED]
    assert place.set_up() == []


def test_a_changed_lock_file_is_installed_into_the_same_place(place: Place) -> None:
    place.set_up()
    place.lock.write_text("a==2\n", encoding="utf-8")
    assert place.set_up() == INSTALLED


def test_a_moved_checkout_starts_afresh(place: Place) -> None:
    place.set_up()
    dev.STAMP.write_text("3.11 elsewhere\n", encoding="utf-8")
    assert place.set_up() == ["making .venv", *INSTALLED]


def test_an_install_that_failed_is_done_again(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(what: str, *command: str | Path, **more: object) -> None:
        place.run(what, *command)
        if what.startswith("installing"):
            dev.stop(what)

    with monkeypatch.context() as broken:
        broken.setattr(dev, "run", fail)
        with pytest.raises(SystemExit):
            dev.set_up()
    assert place.set_up() == ["making .venv", *INSTALLED]


def test_too_old_and_too_new_a_python_is_told(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    for version in ((3, 10), (3, 14)):
        monkeypatch.setattr(dev, "PYTHONS", (version, version))
        with pytest.raises(SystemExit, match="needs Python"):
            dev.set_up()
    assert not place.steps


def test_a_library_that_does_not_load_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr(dev, "has_screen", lambda: True)
    monkeypatch.setattr(dev, "loads", lambda library: library != "libxcb-cursor.so.0")
    assert dev.missing_packages(build=False) == ["libxcb-cursor0"]


def test_without_a_package_manager_the_missing_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "missing_packages", lambda build: ["libgl1", "libegl1"])
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(SystemExit, match="libgl1 libegl1"):
        dev.set_up_system(build=False)


def test_a_step_that_fails_ends_everything_by_its_name() -> None:
    with pytest.raises(SystemExit, match="FAILED: looking"):
        dev.run("looking", sys.executable, "-c", "raise SystemExit(3)")
