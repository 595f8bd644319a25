"""A small instrument, and files of a round given to markers, for tests of marking and feedback.

The rounds are put into the store as they would be after the draw; whole rounds are drawn in the
tests of rounds.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Any, ClassVar

from pomdesk.domain.quality.instruments import (
    Answer,
    Instrument,
    Option,
    Question,
    QuestionSection,
    Scale,
)
from pomdesk.domain.quality.terms import Judgement, RootCause, Unit
from pomdesk.readmodels.quality import RoundPlan
from pomdesk.rules.quality.instruments import to_data
from pomdesk.services.commands.quality_feedback import SendFeedback, WriteFeedback
from pomdesk.services.commands.quality_marking import (
    AnswerQuestion,
    JudgeReview,
    LockReview,
    SubmitReview,
)
from pomdesk.services.desk import Day
from pomdesk.services.quality.rounds import plan_text
from pomdesk.store.unit_of_work import UnitOfWork
from tests.services.quality.desk import TODAY, Team, number_of

SCALE = Scale(
    "met",
    (
        Option("met", "Met", Fraction(1)),
        Option("partly", "Partly", Fraction(1, 2)),
        Option("not_met", "Not met", Fraction(0), fails=True),
        Option("na", "Does not apply", is_na=True),
        Option("unsure", "Unsure", is_unsure=True),
    ),
)
INSTRUMENT = Instrument(
    code="CASEFILE",
    version=1,
    title="Case file check",
    unit=Unit.CASE,
    scales=(SCALE,),
    sections=(
        QuestionSection(
            "risk",
            "Risk",
            (
                Question("screening", "Is the screening right?", weight=2, critical=True),
                Question("plan", "Does the plan cover the risks?", weight=3),
            ),
        ),
        QuestionSection(
            "contact",
            "Contact",
            (
                Question("level", "Does the contact fit the need?"),
                Question("victims", "Are victims safe?", na_rule="No victim"),
            ),
        ),
    ),
)
KEYS = tuple(one.key for one in INSTRUMENT.questions)
GOOD: dict[str, str] = dict.fromkeys(KEYS, "met")


@dataclass
class Published:
    """An instrument in the store: its number."""

    name: ClassVar[str] = "save_instrument"
    instrument: Instrument = INSTRUMENT
    stage: str = "published"

    def run(self, uow: UnitOfWork, day: Day) -> int:
        """Write the row, unless it is there."""
        from pomdesk.store.records import QualityInstrumentRecord

        one = self.instrument
        held = uow.find(QualityInstrumentRecord, code=one.code, version=one.version)
        if held is not None:
            return held.id
        return uow.add(
            QualityInstrumentRecord(
                code=one.code, version=one.version, stage=self.stage, title=one.title,
                sha256="", made_by="Lena Lead", made_at=uow.now, published_by="Lena Lead",
                published_at=datetime(2026, 1, 1), content=json.dumps(to_data(one)),  # noqa: DTZ001
            )
        ).id  # fmt: skip


@dataclass
class Put:
    """Put a round with files into the store: its sample numbers, in order.

    Attributes:
        files: supervisor of each file.
        doubles: places of those that are marked twice.

    """

    name: ClassVar[str] = "plan_round"
    ref: str = "R1"
    files: tuple[str, ...] = ("S1",)
    doubles: tuple[int, ...] = ()
    purpose: str = "routine"
    stage: str = "allocated"
    as_of: date = TODAY
    instrument: Instrument = INSTRUMENT
    instrument_stage: str = "published"
    refs: tuple[str, ...] = ()

    def run(self, uow: UnitOfWork, day: Day) -> list[int]:
        """Write the rows."""
        from pomdesk.store.records import QualityDrawRecord, QualitySampleRecord

        number = Published(self.instrument, self.instrument_stage).run(uow, day)
        made = uow.add(self._round(uow, number))
        drawn = uow.add(
            QualityDrawRecord(
                round_id=made.id, ref=f"{self.ref}-D", purpose=self.purpose, sha256="", record="{}",
                prev_sha256="", drawn_by="Lena Lead", drawn_at=uow.now,
            )
        )  # fmt: skip
        return [
            uow.add(
                QualitySampleRecord(
                    round_id=made.id, draw_id=drawn.id, supervisor=whose, stratum=whose,
                    case_ref=self.refs[place] if self.refs else number_of(place),
                    rank=1, role="primary", why="", inclusion="1", status="assigned", reason="",
                    note="", double=place in self.doubles,
                )
            ).id
            for place, whose in enumerate(self.files)
        ]  # fmt: skip

    def _round(self, uow: UnitOfWork, instrument_id: int) -> Any:
        from pomdesk.store.records import QualityRoundRecord

        return QualityRoundRecord(
            ref=self.ref, title=self.ref, purpose=self.purpose, unit="case", stage=self.stage,
            cycle="2026-27", instrument_id=instrument_id, as_of=self.as_of,
            plan=plan_text(RoundPlan(), None), reason="", made_by="Lena Lead", made_at=uow.now,
            ended_by="", ended_why="", witness="", revision=1,
        )  # fmt: skip


@dataclass
class Give:
    """Give a file to a marker: the number of the marking."""

    name: ClassVar[str] = "assign_sample"
    sample_id: int
    assessor: str
    kind: str = "primary"

    def run(self, uow: UnitOfWork, day: Day) -> int:
        """Write the row."""
        from pomdesk.services.commands.quality_keeping import new_review
        from pomdesk.store.records import QualityRoundRecord, QualitySampleRecord

        sample = uow.get(QualitySampleRecord, self.sample_id)
        assert sample is not None
        held = uow.get(QualityRoundRecord, sample.round_id)
        assert held is not None
        assert held.instrument_id is not None
        return new_review(
            uow, day, held.instrument_id,
            sample_id=self.sample_id, assessor=self.assessor, kind=self.kind,
        )  # fmt: skip


def answer(question: str, option: str = "met", **more: Any) -> Answer:
    """An answer with everything that it needs."""
    if option not in ("met", "na"):
        more = {"comment": f"Why {option}", "root_causes": (RootCause.TIME,)} | more
    return Answer(question, option, **more)


@dataclass(frozen=True)
class Together:
    """Several things done as one: the result is that of the last."""

    name: ClassVar[str] = "start_quality_review"
    commands: Sequence[Any]

    def run(self, uow: UnitOfWork, day: Day) -> Any:
        """Do them, one after the other."""
        return [command.run(uow, day) for command in self.commands][-1]


def marking_of(
    review: int,
    options: Mapping[str, str] | None = None,
    judgement: Judgement = Judgement.SUFFICIENT,
    *,
    hand_in: bool = True,
) -> list[Any]:
    """Everything that is done to mark a file (met where not told)."""
    answers = (GOOD | dict(options or {})).items()
    return [
        *(AnswerQuestion(review, answer(key, option)) for key, option in answers),
        JudgeReview(review, judgement, "As I read it"),
        *([SubmitReview(review)] if hand_in else []),
    ]


def mark(
    team: Team,
    who: str,
    review: int,
    options: Mapping[str, str] | None = None,
    judgement: Judgement = Judgement.SUFFICIENT,
    *,
    hand_in: bool = True,
) -> int:
    """Answer every question (met where not told), judge, and hand in."""
    team.do(who, Together(marking_of(review, options, judgement, hand_in=hand_in)))
    return review


@dataclass
class Read:
    """Files that were marked, locked and told of, round by round."""

    team: Team
    rounds: int = 0
    reviews: list[int] = field(default_factory=list)

    def given(self, assessor: str = "A1", **put: Any) -> int:
        """A round of one file, given to an assessor: the number of the marking."""
        self.rounds += 1
        (sample,) = self.team.do("LEAD", Put(ref=f"R{self.rounds}", **put))
        return int(self.team.do("LEAD", Give(sample, assessor)))

    def locked(
        self,
        options: dict[str, str] | None = None,
        judgement: Judgement = Judgement.SUFFICIENT,
        **put: Any,
    ) -> int:
        """A marking of A1 that is locked."""
        review = self.given(**put)
        mark(self.team, "A1", review, options, judgement)
        self.team.do("A1", LockReview(review))
        return review

    def sent(self, *args: Any, **more: Any) -> int:
        """A locked marking whose feedback was sent."""
        review = self.locked(*args, **more)
        self.team.do("A1", WriteFeedback(review, good="Clear writing"))
        self.team.do("A1", SendFeedback(review))
        return review
