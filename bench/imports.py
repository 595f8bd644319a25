"""Bringing a caseload in: the desk's whole import against parsing and raw ``executemany``.

The desk's side holds everything an officer's import does: reading and checking every value,
finding what is new, writing, the journal, encryption, and the summary of what moved. Making
the store and loading libraries is outside on both sides.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.harness import (
    Figures,
    Line,
    Table,
    answer,
    child,
    growth,
    joined,
    measure,
    median,
    milliseconds,
    one,
    ratio,
    rounds_for,
    seconds,
)
from bench.material import TODAY, Material

SIZES = (1_500, 100_000)


def tables(sizes: Sequence[int], rounds: int, material: Material) -> Iterator[Table]:
    """One table a size, and how the time grows."""
    took: dict[str, list[float]] = {"floor": [], "desk": [], "again": []}
    for size in sizes:
        file, turns = material.file(size), rounds_for(size, rounds)
        found = measure(
            {
                "floor": partial(child, "imports", "floor", file),
                "plain": partial(child, "imports", "plain", file),
                "desk": partial(child, "imports", "desk", file),
            },
            turns,
        )
        took["floor"].append(median(found["floor"]))
        took["desk"].append(median(one(found["desk"], "first")))
        took["again"].append(median(one(found["desk"], "again")))
        yield _table(size, found, turns)
    if len(sizes) > 1:
        yield growth("Import", sizes, took, {"desk": 1.1})


def _table(size: int, found: dict[str, list[Figures]], turns: int) -> Table:
    floor, plain = found["floor"], found["plain"]
    desk, again = (one(found["desk"], way) for way in ("first", "again"))
    peak = f"{median(desk, 'peak_mb'):,.0f} MB" + (" (target 300 MB)" if size >= 100_000 else "")
    return Table(
        f"Import, {size:,} people as JSON",
        "parsed, and the same rows by executemany into the same encrypted tables",
        turns,
        [
            Line("parse + executemany", None, None, _notes(floor)),
            Line.of("the same, not encrypted", plain, floor, None, _notes(plain)),
            Line.of("the desk's import", desk, floor, 2.5, _notes(desk)),
            Line("peak memory of it", ratio(desk, floor, "peak_mb"), None, peak),
            Line.of("same file again, x first time", again, desk, 0.6, milliseconds(again)),
        ],
    )


def _notes(found: list[Figures]) -> str:
    return f"{milliseconds(found)}, {median(found, 'peak_mb'):,.0f} MB at most"


def floor(file: str, kind: str = "encrypted") -> Figures:
    """The floor in a process of its own."""
    from bench import raw
    from bench.machine import peak_mb

    with TemporaryDirectory() as folder:
        opened = getattr(raw, kind)(Path(folder) / "store.db")
        raw.make_tables(opened)
        took = seconds(lambda: raw.bring_in(opened, Path(file)))
        opened.close()
    return took | {"peak_mb": peak_mb()}


def plain(file: str) -> Figures:
    """The floor without encryption."""
    return floor(file, "unencrypted")


def desk(file: str) -> Figures:
    """The desk's import, then the same file again, in a process of its own."""
    from bench.keys import PASSPHRASE
    from bench.machine import peak_mb
    from pomdesk.rules.policy import load
    from pomdesk.services.clock import FrozenClock
    from pomdesk.services.commands.import_caseload import ImportCaseload
    from pomdesk.services.desk import create_desk
    from resources import policy_packs

    with TemporaryDirectory() as folder:
        opened, _ = create_desk(
            Path(folder) / "store.db",
            name="Bench",
            passphrase=PASSPHRASE,
            clock=FrozenClock(TODAY),
            policies=load(policy_packs()),
        )
        first = seconds(lambda: opened.do(ImportCaseload((Path(file),))))
        peak = peak_mb()
        again = seconds(lambda: opened.do(ImportCaseload((Path(file),))))
        opened.close()
    return joined({"first": first | {"peak_mb": peak}, "again": again})


if __name__ == "__main__":
    answer({"floor": floor, "plain": plain, "desk": desk})
