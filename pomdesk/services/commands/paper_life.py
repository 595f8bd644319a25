"""The life of a paper: looked over, signed, returned, made final, sent."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from sqlalchemy import func, select

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.names import fold
from pomdesk.domain.papers import (
    FROZEN,
    Paper,
    PaperKind,
    PaperStage,
    PaperTemplate,
    StepKind,
    text_digest,
    words_digest,
)
from pomdesk.domain.typed import clean
from pomdesk.services.commands.paper_keeping import (
    LONGEST_COMMENT,
    being_written,
    keep,
    line_of,
    living,
    not_longer,
    paper_record,
    take_step,
)
from pomdesk.services.commands.paper_sent import write_down
from pomdesk.services.desk import Day
from pomdesk.services.papers import (
    Standing,
    gaps_of,
    hits_printed,
    sections_of,
    standing_of,
    steps_of,
)
from pomdesk.store.tables import journal, paper_version
from pomdesk.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from pomdesk.store.records import PaperRecord

LONGEST_KEY = 1_000
_SHA256 = re.compile(r"[0-9a-f]{64}")
_OF_DISCLOSURE = frozenset({"hit", "not_ticked"})
"""Gaps that a checker may have to see to: they hold a paper up only when it is made final."""


@dataclass(frozen=True, slots=True)
class CheckPaper:
    """Somebody looked a paper over and agrees with it; it is not written in after that.

    The disclosure check may still be open: whoever looks it over is the one to do it.

    Attributes:
        who: the name of the person who checked it.
        template: of the paper.

    Raises:
        RequestRefused: REQ-PAPER-GONE, REQ-PAPER-FROZEN, REQ-PAPER-SIGNED (it was checked
            before), REQ-PAPER-NEEDS (no name), REQ-PAPER-LONG, REQ-PAPER-GAPS with ``n``.

    """

    name: ClassVar[str] = "check_paper"
    paper_id: int
    who: str
    template: PaperTemplate

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Note it, and keep what was checked."""
        record = being_written(uow, self.paper_id)
        who = line_of(self.who, "who")
        _refuse_gaps(uow, day, standing_of(uow, day, self.paper_id), self.template)
        _sign(uow, record, PaperStage.CHECKED, StepKind.CHECKED, who, day)


@dataclass(frozen=True, slots=True)
class CountersignPaper:
    """A second person signs a paper that was checked.

    Raises:
        RequestRefused: REQ-PAPER-GONE, REQ-PAPER-FROZEN, REQ-PAPER-STAGE (it was not checked,
            or is countersigned), REQ-PAPER-NEEDS, REQ-PAPER-LONG, REQ-PAPER-GAPS,
            REQ-PAPER-SAME (who wrote or checked it does not countersign it).

    """

    name: ClassVar[str] = "countersign_paper"
    paper_id: int
    who: str
    template: PaperTemplate

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Note it, and keep what was countersigned."""
        record = living(uow, self.paper_id)
        if record.stage != PaperStage.CHECKED:
            signed = record.stage == PaperStage.COUNTERSIGNED
            raise RequestRefused("REQ-PAPER-STAGE", reason="signed" if signed else "check")
        who = line_of(self.who, "who")
        steps = steps_of(uow, self.paper_id)
        checked = next(step.who for step in reversed(steps) if step.kind is StepKind.CHECKED)
        if _same(who) in (_same(record.writer), _same(checked)):
            raise RequestRefused("REQ-PAPER-SAME")
        _refuse_gaps(uow, day, standing_of(uow, day, self.paper_id), self.template)
        _sign(uow, record, PaperStage.COUNTERSIGNED, StepKind.COUNTERSIGNED, who, day)


def _same(name: str) -> str:
    """A name as it is compared: ``A. JONES`` is "A Jones"."""
    return " ".join("".join(c if c.isalnum() else " " for c in fold(name)).split())


def _sign(
    uow: UnitOfWork,
    record: "PaperRecord",
    stage: PaperStage,
    kind: StepKind,
    who: str,
    day: Day,
) -> None:
    sections = sections_of(uow, record.id)
    record.stage = stage.value
    take_step(uow, record, kind, who, day.today, text_digest(sections))
    keep(uow, record, kind.value, sections)


def _refuse_gaps(
    uow: UnitOfWork, day: Day, standing: Standing, template: PaperTemplate, *, all_of: bool = False
) -> None:
    n = sum(
        gap.blocks and (all_of or gap.code not in _OF_DISCLOSURE)
        for gap in gaps_of(uow, day, standing, template)
    )
    if n:
        raise RequestRefused("REQ-PAPER-GAPS", n=n)


@dataclass(frozen=True, slots=True)
class ReturnPaper:
    """Give a paper back to be written on, saying why. What it said is kept.

    Raises:
        RequestRefused: REQ-PAPER-GONE, REQ-PAPER-FROZEN, REQ-PAPER-NEEDS (no name, no reason),
            REQ-PAPER-LONG.

    """

    name: ClassVar[str] = "return_paper"
    paper_id: int
    who: str
    comment: str

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Note it, and open the paper again."""
        record = living(uow, self.paper_id)
        who, comment = line_of(self.who, "who"), clean(self.comment)
        if not comment:
            raise RequestRefused("REQ-PAPER-NEEDS", reason="comment")
        not_longer(comment, LONGEST_COMMENT)
        sections = sections_of(uow, self.paper_id)
        digest = text_digest(sections)
        take_step(uow, record, StepKind.RETURNED, who, day.today, digest, comment=comment)
        keep(uow, record, "returned", sections)
        record.stage = PaperStage.DRAFT.value


