"""A report to the Governor as it is told: what the disclosure rules let through, in its place.

Nothing here names anybody. Words, people and the stage are for the caller to add.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from math import ceil, floor

from pomdesk.domain.quality.instruments import Question
from pomdesk.domain.quality.items import Item
from pomdesk.domain.quality.results import Agreement, Interval
from pomdesk.domain.quality.terms import (
    Exclusion,
    RootCause,
    SampleRole,
    SampleStatus,
    Verdict,
)
from pomdesk.readmodels.quality import (
    Effect,
    Figure,
    GovernorReport,
    KeyResult,
    ThemeLine,
    TrendPoint,
)
from pomdesk.rules.quality.agreement import agreement, pooled, told
from pomdesk.rules.quality.bands import (
    Band,
    band_of,
    near_border,
    shown_share,
    standing,
)
from pomdesk.rules.quality.control_charts import Point, p_chart
from pomdesk.rules.quality.disclosure import Path, Protected
from pomdesk.rules.quality.estimate import Estimate, StratumResult, estimate, strata_of
from pomdesk.rules.quality.intervals import wilson, wilson_finite
from pomdesk.services.quality.effects import effect_between
from pomdesk.services.quality.evidence import RoundRead
from pomdesk.services.quality.items import DEFERRED, DONE
from pomdesk.services.quality.report_extras import NeedEffect
from pomdesk.services.quality.report_inputs import (
    SUPPORT,
)
from pomdesk.services.quality.report_tables import (
    BOOKS,
    CYCLE,
    DRAWN,
    ELIGIBLE,
    FAILED,
    OVERALL,
    READ,
    REVIEWS,
    SUBSTITUTED,
    WITHDRAWN,
    YES,
    ReportTables,
    cell,
)

TOO_EARLY = "too_early"
NOTHING = Figure(None, None)

_POINTS = 5
_CRITICAL = (Verdict.INSUFFICIENT_CRITICAL,)


class Told:
    """Puts what was let through where it is read."""

    def __init__(
        self, tables: ReportTables, effects: Sequence[NeedEffect], protected: Protected
    ) -> None:
        self._tables, self._effects, self._protected = tables, effects, protected
        self._evidence, self._marked = tables.evidence, tables.marked
        self._policy = tables.evidence.policy
        self._level = self._policy.confidence_percent / 100

    def report(self) -> GovernorReport:
        """The report without words and people."""
        inputs, overall = self._evidence.inputs, self._overall()
        results = self._results()
        return GovernorReport(
            id=None,
            ref="",
            title="",
            period_from=inputs.period_from,
            period_to=inputs.period_to,
            stage="draft",
            books=self._newest(BOOKS),
            eligible=self._newest(ELIGIBLE),
            drawn=self._all(DRAWN),
            read=self._all(READ),
            substituted=self._all(SUBSTITUTED),
            withdrawn=self._all(WITHDRAWN),
            seen_in_cycle=self._seen(),
            supervisors=None if self._tables.small_unit else self._covered(),
            overall=overall,
            estimate=overall.interval,
            naive=overall,
            results=results,
            band=self._band(results),
            trend=self._trend(),
            critical=self._critical(),
            themes=self._themes(),
            causes=self._causes(("all",)),
            needs=self._needs(),
            activities=() if self._tables.small_unit else inputs.activities,
            agreement=self._agreement(),
            agreement_texts=self._texts(),
            targeted=self._targeted(),
            reviews=self._reviews(),
            support=self._support(),
            rounds=self._rounds(),
            exclusions=self._exclusions(),
            confidence=self._level,
            target=Fraction(self._policy.target_percent, 100),
            words={},
            log=self._log(),
            small_unit=self._tables.small_unit,
            figures_sha256="",
            made_by="",
            checked_by="",
            approved_by="",
            approved_on=None,
            warnings=self._warnings(),
            left_out=inputs.left_out,
        )

    # Figures

    def _value(self, path: Path, rounds: Sequence[RoundRead]) -> int | None:
        return self._protected.value_of((path, tuple(sorted(one.ref for one in rounds))))

    def _newest(self, path: Path) -> int | None:
        newest = self._tables.newest
        return self._value(path, [newest]) if newest else None

    def _all(self, path: Path) -> int | None:
        return self._value(path, self._evidence.routine)

    def _figure(
        self, path: Path, rounds: Sequence[RoundRead], part: str = YES, *, at_random: bool = False
    ) -> Figure:
        k, n = self._value((*path, part), rounds), self._value(path, rounds)
        if k is None or not n:
            return NOTHING
        return self._shown(k, n, _outward(wilson(k, n, self._level)) if at_random else None)

    def _shown(self, k: int, n: int, interval: Interval | None = None) -> Figure:
        share = shown_share(k, n, self._policy)
        return Figure(k, n, interval, share.percent, share.edge.value)

    def _seen(self) -> Figure:
        newest = self._tables.newest
        if newest is None:
            return NOTHING
        if not self._tables.cycle_is_read:
            return self._figure(CYCLE, [newest])
        k, n = self._newest(READ), self._newest(CYCLE)
        return self._shown(k, n) if k is not None and n else NOTHING

    def _covered(self) -> int:
        return len({one.supervisor for of in self._evidence.routine for one in of.files})

    def _overall(self) -> Figure:
        """The plain count; its interval comes of nothing but figures that are told.

        A weighted share, or an interval by strata, would give single supervisors away.
        """
        figure = self._figure(OVERALL, self._evidence.routine, at_random=True)
        every = self._newest(ELIGIBLE) if len(self._evidence.routine) == 1 else None
        if figure.k is None or figure.n is None or every is None or figure.n > every:
            return figure
        found = wilson_finite(figure.k, figure.n, every, self._level)
        return replace(figure, interval=_outward(found))

    def _estimate(self) -> Estimate | None:
        """Weighed by strata, for warnings only; none where the plain figure may not be told."""
        if self._figure(OVERALL, self._evidence.routine).n is None:
            return None
        strata = []
        for of in self._evidence.routine:
            outcomes = {one.case_ref: one.sufficient for one in of.files}
            strata += [
                StratumResult(f"{of.ref}|{one.stratum}", one.size, one.read, one.good)
                for one in strata_of(of.sizes, of.picked, outcomes)
            ]
        return estimate(strata, self._level)

    # Results

    def _results(self) -> list[KeyResult]:
        newest = self._marked.newest
        if newest is None or self._tables.small_unit:
            return []
        found = []
        for section in newest.sections:
            for question in section.questions:
                rounds = self._marked.rounds_of(question.key)
                whole = question.key_question and self._marked.of_question(question.key)[0]
                if whole:
                    figure = self._figure(("question", question.key), rounds, at_random=True)
                    found.append(self._result(question, section.title, figure))
        return found

    def _result(self, question: Question, section: str, figure: Figure) -> KeyResult:
        if figure.k is None or figure.n is None:
            return KeyResult(question.key, question.text, section, figure, None, False)
        share = Fraction(figure.k, figure.n)
        band = list(Band).index(band_of(share, self._policy))
        near = near_border(share, self._policy) is not None
        return KeyResult(question.key, question.text, section, figure, band, near)

    def _band(self, results: Sequence[KeyResult]) -> int | None:
        """That of the lowest; none where one of them is not told, for it may be the lowest."""
        told = {
            one.question: (one.figure.k, one.figure.n)
            for one in results
            if one.figure.k is not None and one.figure.n is not None
        }
        lowest = standing(told, self._policy) if len(told) == len(results) else None
        return list(Band).index(lowest.band) if lowest else None

    def _trend(self) -> list[TrendPoint]:
        if self._tables.small_unit:
            return []
        rounds = [one for one in self._evidence.trend if one.random_files]
        figures = {one.ref: self._figure(OVERALL, [one]) for one in rounds}
        versions = {one.ref: one.instrument.version for one in rounds if one.instrument}
        points = [
            Point(ref, figure.k, figure.n, versions[ref])
            for ref, figure in figures.items()
            if figure.k is not None and figure.n is not None
        ]
        limits = {
            one.label: _whole(float(one.limits.low_warning), float(one.limits.high_warning))
            for stretch in p_chart(points)
            for one in stretch.points
            if one.limits
        }
        refs = [one.ref for one in rounds]
        return [
            TrendPoint(
                ref,
                figures[ref],
                limits.get(ref),
                bool(at) and versions[ref] != versions[refs[at - 1]],
            )
            for at, ref in enumerate(refs)
        ]

    def _critical(self) -> list[tuple[str, Figure, bool | None]]:
        newest, still_open = self._marked.newest, set(self._evidence.inputs.open_actions)
        found: list[tuple[str, Figure, bool | None]] = []
        if newest is None or self._tables.small_unit:
            return found
        for question in newest.questions:
            rounds = self._marked.rounds_of(question.key)
            if not question.critical or not self._marked.of_question(question.key)[0]:
                continue
            figure = self._figure(("question", question.key), rounds, FAILED)
            failed = {one.review_id for _, one in self._marked.failed(question.key)}
            if figure.k != 0:
                closed = None if figure.k is None else not failed & still_open
                found.append((question.text, figure, closed))
        return found

    def _themes(self) -> list[ThemeLine]:
        newest, rounds = self._marked.newest, self._evidence.routine
        if newest is None or self._tables.small_unit:
            return []
        titles, found = dict(newest.themes), []
        for theme, keys in self._tables.theme_keys.items():
            mine = cell(("theme", theme), rounds, [one for one, _ in self._marked.fell_short(keys)])
            k, n = self._value(mine.path, rounds), self._all(OVERALL)
            if not self._tables.has_line(theme, mine):
                continue
            figure = NOTHING if k is None or not n else self._shown(k, n)
            causes = self._causes(mine.path) if figure.n is not None else ()
            band = "" if figure.n is not None else self._tables.heads(mine)
            found.append(ThemeLine(theme, titles[theme], figure, band, causes))
        return found

    def _causes(self, path: Path) -> list[tuple[RootCause, int | None]]:
        """Those that are told, by size: what is not told looks like what was never found."""
        rounds = self._evidence.routine
        every = ((one, self._value((*path, "cause", one.value), rounds)) for one in RootCause)
        found: list[tuple[RootCause, int | None]] = [(one, n) for one, n in every if n]
        return sorted(found, key=lambda one: -(one[1] or 0))

    # Learning, markers, what was done

    def _needs(self) -> list[tuple[Item, str, Effect | None]]:
        if self._tables.small_unit:
            return []
        effects = {one.need.id: self._effect(one) for one in self._effects}
        return [
            (replace(one, day=None), self._size(one), effects.get(one.id))
            for one in self._evidence.inputs.needs
        ]

    def _size(self, need: Item) -> str:
        """How many supervisors it concerns, as a band; "" where the results do not say."""
        keys = self._tables.theme_keys.get(need.theme, need.questions)
        short = [one for one, _ in self._marked.fell_short(keys)]
        return self._tables.heads(cell(("need",), self._evidence.routine, short))

    def _effect(self, one: NeedEffect) -> Effect | None:
        effect = effect_between(one.sides, self._policy)
        told = all(
            self._protected.value_of(cell) is not None
            for table in one.tables
            for cell in (table.total, *table.parts)
        )
        if effect.verdict == TOO_EARLY or not told or not one.tables:
            return Effect((0, 0), (0, 0), None, effect.verdict) if told else None
        if effect.interval is None:
            return effect
        return replace(effect, interval=_whole(*effect.interval))

    def _agreement(self) -> list[Agreement]:
        newest = self._marked.newest
        if newest is None:
            return []
        found = []
        for question in newest.questions:
            pairs = [pair for _, pair in self._tables.pairs.get(question.key, ())]
            if self._value(("agreement", question.key), self._tables.pair_rounds(question.key)):
                one = agreement(question.key, pairs, newest.scale_of(question))
                found += [_coarse(one)] if told(one, self._policy) else []
        return [pooled(found), *found] if found else []

    def _texts(self) -> dict[str, str]:
        newest = self._marked.newest
        every = newest.questions if newest else ()
        return {one.key: one.text for one in every if self._tables.pairs.get(one.key)}

    def _targeted(self) -> list[tuple[str, Figure]]:
        return [(one.title, self._figure(("targeted",), [one])) for one in self._evidence.targeted]

    def _reviews(self) -> tuple[int | None, int | None, int | None]:
        if not self._evidence.inputs.reviews:
            return (0, 0, 0)
        paths = ((*REVIEWS, DONE), REVIEWS, (*REVIEWS, DEFERRED))
        windows = self._tables.windows
        done, due, deferred = (self._protected.value_of((path, windows)) for path in paths)
        return done, due, deferred

    def _support(self) -> dict[str, int | None]:
        found: dict[str, int | None] = {}
        for kind in SUPPORT:
            held = [month for one, month, _ in self._evidence.inputs.support if one == kind.value]
            key = ("support", kind.value), tuple(sorted(set(held)))
            found[kind.value] = self._protected.value_of(key) if held else 0
        return found

    # Method

    def _rounds(self) -> list[tuple[str, date, str, str]]:
        every = (*self._evidence.routine, *self._evidence.targeted, *self._evidence.in_depth)
        return [(of.ref, of.as_of, ref, sha) for of in every for ref, sha in of.draws]

    def _exclusions(self) -> dict[Exclusion, int | None]:
        """Those that are told: what is not told looks like what never was."""
        every = ((code, self._newest(("excluded", code.value))) for code in Exclusion)
        return {code: n for code, n in every if n}

    def _log(self) -> list[tuple[str, str, str]]:
        return [
            (f"{'/'.join(one.path)} {' '.join(one.rounds)}", one.rule.value, one.action.value)
            for one in self._protected.log
        ]

    def _warnings(self) -> list[str]:
        estimated = self._estimate()
        inputs, routine = self._evidence.inputs, self._evidence.routine
        versions = {one.instrument.version for one in routine if one.instrument}
        failed = {one.review_id for _, one in self._marked.files if one.verdict in _CRITICAL}
        held = {
            "substituted": any(map(self._much_substituted, routine)),
            "open_actions": bool(failed & set(inputs.open_actions)),
            "mixed_versions": len(versions) > 1,
            "pilot": len(routine) + len(self._evidence.targeted) + len(self._evidence.in_depth)
            < len(inputs.rounds),
            "unseen": bool(estimated and estimated.unseen),
            "weights_matter": bool(estimated and self._weights_matter(estimated)),
            "named": inputs.named,
        }
        return [code for code, holds in held.items() if holds]

    def _weights_matter(self, estimated: Estimate) -> bool:
        """Whether weighing caseloads would move the share by more than five points."""
        files = [one for _, one in self._marked.files]
        plain = Fraction(sum(one.sufficient for one in files), len(files))
        return abs(estimated.share - plain) * 100 > _POINTS

    def _much_substituted(self, of: RoundRead) -> bool:
        drawn = [one for one in of.samples if one.role is not SampleRole.RESERVE]
        out = sum(one.status is SampleStatus.SUBSTITUTED for one in drawn)
        return 100 * out > self._policy.substituted_percent * len(drawn)


def _whole(low: float, high: float) -> tuple[float, float]:
    """Both ends to whole per cents, outward; what floats add beyond six places is nothing."""
    return floor(round(100 * low, 6)) / 100, ceil(round(100 * high, 6)) / 100


def _outward(found: Interval | None) -> Interval | None:
    if found is None:
        return None
    low, high = _whole(found.low, found.high)
    return replace(found, low=low, high=high)


def _coarse(found: Agreement) -> Agreement:
    """Pairs, how many agreed, and AC1 to one decimal: finer figures give single pairs away.

    Where all agreed there is no more to tell.
    """
    alike = found.agreed == found.pairs or found.ac1 is None
    ac1 = None if alike or found.ac1 is None else round(found.ac1, 1)
    return Agreement(
        found.question, found.pairs, found.agreed, None, None, None, ac1, None, 0, None
    )
