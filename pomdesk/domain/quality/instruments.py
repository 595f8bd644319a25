"""Instruments: what is asked of a file, how it is answered, and what an answer is worth.

An instrument is frozen once it is published; changing it makes the next version. A question's
``key`` lives on from version to version only while its meaning stays the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from pomdesk.domain.quality.terms import RootCause, Unit


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a scale.

    Attributes:
        key: stable, such as ``met``.
        points: of the most that can be had, 0 to 1; None for "does not apply" and "unsure".
        is_na: the question does not apply; it leaves both sums.
        is_unsure: must be settled before a review is locked.
        fails: at a critical question this answer decides the verdict.

    """

    key: str
    label: str
    points: Fraction | None = None
    is_na: bool = False
    is_unsure: bool = False
    fails: bool = False


@dataclass(frozen=True, slots=True)
class Scale:
    """The answers a question may have, the best first."""

    key: str
    options: Sequence[Option]


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Attributes:
        key: stable; unique in the instrument.
        text: what is asked.
        good: what good looks like.
        poor: what is not enough.
        evidence: where to look.
        weight: 1 to 3 (whole, above 0).
        critical: the failing answer decides the verdict.
        na_rule: when it does not apply; "" where it always does (no N/A then).
        theme: key of the theme it belongs to.
        scale: key of its scale.
        root_causes: offered where the answer is not the best; none: all.
        comparable: whether it means the same as in the version before.
        key_question: a question the establishment's result is told of.

    """

    key: str
    text: str
    good: str = ""
    poor: str = ""
    evidence: str = ""
    weight: int = 1
    critical: bool = False
    na_rule: str = ""
    theme: str = ""
    scale: str = "met"
    root_causes: Sequence[RootCause] = ()
    comparable: bool = True
    key_question: bool = False

    @property
    def na_allowed(self) -> bool:
        """Whether it may be said not to apply."""
        return bool(self.na_rule)


@dataclass(frozen=True, slots=True)
class QuestionSection:
    """Questions that belong together."""

    key: str
    title: str
    questions: Sequence[Question]


@dataclass(frozen=True, slots=True)
class Instrument:
    """One version of an instrument.

    Attributes:
        code: ``OASYS``, ``CASEFILE``, ``INDEPTH``, ``THEME-x``.
        version: 1, 2, ...
        title: what people call it.
        unit: what it is asked of.
        note: e.g. that it is a draft and not the HMPPS tool.
        scales: by key, used by its questions.
        themes: key and words of each theme.
        expires: ISO day a throwaway instrument ends on; "" for none.

    """

    code: str
    version: int
    title: str
    unit: Unit
    sections: Sequence[QuestionSection]
    scales: Sequence[Scale]
    themes: Sequence[tuple[str, str]] = ()
    note: str = ""
    expires: str = ""

    @property
    def questions(self) -> Sequence[Question]:
        """All of them, in order."""
        return tuple(one for section in self.sections for one in section.questions)

    def question(self, key: str) -> Question | None:
        """The question with this key."""
        return next((one for one in self.questions if one.key == key), None)

    def scale_of(self, question: Question) -> Scale:
        """The scale of one of its questions.

        Raises:
            KeyError: the instrument has no such scale; a checked instrument has.

        """
        for scale in self.scales:
            if scale.key == question.scale:
                return scale
        raise KeyError(question.scale)

    def options_of(self, question: Question) -> Sequence[Option]:
        """What may be answered to it: "does not apply" only where it may be said."""
        options = self.scale_of(question).options
        return tuple(one for one in options if question.na_allowed or not one.is_na)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of one review.

    Attributes:
        question: its key.
        option: key of the option; "" while there is none.
        comment: why; needed for anything but the best answer.
        document: which document of the file shows it.
        location: where in it.
        root_causes: what lay behind it.
        good_practice: worth telling others.
        seconds: time taken on it.

    """

    question: str
    option: str = ""
    comment: str = ""
    document: str = ""
    location: str = ""
    root_causes: Sequence[RootCause] = field(default=())
    good_practice: bool = False
    seconds: int = 0
