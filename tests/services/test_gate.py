"""Real people at one store: own cases, lists that are their own, signatures, undo, broken glass."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from pomdesk.domain.errors import AuditRefused, RequestRefused, RoleRefused, StoreRefused
from pomdesk.domain.papers import PaperKind, StepKind
from pomdesk.domain.record import EntryKind, MarkKind
from pomdesk.domain.writing import passage
from pomdesk.readmodels.duties import Today
from pomdesk.services.commands.correct_fact import CorrectFact
from pomdesk.services.commands.entries import AddEntry, ChangeEntry, RemoveEntry
from pomdesk.services.commands.events import RecordAllocation, RecordCountersignature
from pomdesk.services.commands.import_caseload import ImportCaseload
from pomdesk.services.commands.marks import MarkDuty
from pomdesk.services.commands.moves import MarkMovesSeen
from pomdesk.services.commands.paper_life import CheckPaper, CountersignPaper, ReturnPaper
from pomdesk.services.commands.papers import BeginPaper, DropPaper, KeepVersion, WriteSection
from pomdesk.services.commands.settings import SaveSetting
from pomdesk.services.desk import Desk
from pomdesk.services.people import set_role
from pomdesk.services.queries.case import CaseOf
from pomdesk.services.queries.caseload import CaseloadOn
from pomdesk.services.queries.duties import DutiesDue, TodayOn
from pomdesk.services.queries.moves import MovesSince
from pomdesk.services.queries.papers import (
    PacksDue,
    PaperByHash,
    PaperOf,
    PapersInHand,
    VersionText,
)
from pomdesk.services.queries.record import EntriesOf
from pomdesk.services.queries.search import Search
from pomdesk.services.queries.settings import Settings
from pomdesk.store.tables import assessment, paper_version
from tests.intake.files import write
from tests.services.paper_desk import BEHAVIOUR
from tests.services.role_desk import (
    AUDITOR,
    CASES,
    COLLEAGUE,
    HEAD,
    MINE,
    NOBODY,
    OF_POM,
    POM,
    SHARED,
    SUPERVISOR,
    THEIRS,
    Rows,
    Team,
    do,
    opened,
    people_of_the_desk,
)

TODAY = date(2026, 11, 23)
WHY = "Covering for Cerys while she is on leave"
FAR = date(2090, 1, 1)


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    with opened(tmp_path) as made:
        yield made


def contact(person_id: int, text: str = "Spoke of the wing") -> AddEntry:
    return AddEntry(person_id, EntryKind.CONTACT, TODAY, "face_to_face", text=text)


def drafted(team: Team, name: str, number: str) -> int:
    """A paper of somebody's, with a section in it."""
    begun: int = do(team, name, BeginPaper(team.id(number), PaperKind.PAROLE_REPORT))
    do(team, name, WriteSection(begun, "behaviour", passage("He has worked since May.")))
    return begun


# ---- own cases --------------------------------------------------------------------------------


def test_a_pom_opens_own_and_co_worked_cases_and_no_others(team: Team) -> None:
    pom = team.at(POM)
    for number in OF_POM:
        assert pom.ask(CaseOf(prisoner_number=number)).person_id
    assert team.refused(POM, CaseOf(prisoner_number=THEIRS)) == "ROL-CASE"
    assert team.refused(POM, EntriesOf(team.id(THEIRS))) == "ROL-CASE"
    for name in (SUPERVISOR, HEAD, COLLEAGUE):
        team.at(name).ask(CaseOf(prisoner_number=THEIRS))
    assert team.refused(AUDITOR, CaseOf(prisoner_number=MINE)) == "ROL-MAY"
    assert team.refused(NOBODY, CaseOf(prisoner_number=MINE)) == "ROL-NONE"
    assert team.refused(NOBODY, Settings()) == "ROL-NONE"


def test_nobody_there_is_told_as_before(team: Team) -> None:
    assert team.refused(POM, CaseOf(prisoner_number="Z9999ZZ")) == "REQ-PERSON"
    assert team.refused(POM, PaperOf(99)) == "REQ-PAPER-GONE"


