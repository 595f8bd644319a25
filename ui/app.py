"""The window's wiring, and the only place where its parts meet.

The window is painted before the database library is loaded: everything here imports Qt and
our own light modules; services and pages are loaded in the background thread while the
officer types (``_load``), and a store is opened behind that in the same thread.
"""

import gc
import linecache
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLocale, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from pomdesk import __version__
from pomdesk.domain.audit import Event, Kind
from pomdesk.domain.errors import AuditRefused, PomdeskError
from resources.text import Text
from ui import crash, dialogs, doors, prefs
from ui.anywhere import Anywhere
from ui.focus import FocusRings
from ui.idle import Idle
from ui.keeping import Keeping
from ui.messages import in_words
from ui.page import Page
from ui.screen_guard import ALLOWED_MINUTES, ScreenGuard
from ui.sessions import Sessions
from ui.theme import Theme
from ui.unlock.controller import Doors, Gate, Mending
from ui.unlock.held import HeldScreen
from ui.widgets import clipboard
from ui.widgets.standing import Line
from ui.window import Window
from ui.work import Worker

if TYPE_CHECKING:
    from pomdesk.domain.access import Signed
    from pomdesk.domain.audit import Proof
    from pomdesk.readmodels.duties import Today
    from pomdesk.services.desk import Desk
    from ui.caseload.filters import Listing
    from ui.drafts import Drafts
    from ui.session import Session

QUALITY = (
    "quality", "round", "marking", "feedback", "instruments", "learning", "oversight", "governor",
)  # fmt: skip
"""The pages of quality assurance; the first one is in the rail, the others open from there."""

_LATER = (
    "ui.about",
    "ui.drafts",
    "ui.today.controller",
    "ui.today.moves_controller",
    "ui.caseload.controller",
    "ui.case.controller",
    "ui.visits.controller",
    "ui.shelf.controller",
    "ui.writing.controller",
    "ui.paper.controller",
    "ui.imports.controller",
    "ui.policy.controller",
    "ui.settings.controller",
    "ui.quality.controller",
)

_VISITS = ("visit", "walk", "clashes")
"""Pages that open from the page of visits."""

_RAILED = ("today", "caseload", "visits", "papers", "quality", "imports", "policy", "settings")
_FOR = {
    "today": "TodayOn",
    "caseload": "CaseloadOn",
    "visits": "VisitsNow",
    "papers": "PapersInHand",
    "imports": "import_caseload",
    "policy": "PolicySettings",
}
"""What a page cannot do without, as the table of access calls it; the others are for all."""


def _when_wanted(shell: Window, desk: "Desk") -> "dict[str, Callable[[], Page]]":
    """The pages that most people never open on most days: made when they are turned to."""

    def maker(name: str) -> "Callable[[], Page]":
        def make() -> Page:
            module = import_module(f"ui.{name}.controller")
            made: Page = getattr(module, f"{name.capitalize()}Page")(shell, desk)
            return made

        return make

    return {name: maker(name) for name in (*QUALITY[1:], *_VISITS, "journal", "rights")}


def _load(text: Text) -> None:
    """Load what the desk and its pages need; in the background, after the first paint."""
    for name in _LATER:
        import_module(name)
    text("page.caseload.title")  # the first words beyond the first screen's load the rest
    # Qt for Python looks for itself in the source of every module; nobody needs them again.
    linecache.clearcache()


