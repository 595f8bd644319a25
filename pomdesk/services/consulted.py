"""What was looked at in one session: logged before it is shown, once in five minutes.

A case that is open asks the desk again and again. The log is told when it is opened; looks within
five minutes after are only counted, and told with the seconds when another case is opened, when
the five minutes have passed, or when the desk is closed. Lists and searches likewise, by how many
people they show. DPA 2018 s.62(2): the log of consultation shows when, and so far as possible who.
"""

import threading
from collections.abc import Iterable, Sequence, Sized
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from pomdesk.domain.access import Access, Scope
from pomdesk.domain.audit import Event, Kind

AGAIN_AFTER = timedelta(minutes=5)

CLOSE_CASE, CLOSE_LIST = "CLOSE_CASE", "CLOSE_LIST"
"""The closing events: how often something was looked at, and for how long."""

_Key = tuple[str, int | None, str]


@dataclass(frozen=True, slots=True)
class _Look:
    """Something that was told and is looked at on.

    Attributes:
        whats: what of a person was told: their case, a paper.
        size: how many people a list showed at most.

    """

    first: datetime
    times: int = 1
    whats: frozenset[str] = frozenset()
    size: int = 0

    def on(self, now: datetime) -> bool:
        """Whether a look now needs no telling; a clock that went back tells nothing."""
        return timedelta(0) <= now - self.first < AGAIN_AFTER

    def seconds(self, now: datetime) -> int:
        """How long it has been open."""
        return max(int((now - self.first).total_seconds()), 0)


@dataclass(frozen=True, slots=True)
class _State:
    """The person whose case is open, and the lists that were told."""

    person: int | None = None
    case: _Look | None = None
    lists: tuple[tuple[_Key, _Look], ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look adds to the log, and what is remembered once it stands there."""

    events: tuple[Event, ...]
    then: _State


class Consulted:
    """The looks of one session.

    Attributes:
        turn: held from ``look`` until ``told``: two threads tell one after the other.

    """

    def __init__(self) -> None:
        self.turn = threading.Lock()
        self._state = _State()

    def look(
        self, access: Access, whom: int | None, query: Any, answer: Any, now: datetime
    ) -> Seen | None:
        """What to write before the answer is shown; None where nothing of anybody is shown."""
        if access.kind is None:
            return None
        before, state = self._lapsed(now)
        if access.scope is Scope.CASE and whom is not None:
            events, state = _case(state, access, whom, now)
        else:
            events, state = _list(state, access, whom, query, answer, now)
        return Seen((*before, *events), state)

    def told(self, seen: Seen) -> None:
        """Its events stand in the log."""
        self._state = seen.then

    def closing(self, now: datetime) -> Seen:
        """What to write when the desk is closed."""
        state = self._state
        lists = [_list_closed(key, look, now) for key, look in state.lists if look.times > 1]
        return Seen((*_case_closed(state, now), *lists), _State())

    def _lapsed(self, now: datetime) -> tuple[list[Event], _State]:
        """Close what was opened five minutes ago and more."""
        state = self._state
        events: list[Event] = []
        if state.case is not None and not state.case.on(now):
            events += _case_closed(state, now)
            state = replace(state, person=None, case=None)
        over = [(key, look) for key, look in state.lists if not look.on(now)]
        events += [_list_closed(key, look, now) for key, look in over if look.times > 1]
        return events, replace(state, lists=tuple(one for one in state.lists if one not in over))


def _case(state: _State, access: Access, whom: int, now: datetime) -> tuple[list[Event], _State]:
    """One person's case or papers: the first of each is told, the rest counted together."""
    told = Event(access.what, access.kind or Kind.CONSULT, whom, size=1)
    if state.case is None or state.person != whom:
        opened = _Look(now, whats=frozenset({access.what}))
        return [*_case_closed(state, now), told], replace(state, person=whom, case=opened)
    case = replace(state.case, times=state.case.times + 1)
    if access.what in case.whats:
        return [], replace(state, case=case)
    return [told], replace(state, case=replace(case, whats=case.whats | {access.what}))


def _list(
    state: _State, access: Access, whom: int | None, query: Any, answer: Any, now: datetime
) -> tuple[list[Event], _State]:
    """A list or search: told again within the time only where it shows more people."""
    key = (access.what, whom, _which(query))
    one = whom is not None or key[2].startswith(_OF_ONE)
    size = 1 if one else size_of(answer)
    lists = dict(state.lists)
    look = lists.get(key)
    if look is not None and size <= look.size:
        lists[key] = replace(look, times=look.times + 1)
        return [], replace(state, lists=tuple(lists.items()))
    times = 1 if look is None else look.times + 1
    lists[key] = _Look(now if look is None else look.first, times, size=size)
    detail = {"query": type(query).__name__}
    told = Event(
        access.what, access.kind or Kind.CONSULT, whom, size=size, correlation=key[2], detail=detail
    )
    return [told], replace(state, lists=tuple(lists.items()))


def _case_closed(state: _State, now: datetime) -> list[Event]:
    if state.case is None:
        return []
    detail: dict[str, str | int | list[str]] = {
        "times": state.case.times,
        "seconds": state.case.seconds(now),
    }
    return [Event(CLOSE_CASE, Kind.CONSULT, state.person, size=1, detail=detail)]


def _list_closed(key: _Key, look: _Look, now: datetime) -> Event:
    what, whom, which = key
    detail: dict[str, str | int | list[str]] = {
        "of": what,
        "times": look.times,
        "seconds": look.seconds(now),
    }
    return Event(CLOSE_LIST, Kind.CONSULT, whom, size=look.size, correlation=which, detail=detail)


_NUMBERS = ("review_id", "round_id", "visit_id")
_OF_ONE = "review"


def _which(query: Any) -> str:
    """Which file or round of quality assurance, or which visit, a request names: no one's case."""
    return " ".join(
        f"{name.removesuffix('_id')} {getattr(query, name)}"
        for name in _NUMBERS
        if getattr(query, name, None) is not None
    )


def size_of(answer: Any) -> int:
    """How many people an answer shows; where its lines name none, how many lines."""
    people: set[int] = set()
    lines = 0
    for part in _parts(answer):
        numbers = [getattr(one, "person_id", None) for one in part]
        people.update(number for number in numbers if number is not None)
        lines = max(lines, len(part))
    if people:
        return len(people)
    return lines if answer is not None else 0


def _parts(answer: Any) -> Iterable[Sequence[Any]]:
    """An answer that is a list, or the lists in it."""
    if _is_list(answer):
        yield answer
        return
    for name in getattr(type(answer), "__dataclass_fields__", ()):
        part = getattr(answer, name)
        if _is_list(part):
            yield part
        elif name == "visit":
            yield from _parts(part)


def _is_list(one: Any) -> bool:
    return isinstance(one, Sequence) and isinstance(one, Sized) and not isinstance(one, str | bytes)
