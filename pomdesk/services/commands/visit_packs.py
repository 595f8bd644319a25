"""Two machines: a visit is taken out in a sealed file, noted elsewhere, and brought back."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, ClassVar

from sqlalchemy import Row, or_, select

from pomdesk.carried import contents, sealed
from pomdesk.carried.code import new_code
from pomdesk.carried.contents import NotedStop, Return
from pomdesk.carried.sealed import Kind
from pomdesk.domain.errors import PackRefused, RequestRefused
from pomdesk.domain.typed import clean
from pomdesk.domain.visits import Keep, PackState, VisitState
from pomdesk.readmodels.visit_merges import CameIn, Returned, TakenOut
from pomdesk.rules.visits.codes import read_visit_code
from pomdesk.services.desk import Day
from pomdesk.services.visits import packing
from pomdesk.services.visits.bringing import bring_back
from pomdesk.services.visits.captures import is_carried, new_uid, visit_row
from pomdesk.services.visits.clashes import clash_row
from pomdesk.services.visits.recording import Recording
from pomdesk.services.visits.settling import settle
from pomdesk.store.tables import (
    visit,
    visit_pack,
    visit_stop,
)
from pomdesk.store.unit_of_work import UnitOfWork

LONGEST_HOLDER = 200
LONGEST_WHY = 2_000


@dataclass(frozen=True, slots=True)
class TakeOutVisit:
    """Make a visit pack: the file, and the code that opens it.

    Cards are made anew, unless something was noted already. It is a disclosure, which the log
    keeps with who took it; it is not taken back but brought back or written off.

    Attributes:
        holder: who takes it; ``device``: on what.
        days: for how long it can be opened, from 1 to 14; None: by policy.

    Raises:
        RequestRefused: REQ-VISIT; REQ-VISIT-STATE, it has ended; REQ-VISIT-HERE, it came in a
            pack; REQ-VISIT-OUT, a pack of it is out; REQ-VISIT-EMPTY; REQ-PACK-HOLDER,
            REQ-PACK-DAYS.

    """

    name: ClassVar[str] = "take_out_visit"
    lasting: ClassVar[bool] = True
    visit_id: int
    holder: str
    device: str = ""
    days: int | None = None

    @property
    def to_whom(self) -> str:
        """Whom the log names as the recipient."""
        return self.holder

    def run(self, uow: UnitOfWork, day: Day) -> TakenOut:
        """Make it and note what it holds."""
        from pomdesk.store.records import VisitPackRecord

        row = _takeable(uow, day, self.visit_id)
        holder, device = (clean(said, one_line=True) for said in (self.holder, self.device))
        if not holder or max(len(holder), len(device)) > LONGEST_HOLDER:
            raise RequestRefused("REQ-PACK-HOLDER", longest=LONGEST_HOLDER)
        days = day.policy.visits.pack_days if self.days is None else self.days
        if not 1 <= days <= contents.LONGEST_DAYS:
            raise RequestRefused("REQ-PACK-DAYS", most=contents.LONGEST_DAYS)
        stops, left_out = packing.stops_to_take(uow, day, row.id)
        if not stops:
            raise RequestRefused("REQ-VISIT-EMPTY")
        record = VisitPackRecord(
            visit_id=row.id,
            uid=new_uid(),
            state=PackState.OUT.value,
            code=new_code(),
            holder=holder,
            device=device,
            made_at=uow.now,
            expires_at=uow.now + timedelta(days),
            machine="",
            returns=0,
            made="[]",
            why="",
            note=row.note,
            by=uow.by,
            at=uow.now,
        )
        uow.add(record)
        packing.note_taken(uow, row.id, record.uid, stops)
        content = packing.pack_file(uow, day, record, row)
        count = len(stops)
        return TakenOut(record.id, record.code, content, record.expires_at, count, left_out)


@dataclass(frozen=True, slots=True)
class OpenVisitPack:
    """Open a pack on a visit machine; the result is the number of the visit there.

    Nobody is added to the people of this desk: it has cards, and only until they are cleared.

    Raises:
        PackRefused: PCK-NOT, PCK-DAMAGED, PCK-NEWER, PCK-KIND (a file to bring back), PCK-OWN (it
            was taken out here), PCK-TWICE (it, or another of its visit, is open here), PCK-CODE,
            PCK-CONTENT, PCK-EXPIRED.

    """

    name: ClassVar[str] = "open_visit_pack"
    lasting: ClassVar[bool] = True
    content: bytes
    code: str

    def run(self, uow: UnitOfWork, day: Day) -> int:
        """Check it and put it in."""
        envelope = _envelope(self.content, Kind.PACK)
        if states := _states(uow, visit_pack.c.uid == envelope.pack):
            raise PackRefused("PCK-TWICE" if PackState.HERE in states else "PCK-OWN")
        pack = contents.read_pack(sealed.unseal(self.content, self.code))
        if read_visit_code(pack.code) != pack.code:
            raise PackRefused("PCK-CONTENT")
        if pack.expires_at <= uow.now:
            raise PackRefused("PCK-EXPIRED")
        same = select(visit.c.uid).where(or_(visit.c.uid == pack.visit, visit.c.code == pack.code))
        known = {row.uid for row in uow.rows(same)}
        uids = [stop.uid for stop in pack.stops]
        theirs = select(visit_stop.c.id).where(visit_stop.c.uid.in_(uids))
        if pack.visit in known or uow.rows(theirs.limit(1)):
            raise PackRefused("PCK-TWICE")
        # A visit of another desk may have a code that is taken here.
        code = pack.visit[:8] if known else pack.code
        return packing.put_in(uow, envelope.pack, self.code, replace(pack, code=code))


@dataclass(frozen=True, slots=True)
class MakeVisitReturn:
    """Make the file to bring back, with all that was noted; as often as wanted.

    It counts as sent only when it was saved: ``NoteVisitReturn``.

    Raises:
        RequestRefused: REQ-VISIT; REQ-VISIT-OWN, it did not come in a pack.
        PackRefused: PCK-CONTENT, more was noted than such a file holds.

    """

    name: ClassVar[str] = "make_visit_return"
    lasting: ClassVar[bool] = True
    visit_id: int

    def run(self, uow: UnitOfWork, day: Day) -> Returned:
        """Make it and count it."""
        row, record = _carried(uow, day, self.visit_id)
        stops = packing.noted_stops(uow, row.id)
        made = json.loads(record.made)
        uid, before = new_uid(), tuple(one for one, _ in made[-contents.MOST :])
        record.made = json.dumps([*made, (uid, _digest(row, stops))])
        record.returns, record.at = len(made) + 1, uow.now
        which = (record.machine, record.returns, uid, before)
        back = Return(*which, uow.now, row.begun_at, row.note, stops)
        written = contents.write_return(back)
        content = sealed.seal(Kind.RETURN, record.uid, written, record.code)
        return Returned(content, record.returns, sum(len(stop.captures) for stop in stops))


@dataclass(frozen=True, slots=True)
class NoteVisitReturn:
    """Note that a file to bring back was saved: what it holds may be cleared.

    What was noted since it was made is not in it and still counts as not sent.

    Attributes:
        number: which of the files that were made here.

    Raises:
        RequestRefused: REQ-VISIT; REQ-VISIT-OWN, it did not come in a pack.
        PackRefused: PCK-NONE, no file of this number was made.

    """

    name: ClassVar[str] = "note_visit_return"
    visit_id: int
    number: int

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Keep the digest of what it holds."""
        _row, record = _carried(uow, day, self.visit_id)
        made = json.loads(record.made)
        if not 1 <= self.number <= len(made):
            raise PackRefused("PCK-NONE")
        _uid, held = made[self.number - 1]
        if record.why != held:
            record.why = held


