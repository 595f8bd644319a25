"""The recovery key on paper, straight to a printer and to no file of ours."""

from PySide6.QtWidgets import QWidget

from resources.text import Text
from ui.slip import Told, print_slip


def print_key(parent: QWidget, text: Text, where: str, key: str) -> bool:
    """Print the recovery key, with what it is for. Whether it went to a printer.

    Raises:
        PaperRefused: REP-PRINTER, where the printer takes nothing.

    """
    return print_slip(parent, text("recovery.key"), told(text, where, key))


def told(text: Text, where: str, key: str) -> Told:
    """What stands on the page."""
    return (
        (text("recovery.paper_title"), 18, True),
        (text("recovery.paper_words"), 11, False),
        ("\n".join(_groups(key)), 18, True),
        (text("recovery.paper_where", path=where), 9, False),
    )


def _groups(key: str) -> list[str]:
    """Some groups a line, so that nobody loses their place."""
    groups = key.split("-")
    return ["-".join(groups[at : at + 4]) for at in range(0, len(groups), 4)]
