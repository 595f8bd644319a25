"""A visit walked: begun, noted while it is typed, read back, looked at by the right people."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from sqlalchemy import event, insert, update

from pomdesk.domain.errors import PomdeskError, RequestRefused
from pomdesk.domain.papers import PaperKind
from pomdesk.domain.record import EntryKind, MarkKind
from pomdesk.domain.visits import (
    SETTLED_BY_SEEING,
    Ask,
    Captured,
    Card,
    Flag,
    PackState,
    VisitState,
    Why,
)
from pomdesk.domain.writing import passage
from pomdesk.readmodels.visits import StopLine, VisitView
from pomdesk.services.clock import FrozenClock
from pomdesk.services.commands.correct_fact import CorrectFact
from pomdesk.services.commands.entries import AddEntry
from pomdesk.services.commands.marks import MarkDuty
from pomdesk.services.commands.papers import BeginPaper, WriteSection
from pomdesk.services.commands.visit_ends import EndVisit
from pomdesk.services.commands.visit_planning import ChangeVisit, PlanVisit
from pomdesk.services.commands.visits import (
    LONGEST_NOTE,
    BeginVisit,
    CaptureStop,
    WriteVisitNote,
)
from pomdesk.services.desk import Day, Desk
from pomdesk.services.queries.rights_now import SubjectPack
from pomdesk.services.queries.visit_planning import VisitProposal
from pomdesk.services.queries.visits import VisitAfterwards, VisitOf, VisitsNow
from pomdesk.services.visits.captures import keep, new_uid
from pomdesk.services.visits.cards import dump_card
from pomdesk.store.engine import open_store
from pomdesk.store.tables import (
    audit,
    entry,
    journal,
    person,
    visit,
    visit_base,
    visit_capture,
    visit_clash,
    visit_pack,
    visit_return,
    visit_stop,
)
from pomdesk.store.unit_of_work import UnitOfWork
from tests import copies
from tests.services import role_desk
from tests.services.desks import MONDAY
from tests.services.rights_desk import closed_bytes, desk_of, number_of
from tests.services.role_desk import COLLEAGUE, HEAD, POM, Rows
from tests.services.test_rights_erasure import Erase

PEOPLE = 5
MORNING = datetime.combine(MONDAY, time(8))


@dataclass
class Walk:
    """A desk with one visit to its first people, begun."""

    desk: Desk
    visit_id: int
    ids: list[int]

    @property
    def view(self) -> VisitView:
        """The visit as it is shown."""
        return self.desk.ask(VisitOf(self.visit_id))

    def stop(self, place: int = 0) -> StopLine:
        """One of its stops."""
        return self.view.stops[place]

    def note(self, place: int = 0, **said: Any) -> Captured | None:
        """Note something at a stop, over what was noted there."""
        stop = self.stop(place)
        before = stop.captured or Captured(new_uid(), MONDAY)
        return self.desk.do(CaptureStop(stop.stop_id, replace(before, **said))).result

    def refused(self, request: Any) -> str:
        """The code with which a request is refused; nothing was changed."""
        with pytest.raises(PomdeskError) as found:
            self.desk.do(request) if hasattr(request, "name") else self.desk.ask(request)
        return found.value.code

    def rows(self, table: Any) -> list[Any]:
        """All rows of a table."""
        return self.desk.ask(Rows(table))


@dataclass(frozen=True)
class Write:
    """Rows straight into the store, as another part of the program would write them."""

    write: Callable[[UnitOfWork], None]
    name: ClassVar[str] = "write_for_a_test"

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Write them."""
        self.write(uow)
        uow.operation_id  # noqa: B018


def _made(folder: Path) -> Desk:
    desk = desk_of(folder, PEOPLE + 1)
    ids = [number_of(desk, place)[0] for place in range(PEOPLE)]
    desk.do(AddEntry(ids[0], EntryKind.CONTACT, date(2026, 11, 2), what="wing", text="Spoke.",
                     next_step="Ask about the course.", due=date(2026, 11, 24)))  # fmt: skip
    desk.do(PlanVisit(MONDAY, tuple(ids), title="A wing"))
    return desk


@pytest.fixture
def walk(tmp_path: Path) -> Iterator[Walk]:
    desk = copies.copied(_made, tmp_path, FrozenClock(MONDAY))
    (row,) = desk.ask(Rows(visit))
    people = [one.id for one in desk.ask(Rows(person))]
    desk.do(BeginVisit(row.id))
    made = Walk(desk, row.id, people)
    yield made
    made.desk.close()


def put(walk: Walk, table: Any, **values: Any) -> None:
    """One row straight into a table."""
    walk.desk.do(Write(lambda uow: uow.write_quietly(insert(table).values(**values))))


