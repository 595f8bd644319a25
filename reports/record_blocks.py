"""What was written down at the desk, as blocks of a paper.

Only kinds that may be disclosed: ``Draft.entries`` refuses the others, and a duty that is about
one of them is left out (``_told``).
"""

from collections.abc import Iterator
from datetime import date

from pomdesk.domain.duties import Duty, DutyFamily, DutyKind
from pomdesk.domain.record import SPECS, Entry, EntryKind
from reports.blocks import Bullets, note, paragraph, subheading
from reports.draft import Draft, fact_table
from reports.duty_words import duty_title, state_words
from reports.forms import blank_rows, form
from reports.page import WIDTH, Block
from reports.plan_blocks import stage_words
from reports.style import BODY, BODY_STRONG, SMALL_TEXT
from reports.tables import Cell, Column, Table
from reports.wording import Fact

_HELD_BACK = {DutyFamily.VICTIMS, DutyFamily.PUBLIC_PROTECTION}
_CONTACTS = {
    EntryKind.CONTACT: ("report.record.last_contact", "report.record.count_contact"),
    EntryKind.KEY_WORK: ("report.record.last_key_work", "report.record.count_key_work"),
}
_NEXT = {
    DutyKind.CONTACT: "report.record.next_contact",
    DutyKind.KEY_WORK: "report.record.next_key_work",
}
_LEAST_ACTIONS = 4
_MOST_ACTIONS = 8


def _told(draft: Draft) -> Iterator[Duty]:
    """The open duties that may stand on a paper of the case."""
    record = draft.record
    if record is None:
        return
    secret = {
        entry.id
        for kind, held in record.entries.items()
        if not SPECS[kind].disclosable
        for entry in held
    }
    for duty in record.duties:
        if duty.open and duty.family not in _HELD_BACK and duty.entry_id not in secret:
            yield duty


def open_duties(draft: Draft) -> list[Block]:
    """What is still to be done and by when, most urgent first."""
    text, today = draft.text, draft.view.today
    rows: list[list[str | Cell]] = [
        [duty_title(text, duty), text.short_day(duty.due), state_words(text, duty, today)]
        for duty in sorted(_told(draft), key=lambda duty: duty.due or date.max)
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
    for duty in _told(draft):
        if duty.kind in _NEXT and duty.due:
            facts.append(Fact(text(_NEXT[duty.kind]), draft.words.day_away(duty.due)))
    if not facts:
        return [
            subheading(text("report.sub.contacts")),
            paragraph(text("report.record.no_contacts")),
        ]
    return [subheading(text("report.sub.contacts")), fact_table(draft, facts, paired=True)]


def referrals(draft: Draft) -> list[Block]:
    """Referrals with how far each has come; nothing where there are none."""
    text = draft.text
    held = draft.entries(EntryKind.REFERRAL)
    if not held:
        return []
    rows: list[list[str | Cell]] = [
        [text.code("entry_what.referral", e.what), stage_words(draft, e), e.who] for e in held
    ]
    columns = [
        Column(0.38, text("report.head.referral"), BODY, names_row=True),
        Column(0.38, text("report.head.state"), SMALL_TEXT),
        Column(0.24, text("report.head.who"), SMALL_TEXT),
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


def actions(draft: Draft) -> list[Block]:
    """Outstanding actions: what is to follow from the record, and room for more.

    What comes after it, the sign-off, stays with it.
    """
    text = draft.text
    columns = [
        Column(0.56, text("report.head.action"), BODY),
        Column(0.24, text("report.head.who")),
        Column(0.20, text("report.head.by_when")),
    ]
    rows = list(_following(draft))[:_MOST_ACTIONS]
    room = max(_LEAST_ACTIONS - len(rows), 2 if rows else 0)
    table = form(columns, [*rows, *blank_rows(columns, room)])
    table.keep_next = True
    return [table]


def _following(draft: Draft) -> Iterator[list[str | Cell]]:
    """Follow-ups that somebody promised, soonest first."""
    text, record = draft.text, draft.record
    if record is None:
        return
    known: dict[int, Entry] = {
        entry.id: entry
        for kind, held in record.entries.items()
        if SPECS[kind].disclosable
        for entry in held
    }
    for duty in _told(draft):
        entry = known.get(duty.entry_id) if duty.entry_id is not None else None
        if duty.kind is DutyKind.FOLLOW_UP and entry is not None:
            action = entry.next_step or entry.title or text.code("entry_kind", entry.kind)
            yield [action, "", text.short_day(duty.due)]


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
