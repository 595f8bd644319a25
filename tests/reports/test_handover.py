import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from pomdesk.domain.errors import PaperRefused
from pomdesk.domain.facts import Case, Person
from pomdesk.readmodels.case import CaseView
from reports.handover import FACTS, render
from reports.template import load
from resources.text import Text
from tests.reports import cases
from tests.reports.reading import TEMPLATE, Tree, page_texts, paper, words

VIEWS = [
    cases.thin,
    cases.typical,
    cases.full,
    cases.outside,
    cases.no_date,
    cases.restricted,
    cases.welsh,
]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_case_gets_a_whole_paper(view: Callable[[], CaseView], language: str) -> None:
    text = Text(language)
    pdf = paper(view(), language)
    texts = page_texts(pdf)
    for number, page in enumerate(texts, 1):
        assert text("app.marking") in page
        assert text("report.draft") in page
        assert text("report.page", n=number, total=len(texts)) in page
        assert view().case.person.prisoner_number in page
        assert text.day(cases.TODAY) in page
    shown = words(pdf)
    for section in TEMPLATE.sections:
        assert section.title[language] in shown
    assert not re.search(r"\b(None|null|nan|Unknown)\b", shown)
    tree = Tree(pdf)
    assert tree.drawn() == tree.marks()


def test_the_first_page_says_what_it_is_for() -> None:
    first = " ".join(page_texts(paper(cases.typical()))[0].split())
    for part in (
        "Handover report",
        "MORGAN-JONES, Alun Rhys · A1234BC",
        "For Carys Bevan, West Team 2, Leeds",
        "Prepared by Gwen Ellis",
        "Record as at 22 November 2026",
        "Handover is on 28 January 2027 (in 10 weeks). Responsible today: Custody.",
        "sign at the end, before 28 January 2027",
        "official headings not confirmed",
    ):
        assert part in first


def test_every_date_has_its_source() -> None:
    shown = words(paper(cases.full()))
    assert "Sentence start 2 February 2009 17 years ago caseload file of 20 Nov 2026" in shown
    typed = "typed by B Officer on 21 Nov 2026; the file says 2 September 2027"
    assert f"Tariff expiry (TED) 1 August 2027 in 8 months {typed}" in shown
    assert "Handover: COM responsible 1 August 2026 4 months ago worked out" in shown


def test_dates_stand_in_order() -> None:
    shown = words(paper(cases.typical()))
    table = shown[shown.index("Key dates") : shown.index("The sentence to scale")]
    order = ["13 May 2024", "28 January 2027", "15 April 2027", "12 October 2027", "14 August 2030"]
    assert sorted(order, key=table.index) == order


def test_the_reasons_are_printed() -> None:
    shown = words(paper(cases.typical()))
    text = Text()
    for rule in ("determinate", "starts_with_handover", "handover_release_crd_ard"):
        assert " ".join(text.code("rule", rule).split()) in shown
    assert "Source: Manage POM Cases: handover calculation" in shown
    assert "Sentence start: 13 May 2024 (caseload file of 20 Nov 2026)" in shown
    months = text.code("setting", "handover.determinate_months")
    assert f"{months}: 8" in shown
    assert "yes (not confirmed: check local policy)" in shown


def test_outside_the_policy_it_says_so() -> None:
    shown = words(paper(cases.outside()))
    assert "Outside OMiC policy: Civil sentence. No handover date applies." in shown
    assert "Why the policy does not apply" in shown
    assert "No checklist applies outside OMiC policy." in shown


def test_without_a_date_it_says_why() -> None:
    shown = words(paper(cases.no_date()))
    reason = Text().code("handover_reason", "determinate_short")
    assert f"There is no handover date. Reason: {reason}." in shown


def test_a_date_that_has_passed_is_told() -> None:
    shown = words(paper(cases.full()))
    assert "The handover date, 1 August 2026, has passed (4 months ago). Responsible today" in shown
    assert "A COM is needed and none is named: 113 days after the handover date." in shown
    assert "Out on temporary absence since 19 November 2026." in shown
    assert "Resourcing is not in the record: enhanced is assumed." in shown


@pytest.mark.parametrize(("days", "passed"), [(-1, True), (0, False), (1, False)])
def test_the_border_of_passed(days: int, passed: bool) -> None:
    view = cases.typical()
    on = view.today + timedelta(days=days)
    assert view.result.handover is not None
    given = replace(view.result.handover, starts=on, on=on)
    shown = words(paper(replace(view, result=replace(view.result, handover=given))))
    assert ("do it now" in shown) is passed


