"""Reports taken together: what a figure of one report says about a figure of another.

A cell of several rounds is the sum of its cells of one round, and so is every table. Reports
share those cells of one round, so that "this year" less "this year, last time", rolling years,
and the same round told again after somebody joined or left are sums between the same figures:

* a cell of one round counted twice alike is one figure;
* counted twice differently (a late review, one taken out), the two differ by what came and what
  went, and both are figures nobody may work out;
* rounds that are in one cell and not in another are a figure of their own.

What breaks the rule of a single figure is *guarded*: it is in no report, and must not be worked
out.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from pomdesk.rules.quality.disclosure import (
    Cell,
    Key,
    Limits,
    Path,
    Protected,
    Rule,
    Table,
    TableKind,
    count_rule,
    judge,
    together,
)
from pomdesk.rules.quality.pinning import Figures

_Version = tuple[Path, tuple[tuple[str, frozenset[tuple[str, int]]], ...]]
_CAME, _WENT, _REST = "+", "-", "rest"


@dataclass(slots=True)
class Reports:
    """The figures of a new report and of all earlier ones, as one system of sums.

    Attributes:
        figures: values and sums.
        now: by key, number of each figure of the new report.
        told: figures an earlier report told.
        guarded: figures in no report of their own, or not told by an earlier one, that nobody may
            work out, with the path and rounds the log names them by.

    """

    figures: Figures
    now: dict[Key, int] = field(default_factory=dict)
    told: set[int] = field(default_factory=set)
    guarded: dict[int, Key] = field(default_factory=dict)
    _numbers: dict[_Version, int] = field(default_factory=dict)
    _sums: set[frozenset[tuple[int, int]]] = field(default_factory=set)
    _cells: dict[int, Cell] = field(default_factory=dict)

    def number(self, cell: Cell) -> int:
        """The number of a figure; the same cases of the same thing are one figure."""
        version = (
            cell.path,
            tuple(
                (one, frozenset((who, n) for who, n in cell.cases[one].items() if n))
                for one in cell.rounds
            ),
        )
        if version not in self._numbers:
            number = self._numbers[version] = len(self.figures.values)
            self.figures.values.append(cell.value)
            self.figures.own.append(cell.by_supervisor)
            self.figures.least.append(cell.least)
            self._cells[number] = cell
            if len(cell.rounds) > 1:
                self.add_sum(cell, [cell.in_rounds((one,)) for one in cell.rounds])
        return self._numbers[version]

    def add_sum(self, total: Cell, parts: Iterable[Cell]) -> None:
        """The parts come to the total."""
        self.add_relation((total,), parts)

    def add_relation(self, left: Iterable[Cell], right: Iterable[Cell]) -> None:
        """Both sides come to the same."""
        coefficients: dict[int, int] = {}
        for sign, cells in ((-1, left), (1, right)):
            for cell in cells:
                number = self.number(cell)
                coefficients[number] = coefficients.get(number, 0) + sign
        terms = frozenset((n, c) for n, c in coefficients.items() if c)
        if terms and terms not in self._sums:
            self._sums.add(terms)
            self.figures.sums.append(dict(sorted(terms)))

    def add_table(self, table: Table, limits: Limits) -> None:
        """A table's sums, whole and for each round; cells of one round that fail are guarded."""
        rounds = table.total.rounds
        each = [table.in_rounds((one,)) for one in rounds] if len(rounds) > 1 else []
        for one in (table, *each):
            if not one.adds_up:
                for part in one.parts:
                    self.add_sum(one.total, (part, _rest(one.total, [part])))
                if one.kind is TableKind.UNION:
                    again = _rest(one.total, one.parts)
                    self.add_relation(one.parts, (one.total, again))
            elif one.parts:
                self.add_sum(one.total, one.parts)
        for one in each:
            self._guard_failing(one, limits)

    def _guard_failing(self, table: Table, limits: Limits) -> None:
        if count_rule(table.total.by_supervisor, limits) is not Rule.PASSED:
            self.guard(table.total)
        for part in table.parts:
            if (
                table.total.value
                and judge(table.kind, part, table.total, limits) is not Rule.PASSED
            ):
                self.guard(part)

    def guard(self, cell: Cell) -> None:
        """Nobody may work this figure out; unless it is aside, for nobody wants to know it."""
        if not cell.aside:
            self.guarded.setdefault(self.number(cell), cell.key)

    def add_differences(self, tables: Sequence[Table], limits: Limits) -> None:
        """What came and went between two counts of one round; rounds one table is ahead."""
        versions: dict[Key, list[Cell]] = {}
        for cell in list(self._cells.values()):
            if len(cell.rounds) == 1:
                versions.setdefault(cell.key, []).append(cell)
        for cells in versions.values():
            for old, new in combinations(cells, 2):
                self._add_change(old, new, limits)
        by_total: dict[Path, list[Table]] = {}
        for table in tables:
            by_total.setdefault(table.total.path, []).append(table)
        for of_one in by_total.values():
            spans = {frozenset(table.total.rounds) for table in of_one}
            for more in of_one:
                rounds = frozenset(more.total.rounds)
                for ahead in {rounds - less for less in spans if less < rounds}:
                    if len(ahead) > 1:
                        self._guard_failing(more.in_rounds(sorted(ahead)), limits)

    def _add_change(self, old: Cell, new: Cell, limits: Limits) -> None:
        ((of_round, before),) = old.cases.items()
        after = new.cases[of_round]
        coefficients = {self.number(old): 1, self.number(new): -1}
        came, went = Counter(after), Counter(before)
        came.subtract(before)
        went.subtract(after)
        # old + came = new + went; a side of nothing is known to be nothing
        for sign, by, side in ((_CAME, +came, 1), (_WENT, +went, -1)):
            if by:
                between = f"{self.number(old)}-{self.number(new)}"
                number = self.number(Cell((*new.path, sign, between), {of_round: by}))
                coefficients[number] = side
                if count_rule(by, limits) is not Rule.PASSED and not new.aside:
                    self.guarded.setdefault(number, new.key)
        self.figures.sums.append(coefficients)


def _rest(total: Cell, parts: Sequence[Cell]) -> Cell:
    """What parts and total differ by, in each round and of each supervisor."""
    cases: dict[str, Mapping[str, int]] = {}
    for one, by in total.cases.items():
        each = together(part.cases[one] for part in parts)
        cases[one] = {who: abs(by.get(who, 0) - each[who]) for who in {*by, *each}}
    names = ["/".join(part.path) for part in parts]
    return Cell((*total.path, _REST, *names), cases)


def bring_together(
    tables: Sequence[Table],
    earlier: Sequence[Protected],
    limits: Limits,
    most: int | None = None,
) -> Reports:
    """A new report and the earlier ones as one system.

    Args:
        tables: of the new report.
        earlier: reports that readers may still hold, the oldest first.
        limits: those of today; they decide about the differences as well.
        most: what everybody knows no figure to exceed, such as the number of eligible cases.

    """
    reports = Reports(Figures(most=most))
    for report in earlier:
        for table in report.tables:
            reports.add_table(table, limits)
            for cell in (table.total, *table.parts):
                if cell.key in report.published:
                    reports.told.add(reports.number(cell))
                else:
                    reports.guard(cell)
    for table in tables:
        reports.add_table(table, limits)
        for cell in (table.total, *table.parts):
            reports.now[cell.key] = reports.number(cell)
    every = [table for report in earlier for table in report.tables]
    reports.add_differences([*every, *tables], limits)
    return reports
