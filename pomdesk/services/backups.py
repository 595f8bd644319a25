"""Backups of a desk: made, rotated, tried out.

``Desk.backups``, ``back_up``, ``copy_to``, ``back_up_if_due``, ``drill`` and ``drill_due`` lead
here. ``restore`` and ``recover`` (``putting_back``) work on a store that nobody has open.
"""

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from pomdesk.domain.audit import Event, Kind
from pomdesk.domain.errors import BackupRefused, StoreRefused
from pomdesk.domain.keeping import DRILLED, SECOND_FOLDER, BackedUp, Backup, Drilled
from pomdesk.services.clock import without_zone
from pomdesk.services.putting_back import recover, restore
from pomdesk.store import backup, mark, rotation
from pomdesk.store.drill import try_out
from pomdesk.store.tables import setting, store_state

if TYPE_CHECKING:
    from pomdesk.services.desk import Desk
    from pomdesk.store.engine import Store

__all__ = [
    "back_up",
    "back_up_if_due",
    "beside",
    "copy_to",
    "drill",
    "drill_due",
    "last_saved",
    "listed",
    "recover",
    "restore",
]

_DRILL_EVERY_DAYS = 30


def listed(store: "Store") -> list[Backup]:
    """The backups beside a store, newest first."""
    return _in_folder(store, backup.folder_beside(store.path))


def beside(path: Path) -> list[Backup]:
    """The backups beside a store that nobody has open, newest first; of whatever key they are.

    For whoever cannot open the store: which of them fit, putting one back tells.
    """
    folder = backup.folder_beside(path)
    salts = {backup.identity(file) for file in folder.glob(f"*{backup.SUFFIX}")}
    found = [one for salt in salts for one in backup.listed(folder, path.stem, salt)]
    return sorted(found, key=lambda one: (one.at, one.saves), reverse=True)


def last_saved(path: Path) -> datetime | None:
    """When a store that nobody has open was last saved, UTC, as far as can be seen without a key.

    Nothing proves it: it is for telling how a backup compares, and for no decision.
    """
    return mark.seen(path)


def back_up(desk: "Desk", store: "Store", now: datetime, folder: Path | None = None) -> BackedUp:
    """Make a backup now: in ``folder``, or else beside the store and in the second folder.

    Old ones are removed by the rule of rotation, but not from a folder given by hand.

    Raises:
        BackupRefused: BAK-SPACE, BAK-PATH, BAK-GONE, BAK-DISK, BAK-VERIFY; there is no new backup.
        AuditRefused: AUD-WRITE.
        StoreRefused: STO-DAMAGED, where the store itself does not read.

    """
    desk.need("back_up")
    return _made(desk, store, now, folder)


def _made(desk: "Desk", store: "Store", now: datetime, folder: Path | None) -> BackedUp:
    now = without_zone(now)
    if folder is not None:
        desk.log(Event("BACKUP", Kind.SYSTEM, detail={"to": "folder"}))
        return BackedUp(backup.make(store, folder.absolute(), now))
    own = backup.ready_folder(store.path)
    desk.log(Event("BACKUP", Kind.SYSTEM, detail={"to": "store"}))
    made = backup.make(store, own, now)
    removed, odd = _rotate(store, own, now)
    if not rotation.is_doubtful([one.at for one in listed(store)], now):
        backup.remove_kept_aside(store.path, now - rotation.LONGEST)
    second, problem = _second(store, made, now)
    if problem is not None:
        return BackedUp(made, None, removed, problem.code, problem.details)
    if odd:
        return BackedUp(made, second, removed, "BAK-FUTURE", {"count": odd})
    return BackedUp(made, second, removed)


