"""Bringing files in: what it stores, tells, leaves alone and takes back."""

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pomdesk.domain.errors import ImportRefused, RequestRefused
from pomdesk.domain.facts import Case, CaseSources
from pomdesk.intake.fields import LISTS, STAFF
from pomdesk.intake.reading import read_files
from pomdesk.readmodels.intake import ImportSummary
from pomdesk.services import merge
from pomdesk.services.cases import load_cases, load_sources
from pomdesk.services.clock import FrozenClock
from pomdesk.services.commands.correct_fact import CorrectFact, SettleFact
from pomdesk.services.commands.import_caseload import MAPPING_PREFIX, ImportCaseload, SaveMapping
from pomdesk.services.desk import Day, Desk
from pomdesk.services.queries.settings import Settings
from pomdesk.store import tables
from pomdesk.store.unit_of_work import UnitOfWork
from tests import copies
from tests.intake.files import ALUN, BETH, TODAY, caseload, write

NUMBER = {"offenderNo": "A1111AA"}
PEOPLE = caseload(
    as_at="2026-11-20",
    prisoners=[ALUN, BETH],
    movements=[
        NUMBER | {"movementType": "ADM", "movementDate": "2024-05-13", "directionCode": "IN"}
    ],
    sentenceTerms=[NUMBER | {"caseId": 1, "years": 4}],
    probation=[NUMBER | {"crn": "X362207", "tier": "B1", "mappaLevel": 1, "comName": "Jones, Pat"}],
    paroleReviews=[NUMBER | {"reviewId": 7, "reviewStatus": "Active"}],
    earlyAllocations=[NUMBER | {"createdOn": "2026-01-05", "outcome": "eligible"}],
    assessments=[
        NUMBER | {"assessmentType": "LAYER3", "initiatedOn": "2025-02-01", "status": "COMPLETE"}
    ],
    staff=[{"staffId": 1, "lastName": "POM", "position": "PRO"}],
    allocations=[NUMBER | {"primaryStaffId": 1}],
)  # fmt: skip


def with_nobody(folder: Path) -> Desk:
    return copies.empty(folder, FrozenClock(TODAY))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = copies.copied(with_nobody, tmp_path, FrozenClock(TODAY))
    yield made
    made.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


@pytest.fixture
def filled(desk: Desk, folder: Path) -> Desk:
    bring(desk, write(folder / "first.json", PEOPLE))
    return desk


def bring(desk: Desk, *files: Path, **options: Any) -> ImportSummary:
    return desk.do(ImportCaseload(files, **options)).result


def counts(summary: ImportSummary) -> tuple[int, int, int, int]:
    return summary.added, summary.changed, summary.unchanged, len(summary.refused)


@dataclass(frozen=True)
class Everything:
    """Every row of every table of facts, without the numbers of rows."""

    def run(self, uow: UnitOfWork, day: Day) -> dict[str, list[tuple[Any, ...]]]:
        return {
            table.name: [tuple(row) for row in uow.rows(table.select().order_by(table.c.id))]
            for table in tables.metadata.sorted_tables
            if table not in tables.UNJOURNALLED_TABLES
        }


@dataclass(frozen=True)
class Known:
    """Whole cases by prisoner number, with their sources."""

    def run(self, uow: UnitOfWork, day: Day) -> dict[str, tuple[Case, CaseSources]]:
        return {
            case.person.prisoner_number: (case, load_sources(uow, person_id))
            for person_id, case in load_cases(uow).items()
        }


def case_of(desk: Desk, number: str = "A1111AA") -> Case:
    return desk.ask(Known())[number][0]


def source(desk: Desk, section: str, field: str) -> tuple[str, date | None]:
    found = desk.ask(Known())["A1111AA"][1].of(section, field)
    assert found is not None
    return found.name, found.on


def test_every_list_is_stored(filled: Desk) -> None:
    alun = case_of(filled)
    assert alun.person.conditional_release_date == date(2027, 5, 12)
    assert alun.probation is not None
    assert (alun.probation.tier, alun.probation.mappa_level) == ("B1", 1)
    assert [m.movement_type for m in alun.movements] == ["ADM"]
    assert [t.years for t in alun.sentence_terms] == [4]
    assert [r.review_id for r in alun.parole_reviews] == ["7"]
    assert [e.outcome for e in alun.early_allocations] == ["eligible"]
    assert [a.status for a in alun.assessments] == ["COMPLETE"]
    assert case_of(filled, "B2222BB").probation is None
    stored = filled.ask(Everything())
    assert [row[1] for row in stored["staff"]] == ["1"]
    assert stored["person"][0][2] == "morgan, alun"
    assert stored["allocation"][0][2] == "1"


