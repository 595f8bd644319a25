"""Holds, reviews, and disposal by two people."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from sqlalchemy import func, select

from pomdesk.domain.audit import CLOCK_JUMP, Event, Kind
from pomdesk.domain.errors import PomdeskError, RightsRefused
from pomdesk.domain.record import EntryKind
from pomdesk.domain.rights import RequestKind, RequestStage, Trigger
from pomdesk.readmodels.rights import ReviewLine
from pomdesk.services.clock import FrozenClock
from pomdesk.services.commands.entries import AddEntry
from pomdesk.services.commands.rights_disposal import (
    ConfirmDisposal,
    KeepRecord,
    ProposeDisposal,
    WithdrawDisposal,
)
from pomdesk.services.commands.rights_holds import HoldRecord, ReleaseHold
from pomdesk.services.commands.rights_requests import CloseRequest, OpenRequest
from pomdesk.services.desk import Day, Desk
from pomdesk.services.queries.case import CaseOf
from pomdesk.services.queries.rights_now import HoldsOf, RecordsOn
from pomdesk.services.rights.holds import refuse_held
from pomdesk.store.tables import movement, operation, person
from pomdesk.store.unit_of_work import UnitOfWork
from tests.services.desks import MONDAY
from tests.services.rights_desk import desk_of, number_of, numbers, signed_in_as

WHY = "Released and handed over."


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    """A small desk."""
    made = desk_of(tmp_path, 6)
    yield made
    made.close()


def refused(desk: Desk, command: Any) -> PomdeskError:
    """What a command is refused with."""
    with pytest.raises(PomdeskError) as found:
        desk.do(command)
    return found.value


@dataclass(frozen=True)
class Leave:
    """Let somebody have been released on a day."""

    person_id: int
    on: date
    name: ClassVar[str] = "leave_for_a_test"

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """A movement out."""
        row = {
            "person_id": self.person_id,
            "from_agency": "LEI",
            "to_agency": "OUT",
            "movement_type": "REL",
            "direction_code": "OUT",
            "movement_date": self.on,
        }
        theirs = movement.c.person_id == self.person_id
        uow.bulk_delete(movement, [row.id for row in uow.rows(movement.select().where(theirs))])
        uow.bulk_insert(movement, [row])


@dataclass(frozen=True)
class Call:
    """Let somebody be called something."""

    person_id: int
    last_name: str
    name: ClassVar[str] = "call_for_a_test"

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Write it."""
        theirs = person.update().where(person.c.id == self.person_id)
        uow.connection.execute(theirs.values(last_name=self.last_name))