def back_up_if_due(
    desk: "Desk", store: "Store", now: datetime, *, closing: bool = False
) -> BackedUp | None:
    """Make a backup where something was saved since the last and that is half an hour old.

    Closing asks no half hour. None where none was due.

    Raises:
        BackupRefused: as ``back_up``.

    """
    made, now = listed(store), without_zone(now)
    saves = _one(store, now, select(store_state.c.saves))
    changed = not made or made[0].saves != saves
    last = made[0].at if made and not closing else None
    # Nobody asked for it, so nobody's role is asked.
    return _made(desk, store, now, None) if rotation.due(last, now, changed) else None


def copy_to(desk: "Desk", store: "Store", target: Path) -> Path:
    """Make a copy under a name of the caller's choice; it is no part of the rotation.

    Raises:
        BackupRefused: as ``back_up``; BAK-TAKEN, where something else is there.

    """
    desk.need("back_up")
    desk.log(Event("BACKUP", Kind.SYSTEM, detail={"to": "file"}))
    return backup.copy_to(store, target)


def drill(desk: "Desk", store: "Store", now: datetime) -> Drilled:
    """Open the newest backup as if it were needed, count, and take the try away again.

    Raises:
        BackupRefused: BAK-NONE, BAK-NOKEYS, BAK-DAMAGED, BAK-OLDKEY, BAK-SPACE.
        AuditRefused: AUD-WRITE.

    """
    desk.need("drill")
    made = listed(store)
    if not made:
        raise BackupRefused("BAK-NONE", path=str(backup.folder_beside(store.path)))
    desk.log(Event("DRILL", Kind.SYSTEM))
    found = try_out(store, made[0])
    _keep(store, now, desk.today, DRILLED, desk.today.isoformat())
    return found


def drill_due(store: "Store", now: datetime, today: date) -> bool:
    """Whether there is a backup, and none was tried out for a month."""
    try:
        last = date.fromisoformat(_setting(store, now, DRILLED))
    except ValueError:
        return bool(listed(store))
    return not 0 <= (today - last).days < _DRILL_EVERY_DAYS and bool(listed(store))


def _rotate(store: "Store", folder: Path, now: datetime) -> tuple[int, int]:
    """Remove what has had its time; how many, and how many say they are from the future."""
    there = _in_folder(store, folder)
    times = [one.at for one in there]
    gone = rotation.surplus(times, now)
    old = [one for one in there if one.at in gone]
    for one in old:
        backup.remove(one.path)
    return len(old), sum(rotation.is_future(at, now) for at in times)


def _second(
    store: "Store", made: Backup, now: datetime
) -> tuple[Path | None, BackupRefused | None]:
    """A copy in the second folder; why there is none is told, for the first one is safe."""
    wanted = _setting(store, now, SECOND_FOLDER)
    if not wanted:
        return None, None
    try:
        copy = backup.copy_again(store, made, Path(wanted))
        _rotate(store, Path(wanted), now)
    except BackupRefused as problem:
        return None, problem
    except (StoreRefused, OSError):
        # While it was looked through, or read back from the first folder.
        return None, BackupRefused("BAK-DISK", path=wanted)
    return copy.path, None


def _in_folder(store: "Store", folder: Path) -> list[Backup]:
    with store.apart() as (_key, salt):
        return backup.listed(folder, store.path.stem, salt)


def _setting(store: "Store", now: datetime, name: str) -> str:
    value = _one(store, now, select(setting.c.value).where(setting.c.name == name))
    return str(json.loads(value)) if value is not None else ""


def _keep(store: "Store", now: datetime, today: date, name: str, value: str) -> None:
    from pomdesk.store.records import SettingRecord

    with store.unit_of_work(by=store.who, now=now, today=today, command="note_drill") as uow:
        record = uow.find(SettingRecord, name=name)
        if record is None:
            uow.add(SettingRecord(name=name, value=json.dumps(value)))
        else:
            record.value = json.dumps(value)


def _one(store: "Store", now: datetime, statement: Any) -> Any:
    """One value of the store's own housekeeping: nobody's record, so no gate and no log."""
    with store.unit_of_work(by=store.who, now=now, today=now.date()) as uow:
        rows = uow.rows(statement)
    return rows[0][0] if rows else None
