"""Visit packs as window and command line both speak of them: names of files, what came of one."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pomdesk.domain.errors import PackRefused
from pomdesk.domain.papers import PaperKind
from pomdesk.domain.visits import PERSON_ROW
from resources.text import Text

if TYPE_CHECKING:
    from pomdesk.readmodels.visit_merges import CameIn, Written
    from pomdesk.readmodels.visits import ClashLine

PACK, BACK = ".pomvisit", ".pomback"
"""Endings of a file that is taken out, and of one that comes back."""

_FEW_MINUTES = 5
"""Clocks differ by so much anyway; nobody needs to be told."""


def pack_name(code: str) -> str:
    """Name of the file of a visit that is taken out; it names nobody."""
    return f"visit-{code}{PACK}"


def return_name(code: str, number: int) -> str:
    """Name of a file to bring back: the visit's code and which one it is."""
    return f"visit-{code}-{number}{BACK}"


def read_pack(path: Path) -> bytes:
    """What a file holds.

    Raises:
        PackRefused: PCK-READ with ``file``.

    """
    from pomdesk.carried.sealed import MOST_BYTES  # loads the cryptography

    try:
        if not path.is_file():  # a pipe would be waited at
            raise PackRefused("PCK-READ", file=path.name)
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)  # what is longer is no pack, and opening it says so
    except (OSError, ValueError):
        raise PackRefused("PCK-READ", file=path.name) from None


def groups_of(code: str) -> str:
    """A pack's code with wide gaps between its groups, to be copied by hand without losing one."""
    return "   ".join(code.replace("-", " ").split())


def local(at: datetime) -> datetime:
    """A time of the store as it is on the clock here."""
    return at.replace(tzinfo=UTC).astimezone()


def moment(text: Text, at: datetime) -> str:
    """Day and minute here: "26 November 2026, 14:05"."""
    here = local(at)
    return f"{text.day(here.date())}, {here:%H:%M}"


def paper_titles(text: Text) -> dict[str, str]:
    """What the record calls each paper that may be served on a visit, by its kind."""
    return {kind.value: text.code("paper", kind) for kind in PaperKind}


def written_lines(text: Text, written: "Written") -> Iterator[str]:
    """What ending a visit wrote into the record, in sentences."""
    counts = _counts(text, written)
    yield text("packs.written", what=counts) if counts else text("packs.written_nothing")
    yield from _left(text, written)


def came_in_lines(text: Text, came: "CameIn") -> Iterator[str]:
    """What a file brought, in sentences, the weightiest first."""
    counts = _counts(text, came)
    if came.older:
        yield text("packs.older")
    elif came.same:
        yield text("packs.same")
    else:
        yield text("packs.came_in", what=counts) if counts else text("packs.came_in_nothing")
    yield from _left(text, came)
    if came.lost:
        yield text("packs.was_lost")
    if came.clock_ahead_minutes >= _FEW_MINUTES:
        minutes = text.count("packs.minutes", came.clock_ahead_minutes)
        yield text("packs.clock_ahead", minutes=minutes)
    if came.clock_behind_minutes >= _FEW_MINUTES:
        minutes = text.count("packs.minutes", came.clock_behind_minutes)
        yield text("packs.clock_behind", minutes=minutes)
    if came.unasked:
        yield text.count("packs.unasked", came.unasked)
    if came.note_cut:
        yield text.count("packs.note_cut", came.note_cut)


def _counts(text: Text, one: "Written | CameIn") -> str:
    """What there is, without what there is none of: "3 contacts, 1 note"."""
    named = (
        ("contacts", one.contacts),
        ("notes", one.notes),
        ("done", one.done),
        ("changed", one.changed),
    )
    return ", ".join(text.count(f"packs.{name}", n) for name, n in named if n)


def _left(text: Text, one: "Written | CameIn") -> Iterator[str]:
    """What is still to be decided, and what could not be written."""
    if one.clashes:
        yield text.count("packs.clashes", one.clashes)
    if one.gone:
        yield text.count("packs.gone", one.gone)
    if one.moved_days:
        yield text.count("packs.moved_days", one.moved_days)


# What desk and visit machine both changed.


def row_words(text: Text, clash: "ClashLine") -> str:
    """What a clash is about: "Cell"; "Contact: What next"; "Follow-up"."""
    if clash.row_key == PERSON_ROW:
        return text.code("field", clash.field) if clash.field else text("packs.person")
    kind = text.code("entry_kind", clash.entry_kind)
    if not clash.field:
        return kind
    of_kind = f"entry_field_of.{clash.entry_kind}"
    family = of_kind if text.has(f"{of_kind}.{clash.field}") else "entry_field"
    return f"{kind}: {text.code(family, clash.field)}"


def value_words(text: Text, clash: "ClashLine", raw: str | None) -> str:
    """One side of a clash as people read it."""
    if not raw:
        return text("packs.nothing")
    if clash.field in ("due", "day"):
        try:
            return text.day(date.fromisoformat(raw))
        except ValueError:
            return raw
    if clash.field == "what":
        return text.code(f"entry_what.{clash.entry_kind}", raw)
    return raw
