"""The desk: one unlocked store, asked and told things through one door.

A query or a command is a frozen dataclass with one method, ``run(uow, day)``. ``Day`` holds
the day and the policy in force on it, because no rule is ever run on one without the other;
with them come the working days and what was worked out before.
"""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import ClassVar, Generic, Protocol, TypeVar

from sqlalchemy import select

from pomdesk.domain.errors import RequestRefused
from pomdesk.rules.policy import Policies, Policy
from pomdesk.rules.working_days import Calendar
from pomdesk.services.book import Book
from pomdesk.services.calendar import calendar_for
from pomdesk.services.clock import Clock, FrozenClock
from pomdesk.services.overrides import read_overrides
from pomdesk.store.engine import Store, create_store, open_store
from pomdesk.store.tables import QUALITY, journal, setting
from pomdesk.store.unit_of_work import UnitOfWork

Answer = TypeVar("Answer", covariant=True)

FROZEN_DAY = "frozen_day"
"""Setting that freezes a store's day (ISO date): the invented caseload is of one day."""


@dataclass(frozen=True, slots=True)
class Day:
    """The day something is asked or done on, and what holds on it.

    Attributes:
        policy: the pack in force, with this unit's own settings laid over it.
        book: what was worked out before; for queries.

    """

    today: date
    policy: Policy
    book: Book

    @property
    def calendar(self) -> Calendar:
        """The working days under the policy, made when first asked for."""
        return calendar_for(self.policy)


class Query(Protocol[Answer]):
    """Something that can be asked; it must not write."""

    def run(self, uow: UnitOfWork, day: Day) -> Answer:
        """Read and answer."""
        ...


class Command(Protocol[Answer]):
    """Something that can be done, as one transaction.

    A command whose class says ``lasting = True`` writes what is never changed; its receipt offers
    no undo (``store.lasting``).

    Attributes:
        name: code of the operation; the journal keeps it and the undo is named after it.

    """

    name: ClassVar[str]

    def run(self, uow: UnitOfWork, day: Day) -> Answer:
        """Do it and say what came of it."""
        ...


@dataclass(frozen=True, slots=True)
class Receipt(Generic[Answer]):
    """What was done: its name, its result, and the number its undo goes by (None: no undo)."""

    name: str
    operation_id: int | None
    result: Answer