def packed(walk: Walk, state: PackState = PackState.OUT, days: int = 3, **more: Any) -> str:
    """A pack of the visit, as it is kept at the desk; its number."""
    uid = new_uid()
    at = MORNING
    row = {"state": state.value, "code": "ABCD-EFGH", "holder": "A Jones", "device": "Laptop 4",
           "made_at": at, "expires_at": at + timedelta(days), "machine": "", "returns": 0,
           "why": "", "made": "[]", "note": "", "by": copies.NAME, "at": at} | more  # fmt: skip
    put(walk, visit_pack, visit_id=walk.visit_id, uid=uid, **row)
    for stop in walk.rows(visit_stop)[:3]:
        if stop.person_id is not None:
            put(walk, visit_base, stop_id=stop.id, person_id=stop.person_id, side=uid,
                row_key="person", fields='{"cell_location": "A-1-001"}', entry_id=None)  # fmt: skip
    return uid


def carried(walk: Walk, days: int = 3, asks: tuple[Ask, ...] = ()) -> Card:
    """Make the visit one of a visit machine: cards of nobody here, and a pack that is here."""
    packed(walk, PackState.HERE, days)
    card = Card("A9999ZZ", "CARRIED", "Cai", "LEI", "B-2-010", asks=asks, facts={"person": {
        "cell_location": "B-2-010"}})  # fmt: skip
    unknown = update(visit_stop).values(person_id=None, card=dump_card(card))
    walk.desk.do(Write(lambda uow: uow.write_quietly(unknown)))
    return card


def written(walk: Walk, place: int = 0) -> int:
    """What ending a visit does to one capture; the entry."""
    stop = walk.stop(place)
    assert stop.captured is not None
    assert stop.person_id is not None
    entry_id = walk.desk.do(
        AddEntry(stop.person_id, EntryKind.CONTACT, MONDAY, what="wing", text="14:05 Spoke.")
    ).result
    put(walk, visit_base, stop_id=stop.stop_id, person_id=stop.person_id, side="",
        row_key=f"capture:{stop.captured.uid}", fields="{}", entry_id=entry_id)  # fmt: skip
    return entry_id


# A whole visit


def test_a_visit_from_its_plan_to_the_last_stop(walk: Walk) -> None:
    line = walk.view.line
    assert (line.people, line.noted, line.seen, line.unwritten) == (PEOPLE, 0, 0, 0)
    assert line.state is VisitState.UNDER_WAY
    assert [stop.number for stop in walk.view.stops] == [1, 2, 3, 4, 5]
    walk.note(0, what="wing", time="14:05", text="Talked about the review.", due=date(2026, 12, 7))
    walk.note(1, what="not_in_cell", time="14:10")
    walk.note(2, text="Officer says he has settled.")
    line = walk.view.line
    assert (line.people, line.noted, line.seen, line.unwritten) == (PEOPLE, 3, 1, 3)
    first = walk.stop()
    assert first.seen
    assert first.captured is not None
    assert first.captured.by == copies.NAME
    assert first.captured.at is not None
    assert first.captured.text == "Talked about the review."
    assert not walk.stop(1).seen
    assert walk.stop(3).captured is None
    assert walk.desk.ask(VisitsNow()).visits == [line]


def test_a_visit_is_found_by_what_stands_on_its_sheet(walk: Walk) -> None:
    code = walk.view.line.code
    for typed in (code, code.lower(), f" {code.replace('-', ' ')} ", code.replace("-", "")):
        assert walk.desk.ask(VisitOf(code=typed)).line.id == walk.visit_id
    wrong = next(sign for sign in "3479" if sign != code[0]) + code[1:]
    for typed in (wrong, "", "A", "sheet 4", "é" * 6, code + code):
        assert walk.refused(VisitOf(code=typed)) == "REQ-VISIT-CODE"
    put(walk, visit, id=90, uid="b" * 32, code="other", prison_id=None, day=MONDAY, title="",
        state="planned", note="", by="", at=MORNING)  # fmt: skip
    walk.desk.do(Write(lambda uow: uow.write_quietly(
        update(visit).where(visit.c.id == walk.visit_id).values(code="gone"))))  # fmt: skip
    assert walk.refused(VisitOf(code=code)) == "REQ-VISIT"


def test_beginning_is_once_and_for_good(walk: Walk) -> None:
    begun, told = walk.view.begun_at, walk.rows(journal)
    assert begun is not None
    assert walk.desk.do(BeginVisit(walk.visit_id)).operation_id is None
    assert (walk.view.begun_at, walk.rows(journal)) == (begun, told)
    first = max(row.operation_id for row in walk.rows(journal) if row.table_name == "visit")
    with pytest.raises(PomdeskError) as refused:
        walk.desk.undo(first)
    assert refused.value.code == "REQ-UNDO"
    ended(walk)
    assert walk.refused(BeginVisit(walk.visit_id)) == "REQ-VISIT-STATE"
    assert walk.refused(BeginVisit(999)) == "REQ-VISIT"


