"""Whether a store is whole: its file, its audit log, and what is remembered of its last save."""

from sqlalchemy import Connection

from pomdesk.store import audit, mark, schema
from pomdesk.store.mark import Found, Marker

_ALL = 10**9


def everything_wrong(connection: Connection, marker: Marker) -> list[str]:
    """One line for each thing wrong; none when the store is whole.

    The log and the mark are looked at where the file itself is sound. Signatures are not:
    ``journal verify`` does that.
    """
    wrong = schema.everything_wrong(connection)
    if wrong:
        return wrong
    connection.rollback()
    broken = audit.check_tail(connection, _ALL)
    if broken is not None:
        wrong.append(f"log: {broken.wrong.value} at event {broken.seq}")
    remembered, found = marker.read()
    if remembered is not None and (behind := mark.check(connection, remembered)) is not None:
        missing = behind.details.get("missing", "")
        wrong.append(f"mark: {behind.details['reason']} {missing}".rstrip())
    elif found is Found.UNREADABLE:
        wrong.append("mark: does not belong to this store")
    return wrong
