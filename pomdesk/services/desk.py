"""The desk: one unlocked store, asked and told things through one door.

A query or a command is a frozen dataclass with one method, ``run(uow, day)``. ``Day`` holds
the day and the policy in force on it, because no rule is ever run on one without the other;
with them come the working days and what was worked out before.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from sqlalchemy import Column, ColumnElement, select

from pomdesk.domain.access import Access, Scope, Signed
from pomdesk.domain.audit import Event, Kind
from pomdesk.domain.errors import AuditRefused, RequestRefused, RoleRefused
from pomdesk.domain.keeping import BackedUp, Backup, Drilled
from pomdesk.readmodels.moves import PersonMoved
from pomdesk.rules.policy import Policies, Policy
from pomdesk.rules.working_days import Calendar
from pomdesk.services import session_events
from pomdesk.services.book import Book, Worked, newest_operation
from pomdesk.services.calendar import calendar_for
from pomdesk.services.clock import Clock, FrozenClock
from pomdesk.services.consulted import Consulted
from pomdesk.services.gate import (
    access_of,
    cases_of,
    whom_about,
)
from pomdesk.services.kept_desk import KeptDesk
from pomdesk.services.overrides import read_overrides
from pomdesk.store import erased_list
from pomdesk.store.engine import Store, create_store, open_store
from pomdesk.store.tables import QUALITY, journal, operation, setting
from pomdesk.store.unit_of_work import UnitOfWork

Answer = TypeVar("Answer", covariant=True)
Given = TypeVar("Given")

FROZEN_DAY = "frozen_day"
"""Setting that freezes a store's day (ISO date): the invented caseload is of one day."""


@dataclass(frozen=True, slots=True)
class Day:
    """The day something is asked or done on, and what holds on it.

    Attributes:
        policy: the pack in force, with this unit's own settings laid over it.
        book: what was worked out before; for queries.
        mine: the people whom lists are about, for whoever sees their own cases only; None:
            everybody. A list takes its people from ``people`` and its rows by ``only``.

    """

    today: date
    policy: Policy
    book: Book
    mine: frozenset[int] | None = None

    def people(self, uow: UnitOfWork) -> Mapping[int, Worked]:
        """Everybody whom a list may be about, worked out, by number."""
        if self.mine is None:
            return self.book.people(uow, self)
        return self.book.some(uow, self, sorted(self.mine))

    def moved(self, uow: UnitOfWork, since: int) -> Mapping[int, PersonMoved]:
        """Whose dates moved after an operation, of these, by number."""
        moved = self.book.moved(uow, self, since)
        if self.mine is None:
            return moved
        return {number: one for number, one in moved.items() if number in self.mine}

    def only(self, person_id: Column[Any]) -> tuple[ColumnElement[bool], ...]:
        """Conditions by which a statement tells of nobody else; none where it may tell of all."""
        return () if self.mine is None else (person_id.in_(self.mine),)

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


