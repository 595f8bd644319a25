"""Visits to the wings: who is to be seen and why, what was captured, what two machines agree on.

A *visit* is one walk. Its *stops* are the people to see, in walking order. A stop's *card* is what
one needs of the person on a landing, as it was when the visit was planned or taken out; it is all
that a sheet prints and all that a visit machine ever gets. A *capture* is what was noted at a stop;
it is a working note until the visit is ended, which writes the contacts into the record.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from pomdesk.domain.record import ATTEMPTS

Values = Mapping[str, str | None]
"""Fields of one row as text: days in ISO, None for nothing."""

Rows = Mapping[str, Values]
"""Rows by key: ``person``, ``entry:<number at the desk>``, ``capture:<uid>``."""

PERSON_ROW = "person"

UID = re.compile(r"[0-9a-f]{32}")
"""The form of a number that is the same on every machine."""

TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
"""The form of a time of day, "14:05"."""


class VisitState(StrEnum):
    """How far a visit has come. What was captured before it ENDED is in no record yet."""

    PLANNED = "planned"
    UNDER_WAY = "under_way"
    ENDED = "ended"


class Why(StrEnum):
    """Why somebody is to be seen, the weightiest first."""

    DUTY = "duty"
    MEETING = "meeting"
    PAPER = "paper"
    QUESTION = "question"
    NOT_SEEN = "not_seen"
    CHOSEN = "chosen"


class Flag(StrEnum):
    """What to know before one walks to somebody's cell.

    MOVED: another cell than before the last import, or than when the visit was planned. ABSENT:
    out on temporary absence. HOSPITAL: a restricted patient. ELSEWHERE: in another prison than
    the visit's. NO_CELL: the record has none.
    """

    MOVED = "moved"
    ABSENT = "absent"
    HOSPITAL = "hospital"
    ELSEWHERE = "elsewhere"
    NO_CELL = "no_cell"


class Layout(StrEnum):
    """How a visit sheet gives each person room: a LINE of a table, or a BOX of half a page."""

    LINE = "line"
    BOX = "box"


NOT_SEEN_BECAUSE = ("not_in_cell", "declined", "unlocked_late")
"""What a capture may say in one tap where somebody was not seen; codes of a contact's ``what``."""

SEEN_AS = ("face_to_face", "wing")
"""How somebody is seen on a walk, the usual first."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cell is, read loosely from the raw text; blank parts are not known.

    Attributes:
        wing, landing, cell: as they are written, without the prison.
        known: a correction of this prison said so, and nothing was guessed.

    """

    wing: str = ""
    landing: str = ""
    cell: str = ""
    known: bool = False


