"""Nets under every test: no stray log lines, no network, no store but the test's own.

Warnings (Python's and Qt's) fail a test by pyproject.toml. What is let through is let
through here by name and with its reason; the list only shrinks.
"""

import gc
import logging
import os
import sys
from collections.abc import Iterator
from functools import partial
from hashlib import sha256

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine
from sqlalchemy.util import LRUCache

import tests.store.builders  # noqa: F401 - makes ballast and passphrases of every store cheap
from pomdesk.store import connection
from tests.requests import let_in

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.pop("POMDESK_PASSPHRASE", None)
# As in dev.py: else every worker and every process of a test compiles all that it loads again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# A test never fails for being slow, and fails on every machine or on none.
settings.register_profile(
    "house",
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("house")
let_in()

gc.disable()  # while the tests are read, of which nothing becomes garbage

# Every opening of a store would compile the program's statements anew; what a statement is
# compiled to is the same for all. In the program it goes with the store, for it may hold values.
vars(connection)["Engine"] = partial(Engine, execution_options={"compiled_cache": LRUCache(2_000)})

_NETWORK = ("socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.sendmsg")
_reached: list[str] = []


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is loaded by now stays for the run: it need not be gone through for garbage again."""
    gc.enable()
    gc.collect()
    gc.freeze()


def _refuse_network(event: str, args: tuple[object, ...]) -> None:
    """Audit hook: refuse the network, note that it was tried; local pipes may pass."""
    if event not in _NETWORK:
        return
    address = args[0] if event == "socket.getaddrinfo" else args[1]
    if isinstance(address, tuple) or event == "socket.getaddrinfo":
        _reached.append(f"{event} {address!r}")
        raise ConnectionRefusedError(f"POM desk is offline: {event} {address!r}")


sys.addaudithook(_refuse_network)


class _Kept(logging.Handler):
    """Keeps every record of WARNING and above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name}: {record.levelname}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def nothing_logged(request: pytest.FixtureRequest) -> Iterator[None]:
    """A log line of WARNING or above fails a test that did not ask for ``caplog``."""
    if "caplog" in request.fixturenames:
        yield
        return
    kept = _Kept()
    root = logging.getLogger()
    root.addHandler(kept)
    yield
    root.removeHandler(kept)
    assert not kept.lines, f"logged: {kept.lines}"


@pytest.fixture(autouse=True)
def nothing_reached() -> Iterator[None]:
    """Reaching for the network fails a test, even where the refusal was swallowed."""
    _reached.clear()
    yield
    assert not _reached, f"reached for the network: {_reached}"


@pytest.fixture(autouse=True)
def own_folders(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Per-user folders of this test alone, so that nobody's real store is ever touched."""
    test = sha256(request.node.nodeid.encode()).hexdigest()[:16]
    folder = tmp_path_factory.getbasetemp() / "users" / test
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setenv("WIN_PD_OVERRIDE_LOCAL_APPDATA", str(folder))