def ended(walk: Walk, state: VisitState = VisitState.ENDED) -> None:
    """Say how far the visit has come."""
    stands = update(visit).where(visit.c.id == walk.visit_id).values(state=state.value)
    walk.desk.do(Write(lambda uow: uow.write_quietly(stands)))


def test_the_plan_of_a_visit_with_captures_is_not_taken_back(walk: Walk) -> None:
    walk.note(text="Said something.")
    planned = min(row.operation_id for row in walk.rows(journal) if row.table_name == "visit")
    with pytest.raises(PomdeskError):
        walk.desk.undo(planned)
    assert walk.stop().captured is not None


# Captures


def test_who_was_added_and_noted_is_not_taken_off_again_by_an_undo(walk: Walk) -> None:
    """No journal tells of a capture, so the undo could not put it back."""
    others = {row.id for row in walk.rows(person)} - {one.person_id for one in walk.view.stops}
    added = walk.desk.do(ChangeVisit(walk.visit_id, add=tuple(others)))
    (stop,) = [one for one in walk.view.stops if one.person_id in others]
    said = Captured(new_uid(), MONDAY, "face_to_face", text="New here.")
    walk.desk.do(CaptureStop(stop.stop_id, said))
    assert added.operation_id is not None
    with pytest.raises(RequestRefused) as found:
        walk.desk.undo(added.operation_id)
    assert found.value.details["reason"] == "changed"
    assert [row.text for row in walk.rows(visit_capture)] == ["New here."]
    walk.desk.do(CaptureStop(stop.stop_id, Captured(said.uid, MONDAY)))
    walk.desk.undo(added.operation_id)
    assert others.isdisjoint(one.person_id for one in walk.view.stops)


def test_a_capture_is_in_neither_journal_nor_log(walk: Walk) -> None:
    stop_id = walk.stop().stop_id
    before = (walk.rows(journal), len(walk.rows(audit)))
    one = Captured(new_uid(), MONDAY, text="Something said in confidence.")
    receipt = walk.desk.do(CaptureStop(stop_id, one))
    assert receipt.operation_id is None
    assert (walk.rows(journal), len(walk.rows(audit))) == before
    assert walk.rows(entry)[1:] == []


def test_typing_on_replaces_and_a_blank_one_is_taken_out(walk: Walk) -> None:
    for text in ("Ta", "Talked ab", "Talked about the course.  \n"):
        walk.note(text=text)
    assert len(walk.rows(visit_capture)) == 1
    captured = walk.stop().captured
    assert captured is not None
    assert captured.text == "Talked about the course."
    assert walk.note(text=" ") is None
    assert walk.rows(visit_capture) == []
    assert walk.note(time="14:05") is None  # a time alone says nothing
    assert walk.view.line.noted == 0


def test_a_kill_between_captures_loses_nothing(walk: Walk, tmp_path: Path) -> None:
    walk.note(0, what="wing", text="First.")
    stop = walk.stop(1)
    walk.desk.do(CaptureStop(stop.stop_id, Captured(new_uid(), MONDAY, text="Half a sent")))
    other = tmp_path / "after"
    other.mkdir()
    for file in tmp_path.glob("store.*"):  # as the disk has it: nothing was closed
        (other / file.name).write_bytes(file.read_bytes())
    clock = walk.desk._clock
    store = open_store(other / copies.STORE, secret=copies.SECRET, now=clock.now())
    after = Desk(store, clock, copies.policies())
    found = after.ask(VisitOf(walk.visit_id))
    after.close()
    assert [one.captured.text for one in found.stops if one.captured] == ["First.", "Half a sent"]


def test_who_noted_it_and_where_is_not_the_callers_to_say(walk: Walk) -> None:
    kept = walk.note(text="Said.", machine="m" * 32, by="Somebody Else", at=MORNING)
    assert kept is not None
    assert (kept.machine, kept.by) == ("", copies.NAME)
    assert kept == walk.stop().captured


def test_a_stop_has_one_capture_of_this_desk(walk: Walk) -> None:
    first = walk.note(text="Said.")
    assert first is not None
    stop, next_stop = walk.stop(), walk.stop(1)
    other = Captured(new_uid(), MONDAY, text="Typed in another window.")
    assert walk.refused(CaptureStop(stop.stop_id, other)) == "REQ-CAPTURE-TWICE"
    assert walk.refused(CaptureStop(next_stop.stop_id, first)) == "REQ-CAPTURE-TWICE"
    brought = replace(other, uid=new_uid(), machine="m" * 32, by="B", at=MORNING)
    row = next(one for one in walk.rows(visit_stop) if one.id == stop.stop_id)
    walk.desk.do(Write(lambda uow: keep(uow, row, brought)))
    assert walk.refused(CaptureStop(stop.stop_id, brought)) == "REQ-CAPTURE-TWICE"
    shown = walk.stop()
    assert (shown.captured, shown.brought) == (first, (brought,))


