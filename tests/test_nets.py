"""The nets of conftest.py hold: each must fail a test that does what it forbids."""

import os
import subprocess
import sys
from pathlib import Path

CONFTEST = Path(__file__).with_name("conftest.py")
OUTLAWS = """
import logging, os, socket, warnings
from contextlib import suppress

def test_logs():
    logging.getLogger("any").warning("odd")

def test_logs_and_asks(caplog):
    logging.getLogger("any").warning("odd")

def test_connects():
    with suppress(OSError), socket.socket() as s:
        s.connect(("127.0.0.1", 9))

def test_looks_up():
    with suppress(OSError):
        socket.getaddrinfo("localhost", 80)

def test_warns():
    warnings.warn("old")

def test_speaks_to_itself():
    one, other = socket.socketpair()
    one.close(), other.close()
"""


def test_outlaws_are_caught_and_others_are_not(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "test_outlaws.py").write_text(OUTLAWS, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-rA", "-W", "error", "-p", "no:cacheprovider", "."]
    # The nets take part of the project with them.
    env = os.environ | {"PYTHONPATH": str(CONFTEST.parents[1])}
    told = subprocess.run(
        command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    ).stdout.splitlines()
    bad = {line.split("::")[1].split()[0] for line in told if line.startswith(("FAILED", "ERROR"))}
    assert bad == {"test_logs", "test_connects", "test_looks_up", "test_warns"}
