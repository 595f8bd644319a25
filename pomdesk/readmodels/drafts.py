"""What somebody was writing when the desk locked, as the window keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed into one form and is not saved yet.

    Attributes:
        place: which form; words of the window's own.
        person_id: whose record it would go into; None: nobody's, or not known.
        content: what was typed, and what the window needs to open the form again.
        at: when it was kept, UTC; None: not kept yet.

    """

    place: str
    person_id: int | None
    content: Mapping[str, object]
    at: datetime | None = None
