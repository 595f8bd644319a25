"""The invented people are valid, various, and the same every time."""

import csv
import io
import json
import re
from collections import Counter
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest

from pomdesk.store import tables
from tests import people
from tests.people import DEMO, DEMO_DAY, DEMO_LATER, DEMO_RECORD, Row, caseload
from tests.people.one import check_letter, months_on

MANY = caseload(1_500, DEMO_DAY)

LISTS = {name: rows for name, rows in MANY.items() if isinstance(rows, list)}


def snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def day(value: Any) -> date:
    return date.fromisoformat(value)


def by_number(rows: list[Row]) -> dict[str, Row]:
    return {row["offenderNo"]: row for row in rows}


def test_the_same_arguments_give_the_same_people() -> None:
    assert people.as_json(caseload(120, DEMO_DAY, 7)) == people.as_json(caseload(120, DEMO_DAY, 7))
    assert caseload(120, DEMO_DAY, 7) != caseload(120, DEMO_DAY, 8)


def test_a_small_caseload_is_the_beginning_of_a_larger_one() -> None:
    assert caseload(60, DEMO_DAY)["prisoners"] == MANY["prisoners"][:60]


def test_it_is_written_as_json_and_comes_back_the_same() -> None:
    assert json.loads(people.as_json(MANY)) == MANY
    assert json.loads(people.as_json(MANY, dense=True)) == MANY


def test_every_field_is_one_the_desk_keeps() -> None:
    kept = tables.SECTIONS | {"prisoners": tables.person, "staff": tables.staff}
    for section, rows in LISTS.items():
        columns = set(kept[section].columns.keys()) | {"offender_no"}
        assert {snake(name) for row in rows for name in row} <= columns, section


def test_numbers_are_well_formed_and_nobody_shares_one() -> None:
    persons, records = MANY["prisoners"], MANY["probation"]
    numbers = [person["prisonerNumber"] for person in persons]
    assert all(re.fullmatch(r"[A-Z]\d{4}[A-Z]{2}", number) for number in numbers)
    assert all(re.fullmatch(r"[A-Z]\d{6}", record["crn"]) for record in records)
    for values in (numbers, [record["crn"] for record in records]):
        assert len(set(values)) == len(values)


@pytest.mark.parametrize("known", ["81/0000034U", "02/0073319Z", "79/0163001B", "67/9893091D"])
def test_the_check_letter_is_that_of_published_pnc_numbers(known: str) -> None:
    assert check_letter(known[:-1].replace("/", "")) == known[-1]


def test_police_numbers_carry_their_check_letter() -> None:
    for person in MANY["prisoners"]:
        assert re.fullmatch(r"\d{4}/\d{7}[A-Z]", person["pncNumber"])
        assert re.fullmatch(r"\d{6}/\d\d[A-Z]", person["croNumber"])
        year, serial = person["pncNumber"][:-1].split("/")
        assert person["pncNumber"][-1] == check_letter(year[2:] + serial)
        serial, year = person["croNumber"][:-1].split("/")
        assert person["croNumber"][-1] == check_letter(year + serial)


def test_every_row_speaks_of_somebody_on_the_caseload() -> None:
    known = {person["prisonerNumber"] for person in MANY["prisoners"]}
    for section in LISTS.keys() - {"prisoners", "staff"}:
        assert {row["offenderNo"] for row in LISTS[section]} <= known, section
    staff = {row["staffId"] for row in MANY["staff"]}
    for row in MANY["allocations"]:
        assert row["primaryStaffId"] in staff
        assert row["coworkingStaffId"] in staff | {None}
        assert row["primaryStaffId"] != row["coworkingStaffId"]


def test_dates_hang_together() -> None:
    for person in MANY["prisoners"]:
        born, start = day(person["dateOfBirth"]), person.get("sentenceStartDate")
        if start:
            assert months_on(born, 10 * 12) < day(start) <= DEMO_DAY
        if start and (release := person.get("conditionalReleaseDate")):
            assert start < release <= person["sentenceExpiryDate"] or person["recall"]
    for row in MANY["assessments"]:
        assert row["initiatedOn"] <= (row["completedOn"] or row["initiatedOn"])
        assert (row["completedOn"] or "") <= DEMO_DAY.isoformat()
        assert (row["countersignedOn"] or "") <= DEMO_DAY.isoformat()


def test_all_kinds_of_sentence_are_there() -> None:
    statuses = Counter(person["imprisonmentStatus"] for person in MANY["prisoners"])
    assert statuses.keys() >= {"SENT03", "EDS", "SOPC", "LIFE", "IPP", "DET", "CIVIL", "A/FINE"}
    assert statuses["SENT03"] > len(MANY["prisoners"]) * 0.5
    assert 100 < sum(person["recall"] for person in MANY["prisoners"]) < 250


def test_some_stand_on_each_border_of_the_handover() -> None:
    """Conditional release such that handover is near today: 8 months 14 days before."""
    found = Counter[int]()
    for person in MANY["prisoners"]:
        release = person.get("conditionalReleaseDate")
        if release and person["imprisonmentStatus"] == "SENT03":
            handover = months_on(day(release), -8) - timedelta(days=14)
            found[(handover - DEMO_DAY).days] += 1
    # No release leads to 56 days from this day: 31 January and eight months is 30 September.
    assert all(found[border] for border in (-1, 0, 1, 14, 15, 55, 57)), found


