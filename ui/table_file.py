"""A list that is shown, written to a file somebody chooses."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from ui import dialogs
from ui.export import Value, csv_bytes, file_name, replaced, xlsx_bytes
from ui.out import give_out
from ui.page import Page


def write_table(
    page: Page,
    view: QWidget,
    what: str,
    kind: str,
    titles: Sequence[str],
    cells: Callable[[], Sequence[Sequence[Value]]],
    told: Callable[[int, str], str],
) -> None:
    """Ask where to, write a list there in the background, and say so.

    Args:
        page: whose list it is.
        view: what the question is asked over.
        what: the first word of the file's name; it names nobody.
        kind: ``csv`` or ``xlsx``.
        titles: headings.
        cells: makes the rows; called in the background.
        told: the message, from the number of rows and the file's name.

    """
    text = page.shell.text
    suggested = file_name(what, page.desk.today, kind)
    kinds = text(f"caseload.export_kind_{kind}")
    target = dialogs.choose_target(
        view.window(), text(f"{page.name}.export_title"), suggested, kinds
    )
    if target is None:
        return
    sheet, desk = text(f"page.{page.name}.rail"), page.desk

    def job() -> str:
        rows = cells()
        made = csv_bytes(titles, rows) if kind == "csv" else xlsx_bytes(titles, rows, sheet)
        give_out(desk, target, made, "EXPORT_LIST", size=len(rows), how=what)
        lost = replaced(titles, rows)
        said = told(len(rows), target.name)
        return f"{said} {text.count('export.replaced', lost)}" if lost else said

    page.shell.worker.run(job, page.shell.message, owner=page)
