"""Half years of case reviews by their names: ``2026-H1`` begins with the cycle's first month."""

import re
from datetime import date

from pomdesk.domain.errors import RequestRefused
from pomdesk.rules.quality.schedule import Window, window_of

_NAME = re.compile(r"(\d{4})-H([12])")
_MONTHS = 12


def name_of(window: Window) -> str:
    """What a window is called: the year it begins in, and which half of the cycle it is."""
    return f"{window.first.year}-H{window.number}"


def window_name(day: date, cycle_month: int) -> str:
    """The name of the window that a day lies in."""
    return name_of(window_of(day, cycle_month))


def window_named(name: str, cycle_month: int) -> Window:
    """The window of a name.

    Raises:
        RequestRefused: REQ-QA-WINDOW, there is none of this name; REQ-QA-CYCLE-MONTH.

    """
    found = _NAME.fullmatch(name.strip().upper())
    if not found or int(found[1]) == 0:
        raise RequestRefused("REQ-QA-WINDOW", window=name[:20])
    month = (cycle_month - 1 + (6 if found[2] == "2" else 0)) % _MONTHS + 1
    window = window_of(date(int(found[1]), month, 1), cycle_month)
    if name_of(window) != found[0]:
        raise RequestRefused("REQ-QA-WINDOW", window=name[:20])
    return window