BAD: list[tuple[dict[str, Any], str]] = [
    ({"uid": ""}, "UID"),
    ({"uid": "A" * 32}, "UID"),
    ({"what": "danced"}, "WHAT"),
    ({"day": date(1899, 12, 31)}, "DAY"),
    ({"day": MONDAY + timedelta(2)}, "DAY"),
    ({"day": MORNING}, "DAY"),
    ({"time": "9:05"}, "TIME"),
    ({"time": "24:00"}, "TIME"),
    ({"time": "14:05\n"}, "TIME"),
    ({"next_step": "x" * 2_001}, "LONG"),
    ({"text": "x" * 99_995}, "LONG"),
    ({"due": MONDAY - timedelta(1)}, "DUE"),
    ({"due": date(2057, 1, 1)}, "DUE"),
    ({"due": MORNING + timedelta(9)}, "DUE"),
    ({"ticked": ("duty:none",)}, "ASK"),
    ({"changes": {"probation": {"tier": "A"}}}, "FACT"),
    ({"changes": {"person": {"last_name": "X"}}}, "FACT"),
    ({"changes": {"person": {"cell_location": "x" * 101}}}, "VALUE"),
]


def test_what_does_not_fit_is_refused_and_what_was_noted_stays(walk: Walk) -> None:
    kept = walk.note(text="Said before.")
    assert kept is not None
    stop_id = walk.stop().stop_id
    for said, why in BAD:
        code = walk.refused(CaptureStop(stop_id, replace(kept, **said)))
        assert code == f"REQ-CAPTURE-{why}", said
    assert walk.stop().captured == kept


def test_borders_that_are_kept(walk: Walk) -> None:
    for said in (
        {"day": MONDAY + timedelta(1), "due": MONDAY + timedelta(1)},
        {"day": date(1900, 1, 1), "due": date(2056, 12, 31), "time": "00:00"},
        {"day": MONDAY, "time": "23:59", "next_step": "x" * 2_000, "text": "x" * 99_994},
    ):
        kept = walk.note(**said)
        assert kept == walk.stop().captured


def follow_up(walk: Walk) -> tuple[int, str]:
    """The place of whom something is to follow up with, and its key among the facts."""
    for place, stop in enumerate(walk.view.stops):
        keys = [key for key in stop.card.facts if key.startswith("entry:")]
        if keys:
            return place, keys[0]
    raise LookupError


def test_only_what_differs_from_the_card_is_a_change(walk: Walk) -> None:
    place, key = follow_up(walk)
    facts = walk.stop(place).card.facts
    assert walk.note(place, changes=dict(facts)) is None
    walk.note(place, changes={**facts, key: {**facts[key], "due": "2026-12-01"}})
    captured = walk.stop(place).captured
    assert captured is not None
    assert captured.changes == {key: {"due": "2026-12-01"}}
    for due in ("2026-11-22", "20261201", "soon", "2057-01-01"):
        changed = replace(captured, changes={key: {"due": due}})
        assert walk.refused(CaptureStop(walk.stop(place).stop_id, changed)) == "REQ-CAPTURE-VALUE"
    walk.note(place, changes={key: {"next_step": "", "due": None}})
    captured = walk.stop(place).captured
    assert captured is not None
    assert captured.changes == {key: {"next_step": None, "due": None}}


def test_what_is_asked_is_ticked_once(walk: Walk) -> None:
    stop = next(one for one in walk.view.stops if one.card.asks)
    keys = tuple(ask.key for ask in stop.card.asks)
    ticked = walk.note(stop.number - 1, ticked=(*keys, keys[0]))
    assert ticked is not None
    assert ticked.ticked == keys


def test_only_a_visit_under_way_is_noted(walk: Walk) -> None:
    stop, one = walk.stop(), Captured(new_uid(), MONDAY, text="Said.")
    assert walk.refused(CaptureStop(999, one)) == "REQ-VISIT-STOP"
    ended(walk, VisitState.PLANNED)
    assert walk.refused(CaptureStop(stop.stop_id, one)) == "REQ-VISIT-STATE"
    ended(walk)
    assert walk.refused(CaptureStop(stop.stop_id, one)) == "REQ-CAPTURE-WRITTEN"


