"""Everything held on one person, part by part, with what was decided about each."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, select

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.facts import Case
from pomdesk.domain.rights import Decision, Flag, Ground, PackItem
from pomdesk.readmodels.rights import Pack, RequestLine
from pomdesk.rules.papers.disclosure import hits
from pomdesk.rules.subject_access import flags_of_text
from pomdesk.services.cases import load_cases
from pomdesk.services.desk import Day
from pomdesk.services.papers import secrets_about
from pomdesk.services.rights.parts import everything, paper_files
from pomdesk.store.tables import access_item
from pomdesk.store.unit_of_work import UnitOfWork

_SEARCHED = frozenset(
    {"record", "duties", "papers", "drafts", "history", "visits", "quality", "rights"}
)
"""Sections whose texts are searched for what must be kept from the person."""


def pack_of(uow: UnitOfWork, day: Day, person_id: int, request: RequestLine | None) -> Pack:
    """Everything held on a person, with the decisions made for a request.

    Raises:
        RequestRefused: REQ-PERSON.

    """
    cases = load_cases(uow, [person_id])
    if person_id not in cases:
        raise RequestRefused("REQ-PERSON", number="")
    case = cases[person_id]
    found = list(everything(uow, person_id, case))
    flagged = _flagged(uow, day, person_id, case, found)
    return Pack(
        person_id=person_id,
        prisoner_number=case.person.prisoner_number,
        last_name=case.person.last_name,
        first_name=case.person.first_name,
        made_on=day.today,
        request=request,
        items=_decided(uow, flagged, request),
        left_out={"paper_files": paper_files(uow, person_id)},
    )


def _flagged(
    uow: UnitOfWork, day: Day, person_id: int, case: Case, items: Sequence[PackItem]
) -> list[PackItem]:
    texts = {
        item.key: "\n".join(value for _name, value in item.fields)
        for item in items
        if item.section in _SEARCHED
    }
    found = defaultdict(list)
    for hit in hits(texts, secrets_about(uow, day, person_id, case)):
        found[hit.section].append(hit)
    return [
        replace(item, flags=item.flags | flags_of_text(texts[item.key], found[item.key]))
        if item.key in texts
        else item
        for item in items
    ]


def _decided(
    uow: UnitOfWork, items: Sequence[PackItem], request: RequestLine | None
) -> list[PackItem]:
    """The parts with what was decided of them; of another text nothing was decided."""
    if request is None:
        return list(items)
    mine = select(access_item).where(access_item.c.request_id == request.id)
    rows = {row.source: row for row in uow.rows(mine)}
    return [_with(item, rows[item.key]) if item.key in rows else item for item in items]


def _with(item: PackItem, row: Row[Any]) -> PackItem:
    item = replace(item, flags=item.flags | {Flag(code) for code in row.flags.split()})
    if not row.decision:
        return item
    if row.digest != item.digest:
        return replace(item, flags=item.flags or frozenset({Flag.NOT_DISCLOSED}))
    return replace(
        item,
        decision=Decision(row.decision),
        ground=Ground(row.ground) if row.ground else None,
        instead=(("text", row.text),) if row.text else (),
        decided_by=row.by,
    )
