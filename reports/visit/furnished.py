"""What the papers of a visit share: its name, where and how long, running head and foot."""

from collections.abc import Iterable

from pomdesk.readmodels.visits import VisitView
from reports.desk_paper import pages as desk_pages
from reports.page import Block
from reports.visit.rows import SHEET
from resources.text import Text

_HOUR = 60
_WINGS = 6
"""Of more wings only the number is told."""


def called(view: VisitView, text: Text, kind: str) -> str:
    """What the visit is called: its title, else the kind of paper."""
    return " ".join(view.line.title.split()) or text(f"paper.{kind}")


def when_where(view: VisitView, text: Text) -> str:
    """Day, prison and wings: "23 November 2026 · Leeds · wings A and B"."""
    line = view.line
    parts = [text.day(line.day), line.prison_name or line.prison_id or "", _wings(view, text)]
    return " · ".join(filter(None, parts))


def _wings(view: VisitView, text: Text) -> str:
    wings = list(dict.fromkeys(stop.place.wing for stop in view.stops if stop.place.wing))
    if not wings:
        return ""
    if len(wings) == 1:
        return wing_words(text, wings[0])
    if len(wings) > _WINGS:
        return text("visit_paper.many_wings", n=len(wings))
    named = text("visit_paper.and", first=", ".join(wings[:-1]), last=wings[-1])
    return text("visit_paper.wings", wings=named)


def wing_words(text: Text, wing: str) -> str:
    """A wing by its letter is "wing A"; one that is called something is called that."""
    return text("visit_paper.wing", wing=wing) if len(wing) <= 2 else wing


def how_long(view: VisitView, text: Text) -> str:
    """How many and how long: "8 people, about 1 hour 35 minutes (74 + 21 walking)"."""
    people = text.count("visit_paper.people", len(view.stops))
    hours, minutes = divmod(view.minutes, _HOUR)
    spans = [text.count("visit_paper.hours", hours)] if hours else []
    spans += [text.count("visit_paper.minutes", minutes)] if minutes else []
    if not spans:
        return people
    said = text("visit_paper.how_long", people=people, span=" ".join(spans))
    stops = sum(stop.card.minutes for stop in view.stops)
    walking = view.minutes - stops
    if not stops or walking <= 0:
        return said
    return text("visit_paper.with_walking", said=said, stops=stops, walking=walking)


def pages(
    blocks: Iterable[Block],
    view: VisitView,
    text: Text,
    kind: str,
    *,
    prepared_by: str,
    anchor: str,
    last_words: str,
    folds: bool = False,
) -> bytes:
    """The tagged PDF of a paper of a visit, with the visit's code on every page."""
    code = view.line.code
    named = text("visit_paper.named", paper=text(f"paper.{kind}"), code=code)
    return desk_pages(
        blocks,
        text,
        named if code else text(f"paper.{kind}"),
        subject=" · ".join(dict.fromkeys([called(view, text, kind), when_where(view, text)])),
        prepared_by=prepared_by,
        on=view.today,
        sheet=SHEET,
        anchor=anchor,
        code=code,
        last_words=last_words,
        folds=folds,
    )
