"""Two machines and a desk say the same, or take it back: no order of them loses or doubles it."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from pomdesk.carried import contents, sealed
from pomdesk.domain.duties import DutyKind
from pomdesk.domain.papers import PaperKind
from pomdesk.domain.record import EntryKind, MarkKind
from pomdesk.domain.visits import Captured, ClashKind, Keep
from pomdesk.readmodels.visit_merges import PackAgain, Written
from pomdesk.services.commands.correct_fact import CorrectFact
from pomdesk.services.commands.entries import AddEntry, ChangeEntry, RemoveEntry
from pomdesk.services.commands.import_caseload import ImportCaseload
from pomdesk.services.commands.marks import UnmarkDuty
from pomdesk.services.commands.papers import BeginPaper
from pomdesk.services.commands.visit_ends import EndVisit
from pomdesk.services.commands.visit_packs import (
    BringBackVisit,
    SettleClash,
    TakeOutVisit,
    WriteOffPack,
)
from pomdesk.services.commands.visit_planning import PlanVisit
from pomdesk.services.commands.visits import BeginVisit
from pomdesk.services.consulted import size_of
from pomdesk.services.queries.visit_packs import ClashesOpen, PackFile
from pomdesk.services.queries.visits import VisitOf, VisitsNow
from pomdesk.store import tables
from tests.intake.files import TODAY, write
from tests.services import role_desk
from tests.services.record_desk import ALUN_ID, BETH_ID, done_and_undone
from tests.services.role_desk import COLLEAGUE, HEAD, OF_POM, POM, Team
from tests.services.test_visit_packs import also_asked, resealed
from tests.services.visit_desks import (
    STEP,
    Machine,
    both,
    carried,
    office,
    open_on,
    take_out,
)

Two = tuple[Machine, Machine]
TICK = f"duty:{DutyKind.FOLLOW_UP}:1"
LATER = date(2026, 12, 20)


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    with both(tmp_path) as made:
        yield made


@pytest.fixture
def three(tmp_path: Path) -> Iterator[tuple[Machine, list[Machine]]]:
    """A desk, and two machines that opened the same pack."""
    desk = office(tmp_path / "office")
    pack = take_out(desk)
    machines = [open_on(carried(tmp_path / name), pack) for name in "ab"]
    yield desk, machines
    for one in (desk, *machines):
        assert one.desk.check() == []
        one.desk.close()


def texts(desk: Machine) -> list[str]:
    return [row.text for row in desk.entries()[2:]]


def done(desk: Machine) -> list[tuple[str, str, date]]:
    return [(row.duty, row.mark, row.day) for row in desk.rows(tables.duty_mark)]


# What was brought and taken back


def test_what_a_machine_brought_and_was_taken_back_is_written_when_the_visit_ends(
    two: Two,
) -> None:
    desk, machine = two
    cell = {"person": {"cell_location": "LEI-B-1-001"}}
    machine.note(0, what="wing", text="From the laptop.", ticked=(TICK,), changes=cell)
    content = machine.back()
    brought = desk.desk.do(BringBackVisit(content)).operation_id
    assert brought is not None
    desk.desk.undo(brought)
    assert desk.view.line.unwritten == 1
    desk.desk.do(BeginVisit(desk.visit))
    desk.note(1, what="wing", text="From the desk.")
    came = done_and_undone(desk.desk, EndVisit(desk.visit))
    assert came == Written(desk.visit, contacts=2, done=1, changed=1)
    assert sorted(texts(desk)) == ["From the desk.", "From the laptop."]
    assert desk.rows(tables.person)[0].cell_location == "LEI-B-1-001"
    assert desk.view.line.unwritten == 0
    # It was agreed on as the machine's: the same file brings nothing twice.
    again = desk.bring(content)
    assert (again.contacts, again.done, again.changed, again.clashes) == (0, 0, 0, 0)
    assert len(texts(desk)) == 2


def test_what_the_desk_changed_since_the_pack_went_out_is_asked_about_then_too(two: Two) -> None:
    desk, machine = two
    machine.note(0, changes={"entry:1": {"next_step": "Theirs."}})
    brought = desk.desk.do(BringBackVisit(machine.back())).operation_id
    assert brought is not None
    desk.desk.undo(brought)
    desk.desk.do(ChangeEntry(1, {"next_step": "Ours."}))
    desk.desk.do(BeginVisit(desk.visit))
    assert desk.desk.do(EndVisit(desk.visit)).result == Written(desk.visit, clashes=1)
    (clash,) = desk.clashes
    assert (clash.base, clash.ours, clash.theirs) == (STEP, "Ours.", "Theirs.")


def test_what_was_brought_before_the_visit_ends_is_not_written_again(two: Two) -> None:
    desk, machine = two
    desk.desk.do(BeginVisit(desk.visit))
    desk.note(1, what="wing", text="From the desk.")
    machine.note(0, what="wing", text="From the laptop.")
    desk.bring(machine.back())
    assert desk.desk.do(EndVisit(desk.visit)).result == Written(desk.visit, contacts=1)


def test_what_only_ticks_or_changes_is_written_by_the_end(two: Two) -> None:
    desk, _ = two
    desk.desk.do(BeginVisit(desk.visit))
    desk.note(0, ticked=(TICK,))
    desk.note(1, changes={"person": {"cell_location": "LEI-Z-1-001"}})
    assert desk.view.line.unwritten == 2
    ended = desk.desk.do(EndVisit(desk.visit)).operation_id
    assert (desk.view.line.unwritten, desk.view.line.noted) == (0, 2)
    assert ended is not None
    desk.desk.undo(ended)
    assert desk.view.line.unwritten == 2


# Ticks


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_tick_holds_in_whatever_order_another_machine_moves_its_day(
    three: tuple[Machine, list[Machine]], order: tuple[int, int]
) -> None:
    desk, machines = three
    machines[0].note(0, ticked=(TICK,))
    machines[1].note(0, changes={"entry:1": {"due": LATER.isoformat()}})
    files = [machine.back() for machine in machines]
    for place in order:
        done_and_undone(desk.desk, BringBackVisit(files[place]))
    assert done(desk) == [("follow_up:1", MarkKind.DONE, TODAY)]
    assert desk.entries()[0].due == LATER
    assert desk.clashes == ()


def test_a_tick_holds_where_the_same_machine_moves_the_day_later(two: Two) -> None:
    desk, machine = two
    machine.note(0, ticked=(TICK,))
    desk.bring(machine.back())
    machine.note(0, changes={"entry:1": {"due": LATER.isoformat()}})
    assert desk.bring(machine.back()).changed == 1
    assert done(desk) == [("follow_up:1", MarkKind.DONE, TODAY)]
    # At the desk another day asks anew, as it always does.
    desk.desk.do(ChangeEntry(1, {"due": LATER + timedelta(1)}))
    assert done(desk) == []


def test_what_the_desk_took_back_is_not_ticked_again_by_another_day(two: Two) -> None:
    desk, machine = two
    machine.note(0, ticked=(TICK,))
    desk.bring(machine.back())
    desk.desk.do(UnmarkDuty(ALUN_ID, "follow_up:1"))
    machine.note(0, changes={"entry:1": {"due": LATER.isoformat()}})
    desk.bring(machine.back())
    assert done(desk) == []


def test_a_tick_taken_back_stays_while_another_machine_ticks_it(
    three: tuple[Machine, list[Machine]],
) -> None:
    desk, machines = three
    for machine in machines:
        machine.note(0, what="wing", ticked=(TICK,))
        desk.bring(machine.back())
    for place, left in enumerate((1, 0)):
        machines[place].note(0, ticked=())
        assert desk.bring(machines[place].back()).clashes == 1
        (clash,) = desk.clashes
        assert clash.kind is ClashKind.WITHDRAWN
        done_and_undone(desk.desk, SettleClash(clash.id, Keep.THEIRS))
        assert len(done(desk)) == left


# The same thing ticked twice


@pytest.mark.parametrize("asked", ["paper", "meeting"])
def test_two_machines_that_tick_the_same_make_one_entry(tmp_path: Path, asked: str) -> None:
    desk = office(tmp_path / "office")
    paper = desk.desk.do(BeginPaper(BETH_ID, PaperKind.HANDOVER_REPORT, "en")).result
    ask = f"paper:{paper}" if asked == "paper" else f"duty:{DutyKind.HANDOVER_MEETING}"
    take_out(desk)
    also_asked(desk, 1, ask)
    files = [returned(desk, one, Captured(one * 32, TODAY, ticked=(ask,))) for one in "cd"]
    results = [desk.desk.do(BringBackVisit(file)).result.done for file in files]
    kind = EntryKind.DOCUMENT if asked == "paper" else EntryKind.HANDOVER_MEETING
    assert results == [1, 0]
    assert len(desk.entries(kind)) == 1
    # It goes when the last of them takes it back.
    for one, left in (("c", 1), ("d", 0)):
        assert desk.bring(returned(desk, one, number=2)).clashes == 1
        desk.desk.do(SettleClash(desk.clashes[0].id, Keep.THEIRS))
        assert len(desk.entries(kind)) == left
    desk.desk.close()


def test_what_was_written_at_the_desk_meanwhile_is_not_written_again_nor_taken_out(
    tmp_path: Path,
) -> None:
    desk = office(tmp_path / "office")
    take_out(desk)
    held = AddEntry(BETH_ID, EntryKind.HANDOVER_MEETING, TODAY, stage="held")
    desk.desk.do(held)
    ask = f"duty:{DutyKind.HANDOVER_MEETING}"
    also_asked(desk, 1, ask)
    assert desk.bring(returned(desk, "c", Captured("c" * 32, TODAY, ticked=(ask,)))).done == 0
    desk.bring(returned(desk, "c", number=2))
    for clash in desk.clashes:
        desk.desk.do(SettleClash(clash.id, Keep.THEIRS))
    assert len(desk.entries(EntryKind.HANDOVER_MEETING)) == 1
    desk.desk.close()


def test_a_meeting_before_the_visit_and_two_papers_of_a_kind_are_not_one(tmp_path: Path) -> None:
    desk = office(tmp_path / "office")
    papers = [
        desk.desk.do(BeginPaper(BETH_ID, PaperKind.HANDOVER_REPORT, "en")).result for _ in "ab"
    ]
    earlier = TODAY - timedelta(days=1)
    desk.desk.do(AddEntry(BETH_ID, EntryKind.HANDOVER_MEETING, earlier, stage="held"))
    take_out(desk)
    also_asked(
        desk, 1, *(f"paper:{paper}" for paper in papers), f"duty:{DutyKind.HANDOVER_MEETING}"
    )
    for one, paper in zip("cd", papers, strict=True):
        ticked = (f"paper:{paper}", f"duty:{DutyKind.HANDOVER_MEETING}")
        desk.bring(returned(desk, one, Captured(one * 32, TODAY, ticked=ticked)))
    assert len(desk.entries(EntryKind.DOCUMENT)) == 2
    assert [row.day for row in desk.entries(EntryKind.HANDOVER_MEETING)] == [earlier, TODAY]
    desk.desk.close()


def returned(desk: Machine, machine: str, *said: Captured, number: int = 1) -> bytes:
    """A file of a machine that has this of the second person."""
    (pack,) = desk.rows(tables.visit_pack)
    stop = desk.rows(tables.visit_stop)[1]
    stops = (contents.NotedStop(stop.uid, said),) if said else ()
    name = ord(machine) * 100
    before = tuple(f"{name + one:032x}" for one in range(1, number))
    uid = f"{name + number:032x}"
    back = contents.Return(machine * 32, number, uid, before, desk.clock.at, None, "", stops)
    return resealed(pack, back)


# Deciding about what is gone meanwhile


@pytest.mark.parametrize("keep", [Keep.THEIRS, Keep.BOTH])
def test_what_was_removed_while_it_waited_is_added_anew(two: Two, keep: Keep) -> None:
    desk, machine = two
    machine.note(0, what="wing", text="One.", next_step="Ring.")
    desk.bring(machine.back())
    number = desk.entries()[-1].id
    desk.desk.do(ChangeEntry(number, {"text": "Desk.", "next_step": "Desk too."}))
    machine.note(0, text="Two.", next_step="Ring mum.")
    assert desk.bring(machine.back()).clashes == 2
    desk.desk.do(RemoveEntry(number))
    for clash in desk.clashes:
        done_and_undone(desk.desk, SettleClash(clash.id, keep))
    (anew,) = desk.entries()[2:]
    said = {Keep.THEIRS: ("Two.", "Ring mum.")}.get(keep, (anew.text, anew.next_step))
    assert (anew.what, anew.text, anew.next_step) == ("wing", *said)
    assert "Two." in anew.text
    machine.note(1, what="wing")
    assert desk.bring(machine.back()).clashes == 0


def test_what_was_said_of_a_follow_up_removed_while_it_waited_becomes_one_note(two: Two) -> None:
    desk, machine = two
    machine.note(0, changes={"entry:1": {"due": LATER.isoformat(), "next_step": "Theirs."}})
    desk.desk.do(ChangeEntry(1, {"due": TODAY, "next_step": "Ours."}))
    assert desk.bring(machine.back()).clashes == 2
    desk.desk.do(RemoveEntry(1))
    for clash in desk.clashes:
        desk.desk.do(SettleClash(clash.id, Keep.THEIRS))
    (anew,) = desk.entries(EntryKind.NOTE)
    assert anew.text == f"Theirs.\n{LATER}"


# Whose


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    folder = tmp_path / "team"
    folder.mkdir()
    with role_desk.opened(folder) as made:
        yield made


@pytest.fixture
def moved(team: Team, tmp_path: Path) -> tuple[int, int, bytes]:
    """A visit whose pack is out, and whose first person is a colleague's since.

    Returns:
        The visit, the pack, and what a machine brings back of everybody.

    """
    ids = team.ids()
    pom = team.at(POM)
    whom = tuple(ids[number] for number in OF_POM)
    visit = pom.do(PlanVisit(team.clock.today(), whom)).result
    pack = pom.do(TakeOutVisit(visit, POM)).result
    now = team.clock.now().replace(tzinfo=None)
    machine = open_on(carried(tmp_path / "carried", now), pack)
    for place in range(len(OF_POM)):
        machine.note(place, changes={"person": {"cell_location": f"LEI-Q-1-00{place}"}})
    content = machine.back()
    machine.desk.close()
    file = role_desk.people_of_the_desk()
    for one in file["allocations"]:
        if OF_POM[0] in one.values():
            one["primaryStaffId"] = "S2"
    (tmp_path / "next").mkdir()
    team.at(HEAD).do(ImportCaseload((write(tmp_path / "next" / "cases.json", file),)))
    for number in OF_POM:
        team.at(HEAD).do(CorrectFact(ids[number], "person", "cell_location", "LEI-Z-9-999"))
    return visit, pack.pack_id, content


def test_a_pack_saved_again_has_only_people_who_are_still_theirs(
    team: Team, moved: tuple[int, int, bytes]
) -> None:
    _visit, pack_id, content = moved
    pom, ids = team.at(POM), team.ids()
    again = pom.ask(PackFile(pack_id))
    row = next(row for row in team.at(HEAD).ask(role_desk.Rows(tables.visit_pack)))
    stops = contents.read_pack(sealed.unseal(again.content, row.code)).stops
    assert {stop.card.prisoner_number for stop in stops} == set(OF_POM[1:])
    assert set(again.people) == {ids[number] for number in OF_POM[1:]}
    assert size_of(again) == len(OF_POM) - 1
    assert len(team.at(HEAD).ask(PackFile(pack_id)).people) == len(OF_POM)
    pom.do(BringBackVisit(content))
    assert team.refused(POM, PackFile(pack_id)) == "PCK-NONE"


def test_the_size_of_a_file_is_how_many_it_has() -> None:
    assert size_of(PackAgain(b"x" * 9, [4, 5])) == 2


def test_a_lost_pack_names_everybody_it_held(team: Team, moved: tuple[int, int, bytes]) -> None:
    visit, pack_id, _content = moved
    pom = team.at(POM)
    assert len(pom.ask(VisitOf(visit)).packs[0].people) == len(OF_POM) - 1
    pom.do(WriteOffPack(pack_id, "Left on a bus."))
    (lost,) = pom.ask(VisitsNow()).lost
    assert {line.split()[0] for line in lost.people} == set(OF_POM)


def test_who_has_a_case_now_decides_what_waits_of_it(
    team: Team, moved: tuple[int, int, bytes]
) -> None:
    visit, _pack, content = moved
    pom, colleague = team.at(POM), team.at(COLLEAGUE)
    pom.do(BringBackVisit(content))
    theirs = {clash.prisoner_number for clash in pom.ask(ClashesOpen())}
    assert theirs == set(OF_POM[1:])
    (line,) = pom.ask(VisitsNow()).visits
    assert line.clashes == len(pom.ask(ClashesOpen(visit))) == len(theirs)
    assert line.pack is not None
    assert line.pack.clashes == line.clashes
    (waits,) = colleague.ask(ClashesOpen())
    assert waits.prisoner_number == OF_POM[0]
    assert team.refused(POM, SettleClash(waits.id, Keep.THEIRS)) == "REQ-CLASH"
    colleague.do(SettleClash(waits.id, Keep.THEIRS))
    assert colleague.ask(ClashesOpen()) == ()
    (seen,) = team.at(HEAD).ask(VisitsNow()).visits
    assert seen.clashes == len(team.at(HEAD).ask(ClashesOpen())) == len(theirs)
