"""Who takes part: named, changed, let go; and what each may ask for."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest

from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.terms import (
    Grade,
    InstrumentStage,
    Purpose,
    Role,
    Substitution,
    Unit,
)
from pomdesk.readmodels.quality import RoundPlan
from pomdesk.services.commands.quality_draws import (
    AssignAll,
    AssignSample,
    AssignSecond,
    DrawDouble,
    DrawRound,
    Substitute,
    WithdrawSample,
)
from pomdesk.services.commands.quality_instruments import (
    DropInstrument,
    MoveInstrument,
    SaveInstrument,
)
from pomdesk.services.commands.quality_people import DropPerson, FillFromStaff, NamePerson
from pomdesk.services.commands.quality_rounds import (
    ChangeRound,
    CloseRound,
    ConfirmVoid,
    DropRound,
    FreezeFrame,
    PlanRound,
    RedrawRound,
    VoidRound,
)
from pomdesk.services.desk import Day
from pomdesk.services.quality.acting import may_see_feedback
from pomdesk.services.queries.quality_instruments import InstrumentOf, Instruments
from pomdesk.services.queries.quality_people import ActingNow, PeopleInQuality
from pomdesk.services.queries.quality_rounds import (
    CertificatesOf,
    ChainOf,
    FrameOf,
    HowManyFor,
    RoundOf,
    Rounds,
)
from pomdesk.store.records import QualityPersonRecord
from pomdesk.store.tables import qa_person
from pomdesk.store.unit_of_work import UnitOfWork
from tests.services.quality.desk import (
    MEMBERS,
    SUPERVISORS,
    TODAY,
    Team,
    instrument,
    opened,
    shared_out,
)

LEAD = MEMBERS["LEAD"]
UNSEEN = (
    "\u200b", "\u200d", "\u202e", "\u2066", "\u00ad", "\ufeff", "\u3164", "\u2800", "\ufe0f",
    "\x07",
)  # fmt: skip
"""Nothing wide, marks that turn the direction, blank letters, a bell."""


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    with opened(tmp_path, cases=8) as made:
        yield made


@pytest.fixture
def nobody(tmp_path: Path) -> Iterator[Team]:
    with opened(tmp_path, cases=8, named=False) as made:
        yield made


def codes(team: Team) -> list[str]:
    return [row.code for row in team.rows(qa_person)]


# ---- the beginning ------------------------------------------------------------------------


def test_while_nobody_leads_whoever_is_signed_in_may_begin(nobody: Team) -> None:
    assert nobody.ask("LEAD", ActingNow()).can_begin
    assert nobody.refused("A1", NamePerson(LEAD)) == "REQ-QA-ROLE"
    assert nobody.refused("LEAD", NamePerson(MEMBERS["A1"])) == "REQ-QA-ROLE"
    assert nobody.refused("LEAD", FillFromStaff()) == "REQ-QA-ROLE"
    nobody.do("LEAD", NamePerson(LEAD))
    acting = nobody.ask("LEAD", ActingNow())
    assert (acting.member, acting.can_begin) == (LEAD, False)
    second = replace(LEAD, code="L2", name="Another", signs_in="Another")
    assert nobody.refused("Another", NamePerson(second)) == "REQ-QA-ROLE"


def test_the_name_of_the_key_slot_is_matched_without_case_and_spaces(team: Team) -> None:
    assert team.ask("  asa   ASSESSOR ", ActingNow()).member == MEMBERS["A1"]
    assert team.ask("Somebody Else", ActingNow()).member is None
    assert team.ask("", ActingNow()).member is None, "whoever never signs in is nobody"


def test_somebody_who_has_left_acts_no_more(team: Team) -> None:
    team.do("LEAD", NamePerson(replace(MEMBERS["A1"], left=TODAY)))
    assert team.ask("A1", ActingNow()).member is None
    assert team.refused("A1", Rounds()) == "REQ-QA-ROLE"
    team.do("LEAD", NamePerson(replace(MEMBERS["A1"], left=TODAY + timedelta(1))))
    assert team.ask("A1", ActingNow()).member is not None


def test_somebody_leads_always(team: Team) -> None:
    for left in (replace(LEAD, roles=frozenset()), replace(LEAD, signs_in="")):
        assert team.refused("LEAD", NamePerson(left)) == "REQ-QA-LAST-LEAD"
    assert team.refused("LEAD", NamePerson(replace(LEAD, left=TODAY))) == "REQ-QA-LAST-LEAD"
    assert team.refused("LEAD", DropPerson("LEAD")) == "REQ-QA-LAST-LEAD"
    team.do("LEAD", NamePerson(replace(MEMBERS["A1"], roles=frozenset({Role.LEAD}))))
    team.do("LEAD", DropPerson("LEAD"))
    assert team.ask("A1", ActingNow()).may(Role.LEAD)


def test_the_last_lead_does_not_leave_by_waiting(team: Team) -> None:
    for left in (TODAY, TODAY + timedelta(1), TODAY + timedelta(400)):
        assert team.refused("LEAD", NamePerson(replace(LEAD, left=left))) == "REQ-QA-LAST-LEAD"
    other = replace(LEAD, signs_in="Somebody Else")
    assert team.refused("LEAD", NamePerson(other)) == "REQ-QA-LAST-LEAD"
    team.do("LEAD", NamePerson(replace(LEAD, signs_in="LENA lead")))
    team.do("LEAD", NamePerson(replace(MEMBERS["A1"], roles=frozenset({Role.LEAD}))))
    going = replace(LEAD, left=TODAY + timedelta(1))
    team.do("LEAD", NamePerson(going))
    gone = replace(MEMBERS["A1"], roles=frozenset({Role.ASSESSOR}))
    assert team.refused("LEAD", NamePerson(gone)) == "REQ-QA-LAST-LEAD"
    assert team.refused("LEAD", DropPerson("A1")) == "REQ-QA-LAST-LEAD"


def test_a_store_whose_lead_has_gone_is_not_free_to_take(team: Team) -> None:
    team.do("LEAD", Gone())
    mine = replace(MEMBERS["S2"], roles=frozenset({Role.LEAD, Role.SUPERVISOR}))
    assert not team.ask("S2", ActingNow()).can_begin
    assert team.refused("S2", NamePerson(mine)) == "REQ-QA-ROLE"


@dataclass(frozen=True)
class Gone:
    """The lead left yesterday, as a store of before may have it."""

    name: ClassVar[str] = "name_quality_person"

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Write the day."""
        record = uow.find(QualityPersonRecord, code="LEAD")
        assert record is not None
        record.left = day.today - timedelta(1)


