"""Visit mode: walks from person to person and keeps every tap."""

from collections.abc import Callable, Sequence
from datetime import UTC, date

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.visits import NOT_SEEN_BECAUSE
from pomdesk.readmodels.visits import StopLine
from pomdesk.services.clock import Clock
from pomdesk.services.desk import Desk
from pomdesk.services.queries.settings import PolicySettings
from pomdesk.services.queries.visits import VisitOf
from ui import dialogs
from ui.page import Page, Shell
from ui.walk.concern import RECIPE, ask_concern
from ui.walk.kept import KeptNotes
from ui.walk.look import Look
from ui.walk.saving import Saving
from ui.walk.shown import StopState
from ui.walk.told import person_of, said_in, state_of, stops_of, summary_of
from ui.walk.view import WalkView
from ui.widgets.typed import Part
from ui.words import error_words

_END = 0
"""The place behind the last person; no stop has this number."""
_FOLLOW_UP = "visits.follow_up_days"


class WalkPage(Page):
    """One visit, person by person."""

    name = "walk"
    in_rail = False
    view: WalkView

    def __init__(self, shell: Shell, desk: Desk, clock: Clock | None = None) -> None:
        super().__init__(shell, desk)
        self._clock = clock or Clock()
        self._visit_id: int | None = None
        self._at: int | None = None
        self._gone_on: int | None = None  # whose tap can be taken back
        self._opened = self._typing_up = self._blank = False
        self._as_sheet: bool | None = None  # how it was opened, until it is shown
        self._days = 0
        self._look = Look(shell.theme)
        self.view = WalkView(shell.text, shell.theme)
        person = self.view.person
        self._saving = Saving(desk, person, self._moment)
        self._kept = KeptNotes(shell.text, person, lambda: self._saving.failed is not None)
        self._connect()

    def _connect(self) -> None:
        view, saving, person = self.view, self._saving, self.view.person
        person.how_tapped.connect(self._tap_how)
        person.tapped.connect(self._tapped)
        person.typed.connect(saving.typed)
        person.left.connect(saving.save)
        saving.saved.connect(self._tell_saved)
        saving.failing.connect(self._tell_failing)
        view.stepped.connect(self._step)
        view.stop_chosen.connect(self._turn_to)
        view.number_typed.connect(self._turn_to_number)
        view.back_asked.connect(self._take_back)
        view.dark_asked.connect(self._turn_look)
        view.shown.connect(self._look.come)
        view.left.connect(self._look.leave)
        person.concern_asked.connect(self._pass_on)
        view.typing_up_turned.connect(self._turn_typing_up)
        view.again_asked.connect(saving.save)
        view.end.visit_asked.connect(self._to_visit)
        view.end.return_asked.connect(self._make_return)
        view.hidden.connect(self._away)
        self.shell.theme.changed.connect(self._tell_look)

    def _moment(self) -> tuple[date, str]:
        """The day and the time something is noted at; of a sheet the visit's day and no time."""
        today, found = self.desk.today, self._saving.found
        if self._typing_up and found is not None:
            return min(found.line.day, today), ""
        here = self._clock.now().replace(tzinfo=UTC).astimezone()
        return today, f"{here:%H:%M}"

    # The page.

    def title(self) -> str:
        """Where on the walk it is: "3 of 8"."""
        found, stop, text = self._saving.found, self._stop, self.shell.text
        if found is None or stop is None:
            return super().title()
        return text("walk.place", n=stop.number, of=found.line.people)

    def open(self, number: int) -> None:
        """Turn to a visit; not while something of another one is not saved.

        Args:
            number: of the visit; with a minus before it a sheet of the visit is typed up.
        """
        self._opened = True
        visit_id = abs(number)
        if visit_id != self._visit_id:
            if not self._saving.save():
                self._stay()
                return
            self._saving.let_go()
            self._visit_id, self._at = visit_id, None
            self.view.person.who.begin()
        self._as_sheet = number < 0

    def refresh(self) -> None:
        """Ask for the visit again; what is being noted stays as it is."""
        if self._visit_id is None:
            return
        self._saving.save()
        try:
            found = self.desk.ask(VisitOf(self._visit_id))
        except RequestRefused:
            if self._saving.failed is None:
                self._saving.let_go()
                self._visit_id = None
            raise
        first = self._at is None
        self._saving.found = found
        if first:
            self._days = self._follow_up_days()
            self._at = self._first_open()
        elif self._saving.stop(self._at) is None:
            self._at = self._first_open()
        if self._as_sheet is not None:
            self._set_typing_up(self._as_sheet or found.line.day < found.today)
            self._as_sheet = None
        self._show()

    def _follow_up_days(self) -> int:
        lines = self.desk.ask(PolicySettings())
        return next(int(str(line.value)) for line in lines if line.key == _FOLLOW_UP)

    def _first_open(self) -> int:
        """Where to go on: the first person of whom nothing is noted; none: the end."""
        stops = self._saving.found.stops if self._saving.found else ()
        not_yet = (one.stop_id for one in stops if state_of(one) is StopState.NOT_YET)
        return next(not_yet, _END)

    def person(self) -> int | None:
        """Who is shown."""
        stop = self._stop
        return stop.person_id if stop else None

    @property
    def unsaved(self) -> bool:
        """Saves what is not; what cannot be is a part that is kept, and stands here until it is."""
        self._saving.save()
        return False

    def parts(self) -> Sequence[Part]:
        """What is being noted and could not be saved."""
        stop = self._stop
        if stop is None or not self._saving.writable:
            return ()
        return (Part(f"visit {self._visit_id} stop {stop.stop_id}", self._kept, stop.person_id),)

    def set_blank(self, blank: bool) -> None:
        """Hide names, numbers and what was written."""
        self._blank = blank
        self.view.person.set_blank(blank)
        self.view.close_back()
        self._tell_stops()

    def step_back(self) -> bool:
        """Esc leaves a box, then goes back to the visit."""
        if self.view.leave_box():
            return True
        if self._opened or self._visit_id is None:
            return False
        self._to_visit()  # nothing was shown before this: it is the first page after unlocking
        return True

    def stop(self) -> None:
        """Save what was noted; no timer is left."""
        self._away()
        self._look.leave()
        self._saving.let_go()

    def place(self) -> object:
        """The visit, where on it, whether a sheet is typed up, and colours chosen for it."""
        return (self._visit_id, self._at, self._typing_up, self._look.wish)

    def return_to(self, place: object) -> None:
        """Go back to where somebody was on the walk."""
        if not (isinstance(place, tuple) and len(place) == 4 and isinstance(place[0], int)):
            return
        visit_id, at, typing_up, wish = place
        self.open(visit_id)
        self._opened, self._as_sheet = False, None
        self.refresh()
        self._set_typing_up(bool(typing_up))
        if at == _END or self._saving.stop(at) is not None:
            self._turn_to(at)
        self._look.wish = str(wish)
        if self.view.isVisible():
            self._look.come()

    def reopen(self, recipe: str) -> bool:
        """Ask again to whom a concern was passed on."""
        if recipe != RECIPE or self._stop is None or not self._saving.writable:
            return False
        self._pass_on()
        return True

    def offers(self) -> Sequence[tuple[str, Callable[[], object]]]:
        """What can be done besides."""
        text, view = self.shell.text, self.view
        on_person = self._stop is not None and self._saving.writable
        concern = [(text("walk.concern.button"), self._pass_on)] if on_person else []
        return [
            *super().offers(),
            *concern,
            (text("walk.to_visit"), self._to_visit),
            (text("walk.to_end"), lambda: self._turn_to(_END)),
            (text("walk.typing_up"), view.typing_up.click),
            (text("walk.dark"), view.dark.click),
        ]

    def _away(self) -> None:
        self._saving.save()
        self.view.close_back()

    # What is shown.

    @property
    def _stop(self) -> StopLine | None:
        return self._saving.stop(self._at)

    def _show(self) -> None:
        found, stop, view = self._saving.found, self._stop, self.view
        if found is None:
            return
        if stop is None:
            self._show_end()
        else:
            writable = self._saving.writable
            shown = person_of(self.shell.text, found, stop, days=self._days, writable=writable)
            if self._saving.holds(stop):
                view.person.display(shown)
            else:
                typing_up = self._typing_up
                view.person.load(shown, said_in(stop.captured), typing_up=typing_up)
                self._saving.hold(stop)
            if view.pane is not view.person:
                view.turn_to(view.person)
            view.tell_cell(shown.cell or self.shell.text("walk.no_cell"))
        self._tell_stops()
        self._tell_look()
        self.say(summary_of(self.shell.text, found))

    def _show_end(self) -> None:
        found, text, view = self._saving.found, self.shell.text, self.view
        if found is None:
            return
        line = found.line
        if line.shut:
            title, words = text("walk.shut"), text("walk.shut_words")
        elif not found.stops:
            title, words = text("walk.nobody"), text("walk.nobody_words")
        else:
            title = text("walk.end")
            words = text("walk.end_carried" if line.from_pack else "walk.end_words")
        view.end.tell(title, words, carried=line.from_pack)
        view.turn_to(view.end)
        view.tell_cell("")

    def _tell_stops(self) -> None:
        found = self._saving.found
        if found is not None:
            stops = stops_of(self.shell.text, found)
            self.view.show_stops(stops, self._at or _END, blank=self._blank)

    def _tell_saved(self) -> None:
        found = self._saving.found
        if found is not None:
            self.view.tell_saved()
            self._tell_stops()
            self.say(summary_of(self.shell.text, found))

    def _tell_failing(self) -> None:
        text, error = self.shell.text, self._saving.failed
        self.view.tell_trouble(text("walk.trouble", why=error_words(text, error)) if error else "")

    def _stay(self) -> None:
        self.shell.message(self.shell.text("walk.stay"), kind="trouble")

    # From person to person.

    def _turn_to(self, stop_id: int) -> None:
        if self._saving.found is None:
            return
        if not self._saving.save():
            self._stay()
            self._tell_stops()
            return
        if stop_id != self._at:
            self._at = stop_id
            self.view.saved.setText("")
            self._show()
            self.view.turn_to(self.view.pane)
        self.view.to_pane()

    def _step(self, step: int) -> None:
        found = self._saving.found
        ids = [one.stop_id for one in found.stops] if found else []
        if not ids:
            return
        self.view.close_back()
        at = ids.index(self._at) if self._at in ids else len(ids)
        to = max(0, at + step)
        self._turn_to(ids[to] if to < len(ids) else _END)

    def _turn_to_number(self, number: int) -> None:
        found = self._saving.found
        stops = found.stops if found else ()
        stop_id = next((one.stop_id for one in stops if one.number == number), None)
        if stop_id is None:
            self.shell.message(self.shell.text("walk.no_number", n=number), kind="note")
        else:
            self._turn_to(stop_id)

    # What is noted.

    def _tap_how(self, code: str) -> None:
        how, saving, stop = self.view.person.how, self._saving, self._stop
        if stop is None or not saving.writable:
            return
        before = how.what
        how.choose("" if before == code else code)
        saving.stamp()
        self.view.close_back()
        saved = saving.save()
        self.view.person.tell()
        if saved and how.what in NOT_SEEN_BECAUSE:
            self._go_on(stop, code)

    def _go_on(self, stop: StopLine, code: str) -> None:
        text = self.shell.text
        self._step(1)
        self._gone_on = stop.stop_id
        what = text(f"visit_what.{code}")
        self.view.offer_back(text("walk.went_on", n=stop.number, what=what))

    def _take_back(self) -> None:
        stop_id, self._gone_on = self._gone_on, None
        self.view.close_back()
        if stop_id is None or self._saving.stop(stop_id) is None:
            return
        self._turn_to(stop_id)
        how = self.view.person.how
        if self._at == stop_id and how.what in NOT_SEEN_BECAUSE:
            how.buttons[how.what].click()

    def _tapped(self) -> None:
        self._saving.stamp()
        self._saving.save()
        self.view.person.tell()

    def _pass_on(self) -> None:
        """Say first of all to whom a concern was passed on; the desk tells nobody."""
        stop = self._stop
        if stop is None or not self._saving.writable:
            return
        stamped = "" if self._typing_up else self._moment()[1]
        with dialogs.reopened_by(RECIPE):
            line = ask_concern(self.view.window(), self.shell.text, stamped)
        here = self._stop
        if line and here is not None and here.stop_id == stop.stop_id:
            self.view.person.put_first(line)
            self._saving.save()
            self.view.person.to_words()

    def _turn_typing_up(self, on: bool) -> None:
        self._saving.save()
        self._set_typing_up(on)

    def _set_typing_up(self, on: bool) -> None:
        self._typing_up = on
        self.view.set_typing_up(on)

    # Elsewhere.

    def _turn_look(self) -> None:
        self._look.turn()
        self._tell_look()

    def _tell_look(self) -> None:
        self.view.dark.setChecked(self.shell.theme.dark)

    def _to_visit(self) -> None:
        if self._visit_id is not None:
            self.shell.open_at("visit", self._visit_id)

    def _make_return(self) -> None:
        from ui.packs import make_return

        if self._visit_id is not None and self._saving.save():
            make_return(self.shell, self.view.window(), self.desk, self._visit_id)
