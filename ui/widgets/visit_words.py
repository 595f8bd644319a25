"""Visits in words: where, how far they have come, how long, what was noted. No widgets are made.

What a card says is said by the papers too; views do not import those, so its words are fed.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from pomdesk.domain.names import listed, name_key
from pomdesk.domain.record import ATTEMPTS
from pomdesk.domain.visits import (
    Ask,
    Captured,
    Card,
    Flag,
    PackState,
    Place,
    VisitState,
)
from pomdesk.readmodels.visits import PackLine, VisitLine
from resources.text import Text
from ui.widgets.table_model import Mark

NOTHING = "–"

_STATES = {VisitState.PLANNED: "blue", VisitState.UNDER_WAY: "yellow", VisitState.ENDED: "grey"}
_PACKS = {
    PackState.OUT: "purple",
    PackState.BACK: "green",
    PackState.LOST: "grey",
    PackState.HERE: "blue",
}
_FLAGS = {Flag.MOVED: "orange"}
_HOUR = 60


@dataclass(frozen=True, slots=True)
class CardWords:
    """What puts a card into words, as the sheet does.

    Attributes:
        ask: one thing to do, as of a day.
        flag: what to know before one walks there, with the former cell.
        cell: the cell without the prison.
    """

    ask: Callable[[Text, Ask, date], str]
    flag: Callable[[Text, Flag, str], str]
    cell: Callable[[Place, Card], str]

    def asks(self, text: Text, card: Card, today: date) -> list[str]:
        """Everything there is to see somebody for, the weightiest first."""
        return [self.ask(text, one, today) for one in card.asks]


def name_of(card: Card) -> str:
    """Surname and forename; the number where no name is known."""
    return listed(card.last_name, card.first_name) or card.prisoner_number


def key_of(card: Card) -> str:
    """What somebody is sorted by."""
    return name_key(card.last_name, card.first_name) or card.prisoner_number


def minutes_words(text: Text, minutes: int, walking: int = 0) -> str:
    """How long: "about 1 hour 20 minutes (65 + 15 walking)"; nothing for no time at all.

    Args:
        text: the words.
        minutes: all of them.
        walking: how many of them are the walk between the stops.

    """
    hours, rest = divmod(minutes, _HOUR)
    parts = [text.count("visit_span.hours", hours)] if hours else []
    if rest:
        parts.append(text.count("visit_span.minutes", rest))
    if not parts:
        return ""
    about = text("visit_span.about", span=" ".join(parts))
    if not walking:
        return about
    return text("visit_span.walking", about=about, stops=minutes - walking, walking=walking)


def moment_words(text: Text, at: datetime) -> str:
    """When, where the desk stands: "24 Nov 2026, 08:00"."""
    here = at.replace(tzinfo=at.tzinfo or UTC).astimezone()
    return f"{text.short_day(here.date())}, {here:%H:%M}"


def where_words(text: Text, line: VisitLine) -> str:
    """What a visit is called: its title, else the prison."""
    return line.title or line.prison_name or text("visit_words.untitled")


def place_words(text: Text, place: Place) -> str:
    """Wing and landing: "Wing A, landing 2"; nothing where neither is known."""
    if not place.wing:
        return ""
    if not place.landing:
        return text("visit_words.wing", wing=place.wing)
    return text("visit_words.landing", wing=place.wing, landing=place.landing)


def state_mark(text: Text, line: VisitLine) -> Mark:
    """The tag: how far a visit has come."""
    if line.shut:
        return Mark(text("visit_words.shut"), "orange")
    return Mark(text.code("visit_state", line.state), _STATES[line.state])


def pack_mark(text: Text, pack: PackLine) -> Mark:
    """The tag: where a pack stands; one that is out and opens no more is late."""
    if pack.state is PackState.OUT and pack.expired:
        return Mark(text("visit_words.expired"), "red")
    return Mark(text.code("pack_state", pack.state), _PACKS[pack.state])


def holder_words(text: Text, pack: PackLine) -> str:
    """Who has a pack, and on what: "A Jones, wing laptop"."""
    return ", ".join(part for part in (pack.holder, pack.device) if part) or text(
        "visit_words.nobody"
    )


def until_words(text: Text, pack: PackLine) -> str:
    """Until when it opens, or since when it does not."""
    key = "visit_words.opened_until" if pack.expired else "visit_words.opens_until"
    return text(key, at=moment_words(text, pack.expires_at))


def flag_marks(text: Text, flags: Sequence[Flag], was: str, words: CardWords) -> tuple[Mark, ...]:
    """Tags: what to know before one walks there."""
    return tuple(Mark(words.flag(text, one, was), _FLAGS.get(one, "purple")) for one in flags)


def alert_marks(card: Card) -> tuple[Mark, ...]:
    """Tags: the alerts that matter on a landing."""
    return tuple(Mark(alert, "yellow") for alert in card.alerts)


def alerts_words(text: Text, cards: Iterable[Card]) -> str:
    """How many people have which alert: "Alert No one-to-ones: 2 people."."""
    counted = Counter(alert for card in cards for alert in dict.fromkeys(card.alerts))
    return " ".join(
        text("visit_words.alert", alert=alert, people=text.count("count.people", n))
        for alert, n in counted.most_common()
    )


def knowing(first: Sequence[Mark], others: Sequence[Mark]) -> tuple[Sequence[Mark], str]:
    """What to know of somebody: tags, and the line below them.

    The others are tags too; they are told below where the first take the line, so that none
    is cut off.
    """
    return (first, ", ".join(one.words for one in others)) if first else (others, "")


def outcome_mark(text: Text, captured: Sequence[Captured]) -> Mark:
    """The tag: met, or why not, or nothing noted; being met counts whatever else was noted."""
    said = next((one for one in captured if one.seen), None)
    said = said or next((one for one in captured if one.what), None)
    if said is None:
        key = "noted_only" if captured else "nothing_noted"
        return Mark(text(f"visit_words.{key}"), "blue" if captured else "grey")
    if text.has(f"visit_what.{said.what}"):
        words = text(f"visit_what.{said.what}")
    else:
        words = text.code("entry_what.contact", said.what)
    return Mark(words, "orange" if said.what in ATTEMPTS else "green")


def captured_words(text: Text, captured: Sequence[Captured]) -> str:
    """What was noted, on one line: "14:05 Talked about work. Next: ring the OMU (1 Dec 2026)"."""
    return "; ".join(part for one in captured if (part := _one(text, one)))


def _one(text: Text, one: Captured) -> str:
    said = " ".join(one.text.split())
    parts = [" ".join(part for part in (one.time, said) if part)]
    if one.next_step or one.due:
        step = " ".join(one.next_step.split()) or text("visit_words.follow_up")
        day = f" ({text.short_day(one.due)})" if one.due else ""
        parts.append(text("visit_words.next", step=f"{step}{day}"))
    if one.ticked:
        parts.append(text.count("visit_words.done", len(one.ticked)))
    if one.changes:
        parts.append(text.count("visit_words.changed", sum(map(len, one.changes.values()))))
    return ", ".join(part for part in parts if part)
