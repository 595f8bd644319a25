"""Whom to ring when the desk cannot be opened or the program breaks: one line of the unit's own.

It is needed while the store is locked, so it lies beside it in the clear, in ``contact.txt``: what
the unit types there and nothing from the record. The file may also be put there by whoever sets
the machines up.
"""

from pathlib import Path

from resources.text import Text

LONGEST = 120
"""Letters the line may have."""

_FILE = "contact.txt"
_folders: list[Path] = []


def use(store: Path) -> None:
    """From now on the line is the one beside this store."""
    _folders[:] = [store.parent]


def line() -> str:
    """The line as it was typed; blank where there is none, or none that can be read."""
    if not _folders:
        return ""
    held = file()
    try:
        # No pipe or device is waited at for it.
        return plain(held.read_text("utf-8-sig", "replace")) if held.is_file() else ""
    except OSError:
        return ""


def words(text: Text) -> str:
    """The line with what it is; blank where there is none."""
    said = line()
    return text("contact_line.ring", line=said) if said else ""


def plain(said: str) -> str:
    """One line of letters, whatever was typed or the file has."""
    return " ".join("".join(c if c.isprintable() else " " for c in said).split())[:LONGEST]


def file() -> Path:
    """Where the line lies."""
    return _folders[0] / _FILE