def test_a_case_that_is_handed_over_opens_to_whoever_has_it_now(team: Team) -> None:
    person_id, pom = team.id(MINE), team.at(POM)
    assert MINE in numbers(pom.ask(CaseloadOn()).lines)
    do(team, SUPERVISOR, RecordAllocation(person_id, "S2", None, TODAY))
    assert MINE not in numbers(pom.ask(CaseloadOn()).lines)
    assert team.refused(POM, CaseOf(person_id)) == "ROL-CASE"
    do(team, SUPERVISOR, RecordAllocation(person_id, "S2", "S1", TODAY))
    pom.ask(CaseOf(person_id))
    assert MINE in numbers(pom.ask(CaseloadOn()).lines)


def test_no_pom_gives_themselves_a_case(team: Team, tmp_path: Path) -> None:
    take = RecordAllocation(team.id(THEIRS), "S1", None, TODAY)
    assert team.refused(POM, take) == "ROL-MAY"
    file = people_of_the_desk()
    file["allocations"] = [one | {"primaryStaffId": "S1"} for one in file["allocations"]]
    bring = ImportCaseload((write(tmp_path / "mine.json", file),))
    assert team.refused(POM, bring) == "ROL-MAY"
    assert team.refused(POM, ImportCaseload(bring.files, dry_run=True)) == "ROL-MAY"


def every_request(team: Team) -> list[Any]:
    """Requests about ``THEIRS``, by each way that says whose case it is."""
    person_id = team.id(THEIRS)
    number = drafted(team, COLLEAGUE, THEIRS)
    entry_id = do(team, COLLEAGUE, contact(person_id))
    version_id = do(team, COLLEAGUE, KeepVersion(number))
    (row,) = [one for one in team.at(HEAD).ask(Rows(assessment)) if one.person_id == person_id]
    return [
        CaseOf(person_id),
        DutiesDue(person_id=person_id),
        DutiesDue(prisoner_number=THEIRS.lower()),
        PaperOf(number),
        VersionText(version_id),
        contact(person_id),
        ChangeEntry(entry_id, {"text": "Other"}),
        RemoveEntry(entry_id),
        WriteSection(number, "behaviour", passage("Other words")),
        DropPaper(number),
        ReturnPaper(number, POM, "Because"),
        RecordCountersignature(row.id, TODAY),
        CorrectFact(person_id, "person", "cell_location", "B-1-001"),
        MarkDuty(person_id, "follow_up:1", MarkKind.DONE, TODAY),
    ]


def test_whatever_names_a_person_is_refused_for_somebody_elses(team: Team) -> None:
    for request in every_request(team):
        assert team.refused(POM, request) == "ROL-CASE", request


def test_a_paper_is_not_found_by_its_digest_either(team: Team) -> None:
    version_id = do(team, COLLEAGUE, KeepVersion(drafted(team, COLLEAGUE, THEIRS)))
    digest = "ab" * 32
    with team.desk._store.unit_of_work(
        by=HEAD, now=team.clock.now(), today=TODAY, command="test"
    ) as uow:
        wanted = paper_version.c.id == version_id
        uow.connection.execute(update(paper_version).where(wanted).values(file_sha256=digest))
    spoken = " ".join((digest[:32].upper(), digest[32:]))
    assert team.refused(POM, PaperByHash(spoken)) == "ROL-CASE"
    assert team.at(COLLEAGUE).ask(PaperByHash(spoken)) is not None
    assert team.at(POM).ask(PaperByHash("cd" * 32)) is None


# ---- lists ------------------------------------------------------------------------------------


def numbers(lines: Any) -> set[str]:
    """Whom lines are about."""
    return {line.prisoner_number for line in lines}


