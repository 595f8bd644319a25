"""Papers about one person: their kinds, templates, text, and the life they lead.

A paper goes from draft through checking and, where the policy asks for it, countersigning to
final, and is then sent. Whoever checks or countersigns may return it for rework with comments.
A final paper is frozen: what follows is a new paper that begins with its text.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from pomdesk.domain.writing import Passage, dump


class PaperKind(StrEnum):
    """Kinds of papers about one person."""

    PAROLE_REPORT = "parole-report"
    CUSTODY_UPDATE = "custody-update"
    HANDOVER_REPORT = "handover-report"
    TRANSFER_SUMMARY = "transfer-summary"
    MAPPA_F = "mappa-f"
    PLAN_REVIEW = "plan-review"
    CASE_SUMMARY = "case-summary"
    RESTRICTED_ANNEX = "restricted-annex"
    HANDOVER_PACK = "handover-pack"


@dataclass(frozen=True, slots=True)
class PaperSpec:
    """What papers of one kind are.

    Attributes:
        disclosable: the person may read it, so nothing withheld from them may stand in it
            (Parole Board Rules 2019, rule 16: reports are served on the prisoner).
        written: somebody writes sections of it; else it is put together from the record.
        withheld: it exists to be kept from the person (rule 17) and is never part of another
            file.
        quiet: even that there is one is not told: it is not listed among the documents.

    """

    disclosable: bool = False
    written: bool = True
    withheld: bool = False
    quiet: bool = False


PAPER_SPECS: Mapping[PaperKind, PaperSpec] = {
    PaperKind.PAROLE_REPORT: PaperSpec(disclosable=True),
    PaperKind.CUSTODY_UPDATE: PaperSpec(disclosable=True),
    PaperKind.HANDOVER_REPORT: PaperSpec(),
    PaperKind.TRANSFER_SUMMARY: PaperSpec(),
    PaperKind.MAPPA_F: PaperSpec(quiet=True),
    PaperKind.PLAN_REVIEW: PaperSpec(disclosable=True),
    PaperKind.CASE_SUMMARY: PaperSpec(),
    PaperKind.RESTRICTED_ANNEX: PaperSpec(withheld=True, quiet=True),
    PaperKind.HANDOVER_PACK: PaperSpec(written=False),
}
"""What each kind is; code and not template, so that no local template can change it."""


class PaperStage(StrEnum):
    """How far a paper has come."""

    DRAFT = "draft"
    CHECKED = "checked"
    COUNTERSIGNED = "countersigned"
    FINAL = "final"
    SENT = "sent"


FROZEN = frozenset({PaperStage.FINAL, PaperStage.SENT})
"""Stages in which nothing of a paper changes any more."""


class SectionState(StrEnum):
    """How far one section has come.

    ``NEEDS_CHECKING``: filled from the record by the desk, or a fact in it has changed since.
    """

    EMPTY = "empty"
    DRAFTED = "drafted"
    NEEDS_CHECKING = "needs_checking"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a template.

    Attributes:
        title: heading by language.
        prompt: what to write there, by language; may be empty.
        guidance: what good content has, a point each, by language; for the screen.
        facts: names of the blocks of facts printed in it, in order.
        lines: ruled lines for handwriting where nothing was written; 0: nobody writes here.
        starter: name of what the desk drafts from the record for it; blank: nothing.
        limit: words it should not have more than; 0: no limit.
        required: it must be filled before the paper goes.
        line: where it begins in the template file.

    """

    id: str
    title: Mapping[str, str]
    prompt: Mapping[str, str]
    facts: tuple[str, ...]
    lines: int
    required: bool
    line: int
    guidance: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    starter: str = ""
    limit: int = 0

    @property
    def written(self) -> bool:
        """Whether somebody writes in it."""
        return self.lines > 0


@dataclass(frozen=True, slots=True)
class PaperTemplate:
    """The sections of one kind of paper.

    Attributes:
        file: name of the file it was read from.
        id: the kind of paper, e.g. ``handover-report``.
        version: stands in the running head.
        local: the headings are not confirmed as the official ones; the paper says so.
        form: code of the official form, as text, blank where none is confirmed.
        title: title of the paper by language.
        changed: a local one of this unit, not the one that comes with the program.

    """

    file: str
    id: str
    version: str
    local: bool
    title: Mapping[str, str]
    sections: tuple[Section, ...]
    form: str = ""
    changed: bool = False


@dataclass(frozen=True, slots=True)
class SectionText:
    """What was written in a section, and how far it has come."""

    passage: Passage = ()
    state: SectionState = SectionState.EMPTY


