"""The feedback page: written by the assessor, read and answered by the supervisor."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pomdesk.domain.errors import PomdeskError, RequestRefused
from pomdesk.domain.names import HIDDEN
from pomdesk.domain.quality.terms import FeedbackReply, FeedbackStage
from pomdesk.readmodels.quality import FeedbackLine
from pomdesk.readmodels.quality import FeedbackView as Feedback
from pomdesk.services.commands.quality_feedback import (
    AcknowledgeFeedback,
    OpenFeedback,
    OwnView,
    ReplyFeedback,
    SendFeedback,
    WriteFeedback,
)
from pomdesk.services.commands.quality_marking import SelfReview
from pomdesk.services.desk import Desk
from pomdesk.services.queries.quality_feedback import FeedbackLines, OwnViewOf
from pomdesk.services.queries.quality_people import ActingNow, PeopleInQuality
from ui import dialogs
from ui.autosave import Autosave
from ui.export import clipboard_lines
from ui.feedback import asks
from ui.feedback.view import FeedbackView
from ui.feedback.writing import Written, tidied
from ui.out import anchor_of, give_out
from ui.page import Page, Shell
from ui.widgets.clipboard import copy_plain
from ui.widgets.typed import Part
from ui.words import error_words


class FeedbackPage(Page):
    """Feedback in a list (number 0), or the feedback of one marking."""

    name = "feedback"
    in_rail = False
    view: FeedbackView

    def __init__(self, shell: Shell, desk: Desk) -> None:
        super().__init__(shell, desk)
        self._review_id = 0
        self._listed = False  # the one that is shown was opened from the list
        self._passed: set[int] = set()  # the own view was given, or left out
        self._kept_own = ""  # the own view as the store has it
        self._feedback: Feedback | None = None
        self._line: FeedbackLine | None = None
        self._names: Mapping[str, str] = {}
        self.view = FeedbackView(shell.text, shell.theme)
        writing, before = self.view.writing, self.view.before
        self._keeping: Autosave[Written] = Autosave(
            writing.written, self._write, writing, tidy=tidied
        )
        self._own: Autosave[str] = Autosave(lambda: before.box.words, self._write_own, before)
        self._connect()

    def _connect(self) -> None:
        view = self.view
        writing, reading, before = view.writing, view.reading, view.before
        view.left.connect(self._keep)
        view.list.opened.connect(self._open_listed)
        view.list.rows_copied.connect(self._copy)
        before.typed.connect(self._own.touched)
        before.left.connect(self._own.save)
        before.go_on_asked.connect(self._go_on)
        before.self_mark_asked.connect(self._mark_self)
        reading.reply_asked.connect(self._reply)
        reading.action_asked.connect(self._act)
        writing.typed.connect(self._typed)
        writing.left.connect(self._keeping.save)
        writing.again_asked.connect(self._keeping.save)
        writing.action_asked.connect(self._add_action)
        writing.send_asked.connect(self._send)
        writing.pdf_asked.connect(self._save_pdf)
        for one in (self._keeping, self._own):
            one.failing.connect(self._tell_saved)
            one.saved.connect(self._tell_saved)

    # The page.

    def title(self) -> str:
        """Feedback, and of which file."""
        known = self._feedback or self._line
        if not self._review_id or known is None:
            return super().title()
        case, who = known.case_ref, known.supervisor_name
        if self.shell.blank:
            case, who = HIDDEN, HIDDEN
        return self.shell.text("feedback.title", case=case, who=who)

    def open(self, number: int) -> None:
        """Turn to the feedback of a marking, or to the list; not while something is not saved."""
        if self._typing:
            self.shell.message(self.shell.text("feedback.stay"), kind="trouble")
            return
        if number != self._review_id:
            self._forget()
        self._review_id, self._listed = number, False

    def refresh(self) -> None:
        """Ask again; what is being typed stays as it is."""
        self._keeping.save()
        self._own.save()
        self._know_people()
        lines = self._lines()
        if not self._review_id:
            self._show_list(lines)
            return
        me = self.desk.ask(ActingNow()).member
        code = me.code if me else ""
        found = (line for line in lines if line.review_id == self._review_id)
        self._line = next(found, None)
        if self._line is not None and self._is_first(self._line, code):
            self._show_before(self._line)
        else:
            self._show_one()

    def _lines(self) -> Sequence[FeedbackLine]:
        try:
            return self.desk.ask(FeedbackLines())
        except RequestRefused as error:
            self.say(error_words(self.shell.text, error))
            return ()

    def _know_people(self) -> None:
        try:
            people = self.desk.ask(PeopleInQuality())
        except RequestRefused:
            return  # they take no part: codes are all they would see
        self._names = {one.code: one.name for one in people}

    def _is_first(self, line: FeedbackLine, me: str) -> bool:
        """Whether the own view comes first: it is about whoever looks, and was never opened."""
        ours = bool(me) and line.supervisor == me and line.stage is not FeedbackStage.DRAFT
        return ours and line.seen_on is None and line.review_id not in self._passed

    def person(self) -> int | None:
        """Whose file it is."""
        return self._feedback.person_id if self._feedback else None

    @property
    def unsaved(self) -> bool:
        """Whether leaving now would lose something that was typed."""
        return not (self._keeping.save() and self._own.save())

    @property
    def _typing(self) -> bool:
        """Whether turning to another feedback would lose something."""
        return self.unsaved or (self.view.pane == "reading" and self.view.reading.replying)

    def parts(self) -> Sequence[Part]:
        """The reply to the feedback that is read."""
        reading = self.view.pane == "reading" and bool(self._review_id)
        return (Part(f"reply {self._review_id}", self.view.reading),) if reading else ()

    def set_blank(self, blank: bool) -> None:
        """Hide everything that names or judges anybody."""
        self.view.list.set_blank(blank)
        if self._review_id:
            self._turn(self._pane)
        self.summary_changed.emit()

    def step_back(self) -> bool:
        """Esc goes back to the list where it was opened from there."""
        if not self._review_id:
            return self.view.list.step_back()
        if not self._listed:
            return False
        if self._typing:
            self.shell.message(self.shell.text("feedback.stay"), kind="trouble")
            return True
        self._forget()
        self._review_id, self._listed = 0, False
        self.refresh()
        self.view.list.setFocus()
        return True

    def _keep(self) -> None:
        self._keeping.save()
        self._own.save()

    def stop(self) -> None:
        """Save what was typed."""
        self._keep()
        self._keeping.let_go()
        self._own.let_go()

    def place(self) -> object:
        """Which feedback."""
        return (self._review_id, self._listed)

    def return_to(self, place: object) -> None:
        """Go back to it."""
        if isinstance(place, tuple) and len(place) == 2 and isinstance(place[0], int):
            self.open(place[0])
            self._listed = bool(place[1])
            self.refresh()

    def offers(self) -> Sequence[tuple[str, Callable[[], object]]]:
        """What can be done with the feedback."""
        reading = self.view.reading
        buttons = [one for one in reading.buttons.values() if not one.isHidden()]
        here = self.view.pane == "reading"
        return [*super().offers(), *((one.text(), one.click) for one in buttons if here)]

    def _forget(self) -> None:
        self._keeping.let_go()
        self._own.let_go()
        self._feedback = self._line = None
        self.view.reading.forget_reply()

    def _copy(self, rows: Sequence[Sequence[str]]) -> None:
        copy_plain(clipboard_lines(rows))
        words = self.shell.text.count("caseload.copied", len(rows) - 1)
        self.shell.message(words, kind="note")

    # What is shown.

    @property
    def _pane(self) -> str:
        if not self._review_id:
            return "list"
        if self._feedback is None:
            return "before"
        return "writing" if "write" in self._feedback.may else "reading"

    def _turn(self, pane: str) -> None:
        covered = self.shell.blank and pane != "list"
        self.view.turn_to("hidden" if covered else pane)

    def _show_list(self, lines: Sequence[FeedbackLine]) -> None:
        me = self.desk.ask(ActingNow()).member
        self.view.list.display(lines, self.desk.today, me.code if me else "")
        self._turn("list")
        waiting = sum(line.stage is FeedbackStage.DRAFT for line in lines)
        if lines:
            self.say(self.shell.text.count("feedback.waiting", waiting) if waiting else "")
        self.summary_changed.emit()

    def _show_before(self, line: FeedbackLine) -> None:
        before = self.view.before
        if self._own.key != line.review_id:
            self._kept_own = self.desk.ask(OwnViewOf(line.review_id))
            before.load(self._kept_own)
            self._own.hold(line.review_id, before.box.words)
        before.display(line)
        before.tell_saved("")
        self.say("")
        self._turn("before")
        self.summary_changed.emit()

    def _show_one(self) -> None:
        try:
            view = self.desk.do(OpenFeedback(self._review_id)).result
        except RequestRefused:
            self._forget()
            self._review_id = 0
            self._turn("list")
            raise
        self._feedback = view
        today = self.desk.today
        if "write" in view.may:
            writing = self.view.writing
            writing.display(view, self._names, today)
            given = written_of(view)
            if not self._keeping.holds(view.review_id, given):
                writing.load(given)
                self._keeping.hold(view.review_id, writing.written())
            writing.tell_lacks()
        else:
            self._keeping.let_go()
            self.view.reading.display(view, self._names, today)
        self._turn(self._pane)
        self.say(self.shell.text.code("quality_term.feedback_stage", view.stage))

    def _tell_saved(self) -> None:
        text = self.shell.text
        error = self._keeping.failed
        trouble = text("feedback.trouble", why=error_words(text, error)) if error else ""
        self.view.writing.tell_trouble(trouble)
        own = self._own.failed
        said = text("feedback.trouble", why=error_words(text, own)) if own else ""
        self.view.before.tell_saved(said or text("feedback.saved"))

    # Reading.

    def _open_listed(self, review_id: int) -> None:
        self.open(review_id)
        self._listed = True
        self.refresh()
        self.view.setFocus()

    def _write_own(self, said: str) -> bool:
        if self._line is None or not (said or self._kept_own):
            return False
        self.desk.do(OwnView(self._line.review_id, said))
        self._kept_own = said
        return True

    def _go_on(self) -> None:
        if self._line is None or not self._own.save():
            return
        self._own.let_go()
        self._passed.add(self._line.review_id)
        self.refresh()
        self.view.setFocus()

    def _mark_self(self) -> None:
        if self._line is None or not self._own.save():
            return
        receipt = self.desk.do(SelfReview(review_id=self._line.review_id))
        self.shell.open_at("marking", int(receipt.result))

    def _reply(self, reply: FeedbackReply, why: str) -> None:
        def do() -> None:
            receipt = self.desk.do(ReplyFeedback(self._review_id, reply, why))
            self.view.reading.forget_reply()
            self.shell.done(receipt)

        self._do(do)

    def _act(self, action: str) -> None:
        if action == "pdf":
            self._save_pdf()
        elif action == "acknowledge":
            command = AcknowledgeFeedback(self._review_id)
            self._do(lambda: self.shell.done(self.desk.do(command)))
        elif self._feedback is not None:
            form = {"discuss": asks.discuss, "answer": asks.answer}[action]
            form(self.view.window(), self.shell, self.desk, self._feedback)

    def _do(self, do: Callable[[], object]) -> None:
        try:
            do()
        except PomdeskError as error:
            self.shell.refused(error)

    # Writing.

    def _typed(self) -> None:
        self._keeping.touched()
        self.view.writing.tell_lacks()

    def _write(self, written: Written) -> None:
        told = {key: said for key, said in written.sections.items() if said}
        self.desk.do(
            WriteFeedback(
                self._review_id,
                written.good,
                told,
                written.learning,
                written.root_causes,
                written.support,
            )
        )

    def _add_action(self) -> None:
        if self._feedback is not None and self._keeping.save():
            asks.add_action(self.view.window(), self.shell, self.desk, self._feedback, self._names)

    def _send(self) -> None:
        text = self.shell.text
        if not self._keeping.save():
            return
        if not self.view.writing.good.words:
            self.shell.message(text("feedback.lacks_good"), kind="note")
            self.view.writing.good.setFocus()
            return
        if dialogs.confirm(
            self.view.window(),
            text("feedback.send_ask"),
            text("feedback.send_words"),
            yes=text("feedback.send"),
            no=text("feedback.not_yet"),
        ):
            self._do(lambda: self.shell.done(self.desk.do(SendFeedback(self._review_id))))

    # The paper.

    def _save_pdf(self) -> None:
        view, text, desk = self._feedback, self.shell.text, self.desk
        if view is None or not self._keeping.save():
            return
        suggested = f"feedback-{desk.today.isoformat()}-{view.review_id}.pdf"
        title, kinds = text("feedback.save_title"), text("feedback.save_kinds")
        target = dialogs.choose_target(self.view.window(), title, suggested, kinds)
        if target is None:
            return
        today, who = desk.today, desk.who

        def job() -> Path:
            from reports.quality import render

            anchor = anchor_of(desk)
            made = render("feedback", view, text, marking_day=today, prepared_by=who, anchor=anchor)
            give_out(desk, target, made, "EXPORT_PDF", size=1, how="feedback")
            return target

        def told(path: Path) -> None:
            self.shell.message(text("feedback.pdf_saved", file=path.name))

        self.shell.worker.run(job, told, owner=self)


def written_of(view: Feedback) -> Written:
    """What the store has of the form."""
    return Written(
        view.good, dict(view.sections), view.learning, tuple(view.root_causes), view.support
    )