def test_the_lists_of_a_pom_are_their_own(team: Team, tmp_path: Path) -> None:
    for name, number in ((POM, MINE), (COLLEAGUE, THEIRS)):
        drafted(team, name, number)
    moved = people_of_the_desk()
    moved["asAt"] = "2026-11-24"
    for one in moved["prisoners"]:
        one["conditionalReleaseDate"] = one["releaseDate"] = "2028-05-05"
    do(team, HEAD, ImportCaseload((write(tmp_path / "later.json", moved),)))
    lists: dict[str, Callable[[Desk], Any]] = {
        "caseload": lambda desk: desk.ask(CaseloadOn()).lines,
        "due": lambda desk: desk.ask(DutiesDue()),
        "moves": lambda desk: desk.ask(MovesSince(1)).people,
        "papers": lambda desk: desk.ask(PapersInHand()),
        "packs": lambda desk: desk.ask(PacksDue(TODAY, FAR)),
        "search": lambda desk: desk.ask(Search("specimen", limit=50)),
    }
    for what, tell in lists.items():
        everybody, mine = numbers(tell(team.at(HEAD))), numbers(tell(team.at(POM)))
        assert mine, what
        assert mine == everybody & set(OF_POM), what
        assert len(everybody) > len(mine), what
    assert numbers(team.at(POM).ask(Search("spexcimen"))) == set(OF_POM)


def test_what_somebody_looked_at_is_news_to_the_others(team: Team, tmp_path: Path) -> None:
    for name in (POM, SUPERVISOR):
        do(team, name, MarkMovesSeen(10**6))
    later = people_of_the_desk() | {"asAt": "2026-11-24"}
    later["prisoners"][0]["conditionalReleaseDate"] = "2028-05-05"
    do(team, HEAD, ImportCaseload((write(tmp_path / "later.json", later),)))
    do(team, SUPERVISOR, MarkMovesSeen(10**6))
    assert team.at(SUPERVISOR).ask(MovesSince()).people == []
    assert numbers(team.at(POM).ask(MovesSince()).people) == {MINE}
    assert team.at(POM).ask(TodayOn()).moved == 1


def load(today: Today) -> int:
    """Open duties in the weeks of a morning."""
    return sum(sum(week.counts.values()) for week in today.weeks)


def test_the_morning_and_the_counts_of_a_pom_are_their_own(team: Team) -> None:
    for number in (MINE, THEIRS):
        follow = replace(contact(team.id(number)), next_step="Ring the COM", due=date(2026, 12, 1))
        do(team, HEAD, follow)
    whole, mine = team.at(HEAD).ask(TodayOn()), team.at(POM).ask(TodayOn())
    assert (whole.people, mine.people) == (CASES, len(OF_POM))
    for name in ("late", "this_week", "coming", "blocked", "snoozed"):
        told = numbers(getattr(whole, name)) & set(OF_POM)
        assert numbers(getattr(mine, name)) == told
    assert 0 < load(mine) < load(whole)
    first = team.at(POM).ask(CaseloadOn(limit=2))
    assert (first.total, numbers(first.lines)) == (len(OF_POM), {OF_POM[0], OF_POM[1]})


def test_entries_are_found_in_own_cases_only(team: Team) -> None:
    for number in (THEIRS, MINE, THEIRS):
        do(team, HEAD, contact(team.id(number), "the violin in the chapel"))
    found = team.at(POM).ask(Search("violin", limit=1))
    assert [(one.kind, one.prisoner_number) for one in found] == [("entry", MINE)]


def test_somebody_elses_case_is_found_by_its_whole_number_and_has_no_name(team: Team) -> None:
    pom = team.at(POM)
    (found,) = pom.ask(Search(f" {THEIRS.lower()} "))
    assert (found.kind, found.prisoner_number) == ("hidden", THEIRS)
    assert (found.first_name, found.last_name, found.entry, found.excerpt) == ("", "", None, "")
    assert found.person_id == team.id(THEIRS)
    assert pom.ask(Search(THEIRS[:-1])) == []
    assert pom.ask(Search("X300001")) == []  # their CRN
    assert pom.ask(Search("specimen bbb")) == []
    assert pom.ask(Search("spexcimen bbb")) == []
    assert pom.ask(Search(MINE))[0].kind == "person"
    assert team.at(SUPERVISOR).ask(Search(THEIRS))[0].kind == "person"


# ---- signatures -------------------------------------------------------------------------------


