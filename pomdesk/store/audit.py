"""The audit log: events in a chain, each signed by whoever's passphrase opened the store.

``hash`` is SHA-256 over the canonical JSON of everything else in the event but the signature,
the hash of the event before included; ``sig`` is Ed25519 over the hash. An event is written in
the transaction of what it tells of. The database refuses changes to the log (``lasting``);
somebody with the data key and another tool is not refused but found, except for their own last
event (``docs/security.md``).
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, DateTime, String, func, insert, literal, select

from pomdesk.domain.audit import NEW_SIGNER as NEW_SIGNER
from pomdesk.domain.audit import Broken, Event, Head, Kind, Logged, Wrong
from pomdesk.store.tables import audit, audit_segment, audit_subject, person

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_REGRESSED = timedelta(seconds=2)
_SESSION_BYTES = 8
_REF_BYTES = 16


@dataclass(frozen=True, slots=True)
class Signer:
    """Whose events these are.

    Attributes:
        slot: number of the key slot, hex.
        name: its name.
        key: None for a slot of an older key file, which had none.

    """

    slot: str
    name: str
    key: "Ed25519PrivateKey | None" = field(default=None, repr=False)

    @property
    def public(self) -> str:
        """The public key, hex; "" without one."""
        return "" if self.key is None else self.key.public_key().public_bytes_raw().hex()


@dataclass(slots=True)
class Pen:
    """What one session writes events with.

    Attributes:
        session: random, so that the events of one unlocking can be told together.
        role: role on the desk, set once it is known.

    """

    signer: Signer
    session: str = field(default_factory=lambda: os.urandom(_SESSION_BYTES).hex())
    role: str = ""


def head(connection: Connection) -> Head:
    """The end of the chain, that of the last segment where no event is left."""
    last = _last(connection)
    return Head(last.seq, last.hash) if last is not None else _segment_head(connection)


def append(connection: Connection, pen: Pen, event: Event, now: datetime) -> Head:
    """Write one event at the end of the chain, inside the caller's transaction.

    ``now`` is UTC without a zone.
    """
    last = _last(connection)
    before = Head(last.seq, last.hash) if last is not None else _segment_head(connection)
    floor = now if last is None else last.order_at + timedelta(microseconds=1)
    row: dict[str, Any] = {
        "seq": before.seq + 1,
        "at": now,
        "order_at": max(now, floor),
        "wall_regressed": last is not None and now < last.order_at - _REGRESSED,
        "who": pen.signer.slot,
        "name": pen.signer.name,
        "role": pen.role,
        "session": pen.session,
        "what": event.what,
        "kind": event.kind.value,
        "subject": "" if event.person_id is None else subject_of(connection, event.person_id),
        "correlation": event.correlation,
        "reason": _text(event.reason),
        "recipient": _text(event.recipient),
        "size": event.size,
        "detail": canonical(event.detail).decode(),
        "prev": before.hash,
    }
    digest = hash_of(row)
    key = pen.signer.key
    signature = "" if key is None else key.sign(digest).hex()
    connection.execute(_INSERT, {**row, "hash": digest.hex(), "sig": signature})
    return Head(before.seq + 1, digest.hex())


def subject_of(connection: Connection, person_id: int) -> str:
    """The random reference of a person, made when first asked for; "" of one who is gone."""
    mine = select(audit_subject.c.ref).where(audit_subject.c.person_id == person_id)
    found = connection.scalar(mine)
    if found is None:
        columns = (literal(os.urandom(_REF_BYTES).hex()), person.c.id)
        whose = select(*columns).where(person.c.id == person_id)
        connection.execute(insert(audit_subject).from_select(["ref", "person_id"], whose))
        found = connection.scalar(mine)
    return str(found or "")


def _text(typed: str) -> str:
    """What UTF-8 can hold: half a character, as a broken keyboard gives it, must stop no event."""
    return typed.encode("utf-8", "replace").decode()


def hash_of(row: Mapping[str, Any]) -> bytes:
    """SHA-256 over an event without ``hash`` and ``sig``; times in ISO with microseconds."""
    said = {name: _plain(value) for name, value in row.items() if name not in ("hash", "sig")}
    return hashlib.sha256(canonical(said)).digest()


def canonical(value: object) -> bytes:
    """JSON with sorted names, without spaces, in UTF-8."""
    return _JSON.encode(value).encode()


def written(connection: Connection, after: int = 0, most: int = -1) -> list[dict[str, Any]]:
    """The events after a number, as they stand in the file, for ``hash_of``.

    Past SQLAlchemy's and the driver's reading: in an edited one a time may be no time and a
    text no text.
    """
    rows = connection.exec_driver_sql(_WRITTEN, (after, most))
    return [_as_written(values) for values in rows]


def written_of(connection: Connection, numbers: Sequence[int]) -> list[dict[str, Any]]:
    """The events of some numbers, as ``written``, in the order of the numbers given."""
    found: dict[int, dict[str, Any]] = {}
    for start in range(0, len(numbers), _AT_ONCE):
        some = tuple(numbers[start : start + _AT_ONCE])
        marks = ", ".join("?" * len(some))
        for values in connection.exec_driver_sql(f"{_ALL_WRITTEN} WHERE seq IN ({marks})", some):
            row = _as_written(values)
            found[row["seq"]] = row
    return [found[number] for number in numbers if number in found]


def check_tail(connection: Connection, most: int = 1000) -> Broken | None:
    """Whether the newest events follow each other unedited; signatures are not looked at.

    Quick enough for every opening: a few hundredths of a second for a thousand events.
    """
    newest = head(connection).seq
    oldest = connection.scalar(select(func.min(audit.c.seq))) or newest + 1
    rows = written(connection, max(newest - most - 1, 0))
    before = _segment_head(connection)
    if newest - most >= oldest:
        before = Head(rows[0]["seq"], rows[0]["hash"])
        rows = rows[1:]
    return check_chain(rows, before)


def check_chain(rows: Iterable[Mapping[str, Any]], before: Head) -> Broken | None:
    """Whether events follow each other and ``before``."""
    last, order_at = before, ""
    for row in rows:
        if (wrong := follows(row, last, order_at)) is not None:
            return wrong
        last, order_at = Head(row["seq"], row["hash"]), row["order_at"]
    return None


def follows(row: Mapping[str, Any], last: Head, order_at: str) -> Broken | None:
    """Whether one event follows the one before: by its number, its own hash, that one's, time."""
    seq = row["seq"]
    if seq != last.seq + 1:
        return Broken(Wrong.DELETED, last.seq + 1)
    if _digest(row) != row["hash"]:
        return Broken(Wrong.EDITED, seq)
    if row["prev"] != last.hash:
        # It tells of another event before it than the one that stands there.
        return Broken(Wrong.EDITED, max(last.seq, 1))
    return Broken(Wrong.REBUILT, seq) if row["order_at"] <= order_at else None


