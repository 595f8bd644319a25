"""What is due, why, done and put off, from the command line; and what goes out to files."""

import csv
import io
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from icalendar import Calendar

from pomdesk.domain.papers import PAPER_SPECS, PaperKind
from pomdesk.domain.record import EntryKind
from pomdesk.services.clock import Clock
from pomdesk.services.demo import PASSPHRASE
from pomdesk.services.desk import open_desk
from pomdesk.services.queries.duties import DutiesDue
from pomdesk.services.queries.record import RecordOf
from reports import kinds
from tests import copies
from tests.commandline.conftest import Ask
from tests.store.builders import CHEAP

STATES = {"overdue", "due", "upcoming", "blocked"}
RANKS = ["overdue", "due", "blocked", "upcoming"]


def due(ask: Ask, *more: object) -> list[dict[str, Any]]:
    code, out, err = ask("due", "--format", "json", *more)
    assert (code, err) == (0, "")
    told: list[dict[str, Any]] = json.loads(out)
    return told


def one_of(ask: Ask, kind: str) -> dict[str, Any]:
    """An upcoming duty of a kind."""
    return next(d for d in due(ask) if d["duty"] == kind and d["state"] == "upcoming")


def test_due_has_the_published_fields(ask: Ask) -> None:
    lines = due(ask)
    assert len(lines) > 500
    for line in lines:
        assert {"prisonerNumber", "duty", "title", "opens", "due", "state", "reasons"} <= set(line)
        assert {"owner", "family", "snoozedUntil"} <= set(line)
        assert line["state"] in STATES
        assert line["reasons"]
        assert all(" " in reason for reason in line["reasons"]), line["reasons"]  # words, no codes
        assert " " in line["title"]
        for day in ("opens", "due"):
            assert line[day] is None or date.fromisoformat(line[day])


def test_the_most_urgent_come_first(ask: Ask) -> None:
    lines = [d for d in due(ask) if d["snoozedUntil"] is None]
    ranks = [RANKS.index(d["state"]) for d in lines]
    assert ranks == sorted(ranks)
    late = [d["due"] for d in lines if d["state"] == "overdue"]
    assert late == sorted(late)


def test_the_demonstration_has_a_believable_morning(ask: Ask) -> None:
    """Few are late, something is due this week, and not everybody is on the list."""
    lines = due(ask)
    late = [d for d in lines if d["state"] == "overdue"]
    week = [d for d in lines if d["due"] and "2026-11-23" <= d["due"] <= "2026-11-29"]
    assert 5 <= len(late) <= 30
    assert 15 <= len(week) <= 70
    assert len({d["duty"].partition(":")[0] for d in late}) >= 5


def test_within_and_prisoner_narrow_the_list(ask: Ask) -> None:
    everything = due(ask)
    soon = due(ask, "--within", "7")
    assert 0 < len(soon) < len(everything)
    assert all(d["due"] is None or d["due"] <= "2026-11-30" for d in soon)
    number = everything[0]["prisonerNumber"]
    own = due(ask, "--prisoner", number.lower())
    assert {d["prisonerNumber"] for d in own} == {number}
    assert len(own) == sum(d["prisonerNumber"] == number for d in everything)


@pytest.mark.parametrize("typed", ["-1", "x", "1.5", "1e9", "999999"])
def test_a_wrong_number_of_days_is_wrong_usage(ask: Ask, typed: str) -> None:
    assert ask("due", "--within", typed)[0] == 2


def test_nobody_of_that_number_is_told(ask: Ask) -> None:
    code, out, _ = ask("due", "--prisoner", "Z9999ZZ", "--format", "json")
    assert (code, json.loads(out)["code"]) == (1, "REQ-PERSON")


def test_the_table_says_how_late(ask: Ask) -> None:
    code, out, _ = ask("due", "--within", "0")
    assert code == 0
    head, first = out.splitlines()[:2]
    assert head.split() == ["Person", "Number", "What", "Due", "Where", "it", "stands"]
    assert "days late" in first


def test_the_list_as_csv_and_as_a_spreadsheet(ask: Ask, tmp_path: Path) -> None:
    lines = due(ask)
    rows = list(csv.DictReader(io.StringIO(ask("due", "--format", "csv")[1])))
    assert [(r["prisonerNumber"], r["duty"]) for r in rows] == [
        (d["prisonerNumber"], d["duty"]) for d in lines
    ]
    path = tmp_path / "due.xlsx"
    assert ask("due", "--format", "xlsx", "-o", path)[0] == 0
    book = openpyxl.load_workbook(path, read_only=True)
    head, *held = book.worksheets[0].iter_rows(values_only=True)
    book.close()
    assert len(held) == len(lines)
    assert str(held[0][head.index("due")])[:10] == lines[0]["due"]


