"""F1: killed while it saves through the desk; what was acknowledged is there, whole."""

import json
import os
import time
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from pomdesk.domain.errors import PomdeskError
from pomdesk.domain.record import EntryKind
from pomdesk.services.clock import FrozenClock
from pomdesk.services.commands.entries import AddEntry
from pomdesk.services.commands.settings import SaveSetting
from pomdesk.services.desk import Desk
from pomdesk.store import audit, connection, keyfile
from pomdesk.store.engine import open_store
from pomdesk.store.keyfile import Cost
from pomdesk.store.tables import entry
from pomdesk.store.unit_of_work import UnitOfWork
from tests import copies, requests
from tests.faults.count import noted, times
from tests.faults.kills import CONTROL, Killing, Ready
from tests.intake.files import TODAY
from tests.services.record_desk import ALUN_ID, opened
from tests.store.builders import NOW, all_rows, asking, files_of

JOB = "tests.faults.test_f01_kill:Writing"
KILLS = times(ci=40, nightly=200)
CONTROLS = times(ci=3, nightly=20)


class Writing:
    """Somebody writes something down, and keeps a setting, again and again."""

    _content: dict[str, bytes]
    _looks = 0

    def prepare(self, folder: Path) -> None:
        requests.let_in()
        if not hasattr(self, "_content"):
            vars(keyfile)["_MEMORY_KIB"] = range(8, 2**20 + 1)
            vars(copies)["CHEAP"] = Cost(64, 1, 1)
            with opened(folder) as desk:
                # Once here, so that what it needs is loaded before anybody is killed.
                _save(desk, 0)
                self._before = len(all_rows(desk._store, entry))
            self._content = files_of(folder)
        for file in folder.iterdir():
            file.unlink()
        for name, content in self._content.items():
            (folder / name).write_bytes(content)

    def work(self, folder: Path, ready: Ready) -> None:
        if os.environ.get(CONTROL):
            # No transactions, and killed while a save is under way.
            vars(connection)["_begin"] = lambda _connection: None
            event.listen(Engine, "before_cursor_execute", partial(_wait_before_the_event, ready))
        store = open_store(folder / copies.STORE, secret=copies.SECRET, now=NOW)
        desk = Desk(store, FrozenClock(TODAY), copies.policies())
        number = 1
        while True:
            _save(desk, number)
            ready(number)
            number += 1

    def look(self, folder: Path, told: int) -> str:
        try:
            store = open_store(folder / copies.STORE, secret=copies.SECRET, now=NOW)
        except PomdeskError as refused:
            return refused.code
        with asking(store) as uow:
            broken = audit.check_tail(uow.connection)
            texts = _column(uow, "SELECT text FROM entry ORDER BY id")[self._before :]
            counts = _column(uow, "SELECT value FROM setting WHERE name = 'caseload.count'")
            done = _column(uow, "SELECT id FROM operation")
            journalled = _column(uow, "SELECT operation_id FROM journal")
            logged = _column(uow, "SELECT correlation FROM audit")
        count = json.loads(counts[0]) if counts else 0
        # Opening has gone through every page and link; this goes through the search index as well.
        self._looks += 1
        wrong = store.check() if self._looks % 10 == 0 else []
        store.close()
        if wrong or broken or texts != [f"written {n}" for n in range(1, len(texts) + 1)]:
            return "damaged"
        if min(len(texts), count) < told:
            return "lost"
        # The last may have been under way when it was killed: then it is there whole or not at all.
        whole = set(done) <= set(journalled) and {str(one) for one in done} <= set(logged)
        return "kept" if told and whole and count <= len(texts) <= count + 1 else "torn"


def _save(desk: Desk, number: int) -> None:
    desk.do(AddEntry(ALUN_ID, EntryKind.NOTE, TODAY, text=f"written {number}"))
    desk.do(SaveSetting("caseload.count", number))


def _wait_before_the_event(ready: Ready, *statement: Any) -> None:
    if "INSERT INTO audit " in statement[2]:
        ready(1)
        time.sleep(1)


def _column(uow: UnitOfWork, query: str) -> list[Any]:
    return [row[0] for row in uow.connection.exec_driver_sql(query)]


def test_f1_nothing_acknowledged_is_lost_and_nothing_is_half_there() -> None:
    found = Killing(JOB, times=KILLS).run()
    noted("F1 kill", kills=KILLS, **found)
    assert found == {"kept": KILLS}


def test_f1_control_without_transactions_halves_are_left() -> None:
    found = Killing(JOB, times=CONTROLS, control=True).run()
    noted("F1 control: no transactions", kills=CONTROLS, **found)
    assert sum(found.values()) == CONTROLS
    assert "kept" not in found
