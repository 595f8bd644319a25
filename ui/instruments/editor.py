"""One instrument: its parts at the left, the fields of the chosen one at the right, a preview."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from pomdesk.domain.quality.terms import InstrumentStage
from pomdesk.readmodels.quality import InstrumentView
from pomdesk.rules.quality.instrument_faults import Fault
from resources.text import Text
from ui.instruments.draft import HEAD, QUESTION, SCALE, SECTION, Draft, Node, faults_at
from ui.instruments.fields import QuestionFields, forms
from ui.instruments.parts import PartLine, PartList
from ui.instruments.preview import Preview
from ui.theme import Theme
from ui.widgets.chips import FlowLayout, Tags
from ui.widgets.form import Button, across, spaced
from ui.widgets.label import Label
from ui.widgets.measure import characters
from ui.widgets.scrolled import Scrolled
from ui.widgets.table_model import Mark

STAGES = {
    InstrumentStage.DRAFT: "grey",
    InstrumentStage.PILOT: "yellow",
    InstrumentStage.PUBLISHED: "green",
    InstrumentStage.RETIRED: "purple",
}
ACTIONS = ("publish", "pilot", "next", "retire", "json", "xlsx", "pdf", "drop")
"""What can be done with a version, in the order of the buttons."""
EDITS = ("question", "section", "scale", "up", "down", "remove")
"""What can be done with the parts of a draft, in the order of the buttons."""


def stage_mark(text: Text, stage: InstrumentStage) -> Mark:
    """How far a version has come, as a tag."""
    return Mark(text.code("quality_term.instrument_stage", stage), STAGES[stage])


def may(view: InstrumentView, *, lead: bool) -> frozenset[str]:
    """What of ``ACTIONS`` can be done with a version."""
    found = {"json", "xlsx", "pdf"}
    stage = view.line.stage
    if lead:
        if stage in {InstrumentStage.DRAFT, InstrumentStage.PILOT}:
            found |= {"publish", "drop"}
        if stage is InstrumentStage.DRAFT:
            found.add("pilot")
        if stage in {InstrumentStage.PILOT, InstrumentStage.PUBLISHED}:
            found.add("retire")
        if not view.may_change:
            found.add("next")
    return frozenset(found)


class Editor(QWidget):
    """One version of an instrument.

    Signals:
        edited: the draft was changed: to be saved soon.
        left: the keyboard went to another part: to be saved at once.
        action_asked: one of ``ACTIONS``.
        remove_asked: the chosen part (``Node``) is to be taken out.
    """

    edited = Signal()
    left = Signal()
    action_asked = Signal(str)
    remove_asked = Signal(object)

    def __init__(self, text: Text, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self.draft: Draft | None = None
        self._node = Node()
        self._writable = False
        self._faults: list[Fault] = []
        self._reworded: frozenset[str] = frozenset()
        self.marks = Tags()
        self.about = Label("", "quiet", wrap=True, select=True)
        self.saved = Label("", "quiet", wrap=True)
        self.buttons = {
            key: Button(
                text(f"instruments.do.{key}"),
                partial(self.action_asked.emit, key),
                help=text(f"instruments.do_help.{key}"),
            )
            for key in ACTIONS
        }
        self.list = PartList(theme, text("instruments.parts"), self._tell)
        self.edits = {
            key: Button(
                text(f"instruments.edit.{key}"),
                partial(self.edit, key),
                help=text(f"instruments.edit_help.{key}"),
            )
            for key in EDITS
        }
        self.forms = forms(text, theme)
        self.stack = QStackedWidget()
        self.preview = Preview(text)
        self.tabs = QTabWidget()
        self._build()
        self._connect()
        self.setFocusProxy(self.list)

    def _build(self) -> None:
        text = self._text
        outer = QVBoxLayout(self)
        spaced(outer, "s")
        head = across(self.marks, self.about)
        head.setStretch(1, 1)
        outer.addLayout(head)
        outer.addWidget(_row(*self.buttons.values()))
        for kind, form in self.forms.items():
            page = Scrolled(text(f"instruments.kind.{kind}"))
            page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            page.inside.addWidget(form)
            self.stack.addWidget(page)
        shown = Scrolled(text("instruments.preview"))
        shown.inside.addWidget(self.preview)
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(text("instruments.tabs"))
        self.tabs.addTab(self.stack, text("instruments.tab.fields"))
        self.tabs.addTab(shown, text("instruments.tab.preview"))
        self.left_side = QWidget()
        side = QVBoxLayout(self.left_side)
        spaced(side)
        side.addWidget(self.list, 1)
        self.tools = _row(*self.edits.values())
        side.addWidget(self.tools)
        columns = QHBoxLayout()
        spaced(columns, "l")
        columns.addWidget(self.left_side)
        columns.addWidget(self.tabs, 1)
        outer.addLayout(columns, 1)
        outer.addLayout(across(self.saved))

    def _connect(self) -> None:
        self.list.row_chosen.connect(self._choose)
        self.list.row_opened.connect(lambda _node: self._to_fields())
        for form in self.forms.values():
            form.edited.connect(self._change)
        self.tabs.currentChanged.connect(lambda _tab: self._show_preview())
        keys: dict[str, Callable[[], object]] = {
            "Ins": partial(self.edit, "question"),
            "Alt+Up": partial(self.edit, "up"),
            "Alt+Down": partial(self.edit, "down"),
            "Alt+1": lambda: self.tabs.setCurrentIndex(0),
            "Alt+2": lambda: self.tabs.setCurrentIndex(1),
            "Ctrl+S": self.left.emit,
        }
        for sequence, do in keys.items():
            shortcut = QShortcut(QKeySequence(sequence), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(do)
        remove = QShortcut(QKeySequence("Del"), self.list)
        remove.setContext(Qt.ShortcutContext.WidgetShortcut)
        remove.activated.connect(partial(self.edit, "remove"))

    # Being fed.

    def load(self, draft: Draft, node: Node, *, writable: bool) -> None:
        """Show a draft, at a place of it; tells nobody."""
        self.draft, self._writable = draft, writable
        for form in self.forms.values():
            form.set_writable(writable)
        for button in self.edits.values():
            button.setVisible(writable)
        self._node = node if node in draft.nodes() else Node()
        self._look()
        self._show_parts()
        self._show_fields()

    def display(self, view: InstrumentView, allowed: frozenset[str]) -> None:
        """Say which version it is and what can be done with it."""
        text, line = self._text, view.line
        self.marks.display([stage_mark(text, line.stage)])
        told = [
            text("instruments.version", code=line.code, version=line.version),
            text.count("instruments.questions", line.questions),
            text.count("instruments.used", line.used),
            text("instruments.sha", sha=line.sha256[:16]) if line.sha256 else "",
            "" if view.may_change else text("instruments.fixed"),
        ]
        self.about.setText(" · ".join(part for part in told if part))
        for key, button in self.buttons.items():
            button.setVisible(key in allowed)

    def tell_reworded(self, keys: frozenset[str]) -> None:
        """Say of which questions the words are others than in the version before."""
        self._reworded = keys
        self._tell_reworded()

    @property
    def node(self) -> Node:
        """The place that is shown."""
        return self._node

    @property
    def faults(self) -> Sequence[Fault]:
        """What is wrong with the draft."""
        return tuple(self._faults)

    # Parts.

    def _show_parts(self) -> None:
        if self.draft is None:
            return
        self.list.set_rows(self.draft.nodes())
        self.list.choose(lambda node: node == self._node)

    def _tell(self, node: Node) -> PartLine:
        text, draft = self._text, self.draft
        if draft is None:
            return PartLine(node, "", strong=False)
        table = draft.table(node)
        wrong = len(faults_at(self._faults, node))
        marks = [Mark(text.count("instruments.faults", wrong), "red")] if wrong else []
        if node.kind == QUESTION and table["critical"]:
            marks.append(Mark(text("question.critical_tag"), "orange"))
        said = {
            HEAD: text("instruments.kind.head"),
            SECTION: str(table.get("title", "")),
            QUESTION: str(table.get("text", "")),
            SCALE: text("instruments.scale_of", key=table.get("key", "")),
        }
        return PartLine(node, said[node.kind], node.kind != QUESTION, tuple(marks))

    def _choose(self, node: object) -> None:
        if isinstance(node, Node) and node != self._node:
            self.left.emit()
            self._node = node
            self._show_fields()

    def _to_fields(self) -> None:
        self.tabs.setCurrentIndex(0)
        form = self.forms[self._node.kind]
        next(iter(form.rows.values())).control.setFocus()

    def edit(self, what: str) -> None:
        """Add, move or take out a part: one of ``EDITS``."""
        draft, text = self.draft, self._text
        if draft is None or not self._writable:
            return
        if what == "remove":
            if self._node.kind != HEAD:
                self.remove_asked.emit(self._node)
            return
        if what in {"up", "down"}:
            self._node = draft.move(self._node, 1 if what == "down" else -1)
        elif what == "question":
            self._node = draft.add_question(self._node, text("instruments.new_question"))
        elif what == "section":
            self._node = draft.add_section(self._node, text("instruments.new_section"))
        else:
            yes, no = text("instruments.new_yes"), text("instruments.new_no")
            self._node = draft.add_scale((yes, no))
        self._changed_parts()
        if what not in {"up", "down"}:
            self._to_fields()

    def remove(self, node: Node) -> None:
        """Take a part out; somebody was asked before."""
        if self.draft is not None:
            self._node = self.draft.remove(node)
            self._changed_parts()

    def _changed_parts(self) -> None:
        self._look()
        self._show_parts()
        self._show_fields()
        self.edited.emit()

    # Fields.

    def _show_fields(self) -> None:
        if self.draft is None:
            return
        kind = self._node.kind
        form = self.forms[kind]
        form.load(self.draft.table(self._node), self.draft.data)
        self.stack.setCurrentIndex(list(self.forms).index(kind))
        self._tell_faults()
        self._show_preview()

    def _change(self) -> None:
        if self.draft is None:
            return
        self.draft.put(self._node, self.forms[self._node.kind].values())
        self._look()
        self._tell_faults()
        self.list.tell_again()
        self._show_preview()
        self.edited.emit()

    def _look(self) -> None:
        self._faults = self.draft.faults if self.draft else []

    def _tell_faults(self) -> None:
        found = faults_at(self._faults, self._node)
        self.forms[self._node.kind].tell_faults(found, self._node.pointer)
        self._tell_reworded()

    def _tell_reworded(self) -> None:
        form = self.forms[QUESTION]
        if self.draft is not None and isinstance(form, QuestionFields):
            key = self.draft.table(self._node).get("key", "")
            form.reworded.setVisible(self._node.kind == QUESTION and key in self._reworded)

    def _show_preview(self) -> None:
        if self.draft is not None and self.tabs.currentIndex() == 1:
            self.preview.display(self.draft, self._node)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The parts take two fifths, and not more than their words need."""
        super().resizeEvent(event)
        self.left_side.setFixedWidth(min(self.width() * 2 // 5, characters(70)))


def _row(*parts: QWidget) -> QWidget:
    row = QWidget()
    flow = FlowLayout(row, "s")
    for part in parts:
        flow.addWidget(part)
    policy = row.sizePolicy()
    policy.setHeightForWidth(True)
    row.setSizePolicy(policy)
    return row