# ---- what is kept -------------------------------------------------------------------------


def test_somebody_is_kept_whole_and_changed_by_their_code(team: Team) -> None:
    first = Member(
        "P7", "Pat New", "Pat New", frozenset({Role.ASSESSOR, Role.SUPERVISOR}),
        Grade.OFFENDER_SUPERVISOR, "S1", date(2026, 9, 1), date(2027, 1, 1),
    )  # fmt: skip
    number = team.do("LEAD", NamePerson(first))
    assert first in team.ask("LEAD", PeopleInQuality())
    changed = replace(first, name="Pat Newer", roles=frozenset({Role.AUDITOR}), left=None)
    assert team.do("LEAD", NamePerson(changed)) == number
    assert changed in team.ask("LEAD", PeopleInQuality())
    receipt = team.at("LEAD").do(NamePerson(changed))
    assert receipt.operation_id is None, "nothing changed, so nothing is told of"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"code": "  "}, "code"),
        ({"code": "two words"}, "code"),
        ({"code": "a|b"}, "code"),
        ({"code": "s1"}, "code"),
        ({"code": "x" * 41}, "long"),
        *(({"code": f"P{c}7"}, "code") for c in UNSEEN),
        ({"code": "\uff33\uff11"}, "code"),
        ({"code": "S\u00b9"}, "code"),
        *(({"name": f"Pat{c} New"}, "unseen") for c in UNSEEN),
        ({"signs_in": "Lena Lead\u200b"}, "unseen"),
        ({"name": " \n"}, "name"),
        ({"name": "x" * 201}, "long"),
        ({"signs_in": "ASA assessor"}, "signs_in"),
        ({"signs_in": "x" * 101}, "long"),
        ({"manager": "P7"}, "manager"),
        ({"manager": "NOBODY"}, "manager"),
        ({"joined": date(2026, 2, 1), "left": date(2026, 1, 31)}, "left"),
    ],
)
def test_what_cannot_be_kept_of_somebody(team: Team, changes: Any, reason: str) -> None:
    member = replace(Member("P7", "Pat New", "Pat New"), **changes)
    assert team.refused("LEAD", NamePerson(member), reason) == "REQ-QA-PERSON"


