"""A clock that jumped: doubted until the head of OMU says that the day is right."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pomdesk.domain.audit import CLOCK_CONFIRMED, CLOCK_JUMP, Event, Kind
from pomdesk.services.access import COMMANDS
from pomdesk.services.clock import FrozenClock
from pomdesk.services.clock_doubt import clock_doubted
from pomdesk.services.commands.clock import ConfirmClock
from pomdesk.services.desk import Desk
from pomdesk.store.engine import open_store
from tests import copies
from tests.store.builders import NOW, PASSPHRASE, TODAY, asking, copied_store, doing


def desk_at(tmp_path: Path, days: int) -> Desk:
    store = open_store(tmp_path / "store.db", secret=PASSPHRASE, now=NOW + timedelta(days=days))
    return Desk(store, FrozenClock(TODAY), copies.policies())


@pytest.fixture
def used(tmp_path: Path) -> Path:
    store = copied_store(tmp_path)
    with doing(store) as uow:
        uow.note(Event("TEST", Kind.ALTER))
    store.close()
    return tmp_path


def doubted(desk: Desk) -> bool:
    with asking(desk._store) as uow:
        return clock_doubted(uow)


def logged(desk: Desk) -> list[Any]:
    with asking(desk._store) as uow:
        return list(uow.connection.exec_driver_sql("SELECT what, detail FROM audit ORDER BY seq"))


def test_a_clock_that_did_not_jump_is_not_doubted(used: Path) -> None:
    desk = desk_at(used, 10)
    assert not doubted(desk)
    before = logged(desk)
    desk.do(ConfirmClock())
    assert logged(desk) == before, "there was nothing to confirm"
    desk.close()


def test_a_jump_is_doubted_until_it_is_confirmed(used: Path) -> None:
    desk = desk_at(used, 400)
    assert desk.notices == ("TIM-JUMP",)
    assert doubted(desk)
    receipt = desk.do(ConfirmClock())
    assert receipt.operation_id is None
    assert not doubted(desk)
    assert [row.what for row in logged(desk)][-2:] == [CLOCK_JUMP, CLOCK_CONFIRMED]
    assert TODAY.isoformat() in logged(desk)[-1].detail
    desk.close()


def test_a_later_jump_is_doubted_anew(used: Path) -> None:
    desk = desk_at(used, 400)
    desk.do(ConfirmClock())
    desk.close()
    desk = desk_at(used, 4000)
    assert doubted(desk)
    desk.close()


def test_only_the_head_of_omu_confirms_it() -> None:
    assert {role.value for role in COMMANDS["confirm_clock"].roles} == {"head"}
    assert COMMANDS["confirm_clock"].kind is Kind.SYSTEM
