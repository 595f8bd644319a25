"""What was written down at the desk, as blocks of a paper.

Of kinds that must not be disclosed only what ``restrictions`` and ``protection`` tell, in papers
that the person does not read: that there is something and since when, not what was written.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from pomdesk.domain.duties import DutyKind
from pomdesk.domain.record import SPECS, Entry, EntryKind
from pomdesk.rules.dates import add_months
from reports import told
from reports.blocks import Bullets, note, paragraph, subheading
from reports.chronology import recent, short_table
from reports.draft import Draft, fact_table
from reports.duty_words import duty_title, state_words
from reports.page import WIDTH, Block
from reports.plan_blocks import stage_words
from reports.style import BODY, BODY_STRONG, SMALL_TEXT
from reports.tables import Cell, Column, Table
from reports.wording import Fact

_CONTACTS = {
    EntryKind.CONTACT: ("report.record.last_contact", "report.record.count_contact"),
    EntryKind.KEY_WORK: ("report.record.last_key_work", "report.record.count_key_work"),
}
_NEXT = {
    DutyKind.CONTACT: "report.record.next_contact",
    DutyKind.KEY_WORK: "report.record.next_key_work",
}
_YEAR = 12
"""Months that "the last year" has."""
_EVENTS = 8
"""Significant events that are told one by one; the rest is counted."""
_RECENT = 10
"""Contacts that are told one by one."""


def open_duties(draft: Draft) -> list[Block]:
    """What is still to be done and by when, most urgent first."""
    text, today = draft.text, draft.view.today
    rows: list[list[str | Cell]] = [
        [duty_title(text, duty), text.short_day(duty.due), state_words(text, duty, today)]
        for duty in told.open_duties(draft.material)
    ]
    held_back = note(text("report.record.held_back"))
    if not rows:
        return [paragraph(text("report.record.no_duties")), held_back]
    columns = [
        Column(0.50, text("report.head.what"), BODY, names_row=True),
        Column(0.24, text("report.head.due"), BODY_STRONG),
        Column(0.26, text("report.head.state"), SMALL_TEXT),
    ]
    return [Table(columns, rows, width=WIDTH), held_back]


def contacts(draft: Draft) -> list[Block]:
    """When the person was last seen, how often, and when they are to be seen next."""
    text, record = draft.text, draft.record
    if record is None:
        return []
    facts: list[Fact] = []
    for kind, (last_label, count_label) in _CONTACTS.items():
        held = draft.entries(kind)
        if not held:
            continue
        last = held[-1]
        what = text.code(f"entry_what.{kind}", last.what)
        day = text.short_day(last.day)
        facts.append(Fact(text(last_label), f"{day}, {what}" if what else day))
        count = f"{record.counts.get(kind, len(held)):,}"
        facts.append(Fact(text(count_label), count))
    for duty in told.open_duties(draft.material):
        if duty.kind in _NEXT and duty.due:
            facts.append(Fact(text(_NEXT[duty.kind]), draft.words.day_away(duty.due)))
    if not facts:
        said = paragraph(text("report.record.no_contacts"))
        return [subheading(text("report.sub.contacts")), said]
    blocks: list[Block] = [subheading(text("report.sub.contacts"))]
    blocks.append(fact_table(draft, facts, paired=True))
    if pattern := _pattern(draft):
        blocks.append(paragraph(pattern, SMALL_TEXT))
    return blocks


def _pattern(draft: Draft) -> str:
    """How the person was seen in the last year; blank where it is not all known."""
    text, today = draft.text, draft.view.today
    since = add_months(today, -_YEAR)
    held = told.entries(draft.material, EntryKind.CONTACT)
    known = draft.record.counts.get(EntryKind.CONTACT, 0) if draft.record else 0
    last_year = [entry for entry in held if since < entry.day <= today]
    # Papers are given the newest part of a long record: a count of less than all would be wrong.
    if not last_year or (len(held) < known and len(last_year) == len(held)):
        return ""
    ways = Counter(entry.what for entry in last_year)
    said = ", ".join(
        f"{text.code('entry_what.contact', what)} {n:,}" for what, n in ways.most_common()
    )
    return text("pack.contacts.year", n=f"{len(last_year):,}", ways=said)


def recent_contacts(draft: Draft) -> list[Block]:
    """The last contacts with what was said."""
    found = recent(draft, [EntryKind.CONTACT, EntryKind.KEY_WORK], _RECENT)
    if not found:
        return []
    return [subheading(draft.text("pack.sub.recent_contacts")), short_table(draft, found)]


def behaviour(draft: Draft) -> list[Block]:
    """Significant events: how many of each kind in the last year, and the newest in words."""
    text = draft.text
    if draft.record is None:
        return []
    heading = subheading(text("pack.sub.events"))
    held = told.events(draft.material, disclosable=draft.spec.disclosable)
    if not held:
        return [heading, paragraph(text("pack.events.none"))]
    blocks: list[Block] = [heading]
    since = add_months(draft.view.today, -_YEAR)
    kinds = Counter(entry.what for entry in held if entry.day > since)
    if kinds:
        said = ", ".join(
            f"{text.code('entry_what.significant_event', what)} {n:,}"
            for what, n in kinds.most_common()
        )
        blocks.append(paragraph(text("pack.events.year", kinds=said), keep_next=True))
    else:
        blocks.append(paragraph(text("pack.events.quiet"), keep_next=True))
    shown = held[-_EVENTS:][::-1]
    blocks.append(short_table(draft, shown))
    if len(held) > len(shown):
        blocks.append(note(text.count("pack.events.more", len(held) - len(shown))))
    return blocks


def restrictions(draft: Draft) -> list[Block]:
    """What is in force and since when; whom it protects, and its words, are not for papers."""
    text = draft.text
    if draft.record is None:
        return []
    held = [e for e in _withheld(draft, EntryKind.RESTRICTION) if not e.closed]
    heading = subheading(text("pack.sub.restrictions"))
    if not held:
        return [heading, paragraph(text("pack.restrictions.none"))]
    rows: list[list[str | Cell]] = [
        [text.code("entry_what.restriction", e.what), text.day(e.stage_day or e.day)] for e in held
    ]
    columns = [
        Column(0.60, text("pack.head.restriction"), BODY, names_row=True),
        Column(0.40, text("pack.head.in_force"), BODY),
    ]
    table = Table(columns, rows, width=WIDTH, foot=text("pack.restrictions.not_here"))
    return [heading, table]


def protection(draft: Draft) -> list[Block]:
    """What was done for public protection, and when last; never what was said at it."""
    text = draft.text
    latest: dict[str | None, date] = {}
    for entry in _withheld(draft, EntryKind.PUBLIC_PROTECTION):
        latest[entry.what] = entry.day
    if not latest:
        return []
    facts = [
        Fact(text.code("entry_what.public_protection", what), text.day(day))
        for what, day in sorted(latest.items(), key=lambda one: one[1])
    ]
    return [subheading(text("pack.sub.protection")), fact_table(draft, facts, paired=True)]


def _withheld(draft: Draft, kind: EntryKind) -> Sequence[Entry]:
    """Entries of a kind that no paper tells which the person may read, earliest first.

    Raises:
        ValueError: the person may read the paper.

    """
    if draft.spec.disclosable and not SPECS[kind].disclosable:
        raise ValueError(f"{kind} is not for papers that the person reads")
    held = draft.record.entries.get(kind, ()) if draft.record else ()
    return sorted(held, key=lambda entry: (entry.day, entry.id))


def referrals(draft: Draft) -> list[Block]:
    """Referrals with how far each has come; nothing where there are none."""
    text = draft.text
    held = draft.entries(EntryKind.REFERRAL)
    if not held:
        return []
    rows: list[list[str | Cell]] = [
        [
            Cell(text.code("entry_what.referral", e.what), BODY, under=e.text),
            text.short_day(e.day),
            stage_words(draft, e),
            e.who,
        ]
        for e in held
    ]
    columns = [
        Column(0.34, text("report.head.referral"), BODY, names_row=True),
        Column(0.16, text("pack.head.made"), SMALL_TEXT),
        Column(0.28, text("report.head.state"), SMALL_TEXT),
        Column(0.22, text("pack.head.sent_to"), SMALL_TEXT),
    ]
    return [subheading(text("report.sub.referrals")), Table(columns, rows, width=WIDTH)]


def licence(draft: Draft) -> list[Block]:
    """Licence conditions that were proposed or agreed."""
    text = draft.text
    held = [e for e in draft.entries(EntryKind.LICENCE_CONDITION) if e.stage != "not_wanted"]
    if not held:
        return []
    said = [
        text("report.record.condition", title=e.title, stage=stage_words(draft, e)) for e in held
    ]
    return [subheading(text("report.sub.licence")), Bullets(said)]


def stays(draft: Draft) -> list[Block]:
    """The prisons the person has been in."""
    text, record = draft.text, draft.record
    if record is None or not record.stays:
        return []
    rows: list[list[str | Cell]] = [
        [
            stay.prison_name or stay.prison_id,
            text.short_day(stay.arrived),
            text.short_day(stay.left) or text("report.record.here"),
        ]
        for stay in record.stays
    ]
    columns = [
        Column(0.50, text("report.head.prison"), BODY, names_row=True),
        Column(0.25, text("report.head.arrived"), BODY),
        Column(0.25, text("report.head.left"), BODY),
    ]
    return [subheading(text("report.sub.stays")), Table(columns, rows, width=WIDTH)]


def staff(draft: Draft) -> list[Block]:
    """Who held the case."""
    text, record = draft.text, draft.record
    if record is None or not record.staff:
        return []
    rows: list[list[str | Cell]] = [
        [
            term.name,
            text.code("report.staff_role", term.role),
            text.short_day(term.starts),
            text.short_day(term.ends) or text("report.record.now"),
        ]
        for term in record.staff
    ]
    columns = [
        Column(0.36, text("report.head.full_name"), BODY, names_row=True),
        Column(0.24, text("report.head.role"), BODY),
        Column(0.20, text("report.head.from"), BODY),
        Column(0.20, text("report.head.until"), BODY),
    ]
    return [subheading(text("report.sub.staff")), Table(columns, rows, width=WIDTH)]
