"""The light records of quality assurance: concerns, actions, learning, case reviews, support.

One kind of thing, the *item*, carries all of them: whom and what it is about, how far it has
come, words, who does it and by when. ``ITEM_SPECS`` says what each kind has, so that forms,
lists, duties and the report need no code a kind.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from pomdesk.domain.quality.terms import ItemKind


@dataclass(frozen=True, slots=True)
class ItemSpec:
    """What items of one kind have.

    Attributes:
        fields: what a form asks, in its order; of ``day``, ``supervisor``, ``case_ref``,
            ``what``, ``title``, ``text``, ``owner``, ``due``, ``people``, ``evidence``,
            ``questions``, ``theme``, ``level``, ``priority``, ``outcome``.
        needs: of these, what must be filled in.
        whats: codes of ``Item.what``.
        stages: codes of ``Item.stage``, as they are gone through; the first is where it begins.
        closed: the stages in which nothing is left to do.
        private: about one supervisor: only the supervisor, the line manager, the assessor of the
            review it came from and the lead see it.

    """

    fields: Sequence[str]
    needs: Sequence[str] = ()
    whats: Sequence[str] = ()
    stages: Sequence[str] = ("open", "closed")
    closed: frozenset[str] = frozenset({"closed"})
    private: bool = False


ACTIVITY_TYPES = (
    "briefing",
    "workshop",
    "peer_reading",
    "case_discussion",
    "shadowing",
    "e_learning",
    "template_change",
)

ITEM_SPECS: Mapping[ItemKind, ItemSpec] = {
    ItemKind.CONCERN: ItemSpec(
        fields=("day", "case_ref", "supervisor", "what", "text", "owner", "due", "outcome"),
        needs=("what", "text", "owner"),
        whats=("risk_to_public", "risk_to_prisoner", "risk_to_staff", "conduct", "data"),
        stages=("open", "passed_on", "closed"),
        private=True,
    ),
    ItemKind.ACTION: ItemSpec(
        fields=("case_ref", "supervisor", "title", "text", "owner", "due", "outcome"),
        needs=("title", "owner", "due"),
        stages=("open", "closed", "not_needed"),
        closed=frozenset({"closed", "not_needed"}),
        private=True,
    ),
    ItemKind.NEED: ItemSpec(
        fields=(
            "title",
            "theme",
            "level",
            "supervisor",
            "what",
            "questions",
            "text",
            "priority",
            "due",
            "outcome",
        ),
        needs=("title", "level"),
        whats=("knowledge", "skill", "time", "system", "unclear_policy", "not_recorded"),
        stages=(
            "identified",
            "agreed",
            "planned",
            "delivered",
            "effect_check",
            "closed",
            "reopened",
        ),
    ),
    ItemKind.ACTIVITY: ItemSpec(
        fields=("what", "title", "day", "text", "questions", "owner", "people", "outcome", "due"),
        needs=("what", "title", "day"),
        whats=ACTIVITY_TYPES,
        stages=("planned", "held", "cancelled"),
        closed=frozenset({"held", "cancelled"}),
    ),
    ItemKind.PRACTICE: ItemSpec(
        fields=("title", "theme", "text", "outcome"),
        needs=("title", "text"),
        stages=("noted", "agreed", "withdrawn"),
        closed=frozenset({"agreed", "withdrawn"}),
    ),
    ItemKind.CASE_REVIEW: ItemSpec(
        fields=("supervisor", "case_ref", "owner", "people", "due", "text", "outcome"),
        needs=("supervisor", "due"),
        whats=("in_depth", "induction"),
        stages=("planned", "done", "deferred", "void_leaver"),
        closed=frozenset({"done", "void_leaver"}),
        private=True,
    ),
    ItemKind.ADVICE: ItemSpec(
        fields=("day", "supervisor", "case_ref", "text", "due"),
        needs=("day", "supervisor", "case_ref"),
        stages=("given",),
        closed=frozenset({"given"}),
        private=True,
    ),
    ItemKind.MEETING: ItemSpec(
        fields=("day", "supervisor", "case_ref", "what", "text"),
        needs=("day", "what"),
        whats=(
            "mappa",
            "parole_hearing",
            "risk_meeting",
            "handover_meeting",
            "sentence_planning",
            "team_meeting",
            "other",
        ),
        stages=("attended",),
        closed=frozenset({"attended"}),
        private=True,
    ),
    ItemKind.ONE_TO_ONE: ItemSpec(
        fields=("day", "supervisor", "text", "due"),
        needs=("day", "supervisor"),
        stages=("held",),
        closed=frozenset({"held"}),
        private=True,
    ),
    ItemKind.OVERSIGHT: ItemSpec(
        fields=("day", "supervisor", "case_ref", "text", "due"),
        needs=("day", "case_ref", "text"),
        stages=("held",),
        closed=frozenset({"held"}),
        private=True,
    ),
    ItemKind.ABSENCE: ItemSpec(
        fields=("supervisor", "day", "due", "text"),
        needs=("supervisor", "day", "due"),
        private=True,
    ),
    ItemKind.INSTRUMENT_ISSUE: ItemSpec(
        fields=("title", "questions", "text", "outcome"),
        needs=("title",),
    ),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One light record.

    Attributes:
        supervisor: code of the supervisor it is about; "" for nobody.
        case_ref: prisoner number; "" for none.
        day: when it was, or begins (an absence); None where it is still to be.
        due: by when something follows, or the last day of an absence.
        stage_day: when ``stage`` was reached.
        owner: code of whoever has to do it.
        people: codes of who took part, or is on the panel.
        questions: keys of the questions it should move.
        theme: key of the theme.
        level: ``individual``, ``team`` or ``establishment`` (needs only).
        outcome: what came of it; where a need or an effect is closed, why.
        entry_id: what was written down on the case for it; None: nothing.

    """

    id: int
    kind: ItemKind
    stage: str
    supervisor: str = ""
    case_ref: str = ""
    what: str = ""
    title: str = ""
    text: str = ""
    day: date | None = None
    due: date | None = None
    stage_day: date | None = None
    owner: str = ""
    people: Sequence[str] = field(default=())
    questions: Sequence[str] = field(default=())
    theme: str = ""
    level: str = ""
    priority: str = ""
    outcome: str = ""
    round_id: int | None = None
    review_id: int | None = None
    parent_id: int | None = None
    entry_id: int | None = None
    written_by: str = ""

    @property
    def is_closed(self) -> bool:
        """Whether nothing is left to do."""
        return self.stage in ITEM_SPECS[self.kind].closed
