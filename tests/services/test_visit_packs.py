"""A visit ended, taken out, noted elsewhere, brought back: nothing lost, nothing twice."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from pomdesk.carried import contents, sealed
from pomdesk.carried.code import new_code
from pomdesk.carried.contents import NotedStop, Return
from pomdesk.domain.duties import DutyKind
from pomdesk.domain.errors import PackRefused, RequestRefused
from pomdesk.domain.papers import PaperKind
from pomdesk.domain.record import LONGEST, EntryKind, MarkKind
from pomdesk.domain.visits import Ask, Captured, ClashKind, Keep, PackState, VisitState, Why
from pomdesk.readmodels.visit_merges import CameIn, Written
from pomdesk.services.commands.correct_fact import CorrectFact
from pomdesk.services.commands.entries import AddEntry, ChangeEntry, RemoveEntry
from pomdesk.services.commands.papers import BeginPaper
from pomdesk.services.commands.visit_ends import EndVisit
from pomdesk.services.commands.visit_packs import (
    BringBackVisit,
    ClearVisitPack,
    MakeVisitReturn,
    NoteVisitReturn,
    OpenVisitPack,
    SettleClash,
    TakeOutVisit,
    WriteOffPack,
)
from pomdesk.services.commands.visits import BeginVisit, WriteVisitNote
from pomdesk.services.queries.visit_packs import PackFile
from pomdesk.services.visits import noted
from pomdesk.services.visits.captures import keep
from pomdesk.services.visits.cards import dump_card, load_card
from pomdesk.store import tables
from pomdesk.store.unit_of_work import UnitOfWork
from tests import copies
from tests.intake.files import TODAY
from tests.services.raw_pages import raw_pages
from tests.services.record_desk import ALUN_ID, BETH_ID, done_and_undone
from tests.services.role_desk import Rows
from tests.services.test_rights_erasure import Erase
from tests.services.test_visits import Write
from tests.services.visit_desks import (
    CELL,
    NOON,
    STEP,
    Machine,
    both,
    carried,
    office,
    open_on,
    take_out,
)

Two = tuple[Machine, Machine]
FOLLOW_UPS = {ALUN_ID: 1, BETH_ID: 2}
LATER = date(2026, 12, 7)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Machine]:
    made = office(tmp_path)
    made.desk.do(BeginVisit(made.visit))
    yield made
    assert made.desk.check() == []
    made.desk.close()


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    with both(tmp_path) as made:
        yield made


def newest(machine: Machine) -> Any:
    return machine.entries()[-1]


# Ending a visit at the desk


def test_an_ended_visit_is_in_the_record_as_one_step(desk: Machine) -> None:
    desk.note(0, what="wing", time="14:05", text="Talked.", next_step="Ring mum.", due=LATER)
    desk.note(1, text="Officer says he has settled.", time="14:20", next_step="Ask again.")
    came = done_and_undone(desk.desk, EndVisit(desk.visit))
    assert came == Written(desk.visit, contacts=1, notes=1)
    contact, note = desk.entries()[-2:]
    assert (contact.kind, contact.what, contact.day) == ("contact", "wing", TODAY)
    assert (contact.text, contact.next_step, contact.due) == ("14:05 Talked.", "Ring mum.", LATER)
    assert (note.kind, note.text) == ("note", "14:20 Officer says he has settled.\nAsk again.")
    assert desk.view.line.state is VisitState.ENDED
    assert desk.view.line.unwritten == 0


def test_undone_it_is_under_way_with_what_was_noted_and_can_be_ended_again(desk: Machine) -> None:
    desk.note(0, what="wing", text="Talked.")
    ended = desk.desk.do(EndVisit(desk.visit)).operation_id
    assert ended is not None
    desk.desk.undo(ended)
    assert desk.view.line.state is VisitState.UNDER_WAY
    assert desk.view.line.unwritten == 1
    desk.note(0, text="Talked for long.")
    desk.desk.do(EndVisit(desk.visit))
    assert [row.text for row in desk.entries()[2:]] == ["Talked for long."]


def test_the_ending_can_be_taken_back_by_its_number(desk: Machine) -> None:
    assert desk.view.ending is None
    desk.note(0, what="wing", text="Talked.")
    first = desk.desk.do(EndVisit(desk.visit)).operation_id
    assert first is not None
    assert desk.view.ending == first
    back = desk.desk.undo(first).operation_id
    assert back is not None
    assert desk.view.ending is None
    desk.desk.undo(back)
    assert desk.view.ending == first
    desk.desk.undo(first)
    second = desk.desk.do(EndVisit(desk.visit)).operation_id
    assert desk.view.ending == second != first


def test_an_ending_is_not_taken_back_from_under_what_was_changed_since(desk: Machine) -> None:
    desk.note(0, what="wing", text="Talked.")
    desk.desk.do(EndVisit(desk.visit))
    ending = desk.view.ending
    assert ending is not None
    written = desk.entries()[-1].id
    change = desk.desk.do(ChangeEntry(written, {"text": "Talked for long."})).operation_id
    with pytest.raises(RequestRefused) as found:
        desk.desk.undo(ending)
    assert (found.value.code, found.value.details["reason"]) == ("REQ-UNDO", "changed")
    assert desk.view.ending == ending
    assert change is not None
    desk.desk.undo(change)
    desk.desk.undo(ending)
    assert desk.view.line.state is VisitState.UNDER_WAY


def test_what_a_machine_brought_back_ends_a_visit_and_can_be_taken_back(tmp_path: Path) -> None:
    with both(tmp_path) as (desk, machine):
        machine.note(0, what="wing", text="Talked.")
        content = machine.back()
        assert machine.view.ending is None
        came = desk.desk.do(BringBackVisit(content))
        assert desk.view.ending == came.operation_id
        assert came.operation_id is not None
        desk.desk.undo(came.operation_id)
        assert desk.view.ending is None
        assert desk.view.line.state is not VisitState.ENDED
        assert desk.bring(content).contacts == 1
        assert desk.view.ending is not None


def test_only_a_visit_under_way_is_ended(tmp_path: Path, desk: Machine) -> None:
    desk.desk.do(EndVisit(desk.visit))
    assert desk.refused(EndVisit(desk.visit)) == "REQ-VISIT-STATE"
    assert desk.refused(EndVisit(99)) == "REQ-VISIT"


def brought(desk: Machine, number: int, *said: Captured) -> CameIn:
    """Bring back a file of another machine that has this of the second person."""
    (pack,) = desk.rows(tables.visit_pack)
    stop = desk.rows(tables.visit_stop)[1]
    stops = (NotedStop(stop.uid, said),) if said else ()
    before = tuple(f"{one:032x}" for one in range(1, number))
    back = Return("c" * 32, number, f"{number:032x}", before, NOON, None, "", stops)
    content = resealed(pack, back)
    return desk.desk.do(
        BringBackVisit(content, titles={"handover-report": "Served: a report"})
    ).result


def resealed(pack: Any, back: Return) -> bytes:
    """A file to bring back as somebody would make it who has the code."""
    return sealed.seal(sealed.Kind.RETURN, pack.uid, contents.write_return(back), pack.code)


def also_asked(desk: Machine, place: int, *keys: str) -> None:
    """Ask for more at a stop, on the card that is at the desk."""
    stop = desk.rows(tables.visit_stop)[place]
    card = load_card(stop.card)
    more = dump_card(replace(card, asks=(*card.asks, *(Ask(key, Why.DUTY) for key in keys))))
    desk.desk.do(
        Write(
            lambda uow: uow.write_quietly(
                update(tables.visit_stop).where(tables.visit_stop.c.id == stop.id).values(card=more)
            )
        )
    )


def test_what_was_ticked_is_done_once_and_can_be_taken_back(two: Two) -> None:
    desk, _ = two
    meeting = desk.desk.do(
        AddEntry(BETH_ID, EntryKind.HANDOVER_MEETING, TODAY + timedelta(1), stage="booked")
    ).result
    paper = desk.desk.do(BeginPaper(BETH_ID, PaperKind.HANDOVER_REPORT, "en")).result
    ticked = (
        f"duty:{DutyKind.FOLLOW_UP}:2",
        f"duty:{DutyKind.HANDOVER_MEETING}:{meeting}",
        f"meeting:{meeting}",
        f"paper:{paper}",
        "not_seen",
    )
    also_asked(desk, 1, *ticked)
    one = Captured("d" * 32, TODAY, ticked=ticked)
    assert brought(desk, 1, one).done == 3
    (mark,) = desk.rows(tables.duty_mark)
    assert (mark.person_id, mark.duty, mark.mark) == (BETH_ID, "follow_up:2", MarkKind.DONE)
    (held,) = desk.entries(EntryKind.HANDOVER_MEETING)
    assert (held.stage, held.day) == ("held", TODAY)
    (served,) = desk.entries(EntryKind.DOCUMENT)
    assert (served.title, served.day) == ("Served: a report", TODAY)
    assert brought(desk, 2, replace(one, text="x")).done == 0
    assert brought(desk, 3).clashes == 4
    for clash in desk.clashes:
        desk.desk.do(SettleClash(clash.id, Keep.THEIRS))
    assert desk.rows(tables.duty_mark) == []
    assert desk.entries(EntryKind.DOCUMENT) == []
    assert desk.entries(EntryKind.HANDOVER_MEETING)[0].stage == "booked"


def test_a_meeting_that_nobody_booked_is_held_and_one_that_was_held_is_not_held_again(
    two: Two,
) -> None:
    desk, _ = two
    one = Captured("d" * 32, TODAY, ticked=(f"duty:{DutyKind.HANDOVER_MEETING}",))
    also_asked(desk, 1, *one.ticked)
    assert brought(desk, 1, one).done == 1
    (held,) = desk.entries(EntryKind.HANDOVER_MEETING)
    also_asked(desk, 1, f"meeting:{held.id}")
    assert brought(desk, 2, replace(one, ticked=(f"meeting:{held.id}", *one.ticked))).done == 0
    assert desk.entries(EntryKind.HANDOVER_MEETING) == [held]


def test_an_entry_of_somebody_else_is_never_changed(two: Two) -> None:
    desk, _ = two
    one = Captured("d" * 32, TODAY, changes={"entry:1": {"next_step": "Forged."}})
    assert brought(desk, 1, one).clashes == 1
    assert desk.entries()[0].next_step == STEP
    (clash,) = desk.clashes
    assert (clash.kind, clash.ours, clash.person_id) == (ClashKind.GONE, None, BETH_ID)
    desk.desk.do(SettleClash(clash.id, Keep.THEIRS))
    assert (newest(desk).person_id, newest(desk).text) == (BETH_ID, "Forged.")
    assert desk.entries()[0].next_step == STEP


def test_the_number_of_another_machines_capture_is_refused(two: Two) -> None:
    desk, machine = two
    machine.note(1, what="wing", text="Talked.")
    desk.bring(machine.back())
    (known,) = desk.rows(tables.visit_capture)
    before = desk.everything()
    with pytest.raises(PackRefused) as found:
        brought(desk, 1, Captured(known.uid, TODAY, what="wing", text="Forged."))
    assert found.value.code == "PCK-CONTENT"
    assert desk.everything() == before


def test_a_changed_fact_is_typed_and_names_the_visit(desk: Machine) -> None:
    step = {"next_step": "Ask the tutor.", "due": LATER.isoformat()}
    desk.note(0, changes={"person": {"cell_location": "LEI-B-2-001"}, "entry:1": step})
    came = done_and_undone(desk.desk, EndVisit(desk.visit))
    assert came == Written(desk.visit, changed=3)
    assert desk.rows(tables.person)[0].cell_location == "LEI-B-2-001"
    assert (desk.entries()[0].next_step, desk.entries()[0].due) == ("Ask the tutor.", LATER)
    (source,) = [r for r in desk.rows(tables.field_source) if r.person_id == ALUN_ID]
    assert source.typed_why == desk.view.line.code


def test_what_was_changed_at_the_desk_meanwhile_is_asked_about(desk: Machine) -> None:
    desk.note(0, changes={"entry:1": {"next_step": "Ask the tutor."}})
    desk.desk.do(ChangeEntry(1, {"next_step": "Ask the chaplain."}))
    assert desk.desk.do(EndVisit(desk.visit)).result == Written(desk.visit, clashes=1)
    (clash,) = desk.clashes
    assert (clash.base, clash.ours, clash.theirs) == (STEP, "Ask the chaplain.", "Ask the tutor.")
    assert clash.may_join
    done_and_undone(desk.desk, SettleClash(clash.id, Keep.BOTH))
    assert desk.entries()[0].next_step == "Ask the chaplain.\nAsk the tutor."
    assert desk.refused(SettleClash(clash.id, Keep.OURS)) == "REQ-CLASH-DONE"


def test_a_text_with_no_room_for_the_time_is_kept_without_it(desk: Machine) -> None:
    long = "x" * LONGEST["text"]
    desk.note(0, what="wing", time="14:05", text="y")
    (one,) = desk.stop().all_captured
    rows = noted.rows_of([replace(one, text=long, next_step="z" * 100)], {}, {}, TODAY)
    assert [row["text"] for row in rows.values()] == [long]
    rows = noted.rows_of([replace(one, what="", text=long, next_step="z")], {}, {}, TODAY)
    assert [row["text"] for row in rows.values()] == [long, "z"]
    # A day that does not fit an entry is kept as words.
    rows = noted.rows_of([replace(one, due=date(2020, 1, 1))], {}, {}, TODAY)
    assert [(row["next_step"], row["due"]) for row in rows.values()] == [("2020-01-01", None)]


# Taken out and brought back


def test_a_visit_goes_out_is_noted_and_comes_back(two: Two) -> None:
    desk, machine = two
    assert machine.rows(tables.person) == []
    assert [stop.card.prisoner_number for stop in machine.view.stops] == ["A1111AA", "B2222BB"]
    machine.note(0, what="wing", time="13:05", text="Talked.")
    machine.note(1, what="declined", changes={"person": {"cell_location": "LEI-B-2-001"}})
    content = machine.back()
    came = done_and_undone(desk.desk, BringBackVisit(content))
    assert (came.contacts, came.changed, came.clashes, came.same) == (2, 1, 0, False)
    assert came.clock_ahead_minutes in range(55, 62)
    assert came.clock_behind_minutes == 0
    assert [row.text for row in desk.entries()[2:]] == ["13:05 Talked.", ""]
    assert desk.rows(tables.person)[1].cell_location == "LEI-B-2-001"
    assert desk.view.line.state is VisitState.ENDED
    assert [one.machine for one in desk.rows(tables.visit_capture)] == [
        machine.rows(tables.visit_pack)[0].machine
    ] * 2
    (pack,) = desk.rows(tables.visit_pack)
    assert pack.state == PackState.BACK


def test_brought_back_twice_not_one_row_is_changed(two: Two) -> None:
    desk, machine = two
    machine.note(0, what="wing", text="Talked.")
    content = machine.back()
    desk.bring(content)
    before, operations = desk.everything(), desk.rows(tables.operation)
    again = desk.desk.do(BringBackVisit(content))
    assert again.result.same
    assert again.operation_id is None
    assert (desk.everything(), desk.rows(tables.operation)) == (before, operations)


def test_an_older_file_changes_nothing_and_a_later_one_brings_what_is_new(two: Two) -> None:
    desk, machine = two
    machine.note(0, what="wing", text="Talked.")
    first = machine.back()
    machine.note(0, text="Talked for long.", next_step="Ring mum.")
    machine.note(1, what="wing")
    assert desk.bring(machine.back()).contacts == 2
    assert desk.bring(first).older
    assert [row.text for row in desk.entries()[2:]] == ["Talked for long.", ""]
    machine.note(1, what="face_to_face")
    assert desk.bring(machine.back()).changed == 1
    assert [row.what for row in desk.entries()[2:]] == ["wing", "face_to_face"]


def test_a_note_that_becomes_a_contact_takes_its_place(two: Two) -> None:
    desk, machine = two
    machine.note(0, text="He is at work.")
    assert desk.bring(machine.back()).notes == 1
    machine.note(0, what="wing", text="Seen at work.")
    desk.bring(machine.back())
    assert [(row.kind, row.text) for row in desk.entries()[2:]] == [("contact", "Seen at work.")]


@pytest.mark.parametrize("keep", Keep)
def test_a_fact_that_both_changed_waits_for_a_person(two: Two, keep: Keep) -> None:
    desk, machine = two
    machine.note(0, changes={"entry:1": {"next_step": "Theirs."}})
    desk.desk.do(ChangeEntry(1, {"next_step": "Ours."}))
    assert desk.bring(machine.back()).clashes == 1
    assert desk.entries()[0].next_step == "Ours."
    (clash,) = desk.clashes
    assert (clash.kind, clash.base, clash.ours, clash.theirs, clash.made_by) == (
        ClashKind.CHANGED, STEP, "Ours.", "Theirs.", copies.NAME,
    )  # fmt: skip
    desk.desk.do(ChangeEntry(1, {"next_step": "Ours now."}))
    assert desk.clashes[0].ours == "Ours now."
    desk.desk.do(SettleClash(clash.id, keep))
    said = {Keep.OURS: "Ours now.", Keep.THEIRS: "Theirs.", Keep.BOTH: "Ours now.\nTheirs."}
    assert desk.entries()[0].next_step == said[keep]
    assert desk.clashes == ()
    # The machine says the same as before: that was decided.
    assert desk.bring(machine.back()).clashes == 0
    assert desk.entries()[0].next_step == said[keep]


def test_a_cell_that_is_kept_in_another_writing_is_no_change_of_the_desk(two: Two) -> None:
    desk, machine = two
    for cell in ("lei-b-1-001", "lei-b-1-002"):
        machine.note(0, changes={"person": {"cell_location": cell}})
        came = desk.bring(machine.back())
        assert (came.changed, came.clashes) == (1, 0)
        assert desk.rows(tables.person)[0].cell_location == cell.upper()


def test_what_was_asked_about_is_asked_no_more_where_the_machine_takes_it_back(two: Two) -> None:
    desk, machine = two
    machine.note(0, changes={"person": {"cell_location": "LEI-B-1-001"}})
    desk.desk.do(CorrectFact(ALUN_ID, "person", "cell_location", "LEI-C-1-001"))
    desk.bring(machine.back())
    machine.note(0, changes={"person": {"cell_location": "LEI-B-1-002"}})
    assert desk.bring(machine.back()).clashes == 1
    (clash,) = desk.clashes
    assert (clash.base, clash.theirs) == (CELL, "LEI-B-1-002")
    assert desk.refused(SettleClash(clash.id, Keep.BOTH)) == "REQ-CLASH-KEEP"
    machine.note(0, changes={})
    assert desk.bring(machine.back()).clashes == 0
    assert desk.clashes == ()
    assert desk.rows(tables.person)[0].cell_location == "LEI-C-1-001"


@pytest.mark.parametrize(("keep", "texts"), [(Keep.OURS, []), (Keep.THEIRS, ["More."])])
def test_an_entry_removed_at_the_desk_and_changed_on_the_machine(
    two: Two, keep: Keep, texts: list[str]
) -> None:
    desk, machine = two
    machine.note(0, what="wing", text="Talked.")
    desk.bring(machine.back())
    desk.desk.do(RemoveEntry(newest(desk).id))
    machine.note(1, what="wing", text="x")
    assert desk.bring(machine.back()).clashes == 0
    machine.note(0, text="More.")
    assert desk.bring(machine.back()).clashes == 1
    (clash,) = desk.clashes
    assert (clash.kind, clash.ours, clash.theirs) == (ClashKind.GONE, None, "More.")
    done_and_undone(desk.desk, SettleClash(clash.id, keep))
    assert [row.text for row in desk.entries() if row.text == "More."] == texts
    machine.note(0, text="More and more.")
    came = desk.bring(machine.back())
    assert (came.changed, came.clashes) == ((1, 0) if keep is Keep.THEIRS else (0, 1))


@pytest.mark.parametrize(("keep", "left"), [(Keep.OURS, 1), (Keep.THEIRS, 0)])
def test_what_the_machine_withdrew_stays_until_somebody_decides(
    two: Two, keep: Keep, left: int
) -> None:
    desk, machine = two
    ask = f"duty:{DutyKind.FOLLOW_UP}:1"
    machine.note(0, what="wing", text="Talked.", ticked=(ask,))
    assert desk.bring(machine.back()).done == 1
    machine.note(0, what="", text="", ticked=())
    assert desk.bring(machine.back()).clashes == 2
    assert len(desk.entries()) == 3
    for clash in desk.clashes:
        assert clash.kind is ClashKind.WITHDRAWN
        done_and_undone(desk.desk, SettleClash(clash.id, keep))
    assert len(desk.entries()) == 2 + left
    assert len(desk.rows(tables.duty_mark)) == left


def test_a_rule_that_refuses_stops_nothing_and_is_asked_about(two: Two) -> None:
    desk, machine = two
    machine.note(0, what="wing", changes={"entry:1": {"due": TODAY.isoformat()}})
    machine.note(1, what="wing")
    # At the desk it turned out to be of a later day than the one it was to be followed up by.
    desk.clock.at += timedelta(days=1)
    desk.desk.do(ChangeEntry(1, {"day": TODAY + timedelta(days=1)}))
    came = desk.bring(machine.back())
    assert (came.contacts, came.clashes) == (2, 1)
    (clash,) = desk.clashes
    assert (clash.field, clash.ours, clash.theirs) == ("due", "2026-11-30", TODAY.isoformat())
    assert desk.refused(SettleClash(clash.id, Keep.THEIRS)) == "REQ-ENTRY-DUE"
    desk.desk.do(SettleClash(clash.id, Keep.OURS))


def test_a_follow_up_that_is_gone_is_kept_as_a_note_where_somebody_wants_it(two: Two) -> None:
    desk, machine = two
    machine.note(0, changes={"entry:1": {"due": TODAY.isoformat()}})
    desk.desk.do(RemoveEntry(1))
    assert desk.bring(machine.back()).clashes == 1
    (clash,) = desk.clashes
    assert (clash.kind, clash.ours) == (ClashKind.GONE, None)
    desk.desk.do(SettleClash(clash.id, Keep.THEIRS))
    assert newest(desk).text == f"{STEP}\n{TODAY}"


def test_two_machines_that_opened_one_pack_both_come_back(tmp_path: Path) -> None:
    desk = office(tmp_path / "office")
    pack = take_out(desk)
    machines = [open_on(carried(tmp_path / name), pack) for name in "ab"]
    for number, machine in enumerate(machines):
        machine.note(0, what="wing", text=f"Talked {number}.",
                     changes={"person": {"cell_location": f"LEI-B-1-00{number}"}})  # fmt: skip
    first, second = (desk.bring(machine.back()) for machine in machines)
    assert (first.contacts, first.changed, first.clashes) == (1, 1, 0)
    assert (second.contacts, second.changed, second.clashes) == (1, 0, 1)
    assert [row.text for row in desk.entries()[2:]] == ["Talked 0.", "Talked 1."]
    for machine in (desk, *machines):
        machine.desk.close()


def test_what_the_desk_itself_noted_is_still_to_be_ended(two: Two) -> None:
    desk, machine = two
    desk.desk.do(BeginVisit(desk.visit))
    desk.note(1, what="wing", text="Of the desk.")
    machine.note(0, what="wing", text="Of the machine.")
    desk.bring(machine.back())
    assert desk.view.line.state is VisitState.UNDER_WAY
    assert desk.desk.do(EndVisit(desk.visit)).result.contacts == 1
    assert {row.text for row in desk.entries()[2:]} == {"Of the desk.", "Of the machine."}


def test_the_note_of_the_visit_comes_back_and_is_never_doubled(two: Two) -> None:
    desk, machine = two
    desk.desk.do(WriteVisitNote(desk.visit, "Ours."))
    machine.desk.do(WriteVisitNote(machine.visit, "Theirs."))
    first = desk.desk.do(BringBackVisit(machine.back()))
    desk.bring(machine.back())
    assert desk.view.note == "Ours.\nTheirs."
    assert first.result.note_cut == 0
    # Who changes it at the desk after that has the last word, until the machine says more.
    desk.desk.do(WriteVisitNote(desk.visit, "Ours"))
    desk.bring(machine.back())
    assert desk.view.note == "Ours"
    machine.desk.do(WriteVisitNote(machine.visit, "Our"))
    desk.bring(machine.back())
    assert desk.view.note == "Ours\nOur"


def test_a_note_that_was_taken_out_is_changed_by_whoever_changes_it_alone(tmp_path: Path) -> None:
    desk = office(tmp_path / "office")
    desk.desk.do(WriteVisitNote(desk.visit, "Bring gloves."))
    machine = open_on(carried(tmp_path / "carried"), take_out(desk))
    assert machine.view.note == "Bring gloves."
    desk.bring(machine.back())
    assert desk.view.note == "Bring gloves."
    machine.desk.do(WriteVisitNote(machine.visit, "Gloves"))
    desk.bring(machine.back())
    assert desk.view.note == "Gloves"
    desk.desk.do(WriteVisitNote(desk.visit, ""))
    desk.bring(machine.back())
    assert desk.view.note == ""
    for one in (desk, machine):
        assert one.desk.check() == []
        one.desk.close()


def test_what_a_note_has_no_room_for_is_told(two: Two) -> None:
    desk, machine = two
    desk.desk.do(WriteVisitNote(desk.visit, "o" * 3_000))
    machine.desk.do(WriteVisitNote(machine.visit, "t" * 3_000))
    assert desk.bring(machine.back()).note_cut == 2_001
    assert desk.view.note == "o" * 3_000 + "\n" + "t" * 999


def test_a_tick_of_what_is_on_no_card_is_left_out_and_told(two: Two) -> None:
    desk, _ = two
    desk.desk.do(BeginPaper(BETH_ID, PaperKind.HANDOVER_REPORT, "en"))
    asked = f"duty:{DutyKind.FOLLOW_UP}:2"
    also_asked(desk, 1, asked)
    one = Captured("d" * 32, TODAY, "wing", ticked=("paper:1", asked))
    came = brought(desk, 1, one)
    assert (came.contacts, came.done, came.unasked) == (1, 1, 1)
    assert desk.entries(EntryKind.DOCUMENT) == []
    assert desk.rows(tables.visit_capture)[0].ticked == '["duty:follow_up:2"]'
    only = Captured("e" * 32, TODAY, ticked=("paper:1",))
    assert brought(desk, 2, one, only).unasked == 2
    assert len(desk.rows(tables.visit_capture)) == 1


def test_who_is_no_longer_on_the_desk_is_counted_and_nothing_is_kept(two: Two) -> None:
    desk, machine = two
    machine.note(0, what="wing", text="Secret words.")
    machine.note(1, what="wing", text="Other words.")
    content = machine.back()
    desk.desk.do(Erase(ALUN_ID))
    came = desk.bring(content)
    assert (came.gone, came.contacts) == (1, 1)
    assert [row.text for row in desk.rows(tables.visit_capture)] == ["Other words."]


# Clocks


def test_across_midnight_what_lies_ahead_stands_under_today(tmp_path: Path) -> None:
    # The visit machine's clock is an hour ahead: there it is tomorrow already.
    desk = office(tmp_path / "office", NOON.replace(hour=23, minute=20))
    ahead = desk.clock.at + timedelta(hours=1)
    machine = open_on(carried(tmp_path / "carried", ahead), take_out(desk))
    machine.note(0, what="wing", time="00:25", text="Talked.")
    assert machine.stop().captured is not None
    came = desk.bring(machine.back())
    assert (came.contacts, came.moved_days) == (1, 1)
    assert newest(desk).day == TODAY
    desk.clock.at += timedelta(days=1)
    assert desk.bring(machine.back()).changed == 1
    assert newest(desk).day == TODAY + timedelta(1)
    for one in (desk, machine):
        one.desk.close()


def test_a_machine_that_is_behind_opens_and_comes_back(tmp_path: Path) -> None:
    desk = office(tmp_path / "office")
    pack = take_out(desk)
    machine = open_on(carried(tmp_path / "carried", NOON - timedelta(hours=1)), pack)
    machine.note(0, what="wing")
    came = desk.bring(machine.back())
    assert (came.contacts, came.clock_ahead_minutes) == (1, 0)
    assert came.clock_behind_minutes in range(55, 62)
    for one in (desk, machine):
        one.desk.close()


def test_a_pack_opens_no_more_after_its_days_and_still_comes_back(tmp_path: Path) -> None:
    desk, machine = office(tmp_path / "office"), carried(tmp_path / "carried")
    pack = take_out(desk, days=1)
    machine.clock.at = pack.expires_at
    assert machine.refused(OpenVisitPack(pack.content, pack.code)) == "PCK-EXPIRED"
    machine.clock.at = pack.expires_at - timedelta(minutes=1)
    open_on(machine, pack)
    machine.note(0, what="wing")
    machine.clock.at += timedelta(days=300)
    assert list(machine.view.stops) == []
    content = machine.back()
    desk.clock.at += timedelta(days=300)
    assert desk.refused(PackFile(pack.pack_id)) == "PCK-EXPIRED"
    assert desk.bring(content).contacts == 1
    assert desk.refused(PackFile(pack.pack_id)) == "PCK-NONE"
    for one in (desk, machine):
        one.desk.close()


# Packs


def test_one_pack_at_a_time_with_somebody_who_takes_it(desk: Machine) -> None:
    assert desk.refused(TakeOutVisit(desk.visit, " ")) == "REQ-PACK-HOLDER"
    for days in (0, 15, -1):
        assert desk.refused(TakeOutVisit(desk.visit, "A", days=days)) == "REQ-PACK-DAYS"
    pack = take_out(desk, device="Laptop 4")
    assert pack.people == 2
    assert pack.expires_at - timedelta(days=3) <= desk.clock.at
    assert desk.refused(TakeOutVisit(desk.visit, "A")) == "REQ-VISIT-OUT"
    event = next(row for row in desk.desk.ask(Rows(tables.audit)) if row.what == "TAKE_OUT_VISIT")
    assert (event.recipient, event.size, event.kind) == ("A Jones", 2, "disclose")
    desk.desk.do(WriteOffPack(pack.pack_id, "Left on a bus."))
    assert desk.refused(WriteOffPack(pack.pack_id, "Again.")) == "REQ-PACK-LOST"
    assert desk.refused(PackFile(pack.pack_id)) == "PCK-NONE"
    take_out(desk)
    desk.desk.do(EndVisit(desk.visit))
    assert desk.refused(TakeOutVisit(desk.visit, "A")) == "REQ-VISIT-STATE"


def test_a_plan_is_not_undone_under_a_pack(tmp_path: Path) -> None:
    desk = office(tmp_path)
    (planned,) = [row for row in desk.rows(tables.operation) if row.command == "plan_visit"]
    take_out(desk)
    before = desk.everything()
    with pytest.raises(RequestRefused) as found:
        desk.desk.undo(planned.id)
    assert found.value.code == "REQ-UNDO"
    assert desk.everything() == before
    desk.desk.close()


def test_a_lost_pack_may_come_back_all_the_same(two: Two) -> None:
    desk, machine = two
    (pack,) = desk.rows(tables.visit_pack)
    for why in ("", "x" * 2_001):
        assert desk.refused(WriteOffPack(pack.id, why)) == "REQ-PACK-WHY"
    done_and_undone(desk.desk, WriteOffPack(pack.id, "Left on a bus."))
    machine.note(0, what="wing")
    came = desk.bring(machine.back())
    assert (came.lost, came.contacts) == (True, 1)
    assert desk.rows(tables.visit_pack)[0].state == PackState.BACK


def test_the_file_saved_once_more_opens_with_the_same_code(tmp_path: Path) -> None:
    desk, machine = office(tmp_path / "office"), carried(tmp_path / "carried")
    pack = take_out(desk)
    desk.desk.do(CorrectFact(ALUN_ID, "person", "cell_location", "LEI-Z-9-009"))
    again = desk.desk.ask(PackFile(pack.pack_id)).content
    assert again != pack.content
    one, other = (
        contents.read_pack(sealed.unseal(file, pack.code)) for file in (again, pack.content)
    )
    assert one == other
    machine.desk.do(OpenVisitPack(again, pack.code.lower().replace("-", " ")))
    assert desk.refused(PackFile(99)) == "PCK-NONE"
    for this in (desk, machine):
        this.desk.close()


def test_files_that_are_for_somewhere_else_are_refused(tmp_path: Path) -> None:
    desk, other = office(tmp_path / "office"), office(tmp_path / "other")
    machine = carried(tmp_path / "carried")
    pack = take_out(desk)
    assert desk.refused(OpenVisitPack(pack.content, pack.code)) == "PCK-OWN"
    assert desk.refused(BringBackVisit(pack.content)) == "PCK-KIND"
    open_on(machine, pack)
    assert machine.refused(OpenVisitPack(pack.content, pack.code)) == "PCK-TWICE"
    machine.note(0, what="wing")
    content = machine.back()
    assert machine.refused(OpenVisitPack(content, pack.code)) == "PCK-KIND"
    assert machine.refused(BringBackVisit(content)) == "PCK-FOREIGN"
    assert other.refused(BringBackVisit(content)) == "PCK-FOREIGN"
    assert desk.refused(BringBackVisit(content, new_code())) == "PCK-CODE"
    assert machine.refused(EndVisit(machine.visit)) == "REQ-VISIT-HERE"
    assert machine.refused(TakeOutVisit(machine.visit, "A")) == "REQ-VISIT-HERE"
    assert desk.refused(MakeVisitReturn(desk.visit)) == "REQ-VISIT-OWN"
    assert desk.refused(ClearVisitPack(desk.visit)) == "REQ-VISIT-OWN"
    for this in (desk, other, machine):
        this.desk.close()


def test_a_machine_put_back_to_a_backup_loses_nothing(two: Two) -> None:
    desk, machine = two
    machine.note(0, what="wing", text="First.")
    desk.bring(machine.back())
    first = machine.stop().captured
    assert first is not None
    saved = machine.rows(tables.visit_pack)[0].made
    machine.note(0, text="First, and more.")
    machine.back()
    machine.note(1, what="wing", text="Lost with the disk.")
    last = machine.back()
    assert desk.bring(last).contacts == 1
    # Put back to a backup after the first file: numbers begin again at two.
    put_back(machine, saved, first)
    machine.note(1, what="wing", text="Second.")
    file = machine.back()
    (pack,) = desk.rows(tables.visit_pack)
    read = contents.read_return(sealed.unseal(file, pack.code))
    assert (read.number, len(read.before)) == (2, 1)
    came = desk.bring(file)
    assert (came.older, came.same, came.contacts, came.clashes) == (False, False, 1, 0)
    assert {row.text for row in desk.entries()[2:]} == {
        "First, and more.", "Lost with the disk.", "Second.",
    }  # fmt: skip
    assert desk.bring(file).same
    assert desk.bring(last).same
    machine.note(0, text="First once more.")
    assert desk.bring(machine.back()).changed == 1
    assert desk.bring(file).same


def put_back(machine: Machine, made: str, first: Captured) -> None:
    """The visit machine's store as it was when it knew of one file and one capture."""

    def run(uow: UnitOfWork) -> None:
        stop = uow.rows(select(tables.visit_stop))[0]
        uow.write_quietly(update(tables.visit_pack).values(made=made, returns=1))
        uow.write_quietly(delete(tables.visit_capture))
        keep(uow, stop, first)

    machine.desk.do(Write(run))


