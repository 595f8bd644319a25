"""Facts straight from a caseload file's rows: what the rules are given, without a store."""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from typing import Any, TypeVar

from pomdesk.domain.facts import (
    Assessment,
    Case,
    EarlyAllocation,
    Movement,
    ParoleReview,
    Person,
    Probation,
    SentenceTerm,
)

Row = dict[str, Any]
Fact = TypeVar("Fact")

_ISO = re.compile(r"\d{4}-\d\d-\d\d")


def camel(name: str) -> str:
    """``sentence_start_date`` as the file writes it."""
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)


def _reader(kind: type[Fact]) -> Callable[[Row], Fact]:
    names = [(f.name, camel(f.name)) for f in fields(kind)]  # type: ignore[arg-type]

    def read(row: Row) -> Fact:
        return kind(**{name: _value(row[there]) for name, there in names if there in row})

    return read


def _value(value: Any) -> Any:
    if isinstance(value, str) and _ISO.fullmatch(value):
        return date.fromisoformat(value)
    return tuple(value) if isinstance(value, list) else value


def cases(caseload: Row) -> list[Case]:
    """Every case of a well-formed caseload file, in the order of its prisoners."""

    def of(section: str, kind: type[Fact]) -> dict[str, list[Fact]]:
        read = _reader(kind)
        found: dict[str, list[Fact]] = defaultdict(list)
        for row in caseload[section]:
            found[row["offenderNo"]].append(read(row))
        return found

    probations = of("probation", Probation)
    movements = of("movements", Movement)
    terms = of("sentenceTerms", SentenceTerm)
    reviews = of("paroleReviews", ParoleReview)
    early = of("earlyAllocations", EarlyAllocation)
    assessments = of("assessments", Assessment)
    read_person = _reader(Person)
    return [
        Case(
            read_person(row),
            next(iter(probations.get(number, ())), None),
            tuple(movements.get(number, ())),
            tuple(terms.get(number, ())),
            tuple(reviews.get(number, ())),
            tuple(early.get(number, ())),
            tuple(assessments.get(number, ())),
        )
        for row in caseload["prisoners"]
        for number in [row["prisonerNumber"]]
    ]
