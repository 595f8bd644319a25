"""The blocks of facts that templates may ask for, by name, and who may read them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from reports import (
    case_blocks,
    chronology,
    forms,
    handover_blocks,
    outstanding,
    pack_report,
    paper_blocks,
    pathways,
    plan_blocks,
    record_blocks,
    risk_blocks,
)
from reports.draft import Draft
from reports.page import Block


@dataclass(frozen=True, slots=True)
class Facts:
    """One block of facts.

    Attributes:
        blocks: makes it; no blocks where the record has nothing to say and nothing is asked.
        disclosable: it may stand in a paper that the person reads (Parole Board Rules 2019,
            rule 16: reports are served on the prisoner).

    """

    blocks: Callable[[Draft], list[Block]]
    disclosable: bool = True


FACTS: Mapping[str, Facts] = {
    "identity": Facts(case_blocks.identity),
    "sentence": Facts(case_blocks.sentence),
    "dates": Facts(case_blocks.dates),
    "sentence_line": Facts(case_blocks.line),
    "handover": Facts(handover_blocks.handover),
    "people": Facts(handover_blocks.people, disclosable=False),
    "reasons": Facts(handover_blocks.reasons),
    "early_allocation": Facts(handover_blocks.early_allocation),
    "checklist": Facts(handover_blocks.checklist, disclosable=False),
    "risk": Facts(risk_blocks.risk),
    "oasys": Facts(risk_blocks.oasys),
    "plan": Facts(plan_blocks.plan),
    "licence": Facts(record_blocks.licence),
    "contacts": Facts(record_blocks.contacts),
    "referrals": Facts(record_blocks.referrals),
    "open_duties": Facts(record_blocks.open_duties),
    "stays": Facts(record_blocks.stays),
    "staff": Facts(record_blocks.staff),
    "mappa": Facts(risk_blocks.mappa),
    "alerts": Facts(risk_blocks.alerts, disclosable=False),
    "victim": Facts(risk_blocks.victim, disclosable=False),
    "pathways": Facts(pathways.pathways),
    "behaviour": Facts(record_blocks.behaviour),
    "recent_contacts": Facts(record_blocks.recent_contacts),
    "restrictions": Facts(record_blocks.restrictions, disclosable=False),
    "protection": Facts(record_blocks.protection, disclosable=False),
    "parole_position": Facts(handover_blocks.parole_position),
    "chronology": Facts(chronology.chronology, disclosable=False),
    "actions": Facts(outstanding.actions),
    "meeting_record": Facts(forms.meeting_record, disclosable=False),
    "report": Facts(pack_report.report, disclosable=False),
    "sign_off": Facts(forms.sign_off),
    "parole_review": Facts(paper_blocks.parole_review),
    "last_day": Facts(paper_blocks.last_day, disclosable=False),
    "mappa_level": Facts(paper_blocks.mappa_level),
    "risk_now": Facts(paper_blocks.risk_now),
    "key_dates": Facts(paper_blocks.key_dates),
    "next_duties": Facts(paper_blocks.next_duties),
    "plan_now": Facts(plan_blocks.plan_now),
    "signatures": Facts(paper_blocks.signatures),
    "signatures_with_person": Facts(paper_blocks.signatures_with_person),
}
"""Every block. One that tells of victims, alerts, restrictions or public protection is not
disclosable, however little it says."""
