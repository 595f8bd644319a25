"""A store that does not open: said in words, with buttons that do what they say."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pomdesk.domain.errors import KeyRefused, StoreRefused
from pomdesk.domain.keeping import Backup
from pomdesk.services.clock import Clock
from pomdesk.services.commands.settings import SaveSetting
from pomdesk.services.queries.settings import Settings
from pomdesk.store.backup import made_at
from resources.text import Text
from tests import copies
from tests.ui.test_app import start
from tests.ui.walking import clashing, nameless
from ui import dialogs
from ui.app import Desktop
from ui.unlock.faults import (
    WAYS,
    AcceptScreen,
    FaultScreen,
    RecoverScreen,
    RestoreScreen,
    ToldScreen,
    compared,
)
from ui.unlock.view import FirstRunScreen, UnlockScreen
from ui.widgets.label import Label
from ui.work import Worker

MADE = datetime(2026, 11, 22, 9, 14)  # noqa: DTZ001 - UTC without a zone
NEWEST = Backup(Path("store-20261122-091400-s3.bak"), MADE, 100_000, 3)


@pytest.fixture(scope="session")
def small_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small store with one backup, and one save since."""
    folder = tmp_path_factory.mktemp("small")
    desk = copies.empty(folder, Clock())
    desk.do(SaveSetting("caseload.test.one", "backed up"))
    desk.back_up()
    desk.do(SaveSetting("caseload.test.two", "since"))
    desk.close()
    return folder


@pytest.fixture
def store(small_folder: Path, tmp_path: Path) -> Path:
    shutil.copytree(small_folder, tmp_path / "small")
    return tmp_path / "small" / copies.STORE


@pytest.fixture
def opened(qapp: QApplication, worker: Worker) -> Any:
    made: list[Desktop] = []

    def begin(store: Path) -> Desktop:
        made.append(start(qapp, worker, store))
        return made[-1]

    yield begin
    for one in made:
        one.close()


def screen_of(desktop: Desktop) -> Any:
    assert desktop.gate is not None
    return desktop.gate.screen


def try_passphrase(desktop: Desktop) -> None:
    screen = cast(UnlockScreen, screen_of(desktop))
    screen.typed.setText(copies.SECRET)
    screen.button.click()


def said(desktop: Desktop) -> str:
    return " ".join(label.text() for label in screen_of(desktop).findChildren(Label))


def settings(desktop: Desktop) -> dict[str, Any]:
    assert desktop.desk is not None
    return dict(desktop.desk.ask(Settings("caseload.test.")))


