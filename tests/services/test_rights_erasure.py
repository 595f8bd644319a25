"""Erasing a person leaves nothing of them: not in a page, the index, the journal, a draft."""

import shutil
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from sqlalchemy import func, insert, select, text

from pomdesk.domain.errors import RequestRefused, RightsRefused, StoreRefused
from pomdesk.domain.record import EntryKind
from pomdesk.domain.rights import Erasure
from pomdesk.services.commands.entries import AddEntry, ChangeEntry, RemoveEntry
from pomdesk.services.commands.import_caseload import ImportCaseload
from pomdesk.services.desk import Day, Desk, open_desk
from pomdesk.services.queries.caseload import CaseloadOn
from pomdesk.services.queries.rights_now import PersonNumbered
from pomdesk.services.queries.search import Search
from pomdesk.services.rights.erasure import digest_of, erase_again, erase_person
from pomdesk.store import erased_list, words
from pomdesk.store.connection import pragma
from pomdesk.store.engine import open_store
from pomdesk.store.place import write_aside
from pomdesk.store.tables import (
    audit,
    audit_subject,
    draft,
    entry,
    erased,
    journal,
    metadata,
    person,
    store_state,
)
from pomdesk.store.unit_of_work import UnitOfWork
from tests import copies
from tests.services.desks import MONDAY, done
from tests.services.rights_desk import CANARY, Fill, closed_bytes, desk_of, number_of, numbers


@dataclass(frozen=True)
class Erase:
    """Erase somebody without asking a second person."""

    person_id: int
    name: ClassVar[str] = "erase_for_a_test"

    def run(self, uow: UnitOfWork, day: Day) -> Erasure:
        """Do it."""
        return erase_person(uow, self.person_id, reason="No longer needed.")


@dataclass(frozen=True)
class Rows:
    """Rows of a statement."""

    statement: Any

    def run(self, uow: UnitOfWork, day: Day) -> list[Any]:
        """Read them."""
        return uow.rows(self.statement)


@dataclass(frozen=True)
class Again:
    """Erase who stands in a list."""

    listed: dict[str, date]
    name: ClassVar[str] = "erase_again_for_a_test"

    def run(self, uow: UnitOfWork, day: Day) -> int:
        """Do it."""
        return erase_again(uow, self.listed)


def write(desk: Desk, person_id: int, words: str, times: int = 1) -> list[int]:
    """Notes that repeat a word often, as pasted texts do."""
    return [
        desk.do(AddEntry(person_id, EntryKind.NOTE, MONDAY, text=f"{words} " * (n * 40 + 3))).result
        for n in range(times)
    ]


def lived_in(folder: Path) -> tuple[Desk, int, str]:
    """A desk on which somebody with the canary everywhere was worked on, among others."""
    desk = desk_of(folder)
    person_id, number = number_of(desk, 3)
    others = [number_of(desk, place)[0] for place in (1, 5, 7)]
    mine = write(desk, person_id, f"Spoke with {CANARY} about the plan.", 8)
    for other in others:
        write(desk, other, "An ordinary note about something else.", 4)
    desk.do(ChangeEntry(mine[2], {"text": f"Changed: {CANARY} again. " * 300}))
    desk.do(RemoveEntry(mine[5]))
    desk.do(Fill(person_id))
    return desk, person_id, number


def loosely_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """The pages after the same erasure with neither secure deletion nor a rewritten index."""
    desk, person_id, _number = lived_in(folder)
    path = desk.path
    desk.close()
    store = open_store(path, secret=copies.SECRET, now=desk._clock.now())
    again = Desk(store, desk._clock, copies.policies())
    with store._my_turn() as engine, engine.connect() as connection:
        pragma(connection, "secure_delete=OFF")
    monkeypatch.setattr("pomdesk.services.rights.erasure._FORGET", "SELECT 1")
    again.do(Erase(person_id))
    return closed_bytes(again)


def test_nothing_of_an_erased_person_is_left_in_any_page(tmp_path: Path) -> None:
    desk, person_id, number = lived_in(tmp_path)
    copy = tmp_path / "copy"
    copy.mkdir()
    for file in tmp_path.glob("store.*"):
        shutil.copy(file, copy)
    result = desk.do(Erase(person_id)).result
    assert result.rows > 25
    assert result.journal > 25
    assert desk.check() == []
    assert CANARY not in repr(desk.ask(Search(CANARY)))
    pages = closed_bytes(desk)
    assert pages.count(CANARY.encode()) == 0
    assert pages.lower().count(b"zqx") == 0  # nor three letters of it, as the index has them
    assert pages.count(number.encode()) == 0
    from tests.services.raw_pages import raw_pages

    before = raw_pages(copy / "store.db", copies.SECRET)
    assert before.count(CANARY.encode()) > 40
    assert before.count(number.encode()) > 0


