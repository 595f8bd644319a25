"""What cards are made from besides lines and duties, read for many people at once, by person.

``ids`` are whose; None: everybody's.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy import and_, func, or_, select

from pomdesk.domain.duties import DutyKind
from pomdesk.domain.papers import PAPER_SPECS, PaperKind, PaperStage
from pomdesk.domain.record import ATTEMPTS, Entry, EntryKind, MarkKind, withheld
from pomdesk.domain.visits import PERSON_ROW, Ask, Card, Why
from pomdesk.domain.writing import load, plain
from pomdesk.rules.dates import add_days
from pomdesk.rules.visits.proposing import NEEDS_PERSON, InHand
from pomdesk.services.book import Worked
from pomdesk.services.cases import some
from pomdesk.services.desk import Day
from pomdesk.store.journal import Action
from pomdesk.store.tables import (
    duty_mark,
    entry,
    journal,
    operation,
    paper,
    paper_section,
    person,
)
from pomdesk.store.unit_of_work import UnitOfWork

CELL = "cell_location"
LONGEST_SAID = 300
"""Characters of what was said last that a card carries."""
READ_OF_SAID = 2 * LONGEST_SAID
"""Characters of it that are searched, so that no secret is cut in two and passes for none."""

_IMPORT = "import_caseload"
_UNASKED = frozenset(kind for kind, spec in PAPER_SPECS.items() if spec.withheld or spec.quiet)
_ENTRY = (
    entry.c.id,
    entry.c.person_id,
    entry.c.kind,
    entry.c.day,
    entry.c.what,
    entry.c.stage,
    entry.c.due,
    entry.c.title,
    entry.c.next_step,
)


def entries(
    uow: UnitOfWork, day: Day, worked: Mapping[int, Worked], ids: Collection[int] | None
) -> dict[int, list[Entry]]:
    """Entries that open duties are about, and meetings booked for the next days."""
    about = [
        duty.entry_id
        for one in worked.values()
        for duty in one.duties
        if duty.entry_id is not None and duty.open and duty.kind in NEEDS_PERSON
    ]
    last = add_days(day.today, day.policy.visits.soon_days)
    meetings = and_(
        entry.c.kind == EntryKind.HANDOVER_MEETING.value,
        entry.c.stage == "booked",
        entry.c.day.between(day.today, last),
    )
    statement = select(*_ENTRY).where(or_(entry.c.id.in_(about), meetings)).order_by(entry.c.id)
    found: dict[int, list[Entry]] = defaultdict(list)
    for row in uow.rows(some(statement, entry.c.person_id, ids)):
        values = dict(row._mapping)
        found[values.pop("person_id")].append(Entry(**values | {"kind": EntryKind(row.kind)}))
    return found


def papers(uow: UnitOfWork, ids: Collection[int] | None) -> dict[int, list[InHand]]:
    """Papers not sent, but for those that another goes on from, and what those in hand ask."""
    stages = [stage.value for stage in PaperStage if stage is not PaperStage.SENT]
    went_on = select(paper.c.follows).where(paper.c.follows.is_not(None))
    statement = (
        select(paper.c.id, paper.c.person_id, paper.c.kind, paper.c.stage)
        .where(paper.c.stage.in_(stages), paper.c.id.not_in(went_on))
        .order_by(paper.c.id)
    )
    asked = _asked(uow, ids)
    found: dict[int, list[InHand]] = defaultdict(list)
    for row in uow.rows(some(statement, paper.c.person_id, ids)):
        finished = row.stage == PaperStage.FINAL
        texts = tuple(asked.get(row.id, ()))
        found[row.person_id].append(InHand(row.id, PaperKind(row.kind), finished, texts))
    return found


def _asked(uow: UnitOfWork, ids: Collection[int] | None) -> dict[int, list[str]]:
    """What drafts say in sections that may ask something, by paper."""
    body = paper_section.c.body
    writing = [PaperStage.DRAFT.value, PaperStage.CHECKED.value, PaperStage.COUNTERSIGNED.value]
    statement = (
        select(paper_section.c.paper_id, body)
        .join(paper, paper.c.id == paper_section.c.paper_id)
        .where(
            paper.c.stage.in_(writing),
            paper.c.kind.not_in(sorted(_UNASKED)),
            or_(body.like("%ask%"), body.like("%gofyn%")),
        )
        .order_by(paper_section.c.id)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for row in uow.rows(some(statement, paper_section.c.person_id, ids)):
        found[row.paper_id].append(plain(load(row.body)))
    return found


def said_seen(uow: UnitOfWork, day: Day, ids: Collection[int] | None) -> dict[int, Any]:
    """The last day on which by somebody's word a person was seen, though no contact is written."""
    statement = (
        select(duty_mark.c.person_id, func.max(duty_mark.c.day).label("day"))
        .where(
            duty_mark.c.duty == DutyKind.CONTACT.value,
            duty_mark.c.mark == MarkKind.DONE.value,
            duty_mark.c.day <= day.today,
        )
        .group_by(duty_mark.c.person_id)
    )
    return {row.person_id: row.day for row in uow.rows(some(statement, duty_mark.c.person_id, ids))}


