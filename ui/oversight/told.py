"""Supervisors, reviews and records in words."""

from collections.abc import Callable, Sequence

from pomdesk.domain.names import HIDDEN
from pomdesk.domain.quality.items import Item
from pomdesk.readmodels.quality import SupervisorLine
from resources.text import Text
from ui.oversight.shown import Shown
from ui.widgets.facts import FactLine
from ui.widgets.quality_words import term


def _lines(text: Text, told: Sequence[tuple[str, str]]) -> list[FactLine]:
    """Facts that are known, by key of their name."""
    return [FactLine(text(f"quality_oversight.fact.{key}"), said) for key, said in told if said]


def supervisor_facts(
    text: Text, shown: Shown, line: SupervisorLine, *, blank: bool
) -> list[FactLine]:
    """A supervisor in full: counts, never a percentage and no comparison."""
    member = line.member
    manager = shown.name(member.manager) if member.manager else ""
    trend = "\n".join(
        text("quality_oversight.trend_line", ref=ref, k=k, n=n) for ref, k, n in line.trend
    )
    told = [
        ("grade", term(text, "grade", member.grade)),
        ("manager", HIDDEN if manager and blank else manager),
        ("joined", text.day(member.joined)),
        ("left", text.day(member.left)),
        ("cases", f"{line.cases:,}"),
        ("read", text("quality_oversight.of", k=line.read, n=line.drawn) if line.drawn else ""),
        ("trend", trend),
        ("actions", f"{line.open_actions:,}"),
    ]
    lines = _lines(text, told)
    for key, day in (("one_to_one", line.last_one_to_one), ("feedback", line.last_feedback)):
        name = text(f"quality_oversight.fact.{key}")
        if day is None:
            lines.append(FactLine(name, text("quality_oversight.never"), unknown=True))
        else:
            lines.append(FactLine(name, text.day(day), text.away(day, shown.today)))
    return lines


def item_facts(text: Text, name: Callable[[str], str], item: Item, blank: bool) -> list[FactLine]:
    """What a record says beside its line; ``name``: somebody's name by code."""

    def named(*codes: str) -> str:
        found = [name(code) for code in codes if code]
        return HIDDEN if blank and found else ", ".join(found)

    def said(words: str) -> str:
        return HIDDEN if blank and words else words

    return _lines(
        text,
        [
            ("title", said(item.title)),
            ("text", said(item.text)),
            ("outcome", said(item.outcome)),
            ("owner", named(item.owner)),
            ("panel", named(*item.people)),
            ("by", named(item.written_by)),
        ],
    )


def window_words(text: Text, shown: Shown) -> str:
    """The half year: "1 April 2026 to 30 September 2026"."""
    view = shown.view
    return text(
        "quality_oversight.window",
        first=text.day(view.window_from),
        last=text.day(view.window_to),
    )


def review_counts(text: Text, reviews: Sequence[Item]) -> str:
    """How many stand where: "4 done, 7 planned, 1 put off"."""
    parts = []
    for stage in ("done", "planned", "deferred", "void_leaver"):
        n = sum(one.stage == stage for one in reviews)
        if n:
            parts.append(text(f"quality_oversight.counted.{stage}", n=n))
    return ", ".join(parts)
