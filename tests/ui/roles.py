"""The invented caseload, opened by several people with a passphrase of their own."""

import argparse
import shutil
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtWidgets import QApplication, QLabel

from pomdesk.domain.access import DeskRole
from pomdesk.readmodels.caseload import CaseloadLine
from pomdesk.services.clock import Clock
from pomdesk.services.demo import NAME, PASSPHRASE
from pomdesk.services.desk import Desk, open_desk
from pomdesk.services.people import drop_role, let_in, set_role
from pomdesk.services.queries.caseload import CaseloadOn
from tests.copies import policies
from tests.ui.walking import settle
from ui.app import Desktop
from ui.session import Session
from ui.work import Worker

POM, AUDITOR, NOBODY = "Paul Pom", "Ada Auditor", "Nia New"
SECRETS = {
    NAME: PASSPHRASE,
    POM: "orchard lantern gravel seven",
    AUDITOR: "teapot meadow violin eleven",
    NOBODY: "kettle harbour cotton nine",
}
STAFF = "485004"


def opened(store: Path, name: str) -> Desk:
    """The store, opened by somebody."""
    return open_desk(store, secret=SECRETS[name], clock=Clock(), policies=policies())


@cache
def _made(demo: Path) -> tuple[Mapping[str, bytes], Mapping[str, Sequence[CaseloadLine]]]:
    """The files of the store with roles, and the caseloads of the head and of ``POM``."""
    with TemporaryDirectory() as name:
        folder = Path(name) / "demo"
        shutil.copytree(demo, folder)
        store = folder / "store.db"
        desk = opened(store, NAME)
        set_role(desk, NAME, DeskRole.HEAD)
        let_in(desk, POM, SECRETS[POM], DeskRole.POM, [STAFF])
        let_in(desk, AUDITOR, SECRETS[AUDITOR], DeskRole.AUDITOR)
        let_in(desk, NOBODY, SECRETS[NOBODY], DeskRole.POM)
        drop_role(desk, NOBODY)
        everybody = desk.ask(CaseloadOn()).lines
        desk.close()
        desk = opened(store, POM)
        mine = desk.ask(CaseloadOn()).lines
        desk.close()
        files = {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}
    return files, {NAME: everybody, POM: mine}


def with_roles(demo: Path, folder: Path) -> Path:
    """The invented caseload whose people have roles, in a folder; ``NOBODY`` has none."""
    for name, content in _made(demo)[0].items():
        (folder / name).write_bytes(content)
    return folder / "store.db"


def caseload(demo: Path, name: str) -> Sequence[CaseloadLine]:
    """The caseload of the head, or of ``POM``."""
    return _made(demo)[1][name]


def other(demo: Path) -> CaseloadLine:
    """Somebody who is not ``POM``'s."""
    mine = {line.person_id for line in caseload(demo, POM)}
    return next(line for line in caseload(demo, NAME) if line.person_id not in mine)


def start(qapp: QApplication, worker: Worker, store: Path, name: str) -> Desktop:
    """The window, opened by somebody."""
    session = Session(argparse.Namespace(store=store))
    desktop = Desktop(qapp, session, worker, secret=SECRETS[name])
    desktop.start()
    settle()
    return desktop


def said(desktop: Desktop) -> str:
    """Every word on a label that can be seen."""
    labels = desktop.window.findChildren(QLabel)
    return " ".join(one.text() for one in labels if one.isVisible())
