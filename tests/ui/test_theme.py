"""Colours by role, zoom, light and dark, high contrast."""

import pytest
from PySide6.QtGui import QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resources.tokens import tokens
from ui import theme as themes
from ui.theme import Theme
from ui.widgets.label import Label


def test_the_bundled_font_is_used(theme: Theme) -> None:
    assert QApplication.font().family() == "Source Sans Pro"


def test_a_refused_font_leaves_the_systems(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFontDatabase, "addApplicationFont", lambda _path: -1)
    assert themes.load_font() is None
    Theme(qapp, "light")
    assert QApplication.font().pointSizeF() == tokens().type["screen_base"]


def test_light_and_dark_differ_in_the_palette_and_the_sheet(qapp: QApplication) -> None:
    light = Theme(qapp, "light")
    ground, sheet = qapp.palette().color(QPalette.ColorRole.Window), qapp.styleSheet()
    light.choose("dark")
    assert qapp.palette().color(QPalette.ColorRole.Window) == light.colour("ground")
    assert qapp.palette().color(QPalette.ColorRole.Window) != ground
    assert qapp.styleSheet() != sheet


def test_the_sheet_names_no_size_of_type() -> None:
    for colours in tokens().themes.values():
        assert "font" not in themes.style_sheet(colours)


def test_an_unknown_role_is_a_bug(theme: Theme) -> None:
    with pytest.raises(KeyError):
        theme.colour("salmon")


@pytest.mark.parametrize("zoom", [99, 0, 1000, -1])
def test_only_known_zooms(theme: Theme, zoom: int) -> None:
    with pytest.raises(ValueError, match=str(zoom)):
        theme.set_zoom(zoom)


def test_zoom_stops_at_both_ends(theme: Theme) -> None:
    theme.zoom_step(-20)
    assert theme.zoom == themes.ZOOMS[0]
    theme.zoom_step(20)
    assert theme.zoom == themes.ZOOMS[-1]


def test_labels_follow_the_zoom_and_keep_their_ratio(theme: Theme, qtbot: QtBot) -> None:
    title, body = Label("Caseload", "title"), Label("Words")
    qtbot.addWidget(title)
    qtbot.addWidget(body)
    before = title.font().pointSizeF()
    theme.set_zoom(200)
    assert title.font().pointSizeF() == pytest.approx(2 * before)
    ratio = title.font().pointSizeF() / body.font().pointSizeF()
    assert ratio == pytest.approx(tokens().type["screen_title"])


def test_strange_settings_are_the_usual_ones(qapp: QApplication) -> None:
    made = Theme(qapp, "sepia", 3)
    assert (made.choice, made.zoom) == ("system", 100)


class _HighContrast(Theme):
    @property
    def high_contrast(self) -> bool:
        return True


def test_high_contrast_leaves_all_colours_to_the_system(qapp: QApplication) -> None:
    Theme(qapp, "dark")
    made = _HighContrast(qapp, "dark")
    assert qapp.styleSheet() == ""
    assert made.colour("text") == qapp.palette().color(QPalette.ColorRole.WindowText)
    assert made.tag("red") == (made.colour("text"), made.colour("ground"))


def test_the_theme_outlives_the_collector(theme: Theme) -> None:
    """PySide takes the accessibility hints for dead once nobody holds the style hints."""
    import gc

    gc.collect()
    assert theme.high_contrast in {True, False}


def test_words_keep_their_size_when_the_colours_change(theme: Theme, qtbot: QtBot) -> None:
    label = Label("Words", "title")
    qtbot.addWidget(label)
    label.show()
    theme.set_zoom(150)
    large = label.font().pointSizeF()
    theme.choose("dark")
    assert label.font().pointSizeF() == large