def test_everybody_signs_as_themselves(team: Team) -> None:
    number = drafted(team, POM, MINE)
    for who in (SUPERVISOR, "", "Paul Pomm"):
        assert team.refused(POM, CheckPaper(number, who, BEHAVIOUR)) == "ROL-WHO"
    do(team, POM, CheckPaper(number, " paul  POM ", BEHAVIOUR))
    sign = CountersignPaper(number, COLLEAGUE, BEHAVIOUR)
    assert team.refused(SUPERVISOR, sign) == "ROL-WHO"
    assert team.refused(POM, CountersignPaper(number, POM, BEHAVIOUR)) == "ROL-MAY"
    do(team, SUPERVISOR, CountersignPaper(number, SUPERVISOR, BEHAVIOUR))
    steps = team.at(HEAD).ask(PaperOf(number)).paper.steps
    assert [one.who for one in steps if one.kind is StepKind.COUNTERSIGNED] == [SUPERVISOR]


def test_a_supervisor_does_not_sign_their_own_work(team: Team) -> None:
    begun = drafted(team, SUPERVISOR, MINE)
    do(team, POM, CheckPaper(begun, POM, BEHAVIOUR))
    own = CountersignPaper(begun, SUPERVISOR, BEHAVIOUR)
    assert team.refused(SUPERVISOR, own) == "ROL-SELF"
    do(team, HEAD, CountersignPaper(begun, HEAD, BEHAVIOUR))


def test_words_that_others_wrote_over_are_own_work_still(team: Team) -> None:
    number = drafted(team, POM, MINE)
    do(team, SUPERVISOR, WriteSection(number, "behaviour", passage("She wrote this herself.")))
    do(team, POM, WriteSection(number, "behaviour", passage("She wrote this herself!")))
    do(team, POM, CheckPaper(number, POM, BEHAVIOUR))
    own = CountersignPaper(number, SUPERVISOR, BEHAVIOUR)
    assert team.refused(SUPERVISOR, own) == "ROL-SELF"


def test_giving_a_paper_back_is_not_writing_in_it(team: Team) -> None:
    number = drafted(team, POM, MINE)
    do(team, POM, CheckPaper(number, POM, BEHAVIOUR))
    do(team, SUPERVISOR, ReturnPaper(number, SUPERVISOR, "Say more of May"))
    do(team, POM, CheckPaper(number, POM, BEHAVIOUR))
    do(team, SUPERVISOR, CountersignPaper(number, SUPERVISOR, BEHAVIOUR))


def test_who_checked_a_paper_does_not_countersign_it(team: Team) -> None:
    number = drafted(team, POM, MINE)
    do(team, SUPERVISOR, CheckPaper(number, SUPERVISOR, BEHAVIOUR))
    sign = CountersignPaper(number, SUPERVISOR, BEHAVIOUR)
    assert team.refused(SUPERVISOR, sign) == "REQ-PAPER-SAME"


def test_before_roles_hold_names_are_typed_as_ever(tmp_path: Path) -> None:
    with opened(tmp_path, roles=False) as team:
        number = drafted(team, POM, THEIRS)
        do(team, POM, CheckPaper(number, "Sue Manager", BEHAVIOUR))
        do(team, POM, CountersignPaper(number, "Pat Head", BEHAVIOUR))
        assert len(team.at(NOBODY).ask(CaseloadOn()).lines) == CASES


# ---- undo -------------------------------------------------------------------------------------


def undo_refused(team: Team, name: str, operation_id: int | None) -> str:
    """The code with which somebody's undo is refused; nothing was changed."""
    assert operation_id is not None
    before = team.kept()
    with pytest.raises((RoleRefused, RequestRefused)) as found:
        team.at(name).undo(operation_id)
    assert team.kept() == before
    return found.value.code


def test_a_pom_takes_nothing_back_on_somebody_elses_case(team: Team) -> None:
    operation = team.at(COLLEAGUE).do(contact(team.id(THEIRS))).operation_id
    assert undo_refused(team, POM, operation) == "ROL-CASE"
    assert undo_refused(team, AUDITOR, operation) == "ROL-MAY"
    assert undo_refused(team, NOBODY, operation) == "ROL-NONE"
    back = team.at(COLLEAGUE).undo(operation or 0)
    assert undo_refused(team, POM, back.operation_id) == "ROL-CASE"
    assert undo_refused(team, AUDITOR, back.operation_id) == "ROL-MAY"
    team.at(SUPERVISOR).undo(back.operation_id or 0)