def test_fields_agree_with_the_tables() -> None:
    for spec in LISTS.values():
        table = tables.staff if spec is STAFF else tables.SECTIONS[spec.section]
        own = {"id", "person_id", "source_id", "name_key", "prisoner_number", "staff_id"}
        own |= {"typed", "typed_on", "typed_by"}
        assert set(spec.columns[1:]) == {c.name for c in table.columns} - own
        for name, blank in zip(spec.columns[1:], spec.blanks, strict=True):
            assert table.c[name].nullable or blank is not None or name in _needed(spec.name), name


def _needed(name: str) -> set[str]:
    spec = LISTS[name]
    return {spec.columns[place] for place in spec.places(spec.needed)}


def test_lengths_agree_with_the_tables(desk: Desk, folder: Path) -> None:
    """A value as long as its column goes in, one longer is refused."""
    for spec in LISTS.values():
        table = tables.staff if spec is STAFF else tables.SECTIONS[spec.section]
        for name, column in list(zip(spec.names, spec.columns, strict=True))[1:]:
            longest = getattr(table.c[column].type, "length", None)
            if longest is None or name in _FORMED:
                continue
            row = (
                {spec.owner: "A1111AA"} | dict.fromkeys(spec.needed, "2026-01-01") | _fit(spec.name)
            )
            lists: dict[str, Any] = {
                spec.name: [
                    row | {name: "A" * (longest + 1)},
                    row | {spec.owner: "B2222BB", name: "A" * longest},
                ]
            }
            (read,) = read_files([write(folder / "c.json", caseload(**lists))], today=TODAY)
            assert [f.reason for f in read.report.faults] == ["IMP-LONG"], (spec.name, name)
            assert [f.field for f in read.report.faults] == [name]


_FORMED = {
    "movementTime", "directionCode", "outcome", "assessmentType", "roshOverall", "roshLevel",
    "crn", "tier", "probationService",
}  # fmt: skip


def _fit(name: str) -> dict[str, Any]:
    return {
        "movements": {"movementType": "ADM", "movementDate": "2026-01-01"},
        "paroleReviews": {"reviewId": "1"},
        "earlyAllocations": {"createdOn": "2026-01-01", "outcome": "eligible"},
        "assessments": {"assessmentType": "LAYER3"},
    }.get(name, {})


def test_the_same_file_again_changes_nothing_and_says_so(filled: Desk, folder: Path) -> None:
    before = filled.ask(Everything())
    receipt = filled.do(ImportCaseload((folder / "first.json",)))
    assert counts(receipt.result) == (0, 0, 2, 0)
    assert receipt.operation_id is None
    assert filled.ask(Everything()) == before


def test_the_same_values_in_another_file_of_that_day_change_nothing(
    filled: Desk, folder: Path
) -> None:
    before = filled.ask(Everything())
    again = bring(filled, write(folder / "copy.json", json.dumps(PEOPLE, indent=2)))
    assert counts(again) == (0, 0, 2, 0)
    assert filled.ask(Everything()) == before


def test_a_later_file_with_the_same_values_only_moves_the_source(
    filled: Desk, folder: Path
) -> None:
    later = bring(filled, write(folder / "later.json", PEOPLE | {"asAt": "2026-11-21"}))
    assert (counts(later), later.moved) == ((0, 0, 2, 0), [])
    for section, field in (("person", "tariff_date"), ("probation", "tier"), ("movements", "x")):
        assert source(filled, section, field) == ("later.json", date(2026, 11, 21))
    assert bring(filled, folder / "first.json").unchanged == 2
    assert source(filled, "person", "tariff_date") == ("later.json", date(2026, 11, 21))


def test_what_moved_is_told_with_the_handover(filled: Desk, folder: Path) -> None:
    alun = ALUN | {
        "conditionalReleaseDate": "2029-02-03",
        "tariffDate": None,
        "lastName": "MORGANS",
    }
    file = PEOPLE | {"asAt": "2026-11-21", "prisoners": [alun, BETH]}
    summary = bring(filled, write(folder / "later.json", file))
    assert counts(summary) == (0, 1, 1, 0)
    assert [(m.section, m.field, m.before, m.after) for m in summary.moved] == [
        ("person", "last_name", "MORGAN", "MORGANS"),
        ("person", "conditional_release_date", "2027-05-12", "2029-02-03"),
    ]
    (handover,) = summary.handovers_moved
    assert (handover.prisoner_number, handover.name) == ("A1111AA", "MORGANS, ALUN")
    assert handover.before is not None
    assert handover.after is not None
    assert handover.before < handover.after
    assert filled.ask(Everything())["person"][0][2] == "morgans, alun"


