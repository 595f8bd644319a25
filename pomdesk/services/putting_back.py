"""Putting a backup back, and recovering what can be read: with no desk open, by one secret.

Who may, what would be lost and who was erased is looked at here; the files are the store's.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from sqlalchemy import select, update

from pomdesk.domain.access import DeskRole, Signed, as_signed
from pomdesk.domain.audit import Event, Kind
from pomdesk.domain.errors import BackupRefused
from pomdesk.domain.keeping import Recovered, Restored
from pomdesk.services.access import line_of
from pomdesk.services.clock import Clock, without_zone
from pomdesk.services.gate import need
from pomdesk.services.rights.erasure import erase_again
from pomdesk.store.lock import local_minute
from pomdesk.store.restore import Restoring, restoring
from pomdesk.store.salvage import salvaging
from pomdesk.store.schema import CURRENT
from pomdesk.store.tables import desk_role, store_state
from pomdesk.store.unit_of_work import UnitOfWork


def restore(
    path: Path, source: Path, *, secret: str, clock: Clock, why: str = "", then_secret: str = ""
) -> Restored:
    """Put a backup in the place of the store at ``path``; what was there is kept aside.

    Args:
        path: the store's place; nobody has it open.
        source: the backup, its ``.keys`` file beside it.
        secret: a passphrase or recovery key of now, or of when the backup was made.
        clock: for the time it is done, and the day people were erased again.
        why: needed where saves would be lost.
        then_secret: that of when the backup was made, where the key was renewed since.

    Raises:
        BackupRefused: as ``store.restore.restoring``; BAK-OLDER with ``saves`` and ``since``, where
            saves would be lost and no reason was given; BAK-HOLD, where a hold would be lost.
        RoleRefused: ROL-NONE, ROL-MAY; the table of access says who may (``restore``).
        KeyRefused, StoreRefused: as ``restoring``. The store stands as it was in each case.

    """
    now, why = without_zone(clock.now()), why.strip()
    with restoring(path, source, secret=secret, now=now, then_secret=then_secret) as coming:
        # On the desk that is there, or else on the one that comes.
        role = _check_role(coming.who, (coming.present or coming.seen).roles)
        _check_reason(coming, why)
        _check_holds(coming)
        listed, whole = coming.listed_as_erased()
        with coming.ready() as store:
            store.act_as(role)
            day = clock.today()
            with store.unit_of_work(
                by=store.who, now=now, today=day, command="restore_backup"
            ) as uow:
                _carry_over(uow, coming)
                erased = erase_again(uow, listed)
                uow.note(_event(coming, why, erased))
        kept = coming.swap()
        return Restored(
            path=coming.path,
            backup=coming.source,
            kept=kept,
            lost=coming.lost,
            since=coming.made,
            erased=erased,
            unmatched=_unmatched(coming, listed),
            # With neither store nor list there is nobody to ask who was erased since.
            list_damaged=not whole or (coming.present is None and not listed),
            upgraded=coming.seen.content.version < CURRENT,
            counts={name: n for name, n in coming.seen.content.counts.items() if n},
        )


def recover(path: Path, target: Path, *, secret: str, clock: Clock) -> Recovered:
    """Bring what can be read of a damaged store into a new one at ``target``.

    The damaged file is copied first and never written to. The new store opens with the same
    passphrases; its log is told.

    Raises:
        BackupRefused: BAK-BEYOND, where nothing can be read and only a backup helps; BAK-SPACE.
        RoleRefused: as ``restore``, by the roles that could be read; where those of the head of
            OMU are lost nothing tells that roles held, and whoever opens the store may.
        KeyRefused: KEY-WRONG and its kin.
        StoreRefused: STO-EXISTS for the target; STO-MISSING, STO-INUSE for the store.

    """
    now = without_zone(clock.now())
    with salvaging(path, target, secret=secret, now=now) as found:
        with found.opened() as store:
            with store.unit_of_work(by=store.who, now=now, today=clock.today()) as uow:
                query = select(desk_role.c.name, desk_role.c.role)
                roles = {row.name: row.role for row in uow.rows(query)}
            store.act_as(_check_role(store.who, roles))
            detail: dict[str, str | int | list[str]] = {
                "missing": sum(table.missing for table in found.tables),
                "dropped": sum(table.dropped for table in found.tables),
                "tables": [table.name for table in found.tables if not table.complete],
            }
            with store.unit_of_work(
                by=store.who, now=now, today=clock.today(), command="recover_store"
            ) as uow:
                uow.note(Event("RECOVERED", Kind.SYSTEM, detail=detail))
        return found.finish()


def _check_role(who: str, roles: Mapping[str, str]) -> str:
    """The role of whoever asks, who is to be one that may; "" where no roles hold."""
    if DeskRole.HEAD not in roles.values():
        return ""
    mine = {as_signed(name): role for name, role in roles.items()}.get(as_signed(who))
    role = None if mine is None else DeskRole(mine)
    need(Signed(who, role, frozenset(), in_force=True), line_of("restore"))
    return role or ""


def _check_reason(coming: Restoring, why: str) -> None:
    if why or coming.lost == 0:
        return
    since = local_minute(coming.made)
    if coming.lost is None:
        raise BackupRefused("BAK-OLDER", reason="unknown", since=since)
    raise BackupRefused("BAK-OLDER", reason="saves", saves=coming.lost, since=since)


def _check_holds(coming: Restoring) -> None:
    """Refuse to lose a hold: it is to be ended by somebody, or set again, and not forgotten."""
    lost = coming.present.holds - coming.seen.holds if coming.present else frozenset()
    if lost:
        raise BackupRefused("BAK-HOLD", count=len(lost))


def _carry_over(uow: UnitOfWork, coming: Restoring) -> None:
    """What must not go back with the rest: the count of saves, and the key of the erasure list."""
    known = max(coming.marked, coming.present.content.saves if coming.present else 0)
    values: dict[str, object] = {"saves": max(known, coming.seen.content.saves)}
    if coming.present is not None and coming.present.erasure_key:
        values["erasure_key"] = coming.present.erasure_key
    uow.connection.execute(update(store_state).values(values))


def _unmatched(coming: Restoring, listed: Mapping[str, date]) -> int:
    """Lines of the erasure list that nobody can be found by: their key is lost."""
    has_key = coming.seen.erasure_key or (coming.present and coming.present.erasure_key)
    return 0 if has_key else len(listed)


def _event(coming: Restoring, why: str, erased: int) -> Event:
    end = coming.present.content.head if coming.present else None
    detail: dict[str, str | int | list[str]] = {
        "made": coming.made.isoformat(timespec="seconds"),
        "version": coming.seen.content.version,
        "lost": -1 if coming.lost is None else coming.lost,
        "erased": erased,
        # Where the log of the store that is kept aside ended.
        "instead_of": end.anchor if end is not None else "",
    }
    people = coming.seen.content.counts.get("person", 0)
    return Event("RESTORED", Kind.SYSTEM, reason=why, size=people, detail=detail)
