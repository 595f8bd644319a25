import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from pomdesk.domain.errors import PaperRefused
from pomdesk.domain.facts import Case, CaseSources, Person, Source, SourceKind
from pomdesk.domain.papers import PaperStage
from pomdesk.domain.record import EntryKind
from pomdesk.domain.results import Proof
from pomdesk.domain.writing import links_of, plain
from pomdesk.readmodels.case import CaseView
from reports import handover_starters, kinds
from reports.facts import FACTS
from reports.material import Material
from reports.starters import start
from reports.template import load
from resources.text import Text
from tests.reports import cases, packs
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
        "To Carys Bevan, West Team 2, Leeds From Gwen Ellis Prison Leeds",
        "Why Determinate sentence, more than 10 months to serve, counted from 12 October 2027",
        "All facts: caseload file of 20 Nov 2026 unless marked.",
        "Record as at 22 November 2026 · prepared by Gwen Ellis",
        "Handover is on 28 January 2027 (in 10 weeks). Responsible today: Custody.",
        "sign at the end, before 28 January 2027",
        "official headings not confirmed",
    ):
        assert part in first
    # What is for the COM stands before what is for the writer.
    assert first.index("Handover is on") < first.index("Before this goes")
    assert "Check before you send" not in first


def test_every_date_has_its_source() -> None:
    shown = words(paper(cases.full()))
    assert "All facts: caseload file of 20 Nov 2026 unless marked." in shown
    assert "Sentence start 2 February 2009 17 years ago COM begins" in shown
    typed = "typed by B Officer on 21 Nov 2026; the file says 2 September 2027"
    assert f"Tariff expiry (TED) 1 August 2027 in 8 months {typed}" in shown
    assert "Handover: COM responsible 1 August 2026 4 months ago worked out" in shown


def test_a_source_that_differs_stands_with_its_fact() -> None:
    view = cases.typical()
    late = Source(SourceKind.FILE, date(2026, 11, 21), "oasys.json")
    section = {**view.sources.section, "assessments": late}
    field = {("probation", "mappa_level"): replace(cases.TYPED, file_value="2")}
    del section["allocations"]
    shown = words(paper(replace(view, sources=CaseSources(section=section, field=field))))
    typed = "typed by B Officer on 21 Nov 2026; the file says 2"
    assert f"MAPPA level Level 1 {typed} MAPPA category 2 MAPPA level set on" in shown
    assert "Overall risk of serious harm High Source: caseload file of 21 Nov 2026." in shown
    assert "POM Gwen Ellis COM Carys Bevan" in shown
    assert "not known" not in shown
    body = shown[: shown.index("Appendix")]
    assert body.count("caseload file of 20 Nov 2026") == 1


def test_the_parole_board_decides_when_a_sentence_is_indeterminate() -> None:
    label = "Earliest possible release (the Parole Board decides)"
    assert f"{label} 1 August 2027" in words(paper(cases.full()))
    shown = words(paper(cases.typical()))
    assert label not in shown
    assert "Earliest release 12 October 2027" in shown


def test_the_appendix_has_the_reasons_and_names_each() -> None:
    view = cases.typical()
    responsible = Proof("responsible_before_start", (), (), "")
    given = (*view.proofs["handover"], responsible)
    shown = words(paper(replace(view, proofs={**view.proofs, "handover": given})))
    body, _, appendix = shown.partition("Appendix: why these dates")
    for name in ("Handover date Not a short", "COM begins to support The COM begins"):
        assert name in appendix
    assert "Responsible today The COM's work has not begun" in appendix
    assert body.count("The rules and facts behind this are in the appendix.") == 1
    assert "Manage POM Cases" not in body
    bare = words(paper(replace(view, proofs={})))
    assert "The record gives no reasons." in bare
    assert "ppendix" not in bare


def test_mappa_is_asked_for_once() -> None:
    shown = words(paper(cases.typical()))
    section = shown[shown.index("6. Public") : shown.index("7. Victim")]
    assert section.count("MAPPA category") == section.count("MAPPA level set on") == 1
    thin = words(paper(cases.thin()))
    section = thin[thin.index("6. Public") : thin.index("7. Victim")]
    assert "MAPPA level No MAPPA level in the file; check with the COM" in section
    assert "MAPPA category" not in section
    assert "MAPPA level set on" not in section


@pytest.mark.parametrize("view", [cases.thin, cases.typical, cases.welsh])
def test_a_typical_paper_has_six_pages(view: Callable[[], CaseView]) -> None:
    assert len(page_texts(paper(view()))) <= 6


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("more", range(0, 20, 3))
def test_what_belongs_together_stays_together(view: Callable[[], CaseView], more: int) -> None:
    """However far the text is pushed down: no title without lines, no sign-off on its own."""
    given = view()
    alerts = tuple(f"Alert {n}" for n in range(more))
    person = replace(given.case.person, alerts=alerts)
    given = replace(given, case=replace(given.case, person=person))
    for page in page_texts(paper(given)):
        assert ("14. Sign-off" in page) == ("13. Outstanding actions" in page)
        assert ("10. Release plan" in page) == ("Address, licence conditions" in page)
        assert ("Finance and ID" in page) == ("9. Resettlement" in page)
        if not more:
            assert ("6. Public protection" in page) == ("Contact restrictions, reg" in page)


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
    assert "Appendix: why the policy does not apply" in shown
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
    assert ("has passed. What is still to be handed over?" in shown) is passed


