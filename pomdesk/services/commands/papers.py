"""Writing papers: begun, saved while they are typed, kept, dropped.

The text of a paper is not journalled: it is saved every few seconds, and versions keep what it
said before (docs/decisions/papers-drafts.md).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import takewhile
from operator import eq
from typing import TYPE_CHECKING, ClassVar

from sqlalchemy import Table, select

from pomdesk.domain.errors import RequestRefused, TextRefused
from pomdesk.domain.papers import (
    FROZEN,
    PAPER_SPECS,
    PaperKind,
    PaperStage,
    SectionState,
)
from pomdesk.domain.record import LONGEST, EntryKind, withheld
from pomdesk.domain.typed import LONGEST_TYPED, clean
from pomdesk.domain.writing import Passage, dump, is_blank, links_of, load, plain
from pomdesk.rules.papers.links import disclosable, entry_id
from pomdesk.services.commands.paper_keeping import (
    being_written,
    keep_unless_kept,
    living,
    not_longer,
    paper_record,
    touch,
)
from pomdesk.services.desk import Day
from pomdesk.services.papers import sections_of
from pomdesk.store.tables import entry, journal, operation, paper, paper_section
from pomdesk.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from pomdesk.store.records import PaperRecord, PaperSectionRecord

LANGUAGES = ("en", "cy")
LONGEST_SECTION = LONGEST_TYPED
"""Characters that a section may have."""

SITTING = timedelta(minutes=15)
"""Saves of a section by the same person are one operation for so long."""

MUCH = 200
"""Characters: of a section that had more, a save that leaves less than half is kept first."""

_NAME = re.compile(r"[\w-]{1,60}")
_BROKEN = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class BeginPaper:
    """Begin a paper about a person; the result is its number.

    Attributes:
        kind: one that somebody writes.
        language: ``en`` or ``cy``.
        template_version: of the template it is begun with.
        follows: a final paper of the same kind about the same person, whose text it begins with;
            all of that needs checking. Its versions go on from there.
        subject: number of the parole review it is for, or blank.

    Raises:
        RequestRefused: REQ-PERSON; REQ-PAPER-KIND (nobody writes papers of this kind),
            REQ-PAPER-LANGUAGE, REQ-PAPER-LONG, REQ-PAPER-GONE, REQ-PAPER-FOLLOWS (it is not
            final, of another kind or about somebody else), REQ-PAPER-FOLLOWED (another paper
            goes on from it already).

    """

    name: ClassVar[str] = "begin_paper"
    person_id: int
    kind: PaperKind
    language: str = "en"
    template_version: str = ""
    follows: int | None = None
    subject: str = ""

    def run(self, uow: UnitOfWork, day: Day) -> int:
        """Check it and write it."""
        from pomdesk.store.records import PaperRecord, PersonRecord

        if uow.get(PersonRecord, self.person_id) is None:
            raise RequestRefused("REQ-PERSON", number="")
        kind = PaperKind(self.kind)
        if not PAPER_SPECS[kind].written:
            raise RequestRefused("REQ-PAPER-KIND")
        if self.language not in LANGUAGES:
            raise RequestRefused("REQ-PAPER-LANGUAGE", language=self.language[:20])
        before = None if self.follows is None else self._followed(uow, self.follows)
        made = uow.add(
            PaperRecord(
                person_id=self.person_id,
                kind=kind.value,
                language=self.language,
                stage=PaperStage.DRAFT.value,
                version=1 if before is None else before.version + 1,
                writer=uow.by,
                begun_at=uow.now,
                changed_at=uow.now,
                template_version=not_longer(self.template_version, 40),
                subject=not_longer(clean(self.subject, one_line=True), LONGEST["subject"]),
                follows=self.follows,
                revision=1,
            )
        )
        if before is not None:
            # Nothing done with the other before is undone under what goes on from it.
            touch(uow, before)
            _copy(uow, before.id, made)
        return made.id

    def _followed(self, uow: UnitOfWork, paper_id: int) -> "PaperRecord":
        before = paper_record(uow, paper_id)
        alike = (before.person_id, before.kind) == (self.person_id, self.kind)
        if not alike or before.stage not in FROZEN:
            raise RequestRefused("REQ-PAPER-FOLLOWS")
        if uow.rows(select(paper.c.id).where(paper.c.follows == paper_id)):
            raise RequestRefused("REQ-PAPER-FOLLOWED")
        return before


def _copy(uow: UnitOfWork, from_id: int, made: "PaperRecord") -> None:
    for name, one in sections_of(uow, from_id).items():
        if one.passage:
            _add(uow, made, name, one.passage, SectionState.NEEDS_CHECKING)


def _add(
    uow: UnitOfWork, paper: "PaperRecord", name: str, passage: Passage, state: SectionState
) -> "PaperSectionRecord":
    from pomdesk.store.records import PaperSectionRecord

    return uow.add(
        PaperSectionRecord(
            person_id=paper.person_id,
            paper_id=paper.id,
            section=name,
            state=state.value,
            written_by=uow.by,
            written_at=uow.now,
            body=dump(passage),
        )
    )


@dataclass(frozen=True, slots=True)
class WriteSection:
    """Save what is written in a section; meant to be called while somebody types.

    Saves of one sitting are one operation, whose receipt has a number only at its beginning. It
    is not undone: what stood before is a version where a day's writing begins, and where a save
    takes most of a section away.

    Attributes:
        section: id of the template's section.
        passage: all of its text.
        state: how far it has come; None: empty where it is blank, as it was where nothing
            changed, else drafted. A blank section is empty whatever is said, and one with text
            is not.

    Raises:
        RequestRefused: REQ-PAPER-GONE, REQ-PAPER-FROZEN, REQ-PAPER-SIGNED (it is with the
            checker), REQ-PAPER-SECTION (no such name), REQ-PAPER-WITHHELD (a link to
            what must be kept from the person, in a paper they may read), REQ-PAPER-OTHER (a
            link to an entry about somebody else). In each case nothing was changed.
        TextRefused: TXT-LONG (over 100,000 characters).

    """

    name: ClassVar[str] = "write_section"
    paper_id: int
    section: str
    passage: Passage
    state: SectionState | None = None

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Check it and save it where it differs."""
        from pomdesk.store.records import PaperSectionRecord

        record = being_written(uow, self.paper_id)
        if not _NAME.fullmatch(self.section):
            raise RequestRefused("REQ-PAPER-SECTION")
        written = _sound(self.passage)
        _check_links(uow, record, written)
        held = uow.find(PaperSectionRecord, paper_id=self.paper_id, section=self.section)
        if held is None:
            if not written:
                return
            held = _add(uow, record, self.section, (), SectionState.EMPTY)
        body, state = dump(written), self._state(written, held)
        if (held.body, held.state) == (body, state):
            return
        lost = _takes_away(held.body, written)
        if held.state == state and not lost and _same_sitting(uow, held):
            uow.rewrite(paper_section, held.id, body=body, written_at=uow.now)
            uow.rewrite(paper, record.id, changed_at=uow.now)
            return
        if lost or record.changed_at.date() < uow.now.date():
            keep_unless_kept(uow, record)
        uow.session.flush()
        held.body, held.state = body, state
        held.written_by, held.written_at = uow.by, uow.now
        touch(uow, record)

    def _state(self, written: Passage, held: "PaperSectionRecord") -> str:
        if not written:
            return SectionState.EMPTY.value
        if self.state is None and held.body == dump(written):
            return held.state
        if self.state in (None, SectionState.EMPTY):
            return SectionState.DRAFTED.value
        return SectionState(self.state).value


