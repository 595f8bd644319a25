"""``people``: holds, disposal by two people, requests, and the draft of what is held."""

import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from pomdesk.domain.record import EntryKind
from pomdesk.domain.rights import Decision, Ground
from pomdesk.services.clock import FrozenClock
from pomdesk.services.commands.entries import AddEntry
from pomdesk.services.commands.rights_requests import DecideItem
from pomdesk.services.desk import Desk, open_desk
from tests import copies
from tests.services.desks import MONDAY
from tests.services.rights_desk import desk_of, number_of
from ui.commandline import main

SECOND_SECRET = "other invented words here"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A desk that two people open, made once; somebody's prison number."""
    folder = tmp_path_factory.mktemp("rights")
    desk = desk_of(folder, 6)
    desk.add_person("Bea Second", SECOND_SECRET)
    found = number_of(desk, 2)[1]
    desk.close()
    copies.cheapen(desk.path, SECOND_SECRET)
    return folder, found


@pytest.fixture
def number(made: tuple[Path, str], tmp_path: Path) -> str:
    """A copy of that desk; somebody's prison number."""
    shutil.copytree(made[0], tmp_path, dirs_exist_ok=True)
    return made[1]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run ``people`` with some words; exit code, output, messages."""

    def one(*words: object, second: bool = False) -> tuple[int, str, str]:
        monkeypatch.setenv("POMDESK_PASSPHRASE", SECOND_SECRET if second else copies.SECRET)
        capsys.readouterr()
        store, day = str(tmp_path / "store.db"), MONDAY.isoformat()
        try:
            code = main(["--store", store, "--today", day, "people", *map(str, words)])
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        return code, *capsys.readouterr()

    return one


def test_a_record_goes_when_two_people_say_so(run: Run, number: str) -> None:
    code, out, _ = run("dispose", number, "--why", "Released and handed over.")
    assert code == 0
    assert "Nothing was deleted" in out
    code, _, err = run("dispose", number, "--confirm")
    assert (code, err.split(":")[0]) == (1, "RET-SELF")
    code, out, _ = run("dispose", number, "--confirm", second=True)
    assert code == 0
    for told in ("gone for good", "28 December 2026", "papers saved or printed"):
        assert told in out
    code, out, _ = run("dispose", number, "--why", "Again.", "--json")
    refused = json.loads(out)
    assert (code, refused["ok"], refused["code"]) == (1, False, "REQ-PERSON")
    assert refused["changed"] is False


def test_a_hold_is_told_with_holder_and_day(run: Run, number: str) -> None:
    assert run("hold", number, "--why", "Inquiry.", "--review", "2027-02-01")[0] == 0
    code, out, err = run("dispose", number, "--why", "Over.", "--json")
    assert (code, json.loads(out)["code"]) == (1, "RET-HOLD")
    assert copies.NAME in err
    code, out, _ = run("review", "--format", "json")
    told = json.loads(out)
    assert (code, told["holds"][0]["prisoner_number"]) == (0, number)
    assert "Inquiry." in run("review")[1]
    assert run("release", number, "--why", "Over.")[0] == 0
    assert run("release", number, "--why", "Over.")[0] == 1
    assert run("hold", "--all", "--why", "National inquiry.")[0] == 0
    assert "Everybody" in run("review")[1]


def opened(folder: Path, secret: str) -> Desk:
    """The desk, without the command line."""
    policies = copies.policies()
    clock = FrozenClock(MONDAY)
    return open_desk(folder / "store.db", secret=secret, clock=clock, policies=policies)


@pytest.mark.parametrize(
    "words",
    [
        ("hold",),
        ("hold", "--why", "x"),
        ("export", "A1234BC", "--why", "x"),
        ("keep", "A1234BC", "--why", "x", "--until", "soon"),
        ("dispose", "A1234BC", "--confirm", "--withdraw"),
        ("request", "close", "R1", "open", "--why", "x"),
        ("nonsense",),
    ],
)
def test_what_is_typed_wrongly_is_wrong_usage(run: Run, number: str, words: tuple[str]) -> None:
    assert run(*words)[0] == 2


@pytest.mark.parametrize("typed", ["", "' OR 1=1 --", "A" * 300, "Z9999ZZ"])
def test_nobody_is_told(run: Run, number: str, typed: str) -> None:
    code, out, _ = run("hold", typed, "--why", "Inquiry.", "--json")
    assert (code, json.loads(out)["code"]) == (1, "REQ-PERSON")


def test_the_draft_goes_out_once_everything_is_decided(
    run: Run, number: str, tmp_path: Path
) -> None:
    desk = opened(tmp_path, copies.SECRET)
    person_id = number_of(desk, 2)[0]
    desk.do(AddEntry(person_id, EntryKind.VICTIM_NOTE, MONDAY, what="other", text="Quokkaberry."))
    desk.close()
    password = tmp_path / "password"
    password.write_text("invented words for a file\n", "utf-8")
    folder = tmp_path / "out"
    give = ("export", number, "-o", folder, "--why", "Asked.", "--password-file", password)
    code, out, _ = run(*give, "--json")
    assert (code, json.loads(out)["code"]) == (1, "SAR-OPEN")
    assert not folder.exists()
    code, out, _ = run("request", "open", number, "--received", "2026-11-20", "--note", "Letter.")
    assert (code, "21 December 2026" in out) == (0, True)
    ref = json.loads(run("request", "list", "--format", "json")[1])[0]["ref"]
    waiting = json.loads(run("request", "items", ref, "--format", "json")[1])
    assert waiting
    first = waiting[0]["part"]
    assert "SAR-SELF" in run("request", "decide", ref, first, "release")[2]
    words = ("request", "decide", ref, first, "withhold", "--ground", "crime")
    assert run(*words, second=True)[0] == 0
    desk = opened(tmp_path, SECOND_SECRET)
    for item in waiting[1:]:
        desk.do(DecideItem(ref, item["part"], Decision.WITHHOLD, Ground.CRIME))
    desk.close()
    assert "REQ-PDFPASS" in run("export", number, "-o", folder, "--why", "Asked.")[2]
    code, out, _ = run(*give, "--plain-json")
    assert code == 0
    pdf = (folder / "subject-access-draft.pdf").read_bytes()
    with pikepdf.open(io.BytesIO(pdf), password="invented words for a file") as paper:
        inside = next(iter(paper.attachments.values())).get_file().read_bytes()
    beside = (folder / "subject-access-draft.json").read_bytes()
    assert inside == beside
    assert b"Quokkaberry" not in beside
    code, out, _ = run("request", "close", ref, "answered", "--why", "Sent to the team.")
    assert (code, json.loads(run("request", "list", "--format", "json")[1])[0]["stage"]) == (
        0,
        "answered",
    )
