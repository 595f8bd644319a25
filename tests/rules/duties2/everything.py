"""A case with something of everything, and any facts at all with entries and marks."""

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from pomdesk.domain.duties import DutyKind
from pomdesk.domain.facts import Assessment, Case, CaseSources, Source, SourceKind
from pomdesk.domain.record import SPECS, DutyMark, Entry, EntryKind, MarkKind
from tests.builders import assessed, case, day, lifer, movement, person, probation, review
from tests.rules.duties.working import oasys
from tests.rules.facts import CASES, DAYS, INSIDE, MAYBE_DAY


def entry(kind: EntryKind, on: str, what: str | None = None, number: int = 1, **more: Any) -> Entry:
    """Something written down; days may be given as text."""
    dates = {name: day(value) for name, value in more.items() if name in {"due", "stage_day"}}
    return Entry(number, kind, day(on), what, **(more | dates))


SECTIONS = (
    "person",
    "probation",
    "movements",
    "parole_reviews",
    "early_allocations",
    "assessments",
    "allocations",
)
FILE = Source(SourceKind.FILE, day("2026-11-20"), "caseload.json")
SOURCES = CaseSources(section=dict.fromkeys(SECTIONS, FILE))

_WRITTEN = (
    entry(
        EntryKind.CONTACT, "2026-11-02", "phone", number=1, due="2026-12-01", written_by="A Jones"
    ),
    entry(EntryKind.KEY_WORK, "2026-11-03", number=2),
    entry(EntryKind.SIGNIFICANT_EVENT, "2026-11-04", "violence", number=3),
    entry(EntryKind.INTERVENTION, "2026-09-04", "programme", number=4, stage="completed"),
    entry(EntryKind.PUBLIC_PROTECTION, "2026-11-05", "mappa_meeting", number=5, due="2027-01-12"),
    entry(EntryKind.RESTRICTION, "2026-02-05", "no_contact", number=6, stage="in_force"),
    entry(EntryKind.HANDOVER_MEETING, "2026-12-05", number=7, stage="booked"),
    entry(EntryKind.VICTIM_LIAISON, "2026-01-05", number=8, who="Invented Officer"),
)
_RISKY = {
    "rosh_level": "HIGH",
    "mappa_level": 2,
    "mappa_category": 2,
    "vlo_assigned": True,
    "probation_service": "Wales",
}
_ALERTS = ("MAPPA Cat 2 Level TBC 6m pre-release", "Child contact restricted")


def rich_cases() -> list[Case]:
    """Cases that between them have as many kinds of duties as an invented person can."""
    who = person(
        conditional_release_date=day("2027-06-10"),
        home_detention_curfew_eligibility_date=day("2027-03-10"),
        alerts=_ALERTS,
        prison_id="NHI",
    )
    risky = probation(**_RISKY)
    moves = [movement("NHI", "2026-11-02")]
    new = replace(who, sentence_start_date=day("2026-11-02"))
    tomorrow = {"conditional_release_date": day("2028-05-01")}
    early = assessed("2026-11-01", created_within_referral_window=False)
    discretionary = [assessed("2026-11-01", "discretionary")]
    parole = [review("2027-05-03", review_id="7", custody_report_due=day("2026-12-14"))]
    held = [review("2026-11-02", review_id="8")]
    decided = [review("2026-10-02", "Stay In Closed [*]", review_id="9")]
    told = [replace(decided[0], hearing_outcome_received_on=day("2026-11-20"))]
    tariff = lifer(tariff_date=day("2027-01-04"))
    unsigned = [oasys("2026-11-10", rosh_overall="HIGH", status="SIGNED")]
    return [
        case(who, probation=risky, movements=moves, entries=_WRITTEN),
        case(who, probation=risky, movements=moves, assessments=[oasys("2025-01-06")]),
        case(new, probation=probation(mappa_level=2), movements=moves),
        case(new, probation=None, disputed=("person.tariff_date",)),
        case(person(**tomorrow), early_allocations=[early], allocated_on=day("2026-11-02")),
        case(person(**tomorrow), early_allocations=discretionary, assessments=unsigned),
        case(person(**tomorrow), entries=_WRITTEN, assessments=unsigned),
        case(assessments=[oasys("2025-01-06")]),
        case(tariff, parole_reviews=parole, probation=risky),
        case(tariff, parole_reviews=held, probation=probation(tier=None, rosh_level=None)),
        case(tariff, parole_reviews=decided),
        case(tariff, parole_reviews=told),
        case(lifer(), probation=probation(mappa_category=1, rosh_level="LOW")),
        case(person(recall=True, post_recall_release_date=day("2027-02-01")),
             movements=[movement("LEI", "2026-11-02", movement_type="ADM", from_agency="OUT")]),
        case(person(conditional_release_date=day("2026-11-01"), release_date=None,
                    post_recall_release_date=day("2027-02-01"))),
        case(person(conditional_release_date=day("2026-11-01"))),
        case(person(conditional_release_date=None, release_date=None)),
        case(person(conditional_release_date=None)),
        case(person(conditional_release_date=day("2027-06-10"), alerts=_ALERTS)),
        case(person(sentence_start_date=None, imprisonment_status="DET")),
    ]  # fmt: skip


