"""Keeps what is noted on a walk: taps at once, words every two seconds while they are typed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QObject, QTimer, Signal

from pomdesk.domain.errors import PomdeskError
from pomdesk.domain.visits import PERSON_ROW, Captured, Values, VisitState
from pomdesk.readmodels.visits import StopLine, VisitView
from pomdesk.services.commands.visits import BeginVisit, CaptureStop
from pomdesk.services.desk import Desk
from pomdesk.services.visits.captures import new_uid
from ui.autosave import SOON, Autosave
from ui.walk.person import PersonPane
from ui.walk.shown import Said

Moment = Callable[[], tuple[date, str]]
"""Gives the day that is noted, and the time ("" where nobody stamps one)."""


class Saving(QObject):
    """Saves what stands on the screen of one person.

    Attributes:
        found: the visit as the store has it, with what was saved since; None: none is open.

    Signals:
        saved: ``found`` has something new.
        failing: something cannot be saved, or can again; see ``failed``.
    """

    saved = Signal()
    failing = Signal()

    def __init__(self, desk: Desk, pane: PersonPane, moment: Moment) -> None:
        super().__init__(pane)
        self._desk, self._pane, self._moment = desk, pane, moment
        self.found: VisitView | None = None
        self._blank = Captured("", date.min)
        self._stored: Captured | None = None
        self._auto: Autosave[Captured] = Autosave(self._written, self._write, pane)
        self._auto.saved.connect(self.saved)
        self._auto.failing.connect(self.failing)
        # Begun by the first letter and not put off by those after it: who dictates for a
        # minute without a pause loses no more than who stops.
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(SOON)
        self.timer.timeout.connect(self.save)

    @property
    def failed(self) -> PomdeskError | None:
        """Why the last save failed; None: it did not."""
        return self._auto.failed

    @property
    def writable(self) -> bool:
        """Whether anything can be noted: the visit has not ended, and is not shut."""
        line = self.found.line if self.found else None
        if line is None or line.shut:
            return False
        return line.state is not VisitState.ENDED or line.from_pack

    def stop(self, stop_id: object) -> StopLine | None:
        """One stop of the visit as it is now."""
        stops = self.found.stops if self.found else ()
        return next((one for one in stops if one.stop_id == stop_id), None)

    @property
    def captured(self) -> Captured:
        """What stands on the screen now."""
        return self._written()

    # Which person the screen is about.

    def holds(self, stop: StopLine) -> bool:
        """Whether the screen has what the store has of somebody, or more than it."""
        same = stop.captured == self._stored
        return self._auto.key == stop.stop_id and (same or self.failed is not None)

    def hold(self, stop: StopLine) -> None:
        """From now on the screen is about somebody, as it was loaded."""
        self.timer.stop()
        self._stored = stop.captured
        self._blank = stop.captured or Captured(new_uid(), self._moment()[0])
        self._auto.hold(stop.stop_id, self._written())

    def let_go(self) -> None:
        """The screen is about nobody any more, and no timer writes."""
        self.timer.stop()
        self._auto.let_go()
        self.found, self._stored = None, None

    # Saving.

    def stamp(self) -> None:
        """Something is noted: the first time of it is when it was."""
        if not self.writable or self._pane.time.text().strip():
            return
        if self._stored is None:
            day, time = self._moment()
            self._blank = replace(self._blank, day=day)
            self._pane.stamp(time)

    def typed(self) -> None:
        """Words were typed: they are saved soon, however long somebody goes on."""
        self.stamp()
        if self._auto.key is not None and self.failed is None and not self.timer.isActive():
            self.timer.start()

    def save(self) -> bool:
        """Save what is not. False: it could not be."""
        self.timer.stop()
        return not self.writable or self._auto.save()

    def _written(self) -> Captured:
        said = self._pane.said
        captured = replace(
            self._blank,
            what=said.what,
            time=said.time,
            text=said.text,
            next_step=said.next_step,
            due=said.due,
            ticked=said.ticked,
            changes=_changes(said),
        )
        return replace(captured, time="") if captured.blank else captured

    def _write(self, captured: Captured) -> None:
        found, stop = self.found, self.stop(self._auto.key)
        if found is None or stop is None:
            return
        if captured.blank and self._stored is None:
            self._pane.stamp("")
            return
        if found.line.state is VisitState.PLANNED:
            self._desk.do(BeginVisit(found.line.id))
            self.found = replace(found, line=replace(found.line, state=VisitState.UNDER_WAY))
        self._stored = self._desk.do(CaptureStop(stop.stop_id, captured)).result
        if self._stored is None:
            self._pane.stamp("")
        self._tell(replace(stop, captured=self._stored))

    def _tell(self, stop: StopLine) -> None:
        if self.found is not None:
            stops = [stop if one.stop_id == stop.stop_id else one for one in self.found.stops]
            self.found = replace(self.found, stops=stops)


def _changes(said: Said) -> dict[str, Values]:
    changes: dict[str, Values] = {key: {"due": day.isoformat()} for key, day in said.dues.items()}
    if said.cell:
        changes[PERSON_ROW] = {"cell_location": said.cell}
    return changes
