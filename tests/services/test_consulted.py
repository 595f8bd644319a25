"""What of a session's looks is told, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pomdesk.domain.access import Access, DeskRole, Scope
from pomdesk.domain.audit import Event, Kind
from pomdesk.services.consulted import Consulted, size_of

START = datetime(2026, 11, 23, 9, tzinfo=UTC).replace(tzinfo=None)
EVERYBODY = frozenset(DeskRole)
CASE = Access("VIEW_CASE", Kind.CONSULT, Scope.CASE, EVERYBODY)
PAPER = Access("VIEW_PAPER", Kind.CONSULT, Scope.CASE, EVERYBODY)
LIST = Access("LIST_CASELOAD", Kind.CONSULT, Scope.LIST, EVERYBODY)
FILE = Access("VIEW_QUALITY_FILE", Kind.CONSULT, Scope.UNIT, EVERYBODY)
QUIET = Access("", None, Scope.UNIT, EVERYBODY)


@dataclass(frozen=True)
class Asked:
    """A query, with a text that must never be told."""

    text: str = "O'Leary stabbing"
    review_id: int | None = None


@dataclass(frozen=True)
class Line:
    person_id: int


@dataclass(frozen=True)
class Lists:
    first: Sequence[Line]
    second: Sequence[Line]


class Session:
    """Looks at minutes after the start."""

    def __init__(self) -> None:
        self.consulted = Consulted()

    def look(
        self,
        minutes: float,
        access: Access = CASE,
        whom: int | None = 1,
        answer: object = None,
        query: Asked | None = None,
    ) -> list[Event]:
        now = START + timedelta(minutes=minutes)
        seen = self.consulted.look(access, whom, query or Asked(), answer, now)
        if seen is None:
            return []
        self.consulted.told(seen)
        return list(seen.events)

    def close(self, minutes: float) -> list[Event]:
        return list(self.consulted.closing(START + timedelta(minutes=minutes)).events)


def briefly(events: Sequence[Event]) -> list[tuple[str, int | None]]:
    return [(event.what, event.person_id) for event in events]


def test_a_case_is_told_once_when_it_is_opened() -> None:
    session = Session()
    assert briefly(session.look(0)) == [("VIEW_CASE", 1)]
    assert session.look(0.1) == []
    assert session.look(4.9) == []


def test_another_case_closes_the_first_with_how_often_and_how_long() -> None:
    session = Session()
    for minutes in (0, 1, 2):
        session.look(minutes)
    events = session.look(2.5, whom=2)
    assert briefly(events) == [("CLOSE_CASE", 1), ("VIEW_CASE", 2)]
    assert events[0].detail == {"times": 3, "seconds": 150}


def test_after_five_minutes_it_is_told_again() -> None:
    session = Session()
    session.look(0)
    session.look(3)
    events = session.look(5)
    assert briefly(events) == [("CLOSE_CASE", 1), ("VIEW_CASE", 1)]
    assert events[0].detail == {"times": 2, "seconds": 300}
    assert session.look(9.9) == []


def test_five_minutes_are_over_whatever_is_looked_at_then() -> None:
    session = Session()
    session.look(0)
    events = session.look(6, LIST, None, [Line(1)])
    assert briefly(events) == [("CLOSE_CASE", 1), ("LIST_CASELOAD", None)]


def test_a_list_leaves_the_case_open() -> None:
    session = Session()
    session.look(0)
    assert briefly(session.look(1, LIST, None, [Line(1)])) == [("LIST_CASELOAD", None)]
    assert session.look(2) == []


def test_a_paper_of_the_same_person_is_told_and_counted_with_the_case() -> None:
    session = Session()
    session.look(0)
    assert briefly(session.look(1, PAPER)) == [("VIEW_PAPER", 1)]
    assert session.look(2, PAPER) == []
    (closed,) = session.close(3)
    assert (closed.what, closed.detail) == ("CLOSE_CASE", {"times": 3, "seconds": 180})


def test_a_list_tells_its_size_and_its_kind_and_never_what_was_typed() -> None:
    (event,) = Session().look(0, LIST, None, [Line(1), Line(2), Line(2)])
    assert (event.size, event.detail) == (2, {"query": "Asked"})
    assert "O'Leary" not in repr(event)


def test_a_list_is_told_again_only_where_it_shows_more() -> None:
    session = Session()
    few, more = [Line(1)], [Line(1), Line(2)]
    assert session.look(0, LIST, None, few)
    assert session.look(1, LIST, None, few) == []
    assert [event.size for event in session.look(2, LIST, None, more)] == [2]
    assert session.look(3, LIST, None, few) == []
    (closed,) = session.close(4)
    assert closed.what == "CLOSE_LIST"
    assert closed.detail == {"of": "LIST_CASELOAD", "times": 4, "seconds": 240}
    assert closed.size == 2


def test_a_list_looked_at_once_needs_no_closing() -> None:
    session = Session()
    session.look(0, LIST, None, [Line(1)])
    assert session.close(1) == []
    assert briefly(session.look(6, LIST, None, [Line(1)])) == [("LIST_CASELOAD", None)]


def test_a_list_of_one_person_names_them() -> None:
    (event,) = Session().look(0, LIST, 7, [Line(7)] * 4)
    assert (event.person_id, event.size) == (7, 1)


def test_files_of_quality_assurance_are_told_one_by_one() -> None:
    session = Session()
    (first,) = session.look(0, FILE, None, Lists([], []), Asked(review_id=4))
    assert (first.correlation, first.size) == ("review 4", 1)
    assert session.look(1, FILE, None, Lists([], []), Asked(review_id=4)) == []
    assert session.look(1, FILE, None, Lists([], []), Asked(review_id=5))


def test_a_clock_set_back_tells_again() -> None:
    session = Session()
    session.look(0)
    events = session.look(-60)
    assert briefly(events) == [("CLOSE_CASE", 1), ("VIEW_CASE", 1)]
    assert events[0].detail["seconds"] == 0


def test_what_is_not_told_is_not_remembered() -> None:
    """Where the log could not be written the next look is due again."""
    consulted = Consulted()
    for _ in range(2):
        seen = consulted.look(CASE, 1, Asked(), None, START)
        assert seen is not None
        assert briefly(seen.events) == [("VIEW_CASE", 1)]


def test_what_shows_nobody_is_not_told() -> None:
    assert Session().look(0, QUIET, None) == []
    (event,) = Session().look(0, PAPER, None, None)
    assert event.size == 0


def test_people_are_counted_once_however_many_lines_they_have() -> None:
    assert size_of(Lists([Line(1), Line(2)], [Line(2), Line(3)])) == 3
    assert size_of([Line(1)] * 5) == 1
    assert size_of(["a", "b"]) == 2
    assert size_of(()) == 0
    assert size_of(None) == 0
    assert size_of(b"pdf") == 0
