"""What may be put into the draft: contacts, the plan, other entries, facts, earlier papers.

The search is asked of the desk, because the record is longer than what is shown; the kinds are
told apart here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from pomdesk.domain.names import HIDDEN, fold
from pomdesk.domain.record import Entry, EntryKind
from pomdesk.domain.writing import plain
from pomdesk.readmodels.papers import Evidence, EvidenceFact, EvidencePassage
from resources.link_words import link_words
from resources.text import Text
from resources.wording import source_words
from ui.theme import Theme
from ui.widgets.chips import Chips
from ui.widgets.form import Button, across, named, spaced
from ui.widgets.label import Label
from ui.widgets.lines import Line, LineList
from ui.widgets.measure import lines
from ui.widgets.scrolled import Scrolled
from ui.writing import words

Item = EvidenceFact | Entry | EvidencePassage

PAGE = 200
"""Entries shown at first, and more each time more are asked for."""
_PAUSE = 250
"""Milliseconds after the last letter until the search is asked."""
_SHOWN_LINES = 7
_LOW = 24
"""Lines of the panel under which only the list has room."""
_ALL = "all"
_GROUPS = ("contacts", "plan", "other", "facts", "papers")
_GROUP_OF = {
    EntryKind.CONTACT: "contacts",
    EntryKind.KEY_WORK: "contacts",
    EntryKind.GOAL: "plan",
    EntryKind.STEP: "plan",
    EntryKind.PLAN_AGREEMENT: "plan",
    EntryKind.INTERVENTION: "plan",
}


_RISK = ("probation.mappa", "probation.rosh", "probation.tier", "probation.vlo")
_RELEASE = ("result.earliest_release", "result.handover", "result.responsib", "result.early")
_PAROLE = ("parole.", "result.")
_WHO = (
    *("person.prisoner_number", "person.booking_id", "person.first_name", "person.last_name"),
    *("person.date_of_birth", "person.pnc_number", "person.cro_number", "probation.crn"),
)


def fact_rank(ref: str) -> int:
    """The place of a fact: dates, OASys, risk, release, parole, others, and who it is last."""
    if ref in _WHO:
        return 6
    if ref.startswith("person.") and ref.endswith("_date"):
        return 0
    kinds = (("oasys.",), _RISK, _RELEASE, _PAROLE)
    return next((rank for rank, kind in enumerate(kinds, start=1) if ref.startswith(kind)), 5)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list; ``item`` None: the heading of a group."""

    group: str
    item: Item | None = None
    count: int = 0

    @property
    def key(self) -> object:
        """What tells it from the others."""
        if isinstance(self.item, EvidenceFact):
            return self.item.ref
        if isinstance(self.item, Entry):
            return self.item.id
        if self.item is not None:
            return (self.item.paper_id, self.item.section)
        return self.group


