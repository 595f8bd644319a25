"""What is written down: held to what its kind has, kept, found again, taken back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pomdesk.domain.errors import PomdeskError
from pomdesk.domain.record import LONGEST, SPECS, Entry, EntryKind, MarkKind
from pomdesk.services.commands.entries import AddEntry, ChangeEntry, RemoveEntry
from pomdesk.services.commands.marks import MarkDuty
from pomdesk.services.desk import Desk
from pomdesk.store.tables import duty_mark, entry, journal
from tests.intake.files import TODAY
from tests.services.record_desk import ALUN_ID, BETH_ID, CaseIn, done_and_undone, opened, rows

TOMORROW = TODAY + timedelta(days=1)
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with opened(tmp_path) as made:
        yield made


def least(kind: EntryKind, **changes: Any) -> AddEntry:
    """The least that an entry of a kind needs."""
    spec = SPECS[kind]
    filled: dict[str, Any] = {"day": TODAY} | dict.fromkeys(spec.needs, "x")
    if "what" in spec.needs:
        filled["what"] = spec.whats[0]
    if "stage" in spec.needs:
        filled["stage"] = spec.stages[0]
    given: dict[str, Any] = {"person_id": ALUN_ID, "kind": kind} | filled | changes
    return AddEntry(**given)


def refused(desk: Desk, command: Any) -> str:
    before = rows(desk, entry)
    with pytest.raises(PomdeskError) as found:
        desk.do(command)
    assert rows(desk, entry) == before
    return found.value.code


@pytest.mark.parametrize("kind", EntryKind)
def test_every_kind_goes_in_comes_back_and_is_undone(desk: Desk, kind: EntryKind) -> None:
    number = done_and_undone(desk, least(kind))
    (found,) = desk.ask(CaseIn()).entries
    given = least(kind)
    assert isinstance(found, Entry)
    assert (found.id, found.kind, found.day) == (number, kind, TODAY)
    assert (found.what, found.stage, found.title) == (given.what, given.stage, given.title)
    assert (found.written_by, found.written_at is not None) == ("A Jones", True)


@pytest.mark.parametrize("kind", EntryKind)
def test_what_a_kind_has_it_takes_and_nothing_else(desk: Desk, kind: EntryKind) -> None:
    spec = SPECS[kind]
    for name in ("what", "stage", "stage_day", "due", *LONGEST):
        value: Any = TODAY if name in ("due", "stage_day") else "x"
        if name == "what" and spec.whats:
            value = spec.whats[-1]
        if name == "stage" and spec.stages:
            value = spec.stages[-1]
        command = least(kind, **{name: value})
        if name in spec.fields:
            desk.do(command)
        else:
            assert refused(desk, command) == "REQ-ENTRY-FIELD", name


@pytest.mark.parametrize("kind", [kind for kind in EntryKind if SPECS[kind].needs])
def test_what_a_kind_needs_must_be_there(desk: Desk, kind: EntryKind) -> None:
    for name in SPECS[kind].needs:
        for blank in (None, "") if name in ("what", "stage") else ("", "  \n"):
            change: dict[str, Any] = {name: blank}
            command = replace(least(kind), **change)
            assert refused(desk, command) == "REQ-ENTRY-NEEDS", (name, blank)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"day": TOMORROW}, "REQ-ENTRY-DAY"),
        ({"day": date(1026, 11, 22)}, "REQ-ENTRY-DAY"),
        ({"day": None}, "REQ-ENTRY-NEEDS"),
        ({"day": "2026-11-22"}, "REQ-ENTRY-DAY"),
        ({"due": YESTERDAY}, "REQ-ENTRY-DUE"),
        ({"due": date(2126, 1, 1)}, "REQ-ENTRY-DUE"),
        ({"what": "pigeon"}, "REQ-ENTRY-CODE"),
        ({"text": "x" * 100_001}, "TXT-LONG"),
        ({"next_step": "x" * 2_001}, "REQ-ENTRY-LONG"),
        ({"person_id": 99}, "REQ-PERSON"),
        ({"parent_id": 1}, "REQ-ENTRY-PARENT"),
    ],
)
def test_what_does_not_fit_is_refused(desk: Desk, changes: dict[str, Any], code: str) -> None:
    contact = AddEntry(ALUN_ID, EntryKind.CONTACT, TODAY, what="wing")
    assert refused(desk, replace(contact, **changes)) == code


def test_borders_of_days_and_lengths_fit(desk: Desk) -> None:
    contact = AddEntry(ALUN_ID, EntryKind.CONTACT, TODAY, what="wing")
    desk.do(replace(contact, due=TODAY, text="x" * 100_000, next_step="x" * 2_000))
    desk.do(replace(contact, day=YESTERDAY, due=YESTERDAY))
    desk.do(replace(contact, due=date(2056, 12, 31)))


def test_only_a_meeting_that_is_not_held_may_lie_ahead(desk: Desk) -> None:
    booked = AddEntry(ALUN_ID, EntryKind.HANDOVER_MEETING, TOMORROW, stage="booked")
    number = desk.do(booked).result
    assert refused(desk, replace(booked, stage="held")) == "REQ-ENTRY-DAY"
    assert refused(desk, ChangeEntry(number, {"stage": "held"})) == "REQ-ENTRY-DAY"
    desk.do(ChangeEntry(number, {"stage": "held", "day": TODAY}))
    desk.do(replace(booked, stage="cancelled"))


def test_text_is_tidied_and_loses_nothing_that_can_be_seen(desk: Desk) -> None:
    text = "  He said:\r\n\r\n“Siân will come”\x00\tsoon.  "
    desk.do(least(EntryKind.VICTIM_LIAISON, who="  Lee\n Liaison ", text=text))
    (found,) = desk.ask(CaseIn()).entries
    assert found.text == "He said:\n\n“Siân will come”\ufffd\tsoon."
    assert found.who == "Lee Liaison"


def test_a_stage_holds_from_its_day(desk: Desk) -> None:
    made = least(EntryKind.REFERRAL, day=YESTERDAY)
    number = desk.do(made).result
    assert desk.ask(CaseIn()).entries[0].stage_day == YESTERDAY
    desk.do(ChangeEntry(number, {"stage": "submitted"}))
    assert desk.ask(CaseIn()).entries[0].stage_day == TODAY
    desk.do(ChangeEntry(number, {"stage": "accepted", "stage_day": YESTERDAY}))
    assert desk.ask(CaseIn()).entries[0].stage_day == YESTERDAY
    assert refused(desk, ChangeEntry(number, {"stage_day": TOMORROW})) == "REQ-ENTRY-DAY"


def test_a_step_belongs_to_a_goal_of_the_same_person(desk: Desk) -> None:
    goal = desk.do(least(EntryKind.GOAL)).result
    note = desk.do(least(EntryKind.NOTE)).result
    step = least(EntryKind.STEP, parent_id=goal)
    number = done_and_undone(desk, step)
    assert [e.parent_id for e in desk.ask(CaseIn()).entries if e.id == number] == [goal]
    for wrong in (note, number, 999):
        assert refused(desk, replace(step, parent_id=wrong)) == "REQ-ENTRY-PARENT"
    assert refused(desk, replace(step, person_id=BETH_ID)) == "REQ-ENTRY-PARENT"
    assert refused(desk, least(EntryKind.GOAL, parent_id=goal)) == "REQ-ENTRY-PARENT"


def test_a_goal_goes_with_its_steps_and_comes_back_with_them(desk: Desk) -> None:
    goal = desk.do(least(EntryKind.GOAL)).result
    desk.do(least(EntryKind.STEP, parent_id=goal))
    done_and_undone(desk, RemoveEntry(goal))
    assert rows(desk, entry) == []


def test_a_tick_is_an_entry_and_unticking_takes_it_out(desk: Desk) -> None:
    tick = least(EntryKind.HANDOVER_TASK, what="contacted_com")
    number = desk.do(tick).result
    assert [e.what for e in desk.ask(CaseIn(entries="duties")).entries] == ["contacted_com"]
    done_and_undone(desk, RemoveEntry(number))
    assert desk.ask(CaseIn()).entries == ()


def test_a_change_is_journalled_by_what_differs(desk: Desk) -> None:
    number = desk.do(least(EntryKind.NOTE)).result
    done_and_undone(desk, ChangeEntry(number, {"text": "other words", "due": TOMORROW}))
    last = [row for row in rows(desk, journal) if row.table_name == "entry"][-1]
    assert (last.person_id, last.row_id, last.action) == (ALUN_ID, number, "update")
    assert '"other words"' in last.after
    assert '"title"' not in last.after
    assert desk.do(ChangeEntry(number, {"text": "other words"})).operation_id is None


def test_changes_are_held_to_the_same(desk: Desk) -> None:
    number = desk.do(AddEntry(ALUN_ID, EntryKind.CONTACT, TODAY, what="wing")).result
    for changes, code in (
        ({"what": None}, "REQ-ENTRY-NEEDS"),
        ({"what": "pigeon"}, "REQ-ENTRY-CODE"),
        ({"day": TOMORROW}, "REQ-ENTRY-DAY"),
        ({"due": YESTERDAY}, "REQ-ENTRY-DUE"),
        ({"stage": "held"}, "REQ-ENTRY-FIELD"),
        ({"person_id": BETH_ID}, "REQ-ENTRY-FIELD"),
        ({"kind": "note"}, "REQ-ENTRY-FIELD"),
    ):
        assert refused(desk, ChangeEntry(number, changes)) == code, changes
    assert refused(desk, ChangeEntry(99, {"text": "x"})) == "REQ-ENTRY"
    assert refused(desk, RemoveEntry(99)) == "REQ-ENTRY"


def test_duties_are_given_what_they_need_and_no_texts(desk: Desk) -> None:
    for days in range(1, 6):
        day = TODAY - timedelta(days=days)
        for what in ("wing", "attempted"):
            desk.do(AddEntry(ALUN_ID, EntryKind.CONTACT, day, what=what, text="said much"))
        desk.do(AddEntry(ALUN_ID, EntryKind.KEY_WORK, day, text="said more"))
    old = TODAY - timedelta(days=400)
    desk.do(AddEntry(ALUN_ID, EntryKind.CONTACT, old, what="wing", due=TODAY, next_step="ring"))
    desk.do(AddEntry(ALUN_ID, EntryKind.NOTE, TODAY, text="nothing follows"))
    desk.do(AddEntry(ALUN_ID, EntryKind.NOTE, TODAY, text="follows", due=TOMORROW))
    desk.do(AddEntry(ALUN_ID, EntryKind.DOCUMENT, TODAY, title="handover report"))
    desk.do(AddEntry(ALUN_ID, EntryKind.NEEDS_ASSESSMENT, old, what="bcst1"))
    desk.do(AddEntry(BETH_ID, EntryKind.CONTACT, old, what="letter"))
    everything = desk.ask(CaseIn()).entries
    assert len(everything) == 20
    needed = desk.ask(CaseIn(entries="duties")).entries
    assert {(e.text, e.next_step) for e in needed} == {("", "")}
    short = {(e.kind.value, e.what, (TODAY - e.day).days, e.due) for e in needed}
    assert short == {
        *(("contact", what, days, None) for what in ("wing", "attempted") for days in (1, 2)),
        *(("key_work", None, days, None) for days in (1, 2)),
        ("contact", "wing", 400, TODAY),
        ("note", None, 0, TOMORROW),
        ("needs_assessment", "bcst1", 400, None),
    }
    assert [e.day for e in needed] == sorted(e.day for e in needed)
    assert desk.ask(CaseIn(entries="none")).entries == ()
    (beth,) = desk.ask(CaseIn(BETH_ID, "duties")).entries
    assert beth.what == "letter"


def test_a_number_is_never_given_out_twice(desk: Desk) -> None:
    """What was said of an entry that is gone must not be said of the next one."""
    first = desk.do(least(EntryKind.NOTE, text="one")).result
    removed = desk.do(RemoveEntry(first)).operation_id
    second = desk.do(least(EntryKind.NOTE, text="two")).result
    assert second != first
    assert removed is not None
    desk.undo(removed)
    assert {row.text for row in rows(desk, entry)} >= {"one", "two"}


def test_a_follow_up_of_another_day_is_asked_anew(desk: Desk) -> None:
    number = desk.do(least(EntryKind.NOTE, text="one", due=TODAY + timedelta(3))).result
    said = MarkDuty(ALUN_ID, f"follow_up:{number}", MarkKind.DONE, TODAY)
    desk.do(said)
    desk.do(ChangeEntry(number, {"text": "other words"}))
    assert len(rows(desk, duty_mark)) == 1
    later = desk.do(ChangeEntry(number, {"due": TODAY + timedelta(60)})).operation_id
    assert not rows(desk, duty_mark)
    assert later is not None
    desk.undo(later)
    assert len(rows(desk, duty_mark)) == 1
