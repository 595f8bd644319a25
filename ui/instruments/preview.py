"""A question of a draft as marking will ask it; nothing can be answered."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from pomdesk.domain.quality.instruments import Question
from pomdesk.rules.quality.instrument_faults import InstrumentRefused
from resources.text import Text
from ui.instruments.draft import QUESTION, Draft, Node
from ui.widgets.form import spaced
from ui.widgets.label import Label
from ui.widgets.question import Choices, QuestionText, offered


class Preview(QWidget):
    """The chosen question as it is asked; nothing can be answered."""

    def __init__(self, text: Text) -> None:
        super().__init__()
        self._text = text
        self.none = Label(text("instruments.preview_none"), "quiet", wrap=True)
        self.asked = QuestionText(text)
        self.choices = Choices(text("instruments.preview"), across=True)
        self.after = Label(text("instruments.preview_after"), "quiet", wrap=True)
        layout = QVBoxLayout(self)
        spaced(layout, "m")
        for part in (self.none, self.asked, self.choices, self.after):
            layout.addWidget(part)
        layout.addStretch(1)

    def display(self, draft: Draft, node: Node) -> None:
        """Show a question of a draft."""
        question = self._question(draft, node)
        self.none.setVisible(question is None)
        for part in (self.asked, self.choices, self.after):
            part.setVisible(question is not None)
        if question is None:
            return
        instrument = draft.instrument()
        options = instrument.options_of(question)
        keys = [one.key for one in instrument.questions]
        title = instrument.sections[node.at].title
        place = self._text(
            "instruments.place", n=keys.index(question.key) + 1, of=len(keys), section=title
        )
        self.asked.display(question, options, place)
        self.choices.offer(offered(self._text, question, options))
        self.choices.setEnabled(False)

    @staticmethod
    def _question(draft: Draft, node: Node) -> Question | None:
        if node.kind != QUESTION:
            return None
        try:
            return draft.instrument().sections[node.at].questions[node.question]
        except InstrumentRefused:
            return None
