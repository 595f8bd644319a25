"""``pomdesk --self-test``: is the program itself whole? Run frozen before it is given out.

It works in a temporary folder with the invented caseload and touches nothing else.
"""

import json
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Collection
from pathlib import Path

from pomdesk.rules.policy import load
from resources import DEMO_CASELOAD, policy_packs
from resources.text import LANGUAGES, Text
from ui.commands import DEMO_DAY
from ui.session import BUG, DONE


def _words(_folder: Path) -> str:
    return f"{', '.join(Text(language)('app.name') for language in LANGUAGES)}"


def _policy(_folder: Path) -> str:
    return load(policy_packs()).on(DEMO_DAY).title


def _store(folder: Path) -> str:
    from pomdesk.services.demo import make_demo

    policies = load(policy_packs())
    desk = make_demo(folder / "store.db", DEMO_CASELOAD, DEMO_DAY, policies=policies)
    faults = desk.check()
    desk.close()
    if faults:
        raise AssertionError(faults[0])
    return "encrypted, migrated, invented caseload brought in"


def _encrypted(folder: Path) -> str:
    """What lies on the disk is cipher text: without a header, without a word of the caseload.

    That the encryption library itself is there is asked at every connection (STO-CIPHER).
    """
    people = json.loads(DEMO_CASELOAD.read_text("utf-8"))["prisoners"]
    words = {person["prisonerNumber"].encode() for person in people}
    files = [file for file in folder.iterdir() if file.is_file()]
    if not any(file.name == "store.db" for file in files):
        raise AssertionError("there is no store")
    for file in files:
        plain = found_plain(file.read_bytes(), words)
        if plain:
            raise AssertionError(f"{file.name} {plain}")
    return f"{len(files)} files hold no word of it"


def found_plain(content: bytes, words: Collection[bytes]) -> str:
    """What shows that a file is not encrypted; blank where nothing does."""
    if content.startswith(b"SQLite format 3"):
        return "has the header of a plain database"
    return "has readable words in it" if any(word in content for word in words) else ""


def _reopened(folder: Path) -> str:
    from pomdesk.services.clock import Clock
    from pomdesk.services.demo import PASSPHRASE
    from pomdesk.services.desk import open_desk
    from pomdesk.services.queries.caseload import CaseloadOn
    from reports import kinds
    from reports.finish import as_archive, with_password
    from ui.papers import material

    desk = open_desk(
        folder / "store.db", secret=PASSPHRASE, clock=Clock(), policies=load(policy_packs())
    )
    try:
        lines = desk.ask(CaseloadOn()).lines
        first = next(line for line in lines if line.handover_on)
        held = {kind: material(desk, kind, person_id=first.person_id) for kind in kinds.KINDS}
    finally:
        desk.close()
    for kind, snapshot in held.items():
        pdf = kinds.render(kind, snapshot, Text("cy"))
        locked, word = with_password(pdf, "invented"), kinds.docx(kind, snapshot, Text("en"))
        if not (as_archive(pdf).startswith(b"%PDF") and locked and word.startswith(b"PK")):
            raise AssertionError(kind)
    return f"{len(lines)} cases, {len(kinds.KINDS)} kinds of papers as PDF, PDF/A and DOCX"


def _spelling(_folder: Path) -> str:
    from ui.spelling_child import Checker

    for language, word in zip(LANGUAGES, ("colour", "carchar"), strict=True):
        if Checker(language).wrong([word, "qzzx"]) != ["qzzx"]:
            raise AssertionError(language)
    return f"{len(LANGUAGES)} dictionaries"


def _spreadsheet(folder: Path) -> str:
    import openpyxl

    from pomdesk.intake.reading import inspect

    book = openpyxl.Workbook()
    sheet = book.create_sheet("Caseload", 0)
    sheet.append(["Prison number", "Surname"])
    sheet.append(["A1234BC", "Invented"])
    book.save(folder / "sheet.xlsx")
    return f"{len(inspect(folder / 'sheet.xlsx').headings)} columns read in a process of its own"


def _window(_folder: Path) -> str:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from ui.app import self_test

    return self_test()


STEPS: dict[str, Callable[[Path], str]] = {
    "words": _words,
    "policy": _policy,
    "store": _store,
    "encryption": _encrypted,
    "caseload and papers": _reopened,
    "spreadsheet": _spreadsheet,
    "spelling": _spelling,
    "window": _window,
}


def run() -> int:
    """Run every step and print a line for each; 0 when all is well, 70 when anything is not."""
    failed = 0
    with tempfile.TemporaryDirectory(prefix="pomdesk-") as folder:
        for name, step in STEPS.items():
            try:
                print(f"ok      {name}: {step(Path(folder))}")
            except Exception as error:  # noqa: BLE001 - it reports, then fails
                failed += 1
                print(f"FAILED  {name}: {type(error).__name__} {error}")
                traceback.print_tb(error.__traceback__, file=sys.stdout)
    return BUG if failed else DONE
