"""Times of the day as people write them on a sheet."""

import re

_TIME = re.compile(r"(\d{1,2})[:.h ]?(\d{2})")


def read_time(typed: str) -> str | None:
    """``14:05`` from ``14:05``, ``14.05``, ``1405``, ``9:20``; blank for nothing; None: no time."""
    if not typed:
        return ""
    found = _TIME.fullmatch(typed)
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2])
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None
