"""A store to try the desk with: invented people, a known passphrase, a day that stands still.

Beside the caseload file may lie more: ``...-record.json``, what the invented POM wrote down until
the Friday before, ``demo-papers.json``, the papers begun by then, ``demo-quality.json``, how case
files were read, and ``...-later.json``, a file that came afterwards and moved dates.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import select

from pomdesk.domain.facts import Assessment
from pomdesk.domain.papers import PaperKind, SectionState
from pomdesk.domain.record import EntryKind
from pomdesk.domain.writing import Link, Paragraph, ParagraphKind, Run
from pomdesk.intake.fields import snake
from pomdesk.rules.policy import Policies
from pomdesk.services.clock import Clock
from pomdesk.services.commands.entries import AddEntry
from pomdesk.services.commands.events import RecordAssessment
from pomdesk.services.commands.import_caseload import ImportCaseload
from pomdesk.services.commands.moves import MarkMovesSeen
from pomdesk.services.commands.papers import BeginPaper, WriteSection
from pomdesk.services.commands.settings import FreezeDay
from pomdesk.services.desk import Day, Desk, create_desk
from pomdesk.store.tables import person
from pomdesk.store.unit_of_work import UnitOfWork

PASSPHRASE = "invented people only here"  # noqa: S105 - of a store that holds nobody
NAME = "Demonstration"
_WEEK, _WEEKEND = timedelta(7), timedelta(3)


@dataclass
class _Days(Clock):
    """A clock whose day is set, so that the demonstration has a past."""

    day: date
    past: bool = True

    def today(self) -> date:
        """The day that was set."""
        return self.day

    def now(self) -> datetime:
        """Half past four on that day; once the past is told, the machine's time."""
        return datetime.combine(self.day, time(16, 30)) if self.past else Clock.now(self)


def make_demo(
    path: Path,
    caseload: Path,
    day: date,
    *,
    policies: Policies,
    instruments: Sequence[Mapping[str, Any]] = (),
) -> Desk:
    """A new store with the invented caseload, open, its day frozen at ``day``.

    Quality assurance is told of where ``instruments`` has the drafts that come with the program.

    Raises:
        StoreRefused: STO-EXISTS and its kin.

    """
    clock = _Days(day)
    desk, _ = create_desk(path, name=NAME, passphrase=PASSPHRASE, clock=clock, policies=policies)
    try:
        desk.do(FreezeDay(day))
        _fill(desk, clock, caseload, instruments)
    except BaseException:
        desk.close()
        raise
    return desk


def _fill(
    desk: Desk, clock: _Days, caseload: Path, instruments: Sequence[Mapping[str, Any]]
) -> None:
    """A week ago the caseload came, until Friday things were written down, today dates moved."""
    record = caseload.with_name(f"{caseload.stem}-record.json")
    later = caseload.with_name(f"{caseload.stem}-later.json")
    morning = clock.day
    clock.day = morning - _WEEK
    desk.do(ImportCaseload((caseload,)))
    clock.day = morning - _WEEKEND
    if record.exists():
        desk.do(WriteRecord(json.loads(record.read_text(encoding="utf-8"))))
    papers = caseload.with_name("demo-papers.json")
    if papers.exists():
        desk.do(WritePapers(json.loads(papers.read_text(encoding="utf-8"))))
    quality = caseload.with_name("demo-quality.json")
    if instruments and quality.exists():
        from pomdesk.services.demo_quality import WriteQuality

        desk.do(WriteQuality(json.loads(quality.read_text(encoding="utf-8")), instruments))
        _support(desk, morning)
    desk.do(MarkMovesSeen(sys.maxsize))
    clock.day, clock.past = morning, False
    if later.exists():
        desk.do(ImportCaseload((later,)))


def _support(desk: Desk, today: date) -> None:
    """Most new cases had advice and most high-risk cases oversight; a few wait."""
    from pomdesk.domain.quality.items import Item
    from pomdesk.domain.quality.terms import ItemKind
    from pomdesk.services.commands.quality_items import AddItem
    from pomdesk.services.queries.quality_oversight import OversightNow

    view = desk.ask(OversightNow())
    seen = ((ItemKind.ADVICE, view.new_cases, 16), (ItemKind.OVERSIGHT, view.high_risk, 11))
    for kind, cases, days in seen:
        for number, case in enumerate(cases):
            if number % 6 == 5:
                continue
            day = today - timedelta(days=days + number % 5)
            said = "Talked through risk, plan and what comes next."
            desk.do(AddItem(Item(0, kind, "", case.supervisor, case.case_ref, day=day, text=said)))


