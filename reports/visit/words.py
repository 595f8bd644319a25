"""What one needs on a landing, in words: the same on the sheet, the list and every screen.

Nothing here needs a page: screens say the same without loading what draws one.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from pomdesk.domain.duties import DutyKind
from pomdesk.domain.visits import Ask, Card, Flag, Place, Why
from pomdesk.readmodels.visits import StopLine
from pomdesk.rules.visits.places import without_prison
from reports.wording import person_name
from resources.text import Text

_WEEK = 7


def ask_words(text: Text, ask: Ask, today: date, *, on: date | None = None) -> str:
    """What to do or ask: "OASys review due 25 Nov", "Not seen for 9 weeks".

    What somebody typed stands as it was typed, after a word of what it is.

    Args:
        text: the words.
        ask: what there is to do.
        today: the day it is read on.
        on: day of the visit, for which the weeks are counted; None: today.

    """
    match ask.why:
        case Why.DUTY:
            return _duty(text, ask, today)
        case Why.PAPER:
            return _by(text, text("visit_ask.serve", paper=_paper(text, ask)), ask, today)
        case Why.MEETING:
            return _meeting(text, ask, today)
        case Why.QUESTION:
            return text("visit_ask.question", words=_typed(ask.words))
        case Why.NOT_SEEN:
            return _not_seen(text, ask.due, on or today)
        case Why.CHOSEN:
            return _typed(ask.words) or text("visit_ask.chosen")


def told_words(text: Text, ask: Ask, today: date) -> str:
    """The same where no letter is stronger than another: what is late begins with that word."""
    said = ask_words(text, ask, today)
    return text("visit_paper.late", what=said) if ask.late else said


def why_words(text: Text, card: Card) -> str:
    """Why somebody is to be seen in a word or two: of the weightiest of what there is to do."""
    for ask in card.asks:
        if ask.why is Why.DUTY:
            return _what(text, ask.code)
        return text(f"visit_why.{ask.why}")
    return ""


def flag_words(text: Text, flag: Flag, was: str = "") -> str:
    """What to know before one walks there; ``was``: the cell somebody has moved from."""
    if flag is Flag.MOVED and was:
        return text("visit_ask.moved_from", cell=was)
    return text(f"visit_flag.{flag}")


def cell_words(place: Place, card: Card) -> str:
    """The cell without the prison, as the door has it: "A-1-021", "E4-014"; may be blank.

    Where somebody has moved since the card was made, or this prison's corrections name the wing,
    the place's own names stand; who is in no cell is where the record says.
    """
    named = "-".join(part for part in (place.wing, place.landing, place.cell) if part)
    given = without_prison(card.prison_id, card.location)
    return given if not named or _bare(named) == _bare(given) else named


def name_words(text: Text, card: Card) -> str:
    """``MORGAN, Alun``; the prison number where there is no name."""
    return person_name(text, card.last_name, card.first_name) or card.prisoner_number


def surnames(stops: Sequence[StopLine]) -> Mapping[str, int]:
    """How many people of a visit have each surname, as ``namesake_words`` takes it."""
    return Counter(_surname(stop.card) for stop in stops)


def namesake_words(text: Text, card: Card, names: Mapping[str, int]) -> str:
    """As "Another PRITCHARD on this visit", where there is one."""
    if not card.last_name.strip() or names.get(_surname(card), 0) < 2:
        return ""
    return text("visit_ask.namesake", name=" ".join(card.last_name.split()).upper())


def of_surname(text: Text, card: Card, names: Mapping[str, int]) -> str:
    """The name for a column: "PRITCHARD, Robert · 2 of this surname"."""
    named = name_words(text, card)
    if not namesake_words(text, card, names):
        return named
    return text("visit_ask.of_surname", named=named, n=names[_surname(card)])


def _surname(card: Card) -> str:
    return " ".join(card.last_name.casefold().split())


def seen_words(text: Text, card: Card, today: date) -> str:
    """When somebody was last seen: "Last seen 3 Nov, 3 weeks ago"."""
    if card.last_seen is None:
        return text("visit_ask.never")
    day, away = day_words(text, card.last_seen, today), _ago(text, card.last_seen, today)
    return text("visit_ask.last_seen", day=day, away=away)


def seen_short(text: Text, card: Card, today: date) -> str:
    """The same for a column: "Last seen 3 weeks ago"."""
    if card.last_seen is None:
        return text("visit_ask.never")
    return text("visit_ask.last_seen_short", away=_ago(text, card.last_seen, today))


def _ago(text: Text, day: date, today: date) -> str:
    """How long ago, in whole weeks, as it is told for how long somebody was not seen."""
    days = (today - day).days
    return text.away(day + timedelta(days % _WEEK) if days > _WEEK * 2 else day, today)


def day_words(text: Text, day: date, today: date) -> str:
    """``25 Nov``; with the year where it is another one."""
    short = text.short_day(day)
    return short if day.year != today.year else short.rpartition(" ")[0]


def _duty(text: Text, ask: Ask, today: date) -> str:
    what = _what(text, ask.code)
    if ask.words:
        what = text("visit_ask.typed", what=what, words=_typed(ask.words))
    return _by(text, what, ask, today)


def _what(text: Text, code: str) -> str:
    """A duty by its short name; one of a kind that needs nobody there by the usual one."""
    key = f"visit_ask.duty.{code}"
    return text(key) if text.has(key) else text.code("duty", code)


def _paper(text: Text, ask: Ask) -> str:
    return text.code("paper", ask.code) or _typed(ask.words)


def _by(text: Text, what: str, ask: Ask, today: date) -> str:
    if ask.due is None:
        return what
    key = "visit_ask.was_due" if ask.late else "visit_ask.due"
    if ask.words:  # Else the day would read on from what was typed.
        key += "_typed"
    return text(key, what=what, day=day_words(text, ask.due, today))


def _meeting(text: Text, ask: Ask, today: date) -> str:
    what = text(f"visit_ask.duty.{DutyKind.HANDOVER_MEETING}")
    if ask.words:
        what = text("visit_ask.typed", what=what, words=_typed(ask.words))
    if ask.due is None or ask.late:
        return _by(text, what, ask, today)
    if ask.due == today:
        return text("visit_ask.meeting_today", what=what)
    return text("visit_ask.meeting_on", what=what, day=day_words(text, ask.due, today))


def _not_seen(text: Text, last: date | None, on: date) -> str:
    """For how many whole weeks somebody was not seen; ``last`` is when they were, None: never."""
    if last is None:
        return text("visit_ask.never")
    weeks = (on - last).days // _WEEK
    if weeks < 1:
        return text("visit_why.not_seen")
    return text("visit_ask.not_seen", span=text.count("span.weeks", weeks))


def _bare(place: str) -> str:
    return "".join(sign for sign in place.casefold() if sign.isalnum())


def _typed(words: str) -> str:
    """What somebody typed, on one line."""
    return " ".join(words.split())
