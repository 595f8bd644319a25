"""What the papers of the whole desk are made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from pomdesk.readmodels.duties import DutyLine
from pomdesk.readmodels.moves import Moves


@dataclass(frozen=True, slots=True)
class DeskView:
    """The desk on one day, as far as the paper that is asked for needs it.

    Attributes:
        duties: every open duty of everybody.
        moves: what moved, for the paper about it.
        holidays: days without work to their names; blank for a day the prison added.
        months: of the wall planner, from the current one.
        names: the wall planner has surname and initial in place of prison numbers.

    """

    today: date
    duties: Sequence[DutyLine] = ()
    moves: Moves | None = None
    holidays: Mapping[date, str] = field(default_factory=dict)
    months: int = 3
    names: bool = False
