"""The door: asking never writes, doing is whole, undoing takes it back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.facts import SourceKind
from pomdesk.services.clock import Clock, FrozenClock
from pomdesk.services.commands.correct_fact import CorrectFact, SettleFact
from pomdesk.services.commands.import_caseload import ImportCaseload
from pomdesk.services.commands.settings import FreezeDay, SaveSetting
from pomdesk.services.desk import Day, Desk, create_desk, open_desk
from pomdesk.services.queries.case import CaseOf
from pomdesk.services.queries.caseload import CaseloadOn
from pomdesk.services.queries.settings import Settings
from pomdesk.services.queries.status import StatusOfDesk
from pomdesk.services.typed_facts import editable, parse_value
from pomdesk.store import keyfile
from pomdesk.store.keyfile import Cost
from pomdesk.store.tables import setting
from pomdesk.store.unit_of_work import UnitOfWork
from tests import copies

CSV = "Prison number,Surname,Forename,DOB,Sentence start,CRD,Tier\n"
ANN = "A1234BC,Invented,Ann,01/02/1990,01/01/2025,12/05/2028,B1\n"
BOB = "B1234BC,Łuk,Bob,01/02/1991,01/01/2025,12/06/2028,\n"


TODAY = date(2026, 11, 22)


def with_ann_and_bob(folder: Path) -> Desk:
    made = copies.empty(folder, FrozenClock(TODAY))
    file = folder / "caseload.csv"
    file.write_text(CSV + ANN + BOB, "utf-8")
    made.do(ImportCaseload((file,)))
    return made


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = copies.copied(with_ann_and_bob, tmp_path, FrozenClock(TODAY))
    yield made
    made.close()


def test_a_new_desk_takes_the_full_cost_of_a_guess_and_opens_by_both_secrets(
    tmp_path: Path,
) -> None:
    path, clock, policies = tmp_path / "new" / "store.db", FrozenClock(TODAY), copies.policies()
    made, recovery = create_desk(
        path, name="A Jones", passphrase=copies.SECRET, clock=clock, policies=policies
    )
    assert (made.who, made.today, made.path) == ("A Jones", TODAY, path)
    assert not made.by_recovery
    made.do(SaveSetting("caseload.theme", "dark"))
    made.close()
    keys, whole = keyfile.read(path.with_suffix(".keys"))
    assert whole
    assert [slot.cost for slot in keys.slots] == [Cost(memory_kib=65536, passes=3, lanes=4)] * 2
    for secret in (copies.SECRET, recovery):
        again = open_desk(path, secret=secret, clock=clock, policies=policies)
        assert again.by_recovery == (secret == recovery)
        assert again.ask(Settings()) == {"caseload.theme": "dark"}
        again.close()


def ann(desk: Desk) -> int:
    return desk.ask(CaseOf(prisoner_number="A1234BC")).person_id


@dataclass(frozen=True)
class Writing:
    """A query that does what no query may."""

    def run(self, uow: UnitOfWork, day: Day) -> None:
        uow.bulk_insert(setting, [{"name": "x", "value": "1"}])


def test_a_query_that_writes_fails_loudly_and_leaves_nothing(desk: Desk) -> None:
    with pytest.raises(Exception, match=r"(?i)write|read"):
        desk.ask(Writing())
    assert desk.ask(Settings()) == {}


def test_a_correction_is_seen_with_who_typed_it_and_can_be_undone(desk: Desk) -> None:
    before = desk.ask(CaseOf(person_id=ann(desk)))
    receipt = desk.do(
        CorrectFact(before.person_id, "person", "conditional_release_date", "2027-02-03", "letter")
    )
    after = desk.ask(CaseOf(person_id=before.person_id))
    assert after.case.person.conditional_release_date == date(2027, 2, 3)
    source = after.sources.of("person", "conditional_release_date")
    assert source is not None
    assert (source.kind, source.name, source.on) == (
        SourceKind.TYPED,
        "A Jones",
        date(2026, 11, 22),
    )
    (change,) = [c for c in after.changes if c.field == "conditional_release_date"]
    assert (change.before, change.after) == ("2028-05-12", "2027-02-03")
    assert after.result.handover != before.result.handover

    assert receipt.operation_id is not None
    desk.undo(receipt.operation_id)
    undone = desk.ask(CaseOf(person_id=before.person_id))
    assert undone.case == before.case
    assert undone.sources == before.sources


def test_typing_the_same_value_changes_nothing(desk: Desk) -> None:
    command = CorrectFact(ann(desk), "person", "conditional_release_date", "2028-05-12")
    assert desk.do(command).operation_id is None


def test_a_probation_record_begins_with_the_first_fact_typed(desk: Desk) -> None:
    bob = desk.ask(CaseOf(prisoner_number="B1234BC"))
    desk.do(CorrectFact(bob.person_id, "probation", "mappa_level", "2"))
    after = desk.ask(CaseOf(person_id=bob.person_id)).case.probation
    assert after is not None
    assert after.mappa_level == 2


@pytest.mark.parametrize(
    ("section", "field", "value", "code"),
    [
        ("person", "conditional_release_date", "05/13/2027", "REQ-VALUE"),
        ("person", "conditional_release_date", "2027-02-30", "REQ-VALUE"),
        ("person", "recall", "perhaps", "REQ-VALUE"),
        ("person", "prisoner_number", "A1234BC", "REQ-FIELD"),
        ("person", "no_such_field", "1", "REQ-FIELD"),
        ("movements", "movement_date", "2027-01-01", "REQ-FIELD"),
        ("probation", "mappa_level", "4", "REQ-VALUE"),
        ("probation", "rosh_level", "huge", "REQ-VALUE"),
        ("person", "category", "x" * 11, "REQ-VALUE"),
        ("person", "conditional_release_date", "0202-05-12", "REQ-VALUE"),
        ("person", "conditional_release_date", "2027-W20-3", "REQ-VALUE"),
        ("probation", "crn", "nonsense", "REQ-VALUE"),
        ("probation", "tier", "banana", "REQ-VALUE"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_changes(
    desk: Desk, section: str, field: str, value: str, code: str
) -> None:
    before = desk.ask(CaseOf(person_id=ann(desk)))
    with pytest.raises(RequestRefused) as refused:
        desk.do(CorrectFact(before.person_id, section, field, value))
    assert refused.value.code == code
    assert desk.ask(CaseOf(person_id=before.person_id)) == before


def test_blank_means_not_known() -> None:
    for field in editable("person"):
        assert parse_value("person", field, "  ", this_year=2026) in (None, "")


def test_a_blank_makes_no_probation_record(desk: Desk) -> None:
    bob = desk.ask(CaseOf(prisoner_number="B1234BC"))
    assert bob.case.probation is None
    assert desk.do(CorrectFact(bob.person_id, "probation", "tier", "")).operation_id is None
    assert desk.ask(CaseOf(person_id=bob.person_id)) == bob


def test_a_reason_confirms_a_value_and_a_corrected_name_is_listed_by_it(desk: Desk) -> None:
    person_id = ann(desk)
    same = CorrectFact(person_id, "person", "conditional_release_date", "2028-05-12", "court")
    assert desk.do(same).operation_id is not None
    source = desk.ask(CaseOf(person_id=person_id)).sources.of("person", "conditional_release_date")
    assert source is not None
    assert source.kind is SourceKind.TYPED
    assert desk.do(same).operation_id is None
    desk.do(CorrectFact(person_id, "person", "last_name", "Zebra"))
    assert [line.last_name for line in desk.ask(CaseloadOn()).lines] == ["Łuk", "Zebra"]


def test_a_dispute_can_be_settled_either_way(desk: Desk, tmp_path: Path) -> None:
    person_id = ann(desk)
    desk.do(CorrectFact(person_id, "person", "conditional_release_date", "2027-02-03"))
    file = tmp_path / "later.csv"
    file.write_text("Prison number,CRD\nA1234BC,30/06/2028\n", "utf-8")
    (kept,) = desk.do(ImportCaseload((file,))).result.kept
    assert (kept.typed, kept.file_value) == ("2027-02-03", "2028-06-30")
    (disputed,) = desk.ask(CaseOf(person_id=person_id)).disputed
    assert (disputed.typed, disputed.file_value) == ("2027-02-03", "2028-06-30")

    desk.do(SettleFact(person_id, "person", "conditional_release_date", "file"))
    view = desk.ask(CaseOf(person_id=person_id))
    assert view.case.person.conditional_release_date == date(2028, 6, 30)
    assert view.disputed == []
    source = view.sources.of("person", "conditional_release_date")
    assert source is not None
    assert source.kind is SourceKind.FILE
    with pytest.raises(RequestRefused, match="REQ-DISPUTE"):
        desk.do(SettleFact(person_id, "person", "conditional_release_date", "typed"))


def test_lists_are_by_name_with_accents_folded_and_a_first_part_can_be_asked_for(
    desk: Desk,
) -> None:
    whole = desk.ask(CaseloadOn())
    assert [line.last_name for line in whole.lines] == ["Invented", "Łuk"]
    first = desk.ask(CaseloadOn(limit=1))
    assert (len(first.lines), first.total) == (1, 2)
    assert first.lines[0] == whole.lines[0]


def test_an_import_is_undone_whole(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "more.csv"
    file.write_text(CSV + "C1234BC,New,Cy,01/02/1992,01/01/2025,12/07/2028,A1\n", "utf-8")
    before = desk.ask(CaseloadOn())
    receipt = desk.do(ImportCaseload((file,)))
    assert desk.ask(StatusOfDesk()).people == 3
    assert receipt.operation_id is not None
    desk.undo(receipt.operation_id)
    assert desk.ask(CaseloadOn()).lines == before.lines


def test_settings_are_kept_replaced_and_forgotten(desk: Desk) -> None:
    desk.do(SaveSetting("caseload.filter:mine", {"text": "wing a"}))
    desk.do(SaveSetting("caseload.filter:mine", {"text": "wing b"}))
    desk.do(SaveSetting("caseload.other", 1))
    assert desk.ask(Settings("caseload.filter:")) == {"caseload.filter:mine": {"text": "wing b"}}
    desk.do(SaveSetting("caseload.filter:mine", None))
    assert desk.ask(Settings("caseload.filter:")) == {}
    with pytest.raises(RequestRefused, match="REQ-NAME"):
        desk.do(SaveSetting(" ", 1))


@pytest.mark.parametrize(
    "name",
    ["frozen_day", "backup.second_folder", "backup.drilled", "mapping:mine", "moves.seen.a jones",
     "spelling.en.word", "caseload", "calendar_salt2", "anything"],
)  # fmt: skip
def test_a_setting_that_means_more_is_kept_by_its_own_command_only(desk: Desk, name: str) -> None:
    with pytest.raises(RequestRefused) as refused:
        desk.do(SaveSetting(name, "x"))
    assert (refused.value.code, refused.value.details["name"]) == ("REQ-SETTING-OWN", name)
    assert desk.ask(Settings()) == {}


class Moving(Clock):
    """A clock that no test froze: a store's own day is asked for."""

    def now(self) -> datetime:
        return datetime(2026, 11, 22, 12, tzinfo=UTC)

    def today(self) -> date:
        return TODAY


@pytest.mark.parametrize("kept", ['"soon"', "7", "null", "no JSON", '["2026-11-23"]'])
def test_a_frozen_day_that_is_none_freezes_nothing(tmp_path: Path, kept: str) -> None:
    made, policies = copies.empty(tmp_path, FrozenClock(TODAY)), copies.policies()
    made.do(FreezeDay(date(2020, 2, 3)))
    path = made.path
    made.close()
    clock = Moving()
    opened = open_desk(path, secret=copies.SECRET, clock=clock, policies=policies)
    assert opened.today == date(2020, 2, 3)
    with opened._unit("test") as uow:
        uow.connection.execute(setting.update().values(value=kept))
    opened.close()
    again = open_desk(path, secret=copies.SECRET, clock=clock, policies=policies)
    assert again.today == TODAY
    again.close()


def test_everybody_who_listens_hears_of_a_change_and_of_nothing_else(desk: Desk) -> None:
    heard: list[int] = []
    desk.changed.append(lambda: heard.append(1))
    desk.ask(CaseloadOn())
    assert heard == []
    desk.do(SaveSetting("caseload.x", 1))
    assert heard == [1]