def test_absent_stays_and_null_clears(filled: Desk, folder: Path) -> None:
    people = [{"prisonerNumber": "A1111AA", "sentenceStartDate": None}]
    bring(filled, write(folder / "few.json", caseload(as_at="2026-11-21", prisoners=people)))
    person = case_of(filled).person
    assert person.sentence_start_date is None
    assert person.conditional_release_date == date(2027, 5, 12)


def test_lists_are_kept_by_key_or_replaced_whole(filled: Desk, folder: Path) -> None:
    file = caseload(
        as_at="2026-11-21",
        prisoners=[ALUN],
        movements=[
            NUMBER | {"movementType": "TRN", "movementDate": "2026-10-01"},
            NUMBER | {"movementType": "ADM", "movementDate": "2024-05-13", "directionCode": "IN"},
        ],
        paroleReviews=[
            NUMBER | {"reviewId": 8},
            NUMBER | {"reviewId": 7, "targetHearingDate": "2027-01-04"},
        ],
        earlyAllocations=[NUMBER | {"createdOn": "2026-01-05", "outcome": "ineligible"}],
        assessments=[NUMBER | {"assessmentType": "LAYER3", "initiatedOn": "2026-02-01"}],
    )
    summary = bring(filled, write(folder / "later.json", file))
    alun = case_of(filled)
    assert [m.movement_type for m in alun.movements] == ["TRN", "ADM"]
    assert [t.years for t in alun.sentence_terms] == [4]
    assert {r.review_id: (r.review_status, r.target_hearing_date) for r in alun.parole_reviews} == {
        "7": ("Active", date(2027, 1, 4)),
        "8": (None, None),
    }
    assert [e.outcome for e in alun.early_allocations] == ["ineligible"]
    assert len(alun.assessments) == 2
    assert {(m.section, m.field, m.before, m.after) for m in summary.moved} == {
        ("movements", "", "1", "2"),
        ("paroleReviews", "review_id", None, "8"),
        ("paroleReviews", "target_hearing_date", None, "2027-01-04"),
        ("earlyAllocations", "", "1", "1"),
        ("assessments", "assessment_type", None, "LAYER3"),
    }
    assert counts(summary) == (0, 1, 0, 0)


def test_early_allocations_of_one_day_are_kept_and_the_last_counts(
    filled: Desk, folder: Path
) -> None:
    made = [
        NUMBER | {"createdOn": "2026-10-05", "outcome": "discretionary"},
        NUMBER | {"createdOn": "2026-10-05T10:31:00", "outcome": "eligible"},
        NUMBER
        | {
            "createdOn": "2026-10-06",
            "outcome": "discretionary",
            "communityDecision": "Approved",
            "createdWithinReferralWindow": True,
        },
    ]
    terms = [NUMBER | {"caseId": 1, "sentenceType": 20, "sentenceStartDate": "2024-05-13"}]
    file = caseload(
        as_at="2026-11-21", prisoners=[ALUN], earlyAllocations=made, sentenceTerms=terms
    )
    summary = bring(filled, write(folder / "later.json", file))
    assert summary.refused == []
    alun = case_of(filled)
    assert [e.outcome for e in alun.early_allocations] == [
        "discretionary",
        "eligible",
        "discretionary",
    ]
    assert alun.early_allocations[-1].community_decision is True
    assert [t.sentence_type for t in alun.sentence_terms] == ["20"]


def test_early_allocations_in_another_order_are_a_change(filled: Desk, folder: Path) -> None:
    first = NUMBER | {"createdOn": "2026-10-05", "outcome": "eligible"}
    second = NUMBER | {"createdOn": "2026-10-05", "outcome": "ineligible"}
    for day, made in (("2026-11-21", [first, second]), ("2026-11-22", [second, first])):
        file = caseload(as_at=day, prisoners=[ALUN], earlyAllocations=made)
        assert bring(filled, write(folder / f"{day}.json", file)).changed == 1
    assert [e.outcome for e in case_of(filled).early_allocations] == ["ineligible", "eligible"]