# Clearing the visit machine


def test_what_was_cleared_is_gone_from_every_page(tmp_path: Path) -> None:
    with both(tmp_path) as (desk, machine):
        words = "Whispered at the gate"
        again = desk.desk.ask(PackFile(desk.rows(tables.visit_pack)[0].id)).content
        machine.note(0, what="wing", text=words)
        machine.desk.do(WriteVisitNote(machine.visit, f"{words} too"))
        assert machine.refused(ClearVisitPack(machine.visit)) == "PCK-UNSENT"
        content = machine.back()
        machine.note(0, text=f"{words}, twice")
        assert machine.refused(ClearVisitPack(machine.visit)) == "PCK-UNSENT"
        # What was made and could not be saved is not sent.
        unsaved = machine.desk.do(MakeVisitReturn(machine.visit)).result
        assert machine.refused(ClearVisitPack(machine.visit)) == "PCK-UNSENT"
        assert machine.refused(NoteVisitReturn(machine.visit, unsaved.number + 1)) == "PCK-NONE"
        assert machine.refused(NoteVisitReturn(machine.visit, 0)) == "PCK-NONE"
        # Neither is what was typed between making it and saving it.
        machine.note(0, text=f"{words}, three times")
        machine.desk.do(NoteVisitReturn(machine.visit, unsaved.number))
        assert machine.refused(ClearVisitPack(machine.visit)) == "PCK-UNSENT"
        content = machine.back()
        machine.desk.do(ClearVisitPack(machine.visit))
        for table in (tables.visit, tables.visit_stop, tables.visit_capture, tables.visit_pack):
            assert machine.rows(table) == []
        assert desk.bring(content).contacts == 1
        # Opened again it is another machine.
        code = desk.rows(tables.visit_pack)[0].code
        machine.visit = machine.desk.do(OpenVisitPack(again, code)).result
        machine.desk.do(ClearVisitPack(machine.visit))
    pages = raw_pages(tmp_path / "carried" / copies.STORE, copies.SECRET)
    for gone in (words, "MORGAN", "Morgan", "A1111AA", CELL, STEP):
        assert gone.encode() not in pages
    there = raw_pages(tmp_path / "office" / copies.STORE, copies.SECRET)
    assert words.encode() in there


