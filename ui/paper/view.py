"""A paper on the screen: its pages under each other, at a size one can read."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from resources.text import LANGUAGES, Text
from ui.theme import Theme
from ui.widgets.chips import FlowLayout
from ui.widgets.form import Button, Choice, across, named, spaced
from ui.widgets.label import Label
from ui.widgets.sheet import PageImage, Sheet, Sheets

ZOOMS = (50, 75, 100, 125, 150, 200, 300)


class _Bar(QWidget):
    """Controls from left to right; they go on in the next line where the window is narrow."""

    def __init__(self, *parts: QWidget) -> None:
        super().__init__()
        layout = FlowLayout(self, "s")
        for part in parts:
            layout.addWidget(part)
        policy = self.sizePolicy()
        policy.setVerticalPolicy(policy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)


class PaperPanel(QWidget):
    """The pages of one paper and what can be done with it.

    Attributes:
        area: the pages.
        kind, language: what is made from the record; hidden for what was written.

    Signals:
        save_asked: to be written as a file of a form: ``pdf``, ``archive``, ``password``,
            ``word``.
        print_asked: to be printed.
        kind_chosen: another kind of paper is wanted.
        language_chosen: the paper is wanted in another language.
        page_wanted: number of a page, from 0, whose picture is needed.
    """

    save_asked = Signal(str)
    print_asked = Signal()
    kind_chosen = Signal(str)
    language_chosen = Signal(str)
    page_wanted = Signal(int)

    def __init__(
        self,
        text: Text,
        theme: Theme,
        kinds: Sequence[str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text = text
        self.zoom = min(ZOOMS, key=lambda zoom: abs(zoom - theme.zoom))
        self._sizes: Sequence[tuple[float, float]] = ()
        self.kind = named(Choice(), text("out.page.kind"))
        for kind in kinds:
            self.kind.addItem(text(f"paper.{kind}"), kind)
        self.kind.activated.connect(lambda place: self.kind_chosen.emit(kinds[place]))
        self.language = named(Choice(), text("paperpage.language"))
        for code in LANGUAGES:
            self.language.addItem(text(f"paper_language.{code}"), code)
        self.language.activated.connect(lambda place: self.language_chosen.emit(LANGUAGES[place]))
        self.to_file = Button(
            text("paperpage.save"), lambda: self.save_asked.emit("pdf"), kind="main"
        )
        self.to_other = Button(text("paperpage.other"), help=text("paperpage.other_help"))
        self.to_printer = Button(text("paperpage.print"), self.print_asked.emit)
        self.smaller = self._sized("−", "smaller", -1)
        self.larger = self._sized("+", "larger", 1)
        self._size = Label("")
        self._place = Label("", "quiet")
        self.words = Label("", "quiet", wrap=True)
        self.area = Sheets(text, theme, text("paperpage.pages"))
        self.area.page_wanted.connect(self.page_wanted)
        self.area.page_turned.connect(self._tell_place)
        self._build()
        self._keys()
        self.wait()

    def _sized(self, words: str, name: str, step: int) -> Button:
        spoken = self._text(f"paperpage.{name}")
        return Button(words, lambda: self._step(step), name=spoken, help=spoken)

    def _sizes_bar(self) -> QWidget:
        """Smaller, how large, larger: never in two lines."""
        together = QWidget()
        together.setLayout(across(self.smaller, self._size, self.larger))
        return together

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        spaced(layout)
        self.forms = QMenu(self)
        for form in ("archive", "password", "word"):
            action = self.forms.addAction(self._text(f"paperpage.form.{form}"))
            action.triggered.connect(lambda _on=False, form=form: self.save_asked.emit(form))
        self.to_other.setMenu(self.forms)
        bar = _Bar(
            self.kind,
            self.language,
            self.to_file,
            self.to_other,
            self.to_printer,
            self._sizes_bar(),
            self._place,
        )
        layout.addWidget(bar)
        layout.addWidget(self.words)
        layout.addWidget(self.area, 1)
        self.setFocusProxy(self.area)

    def _keys(self) -> None:
        for keys, do in (
            ("Ctrl+S", lambda: self.save_asked.emit("pdf")),
            ("Ctrl+P", self.print_asked.emit),
            ("+", lambda: self._step(1)),
            ("-", lambda: self._step(-1)),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(do)

    def choose(self, kind: str, language: str, *, written: bool) -> None:
        """Say which paper is shown; of one that was ``written``, kind and language stand."""
        self.kind.setCurrentIndex(self.kind.findData(kind))
        self.language.setCurrentIndex(self.language.findData(language))
        self.kind.setVisible(not written)
        self.language.setVisible(not written)

    def wait(self) -> None:
        """Say that the paper is being made."""
        self._show_words("paperpage.making")

    def hide_pages(self) -> None:
        """Show no page while names are hidden."""
        self._show_words("paperpage.hidden")

    def fail(self) -> None:
        """Say that there is no paper to show; why is said elsewhere."""
        self._show_words("paperpage.failed")

    def _show_words(self, key: str) -> None:
        self._sizes = ()
        self._redraw()
        self.words.setText(self._text(key))
        self.words.show()

    def display(self, sizes: Sequence[tuple[float, float]]) -> None:
        """Show pages of these sizes, at the same place as before; pictures follow."""
        keep = bool(self._sizes)
        self._sizes = sizes
        self.words.hide()
        self._redraw(keep=keep)

    def _redraw(self, *, keep: bool = False) -> None:
        for part in (self.to_file, self.to_other, self.to_printer, self.smaller, self.larger):
            part.setEnabled(bool(self._sizes))
        self._size.setText(self._text("paperpage.percent", n=self.zoom))
        self.area.display(self._sizes, self.zoom, keep=keep)

    def put(self, number: int, page: PageImage) -> None:
        """Show the picture of a page."""
        self.area.put(number, page)

    @property
    def sheets(self) -> Sequence[Sheet]:
        """The pages that are shown."""
        return self.area.sheets

    def _tell_place(self, number: int) -> None:
        of = len(self._sizes)
        self._place.setText(self._text("paperpage.page", n=number, of=of) if number else "")

    def _step(self, step: int) -> None:
        place = max(0, min(ZOOMS.index(self.zoom) + step, len(ZOOMS) - 1))
        if self._sizes and ZOOMS[place] != self.zoom:
            self.zoom = ZOOMS[place]
            self._redraw()
