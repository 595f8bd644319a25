"""Papers: one to work on, lists of them, versions, finished files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import or_, select

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.papers import FROZEN, Gap, Hit, PaperKind, PaperStage, PaperTemplate
from pomdesk.domain.writing import Passage
from pomdesk.readmodels.papers import LinkMoved, PackLine, PaperLine, PaperView, VersionLine
from pomdesk.readmodels.record import TimelineLine
from pomdesk.services.desk import Day
from pomdesk.services.paper_lines import paper_lines
from pomdesk.services.papers import (
    from_kept,
    gaps_of,
    hits_printed,
    learned_as,
    standing_of,
)
from pomdesk.services.queries.paper_evidence import EvidenceFor
from pomdesk.services.queries.record import TimelineOf
from pomdesk.services.queries.settings import Settings
from pomdesk.store.tables import paper, paper_template, paper_version
from pomdesk.store.unit_of_work import UnitOfWork

__all__ = [
    "ChronologyOf",
    "EvidenceFor",
    "FinalPdf",
    "HitsIn",
    "LearnedWords",
    "LocalTemplates",
    "PacksDue",
    "PaperByHash",
    "PaperOf",
    "PapersInHand",
    "PapersOf",
    "ReadyOf",
    "VersionText",
]


@dataclass(frozen=True, slots=True)
class PaperOf:
    """One paper with everything the writing page shows.

    Raises:
        RequestRefused: REQ-PAPER-GONE, there is no such paper.

    """

    paper_id: int

    def run(self, uow: UnitOfWork, day: Day) -> PaperView:
        """Read it, and hold its linked facts against those of today."""
        standing = standing_of(uow, day, self.paper_id)
        row = standing.row
        return PaperView(
            paper=standing.paper,
            prisoner_number=row.prisoner_number,
            last_name=row.last_name,
            first_name=row.first_name,
            moved=[LinkMoved(one.section, one.link, one.present) for one in standing.moved],
            versions=_versions(uow, self.paper_id),
            needs_countersigning=standing.paper.kind in day.policy.papers.countersigned,
        )


def _versions(uow: UnitOfWork, paper_id: int) -> list[VersionLine]:
    """Newest first, of a paper and of those it follows."""
    begun = select(paper.c.id, paper.c.follows).where(paper.c.id == paper_id)
    chain = begun.cte(recursive=True)
    before = select(paper.c.id, paper.c.follows).where(paper.c.id == chain.c.follows)
    chain = chain.union_all(before)
    columns = [paper_version.c[field.name] for field in fields(VersionLine)]
    statement = select(*columns).where(paper_version.c.paper_id.in_(select(chain.c.id)))
    return [
        VersionLine(**row._mapping)
        for row in uow.rows(statement.order_by(paper_version.c.id.desc()))
    ]


@dataclass(frozen=True, slots=True)
class PapersOf:
    """Every paper of a person, newest first."""

    person_id: int

    def run(self, uow: UnitOfWork, day: Day) -> Sequence[PaperLine]:
        """Read the list."""
        return paper_lines(uow, day, paper.c.person_id == self.person_id)


@dataclass(frozen=True, slots=True)
class PapersInHand:
    """Everybody's papers that were not sent yet: first what is wanted first, then the newest."""

    def run(self, uow: UnitOfWork, day: Day) -> Sequence[PaperLine]:
        """Read the list."""
        unsent = paper.c.stage != PaperStage.SENT.value
        lines = paper_lines(uow, day, unsent, *day.only(paper.c.person_id))
        lines.sort(key=lambda line: line.changed_at, reverse=True)
        return sorted(lines, key=lambda line: line.due or date.max)


@dataclass(frozen=True, slots=True)
class ReadyOf:
    """What is to be looked at before a paper leaves; nothing of one that is frozen.

    Raises:
        RequestRefused: REQ-PAPER-GONE.

    """

    paper_id: int
    template: PaperTemplate

    def run(self, uow: UnitOfWork, day: Day) -> Sequence[Gap]:
        """Look at it."""
        standing = standing_of(uow, day, self.paper_id)
        return [] if standing.paper.frozen else gaps_of(uow, day, standing, self.template)


@dataclass(frozen=True, slots=True)
class HitsIn:
    """Places in a finished paper that may tell what must be kept from the person.

    Those that stand in its sections are told by ``ReadyOf``; here are those that the desk
    printed besides and that nobody accepted.

    Raises:
        RequestRefused: REQ-PAPER-GONE.

    """

    paper_id: int
    words: tuple[str, ...]

    def run(self, uow: UnitOfWork, day: Day) -> Sequence[Hit]:
        """Look through the words."""
        return hits_printed(uow, day, standing_of(uow, day, self.paper_id), self.words)