def test_without_secure_deletion_copies_would_remain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = loosely_kept(tmp_path, monkeypatch)
    assert pages.count(CANARY.encode()) > 0
    assert pages.lower().count(b"zqx") > 0


def test_every_table_of_a_person_is_filled_by_the_canary(tmp_path: Path) -> None:
    desk, person_id, _number = lived_in(tmp_path)
    tables = [t for t in metadata.sorted_tables if "person_id" in t.c]
    assert len(tables) > 20
    for table in tables:
        n = select(func.count()).select_from(table).where(table.c.person_id == person_id)
        assert desk.ask(Rows(n))[0][0], table.name
    desk.do(Erase(person_id))
    for table in tables:
        # The journal keeps that somebody is gone, without a value.
        n = select(func.count()).select_from(table).where(table.c.person_id == person_id)
        assert desk.ask(Rows(n))[0][0] == (table is journal), table.name
    (left,) = desk.ask(Rows(select(journal).where(journal.c.person_id == person_id)))
    assert (left.before, left.after) == (None, None)
    desk.close()


def test_the_log_keeps_a_random_reference_and_counts(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, 4)
    person_id, number = number_of(desk)
    write(desk, person_id, "Spoke.")
    of = audit_subject.c.person_id == person_id
    (subject,) = desk.ask(Rows(select(audit_subject.c.ref).where(of)))
    desk.do(Erase(person_id))
    assert not desk.ask(Rows(select(audit_subject).where(of)))
    (event,) = desk.ask(Rows(select(audit).where(audit.c.what == "ERASE_PERSON")))
    assert (event.kind, event.subject, event.size) == ("erase", subject.ref, 1)
    assert event.reason == "No longer needed."
    everything = repr(desk.ask(Rows(select(audit))))
    assert number not in everything
    assert desk.verify_log().holds
    desk.close()


def test_the_list_holds_digests_in_the_store_and_beside_it(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, 4)
    person_id, number = number_of(desk)
    desk.do(Erase(person_id))
    ((key,),) = desk.ask(Rows(select(store_state.c.erasure_key)))
    digest = digest_of(key, number)
    (row,) = desk.ask(Rows(select(erased)))
    assert (row.digest, row.day) == (digest, MONDAY)
    assert erased_list.read(desk.path) == {digest: MONDAY}
    assert number not in erased_list.beside(desk.path).read_text()
    desk.close()


def test_what_cannot_be_listed_is_not_erased(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_of(tmp_path, 4)
    person_id, number = number_of(desk)

    def full(*_args: object) -> None:
        raise RightsRefused("STO-FULL")

    monkeypatch.setattr("pomdesk.store.erased_list.write_aside", full)
    with pytest.raises(RightsRefused):
        desk.do(Erase(person_id))
    assert number in numbers(desk)
    assert not desk.ask(Rows(select(erased)))
    desk.close()


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[1]", b"\xff", b'{"pomdesk-erased-1": {"a": 3}}']
)
def test_a_list_that_is_none_is_refused_and_written_anew(tmp_path: Path, content: bytes) -> None:
    store = tmp_path / "store.db"
    erased_list.beside(store).write_bytes(content)
    with pytest.raises(RightsRefused) as refused:
        erased_list.read(store)
    assert refused.value.code == "RET-LIST"
    erased_list.add(store, {"ab": MONDAY})
    erased_list.add(store, {"ab": MONDAY - timedelta(3), "cd": MONDAY})
    assert erased_list.read(store) == {"ab": MONDAY, "cd": MONDAY}


def test_an_older_store_put_back_erases_again(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, 6)
    person_id, number = number_of(desk, 2)
    write(desk, person_id, f"{CANARY} here.")
    desk.close()
    older = tmp_path / "older"
    older.mkdir()
    for file in tmp_path.glob("store.*"):
        shutil.copy(file, older)
    desk = Desk(open_store(desk.path, secret=copies.SECRET, now=desk._clock.now()), desk._clock,
                copies.policies())  # fmt: skip
    desk.do(Erase(person_id))
    listed = erased_list.read(desk.path)
    desk.close()
    path = older / "store.db"
    back = Desk(open_store(path, secret=copies.SECRET, now=desk._clock.now()), desk._clock,
                copies.policies())  # fmt: skip
    assert number in numbers(back)
    assert back.do(Again(listed)).result == 1
    assert number not in numbers(back)
    assert back.do(Again(listed)).result == 0
    assert erased_list.read(path) == listed
    assert closed_bytes(back).count(CANARY.encode()) == 0


