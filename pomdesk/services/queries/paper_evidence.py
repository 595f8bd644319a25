"""What may be put into a paper: facts, entries, and what other papers say.

Nothing is offered that the paper may not tell. A paper that the person may read is offered no
withheld entry or fact, and nothing of a paper they may not read; nothing of a restricted annex is
offered to any other kind.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, not_, select

from pomdesk.domain.names import fold
from pomdesk.domain.papers import PAPER_SPECS, Paper, PaperKind
from pomdesk.domain.record import Entry, EntryKind
from pomdesk.domain.writing import load, plain
from pomdesk.readmodels.papers import Evidence, EvidenceFact, EvidencePassage
from pomdesk.rules.papers.links import disclosable, source_of
from pomdesk.services.cases import as_entry, entry_columns, load_sources
from pomdesk.services.desk import Day
from pomdesk.services.papers import UNTOLD, Standing, standing_of
from pomdesk.store.tables import entry, paper, paper_section
from pomdesk.store.unit_of_work import UnitOfWork
from pomdesk.store.words import entry_words, match

LONGEST = 200
"""Characters of what is looked for that are looked at."""


@dataclass(frozen=True, slots=True)
class EvidenceFor:
    """What may be put into a paper, as far as it has all of some words.

    The words are looked for in entries and other papers; facts are all told, for their names
    are words of the screen's language.

    Attributes:
        words: what to look for; of entries, words under three letters are passed over.
        limit: entries and passages at most.

    Raises:
        RequestRefused: REQ-PAPER-GONE.

    """

    paper_id: int
    words: str = ""
    limit: int = 50

    def run(self, uow: UnitOfWork, day: Day) -> Evidence:
        """Read it; as many statements for ten entries as for ten thousand."""
        standing = standing_of(uow, day, self.paper_id)
        whole = self.words[:LONGEST].encode("utf-8", "replace").decode("utf-8")
        words = whole.replace("\0", " ").split()
        entries, total = _entries(uow, standing.paper, words, self.limit)
        return Evidence(
            facts=list(_facts(uow, standing)),
            entries=entries,
            total=total,
            passages=_passages(uow, standing.paper, words, self.limit),
        )


def _facts(uow: UnitOfWork, standing: Standing) -> Iterator[EvidenceFact]:
    sources = load_sources(uow, standing.paper.person_id)
    for ref, value in standing.facts.items():
        if disclosable(ref) or not standing.paper.spec.disclosable:
            yield EvidenceFact(ref, value, source_of(ref, sources))


def _entries(
    uow: UnitOfWork, about: Paper, words: Sequence[str], limit: int
) -> tuple[list[Entry], int]:
    wanted = [entry.c.person_id == about.person_id]
    if about.spec.disclosable:
        wanted.append(entry.c.kind.not_in(UNTOLD))
        wanted.append(not_(_is_intelligence()))
    if looked_for := match(list(words)):
        hits = select(entry_words.c.rowid).where(entry_words.c.entry_words.match(looked_for))
        wanted.append(entry.c.id.in_(hits))
    (counted,) = uow.rows(select(func.count().label("n")).select_from(entry).where(*wanted))
    newest = select(*entry_columns(texts=True)).where(*wanted)
    newest = newest.order_by(entry.c.day.desc(), entry.c.id.desc()).limit(max(limit, 0))
    return [as_entry(row) for row in uow.rows(newest)], counted.n


def _is_intelligence() -> ColumnElement[bool]:
    """An event of security, which ``domain.record.withheld`` keeps back though others are told."""
    return and_(entry.c.kind == EntryKind.SIGNIFICANT_EVENT.value, entry.c.what == "security")


def _may_quote(about: PaperKind) -> list[str]:
    """Kinds of papers whose words may stand in one of a kind."""
    mine = PAPER_SPECS[about]
    return [
        kind.value
        for kind, spec in PAPER_SPECS.items()
        if (spec.disclosable or not mine.disclosable) and (mine.withheld or not spec.withheld)
    ]


def _passages(
    uow: UnitOfWork, about: Paper, words: Sequence[str], limit: int
) -> list[EvidencePassage]:
    statement = (
        select(paper.c.kind, paper.c.version, paper_section)
        .join(paper, paper.c.id == paper_section.c.paper_id)
        .where(
            paper.c.person_id == about.person_id,
            paper.c.id != about.id,
            paper.c.kind.in_(_may_quote(about.kind)),
        )
        .order_by(paper.c.begun_at.desc(), paper.c.id.desc(), paper_section.c.id)
    )
    wanted = [fold(word) for word in words]
    found: list[EvidencePassage] = []
    for row in uow.rows(statement):
        passage = load(row.body)
        said = fold(plain(passage))
        if said.strip() and all(word in said for word in wanted):
            found.append(
                EvidencePassage(
                    paper_id=row.paper_id,
                    kind=PaperKind(row.kind),
                    version=row.version,
                    day=row.written_at.date(),
                    section=row.section,
                    passage=passage,
                )
            )
    return found[: max(limit, 0)]
