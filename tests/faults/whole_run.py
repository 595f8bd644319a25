"""One run of the whole program with one text in every field, for F13 and F15.

Run by those tests in a process of its own, with a home and folders of its own::

    python -m tests.faults.whole_run STORE PLACE WATCHED RESULT

``PLACE`` gets what a person asks for; ``WATCHED`` holds a picture that the text names. What
happened goes to ``RESULT`` as JSON.
"""

import contextlib
import io
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

CANARY = "Qzkanarie7431"
DAY = date(2026, 11, 22)
PEOPLE = 4


def text_of(watched: Path) -> str:
    """What stands in every field: a word nobody else writes, and markup that opens a picture."""
    return f'{CANARY}<img src="{watched}/seen.png"><b>&lt;{{0}}'


def caseload(source: Path, words: str) -> dict[str, Any]:
    """Some of the invented caseload, with the text in every field that takes text."""
    from pomdesk.intake.faults import DoubtfulValueError, RefusedValueError
    from pomdesk.intake.fields import LISTS
    from pomdesk.intake.values import Values

    whole: dict[str, Any] = json.loads(source.read_text("utf-8"))
    whole["asAt"] = DAY.isoformat()
    values = Values(DAY.year)
    for name, spec in LISTS.items():
        checks = {field: kind(values) for field, kind in spec.kinds.items()}
        texts = []
        for field, check in checks.items():
            with contextlib.suppress(RefusedValueError, DoubtfulValueError):
                if check(words) == words and field not in spec.key:
                    texts.append(field)
        for row in whole.get(name, ()):
            row.update(dict.fromkeys(texts, words))
    kept = {person["prisonerNumber"] for person in whole["prisoners"][:PEOPLE]}
    for name, spec in LISTS.items():
        if spec.owner == "prisonerNumber":
            whole[name] = [row for row in whole[name] if row["prisonerNumber"] in kept]
    return whole


OURS = (sys.prefix, sys.base_prefix, str(Path(__file__).parents[2]))
"""Where fonts, templates, words and modules lie."""


class Run:
    """What is done, and what came of each step."""

    def __init__(self, store: Path, place: Path, watched: Path) -> None:
        self.store, self.place = store, place
        self.words = text_of(watched)
        self.steps: dict[str, object] = {}
        self.told = ""
        self.took: dict[str, float] = {}

    def step(self, name: str, do: Callable[[], object]) -> None:
        """Do one thing; a bug in it is kept by its kind."""
        begun = time.process_time()
        try:
            self.steps[name] = do()
        except Exception as problem:  # noqa: BLE001 - the test looks at it
            self.steps[name] = f"{type(problem).__name__} {str(problem)[:200]}"
        self.took[name] = round(time.process_time() - begun, 2)

    def command(self, *words: object) -> None:
        """Run one command of the command line."""
        from ui.commandline import main

        def run() -> int:
            out, err = io.StringIO(), io.StringIO()
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                try:
                    code = main(["--store", str(self.store), *map(str, words)])
                except SystemExit as stopped:
                    code = int(stopped.code or 0)
            self.told += err.getvalue()
            return code

        self.step(" ".join(map(str, words[:2])), run)


def by_commands(run: Run) -> str:
    """Everything the command line does; the number of somebody on the desk."""
    from resources import DEMO_CASELOAD

    given = run.place / "given.json"
    given.write_text(json.dumps(caseload(DEMO_CASELOAD, run.words)), encoding="utf-8")
    number = str(json.loads(given.read_text("utf-8"))["prisoners"][0]["prisonerNumber"])
    bad = run.place / "bad.csv"
    bad.write_text(f"NOMS No,Surname,CRD\n{number},{run.words},31/02/2027\n", encoding="utf-8")
    out, secret = run.place, run.place / "password.txt"
    secret.write_text("a password for the pack\n", encoding="utf-8")
    for words in (
        ("import", given, "--older"),
        ("import", given, "--older", "--json"),
        ("import", bad),
        ("import", out / "nobody.json"),
        ("caseload",),
        ("caseload", "--format", "csv"),
        ("due", "--format", "json"),
        ("due", "--format", "xlsx", "-o", out / "due.xlsx"),
        ("calendar", "--names", "-o", out / "due.ics"),
        ("moved",),
        ("explain", number),
        ("explain", run.words[:60]),
        ("contact", number, "--kind", "wing", "--text", run.words, "--next", run.words),
        ("correct", number, "mostSeriousOffence", run.words, "--why", run.words),
        ("override", "contact.high_weeks", "2", "--why", run.words),
        ("papers",),
        ("paper", "handover-report", number, "-o", out),
        ("paper", "handover-report", number, "-o", out / "gone" / "x.pdf"),
        ("paper", "wall-planner", "--names", "-o", out / "wall.pdf"),
        ("pack", number, "-o", out / "packs"),
        ("draft", "begin", "parole-report", number),
        ("draft", "show", "1"),
        ("settings", "--local"),
        ("journal", "verify"),
        ("journal", "export", "-o", out / "log.json", "--why", f"asked for by {run.words}"),
        (
            "people",
            "export",
            number,
            "-o",
            out / "record.pdf",
            "--password-file",
            secret,
            "--why",
            run.words,
        ),
        ("backup", out / "copy.bak"),
        ("check",),
    ):
        run.command(*words)
    return number


