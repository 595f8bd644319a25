"""Reads the data of an instrument: each value, then what only shows between the parts."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from pomdesk.domain.quality.instruments import (
    Instrument,
    Option,
    Question,
    QuestionSection,
    Scale,
)
from pomdesk.domain.quality.terms import RootCause, Unit
from pomdesk.rules.quality.instrument_faults import At, Fault, FaultCode, Reader

FORMAT = "pomdesk-instrument/1"
MOST_QUESTIONS = 200
MOST_SECTIONS = 40
MOST_SCALES = 20
MOST_OPTIONS = 12
MOST_THEMES = 60
MOST_POINTS = 100
MOST_VERSIONS = 9_999
HEAVIEST = 3

_TITLE, _TEXT, _GUIDANCE, _LABEL, _NOTE, _CODE = 200, 600, 2_000, 60, 1_000, 40
_CODE_FORM = re.compile(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*")

_HEAD = frozenset(
    {
        "format",
        "code",
        "version",
        "title",
        "unit",
        "note",
        "expires",
        "scales",
        "themes",
        "sections",
    }
)
_SCALE = frozenset({"key", "options"})
_OPTION = frozenset({"key", "label", "points", "is_na", "is_unsure", "fails"})
_THEME = frozenset({"key", "title"})
_SECTION = frozenset({"key", "title", "questions"})
_QUESTION = frozenset(Question.__dataclass_fields__)


def read(data: object) -> tuple[Instrument, list[Fault]]:
    """The instrument as far as it can be read, and every fault in the order of the data.

    With a fault the instrument is not to be used.
    """
    reader, at = Reader(), At()
    head = reader.table(data, at, _HEAD)
    if head and head.get("format") != FORMAT:
        reader.note(FaultCode.FORMAT, at.field("format"), head.get("format", ""))
    code = reader.text(head, "code", at, _CODE, needed=True)
    if code and not _CODE_FORM.fullmatch(code):
        reader.note(FaultCode.CODE, at.field("code"), code)
    version = reader.whole(head, "version", at, 1, MOST_VERSIONS)
    title = reader.text(head, "title", at, _TITLE, needed=True)
    unit = head.get("unit", "")
    if unit not in tuple(Unit):
        reader.note(FaultCode.UNIT, at.field("unit"), unit)
        unit = Unit.CASE
    note = reader.text(head, "note", at, _NOTE, lines=True)
    expires = _day(reader, head, at)
    scales = _scales(reader, head, at)
    themes = _themes(reader, head, at)
    sections = _sections(reader, head, at)
    instrument = Instrument(
        code, version or 1, title, Unit(str(unit)), sections, scales, themes, note, expires
    )
    return instrument, reader.faults + _cross_faults(head, instrument)


def _day(reader: Reader, head: Mapping[str, object], at: At) -> str:
    text = reader.text(head, "expires", at, _CODE)
    try:
        well = not text or date.fromisoformat(text).isoformat() == text
    except ValueError:
        well = False
    if not well:
        reader.note(FaultCode.DAY, at.field("expires"), text)
    return text


def _scales(reader: Reader, head: Mapping[str, object], at: At) -> tuple[Scale, ...]:
    scales, keys = [], []
    for place, row in reader.rows(head, "scales", at, MOST_SCALES):
        table = reader.table(row, place, _SCALE)
        key = reader.key(table, place)
        rows = reader.rows(table, "options", place, MOST_OPTIONS)
        options = [_option(reader, one, where) for where, one in rows]
        reader.once([(where, one.key) for (where, _), one in zip(rows, options, strict=True)])
        _check_scale(reader, options, place)
        scales.append(Scale(key, tuple(options)))
        keys.append((place, key))
    reader.once(keys)
    return tuple(scales)


def _option(reader: Reader, row: object, at: At) -> Option:
    table = reader.table(row, at, _OPTION)
    option = Option(
        reader.key(table, at),
        reader.text(table, "label", at, _LABEL, needed=True),
        _points(reader, table.get("points"), at.field("points")),
        reader.flag(table, "is_na", at, missing=False),
        reader.flag(table, "is_unsure", at, missing=False),
        reader.flag(table, "fails", at, missing=False),
    )
    without = option.is_na + option.is_unsure
    if without > 1 or (table.get("points") is None) != bool(without):
        reader.note(FaultCode.NO_POINTS, at.field("points"))
    if option.fails and (without or option.points == 1):
        reader.note(FaultCode.BEST_FAILS, at.field("fails"))
    return option


def _points(reader: Reader, value: object, at: At) -> Fraction | None:
    if value is None:
        return None
    if isinstance(value, list | tuple) and len(value) == 2:
        earned, most = value
        whole = all(isinstance(one, int) and not isinstance(one, bool) for one in value)
        if whole and 0 <= earned <= most <= MOST_POINTS and most:
            return Fraction(earned, most)
    reader.note(FaultCode.POINTS, at, value)
    return Fraction(0)


def _check_scale(reader: Reader, options: Sequence[Option], at: At) -> None:
    points = [one.points for one in options if one.points is not None]
    if not options:
        return  # told already
    if 1 not in points:
        reader.note(FaultCode.NO_BEST, at)
    if all(one == 1 for one in points):
        reader.note(FaultCode.NO_OTHER, at)
    if points != sorted(points, reverse=True):
        reader.note(FaultCode.ORDER, at)
    for kind in ("is_na", "is_unsure"):
        if sum(getattr(one, kind) for one in options) > 1:
            reader.note(FaultCode.TWICE, at, kind)


def _themes(reader: Reader, head: Mapping[str, object], at: At) -> tuple[tuple[str, str], ...]:
    themes, keys = [], []
    for place, row in reader.rows(head, "themes", at, MOST_THEMES, needed=False):
        table = reader.table(row, place, _THEME)
        key = reader.key(table, place)
        themes.append((key, reader.text(table, "title", place, _TITLE, needed=True)))
        keys.append((place, key))
    reader.once(keys)
    return tuple(themes)


def _sections(reader: Reader, head: Mapping[str, object], at: At) -> tuple[QuestionSection, ...]:
    sections, section_keys, question_keys = [], [], []
    for place, row in reader.rows(head, "sections", at, MOST_SECTIONS):
        table = reader.table(row, place, _SECTION)
        key = reader.key(table, place)
        title = reader.text(table, "title", place, _TITLE, needed=True)
        rows = reader.rows(table, "questions", place, MOST_QUESTIONS)
        questions = tuple(_question(reader, one, where) for where, one in rows)
        section_keys.append((place, key))
        question_keys += [(where, one.key) for (where, _), one in zip(rows, questions, strict=True)]
        sections.append(QuestionSection(key, title, questions))
    reader.once(section_keys)
    reader.once(question_keys)
    if len(question_keys) > MOST_QUESTIONS:
        reader.note(FaultCode.MANY, at.field("sections"), str(MOST_QUESTIONS))
    return tuple(sections)


def _question(reader: Reader, row: object, at: At) -> Question:
    table = reader.table(row, at, _QUESTION)
    weight = reader.whole({"weight": 1} | dict(table), "weight", at, 1, HEAVIEST)
    return Question(
        key=reader.key(table, at),
        text=reader.text(table, "text", at, _TEXT, needed=True),
        good=reader.text(table, "good", at, _GUIDANCE, lines=True),
        poor=reader.text(table, "poor", at, _GUIDANCE, lines=True),
        evidence=reader.text(table, "evidence", at, _GUIDANCE, lines=True),
        weight=weight or 1,
        critical=reader.flag(table, "critical", at, missing=False),
        na_rule=reader.text(table, "na_rule", at, _GUIDANCE, lines=True),
        theme=reader.text(table, "theme", at, _TITLE),
        scale=reader.key({"scale": "met"} | dict(table), at, "scale"),
        root_causes=_root_causes(reader, table, at),
        comparable=reader.flag(table, "comparable", at, missing=True),
        key_question=reader.flag(table, "key_question", at, missing=False),
    )


def _root_causes(reader: Reader, table: Mapping[str, object], at: At) -> tuple[RootCause, ...]:
    found = []
    for place, cause in reader.rows(table, "root_causes", at, len(RootCause), needed=False):
        if not isinstance(cause, str) or cause not in tuple(RootCause) or cause in found:
            reader.note(FaultCode.ROOT_CAUSE, place, cause)
        else:
            found.append(RootCause(cause))
    return tuple(found)


def _cross_faults(head: Mapping[str, object], instrument: Instrument) -> list[Fault]:
    """What only shows between parts: scales and themes that are not there, and what they lack."""
    reader, at = Reader(), At()
    scales = {scale.key: scale.options for scale in instrument.scales}
    themes = {key for key, _ in instrument.themes}
    rows = head.get("sections", ())
    rows = rows if isinstance(rows, list | tuple) else ()
    for index, section in enumerate(instrument.sections):
        place = at.row("sections", index, rows[index])
        for number, question in enumerate(section.questions):
            where = place.row("questions", number, {"key": question.key})
            if question.theme and question.theme not in themes:
                reader.note(FaultCode.NO_THEME, where.field("theme"), question.theme)
            options = scales.get(question.scale)
            if options is None:
                reader.note(FaultCode.NO_SCALE, where.field("scale"), question.scale)
                continue
            if question.critical and not any(one.fails for one in options):
                reader.note(FaultCode.CANNOT_FAIL, where.field("critical"), question.scale)
            if question.na_allowed and not any(one.is_na for one in options):
                reader.note(FaultCode.NO_NA, where.field("na_rule"), question.scale)
    return reader.faults
