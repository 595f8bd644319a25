"""A paper on its way out, shown in a window with the panels it has on the writing page."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from pomdesk.domain.papers import Paper, PaperKind
from pomdesk.domain.writing import passage
from pomdesk.services.commands.paper_life import TickDisclosure
from pomdesk.services.commands.papers import WriteSection
from pomdesk.services.desk import Desk
from pomdesk.services.queries.caseload import CaseloadOn
from pomdesk.services.queries.papers import PaperOf
from tests.ui.finished import written
from ui import dialogs
from ui.papers import template_of
from ui.widgets.fields_form import FieldsForm
from ui.window import Window
from ui.writing.leaving import Leaving

TABS = ("ready", "versions", "preview")


@dataclass
class Shown:
    """What a test works with.

    Attributes:
        told: what the signals said, with their names.
        settled: what ``settle`` answers.
    """

    window: Window
    desk: Desk
    page: QWidget
    tabs: QTabWidget
    leaving: Leaving
    number: int
    told: list[tuple[Any, ...]] = field(default_factory=list)
    settled: bool = True

    @property
    def paper(self) -> Paper:
        return self.desk.ask(PaperOf(self.number)).paper

    def reload(self) -> None:
        view = self.desk.ask(PaperOf(self.number))
        self.leaving.open(view, template_of(self.desk, view.paper.kind))

    def turn_to(self, name: str) -> None:
        self.tabs.setCurrentIndex(TABS.index(name))

    def write(self, section: str, text: str) -> None:
        self.desk.do(WriteSection(self.number, section, passage(text)))
        self.leaving.refresh()

    def press(self, action: str, answer: Callable[[Any], Any] | None = None) -> None:
        if answer is not None:
            dialogs.answer_next(answer)
        self.leaving.life.buttons[action].click()

    def shown_actions(self) -> set[str]:
        return {name for name, one in self.leaving.life.buttons.items() if one.isVisible()}

    def tick_all(self) -> None:
        for item in self.leaving.readiness.questions:
            self.desk.do(TickDisclosure(self.number, item, "B Brown"))
        self.reload()


def fill(**typed: str) -> Callable[[FieldsForm], bool]:
    """An answer to a form: type these, choose the first of each choice, accept."""

    def answer(form: FieldsForm) -> bool:
        for name, row in form.rows.items():
            control: Any = row.control
            if name in typed and hasattr(control, "setPlainText"):
                control.setPlainText(typed[name])
            elif name in typed:
                control.setText(typed[name])
            elif hasattr(control, "setCurrentIndex") and control.currentIndex() == 0:
                control.setCurrentIndex(1)
        form.accept()
        return bool(form.result())

    return answer


def person_of(desk: Desk) -> int:
    return next(line.person_id for line in desk.ask(CaseloadOn()).lines if line.inside)


def show(
    window: Window, desk: Desk, qtbot: Any, kind: PaperKind, number: int | None = None
) -> Shown:
    """A draft with a sentence in every section, shown."""
    if number is None:
        number = written(desk, person_of(desk), kind)
    page, tabs = QWidget(), QTabWidget()
    qtbot.addWidget(window)
    qtbot.addWidget(page)
    made: list[Shown] = []
    leaving = Leaving(window, desk, settle=lambda: made[0].settled, parent=page)
    layout = QVBoxLayout(page)
    layout.addWidget(leaving.life)
    for name in TABS:
        tabs.addTab(getattr(leaving, name), name)
    layout.addWidget(tabs, 1)
    shown = Shown(window, desk, page, tabs, leaving, number)
    made.append(shown)
    leaving.paper_changed.connect(shown.reload)
    for name in ("place_asked", "output_asked", "opened", "ready_asked"):
        signal = getattr(leaving, name)
        signal.connect(lambda *said, name=name: shown.told.append((name, *said)))
    page.resize(560, 900)
    page.show()
    qtbot.waitExposed(page)
    shown.reload()
    return shown
