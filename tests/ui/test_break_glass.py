"""What somebody sees of a desk on which roles hold: their pages, their cases, and broken glass."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from pomdesk.services.demo import NAME
from pomdesk.services.queries.caseload import CaseloadOn
from pomdesk.services.queries.roles import Watched
from resources.text import Text
from tests.ui.roles import (
    AUDITOR,
    NOBODY,
    POM,
    SECRETS,
    caseload,
    opened,
    other,
    said,
    start,
    with_roles,
)
from tests.ui.walking import clashing, nameless, settle
from ui import dialogs
from ui.app import Desktop
from ui.break_glass import BreakGlass
from ui.caseload.controller import CaseloadPage
from ui.found import entries
from ui.work import Worker

WHY = "Covering for a colleague on leave"

Start = Callable[[str], Desktop]


@pytest.fixture
def store(demo_folder: Path, tmp_path: Path) -> Path:
    return with_roles(demo_folder, tmp_path)


@pytest.fixture
def sit(qapp: QApplication, worker: Worker, store: Path) -> Iterator[Start]:
    """Start the window as somebody."""
    started: list[Desktop] = []

    def begin(name: str) -> Desktop:
        started.append(start(qapp, worker, store, name))
        return started[-1]

    yield begin
    for desktop in started:
        desktop.close()


def railed(desktop: Desktop) -> list[str]:
    """The pages of the rail."""
    return desktop.window.rail._names


def change_over(desktop: Desktop, name: str) -> None:
    """Lock, and somebody opens it again."""
    desktop.lock()
    assert desktop.gate is not None
    desktop.gate.unlock(SECRETS[name])
    settle()


def test_each_who_sits_down_has_the_pages_of_their_role(sit: Start) -> None:
    desktop = sit(NOBODY)
    assert desktop.desk is None
    assert "Nia New opens this store but has no role" in said(desktop)
    assert desktop.gate is not None
    desktop.gate.unlock(SECRETS[AUDITOR])
    settle()
    window = desktop.window
    assert "Ada Auditor, Auditor" in said(desktop)
    assert railed(desktop)[0] == page_of(desktop) == "quality"
    assert {"quality", "settings"} <= set(railed(desktop))
    assert not {"today", "caseload", "papers", "imports"} & set(railed(desktop))
    window.open_case(1)
    settle()
    assert "An auditor reads samples and the audit log" in said(desktop)
    change_over(desktop, NAME)
    assert "Demonstration, Head of OMU" in said(desktop)
    assert {"today", "caseload", "papers", "imports"} <= set(railed(desktop))
    window.open_case(first_of(desktop))
    change_over(desktop, POM)
    # Not at the case that the other one had open.
    assert page_of(desktop) == "today"
    assert "Paul Pom, POM" in said(desktop)
    assert {"today", "caseload", "papers"} <= set(railed(desktop))
    assert "imports" not in railed(desktop)


def page_of(desktop: Desktop) -> str:
    """The page that is shown."""
    assert desktop.window.page is not None
    return desktop.window.page.name


def first_of(desktop: Desktop) -> int:
    """The first person of the caseload of whoever sits there."""
    assert desktop.desk is not None
    return desktop.desk.ask(CaseloadOn(limit=1)).lines[0].person_id


def test_somebody_elses_case_opens_with_a_reason_that_is_written_down(
    sit: Start, demo_folder: Path, store: Path
) -> None:
    person_id, number = other(demo_folder).person_id, other(demo_folder).prisoner_number
    desktop = sit(POM)
    window, asked = desktop.window, list[BreakGlass]()

    def give_reason(box: BreakGlass) -> bool:
        asked.append(box)
        assert not list(nameless(box))
        assert not list(clashing(box))
        box.reason.setPlainText("leave")
        box.accept()
        assert "at least 3 words" in box.row.error
        assert number not in said(desktop)
        box.reason.setPlainText(WHY)
        box.accept()
        return box.result() == BreakGlass.DialogCode.Accepted

    dialogs.answer_next(give_reason)
    window.open_case(person_id)
    settle()
    assert len(asked) == 1
    assert page_of(desktop) == "case"
    assert number in said(desktop)
    assert "It was written down why." in said(desktop)
    window.show_page("today")
    window.open_case(person_id)  # it stays open until they sign out
    settle()
    assert number in said(desktop)
    dialogs.answer_next(lambda _box: False)
    change_over(desktop, POM)
    assert number not in said(desktop)
    desktop.close()
    head = opened(store, NAME)
    (glass,) = head.ask(Watched()).glass
    assert (glass.by, glass.prisoner_number, glass.reason) == (POM, number, WHY)
    head.close()


def test_who_thinks_better_of_it_is_where_they_were(
    sit: Start, demo_folder: Path, store: Path
) -> None:
    mine, everybody = caseload(demo_folder, POM), caseload(demo_folder, NAME)
    person_id, number = other(demo_folder).person_id, other(demo_folder).prisoner_number
    desktop = sit(POM)
    window = desktop.window
    window.open_case(first_of(desktop))
    window.show_page("caseload")
    settle()
    page = window.page
    assert isinstance(page, CaseloadPage)
    assert len(page.view.model.shown) == len(mine)
    assert 0 < len(mine) < len(everybody)
    dialogs.answer_next(lambda _box: False)
    window.open_case(person_id)
    settle()
    assert window.page is page
    assert number not in said(desktop)
    desktop.close()
    head = opened(store, NAME)
    assert head.ask(Watched()).glass == []
    head.close()


def test_the_search_tells_that_it_is_somebody_elses_and_no_name(
    demo_folder: Path, store: Path
) -> None:
    line = other(demo_folder)
    desk = opened(store, POM)
    chosen: list[int] = []
    (found,) = entries(desk, Text(), line.prisoner_number, chosen.append)
    assert (found.words, found.more, found.group) == (
        "Somebody else's case",
        line.prisoner_number,
        "people",
    )
    assert line.last_name not in f"{found}"
    found.go()
    assert chosen == [line.person_id]
    desk.close()
