"""Papers out of the store, and where each stands against the record today.

For commands and queries alike. A constant number of statements, however much is written.
"""

import json
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, and_, false, func, not_, or_, select

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.facts import Case
from pomdesk.domain.papers import (
    FROZEN,
    PAPER_SPECS,
    Gap,
    Hit,
    Paper,
    PaperKind,
    PaperStage,
    PaperStep,
    PaperTemplate,
    SectionState,
    SectionText,
    StepKind,
    text_digest,
)
from pomdesk.domain.record import SPECS, EntryKind, withheld
from pomdesk.domain.results import CaseResult
from pomdesk.domain.writing import Passage, dump, load, plain
from pomdesk.rules.case import work_out
from pomdesk.rules.papers.disclosure import (
    PRINTED,
    Secrets,
    hits,
    not_accepted,
    printed_apart,
    secrets_of,
)
from pomdesk.rules.papers.links import Moved, known, moved
from pomdesk.rules.papers.ready import gaps
from pomdesk.services.cases import load_cases
from pomdesk.services.desk import Day
from pomdesk.services.lines import pom_names
from pomdesk.store.tables import (
    entry,
    journal,
    paper,
    paper_section,
    paper_step,
    paper_template,
    paper_version,
    person,
)
from pomdesk.store.unit_of_work import UnitOfWork

_ANNEXES = [kind.value for kind, spec in PAPER_SPECS.items() if spec.withheld]
"""Kinds whose very words are kept from the person. Not what goes to MAPPA: the desk begins that
from the same record, in the same sentences."""

_OWN_TABLES = [t.name for t in (paper, paper_section, paper_step, paper_version, paper_template)]
_A_DOCUMENT = f'"kind":"{EntryKind.DOCUMENT}"'
_RECORD = "record"

UNTOLD = frozenset(kind for kind, spec in SPECS.items() if not spec.disclosable) | {
    EntryKind.DOCUMENT
}
"""Kinds of entries that are no evidence for a paper the person may read: what is withheld, and
the list of papers made, which tells that withheld ones exist."""


def paper_row(uow: UnitOfWork, paper_id: int) -> Row[Any]:
    """The row of a paper, with its person's number and names.

    Raises:
        RequestRefused: REQ-PAPER-GONE, there is no such paper.

    """
    names = (person.c.prisoner_number, person.c.last_name, person.c.first_name)
    mine = paper.c.person_id == person.c.id
    rows = uow.rows(select(paper, *names).join(person, mine).where(paper.c.id == paper_id))
    if not rows:
        raise RequestRefused("REQ-PAPER-GONE")
    return rows[0]


def sections_of(uow: UnitOfWork, paper_id: int) -> dict[str, SectionText]:
    """What is written in a paper, by section, in the order it was begun in."""
    columns = (paper_section.c.section, paper_section.c.state, paper_section.c.body)
    statement = select(*columns).where(paper_section.c.paper_id == paper_id)
    return {
        row.section: SectionText(load(row.body), SectionState(row.state))
        for row in uow.rows(statement.order_by(paper_section.c.id))
    }


def steps_of(uow: UnitOfWork, paper_id: int, *, frozen: bool = False) -> tuple[PaperStep, ...]:
    """What was done with a paper, earliest first.

    An answer to a disclosure question holds for the record as well as for the text, because a
    paper prints both: given before the record or a template changed, it is told without the
    digest of the text it was given for, so it holds for none. A ``frozen`` paper changes no more.
    """
    statement = select(paper_step).where(paper_step.c.paper_id == paper_id)
    fresh = _given_since_the_record_changed(uow, paper_id)
    return tuple(
        PaperStep(
            kind=StepKind(row.kind),
            who=row.who,
            day=row.day,
            at=row.at,
            item=row.item,
            to_whom=row.to_whom,
            how=row.how,
            comment=row.comment,
            text_digest=row.text_digest if frozen or _holds(row, fresh) else "",
        )
        for row in uow.rows(statement.order_by(paper_step.c.id))
    )


