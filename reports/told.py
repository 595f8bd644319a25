"""What was written down that a paper may tell, and what it may not."""

from collections.abc import Iterator, Mapping
from datetime import date

from pomdesk.domain.duties import Duty, DutyFamily
from pomdesk.domain.record import SPECS, Entry, EntryKind, withheld
from reports.material import Material

HELD_BACK = frozenset({DutyFamily.VICTIMS, DutyFamily.PUBLIC_PROTECTION})
"""Families of duties that are on no paper: they go by the route the prison has for them."""

INTELLIGENCE = "security"
"""Significant events of this code may rest on what others told in confidence."""


def entries(material: Material, kind: EntryKind) -> list[Entry]:
    """What was written down of a kind, earliest first; of kinds that grow also what is older.

    Raises:
        ValueError: the kind must not be disclosed.

    """
    if not SPECS[kind].disclosable:
        raise ValueError(f"{kind} is not for papers")
    held = material.record.entries.get(kind, ()) if material.record else ()
    known = {entry.id: entry for entry in held}
    for line in material.timeline:
        if line.entry is not None and line.entry.kind is kind:
            known.setdefault(line.entry.id, line.entry)
    return sorted(known.values(), key=lambda entry: (entry.day, entry.id))


def events(material: Material, *, disclosable: bool) -> list[Entry]:
    """Significant events, earliest first; without intelligence where the person may read it."""
    return [
        entry
        for entry in entries(material, EntryKind.SIGNIFICANT_EVENT)
        if not (disclosable and entry.what == INTELLIGENCE)
    ]


def open_duties(material: Material) -> Iterator[Duty]:
    """Open duties that a paper may tell, soonest first."""
    record = material.record
    if record is None:
        return
    secret = {
        entry.id
        for kind, held in record.entries.items()
        for entry in held
        if withheld(kind, entry.what)
    }
    for duty in sorted(record.duties, key=lambda duty: duty.due or date.max):
        if duty.open and duty.family not in HELD_BACK and duty.entry_id not in secret:
            yield duty


def follow_ups(material: Material) -> Mapping[int, Entry]:
    """Entries that something is to follow, by number."""
    held = material.record.entries if material.record else {}
    return {
        entry.id: entry for kind, some in held.items() if SPECS[kind].disclosable for entry in some
    }
