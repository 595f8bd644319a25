"""What the audit log is told of a session itself: opening, locking, and changes to the keys."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from pomdesk.domain.audit import Event, Kind
from pomdesk.domain.errors import AuditRefused, PomdeskError
from pomdesk.store.engine import Store

LOCK = Event("LOCK", Kind.SYSTEM)


def of_opening(store: Store) -> tuple[Event, ...]:
    """What is told first: wrong tries since the last time, the recovery key, what was mended."""
    events = []
    if store.wrong_tries:
        events.append(Event("UNLOCK_FAILED", Kind.SYSTEM, detail={"times": store.wrong_tries}))
    if store.by_recovery:
        events.append(Event("RECOVERY_USED", Kind.SYSTEM))
    noticed = {"notices": list(store.notices)} if store.notices else {}
    return (*events, Event("UNLOCK", Kind.SYSTEM, detail=noticed))


@contextmanager
def told(log: Callable[[Event], None], what: str, **detail: str | int) -> Iterator[None]:
    """Something done to the keys, written down before it is done; and that it was refused, if so.

    Raises:
        AuditRefused: AUD-WRITE; then it is not done.

    """
    log(Event(what, Kind.SYSTEM, detail=detail))
    try:
        yield
    except PomdeskError as refusal:
        # What is refused stays refused, whether it can be written down or not.
        with suppress(AuditRefused):
            log(Event("REFUSED", Kind.SYSTEM, detail={"what": what, "code": refusal.code}))
        raise
