"""Invented markings and feedback, and a desk that answers what it is told to."""

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from pomdesk.domain.quality.instruments import (
    Answer,
    Instrument,
    Option,
    Question,
    QuestionSection,
    Scale,
)
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.results import Score, SectionScore
from pomdesk.domain.quality.terms import (
    FeedbackStage,
    InstrumentStage,
    Judgement,
    ReviewKind,
    ReviewStage,
    Role,
    Unit,
    Verdict,
)
from pomdesk.readmodels.quality import (
    FeedbackView,
    FileFact,
    InstrumentLine,
    InstrumentView,
    MarkingView,
    QuestionResult,
)
from pomdesk.rules.quality.instruments import from_data
from pomdesk.services.desk import Receipt
from resources import read_text
from tests.ui.given import Given, head_asked

TODAY = date(2026, 11, 22)

SCALE = Scale(
    "met",
    (
        Option("met", "Met", Fraction(1)),
        Option("partly", "Partly met", Fraction(1, 2)),
        Option("not_met", "Not met", Fraction(0), fails=True),
        Option("na", "Does not apply", is_na=True),
        Option("unsure", "Unsure", is_unsure=True),
    ),
)
SMALL = Instrument(
    "CASEFILE",
    1,
    "Case file",
    Unit.CASE,
    (
        QuestionSection(
            "start",
            "Taking the case on",
            (
                Question("first", "Was the person seen on time?", good="Within ten days."),
                Question("second", "Is the risk known?", weight=3, critical=True),
            ),
        ),
        QuestionSection(
            "end",
            "Release & handover",
            (
                Question("third", "Was the handover on time?", weight=2, na_rule="Not due yet."),
                Question("fourth", "Does the record explain?"),
            ),
        ),
    ),
    (SCALE,),
    (("recording", "Recording"),),
)

FILE: Sequence[tuple[str, Sequence[FileFact]]] = (
    (
        "contacts",
        (
            FileFact("entry_what.contact.face_to_face", "The move to open.", date(2026, 11, 3)),
            FileFact("entry_kind.note", "Lockdown; made up two days later.", date(2026, 9, 18)),
        ),
    ),
    ("assessments", (FileFact("assessment", "Layer 3, signed. RoSH high.", date(2026, 5, 4)),)),
)


def shipped(name: str) -> Instrument:
    """One of the drafts of the program."""
    return from_data(tomllib.loads(read_text("instruments", f"{name}.toml")))


def marking(instrument: Instrument = SMALL, **known: Any) -> MarkingView:
    """A marking that was begun."""
    given: dict[str, Any] = {
        "review_id": 7,
        "sample_id": 3,
        "round_id": 1,
        "round_ref": "QA-2026-07",
        "case_ref": "A1234BC",
        "person_id": 11,
        "name": "Evans, Gareth",
        "supervisor": "S02",
        "supervisor_name": "Priya Nair",
        "assessor": "A01",
        "assessor_name": "Sam Okafor",
        "kind": ReviewKind.PRIMARY,
        "stage": ReviewStage.STARTED,
        "instrument": instrument,
        "instrument_stage": InstrumentStage.PUBLISHED,
        "answers": {},
        "place": "",
        "file_from": None,
        "file_to": None,
        "judgement": None,
        "judgement_why": "",
        "missing": [(one.key, "answer") for one in instrument.questions],
        "unsure": (),
        "score": None,
        "seconds": 0,
        "concerns": (),
        "file": FILE,
        "may_change": True,
        "blind": False,
    }
    return MarkingView(**{**given, **known})


def full(**known: Any) -> MarkingView:
    """One in which every question has an answer and nothing is missing."""
    answers = {one.key: Answer(one.key, "met") for one in SMALL.questions}
    return marking(answers=answers, missing=(), **known)


def scored(verdict: Verdict = Verdict.SUFFICIENT, **known: Any) -> Score:
    """A score of 14 of 18 points."""
    given: dict[str, Any] = {
        "whole": SectionScore("", Fraction(14), Fraction(18)),
        "sections": (
            SectionScore("start", Fraction(5, 2), Fraction(4)),
            SectionScore("end", Fraction(0), Fraction(0)),
        ),
        "failed": (),
        "thin": False,
        "verdict": verdict,
        "clash": "",
        "engine": "1",
    }
    return Score(**{**given, **known})