def opened(desk: Desk, accept_behind: str = "") -> Desk:
    """The same desk, opened as everybody opens it."""
    return open_desk(desk.path, secret=copies.SECRET, clock=desk._clock,
                     policies=copies.policies(), accept_behind=accept_behind)  # fmt: skip


def again_events(desk: Desk) -> list[Any]:
    return desk.ask(Rows(select(audit).where(audit.c.what == "ERASED_AGAIN")))


def test_an_older_store_gone_on_with_erases_again_before_anybody_looks(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, 6)
    person_id, number = number_of(desk, 2)
    write(desk, person_id, f"{CANARY} here.")
    desk.close()
    older = desk.path.read_bytes()
    desk = opened(desk)
    desk.do(Erase(person_id))
    listed = erased_list.read(desk.path)
    desk.close()
    desk.path.write_bytes(older)
    with pytest.raises(StoreRefused, match="STO-BEHIND"):
        opened(desk)
    desk = opened(desk, "The disk was replaced.")
    assert number not in numbers(desk)
    assert len(numbers(desk)) == 5
    assert "RET-AGAIN" in desk.notices
    assert [event.size for event in again_events(desk)] == [1]
    assert {row.digest: row.day for row in desk.ask(Rows(select(erased)))} == listed
    assert desk.verify_log().holds
    desk.close()
    desk = opened(desk)
    assert "RET-AGAIN" not in desk.notices
    assert len(again_events(desk)) == 1
    assert closed_bytes(desk).count(CANARY.encode()) == 0


def test_who_came_in_again_since_stays_at_every_opening(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, 6)
    person_id, number = number_of(desk, 2)
    desk.do(Erase(person_id))
    desk.do(ImportCaseload(tuple(tmp_path.glob("caseload-*.json"))))
    desk.close()
    desk = opened(desk)
    assert number in numbers(desk)
    assert not again_events(desk)
    desk.close()


def test_killed_before_it_is_saved_nobody_is_erased_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_of(tmp_path, 4)
    (first, gone), (second, number) = number_of(desk), number_of(desk, 1)
    desk.do(Erase(first))
    listed = erased_list.read(desk.path)

    def killed(path: Path, content: bytes) -> None:
        write_aside(path, content)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(erased_list, "write_aside", killed)
        with pytest.raises(KeyboardInterrupt):
            desk.do(Erase(second))
    assert erased_list.read(desk.path) == listed
    assert len(erased_list.announced(desk.path)) == 1
    desk.close()
    desk = opened(desk)
    assert number in numbers(desk)
    assert gone not in numbers(desk)
    assert not again_events(desk)
    assert (erased_list.read(desk.path), erased_list.announced(desk.path)) == (listed, {})
    desk.close()


def test_killed_after_it_is_saved_the_line_stands_from_the_next_opening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_of(tmp_path, 4)
    person_id, number = number_of(desk)

    def full(*_args: object) -> None:
        raise StoreRefused("STO-FULL")

    with monkeypatch.context() as patched:
        patched.setattr(erased_list, "add", full)
        desk.do(Erase(person_id))
    assert number not in numbers(desk)
    announced = erased_list.announced(desk.path)
    assert (erased_list.read(desk.path), list(announced.values())) == ({}, [MONDAY])
    desk.close()
    desk = opened(desk)
    assert (erased_list.read(desk.path), erased_list.announced(desk.path)) == (announced, {})
    assert not again_events(desk)
    desk.close()


def test_a_damaged_list_is_told_on_opening_and_made_anew(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, 4)
    desk.do(Erase(number_of(desk)[0]))
    listed = erased_list.read(desk.path)
    desk.close()
    erased_list.beside(desk.path).write_bytes(b"scribble")
    desk = opened(desk)
    assert "RET-LIST" in desk.notices
    assert erased_list.read(desk.path) == listed
    desk.close()
    desk = opened(desk)
    assert "RET-LIST" not in desk.notices
    desk.close()


def test_who_came_in_again_since_is_is_not_erased_by_the_same_line(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, 6)
    person_id, number = number_of(desk, 2)
    desk.do(Erase(person_id))
    listed = erased_list.read(desk.path)
    summary = desk.do(ImportCaseload(tuple(tmp_path.glob("caseload-*.json")))).result
    assert summary.came_back == {number: MONDAY}
    assert summary.added == 1
    assert desk.ask(PersonNumbered(number)) != person_id
    assert desk.do(Again(listed)).result == 0
    assert number in numbers(desk)
    desk.close()