def test_a_file_of_one_field_does_not_vouch_for_the_whole_review(
    filled: Desk, folder: Path
) -> None:
    review = NUMBER | {"reviewId": 7, "reviewStatus": "Active"}
    for day, said in (
        ("2026-11-21", review | {"targetHearingDate": "2027-03-01"}),
        ("2026-11-22", review | {"reviewStatus": "Active - Referred"}),
    ):
        people = [{"prisonerNumber": "A1111AA"}]
        file = caseload(as_at=day, prisoners=people, paroleReviews=[said])
        assert bring(filled, write(folder / f"{day}.json", file)).changed == 1
    (told, _) = source(filled, "parole_reviews", "target_hearing_date")
    assert told == "2026-11-21.json"


def test_movements_in_another_order_are_the_same(desk: Desk, folder: Path) -> None:
    moves = [
        NUMBER | {"movementType": kind, "movementDate": "2026-10-01"} for kind in ("ADM", "TRN")
    ]
    bring(desk, write(folder / "a.json", caseload(movements=moves)))
    summary = bring(desk, write(folder / "b.json", caseload(movements=moves[::-1])))
    assert counts(summary) == (0, 0, 2, 0)


def test_a_few_columns_change_those_alone_and_vouch_for_them(filled: Desk, folder: Path) -> None:
    content = 'NOMS No,CRD,Tier,COM\nA1111AA,03/02/2027,A,"Jones, Pat"\n'
    summary = bring(filled, write(folder / "few.csv", content))
    assert [(m.section, m.field, m.after) for m in summary.moved] == [
        ("person", "conditional_release_date", "2027-02-03"),
        ("probation", "tier", "A"),
    ]
    assert summary.as_at == TODAY
    assert source(filled, "person", "conditional_release_date") == ("few.csv", TODAY)
    assert source(filled, "person", "sentence_start_date") == ("first.json", date(2026, 11, 20))
    assert source(filled, "probation", "com_name") == ("few.csv", TODAY)
    assert source(filled, "probation", "crn") == ("first.json", date(2026, 11, 20))
    before = filled.ask(Everything())
    assert counts(bring(filled, folder / "few.csv")) == (0, 0, 1, 0)
    assert filled.ask(Everything()) == before


def test_a_file_of_all_takes_over_from_a_file_of_few(filled: Desk, folder: Path) -> None:
    bring(filled, write(folder / "few.csv", "NOMS No,CRD\nA1111AA,03/02/2027\n"))
    bring(filled, write(folder / "later.json", PEOPLE | {"asAt": "2026-11-23"}))
    assert source(filled, "person", "conditional_release_date") == (
        "later.json",
        date(2026, 11, 23),
    )
    assert filled.ask(Everything())["field_source"] == []


def test_blank_cells_make_no_record_where_there_is_none(filled: Desk, folder: Path) -> None:
    bring(filled, write(folder / "few.csv", "NOMS No,Surname,Tier,COM\nB2222BB,OKORO,,\n"))
    assert case_of(filled, "B2222BB").probation is None


def test_an_older_file_may_not_put_facts_back(filled: Desk, folder: Path) -> None:
    old = write(
        folder / "old.json",
        caseload(as_at="2026-11-19", prisoners=[ALUN | {"conditionalReleaseDate": "2026-12-24"}]),
    )
    before = filled.ask(Everything())
    with pytest.raises(ImportRefused) as refused:
        bring(filled, old)
    assert refused.value.code == "IMP-OLDER"
    assert refused.value.details == {
        "file": "old.json",
        "as_at": "2026-11-19",
        "newest": "2026-11-20",
    }
    assert filled.ask(Everything()) == before
    assert bring(filled, old, older=True).changed == 1


def test_an_older_file_that_says_the_same_is_no_harm(filled: Desk, folder: Path) -> None:
    before = filled.ask(Everything())
    old = write(folder / "old.json", PEOPLE | {"asAt": "2026-11-19"})
    assert counts(bring(filled, old)) == (0, 0, 2, 0)
    assert filled.ask(Everything()) == before


