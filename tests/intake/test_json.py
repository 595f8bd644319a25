import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomdesk.domain.errors import ImportRefused
from pomdesk.intake import json_text, rows
from pomdesk.intake.json_file import JsonFile
from tests.intake.files import ALUN, BETH, caseload, faults, read, refusal, values, warned, write


def test_caseload_file(tmp_path: Path) -> None:
    found = read(write(tmp_path / "c.json", caseload(prison="LEI")))
    assert (found.format, found.shape, found.as_at) == ("json", "caseload", date(2026, 11, 20))
    assert values(found)[0]["conditionalReleaseDate"] == date(2027, 5, 12)
    assert "tariffDate" not in values(found)[0]
    assert not found.report.faults
    assert not found.report.unknown


def test_bare_list_and_page(tmp_path: Path) -> None:
    bare = read(write(tmp_path / "list.json", [ALUN, BETH]))
    page = {"content": [ALUN], "pageable": {"pageNumber": 0}, "last": False, "totalPages": 2}
    paged = read(write(tmp_path / "page.json", page))
    assert (bare.shape, bare.as_at, len(values(bare))) == ("list", None, 2)
    assert (paged.shape, len(values(paged))) == ("page", 1)
    assert warned(paged) == [("", "totalPages", "2", "IMP-PAGE")]


def test_null_clears_and_absent_says_nothing(tmp_path: Path) -> None:
    found = read(write(tmp_path / "c.json", [ALUN | {"tariffDate": None, "firstName": ""}]))
    assert values(found)[0]["tariffDate"] is None
    assert values(found)[0]["firstName"] == ""
    assert "recall" not in values(found)[0]


def test_prisoner_search_answer(tmp_path: Path) -> None:
    record = ALUN | {
        "bookingId": "0001200924",
        "pncNumber": "81/34U",
        "croNumber": "65656/91J",
        "alerts": [{"alertType": "X", "alertCode": "XA", "active": True, "expired": False}],
        "currentIncentive": {"level": {"code": "STD", "description": "Standard"}},
        "identifiers": [{"type": "PNC", "value": "81/34U"}],
        "aliases": [],
    }
    found = read(write(tmp_path / "c.json", {"content": [record, record | BETH]}))
    assert (
        values(found)[0] | {"bookingId": 1200924, "pncNumber": "1981/0000034U"} == values(found)[0]
    )
    assert values(found)[0]["alerts"] == "XA"
    assert values(found)[0]["currentIncentive"] == "Standard"
    assert warned(found)[0] == ("/content/0", "croNumber", "65656/91J", "IMP-CRO")
    assert dict(found.report.unknown) == {"identifiers": 2, "aliases": 2}


def test_each_refusal_names_pointer_field_value_and_reason(tmp_path: Path) -> None:
    people = [
        ALUN | {"conditionalReleaseDate": "05/13/2027", "recall": "maybe"},
        BETH | {"prisonerNumber": "A123BC"},
        {"firstName": "NOBODY"},
        "not a record",
        BETH,
    ]
    found = read(write(tmp_path / "c.json", caseload(prisoners=people)))
    assert faults(found) == [
        ("/prisoners/0", "conditionalReleaseDate", "05/13/2027", "IMP-DATE"),
        ("/prisoners/0", "recall", "maybe", "IMP-YESNO"),
        ("/prisoners/1", "prisonerNumber", "A123BC", "IMP-NOMS"),
        ("/prisoners/2", "prisonerNumber", "", "IMP-NEEDED"),
        ("/prisoners/3", "", "not a record", "IMP-SHAPE"),
    ]
    assert [row["prisonerNumber"] for row in values(found)] == ["B2222BB"]


def test_every_list_is_read(tmp_path: Path) -> None:
    number = {"offenderNo": "a1111aa "}
    file = caseload(
        movements=[
            number | {"movementType": "ADM", "movementDate": "2024-05-13", "directionCode": "in"}
        ],
        sentenceTerms=[number | {"years": 4, "months": 1, "days": 0, "lifeSentence": False}],
        probation=[
            number | {"crn": "x362207", "tier": "B1", "mappaLevel": 2, "roshLevel": "Very high"}
        ],
        paroleReviews=[number | {"reviewId": 10, "targetHearingDate": None}],
        earlyAllocations=[number | {"createdOn": "2026-10-09", "outcome": "eligible"}],
        assessments=[number | {"assessmentType": "LAYER_3", "rosh": {"custody": {"Staff": "LOW"}}}],
        staff=[{"staffId": 485636, "firstName": "PAT", "position": "PRO"}],
        allocations=[number | {"primaryStaffId": 485636}],
    )
    found = read(write(tmp_path / "c.json", file))
    assert faults(found) == []
    assert values(found, "movements")[0]["directionCode"] == "IN"
    assert values(found, "probation")[0]["roshLevel"] == "VERY_HIGH"
    assert values(found, "paroleReviews")[0]["reviewId"] == "10"
    assert values(found, "assessments")[0]["assessmentType"] == "LAYER3"
    assert values(found, "staff")[0]["staffId"] == "485636"
    assert {rows.rows[0][0] for name, rows in found.lists.items() if name != "staff"} == {"A1111AA"}


