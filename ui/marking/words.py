"""Marking in words, and where one goes on."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from pomdesk.domain.quality.instruments import Answer, Instrument
from pomdesk.domain.quality.results import Score
from pomdesk.readmodels.quality import FileFact, MarkingView
from resources.text import Text
from resources.wording import value_words
from ui.widgets.table_model import Mark

FINISH = "*finish"
"""The place behind the last question; no key of a question can be it."""

Gaps = Sequence[tuple[str, str]]
"""What stands in the way of handing in: key of a question, and a code."""

UNANSWERED = frozenset({"answer", "unanswered"})
"""The codes of a question that nothing was answered to."""


def answered(instrument: Instrument, answers: Mapping[str, Answer]) -> int:
    """How many questions have an answer."""
    return sum(bool(answers.get(one.key, Answer("")).option) for one in instrument.questions)


def following(instrument: Instrument, answers: Mapping[str, Answer], gaps: Gaps, at: str) -> str:
    """Where Enter goes on to: the next unanswered question, else the next that lacks something.

    It goes round: what was passed over comes again after the last one. Where nothing else is left
    it is ``FINISH``, which tells what the question it was asked from still lacks.
    """
    keys = [one.key for one in instrument.questions]
    place = keys.index(at) + 1 if at in keys else 0
    others = [key for key in (*keys[place:], *keys[:place]) if key != at]
    blank = [key for key in others if not answers.get(key, Answer(key)).option]
    lacking = {key for key, _code in gaps}
    return next(iter([*blank, *(key for key in others if key in lacking)]), FINISH)


def beside(instrument: Instrument, at: str, step: int) -> str:
    """The question so many steps on, the finish behind the last; where it ends, the same."""
    keys = [*(one.key for one in instrument.questions), FINISH]
    place = keys.index(at) + step if at in keys else 0
    return keys[max(0, min(place, len(keys) - 1))]


def first_place(found: MarkingView) -> str:
    """Where marking goes on: where it was left, else at the first question without an answer."""
    if found.instrument.question(found.place) is not None:
        return found.place
    return following(found.instrument, found.answers, found.missing, "")


def place_words(text: Text, instrument: Instrument, key: str) -> str:
    """Where a question stands: "Question 7 of 19. Offence analysis"."""
    keys = [one.key for one in instrument.questions]
    section = next(s for s in instrument.sections if any(q.key == key for q in s.questions))
    number, of = keys.index(key) + 1, len(keys)
    return text("marking.place", n=number, of=of, section=section.title)


def state_mark(text: Text, key: str, answers: Mapping[str, Answer], gaps: Gaps) -> Mark:
    """How far an answer has come, as a tag."""
    lacks = [code for question, code in gaps if question == key]
    if not answers.get(key, Answer(key)).option:
        return Mark(text("marking.state.blank"), "grey")
    if lacks:
        return Mark(text(f"marking.lacks.{lacks[0]}"), "yellow")
    return Mark(text("marking.state.answered"), "green")


def number_words(number: Fraction) -> str:
    """Points in figures: whole where they are, else with at most two decimals, half up."""
    hundredths = (200 * number.numerator + number.denominator) // (2 * number.denominator)
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02}".rstrip("0") if rest else str(whole)


def points_words(text: Text, earned: Fraction, possible: Fraction) -> str:
    """Points in words: "14 of 18 points", or that nothing applied."""
    if not possible:
        return text("marking.no_points")
    return text("marking.points", earned=number_words(earned), possible=number_words(possible))


def score_lines(text: Text, instrument: Instrument, score: Score) -> list[str]:
    """The score of each section in a line."""
    titles = {section.key: section.title for section in instrument.sections}
    return [
        text(
            "marking.section_points",
            section=titles.get(one.key, one.key),
            points=points_words(text, one.earned, one.possible),
        )
        for one in score.sections
    ]


def took_words(text: Text, seconds: int) -> str:
    """How long it took: "23 minutes"."""
    return text.count("marking.minutes", (seconds + 30) // 60)


def document_words(text: Text, section: str) -> str:
    """What a part of the file is called."""
    return text.code("quality_file", section)


def heading_words(text: Text, fact: FileFact) -> str:
    """What a line of the file is called; a heading with a dot is a key of words of its own."""
    heading = fact.heading
    if "." not in heading:
        return text.code("quality_file_heading", heading)
    return text(heading) if text.has(heading) else heading.rpartition(".")[2]


def fact_words(text: Text, fact: FileFact) -> str:
    """What a line of the file says; codes of facts in words."""
    if fact.heading.startswith("field."):
        return value_words(text, fact.heading, fact.words)
    return fact.words


def location_words(text: Text, fact: FileFact) -> str:
    """Where in it: what the line is called, and its day."""
    heading = heading_words(text, fact)
    return f"{heading}, {text.short_day(fact.day)}" if fact.day else heading
