"""The visit sheet: the people of one visit in walking order, with room to write with a pen.

It is made from the cards of the visit alone, so nothing stands on it that a card does not have:
nothing withheld from the person, no offence, and of alerts those that matter on a landing. A
person has a line of a table or a box, by choice. It is printed on one side and folded once with
the print inside: nothing crosses the fold, and nothing about anybody is outside.
"""

from collections.abc import Mapping, Sequence

from pomdesk.domain.visits import NOT_SEEN_BECAUSE, SEEN_AS, SETTLED_BY_SEEING, Layout
from pomdesk.readmodels.visits import StopLine, VisitView
from reports.blocks import Lines, notice
from reports.page import Block
from reports.style import (
    BODY,
    BODY_STRONG,
    MM,
    REGULAR,
    SMALL_STRONG,
    SMALL_TEXT,
    STRONG,
    SUBTITLE,
    TEXT,
    TITLE,
    Style,
)
from reports.tagging import Element
from reports.visit.boxes import Person, StopBox, Top
from reports.visit.furnished import called, how_long, pages, when_where
from reports.visit.lines import WHAT, ElseLine, Line, PersonLine
from reports.visit.rows import BOX_TO_TICK, NO_BOX, SHEET, Said, Space, shared
from reports.visit.words import (
    cell_words,
    flag_words,
    name_words,
    namesake_words,
    seen_short,
    seen_words,
    surnames,
    told_words,
)
from reports.visit.writing import Blank, Filling, folded
from resources.text import Text

_ELSE = 2
"""So many lines for somebody else stand at the end."""
_ASK = 8
"""Lines that one thing to do may take; a longer one ends with "…"."""
_LINE_ASKS, _BOX_ASKS = 11, 8
"""Lines for everything there is to do for a person."""
_ALERTS, _FLAGS = 4, 3
"""Lines for alerts and for flags."""
_SAID = Style(REGULAR, 9.5, 12.2, TEXT)
_SAID_LATE = Style(STRONG, 9.5, 12.2, TEXT)


def render(
    view: VisitView, text: Text, *, layout: Layout, prepared_by: str, anchor: str = ""
) -> bytes:
    """The visit sheet as a tagged PDF; the same view gives the same bytes.

    A visit without anybody on it, or one whose pack has expired, gives a sheet that says so.
    """
    return pages(
        blocks(view, text, layout),
        view,
        text,
        "visit-sheet",
        prepared_by=prepared_by,
        anchor=anchor,
        last_words=text("visit_paper.destroy"),
        folds=True,
    )


def blocks(view: VisitView, text: Text, layout: Layout) -> Sequence[Block]:
    """What stands on it, with what keeps it off the fold."""
    if not view.stops:
        key = "visit_paper.shut" if view.line.shut else "visit_paper.nobody"
        return [_top(view, text), notice(text(key))]
    table, names = Element("Table"), surnames(view.stops)
    made: list[StopBox] | list[PersonLine]
    if layout is Layout.BOX:
        made = [_box(view, stop, text, names) for stop in view.stops]
    else:
        made = [_line(table, view, stop, text, names) for stop in view.stops]
    top = _top(view, text, cut=any(one.cut for one in made))
    others = [ElseLine(table, _somebody(text), _filling(text)) for _ in range(_ELSE)]
    return folded([top, Space(2 * MM)], [*made, *others])


def _top(view: VisitView, text: Text, *, cut: bool = False) -> Top:
    """Title, where and how long, how to use it; the code in a frame beside them."""
    how = []
    if view.as_at is not None:
        how.append(text("visit_paper.as_at", day=text.day(view.as_at)))
    if cut:
        how.append(text("visit_paper.cut"))
    how.append(text("visit_paper.fold"))
    if view.stops:
        how.append(text("visit_paper.wing_first"))
    blocks = [
        _few(called(view, text, "visit-sheet"), TITLE, Element("H1")),
        _few(when_where(view, text), SUBTITLE, Element("P")),
        _few(how_long(view, text), BODY_STRONG, Element("P"), before=2.0),
        _few(" ".join(how), SMALL_TEXT, Element("P"), before=2.0),
    ]
    label, use = text("visit_paper.code"), text("visit_paper.use")
    return Top(blocks, label, view.line.code, use)


