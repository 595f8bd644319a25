"""What papers say to those who use them: from when ratings are, for whom it is, who does what."""

from dataclasses import replace
from datetime import date

import pytest

from pomdesk.domain.duties import DutyKind, DutyState
from pomdesk.domain.facts import Assessment, CaseSources
from pomdesk.domain.papers import PAPER_SPECS, PaperKind
from pomdesk.domain.record import EntryKind
from pomdesk.domain.results import ReleasePoint
from pomdesk.domain.terms import ReleaseType
from pomdesk.domain.writing import plain
from pomdesk.readmodels.case import CaseView
from pomdesk.readmodels.record import CaseRecord, TimelineLine
from reports import kinds
from reports.draft import Draft
from reports.outstanding import Action, actions_of
from reports.starters import start
from reports.template import shipped
from resources.text import Text
from tests.reports import cases, desks, packs
from tests.reports.reading import page_texts

RATED = replace(
    cases.typical().case.assessments[0], completed_on=date(2026, 6, 29), countersigned_on=None
)
REVIEW = Assessment(
    "LAYER3", purpose="Review", status="COMPLETE", completed_on=date(2026, 10, 16), assessor="D"
)
BEGUN = Assessment("LAYER3", purpose="Review", status="OPEN", initiated_on=date(2026, 11, 3))
WITH_GRID = [
    "parole-report",
    "handover-report",
    "handover-pack",
    "mappa-f",
    "transfer-summary",
    "custody-update",
    "case-summary",
]
KEPT = [kind for kind in PaperKind if not PAPER_SPECS[kind].disclosable]
READ = [kind for kind in PaperKind if PAPER_SPECS[kind].disclosable]


def with_assessments(*held: Assessment) -> CaseView:
    view = cases.typical()
    return replace(view, case=replace(view.case, assessments=held))


def with_probation(view: CaseView, **changes: object) -> CaseView:
    probation = replace(view.case.probation, **changes)  # type: ignore[type-var]
    return replace(view, case=replace(view.case, probation=probation))


def said(kind: str, view: CaseView, language: str = "en", **more: object) -> str:
    given = cases.material(view, record=more.pop("record", packs.record([])), **more)
    return "\n".join(kinds.make(kind, given, Text(language)).words)


@pytest.mark.parametrize("kind", WITH_GRID)
def test_ratings_of_an_earlier_assessment_are_printed_with_their_day(kind: str) -> None:
    shown = said(kind, with_assessments(RATED, REVIEW, BEGUN))
    without = "the review of 16 October 2026 has no {} in the record."
    assert f"From the OASys of 29 June 2026; {without.format('ratings')}" in shown
    assert f"From the OASys of 29 June 2026; {without.format('predictor scores')}" in shown
    assert "61.5" in shown
    assert "An OASys was begun on 3 November 2026 and is not finished." in shown


def test_the_newest_ratings_are_preferred_and_an_unfinished_one_has_none() -> None:
    newer = replace(RATED, completed_on=date(2026, 10, 16), predictors=(), purpose="Recall")
    half = replace(BEGUN, rosh=RATED.rosh, predictors=RATED.predictors)
    shown = said("parole-report", with_assessments(RATED, newer, half))
    assert "From the OASys of 16 October 2026." in shown
    assert "the OASys of 16 October 2026 has no predictor scores in the record." in shown
    assert "Recall" in shown
    only = said("parole-report", with_assessments(half))
    assert "No completed OASys assessment is in the record." in only
    assert "begun on 3 November 2026" in only
    assert "61.5" not in only


def test_one_begun_before_the_last_completed_is_not_told() -> None:
    old = replace(BEGUN, initiated_on=date(2026, 10, 15))
    assert "not finished" not in said("parole-report", with_assessments(RATED, REVIEW, old))


def test_the_chronology_says_what_is_not_finished() -> None:
    lines = (
        TimelineLine(date(2026, 11, 3), "assessment", "LAYER3", "Review"),
        TimelineLine(date(2026, 10, 16), "assessment", "LAYER3", "Review"),
    )
    shown = said("handover-pack", with_assessments(RATED, REVIEW, BEGUN), timeline=lines)
    assert shown.count("Begun and not finished") == 1