def _sound(passage: Passage) -> Passage:
    """The passage without halves of characters, which no file can hold; blank: none.

    Raises:
        TextRefused: TXT-LONG.

    """
    if sum(len(run.text) for one in passage for run in one.runs) > LONGEST_SECTION:
        raise TextRefused("TXT-LONG", longest=LONGEST_SECTION)
    if is_blank(passage):
        return ()
    if not any(_BROKEN.search(run.text) for one in passage for run in one.runs):
        return passage
    return tuple(
        replace(
            one,
            runs=tuple(replace(run, text=_BROKEN.sub("\ufffd", run.text)) for run in one.runs),
        )
        for one in passage
    )


def _check_links(uow: UnitOfWork, record: "PaperRecord", written: Passage) -> None:
    """Refuse what the paper may not tell, whoever sends it."""
    told_to_them = PAPER_SPECS[PaperKind(record.kind)].disclosable
    refs = {link.ref for link in links_of(written)}
    if told_to_them and not all(map(disclosable, refs)):
        raise RequestRefused("REQ-PAPER-WITHHELD")
    numbers = set(_numbers(refs))
    if not numbers:
        return
    columns = (entry.c.person_id, entry.c.kind, entry.c.what)
    for row in uow.rows(select(*columns).where(entry.c.id.in_(numbers))):
        if row.person_id != record.person_id:
            raise RequestRefused("REQ-PAPER-OTHER")
        if told_to_them and withheld(EntryKind(row.kind), row.what):
            raise RequestRefused("REQ-PAPER-WITHHELD")