class Desk(KeptDesk):
    """One unlocked store with its clock and policies.

    Attributes:
        changed: called without arguments after every commit, on the thread that made it.
        glass: the reason for which other people's cases are opened without being asked again,
            each written down; blank: they are refused (ROL-CASE).

    """

    def __init__(self, store: Store, clock: Clock, policies: Policies) -> None:
        super().__init__(store, clock)
        self._policies = policies
        self._book = Book()
        self._known: tuple[Day, object] | None = None
        self._local_read = False
        self._undoable: set[int] = set()
        self._consulted = Consulted()
        self._mine: tuple[tuple[frozenset[str], int], frozenset[int]] | None = None
        self.changed: list[Callable[[], None]] = []
        self.glass = ""

    def ask(self, query: Query[Answer]) -> Answer:
        """Answer a query, once the audit log has it; a query that writes is a bug and raises.

        Raises:
            RoleRefused: see ``Gate.pass_``.
            AuditRefused: AUD-WRITE, where it cannot be logged; nothing is shown.

        """
        access = access_of(query)
        return self._let_in(access, lambda: self._ask(query, access))

    def _ask(self, query: Query[Answer], access: Access) -> Answer:
        with self._unit(None) as uow:
            signed = self._admit(uow, query, access)
            answer = query.run(uow, self._day(uow, signed))
            whom = _whom(uow, query, answer) if access.scope is not Scope.UNIT else None
        self._log_look(access, whom, query, answer)
        return answer

    def do(self, command: Command[Answer]) -> Receipt[Answer]:
        """Do a command in one transaction, its audit event in it: whole or not at all.

        Raises:
            RoleRefused: see ``Gate.pass_``.

        """
        access = access_of(command)
        return self._let_in(access, lambda: self._do(command, access))

    def _do(self, command: Command[Answer], access: Access) -> Receipt[Answer]:
        with self._unit(command.name) as uow:
            signed = self._admit(uow, command, access)
            result = command.run(uow, self._day(uow, signed))
            operation_id = uow.operation_id if uow.wrote else None
            if operation_id is not None:
                told = {**getattr(command, "told", dict)(), **getattr(result, "told", dict)()}
                recipient = " ".join(getattr(command, "to_whom", "").split())
                event = _event_of(access, uow, operation_id, told)
                uow.note(replace(event, recipient=recipient))
            self._local_read = self._local_read and operation_id is None
        self._tell(operation_id)
        return Receipt(command.name, self._offered(command, operation_id), result)

    def _let_in(self, access: Access, run: Callable[[], Given]) -> Given:
        """Run a request; break the glass before it where a reason was given beforehand."""
        try:
            return self._with_room(run)
        except RoleRefused as refusal:
            if refusal.code != "ROL-CASE" or not self.glass:
                self._log_refusal(access, refusal)
                raise
            self.break_glass(int(str(refusal.details["person"])), self.glass)
        return self._with_room(run)

    def _log_look(self, access: Access, whom: int | None, query: Any, answer: Any) -> None:
        with self._consulted.turn:
            seen = self._consulted.look(access, whom, query, answer, self._clock.now())
            if seen is None:
                return
            if seen.events:
                self.log(*seen.events)
            self._consulted.told(seen)

    def _log_closing(self) -> None:
        """Tell how long was looked at what; a log that cannot be written holds no closing up."""
        with self._consulted.turn:
            seen = self._consulted.closing(self._clock.now())
            self._consulted.told(seen)
            with suppress(AuditRefused):
                self.log(*seen.events, session_events.LOCK)

    def _admit(self, uow: UnitOfWork, request: Any, access: Access) -> Signed:
        signed = self._signed(uow)
        self._gate.pass_(uow, request, access, signed)
        return signed

    def undo(self, operation_id: int) -> Receipt[None]:
        """Take one operation back, as an operation of its own.

        Of quality assurance only what was offered here is taken back: nobody's but one's own, and
        nothing that lasts. What was done about keeping, holding and disposing of records, and
        about requests, is never taken back. The log is told what was.

        Raises:
            RequestRefused: REQ-UNDO, when a row of it has changed since.
            RoleRefused: see ``Gate.pass_undo``.

        """
        return self._let_in(_UNDO, lambda: self._undo(operation_id))

    def _undo(self, operation_id: int) -> Receipt[None]:
        with self._unit("undo") as uow:
            if operation_id not in self._undoable and touches_quality(uow, operation_id):
                raise RequestRefused("REQ-UNDO", operation=operation_id, reason="lasting")
            self._gate.pass_undo(uow, operation_id, self._signed(uow))
            uow.revert(operation_id)
            undone = uow.operation_id
            uow.note(_event_of(_UNDO, uow, undone, {"undone": _command_of(uow, operation_id)}))
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

    def backups(self) -> list[Backup]:
        """The backups beside the store, newest first."""
        from pomdesk.services import backups

        return backups.listed(self._store)

    def back_up(self, folder: Path | None = None) -> BackedUp:
        """Make a backup now; see ``services.backups``."""
        from pomdesk.services import backups

        return backups.back_up(self, self._store, self._clock.now(), folder)

    def back_up_if_due(self, *, closing: bool = False) -> BackedUp | None:
        """Make a backup if one is due: half an hour after the last, or on closing."""
        from pomdesk.services import backups

        return backups.back_up_if_due(self, self._store, self._clock.now(), closing=closing)

    def copy_to(self, target: Path) -> Path:
        """Make a proved copy of the store under a name of one's own."""
        from pomdesk.services import backups

        return backups.copy_to(self, self._store, target)

    def drill(self) -> Drilled:
        """Try the newest backup out."""
        from pomdesk.services import backups

        return backups.drill(self, self._store, self._clock.now())

    def drill_due(self) -> bool:
        """Whether no backup was tried out for a month."""
        from pomdesk.services import backups

        return backups.drill_due(self._store, self._clock.now(), self.today)

    def _erase_who_is_back(self) -> None:
        """Erase again whom an older store brought back, before anybody is shown them.

        The list beside is brought in line with the store on the way; somebody whose erasure was
        announced and never saved stays.

        Raises:
            StoreRefused: the list cannot be read, or the erasure not be saved.

        """
        from pomdesk.services.rights import erasure

        with self._unit(None) as uow:
            missing, whole = erasure.missing_lines(uow, self.path)
        if not whole:
            self._store.notices += ("RET-LIST",)
        again = self._with_room(lambda: self._erase_again(missing)) if missing else 0
        if again:
            self._store.notices += ("RET-AGAIN",)

    def _erase_again(self, missing: Mapping[str, date]) -> int:
        from pomdesk.services.rights import erasure

        with self._unit("erase_again") as uow:
            self._signed(uow)
            count = erasure.erase_again(uow, missing)
            uow.note(Event(erasure.AGAIN, Kind.SYSTEM, size=count, detail={"erased": count}))
        return count

    def close(self) -> None:
        """Close the store and forget the key."""
        self.changed.clear()
        self._log_closing()
        self._store.close()

    def _day(self, uow: UnitOfWork, signed: Signed) -> Day:
        """The unit of work's day, for whoever is signed in."""
        day = self._day_of_all(uow)
        if not signed.own_cases_only:
            return day
        under = (signed.staff_ids, newest_operation(uow))
        if self._mine is None or self._mine[0] != under:
            self._mine = (under, cases_of(uow, signed))
        return replace(day, mine=self._mine[1])

    def _day_of_all(self, uow: UnitOfWork) -> Day:
        """The same one until the date or a local setting changes."""
        known = self._known
        if known is not None and known[0].today == uow.today and self._local_read:
            return known[0]
        local = read_overrides(uow, uow.today)
        self._local_read = True
        if known is None or known[0].today != uow.today or known[1] != local:
            policy = self._policies.on(uow.today).with_local(local)
            known = self._known = (Day(uow.today, policy, self._book), local)
        return known[0]

    def _tell(self, operation_id: int | None) -> None:
        if operation_id is not None:
            for listener in tuple(self.changed):
                listener()


