"""A paper through its life from the command line: begun, written, checked, final, sent; packs."""

import json
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from pypdf import PdfReader

from pomdesk.domain.papers import PaperKind
from tests.commandline.conftest import Ask

PERSON = "R1084PL"
PAROLE = "O9185DD"


def papers(ask: Ask, *more: object) -> list[dict[str, Any]]:
    code, out, err = ask("papers", "--format", "json", *more)
    assert (code, err) == (0, "")
    told: list[dict[str, Any]] = json.loads(out)
    return told


def number_of(ask: Ask, kind: str, person: str) -> int:
    return int(next(p["paper"] for p in papers(ask, person) if p["kind"] == kind))


def words(file: Path, password: str = "") -> str:
    reader = PdfReader(file, password=password or None)
    return " ".join(" ".join(page.extract_text().split()) for page in reader.pages)


def test_papers_in_hand_come_most_urgent_first(ask: Ask) -> None:
    held = papers(ask)
    assert [p["due"] for p in held] == sorted(p["due"] for p in held)
    assert {p["kind"] for p in held} >= {"parole-report", "handover-report"}
    code, out, _ = ask("papers")
    assert code == 0
    assert "Report to the Parole Board" in out


def test_a_paper_from_beginning_to_sent(ask: Ask, tmp_path: Path) -> None:
    code, out, _ = ask("draft", "begin", "plan-review", PERSON)
    assert code == 0
    number = out.strip()
    code, out, _ = ask("draft", "start", number)
    assert code == 0
    begun = out.split()
    assert begun
    code, out, _ = ask("draft", "show", number, "--format", "json")
    sections = json.loads(out)["paper"]["sections"]
    assert {sections[name]["state"] for name in begun} == {"needs_checking"}
    assert ask("draft", "ready", number)[0] == 3  # empty required sections, unanswered questions
    for name, _titled in written_sections(ask, number):
        said = (
            "draft",
            "write",
            number,
            name,
            "--text",
            f"Invented words of {name}.\n- one\n- two",
        )
        assert ask(*said, "--done")[0] == 0
    for item in ("victim", "vlo", "intelligence", "mappa_minutes", "others", "restriction"):
        assert ask("draft", "tick", number, item, "--who", "Iwan Invented")[0] == 0
    code, out, _ = ask("draft", "ready", number)
    assert code == 0, out
    assert ask("draft", "check", number, "--who", "Mair Invented")[0] == 0
    code, _, err = ask("draft", "write", number, begun[0], "--text", "Too late.")
    assert code == 1
    assert err.startswith("REQ-PAPER-SIGNED")
    code, out, _ = ask("draft", "final", number)
    assert code == 0
    sha256 = out.rsplit(maxsplit=1)[-1]
    assert len(sha256) == 64
    code, _, err = ask("draft", "final", number)
    assert code == 1
    assert err
    file = tmp_path / "final.pdf"
    assert ask("paper", "plan-review", PERSON, "-o", file)[0] == 0
    printed = words(file)
    assert sha256 in printed.replace(" ", "")
    assert "DRAFT" not in printed
    assert f"Invented words of {begun[0]}." in printed
    sent = ("draft", "sent", number, "--to", "The person", "--how", "by hand")
    assert ask(*sent)[0] == 0
    assert next(p for p in papers(ask, PERSON) if p["paper"] == int(number))["stage"] == "sent"
    assert int(number) not in [p["paper"] for p in papers(ask)]


def written_sections(ask: Ask, number: str) -> list[tuple[str, str]]:
    code, out, _ = ask("draft", "show", number)
    assert code == 0
    lines = [line.split(": ", 1) for line in out.splitlines() if ": " in line and "[" in line]
    return [(name, title) for name, title in lines if name.islower() and " " not in name]