def test_nobody_takes_back_what_they_may_not_do(team: Team) -> None:
    operation = team.at(HEAD).do(RecordAllocation(team.id(MINE), "S1", "S4", TODAY)).operation_id
    assert undo_refused(team, POM, operation) == "ROL-MAY"
    setting = team.at(HEAD).do(SaveSetting("caseload.any", 1)).operation_id
    assert undo_refused(team, AUDITOR, setting) == "ROL-MAY"
    team.at(POM).undo(setting or 0)


def test_a_role_is_not_undone(team: Team) -> None:
    receipt = set_role(team.at(HEAD), POM, team.at(SUPERVISOR).signed.role or _none(), ())
    assert receipt.operation_id is None
    (last,) = team.logged("SET_ROLE")[-1:]
    for name in (HEAD, POM):
        assert undo_refused(team, name, int(last.correlation)) == "REQ-UNDO"


def test_the_log_tells_what_was_taken_back(team: Team) -> None:
    made = team.at(POM).do(contact(team.id(MINE))).operation_id
    back = team.at(POM).undo(made or 0).operation_id
    team.at(POM).undo(back or 0)
    told = [json.loads(one.detail)["undone"] for one in team.logged("UNDO")]
    assert told == ["add_entry", "undo"]


def _none() -> Any:
    raise AssertionError("a supervisor has a role")


# ---- breaking the glass -----------------------------------------------------------------------


def test_a_case_opens_by_a_reason_that_is_written_down_first(team: Team) -> None:
    person_id, pom = team.id(THEIRS), team.signed_in(POM)
    with pytest.raises(RoleRefused, match="ROL-CASE"):
        pom.ask(CaseOf(person_id))
    pom.break_glass(person_id, f"  {WHY} \n")
    (event,) = team.logged("BREAK_GLASS")
    assert (event.name, event.kind, event.reason) == (POM, "consult", WHY)
    assert event.role == "pom"
    assert event.subject
    assert pom.ask(CaseOf(person_id)).person_id == person_id
    pom.do(contact(person_id))
    assert THEIRS not in numbers(pom.ask(CaseloadOn()).lines)
    pom.break_glass(person_id, "")  # it is open: nothing more to say
    assert len(team.logged("BREAK_GLASS")) == 1


@pytest.mark.parametrize("reason", ["", "   ", "leave", "on leave", "x y z", "no no no", "1 2 3 4"])
def test_a_reason_says_something(team: Team, reason: str) -> None:
    with pytest.raises(RoleRefused, match="ROL-REASON"):
        team.at(POM).break_glass(team.id(THEIRS), reason)
    with pytest.raises(RoleRefused, match="ROL-REASON"):
        team.at(POM).break_glass(team.id(THEIRS), "so many words " * 50)
    assert not team.logged("BREAK_GLASS")
    assert team.refused(POM, CaseOf(team.id(THEIRS))) == "ROL-CASE"


def test_a_reason_names_nobody(team: Team) -> None:
    person_id = team.id(THEIRS)
    lines = team.at(SUPERVISOR).ask(CaseloadOn()).lines
    (name,) = [one.last_name for one in lines if one.person_id == person_id]
    for whom in (THEIRS.lower(), f"{THEIRS[:4]} {THEIRS[4:]}", name.upper(), f"{name}'s"):
        with pytest.raises(RoleRefused) as found:
            team.at(POM).break_glass(person_id, f"Parole hearing today of {whom} moved")
        assert found.value.code == "ROL-REASON-NAMED"
    assert not team.logged("BREAK_GLASS")
    team.at(POM).break_glass(person_id, f"Parole hearing today of pre{name} moved")