def test_what_is_in_the_record_is_changed_there(walk: Walk) -> None:
    kept = walk.note(what="wing", text="Spoke.")
    assert kept is not None
    entry_id = written(walk)
    stop = walk.stop()
    assert stop.entries == (entry_id,)
    assert walk.view.line.unwritten == 0
    for said in (replace(kept, text="Spoke at length."), replace(kept, text="", what="")):
        assert walk.refused(CaptureStop(stop.stop_id, said)) == "REQ-CAPTURE-WRITTEN"
    walk.note(1, text="Another.")
    assert walk.view.line.unwritten == 1


# Notes, places, what came of it


def test_the_note_of_a_visit(walk: Walk) -> None:
    receipt = walk.desk.do(WriteVisitNote(walk.visit_id, "  Quiet on the wing.\r\nShort staffed. "))
    assert walk.view.note == "Quiet on the wing.\nShort staffed."
    same = walk.desk.do(WriteVisitNote(walk.visit_id, walk.view.note))
    assert same.operation_id is None
    assert walk.refused(WriteVisitNote(walk.visit_id, "x" * (LONGEST_NOTE + 1))) == "REQ-VISIT-NOTE"
    ended(walk)
    walk.desk.do(WriteVisitNote(walk.visit_id, "x" * LONGEST_NOTE))
    assert receipt.operation_id is not None


def test_who_moved_since_the_plan_is_where_they_are_now(walk: Walk) -> None:
    stop = walk.stop(1)
    assert stop.person_id is not None
    assert Flag.MOVED not in stop.flags
    walk.desk.do(CorrectFact(stop.person_id, "person", "cell_location", "Q-9-099"))
    moved = walk.stop(1)
    assert Flag.MOVED in moved.flags
    assert moved.was == moved.card.location == stop.card.location
    assert (moved.place.wing, moved.place.cell) == ("Q", "099")
    walk.desk.do(CorrectFact(stop.person_id, "person", "prison_id", "MDI"))
    ours = update(visit).values(prison_id=stop.card.prison_id)
    walk.desk.do(Write(lambda uow: uow.write_quietly(ours)))
    assert Flag.ELSEWHERE in walk.stop(1).flags


def test_time_is_counted_with_the_walking(walk: Walk) -> None:
    view = walk.view
    stops = sum(stop.card.minutes for stop in view.stops)
    assert view.minutes == stops + 4 * view.walking
    assert view.walking == 3


def due_of(walk: Walk, place: int = 0) -> set[str]:
    """Keys of what one of its people is still to be seen for."""
    after = walk.desk.ask(VisitAfterwards(walk.visit_id))
    return {ask.key for ask in after.still_due.get(after.visit.stops[place].stop_id, ())}


def keys(stop: StopLine) -> set[str]:
    return {ask.key for ask in stop.card.asks}


def test_afterwards_tells_what_is_due_and_when_to_come_again(walk: Walk) -> None:
    after = walk.desk.ask(VisitAfterwards(walk.visit_id))
    assert after.still_due == {stop.stop_id: stop.card.asks for stop in after.visit.stops}
    assert set(after.next_contact) == {stop.person_id for stop in after.visit.stops}
    place, stop = next(
        (place, stop)
        for place, stop in enumerate(after.visit.stops)
        if "duty:contact" in keys(stop)
    )
    assert stop.person_id is not None
    (contact,) = (ask for ask in stop.card.asks if ask.key == "duty:contact")
    assert after.next_contact[stop.person_id] == contact.due
    seen = AddEntry(stop.person_id, EntryKind.CONTACT, MONDAY, what="face_to_face", text="Spoke.")
    walk.desk.do(seen)
    later = walk.desk.ask(VisitAfterwards(walk.visit_id)).next_contact[stop.person_id]
    assert later is None or later > MONDAY
    assert "duty:contact" not in due_of(walk, place)


def test_who_was_missed_is_still_due_with_all_that_put_them_there(walk: Walk) -> None:
    for place, what in enumerate(("not_in_cell", "declined", "unlocked_late", "attempted")):
        walk.note(place, what=what)
    before = [keys(stop) for stop in walk.view.stops]
    assert all(before)
    for _again in ("under way", "ended"):
        assert [due_of(walk, place) for place in range(PEOPLE)] == before
        if walk.view.line.state is VisitState.UNDER_WAY:
            walk.desk.do(EndVisit(walk.visit_id))


