"""One run of the program: its arguments, its words, and the way to the desk."""

import argparse
import errno
import getpass
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pomdesk.domain.errors import RequestRefused, StoreRefused
from pomdesk.services.clock import Clock, FrozenClock
from resources.text import Text

if TYPE_CHECKING:
    from pomdesk.rules.policy import Policies
    from pomdesk.services.desk import Desk

DONE, KNOWN_ERROR, USAGE, REFUSED, BUG = 0, 1, 2, 3, 70


def default_store() -> Path:
    """The store in the user's own data folder, which does not roam."""
    from platformdirs import user_data_path

    return user_data_path("POM desk", appauthor=False, roaming=False) / "store.db"


def _in_file(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig").rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise RequestRefused("REQ-PASSFILE", file=file.name) from None


class Session:
    """What the commands of one run share: arguments, words, and how to reach the desk.

    Attributes:
        changed: something was kept in the store by this run.

    """

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.arguments = arguments
        self.text = Text(getattr(arguments, "language", "en"))
        self.store: Path = getattr(arguments, "store", None) or default_store()
        self.changed = False

    def make_folder(self) -> None:
        """Make the folder that a new store is to lie in.

        Raises:
            StoreRefused: STO-PATH, it cannot be made.

        """
        try:
            self.store.parent.mkdir(parents=True, exist_ok=True)
        except PermissionError:
            raise StoreRefused("STO-PATH", reason="rights", path=str(self.store)) from None
        except OSError as problem:
            reason = "long" if problem.errno == errno.ENAMETOOLONG else "missing"
            raise StoreRefused("STO-PATH", reason=reason, path=str(self.store)) from None

    def clock(self) -> Clock:
        """The machine's clock, or the day of ``--today``."""
        day = getattr(self.arguments, "today", None)
        return FrozenClock(day) if day else Clock()

    def policies(self) -> "Policies":
        """Every policy pack of the program; read when a store is opened, not before."""
        from pomdesk.rules.policy import load
        from resources import policy_packs

        return load(policy_packs())

    def desk(self) -> "Desk":
        """The store, opened. The database library is loaded here and not before."""
        from pomdesk.services.desk import open_desk
        from ui.words import notice_words

        desk = open_desk(
            self.store,
            secret=self.passphrase(),
            clock=self.clock(),
            policies=self.policies(),
            accept_behind=getattr(self.arguments, "accept_behind", ""),
        )
        for code in desk.notices:
            self.tell(notice_words(self.text, code, typed=True) or code)
        desk.changed.append(self.note_change)
        desk.glass = getattr(self.arguments, "break_glass", "")
        return desk

    def note_change(self) -> None:
        """Something was kept: a refusal later in this run must not say that nothing was."""
        self.changed = True

    def passphrase(self, *, new: bool = False) -> str:
        """From ``--passphrase-file``, else the environment, else asked for."""
        file = getattr(self.arguments, "passphrase_file", None)
        if file is not None:
            return _in_file(file)
        given = os.environ.get("POMDESK_PASSPHRASE")
        if given is not None:
            return given
        return self._ask_passphrase(new=new)

    def other_passphrase(self) -> str:
        """That of somebody else: from ``--new-passphrase-file``, else asked for twice."""
        file = getattr(self.arguments, "new_passphrase_file", None)
        return self._ask_passphrase(new=True) if file is None else _in_file(file)

    def _ask_passphrase(self, *, new: bool) -> str:
        if not sys.stdin.isatty():
            raise RequestRefused("REQ-NOPASS")
        first = getpass.getpass(self.text("cli.ask.passphrase"))
        if new and getpass.getpass(self.text("cli.ask.again")) != first:
            raise RequestRefused("REQ-TWICE")
        return first

    def tell(self, words: str) -> None:
        """A message for the person, not part of the answer."""
        print(words, file=sys.stderr)

    def wants_json(self) -> bool:
        """Whether the answer, an error included, is to be JSON."""
        return bool(
            getattr(self.arguments, "json", False)
            or getattr(self.arguments, "format", None) == "json"
        )
