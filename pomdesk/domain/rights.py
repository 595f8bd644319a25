"""Rights of the people a record is about: words that rules, services and papers share."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pomdesk.domain.facts import Source


class Trigger(StrEnum):
    """What a period of keeping is counted from."""

    RELEASE = "release"
    TRANSFER = "transfer"
    LAST_CONTACT = "last_contact"
    SENTENCE_END = "sentence_end"


class DisposalStage(StrEnum):
    """How far a review has come; what was disposed of leaves no row."""

    KEPT = "kept"
    PROPOSED = "proposed"
    WITHDRAWN = "withdrawn"


class RequestKind(StrEnum):
    """What somebody asks for: DPA 2018 s.45, s.46, s.47."""

    ACCESS = "access"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"


class RequestStage(StrEnum):
    """How far a request has come."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"
    ANSWERED = "answered"


class Flag(StrEnum):
    """Why a part of the record needs a decision before it is released."""

    THIRD_PARTY = "third_party"
    VICTIM = "victim"
    INTELLIGENCE = "intelligence"
    PRIVILEGED = "privileged"
    NOT_DISCLOSED = "not_disclosed"


class Decision(StrEnum):
    """What is done with a flagged part; blank while nobody has decided."""

    RELEASE = "release"
    REDACT = "redact"
    WITHHOLD = "withhold"


class Ground(StrEnum):
    """Why a part is kept back: DPA 2018 s.45(4) (a) to (e), and legal professional privilege.

    Codes and no words of one's own, because it is told in the pack.
    """

    INQUIRY = "inquiry"
    CRIME = "crime"
    PUBLIC_SECURITY = "public_security"
    NATIONAL_SECURITY = "national_security"
    RIGHTS_OF_OTHERS = "rights_of_others"
    PRIVILEGE = "privilege"


@dataclass(frozen=True, slots=True)
class Remains:
    """Rows that still quote an erased person's prison number, in the log also the last name.

    Attributes:
        quality: of quality assurance: frozen frames and what was read from them.
        others: in the records of other people.
        log: events of the audit log, in whose typed reasons and recipients the last name counts
            too; another person of that name is counted with them.
        elsewhere: in names of files, settings and templates.

    """

    quality: int
    others: int
    log: int
    elsewhere: int


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasure took away, in counts, and what it could not reach.

    Attributes:
        rows: rows of the record, the person's own included.
        journal: entries of the journal.
        backups_until: the day after which no backup holds the person any more.

    """

    rows: int
    journal: int
    backups_until: date
    remains: Remains


@dataclass(frozen=True, slots=True)
class PackItem:
    """One part of what is held on a person.

    Attributes:
        key: which row: its table and number, or the fact's name.
        section: where it stands in the pack: ``facts``, ``record``, ``duties``, ``papers``,
            ``quality``, ``rights``, ``log``.
        kind: code of what it is, e.g. that of an entry or of a section of facts.
        day: of what it tells.
        source: where it came from.
        fields: name and value, as they are kept; days in ISO.
        flags: why somebody must decide about it.
        decision: None while nobody has.
        ground: why it is kept back or changed; None: it is not.
        instead: what is given out instead, where it is redacted.
        decided_by: who decided.
        digest: SHA-256 of the fields.

    """

    key: str
    section: str
    kind: str
    day: date | None
    source: Source | None
    fields: tuple[tuple[str, str], ...]
    flags: frozenset[Flag] = frozenset()
    decision: Decision | None = None
    ground: Ground | None = None
    instead: tuple[tuple[str, str], ...] = ()
    decided_by: str = ""
    digest: str = ""

    @property
    def open(self) -> bool:
        """Whether somebody must still decide about it."""
        return bool(self.flags) and self.decision is None
