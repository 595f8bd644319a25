"""Invented cases, built by hand, from which papers are rendered."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from pomdesk.domain.facts import (
    Assessment,
    Case,
    CaseSources,
    EarlyAllocation,
    ParoleReview,
    Person,
    Probation,
    SentenceTerm,
    Source,
    SourceKind,
)
from pomdesk.domain.papers import (
    Paper,
    PaperKind,
    PaperStage,
    SectionState,
    SectionText,
    text_digest,
)
from pomdesk.domain.results import (
    CaseResult,
    ComIndicators,
    EarlyAllocationResult,
    FactUsed,
    Handover,
    HandoverPlan,
    Parole,
    Proof,
    Recommendation,
    ReleasePoint,
    Scope,
    SettingUsed,
)
from pomdesk.domain.terms import (
    ChecklistItem,
    EarlyAllocationStatus,
    HandoverReason,
    HandoverType,
    HandoverWindow,
    PomType,
    ReleaseType,
    Responsibility,
    ScopeReason,
)
from pomdesk.domain.writing import Passage
from pomdesk.readmodels.case import CaseView
from reports.material import Material
from reports.starters import start
from reports.template import shipped
from resources.text import Text

TODAY = date(2026, 11, 22)
BEGUN = datetime(2026, 11, 20, 9, tzinfo=UTC)
FILE = Source(SourceKind.FILE, date(2026, 11, 20), "caseload.json")
TYPED = Source(SourceKind.TYPED, date(2026, 11, 21), "B Officer", file_value="2027-09-02")
SECTIONS = (
    "person",
    "probation",
    "movements",
    "sentence_terms",
    "parole_reviews",
    "early_allocations",
    "assessments",
    "allocations",
)
MPC = "Manage POM Cases: handover calculation"
NO_PAROLE = Parole(None, None, (), (), None)


def result(**changes: object) -> CaseResult:
    """A result inside the policy about which nothing else is known."""
    nothing = CaseResult(
        scope=Scope(True, ScopeReason.INSIDE),
        arrival=None,
        open_conditions=False,
        open_rules=False,
        earliest_release=None,
        earliest_release_because=(),
        handover_release=None,
        handover_release_because=(),
        additional_isp=False,
        parole=NO_PAROLE,
        early_allocation=None,
        handover=None,
        recommendation=None,
        plan=None,
        com=None,
    )
    return replace(nothing, **changes)  # type: ignore[arg-type]


def view(case: Case, worked: CaseResult, **changes: object) -> CaseView:
    """A view of a case whose every section came from one file."""
    plain = CaseView(
        person_id=1,
        today=TODAY,
        case=case,
        result=worked,
        sources=CaseSources(section=dict.fromkeys(SECTIONS, FILE)),
        proofs={},
        location=case.person.cell_location,
        temporary_absence_since=None,
        pom_name=None,
        coworking_name=None,
        disputed=(),
        changes=(),
        prison_name="Leeds" if case.person.prison_id == "LEI" else None,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def material(given: CaseView, **changes: object) -> Material:
    """What a paper of a case is made from; nothing was written yet."""
    return replace(Material(given, "Gwen Ellis"), **changes)  # type: ignore[arg-type]


def paper(kind: str, text: Text, **sections: Passage) -> Paper:
    """A paper of a kind with some sections written."""
    written = {name: SectionText(said, SectionState.DRAFTED) for name, said in sections.items()}
    return Paper(
        id=17,
        person_id=1,
        kind=PaperKind(kind),
        language=text.language,
        stage=PaperStage.DRAFT,
        version=3,
        writer="Gwen Ellis",
        begun_at=BEGUN,
        changed_at=BEGUN,
        template_version="1",
        sections=written,
        text_digest=text_digest(written),
    )


def started(kind: str, given: Material, text: Text) -> Material:
    """The same case with every section drafted from the record, as the desk does it."""
    begun = replace(given, paper=paper(kind, text))
    said = {
        section.id: start(section.starter, begun, text)
        for section in shipped(kind).sections
        if section.written and section.starter
    }
    return replace(given, paper=paper(kind, text, **said))


def thin() -> CaseView:
    """A person of whom the record holds a number and a name; no release date."""
    custody = Handover(
        Responsibility.CUSTODY_ONLY, HandoverReason.RELEASE_DATE_UNKNOWN, None, None, None
    )
    return view(
        Case(Person("B7203ZI", last_name="MORGAN", first_name="ALUN")),
        result(handover=custody),
        sources=CaseSources(),
    )


def typical() -> CaseView:
    """A determinate sentence with a handover in the coming months."""
    on, release = date(2027, 1, 28), ReleasePoint(ReleaseType.CRD, date(2027, 10, 12))
    person = Person(
        "A1234BC",
        booking_id=1,
        first_name="ALUN RHYS",
        last_name="MORGAN-JONES",
        date_of_birth=date(1991, 3, 9),
        prison_id="LEI",
        cell_location="A-1-021",
        category="C",
        legal_status="SENTENCED",
        imprisonment_status_description="Adult imprisonment without option, CJA 2003",
        most_serious_offence="Robbery",
        recall=False,
        indeterminate_sentence=False,
        sentence_start_date=date(2024, 5, 13),
        sentence_expiry_date=date(2030, 8, 14),
        conditional_release_date=date(2027, 10, 12),
        home_detention_curfew_eligibility_date=date(2027, 4, 15),
        licence_expiry_date=date(2030, 8, 14),
        current_incentive="Standard",
        alerts=("Risk to staff: verbal threats", "Contact restrictions: see public protection"),
    )
    probation = Probation(
        crn="X123456",
        tier="B",
        mappa_level=1,
        mappa_category=2,
        rosh_level="HIGH",
        com_name="Carys Bevan",
        com_email="carys.bevan@example.invalid",
        team_name="West Team 2",
        ldu_name="Leeds",
        enhanced_resourcing=True,
        vlo_assigned=True,
    )
    assessment = Assessment(
        "LAYER3",
        purpose="Review",
        status="COMPLETE",
        completed_on=date(2026, 2, 3),
        assessor="D Officer",
        countersigned_on=date(2026, 2, 10),
        rosh_overall="HIGH",
        rosh={
            "community": {"children": "LOW", "public": "HIGH", "known_adult": "MEDIUM"},
            "custody": {"staff": "MEDIUM", "prisoners": "LOW", "public": "LOW"},
        },
        predictors=(
            {"name": "ARP", "score": 61.5, "band": "MEDIUM", "unit": "% in 2 years"},
            {"name": "CSRP", "score": 3.4, "band": "HIGH", "unit": "% in 2 years"},
        ),
    )
    terms = (
        SentenceTerm(
            1, 1, 1, 1, 1, "ADIMP", False, "IMP", person.sentence_start_date, None, 6, 3, 0
        ),
    )
    items = (
        ChecklistItem.REVIEWED_OASYS,
        ChecklistItem.CONTACTED_COM,
        ChecklistItem.ATTENDED_HANDOVER_MEETING,
    )
    worked = result(
        earliest_release=release,
        handover_release=release,
        handover=Handover(
            Responsibility.CUSTODY_ONLY,
            HandoverReason.DETERMINATE,
            on,
            on,
            HandoverWindow.LATER,
        ),
        early_allocation=EarlyAllocationResult(False, EarlyAllocationStatus.NOT_ASSESSED, True),
        recommendation=Recommendation(PomType.PROBATION),
        plan=HandoverPlan(HandoverType.ENHANCED, items, False),
        com=ComIndicators(False, False, 0, True),
    )
    return view(
        Case(person, probation, sentence_terms=terms, assessments=(assessment,)),
        worked,
        proofs=proofs(on),
        pom_name="Gwen Ellis",
    )


def proofs(on: date) -> dict[str, Sequence[Proof]]:
    """Reasons for a determinate handover."""
    start = FactUsed("person.sentence_start_date", date(2024, 5, 13), FILE)
    release = FactUsed(
        "worked.handover_release", ReleasePoint(ReleaseType.CRD, date(2027, 10, 12)), None
    )
    settings = (
        SettingUsed("handover.determinate_months", 8, MPC, "confirmed"),
        SettingUsed("handover.determinate_days", 14, MPC, "confirmed"),
        SettingUsed("handover.thd_far_inclusive", True, MPC, "check_local_policy"),
    )
    return {
        "handover": (
            Proof("determinate", (start, release), settings, MPC),
            Proof("starts_with_handover", (FactUsed("worked.handover_on", on, None),), (), MPC),
        ),
        "handover_release": (
            Proof(
                "handover_release_crd_ard",
                (FactUsed("person.conditional_release_date", date(2027, 10, 12), FILE),),
                (),
                "Manage POM Cases: earliest release for handover",
            ),
        ),
    }


def full() -> CaseView:
    """An indeterminate sentence with everything the record can hold, dates close together."""
    base = typical()
    person = replace(
        base.case.person,
        imprisonment_status_description="Life imprisonment",
        indeterminate_sentence=True,
        recall=True,
        sentence_start_date=date(2009, 2, 2),
        conditional_release_date=None,
        sentence_expiry_date=None,
        licence_expiry_date=None,
        home_detention_curfew_eligibility_date=None,
        tariff_date=date(2027, 8, 1),
        actual_parole_date=date(2028, 1, 9),
        post_recall_release_date=date(2028, 3, 1),
        pnc_number="09/0000001A",
        cro_number="000001/09A",
        alerts=tuple(f"Alert number {n} in words that go on for a while" for n in range(1, 26)),
    )
    reviews = tuple(
        ParoleReview(
            f"R{n}",
            "GPP ISP",
            "Active" if n == 0 else "Complete",
            date(2027, 3, 1 + n),
            date(2027, 7, 1 + n),
            None if n == 0 else "Not released: further work on the index offence is needed",
            None if n == 0 else date(2025 - n, 7, 1),
        )
        for n in range(6)
    )
    terms = tuple(
        SentenceTerm(1, n, n, n, 1, "ALP", True, "IMP", date(2009, 2, 2), None, 12 + n, 2, 5)
        for n in range(1, 12)
    )
    starts, on = date(2026, 6, 1), date(2026, 8, 1)
    worked = replace(
        base.result,
        earliest_release=ReleasePoint(ReleaseType.TED, date(2027, 8, 1)),
        handover_release=ReleasePoint(ReleaseType.TED, date(2027, 8, 1)),
        handover=Handover(
            Responsibility.COMMUNITY,
            HandoverReason.INDETERMINATE_OPEN,
            starts,
            on,
            HandoverWindow.PASSED,
        ),
        parole=Parole(
            date(2027, 7, 1),
            reviews[1],
            reviews[:1],
            reviews[1:],
            ReleasePoint(ReleaseType.THD, date(2027, 7, 1)),
        ),
        early_allocation=EarlyAllocationResult(True, EarlyAllocationStatus.DECISION_PENDING, True),
        plan=replace(base.result.plan, assumed=True),  # type: ignore[type-var]
        com=ComIndicators(True, True, 113, False),
    )
    probation = replace(base.case.probation, com_name=None, com_email=None)  # type: ignore[type-var]
    sources = CaseSources(
        section=dict.fromkeys(SECTIONS, FILE), field={("person", "tariff_date"): TYPED}
    )
    early = (EarlyAllocation(date(2026, 9, 1), "discretionary", None, True),)
    case = replace(
        base.case,
        person=person,
        probation=probation,
        sentence_terms=terms,
        parole_reviews=reviews,
        early_allocations=early,
    )
    return replace(
        base,
        case=case,
        result=worked,
        sources=sources,
        coworking_name="Tomos Parry",
        temporary_absence_since=date(2026, 11, 19),
    )


def outside() -> CaseView:
    """A civil prisoner: outside the policy, no handover."""
    base = typical()
    person = replace(base.case.person, legal_status="CIVIL_PRISONER", imprisonment_status="CIVIL")
    proof = Proof(
        "civil_sentence",
        (FactUsed("person.imprisonment_status", "CIVIL", FILE),),
        (SettingUsed("scope.civil_statuses", ("CIVIL", "CIVIL_CON"), "eligibility", "confirmed"),),
        "Manage POM Cases: eligibility",
    )
    return view(
        Case(person),
        result(
            scope=Scope(False, ScopeReason.CIVIL_SENTENCE),
            earliest_release=ReleasePoint(ReleaseType.CRD, date(2027, 10, 12)),
        ),
        proofs={"scope": (proof,)},
    )


def no_date() -> CaseView:
    """A short sentence: the COM is responsible at once, without a date."""
    short = Handover(Responsibility.COMMUNITY, HandoverReason.DETERMINATE_SHORT, None, None, None)
    base = typical()
    return replace(base, result=replace(base.result, handover=short))


def restricted() -> CaseView:
    """A restricted patient in a hospital."""
    base = typical()
    hospital = "Ysbyty Llŷn, Ward 4"
    person = replace(
        base.case.person,
        restricted_patient=True,
        discharged_hospital_description=hospital,
        cell_location=None,
    )
    return replace(base, case=replace(base.case, person=person), location=hospital)


def welsh() -> CaseView:
    """Names with letters that the fonts built into PDF do not have."""
    base = typical()
    person = replace(base.case.person, first_name="Siân Gwenŷth", last_name="Ŵythnos-Llŷr")
    probation = replace(base.case.probation, com_name="Llŵyd Hŷwel", team_name="Tîm Môn ẁ ẃ ẅ ỳ")  # type: ignore[type-var]
    return replace(base, case=replace(base.case, person=person, probation=probation))


def with_text(words: str) -> CaseView:
    """``words`` wherever a person's words can stand."""
    base = full()
    person = replace(
        base.case.person,
        first_name=words,
        last_name=words,
        most_serious_offence=words,
        discharged_hospital_description=words,
        restricted_patient=True,
        cell_location=words,
        alerts=(words,),
    )
    probation = replace(base.case.probation, com_name=words, team_name=words)  # type: ignore[type-var]
    case = replace(base.case, person=person, probation=probation)
    return replace(base, case=case, location=words, pom_name=words)
