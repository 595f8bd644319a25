"""Files never overwrite typed rows silently, and let go of what they agree with."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pomdesk.domain.facts import SourceKind
from pomdesk.readmodels.intake import ImportSummary
from pomdesk.services.commands.events import (
    RecordAllocation,
    RecordAssessment,
    RecordCountersignature,
    RecordParoleOutcome,
    RecordRecall,
    RecordTransferIn,
)
from pomdesk.services.desk import Desk
from pomdesk.services.queries.case import CaseOf
from pomdesk.store.tables import allocation, assessment, early_allocation, movement, parole_review
from tests.intake.files import ALUN, BETH, TODAY, write
from tests.services.record_desk import (
    ALUN_ID,
    BETH_ID,
    FIRST,
    NUMBER,
    PEOPLE,
    CaseIn,
    Rows,
    bring,
    opened,
    rows,
)
from tests.services.test_events import OASYS

DAY = date(2026, 11, 16)
MOVE = RecordTransferIn(ALUN_ID, DAY, "LEI", "MDI", "B-2-002")
TRANSFER = NUMBER | {
    "movementType": "TRN",
    "movementDate": "2026-11-16",
    "directionCode": "IN",
    "fromAgency": "LEI",
    "toAgency": "MDI",
    "movementTime": "14:30:00",
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "in").mkdir()
    with opened(tmp_path) as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "in"


def twice(desk: Desk, folder: Path, as_at: str = "2026-11-21", **lists: Any) -> ImportSummary:
    """Bring a later file in; a second time it must change nothing and tell the same."""
    file = write(folder / f"{as_at}.json", PEOPLE | {"asAt": as_at} | lists)
    first = bring(desk, file)
    before = desk.ask(Rows())
    again = bring(desk, file)
    assert desk.ask(Rows()) == before
    assert again.kept == first.kept
    assert (again.moved, again.changed) == ([], 0)
    return first


def kept(summary: ImportSummary) -> list[tuple[str, str, str | None, str | None]]:
    return [(k.section, k.field, k.typed, k.file_value) for k in summary.kept]


# ---- lists that are replaced as a set ------------------------------------------------------


def test_a_typed_move_stays_beside_the_files_list(desk: Desk, folder: Path) -> None:
    desk.do(MOVE)
    summary = twice(desk, folder)
    assert [m.movement_type for m in desk.ask(CaseIn()).movements] == ["ADM", "TRN"]
    assert [row.typed for row in rows(desk, movement)] == [None, "*"]
    assert ("person", "prison_id", "MDI", "LEI") in kept(summary)
    assert not [m for m in summary.moved if m.section == "movements"]


def test_the_files_row_takes_over_when_it_has_the_same_move(desk: Desk, folder: Path) -> None:
    desk.do(MOVE)
    alun = ALUN | {"prisonId": "MDI", "cellLocation": "B-2-002"}
    summary = twice(
        desk, folder, prisoners=[alun, BETH], movements=[*PEOPLE["movements"], TRANSFER]
    )
    found = rows(desk, movement)
    assert [(row.typed, row.typed_by, row.movement_time) for row in found] == [
        (None, None, None),
        (None, None, "14:30:00"),
    ]
    assert len({row.source_id for row in found}) == 1
    assert (summary.kept, summary.changed) == ([], 0)


def test_another_move_of_the_file_leaves_the_typed_one(desk: Desk, folder: Path) -> None:
    desk.do(MOVE)
    other = TRANSFER | {"toAgency": "WEI"}
    summary = twice(desk, folder, movements=[*PEOPLE["movements"], other])
    assert {m.to_agency for m in desk.ask(CaseIn()).movements} == {"LEI", "WEI", "MDI"}
    assert [(m.before, m.after) for m in summary.moved if m.section == "movements"] == [("2", "3")]


def test_the_files_list_changes_and_takes_the_typed_move_over(desk: Desk, folder: Path) -> None:
    desk.do(MOVE)
    out = NUMBER | {"movementType": "TAP", "movementDate": "2026-11-18", "directionCode": "OUT"}
    summary = twice(desk, folder, movements=[*PEOPLE["movements"], TRANSFER, out])
    assert [row.typed for row in rows(desk, movement)] == [None, None, None]
    assert [(m.before, m.after) for m in summary.moved if m.section == "movements"] == [("2", "3")]


def test_a_first_list_joins_what_was_typed(desk: Desk, folder: Path) -> None:
    desk.do(replace(MOVE, person_id=BETH_ID, to_agency="LEI", from_agency="MDI"))
    admitted = {"offenderNo": "B2222BB", "movementType": "ADM", "movementDate": "2020-01-01"}
    twice(desk, folder, movements=[admitted])
    assert [m.movement_type for m in desk.ask(CaseIn(BETH_ID)).movements] == ["TRN", "ADM"]


def test_an_import_that_took_a_typed_row_over_can_be_undone(desk: Desk, folder: Path) -> None:
    from pomdesk.services.commands.import_caseload import ImportCaseload

    desk.do(MOVE)
    before = desk.ask(Rows())
    out = NUMBER | {"movementType": "TAP", "movementDate": "2026-11-18", "directionCode": "OUT"}
    for number, more in enumerate(([], [out])):
        lists = {"movements": [*PEOPLE["movements"], TRANSFER, *more]}
        file = write(folder / f"{number}.json", PEOPLE | {"asAt": "2026-11-21"} | lists)
        done = desk.do(ImportCaseload((file,)))
        assert desk.ask(Rows()) != before
        assert done.operation_id is not None
        desk.undo(done.operation_id)
        assert desk.ask(Rows()) == before


def test_early_allocations_too(desk: Desk, folder: Path) -> None:
    """No command types one yet; a row that says it was typed is kept all the same."""
    from pomdesk.store.records import EarlyAllocationRecord

    with desk._store.unit_of_work(
        by="A Jones", now=desk._clock.now(), today=TODAY, command="test"
    ) as uow:
        uow.add(
            EarlyAllocationRecord(
                person_id=ALUN_ID, created_on=DAY, outcome="ineligible", typed="*"
            )
        )
    twice(desk, folder)
    assert [row.typed for row in rows(desk, early_allocation)] == [None, "*"]
    made = NUMBER | {"createdOn": "2026-11-16", "outcome": "ineligible"}
    twice(desk, folder, "2026-11-22", earlyAllocations=[*PEOPLE["earlyAllocations"], made])
    assert [row.typed for row in rows(desk, early_allocation)] == [None, None]


# ---- rows with a key -----------------------------------------------------------------------


def test_a_typed_outcome_stands_and_is_told(desk: Desk, folder: Path) -> None:
    desk.do(RecordParoleOutcome(ALUN_ID, "7", "Release", DAY))
    review = NUMBER | {
        "reviewId": 7,
        "reviewStatus": "Active",
        "hearingOutcome": "No parole",
        "targetHearingDate": "2026-11-10",
    }
    summary = twice(desk, folder, paroleReviews=[review])
    (found,) = desk.ask(CaseIn()).parole_reviews
    assert (found.hearing_outcome, found.hearing_outcome_received_on) == ("Release", DAY)
    assert found.target_hearing_date == date(2026, 11, 10)
    assert kept(summary) == [("paroleReviews", "hearing_outcome", "Release", "No parole")]
    (row,) = rows(desk, parole_review)
    assert row.typed == "hearing_outcome hearing_outcome_received_on"


def test_what_the_file_comes_to_say_too_is_no_longer_typed(desk: Desk, folder: Path) -> None:
    desk.do(RecordParoleOutcome(ALUN_ID, "7", "Release", DAY))
    review = NUMBER | {"reviewId": 7, "hearingOutcome": "Release"}
    assert twice(desk, folder, paroleReviews=[review]).kept == []
    (row,) = rows(desk, parole_review)
    assert (row.typed, row.typed_by) == ("hearing_outcome_received_on", "A Jones")
    review |= {"hearingOutcomeReceivedOn": "2026-11-16"}
    assert twice(desk, folder, "2026-11-22", paroleReviews=[review]).kept == []
    (row,) = rows(desk, parole_review)
    assert (row.typed, row.typed_on, row.typed_by) == (None, None, None)


def test_a_file_that_says_nothing_of_it_leaves_it(desk: Desk, folder: Path) -> None:
    desk.do(RecordAllocation(ALUN_ID, "2", None, DAY))
    assert twice(desk, folder, allocations=[]).kept == []
    assert rows(desk, allocation)[0].typed is not None


def test_a_typed_allocation_stands_until_the_file_agrees(desk: Desk, folder: Path) -> None:
    desk.do(RecordAllocation(ALUN_ID, "2", None, DAY))
    assert kept(bring(desk, folder.parent / FIRST)) == [
        ("allocations", "primary_staff_id", "2", "1"),
        ("allocations", "allocated_on", "2026-11-16", "2024-06-01"),
    ]
    assert kept(twice(desk, folder)) == [
        ("allocations", "primary_staff_id", "2", "1"),
        ("allocations", "allocated_on", "2026-11-16", "2024-06-01"),
    ]
    agreed = NUMBER | {"primaryStaffId": 2, "coworkingStaffId": 1, "allocatedOn": "2026-11-16"}
    assert kept(twice(desk, folder, "2026-11-22", allocations=[agreed])) == [
        ("allocations", "coworking_staff_id", None, "1")
    ]
    (row,) = rows(desk, allocation)
    assert (row.primary_staff_id, row.coworking_staff_id) == ("2", None)
    assert row.typed == "coworking_staff_id"


def test_a_typed_assessment_becomes_the_files(desk: Desk, folder: Path) -> None:
    desk.do(RecordAssessment(ALUN_ID, replace(OASYS, assessor=None, status="SIGNED")))
    theirs = NUMBER | {
        "assessmentType": "LAYER3",
        "purpose": "Review",
        "initiatedOn": "2026-11-02",
        "completedOn": "2026-11-16",
        "assessor": "B Smith",
        "status": "COMPLETE",
        "roshOverall": "HIGH",
    }
    summary = twice(desk, folder, assessments=[*PEOPLE["assessments"], theirs])
    assert kept(summary) == [("assessments", "status", "SIGNED", "COMPLETE")]
    first, second = rows(desk, assessment)
    assert (first.typed, second.typed) == (None, "predictors rosh status")
    assert (second.assessor, second.status) == ("B Smith", "SIGNED")
    assert second.source_id is not None


def test_an_assessment_under_another_purpose_is_not_doubled(desk: Desk, folder: Path) -> None:
    desk.do(RecordAssessment(ALUN_ID, replace(OASYS, purpose=None, initiated_on=None)))
    theirs = NUMBER | {
        "assessmentType": "LAYER3",
        "purpose": "Parole",
        "initiatedOn": "2026-10-20",
        "completedOn": "2026-11-16",
    }
    summary = twice(desk, folder, assessments=[*PEOPLE["assessments"], theirs])
    assert len(rows(desk, assessment)) == 2
    assert {(m.field, m.after) for m in summary.moved if m.section == "assessments"} == {
        ("purpose", "Parole"),
        ("initiated_on", "2026-10-20"),
    }
    other = theirs | {"initiatedOn": "2026-11-20", "completedOn": None}
    bring(desk, write(folder / "x.json", PEOPLE | {"asAt": "2026-11-22", "assessments": [other]}))
    assert len(rows(desk, assessment)) == 3


def test_a_countersignature_stays_when_the_file_has_none(desk: Desk, folder: Path) -> None:
    (row,) = rows(desk, assessment)
    desk.do(RecordCountersignature(row.id, TODAY))
    said = PEOPLE["assessments"][0] | {"countersignedOn": None}
    summary = twice(desk, folder, assessments=[said])
    assert kept(summary) == [("assessments", "countersigned_on", "2026-11-22", None)]
    assert rows(desk, assessment)[0].countersigned_on == TODAY


# ---- what an event sets beside its row -----------------------------------------------------


def test_a_later_file_of_the_new_prison_ends_every_dispute(desk: Desk, folder: Path) -> None:
    desk.do(MOVE)
    assert [k[1] for k in kept(twice(desk, folder))] == ["prison_id"]
    assert desk.ask(CaseIn()).disputed == ("person.prison_id",)
    alun = ALUN | {"prisonId": "MDI", "cellLocation": "B-2-002"}
    assert twice(desk, folder, "2026-11-22", prisoners=[alun, BETH]).kept == []
    assert desk.ask(CaseIn()).disputed == ()


def test_after_the_file_has_caught_up_the_next_transfer_is_no_dispute(
    desk: Desk, folder: Path
) -> None:
    desk.do(replace(MOVE, day=TODAY))
    moved = ALUN | {"prisonId": "MDI", "cellLocation": "B-2-002"}
    # A file of an earlier day may agree by chance, but has not caught up.
    twice(desk, folder, "2026-11-21", prisoners=[moved, BETH])
    source = desk.ask(CaseOf(person_id=ALUN_ID)).sources.of("person", "prison_id")
    assert source is not None
    assert source.kind is SourceKind.TYPED
    twice(desk, folder, "2026-11-22", prisoners=[moved, BETH])
    source = desk.ask(CaseOf(person_id=ALUN_ID)).sources.of("person", "prison_id")
    assert source is not None
    assert (source.kind, source.name) == (SourceKind.FILE, "2026-11-22.json")
    on = ALUN | {"prisonId": "WEI", "cellLocation": "C-1-001"}
    summary = twice(desk, folder, "2026-11-23", prisoners=[on, BETH])
    assert summary.kept == []
    assert [(m.field, m.before, m.after) for m in summary.moved] == [
        ("prison_id", "MDI", "WEI"),
        ("cell_location", "B-2-002", "C-1-001"),
    ]


def test_a_recall_is_told_until_the_file_knows_it(desk: Desk, folder: Path) -> None:
    desk.do(RecordRecall(ALUN_ID, DAY, date(2027, 3, 1)))
    said = kept(twice(desk, folder))
    assert ("person", "legal_status", "RECALL", "SENTENCED") in said
    recalled = ALUN | {
        "recall": True,
        "legalStatus": "RECALL",
        "postRecallReleaseDate": "2027-03-01",
    }
    back = NUMBER | {
        "movementType": "ADM",
        "movementDate": "2026-11-16",
        "directionCode": "IN",
        "toAgency": "LEI",
    }
    summary = twice(
        desk,
        folder,
        "2026-11-22",
        prisoners=[recalled, BETH],
        movements=[*PEOPLE["movements"], back],
    )
    assert summary.kept == []
    assert [row.typed for row in rows(desk, movement)] == [None, None]


def test_where_typed_rows_came_from_is_known(desk: Desk) -> None:
    desk.do(RecordAllocation(BETH_ID, "1", None, DAY))
    desk.do(RecordParoleOutcome(ALUN_ID, "7", "Release", DAY))
    sources = desk.ask(CaseOf(person_id=ALUN_ID)).sources
    outcome = sources.of("parole_reviews", "hearing_outcome")
    status = sources.of("parole_reviews", "review_status")
    assert outcome is not None
    assert status is not None
    assert (outcome.kind, outcome.name, outcome.on) == (SourceKind.TYPED, "A Jones", TODAY)
    assert (status.kind, status.name) == (SourceKind.FILE, FIRST)
    desk.do(MOVE)
    assert desk.ask(CaseOf(person_id=ALUN_ID)).sources.of("movements", "to_agency") is None
