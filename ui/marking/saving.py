"""What of a marking is kept as it is given: answers, the judgement, the place and the time."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from pomdesk.domain.errors import PomdeskError
from pomdesk.domain.quality.instruments import Answer
from pomdesk.domain.quality.terms import Judgement, ReviewStage, RootCause
from pomdesk.readmodels.quality import MarkingView
from pomdesk.rules.quality.scoring import missing, unsure
from pomdesk.services.commands.quality_marking import AnswerQuestion, JudgeReview, KeepPlace
from pomdesk.services.desk import Desk
from ui.autosave import Autosave
from ui.marking.pace import Pace
from ui.marking.view import MarkingPanel

Judged = tuple[str, str]


class Saving(QObject):
    """Saves what is answered in the view of one marking.

    Attributes:
        found: the marking as the store has it, with what was saved since.

    Signals:
        saved: ``found`` has something new.
        failing: something cannot be saved, or can again; see ``failed``.
    """

    saved = Signal()
    failing = Signal()

    def __init__(self, desk: Desk, view: MarkingPanel, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._view = desk, view
        self.found: MarkingView | None = None
        self.pace = Pace(self)
        self._kept_place = ""
        self._told = 0  # seconds the store knows of
        self._before = self._since = 0  # of the question that is shown
        self.answer: Autosave[Answer] = Autosave(
            self._answer, self._save_answer, view, tidy=_tidied
        )
        self.judgement: Autosave[Judged] = Autosave(
            lambda: view.finish.given, self._save_judgement, view, tidy=_tidied_words
        )
        for one in (self.answer, self.judgement):
            one.saved.connect(self.saved)
            one.failing.connect(self.failing)

    @property
    def failed(self) -> PomdeskError | None:
        """Why something could not be saved; None: it could."""
        return self.answer.failed or self.judgement.failed

    @property
    def writable(self) -> bool:
        """Whether answers can be given."""
        found = self.found
        return found is not None and found.may_change and found.stage is ReviewStage.STARTED

    def all(self) -> bool:
        """Save everything that is not. False: something could not be."""
        answered, judged = self.answer.save(), self.judgement.save()
        return answered and judged

    def let_go(self) -> None:
        """Another marking is opened."""
        self.found, self._kept_place = None, ""
        self._told = self.pace.seconds
        self.answer.let_go()
        self.judgement.let_go()

    # Answers.

    def holds(self, answer: Answer) -> bool:
        """Whether the view has this answer, or more than it."""
        return self.answer.holds(self._key(answer.question), answer)

    def hold(self, answer: Answer) -> None:
        """From now on the view has this answer, as it was loaded into it."""
        self._before, self._since = answer.seconds, self.pace.seconds
        key = self._key(answer.question)
        self.answer.hold(key, self._view.question.answer(answer.question))

    def _key(self, question: str) -> tuple[int, str]:
        return (self.found.review_id if self.found else 0, question)

    def _answer(self) -> Answer:
        key = self.answer.key
        return self._view.question.answer(key[1] if isinstance(key, tuple) else "")

    def _save_answer(self, answer: Answer) -> None:
        found = self.found
        if found is None or not self.writable:
            return
        answer = replace(answer, seconds=self._before + self.pace.seconds - self._since)
        self._desk.do(AnswerQuestion(found.review_id, answer))
        self.found = _with(found, answer)

    # The judgement.

    @property
    def judged(self) -> Judged:
        """The judgement as the store has it."""
        found = self.found
        if found is None:
            return "", ""
        return (found.judgement.value if found.judgement else "", found.judgement_why)

    def holds_judgement(self) -> bool:
        """Whether the view has it, or more than it."""
        return self.judgement.holds(self._key("")[0], self.judged)

    def hold_judgement(self) -> None:
        """From now on the view has it, as it was loaded into it."""
        self.judgement.hold(self._key("")[0], self._view.finish.given)

    def _save_judgement(self, given: Judged) -> bool:
        found = self.found
        if found is None or not self.writable or not all(given):
            return False
        judgement = Judgement(given[0])
        self._desk.do(JudgeReview(found.review_id, judgement, given[1]))
        self.found = replace(found, judgement=judgement, judgement_why=given[1])
        return True

    # Place and time.

    def keep_place(self, question: str) -> None:
        """Note where somebody is and how long they have worked."""
        found = self.found
        if found is None or not self.writable:
            return
        worked = self.pace.seconds - self._told
        if question == self._kept_place and not worked:
            return
        try:
            self._desk.do(KeepPlace(found.review_id, question, worked))
        except PomdeskError:
            return  # nothing that was typed; what was is saved, and told where it is not
        self._told += worked
        self._kept_place = question
        self.found = replace(found, place=question, seconds=found.seconds + worked)


def _with(found: MarkingView, answer: Answer) -> MarkingView:
    """The marking with one more answer, and what it lacks now."""
    answers = {**found.answers, answer.question: answer}
    given = list(answers.values())
    lacks: Sequence[tuple[str, str]] = [
        (one.question, one.what.value) for one in missing(found.instrument, given)
    ]
    return replace(found, answers=answers, missing=lacks, unsure=unsure(found.instrument, given))


def _tidied(answer: Answer) -> Answer:
    causes = tuple(cause for cause in RootCause if cause in answer.root_causes)
    words = {name: getattr(answer, name).strip() for name in ("document", "location")}
    comment = _lines(answer.comment)
    return replace(answer, comment=comment, root_causes=causes, seconds=0, **words)


def _tidied_words(given: Judged) -> Judged:
    return given[0], _lines(given[1])


def _lines(words: str) -> str:
    return "\n".join(line.rstrip() for line in words.strip().splitlines())
