"""What is done on the oversight page: asked for in forms, and given to the desk."""

from collections.abc import Callable, Mapping
from datetime import date

from pomdesk.domain.quality.items import ITEM_SPECS, Item
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.terms import InstrumentStage, ItemKind, Role, Unit
from pomdesk.services.commands.quality_items import AddItem, ChangeItem, DropItem, MoveItem
from pomdesk.services.commands.quality_people import DropPerson, NamePerson
from pomdesk.services.commands.quality_reviews import MoveCaseReview, PlanCaseReviews
from pomdesk.services.desk import Desk
from pomdesk.services.queries.quality_instruments import Instruments
from pomdesk.services.queries.quality_learning import LearningNow
from pomdesk.services.queries.quality_people import PeopleInQuality
from ui import dialogs
from ui.oversight.people import PersonForm
from ui.oversight.shown import Shown
from ui.oversight.view import OversightPanel
from ui.page import Shell
from ui.widgets.fields_form import Field, ask
from ui.widgets.quality_item_form import ItemForm, Offered
from ui.widgets.quality_ticks import TickForm
from ui.widgets.quality_words import term

_SEEDS = ("generated", "dice", "lottery")
_HELD = ("owner", "people", "text")
"""What can be changed of a case review; whose it is was drawn."""


class Doing:
    """Asks what is needed and has it done."""

    def __init__(self, shell: Shell, desk: Desk, view: OversightPanel) -> None:
        self._shell, self._desk, self._view = shell, desk, view
        self.shown: Shown | None = None
        self._answers: Mapping[str, Callable[[Item], None]] = {
            "write": self._write,
            "change": self._change,
            "drop": self._drop,
            "move": self._move,
            "enter": self._enter,
            "done": self._done,
            "defer": self._defer,
            "day": self._day,
            "give": self._give,
        }

    def do(self, code: str, item: Item | None) -> None:
        """Do what was asked with a record."""
        if code == "plan":
            self._plan()
        elif code == "absence":
            self._write(Item(0, ItemKind.ABSENCE, ""))
        elif item is not None:
            self._answers[code](item)

    # Records.

    def _offered(self, kind: ItemKind) -> Offered:
        people = self._desk.ask(PeopleInQuality())
        if self.shown is not None and not self.shown.leads:
            # Only the lead is told of everybody's roles; who is looked after is known here.
            known = {one.code: one for one in self.shown.view.members}
            people = [known.get(one.code, one) for one in people]
        if kind is not ItemKind.NEED:
            return Offered(self._desk.today, people)
        found = self._desk.ask(LearningNow())
        return Offered(self._desk.today, people, found.themes, found.questions)

    def _write(self, item: Item) -> None:
        without = ("supervisor", "level") if item.kind is ItemKind.NEED else ()

        def save(made: Item) -> None:
            words = self._shell.text("quality_oversight.written", name=self._name(made))
            self._shell.done(self._desk.do(AddItem(made)), words)

        self._ask(item, save, without)

    def _change(self, item: Item) -> None:
        fields = ITEM_SPECS[item.kind].fields
        without: tuple[str, ...] = ()
        if item.kind is ItemKind.CASE_REVIEW:
            without = (*(one for one in fields if one not in _HELD), "what")
        self._ask(item, lambda made: self._shell.done(self._desk.do(ChangeItem(made))), without)

    def _give(self, item: Item) -> None:
        self._change(item)

    def _ask(self, item: Item, save: Callable[[Item], None], without: tuple[str, ...]) -> None:
        offered = self._offered(item.kind)
        window, text = self._view.window(), self._shell.text
        ask(ItemForm(window, text, offered, item, save, without=without))

    def _drop(self, item: Item) -> None:
        words = self._shell.text("quality_oversight.dropped", name=self._name(item))
        self._shell.done(self._desk.do(DropItem(item.id)), words)

    def _name(self, item: Item) -> str:
        return term(self._shell.text, "item_kind", item.kind)

    def _enter(self, item: Item) -> None:
        """What is usually next for a record."""
        if item.kind is ItemKind.CASE_REVIEW:
            if not item.is_closed and self.shown is not None and self.shown.leads:
                self._done(item)
        elif len(ITEM_SPECS[item.kind].stages) > 1 and not item.is_closed:
            self._move(item)
        elif self.shown is not None:
            self._change(item)

    # How far they have come.

    def _move(self, item: Item) -> None:
        text = self._shell.text
        stages = [
            (term(text, "item_stage", stage), stage)
            for stage in ITEM_SPECS[item.kind].stages
            if stage != item.stage
        ]
        first = Field("stage", text("quality_oversight.asks.stage"), "choice", stages, needed=True)

        def save(values: Mapping[str, object]) -> None:
            self._move_to(item, str(values["stage"]), values)

        self._form(self._name(item), [first, *self._said("outcome")], save)

    def _done(self, item: Item) -> None:
        fields = self._said("done", item.outcome)
        title = self._shell.text("quality_oversight.asks.done_title")
        self._form(title, fields, lambda values: self._move_to(item, "done", values))

    def _defer(self, item: Item) -> None:
        why = Field("outcome", self._shell.text("quality_oversight.asks.defer"), "words",
                    needed=True)  # fmt: skip
        title = self._shell.text("quality_oversight.asks.defer_title")
        self._form(title, [why], lambda values: self._move_to(item, "deferred", values))

    def _said(self, words: str, outcome: str = "") -> list[Field]:
        text, today = self._shell.text, self._desk.today
        return [
            Field("day", text("case.form.day"), "day", value=today, needed=True, latest=today),
            Field("outcome", text(f"quality_oversight.asks.{words}"), "words", value=outcome),
        ]

    def _move_to(self, item: Item, stage: str, values: Mapping[str, object]) -> None:
        day, said = values.get("day"), str(values["outcome"] or "")
        move = MoveItem(item.id, stage, day if isinstance(day, date) else None, said)
        words = self._shell.text(
            "quality_oversight.moved", stage=term(self._shell.text, "item_stage", stage)
        )
        self._shell.done(self._desk.do(move), words)

    def _day(self, item: Item) -> None:
        text = self._shell.text
        due = Field("due", text("quality_oversight.asks.day"), "day", value=item.due, needed=True,
                    earliest=self._desk.today)  # fmt: skip

        def save(values: Mapping[str, object]) -> None:
            to = values["due"]
            if isinstance(to, date):
                self._shell.done(self._desk.do(MoveCaseReview(item.id, to)))

        self._form(text("quality_oversight.asks.day_title"), [due], save)

    def _form(
        self,
        title: str,
        fields: list[Field],
        save: Callable[[Mapping[str, object]], None],
        *,
        yes: str = "",
        note: str = "",
    ) -> None:
        window, text = self._view.window(), self._shell.text
        ask(TickForm(window, text, title, fields, save, yes=yes, note=note))

    # Case reviews of a half year.

    def _plan(self) -> None:
        shown, text = self.shown, self._shell.text
        if shown is None:
            return
        people = self._desk.ask(PeopleInQuality())
        instruments = [
            (f"{one.title} ({one.code} {one.version})", one.id)
            for one in self._desk.ask(Instruments())
            if one.unit is Unit.CASE and one.stage in (InstrumentStage.PUBLISHED,
                                                       InstrumentStage.PILOT)
        ]  # fmt: skip
        readers = [(one.name, one.code) for one in people if one.may(Role.ASSESSOR, Role.LEAD)]
        seeds = [(text(f"quality_term.seed_source.{one}"), one) for one in _SEEDS]
        form = "quality_oversight.draw"
        fields = [
            Field("instrument", text(f"{form}.instrument"), "choice", instruments),
            Field("owner", text(f"{form}.owner"), "choice", readers),
            Field("source", text(f"{form}.source"), "choice", seeds, _SEEDS[0], needed=True),
            Field("seed", text(f"{form}.seed"), help=text(f"{form}.seed_help")),
            Field("witness", text(f"{form}.witness")),
        ]

        def save(values: Mapping[str, object]) -> None:
            chosen = values["instrument"]
            plan = PlanCaseReviews(
                shown.view.window,
                instrument_id=chosen if isinstance(chosen, int) else None,
                owner=str(values["owner"] or ""),
                seed_source=str(values["source"]),
                seed=str(values["seed"] or ""),
                witness=str(values["witness"] or ""),
            )
            receipt = self._desk.do(plan)
            count = receipt.result or 0
            self._shell.done(receipt, text.count("quality_oversight.planned", count))

        title, yes = text(f"{form}.title"), text(f"{form}.yes")
        self._form(title, fields, save, yes=yes, note=text(f"{form}.note"))

    # People.

    def person(self, code: str, member: Member | None) -> None:
        """Name somebody, change what is known of them, or let them go."""
        text = self._shell.text
        if code == "let_go":
            if member is not None:
                self._let_go(member)
            return
        held = None if code == "name" else member

        def save(made: Member) -> None:
            words = text("quality_oversight.named", name=made.name)
            self._shell.done(self._desk.do(NamePerson(made)), words)

        people = [one for one in self._desk.ask(PeopleInQuality()) if one.left is None]
        ask(PersonForm(self._view.window(), text, held, people, save))

    def _let_go(self, member: Member) -> None:
        text = self._shell.text
        sure = dialogs.confirm(
            self._view.window(),
            text("quality_oversight.sure.let_go", name=member.name),
            text("quality_oversight.sure.let_go_words"),
            yes=text("quality_oversight.people.do.let_go"),
            no=text("caseload.cancel"),
            kind="warning",
        )
        if sure:
            words = text("quality_oversight.gone", name=member.name)
            self._shell.done(self._desk.do(DropPerson(member.code)), words)