@dataclass(frozen=True, slots=True)
class WriteRecord:
    """Write down what an invented record tells, as the commands of the desk would, at once.

    What it tells of days still to come, or of people who are not there, is left out.
    """

    name: ClassVar[str] = "write_demo_record"
    record: Mapping[str, Sequence[Mapping[str, Any]]]

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Write every entry, the steps of a goal with it, and every assessment."""
        from pomdesk.store.records import PersonRecord

        ids = {row.prisoner_number: row.id for row in uow.rows(select(person))}
        # Held on to, so that every entry finds its person read already.
        _people = [uow.get(PersonRecord, number) for number in ids.values()]
        for row in self.record["entries"]:
            values = dict(row)
            person_id, steps = ids.get(values.pop("offenderNo")), values.pop("steps", ())
            if person_id is None or date.fromisoformat(values["day"]) > day.today:
                continue
            number = _entry(person_id, values).run(uow, day)
            for step in steps:
                _entry(person_id, {**step, "parent_id": number}).run(uow, day)
        for row in self.record["assessments"]:
            person_id = ids.get(row["offenderNo"])
            if person_id is not None and (row["completedOn"] or "") <= day.today.isoformat():
                RecordAssessment(person_id, _assessment(row)).run(uow, day)


@dataclass(frozen=True, slots=True)
class WritePapers:
    """Begin the invented papers and write in them; those of people who are not there are left out.

    A text is a list of paragraphs, one that begins with ``- `` an item of a list. A paragraph may
    be a list itself, of words, strong words and facts that stay linked.
    """

    name: ClassVar[str] = "write_demo_papers"
    papers: Sequence[Mapping[str, Any]]

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Write them all."""
        from pomdesk.store.records import PaperRecord

        ids = {row.prisoner_number: row.id for row in uow.rows(select(person))}
        for paper in self.papers:
            person_id = ids.get(paper["offenderNo"])
            if person_id is None:
                continue
            kind, subject = PaperKind(paper["kind"]), paper.get("subject", "")
            begin = BeginPaper(person_id, kind, "en", paper["template"], subject=subject)
            number = begin.run(uow, day)
            for section, held in paper["sections"].items():
                written = tuple(_paragraph(one) for one in held["text"])
                state = SectionState(held["state"])
                WriteSection(number, section, written, state).run(uow, day)
            begun = uow.get(PaperRecord, number)
            if begun is not None:
                begun.writer = paper["writer"]


def _paragraph(given: str | Sequence[str | Mapping[str, str]]) -> Paragraph:
    pieces = [given] if isinstance(given, str) else list(given)
    kind = ParagraphKind.TEXT
    if isinstance(pieces[0], str) and pieces[0].startswith("- "):
        kind, pieces[0] = ParagraphKind.BULLET, pieces[0][2:]
    return Paragraph(tuple(_run(one) for one in pieces), kind)


def _run(given: str | Mapping[str, str]) -> Run:
    if isinstance(given, str):
        return Run(given)
    if "strong" in given:
        return Run(given["strong"], strong=True)
    return Run(given["text"], link=Link(given["ref"], given["value"]))


def _entry(person_id: int, row: Mapping[str, Any]) -> AddEntry:
    days = {
        name: date.fromisoformat(row[name]) for name in ("day", "stage_day", "due") if name in row
    }
    return AddEntry(person_id, **{**row, **days, "kind": EntryKind(row["kind"])})


def _assessment(row: Mapping[str, Any]) -> Assessment:
    known = {field.name for field in fields(Assessment)}
    values: dict[str, Any] = {
        snake(name): value for name, value in row.items() if snake(name) in known
    }
    for name in ("initiated_on", "completed_on", "countersigned_on"):
        values[name] = date.fromisoformat(values[name]) if values.get(name) else None
    return Assessment(**values)
