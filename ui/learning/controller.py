"""The learning page: asks for needs and what became of them, and has them moved on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.items import ITEM_SPECS, Item
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.terms import ItemKind, Role
from pomdesk.services.commands.quality_items import (
    NEED_MOVES,
    AddItem,
    ChangeItem,
    DropItem,
    MoveItem,
    TakeSuggestion,
)
from pomdesk.services.desk import Desk
from pomdesk.services.queries.quality_learning import LearningNow
from pomdesk.services.queries.quality_people import ActingNow, PeopleInQuality
from ui.export import clipboard_lines
from ui.learning.shown import INDIVIDUAL, Shown
from ui.learning.view import TABS, LearningPanel
from ui.page import Page, Shell
from ui.widgets.clipboard import copy_plain
from ui.widgets.fields_form import Field, ask
from ui.widgets.quality_item_form import ItemForm, Offered
from ui.widgets.quality_outside import outside_words
from ui.widgets.quality_ticks import TickForm
from ui.widgets.quality_words import term

_ASKED = frozenset({"delivered", "closed", "reopened"})
"""Steps of a need of which more is asked than that they were taken."""
_ADDED = {
    "add_need": ItemKind.NEED,
    "add_practice": ItemKind.PRACTICE,
    "add_issue": ItemKind.INSTRUMENT_ISSUE,
}
_MOVED = {"cancel": "cancelled", "withdraw": "withdrawn", "open": "open"}
_MOVED_WITH_WORDS = {"agree": "agreed", "close": "closed"}


def moves() -> Mapping[str, Sequence[str]]:
    """The stages that may follow each stage of a need: on, then back, closing last."""
    order = ITEM_SPECS[ItemKind.NEED].stages
    found = {}
    for stage, after in NEED_MOVES.items():
        here = order.index(stage) if stage != "reopened" else 0
        on = sorted(after, key=lambda one: (order.index(one) <= here, order.index(one)))
        last = [one for one in on if one == "closed" and len(on) > 1 and stage != "effect_check"]
        found[stage] = [one for one in on if one not in last] + last
    return found


class LearningPage(Page):
    """What supervisors could learn from what was found, and what came of it."""

    name = "learning"
    in_rail = False
    view: LearningPanel

    def __init__(self, shell: Shell, desk: Desk) -> None:
        super().__init__(shell, desk)
        self._opened = 0
        self._wanted = 0
        self._shown: Shown | None = None
        self._members: Sequence[Member] = ()
        self._moves = moves()
        self.view = LearningPanel(shell.text, shell.theme)
        self.view.asked.connect(self._do)
        self.view.need_opened.connect(self._turn)
        self.view.rows_copied.connect(self._copy)

    # Showing.

    def open(self, number: int) -> None:
        """Turn to a need or an activity; 0: the board."""
        self._opened = self._wanted = number

    def refresh(self) -> None:
        """Ask again."""
        try:
            found = self.desk.ask(LearningNow())
            self._members = self.desk.ask(PeopleInQuality())
        except RequestRefused:
            self._shown = None
            acting, who = self.desk.ask(ActingNow()), self.desk.who
            self.view.refuse(outside_words(self.shell.text, acting, who, "quality_learning"))
            self.say("")
            return
        shown = self._shown = Shown(found, self.desk.today, self._moves)
        activity = next((one for one in found.activities if one.id == self._wanted), None)
        self._wanted = 0
        self.view.display(shown, self._opened)
        if activity is not None:
            self._opened = 0
            self.view.turn_to("activities")
            self.view.activities.choose(lambda one: one.id == activity.id)
        elif shown.need(self._opened) is None:
            self._opened = 0
        self.say(self._matters(shown))

    def _matters(self, shown: Shown) -> str:
        text, view = self.shell.text, shown.view
        open_ones = [one for one in view.needs if not one.is_closed]
        late = sum(one.due is not None and one.due < shown.today for one in open_ones)
        said = [
            text.count("quality_learning.matters.needs", len(open_ones))
            if open_ones
            else text("quality_learning.matters.none")
        ]
        if late:
            said.append(text.count("quality_learning.matters.late", late))
        if view.suggested:
            said.append(text.count("quality_learning.matters.suggested", len(view.suggested)))
        return " ".join(said)

    def _turn(self, number: int) -> None:
        self._opened = number
        if self._shown is not None:
            self.view.display(self._shown, number)

    def step_back(self) -> bool:
        """Esc goes from a need back to the board."""
        if self.view.tab != "needs" or not self._opened:
            return False
        self._turn(0)
        return True

    def set_blank(self, blank: bool) -> None:
        """Hide names and numbers, or show them again."""
        self.view.set_blank(blank)

    def place(self) -> object:
        """The tab and the need that is shown."""
        return (self.view.tab, self._opened)

    def return_to(self, place: object) -> None:
        """Go back there."""
        if isinstance(place, tuple) and len(place) == 2 and place[0] in TABS:
            self._turn(int(place[1]))
            self.view.turn_to(place[0])

    def _copy(self, rows: Sequence[Sequence[str]]) -> None:
        copy_plain(clipboard_lines(rows))
        words = self.shell.text.count("quality_page.copied", max(len(rows) - 1, 1))
        self.shell.message(words, kind="note")

    # Doing.

    def _do(self, code: str, item: Item | None) -> None:
        if code in _ADDED:
            self._add(Item(0, _ADDED[code], ""))
        elif code == "plan":
            self._plan(item if item is not None and item.kind is ItemKind.NEED else None)
        elif item is None:
            return
        elif code == "take":
            self._take(item)
        elif code == "change":
            self._ask(item, lambda made: self.shell.done(self.desk.do(ChangeItem(made))))
        elif code == "drop":
            self._drop(item)
        elif code == "held":
            self._held(item)
        elif code.startswith("to."):
            self._step(item, code.removeprefix("to."))
        elif code in _MOVED:
            self._move(item, _MOVED[code])
        elif code in _MOVED_WITH_WORDS:
            self._move_asking(item, _MOVED_WITH_WORDS[code], code, needed=code == "agree")

    def _take(self, item: Item) -> None:
        receipt = self.desk.do(TakeSuggestion(item))
        self.shell.done(receipt, self.shell.text("quality_learning.taken", title=item.title))

    def _add(self, item: Item) -> None:
        acting = self._shown.view.acting if self._shown else None
        if item.kind is ItemKind.NEED and acting and not acting.may(Role.LEAD):
            mine = acting.member.code if acting.member and acting.may(Role.SUPERVISOR) else ""
            item = replace(item, level=INDIVIDUAL, supervisor=mine)
        self._ask(item, lambda made: self.shell.done(self.desk.do(AddItem(made))))

    def _plan(self, need: Item | None) -> None:
        item = Item(0, ItemKind.ACTIVITY, "")
        if need is not None:
            item = replace(item, parent_id=need.id, questions=need.questions, title=need.title)
        self._add(item)

    def _ask(self, item: Item, save: Callable[[Item], None]) -> None:
        ask(ItemForm(self.view.window(), self.shell.text, self._offered(), item, save))

    def _offered(self) -> Offered:
        view = self._shown.view if self._shown else None
        themes, questions = (view.themes, view.questions) if view else ({}, {})
        return Offered(self.desk.today, self._members, themes, questions)

    def _drop(self, item: Item) -> None:
        receipt = self.desk.do(DropItem(item.id))
        if item.id == self._opened:
            self._opened = 0
        name = term(self.shell.text, "item_kind", item.kind)
        self.shell.done(receipt, self.shell.text("quality_learning.dropped", name=name))

    def _step(self, need: Item, stage: str) -> None:
        if stage in _ASKED:
            self._move_asking(
                need, stage, stage, needed=stage == "closed" and not self._proved(need)
            )
        else:
            self._move(need, stage)

    def _proved(self, need: Item) -> bool:
        """Whether the results show that it helped: then it may be closed without more words."""
        found = self._shown.view.effects.get(need.id) if self._shown else None
        return need.stage == "effect_check" and found is not None and found.verdict == "better"

    def _move(self, item: Item, stage: str) -> None:
        self.shell.done(self.desk.do(MoveItem(item.id, stage)), self._moved(stage))

    def _moved(self, stage: str) -> str:
        words = term(self.shell.text, "item_stage", stage)
        return self.shell.text("quality_learning.moved", stage=words)

    def _move_asking(self, item: Item, stage: str, words: str, *, needed: bool) -> None:
        """Ask the day and what is to be said of a step, and take it."""
        text, today = self.shell.text, self.desk.today

        def save(values: Mapping[str, object]) -> None:
            day, said = values["day"], str(values["outcome"] or "")
            move = MoveItem(item.id, stage, day, said)  # type: ignore[arg-type]
            self.shell.done(self.desk.do(move), self._moved(stage))

        fields = [
            Field("day", text("case.form.day"), "day", value=today, needed=True, latest=today),
            Field("outcome", text(f"quality_learning.asks.{words}"), "words", needed=needed),
        ]
        title = text(f"quality_learning.asks.{words}_title")
        ask(TickForm(self.view.window(), text, title, fields, save))

    def _held(self, item: Item) -> None:
        """Ask who came and what came of an activity."""
        text, today, offered = self.shell.text, self.desk.today, self._offered()
        day = item.day if item.day and item.day <= today else today
        leads = self._shown is not None and self._shown.leads
        people = [(one.name, one.code) for one in offered.here()]

        def save(values: Mapping[str, object]) -> None:
            said = replace(item, day=values["day"], people=values.get("people", item.people))  # type: ignore[arg-type]
            if leads and said != item:
                self.desk.do(ChangeItem(said))
            move = MoveItem(item.id, "held", said.day, str(values["outcome"] or ""))
            self.shell.done(self.desk.do(move), text("quality_learning.held"))

        fields = [
            Field("day", text("quality_learning.asks.held_day"), "day", value=day, needed=True,
                  latest=today),
            Field("people", text("quality_learning.asks.people"), "ticks", people, item.people),
            Field("outcome", text("quality_learning.asks.held"), "words", value=item.outcome),
        ]  # fmt: skip
        if not leads:
            fields.pop(1)
        ask(TickForm(self.view.window(), text, item.title, fields, save))
