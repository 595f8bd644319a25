"""The ring around what has the keyboard."""

import pytest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from shiboken6 import delete

from ui.focus import FocusRings
from ui.theme import Theme


def test_a_control_that_is_taken_away_while_it_has_the_keyboard(
    qapp: QApplication, theme: Theme, capfd: pytest.CaptureFixture[str]
) -> None:
    window = QWidget()
    inside = QWidget(window)
    control = QPushButton("Save", inside)
    QVBoxLayout(window).addWidget(inside)
    window.show()
    rings = FocusRings(qapp, theme)
    rings._follow(None, control)
    assert rings._focused is control
    delete(control)
    window.resize(500, 400)
    qapp.processEvents()
    assert "already deleted" not in capfd.readouterr().err
    assert rings._focused is None
    window.close()