def test_a_returned_paper_is_a_draft_again(ask: Ask) -> None:
    number = number_of(ask, "handover-report", PERSON)
    assert ask("draft", "check", number, "--who", "Mair Invented")[0] == 0
    back = ("draft", "return", number, "--who", "Mair Invented", "--why", "Say who rings him.")
    assert ask(*back)[0] == 0
    assert next(p for p in papers(ask, PERSON) if p["paper"] == number)["stage"] == "draft"


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("draft", "begin", "handover-pack", PERSON), "REQ-PAPER"),
        (("draft", "begin", "plan-review", "Z0000ZZ"), "REQ-PERSON"),
        (("draft", "show", "999"), "REQ-PAPER"),
        (("draft", "write", "1", "no-such-section", "--text", "x"), "REQ-PAPERSECTION"),
        (("draft", "sent", "1", "--to", "PPCS", "--how", "e-mail"), "REQ-PAPER"),
        (("pack", "-o", "packs"), "REQ-PACKWHO"),
        (("pack", PERSON, "--month", "2026-12", "-o", "packs"), "REQ-PACKWHO"),
        (("paper", "week-list", "--form", "word", "-o", "x.docx"), "REQ-PAPERWORD"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(
    ask: Ask, command: tuple[str, ...], code: str
) -> None:
    exit_code, out, err = ask(*command)
    assert (exit_code, out) == (1, "")
    assert err.startswith(code)
    assert len(err.split()) > 6


def test_every_kind_comes_as_pdf_and_for_word(ask: Ask, tmp_path: Path) -> None:
    for kind in PaperKind:
        pdf, word = tmp_path / f"{kind}.pdf", tmp_path / f"{kind}.docx"
        assert ask("paper", kind, PERSON, "-o", pdf)[0] == 0
        assert PERSON in words(pdf)
        assert ask("paper", kind, PERSON, "--form", "word", "-o", word)[0] == 0
        told = [one.text for one in Document(str(word)).paragraphs if one.text]
        assert len(told) > 5


def test_what_was_written_stands_in_the_paper_unless_it_is_asked_blank(
    ask: Ask, tmp_path: Path
) -> None:
    held, blank = tmp_path / "held.pdf", tmp_path / "blank.pdf"
    assert ask("paper", "parole-report", PAROLE, "-o", held)[0] == 0
    assert ask("paper", "parole-report", PAROLE, "--blank", "-o", blank)[0] == 0
    assert "textile workshop" in words(held)
    assert "textile workshop" not in words(blank)


def test_a_password_and_an_archive(ask: Ask, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("dim ond dychmygol\n", encoding="utf-8")
    locked, archived = tmp_path / "locked.pdf", tmp_path / "archived.pdf"
    made = ("paper", "case-summary", PERSON)
    assert ask(*made, "--password-file", secret, "-o", locked)[0] == 0
    assert PdfReader(locked).is_encrypted
    assert PERSON in words(locked, "dim ond dychmygol")
    assert ask(*made, "--form", "archive", "-o", archived)[0] == 0
    assert PERSON in words(archived)
    code, _, err = ask(*made, "--form", "archive", "--password-file", secret, "-o", locked)
    assert code == 1
    assert err.startswith("REQ-PAPERLOCK")


def test_packs_of_two_people_and_their_index(ask: Ask, tmp_path: Path) -> None:
    folder = tmp_path / "packs"
    code, out, err = ask("pack", PERSON, "W6066UR", "-o", folder)
    assert (code, "2 of 2" in err) == (0, True)
    files = sorted(folder.iterdir())
    assert len(files) == 3
    index = Path(out.strip())
    said = words(index)
    assert PERSON in said
    assert all(file.name in said.replace(" ", "") for file in files if file != index)
    assert not any(PERSON in file.name for file in files)


def test_a_template_of_our_own_and_back(ask: Ask, tmp_path: Path) -> None:
    code, shipped, _ = ask("template", "plan-review")
    assert code == 0
    ours = tmp_path / "ours.toml"
    ours.write_text(shipped.replace('version = "', 'version = "HMP-', 1), encoding="utf-8")
    assert ask("template", "plan-review", "--use", ours, "--why", "Agreed in October")[0] == 0
    assert 'version = "HMP-' in ask("template", "plan-review")[1]
    assert ask("template", "plan-review", "--drop")[0] == 0
    assert ask("template", "plan-review")[1] == shipped
    ours.write_text("version = ", encoding="utf-8")
    code, _, err = ask("template", "plan-review", "--use", ours, "--why", "x")
    assert code == 1
    assert err.startswith("REP-TEMPLATE")
    assert "ours.toml" in err
