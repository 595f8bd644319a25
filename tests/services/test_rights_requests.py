"""What people ask for: when it is due, what is in the draft, who decides, what goes out."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pomdesk.domain.errors import PomdeskError
from pomdesk.domain.facts import SourceKind
from pomdesk.domain.record import EntryKind
from pomdesk.domain.rights import Decision, Flag, Ground, PackItem, RequestKind, RequestStage
from pomdesk.readmodels.rights import Pack
from pomdesk.rules.subject_access import given_out, told_elsewhere
from pomdesk.services.commands.correct_fact import CorrectFact
from pomdesk.services.commands.entries import AddEntry, ChangeEntry, RemoveEntry
from pomdesk.services.commands.rights_requests import (
    CloseRequest,
    DecideItem,
    FlagItem,
    OpenRequest,
)
from pomdesk.services.desk import Desk
from pomdesk.services.queries.case import CaseOf
from pomdesk.services.queries.rights_now import RecordsOn, RequestsOf, SubjectPack
from tests.services.desks import MONDAY
from tests.services.rights_desk import CANARY, Fill, desk_of, number_of, signed_in_as

Others = Ground.RIGHTS_OF_OTHERS


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    """A small desk."""
    made = desk_of(tmp_path, 6)
    yield made
    made.close()


def refused(desk: Desk, command: Any) -> PomdeskError:
    """What a command is refused with."""
    with pytest.raises(PomdeskError) as found:
        desk.do(command)
    return found.value


def asked(desk: Desk, person_id: int, kind: RequestKind = RequestKind.ACCESS) -> str:
    """Open a request; its reference."""
    return desk.do(OpenRequest(person_id, kind, MONDAY)).result[0]


def items(pack: Pack, section: str) -> list[PackItem]:
    """The parts of one section."""
    return [item for item in pack.items if item.section == section]


def wrote(desk: Desk, person_id: int, kind: EntryKind = EntryKind.NOTE, **more: Any) -> str:
    """Write something down; the key of its part."""
    return f"entry:{desk.do(AddEntry(person_id, kind, MONDAY, **more)).result}"


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-10-31", "2026-11-30"),  # the last day of a shorter month
        ("2026-10-14", "2026-11-16"),  # a Saturday goes on to Monday
        ("2026-11-23", "2026-12-23"),
        ("2026-11-25", None),
        ("1899-12-31", None),
    ],
)
def test_a_request_is_due_in_one_month(desk: Desk, received: str, due: str | None) -> None:
    person_id, number = number_of(desk)
    command = OpenRequest(person_id, RequestKind.ACCESS, date.fromisoformat(received))
    if due is None:
        assert refused(desk, command).code == "SAR-DAY"
        return
    ref, day = desk.do(command).result
    assert day == date.fromisoformat(due)
    assert number not in ref
    (line,) = desk.ask(RecordsOn()).requests
    assert (line.ref, line.due, line.stage) == (ref, day, RequestStage.OPEN)


def test_everything_written_is_in_the_draft_with_where_it_came_from(desk: Desk) -> None:
    person_id, _number = number_of(desk)
    desk.do(CorrectFact(person_id, "person", "cell_location", "B-2-017", why="Seen there."))
    key = wrote(desk, person_id, text="Talked of work.")
    desk.do(ChangeEntry(int(key.partition(":")[2]), {"text": "Talked of education."}))
    gone = wrote(desk, person_id, text="Never said.")
    desk.do(RemoveEntry(int(gone.partition(":")[2])))
    desk.ask(CaseOf(person_id=person_id))
    pack = desk.ask(SubjectPack(person_id))
    by_key = {item.key: item for item in pack.items}
    assert len(by_key) == len(pack.items)
    cell = by_key["person.cell_location"]
    assert cell.fields == (("cell_location", "B-2-017"),)
    assert cell.source is not None
    assert (cell.source.kind, cell.source.on, cell.source.name) == (SourceKind.TYPED, MONDAY, "")
    born = by_key["person.date_of_birth"].source
    assert born is not None
    assert (born.kind, born.on) == (SourceKind.FILE, MONDAY)
    assert dict(by_key[key].fields) == {
        "text": "Talked of education.",
        "earlier_text": "Talked of work.",
    }
    assert dict(by_key[gone].fields) == {"text": "Never said."}
    assert any(item.kind == "person" for item in items(pack, "history"))
    assert any(item.kind == "VIEW_CASE" for item in items(pack, "looks"))
    assert "movements" in {item.kind for item in items(pack, "facts")}


def test_every_table_of_the_person_is_in_the_draft(desk: Desk) -> None:
    person_id, _number = number_of(desk, 2)
    desk.do(Fill(person_id))
    pack = desk.ask(SubjectPack(person_id))
    told = {item.key.partition(":")[0] for item in pack.items if CANARY in str(item.fields)}
    tables = {"entry", "duty_mark", "paper_section", "paper_version", "paper_step", "draft", "hold"}
    tables |= {"disposal", "access_request", "movement", "sentence_term", "parole_review"}
    tables |= {
        "early_allocation",
        "assessment",
        "allocation",
        "person.alerts",
        "probation.com_name",
    }
    assert tables <= told
    assert pack.left_out == {"paper_files": 1}


def test_colleagues_are_told_as_roles(desk: Desk) -> None:
    person_id, _number = number_of(desk)
    key = wrote(desk, person_id, text="Talked of work.")
    desk.ask(CaseOf(person_id=person_id))
    desk.disclose("EXPORT_PDF", [person_id], recipient="Parole Board")
    pack = desk.ask(SubjectPack(person_id))
    assert desk.who not in str([item for item in pack.items if item.section != "facts"])
    (given,) = items(pack, "disclosures")
    assert dict(given.fields) == {"to_whom": "Parole Board"}
    assert next(item for item in pack.items if item.key == key).source is None


def test_what_is_withheld_from_the_person_is_flagged_before_anybody_reads_it(desk: Desk) -> None:
    person_id, _number = number_of(desk)
    other_id, other = number_of(desk, 1)
    name = desk.ask(CaseOf(person_id=other_id))
    keys = {
        wrote(desk, person_id, EntryKind.VICTIM_LIAISON, who="Ann Other"): Flag.VICTIM,
        wrote(desk, person_id, EntryKind.VICTIM_NOTE, what="other", text="Told."): Flag.VICTIM,
        wrote(desk, person_id, EntryKind.SIGNIFICANT_EVENT, what="security"): Flag.INTELLIGENCE,
        wrote(desk, person_id, EntryKind.PUBLIC_PROTECTION, what="mappa_f"): Flag.INTELLIGENCE,
        wrote(
            desk, person_id, EntryKind.RESTRICTION, what="no_contact", stage="in_force"
        ): Flag.THIRD_PARTY,
        wrote(desk, person_id, text="His solicitor told him to wait."): Flag.PRIVILEGED,
        wrote(desk, person_id, text=f"Argued with {other}."): Flag.THIRD_PARTY,
        wrote(desk, person_id, text="Ann Other rang about it."): Flag.VICTIM,
        wrote(desk, person_id, text="Found with an intelligence report."): Flag.INTELLIGENCE,
        "person.alerts": Flag.INTELLIGENCE,
    }
    plain = wrote(desk, person_id, text="Talked of work.")
    assert name is not None
    pack = desk.ask(SubjectPack(person_id))
    by_key = {item.key: item for item in pack.items}
    for key, flag in keys.items():
        if key in by_key:
            assert flag in by_key[key].flags, (key, by_key[key].flags)
            assert by_key[key].open
    assert not by_key[plain].flags


def test_a_second_person_decides(desk: Desk) -> None:
    person_id, _number = number_of(desk)
    key = wrote(desk, person_id, EntryKind.VICTIM_NOTE, what="other", text="Told of a hearing.")
    ref = asked(desk, person_id)
    release = DecideItem(ref, key, Decision.RELEASE)
    assert refused(desk, release).code == "SAR-SELF"
    with signed_in_as(desk):
        assert refused(desk, DecideItem(ref, key, Decision.WITHHOLD)).code == "SAR-GROUND"
        redact = DecideItem(ref, key, Decision.REDACT, Others, " ")
        assert refused(desk, redact).code == "SAR-TEXT"
        long = DecideItem(ref, key, Decision.REDACT, Others, "x" * 20_001)
        assert refused(desk, long).code == "SAR-LONG"
        assert refused(desk, DecideItem(ref, "entry:0", Decision.RELEASE)).code == "SAR-ITEM"
        assert refused(desk, DecideItem("R1", key, Decision.RELEASE)).code == "SAR-GONE"
        desk.do(release)
    item = next(one for one in desk.ask(SubjectPack(person_id)).items if one.key == key)
    assert (item.decision, item.decided_by, item.open) == (Decision.RELEASE, "Bea Second", False)


def test_of_another_text_nothing_was_decided(desk: Desk) -> None:
    person_id, _number = number_of(desk)
    key = wrote(desk, person_id, EntryKind.VICTIM_NOTE, what="other", text="Told of a hearing.")
    ref = asked(desk, person_id)
    with signed_in_as(desk):
        desk.do(DecideItem(ref, key, Decision.RELEASE))
    desk.do(ChangeEntry(int(key.partition(":")[2]), {"text": "Told of a hearing, by name."}))
    item = next(one for one in desk.ask(SubjectPack(person_id)).items if one.key == key)
    assert item.open


def test_anybody_may_say_that_a_part_needs_a_decision(desk: Desk) -> None:
    person_id, _number = number_of(desk)
    key = wrote(desk, person_id, text="His aunt was there.")
    ref = asked(desk, person_id)
    with signed_in_as(desk):
        desk.do(DecideItem(ref, key, Decision.RELEASE))
    desk.do(FlagItem(ref, key, frozenset({Flag.THIRD_PARTY})))
    item = next(one for one in desk.ask(SubjectPack(person_id)).items if one.key == key)
    assert (item.flags, item.open) == (frozenset({Flag.THIRD_PARTY}), True)


def test_what_is_kept_back_is_in_nothing_that_goes_out(desk: Desk) -> None:
    person_id, _number = number_of(desk)
    kept = wrote(desk, person_id, text="The aunt of somebody in Leeds rang about him.")
    changed = wrote(desk, person_id, text="A cousin in Hull rang about him too.")
    ref = asked(desk, person_id)
    with signed_in_as(desk):
        desk.do(DecideItem(ref, kept, Decision.WITHHOLD, Others))
        desk.do(DecideItem(ref, changed, Decision.REDACT, Others, "Somebody rang."))
    pack = desk.ask(SubjectPack(person_id))
    told = repr(given_out(pack.items))
    assert "aunt" not in told
    assert "cousin" not in told
    assert "Somebody rang." in told
    assert kept not in told
    digests = {item.digest for item in pack.items}
    assert not any(digest in told for digest in digests if digest)


def test_words_that_are_kept_back_and_stand_elsewhere_are_found(desk: Desk) -> None:
    person_id, _number = number_of(desk)
    kept = wrote(desk, person_id, text="The aunt of somebody rang.")
    again = wrote(desk, person_id, text="As noted: the  AUNT of\nsomebody rang. More.")
    ref = asked(desk, person_id)
    assert told_elsewhere(desk.ask(SubjectPack(person_id)).items) == []
    with signed_in_as(desk):
        desk.do(DecideItem(ref, kept, Decision.WITHHOLD, Others))
        assert [one.key for one in told_elsewhere(desk.ask(SubjectPack(person_id)).items)] == [
            again
        ]
        desk.do(DecideItem(ref, again, Decision.REDACT, Others, "the aunt of somebody rang."))
        assert len(told_elsewhere(desk.ask(SubjectPack(person_id)).items)) == 1
        desk.do(DecideItem(ref, again, Decision.REDACT, Others, "Somebody rang."))
    assert told_elsewhere(desk.ask(SubjectPack(person_id)).items) == []


@pytest.mark.parametrize("kind", [RequestKind.RECTIFICATION, RequestKind.ERASURE])
def test_a_refused_rectification_keeps_what_the_person_says(desk: Desk, kind: RequestKind) -> None:
    person_id, number = number_of(desk)
    ref = asked(desk, person_id, kind)
    assert refused(desk, CloseRequest(ref, RequestStage.OPEN, "Why.")).code == "SAR-STAGE"
    assert refused(desk, CloseRequest(ref, RequestStage.ANSWERED, "Why.")).code == "SAR-STAGE"
    assert refused(desk, CloseRequest(ref, RequestStage.REFUSED, " ")).code == "RET-WHY"
    desk.do(CloseRequest(ref, RequestStage.REFUSED, "It was as written.", "I was not there."))
    assert refused(desk, CloseRequest(ref, RequestStage.GRANTED, "Why.")).code == "SAR-CLOSED"
    (line,) = desk.ask(RequestsOf(number))
    assert (line.stage, line.why, line.statement) == (
        RequestStage.REFUSED,
        "It was as written.",
        "I was not there.",
    )
    assert desk.ask(RecordsOn()).requests == []
    told = items(desk.ask(SubjectPack(person_id)), "rights")
    assert "I was not there." in str([item.fields for item in told])


def test_what_is_held_is_answered_or_refused(desk: Desk) -> None:
    person_id, _number = number_of(desk)
    ref = asked(desk, person_id)
    assert refused(desk, CloseRequest(ref, RequestStage.GRANTED, "Why.")).code == "SAR-STAGE"
    desk.do(CloseRequest(ref, RequestStage.ANSWERED, "Sent to the team."))
    key = "person.last_name"
    with signed_in_as(desk):
        assert refused(desk, DecideItem(ref, key, Decision.RELEASE)).code == "SAR-CLOSED"


def test_a_request_of_somebody_else_is_not_theirs(desk: Desk) -> None:
    person_id, _number = number_of(desk)
    other, _ = number_of(desk, 1)
    ref = asked(desk, person_id)
    with pytest.raises(PomdeskError) as found:
        desk.ask(SubjectPack(other, ref))
    assert found.value.code == "SAR-GONE"
    assert json.dumps([line.ref for line in desk.ask(RequestsOf())]) == json.dumps([ref])
