"""What the record of a person says once a paper about them was sent."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from pomdesk.domain.papers import PAPER_SPECS, PaperKind
from pomdesk.domain.record import LONGEST, EntryKind
from pomdesk.domain.terms import ChecklistItem
from pomdesk.services.commands.entries import AddEntry
from pomdesk.services.desk import Day
from pomdesk.store.tables import entry
from pomdesk.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from pomdesk.store.records import PaperRecord


def write_down(
    uow: UnitOfWork, day: Day, record: "PaperRecord", sent: date, whither: str, title: str
) -> None:
    """Add the entries that a sent paper calls for, all under the operation at hand.

    What somebody wrote down since the paper was begun is not written again.
    """
    kind = PaperKind(record.kind)
    for what in _calls_for(kind, record.subject):
        # A desk whose day stands still may be behind the clock that the paper was begun by.
        since = min(record.begun_at.date(), sent)
        if not _is_there(uow, record, since, *what):
            entry_kind, code, subject = what
            said = AddEntry(record.person_id, entry_kind, sent, code, subject=subject, text=whither)
            said.run(uow, day)
    if not PAPER_SPECS[kind].quiet:
        called = (title or kind.value)[: LONGEST["title"]]
        AddEntry(record.person_id, EntryKind.DOCUMENT, sent, title=called, text=whither).run(
            uow, day
        )


def _calls_for(kind: PaperKind, review: str) -> Iterator[tuple[EntryKind, str, str]]:
    """Kind, code and subject of each entry by which a duty is done."""
    if kind is PaperKind.PAROLE_REPORT or (kind is PaperKind.CUSTODY_UPDATE and review):
        yield EntryKind.PAROLE_STEP, "custody_report", review
    if kind is PaperKind.CUSTODY_UPDATE:
        yield EntryKind.PAROLE_STEP, "recall_report", review
    if kind is PaperKind.HANDOVER_REPORT:
        yield EntryKind.HANDOVER_TASK, ChecklistItem.SENT_HANDOVER_REPORT.value, ""
    if kind is PaperKind.MAPPA_F:
        yield EntryKind.PUBLIC_PROTECTION, "mappa_f", ""


def _is_there(
    uow: UnitOfWork, record: "PaperRecord", since: date, kind: EntryKind, what: str, subject: str
) -> bool:
    same = select(entry.c.id).where(
        entry.c.person_id == record.person_id,
        entry.c.kind == kind.value,
        entry.c.what == what,
        entry.c.subject == subject,
        entry.c.day >= since,
    )
    return bool(uow.rows(same.limit(1)))
