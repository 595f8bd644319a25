"""The timetable of a parole review: what PPUD gives, and what is counted back from the hearing.

PPUD gives the target hearing and, as MS13, the day the custody report is due; MS13 always wins. The
other steps are a local skeleton in weeks before the target hearing.

Source: Manage POM Cases, parole cases; Generic Parole Process; Parole Board Rules 2019, rule 17.
"""

from datetime import date
from typing import NamedTuple

from pomdesk.domain.facts import ParoleReview
from pomdesk.domain.results import Reason
from pomdesk.rules.dates import add_days
from pomdesk.rules.duties.anchor import NOT_CONFIRMED
from pomdesk.rules.policy import Policy

REPORT_GIVEN = Reason(
    "report_given",
    facts=("duty.report_due", "duty.target_hearing"),
    source="Manage POM Cases: custody report due (MS13)",
)
REPORT_SKELETON = Reason(
    "report_skeleton",
    facts=("duty.target_hearing",),
    settings=("timetable.custody_report_weeks",),
    source=NOT_CONFIRMED,
)


class Milestone(NamedTuple):
    """One step of a review's timetable.

    Attributes:
        code: ``notify``, ``custody_report``, ``com_report``, ``dossier``, ``paper_stage``,
            ``non_disclosure`` or ``hearing`` (words: ``milestone.<code>``).
        given: PPUD gave the day; else it is counted back from the target hearing.

    """

    code: str
    day: date
    given: bool


def milestones(review: ParoleReview, policy: Policy) -> tuple[Milestone, ...]:
    """The timetable of a review in the order of its days; empty where nothing can be dated."""
    found = []
    if (report := report_due(review, policy)) is not None:
        found.append(Milestone("custody_report", *report))
    hearing, timetable = review.target_hearing_date, policy.timetable
    if hearing is not None:
        found.append(Milestone("hearing", hearing, given=True))
        for code, weeks in (
            ("notify", timetable.notify_weeks),
            ("com_report", timetable.com_report_weeks),
            ("dossier", timetable.dossier_weeks),
            ("paper_stage", timetable.paper_stage_weeks),
            ("non_disclosure", timetable.non_disclosure_weeks),
        ):
            found.append(Milestone(code, add_days(hearing, -7 * weeks), given=False))
    return tuple(sorted(found, key=lambda milestone: milestone.day))


def report_due(
    review: ParoleReview, policy: Policy, hearing: date | None = None
) -> tuple[date, bool] | None:
    """When the custody report is due, and whether PPUD gave that day (MS13).

    ``hearing``: where it was adjourned to, if it was.
    """
    if review.custody_report_due is not None:
        return review.custody_report_due, True
    hearing = hearing or review.target_hearing_date
    if hearing is not None:
        return add_days(hearing, -7 * policy.timetable.custody_report_weeks), False
    return None