def test_a_spreadsheet_needs_a_file(ask: Ask) -> None:
    code, out, err = ask("due", "--format", "xlsx")
    assert (code, out) == (1, "")
    assert err.startswith("REQ-OUTPUT")


def test_explain_a_duty_by_kind_and_by_key(ask: Ask) -> None:
    line = one_of(ask, "contact")
    number = line["prisonerNumber"]
    code, out, _ = ask("explain", number, "contact")
    assert code == 0
    for part in ("See the person:", "Source:", "Done when:", "If "):
        assert part in out
    told = json.loads(ask("explain", number, "contact", "--format", "json")[1])
    assert (told["duty"], told["due"], told["prisonerNumber"]) == ("contact", line["due"], number)
    assert told["reasons"][0]["settings"]
    assert {"wouldChange", "hangsOn"} <= set(told)


def test_explain_what_waits_on_a_duty(ask: Ask) -> None:
    blocked = next(d for d in due(ask) if d["state"] == "blocked" and d["waitsOn"])
    out = ask("explain", blocked["prisonerNumber"], blocked["waitsOn"][0])[1]
    assert f"Waiting on it: {blocked['title']}" in out


def test_a_duty_that_there_is_not_is_refused_with_those_there_are(ask: Ask) -> None:
    number = due(ask)[0]["prisonerNumber"]
    for words in (("explain", number, "x"), ("done", number, "x")):
        code, out, err = ask(*words)
        assert (code, out) == (1, "")
        assert err.startswith("REQ-DUTYKEY")
        assert err.count("\n") == 1


def test_a_contact_moves_the_next_one(ask: Ask) -> None:
    number = one_of(ask, "contact")["prisonerNumber"]
    code, out, _ = ask(
        "contact", number, "--kind", "face_to_face", "--text", "Seen", "--next", "Ring the COM",
        "--follow-up", "2026-12-03",
    )  # fmt: skip
    assert code == 0
    assert "The next one is due by" in out
    follow_ups = [d for d in due(ask, "--prisoner", number) if d["duty"].startswith("follow_up")]
    assert "2026-12-03" in {d["due"] for d in follow_ups}


def test_a_contact_to_come_is_refused(ask: Ask) -> None:
    number = one_of(ask, "contact")["prisonerNumber"]
    code, _, err = ask("contact", number, "--kind", "phone", "--on", "2026-12-24")
    assert code == 1
    assert err.startswith("REQ-ENTRY-DAY")
    assert ask("contact", number, "--kind", "seance")[0] == 2


def test_done_takes_a_duty_off_the_list(ask: Ask) -> None:
    late = due(ask)[0]
    number, key = late["prisonerNumber"], late["duty"]
    assert ask("done", number, key, "--on", "2026-11-20", "--note", "rang")[0] == 0
    assert key not in {d["duty"] for d in due(ask, "--prisoner", number)}


def test_put_off_and_not_needed_ask_why(ask: Ask) -> None:
    late = due(ask)[0]
    number, key = late["prisonerNumber"], late["duty"]
    assert ask("snooze", number, key, "--until", "2026-12-01")[0] == 2
    assert ask("snooze", number, key, "--until", "2026-12-01", "--why", "leave")[0] == 0
    (again,) = [d for d in due(ask, "--prisoner", number) if d["duty"] == key]
    assert again["snoozedUntil"] == "2026-12-01"
    assert ask("not-needed", number, key, "--why", "moved on")[0] == 0
    assert key not in {d["duty"] for d in due(ask, "--prisoner", number)}


def test_a_local_setting_moves_what_is_due_and_can_be_withdrawn(ask: Ask) -> None:
    def contacts() -> list[Any]:
        return [d["due"] for d in due(ask) if d["duty"] == "contact"]

    before = contacts()
    words = ("override", "contact.medium_weeks", "--from", "2026-11-01")
    assert ask(*words[:2], "4", *words[2:], "--why", "agreed at the OMU meeting")[0] == 0
    assert sorted(contacts()) != sorted(before)
    (line,) = json.loads(ask("settings", "--local", "--format", "json")[1])
    assert (line["key"], line["value"], line["default"]) == ("contact.medium_weeks", 4, 8)
    assert ask(*words, "--withdraw")[0] == 0
    assert sorted(contacts()) == sorted(before)


def test_a_setting_that_does_not_fit_is_refused(ask: Ask) -> None:
    for key, value, code in (
        ("contact.medium_weeks", "often", "REQ-SETTING-VALUE"),
        ("contact.nonsense", "4", "REQ-SETTING"),
    ):
        answer = ask("override", key, value, "--why", "because")
        assert answer[0] == 1
        assert answer[2].startswith(code)


