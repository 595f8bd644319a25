"""Going through the whole audit log: numbers, hashes, times, signatures, anchors.

``Proving`` is rules over rows and knows no connection: the desk reads some hundred events in a
transaction of its own and hands them over between two, so that nobody waits for the whole log.
What it can and cannot find stands in ``docs/security.md``.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from pomdesk.domain.audit import (
    NEW_SIGNER,
    PRUNED,
    Broken,
    Head,
    Proof,
    Remark,
    Remarked,
    Wrong,
)
from pomdesk.store.audit import Signer, canonical, follows, hash_of, read_detail

_SEGMENTS = (
    "SELECT first_seq, last_seq, first_prev, last_hash, signers, at, by, sig"
    " FROM audit_segment ORDER BY first_seq"
)
_SIGNED = frozenset({"hash", "sig"})


def segments(connection: Connection) -> list[dict[str, Any]]:
    """What is left of events that were taken out, oldest first, as it stands in the file."""
    return [dict(row._mapping) for row in connection.exec_driver_sql(_SEGMENTS)]


def seal_of(segment: Mapping[str, Any]) -> bytes:
    """What the seal of a segment signs."""
    return hash_of({name: str(value) for name, value in segment.items() if name != "id"})


def verifies(public: str, signature: str, digest: bytes) -> bool:
    """Whether a signature over a digest is that of a public key (both hex)."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), digest)
    except (InvalidSignature, ValueError):
        return False
    return True


