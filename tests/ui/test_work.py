"""Slow work: one result back, to an owner that still exists."""

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from pomdesk.domain.errors import KeyRefused, PomdeskError
from ui.work import Worker


@pytest.fixture(params=[True, False], ids=["inline", "thread"])
def either(request: pytest.FixtureRequest, qapp: QApplication) -> Worker:
    return Worker(inline=request.param)


def test_a_result_comes_back(either: Worker, qtbot: QtBot) -> None:
    got: list[int] = []
    owner = QObject()
    either.run(lambda: 6 * 7, got.append, owner=owner)
    qtbot.waitUntil(lambda: got == [42])
    assert not either.busy
    either.finish()


def test_jobs_run_in_their_order_off_the_windows_thread(qtbot: QtBot) -> None:
    worker, owner = Worker(), QObject()
    got: list[tuple[int, bool]] = []
    main = threading.main_thread()

    def job(n: int) -> Callable[[], tuple[int, bool]]:
        return lambda: (n, threading.current_thread() is main)

    for n in range(20):
        worker.run(job(n), got.append, owner=owner)
    qtbot.waitUntil(lambda: len(got) == 20)
    assert got == [(n, False) for n in range(20)]
    worker.finish()


def test_a_known_error_goes_to_whoever_asked(either: Worker, qtbot: QtBot) -> None:
    told: list[PomdeskError] = []
    owner = QObject()

    def job() -> None:
        raise KeyRefused("KEY-WRONG")

    either.run(job, lambda _none: None, owner=owner, failed=told.append)
    qtbot.waitUntil(lambda: len(told) == 1)
    assert told[0].code == "KEY-WRONG"
    with qtbot.waitSignal(either.refused) as told_all:
        either.run(job, lambda _none: None, owner=owner)
    assert told_all.args is not None
    assert told_all.args[0].code == "KEY-WRONG"
    either.finish()


def test_a_bug_reaches_the_crash_hook_from_the_thread(qtbot: QtBot) -> None:
    worker, owner = Worker(), QObject()

    def job() -> None:
        raise ZeroDivisionError

    with qtbot.captureExceptions() as caught:
        worker.run(job, lambda _none: None, owner=owner)
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is ZeroDivisionError
    assert not worker.busy
    worker.finish()


def test_a_bug_inline_reaches_the_caller(worker: Worker) -> None:
    def job() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        worker.run(job, lambda _none: None, owner=worker)
    assert not worker.busy


def test_nobody_is_told_when_the_owner_is_gone(qtbot: QtBot) -> None:
    worker, owner, other = Worker(), QObject(), QObject()
    got: list[str] = []
    gate = threading.Event()

    def job() -> str:
        gate.wait(5)
        return "late"

    worker.run(job, got.append, owner=owner)
    worker.run(lambda: "next", got.append, owner=other)
    delete(owner)
    gate.set()
    qtbot.waitUntil(lambda: got == ["next"])
    worker.finish()


def test_finishing_lets_every_job_end_and_drops_the_results(qtbot: QtBot) -> None:
    worker, owner = Worker(), QObject()
    ran: list[str] = []
    got: list[None] = []
    started, gate = threading.Event(), threading.Event()

    def first() -> None:
        started.set()
        gate.wait(5)
        ran.append("first")

    worker.run(first, got.append, owner=owner)
    worker.run(lambda: ran.append("second"), got.append, owner=owner)
    assert started.wait(5)
    gate.set()
    worker.finish()
    assert ran == ["first", "second"]
    QApplication.processEvents()
    assert got == []
    assert not worker.busy
    worker.run(lambda: None, got.append, owner=owner)
    qtbot.waitUntil(lambda: got == [None])
    worker.finish()


def test_a_result_whose_owner_is_gone_can_be_closed(qtbot: QtBot) -> None:
    worker, owner, other = Worker(), QObject(), QObject()
    got: list[str] = []
    lost: list[str] = []
    gate = threading.Event()

    def job() -> str:
        gate.wait(5)
        return "opened"

    worker.run(job, got.append, owner=owner, lost=lost.append)
    worker.run(lambda: "next", got.append, owner=other, lost=lost.append)
    delete(owner)
    gate.set()
    qtbot.waitUntil(lambda: got == ["next"])
    assert lost == ["opened"]
    worker.run(lambda: "late", got.append, owner=other, lost=lost.append)
    worker.finish()  # nobody is told any more, and no loop need run for it
    assert lost == ["opened", "late"]
    assert got == ["next"]
    assert not worker.busy
