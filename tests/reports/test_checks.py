from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from pomdesk.domain.facts import ParoleReview
from pomdesk.domain.results import Handover
from pomdesk.readmodels.case import CaseView, DisputedFact
from reports.checks import checks
from reports.draft import Draft
from resources.text import Text
from tests.reports import cases
from tests.reports.reading import page_texts, paper


def said(view: CaseView) -> str:
    return "\n".join(checks(Draft(cases.material(view), Text())))


def person(view: CaseView, **changes: Any) -> CaseView:
    return replace(view, case=replace(view.case, person=replace(view.case.person, **changes)))


def probation(view: CaseView, **changes: Any) -> CaseView:
    held = replace(view.case.probation, **changes)  # type: ignore[type-var]
    return replace(view, case=replace(view.case, probation=held))


def result(view: CaseView, **changes: Any) -> CaseView:
    return replace(view, result=replace(view.result, **changes))


def completed(view: CaseView, day: date | None) -> CaseView:
    held = tuple(replace(each, completed_on=day) for each in view.case.assessments)
    return replace(view, case=replace(view.case, assessments=held))


def test_nothing_to_check_is_no_box() -> None:
    assert said(cases.typical()) == ""
    assert "Check before you send" not in page_texts(paper(cases.typical()))[0]


def test_prompts_stand_on_the_first_page_and_say_what_they_are() -> None:
    first = " ".join(page_texts(paper(probation(cases.typical(), com_name=None)))[0].split())
    box = first[first.index("Check before you send") :]
    assert "They are not judgements. • No COM is named in the record." in box
    assert box.index("No COM") < box.index("Before this goes")


@pytest.mark.parametrize("name", ["tariff_date", "parole_eligibility_date"])
@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2026, 11, 21), False),
        (date(2026, 11, 22), True),
        (date(2027, 11, 22), True),
        (date(2027, 11, 23), False),
    ],
)
def test_a_parole_date_within_a_year_without_a_review(name: str, day: date, told: bool) -> None:
    view = person(cases.typical(), **{name: day})
    assert ("No current parole review" in said(view)) is told
    parole = replace(view.result.parole, current=(ParoleReview("R1"),))
    assert said(result(view, parole=parole)) == ""


def test_a_target_hearing_counts_too() -> None:
    parole = replace(cases.typical().result.parole, target_hearing=date(2027, 3, 1))
    told = said(result(cases.typical(), parole=parole))
    assert "Target hearing (THD) 1 March 2027 (in 14 weeks)" in told


@pytest.mark.parametrize(("known", "told"), [(True, False), (False, True), (None, True)])
def test_indeterminate_without_a_victim_contact(known: bool | None, told: bool) -> None:
    view = probation(cases.typical(), vlo_assigned=known)
    assert said(view) == ""
    assert ("no victim liaison contact" in said(person(view, indeterminate_sentence=True))) is told


@pytest.mark.parametrize(
    ("level", "rosh", "told"),
    [
        (0, "HIGH", True),
        (0, "VERY_HIGH", True),
        (0, "MEDIUM", False),
        (0, None, False),
        (1, "HIGH", False),
        (None, "HIGH", False),
    ],
)
def test_not_mappa_is_asked_about_for_high_risk_only(
    level: int | None, rosh: str | None, told: bool
) -> None:
    """The offence plays no part: a sexual or violent one in words changes nothing."""
    view = person(cases.typical(), most_serious_offence="Rape")
    words = said(probation(view, mappa_level=level, rosh_level=rosh))
    assert ("No MAPPA level is in the file, and risk of serious harm is" in words) is told


@pytest.mark.parametrize(("days", "told"), [(55 * 7, False), (55 * 7 + 1, True)])
def test_an_assessment_grows_old_after_55_weeks(days: int, told: bool) -> None:
    view = completed(cases.typical(), cases.TODAY - timedelta(days))
    assert ("more than 55 weeks ago" in said(view)) is told


def test_an_assessment_that_was_never_completed_is_none() -> None:
    assert "No completed OASys assessment" in said(completed(cases.typical(), None))
    assert "No completed OASys assessment" in said(cases.thin())


@pytest.mark.parametrize(("days", "told"), [(-1, True), (0, False)])
def test_a_handover_that_has_passed(days: int, told: bool) -> None:
    view = cases.typical()
    given = view.result.handover
    assert isinstance(given, Handover)
    moved = replace(given, on=view.today + timedelta(days))
    assert ("has passed" in said(result(view, handover=moved))) is told


def test_a_com_is_missed_inside_the_policy_only() -> None:
    assert "COM" not in said(cases.outside())
    assert "113 days after the handover date" in said(cases.full())


def test_resourcing_that_is_assumed() -> None:
    view = cases.typical()
    plan = replace(view.result.plan, assumed=True)  # type: ignore[type-var]
    assert "enhanced is assumed" in said(result(view, plan=plan))
    assert "Kind of handover Enhanced (assumed)" in " ".join(
        " ".join(page_texts(paper(result(view, plan=plan)))).split()
    )


@pytest.mark.parametrize(("count", "more"), [(6, False), (8, True)])
def test_disputed_facts_are_named(count: int, more: bool) -> None:
    fact = DisputedFact("person", "tariff_date", "2027-08-01", None, "B", "2027-09-02", None)
    words = said(replace(cases.typical(), disputed=(fact,) * count))
    assert "the latest file says something else: Tariff expiry (TED), " in words
    assert words.count("Tariff expiry") == 6
    assert ("and 2 more" in words) is more


@pytest.mark.parametrize("view", [cases.thin, cases.full])
@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_box_is_on_the_first_page(view: Callable[[], CaseView], language: str) -> None:
    assert Text(language)("report.check.title") in page_texts(paper(view(), language))[0]