_FEW_DAYS = st.dates(date(2024, 1, 1), date(2029, 12, 31)) | DAYS
_KEYS = st.sampled_from([*DutyKind, "follow_up:1", "vlo_hearing:1", "", "nothing:at all"])
MARKS = st.builds(
    DutyMark,
    duty=_KEYS.map(str),
    mark=st.sampled_from(MarkKind),
    day=_FEW_DAYS,
    until=MAYBE_DAY,
    by=st.sampled_from(["", "A Jones"]),
)


@st.composite
def _entries(draw: st.DrawFn) -> tuple[Entry, ...]:
    """Entries of any kind, with numbers of their own."""
    kinds = draw(st.lists(st.sampled_from(list(EntryKind)), max_size=6))
    return tuple(
        Entry(
            number,
            kind,
            draw(_FEW_DAYS),
            what=draw(st.sampled_from((None, *SPECS[kind].whats))),
            stage=draw(st.sampled_from((None, *SPECS[kind].stages))),
            stage_day=draw(MAYBE_DAY),
            due=draw(MAYBE_DAY),
            subject=draw(st.sampled_from(["", "1", "2"])),
            parent_id=draw(st.sampled_from([None, 1, 2])),
        )
        for number, kind in enumerate(kinds, 1)
    )


_OASYS = st.builds(
    Assessment,
    assessment_type=st.sampled_from(["LAYER1", "LAYER3"]),
    status=st.sampled_from([None, "COMPLETE", "OPEN", "SIGNED", "odd"]),
    completed_on=MAYBE_DAY,
    countersigned_on=MAYBE_DAY,
    rosh_overall=st.sampled_from([None, "", "HIGH", "ODD"]),
)
_ALERT_TEXTS = st.sampled_from(
    ["", "P11", "mappa level 2", "ONCR", "ß", "Child contact restricted"]
)


@st.composite
def whole_cases(draw: st.DrawFn) -> Case:
    """Any facts at all, half of them inside the policy, with a record and marks."""
    of: Case = draw(CASES | INSIDE)
    reviews = {found.review_id: found for found in of.parole_reviews}  # the store's key
    return replace(
        of,
        person=replace(of.person, alerts=draw(st.lists(_ALERT_TEXTS, max_size=2).map(tuple))),
        parole_reviews=tuple(reviews.values()),
        assessments=draw(st.lists(_OASYS, max_size=2).map(tuple)),
        entries=draw(_entries()),
        marks=draw(st.lists(MARKS, max_size=4).map(tuple)),
        allocated_on=draw(MAYBE_DAY),
        disputed=draw(st.sampled_from([(), ("person.tariff_date", "probation.tier")])),
    )
