"""What is done from the case page: each thing that is asked becomes a form and a command."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Literal

from pomdesk.domain.record import SPECS, Entry, EntryKind, MarkKind
from pomdesk.services.commands.correct_fact import CorrectFact, SettleFact
from pomdesk.services.commands.entries import AddEntry, ChangeEntry, RemoveEntry
from pomdesk.services.commands.events import (
    RecordAllocation,
    RecordAssessment,
    RecordCountersignature,
    RecordParoleOutcome,
    RecordRecall,
    RecordTransferIn,
)
from pomdesk.services.commands.marks import MarkDuty, UnmarkDuty
from pomdesk.services.commands.papers import BeginPaper, DropPaper
from pomdesk.services.desk import Command, Desk, Receipt
from pomdesk.services.queries.rules_of_case import StaffKnown
from resources.wording import source_words
from ui import dialogs
from ui.case import asks, forms
from ui.case.change import ChangeForm
from ui.case.recipes import recipe_of
from ui.case.shown import Shown
from ui.case.sources import fact_value
from ui.case.view import CasePanel
from ui.page import Shell
from ui.widgets.entry_form import EntryForm
from ui.widgets.fields_form import FieldsForm, ask
from ui.widgets.quick_line import ContactSaid

Values = Mapping[str, Any]
_RECORD_ONLY = {
    command.name
    for command in (
        AddEntry,
        ChangeEntry,
        RemoveEntry,
        MarkDuty,
        UnmarkDuty,
        BeginPaper,
        DropPaper,
    )
}
Making = Callable[[Values], Command[Any]]


class Doing:
    """Asks what a command needs, and does it.

    Attributes:
        facts_stand: True while the pages are told of a command that left all facts as they
            were: it wrote an entry, or something that was said of a duty.
    """

    def __init__(self, shell: Shell, desk: Desk, view: CasePanel) -> None:
        self._shell, self._desk, self._view = shell, desk, view
        self._text = shell.text
        self.facts_stand = False
        self._answers: dict[type, Callable[[Any, Shown], object]] = {
            asks.AddAsked: self._add,
            asks.ChangeAsked: self._change_entry,
            asks.RemoveAsked: self._remove,
            asks.TickAsked: self._tick,
            asks.DutyAsked: self._duty,
            asks.FactAsked: self._fact,
            asks.SettleAsked: self._settle,
            asks.EventAsked: self._event,
            ContactSaid: self._contact,
            asks.DropAsked: self._drop,
        }

    def answer(self, asked: object) -> None:
        """Do what was asked of the case that is shown."""
        shown = self._view.shown
        if shown is not None:
            with dialogs.reopened_by(recipe_of(asked)):
                self._answers[type(asked)](asked, shown)

    def _do(self, command: Command[Any], words: str | None = None) -> None:
        self._tell(self._desk.do(command), words)

    def _tell(self, receipt: Receipt[Any], words: str | None) -> None:
        self.facts_stand = receipt.name in _RECORD_ONLY
        try:
            self._shell.done(receipt, words)
        finally:
            self.facts_stand = False

    def _ask(
        self, title: str, fields: list[Any], making: Making, words: str, note: str = ""
    ) -> None:
        """Show a form; what it asks becomes a command, done while the form is open."""
        receipts: list[Receipt[Any]] = []
        form = FieldsForm(
            self._view.window(),
            self._text,
            title,
            fields,
            lambda values: receipts.append(self._desk.do(making(values))),
            note=note,
        )
        if ask(form) and receipts:
            self._tell(receipts[0], words)

    # Entries.

    def _add(self, asked: asks.AddAsked, shown: Shown) -> None:
        person_id, kind = shown.view.person_id, asked.kind
        self._entry_form(
            shown,
            kind,
            lambda values: AddEntry(person_id, kind, **dict(values)),
            self._text("case.done.added", name=self._text(f"entry_kind.{kind}")),
            preset=asked.preset,
        )

    def _change_entry(self, asked: asks.ChangeAsked, shown: Shown) -> None:
        entry = asked.entry

        def change(values: Values) -> Command[Any]:
            return ChangeEntry(entry.id, dict(values))

        words = self._text("case.done.changed", name=self._text(f"entry_kind.{entry.kind}"))
        self._entry_form(shown, entry.kind, change, words, entry=entry)

    def _entry_form(
        self,
        shown: Shown,
        kind: EntryKind,
        making: Making,
        words: str,
        *,
        entry: Entry | None = None,
        preset: Values | None = None,
    ) -> None:
        receipts: list[Receipt[Any]] = []
        form = EntryForm(
            self._view.window(),
            self._text,
            kind,
            shown.today,
            lambda values: receipts.append(self._desk.do(making(values))),
            entry=entry,
            preset=preset,
            subjects=self._reviews(shown) if "subject" in SPECS[kind].fields else (),
            parents=_goals(shown) if kind is EntryKind.STEP else (),
        )
        if ask(form) and receipts:
            self._tell(receipts[0], words)

    def _reviews(self, shown: Shown) -> list[tuple[str, object]]:
        unnamed = self._text("case.review.unnamed")
        return [
            (f"{review.review_type or unnamed} ({review.review_id})", review.review_id)
            for review in shown.view.case.parole_reviews
        ]

    def _remove(self, asked: asks.RemoveAsked, shown: Shown) -> None:
        name = self._text(f"entry_kind.{asked.entry.kind}")
        self._do(RemoveEntry(asked.entry.id), self._text("case.done.removed", name=name))

    def _contact(self, said: ContactSaid, shown: Shown) -> None:
        self._do(contact_command(said, shown.view.person_id), self._text("case.done.contact"))
        self._view.contacts.said()

    def _tick(self, asked: asks.TickAsked, shown: Shown) -> None:
        name = self._text.code("checklist", asked.item)
        if asked.entry is not None:
            self._do(RemoveEntry(asked.entry.id), self._text("case.done.unticked", name=name))
            return
        tick = AddEntry(shown.view.person_id, EntryKind.HANDOVER_TASK, shown.today, what=asked.item)
        self._do(tick, self._text("case.done.ticked", name=name))

    # Papers.

    def begin(self, asked: asks.BeginAsked, template_version: str) -> int | None:
        """Begin a paper of the person shown; its number."""
        shown, text = self._view.shown, self._text
        if shown is None:
            return None
        command = BeginPaper(
            shown.view.person_id,
            asked.kind,
            asked.language,
            template_version,
            asked.follows,
            asked.subject,
        )
        receipt = self._desk.do(command)
        self._tell(receipt, text("case.papers.begun", name=text.code("paper", asked.kind)))
        return receipt.result

    def _drop(self, asked: asks.DropAsked, _shown: Shown) -> None:
        self._do(DropPaper(asked.paper_id), self._text("case.papers.dropped"))

    # Duties.

    def _duty(self, asked: asks.DutyAsked, shown: Shown) -> None:
        text, duty, person_id = self._text, asked.duty, shown.view.person_id
        title = shown.title(text, duty)
        if asked.action == "back":
            self._do(UnmarkDuty(person_id, duty.key), text("case.done.back", name=title))
            return
        mark = MarkKind(asked.action)

        def making(values: Values) -> Command[Any]:
            day = values.get("day") or shown.today
            note, until = values["note"], values.get("until")
            return MarkDuty(person_id, duty.key, mark, day, until=until, note=note)

        self._ask(
            text(f"case.duties.title.{mark}", name=title),
            forms.duty_fields(text, asked.action, shown.today),
            making,
            text(f"case.done.{mark}", name=title),
            text("case.duties.completes", what=text.code("duty_completes", duty.kind)),
        )

    # Facts.

    def _fact(self, asked: asks.FactAsked, shown: Shown) -> None:
        text, case = self._text, shown.view
        section, field = asked.fact.split(".")
        now = fact_value(case, section, field)
        source = case.sources.of(section, field) if now is not None else None
        words = source_words(text, source) if source else ""
        form = ChangeForm(self._view.window(), text, section, field, now, words)
        try:
            if dialogs.show(form):
                why = form.reason.text().strip()
                command = CorrectFact(case.person_id, section, field, form.value, why)
                self._do(command, text("case.change.done", name=text.code("field", field)))
        finally:
            form.deleteLater()

    def _settle(self, asked: asks.SettleAsked, shown: Shown) -> None:
        take: Literal["typed", "file"] = "file" if asked.take == "file" else "typed"
        name = self._text.code("field", asked.field)
        command = SettleFact(shown.view.person_id, asked.section, asked.field, take)
        self._do(command, self._text(f"case.dispute.done_{take}", name=name))

    # Events.

    def _event(self, asked: asks.EventAsked, shown: Shown) -> None:
        text, name = self._text, asked.name
        if name == "outcome" and not shown.view.case.parole_reviews:
            self._shell.message(text("case.event.no_review"), kind="note")
            return
        staff = self._desk.ask(StaffKnown()) if name == "allocation" else ()
        if name == "allocation" and not staff:
            self._shell.message(text("case.event.no_staff"), kind="note")
            return
        self._ask(
            text(f"case.event.{name}.title"),
            forms.event_fields(text, name, shown, about=asked.about, staff=staff),
            lambda values: event_command(name, shown.view.person_id, asked.about, values),
            text(f"case.event.{name}.done"),
            text(f"case.event.{name}.note"),
        )


def _goals(shown: Shown) -> list[tuple[str, object]]:
    return [(entry.title, entry.id) for entry in shown.entries(EntryKind.GOAL)]


def contact_command(said: ContactSaid, person_id: int) -> AddEntry:
    """The command that writes a contact down."""
    return AddEntry(
        person_id,
        said.kind,
        said.day,
        what=said.what,
        due=said.due,
        text=said.text,
        next_step=said.next_step,
    )


def event_command(
    name: str, person_id: int, about: str | int | None, values: Values
) -> Command[Any]:
    """The command that records an event."""
    day: date | None = values.get("day")
    if name == "assessment":
        return RecordAssessment(person_id, forms.assessment_of(values))
    if name == "countersignature":
        return RecordCountersignature(int(about or 0), values["day"])
    if name == "outcome":
        return RecordParoleOutcome(person_id, values["review_id"], values["outcome"], values["day"])
    given = {key: value for key, value in values.items() if key != "day"}
    makers: dict[str, Callable[..., Command[Any]]] = {
        "transfer": RecordTransferIn,
        "recall": RecordRecall,
        "allocation": RecordAllocation,
    }
    return makers[name](person_id=person_id, day=day, **given)
