"""No rich text: words reach the screen through the doors that make them plain."""

import ast
from pathlib import Path

import pytest

from ui.theme import Theme
from ui.widgets.label import Label, tip

UI = Path(__file__).resolve().parents[2] / "ui"
DOORS = {
    UI / "widgets" / "label.py",
    # What is written is a document of Qt's; test_writing_editor.py holds it to plain text.
    UI / "writing" / "document.py",
    UI / "writing" / "text_box.py",
}
BANNED_NAMES = {
    "QErrorMessage",
    "QGraphicsTextItem",
    "QInputDialog",
    "QLabel",
    "QMessageBox",
    "QProgressDialog",
    "QStaticText",
    "QSystemTrayIcon",
    "QTextBrowser",
    "QTextDocument",
    "QTextEdit",
    "QToolTip",
    "QWhatsThis",
}
BANNED_CALLS = {
    "insertHtml",
    "setHtml",
    "setTextFormat",
    "setToolTip",
    "setWhatsThis",
    "ToolTipRole",  # a model's tip is drawn as HTML where it looks like that
    "WhatsThisRole",
}


def raw_doors(source: str) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("PySide6"):
            found += [alias.name for alias in node.names if alias.name in BANNED_NAMES]
        elif isinstance(node, ast.Attribute) and node.attr in BANNED_CALLS | BANNED_NAMES:
            found.append(node.attr)
    return found


@pytest.mark.parametrize("file", sorted(UI.rglob("*.py")), ids=lambda f: str(f.relative_to(UI)))
def test_no_door_for_rich_text(file: Path) -> None:
    if file not in DOORS:
        assert raw_doors(file.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "from PySide6.QtWidgets import QLabel",
        "from PySide6 import QtWidgets\nQtWidgets.QMessageBox.about(None, '', '')",
        "button.setToolTip(name)",
    ],
)
def test_the_search_finds_doors(source: str) -> None:
    assert raw_doors(source)


def test_markup_in_a_name_is_shown_as_it_was_written(theme: Theme) -> None:
    plain, marked = Label("Ap Rhys"), Label("<b>Ap</b> <img src='x.png'>Rhys")
    assert marked.sizeHint().width() > 2 * plain.sizeHint().width()


def test_an_ampersand_in_a_name_is_shown(theme: Theme) -> None:
    assert Label("A & B").sizeHint().width() > Label("A  B").sizeHint().width()


def test_a_tip_shows_markup_as_it_was_written(theme: Theme) -> None:
    label = Label("x")
    tip(label, "<img src='x.png'>")
    assert "<" not in label.toolTip()
