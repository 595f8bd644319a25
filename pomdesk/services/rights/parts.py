"""Everything held on one person, part by part, with where it came from.

Colleagues are not named: what they wrote is told without their names, and the log tells roles. A
name inside a text is found, as far as the desk can find it, and somebody decides.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any

from sqlalchemy import Row, Table, func, select

from pomdesk.domain.audit import Kind
from pomdesk.domain.facts import Case, CaseSources, Person, Probation, Source, SourceKind
from pomdesk.domain.papers import PaperKind, StepKind
from pomdesk.domain.record import EntryKind
from pomdesk.domain.rights import Flag, PackItem
from pomdesk.domain.writing import load, plain
from pomdesk.rules.subject_access import flags_of_entry, flags_of_paper
from pomdesk.services.cases import load_sources
from pomdesk.services.history import PLUMBING, SECTION_OF_TABLE, as_text
from pomdesk.services.papers import from_kept
from pomdesk.services.rights.part import KEPT_FACTS, part
from pomdesk.services.rights.visit_parts import visits
from pomdesk.store.journal import Action
from pomdesk.store.tables import (
    SECTIONS,
    TYPED_WHOLE,
    access_request,
    allocation,
    assessment,
    audit,
    audit_subject,
    disposal,
    draft,
    duty_mark,
    early_allocation,
    entry,
    hold,
    import_file,
    journal,
    movement,
    operation,
    paper,
    paper_section,
    paper_step,
    paper_version,
    parole_review,
    qa_answer,
    qa_item,
    qa_review,
    qa_round,
    qa_sample,
    sentence_term,
)
from pomdesk.store.unit_of_work import UnitOfWork

_LISTS = (movement, sentence_term, parole_review, early_allocation, assessment, allocation)
_ENTRY = ("what", "stage", "stage_day", "due", "title", "who", "text", "next_step", "subject")
_TICKS = frozenset({StepKind.DISCLOSURE_TICKED, StepKind.HIT_ACCEPTED})
_COLLEAGUES = frozenset({Flag.THIRD_PARTY, Flag.NOT_DISCLOSED})
_LOOKED_AT = Kind.CONSULT.value


def everything(uow: UnitOfWork, person_id: int, case: Case) -> Iterator[PackItem]:
    """Every part of what is held on a person."""
    yield from _facts(uow, person_id, case)
    yield from _record(uow, person_id)
    yield from _marks(uow, person_id)
    yield from _papers(uow, person_id)
    yield from _drafts(uow, person_id)
    yield from _history(uow, person_id)
    yield from visits(uow, person_id)
    yield from _quality(uow, case.person.prisoner_number)
    yield from _rights(uow, person_id)
    yield from _log(uow, person_id)


# Facts


def _facts(uow: UnitOfWork, person_id: int, case: Case) -> Iterator[PackItem]:
    sources = load_sources(uow, person_id)
    for section, held in (("person", case.person), ("probation", case.probation)):
        if held is not None:
            yield from _each_fact(section, held, sources)
    files = {row.id: row for row in uow.rows(select(import_file))}
    for table in _LISTS:
        section = SECTION_OF_TABLE[table.name]
        mine = select(table).where(table.c.person_id == person_id).order_by(table.c.id)
        for row in uow.rows(mine):
            values = [(c.name, getattr(row, c.name)) for c in table.c if c.name not in PLUMBING]
            source = _row_source(row, files)
            yield part(f"{table.name}:{row.id}", "facts", section, values, source=source)


def _each_fact(section: str, held: Person | Probation, sources: CaseSources) -> Iterator[PackItem]:
    for field in fields(held):
        value = getattr(held, field.name)
        if isinstance(value, tuple):
            value = "\n".join(value)
        if as_text(value) is not None:
            name = f"{section}.{field.name}"
            source, flags = sources.of(section, field.name), KEPT_FACTS.get(name, frozenset())
            told = [(field.name, value)]
            yield part(name, "facts", section, told, source=_unnamed(source), flags=flags)


def _unnamed(source: Source | None) -> Source | None:
    """Where a fact came from, without who typed it."""
    if source is not None and source.kind is SourceKind.TYPED:
        return replace(source, name="")
    return source


def _row_source(row: Row[Any], files: Mapping[int, Row[Any]]) -> Source | None:
    if getattr(row, "typed", None) == TYPED_WHOLE:
        return Source(SourceKind.TYPED, row.typed_on)
    file = files.get(row.source_id)
    return None if file is None else Source(SourceKind.FILE, file.as_at, file.name)


# What was written down


def _record(uow: UnitOfWork, person_id: int) -> Iterator[PackItem]:
    """Entries with their earlier wordings; those taken out, of which the journal still tells."""
    mine = select(entry).where(entry.c.person_id == person_id)
    earlier = _earlier(uow, person_id)
    for row in uow.rows(mine.order_by(entry.c.day, entry.c.id)):
        yield _entry_item(row.id, dict(row._mapping), earlier.pop(row.id, ()), row.day)
    for number, changes in sorted(earlier.items()):
        last = next((one for one in changes if "kind" in one), None)
        if last is not None:
            rest = [one for one in changes if one is not last]
            yield _entry_item(number, last, rest, date.fromisoformat(last["day"]))


def _entry_item(
    number: int, row: Mapping[str, Any], earlier: Sequence[Mapping[str, Any]], day: date
) -> PackItem:
    kind = EntryKind(row["kind"])
    values = [(name, row.get(name)) for name in _ENTRY]
    values += [
        (f"earlier_{name}", one[name]) for one in earlier for name in _ENTRY if one.get(name)
    ]
    whats = {row.get("what"), *(one.get("what") for one in earlier)}
    flags = frozenset[Flag]().union(*(flags_of_entry(kind, what) for what in whats))
    return part(f"entry:{number}", "record", kind.value, values, day=day, flags=flags)


def _earlier(uow: UnitOfWork, person_id: int) -> dict[int, list[dict[str, Any]]]:
    """By entry what the journal keeps of it from before, the newest first."""
    rows = uow.rows(
        select(journal.c.row_id, journal.c.before)
        .where(journal.c.person_id == person_id, journal.c.table_name == entry.name)
        .where(journal.c.before.is_not(None))
        .order_by(journal.c.id.desc())
    )
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row.row_id].append(json.loads(row.before))
    return found


def _marks(uow: UnitOfWork, person_id: int) -> Iterator[PackItem]:
    mine = select(duty_mark).where(duty_mark.c.person_id == person_id).order_by(duty_mark.c.id)
    for row in uow.rows(mine):
        values = [("duty", row.duty), ("until", row.until), ("note", row.note)]
        yield part(f"duty_mark:{row.id}", "duties", row.mark, values, day=row.day)


def _drafts(uow: UnitOfWork, person_id: int) -> Iterator[PackItem]:
    mine = select(draft).where(draft.c.person_id == person_id).order_by(draft.c.id)
    for row in uow.rows(mine):
        values = [("text", row.content)]
        yield part(f"draft:{row.id}", "drafts", "draft", values, day=row.at.date())


# Papers


def _papers(uow: UnitOfWork, person_id: int) -> Iterator[PackItem]:
    kinds = {
        row.id: PaperKind(row.kind)
        for row in uow.rows(select(paper.c.id, paper.c.kind).where(paper.c.person_id == person_id))
    }
    said: dict[tuple[int, str], str] = {}
    mine = select(paper_section).where(paper_section.c.person_id == person_id)
    for row in uow.rows(mine.order_by(paper_section.c.paper_id, paper_section.c.id)):
        text = said[row.paper_id, row.section] = plain(load(row.body))
        if text:
            values = [("section", row.section), ("text", text)]
            yield _of_paper(f"paper_section:{row.id}", kinds[row.paper_id], values, row.written_at)
    yield from _versions(uow, person_id, kinds, said)
    steps = select(paper_step).where(paper_step.c.person_id == person_id)
    for row in uow.rows(steps.order_by(paper_step.c.id)):
        values = [("step", row.kind), ("to_whom", row.to_whom), ("how", row.how)]
        values += [("item", row.item), ("comment", row.comment)]
        made = _of_paper(f"paper_step:{row.id}", kinds[row.paper_id], values, row.at)
        hidden = made.flags | {Flag.NOT_DISCLOSED} if row.kind in _TICKS else made.flags
        yield replace(made, flags=hidden)


def _versions(
    uow: UnitOfWork,
    person_id: int,
    kinds: Mapping[int, PaperKind],
    said: dict[tuple[int, str], str],
) -> Iterator[PackItem]:
    """What papers said before, where they say something else now."""
    columns = [c for c in paper_version.c if c.name != "pdf"]
    mine = select(*columns).where(paper_version.c.person_id == person_id)
    told = {(paper_id, section, text) for (paper_id, section), text in said.items()}
    for row in uow.rows(mine.order_by(paper_version.c.id)):
        values: list[tuple[str, object]] = []
        for section, passage in from_kept(row.sections).items():
            text = plain(passage)
            if (row.paper_id, section, text) not in told:
                told.add((row.paper_id, section, text))
                values += [("section", section), ("text", text)]
        if values:
            yield _of_paper(f"paper_version:{row.id}", kinds[row.paper_id], values, row.at)


def _of_paper(key: str, kind: PaperKind, values: Sequence[tuple[str, object]], at: Any) -> PackItem:
    return part(key, "papers", kind.value, values, day=at.date(), flags=flags_of_paper(kind))


def paper_files(uow: UnitOfWork, person_id: int) -> int:
    """Finished papers as files: their texts are in the pack, the files are not."""
    whose = paper_version.c.person_id == person_id
    held = whose & paper_version.c.pdf.is_not(None)
    (row,) = uow.rows(select(func.count().label("n")).select_from(paper_version).where(held))
    return int(row.n)


# What was before


def _history(uow: UnitOfWork, person_id: int) -> Iterator[PackItem]:
    """Facts as they were before they were changed."""
    tables = [table.name for table in SECTIONS.values()]
    rows = uow.rows(
        select(journal, operation.c.at)
        .join(operation, operation.c.id == journal.c.operation_id)
        .where(journal.c.person_id == person_id, journal.c.table_name.in_(tables))
        .where(journal.c.before.is_not(None), journal.c.action != Action.INSERT.value)
        .order_by(journal.c.id)
    )
    for row in rows:
        before = json.loads(row.before)
        values = [(name, value) for name, value in before.items() if name not in PLUMBING]
        section = SECTION_OF_TABLE[row.table_name]
        kept = [KEPT_FACTS.get(f"{section}.{name}", frozenset()) for name, _value in values]
        flags = frozenset[Flag]().union(*kept)
        made = part(f"journal:{row.id}", "history", section, values, day=row.at.date(), flags=flags)
        if made.fields:
            yield made


# Quality assurance, holds, requests, the log


def _quality(uow: UnitOfWork, number: str) -> Iterator[PackItem]:
    """Which files of the person were read; what was written of a colleague's work on them."""
    theirs = (qa_sample.c.case_ref == number) | qa_sample.c.case_ref.startswith(f"{number}/")
    samples = select(qa_sample.c.id, qa_sample.c.status, qa_round.c.ref, qa_round.c.as_of).join(
        qa_round, qa_round.c.id == qa_sample.c.round_id
    )
    for row in uow.rows(samples.where(theirs).order_by(qa_sample.c.id)):
        values = [("round", row.ref), ("status", row.status)]
        yield part(f"qa_sample:{row.id}", "quality", "sample", values, day=row.as_of)
    answers = (
        select(qa_answer.c.id, qa_answer.c.question, qa_answer.c.comment, qa_review.c.assigned_on)
        .join(qa_review, qa_review.c.id == qa_answer.c.review_id)
        .join(qa_sample, qa_sample.c.id == qa_review.c.sample_id)
    )
    for row in uow.rows(answers.where(theirs, qa_answer.c.comment != "").order_by(qa_answer.c.id)):
        values = [("question", row.question), ("text", row.comment)]
        key = f"qa_answer:{row.id}"
        yield part(key, "quality", "answer", values, day=row.assigned_on, flags=_COLLEAGUES)
    items = (qa_item.c.case_ref == number) | qa_item.c.case_ref.startswith(f"{number}/")
    for row in uow.rows(select(qa_item).where(items).order_by(qa_item.c.id)):
        values = [("title", row.title), ("text", row.text), ("outcome", row.outcome)]
        key = f"qa_item:{row.id}"
        yield part(key, "quality", row.kind, values, day=row.day, flags=_COLLEAGUES)


