"""The plan of a round: what is read, of whom, and who is left out. Saved as it is filled in."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from pomdesk.domain.quality.terms import InstrumentStage, Purpose, Role, Unit
from pomdesk.readmodels.quality import InstrumentLine, RoundPlan, RoundView
from resources.text import Text
from ui.days import parse_day
from ui.round.asks import Choices, Planned
from ui.round.must_see import MustSee
from ui.widgets.form import Button, Check, Choice, Form, Row, spaced
from ui.widgets.label import Label
from ui.widgets.measure import characters
from ui.widgets.quality_flow import flowing
from ui.widgets.quality_words import term

PURPOSES = (Purpose.ROUTINE, Purpose.TARGETED, Purpose.IN_DEPTH)
FILTERS = (
    "",
    "high_rosh",
    "release_near",
    "parole_near",
    "oasys_late",
    "new_to_supervisor",
    "mappa",
)
SECOND_KEYS = ("", "rosh", "sentence", "oasys")
_USABLE = {InstrumentStage.PILOT, InstrumentStage.PUBLISHED}
_LONGEST = 200


def references(typed: str) -> tuple[str, ...]:
    """The prison numbers in what was typed, each once."""
    words = typed.replace(",", " ").replace(";", " ").upper().split()
    return tuple(dict.fromkeys(words))


class PlanForm(QWidget):
    """Asks what is to be drawn from.

    Attributes:
        rows: rows of the form by name.

    Signals:
        changed: something was filled in.
        list_asked: True: from a file; False: from the desk again.
    """

    changed = Signal()
    list_asked = Signal(bool)

    def __init__(self, text: Text) -> None:
        super().__init__()
        self._text, self._file, self._blank = text, "", False
        self._sets: list[InstrumentLine] = []
        self.rows: dict[str, Row] = {}
        self._form: Form | None = None
        self._layout = QVBoxLayout(self)
        spaced(self._layout, "m")
        self._build()
        self._layout.addStretch(1)
        self.purpose.activated.connect(self._show_fitting)
        self.unit.activated.connect(self._show_fitting)
        self._connect()

    # The controls.

    def _line(self, name: str, *, short: bool = False, hint: bool = False) -> QLineEdit:
        line = QLineEdit()
        line.setMaxLength(_LONGEST)
        if short:
            line.setFixedWidth(characters(24))
        self._row(name, line, hint=hint)
        return line

    def _choice(
        self, name: str, codes: Sequence[Any], family: str, *, hint: bool = False
    ) -> Choice:
        box = Choice()
        for code in codes:
            none = self._text(f"quality_round.plan.no_{name}") if not code else ""
            box.addItem(none or term(self._text, family, code), code)
        self._row(name, box, hint=hint)
        return box

    def _row(self, name: str, control: QWidget, *, hint: bool) -> None:
        text, key = self._text, f"quality_round.plan.{name}"
        said = text(f"{key}_help") if hint else ""
        self.rows[name] = self._rows_below().row(text(key), control, help=said)

    def _build(self) -> None:
        text = self._text
        self.title = self._line("title")
        self.ref = self._line("ref", short=True)
        self.purpose = self._choice("purpose", PURPOSES, "purpose")
        self.reason = self._line("reason", hint=True)
        self.filter = self._choice("filter", FILTERS, "filter")
        self.filter_words = self._line("filter_words", hint=True)
        self.unit = self._choice("unit", tuple(Unit), "unit")
        self.as_of = self._line("as_of", short=True, hint=True)
        self.period_from = self._line("period_from", short=True)
        self.period_to = self._line("period_to", short=True)
        self.instrument = Choice()
        self._row("instrument", self.instrument, hint=False)
        self._put(Label(text("quality_round.plan.list"), "strong", wrap=True))
        self._source = Label("", wrap=True)
        self._put(self._source)
        self.from_file = Button(
            text("quality_round.plan.from_file"), lambda: self.list_asked.emit(True)
        )
        self.from_store = Button(
            text("quality_round.plan.from_store"), lambda: self.list_asked.emit(False), kind="link"
        )
        self._put(flowing(self.from_file, self.from_store))
        self.second_key = self._choice("second_key", SECOND_KEYS, "second_key", hint=True)
        self.leave_out = Check(text("quality_round.plan.leave_out_seen"))
        self._rows_below().add(self.leave_out)
        self._supervisors = QWidget()
        self._checks = QVBoxLayout(self._supervisors)
        spaced(self._checks, "xs")
        self._checks.addWidget(Label(text("quality_round.plan.supervisors"), "strong", wrap=True))
        self._checks.addWidget(
            Label(text("quality_round.plan.supervisors_help"), "quiet", wrap=True)
        )
        self._put(self._supervisors)
        self.checks: dict[str, Check] = {}
        self.restricted = self._line("restricted", hint=True)
        self.conflicts = self._line("conflicts")
        self.certain = MustSee(text)
        self._put(self.certain)

    def _put(self, part: QWidget) -> None:
        """Put a part that is as wide as the form under what is there."""
        self._layout.addWidget(part)
        self._form = None

    def _rows_below(self) -> Form:
        """The form that goes on under what is there."""
        if self._form is None:
            self._form = Form()
            self._layout.addWidget(self._form)
        return self._form

    def _connect(self) -> None:
        for line in self.findChildren(QLineEdit):
            if line is not self.certain.ref:
                line.editingFinished.connect(self.changed)
        for box in self._boxes():
            box.activated.connect(self.changed)
        self.leave_out.clicked.connect(self.changed)
        self.certain.changed.connect(self.changed)

    def _boxes(self) -> tuple[Choice, ...]:
        return (self.purpose, self.filter, self.unit, self.instrument, self.second_key)

    # Being fed.

    def offer(self, choices: Choices, view: RoundView | None) -> None:
        """Offer question sets and supervisors."""
        used = view.instrument_id if view is not None else None
        self._sets = [
            line for line in choices.instruments if line.stage in _USABLE or line.id == used
        ]
        self._offer_instruments()
        here = {one.code: one.name for one in choices.members if one.may(Role.SUPERVISOR)}
        if list(here) == list(self.checks):
            return
        ticked = self._ticked()
        for check in self.checks.values():
            check.hide()
            check.deleteLater()
        self.checks = {}
        for code, name in here.items():
            check = self.checks[code] = Check(name)
            check.setChecked(code in ticked)
            check.clicked.connect(self.changed)
            self._checks.addWidget(check)

    def _offer_instruments(self) -> None:
        """Offer the question sets that ask of what is read."""
        kept, text = self.instrument.currentData(), self._text
        self.instrument.clear()
        self.instrument.addItem(text("quality_round.plan.no_instrument"), None)
        for line in self._sets:
            if line.unit == self.unit.currentData():
                words = text("quality_round.plan.version", title=line.title, n=line.version)
                self.instrument.addItem(words, line.id)
        self.instrument.setCurrentIndex(max(self.instrument.findData(kept), 0))

    def begin(self, choices: Choices) -> None:
        """A new round."""
        self.load(
            Planned(
                ref=choices.ref,
                title="",
                purpose=Purpose.ROUTINE,
                unit=Unit.CASE,
                as_of=choices.today,
                plan=RoundPlan(),
                instrument_id=None,
                period_from=None,
                period_to=None,
                reason="",
            )
        )

    def load(self, planned: Planned) -> None:
        """Show a plan."""
        text, plan = self._text, planned.plan
        lines = {
            self.title: planned.title,
            self.ref: planned.ref,
            self.reason: planned.reason,
            self.filter_words: plan.filter_words,
            self.as_of: text.day(planned.as_of),
            self.period_from: text.day(planned.period_from),
            self.period_to: text.day(planned.period_to),
            self.restricted: " ".join(plan.restricted),
            self.conflicts: " ".join(plan.conflicts),
        }
        for line, words in lines.items():
            if line.text() != words:
                line.setText(words)
        self.unit.setCurrentIndex(max(self.unit.findData(planned.unit), 0))
        self._offer_instruments()
        for box, code in (
            (self.purpose, planned.purpose),
            (self.filter, plan.filter),
            (self.instrument, planned.instrument_id),
            (self.second_key, plan.second_key),
        ):
            box.setCurrentIndex(max(box.findData(code), 0))
        self.leave_out.setChecked(plan.leave_out_seen)
        for code, check in self.checks.items():
            check.setChecked(code in plan.supervisors)
        self.certain.display(plan.certain)
        self.tell_list(plan.from_file)
        self._show_fitting()

    def tell_list(self, name: str) -> None:
        """Tell where the cases come from: the name of a list, or "" for the desk."""
        self._file, text = name, self._text
        key = "listed" if name else "stored"
        self._source.setText(text(f"quality_round.plan.{key}", name=name))
        self.from_store.setVisible(bool(name))

    def _show_fitting(self) -> None:
        targeted = self.purpose.currentData() == Purpose.TARGETED
        oasys = self.unit.currentData() == Unit.OASYS
        for name in ("reason", "filter", "filter_words"):
            self.rows[name].setVisible(targeted)
        routine = self.purpose.currentData() == Purpose.ROUTINE
        self._supervisors.setVisible(not routine and not self._blank)
        self._offer_instruments()
        for name in ("period_from", "period_to"):
            self.rows[name].setVisible(oasys)

    # What it says.

    def _ticked(self) -> tuple[str, ...]:
        return tuple(code for code, check in self.checks.items() if check.isChecked())

    def _day(self, name: str, line: QLineEdit, *, needed: bool) -> tuple[date | None, bool]:
        typed = line.text().strip()
        day = parse_day(typed)
        missing = not typed and needed
        wrong = missing or (bool(typed) and day is None)
        words = "" if not wrong else self._text("case.change.no_date", typed=typed)
        if missing:
            words = self._text("quality_round.plan.needed")
        self.rows[name].set_error(words)
        return day, not wrong

    def planned(self, files: int, floor: int) -> Planned | None:
        """The plan as it is filled in; None, and words beside it, where something is wrong."""
        title, ref = self.title.text().strip(), self.ref.text().strip()
        needed = self._text("quality_round.plan.needed")
        purpose, unit = Purpose(self.purpose.currentData()), Unit(self.unit.currentData())
        targeted = purpose is Purpose.TARGETED
        words = self.filter_words.text().strip() if targeted else ""
        said = {"title": bool(title), "ref": bool(ref), "filter_words": bool(words) or not targeted}
        for name, there in said.items():
            self.rows[name].set_error("" if there else needed)
        spans = unit is Unit.OASYS and not self._file
        as_of, first = self._day("as_of", self.as_of, needed=True)
        begins, second = self._day("period_from", self.period_from, needed=spans)
        ends, third = self._day("period_to", self.period_to, needed=spans)
        if not (all(said.values()) and first and second and third) or as_of is None:
            return None
        plan = RoundPlan(
            files=files,
            floor=floor,
            second_key=self.second_key.currentData(),
            filter=self.filter.currentData() if targeted else "",
            filter_words=words,
            leave_out_seen=self.leave_out.isChecked(),
            supervisors=() if purpose is Purpose.ROUTINE else self._ticked(),
            from_file=self._file,
            restricted=references(self.restricted.text()),
            conflicts=references(self.conflicts.text()),
            certain=self.certain.chosen,
        )
        return Planned(
            ref,
            title,
            purpose,
            unit,
            as_of,
            plan,
            self.instrument.currentData(),
            begins,
            ends,
            self.reason.text().strip() if targeted else "",
        )

    def first_wrong(self) -> QWidget | None:
        """The first control that something is said beside."""
        return next((row.control for row in self.rows.values() if row.error), None)

    def set_blank(self, blank: bool) -> None:
        """Hide numbers and names, or show them again."""
        mode = QLineEdit.EchoMode.Password if blank else QLineEdit.EchoMode.Normal
        for line in (self.restricted, self.conflicts):
            line.setEchoMode(mode)
        self._blank = blank
        self._show_fitting()
        self.certain.set_blank(blank)
