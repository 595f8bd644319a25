"""Papers in lists: each once, by the day it is wanted, without working anybody out again."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.papers import PaperKind, PaperStage, SectionState
from pomdesk.domain.record import EntryKind
from pomdesk.domain.writing import passage
from pomdesk.services import book
from pomdesk.services.commands.correct_fact import CorrectFact
from pomdesk.services.commands.entries import AddEntry
from pomdesk.services.commands.paper_life import RecordSent
from pomdesk.services.commands.papers import BeginPaper, DropPaper, KeepVersion, WriteSection
from pomdesk.services.desk import Day, Desk, Query
from pomdesk.services.queries.caseload import CaseloadOn
from pomdesk.services.queries.duties import DutiesDue, TodayOn
from pomdesk.services.queries.papers import (
    ChronologyOf,
    EvidenceFor,
    PacksDue,
    PaperOf,
    PapersInHand,
    PapersOf,
    ReadyOf,
    VersionText,
)
from pomdesk.services.queries.record import TimelineOf
from pomdesk.store.unit_of_work import UnitOfWork
from tests.intake.files import TODAY, write
from tests.services.desks import Anew
from tests.services.paper_desk import (
    BEHAVIOUR,
    Watch,
    drafted,
    finished,
    opened,
    paper,
)
from tests.services.record_desk import ALUN_ID, BETH_ID, NUMBER, PEOPLE, bring


@pytest.fixture
def both(tmp_path: Path) -> Iterator[tuple[Desk, Watch]]:
    with opened(tmp_path) as made:
        yield made


@pytest.fixture
def desk(both: tuple[Desk, Watch]) -> Desk:
    return both[0]


@pytest.fixture
def watch(both: tuple[Desk, Watch]) -> Watch:
    return both[1]


def due_on(desk: Desk, tmp_path: Path, day: date) -> None:
    """Give Alun's review the day its custody report is due."""
    review = NUMBER | {
        "reviewId": 7,
        "reviewStatus": "Active",
        "custodyReportDue": day.isoformat(),
        "targetHearingDate": (day + timedelta(90)).isoformat(),
    }
    file = PEOPLE | {"asAt": "2026-11-21", "paroleReviews": [review]}
    bring(desk, write(tmp_path / "later.json", file))


def send(desk: Desk, number: int) -> None:
    finished(desk, number)
    desk.do(RecordSent(number, "PPCS", "secure e-mail", TODAY))


def test_a_line_tells_what_the_paper_is(desk: Desk, watch: Watch) -> None:
    number = drafted(desk, PaperKind.CASE_SUMMARY, language="cy")
    desk.do(WriteSection(number, "risk", passage("Low."), SectionState.DONE))
    desk.do(WriteSection(number, "plan", passage("x")))
    desk.do(WriteSection(number, "plan", ()))
    (line,) = desk.ask(PapersOf(ALUN_ID))
    assert (line.id, line.person_id, line.prisoner_number) == (number, ALUN_ID, "A1111AA")
    assert (line.last_name, line.first_name) == ("MORGAN", "ALUN")
    assert (line.kind, line.language, line.stage) == ("case-summary", "cy", PaperStage.DRAFT)
    assert (line.version, line.writer, line.filled) == (1, "A Jones", 2)
    assert (line.due, line.sent_to) == (None, "")
    assert line.changed_at == watch.now().replace(tzinfo=None)
    assert desk.ask(PapersOf(BETH_ID)) == []
    assert desk.ask(PapersOf(99)) == []


def test_a_persons_papers_are_listed_newest_first(desk: Desk, watch: Watch) -> None:
    numbers = []
    for _ in range(3):
        numbers.append(drafted(desk))
        watch.forward(days=1)
    desk.do(WriteSection(numbers[0], "behaviour", passage("changed last")))
    assert [line.id for line in desk.ask(PapersOf(ALUN_ID))] == numbers[::-1]


def test_what_is_wanted_first_comes_first_and_what_was_sent_is_gone(
    desk: Desk, watch: Watch, tmp_path: Path
) -> None:
    due_on(desk, tmp_path, TODAY + timedelta(30))
    older = drafted(desk, PaperKind.CASE_SUMMARY)
    watch.forward(minutes=1)
    newer = drafted(desk, PaperKind.PLAN_REVIEW)
    watch.forward(minutes=1)
    report = drafted(desk, subject="7")
    gone = drafted(desk, PaperKind.TRANSFER_SUMMARY)
    send(desk, gone)
    lines = desk.ask(PapersInHand())
    assert [line.id for line in lines] == [report, newer, older]
    assert [line.due for line in lines] == [TODAY + timedelta(30), None, None]


def test_a_report_is_wanted_by_the_day_of_its_own_review(desk: Desk, tmp_path: Path) -> None:
    due = TODAY + timedelta(30)
    due_on(desk, tmp_path, due)
    for subject, wanted in (("7", due), ("", due), ("8", None)):
        number = drafted(desk, subject=subject)
        assert desk.ask(PapersOf(ALUN_ID))[0].due == wanted, subject
        desk.do(DropPaper(number))
    number = drafted(desk, subject="7")
    send(desk, number)
    lines = desk.ask(DutiesDue(person_id=ALUN_ID, closed=True))
    (state,) = {one.duty.state for one in lines if one.duty.kind == "custody_report"}
    assert state == "done"
    assert desk.ask(PapersOf(ALUN_ID))[0].due == due


