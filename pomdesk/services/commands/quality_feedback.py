"""Feedback to a supervisor: written, its actions, sent; ``quality_replies`` has what follows."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.items import Item
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.terms import (
    FeedbackStage,
    ItemKind,
    ReviewKind,
    ReviewStage,
    RootCause,
)
from pomdesk.domain.record import EntryKind
from pomdesk.rules.quality.scoring import failing
from pomdesk.services.commands.entries import AddEntry
from pomdesk.services.commands.quality_keeping import (
    add_item,
    day_ahead,
    named,
    words,
)
from pomdesk.services.commands.quality_replies import (
    AcknowledgeFeedback,
    DiscussFeedback,
    OpenFeedback,
    OwnView,
    ReplyFeedback,
    feedback_record,
)
from pomdesk.services.desk import Day
from pomdesk.services.quality.acting import names, need
from pomdesk.services.quality.feedback import (
    actions_of,
)
from pomdesk.services.quality.reviews import (
    Marking,
    answers_of,
    instrument_of,
    marking,
    people_of,
    settled_answers,
    settlements_of,
)
from pomdesk.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from pomdesk.store.records import QualityFeedbackRecord

__all__ = [
    "AcknowledgeFeedback",
    "AddAction",
    "DiscussFeedback",
    "OpenFeedback",
    "OwnView",
    "ReplyFeedback",
    "SendFeedback",
    "WriteFeedback",
]

LONGEST_TITLE = 300
LONGEST_SECTION = 8_000
"""Characters."""


@dataclass(frozen=True, slots=True)
class WriteFeedback:
    """Save what the assessor writes to the supervisor, as far as it has come.

    Attributes:
        good: what was done well.
        sections: words by key of the section; blank ones are left out.
        learning: what to learn from it.
        support: what was agreed to help.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-REVIEW, REQ-QA-NOT-YOURS, REQ-QA-NOT-LOCKED,
            REQ-QA-SENT, REQ-QA-CODE (no such section), REQ-QA-LONG.

    """

    name: ClassVar[str] = "write_quality_feedback"
    review_id: int
    good: str = ""
    sections: Mapping[str, str] = field(default_factory=dict)
    learning: str = ""
    root_causes: tuple[RootCause, ...] = ()
    support: str = ""

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Save it."""
        _me, one = _written_by(uow, self.review_id)
        record = _draft(uow, one)
        instrument, _stage = instrument_of(uow, one.row.instrument_id)
        known = [section.key for section in instrument.sections]
        if not set(self.sections) <= set(known):
            raise RequestRefused("REQ-QA-CODE", reason="section")
        told = {
            key: said
            for key in known
            if (said := words(self.sections.get(key, ""), "section", longest=LONGEST_SECTION))
        }
        causes = set(map(RootCause, self.root_causes))
        values = {
            "good": words(self.good, "good"),
            "sections": json.dumps(told, ensure_ascii=False),
            "learning": words(self.learning, "learning"),
            "root_causes": " ".join(one for one in RootCause if one in causes),
            "support": words(self.support, "support"),
        }
        if any(getattr(record, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(record, name, value)
            record.revision += 1


@dataclass(frozen=True, slots=True)
class AddAction:
    """Ask for something to be mended on this case; the result is the number of the action.

    It goes on the record of the case when the feedback is sent, and whoever has the case by then
    sees what is to be done, and nothing of how the file was judged.

    Attributes:
        title, text: what is to be done. Nothing of the judgement belongs here.
        owner: code of the member who does it.
        due: by when.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-REVIEW, REQ-QA-NOT-YOURS, REQ-QA-NOT-LOCKED,
            REQ-QA-SENT, REQ-QA-NEEDS, REQ-QA-LONG, REQ-QA-NOBODY, REQ-QA-DAY.

    """

    name: ClassVar[str] = "add_quality_action"
    review_id: int
    title: str
    text: str
    owner: str
    due: date

    def run(self, uow: UnitOfWork, day: Day) -> int:
        """Keep it."""
        me, one = _written_by(uow, self.review_id)
        _draft(uow, one)
        if self.due is None:
            raise RequestRefused("REQ-QA-NEEDS", reason="due")
        return add_item(
            uow,
            Item(
                id=0,
                kind=ItemKind.ACTION,
                stage="open",
                stage_day=day.today,
                supervisor=one.row.supervisor,
                case_ref=one.row.case_ref,
                title=" ".join(
                    words(self.title, "title", longest=LONGEST_TITLE, needed=True).split()
                ),
                text=words(self.text, "text"),
                due=day_ahead(self.due, day.today),
                owner=named(uow, self.owner, "owner"),
                round_id=one.row.round_id,
                review_id=one.id,
                written_by=me.code,
            ),
        )


@dataclass(frozen=True, slots=True)
class SendFeedback:
    """Send the feedback; its actions go on the record of the case, where that is in this store.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-REVIEW, REQ-QA-NOT-YOURS, REQ-QA-NOT-LOCKED,
            REQ-QA-SENT; REQ-QA-NEEDS (nothing was done well); REQ-QA-CRITICAL-OPEN, a critical
            question failed and there is neither an action nor a concern; REQ-QA-ACTION-DAY, the
            day of an action has passed.

    """

    name: ClassVar[str] = "send_quality_feedback"
    review_id: int

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Check it, write the actions down, and send it."""
        me, one = _written_by(uow, self.review_id)
        record = _draft(uow, one)
        words(record.good, "good", needed=True)
        follows = actions_of(uow, one.id, ItemKind.ACTION, ItemKind.CONCERN)
        if _failed(uow, one) and not follows:
            raise RequestRefused("REQ-QA-CRITICAL-OPEN")
        for item in follows:
            if item.kind is ItemKind.ACTION and not item.is_closed and item.entry_id is None:
                _write_on_case(uow, day, item)
        record.stage = FeedbackStage.SENT.value
        record.sent_on, record.sent_by = day.today, me.code
        record.revision += 1


def _failed(uow: UnitOfWork, one: Marking) -> tuple[str, ...]:
    instrument, _stage = instrument_of(uow, one.row.instrument_id)
    given, settled = answers_of(uow, [one.id])[one.id], settlements_of(uow, [one.id])[one.id]
    return failing(instrument, list(settled_answers(given, settled).values()))


def _write_on_case(uow: UnitOfWork, day: Day, item: Item) -> None:
    """Put an action on the record of its case: what is to be done, by whom and when, no more.

    Raises:
        RequestRefused: REQ-QA-ACTION-DAY.

    """
    from pomdesk.store.records import QualityItemRecord

    if item.due is not None and item.due < day.today:
        raise RequestRefused("REQ-QA-ACTION-DAY")
    who = people_of(uow, [item.case_ref]).get(item.case_ref)
    record = uow.get(QualityItemRecord, item.id)
    if who is None or record is None:
        return
    said = AddEntry(
        person_id=who[0],
        kind=EntryKind.QUALITY_ACTION,
        day=day.today,
        stage="not_started",
        due=item.due,
        title=item.title,
        who=names(uow).get(item.owner, item.owner),
        text=item.text,
    )
    record.entry_id = said.run(uow, day)


def _written_by(uow: UnitOfWork, review_id: int) -> tuple[Member, Marking]:
    """A locked marking that counts, for its assessor.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-REVIEW, REQ-QA-NOT-YOURS, REQ-QA-NOT-LOCKED.

    """
    me, one = need(uow), marking(uow, review_id)
    is_theirs = one.row.assessor == me.code != one.row.supervisor
    if one.kind is not ReviewKind.PRIMARY or not is_theirs:
        raise RequestRefused("REQ-QA-NOT-YOURS")
    if one.stage is not ReviewStage.LOCKED:
        raise RequestRefused("REQ-QA-NOT-LOCKED")
    return me, one


def _draft(uow: UnitOfWork, one: Marking) -> "QualityFeedbackRecord":
    """The feedback while it is written.

    Raises:
        RequestRefused: REQ-QA-SENT.

    """
    record = feedback_record(uow, one)
    if record.stage != FeedbackStage.DRAFT:
        raise RequestRefused("REQ-QA-SENT")
    return record
