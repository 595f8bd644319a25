"""What moved, in words: the same on paper and on the command line."""

from pomdesk.domain.duties import DutyState
from pomdesk.readmodels.moves import DateMoved, PersonMoved
from reports.duty_words import title_of
from resources.text import Text
from resources.wording import fact_name, value_words

_DUTY = "duty."
_COM_NAME, _COM_EMAIL = "probation.com_name", "probation.com_email"
_RELEASE = "person.release_date"
_HANDOVER = "worked.handover_on"
_CLOSED = {DutyState.DONE.value, DutyState.NOT_NEEDED.value}
_MOST_VALUE = 60
"""Letters of a text that changed."""


def once(person: PersonMoved) -> list[DateMoved]:
    """Facts and results without those that only say again what another one says.

    A release date repeats the conditional release, the earliest release repeats both, and the
    COM mostly begins on the handover date.
    """
    told = sorted(person.facts, key=lambda moved: moved.name == _RELEASE)
    told += sorted(person.results, key=lambda moved: moved.name != _HANDOVER)
    held: dict[object, DateMoved] = {}
    for moved in told:
        held.setdefault((moved.before, moved.after), moved)
    return list(held.values())


def moved_name(text: Text, moved: DateMoved) -> str:
    """What moved: a fact, a result or a duty by its title."""
    if moved.name.startswith(_DUTY):
        return title_of(text, moved.name.removeprefix(_DUTY))
    return fact_name(text, moved.name)


def arrow_words(text: Text, moved: DateMoved) -> str:
    """``Conditional release: 12 May 2027 → 3 Feb 2027``; a duty that is late now says so."""
    name = moved_name(text, moved)
    before, after = text.short_day(moved.before), text.short_day(moved.after)
    if moved.name.startswith(_DUTY):
        if not after:
            key = moved.after_state if moved.after_state in _CLOSED else ""
            after = text.code("duty_state", key) if key else _without_day(text, moved)
        key = "out.moves.arrow" if before else "out.moves.new" if moved.after_state else ""
        key = key or "out.moves.ended"
        line = text(key, name=name, before=before, after=after)
    else:
        none = text("out.moves.none")
        line = text("out.moves.arrow", name=name, before=before or none, after=after or none)
    late = moved.after_state == DutyState.OVERDUE
    return text("out.moves.late", line=line) if late else line


def _without_day(text: Text, moved: DateMoved) -> str:
    return text("out.moves.undated" if moved.after_state else "out.moves.gone")


def other_words(text: Text, person: PersonMoved) -> list[str]:
    """Facts that changed and are no dates, a line each."""
    return [
        text(
            "out.moves.arrow",
            name=fact_name(text, name),
            before=_value(text, name, before),
            after=_value(text, name, after),
        )
        for name, (before, after) in person.others.items()
        if name != _COM_EMAIL or _COM_NAME not in person.others
    ]


def _value(text: Text, name: str, value: str | None) -> str:
    words = value_words(text, name, value)
    if not words:
        return text("out.moves.none")
    return words if len(words) <= _MOST_VALUE else f"{words[:_MOST_VALUE]}…"