def test_a_handover_report_is_wanted_by_the_handover(desk: Desk) -> None:
    drafted(desk, PaperKind.HANDOVER_REPORT)
    (mine,) = [one for one in desk.ask(CaseloadOn()).lines if one.person_id == ALUN_ID]
    assert mine.handover_on is not None
    assert [line.due for line in desk.ask(PapersOf(ALUN_ID))] == [mine.handover_on]


def test_packs_are_due_by_the_day_of_the_handover(desk: Desk, watch: Watch) -> None:
    (mine,) = [one for one in desk.ask(CaseloadOn()).lines if one.person_id == ALUN_ID]
    on = mine.handover_on
    assert on is not None
    one_day = timedelta(1)
    assert desk.ask(PacksDue(on - one_day, on - one_day)) == []
    assert desk.ask(PacksDue(on + one_day, on + one_day)) == []
    (pack,) = desk.ask(PacksDue(on, on))
    assert (pack.person_id, pack.handover, pack.report) == (ALUN_ID, on, None)
    assert (pack.prisoner_number, pack.last_name, pack.com_name) == ("A1111AA", "MORGAN", "")
    old = drafted(desk, PaperKind.HANDOVER_REPORT)
    watch.forward(days=1)
    new = drafted(desk, PaperKind.HANDOVER_REPORT)
    desk.do(CorrectFact(ALUN_ID, "probation", "com_name", "Sam Com"))
    (pack,) = desk.ask(PacksDue(on, on))
    assert pack.report is not None
    assert (pack.report.id, pack.com_name) == (new, "Sam Com")
    assert old != new


def test_the_chronology_is_the_timeline_up_to_a_number_of_lines(desk: Desk) -> None:
    for days in range(6):
        desk.do(AddEntry(ALUN_ID, EntryKind.NOTE, TODAY - timedelta(days), text="x"))
    lines = desk.ask(ChronologyOf(ALUN_ID, limit=4))
    assert lines == desk.ask(TimelineOf(ALUN_ID))[0][:4]
    assert len(desk.ask(ChronologyOf(ALUN_ID))) > 4
    with pytest.raises(RequestRefused, match="REQ-PERSON"):
        desk.ask(ChronologyOf(99))


@pytest.mark.parametrize("query", [PaperOf(9), ReadyOf(9, BEHAVIOUR), EvidenceFor(9)])
def test_a_paper_that_is_not_there_is_said_so(desk: Desk, query: Query[Any]) -> None:
    with pytest.raises(RequestRefused, match="REQ-PAPER-GONE"):
        desk.ask(query)
    with pytest.raises(RequestRefused, match="REQ-PAPER-VERSION"):
        desk.ask(VersionText(9))


# ---- what it costs -----------------------------------------------------------------------


def test_writing_works_nobody_out_again_and_sending_only_the_person(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked: list[int] = []
    work_out = book.work_out_person

    def noted(person_id: int, *rest: Any) -> Any:
        worked.append(person_id)
        return work_out(person_id, *rest)

    desk.ask(TodayOn())
    monkeypatch.setattr(book, "work_out_person", noted)
    number = drafted(desk)
    desk.do(KeepVersion(number))
    finished(desk, number)
    desk.do(DropPaper(drafted(desk)))
    desk.ask(TodayOn())
    desk.ask(PapersInHand())
    desk.ask(PapersOf(ALUN_ID))
    assert worked == []
    desk.do(RecordSent(number, "PPCS", "post", TODAY))
    desk.ask(TodayOn())
    assert worked == [ALUN_ID]
    assert repr(desk.ask(TodayOn())) == repr(desk.ask(Anew(TodayOn())))


@dataclass(frozen=True)
class Counted:
    """How many statements a query makes once everybody was worked out."""

    query: Query[Any]

    def run(self, uow: UnitOfWork, day: Day) -> int:
        """Count them."""
        day.book.people(uow, day)
        with _statements(uow) as made:
            self.query.run(uow, day)
        return len(made)


@contextmanager
def _statements(uow: UnitOfWork) -> Iterator[list[str]]:
    made: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        made.append(statement)

    engine = uow.connection.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield made
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_lists_and_papers_take_as_many_statements_for_many_as_for_one(desk: Desk) -> None:
    drafted(desk, PaperKind.HANDOVER_REPORT)
    first = drafted(desk)
    questions = (
        PapersOf(ALUN_ID),
        PapersInHand(),
        PaperOf(first),
        ReadyOf(first, BEHAVIOUR),
        EvidenceFor(first, "words"),
        PacksDue(TODAY, TODAY + timedelta(2000)),
    )
    few = [desk.ask(Counted(one)) for one in questions]
    assert all(few)
    for person_id in (ALUN_ID, BETH_ID):
        for kind in (PaperKind.CASE_SUMMARY, PaperKind.HANDOVER_REPORT, PaperKind.PLAN_REVIEW):
            number = desk.do(BeginPaper(person_id, kind)).result
            for section in ("one", "two", "three"):
                desk.do(WriteSection(number, section, passage("Some words.")))
            desk.do(KeepVersion(number))
        for days in range(9):
            desk.do(AddEntry(person_id, EntryKind.NOTE, TODAY - timedelta(days), text="words"))
    for section in ("one", "two", "three"):
        desk.do(WriteSection(first, section, passage("Some words.")))
    assert [desk.ask(Counted(one)) for one in questions] == few
    assert paper(desk, first).sections.keys() == {"behaviour", "one", "two", "three"}