def test_who_was_chosen_and_missed_stays_until_seen(walk: Walk) -> None:
    (person_id, _number) = number_of(walk.desk, PEOPLE)
    contact = AddEntry(person_id, EntryKind.CONTACT, MONDAY - timedelta(1), what="wing", text="Hi.")
    walk.desk.do(contact)
    proposed = walk.desk.ask(VisitProposal()).lines
    (card,) = (one.card for one in proposed if one.person_id == person_id)
    for ask in card.asks:
        key = ask.key.removeprefix("duty:")
        walk.desk.do(MarkDuty(person_id, key, MarkKind.NOT_NEEDED, MONDAY, note="No."))
    walk.visit_id = walk.desk.do(PlanVisit(MONDAY, (person_id,))).result
    assert keys(walk.stop()) == {"chosen"}
    walk.desk.do(BeginVisit(walk.visit_id))
    walk.note(what="declined")
    walk.desk.do(EndVisit(walk.visit_id))
    assert due_of(walk) == {"chosen"}
    walk.desk.do(replace(contact, day=MONDAY))
    assert due_of(walk) == set()


def test_what_was_ticked_or_settled_by_seeing_is_not_still_due(walk: Walk) -> None:
    place, stop = next(
        (place, stop)
        for place, stop in enumerate(walk.view.stops)
        if any(key.startswith("duty:follow_up:") for key in keys(stop))
    )
    assert stop.person_id is not None
    report = walk.desk.do(BeginPaper(stop.person_id, PaperKind.PAROLE_REPORT, subject="7")).result
    asked = passage("Ask: who visits?\nAsk: what work?")
    walk.desk.do(WriteSection(report, "behaviour", asked))
    walk.desk.do(ChangeVisit(walk.visit_id, again=True))
    before = keys(walk.stop(place))
    one, other = sorted(key for key in before if key.startswith("question:"))
    (follow_up,) = (key for key in before if key.startswith("duty:follow_up:"))
    walk.note(place, ticked=(one, follow_up))
    assert due_of(walk, place) == before - {one, follow_up}
    walk.note(place, what="wing")
    left = before - {one, follow_up} - SETTLED_BY_SEEING
    assert due_of(walk, place) == left
    assert other in left
    walk.desk.do(EndVisit(walk.visit_id))
    assert due_of(walk, place) == left


def test_visits_are_listed_as_one_works_on_them(walk: Walk) -> None:
    for number, state, day in (
        (11, "ended", date(2026, 11, 3)),
        (12, "ended", date(2026, 11, 17)),
        (13, "planned", date(2026, 12, 8)),
        (14, "planned", date(2026, 11, 30)),
    ):
        put(walk, visit, id=number, uid=f"{number:032}", code=f"C{number}", prison_id=None,
            day=day, title="", state=state, note="", by="Somebody", at=MORNING)  # fmt: skip
    listed = [line.id for line in walk.desk.ask(VisitsNow()).visits]
    assert listed == [walk.visit_id, 14, 13, 12, 11]


# Packs and the visit machine


def test_packs_stand_on_their_visit_and_lost_ones_name_their_people(walk: Walk) -> None:
    packed(walk, PackState.LOST, why="Left on a train.")
    packed(walk)
    now = walk.desk.ask(VisitsNow())
    (lost,) = now.lost
    (line,) = now.visits
    assert line.pack is not None
    assert (line.pack.state, line.pack.expired) == (PackState.OUT, False)
    assert [one.state for one in walk.view.packs] == [PackState.OUT, PackState.LOST]
    cards = [stop.card for stop in walk.view.stops[:3]]
    assert lost.people == [f"{card.prisoner_number} {card.last_name}" for card in cards]
    assert (lost.why, lost.opens_with) == ("Left on a train.", "ABCD-EFGH")


def test_clashes_are_counted_for_the_pack_whose_machine_brought_them(walk: Walk) -> None:
    packed(walk)
    packed(walk, PackState.BACK)
    newest = walk.rows(visit_pack)[-1]
    at = MORNING
    put(walk, visit_return, pack_id=newest.id, machine="m" * 32, number=1, made_at=at,
        uid="u" * 32, before="[]", note="", told='{"contacts": 2}', by="A", at=at)  # fmt: skip
    stop = walk.stop()
    for field, decided in (("due", ""), ("next_step", "ours")):
        put(walk, visit_clash, stop_id=stop.stop_id, person_id=stop.person_id, machine="m" * 32,
            kind="changed", row_key="entry:1", entry_id=None, field=field, base="a", theirs="b",
            at=at, decided=decided, decided_by="", decided_at=None)  # fmt: skip
    back, out = walk.view.packs
    assert (back.clashes, out.clashes, walk.view.line.clashes) == (1, 0, 1)
    assert [(one.number, one.told) for one in back.returns] == [(1, {"contacts": 2})]


def test_a_visit_machine_knows_the_card_and_nothing_else(walk: Walk) -> None:
    card = carried(walk)
    view = walk.view
    assert view.line.from_pack
    assert not view.line.shut
    stop = view.stops[0]
    assert (stop.person_id, stop.card, stop.flags) == (None, card, ())
    assert (stop.place.wing, stop.place.landing, stop.place.cell) == ("B", "2", "010")
    ended(walk)  # once the file was made one may still add to it
    kept = walk.note(text="Remembered on the stairs.")
    assert kept is not None
    assert walk.view.line.unwritten == 1
    after = walk.desk.ask(VisitAfterwards(walk.visit_id))
    assert (after.still_due, after.next_contact) == ({}, {})
    (pack,) = view.packs
    assert pack.people == ["A9999ZZ CARRIED"] * PEOPLE