@pytest.mark.parametrize(
    ("record", "field", "reason"),
    [
        ({"mappaLevel": 4}, "mappaLevel", "IMP-NUMBER"),
        ({"mappaLevel": True}, "mappaLevel", "IMP-NUMBER"),
        ({"roshLevel": "N/A"}, "roshLevel", "IMP-CODE"),
        ({"crn": "362207"}, "crn", "IMP-CRN"),
        ({"comName": ["Jones"]}, "comName", "IMP-TEXT"),
        ({"comName": "x" * 201}, "comName", "IMP-LONG"),
        ({"probationService": "Scotland"}, "probationService", "IMP-CODE"),
    ],
)
def test_probation_refused(tmp_path: Path, record: dict[str, Any], field: str, reason: str) -> None:
    good = {"offenderNo": "B2222BB", "mappaLevel": 1}
    file = caseload(probation=[good, {"offenderNo": "A1111AA"} | record])
    found = read(write(tmp_path / "c.json", file))
    assert [(f[0], f[1], f[3]) for f in faults(found)] == [("/probation/1", field, reason)]
    assert len(values(found, "probation")) == 1


def test_truth_is_not_one(tmp_path: Path) -> None:
    """Python's True equals 1, and a remembered 1 must not let a true through."""
    file = caseload(
        probation=[
            {"offenderNo": "A1111AA", "mappaLevel": 1},
            {"offenderNo": "B2222BB", "mappaLevel": True},
        ]
    )
    assert faults(read(write(tmp_path / "c.json", file)))[0][1:] == (
        "mappaLevel",
        "True",
        "IMP-NUMBER",
    )


def test_identical_twins_collapse_and_different_ones_are_refused_both(tmp_path: Path) -> None:
    people = [ALUN, BETH, ALUN, BETH | {"tariffDate": "2029-01-01"}]
    found = read(write(tmp_path / "c.json", caseload(prisoners=people)))
    assert [row["prisonerNumber"] for row in values(found)] == ["A1111AA"]
    assert faults(found) == [
        ("/prisoners/1", "prisonerNumber", "B2222BB (/prisoners/3)", "IMP-TWICE"),
        ("/prisoners/3", "prisonerNumber", "B2222BB (/prisoners/1)", "IMP-TWICE"),
    ]


def test_reviews_differ_by_their_key(tmp_path: Path) -> None:
    number = {"offenderNo": "A1111AA"}
    reviews = [
        number | {"reviewId": 1},
        number | {"reviewId": 2},
        number | {"reviewId": 1, "reviewStatus": "x"},
    ]
    found = read(write(tmp_path / "c.json", caseload(paroleReviews=reviews)))
    assert [row["reviewId"] for row in values(found, "paroleReviews")] == ["2"]
    assert [fault[0] for fault in faults(found)] == ["/paroleReviews/0", "/paroleReviews/2"]


def test_movements_that_are_alike_are_all_kept(tmp_path: Path) -> None:
    move = {"offenderNo": "A1111AA", "movementType": "TAP", "movementDate": "2026-01-01"}
    assert (
        len(values(read(write(tmp_path / "c.json", caseload(movements=[move, move]))), "movements"))
        == 2
    )