class Desktop(QObject):
    """One run of the window: gate, desk, pages, locking.

    Attributes:
        window: the window; another one after the language was changed.
        anywhere: what can be done in it whatever page is shown.
        drafts: keeps what is typed and not saved; None until the first desk is opened.
        keeping: makes backups on time and tells what was noticed about the store.
        guard: keeps other programs from taking pictures of the window.
        sessions: tells when the computer is locked or put to sleep.
        desk: the open desk, or None while locked.
        held: covers a desk that locked by itself and could not keep what is typed.
    """

    _changed = Signal()
    """Something was saved, on whatever thread: autosaves and papers made say nothing else."""

    def __init__(
        self, app: QApplication, session: "Session", worker: Worker, *, secret: str | None = None
    ) -> None:
        super().__init__()
        self._session = session
        self._secret = secret
        self._path = session.store
        self._invented = False
        self._prefs_path = prefs.path_for(session.store)
        self.prefs = prefs.load(self._prefs_path)
        asked = getattr(session.arguments, "language", None)
        self.text = Text(asked or self.prefs.language)
        self.worker = worker
        self.theme = Theme(app, self.prefs.theme, self.prefs.zoom)
        self.theme.changed.connect(self._keep_look)
        self.rings = FocusRings(app, self.theme)
        self.idle = Idle(self.prefs.idle_minutes)
        self.idle.idle.connect(self.left)
        self.sessions = Sessions()
        self.sessions.left.connect(self.left)
        self.guard = ScreenGuard(wanted=self.prefs.screen_guard)
        self.guard.changed.connect(self._tell_guard)
        self.clipboard = clipboard.ClipboardGuard()
        self.keeping = Keeping(lambda: self.window)
        self.drafts: Drafts | None = None
        app.commitDataRequest.connect(lambda _session: self.left())
        self.desk: Desk | None = None
        self.gate: Gate | None = None
        self.held: HeldScreen | None = None
        self._first = "today"
        self._sat = ""  # whose page and place it was
        self._place: object = None
        self._lines: Listing | None = None
        self._day: Today | None = None
        self.window = self._make_window()
        self._changed.connect(lambda: self.window.outdated())
        self._show_gate()

    # The window.

    def _make_window(self) -> Window:
        window = Window(self.text, self.theme, self.worker)
        window.place(self.prefs.geometry, self.prefs.maximised)
        window.lock_asked.connect(self.lock)
        window.undo_asked.connect(self._undo)
        window.refreshed.connect(self._tell_status)
        window.told.connect(self._put_back)
        window.turning.connect(self._look_at_typed)
        window.keep = self._keep_typed
        window.may_lose = self._may_lose
        window.closing.connect(self._keep_place)
        self.anywhere = Anywhere(window, lambda: self.desk)
        return window

    def start(self) -> None:
        """Show the window; load the rest once it is painted."""
        self.window.painted.connect(self._warm_up)
        self.window.show()

    def _warm_up(self) -> None:
        gc.enable()  # turned off by the command line for the start
        self.rings.start()
        self.sessions.watch(int(self.window.winId()))
        self.worker.run(lambda: _load(self.text), lambda _nothing: None, owner=self)
        if self._secret is not None and self.gate is not None:
            secret, self._secret = self._secret, None
            self.gate.unlock(secret)

    def close(self) -> None:
        """Wait for what runs, close the store, forget the key and what was copied."""
        self.sessions.stop()
        self._keep_typed()
        self.worker.finish()
        self.keeping.last()
        self._put_away()

    # The gate.

    def _show_gate(self) -> None:
        ways = Doors(
            where=str(self._path),
            exists=self._path.exists(),
            demo_passphrase=self._demo_passphrase(),
            can_leave=self._path != self._session.store,
            open=self._open,
            mending=self._mending(),
            fault=doors.seen_fault(self._path),
            create=lambda name, secret: doors.make_store(self._session, name, secret),
            demo=lambda: doors.invented(self._session),
        )
        if self.gate is not None:
            self.gate.deleteLater()
        self.gate = Gate(ways, self.text, self.worker)
        self.gate.screen_changed.connect(self.window.show_gate)
        self.gate.opened.connect(self.opened)
        self.gate.leave_asked.connect(self._leave_demo)
        self.gate.show()

    def _demo_passphrase(self) -> str:
        if not self._invented:
            return ""
        from pomdesk.services.demo import PASSPHRASE

        return PASSPHRASE

    def _mending(self) -> Mending:
        session, path = self._session, self._path
        return Mending(
            backups=partial(doors.backups_beside, path),
            restore=partial(doors.restore, session, path),
            recover=partial(doors.recover, session, path),
            target=doors.recovered_path(path),
            elsewhere=self._go_elsewhere,
        )

    def _go_elsewhere(self, path: Path) -> None:
        """Use the store at another place, until the program is started anew."""
        self._path, self._invented = path, False
        self._show_gate()

    def _leave_demo(self) -> None:
        self._go_elsewhere(self._session.store)

    # The desk.

    def _open(self, secret: str, why: str = "") -> "Desk":
        """Open the store and read what is shown first; in the background."""
        from ui.caseload.controller import first_lines
        from ui.today.controller import first_day

        desk = doors.open_store(self._session, self._path, secret, why)
        try:
            desk.need("open_desk")
            first = self._first_of(desk, self._first if desk.who == self._sat else "today")
            self._lines = first_lines(desk) if first == "caseload" else None
            self._day = first_day(desk) if first == "today" else None
        except BaseException:
            desk.close()
            raise
        return desk

    def opened(self, desk: "Desk", new: bool = False) -> None:
        """Show the pages of an open desk; a new one begins where files are brought in."""
        from pomdesk.services.demo import NAME

        self.desk = desk
        desk.changed.append(self._changed.emit)
        self._path, self._invented = desk.path, desk.who == NAME
        if self.gate is not None:
            self.gate.deleteLater()
            self.gate = None
        if self.drafts is None:
            from ui.drafts import Drafts

            self.drafts = Drafts(lambda: self.window)
            self.drafts.failing.connect(lambda error: self.window.refused(error))
        self.drafts.begin(desk)
        self.keeping.begin(desk)
        self._prove_log(desk)
        if desk.who != self._sat:
            self._first, self._place = "today", None
        self._show_pages("imports" if new else self._first)
        self.drafts.resume()
        self.idle.start()

    def _prove_log(self, desk: "Desk") -> None:
        """Once a month the whole audit log is gone through; what is wrong is told at once."""

        def told(proof: "Proof | None") -> None:
            if proof is not None and proof.broken is not None:
                wrong = proof.broken
                broken = AuditRefused("AUD-BROKEN", reason=wrong.wrong.value, seq=wrong.seq)
                self.window.refused(broken)

        self.worker.run(desk.verify_log_if_due, told, owner=self)

    def _railed(self, desk: "Desk") -> list[str]:
        """The pages of the rail that are for whoever is signed in; the desk itself decides."""
        from pomdesk.services.access import line_of

        signed = desk.signed
        return [name for name in _RAILED if signed.may(line_of(_FOR.get(name, "RolesNow")))]

    def _first_of(self, desk: "Desk", wanted: str) -> str:
        """The page to begin at: the one that is wanted, where it is for whoever is signed in."""
        railed = self._railed(desk)
        return railed[0] if wanted in _RAILED and wanted not in railed else wanted

    def _show_pages(self, first: str) -> None:
        assert self.desk is not None  # noqa: S101 - only called with a desk
        # First, for a page that reads on in the background holds the store meanwhile.
        self._tell_status()
        desk, shell = self.desk, self.window
        begin, railed = self._first_of(desk, first), self._railed(desk)
        shell.show_pages(self._pages(desk), begin, railed, _when_wanted(shell, desk))
        page, place = self.window.page, self._place
        self._place = None
        if page is not None and place is not None and begin == first:
            try:
                page.return_to(place)
            except PomdeskError as error:
                shell.refused(error)  # whose case it was may have changed, or somebody else came
        self.window.set_who(who_words(self.text, desk.signed), self._marking())
        self.keeping.tell()
        self._tell_guard()
        self._put_back()

    def _marking(self) -> str:
        return self.text("app.demo_marking") if self._invented else ""

    def _pages(self, desk: "Desk") -> Iterator[Page]:
        """The pages, each made when it is taken."""
        from pomdesk.domain.papers import FROZEN, PaperKind
        from pomdesk.services.queries.papers import PapersOf
        from ui.case.controller import CasePage
        from ui.caseload.controller import CaseloadPage
        from ui.imports.controller import ImportPage
        from ui.paper.controller import PaperPage
        from ui.policy.controller import PolicyPage
        from ui.quality.controller import QualityPage
        from ui.settings.controller import SettingsPage, Setup
        from ui.shelf.controller import ShelfPage
        from ui.today.controller import TodayPage
        from ui.today.moves_controller import MovesPage
        from ui.visits.controller import VisitsPage
        from ui.writing.controller import WritingPage

        shell = self.window

        def write_paper(paper_id: int) -> None:
            shell.open_at("writing", paper_id)

        def open_form(person_id: int) -> None:
            shell.open_at("paper", person_id)

        def open_paper(person_id: int) -> None:
            """The handover report that is being written; else one from the record."""
            for line in desk.ask(PapersOf(person_id)):
                if line.kind is PaperKind.HANDOVER_REPORT and line.stage not in FROZEN:
                    write_paper(line.id)
                    return
            open_form(person_id)

        day, self._day = self._day, None
        today = TodayPage(shell, desk, day)
        today.duty_opened.connect(self.anywhere.open_duty)
        today.contact_asked.connect(self.anywhere.ask_contact)
        yield today
        lines, self._lines = self._lines, None
        caseload = CaseloadPage(shell, desk, lines)
        caseload.paper_asked.connect(open_paper)
        yield caseload
        yield VisitsPage(shell, desk)
        shelf = ShelfPage(shell, desk)
        shelf.paper_opened.connect(write_paper)
        yield shelf
        yield QualityPage(shell, desk)
        yield ImportPage(shell, desk)
        yield PolicyPage(shell, desk)
        setup = Setup(
            prefs=lambda: replace(self.prefs, language=self.text.language),
            change=self.change,
            facts=self._facts,
            guard=self.guard,
            allow_pictures=self.allow_pictures,
            backed_up=self.keeping.backed_up,
        )
        yield SettingsPage(shell, desk, setup)
        case = CasePage(shell, desk)
        case.paper_asked.connect(open_paper)
        case.form_asked.connect(open_form)
        case.paper_opened.connect(write_paper)
        yield case
        writing = WritingPage(shell, desk)
        writing.output_asked.connect(shell.open_paper)
        writing.case_asked.connect(shell.open_case)
        yield writing
        yield PaperPage(shell, desk)
        moves = MovesPage(shell, desk)
        moves.print_asked.connect(lambda: self.anywhere.save_paper("moves"))
        yield moves

    def left(self) -> None:
        """Lock because nobody is there to ask: nothing is to be seen, whatever cannot be kept."""
        self.lock(asked=False)

    def lock(self, *, asked: bool = True) -> None:
        """Put everything away and forget the key; after unlocking, the same page again.

        What cannot be saved keeps the desk open: before the eyes of whoever asked for the lock,
        behind a screen where nobody did.
        """
        if self.desk is None:
            self._leave_half_open()
            return
        self._look_at_typed()  # in dialogs too, before they are closed
        if not asked:
            self.window.cover()  # sleep may come before the dialogs are gone
        if dialogs.close_all():
            # Whoever opened the dialog must first come back from it.
            QTimer.singleShot(0, self, lambda: self.lock(asked=asked))
            return
        # Nothing is to be read on the screen while what is typed is kept.
        self.window.cover()
        if not self.window.may_leave():
            if asked and self.held is None:
                self.window.uncover()
                self._put_back()
            else:
                self._hold()
            self.idle.start()  # asked again after as long
            return
        page = self.window.page
        if page is not None:
            self._first, self._place = page.name, page.place()
            self._sat = self.desk.who
        self._put_away()
        self._show_gate()

    def _hold(self) -> None:
        """Cover a desk that holds what cannot be saved, until its passphrase is typed."""
        error = self.drafts.refusal if self.drafts is not None else None
        clipboard.forget()
        self.guard.end()
        dialogs.hold(True)
        # A new one each time: what was being looked at for the one before reaches nobody.
        held = HeldScreen(self.text, in_words(self.text, error) if error is not None else "")
        held.again_asked.connect(self.left)
        held.show_asked.connect(self._show_held)
        held.lose_asked.connect(self._lose)
        self.held = held
        self.window.cover_with(held)

    def _show_held(self, secret: str) -> None:
        """Show the desk again to whoever is signed in; wrong tries count as at unlock."""
        desk, held = self.desk, self.held
        if desk is None or held is None:
            return

        def proved(_nothing: None) -> None:
            if self.held is held:
                self._release(desk)

        def refused(error: PomdeskError) -> None:
            if self.held is held:
                held.refused(in_words(self.text, error))

        self.worker.run(lambda: desk.prove_passphrase(secret), proved, owner=held, failed=refused)

    def _release(self, desk: "Desk") -> None:
        self.held = None
        dialogs.hold(False)
        self.window.uncover()
        self.window.set_who(who_words(self.text, desk.signed), self._marking())
        self._tell_status()
        if self.drafts is not None:
            self.drafts.resume()
        self.idle.start()

    def _lose(self) -> None:
        """Lock without what cannot be saved: it is gone."""
        try:
            self._put_away()
        except PomdeskError:
            pass  # the store cannot be written: the key is forgotten all the same
        finally:
            self._show_gate()

    def _may_lose(self) -> bool:
        """Whether the window may close on what cannot be saved; behind the cover nobody says."""
        if self.held is not None:
            self.held.ask_to_lose()
            return False
        text = self.text
        title, words = text("held.close_title"), text("held.close_words")
        yes, no = text("held.close_yes"), text("held.close_no")
        return dialogs.confirm(self.window, title, words, yes=yes, no=no, kind="warning")

    def _leave_half_open(self) -> None:
        """Close a desk that waits on the way in; but never over a key that is shown only once."""
        gate = self.gate
        if gate is not None and gate.pending is not None and not gate.shows_key:
            self._close_desk()
            self._show_gate()

    def _put_away(self) -> None:
        self.held = None
        dialogs.hold(False)
        if self.desk is not None:
            # Nor while the last jobs run to their end.
            self.window.show_gate(QWidget())
            self.window.repaint()
        self.worker.finish()
        self.idle.stop()
        self.keeping.end()
        self.guard.end()
        if self.drafts is not None:
            self.drafts.end()
        clipboard.forget()
        self._close_desk()
        self._lines = self._day = None

    def _close_desk(self) -> None:
        if self.gate is not None and self.gate.pending is not None and self.desk is None:
            self.gate.pending.close()
            self.gate.pending = None
        if self.desk is not None:
            desk, self.desk = self.desk, None
            desk.close()

    # What is typed and not saved.

    def _keep_typed(self) -> bool:
        return self.drafts is None or self.drafts.keep()

    def _look_at_typed(self) -> None:
        if self.drafts is not None:
            self.drafts.look()

    def _put_back(self) -> None:
        if self.drafts is not None:
            self.drafts.put_back()

    def _undo(self, operation_id: int) -> None:
        desk = self.desk
        if desk is not None:
            self.worker.run(lambda: desk.undo(operation_id), self.window.done, owner=self.window)

    # Words about the desk.

    def _tell_status(self) -> None:
        if self.desk is None:
            return
        from ui.about import status_words

        self.window.set_status(status_words(self.text, self.desk))
        self.keeping.tell()

    def _facts(self) -> Sequence[tuple[str, str]]:
        from ui.about import facts

        return facts(self.text, self.desk, self._session.policies()) if self.desk else ()

    # Pictures of the screen.

    def allow_pictures(self) -> None:
        """Let other programs take pictures of the window for ten minutes; the log tells of it."""
        if self.desk is not None:
            minutes: dict[str, str | int | list[str]] = {"minutes": ALLOWED_MINUTES}
            self.desk.log(Event("CAPTURE_ALLOWED", Kind.SYSTEM, detail=minutes))
            self.guard.allow()

    def _tell_guard(self) -> None:
        if self.desk is None:
            return
        text, lines = self.text, list[Line]()
        if self.guard.allowed:
            end = ((text("screen_guard.end"), self.guard.end),)
            words = text("screen_guard.allowed", minutes=ALLOWED_MINUTES)
            lines.append(Line("trouble", words, end))
        self.window.standing.display("pictures", lines)

    # The settings of the window.

    def change(self, name: str, value: object) -> None:
        """Change one setting of the window; it holds at once."""
        if name == "theme":
            self.theme.choose(str(value))
        elif name == "zoom":
            self.theme.set_zoom(int(str(value)))
        elif name == "idle_minutes":
            self._keep(idle_minutes=value)
            self.idle.set_minutes(self.prefs.idle_minutes)
        elif name == "screen_guard":
            self._keep(screen_guard=bool(value))
            self.guard.want(self.prefs.screen_guard)
        elif name == "language" and value != self.text.language:
            self._keep(language=value)
            QTimer.singleShot(0, self, self._new_words)

    def _new_words(self) -> None:
        """Build the window anew in the other language."""
        self._keep_place()
        if self.drafts is not None:
            self.drafts.park()
        old, self.text = self.window, Text(self.prefs.language)
        self.window = self._make_window()
        self.window.take_over(old)
        self.window.show()
        self.sessions.watch(int(self.window.winId()))
        if self.desk is not None:
            self._show_pages("settings")
        old.show_gate(QWidget())
        old.closing.disconnect(self._keep_place)
        old.may_lose = lambda: True  # what is typed is in the new one
        old.close()
        old.deleteLater()

    def _keep_look(self) -> None:
        self._keep(theme=self.theme.choice, zoom=self.theme.zoom)

    def _keep_place(self) -> None:
        placed = self.window.placed()
        if placed is not None:
            self._keep(geometry=placed[0], maximised=placed[1])

    def _keep(self, **changes: Any) -> None:
        kept = replace(self.prefs, **changes)
        if kept != self.prefs:
            self.prefs = kept
            prefs.save(self._prefs_path, kept)

    # What goes wrong.

    def tell(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Tell a known error in words, and a bug with a report that names nobody."""
        if isinstance(error, PomdeskError):
            self.window.refused(error)
        elif issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
        else:
            dialogs.tell_crash(self.window, self.text, crash.report(error, __version__))


def who_words(text: Text, signed: "Signed") -> str:
    """Who is signed in, and what they are once roles hold."""
    if not signed.in_force:
        return signed.name
    return text("roles.who", name=signed.name, role=text(f"role.{signed.role or 'none'}"))


def make_application(argv: Sequence[str] = ()) -> QApplication:
    """Make the application: names and the locale, whatever the computer is set to."""
    running = QApplication.instance()
    # Named here and not by setStyle, which would hand us the style and all it consists of.
    words = [*(argv or ["pomdesk"]), "-style", "fusion"]
    app = running if isinstance(running, QApplication) else QApplication(words)
    app.setApplicationName("POM desk")
    app.setApplicationVersion(__version__)
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    return app


def _given_secret(session: "Session") -> str | None:
    """Take the passphrase that was given on starting, if one was; nobody is asked here."""
    if getattr(session.arguments, "passphrase_file", None) or "POMDESK_PASSPHRASE" in os.environ:
        return session.passphrase()
    return None


def run_window(session: "Session") -> int:
    """Open the window and run it to its end. Returns the exit code."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # a windowed program on Windows has neither
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
    app = make_application()
    desktop = Desktop(app, session, Worker(), secret=_given_secret(session))
    sys.excepthook = desktop.tell
    desktop.start()
    try:
        return app.exec()
    finally:
        sys.excepthook = sys.__excepthook__
        desktop.close()


def self_test() -> str:
    """Make the window, show and paint it, and say what it was painted with."""
    import argparse
    import tempfile

    from ui.session import Session

    app = make_application()
    with tempfile.TemporaryDirectory(prefix="pomdesk-") as folder:
        session = Session(argparse.Namespace(store=Path(folder) / "store.db"))
        desktop = Desktop(app, session, Worker(inline=True))
        _load(desktop.text)
        desktop.window.show()
        picture = desktop.window.grab()
        desktop.window.close()
        desktop.close()
    if picture.isNull() or QApplication.font().family() != "Source Sans Pro":
        raise AssertionError("the window was not painted with the bundled font")
    return f"painted, {picture.width()} x {picture.height()} pixels"