def test_two_who_never_sign_in_are_not_the_same(team: Team) -> None:
    for code in ("P7", "P8"):
        team.do("LEAD", NamePerson(Member(code, "Pat")))
    assert {"P7", "P8"} <= set(codes(team))


def test_somebody_nothing_names_is_taken_out_and_comes_back_with_undo(team: Team) -> None:
    done = team.at("LEAD").do(DropPerson("A2"))
    assert "A2" not in codes(team)
    assert done.operation_id is not None
    team.at("LEAD").undo(done.operation_id)
    assert "A2" in codes(team)
    assert team.refused("LEAD", DropPerson("NOBODY"), "person") == "REQ-QA-GONE"


def test_somebody_who_is_named_is_noted_as_having_left(team: Team) -> None:
    shared_out(team, files=0)
    team.do("LEAD", DropPerson("MGR"))  # line manager of S1
    team.do("LEAD", DropPerson("A1"))  # marks files
    team.do("LEAD", DropPerson("S8"))  # stands in the frame
    left = {row.code for row in team.rows(qa_person) if row.left == TODAY}
    assert left == {"MGR", "A1", "S8"}
    assert not team.at("LEAD").do(DropPerson("A1")).operation_id, "they had left already"


# ---- the staff list -----------------------------------------------------------------------


def test_supervisors_come_from_the_staff_who_hold_cases(nobody: Team) -> None:
    nobody.do("LEAD", NamePerson(LEAD))
    nobody.do(
        "LEAD", NamePerson(Member("S2", "Known Already", "Known", frozenset({Role.ASSESSOR})))
    )
    assert nobody.do("LEAD", FillFromStaff()) == 8
    people = {one.code: one for one in nobody.ask("LEAD", PeopleInQuality())}
    assert people["S1"] == Member(
        "S1", "Sam Supervisor 1", roles=frozenset({Role.SUPERVISOR}), grade=Grade.PRISON_POM
    )
    assert people["S3"].grade is Grade.PROBATION_POM
    assert people["S2"].name == "Known Already"
    assert people["S2"].roles == {Role.ASSESSOR, Role.SUPERVISOR}
    assert nobody.do("LEAD", FillFromStaff()) == 0


# ---- who may what -------------------------------------------------------------------------


def test_names_are_for_everybody_and_the_rest_for_the_lead(team: Team) -> None:
    assert {one.code for one in team.ask("LEAD", PeopleInQuality())} == MEMBERS.keys()
    seen = {one.code: one for one in team.ask("S1", PeopleInQuality())}
    assert seen["S1"] == MEMBERS["S1"]
    assert seen["S2"] == Member("S2", "Sam Supervisor 2")
    assert team.refused("A Stranger", PeopleInQuality()) == "REQ-QA-ROLE"