def test_typed_values_stand_and_the_dispute_is_told(filled: Desk, folder: Path) -> None:
    alun = next(row[0] for row in filled.ask(Everything())["person"] if row[1] == "A1111AA")
    filled.do(CorrectFact(alun, "person", "conditional_release_date", "2027-01-01", "letter"))
    again = bring(filled, folder / "first.json")
    assert [(k.field, k.typed, k.file_value) for k in again.kept] == [
        ("conditional_release_date", "2027-01-01", "2027-05-12")
    ]
    assert (counts(again), again.moved) == ((0, 0, 2, 0), [])
    before = filled.ask(Everything())
    assert len(bring(filled, folder / "first.json").kept) == 1
    assert filled.ask(Everything()) == before
    agrees = PEOPLE | {
        "asAt": "2026-11-21",
        "prisoners": [ALUN | {"conditionalReleaseDate": "2027-01-01"}, BETH],
    }
    assert bring(filled, write(folder / "agrees.json", agrees)).kept == []
    with pytest.raises(RequestRefused):
        filled.do(SettleFact(alun, "person", "conditional_release_date", "file"))
    assert case_of(filled).person.conditional_release_date == date(2027, 1, 1)


def test_the_files_value_can_be_taken_in_the_end(filled: Desk, folder: Path) -> None:
    alun = next(row[0] for row in filled.ask(Everything())["person"] if row[1] == "A1111AA")
    filled.do(CorrectFact(alun, "probation", "enhanced_resourcing", "yes"))
    file = PEOPLE | {"asAt": "2026-11-21", "probation": [NUMBER | {"enhancedResourcing": False}]}
    bring(filled, write(folder / "later.json", file))
    filled.do(SettleFact(alun, "probation", "enhanced_resourcing", "file"))
    probation = case_of(filled).probation
    assert probation is not None
    assert probation.enhanced_resourcing is False


def test_rows_of_nobody_are_refused_but_not_of_somebody_stored(filled: Desk, folder: Path) -> None:
    file = caseload(
        as_at="2026-11-21",
        prisoners=[
            ALUN | {"dateOfBirth": "31/02/1990"},
            ALUN | {"prisonerNumber": "C3333CC", "recall": "?"},
        ],
        probation=[
            NUMBER | {"tier": "A"},
            {"offenderNo": "C3333CC", "tier": "A"},
            {"offenderNo": "D4444DD"},
        ],
    )
    summary = bring(filled, write(folder / "later.json", file))
    assert [(r.file, r.row, r.field, r.value, r.reason) for r in summary.refused] == [
        ("later.json", "/prisoners/0", "dateOfBirth", "31/02/1990", "IMP-DATE"),
        ("later.json", "/prisoners/1", "recall", "?", "IMP-YESNO"),
        ("later.json", "/probation/1", "offenderNo", "C3333CC", "IMP-PERSON"),
        ("later.json", "/probation/2", "offenderNo", "D4444DD", "IMP-PERSON"),
    ]
    assert counts(summary)[:3] == (0, 1, 0)
    probation = case_of(filled).probation
    assert probation is not None
    assert probation.tier == "A"


def test_a_sheet_of_facts_about_nobody_makes_nobody(filled: Desk, folder: Path) -> None:
    summary = bring(filled, write(folder / "few.csv", "NOMS No,Tier\nZ9999ZZ,A\nA1111AA,C\n"))
    assert [(r.row, r.reason) for r in summary.refused] == [("2", "IMP-PERSON")]
    assert counts(summary)[:3] == (0, 1, 0)


def test_someone_new_without_a_name_is_warned_of(desk: Desk, folder: Path) -> None:
    summary = bring(desk, write(folder / "few.csv", "NOMS No,CRD\nZ9999ZZ,01/02/2027\n"))
    assert [(w.row, w.value, w.reason) for w in summary.warned] == [("2", "Z9999ZZ", "IMP-NONAME")]
    assert summary.added == 1


def test_a_refused_file_leaves_the_store_as_it_was(filled: Desk, folder: Path) -> None:
    before = filled.ask(Everything())
    good = write(
        folder / "good.json", caseload(as_at="2026-11-21", prisoners=[ALUN | {"recall": True}])
    )
    bad = write(folder / "bad.json", json.dumps(PEOPLE)[:-5])
    with pytest.raises(ImportRefused) as refused:
        bring(filled, good, bad)
    assert refused.value.details["file"] == "bad.json"
    assert filled.ask(Everything()) == before
    old = caseload(as_at="2026-11-01", prisoners=[BETH | {"firstName": "OLD"}])
    with pytest.raises(ImportRefused):
        bring(filled, good, write(folder / "old.json", old))
    assert filled.ask(Everything()) == before
    assert sorted(p.name for p in folder.iterdir()) == [
        "bad.json",
        "first.json",
        "good.json",
        "old.json",
    ]


