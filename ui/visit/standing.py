"""Where a visit stands: what can be done with it, its head line, what matters now."""

from collections import Counter
from dataclasses import dataclass

from pomdesk.domain.visits import PackState, VisitState
from pomdesk.readmodels.visits import VisitAfter, VisitLine, VisitView
from resources.text import Text
from ui.widgets.visit_words import alerts_words, minutes_words, moment_words, outcome_mark

ACTIONS = (
    "begin", "go_on", "end", "sheet", "list", "print_note", "plan_missed", "take_back", "add",
)  # fmt: skip
"""What has a button of its own, in the order of the buttons."""

PACKS = ("out", "bring", "return", "clear")
"""What is done with another machine; it has a line of buttons of its own."""

NOTES = ("copy_note", "copy_all")
"""What is done with what was noted, once the visit has ended."""

MORE = ("change", "remove", "again", "drop")
"""What stands in the menu behind them."""

_PLANNED = frozenset({"begin", "sheet", "list", "out", "add", *MORE})
_UNDER_WAY = frozenset({"go_on", "end", "sheet", "list", "out", "add", "change", "remove"})
_ENDED = frozenset({"print_note", "sheet", "list"})
_SHUT = frozenset({"return", "clear"})


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows.

    Attributes:
        view: the visit.
        after: what came of it; None while it has not ended.
    """

    view: VisitView
    after: VisitAfter | None = None


def may(line: VisitLine) -> frozenset[str]:
    """What can be done with a visit as it stands."""
    if line.shut:
        return _SHUT
    if line.from_pack:
        return _SHUT | {"begin" if line.state is VisitState.PLANNED else "go_on"}
    found = {
        VisitState.PLANNED: _PLANNED,
        VisitState.UNDER_WAY: _UNDER_WAY,
        VisitState.ENDED: _ENDED,
    }[line.state]
    if line.pack is None:
        return found
    kept = {"drop", "again"} if line.pack.state is PackState.OUT else {"drop"}
    return (found - kept) | {"bring"}


def offered(shown: Shown) -> frozenset[str]:
    """What can be done with a visit that is shown."""
    view, found = shown.view, may(shown.view.line)
    if shown.after is None:
        return found
    more = set(NOTES) if any(one.all_captured for one in view.stops) else set()
    if view.ending is not None:
        more.add("take_back")
    if any(not one.seen and one.person_id is not None for one in view.stops):
        more.add("plan_missed")
    return found | more


def head_words(text: Text, view: VisitView) -> str:
    """Day, where, how many people, how long, and the code on its sheets."""
    line = view.line
    day = text("visit_page.day", day=text.day(line.day), away=text.away(line.day, view.today))
    parts = [
        day,
        line.prison_name,
        text.count("count.people", line.people),
        "" if line.state is VisitState.ENDED else _span(text, view),
        text("visit_page.code", code=line.code),
    ]
    return " · ".join(part for part in parts if part)


def _span(text: Text, view: VisitView) -> str:
    return minutes_words(text, view.minutes, view.walking * max(len(view.stops) - 1, 0))


def matters(text: Text, shown: Shown, *, hidden: bool = False) -> str:
    """The line that says what matters now; who was seen stands in ``outcome_words``."""
    view, line = shown.view, shown.view.line
    if line.shut:
        return text("visit_page.matters.shut")
    if line.state is VisitState.PLANNED:
        late = sum(one.card.late for one in view.stops)
        parts = [text.count("visit_page.matters.planned", line.people)]
        if late:
            parts.append(text.count("visit_page.matters.late", late))
        return " ".join(part for part in (*parts, _alerts(text, view, hidden)) if part)
    if line.state is VisitState.UNDER_WAY:
        said = text("visit_page.matters.under_way", n=line.noted, of=line.people)
        return " ".join(part for part in (said, _alerts(text, view, hidden)) if part)
    at = moment_words(text, view.ended_at) if view.ended_at else ""
    return text("visit_page.matters.ended_at", at=at) if at else text("visit_page.matters.ended")


def _alerts(text: Text, view: VisitView, hidden: bool) -> str:
    return "" if hidden else alerts_words(text, (one.card for one in view.stops))


def outcome_words(text: Text, after: VisitAfter) -> str:
    """Who was seen against who was planned, why others were not, what is still due."""
    stops = after.visit.stops
    seen = sum(one.seen for one in stops)
    parts = [text("visit_page.seen", n=seen, of=text.count("count.people", len(stops)))]
    missed = Counter(outcome_mark(text, s.all_captured).words for s in stops if not s.seen)
    parts += [text("visit_page.missed", why=words, n=n) for words, n in missed.items()]
    due = sum(map(len, after.still_due.values()))
    parts.append(text.count("visit_page.due", due) if due else text("visit_page.nothing_due"))
    return " ".join(parts)
