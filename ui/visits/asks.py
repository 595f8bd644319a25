"""What the visits page asks: the code of a sheet, and what a prison calls its cells."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QWidget

from pomdesk.readmodels.visits import Proposed
from resources.text import Text
from ui.widgets.fields_form import Field, FieldsForm

Save = Callable[[Mapping[str, object]], None]

_WALKS = 20


def code_form(parent: QWidget | None, text: Text, save: Save) -> FieldsForm:
    """Which sheet is typed up."""
    label, said = text("visits_page.sheet_code"), text("visits_page.sheet_help")
    fields = (Field("code", label, needed=True, help=said),)
    title, yes = text("visits_page.sheet_title"), text("visits_page.sheet_yes")
    return FieldsForm(parent, text, title, fields, save, yes=yes)


def place_form(
    parent: QWidget | None, text: Text, one: Proposed, cell: str, save: Save
) -> FieldsForm:
    """What the cells that begin like one of them are called; ``cell`` is its text."""
    walks = [(text("visits_page.by_name"), 0)]
    walks += [(text("visits_page.walked", n=n), n) for n in range(1, _WALKS + 1)]
    fields = (
        Field("begins", text("visits_page.begins"), value=beginning(cell), needed=True,
              help=text("visits_page.begins_help", cell=cell)),
        Field("wing", text("visits_page.wing"), value=one.place.wing, needed=True),
        Field("landing", text("visits_page.landing"), value=one.place.landing,
              help=text("visits_page.landing_help")),
        Field("walk", text("visits_page.walk"), "choice", walks, 0, needed=True,
              help=text("visits_page.walk_help")),
    )  # fmt: skip
    title, note = text("visits_page.place_title"), text("visits_page.place_note")
    return FieldsForm(parent, text, title, fields, save, note=note)


def beginning(cell: str) -> str:
    """The first part of a cell's text, with what parts it from the next: ``HB1-``."""
    for at, sign in enumerate(cell):
        if not sign.isalnum():
            return cell[: at + 1]
    return cell
