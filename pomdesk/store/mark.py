"""What is remembered of the store's last save, beside it: a store that lost saves is found out.

SQLCipher proves each page, not that it is the newest: an older copy of the file, or a log that
was cut or taken away, opens without a word. ``store.mark`` says how many saves there have been
and where the audit log ended, under a MAC by a key made from the data key. It is written after
each save, so it can be behind the store but not ahead of it. Both replaced together are not
noticed: for that there are the anchors on papers.
"""

import hmac
import json
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection

from pomdesk.domain.audit import Head
from pomdesk.domain.errors import StoreRefused
from pomdesk.store import audit
from pomdesk.store.connection import wipe
from pomdesk.store.lock import local_minute
from pomdesk.store.place import mark_beside, part_of, sync_folder, write_aside

_FORMAT = "pomdesk-mark-1"
_KEY_FOR = b"pomdesk mark"
_LARGEST = 4096
_NEVER = datetime.fromisoformat("2000-01-01")


class Found(StrEnum):
    """What the file beside the store was found to be; the values of all but OURS are notices."""

    OURS = ""
    MISSING = "STO-NOMARK"
    UNREADABLE = "STO-MARKBAD"


@dataclass(frozen=True, slots=True)
class Mark:
    """The store as it was when it was last saved.

    Attributes:
        saves: how many saves it had had.
        head: end of the audit log.
        at: time of that save, UTC without a zone.

    """

    saves: int
    head: Head
    at: datetime


