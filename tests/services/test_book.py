"""The book: what is remembered is what would be worked out anew, whatever happened."""

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest

from pomdesk.domain.errors import PomdeskError, RequestRefused
from pomdesk.domain.facts import Assessment
from pomdesk.domain.record import EntryKind, MarkKind
from pomdesk.readmodels.caseload import CaseloadLine
from pomdesk.services import book
from pomdesk.services.clock import Clock
from pomdesk.services.commands.correct_fact import CorrectFact, SettleFact
from pomdesk.services.commands.entries import AddEntry, ChangeEntry, RemoveEntry
from pomdesk.services.commands.events import (
    RecordAllocation,
    RecordAssessment,
    RecordRecall,
    RecordTransferIn,
)
from pomdesk.services.commands.marks import MarkDuty, UnmarkDuty
from pomdesk.services.commands.moves import MarkMovesSeen
from pomdesk.services.commands.policy import OverrideSetting, WithdrawOverride
from pomdesk.services.commands.settings import SaveSetting
from pomdesk.services.desk import Command, Day, Desk
from pomdesk.services.queries.caseload import CaseloadOn
from pomdesk.services.queries.duties import DutiesDue, TodayOn
from pomdesk.services.queries.moves import MovesSince
from pomdesk.services.queries.record import EntriesOf, RecordOf
from pomdesk.store.unit_of_work import UnitOfWork
from tests.people import caseload
from tests.services.desks import MONDAY, Anew, bring_in, done, new_desk

SEED = 7
PEOPLE = 12
QUESTIONS = (CaseloadOn(), CaseloadOn(limit=5), DutiesDue(closed=True), TodayOn(), MovesSince())


@pytest.fixture
def file() -> dict[str, Any]:
    return caseload(PEOPLE, MONDAY, SEED)


@pytest.fixture
def desk(tmp_path: Path, file: dict[str, Any]) -> Iterator[Desk]:
    made = new_desk(tmp_path)
    bring_in(made, tmp_path, file)
    yield made
    made.close()


def lines(desk: Desk) -> dict[str, CaseloadLine]:
    return {line.prisoner_number: line for line in desk.ask(CaseloadOn()).lines}


def agrees(desk: Desk) -> None:
    """Every question has the answer that an empty book gives."""
    for question in QUESTIONS:
        assert repr(desk.ask(question)) == repr(desk.ask(Anew(question))), question


@dataclass
class Moving(Clock):
    """A clock that tests put forward."""

    day: date = MONDAY

    def today(self) -> date:
        return self.day