def test_every_setting_is_listed(ask: Ask) -> None:
    told = json.loads(ask("settings", "--format", "json")[1])
    assert len(told) > 150
    assert all(line["source"] for line in told)
    own = json.loads(ask("settings", "contact", "--format", "json")[1])
    assert own
    assert {line["key"].partition(".")[0] for line in own} == {"contact"}
    assert "12 weeks" in ask("settings", "contact.low_weeks")[1]


def test_what_moved_is_traced_to_handover_and_duties(ask: Ask) -> None:
    told = json.loads(ask("moved", "--format", "json")[1])
    releases = [person for person in told["people"] if person["cause"] == "release_date"]
    assert len(releases) == 12
    assert told["files"] == ["demo-caseload-later.json"]
    assert any(person["duties"] for person in releases)
    assert any(r["name"] == "worked.handover_on" for p in releases for r in p["results"])
    assert "Conditional release (CRD): " in ask("moved")[1]


def test_the_calendar_file_names_nobody_and_keeps_its_uids(ask: Ask, tmp_path: Path) -> None:
    def made(*more: str) -> tuple[str, set[str]]:
        path = tmp_path / "duties.ics"
        assert ask("calendar", "-o", path, *more)[0] == 0
        data = path.read_bytes()
        return data.decode(), {str(e["uid"]) for e in Calendar.from_ical(data).walk("VEVENT")}

    lines = due(ask)
    plain, uids = made()
    assert not [d for d in lines if d["prisonerNumber"] in plain]
    assert len(uids) == sum(d["due"] is not None for d in lines)
    numbered, again = made("--numbers")
    assert again == uids
    assert lines[0]["prisonerNumber"] in numbered
    assert ask("calendar", "-o", tmp_path / "x.ics", "--names", "--numbers")[0] == 2


@pytest.mark.parametrize("kind", kinds.DESK_KINDS)
def test_papers_of_the_desk_need_no_person(ask: Ask, kind: str, tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    code, out, _ = ask("paper", kind, "-o", path)
    assert (code, out.strip()) == (0, str(path))
    assert path.read_bytes().startswith(b"%PDF")
    code, _, err = ask("paper", kind, "A1234BC", "-o", path)
    assert code == 1
    assert err.startswith("REQ-PAPERDESK")


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_a_paper_of_somebody_is_noted_in_their_record(ask: Ask, kind: str, tmp_path: Path) -> None:
    store = tmp_path / "desk" / "store.db"
    number = due(ask)[0]["prisonerNumber"]
    before = documents(store, number)
    assert ask("paper", kind, number, "-o", tmp_path / "paper.pdf")[0] == 0
    noted = before if PAPER_SPECS[PaperKind(kind)].quiet else before + 1
    assert documents(store, number) == noted
    assert ask("paper", kind, number, "-o", tmp_path / "gone" / "paper.pdf")[0] == 1
    assert documents(store, number) == noted


def documents(store: Path, number: str) -> int:
    """How many papers the record of a person has."""
    desk = open_desk(
        store,
        secret=PASSPHRASE,
        clock=Clock(),
        policies=copies.policies(),
    )
    try:
        person_id = desk.ask(DutiesDue(prisoner_number=number))[0].person_id
        return desk.ask(RecordOf(person_id)).counts.get(EntryKind.DOCUMENT, 0)
    finally:
        desk.close()


def test_every_kind_is_listed_in_words(ask: Ask) -> None:
    listed = dict(line.split("\t") for line in ask("paper", "--list")[1].splitlines())
    assert set(listed) == {*kinds.KINDS, *kinds.DESK_KINDS}
    assert all(" " in words or words[:1].isupper() for words in listed.values())


def test_months_of_the_planner_are_bounded(ask: Ask, tmp_path: Path) -> None:
    path = tmp_path / "p.pdf"
    assert ask("paper", "wall-planner", "-o", path, "--months", "0")[0] == 2
    assert ask("paper", "wall-planner", "-o", path, "--months", "25")[0] == 2
    assert ask("paper", "wall-planner", "-o", path, "--months", "2", "--names")[0] == 0


def test_reading_commands_load_no_toolkit_and_no_mapper(made_once: Path) -> None:
    code = (
        "import sys\n"
        "from pomdesk.store import keyfile\n"
        f"keyfile._MEMORY_KIB = range({CHEAP.memory_kib}, 2**20)\n"
        "from ui.commandline import main\n"
        f"done = main(['--store', {str(made_once / 'store.db')!r}, 'due', '--within', '7'])\n"
        "heavy = {'sqlalchemy.orm', 'PySide6', 'reportlab', 'pikepdf'} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(heavy)) or done)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"POMDESK_PASSPHRASE": PASSPHRASE},
    )
    assert done.returncode == 0, done.stderr
    assert "days late" in done.stdout
