"""A report to the Governor in words for the screen: the same figures as on paper."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pomdesk.domain.names import HIDDEN
from pomdesk.readmodels.quality import GovernorReport
from resources.quality_words import count_words, figure_words
from resources.text import Text

WORDS = ("strong", "worries", "asks", "note")
"""What the lead writes, in the order of the paper."""


@dataclass(frozen=True, slots=True)
class Told:
    """One figure on the screen."""

    heading: str
    name: str
    figure: str
    more: str = ""


def figures(text: Text, report: GovernorReport) -> Iterator[Told]:
    """Every figure of the report under its heading, in the order of the paper."""
    coverage = text("quality_paper.governor.coverage")
    for name in ("books", "eligible", "drawn", "read", "substituted", "withdrawn"):
        words = text(f"quality_paper.governor.count.{name}")
        yield Told(coverage, words, count_words(getattr(report, name)))
    yield Told(
        coverage,
        text("quality_paper.governor.count.cycle"),
        figure_words(text, report.seen_in_cycle),
    )
    supervisors = text("quality_paper.governor.count.supervisors")
    yield Told(coverage, supervisors, count_words(report.supervisors))
    results = text("quality_paper.governor.results")
    yield Told(results, text("quality_governor.overall"), figure_words(text, report.overall))
    for one in report.results:
        band = "" if one.band is None else text(f"quality_term.band.{one.band}")
        yield Told(results, one.text, figure_words(text, one.figure), band)
    critical = text("quality_paper.governor.critical")
    for question, figure, _closed in report.critical:
        yield Told(critical, question, figure_words(text, figure))
    themes = text("quality_paper.governor.themes")
    for theme in report.themes:
        band = text(f"quality_term.headcount.{theme.band}") if theme.band else ""
        yield Told(themes, theme.title, figure_words(text, theme.figure), band)
    targeted = text("quality_paper.governor.targeted")
    for title, figure in report.targeted:
        yield Told(targeted, title, figure_words(text, figure))


def made_words(text: Text, report: GovernorReport, *, blank: bool) -> str:
    """Who made it, who checked its words, who approved it and when."""
    told = [
        text(f"quality_governor.by.{key}", who=HIDDEN if blank else who)
        for key, who in (("made", report.made_by), ("checked", report.checked_by))
        if who
    ]
    if report.approved_by:
        who, day = HIDDEN if blank else report.approved_by, text.day(report.approved_on)
        told.append(text("quality_governor.by.approved", who=who, day=day))
    return " ".join(told)


def decisions(text: Text, report: GovernorReport) -> Iterator[str]:
    """The log of the disclosure rules, one line a decision."""
    for cell, rule, action in report.log:
        yield text(
            "quality_governor.decision",
            cell=cell,
            rule=text.code("disclosure_rule", rule),
            action=text.code("disclosure_action", action),
        )


def unwritten(words: Mapping[str, str]) -> list[str]:
    """Which parts the lead has still to write before a report can go to be checked."""
    return [name for name in WORDS[:3] if not words.get(name, "").strip()]
