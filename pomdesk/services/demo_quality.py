"""Quality assurance in the invented store: a round that was read, one that is being read.

It goes through the commands of the desk, each as whoever would do it and on the day it would have
been done: nothing is written that could not have come about.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from sqlalchemy import select

from pomdesk.domain.quality.instruments import Answer, Instrument, Question
from pomdesk.domain.quality.items import ITEM_SPECS, Item
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.terms import (
    InstrumentStage,
    ItemKind,
    Judgement,
    Purpose,
    Role,
    RootCause,
    Trigger,
    Unit,
)
from pomdesk.readmodels.quality import RoundPlan
from pomdesk.rules.quality.instruments import from_data
from pomdesk.services.commands.quality_answers import AnswerQuestion
from pomdesk.services.commands.quality_draws import DrawDouble, DrawRound
from pomdesk.services.commands.quality_endings import CloseRound
from pomdesk.services.commands.quality_feedback import AddAction, SendFeedback, WriteFeedback
from pomdesk.services.commands.quality_files import AssignAll, AssignSecond
from pomdesk.services.commands.quality_instruments import MoveInstrument, SaveInstrument
from pomdesk.services.commands.quality_items import AddItem, MoveItem
from pomdesk.services.commands.quality_locking import LockReview
from pomdesk.services.commands.quality_marking import (
    JudgeReview,
    KeepPlace,
    StartReview,
    SubmitReview,
)
from pomdesk.services.commands.quality_people import FillFromStaff, NamePerson
from pomdesk.services.commands.quality_plans import PlanRound
from pomdesk.services.commands.quality_replies import DiscussFeedback
from pomdesk.services.commands.quality_report import MakeReport, WriteReport
from pomdesk.services.commands.quality_reviews import PlanCaseReviews
from pomdesk.services.commands.quality_rounds import FreezeFrame
from pomdesk.services.commands.quality_settling import Settle
from pomdesk.services.desk import Command, Day
from pomdesk.services.quality.acting import members
from pomdesk.services.quality.disputes import case_of
from pomdesk.store.tables import qa_review, qa_sample
from pomdesk.store.unit_of_work import UnitOfWork

_MORNING = time(9, 30)
_READ_AFTER, _SENT_AFTER, _TALKED_AFTER, _CLOSED_AFTER = 9, 12, 19, 24
"""Days after a round was drawn."""


@dataclass(frozen=True, slots=True)
class WriteQuality:
    """Write down the quality assurance that an invented story tells.

    Attributes:
        story: as ``demo-quality.json`` has it.
        instruments: the drafts that come with the program.

    """

    name: ClassVar[str] = "write_demo_quality"
    story: Mapping[str, Any]
    instruments: Sequence[Mapping[str, Any]]

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Do it all."""
        _Story(uow, day, self.story).tell(self.instruments)