@dataclass(frozen=True, slots=True)
class VersionText:
    """What a version of a paper says, by section.

    Raises:
        RequestRefused: REQ-PAPER-VERSION, there is no such version.

    """

    version_id: int

    def run(self, uow: UnitOfWork, day: Day) -> Mapping[str, Passage]:
        """Read it."""
        wanted = paper_version.c.id == self.version_id
        rows = uow.rows(select(paper_version.c.sections).where(wanted))
        if not rows:
            raise RequestRefused("REQ-PAPER-VERSION")
        return from_kept(rows[0].sections)


@dataclass(frozen=True, slots=True)
class FinalPdf:
    """The file of a paper that is final, as it was frozen.

    Raises:
        RequestRefused: REQ-PAPER-NOTFINAL.

    """

    paper_id: int

    def run(self, uow: UnitOfWork, day: Day) -> bytes:
        """Read it."""
        statement = (
            select(paper_version.c.pdf)
            .join(paper, paper.c.id == paper_version.c.paper_id)
            .where(
                paper.c.id == self.paper_id,
                paper.c.stage.in_(FROZEN),
                paper_version.c.pdf.is_not(None),
            )
        )
        rows = uow.rows(statement)
        if not rows:
            raise RequestRefused("REQ-PAPER-NOTFINAL")
        return bytes(rows[0].pdf)


@dataclass(frozen=True, slots=True)
class PaperByHash:
    """The final paper that a file is, or that a printed digest is of; None: none here.

    Attributes:
        file_sha256: of the PDF, or the digest of the words that is printed on the paper.

    """

    file_sha256: str

    def run(self, uow: UnitOfWork, day: Day) -> PaperLine | None:
        """Look for it."""
        looked_for = "".join(self.file_sha256.split()).lower()
        if not looked_for:
            return None
        has_it = or_(
            paper_version.c.file_sha256 == looked_for, paper_version.c.words_sha256 == looked_for
        )
        of_version = select(paper_version.c.paper_id).where(has_it)
        lines = paper_lines(uow, day, paper.c.id.in_(of_version))
        return lines[0] if lines else None


@dataclass(frozen=True, slots=True)
class PacksDue:
    """Everybody whose handover falls on a day of a span, by that day, then by name."""

    first: date
    last: date

    def run(self, uow: UnitOfWork, day: Day) -> Sequence[PackLine]:
        """Take them out of the book, each with the newest handover report."""
        due = [
            (one.line, one.line.handover_on)
            for one in day.people(uow).values()
            if one.line.handover_on and self.first <= one.line.handover_on <= self.last
        ]
        reports: dict[int, PaperLine] = {}
        of_kind = paper.c.kind == PaperKind.HANDOVER_REPORT.value
        for report in paper_lines(uow, day, of_kind, *day.only(paper.c.person_id)):
            reports.setdefault(report.person_id, report)
        due.sort(key=lambda one: (one[1], one[0].name_key, one[0].person_id))
        return [
            PackLine(
                person_id=line.person_id,
                prisoner_number=line.prisoner_number,
                last_name=line.last_name,
                first_name=line.first_name,
                handover=on,
                com_name=line.com_name or "",
                report=reports.get(line.person_id),
            )
            for line, on in due
        ]


@dataclass(frozen=True, slots=True)
class LocalTemplates:
    """The templates that are this unit's own, as TOML by kind of paper."""

    def run(self, uow: UnitOfWork, day: Day) -> Mapping[str, str]:
        """Read them."""
        columns = (paper_template.c.kind, paper_template.c.toml)
        rows = uow.rows(select(*columns).order_by(paper_template.c.kind))
        return {row.kind: row.toml for row in rows}


@dataclass(frozen=True, slots=True)
class LearnedWords:
    """The words that the spelling check was taught in a language."""

    language: str

    def run(self, uow: UnitOfWork, day: Day) -> frozenset[str]:
        """Read them."""
        prefix = learned_as(self.language)
        return frozenset(name.removeprefix(prefix) for name in Settings(prefix).run(uow, day))


@dataclass(frozen=True, slots=True)
class ChronologyOf:
    """Everything that happened to a case, newest first, at most ``limit`` lines.

    Raises:
        RequestRefused: REQ-PERSON.

    """

    person_id: int
    limit: int = 400

    def run(self, uow: UnitOfWork, day: Day) -> Sequence[TimelineLine]:
        """Read it."""
        lines, _total = TimelineOf(self.person_id, limit=self.limit).run(uow, day)
        return lines