class Hand:
    """Somebody who does whatever comes to mind, the same every time."""

    def __init__(self, desk: Desk, folder: Path, file: dict[str, Any]) -> None:
        self.desk = desk
        self.folder = folder
        self.file = file
        self.rng = random.Random(SEED)
        self.people = [line.person_id for line in desk.ask(CaseloadOn()).lines]
        self.did: list[int] = []
        self.days = 0

    def act(self) -> None:
        """Do one thing; what is refused changes nothing."""
        ways: list[Callable[[], Command[Any] | None]] = [
            self.contact,
            self.contact,
            self.event,
            self.change,
            self.remove,
            self.mark,
            self.unmark,
            self.correct,
            self.settle,
            self.assess,
            self.transfer,
            self.recall,
            self.allocate,
            self.override,
            self.seen,
            self.bring,
            self.undo,
            self.undo,
        ]
        try:
            command = self.rng.choice(ways)()
            if command is not None:
                receipt = self.desk.do(command)
                self.did += [receipt.operation_id] if receipt.operation_id else []
        except PomdeskError:
            self.desk.ask(CaseloadOn())

    def somebody(self) -> int:
        return self.rng.choice(self.people)

    def ago(self) -> date:
        return MONDAY - timedelta(self.rng.randint(0, 200))

    def contact(self) -> Command[Any]:
        due = MONDAY + timedelta(self.rng.randint(0, 20)) if self.rng.random() < 0.5 else None
        return AddEntry(
            self.somebody(), EntryKind.CONTACT, self.ago(), what="wing", text="Talked.", due=due
        )

    def event(self) -> Command[Any]:
        return AddEntry(
            self.somebody(), EntryKind.SIGNIFICANT_EVENT, self.ago(), what="violence", text="x"
        )

    def _entry(self) -> int | None:
        found = self.desk.ask(EntriesOf(self.somebody())).entries
        return self.rng.choice(found).id if found else None

    def change(self) -> Command[Any] | None:
        number = self._entry()
        return None if number is None else ChangeEntry(number, {"day": self.ago()})

    def remove(self) -> Command[Any] | None:
        number = self._entry()
        return None if number is None else RemoveEntry(number)

    def mark(self) -> Command[Any] | None:
        person_id = self.somebody()
        open_ones = self.desk.ask(DutiesDue(person_id=person_id))
        if not open_ones:
            return None
        kind = self.rng.choice(list(MarkKind))
        until = MONDAY + timedelta(9) if kind is MarkKind.SNOOZED else None
        duty = self.rng.choice(open_ones).duty
        return MarkDuty(person_id, duty.key, kind, MONDAY, until, "because")

    def unmark(self) -> Command[Any] | None:
        marked = [one for one in self.desk.ask(DutiesDue(closed=True)) if one.duty.mark]
        if not marked:
            return None
        line = self.rng.choice(marked)
        return UnmarkDuty(line.person_id, line.duty.key)

    def correct(self) -> Command[Any]:
        field, value = self.rng.choice(
            [
                ("conditional_release_date", (MONDAY + timedelta(300)).isoformat()),
                ("conditional_release_date", ""),
                ("tariff_date", (MONDAY + timedelta(500)).isoformat()),
                ("last_name", "Zebra"),
            ]
        )
        return CorrectFact(self.somebody(), "person", field, value)

    def settle(self) -> Command[Any]:
        return SettleFact(self.somebody(), "person", "conditional_release_date", "file")

    def assess(self) -> Command[Any]:
        day = self.ago()
        given = Assessment("LAYER3", "Review", "COMPLETE", day - timedelta(9), day, "Dee Made", day)
        return RecordAssessment(self.somebody(), given)

    def transfer(self) -> Command[Any]:
        return RecordTransferIn(self.somebody(), MONDAY, "LEI", self.rng.choice(["MDI", "HVI"]))

    def recall(self) -> Command[Any]:
        return RecordRecall(self.somebody(), MONDAY, MONDAY + timedelta(60))

    def allocate(self) -> Command[Any]:
        chosen = self.rng.choice(self.file["staff"])["staffId"]
        return RecordAllocation(self.somebody(), str(chosen), None, MONDAY)

    def override(self) -> Command[Any]:
        key = "duties.early_days"
        if self.rng.random() < 0.4:
            return WithdrawOverride(key, MONDAY)
        return OverrideSetting(key, self.rng.randint(1, 200), MONDAY, "Agreed here")

    def seen(self) -> Command[Any]:
        return MarkMovesSeen(self.rng.choice(self.did or [1]))

    def bring(self) -> None:
        self.days += 1
        for row in self.rng.sample(self.file["prisoners"], 6):
            day = (MONDAY + timedelta(self.rng.randint(40, 900))).isoformat()
            row["conditionalReleaseDate"] = day
        self.rng.choice(self.file["staff"])["lastName"] = f"Name{self.days}"
        as_at = (MONDAY + timedelta(self.days)).isoformat()
        receipt = bring_in(self.desk, self.folder, self.file | {"asAt": as_at})
        self.did += [receipt.operation_id] if receipt.operation_id else []

    def undo(self) -> None:
        if self.did:
            self.did.append(done(self.desk.undo(self.rng.choice(self.did[-3:]))))


def test_the_book_equals_an_empty_one_after_whatever_was_done(
    desk: Desk, tmp_path: Path, file: dict[str, Any]
) -> None:
    agrees(desk)
    hand = Hand(desk, tmp_path, file)
    for _ in range(60):
        hand.act()
        agrees(desk)
    assert len(hand.did) > 30, "most of what was tried was done"


