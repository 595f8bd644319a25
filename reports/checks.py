"""What the writer should look at before a paper goes: gaps, and facts that sit oddly together.

Only the record is asked, nothing is concluded from an offence, and each line is a prompt to
check, not a judgement.
"""

from datetime import date, timedelta

from pomdesk.domain.terms import RoshLevel
from pomdesk.readmodels.case import CaseView
from pomdesk.rules.dates import add_months
from reports.draft import Draft

_OASYS_WEEKS = 55
"""An assessment older than this many weeks deserves a look: a year, and three weeks' grace."""

_PAROLE_MONTHS = 12
"""A tariff, parole or hearing date so many months ahead has a review running as a rule."""

_HIGH = {RoshLevel.HIGH, RoshLevel.VERY_HIGH}
_NOT_MAPPA = 0
_FEW = 6
"""Disputed facts that are named; the rest is counted."""


def checks(draft: Draft) -> list[str]:
    """Prompts for "Check before you send"; empty when nothing is open or odd."""
    return [*_handover(draft), *_parole(draft), *_victim_and_mappa(draft), *_record(draft)]


def _handover(draft: Draft) -> list[str]:
    text, view, result = draft.text, draft.view, draft.view.result
    words: list[str] = []
    if result.handover and result.handover.on and result.handover.on < view.today:
        words.append(text("report.check.passed", day=text.day(result.handover.on)))
    if result.com and result.com.allocation_overdue:
        span = text.count("span.days", result.com.days_overdue)
        words.append(text("report.check.com_overdue", span=span))
    elif result.com and result.com.needed:
        words.append(text("report.check.com_needed"))
    elif result.scope.inside and not (view.case.probation and view.case.probation.com_name):
        words.append(text("report.check.no_com"))
    if result.plan and result.plan.assumed:
        words.append(text("report.check.assumed"))
    return words


def _parole(draft: Draft) -> list[str]:
    text, view = draft.text, draft.view
    if view.result.parole.current:
        return []
    person = view.case.person
    limit = add_months(view.today, _PAROLE_MONTHS)
    near = [
        text("report.check.date", name=name, day=draft.words.day_away(day))
        for name, day in (
            (text.code("field", "tariff_date"), person.tariff_date),
            (text.code("field", "parole_eligibility_date"), person.parole_eligibility_date),
            (text("report.fact.thd"), view.result.parole.target_hearing),
        )
        if day and view.today <= day <= limit
    ]
    return [text("report.check.parole", dates=", ".join(near))] if near else []


def _victim_and_mappa(draft: Draft) -> list[str]:
    text, case = draft.text, draft.view.case
    held = case.probation
    words: list[str] = []
    if case.person.indeterminate_sentence and not (held and held.vlo_assigned):
        words.append(text("report.check.victim"))
    # The offence is not asked: whether somebody is a MAPPA case is not for a desk to guess.
    if held and held.mappa_level == _NOT_MAPPA and held.rosh_level in _HIGH:
        words.append(text("report.check.mappa", rosh=text.code("rosh", held.rosh_level)))
    return words


def _record(draft: Draft) -> list[str]:
    text, view = draft.text, draft.view
    words: list[str] = []
    completed = _last_completed(view)
    if completed is None:
        words.append(text("report.check.no_oasys"))
    elif completed < view.today - timedelta(weeks=_OASYS_WEEKS):
        day = draft.words.day_away(completed)
        words.append(text("report.check.old_oasys", day=day, weeks=_OASYS_WEEKS))
    if view.disputed:
        names = [text.code("field", fact.field) for fact in view.disputed[:_FEW]]
        if len(view.disputed) > _FEW:
            names.append(text("report.and_more", n=len(view.disputed) - _FEW))
        words.append(text("report.check.disputed", facts=", ".join(names)))
    if draft.missing:
        words.append(text("report.check.missing", facts=", ".join(draft.missing)))
    return words


def _last_completed(view: CaseView) -> date | None:
    days = [held.completed_on for held in view.case.assessments if held.completed_on]
    return max(days, default=None)
