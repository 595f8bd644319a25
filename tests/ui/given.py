"""The audit log of a stub of the desk: what left it."""

from collections.abc import Collection
from typing import Any

from pomdesk.domain.audit import Head
from pomdesk.services.queries.audit import LogHead


class Given:
    """For a stub of the desk to build on.

    Attributes:
        given: code and kind of whatever left the desk, in order.
    """

    given: list[tuple[str, str]]

    def disclose(self, what: str, _people: Collection[int] = (), **said: Any) -> None:
        """Keep what was given out."""
        self.__dict__.setdefault("given", []).append((what, str(said.get("how", ""))))


def head_asked(query: Any) -> Head | None:
    """The end of the log, where that is what is asked; it has no events."""
    return Head(0, "") if isinstance(query, LogHead) else None
