"""What is written down about a person at the desk: contacts, plans, referrals, and so on.

One kind of thing, the *entry*, carries all of it: a day, what it was, how far it has come,
who, words, and a day by which something is to follow. What each kind has is told by its
``EntrySpec``, so that forms, lists, the timeline, search and the duties need no code a kind.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from pomdesk.domain.terms import ChecklistItem
from pomdesk.domain.typed import LONGEST_TYPED


class EntryKind(StrEnum):
    """Kinds of entries."""

    CONTACT = "contact"
    KEY_WORK = "key_work"
    NOTE = "note"
    SIGNIFICANT_EVENT = "significant_event"
    GOAL = "goal"
    STEP = "step"
    PLAN_AGREEMENT = "plan_agreement"
    INTERVENTION = "intervention"
    PAROLE_STEP = "parole_step"
    HANDOVER_TASK = "handover_task"
    HANDOVER_MEETING = "handover_meeting"
    VICTIM_LIAISON = "victim_liaison"
    VICTIM_NOTE = "victim_note"
    REFERRAL = "referral"
    LICENCE_CONDITION = "licence_condition"
    NEEDS_ASSESSMENT = "needs_assessment"
    COMPLEXITY = "complexity"
    PUBLIC_PROTECTION = "public_protection"
    RESTRICTION = "restriction"
    DOCUMENT = "document"
    QUALITY_ACTION = "quality_action"


@dataclass(frozen=True, slots=True)
class EntrySpec:
    """What entries of one kind have.

    Attributes:
        whats: codes of ``Entry.what``; none where the kind says it all.
        stages: codes of ``Entry.stage`` in the order they are usually gone through.
        closed: the stages after which nothing is left to do.
        fields: what a form asks besides the day, in its order; of ``what``, ``title``,
            ``stage``, ``stage_day``, ``who``, ``text``, ``next_step``, ``due``, ``subject``.
        disclosable: False: never on a paper that the person may read.
        needs: fields that must be filled in, besides the day.

    """

    fields: tuple[str, ...]
    whats: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    closed: frozenset[str] = frozenset()
    disclosable: bool = True
    needs: tuple[str, ...] = ()


LONGEST = {"title": 300, "who": 200, "subject": 60, "text": LONGEST_TYPED, "next_step": 2_000}
"""Characters that each text of an entry may have."""

EARLIEST = date(1900, 1, 1)
FURTHEST_YEARS = 30
"""How far ahead a day may lie by which something is to follow: the longest tariffs."""

ATTEMPTS = frozenset({"attempted", "not_in_cell", "declined", "unlocked_late"})
"""What a contact is where nobody was met."""

_NEEDS = (
    "accommodation",
    "education_work",
    "finance",
    "drugs",
    "alcohol",
    "health",
    "relationships",
    "thinking_behaviour",
    "attitudes",
    "lifestyle",
)

SPECS: dict[EntryKind, EntrySpec] = {
    EntryKind.CONTACT: EntrySpec(
        fields=("what", "text", "next_step", "due"),
        whats=(
            "face_to_face",
            "wing",
            "video",
            "phone",
            "letter",
            "attempted",
            "not_in_cell",
            "declined",
            "unlocked_late",
        ),
        needs=("what",),
    ),
    EntryKind.KEY_WORK: EntrySpec(fields=("who", "text", "next_step", "due")),
    EntryKind.NOTE: EntrySpec(fields=("title", "text", "due"), needs=("text",)),
    EntryKind.SIGNIFICANT_EVENT: EntrySpec(
        fields=("what", "text"),
        whats=(
            "violence",
            "self_harm",
            "adjudication",
            "security",
            "family",
            "new_charge",
            "escape",
            "health",
            "progress",
            "other",
        ),
        needs=("what",),
    ),
    EntryKind.GOAL: EntrySpec(
        fields=("what", "title", "stage", "stage_day", "due", "text"),
        whats=_NEEDS,
        stages=("active", "future", "achieved", "removed"),
        closed=frozenset({"achieved", "removed"}),
        needs=("title", "stage"),
    ),
    EntryKind.STEP: EntrySpec(
        fields=("title", "who", "stage", "stage_day", "due", "text"),
        stages=(
            "not_started",
            "in_progress",
            "cannot_be_done_yet",
            "completed",
            "no_longer_needed",
        ),
        closed=frozenset({"completed", "no_longer_needed"}),
        needs=("title", "stage"),
    ),
    EntryKind.PLAN_AGREEMENT: EntrySpec(
        fields=("stage", "text"),
        stages=("agreed", "do_not_agree", "could_not_answer"),
        closed=frozenset({"agreed", "do_not_agree", "could_not_answer"}),
        needs=("stage",),
    ),
    EntryKind.INTERVENTION: EntrySpec(
        fields=("what", "title", "stage", "stage_day", "who", "text"),
        whats=("programme", "education", "work", "substance_misuse", "wellbeing", "other"),
        stages=(
            "suggested",
            "waiting_list",
            "started",
            "completed",
            "report_received",
            "not_completed",
            "declined",
            "unsuitable",
        ),
        closed=frozenset(
            {"completed", "report_received", "not_completed", "declined", "unsuitable"}
        ),
        needs=("title", "stage"),
    ),
    EntryKind.PAROLE_STEP: EntrySpec(
        fields=("what", "subject", "who", "text", "due"),
        whats=(
            "notified",
            "custody_report",
            "disclosure_check",
            "com_report",
            "dossier",
            "paper_stage",
            "directions",
            "hearing_prepared",
            "adjourned",
            "deferred",
            "recall_report",
            "next_review",
        ),
        needs=("what",),
    ),
    EntryKind.HANDOVER_TASK: EntrySpec(
        fields=("what", "text"),
        whats=tuple(item.value for item in ChecklistItem),
        needs=("what",),
    ),
    EntryKind.HANDOVER_MEETING: EntrySpec(
        fields=("stage", "who", "text"),
        stages=("booked", "held", "cancelled"),
        closed=frozenset({"held", "cancelled"}),
        needs=("stage",),
    ),
    EntryKind.VICTIM_LIAISON: EntrySpec(
        fields=("who", "title", "text"), disclosable=False, needs=("who",)
    ),
    EntryKind.VICTIM_NOTE: EntrySpec(
        fields=("what", "subject", "text", "due"),
        whats=("told_of_hearing", "told_of_release", "licence_request", "other"),
        disclosable=False,
        needs=("what",),
    ),
    EntryKind.REFERRAL: EntrySpec(
        fields=("what", "stage", "stage_day", "who", "text", "due"),
        whats=(
            "duty_to_refer",
            "crs_accommodation",
            "crs_other",
            "approved_premises",
            "cas2",
            "cas3",
            "hdc",
            "rotl",
            "other",
        ),
        stages=("to_make", "submitted", "accepted", "placed", "refused", "withdrawn"),
        closed=frozenset({"placed", "refused", "withdrawn"}),
        needs=("what", "stage"),
    ),
    EntryKind.LICENCE_CONDITION: EntrySpec(
        fields=("title", "stage", "stage_day", "text"),
        stages=("proposed", "agreed", "not_wanted"),
        closed=frozenset({"agreed", "not_wanted"}),
        needs=("title", "stage"),
    ),
    EntryKind.NEEDS_ASSESSMENT: EntrySpec(
        fields=("what", "who", "text"),
        whats=("bcst1", "bcst2", "pre_release_review"),
        needs=("what",),
    ),
    EntryKind.COMPLEXITY: EntrySpec(
        fields=("what", "text"), whats=("high", "medium", "low"), needs=("what",)
    ),
    EntryKind.PUBLIC_PROTECTION: EntrySpec(
        fields=("what", "text", "due"),
        whats=(
            "mappa_screening",
            "mappa_level_asked",
            "mappa_level_set",
            "mappa_f",
            "mappa_meeting",
            "irmm",
            "restrictions_reviewed",
        ),
        disclosable=False,
        needs=("what",),
    ),
    EntryKind.RESTRICTION: EntrySpec(
        fields=("what", "title", "stage", "stage_day", "text"),
        whats=("child_contact", "no_contact", "restraining_order", "mail_and_phone", "other"),
        stages=("in_force", "ended"),
        closed=frozenset({"ended"}),
        disclosable=False,
        needs=("what", "stage"),
    ),
    EntryKind.DOCUMENT: EntrySpec(fields=("title", "text"), needs=("title",)),
    # What the reading of the case file asked for on this case; nothing of how it was judged.
    EntryKind.QUALITY_ACTION: EntrySpec(
        fields=("title", "who", "stage", "stage_day", "due", "text"),
        stages=("not_started", "in_progress", "completed", "no_longer_needed"),
        closed=frozenset({"completed", "no_longer_needed"}),
        disclosable=False,
        needs=("title", "stage"),
    ),
}
"""What each kind has."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry.

    Attributes:
        day: when it happened, was made or was begun.
        what: a code of the kind's ``whats``, or None.
        stage: a code of the kind's ``stages``, or None; ``stage_day`` is since when.
        due: the day by which something is to follow; ``next_step`` says what.
        title: a few words (a programme, a goal, an e-mail address of a liaison officer).
        subject: what it belongs to where that is no entry (number of a parole review).
        parent_id: the entry it belongs to (the goal of a step).
        text: what was said or done; left out ("") where only duties are worked out.

    """

    id: int
    kind: EntryKind
    day: date
    what: str | None = None
    stage: str | None = None
    stage_day: date | None = None
    due: date | None = None
    title: str = ""
    who: str = ""
    text: str = ""
    next_step: str = ""
    subject: str = ""
    parent_id: int | None = None
    written_by: str = ""
    written_at: datetime | None = None

    @property
    def closed(self) -> bool:
        """Whether its stage leaves nothing to do."""
        return self.stage is not None and self.stage in SPECS[self.kind].closed


def withheld(kind: EntryKind, what: str | None) -> bool:
    """Whether entries like this must not be told to the person they are about.

    A significant event of security is intelligence, though other events are told.
    """
    return not SPECS[kind].disclosable or (
        kind is EntryKind.SIGNIFICANT_EVENT and what == "security"
    )


class MarkKind(StrEnum):
    """What somebody said about a duty."""

    DONE = "done"
    NOT_NEEDED = "not_needed"
    SNOOZED = "snoozed"


@dataclass(frozen=True, slots=True)
class DutyMark:
    """What somebody said about a duty.

    Attributes:
        duty: key of the duty (``Duty.key``).
        mark: done, not needed or snoozed.
        day: the day it was done; else the day it was said.
        until: for snoozed, the day it comes back.
        note: a note, or the reason (always there for not needed and snoozed).
        by: who said it.

    """

    duty: str
    mark: MarkKind
    day: date
    until: date | None = None
    note: str = ""
    by: str = ""
