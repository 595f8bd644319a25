"""Which figures of a report are not told, so that those that are give none of them away.

First every figure is judged by itself. Then, until nothing changes:

1. answers whose n is not told are not told either (no n, no per cent);
2. where a total is told, the parts that are not told come to a figure anyone can work out: it must
   pass like any other and be of two or more parts, else the next smallest part goes too;
3. a solver plays the onlooker, over all tables and all earlier reports at once
   (``differencing``, ``pinning``): no figure that is not told may be worked out to within two
   cases either way by a stranger, nor exactly by a colleague who knows their own cases. Where one
   can, the next smallest figure goes: parts before totals, one round before several.

The mark of a figure that is not told is the same for every reason, so that it tells none.
Not covered: several colleagues who put their own cases together, and readers who know of a case
from elsewhere. Free text is for a person to check.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pomdesk.domain.errors import RequestRefused
from pomdesk.rules.policy import QualityPolicy
from pomdesk.rules.quality.differencing import Reports, bring_together
from pomdesk.rules.quality.disclosure import (
    TOLERANCE,
    Action,
    Cell,
    Decision,
    Key,
    Limits,
    Protected,
    Rule,
    Table,
    TableKind,
    count_rule,
    judge,
    limits_of,
    together,
)
from pomdesk.rules.quality.pinning import ANY_COLLEAGUE, Onlooker


def protect(
    tables: Sequence[Table],
    policy: QualityPolicy,
    earlier: Sequence[Protected] = (),
    most: int | None = None,
) -> Protected:
    """A report's tables with what may be told of them.

    Args:
        tables: all of the report: tables that share cells are protected together.
        policy: for the limits; looser ones than the program's floors are taken as the floors.
        earlier: reports readers may still hold (a cycle and one round before), oldest first.
        most: what everybody knows no figure to exceed.

    Raises:
        RequestRefused: ``REQ-QA-CELLS``, with ``cell``: two tables count the same cell differently.

    Returns:
        The same for the same arguments, whatever order the cases were counted in.

    """
    limits = limits_of(policy)
    reports = bring_together(tables, earlier, limits, most)
    now, before = Onlooker(reports.figures), Onlooker(reports.figures)
    return _Report(tuple(tables), limits, reports, now, before).settled()


@dataclass(slots=True)
class _Report:
    tables: Sequence[Table]
    limits: Limits
    reports: Reports
    onlooker: Onlooker
    before: Onlooker
    hidden: dict[Key, Rule] = field(default_factory=dict)
    left: dict[int, Key] = field(default_factory=dict)
    _cells: dict[Key, Cell] = field(default_factory=dict)
    _safe: set[frozenset[int]] = field(default_factory=set)

    def settled(self) -> Protected:
        """Everything decided."""
        for cell in (one for t in self.tables for one in (t.total, *t.parts)):
            if self._cells.setdefault(cell.key, cell).by_supervisor != cell.by_supervisor:
                raise RequestRefused("REQ-QA-CELLS", cell="/".join(cell.path))
        self.hidden.update((k, Rule.PASSED) for k, cell in self._cells.items() if cell.aside)
        self._judge_each()
        while self._without_n() or self._sums_of_hidden() or self._pinned():
            pass
        published = {k: c.value for k, c in self._cells.items() if k not in self.hidden}
        others = {
            table.total.key: sum(part.value for part in parts)
            for table in self.tables
            if table.kind is TableKind.COUNTS and table.total.key in published
            for parts in [self._hidden_parts(table)]
            if 1 < len(parts) < len(table.parts)
        }
        return Protected(self.tables, published, others, tuple(self._log(others)))

    # ---- each figure by itself ---------------------------------------------------------------

    def _judge_each(self) -> None:
        supervisors = {who for cell in self._cells.values() for who in cell.by_supervisor}
        parts = {part.key for table in self.tables for part in table.parts}
        judged = {p.key for t in self.tables if t.judges for p in t.parts}
        if len(supervisors) < self.limits.small_unit:
            self.hidden.update(dict.fromkeys(sorted(parts), Rule.SMALL_UNIT))
        for table in self.tables:
            for part in table.parts:
                self._judge_part(table, part, small=part.key in self.hidden)
            if table.total.key not in judged or table.kind is TableKind.ANSWERS:
                self._count(table.total)
        for key in sorted(parts - judged):
            self._count(self._cells[key])

    def _count(self, cell: Cell) -> None:
        self._hide_if(cell.key, count_rule(cell.by_supervisor, self.limits))

    def _judge_part(self, table: Table, part: Cell, *, small: bool) -> None:
        rule = judge(table.kind, part, table.total, self.limits)
        self._hide_if(part.key, rule)
        everybody = table.kind is TableKind.ANSWERS and part.value == table.total.value
        if everybody and not small:
            # "~ of 12" would itself tell that all twelve were answered alike
            self._hide_if(table.total.key, rule)

    def _hide_if(self, key: Key, rule: Rule) -> None:
        if rule is not Rule.PASSED:
            self.hidden.setdefault(key, rule)

    # ---- figures together --------------------------------------------------------------------

    def _without_n(self) -> bool:
        before = len(self.hidden)
        for table in self.tables:
            if table.kind is TableKind.ANSWERS and table.total.key in self.hidden:
                for part in table.parts:
                    self.hidden.setdefault(part.key, Rule.NO_TOTAL)
        return len(self.hidden) > before

    def _hidden_parts(self, table: Table) -> list[Cell]:
        return [part for part in table.parts if part.key in self.hidden]

    def _sums_of_hidden(self) -> bool:
        for table in self.tables:
            hidden = self._hidden_parts(table)
            adds_up = table.adds_up and table.judges
            if not adds_up or not hidden or table.total.key in self.hidden:
                continue
            told = [part for part in table.parts if part.key not in self.hidden]
            if told and not self._passes_together(table, hidden):
                self.hidden[min(told, key=_smallest).key] = Rule.SUM_OF_HIDDEN
                return True
        return False

    def _passes_together(self, table: Table, hidden: Sequence[Cell]) -> bool:
        if len(hidden) < 2:
            return False
        rounds = table.total.rounds
        merged = Cell(
            table.total.path, {r: together(part.cases[r] for part in hidden) for r in rounds}
        )
        if table.kind is TableKind.COUNTS and not merged.value:
            return True
        return judge(table.kind, merged, table.total, self.limits) is Rule.PASSED

    # ---- the onlooker ------------------------------------------------------------------------

    def _pinned(self) -> bool:
        """Hides one more figure where one that is not told can be worked out."""
        shown = {self.reports.now[key] for key in self._cells if key not in self.hidden}
        known = self.reports.told | shown
        guarded = dict(self.reports.guarded)
        guarded |= {self.reports.now[key]: key for key in self.hidden if not self._cells[key].aside}
        for part in self.reports.figures.parts(known):
            asked = [one for one in sorted(part) if one in guarded and one not in self.left]
            if not asked or part in self._safe:
                continue
            for number, rule in self._worked_out(self.onlooker, part, asked):
                if self._known_before(number):
                    self.left[number] = guarded[number]
                    continue
                key = self._next_to_go(part, number)
                if key is not None:
                    shown_here = number in self.reports.now.values()
                    self.hidden[key] = rule if shown_here else Rule.DIFFERENCE
                    return True
                self.left[number] = guarded[number]
            self._safe.add(part)
        return False

    def _worked_out(
        self, onlooker: Onlooker, part: frozenset[int], asked: Sequence[int]
    ) -> Iterator[tuple[int, Rule]]:
        for number in onlooker.pinned(asked, part, 2 * TOLERANCE):
            yield number, Rule.PINNED
        doubtful = list(onlooker.pinned(asked, part, 0, ANY_COLLEAGUE))
        own = self.reports.figures.own
        for who in sorted({who for number in part for who in own[number]}) if doubtful else ():
            for number in onlooker.pinned(doubtful, part, 0, who):
                yield number, Rule.PINNED_BY_COLLEAGUE

    def _known_before(self, number: int) -> bool:
        """Whether earlier reports alone give the figure away: nothing can be done here then."""
        if not self.reports.told:
            most = self.reports.figures.most
            return most is not None and most <= 2 * TOLERANCE
        for part in self.reports.figures.parts(self.reports.told):
            if number in part:
                return any(self._worked_out(self.before, part, [number]))
        return True

    def _next_to_go(self, part: frozenset[int], number: int) -> Key | None:
        """The figure to hide: of a sum that pins the number by itself; else of one it is in."""
        sums = self.reports.figures.sums_of(part)
        near = [one for one in sums if number in one]
        tight = [one for one in near if self.onlooker.pins(one, number, part, 2 * TOLERANCE)]
        totals = {table.total.key for table in self.tables}
        for choice in (tight, near, sums):
            told = [
                (len(cell.rounds), key in totals, _smallest(cell), key)
                for key, cell in self._cells.items()
                if key not in self.hidden
                for mine in [self.reports.now[key]]
                if mine not in self.reports.told and any(mine in one for one in choice)
            ]
            if told:
                return min(told)[-1]
        return None

    # ---- the log -----------------------------------------------------------------------------

    def _log(self, others: dict[Key, int]) -> Iterator[Decision]:
        merged = {
            part.key
            for table in self.tables
            if table.total.key in others
            for part in self._hidden_parts(table)
        }
        for key, cell in self._cells.items():
            if cell.aside:
                continue
            rule = self.hidden.get(key, Rule.PASSED)
            action = Action.MERGED if key in merged else Action.SUPPRESSED
            yield Decision(*key, rule, action if key in self.hidden else Action.PUBLISHED)
        for number in sorted(self.left):
            yield Decision(*self.left[number], Rule.KNOWN_BEFORE, Action.LEFT)


def _smallest(cell: Cell) -> tuple[bool, int, Key]:
    """Order in which figures go: the smallest first, nothing at all last."""
    return not cell.value, cell.value, cell.key
