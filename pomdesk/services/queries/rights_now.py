"""What is due for review, on hold and asked for; the parts of one request; a pack."""

from collections.abc import Sequence
from dataclasses import dataclass

from pomdesk.domain.errors import RightsRefused
from pomdesk.domain.rights import RequestStage
from pomdesk.readmodels.rights import HoldLine, Pack, RecordsNow, RequestLine
from pomdesk.services.desk import Day
from pomdesk.services.rights.holds import hold_lines
from pomdesk.services.rights.reasons import person_of
from pomdesk.services.rights.requests import open_access_request, request_lines, request_of
from pomdesk.services.rights.retention import old_rounds, reviews
from pomdesk.services.rights.subject_access import pack_of
from pomdesk.store.tables import access_request
from pomdesk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class RecordsOn:
    """Records due for review, holds that stand, requests that wait."""

    def run(self, uow: UnitOfWork, day: Day) -> RecordsNow:
        """Read them."""
        waiting = access_request.c.stage == RequestStage.OPEN.value
        return RecordsNow(
            today=day.today,
            who=uow.by,
            reviews=reviews(uow, day),
            holds=hold_lines(uow),
            requests=request_lines(uow, waiting),
            quality=old_rounds(uow, day),
        )


@dataclass(frozen=True, slots=True)
class PersonNumbered:
    """The person who has a prison number.

    Raises:
        RequestRefused: REQ-PERSON.

    """

    prisoner_number: str

    def run(self, uow: UnitOfWork, day: Day) -> int:
        """Look them up."""
        return person_of(uow, self.prisoner_number)


@dataclass(frozen=True, slots=True)
class HoldsOf:
    """The holds that stand against disposing of a person's record: theirs, and those on all."""

    person_id: int

    def run(self, uow: UnitOfWork, day: Day) -> Sequence[HoldLine]:
        """Read them."""
        return [one for one in hold_lines(uow) if one.person_id in (None, self.person_id)]


@dataclass(frozen=True, slots=True)
class RequestsOf:
    """Every request, of one person or of all, those that wait first."""

    prisoner_number: str = ""

    def run(self, uow: UnitOfWork, day: Day) -> Sequence[RequestLine]:
        """Read them."""
        if not self.prisoner_number:
            return request_lines(uow)
        whose = access_request.c.person_id == person_of(uow, self.prisoner_number)
        return request_lines(uow, whose)


@dataclass(frozen=True, slots=True)
class SubjectPack:
    """Everything held on a person, with what was decided so far for a request.

    Attributes:
        ref: the request; blank: the one for what is held that waits, if there is one.

    Raises:
        RequestRefused: REQ-PERSON.
        RightsRefused: SAR-GONE, there is no such request of this person.

    """

    person_id: int
    ref: str = ""

    def run(self, uow: UnitOfWork, day: Day) -> Pack:
        """Put it together."""
        line = request_of(uow, self.ref) if self.ref else None
        if line is None:
            line = open_access_request(uow, self.person_id)
        elif line.person_id != self.person_id:
            raise RightsRefused("SAR-GONE", ref=self.ref[:40])
        return pack_of(uow, day, self.person_id, line)
