"""The look of the window: Fusion, a palette and a short style sheet from one token table.

Colours are asked for by role (``resources/tokens.toml``), never written out. Sizes of type
are points measured from the application's font, which the window zoom scales; the style
sheet names no size of type. In high contrast the system's own colours stand: no palette and
no style sheet of ours is laid over them.
"""

from pathlib import Path
from string import Template
from typing import ClassVar

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from resources.tokens import tokens

CHOICES = ("system", "light", "dark")
ZOOMS = (80, 90, 100, 110, 125, 150, 175, 200)

_FACES = ("Regular", "Semibold")  # the two weights of ``role_font``

_PALETTE = {
    QPalette.ColorRole.Window: "ground",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "panel",
    QPalette.ColorRole.AlternateBase: "surface",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.PlaceholderText: "text_quiet",
    QPalette.ColorRole.Button: "button_quiet",
    QPalette.ColorRole.ButtonText: "button_quiet_text",
    QPalette.ColorRole.BrightText: "error",
    QPalette.ColorRole.Highlight: "selection",
    QPalette.ColorRole.HighlightedText: "selection_text",
    QPalette.ColorRole.Accent: "brand",
    QPalette.ColorRole.Link: "link",
    QPalette.ColorRole.LinkVisited: "link",
    QPalette.ColorRole.ToolTipBase: "surface",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.Mid: "line",
    QPalette.ColorRole.Dark: "control_line",
}

# In high contrast a role is answered from the system's palette.
_SYSTEM = {
    "ground": QPalette.ColorRole.Window,
    "surface": QPalette.ColorRole.Window,
    "panel": QPalette.ColorRole.Base,
    "selection": QPalette.ColorRole.Highlight,
    "selection_text": QPalette.ColorRole.HighlightedText,
    "strip": QPalette.ColorRole.WindowText,
    "strip_text": QPalette.ColorRole.Window,
    "link": QPalette.ColorRole.Link,
    "focus_inner": QPalette.ColorRole.Window,
    "button": QPalette.ColorRole.Button,
    "button_quiet": QPalette.ColorRole.Button,
    "button_warning": QPalette.ColorRole.Button,
}

