"""One box: people by name and number, near misses told as such, and what was written."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pomdesk.domain.record import EntryKind
from pomdesk.readmodels.record import Found
from pomdesk.services.commands.entries import AddEntry, ChangeEntry, RemoveEntry
from pomdesk.services.commands.settings import SaveSetting
from pomdesk.services.desk import Desk
from pomdesk.services.queries.search import Search
from tests.intake.files import TODAY, caseload, write
from tests.services.record_desk import ALUN_ID, BETH_ID, bring, opened

NAMES = {
    "C1111CC": ("SIÂN", "LLŶN-HUGHES"),
    "C1112CC": ("JOHN", "SMITH"),
    "C1113CC": ("JOAN", "SMITHSON"),
    "C1114CC": ("SMITH", "ABEL"),
    "D2222DD": ("TOMASZ", "WALIGÓRSKI"),
    "D3333DD": ("MOHAMMED", "O'NEILL"),
    "E4444EE": ("ANNE MARIE", "KHAN"),
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with opened(tmp_path) as made:
        people = [
            {"prisonerNumber": number, "firstName": first, "lastName": last}
            for number, (first, last) in NAMES.items()
        ]
        people[1]["pncNumber"] = "1981/0000034U"
        known = [{"offenderNo": "C1112CC", "crn": "X987654"}]
        file = caseload(prisoners=people, probation=known)
        bring(made, write(tmp_path / "more.json", file))
        yield made


def people(desk: Desk, text: str, limit: int = 20) -> list[tuple[str, bool]]:
    found = desk.ask(Search(text, limit))
    return [(hit.prisoner_number, hit.exact) for hit in found if hit.kind == "person"]


def entries(desk: Desk, text: str, limit: int = 20) -> list[Found]:
    return [hit for hit in desk.ask(Search(text, limit)) if hit.kind == "entry"]


def add(desk: Desk, text: str, person_id: int = ALUN_ID, **changes: Any) -> int:
    return desk.do(AddEntry(person_id, EntryKind.NOTE, TODAY, text=text, **changes)).result


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("smith", ["C1112CC", "C1113CC", "C1114CC"]),
        ("SMITH", ["C1112CC", "C1113CC", "C1114CC"]),
        ("smith john", ["C1112CC"]),
        ("john smith", ["C1112CC"]),
        ("Smith, John", ["C1112CC"]),
        ("  jo   smi ", ["C1112CC", "C1113CC"]),
        ("sian", ["C1111CC"]),
        ("siân llŷn", ["C1111CC"]),
        ("hughes", ["C1111CC"]),
        ("waligorski", ["D2222DD"]),
        ("o'neill", ["D3333DD"]),
        ("anne marie khan", ["E4444EE"]),
        ("C1112CC", ["C1112CC"]),
        ("c1112cc", ["C1112CC"]),
        ("c111", ["C1111CC", "C1112CC", "C1113CC", "C1114CC"]),
        ("C1", ["C1111CC", "C1112CC", "C1113CC", "C1114CC"]),
        ("x987654", ["C1112CC"]),
        ("81/34U", ["C1112CC"]),
        ("1981/0000034U", ["C1112CC"]),
        ("X987655", []),
        ("", []),
        ("  ", []),
        ("%", []),
        ("_", []),
    ],
)
def test_people_by_name_and_number(desk: Desk, text: str, found: list[str]) -> None:
    exact = [number for number, is_exact in people(desk, text) if is_exact]
    assert exact == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("smiht", "C1112CC"),
        ("mohamed", "D3333DD"),
        ("kahn", "E4444EE"),
        ("oneill", "D3333DD"),
        ("hugehs sian", "C1111CC"),
        ("waligurski", "D2222DD"),
        ("morgen", "A1111AA"),
        ("okoroh", "B2222BB"),
    ],
)
def test_a_slip_of_the_keys_is_forgiven_and_told(desk: Desk, text: str, found: str) -> None:
    assert (found, False) in people(desk, text)


def test_what_is_exact_comes_first_and_enough_of_it_stands_alone(desk: Desk) -> None:
    assert all(exact for _, exact in people(desk, "smith"))
    assert people(desk, "smithson") == [("C1113CC", True)]
    assert people(desk, "john smiht")[0] == ("C1112CC", False)


@pytest.mark.parametrize("text", ["zzzz", "qqqqq smith", "xyz", "A9999ZZ", "jo zzzz"])
def test_what_resembles_nothing_finds_nobody(desk: Desk, text: str) -> None:
    assert people(desk, text) == []


def test_the_limit_is_kept(desk: Desk) -> None:
    for number in range(5):
        add(desk, f"smith and number {number}")
    assert len(people(desk, "c111", 2)) == 2
    found = desk.ask(Search("smith", 4))
    assert [hit.kind for hit in found] == ["person", "person", "entry", "entry"]
    assert [hit.kind for hit in desk.ask(Search("smith", 7))] == ["person"] * 3 + ["entry"] * 4
    assert desk.ask(Search("smith", 0)) == []


def test_entries_are_found_with_their_person_and_the_words_around(desk: Desk) -> None:
    long = (
        "He talked about his sister. " * 20
        + "The café on Heol Fawr has work for him. "
        + "x " * 200
    )
    number = add(desk, long, title="About work")
    (hit,) = entries(desk, "heol fawr")
    assert (hit.person_id, hit.prisoner_number, hit.last_name) == (ALUN_ID, "A1111AA", "MORGAN")
    assert hit.entry is not None
    assert (hit.entry.id, hit.entry.kind, hit.entry.text) == (number, EntryKind.NOTE, long.strip())
    assert "Heol Fawr" in hit.excerpt
    assert len(hit.excerpt) < 100
    assert [h.entry.id for h in entries(desk, "CAFE work") if h.entry] == [number]
    assert entries(desk, "about") != []
    assert entries(desk, "heol fach") == []


def test_the_newest_comes_first_and_changes_are_followed(desk: Desk) -> None:
    first, second = add(desk, "the landlord rang"), add(desk, "the landlord wrote", BETH_ID)

    def found(text: str) -> list[int]:
        return [hit.entry.id for hit in entries(desk, text) if hit.entry]

    assert found("landlord") == [second, first]
    desk.do(ChangeEntry(first, {"text": "the tenant rang"}))
    assert (found("landlord"), found("tenant")) == ([second], [first])
    done = desk.do(RemoveEntry(second))
    assert found("landlord") == []
    assert done.operation_id is not None
    desk.undo(done.operation_id)
    assert found("landlord") == [second]


def test_victim_entries_are_found_and_known_by_their_kind(desk: Desk) -> None:
    officer = AddEntry(ALUN_ID, EntryKind.VICTIM_LIAISON, TODAY, who="Lee Liaison")
    desk.do(officer)
    (hit,) = entries(desk, "liaison")
    assert hit.entry is not None
    assert hit.entry.kind is EntryKind.VICTIM_LIAISON


@pytest.mark.parametrize("text", ["ab", "a", "he", " w "])
def test_under_three_letters_find_people_only(desk: Desk, text: str) -> None:
    add(desk, "ab he went away a while")
    assert entries(desk, text) == []


def test_short_words_beside_long_ones_do_no_harm(desk: Desk) -> None:
    number = add(desk, "he is on the wing")
    assert [h.entry.id for h in entries(desk, "is on the wing") if h.entry] == [number]


@pytest.mark.parametrize(
    "text",
    [
        '"', "'", '""', "NEAR(", "AND OR NOT", "text:", "title : x", "*", "wing*", "^wing", "-wing",
        "{title}: wing", "(wing", "a\0bcd", "%%%", "___", "\\", "[", "🙂🙂🙂", "x" * 10_000,
        "1 2 3", "wing; DROP TABLE entry", "\ud800abc",
    ],
)  # fmt: skip
def test_signs_of_the_query_language_are_words(desk: Desk, text: str) -> None:
    add(desk, "he is on the wing")
    desk.ask(Search(text))


def test_signs_are_found_where_they_stand(desk: Desk) -> None:
    number = add(desk, 'told "wait* (until) 50%" NEAR text:all')
    for text in ('"wait*', "(until)", "50%", "text:all", "told NEAR"):
        assert [h.entry.id for h in entries(desk, text) if h.entry] == [number], text
    assert entries(desk, "wai*") == []


def test_nothing_is_found_in_what_is_not_an_entry(desk: Desk) -> None:
    desk.do(SaveSetting("caseload.columns", ["landlord"]))
    day = TODAY - timedelta(days=1)
    desk.do(AddEntry(ALUN_ID, EntryKind.CONTACT, day, what="wing", next_step="ring the landlord"))
    assert len(entries(desk, "landlord")) == 1
    assert entries(desk, "contact") == []
