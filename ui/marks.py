"""What a handover date and a COM are marked with; the same in the list and on the case page."""

from datetime import date

from pomdesk.domain.terms import HandoverWindow
from resources.text import Text
from ui.widgets.table_model import Mark

_COLOURS = {
    HandoverWindow.UPCOMING: "blue",
    HandoverWindow.DUE_SOON: "yellow",
    HandoverWindow.PASSED: "red",
}


def handover_state(text: Text, on: date | None, window: HandoverWindow | None, today: date) -> str:
    """How near a handover date is: "Today" on the day, "Overdue" after it.

    A date that has come says nothing about whether anything was handed over.
    """
    return text("line.today") if on == today else text.code("handover_window", window)


def handover_mark(
    text: Text, on: date | None, window: HandoverWindow | None, today: date
) -> Mark | None:
    """The tag beside a handover date; none while it is far off."""
    if window not in _COLOURS:
        return None
    colour = "yellow" if on == today else _COLOURS[window]
    return Mark(handover_state(text, on, window, today), colour)


def com_mark(text: Text, *, overdue: bool, none: str = "caseload.com_none") -> Mark:
    """The tag where a COM should be named and none is; ``none``: key of the milder words."""
    return Mark(text("caseload.com_overdue"), "red") if overdue else Mark(text(none), "orange")
