"""``visit``: planned, taken out to a second store, captured there, brought back, settled."""

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from pomdesk.services.clock import FrozenClock
from pomdesk.services.desk import Desk
from pomdesk.services.queries.caseload import CaseloadOn
from pomdesk.store.engine import open_store
from tests import copies
from tests.services.desks import MONDAY, new_desk
from tests.services.rights_desk import desk_of
from ui.commandline import main
from ui.session import Session

Run = Callable[..., tuple[int, str, str]]
DAY, CLOCK = MONDAY.isoformat(), FrozenClock(MONDAY)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A desk and an empty laptop, made once; the prison numbers on the desk."""
    folder = tmp_path_factory.mktemp("visits")
    for name in ("desk", "laptop"):
        (folder / name).mkdir()
    desk = desk_of(folder / "desk", 4)
    numbers = [line.prisoner_number for line in desk.ask(CaseloadOn()).lines]
    desk.close()
    new_desk(folder / "laptop").close()
    return folder, numbers


@pytest.fixture
def run(
    made: tuple[Path, list[str]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Run]:
    """Run one command on a copy of the desk or the laptop; exit code, output, messages.

    Each store is opened once and not for every command, which takes most of a command's time.
    """
    shutil.copytree(made[0], tmp_path, dirs_exist_ok=True)
    opened: dict[str, Desk] = {}

    def desk_of_run(session: Session) -> Desk:
        where = session.store.parent.name
        if where not in opened:
            store = open_store(session.store, secret=copies.SECRET, now=CLOCK.now())
            opened[where] = Desk(store, CLOCK, copies.policies())
        opened[where].changed[:] = [session.note_change]
        return opened[where]

    def one(where: str, *words: object) -> tuple[int, str, str]:
        store = str(tmp_path / where / "store.db")
        capsys.readouterr()
        try:
            code = main(["--store", store, "--today", DAY, *map(str, words)])
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        return code, *capsys.readouterr()

    with monkeypatch.context() as patched:
        patched.setattr(Session, "desk", desk_of_run)
        patched.setattr(Desk, "close", lambda _desk: None)
        yield one
    for desk in opened.values():
        desk.close()


@pytest.fixture
def ask(run: Run) -> Callable[..., Any]:
    """Run ``visit`` with ``--json``; the answer."""

    def one(where: str, *words: object, code: int = 0) -> Any:
        found, out, err = run(where, "visit", *words, "--json")
        assert found == code, (words, out, err)
        return json.loads(out)

    return one


def refused(ask: Callable[..., Any], where: str, *words: object) -> str:
    """The code of a refusal."""
    told: Mapping[str, str] = ask(where, *words, code=1)
    return told["code"]


def test_a_visit_goes_out_to_a_second_store_and_comes_back(
    run: Run, ask: Callable[..., Any], made: tuple[Path, list[str]], tmp_path: Path
) -> None:
    one, two, three, _four = made[1]
    code = ask("desk", "plan", "--day", DAY, two, one.lower(), three)["code"]
    pack, key = tmp_path / "visit.pomvisit", tmp_path / "code"
    out = ("take-out", code, "-o", pack, "--holder", "A Jones", "--days", 2)
    found, printed, told = run("desk", "visit", *out)
    assert (found, "Write the code on paper" in told) == (0, True)
    key.write_text(f" {printed.strip().lower().replace('-', ' ')}\n", "utf-8")
    for secret in (one, "SPECIMEN"):
        assert secret.encode() not in pack.read_bytes()
    assert refused(ask, "desk", "open", pack, "--code-file", key) == "PCK-OWN"
    assert ask("laptop", "open", pack, "--code-file", key)["stops"] == 3
    assert refused(ask, "laptop", "open", pack, "--code-file", key) == "PCK-TWICE"
    # On the wing.
    run("laptop", "visit", "begin", code)
    note = ("--text", "Talked about the flat.", "--next", "Ring them", "--due", "2026-12-04")
    noted = ask("laptop", "record", code, 1, "--what", "seen", *note)["noted"]
    assert (noted["what"], noted["day"]) == ("face_to_face", DAY)
    assert len(noted["time"]) == len("14:05")
    stops = {s["card"]["prisoner_number"]: s for s in ask("laptop", "show", code)["stops"]}
    assert {s["person_id"] for s in stops.values()} == {None}
    moved = next(number for number, stop in stops.items() if stop["number"] == 2)
    changed = ("--change", "person", "cell_location", "Z-9-009")
    ask("laptop", "record", code, moved, "--what", "not_in_cell", *changed)
    assert refused(ask, "laptop", "clear", code) == "PCK-UNSENT"
    # What could not be saved does not count as sent.
    (tmp_path / "a file").touch()
    assert refused(ask, "laptop", "return", code, "-o", tmp_path / "a file" / "visit.pomback")
    assert refused(ask, "laptop", "clear", code) == "PCK-UNSENT"
    back = tmp_path / "visit.pomback"
    assert ask("laptop", "return", code, "-o", back)["captures"] == 2
    # Meanwhile somebody typed the cell at the desk, too.
    assert run("desk", "correct", moved, "cellLocation", "B-1-001", "--why", "Moved.")[0] == 0
    came = ask("desk", "bring-back", back)["cameIn"]
    assert (came["contacts"], came["clashes"], came["same"]) == (2, 1, False)
    assert ask("desk", "bring-back", back)["cameIn"]["same"]
    (clash,) = ask("desk", "clashes", code)
    assert (clash["prisoner_number"], clash["ours"], clash["theirs"]) == (
        moved,
        "B-1-001",
        "Z-9-009",
    )
    assert "B-1-001" in run("desk", "visit", "clashes")[1]
    assert ask("desk", "settle", clash["id"], "theirs")["ok"]
    assert refused(ask, "desk", "settle", clash["id"], "ours") == "REQ-CLASH-DONE"
    assert ask("desk", "clashes") == []
    assert "already" in run("desk", "visit", "bring-back", back)[1]
    assert "Talked about the flat." in run("desk", "visit", "summary", code)[1]
    assert ask("laptop", "clear", code)["ok"]
    assert ask("laptop", "list") == {"visits": [], "lost": []}


def test_a_visit_is_walked_and_ended_at_the_desk(
    run: Run, ask: Callable[..., Any], made: tuple[Path, list[str]], tmp_path: Path
) -> None:
    code = ask("desk", "plan", "--day", DAY, *made[1][:2], "--title", "Morning")["code"]
    assert "Morning" in run("desk", "visit", "list")[1]
    assert ask("desk", "change", code, "--remove", 2, "--add", made[1][3])["stops"] == 2
    assert refused(ask, "desk", "record", code, 1, "--text", "x") == "REQ-VISIT-STATE"
    run("desk", "visit", "begin", code)
    ask("desk", "record", code, 1, "--what", "wing", "--text", "First words.", "--time", "09:05")
    kept = ask("desk", "record", code, 1, "--next", "Ring them")["noted"]
    assert (kept["text"], kept["next_step"], kept["time"]) == ("First words.", "Ring them", "09:05")
    assert refused(ask, "desk", "record", code, 3, "--text", "x") == "REQ-VISIT-WHO"
    ask("desk", "record", code, 2, "--what", "declined")
    assert ask("desk", "record", code, 2, "--clear")["noted"] is None
    ask("desk", "note", code, "Quiet landing.")
    for action, *more in (("sheet", "--layout", "box"), ("names",), ("summary",)):
        target = tmp_path / f"{action}.pdf"
        assert ask("desk", action, code, *more, "-o", target)["path"] == str(target)
        assert target.read_bytes().startswith(b"%PDF")
    assert "1 contact" in run("desk", "visit", "end", code)[1]
    assert refused(ask, "desk", "end", code) == "REQ-VISIT-STATE"
    after = ask("desk", "summary", code)
    first, second = after["visit"]["stops"]
    assert after["visit"]["ending"] > 0
    missed = [one["key"] for one in after["still_due"][str(second["stop_id"])]]
    assert missed == [one["key"] for one in second["card"]["asks"]]
    seen = after["still_due"].get(str(first["stop_id"]), [])
    assert not {one["key"] for one in seen} & {"duty:contact", "not_seen", "chosen"}
    told = run("desk", "visit", "summary", code)[1]
    assert told.count("Still due:") == len(after["still_due"])
    assert [stop["entries"] != [] for stop in after["visit"]["stops"]] == [True, False]
    told = run("desk", "visit", "show", code)[1]
    assert "09:05 Seen on the wing First words." in told
    assert "Quiet landing." in told


def test_a_lost_pack_is_written_off_and_its_people_are_listed(
    run: Run, ask: Callable[..., Any], made: tuple[Path, list[str]], tmp_path: Path
) -> None:
    code = ask("desk", "plan", "--day", DAY, *made[1][:2])["code"]
    assert refused(ask, "desk", "save-again", code, "-o", tmp_path / "a") == "PCK-NONE"
    lost = tmp_path / "missing" / "visit.pomvisit"
    holder = ("--holder", "A Jones")
    found, _out, told = run("desk", "visit", "take-out", code, "-o", lost, *holder)
    assert (found, "save-again" in told, "REP-PATH" in told) == (1, True, True)
    again = ask("desk", "save-again", code, "-o", tmp_path / "visit.pomvisit")
    key = tmp_path / "code"
    key.write_text(again["code"], "utf-8")
    assert ask("laptop", "open", tmp_path / "visit.pomvisit", "--code-file", key)["stops"] == 2
    people = ask("desk", "write-off", code, "--why", "Left on a train.")["people"]
    assert sorted(one.split()[0] for one in people) == sorted(made[1][:2])
    assert ask("desk", "list")["lost"][0]["why"] == "Left on a train."


def test_a_file_that_is_no_good_changes_nothing(
    run: Run, ask: Callable[..., Any], made: tuple[Path, list[str]], tmp_path: Path
) -> None:
    code = ask("desk", "plan", "--day", DAY, made[1][0])["code"]
    pack, key = tmp_path / "visit.pomvisit", tmp_path / "code"
    out = ("take-out", code, "-o", pack, "--holder", "A Jones")
    key.write_text(ask("desk", *out)["code"], "utf-8")
    whole = pack.read_bytes()
    half = len(whole) // 2
    bad = {
        whole[:-40]: "PCK-DAMAGED",
        whole[:half] + bytes([whole[half] ^ 1]) + whole[half + 1 :]: "PCK-DAMAGED",
        b"%PDF-1.7 nothing of ours": "PCK-NOT",
        b"": "PCK-NOT",
    }
    for content, expected in bad.items():
        pack.write_bytes(content)
        told = ask("laptop", "open", pack, "--code-file", key, code=1)
        assert (told["code"], told["changed"]) == (expected, False)
    assert refused(ask, "laptop", "open", tmp_path / "gone", "--code-file", key) == "PCK-READ"
    assert refused(ask, "desk", "bring-back", tmp_path) == "PCK-READ"
    assert ask("laptop", "list")["visits"] == []


def test_a_code_is_asked_for_and_a_wrong_one_opens_nothing(
    run: Run, ask: Callable[..., Any], made: tuple[Path, list[str]], tmp_path: Path
) -> None:
    code = ask("desk", "plan", "--day", DAY, made[1][0])["code"]
    pack, key = tmp_path / "visit.pomvisit", tmp_path / "code"
    ask("desk", "take-out", code, "-o", pack, "--holder", "A Jones")
    assert refused(ask, "laptop", "open", pack) == "REQ-PACKCODE"
    assert refused(ask, "laptop", "open", pack, "--code-file", key) == "REQ-CODEFILE"
    key.write_text("AAAA-BBBB-CCCC-DDDD-EEEE-FFFF", "utf-8")
    assert refused(ask, "laptop", "open", pack, "--code-file", key) == "PCK-CODE"


def test_places_are_corrected_and_forgotten(run: Run, ask: Callable[..., Any]) -> None:
    everybody = ask("desk", "propose", "--all")["people"]
    assert len(everybody) == 4
    assert run("desk", "visit", "propose", "--all")[1].count("\n") == 5
    prison = everybody[0]["card"]["prison_id"]
    begins = everybody[0]["card"]["location"][:1]
    add = ("places", "add", prison, begins, "Seacole", "--landing", "2", "--walk", 1)
    place = ask("desk", *add)["place"]
    assert ask("desk", "places")[0]["wing"] == "Seacole"
    there = ask("desk", "propose", "--all", "--wing", "seacole")["people"]
    assert everybody[0]["card"] in [one["card"] for one in there]
    assert "Seacole" in run("desk", "visit", "places")[1]
    assert ask("desk", "places", "drop", place)["ok"]
    assert ask("desk", "places") == []


def test_nobody_to_see_is_told(run: Run, ask: Callable[..., Any]) -> None:
    assert refused(ask, "desk", "plan", "--day", DAY, "--wing", "none") == "REQ-VISIT-NOBODY"
    assert refused(ask, "desk", "plan", "--day", DAY, "Z9999ZZ") == "REQ-PERSON"
    assert "Nobody there" in run("desk", "visit", "propose", "--wing", "none")[1]


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("plan",),
        ("plan", "--day", "soon"),
        ("show",),
        ("record", "V7K-3MQ", "1", "--what", "slept"),
        ("record", "V7K-3MQ", "1", "--time", "25:00"),
        ("take-out", "V7K-3MQ", "-o", "x"),
        ("take-out", "V7K-3MQ", "-o", "x", "--holder", "A", "--days", "15"),
        ("settle", "1", "neither"),
        ("settle", "one", "ours"),
        ("nonsense",),
    ],
)
def test_what_is_typed_wrongly_is_wrong_usage(run: Run, words: tuple[str, ...]) -> None:
    assert run("desk", "visit", *words)[0] == 2


@pytest.mark.parametrize(("typed", "told"), [("V7K", "REQ-VISIT-CODE"), ("", "REQ-VISIT-CODE")])
def test_a_code_that_is_none_is_told(ask: Callable[..., Any], typed: str, told: str) -> None:
    assert refused(ask, "desk", "show", typed) == told
