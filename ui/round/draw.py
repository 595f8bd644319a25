"""The second step: where the seed comes from, the draw, and its certificate."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from pomdesk.domain.names import HIDDEN
from pomdesk.domain.quality.terms import Purpose, RoundStage, SampleRole
from pomdesk.readmodels.quality import Certificate, RoundView, SampleLine, StratumLine
from resources.text import Text
from ui.round import tables
from ui.round.asks import DrawAsked, PaperAsked, RecordAsked, VerifyAsked
from ui.theme import Theme
from ui.widgets.facts import FactLine, Facts
from ui.widgets.form import Band, Button, Choice, Form, across, named, spaced
from ui.widgets.label import Label
from ui.widgets.measure import characters
from ui.widgets.quality_words import finding_words, grouped, term
from ui.widgets.scrolled import Scrolled

SOURCES = ("generated", "dice", "lottery")
_LONGEST = 200
_ROLES = {SampleRole.CERTAINTY: 0, SampleRole.PRIMARY: 1, SampleRole.RESERVE: 2}


def in_rank_order(samples: Sequence[SampleLine]) -> list[SampleLine]:
    """What was drawn, stratum by stratum: must-see, drawn, reserves, each by rank."""
    return sorted(samples, key=lambda one: (one.stratum, _ROLES[one.role], one.rank))


class _Before(QWidget):
    """The seed, and what will happen."""

    asked = Signal(object)

    def __init__(self, text: Text) -> None:
        super().__init__()
        self._text = text
        layout = QVBoxLayout(self)
        spaced(layout, "m")
        self.line = Label("", "lead", wrap=True)
        layout.addWidget(self.line)
        self.work = QWidget()
        layout.addWidget(self.work)
        layout = QVBoxLayout(self.work)
        spaced(layout, "m")
        form = Form()
        self.source = Choice()
        for code in SOURCES:
            self.source.addItem(term(text, "seed_source", code), code)
        form.row(
            text("quality_round.draw.source"),
            self.source,
            help=text("quality_round.draw.source_help"),
        )
        self.seed, self.witness = QLineEdit(), QLineEdit()
        for line in (self.seed, self.witness):
            line.setMaxLength(_LONGEST)
            line.setFixedWidth(characters(50))
        self._seed = form.row(
            text("quality_round.draw.seed"), self.seed, help=text("quality_round.draw.seed_help")
        )
        self._witness = form.row(
            text("quality_round.draw.witness"),
            self.witness,
            help=text("quality_round.draw.witness_help"),
        )
        layout.addWidget(form)
        self.will = Label("", wrap=True)
        layout.addWidget(Label(text("quality_round.draw.will"), "strong", wrap=True))
        layout.addWidget(self.will)
        self.draw = Button(text("quality_round.draw.draw"), self._draw, kind="main")
        layout.addLayout(across(self.draw, None))
        self.source.activated.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        by_hand = self.source.currentData() != "generated"
        self._seed.setVisible(by_hand)
        self._witness.setVisible(by_hand)

    def display(self, view: RoundView) -> None:
        """Show what a draw would do now."""
        text, able = self._text, "draw" in view.may
        waits = {RoundStage.PREPARING: "not_frozen", RoundStage.FRAME_FROZEN: "frozen_only"}
        key = "ready" if able else waits.get(view.stage, "not_told")
        self.line.setText(text(f"quality_round.draw.{key}"))
        self.work.setVisible(key != "not_told")
        lines = view.strata or (view.frame.strata if view.frame else ())
        self.will.setText(
            text(
                "quality_round.draw.steps",
                n=sum(line.drawn for line in lines),
                strata=text.count("quality_round.draw.strata", len(lines)),
            )
        )
        for part in (self.source, self.seed, self.witness, self.draw):
            part.setEnabled(able)

    def _draw(self) -> None:
        source = str(self.source.currentData())
        seed, witness = self.seed.text().strip(), self.witness.text().strip()
        if source == "generated":
            self.asked.emit(DrawAsked(source))
            return
        needed = self._text("quality_round.plan.needed")
        self._seed.set_error("" if seed else needed)
        self._witness.set_error("" if witness else needed)
        if seed and witness:
            self.asked.emit(DrawAsked(source, seed, witness))
        else:
            (self.witness if seed else self.seed).setFocus()


class DrawStep(QWidget):
    """Draws, and afterwards shows the certificate.

    Attributes:
        before: where the seed comes from.
        holds: what verifying found, in words.

    Signals:
        asked: one of ``asks``.
    """

    asked = Signal(object)

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self._text, self._blank = text, False
        self._view: RoundView | None = None
        self._certificates: Sequence[Certificate] = ()
        outer = QVBoxLayout(self)
        spaced(outer)
        self.page = Scrolled(text("quality_round.draw.name"))
        self.page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer.addWidget(self.page)
        self.before = _Before(text)
        self.before.asked.connect(self.asked)
        self.page.inside.addWidget(self.before)
        self._after = QWidget()
        self.page.inside.addWidget(self._after)
        self.page.inside.addStretch(1)
        self._build(theme)

    def _build(self, theme: Theme) -> None:
        text = self._text
        layout = QVBoxLayout(self._after)
        spaced(layout, "m")
        self.which = named(Choice(), text("quality_round.draw.which"))
        self.which.activated.connect(lambda _place: self._show())
        self._band = Band("done")
        self.holds = Label("", wrap=True, select=True)
        self._band.inside.addWidget(self.holds)
        self.verify = Button(
            text("quality_round.draw.verify"), lambda: self.asked.emit(VerifyAsked()), kind="main"
        )
        self.paper = Button(text("quality_round.draw.paper"), self._ask_paper)
        self.record = Button(text("quality_round.draw.record"), self._ask_record)
        self.facts = Facts(text)
        self.strata_model, self.strata = tables.table(
            text, theme, "quality_round.draw.allocation", tables.stratum_columns(), _of, self
        )
        self.drawn_model, self.drawn = tables.table(
            text, theme, "quality_round.draw.drawn", tables.drawn_columns(text), _id, self
        )
        self.drawn.sort_by("supervisor")
        layout.addWidget(self.which, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._band)
        layout.addLayout(across(self.verify, self.paper, self.record, None))
        layout.addWidget(self.facts)
        self._by = Label(text("quality_round.draw.allocation"), "heading", wrap=True)
        layout.addWidget(self._by)
        layout.addWidget(self.strata)
        layout.addWidget(Label(text("quality_round.draw.drawn"), "heading", wrap=True))
        layout.addWidget(self.drawn)
        layout.addWidget(Label(text("quality_round.draw.recipe_title"), "heading", wrap=True))
        layout.addWidget(Label(text("quality_round.draw.recipe"), wrap=True, select=True))

    def display(self, view: RoundView, certificates: Sequence[Certificate]) -> None:
        """Show what will be drawn, or the certificate of what was."""
        self._view, self._certificates = view, certificates
        drawn = bool(certificates)
        self.before.setVisible(not drawn)
        self._after.setVisible(drawn)
        self.setFocusProxy(self.verify if drawn else self.before.source)
        if not drawn:
            self.before.display(view)
            return
        kept = max(self.which.currentIndex(), 0)
        self.which.clear()
        for one in certificates:
            purpose = term(self._text, "purpose", one.draw.purpose)
            self.which.addItem(
                self._text("quality_round.draw.one", ref=one.draw.ref, purpose=purpose)
            )
        self.which.setCurrentIndex(min(kept, len(certificates) - 1))
        self.which.setVisible(len(certificates) > 1)
        self._show()

    @property
    def certificate(self) -> Certificate | None:
        """The one that is shown."""
        place = self.which.currentIndex()
        return self._certificates[place] if 0 <= place < len(self._certificates) else None

    def _show(self) -> None:
        one, view = self.certificate, self._view
        if one is None or view is None:
            return
        self._show_findings(one)
        self.facts.display(self._fact_lines(one))
        lines = [line for line in view.strata if line.eligible or line.drawn]
        self.strata_model.set_rows(lines)
        twice = one.draw.purpose is Purpose.DOUBLE_MARK
        for part in (self._by, self.strata):
            part.setVisible(not twice)
        drawn = [line for line in view.samples if line.double or not twice]
        self.drawn_model.set_rows(in_rank_order(drawn))

    def _show_findings(self, one: Certificate) -> None:
        text = self._text
        self._band.set_kind("trouble" if one.findings else "done")
        if not one.findings:
            self.holds.setText(text("quality_round.draw.holds"))
            return
        told = [text("quality_round.draw.broken")]
        for finding in one.findings:
            hidden = replace(finding, about=HIDDEN) if self._blank else finding
            told.append(finding_words(text, hidden))
        self.holds.setText("\n".join(told))

    def _fact_lines(self, one: Certificate) -> list[FactLine]:
        text, draw = self._text, one.draw
        at = draw.drawn_at.replace(tzinfo=UTC).astimezone()
        drawn = text(
            "quality_round.frame.frozen_by",
            day=text.day(at.date()),
            time=f"{at:%H:%M}",
            who=HIDDEN if self._blank else draw.drawn_by,
        )
        told = {
            "drawn_at": drawn,
            "hash": grouped(draw.sha256),
            "before": grouped(draw.prev_sha256),
            "seed_used": draw.seed,
            "source_used": term(text, "seed_source", draw.seed_source),
            "witnessed": HIDDEN if self._blank and draw.witness else draw.witness,
        }
        return [
            FactLine(text(f"quality_round.draw.{name}"), words)
            for name, words in told.items()
            if words
        ]

    def set_blank(self, blank: bool) -> None:
        """Hide names and numbers, or show them again."""
        self._blank = blank
        for model, shown in ((self.strata_model, self.strata), (self.drawn_model, self.drawn)):
            model.hidden = HIDDEN if blank else None
            shown.viewport().update()
        self._show()

    def _ask_paper(self) -> None:
        if self.certificate is not None:
            self.asked.emit(PaperAsked(self.certificate))

    def _ask_record(self) -> None:
        if self.certificate is not None:
            self.asked.emit(RecordAsked(self.certificate))


def _of(line: StratumLine) -> object:
    return line.stratum


def _id(line: SampleLine) -> object:
    return line.id