def seen(store: Path) -> datetime | None:
    """When a store was last saved, UTC, as its mark says to whoever has no key to prove it with.

    For words only. None where there is no mark or it makes no sense.
    """
    path = mark_beside(store)
    try:
        if not path.is_file():
            return None
        with path.open("rb") as stream:
            said = json.loads(stream.read(_LARGEST).partition(b"\n")[0])
        at = datetime.fromisoformat(said["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return at.replace(tzinfo=None) if at.year > _NEVER.year else None


class Marker:
    """Reads and writes the mark of one open store.

    Attributes:
        is_there: a mark of ours was read or written.
        last: the store as it was last saved, as far as is known.

    """

    def __init__(self, store: Path, key: bytearray, salt: bytes) -> None:
        self._path = mark_beside(store)
        self._salt = salt
        self._key = _mark_key(key, salt)
        self.last: Mark | None = None
        self.is_there = False
        self._is_new = False

    def read(self) -> tuple[Mark | None, Found]:
        """The mark, and how it was found; None unless it is ours and whole."""
        try:
            with self._path.open("rb") as stream:
                content = stream.read(_LARGEST)
        except FileNotFoundError:
            return None, Found.MISSING
        except OSError:
            return None, Found.UNREADABLE
        mark = self._parse(content)
        self.is_there = mark is not None
        self.last = self.last or mark
        return mark, Found.UNREADABLE if mark is None else Found.OURS

    def saved(self, mark: Mark) -> None:
        """Remember a save that has been made.

        Never fails: the save stands, and a mark that stays behind raises no alarm. It is not
        forced onto the disk here (``finish`` does), which would double what a save costs.
        """
        self.last, self._is_new = mark, True
        part = part_of(self._path)
        try:
            part.write_bytes(self._content(mark))
            os.replace(part, self._path)
            self.is_there = True
        except OSError:
            with suppress(OSError):
                part.unlink(missing_ok=True)

    def finish(self) -> None:
        """Force the last mark onto the disk and forget the key; for closing."""
        if self.last is not None and self._is_new:
            with suppress(OSError, StoreRefused):
                if self._path.read_bytes() == self._content(self.last):
                    with self._path.open("rb+") as stream:
                        os.fsync(stream.fileno())
                    sync_folder(self._path.parent)
                else:
                    write_aside(self._path, self._content(self.last))
        self.forget()

    def forget(self) -> None:
        """Overwrite the key."""
        wipe(self._key)

    def _content(self, mark: Mark) -> bytes:
        said = {
            "format": _FORMAT,
            "store": self._salt.hex(),
            "saves": mark.saves,
            "seq": mark.head.seq,
            "hash": mark.head.hash,
            "at": mark.at.isoformat(timespec="microseconds"),
        }
        line = audit.canonical(said)
        return line + b"\n" + hmac.digest(self._key, line, "sha256").hex().encode() + b"\n"

    def _parse(self, content: bytes) -> Mark | None:
        line, _, proof = content.partition(b"\n")
        wanted = hmac.digest(self._key, line, "sha256").hex().encode() + b"\n"
        if not hmac.compare_digest(wanted, proof):
            return None
        said = json.loads(line)
        head = Head(said["seq"], said["hash"])
        return Mark(said["saves"], head, datetime.fromisoformat(said["at"]))


def rewrite(store: Path, connection: Connection, key: bytearray, salt: bytes) -> None:
    """Write the mark of what the store holds now, on the disk: after a new key or a restore.

    Args:
        store: the file of the store, beside which the mark lies.
        connection: to that store, at version 5 or later.
        key: the data key the store has now; the caller keeps and wipes it.
        salt: the store's identity.

    Raises:
        StoreRefused: where it cannot be written; the old mark stands.

    """
    marker = Marker(store, key, salt)
    try:
        write_aside(mark_beside(store), marker._content(mark_of(connection)))
    finally:
        marker.forget()


def mark_of(connection: Connection) -> Mark:
    """The mark that fits what the store holds now; of version 5 or later."""
    return Mark(_saves(connection), _head(connection), last_save(connection) or _NEVER)


def last_save(connection: Connection) -> datetime | None:
    """When the store as it stands was last saved; None where nobody ever did anything."""
    times = (last_operation(connection), last_event(connection))
    return max((at for at in times if at is not None), default=None)


def last_event(connection: Connection) -> datetime | None:
    """The time of the newest event in the log; None without any, or where it is no time."""
    return _time(connection, "SELECT at FROM audit ORDER BY seq DESC LIMIT 1")


def last_operation(connection: Connection) -> datetime | None:
    """When something was last done that the journal tells of; of every version of the store."""
    return _time(connection, "SELECT max(at) FROM operation")


def check(connection: Connection, mark: Mark) -> StoreRefused | None:
    """Why the store is not the one that was last saved here; None where it is.

    STO-BEHIND has ``reason``: ``saves`` (``missing`` saves since ``since`` are gone, the last of
    them made at ``last``), ``all`` (all of them), ``history`` (it was gone on with from an older
    copy elsewhere, or its log was changed). Times are local.
    """
    saves = _saves(connection)
    if saves < mark.saves:
        return behind(mark, saves, last_save(connection))
    end = _head(connection)
    same = end == mark.head if saves == mark.saves else _knows(connection, mark.head)
    if same:
        return None
    return StoreRefused("STO-BEHIND", reason="history", last=local_minute(mark.at))


def behind(mark: Mark, saves: int, since: datetime | None) -> StoreRefused:
    """The refusal of a store that had ``saves`` saves, the last of them at ``since``."""
    details: dict[str, str | int] = {"missing": mark.saves - saves, "last": local_minute(mark.at)}
    if since is None:
        return StoreRefused("STO-BEHIND", reason="all", **details)
    return StoreRefused("STO-BEHIND", reason="saves", since=local_minute(since), **details)


def _knows(connection: Connection, head: Head) -> bool:
    """Whether the log has the event at which it ended then."""
    if head.seq == 0:
        return True
    found = connection.exec_driver_sql("SELECT hash FROM audit WHERE seq = ?", (head.seq,)).first()
    if found is not None:
        return bool(found.hash == head.hash)
    # It may lie in a part of the log that was taken out after its time.
    segment = connection.exec_driver_sql(
        "SELECT last_seq, last_hash FROM audit_segment WHERE ? BETWEEN first_seq AND last_seq",
        (head.seq,),
    ).first()
    return segment is not None and (segment.last_seq > head.seq or segment.last_hash == head.hash)


# In plain SQL: each of these runs once, and to put it together would take ten times as long.


def _saves(connection: Connection) -> int:
    row = connection.exec_driver_sql("SELECT saves FROM store_state").first()
    return 0 if row is None else int(row.saves)


def _head(connection: Connection) -> Head:
    newest = "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1"
    row = connection.exec_driver_sql(newest).first()
    return audit.head(connection) if row is None else Head(row.seq, row.hash)


def _time(connection: Connection, statement: str) -> datetime | None:
    row = connection.exec_driver_sql(statement).first()
    try:
        return None if row is None else datetime.fromisoformat(row[0])
    except (TypeError, ValueError):
        return None


def _mark_key(key: bytearray, salt: bytes) -> bytearray:
    """HKDF-SHA-256 of the data key, without any immutable copy of that key."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    made = bytearray(32)
    HKDF(SHA256(), len(made), salt=salt, info=_KEY_FOR).derive_into(key, made)
    return made