@dataclass(frozen=True, slots=True)
class ClearVisitPack:
    """Take a visit that came in a pack off this machine, with all that was noted and its history.

    Attributes:
        anyway: also where something was noted since the last file to bring back.

    Raises:
        RequestRefused: REQ-VISIT; REQ-VISIT-OWN, it did not come in a pack.
        PackRefused: PCK-UNSENT, something is in no file to bring back.

    """

    name: ClassVar[str] = "clear_visit_pack"
    lasting: ClassVar[bool] = True
    visit_id: int
    anyway: bool = False

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Take it out; what is left says only that it was here."""
        row, record = _carried(uow, day, self.visit_id)
        stops = packing.noted_stops(uow, row.id)
        noted = bool(stops) or row.note != record.note
        unsent = noted and record.why != _digest(row, stops)
        if unsent and not self.anyway:
            raise PackRefused("PCK-UNSENT")
        packing.take_off(uow, row.id, record.id)


@dataclass(frozen=True, slots=True)
class BringBackVisit:
    """Bring back what was noted on a visit machine, as one step that can be undone.

    New contacts and notes always join. A fact that both sides changed is a clash and stays as the
    desk has it until a person decides (``SettleClash``). The same file again, and an older one of
    the same machine, change nothing. A pack that was written off may still come back.

    Attributes:
        code: the pack's; blank: the one it was taken out with.
        titles: what the record calls a paper that was served, by code of its kind.

    Raises:
        PackRefused: PCK-NOT, PCK-DAMAGED, PCK-NEWER, PCK-KIND (a pack), PCK-FOREIGN (of another
            desk), PCK-CODE, PCK-CONTENT.
        RequestRefused: REQ-VISIT, the visit is somebody else's.

    """

    name: ClassVar[str] = "bring_back_visit"
    content: bytes
    code: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)

    def run(self, uow: UnitOfWork, day: Day) -> CameIn:
        """Check it, merge it, and say what came in."""
        from pomdesk.store.records import VisitPackRecord

        envelope = _envelope(self.content, Kind.RETURN)
        record = uow.find(VisitPackRecord, uid=envelope.pack)
        if record is None or record.state == PackState.HERE:
            raise PackRefused("PCK-FOREIGN")
        row = visit_row(uow, day, record.visit_id)
        back = contents.read_return(sealed.unseal(self.content, self.code or record.code))
        return bring_back(Recording(uow, day, row.code, self.titles), record, row, back)


@dataclass(frozen=True, slots=True)
class SettleClash:
    """Decide about something that both sides changed. Undo asks again.

    Attributes:
        keep: the desk's present value stands, theirs takes its place, or both texts are kept.

    Raises:
        RequestRefused: REQ-CLASH, REQ-CLASH-DONE; REQ-CLASH-KEEP, both cannot be kept; what a
            rule of the record refuses, as ``ChangeEntry`` and ``CorrectFact`` tell it.
        TextRefused: TXT-LONG.

    """

    name: ClassVar[str] = "settle_clash"
    clash_id: int
    keep: Keep

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Make the record say so and note who decided."""
        from pomdesk.store.records import VisitBaseRecord, VisitClashRecord

        row = clash_row(uow, day, self.clash_id)
        side = Keep(self.keep)
        entry_id = settle(Recording(uow, day, row.visit_code), row, side)
        record = uow.get(VisitClashRecord, row.id)
        if record is None:
            raise RequestRefused("REQ-CLASH")
        record.decided, record.decided_by, record.decided_at = side.value, uow.by, uow.now
        agreed = uow.find(
            VisitBaseRecord, stop_id=row.stop_id, side=row.machine, row_key=row.row_key
        )
        if agreed is not None and entry_id is not None and agreed.entry_id != entry_id:
            agreed.entry_id = record.entry_id = entry_id


