"""Needs, effects, activities and examples in words."""

from collections.abc import Sequence

from pomdesk.domain.names import HIDDEN
from pomdesk.domain.quality.items import Item
from pomdesk.readmodels.quality import Effect
from resources.text import Text
from ui.learning.shown import Shown
from ui.widgets.facts import FactLine
from ui.widgets.quality_item_words import who
from ui.widgets.quality_words import term
from ui.widgets.table_model import Mark

_EFFECT_TAGS = {"better": "green", "worse": "red", "no_clear_change": "yellow"}


def effect_mark(text: Text, effect: Effect) -> Mark:
    """What can be said of an effect, as a tag."""
    return Mark(term(text, "effect", effect.verdict), _EFFECT_TAGS.get(effect.verdict, "grey"))


def effect_words(text: Text, effect: Effect) -> str:
    """Before and after, and between what the change lies."""
    counts = text(
        "quality_learning.effect.counts",
        before=text("quality_learning.of", k=effect.before[0], n=effect.before[1]),
        after=text("quality_learning.of", k=effect.after[0], n=effect.after[1]),
    )
    if effect.interval is None:
        key = f"quality_learning.effect.{effect.verdict}"
        return f"{counts} {text(key)}" if text.has(key) else counts
    return f"{counts} {interval_words(text, effect.interval)}"


def interval_words(text: Text, interval: tuple[float, float]) -> str:
    """The change in points: "between 6 and 61 points better"."""
    low, high = (round(100 * end) for end in interval)
    if low >= 0:
        key, ends = "better", (low, high)
    elif high <= 0:
        key, ends = "worse", (-high, -low)
    else:
        key, ends = "either", (-low, high)
    return text(f"quality_learning.effect.change_{key}", low=ends[0], high=ends[1])


def evidence_words(text: Text, shown: Shown, need: Item) -> str:
    """Files and supervisors behind a need, as counts."""
    found = shown.view.evidence.get(need.id)
    if found is None:
        return ""
    files = text.count("quality_learning.files", found[0])
    supervisors = text.count("quality_learning.supervisors", found[1])
    return text("quality_learning.evidence_words", files=files, supervisors=supervisors)


def question_words(shown: Shown, item: Item) -> str:
    """The questions an item is about, a line each."""
    return "\n".join(shown.view.questions.get(key, key) for key in item.questions)


def need_line(text: Text, shown: Shown, need: Item, *, blank: bool) -> str:
    """Level and root cause of a need: "The team · Knowledge"."""
    parts = [term(text, "level", need.level)]
    if need.supervisor:
        parts = [who(shown.view.names, need.supervisor, blank=blank)]
    if need.what:
        parts.append(term(text, "item_what", need.what))
    return " · ".join(part for part in parts if part)


def _lines(text: Text, told: Sequence[tuple[str, str]]) -> list[FactLine]:
    """Facts that are known, by key of their name."""
    return [FactLine(text(f"quality_learning.fact.{key}"), said) for key, said in told if said]


def _said(words: str, *, blank: bool) -> str:
    """What somebody wrote, which may name people."""
    return HIDDEN if blank and words else words


def need_facts(text: Text, shown: Shown, need: Item, blank: bool) -> list[FactLine]:
    """A need in full."""
    lines = _lines(
        text,
        [
            ("theme", shown.view.themes.get(need.theme, need.theme)),
            ("root_cause", term(text, "item_what", need.what) if need.what else ""),
            ("level", term(text, "level", need.level)),
            ("supervisor", who(shown.view.names, need.supervisor, blank=blank)),
            ("questions", question_words(shown, need)),
            ("evidence", evidence_words(text, shown, need)),
            ("priority", text.code("quality_item.priority", need.priority or None)),
            ("text", _said(need.text, blank=blank)),
            ("outcome", _said(need.outcome, blank=blank)),
        ],
    )
    if need.due is not None:
        away = text.away(need.due, shown.today)
        lines.append(FactLine(text("quality_learning.fact.due"), text.day(need.due), away))
    return lines


def activity_facts(text: Text, shown: Shown, item: Item, blank: bool) -> list[FactLine]:
    """An activity in full."""
    need = shown.need(item.parent_id) if item.parent_id else None
    came = ", ".join(who(shown.view.names, code, blank=blank) for code in item.people)
    return _lines(
        text,
        [
            ("for_need", need.title if need else ""),
            ("objective", _said(item.text, blank=blank)),
            ("questions", question_words(shown, item)),
            ("facilitator", who(shown.view.names, item.owner, blank=blank)),
            ("people", came),
            ("outcome", _said(item.outcome, blank=blank)),
            ("effect_due", text.day(item.due)),
        ],
    )


def practice_facts(text: Text, shown: Shown, item: Item, blank: bool) -> list[FactLine]:
    """An example of good practice in full."""
    return _lines(
        text,
        [
            ("theme", shown.view.themes.get(item.theme, item.theme)),
            ("example", _said(item.text, blank=blank)),
            ("consent", _said(item.outcome, blank=blank)),
        ],
    )


def issue_facts(text: Text, shown: Shown, item: Item, blank: bool) -> list[FactLine]:
    """A question that should be rewritten, in full."""
    return _lines(
        text,
        [
            ("questions", question_words(shown, item)),
            ("issue", _said(item.text, blank=blank)),
            ("issue_outcome", _said(item.outcome, blank=blank)),
        ],
    )
