"""The first draft about the author and the contact with the person."""

from collections import Counter
from collections.abc import Iterator

from pomdesk.domain.record import ATTEMPTS, Entry, EntryKind
from pomdesk.domain.writing import Paragraph, Run
from reports.starting import Said, Teller, bullet, excerpt, listed, paragraph

_SUMMED_UP = 8
"""Contacts that are told one by one; of earlier ones there are the days."""


def contact(teller: Teller) -> Iterator[Paragraph]:
    """Since when the author has known the case, and how the person was seen in the last year."""
    yield paragraph(_assigned(teller))
    held = teller.entries(EntryKind.CONTACT)
    seen = [entry for entry in held if entry.what not in ATTEMPTS]
    lately = [entry for entry in held if entry.day > teller.year_ago]
    met = [entry for entry in lately if entry.what not in ATTEMPTS]
    if not met:
        said = [teller.say("contact.none", name=teller.name, day=teller.text.day(teller.today))]
        if seen:
            said.append(teller.say("contact.last", day=teller.day_of(seen[-1])))
        yield paragraph(*said, teller.say("contact.ask_why"))
    else:
        yield paragraph(*_how_often(teller, met, len(lately) - len(met)))
        yield from _summary(teller, met)
    yield from _key_work(teller)


def _assigned(teller: Teller) -> Said:
    since = teller.fact("allocation.allocated_on") or _held_since(teller)
    if not teller.by_pom():
        pom = teller.view.pom_name or ""
        return teller.say("contact.other", pom=pom, name=teller.name)
    if since is None:
        return teller.say("contact.assigned", name=teller.name)
    return teller.say("contact.assigned_since", name=teller.name, day=since)


def _held_since(teller: Teller) -> Run | None:
    """Since when the present POM has held the case, as the staff list has it."""
    record = teller.material.record
    terms = [
        term
        for term in (record.staff if record else ())
        if term.role == "primary" and term.ends is None and term.starts is not None
    ]
    return Run(teller.text.day(terms[-1].starts)) if terms else None


def _how_often(teller: Teller, met: list[Entry], tried: int) -> Iterator[Said]:
    text = teller.text
    ways = Counter(entry.what for entry in met)
    contacts = text.count("start.contact.contacts", len(met))
    if not _all_known(teller):
        contacts = teller.text("start.contact.at_least", contacts=contacts)
    how = [f"{n} {teller.code('entry_what.contact', what)}" for what, n in ways.most_common()]
    yield teller.say(
        "contact.count",
        name=teller.name,
        contacts=contacts,
        how=listed(text, how),
        day=text.day(teller.today),
    )
    if tried:
        yield teller.say("contact.tried", times=text.count("start.contact.times", tried))
    last = met[-1]
    how_last = teller.code("entry_what.contact", last.what)
    yield teller.say("contact.last_how", day=teller.day_of(last), how=how_last)


def _all_known(teller: Teller) -> bool:
    """Whether no contact of that time can be missing: papers get the newest of a long record."""
    record = teller.material.record
    held = teller.entries(EntryKind.CONTACT)
    counted = record.counts.get(EntryKind.CONTACT, 0) if record else 0
    return len(held) >= counted or held[0].day <= teller.year_ago


def _summary(teller: Teller, met: list[Entry]) -> Iterator[Paragraph]:
    earlier, told_of = met[:-_SUMMED_UP], met[-_SUMMED_UP:]
    if earlier:
        days = listed(teller.text, (teller.text.day(entry.day) for entry in earlier))
        yield paragraph(teller.say("contact.earlier", days=days))
    for entry in told_of:
        how = teller.code("entry_what.contact", entry.what)
        said = excerpt(entry.text)
        key = "contact.item" if said else "contact.item_bare"
        yield bullet(teller.say(key, day=teller.day_of(entry), how=how, said=said))


def _key_work(teller: Teller) -> Iterator[Paragraph]:
    held = teller.entries(EntryKind.KEY_WORK)
    lately = [entry for entry in held if entry.day > teller.year_ago]
    if lately:
        sessions = teller.text.count("start.contact.sessions", len(lately))
        key = "contact.key_work_who" if lately[-1].who else "contact.key_work"
        day = teller.day_of(lately[-1])
        yield paragraph(teller.say(key, sessions=sessions, day=day, who=lately[-1].who))
