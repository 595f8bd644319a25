"""Whatever is in a file that is brought in, it is read or refused in words; nothing else comes out.

Good files of each kind are broken in all the ways of ``mutations.py``. Memory stays bounded, and
what is read can be merged: a dry run over the desk, which leaves it as it was.
"""

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pomdesk.domain.errors import ImportRefused, PomdeskError
from pomdesk.intake.case_list import read_case_list
from pomdesk.intake.instruments import json_bytes, read_instrument, workbook_bytes
from pomdesk.intake.reading import read_files
from pomdesk.rules.quality.instruments import from_data, to_data
from pomdesk.services.clock import FrozenClock
from pomdesk.services.commands.import_caseload import ImportCaseload
from pomdesk.services.desk import Desk
from resources.instruments import shipped_instruments
from tests import copies
from tests.badinput.conftest import TODAY, Everything
from tests.faults.count import noted, times
from tests.faults.mutations import Step, mutated, steps, tries
from tests.intake.files import ALUN, BETH, caseload, cells, raw_workbook

TEXTS = times(ci=80, nightly=4_000)
BOOKS = times(ci=25, nightly=3_000)
OPENED = times(ci=12, nightly=400)
"""Workbooks that pass the gate, so that a process of their own reads them."""

MOST_MEMORY = 300 << 20


@cache
def good(kind: str) -> bytes:
    """A good file of a kind."""
    lists: dict[str, Any] = {
        "probation": [{"prisonerNumber": "A1111AA", "mappaLevel": 2, "tier": "B_2"}]
    }
    if kind == "json":
        return json.dumps(caseload(**lists), indent=1).encode()
    if kind == "list":
        return json.dumps([ALUN, BETH]).encode()
    made = io.StringIO(newline="")
    csv.writer(made).writerows(
        [["NOMS No", "Surname", "CRD", "Recall", "MAPPA level"],
         ["A1111AA", "Morgan", "12/05/2027", "yes", "2"],
         ["B2222BB", 'O\'Brien "Bob"', "2028-02-29", "", ""]]
    )  # fmt: skip
    return made.getvalue().encode("utf-16" if kind == "utf-16" else "utf-8")


def read_or_refused(path: Path, content: bytes) -> ImportRefused | None:
    """Read a file; why it was refused where it was."""
    path.write_bytes(content)
    try:
        read_files([path], today=TODAY)
    except ImportRefused as problem:
        refused = problem
    else:
        return None
    tells_nothing(refused)
    assert refused.details["file"] == path.name
    return refused


def tells_nothing(problem: PomdeskError) -> None:
    """What reaches a log of a known error is its code alone."""
    assert str(problem) == problem.code


def peak() -> int:
    """The most memory this process has held so far, in bytes; 0 where nobody tells."""
    try:
        from resource import RUSAGE_SELF, getrusage
    except ImportError:
        return 0
    return int(getrusage(RUSAGE_SELF).ru_maxrss) << 10


@pytest.mark.parametrize(
    ("kind", "name"),
    [("json", "c.json"), ("list", "c.json"), ("csv", "c.csv"), ("utf-16", "c.csv")],
)
def test_text_files(tmp_path_factory: pytest.TempPathFactory, kind: str, name: str) -> None:
    path = tmp_path_factory.mktemp(kind) / name
    before, found = peak(), {True: 0, False: 0}

    @tries(TEXTS)
    @given(steps())
    def tried(done: Sequence[Step]) -> None:
        refused = read_or_refused(path, mutated(good(kind), done))
        found[refused is None] += 1

    tried()
    assert found[False], "nothing was refused: are the files broken at all?"
    assert peak() - before < MOST_MEMORY
    noted(f"F-fuzz {kind}", files=sum(found.values()), refused=found[False], other_errors=0)


PARTS = (
    "xl/workbook.xml",
    "xl/worksheets/sheet1.xml",
    "[Content_Types].xml",
    "xl/_rels/workbook.xml.rels",
)


@cache
def book(folder: Path) -> bytes:
    """A good workbook."""
    rows = [["NOMS No", "Surname", "CRD"], ["A1111AA", "Morgan", "12/05/2027"]]
    return raw_workbook(folder / "good.xlsx", cells(rows)).read_bytes()