@dataclass(frozen=True, slots=True)
class TickDisclosure:
    """Somebody looked through a paper and answers a question of the disclosure check.

    It holds for the text as it is now.

    Raises:
        RequestRefused: REQ-PAPER-GONE, REQ-PAPER-FROZEN, REQ-PAPER-NEEDS, REQ-PAPER-LONG,
            REQ-PAPER-ITEM (no such question).

    """

    name: ClassVar[str] = "tick_disclosure"
    paper_id: int
    item: str
    who: str

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Note it, unless the same was said of the same text."""
        record = living(uow, self.paper_id)
        who = line_of(self.who, "who")
        if self.item not in day.policy.papers.disclosure_items:
            raise RequestRefused("REQ-PAPER-ITEM")
        digest = text_digest(sections_of(uow, self.paper_id))
        said = (StepKind.DISCLOSURE_TICKED, self.item, who, digest)
        steps = steps_of(uow, self.paper_id)
        if said not in {(one.kind, one.item, one.who, one.text_digest) for one in steps}:
            kind = StepKind.DISCLOSURE_TICKED
            take_step(uow, record, kind, who, day.today, digest, item=self.item)


@dataclass(frozen=True, slots=True)
class AcceptHit:
    """A place that the disclosure check found may stay; the reason is kept with who decided.

    Attributes:
        key: of the place (``Hit.key``).

    Raises:
        RequestRefused: REQ-PAPER-GONE, REQ-PAPER-FROZEN, REQ-PAPER-NEEDS, REQ-PAPER-LONG.

    """

    name: ClassVar[str] = "accept_hit"
    paper_id: int
    key: str
    who: str
    comment: str

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Note it."""
        record = living(uow, self.paper_id)
        who, comment = line_of(self.who, "who"), clean(self.comment)
        if not comment:
            raise RequestRefused("REQ-PAPER-NEEDS", reason="why")
        not_longer(comment, LONGEST_COMMENT)
        key = not_longer(self.key, LONGEST_KEY)
        digest = text_digest(sections_of(uow, self.paper_id))
        kind = StepKind.HIT_ACCEPTED
        take_step(uow, record, kind, who, day.today, digest, item=key, comment=comment)


