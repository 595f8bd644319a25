"""What the page about records asks: one dialog for each thing to be done."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from PySide6.QtWidgets import QWidget

from pomdesk.domain.rights import Decision, Ground, PackItem, RequestKind, RequestStage
from pomdesk.readmodels.rights import RequestLine, ReviewLine
from resources.text import Text
from ui import dialogs
from ui.widgets.fields_form import Field, FieldsForm
from ui.widgets.form import Form
from ui.widgets.label import Label
from ui.widgets.measure import characters
from ui.widgets.passphrase import NewPassphrase, tell_faults

Save = Callable[[Mapping[str, object]], None]

_WIDE = 66
_MOST_SHOWN = 1_500


def decide_form(
    parent: QWidget | None, text: Text, line: ReviewLine, me: str, today: date, save: Save
) -> FieldsForm:
    """What comes of a review; whoever proposed a disposal cannot confirm it."""
    codes = ["keep"]
    if line.proposed_by:
        codes.append("withdraw")
        if line.proposed_by.casefold() != me.casefold():
            codes.append("confirm")
    else:
        codes.append("propose")
    choices = [(text(f"records_page.outcome.{code}"), code) for code in codes]
    fields = (
        Field("outcome", text("records_page.outcome_label"), "choice", choices, needed=True),
        Field("until", text("records_page.until"), "day", earliest=today + timedelta(1),
              help=text("records_page.until_help")),
        Field("why", text("records_page.why"), help=text("records_page.why_help")),
    )  # fmt: skip
    note = text("records_page.decide_note")
    if line.held:
        note = text("records_page.held_note")
    title = text("records_page.decide_title")
    return FieldsForm(parent, text, title, fields, save, note=note)


def hold_form(parent: QWidget | None, text: Text, today: date, save: Save) -> FieldsForm:
    """Whose record is put on hold, why, and when somebody looks again."""
    fields = (
        Field("number", text("records_page.number"), help=text("records_page.number_help")),
        Field("why", text("records_page.why"), needed=True, help=text("records_page.why_help")),
        Field("review", text("records_page.review_day"), "day", earliest=today + timedelta(1)),
    )
    return FieldsForm(parent, text, text("records_page.hold_title"), fields, save)


def end_form(parent: QWidget | None, text: Text, save: Save) -> FieldsForm:
    """Why a hold ends."""
    fields = (Field("why", text("records_page.why"), needed=True),)
    return FieldsForm(parent, text, text("records_page.end_title"), fields, save)


def note_form(parent: QWidget | None, text: Text, today: date, save: Save) -> FieldsForm:
    """Who asked for what, and when it came."""
    kinds = [(text.code("request_kind", kind), kind) for kind in RequestKind]
    fields = (
        Field("number", text("records_page.number_asked"), needed=True),
        Field("kind", text("records_page.kind"), "choice", kinds, RequestKind.ACCESS, needed=True),
        Field("received", text("records_page.received"), "day", value=today, latest=today,
              needed=True),
        Field("note", text("records_page.note"), help=text("records_page.why_help")),
    )  # fmt: skip
    return FieldsForm(parent, text, text("records_page.note_title"), fields, save)


def close_form(parent: QWidget | None, text: Text, line: RequestLine, save: Save) -> FieldsForm:
    """What was decided about a request."""
    if line.kind is RequestKind.ACCESS:
        stages = (RequestStage.ANSWERED, RequestStage.REFUSED)
    else:
        stages = (RequestStage.GRANTED, RequestStage.REFUSED)
    choices = [(text.code("request_stage", stage), stage) for stage in stages]
    fields = [
        Field("stage", text("records_page.outcome_label"), "choice", choices, needed=True),
        Field("why", text("records_page.why"), needed=True),
    ]
    if line.kind is RequestKind.RECTIFICATION:
        help_words = text("records_page.statement_help")
        fields.append(Field("statement", text("records_page.statement"), "words", help=help_words))
    return FieldsForm(parent, text, text("records_page.close_title"), fields, save)


def part_form(
    parent: QWidget | None, text: Text, item: PackItem, left: int, save: Save
) -> FieldsForm:
    """One part of what is held, and what is done with it."""
    decisions = [(text.code("item_decision", one), one) for one in Decision]
    grounds = [(text.code("ground_short", one), one) for one in Ground]
    flags = ", ".join(text.code("item_flag", flag) for flag in sorted(item.flags))
    said = "\n".join(value for _name, value in item.fields)
    shown = said if len(said) <= _MOST_SHOWN else said[:_MOST_SHOWN] + " …"
    fields = (
        Field("decision", text("records_page.decision"), "choice", decisions, needed=True),
        Field("ground", text("records_page.ground"), "choice", grounds,
              help=text("records_page.ground_help")),
        Field("text", text("records_page.instead"), "words",
              help=text("records_page.instead_help")),
    )  # fmt: skip
    title = text.count("records_page.part_title", left)
    note = text("records_page.part", flags=flags) + "\n\n" + shown
    return FieldsForm(parent, text, title, fields, save, note=note)


class DraftBox(dialogs.Box):
    """The reason for giving a draft out, and its password.

    Attributes:
        why: the reason, once it was accepted; ``password`` likewise.
    """

    def __init__(self, parent: QWidget | None, text: Text) -> None:
        from PySide6.QtWidgets import QLineEdit

        super().__init__(parent, text("records_page.draft_title"))
        self._text = text
        self.why, self.password = "", ""
        self.body.addWidget(Label(text("records_page.draft_note"), "quiet", wrap=True))
        form = Form()
        form.setMinimumWidth(characters(_WIDE))
        self.reason = QLineEdit()
        self.reason_row = form.row(text("records_page.why"), self.reason)
        self.lines = NewPassphrase(text, form, text("records_page.draft_password"))
        self.lines.entered.connect(self.accept)
        self.body.addWidget(form)
        self.set_buttons(text("records_page.draft_save"), text("caseload.cancel"))
        self.reason.setFocus()

    def accept(self) -> None:
        """Check what was typed, then close."""
        typed = self.reason.text().strip()
        needed = "" if typed else self._text("records_page.why_needed")
        if tell_faults({self.reason_row: needed, **self.lines.faults()}):
            return
        self.why, self.password = typed, self.lines.first.text()
        self.lines.clear()
        super().accept()


def tell(parent: QWidget | None, text: Text, title: str, lines: list[str]) -> None:
    """Tell something that is to be read and not overlooked."""
    box = dialogs.Box(parent, title)
    for words in lines:
        box.body.addWidget(Label(words, wrap=True, select=True))
    box.setMinimumWidth(characters(_WIDE))
    box.set_buttons(text("crash.close"))
    try:
        dialogs.show(box)
    finally:
        box.deleteLater()
