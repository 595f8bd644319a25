"""What an onlooker can work out: how far published figures pin the ones that are not told.

Figures are whole numbers from nothing upwards, tied together by sums. With the published ones put
in, the rest falls into parts that share sums. One sum at a time gives ranges that are too wide, if
anything: what they pin is pinned. For what is left a solver (HiGHS, by ``scipy.optimize.milp``)
finds possible sets of values: two of them that lie apart show that a figure is not pinned, and one
set shows it of many figures at once.

A colleague knows more: their own cases in every figure. For them a figure is no less than those.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

Sum = Mapping[int, int]
"""Coefficients by number of the figure; together they come to nothing."""

ANY_COLLEAGUE = "*"
"""One who knows of every figure as much as the colleague with most cases in it; none knows more."""

_Rows = dict[tuple[tuple[int, int], ...], int]
_Ranges = Mapping[int, tuple[int, int]]

_ROOM = 1000
"""Where nothing else bounds a figure, it may be so much more than all that is known."""

_ROUNDS = 8
_AT_ONCE = 4


@dataclass(slots=True)
class Figures:
    """All figures an onlooker may reason about, and the sums between them.

    Attributes:
        values: true value by number of the figure.
        own: by number of the figure, cases by supervisor.
        least: by number of the figure, what everybody knows it to be at least; none: nothing.
        sums: every relation there is.
        most: nobody doubts that no figure is above it; None where that is not known.

    """

    values: list[int] = field(default_factory=list)
    own: list[Mapping[str, int]] = field(default_factory=list)
    sums: list[Sum] = field(default_factory=list)
    most: int | None = None
    least: list[int] = field(default_factory=list)

    def parts(self, known: Set[int]) -> list[frozenset[int]]:
        """The figures that are not known, in parts that share a sum, smallest number first."""
        near = defaultdict(set)
        for one in self.sums:
            open_ones = [number for number in one if number not in known]
            for number in open_ones:
                near[number].update(open_ones)
        found, seen = [], set(known)
        for start in range(len(self.values)):
            if start in seen:
                continue
            part, waiting = {start}, [start]
            while waiting:
                new = near[waiting.pop()] - part
                part |= new
                waiting.extend(new)
            seen |= part
            found.append(frozenset(part))
        return found

    def sums_of(self, part: Set[int]) -> list[Sum]:
        """The sums that touch a part."""
        return [one for one in self.sums if not part.isdisjoint(one)]


class Onlooker:
    """Somebody who knows every published figure and, perhaps, their own cases.

    What was seen to be possible stays possible while figures are only ever hidden, so one onlooker
    serves a report until it is settled.

    Attributes:
        figures: what they reason about.

    """

    def __init__(self, figures: Figures) -> None:
        self.figures = figures
        room = _ROOM + 2 * sum(figures.values)
        self._most = room if figures.most is None else figures.most
        self._rows: dict[frozenset[int], _Rows] = {}
        self._ranges: dict[tuple[frozenset[int], str], _Ranges] = {}
        self._low: dict[str, list[int]] = {}
        self._high: dict[str, list[int]] = {}

    def pinned(
        self, asked: Sequence[int], part: frozenset[int], width: int, colleague: str = ""
    ) -> Iterator[int]:
        """Those figures whose range is no wider than this.

        Args:
            asked: numbers of figures of the part.
            part: figures that are not known and share sums (``Figures.parts``).
            width: a range of so many or fewer is pinned.
            colleague: the supervisor whose own cases the onlooker knows; "": a stranger.

        """
        ranges = self._ranges_of(part, colleague)
        doubtful = []
        for number in asked:
            low, high = ranges[number]
            if high - low <= width:
                yield number
            else:
                doubtful.append(number)
        if len(self._rows_of(part)) > 1:
            # what a colleague holds possible everybody does, so their sweep serves both
            for onlooker in dict.fromkeys((ANY_COLLEAGUE, colleague)):
                self._sweep(doubtful, part, width, onlooker)
            self._ask(doubtful, part, width, colleague)
            yield from (n for n in doubtful if self._seen_apart(n, colleague) <= width)

    def pins(self, one: Sum, number: int, part: frozenset[int], width: int) -> bool:
        """Whether a single sum by itself leaves a figure of a part no wider range than this."""
        row = tuple((n, c) for n, c in one.items() if n in part)
        ranges = {n: (self._least(n, ""), self._most) for n, _ in row}
        _narrow(ranges, row, sum(c * self.figures.values[n] for n, c in row))
        low, high = ranges[number]
        return high - low <= width

    def _left(self, asked: Sequence[int], width: int, colleague: str) -> list[int]:
        return [one for one in asked if self._seen_apart(one, colleague) <= width]

    def _sweep(
        self, asked: Sequence[int], part: frozenset[int], width: int, colleague: str
    ) -> None:
        """Moves many figures at once, each pair of them together and apart."""
        left = self._left(asked, width, colleague)
        if len(left) > _AT_ONCE:
            goals = [
                {one: 1 if at >> turn & 1 else -1 for at, one in enumerate(left)}
                for turn in range(_AT_ONCE)
            ]
            self._note(self._furthest(part, goals, colleague))

    def _ask(self, asked: Sequence[int], part: frozenset[int], width: int, colleague: str) -> None:
        """Moves each figure that is left as far as it goes."""
        while left := self._left(asked, width, colleague)[:_AT_ONCE]:
            asked = asked[asked.index(left[-1]) + 1 :]
            goals = [{one: way} for one in left for way in (1, -1)]
            self._note(self._furthest(part, goals, colleague))

    # ---- what is known -----------------------------------------------------------------------

    def _rows_of(self, part: frozenset[int]) -> _Rows:
        """The sums of a part, with all that is known put in."""
        if part not in self._rows:
            self._rows[part] = rows = {}
            for one in self.figures.sums_of(part):
                row = tuple(sorted((n, c) for n, c in one.items() if n in part))
                rows[row] = sum(c * self.figures.values[n] for n, c in row)
        return self._rows[part]

    def _least(self, number: int, colleague: str) -> int:
        own, told = self.figures.own[number], self.figures.least
        known = told[number] if told else 0
        if colleague == ANY_COLLEAGUE:
            return max(known, *own.values(), 0)
        return max(known, own.get(colleague, 0))

    def _ranges_of(self, part: frozenset[int], colleague: str) -> _Ranges:
        """Ranges that hold every possible value, one sum at a time; exact for a single sum."""
        found = self._ranges.get((part, colleague))
        if found is None:
            ranges = {one: (self._least(one, colleague), self._most) for one in part}
            rows = self._rows_of(part)
            for _ in range(_ROUNDS):
                before = dict(ranges)
                for row, rest in rows.items():
                    _narrow(ranges, row, rest)
                if before == ranges:
                    break
            found = self._ranges[part, colleague] = ranges
        return found

    # ---- what was seen to be possible --------------------------------------------------------

    def _seen(self, colleague: str) -> tuple[list[int], list[int]]:
        values = self.figures.values
        return (
            self._low.setdefault(colleague, list(values)),
            self._high.setdefault(colleague, list(values)),
        )

    def _seen_apart(self, number: int, colleague: str) -> int:
        low, high = self._seen(colleague)
        return high[number] - low[number]

    def _note(self, points: Iterable[Mapping[int, int]]) -> None:
        """Remembers possible sets of values, for every onlooker for whom they are possible."""
        for point in points:
            colleagues = {who for number in point for who in self.figures.own[number]}
            for who in ("", ANY_COLLEAGUE, *colleagues):
                if all(value >= self._least(number, who) for number, value in point.items()):
                    low, high = self._seen(who)
                    for number, value in point.items():
                        low[number] = min(low[number], value)
                        high[number] = max(high[number], value)

    def _furthest(
        self, part: frozenset[int], goals: Sequence[Mapping[int, int]], colleague: str
    ) -> Iterator[Mapping[int, int]]:
        """For each goal a possible set of values, its figures as high (1) or low (-1) as can be.

        All in one call: the solver takes less time than the way there.
        """
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp

        numbers, rows = sorted(part), self._rows_of(part)
        place = {one: at for at, one in enumerate(numbers)}
        matrix = np.zeros((len(rows), len(numbers)))
        for at, row in enumerate(rows):
            for one, coefficient in row:
                matrix[at, place[one]] = coefficient
        wanted = np.zeros((len(goals), len(numbers)))
        for at, goal in enumerate(goals):
            for one, way in goal.items():
                wanted[at, place[one]] = -way
        ranges = self._ranges_of(part, colleague)
        least, most = zip(*(ranges[one] for one in numbers), strict=True)
        rest = np.tile(list(rows.values()), len(goals))
        answer = milp(
            wanted.ravel(),
            integrality=1,
            bounds=Bounds(np.tile(least, len(goals)), np.tile(most, len(goals))),
            constraints=LinearConstraint(np.kron(np.eye(len(goals)), matrix), rest, rest),
        )
        if answer.x is not None:  # the true values are possible, so only the solver can have failed
            for found in answer.x.reshape(wanted.shape):
                yield {one: round(float(x)) for one, x in zip(numbers, found, strict=True)}


def _narrow(ranges: dict[int, tuple[int, int]], row: Sequence[tuple[int, int]], rest: int) -> None:
    """Narrows each figure of one sum to what the others leave; coefficients are 1 and -1."""
    ends = [
        (ranges[n][0], ranges[n][1]) if c > 0 else (-ranges[n][1], -ranges[n][0]) for n, c in row
    ]
    lowest, highest = sum(low for low, _ in ends), sum(high for _, high in ends)
    for (number, c), (low, high) in zip(row, ends, strict=True):
        least, most = rest - (highest - high), rest - (lowest - low)
        if c < 0:
            least, most = -most, -least
        old = ranges[number]
        ranges[number] = (max(old[0], least), min(old[1], most))