class Desk:
    """One unlocked store with its clock and policies.

    Attributes:
        changed: called without arguments after every commit, on the thread that made it.

    """

    def __init__(self, store: Store, clock: Clock, policies: Policies) -> None:
        self._store = store
        self._clock = clock
        self._policies = policies
        self._book = Book()
        self._known: tuple[Day, object] | None = None
        self._local_read = False
        self._undoable: set[int] = set()
        self.changed: list[Callable[[], None]] = []

    @property
    def who(self) -> str:
        """Name of the key slot that opened the store."""
        return self._store.who

    @property
    def path(self) -> Path:
        """The store file."""
        return self._store.path

    @property
    def notices(self) -> tuple[str, ...]:
        """Codes of what was noticed on opening, e.g. KEY-REPAIRED."""
        return tuple(self._store.notices)

    @property
    def by_recovery(self) -> bool:
        """Whether the recovery key opened the store: a new passphrase is due."""
        return self._store.by_recovery

    @property
    def today(self) -> date:
        """The desk's day."""
        return self._clock.today()

    def ask(self, query: Query[Answer]) -> Answer:
        """Answer a query; a query that writes is a bug and raises."""
        with self._unit(None) as uow:
            return query.run(uow, self._day(uow))

    def do(self, command: Command[Answer]) -> Receipt[Answer]:
        """Do a command in one transaction: it happens whole or not at all."""
        with self._unit(command.name) as uow:
            result = command.run(uow, self._day(uow))
            operation_id = uow.operation_id if uow.wrote else None
            self._local_read = self._local_read and operation_id is None
        self._tell(operation_id)
        return Receipt(command.name, self._offered(command, operation_id), result)

    def undo(self, operation_id: int) -> Receipt[None]:
        """Take one operation back, as an operation of its own.

        Of quality assurance only what was offered here is taken back: nobody's but one's own, and
        nothing that lasts.

        Raises:
            RequestRefused: REQ-UNDO, when a row of it has changed since.

        """
        with self._unit("undo") as uow:
            if operation_id not in self._undoable and touches_quality(uow, operation_id):
                raise RequestRefused("REQ-UNDO", operation=operation_id, reason="lasting")
            uow.revert(operation_id)
            undone = uow.operation_id
            self._local_read = False
        self._undoable.add(undone)
        self._tell(undone)
        return Receipt("undo", undone, None)

    def _offered(self, command: Command[Answer], operation_id: int | None) -> int | None:
        """The number of an operation that may be taken back; None where it may not."""
        if operation_id is None or getattr(command, "lasting", False):
            return None
        self._undoable.add(operation_id)
        return operation_id

    def check(self) -> list[str]:
        """Whether the store is whole: what is wrong, nothing when it is."""
        return self._store.check()

    def change_passphrase(self, current: str, new: str) -> None:
        """Put a new passphrase on the slot that ``current`` opens.

        Raises:
            KeyRefused: KEY-WRONG for ``current``; KEY-WEAK, KEY-LONG for ``new``.
        """
        self._store.change_passphrase(current, new)

    def new_recovery_key(self) -> str:
        """A new recovery key, told once; the old one no longer opens the store.

        It opens the store under the name of whoever makes it; once there is a quality lead, only
        the lead may, or whoever the recovery key itself let in.

        Raises:
            RequestRefused: REQ-QA-ROLE.

        """
        if not self.by_recovery:
            self._may_change_people()
        return self._store.new_recovery_key()

    def people(self) -> list[str]:
        """Whose passphrases open the store."""
        return self._store.people()

    def add_person(self, name: str, passphrase: str) -> None:
        """Let somebody else open the store; once there is a quality lead, only the lead may.

        What was done is kept under the name that signed in, so names are not free to take.

        Raises:
            RequestRefused: REQ-QA-ROLE.
            KeyRefused: KEY-NAME, KEY-TAKEN, KEY-MANY, KEY-WEAK, KEY-LONG.

        """
        self._may_change_people()
        self._store.add_person(name, passphrase)

    def remove_person(self, name: str) -> None:
        """Let somebody open the store no more; likewise only the lead may.

        Raises:
            RequestRefused: REQ-QA-ROLE.
            KeyRefused: KEY-UNKNOWN, KEY-RECOVERS, KEY-LAST, KEY-SELF.

        """
        self._may_change_people()
        self._store.remove_person(name)

    def _may_change_people(self) -> None:
        from pomdesk.domain.quality.terms import Role
        from pomdesk.services.quality.acting import acting, need

        with self._unit(None) as uow:
            if not acting(uow).can_begin:
                need(uow, Role.LEAD)

    def close(self) -> None:
        """Close the store and forget the key."""
        self.changed.clear()
        self._store.close()

    def _day(self, uow: UnitOfWork) -> Day:
        """The unit of work's day; the same one until the date or a local setting changes."""
        known = self._known
        if known is not None and known[0].today == uow.today and self._local_read:
            return known[0]
        local = read_overrides(uow, uow.today)
        self._local_read = True
        if known is None or known[0].today != uow.today or known[1] != local:
            policy = self._policies.on(uow.today).with_local(local)
            known = self._known = (Day(uow.today, policy, self._book), local)
        return known[0]

    def _unit(self, command: str | None) -> AbstractContextManager[UnitOfWork]:
        clock = self._clock
        return self._store.unit_of_work(
            by=self.who, now=clock.now(), today=clock.today(), command=command
        )

    def _tell(self, operation_id: int | None) -> None:
        if operation_id is not None:
            for listener in tuple(self.changed):
                listener()


def touches_quality(uow: UnitOfWork, operation_id: int) -> bool:
    """Whether an operation changed anything of quality assurance."""
    names = [table.name for table in QUALITY]
    statement = select(journal.c.id).where(
        journal.c.operation_id == operation_id, journal.c.table_name.in_(names)
    )
    return bool(uow.rows(statement.limit(1)))


def create_desk(
    path: Path, *, name: str, passphrase: str, clock: Clock, policies: Policies
) -> tuple[Desk, str]:
    """Make a new encrypted store; the second part is its recovery key, told once.

    Raises:
        KeyRefused: KEY-WEAK, KEY-LONG for the passphrase.
        StoreRefused: where the store cannot be made; STO-EXISTS where there is one.

    """
    store, recovery_key = create_store(path, name=name, passphrase=passphrase, now=clock.now())
    return Desk(store, clock, policies), recovery_key


def open_desk(path: Path, *, secret: str, clock: Clock, policies: Policies) -> Desk:
    """Open a store with a passphrase or the recovery key.

    A store with a frozen day (the invented caseload) keeps that day, unless the clock is
    itself frozen.

    Raises:
        KeyRefused: KEY-WRONG and its kin.
        StoreRefused: missing, damaged, in use, newer and so on.

    """
    store = open_store(path, secret=secret, now=clock.now())
    try:
        return Desk(store, _clock_of(store, clock), policies)
    except BaseException:
        store.close()
        raise


def _clock_of(store: Store, clock: Clock) -> Clock:
    if isinstance(clock, FrozenClock):
        return clock
    with store.unit_of_work(by=store.who, now=clock.now(), today=clock.today()) as uow:
        rows = uow.rows(setting.select().where(setting.c.name == FROZEN_DAY))
    return FrozenClock(date.fromisoformat(json.loads(rows[0].value))) if rows else clock
