"""A concern that cannot wait: asked by itself, with nothing to do with the score."""

from collections.abc import Mapping
from datetime import date

from PySide6.QtWidgets import QWidget

from pomdesk.domain.quality.items import ITEM_SPECS
from pomdesk.domain.quality.terms import ItemKind
from pomdesk.services.commands.quality_marking import RaiseConcern
from pomdesk.services.desk import Desk
from pomdesk.services.queries.quality_people import PeopleInQuality
from resources.text import Text
from ui.page import Shell
from ui.widgets.fields_form import Field, FieldsForm, ask


def ask_concern(parent: QWidget, shell: Shell, desk: Desk, review_id: int) -> bool:
    """Ask what it is, who is told, and by when; raise it. Whether it was raised.

    Raises:
        RequestRefused: whoever asks takes no part any more.

    """
    text = shell.text

    def save(values: Mapping[str, object]) -> None:
        due = values["due"]
        command = RaiseConcern(
            review_id,
            str(values["what"]),
            str(values["text"]),
            str(values["owner"]),
            due if isinstance(due, date) else None,
        )
        shell.done(desk.do(command))

    title, note = text("marking.concern_title"), text("marking.concern_note")
    yes = text("marking.concern_yes")
    return ask(FieldsForm(parent, text, title, _fields(text, desk), save, yes=yes, note=note))


def _fields(text: Text, desk: Desk) -> list[Field]:
    today = desk.today
    spec = ITEM_SPECS[ItemKind.CONCERN]
    whats = [(text.code("quality_term.item_what", code), code) for code in spec.whats]
    people = [
        (one.name, one.code)
        for one in desk.ask(PeopleInQuality())
        if one.left is None or one.left > today
    ]
    return [
        Field("what", text("marking.concern_what"), "choice", whats, needed=True),
        Field("text", text("marking.concern_text"), "words", needed=True),
        Field("owner", text("marking.concern_owner"), "choice", people, needed=True),
        Field("due", text("marking.concern_due"), "day", value=today, earliest=today),
    ]