class EvidencePanel(QWidget):
    """Searches and shows evidence, and tells what is to be put in.

    Signals:
        asked: words to search for, and how many entries are to be shown.
        chosen: a fact, an entry or a passage that is to be put in where the keyboard was.
    """

    asked = Signal(str, int)
    chosen = Signal(object)

    def __init__(self, text: Text, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self._evidence = Evidence((), (), 0, ())
        self._titles: Mapping[tuple[str, str], str] = {}
        self._hidden: Sequence[str] = ()
        self._limit = PAGE
        self.search = named(QLineEdit(), text("writing.evidence.search"))
        self.search.setPlaceholderText(text("writing.evidence.search"))
        self.search.setClearButtonEnabled(True)
        self.groups = Chips(
            (_ALL, *_GROUPS), "writing.evidence.group", text, counted="writing.evidence.count"
        )
        self.list: LineList[Row] = LineList(
            theme, text("writing.evidence.list"), self._tell, lambda row: row.key
        )
        self.none = Label("", "quiet", wrap=True)
        self.more = Button(text("writing.evidence.more"), self._more, kind="link")
        self._shown = Label("", wrap=True, select=True)
        self.whole = Scrolled(text("writing.evidence.whole"))
        self.put_in = Button(
            text("writing.evidence.put"), self._put, help=text("writing.evidence.put_help")
        )
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PAUSE)
        self._soon.timeout.connect(self._ask)
        self._build()
        self.search.textChanged.connect(lambda _words: self._soon.start())
        self.search.returnPressed.connect(self._to_list)
        self.groups.chip_chosen.connect(lambda _key: self._show_rows())
        self.list.row_opened.connect(lambda row: self.chosen.emit(row.item))
        self.list.row_chosen.connect(self._show_whole)
        self.setFocusProxy(self.search)

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        spaced(layout)
        layout.addWidget(self.search)
        layout.addWidget(self.groups)
        layout.addWidget(self.none)
        layout.addWidget(self.list, 3)
        layout.addWidget(self.more)
        self.whole.inside.addWidget(self._shown)
        self.whole.inside.addStretch(1)
        layout.addWidget(self.whole, 2)
        layout.addLayout(across(self.put_in, None))
        self.measure()

    def measure(self) -> None:
        """Follow the application's font."""
        self.whole.setMinimumHeight(lines(3))
        self.whole.setMaximumHeight(lines(_SHOWN_LINES))
        self.list.setMinimumHeight(lines(4))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is low the list needs the room."""
        super().resizeEvent(event)
        self.whole.setVisible(bool(self._shown.text()) and self.height() >= lines(_LOW))

    # Being fed.

    @property
    def wanted(self) -> tuple[str, int]:
        """What is searched for, and how many entries are shown."""
        return self.search.text().strip(), self._limit

    def clear(self) -> None:
        """Begin anew: another paper is opened."""
        self._limit = PAGE
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self.groups.set_chosen(_ALL)

    def display(self, evidence: Evidence, titles: Mapping[tuple[str, str], str]) -> None:
        """Show evidence; ``titles`` are those of sections, by kind of paper and section."""
        self._evidence, self._titles = evidence, titles
        self._show_rows()

    def hide_words(self, hidden: Sequence[str]) -> None:
        """Put dots for these words; none: show everything."""
        self._hidden = [one for one in hidden if one.strip()]
        self.list.tell_again()
        self._show_whole(self.list.chosen())

    def set_writable(self, writable: bool) -> None:
        """Whether something can be put in."""
        self.put_in.setEnabled(writable)

    def _grouped(self) -> dict[str, list[Item]]:
        found: dict[str, list[Item]] = {group: [] for group in _GROUPS}
        facts = sorted(self._evidence.facts, key=lambda fact: fact_rank(fact.ref))
        found["facts"] += [fact for fact in facts if self._is_wanted(fact)]
        for entry in self._evidence.entries:
            found[_GROUP_OF.get(entry.kind, "other")].append(entry)
        found["papers"] += self._evidence.passages
        return found

    def _is_wanted(self, fact: EvidenceFact) -> bool:
        """Whether a fact has all words of the search; only here it is known what it is called."""
        said = fold(" ".join(self._parts(fact)[:2]))
        return all(word in said for word in fold(self.search.text()).split())

    def _show_rows(self) -> None:
        grouped, wanted = self._grouped(), self.groups.chosen
        counts = {group: len(items) for group, items in grouped.items()}
        self.groups.set_counts({_ALL: sum(counts.values()), **counts})
        rows: list[Row] = []
        heads: list[int] = []
        for group, items in grouped.items():
            if items and wanted in (_ALL, group):
                heads.append(len(rows))
                rows.append(Row(group, count=len(items)))
                rows += [Row(group, item) for item in items]
        self.list.set_rows(rows, heads)
        key = "none_found" if self.search.text().strip() else "none"
        self.none.setText(self._text(f"writing.evidence.{key}"))
        self.none.setHidden(bool(rows))
        self.list.setVisible(bool(rows))
        shown, total = len(self._evidence.entries), self._evidence.total
        self.more.setVisible(shown < total and wanted != "facts" and wanted != "papers")
        words = self._text("writing.evidence.more_of", n=f"{shown:,}", of=f"{total:,}")
        self.more.setText(words)
        named(self.more, words)
        if not rows:
            self._show_whole(None)

    # In words.

    def _covered(self, said: str) -> str:
        for words_ in self._hidden:
            at = said.casefold().find(words_.casefold())
            while at >= 0 and len(said) == len(said.casefold()):
                said = said[:at] + HIDDEN + said[at + len(words_) :]
                at = said.casefold().find(words_.casefold(), at + len(HIDDEN))
        return said

    def _tell(self, row: Row) -> Line:
        text, item = self._text, row.item
        if item is None:
            name = text(f"writing.evidence.group.{row.group}")
            return Line(name, f"{row.count:,}")
        title, what, more = self._parts(item)
        one_line = " ".join(what.split())
        return Line(title, self._covered(one_line), self._covered(more))

    def _parts(self, item: Item) -> tuple[str, str, str]:
        text = self._text
        if isinstance(item, EvidenceFact):
            value = link_words(text, item.ref, item.value) or item.value
            return words.ref_name(text, item.ref), value, source_words(text, item.source)
        if isinstance(item, Entry):
            said = words.entry_said(text, item)
            return words.kind_words(text, item), said, f"{text.day(item.day)} · {item.written_by}"
        key = (item.kind.value, item.section)
        title = self._titles.get(key, item.section)
        kind = text(f"paper.{item.kind}")
        more = text("writing.evidence.paper", kind=kind, n=item.version, day=text.day(item.day))
        return title, plain(item.passage), more

    def _show_whole(self, row: Row | None) -> None:
        item = row.item if row is not None else None
        self.put_in.setVisible(item is not None)
        if item is None:
            self._shown.setText("")
            self.whole.hide()
            return
        title, what, more = self._parts(item)
        self.whole.setVisible(self.height() >= lines(_LOW))
        self._shown.setText(self._covered(f"{what}\n{more}"))
        named(self.put_in, self._text("writing.evidence.put_name", name=title))

    # What is asked.

    def _ask(self) -> None:
        self._soon.stop()
        self._limit = PAGE
        self.asked.emit(*self.wanted)

    def _more(self) -> None:
        self._limit += PAGE
        self.asked.emit(*self.wanted)

    def _to_list(self) -> None:
        self._ask()
        if not self.list.isHidden():
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _put(self) -> None:
        row = self.list.chosen()
        if row is not None and row.item is not None:
            self.chosen.emit(row.item)