def _few(words: str, style: Style, element: Element, before: float = 0.0) -> Lines:
    most = 4 if style is SMALL_TEXT else 2
    return Top.short(Lines(words, style, before=before, element=element), SHEET.width, most)


def _line(
    table: Element, view: VisitView, stop: StopLine, text: Text, names: Mapping[str, int]
) -> PersonLine:
    """One person on a line; what is late, and alerts, in strong letters."""
    card = stop.card
    under = [card.prisoner_number, seen_short(text, card, view.today)]
    who = [Said(name_words(text, card), BODY_STRONG, 3), Said(" · ".join(under), SMALL_TEXT, 2)]
    if namesake := namesake_words(text, card, names):
        who.append(Said(namesake, SMALL_STRONG, 2))
    line = Line(
        number=Said(str(stop.number), BODY, 1),
        cell=Said(cell_words(stop.place, card), BODY_STRONG, 4),
        who=who,
        what=[*_told(stop, text), *_asks(view, stop, text, WHAT, _LINE_ASKS)],
        moved=Blank(text("visit_paper.moved")),
        filling=_filling(text),
    )
    return PersonLine(table, line)


def _box(view: VisitView, stop: StopLine, text: Text, names: Mapping[str, int]) -> StopBox:
    """One person in a box."""
    card, wide = stop.card, StopBox.told_wide(SHEET.width)
    under = [
        card.prisoner_number,
        seen_words(text, card, view.today),
        namesake_words(text, card, names),
    ]
    person = Person(
        named=f"{stop.number}  {name_words(text, card)}",
        cell=cell_words(stop.place, card),
        under=" · ".join(filter(None, under)),
        told=[*_told(stop, text), *_asks(view, stop, text, wide, _BOX_ASKS)],
        photo=text("visit_paper.photo"),
        moved=Blank(text("visit_paper.moved")),
        filling=_filling(text),
    )
    return StopBox(person, SHEET.width)


def _told(stop: StopLine, text: Text) -> list[Said]:
    """What to know before one goes in: alerts that matter on a landing, then flags."""
    warned = "; ".join(stop.card.alerts)
    told = [Said(text("visit_paper.alert", alert=warned), SMALL_STRONG, _ALERTS)] if warned else []
    known = "; ".join(flag_words(text, one, stop.was) for one in stop.flags)
    return [*told, Said(known, SMALL_STRONG, _FLAGS)] if known else told


def _asks(view: VisitView, stop: StopLine, text: Text, width: float, most: int) -> list[Said]:
    """What there is to do; what is done by seeing the person has no box to tick."""
    said = [
        Said(
            told_words(text, ask, view.today),
            _SAID_LATE if ask.late else _SAID,
            _ASK,
            sign=NO_BOX if ask.key in SETTLED_BY_SEEING else BOX_TO_TICK,
            above=1.0,
        )
        for ask in stop.card.asks
    ]
    given, left = shared(said, width, most)
    return [*given, Said(text("visit_paper.more", n=left), _SAID_LATE, 1)] if left else given


def _filling(text: Text) -> Filling:
    """How it went, in the same words and order as everywhere; what follows; what cannot wait."""
    return Filling(
        answers=[text(f"visit_what.{code}") for code in (*SEEN_AS, *NOT_SEEN_BECAUSE)],
        time=text("visit_paper.time"),
        last=[
            Blank(text("visit_paper.follow_up"), 0.39),
            Blank(text("visit_paper.by"), 0.12),
            Blank(text("visit_paper.concern"), 0.36),
            Blank(text("visit_paper.at"), 0.13, clock=True),
        ],
    )


def _somebody(text: Text) -> list[Blank]:
    """Who somebody is that was met and is not on the visit."""
    return [
        Blank(text("visit_paper.else_name"), 0.55),
        Blank(text("visit_paper.else_number"), 0.25),
        Blank(text("visit_paper.else_cell"), 0.2),
    ]
