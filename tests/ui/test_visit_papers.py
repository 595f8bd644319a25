"""The papers of a visit from the window: made, logged, written; the layout is asked."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pomdesk.domain.audit import Logged
from pomdesk.domain.errors import PaperRefused, RequestRefused
from pomdesk.domain.visits import Layout
from pomdesk.services.commands.visit_planning import PlanVisit
from pomdesk.services.desk import Desk
from pomdesk.services.queries.audit import LogLines
from pomdesk.services.queries.visit_planning import VisitProposal
from resources.text import Text
from tests.reports.reading import words
from ui import dialogs
from ui.page import Shell
from ui.visit_papers import KINDS, LIST, NOTE, SHEET, make
from ui.visit_printing import ask_layout, save_visit_paper
from ui.widgets.question import Choices
from ui.work import Worker


@pytest.fixture
def visit(demo_desk: Desk) -> tuple[int, list[int]]:
    """A visit to eight people of one prison: its number, and theirs."""
    lines = demo_desk.ask(VisitProposal()).lines
    prisons = Counter(line.card.prison_id for line in lines if line.card.asks)
    ((fullest, _),) = prisons.most_common(1)
    chosen = [line for line in lines if line.card.prison_id == fullest and line.card.asks][:8]
    people = [line.person_id for line in chosen]
    return demo_desk.do(PlanVisit(demo_desk.today, tuple(people))).result, people


def test_each_paper_tells_of_everybody_on_the_visit(
    demo_desk: Desk, visit: tuple[int, list[int]]
) -> None:
    number, people = visit
    names = {
        line.person_id: line.card.prisoner_number for line in demo_desk.ask(VisitProposal()).lines
    }
    for kind in KINDS:
        for language in ("en", "cy"):
            made, told = make(demo_desk, number, kind, Text(language))
            assert made.startswith(b"%PDF")
            assert set(told) == set(people)
    for layout in Layout:
        shown = words(make(demo_desk, number, SHEET, Text(), layout)[0])
        assert all(names[person] in shown for person in people)


def test_what_does_not_exist_is_refused(demo_desk: Desk, visit: tuple[int, list[int]]) -> None:
    with pytest.raises(PaperRefused) as kind:
        make(demo_desk, visit[0], "week-list", Text())
    assert kind.value.code == "REP-KIND"
    with pytest.raises(RequestRefused) as gone:
        make(demo_desk, 99_999, LIST, Text())
    assert gone.value.code == "REQ-VISIT"


def choose(key: str) -> Callable[[Any], bool]:
    """Answer the dialog of the layout."""

    def answer(box: Any) -> bool:
        (choices,) = box.findChildren(Choices)
        assert choices.key == Layout.LINE  # the one that takes less paper
        choices.choose(key)
        return True

    return answer


@pytest.mark.parametrize("layout", Layout)
def test_the_layout_is_asked(qtbot: QtBot, layout: Layout) -> None:
    dialogs.answer_next(choose(layout))
    assert ask_layout(None, Text()) is layout
    dialogs.answer_next(lambda _box: False)
    assert ask_layout(None, Text()) is None


@pytest.fixture
def saved(qtbot: QtBot, demo_desk: Desk, tmp_path: Path) -> Callable[[int, str], Path]:
    """Saves a paper in the background that runs at once; gives the file."""
    said: list[str] = []
    worker = Worker(inline=True)
    shell = cast("Shell", SimpleNamespace(text=Text(), worker=worker, message=said.append))
    parent = QWidget()
    qtbot.addWidget(parent)

    def save(number: int, kind: str) -> Path:
        target = tmp_path / f"{kind}.pdf"
        if kind == SHEET:
            dialogs.answer_next(choose(Layout.BOX))
        dialogs.answer_next(lambda _chooser: target)
        save_visit_paper(shell, parent, demo_desk, number, kind)
        assert said.pop().startswith(f"Saved as {target.name}.")
        return target

    return save


def last(desk: Desk) -> Logged:
    return desk.ask(LogLines(limit=1)).lines[0].event


@pytest.mark.parametrize("kind", [SHEET, LIST, NOTE])
def test_it_is_logged_and_written(
    demo_desk: Desk,
    visit: tuple[int, list[int]],
    saved: Callable[[int, str], Path],
    kind: str,
) -> None:
    path = saved(visit[0], kind)
    assert ("photograph" in words(path.read_bytes())) is (kind == SHEET)
    event = last(demo_desk)
    assert (event.what, event.size) == ("EXPORT_PDF", len(visit[1]))
    assert event.detail["of"] == kind


def test_nothing_is_made_where_somebody_changed_their_mind(
    qtbot: QtBot, demo_desk: Desk, visit: tuple[int, list[int]]
) -> None:
    shell = cast("Shell", SimpleNamespace(text=Text(), worker=None, message=None))
    dialogs.answer_next(lambda _box: False)
    save_visit_paper(shell, cast("QWidget", None), demo_desk, visit[0], SHEET)
    dialogs.answer_next(lambda _chooser: None)
    save_visit_paper(shell, cast("QWidget", None), demo_desk, visit[0], NOTE)
    assert last(demo_desk).what != "EXPORT_PDF"
    assert not dialogs.unanswered()
