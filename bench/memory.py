"""The memory of the window with a caseload open, against an empty window."""

from collections.abc import Iterator, Sequence
from functools import partial

from bench.harness import Line, Table, child, measure, median, ratio, rounds_for
from bench.material import Material

SIZES = (90, 1_500, 100_000)


def tables(sizes: Sequence[int], rounds: int, material: Material) -> Iterator[Table]:
    """One table a size; the store costs to open what every store does."""
    for size in sizes:
        store, turns = material.store(size), rounds_for(size, rounds)
        found = measure(
            {
                "bare": partial(child, "window", "bare"),
                "open": partial(child, "window", "caseload", store, "1"),
            },
            turns,
        )
        bare, opened = found["bare"], found["open"]
        yield Table(
            f"Memory, caseload of {size:,} open",
            "an empty PySide6 window",
            turns,
            [
                Line("empty window", None, None, f"{median(bare, 'peak_mb'):,.0f} MB at most"),
                Line(
                    "caseload open, at most",
                    ratio(opened, bare, "peak_mb"),
                    1.9 if size <= 1_500 else None,
                    f"{median(opened, 'peak_mb'):,.0f} MB; deriving the key takes 64 MB of it",
                ),
                Line(
                    "caseload open, a second later",
                    ratio(opened, bare, "now_mb"),
                    None,
                    f"{median(opened, 'now_mb'):,.0f} MB",
                ),
            ],
        )
