"""Instruments as data: in with every fault told, out exactly, their checksum and versions.

The data is what JSON holds: texts, whole numbers, yes and no. Points are ``[1, 2]`` for a half.
The same data is shipped, kept in the store, brought in, and signed by the checksum.
"""

from dataclasses import replace
from datetime import date

from pomdesk.domain.quality.instruments import Instrument, Option, Question
from pomdesk.rules.quality.canonical import sha256_of
from pomdesk.rules.quality.instrument_faults import At, Fault, FaultCode, InstrumentRefused
from pomdesk.rules.quality.instrument_reading import FORMAT, read

_THROWAWAY = "THEME-"


def to_data(instrument: Instrument) -> dict[str, object]:
    """An instrument as data that JSON can hold, every field said."""
    return {
        "format": FORMAT,
        "code": instrument.code,
        "version": instrument.version,
        "title": instrument.title,
        "unit": instrument.unit.value,
        "note": instrument.note,
        "expires": instrument.expires,
        "scales": [
            {"key": scale.key, "options": [_option_data(one) for one in scale.options]}
            for scale in instrument.scales
        ],
        "themes": [{"key": key, "title": title} for key, title in instrument.themes],
        "sections": [
            {
                "key": section.key,
                "title": section.title,
                "questions": [_question_data(one) for one in section.questions],
            }
            for section in instrument.sections
        ],
    }


def _option_data(option: Option) -> dict[str, object]:
    points = option.points
    return {
        "key": option.key,
        "label": option.label,
        "points": None if points is None else [points.numerator, points.denominator],
        "is_na": option.is_na,
        "is_unsure": option.is_unsure,
        "fails": option.fails,
    }


def _question_data(question: Question) -> dict[str, object]:
    data: dict[str, object] = {
        name: getattr(question, name) for name in Question.__dataclass_fields__
    }
    return data | {"root_causes": [cause.value for cause in question.root_causes]}


def from_data(data: object) -> Instrument:
    """The instrument that the data holds, its texts tidied (NFC, no spaces round them).

    Raises:
        InstrumentRefused: REQ-QA-INSTRUMENT with every fault.

    """
    instrument, faults = read(data)
    if faults:
        raise InstrumentRefused(faults)
    return instrument


def faults_of(data: object) -> list[Fault]:
    """Everything that is wrong with the data of an instrument, in the order it stands there."""
    return read(data)[1]


def publishing_faults(instrument: Instrument, today: date) -> list[Fault]:
    """What stands in the way of publishing it: a throwaway needs a day to come on which it ends."""
    at = At().field("expires")
    if not instrument.expires:
        needed = instrument.code.startswith(_THROWAWAY)
        return [Fault(FaultCode.NO_END, at.words, at.pointer)] if needed else []
    if date.fromisoformat(instrument.expires) < today:
        return [Fault(FaultCode.ENDED, at.words, at.pointer, instrument.expires)]
    return []


def content_sha256(instrument: Instrument) -> str:
    """Checksum of what an instrument says: SHA-256 of its canonical JSON (RFC 8785), in hex."""
    return sha256_of(to_data(instrument))


def next_version(instrument: Instrument) -> Instrument:
    """The draft that follows: the same questions, all comparable until somebody says otherwise."""
    sections = [
        replace(
            section, questions=tuple(replace(one, comparable=True) for one in section.questions)
        )
        for section in instrument.sections
    ]
    return replace(instrument, version=instrument.version + 1, sections=tuple(sections))


def comparable_keys(*versions: Instrument) -> frozenset[str]:
    """Questions whose answers may be laid side by side across versions of one instrument.

    A question must stand in every version, be marked comparable in each but the first, and have
    the same answers in all: a scale of which one word or point was changed is another scale.

    Args:
        versions: all that there were from the oldest to the newest compared. One left out in
            between may have broken the line unseen.

    Raises:
        ValueError: versions that do not go up.

    """
    numbers = [one.version for one in versions]
    if numbers != sorted(set(numbers)):
        raise ValueError("versions must go up")
    if not versions or len({one.code for one in versions}) > 1:
        return frozenset()
    first, *later = versions
    return frozenset(
        question.key
        for question in first.questions
        if all(_follows(first, question, one) for one in later)
    )


def _follows(first: Instrument, question: Question, later: Instrument) -> bool:
    now = later.question(question.key)
    if now is None or not now.comparable:
        return False
    return tuple(first.scale_of(question).options) == tuple(later.scale_of(now).options)


def reworded(old: Instrument, new: Instrument) -> list[str]:
    """Keys of questions that say something else than before and are still marked comparable.

    An editor shows them and asks whether they truly mean the same.
    """
    found = []
    for now in new.questions:
        before = old.question(now.key)
        if before is not None and now.comparable:
            said = [(one.text, one.good, one.poor, one.na_rule) for one in (before, now)]
            if said[0] != said[1]:
                found.append(now.key)
    return found
