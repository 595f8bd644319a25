"""Entries and other things that happened, as items of a feed. No widgets are made here."""

from collections.abc import Iterable
from datetime import date

from pomdesk.domain.record import ATTEMPTS, SPECS, Entry, EntryKind
from resources.text import Text
from ui.widgets.feed import FeedItem
from ui.widgets.table_model import Mark

_GOOD = {
    "achieved",
    "completed",
    "report_received",
    "agreed",
    "held",
    "placed",
    "accepted",
}
_POOR = {"declined", "unsuitable", "not_completed", "refused", "do_not_agree", "cannot_be_done_yet"}
_GONE = {"removed", "no_longer_needed", "cancelled", "withdrawn", "not_wanted", "ended"}


def mid_sentence(words: str) -> str:
    """Words as they stand inside a sentence: "goals", but "POM contacts"."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def stage_mark(text: Text, entry: Entry) -> Mark | None:
    """The tag of how far an entry has come."""
    if entry.stage is None:
        return None
    colour = "blue"
    for stages, other in ((_GOOD, "green"), (_POOR, "orange"), (_GONE, "grey")):
        if entry.stage in stages:
            colour = other
    words = text.code(f"entry_stage.{entry.kind}", entry.stage)
    if entry.stage_day is not None and entry.stage_day != entry.day:
        words = text("case.entry.since", stage=words, day=text.short_day(entry.stage_day))
    return Mark(words, colour)


def entry_head(text: Text, entry: Entry, *, with_kind: bool = False) -> str:
    """What an entry is: "Duty to refer", "Programme: Thinking Skills", "Note"."""
    what = text.code(f"entry_what.{entry.kind}", entry.what)
    parts = [part for part in (what, entry.title) if part]
    if with_kind or not parts:
        parts.insert(0, text(f"entry_kind.{entry.kind}"))
    return ": ".join(parts)


def follow_up(text: Text, entry: Entry, today: date) -> str:
    """What is to follow and by when; nothing where nothing is."""
    if not entry.next_step and entry.due is None:
        return ""
    day = f"{text.short_day(entry.due)}, {text.away(entry.due, today)}" if entry.due else ""
    if entry.next_step and day:
        return text("case.entry.next_by", step=entry.next_step, day=day)
    if entry.next_step:
        return text("case.entry.next", step=entry.next_step)
    return text("case.entry.by", day=day)


def entry_item(
    text: Text, entry: Entry, today: date, *, with_kind: bool = False, goal: str = ""
) -> FeedItem:
    """An entry as an item of a feed."""
    marks = [mark for mark in (stage_mark(text, entry),) if mark]
    if entry.due is not None and entry.due < today and not entry.closed:
        marks.append(Mark(text("case.entry.day_passed"), "red"))
    if with_kind and not SPECS[entry.kind].disclosable:
        marks.append(not_disclosable(text))
    who = text("case.entry.who", who=entry.who) if entry.who else ""
    belongs = text("case.entry.goal", goal=goal) if goal else ""
    body = "\n".join(part for part in (entry.text, follow_up(text, entry, today)) if part)
    written = text("case.entry.written", who=entry.written_by) if entry.written_by else ""
    return FeedItem(
        key=entry.id,
        day=text.short_day(entry.day),
        away=text.away(entry.day, today),
        head=entry_head(text, entry, with_kind=with_kind),
        marks=tuple(marks),
        body=body,
        more=" · ".join(part for part in (belongs, who, written) if part),
        row=entry,
    )


def entry_items(text: Text, entries: Iterable[Entry], today: date) -> list[FeedItem]:
    """Entries as items; which kind each is stands in its head where there are several kinds."""
    entries = list(entries)
    mixed = len({entry.kind for entry in entries}) > 1
    return [entry_item(text, entry, today, with_kind=mixed) for entry in entries]


def not_disclosable(text: Text) -> Mark:
    """The tag of what no paper that the person may read has in it."""
    return Mark(text("case.not_disclosable"), "magenta")


def last_seen(entries: Iterable[Entry]) -> Entry | None:
    """The latest contact at which the person was met or spoken with."""
    seen = [
        entry
        for entry in entries
        if entry.kind is EntryKind.CONTACT and entry.what not in {*ATTEMPTS, "letter"}
    ]
    return max(seen, key=lambda entry: (entry.day, entry.id), default=None)
