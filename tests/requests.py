"""Queries and commands that only tests and measurements have: they pass the gate unnoticed."""

from typing import Any

from pomdesk.domain.access import Access, DeskRole, Scope
from pomdesk.services import desk, gate

_OURS = Access("TEST", None, Scope.UNIT, frozenset(DeskRole))


def access_of(request: Any) -> Access:
    """As the desk asks, but for what is no request of the program."""
    try:
        return gate.access_of(request)
    except LookupError:
        if type(request).__module__.startswith("pomdesk."):
            raise
        return _OURS


def let_in() -> None:
    """From now on in this process."""
    vars(desk)["access_of"] = access_of
