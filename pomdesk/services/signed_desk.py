"""Who is signed in, what they may do, and the log of it: the ground of the desk."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import date
from pathlib import Path
from typing import TypeVar

from pomdesk.domain.access import Access, Signed
from pomdesk.domain.audit import Event, Kind
from pomdesk.domain.errors import AuditRefused, RoleRefused, StoreRefused
from pomdesk.services.access import line_of
from pomdesk.services.clock import Clock
from pomdesk.services.gate import Gate, need, reason_given, signed_in
from pomdesk.services.rights.reasons import named
from pomdesk.store.engine import NO_ROOM, Store
from pomdesk.store.unit_of_work import UnitOfWork

Given = TypeVar("Given")


class SignedDesk:
    """An unlocked store with somebody signed in to it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._gate = Gate()

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
        """Codes of what was noticed on opening and since, e.g. KEY-REPAIRED, STO-LOWSPACE."""
        return tuple(self._store.notices)

    def settle(self, code: str) -> None:
        """Notice something no more: somebody has settled it."""
        self._store.notices = tuple(one for one in self._store.notices if one != code)

    @property
    def by_recovery(self) -> bool:
        """Whether the recovery key opened the store: a new passphrase is due."""
        return self._store.by_recovery

    @property
    def today(self) -> date:
        """The desk's day."""
        return self._clock.today()

    @property
    def signed(self) -> Signed:
        """Who is signed in and what they are on this desk."""
        with self._unit(None) as uow:
            return self._signed(uow)

    def may(self, name: str) -> bool:
        """Whether a line of the table of access lets whoever is signed in; for screens only."""
        return self.signed.may(line_of(name))

    def need(self, act: str) -> None:
        """Refuse whoever may not do an act (``services.access.ACTS``), before it is done.

        Raises:
            RoleRefused: ROL-NONE, ROL-MAY.

        """
        access = line_of(act)
        try:
            need(self.signed, access)
        except RoleRefused as refusal:
            self._log_refusal(access, refusal)
            raise

    def break_glass(self, person_id: int, reason: str) -> None:
        """Open somebody else's case for the rest of this session; the log is told why first.

        Nothing is written where there is no glass: to a case of their own, or for a supervisor.

        Raises:
            RoleRefused: ROL-REASON (no reason to speak of), ROL-REASON-NAMED (it names them),
                ROL-NONE, ROL-MAY (an auditor).
            RequestRefused: REQ-PERSON.
            AuditRefused: AUD-WRITE; then it stays shut.

        """
        access = line_of("break_glass")
        with self._unit(None) as uow:
            if not self._gate.glass_before(uow, self._signed(uow), access, person_id):
                return
            told = reason_given(reason, named(uow, person_id))
        self.log(Event(access.what, Kind.CONSULT, person_id, reason=told, size=1))
        self._gate.broken.add(person_id)

    def log(self, *events: Event) -> None:
        """Write events of their own into the audit log, before what they tell of is done.

        Raises:
            AuditRefused: AUD-WRITE, where they cannot be written: then it must not be done.

        """
        try:
            self._with_room(lambda: self._log(events))
        except StoreRefused as problem:
            raise AuditRefused("AUD-WRITE", reason=problem.code) from problem

    def _log(self, events: Sequence[Event]) -> None:
        with self._unit("audit") as uow:
            self._signed(uow)
            for event in events:
                uow.note(event)

    def _with_room(self, run: Callable[[], Given]) -> Given:
        """Run; where the disk has no room for it, once more in the place of the ballast.

        ``notices`` say so from then on: it was the last room there is.
        """
        try:
            return run()
        except StoreRefused as problem:
            if problem.code not in NO_ROOM or not self._store.make_room():
                raise
        return run()

    def _signed(self, uow: UnitOfWork) -> Signed:
        signed = signed_in(uow)
        role = signed.role.value if signed.in_force and signed.role is not None else ""
        self._store.act_as(role)
        return signed

    def _log_refusal(self, access: Access, refusal: RoleRefused) -> None:
        """Write down that somebody was refused; once in a session for the same thing."""
        about = refusal.details.get("person")
        whom = about if isinstance(about, int) else None
        if self._gate.refused_before(access, refusal.code, whom):
            return
        detail = {"code": refusal.code, "what": access.what}
        # What is refused stays refused, whether it can be written down or not.
        with suppress(AuditRefused):
            self.log(Event("REFUSED", Kind.SYSTEM, whom, detail=detail))

    def _unit(self, command: str | None) -> AbstractContextManager[UnitOfWork]:
        clock = self._clock
        return self._store.unit_of_work(
            by=self.who, now=clock.now(), today=clock.today(), command=command
        )
