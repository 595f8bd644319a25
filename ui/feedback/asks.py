"""What the feedback page asks in forms: the day of the talk, the answer to a query, an action."""

from collections.abc import Mapping
from datetime import date

from PySide6.QtWidgets import QWidget

from pomdesk.readmodels.quality import FeedbackView
from pomdesk.services.commands.quality_feedback import AddAction, DiscussFeedback
from pomdesk.services.commands.quality_settling import AnswerQuery
from pomdesk.services.desk import Desk
from ui.page import Shell
from ui.widgets.fields_form import Field, FieldsForm, ask


def discuss(parent: QWidget, shell: Shell, desk: Desk, view: FeedbackView) -> None:
    """Ask when it was talked over, and what the supervisor said."""
    text, today = shell.text, desk.today

    def save(values: Mapping[str, object]) -> None:
        day = values["day"]
        if isinstance(day, date):
            shell.done(desk.do(DiscussFeedback(view.review_id, day, str(values["own"] or ""))))

    fields = [
        Field(
            "day",
            text("feedback.discuss_day"),
            "day",
            value=today,
            needed=True,
            latest=today,
            earliest=view.sent_on,
        ),
        Field("own", text("feedback.discuss_own"), "words", help=text("feedback.discuss_help")),
    ]
    ask(FieldsForm(parent, text, text("feedback.do.discuss"), fields, save))


def answer(parent: QWidget, shell: Shell, desk: Desk, view: FeedbackView) -> None:
    """Ask for the answer to the supervisor's query."""
    text = shell.text

    def save(values: Mapping[str, object]) -> None:
        shell.done(desk.do(AnswerQuery(view.review_id, str(values["answer"]))))

    fields = [Field("answer", text("feedback.answer"), "words", needed=True)]
    title = text("feedback.do.answer")
    ask(FieldsForm(parent, text, title, fields, save, note=view.reply_text))


def add_action(
    parent: QWidget, shell: Shell, desk: Desk, view: FeedbackView, names: Mapping[str, str]
) -> None:
    """Ask what must be mended on the case, by whom and by when; names are by code."""
    text = shell.text

    def save(values: Mapping[str, object]) -> None:
        due = values["due"]
        if isinstance(due, date):
            title, said = str(values["title"]), str(values["text"] or "")
            command = AddAction(view.review_id, title, said, str(values["owner"]), due)
            shell.done(desk.do(command))

    people = [(name, code) for code, name in names.items()]
    first = view.supervisor if view.supervisor in names else None
    fields = [
        Field("title", text("feedback.action_title"), needed=True),
        Field("text", text("feedback.action_text"), "words"),
        Field("owner", text("feedback.action_who"), "choice", people, value=first, needed=True),
        Field("due", text("feedback.action_due"), "day", needed=True, earliest=desk.today),
    ]
    title, note = text("feedback.add_action"), text("feedback.action_note")
    ask(FieldsForm(parent, text, title, fields, save, note=note))
