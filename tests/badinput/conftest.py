"""One desk for many bad inputs: what is refused leaves it as it was, and usable."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, literal, select, union_all

from pomdesk.domain.errors import PomdeskError
from pomdesk.services.clock import FrozenClock
from pomdesk.services.commands.import_caseload import ImportCaseload
from pomdesk.services.desk import Day, Desk
from pomdesk.store import tables
from pomdesk.store.unit_of_work import UnitOfWork
from resources.text import Text
from tests import copies
from tests.intake.files import caseload, write
from ui.commandline import main
from ui.session import Session
from ui.words import error_words

TODAY = date(2026, 11, 22)
LOGGED = {"store_state", "audit", "audit_subject", "audit_segment"}
"""Tables that tell of a refusal, too."""


@dataclass(frozen=True)
class Everything:
    """Every row but those that tell what was looked at."""

    def run(self, uow: UnitOfWork, day: Day) -> dict[str, list[Any]]:
        """Read them."""
        kept = [table for table in tables.metadata.sorted_tables if table.name not in LOGGED]
        return {table.name: uow.rows(table.select()) for table in kept}


@dataclass(frozen=True)
class Counted:
    """How many rows each table has; the journal grows with every row that is changed."""

    def run(self, uow: UnitOfWork, day: Day) -> list[Any]:
        """Count them."""
        kept = [table for table in tables.metadata.sorted_tables if table.name not in LOGGED]
        counts = [select(literal(t.name), func.count()).select_from(t) for t in kept]
        return list(uow.rows(union_all(*counts)))


@dataclass(frozen=True, slots=True)
class Told:
    """What a command said."""

    code: int
    out: str
    err: str

    @property
    def answer(self) -> dict[str, Any]:
        """What it said as JSON."""
        found: dict[str, Any] = json.loads(self.out)
        return found


Tell = Callable[..., Told]


class _Kept:
    """A desk that stays open for the next command."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def __getattr__(self, name: str) -> Any:
        return getattr(self._desk, name)

    def close(self) -> None:
        """Leave it open."""


@pytest.fixture(scope="package")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk with two people on it."""
    folder = tmp_path_factory.mktemp("badinput")
    opened = copies.copied(
        partial(copies.empty, clock=FrozenClock(TODAY)), folder, FrozenClock(TODAY)
    )
    opened.do(ImportCaseload((write(folder / "caseload.json", caseload()),)))
    yield opened
    opened.close()


@pytest.fixture
def tell(desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Tell:
    """Run one command on the desk: exit code, answer, messages."""

    def opened(session: Session) -> Any:
        desk.changed[:] = [session.note_change]
        return _Kept(desk)

    monkeypatch.setattr(Session, "desk", opened)

    def one(*words: object) -> Told:
        capsys.readouterr()
        try:
            code = main(list(map(str, words)))
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        out, err = capsys.readouterr()
        return Told(code, out, err)

    return one


@pytest.fixture
def refused(desk: Desk, tell: Tell) -> Callable[..., str]:
    """Run a command that must be refused as every refusal is; its message."""

    def one(code: str, *words: object) -> str:
        before = desk.ask(Counted())
        told = tell(*words, "--json")
        assert told.code == 1, (told.out, told.err)
        answer = told.answer
        assert (answer["ok"], answer["code"], answer["changed"]) == (False, code, False)
        assert told.err == f"{code}: {answer['message']}\n", "more than one line"
        assert desk.ask(Counted()) == before, "something was changed"
        check_words(answer["message"])
        return str(answer["message"])

    return one


NOTHING = (
    "Nothing was",
    "nothing was",
    "The store was not touched",
    "No file was written",
    "as it was",
)


def check_words(message: str) -> None:
    """Hold a message to what every refusal says: what, why or what next, and that nothing came."""
    assert "{" not in message, message
    assert any(words in message for words in NOTHING), message
    assert message.count(".") >= 2 or ":" in message, f"no what-next: {message}"


def code_of(ask: Callable[[], object]) -> str:
    """The code something is refused with; its error tells nothing but that."""
    with pytest.raises(PomdeskError) as found:
        ask()
    problem = found.value
    assert str(problem) == problem.code
    check_words(error_words(Text("en"), problem))
    return problem.code


def made(folder: Path, name: str, content: object) -> Path:
    """A file with some content: text, bytes, or a value as JSON."""
    return write(folder / name, content)
