"""What the papers of the whole desk are made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from pomdesk.readmodels.caseload import CaseloadLine
from pomdesk.readmodels.duties import DutyLine
from pomdesk.readmodels.moves import Moves
from resources.text import Text


@dataclass(frozen=True, slots=True)
class DeskView:
    """The desk on one day, as far as the paper that is asked for needs it.

    Attributes:
        duties: every open duty of everybody.
        moves: what moved, for the paper about it.
        holidays: days without work to their names; blank for a day the prison added.
        months: of the wall planner, from the current one.
        names: the wall planner has surname and initial in place of prison numbers.
        caseload: everybody, by name, for the caseload list.
        anchor: the end of the audit log when it was made (``Head.anchor``); stands in the foot.

    """

    today: date
    duties: Sequence[DutyLine] = ()
    moves: Moves | None = None
    holidays: Mapping[date, str] = field(default_factory=dict)
    months: int = 3
    names: bool = False
    caseload: Sequence[CaseloadLine] = ()
    anchor: str = ""

    @property
    def people(self) -> frozenset[int]:
        """Whom the paper tells of."""
        people = {one.person_id for one in self.duties}
        people |= {one.person_id for one in self.caseload}
        people |= {one.person_id for one in self.moves.people} if self.moves else set()
        return frozenset(people)


def whose(view: DeskView, text: Text) -> str:
    """Whose caseload it is and how many people: the POM where there is one, else all of them."""
    people = text.count("out.caseload.count", len(view.caseload))
    poms = {line.pom_name for line in view.caseload}
    if not any(poms):
        return people
    (pom,) = poms if len(poms) == 1 else {text("out.whose.all")}
    return text("out.whose.named", pom=pom, people=people)