def test_a_gap_is_named_and_left_open() -> None:
    first = " ".join(page_texts(paper(cases.thin()))[0].split())
    assert "left open here to write in: Date of birth, Place, Security category" in first
    assert "To COM not yet named" in first
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
    assert "ARP likelihood of any proven reoffending 61.5 % in 2 years Medium" in shown
    assert "3 February 2026 (10 months ago)" in shown
    empty = words(paper(cases.thin()))
    assert "No completed OASys assessment is in the record. Fill in from OASys." in empty
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
    shown = words(paper(cases.typical()))
    assert "POM Gwen Ellis COM Carys Bevan" in shown[shown.index("14. Sign-off") :]


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
    given = cases.material(cases.typical(), prepared_by="", template=template)
    pdf = kinds.render("handover-report", given, Text())
    shown = words(pdf)
    assert "Our report, version 7b · DRAFT" in shown
    assert "1. Only this" in shown
    assert "not confirmed" not in shown
    assert "prepared by" not in shown
    assert len(Tree(pdf).of("H2")) == 1


def test_facts_that_do_not_exist_are_refused() -> None:
    template = load(
        "local.toml",
        'id = "handover-report"\nversion = "1"\nlocal = true\ntitle = { en = "x" }\n'
        '[[section]]\nid = "a"\ntitle = { en = "a" }\nfacts = ["victim_names"]\n',
    )
    with pytest.raises(PaperRefused) as refused:
        kinds.check_template("handover-report", template)
    assert refused.value.code == "REP-TEMPLATE-FACT"
    told = Text()("error.REP-TEMPLATE-FACT", **refused.value.details)
    assert "victim_names" in told
    assert all(name in told for name in FACTS)


def written(**more: object) -> bytes:
    """The typical report with its record, written in at the desk."""
    return kinds.render("handover-report", packs.typical(**more), Text())


def test_once_written_the_first_page_is_the_coms() -> None:
    first = " ".join(page_texts(written())[0].split())
    assert "What to do Read this before 28 January 2027, when you become responsible." in first
    form = " ".join(page_texts(written(paper=None))[0].split())
    for instruction in ("Before this goes", "sign at the end"):
        assert instruction in form
        assert instruction not in words(written())


def test_a_written_report_has_room_to_write_only_where_it_is_signed() -> None:
    shown = words(written())
    for prompt in ("What makes the risk greater", "Quote no MAPPA minutes", "write in"):
        assert shown.count(prompt) <= 3
    assert "Appendix" not in shown
    assert "Determinate sentence, more than 10 months to serve, counted from 12 October" in shown


def test_a_typical_report_is_short() -> None:
    assert len(page_texts(written())) <= 6
    assert len(page_texts(written(final=True))) <= 6


def test_a_final_report_has_nothing_left_to_write_in() -> None:
    paper = packs.handover_paper(PaperStage.FINAL)
    shown = words(written(paper=paper, final=True))
    assert "DRAFT" not in shown
    assert "write in" not in shown
    signed = shown[shown.rindex("Sign-off") :]
    assert "POM Gwen Ellis Made final in the desk 19 Nov 2026" in signed
    assert "Checked R Davies Signed in the desk 18 Nov 2026" in signed
    assert "COM Carys Bevan" not in signed


def test_behaviour_is_filled_from_events_and_contacts() -> None:
    shown = words(written())
    start = shown.index("4. Behaviour")
    told = shown[start : shown.index("5. Sentence plan")]
    assert "In the last 12 months: Adjudication 1, Marked progress 1, Family or ber" in told
    assert "Contacts in the last 12 months: 6 (Face to face 3" in told
    order = ["His mother was taken", "Became a wing rep", "Refused an order"]
    assert sorted(order, key=told.index) == order


def test_restrictions_are_told_without_whom_they_protect() -> None:
    shown = words(written())
    assert "Contact with children 10 July 2025" in shown
    assert "Whom a restriction protects, and its wording, are not printed" in shown
    assert "Owusu" not in shown


def test_resettlement_has_its_referrals_with_their_days() -> None:
    shown = words(written())
    told = shown[shown.index("9. Resettlement") : shown.index("10. Release plan")]
    assert "CRS accommodation: Submitted, 18 Oct 2026, CRS West" in told
    assert "13 Oct 2026" in told
    assert "Nothing in the record: Attitudes, thinking and behaviour" in told


def test_without_a_record_the_pathways_are_a_form() -> None:
    told = words(written(record=None, paper=None, timeline=()))
    for name in ("accommodation", "attitudes", "families", "drugs", "work", "finance", "health"):
        assert Text()(f"report.pathway.{name}") in told
    assert "Nothing in the record" not in told


@pytest.mark.parametrize("kept", [0, 1, 5])
def test_contacts_are_counted_for_the_year_only_when_all_are_known(kept: int) -> None:
    """A record that grows is given in part: a count of a part would be a wrong number."""
    entries = packs.typical_entries()
    contacts = [e for e in entries if e.kind is EntryKind.CONTACT]
    others = [e for e in entries if e.kind is not EntryKind.CONTACT]
    record = packs.record([*others, *contacts[:kept]], packs.duties())
    counts = {**record.counts, EntryKind.CONTACT: 6 if kept else 0}
    shown = words(written(record=replace(record, counts=counts), timeline=()))
    assert "Contacts in the last 12 months" not in shown


@pytest.mark.parametrize("name", handover_starters.STARTERS)
@pytest.mark.parametrize("case", [packs.thin, packs.typical, packs.full])
@pytest.mark.parametrize("language", ["en", "cy"])
def test_first_drafts_ask_for_what_only_the_writer_knows(
    name: str, case: Callable[[], Material], language: str
) -> None:
    said = plain(start(name, case(), Text(language)))
    assert "[" in said
    assert "Owusu" not in said


def test_a_first_draft_keeps_its_facts_linked() -> None:
    made = start("release_plan", packs.typical(), Text())
    refs = {link.ref for link in links_of(made)}
    assert "result.earliest_release" in refs
    assert "entry.61" in refs
