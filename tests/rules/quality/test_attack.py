"""Two hundred small units: somebody who holds the reports tries to work out what is not in them.

The onlooker here is written apart from the program's own. They read only what a report prints,
know how its tables belong together, and ask a linear programme how small and how large every
figure marked "~" can be. (Whole numbers would only be narrower by the program's own check.)
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from pomdesk.rules.quality.disclosure import (
    Action,
    Cell,
    Path,
    Protected,
    Rule,
    Table,
    TableKind,
    count_rule,
    limits_of,
)
from pomdesk.rules.quality.suppression import protect
from tests.builders import policy

QUALITY = policy().quality
UNITS = 200
AT_ONCE = 10
ENOUGH = 400.0  # nobody can have read more files than this

ANSWERS = ("met", "partly", "not_met")
CAUSES = ("knowledge", "skill", "time")
THEMES = ("plan", "risk", "victims", "contact")
QUESTIONS = ("Q1",)


@dataclass(frozen=True)
class Read:
    """One review."""

    of_round: str
    supervisor: str
    grade: str
    answers: Mapping[str, str]
    sufficient: bool
    findings: Sequence[tuple[str, str]]


def small_unit(seed: int) -> list[Read]:
    """3 to 9 supervisors, 20 to 80 reviews in two rounds; some read more, some fare worse."""
    chance = random.Random(seed)
    people = [f"P{number}" for number in range(1, chance.randint(3, 9) + 1)]
    grades = {who: chance.choice(["prison", "prison", "probation"]) for who in people}
    weights = [chance.choice([1, 1, 2, 5]) for _ in people]
    level = {who: chance.choice([0.95, 0.8, 0.5]) for who in people}
    reads = []
    for _ in range(chance.randint(20, 80)):
        who = chance.choices(people, weights)[0]
        answers = {}
        for question in QUESTIONS:
            if chance.random() < 0.3:
                continue  # does not apply
            good = chance.random() < level[who]
            answers[question] = "met" if good else chance.choice(["partly", "not_met"])
        poor = sum(chance.random() > level[who] for _ in range(2))
        reads.append(
            Read(
                chance.choice(["R1", "R2"]),
                who,
                grades[who],
                answers,
                chance.random() < level[who],
                [(chance.choice(THEMES), chance.choice(CAUSES)) for _ in range(poor)],
            )
        )
    return reads


def tables_of(reads: Sequence[Read], rounds: Sequence[str], seed: int) -> list[Table]:
    """What a report counts: verdicts (by grade), answers, findings by theme (and root cause)."""
    by_grade, by_question = seed % 3 == 0, seed % 3 != 0
    here = [read for read in reads if read.of_round in rounds]

    def cell(path: Path, found: Iterable[Read]) -> Cell:
        return Cell.of(path, rounds, ((read.of_round, read.supervisor) for read in found))

    every = cell(("reviews",), here)
    yes, no = [r for r in here if r.sufficient], [r for r in here if not r.sufficient]
    verdicts = [cell(("verdict", "yes"), yes), cell(("verdict", "no"), no)]
    tables = [Table(every, verdicts, TableKind.ANSWERS)]
    if by_grade:
        of_grade = {g: [r for r in here if r.grade == g] for g in ("prison", "probation")}
        groups = {g: cell(("grade", g), of) for g, of in of_grade.items()}
        both = {
            (g, v.path[-1]): cell(("grade", g, v.path[-1]), [r for r in of if r in found])
            for g, of in of_grade.items()
            for v, found in zip(verdicts, (yes, no), strict=True)
        }
        tables.append(Table(every, list(groups.values()), TableKind.GROUPS))
        for g, group in groups.items():
            tables.append(Table(group, [both[g, "yes"], both[g, "no"]], TableKind.ANSWERS))
        for v in verdicts:
            tables.append(Table(v, [both[g, v.path[-1]] for g in groups], TableKind.SUMS))
    for question in QUESTIONS if by_question else ():
        asked = [r for r in here if question in r.answers]
        n = cell((question,), asked)
        given = [
            cell((question, answer), [r for r in asked if r.answers[question] == answer])
            for answer in ANSWERS
        ]
        tables += [Table(n, given, TableKind.ANSWERS), Table(every, [n], TableKind.ASKED)]
    findings = [(r, theme, cause) for r in here for theme, cause in r.findings]
    whole = cell(("findings",), [r for r, _, _ in findings])
    by_theme = [cell(("theme", t), [r for r, one, _ in findings if one == t]) for t in THEMES]
    by_cause = [cell(("cause", c), [r for r, _, one in findings if one == c]) for c in CAUSES]
    return [*tables, Table(whole, by_theme), *([Table(whole, by_cause)] if seed % 4 > 1 else [])]


@cache
def two_reports(seed: int) -> tuple[Protected, Protected]:
    """One after the first round; one after the second, of both together or of each beside it."""
    reads = small_unit(seed)
    first = protect(tables_of(reads, ["R1"], seed), QUALITY)
    second = tables_of(reads, ["R1", "R2"], seed)
    if seed % 2:
        second += tables_of(reads, ["R2"], seed)
    return first, protect(second, QUALITY, [first])


# ---- the onlooker ---------------------------------------------------------------------------


class Onlooker:
    """Knows printed numbers and how tables are made up; of supervisors no more than themselves.

    Holds the reports of many units at once, which share nothing: one programme asks one figure of
    every unit.
    """

    def __init__(self) -> None:
        self.columns: dict[object, int] = {}
        self.rows: list[dict[int, int]] = []
        self.hidden: dict[int, str] = {}
        self.known: dict[int, float] = {}
        self.least: dict[int, float] = {}
        self.units: list[list[int]] = []

    def read(self, unit: str, reports: Sequence[Protected], me: str = "") -> None:
        before = len(self.columns)
        for report in reports:
            for table in report.tables:
                self.read_table(unit, table, report)
                for cell in (table.total, *table.parts):
                    mine = self.column(unit, cell.path, cell.rounds)
                    self.least[mine] = cell.by_supervisor[me]
        self.units.append(list(range(before, len(self.columns))))

    def column(self, *name: object) -> int:
        return self.columns.setdefault(name, len(self.columns))

    def read_table(self, unit: str, table: Table, report: Protected) -> None:
        rounds = table.total.rounds
        for cell in (table.total, *table.parts):
            mine = self.column(unit, cell.path, rounds)
            if len(rounds) > 1:
                single = [self.column(unit, cell.path, (one,)) for one in rounds]
                self.rows.append({mine: -1} | dict.fromkeys(single, 1))
            shown = report.shown(cell)
            if shown == "~":
                self.hidden[mine] = "/".join((unit, *cell.path, *rounds))
            else:
                self.known[mine] = float(shown)
        for one in {rounds, *((r,) for r in rounds)}:
            total = self.column(unit, table.total.path, one)
            parts = [self.column(unit, part.path, one) for part in table.parts]
            if table.kind in (TableKind.WITHIN, TableKind.ASKED):
                for part in parts:
                    rest = self.column(unit, "rest", part, total)
                    self.rows.append({total: -1, part: 1, rest: 1})
            else:
                self.rows.append({total: -1} | dict.fromkeys(parts, 1))

    def ranges(self) -> dict[str, tuple[float, float]]:
        """How low and how high every figure was seen, once none is left that may go further.

        A figure seen more than five apart is not followed any further.
        """
        entries = [(at, c, k) for at, row in enumerate(self.rows) for c, k in row.items()]
        at_row, at_column, values = zip(*entries, strict=True)
        shape = (len(self.rows), len(self.columns))
        matrix = csr_matrix((values, (at_row, at_column)), shape)
        ends = [(self.least.get(column, 0.0), ENOUGH) for column in range(len(self.columns))]
        for column, value in self.known.items():
            assert column not in self.hidden, "one report tells what the other does not"
            ends[column] = (value, value)
        low, high = np.full(len(ends), np.inf), np.full(len(ends), -np.inf)

        def look(goal: Mapping[int, int]) -> None:
            to = np.zeros(len(ends))
            to[list(goal)] = list(goal.values())
            answer = linprog(to, A_eq=matrix, b_eq=np.zeros(shape[0]), bounds=ends, method="highs")
            assert answer.status == 0, answer.message
            np.minimum(low, answer.x, out=low)
            np.maximum(high, answer.x, out=high)

        asked: set[int] = set()

        def near() -> list[list[int]]:
            left = {one for one in self.hidden if high[one] - low[one] <= 5} - asked
            return [[one for one in unit if one in left] for unit in self.units]

        chance = random.Random(1)
        look({})
        for _ in range(4):  # anywhere at all: most figures move far, the others are asked for
            look({one: chance.choice([-1, 1]) for unit in near() for one in unit})
        while goal := {unit[0]: 1 for unit in near() if unit}:
            look(goal)
            look(dict.fromkeys(goal, -1))
            asked |= set(goal)
        return {name: (low[one], high[one]) for one, name in self.hidden.items()}


@cache
def ranges_of_all() -> dict[str, tuple[float, float]]:
    found: dict[str, tuple[float, float]] = {}
    for start in range(0, UNITS, AT_ONCE):
        onlooker = Onlooker()
        for seed in range(start, start + AT_ONCE):
            onlooker.read(f"unit {seed}", two_reports(seed))
        found |= onlooker.ranges()
    return found


def test_no_figure_that_is_not_told_can_be_worked_out_to_within_two() -> None:
    ranges = ranges_of_all()
    assert len(ranges) > 3000, "too little was hidden for the test to mean anything"
    assert not {name: ends for name, ends in ranges.items() if ends[1] - ends[0] <= 4}


def test_the_onlooker_finds_what_is_only_kept_back_by_itself() -> None:
    """The same onlooker, and reports in which every figure was looked at alone."""
    onlooker = Onlooker()
    for seed in range(20):
        tables = tables_of(small_unit(seed), ["R1"], seed)
        cells = [cell for table in tables for cell in (table.total, *table.parts)]
        alone = {
            cell.key: cell.value
            for cell in cells
            if count_rule(cell.by_supervisor, limits_of(QUALITY)) is Rule.PASSED
        }
        onlooker.read(f"unit {seed}", [Protected(tables, alone)])
    found = [name for name, (low, high) in onlooker.ranges().items() if high - low < 1]
    assert len(found) > 20


def test_no_colleague_who_knows_their_own_cases_works_a_figure_out() -> None:
    onlooker = Onlooker()
    for seed in range(1, 10):
        for who in sorted({read.supervisor for read in small_unit(seed)}):
            onlooker.read(f"unit {seed} {who}", two_reports(seed), who)
    ranges = onlooker.ranges()
    assert len(ranges) > 500
    assert not {name: ends for name, ends in ranges.items() if ends[1] - ends[0] < 1}


def test_large_units_are_told_something() -> None:
    """Keeping everything back would pass every test above."""
    told = hidden = 0
    for seed in range(UNITS):
        report = two_reports(seed)[1]
        if len({read.supervisor for read in small_unit(seed)}) >= 7:
            told += len(report.published)
            hidden += sum(one.action is not Action.PUBLISHED for one in report.log)
    assert told > hidden / 2
