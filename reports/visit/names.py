"""The visit list: everybody of one visit on a page, to be ticked off in walking order."""

from collections.abc import Iterator, Mapping, Sequence

from pomdesk.readmodels.visits import StopLine, VisitView
from reports.blocks import Lines, notice
from reports.page import Block
from reports.style import MM, REGULAR, SMALL_STRONG, STRONG, TEXT, TITLE, Style
from reports.tagging import Element
from reports.visit.furnished import called, how_long, pages, when_where, wing_words
from reports.visit.rows import BOX_TO_TICK, SHEET, Row, Said, Space
from reports.visit.words import (
    cell_words,
    flag_words,
    of_surname,
    surnames,
    why_words,
)
from reports.wrap import fitted
from resources.text import Text

_SHARES = (0.09, 0.12, 0.345, 0.1, 0.275, 0.07)
"""Of box and number, cell, name and flags, prison number, why, and minutes."""
_ROW = 4.7 * MM
"""So that forty people with their wings stand on a page."""
_FEW = 30
"""So few stand less close together."""
_HEADS = ("number", "cell", "who", "person_number", "why", "minutes")
_WHERE = Style(STRONG, 11, 15, TEXT)
_WORDS, _STRONG = Style(REGULAR, 9, 11.4, TEXT), Style(STRONG, 9, 11.4, TEXT)


def render(view: VisitView, text: Text, *, prepared_by: str, anchor: str = "") -> bytes:
    """The visit list as a tagged PDF; forty people stand on a page, more on further ones."""
    return pages(
        _blocks(view, text),
        view,
        text,
        "visit-list",
        prepared_by=prepared_by,
        anchor=anchor,
        last_words=text("visit_paper.destroy"),
    )


def _blocks(view: VisitView, text: Text) -> Iterator[Block]:
    yield _line(called(view, text, "visit-list"), TITLE, Element("H1"))
    where = " · ".join([when_where(view, text), how_long(view, text)])
    yield _line(where, _WHERE, Element("P"))
    if not view.stops:
        yield notice(text("visit_paper.shut" if view.line.shut else "visit_paper.nobody"))
        return
    yield Space(1 * MM)
    table = Element("Table")
    yield _row(
        table, [[Said(text(f"visit_paper.head.{name}"), SMALL_STRONG, 1)] for name in _HEADS]
    )
    held = surnames(view.stops)
    wing: str | None = None
    for stop in view.stops:
        if (named := _wing(stop, text)) != wing:
            wing = named
            heading = _row(table, [[Said(named, SMALL_STRONG, 1)]], names=0, shares=(1.0,))
            heading.keep_next = True
            yield heading
        yield _row(table, _cells(stop, text, held), names=2, roomy=len(view.stops) <= _FEW)


def _line(words: str, style: Style, element: Element) -> Lines:
    """A line of the head, cut where it is wider than the page."""
    lines = [fitted(words, style, SHEET.width)]
    return Lines(words, style, before=0.0, keep_next=True, lines=lines, element=element)


def _row(
    table: Element,
    cells: Sequence[Sequence[Said]],
    *,
    names: int = -1,
    shares: Sequence[float] = _SHARES,
    roomy: bool = False,
) -> Row:
    wide, tight = SHEET.width, not roomy
    return Row(table, shares, cells, width=wide, least=_ROW, names=names, tight=tight)


def _wing(stop: StopLine, text: Text) -> str:
    """Under which heading somebody stands: the wing, or that it is not known."""
    wing = wing_words(text, stop.place.wing) if stop.place.wing else ""
    return wing[:1].upper() + wing[1:] or text("visit_paper.no_wing")


def _cells(stop: StopLine, text: Text, names: Mapping[str, int]) -> list[list[Said]]:
    """One person; under the name what to know before one walks there."""
    card = stop.card
    known = "; ".join(flag_words(text, one, stop.was) for one in stop.flags)
    who = [Said(of_surname(text, card, names), _STRONG, 2)]
    why, more = why_words(text, card), len(card.asks) - 1
    if more > 0:
        why = text("visit_paper.and_more", why=why, n=more)
    if why and card.late:
        why = text("visit_paper.late", what=why)
    return [
        [Said(str(stop.number), _WORDS, 1, sign=BOX_TO_TICK)],
        [Said(cell_words(stop.place, card), _STRONG, 1)],
        [*who, Said(known, _WORDS, 2)] if known else who,
        [Said(card.prisoner_number, _WORDS, 1)],
        [Said(why, _STRONG if card.late else _WORDS, 1)],
        [Said(str(card.minutes) if card.minutes else "", _WORDS, 1)],
    ]
