"""The table of access: whole, and as it was meant, line by line and role by role.

What is meant is written out here a second time, in another form, so that a slip in the table
shows. A new query or command needs a word here as it needs a line there.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any, cast

import pytest

from pomdesk.domain.access import Access, DeskRole, Scope, Signed
from pomdesk.domain.audit import Kind
from pomdesk.domain.errors import RoleRefused
from pomdesk.services import access, commands, gate, queries
from pomdesk.store.unit_of_work import UnitOfWork

P, S, H, A = DeskRole
LETTERS = {P: "P", S: "S", H: "H", A: "A"}

# Who may what: P a POM, S a supervisor, H the head of OMU, A an auditor.
MAY = {
    # One case: a POM's own.
    "PSH case": """
        CaseOf RecordOf EntriesOf TimelineOf FactHistory WhyDuty ChronologyOf PapersOf
        PaperOf EvidenceFor ReadyOf HitsIn VersionText FinalPdf PaperByHash
        correct_fact settle_fact add_entry change_entry remove_entry
        record_assessment record_countersignature record_transfer record_recall
        record_parole_outcome mark_duty unmark_duty
        begin_paper write_section keep_version drop_paper check_paper return_paper
        tick_disclosure accept_hit finish_paper send_paper
        break_glass HoldsOf PersonNumbered open_request
    """,
    "SH case": """
        record_allocation countersign_paper SubjectPack hold_record release_hold keep_record
        propose_disposal withdraw_disposal confirm_disposal
    """,
    "SH list": "RecordsOn RequestsOf",
    # Several: a POM's own.
    "PSH list": """
        CaseloadOn TodayOn DutiesDue MovesSince PapersInHand PacksDue Search
        VisitProposal VisitsNow VisitOf VisitAfterwards ClashesOpen PackFile
        plan_visit change_visit drop_visit begin_visit capture_stop end_visit write_visit_note
        take_out_visit make_visit_return note_visit_return clear_visit_pack bring_back_visit
        settle_clash write_off_pack
    """,
    # Nobody in particular.
    "PSHA unit": """
        TimetablesOf HangsOn StaffKnown OwnTemplates LocalTemplates LearnedWords Settings
        StatusOfDesk RolesNow LogHead MyDrafts keep_drafts open_desk back_up
        drill
    """,
    "HA unit": "LogStands LogLines PeopleInLog verify_log export_log",
    "PSH unit": """
        PolicySettings mark_moves_seen learn_word forget_word save_setting
        correct_place drop_place open_visit_pack
    """,
    "SH unit": """
        Watched import_caseload save_mapping use_template drop_template override_setting
        withdraw_override close_request flag_item decide_item set_backup_folder
    """,
    "H unit": """
        set_role drop_role change_people restore prune_log anchor_log confirm_clock
        freeze_day
        write_demo_record write_demo_papers write_demo_quality
    """,
}
OF_QUALITY = "PSHA unit"
"""Everything of quality assurance: its own roles decide (``services/quality/acting``)."""

LOGGED = {
    "": """
        TimetablesOf HangsOn StaffKnown OwnTemplates LocalTemplates LearnedWords Settings
        StatusOfDesk RolesNow PolicySettings LogHead LogStands PersonNumbered
        MyDrafts
    """,
    Kind.COLLECT: "import_caseload write_demo_record write_demo_quality open_visit_pack",
    Kind.COMBINE: "begin_paper write_demo_papers bring_back_visit",
    Kind.DISCLOSE: "send_paper export_log take_out_visit make_visit_return",
    Kind.ERASE: "prune_log confirm_disposal clear_visit_pack",
    Kind.SYSTEM: """
        verify_log anchor_log save_setting set_role drop_role change_people restore confirm_clock
        set_backup_folder back_up drill keep_drafts open_desk freeze_day
        note_visit_return
    """,
}
"""How what is no plain look (consult) and no plain change (alter) is logged."""

SIGNED = {"check_paper", "countersign_paper", "return_paper", "tick_disclosure", "accept_hit"}


def requests(package: Any, *more: str) -> Iterator[type]:
    """Every query or command in the modules of a package."""
    found = [m.name for m in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")]
    for name in (*found, *more):
        for one in vars(importlib.import_module(name)).values():
            if inspect.isclass(one) and one.__module__ == name and "run" in vars(one):
                yield one


QUERIES = {one.__name__: one for one in requests(queries)}
COMMANDS = {
    cast("Any", one).name: one
    for one in requests(commands, "pomdesk.services.demo", "pomdesk.services.demo_quality")
}
OF_ITS_OWN = {
    name for name, one in {**QUERIES, **COMMANDS}.items() if ".quality_" in one.__module__
}


def meant() -> dict[str, str]:
    """What was meant, by name: letters of the roles, and the scope."""
    told = {name: who for who, names in MAY.items() for name in names.split()}
    assert sum(len(names.split()) for names in MAY.values()) == len(told), "something stands twice"
    assert not told.keys() & OF_ITS_OWN
    return told | dict.fromkeys(OF_ITS_OWN, OF_QUALITY)


def table() -> dict[str, Access]:
    """The table of access, as one."""
    return {**access.QUERIES, **access.COMMANDS, **access.ACTS}


EVERY: Mapping[str, type] = {
    name: one for name, one in {**QUERIES, **COMMANDS}.items() if name in table()
}


def test_every_query_and_every_command_stands_in_the_table_and_nothing_else() -> None:
    assert set(access.QUERIES) == set(QUERIES)
    assert set(access.COMMANDS) == set(COMMANDS)
    assert not set(access.ACTS) & {*access.QUERIES, *access.COMMANDS}


def test_the_table_says_what_was_meant() -> None:
    said = {
        name: f"{''.join(LETTERS[role] for role in DeskRole if role in line.roles)} {line.scope}"
        for name, line in table().items()
    }
    assert said == meant()


def test_the_log_calls_each_what_it_is() -> None:
    usual = {name: kind for kind, names in LOGGED.items() for name in names.split()}
    for name, line in table().items():
        if name in OF_ITS_OWN:
            continue
        plain = Kind.CONSULT if name in QUERIES or name == "break_glass" else Kind.ALTER
        assert (line.kind or "") == usual.get(name, plain), name
        assert (line.what == "") == (line.kind is None), name


# An undo would lose what was captured, or the record of what left this machine.
VISITS_THAT_LAST = {
    "begin_visit",
    "take_out_visit",
    "open_visit_pack",
    "make_visit_return",
    "clear_visit_pack",
}


def test_what_is_done_by_rights_of_people_lasts() -> None:
    rights = {n: one for n, one in COMMANDS.items() if ".rights_" in one.__module__}
    assert len(rights) == 10
    lasting = {name for name, line in table().items() if line.lasting}
    assert lasting == set(rights) | VISITS_THAT_LAST
    assert [name for name, one in rights.items() if not getattr(one, "lasting", False)] == []


def test_what_is_signed_is_known() -> None:
    assert {name for name, line in table().items() if line.signs} == SIGNED
    assert {name for name, line in table().items() if line.others_work} == {"countersign_paper"}
    for name in SIGNED:
        assert {"who", "paper_id"} <= {one.name for one in fields(COMMANDS[name])}


def test_what_names_a_person_is_of_a_case_or_a_list_and_says_whose() -> None:
    for name, one in EVERY.items():
        if name in OF_ITS_OWN:
            continue
        named = {field.name for field in fields(one)} & set(gate.WAYS)
        scope = table()[name].scope
        assert not named or scope is not Scope.UNIT, name
        assert named or scope is not Scope.CASE, name


def test_the_number_of_a_row_is_that_of_an_assessment() -> None:
    assert [name for name, one in EVERY.items() if "row_id" in {f.name for f in fields(one)}] == [
        "record_countersignature"
    ]


class Nothing:
    """A store in which nobody holds anything, and nothing is found."""

    def rows(self, _statement: object) -> list[object]:
        """Nothing."""
        return []


class Found(Nothing):
    """A store in which whatever is looked for is person 7's, who is nobody's case."""

    id = person_id = 7
    name = "Somebody Else"

    def rows(self, statement: object) -> list[object]:
        """Person 7, but no allocation."""
        return [] if "FROM allocation" in str(statement) else [self]


STORE, FOUND = cast("UnitOfWork", Nothing()), cast("UnitOfWork", Found())


def bare(one: type) -> Any:
    """A request that names nobody; signed, where it is signed, by Paul Pom."""
    made: Any = object.__new__(one)
    if "who" in {field.name for field in fields(cast("Any", one))}:
        object.__setattr__(made, "who", "Paul Pom")
    return made


def signed(role: DeskRole | None) -> Signed:
    """Paul Pom, in a role."""
    return Signed("Paul Pom", role, frozenset({"S1"}), in_force=True)


def outcome(request: Any, role: DeskRole | None, store: UnitOfWork = STORE) -> str:
    """What the gate says of a request: the code of the refusal, and about whom; "": it passes."""
    try:
        gate.Gate().pass_(store, request, gate.access_of(request), signed(role))
    except RoleRefused as refusal:
        return " ".join(filter(None, (refusal.code, str(refusal.details.get("person", "")))))
    return ""


@pytest.mark.parametrize("role", [*DeskRole, None], ids=lambda role: role or "none")
def test_the_gate_lets_through_and_refuses_as_the_table_says(role: DeskRole | None) -> None:
    told = meant()
    for name, one in EVERY.items():
        request = bare(one)
        line = gate.access_of(request)
        assert line is table()[name]
        allowed = role is not None and LETTERS[role] in told[name].split()[0]
        refusal = "ROL-NONE" if role is None else "ROL-MAY"
        assert outcome(request, role) == ("" if allowed else refusal), name


@pytest.mark.parametrize("role", [*DeskRole, None], ids=lambda role: role or "none")
def test_acts_are_refused_as_the_table_says(role: DeskRole | None) -> None:
    told = meant()
    for name, line in access.ACTS.items():
        allowed = role is not None and LETTERS[role] in told[name].split()[0]
        assert signed(role).may(line) == allowed, name
        if not allowed:
            with pytest.raises(RoleRefused):
                gate.need(signed(role), line)


def test_before_roles_hold_everything_is_let_through() -> None:
    alone = Signed("Anybody", DeskRole.HEAD, frozenset(), in_force=False)
    for one in EVERY.values():
        request = bare(one)
        gate.Gate().pass_(STORE, request, gate.access_of(request), alone)


def test_somebody_elses_case_is_shut_for_a_pom_and_for_nobody_else() -> None:
    for name, one in EVERY.items():
        line = table()[name]
        if line.scope is Scope.UNIT:
            continue
        for role in line.roles:
            request = bare(one)
            ways = [way for way in gate.WAYS if way in {f.name for f in fields(cast("Any", one))}]
            if not ways:
                continue
            for way in ways:
                object.__setattr__(request, way, 7)
            assert outcome(request, role, FOUND) == ("ROL-CASE 7" if role is P else ""), name


def test_what_does_not_say_whose_case_it_is_does_not_pass_a_pom() -> None:
    class Odd:
        """A request of a case that names nobody in a way the gate knows."""

        __dataclass_fields__: Mapping[str, object] = {"hold_id": None}

    line = Access("ODD", Kind.CONSULT, Scope.CASE, frozenset(DeskRole))
    gate.Gate().pass_(STORE, Odd(), line, signed(S))
    with pytest.raises(LookupError):
        gate.Gate().pass_(STORE, Odd(), line, signed(P))


def test_what_stands_in_no_table_does_not_pass() -> None:
    with pytest.raises(LookupError):
        gate.access_of(object())
    with pytest.raises(LookupError):
        access.line_of("anything")
