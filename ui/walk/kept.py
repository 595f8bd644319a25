"""What is noted about one person and could not be saved, taken out of the screen and put back."""

from collections.abc import Callable, Mapping

from resources.text import Text
from ui.walk.how import HOW
from ui.walk.person import PersonPane

Kept = tuple[str, str, Callable[[str], object]]
"""What it is called, what it says, and what puts it back."""


class KeptNotes:
    """The screen of one person, as a part that is kept while it cannot be saved.

    Args:
        pane: the screen.
        failing: whether what stands there could not be saved.
    """

    def __init__(self, text: Text, pane: PersonPane, failing: Callable[[], bool]) -> None:
        self._text, self._pane, self._failing = text, pane, failing

    def draft(self) -> Mapping[str, str] | None:
        """What would be lost, by name; None: nothing."""
        return {name: words for name, words, _take in self._all()} if self._failing() else None

    def take_draft(self, said: Mapping[str, str]) -> None:
        """Put it back as if it were typed just now."""
        kept = self._all()
        if len(kept) == len(said) and not {name for name, *_rest in kept} & said.keys():
            # Kept in the other language: the same under other names, in the same order.
            said = {kept[at][0]: words for at, words in enumerate(said.values())}
        for name, _words, take in kept:
            if name in said:
                take(said[name])
        self._pane.typed.emit()
        self._pane.tell()

    def _all(self) -> list[Kept]:
        text, pane = self._text, self._pane
        ticked = [str(n) for n, tick in enumerate(pane.ticks.values(), 1) if tick.isChecked()]
        step, _due = pane.follow.said
        due = pane.follow.day.text() if pane.follow.button.isChecked() else ""
        return [
            (text("walk.how"), pane.how.what, self._take_how),
            (text("walk.text"), pane.words.words, pane.words.load),
            (text("walk.time"), pane.time.text(), pane.time.setText),
            (text("walk.next_step"), step, lambda words: pane.follow.take(words, due)),
            (text("walk.due"), due, lambda day: pane.follow.take(pane.follow.step.text(), day)),
            (text("walk.to_do"), " ".join(ticked), self._take_ticks),
            (text("walk.cell_now"), pane.cell.text(), pane.cell.setText),
            *self._moved(),
        ]

    def _moved(self) -> list[Kept]:
        """The new days of open follow-ups, by their place."""
        name = self._text("walk.new_day")
        rows = self._pane.open.rows.values()
        return [(f"{name} {n}", row.line.text(), row.take) for n, row in enumerate(rows, 1)]

    def _take_how(self, what: str) -> None:
        self._pane.how.choose(what if what in HOW else self._pane.how.what)

    def _take_ticks(self, numbers: str) -> None:
        for number, tick in enumerate(self._pane.ticks.values(), 1):
            tick.setChecked(str(number) in numbers.split())
