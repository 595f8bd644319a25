"""Which facts may be typed by hand, and what was typed as the store keeps it."""

from typing import Any

from pomdesk.domain.errors import RequestRefused
from pomdesk.intake.faults import UNSAID, DoubtfulValueError, RefusedValueError
from pomdesk.intake.fields import PRISONERS, PROBATION
from pomdesk.intake.values import Values

_SPECS = {"person": PRISONERS, "probation": PROBATION}
TYPED_SECTIONS = tuple(_SPECS)
_FIXED = {"prisoner_number", "alerts", "booking_id"}


def editable(section: str) -> list[str]:
    """The fields of a section that may be typed by hand, in the order of the file."""
    return [name for name in _SPECS[section].columns if name not in _FIXED]


def parse_value(section: str, field: str, value: str | None, *, this_year: int) -> Any:
    """What was typed as the store keeps it, held to the same checks as a file.

    Blank and None are "not known".

    Raises:
        RequestRefused: REQ-FIELD for a field that cannot be typed, REQ-VALUE for a value
            that does not fit it.

    """
    if section not in _SPECS or field not in editable(section):
        raise RequestRefused("REQ-FIELD", field=field)
    spec = _SPECS[section]
    place = spec.columns.index(field)
    typed = (value or "").strip()
    blank = spec.blanks[place - 1]
    if not typed:
        return blank
    try:
        found = spec.kinds[spec.names[place]](Values(this_year))(typed)
    except DoubtfulValueError as doubt:
        found = doubt.kept
    except RefusedValueError:
        found = UNSAID
    if found is UNSAID:
        raise RequestRefused("REQ-VALUE", field=field, value=typed[:40])
    return blank if found is None else found
