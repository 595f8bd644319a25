"""Many packs in one run: order, failures, cancelling, and no name in any file's name."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pomdesk.domain.errors import PaperRefused, RequestRefused
from pomdesk.domain.papers import PaperKind
from reports.material import Material
from resources.text import Text
from tests.reports import cases, packs
from tests.reports.reading import words
from ui import out, pack_run
from ui.pack_run import Made, run_packs

SURNAME = "MORGAN-JONES"


def quick(material: Material, language: str) -> Made:
    """Stands in for making a pack, in the other process: the number as bytes."""
    person = material.view.case.person
    if person.first_name == "REFUSED":
        raise PaperRefused("REP-KIND", kind="invented")
    if person.first_name == "BUG":
        raise ValueError("MORGAN-JONES is in this message")
    if person.first_name == "DIES":
        os._exit(3)
    return f"{language}{person.prisoner_number}".encode(), 7


def given(*first_names: str) -> list[tuple[int, Material]]:
    found = []
    for number, first_name in enumerate(first_names):
        view = cases.typical()
        person = replace(
            view.case.person, prisoner_number=f"A{1000 + number}BC", first_name=first_name
        )
        view = replace(view, case=replace(view.case, person=person))
        found.append((number, packs.typical(view=view, paper=None)))
    return found


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.suffix != ".pdf"]


def test_everybody_gets_a_file_and_the_index_says_whose(tmp_path: Path) -> None:
    told: list[int] = []
    run = run_packs(
        given("A", "B", "C", "D", "E"), "cy", tmp_path, on_progress=told.append, make=quick
    )
    assert told == [1, 2, 3, 4, 5]
    assert [one.person_id for one in run.done] == [0, 1, 2, 3, 4]
    for one in run.made:
        assert (tmp_path / one.file).read_bytes() == f"cy{one.prisoner_number}".encode()
        assert SURNAME not in one.file
        assert one.prisoner_number not in one.file
    assert len({one.file for one in run.made}) == 5
    assert run.index is not None
    assert run.index.parent == tmp_path
    index = words(run.index.read_bytes())
    places = [index.index(one.file[-10:]) for one in run.done]
    assert places == sorted(places)
    assert "MORGAN-JONES" in index
    assert Text("cy")("app.marking") in index
    assert not run.cancelled
    assert leftovers(tmp_path) == []


def test_a_pack_that_fails_is_told_and_stops_nobody(tmp_path: Path) -> None:
    people: list[tuple[int, Material | RequestRefused]] = [*given("A", "REFUSED", "BUG", "B")]
    people.insert(2, (77, RequestRefused("REQ-PERSON", number="gone")))
    run = run_packs(people, "en", tmp_path, make=quick)
    assert [one.code for one in run.done] == ["", "REP-KIND", "REQ-PERSON", "REP-PACK-FAILED", ""]
    assert len(run.refused) == 3
    problem = run.done[3].problem
    assert problem is not None
    assert problem.details == {"kind": "ValueError"}
    assert run.index is not None
    index = words(run.index.read_bytes())
    assert "2 packs were made. 3 could not be made" in index
    assert "Person not found" in index
    assert len(list(tmp_path.glob("*.pdf"))) == 3


def test_a_process_that_dies_takes_only_its_own_pack_along(tmp_path: Path) -> None:
    run = run_packs(given("A", "DIES", "B", "C", "D"), "en", tmp_path, make=quick)
    assert [one.code for one in run.done] == ["", "REP-PACK-FAILED", "", "", ""]
    assert leftovers(tmp_path) == []


def test_cancelling_leaves_whole_files_and_an_index_of_them(tmp_path: Path) -> None:
    asked = iter(range(1_000))
    people = given(*("A" * 12))
    run = run_packs(people, "en", tmp_path, cancelled=lambda: next(asked) >= 5, make=quick)
    assert run.cancelled
    assert 0 < len(run.done) < 12
    assert run.index is not None
    assert {path.name for path in tmp_path.iterdir()} == {
        run.index.name,
        *(one.file for one in run.done),
    }


def test_cancelled_at_once_leaves_nothing(tmp_path: Path) -> None:
    run = run_packs(given("A"), "en", tmp_path, cancelled=lambda: True, make=quick)
    assert (run.done, run.index, run.cancelled) == ((), None, True)
    assert list(tmp_path.iterdir()) == []


def test_nobody_is_no_error(tmp_path: Path) -> None:
    run = run_packs([], "en", tmp_path, make=quick)
    assert (run.done, run.index, run.cancelled) == ((), None, False)


def test_a_folder_that_is_not_there_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    def never() -> Iterator[tuple[int, Material]]:
        raise AssertionError("asked")
        yield

    with pytest.raises(PaperRefused) as refused:
        run_packs(never(), "en", tmp_path / "none")
    assert refused.value.code == "REP-PATH"


def test_people_are_asked_for_only_as_fast_as_packs_are_made(tmp_path: Path) -> None:
    taken, most = 0, 0
    done = 0

    def slowly() -> Iterator[tuple[int, Material]]:
        nonlocal taken, most
        for one in given(*("A" * 15)):
            taken += 1
            most = max(most, taken - done)
            yield one

    def note(n: int) -> None:
        nonlocal done
        done = n

    run_packs(slowly(), "en", tmp_path, on_progress=note, make=quick)
    assert taken == 15
    assert most <= pack_run._UNDER_WAY


def test_a_file_that_cannot_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, content: bytes) -> None:
        raise PaperRefused("REP-FULL", path=str(path))

    monkeypatch.setattr(out, "write", full)
    run = run_packs(given("A"), "en", tmp_path, make=quick)
    assert run.done[0].code == "REP-FULL"
    assert run.index is None
    assert run.index_problem is not None
    assert run.index_problem.code == "REP-FULL"


def test_a_real_pack_is_made_with_its_pages(tmp_path: Path) -> None:
    run = run_packs([(1, packs.typical())], "en", tmp_path)
    (one,) = run.made
    assert one.pages > 5
    assert one.file.startswith(PaperKind.HANDOVER_PACK)
    assert (tmp_path / one.file).read_bytes().startswith(b"%PDF")


def test_it_loads_no_toolkit_and_no_layout() -> None:
    import subprocess
    import sys

    code = (
        "import sys, ui.pack_run; print([m for m in ('PySide6', 'reportlab') if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