def test_a_visit_machine_tells_what_is_still_due_by_the_card(walk: Walk) -> None:
    asks = tuple(Ask(key, why) for key, why in (
        ("duty:oasys_review", Why.DUTY), ("question:1:aaaaaaaa", Why.QUESTION),
        ("paper:2", Why.PAPER), ("not_seen", Why.NOT_SEEN)))  # fmt: skip
    carried(walk, asks=asks)
    every = {ask.key for ask in asks}
    assert due_of(walk) == every
    walk.note(what="not_in_cell", ticked=("paper:2",))
    assert due_of(walk) == every - {"paper:2"}
    walk.note(what="face_to_face", ticked=("paper:2", "duty:oasys_review"))
    assert due_of(walk) == {"question:1:aaaaaaaa"}
    assert due_of(walk, 1) == every


def test_an_expired_pack_shuts_the_visit_and_loses_nothing(walk: Walk) -> None:
    stop = walk.stop()
    carried(walk, days=0)
    assert walk.view.line.shut
    assert walk.view.stops == []
    assert walk.refused(WriteVisitNote(walk.visit_id, "Note.")) == "REQ-VISIT-SHUT"
    ended(walk, VisitState.PLANNED)
    assert walk.refused(BeginVisit(walk.visit_id)) == "REQ-VISIT-SHUT"
    ended(walk, VisitState.UNDER_WAY)
    # Who is typing when the time runs out types on.
    walk.desk.do(CaptureStop(stop.stop_id, Captured(new_uid(), MONDAY, text="The last words.")))
    assert walk.view.line.unwritten == 1


# Who sees what


def test_a_pom_sees_their_own_visits_and_of_these_their_own_people(tmp_path: Path) -> None:
    with role_desk.opened(tmp_path) as team:
        ids = team.ids()
        mine = [ids[number] for number in role_desk.OF_POM[:2]]
        planned = team.at(HEAD).do(PlanVisit(MONDAY, (*mine, ids[role_desk.THEIRS]))).result
        own = team.at(POM).do(PlanVisit(MONDAY, tuple(mine))).result
        assert team.refused(POM, VisitOf(planned)) == "REQ-VISIT"
        assert team.refused(COLLEAGUE, BeginVisit(own)) == "REQ-VISIT"
        assert [line.id for line in team.at(POM).ask(VisitsNow()).visits] == [own]
        seen = team.at(HEAD).ask(VisitsNow()).visits
        assert {line.id for line in seen} == {planned, own}
        # A visit of theirs with somebody on it whose case has gone to a colleague.
        theirs = update(visit).where(visit.c.id == planned).values(by=POM.upper())
        team.at(HEAD).do(Write(lambda uow: uow.write_quietly(theirs)))
        team.at(POM).do(BeginVisit(planned))
        every = team.at(HEAD).ask(VisitOf(planned))
        view = team.at(POM).ask(VisitOf(planned))
        assert {stop.person_id for stop in view.stops} == set(mine)
        assert view.line.people == 2
        numbers = {stop.stop_id: stop.number for stop in every.stops}
        assert all(numbers[stop.stop_id] == stop.number for stop in view.stops)
        hidden = next(stop for stop in every.stops if stop.person_id not in mine)
        one = Captured(new_uid(), MONDAY, text="Said.")
        assert team.refused(POM, CaptureStop(hidden.stop_id, one)) == "REQ-VISIT-STOP"
        assert team.refused(COLLEAGUE, CaptureStop(hidden.stop_id, one)) == "REQ-VISIT"
        team.at(POM).do(CaptureStop(view.stops[0].stop_id, one))
        after = team.at(POM).ask(VisitAfterwards(planned))
        assert set(after.next_contact) == set(mine)


def test_what_opens_a_pack_is_told_to_who_took_it_out_and_to_seniors(tmp_path: Path) -> None:
    with role_desk.opened(tmp_path) as team:
        ids = team.ids()
        own = team.at(POM).do(PlanVisit(MONDAY, (ids[role_desk.MINE],))).result
        walk = Walk(team.at(HEAD), own, [])
        packed(walk, by=COLLEAGUE)
        packed(walk, by=POM)
        codes = [pack.opens_with for pack in team.at(POM).ask(VisitOf(own)).packs]
        assert codes == ["ABCD-EFGH", ""]
        assert all(pack.opens_with for pack in walk.view.packs)