_UNDO = Access("UNDO", Kind.ALTER, Scope.UNIT, frozenset())
_MOST_FIELDS = 60


def _whom(uow: UnitOfWork, query: Any, answer: Any) -> int | None:
    """Whom a query of one person showed."""
    shown: int | None = getattr(answer, "person_id", None)
    return shown if shown is not None else whom_about(uow, query)


def _event_of(access: Access, uow: UnitOfWork, operation_id: int, told: Mapping[str, Any]) -> Event:
    """What the log keeps of a command: whose rows changed and which columns, never a value.

    ``told`` is what the command or its result has to tell: codes, counts, names of who signs in.
    """
    people = uow.people
    fields = {"fields": sorted(uow.fields)[:_MOST_FIELDS]} if uow.fields else {}
    return Event(
        access.what,
        access.kind or Kind.SYSTEM,
        person_id=next(iter(people)) if len(people) == 1 else None,
        size=len(people),
        correlation=str(operation_id),
        detail={**fields, **told},
    )


def _command_of(uow: UnitOfWork, operation_id: int) -> str:
    """What an operation was, by its code."""
    (row,) = uow.rows(select(operation.c.command).where(operation.c.id == operation_id))
    return str(row.command)


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
    return _desk_over(store, clock, policies), recovery_key


def open_desk(
    path: Path, *, secret: str, clock: Clock, policies: Policies, accept_behind: str = ""
) -> Desk:
    """Open a store with a passphrase or the recovery key.

    ``accept_behind`` is why a store that lost saves is gone on with; blank: it is refused.

    A store with a frozen day (the invented caseload) keeps that day, unless the clock is
    itself frozen.

    Raises:
        KeyRefused: KEY-WRONG, KEY-WAIT and their kin.
        StoreRefused: missing, damaged, in use, newer and so on.
        AuditRefused: AUD-WRITE, where the log cannot be told of it.

    """
    now = clock.now()
    store = open_store(path, secret=secret, now=now, accept_behind=accept_behind)
    return _desk_over(store, clock, policies)


def _desk_over(store: Store, clock: Clock, policies: Policies) -> Desk:
    """A desk whose opening the audit log was told of, first of all."""
    try:
        desk = Desk(store, _clock_of(store, clock), policies)
        desk.log(*session_events.of_opening(store))
        store.forget_tries()
        if erased_list.beside(store.path).exists():
            desk._erase_who_is_back()
    except BaseException:
        store.close()
        raise
    return desk


def _clock_of(store: Store, clock: Clock) -> Clock:
    if isinstance(clock, FrozenClock):
        return clock
    with store.unit_of_work(by=store.who, now=clock.now(), today=clock.today()) as uow:
        rows = uow.rows(setting.select().where(setting.c.name == FROZEN_DAY))
    # A day that is none freezes nothing: no setting may keep a store from being opened.
    with suppress(ValueError, TypeError):
        return FrozenClock(date.fromisoformat(json.loads(rows[0].value))) if rows else clock
    return clock
