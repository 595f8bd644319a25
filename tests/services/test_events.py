"""Events typed between two files: each one transaction, noted as typed, and undone whole."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.facts import Assessment, SourceKind
from pomdesk.services.commands.correct_fact import CorrectFact
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
from pomdesk.store.tables import allocation, assessment, journal, movement, parole_review
from tests.intake.files import TODAY
from tests.services.record_desk import (
    ALUN_ID,
    BETH_ID,
    CaseIn,
    Rows,
    done_and_undone,
    opened,
    rows,
)

TOMORROW = TODAY + timedelta(days=1)
FIRST_DAY, LAST_DAY = date(2026, 11, 2), date(2026, 11, 16)
OASYS = Assessment(
    "LAYER3",
    purpose="Review",
    status="COMPLETE",
    initiated_on=FIRST_DAY,
    completed_on=LAST_DAY,
    assessor="A Jones",
    rosh_overall="HIGH",
    rosh={"custody": {"staff": "MEDIUM"}, "community": {"public": "HIGH"}},
    predictors=({"name": "OGRS4", "score": 40.0, "band": "Medium", "unit": "%"},),
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with opened(tmp_path) as made:
        yield made


def refused(desk: Desk, command: Any) -> str:
    before = desk.ask(Rows())
    with pytest.raises(RequestRefused) as found:
        desk.do(command)
    assert desk.ask(Rows()) == before
    return found.value.code


def typed_fact(desk: Desk, name: str) -> tuple[Any, SourceKind | None]:
    view = desk.ask(CaseOf(person_id=ALUN_ID))
    source = view.sources.of("person", name)
    return getattr(view.case.person, name), source.kind if source else None


# ---- OASys --------------------------------------------------------------------------------


def test_an_assessment_is_typed_in_whole(desk: Desk) -> None:
    number = done_and_undone(desk, RecordAssessment(ALUN_ID, OASYS))
    assert desk.ask(CaseIn()).assessments[-1] == OASYS
    (row,) = [row for row in rows(desk, assessment) if row.id == number]
    assert (row.typed, row.typed_on, row.typed_by) == ("*", TODAY, "A Jones")
    assert row.source_id is None


def test_the_same_assessment_is_added_to_and_not_doubled(desk: Desk) -> None:
    begun = Assessment("LAYER3", purpose="Review", initiated_on=date(2025, 2, 1))
    assert desk.do(RecordAssessment(ALUN_ID, begun)).operation_id is None
    done_and_undone(desk, RecordAssessment(ALUN_ID, replace(begun, rosh_overall="HIGH")))
    (row,) = rows(desk, assessment)
    assert (row.rosh_overall, row.status, row.completed_on) == (
        "HIGH",
        "COMPLETE",
        date(2025, 2, 10),
    )
    assert row.typed == "rosh_overall"


def test_two_without_a_first_day_are_two(desk: Desk) -> None:
    for completed in (FIRST_DAY, LAST_DAY, LAST_DAY):
        desk.do(RecordAssessment(ALUN_ID, Assessment("LAYER1", completed_on=completed)))
    assert [row.completed_on for row in rows(desk, assessment)][1:] == [FIRST_DAY, LAST_DAY]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"assessment_type": "LAYER9"}, "REQ-VALUE"),
        ({"assessment_type": ""}, "REQ-VALUE"),
        ({"rosh_overall": "huge"}, "REQ-VALUE"),
        ({"purpose": "x" * 101}, "REQ-VALUE"),
        ({"predictors": ({"name": "OGRS4", "score": "forty"},)}, "REQ-VALUE"),
        ({"completed_on": TOMORROW}, "REQ-EVENT-DAY"),
        ({"initiated_on": TODAY}, "REQ-OASYS-ORDER"),
        ({"countersigned_on": FIRST_DAY}, "REQ-OASYS-ORDER"),
        ({"completed_on": None, "countersigned_on": LAST_DAY}, "REQ-OASYS-ORDER"),
        ({"completed_on": None, "initiated_on": None}, "REQ-OASYS-NODAY"),
    ],
)
def test_an_assessment_that_does_not_fit(desk: Desk, changes: dict[str, Any], code: str) -> None:
    assert refused(desk, RecordAssessment(ALUN_ID, replace(OASYS, **changes))) == code


def test_nobodys_assessment(desk: Desk) -> None:
    assert refused(desk, RecordAssessment(99, OASYS)) == "REQ-PERSON"


def test_a_countersignature(desk: Desk) -> None:
    (row,) = rows(desk, assessment)
    done_and_undone(desk, RecordCountersignature(row.id, TODAY))
    (row,) = rows(desk, assessment)
    assert (row.countersigned_on, row.typed) == (TODAY, "countersigned_on")
    assert desk.do(RecordCountersignature(row.id, TODAY)).operation_id is None
    assert refused(desk, RecordCountersignature(row.id, TOMORROW)) == "REQ-EVENT-DAY"
    assert refused(desk, RecordCountersignature(row.id, date(2025, 2, 9))) == "REQ-OASYS-ORDER"
    assert refused(desk, RecordCountersignature(99, TODAY)) == "REQ-OASYS"


def test_what_was_typed_whole_stays_whole_when_it_is_countersigned(desk: Desk) -> None:
    number = desk.do(RecordAssessment(ALUN_ID, OASYS)).result
    desk.do(RecordCountersignature(number, TODAY))
    assert [row.typed for row in rows(desk, assessment)] == [None, "*"]


# ---- moves --------------------------------------------------------------------------------


def test_a_transfer_in_moves_the_person(desk: Desk) -> None:
    desk.do(CorrectFact(ALUN_ID, "person", "cell_location", "LEI-A-1-001"))
    done_and_undone(desk, RecordTransferIn(ALUN_ID, LAST_DAY, "lei", "MDI", "MDI-B-2-002"))
    assert typed_fact(desk, "prison_id") == ("MDI", SourceKind.TYPED)
    assert typed_fact(desk, "cell_location") == ("MDI-B-2-002", SourceKind.TYPED)
    last = desk.ask(CaseIn()).movements[-1]
    assert (last.from_agency, last.to_agency, last.movement_date) == ("LEI", "MDI", LAST_DAY)
    assert (last.movement_type, last.direction_code) == ("TRN", "IN")
    assert [row.typed for row in rows(desk, movement)] == [None, "*"]


def test_a_cell_of_the_old_prison_does_not_stay(desk: Desk) -> None:
    desk.do(CorrectFact(ALUN_ID, "person", "cell_location", "LEI-A-1-001"))
    done_and_undone(desk, RecordTransferIn(ALUN_ID, LAST_DAY, "LEI", "MDI"))
    assert typed_fact(desk, "cell_location") == (None, SourceKind.FILE)


def test_a_move_noted_late_does_not_bring_the_person_back(desk: Desk) -> None:
    desk.do(RecordTransferIn(ALUN_ID, LAST_DAY, "LEI", "MDI"))
    desk.do(RecordTransferIn(ALUN_ID, FIRST_DAY, "LEI", "WEI"))
    assert typed_fact(desk, "prison_id")[0] == "MDI"
    assert len(rows(desk, movement)) == 3


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"person_id": 99}, "REQ-PERSON"),
        ({"day": TOMORROW}, "REQ-EVENT-DAY"),
        ({"to_agency": ""}, "REQ-MOVE-PRISON"),
        ({"to_agency": "LEI"}, "REQ-MOVE-PRISON"),
        ({"to_agency": "OUT"}, "REQ-MOVE-PRISON"),
        ({"to_agency": "x" * 21}, "REQ-VALUE"),
        ({"cell": "x" * 101}, "REQ-VALUE"),
    ],
)
def test_a_transfer_that_does_not_fit(desk: Desk, changes: dict[str, Any], code: str) -> None:
    move = RecordTransferIn(ALUN_ID, LAST_DAY, "LEI", "MDI")
    assert refused(desk, replace(move, **changes)) == code


def test_the_same_move_is_not_noted_twice(desk: Desk) -> None:
    move = RecordTransferIn(ALUN_ID, LAST_DAY, "LEI", "MDI")
    desk.do(move)
    assert refused(desk, move) == "REQ-MOVE-KNOWN"


def test_a_recall_sets_all_that_it_changes(desk: Desk) -> None:
    done_and_undone(desk, RecordRecall(ALUN_ID, LAST_DAY, date(2027, 3, 1), "Recall notice"))
    assert typed_fact(desk, "recall") == (True, SourceKind.TYPED)
    assert typed_fact(desk, "legal_status") == ("RECALL", SourceKind.TYPED)
    assert typed_fact(desk, "post_recall_release_date") == (date(2027, 3, 1), SourceKind.TYPED)
    assert typed_fact(desk, "prison_id") == ("LEI", SourceKind.FILE)
    last = desk.ask(CaseIn()).movements[-1]
    assert (last.movement_type, last.direction_code, last.to_agency) == ("ADM", "IN", "LEI")


def test_somebody_who_was_out_comes_back_to_the_prison_that_is_named(desk: Desk) -> None:
    desk.do(CorrectFact(ALUN_ID, "person", "prison_id", "OUT"))
    desk.do(RecordRecall(ALUN_ID, FIRST_DAY))
    assert desk.ask(CaseIn()).movements[-1].to_agency is None
    assert typed_fact(desk, "prison_id") == (None, SourceKind.FILE)
    assert desk.ask(CaseOf(person_id=ALUN_ID)).result.scope.inside
    desk.do(RecordRecall(ALUN_ID, LAST_DAY, to_agency="MDI"))
    assert typed_fact(desk, "prison_id") == ("MDI", SourceKind.TYPED)


def test_a_recall_that_does_not_fit(desk: Desk) -> None:
    assert refused(desk, RecordRecall(99, TODAY)) == "REQ-PERSON"
    assert refused(desk, RecordRecall(ALUN_ID, TOMORROW)) == "REQ-EVENT-DAY"
    before = LAST_DAY - timedelta(days=1)
    assert refused(desk, RecordRecall(ALUN_ID, LAST_DAY, before)) == "REQ-RECALL-PRRD"
    assert refused(desk, RecordRecall(ALUN_ID, LAST_DAY, to_agency="OUT")) == "REQ-MOVE-PRISON"


# ---- parole and allocation ----------------------------------------------------------------


def test_a_parole_outcome(desk: Desk) -> None:
    outcome = RecordParoleOutcome(ALUN_ID, "7", " Release ", LAST_DAY)
    done_and_undone(desk, outcome)
    (review,) = desk.ask(CaseIn()).parole_reviews
    assert (review.hearing_outcome, review.hearing_outcome_received_on) == ("Release", LAST_DAY)
    (row,) = rows(desk, parole_review)
    assert row.typed == "hearing_outcome hearing_outcome_received_on"
    assert row.source_id is not None
    assert desk.do(outcome).operation_id is None
    for changes, code in (
        ({"review_id": "8"}, "REQ-REVIEW"),
        ({"person_id": BETH_ID}, "REQ-REVIEW"),
        ({"outcome": " "}, "REQ-VALUE"),
        ({"outcome": "x" * 201}, "REQ-VALUE"),
        ({"received_on": TOMORROW}, "REQ-EVENT-DAY"),
    ):
        assert refused(desk, replace(outcome, **changes)) == code, changes


def test_an_allocation_and_what_it_replaced(desk: Desk) -> None:
    assert desk.ask(CaseIn()).allocated_on == date(2024, 6, 1)
    done_and_undone(desk, RecordAllocation(ALUN_ID, "2", "1", TODAY))
    (row,) = rows(desk, allocation)
    assert (row.primary_staff_id, row.coworking_staff_id, row.allocated_on) == ("2", "1", TODAY)
    assert row.typed == "allocated_on coworking_staff_id primary_staff_id"
    assert desk.ask(CaseIn(entries="duties")).allocated_on == TODAY
    last = [row for row in rows(desk, journal) if row.table_name == "allocation"][-1]
    assert '"primary_staff_id":"1"' in last.before
    assert desk.do(RecordAllocation(ALUN_ID, "2", "1", TODAY)).operation_id is None


def test_a_first_allocation(desk: Desk) -> None:
    assert desk.ask(CaseIn(BETH_ID)).allocated_on is None
    done_and_undone(desk, RecordAllocation(BETH_ID, "1", None, LAST_DAY))
    assert desk.ask(CaseIn(BETH_ID)).allocated_on == LAST_DAY


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (RecordAllocation(99, "1", None, TODAY), "REQ-PERSON"),
        (RecordAllocation(ALUN_ID, "9", None, TODAY), "REQ-STAFF"),
        (RecordAllocation(ALUN_ID, "", None, TODAY), "REQ-STAFF"),
        (RecordAllocation(ALUN_ID, "1", "9", TODAY), "REQ-STAFF"),
        (RecordAllocation(ALUN_ID, "1", "1", TODAY), "REQ-STAFF-TWICE"),
        (RecordAllocation(ALUN_ID, "1", None, TOMORROW), "REQ-EVENT-DAY"),
    ],
)
def test_an_allocation_that_does_not_fit(desk: Desk, command: RecordAllocation, code: str) -> None:
    assert refused(desk, command) == code
