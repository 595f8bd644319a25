"""Caseload files and stores of a run: made once a size, in processes of their own."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

TODAY = date(2026, 11, 22)


class Material:
    """The folder of a run with what several parts measure on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def file(self, size: int) -> Path:
        """A caseload file of so many invented people."""
        path = self.folder / f"caseload-{size}.json"
        if not path.exists():
            _told("inventing", size)
            _make("file", size, path)
        return path

    def store(self, size: int, *, cheap: bool = False) -> Path:
        """An encrypted store that holds them; ``cheap`` ones cost the least to open."""
        path = self.folder / f"store-{size}{'-cheap' if cheap else ''}" / "store.db"
        if not path.exists():
            _told("bringing in", size)
            _make("cheap" if cheap else "store", self.file(size), path)
        return path


def _told(doing: str, size: int) -> None:
    print(f"{doing} {size:,} people", file=sys.stderr, flush=True)


def _make(way: str, *arguments: object) -> None:
    from bench.harness import child

    child("material", way, *arguments)


@contextmanager
def material() -> Iterator[Material]:
    """A temporary folder for one run."""
    with TemporaryDirectory(prefix="pomdesk-bench-", ignore_cleanup_errors=True) as folder:
        yield Material(Path(folder))


def make_file(size: str, path: str) -> dict[str, float]:
    """Write a caseload file."""
    from tests.people import as_json, caseload

    Path(path).write_bytes(as_json(caseload(int(size), TODAY), dense=True))
    return {}


def make_store(file: str, path: str, cheap: bool = False) -> dict[str, float]:
    """Bring a caseload file into a new store."""
    from bench.keys import LEAST_MEMORY_KIB, PASSPHRASE
    from pomdesk.rules.policy import load
    from pomdesk.services.clock import FrozenClock
    from pomdesk.services.commands.import_caseload import ImportCaseload
    from pomdesk.services.commands.settings import FreezeDay
    from pomdesk.services.desk import Desk
    from pomdesk.store.engine import create_store
    from pomdesk.store.keyfile import STANDARD_COST, Cost
    from resources import policy_packs

    clock = FrozenClock(TODAY)
    cost = Cost(LEAST_MEMORY_KIB, 1, 1) if cheap else STANDARD_COST
    store, _ = create_store(
        Path(path), name="Bench", passphrase=PASSPHRASE, now=clock.now(), cost=cost
    )
    desk = Desk(store, clock, load(policy_packs()))
    desk.do(FreezeDay(TODAY))
    desk.do(ImportCaseload((Path(file),)))
    desk.close()
    return {}


def make_cheap_store(file: str, path: str) -> dict[str, float]:
    """The same, with the least cost of opening that is allowed."""
    return make_store(file, path, cheap=True)


if __name__ == "__main__":
    from bench.harness import answer

    answer({"file": make_file, "store": make_store, "cheap": make_cheap_store})
