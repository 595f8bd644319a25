"""What was noted of somebody as a case note: plain text to paste into another system."""

from collections.abc import Sequence
from dataclasses import replace

from pomdesk.domain.visits import PERSON_ROW, Captured, Flag, Place
from pomdesk.readmodels.visits import StopLine
from resources.text import Text
from ui.widgets.visit_words import CardWords, name_of

_ENDS = (".", "!", "?", "…")


def case_notes(text: Text, words: CardWords, stops: Sequence[StopLine]) -> str:
    """Of one person the note alone; of several each under name and number; blank for nothing."""
    noted = [(one, case_note(text, words, one)) for one in stops if one.all_captured]
    if len(noted) == 1:
        return noted[0][1]
    return "\n\n".join(
        f"{name_of(one.card)} {one.card.prisoner_number}\n{note}" for one, note in noted
    )


def case_note(text: Text, words: CardWords, stop: StopLine) -> str:
    """Day, time, cell, how they were seen, what was said, what follows; a line each time."""
    return "\n".join(_note(text, words, stop, one) for one in stop.all_captured)


def _note(text: Text, words: CardWords, stop: StopLine, one: Captured) -> str:
    when = " ".join(part for part in (text.day(one.day), one.time) if part)
    where = ", ".join(part for part in (when, _cell(words, stop, one)) if part)
    parts = (where, _how(text, one.what), one.text.strip(), _follow_up(text, one))
    return " ".join(_ended(part) for part in parts if part)


def _ended(words: str) -> str:
    return words if words.endswith(_ENDS) else f"{words}."


def _cell(words: CardWords, stop: StopLine, one: Captured) -> str:
    """Where the visit found them: as noted there, else as on the card."""
    noted = one.changes.get(PERSON_ROW, {}).get("cell_location")
    if noted:
        return words.cell(Place(), replace(stop.card, location=noted))
    return words.cell(Place() if Flag.MOVED in stop.flags else stop.place, stop.card)


def _how(text: Text, what: str) -> str:
    key = f"visit_page.case_note.{what}"
    return text(key) if text.has(key) else text.code("entry_what.contact", what)


def _follow_up(text: Text, one: Captured) -> str:
    step, day = " ".join(one.next_step.split()), text.day(one.due)
    if step and day:
        return text("visit_page.case_note.follow_up_by", step=step, day=day)
    if day:
        return text("visit_page.case_note.by", day=day)
    return text("visit_page.case_note.follow_up", step=step) if step else ""
