"""The one list before a paper leaves: what must be mended, what to look at, who looked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pomdesk.domain.papers import Gap, PaperStep
from resources.gap_words import gap_words
from resources.text import Text
from ui.theme import Theme
from ui.widgets.feed import Feed, FeedItem
from ui.widgets.feed_painter import FeedPainter
from ui.widgets.form import Button, Check, across, spaced
from ui.widgets.label import Label
from ui.widgets.order import put_in_order
from ui.widgets.scrolled import Scrolled, clear, put
from ui.widgets.table_model import Mark

ASKED_APART = ("hit", "not_ticked")
"""Gaps that stand with the disclosure check."""

_NAMELESS = ("section_empty", "over_limit", "needs_checking", "oasys_missing", "no_com")
"""Gaps whose words can hold nothing that names anybody."""

_LEFT = 12
"""Pixels from the left."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """What the list shows.

    Attributes:
        gaps: what was found.
        places: first and last character of the place of each gap in ``writing.plain`` of its
            section; both 0: none in particular.
        titles: heading of each section by its id, in the order of the paper.
        disclosable: whether the person may read it.
        questions: the disclosure questions that it asks.
        answered: who answered which of them for the text as it is now.
        lapsed: questions whose answer fell because the text changed.
        frozen: nothing of the paper can change any more.

    """

    gaps: Sequence[Gap] = ()
    places: Sequence[tuple[int, int]] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    disclosable: bool = False
    questions: Sequence[str] = ()
    answered: Mapping[str, PaperStep] = field(default_factory=dict)
    lapsed: Sequence[str] = ()
    frozen: bool = False

    @property
    def blocking(self) -> int:
        """How many things must be mended before the paper can go."""
        return sum(gap.blocks for gap in self.gaps)


def gaps_line(text: Text, ready: Readiness) -> str:
    """In a line: "4 things before this can go"."""
    if ready.frozen:
        return text("ready.frozen")
    if ready.blocking:
        return text.count("ready.blocking", ready.blocking)
    if ready.gaps:
        return text.count("ready.looking", len(ready.gaps))
    return text("ready.clear")


class _Painter(FeedPainter):
    """Items without a column of days."""

    def _text_left(self, width: int) -> int:
        return _LEFT


class Lines(Feed):
    """Lines to open, each as high as its words."""

    def __init__(self, theme: Theme, name: str, inside: Scrolled) -> None:
        super().__init__(theme, name, inside)
        self._painter = _Painter(self._items, theme, self)
        self.setItemDelegate(self._painter)


class Question(QWidget):
    """A question that a person answers with a tick; who did, once it was.

    Signals:
        ticked: it was answered.
    """

    ticked = Signal()

    def __init__(self, words: str) -> None:
        super().__init__()
        self.box = Check("")
        self.box.setAccessibleName(words)
        self.box.clicked.connect(self._tick)
        label = Label(words, wrap=True)
        label.setBuddy(self.box)
        self.by = Label("", "quiet_small", wrap=True)
        beside = QVBoxLayout()
        spaced(beside, "xs")
        beside.addWidget(label)
        beside.addWidget(self.by)
        row = QHBoxLayout(self)
        spaced(row, "xs")
        row.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(beside, 1)

    def display(self, *, done: bool, by: str, able: bool) -> None:
        """Show whether it was answered, by whom, and whether it can be now."""
        self.box.setChecked(done)
        self.box.setEnabled(able and not done)
        self.by.setText(by)
        self.by.setVisible(bool(by))
        self.box.setAccessibleDescription(by)

    def _tick(self) -> None:
        self.box.setChecked(False)  # it is once the desk has it
        self.ticked.emit()


class _Part(QWidget):
    """A heading and what stands under it; hidden until it is filled."""

    def __init__(self, heading: str) -> None:
        super().__init__()
        self.inside = QVBoxLayout(self)
        spaced(self.inside, "xs")
        self.inside.addWidget(Label(heading, "strong", wrap=True))
        self.hide()


class ReadyPanel(QWidget):
    """The list before a paper leaves.

    Attributes:
        must, look, hits: lines that must be mended, to look at, and places that may tell what
            must be kept from the person.
        questions: the disclosure questions by their item.

    Signals:
        place_asked: section, first and last character of its plain text (``writing.plain``);
            both 0: its beginning.
        question_ticked: item of the disclosure question that somebody answered.
        hit_accepted: a ``Hit`` that somebody wants to leave in; the reason is asked after.
        wanted: it came into sight: the whole paper should be looked through.
    """

    wanted = Signal()
    place_asked = Signal(str, int, int)
    question_ticked = Signal(str)
    hit_accepted = Signal(object)

    def __init__(self, text: Text, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self._ready = Readiness()
        self._blank = False
        outer = QVBoxLayout(self)
        spaced(outer)
        self._page = Scrolled(text("ready.name"))
        outer.addWidget(self._page)
        inside = self._page.inside
        self.line = Label("", "lead", wrap=True)
        inside.addWidget(self.line)
        self.must, self._must = self._group(theme, "must")
        self.hits, self._hits = self._group(theme, "hits")
        self.leave = Button(text("ready.leave"), self._leave, help=text("ready.leave_help"))
        self._hits.inside.addLayout(across(self.leave, None))
        self._asked = self._part("questions")
        self._asked_line = Label("", "quiet", wrap=True)
        self._asked.inside.addWidget(self._asked_line)
        self._answers = QVBoxLayout()
        spaced(self._answers, "s")
        self._asked.inside.addLayout(self._answers)
        self.questions: dict[str, Question] = {}
        self.look, self._look = self._group(theme, "look")
        inside.addStretch(1)
        self.setFocusProxy(self._page)

    def _part(self, name: str) -> _Part:
        part = _Part(self._text(f"ready.{name}"))
        self._page.inside.addWidget(part)
        return part

    def _group(self, theme: Theme, name: str) -> tuple[Lines, _Part]:
        part = self._part(name)
        feed = Lines(theme, self._text(f"ready.{name}"), self._page)
        feed.item_opened.connect(self._open)
        feed.clicked.connect(lambda index: self._open(feed.items[index.row()].row))
        part.inside.addWidget(feed)
        return feed, part

    def display(self, ready: Readiness) -> None:
        """Show the list."""
        self._ready = ready
        self.line.setText(gaps_line(self._text, ready))
        gaps = list(enumerate(ready.gaps))
        apart = [one for one in gaps if one[1].code not in ASKED_APART]
        self._fill(self.must, self._must, [one for one in apart if one[1].blocks])
        self._fill(self.look, self._look, [one for one in apart if not one[1].blocks])
        self._fill(self.hits, self._hits, [one for one in gaps if one[1].hit is not None])
        self.leave.setVisible(not ready.frozen)
        self._show_questions(ready)
        put_in_order(self, self._page.page)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the list."""
        super().showEvent(event)
        self.wanted.emit()

    def set_blank(self, blank: bool) -> None:
        """Hide what may name people, or show it again."""
        self._blank = blank
        self.display(self._ready)

    def _fill(self, feed: Lines, part: _Part, gaps: Sequence[tuple[int, Gap]]) -> None:
        feed.display([self._item(place, gap) for place, gap in gaps])
        part.setVisible(bool(gaps) and not (self._blank and feed is self.hits))

    def _item(self, place: int, gap: Gap) -> FeedItem:
        text, hit = self._text, gap.hit
        section = self._ready.titles.get(gap.section, "")
        if gap.section and not section:
            section = gap.section
        marks = (Mark(text.code("hit_kind", hit.kind), "magenta"),) if hit else ()
        head = section or text("ready.printed" if hit else "ready.whole")
        key = (gap.code, gap.section, hit.key if hit else place)
        words = text(f"ready.blank.{'hit' if hit else 'other'}")
        if not self._blank or gap.code in _NAMELESS:
            words = gap_words(text, gap)
        return FeedItem(key=key, day="", away="", head=head, marks=marks, body=words, row=place)

    def _open(self, place: object) -> None:
        if isinstance(place, int) and self._ready.gaps[place].section:
            self.place_asked.emit(self._ready.gaps[place].section, *self._ready.places[place])

    def _leave(self) -> None:
        place = self.hits.chosen()
        if isinstance(place, int):
            self.hit_accepted.emit(self._ready.gaps[place].hit)

    def _show_questions(self, ready: Readiness) -> None:
        self._asked.setVisible(bool(ready.questions))
        if list(self.questions) != list(ready.questions):
            clear(self._answers)
            self.questions = {}
            for item in ready.questions:
                asked = self.questions[item] = Question(self._text.code("disclosure", item))
                asked.ticked.connect(lambda item=item: self.question_ticked.emit(item))
                put(self._answers, asked)
        for item, asked in self.questions.items():
            step = ready.answered.get(item)
            asked.display(
                done=step is not None, by=self._by(item, step, ready), able=not ready.frozen
            )
        self._asked_line.setText(self._text("ready.ticks_fall"))
        self._asked_line.setVisible(not ready.frozen)

    def _by(self, item: str, step: PaperStep | None, ready: Readiness) -> str:
        if step is not None:
            return self._text("ready.ticked", who=step.who, day=self._text.short_day(step.day))
        return self._text("ready.lapsed") if item in ready.lapsed else ""
