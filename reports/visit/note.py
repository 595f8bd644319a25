"""The visit note: half a page on what came of a visit, for the file or a supervisor.

It counts what was noted and tells no conversation: what was said stands in the record.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from pomdesk.domain.visits import NOT_SEEN_BECAUSE, SEEN_AS, VisitState
from pomdesk.readmodels.visits import StopLine, VisitAfter
from reports.blocks import Bullets, notice, paragraph, paragraphs, subheading, subtitle, title
from reports.page import Block
from reports.style import BODY_STRONG
from reports.visit.furnished import called, pages, when_where
from reports.visit.words import day_words, name_words, told_words
from resources.text import Text


def render(after: VisitAfter, text: Text, *, prepared_by: str, anchor: str = "") -> bytes:
    """The visit note as a tagged PDF; the same visit gives the same bytes."""
    return pages(
        _blocks(after, text),
        after.visit,
        text,
        "visit-note",
        prepared_by=prepared_by,
        anchor=anchor,
        last_words="",
    )


def _blocks(after: VisitAfter, text: Text) -> Iterator[Block]:
    view = after.visit
    yield title(called(view, text, "visit-note"))
    yield subtitle(when_where(view, text))
    if view.line.shut:
        yield notice(text("visit_paper.shut"))
        return
    if view.line.state is not VisitState.ENDED:
        yield notice(text("visit_note.not_ended"))
    yield paragraph(_counts(view.stops, text), BODY_STRONG)
    yield from _not_seen(view.stops, text)
    if came := _contacts(view.stops, text):
        yield paragraph(text("visit_note.noted", counts=came))
    if due := _still_due(after, text):
        yield subheading(text("visit_note.still_due"))
        yield Bullets(due)
    elif view.stops:
        yield paragraph(text("visit_note.nothing_due"))
    if following := _next(after, text):
        yield subheading(text("visit_note.next"))
        yield Bullets(following)
    if view.note.strip():
        yield subheading(text("visit_note.note"))
        yield from paragraphs(view.note)


def _counts(stops: Sequence[StopLine], text: Text) -> str:
    seen = sum(stop.seen for stop in stops)
    return text("visit_note.counts", planned=len(stops), seen=seen, not_seen=len(stops) - seen)


def _not_seen(stops: Sequence[StopLine], text: Text) -> Iterator[Block]:
    """Who was not seen, by why: why not was either noted or is not known."""
    by_why: dict[str, list[str]] = {why: [] for why in (*NOT_SEEN_BECAUSE, "")}
    for stop in stops:
        if not stop.seen:
            said = (one.what for one in stop.all_captured if one.what in NOT_SEEN_BECAUSE)
            by_why[next(said, "")].append(_person(stop, text))
    items = []
    for why, people in by_why.items():
        if people:
            named = text(f"visit_what.{why}") if why else text("visit_note.not_said")
            items.append(text("visit_note.why", why=named, people="; ".join(people)))
    if items:
        yield Bullets(items)


def _person(stop: StopLine, text: Text) -> str:
    named = name_words(text, stop.card)
    number = stop.card.prisoner_number
    return named if named == number else f"{named} {number}"


def _contacts(stops: Sequence[StopLine], text: Text) -> str:
    """How much was noted: contacts by kind, follow-ups, things done, facts changed."""
    noted = [one for stop in stops for one in stop.all_captured]
    kinds = Counter(one.what for one in noted if one.what)
    usual = (*SEEN_AS, *NOT_SEEN_BECAUSE)
    order = sorted(kinds, key=lambda what: usual.index(what) if what in usual else len(usual))
    said = [_kind(text, what, kinds[what]) for what in order]
    more = {
        "notes": sum(not one.what for one in noted),
        "follow_ups": sum(bool(one.next_step or one.due) for one in noted),
        "done": sum(len(one.ticked) for one in noted),
        "changes": sum(len(fields) for one in noted for fields in one.changes.values()),
    }
    said += [text.count(f"visit_note.{name}", n) for name, n in more.items() if n]
    return "; ".join(said)


def _kind(text: Text, what: str, n: int) -> str:
    key = f"visit_what.{what}"
    named = text(key) if text.has(key) else text.code("entry_what.contact", what)
    return text("visit_note.kind", what=named[:1].lower() + named[1:], n=n)


def _still_due(after: VisitAfter, text: Text) -> list[str]:
    """What is still due, a line a person in walking order; of who was missed, why they were on."""
    lines = []
    for stop in after.visit.stops:
        asks = after.still_due.get(stop.stop_id, ())
        due = [told_words(text, ask, after.visit.today) for ask in asks]
        if due:
            lines.append(text("visit_note.due", person=_person(stop, text), duties="; ".join(due)))
    return lines


def _next(after: VisitAfter, text: Text) -> list[str]:
    """Everybody by the day they are to be seen next, the soonest first; a line a day."""
    by_day: dict[date | None, list[str]] = {}
    for stop in after.visit.stops:
        if stop.person_id is not None and stop.person_id in after.next_contact:
            day = after.next_contact[stop.person_id]
            by_day.setdefault(day, []).append(_person(stop, text))
    today, lines = after.visit.today, []
    for day in sorted(by_day, key=lambda one: (one is None, one or today)):
        people = "; ".join(by_day[day])
        if day is None:
            lines.append(text("visit_note.next_none", people=people))
        else:
            key = "visit_note.next_late" if day < today else "visit_note.next_day"
            lines.append(text(key, day=day_words(text, day, today), people=people))
    return lines
