"""What a checked row changes in a stored one: pure, without a store.

A field the file does not speak of stays; an explicit blank clears; a value typed by hand
stands, and what the file says instead is noted beside it.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pomdesk.intake.faults import UNSAID
from pomdesk.intake.fields import ListSpec

Values = tuple[Any, ...]
"""Values of the fields of a list in its order, without the owner."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What one row of a file does to one stored row.

    Attributes:
        values: the row as it will be.
        changed: places whose value changes.
        said: places the file speaks of and may set (not those typed by hand).
        whole: the file speaks of every field that has a value: it vouches for the row.

    """

    values: Values
    changed: tuple[int, ...]
    said: tuple[int, ...]
    whole: bool


def fresh(spec: ListSpec, said: Values) -> Values:
    """A row that is not stored yet; what the file does not speak of is blank."""
    if UNSAID not in said:
        return said
    pairs = zip(said, spec.blanks, strict=True)
    return tuple([blank if value is UNSAID else value for value, blank in pairs])


def difference(spec: ListSpec, stored: Values, said: Values, typed: Collection[int]) -> Difference:
    """Compare what a file says with what is stored; ``typed`` are places typed by hand."""
    free = said
    if typed:
        free = tuple(UNSAID if place in typed else value for place, value in enumerate(said))
    if UNSAID not in free:
        values, whole = free, True
        spoken = spec.all_places
    else:
        values = tuple(old if new is UNSAID else new for old, new in zip(stored, free, strict=True))
        spoken = tuple(place for place, value in enumerate(free) if value is not UNSAID)
        whole = all(
            value is not UNSAID or place in typed or stored[place] in (None, "")
            for place, value in enumerate(free)
        )
    changed: tuple[int, ...] = ()
    if values != stored:
        changed = tuple(
            place for place, (old, new) in enumerate(zip(stored, values, strict=True)) if old != new
        )
    return Difference(values, changed, spoken, whole)


def same_rows(stored: Sequence[Values], said: Sequence[Values], *, in_order: bool) -> bool:
    """Whether two lists hold the same rows; in whatever order, unless that matters."""
    if list(stored) == list(said):
        return True
    return not in_order and Counter(stored) == Counter(said)


def as_text(value: object) -> str | None:
    """A stored value as ISO or plain text; None for blank. ``parse_value`` reads it back."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)
