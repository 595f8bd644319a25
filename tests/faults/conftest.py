"""One run of the whole program, shared by the tests that look at what it left and touched."""

import json
import os
import struct
import subprocess
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from pomdesk.services.clock import FrozenClock
from pomdesk.store.keyfile import STANDARD_COST
from tests import copies
from tests.faults.whole_run import DAY

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Ran:
    """What a run left.

    Attributes:
        root: has ``store``, ``home``, ``tmp``, ``cwd``, and ``asked``, what was asked for.
        result: what the run itself noted.
        said: its standard output and error.

    """

    root: Path
    result: dict[str, Any]
    said: str


def picture() -> bytes:
    """The smallest picture there is."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    body = zlib.compress(b"\0\0")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def _run(root: Path) -> None:
    for name in ("store", "home", "tmp", "cwd", "asked", "watched"):
        (root / name).mkdir(parents=True)
    (root / "watched" / "seen.png").write_bytes(picture())
    copies.empty(root / "store", FrozenClock(DAY), STANDARD_COST).close()
    home = str(root / "home")
    own = {f"XDG_{name}_HOME": home for name in ("DATA", "CONFIG", "STATE", "CACHE")}
    own |= dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(root / "tmp"))
    own |= {"HOME": home, "POMDESK_PASSPHRASE": copies.SECRET, "QT_QPA_PLATFORM": "offscreen"}
    places = [root / "store" / "store.db", root / "asked", root / "watched", root / "result.json"]
    ran = subprocess.run(
        [sys.executable, "-m", "tests.faults.whole_run", *map(str, places)],
        cwd=root / "cwd",
        env=os.environ | own | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    (root / "said.txt").write_text(f"{ran.stdout}{ran.stderr}", encoding="utf-8")
    assert ran.returncode == 0, ran.stderr


@pytest.fixture(scope="session")
def whole_run(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """The run, made once however many processes the tests have."""
    root = copies.for_all(tmp_path_factory) / "whole-run"
    with FileLock(f"{root}.lock"):
        if not (root / "result.json").exists():
            _run(root)
    result = json.loads((root / "result.json").read_text("utf-8"))
    return Ran(root, result, (root / "said.txt").read_text("utf-8"))
