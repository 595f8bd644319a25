"""The audit log of a desk: looks before they show, what leaves, going through it, anchors."""

import ast
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text as sql

from pomdesk.domain.audit import (
    CLOCK_CONFIRMED,
    CLOCK_JUMP,
    NEW_SIGNER,
    Event,
    Head,
    Kind,
    Logged,
    Wrong,
)
from pomdesk.domain.errors import AuditRefused, RequestRefused, RightsRefused, StoreRefused
from pomdesk.readmodels.audit import LogFilter, LogLine
from pomdesk.services import access, audit_log, consulted
from pomdesk.services.clock import FrozenClock
from pomdesk.services.commands.import_caseload import ImportCaseload
from pomdesk.services.commands.settings import SaveSetting
from pomdesk.services.desk import Desk
from pomdesk.services.pruning import prune_log
from pomdesk.services.queries.audit import LogHead, LogLines, LogStands, PeopleInLog
from pomdesk.services.queries.case import CaseOf
from pomdesk.services.queries.caseload import CaseloadOn
from pomdesk.services.queries.duties import DutiesDue
from pomdesk.services.queries.papers import PaperByHash
from pomdesk.services.queries.search import Search
from pomdesk.store import unit_of_work
from pomdesk.store.engine import open_store
from pomdesk.store.tables import audit_subject, hold
from resources.text import Text
from tests import copies, people

DAY = date(2026, 11, 23)
START = datetime(2026, 11, 23, 9, tzinfo=UTC).replace(tzinfo=None)
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class SetClock(FrozenClock):
    """A clock that stands where it is put."""

    day: date = DAY
    times: list[datetime] = field(default_factory=lambda: [START])

    def now(self) -> datetime:
        return self.times[-1]

    def put(self, at: datetime) -> None:
        self.times.append(at)


def with_some(folder: Path) -> Desk:
    desk = copies.empty(folder, SetClock())
    file = folder / "caseload.json"
    file.write_bytes(people.as_json(people.caseload(6, DAY)))
    desk.do(ImportCaseload((file,)))
    return desk


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def desk(tmp_path: Path, clock: SetClock) -> Iterator[Desk]:
    made = copies.copied(with_some, tmp_path, clock)
    yield made
    made.close()


def log_of(desk: Desk, wanted: LogFilter | None = None) -> list[LogLine]:
    """Events, oldest first, without those of reading the log."""
    page = desk.ask(LogLines(wanted or LogFilter(), limit=None))
    return [line for line in reversed(page.lines) if line.event.what != "VIEW_LOG"]


def last(desk: Desk) -> Logged:
    return log_of(desk)[-1].event


# ---- Looking.


def test_a_look_stands_in_the_log_before_the_answer_comes(desk: Desk) -> None:
    desk.ask(CaseOf(1))
    line = log_of(desk)[-1]
    assert (line.event.what, line.event.kind) == ("VIEW_CASE", Kind.CONSULT)
    assert (line.event.name, line.person_id) == (desk.who, 1)
    assert line.event.at == START


def test_the_log_names_nobody_but_by_a_random_reference(desk: Desk) -> None:
    view = desk.ask(CaseOf(1))
    desk.ask(Search(view.case.person.last_name))
    told = repr([line.event for line in log_of(desk)])
    for secret in (view.case.person.prisoner_number, view.case.person.last_name):
        assert secret not in told
    refs = {line.event.subject for line in log_of(desk) if line.person_id == 1}
    assert len(refs) == 1
    assert re.fullmatch("[0-9a-f]{32}", refs.pop())


def test_lists_tell_how_many_people_they_showed(desk: Desk) -> None:
    desk.ask(CaseloadOn())
    assert (last(desk).what, last(desk).size) == ("LIST_CASELOAD", 6)
    number = desk.ask(CaseOf(2)).case.person.prisoner_number
    desk.ask(DutiesDue(prisoner_number=number))
    line = log_of(desk)[-1]
    assert (line.event.what, line.event.size, line.person_id) == ("LIST_DUTIES", 1, 2)


def test_a_query_that_finds_nobody_shows_nobody(desk: Desk) -> None:
    assert desk.ask(PaperByHash("00" * 32)) is None
    assert (last(desk).size, last(desk).subject) == (0, "")
    with pytest.raises(RequestRefused):
        desk.ask(CaseOf(999))
    assert last(desk).what != "VIEW_CASE"