def _holds(step: Row[Any], fresh: Set[int]) -> bool:
    return step.kind != StepKind.DISCLOSURE_TICKED or step.id in fresh


def _given_since_the_record_changed(uow: UnitOfWork, paper_id: int) -> Set[int]:
    """Numbers of the steps of a paper that came after the last change of what it prints."""
    about = select(paper.c.person_id).where(paper.c.id == paper_id).scalar_subquery()
    own = journal.c.table_name.in_(_OWN_TABLES)
    made = and_(journal.c.table_name == entry.name, journal.c.after.contains(_A_DOCUMENT))
    changed = select(func.max(journal.c.operation_id)).where(
        or_(
            and_(journal.c.person_id == about, not_(own), not_(func.coalesce(made, false()))),
            journal.c.table_name == paper_template.name,
        )
    )
    since = select(journal.c.row_id).where(
        journal.c.table_name == paper_step.name,
        journal.c.person_id == about,
        journal.c.operation_id > func.coalesce(changed.scalar_subquery(), 0),
    )
    return {row.row_id for row in uow.rows(since)}


def paper_of(uow: UnitOfWork, row: Row[Any]) -> Paper:
    """The paper of a row, with its sections and steps."""
    sections = sections_of(uow, row.id)
    return Paper(
        id=row.id,
        person_id=row.person_id,
        kind=PaperKind(row.kind),
        language=row.language,
        stage=PaperStage(row.stage),
        version=row.version,
        writer=row.writer,
        begun_at=row.begun_at,
        changed_at=row.changed_at,
        template_version=row.template_version,
        subject=row.subject,
        follows=row.follows,
        sections=sections,
        steps=steps_of(uow, row.id, frozen=row.stage in FROZEN),
        text_digest=text_digest(sections),
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """A paper against the record of today.

    Attributes:
        paper: its sections that are done need checking again where a fact in them has moved.
        facts: everything that may be linked, by its ref.
        moved: linked facts that are other ones now; none of a paper that is frozen.

    """

    paper: Paper
    row: Row[Any]
    case: Case
    result: CaseResult
    facts: Mapping[str, str]
    moved: Sequence[Moved]


def standing_of(uow: UnitOfWork, day: Day, paper_id: int) -> Standing:
    """Read a paper and its case.

    Raises:
        RequestRefused: REQ-PAPER-GONE.

    """
    row = paper_row(uow, paper_id)
    found = paper_of(uow, row)
    case = load_cases(uow, [found.person_id])[found.person_id]
    result = work_out(case, day.policy, day.today)
    facts = known(case, result, review=found.subject)
    changed = [] if found.frozen else moved(found.sections, facts, case.entries)
    stale = {one.section for one in changed}
    sections = {name: _stale(one, name in stale) for name, one in found.sections.items()}
    return Standing(replace(found, sections=sections), row, case, result, facts, changed)


def _stale(section: SectionText, moved_in_it: bool) -> SectionText:
    if moved_in_it and section.state is SectionState.DONE:
        return replace(section, state=SectionState.NEEDS_CHECKING)
    return section


def gaps_of(uow: UnitOfWork, day: Day, standing: Standing, template: PaperTemplate) -> list[Gap]:
    """What is to be looked at before a paper leaves."""
    texts = {name: plain(one.passage) for name, one in standing.paper.sections.items()}
    return gaps(
        standing.paper,
        template,
        standing.case,
        standing.result,
        day.policy,
        day.today,
        moved=standing.moved,
        hits=hits_in(uow, day, standing, texts),
        entries=standing.case.entries,
    )


def hits_in(
    uow: UnitOfWork, day: Day, standing: Standing, texts: Mapping[str, str]
) -> Sequence[Hit]:
    """Places in texts that may tell the person what must be kept from them.

    Of a paper that they do not read there are none.
    """
    if not standing.paper.spec.disclosable:
        return []
    of = standing.paper
    return hits(texts, secrets_about(uow, day, of.person_id, standing.case, of.writer))


def secrets_about(uow: UnitOfWork, day: Day, person_id: int, case: Case, *writers: str) -> Secrets:
    """What must be kept from a person, out of the whole record; names of ``writers`` may stand."""
    others = select(person.c.prisoner_number, person.c.first_name, person.c.last_name)
    return secrets_of(
        (one for one in case.entries if withheld(one.kind, one.what)),
        # Of everybody there is, names and numbers only: one statement, no facts.
        uow.rows(others.where(person.c.id != person_id)),
        day.policy,
        own=case.person,
        openly=(*writers, *_said_openly(uow, day, person_id, case)),
        annexes=_annexes(uow, person_id),
    )


def _annexes(uow: UnitOfWork, person_id: int) -> list[str]:
    """What the restricted annexes about the person say: no sentence of it may be copied out."""
    annexes = select(paper.c.id).where(paper.c.person_id == person_id, paper.c.kind.in_(_ANNEXES))
    said = select(paper_section.c.body).where(paper_section.c.paper_id.in_(annexes))
    kept = select(paper_version.c.sections).where(paper_version.c.paper_id.in_(annexes))
    return [
        *(plain(load(row.body)) for row in uow.rows(said)),
        *(plain(one) for row in uow.rows(kept) for one in from_kept(row.sections).values()),
    ]


def _said_openly(uow: UnitOfWork, day: Day, person_id: int, case: Case) -> Iterator[str]:
    """Names that a paper bears anyway: who works with the person, and where.

    Not those of who ticked or signed: a name typed there would be looked for no more.
    """
    yield from pom_names(uow, [person_id]).values()
    yield from (one.assessor for one in case.assessments if one.assessor)
    if case.probation is not None:
        known_by = case.probation
        yield from filter(None, (known_by.com_name, known_by.team_name, known_by.ldu_name))
    prisons = {case.person.prison_id, *(move.to_agency for move in case.movements)}
    yield from (day.policy.prisons.names.get(code or "", "") for code in prisons)


def hits_printed(uow: UnitOfWork, day: Day, standing: Standing, words: Sequence[str]) -> list[Hit]:
    """Places in what a finished paper says besides its sections, without those accepted.

    Args:
        uow: to read with.
        day: of the desk.
        standing: the paper.
        words: everything it says, block by block.

    """
    apart = printed_apart(words, standing.paper)
    # Words to watch for are among the desk's own headings too; in the record they are not.
    typed = {line for line in _typed_in(standing) if line in apart}
    found = hits_in(uow, day, standing, {PRINTED: apart, _RECORD: "\n".join(sorted(typed))})
    told = {hit.key: hit for hit in (replace(hit, section=PRINTED) for hit in found)}
    return not_accepted(list(told.values()), standing.paper)


def _typed_in(standing: Standing) -> Iterator[str]:
    """Lines that people typed into what a paper may print from the record."""
    for one in standing.case.entries:
        if not withheld(one.kind, one.what):
            for words in (one.title, one.who, one.text, one.next_step):
                yield from (line.strip() for line in words.splitlines() if line.strip())


def as_kept(sections: Mapping[str, SectionText]) -> str:
    """What a paper says, as a version of it keeps it; blank sections are left out."""
    said = {name: dump(one.passage) for name, one in sections.items() if one.passage}
    return json.dumps(said, ensure_ascii=False)


def from_kept(kept: str) -> dict[str, Passage]:
    """What a version of a paper says, by section."""
    return {name: load(body) for name, body in json.loads(kept).items()}


def learned_as(language: str) -> str:
    """What the names of the settings begin with that hold the words taught in a language."""
    return f"spelling.{language}."