def test_some_stand_on_the_other_borders() -> None:
    persons = MANY["prisoners"]
    births = {day(person["dateOfBirth"]) for person in persons}
    adult = months_on(DEMO_DAY, -18 * 12)
    assert {
        adult,
        adult - timedelta(days=1),
        adult + timedelta(days=1),
        date(1988, 2, 29),
    } <= births
    spans = {
        (
            day(person["conditionalReleaseDate"]) - months_on(day(person["sentenceStartDate"]), 10)
        ).days
        for person in persons
        if "conditionalReleaseDate" in person
    }
    assert {-1, 0, 1} <= spans
    hearings = {day(r["targetHearingDate"]) for r in MANY["paroleReviews"]}
    year = months_on(DEMO_DAY, 12)
    assert {year - timedelta(days=1), year, year + timedelta(days=1)} <= hearings


def test_names_are_various() -> None:
    """Apostrophes, hyphens, spaces and letters that old code pages do not have."""
    surnames = {person["lastName"] for person in MANY["prisoners"]}
    assert len(surnames) > 100
    assert set("'- ŴŢÜŹ") <= set("".join(surnames))


# The demo


def demo() -> Row:
    read: Row = json.loads(DEMO.read_text(encoding="utf-8"))
    return read


def test_the_demo_file_is_what_the_generator_makes() -> None:
    assert DEMO.read_bytes() == people.as_json(people.demo())


def test_the_demo_shows_what_the_screens_have_to_show() -> None:
    persons = demo()["prisoners"]
    first = {person["firstName"] for person in persons}
    last = {person["lastName"] for person in persons}
    assert first >= {"LLŶR", "ŁUKASZ"}
    assert last >= {"GŴYN", "O'BRIEN"}
    assert any(person["restrictedPatient"] for person in persons)
    assert any(person["lastMovementTypeCode"] == "TAP" for person in persons)
    assert any(person["category"] == "T" for person in persons)
    assert {person["legalStatus"] for person in persons} >= {
        "SENTENCED",
        "RECALL",
        "INDETERMINATE_SENTENCE",
        "IMMIGRATION_DETAINEE",
        "CIVIL_PRISONER",
        "REMAND",
    }


def test_the_demo_has_coms_named_and_missing_and_people_unknown_to_probation() -> None:
    records = by_number(demo()["probation"])
    assert len(records) < len(demo()["prisoners"])
    assert {bool(record["comName"]) for record in records.values()} == {True, False}
    assert {record["roshLevel"] for record in records.values()} >= {"LOW", "MEDIUM", "HIGH", None}


def test_the_demo_has_a_risk_grid_for_most() -> None:
    grids = by_number(demo()["assessments"])
    assert len(grids) > 60
    for row in grids.values():
        assert set(row["rosh"]) == {"custody", "community"}
        assert row["rosh"]["community"]["Public"] == row["roshOverall"]


def test_the_record_of_the_demo_speaks_of_its_people_and_has_a_bit_of_everything() -> None:
    known = {person["prisonerNumber"] for person in demo()["prisoners"]}
    record = json.loads(DEMO_RECORD.read_text(encoding="utf-8"))
    entries = record["entries"]
    assert {row["offenderNo"] for row in [*entries, *record["assessments"]]} <= known
    days = [row["day"] for row in entries]
    assert max(days) <= "2026-11-20"
    kinds = Counter(row["kind"] for row in entries)
    assert kinds.keys() >= {
        "contact", "key_work", "note", "goal", "plan_agreement", "intervention",
        "handover_task", "referral", "public_protection", "victim_liaison",
    }  # fmt: skip
    assert kinds["contact"] > 150


def test_the_later_file_of_the_demo_moves_a_dozen() -> None:
    later = json.loads(DEMO_LATER.read_text(encoding="utf-8"))
    before = {person["prisonerNumber"]: person for person in demo()["prisoners"]}
    assert len(later["prisoners"]) == 12
    for person in later["prisoners"]:
        held = before[person["prisonerNumber"]]
        assert person["conditionalReleaseDate"] != held["conditionalReleaseDate"]
        assert person["conditionalReleaseDate"] > held["sentenceStartDate"]
    assert demo()["asAt"] < later["asAt"]


# Other files


def test_csv_has_a_row_a_person() -> None:
    data = people.as_csv(
        demo(), delimiter=";", encoding="cp1252", day_format="%d/%m/%Y", headings={"crn": "CRN"}
    )
    rows = list(csv.DictReader(io.StringIO(data.decode("cp1252")), delimiter=";"))
    assert len(rows) == len(demo()["prisoners"])
    assert [row["prisonerNumber"] for row in rows] == [
        person["prisonerNumber"] for person in demo()["prisoners"]
    ]
    start = next(row["sentenceStartDate"] for row in rows if row["sentenceStartDate"])
    assert re.fullmatch(r"\d\d/\d\d/\d{4}", start)
    assert any(row["CRN"] for row in rows)
    assert {row["recall"] for row in rows} == {"Y", "N"}


def test_xlsx_has_a_row_a_person_and_real_dates() -> None:
    book = openpyxl.load_workbook(io.BytesIO(people.as_xlsx(demo())), read_only=True)
    head, *rows = book.worksheets[0].iter_rows(values_only=True)
    book.close()
    assert len(rows) == len(demo()["prisoners"])
    born = rows[0][head.index("dateOfBirth")]
    assert getattr(born, "year", 0) == day(demo()["prisoners"][0]["dateOfBirth"]).year