class _Story:
    def __init__(self, uow: UnitOfWork, day: Day, story: Mapping[str, Any]) -> None:
        self._uow, self._day, self._story = uow, day, story
        self._signs = {one["code"]: str(one["signs_in"]) for one in story["members"]}
        self._lead, self._second = str(story["lead"]), str(story["second"])

    def tell(self, instruments: Sequence[Mapping[str, Any]]) -> None:
        """People, instruments, rounds, what follows from them."""
        by, now, today = self._uow.by, self._uow.now, self._uow.today
        first = today - timedelta(days=int(self._story["rounds"][0]["days_before"]) + 3)
        try:
            self._people(first)
            numbers = self._instruments(first, instruments)
            for told in self._story["rounds"]:
                self._round(told, numbers["CASEFILE"], from_data(_of(instruments, "CASEFILE")))
            self._items()
            self._report(first)
            self._do(self._lead, today, PlanCaseReviews(
                self._window(), numbers["INDEPTH"], self._story["reviews"], self._lead,
                seed_source="dice", seed="4-4-1-6-2-3", witness=self._story["witness"],
            ))  # fmt: skip
        finally:
            self._uow.by, self._uow.now, self._uow.today = by, now, today

    def _do(self, code: str, on: date, command: Command[Any]) -> Any:
        """Do something as somebody on a day."""
        self._uow.by, self._uow.today = self._signs[code], on
        self._uow.now = datetime.combine(on, _MORNING)
        return command.run(self._uow, replace(self._day, today=on))

    def _window(self) -> str:
        """The half year of today, April to September or October to March."""
        today = self._day.today
        if 4 <= today.month <= 9:
            return f"{today.year}-H1"
        return f"{today.year if today.month > 9 else today.year - 1}-H2"

    # People and instruments.

    def _people(self, on: date) -> None:
        for told in self._story["members"]:
            roles = frozenset(map(Role, told["roles"]))
            self._do(self._lead, on, NamePerson(
                Member(told["code"], told["name"], signs_in=told["signs_in"], roles=roles)
            ))  # fmt: skip
        self._do(self._lead, on, FillFromStaff())
        joined = date.fromisoformat(self._story["joined"])
        for one in members(self._uow).values():
            if one.may(Role.SUPERVISOR):
                led = replace(one, manager=self._lead, joined=joined)
                self._do(self._lead, on, NamePerson(led))

    def _instruments(self, on: date, drafts: Sequence[Mapping[str, Any]]) -> dict[str, int]:
        found: dict[str, int] = {}
        for data in drafts:
            number = int(self._do(self._lead, on, SaveInstrument(data)))
            found[str(data["code"])] = number
            if data["code"] in {"CASEFILE", "INDEPTH"}:
                self._do(self._lead, on, MoveInstrument(number, InstrumentStage.PUBLISHED))
        return found

    # Rounds.

    def _round(self, told: Mapping[str, Any], instrument_id: int, instrument: Instrument) -> None:
        drawn = self._day.today - timedelta(days=int(told["days_before"]))
        plan = RoundPlan(files=int(told["files"]), floor=2)
        number = self._do(self._lead, drawn, PlanRound(
            told["ref"], told["title"], Purpose.ROUTINE, Unit.CASE, drawn, plan, instrument_id
        ))  # fmt: skip
        self._do(self._lead, drawn, FreezeFrame(number))
        witness = self._story["witness"]
        self._do(self._lead, drawn, DrawRound(number, "dice", told["seed"], witness))
        self._do(self._lead, drawn, AssignAll(number, (self._lead, self._second)))
        self._do(self._lead, drawn, DrawDouble(number))
        read = [row.id for row in self._reviews(number)][: int(told["read"])]
        for review_id in read:
            self._read(review_id, drawn, instrument, close=bool(told["close"]))
        if half := told.get("half"):
            self._begin(number, read, int(half), drawn, instrument)
        if told["close"]:
            self._do(self._lead, drawn + timedelta(_CLOSED_AFTER), CloseRound(number))

    def _reviews(self, number: int) -> list[Any]:
        return self._uow.rows(
            select(qa_review.c.id)
            .join(qa_sample, qa_sample.c.id == qa_review.c.sample_id)
            .where(qa_sample.c.round_id == number)
            .order_by(qa_review.c.id)
        )

    def _read(self, review_id: int, drawn: date, instrument: Instrument, *, close: bool) -> None:
        """Mark one file, by two where it is drawn for that; settle, lock, tell the supervisor."""
        row = self._row(review_id)
        other = self._second if row.assessor == self._lead else self._lead
        on = drawn + timedelta(_READ_AFTER if close else 3)
        self._mark(review_id, row, on, instrument, row.assessor)
        if row.double:
            second = self._do(self._lead, drawn, AssignSecond(row.sample_id, other))
            second = self._second_of(row.sample_id) if second is None else int(second)
            self._mark(second, row, on, instrument, other)
        if not close:
            return
        self._settle(review_id, on, row.assessor, other, double=bool(row.double))
        self._do(row.assessor, on, LockReview(review_id))
        self._feedback(review_id, drawn, row.assessor, row.supervisor)

    def _begin(
        self, number: int, read: Sequence[int], half: int, drawn: date, instrument: Instrument
    ) -> None:
        """The lead has begun the next file, and got so far."""
        for one in self._reviews(number):
            row = self._row(one.id)
            if one.id in read or row.assessor != self._lead:
                continue
            on = drawn + timedelta(3)
            self._do(self._lead, on, StartReview(one.id))
            answers = list(self._answers(instrument, row.case_ref, row.assessor, row.assessor))
            for answer in answers[:half]:
                self._do(self._lead, on, AnswerQuestion(one.id, answer))
            self._do(self._lead, on, KeepPlace(one.id, answers[half].question, 60))
            return

    def _row(self, review_id: int) -> Any:
        columns = (
            qa_review.c.assessor, qa_review.c.sample_id, qa_sample.c.double,
            qa_sample.c.supervisor, qa_sample.c.case_ref,
        )  # fmt: skip
        joined = select(*columns).join(qa_sample, qa_sample.c.id == qa_review.c.sample_id)
        return self._uow.rows(joined.where(qa_review.c.id == review_id))[0]

    def _second_of(self, sample_id: int) -> int:
        rows = self._uow.rows(
            select(qa_review.c.id).where(
                qa_review.c.sample_id == sample_id, qa_review.c.kind == "second"
            )
        )
        return int(rows[0].id)

    def _mark(
        self, review_id: int, row: Any, on: date, instrument: Instrument, assessor: str
    ) -> None:
        self._do(assessor, on, StartReview(review_id))
        answers = list(self._answers(instrument, row.case_ref, assessor, row.assessor))
        for answer in answers:
            self._do(assessor, on, AnswerQuestion(review_id, answer))
        short = sum(one.option in {"partly", "not_met"} for one in answers)
        judged = Judgement.INSUFFICIENT if short > len(answers) // 3 else Judgement.SUFFICIENT
        why = self._story["judgement"][judged.value]
        self._do(assessor, on, JudgeReview(review_id, judged, why))
        self._do(assessor, on, SubmitReview(review_id))

    def _answers(
        self, instrument: Instrument, case_ref: str, assessor: str, first: str
    ) -> Iterator[Answer]:
        """Mostly met; what falls short or is seen differently hangs on the number."""
        for question in instrument.questions:
            turn = _number(case_ref, question.key)
            if assessor != first and turn % 11 == 0:
                turn += 60
            yield self._answer(question, turn % 100)

    def _answer(self, question: Question, turn: int) -> Answer:
        story = self._story
        if question.na_allowed and turn < 18 and not question.critical:
            return Answer(question.key, "na", seconds=20)
        if turn < 72 or (question.critical and turn < 96):
            return Answer(question.key, "met", good_practice=turn % 17 == 0, seconds=60 + turn)
        option = "not_met" if turn >= 93 else "partly"
        comment = story["critical_comment"] if question.critical else _turn(story["comments"], turn)
        cause = _turn(list(RootCause), turn)
        return Answer(
            question.key,
            option,
            comment,
            "Contact log",
            f"entry {turn}",
            (cause,),
            seconds=90 + turn,
        )

    def _settle(self, review_id: int, on: date, assessor: str, other: str, *, double: bool) -> None:
        case = case_of(self._uow, self._day, review_id)
        for matter in case.waiting if case else ():
            after = matter.first
            if matter.trigger is Trigger.DOUBLE_MARK and matter.second:
                after = matter.second
            together = assessor if double else ""
            settle = Settle(
                review_id,
                matter.trigger,
                matter.question,
                after,
                self._story["rationale"],
                together,
            )
            self._do(other, on, settle)

    def _feedback(self, review_id: int, drawn: date, assessor: str, supervisor: str) -> None:
        story, sent = self._story, drawn + timedelta(_SENT_AFTER)
        good = _turn(story["good"], review_id)
        self._do(assessor, sent, WriteFeedback(
            review_id, good, {}, story["learning"], (RootCause.NOT_RECORDED,), story["support"]
        ))  # fmt: skip
        if review_id % 3 == 0 or self._failed(review_id):
            due = self._day.today + timedelta(days=review_id % 20)
            action = story["action"]
            self._do(assessor, sent, AddAction(
                review_id, action["title"], action["text"], supervisor, due
            ))  # fmt: skip
        self._do(assessor, sent, SendFeedback(review_id))
        if review_id % 4:
            talked = drawn + timedelta(_TALKED_AFTER)
            self._do(assessor, talked, DiscussFeedback(review_id, talked))

    def _failed(self, review_id: int) -> bool:
        rows = self._uow.rows(select(qa_review.c.verdict).where(qa_review.c.id == review_id))
        return bool(rows and rows[0].verdict == "insufficient_critical")

    # What follows.

    def _items(self) -> None:
        today = self._day.today
        supervisors = [one.code for one in members(self._uow).values() if one.may(Role.SUPERVISOR)]
        for told in self._story["items"]:
            on = today - timedelta(days=int(told["days_before"]))
            kind = ItemKind(told["kind"])
            held = {
                name: told[name]
                for name in ("title", "text", "what", "theme", "level", "priority", "owner")
                if name in told
            }
            due = today + timedelta(int(told["due_in"])) if "due_in" in told else None
            ahead = kind is ItemKind.ACTIVITY
            item = Item(
                0,
                kind,
                "",
                day=(due if ahead else on) if "day" in ITEM_SPECS[kind].fields else None,
                due=None if ahead else due,
                supervisor=supervisors[told["supervisor_at"]] if "supervisor_at" in told else "",
                questions=tuple(told.get("questions", ())),
                **held,
            )
            number = self._do(self._lead, on, AddItem(item))
            for stage in _stages_to(told.get("stage", "")):
                self._do(self._lead, on, MoveItem(number, stage))

    def _report(self, first: date) -> None:
        closed = tuple(
            number for number, told in enumerate(self._story["rounds"], 1) if told["close"]
        )
        told, today = dict(self._story["report"]), self._day.today
        made = MakeReport(first, today, closed, told.pop("title"))
        number = self._do(self._lead, today, made)
        self._do(self._lead, today, WriteReport(number, told))


def _of(instruments: Sequence[Mapping[str, Any]], code: str) -> Mapping[str, Any]:
    return next(one for one in instruments if one["code"] == code)


def _number(*words: str) -> int:
    """The same number for the same words, on every machine."""
    return int(hashlib.sha256("|".join(words).encode()).hexdigest()[:8], 16)


def _turn(choices: Sequence[Any], at: int) -> Any:
    return choices[at % len(choices)]


def _stages_to(stage: str) -> Sequence[str]:
    """The steps of a need from its beginning to a stage."""
    steps = ("agreed", "planned", "delivered")
    return steps[: steps.index(stage) + 1] if stage in steps else ()