class Proving:
    """Goes through a log, event by event, from the first that is left.

    Args:
        sealed: the segments, oldest first.
        anchors: ends of the log that were noted elsewhere; a hash may be its first letters.
        own: whoever asks: the log must name the very key that they sign with.

    """

    def __init__(
        self,
        sealed: Sequence[Mapping[str, Any]] = (),
        anchors: Iterable[Head] = (),
        own: Signer | None = None,
    ) -> None:
        self._sealed, self._own = sealed, own
        self._anchors = sorted(anchors, key=lambda one: one.seq)
        self._met = 0
        self._last, self._order_at = Head(0, ""), ""
        self._first_at = ""
        self._events = self._signed = 0
        self._keys: dict[str, list[str]] = {}
        self._introduced: dict[str, int] = {}
        self._unsigned: dict[str, Remarked] = {}
        self._remarks: list[Remarked] = []
        self._told: set[int] = set()
        self._broken: Broken | None = None
        self._join()

    @property
    def after(self) -> int:
        """The number of the last event that was gone through and holds."""
        return self._last.seq

    def take(self, rows: Iterable[Mapping[str, Any]]) -> bool:
        """Go through the next events; False once something is wrong."""
        for row in rows:
            if self._broken is None:
                self._broken = self._of(row)
        return self._broken is None

    def result(self) -> Proof:
        """What came of it, after the last event."""
        if self._broken is None:
            self._broken = self._cut() or self._seals() or self._not_mine()
        return Proof(
            head=self._last,
            events=self._events,
            signed=self._signed,
            sealed=self._sealed[-1]["last_seq"] if self._sealed else 0,
            broken=self._broken,
            remarks=(*self._remarks, *self._unsigned.values()),
            anchors=self._met,
        )

    # One event.

    def _of(self, row: Mapping[str, Any]) -> Broken | None:
        wrong = follows(row, self._last, self._order_at) or self._signature(row)
        if wrong is not None:
            return wrong
        if not self._events:
            self._first_at = row["order_at"]
        self._events += 1
        self._last, self._order_at = Head(row["seq"], row["hash"]), row["order_at"]
        if row["what"] == PRUNED:
            self._told |= _sealed_by(row)
        return self._anchored()

    def _signature(self, row: Mapping[str, Any]) -> Broken | None:
        seq, slot = row["seq"], row["who"]
        if row["what"] == NEW_SIGNER:
            self._introduce(row)
        known = self._keys.get(slot, [])
        if not row["sig"]:
            if known:
                return Broken(Wrong.UNSIGNED, seq)
            held = self._unsigned.get(slot)
            times = 1 if held is None else held.times + 1
            first = seq if held is None else held.seq
            self._unsigned[slot] = Remarked(Remark.UNSIGNED, first, row["name"], times)
            return None
        digest = bytes.fromhex(row["hash"])
        if not any(verifies(public, row["sig"], digest) for public in reversed(known)):
            return Broken(Wrong.FORGED, seq)
        self._signed += 1
        return None

    def _introduce(self, row: Mapping[str, Any]) -> None:
        """Take up the key that an event brings into the log."""
        detail = read_detail(row["detail"])
        slot, public = str(detail.get("slot", row["who"])), str(detail.get("public", ""))
        known = self._keys.setdefault(slot, [])
        if public in known:
            return
        if known:
            self._remarks.append(Remarked(Remark.SECOND, row["seq"], row["name"]))
        elif slot in self._unsigned:
            held = self._unsigned[slot]
            self._remarks.append(Remarked(Remark.LATE, row["seq"], held.name, held.times))
        known.append(public)
        self._introduced[slot] = row["seq"]

    def _anchored(self) -> Broken | None:
        """Hold the event just gone through against the anchors of its number."""
        for anchor in self._anchors:
            if anchor.seq == self._last.seq:
                if not self._last.hash.startswith(anchor.hash):
                    return Broken(Wrong.REBUILT, anchor.seq)
                self._met += 1
        return None

    # What was taken out after its time.

    def _join(self) -> None:
        """Begin behind the segments, if each follows the one before."""
        for segment in self._sealed:
            before = self._last
            joins = segment["first_seq"] == before.seq + 1 and segment["first_prev"] == before.hash
            if not joins or segment["last_seq"] < segment["first_seq"]:
                self._broken = Broken(Wrong.SEGMENT, before.seq + 1)
                return
            said = read_detail(segment["signers"])
            for slot, publics in dict(said.get("known", {})).items():
                self._keys.setdefault(slot, []).extend(publics)
                self._introduced[slot] = segment["last_seq"]
            self._last = Head(segment["last_seq"], segment["last_hash"])
            self._order_at = str(said.get("order_at", ""))
            self._broken = self._broken or self._anchored()
            between = range(segment["first_seq"], segment["last_seq"])
            gone = [one for one in self._anchors if one.seq in between]
            self._remarks += [Remarked(Remark.SEALED, one.seq) for one in gone]

    def _seals(self) -> Broken | None:
        """Each segment is signed by whoever made it, and an event of theirs tells of it."""
        for segment in self._sealed:
            seal = {name: value for name, value in segment.items() if name not in _SIGNED}
            known = self._keys.get(str(read_detail(segment["signers"]).get("by", "")), [])
            signed = any(verifies(one, segment["sig"], seal_of(seal)) for one in known)
            # The event is gone too once its own time has come.
            told = segment["last_seq"] in self._told or _iso(segment["at"]) < self._first_at
            if not told or (known and not signed):
                return Broken(Wrong.SEGMENT, segment["first_seq"])
        return None

    # The end.

    def _cut(self) -> Broken | None:
        beyond = [anchor for anchor in self._anchors if anchor.seq > self._last.seq]
        return Broken(Wrong.CUT, self._last.seq + 1) if beyond else None

    def _not_mine(self) -> Broken | None:
        """A log whose newest key of whoever asks is not theirs was signed anew by somebody."""
        own = self._own
        known = self._keys.get(own.slot, []) if own is not None else []
        if own is None or not own.public or not known or known[-1] == own.public:
            return None
        return Broken(Wrong.FORGED, self._introduced[own.slot])


def _sealed_by(row: Mapping[str, Any]) -> set[int]:
    """The last numbers of the segments that an event tells of."""
    ends = read_detail(row["detail"]).get("ends", [])
    return {int(one) for one in ends if str(one).isdigit()} if isinstance(ends, list) else set()


def _iso(at: Any) -> str:
    return str(at).replace(" ", "T")


def signers_text(by: str, known: Mapping[str, Sequence[str]], order_at: str) -> str:
    """What a segment keeps of its signers: who sealed it, keys it introduced, its last time."""
    return canonical({"by": by, "known": known, "order_at": order_at}).decode()