def test_a_dry_run_says_the_same_and_does_nothing(filled: Desk, folder: Path) -> None:
    people = [
        ALUN | {"recall": True},
        {"prisonerNumber": "C3333CC", "lastName": "NEW"},
        {"prisonerNumber": "X"},
    ]
    file = write(folder / "later.json", caseload(as_at="2026-11-21", prisoners=people))
    before = filled.ask(Everything())
    heard: list[int] = []
    filled.changed.append(lambda: heard.append(1))
    rehearsal = filled.do(ImportCaseload((file,), dry_run=True))
    assert filled.ask(Everything()) == before
    assert (rehearsal.operation_id, heard) == (None, [])
    assert sorted(p.name for p in folder.iterdir()) == ["first.json", "later.json"]
    real = filled.do(ImportCaseload((file,)))
    assert counts(real.result) == counts(rehearsal.result) == (1, 1, 0, 1)
    assert real.result.moved == rehearsal.result.moved
    assert real.result.handovers_moved == rehearsal.result.handovers_moved


def test_several_files_are_one_undo(filled: Desk, folder: Path) -> None:
    before = filled.ask(Everything())
    one = write(
        folder / "one.json", caseload(as_at="2026-11-21", prisoners=[ALUN | {"recall": True}])
    )
    two = write(folder / "two.csv", "NOMS No,Surname,Tier\nC3333CC,NEW,A\nA1111AA,MORGAN,D\n")
    receipt = filled.do(ImportCaseload((one, two)))
    assert counts(receipt.result) == (1, 1, 0, 0)
    assert receipt.operation_id is not None
    filled.undo(receipt.operation_id)
    after = filled.ask(Everything())
    for name in set(after) - {"journal", "operation"}:
        assert after[name] == before[name], name


def test_a_first_import_can_be_undone_whole(desk: Desk, folder: Path) -> None:
    receipt = desk.do(ImportCaseload((write(folder / "first.json", PEOPLE),)))
    full = desk.ask(Everything())
    assert receipt.operation_id is not None
    undone = desk.undo(receipt.operation_id)
    empty = desk.ask(Everything())
    assert all(not rows for name, rows in empty.items() if name not in ("journal", "operation"))
    assert undone.operation_id is not None
    desk.undo(undone.operation_id)
    again = desk.ask(Everything())
    for name in set(again) - {"journal", "operation"}:
        assert again[name] == full[name], name
    assert counts(bring(desk, folder / "first.json")) == (0, 0, 2, 0)


def test_a_file_undone_comes_in_again(desk: Desk, folder: Path) -> None:
    receipt = desk.do(ImportCaseload((write(folder / "first.json", PEOPLE),)))
    assert receipt.operation_id is not None
    desk.undo(receipt.operation_id)
    assert counts(bring(desk, folder / "first.json")) == (2, 0, 0, 0)


def test_the_file_is_remembered_with_its_counts(filled: Desk, folder: Path) -> None:
    people = [ALUN | {"recall": True}, {"prisonerNumber": "C3333CC"}, {"prisonerNumber": "X"}, BETH]
    bring(filled, write(folder / "later.json", caseload(as_at="2026-11-21", prisoners=people)))
    _, row = filled.ask(Everything())["import_file"]
    assert row[1] == "later.json"
    assert len(row[2]) == 64
    assert (row[3], row[4], row[6]) == ("json", date(2026, 11, 21), "A Jones")
    assert row[7:] == (1, 1, 1, 1)


def test_steps_of_a_few_people_give_what_one_step_gives(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [ALUN | {"prisonerNumber": f"A{n:04}AA", "bookingId": n} for n in range(23)]
    rows = [{"offenderNo": p["prisonerNumber"], "crn": f"X{n:06}"} for n, p in enumerate(people)]
    file = write(folder / "c.json", caseload(prisoners=people[::-1], probation=rows))
    later = [p | {"recall": n % 3 == 0} for n, p in enumerate(people)]
    update = write(folder / "d.json", caseload(as_at="2026-11-21", prisoners=later, probation=rows))
    found = []
    for step in (1_000, 4):
        monkeypatch.setattr(merge, "PEOPLE_AT_ONCE", step)
        monkeypatch.setattr("pomdesk.services.merge_step.PEOPLE_AT_ONCE", step)
        place = tmp_path / str(step)
        place.mkdir()
        made = copies.copied(with_nobody, place, FrozenClock(TODAY))
        assert counts(bring(made, file)) == (23, 0, 0, 0)
        assert counts(bring(made, update)) == (0, 23, 0, 0)
        stored = made.ask(Everything())
        found.append({name: [row[1:] for row in stored[name]] for name in ("person", "probation")})
        made.close()
    assert found[0] == found[1]


def refused_rows(path: str | None, delimiter: str = ",") -> list[list[str]]:
    assert path is not None
    with Path(path).open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.reader(lines, delimiter=delimiter))


