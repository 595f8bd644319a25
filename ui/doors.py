"""The ways to a desk: open a store, make one, try the invented caseload.

Called in the background thread; the database library is loaded here and not before.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pomdesk.domain.errors import PomdeskError, StoreRefused

if TYPE_CHECKING:
    from datetime import datetime

    from pomdesk.domain.keeping import Backup, Recovered, Restored
    from pomdesk.services.desk import Desk
    from ui.session import Session

DEMO_FILE = "demonstration.db"
"""The store of the invented caseload, beside one's own."""


def seen_fault(path: Path) -> PomdeskError | None:
    """What is seen to be wrong before anything is typed: the keys are there and the store is not.

    Without this a store that was moved or lost would look like a first run.
    """
    try:
        keys = path.with_suffix(".keys").exists() or path.with_suffix(".keys.b").exists()
        return StoreRefused("STO-MISSING", path=str(path)) if keys and not path.exists() else None
    except (OSError, ValueError):
        return StoreRefused("STO-PATH", path=str(path))


def open_store(session: "Session", path: Path, secret: str, why: str = "") -> "Desk":
    """Open a store with a passphrase or the recovery key.

    ``why`` is the reason for which one that lost saves is opened all the same.

    Raises:
        KeyRefused: KEY-WRONG and its kin.
        StoreRefused: missing, damaged, in use, newer and so on.

    """
    from pomdesk.services.desk import open_desk

    clock, policies = session.clock(), session.policies()
    return open_desk(path, secret=secret, clock=clock, policies=policies, accept_behind=why)


def backups_beside(path: Path) -> "Sequence[Backup]":
    """The backups of a store that nobody has open, newest first."""
    from pomdesk.services.backups import beside

    return beside(path)


def last_saved(path: Path) -> "datetime | None":
    """When a store that nobody has open was last saved, UTC, as far as can be seen."""
    from pomdesk.services.backups import last_saved as seen

    return seen(path)


def restore(
    session: "Session", path: Path, backup: Path, secret: str, why: str, then: str = ""
) -> "Restored":
    """Put a backup in the place of a store; ``then`` is the passphrase of when it was made.

    Raises:
        BackupRefused: BAK-DAMAGED, BAK-NOKEYS, BAK-NEWER and so on; the store is as it was.
        KeyRefused: KEY-WRONG for the backup's passphrase.

    """
    from pomdesk.services import backups

    clock = session.clock()
    return backups.restore(path, backup, secret=secret, clock=clock, why=why, then_secret=then)


def recovered_path(path: Path) -> Path:
    """Where what can be read of a damaged store goes: a name that is not taken yet."""
    names = (f"{path.stem}.recovered{n or ''}{path.suffix}" for n in range(1000))
    return next(one for one in map(path.with_name, names) if not one.exists())


def recover(session: "Session", path: Path, secret: str) -> "Recovered":
    """Bring what can be read of a damaged store into a new one beside it.

    Raises:
        BackupRefused, KeyRefused, StoreRefused: where not even that can be done.

    """
    from pomdesk.services import backups

    return backups.recover(path, recovered_path(path), secret=secret, clock=session.clock())


def make_store(session: "Session", name: str, passphrase: str) -> "tuple[Desk, str]":
    """Make one's own store; the second part is its recovery key, told once.

    Raises:
        KeyRefused: KEY-WEAK, KEY-LONG, KEY-NAME.
        StoreRefused: where the store cannot be made; STO-EXISTS where there is one.

    """
    from pomdesk.services.desk import create_desk

    session.store.parent.mkdir(parents=True, exist_ok=True)
    return create_desk(
        session.store,
        name=name,
        passphrase=passphrase,
        clock=session.clock(),
        policies=session.policies(),
    )


def invented(session: "Session") -> "Desk":
    """Open the invented caseload beside one's own store; make it the first time."""
    from pomdesk.services.demo import PASSPHRASE, make_demo
    from resources import DEMO_CASELOAD
    from resources.instruments import shipped_instruments
    from ui.commands import DEMO_DAY

    path = session.store.with_name(DEMO_FILE)
    if path.exists():
        return open_store(session, path, PASSPHRASE)
    path.parent.mkdir(parents=True, exist_ok=True)
    return make_demo(
        path,
        DEMO_CASELOAD,
        DEMO_DAY,
        policies=session.policies(),
        instruments=shipped_instruments(),
    )
