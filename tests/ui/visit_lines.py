"""Visits as read models, invented, for the pages that are fed them."""

from datetime import date, datetime, timedelta
from typing import Any

from pomdesk.domain.visits import Ask, Captured, Card, PackState, Place, VisitState, Why
from pomdesk.readmodels.visits import (
    PackLine,
    Proposal,
    Proposed,
    StopLine,
    VisitLine,
    VisitsNow,
    VisitView,
)

TODAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12)  # noqa: DTZ001 - the store's times are UTC and say no zone
CONTACT = Ask("duty:1", Why.DUTY, "contact", due=TODAY - timedelta(3), late=True, minutes=10)
QUESTION = Ask("question:1:aa", Why.QUESTION, words="What would help on release?", minutes=5)


def card(number: int, *asks: Ask, **known: Any) -> Card:
    """A card of somebody invented."""
    given: dict[str, Any] = {
        "prisoner_number": f"A{number:04}BC",
        "last_name": f"NAME{number}",
        "first_name": "ANN",
        "prison_id": "LEI",
        "location": f"A-1-{number:03}",
        "last_seen": TODAY - timedelta(weeks=number),
    }
    return Card(asks=asks, **{**given, **known})


def proposed(number: int, *asks: Ask, wing: str = "A", **known: Any) -> Proposed:
    """Somebody who may be seen."""
    made = card(number, *asks, location=f"{wing}-1-{number:03}", **known)
    place = Place(wing, "1", f"{number:03}")
    return Proposed(number, made, place, made.minutes)


def proposal(
    *lines: Proposed, prisons: tuple[tuple[str, str], ...] = (("LEI", "Leeds"),)
) -> Proposal:
    """Everybody one may see."""
    return Proposal(TODAY, lines, prisons, walking=3, as_at=TODAY)


def pack(**known: Any) -> PackLine:
    """A pack that is out."""
    given: dict[str, Any] = {
        "id": 1, "uid": "0" * 32, "visit_id": 1, "state": PackState.OUT, "opens_with": "ABCD",
        "holder": "A Jones", "device": "laptop 3", "made_at": NOON,
        "expires_at": NOON + timedelta(days=3), "expired": False,
    }  # fmt: skip
    return PackLine(**{**given, **known})


def visit(number: int = 1, **known: Any) -> VisitLine:
    """A visit in the list."""
    given: dict[str, Any] = {
        "code": "V7K-3MQ", "day": TODAY, "title": f"Wing {number}", "state": VisitState.PLANNED,
        "prison_id": "LEI", "prison_name": "Leeds", "by": "A Jones",
        "people": 3, "noted": 0, "seen": 0, "unwritten": 0,
    }  # fmt: skip
    return VisitLine(id=number, **{**given, **known})


def now(*visits: VisitLine, **known: Any) -> VisitsNow:
    """What the list page shows."""
    return VisitsNow(**{"today": TODAY, "visits": visits, "lost": (), "fixes": (), **known})


def captured(what: str = "", **known: Any) -> Captured:
    """What was noted."""
    return Captured("f" * 32, TODAY, what, **known)


def stop(number: int, *asks: Ask, **known: Any) -> StopLine:
    """Somebody of a visit."""
    place = Place("A", "1", f"{number:03}")
    who, on_it = known.pop("person_id", number), known.pop("on_card", {})
    return StopLine(100 + number, number, who, card(number, *asks, **on_it), place, **known)


def view(line: VisitLine, *stops: StopLine, **known: Any) -> VisitView:
    """One visit whole."""
    return VisitView(**{"line": line, "today": TODAY, "stops": stops, "note": "", "minutes": 80,
                        "walking": 3, **known})  # fmt: skip