def test_a_source_says_who_typed_or_nothing() -> None:
    view = cases.typical()
    sections = {name: one for name, one in view.sources.section.items() if name != "assessments"}
    shown = said("parole-report", replace(view, sources=CaseSources(section=sections)))
    assert "not known" not in shown
    sections["assessments"] = replace(cases.TYPED, file_value=None)
    shown = said("parole-report", replace(view, sources=CaseSources(section=sections)))
    assert "Source: typed by B Officer on 21 Nov 2026." in shown


@pytest.mark.parametrize("kind", READ)
def test_what_the_person_reads_has_no_curfew_dates(kind: str) -> None:
    shown = said(kind, cases.typical())
    assert "12 October 2027" in shown
    assert "15 April 2027" not in shown
    assert "curfew" not in shown.casefold()


def test_a_plan_review_is_for_the_person() -> None:
    shown = said("plan-review", cases.full())
    assert "Alun Rhys Morgan-Jones, the COM and whoever takes part in the plan" in shown
    for foreign in ("PNC", "CRO", "CRN", "Tier", "hearing."):
        assert foreign not in shown
    for numbers in ("PNC", "CRO", "CRN"):
        assert numbers in said("parole-report", cases.full())


def test_a_curfew_date_is_no_earliest_release() -> None:
    view = cases.typical()
    curfew = ReleasePoint(ReleaseType.HDCED, date(2027, 4, 15))
    worked = replace(view.result, earliest_release=curfew)
    shown = said("handover-report", replace(view, result=worked))
    assert "Earliest release" not in shown
    counted = shown[shown.index("Handover counted from") :]
    assert "12 October 2027" in counted[:50]
    assert "Home detention curfew eligibility (HDCED)" in shown
    none = replace(worked, handover_release=None)
    assert "Earliest release" not in said("handover-report", replace(view, result=none))


def test_a_first_draft_does_not_promise_a_curfew_date() -> None:
    view = cases.typical()
    for kind in (ReleaseType.HDCED, ReleaseType.CRD):
        first = ReleasePoint(kind, date(2027, 4, 15))
        worked = replace(view.result, earliest_release=first)
        given = cases.material(replace(view, result=worked))
        for starter in ("release_plan", "summary"):
            drafted = plain(start(starter, given, Text()))
            assert ("15 April 2027" in drafted) is (kind is ReleaseType.CRD)


@pytest.mark.parametrize("level", [0, None])
@pytest.mark.parametrize("kind", ["handover-report", "parole-report", "mappa-f", "case-summary"])
def test_without_a_mappa_level_nothing_more_is_asked(kind: str, level: int | None) -> None:
    view = with_probation(cases.typical(), mappa_level=level, mappa_category=None)
    shown = said(kind, view)
    assert "No MAPPA level in the file; check with the COM" in shown
    for asked in ("Not MAPPA", "MAPPA category", "MAPPA level set on"):
        assert asked not in shown.replace("MAPPA category and level", "")


@pytest.mark.parametrize("contact", [True, False, None])
def test_who_was_told_is_asked_only_where_there_is_a_contact(contact: bool | None) -> None:
    shown = said("handover-report", with_probation(cases.typical(), vlo_assigned=contact))
    assert ("Told of the handover" in shown) is (contact is True)


@pytest.mark.parametrize("kind", PaperKind)
@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_page_says_who_must_not_have_it(kind: PaperKind, language: str) -> None:
    given = cases.material(cases.typical(), paper=None)
    kept = {"en": "NOT FOR THE PRISONER", "cy": "NID AR GYFER Y CARCHAROR"}[language]
    hidden = {"en": "NOT TO BE DISCLOSED TO THE", "cy": "NI CHANIATEIR EI DDATGELU"}[language]
    spec = PAPER_SPECS[kind]
    for page in page_texts(kinds.render(kind, given, Text(language))):
        assert "OFFICIAL-SENSITIVE" in page
        assert (hidden in page) is spec.withheld
        assert (kept in page) is (kind in KEPT and not spec.withheld)


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_a_prompt_stands_only_over_lines_to_write_on(kind: str) -> None:
    shown = said(kind, cases.typical())
    for section in shipped(kind).sections:
        if section.prompt and not section.lines:
            assert section.prompt["en"] not in shown
    done = said(kind, cases.typical(), final=True)
    assert "Local template" in shown
    assert "Local template" not in done


