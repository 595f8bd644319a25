"""The caseload on the desk's day."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, select

from pomdesk.domain.facts import Case
from pomdesk.domain.names import spoken
from pomdesk.domain.terms import Responsibility
from pomdesk.readmodels.caseload import Caseload, CaseloadLine
from pomdesk.rules.case import work_out
from pomdesk.rules.prison import prison_name
from pomdesk.rules.whereabouts import location, temporary_absence_since
from pomdesk.services.cases import load_cases, some
from pomdesk.services.desk import Day
from pomdesk.store.tables import allocation, import_file, person, staff
from pomdesk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class CaseloadOn:
    """Every person in the store, by name; with ``limit``, only the first so many."""

    limit: int | None = None

    def run(self, uow: UnitOfWork, day: Day) -> Caseload:
        """Read the cases and run every rule on each."""
        names = select(person.c.id, person.c.name_key).order_by(person.c.name_key, person.c.id)
        keys = {row.id: row.name_key for row in uow.rows(names.limit(self.limit))}
        # Naming everybody would be slower than reading everybody.
        few = list(keys) if len(keys) == self.limit else None
        cases = load_cases(uow, few, assessments=False)
        poms = _poms(uow, few)
        (head,) = uow.rows(
            select(
                select(func.count()).select_from(person).scalar_subquery().label("total"),
                select(func.max(import_file.c.as_at)).scalar_subquery().label("as_at"),
            )
        )
        lines = [
            _line(person_id, keys[person_id], case, poms.get(person_id), day)
            for person_id, case in cases.items()
        ]
        return Caseload(day.today, lines, total=head.total, as_at=head.as_at)


def _poms(uow: UnitOfWork, person_ids: Collection[int] | None) -> dict[int, str]:
    names = {row.staff_id: full_name(row) for row in uow.rows(select(staff))}
    statement = select(allocation.c.person_id, allocation.c.primary_staff_id)
    return {
        row.person_id: names[row.primary_staff_id]
        for row in uow.rows(some(statement, allocation.c.person_id, person_ids))
        if row.primary_staff_id in names
    }


def full_name(row: Row[Any]) -> str:
    """Forename and surname of a staff row."""
    return spoken(row.first_name, row.last_name)


def _line(person_id: int, key: str, case: Case, pom: str | None, day: Day) -> CaseloadLine:
    who, result = case.person, work_out(case, day.policy, day.today)
    probation = case.probation
    handover = result.handover
    release, earliest = result.handover_release, result.earliest_release
    parole = result.parole.next_on
    role = None
    if handover is not None:
        community = handover.responsibility is Responsibility.COMMUNITY
        role = "supporting" if community else "responsible"
    return CaseloadLine(
        person_id=person_id,
        prisoner_number=who.prisoner_number,
        first_name=who.first_name,
        last_name=who.last_name,
        name_key=key,
        prison_id=who.supporting_prison_id if who.restricted_patient else who.prison_id,
        location=location(who),
        restricted_patient=bool(who.restricted_patient),
        temporary_absence_since=temporary_absence_since(who, case.movements),
        inside=result.scope.inside,
        scope_reason=result.scope.reason,
        responsibility=handover.responsibility if handover else None,
        handover_starts=handover.starts if handover else None,
        handover_on=handover.on if handover else None,
        handover_reason=handover.reason if handover else None,
        handover_window=handover.window if handover else None,
        handover_release_on=release.on if release else None,
        handover_release_type=release.kind if release else None,
        earliest_release_on=earliest.on if earliest else None,
        earliest_release_type=earliest.kind if earliest else None,
        recommended_pom_type=result.recommendation.pom_type if result.recommendation else None,
        tier=probation.tier if probation else None,
        mappa_level=probation.mappa_level if probation else None,
        rosh_level=probation.rosh_level if probation else None,
        com_name=probation.com_name if probation else None,
        com_needed=result.com.needed if result.com else False,
        com_overdue_days=result.com.days_overdue if result.com else 0,
        parole_next_on=parole.on if parole else None,
        parole_next_type=parole.kind if parole else None,
        indeterminate=bool(who.indeterminate_sentence),
        recall=bool(who.recall),
        vlo=bool(probation and probation.vlo_assigned),
        pom_name=pom,
        pom_role=role,
        prison_name=prison_name(person=who, policy=day.policy),
    )
