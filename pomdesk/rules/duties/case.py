"""Every duty of one case: the one door for queries."""

from collections.abc import Iterator
from datetime import date
from itertools import chain

from pomdesk.domain.duties import Duty
from pomdesk.domain.facts import Case
from pomdesk.domain.results import CaseResult
from pomdesk.rules.duties.contact import contact_duties
from pomdesk.rules.duties.data import data_duties
from pomdesk.rules.duties.early_allocation import early_allocation_duties
from pomdesk.rules.duties.ground import Draft, Family, Ground
from pomdesk.rules.duties.handover import handover_duties
from pomdesk.rules.duties.oasys import oasys_duties
from pomdesk.rules.duties.parole import parole_duties
from pomdesk.rules.duties.public_protection import public_protection_duties
from pomdesk.rules.duties.resettlement import resettlement_duties
from pomdesk.rules.duties.settle import settle
from pomdesk.rules.duties.victims import victim_duties
from pomdesk.rules.policy import Policy
from pomdesk.rules.working_days import Calendar

_FAMILIES: tuple[Family, ...] = (
    oasys_duties,
    parole_duties,
    handover_duties,
    public_protection_duties,
    resettlement_duties,
    contact_duties,
    victim_duties,
    early_allocation_duties,
)


def work_out_duties(
    case: Case, result: CaseResult, policy: Policy, calendar: Calendar, today: date
) -> list[Duty]:
    """The duties of one case on one day, by family; done and not needed ones among them.

    ``result`` is what ``rules.case.work_out`` gave for the same case, policy and day. People
    outside the OMiC policy have only the duties that would bring them in: missing facts.
    """
    ground = Ground(case, result, policy, calendar, today)
    return settle(_drafts(ground), ground)


def _drafts(ground: Ground) -> Iterator[Draft]:
    families = _FAMILIES if ground.result.scope.inside else ()
    return chain.from_iterable(family(ground) for family in (*families, data_duties))
