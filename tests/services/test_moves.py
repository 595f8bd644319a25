"""What moved: told once, calmly, with all that hangs on it, and not when it moved back."""

import copy
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pomdesk.domain.facts import Assessment
from pomdesk.domain.record import EntryKind
from pomdesk.readmodels.moves import DateMoved, MoveCause, PersonMoved
from pomdesk.services.commands.correct_fact import CorrectFact
from pomdesk.services.commands.entries import AddEntry
from pomdesk.services.commands.events import (
    RecordAssessment,
    RecordParoleOutcome,
    RecordTransferIn,
)
from pomdesk.services.commands.moves import MarkMovesSeen
from pomdesk.services.desk import Desk
from pomdesk.services.moved import (
    PAROLE_DATES,
    RELEASE_DATES,
    RESULT_CODES,
    RESULT_DATES,
    REVIEW_DATES,
)
from pomdesk.services.queries.caseload import CaseloadOn
from pomdesk.services.queries.duties import DutiesDue, TodayOn
from pomdesk.services.queries.moves import MovesSince
from resources.text import Text
from tests.people import caseload
from tests.services.desks import MONDAY, Anew, bring_in, done, new_desk

TUESDAY = (MONDAY + timedelta(1)).isoformat()
Days = dict[str, date | None]


@pytest.fixture
def file() -> dict[str, Any]:
    return caseload(40, MONDAY, 5)


@pytest.fixture
def desk(tmp_path: Path, file: dict[str, Any]) -> Iterator[Desk]:
    made = new_desk(tmp_path)
    bring_in(made, tmp_path, file)
    yield made
    made.close()


def moved(desk: Desk) -> dict[str, PersonMoved]:
    return {one.prisoner_number: one for one in desk.ask(MovesSince()).people}


def with_release(file: dict[str, Any], count: int, days: int) -> tuple[dict[str, Any], list[str]]:
    """The file with later or earlier conditional releases, and whose they are."""
    changed = copy.deepcopy(file)
    chosen: list[str] = []
    for row in changed["prisoners"]:
        was = row.get("conditionalReleaseDate")
        if was and date.fromisoformat(was) > MONDAY + timedelta(400) and len(chosen) < count:
            row["conditionalReleaseDate"] = (date.fromisoformat(was) + timedelta(days)).isoformat()
            chosen.append(row["prisonerNumber"])
    assert len(chosen) == count
    return changed | {"asAt": TUESDAY}, chosen


def number_of(desk: Desk, number: str) -> int:
    return next(
        line.person_id for line in desk.ask(CaseloadOn()).lines if line.prisoner_number == number
    )


def duties(desk: Desk) -> dict[str, Days]:
    """The days of all open duties by person and key."""
    found: dict[str, Days] = {}
    for line in desk.ask(DutiesDue()):
        found.setdefault(line.prisoner_number, {})[line.duty.key] = line.duty.due
    return found


def handovers(desk: Desk) -> Days:
    return {line.prisoner_number: line.handover_on for line in desk.ask(CaseloadOn()).lines}


def named(moves: Any, name: str) -> list[DateMoved]:
    return [one for one in moves if one.name == name]


def test_a_first_import_moves_nothing(desk: Desk) -> None:
    moves = desk.ask(MovesSince())
    assert moves.people == []
    assert moves.since is None
    assert moves.files == [f"caseload-{MONDAY.isoformat()}.json"]
    assert desk.ask(TodayOn()).moved == 0


def test_an_empty_desk_has_nothing_to_tell(tmp_path: Path) -> None:
    empty = new_desk(tmp_path)
    moves = empty.ask(MovesSince())
    assert (moves.people, moves.upto, moves.files) == ([], 0, [])
    empty.close()


def test_what_an_import_moves_is_what_was_due_before_and_is_due_now(
    desk: Desk, tmp_path: Path, file: dict[str, Any]
) -> None:
    due, handed = duties(desk), handovers(desk)
    changed, chosen = with_release(file, 8, -97)
    bring_in(desk, tmp_path, changed)
    told = moved(desk)
    assert set(told) == set(chosen)
    assert {one.cause for one in told.values()} == {MoveCause.RELEASE_DATE}
    due_now, handed_now = duties(desk), handovers(desk)
    for number, one in told.items():
        (fact,) = one.facts
        assert fact.name == "person.conditional_release_date"
        assert fact.before is not None
        assert fact.after == fact.before - timedelta(97)
        old, new = due.get(number, {}), due_now.get(number, {})
        differ = {
            f"duty.{key}": (old.get(key), new.get(key))
            for key in old.keys() | new.keys()
            if (key in old, old.get(key)) != (key in new, new.get(key))
        }
        assert {d.name: (d.before, d.after) for d in one.duties} == differ
        expected = (
            []
            if handed[number] == handed_now[number]
            else [DateMoved("worked.handover_on", handed[number], handed_now[number])]
        )
        assert named(one.results, "worked.handover_on") == expected
    assert any(one.duties for one in told.values())
    assert desk.ask(TodayOn()).moved == 8


