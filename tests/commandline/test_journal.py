"""The command ``journal``, and that every other command that gives something out is logged."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.commandline.conftest import Ask


def events(ask: Ask, *narrowed: str) -> list[dict[str, Any]]:
    """Events, oldest first, without those of opening the desk and reading the log."""
    code, out, _err = ask("journal", "list", "--json", "--most", "500", *narrowed)
    assert code == 0
    found: list[dict[str, Any]] = json.loads(out)
    quiet = {"UNLOCK", "LOCK", "VIEW_LOG", "SEARCH_LOG"}
    return [one for one in reversed(found) if one["what"] not in quiet]


def a_number(ask: Ask) -> str:
    _code, out, _err = ask("caseload", "--json")
    return str(json.loads(out)[0]["prisonerNumber"])


def test_the_log_is_listed_in_words(ask: Ask) -> None:
    ask("caseload")
    code, out, _err = ask("journal", "list", "--what", "LIST_CASELOAD")
    assert code == 0
    head, newest, *_ = out.splitlines()
    assert head.split() == ["No.", "When", "Who", "What", "Whom"]
    assert "Looked at the caseload" in newest
    assert newest.endswith("people")


def test_the_log_is_narrowed_to_a_person(ask: Ask) -> None:
    number = a_number(ask)
    ask("explain", number)
    told = events(ask, "--prisoner", number)
    assert [one["what"] for one in told][-2:] == ["VIEW_CASE", "CLOSE_CASE"]
    assert {one["prisonerNumber"] for one in told} == {number}
    code, _out, err = ask("journal", "list", "--prisoner", "A0000AA")
    assert code == 1
    assert "A0000AA" in err


def test_a_whole_log_gives_0_and_a_sentence(ask: Ask) -> None:
    code, out, _err = ask("journal", "verify")
    assert code == 0
    assert out.startswith("The log holds: ")
    code, out, _err = ask("journal", "verify", "--json")
    told = json.loads(out)
    assert (told["ok"], told["code"], told["changed"]) == (True, "", False)
    assert told["signed"] == told["events"] > 0


def test_an_anchor_is_written_and_compared_as_file_and_as_text(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "anchor.json"
    code, out, _err = ask("journal", "anchor", "-o", file)
    assert code == 0
    assert out.splitlines() == [str(file), str(file.with_suffix(".pdf"))]
    said = json.loads(file.read_text("utf-8"))
    typed = f"{said['number']}-{said['hash'][:16]}"
    slip = PdfReader(file.with_suffix(".pdf")).pages[0].extract_text()
    assert typed in slip
    assert said["hash"][16:32] in slip
    code, out, _err = ask("journal", "verify", "--anchor", file, "--anchor", typed)
    assert code == 0
    assert "2 anchors agree" in out
    code, out, _err = ask("journal", "verify", "--anchor", f"{said['number']}-{'0' * 16}", "--json")
    told = json.loads(out)
    assert (code, told["ok"], told["code"], told["wrong"]) == (1, False, "AUD-BROKEN", "rebuilt")


def test_what_is_no_anchor_is_refused_with_its_code(ask: Ask) -> None:
    code, out, _err = ask("journal", "verify", "--anchor", "twelve", "--json")
    assert code == 1
    told = json.loads(out)
    assert (told["ok"], told["code"], told["changed"]) == (False, "AUD-ANCHOR", False)


def test_the_log_is_given_out_so_that_anybody_can_go_through_it(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "log.json"
    why = "asked for by the auditor"
    assert ask("journal", "export", "-o", file, "--why", why)[0] == 0
    told = json.loads(file.read_text("utf-8"))
    assert told["proof"]["holds"] is True
    last = ""
    for event in told["events"]:
        hashed = dict(event["details"])
        digest, _signature = hashed.pop("hash"), hashed.pop("sig")
        canonical = json.dumps(hashed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert hashlib.sha256(canonical.encode()).hexdigest() == digest
        assert hashed["prev"] == last
        last = digest
    given = events(ask)[-1]
    assert (given["what"], given["kind"], given["reason"]) == ("EXPORT_LOG", "disclose", why)
    assert given["size"] == len(told["events"])


def test_the_log_as_a_table_runs_no_formula(ask: Ask, tmp_path: Path) -> None:
    number = a_number(ask)
    ask("explain", number)
    file = tmp_path / "log.csv"
    ask("journal", "export", "-o", tmp_path / "first.json", "--why", "=1+1 for the auditor")
    assert ask("journal", "export", "-o", file, "--why", "for the auditor now")[0] == 0
    lines = file.read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("No.,When,Who,Role,What")
    assert not [line for line in lines if line.startswith("=") or ",=" in line]
    # Nobody is named in a file of the log: by a reference only.
    assert number not in file.read_text("utf-8-sig")
    assert any(",person " in line for line in lines)


def test_a_reason_is_needed_to_give_it_out(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "log.json"
    code, _out, err = ask("journal", "export", "-o", file, "--why", "because")
    assert code == 1
    assert "AUD-WHY" in err
    assert not file.exists()
    assert ask("journal", "export", "-o", file)[0] == 2


def test_nothing_old_enough_is_refused(ask: Ask) -> None:
    code, _out, err = ask("journal", "prune")
    assert code == 1
    assert "AUD-NOTHING" in err


@pytest.mark.parametrize(
    ("words", "what", "how"),
    [
        (("paper", "handover-report", "NUMBER", "-o", "FILE.pdf"), "EXPORT_PDF", "handover-report"),
        (("paper", "case-summary", "NUMBER", "-o", "FILE.docx", "--form", "word"),
         "EXPORT_WORD", "case-summary"),
        (("paper", "week-list", "-o", "FILE.pdf"), "EXPORT_PDF", "week-list"),
        (("calendar", "-o", "FILE.ics"), "EXPORT_CALENDAR", "duties"),
        (("due", "-o", "FILE.xlsx", "--format", "xlsx"), "EXPORT_LIST", "duties"),
        (("due", "--format", "csv"), "EXPORT_LIST", "duties"),
        (("caseload", "--format", "csv"), "EXPORT_LIST", "caseload"),
    ],
)  # fmt: skip
def test_what_leaves_is_logged_and_papers_bear_an_anchor(
    ask: Ask, tmp_path: Path, words: tuple[str, ...], what: str, how: str
) -> None:
    number = a_number(ask) if "NUMBER" in words else ""
    file = tmp_path / words[words.index("-o") + 1] if "-o" in words else tmp_path
    put = {"NUMBER": number, file.name: str(file)}
    code, _out, err = ask(*(put.get(word, word) for word in words))
    assert code == 0, err
    given = [one for one in events(ask) if one["kind"] == "disclose"][-1]
    assert (given["what"], given["detail"]["of"]) == (what, how)
    assert given["size"] >= 1
    assert bool(given["subject"]) == bool(number)
    if file.suffix == ".pdf":
        foot = PdfReader(file).pages[0].extract_text()
        anchor = next(word for word in foot.split() if word.count("-") == 1 and word[0].isdigit()
                      and len(word.split("-")[1]) == 16)  # fmt: skip
        assert ask("journal", "verify", "--anchor", anchor)[0] == 0


def test_packs_are_put_together_and_given_out_one_by_one(ask: Ask, tmp_path: Path) -> None:
    number = a_number(ask)
    assert ask("pack", number, "-o", tmp_path)[0] == 0
    told = [(one["what"], one["kind"]) for one in events(ask)]
    assert ("MAKE_PACK", "combine") in told
    # The pack, and the index that says whose it is.
    assert told.count(("EXPORT_PDF", "disclose")) == 2
    assert told.index(("MAKE_PACK", "combine")) < told.index(("EXPORT_PDF", "disclose"))
