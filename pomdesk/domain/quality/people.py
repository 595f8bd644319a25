"""Who takes part in quality assurance, and what each may do."""

from dataclasses import dataclass
from datetime import date

from pomdesk.domain.quality.terms import Grade, Role

CHECKERS = (Role.LEAD, Role.ASSESSOR, Role.MODERATOR)
"""Who may check the words of a report to the Governor; never whoever wrote them."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who takes part.

    Attributes:
        code: staff id; what draws, reviews and items name them by.
        name: as it is shown.
        signs_in: name of the key slot they open the store with; "" where they never do.
        roles: what they may do.
        grade: of a supervisor.
        manager: code of the line manager; "".
        joined: when a supervisor began here; None: long ago.
        left: when they left; None: they are here.

    """

    code: str
    name: str
    signs_in: str = ""
    roles: frozenset[Role] = frozenset()
    grade: Grade | None = None
    manager: str = ""
    joined: date | None = None
    left: date | None = None

    def may(self, *roles: Role) -> bool:
        """Whether they have one of these roles."""
        return not self.roles.isdisjoint(roles)
