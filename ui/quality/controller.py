"""The quality page: asks what quality assurance needs now, and begins what is not there yet."""

from collections.abc import Sequence
from dataclasses import replace

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.results import QualityDuty
from pomdesk.domain.quality.terms import InstrumentStage, Role
from pomdesk.readmodels.quality import QualityNow
from pomdesk.services.commands.quality_instruments import MoveInstrument, SaveInstrument
from pomdesk.services.commands.quality_people import FillFromStaff, NamePerson
from pomdesk.services.desk import Desk
from pomdesk.services.queries.quality_instruments import Instruments
from pomdesk.services.queries.quality_now import QualityNow as AskNow
from pomdesk.services.queries.quality_people import PeopleInQuality
from ui.export import clipboard_lines
from ui.page import Page, Shell
from ui.quality.first import Begin
from ui.quality.tables import is_own
from ui.quality.view import QualityView, Shown, target_of
from ui.widgets.clipboard import copy_plain


class QualityPage(Page):
    """What quality assurance needs now."""

    name = "quality"
    view: QualityView

    def __init__(self, shell: Shell, desk: Desk) -> None:
        super().__init__(shell, desk)
        self.view = view = QualityView(shell.text, shell.theme)
        view.duty_opened.connect(self._open_duty)
        view.round_opened.connect(lambda number: shell.open_at("round", number))
        view.feedback_opened.connect(lambda number: shell.open_at("feedback", number))
        view.report_opened.connect(lambda number: shell.open_at("governor", number))
        view.page_asked.connect(self._open_door)
        view.plan_asked.connect(lambda: shell.open_at("round", 0))
        view.rows_copied.connect(self._copy)
        view.first.begun.connect(self._begin)
        view.first.supervisors_asked.connect(self._fill)
        view.first.drafts_asked.connect(self._take_in)

    def refresh(self) -> None:
        """Ask what is needed now, and what is missing before anything can be."""
        now = self.desk.ask(AskNow())
        missing = self._missing(now)
        self.view.display(Shown(now, self.desk.today, self.desk.who, missing))
        self.say(self._matters(now, missing))

    def _missing(self, now: QualityNow) -> str:
        if now.acting.can_begin:
            return "lead"
        if not now.acting.may(Role.LEAD):
            return ""
        if not any(one.may(Role.SUPERVISOR) for one in self.desk.ask(PeopleInQuality())):
            return "supervisors"
        if not self.desk.ask(Instruments()):
            return "instrument"
        return "" if now.rounds else "round"

    def _matters(self, now: QualityNow, missing: str) -> str:
        text, today = self.shell.text, self.desk.today
        if missing:
            return text("quality_page.matters_first")
        if now.acting.member is None:
            return ""
        mine = [duty for duty in now.duties if is_own(duty, now.acting)]
        late = [duty for duty in now.duties if duty.due is not None and duty.due < today]
        own = sum(duty in mine for duty in late)
        told = [text("quality_page.matters_nothing")]
        if mine:
            told = [text.count("quality_page.matters_asked", len(mine))]
        if own:
            told.append(text.count("quality_page.matters_late", own))
        if len(late) > own:
            told.append(text.count("quality_page.others_late", len(late) - own))
        return " ".join(told)

    def set_blank(self, blank: bool) -> None:
        """Hide names and numbers, or show them again."""
        self.view.set_blank(blank)

    # Opening.

    def _open_duty(self, duty: QualityDuty) -> None:
        page, number = target_of(duty)
        if page == "case":
            self.shell.open_case(number)
        else:
            self.shell.open_at(page, number)

    def _open_door(self, page: str) -> None:
        self.shell.open_at(page, 0)

    def _copy(self, rows: Sequence[Sequence[str]]) -> None:
        copy_plain(clipboard_lines(rows))
        words = self.shell.text.count("quality_page.copied", max(len(rows) - 1, 1))
        self.shell.message(words, kind="note")

    # Beginning.

    def _begin(self, begin: Begin) -> None:
        member = Member(begin.code, begin.name, signs_in=self.desk.who, roles=begin.roles)
        receipt = self.desk.do(NamePerson(member))
        self.shell.done(receipt, self.shell.text("quality_page.begun"))

    def _fill(self) -> None:
        text, receipt = self.shell.text, self.desk.do(FillFromStaff())
        if receipt.result:
            self.shell.done(receipt, text.count("quality_page.filled", receipt.result))
        else:
            self.shell.message(text("quality_page.filled_none"), kind="note")

    def _take_in(self, ready: bool) -> None:
        """Take in the question sets; one made for a time stays a draft until it has an end."""
        from resources.instruments import shipped_instruments

        text, drafts, sets = self.shell.text, 0, shipped_instruments()
        for data in sets:
            receipt = self.desk.do(SaveInstrument(data))
            if ready:
                drafts += not self._publish(receipt.result)
        words = text.count("quality_page.taken", len(sets))
        if drafts:
            words = f"{words} {text.count('quality_page.stay_drafts', drafts)}"
        # Undo would take back the last one only.
        self.shell.done(replace(receipt, operation_id=None), words)

    def _publish(self, instrument_id: int) -> bool:
        try:
            self.desk.do(MoveInstrument(instrument_id, InstrumentStage.PUBLISHED))
        except RequestRefused:
            return False
        return True