def _digest(row: Mapping[str, Any]) -> str:
    try:
        return hash_of(row).hex()
    except (TypeError, UnicodeError):  # no text was written where one stands
        return ""


def as_logged(row: Mapping[str, Any]) -> Logged:
    """An event of ``written`` to read; of an edited one what can be read."""
    said = {**row, "at": _moment(row["at"]), "order_at": _moment(row["order_at"])}
    known = row["kind"] in frozenset(Kind)
    said["kind"] = Kind(row["kind"]) if known else Kind.SYSTEM
    said["wall_regressed"] = bool(row["wall_regressed"])
    said["detail"] = read_detail(row["detail"])
    return Logged(**said)


def read_detail(text: Any) -> Mapping[str, Any]:
    """The JSON of an event or a segment; nothing where it is none."""
    try:
        said = json.loads(text)
    except (TypeError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return datetime.min  # noqa: DTZ901 - as the store keeps times, without a zone


_NAMES = tuple(column.name for column in audit.c)
_TEXTS = frozenset(column.name for column in audit.c if isinstance(column.type, String | DateTime))
_CAST = ", ".join(f"CAST({name} AS BLOB)" if name in _TEXTS else name for name in _NAMES)
_ALL_WRITTEN = f"SELECT {_CAST} FROM audit"  # noqa: S608 - names of our own columns
_WRITTEN = f"{_ALL_WRITTEN} WHERE seq > ? ORDER BY seq LIMIT ?"
_AT_ONCE = 500
_TRUTHS: Mapping[object, bool] = {0: False, 1: True}


def _as_written(values: Iterable[Any]) -> dict[str, Any]:
    row = {
        name: value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value
        for name, value in zip(_NAMES, values, strict=True)
    }
    row["at"], row["order_at"] = (str(row[name]).replace(" ", "T") for name in ("at", "order_at"))
    row["wall_regressed"] = _TRUTHS.get(row["wall_regressed"])
    return row


# Made once: of an append, making the statements took longer than all the rest.
_LAST = select(audit.c.seq, audit.c.hash, audit.c.order_at).order_by(audit.c.seq.desc()).limit(1)
_INSERT = insert(audit)
_JSON = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _plain(value: object) -> object:
    return value.isoformat(timespec="microseconds") if isinstance(value, datetime) else value


def _last(connection: Connection) -> Any:
    return connection.execute(_LAST).first()


def _segment_head(connection: Connection) -> Head:
    last = connection.execute(
        select(audit_segment.c.last_seq, audit_segment.c.last_hash)
        .order_by(audit_segment.c.last_seq.desc())
        .limit(1)
    ).first()
    return Head(0, "") if last is None else Head(last.last_seq, last.last_hash)
