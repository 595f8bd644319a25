"""Stores that are made once in a run and copied for every test that wants one.

To make a store takes ten times as long as to copy and open it: its tables, what is brought in,
and above all the full cost of its passphrase. What making one does is tested where it is made
(``tests/store``, ``tests/services/test_desk.py``, the first run of ``tests/ui/test_app.py``).
"""

import os
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

import pytest
from filelock import FileLock

from pomdesk.rules.policy import Policies, load
from pomdesk.services.clock import Clock
from pomdesk.services.demo import PASSPHRASE, make_demo
from pomdesk.services.desk import Desk
from pomdesk.store import vault
from pomdesk.store.engine import create_store, open_store
from pomdesk.store.keyfile import Cost, twin_of
from pomdesk.store.place import keys_beside, mark_beside
from resources import DEMO_CASELOAD, policy_packs
from resources.instruments import shipped_instruments
from tests.store.builders import CHEAP

STORE = "store.db"
NAME = "A Jones"
SECRET = "four invented words here"


@cache
def policies() -> Policies:
    """The shipped policies, read once."""
    return load(policy_packs())


def empty(folder: Path, clock: Clock, cost: Cost | None = None) -> Desk:
    """A new desk with nobody on it, whose passphrase is cheap to check if not said otherwise.

    What is cheap here the program itself refuses: a process of its own needs a ``cost``.
    """
    store, _ = create_store(
        folder / STORE, name=NAME, passphrase=SECRET, now=clock.now(), cost=cost or CHEAP
    )
    return Desk(store, clock, policies())


def demo(folder: Path, day: date) -> Desk:
    """The demonstration's desk, its passphrase made cheap to check."""
    desk = make_demo(
        folder / STORE,
        DEMO_CASELOAD,
        day,
        policies=policies(),
        instruments=shipped_instruments(),
    )
    cheapen(desk.path, PASSPHRASE)
    return desk


def for_all(factory: pytest.TempPathFactory) -> Path:
    """A folder of this run that all its processes have in common."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def demo_once(factory: pytest.TempPathFactory, day: date) -> Path:
    """A folder with the demonstration's store of a day, to copy; made once in a run."""
    folder = for_all(factory) / f"demo-{day}"
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            making = Path(mkdtemp(dir=folder.parent))
            demo(making, day).close()
            making.rename(folder)
    return folder


def cheapen(store: Path, secret: str) -> None:
    """Make the passphrase of a store cheap to check; it stays what it is."""
    vault.change_passphrase(keys_beside(store), secret, secret, cost=CHEAP)


@cache
def files_of(make: Callable[[Path], Desk]) -> Mapping[str, bytes]:
    """The store, key files and mark of the desk that ``make`` makes in a folder, made once."""
    with TemporaryDirectory() as name:
        desk = make(Path(name))
        desk.close()
        keys = keys_beside(desk.path)
        files = (desk.path, keys, twin_of(keys), mark_beside(desk.path))
        return {file.name: file.read_bytes() for file in files}


def copied(make: Callable[[Path], Desk], folder: Path, clock: Clock) -> Desk:
    """A copy in ``folder`` of the desk that ``make`` makes under ``SECRET``, open at ``clock``."""
    for name, content in files_of(make).items():
        (folder / name).write_bytes(content)
    store = open_store(folder / STORE, secret=SECRET, now=clock.now())
    return Desk(store, clock, policies())
