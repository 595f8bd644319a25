"""What every command on a paper does: find it, keep what it says, note a step."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.papers import FROZEN, PaperStage, SectionText, StepKind, text_digest
from pomdesk.domain.typed import clean
from pomdesk.services.papers import as_kept, sections_of
from pomdesk.store.tables import paper_version
from pomdesk.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from pomdesk.store.records import PaperRecord

LONGEST_LINE = 200
"""Characters of a name, of to whom a paper went, and of how."""
LONGEST_COMMENT = 4_000


def paper_record(uow: UnitOfWork, paper_id: int) -> "PaperRecord":
    """A paper, to change it.

    Raises:
        RequestRefused: REQ-PAPER-GONE.

    """
    from pomdesk.store.records import PaperRecord

    record = uow.get(PaperRecord, paper_id)
    if record is None:
        raise RequestRefused("REQ-PAPER-GONE")
    return record


def living(uow: UnitOfWork, paper_id: int) -> "PaperRecord":
    """A paper that is not frozen.

    Raises:
        RequestRefused: REQ-PAPER-GONE, REQ-PAPER-FROZEN.

    """
    record = paper_record(uow, paper_id)
    if record.stage in FROZEN:
        raise RequestRefused("REQ-PAPER-FROZEN")
    return record


def being_written(uow: UnitOfWork, paper_id: int) -> "PaperRecord":
    """A paper that is being written: neither frozen nor signed.

    Raises:
        RequestRefused: REQ-PAPER-GONE, REQ-PAPER-FROZEN, REQ-PAPER-SIGNED.

    """
    record = living(uow, paper_id)
    if record.stage != PaperStage.DRAFT:
        raise RequestRefused("REQ-PAPER-SIGNED")
    return record


def touch(uow: UnitOfWork, record: "PaperRecord") -> None:
    """Note that something was done with the paper."""
    record.revision += 1
    record.changed_at = uow.now


def line_of(text: object, field: str) -> str:
    """One line that is needed, as it is kept.

    Raises:
        RequestRefused: REQ-PAPER-NEEDS where it is blank, REQ-PAPER-LONG.

    """
    found = clean(text, one_line=True)
    if not found:
        raise RequestRefused("REQ-PAPER-NEEDS", reason=field)
    return not_longer(found, LONGEST_LINE)


def not_longer(text: str, longest: int) -> str:
    """The text.

    Raises:
        RequestRefused: REQ-PAPER-LONG where it is longer than that; nothing is ever cut.

    """
    if len(text) > longest:
        raise RequestRefused("REQ-PAPER-LONG", longest=longest)
    return text


def keep(
    uow: UnitOfWork,
    record: "PaperRecord",
    why: str,
    sections: Mapping[str, SectionText],
    *,
    pdf: bytes | None = None,
    words_sha256: str = "",
    file_sha256: str = "",
) -> int:
    """Keep what the paper says now; the result is the number of the version's row.

    What was signed keeps its number until it is final; else the next words have the next one.
    """
    from pomdesk.store.records import PaperVersionRecord

    made = uow.add(
        PaperVersionRecord(
            person_id=record.person_id,
            paper_id=record.id,
            number=record.version,
            why=why,
            at=uow.now,
            by=uow.by,
            text_digest=text_digest(sections),
            words_sha256=words_sha256,
            file_sha256=file_sha256,
            sections=as_kept(sections),
            pdf=pdf,
        )
    )
    if why in ("kept", "returned"):
        record.version += 1
    return made.id


def keep_unless_kept(uow: UnitOfWork, record: "PaperRecord") -> int | None:
    """Keep what the paper says, unless the newest version says the same or it says nothing.

    The result is the number of the version that says it, None where there is nothing said.
    """
    sections = sections_of(uow, record.id)
    if not as_kept(sections).strip("{}"):
        return None
    newest = (
        select(paper_version.c.id, paper_version.c.text_digest)
        .where(paper_version.c.paper_id == record.id)
        .order_by(paper_version.c.id.desc())
        .limit(1)
    )
    rows = uow.rows(newest)
    if rows and rows[0].text_digest == text_digest(sections):
        return int(rows[0].id)
    return keep(uow, record, "kept", sections)


def take_step(
    uow: UnitOfWork,
    record: "PaperRecord",
    kind: StepKind,
    who: str,
    day: date,
    digest: str,
    *,
    item: str = "",
    to_whom: str = "",
    how: str = "",
    comment: str = "",
) -> None:
    """Note a step in the paper's life."""
    from pomdesk.store.records import PaperStepRecord

    uow.add(
        PaperStepRecord(
            person_id=record.person_id,
            paper_id=record.id,
            kind=kind.value,
            who=who,
            day=day,
            at=uow.now,
            item=item,
            to_whom=to_whom,
            how=how,
            comment=comment,
            text_digest=digest,
        )
    )
    touch(uow, record)
