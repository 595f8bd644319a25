"""Small builders of invented facts: say what matters, the rest is ordinary.

``person()`` is a grown man serving six years in a closed prison, inside the policy.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import date
from typing import Any, TypeVar, get_type_hints

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
from pomdesk.rules.policy import Policy, load
from resources import policy_packs, read_text

T = TypeVar("T")
TODAY = date(2026, 11, 22)


def day(iso: str) -> date:
    """``day("2026-11-22")``."""
    return date.fromisoformat(iso)


def person(**changes: Any) -> Person:
    """A person; ``None`` leaves a fact out."""
    ordinary: dict[str, Any] = {
        "prisoner_number": "A1234BC",
        "booking_id": 1,
        "first_name": "SAM",
        "last_name": "SPECIMEN",
        "date_of_birth": date(1985, 3, 14),
        "prison_id": "LEI",
        "legal_status": "SENTENCED",
        "imprisonment_status": "ADIMP",
        "sentence_start_date": date(2024, 1, 1),
        "release_date": date(2028, 1, 1),
        "conditional_release_date": date(2028, 1, 1),
    }
    return Person(**(ordinary | changes))


def lifer(**changes: Any) -> Person:
    """A person with an indeterminate sentence and no dates but those given."""
    ordinary: dict[str, Any] = {
        "legal_status": "INDETERMINATE_SENTENCE",
        "imprisonment_status": "LIFE",
        "indeterminate_sentence": True,
        "sentence_start_date": date(2019, 2, 5),
        "release_date": None,
        "conditional_release_date": None,
    }
    return person(**(ordinary | changes))


def probation(**changes: Any) -> Probation:
    """What nDelius holds for an ordinary case, without a COM."""
    ordinary: dict[str, Any] = {
        "crn": "X362207",
        "tier": "C",
        "rosh_level": "MEDIUM",
        "probation_service": "England",
        "enhanced_resourcing": False,
    }
    return Probation(**(ordinary | changes))


def case(who: Person | None = None, **parts: Any) -> Case:
    """A case; lists may be given as lists. ``probation=None`` for no record at nDelius."""
    ordinary: dict[str, Any] = {"probation": probation()}
    listed = {k: tuple(v) if isinstance(v, list) else v for k, v in parts.items()}
    return Case(person=who or person(), **(ordinary | listed))


def review(hearing: str | None = None, outcome: str | None = None, **changes: Any) -> ParoleReview:
    """An active parole review."""
    ordinary: dict[str, Any] = {
        "review_id": "1",
        "review_status": "Active",
        "target_hearing_date": day(hearing) if hearing else None,
        "hearing_outcome": outcome,
    }
    return ParoleReview(**(ordinary | changes))


def movement(to: str, on: str, **changes: Any) -> Movement:
    """A transfer in."""
    ordinary: dict[str, Any] = {
        "from_agency": "MDI",
        "to_agency": to,
        "movement_type": "TRN",
        "direction_code": "IN",
        "movement_date": day(on),
    }
    return Movement(**(ordinary | changes))


def term(
    case_id: int | None, start: str | None, kind: str = "LIFE", **changes: Any
) -> SentenceTerm:
    """One sentence term."""
    ordinary: dict[str, Any] = {
        "booking_id": 1,
        "case_id": case_id,
        "sentence_sequence": case_id,
        "line_seq": 1,
        "term_sequence": 1,
        "sentence_type": kind,
        "life_sentence": None,
        "sentence_term_code": "IMP",
        "sentence_start_date": day(start) if start else None,
        "start_date": None,
        "years": None,
        "months": None,
        "days": None,
    }
    return SentenceTerm(**(ordinary | changes))


def assessed(on: str, outcome: str = "eligible", **changes: Any) -> EarlyAllocation:
    """An early allocation assessment made inside the referral window."""
    ordinary: dict[str, Any] = {
        "created_on": day(on),
        "outcome": outcome,
        "created_within_referral_window": True,
    }
    return EarlyAllocation(**(ordinary | changes))


def pack_text(**values: str) -> str:
    """The shipped pack with some values replaced: ``pack_text(pom_strategy='"tier"')``.

    A name is the setting's key with its first dot as an underscore; a value is TOML.
    """
    text = policy_packs()[0][1]
    for name, value in values.items():
        section = next(s for s in _SECTIONS if name.startswith(f"{s}_"))
        header = f"[{section}.{name.removeprefix(f'{section}_')}]"
        pattern = re.escape(header) + r"[^\n]*\nvalue = (?:\[[^\]]*\]|[^\n]*)"
        found = re.search(pattern, text)
        assert found, name
        text = text.replace(found[0], f"{header}\nvalue = {value}")
    return text


_SECTIONS = sorted({key.partition(".")[0] for key in load(policy_packs()).on(TODAY).settings})


def policy(**values: str) -> Policy:
    """The shipped policy, or one with some values replaced as ``pack_text`` says."""
    return load([("test.toml", pack_text(**values))]).on(TODAY)


def snake(name: str) -> str:
    """``conditionalReleaseDate`` to ``conditional_release_date``."""
    return re.sub(r"(?<=[a-z])([A-Z])", r"_\1", name).lower()


def read_fact(kind: Any, row: Mapping[str, Any]) -> Any:
    """One row of a caseload file as a fact; fields the desk does not keep are left out."""
    hints = get_type_hints(kind)
    given = [f for f in fields(kind) if f.default_factory is MISSING]
    names = {f.name for f in fields(kind)}
    found = {snake(key): value for key, value in row.items() if value is not None}
    values = {key: value for key, value in found.items() if key in names}
    for key, value in values.items():
        if hints[key] in (date, date | None):
            values[key] = date.fromisoformat(value)
        elif hints[key] is str:
            values[key] = str(value)
    missing = {f.name: None for f in given if f.name not in values and f.default is MISSING}
    return kind(**(missing | values))


def read_caseload(caseload: Mapping[str, Any]) -> list[Case]:
    """Every case of a caseload file, in the file's order, without any checking."""

    def of(section: str, kind: type[T]) -> dict[str, list[T]]:
        rows: dict[str, list[T]] = {}
        for row in caseload.get(section, ()):
            rows.setdefault(row["offenderNo"], []).append(read_fact(kind, row))
        return rows

    movements, terms = of("movements", Movement), of("sentenceTerms", SentenceTerm)
    probations, reviews = of("probation", Probation), of("paroleReviews", ParoleReview)
    early, assessments = of("earlyAllocations", EarlyAllocation), of("assessments", Assessment)
    cases = []
    for row in caseload["prisoners"]:
        number = row["prisonerNumber"]
        cases.append(
            Case(
                person=read_fact(Person, row),
                probation=next(iter(probations.get(number, ())), None),
                movements=tuple(movements.get(number, ())),
                sentence_terms=tuple(terms.get(number, ())),
                parole_reviews=tuple(reviews.get(number, ())),
                early_allocations=tuple(early.get(number, ())),
                assessments=tuple(assessments.get(number, ())),
            )
        )
    return cases


def sample_cases() -> list[Case]:
    """The 60 invented people of the sample caseload."""
    return read_caseload(json.loads(read_text("samples", "sample-caseload.json")))


def sample_expected() -> Sequence[dict[str, Any]]:
    """What the rules must give for each of them on ``TODAY``."""
    expected: list[dict[str, Any]] = json.loads(read_text("samples", "sample-expected.json"))
    return expected
