"""People and records that a search found, as the command box shows them."""

from collections.abc import Callable, Sequence

from pomdesk.domain.names import listed
from pomdesk.readmodels.record import Found
from pomdesk.services.desk import Desk
from pomdesk.services.queries.search import Search
from resources.text import Text
from ui.palette import Entry

_MOST = 20


def entries(
    desk: Desk, text: Text, typed: str, open_case: Callable[[int], object]
) -> Sequence[Entry]:
    """What a search finds: people first, then what was written about people."""
    return [_entry(text, found, open_case) for found in desk.ask(Search(typed, limit=_MOST))]


def _entry(text: Text, found: Found, open_case: Callable[[int], object]) -> Entry:
    name = listed(found.last_name, found.first_name)

    def go() -> object:
        return open_case(found.person_id)

    if found.kind == "hidden":
        return Entry(text("glass.found"), go, "people", found.prisoner_number)
    if found.entry is None:
        note = "" if found.exact else text("find.more.similar")
        return Entry(name, go, "people", found.prisoner_number, note)
    kind = text.code("entry_kind", found.entry.kind)
    words = f"{name} · {kind}, {text.short_day(found.entry.day)}"
    return Entry(words, go, "record", " ".join(found.excerpt.split()))
