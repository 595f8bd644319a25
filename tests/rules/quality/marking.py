"""Small instruments and answers for tests."""

from collections.abc import Sequence
from fractions import Fraction

from pomdesk.domain.quality.instruments import (
    Answer,
    Instrument,
    Option,
    Question,
    QuestionSection,
    Scale,
)
from pomdesk.domain.quality.terms import RootCause, Unit

MET = Scale(
    "met",
    (
        Option("met", "Met", Fraction(1)),
        Option("partly", "Partly", Fraction(1, 2)),
        Option("not_met", "Not met", Fraction(0), fails=True),
        Option("na", "Does not apply", is_na=True),
        Option("unsure", "Unsure", is_unsure=True),
    ),
)
SIGNS = {"1": "met", "h": "partly", "0": "not_met", "n": "na", "u": "unsure", "-": ""}


def instrument(*sections: Sequence[Question], version: int = 1) -> Instrument:
    """An instrument whose sections are called ``s1``, ``s2`` ..."""
    return Instrument(
        "CASEFILE",
        version,
        "Invented",
        Unit.CASE,
        tuple(
            QuestionSection(f"s{n}", f"Section {n}", tuple(one))
            for n, one in enumerate(sections, 1)
        ),
        (MET,),
    )


def questions(
    *weights: int, critical: Sequence[int] = (), first: int = 1, na: str = "It may not apply."
) -> list[Question]:
    """Questions ``q1``, ``q2`` ... of these weights; ``critical`` by number."""
    return [
        Question(f"q{n}", f"Question {n}?", weight=weight, critical=n in critical, na_rule=na)
        for n, weight in enumerate(weights, first)
    ]


def answers(signs: str) -> list[Answer]:
    """Answers to ``q1``, ``q2`` ...: 1 met, h partly, 0 not met, n N/A, u unsure, - none."""
    return [
        Answer(
            f"q{n}",
            SIGNS[sign],
            comment="" if sign in "1-" else "why",
            root_causes=(RootCause.TIME,) if sign in "h0" else (),
        )
        for n, sign in enumerate(signs, 1)
    ]
