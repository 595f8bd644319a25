"""Who the case is of: always in sight, whichever tab is open."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from pomdesk.domain.names import HIDDEN
from pomdesk.readmodels.case import CaseView
from resources.text import Text
from ui.case.facts import age, com_tag, handover_tag, tags
from ui.widgets.chips import FlowLayout, Tags
from ui.widgets.form import spaced
from ui.widgets.label import Label
from ui.widgets.table_model import Mark

_WHO = ("number", "born", "location")


class IdentityStrip(QWidget):
    """Number, birth, place, category and key dates side by side, and tags under them."""

    def __init__(self, text: Text, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self._view: CaseView | None = None
        self._told: object = None
        self._blank = False
        outer = QVBoxLayout(self)
        spaced(outer, "s")
        self._cells = QWidget()
        self._flow = FlowLayout(self._cells, "l")
        policy = self._cells.sizePolicy()
        policy.setHeightForWidth(True)
        self._cells.setSizePolicy(policy)
        self.tags = Tags()
        outer.addWidget(self._cells)
        outer.addWidget(self.tags)
        self.values: dict[str, Label] = {}
        self._places: dict[str, QWidget] = {}
        for key in ("number", "born", "location", "category", "handover", "release", "end"):
            self._places[key] = self._cell(key)
            self._flow.addWidget(self._places[key])

    def _cell(self, key: str) -> QWidget:
        cell = QWidget()
        layout = QVBoxLayout(cell)
        spaced(layout, "xs")
        layout.setSpacing(0)
        name = self._text(f"case.strip.{key}")
        layout.addWidget(Label(name, "quiet_small"))
        value = Label("", "strong", select=True)
        self.values[key] = value
        layout.addWidget(value)
        return cell

    def display(self, view: CaseView) -> None:
        """Show one case."""
        self._view = view
        self._tell_tags(view)
        text, who = self._text, view.case.person
        none = text("preview.unknown")
        release, handover = view.result.earliest_release, view.result.handover
        born = who.date_of_birth
        years = text("case.strip.age", age=age(born, view.today)) if born else ""
        place = " · ".join(part for part in (view.location, view.prison_name) if part)
        shown = {
            "number": HIDDEN if self._blank else who.prisoner_number,
            "born": f"{text.short_day(born)} ({years})" if born else none,
            "location": place or none,
            "category": who.category or none,
            "handover": text.short_day(handover.on if handover else None),
            "release": f"{text.short_day(release.on)} ({release.kind})" if release else "",
            "end": text.short_day(who.sentence_expiry_date)
            or (text("badge.indeterminate") if who.indeterminate_sentence else ""),
        }
        if shown == self._told:
            return
        self._told = shown
        for key, words in shown.items():
            self.values[key].setText(words or text("case.strip.none"))
            name = text(f"case.strip.{key}")
            self.values[key].setAccessibleName(f"{name}: {words or none}")
        self._flow.invalidate()

    def _tell_tags(self, view: CaseView) -> None:
        text = self._text
        marks = tags(text, view)
        mark = handover_tag(text, view)
        if mark is not None:
            words = text("case.strip.window", state=mark.words.lower())
            marks.append(Mark(words, mark.colour))
        com = com_tag(text, view)
        if com is not None:
            marks.append(com)
        self.tags.display(marks)

    def set_low(self, low: bool) -> None:
        """In a low window only say who it is; the overview says the rest."""
        for key, place in self._places.items():
            place.setVisible(not low or key in _WHO)

    def set_blank(self, blank: bool) -> None:
        """Hide the number, or show it again."""
        was, self._blank = self._blank, blank
        if blank != was and self._view is not None:
            self.display(self._view)