@dataclass(frozen=True, slots=True)
class PlaceFix:
    """What this prison says of the cells whose text begins like this.

    Attributes:
        begins: beginning of the cell's text without the prison (``HB1-``); the longest one that
            fits counts. No difference is made between small and capital letters.
        wing, landing: what they are called.
        walk: wings are walked in this order, then by name; 0: by name.

    """

    id: int
    prison_id: str
    begins: str
    wing: str
    landing: str = ""
    walk: int = 0


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing to do or ask at a stop.

    Attributes:
        key: names it among those of its person: ``duty:<Duty.key>``, ``paper:<number>``,
            ``meeting:<number of the entry>``, ``question:<paper>:<eight hex digits>``,
            ``not_seen``, ``chosen``.
        code: of a duty its kind, of a paper its kind; else "".
        words: what was typed about it (the next step of a follow-up, a question); never words of
            the program.
        due: the day by which; of ``not_seen`` and a meeting the day of it.
        late: it is overdue.
        minutes: how long it will take, by policy.

    """

    key: str
    why: Why
    code: str = ""
    words: str = ""
    due: date | None = None
    late: bool = False
    minutes: int = 0


SETTLED_BY_SEEING = frozenset({"duty:contact", "not_seen", "chosen"})
"""Keys of asks that are done by seeing the person: nobody ticks them."""


@dataclass(frozen=True, slots=True)
class Card:
    """What one needs of a person on a landing; nothing withheld from them is on it.

    Attributes:
        location: the cell's raw text, the hospital, or "".
        alerts: those that the policy names as mattering on a landing, as given.
        asks: what to do and ask, the weightiest first.
        last_seen: day of the last contact that was no attempt.
        last_said: the first words of that contact, for whoever walks; no paper prints them.
        handover_on, release_on: dates as the record gives them; com_name: who takes over.
        facts: what may be changed on the walk, as it was: ``person`` (``cell_location``) and open
            follow-ups, ``entry:<n>`` (``next_step``, ``due``).

    """

    prisoner_number: str
    last_name: str = ""
    first_name: str = ""
    prison_id: str = ""
    location: str = ""
    alerts: tuple[str, ...] = ()
    asks: tuple[Ask, ...] = ()
    last_seen: date | None = None
    last_said: str = ""
    handover_on: date | None = None
    release_on: date | None = None
    com_name: str = ""
    facts: Rows = field(default_factory=dict)

    @property
    def may_tick(self) -> frozenset[str]:
        """Keys of what may be called done at the stop: the asks and every open follow-up."""
        entries = (key.removeprefix("entry:") for key in self.facts if key.startswith("entry:"))
        return frozenset(ask.key for ask in self.asks) | {f"duty:follow_up:{n}" for n in entries}

    @property
    def minutes(self) -> int:
        """How long the stop will take."""
        return sum(ask.minutes for ask in self.asks)

    @property
    def late(self) -> bool:
        """Whether anything of it is overdue."""
        return any(ask.late for ask in self.asks)


@dataclass(frozen=True, slots=True)
class Captured:
    """What was noted at a stop.

    Attributes:
        uid: 32 hexadecimal digits, the same on every machine.
        what: how the person was seen, or why not (``SEEN_AS``, ``NOT_SEEN_BECAUSE``, or another
            ``what`` of a contact); "": only noted.
        day: the day it happened; ``time`` is "14:05" by the machine's clock, or "".
        next_step, due: what is to follow, and by when.
        ticked: keys of the asks that were done.
        changes: of ``Card.facts``, only what was changed.
        machine: the visit machine it came from; "": this desk.
        by, at: who noted it, and when it was last changed (UTC).

    """

    uid: str
    day: date
    what: str = ""
    time: str = ""
    text: str = ""
    next_step: str = ""
    due: date | None = None
    ticked: tuple[str, ...] = ()
    changes: Rows = field(default_factory=dict)
    machine: str = ""
    by: str = ""
    at: datetime | None = None

    @property
    def blank(self) -> bool:
        """Whether nothing is noted: as if it had never been begun."""
        said = (self.what, self.text, self.next_step, self.due, self.ticked, self.changes)
        return not any(said)

    @property
    def seen(self) -> bool:
        """Whether the person was met."""
        return bool(self.what) and self.what not in ATTEMPTS


class PackState(StrEnum):
    """Where a visit pack stands.

    At the desk it was taken from: OUT, BACK (brought back at least once), LOST (written off).
    On the visit machine: HERE.
    """

    OUT = "out"
    BACK = "back"
    LOST = "lost"
    HERE = "here"


class ClashKind(StrEnum):
    """How the two sides disagree.

    Both CHANGED a field; the desk's row is GONE while the visit machine changed it; the visit
    machine has WITHDRAWN what it had sent before.
    """

    CHANGED = "changed"
    GONE = "gone"
    WITHDRAWN = "withdrawn"


class Keep(StrEnum):
    """Which side of a clash a person keeps; BOTH joins two texts."""

    OURS = "ours"
    THEIRS = "theirs"
    BOTH = "both"


TEXT_FIELDS = frozenset({"text", "next_step"})
"""Fields of which both sides can be kept."""