def damage(store: Path) -> None:
    content = bytearray(store.read_bytes())
    content[len(content) // 2] ^= 0x40
    store.write_bytes(content)


def unlocked(desktop: Desktop) -> None:
    try_passphrase(desktop)
    assert desktop.desk is not None


def test_a_damaged_store_and_the_backup_put_back(
    opened: Callable[[Path], Desktop], store: Path, text: Text
) -> None:
    damage(store)
    damaged = store.read_bytes()
    desktop = opened(store)
    try_passphrase(desktop)
    fault = cast(FaultScreen, screen_of(desktop))
    assert text("fault.title.STO-DAMAGED") in said(desktop)
    assert "put the store back from a backup" in said(desktop)
    assert "For the help desk: STO-DAMAGED" in said(desktop)
    assert next(iter(fault.buttons)) == "restore"
    fault.buttons["restore"].click()
    restore = cast(RestoreScreen, screen_of(desktop))
    assert restore.list.count() == 1
    restore.button.click()
    assert restore.row.error
    assert restore.reason_row.error
    restore.typed.setText("not the passphrase")
    restore.reason.setText("The laptop was dropped")
    restore.button.click()
    assert restore.row.error
    assert store.read_bytes() == damaged
    restore.typed.setText(copies.SECRET)
    restore.button.click()
    assert isinstance(screen_of(desktop), ToldScreen)
    assert "kept as" in said(desktop)
    screen_of(desktop).button.click()
    unlocked(desktop)
    assert settings(desktop) == {"caseload.test.one": "backed up"}


def test_what_can_be_read_of_a_damaged_store_is_recovered(
    opened: Callable[[Path], Desktop], store: Path
) -> None:
    damage(store)
    damaged = store.read_bytes()
    desktop = opened(store)
    try_passphrase(desktop)
    screen_of(desktop).buttons["recover"].click()
    recover = cast(RecoverScreen, screen_of(desktop))
    recover.typed.setText(copies.SECRET)
    recover.button.click()
    told = cast(ToldScreen, screen_of(desktop))
    assert "store.recovered.db" in said(desktop)
    told.button.click()
    unlocked(desktop)
    assert desktop.desk is not None
    assert desktop.desk.path == store.with_name("store.recovered.db")
    assert store.read_bytes() == damaged


@pytest.mark.parametrize("what", ["missing", "empty", "nofile"])
def test_what_is_not_there_is_no_first_run(
    opened: Callable[[Path], Desktop], store: Path, what: str
) -> None:
    if what == "missing":
        store.unlink()
    elif what == "empty":
        store.write_bytes(b"")
    else:
        for name in ("store.keys", "store.keys.b"):
            store.with_name(name).unlink()
    desktop = opened(store)
    if what != "missing":
        try_passphrase(desktop)
    code = {"missing": "STO-MISSING", "empty": "STO-EMPTY", "nofile": "KEY-NOFILE"}[what]
    assert f"For the help desk: {code}" in said(desktop)
    assert store.exists() is (what != "missing")
    screen_of(desktop).buttons["restore"].click()
    restore = cast(RestoreScreen, screen_of(desktop))
    restore.typed.setText(copies.SECRET)
    restore.reason.setText("It was gone this morning")
    restore.button.click()
    screen_of(desktop).button.click()
    unlocked(desktop)
    assert settings(desktop)["caseload.test.one"] == "backed up"


def test_an_older_copy_is_opened_as_it_is_only_with_a_reason(
    opened: Callable[[Path], Desktop], store: Path
) -> None:
    older = store.read_bytes()
    desktop = opened(store)
    unlocked(desktop)
    assert desktop.desk is not None
    desktop.desk.do(SaveSetting("caseload.test.three", "lost"))
    desktop.lock()
    store.write_bytes(older)
    try_passphrase(desktop)
    assert "For the help desk: STO-BEHIND" in said(desktop)
    screen_of(desktop).buttons["accept"].click()
    accept = cast(AcceptScreen, screen_of(desktop))
    accept.typed.setText(copies.SECRET)
    accept.button.click()
    assert accept.reason_row.error
    assert desktop.desk is None
    accept.reason.setText("The newest copy there is")
    accept.typed.setText("wrong")
    accept.button.click()
    assert accept.row.error
    accept.typed.setText(copies.SECRET)
    accept.button.click()
    assert "caseload.test.three" not in settings(desktop)
    desktop.lock()
    unlocked(desktop)  # the mark is of this store again


def test_another_place_and_a_new_store(
    opened: Callable[[Path], Desktop], store: Path, tmp_path: Path
) -> None:
    moved = tmp_path / "elsewhere"
    store.parent.rename(moved)
    store.parent.mkdir()
    (store.with_suffix(".keys")).write_bytes((moved / "store.keys").read_bytes())
    desktop = opened(store)
    fault = cast(FaultScreen, screen_of(desktop))
    fault.buttons["new"].click()
    assert isinstance(screen_of(desktop), FirstRunScreen)
    assert desktop.gate is not None
    desktop.gate.show()
    dialogs.answer_next(lambda _none: [moved / "store.db"])
    screen_of(desktop).buttons["elsewhere"].click()
    unlocked(desktop)
    assert settings(desktop)["caseload.test.two"] == "since"


def test_a_backup_from_another_folder(
    opened: Callable[[Path], Desktop], store: Path, tmp_path: Path, text: Text
) -> None:
    stick = tmp_path / "stick"
    store.with_name("backups").rename(stick)
    damage(store)
    desktop = opened(store)
    try_passphrase(desktop)
    fault = cast(FaultScreen, screen_of(desktop))
    assert list(fault.buttons)[-1] == "restore"
    fault.buttons["restore"].click()
    restore = cast(RestoreScreen, screen_of(desktop))
    assert restore.list.count() == 0
    assert restore.list_row.isHidden()
    assert text("fault.restore.none") in said(desktop)
    (backup,) = stick.glob("*.bak")
    dialogs.answer_next(lambda _none: [backup])
    restore.other_asked.emit()
    assert not restore.list_row.isHidden()
    assert not any(label.text() == text("fault.restore.none") and not label.isHidden()
                   for label in restore.findChildren(Label))  # fmt: skip
    restore.typed.setText(copies.SECRET)
    restore.reason.setText("New laptop")
    restore.button.click()
    assert isinstance(screen_of(desktop), ToldScreen)


def test_a_first_run_begins_with_a_backup(
    opened: Callable[[Path], Desktop], store: Path, tmp_path: Path
) -> None:
    """A new laptop: nothing there but the stick."""
    (backup,) = store.with_name("backups").glob("*.bak")
    desktop = opened(tmp_path / "new" / "store.db")
    first = cast(FirstRunScreen, screen_of(desktop))
    first.restore.click()
    restore = cast(RestoreScreen, screen_of(desktop))
    assert restore.reason_row.isHidden()
    restore.leave.click()
    assert isinstance(screen_of(desktop), FirstRunScreen)
    screen_of(desktop).restore.click()
    restore = cast(RestoreScreen, screen_of(desktop))
    restore.button.click()  # nothing was chosen
    assert not restore.trouble.isHidden()
    dialogs.answer_next(lambda _none: [backup])
    restore.other_asked.emit()
    restore.typed.setText(copies.SECRET)
    restore.button.click()
    screen_of(desktop).button.click()
    unlocked(desktop)
    assert settings(desktop)["caseload.test.one"] == "backed up"


@pytest.mark.parametrize(
    ("saved", "key"),
    [
        (None, "unknown"),
        (MADE - timedelta(hours=1), "newer"),
        (MADE, "newer"),
        (MADE + timedelta(minutes=2), "near"),
        (MADE + timedelta(minutes=2, seconds=1), "older"),
    ],
)
def test_the_newest_backup_is_compared_with_the_last_save(
    text: Text, saved: datetime | None, key: str
) -> None:
    words = compared(text, NEWEST, saved)
    said = {"unknown": "not known", "newer": "after", "near": "two minutes", "older": "before"}
    assert [name for name, part in said.items() if part in words] == [key]
    assert words.startswith("Made 22 November 2026, ")


def test_the_gate_names_the_newest_backup_and_the_last_save(
    opened: Callable[[Path], Desktop], store: Path, text: Text
) -> None:
    (backup,) = store.with_name("backups").glob("*.bak")
    at = made_at(backup)
    assert at is not None
    damage(store)
    desktop = opened(store)
    try_passphrase(desktop)
    here = at.replace(tzinfo=UTC).astimezone()
    assert f"{text.day(here.date())}, {here:%H:%M}" in said(desktop)
    assert screen_of(desktop).buttons["restore"].text() == text("fault.way.newest")
    assert "last save the desk remembers" in said(desktop)
    store.with_suffix(".mark").write_bytes(b"{no mark")
    assert desktop.gate is not None
    desktop.gate.tell_fault(StoreRefused("STO-DAMAGED"))
    assert "is not known" in said(desktop)


def test_whom_to_ring_stands_on_the_gates(
    opened: Callable[[Path], Desktop], store: Path, text: Text
) -> None:
    store.with_name("contact.txt").write_text("Regional desk,\t0555 0100\nno more\x00", "utf-8")
    desktop = opened(store)
    ring = text("contact_line.ring", line="Regional desk, 0555 0100 no more")
    assert ring in said(desktop)
    damage(store)
    try_passphrase(desktop)
    assert ring in said(desktop)
    dialogs.answer_next(lambda box: ring in [one.text() for one in box.findChildren(Label)])
    dialogs.tell_crash(None, text, "report")


@pytest.mark.parametrize("code", sorted(WAYS))
def test_every_fault_has_words_and_buttons(text: Text, qtbot: QtBot, code: str) -> None:
    numbers = dict.fromkeys(("missing", "found", "known", "free"), 3)
    words = dict.fromkeys(("path", "holder", "since", "last", "reason"), "there")
    details: dict[str, Any] = {**numbers, **words}
    error = (KeyRefused if code.startswith("KEY") else StoreRefused)(code, **details)
    screen = FaultScreen(text, error, "C:/desk/store.db", newest=NEWEST, saved=None, own=True)
    qtbot.addWidget(screen)
    screen.resize(1280, 800)
    screen.show()
    assert text.has(f"fault.title.{code}")
    assert [button.accessibleName() for button in screen.buttons.values()]
    assert not nameless(screen)
    assert not clashing(screen)
    assert screen.verticalScrollBar().maximum() == 0
