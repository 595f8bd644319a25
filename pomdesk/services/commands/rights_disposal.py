"""What comes of a review: the record is kept, or two people dispose of it."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from pomdesk.domain.access import as_signed
from pomdesk.domain.errors import RightsRefused
from pomdesk.domain.rights import DisposalStage, Erasure
from pomdesk.services.desk import Day
from pomdesk.services.rights.erasure import erase_person
from pomdesk.services.rights.reasons import named, reason
from pomdesk.services.rights.retention import due_of, proposal, refuse_disposal
from pomdesk.store.unit_of_work import UnitOfWork


def _note(
    uow: UnitOfWork, person_id: int, stage: DisposalStage, why: str, until: date | None = None
) -> None:
    from pomdesk.store.records import DisposalRecord

    uow.add(
        DisposalRecord(
            person_id=person_id, stage=stage.value, reason=why, by=uow.by, at=uow.now, until=until
        )
    )


@dataclass(frozen=True, slots=True)
class KeepRecord:
    """Say that a record is still needed, until a day; a disposal that was proposed is withdrawn.

    Raises:
        RequestRefused: REQ-PERSON.
        RightsRefused: RET-DAY, the day is not after today; RET-WHY, RET-WHYLONG, RET-NAMED.

    """

    name: ClassVar[str] = "keep_record"
    lasting: ClassVar[bool] = True
    person_id: int
    until: date
    why: str

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Write it."""
        whom = named(uow, self.person_id)
        if self.until <= day.today:
            raise RightsRefused("RET-DAY")
        _note(uow, self.person_id, DisposalStage.KEPT, reason(self.why, whom), self.until)


@dataclass(frozen=True, slots=True)
class ProposeDisposal:
    """Propose to dispose of a record; the result is whether it was due for review at all.

    Nothing is deleted before a second person has confirmed it.

    Raises:
        RequestRefused: REQ-PERSON.
        RightsRefused: RET-HOLD, TIM-JUMP (``services.rights.retention.refuse_disposal``);
            RET-WHY, RET-WHYLONG, RET-NAMED; RET-TWICE with ``who``, it was proposed already.

    """

    name: ClassVar[str] = "propose_disposal"
    lasting: ClassVar[bool] = True
    person_id: int
    why: str

    def run(self, uow: UnitOfWork, day: Day) -> bool:
        """Write it."""
        refuse_disposal(uow, self.person_id)
        why = reason(self.why, named(uow, self.person_id))
        standing = proposal(uow, self.person_id)
        if standing is not None:
            raise RightsRefused("RET-TWICE", who=standing.by)
        _note(uow, self.person_id, DisposalStage.PROPOSED, why)
        return due_of(uow, day, self.person_id) is not None


@dataclass(frozen=True, slots=True)
class WithdrawDisposal:
    """Take a proposal back; whoever proposed it or another may.

    Raises:
        RightsRefused: RET-SECOND, nothing was proposed; RET-WHY, RET-WHYLONG, RET-NAMED.

    """

    name: ClassVar[str] = "withdraw_disposal"
    lasting: ClassVar[bool] = True
    person_id: int
    why: str

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Write it."""
        if proposal(uow, self.person_id) is None:
            raise RightsRefused("RET-SECOND")
        why = reason(self.why, named(uow, self.person_id))
        _note(uow, self.person_id, DisposalStage.WITHDRAWN, why)


@dataclass(frozen=True, slots=True)
class ConfirmDisposal:
    """Confirm, as a second person, that a record goes: it is erased, for good.

    Raises:
        RequestRefused: REQ-PERSON.
        RightsRefused: RET-HOLD, TIM-JUMP; RET-SECOND, nobody has proposed it; RET-SELF, whoever
            proposed it cannot be the second person.

    """

    name: ClassVar[str] = "confirm_disposal"
    lasting: ClassVar[bool] = True
    person_id: int

    def run(self, uow: UnitOfWork, day: Day) -> Erasure:
        """Erase the person."""
        refuse_disposal(uow, self.person_id)
        standing = proposal(uow, self.person_id)
        if standing is None:
            raise RightsRefused("RET-SECOND")
        if as_signed(standing.by) == as_signed(uow.by):
            raise RightsRefused("RET-SELF")
        return erase_person(uow, self.person_id, reason=standing.reason)
