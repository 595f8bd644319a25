"""One part of what is held on a person."""

from collections.abc import Iterable
from datetime import date

from pomdesk.domain.facts import Source
from pomdesk.domain.rights import Flag, PackItem
from pomdesk.rules.subject_access import digest_of
from pomdesk.services.history import as_text

KEPT_FACTS = {
    "person.alerts": frozenset({Flag.NOT_DISCLOSED, Flag.INTELLIGENCE}),
    "probation.vlo_assigned": frozenset({Flag.NOT_DISCLOSED, Flag.VICTIM}),
}
"""Facts that need a decision, whatever they say."""

_NOTHING = (None, "{}", "[]")

Fields = tuple[tuple[str, str], ...]


def part(
    key: str,
    section: str,
    kind: str,
    values: Iterable[tuple[str, object]],
    *,
    day: date | None = None,
    source: Source | None = None,
    flags: frozenset[Flag] = frozenset(),
) -> PackItem:
    """A part; blank values are left out."""
    given: Fields = tuple(
        (name, text) for name, value in values if (text := as_text(value)) not in _NOTHING
    )
    return PackItem(key, section, kind, day, source, given, flags, digest=digest_of(given))
