"""Roles: named, changed, taken away; who opens the store, and what is looked over each month."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pomdesk.domain.access import DeskRole
from pomdesk.domain.audit import Event, Kind
from pomdesk.domain.errors import KeyRefused, RequestRefused, RoleRefused
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.terms import Role
from pomdesk.readmodels.roles import RoleLine, Roles, Watch
from pomdesk.services.commands.quality_people import NamePerson
from pomdesk.services.commands.roles import DropRole, SetRole
from pomdesk.services.people import drop_role, let_in, set_role, take_away
from pomdesk.services.queries.case import CaseOf
from pomdesk.services.queries.caseload import CaseloadOn
from pomdesk.services.queries.roles import RolesNow, Watched
from pomdesk.store.tables import desk_role
from tests.services.role_desk import (
    AUDITOR,
    CASES,
    COLLEAGUE,
    EVERYBODY,
    HEAD,
    MINE,
    NOBODY,
    POM,
    SUPERVISOR,
    THEIRS,
    Rows,
    Team,
    opened,
)

NEW, NEW_SECRET = "Non Newydd", "teapot meadow violin eleven"
WHY = "Covering for Cerys while she is on leave"


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    with opened(tmp_path) as made:
        yield made


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Team]:
    """A store that six people open and in which no roles hold."""
    with opened(tmp_path, roles=False) as made:
        yield made


def roles(team: Team, name: str = HEAD) -> Roles:
    seat = team.at(name)
    return seat.ask(RolesNow(tuple(seat.people())))


def line(team: Team, name: str) -> RoleLine:
    (found,) = (one for one in roles(team).lines if one.name == name)
    return found


def refused(code: str, do: Any, *given: Any, **more: Any) -> Any:
    """Check with which code something is refused; the refusal."""
    with pytest.raises((RoleRefused, RequestRefused, KeyRefused)) as found:
        do(*given, **more)
    assert found.value.code == code
    return found.value


# ---- naming -----------------------------------------------------------------------------------


def test_roles_hold_once_there_is_a_head_and_not_before(fresh: Team) -> None:
    assert len(fresh.at(NOBODY).ask(CaseloadOn()).lines) == CASES
    for role in (DeskRole.POM, DeskRole.SUPERVISOR, DeskRole.AUDITOR):
        refused("ROL-FIRST", set_role, fresh.at(HEAD), POM, role, ("S1",))
    assert not fresh.at(HEAD).ask(Rows(desk_role))
    assert not fresh.at(POM).signed.in_force
    set_role(fresh.at(HEAD), HEAD, DeskRole.HEAD)
    assert fresh.at(HEAD).signed.role is DeskRole.HEAD
    refused("ROL-NONE", fresh.at(NOBODY).ask, CaseloadOn())
    refused("ROL-NONE", set_role, fresh.at(POM), POM, DeskRole.HEAD)
    fresh.name_roles()
    told = {one.name: one.role for one in roles(fresh).lines}
    assert [told[name] for name in EVERYBODY] == [
        DeskRole.HEAD,
        DeskRole.SUPERVISOR,
        DeskRole.POM,
        DeskRole.POM,
        DeskRole.AUDITOR,
        None,
    ]


def test_a_head_may_be_named_by_somebody_else(fresh: Team) -> None:
    set_role(fresh.at(POM), HEAD, DeskRole.HEAD)
    refused("ROL-NONE", set_role, fresh.at(POM), POM, DeskRole.HEAD)
    set_role(fresh.at(HEAD), POM, DeskRole.POM, ("S1",))


def test_where_somebody_leads_quality_they_name_the_first_head(fresh: Team) -> None:
    lead = Member("LEAD", SUPERVISOR, signs_in=SUPERVISOR, roles=frozenset({Role.LEAD}))
    fresh.at(SUPERVISOR).do(NamePerson(lead))
    refused("REQ-QA-ROLE", set_role, fresh.at(POM), POM, DeskRole.HEAD)
    refused("REQ-QA-ROLE", let_in, fresh.at(POM), NEW, NEW_SECRET)
    assert not roles(fresh, POM).may_change
    set_role(fresh.at(SUPERVISOR), HEAD, DeskRole.HEAD)
    # From now on it is the head who says, whoever leads quality.
    refused("ROL-NONE", let_in, fresh.at(SUPERVISOR), NEW, NEW_SECRET, DeskRole.POM)


def test_only_the_head_names_anybody(team: Team) -> None:
    for name in (POM, SUPERVISOR, AUDITOR):
        refused("ROL-MAY", set_role, team.at(name), name, DeskRole.HEAD)
        refused("ROL-MAY", drop_role, team.at(name), COLLEAGUE)
        refused("ROL-MAY", team.at(name).new_recovery_key)
        refused("ROL-MAY", let_in, team.at(name), NEW, NEW_SECRET, DeskRole.HEAD)
        refused("ROL-MAY", take_away, team.at(name), COLLEAGUE)
        refused("ROL-MAY", team.at(name).need, "restore")
        assert not roles(team, name).may_change
    team.at(HEAD).need("restore")
    assert roles(team).may_change


def test_there_is_always_a_head_who_opens_the_store(team: Team) -> None:
    head = team.at(HEAD)
    refused("ROL-LAST", drop_role, head, HEAD)
    refused("ROL-LAST", set_role, head, HEAD, DeskRole.POM)
    set_role(head, HEAD, DeskRole.HEAD, ("S4",))  # that is no change of role
    set_role(head, SUPERVISOR, DeskRole.HEAD)
    set_role(head, HEAD, DeskRole.SUPERVISOR)
    refused("ROL-MAY", drop_role, head, POM)
    refused("ROL-LAST", drop_role, team.at(SUPERVISOR), SUPERVISOR)


def test_a_head_who_cannot_sign_in_is_no_head_left(team: Team) -> None:
    head = team.at(HEAD)
    refused("ROL-NAME", set_role, head, "Nobody Here", DeskRole.HEAD)
    set_role(head, SUPERVISOR, DeskRole.HEAD)
    without = tuple(name for name in EVERYBODY if name != SUPERVISOR)
    assert team.refused(HEAD, DropRole(HEAD, without)) == "ROL-LAST"
    assert team.refused(HEAD, SetRole(HEAD, DeskRole.POM, (), without)) == "ROL-LAST"


def test_names_are_matched_as_they_sign_in(team: Team) -> None:
    set_role(team.at(HEAD), "  nia  NEW ", DeskRole.POM, ("S5", "S6", "S5"))
    made = line(team, NOBODY)
    assert (made.role, made.cases) == (DeskRole.POM, 6)
    assert made.staff == (("S5", "Sam Supervisor 5"), ("S6", "Sam Supervisor 6"))
    set_role(team.at(HEAD), NOBODY, DeskRole.AUDITOR)
    assert len([one for one in roles(team).lines if one.name.casefold() == "nia new"]) == 1
    assert line(team, NOBODY).staff == ()


@pytest.mark.parametrize("number", ["S99", "", "S1 S2", " S1"])
def test_a_staff_number_is_one_that_files_told_of(team: Team, number: str) -> None:
    refused("ROL-STAFF", set_role, team.at(HEAD), POM, DeskRole.POM, (number,))
    refused("ROL-STAFF", let_in, team.at(HEAD), NEW, NEW_SECRET, DeskRole.POM, (number,))
    assert line(team, POM).staff == (("S1", "Sam Supervisor 1"),)
    assert NEW not in team.desk.people()


def test_whose_role_is_taken_away_may_do_nothing(team: Team) -> None:
    team.at(POM).ask(CaseOf(prisoner_number=MINE))
    drop_role(team.at(HEAD), "paul pom")
    refused("ROL-NONE", team.at(POM).ask, CaseOf(prisoner_number=MINE))
    refused("ROL-GONE", drop_role, team.at(HEAD), POM)


def test_what_was_named_is_logged_with_name_and_role(team: Team) -> None:
    set_role(team.at(HEAD), NOBODY, DeskRole.POM, ("S5",))
    drop_role(team.at(HEAD), NOBODY)
    named, dropped = team.logged("SET_ROLE")[-1], team.logged("DROP_ROLE")[-1]
    assert '"name":"Nia New","role":"pom"' in named.detail
    assert '"name":"Nia New","role":""' in dropped.detail
    assert (named.kind, named.role) == ("system", "head")


# ---- who opens the store ------------------------------------------------------------------------


def test_somebody_new_has_a_role_from_the_first(team: Team) -> None:
    head = team.at(HEAD)
    refused("ROL-NEEDS", let_in, head, NEW, NEW_SECRET)
    assert NEW not in head.people()
    let_in(head, f" {NEW} ", NEW_SECRET, DeskRole.POM, ("S2",))
    assert line(team, NEW).role is DeskRole.POM
    assert team.at(NEW).ask(CaseOf(prisoner_number=THEIRS)).person_id
    refused("KEY-TAKEN", let_in, head, NEW, NEW_SECRET, DeskRole.HEAD)
    assert line(team, NEW).role is DeskRole.POM


def test_before_roles_hold_nobody_needs_one(fresh: Team) -> None:
    let_in(fresh.at(POM), NEW, NEW_SECRET)
    assert NEW in fresh.desk.people()
    assert not fresh.at(HEAD).ask(Rows(desk_role))


def test_who_no_longer_opens_the_store_has_no_role_left(team: Team) -> None:
    head = team.at(HEAD)
    take_away(head, COLLEAGUE)
    assert COLLEAGUE not in head.people()
    assert all(one.name != COLLEAGUE for one in roles(team).lines)
    take_away(head, NOBODY)  # who had none
    refused("KEY-UNKNOWN", take_away, head, COLLEAGUE)
    # Whoever takes the name gets what they are given, and nothing that was left.
    let_in(head, COLLEAGUE, NEW_SECRET, DeskRole.AUDITOR)
    assert line(team, COLLEAGUE).role is DeskRole.AUDITOR
    refused("KEY-SELF", take_away, team.signed_in(HEAD), HEAD)


def test_a_role_that_was_left_behind_is_told_and_can_be_taken_away(team: Team) -> None:
    head = team.at(HEAD)
    team.desk._store.remove_person(COLLEAGUE)  # as an older program did
    left = roles(team).lines[-1]
    assert (left.name, left.role, left.opens) == (COLLEAGUE, DeskRole.POM, False)
    drop_role(head, COLLEAGUE)
    assert all(one.opens for one in roles(team).lines)


def test_each_signs_in_with_their_own_passphrase_and_is_who_they_are(team: Team) -> None:
    desk = team.signed_in(POM)
    assert (desk.who, desk.signed.role, desk.signed.staff_ids) == (
        POM,
        DeskRole.POM,
        frozenset({"S1"}),
    )
    assert [desk.may(name) for name in ("CaseloadOn", "import_caseload", "Watched")] == [
        True,
        False,
        False,
    ]
    refused("ROL-CASE", desk.ask, CaseOf(prisoner_number=THEIRS))
    assert team.signed_in(AUDITOR).may("RoundOf")
    assert not team.desk.may("CaseloadOn")
    assert not team.signed_in(NOBODY).may("RoundOf")
    with pytest.raises(LookupError):
        team.desk.may("something else")


# ---- looked over each month ---------------------------------------------------------------------


def watch(team: Team) -> Watch:
    return team.at(SUPERVISOR).ask(Watched())


def test_broken_glass_of_a_month_is_shown_to_seniors(team: Team) -> None:
    assert watch(team).glass == []
    person_id = team.id(THEIRS)
    team.signed_in(POM).break_glass(person_id, WHY)
    team.clock.forward(days=30)
    team.at(POM).break_glass(team.id("A1002AA"), "Complaint has to be answered today")
    newest, oldest = watch(team).glass
    assert (oldest.by, oldest.prisoner_number, oldest.reason) == (POM, THEIRS, WHY)
    assert (oldest.person_id, oldest.last_name) == (person_id, "SPECIMEN-bbb")
    assert newest.prisoner_number == "A1002AA"
    team.clock.forward(days=1)
    assert [one.prisoner_number for one in watch(team).glass] == ["A1002AA"]
    for name, code in ((POM, "ROL-MAY"), (AUDITOR, "ROL-MAY"), (NOBODY, "ROL-NONE")):
        refused(code, team.at(name).ask, Watched())
    assert team.at(HEAD).ask(Watched()).glass


def test_what_was_given_out_is_counted_by_day_and_person(team: Team) -> None:
    assert watch(team).given == []
    for days, size in ((0, 3), (0, 1), (1, 5)):
        team.clock.forward(days=days, minutes=1)
        team.desk.log(Event("EXPORT_LIST", Kind.DISCLOSE, recipient="file", size=size))
    told = [(one.by, one.times, one.people) for one in watch(team).given]
    assert told == [(HEAD, 1, 5), (HEAD, 2, 4)]
