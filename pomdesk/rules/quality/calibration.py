"""Calibration sessions: many markers on one golden file.

Fleiss' kappa and the share of the commonest mark tell how far all agree; the strictness of a
marker, how far one stands from the others. Neither is for judging people: the session is there
to talk about what the question means.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from pomdesk.domain.quality.instruments import Instrument
from pomdesk.rules.quality.intervals import student_t

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Strictness:
    """How one marker of a session differs from the others.

    Attributes:
        items: questions compared.
        difference: mean of own points less the mean of the others'; below 0 is stricter.
        interval: of the difference (t distribution); None where there is too little.
        hits: answers equal to the agreed key, of ``keyed``.

    """

    marker: str
    items: int
    difference: float | None
    interval: tuple[float, float] | None
    hits: int
    keyed: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """What a calibration session shows.

    Attributes:
        fleiss: kappa of all markers over questions that all gave points to; None where it is not
            defined, or the questions do not share one scale.
        items: questions it rests on.
        modal: marks equal to the commonest mark of their question, of ``marks``.

    """

    markers: Sequence[Strictness]
    fleiss: float | None
    items: int
    modal: int
    marks: int


def calibration(
    instrument: Instrument,
    marks: Mapping[str, Mapping[str, str]],
    key: Mapping[str, str],
    level: float = LEVEL,
) -> Calibration:
    """What a session on one golden file shows.

    Args:
        instrument: what was marked with.
        marks: options by question, by marker; only options with points are compared.
        key: the agreed options by question; may be empty.
        level: of the intervals.

    Raises:
        ValueError: an option or question that the instrument has not.

    """
    points = {marker: _points(instrument, given) for marker, given in marks.items()}
    asked = [one for one in instrument.questions if any(one.key in p for p in points.values())]
    whole = [one for one in asked if all(one.key in given for given in points.values())]
    modal = total = 0
    for question in asked:
        given = [marks[marker][question.key] for marker in marks if question.key in points[marker]]
        modal += max(map(given.count, given))
        total += len(given)
    fleiss = None
    if len(marks) > 1 and len({one.scale for one in whole}) == 1:
        order = [one.key for one in instrument.scale_of(whole[0]).options]
        counts = [[0] * len(order) for _ in whole]
        for row, question in zip(counts, whole, strict=True):
            for answers in marks.values():
                row[order.index(answers[question.key])] += 1
        fleiss = fleiss_kappa(counts)
    markers = [_strictness(marker, marks[marker], points, key, level) for marker in marks]
    return Calibration(tuple(markers), fleiss, len(whole), modal, total)


def _strictness(
    marker: str,
    marks: Mapping[str, str],
    points: Mapping[str, Mapping[str, Fraction]],
    key: Mapping[str, str],
    level: float,
) -> Strictness:
    apart = []
    for question, own in points[marker].items():
        others = [p[question] for name, p in points.items() if name != marker and question in p]
        if others:
            apart.append(own - sum(others, Fraction(0)) / len(others))
    keyed = [question for question in marks if question in key]
    hits = sum(marks[question] == key[question] for question in keyed)
    if not apart:
        return Strictness(marker, 0, None, None, hits, len(keyed))
    n = len(apart)
    mean = sum(apart, Fraction(0)) / n
    interval = None
    if n > 1 and (spread := sum(((one - mean) ** 2 for one in apart), Fraction(0))):
        half = student_t(level, n - 1) * sqrt(spread / (n * (n - 1)))
        interval = (float(mean) - half, float(mean) + half)
    return Strictness(marker, n, float(mean), interval, hits, len(keyed))


def _points(instrument: Instrument, given: Mapping[str, str]) -> dict[str, Fraction]:
    found = {}
    for key, option in given.items():
        question = instrument.question(key)
        options = (
            {one.key: one for one in instrument.scale_of(question).options} if question else {}
        )
        if option not in options:
            raise ValueError(f"no such answer: {key} {option}")
        points = options[option].points
        if points is not None:
            found[key] = points
    return found


def fleiss_kappa(counts: Sequence[Sequence[int]]) -> float | None:
    """Fleiss' kappa: a row for each thing marked, how many markers gave it each option.

    Returns:
        None where it is not defined: nothing marked, or one option only.

    Raises:
        ValueError: fewer than two markers, or not as many for each row.

    """
    if not counts:
        return None
    markers = sum(counts[0])
    if markers < 2 or any(sum(row) != markers for row in counts):
        raise ValueError("every row needs the same two or more markers")
    items = len(counts)
    agreed = Fraction(
        sum(one * (one - 1) for row in counts for one in row), items * markers * (markers - 1)
    )
    columns = [sum(row[place] for row in counts) for place in range(len(counts[0]))]
    chance = sum((Fraction(one, items * markers) ** 2 for one in columns), Fraction(0))
    return None if chance == 1 else float((agreed - chance) / (1 - chance))
