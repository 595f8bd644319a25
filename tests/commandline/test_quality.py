"""Quality assurance from the command line: a round from its plan to a draw anybody repeats."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.commandline.conftest import Ask


def told(ask: Ask, *words: object) -> Any:
    code, out, err = ask("qa", *words, "--format", "json")
    assert (code, err) == (0, "")
    return json.loads(out)


def test_the_demonstration_tells_of_a_round_read_and_one_being_read(ask: Ask) -> None:
    rounds = {one["ref"]: one for one in told(ask, "rounds")}
    assert (rounds["2026-R1"]["stage"], rounds["2026-R1"]["done"]) == ("closed", 18)
    assert rounds["2026-R2"]["stage"] == "in_review"
    assert {one["code"] for one in told(ask, "people")} >= {"HOMD", "SPO2", "GOV", "485000"}
    code, out, _ = ask("qa", "people")
    assert code == 0
    assert "Quality lead" in out


def test_a_round_from_its_plan_to_a_certificate_that_holds(ask: Ask, tmp_path: Path) -> None:
    code, out, _ = ask("qa", "plan", "2026-R3", "--instrument", 1, "--files", 12)
    assert code == 0
    assert int(out)
    assert told(ask, "how-many", "2026-R3", "--files", 12)["chosen"] == 12
    code, frame, _ = ask("qa", "freeze", "2026-R3")
    assert (code, len(frame.strip())) == (0, 64)
    code, record, _ = ask("qa", "draw", "2026-R3")
    assert code == 0
    drawn = told(ask, "round", "2026-R3")
    assert sum(one["role"] == "primary" for one in drawn["samples"]) == 12
    code, out, _ = ask("qa", "certificate", "2026-R3", "-o", tmp_path / "out")
    assert code == 0
    held = tmp_path / "out" / "2026-R3-record.json"
    assert hashlib.sha256(held.read_bytes()).hexdigest() == record.strip()
    words = " ".join(page.extract_text() for page in PdfReader(out.split()[0]).pages)
    assert record.strip() in words
    files = (held, tmp_path / "out" / "2026-R3-frame.json")
    assert ask("qa", "verify", *files, "--sha256", record.strip())[0] == 0
    assert ask("qa", "verify")[0] == 0


def test_a_changed_record_is_told_of_in_words_and_by_the_exit_code(
    ask: Ask, tmp_path: Path
) -> None:
    ask("qa", "certificate", "2026-R1", "-o", tmp_path)
    record, frame = (tmp_path / f"2026-R1-{part}.json" for part in ("record", "frame"))
    record.write_bytes(record.read_bytes().replace(b"Helen", b"Ellen"))
    code, out, _ = ask("qa", "verify", record, frame)
    assert code == 3
    assert "seal" in out
    code, out, _ = ask("qa", "verify", record, frame, "--format", "json")
    assert code == 3
    assert json.loads(out)["holds"] is False


def test_a_list_of_ones_own_is_drawn_from_and_bad_rows_are_named(ask: Ask, tmp_path: Path) -> None:
    listed = tmp_path / "list.csv"
    rows = [f"A10{n:02}AB,485000" for n in range(10)] + ["bad ref!,485000"]
    listed.write_text("Prison number,Supervisor\n" + "\n".join(rows), encoding="utf-8")
    code, _, err = ask(
        "qa", "plan", "L1", "--list", listed, "--instrument", 1, "--files", 3, "--floor", 1
    )
    assert code == 0
    assert "Row 12" in err
    assert "bad ref!" in err
    assert ask("qa", "freeze", "L1")[0] == 0
    assert (
        ask("qa", "draw", "L1", "--source", "dice", "--seed", "6-1-4-2-2", "--witness", "Mo")[0]
        == 0
    )
    assert (
        len([one for one in told(ask, "round", "L1")["samples"] if one["role"] == "primary"]) == 3
    )


def test_answers_come_from_a_file_and_what_is_missing_is_said(ask: Ask, tmp_path: Path) -> None:
    mine = told(ask, "reviews")
    review = next(one["review_id"] for one in mine if one["stage"] == "assigned")
    file = tmp_path / "answers.json"
    file.write_text('{"answers": {}, "judgement": "sufficient", "why": "Good."}', encoding="utf-8")
    code, _, err = ask("qa", "mark", review, file)
    assert code == 1
    assert "18" in err  # of the questions, none of which is answered
    file.write_text("no json", encoding="utf-8")
    code, _, err = ask("qa", "mark", review, file)
    assert code == 1
    assert "answers.json" in err


def test_markers_are_held_against_the_key_of_a_golden_file(
    ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = ("qa", "plan", "K1", "--purpose", "calibration", "--instrument", 1)
    assert ask(*plan)[0] == 0
    code, _, err = ask("qa", "join", "K1")
    assert (code, "golden" in err) == (1, True)
    case = told(ask, "round", "2026-R2")["samples"][0]["case_ref"]
    assert ask("qa", "golden", "K1", case)[0] == 0
    key = int(ask("qa", "join", "K1", "--key")[1])
    ask("qa", "instrument-out", 1, "-o", tmp_path / "i.json")
    questions = [
        one["key"]
        for section in json.loads((tmp_path / "i.json").read_text("utf-8"))["sections"]
        for one in section["questions"]
    ]
    file = tmp_path / "answers.json"
    answers = {
        "answers": dict.fromkeys(questions, "met"),
        "judgement": "sufficient",
        "why": "All of it is there.",
    }
    file.write_text(json.dumps(answers), encoding="utf-8")
    assert ask("qa", "mark", key, file)[0] == 0
    secret = tmp_path / "new.txt"
    secret.write_text("orchard lantern gravel seven", encoding="utf-8")
    assert ask("sign-in", "add", "Dafydd Penrice", "--new-passphrase-file", secret)[0] == 0
    monkeypatch.setenv("POMDESK_PASSPHRASE", "orchard lantern gravel seven")
    mine = int(ask("qa", "join", "K1")[1])
    assert ask("qa", "mark", mine, file)[0] == 0
    (line,) = told(ask, "calibration", "K1")["lines"]
    assert (line["hits"], line["keyed"]) == (len(questions), len(questions))
    assert f"{len(questions)}/{len(questions)}" in ask("qa", "calibration", "K1")[1]


def test_the_report_to_the_governor_names_nobody(ask: Ask, tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    assert ask("qa", "report", "-o", target)[0] == 0
    kept = PdfReader(target).pages[0].extract_text()
    assert "Protect an hour a week for recording" in kept
    code, out, _ = ask("qa", "report", "2026-09-01", "2026-11-22", "-o", target)
    assert (code, len(out.strip())) == (0, 64)
    words = " ".join(page.extract_text() for page in PdfReader(target).pages)
    for one in told(ask, "people"):
        if "supervisor" in one["roles"]:
            assert one["name"].split()[-1] not in words
            assert one["code"] not in words


def test_what_is_due_and_instruments_out_and_in(ask: Ask, tmp_path: Path) -> None:
    assert {"discuss_feedback", "mark_file"} <= {one["kind"] for one in told(ask, "due")}
    for name in ("casefile.json", "casefile.xlsx"):
        assert ask("qa", "instrument-out", 1, "-o", tmp_path / name)[0] == 0
        before = len(told(ask, "instruments"))
        assert ask("qa", "instrument", tmp_path / name)[0] == 0
        assert len(told(ask, "instruments")) in (before, before + 1)
    assert max(one["version"] for one in told(ask, "instruments") if one["code"] == "CASEFILE") == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("round", "1999-R9"), "1999-R9"),
        (("person", "X1", "--roles", "king"), "king"),
        (("substitute", "2026-R2", "Z9999ZZ", "--reason", "transferred"), "Z9999ZZ"),
        (("verify", "one.json"), "two files"),
        (("verify", "one.json", "two.json"), "one.json"),
        (("draw", "2026-R1"), "Nothing was changed"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    ask: Ask, words: tuple[str, ...], said: str
) -> None:
    code, out, err = ask("qa", *words)
    assert (code, out) == (1, "")
    assert said in err
    assert len(err.strip().splitlines()) == 1


def test_somebody_else_opens_the_store(
    ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "new.txt"
    secret.write_text("orchard lantern gravel seven\n", encoding="utf-8")
    code, _, err = ask("sign-in", "add", "Dafydd Penrice", "--new-passphrase-file", secret)
    assert (code, "Dafydd Penrice" in err) == (0, True)
    assert ask("sign-in", "list")[1].split("\n")[:2] == ["Demonstration", "Dafydd Penrice"]
    monkeypatch.setenv("POMDESK_PASSPHRASE", "orchard lantern gravel seven")
    assert told(ask, "reviews")
    # Only the lead lets people in and out, so that nobody takes somebody's name.
    for words in (("remove", "Demonstration"), ("add", "Ada", "--new-passphrase-file", secret)):
        code, _, err = ask("sign-in", *words)
        assert (code, "lead" in err.lower()) == (1, True)
    assert ask("qa", "rounds")[0] == 0
    assert ask("qa", "freeze", "2026-R2")[0] == 1