def text(**changes: Any) -> str:
    return json.dumps(caseload(**changes))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "IMP-EMPTY"),
        ("  \n ", "IMP-EMPTY"),
        ("[]", "IMP-EMPTY"),
        ('{"format": "pomdesk-caseload", "version": 1, "prisoners": []}', "IMP-EMPTY"),
        ("{}", "IMP-NOTCASELOAD"),
        ('{"type": "FeatureCollection", "features": [{"a": 1}]}', "IMP-NOTCASELOAD"),
        ('{"format": "other", "version": 1, "prisoners": [{}]}', "IMP-NOTCASELOAD"),
        ('{"format": "pomdesk-caseload", "version": true, "prisoners": [{}]}', "IMP-NOTCASELOAD"),
        ('{"format": "pomdesk-caseload", "version": 1, "prisoners": {}}', "IMP-NOTCASELOAD"),
        ('{"format": "pomdesk-caseload", "version": 1, "movements": []}', "IMP-NOTCASELOAD"),
        ('{"format": "pomdesk-caseload", "version": 2, "prisoners": [{}]}', "IMP-NEWER"),
        ('{"prisoners": [{}], "version": 9999999999999999, "format": "x"}', "IMP-NOTCASELOAD"),
        (text().replace('"version": 1', '"version": 99999999999999999999'), "IMP-NEWER"),
        (text(as_at="2026-13-01"), "IMP-ASAT"),
        (text(as_at="yesterday"), "IMP-ASAT"),
        (text()[:-1], "IMP-CUT"),
        (text()[:-20], "IMP-CUT"),
        (text() + "x", "IMP-JSON"),
        (text() + text(), "IMP-JSON"),
        (text().replace(",", ",,", 1), "IMP-JSON"),
        (text().replace('"ALUN"', "'ALUN'"), "IMP-JSON"),
        (text().replace('"ALUN"', '"AL\x01UN"'), "IMP-JSON"),
        ("plain words", "IMP-JSON"),
        (text().replace('"ALUN"', "NaN"), "IMP-NUMBER"),
        (text().replace('"ALUN"', "-Infinity"), "IMP-NUMBER"),
        (text().replace('"ALUN"', "1e999"), "IMP-NUMBER"),
        (text().replace('"ALUN"', "1" * 5_000), "IMP-NUMBER"),
        (text().replace('"lastName"', '"firstName"', 1), "IMP-JSONDUP"),
        (text().replace('"version"', '"format"', 1), "IMP-JSONDUP"),
        (text().replace('"ALUN"', '"\\ud800"'), "IMP-CHARS"),
        (text().replace('"ALUN"', '"a\\u0000b"'), "IMP-CHARS"),
        (text().replace('"ALUN"', '{"x": ["\\u0000"]}'), "IMP-CHARS"),
        (text().replace("ALUN", "AL\0UN"), "IMP-BINARY"),
        (text().replace('"ALUN"', '"' + "x" * (20 << 20) + '"'), "IMP-HUGE"),
        ('{"features": [' + "{}," * 30_000 + "{}]}", "IMP-NOTCASELOAD"),
        ("[" * 100_000, "IMP-DEEP"),
        (text().replace('"ALUN"', "[" * 5_000 + "]" * 5_000), "IMP-DEEP"),
        (text().replace('"ALUN"', "[" * 40 + "]" * 40), "IMP-DEEP"),
        (text().replace('"ALUN"', '{"a":' * 5_000 + "1" + "}" * 5_000), "IMP-DEEP"),
        (text().encode("utf-16-le"), "IMP-BINARY"),
        (text(prison="Môn").replace("\\u00f4", "ô").encode("cp1252"), "IMP-ENCODING"),
    ],
)  # fmt: skip
def test_refused_whole(tmp_path: Path, content: str | bytes, code: str) -> None:
    assert refusal(write(tmp_path / "c.json", content)).code == code


def test_where_it_is_broken(tmp_path: Path) -> None:
    lines = json.dumps(caseload(), indent=1).replace('"lastName": "MORGAN"', '"lastName": MORGAN')
    assert refusal(write(tmp_path / "c.json", lines)).details["line"] == 9
    chars = caseload(prisoners=[ALUN, BETH | {"lastName": "\ud800"}])
    assert refusal(write(tmp_path / "d.json", chars)).details["pointer"] == "/prisoners/1/lastName"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks(tmp_path: Path, encoding: str) -> None:
    content = json.dumps([ALUN | {"lastName": "Llŷr"}], ensure_ascii=False).encode(encoding)
    assert values(read(write(tmp_path / "c.json", content)))[0]["lastName"] == "Llŷr"


def test_letters_beyond_the_plane_and_escaped_backslashes_pass(tmp_path: Path) -> None:
    record = ALUN | {"lastName": "\U0001f600", "mostSeriousOffence": "a\\ud800 \\u0000"}
    assert values(read(write(tmp_path / "c.json", [record])))[0]["lastName"] == "\U0001f600"


def test_why_refused_is_read_past(tmp_path: Path) -> None:
    found = read(write(tmp_path / "c.json", [ALUN | {"whyRefused": "x"}]))
    assert not found.report.unknown