def test_a_move_that_is_taken_back_is_not_told(
    desk: Desk, tmp_path: Path, file: dict[str, Any]
) -> None:
    before = desk.ask(MovesSince())
    changed, _ = with_release(file, 5, 200)
    operation_id = done(bring_in(desk, tmp_path, changed))
    assert len(moved(desk)) == 5
    desk.undo(operation_id)
    after = desk.ask(MovesSince())
    assert (after.people, after.since) == (before.people, before.since)


def test_a_typed_date_moves_one_person_until_it_is_undone_and_again_when_redone(
    desk: Desk, file: dict[str, Any]
) -> None:
    _, (number, *_) = with_release(file, 1, 0)
    typed = CorrectFact(
        number_of(desk, number), "person", "conditional_release_date", "2027-08-01", "Letter"
    )
    operation_id = done(desk.do(typed))
    assert list(moved(desk)) == [number]
    undo_id = done(desk.undo(operation_id))
    assert moved(desk) == {}
    desk.undo(undo_id)
    (one,) = moved(desk).values()
    assert one.facts[0].after == date(2027, 8, 1)


def test_what_was_seen_is_not_told_again_and_an_undo_afterwards_is_news(
    desk: Desk, tmp_path: Path, file: dict[str, Any]
) -> None:
    changed, chosen = with_release(file, 3, 60)
    operation_id = done(bring_in(desk, tmp_path, changed))
    forwards = moved(desk)
    seen = desk.do(MarkMovesSeen(desk.ask(MovesSince()).upto))
    moves = desk.ask(MovesSince())
    assert (moves.people, moves.files) == ([], [])
    assert moves.since is not None
    assert desk.ask(TodayOn()).moved == 0

    desk.undo(operation_id)
    backwards = moved(desk)
    assert set(backwards) == set(chosen)
    for number, one in backwards.items():
        (fact,), (was,) = one.facts, forwards[number].facts
        assert (fact.before, fact.after) == (was.after, was.before)

    desk.undo(done(seen))
    assert moved(desk) == {}, "never looked at, and where it began"


def test_marking_seen_twice_is_one_thing_done_and_beyond_the_newest_means_the_newest(
    desk: Desk, tmp_path: Path, file: dict[str, Any]
) -> None:
    upto = desk.ask(MovesSince()).upto
    assert desk.do(MarkMovesSeen(upto)).operation_id is not None
    assert desk.do(MarkMovesSeen(upto)).operation_id is None
    desk.do(MarkMovesSeen(10**9))
    changed, chosen = with_release(file, 2, 60)
    bring_in(desk, tmp_path, changed)
    assert set(moved(desk)) == set(chosen)


def test_moves_since_an_operation_are_those_after_it(
    desk: Desk, tmp_path: Path, file: dict[str, Any]
) -> None:
    changed, chosen = with_release(file, 4, 60)
    first = done(bring_in(desk, tmp_path, changed))
    number = chosen[0]
    day = "2031-01-31"
    desk.do(CorrectFact(number_of(desk, number), "person", "conditional_release_date", day))
    since = desk.ask(MovesSince(first))
    assert [one.prisoner_number for one in since.people] == [number]
    assert since.files == []
    (fact,) = since.people[0].facts
    whole = moved(desk)
    assert set(whole) == set(chosen)
    (from_start,) = whole[number].facts
    assert from_start.after == fact.after == date(2031, 1, 31)
    assert from_start.before is not None
    assert fact.before == from_start.before + timedelta(60), "as it was after that import"


