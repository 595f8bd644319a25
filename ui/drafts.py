"""What is typed and not saved yet: kept inside the store while the desk is locked.

Every few seconds, and whenever the desk locks or the window closes, what stands in open dialogs
and in the parts of pages that have a button to save goes into the store as drafts. After
unlocking it is put back where it was: in the part, or in the dialog, which is opened again.
"""

import threading
from ast import literal_eval
from collections.abc import Callable, Mapping
from hashlib import sha256

from PySide6.QtCore import QObject, QTimer, Signal

from pomdesk.domain.errors import PomdeskError, RoleRefused
from pomdesk.readmodels.drafts import Draft
from pomdesk.services.commands.drafts import LONGEST_PLACE, KeepDrafts
from pomdesk.services.desk import Desk
from pomdesk.services.queries.drafts import MyDrafts
from ui import dialogs
from ui.page import Page
from ui.widgets.standing import Line
from ui.widgets.typed import Keeps
from ui.window import Window

EVERY = 5_000
"""Milliseconds between one look at what is typed and the next: a battery may die."""


class Drafts(QObject):
    """Keeps what is typed while one desk is open.

    Args:
        window: the window whose pages and dialogs are looked at.

    Attributes:
        refusal: why what is typed could not be kept the last time; None: it was.

    Signals:
        failing: a ``PomdeskError``: what is typed cannot be kept. Told once until it can be again.
    """

    failing = Signal(object)

    def __init__(self, window: Callable[[], Window]) -> None:
        super().__init__()
        self._window = window
        self._desk: Desk | None = None
        self._kept: dict[str, Draft] = {}
        self._waiting: dict[str, Draft] = {}
        self._places: dict[int, str] = {}
        self._pending: dict[str, Draft | None] = {}
        self._turn, self._noting = threading.Lock(), threading.Lock()
        self._failed = False
        self.refusal: PomdeskError | None = None
        self._resume = False
        self.timer = QTimer(self)
        self.timer.setInterval(EVERY)
        self.timer.timeout.connect(self.keep_soon)

    # From unlocking to locking.

    def begin(self, desk: Desk) -> None:
        """Look after an open desk: what was being written waits to be put back."""
        self._desk = desk
        try:
            self._waiting = {draft.place: draft for draft in desk.ask(MyDrafts())}
        except RoleRefused:
            self._waiting = {}
        dialogs.keep_with(self)
        self.timer.start()

    def end(self) -> None:
        """Keep nothing any more: the desk is about to be closed."""
        self.timer.stop()
        dialogs.keep_with(None)
        with self._turn:
            self._desk = None
            self._pending = {}
        self._kept, self._waiting, self._places, self._failed = {}, {}, {}, False
        self.refusal = None

    # Keeping.

    def keep_soon(self) -> None:
        """Look at what is typed; what is new is kept in the background."""
        self.look()
        if self._pending and self._desk is not None:
            self._window().worker.run(self._write, self._written, owner=self, failed=self._refused)

    def keep(self) -> bool:
        """Keep everything that is typed, now. False: it could not be kept; nothing is lost yet."""
        self.look()
        try:
            self._write()
        except RoleRefused:
            return True  # whoever may do nothing any more cannot be kept from locking by it
        except PomdeskError as error:
            self._refused(error)
            return False
        self._written(None)
        return True

    def look(self) -> None:
        """Note what stands in the parts of pages and in dialogs."""
        if self._desk is None:
            return
        seen = set(self._places.values())
        for page in tuple(self._window().made.values()):
            for part in page.parts():
                place = _place(page.name, part.key)
                seen.add(place)
                self._note(place, part.keeps.draft(), part.person_id, _where(page))
        left = self._kept.keys() - seen
        for place in left:  # the page is about somebody else now
            self._waiting[place] = self._kept.pop(place)
        if left:
            self.tell()
        page_now = self._window().page
        for box in dialogs.open_boxes():
            found = self._places.get(id(box))
            if found is not None and page_now is not None and not box.locked_away:
                about = getattr(box, "person_id", None) or page_now.person()
                where = {**_where(page_now), "title": box.windowTitle(), "recipe": box.recipe}
                self._note(found, box.draft(), about, where)

    def _note(
        self,
        place: str,
        said: Mapping[str, str] | None,
        person_id: int | None,
        where: Mapping[str, object],
    ) -> None:
        before = self._kept.get(place)
        if said is None:
            if before is not None:
                self._forget(place)
            return
        draft = Draft(place, person_id, {**where, "said": dict(said)})
        if before is None or (before.content["said"], before.person_id) != (said, person_id):
            self._kept[place] = draft
            self._waiting.pop(place, None)
            self._pend({place: draft})

    def _forget(self, place: str) -> None:
        """It was saved, or put away by somebody."""
        self._kept.pop(place, None)
        self._waiting.pop(place, None)
        self._pend({place: None})
        self.tell()

    def _pend(self, changes: Mapping[str, Draft | None]) -> None:
        with self._noting:
            self._pending.update(changes)

    def _write(self) -> None:
        """Write what is pending, on whatever thread; after ``end`` nothing is written."""
        with self._turn:
            desk = self._desk
            with self._noting:
                pending, self._pending = self._pending, {}
            if desk is None or not pending:
                return
            kept = [draft for draft in pending.values() if draft is not None]
            gone = [place for place, draft in pending.items() if draft is None]
            try:
                desk.do(KeepDrafts(kept, gone))
            except PomdeskError:
                with self._noting:
                    self._pending = {**pending, **self._pending}
                raise

    def _written(self, _nothing: object) -> None:
        self._failed, self.refusal = False, None

    def _refused(self, error: PomdeskError) -> None:
        first, self._failed, self.refusal = not self._failed, True, error
        if first:
            self.failing.emit(error)

    # Dialogs, told by ``ui/dialogs.py``.

    def shown(self, dialog: dialogs.Box) -> None:
        """Put into a dialog what was being written in it."""
        page = self._window().page
        if page is None:
            return
        place = _place(page.name, f"{_about(page)} {dialog.recipe or dialog.windowTitle()}")
        self._places[id(dialog)] = place
        draft = self._waiting.get(place)
        if draft is not None:
            self._take(dialog, draft)
            self.tell()

    def closed(self, dialog: dialogs.Box, *, by_locking: bool) -> None:
        """Forget what was answered or put away by somebody; what locking closed waits."""
        place = self._places.pop(id(dialog), None)
        if place is None or place not in self._kept:
            return
        if by_locking:
            self._waiting[place] = self._kept.pop(place)
            self._resume = True
        else:
            self._forget(place)

    # Putting it back.

    def put_back(self) -> None:
        """Put back what was being written in the page that is shown, where nothing new is typed."""
        page = self._window().page
        if page is None or self._desk is None or not self._waiting:
            return
        for part in page.parts():
            place = _place(page.name, part.key)
            if place in self._waiting and part.keeps.draft() is None:
                self._take(part.keeps, self._waiting[place])
        self.tell()

    def _take(self, keeps: Keeps, draft: Draft) -> None:
        """Put a draft back; where it does not fit any more it goes on waiting."""
        keeps.take_draft(_said(draft))
        if keeps.draft() is not None:
            self._waiting.pop(draft.place, None)
            self._kept[draft.place] = draft

    def resume(self) -> None:
        """After unlocking: put back what is on the page, open the dialog that locking closed."""
        self.put_back()
        resume, self._resume = self._resume, False
        last = next((d for d in self._waiting.values() if d.content.get("recipe")), None)
        if resume and last is not None:
            QTimer.singleShot(0, self, lambda: self.open(last.place))

    def park(self) -> None:
        """The pages are made anew, in another language: what is typed waits for them."""
        self.look()
        self._waiting |= self._kept
        self._kept = {}

    def open(self, place: str) -> None:
        """Go to where something was being written, and put it back."""
        draft = self._waiting.get(place)
        window = self._window()
        if draft is None or window.locked:
            return
        window.show_page(str(draft.content["page"]))
        page = window.page
        if page is None:
            return
        page.return_to(_at(draft))
        self.put_back()
        recipe = str(draft.content.get("recipe", ""))
        if place in self._waiting and not (recipe and page.reopen(recipe)):
            self._show_text(draft)

    def _show_text(self, draft: Draft) -> None:
        """The form cannot be opened from here: show what was typed, to be copied."""
        from ui.draft_text import show_text

        if show_text(self._window(), self._window().text, _title(draft), _said(draft)):
            self._forget(draft.place)

    def tell(self) -> None:
        """Say above the pages what waits to be gone on with."""
        window = self._window()
        if window.locked:
            return
        text, lines = window.text, list[Line]()
        for place, draft in self._waiting.items():
            page = text(f"page.{draft.content['page']}.rail")
            title = _title(draft)
            key = "drafts.waiting_in" if title else "drafts.waiting"
            buttons = (
                (text("drafts.open"), lambda place=place: self.open(place)),
                (text("drafts.drop"), lambda place=place: self._forget(place)),
            )
            lines.append(Line("note", text(key, page=page, title=title), buttons))
        window.standing.display("drafts", lines)


def _place(page: str, key: str) -> str:
    place = f"{page}: {key}"
    if len(place) <= LONGEST_PLACE:
        return place
    digest = sha256(place.encode()).hexdigest()
    return f"{place[: LONGEST_PLACE - len(digest)]}{digest}"


def _about(page: Page) -> str:
    """What a page is about, so that a dialog of one case is never filled from another."""
    at = page.place()
    first = at[0] if isinstance(at, tuple) and at else at
    return f"{page.person() or 0} {first!r}"


def _where(page: Page) -> dict[str, object]:
    return {"page": page.name, "at": repr(page.place())}


def _at(draft: Draft) -> object:
    """Where in its page it was; None where that cannot be told."""
    try:
        return literal_eval(str(draft.content.get("at", "")))
    except (ValueError, SyntaxError):
        return None


def _said(draft: Draft) -> Mapping[str, str]:
    said = draft.content.get("said")
    return {str(k): str(v) for k, v in said.items()} if isinstance(said, Mapping) else {}


def _title(draft: Draft) -> str:
    return str(draft.content.get("title", ""))
