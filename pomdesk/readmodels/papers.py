"""Papers as the writing page, the list of papers and the evidence beside a draft show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pomdesk.domain.facts import Source
from pomdesk.domain.papers import Paper, PaperKind, PaperStage
from pomdesk.domain.record import Entry
from pomdesk.domain.writing import Link, Passage


@dataclass(frozen=True, slots=True)
class LinkMoved:
    """A linked fact whose value is another one now.

    Attributes:
        section: id of the section it stands in.
        link: as it was put in.
        present: its value now, in the form of ``Link.value``; None: it is gone.

    """

    section: str
    link: Link
    present: str | None


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version of a paper that was kept.

    Attributes:
        why: code of what made it: ``kept``, ``checked``, ``countersigned``, ``returned``,
            ``final``.
        words_sha256: of a final one, what is printed on it: SHA-256 of everything it says.
        file_sha256: of a final one, SHA-256 of its PDF.

    """

    id: int
    paper_id: int
    number: int
    why: str
    at: datetime
    by: str
    words_sha256: str = ""
    file_sha256: str = ""


@dataclass(frozen=True, slots=True)
class PaperView:
    """One paper with everything the writing page shows.

    Attributes:
        moved: linked facts that are different now and were not declined.
        versions: newest first, of this paper and of those it follows.
        needs_countersigning: whether the policy asks for it.

    """

    paper: Paper
    prisoner_number: str
    last_name: str
    first_name: str
    moved: Sequence[LinkMoved]
    versions: Sequence[VersionLine]
    needs_countersigning: bool


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper in a list.

    Attributes:
        filled: sections that are not empty.
        due: the day it is wanted by: the custody report's, the handover's; None: not known.
        sent_to: to whom it went last.

    """

    id: int
    person_id: int
    prisoner_number: str
    last_name: str
    first_name: str
    kind: PaperKind
    language: str
    stage: PaperStage
    version: int
    changed_at: datetime
    writer: str
    filled: int
    due: date | None = None
    sent_to: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceFact:
    """A fact that may be put into a draft, with where it came from."""

    ref: str
    value: str
    source: Source | None


@dataclass(frozen=True, slots=True)
class EvidencePassage:
    """A section of another paper of the same person."""

    paper_id: int
    kind: PaperKind
    version: int
    day: date
    section: str
    passage: Passage


@dataclass(frozen=True, slots=True)
class Evidence:
    """What may be put into a paper: nothing that the paper may not tell.

    Attributes:
        entries: contacts, plan, interventions and the like, newest first, at most ``limit``.
        total: how many entries there are.

    """

    facts: Sequence[EvidenceFact]
    entries: Sequence[Entry]
    total: int
    passages: Sequence[EvidencePassage]


@dataclass(frozen=True, slots=True)
class PackLine:
    """A person whose handover falls in a span of days, and what a pack of theirs would have.

    Attributes:
        report: the newest handover report of the person, or None.

    """

    person_id: int
    prisoner_number: str
    last_name: str
    first_name: str
    handover: date
    com_name: str
    report: PaperLine | None
