"""The ways to a desk and what came of them: what ``ui/app.py`` gives the gate."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pomdesk.domain.errors import PomdeskError
from pomdesk.domain.keeping import Backup, Recovered, Restored

if TYPE_CHECKING:
    from pomdesk.services.desk import Desk


def _no_backups() -> Sequence[Backup]:
    return ()


@dataclass(frozen=True, slots=True)
class Mending:
    """What can be done about a store that does not open.

    Attributes:
        backups: those beside it, newest first.
        restore: puts a backup in its place: the backup, the passphrase, why, and the passphrase
            of when it was made, where that is another one.
        recover: brings what can be read of it into a new one: the passphrase.
        target: where that new one would be.
        elsewhere: use the store at another place.

    """

    restore: Callable[[Path, str, str, str], Restored]
    recover: Callable[[str], Recovered]
    target: Path
    elsewhere: Callable[[Path], None]
    backups: Callable[[], Sequence[Backup]] = field(default=_no_backups)


@dataclass(frozen=True, slots=True)
class Doors:
    """The ways to a desk.

    Attributes:
        where: path of the store, for people.
        exists: whether there is a store yet.
        demo_passphrase: of the invented caseload's store, when that is the one; else empty.
        can_leave: whether it can be left for a store of one's own.
        open: passphrase or recovery key, and why a store that lost saves is opened, to desk.
        create: name and passphrase to desk and its recovery key.
        demo: the desk of the invented caseload.
        mending: what can be done about a store that does not open.
        fault: what is seen to be wrong before anything is typed.

    """

    where: str
    exists: bool
    demo_passphrase: str
    can_leave: bool
    open: Callable[[str, str], "Desk"]
    create: Callable[[str, str], tuple["Desk", str]]
    demo: Callable[[], "Desk"]
    mending: Mending
    fault: PomdeskError | None = None
