"""Why a duty is due: its reasons filled in, by the same machinery as every other result."""

from collections.abc import Mapping
from datetime import date

from pomdesk.domain.duties import Duty, DutyFamily
from pomdesk.domain.facts import CaseSources, Source, SourceKind
from pomdesk.domain.record import DutyMark
from pomdesk.domain.results import FactUsed, Proof, ReleasePoint
from pomdesk.rules.duties import (
    contact,
    data,
    early_allocation,
    handover,
    oasys,
    parole,
    public_protection,
    resettlement,
    victims,
)
from pomdesk.rules.duties.anchor import FactReaders, Given, Noted
from pomdesk.rules.duties.ground import Ground
from pomdesk.rules.proof import Evidence, fact_used, prove_reason, source_of_point

READERS: Mapping[DutyFamily, FactReaders] = {
    DutyFamily.OASYS: oasys.FACTS,
    DutyFamily.PAROLE: parole.FACTS,
    DutyFamily.HANDOVER: handover.FACTS,
    DutyFamily.PUBLIC_PROTECTION: public_protection.FACTS,
    DutyFamily.RESETTLEMENT: resettlement.FACTS,
    DutyFamily.CONTACT: contact.FACTS,
    DutyFamily.VICTIMS: victims.FACTS,
    DutyFamily.EARLY_ALLOCATION: early_allocation.FACTS,
    DutyFamily.DATA: data.FACTS,
}
"""How the ``duty.<name>`` facts of each family are read."""

_MOVED_FROM = "duty.given_due"
_DISPUTED = "duty.disputed"


def prove_duty(duty: Duty, ground: Ground, sources: CaseSources) -> tuple[Proof, ...]:
    """The filled-in reasons of one duty, in reading order.

    ``ground`` is what the duty was worked out from.
    """

    def more(name: str) -> FactUsed:
        if name == _DISPUTED:  # the fact itself, with what was typed and what the file says
            return fact_used(duty.subject, evidence)
        return _told(name, read_fact(name, duty, ground), evidence)

    evidence = Evidence(ground.result, ground.case, sources, ground.policy, ground.today, more=more)
    return tuple(prove_reason(reason, evidence) for reason in duty.because)


def read_fact(name: str, duty: Duty, ground: Ground) -> object:
    """What a ``duty.<name>`` fact is: a value, or ``Noted`` or ``Given`` with its place."""
    if name == _MOVED_FROM:
        return duty.given_due
    return READERS[duty.family][name](ground, duty)


def day_of(noted: Noted) -> date | None:
    """The day that was written down."""
    return noted.entry.day if noted.field == "day" else noted.entry.due


def _told(name: str, found: object, evidence: Evidence) -> FactUsed:
    """The value, and who gave it where that is known."""
    match found:
        case Noted(entry, _):
            on = entry.written_at.date() if entry.written_at else entry.day
            source = Source(SourceKind.TYPED, on, entry.written_by) if entry.written_by else None
            return FactUsed(name, day_of(found), source)
        case DutyMark():
            source = Source(SourceKind.TYPED, found.day, found.by) if found.by else None
            return FactUsed(name, found.day, source)
        case Given(value, section, field):
            return FactUsed(name, value, evidence.sources.of(section, field))
        case ReleasePoint():
            return FactUsed(name, found, source_of_point(evidence, found))
    return FactUsed(name, found, None)
