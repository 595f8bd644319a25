"""What is done about a store that does not open: a backup put back, what can be read recovered."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

from pomdesk.domain.errors import KeyRefused, PomdeskError
from pomdesk.domain.keeping import Recovered, Restored, TableRead
from resources.text import Text
from ui import dialogs
from ui.messages import in_words
from ui.unlock.faults import (
    ACCEPT,
    ELSEWHERE,
    RECOVER,
    RESTORE,
    AcceptScreen,
    AskingScreen,
    RecoverScreen,
    RestoreScreen,
    ToldScreen,
)
from ui.unlock.ways import Doors
from ui.work import Worker

if TYPE_CHECKING:
    from ui.unlock.controller import Gate


class Mender:
    """Leads through what was chosen on the screen of a fault."""

    def __init__(self, gate: "Gate", doors: Doors, text: Text, worker: Worker) -> None:
        self._gate, self._doors, self._text, self._worker = gate, doors, text, worker

    def go(self, way: str, back: Callable[[], None]) -> None:
        """Begin; ``back`` shows the fault again."""
        begin = {
            RESTORE: self._restore,
            RECOVER: self._recover,
            ACCEPT: self._accept,
            ELSEWHERE: self._elsewhere,
        }[way]
        begin(back)

    def _elsewhere(self, _back: Callable[[], None]) -> None:
        text = self._text
        parent = self._gate.screen.window()
        files = dialogs.choose_files(parent, text("fault.way.elsewhere"), text("fault.stores"))
        if files:
            self._doors.mending.elsewhere(files[0])

    # A store that lost saves.

    def _accept(self, back: Callable[[], None]) -> None:
        screen = AcceptScreen(self._text)
        screen.back.connect(back)
        screen.accept_asked.connect(self._gate.open)
        self._gate.show_screen(screen)

    # A backup.

    def _restore(self, back: Callable[[], None]) -> None:
        self._choose_backup(RestoreScreen(self._text, self._doors.mending.backups()), back)

    def put_back_first(self, back: Callable[[], None]) -> None:
        """Put a backup back where there is no store yet; ``back`` shows the first run again."""
        backups = self._doors.mending.backups()
        self._choose_backup(RestoreScreen(self._text, backups, first=True), back)

    def _choose_backup(self, screen: RestoreScreen, back: Callable[[], None]) -> None:
        screen.back.connect(back)
        screen.other_asked.connect(lambda: self._other(screen))
        screen.restore_asked.connect(self._put_back)
        self._gate.show_screen(screen)

    def _other(self, screen: RestoreScreen) -> None:
        text = self._text
        title, kinds = text("fault.restore.other"), text("fault.backups")
        for path in dialogs.choose_files(screen.window(), title, kinds):
            screen.offer(path, str(path))

    def _put_back(self, backup: Path, secret: str, why: str, then: str) -> None:
        self._gate.wait(self._text("fault.restore.waiting"))
        self._worker.run(
            lambda: self._doors.mending.restore(backup, secret, why, then),
            self._restored,
            owner=self._gate,
            failed=self._refused,
        )

    def _restored(self, done: Restored) -> None:
        text = self._text
        since = done.since.replace(tzinfo=UTC).astimezone()
        told = [text("fault.restored.done", day=text.day(since.date()), time=f"{since:%H:%M}")]
        if done.lost:
            told.append(text.count("fault.restored.lost", done.lost))
        elif done.lost is None:
            told.append(text("fault.restored.unknown"))
        if done.erased:
            told.append(text.count("fault.restored.erased", done.erased))
        if done.list_damaged:
            told.append(text("fault.restored.list_damaged"))
        if done.unmatched:
            told.append(text.count("fault.restored.unmatched", done.unmatched))
        if done.kept is not None:
            told.append(text("fault.restored.kept", path=str(done.kept)))
        self._tell(text("fault.restored.title"), told)

    # What can be read.

    def _recover(self, back: Callable[[], None]) -> None:
        screen = RecoverScreen(self._text, self._doors.mending.target)
        screen.back.connect(back)
        screen.recover_asked.connect(self._read_what_can_be)
        self._gate.show_screen(screen)

    def _read_what_can_be(self, secret: str) -> None:
        self._gate.wait(self._text("fault.recover.waiting"))
        self._worker.run(
            lambda: self._doors.mending.recover(secret),
            self._recovered,
            owner=self._gate,
            failed=self._refused,
        )

    def _recovered(self, done: Recovered) -> None:
        text = self._text
        read = sum(table.read for table in done.tables)
        told = [text("fault.recovered.done", path=str(done.path), rows=f"{read:,}")]
        if done.complete:
            told.append(text("fault.recovered.complete"))
        else:
            told.append(text("fault.recovered.missing"))
            told.extend(self._missing(done.tables))
        told.append(text("fault.recovered.next"))
        self._tell(text("fault.recovered.title"), told, then=done.path)

    def _missing(self, tables: Sequence[TableRead]) -> Iterator[str]:
        """What is missing, in plain words; the desk's own tables in one line."""
        text, read, missing, more = self._text, Counter[str](), Counter[str](), set[str]()
        for table in tables:
            known = text.has(f"fault.records.{table.name}")
            name = text(f"fault.records.{table.name if known else 'other'}")
            read[name] += table.read
            missing[name] += table.missing + table.dropped
            if table.open_end:
                more.add(name)
        for name in read:
            if missing[name] or name in more:
                key = "table_open" if name in more else "table"
                key = key if missing[name] else "table_end"
                counts = {"read": f"{read[name]:,}", "missing": f"{missing[name]:,}"}
                yield text(f"fault.recovered.{key}", name=name, **counts)

    # What came of it.

    def _tell(self, title: str, told: list[str], *, then: Path | None = None) -> None:
        screen = ToldScreen(self._text, title, told, self._text("fault.to_unlock"))
        mending = self._doors.mending
        use = self._gate.show_unlock if then is None else lambda: mending.elsewhere(then)
        screen.read.connect(use)
        self._gate.show_screen(screen)

    def _refused(self, error: PomdeskError) -> None:
        gate = self._gate
        screen = gate.screen
        gate.wait("")
        words = in_words(self._text, error)
        if error.code == "KEY-WAIT":
            gate.refused(error)
        elif isinstance(error, KeyRefused) and isinstance(screen, RestoreScreen | RecoverScreen):
            screen.set_error(words)
        elif isinstance(screen, AskingScreen):
            screen.set_trouble(words)
            if error.code == "BAK-OLDKEY" and isinstance(screen, RestoreScreen):
                screen.ask_then()
            if error.code == "BAK-OLDER" and isinstance(screen, RestoreScreen):
                screen.ask_why()
