"""The caseload: what the query costs over raw SQL, and what the page costs over an empty table."""

from collections.abc import Iterator, Sequence
from functools import partial

from bench.harness import (
    Figures,
    Line,
    Table,
    child,
    growth,
    measure,
    median,
    milliseconds,
    one,
    ratio,
    rounds_for,
)
from bench.material import Material

SIZES = (90, 1_500, 100_000)


def tables(sizes: Sequence[int], rounds: int, material: Material) -> Iterator[Table]:
    """Three tables a size, and how each grows."""
    names = ("facts", "desk", "first", "page", "key", "sort")
    took: dict[str, list[float]] = {name: [] for name in names}
    for size in sizes:
        store, turns = material.store(size, cheap=True), rounds_for(size, rounds)
        asked = measure({"query": partial(child, "asking", "figures", store)}, turns)["query"]
        shown = measure({"page": partial(child, "showing", "figures", store)}, turns)["page"]
        for name in names:
            told = asked if f"{name}.seconds" in asked[0] else shown
            took[name].append(median(one(told, name)))
        yield _asked(size, asked, turns)
        yield _shown(size, shown, turns)
        yield _used(size, shown, turns)
    if len(sizes) > 1:
        yield growth("Caseload", sizes, took, {"desk": 1.1, "page": 0.1})


def _asked(size: int, found: list[Figures], turns: int) -> Table:
    names = ("join", "facts", "desk", "first", "known")
    join, facts, desk, first, known = (one(found, way) for way in names)
    statements = f"{median(found, 'statements'):.0f} statements"
    return Table(
        f"Caseload query, {size:,} people",
        "raw SQL of the columns a line shows, one join",
        turns,
        [
            Line("raw SQL, what is shown", None, None, milliseconds(join)),
            Line.of(
                "raw SQL, every fact the rules read",
                facts,
                join,
                None,
                f"{milliseconds(facts)}, {statements}",
            ),
            Line.of(
                "the desk's query, every rule run and every duty worked out",
                desk,
                join,
                2.0,
                f"{milliseconds(desk)}, {ratio(desk, facts)} x raw SQL of the facts",
            ),
            Line.of("its first 200", first, join, None, milliseconds(first)),
            Line.of("asked again", known, join, None, milliseconds(known)),
        ],
    )


def _shown(size: int, found: list[Figures], turns: int) -> Table:
    empty, page, ready = (one(found, way) for way in ("empty", "page", "ready"))
    return Table(
        f"Caseload page, {size:,} people, first paint",
        "an empty QTableView in a window of the same size, made and painted",
        turns,
        [
            Line("empty table", None, None, milliseconds(empty)),
            Line.of(
                "its rows ready: shown and painted",
                ready,
                empty,
                1.5 if size <= 1_500 else 2.0,
                milliseconds(ready),
            ),
            Line.of("page made, asked, painted", page, empty, None, milliseconds(page)),
        ],
    )


def _used(size: int, found: list[Figures], turns: int) -> Table:
    still, key, sort = (one(found, way) for way in ("still", "key", "sort"))
    limit = f"(target {16 if size <= 1_500 else 50} ms)"
    return Table(
        f"Caseload page, {size:,} people, in use",
        "the same page painted again as it is",
        turns,
        [
            Line("painted again", None, None, milliseconds(still)),
            Line.of("a letter in the filter", key, still, None, f"{milliseconds(key)} {limit}"),
            Line.of("sorted by handover", sort, still, None, f"{milliseconds(sort)} {limit}"),
        ],
    )
