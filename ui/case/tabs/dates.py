"""Sentence and dates: every fact with where it came from; what is disputed comes first."""

from PySide6.QtWidgets import QVBoxLayout

from pomdesk.domain.facts import SentenceTerm
from pomdesk.readmodels.case import DisputedFact
from resources.text import Text
from ui.case import sources
from ui.case.asks import SettleAsked
from ui.case.shown import Shown
from ui.case.sources import written
from ui.case.tabs.parts import Block, Tab
from ui.theme import Theme
from ui.widgets.facts import Facts
from ui.widgets.fitted import FittedTable
from ui.widgets.form import Band, Button, across, spaced
from ui.widgets.label import Label
from ui.widgets.scrolled import clear, put
from ui.widgets.table_model import Column, TableModel


class DatesTab(Tab):
    """Every fact of the case.

    Attributes:
        sections: the lists of facts, by key: ``dates``, ``stands``, ``others``.
        terms: the sentence terms.
    """

    key = "dates"

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(text, theme)
        self.above = QVBoxLayout()
        spaced(self.above)
        self.inside.addLayout(self.above)
        keys = ("dates", "stands", "others")
        blocks = {key: Block(text(f"case.section.{key}")) for key in keys}
        self.sections: dict[str, Facts] = {k: self.facts(b) for k, b in blocks.items()}
        self.beside([blocks["dates"], blocks["stands"]], [blocks["others"]])
        self._terms = Block(text("case.section.terms"))
        self.terms: TableModel[SentenceTerm] = TableModel(term_columns(text), text, self)
        table = FittedTable(self.terms, theme, text("case.section.terms"), _term)
        self.put_table(self._terms, table)
        self.inside.addWidget(self._terms)
        self.inside.addStretch(1)
        self._disputed: tuple[DisputedFact, ...] = ()

    def display(self, shown: Shown) -> None:
        """Show the facts of one case."""
        text, view = self._text, shown.view
        self.sections["dates"].display(sources.date_lines(text, view))
        self.sections["stands"].display(sources.standing_lines(text, view))
        self.sections["others"].display(sources.other_lines(text, view, blank=shown.blank))
        self.terms.set_rows(list(view.case.sentence_terms))
        self._terms.setVisible(bool(view.case.sentence_terms))
        if tuple(view.disputed) != self._disputed:
            self._disputed = tuple(view.disputed)
            clear(self.above)
            for dispute in view.disputed:
                put(self.above, self._dispute(dispute))

    def count(self, shown: Shown) -> int:
        """Disputes to settle."""
        return len(shown.view.disputed)

    def _dispute(self, dispute: DisputedFact) -> Band:
        text = self._text
        name = text.code("field", dispute.field)
        band = Band("trouble")
        band.inside.addWidget(Label(text("case.dispute.title", name=name), "strong", wrap=True))
        typed = text(
            "case.dispute.typed",
            value=written(text, dispute.section, dispute.field, dispute.typed),
            who=dispute.typed_by,
            day=text.day(dispute.typed_on),
        )
        file = text(
            "case.dispute.file",
            value=written(text, dispute.section, dispute.field, dispute.file_value),
            day=text.day(dispute.file_as_at),
        )
        band.inside.addWidget(Label(typed, wrap=True))
        band.inside.addWidget(Label(file, wrap=True))
        where = (dispute.section, dispute.field)

        def button(key: str, take: str) -> Button:
            return Button(
                text(f"case.dispute.{key}"),
                lambda: self.asked.emit(SettleAsked(*where, take)),
                name=text(f"case.dispute.{key}_of", name=name),
            )

        buttons = (button("keep", "typed"), button("take", "file"))
        band.inside.addLayout(across(*buttons, None))
        return band


def _term(term: SentenceTerm) -> object:
    return (term.booking_id, term.case_id, term.sentence_sequence, term.term_sequence)


def _length(text: Text, term: SentenceTerm) -> str:
    if term.life_sentence:
        return text("case.term.life")
    spans = (("years", term.years), ("months", term.months), ("days", term.days))
    return " ".join(text.count(f"span.{key}", n) for key, n in spans if n) or "–"


def _days(term: SentenceTerm) -> int:
    return (term.years or 0) * 365 + (term.months or 0) * 30 + (term.days or 0)


def _started(term: SentenceTerm) -> int | None:
    day = term.start_date or term.sentence_start_date
    return day.toordinal() if day else None


def term_columns(text: Text) -> list[Column[SentenceTerm]]:
    """Sentence terms as the Prison API gives them."""
    return [
        Column("type", "case.term.type", lambda t: t.sentence_type or "–",
               lambda t: t.sentence_type, 18),
        Column("start", "case.term.start",
               lambda t: text.short_day(t.start_date or t.sentence_start_date) or "–",
               _started, 14),
        Column("length", "case.term.length", lambda t: _length(text, t), _days, 26),
        Column("part", "case.term.part", lambda t: t.sentence_term_code or "–",
               lambda t: t.sentence_term_code, 10),
    ]  # fmt: skip