def test_an_import_of_nobody_erased_says_nothing(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, 4)
    desk.do(Erase(number_of(desk)[0]))
    file = next(tmp_path.glob("caseload-*.json"))
    first = desk.do(ImportCaseload((file,), dry_run=True)).result
    assert list(first.came_back.values()) == [MONDAY]
    desk.do(ImportCaseload((file,)))
    assert desk.do(ImportCaseload((file,))).result.came_back == {}
    desk.close()


def test_nothing_brings_an_erased_person_back(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, 4)
    person_id, number = number_of(desk)
    ((brought,),) = desk.ask(Rows(select(func.min(journal.c.operation_id))))
    written = desk.do(AddEntry(person_id, EntryKind.NOTE, MONDAY, text="Spoke."))
    removed = desk.do(RemoveEntry(written.result))
    receipt = desk.do(Erase(person_id))
    for operation, reason in (
        (done(written), "nothing"),
        (done(removed), "nothing"),
        (done(receipt), "erased"),
    ):
        with pytest.raises(RequestRefused) as refused:
            desk.undo(operation)
        assert (refused.value.code, refused.value.details["reason"]) == ("REQ-UNDO", reason)
    desk.undo(int(brought))
    assert numbers(desk) == []
    redo = desk.ask(Rows(text("SELECT max(id) FROM operation")))[0][0]
    desk.undo(redo)
    assert number not in numbers(desk)
    assert len(numbers(desk)) == 3
    desk.close()


def test_the_pages_forget_the_person_at_once(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, 6)
    person_id, _number = number_of(desk, 2)
    assert person_id in [line.person_id for line in desk.ask(CaseloadOn()).lines]
    desk.do(Erase(person_id))
    assert person_id not in [line.person_id for line in desk.ask(CaseloadOn()).lines]
    desk.close()


@dataclass(frozen=True)
class Quote:
    """Write a prison number where it is nobody's own row."""

    number: str
    other: int
    name: ClassVar[str] = "quote_for_a_test"

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Into a frame, a draft of nobody, the record of another."""
        from pomdesk.store.journal import Action, Entry
        from pomdesk.store.tables import qa_person

        row = {"who": "A", "place": "quick", "at": uow.now, "content": f"about {self.number}"}
        uow.connection.execute(insert(draft).values(row))
        made = {
            "code": "q",
            "name": self.number.lower(),
            "signs_in": "",
            "roles": "",
            "manager": "",
        }
        uow.connection.execute(insert(qa_person).values(made))
        uow.journal([Entry(qa_person.name, 1, None, Action.INSERT, None, made)])


def test_what_cannot_be_reached_is_counted(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, 4)
    person_id, number = number_of(desk)
    other, _ = number_of(desk, 1)
    desk.do(Quote(number, other))
    desk.do(AddEntry(other, EntryKind.NOTE, MONDAY, text=f"Argued with {number.lower()}."))
    remains = desk.do(Erase(person_id)).result.remains
    assert remains.quality == 1
    assert remains.others == 1
    assert (remains.log, remains.elsewhere) == (0, 0)
    assert not desk.ask(Rows(select(draft)))
    quoting = journal.c.after.contains(number, autoescape=True) & journal.c.person_id.is_(None)
    assert not desk.ask(Rows(select(journal.c.id).where(quoting)))
    assert desk.ask(Rows(select(entry.c.id).where(entry.c.person_id == other)))
    assert not desk.ask(Rows(select(person.c.id).where(person.c.id == person_id)))
    desk.close()


def test_reasons_in_the_log_that_name_the_person_are_counted(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, 4)
    person_id, number = number_of(desk)
    (who,) = desk.ask(Rows(select(person.c.last_name).where(person.c.id == person_id)))
    name = who.last_name
    for reason, to in (
        (f"asked by {name.upper()}", ""),
        ("", f"Solicitors of {name}"),
        (f"{name}, {number}", name),
        (f"a pre{name}y thing", "court"),
    ):
        desk.disclose("EXPORT_PDF", [], recipient=to, reason=reason)
    assert desk.do(Erase(person_id)).result.remains.log == 3
    desk.close()


def test_the_index_stands_texts_that_repeat_themselves(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, 4)
    person_id, _number = number_of(desk)
    ids = write(desk, person_id, "and so on and so on", 20)
    for number in ids[::2]:
        desk.do(ChangeEntry(number, {"text": "again and again " * 400}))
    for number in ids[::3]:
        desk.do(RemoveEntry(number))
    with desk._store._my_turn() as engine, engine.connect() as connection:
        assert words.wrong(connection) == []
    assert desk.check() == []
    desk.close()


def test_nobody_is_erased_who_is_not_there(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, 4)
    with pytest.raises(RequestRefused) as refused:
        desk.do(Erase(99_999))
    assert refused.value.code == "REQ-PERSON"
    desk.close()
