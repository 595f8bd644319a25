"""What a review comes to, in exact fractions, and what stands in its way.

Points times weight over weight, of the questions that were answered and apply. The whole is made
from questions, never from sections. A failed critical question decides the verdict and leaves
the score as it is: a score set to nought would hide what was done well.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.instruments import Answer, Instrument, Option, Question
from pomdesk.domain.quality.results import Score, SectionScore
from pomdesk.domain.quality.terms import Judgement, Verdict
from pomdesk.rules.policy import QualityPolicy

ENGINE = "1"
"""Version of these rules; kept with every score."""

NARRATIVE = "narrative"
"""Key of the scale at whose questions the words are the answer: a comment is always needed."""

HIGH_BUT_INSUFFICIENT = "high_but_insufficient"
LOW_BUT_SUFFICIENT = "low_but_sufficient"


class MissingWhat(StrEnum):
    """What one question still needs before the review can be submitted."""

    ANSWER = "answer"
    COMMENT = "comment"
    NOT_ALLOWED_NA = "not_allowed_na"
    ROOT_CAUSE = "root_cause"
    OTHER_ROOT_CAUSE = "other_root_cause"


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that stands in the way of submitting, and the key of its question."""

    question: str
    what: MissingWhat


def score(
    instrument: Instrument,
    answers: Sequence[Answer],
    judgement: Judgement,
    policy: QualityPolicy,
) -> Score:
    """What the answers come to.

    Questions without an answer, "unsure" and "does not apply" leave both sums. The basis is thin
    where more than ``thin_percent`` of the instrument's weight does not apply. Judgement and
    score clash only where no critical question failed: there the reason is plain.

    Raises:
        RequestRefused: REQ-QA-ANSWER, for an answer the instrument does not know: ``question``,
            ``option``.

    """
    chosen = _chosen(instrument, answers)
    sections = tuple(
        _summed(section.key, section.questions, chosen) for section in instrument.sections
    )
    whole = _summed("", instrument.questions, chosen)
    failed = failing(instrument, answers)
    verdict = Verdict.INSUFFICIENT_CRITICAL if failed else Verdict(judgement.value)
    clash = "" if failed else _clash(whole.share, judgement, policy)
    return Score(whole, sections, failed, _thin(instrument, chosen, policy), verdict, clash, ENGINE)


def failing(instrument: Instrument, answers: Sequence[Answer]) -> tuple[str, ...]:
    """Keys of critical questions at their failing answer, in the order of the instrument.

    Raises:
        RequestRefused: REQ-QA-ANSWER, as ``score``.

    """
    chosen = _chosen(instrument, answers)
    return tuple(
        one.key
        for one in instrument.questions
        if one.critical and (option := chosen.get(one.key)) and option.fails
    )


def missing(instrument: Instrument, answers: Sequence[Answer]) -> list[Missing]:
    """What stands in the way of submitting, in the order of the instrument.

    A comment is needed for every answer but the best; for "does not apply" only at a critical
    question; at a question of the scale ``narrative`` always. A root cause is needed for every
    answer with points but the best, and must be one that the question offers.

    Raises:
        RequestRefused: REQ-QA-ANSWER, as ``score``.

    """
    chosen = _chosen(instrument, answers, na_anywhere=True)
    given = {one.question: one for one in answers}
    return [
        Missing(question.key, what)
        for question in instrument.questions
        for what in _lacks(question, chosen.get(question.key), given.get(question.key))
    ]


def unsure(instrument: Instrument, answers: Sequence[Answer]) -> list[str]:
    """Keys of questions answered "unsure": each must be settled before the review is locked.

    Raises:
        RequestRefused: REQ-QA-ANSWER, as ``score``.

    """
    chosen = _chosen(instrument, answers, na_anywhere=True)
    return [one.key for one in instrument.questions if _is_unsure(chosen.get(one.key))]


def sufficient(instrument: Instrument, question: str, option: str) -> bool | None:
    """Whether an answer counts as sufficient in the establishment's result: only the best does.

    None for "does not apply", "unsure" and no answer: the file does not count for this question.

    Raises:
        RequestRefused: REQ-QA-ANSWER, as ``score``.

    """
    found = _chosen(instrument, [Answer(question, option)], na_anywhere=True).get(question)
    return None if found is None or found.points is None else found.points == 1


def _chosen(
    instrument: Instrument, answers: Sequence[Answer], *, na_anywhere: bool = False
) -> Mapping[str, Option]:
    """The option of each question that has an answer."""
    questions = {one.key: one for one in instrument.questions}
    scales = {scale.key: {one.key: one for one in scale.options} for scale in instrument.scales}
    chosen: dict[str, Option] = {}
    for answer in answers:
        question = questions.get(answer.question)
        known = scales[question.scale] if question else {}
        option = known.get(answer.option)
        twice = answer.question in chosen
        unknown = question is None or (option is None and answer.option != "")
        barred = (
            not na_anywhere and question is not None and not question.na_allowed and _is_na(option)
        )
        if unknown or twice or barred:
            raise RequestRefused("REQ-QA-ANSWER", question=answer.question, option=answer.option)
        if option is not None:
            chosen[answer.question] = option
    return chosen


def _summed(key: str, questions: Sequence[Question], chosen: Mapping[str, Option]) -> SectionScore:
    earned = possible = Fraction(0)
    for question in questions:
        option = chosen.get(question.key)
        if option is not None and option.points is not None:
            earned += question.weight * option.points
            possible += question.weight
    return SectionScore(key, earned, possible)


def _thin(instrument: Instrument, chosen: Mapping[str, Option], policy: QualityPolicy) -> bool:
    weight = sum(one.weight for one in instrument.questions)
    away = sum(one.weight for one in instrument.questions if _is_na(chosen.get(one.key)))
    return 100 * away > policy.thin_percent * weight


def _clash(share: Fraction | None, judgement: Judgement, policy: QualityPolicy) -> str:
    if share is None:
        return ""
    if judgement is Judgement.INSUFFICIENT and 100 * share >= policy.clash_high_percent:
        return HIGH_BUT_INSUFFICIENT
    if judgement is Judgement.SUFFICIENT and 100 * share < policy.clash_low_percent:
        return LOW_BUT_SUFFICIENT
    return ""


def _lacks(question: Question, option: Option | None, answer: Answer | None) -> list[MissingWhat]:
    if option is None or answer is None:
        return [MissingWhat.ANSWER]
    lacks = []
    if option.is_na and not question.na_allowed:
        lacks.append(MissingWhat.NOT_ALLOWED_NA)
    best = option.points == 1
    plain = best or (option.is_na and not question.critical)
    if (not plain or question.scale == NARRATIVE) and not answer.comment.strip():
        lacks.append(MissingWhat.COMMENT)
    if option.points is not None and not best:
        if not answer.root_causes:
            lacks.append(MissingWhat.ROOT_CAUSE)
        elif question.root_causes and not set(answer.root_causes) <= set(question.root_causes):
            lacks.append(MissingWhat.OTHER_ROOT_CAUSE)
    return lacks


def _is_na(option: Option | None) -> bool:
    return option is not None and option.is_na


def _is_unsure(option: Option | None) -> bool:
    return option is not None and option.is_unsure