def every_field(run: Run) -> None:
    """The text in what people write, as far as the command line does not."""
    from pomdesk.domain.papers import PaperKind
    from pomdesk.domain.quality.people import Member
    from pomdesk.domain.quality.terms import Role
    from pomdesk.domain.record import LONGEST, SPECS, EntryKind
    from pomdesk.domain.writing import passage
    from pomdesk.services.commands.entries import AddEntry
    from pomdesk.services.commands.papers import BeginPaper, WriteSection
    from pomdesk.services.commands.quality_people import NamePerson
    from pomdesk.services.queries.caseload import CaseloadOn

    desk = opened(run)
    person = desk.ask(CaseloadOn(limit=1)).lines[0].person_id
    for kind, spec in SPECS.items():
        if kind is EntryKind.STEP:
            continue
        given: dict[str, Any] = {name: run.words for name in LONGEST if name in spec.fields}
        given.pop("subject", None)
        given |= {"what": spec.whats[0]} if "what" in spec.needs else {}
        given |= {"stage": spec.stages[0]} if "stage" in spec.needs else {}
        given |= {name: DAY for name in ("due", "stage_day") if name in spec.needs}
        run.step(f"entry {kind}", partial(_did, desk, AddEntry(person, kind, desk.today, **given)))

    def write() -> int:
        number = desk.do(BeginPaper(person, PaperKind.PAROLE_REPORT, "en", "1")).result
        desk.do(WriteSection(number, "behaviour", passage(run.words)))
        return 0

    run.step("paper written", write)
    lead = Member("L1", run.words, signs_in=desk.who, roles=frozenset({Role.LEAD}))
    run.step("named", partial(_did, desk, NamePerson(lead)))
    desk.close()


def _did(desk: Any, command: Any) -> int:
    desk.do(command)
    return 0


def opened(run: Run) -> Any:
    """The store, opened."""
    import argparse

    from ui.session import Session

    return Session(argparse.Namespace(store=run.store)).desk()


def papers(run: Run) -> Iterator[tuple[str, str]]:
    """Every paper made with the text in it; what was opened for it by Python."""
    from pomdesk.services.queries.caseload import CaseloadOn
    from reports import kinds
    from resources.text import Text
    from tests.faults.watching import python_heard
    from ui.papers import desk_view, material

    desk, text = opened(run), Text()
    try:
        person = desk.ask(CaseloadOn(limit=1)).lines[0].person_id
        held = {kind: material(desk, kind, person_id=person) for kind in kinds.KINDS}
        views = {kind: desk_view(desk, kind, months=1, names=True) for kind in kinds.DESK_KINDS}
    finally:
        desk.close()

    def make() -> None:
        for kind, snapshot in held.items():
            kinds.render(kind, snapshot, text)
            kinds.docx(kind, snapshot, text)
        for kind, view in views.items():
            kinds.render_desk(kind, view, text, prepared_by=run.words)

    with python_heard() as heard:
        make()
    for event, what in heard:
        if event != "open" or not what.startswith(OURS):
            yield event, what


def raised(words: str) -> None:
    """Meet a bug that has the text in it, and in what led to it."""
    raise RuntimeError(words) from ValueError(words)


def a_bug(run: Run) -> None:
    """A command that meets a bug with the text in it."""
    from ui import commands

    def broken(session: object) -> int:
        raised(run.words)
        return 0

    whole = commands.caseload
    vars(commands)["caseload"] = broken
    try:
        run.command("caseload", "--format", "table")
    finally:
        vars(commands)["caseload"] = whole


def main(store: str, place: str, watched: str, result: str) -> None:
    """Do it all."""
    from tests.faults.watching import Folder
    from tests.faults.whole_window import by_window, control

    run = Run(Path(store), Path(place), Path(watched))
    temporary = Folder(Path(os.environ["TMPDIR"]))
    folder = Folder(Path(watched))
    by_commands(run)
    every_field(run)
    a_bug(run)
    heard: list[tuple[str, str]] = []
    run.step("papers", lambda: heard.extend(papers(run)))
    by_window(run)
    seen, made = folder.seen(), temporary.seen()
    control(Path(watched))
    Path(result).write_text(
        json.dumps(
            {
                "steps": run.steps,
                "told": run.told,
                "took": run.took,
                "heard": heard,
                "seen": seen,
                "control": folder.seen(),
                "temporary": made,
                "core": _core(),
                "readable": _readable(),
                "python_control": _heard_control(Path(watched)),
            }
        ),
        encoding="utf-8",
    )


def _core() -> list[int]:
    import resource

    return list(resource.getrlimit(resource.RLIMIT_CORE))


def _readable() -> bool:
    """Whether other programs of the same person may read this one's memory."""
    import ctypes

    return bool(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))


def _heard_control(watched: Path) -> bool:
    """Whether an opening by Python would have been heard."""
    from tests.faults.watching import python_heard

    with python_heard() as heard:
        (watched / "seen.png").read_bytes()
    return any(what.endswith("seen.png") for _, what in heard)


if __name__ == "__main__":
    main(*sys.argv[1:])