@pytest.mark.parametrize(
    ("view", "words"),
    [
        (cases.full, "You are responsible now."),
        (cases.no_date, "You are responsible now."),
        (cases.outside, "There is no handover date yet."),
        (cases.typical, "Read this before 28 January 2027"),
    ],
)
def test_the_com_reads_whether_they_are_responsible(view: object, words: str) -> None:
    assert callable(view)
    paper = cases.paper("handover-report", Text())
    assert words in said("handover-report", view(), paper=paper)


def acts(record: CaseRecord, view: CaseView | None = None, language: str = "en") -> list[Action]:
    given = cases.material(view or cases.typical(), record=record)
    return actions_of(Draft(given, Text(language), PaperKind.HANDOVER_REPORT))


def due(kind: DutyKind, day: date) -> CaseRecord:
    return packs.record([], [desks.duty(kind, day, DutyState.DUE)])


@pytest.mark.parametrize(("day", "who"), [(date(2027, 1, 27), "POM"), (date(2027, 1, 28), "COM")])
@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_com_does_what_is_due_from_the_handover_on(day: date, who: str, language: str) -> None:
    assert [one.who for one in acts(due(DutyKind.OASYS_REVIEW, day), language=language)] == [who]


def test_the_oasys_before_handover_stays_with_custody() -> None:
    (one,) = acts(due(DutyKind.OASYS_HANDOVER, date(2027, 1, 28)))
    assert one.who == "POM"


def test_duties_after_the_release_are_left_out() -> None:
    assert acts(due(DutyKind.OASYS_REVIEW, date(2027, 10, 12)))
    assert not acts(due(DutyKind.OASYS_REVIEW, date(2027, 10, 13)))


def test_reviewing_and_renewing_the_oasys_are_one_action() -> None:
    both = [
        desks.duty(DutyKind.OASYS_STALE, date(2027, 3, 1), DutyState.DUE),
        desks.duty(DutyKind.OASYS_REVIEW, date(2027, 2, 1), DutyState.DUE),
    ]
    assert [one.due for one in acts(packs.record([], both))] == [date(2027, 2, 1)]


@pytest.mark.parametrize(("language", "words"), [("en", "to agree"), ("cy", "i'w gytuno")])
def test_nobody_named_is_to_agree(language: str, words: str) -> None:
    goal = packs.made(1, EntryKind.GOAL, -9, title="Save money", stage="working_on_it")
    sent = packs.made(2, EntryKind.REFERRAL, -9, what="cas3", stage="submitted", who="")
    found = acts(packs.record([goal, sent]), language=language)
    assert [one.who for one in found] == [words, words]


def test_an_accepted_referral_says_what_is_next_or_nothing() -> None:
    bare = packs.made(2, EntryKind.REFERRAL, -9, what="cas3", stage="accepted")
    assert not acts(packs.record([bare]))
    (one,) = acts(packs.record([replace(bare, next_step="Visit the flat")]))
    assert one.what == "Visit the flat"


def test_the_plan_and_referrals_stand_once_in_a_pack() -> None:
    dropped = packs.made(3, EntryKind.GOAL, -8, title="Dropped goal", stage="no_longer_needed")
    goal = packs.made(1, EntryKind.GOAL, -9, title="Save money", stage="working_on_it")
    sent = packs.made(2, EntryKind.REFERRAL, -9, what="cas3", text="Sent twice", stage="placed")
    held = [goal, sent, dropped]
    given = cases.material(
        cases.typical(), record=packs.record(held), timeline=packs.timeline(held)
    )
    words = kinds.make("handover-pack", given, Text()).words
    shown = "\n".join(words)
    chronology = shown[shown.rindex("6. Chronology") : shown.rindex("7. Referrals")]
    assert "Dropped goal" in chronology
    assert "Save money" not in chronology
    assert "Sent twice" not in chronology


@pytest.mark.parametrize(
    ("language", "unnamed"), [("en", "COM not yet named"), ("cy", "COM heb ei enwi eto")]
)
def test_a_com_without_a_name_has_the_team_once(language: str, unnamed: str) -> None:
    view = with_probation(cases.typical(), com_name=None, com_email=None, ldu_name="West Team 2")
    words = kinds.make("handover-report", cases.material(view), Text(language)).words
    assert any(f"{unnamed}, West Team 2" in one for one in words)
    assert "West Team 2, West Team 2" not in "\n".join(words)


def test_the_warning_about_victims_is_in_welsh() -> None:
    shown = said("handover-report", cases.typical(), "cy")
    assert "Peidiwch ag ysgrifennu enw, cyfeiriad na dymuniadau" in shown