def test_people_who_come_and_go_with_an_import_come_and_go_in_the_book(
    desk: Desk, tmp_path: Path
) -> None:
    more = caseload(PEOPLE + 6, MONDAY, SEED) | {"asAt": "2026-11-24"}
    before = lines(desk)
    operation_id = done(bring_in(desk, tmp_path, more))
    assert len(lines(desk)) == PEOPLE + 6
    agrees(desk)
    desk.undo(operation_id)
    assert lines(desk) == before
    agrees(desk)


def test_one_changed_fact_works_one_person_out_and_a_setting_nobody(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked: list[int] = []
    work_out = book.work_out_person

    def noted(person_id: int, *rest: Any) -> Any:
        worked.append(person_id)
        return work_out(person_id, *rest)

    people = [line.person_id for line in desk.ask(CaseloadOn()).lines]
    desk.ask(TodayOn())
    monkeypatch.setattr(book, "work_out_person", noted)
    desk.ask(TodayOn())
    desk.do(SaveSetting("caseload.filter:mine", 1))
    desk.ask(TodayOn())
    assert worked == []
    desk.do(AddEntry(people[3], EntryKind.CONTACT, MONDAY, what="wing"))
    desk.ask(TodayOn())
    desk.ask(CaseloadOn())
    desk.ask(RecordOf(people[4]))
    assert worked == [people[3]]


def test_first_lines_work_out_no_more_than_they_show(
    tmp_path: Path, file: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = new_desk(tmp_path)
    bring_in(desk, tmp_path, file)
    worked: list[int] = []
    work_out = book.work_out_person

    def noted(person_id: int, *rest: Any) -> Any:
        worked.append(person_id)
        return work_out(person_id, *rest)

    monkeypatch.setattr(book, "work_out_person", noted)
    first = desk.ask(CaseloadOn(limit=5))
    assert (len(first.lines), first.total, len(worked)) == (5, PEOPLE, 5)
    whole = desk.ask(CaseloadOn())
    assert whole.lines[:5] == first.lines
    assert sorted(worked) == sorted(line.person_id for line in whole.lines)
    desk.close()


def test_a_contact_is_on_the_line_and_gone_when_undone(desk: Desk) -> None:
    (number, line), *_ = [(n, one) for n, one in lines(desk).items() if one.inside]
    day = MONDAY - timedelta(2)
    receipt = desk.do(AddEntry(line.person_id, EntryKind.CONTACT, day, what="wing"))
    assert lines(desk)[number].last_contact == day
    missed = AddEntry(line.person_id, EntryKind.CONTACT, MONDAY, what="attempted")
    desk.do(missed)
    assert lines(desk)[number].last_contact == day, "an attempt is no contact"
    desk.undo(done(receipt))
    assert lines(desk)[number] == line


def test_the_next_duty_of_a_line_is_the_most_urgent_one_not_put_off(desk: Desk) -> None:
    for line in desk.ask(CaseloadOn()).lines:
        dated = [one.duty for one in desk.ask(DutiesDue(person_id=line.person_id)) if one.duty.due]
        if not dated:
            assert line.next_due is None
            continue
        first = min(dated, key=lambda duty: duty.due or date.max)
        assert line.next_due == first.due
    number, line = next((n, one) for n, one in lines(desk).items() if one.next_duty)
    duty = next(
        one.duty
        for one in desk.ask(DutiesDue(person_id=line.person_id))
        if (one.duty.due, one.duty.kind) == (line.next_due, line.next_duty)
    )
    later = MONDAY + timedelta(30)
    desk.do(MarkDuty(line.person_id, duty.key, MarkKind.SNOOZED, MONDAY, later, "On leave"))
    now = lines(desk)[number]
    assert (now.next_due, now.next_duty) != (line.next_due, line.next_duty)


def test_a_renamed_member_of_staff_is_renamed_on_every_line(
    desk: Desk, tmp_path: Path, file: dict[str, Any]
) -> None:
    before = {line.pom_name for line in lines(desk).values()}
    for member in file["staff"]:
        member["lastName"] = "Quill"
    bring_in(desk, tmp_path, file | {"asAt": "2026-11-24"})
    after = {line.pom_name for line in lines(desk).values()} - {None}
    assert after
    assert not after & before
    assert all(name.endswith("Quill") for name in after if name)


def test_another_day_empties_the_book(tmp_path: Path, file: dict[str, Any]) -> None:
    clock = Moving()
    desk = new_desk(tmp_path, clock)
    bring_in(desk, tmp_path, file)
    monday = desk.ask(TodayOn())
    for day in (date(2026, 12, 31), date(2027, 1, 1), date(2028, 2, 29), MONDAY):
        clock.day = day
        assert desk.ask(TodayOn()).today == day
        agrees(desk)
    assert repr(desk.ask(TodayOn())) == repr(monday)
    desk.close()


@dataclass(frozen=True)
class EarlyDays:
    """The setting as a query finds it."""

    def run(self, uow: UnitOfWork, day: Day) -> int:
        return day.policy.duties.early_days


@dataclass(frozen=True)
class TheDay:
    """The day itself."""

    def run(self, uow: UnitOfWork, day: Day) -> Day:
        return day


def test_a_local_setting_is_in_force_at_once_and_until_it_is_undone(desk: Desk) -> None:
    before, known = desk.ask(EarlyDays()), desk.ask(TheDay())
    receipt = desk.do(OverrideSetting("duties.early_days", 3, MONDAY, "Agreed here"))
    assert desk.ask(EarlyDays()) == 3
    agrees(desk)
    to_come = MONDAY + timedelta(1)
    desk.do(OverrideSetting("duties.early_days", 5, to_come, "Agreed for tomorrow"))
    assert desk.ask(EarlyDays()) == 3
    desk.undo(done(receipt))
    assert desk.ask(EarlyDays()) == before
    agrees(desk)
    assert desk.ask(TheDay()).calendar == known.calendar


def test_the_day_stays_the_same_one_until_something_of_it_changes(desk: Desk) -> None:
    known = desk.ask(TheDay())
    desk.do(SaveSetting("caseload.x", 1))
    assert desk.ask(TheDay()) is known


def test_days_added_to_the_policy_are_not_worked(desk: Desk) -> None:
    day = date(2027, 1, 6)
    assert desk.ask(TheDay()).calendar.is_working(day)
    assert not desk.ask(TheDay()).calendar.is_working(date(2026, 12, 25))
    desk.do(OverrideSetting("duties.added_holidays", [day.isoformat()], MONDAY, "Royal visit"))
    assert not desk.ask(TheDay()).calendar.is_working(day)


@dataclass(frozen=True)
class Peeking:
    """A command that reads the book after it has written."""

    name: ClassVar[str] = "peeking"
    person_id: int

    def run(self, uow: UnitOfWork, day: Day) -> None:
        AddEntry(self.person_id, EntryKind.CONTACT, MONDAY, what="wing").run(uow, day)
        day.book.people(uow, day)


def test_what_may_yet_be_taken_back_is_not_remembered(desk: Desk) -> None:
    before = lines(desk)
    first = next(iter(before.values())).person_id
    with pytest.raises(RuntimeError, match="only queries"):
        desk.do(Peeking(first))
    with pytest.raises(RequestRefused):
        desk.do(AddEntry(-1, EntryKind.CONTACT, MONDAY, what="wing"))
    assert lines(desk) == before
    agrees(desk)


def test_threads_that_ask_and_do_at_once_get_whole_answers(desk: Desk) -> None:
    people = [line.person_id for line in desk.ask(CaseloadOn()).lines]

    def ask(_turn: int) -> int:
        return len(desk.ask(CaseloadOn()).lines) + desk.ask(TodayOn()).people

    def write(turn: int) -> int:
        desk.do(AddEntry(people[turn % 5], EntryKind.CONTACT, MONDAY, what="wing"))
        return 2 * len(people)

    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda turn: (ask if turn % 3 else write)(turn), range(40)))
    assert found == [2 * len(people)] * 40
    agrees(desk)
