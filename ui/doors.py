"""The ways to a desk: open a store, make one, try the invented caseload.

Called in the background thread; the database library is loaded here and not before.
"""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pomdesk.services.desk import Desk
    from ui.session import Session

DEMO_FILE = "demonstration.db"
"""The store of the invented caseload, beside one's own."""


def open_store(session: "Session", path: Path, secret: str) -> "Desk":
    """Open a store with a passphrase or the recovery key.

    Raises:
        KeyRefused: KEY-WRONG and its kin.
        StoreRefused: missing, damaged, in use, newer and so on.

    """
    from pomdesk.services.desk import open_desk

    return open_desk(path, secret=secret, clock=session.clock(), policies=session.policies())


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
