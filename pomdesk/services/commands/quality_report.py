"""Reports to the Governor: made, written, checked by a second person, approved.

A report is made of closed rounds and freezes whatever else may change. No figure is ever typed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from sqlalchemy import select

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.people import CHECKERS
from pomdesk.domain.quality.terms import Role
from pomdesk.domain.typed import clean
from pomdesk.services.desk import Day
from pomdesk.services.quality.acting import members, need
from pomdesk.services.quality.figures import make_figures
from pomdesk.services.quality.report_inputs import (
    APPROVED,
    Names,
    dump_inputs,
    dump_words,
    freeze_inputs,
    load_inputs,
    load_words,
    reports_before,
)
from pomdesk.store.tables import qa_report
from pomdesk.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from pomdesk.store.records import QualityReportRecord

DRAFT, CHECKED = "draft", "checked"
TITLE = "title"
WORDS: Mapping[str, int] = {"strong": 4_000, "worries": 4_000, "asks": 2_000, "note": 4_000}
"""What the lead writes, and characters that each may have. ``asks``: a line for each."""

_TITLE_LONG = 200
_DIGEST = 64


@dataclass(frozen=True, slots=True)
class MakeReport:
    """Make a report of closed rounds; the result is its number.

    Attributes:
        period_from, period_to: what it is of; case reviews, learning and support are counted in it.
        rounds: numbers of closed rounds: routine ones of one instrument, targeted ones (told
            apart), and in-depth ones.

    Raises:
        RequestRefused: REQ-QA-ROLE; REQ-QA-REPORT-PERIOD; REQ-QA-REPORT-ROUNDS (as
            ``freeze_inputs``); REQ-QA-REPORT-WORDS, the title is missing, too long or names
            somebody.

    """

    name: ClassVar[str] = "make_quality_report"
    period_from: date
    period_to: date
    rounds: tuple[int, ...]
    title: str

    def run(self, uow: UnitOfWork, day: Day) -> int:
        """Count, protect and keep it."""
        from pomdesk.store.records import QualityReportRecord

        me = need(uow, Role.LEAD)
        inputs = freeze_inputs(uow, day, self.period_from, self.period_to, self.rounds)
        title = _line(self.title, TITLE, _TITLE_LONG)
        if not title:
            raise RequestRefused("REQ-QA-REPORT-WORDS", reason="title", field=TITLE)
        _refuse_names(uow, {TITLE: title})
        made = make_figures(uow, inputs, day.policy.quality)
        return uow.add(
            QualityReportRecord(
                ref=_next_ref(uow, self.period_to),
                period_from=self.period_from,
                period_to=self.period_to,
                stage=DRAFT,
                inputs=dump_inputs(inputs),
                figures_sha256=made.report.figures_sha256,
                made_by=me.code,
                made_at=uow.now,
                checked_by="",
                approved_by="",
                file_sha256="",
                text=dump_words({TITLE: title}, [me.code]),
                figures=made.figures.decode(),
                log=json.dumps(made.report.log),
                revision=1,
            )
        ).id


@dataclass(frozen=True, slots=True)
class WriteReport:
    """Write the words of a report; what was checked before has to be checked again.

    Attributes:
        words: by part: ``title``, ``strong``, ``worries``, ``asks``, ``note``; parts that are left
            out stay as they are.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-REPORT-GONE, REQ-QA-REPORT-STAGE; REQ-QA-REPORT-WORDS
            with ``reason``: ``part`` (there is no such part), ``long``, ``title``.

    """

    name: ClassVar[str] = "write_quality_report"
    report_id: int
    words: Mapping[str, str]

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Keep them."""
        me = need(uow, Role.LEAD)
        record = _being_made(uow, self.report_id)
        before, writers = load_words(record.text)
        written = dict(before)
        for part, given in self.words.items():
            if part == TITLE:
                written[part] = _line(given, part, _TITLE_LONG)
            elif part in WORDS:
                written[part] = _words(given, part, WORDS[part])
            else:
                raise RequestRefused("REQ-QA-REPORT-WORDS", reason="part", field=part[:20])
        if not written[TITLE]:
            raise RequestRefused("REQ-QA-REPORT-WORDS", reason="title", field=TITLE)
        if written == before:
            return
        record.text = dump_words(written, sorted({*writers, me.code}))
        record.stage, record.checked_by, record.checked_on = DRAFT, "", None
        record.revision += 1


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Say that a second person has read the free text and nobody can be told from it.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-REPORT-GONE, REQ-QA-REPORT-STAGE; REQ-QA-REPORT-SECOND,
            whoever made or wrote it cannot check it; REQ-QA-REPORT-NAMES with ``word``.

    """

    name: ClassVar[str] = "check_quality_report"
    report_id: int

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Note it."""
        me = need(uow, *CHECKERS)
        record = _being_made(uow, self.report_id)
        words, writers = load_words(record.text)
        if me.code in (record.made_by, *writers):
            raise RequestRefused("REQ-QA-REPORT-SECOND")
        _refuse_names(uow, words)
        record.stage, record.checked_by, record.checked_on = CHECKED, me.code, day.today
        record.revision += 1


