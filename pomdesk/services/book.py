"""What the desk remembers between two questions: each person's line and duties.

Working everybody out takes some tenths of a second for a large caseload; what was worked out
stands until a fact of that person changes. The journal tells whose facts those are, so after a
change one person is worked out again. Nothing here is stored: it goes when the desk closes.
"""

import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from pomdesk.domain.duties import Duty
from pomdesk.domain.facts import Case
from pomdesk.readmodels.caseload import CaseloadLine
from pomdesk.readmodels.moves import PersonMoved
from pomdesk.rules.case import work_out
from pomdesk.rules.duties.case import work_out_duties
from pomdesk.services.cases import load_cases
from pomdesk.services.lines import caseload_line, pom_names
from pomdesk.store.tables import PAPERS, QUALITY, VISITS, journal, operation, person, staff
from pomdesk.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from pomdesk.services.desk import Day
    from pomdesk.services.morning import Part

_CASES_AT_ONCE = 500
"""Cases in memory at a time: whole ones are large, what is remembered of them is not."""


@dataclass(slots=True, eq=False)
class Worked:
    """What is remembered of one person.

    Attributes:
        line: the line of the caseload.
        duties: every duty, done ones too.
        morning: the person's part of the morning's lists, once somebody asked for them.

    """

    line: CaseloadLine
    duties: tuple[Duty, ...]
    morning: "Part | None" = None


def work_out_person(person_id: int, case: Case, pom: str | None, day: "Day") -> Worked:
    """The line and the duties of one person on a day."""
    result = work_out(case, day.policy, day.today)
    duties = tuple(work_out_duties(case, result, day.policy, day.calendar, day.today))
    line = caseload_line(person_id, case, result, duties, pom, day.policy, day.today)
    return Worked(line, duties)


class Book:
    """Everybody's line and duties, as of the newest operation.

    It is asked by queries only: what a command has written may yet be taken back. Another day or
    policy empties it; so does a change of staff, whose names stand in many lines.
    """

    def __init__(self) -> None:
        self._turn = threading.RLock()
        self._under: object = None
        self._upto = 0
        self._worked: dict[int, Worked] = {}
        self._whole = False
        self._changed: set[int] = set()
        self._moved: dict[int, PersonMoved] = {}
        self._moved_since: int | None = None
        self._moved_changed: set[int] = set()

    def people(self, uow: UnitOfWork, day: "Day") -> Mapping[int, Worked]:
        """Everybody in the store, by number. Use it inside the unit of work only."""
        with self._turn:
            self._catch_up(uow, day)
            if not self._whole:
                everybody = (row.id for row in uow.rows(select(person.c.id)))
                self._changed = {one for one in everybody if one not in self._worked}
            self._work_out(uow, day, sorted(self._changed))
            self._changed.clear()
            self._whole = True
            return self._worked

    def some(self, uow: UnitOfWork, day: "Day", ids: Collection[int]) -> dict[int, Worked]:
        """These people, as far as they are in the store, in the order asked for."""
        with self._turn:
            self._catch_up(uow, day)
            missing = [one for one in ids if one not in self._worked]
            self._work_out(uow, day, missing)
            self._changed.difference_update(missing)
            return {one: self._worked[one] for one in ids if one in self._worked}

    def moved(self, uow: UnitOfWork, day: "Day", since: int) -> Mapping[int, PersonMoved]:
        """Whose dates moved after an operation, by number."""
        from pomdesk.services.moved import people_moved

        with self._turn:
            self._catch_up(uow, day)
            if self._moved_since != since:
                self._moved = people_moved(uow, day, since)
            elif self._moved_changed:
                for one in self._moved_changed:
                    self._moved.pop(one, None)
                self._moved |= people_moved(uow, day, since, self._moved_changed)
            self._moved_since = since
            self._moved_changed = set()
            return self._moved

    def _catch_up(self, uow: UnitOfWork, day: "Day") -> None:
        """Forget whatever is no longer true."""
        if uow.command is not None:
            raise RuntimeError("only queries ask the book: a command may yet be taken back")
        newest = newest_operation(uow)
        under = (day.today, day.policy)
        changed: set[int] | None = set()
        if self._under != under:
            changed = None
        elif newest != self._upto:
            changed = _changed_since(uow, self._upto)
        self._under, self._upto = under, newest
        if changed is None:
            self._forget_all()
            return
        for one in changed:
            self._worked.pop(one, None)
        self._changed |= changed
        self._moved_changed |= changed

    def _forget_all(self) -> None:
        self._worked, self._whole, self._changed = {}, False, set()
        self._moved, self._moved_since, self._moved_changed = {}, None, set()

    def _work_out(self, uow: UnitOfWork, day: "Day", ids: Sequence[int]) -> None:
        for start in range(0, len(ids), _CASES_AT_ONCE):
            some = ids[start : start + _CASES_AT_ONCE]
            poms = pom_names(uow, some)
            for one, case in load_cases(uow, some, entries="duties").items():
                self._worked[one] = work_out_person(one, case, poms.get(one), day)


def newest_operation(uow: UnitOfWork) -> int:
    """Number of the newest operation; 0 before the first."""
    (row,) = uow.rows(select(func.max(operation.c.id).label("id")))
    return row.id or 0


def _changed_since(uow: UnitOfWork, upto: int) -> set[int] | None:
    """Whose rows later operations changed; None where it concerns everybody.

    Rows that came in together with their person are not journalled one by one; the person's
    own entry stands for them. What is written in papers, of quality or of visits changes no fact.
    """
    many = journal.c.table_name == staff.name
    statement = select(journal.c.person_id, many.label("many")).distinct()
    of_papers = journal.c.table_name.in_([table.name for table in (*PAPERS, *QUALITY, *VISITS)])
    rows = uow.rows(statement.where(journal.c.operation_id > upto, ~of_papers))
    if any(row.many for row in rows):
        return None
    return {row.person_id for row in rows if row.person_id is not None}
