"""The command line as a script uses it: answers, exit codes, and nothing else on stdout."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pomdesk.services.commands import import_caseload
from resources import read_text
from tests import copies
from ui import commands
from ui.commandline import main

Run = Callable[..., tuple[int, str, str]]


TODAY = ("--today", "2026-11-22")


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run one command on a store in the test's folder; exit code, output, messages."""
    monkeypatch.setenv("POMDESK_PASSPHRASE", copies.SECRET)
    store = ["--store", str(tmp_path / "store.db"), *TODAY]

    def one(*words: object) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            code = main([*store, *map(str, words)])
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        out, err = capsys.readouterr()
        return code, out, err

    return one


def sample_in(folder: Path) -> Path:
    path = folder / "caseload.json"
    path.write_text(read_text("samples", "sample-caseload.json"), encoding="utf-8")
    return path


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    return sample_in(tmp_path)


@pytest.fixture(scope="module")
def stocked_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store made and filled by commands, once; its passphrase is made cheap to check."""
    folder = tmp_path_factory.mktemp("stocked")
    store = folder / "store.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POMDESK_PASSPHRASE", copies.SECRET)
        for command in (("init", "--name", "A Jones"), ("import", str(sample_in(folder)))):
            assert main(["--store", str(store), *TODAY, *command]) == 0
    copies.cheapen(store, copies.SECRET)
    return folder


@pytest.fixture
def stocked(run: Run, stocked_once: Path, tmp_path: Path) -> Run:
    """The same commands on a copy of that store."""
    shutil.copytree(stocked_once, tmp_path, dirs_exist_ok=True)
    return run


def test_the_sample_agrees_with_what_was_worked_out_by_others(stocked: Run) -> None:
    code, out, _ = stocked("caseload", "--format", "json")
    assert code == 0
    lines = json.loads(out)
    ours = {line["prisonerNumber"]: line for line in lines}
    expected = json.loads(read_text("samples", "sample-expected.json"))
    assert len(expected) == len(ours) == 60
    differing = {
        wanted["prisonerNumber"]: (name, value, ours[wanted["prisonerNumber"]][name])
        for wanted in expected
        for name, value in wanted.items()
        if ours[wanted["prisonerNumber"]][name] != value
    }
    assert differing == {}
    assert [line["prisonerNumber"] for line in lines] == sorted(ours)


def test_outside_the_policy_nobody_is_responsible(stocked: Run) -> None:
    lines = json.loads(stocked("caseload", "--format", "json")[1])
    outside = [line for line in lines if not line["insideOmicPolicy"]]
    assert len(outside) == 9
    assert {line["responsibility"] for line in outside} == {None}
    assert {line["recommendedPomType"] for line in outside} == {None}


def test_the_same_file_again_changes_nothing_and_says_so(stocked: Run, sample: Path) -> None:
    code, out, _ = stocked("import", sample, "--json")
    answer = json.loads(out)
    assert code == 0
    counts = {k: answer[k] for k in ("added", "changed", "unchanged", "refused", "moved")}
    assert counts == {"added": 0, "changed": 0, "unchanged": 60, "refused": [], "moved": []}
    assert "as it was" in stocked("import", sample)[1]


def test_init_tells_a_recovery_key_that_opens_the_store(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, key, told = run("init", "--name", "A Jones")
    assert code == 0
    assert "recovery key" in told
    monkeypatch.setenv("POMDESK_PASSPHRASE", key.strip().lower().replace("-", " "))
    assert run("check")[:2] == (0, "The store is whole.\n")


def test_a_second_init_leaves_the_store_alone(stocked: Run) -> None:
    code, out, err = stocked("init")
    assert (code, out) == (1, "")
    assert err.startswith("STO-EXISTS")
    assert len(json.loads(stocked("caseload", "--format", "json")[1])) == 60


def test_a_wrong_passphrase_is_told_in_words(stocked: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POMDESK_PASSPHRASE", "not the one at all")
    code, out, err = stocked("caseload")
    assert (code, out) == (1, "")
    assert err.startswith("KEY-WRONG: ")
    assert "Traceback" not in err


def test_a_known_error_is_an_object_when_json_was_asked_for(stocked: Run) -> None:
    code, out, err = stocked("explain", "Z9999ZZ", "--format", "json")
    assert code == 1
    answer = json.loads(out)
    assert {k: answer[k] for k in ("ok", "code", "changed")} == {
        "ok": False,
        "code": "REQ-PERSON",
        "changed": False,
    }
    assert err.count("\n") == 1


def test_refused_rows_are_named_and_the_exit_code_says_so(run: Run, tmp_path: Path) -> None:
    run("init")
    file = tmp_path / "two.csv"
    file.write_text("Prison number,Surname,CRD\nA1234BC,Invented,12/05/2027\nX,Other,\n", "utf-8")
    code, out, _ = run("import", file, "--json")
    assert code == 3
    answer = json.loads(out)
    assert answer["added"] == 1
    (refusal,) = answer["refused"]
    assert set(refusal) == {"file", "row", "field", "value", "reason"}
    assert (refusal["file"], refusal["row"], refusal["value"]) == ("two.csv", "3", "X")


def test_a_dry_run_changes_nothing(run: Run, sample: Path) -> None:
    run("init")
    code, out, _ = run("import", sample, "--dry-run", "--json")
    assert (code, json.loads(out)["added"]) == (0, 60)
    assert json.loads(run("caseload", "--format", "json")[1]) == []


def test_explain_says_the_rule_the_facts_and_where_they_came_from(stocked: Run) -> None:
    code, out, _ = stocked("explain", "H0604YB", "handover")
    assert code == 0
    assert "20 May 2027" in out
    assert "20 May 2028, Parole eligibility (PED) (caseload file of 22 Nov 2026)" in out
    assert "Source:" in out


def test_explain_everything_has_words_for_everyone(stocked: Run) -> None:
    for line in json.loads(stocked("caseload", "--format", "json")[1]):
        code, out, err = stocked("explain", line["prisonerNumber"])
        assert (code, err) == (0, "")
        assert not re.search(r"\b(None|True|False|null)\b(?! of )", out)


def test_csv_cannot_run_as_a_formula(run: Run, tmp_path: Path) -> None:
    run("init")
    file = tmp_path / "one.csv"
    file.write_text("Prison number,Surname\nA1234BC,=1+1\n", "utf-8")
    run("import", file)
    assert ",'=1+1," in run("caseload", "--format", "csv")[1]


def test_papers_are_written_for_one_and_for_several(stocked: Run, tmp_path: Path) -> None:
    one = tmp_path / "one.pdf"
    assert stocked("paper", "handover-report", "H0604YB", "-o", one)[0] == 0
    assert one.read_bytes().startswith(b"%PDF")
    folder = tmp_path / "papers"
    code, out, _ = stocked("paper", "handover-report", "H0604YB", "Q5699VZ", "-o", folder)
    assert code == 0
    written = sorted(path.name for path in folder.iterdir())
    assert len(written) == 2
    assert sorted(Path(line).name for line in out.splitlines()) == written
    assert not any("H0604YB" in name for name in written)


def test_a_paper_for_nobody_known_writes_nothing(stocked: Run, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    code, _, err = stocked("paper", "handover-report", "H0604YB", "Z9999ZZ", "-o", folder)
    assert code == 1
    assert err.startswith("REQ-PERSON")
    assert not folder.exists()


def test_what_was_typed_stands_against_the_next_file(
    stocked: Run, sample: Path, tmp_path: Path
) -> None:
    code, out, _ = stocked("correct", "H0604YB", "paroleEligibilityDate", "2029-01-31")
    assert code == 0
    assert "31 January 2028" in out
    later = json.loads(sample.read_text(encoding="utf-8")) | {"asAt": "2026-11-23"}
    file = tmp_path / "later.json"
    file.write_text(json.dumps(later), encoding="utf-8")
    (kept,) = json.loads(stocked("import", file, "--json")[1])["kept"]
    assert (kept["typed"], kept["file_value"]) == ("2029-01-31", "2028-05-20")
    assert "typed by A Jones" in stocked("explain", "H0604YB", "handover")[1]


def test_a_later_file_shows_what_moved(stocked: Run, sample: Path, tmp_path: Path) -> None:
    caseload = json.loads(sample.read_text(encoding="utf-8")) | {"asAt": "2026-11-27"}
    (person,) = [p for p in caseload["prisoners"] if p["prisonerNumber"] == "H0604YB"]
    person["paroleEligibilityDate"] = "2027-06-30"
    file = tmp_path / "later.json"
    file.write_text(json.dumps(caseload), encoding="utf-8")
    _, out, _ = stocked("import", file)
    assert "0 added, 1 changed, 59 unchanged, 0 refused" in out
    assert "Parole eligibility (PED) 20 May 2028 -> 30 June 2027" in out
    assert "handover 20 May 2027 -> 30 June 2026" in out


def test_wrong_usage_is_two(run: Run) -> None:
    assert run("caseload", "--format", "xml")[0] == 2
    assert run("--today", "22/11/2026", "caseload")[0] == 2


def test_a_bug_is_seventy_and_names_nobody(stocked: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> object:
        raise ZeroDivisionError("H0604YB")

    monkeypatch.setattr(commands, "line_json", broken)
    code, out, err = stocked("caseload", "--format", "json")
    assert (code, out) == (70, "")
    assert "ZeroDivisionError" in err
    assert "H0604YB" not in err


def test_the_demonstration_keeps_its_day(run: Run, tmp_path: Path) -> None:
    store = tmp_path / "demo" / "store.db"
    code, out, _ = run("--store", store, "demo")
    assert code == 0
    assert "invented people only here" in out


def test_refused_rows_that_could_not_be_written_are_told(
    stocked: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_caseload, "write_refused", lambda *_: None)
    path = tmp_path / "c.csv"
    path.write_text("NOMS No,CRD\nA1111AA,x\n", encoding="utf-8")
    code, out, _ = stocked("import", path)
    assert code == 3
    assert "could not be written" in out
    assert "could not be written" not in stocked("import", path, "--dry-run")[1]
