"""The people of a visit as tables: before and while it is walked, and afterwards."""

from collections.abc import Callable, Sequence
from datetime import date

from pomdesk.domain.names import proper
from pomdesk.domain.visits import Ask
from pomdesk.readmodels.visits import StopLine
from resources.text import Text
from ui.widgets.table_model import Column, Mark, Part
from ui.widgets.visit_words import (
    NOTHING,
    CardWords,
    alert_marks,
    captured_words,
    flag_marks,
    key_of,
    knowing,
    name_of,
    outcome_mark,
    place_words,
)


def number_column() -> Column[StopLine]:
    """The number on the sheet."""
    return Column(
        "number", "visit_page.column.number", lambda one: f"{one.number}", lambda one: one.number, 4
    )


def person_column(width: int = 17) -> Column[StopLine]:
    """Who it is."""
    return Column(
        "person",
        "caseload.column.person",
        lambda one: name_of(one.card),
        lambda one: key_of(one.card),
        width,
        under=lambda one: one.card.prisoner_number,
        parts=(
            Part("caseload.column.name", lambda one: name_of(one.card)),
            Part("field.prisoner_number", lambda one: one.card.prisoner_number),
        ),
        private=True,
    )


def before(
    text: Text,
    words: CardWords,
    today: Callable[[], date],
    blank: Callable[[], bool],
    alike: Callable[[StopLine], bool],
) -> list[Column[StopLine]]:
    """Where everybody is, why they are seen, what to know, and what was noted.

    Args:
        text: the words.
        words: what a card says.
        today: the day.
        blank: whether names, alerts and what was noted are hidden.
        alike: whether somebody else of the visit has the same surname.

    """

    def why(one: StopLine) -> list[str]:
        return words.asks(text, one.card, today())

    def know(one: StopLine) -> tuple[Sequence[Mark], str]:
        late = (Mark(text("visits_page.late"), "red"),) if one.card.late else ()
        alerts = () if blank() else alert_marks(one.card)
        others = list(flag_marks(text, one.flags, one.was, words))
        if alike(one) and not blank():
            name = proper(one.card.last_name)
            others.append(Mark(text("visit_words.alike", name=name), "teal"))
        return knowing((*alerts, *late), others)

    def outcome(one: StopLine) -> Sequence[Mark]:
        return (outcome_mark(text, one.all_captured),) if one.all_captured else ()

    def noted(one: StopLine) -> str:
        return "" if blank() else captured_words(text, one.all_captured)

    return [
        number_column(),
        Column(
            "place",
            "visits_page.column.place",
            lambda one: words.cell(one.place, one.card) or NOTHING,
            lambda one: one.number,
            12,
            under=lambda one: place_words(text, one.place),
        ),
        person_column(),
        Column(
            "why",
            "visits_page.column.why",
            lambda one: next(iter(why(one)), NOTHING),
            lambda one: next(iter(why(one)), None),
            28,
            under=lambda one: "; ".join(why(one)[1:]),
        ),
        Column(
            "know",
            "visits_page.column.know",
            lambda one: "",
            lambda one: 4 * (not one.card.late) + 2 * (not one.card.alerts) + (not one.flags),
            26,
            under=lambda one: know(one)[1],
            marks=lambda one: know(one)[0],
        ),
        Column(
            "noted",
            "visit_page.column.noted",
            lambda one: "" if one.all_captured else NOTHING,
            lambda one: outcome_mark(text, one.all_captured).words if one.all_captured else None,
            28,
            under=noted,
            marks=outcome,
        ),
    ]


def afterwards(
    text: Text,
    words: CardWords,
    today: Callable[[], date],
    due_of: Callable[[StopLine], Sequence[Ask]],
    next_of: Callable[[StopLine], date | None],
    blank: Callable[[], bool],
) -> list[Column[StopLine]]:
    """Whether everybody was seen, what is still due, by when they are to be seen next."""

    def due(one: StopLine) -> list[str]:
        return [words.ask(text, ask, today()) for ask in due_of(one)]

    def next_by(one: StopLine) -> str:
        return text.short_day(next_of(one)) or NOTHING

    def away(one: StopLine) -> str:
        day = next_of(one)
        return text.away(day, today()) if day else ""

    def ordinal(one: StopLine) -> int | None:
        day = next_of(one)
        return day.toordinal() if day else None

    return [
        number_column(),
        person_column(),
        Column(
            "outcome",
            "visit_page.column.outcome",
            lambda one: "",
            lambda one: 0 if one.seen else 1 if one.all_captured else 2,
            30,
            under=lambda one: "" if blank() else captured_words(text, one.all_captured),
            marks=lambda one: (outcome_mark(text, one.all_captured),),
        ),
        Column(
            "due",
            "visit_page.column.due",
            lambda one: next(iter(due(one)), NOTHING),
            lambda one: -len(due(one)) or None,
            34,
            under=lambda one: "; ".join(due(one)[1:]),
        ),
        Column("next", "visit_page.column.next", next_by, ordinal, 15, under=away),
    ]
