"""Reports to the Governor: one, a list of them, and what one would say."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Row, select

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.people import CHECKERS, Member
from pomdesk.domain.quality.terms import Role
from pomdesk.readmodels.quality import GovernorReport, ReportLine
from pomdesk.services.desk import Day
from pomdesk.services.quality.acting import names, need
from pomdesk.services.quality.figures import make_figures
from pomdesk.services.quality.report_inputs import (
    APPROVED,
    freeze_inputs,
    load_inputs,
    load_words,
)
from pomdesk.store.tables import qa_report
from pomdesk.store.unit_of_work import UnitOfWork

_READERS = (Role.LEAD, Role.GOVERNOR, Role.AUDITOR, Role.ASSESSOR, Role.MODERATOR)
_LOG = (Role.LEAD, Role.AUDITOR)


@dataclass(frozen=True, slots=True)
class ReportOf:
    """One report, counted again from what was frozen with it.

    The Governor and the auditor see approved reports; who may check one sees it before. The log
    of the disclosure rules is for lead and auditor. Should the figures differ from those that
    were kept, that is a warning, ``figures_changed``.

    Raises:
        RequestRefused: REQ-QA-ROLE; REQ-QA-REPORT-GONE, there is none that they may see.

    """

    report_id: int

    def run(self, uow: UnitOfWork, day: Day) -> GovernorReport:
        """Count it."""
        me = need(uow, *_READERS)
        rows = uow.rows(select(qa_report).where(qa_report.c.id == self.report_id))
        if not rows or not _may_read(me, rows[0]):
            raise RequestRefused("REQ-QA-REPORT-GONE")
        row = rows[0]
        report = make_figures(uow, load_inputs(row.inputs), day.policy.quality).report
        warnings = list(report.warnings)
        if report.figures_sha256 != row.figures_sha256:
            warnings.append("figures_changed")
        (words, _), called = load_words(row.text), names(uow)
        return replace(
            report,
            id=row.id,
            ref=row.ref,
            title=words.pop("title", ""),
            stage=row.stage,
            words=words,
            log=report.log if me.may(*_LOG) else (),
            made_by=called.get(row.made_by, row.made_by),
            checked_by=called.get(row.checked_by, row.checked_by),
            approved_by=called.get(row.approved_by, row.approved_by),
            approved_on=row.approved_on,
            warnings=warnings,
        )


def _may_read(me: Member, row: Row[Any]) -> bool:
    return me.may(*CHECKERS) or row.stage == APPROVED


@dataclass(frozen=True, slots=True)
class ReportDraft:
    """What a report of these rounds would say now; nothing is kept.

    Raises:
        RequestRefused: REQ-QA-ROLE, and as ``MakeReport``.

    """

    period_from: date
    period_to: date
    rounds: tuple[int, ...]

    def run(self, uow: UnitOfWork, day: Day) -> GovernorReport:
        """Count it."""
        need(uow, Role.LEAD)
        inputs = freeze_inputs(uow, day, self.period_from, self.period_to, self.rounds)
        return make_figures(uow, inputs, day.policy.quality).report


@dataclass(frozen=True, slots=True)
class ReportLines:
    """The reports that whoever is signed in may read, the newest first.

    Raises:
        RequestRefused: REQ-QA-ROLE.

    """

    def run(self, uow: UnitOfWork, day: Day) -> Sequence[ReportLine]:
        """Read the list."""
        return report_lines(uow, need(uow, *_READERS))


def report_lines(uow: UnitOfWork, me: Member) -> list[ReportLine]:
    """The reports that somebody may read, the newest first; none for who may read none."""
    if not me.may(*_READERS):
        return []
    columns = [qa_report.c[name] for name in ReportLine.__dataclass_fields__]
    rows = uow.rows(select(*columns).order_by(qa_report.c.id.desc()))
    called = names(uow)
    return [
        replace(ReportLine(**row._mapping), made_by=called.get(row.made_by, row.made_by))
        for row in rows
        if _may_read(me, row)
    ]


@dataclass(frozen=True, slots=True)
class ReportPdf:
    """The paper that was approved; None where only its digest was kept.

    Raises:
        RequestRefused: REQ-QA-ROLE; REQ-QA-REPORT-GONE, there is none that they may see.

    """

    report_id: int

    def run(self, uow: UnitOfWork, day: Day) -> bytes | None:
        """Read it."""
        me = need(uow, *_READERS)
        rows = uow.rows(select(qa_report).where(qa_report.c.id == self.report_id))
        if not rows or not _may_read(me, rows[0]) or rows[0].stage != APPROVED:
            raise RequestRefused("REQ-QA-REPORT-GONE")
        return None if rows[0].pdf is None else bytes(rows[0].pdf)