def _rights(uow: UnitOfWork, person_id: int) -> Iterator[PackItem]:
    hidden = frozenset({Flag.NOT_DISCLOSED})
    for row in _theirs(uow, hold, person_id):
        values = [("reason", row.reason), ("review", row.review), ("ended_why", row.ended_why)]
        yield part(f"hold:{row.id}", "rights", "hold", values, day=row.at.date(), flags=hidden)
    for row in _theirs(uow, disposal, person_id):
        values = [("stage", row.stage), ("reason", row.reason), ("until", row.until)]
        yield part(f"disposal:{row.id}", "rights", "review", values, day=row.at.date())
    for row in _theirs(uow, access_request, person_id):
        values = [("request", row.kind), ("stage", row.stage), ("note", row.note)]
        values += [("why", row.why), ("statement", row.statement)]
        yield part(f"access_request:{row.id}", "rights", "request", values, day=row.received)


def _theirs(uow: UnitOfWork, table: Table, person_id: int) -> list[Row[Any]]:
    mine = select(table).where(table.c.person_id == person_id)
    return uow.rows(mine.order_by(table.c.id))


def _log(uow: UnitOfWork, person_id: int) -> Iterator[PackItem]:
    """To whom the record was given, and which roles looked at it, on which days how often."""
    mine = select(audit).join(audit_subject, audit_subject.c.ref == audit.c.subject)
    told = (Kind.CONSULT.value, Kind.DISCLOSE.value)
    wanted = mine.where(audit_subject.c.person_id == person_id, audit.c.kind.in_(told))
    looks: Counter[tuple[date, str, str]] = Counter()
    for row in uow.rows(wanted.order_by(audit.c.seq)):
        if row.kind == _LOOKED_AT:
            looks[row.at.date(), row.what, row.role] += 1
            continue
        values = [("role", row.role), ("to_whom", row.recipient)]
        yield part(f"audit:{row.seq}", "disclosures", row.what, values, day=row.at.date())
    for (day, what, role), times in sorted(looks.items()):
        values = [("role", role), ("times", times)]
        yield part(f"looks:{day}:{what}:{role}", "looks", what, values, day=day)
