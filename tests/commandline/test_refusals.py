"""Every refusal through the command line: a code, words, one line, exit 1, nothing changed.

Names begin with the number of the case in the list of bad inputs; letters are more of its kind.
"""

import json
import os
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from pomdesk.services.clock import FrozenClock
from pomdesk.services.desk import Desk
from pomdesk.store.keyfile import twin_of
from pomdesk.store.place import keys_beside
from tests import copies
from tests.badinput.conftest import TODAY, check_words
from tests.commandline.conftest import Ask
from ui.commandline import main
from ui.session import Session

PAGE = 4096
MAY_CHANGE = {"store.lock", "store.tries", "store.spare", "store.db-wal", "store.db-shm"}
"""Files beside a store that hold nothing of it."""


@pytest.fixture(scope="module")
def whole() -> dict[str, bytes]:
    """The files of a store nobody is on."""

    def make(folder: Path) -> Desk:
        return copies.empty(folder, FrozenClock(TODAY))

    return dict(copies.files_of(make))


@pytest.fixture
def store(tmp_path: Path, whole: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store to break."""
    folder = tmp_path / "desk"
    folder.mkdir()
    for name, content in whole.items():
        (folder / name).write_bytes(content)
    monkeypatch.setenv("POMDESK_PASSPHRASE", copies.SECRET)
    return folder / copies.STORE


@pytest.fixture
def ask(store: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Run one command on that store; exit code, output, messages."""

    def one(*words: object) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            code = main(["--store", str(store), *map(str, words)])
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        out, err = capsys.readouterr()
        return code, out, err

    return one


def files(folder: Path) -> dict[str, bytes]:
    if len(folder.name) > 255 or not folder.is_dir():
        return {}
    return {
        path.name: path.read_bytes()
        for path in folder.iterdir()
        if path.is_file() and path.name not in MAY_CHANGE
    }


def refusal(
    store: Path, capsys: pytest.CaptureFixture[str], *words: str, twice: bool = True
) -> dict[str, object]:
    """What a command is refused with, told both ways."""
    before = files(store.parent)
    given = ["--store", str(store), *(words or ("check",))]
    assert main([*given, "--json"]) == 1
    out, err = capsys.readouterr()
    answer: dict[str, object] = json.loads(out)
    assert set(answer) == {"ok", "code", "message", "changed"}
    assert (answer["ok"], answer["changed"]) == (False, False)
    assert err == f"{answer['code']}: {answer['message']}\n"
    if twice:
        assert main(given) == 1
        assert capsys.readouterr() == ("", err)
    check_words(str(answer["message"]))
    assert files(store.parent) == before
    return answer


def flipped(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


def swapped(path: Path) -> None:
    content = path.read_bytes()
    first, second = content[2 * PAGE : 3 * PAGE], content[3 * PAGE : 4 * PAGE]
    path.write_bytes(content[: 2 * PAGE] + second + first + content[4 * PAGE :])


def plain(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as made:
        made.execute("CREATE TABLE person (name TEXT)")
        made.commit()


def both_keys(do: Callable[[Path], object]) -> Callable[[Path], None]:
    def damage(store: Path) -> None:
        for path in (keys_beside(store), twin_of(keys_beside(store))):
            do(path)

    return damage


def other_keys(store: Path) -> None:
    """The key files of another store of the same passphrase."""
    folder = store.parent / "other"
    folder.mkdir()
    copies.empty(folder, FrozenClock(TODAY)).close()
    for path in (keys_beside(store), twin_of(keys_beside(store))):
        path.write_bytes((folder / path.name).read_bytes())


def newer_keys(path: Path) -> None:
    """A key file of a format to come."""
    import hashlib
    import re

    body, _, _ = path.read_bytes().rstrip(b"\n").rpartition(b"\n")
    body = re.sub(rb'("(?:format|version)": ?)(\d+)', rb"\g<1>99", body, count=1)
    path.write_bytes(body + b"\n" + hashlib.sha256(body + b"\n").hexdigest().encode() + b"\n")


def garbage_after(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\7" * PAGE)


FOREIGN = {"STO-FOREIGN", "STO-DAMAGED", "KEY-MISMATCH"}
"""Nothing tells a store that was damaged in its first page from a file that never was one."""

DAMAGE: list[tuple[str, Callable[[Path], object], set[str]]] = [
    ("11 both copies of the key file missing", both_keys(Path.unlink), {"KEY-NOFILE"}),
    ("12 both damaged", both_keys(lambda path: flipped(path, 40)), {"KEY-DAMAGED"}),
    ("12b both empty", both_keys(lambda path: path.write_bytes(b"")), {"KEY-DAMAGED"}),
    ("12c both a picture", both_keys(lambda p: p.write_bytes(b"\x89PNG" * 99)), {"KEY-DAMAGED"}),
    ("12d both enormous", both_keys(lambda p: p.write_bytes(b"x" * 2**20)), {"KEY-DAMAGED"}),
    ("13 the key file of another store", other_keys, {"KEY-MISMATCH"}),
    ("23 the store missing", Path.unlink, {"STO-MISSING"}),
    ("24 an empty file", lambda path: path.write_bytes(b""), {"STO-EMPTY"}),
    ("25 a plain database", plain, {"STO-PLAIN"}),
    ("26 a picture", lambda path: path.write_bytes(b"\x89PNG" * 5_000), FOREIGN),
    ("26b the same page all over", lambda path: path.write_bytes(b"\7\0\0\0" * PAGE), FOREIGN),
    ("27 two pages swapped", swapped, {"STO-DAMAGED"}),
    ("28 one bit of a page", lambda path: flipped(path, 5 * PAGE + 77), {"STO-DAMAGED"}),
    ("28b one bit of the first page", lambda path: flipped(path, 500), {"STO-DAMAGED"}),
    ("29 cut to 2,000 bytes", lambda path: os.truncate(path, 2_000), {"STO-DAMAGED"}),
    ("29b cut by a page", lambda p: os.truncate(p, p.stat().st_size - PAGE), {"STO-DAMAGED"}),
    ("30 a page of garbage after it", garbage_after, {"STO-DAMAGED"}),
]


@pytest.mark.parametrize(("damage", "codes"), [d[1:] for d in DAMAGE], ids=[d[0] for d in DAMAGE])
def test_a_store_that_is_not_whole(
    store: Path,
    capsys: pytest.CaptureFixture[str],
    damage: Callable[[Path], object],
    codes: set[str],
) -> None:
    damage(store)
    assert refusal(store, capsys, twice=False)["code"] in codes


SECRETS = [
    ("1 a wrong passphrase", "wrong words for this store", "KEY-WRONG"),
    ("2 none", "", "KEY-WRONG"),
    ("3 a megabyte", "x" * (1 << 20), "KEY-LONG"),
    ("3b one letter too many", "x" * 1_025, "KEY-LONG"),
    ("4 other letters", "four\0invented\u202ewords \U0001f600", "KEY-WRONG"),
    ("4b half a character", "four \udcff words here", "KEY-WRONG"),
]


@pytest.mark.parametrize(("secret", "code"), [s[1:] for s in SECRETS], ids=[s[0] for s in SECRETS])
def test_what_does_not_open_it(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], secret: str, code: str
) -> None:
    file = tmp_path / "secret.txt"
    file.write_text(secret, encoding="utf-8", errors="surrogateescape")
    found = refusal(store, capsys, "check", "--passphrase-file", str(file), twice=False)
    assert found["code"] in {code, "REQ-PASSFILE"}
    assert (found["code"] == "REQ-PASSFILE") == ("\udcff" in secret)


def test_43_places_where_no_store_can_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POMDESK_PASSPHRASE", copies.SECRET)
    (tmp_path / "file").touch()
    places = [
        tmp_path,
        tmp_path / ("x" * 300),
        tmp_path / ("x" * 300) / "store.db",
        tmp_path / "file" / "store.db",
    ]
    if sys.platform == "linux":
        places.append(Path("/proc/no/store.db"))
    for place in places:
        for words in (("check",), ("init",), ("demo",)):
            found = refusal(place, capsys, *words, twice=False)
            assert str(found["code"]).startswith(("STO-PATH", "STO-MISSING", "KEY-")), place


WING = ("--kind", "wing", "--text")
TYPED = [
    ("110 half a character", ("explain", "\udcff"), "TXT-CHARS"),
    ("110b NUL", ("explain", "A1234BC\0"), "TXT-CHARS"),
    ("110c in a note", ("contact", "A1111AA", *WING, "a\ud800b"), "TXT-CHARS"),
    ("111 a note of 100,001 letters", ("contact", "A1111AA", *WING, "x" * 100_001), "TXT-LONG"),
    ("111b five megabytes", ("done", "A1111AA", "x", "--note", "x" * 5_000_000), "TXT-LONG"),
    ("111c a reason", ("override", "x", "1", "--why", "word " * 30_000), "TXT-LONG"),
    ("112 nobody", ("explain", "Z9999ZZ"), "REQ-PERSON"),
    ("112b no number", ("explain", "'; DROP TABLE person;--"), "REQ-PERSON"),
    ("112c no such paper", ("paper", "poem", "A1111AA", "-o", "x"), "REQ-PAPER"),
    ("112d no such setting", ("override", "no.such", "1", "--why", "x"), "REQ-SETTING"),
    ("112e no such draft", ("draft", "show", "99999"), "REQ-PAPER-GONE"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "code"), [t[1:] for t in TYPED], ids=[t[0] for t in TYPED])
def test_what_is_typed(ask: Ask, words: tuple[str, ...], code: str) -> None:
    exit_code, out, err = ask(*words, "--json")
    assert exit_code == 1
    answer = json.loads(out)
    assert (answer["ok"], answer["code"], answer["changed"]) == (False, code, False)
    assert err == f"{code}: {answer['message']}\n"
    check_words(answer["message"])


@pytest.mark.parametrize(
    "words",
    [("caseload", "--colour"), ("due", "--within", "-3"), ("draft", "begin"), ("nonsense",)],
)
def test_wrong_usage_stays_two_with_json(ask: Ask, words: tuple[str, ...]) -> None:
    code, out, err = ask(*words, "--json")
    assert (code, out) == (2, "")
    assert "Traceback" not in err


def test_wrong_usage_repeats_little_of_what_was_typed(ask: Ask) -> None:
    _, _, err = ask("due", "--within", "x" * 1_000_000)
    assert len(err) < 2_000


COMMANDS = [
    ("caseload",), ("due",), ("moved",), ("papers",), ("settings",), ("check",),
    ("sign-in", "list"),
    ("paper", "--list"), ("qa", "people"), ("template", "parole-report"),
    ("journal", "verify"), ("roles", "list"),
]  # fmt: skip


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_answer_is_json_where_it_was_asked_for(ask: Ask, words: tuple[str, ...]) -> None:
    first = COMMANDS.index(words) % 2  # it may stand before and after
    code, out, _ = ask("--json", *words) if first else ask(*words, "--json")
    assert code == 0
    assert isinstance(json.loads(out), dict | list)


def test_what_was_done_before_a_refusal_is_not_denied(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A command of two steps whose second is refused says that the first one stands."""
    from pomdesk.domain.errors import RequestRefused
    from pomdesk.services.commands.settings import SaveSetting
    from ui import commands

    def two_steps(session: Session) -> int:
        desk = session.desk()
        try:
            desk.do(SaveSetting("caseload.test", 1))
        finally:
            desk.close()
        raise RequestRefused("REQ-FIELD", field="x")

    monkeypatch.setattr(commands, "caseload", two_steps)
    code, out, err = ask("caseload", "--json")
    answer = json.loads(out)
    assert (code, answer["changed"]) == (1, True)
    assert "Nothing was changed" not in answer["message"] + err
    assert "stands" in answer["message"]


def test_an_answer_that_cannot_be_written_is_told(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno

    from ui import commands

    def full(session: Session) -> int:
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(commands, "caseload", full)
    monkeypatch.setattr("ui.commandline._deafen", lambda: None)
    code, out, err = ask("caseload")
    assert (code, out) == (1, "")
    assert "disk is full" in err


def test_help_of_every_command_tells_of_json(ask: Ask) -> None:
    for words in (("caseload",), ("import",), ("backup",), ("journal",), ("roles",)):
        code, out, _ = ask(*words, "--help")
        assert code == 0
        assert "--json" in out, words