def test_glass_is_broken_by_a_pom_for_one_case_and_one_session(team: Team) -> None:
    person_id = team.id(THEIRS)
    team.at(POM).break_glass(person_id, WHY)
    assert team.refused(POM, CaseOf(team.id("A1002AA"))) == "ROL-CASE"
    again = team.signed_in(POM)
    with pytest.raises(RoleRefused, match="ROL-CASE"):
        again.ask(CaseOf(person_id))


def test_an_auditor_and_somebody_without_a_role_break_nothing(team: Team) -> None:
    person_id = team.id(THEIRS)
    for name, code in ((AUDITOR, "ROL-MAY"), (NOBODY, "ROL-NONE")):
        with pytest.raises(RoleRefused, match=code):
            team.at(name).break_glass(person_id, WHY)
    with pytest.raises(RequestRefused, match="REQ-PERSON"):
        team.at(POM).break_glass(999, WHY)
    for name, number in ((SUPERVISOR, THEIRS), (HEAD, THEIRS), (POM, SHARED)):
        team.at(name).break_glass(team.id(number), WHY)
    assert not team.logged("BREAK_GLASS")


def test_glass_that_cannot_be_written_down_stays_whole(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    pom, person_id = team.at(POM), team.id(THEIRS)

    def full(*_given: Any) -> None:
        raise StoreRefused("STO-FULL")

    with monkeypatch.context() as broken:
        broken.setattr("pomdesk.store.unit_of_work.append", full)
        with pytest.raises(AuditRefused, match="AUD-WRITE"):
            pom.break_glass(person_id, WHY)
        with pytest.raises(RoleRefused, match="ROL-CASE"):
            pom.ask(CaseOf(person_id))


def test_a_reason_given_beforehand_opens_what_is_asked_for(team: Team) -> None:
    pom, number = team.at(POM), drafted(team, COLLEAGUE, THEIRS)
    pom.glass = WHY
    assert pom.ask(PaperOf(number)).paper.id == number
    pom.do(contact(team.id(THEIRS)))
    assert [one.reason for one in team.logged("BREAK_GLASS")] == [WHY]
    pom.glass = "no"
    with pytest.raises(RoleRefused, match="ROL-REASON"):
        pom.ask(CaseOf(prisoner_number="A1002AA"))
    auditor = team.at(AUDITOR)
    auditor.glass = WHY
    with pytest.raises(RoleRefused, match="ROL-MAY"):
        auditor.ask(CaseOf(prisoner_number=THEIRS))


# ---- what the log is told ---------------------------------------------------------------------


def test_a_refusal_is_written_down_once(team: Team) -> None:
    for _ in range(3):
        assert team.refused(POM, CaseOf(prisoner_number=THEIRS)) == "ROL-CASE"
    assert team.refused(AUDITOR, CaseloadOn()) == "ROL-MAY"
    one, other = team.logged("REFUSED")
    assert (one.role, one.detail) == ("pom", '{"code":"ROL-CASE","what":"VIEW_CASE"}')
    assert one.subject
    assert (other.role, other.subject) == ("auditor", "")


def test_the_role_stands_on_every_event(team: Team) -> None:
    for name in (POM, SUPERVISOR, HEAD):
        do(team, name, contact(team.id(MINE)))
    assert [one.role for one in team.logged("ADD_ENTRY")] == ["pom", "supervisor", "head"]


def test_a_list_of_one_person_is_logged_as_theirs(team: Team) -> None:
    team.at(POM).ask(DutiesDue(person_id=team.id(MINE)))
    (event,) = team.logged("LIST_DUTIES")
    assert event.subject


def test_what_was_remembered_of_own_cases_follows_the_store(team: Team) -> None:
    pom = team.at(POM)
    assert len(pom.ask(CaseloadOn()).lines) == len(OF_POM)
    set_role(team.at(HEAD), POM, pom.signed.role or _none(), ("S1", "S2"))
    assert len(pom.ask(CaseloadOn()).lines) == len(OF_POM) + 3
    set_role(team.at(HEAD), POM, pom.signed.role or _none(), ())
    assert pom.ask(CaseloadOn()).lines == []
    assert pom.ask(TodayOn()).people == 0
