"""What the triggers of an OASys have in common: who does it, what answers it, what it waits for."""

from datetime import date
from typing import TypeAlias

from pomdesk.domain.duties import DutyKind
from pomdesk.domain.record import EntryKind
from pomdesk.domain.results import Reason
from pomdesk.domain.terms import ChecklistItem
from pomdesk.rules.duties.ground import Draft, Ground, countersignature_key, first_on_or_after

Because: TypeAlias = tuple[tuple[Reason, ...], tuple[Reason, ...]]
"""The reasons while the POM is responsible, and while the COM is."""

_COM_OWNS = Reason(
    "oasys_com_responsible",
    facts=("worked.responsibility",),
    source="Manage POM Cases: responsibility",
)


def by_owner(*reasons: Reason) -> Because:
    """The reasons of a trigger; the COM's say besides that it is the COM's."""
    return reasons, (*reasons, _COM_OWNS)


def asked(
    ground: Ground,
    kind: DutyKind,
    because: tuple[Reason, ...],
    *,
    due: date,
    opens: date,
    counts_from: date,
    subject: str = "",
    entry_id: int | None = None,
) -> Draft:
    """A trigger that an OASys answers which was completed on or after ``counts_from``."""
    done = None
    for day in ground.oasys.closed:
        if day >= counts_from:
            done = day
            break
    waits_on = waiting(ground, counts_from) if done is None else ()
    return Draft(
        kind, because, due, opens, subject, counts_from, done,
        ground.responsible, waits_on, False, entry_id,
    )  # fmt: skip


def waiting(ground: Ground, counts_from: date) -> tuple[str, ...]:
    """The countersignature that would answer a trigger, where one is waited for."""
    oasys = ground.oasys
    if not oasys.waits or oasys.unsigned is None or oasys.unsigned.completed_on is None:
        return ()
    completed = oasys.unsigned.completed_on
    return (countersignature_key(completed),) if completed >= counts_from else ()


def reviewed_for_handover(
    ground: Ground, since: date, *, ticked_since: date | None = None
) -> date | None:
    """When the OASys was reviewed for the handover: a closed one, or the tick for it."""
    closed = first_on_or_after(ground.oasys.closed, since)
    if not ground.case.entries:
        return closed
    ticks = (
        entry.day
        for entry in ground.entries.get(EntryKind.HANDOVER_TASK, ())
        if entry.what == ChecklistItem.REVIEWED_OASYS
    )
    ticked = first_on_or_after(ticks, ticked_since or since)
    return min(filter(None, (closed, ticked)), default=None)
