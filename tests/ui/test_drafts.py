"""What is typed and not saved outlives the lock, and nothing is written once it is locked."""

import gc
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from pomdesk.domain.errors import KeyRefused, StoreRefused
from pomdesk.domain.record import EntryKind
from pomdesk.readmodels.drafts import Draft
from pomdesk.services.clock import Clock, FrozenClock
from pomdesk.services.commands.drafts import KeepDrafts
from pomdesk.services.commands.entries import AddEntry
from pomdesk.services.commands.import_caseload import ImportCaseload
from pomdesk.services.commands.settings import FreezeDay
from pomdesk.services.desk import Desk, open_desk
from pomdesk.services.queries.caseload import CaseloadOn
from pomdesk.services.queries.drafts import MyDrafts
from pomdesk.services.queries.record import EntriesOf
from pomdesk.store import tries
from tests import copies, people
from tests.copies import SECRET
from tests.ui.test_app import start
from tests.ui.walking import settle
from ui import dialogs
from ui.app import Desktop
from ui.case.asks import AddAsked, ChangeAsked, EventAsked, FactAsked
from ui.case.controller import CasePage
from ui.case.recipes import asked_by, recipe_of
from ui.quick import QuickContact
from ui.today.controller import TodayPage
from ui.unlock.held import HeldScreen
from ui.unlock.view import UnlockScreen
from ui.widgets.entry_form import EntryForm
from ui.widgets.passphrase import Passphrase
from ui.widgets.typed import Typed
from ui.work import Worker

TODAY = date(2026, 11, 22)
WORDS = "He rang about the move to Ford"
LONG = 60_000


