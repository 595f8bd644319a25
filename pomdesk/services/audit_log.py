"""The audit log as the desk uses it: what is given out, going through it, anchors kept outside."""

import hashlib
import json
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import select

from pomdesk.domain.audit import Event, Head, Kind, Proof, SignedAnchor, read_anchor
from pomdesk.domain.errors import AuditRefused
from pomdesk.rules.dates import add_months
from pomdesk.store import audit as log
from pomdesk.store.audit import Signer
from pomdesk.store.audit_proof import Proving, segments, verifies
from pomdesk.store.connection import SALT_BYTES
from pomdesk.store.tables import audit, hold
from pomdesk.store.unit_of_work import UnitOfWork

VERIFIED, BROKEN = "LOG_VERIFIED", "LOG_BROKEN"
"""The events that tell what came of going through the whole log."""
ANCHORED = "LOG_ANCHORED"
"""The event of an anchor made to be kept outside."""

FEWEST_MONTHS, MOST_MONTHS = 6, 24
"""How long events are kept at least and at most, whatever is set."""

_AT_ONCE = 500
_LONGEST_ANCHOR = 10_000
_FORMAT = "pomdesk-anchor-1"


def given_out(
    what: str,
    people: Collection[int],
    *,
    size: int | None = None,
    recipient: str = "",
    how: str = "",
    pages: int = 0,
    reason: str = "",
) -> Event:
    """The event of something that leaves the desk; see ``Desk.disclose``."""
    said: dict[str, str | int | list[str]] = {"of": how, "pages": pages}
    whose = set(people)
    return Event(
        what,
        Kind.DISCLOSE,
        person_id=next(iter(whose)) if len(whose) == 1 else None,
        reason=reason,
        recipient=recipient,
        size=len(whose) if size is None else size,
        detail={name: value for name, value in said.items() if value},
    )


# Going through it.


def prove(
    unit: Callable[[], AbstractContextManager[UnitOfWork]],
    anchors: Sequence[Head] = (),
    own: Signer | None = None,
) -> Proof:
    """Go through the whole log, some hundred events in a transaction: nobody waits for all of it.

    Between two transactions the log may grow; what is added is gone through too.
    """
    with unit() as uow:
        proving = Proving(segments(uow.connection), anchors, own)
    while rows := _next(unit, proving.after):
        if not proving.take(rows):
            break
    return proving.result()


def _next(unit: Callable[[], AbstractContextManager[UnitOfWork]], after: int) -> Any:
    with unit() as uow:
        return log.written(uow.connection, after, _AT_ONCE)


def proved(proof: Proof) -> Event:
    """The event of what came of it."""
    detail: dict[str, str | int | list[str]] = {"events": proof.events, "signed": proof.signed}
    if proof.broken is not None:
        detail |= {"wrong": proof.broken.wrong.value, "seq": proof.broken.seq}
    return Event(VERIFIED if proof.holds else BROKEN, Kind.SYSTEM, detail=detail)


def last_of(uow: UnitOfWork, *whats: str) -> datetime | None:
    """When one of some events was last written; None: never, or it was taken out since."""
    rows = uow.rows(
        select(audit.c.at).where(audit.c.what.in_(whats)).order_by(audit.c.seq.desc()).limit(1)
    )
    return rows[0].at if rows else None


def verification_due(uow: UnitOfWork, now: datetime) -> bool:
    """Whether a month has passed since the whole log was gone through, or since it began."""
    since = last_of(uow, VERIFIED, BROKEN)
    if since is None:
        first = uow.rows(select(audit.c.at).order_by(audit.c.seq).limit(1))
        since = first[0].at if first else now
    # A clock that was set back must not put it off.
    return now.date() >= add_months(since.date(), 1) or now.date() < since.date()


# How long it is kept.


def keep_months(wanted: int) -> int:
    """The months that events are kept, of what was set."""
    return min(max(wanted, FEWEST_MONTHS), MOST_MONTHS)


def kept_from(now: datetime, wanted: int) -> datetime:
    """The first moment whose events are kept: the beginning of a month, UTC without a zone."""
    first = add_months(now.date().replace(day=1), -keep_months(wanted))
    return datetime.combine(first, time.min)


def everything_held(uow: UnitOfWork) -> bool:
    """Whether a hold on everything stands."""
    standing = (hold.c.person_id.is_(None), hold.c.ended_at.is_(None))
    return bool(uow.rows(select(hold.c.id).where(*standing).limit(1)))


# Anchors.


def identity_of(store: Path) -> str:
    """What an anchor calls a store: SHA-256 (hex) of the bytes it begins with."""
    with store.open("rb") as stream:
        return hashlib.sha256(stream.read(SALT_BYTES)).hexdigest()


def sign_anchor(uow: UnitOfWork, store: str) -> SignedAnchor:
    """The end of the log, with the name of its store, signed by whoever is signed in."""
    signer, head = uow.pen.signer, log.head(uow.connection)
    bare = SignedAnchor(store, head, uow.now, signer.slot, signer.name, signer.public)
    if signer.key is None:
        return bare
    return replace(bare, signature=signer.key.sign(_digest(bare)).hex())


def anchor_bytes(anchor: SignedAnchor) -> bytes:
    """The file of an anchor; it tells of nobody but whoever made it."""
    said = {**_said(anchor), "signature": anchor.signature}
    return f"{json.dumps(said, indent=2, ensure_ascii=False)}\n".encode()


def anchor_in(file: Path, store: str) -> Head:
    """The anchor of a file, if it is one of this store and nobody changed it.

    Raises:
        AuditRefused: AUD-ANCHOR, it is none; AUD-ANCHOR-STORE, of another store;
            AUD-ANCHOR-CHANGED, its signature is not of what it says.

    """
    try:
        with file.open("rb") as stream:
            said = json.loads(stream.read(_LONGEST_ANCHOR + 1).decode("utf-8-sig"))
        found = _read(said)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise AuditRefused("AUD-ANCHOR", given=file.name) from None
    if found.store != store:
        raise AuditRefused("AUD-ANCHOR-STORE", given=file.name)
    if found.public and not verifies(found.public, found.signature, _digest(found)):
        raise AuditRefused("AUD-ANCHOR-CHANGED", given=file.name)
    return found.head


def anchor_from(given: str, store: str) -> Head:
    """The anchor that was typed off a paper, or that of a file.

    Raises:
        AuditRefused: see ``anchor_in``.

    """
    typed = read_anchor(given)
    return typed if typed is not None else anchor_in(Path(given), store)


def _read(said: Any) -> SignedAnchor:
    if said["format"] != _FORMAT:
        raise ValueError(said["format"])
    head = read_anchor(f"{int(said['number'])}-{said['hash']}")
    if head is None:
        raise ValueError(said["hash"])
    texts = {name: str(said[name]) for name in ("store", "slot", "name", "public", "signature")}
    return SignedAnchor(head=head, at=datetime.fromisoformat(str(said["at"])), **texts)


def _said(anchor: SignedAnchor) -> dict[str, str | int]:
    return {
        "format": _FORMAT,
        "store": anchor.store,
        "number": anchor.head.seq,
        "hash": anchor.head.hash,
        "at": anchor.at.isoformat(timespec="seconds"),
        "slot": anchor.slot,
        "name": anchor.name,
        "public": anchor.public,
    }


def _digest(anchor: SignedAnchor) -> bytes:
    return hashlib.sha256(log.canonical(_said(anchor))).digest()
