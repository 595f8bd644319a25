"""The section in the middle of the writing page: what it is, what good content has, the text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pomdesk.domain.papers import SectionState
from pomdesk.domain.writing import Link, ParagraphKind
from pomdesk.readmodels.papers import LinkMoved
from resources.text import Text
from resources.tokens import tokens
from ui.theme import Theme
from ui.widgets.form import Band, Button, across, named, spaced
from ui.widgets.label import Label
from ui.widgets.measure import characters, lines
from ui.widgets.scrolled import Scrolled, clear, put
from ui.writing.beside import Beside, Flowing
from ui.writing.editor import PassageEditor
from ui.writing.sections import SectionLine, count_words

_WIDEST = 92
"""Characters of the column at most: eyes lose longer lines."""
_LEAST_LINES = 7
_GUIDANCE_LINES = 9
_MOVED_LINES = 9


@dataclass(frozen=True, slots=True)
class Shown:
    """One section as it is shown.

    Attributes:
        line: as it stands in the list.
        prompt, guidance: what to write there; may be empty.
        starter: the desk can draft it from the record.
        closed: why nobody can write in it now; blank: one can.
        moved: linked facts that are different now, and what is said of each.
    """

    line: SectionLine
    prompt: str = ""
    guidance: Sequence[str] = ()
    starter: bool = False
    closed: str = ""
    moved: Sequence[tuple[LinkMoved, str]] = ()


class SectionPage(QWidget):
    """Title, guidance, what moved, and the editor.

    Signals:
        draft_asked: the section is to be drafted from the record.
        done_asked: it is done, or is not.
        moved_answered: a linked fact (``LinkMoved``), and whether to use the new value.
        again_asked: saving is to be tried again.
    """

    draft_asked = Signal()
    done_asked = Signal(bool)
    moved_answered = Signal(object, bool)
    again_asked = Signal()

    def __init__(
        self,
        text: Text,
        theme: Theme,
        link_words: Callable[[Link], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text = text
        self.shown: Shown | None = None
        self._guided: bool | None = None  # nobody said: where there is room and no text yet
        self._roomy, self._begun = True, False
        self.title = Label("", "heading", wrap=True)
        self.count = Label("", "quiet")
        self.state = Label("", "quiet")
        self.draft = Button(text("writing.draft"), self.draft_asked.emit)
        self.done = Button(text("writing.done"), self._ask_done)
        self.guide = Button(text("writing.guidance_hide"), self._toggle_guidance, kind="link")
        self.prompt = Label("", "quiet", wrap=True)
        self.guidance = Scrolled(text("writing.guidance"))
        self.moved = Scrolled(text("writing.moved.name"))
        self.trouble = Band("trouble")
        self._trouble_words = Label("", wrap=True)
        self.again = Button(text("writing.again"), self.again_asked.emit)
        self.closed = Band("note")
        self._closed_words = Label("", wrap=True, select=True)
        self.strong = Button(text("writing.strong"), help=text("writing.strong_help"))
        self.bullets = Button(text("writing.bullets"), help=text("writing.bullets_help"))
        self.numbers = Button(text("writing.numbers"), help=text("writing.numbers_help"))
        self.editor = PassageEditor(text, theme, link_words)
        self.source = Label("", "quiet_small", wrap=True)
        self._build()
        self._connect()
        self.measure()

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        spaced(layout)
        head = across(self.title, self.guide, space="m")
        head.setStretch(0, 1)
        head.setAlignment(self.guide, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(head)
        layout.addWidget(self.prompt)
        layout.addWidget(self.guidance)
        layout.addWidget(self.moved)
        row = across(self._trouble_words, self.again, space="m")
        row.setStretch(0, 1)
        self.trouble.inside.addLayout(row)
        self.trouble.hide()
        layout.addWidget(self.trouble)
        self.closed.inside.addWidget(self._closed_words)
        layout.addWidget(self.closed)
        looks = Flowing(self.strong, self.bullets, self.numbers, self.state, self.count)
        self.tools = Beside(Flowing(self.draft, self.done), looks, between="s")
        layout.addWidget(self.tools)
        layout.addWidget(self.editor, 1)
        layout.addWidget(self.source)
        self.guidance.inside.setSpacing(tokens().space["xs"])
        for area in (self.guidance, self.moved):
            area.inside.setContentsMargins(0, 0, tokens().space["s"], 0)
            area.setSizePolicy(area.sizePolicy().horizontalPolicy(), area.sizePolicy().Policy.Fixed)
            area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _connect(self) -> None:
        editor = self.editor
        self.strong.setCheckable(True)
        self.bullets.setCheckable(True)
        self.numbers.setCheckable(True)
        for button, do in (
            (self.strong, editor.toggle_strong),
            (self.bullets, lambda: editor.toggle_kind(ParagraphKind.BULLET)),
            (self.numbers, lambda: editor.toggle_kind(ParagraphKind.NUMBER)),
        ):
            button.clicked.connect(lambda _on=False, do=do: self._do(do))
        editor.cursorPositionChanged.connect(self._tell_look)
        editor.currentCharFormatChanged.connect(lambda _look: self._tell_look())
        editor.link_reached.connect(self.source.setText)

    def measure(self) -> None:
        """Follow the application's font."""
        self.setMaximumWidth(characters(_WIDEST))
        self.editor.setMinimumHeight(lines(_LEAST_LINES))
        for part in (self.state, self.count):
            part.setMinimumHeight(self.strong.sizeHint().height())
        self._fit()

    def _do(self, do: Callable[[], object]) -> None:
        do()
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self._tell_look()

    def _tell_look(self) -> None:
        kind = self.editor.kind
        self.strong.setChecked(self.editor.is_strong)
        self.bullets.setChecked(kind is ParagraphKind.BULLET)
        self.numbers.setChecked(kind is ParagraphKind.NUMBER)

    # Being fed.

    def display(self, shown: Shown) -> None:
        """Show what a section is; the text is loaded into ``editor`` by whoever keeps it."""
        before, self.shown = self.shown, shown
        text, line = self._text, shown.line
        if before is None or before.line.id != line.id:
            self._begun = line.words > 0  # as it is turned to: nothing moves while somebody types
        self.title.setText(line.title)
        self.tell_count(line)
        writable = line.written and not shown.closed
        self.draft.setVisible(writable and shown.starter)
        self.done.setVisible(writable)
        done = line.state is SectionState.DONE
        self.done.setText(text("writing.not_done" if done else "writing.done"))
        named(self.done, self.done.text(), text("writing.done_help"))
        self.prompt.setText(shown.prompt)
        if before is None or before.guidance != shown.guidance:
            clear(self.guidance.inside)
            for point in shown.guidance:
                put(self.guidance.inside, Label(f"\u2022 {point}", wrap=True))
        self._show_guidance()
        if before is None or before.moved != shown.moved:
            self._show_moved(shown)
        self._closed_words.setText(shown.closed)
        self.closed.setVisible(bool(shown.closed))
        self.tools.setVisible(line.written)
        self.editor.setVisible(line.written)
        self.source.setVisible(line.written)
        self.editor.setReadOnly(not writable)
        for tool in (self.strong, self.bullets, self.numbers):
            tool.setVisible(writable)
        self.editor.setAccessibleName(text("writing.editor", title=line.title))
        self.editor.setAccessibleDescription(shown.prompt)

    def tell_count(self, line: SectionLine) -> None:
        """Say how many words there are, and how far the section has come."""
        over = line.over
        words = count_words(self._text, line)
        if over:
            words = self._text("writing.section.over", words=words)
        self.count.setText(words)
        if self.count.role != ("error" if over else "quiet"):
            self.count.set_role("error" if over else "quiet")
        self.state.setText(self._text(f"section_state.{line.state}"))
        draft = self._text("writing.draft_below" if line.words else "writing.draft")
        self.draft.setText(draft)
        named(self.draft, draft, self._text("writing.draft_help"))

    def tell_trouble(self, words: str) -> None:
        """Say that the text is not saved and why; no words: it is."""
        self._trouble_words.setText(words)
        self.trouble.setVisible(bool(words))
        self.trouble.setAccessibleName(words)

    def _show_guidance(self) -> None:
        shown = self.shown
        points, prompt = (shown.guidance, shown.prompt) if shown else ((), "")
        self.guide.setVisible(bool(points or prompt))
        by_itself = not self._begun and (self._roomy or not points)
        guided = by_itself if self._guided is None else self._guided
        self.guidance.setVisible(bool(points) and guided)
        # Where it is low the one line that says what is asked still stands over an empty section.
        asked = guided or (self._guided is None and not self._begun)
        self.prompt.setVisible(bool(prompt) and asked)
        words = self._text("writing.guidance_hide" if guided else "writing.guidance_show")
        self.guide.setText(words)
        named(self.guide, words)
        self._fit()

    def forget(self) -> None:
        """Another paper is opened."""
        self.shown = None

    def _toggle_guidance(self) -> None:
        points = self.shown is not None and bool(self.shown.guidance)
        self._guided = (self.guidance if points else self.prompt).isHidden()
        self._show_guidance()

    def set_roomy(self, roomy: bool) -> None:
        """Whether there is room for the guidance where nobody asked for it or put it away."""
        if roomy != self._roomy:
            self._roomy = roomy
            self._show_guidance()

    def _show_moved(self, shown: Shown) -> None:
        text = self._text
        clear(self.moved.inside)
        for moved, words in shown.moved:
            band = Band("trouble")
            band.inside.addWidget(Label(words, "strong", wrap=True))
            entry = moved.link.ref.startswith("entry.")
            gone = moved.present is None
            use = "take_out" if gone else "checked" if entry else "use"
            answers = []
            for key, new in ((use, True), ("keep", False)):
                said = text(f"writing.moved.{key}")
                name = text("writing.moved.answer", answer=said, what=words)
                button = Button(said, name=name)
                button.clicked.connect(
                    lambda _on=False, moved=moved, new=new: self.moved_answered.emit(moved, new)
                )
                answers.append(button)
            band.inside.addWidget(Flowing(*answers))
            put(self.moved.inside, band)
        self.moved.setVisible(bool(shown.moved))
        self._fit()

    def _fit(self) -> None:
        """Be as high as guidance and changes need, up to a share of the page."""
        for area, most in ((self.guidance, _GUIDANCE_LINES), (self.moved, _MOVED_LINES)):
            wide = max(self.width() - characters(4), characters(20))
            layout = area.inside
            tall = layout.heightForWidth(wide) if layout.hasHeightForWidth() else -1
            tall = max(tall, 0) or layout.sizeHint().height()
            area.setFixedHeight(min(tall + 4, lines(most)))

    def resizeEvent(self, event: object) -> None:
        """Words break elsewhere: measure again."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._fit()

    def _ask_done(self) -> None:
        if self.shown is not None:
            self.done_asked.emit(self.shown.line.state is not SectionState.DONE)