def fill_the_disk(desk: Desk) -> None:
    """No page can be added to the file any more, and none that is there is free."""
    with desk._store.unit_of_work(by="", now=START, today=DAY, command="test") as uow:
        pages = uow.connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        uow.connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    for room in (2000, 200, 0, 0):
        with suppress(AuditRefused):
            for _ in range(200):
                desk.log(Event("SEARCH", Kind.CONSULT, reason="x" * room))
            pytest.fail("the disk does not fill up")


def test_nothing_is_shown_where_it_cannot_be_logged(desk: Desk) -> None:
    fill_the_disk(desk)
    with pytest.raises(AuditRefused) as refused:
        desk.ask(CaseOf(1))
    assert refused.value.code == "AUD-WRITE"
    assert refused.value.details["reason"] == "STO-FULL"
    # It is due again: a second try shows nothing either.
    with pytest.raises(AuditRefused):
        desk.ask(CaseOf(1))
    # What tells of nobody is not logged and still answers.
    assert desk.ask(LogHead()).seq


@pytest.mark.parametrize("code", ["STO-DISK", "STO-BUSY", "STO-READONLY"])
def test_nothing_is_shown_whatever_stops_the_log(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    def failing(*_given: object) -> Head:
        raise StoreRefused(code)

    monkeypatch.setattr(unit_of_work, "append", failing)
    for query in (CaseOf(1), CaseloadOn(), Search("a")):
        with pytest.raises(AuditRefused) as refused:
            desk.ask(query)
        assert refused.value.details["reason"] == code
    # The control: with the log written again, the same is shown.
    monkeypatch.undo()
    assert desk.ask(CaseOf(1)).person_id == 1


def test_closing_tells_how_long_was_looked_at_what(
    desk: Desk, clock: SetClock, tmp_path: Path
) -> None:
    desk.ask(CaseOf(1))
    clock.put(START + timedelta(minutes=2))
    desk.ask(CaseOf(1))
    desk.close()
    store = open_store(tmp_path / copies.STORE, secret=copies.SECRET, now=START)
    again = Desk(store, clock, copies.policies())
    closed = [line for line in log_of(again) if line.event.what == consulted.CLOSE_CASE]
    assert closed[-1].person_id == 1
    assert closed[-1].event.detail == {"times": 2, "seconds": 120}
    again.close()


# ---- Doing.


def test_an_import_is_a_collection_with_its_file_and_counts(desk: Desk) -> None:
    (line,) = log_of(desk, LogFilter(kind=Kind.COLLECT))
    assert line.event.what == "IMPORT_CASELOAD"
    detail = line.event.detail
    files = detail["sha256"]
    assert isinstance(files, list)
    assert [bool(re.fullmatch("[0-9a-f]{64}", one)) for one in files] == [True]
    assert (detail["added"], detail["changed"], detail["refused"]) == (6, 0, 0)
    assert line.event.size == 6
    assert line.event.correlation


def test_an_alteration_tells_fields_and_never_values(desk: Desk) -> None:
    desk.do(SaveSetting("caseload.columns", ["a secret value"]))
    assert last(desk).detail["fields"] == ["setting.id", "setting.name", "setting.value"]
    assert "secret" not in repr(last(desk))


def test_what_is_refused_is_no_alteration(desk: Desk) -> None:
    before = desk.ask(LogHead())
    with pytest.raises(RequestRefused):
        desk.do(SaveSetting("", 1))
    assert desk.ask(LogHead()) == before


def test_taking_somebody_out_again_is_logged_although_they_are_gone(
    desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "one.json"
    one = people.caseload(1, DAY, seed=7)
    file.write_bytes(people.as_json(one))
    done = desk.do(ImportCaseload((file,)))
    assert done.operation_id is not None
    desk.undo(done.operation_id)
    assert (last(desk).what, last(desk).kind) == ("UNDO", Kind.ALTER)
    assert desk.verify_log().holds


def test_the_rows_that_were_refused_leave_the_desk_with_an_event(
    desk: Desk, tmp_path: Path
) -> None:
    caseload: Any = people.caseload(3, DAY, seed=5)
    caseload["prisoners"][0]["dateOfBirth"] = "31/02/1990"
    file = tmp_path / "odd.json"
    file.write_bytes(people.as_json(caseload))
    assert desk.do(ImportCaseload((file,))).result.refused_file
    whats = [line.event.what for line in log_of(desk)][-2:]
    assert whats == ["EXPORT_REFUSED", "IMPORT_CASELOAD"]


# ---- What leaves the desk.


def test_what_leaves_is_logged_with_whom_it_tells_of_and_who_gets_it(desk: Desk) -> None:
    desk.disclose("EXPORT_PDF", [3], recipient="the COM", how="handover-report", pages=4)
    line = log_of(desk)[-1]
    assert (line.event.kind, line.person_id) == (Kind.DISCLOSE, 3)
    assert (line.event.recipient, line.event.size) == ("the COM", 1)
    assert line.event.detail == {"of": "handover-report", "pages": 4}
    desk.disclose("EXPORT_LIST", [1, 2, 2])
    assert (last(desk).size, last(desk).subject, last(desk).recipient) == (2, "", "")


def test_what_cannot_be_logged_is_not_written(desk: Desk, tmp_path: Path) -> None:
    from ui.out import give_out

    target = tmp_path / "paper.pdf"
    give_out(desk, target, b"first", "EXPORT_PDF", people=[1])
    fill_the_disk(desk)
    with pytest.raises(AuditRefused):
        give_out(desk, target, b"second", "EXPORT_PDF", people=[1])
    assert target.read_bytes() == b"first"
    assert sorted(file.suffix for file in tmp_path.iterdir() if "part" in file.name) == []


WRITES = ("reports.write import", "write_bytes", "write_text")
KNOWN = {
    "ui/out.py",  # the one way out
    "ui/prefs.py",  # how the window looks
    "ui/subject_access.py",  # has two files of one event, and tells it itself
}


def test_no_face_writes_a_file_past_the_log() -> None:
    found = {
        str(file.relative_to(ROOT).as_posix())
        for file in (ROOT / "ui").rglob("*.py")
        if any(word in file.read_text("utf-8") for word in WRITES)
    }
    assert found <= KNOWN


def test_a_printer_gets_nothing_before_the_log_has_it() -> None:
    source = (ROOT / "ui/paper/controller.py").read_text("utf-8")
    body = source[source.index("def _send") : source.index("def _next_page")]
    assert body.index("disclose") < body.index("job.begin()")


# ---- Going through it.


def tamper(desk: Desk, statement: str) -> None:
    """What somebody with the data key and another tool can do."""
    with desk._store.unit_of_work(by="", now=START, today=DAY, command="test") as uow:
        kept = uow.rows(sql("SELECT name, sql FROM sqlite_master WHERE name LIKE 'lasting_audit%'"))
        for row in kept:
            uow.connection.exec_driver_sql(f"DROP TRIGGER {row.name}")
        uow.connection.execute(sql(statement))
        for row in kept:
            uow.connection.exec_driver_sql(row.sql)
        uow._rewrote = True


def test_a_whole_log_holds_and_the_log_says_so(desk: Desk) -> None:
    desk.ask(CaseloadOn())
    proof = desk.verify_log()
    assert proof.holds
    assert proof.signed == proof.events
    assert last(desk).what == audit_log.VERIFIED
    state = desk.ask(LogStands()).proved
    assert state is not None
    assert (state.events, state.wrong) == (proof.events, None)


def test_a_broken_log_says_what_and_where(desk: Desk) -> None:
    desk.ask(CaseloadOn())
    tamper(desk, "UPDATE audit SET size = 1 WHERE what = 'LIST_CASELOAD'")
    broken = desk.verify_log().broken
    assert broken is not None
    assert broken.wrong is Wrong.EDITED
    assert last(desk).what == audit_log.BROKEN
    assert last(desk).detail["seq"] == broken.seq
    state = desk.ask(LogStands()).proved
    assert state is not None
    assert (state.wrong, state.seq) == (Wrong.EDITED, broken.seq)


def test_a_log_signed_anew_by_somebody_else_is_found_by_its_owner(desk: Desk) -> None:
    """An insider brings in a key of their own for somebody, and then writes in their name."""
    first = next(line.event for line in log_of(desk) if line.event.what == NEW_SIGNER)
    stranger: dict[str, str | int | list[str]] = {"public": "ab" * 32, "slot": first.who}
    desk.log(Event(NEW_SIGNER, Kind.SYSTEM, detail=stranger))
    broken = desk.verify_log().broken
    assert broken is not None
    assert broken.wrong is Wrong.FORGED


def test_once_a_month_it_is_gone_through_by_itself(desk: Desk, clock: SetClock) -> None:
    assert desk.verify_log_if_due() is None
    clock.put(START + timedelta(days=29))
    assert desk.verify_log_if_due() is None
    clock.put(START + timedelta(days=30))
    proof = desk.verify_log_if_due()
    assert proof is not None
    assert proof.holds
    assert desk.verify_log_if_due() is None
    clock.put(START + timedelta(days=62))
    assert desk.verify_log_if_due() is not None
    # A clock that was set back does not put it off for years.
    clock.put(START - timedelta(days=3))
    assert desk.verify_log_if_due() is not None


# ---- Anchors.


def test_an_anchor_off_a_paper_agrees_or_does_not(desk: Desk) -> None:
    anchor = desk.ask(LogHead()).anchor
    desk.ask(CaseloadOn())
    spaced = f" {anchor[:6]} {anchor[6:].upper()} "
    assert desk.verify_log(anchor, spaced).anchors == 2
    other = anchor[:-1] + ("0" if anchor[-1] != "0" else "1")
    broken = desk.verify_log(other).broken
    assert broken is not None
    assert broken.wrong is Wrong.REBUILT
    beyond = desk.verify_log("999999-0123456789abcdef").broken
    assert beyond is not None
    assert beyond.wrong is Wrong.CUT


def test_an_anchor_is_due_each_week(desk: Desk, clock: SetClock) -> None:
    assert desk.ask(LogStands()).anchor_due
    desk.make_anchor()
    assert not desk.ask(LogStands()).anchor_due
    clock.put(START + timedelta(days=7))
    assert desk.ask(LogStands()).anchor_due


def test_an_anchor_file_is_of_its_store_and_unchanged(desk: Desk, tmp_path: Path) -> None:
    anchor = desk.make_anchor()
    file = tmp_path / "anchor.json"
    file.write_bytes(audit_log.anchor_bytes(anchor))
    assert desk.verify_log(str(file)).anchors == 1
    said = json.loads(file.read_bytes())
    for change, code in (
        ({"number": 1}, "AUD-ANCHOR-CHANGED"),
        ({"hash": "00" * 32}, "AUD-ANCHOR-CHANGED"),
        ({"at": "2020-01-01T00:00:00"}, "AUD-ANCHOR-CHANGED"),
        ({"signature": ""}, "AUD-ANCHOR-CHANGED"),
        ({"store": "00" * 32}, "AUD-ANCHOR-STORE"),
        ({"format": "other"}, "AUD-ANCHOR"),
        ({"number": "many"}, "AUD-ANCHOR"),
        ({"hash": None}, "AUD-ANCHOR"),
        ({"at": 7}, "AUD-ANCHOR"),
    ):
        file.write_text(json.dumps({**said, **change}), "utf-8")
        with pytest.raises(AuditRefused) as refused:
            desk.verify_log(str(file))
        assert refused.value.code == code, change


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"null", b"\xff\xfe", b"[" * 5000, b"{}", b"7", b"x" * 100_000]
)
def test_what_is_no_anchor_file_is_refused(desk: Desk, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "anchor.json"
    file.write_bytes(content)
    with pytest.raises(AuditRefused) as refused:
        desk.verify_log(str(file))
    assert refused.value.code == "AUD-ANCHOR"


@pytest.mark.parametrize("given", ["twelve", "12", "12-xyz", "0-0123456789abcdef", "a\0b", "."])
def test_what_is_no_anchor_is_refused(desk: Desk, given: str) -> None:
    with pytest.raises(AuditRefused) as refused:
        desk.verify_log(given)
    assert refused.value.code == "AUD-ANCHOR"


def test_an_anchor_shows_that_an_older_store_was_put_back(
    desk: Desk, clock: SetClock, tmp_path: Path
) -> None:
    """The control of the mark: with the older mark put back too, only an anchor shows it."""
    desk.close()
    before = {file: file.read_bytes() for file in tmp_path.iterdir() if file.is_file()}

    def opened() -> Desk:
        store = open_store(tmp_path / copies.STORE, secret=copies.SECRET, now=START)
        return Desk(store, clock, copies.policies())

    used = opened()
    used.ask(CaseloadOn())
    anchor = used.make_anchor().head.anchor
    used.close()
    for file, content in before.items():
        file.write_bytes(content)
    back = opened()
    assert back.verify_log().holds
    broken = back.verify_log(anchor).broken
    assert broken is not None
    assert broken.wrong in (Wrong.CUT, Wrong.REBUILT)
    back.close()


# ---- Reading it.


def test_events_are_narrowed_by_person_who_kind_what_and_day(desk: Desk, clock: SetClock) -> None:
    desk.ask(CaseOf(1))
    desk.ask(CaseOf(2))
    clock.put(START + timedelta(days=3))
    desk.ask(CaseOf(2))

    def whats(**wanted: Any) -> list[str]:
        return [line.event.what for line in log_of(desk, LogFilter(**wanted))]

    assert whats(person_id=1) == ["VIEW_CASE", "CLOSE_CASE"]
    assert whats(person_id=2) == ["VIEW_CASE", "CLOSE_CASE", "VIEW_CASE"]
    assert whats(person_id=3) == []
    assert set(whats(what="VIEW_CASE")) == {"VIEW_CASE"}
    assert whats(who="Nobody") == []
    assert whats(who=desk.who)
    assert whats(kind=Kind.ERASE) == []
    assert whats(person_id=2, first=DAY + timedelta(days=3)) == ["CLOSE_CASE", "VIEW_CASE"]
    assert whats(person_id=2, last=DAY) == ["VIEW_CASE"]
    assert whats(first=date.max) == []
    assert whats(last=date.min) == []
    assert whats(first=date.min, last=date.max)


def test_pages_are_read_one_after_another(desk: Desk) -> None:
    for person_id in (1, 2, 3, 4):
        desk.ask(CaseOf(person_id))
    wanted = LogFilter(what="VIEW_CASE")
    first = desk.ask(LogLines(wanted, limit=3))
    assert (len(first.lines), first.more) == (3, True)
    rest = desk.ask(LogLines(wanted, before=first.lines[-1].event.seq, limit=3))
    assert (len(rest.lines), rest.more) == (1, False)


def test_people_are_found_only_if_the_log_tells_of_them(desk: Desk) -> None:
    person = desk.ask(CaseOf(1)).case.person
    (found,) = desk.ask(PeopleInLog(person.prisoner_number.lower()))
    assert found.person_id == 1
    assert desk.ask(PeopleInLog(f"{person.first_name} {person.last_name}"))
    assert desk.ask(PeopleInLog("")) == []
    assert desk.ask(PeopleInLog("%")) == []


def test_who_was_erased_is_a_reference_and_the_chain_still_holds(desk: Desk) -> None:
    desk.ask(CaseOf(1))
    with desk._store.unit_of_work(by="", now=START, today=DAY, command="test") as uow:
        uow.connection.execute(audit_subject.delete().where(audit_subject.c.person_id == 1))
        uow._rewrote = True
    line = next(line for line in log_of(desk) if line.event.what == "VIEW_CASE")
    assert (line.person_id, line.last_name) == (None, "")
    assert line.event.subject
    assert desk.verify_log().holds


def test_an_edited_log_can_still_be_read(desk: Desk) -> None:
    desk.ask(CaseloadOn())
    for column, value in (
        ("kind", "'gossip'"), ("at", "'soon'"), ("detail", "'no json'"), ("size", "'many'"),
        ("name", "CAST(x'ff' AS TEXT)"), ("what", "x'00'"), ("wall_regressed", "7"),
    ):  # fmt: skip
        tamper(desk, f"UPDATE audit SET {column} = {value} WHERE seq = 2")
    assert len(log_of(desk)) > 3
    assert desk.ask(LogStands()).events
    assert desk.verify_log().broken is not None


# ---- Taking out what is old.


def years_later(clock: SetClock, desk: Desk) -> None:
    clock.put(START + timedelta(days=800))
    desk.ask(CaseloadOn())


def test_nothing_is_taken_out_before_its_time(desk: Desk) -> None:
    with pytest.raises(AuditRefused) as refused:
        prune_log(desk)
    assert refused.value.code == "AUD-NOTHING"
    assert refused.value.details == {"months": 24}


def test_old_months_are_taken_out_and_the_log_still_holds(desk: Desk, clock: SetClock) -> None:
    anchor = desk.ask(LogHead()).anchor
    years_later(clock, desk)
    assert desk.ask(LogStands()).old
    gone = prune_log(desk).result
    state = desk.ask(LogStands())
    assert (state.sealed, state.old) == (gone, 0)
    assert [line.event.what for line in log_of(desk)][-1] == "LOG_PRUNED"
    assert desk.verify_log(anchor).holds
    assert all(line.event.seq > gone for line in log_of(desk))


def test_a_hold_on_everything_keeps_the_log(desk: Desk, clock: SetClock) -> None:
    years_later(clock, desk)
    values = {"reason": "inquiry", "by": "A", "at": START, "ended_by": "", "ended_why": ""}
    with desk._store.unit_of_work(by="", now=START, today=DAY, command="test") as uow:
        uow.connection.execute(hold.insert().values(person_id=None, **values))
        uow._rewrote = True
    with pytest.raises(RightsRefused) as refused:
        prune_log(desk)
    assert refused.value.code == "RET-HOLD-ALL"
    assert desk.ask(LogStands()).held


def test_a_doubtful_day_takes_nothing_out(desk: Desk, clock: SetClock) -> None:
    years_later(clock, desk)
    desk.log(Event(CLOCK_JUMP, Kind.SYSTEM, detail={"days": 800}))
    with pytest.raises(RightsRefused) as refused:
        prune_log(desk)
    assert refused.value.code == "TIM-JUMP"
    desk.log(Event(CLOCK_CONFIRMED, Kind.SYSTEM))
    assert prune_log(desk).result


def test_a_log_that_does_not_hold_is_not_shortened(desk: Desk, clock: SetClock) -> None:
    years_later(clock, desk)
    tamper(desk, "UPDATE audit SET size = 9 WHERE seq = 2")
    with pytest.raises(AuditRefused) as refused:
        prune_log(desk)
    assert refused.value.code == "AUD-BROKEN"
    assert refused.value.details == {"reason": "edited", "seq": 2}
    assert log_of(desk)[0].event.seq == 1


@pytest.mark.parametrize(
    ("wanted", "kept"), [(0, 6), (-3, 6), (6, 6), (12, 12), (24, 24), (99, 24)]
)
def test_months_have_a_least_and_a_most(wanted: int, kept: int) -> None:
    assert audit_log.keep_months(wanted) == kept


def test_whole_months_are_kept() -> None:
    at = datetime(2026, 11, 23, 9, tzinfo=UTC).replace(tzinfo=None)
    assert audit_log.kept_from(at, 24) == at.replace(year=2024, day=1, hour=0)
    assert audit_log.kept_from(at.replace(month=3, day=31), 6).date() == date(2025, 9, 1)


# ---- Words.

_CODE = re.compile("[A-Z][A-Z_]{2,}")
_NAMED = re.compile('"([A-Z]{2,}(?:_[A-Z]+)+)"')
"""A code that stands in a module of events under a name."""
_TELLING = {"Event", "disclose", "give_out", "told", "_told"}


def codes() -> set[str]:
    """Every code that the program may write into the log."""
    tables = (access.QUERIES, access.COMMANDS, access.ACTS)
    found = {line.what for table in tables for line in table.values() if line.what}
    for package in ("pomdesk", "ui"):
        for file in (ROOT / package).rglob("*.py"):
            source = file.read_text("utf-8")
            if not any(f"{name}(" in source for name in _TELLING) or not _CODE.search(source):
                continue
            for call in ast.walk(ast.parse(source)):
                if not isinstance(call, ast.Call):
                    continue
                name = getattr(call.func, "id", getattr(call.func, "attr", ""))
                if name in _TELLING:
                    found |= {
                        one.value
                        for argument in call.args
                        for one in ast.walk(argument)
                        if isinstance(one, ast.Constant)
                        and isinstance(one.value, str)
                        and _CODE.fullmatch(one.value)
                    }
            if "Event(" in source or file.name == "audit.py":
                found |= set(_NAMED.findall(source))
    return (found - {"POMDESK_PASSPHRASE"}) | {
        audit_log.VERIFIED, audit_log.BROKEN, audit_log.ANCHORED, consulted.CLOSE_CASE,
        consulted.CLOSE_LIST, NEW_SIGNER, "LOG_PRUNED",
    }  # fmt: skip


def test_every_code_of_the_log_has_words() -> None:
    text = Text()
    assert sorted(code for code in codes() if not text.has(f"audit.what.{code}")) == []


def test_every_kind_wrong_and_remark_has_words() -> None:
    from pomdesk.domain.audit import Proof, Remark, Remarked
    from ui.log_words import broken_words, remark_lines

    text = Text()
    assert all(text(f"audit.kind.{kind}") for kind in Kind)
    for wrong in Wrong:
        from pomdesk.domain.audit import Broken

        assert "7" in broken_words(text, Broken(wrong, 7))
        assert text(f"error.AUD-BROKEN.{wrong}", seq=7)
    remarks = tuple(Remarked(remark, 7, "Ada", 2) for remark in Remark)
    proof = Proof(Head(9, "00"), 9, 9, 4, remarks=remarks)
    assert len(remark_lines(text, proof)) == len(Remark) + 1
    assert len(remark_lines(text, replace(proof, sealed=0))) == len(Remark)