_SHEET = Template("""
#strip { background: $strip; }
#strip QLabel { color: $strip_text; }
#strip QPushButton { background: transparent; border: 0; color: $strip_text; padding: 0 6px; }
#strip QPushButton:hover { text-decoration: underline; }
#rail { background: $surface; border-right: 1px solid $line; }
#rail QPushButton { background: transparent; border: 0; border-left: 5px solid transparent;
  padding: 7px 24px 7px 15px; text-align: left; color: $text; }
#rail QPushButton:hover { background: $ground; }
#rail QPushButton:checked { background: $ground; border-left-color: $brand; color: $link; }
#status { background: $surface; border-top: 1px solid $line; }
QFrame[band="note"] { background: $surface; border: 0; border-left: 5px solid $brand; }
QFrame[band="done"] { background: $surface; border: 0; border-left: 5px solid $success; }
QFrame[band="trouble"] { background: $surface; border: 0; border-left: 5px solid $error; }
QFrame[band="card"] { background: $panel; border: 1px solid $line; }
QFrame[band="drop"] { background: $surface; border: 1px dashed $control_line; }
QLabel[role="quiet"], QLabel[role="quiet_small"] { color: $text_quiet; }
QLabel[role="error"] { color: $error; }
QLabel[role="link"] { color: $link; }
$tags
QPushButton { background: $button_quiet; color: $button_quiet_text; border: 1px solid $control_line;
  border-radius: 2px; padding: 5px 12px; outline: 0; }
QPushButton:hover { border-color: $text; }
QPushButton:pressed { background: $line; }
QPushButton[kind="main"] { background: $button; color: $button_text; border-color: $button; }
QPushButton[kind="warning"] { background: $button_warning; color: $button_warning_text;
  border-color: $button_warning; }
QPushButton[kind="main"]:hover, QPushButton[kind="warning"]:hover { border-color: $text; }
QPushButton[kind="link"] { background: transparent; border: 0; color: $link; padding: 5px 2px;
  text-align: left; text-decoration: underline; }
QPushButton[kind="chip"] { padding: 3px 10px; border-color: $line; }
QPushButton[kind="chip"]:checked { background: $selection; color: $selection_text;
  border-color: $selection; }
QPushButton:disabled { background: $surface; color: $text_quiet; border: 1px dashed $line; }
QLineEdit, QPlainTextEdit, QComboBox, QSpinBox { background: $panel; color: $text;
  border: 1px solid $control_line; border-radius: 0; padding: 5px 7px; outline: 0;
  selection-background-color: $selection; selection-color: $selection_text; }
QLineEdit { placeholder-text-color: $text_quiet; }
QLineEdit:read-only { background: $surface; }
QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled { background: $surface;
  color: $text_quiet; }
*[wrong="true"] { border: 2px solid $error; }
Choice::drop-down { border: 0; width: 24px; }
QComboBox QAbstractItemView { background: $panel; color: $text; outline: 0; }
QAbstractItemView { background: $panel; alternate-background-color: $surface; outline: 0;
  border: 1px solid $line; gridline-color: $line;
  selection-background-color: $selection; selection-color: $selection_text; }
QHeaderView { background: $surface; border: 0; }
QHeaderView::section { background: $surface; color: $text; border: 0;
  border-bottom: 1px solid $control_line; padding: 5px 7px; text-align: left; }
QScrollArea { background: transparent; border: 0; }
QToolTip { background: $surface; color: $text; border: 1px solid $control_line; padding: 4px; }
QTabBar::tab { background: transparent; color: $text; padding: 7px 14px; border: 0;
  border-bottom: 4px solid transparent; }
QTabBar::tab:selected { color: $link; border-bottom-color: $brand; }
QTabBar::tab:hover { border-bottom-color: $line; }
QTabBar { qproperty-drawBase: 0; }
QTabWidget::pane { border: 0; border-top: 1px solid $line; }
QSplitter::handle { background: $line; }
QMenu { background: $panel; color: $text; border: 1px solid $control_line; }
QMenu::item { padding: 5px 20px; }
QMenu::item:selected { background: $selection; color: $selection_text; }
""")


def load_font() -> str | None:
    """Give Qt the bundled Source Sans; None where Qt or the system's policy refuses it.

    Windows can be set to block fonts that are not installed; the system font stays then.
    """
    import font_source_sans_pro

    folder = Path(font_source_sans_pro.font_directory)
    loaded = [
        QFontDatabase.addApplicationFont(str(folder / f"SourceSansPro-{face}.ttf"))
        for face in _FACES
    ]
    families = QFontDatabase.applicationFontFamilies(loaded[0]) if loaded[0] != -1 else []
    return families[0] if families else None


def style_sheet(colours: dict[str, str]) -> str:
    """The style sheet for one set of colours by role."""
    tags = "\n".join(
        f'QLabel[tag="{name}"] {{ color: {text}; background: {ground}; padding: 2px 8px; }}'
        for name, (text, ground) in tokens().tags.items()
    )
    return _SHEET.substitute(colours, tags=tags)


def palette(colours: dict[str, str]) -> QPalette:
    """The palette for one set of colours by role."""
    made = QPalette()
    for role, name in _PALETTE.items():
        made.setColor(role, QColor(colours[name]))
    quiet = QColor(colours["text_quiet"])
    for role in (
        QPalette.ColorRole.Text,
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.ButtonText,
    ):
        made.setColor(QPalette.ColorGroup.Disabled, role, quiet)
    return made


