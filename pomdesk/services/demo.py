"""A store to try the desk with: invented people, a known passphrase, a day that stands still."""

from datetime import date
from pathlib import Path

from pomdesk.rules.policy import Policies
from pomdesk.services.clock import FrozenClock
from pomdesk.services.commands.import_caseload import ImportCaseload
from pomdesk.services.commands.settings import SaveSetting
from pomdesk.services.desk import FROZEN_DAY, Desk, create_desk

PASSPHRASE = "invented people only here"  # noqa: S105 - of a store that holds nobody
NAME = "Demonstration"


def make_demo(path: Path, caseload: Path, day: date, *, policies: Policies) -> Desk:
    """A new store with the invented caseload, open, its day frozen at ``day``.

    Raises:
        StoreRefused: STO-EXISTS and its kin.

    """
    desk, _ = create_desk(
        path, name=NAME, passphrase=PASSPHRASE, clock=FrozenClock(day), policies=policies
    )
    try:
        desk.do(SaveSetting(FROZEN_DAY, day.isoformat()))
        desk.do(ImportCaseload((caseload,)))
    except BaseException:
        desk.close()
        raise
    return desk
