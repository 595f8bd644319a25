"""The marking page: one file beside the questions of an instrument."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from pomdesk.domain.errors import PomdeskError, RequestRefused
from pomdesk.domain.names import HIDDEN
from pomdesk.domain.quality.instruments import Answer
from pomdesk.domain.quality.terms import InstrumentStage, ReviewStage
from pomdesk.readmodels.quality import MarkingView
from pomdesk.services.commands.quality_marking import (
    FilePeriod,
    LockReview,
    ReopenReview,
    StartReview,
    SubmitReview,
)
from pomdesk.services.desk import Desk
from pomdesk.services.queries.quality_marking import JudgementStands, MarkingOf
from ui import dialogs
from ui.marking import words
from ui.marking.concern import ask_concern
from ui.marking.file import FileLine, evidence_of
from ui.marking.saving import Saving
from ui.marking.told import finish_of, stop_at, stops_of
from ui.marking.view import MarkingPanel
from ui.marking.words import FINISH
from ui.page import Page, Shell
from ui.words import error_words


class MarkingPage(Page):
    """One marking, by whoever does it or may look at it."""

    name = "marking"
    in_rail = False
    view: MarkingPanel

    def __init__(self, shell: Shell, desk: Desk) -> None:
        super().__init__(shell, desk)
        self._review_id: int | None = None
        self._at = ""
        self._blank = False
        self._judged = ""  # the judgement in words, where it stands for good
        self.view = MarkingPanel(shell.text, shell.theme)
        self._saving = Saving(desk, self.view, self)
        self._connect()

    def _connect(self) -> None:
        view, saving = self.view, self._saving
        for signal in (view.question.answered, view.question.left):
            signal.connect(saving.answer.save)
        view.question.typed.connect(saving.answer.touched)
        view.question.evidence_asked.connect(self._take_line)
        for signal in (view.finish.judged, view.finish.left):
            signal.connect(saving.judgement.save)
        view.finish.typed.connect(saving.judgement.touched)
        view.finish.question_asked.connect(self._turn_to)
        view.finish.action_asked.connect(self._act)
        view.begin.begun.connect(self._begin)
        view.file.taken.connect(self._take)
        view.strip.chosen.connect(self._turn_to_section)
        view.on_asked.connect(self._go_on)
        view.back_asked.connect(partial(self._step, -1))
        view.step_asked.connect(self._step)
        view.finish_asked.connect(partial(self._turn_to, FINISH))
        view.concern_asked.connect(self._raise_concern)
        view.case_asked.connect(self._show_case)
        view.again_asked.connect(saving.all)
        view.shown.connect(lambda: saving.pace.start(view))
        view.hidden.connect(self._away)
        saving.saved.connect(self._tell)
        saving.failing.connect(self._tell_failing)
        saving.pace.minute.connect(self._keep_place)

    # The page.

    @property
    def _found(self) -> MarkingView | None:
        return self._saving.found

    def title(self) -> str:
        """What is marked, and whose."""
        found = self._found
        if found is None:
            return super().title()
        whose = HIDDEN if self._blank else found.name or found.case_ref
        return self.shell.text("marking.title", title=found.instrument.title, whose=whose)

    def open(self, number: int) -> None:
        """Turn to a marking; not while something of another one is not saved."""
        if number == self._review_id:
            return
        if not self._saving.all():
            self._stay()
            return
        self._saving.let_go()
        self._review_id, self._at = number, ""

    def refresh(self) -> None:
        """Ask for the marking again; what is being typed stays as it is."""
        if self._review_id is None:
            return
        self._saving.all()
        try:
            found = self.desk.ask(MarkingOf(self._review_id))
        except RequestRefused:
            self._saving.let_go()
            self._review_id = None
            raise
        self._saving.found = found
        self._judged = self._judged_words(found)
        self.view.file.display(found.file)
        self.view.begin.display(found)
        if not self._at or self._stands_still(found):
            self._at = words.first_place(found) if self._saving.writable else FINISH
        self._show()
        self.say(self._summary(found))

    def _judged_words(self, found: MarkingView) -> str:
        """The judgement of a marking that was opened again; "": it is asked, or may not change."""
        mine = found.may_change and found.stage is ReviewStage.STARTED
        if not mine or not found.judgement or not self.desk.ask(JudgementStands(found.review_id)):
            return ""
        judged = self.shell.text.code("quality_term.judgement", found.judgement)
        return self.shell.text("marking.judged_before", judgement=judged)

    @staticmethod
    def _stands_still(found: MarkingView) -> bool:
        return found.stage is ReviewStage.ASSIGNED

    def _summary(self, found: MarkingView) -> str:
        text = self.shell.text
        if found.stage is ReviewStage.STARTED and found.may_change:
            return text("marking.blind") if found.blind else ""
        return text.code("quality_term.review_stage", found.stage)

    def person(self) -> int | None:
        """Whose file it is."""
        return self._found.person_id if self._found else None

    @property
    def unsaved(self) -> bool:
        """Whether leaving now would lose something: it was typed and cannot be saved."""
        return not self._saving.all()

    def set_blank(self, blank: bool) -> None:
        """Hide whose file it is, also where it is written."""
        self._blank = blank
        self._tell_who()
        self.summary_changed.emit()

    def step_back(self) -> bool:
        """Esc in the file goes back to the question."""
        return self.view.step_back()

    def stop(self) -> None:
        """Save what was typed, note the place, count no more."""
        self._away()
        self._saving.let_go()

    def place(self) -> object:
        """The marking, and where in it."""
        return (self._review_id, self._at)

    def return_to(self, place: object) -> None:
        """Go back to where somebody was marking."""
        if not (isinstance(place, tuple) and len(place) == 2 and isinstance(place[0], int)):
            return
        self.open(place[0])
        self.refresh()
        found, at = self._found, str(place[1])
        if found is not None and (at == FINISH or found.instrument.question(at) is not None):
            self._turn_to(at)

    def offers(self) -> Sequence[tuple[str, Callable[[], object]]]:
        """What can be done with the marking."""
        text = self.shell.text
        found: list[tuple[str, Callable[[], object]]] = [*super().offers()]
        found.append((text("marking.concern"), self._raise_concern))
        if self._saving.writable:
            found.append((text("marking.to_finish"), partial(self._turn_to, FINISH)))
        return found

    def _away(self) -> None:
        self._saving.all()
        self._keep_place()
        self._saving.pace.stop()

    # What is shown.

    def _show(self) -> None:
        found = self._found
        if found is None:
            return
        self._tell_who()
        question = found.instrument.question(self._at)
        if found.stage is ReviewStage.ASSIGNED and found.may_change:
            self.view.turn_to("begin")
        elif question is not None:
            answer = found.answers.get(question.key, Answer(question.key))
            if not self._saving.holds(answer):
                writable = self._saving.writable
                options = found.instrument.options_of(question)
                self.view.question.load(question, options, answer, writable=writable)
                self._saving.hold(answer)
            self._turn_pane("question")
        else:
            if not self._saving.holds_judgement():
                self.view.finish.load(*self._saving.judged)
                self._saving.hold_judgement()
            self._turn_pane("finish")
        self.view.set_writable(self._saving.writable)
        self._tell()
        self.view.put_in_order()

    def _turn_pane(self, pane: str) -> None:
        if self.view.pane != pane:
            self.view.turn_to(pane)

    def _tell(self) -> None:
        """Say how far everything has come."""
        found, text, view = self._found, self.shell.text, self.view
        if found is None:
            return
        instrument = found.instrument
        question = instrument.question(self._at)
        if question is not None:
            place = words.place_words(text, instrument, question.key)
            state = words.state_mark(text, question.key, found.answers, found.missing)
            view.question.display(question, instrument.options_of(question), place, state)
        n, of = words.answered(instrument, found.answers), len(instrument.questions)
        view.tell_done(text("marking.done", n=n, of=of))
        view.took.setText(words.took_words(text, found.seconds))
        view.show_stops(stops_of(text, found), stop_at(found, self._at))
        finish = finish_of(text, found)
        if self._judged and found.stage is ReviewStage.STARTED:
            finish = replace(finish, judging=False, judged=self._judged)
        view.finish.display(finish)
        raised = len(found.concerns)
        view.tell_concerns(text.count("marking.concerns", raised) if raised else "")

    def _tell_who(self) -> None:
        found, text = self._found, self.shell.text
        if found is None:
            return
        about = [
            text.code("quality_term.review_kind", found.kind),
            text("marking.of", who=HIDDEN if self._blank else found.supervisor_name),
            found.round_ref,
        ]
        if found.instrument_stage is not InstrumentStage.PUBLISHED:
            about.append(text.code("quality_term.instrument_stage", found.instrument_stage))
        who = HIDDEN if self._blank else found.case_ref if found.name else ""
        self.view.tell_who(who, " · ".join(about), case=found.person_id is not None)
        names = [found.case_ref.partition("/")[0], *found.name.split(", "), found.supervisor_name]
        self.view.hide_words(names if self._blank else [])

    def _tell_failing(self) -> None:
        text, error = self.shell.text, self._saving.failed
        why = text("marking.trouble", why=error_words(text, error)) if error else ""
        self.view.tell_trouble(why)

    def _stay(self) -> None:
        self.shell.message(self.shell.text("marking.stay"), kind="trouble")

    # Turning to questions.

    def _turn_to(self, at: str) -> None:
        if self._found is None or self._stands_still(self._found):
            return
        if not self._saving.all():
            self._stay()
            self.view.show_stops(
                stops_of(self.shell.text, self._found), stop_at(self._found, self._at)
            )
            return
        if at != self._at:
            self._at = at
            self._show()
            self.view.turn_to(self.view.pane)
            self._keep_place()
        self.view.to_pane()

    def _turn_to_section(self, key: str) -> None:
        found = self._found
        section = (
            next((s for s in found.instrument.sections if s.key == key), None) if found else None
        )
        if found is None or section is None:
            self._turn_to(FINISH)
            return
        keys = [one.key for one in section.questions]
        open_ = [one for one in keys if not found.answers.get(one, Answer(one)).option]
        self._turn_to((open_ or keys)[0])

    def _go_on(self) -> None:
        if not self._saving.all() or self._found is None:
            self._stay()
            return
        found = self._found
        self._turn_to(words.following(found.instrument, found.answers, found.missing, self._at))

    def _step(self, step: int) -> None:
        if self._found is not None:
            self._turn_to(words.beside(self._found.instrument, self._at, step))

    def _keep_place(self) -> None:
        if self._found is not None and self._at != FINISH:
            self._saving.keep_place(self._at)
            self.view.took.setText(words.took_words(self.shell.text, self._found.seconds))

    # Evidence.

    def _take(self, line: FileLine) -> None:
        self.view.question.put_evidence(*evidence_of(self.shell.text, line))
        self.view.to_pane()

    def _take_line(self) -> None:
        line = self.view.file.chosen
        if line is None:
            self.shell.message(self.shell.text("marking.take_none"), kind="note")
        elif self.view.pane == "question":
            self._take(line)

    # What is done to the marking.

    def _begin(self, first: date | None, last: date | None) -> None:
        found = self._found
        if found is None:
            return
        if (first, last) != (found.file_from, found.file_to):
            self._do(lambda: self.desk.do(FilePeriod(found.review_id, first, last)))
        self._at = ""
        receipt = self.desk.do(StartReview(found.review_id))
        self.shell.done(receipt)
        self.view.to_pane()

    def _act(self, action: str) -> None:
        found = self._found
        if found is None:
            return
        if action == "feedback":
            self.shell.open_at("feedback", found.review_id)
            return
        if not self._saving.all():
            self._stay()
            return
        if action == "hand_in" and not self._ready():
            return
        text = self.shell.text
        if action == "lock" and not dialogs.confirm(
            self.view.window(),
            text("marking.lock_ask"),
            text("marking.lock_words"),
            yes=text("marking.do.lock"),
            no=text("marking.not_yet"),
        ):
            return
        review_id = found.review_id
        commands: dict[str, Callable[[], object]] = {
            "hand_in": lambda: self.shell.done(self.desk.do(SubmitReview(review_id))),
            "reopen": lambda: self.shell.done(self.desk.do(ReopenReview(review_id))),
            "lock": lambda: self.shell.done(self.desk.do(LockReview(review_id))),
        }
        self._do(commands[action])
        self.view.to_pane()

    def _ready(self) -> bool:
        """Whether it can be handed in; goes to the first thing that is missing."""
        found, finish = self._found, self.view.finish
        if found is None:
            return False
        if found.missing:
            key, _code = found.missing[0]
            self.shell.message(
                self.shell.text.count("marking.missing", len(found.missing)), kind="note"
            )
            self._turn_to(key)
            return False
        judged, why = finish.given
        if not judged or not why:
            key = "marking.no_judgement" if not judged else "marking.no_reason"
            self.shell.message(self.shell.text(key), kind="note")
            (finish.why if judged else finish.judgement).setFocus()
            return False
        return True

    def _do(self, do: Callable[[], object]) -> None:
        try:
            do()
        except PomdeskError as error:
            self.shell.refused(error)

    def _show_case(self) -> None:
        person_id = self.person()
        if person_id is not None:
            self.shell.open_case(person_id)

    def _raise_concern(self) -> None:
        found = self._found
        if found is None:
            return
        self._saving.all()
        if ask_concern(self.view.window(), self.shell, self.desk, found.review_id):
            self.view.to_pane()
