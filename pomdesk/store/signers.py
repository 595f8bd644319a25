"""A new signing key comes into the audit log by an event of its own, before it signs another."""

from sqlalchemy import Connection, select

from pomdesk.domain.audit import NEW_SIGNER, Event, Kind
from pomdesk.store.audit import Signer
from pomdesk.store.tables import audit


def introduction(connection: Connection, signer: Signer) -> Event | None:
    """The event by which a signer's key comes into the log; None where it is in there.

    A slot has one seed and so one key: whoever signed anything was brought in before.
    """
    if signer.key is None:
        return None
    signed = select(audit.c.seq).where(audit.c.who == signer.slot, audit.c.sig != "")
    # From the end: somebody who comes every day is found at once.
    if connection.execute(signed.order_by(audit.c.seq.desc()).limit(1)).first() is not None:
        return None
    return Event(NEW_SIGNER, Kind.SYSTEM, detail={"public": signer.public, "slot": signer.slot})
