"""The figures of a report to the Governor as tables of cells, before it is known what is told.

Everything a report says in numbers stands here once, so that one ``Protected`` decides about all
of it together. A path means the same in every report: later reports are held against earlier ones.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Protocol

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.instruments import Question
from pomdesk.domain.quality.terms import (
    Exclusion,
    RootCause,
    SampleRole,
    SampleStatus,
)
from pomdesk.rules.quality.agreement import Pair
from pomdesk.rules.quality.disclosure import (
    ASIDE,
    TOLERANCE,
    Cell,
    Path,
    Rule,
    Table,
    TableKind,
    count_rule,
    headcount_band,
    heads_of_band,
    k_of_n,
    limits_of,
)
from pomdesk.services.quality.evidence import RoundRead, Sampled
from pomdesk.services.quality.items import DEFERRED, DONE
from pomdesk.services.quality.marked import Found, Marked
from pomdesk.services.quality.report_inputs import Evidence

BOOKS, ELIGIBLE, CYCLE = ("books",), ("eligible",), ("cycle",)
DRAWN, READ, SUBSTITUTED, WITHDRAWN = ("drawn",), ("read",), ("substituted",), ("withdrawn",)
OVERALL, REVIEWS = ("overall",), ("case_reviews",)
YES, NO, FAILED, SHORT = "yes", "no", "failed", "short"
Pairs = Mapping[str, Sequence[tuple[Found, Pair]]]
"""What two blind markers answered, by question, with the file."""


class OfSupervisor(Protocol):
    """A file, or a unit that was drawn: counted for its supervisor."""

    @property
    def supervisor(self) -> str:
        """Whose work it is."""
        ...


def cell(
    path: Path, rounds: Sequence[RoundRead], found: Iterable[tuple[str, OfSupervisor]]
) -> Cell:
    """A cell of files."""
    return Cell.of(path, [one.ref for one in rounds], ((ref, one.supervisor) for ref, one in found))


class ReportTables:
    """All tables of a report.

    Attributes:
        evidence: what they are counted from.
        marked: its routine rounds.
        small_unit: so few supervisors, or so few of whom files were read, that there are totals
            only.
        cycle_is_read: the cases seen in this cycle are the files read, so they are one figure.

    """

    def __init__(self, evidence: Evidence, pairs: Pairs) -> None:
        self.evidence, self.pairs = evidence, pairs
        self.marked = Marked(evidence.routine, evidence.versions)
        self._limits = limits_of(evidence.policy)
        read = {one.supervisor for _, one in self.marked.files}
        fewest = min(len(self.supervisors), len(read) if read else len(self.supervisors))
        self.small_unit = fewest < self._limits.small_unit
        self.cycle_is_read = False
        self._tables: dict[object, Table] = {}
        self._fill()

    @property
    def tables(self) -> list[Table]:
        """All of them."""
        return list(self._tables.values())

    @cached_property
    def newest(self) -> RoundRead | None:
        """The newest routine round: of its frame coverage is told."""
        return self.evidence.routine[-1] if self.evidence.routine else None

    @cached_property
    def supervisors(self) -> frozenset[str]:
        """Whoever had a case that could be drawn, or a file that was read."""
        framed = {
            row.supervisor
            for of in self.evidence.routine
            for row in (of.frame.rows if of.frame else ())
            if row.excluded is None
        }
        return frozenset(framed | {one.supervisor for _, one in self.marked.files}) - {""}

    @cached_property
    def theme_keys(self) -> dict[str, list[str]]:
        """Keys of the questions of each theme of the newest version."""
        found: dict[str, list[str]] = {}
        newest = self.marked.newest
        for key, _ in newest.themes if newest else ():
            keys = [one.key for one in newest.questions if one.theme == key] if newest else []
            if keys:
                found[key] = keys
        return found

    @property
    def windows(self) -> tuple[str, ...]:
        """Half years of the case reviews: each stands for a round."""
        return tuple(sorted({window for window, _, _ in self.evidence.inputs.reviews}))

    def told_questions(self) -> list[Question]:
        """Questions with a figure of their own: key questions and critical ones."""
        newest = self.marked.newest
        every = newest.questions if newest else ()
        return [one for one in every if one.key_question or one.critical]

    def _put(self, table: Table) -> None:
        kind = (table.total.key, table.kind, tuple(part.key for part in table.parts))
        self._tables.setdefault(kind, table)

    def _fill(self) -> None:
        if self.small_unit:
            self._totals()
            return
        self._coverage()
        self._overall()
        self._questions()
        self._themes()
        self._trend()
        for of in self.evidence.targeted:
            found = [(of.ref, one) for one in of.files]
            self._yes_no(("targeted",), [of], found, _sufficient(found))
        self._case_reviews()
        self._support()
        for question, marks in self.pairs.items():
            # What is told is how the markers agree; the supervisors are only in how many pairs.
            both = [one for one, pair in marks if self._scored(question, pair)]
            if both:
                rounds = self.pair_rounds(question)
                self._put(Table(cell(("agreement", question), rounds, both), ()))

    def pair_rounds(self, question: str) -> list[RoundRead]:
        """The rounds of double marks in which a question meant what it means now."""
        return Marked(self.evidence.pairs, self.evidence.versions).rounds_of(question)

    def _scored(self, question: str, pair: Pair) -> bool:
        """Whether both markers gave an answer with points."""
        newest = self.marked.newest
        asked = newest.question(question) if newest else None
        if newest is None or asked is None:
            return False
        points = {one.key for one in newest.scale_of(asked).options if one.points is not None}
        return points.issuperset(pair)

    def _totals(self) -> None:
        """Of a small unit: what was looked at, and nothing of what was found."""
        newest, rounds = self.newest, self.evidence.routine
        if newest is not None:
            self._put(Table(self._framed(newest, BOOKS, lambda code: True), ()))
            self._put(Table(cell(DRAWN, rounds, self._drawn(rounds)), ()))
            self._put(Table(cell(OVERALL, rounds, self.marked.files), ()))

    # ---- coverage ----------------------------------------------------------------------------

    def _framed(
        self, of: RoundRead, path: Path, wanted: Callable[[Exclusion | None], bool]
    ) -> Cell:
        rows = of.frame.rows if of.frame else ()
        found = [row for row in rows if row.supervisor and wanted(row.excluded)]
        return Cell.of(path, [of.ref], ((of.ref, row.supervisor) for row in found))

    def _drawn(self, rounds: Sequence[RoundRead]) -> list[tuple[str, Sampled]]:
        return [
            (of.ref, one)
            for of in rounds
            for one in of.samples
            if one.role is not SampleRole.RESERVE
        ]

    def _coverage(self) -> None:
        newest, rounds = self.newest, self.evidence.routine
        if newest is None:
            return
        books = self._framed(newest, BOOKS, lambda code: True)
        eligible = self._framed(newest, ELIGIBLE, lambda code: code is None)
        excluded = [
            part
            for code in Exclusion
            if (part := self._framed(newest, ("excluded", code.value), _is(code))).value
        ]
        self._put(Table(books, (eligible, *excluded)))
        self._read(rounds)
        self._cycle(newest, eligible)

    def _read(self, rounds: Sequence[RoundRead]) -> None:
        """Files read; those drawn and those left out beside them, unless so few were left out.

        Drawn less read is what was left out, so either all of these are told or none. None where
        a reserve is of another supervisor than the file it stands for: readers know that there
        are no more reserves than files left out, which then no table can say.
        """
        read = cell(READ, rounds, [(of.ref, one) for of in rounds for one in of.files])
        drawn = self._drawn(rounds)
        self._put(Table(read, ()))

        def some(*path: str, status: SampleStatus) -> Cell:
            return cell(path, rounds, [one for one in drawn if one[1].status is status])

        out = some(*SUBSTITUTED, status=SampleStatus.SUBSTITUTED)
        gone = some(*WITHDRAWN, status=SampleStatus.WITHDRAWN)
        passed = (count_rule(one.by_supervisor, self._limits) for one in (out, gone))
        if any(rule is not Rule.PASSED for rule in passed):
            return
        ids = {one.sample_id for of in rounds for one in of.files}
        first = {one.id for _, one in drawn if one.status is SampleStatus.DONE}
        reserves = cell(
            (*READ, ASIDE),
            rounds,
            [(of.ref, one) for of in rounds for one in of.files if one.sample_id not in first],
        )
        if not first <= ids or not self._hang_together(out, (reserves,), TableKind.WITHIN):
            return
        whole = cell(DRAWN, rounds, drawn)
        done = some(*DRAWN, ASIDE, status=SampleStatus.DONE)
        self._put(Table(whole, (out, gone), TableKind.WITHIN))
        self._hang_together(whole, (done, out, gone))
        self._hang_together(read, (done, reserves))

    def _hang_together(
        self, total: Cell, parts: Sequence[Cell], kind: TableKind = TableKind.SUMS
    ) -> bool:
        """Say that parts come to a total, or cover it; where they do not, there is no such tie.

        A settled answer may have no cause, and a case may leave the books after it was read.
        """
        try:
            table = Table(total, tuple(parts), kind)
        except RequestRefused:
            return False
        self._put(table)
        return True

    def _cycle(self, newest: RoundRead, eligible: Cell) -> None:
        """Cases of the frame that were read in this cycle, of all that could be."""
        possible = (None, Exclusion.SEEN_IN_CYCLE)
        rows = [
            (newest.ref, row)
            for row in (newest.frame.rows if newest.frame else ())
            if row.supervisor and row.excluded in possible
        ]
        read = [(ref, row) for ref, row in rows if row.case_ref in self.evidence.seen]
        yes, every = cell((*CYCLE, YES), [newest], read), cell(CYCLE, [newest], rows)
        seen = self._framed(
            newest, ("excluded", Exclusion.SEEN_IN_CYCLE.value), _is(Exclusion.SEEN_IN_CYCLE)
        )
        before = (seen,) if seen.value else ()
        self._hang_together(every, (eligible, *before))
        files = cell(READ, [newest], [(newest.ref, one) for one in newest.files])
        alone = [newest] == list(self.evidence.routine)
        if alone and yes.cases == files.cases:
            # One figure under two names: kept back under one, it would be told under the other.
            self.cycle_is_read = self._hang_together(every, (files,), TableKind.WITHIN)
            return
        self._put(k_of_n(CYCLE, yes, every))
        self._hang_together(yes, (*before, files))

    # ---- results -----------------------------------------------------------------------------

    def _yes_no(
        self,
        path: Path,
        rounds: Sequence[RoundRead],
        whole: Sequence[Found],
        some: Sequence[Found],
    ) -> None:
        if rounds:
            self._put(k_of_n(path, cell((*path, YES), rounds, some), cell(path, rounds, whole)))

    def _overall(self) -> None:
        rounds, files = self.evidence.routine, self.marked.files
        if not rounds:
            return
        self._yes_no(OVERALL, rounds, files, _sufficient(files))

    def _questions(self) -> None:
        for question in self.told_questions():
            rounds = self.marked.rounds_of(question.key)
            whole, best = self.marked.of_question(question.key)
            if whole:
                self._yes_no(("question", question.key), rounds, whole, best)
            if whole and question.critical:
                self._failures(question.key, rounds, whole, best)
            if whole and rounds == list(self.evidence.routine):
                self._tie_question(question, whole)
        self._tie_failures()

    def _tie_question(self, question: Question, whole: Sequence[Found]) -> None:
        """Files a question applied to are some of all files, or all where it always applies."""
        rounds = self.evidence.routine
        every = cell(OVERALL, rounds, self.marked.files)
        asked = cell(("question", question.key), rounds, whole)
        self._put(Table(every, (asked,), TableKind.ASKED))
        if not question.na_rule:
            self._hang_together(every, (asked,))

    def _tie_failures(self) -> None:
        """Files with a critical failure are some of those that were not sufficient."""
        rounds = self.evidence.routine
        failed, seen = [], set()
        for question in self.told_questions():
            if not question.critical or self.marked.rounds_of(question.key) != list(rounds):
                continue
            found = self.marked.failed(question.key)
            if self.marked.of_question(question.key)[0]:
                failed.append(cell(("question", question.key, FAILED), rounds, found))
                seen |= {one.review_id for _, one in found}
        bad = [one for one in self.marked.files if not one[1].sufficient]
        rest = cell((*OVERALL, ASIDE), rounds, [it for it in bad if it[1].review_id not in seen])
        whole = cell((*OVERALL, NO), rounds, bad)
        if failed:
            self._hang_together(whole, (*failed, rest), TableKind.UNION)

    def _failures(
        self,
        key: str,
        rounds: Sequence[RoundRead],
        whole: Sequence[Found],
        best: Sequence[Found],
    ) -> None:
        """Of a critical question: answered best, failed, or neither."""
        path = ("question", key)
        failed = self.marked.failed(key)
        out = {one.review_id for _, one in (*best, *failed)}
        parts = (
            cell((*path, YES), rounds, best),
            cell((*path, FAILED), rounds, failed),
            cell((*path, SHORT), rounds, [one for one in whole if one[1].review_id not in out]),
        )
        self._put(Table(cell(path, rounds, whole), parts, TableKind.ANSWERS))

    def _themes(self) -> None:
        """Files in which a theme fell short; its root causes, which may overlap, within them."""
        rounds, newest = self.evidence.routine, self.marked.newest
        if newest is None:
            return
        for theme, keys in self.theme_keys.items():
            short = self.marked.fell_short(keys)
            mine = self._theme(theme)
            if self.has_line(theme, mine):
                self._put(Table(mine, _by_cause(mine.path, rounds, short), TableKind.WITHIN))
                self._tie_theme(mine, keys, short)
        everything = self.marked.fell_short(one.key for one in newest.questions)
        for cause in _by_cause(("all",), rounds, everything):
            self._put(Table(cause, ()))
        self._causes_of_themes(everything)

    def _tie_theme(
        self, mine: Cell, keys: Sequence[str], short: Sequence[tuple[Found, set[RootCause]]]
    ) -> None:
        """A theme is no less than any of its questions, and no more than all of them or causes."""
        rounds = self.evidence.routine
        told = [
            key
            for key in keys
            if key in {one.key for one in self.told_questions()}
            and self.marked.rounds_of(key) == list(rounds)
            and self.marked.of_question(key)[0]
        ]
        parts = [self._short_of([key], ("question", key, NO)) for key in told]
        rest = [key for key in keys if key not in told]
        if rest:
            parts.append(self._short_of(rest, (*mine.path, ASIDE)))
        self._hang_together(mine, parts, TableKind.UNION)
        others = cell((*mine.path, "cause", ASIDE), rounds, ())
        causes = _by_cause(mine.path, rounds, short)
        self._hang_together(mine, (*causes, others), TableKind.UNION)

    def _short_of(self, keys: Sequence[str], path: Path) -> Cell:
        found = [one for one, _ in self.marked.fell_short(keys)]
        return cell(path, self.evidence.routine, found)

    def _causes_of_themes(self, everything: Sequence[tuple[Found, set[RootCause]]]) -> None:
        """A cause was found where it was found in one of the themes, or outside of them."""
        rounds, told, outside = self.evidence.routine, list[Cell](), list[str]()
        grouped = {key for keys in self.theme_keys.values() for key in keys}
        newest = self.marked.newest
        outside += [one.key for one in newest.questions if one.key not in grouped] if newest else []
        for theme, keys in self.theme_keys.items():
            short = self.marked.fell_short(keys)
            if self.has_line(theme, self._theme(theme)):
                told += _by_cause(("theme", theme), rounds, short)
            else:
                outside += keys
        elsewhere = self.marked.fell_short(outside)
        for cause in _by_cause(("all",), rounds, everything):
            code = cause.path[-1]
            found = [one for one, causes in elsewhere if code in causes]
            rest = cell((*cause.path, ASIDE), rounds, found)
            parts = [part for part in told if part.path[-1] == code]
            self._hang_together(cause, (*parts, rest), TableKind.UNION)

    def _theme(self, theme: str) -> Cell:
        """Files in which a theme fell short; a line of its own says that there are some."""
        short = [one for one, _ in self.marked.fell_short(self.theme_keys[theme])]
        mine = cell(("theme", theme), self.evidence.routine, short)
        return replace(mine, least=heads_of_band(self.heads(mine), self._read_of))

    @cached_property
    def _read_of(self) -> int:
        return len({one.supervisor for _, one in self.marked.files})

    def heads(self, mine: Cell) -> str:
        """How many of the supervisors, as a band; "" of nobody."""
        some = len(mine.by_supervisor)
        return headcount_band(some, self._read_of) if some else ""

    def has_line(self, theme: str, mine: Cell) -> bool:
        """Whether a theme is in the report: something fell short, and no question tells it."""
        return bool(mine.value) and not self.told_by_questions(theme, mine)

    def told_by_questions(self, theme: str, mine: Cell) -> bool:
        """Whether the questions of a theme tell what the theme itself may not.

        All of them have a figure of their own, and those leave little between the most and the
        least files the theme can have. Such a theme has no line: its questions stand for it.
        """
        if count_rule(mine.by_supervisor, self._limits) is Rule.PASSED:
            return False
        told = {one.key for one in self.told_questions() if one.key_question}
        keys = self.theme_keys[theme]
        if not told.issuperset(keys):
            return False
        counts = [len(self.marked.fell_short([key])) for key in keys]
        return sum(counts) - max(counts) <= 2 * TOLERANCE

    def _trend(self) -> None:
        for of in self.evidence.trend:
            found = [(of.ref, one) for one in of.random_files]
            if found:
                self._yes_no(OVERALL, [of], found, _sufficient(found))

    # ---- what was done -----------------------------------------------------------------------

    def _case_reviews(self) -> None:
        """Done, put off, and open ones add up to those due.

        They are named by their half years, so that two reports of one half year are held against
        each other: what was done between them is a figure too.
        """
        held, windows = self.evidence.inputs.reviews, self.windows
        if not held:
            return

        def of(path: Path, *states: str) -> Cell:
            found = [(when, who) for when, who, state in held if not states or state in states]
            return Cell.of(path, windows, found)

        parts = [of((*REVIEWS, state), state) for state in (DONE, DEFERRED, "open")]
        self._put(Table(of(REVIEWS), parts, TableKind.ANSWERS))

    def _support(self) -> None:
        for kind in sorted({kind for kind, _, _ in self.evidence.inputs.support}):
            held = [(m, who) for k, m, who in self.evidence.inputs.support if k == kind]
            months = sorted({month for month, _ in held})
            self._put(Table(Cell.of(("support", kind), months, held), ()))


def _is(code: Exclusion) -> Callable[[Exclusion | None], bool]:
    return lambda one: one is code


def _sufficient(found: Sequence[Found]) -> list[Found]:
    return [one for one in found if one[1].sufficient]


def _by_cause(
    path: Path,
    rounds: Sequence[RoundRead],
    short: Sequence[tuple[Found, set[RootCause]]],
) -> tuple[Cell, ...]:
    return tuple(
        made
        for cause in RootCause
        if (
            made := cell(
                (*path, "cause", cause.value),
                rounds,
                [one for one, all_ in short if cause in all_],
            )
        ).value
    )
