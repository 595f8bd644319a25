"""The store of one desk: made, opened, worked in, closed.

``create_store`` and ``open_store`` give a ``Store``; everything read or written goes through
``Store.unit_of_work``. One process a store (``lock.py``), one connection a process, one unit
of work at a time: threads wait for each other.
"""

import hmac
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine

from pomdesk.domain.audit import Event
from pomdesk.domain.errors import KeyRefused, PomdeskError, StoreRefused
from pomdesk.store import (
    backup,
    ballast,
    erased_list,
    mark,
    opening,
    rekey,
    schema,
    tries,
    vault,
    whole,
)
from pomdesk.store.audit import Pen
from pomdesk.store.connection import (
    PAGE_BYTES,
    PLAIN_HEADER,
    SALT_BYTES,
    engine_over,
    keep_log,
    wipe,
)
from pomdesk.store.held import HeldKey
from pomdesk.store.keyfile import STANDARD_COST, Cost, twin_of
from pomdesk.store.lock import StoreLock
from pomdesk.store.mark import Marker
from pomdesk.store.place import (
    file_errors_told,
    keys_beside,
    mark_beside,
    part_of,
    swap_in,
    usable,
)
from pomdesk.store.signers import introduction
from pomdesk.store.swapped import Watch
from pomdesk.store.unit_of_work import UnitOfWork

