"""A calibration session: one golden file, a key, several markers, and who sees what when."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.terms import Judgement, Purpose, ReviewKind, Role, Unit
from pomdesk.readmodels.quality import RoundPlan
from pomdesk.services.commands.quality_calibration import AddGolden, JoinCalibration
from pomdesk.services.commands.quality_endings import CloseRound
from pomdesk.services.commands.quality_marking import LockReview, ReopenReview, SubmitReview
from pomdesk.services.commands.quality_people import NamePerson
from pomdesk.services.commands.quality_plans import PlanRound
from pomdesk.services.queries.quality_agreement import CalibrationOf
from pomdesk.services.queries.quality_marking import MarkingOf
from pomdesk.store.tables import qa_draw, qa_review, qa_round, qa_sample
from tests.services.quality.desk import TODAY, Team, opened
from tests.services.quality.marking_desk import GOOD, Published, Put, mark

KEY, MARK = ReviewKind.KEY, ReviewKind.CALIBRATION


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    with opened(tmp_path, 16) as made:
        yield made


@pytest.fixture
def session(team: Team) -> int:
    """A calibration round."""
    instrument = team.do("LEAD", Published())
    plan = RoundPlan()
    return int(
        team.do(
            "LEAD", PlanRound("CAL", "C", Purpose.CALIBRATION, Unit.CASE, TODAY, plan, instrument)
        )
    )


@pytest.fixture
def golden(team: Team, session: int) -> int:
    return int(team.do("LEAD", AddGolden(session, " a1000aa ")))


def test_a_session_from_the_golden_file_to_its_close(team: Team, session: int, golden: int) -> None:
    (sample,) = team.rows(qa_sample)
    assert (sample.id, sample.case_ref, sample.supervisor) == (golden, "A1000AA", "S1")
    assert [row.purpose for row in team.rows(qa_draw)][-1] == "calibration"
    key = team.do("M1", JoinCalibration(golden, KEY))
    one = team.do("A1", JoinCalibration(golden, MARK))
    two = team.do("A2", JoinCalibration(golden, MARK))
    mark(team, "A1", one, {"plan": "partly", "level": "partly"})
    mark(team, "M1", key, {"plan": "partly"}, Judgement.INSUFFICIENT)
    view = team.ask("LEAD", CalibrationOf(session))
    assert (view.waiting, [line.marker for line in view.lines]) == (1, ["A1"])
    mark(team, "A2", two)
    view = team.ask("LEAD", CalibrationOf(session))
    assert view.key == {**GOOD, "plan": "partly"}
    assert (view.key_judgement, view.key_by) == (Judgement.INSUFFICIENT, "Mo Moderator")
    hits = {line.marker: (line.hits, line.keyed, line.difference) for line in view.lines}
    assert hits == {"A1": (3, 4, -0.25), "A2": (3, 4, 0.25)}
    assert (view.marks, view.modal, view.items, view.waiting) == (8, 6, 4, 0)
    assert [row.status for row in team.rows(qa_sample) if row.id == golden] == ["done"]
    team.do("LEAD", CloseRound(session))
    assert [row.stage for row in team.rows(qa_round) if row.id == session] == ["closed"]


def test_nobody_sees_the_key_before_handing_in(team: Team, session: int, golden: int) -> None:
    key = team.do("LEAD", JoinCalibration(golden, KEY))
    one = team.do("A1", JoinCalibration(golden, MARK))
    two = team.do("A2", JoinCalibration(golden, MARK))
    mark(team, "LEAD", key)
    mark(team, "A1", one)
    mark(team, "A2", two, hand_in=False)
    assert team.ask("A1", CalibrationOf(session)).key == GOOD
    hidden = team.ask("A2", CalibrationOf(session))
    assert (hidden.key, hidden.key_by, hidden.lines, hidden.marks) == ({}, "", (), 0)
    newcomer = team.ask("MGR", CalibrationOf(session))
    assert (newcomer.key, newcomer.lines, newcomer.may) == ({}, (), {"join"})
    for who in ("A2", "MGR", "M1"):
        assert team.refused(who, MarkingOf(key)) == "REQ-QA-NOT-YOURS"
        assert team.refused(who, MarkingOf(one)) == "REQ-QA-NOT-YOURS"


def test_a_marker_sees_the_own_line_and_the_figures_of_all(
    team: Team, session: int, golden: int
) -> None:
    for who in ("A1", "A2"):
        mark(team, who, team.do(who, JoinCalibration(golden, MARK)))
    view = team.ask("A1", CalibrationOf(session))
    assert [line.marker for line in view.lines] == ["A1"]
    assert (view.marks, view.modal) == (8, 8)
    assert [line.marker for line in team.ask("M1", CalibrationOf(session)).lines] == ["A1", "A2"]


def test_a_moderator_who_marks_is_a_marker_until_handed_in(
    team: Team, session: int, golden: int
) -> None:
    both = Member("AM", "Al Both", "AM", frozenset({Role.ASSESSOR, Role.MODERATOR}))
    team.do("LEAD", NamePerson(both))
    mark(team, "A1", team.do("A1", JoinCalibration(golden, MARK)))
    own = team.do("AM", JoinCalibration(golden, MARK))
    assert team.ask("AM", CalibrationOf(session)).lines == ()
    mark(team, "AM", own)
    assert len(team.ask("AM", CalibrationOf(session)).lines) == 2


def test_a_known_key_keeps_markings_shut(team: Team, golden: int) -> None:
    one = team.do("A1", JoinCalibration(golden, MARK))
    mark(team, "A1", one)
    team.do("A1", ReopenReview(one))
    team.do("A1", SubmitReview(one))
    mark(team, "M1", team.do("M1", JoinCalibration(golden, KEY)))
    assert team.refused("A1", ReopenReview(one)) == "REQ-QA-KEY-KNOWN"
    assert team.refused("A1", LockReview(one)) == "REQ-QA-KIND"


def test_who_takes_part_and_as_what(team: Team, session: int, golden: int) -> None:
    for who in ("A1", "S2", "GOV", "AUD"):
        assert team.refused(who, JoinCalibration(golden, KEY)) == "REQ-QA-ROLE"
    for who in ("LEAD", "M1", "S2", "GOV", "AUD"):
        assert team.refused(who, JoinCalibration(golden, MARK)) == "REQ-QA-ROLE"
    team.do("LEAD", JoinCalibration(golden, KEY))
    assert team.refused("M1", JoinCalibration(golden, KEY)) == "REQ-QA-JOINED"
    team.do("A1", JoinCalibration(golden, MARK))
    assert team.refused("A1", JoinCalibration(golden, MARK)) == "REQ-QA-JOINED"
    assert team.refused("A1", JoinCalibration(golden, ReviewKind.PRIMARY)) == "REQ-QA-KIND"
    (drawn,) = team.do("LEAD", Put())
    assert team.refused("A1", JoinCalibration(drawn, MARK)) == "REQ-QA-KIND"
    for who in ("S1", "GOV", "AUD"):
        assert team.refused(who, CalibrationOf(session)) == "REQ-QA-ROLE"
    assert {row.kind for row in team.rows(qa_review)} == {"key", "calibration"}


def test_nobody_calibrates_on_their_own_file(team: Team, session: int) -> None:
    own = Member(
        "S3", "Sam Supervisor 3", "Sam Supervisor 3", frozenset({Role.SUPERVISOR, Role.ASSESSOR})
    )
    team.do("LEAD", NamePerson(own))
    sample = team.do("LEAD", AddGolden(session, "A9999ZZ", "S3"))
    assert team.refused("S3", JoinCalibration(sample, MARK)) == "REQ-QA-OWN-FILE"


def test_a_session_has_one_golden_file_that_somebody_kept(team: Team, session: int) -> None:
    assert team.refused("LEAD", AddGolden(session, "A9999ZZ")) == "REQ-QA-NOBODY"
    assert team.refused("A1", AddGolden(session, "A1000AA")) == "REQ-QA-ROLE"
    team.do("LEAD", AddGolden(session, "A1000AA"))
    assert team.refused("LEAD", AddGolden(session, "A1001AA")) == "REQ-QA-STAGE"
    team.do("LEAD", Put(stage="preparing"))
    assert team.refused("LEAD", AddGolden(session + 1, "A1000AA")) == "REQ-QA-KIND"
