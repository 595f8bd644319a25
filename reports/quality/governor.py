"""The report to the Governor: what the unit does well, what it must learn. Nobody is in it.

It prints figures as they were let through and nothing else: a figure that is not told is ``~`` in
words, tables, pictures and the words beside pictures alike, and without an n there is no share.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from pomdesk.domain.quality.results import Interval
from pomdesk.readmodels.quality import Effect, Figure, GovernorReport
from reports.blocks import (
    Bullets,
    Picture,
    Ruled,
    heading,
    note,
    notice,
    paragraph,
    paragraphs,
    subheading,
    subtitle,
    title,
)
from reports.desk_paper import pages
from reports.page import WIDTH, Block
from reports.quality.charts import Bar, Point, counts, interval_bars, trend
from reports.style import BODY, SMALL_TEXT
from reports.tables import Cell, Column, Table
from resources.quality_words import SUPPRESSED, count_words, figure_words
from resources.text import Text

_ASKS = 3


def render(
    report: GovernorReport, text: Text, *, on: date, prepared_by: str, anchor: str = ""
) -> bytes:
    """The report as a tagged PDF."""
    kind = text("quality_paper.governor.title")
    return pages(
        list(_Report(report, text).blocks()),
        text,
        kind,
        subject=f"{text.day(report.period_from)} – {text.day(report.period_to)}",
        prepared_by=prepared_by,
        anchor=anchor,
        on=on,
    )


class _Report:
    def __init__(self, report: GovernorReport, text: Text) -> None:
        self._report, self._text = report, text

    def _words(self, key: str, **values: object) -> str:
        return self._text(f"quality_paper.governor.{key}", **values)

    def blocks(self) -> Iterator[Block]:
        """The report in the order a Governor reads it."""
        report = self._report
        period = f"{self._text.day(report.period_from)} – {self._text.day(report.period_to)}"
        yield title(report.title or self._words("title"))
        yield subtitle(period)
        if report.stage != "approved":
            yield notice(self._words("not_approved"))
        yield from self._summary()
        yield from self._coverage()
        yield from self._results()
        yield from self._trend()
        yield from self._critical()
        yield from self._themes()
        yield from self._learning()
        yield from self._reliability()
        yield from self._targeted()
        yield from self._reviews()
        yield from self._method()
        yield from self._disclosure()

    # 1: one page.

    def _summary(self) -> Iterator[Block]:
        report = self._report
        yield heading(self._words("summary"))
        yield paragraph(self._overall())
        if report.band is not None and report.results:
            yield paragraph(
                self._words("band", band=self._text(f"quality_term.band.{report.band}"))
            )
        for name, lines in (("strong", 2), ("worries", 2)):
            yield subheading(self._words(name))
            yield from self._written(name, lines)
        yield subheading(self._words("asks"))
        asks = [one for one in report.words.get("asks", "").splitlines() if one.strip()]
        yield Bullets(asks[:_ASKS], numbered=True) if asks else Ruled(_ASKS)

    def _overall(self) -> str:
        report = self._report
        if report.overall.n is None:
            return self._words("overall_untold")
        said = self._words("overall", share=self._share(report.overall), of=report.overall.n)
        interval = report.estimate
        if interval is None:
            return said
        return f"{said} {self._words('between', **self._ends(interval))}"

    def _ends(self, interval: Interval) -> dict[str, object]:
        return {
            "low": f"{100 * interval.low:.0f}",
            "high": f"{100 * interval.high:.0f}",
            "level": f"{100 * interval.level:.0f}",
        }

    def _written(self, name: str, lines: int) -> Iterator[Block]:
        words = self._report.words.get(name, "")
        if words.strip():
            yield from paragraphs(words)
        else:
            yield Ruled(lines)

    # 2: coverage.

    def _coverage(self) -> Iterator[Block]:
        report = self._report
        yield heading(self._words("coverage"))
        names = ("books", "eligible", "drawn", "read", "substituted", "withdrawn")
        rows = [
            (self._words(f"count.{name}"), count_words(getattr(report, name))) for name in names
        ]
        rows.append((self._words("count.cycle"), self._share(report.seen_in_cycle)))
        rows.append((self._words("count.supervisors"), count_words(report.supervisors)))
        yield self._pairs(rows)
        if report.exclusions:
            yield subheading(self._words("exclusions"))
            yield self._pairs(
                [
                    (self._text(f"quality_term.exclusion.{code}"), count_words(n))
                    for code, n in report.exclusions.items()
                ]
            )
            yield note(self._words("told_only"))
        for code in report.warnings:
            yield notice(self._words(f"warning.{code}"))

    # 3: key questions.

    def _results(self) -> Iterator[Block]:
        report = self._report
        if not report.results:
            return
        yield heading(self._words("results"))
        target = self._words("target", percent=round(100 * report.target))
        bars = [
            Bar(one.text, _of(one.figure), *_interval(one.figure), self._share(one.figure))
            for one in report.results
        ]
        drawn = interval_bars(bars, WIDTH, target=float(report.target), target_words=target)
        yield Picture(drawn, self._words("results_alt"))
        columns = [
            Column(0.46, self._words("head.question"), SMALL_TEXT, names_row=True),
            Column(0.16, self._words("head.sufficient"), SMALL_TEXT),
            Column(0.18, self._words("head.interval"), SMALL_TEXT),
            Column(0.20, self._words("head.band"), SMALL_TEXT),
        ]
        rows: list[list[str | Cell]] = [
            [
                one.text,
                self._share(one.figure),
                self._between(one.figure),
                Cell(
                    "" if one.band is None else self._text(f"quality_term.band.{one.band}"),
                    SMALL_TEXT,
                    under=self._words("near") if one.near_border else "",
                ),
            ]
            for one in report.results
        ]
        yield Table(columns, rows, width=WIDTH)
        yield note(self._words("lowest"))

    # 4: trend.

    def _trend(self) -> Iterator[Block]:
        report = self._report
        if len(report.trend) < 2:
            return
        yield heading(self._words("trend"))
        points = [
            Point(one.round_ref, _of(one.figure), one.limits, one.breaks) for one in report.trend
        ]
        target = self._words("target", percent=round(100 * report.target))
        drawn = trend(points, WIDTH, target=float(report.target), target_words=target)
        yield Picture(drawn, self._words("trend_alt"))
        columns = [
            Column(0.34, self._words("head.round"), SMALL_TEXT, names_row=True),
            Column(0.22, self._words("head.sufficient"), SMALL_TEXT),
            Column(0.22, self._words("head.limits"), SMALL_TEXT),
            Column(0.22, self._words("head.note"), SMALL_TEXT),
        ]
        rows = [
            [
                one.round_ref,
                self._share(one.figure),
                "" if one.limits is None else _range(*one.limits),
                self._words("breaks") if one.breaks else "",
            ]
            for one in report.trend
        ]
        yield Table(columns, rows, width=WIDTH)
        yield note(self._words("trend_note"))

    # 5 and 6: critical findings, themes.

    def _critical(self) -> Iterator[Block]:
        yield heading(self._words("critical"))
        held = self._report.critical
        if not held:
            small = self._report.small_unit
            yield paragraph(self._words("critical_untold" if small else "no_critical"))
            return
        columns = [
            Column(0.56, self._words("head.question"), SMALL_TEXT, names_row=True),
            Column(0.20, self._words("head.files"), SMALL_TEXT),
            Column(0.24, self._words("head.closed"), SMALL_TEXT),
        ]
        said = {
            True: self._words("closed_all"),
            False: self._words("closed_some"),
            None: SUPPRESSED,
        }
        rows = [[words, self._share(figure), said[closed]] for words, figure, closed in held]
        yield Table(columns, rows, width=WIDTH)

    def _themes(self) -> Iterator[Block]:
        report = self._report
        if report.themes:
            yield heading(self._words("themes"))
            columns = [
                Column(0.44, self._words("head.theme"), SMALL_TEXT, names_row=True),
                Column(0.22, self._words("head.short"), SMALL_TEXT),
                Column(0.34, self._words("head.causes"), SMALL_TEXT),
            ]
            rows = [
                [one.title, self._theme(one.figure, one.band), self._causes(one.root_causes)]
                for one in report.themes
            ]
            yield Table(columns, rows, width=WIDTH)
            yield note(self._words("themes_note"))
        if report.causes:
            yield subheading(self._words("causes"))
            named = [
                (self._text(f"quality_term.root_cause.{cause}"), n) for cause, n in report.causes
            ]
            yield Picture(counts(named, WIDTH), self._words("causes_alt"))
            yield self._pairs([(name, count_words(n)) for name, n in named])
        if report.themes or report.causes:
            yield note(self._words("told_only"))

    def _theme(self, figure: Figure, band: str) -> str:
        if figure.n is None and band:
            return self._text(f"quality_term.headcount.{band}")
        return self._share(figure)

    def _causes(self, causes: Sequence[tuple[str, int | None]]) -> str:
        told = [
            f"{self._text(f'quality_term.root_cause.{cause}')}: {n}"
            for cause, n in causes
            if n is not None
        ]
        return ", ".join(told) or (SUPPRESSED if causes else "")

    # 7: learning.

    def _learning(self) -> Iterator[Block]:
        report = self._report
        yield heading(self._words("learning"))
        if not report.needs:
            yield paragraph(self._words("no_needs"))
        else:
            columns = [
                Column(0.40, self._words("head.need"), SMALL_TEXT, names_row=True),
                Column(0.18, self._words("head.stage"), SMALL_TEXT),
                Column(0.16, self._words("head.how_many"), SMALL_TEXT),
                Column(0.26, self._words("head.effect"), SMALL_TEXT),
            ]
            rows = [
                [
                    item.title,
                    self._text(f"quality_term.item_stage.{item.stage}"),
                    self._text(f"quality_term.headcount.{band}") if band else "",
                    self._effect(effect),
                ]
                for item, band, effect in report.needs
            ]
            yield Table(columns, rows, width=WIDTH)
        if report.activities:
            yield subheading(self._words("activities"))
            yield Bullets(
                [
                    self._words(
                        "activity",
                        what=self._text(f"quality_term.item_what.{one.what}"),
                        title=one.title,
                        day=self._text.day(one.day),
                    )
                    for one in report.activities
                ]
            )

    def _effect(self, effect: Effect | None) -> str:
        if effect is None:
            return ""
        return self._text(f"quality_term.effect.{effect.verdict}")

    # 8: reliability.

    def _reliability(self) -> Iterator[Block]:
        report = self._report
        yield heading(self._words("reliability"))
        if not report.agreement:
            yield paragraph(self._words("no_agreement"))
            return
        yield paragraph(self._words("agreement_words"))
        columns = [
            Column(0.56, self._words("head.question"), SMALL_TEXT, names_row=True),
            Column(0.12, self._words("head.pairs"), SMALL_TEXT),
            Column(0.18, self._words("head.agreed"), SMALL_TEXT),
            Column(0.14, "AC1", SMALL_TEXT),
        ]
        rows = [
            [
                report.agreement_texts.get(one.question, self._words("all_questions")),
                str(one.pairs),
                self._words("all_agreed") if one.agreed == one.pairs else str(one.agreed),
                "" if one.ac1 is None else f"{one.ac1:.1f}",
            ]
            for one in report.agreement
        ]
        yield Table(columns, rows, width=WIDTH)

    # 9 and 10: targeted work, case reviews, support.

    def _targeted(self) -> Iterator[Block]:
        if not self._report.targeted:
            return
        yield heading(self._words("targeted"))
        yield paragraph(self._words("targeted_words"))
        yield self._pairs([(name, self._share(figure)) for name, figure in self._report.targeted])

    def _reviews(self) -> Iterator[Block]:
        report = self._report
        yield heading(self._words("reviews"))
        done, due, deferred = map(count_words, report.reviews)
        told = any(n is not None for n in report.reviews)
        key = "reviews_words" if told else "reviews_untold"
        yield paragraph(self._words(key, done=done, due=due, deferred=deferred))
        if report.support:
            rows = [
                (self._text(f"quality_term.item_kind.{kind}"), count_words(n))
                for kind, n in report.support.items()
            ]
            yield self._pairs(rows)

    # 11 and 12: method, disclosure.

    def _method(self) -> Iterator[Block]:
        report = self._report
        yield heading(self._words("method"))
        yield paragraph(self._words("method_words", level=f"{100 * report.confidence:.0f}"))
        columns = [
            Column(0.16, self._words("head.round"), SMALL_TEXT, names_row=True),
            Column(0.20, self._words("head.frame"), SMALL_TEXT),
            Column(0.18, self._words("head.draw"), SMALL_TEXT),
            Column(0.46, self._words("head.hash"), SMALL_TEXT),
        ]
        rows = [[ref, self._text.day(day), draw, sha] for ref, day, draw, sha in report.rounds]
        yield Table(columns, rows, width=WIDTH)
        if report.left_out:
            named = [f"{ref} ({self._words(f'left_out.{why}')})" for ref, why in report.left_out]
            yield paragraph(self._words("left_out.words", rounds=", ".join(named)))
        yield note(self._words("figures", sha=report.figures_sha256))

    def _disclosure(self) -> Iterator[Block]:
        yield heading(self._words("disclosure"))
        yield paragraph(self._words("disclosure_words"))
        if self._report.small_unit:
            yield paragraph(self._words("small_unit"))
        if words := self._report.words.get("note", "").strip():
            yield from paragraphs(words)

    # Figures.

    def _share(self, figure: Figure) -> str:
        return figure_words(self._text, figure)

    def _between(self, figure: Figure) -> str:
        interval = figure.interval
        if figure.k is None or interval is None:
            return ""
        return _range(interval.low, interval.high)

    def _pairs(self, rows: Sequence[tuple[str, str]]) -> Table:
        columns = [Column(0.7, "", BODY, names_row=True), Column(0.3, "", BODY)]
        return Table(columns, rows, width=WIDTH)


def _of(figure: Figure) -> float | None:
    return figure.k / figure.n if figure.k is not None and figure.n else None


def _interval(figure: Figure) -> tuple[float | None, float | None]:
    if figure.k is None or figure.interval is None:
        return None, None
    return figure.interval.low, figure.interval.high


def _range(low: float, high: float) -> str:
    return f"{100 * low:.0f}% – {100 * high:.0f}%"