class Theme(QObject):
    """Colours by role and the size of type, for the whole application.

    Attributes:
        choice: ``system``, ``light`` or ``dark``.
        zoom: size of type in per cent of the base, one of ``ZOOMS``.

    A widget with a method ``measure`` is told through it that sizes are others now.

    Signals:
        changed: colours or sizes are others now; what paints itself should update.
    """

    changed = Signal()
    _base: ClassVar[float] = tokens().type["screen_base"]

    def __init__(self, app: QApplication, choice: str = "system", zoom: int = 100) -> None:
        super().__init__()
        self._app = app
        self._applied = ""
        self._family = load_font()
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._system_changed)
        # Both are held: PySide takes the second for dead once nobody holds the first.
        self._hints, self._needs = hints, hints.accessibility()
        self._needs.contrastPreferenceChanged.connect(self._system_changed)
        self.choice = choice if choice in CHOICES else "system"
        self.zoom = zoom if zoom in ZOOMS else 100
        self._zoom_font()
        self._colour()

    @property
    def dark(self) -> bool:
        """Whether the dark colours are on."""
        if self.choice != "system":
            return self.choice == "dark"
        return self._hints.colorScheme() == Qt.ColorScheme.Dark

    @property
    def high_contrast(self) -> bool:
        """Whether the system asks for high contrast, which leaves all colours to it."""
        return self._needs.contrastPreference() == Qt.ContrastPreference.HighContrast

    def colour(self, role: str) -> QColor:
        """The colour of a role of the token table; KeyError for a role it does not have."""
        named = self._colours()[role]
        if self.high_contrast:
            return self._app.palette().color(_SYSTEM.get(role, QPalette.ColorRole.WindowText))
        return QColor(named)

    def tag(self, name: str) -> tuple[QColor, QColor]:
        """Text and ground of a tag."""
        text, ground = tokens().tags[name]
        if self.high_contrast:
            return self.colour("text"), self.colour("ground")
        return QColor(text), QColor(ground)

    def choose(self, choice: str) -> None:
        """Turn to ``system``, ``light`` or ``dark``."""
        if choice not in CHOICES:
            raise ValueError(choice)
        self.choice = choice
        self._colour()
        self.changed.emit()

    def set_zoom(self, zoom: int) -> None:
        """Set the size of type to one of ``ZOOMS``, in per cent."""
        if zoom not in ZOOMS:
            raise ValueError(zoom)
        self.zoom = zoom
        self._zoom_font()
        self.changed.emit()

    def zoom_step(self, steps: int) -> None:
        """Larger (1) or smaller (-1), as far as it goes."""
        place = ZOOMS.index(self.zoom) + steps
        self.set_zoom(ZOOMS[max(0, min(place, len(ZOOMS) - 1))])

    def _colours(self) -> dict[str, str]:
        return tokens().themes["dark" if self.dark else "light"]

    def _zoom_font(self) -> None:
        font = QFont(self._app.font())
        if self._family:
            font.setFamilies([self._family])
        font.setPointSizeF(self._base * self.zoom / 100)
        self._app.setFont(font)
        if self._app.topLevelWidgets():
            self._measure_all()

    def _measure_all(self) -> None:
        """Have every widget that measures itself by the font do so: Qt tells windows only."""
        for widget in self._app.allWidgets():
            measure = getattr(widget, "measure", None)
            if measure is not None:
                measure()

    def _colour(self) -> None:
        wanted = "system" if self.high_contrast else "dark" if self.dark else "light"
        if wanted == self._applied:
            return
        self._applied = wanted
        if wanted == "system":
            self._app.setPalette(QPalette())
            self._app.setStyleSheet("")
            return
        colours = self._colours()
        self._app.setPalette(palette(colours))
        self._app.setStyleSheet(style_sheet(colours))
        if self._app.topLevelWidgets():
            self._measure_all()  # a new sheet puts back the fonts of before the last zoom

    def _system_changed(self) -> None:
        self._colour()
        self.changed.emit()