def test_a_gap_is_named_and_left_open() -> None:
    first = " ".join(page_texts(paper(cases.thin()))[0].split())
    assert "Not in the record and left open here: Date of birth, Place, Security category" in first
    assert "For not in the record; write in" in first
    assert "Not in the record" not in words(paper(cases.typical()))


def test_restricted_patients() -> None:
    assert "Restricted patient, held at Ysbyty Llŷn, Ward 4." in words(paper(cases.restricted()))
    person = Person("A1234BC", last_name="X", restricted_patient=True)
    unknown = cases.view(Case(person), cases.result())
    assert "The hospital is not in the record." in words(paper(unknown))


def test_welsh_letters_can_be_found() -> None:
    for language in ("en", "cy"):
        shown = words(paper(cases.welsh(), language))
        for name in ("ŴYTHNOS-LLŶR, Siân Gwenŷth", "Llŵyd Hŷwel", "ẁ ẃ ẅ ỳ"):
            assert name in shown
    assert "Adroddiad trosglwyddo" in shown
    assert "28 Ionawr 2027" in shown


def test_only_whether_a_victim_contact_exists_is_told() -> None:
    shown = words(paper(cases.typical()))
    assert "Victim liaison contact exists Yes" in shown


def test_risk_is_printed_and_otherwise_left_open() -> None:
    shown = words(paper(cases.typical()))
    assert "Risk to Community Custody Children Low Public High Low Known adult Medium" in shown
    assert "ARP 61.5 % in 2 years Medium" in shown
    assert "3 February 2026 (10 months ago)" in shown
    empty = words(paper(cases.thin()))
    assert "No OASys assessment is in the record. Fill in from OASys." in empty
    assert "Known adult" in empty


def test_groups_of_other_spellings_are_the_same_groups() -> None:
    view = cases.typical()
    odd = {"Community": {"knownAdult": "HIGH", "Known adult": "HIGH", "Bystanders": "LOW"}}
    assessment = replace(view.case.assessments[0], rosh=odd)
    shown = words(paper(replace(view, case=replace(view.case, assessments=(assessment,)))))
    assert "Known adult High" in shown
    assert "bystanders Low" in shown


def test_the_latest_assessment_counts() -> None:
    view = cases.typical()
    older = replace(view.case.assessments[0], completed_on=date(2020, 1, 1), assessor="Old Hand")
    case = replace(view.case, assessments=(*view.case.assessments, older))
    shown = words(paper(replace(view, case=case)))
    assert "D Officer" in shown
    assert "Old Hand" not in shown


def test_the_checklist_can_be_ticked() -> None:
    shown = words(paper(cases.typical()))
    assert shown.count("☐") == 3
    assert "☐ Have contact from the COM" in shown


def test_sign_off_names_who_is_known() -> None:
    last = " ".join(page_texts(paper(cases.typical()))[-1].split())
    assert "POM Gwen Ellis" in last
    assert "COM Carys Bevan" in last


def test_an_age_is_in_whole_years() -> None:
    view = cases.typical()
    for born, age in ((date(1991, 11, 22), 35), (date(1991, 11, 23), 34), (date(2004, 2, 29), 22)):
        person = replace(view.case.person, date_of_birth=born)
        shown = words(paper(replace(view, case=replace(view.case, person=person))))
        assert f"(age {age})" in shown


def test_a_template_may_change_titles_order_and_lines() -> None:
    template = load(
        "local.toml",
        'id = "handover-report"\nversion = "7b"\nlocal = false\ntitle = { en = "Our report" }\n'
        '[[section]]\nid = "a"\ntitle = { en = "Only this" }\nfacts = ["sign_off"]\nlines = 90\n',
    )
    pdf = render(cases.typical(), template, Text(), prepared_by="")
    shown = words(pdf)
    assert "Our report, version 7b · DRAFT" in shown
    assert "1. Only this" in shown
    assert "not confirmed" not in shown
    assert "prepared by" not in shown
    assert len(Tree(pdf).of("H2")) == 1


def test_facts_that_do_not_exist_are_refused() -> None:
    template = load(
        "local.toml",
        'id = "x"\nversion = "1"\nlocal = true\ntitle = { en = "x" }\n'
        '[[section]]\nid = "a"\ntitle = { en = "a" }\nfacts = ["victim_names"]\n',
    )
    with pytest.raises(PaperRefused) as refused:
        render(cases.typical(), template, Text(), prepared_by="")
    assert refused.value.code == "REP-TEMPLATE-FACT"
    told = Text()("error.REP-TEMPLATE-FACT", **refused.value.details)
    assert "victim_names" in told
    assert all(name in told for name in FACTS)