def text_digest(sections: Mapping[str, SectionText]) -> str:
    """SHA-256, in hexadecimal, of what the sections say; states and blank ones do not count."""
    said = {name: dump(one.passage) for name, one in sections.items() if one.passage}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def words_digest(words: Sequence[str]) -> str:
    """SHA-256, in hexadecimal, of everything a paper says: its words in UTF-8, a line a block."""
    return hashlib.sha256("\n".join(words).encode("utf-8", "surrogatepass")).hexdigest()


class StepKind(StrEnum):
    """What was done with a paper as a whole."""

    CHECKED = "checked"
    COUNTERSIGNED = "countersigned"
    RETURNED = "returned"
    FINISHED = "finished"
    SENT = "sent"
    DISCLOSURE_TICKED = "disclosure_ticked"
    HIT_ACCEPTED = "hit_accepted"


@dataclass(frozen=True, slots=True)
class PaperStep:
    """One step in the life of a paper; never changed, never taken out but by undo.

    Attributes:
        who: the name of the person who checked, countersigned, returned, ticked or sent it.
        day: the day of it.
        item: of a tick, the question; of an accepted hit, its key (``Hit.key``).
        to_whom, how: of a sent paper.
        comment: why it was returned, why a hit may stay.
        text_digest: digest of all sections at that moment (``text_digest``): a tick or a
            signature counts only while the text is still the same.

    """

    kind: StepKind
    who: str
    day: date
    at: datetime
    item: str = ""
    to_whom: str = ""
    how: str = ""
    comment: str = ""
    text_digest: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper about one person, as it stands.

    Attributes:
        version: the version that is being written, or that was frozen; from 1, going on over a
            paper that follows a final one.
        subject: number of the parole review it is for, or blank.
        follows: the paper that it began as a copy of, or None.
        sections: by id of the template's section; those not written are not in it.
        steps: earliest first.
        text_digest: of all sections as they are.

    """

    id: int
    person_id: int
    kind: PaperKind
    language: str
    stage: PaperStage
    version: int
    writer: str
    begun_at: datetime
    changed_at: datetime
    template_version: str
    subject: str = ""
    follows: int | None = None
    sections: Mapping[str, SectionText] = field(default_factory=dict)
    steps: Sequence[PaperStep] = ()
    text_digest: str = ""

    @property
    def spec(self) -> PaperSpec:
        """What papers of its kind are."""
        return PAPER_SPECS[self.kind]

    @property
    def frozen(self) -> bool:
        """Whether nothing of it changes any more."""
        return self.stage in FROZEN


def line_digest(line: str) -> str:
    """Eight hexadecimal digits that tell lines apart; spaces and case make no difference."""
    said = " ".join(line.split()).casefold().encode("utf-8", "surrogatepass")
    return hashlib.sha256(said).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Hit:
    """A place in a paper that may tell the person what must be kept from them.

    Attributes:
        kind: ``victim``, ``vlo``, ``intelligence``, ``mappa_minutes``, ``others`` (names of
            other people), ``restriction``.
        words: what was found, as it stands there.
        section: id of the section; blank: in what the desk printed from the record.
        start, end: characters of ``writing.plain`` of the section.
        why: what it resembles, for the writer's eyes only.
        line: eight hexadecimal digits of the line it stands in (``line_digest``): what was
            accepted in one sentence is not accepted in another.

    """

    kind: str
    words: str
    section: str = ""
    start: int = 0
    end: int = 0
    why: str = ""
    line: str = ""

    @property
    def key(self) -> str:
        """What an acceptance goes by: kind, section, words and the line they stand in."""
        words = " ".join(self.words.split()).casefold()
        return f"{self.kind}:{self.section}:{words}:{self.line}"


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing to look at before a paper leaves.

    Attributes:
        code: ``section_empty``, ``section_unknown``, ``placeholder``, ``over_limit``,
            ``needs_checking``, ``fact_moved``, ``oasys_old``, ``oasys_missing``, ``not_seen``,
            ``no_com``, ``chronology_gap``, ``hit``, ``not_ticked``, ``date_passed``,
            ``disputed``; the words are ``gap.<code>``.
        section: id of the section it is in; blank: of the whole paper.
        details: what the words need; days as ``date``.
        blocks: the paper cannot be finished before it is mended.
        hit: for ``hit``.

    """

    code: str
    section: str = ""
    details: Mapping[str, str | int | date] = field(default_factory=dict)
    blocks: bool = False
    hit: Hit | None = None
