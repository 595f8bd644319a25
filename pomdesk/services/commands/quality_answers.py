"""Answers to the questions about a file, each saved while it is given.

What a sitting writes in one comment is one operation; the journal tells of its beginning and the
table of its end.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from sqlalchemy import select

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.instruments import Answer, Instrument
from pomdesk.domain.quality.terms import RootCause
from pomdesk.services.commands.quality_keeping import LONGEST_LINE, begin, words
from pomdesk.services.desk import Day
from pomdesk.services.quality.reviews import OPEN, at, going_on, instrument_of, mine
from pomdesk.store.journal import Action, Entry
from pomdesk.store.tables import journal, operation, qa_answer, qa_review
from pomdesk.store.unit_of_work import UnitOfWork

SITTING = timedelta(minutes=15)
"""Saves of the words of one answer are one operation for so long."""

MOST_SECONDS = 24 * 60 * 60
"""Of one question."""

_WORDS = frozenset({"comment", "document", "location", "seconds"})


@dataclass(frozen=True, slots=True)
class AnswerQuestion:
    """Save the answer to one question, as far as it has come; a marking not begun is begun.

    What is still missing stands in the way of handing in, not of saving.

    Attributes:
        answer: with its words; ``seconds`` are all that the question took.

    Raises:
        RequestRefused: as ``StartReview``; REQ-QA-ANSWER (no such question, or it has no such
            option), REQ-QA-LONG, REQ-QA-SECONDS, REQ-QA-SEEN.

    """

    name: ClassVar[str] = "answer_quality_question"
    review_id: int
    answer: Answer

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Save it, unless it stands so already."""
        from pomdesk.store.records import QualityAnswerRecord

        _me, one = mine(uow, self.review_id)
        at(going_on(one), *OPEN)
        instrument, _stage = instrument_of(uow, one.row.instrument_id)
        values = _sound(instrument, self.answer)
        key = self.answer.question
        held = uow.find(QualityAnswerRecord, review_id=one.id, question=key)
        if held is not None:
            changed = {name for name, value in values.items() if getattr(held, name) != value}
            if not changed:
                return
            if changed <= _WORDS and _same_sitting(uow, held.id):
                uow.rewrite(qa_answer, held.id, **{name: values[name] for name in changed})
                return
        review = begin(uow, one)
        if held is None:
            uow.add(QualityAnswerRecord(review_id=one.id, question=key, **values))
        else:
            for name, value in values.items():
                setattr(held, name, value)
        # Every answer is a change of its marking: once that was handed in, no answer is undone.
        if review.place == key:
            same = {"place": key}
            uow.journal([Entry(qa_review.name, one.id, None, Action.UPDATE, same, same)])
        review.place = key


def _sound(instrument: Instrument, answer: Answer) -> dict[str, Any]:
    """The columns of an answer as they are kept.

    Raises:
        RequestRefused: REQ-QA-ANSWER, REQ-QA-LONG, REQ-QA-SECONDS.

    """
    question = instrument.question(answer.question)
    known = {one.key for one in instrument.options_of(question)} if question else set()
    if question is None or (answer.option and answer.option not in known):
        raise RequestRefused("REQ-QA-ANSWER", question=answer.question, option=answer.option)
    if not 0 <= answer.seconds <= MOST_SECONDS:
        raise RequestRefused("REQ-QA-SECONDS")
    causes = {RootCause(one) for one in answer.root_causes}
    return {
        "option": answer.option,
        "comment": words(answer.comment, "comment"),
        "document": words(answer.document, "document", longest=LONGEST_LINE),
        "location": words(answer.location, "location", longest=LONGEST_LINE),
        "root_causes": " ".join(one for one in RootCause if one in causes),
        "good_practice": bool(answer.good_practice),
        "seconds": answer.seconds,
    }


def _same_sitting(uow: UnitOfWork, answer_id: int) -> bool:
    """Whether the journal has told of this answer a moment ago."""
    last = (
        select(operation.c.command, operation.c.by, operation.c.at)
        .join(journal, journal.c.operation_id == operation.c.id)
        .where(journal.c.table_name == qa_answer.name, journal.c.row_id == answer_id)
        .order_by(journal.c.id.desc())
        .limit(1)
    )
    return any(
        (row.command, row.by) == (AnswerQuestion.name, uow.by) and uow.now - row.at < SITTING
        for row in uow.rows(last)
    )