def last_said(uow: UnitOfWork, day: Day, ids: Collection[int] | None) -> dict[int, str]:
    """The beginning of what was written of the last contact that was no attempt, on one line."""
    contact = entry.alias("contact")
    last = (
        select(contact.c.id)
        .where(
            contact.c.person_id == person.c.id,
            contact.c.kind == EntryKind.CONTACT.value,
            contact.c.day <= day.today,
            or_(contact.c.what.is_(None), contact.c.what.not_in(sorted(ATTEMPTS))),
        )
        .order_by(contact.c.day.desc(), contact.c.id.desc())
        .limit(1)
        .correlate(person)
    )
    begins = func.substr(entry.c.text, 1, READ_OF_SAID).label("text")
    of_last = entry.c.id == last.scalar_subquery()
    statement = select(person.c.id, begins).select_from(person).join(entry, of_last)
    rows = uow.rows(some(statement, person.c.id, ids))
    return {row.id: " ".join(row.text.split()) for row in rows}


def former_cells(uow: UnitOfWork, ids: Collection[int] | None) -> dict[int, str | None]:
    """The former cells of those whose cell the newest import changed."""
    newest = select(func.max(operation.c.id)).where(operation.c.command == _IMPORT)
    statement = select(journal.c.person_id, journal.c.before).where(
        journal.c.operation_id == newest.scalar_subquery(),
        journal.c.table_name == person.name,
        journal.c.action == Action.UPDATE.value,
        journal.c.before.like(f'%"{CELL}"%'),
    )
    rows = uow.rows(some(statement, journal.c.person_id, ids))
    return {row.person_id: json.loads(row.before).get(CELL) for row in rows}


class Standing(NamedTuple):
    """What cards that were made before speak of and that still stands in the record.

    Attributes:
        entries: numbers of entries that are not withheld.
        papers: numbers of papers.
        said: how contacts begin, on one line, by person.

    """

    entries: frozenset[int]
    papers: frozenset[int]
    said: Mapping[int, Collection[str]]

    def only(self, number: int, card: Card) -> Card:
        """The card of a person without words of what is gone; that there is something to do stays.

        An entry that is gone cannot be changed on the walk.
        """
        asks = tuple(ask if self._stands(ask) else replace(ask, words="") for ask in card.asks)
        facts = {
            key: values
            for key, values in card.facts.items()
            if key == PERSON_ROW or _numbered(key) in self.entries
        }
        begins = card.last_said.removesuffix("…")
        stands = any(text.startswith(begins) for text in self.said.get(number, ()))
        return replace(card, asks=asks, facts=facts, last_said=card.last_said if stands else "")

    def _stands(self, ask: Ask) -> bool:
        if not ask.words:
            return True
        if ask.why is Why.QUESTION:
            return _paper_of(ask.key) in self.papers
        return _numbered(ask.key) in self.entries


def standing(uow: UnitOfWork, cards: Iterable[tuple[int, Card]]) -> Standing:
    """What still stands of all that kept cards, each with its person's number, speak of."""
    given = list(cards)
    worded = [ask for _number, card in given for ask in card.asks if ask.words]
    facts = [key for _number, card in given for key in card.facts if key != PERSON_ROW]
    numbers = {_numbered(key) for key in (*facts, *(ask.key for ask in worded))}
    of = {_paper_of(ask.key) for ask in worded if ask.why is Why.QUESTION}
    entries_there = select(entry.c.id, entry.c.kind, entry.c.what).where(entry.c.id.in_(numbers))
    papers_there = select(paper.c.id).where(paper.c.id.in_(of))
    quoted = [(number, card.last_seen) for number, card in given if card.last_said]
    contacts = select(
        entry.c.person_id, func.substr(entry.c.text, 1, READ_OF_SAID).label("text")
    ).where(
        entry.c.kind == EntryKind.CONTACT.value,
        entry.c.person_id.in_({number for number, _day in quoted}),
        entry.c.day.in_({day for _number, day in quoted if day is not None}),
    )
    said: dict[int, list[str]] = defaultdict(list)
    for row in uow.rows(contacts):
        said[row.person_id].append(" ".join(row.text.split()))
    there = uow.rows(entries_there)
    return Standing(
        frozenset(row.id for row in there if not withheld(EntryKind(row.kind), row.what)),
        frozenset(row.id for row in uow.rows(papers_there)),
        said,
    )


def _numbered(key: str) -> int:
    """The number at the end of a key; of one that ends with none a number that nothing has."""
    number = key.rpartition(":")[2]
    return int(number) if number.isdecimal() else 0


def _paper_of(key: str) -> int:
    return _numbered(key.rpartition(":")[0])
