"""The round page: asks for one round and feeds its path; what is done is done by ``Doing``."""

from collections.abc import Sequence
from typing import Any

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.results import Agreement
from pomdesk.domain.quality.terms import Role, RoundStage
from pomdesk.readmodels.policy import Standing as SettingStanding
from pomdesk.readmodels.quality import RoundView, ThreeQuestions
from pomdesk.services.desk import Desk, Query
from pomdesk.services.queries.quality_agreement import AgreementFor
from pomdesk.services.queries.quality_instruments import Instruments
from pomdesk.services.queries.quality_people import ActingNow, PeopleInQuality
from pomdesk.services.queries.quality_rounds import CertificatesOf, HowManyFor, RoundOf, Rounds
from pomdesk.services.queries.settings import PolicySettings
from ui.export import clipboard_lines
from ui.page import Page, Shell
from ui.round.asks import Choices, Sureness
from ui.round.doing import Doing
from ui.round.view import RoundPanel, Shown
from ui.widgets.clipboard import copy_plain
from ui.widgets.quality_words import STEPS, term
from ui.widgets.typed import Part


class RoundPage(Page):
    """One round, or a new one."""

    name = "round"
    in_rail = False
    view: RoundPanel

    def __init__(self, shell: Shell, desk: Desk) -> None:
        super().__init__(shell, desk)
        self._number = 0
        self._shown: Shown | None = None
        self.view = RoundPanel(shell.text, shell.theme)
        self.doing = Doing(shell, desk, self)
        self.view.asked.connect(self.doing.answer)
        self.view.rows_copied.connect(self._copy)

    @property
    def round(self) -> RoundView | None:
        """The round that is shown; None: a new one."""
        return self._shown.view if self._shown else None

    def title(self) -> str:
        """Which round."""
        if self.round is None:
            return self.shell.text("quality_round.new")
        if self.round.title == self.round.ref:
            return self.round.ref
        return self.shell.text("quality_round.title", ref=self.round.ref, title=self.round.title)

    def open(self, number: int) -> None:
        """Turn to a round; 0: plan a new one."""
        if number != self._number:
            self._number, self._shown = number, None

    def refresh(self) -> None:
        """Ask for the round again."""
        desk = self.desk
        view = desk.ask(RoundOf(self._number)) if self._number else None
        shown = Shown(
            view,
            self._choices(),
            self._sureness(),
            self._many(view),
            desk.ask(CertificatesOf(view.id)) if view and view.draws else (),
            self._agreement() if view and view.disputes else (),
        )
        self._shown = shown
        self.view.display(shown)
        self.say(self._matters(view))
        self.summary_changed.emit()

    def _choices(self) -> Choices:
        desk, acting = self.desk, self.desk.ask(ActingNow())
        year = f"{desk.today.year}-R"
        known: set[str] = set()
        if acting.may(Role.LEAD):
            known = {line.ref for line in desk.ask(Rounds())}
        ref = next(f"{year}{n}" for n in range(1, len(known) + 2) if f"{year}{n}" not in known)
        members = desk.ask(PeopleInQuality()) if acting.member else ()
        instruments = self._or_none(Instruments()) or ()
        return Choices(desk.today, ref, instruments, members, leads=acting.may(Role.LEAD))

    def _many(self, view: RoundView | None) -> ThreeQuestions | None:
        if view is None or view.stage is not RoundStage.PREPARING:
            return None
        plan = view.plan
        found: ThreeQuestions | None = self._or_none(HowManyFor(view.id, plan.files, plan.floor))
        return found

    def _agreement(self) -> Sequence[Agreement]:
        return self._or_none(AgreementFor(None)) or ()

    def _or_none(self, query: Query[Any]) -> Any:
        """What is asked, or None where there is nothing to say, or not to whoever asks."""
        try:
            return self.desk.ask(query)
        except RequestRefused:
            return None

    def _sureness(self) -> Sureness:
        held = {
            line.key: line.value
            for line in self.desk.ask(PolicySettings())
            if line.standing is SettingStanding.IN_FORCE and line.key.startswith("quality.")
        }

        def number(name: str, usual: int) -> int:
            value = held.get(f"quality.{name}", usual)
            return value if isinstance(value, int) else usual

        usual = Sureness()
        return Sureness(
            number("confidence_percent", usual.confidence),
            number("margin_percent", usual.margin),
            number("find_percent", usual.find),
            number("find_confidence_percent", usual.find_confidence),
            number("floor_files", usual.floor),
        )

    def _matters(self, view: RoundView | None) -> str:
        text = self.shell.text
        if view is None:
            return text("quality_round.matters.new")
        if view.stage in {RoundStage.CLOSED, RoundStage.VOID}:
            return text(f"quality_round.matters.{view.stage}")
        key = view.step if view.may else "only_look"
        return text(f"quality_round.matters.{key}", step=term(text, "step", view.step))

    def set_blank(self, blank: bool) -> None:
        """Hide names and numbers, or show them again."""
        self.view.set_blank(blank)

    def parts(self) -> Sequence[Part]:
        """What is written to settle the difference that is shown."""
        part = self.view.settle.part
        return () if part is None else (part,)

    def turn_to(self, number: int) -> None:
        """Show another round at once."""
        self.open(number)
        self.refresh()

    def place(self) -> object:
        """The round and the step that is shown."""
        return (self._number, self.view.step)

    def return_to(self, place: object) -> None:
        """Go back there."""
        if isinstance(place, tuple) and len(place) == 2 and place[1] in STEPS:
            self.turn_to(int(place[0]))
            if self.round is not None:
                self.view.turn_to(place[1])

    def _copy(self, rows: Sequence[Sequence[str]]) -> None:
        copy_plain(clipboard_lines(rows))
        words = self.shell.text.count("quality_page.copied", max(len(rows) - 1, 1))
        self.shell.message(words, kind="note")