WHO = ("LEAD", "A1", "M1", "S1", "GOV", "AUD", "A Stranger")
READING = {"LEAD", "A1", "M1", "AUD"}
REQUESTS: list[tuple[Any, set[str]]] = [
    (PeopleInQuality(), set(WHO) - {"A Stranger"}),
    (Instruments(), {*READING, "S1"}),
    (InstrumentOf(1), {*READING, "S1"}),
    (Rounds(), READING),
    (RoundOf(1), READING),
    (FrameOf(1), {"LEAD", "AUD"}),
    (HowManyFor(1), {"LEAD", "AUD"}),
    (CertificatesOf(1), {"LEAD", "AUD"}),
    (ChainOf(), {"LEAD", "AUD"}),
    (NamePerson(Member("P7", "Pat")), {"LEAD"}),
    (DropPerson("A2"), {"LEAD"}),
    (FillFromStaff(), {"LEAD"}),
    (SaveInstrument(instrument("OTHER")), {"LEAD"}),
    (MoveInstrument(1, InstrumentStage.RETIRED), {"LEAD"}),
    (DropInstrument(1), {"LEAD"}),
    (PlanRound("R9", "x", Purpose.ROUTINE, Unit.CASE, TODAY, RoundPlan()), {"LEAD"}),
    (ChangeRound(1, "R9", "x", Purpose.ROUTINE, Unit.CASE, TODAY, RoundPlan()), {"LEAD"}),
    (DropRound(1), {"LEAD"}),
    (FreezeFrame(1), {"LEAD"}),
    (DrawRound(1, "generated"), {"LEAD"}),
    (DrawDouble(1), {"LEAD"}),
    (AssignSample(1, "A1"), {"LEAD"}),
    (AssignSecond(1, "A1"), {"LEAD"}),
    (AssignAll(1, ("A1",)), {"LEAD"}),
    (Substitute(1, Substitution.TRANSFERRED), {"LEAD"}),
    (WithdrawSample(1, "gone"), {"LEAD"}),
    (CloseRound(1), {"LEAD"}),
    (VoidRound(1, "wrong", "A1"), {"LEAD"}),
    (ConfirmVoid(1), {"LEAD", "A1", "A2", "MGR", "M1", "AUD"}),
    (RedrawRound(1, "wrong"), {"LEAD"}),
]


def test_each_request_is_for_some_and_refused_to_all_others(team: Team) -> None:
    shared_out(team, files=0)
    for request, allowed in REQUESTS:
        for who in WHO:
            if who not in allowed:
                assert team.refused(who, request) == "REQ-QA-ROLE", (request, who)
            elif not hasattr(request, "name"):
                team.ask(who, request)


@pytest.mark.parametrize("request_", [one for one, _ in REQUESTS if hasattr(one, "name")], ids=repr)
def test_what_is_not_there_is_told_before_anything_else(team: Team, request_: Any) -> None:
    """With nothing in the store, the lead is refused in words or it is done; it never breaks."""
    if isinstance(request_, NamePerson | FillFromStaff | DropPerson | SaveInstrument | PlanRound):
        team.do("LEAD", request_)
    else:
        assert team.refused("LEAD", request_) == "REQ-QA-GONE"


@pytest.mark.parametrize(
    ("who", "role"),
    [
        ("S1", "supervisor"), ("A1", "assessor"), ("MGR", "manager"), ("LEAD", None),
        ("M1", None), ("AUD", None), ("GOV", None), ("A2", None), ("S2", None),
    ],
)  # fmt: skip
def test_feedback_is_for_those_it_is_about(who: str, role: str | None) -> None:
    seen = may_see_feedback(MEMBERS[who], supervisor="S1", assessor="A1", manager="MGR")
    assert seen == role


def test_nobody_is_the_manager_of_somebody_without_one() -> None:
    stranger = Member("", "Nobody")
    assert may_see_feedback(stranger, supervisor="S8", assessor="A1", manager="") is None
    assert SUPERVISORS[-1] == "S8"
