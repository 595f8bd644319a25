"""The first page of quality assurance, and what it asks of whoever is signed in."""

from collections.abc import Sequence
from dataclasses import dataclass

from pomdesk.domain.quality.results import QualityDuty
from pomdesk.domain.quality.terms import Role
from pomdesk.readmodels.quality import QualityNow as QualityNowView
from pomdesk.services.desk import Day
from pomdesk.services.quality.acting import acting, names, need
from pomdesk.services.quality.duty_facts import open_duties
from pomdesk.services.queries.quality_feedback import FeedbackLines
from pomdesk.services.queries.quality_report import report_lines
from pomdesk.services.queries.quality_rounds import Rounds
from pomdesk.store.unit_of_work import UnitOfWork

_SEE_ROUNDS = (Role.LEAD, Role.ASSESSOR, Role.MODERATOR, Role.AUDITOR)


@dataclass(frozen=True, slots=True)
class QualityNow:
    """The first page; empty for who takes no part, but for whether they may begin."""

    def run(self, uow: UnitOfWork, day: Day) -> QualityNowView:
        """Put it together."""
        who = acting(uow)
        me = who.member
        if me is None:
            return QualityNowView(who, (), (), (), (), {})
        mine = [one for one in FeedbackLines().run(uow, day) if one.supervisor == me.code]
        return QualityNowView(
            acting=who,
            duties=open_duties(uow, day, me),
            rounds=Rounds().run(uow, day) if me.may(*_SEE_ROUNDS) else (),
            feedback=mine,
            reports=report_lines(uow, me),
            names=names(uow),
        )


@dataclass(frozen=True, slots=True)
class QualityDuties:
    """What is asked of whoever is signed in, the most urgent first; for the lead, of everybody.

    Raises:
        RequestRefused: REQ-QA-ROLE.

    """

    def run(self, uow: UnitOfWork, day: Day) -> Sequence[QualityDuty]:
        """Work it out."""
        return open_duties(uow, day, need(uow))
