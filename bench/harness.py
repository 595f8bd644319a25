"""Measuring in turn, and printing what came of it as ratios.

Every way of doing a job is measured once a round, the order turning by one each round, so that
a slow minute of the machine falls on all of them. A ratio is taken inside a round; what is
printed is the median of the rounds' ratios, with the least and the most beside it.
"""

import gc
import json
import math
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

Figures = dict[str, float]
"""What one measurement gave: ``seconds``, ``peak_mb`` and whatever else the part needs."""

GROWTH = "slope of log time over log size: 1 is in proportion to the size"

Way = Callable[[], Figures]


def cpu() -> float:
    """Seconds of processor time of this process and of its finished children."""
    return time.process_time() + sum(os.times()[2:4])


def seconds(job: Callable[[], object]) -> Figures:
    """Do a job and take its time; rubbish left by others is swept away before."""
    gc.collect()
    worked, began = cpu(), time.perf_counter()
    job()
    return {"seconds": time.perf_counter() - began, "cpu": cpu() - worked}


def joined(several: Mapping[str, Figures]) -> Figures:
    """Figures of several ways as those of one: ``desk.seconds``; ``one`` takes them apart."""
    return {
        f"{way}.{name}": value
        for way, figures in several.items()
        for name, value in figures.items()
    }


def one(found: Sequence[Figures], way: str) -> list[Figures]:
    """The figures of one way out of ``joined`` ones."""
    start = f"{way}."
    return [
        {name.removeprefix(start): v for name, v in figures.items() if name.startswith(start)}
        for figures in found
    ]


def child(part: str, way: str, *arguments: object) -> Figures:
    """Measure in a fresh process: ``python -m bench.<part> <way> <arguments>``.

    The process prints its figures as JSON on its last line. ``BENCH_BEGAN`` tells it when it
    was started, on the clock of ``time.perf_counter``, which all processes share.
    """
    env = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONWARNINGS": "default"}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-m", f"bench.{part}", way, *map(str, arguments)]
    env["BENCH_BEGAN"] = repr(time.perf_counter())
    ran = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if ran.returncode or not ran.stdout.strip():
        raise SystemExit(f"{' '.join(command)}\n{ran.stdout}{ran.stderr}")
    figures: Figures = json.loads(ran.stdout.splitlines()[-1])
    return figures


def measure(ways: Mapping[str, Way], rounds: int) -> dict[str, list[Figures]]:
    """Every way once a round, in an order that turns."""
    names = list(ways)
    found: dict[str, list[Figures]] = {name: [] for name in names}
    for turn in range(rounds):
        start = turn % len(names)
        for name in names[start:] + names[:start]:
            found[name].append(ways[name]())
            print(".", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return found


@dataclass(frozen=True, slots=True)
class Ratio:
    """One way against its floor: median, least and most of the rounds."""

    median: float
    least: float
    most: float

    def __str__(self) -> str:
        return f"{self.median:.2f}"

    @property
    def spread(self) -> str:
        """Least and most, for the reader to judge the noise by."""
        return f"{self.least:.2f}-{self.most:.2f}"


def ratio(found: Sequence[Figures], floor: Sequence[Figures], figure: str = "seconds") -> Ratio:
    """``found`` against ``floor``, taken inside each round."""
    each = [a[figure] / b[figure] for a, b in zip(found, floor, strict=True)]
    return Ratio(statistics.median(each), min(each), max(each))


def median(found: Sequence[Figures], figure: str = "seconds") -> float:
    """The median of one figure over the rounds."""
    return statistics.median(figures[figure] for figures in found)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table.

    Attributes:
        what: the way measured.
        ratio: against the floor; None for the floor itself.
        target: the ratio it should not exceed, or None where there is no target.
        notes: what else is worth knowing: absolute figures, memory.
        cpu: the ratio of processor time, which other programs disturb less.
    """

    what: str
    ratio: Ratio | None
    target: float | None = None
    notes: str = ""
    cpu: Ratio | None = None

    @classmethod
    def of(
        cls,
        what: str,
        found: Sequence[Figures],
        floor: Sequence[Figures],
        target: float | None = None,
        notes: str = "",
    ) -> "Line":
        """A line of times, with the ratio of processor time where both sides took it."""
        both = "cpu" in found[0] and "cpu" in floor[0] and median(floor, "cpu") > 0
        worked = ratio(found, floor, "cpu") if both else None
        return cls(what, ratio(found, floor), target, notes, worked)

    def cells(self) -> tuple[str, ...]:
        """What is printed."""
        if self.ratio is None:
            return self.what, "1.00", "", "", "", "", self.notes
        over = self.target is not None and self.ratio.median > self.target
        target = "" if self.target is None else f"<= {self.target:.2f}"
        verdict = "" if self.target is None else "OVER" if over else "ok"
        worked = str(self.cpu or "")
        return self.what, str(self.ratio), self.ratio.spread, worked, target, verdict, self.notes


@dataclass(frozen=True, slots=True)
class Table:
    """A floor and what was measured against it."""

    title: str
    floor: str
    rounds: int
    lines: Sequence[Line]

    def __str__(self) -> str:
        slopes = self.floor == GROWTH
        head = ("", "slope" if slopes else "x floor", "least-most", "x cpu", "target", "", "")
        cells = [head, *(line.cells() for line in self.lines)]
        widths = [max(len(row[i]) for row in cells) for i in range(len(head))]
        rounds = "1 round" if self.rounds == 1 else f"median of {self.rounds} rounds"
        out = [f"\n{self.title}", f"  {GROWTH if slopes else f'floor: {self.floor}; {rounds}'}"]
        for row in cells:
            text = "  ".join(
                cell.rjust(width) if 0 < i < 5 else cell.ljust(width)
                for i, (cell, width) in enumerate(zip(row, widths, strict=True))
                if width
            )
            out.append(f"  {text.rstrip()}")
        return "\n".join(out)


def slope(sizes: Sequence[int], values: Sequence[float]) -> float:
    """Least-squares slope of log value over log size: 1 is in proportion, 2 is quadratic."""
    return statistics.linear_regression(
        [math.log(size) for size in sizes], [math.log(value) for value in values]
    ).slope


def growth(
    title: str,
    sizes: Sequence[int],
    took: Mapping[str, Sequence[float]],
    targets: Mapping[str, float],
) -> Table:
    """How each way grows: the slope is printed where other tables print the ratio."""
    lines = []
    for name, values in took.items():
        power = slope(sizes, values)
        lines.append(Line(name, Ratio(power, power, power), targets.get(name)))
    span = " to ".join(f"{size:,}" for size in (sizes[0], sizes[-1]))
    return Table(f"{title}: growth from {span}", GROWTH, 1, lines)


def milliseconds(found: Sequence[Figures], figure: str = "seconds") -> str:
    """The median of one figure in milliseconds, for the notes."""
    return f"{median(found, figure) * 1000:,.0f} ms"


def rounds_for(size: int, rounds: int) -> int:
    """How many rounds a size gets: the asked ones, fewer where one takes minutes."""
    return rounds if size < 20_000 else max(1, min(rounds, 2))


def answer(ways: Mapping[str, Callable[..., Figures]]) -> None:
    """The other end of ``child``: run the way named by the arguments, print its figures."""
    name, *arguments = sys.argv[1:]
    print(json.dumps(ways[name](*arguments)))
