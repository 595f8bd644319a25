"""The one way out of the desk: what leaves it is logged first, then written.

Every file that tells of somebody passes ``give_out``; where the audit log cannot be written
(AUD-WRITE) nothing is. No other module of a face writes a file of the desk's
(``tests/services/test_audit.py``).
"""

from collections.abc import Callable, Collection
from pathlib import Path

from pomdesk.domain.papers import Paper, StepKind
from pomdesk.services.desk import Desk
from reports.write import write


def give_out(
    desk: Desk,
    path: Path,
    content: bytes,
    what: str,
    *,
    people: Collection[int] = (),
    size: int | None = None,
    how: str = "",
    recipient: str = "",
    pages: int = 0,
    reason: str = "",
) -> None:
    """Log that something leaves the desk, then write it; the words are ``Desk.disclose``'s.

    Raises:
        AuditRefused: AUD-WRITE; nothing was written.
        PaperRefused: REP-PATH, REP-LOCKED, REP-FULL. The log then tells of a file that is not
            there, which does no harm; the other way round would.

    """
    desk.disclose(
        what,
        people,
        size=size,
        how=how,
        recipient=recipient,
        pages=pages,
        reason=reason,
    )
    write(path, content)


def write_own(path: Path, content: bytes) -> None:
    """Write what tells of nobody and whose event is written already: an anchor, a key to print.

    Raises:
        PaperRefused: REP-PATH, REP-LOCKED, REP-FULL.

    """
    write(path, content)


Give = Callable[[Path, bytes, Collection[int], str, int], None]
"""Writes a file: where, what, of whom, what kind of paper, how many pages."""


def logged(desk: Desk) -> Give:
    """Writes PDFs out of a desk, each once its audit log has it."""

    def give(path: Path, content: bytes, people: Collection[int], how: str, pages: int) -> None:
        give_out(desk, path, content, "EXPORT_PDF", people=people, how=how, pages=pages)

    return give


def unlogged(path: Path, content: bytes, _people: Collection[int], _how: str, _pages: int) -> None:
    """Writes what is of no desk: in measurements and tests."""
    write(path, content)


def sent_to(paper: Paper | None) -> str:
    """To whom a paper went last, as far as it is known; blank: a working copy of one's own."""
    steps = paper.steps if paper is not None else ()
    return next((one.to_whom for one in reversed(steps) if one.kind is StepKind.SENT), "")


def anchor_of(desk: Desk) -> str:
    """The end of the audit log at this moment, for the foot of a paper."""
    from pomdesk.services.queries.audit import LogHead

    head = desk.ask(LogHead())
    return head.anchor if head.seq else ""
