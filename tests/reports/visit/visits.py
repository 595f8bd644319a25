"""Invented visits: who is to be seen, where and why."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from pomdesk.domain.duties import DutyKind
from pomdesk.domain.visits import Ask, Captured, Card, Flag, Place, VisitState, Why
from pomdesk.readmodels.visits import StopLine, VisitLine, VisitView

TODAY = date(2026, 11, 23)
CODE = "V7K-3MQ"
NAMES = (
    ("MORGAN-JONES", "ALUN RHYS"),
    ("GŴYN", "SIÂN"),
    ("O'BRIEN", "NIALL"),
    ("AL-RASHID", "OMAR"),
    ("WALIGÓRSKI", "ŁUKASZ"),
    ("TAYLOR", "BEN"),
    ("OKONKWO", "CHIDI EMMANUEL"),
    ("SMITH", "JAMES"),
)


def on(days: int) -> date:
    return TODAY + timedelta(days)


def duty(kind: DutyKind, days: int, words: str = "", minutes: int = 10) -> Ask:
    """Something due so many days from today; before it is late."""
    key = "duty:contact" if kind is DutyKind.CONTACT else f"duty:{kind}:{days}"
    return Ask(key, Why.DUTY, kind, words, on(days), late=days < 0, minutes=minutes)


def question(words: str) -> Ask:
    return Ask("question:1:0a0b0c0d", Why.QUESTION, words=words, minutes=5)


KINDS_OF_ASKS = (
    duty(DutyKind.OASYS_REVIEW, -9, minutes=45),
    Ask("not_seen", Why.NOT_SEEN, due=on(-66), minutes=10),
    duty(DutyKind.CONTACT, 4),
    Ask("meeting:4", Why.MEETING, due=TODAY, minutes=30),
    Ask("paper:7", Why.PAPER, "parole-report", due=on(9), minutes=10),
    question("What does he say about moving to his sister's, and has she agreed to it?"),
    duty(DutyKind.FOLLOW_UP, 2, "Bring the form for the bank account", 5),
    Ask("chosen", Why.CHOSEN, minutes=10),
)


def card(n: int, asks: Sequence[Ask] | None = None, **more: object) -> Card:
    """The card of the n-th invented person."""
    last, first = NAMES[n % len(NAMES)]
    wing = "ABC"[n // 12 % 3]
    made = Card(
        f"{chr(65 + n % 26)}{1000 + n:04}AB",
        last,
        first,
        "LEI",
        f"LEI-{wing}-{n // 4 % 3 + 1}-{n % 30 + 1:03}",
        asks=(KINDS_OF_ASKS[n % 8],) if asks is None else tuple(asks),
        last_seen=None if n % 9 == 8 else on(-7 - 5 * (n % 8)),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def stop(n: int, given: Card | None = None, **more: object) -> StopLine:
    """The n-th stop, from 0."""
    held = given or card(n)
    _, wing, landing, cell = held.location.split("-") if held.location.count("-") == 3 else [""] * 4
    place = Place(wing, landing, cell)
    return replace(StopLine(n + 1, n + 1, n + 1, held, place), **more)  # type: ignore[arg-type]


def usual(n: int) -> StopLine:
    """A stop as they come: one to four things to do, some alerts, some flags."""
    rng = random.Random(n)
    asks = rng.sample(KINDS_OF_ASKS, rng.choice((1, 1, 2, 2, 3, 4)))
    alerts = rng.choice(((), (), (), ("ACCT open",), ("Hostage taker", "Risk to females")))
    made = stop(n, card(n, asks, alerts=alerts))
    if n % 7 == 3:
        return replace(made, flags=(Flag.MOVED,), was="B-1-002")
    return replace(made, flags=(Flag.ABSENT,)) if n % 11 == 6 else made


def view(stops: Sequence[StopLine] | int, **more: object) -> VisitView:
    """A visit of some stops, or of so many usual ones."""
    held = [usual(n) for n in range(stops)] if isinstance(stops, int) else list(stops)
    line_more = {name: more.pop(name) for name in list(more) if name in VisitLine.__slots__}
    line = VisitLine(
        id=1,
        code=CODE,
        day=TODAY,
        title="",
        state=VisitState.PLANNED,
        prison_id="LEI",
        prison_name="Leeds",
        by="Gwen Ellis",
        people=len(held),
        noted=0,
        seen=0,
        unwritten=0,
    )
    minutes = sum(one.card.minutes + 3 for one in held)
    made = VisitView(
        replace(line, **line_more),  # type: ignore[arg-type]
        TODAY,
        held,
        note="",
        minutes=minutes,
        walking=3,
        as_at=on(-1),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def captured(n: int, what: str = "face_to_face", **more: object) -> Captured:
    """What was noted of the n-th person."""
    made = Captured(f"{n:032x}", TODAY, what, "14:05", "Talked about private things")
    return replace(made, **more)  # type: ignore[arg-type]
