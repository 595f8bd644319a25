"""What is asked before a visit is ended: what is written, of whom nothing is, what looks odd."""

from collections.abc import Sequence
from dataclasses import dataclass

from pomdesk.domain.record import ATTEMPTS
from pomdesk.readmodels.visits import StopLine
from resources.text import Text
from ui.widgets.visit_words import name_of

_NAMED = 5
"""Most people who are named one by one."""


@dataclass(frozen=True, slots=True)
class Ending:
    """What ending a visit would write.

    Attributes:
        contacts, notes: people met, and people of whom something is only noted.
        not_seen: people who were not met, and why was said.
        follow_ups: next steps that are to be kept.
    """

    contacts: int
    notes: int
    not_seen: int
    follow_ups: int


def ending(stops: Sequence[StopLine]) -> Ending:
    """Count what was noted on this desk and is to be written."""
    noted = [one.captured for one in stops if one.captured and not one.captured.blank]
    missed = sum(one.what in ATTEMPTS for one in noted)
    seen = sum(one.seen for one in noted)
    return Ending(
        contacts=seen,
        notes=len(noted) - seen - missed,
        not_seen=missed,
        follow_ups=sum(bool(one.next_step or one.due) for one in noted),
    )


def ending_lines(text: Text, stops: Sequence[StopLine], *, hidden: bool = False) -> list[str]:
    """What ending would write, and what may have been forgotten or mistyped; a line each.

    Args:
        text: the words.
        stops: everybody of the visit.
        hidden: count people instead of naming them.

    """
    found = ending(stops)
    counted = (
        ("contacts", found.contacts),
        ("not_seen", found.not_seen),
        ("notes", found.notes),
        ("follow_ups", found.follow_ups),
    )
    said = ", ".join(text.count(f"visit_page.end.{key}", n) for key, n in counted if n)
    lines = [text("visit_page.end.writes", what=said) if said else text("visit_page.end.none")]
    asked = [("nothing", [one for one in stops if not one.all_captured])]
    asked.append(("told", [one for one in stops if _words_of(one) and not _met(one)]))
    asked += [("same", alike) for alike in _same_words(stops)]
    lines += [
        text(f"visit_page.end.{key}", who=_people(text, people, hidden))
        for key, people in asked
        if people
    ]
    return [*lines, text("visit_page.end.undo")]


def _people(text: Text, stops: Sequence[StopLine], hidden: bool) -> str:
    """Who: the first by name, the others counted."""
    if hidden:
        return text.count("count.people", len(stops))
    named = "; ".join(name_of(one.card) for one in stops[:_NAMED])
    more = len(stops) - _NAMED
    return text("visit_page.end.more", who=named, n=more) if more > 0 else named


def _met(one: StopLine) -> bool:
    return one.captured is None or one.captured.what not in ATTEMPTS


def _words_of(one: StopLine) -> str:
    return " ".join(one.captured.text.split()) if one.captured else ""


def _same_words(stops: Sequence[StopLine]) -> list[list[StopLine]]:
    """People with whom the same words stand."""
    groups: dict[str, list[StopLine]] = {}
    for one in stops:
        if words := _words_of(one).casefold():
            groups.setdefault(words, []).append(one)
    return [alike for alike in groups.values() if len(alike) > 1]
