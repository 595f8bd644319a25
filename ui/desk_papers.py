"""Papers of the whole desk from the window: week list, wall planner, what moved, as PDF."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from pomdesk.services.desk import Desk
from reports.kinds import DESK_KINDS, render_desk
from ui import dialogs
from ui.export import file_name
from ui.out import give_out
from ui.page import Shell
from ui.papers import desk_view

KINDS = tuple(DESK_KINDS)
_MONTHS = 3
"""Months of the wall planner."""


def save_paper(shell: Shell, parent: QWidget, desk: Desk, kind: str) -> None:
    """Ask where to, make the paper in the background and write it there, to be printed.

    The wall planner has prison numbers in place of names: it hangs where others see it.
    """
    text = shell.text
    suggested = file_name(kind, desk.today, "pdf")
    title, kinds = text("paperpage.save_title_pdf"), text("paperpage.pdf")
    target = dialogs.choose_target(parent, title, suggested, kinds)
    if target is None:
        return

    def job() -> Path:
        view = desk_view(desk, kind, months=_MONTHS, names=False)
        made = render_desk(kind, view, text, prepared_by=desk.who)
        give_out(desk, target, made, "EXPORT_PDF", people=view.people, how=kind)
        return target

    def told(path: Path) -> None:
        shell.message(text("paperpage.saved", file=path.name))

    shell.worker.run(job, told, owner=parent)
