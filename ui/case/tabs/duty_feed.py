"""Duties under each other on the tabs they belong to, with the keys of the table of duties."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from pomdesk.domain.duties import Duty, DutyState
from resources.text import Text
from ui.case.asks import DutyAsked, RowsAsked
from ui.case.shown import Shown
from ui.case.tabs.parts import Tab
from ui.theme import Theme
from ui.widgets.duty_words import duty_away, duty_mark, duty_title, mark_words
from ui.widgets.feed import Feed, FeedItem

KEYS = {"D": "done", "S": "snoozed", "N": "not_needed", "U": "back"}
"""What is said of a duty by one key."""


def duty_keys(widget: QWidget, do: Callable[[str], object]) -> None:
    """Have the keys of duties work in a list."""
    for letter, action in KEYS.items():
        shortcut = QShortcut(QKeySequence(letter), widget)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(partial(do, action))


def may(action: str, duty: Duty) -> bool:
    """Whether something can be said of a duty as it stands."""
    if action == "why":
        return True
    return duty.mark is not None if action == "back" else duty.open


def duty_items(
    text: Text, shown: Shown, duties: Sequence[Duty], *, about: bool = True
) -> list[FeedItem]:
    """Duties as items of a feed; without ``about`` it is clear which of its kind each is."""
    today = shown.today
    return [
        FeedItem(
            key=duty.key,
            day=text.short_day(duty.due or duty.done_on) or text("case.duties.no_day"),
            away=duty_away(text, duty, today),
            head=shown.title(text, duty) if about else duty_title(text, duty),
            marks=(duty_mark(text, duty, today),),
            body=mark_words(text, duty),
            more=waits_words(text, shown, duty),
            row=duty,
        )
        for duty in duties
    ]


def waits_words(text: Text, shown: Shown, duty: Duty) -> str:
    """What a duty waits on."""
    if duty.state is not DutyState.BLOCKED:
        return ""
    known = {one.key: one for one in shown.record.duties}
    names = [shown.title(text, known[key]) for key in duty.waits_on if key in known]
    return text("case.duties.waits_on", what=", ".join(names)) if names else ""


class DutyFeed(Feed):
    """Some duties of the case: Enter asks why, letters say something of one."""

    def __init__(self, tab: Tab, text: Text, theme: Theme, name: str) -> None:
        super().__init__(theme, name, tab)
        self._tab, self._text = tab, text
        self.item_chosen.connect(lambda duty: self.setProperty("why", f"duty:{duty.key}"))
        self.item_opened.connect(lambda duty: self._do("why"))
        self.rows_copied.connect(lambda rows: tab.asked.emit(RowsAsked(rows)))
        duty_keys(self, self._do)

    def display_duties(self, shown: Shown, duties: Sequence[Duty], *, about: bool = True) -> None:
        """Show these duties; without ``about`` it is clear which of its kind each is."""
        self.display(duty_items(self._text, shown, duties, about=about))
        self.setVisible(bool(duties))

    def _do(self, action: str) -> None:
        duty = self.chosen()
        if not isinstance(duty, Duty) or not may(action, duty):
            return
        if action == "why":
            self._tab.why_asked.emit(f"duty:{duty.key}")
        else:
            self._tab.asked.emit(DutyAsked(action, duty))