def test_refused_rows_of_a_sheet_can_be_mended_and_brought_in(desk: Desk, folder: Path) -> None:
    content = (
        "NOMS No;Surname;CRD;Notes\r\nA1111AA;=1+1;31/02/2027;a\r\n"
        "B2222BB;Okoro;01/02/2027;b\r\nC33;Ap;;\r\n"
    )
    summary = bring(
        desk, write(folder / "A1111AA MORGAN.csv", content), say=lambda f: f"why {f.field}"
    )
    assert (summary.added, len(summary.refused)) == (1, 2)
    rows = refused_rows(summary.refused_file, ";")
    assert rows == [
        ["NOMS No", "Surname", "CRD", "Notes", "Why refused"],
        ["A1111AA", "'=1+1", "31/02/2027", "a", "why conditionalReleaseDate"],
        ["C33", "Ap", "", "", "why prisonerNumber"],
    ]
    path = Path(summary.refused_file or "")
    assert path.parent == folder
    assert path.name == "refused-rows-2026-11-22.csv"
    mended = (
        path.read_text("utf-8-sig").replace("31/02/2027", "28/02/2027").replace("C33;", "C3333CC;")
    )
    again = bring(desk, write(path, mended))
    assert (counts(again), again.refused_file) == ((2, 0, 0, 0), None)
    assert case_of(desk).person.last_name == "=1+1"
    assert again.unknown_fields == {"Notes": 1}


def test_refused_rows_of_json_keep_their_shape(desk: Desk, folder: Path) -> None:
    people = [ALUN | {"conditionalReleaseDate": "12 Foo 2027", "shoeSize": 9}, BETH]
    file = caseload(prison="LEI", prisoners=people, probation=[NUMBER | {"tier": "A"}])
    for content, shape in ((file, dict), (people, list), ({"content": people}, dict)):
        summary = bring(desk, write(folder / "c.json", content))
        assert summary.refused_file is not None
        path = Path(summary.refused_file)
        kept: Any = json.loads(path.read_text("utf-8"))
        inner: Any = kept
        if shape is dict:
            inner = kept.get("prisoners", kept.get("content"))
        why = "conditionalReleaseDate: IMP-DATE"
        assert inner == [people[0] | {"whyRefused": why}]
    whole = json.loads((folder / "refused-rows-2026-11-22.json").read_text("utf-8"))
    assert (whole["asAt"], whole["prison"]) == ("2026-11-20", "LEI")
    assert whole["probation"] == [NUMBER | {"tier": "A", "whyRefused": "offenderNo: IMP-PERSON"}]
    assert (folder / "refused-rows-2026-11-22-3.json").exists()
    mended = json.dumps(whole).replace("12 Foo 2027", "12 May 2027")
    again = bring(desk, write(folder / "mended.json", mended))
    assert counts(again) == (1, 0, 0, 0)
    assert again.unknown_fields == {"shoeSize": 1}


def test_refused_rows_of_a_workbook_become_csv(desk: Desk, folder: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["List of the day"],
        [],
        ["NOMS No", "CRD", "Surname"],
        ["A1", date(2027, 5, 12), "=B4"],
    ):
        sheet.append(row)
    sheet["C4"].data_type = "s"
    book.save(folder / "c.xlsx")
    summary = bring(desk, folder / "c.xlsx")
    rows = refused_rows(summary.refused_file)
    assert rows[0] == ["NOMS No", "CRD", "Surname", "Why refused"]
    assert rows[1][:3] == ["A1", "2027-05-12", "'=B4"]