def test_new_people_are_no_moves_but_what_moves_them_later_is(
    desk: Desk, tmp_path: Path, file: dict[str, Any]
) -> None:
    desk.do(MarkMovesSeen(desk.ask(MovesSince()).upto))
    more = caseload(48, MONDAY, 5)
    known = {row["prisonerNumber"] for row in file["prisoners"]}
    new = [row for row in more["prisoners"] if row["prisonerNumber"] not in known]
    assert len(new) == 8
    for row in new:
        row["conditionalReleaseDate"] = "2029-03-01"
    more["staff"] = file["staff"]
    same = {row["prisonerNumber"]: row for row in file["prisoners"]}
    more["prisoners"] = [same.get(row["prisonerNumber"], row) for row in more["prisoners"]]
    bring_in(desk, tmp_path, more | {"asAt": TUESDAY})
    assert not {row["prisonerNumber"] for row in new} & set(moved(desk))
    new[0]["conditionalReleaseDate"] = "2029-06-01"
    later = (MONDAY + timedelta(2)).isoformat()
    bring_in(desk, tmp_path, more | {"asAt": later})
    one = moved(desk)[new[0]["prisonerNumber"]]
    (fact,) = one.facts
    assert (fact.before, fact.after) == (date(2029, 3, 1), date(2029, 6, 1))


def test_an_added_person_that_is_taken_out_and_put_back_has_not_moved(
    desk: Desk, tmp_path: Path
) -> None:
    more = caseload(44, MONDAY, 5) | {"asAt": TUESDAY}
    before = set(moved(desk))
    operation_id = done(bring_in(desk, tmp_path, more))
    added = set(moved(desk))
    undo_id = done(desk.undo(operation_id))
    assert set(moved(desk)) == before
    desk.undo(undo_id)
    assert set(moved(desk)) == added
    assert len(desk.ask(CaseloadOn()).lines) == 44


def test_a_file_that_says_the_same_of_a_later_day_moves_nobody(
    desk: Desk, tmp_path: Path, file: dict[str, Any]
) -> None:
    bring_in(desk, tmp_path, file | {"asAt": TUESDAY})
    assert moved(desk) == {}


def test_a_cell_or_an_incentive_is_no_news(
    desk: Desk, tmp_path: Path, file: dict[str, Any]
) -> None:
    changed = copy.deepcopy(file) | {"asAt": TUESDAY}
    for row in changed["prisoners"]:
        row["cellLocation"], row["currentIncentive"] = "Z-1-001", "Basic"
    bring_in(desk, tmp_path, changed)
    assert moved(desk) == {}


def test_what_is_written_down_here_is_no_move(desk: Desk) -> None:
    for line in desk.ask(CaseloadOn()).lines[:10]:
        desk.do(AddEntry(line.person_id, EntryKind.CONTACT, MONDAY, what="wing"))
    assert moved(desk) == {}


def test_a_transfer_is_a_cause_of_its_own(desk: Desk) -> None:
    line = next(
        one for one in desk.ask(CaseloadOn()).lines if one.inside and one.prison_id != "MDI"
    )
    receipt = desk.do(RecordTransferIn(line.person_id, MONDAY, line.prison_id or "LEI", "MDI"))
    one = moved(desk)[line.prisoner_number]
    assert one.cause is MoveCause.TRANSFER
    assert one.others["person.prison_id"] == (line.prison_id, "MDI")
    desk.undo(done(receipt))
    assert moved(desk) == {}


def test_a_parole_date_moves_with_its_review(
    desk: Desk, tmp_path: Path, file: dict[str, Any]
) -> None:
    changed = copy.deepcopy(file) | {"asAt": TUESDAY}
    review = next(
        row
        for row in changed["paroleReviews"]
        if row["targetHearingDate"] and row["targetHearingDate"] > MONDAY.isoformat()
    )
    was = date.fromisoformat(review["targetHearingDate"])
    review["targetHearingDate"] = (was + timedelta(70)).isoformat()
    bring_in(desk, tmp_path, changed)
    (one,) = moved(desk).values()
    assert one.prisoner_number == review["offenderNo"]
    assert one.cause is MoveCause.PAROLE
    assert named(one.facts, "parole_reviews.target_hearing_date") == [
        DateMoved("parole_reviews.target_hearing_date", was, was + timedelta(70))
    ]


def test_a_parole_outcome_is_told_and_gone_when_undone(desk: Desk, file: dict[str, Any]) -> None:
    review = next(row for row in file["paroleReviews"] if not row["hearingOutcome"])
    person_id = number_of(desk, review["offenderNo"])
    command = RecordParoleOutcome(
        person_id, review["reviewId"], "Release [*]", MONDAY - timedelta(3)
    )
    receipt = desk.do(command)
    one = moved(desk)[review["offenderNo"]]
    assert one.cause is MoveCause.PAROLE
    assert named(one.facts, "parole_reviews.hearing_outcome_received_on")
    desk.undo(done(receipt))
    assert moved(desk) == {}


