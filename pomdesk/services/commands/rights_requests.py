"""Requests of people about what is held on them: opened, decided part by part, closed."""

import secrets
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from pomdesk.domain.access import as_signed
from pomdesk.domain.errors import RightsRefused
from pomdesk.domain.record import EARLIEST
from pomdesk.domain.rights import Decision, Flag, Ground, RequestKind, RequestStage
from pomdesk.domain.typed import clean
from pomdesk.readmodels.rights import RequestLine
from pomdesk.rules.dates import add_months
from pomdesk.rules.pack import Move
from pomdesk.services.desk import Day
from pomdesk.services.rights.reasons import named, reason
from pomdesk.services.rights.requests import request_of
from pomdesk.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from pomdesk.store.records import AccessItemRecord, AccessRequestRecord

LONGEST_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """Note that a person asked for something; the result is its reference and when it is due.

    It is due one month after it was received, or on the working day after that (DPA 2018 s.54).

    Attributes:
        received: when it came; not a day to come.
        note: how it came, who dealt with it.

    Raises:
        RequestRefused: REQ-PERSON.
        RightsRefused: SAR-DAY; RET-WHYLONG for the note.

    """

    name: ClassVar[str] = "open_request"
    lasting: ClassVar[bool] = True
    person_id: int
    kind: RequestKind
    received: date
    note: str = ""

    def run(self, uow: UnitOfWork, day: Day) -> tuple[str, date]:
        """Write it."""
        from pomdesk.store.records import AccessRequestRecord

        named(uow, self.person_id)
        if not EARLIEST <= self.received <= day.today:
            raise RightsRefused("SAR-DAY")
        due = day.calendar.moved(add_months(self.received, 1), Move.AFTER)
        made = AccessRequestRecord(
            person_id=self.person_id,
            # By chance, so that it tells neither who nor how many.
            ref=f"R{self.received.year}-{secrets.token_hex(3).upper()}",
            kind=RequestKind(self.kind).value,
            stage=RequestStage.OPEN.value,
            received=self.received,
            due=due,
            note=reason(self.note) if self.note.strip() else "",
            by=uow.by,
            at=uow.now,
            decided_by="",
            decided_at=None,
            why="",
            statement="",
        )
        return uow.add(made).ref, due


@dataclass(frozen=True, slots=True)
class CloseRequest:
    """Say what was decided about a request, and why.

    Attributes:
        stage: ``answered`` for access; ``granted`` or ``refused`` for the others.
        statement: what the person says against a rectification that is refused; it stays with
            the record.

    Raises:
        RightsRefused: SAR-GONE, SAR-CLOSED (decided already), SAR-STAGE (not for this kind),
            RET-WHY, RET-WHYLONG, RET-NAMED.

    """

    name: ClassVar[str] = "close_request"
    lasting: ClassVar[bool] = True
    ref: str
    stage: RequestStage
    why: str
    statement: str = ""

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Write it."""
        line = request_of(uow, self.ref)
        record, whom = _standing(uow, line), named(uow, line.person_id)
        stage = RequestStage(self.stage)
        if stage is RequestStage.OPEN or (
            (line.kind is RequestKind.ACCESS) is not (stage is RequestStage.ANSWERED)
            and not (line.kind is RequestKind.ACCESS and stage is RequestStage.REFUSED)
        ):
            raise RightsRefused("SAR-STAGE")
        record.stage, record.why = stage.value, reason(self.why, whom)
        record.decided_by, record.decided_at = uow.by, uow.now
        record.statement = clean(self.statement)[:LONGEST_TEXT]


@dataclass(frozen=True, slots=True)
class FlagItem:
    """Say that a part of what is held needs a decision, and why.

    Raises:
        RightsRefused: SAR-GONE, SAR-CLOSED, SAR-ITEM with ``item``.

    """

    name: ClassVar[str] = "flag_item"
    lasting: ClassVar[bool] = True
    ref: str
    item: str
    flags: frozenset[Flag]

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Write it; what was decided about it before stands no more."""
        line = request_of(uow, self.ref)
        _standing(uow, line)
        record = _item(uow, day, line, self.item)
        record.flags = " ".join(sorted({*record.flags.split(), *map(str, self.flags)}))
        record.decision = record.ground = record.text = record.by = ""
        record.at = None


@dataclass(frozen=True, slots=True)
class DecideItem:
    """Decide about a part of what is held: it goes out, goes out in other words, or stays.

    Somebody else decides than who opened the request.

    Attributes:
        item: ``PackItem.key``.
        ground: why it stays or is changed; always given for those.
        text: what goes out instead, where it is redacted.

    Raises:
        RightsRefused: SAR-GONE, SAR-CLOSED, SAR-ITEM; SAR-SELF; SAR-GROUND, SAR-TEXT (there is
            none), SAR-LONG.

    """

    name: ClassVar[str] = "decide_item"
    lasting: ClassVar[bool] = True
    ref: str
    item: str
    decision: Decision
    ground: Ground | None = None
    text: str = ""

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Write it."""
        line = request_of(uow, self.ref)
        _standing(uow, line)
        if as_signed(line.by) == as_signed(uow.by):
            raise RightsRefused("SAR-SELF")
        decision = Decision(self.decision)
        text = clean(self.text)
        if decision is not Decision.RELEASE and self.ground is None:
            raise RightsRefused("SAR-GROUND")
        if decision is Decision.REDACT and not text:
            raise RightsRefused("SAR-TEXT")
        if len(text) > LONGEST_TEXT:
            raise RightsRefused("SAR-LONG", longest=LONGEST_TEXT)
        record = _item(uow, day, line, self.item)
        record.decision = decision.value
        record.ground = "" if decision is Decision.RELEASE else str(self.ground)
        record.text = text if decision is Decision.REDACT else ""
        record.by, record.at = uow.by, uow.now


def _standing(uow: UnitOfWork, line: RequestLine) -> "AccessRequestRecord":
    from pomdesk.store.records import AccessRequestRecord

    record = uow.get(AccessRequestRecord, line.id)
    if record is None or line.stage is not RequestStage.OPEN:
        raise RightsRefused("SAR-CLOSED")
    return record


def _item(uow: UnitOfWork, day: Day, line: RequestLine, key: str) -> "AccessItemRecord":
    """The row of a part, made where there is none; bound to what the part says now."""
    from pomdesk.services.rights.subject_access import pack_of
    from pomdesk.store.records import AccessItemRecord

    parts = {part.key: part for part in pack_of(uow, day, line.person_id, line).items}
    part = parts.get(key)
    if part is None:
        raise RightsRefused("SAR-ITEM", item=key[:60])
    record = uow.find(AccessItemRecord, request_id=line.id, source=key)
    if record is None:
        record = AccessItemRecord(
            person_id=line.person_id,
            request_id=line.id,
            source=key,
            flags=" ".join(sorted(part.flags)),
            decision="",
            ground="",
            text="",
            digest=part.digest,
            by="",
            at=None,
        )
        uow.add(record)
    record.digest = part.digest
    return record
