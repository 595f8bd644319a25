"""Three-way merge of what two sides wrote since they last agreed.

Rows go by key, and each is fields of text. What only one side changed is taken; what both changed
alike is agreed; what both changed differently is a clash, and ours stands until a person decides.
No clock is asked who was later: two clocks never agree. Nothing here knows what a row is of.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pomdesk.domain.visits import ClashKind, Rows, Values


@dataclass(frozen=True, slots=True)
class Clash:
    """Something a person must decide.

    Attributes:
        field: what was changed on both sides; "": the row as a whole (GONE, WITHDRAWN), whose
            values stand in the rows that were merged.

    """

    kind: ClashKind
    row: str
    field: str = ""
    base: str | None = None
    ours: str | None = None
    theirs: str | None = None


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge does to our rows.

    Attributes:
        joined: rows that are new to us, whole.
        changed: fields to change in rows that we have.

    """

    joined: Rows = field(default_factory=dict)
    changed: Rows = field(default_factory=dict)
    clashes: tuple[Clash, ...] = ()

    def onto(self, ours: Rows) -> Rows:
        """Our rows as they are after the merge."""
        known = {key: {**values, **self.changed.get(key, {})} for key, values in ours.items()}
        return {**known, **self.joined}


def merge(base: Rows, ours: Rows, theirs: Rows) -> Merged:
    """Bring what they wrote since ``base`` into our rows.

    Afterwards ``theirs`` is the base of the next merge with them: the same again changes nothing.
    A blank field and one that is not there are the same.
    """
    joined = {key: row for key, row in theirs.items() if key not in base and key not in ours}
    changed: dict[str, Values] = {}
    clashes: list[Clash] = []
    for key in sorted(base.keys() | theirs.keys()):
        if key in joined:
            continue
        if key not in theirs:
            if key in ours:
                clashes.append(Clash(ClashKind.WITHDRAWN, key))
        elif key not in ours:
            if any(_changes(base[key], theirs[key])):
                clashes.append(Clash(ClashKind.GONE, key))
        else:
            take, contested = _fields(key, base.get(key, {}), ours[key], theirs[key])
            clashes += contested
            if take:
                changed[key] = take
    return Merged(joined, changed, tuple(clashes))


def _fields(key: str, base: Values, ours: Values, theirs: Values) -> tuple[Values, list[Clash]]:
    """What to take of a row that both sides have, and what to ask about."""
    take: dict[str, str | None] = {}
    clashes: list[Clash] = []
    for name in _changes(base, theirs):
        was, mine, said = (_said(row, name) for row in (base, ours, theirs))
        if mine == was:
            take[name] = said
        elif mine != said:
            clashes.append(Clash(ClashKind.CHANGED, key, name, was, mine, said))
    return take, clashes


def _changes(before: Values, after: Values) -> Iterator[str]:
    """Names of the fields that differ."""
    names = sorted(before.keys() | after.keys())
    return (name for name in names if _said(before, name) != _said(after, name))


def _said(row: Values, name: str) -> str | None:
    return row.get(name) or None