def test_lists_that_are_replaced_whole_are_laid_back_whole(
    desk: Desk, tmp_path: Path, file: dict[str, Any]
) -> None:
    """Movements come as a set: rows go out and others come in; back again is no move."""
    due = duties(desk)
    changed = copy.deepcopy(file)
    number = next(row for row in file["prisoners"] if row["prisonId"] == "LEI")["prisonerNumber"]
    arrival = {
        "offenderNo": number,
        "fromAgency": "MDI",
        "toAgency": "LEI",
        "movementType": "TRN",
        "directionCode": "IN",
        "movementDate": (MONDAY - timedelta(5)).isoformat(),
        "movementTime": "10:00:00",
    }
    changed["movements"].append(arrival)
    bring_in(desk, tmp_path, changed | {"asAt": TUESDAY})
    due_now = duties(desk)
    assert due[number] != due_now[number], "an arrival asks for something"
    one = moved(desk)[number]
    assert one.others["movements.movement_date"][1] == arrival["movementDate"]
    told = {move.name.removeprefix("duty.") for move in one.duties}
    assert told == {
        key
        for key in due[number].keys() | due_now[number].keys()
        if (key in due[number], due[number].get(key))
        != (key in due_now[number], due_now[number].get(key))
    }
    later = (MONDAY + timedelta(2)).isoformat()
    bring_in(desk, tmp_path, file | {"asAt": later})
    assert moved(desk) == {}


def test_people_are_told_by_cause_and_then_by_the_soonest_day(
    desk: Desk, tmp_path: Path, file: dict[str, Any]
) -> None:
    changed, _ = with_release(file, 9, -45)
    bring_in(desk, tmp_path, changed)
    line = desk.ask(CaseloadOn()).lines[0]
    desk.do(RecordTransferIn(line.person_id, MONDAY, "BXI", "MDI"))
    people = desk.ask(MovesSince()).people
    causes = list(MoveCause)
    places = [causes.index(one.cause) for one in people]
    assert places == sorted(places)
    assert len(set(places)) > 1
    soonest = [
        min(d.after or d.before or date.max for d in (*one.results, *one.duties, *one.facts))
        for one in people
        if one.cause is MoveCause.RELEASE_DATE
    ]
    assert soonest == sorted(soonest)
    for one in people:
        days = [move.after or move.before or date.max for move in one.duties]
        assert days == sorted(days)


def test_the_book_remembers_moves_as_an_empty_one_finds_them(
    desk: Desk, tmp_path: Path, file: dict[str, Any]
) -> None:
    assert moved(desk) == {}
    changed, chosen = with_release(file, 6, 30)
    bring_in(desk, tmp_path, changed)
    assert desk.ask(MovesSince()) == desk.ask(Anew(MovesSince()))
    person_id = number_of(desk, chosen[0])
    original = next(r for r in file["prisoners"] if r["prisonerNumber"] == chosen[0])
    day = original["conditionalReleaseDate"]
    desk.do(CorrectFact(person_id, "person", "conditional_release_date", day))
    assert set(moved(desk)) == set(chosen[1:]), "typed back to what it was"
    assert desk.ask(MovesSince()) == desk.ask(Anew(MovesSince()))


def test_whatever_can_move_has_a_name_in_words() -> None:
    text = Text("en")
    latest = ("completed_on", "movement_date", "created_on", "allocated_on")
    facts = (*RELEASE_DATES, *PAROLE_DATES, *REVIEW_DATES, *latest)
    names = [f"field.{name}" for name in facts]
    names += [f"worked.{name}" for name in (*RESULT_DATES, *RESULT_CODES)]
    assert [name for name in names if not text.has(name)] == []


def test_what_somebody_wrote_down_is_no_news(desk: Desk) -> None:
    """A contact, a tick and an OASys move duties, and whoever did them knows."""
    person_id = next(line.person_id for line in desk.ask(CaseloadOn()).lines if line.inside)
    due = {line.duty.key: line.duty.due for line in desk.ask(DutiesDue(person_id=person_id))}
    desk.do(AddEntry(person_id, EntryKind.CONTACT, MONDAY, what="wing", text="Talked."))
    oasys = Assessment("LAYER3", "Review", "COMPLETE", MONDAY, MONDAY, "Dee Invented", MONDAY)
    desk.do(RecordAssessment(person_id, oasys))
    after = {line.duty.key: line.duty.due for line in desk.ask(DutiesDue(person_id=person_id))}
    assert due != after
    assert not desk.ask(MovesSince()).people