@pytest.fixture(scope="session")
def store_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a few invented people, of one day."""
    folder = tmp_path_factory.mktemp("few")
    made = copies.empty(folder, FrozenClock(TODAY))
    file = folder / "caseload.json"
    file.write_text(people.as_json(people.caseload(8, TODAY)).decode(), "utf-8")
    made.do(ImportCaseload((file,)))
    made.do(FreezeDay(TODAY))
    made.close()
    return folder


@pytest.fixture
def store(store_folder: Path, tmp_path: Path) -> Path:
    shutil.copytree(store_folder, tmp_path / "few")
    return tmp_path / "few" / copies.STORE


@pytest.fixture
def desk(store: Path) -> Iterator[Desk]:
    made = open_desk(store, secret=SECRET, clock=Clock(), policies=copies.policies())
    yield made
    made.close()


@pytest.fixture
def desktop(qapp: QApplication, worker: Worker, store: Path) -> Iterator[Desktop]:
    made = start(qapp, worker, store, SECRET)
    yield made
    made.close()


def desk_of(desktop: Desktop) -> Desk:
    assert desktop.desk is not None
    return desktop.desk


def unlock(desktop: Desktop) -> None:
    assert desktop.gate is not None
    screen = cast(UnlockScreen, desktop.gate.screen)
    screen.typed.setText(SECRET)
    screen.button.click()
    settle()
    assert desktop.desk is not None


def a_case(desktop: Desktop, at: int = 0) -> CasePage:
    line = desk_of(desktop).ask(CaseloadOn(limit=at + 1)).lines[at]
    desktop.window.open_case(line.person_id)
    return cast(CasePage, desktop.window.page)


def kept(desktop: Desktop) -> list[Draft]:
    return list(desk_of(desktop).ask(MyDrafts()))


def type_in(line: QLineEdit, words: str) -> None:
    line.clear()
    QTest.keyClicks(line, words)


# In the store.


def test_a_draft_is_kept_replaced_and_forgotten_without_journal_or_log(desk: Desk) -> None:
    person_id = desk.ask(CaseloadOn(limit=1)).lines[0].person_id
    before = _rows(desk, "journal"), _rows(desk, "audit"), _saves(desk)
    for words in ("one", "two"):
        receipt = desk.do(KeepDrafts([Draft("case: a", person_id, {"said": {"x": words}})]))
        assert receipt.operation_id is None
    (draft,) = desk.ask(MyDrafts())
    assert (draft.place, draft.person_id) == ("case: a", person_id)
    assert draft.content == {"said": {"x": "two"}}
    assert _saves(desk) == before[2] + 2  # each counts: a store put back is found out
    desk.do(KeepDrafts(gone=["case: a"]))
    assert desk.ask(MyDrafts()) == []
    assert (_rows(desk, "journal"), _rows(desk, "audit")) == before[:2]


def test_of_nobody_who_is_not_in_the_store_a_draft_is_kept(desk: Desk) -> None:
    desk.do(KeepDrafts([Draft("case: a", 999_999, {}), Draft("case: b", None, {})]))
    assert [draft.place for draft in desk.ask(MyDrafts())] == ["case: b"]


def _rows(desk: Desk, table: str) -> int:
    with desk._unit(None) as uow:
        return int(uow.connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() or 0)


def _saves(desk: Desk) -> int:
    with desk._unit(None) as uow:
        found = uow.connection.exec_driver_sql("SELECT saves FROM store_state").scalar()
        return int(found or 0)


# Parts of pages.


def test_the_line_for_a_contact_comes_back_where_it_was(desktop: Desktop) -> None:
    page = a_case(desktop)
    page.view.turn_to("contacts")
    quick = page.view.contacts.quick
    type_in(quick.said, WORDS)
    type_in(quick.next_step, "Ask Ford")
    quick.kind.setCurrentIndex(2)
    desktop.lock()
    assert desktop.window.locked
    unlock(desktop)
    again = cast(CasePage, desktop.window.page)
    assert again.view.tab == "contacts"
    line = again.view.contacts.quick
    assert (line.said.text(), line.next_step.text()) == (WORDS, "Ask Ford")
    assert line.kind.currentIndex() == 2
    assert desktop.window.standing.words == []
    line.send()
    desktop.lock()
    unlock(desktop)
    assert kept(desktop) == []
    assert cast(CasePage, desktop.window.page).view.contacts.quick.blank


def test_what_was_typed_for_one_person_is_never_put_to_another(desktop: Desktop) -> None:
    page = a_case(desktop)
    page.view.turn_to("contacts")
    type_in(page.view.contacts.quick.said, WORDS)
    other = a_case(desktop, 1)
    other.view.turn_to("contacts")
    assert other.view.contacts.quick.blank
    assert desktop.drafts is not None
    desktop.drafts.keep_soon()
    assert len(desktop.window.standing.words) == 1
    first = a_case(desktop)
    first.view.turn_to("contacts")
    assert first.view.contacts.quick.said.text() == WORDS
    assert desktop.window.standing.words == []


def test_what_is_said_of_a_duty_comes_back(desktop: Desktop) -> None:
    page = cast(TodayPage, desktop.window.page)
    QTest.keyClicks(page.view.columns.active, "s")
    form = page.view.form
    about = form.about
    assert about is not None
    type_in(form.note_of(_mark(page)), "Waiting for the prison")
    desktop.lock()
    unlock(desktop)
    again = cast(TodayPage, desktop.window.page).view.form
    assert again.isVisible()
    assert again.about == about
    assert again.note_of(_mark(page)).text() == "Waiting for the prison"


def _mark(_page: TodayPage) -> Any:
    from pomdesk.domain.record import MarkKind

    return MarkKind.SNOOZED


# Dialogs.


def words_box(form: EntryForm) -> QPlainTextEdit:
    return next(
        row.control for row in form.rows.values() if isinstance(row.control, QPlainTextEdit)
    )


def lock_in(desktop: Desktop, write: Callable[[Any], None], how: Callable[[], object]) -> None:
    """Open a dialog, write in it, and have the desk lock while it is open."""

    def inside() -> None:
        (box,) = dialogs.open_boxes()
        write(box)
        desktop.lock()

    QTimer.singleShot(0, inside)
    how()


def test_a_form_is_opened_again_with_what_was_typed(desktop: Desktop, qtbot: QtBot) -> None:
    page = a_case(desktop)
    person_id = page.person()
    assert person_id is not None

    def write(form: EntryForm) -> None:
        QTest.keyClicks(words_box(form), WORDS)

    ask = AddAsked(EntryKind.NOTE)
    lock_in(desktop, write, lambda: page.view.asked.emit(ask))
    qtbot.waitUntil(lambda: desktop.window.locked, timeout=LONG)
    assert not dialogs.open_boxes()
    seen: list[str] = []

    def go_on(form: EntryForm) -> bool:
        seen.append(words_box(form).toPlainText())
        form.accept()
        return True

    dialogs.answer_next(go_on)
    unlock(desktop)
    qtbot.waitUntil(lambda: bool(seen), timeout=LONG)
    settle()
    assert seen == [WORDS]
    notes = desk_of(desktop).ask(EntriesOf(person_id, (EntryKind.NOTE,))).entries
    assert WORDS in [note.text for note in notes]
    desktop.lock()
    unlock(desktop)
    assert kept(desktop) == []
    assert desktop.window.standing.words == []


def test_a_form_that_was_put_away_by_hand_is_forgotten(desktop: Desktop) -> None:
    page = a_case(desktop)

    def away(form: EntryForm) -> bool:
        QTest.keyClicks(words_box(form), WORDS)
        assert desktop.drafts is not None
        desktop.drafts.keep_soon()
        assert len(kept(desktop)) == 1
        return False

    dialogs.answer_next(away)
    page.view.asked.emit(AddAsked(EntryKind.NOTE))
    assert desktop.drafts is not None
    desktop.drafts.keep_soon()
    assert kept(desktop) == []


def test_a_contact_from_anywhere_waits_and_can_be_thrown_away(
    desktop: Desktop, qtbot: QtBot
) -> None:
    def write(box: QuickContact) -> None:
        type_in(box.line.said, WORDS)

    lock_in(desktop, write, desktop.anywhere.ask_contact)
    qtbot.waitUntil(lambda: desktop.window.locked, timeout=LONG)
    unlock(desktop)
    text = desktop.text
    title = text("case.quick.title")
    assert desktop.window.standing.words == [text("drafts.waiting_in", title=title)]
    filled: list[str] = []

    def look(box: QuickContact) -> bool:
        filled.append(box.line.said.text())
        return False

    dialogs.answer_next(look)
    desktop.anywhere.ask_contact()
    assert filled == [WORDS]
    assert desktop.window.standing.words == []


def test_what_no_form_takes_any_more_is_shown_to_be_copied(desktop: Desktop) -> None:
    content = {"page": "today", "at": "None", "title": "Gone", "recipe": "", "said": {"Why": WORDS}}
    desk_of(desktop).do(KeepDrafts([Draft("today: gone", None, content)]))
    desktop.lock()
    unlock(desktop)
    assert desktop.drafts is not None
    shown: list[str] = []

    def look(box: dialogs.Box) -> bool:
        shown.extend(one.toPlainText() for one in box.findChildren(QPlainTextEdit))
        return False

    dialogs.answer_next(look)
    desktop.drafts.open("today: gone")
    assert shown == [f"Why\n{WORDS}"]
    assert len(kept(desktop)) == 1  # closing it throws nothing away


def test_recipes_find_what_they_were_made_of(desktop: Desktop) -> None:
    page = a_case(desktop)
    person_id = page.person()
    assert person_id is not None
    desk = desk_of(desktop)
    desk.do(AddEntry(person_id, EntryKind.NOTE, desk.today, text=WORDS))
    page.refresh()
    shown = page.view.shown
    assert shown is not None
    (note, *_) = desk.ask(EntriesOf(person_id, (EntryKind.NOTE,))).entries
    for asked in (
        AddAsked(EntryKind.STEP, {"parent_id": 3}),
        ChangeAsked(note),
        FactAsked("person.first_name"),
        EventAsked("transfer", None),
    ):
        assert asked_by(recipe_of(asked), shown, page._entry) == asked
    assert asked_by("('change', 'note', 999999)", shown, page._entry) is None
    assert asked_by("__import__('os')", shown, page._entry) is None
    assert recipe_of(AddAsked(EntryKind.NOTE, {"day": desk.today})) == ""


def test_secrets_are_in_no_draft(qtbot: QtBot) -> None:
    box = dialogs.Box(None, "Secret")
    qtbot.addWidget(box)
    secret, plain = Passphrase(), QLineEdit()
    for control in (secret, plain):
        box.body.addWidget(control)
    QTest.keyClicks(secret, "four odd words here")
    assert Typed(box).draft() is None
    QTest.keyClicks(plain, "x")
    assert box.draft() == {"": "x"}
    secret.set_shown(True)
    assert box.draft() == {"": "x"}


# Locking.


def test_what_cannot_be_kept_keeps_the_desk_open_and_the_text_there(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = a_case(desktop)
    page.view.turn_to("contacts")
    type_in(page.view.contacts.quick.said, WORDS)

    def full(*_: object) -> None:
        raise StoreRefused("STO-FULL")

    monkeypatch.setattr(KeepDrafts, "run", full)
    desktop.lock()
    assert not desktop.window.locked
    assert page.view.contacts.quick.said.text() == WORDS
    assert page.view.isVisible()
    assert desktop.window.messages.words == desktop.text("window.unsaved")
    monkeypatch.undo()
    desktop.lock()
    assert desktop.window.locked
    unlock(desktop)
    assert len(kept(desktop)) == 1


def typed_on_a_full_disk(desktop: Desktop, monkeypatch: pytest.MonkeyPatch) -> CasePage:
    """A case page with something typed that the store refuses to keep."""
    page = a_case(desktop)
    page.view.turn_to("contacts")
    type_in(page.view.contacts.quick.said, WORDS)

    def full(*_: object) -> None:
        raise StoreRefused("STO-FULL")

    monkeypatch.setattr(KeepDrafts, "run", full)
    return page


def held_of(desktop: Desktop) -> HeldScreen:
    assert desktop.held is not None
    return desktop.held


def type_secret(desktop: Desktop, secret: str) -> None:
    held_of(desktop).typed.setText(secret)
    held_of(desktop).button.click()
    settle()


def seen(desktop: Desktop) -> str:
    """All words that are to be seen in the window."""
    window = desktop.window
    shown = [part.text() for part in window.findChildren(QLabel) if part.isVisible()]
    shown += [part.text() for part in window.findChildren(QAbstractButton) if part.isVisible()]
    shown += [part.text() for part in window.findChildren(QLineEdit) if part.isVisible()]
    return " ".join(shown)


@pytest.mark.parametrize("by", ["idle", "sessions"])
def test_a_lock_nobody_asked_for_shows_nothing_even_where_nothing_can_be_kept(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    page = typed_on_a_full_disk(desktop, monkeypatch)
    before = desktop.window.grab().toImage()
    assert WORDS in seen(desktop)
    (desktop.idle.idle if by == "idle" else desktop.sessions.left).emit()
    settle()
    held = held_of(desktop)
    assert held.isVisible()
    assert not page.view.isVisible()
    assert not desktop.window.rail.isVisible()
    assert WORDS not in seen(desktop)
    assert page.title() not in seen(desktop)
    assert desktop.text("error.STO-FULL") in seen(desktop)
    blanked = desktop.window.grab().toImage()
    assert blanked != before
    page.view.contacts.quick.said.setText("Something else altogether")
    assert desktop.window.grab().toImage() == blanked
    # Neither keys nor what asks by itself reach behind it.
    keys = [action for action in desktop.window.actions() if action.isEnabled()]
    assert not {"Ctrl+K", "Ctrl+1", "Ctrl+L", "F12"} & {k.shortcut().toString() for k in keys}
    assert not dialogs.show(dialogs.Box(desktop.window, page.title()))
    desktop.lock()
    assert not page.view.isVisible()
    held_of(desktop).again.click()
    assert held_of(desktop).isVisible()


def test_the_passphrase_shows_a_covered_desk_again_and_wrong_ones_count(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = typed_on_a_full_disk(desktop, monkeypatch)
    desktop.idle.idle.emit()
    type_secret(desktop, "")
    type_secret(desktop, "owl jar fig tea")
    assert not page.view.isVisible()
    assert desktop.text("error.KEY-WRONG.left", left=4) in seen(desktop)
    for _ in range(4):
        type_secret(desktop, "owl jar fig tea")
    type_secret(desktop, SECRET)  # too late: one has to wait by now
    assert not page.view.isVisible()
    tries.forget(desk_of(desktop).path)
    type_secret(desktop, SECRET)
    assert desktop.held is None
    assert page.view.isVisible()
    assert page.view.contacts.quick.said.text() == WORDS
    assert desktop.idle.counting
    assert all(key.isEnabled() for key in desktop.window.actions())
    assert desk_of(desktop).who in seen(desktop)


def test_a_covered_desk_locks_wholly_once_there_is_room(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed_on_a_full_disk(desktop, monkeypatch)
    desktop.idle.idle.emit()
    assert desktop.idle.counting  # it is tried again by itself
    monkeypatch.undo()
    held_of(desktop).again.click()
    assert desktop.window.locked
    assert desktop.held is None
    unlock(desktop)
    assert len(kept(desktop)) == 1


def test_a_form_under_the_cover_comes_back_with_what_was_typed(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = typed_on_a_full_disk(desktop, monkeypatch)

    def write(form: EntryForm) -> None:
        QTest.keyClicks(words_box(form), WORDS)
        desktop.idle.idle.emit()
        assert not page.view.isVisible()  # before the form is gone

    lock_in(desktop, write, lambda: page.view.asked.emit(AddAsked(EntryKind.NOTE)))
    settle()
    again: list[str] = []

    def look(form: EntryForm) -> bool:
        again.append(words_box(form).toPlainText())
        return False

    dialogs.answer_next(look)
    type_secret(desktop, SECRET)
    settle()
    assert again == [WORDS]


def test_what_cannot_be_kept_is_lost_only_by_whoever_says_so_twice(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed_on_a_full_disk(desktop, monkeypatch)
    desktop.idle.idle.emit()
    held = held_of(desktop)
    assert not held.sure.isVisible()
    assert not desktop.window.close()  # asks behind the cover too, and shows nothing
    assert held.sure.isVisible()
    held.keep.click()
    assert not held.sure.isVisible()
    held.lose.click()
    held.sure.click()
    assert desktop.window.locked
    assert desktop.desk is None
    monkeypatch.undo()
    unlock(desktop)
    assert kept(desktop) == []


def test_the_window_closes_on_what_cannot_be_kept_only_after_asking(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = typed_on_a_full_disk(desktop, monkeypatch)
    dialogs.answer_next(lambda _box: False)
    assert not desktop.window.close()
    assert page.view.isVisible()
    dialogs.answer_next(lambda _box: True)
    assert desktop.window.close()
    assert dialogs.unanswered() == 0


def test_only_the_passphrase_of_whoever_is_signed_in_proves_them(desk: Desk) -> None:
    desk.prove_passphrase(SECRET)
    desk.add_person("Ben Reader", "purple ladder sings loudly")
    recovery = desk.new_recovery_key()
    for other in ("purple ladder sings loudly", recovery, "owl jar fig tea"):
        with pytest.raises(KeyRefused, match="KEY-WRONG"):
            desk.prove_passphrase(other)
    assert tries.wrong(desk.path) == 3


def test_wrong_tries_at_changing_the_passphrase_count(desk: Desk) -> None:
    for _ in range(tries.FREE):
        with pytest.raises(KeyRefused, match="KEY-WRONG"):
            desk.change_passphrase("owl jar fig tea", "purple ladder sings loudly")
    with pytest.raises(KeyRefused, match="KEY-WAIT"):
        desk.change_passphrase(SECRET, "purple ladder sings loudly")


def test_ctrl_l_and_f12_work_in_a_dialog(desktop: Desktop, qtbot: QtBot) -> None:
    page = a_case(desktop)
    seen: list[bool] = []

    def keys(form: EntryForm) -> None:
        form.activateWindow()
        qtbot.waitUntil(form.isActiveWindow, timeout=LONG)
        QTest.keyClick(form, Qt.Key.Key_F12)
        seen.append(desktop.window.blank)

    lock_in(desktop, keys, lambda: page.view.asked.emit(AddAsked(EntryKind.NOTE)))
    qtbot.waitUntil(lambda: desktop.window.locked, timeout=LONG)
    assert seen == [True]


def fingerprint(folder: Path) -> dict[str, str]:
    return {
        file.name: sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def fire_every_timer() -> int:
    """Let every timer of the program run out, whoever has it."""
    timers = [one for one in gc.get_objects() if isinstance(one, QTimer) and isValid(one)]
    for timer in timers:
        if isValid(timer):
            timer.timeout.emit()
    return len(timers)


def test_a_locked_store_is_written_to_by_no_timer(
    qapp: QApplication, store: Path, qtbot: QtBot
) -> None:
    desktop = start(qapp, Worker(), store, SECRET)
    qtbot.waitUntil(lambda: desktop.desk is not None and not desktop.worker.busy, timeout=LONG)
    page = a_case(desktop)
    page.view.turn_to("contacts")
    type_in(page.view.contacts.quick.said, WORDS)
    # The control: while it is open the timers do write.
    before, closed = fingerprint(store.parent), desk_of(desktop)
    assert fire_every_timer() > 5
    qtbot.waitUntil(lambda: not desktop.worker.busy, timeout=LONG)
    assert fingerprint(store.parent) != before
    if desktop.desk is not None:
        desktop.lock()
    qtbot.waitUntil(lambda: desktop.window.locked, timeout=LONG)
    locked = fingerprint(store.parent)
    assert not any(name.endswith(("-wal", "-shm")) for name in locked)
    assert desktop.drafts is not None
    for _ in range(3):
        fire_every_timer()
        desktop.drafts.keep_soon()
        desktop.keeping.look()
        desktop.keeping.last()
        settle()
    with pytest.raises(StoreRefused, match="STO-CLOSED"):
        closed.do(KeepDrafts([Draft("x", None, {})]))
    with pytest.raises(StoreRefused, match="STO-CLOSED"):
        closed.back_up_if_due()
    assert fingerprint(store.parent) == locked
    desktop.close()