@dataclass(frozen=True)
class Prune:
    """Something that a hold on anybody stands against."""

    name: ClassVar[str] = "prune_for_a_test"

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Ask."""
        refuse_held(uow)


def line_of(desk: Desk, person_id: int) -> ReviewLine:
    """The one line of the list that is theirs."""
    (line,) = [one for one in desk.ask(RecordsOn()).reviews if one.person_id == person_id]
    return line


def test_two_people_dispose_of_a_record(desk: Desk) -> None:
    person_id, number = number_of(desk)
    assert desk.do(ProposeDisposal(person_id, WHY)).result is False
    with signed_in_as(desk):
        receipt = desk.do(ConfirmDisposal(person_id))
    assert receipt.operation_id is None  # no undo is offered
    assert receipt.result.backups_until == MONDAY + timedelta(35)
    assert number not in numbers(desk)


def test_nobody_confirms_their_own_proposal(desk: Desk) -> None:
    person_id, number = number_of(desk)
    desk.do(ProposeDisposal(person_id, WHY))
    assert refused(desk, ConfirmDisposal(person_id)).code == "RET-SELF"
    with signed_in_as(desk, f"  {desk.who.upper()} "):
        assert refused(desk, ConfirmDisposal(person_id)).code == "RET-SELF"
    assert number in numbers(desk)


def test_nothing_is_confirmed_that_nobody_proposed(desk: Desk) -> None:
    person_id, _number = number_of(desk)
    assert refused(desk, ConfirmDisposal(person_id)).code == "RET-SECOND"
    desk.do(ProposeDisposal(person_id, WHY))
    problem = refused(desk, ProposeDisposal(person_id, WHY))
    assert (problem.code, problem.details["who"]) == ("RET-TWICE", desk.who)
    desk.do(WithdrawDisposal(person_id, "Still needed."))
    with signed_in_as(desk):
        assert refused(desk, ConfirmDisposal(person_id)).code == "RET-SECOND"
    assert refused(desk, WithdrawDisposal(person_id, "Again.")).code == "RET-SECOND"


def test_keeping_a_record_withdraws_what_was_proposed(desk: Desk) -> None:
    person_id, _number = number_of(desk)
    desk.do(ProposeDisposal(person_id, WHY))
    desk.do(KeepRecord(person_id, MONDAY + timedelta(90), "Appeal is heard."))
    with signed_in_as(desk):
        assert refused(desk, ConfirmDisposal(person_id)).code == "RET-SECOND"


@pytest.mark.parametrize("everybody", [False, True])
def test_a_hold_stands_against_disposal(desk: Desk, everybody: bool) -> None:
    person_id, number = number_of(desk)
    held = None if everybody else person_id
    desk.do(ProposeDisposal(person_id, WHY))
    with signed_in_as(desk):
        desk.do(HoldRecord(held, "Inquiry.", MONDAY + timedelta(60)))
        problem = refused(desk, ConfirmDisposal(person_id))
    assert (problem.code, problem.details["holder"]) == ("RET-HOLD", "Bea Second")
    assert problem.details["since"]
    assert refused(desk, ProposeDisposal(person_id, WHY)).code == "RET-HOLD"
    assert refused(desk, Prune()).code == "RET-HOLD"
    assert line_of(desk, person_id).held
    assert [one.person_id for one in desk.ask(HoldsOf(person_id))] == [held]
    assert desk.do(ReleaseHold(held, "It has ended.")).result == 1
    assert refused(desk, ReleaseHold(held, "Again.")).code == "RET-NOHOLD"
    desk.do(Prune())
    with signed_in_as(desk):
        desk.do(ConfirmDisposal(person_id))
    assert number not in numbers(desk)


def test_a_case_says_since_when_it_is_on_hold(desk: Desk) -> None:
    person_id, _ = number_of(desk, 0)
    other_id, _ = number_of(desk, 1)

    def since(one: int) -> date | None:
        return desk.ask(CaseOf(one)).held_since

    assert since(person_id) is None
    desk.do(HoldRecord(person_id, "Inquiry."))
    assert since(person_id) == MONDAY
    assert since(other_id) is None
    desk.do(HoldRecord(None, "Claim."))
    assert since(other_id) == MONDAY
    for hold_of in (person_id, None):
        desk.do(ReleaseHold(hold_of, "It is over."))
    assert since(person_id) is None


def test_a_hold_on_one_leaves_others_free(desk: Desk) -> None:
    held, _ = number_of(desk, 0)
    other, _ = number_of(desk, 1)
    desk.do(HoldRecord(held, "Inquiry."))
    desk.do(ProposeDisposal(other, WHY))
    assert not line_of(desk, other).held
    with signed_in_as(desk):
        desk.do(ConfirmDisposal(other))


@dataclass(frozen=True)
class LastOf:
    """The last operation of a command, and whom its person is called."""

    command: str
    person_id: int

    def run(self, uow: UnitOfWork, day: Day) -> tuple[int, str]:
        """Read them."""
        made = select(func.max(operation.c.id).label("n")).where(
            operation.c.command == self.command
        )
        called = select(person.c.last_name).where(person.c.id == self.person_id)
        return uow.rows(made)[0].n, uow.rows(called)[0].last_name


def test_a_hold_ends_with_a_reason_and_not_by_undo(desk: Desk) -> None:
    person_id, _number = number_of(desk)
    assert desk.do(HoldRecord(person_id, "By mistake.")).operation_id is None
    made, _name = desk.ask(LastOf("hold_record", person_id))
    later = Desk(desk._store, desk._clock, desk._policies)
    for one in (desk, later):  # in a later session as well
        with pytest.raises(PomdeskError) as found:
            one.undo(made)
        assert (found.value.code, found.value.details["reason"]) == ("REQ-UNDO", "lasting")
    assert refused(desk, ProposeDisposal(person_id, WHY)).code == "RET-HOLD"
    desk.do(ReleaseHold(person_id, "Was a mistake."))
    desk.do(ProposeDisposal(person_id, WHY))


def test_no_reason_names_the_person(desk: Desk) -> None:
    person_id, number = number_of(desk)
    _made, name = desk.ask(LastOf("", person_id))
    desk.do(Call(person_id, "O\u2019Néill-Łukas"))
    for why in (
        f"About {number}.",
        "O'NEILL-LUKAS was released.",
        "As o neill lukas\u2019s solicitor asked.",
    ):
        for command in (
            HoldRecord(person_id, why),
            KeepRecord(person_id, MONDAY + timedelta(1), why),
            ProposeDisposal(person_id, why),
        ):
            assert refused(desk, command).code == "RET-NAMED", (command, why)
    desk.do(HoldRecord(None, f"All of {number}'s unit."))  # it is about nobody
    desk.do(HoldRecord(person_id, f"Neill of the unit asked, and {name}."))
    assert refused(desk, ReleaseHold(person_id, "O'Neill-Lukas")).code == "RET-NAMED"
    desk.do(ReleaseHold(person_id, "No more needed."))
    desk.do(ReleaseHold(None, "No more needed."))
    desk.do(ProposeDisposal(person_id, WHY))
    assert refused(desk, WithdrawDisposal(person_id, f"{number[:3]}-{number[3:]}")).code == (
        "RET-NAMED"
    )
    request = desk.do(OpenRequest(person_id, RequestKind.ERASURE, MONDAY)).result[0]
    close = CloseRequest(request, RequestStage.REFUSED, "O'Neill-Lukas wanted it.")
    assert refused(desk, close).code == "RET-NAMED"


def test_reasons_are_asked_and_name_nobody(desk: Desk) -> None:
    person_id, number = number_of(desk)
    assert refused(desk, ProposeDisposal(person_id, " \u200b\n")).code == "RET-WHY"
    spaced = f"{number[:3].lower()} {number[3:]} was released"
    assert refused(desk, ProposeDisposal(person_id, spaced)).code == "RET-NAMED"
    assert refused(desk, HoldRecord(person_id, "")).code == "RET-WHY"
    assert refused(desk, HoldRecord(person_id, "x" * 2_001)).code == "RET-WHYLONG"
    assert refused(desk, KeepRecord(person_id, MONDAY, WHY)).code == "RET-DAY"
    assert refused(desk, HoldRecord(person_id, WHY, MONDAY)).code == "RET-DAY"
    for command in (ProposeDisposal(999, WHY), ConfirmDisposal(999), HoldRecord(999, WHY)):
        assert refused(desk, command).code == "REQ-PERSON"


def test_a_doubtful_clock_disposes_of_nobody(desk: Desk) -> None:
    person_id, number = number_of(desk)
    desk.do(ProposeDisposal(person_id, WHY))
    desk.log(Event(CLOCK_JUMP, Kind.SYSTEM, detail={"days": 3_000}))
    with signed_in_as(desk):
        assert refused(desk, ConfirmDisposal(person_id)).code == "TIM-JUMP"
    assert number in numbers(desk)


@pytest.mark.parametrize(("days", "code"), [(92, ""), (93, "TIM-JUMP")])
def test_a_day_far_after_the_last_use_disposes_of_nobody(desk: Desk, days: int, code: str) -> None:
    person_id, _number = number_of(desk)
    desk.do(ProposeDisposal(person_id, WHY))
    vars(desk)["_clock"] = FrozenClock(MONDAY + timedelta(days))
    with signed_in_as(desk):
        if code:
            assert refused(desk, ConfirmDisposal(person_id)).code == code
        else:
            desk.do(ConfirmDisposal(person_id))


def test_the_list_says_who_is_due_and_why(desk: Desk) -> None:
    released, _ = number_of(desk, 0)
    longer, _ = number_of(desk, 1)
    desk.do(Leave(released, date(2026, 7, 1)))
    desk.do(Leave(longer, date(2026, 6, 1)))
    lines = desk.ask(RecordsOn()).reviews
    assert [line.person_id for line in lines] == [longer, released]
    assert lines[1].trigger is Trigger.RELEASE
    assert (lines[1].since, lines[1].due) == (date(2026, 7, 1), date(2026, 10, 1))
    assert desk.do(ProposeDisposal(released, WHY)).result is True
    desk.do(KeepRecord(longer, MONDAY + timedelta(1), "Asked for by the COM."))
    assert [line.person_id for line in desk.ask(RecordsOn()).reviews] == [released]
    vars(desk)["_clock"] = FrozenClock(MONDAY + timedelta(1))
    assert longer in [line.person_id for line in desk.ask(RecordsOn()).reviews]


def test_who_is_in_no_file_and_not_seen_for_long_is_due(desk: Desk) -> None:
    person_id, _number = number_of(desk)
    seen, _ = number_of(desk, 1)
    assert desk.ask(RecordsOn()).reviews == []
    vars(desk)["_clock"] = FrozenClock(date(2027, 11, 22))
    desk.do(AddEntry(seen, EntryKind.CONTACT, date(2027, 1, 5), what="wing"))
    assert desk.ask(RecordsOn()).reviews == []
    vars(desk)["_clock"] = FrozenClock(date(2027, 11, 23))
    lines = {line.person_id: line for line in desk.ask(RecordsOn()).reviews}
    assert lines[person_id].trigger is Trigger.LAST_CONTACT
    assert lines[person_id].since == MONDAY
    assert seen not in lines


def test_nothing_is_ever_deleted_by_looking(desk: Desk) -> None:
    before = numbers(desk)
    vars(desk)["_clock"] = FrozenClock(date(2040, 1, 1))
    assert len(desk.ask(RecordsOn()).reviews) == len(before)
    assert numbers(desk) == before


def test_a_refusal_leaves_everything_as_it_was(desk: Desk) -> None:
    person_id, _number = number_of(desk)
    desk.do(HoldRecord(person_id, "Inquiry."))
    before = desk.ask(RecordsOn())
    with pytest.raises(RightsRefused):
        desk.do(ProposeDisposal(person_id, WHY))
    assert desk.ask(RecordsOn()) == before