@dataclass(frozen=True, slots=True)
class FinishPaper:
    """Freeze a paper: its text, its facts, and the file with its SHA-256. Undo before it is sent.

    Attributes:
        template: of the paper.
        pdf: the finished file.
        words: everything it says (``reports.material.Made.words``).
        words_sha256: of ``words``, as it is printed on it.
        rendered_from: digest of the text that the file was made from (``Paper.text_digest``).

    Raises:
        RequestRefused: REQ-PAPER-GONE, REQ-PAPER-FROZEN, REQ-PAPER-STAGE (it was not checked, or
            not countersigned where the policy asks for it), REQ-PAPER-FILE (no PDF, or no
            digest, or not of this paper), REQ-PAPER-CHANGED (the text is another one by now),
            REQ-PAPER-WITHDRAWN (this version was final and taken back), REQ-PAPER-GAPS with
            ``n``, REQ-PAPER-HITS with ``n`` (it prints what must be kept from the person, and
            nobody accepted it; ``queries.papers.HitsIn`` tells the places).

    """

    name: ClassVar[str] = "finish_paper"
    paper_id: int
    template: PaperTemplate
    pdf: bytes
    words: tuple[str, ...]
    words_sha256: str
    rendered_from: str

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Check everything once more, and freeze it."""
        record = living(uow, self.paper_id)
        _check_signed(record, day)
        if not self.pdf.startswith(b"%PDF-") or not _SHA256.fullmatch(self.words_sha256):
            raise RequestRefused("REQ-PAPER-FILE")
        standing = standing_of(uow, day, self.paper_id)
        if standing.paper.text_digest != self.rendered_from:
            raise RequestRefused("REQ-PAPER-CHANGED")
        if not self._is_of(standing.paper):
            raise RequestRefused("REQ-PAPER-FILE")
        if _was_final(uow, record):
            raise RequestRefused("REQ-PAPER-WITHDRAWN", n=record.version)
        _refuse_gaps(uow, day, standing, self.template, all_of=True)
        n = len(hits_printed(uow, day, standing, self.words))
        if n:
            raise RequestRefused("REQ-PAPER-HITS", n=n)
        record.stage = PaperStage.FINAL.value
        digest = self.rendered_from
        take_step(uow, record, StepKind.FINISHED, uow.by, day.today, digest)
        keep(
            uow,
            record,
            "final",
            sections_of(uow, self.paper_id),
            pdf=self.pdf,
            words_sha256=self.words_sha256,
            file_sha256=hashlib.sha256(self.pdf).hexdigest(),
        )

    def _is_of(self, written: Paper) -> bool:
        """Whether the file says it all: each paragraph, under the digest that it bears."""
        said = "\n".join(self.words)
        return (
            self.template.id == written.kind
            and words_digest(self.words) == self.words_sha256
            and all(
                paragraph.text.strip() in said
                for section in written.sections.values()
                for paragraph in section.passage
            )
        )


def _was_final(uow: UnitOfWork, record: "PaperRecord") -> bool:
    """Whether the version was final once and was taken back: a number is of one file alone."""
    gone = select(journal.c.id).where(
        journal.c.table_name == paper_version.name,
        journal.c.action == "delete",
        journal.c.person_id == record.person_id,
        func.json_extract(journal.c.before, "$.paper_id") == record.id,
        func.json_extract(journal.c.before, "$.number") == record.version,
        func.json_extract(journal.c.before, "$.why") == "final",
    )
    return bool(uow.rows(gone.limit(1)))


def _check_signed(record: "PaperRecord", day: Day) -> None:
    """Refuse what lacks a signature.

    Raises:
        RequestRefused: REQ-PAPER-STAGE.

    """
    if record.stage == PaperStage.COUNTERSIGNED:
        return
    if record.stage != PaperStage.CHECKED:
        raise RequestRefused("REQ-PAPER-STAGE", reason="check")
    if PaperKind(record.kind) in day.policy.papers.countersigned:
        raise RequestRefused("REQ-PAPER-STAGE", reason="countersign")


@dataclass(frozen=True, slots=True)
class RecordSent:
    """A final paper went to somebody; the record tells of it. It may be said again.

    A report to the Parole Board, a custody update, a handover report and a MAPPA F do what their
    duties ask for. All of it is one operation.

    Attributes:
        to_whom, how: who has it now, and which way it went.
        day: when.
        title: what the record calls the paper; blank: the code of its kind.

    Raises:
        RequestRefused: REQ-PAPER-GONE, REQ-PAPER-NOTFINAL, REQ-PAPER-NEEDS, REQ-PAPER-LONG,
            REQ-PAPER-DAY (before it was final, or to come).

    """

    name: ClassVar[str] = "send_paper"
    paper_id: int
    to_whom: str
    how: str
    day: date
    comment: str = ""
    title: str = ""

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Note it, and what it means for the record."""
        record = paper_record(uow, self.paper_id)
        if record.stage not in FROZEN:
            raise RequestRefused("REQ-PAPER-NOTFINAL")
        to_whom, how = line_of(self.to_whom, "to_whom"), line_of(self.how, "how")
        comment = not_longer(clean(self.comment), LONGEST_COMMENT)
        steps = steps_of(uow, self.paper_id)
        final = next(step for step in reversed(steps) if step.kind is StepKind.FINISHED)
        odd = isinstance(self.day, datetime) or not isinstance(self.day, date)
        if odd or not final.day <= self.day <= day.today:
            raise RequestRefused("REQ-PAPER-DAY")
        record.stage = PaperStage.SENT.value
        take_step(
            uow,
            record,
            StepKind.SENT,
            uow.by,
            self.day,
            final.text_digest,
            to_whom=to_whom,
            how=how,
            comment=comment,
        )
        write_down(uow, day, record, self.day, f"{to_whom} ({how})", clean(self.title))
