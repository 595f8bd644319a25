"""What the audit log keeps of one thing somebody did.

DPA 2018 s.62 asks a competent authority for logs of collection, alteration, consultation,
disclosure, combination and erasure; of consultation and disclosure also when, who, and to whom.
The log may be used to check lawfulness, for self-monitoring, integrity and security, and in
criminal proceedings (s.62(4)): never to measure how much somebody works.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """The six of s.62, and SYSTEM for the desk itself (unlocking, backups, roles)."""

    COLLECT = "collect"
    ALTER = "alter"
    CONSULT = "consult"
    DISCLOSE = "disclose"
    COMBINE = "combine"
    ERASE = "erase"
    SYSTEM = "system"


CLOCK_JUMP = "CLOCK_JUMP"
"""The event that tells of a clock found far from the event before; ``detail`` has ``days``."""

CLOCK_CONFIRMED = "CLOCK_CONFIRMED"
"""The event by which the head of OMU says that the clock is right all the same."""


@dataclass(frozen=True, slots=True)
class Event:
    """What is to be noted; the store adds who, when, and its place in the chain.

    Attributes:
        what: code, e.g. ``VIEW_CASE``.
        person_id: whom it is about; kept as a random reference, never as number or name.
        reason: as typed; always given for breaking the glass, exports of a person and erasure.
        recipient: to whom something was disclosed.
        size: how many people were shown, changed or given.
        correlation: what belongs together, e.g. the number of the operation.
        detail: names of fields, counts and codes; never a value of anybody's record.

    """

    what: str
    kind: Kind
    person_id: int | None = None
    reason: str = ""
    recipient: str = ""
    size: int = 0
    correlation: str = ""
    detail: Mapping[str, str | int | list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: number and hash (hex) of the newest event; 0 and "" of none."""

    seq: int
    hash: str

    @property
    def anchor(self) -> str:
        """As papers bear it: the number and the first 16 letters of the hash."""
        return f"{self.seq}-{self.hash[:16]}"


@dataclass(frozen=True, slots=True)
class Logged:
    """One event as it stands in the log; see ``Event``.

    Attributes:
        at: UTC, as the clock said.
        order_at: never before that of the event before, whatever the clock said.
        wall_regressed: the clock stood more than two seconds before the event before.
        who: number of the key slot (hex); ``name`` is the slot's.
        role: role on the desk at that time; "" while roles did not hold.
        session: random, one an unlocking.
        subject: random reference of the person; "" for nobody.
        sig: Ed25519 over the hash (hex), by the slot's own key; "" where the slot has none.

    """

    seq: int
    at: datetime
    order_at: datetime
    wall_regressed: bool
    who: str
    name: str
    role: str
    session: str
    what: str
    kind: Kind
    subject: str
    correlation: str
    reason: str
    recipient: str
    size: int
    detail: Mapping[str, object]
    prev: str
    hash: str
    sig: str


_ANCHOR = re.compile(r"([1-9][0-9]{0,17})-([0-9a-f]{16,64})")


def read_anchor(text: str) -> Head | None:
    """The end of the log that an anchor names, as it was typed off a paper; None: it is none."""
    found = _ANCHOR.search("".join(text.split()).casefold())
    return Head(int(found[1]), found[2]) if found else None


@dataclass(frozen=True, slots=True)
class SignedAnchor:
    """An end of the log that is kept outside, signed by whoever made it.

    Attributes:
        store: SHA-256 (hex) of what identifies the store, so that it is not held against another.
        slot, name: whose signature it is; ``public`` is their key (hex), blank for an older slot.

    """

    store: str
    head: Head
    at: datetime
    slot: str
    name: str
    public: str = ""
    signature: str = ""


class Wrong(StrEnum):
    """What can be wrong with the log.

    EDITED: an event says something else than when it was written. DELETED: events are missing
    in the middle, or stand in another order. CUT: the newest are missing. REBUILT: the log was
    written anew, so it ends or passes elsewhere than noted. FORGED: a signature is not that of
    whoever the event names. UNSIGNED: one is missing. SEGMENT: what is left of events taken out
    after their time does not hold.
    """

    EDITED = "edited"
    DELETED = "deleted"
    CUT = "cut"
    REBUILT = "rebuilt"
    FORGED = "forged"
    UNSIGNED = "unsigned"
    SEGMENT = "segment"


@dataclass(frozen=True, slots=True)
class Broken:
    """The first thing that is wrong with the log, and the number of the event it shows at."""

    wrong: Wrong
    seq: int


class Remark(StrEnum):
    """What is told of a log that holds.

    UNSIGNED: events by somebody whose passphrase has no signing key yet. LATE: somebody wrote
    such events before they got one. SECOND: somebody's signing key was replaced. SEALED: the
    event an anchor names was taken out after its time and can no longer be compared.
    """

    UNSIGNED = "unsigned"
    LATE = "late"
    SECOND = "second"
    SEALED = "sealed"


@dataclass(frozen=True, slots=True)
class Remarked:
    """A remark: at which event first, whose (name of the slot), and how many times."""

    remark: Remark
    seq: int
    name: str = ""
    times: int = 1


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of going through the log.

    Attributes:
        head: how far it was gone through: to the end, or to the last event that holds.
        events: how many events were gone through, and ``signed`` how many of them are signed.
        sealed: how many more were taken out after their time.
        broken: the first thing wrong; None where the log holds.
        anchors: how many anchors agreed with it.

    """

    head: Head
    events: int
    signed: int
    sealed: int
    broken: Broken | None = None
    remarks: tuple[Remarked, ...] = ()
    anchors: int = 0

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return self.broken is None


NEW_SIGNER = "NEW_SIGNER"
"""The event by which a signing key comes into the log; ``detail`` has ``public`` (hex)."""
PRUNED = "LOG_PRUNED"
"""The event that tells of events taken out after their time; ``detail`` has ``first``, ``last``."""
