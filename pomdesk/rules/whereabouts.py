"""Where a person is: the cell, the hospital, out for the day.

Source: Manage POM Cases, location and temporary absence of prisoners.
"""

from collections.abc import Sequence
from datetime import date

from pomdesk.domain.facts import Movement, Person


def location(person: Person) -> str | None:
    """The cell, or the hospital of a restricted patient; None when it is not known."""
    if person.restricted_patient:
        return person.discharged_hospital_description or None
    return person.cell_location or None


def temporary_absence_since(person: Person, movements: Sequence[Movement]) -> date | None:
    """The day a person now out on temporary absence went out; None when they are not.

    A later admission or transfer means the absence is over, whatever the status says.
    """
    if person.in_out_status != "OUT" or person.last_movement_type_code != "TAP":
        return None
    out = [
        m.movement_date for m in movements if m.movement_type == "TAP" and m.direction_code == "OUT"
    ]
    if not out:
        return None
    since = max(out)
    moved_on = any(m.movement_type in {"ADM", "TRN"} and m.movement_date > since for m in movements)
    return None if moved_on else since