def results(instrument: Instrument = SMALL) -> list[tuple[str, list[QuestionResult]]]:
    """What was answered: the first question of each section was not the best."""
    found = []
    for section in instrument.sections:
        lines = []
        for number, question in enumerate(section.questions):
            options = instrument.scale_of(question).options
            option = options[1 if not number else 0]
            answer = Answer(
                question.key,
                option.key,
                "The reason is not written down." if not number else "",
                "Contacts" if not number else "",
                "3 Nov 2026" if not number else "",
                good_practice=bool(number),
            )
            lines.append(
                QuestionResult(question, answer, option.label, bool(number), settled=False)
            )
        found.append((section.key, lines))
    return found


def feedback(**known: Any) -> FeedbackView:
    """Feedback that was sent, as the supervisor sees it."""
    given: dict[str, Any] = {
        "review_id": 7,
        "feedback_id": 2,
        "role": "supervisor",
        "stage": FeedbackStage.SENT,
        "supervisor": "S02",
        "supervisor_name": "Priya Nair",
        "assessor_name": "Sam Okafor",
        "case_ref": "A1234BC",
        "person_id": 11,
        "name": "Evans, Gareth",
        "round_ref": "QA-2026-07",
        "instrument": SMALL,
        "file_from": date(2026, 1, 1),
        "file_to": date(2026, 10, 31),
        "locked_on": date(2026, 11, 16),
        "verdict": Verdict.SUFFICIENT,
        "score": scored(),
        "judgement_why": "",
        "results": results(),
        "critical": (),
        "good": "Contacts explain why, not only what.",
        "sections": {"start": "Taken on quickly, with a real first meeting."},
        "learning": "Write down what was decided and why.",
        "root_causes": (),
        "support": "Read two files together in December.",
        "actions": (),
        "sent_on": date(2026, 11, 18),
        "seen_on": None,
        "discussed_on": None,
        "own_view": "",
        "own_first": False,
        "reply": None,
        "reply_text": "",
        "replied_on": None,
        "answer": "",
        "answered_by": "",
        "answered_on": None,
        "trend": (("QA-2026-01", 2, 3), ("QA-2026-04", 3, 3)),
        "may": frozenset({"reply", "acknowledge"}),
    }
    return FeedbackView(**{**given, **known})


def draft(instrument: Instrument = SMALL, **known: Any) -> InstrumentView:
    """A draft that the lead may change."""
    stage = known.pop("stage", InstrumentStage.DRAFT)
    may_change = known.pop("may_change", stage in {InstrumentStage.DRAFT, InstrumentStage.PILOT})
    line = InstrumentLine(
        known.pop("id", 5),
        instrument.code,
        instrument.version,
        instrument.title,
        instrument.unit,
        stage,
        len(instrument.questions),
        "ab" * 32,
        "Sam Okafor",
        None,
        known.pop("used", 0),
    )
    return InstrumentView(line, instrument, may_change)


PEOPLE = (
    Member("A01", "Sam Okafor", "sam", frozenset({Role.ASSESSOR, Role.LEAD})),
    Member("S02", "Priya Nair", "priya", frozenset({Role.SUPERVISOR})),
)


@dataclass(frozen=True)
class Fixed:
    """Gives the same whatever is asked."""

    value: Any

    def __call__(self, _asked: Any) -> Any:
        return self.value


class FakeDesk(Given):
    """Answers queries by the name of their class, and keeps the commands it was given.

    Attributes:
        answers: by name of the query: the answer, or what gives it or raises.
        results: by name of the command: the result, or what gives it or raises.
        done: the commands, in order.
    """

    def __init__(self, answers: dict[str, Any], results: dict[str, Any] | None = None) -> None:
        self.answers = answers
        self.results = results or {}
        self.done: list[Any] = []
        self.today = TODAY
        self.who = "sam"
        self.changed: list[Callable[[], None]] = []

    def ask(self, query: Any) -> Any:
        """Answer."""
        if (head := head_asked(query)) is not None:
            return head
        answer = self.answers[type(query).__name__]
        return answer(query) if callable(answer) else answer

    def do(self, command: Any) -> Receipt[Any]:
        """Keep the command."""
        result = self.results.get(type(command).__name__)
        result = result(command) if callable(result) else result
        self.done.append(command)
        return Receipt(command.name, None, result)

    def names(self) -> list[str]:
        """What was done, by name of the command's class."""
        return [type(one).__name__ for one in self.done]


def judged(found: MarkingView, judgement: Judgement = Judgement.SUFFICIENT) -> MarkingView:
    """The marking with a judgement."""
    return replace(found, judgement=judgement, judgement_why="It holds together.")