# Beginnings of files that get put in a store's place by mistake: JPEG, PNG, PDF, ZIP, OLE.
_OTHER_KINDS = (b"\xff\xd8\xff", b"\x89PNG", b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class Store:
    """An unlocked store.

    Attributes:
        path: the encrypted file.
        who: name of the key slot that opened it.
        by_recovery: opened by the recovery key: a new passphrase should be chosen.
        notices: codes of what was mended or noticed on the way in (``KEY-REPAIRED``).

    """

    def __init__(self, path: Path, opened: vault.Unlocked, lock: StoreLock) -> None:
        self.path = path
        self.who = opened.name
        self.by_recovery = opened.by_recovery
        self.notices = opened.notices
        self._key = HeldKey(opened.key)
        self._salt = opened.store
        self._lock = lock
        self._turn = threading.RLock()
        self._busy = False
        self._copies = 0
        self._no_copies = threading.Condition(self._turn)
        self._pen = Pen(opened.signer)
        self._marker = self._new_marker()
        self._watch = Watch(path)
        self._engine: Engine | None = engine_over(path, self._key, self._salt)

    def _new_marker(self) -> Marker:
        with self._key.shown() as key:
            return Marker(self.path, key, self._salt)

    def make_room(self) -> bool:
        """Give up the ballast, so that what the disk had no room for can be saved once more.

        From then on ``notices`` say that the disk is full. False where there was no ballast.
        """
        if not ballast.give_up(self.path):
            return False
        if opening.LOW_SPACE not in self.notices:
            self.notices += (opening.LOW_SPACE,)
        return True

    def act_as(self, role: str) -> None:
        """Name the role that events of this session are written under."""
        self._pen.role = role

    @contextmanager
    def unit_of_work(
        self, *, by: str, now: datetime, today: date, command: str | None = None
    ) -> Iterator[UnitOfWork]:
        """One transaction: leave well and it is saved, leave badly and nothing happened.

        Args:
            by: who does it, for the journal.
            now: UTC.
            today: the desk's day.
            command: code of the operation. None only reads: then a write raises
                ``QueryWroteError``, which is a bug and not a refusal.

        Raises:
            StoreRefused: STO-CLOSED after ``close``; STO-FULL, STO-DISK, STO-READONLY,
                STO-BUSY, STO-DAMAGED from the file; STO-MOVED, where it is no longer there.

        """
        with self._my_turn() as engine, engine.connect() as connection:
            if command is not None and not self._watch.is_as_left():
                with self._key.shown() as key:
                    self._watch.refuse_swapped(connection, key, self._salt, self._marker.last)
            connection = connection.execution_options(reading=command is None)
            unit = UnitOfWork(connection, by, now, today, command, self._pen)
            with connection.begin(), unit as uow:
                yield uow
                uow.finish()
                if uow.erased:
                    # Before it is saved: what cannot be listed is not erased.
                    erased_list.announce(self.path, uow.erased)
            if uow.head is not None:
                self._marker.saved(mark.Mark(uow.saves, uow.head, uow.now))
                if uow.erased:
                    # Saved already: where the list cannot be written now, the next opening does.
                    with suppress(StoreRefused):
                        erased_list.add(self.path, uow.erased)
                schema.empty_the_log(connection)
                self._watch.leave()

    @contextmanager
    def apart(self) -> Iterator[tuple[bytearray, bytes]]:
        """The key and the identity, to copy the file while work goes on; closing waits for it.

        Raises:
            StoreRefused: STO-CLOSED.

        """
        with self._turn:
            if self._engine is None:
                raise StoreRefused("STO-CLOSED")
            with self._key.shown() as held:
                key = bytearray(held)
            self._copies += 1
        try:
            yield key, self._salt
        finally:
            wipe(key)
            with self._turn:
                self._copies -= 1
                self._no_copies.notify_all()

    def check(self) -> list[str]:
        """Read every page, every rule and the log of the store; one line for each thing wrong."""
        with self._my_turn() as engine, engine.connect() as connection:
            return whole.everything_wrong(connection, self._marker)

    def change_passphrase(self, current: str, new: str) -> None:
        """Give whoever ``current`` belongs to a new passphrase.

        Raises:
            KeyRefused: KEY-WRONG, KEY-WEAK, KEY-LONG, KEY-TAKEN; KEY-ATUNLOCK for the recovery key.

        """
        with self._my_turn(), self._key.shown() as key:
            vault.change_passphrase(keys_beside(self.path), current, new, key=key)

    def prove_passphrase(self, secret: str) -> None:
        """Prove that this is the passphrase of who opened the store; nothing is written.

        Raises:
            KeyRefused: KEY-WRONG, for another key file's, somebody else's, or the recovery key;
                the others of ``vault.unlock``.

        """
        with self._my_turn(), self._key.shown() as key:
            opened = vault.unlock(keys_beside(self.path), secret)
            try:
                same = hmac.compare_digest(opened.key, key)
            finally:
                wipe(opened.key)
                if opened.coming is not None:
                    wipe(opened.coming)
            if not same or opened.by_recovery or opened.name != self.who:
                raise KeyRefused("KEY-WRONG")

    def recover(self, new: str) -> str:
        """Give whoever the recovery key let in a passphrase; the new recovery key, told once.

        Raises:
            KeyRefused: KEY-WEAK, KEY-LONG, KEY-TAKEN; KEY-NORECOVER, where it was not used.

        """
        if not self.by_recovery:
            raise KeyRefused("KEY-NORECOVER")
        with self._my_turn(), self._key.shown() as key:
            code = vault.recover(keys_beside(self.path), key, self.who, new)
        self.by_recovery = False
        return code

    def cannot_follow(self) -> tuple[str, ...]:
        """Who would be left out if the key were renewed now."""
        with self._my_turn():
            return rekey.cannot_follow(keys_beside(self.path))

    def renew_key(self, *, leave_out: bool = False) -> rekey.Renewed:
        """Put the store under a new data key, with a new recovery key; waits for copies under way.

        Where the disk lets no recovery key be made any more, what is given back has a notice.

        Raises:
            KeyRefused, StoreRefused: as ``rekey.renew``; the old key holds then.

        """
        with self._turn:
            self._no_copies.wait_for(lambda: not self._copies)
            with self._my_turn() as engine:
                try:
                    return rekey.renew(
                        self.path, engine, self._key, self._salt, name=self.who, leave_out=leave_out
                    )
                finally:
                    self._marker.forget()
                    self._marker = self._new_marker()
                    self._watch.leave()

    @property
    def wrong_tries(self) -> int:
        """How often a wrong passphrase was typed since the audit log was last told."""
        return tries.wrong(self.path)

    def forget_tries(self) -> None:
        """Begin counting wrong tries at nothing again, once the audit log has their number."""
        tries.forget(self.path)

    def new_recovery_key(self) -> str:
        """Replace the recovery key, after it was used or seen; told once."""
        with self._my_turn(), self._key.shown() as key:
            return vault.renew_recovery(keys_beside(self.path), key, self.who)

    def people(self) -> list[str]:
        """Whose passphrases open the store."""
        with self._my_turn():
            return vault.people(keys_beside(self.path))

    def add_person(self, name: str, passphrase: str) -> None:
        """Let somebody else open the store.

        Raises:
            KeyRefused: KEY-NAME, KEY-TAKEN, KEY-MANY, KEY-WEAK, KEY-LONG.

        """
        with self._my_turn(), self._key.shown() as key:
            vault.add_person(keys_beside(self.path), key, name, passphrase)

    def remove_person(self, name: str) -> None:
        """Let somebody open the store no more.

        Raises:
            KeyRefused: KEY-UNKNOWN; KEY-RECOVERS; KEY-LAST; KEY-SELF, for whoever is signed in.

        """
        if name == self.who:
            raise KeyRefused("KEY-SELF", name=name)
        with self._my_turn(), self._key.shown() as key:
            vault.remove_person(keys_beside(self.path), key, name)

    def close(self) -> None:
        """Finish the file, forget the key, let the next program in. Twice does no harm."""
        with self._turn:
            self._no_copies.wait_for(lambda: not self._copies)
            if self._engine is None:
                return
            if self._busy:
                raise RuntimeError("the store was closed inside a unit of work")
            try:
                with self._engine.connect() as connection:
                    schema.empty_the_log(connection)
            finally:
                self._engine.dispose()
                self._engine = None
                self._marker.finish()
                self._key.forget()
                self._lock.release()

    @contextmanager
    def _my_turn(self) -> Iterator[Engine]:
        with self._turn:
            if self._engine is None:
                raise StoreRefused("STO-CLOSED")
            if self._busy:
                raise RuntimeError("a unit of work inside another")
            self._busy = True
            try:
                yield self._engine
            finally:
                self._busy = False

    def _prepare(self, now: datetime, accept_behind: str) -> Sequence[Event]:
        """Prove that this is our store, whole and the newest, and bring an older one up to date.

        What is refused is refused before the file is written to, but for saves that a crash left
        in the log. What is noticed goes into ``notices``; the events given back are for the log.
        """
        log = self.path.with_name(self.path.name + "-wal")
        was_closed = not log.exists() or log.stat().st_size == 0
        if not was_closed and not accept_behind:
            with self._key.shown() as key:
                opening.refuse_behind(self.path, key, self._salt, self._marker.read()[0])
        with self._my_turn() as engine, engine.connect() as connection:
            schema.check_identity(connection, self.path)
            schema.empty_the_log(connection)
            schema.check_pages(connection, self.path, was_closed=was_closed)
            schema.check_schema(connection)
            marked = opening.against_the_mark(connection, self._marker, accept_behind)
            connection.rollback()
            keep_log(connection)
            if schema.is_older(connection):
                aside = schema.copy_aside(self.path)
                with self._key.shown() as key:
                    backup.copy_store(connection, self.path, aside, key, self._salt)
                schema.upgrade(connection)
            seen = opening.in_the_log(connection, now)
        self._watch.leave()
        ballast.keep(self.path)
        self.notices += (*marked.notices, *seen.notices, *opening.around(self.path))
        return (*marked.events, *seen.events)

    def _note(self, events: Sequence[Event], now: datetime, *, needed: bool) -> None:
        """Tell the log what was noticed, and see that there is a mark."""
        try:
            if events:
                day = now.date()
                with self.unit_of_work(by=self.who, now=now, today=day, command="audit") as uow:
                    for event in events:
                        uow.note(event)
        except StoreRefused as problem:
            # A full disk is no reason to keep people from what they have; the next opening
            # notices the same. But nobody goes on from an older store unwritten.
            if needed or problem.code not in ("STO-FULL", "STO-DISK", "STO-BUSY"):
                raise
        if not self._marker.is_there:
            with self._my_turn() as engine, engine.connect() as connection:
                self._marker.saved(mark.mark_of(connection))

    def _introduce(self, now: datetime) -> None:
        """Bring a signing key that is new into the audit log before it signs anything else."""
        by, today = self.who, now.date()
        with self.unit_of_work(by=by, now=now, today=today) as uow:
            event = introduction(uow.connection, self._pen.signer)
        if event is not None:
            with self.unit_of_work(by=by, now=now, today=today, command="audit") as uow:
                uow.note(event)

    def _abandon(self) -> None:
        """Let go of a store that did not open, without touching the file."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None
        self._marker.forget()
        self._key.forget()
        self._lock.release()


def create_store(
    path: Path, *, name: str, passphrase: str, now: datetime, cost: Cost = STANDARD_COST
) -> tuple[Store, str]:
    """Make a new encrypted store and open it; the second part is its recovery key.

    The recovery key is told once and kept nowhere. The folder is made if need be. ``cost``
    is what a guess at the passphrase costs.

    Raises:
        KeyRefused: KEY-WEAK, KEY-LONG, KEY-NAME.
        StoreRefused: STO-EXISTS (a store, or the key file of one, is there already), and
            where the place will not do.

    """
    path = usable(path)
    with ExitStack() as undo:
        with file_errors_told(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        lock = StoreLock(path, now)
        undo.callback(lock.release)
        keys = keys_beside(path)
        if any(file.exists() for file in (path, keys, twin_of(keys))):
            raise StoreRefused("STO-EXISTS", path=str(path))
        tries.forget(path)
        opened, recovery = vault.create(keys, name=name, passphrase=passphrase, cost=cost)
        undo.callback(wipe, opened.key)
        undo.callback(_remove, keys, twin_of(keys))
        _build(path, opened)
        store = Store(path, opened, lock)
        undo.pop_all()
    _open_or_abandon(store, opened, now)
    return store, recovery


def open_store(path: Path, *, secret: str, now: datetime, accept_behind: str = "") -> Store:
    """Open a store with a passphrase or the recovery key.

    Args:
        path: the store.
        secret: what was typed.
        now: UTC.
        accept_behind: why a store that lost saves is gone on with; the log keeps it. Blank: such
            a store is refused.

    Raises:
        KeyRefused: KEY-WRONG with ``left``, KEY-WAIT with ``seconds``, KEY-RECOVERY, KEY-REPLACED,
            KEY-LONG, KEY-NOFILE, KEY-DAMAGED, KEY-NEWER, KEY-TAMPERED, KEY-LEFTOUT, KEY-MISMATCH
            (the key file is another store's).
        StoreRefused: STO-MISSING, STO-EMPTY, STO-PLAIN, STO-FOREIGN, STO-DAMAGED, STO-NEWER,
            STO-SCHEMA, STO-BEHIND, STO-INUSE with ``holder`` and ``since``, STO-READONLY,
            STO-NETWORK, STO-PATH, STO-FULL. In each case nothing was changed.

    """
    path = usable(path)
    try:
        return _opened(path, secret, now, accept_behind.strip())
    except StoreRefused as problem:
        if problem.code not in NO_ROOM or not ballast.give_up(path):
            raise
    try:
        return _opened(path, secret, now, accept_behind.strip())
    except BaseException:
        # It was not for want of room: nothing of the store is changed by a refusal.
        ballast.keep(path)
        raise


NO_ROOM = ("STO-FULL", "STO-DISK")
"""What a full disk is told as; SQLite does not always say more than that it could not write."""


def _opened(path: Path, secret: str, now: datetime, accept_behind: str) -> Store:
    head = _head(path)
    with ExitStack() as undo:
        lock = StoreLock(path, now)
        undo.callback(lock.release)
        with tries.counted(path, now):
            opened = vault.unlock(keys_beside(path), secret)
        undo.callback(wipe, opened.key)
        if len(head) < SALT_BYTES or path.stat().st_size < PAGE_BYTES:
            # SQLite would take so short a file for a new database and write one over it.
            raise _unreadable(path, head, opened)
        opened = rekey.settled(path, opened)
        undo.callback(wipe, opened.key)
        rekey.sweep(path)
        backup.sweep_work(path)
        store = Store(path, opened, lock)
        undo.pop_all()
    try:
        _open_or_abandon(store, opened, now, accept_behind)
    except StoreRefused as problem:
        if problem.code == "STO-DAMAGED" and not opened.store.startswith(head):
            raise _unreadable(path, head, opened) from problem
        raise
    return store


def open_unlocked(path: Path, opened: vault.Unlocked, now: datetime) -> Store:
    """Open a file whose key is known: a backup on its way back, a recovered store.

    The key belongs to the store from here on, which wipes it.

    Raises:
        StoreRefused: as ``open_store``.

    """
    store = Store(path, opened, StoreLock(path, now))
    _open_or_abandon(store, opened, now)
    return store


def _open_or_abandon(
    store: Store, opened: vault.Unlocked, now: datetime, accept_behind: str = ""
) -> None:
    try:
        events = store._prepare(now, accept_behind)
        with store._key.shown() as key:
            vault.mend(keys_beside(store.path), key, opened)
        store._introduce(now)
        store._note(events, now, needed=bool(accept_behind))
    except BaseException:
        store._abandon()
        raise


def _head(path: Path) -> bytes:
    """The first bytes of the file; tells what can be told without a secret."""
    with file_errors_told(path):
        try:
            with path.open("rb") as stream:
                head = stream.read(SALT_BYTES)
        except FileNotFoundError:
            keys = keys_beside(path)
            has_keys = keys.exists() or twin_of(keys).exists()
            reason = "keys" if has_keys else ""
            raise StoreRefused("STO-MISSING", path=str(path), reason=reason) from None
        if not os.access(path, os.W_OK):
            raise StoreRefused("STO-READONLY", path=str(path))
    if not head:
        raise StoreRefused("STO-EMPTY", path=str(path))
    if head == PLAIN_HEADER:
        raise StoreRefused("STO-PLAIN", path=str(path))
    if head.startswith(_OTHER_KINDS):
        raise StoreRefused("STO-FOREIGN", path=str(path))
    return head


def _unreadable(path: Path, head: bytes, opened: vault.Unlocked) -> PomdeskError:
    """Why a file does not read: damaged when it bears the key file's identity, else not ours."""
    if opened.store.startswith(head):
        return StoreRefused("STO-DAMAGED")
    if path.stat().st_size % PAGE_BYTES:
        return StoreRefused("STO-FOREIGN", path=str(path))
    return KeyRefused("KEY-MISMATCH", path=str(path))


def _build(path: Path, opened: vault.Unlocked) -> None:
    """Make the file aside, with its tables, and swap it in when it is whole."""
    part = part_of(path)
    _remove(part)
    engine = engine_over(part, opened.key, opened.store, create=True)
    try:
        with engine.connect() as connection:
            schema.mark_as_ours(connection)
            keep_log(connection)
            schema.upgrade(connection)
            mark.rewrite(path, connection, opened.key, opened.store)
            connection.rollback()
            schema.empty_the_log(connection)
    except BaseException:
        engine.dispose()
        _remove(part, mark_beside(path))
        raise
    engine.dispose()
    with file_errors_told(path):
        swap_in(part, path)


def _remove(*files: Path) -> None:
    for file in files:
        with file_errors_told(file):
            file.unlink(missing_ok=True)
