"""From starting the program to a window, and to the caseload.

A process a measurement, timed from the moment it is started. The floor is an empty PySide6
window of the same size. Deriving the key from the passphrase is slow on purpose and taken
off (``bench.keys``).
"""

from collections.abc import Iterator, Sequence
from functools import partial

from bench.harness import Figures, Line, Table, child, measure, median, milliseconds
from bench.keys import LEAST_MEMORY_KIB, derivation
from bench.material import Material

SIZES = (90,)


def tables(sizes: Sequence[int], rounds: int, material: Material) -> Iterator[Table]:
    """One table a size of caseload."""
    for size in sizes:
        store = material.store(size, cheap=True)
        found = measure(
            {
                "bare": partial(child, "window", "bare"),
                "unlock": partial(child, "window", "unlock", store),
                "caseload": partial(child, "window", "caseload", store),
                "enter": partial(child, "window", "enter", store),
            },
            rounds,
        )
        yield _table(size, found, rounds)


def _table(size: int, found: dict[str, list[Figures]], rounds: int) -> Table:
    key = derivation(LEAST_MEMORY_KIB, 1, 1)
    bare = _at(found["bare"], "painted")
    unlock = _at(found["unlock"], "painted")
    painted = _at(found["caseload"], "rows", less=key)
    enter = _at(found["enter"], "rows", after="enter", less=key)
    gap, idle_gap = (f"{median(found[way], 'gap') * 1000:.0f} ms" for way in ("caseload", "enter"))
    return Table(
        f"Start, caseload of {size:,}",
        "an empty PySide6 window, painted",
        rounds,
        [
            Line("empty window", None, None, milliseconds(bare)),
            Line.of("unlock window painted", unlock, bare, 1.35, milliseconds(unlock)),
            Line.of(
                "caseload painted, passphrase given at once",
                painted,
                bare,
                3.0,
                f"{milliseconds(painted)}, longest freeze {gap} (target 50)",
            ),
            Line.of(
                "caseload painted after Enter, typed for 2 s",
                enter,
                bare,
                0.6,
                f"{milliseconds(enter)}, longest freeze {idle_gap}",
            ),
        ],
    )


def _at(
    found: list[Figures], name: str, *, after: str | None = None, less: float = 0.0
) -> list[Figures]:
    """When something was painted, in wall and processor time, with the derivation taken off."""
    return [
        {
            "seconds": figures[name] - (figures[after] if after else 0.0) - less,
            "cpu": figures[f"{name}.cpu"] - (figures[f"{after}.cpu"] if after else 0.0) - less,
        }
        for figures in found
    ]