@dataclass(frozen=True, slots=True)
class WriteOffPack:
    """Say that a pack is lost. Its people are listed; it may still come back.

    Raises:
        PackRefused: PCK-NONE, there is none of this number that was taken out here.
        RequestRefused: REQ-VISIT; REQ-PACK-LOST, it was written off; REQ-PACK-WHY.

    """

    name: ClassVar[str] = "write_off_pack"
    pack_id: int
    why: str

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Note it."""
        from pomdesk.store.records import VisitPackRecord

        record = uow.get(VisitPackRecord, self.pack_id)
        if record is None or record.state == PackState.HERE:
            raise PackRefused("PCK-NONE")
        visit_row(uow, day, record.visit_id)
        why = clean(self.why)
        if record.state == PackState.LOST:
            raise RequestRefused("REQ-PACK-LOST")
        if not why or len(why) > LONGEST_WHY:
            raise RequestRefused("REQ-PACK-WHY", longest=LONGEST_WHY)
        record.state, record.why = PackState.LOST.value, why


def _takeable(uow: UnitOfWork, day: Day, visit_id: int) -> Row[Any]:
    row = visit_row(uow, day, visit_id)
    if is_carried(uow, row.id):
        raise RequestRefused("REQ-VISIT-HERE")
    if row.state == VisitState.ENDED:
        raise RequestRefused("REQ-VISIT-STATE", reason=row.state)
    out = (visit_pack.c.state == PackState.OUT.value, visit_pack.c.expires_at > uow.now)
    if _states(uow, visit_pack.c.visit_id == row.id, *out):
        raise RequestRefused("REQ-VISIT-OUT", reason="second")
    return row


def _states(uow: UnitOfWork, *where: Any) -> set[str]:
    return {row.state for row in uow.rows(select(visit_pack.c.state).where(*where))}


def _envelope(content: bytes, kind: Kind) -> sealed.Envelope:
    envelope = sealed.read(content)
    if envelope.kind is not kind:
        raise PackRefused("PCK-KIND", reason=kind.name.lower())
    return envelope


def _carried(uow: UnitOfWork, day: Day, visit_id: int) -> tuple[Row[Any], Any]:
    """A visit that came in a pack, and the pack's record."""
    from pomdesk.store.records import VisitPackRecord

    row = visit_row(uow, day, visit_id)
    record = uow.find(VisitPackRecord, visit_id=row.id, state=PackState.HERE.value)
    if record is None:
        raise RequestRefused("REQ-VISIT-OWN")
    return row, record


def _digest(row: Row[Any], stops: tuple[NotedStop, ...]) -> str:
    """What tells whether anything was noted since: no clock is asked."""
    return hashlib.sha256(repr((row.note, stops)).encode("utf-8", "surrogatepass")).hexdigest()