def test_it_is_cleared_unsent_where_somebody_insists(two: Two) -> None:
    _desk, machine = two
    machine.note(0, what="wing")
    machine.desk.do(ClearVisitPack(machine.visit, anyway=True))
    assert machine.rows(tables.visit) == []


def test_the_note_of_a_visit_goes_with_the_last_person_of_it(tmp_path: Path) -> None:
    words = "Whispered at the gate"
    desk = office(tmp_path / "office")
    desk.desk.do(WriteVisitNote(desk.visit, words))
    machine = open_on(carried(tmp_path / "carried"), take_out(desk))
    machine.desk.do(WriteVisitNote(machine.visit, f"{words} twice"))
    desk.bring(machine.back())
    for person_id in (ALUN_ID, BETH_ID):
        assert any(words in repr(row) for row in desk.rows(tables.journal))
        desk.desk.do(Erase(person_id))
    for table in (tables.journal, tables.visit, tables.visit_pack, tables.visit_return):
        assert not any(words in repr(row) for row in desk.rows(table))
    for one in (desk, machine):
        assert one.desk.check() == []
        one.desk.close()


def test_a_pack_with_a_code_that_no_visit_has_is_refused(tmp_path: Path) -> None:
    desk, machine = office(tmp_path / "office"), carried(tmp_path / "carried")
    pack = take_out(desk)
    uid = sealed.read(pack.content).pack
    whole = contents.read_pack(sealed.unseal(pack.content, pack.code))
    for code in ("V7K-3MX", whole.code.lower(), "../..", "<b>x</b>"):
        written = contents.write_pack(replace(whole, code=code))
        file = sealed.seal(sealed.Kind.PACK, uid, written, pack.code)
        assert machine.refused(OpenVisitPack(file, pack.code)) == "PCK-CONTENT"
    # Nothing was noted: what was taken along can be cleared at once.
    open_on(machine, pack)
    machine.desk.do(ClearVisitPack(machine.visit))
    for one in (desk, machine):
        one.desk.close()