@contextmanager
def counted(desk: Desk) -> Iterator[list[str]]:
    """The statements that a desk sends to its store."""
    sent: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    with desk._store._my_turn() as engine:
        event.listen(engine, "before_cursor_execute", note)
    yield sent
    with desk._store._my_turn() as engine:
        event.remove(engine, "before_cursor_execute", note)


def test_statements_do_not_grow_with_stops_or_visits(walk: Walk) -> None:
    def statements() -> list[int]:
        found = []
        for query in (VisitsNow(), VisitOf(walk.visit_id), VisitAfterwards(walk.visit_id)):
            walk.desk.ask(query)
            with counted(walk.desk) as sent:
                walk.desk.ask(query)
            found.append(len(sent))
        return found

    packed(walk)
    walk.note(0, text="Said.")
    few = statements()
    rest = walk.desk.do(PlanVisit(MONDAY, (walk.ids[-1],))).result
    more = update(visit_stop).where(visit_stop.c.visit_id == rest).values(visit_id=walk.visit_id)
    walk.desk.do(Write(lambda uow: uow.write_quietly(more)))
    for place in range(1, PEOPLE):
        walk.note(place, what="wing", text="Said.")
    packed(walk)
    packed(walk)
    assert statements() == few


# Rights


def test_everything_of_visits_is_in_what_is_held_on_a_person(walk: Walk) -> None:
    walk.note(0, what="wing", time="14:05", text="Said a thing about the course.")
    walk.desk.do(WriteVisitNote(walk.visit_id, "He and another argued."))
    packed(walk, PackState.LOST, why="Left on a train.", holder="Bethan Holder", by="Gwen Taker")
    stop = walk.stop()
    assert stop.person_id is not None
    pack = walk.desk.ask(SubjectPack(stop.person_id))
    found = {one.kind: one for one in pack.items if one.section == "visits"}
    assert set(found) == {"visit_card", "visit_capture", "visit_note", "visit_base", "visit_pack"}
    assert ("text", "Said a thing about the course.") in found["visit_capture"].fields
    told = dict(found["visit_card"].fields)
    assert told["location"] == stop.card.location
    assert told.get("last_said", "") == stop.card.last_said
    assert stop.card.release_on is not None
    assert told["release_on"] == stop.card.release_on.isoformat()
    assert found["visit_note"].flags
    whole = repr(pack.items)
    for colleague in ("Bethan Holder", "Gwen Taker"):
        assert colleague not in whole
    other = walk.stop(4)
    assert other.person_id is not None
    theirs = walk.desk.ask(SubjectPack(other.person_id))
    assert "Said a thing" not in repr(theirs.items)
    assert "Left on a train" not in repr(theirs.items)


def test_nothing_of_an_erased_person_is_left_of_any_visit(walk: Walk) -> None:
    canary = "Qzxwvjk"
    stop = walk.stop()
    assert stop.person_id is not None
    walk.note(0, what="wing", text=f"Said {canary}.")
    walk.note(1, what="wing", text="Another said this.")
    packed(walk)
    walk.desk.do(CorrectFact(stop.person_id, "person", "last_name", canary.upper()))
    alone = walk.desk.do(PlanVisit(MONDAY, (stop.person_id,), title=f"About {canary}")).result
    walk.desk.do(WriteVisitNote(alone, f"Only of {canary}."))
    assert walk.desk.ask(VisitOf(alone)).stops[0].card.last_name == canary.upper()
    walk.desk.do(Erase(stop.person_id))
    assert [line.id for line in walk.desk.ask(VisitsNow()).visits] == [walk.visit_id]
    assert [one.number for one in walk.view.stops] == [1, 2, 3, 4]
    assert walk.stop().captured is not None
    assert walk.desk.check() == []
    pages = closed_bytes(walk.desk)
    for words in (canary, canary.upper(), stop.card.prisoner_number):
        assert pages.count(words.encode()) == 0


def test_a_card_that_a_pack_brought_goes_with_the_person(walk: Walk) -> None:
    person_id, number = number_of(walk.desk, PEOPLE)
    packed(walk, PackState.HERE)
    card = dump_card(Card(number, "CARRIED"))
    (first, *_) = walk.rows(visit_stop)
    loose = update(visit_stop).where(visit_stop.c.id == first.id)
    walk.desk.do(Write(lambda uow: uow.write_quietly(loose.values(person_id=None, card=card))))
    one = Captured(new_uid(), MONDAY, text="Carried words.")
    walk.desk.do(CaptureStop(first.id, one))
    walk.desk.do(Erase(person_id))
    assert first.id not in {row.id for row in walk.rows(visit_stop)}
    assert walk.rows(visit_capture) == []
    assert len(walk.rows(visit_stop)) == PEOPLE - 1
