"""A desk with a few people, of whom one has something in every table and every field."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import Boolean, Date, DateTime, Integer, LargeBinary, String, Table, insert

from pomdesk.domain.facts import SourceKind
from pomdesk.domain.papers import PaperKind, PaperStage, SectionState, StepKind
from pomdesk.domain.record import EntryKind, MarkKind
from pomdesk.domain.rights import DisposalStage, RequestKind, RequestStage
from pomdesk.domain.visits import Card, VisitState
from pomdesk.domain.writing import dump, passage
from pomdesk.services.desk import Day, Desk
from pomdesk.services.queries.rights_now import PersonNumbered
from pomdesk.services.visits.cards import dump_card
from pomdesk.store.tables import audit_subject, metadata, person, visit
from pomdesk.store.unit_of_work import UnitOfWork
from tests import copies
from tests.people import caseload
from tests.services.desks import MONDAY, bring_in, new_desk

CANARY = "Zqxjkvw"
"""A word that stands nowhere else, three letters of it neither."""
SECOND = "Bea Second"
CODES = {
    "entry.kind": EntryKind.NOTE.value,
    "duty_mark.mark": MarkKind.SNOOZED.value,
    "field_source.kind": SourceKind.TYPED.value,
    "paper.kind": PaperKind.PAROLE_REPORT.value,
    "paper.stage": PaperStage.DRAFT.value,
    "paper_section.state": SectionState.DRAFTED.value,
    "paper_section.body": dump(passage(f"A passage about {CANARY}.")),
    "paper_step.kind": StepKind.RETURNED.value,
    "paper_version.sections": json.dumps({"risk": dump(passage(f"Once said of {CANARY}."))}),
    "assessment.rosh": json.dumps({"custody": {CANARY: "HIGH"}}),
    "assessment.predictors": json.dumps([{"name": CANARY}]),
    "disposal.stage": DisposalStage.KEPT.value,
    "access_request.kind": RequestKind.RECTIFICATION.value,
    "access_request.stage": RequestStage.REFUSED.value,
    "access_item.flags": "victim",
    "access_item.decision": "release",
    "access_item.ground": "crime",
    "entry.what": None,
    "entry.stage": None,
    "visit.state": VisitState.UNDER_WAY.value,
    "visit_stop.card": dump_card(Card("A0000AA", last_name=CANARY, alerts=(CANARY,))),
    "visit_capture.ticked": json.dumps([f"chosen:{CANARY}"]),
    "visit_capture.changes": json.dumps({"person": {"cell_location": CANARY}}),
    "visit_base.fields": json.dumps({"text": CANARY}),
}
"""Columns whose values the program reads as codes or JSON."""


def desk_of(folder: Path, people: int = 12) -> Desk:
    """A desk with a caseload brought in."""
    desk = new_desk(folder)
    file = caseload(people, MONDAY)
    file["asAt"] = MONDAY.isoformat()
    bring_in(desk, folder, json.loads(json.dumps(file, default=str)))
    return desk


def numbers(desk: Desk) -> list[str]:
    """Prison numbers of everybody on the desk."""

    @dataclass(frozen=True)
    class Numbers:
        def run(self, uow: UnitOfWork, day: Day) -> list[str]:
            return [row.prisoner_number for row in uow.rows(person.select().order_by(person.c.id))]

    return desk.ask(Numbers())


def number_of(desk: Desk, place: int = 0) -> tuple[int, str]:
    """Somebody on the desk: number in the store, and prison number."""
    found = numbers(desk)[place]
    return desk.ask(PersonNumbered(found)), found


@contextmanager
def signed_in_as(desk: Desk, name: str = SECOND) -> Iterator[Desk]:
    """The same desk, opened by another slot."""
    store: Any = desk._store
    before, store.who = store.who, name
    try:
        yield desk
    finally:
        store.who = before


@dataclass(frozen=True)
class Fill:
    """Put the canary into every text of every table of one person."""

    person_id: int
    name: ClassVar[str] = "fill_for_a_test"

    def run(self, uow: UnitOfWork, day: Day) -> int:
        """One row a table, straight through the connection, and the journal of each."""
        from pomdesk.store.journal import Action, Entry

        made: dict[str, int] = {}
        entries = []
        for table in metadata.sorted_tables:
            theirs = "person_id" in table.c or table is visit
            if not theirs or table.name == "journal" or table is audit_subject:
                continue
            if table.name in {"probation", "allocation"}:
                uow.connection.execute(table.delete().where(table.c.person_id == self.person_id))
            row = self._row(table, made)
            made[table.name] = row["id"] = 900_000 + len(made)
            uow.connection.execute(insert(table).values(row))
            told = {name: value for name, value in row.items() if name != "pdf"}
            whose = row.get("person_id")
            entries.append(Entry(table.name, row["id"], whose, Action.UPDATE, told, told))
        texts = {
            column.name: CANARY
            for column in person.c
            if isinstance(column.type, String) and column.name not in {"prisoner_number"}
        }
        them = person.c.id == self.person_id
        uow.connection.execute(person.update().where(them).values(texts))
        uow.journal(entries)
        return len(made)

    def _row(self, table: Table, made: dict[str, int]) -> dict[str, Any]:
        row: dict[str, Any] = {}
        for column in table.c:
            key = f"{table.name}.{column.name}"
            target = next(iter(column.foreign_keys), None)
            if key in CODES:
                row[column.name] = CODES[key]
            elif column.name == "person_id":
                row[column.name] = self.person_id
            elif target is not None:
                row[column.name] = (
                    made.get(target.column.table.name) if not column.nullable else None
                )
            elif column.name != "id":
                row[column.name] = _value(column.type)
        return row


def _value(kind: Any) -> object:
    if isinstance(kind, String):
        return f"{CANARY} wrote this"[: kind.length or 60]
    for types, value in (
        (Boolean, True),
        (DateTime, datetime.combine(date(2026, 11, 20), time(9))),
        (Date, date(2026, 11, 20)),
        (Integer, 1),
        (LargeBinary, f"%PDF {CANARY}".encode()),
    ):
        if isinstance(kind, types):
            return value
    raise LookupError(kind)


def closed_bytes(desk: Desk) -> bytes:
    """Close a desk; what its pages hold, decrypted."""
    from tests.services.raw_pages import raw_pages

    path = desk.path
    desk.close()
    return raw_pages(path, copies.SECRET)