def _numbers(refs: set[str]) -> Iterator[int]:
    for ref in refs:
        number = entry_id(ref)
        if number is not None:
            yield number


def _takes_away(body: str, written: Passage) -> bool:
    before, now = plain(load(body)), plain(written)
    stays = _alike(before, now)
    stays += _alike(before[stays:][::-1], now[stays:][::-1])
    return len(before) >= MUCH and 2 * stays < len(before)


def _alike(one: str, other: str) -> int:
    """How many characters two texts begin with in common."""
    return sum(1 for _ in takewhile(bool, map(eq, one, other)))


def _same_sitting(uow: UnitOfWork, held: "PaperSectionRecord") -> bool:
    """Whether the journal has told of this writing a moment ago, and of nothing since.

    What was done with the paper in between ends the sitting: what follows must not hide under
    what came before.
    """
    return all(
        _last_wrote(uow, held.person_id, table, row_id)
        for table, row_id in ((paper_section, held.id), (paper, held.paper_id))
    )


def _last_wrote(uow: UnitOfWork, person_id: int, table: Table, row_id: int) -> bool:
    last = (
        select(operation.c.command, operation.c.by, operation.c.at)
        .join(journal, journal.c.operation_id == operation.c.id)
        .where(
            journal.c.person_id == person_id,
            journal.c.table_name == table.name,
            journal.c.row_id == row_id,
        )
        .order_by(journal.c.id.desc())
        .limit(1)
    )
    return any(
        (row.command, row.by) == (WriteSection.name, uow.by) and uow.now - row.at < SITTING
        for row in uow.rows(last)
    )


@dataclass(frozen=True, slots=True)
class KeepVersion:
    """Keep what a paper says as a version; the result is the number of that version's row.

    Where the newest version says the same, that one is it. None: nothing is written yet.

    Raises:
        RequestRefused: REQ-PAPER-GONE, REQ-PAPER-FROZEN, REQ-PAPER-SIGNED.

    """

    name: ClassVar[str] = "keep_version"
    paper_id: int

    def run(self, uow: UnitOfWork, day: Day) -> int | None:
        """Keep it."""
        record = being_written(uow, self.paper_id)
        number = record.version
        kept = keep_unless_kept(uow, record)
        if record.version != number:
            touch(uow, record)
        return kept


@dataclass(frozen=True, slots=True)
class DropPaper:
    """Throw a paper away with its versions; undo brings it back. Never one that is final.

    Raises:
        RequestRefused: REQ-PAPER-GONE, REQ-PAPER-FROZEN, REQ-PAPER-FOLLOWED (another goes on
            from it and would go with it).

    """

    name: ClassVar[str] = "drop_paper"
    paper_id: int

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Take it out."""
        record = living(uow, self.paper_id)
        if uow.rows(select(paper.c.id).where(paper.c.follows == self.paper_id)):
            raise RequestRefused("REQ-PAPER-FOLLOWED")
        uow.delete(record)
