"""Feedback as it is read: what was done well first, then the rest, then what one says to it."""

from collections.abc import Mapping
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pomdesk.domain.quality.terms import FeedbackReply
from pomdesk.readmodels.quality import FeedbackView
from resources.text import Text
from ui.feedback import words
from ui.feedback.parts import Results, Said, flowing
from ui.theme import Theme
from ui.widgets.chips import Tags
from ui.widgets.feed import Feed
from ui.widgets.form import Band, Button, across, spaced
from ui.widgets.label import Label
from ui.widgets.measure import characters
from ui.widgets.order import put_in_order
from ui.widgets.question import Choices
from ui.widgets.scrolled import Scrolled, clear, put
from ui.widgets.words_box import WordsBox

_WIDEST = 108
ACTIONS = ("acknowledge", "discuss", "answer", "pdf")
"""What can be done, in the order of the buttons."""


class ReadingPane(Scrolled):
    """One feedback, read.

    Signals:
        reply_asked: a ``FeedbackReply`` and its reason.
        action_asked: one of ``ACTIONS``.
    """

    reply_asked = Signal(object, str)
    action_asked = Signal(str)

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(text("feedback.reading"))
        self._text, self._theme = text, theme
        self._view: FeedbackView | None = None
        self.about = Label("", "quiet", wrap=True, select=True)
        self.good = Said(text, "good")
        self.verdict = Band("card")
        self.marks = Tags()
        self.points = Label("", "strong", wrap=True, select=True)
        self.why = Label("", wrap=True, select=True)
        self.critical = Label("", wrap=True, select=True)
        self.sections = QWidget()
        self._sections = QVBoxLayout(self.sections)
        self.actions_head = Label(text("feedback.part.actions"), "heading")
        self.mending = Feed(theme, text("feedback.part.actions"), self)
        self.learning = Said(text, "learning")
        self.support = Said(text, "support")
        self.trend = Said(text, "trend")
        self.own = Said(text, "own")
        self.said = Said(text, "said")
        self.answered = Said(text, "answered")
        self.reply = Band("card")
        self.choices = Choices(text("feedback.reply_head"))
        self.box = WordsBox(theme, text("feedback.reply_why"), text("feedback.reply_help"))
        self.fault = Label("", "error", wrap=True)
        self.send = Button(text("feedback.reply_send"), self._send, kind="main")
        self.signed = Label("", "quiet", wrap=True, select=True)
        self.seen = Label("", "quiet_small", wrap=True, select=True)
        self.buttons = {
            key: Button(
                text(f"feedback.do.{key}"),
                partial(self.action_asked.emit, key),
                help=text(f"feedback.do_help.{key}"),
            )
            for key in ACTIONS
        }
        self._build()

    def _build(self) -> None:
        text = self._text
        self.sheet = QWidget()
        layout = QVBoxLayout(self.sheet)
        spaced(layout, "l")
        spaced(self._sections, "l")
        found: tuple[QWidget, ...] = (self.marks, self.points, self.why, self.critical)
        for part in found:
            self.verdict.inside.addWidget(part)
        head = Label(text("feedback.reply_head"), "heading", wrap=True)
        why = Label(text("feedback.reply_why"), "strong")
        why.setBuddy(self.box)
        self.choices.offer(
            [
                (
                    one.value,
                    text.code("quality_term.feedback_reply", one),
                    text(f"feedback.r.{one}"),
                )
                for one in FeedbackReply
            ]
        )
        for part in (head, self.choices, why, self.box, self.fault):
            self.reply.inside.addWidget(part)
        self.reply.inside.addLayout(across(self.send, None))
        self.fault.hide()
        mended = QWidget()
        block = QVBoxLayout(mended)
        spaced(block, "xs")
        block.addWidget(self.actions_head)
        block.addWidget(self.mending)
        self.mended = mended
        buttons = flowing(*self.buttons.values())
        for part in (
            self.about,
            self.good,
            self.verdict,
            self.sections,
            mended,
            self.learning,
            self.support,
            self.trend,
            self.own,
            self.said,
            self.answered,
            self.reply,
            self.signed,
            buttons,
            self.seen,
        ):
            layout.addWidget(part)
        layout.addStretch(1)
        self.inside.addWidget(self.sheet)
        self.measure()

    def measure(self) -> None:
        """Follow the application's font."""
        self.sheet.setMaximumWidth(characters(_WIDEST))

    # Being fed.

    def display(self, view: FeedbackView, names: Mapping[str, str], today: date) -> None:
        """Show one feedback; a reply that is being typed stays.

        Args:
            view: it.
            names: of those who take part, by code.
            today: the day of the desk.
        """
        text = self._text
        before, self._view = self._view, view
        self.about.setText(words.about_words(text, view))
        self.good.display(view.good)
        self.marks.display([words.verdict_mark(text, view.verdict)])
        whole = view.score.whole
        self.points.setText(words.points_words(text, whole.earned, whole.possible))
        self.why.setText(view.judgement_why)
        self.why.setVisible(bool(view.judgement_why))
        failed = "\n".join(f"• {one.text}" for one in view.critical)
        self.critical.setText(text("feedback.critical", questions=failed) if failed else "")
        self.critical.setVisible(bool(failed))
        shown = (view.results, view.sections)
        if before is None or (before.results, before.sections) != shown:
            self._show_sections(view)
        self.mending.display(words.action_items(text, view.actions, names, today))
        self.mended.setVisible(bool(view.actions))
        learned = [view.learning, words.causes_words(text, view)]
        self.learning.display("\n".join(part for part in learned if part))
        self.support.display(view.support)
        self.trend.display("\n".join(words.trend_words(text, view)))
        self.own.display(view.own_view)
        self._show_reply(view)
        self.signed.setText(words.signed_words(text, view))
        lines = [
            text("feedback.seen", who=who, day=text.short_day(at.date())) for who, at in view.seen
        ]
        self.seen.setText("\n".join(lines))
        self.seen.setVisible(bool(lines))
        for key, button in self.buttons.items():
            button.setVisible(key == "pdf" or key in view.may)
        put_in_order(self, self.page)

    def _show_sections(self, view: FeedbackView) -> None:
        text = self._text
        clear(self._sections)
        titles = {section.key: section.title for section in view.instrument.sections}
        for key, results in view.results:
            block = QWidget()
            layout = QVBoxLayout(block)
            spaced(layout, "xs")
            layout.addWidget(Label(titles.get(key, key), "heading", wrap=True))
            points = words.section_points(text, view, key)
            if points:
                layout.addWidget(Label(points, "quiet"))
            if view.sections.get(key):
                layout.addWidget(Label(view.sections[key], wrap=True, select=True))
            feed = Results(self._theme, titles.get(key, key), self)
            feed.display(words.result_items(text, results))
            layout.addWidget(feed)
            put(self._sections, block)

    def _show_reply(self, view: FeedbackView) -> None:
        text = self._text
        said = text.code("quality_term.feedback_reply", view.reply)
        parts = [said, view.reply_text]
        self.said.display("\n".join(part for part in parts if part))
        by = text("feedback.answered", who=view.answered_by, day=text.short_day(view.answered_on))
        self.answered.display(f"{view.answer}\n{by}" if view.answer else "")
        self.reply.setVisible("reply" in view.may)

    # The reply.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Figures choose the reply; boxes keep what is typed in them."""
        figure = event.text().isdecimal() and not self.reply.isHidden()
        if not (figure and self.choices.press(int(event.text()))):
            super().keyPressEvent(event)

    @property
    def replying(self) -> bool:
        """Whether a reply is typed that was not sent."""
        return not self.reply.isHidden() and bool(self.box.words)

    def draft(self) -> Mapping[str, str] | None:
        """The reply that is typed and not sent; None where there is none."""
        if not self.replying:
            return None
        return {"choice": self.choices.key, "why": self.box.words}

    def take_draft(self, said: Mapping[str, str]) -> None:
        """Put back what ``draft`` gave."""
        self.choices.choose(said.get("choice", ""))
        self.box.load(said.get("why", ""))

    def forget_reply(self) -> None:
        """It was sent, or another feedback is opened."""
        self.choices.choose("")
        self.box.load("")
        self._tell_fault("")

    def _send(self) -> None:
        text, key, why = self._text, self.choices.key, self.box.words
        if not key:
            self._tell_fault(text("feedback.reply_choose"))
            self.choices.setFocus()
        elif not why and FeedbackReply(key) is not FeedbackReply.ACCEPT:
            self._tell_fault(text("feedback.reply_needed"))
            self.box.setFocus()
        else:
            self._tell_fault("")
            self.reply_asked.emit(FeedbackReply(key), why)

    def _tell_fault(self, said: str) -> None:
        self.fault.setText(said)
        self.fault.setVisible(bool(said))
