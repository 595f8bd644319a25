"""What a visit pack and the file that comes back hold, and what they may hold.

A file that opens was made by somebody who has the code, and not always by this program: every
length, count, code and character is checked before anything is made of it, as in an import.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

import msgspec

from pomdesk.domain.errors import PackRefused
from pomdesk.domain.record import LONGEST, SPECS, EntryKind
from pomdesk.domain.typed import LONGEST_TYPED
from pomdesk.domain.visits import PERSON_ROW, TIME, UID, Captured, Card, Rows

MOST = 500
"""Stops of a visit; asks, alerts, ticks, rows or captures of a stop."""
LONGEST_DAYS = 14
"""Days for which a pack may be opened."""

FACTS = {PERSON_ROW: frozenset({"cell_location"}), "entry": frozenset({"next_step", "due"})}
"""What may be changed on a walk, by kind of row."""

_LONGEST_PACK = 8 * 1024 * 1024
_LINE, _KEY = LONGEST["next_step"], 120
_SAID = 400
"""Characters of what was said last, on a card."""
_MOST_MINUTES = 24 * 60
_ENTRY = re.compile(r"entry:[1-9]\d{0,17}")
_NUMBER = re.compile(r"[A-Z0-9]{1,10}")
_HARMLESS = "\n\t\u00ad\u200c\u200d"
"""New line, tab, soft hyphen, and what parts or joins letters of scripts that need it."""
_WHATS = frozenset({"", *SPECS[EntryKind.CONTACT].whats})

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PackedStop:
    """One person to see; ``uid`` names the stop on every machine."""

    uid: str
    card: Card


@dataclass(frozen=True, slots=True)
class Pack:
    """A visit as it is taken out; times in UTC.

    Attributes:
        visit: the visit's uid, which no other desk has; ``code`` stands on its sheets.
        note: of the visit as a whole, as it was when it was taken out.
        holder: who took it.
        stops: in walking order.

    """

    visit: str
    code: str
    title: str
    note: str
    day: date
    prison_id: str | None
    holder: str
    made_at: datetime
    expires_at: datetime
    stops: tuple[PackedStop, ...]


@dataclass(frozen=True, slots=True)
class NotedStop:
    """What was noted at one stop."""

    uid: str
    captures: tuple[Captured, ...]


@dataclass(frozen=True, slots=True)
class Return:
    """All that was noted on a visit machine since it opened the pack.

    Attributes:
        machine: names the visit machine and this opening, 32 hexadecimal digits.
        number: from 1; a machine that was put back to a backup begins again lower.
        uid: random, of this file only.
        before: uids of the files that this one takes the place of, the newest last: what the
            machine made before, as far as it knows.
        made_at, begun_at: by that machine's clock, UTC.
        note: what was written of the visit as a whole.

    """

    machine: str
    number: int
    uid: str
    before: tuple[str, ...]
    made_at: datetime
    begun_at: datetime | None
    note: str
    stops: tuple[NotedStop, ...]


def write_pack(pack: Pack) -> bytes:
    """A pack as bytes to be sealed.

    Raises:
        PackRefused: PCK-CONTENT, no machine would open it.

    """
    return _written(pack, read_pack)


def write_return(back: Return) -> bytes:
    """What was noted as bytes to be sealed; raises as ``write_pack``."""
    return _written(back, read_return)


def read_pack(content: bytes) -> Pack:
    """A pack out of what was sealed.

    Raises:
        PackRefused: PCK-CONTENT, it is not what this program writes.

    """
    if len(content) > _LONGEST_PACK:
        raise PackRefused("PCK-CONTENT")
    pack = _read(content, Pack)
    _need(UID.fullmatch(pack.visit), 0 < len(pack.code) <= 12, len(pack.title) <= 200)
    _need(len(pack.holder) <= 200, len(pack.prison_id or "") <= 10, pack.stops)
    _need_times(pack.made_at, pack.expires_at)
    days = pack.expires_at - pack.made_at
    _need(timedelta(0) < days <= timedelta(LONGEST_DAYS))
    _need_stops(pack.stops)
    for stop in pack.stops:
        card = stop.card
        _need(_NUMBER.fullmatch(card.prisoner_number))
        _need_lines(card.last_name, card.first_name, card.prison_id, card.location, card.com_name)
        _need_lines(*card.alerts)
        _need(len(card.last_said) <= _SAID)
        _need_rows(card.facts)
        for ask in card.asks:
            _need(len(ask.key) <= _KEY, 0 <= ask.minutes <= _MOST_MINUTES)
            _need_lines(ask.code)
    return pack


def read_return(content: bytes) -> Return:
    """What was noted, out of what was sealed; raises as ``read_pack``."""
    back = _read(content, Return)
    _need(UID.fullmatch(back.machine), 1 <= back.number <= 1_000_000)
    _need(all(UID.fullmatch(uid) for uid in (back.uid, *back.before)))
    _need(len({back.uid, *back.before}) == 1 + len(back.before))
    _need_times(back.made_at, back.begun_at)
    _need_stops(back.stops)
    captures = [one for stop in back.stops for one in stop.captures]
    _need(len({one.uid for one in captures}) == len(captures))
    for one in captures:
        _need(UID.fullmatch(one.uid), one.what in _WHATS, len(one.by) <= 100)
        _need(not one.time or TIME.fullmatch(one.time), not one.machine)
        _need(all(len(key) <= _KEY for key in one.ticked))
        _need_times(one.at)
        _need_rows(one.changes)
    return back


def _written(content: object, read: Callable[[bytes], object]) -> bytes:
    """JSON without what cannot be seen, which this program will read again."""
    written = msgspec.json.encode(_seen(msgspec.to_builtins(content)))
    read(written)
    return written


def _seen(value: Any) -> Any:
    """A value whose texts have no character that a reader refuses.

    What only steers how others are shown goes without a trace, as it came.
    """
    if isinstance(value, str):
        return value if value.isprintable() else "".join(map(_shown, value))
    if isinstance(value, dict):
        return {_seen(name): _seen(inner) for name, inner in value.items()}
    return [_seen(inner) for inner in value] if isinstance(value, list | tuple) else value


def _read(content: bytes, kind: type[T]) -> T:
    try:
        found = msgspec.json.decode(content, type=kind)
    # Something nested a thousand deep is none of ours.
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise PackRefused("PCK-CONTENT") from None
    _need_bounded(msgspec.to_builtins(found))
    return found


def _hidden(c: str) -> bool:
    """Whether a character cannot be seen, or makes others be seen where they are not."""
    if c.isprintable() or c in _HARMLESS:
        return False
    return unicodedata.category(c) in {"Cc", "Cf", "Cs"}


def _shown(c: str) -> str:
    if not _hidden(c):
        return c
    return "" if unicodedata.category(c) == "Cf" else "\ufffd"


def _need(*true: object) -> None:
    if not all(true):
        raise PackRefused("PCK-CONTENT")


def _need_bounded(value: object) -> None:
    """No text, list or table is longer than any of this program's."""
    if isinstance(value, str):
        _need(len(value) <= LONGEST_TYPED, value.isprintable() or not any(map(_hidden, value)))
    elif isinstance(value, Mapping):
        _need(len(value) <= MOST)
        for name, inner in value.items():
            _need(len(name) <= _KEY, not any(map(_hidden, name)))
            _need_bounded(inner)
    elif isinstance(value, list | tuple):
        _need(len(value) <= MOST)
        for inner in value:
            _need_bounded(inner)


def _need_lines(*texts: str) -> None:
    _need(all(len(text) <= _LINE for text in texts))


def _need_times(*times: datetime | None) -> None:
    """Times are in UTC and do not say so, as the store keeps them."""
    _need(all(time is None or time.tzinfo is None for time in times))


def _need_stops(stops: Iterable[PackedStop | NotedStop]) -> None:
    uids = [stop.uid for stop in stops]
    _need(all(UID.fullmatch(uid) for uid in uids), len(set(uids)) == len(uids))


def _need_rows(rows: Rows) -> None:
    for key, values in rows.items():
        _need(key == PERSON_ROW or _ENTRY.fullmatch(key))
        _need(values.keys() <= FACTS[key.partition(":")[0]])
        _need(all(len(value or "") <= _LINE for value in values.values()))
        _need(_is_day(values.get("due")))


def _is_day(value: str | None) -> bool:
    try:
        return not value or bool(date.fromisoformat(value))
    except ValueError:
        return False