def repacked(content: bytes, part: str, done: Sequence[Step]) -> bytes:
    """The workbook with one part broken inside a zip that is whole."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            held = old.read(name)
            new.writestr(name, mutated(held, done) if name == part else held)
    return made.getvalue()


def test_workbooks_whose_bytes_are_broken(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("books")

    @tries(BOOKS)
    @given(steps())
    def tried(done: Sequence[Step]) -> None:
        read_or_refused(folder / "c.xlsx", mutated(book(folder), done))

    tried()
    noted("F-fuzz xlsx bytes", files=BOOKS, other_errors=0)


def test_workbooks_whose_parts_are_broken(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("parts")

    passed = 0

    @tries(OPENED)
    @given(st.sampled_from(PARTS), steps(most=1))
    @example("none of them", [("cut", 0.0, 0.0, b"x")])
    def tried(part: str, done: Sequence[Step]) -> None:
        nonlocal passed
        passed += read_or_refused(folder / "c.xlsx", repacked(book(folder), part, done)) is None

    tried()
    assert passed, "no workbook passed the gate: the reader behind it was not tried"
    noted("F-fuzz xlsx parts", files=OPENED, read=passed, other_errors=0)


def test_what_is_read_can_be_merged_and_a_rehearsal_leaves_no_trace(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("merged")
    clock = FrozenClock(TODAY)
    desk: Desk = copies.copied(partial(copies.empty, clock=clock), folder, clock)
    path = folder / "c.json"
    path.write_bytes(good("json"))
    desk.do(ImportCaseload((path,)))
    before = desk.ask(Everything())
    merged = 0

    @tries(times(ci=60, nightly=5_000))
    @given(steps(most=2))
    def tried(done: Sequence[Step]) -> None:
        nonlocal merged
        path.write_bytes(mutated(good("json"), done))
        try:
            desk.do(ImportCaseload((path,), dry_run=True, older=True))
            merged += 1
        except PomdeskError as refused:
            tells_nothing(refused)

    tried()
    after, whole = desk.ask(Everything()), desk.check()
    desk.close()
    assert (after, whole) == (before, [])
    assert merged


@cache
def instruments() -> tuple[bytes, bytes]:
    """A shipped instrument as both kinds of file."""
    data = to_data(from_data(next(iter(shipped_instruments()))))
    return json_bytes(data), workbook_bytes(data)


@pytest.mark.parametrize("kind", [0, 1], ids=["JSON", "workbook"])
def test_instruments(kind: int) -> None:
    count = times(ci=20, nightly=5_000) if kind == 0 else times(ci=10, nightly=500)

    @tries(count)
    @given(steps(most=3))
    def tried(done: Sequence[Step]) -> None:
        try:
            from_data(read_instrument(mutated(instruments()[kind], done), "i").data)
        except PomdeskError as refused:
            tells_nothing(refused)

    tried()
    noted(f"F-fuzz instrument {kind}", files=count, other_errors=0)


@pytest.mark.parametrize("name", ["l.csv", "l.json"])
def test_case_lists(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    path = tmp_path_factory.mktemp("lists") / name
    rows = [{"Prison number": f"A10{n:02}AB", "Supervisor": "485000"} for n in range(5)]
    table = "Prison number,Supervisor\n" + "".join(",".join(row.values()) + "\n" for row in rows)
    whole = (json.dumps(rows) if name.endswith("json") else table).encode()
    count = times(ci=40, nightly=5_000)

    @tries(count)
    @given(steps(most=3))
    def tried(done: Sequence[Step]) -> None:
        path.write_bytes(mutated(whole, done))
        try:
            read_case_list(path)
        except PomdeskError as refused:
            tells_nothing(refused)

    tried()
    noted(f"F-fuzz case list {name}", files=count, other_errors=0)


def test_the_control_a_reader_without_the_gate_falls_over() -> None:
    """What the library alone does with one of these files: something nobody here catches."""
    import openpyxl

    with pytest.raises(Exception) as found:  # noqa: PT011 - that it is any is the point
        openpyxl.load_workbook(io.BytesIO(b"PK\x03\x04 no zip"))
    assert not isinstance(found.value, PomdeskError)
