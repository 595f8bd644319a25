"""What waits to be decided of visits that were brought back, and the file of a pack once more."""

from dataclasses import dataclass, replace

from sqlalchemy import select

from pomdesk.carried import contents, sealed
from pomdesk.domain.errors import PackRefused
from pomdesk.domain.visits import PackState
from pomdesk.readmodels.visit_merges import PackAgain
from pomdesk.readmodels.visits import ClashLine
from pomdesk.services.desk import Day
from pomdesk.services.visits.captures import visit_row
from pomdesk.services.visits.clashes import clash_lines
from pomdesk.services.visits.packing import pack_file, stops_of
from pomdesk.store.tables import visit_pack
from pomdesk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ClashesOpen:
    """What both sides changed and nobody has decided, of one visit or of all."""

    visit_id: int | None = None

    def run(self, uow: UnitOfWork, day: Day) -> tuple[ClashLine, ...]:
        """Read them, with what the desk has now."""
        return clash_lines(uow, day, self.visit_id)


@dataclass(frozen=True, slots=True)
class PackFile:
    """The file of a pack that is out, to save it once more; the same code opens it.

    It has the people it was taken out with, without those whose cases are others' now.

    Raises:
        PackRefused: PCK-NONE, there is none of this number that is out, or nobody in it is theirs
            any more; PCK-EXPIRED.
        RequestRefused: REQ-VISIT.

    """

    pack_id: int

    def run(self, uow: UnitOfWork, day: Day) -> PackAgain:
        """Put it together as it was taken out and seal it anew."""
        rows = uow.rows(select(visit_pack).where(visit_pack.c.id == self.pack_id))
        if not rows or rows[0].state != PackState.OUT:
            raise PackRefused("PCK-NONE")
        of = visit_row(uow, day, rows[0].visit_id)
        if rows[0].expires_at <= uow.now:
            raise PackRefused("PCK-EXPIRED")
        content = pack_file(uow, day, rows[0], of)
        pack = contents.read_pack(sealed.unseal(content, rows[0].code))
        theirs = {
            row.uid: row.person_id
            for row in stops_of(uow, of.id)
            if row.person_id is not None and (day.mine is None or row.person_id in day.mine)
        }
        held = tuple(stop for stop in pack.stops if stop.uid in theirs)
        if not held:
            raise PackRefused("PCK-NONE")
        if held != pack.stops:
            written = contents.write_pack(replace(pack, stops=held))
            content = sealed.seal(sealed.Kind.PACK, rows[0].uid, written, rows[0].code)
        return PackAgain(content, [theirs[stop.uid] for stop in held])
