"""Papers of a visit from the window, to be printed.

They go out by the one way out: what they tell of whom is in the audit log before a file is there.
"""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from pomdesk.domain.visits import Layout
from pomdesk.services.desk import Desk
from resources.text import Text
from ui import dialogs
from ui.export import file_name
from ui.out import give_out
from ui.page import Shell
from ui.visit_papers import SHEET, made, people_of
from ui.widgets.question import Choices


def save_visit_paper(shell: Shell, parent: QWidget, desk: Desk, visit_id: int, kind: str) -> None:
    """Ask how and where to, make the paper in the background and write it there."""
    text = shell.text
    layout = ask_layout(parent, text) if kind == SHEET else Layout.LINE
    if layout is None:
        return
    title, kinds = text("paperpage.save_title_pdf"), text("paperpage.pdf")
    target = dialogs.choose_target(parent, title, file_name(kind, desk.today, "pdf"), kinds)
    if target is None:
        return

    def job() -> Path:
        content, view = made(desk, visit_id, kind, text, layout)
        told = len(view.stops)
        give_out(desk, target, content, "EXPORT_PDF", people=people_of(view), size=told, how=kind)
        return target

    def told(path: Path) -> None:
        shell.message(text("paperpage.saved", file=path.name))

    shell.worker.run(job, told, owner=parent)


def ask_layout(parent: QWidget | None, text: Text) -> Layout | None:
    """Ask how much room each person gets on the sheet; None: they changed their mind."""
    box = dialogs.Box(parent, text("visit_layout.title"))
    choices = Choices(text("visit_layout.ask"))
    choices.offer(
        [
            (one.value, text(f"visit_layout.{one}"), text(f"visit_layout.{one}_more"))
            for one in Layout
        ]
    )
    choices.choose(Layout.LINE)
    box.body.addWidget(choices)
    box.set_buttons(text("visit_layout.make"), text("visit_layout.cancel"))
    try:
        return Layout(choices.key) if dialogs.show(box) else None
    finally:
        box.deleteLater()