@dataclass(frozen=True, slots=True)
class ApproveReport:
    """Approve a report: from then on it stands, and later reports are held against it.

    Attributes:
        file_sha256: of the file that goes to the Governor.
        pdf: that file, to be kept; None: not kept.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-REPORT-GONE; REQ-QA-REPORT-STAGE with ``reason``
            ``check`` (nobody has checked it) or ``approved``; REQ-QA-REPORT-NAMES;
            REQ-QA-REPORT-STALE with ``reason``: ``report`` (another was approved since, which this
            one was not held against), ``figures`` (counted again they differ);
            REQ-QA-REPORT-FILE, the digest is none or not that of the file.

    """

    name: ClassVar[str] = "approve_quality_report"
    lasting: ClassVar[bool] = True
    report_id: int
    file_sha256: str
    pdf: bytes | None = None

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Look once more and approve it."""
        from hashlib import sha256

        me = need(uow, Role.LEAD)
        record = _being_made(uow, self.report_id)
        if record.stage != CHECKED:
            raise RequestRefused("REQ-QA-REPORT-STAGE", reason="check")
        digest = self.file_sha256.strip().lower()
        if len(digest) != _DIGEST or any(c not in "0123456789abcdef" for c in digest):
            raise RequestRefused("REQ-QA-REPORT-FILE")
        if self.pdf is not None and sha256(self.pdf).hexdigest() != digest:
            raise RequestRefused("REQ-QA-REPORT-FILE")
        _refuse_names(uow, load_words(record.text)[0])
        inputs = load_inputs(record.inputs)
        if tuple(inputs.before) != reports_before(uow, record.period_from):
            raise RequestRefused("REQ-QA-REPORT-STALE", reason="report")
        made = make_figures(uow, inputs, day.policy.quality)
        if made.report.figures_sha256 != record.figures_sha256:
            raise RequestRefused("REQ-QA-REPORT-STALE", reason="figures")
        record.file_sha256, record.pdf = digest, self.pdf
        record.approved_by, record.approved_on = me.code, day.today
        record.stage = APPROVED
        record.revision += 1


@dataclass(frozen=True, slots=True)
class DropReport:
    """Throw away a report that is not approved; undo brings it back.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-REPORT-GONE, REQ-QA-REPORT-STAGE.

    """

    name: ClassVar[str] = "drop_quality_report"
    report_id: int

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Take it out."""
        need(uow, Role.LEAD)
        uow.delete(_being_made(uow, self.report_id))


def _being_made(uow: UnitOfWork, report_id: int) -> "QualityReportRecord":
    """A report that is not approved yet, to change it."""
    from pomdesk.store.records import QualityReportRecord

    record = uow.get(QualityReportRecord, report_id)
    if record is None:
        raise RequestRefused("REQ-QA-REPORT-GONE")
    if record.stage == APPROVED:
        raise RequestRefused("REQ-QA-REPORT-STAGE", reason="approved")
    return record


def _next_ref(uow: UnitOfWork, day: date) -> str:
    """``GR-2026-1``, ``GR-2026-2``: of the year the period ends in, never used twice."""
    head = f"GR-{day.year}-"
    taken = {row.ref for row in uow.rows(select(qa_report.c.ref))}
    n = 1
    while f"{head}{n}" in taken:
        n += 1
    return f"{head}{n}"


def _line(given: str, part: str, longest: int) -> str:
    return _no_longer(clean(given, one_line=True), part, longest)


def _words(given: str, part: str, longest: int) -> str:
    return _no_longer(clean(given), part, longest)


def _no_longer(text: str, part: str, longest: int) -> str:
    if len(text) > longest:
        raise RequestRefused("REQ-QA-REPORT-WORDS", reason="long", field=part, longest=longest)
    return text


def _refuse_names(uow: UnitOfWork, words: Mapping[str, str]) -> None:
    names = Names(members(uow))
    for part in sorted(words):
        word = names.first_in(words[part])
        if word:
            raise RequestRefused("REQ-QA-REPORT-NAMES", word=word, field=part)