def test_a_day_to_come_warns(tmp_path: Path) -> None:
    found = read(write(tmp_path / "c.json", caseload(as_at="2026-12-01")))
    assert warned(found) == [("", "asAt", "2026-12-01", "IMP-FUTURE")]


def test_so_much_wrong_is_no_caseload(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "MOST_FAULTS", 10)
    people = [ALUN | {"prisonerNumber": f"A{n}"} for n in range(11)]
    refused = refusal(write(tmp_path / "c.json", people))
    assert (refused.code, refused.details["row"]) == ("IMP-WRONG", "/0")


def test_unknown_names_are_counted_to_a_limit(tmp_path: Path) -> None:
    people = [ALUN | {f"x{n}": n for n in range(500)}]
    unknown = read(write(tmp_path / "c.json", people)).report.unknown
    assert len(unknown) == rows.MOST_UNKNOWN + 1
    assert unknown["…"] == 300


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text(max_size=8) | st.just('":'),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(
    records=st.lists(
        st.dictionaries(st.sampled_from(["a", "b", '":', "c d"]), JSON_VALUES), max_size=30
    ),
    indent=st.sampled_from([None, 1]),
    separators=st.sampled_from([(",", ":"), (", ", ": "), (" , ", " : ")]),
    window=st.sampled_from([1, 2, 3]),
)
def test_the_walk_reads_what_json_reads(
    records: list[Any], indent: int | None, separators: tuple[str, str], window: int
) -> None:
    """Whatever the window, the quick way and the slow way give what the standard library gives."""
    whole = json.dumps(records, indent=indent, separators=separators, ensure_ascii=window == 1)
    if "\\u0000" in whole or "\\ud" in whole.lower():
        return
    patch = pytest.MonkeyPatch()
    with patch.context() as patched:
        patched.setattr(json_text, "_PIECE", 64 * window)
        patched.setattr(json_text, "_AHEAD", 48)
        patched.setattr(json_text, "_BIGGEST_BATCH", 40)
        patched.setattr(json_text, "_SMALLEST_BATCH", 8)
        assert _walk(whole) == records


def _walk(whole: str) -> list[Any]:
    from io import BytesIO

    found: list[Any] = []
    for _, _, first, some in JsonFile(BytesIO(whole.encode("utf-8", "surrogatepass"))).batches():
        assert first == len(found)
        found += some
    return found


def test_a_name_twice_is_found_however_it_is_spaced(tmp_path: Path) -> None:
    people = ",".join(json.dumps(ALUN | {"prisonerNumber": f"A{n:04}AA"}) for n in range(2_000))
    for twice in ('"x":1,"x":2', '"x" :1,"x":2', '"x":1,"x"\n:2', '"x":"\\":","x":2'):
        with pytest.raises(ImportRefused) as refused:
            read(write(tmp_path / "c.json", f"[{people},{{{twice}}},{people}]"))
        assert refused.value.code == "IMP-JSONDUP"


def test_memory_does_not_grow_with_what_is_passed_over(tmp_path: Path) -> None:
    """Twenty megabytes of a list nobody knows are read past, a window at a time."""
    import tracemalloc

    other = json.dumps([{"a": "x" * 1_000}] * 20_000)
    path = write(tmp_path / "c.json", text()[:-1] + f', "other": {other}}}')
    tracemalloc.start()
    try:
        found = read(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert dict(found.report.unknown) == {"other": 1}
    assert peak < path.stat().st_size / 2
    assert sys.getrecursionlimit() >= 1_000


@pytest.mark.parametrize(
    "content", [[{"id": 1}, {"id": 2}], [[]], [None, 5], {"content": [{"id": 1}]}]
)
def test_a_list_of_other_things_is_no_caseload(tmp_path: Path, content: object) -> None:
    assert refusal(write(tmp_path / "c.json", content)).code == "IMP-NOTCASELOAD"


def test_a_wrong_number_is_a_row_of_a_caseload(tmp_path: Path) -> None:
    found = read(write(tmp_path / "c.json", [{"prisonerNumber": "x"}, {"id": 2}]))
    assert [fault[0] for fault in faults(found)] == ["/0", "/1"]


def test_an_alert_without_words_is_not_lost(tmp_path: Path) -> None:
    over = {"alertUuid": "u", "isActive": False}
    found = read(write(tmp_path / "c.json", [ALUN | {"alerts": [over, {"x": 1}]}]))
    assert [fault[1::2] for fault in faults(found)] == [("alerts", "IMP-SHAPE")]
    assert not faults(read(write(tmp_path / "d.json", [ALUN | {"alerts": [over]}])))
