"""What the case page's view asks for. One signal carries them all; the controller answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pomdesk.domain.duties import Duty
from pomdesk.domain.papers import PaperKind
from pomdesk.domain.record import Entry, EntryKind


@dataclass(frozen=True, slots=True)
class AddAsked:
    """An entry of a kind is to be added; ``preset`` is what is known of it."""

    kind: EntryKind
    preset: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChangeAsked:
    """An entry is to be changed."""

    entry: Entry


@dataclass(frozen=True, slots=True)
class RemoveAsked:
    """An entry is to be taken out."""

    entry: Entry


@dataclass(frozen=True, slots=True)
class TickAsked:
    """An item of the handover checklist was ticked (``entry`` is None) or the tick taken off."""

    item: str
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class DutyAsked:
    """Something is to be said of a duty: ``done``, ``snoozed``, ``not_needed`` or ``back``."""

    action: str
    duty: Duty


@dataclass(frozen=True, slots=True)
class WhyAsked:
    """Why a result is what it is."""

    result: str


@dataclass(frozen=True, slots=True)
class WhyDutyAsked:
    """Why a duty is what it is."""

    key: str


@dataclass(frozen=True, slots=True)
class FactAsked:
    """A fact (``section.field``) is to be changed."""

    fact: str


@dataclass(frozen=True, slots=True)
class NotesAsked:
    """Who typed a fact (``section.field``), when, why, and what it replaced."""

    fact: str


@dataclass(frozen=True, slots=True)
class SettleAsked:
    """A dispute is to be settled: ``take`` is ``typed`` or ``file``."""

    section: str
    field: str
    take: str


@dataclass(frozen=True, slots=True)
class EntriesAsked:
    """So many of the newest entries of some kinds are to be shown on the tab that asks."""

    kinds: tuple[EntryKind, ...]
    limit: int


@dataclass(frozen=True, slots=True)
class TimelineAsked:
    """So much of the newest of the timeline is to be shown."""

    limit: int


@dataclass(frozen=True, slots=True)
class EventAsked:
    """An event is to be recorded.

    ``name`` is ``transfer``, ``recall``, ``outcome``, ``allocation``, ``assessment`` or
    ``countersignature``; ``about`` the number of a review or of an assessment's row.
    """

    name: str
    about: str | int | None = None


@dataclass(frozen=True, slots=True)
class PaperAsked:
    """The handover report is to be shown: what was written of it, or with ``blank`` the record."""

    blank: bool = False


@dataclass(frozen=True, slots=True)
class PapersAsked:
    """The papers that were begun are to be shown."""


@dataclass(frozen=True, slots=True)
class OpenAsked:
    """A paper is to be written in, or looked at."""

    paper_id: int


@dataclass(frozen=True, slots=True)
class BeginAsked:
    """A paper is to be begun.

    ``follows`` is the paper whose text it begins with, ``subject`` the number of a review.
    """

    kind: PaperKind
    language: str
    follows: int | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True)
class DropAsked:
    """A paper that is not final is to be dropped."""

    paper_id: int


@dataclass(frozen=True, slots=True)
class RowsAsked:
    """Rows of cells are to go to the clipboard."""

    rows: Sequence[Sequence[str]]
