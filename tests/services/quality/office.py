"""Rounds planned, drawn, read, settled and closed through the desk, in few transactions.

``Office(team).round("R1")`` does a whole round; what each file is answered with is told by a
function of the file's reference.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, ClassVar

from sqlalchemy import select

from pomdesk.domain.quality.instruments import (
    Answer,
    Instrument,
    Option,
    Question,
    QuestionSection,
    Scale,
)
from pomdesk.domain.quality.results import FrameRow
from pomdesk.domain.quality.terms import (
    InstrumentStage,
    Judgement,
    Purpose,
    RootCause,
    Unit,
)
from pomdesk.readmodels.quality import RoundPlan
from pomdesk.rules.quality.instruments import to_data
from pomdesk.services.commands.quality_draws import (
    AssignAll,
    AssignSecond,
    DrawDouble,
    DrawRound,
)
from pomdesk.services.commands.quality_instruments import MoveInstrument, SaveInstrument
from pomdesk.services.commands.quality_marking import (
    JudgeReview,
    LockReview,
    StartReview,
    SubmitReview,
)
from pomdesk.services.commands.quality_rounds import CloseRound, FreezeFrame, PlanRound
from pomdesk.services.commands.quality_settling import Settle
from pomdesk.services.desk import Day
from pomdesk.services.quality.disputes import cases
from pomdesk.store.tables import qa_answer, qa_review, qa_sample
from pomdesk.store.unit_of_work import UnitOfWork
from tests.services.quality.desk import Team

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
THEMES = (("risk", "Risk"), ("contact", "Contact"), ("victims", "Victims"))
INSTRUMENT = Instrument(
    code="CASEFILE",
    version=1,
    title="Case file check",
    unit=Unit.CASE,
    scales=(SCALE,),
    themes=THEMES,
    sections=(
        QuestionSection(
            "risk",
            "Risk",
            (
                Question(
                    "screening", "Is the screening right?",
                    weight=2, critical=True, theme="risk", key_question=True,
                ),
                Question(
                    "plan", "Does the plan cover the risks?",
                    weight=3, theme="risk", key_question=True,
                ),
                Question("review", "Was it reviewed after changes?", theme="risk"),
            ),
        ),
        QuestionSection(
            "contact",
            "Contact",
            (
                Question(
                    "level", "Does the contact fit the need?", theme="contact", key_question=True
                ),
                Question("analysis", "Do the records analyse?", theme="contact"),
                Question(
                    "victims", "Are victims safe?", na_rule="No victim",
                    theme="victims", key_question=True,
                ),
            ),
        ),
    ),
)  # fmt: skip

Options = Callable[[str], Mapping[str, str]]
"""From the reference of a file to the option of each question that is not "met"."""


def seeded(name: str) -> tuple[str, str, str]:
    """A seed read off dice before a witness: a test draws the same files every time."""
    return "dice", f"seed-of-{name}", "Wyn Witness"


def all_met(ref: str) -> Mapping[str, str]:
    """Everything was found."""
    return {}


def mixed(ref: str) -> Mapping[str, str]:
    """Something short in most files, by the number in the reference; seldom a critical failure."""
    n = int(ref[1:5])
    found = {}
    if n % 3 == 0:
        found["plan"] = "partly"
    if n % 4 == 0:
        found["analysis"] = "not_met"
    if n % 5 == 0:
        found["level"] = "partly"
    if n % 2 == 0:
        found["victims"] = "na"
    if n % 11 == 0:
        found["screening"] = "not_met"
    return found


@dataclass(frozen=True)
class All:
    """Several commands of one person as one transaction; the results."""

    commands: tuple[Any, ...]
    name: ClassVar[str] = "several"

    def run(self, uow: UnitOfWork, day: Day) -> list[Any]:
        """Do them in turn."""
        return [one.run(uow, day) for one in self.commands]


@dataclass(frozen=True)
class Given:
    """The markings of a round that are not handed in: number, assessor, reference."""

    round_id: int

    def run(self, uow: UnitOfWork, day: Day) -> list[tuple[int, str, str]]:
        """Read them."""
        rows = uow.rows(
            select(qa_review.c.id, qa_review.c.assessor, qa_sample.c.case_ref)
            .join(qa_sample, qa_sample.c.id == qa_review.c.sample_id)
            .where(
                qa_sample.c.round_id == self.round_id,
                qa_review.c.stage.in_(["assigned", "started"]),
                qa_review.c.kind.in_(["primary", "second"]),
            )
        )
        return [(row.id, row.assessor, row.case_ref) for row in rows]


@dataclass(frozen=True)
class ToSettle:
    """Everything that waits for a moderator in a round, settled on the first marker's answer.

    Who was unsure is settled on "partly".
    """

    round_id: int

    def run(self, uow: UnitOfWork, day: Day) -> list[Settle]:
        """Read it."""
        return [
            Settle(
                one.first.id,
                it.trigger,
                it.question,
                "partly" if it.first == "unsure" else it.first,
                "As the file has it",
            )
            for one in cases(uow, day, qa_sample.c.round_id == self.round_id)
            for it in one.waiting
        ]


@dataclass
class Office:
    """Who does rounds."""

    team: Team
    assessors: tuple[str, ...] = ("A1", "A2")
    instruments: dict[int, int] = field(default_factory=dict)

    def instrument(
        self, one: Instrument = INSTRUMENT, to: InstrumentStage = InstrumentStage.PUBLISHED
    ) -> int:
        """An instrument, published (or piloted): its number."""
        number = self.team.do("LEAD", SaveInstrument(to_data(one)))
        self.team.do("LEAD", MoveInstrument(number, to))
        self.team.clock.forward(seconds=1)
        return int(number)

    def planned(
        self,
        ref: str,
        instrument_id: int,
        purpose: Purpose = Purpose.ROUTINE,
        rows: tuple[FrameRow, ...] | None = None,
        **plan: Any,
    ) -> int:
        """A round that is drawn."""
        day = self.team.clock.today()
        made = PlanRound(
            ref,
            f"Round {ref}",
            purpose,
            Unit.CASE,
            day,
            RoundPlan(**plan),
            instrument_id,
            rows=rows,
        )
        number = int(self.team.do("LEAD", made))
        self.team.do("LEAD", FreezeFrame(number))
        self.team.clock.forward(seconds=1)
        self.team.do("LEAD", DrawRound(number, *seeded(ref)))
        return number

    def give(self, number: int) -> None:
        """Share a round out, and draw second markings where there are any."""
        self.team.do("LEAD", AssignAll(number, self.assessors))

    def doubles(self, number: int) -> None:
        """Draw second markings and give them to the other assessor."""
        self.team.do("LEAD", DrawDouble(number))
        rows = [one for one in self.team.rows(qa_sample) if one.round_id == number and one.double]
        first = {one.sample_id: one.assessor for one in self.team.rows(qa_review)}
        other = dict(zip(self.assessors, self.assessors[::-1], strict=True))
        self.team.do("LEAD", All(tuple(AssignSecond(one.id, other[first[one.id]]) for one in rows)))

    def read(self, number: int, options: Options = mixed) -> None:
        """Mark everything that was given out, and hand it in."""
        instrument = self._instrument_of(number)
        for code in self.assessors:
            todo = [
                command
                for review, assessor, ref in self.team.ask("LEAD", Given(number))
                if assessor == code
                for command in marked(instrument, review, options(ref))
            ]
            self.team.do(code, All(tuple(todo)))
        self.team.clock.forward(seconds=1)

    def _instrument_of(self, number: int) -> Instrument:
        from pomdesk.services.queries.quality_rounds import RoundOf

        found = self.team.ask("LEAD", RoundOf(number)).instrument
        assert isinstance(found, Instrument)
        return found

    def settle(self, number: int) -> None:
        """Settle whatever waits, until nothing does; then lock every file."""
        while waiting := self.team.ask("M1", ToSettle(number)):
            self.team.do("M1", All(tuple(waiting)))
        rows = [
            one.id
            for one in self.team.rows(qa_review)
            if one.kind == "primary" and one.stage == "submitted"
        ]
        self.team.do("LEAD", All(tuple(LockReview(one) for one in rows)))

    def round(
        self,
        ref: str,
        instrument_id: int,
        options: Options = mixed,
        *,
        purpose: Purpose = Purpose.ROUTINE,
        close: bool = True,
        **plan: Any,
    ) -> int:
        """A whole round, closed."""
        number = self.planned(ref, instrument_id, purpose, **plan)
        self.give(number)
        if purpose is Purpose.ROUTINE:
            self.doubles(number)
        self.read(number, options)
        self.settle(number)
        if close:
            self.team.do("LEAD", CloseRound(number))
        self.team.clock.forward(seconds=1)
        return number


@dataclass(frozen=True)
class Answers:
    """All answers of one marking at once: typing them one by one has tests of its own."""

    review_id: int
    answers: tuple[Answer, ...]

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Write the rows."""
        rows = [
            {
                "review_id": self.review_id,
                "question": one.question,
                "option": one.option,
                "comment": one.comment,
                "document": one.document,
                "location": one.location,
                "root_causes": " ".join(one.root_causes),
                "good_practice": one.good_practice,
                "seconds": one.seconds,
            }
            for one in self.answers
        ]
        uow.bulk_insert(qa_answer, rows)


def marked(instrument: Instrument, review: int, options: Mapping[str, str]) -> Sequence[Any]:
    """The commands of one marking: begun, answered, judged, handed in."""
    answers = tuple(answered(one, options.get(one.key, "met")) for one in instrument.questions)
    short = [one for one in options.values() if one in ("partly", "not_met")]
    good = Judgement.SUFFICIENT if len(short) < 2 else Judgement.INSUFFICIENT
    return [
        StartReview(review),
        Answers(review, answers),
        JudgeReview(review, good, "As I read it"),
        SubmitReview(review),
    ]


def answered(question: Question, option: str) -> Answer:
    """An answer with everything it needs."""
    if option in ("met", "na"):
        return Answer(question.key, option)
    return Answer(question.key, option, comment=f"Why {option}", root_causes=(RootCause.KNOWLEDGE,))


def second_version(one: Instrument = INSTRUMENT) -> Instrument:
    """The same questions, of which ``plan`` means something else."""
    sections = tuple(
        replace(
            section,
            questions=tuple(
                replace(it, text=f"{it.text} (new)", comparable=False) if it.key == "plan" else it
                for it in section.questions
            ),
        )
        for section in one.sections
    )
    return replace(one, version=2, sections=sections)