def test_no_place_for_refused_rows_is_no_reason_to_fail(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(folder / "c.json", [BETH, {"prisonerNumber": "X"}])
    real = Path.open

    def full(self: Path, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        if mode == "x":
            raise PermissionError
        return real(self, mode, *args, **kwargs)

    monkeypatch.setattr(Path, "open", full)
    summary = bring(desk, file)
    assert (summary.added, summary.refused_file) == (1, None)


def test_mappings_are_saved_under_a_name(desk: Desk, folder: Path) -> None:
    odd = write(folder / "odd.csv", "Nr.,Wer,Stufe\nA1111AA,Morgan,B1\n")
    with pytest.raises(ImportRefused) as refused:
        bring(desk, odd)
    assert refused.value.code == "IMP-COLUMNS"
    mapping = {
        "Nr.": "person.prisoner_number",
        "Wer": "prisoners.lastName",
        "Stufe": "probation.tier",
    }
    desk.do(SaveMapping("odd ones", mapping))
    assert desk.ask(Settings(MAPPING_PREFIX)) == {
        "mapping:odd ones": mapping | {"Nr.": "prisoners.prisonerNumber"}
    }
    assert bring(desk, odd, mapping="odd ones").added == 1
    with pytest.raises(RequestRefused) as unknown:
        bring(desk, odd, mapping="others")
    assert (unknown.value.code, unknown.value.details) == ("REQ-MAPPING", {"name": "others"})
    with pytest.raises(ImportRefused):
        desk.do(SaveMapping("bad", {"a": "prisoners.shoeSize"}))
    desk.do(SaveMapping("odd ones", None))
    assert desk.ask(Settings(MAPPING_PREFIX)) == {}


def test_files_read_before_are_not_read_again(desk: Desk, folder: Path) -> None:
    file = write(folder / "c.json", PEOPLE)
    read = read_files([file], today=TODAY)
    file.unlink()
    assert bring(desk, read=read, dry_run=True).added == 2
    assert bring(desk, read=read).added == 2
    assert bring(desk, read=read).unchanged == 2


def test_the_invented_caseload(desk: Desk) -> None:
    from resources import DEMO_CASELOAD

    summary = bring(desk, DEMO_CASELOAD)
    assert summary.added > 0
    assert not summary.refused
    assert not summary.warned


def test_codes_have_words() -> None:
    import re

    from pomdesk.intake.faults import Why
    from resources.text import Text

    text = Text("en")
    for why in Why:
        assert text.has(f"refusal.{why.value}"), why
    sources = [p for name in ("intake", "services") for p in Path("pomdesk", name).rglob("*.py")]
    raised: Sequence[str] = [
        code
        for path in sources
        for code in re.findall(r'"(IMP-[A-Z]+|REQ-MAPPING)"', path.read_text("utf-8"))
    ]
    assert len(raised) > 40
    for code in raised:
        assert text.has(f"error.{code}") or text.has(f"refusal.{code}"), code


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_mending_one_row_of_a_set_loses_none_of_the_others(
    filled: Desk, folder: Path, kind: str
) -> None:
    days = ("2024-05-13", "2025-31-31", "2026-01-02")
    movements = [
        NUMBER | {"movementType": "TRN", "movementDate": day, "directionCode": "IN"} for day in days
    ]
    other = {"offenderNo": "B2222BB", "movementType": "ADM", "movementDate": "2024-01-01"}
    content: Any = caseload(as_at="2026-11-21", movements=[*movements, other])
    if kind == "csv":
        rows = [f"A1111AA,TRN,IN,{day}" for day in days] + ["B2222BB,ADM,IN,2024-01-01"]
        content = "\n".join(("NOMS No,Movement type,Direction code,Movement date", *rows, ""))
    summary = bring(filled, write(folder / f"c.{kind}", content))
    assert len(summary.refused) == 1
    path = Path(summary.refused_file or "")
    assert "B2222BB" not in path.read_text("utf-8-sig")
    mended = path.read_text("utf-8-sig").replace("2025-31-31", "2025-12-31")
    assert not bring(filled, write(folder / f"mended.{kind}", mended)).refused
    came = [move.movement_date for move in case_of(filled).movements]
    assert came == [date(2024, 5, 13), date(2025, 12, 31), date(2026, 1, 2)]


def test_a_formula_without_a_result_does_not_come_back_as_a_blank(
    filled: Desk, folder: Path
) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for row in (["NOMS No", "Surname", "CRD"], ["A1111AA", "=A1", date(2027, 5, 12)]):
        book.worksheets[0].append(row)
    book.save(folder / "c.xlsx")
    path = Path(bring(filled, folder / "c.xlsx").refused_file or "")
    again = bring(filled, path)
    assert [fault.reason for fault in again.refused] == ["IMP-FORMULA"]
    assert case_of(filled).person.last_name == "MORGAN"
