"""Where a person has been: stays in prisons, in hospital, and out for a while."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from pomdesk.domain.facts import Movement
from pomdesk.readmodels.record import Stay

_OUTSIDE = "OUT"
_ARRIVALS = ("ADM", "TRN")
_RELEASE = "REL"
_ABSENCE = "TAP"


def stays(movements: Iterable[Movement], names: Mapping[str, str]) -> list[Stay]:
    """Stays newest first; ``names`` are those of prisons by code.

    Somebody who goes to hospital stays there until they arrive somewhere else. An absence is a
    stay of its own beside the stay it interrupts.
    """
    done: list[Stay] = []
    here: Stay | None = None
    away: Stay | None = None
    for movement in sorted(movements, key=_when):
        kind, day = movement.movement_type, movement.movement_date
        out = movement.direction_code == _OUTSIDE
        if kind == _ABSENCE:
            done += _ended(away, day)
            away = _begun(movement, names) if out else None
            continue
        if kind not in (*_ARRIVALS, _RELEASE):
            continue
        done += _ended(away, day)
        away = None
        to = movement.to_agency
        if here is not None and not out and here.prison_id == to:
            continue  # admitted again where they are: back from court
        done += _ended(here, day)
        stays_on = not out or (kind == _RELEASE and to not in (None, "", _OUTSIDE))
        here = _begun(movement, names) if stays_on and to else None
    done += [stay for stay in (here, away) if stay is not None]
    return sorted(done, key=lambda stay: (stay.arrived, stay.left or date.max), reverse=True)


def _when(movement: Movement) -> tuple[date, str]:
    return movement.movement_date, movement.movement_time or ""


def _begun(movement: Movement, names: Mapping[str, str]) -> Stay:
    where = movement.to_agency or _OUTSIDE
    return Stay(where, names.get(where, where), movement.movement_date, None, movement)


def _ended(stay: Stay | None, day: date) -> list[Stay]:
    return [] if stay is None else [replace(stay, left=day)]
