"""The audit log as a file: JSON that another audit service can take in, or CSV to read.

Each event of the JSON has the names that the audit service of HMPPS knows; ``details`` holds the
event as it was hashed, so that anybody can go through the chain again: ``hash`` is SHA-256 over
the canonical JSON (sorted names, no spaces, UTF-8) of all of it but ``hash`` and ``sig``.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pomdesk.domain.audit import Logged, Proof, SignedAnchor
from pomdesk.domain.errors import AuditRefused
from pomdesk.readmodels.audit import LogFilter, LogLine
from resources.text import Text
from ui.log_words import moment, proof_words, told_words, what_words, whom_words
from ui.out import give_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pomdesk.services.desk import Desk

FORMAT = "pomdesk-log-1"
SERVICE = "pom-desk"
FEWEST_WORDS = 3
COLUMNS = ("seq", "at", "who", "role", "what", "kind", "whom", "size", "recipient", "told")


def json_bytes(lines: "Sequence[LogLine]", proof: Proof, text: Text) -> bytes:
    """Events, oldest first, with what came of going through the log just before."""
    whole = {
        "format": FORMAT,
        "proof": {
            "holds": proof.holds,
            "words": proof_words(text, proof),
            "wrong": proof.broken.wrong.value if proof.broken else None,
            "event": proof.broken.seq if proof.broken else None,
            "sealedTo": proof.sealed,
            "head": {"number": proof.head.seq, "hash": proof.head.hash},
        },
        "events": [_event(line.event) for line in reversed(lines)],
    }
    return f"{json.dumps(whole, ensure_ascii=False, indent=1)}\n".encode()


def csv_bytes(lines: "Sequence[LogLine]", text: Text) -> bytes:
    """The same events in words. Nobody they are about is named: names do not leave with the log."""
    from ui.export import csv_bytes as table

    heads = [text(f"audit.column.{name}") for name in COLUMNS]
    return table(heads, [_cells(text, line) for line in reversed(lines)])


def _cells(text: Text, line: LogLine) -> list[str | int]:
    event = line.event
    return [
        event.seq,
        moment(text, event.at),
        event.name,
        text.code("role", event.role),
        what_words(text, event),
        text.code("audit.kind", event.kind),
        whom_words(text, LogLine(event)),
        event.size,
        event.recipient,
        told_words(text, event),
    ]


def _event(event: Logged) -> dict[str, Any]:
    return {
        "what": event.what,
        "when": f"{_at(event.at)}Z",
        "operationId": event.session,
        "subjectId": event.subject or None,
        "subjectType": "PERSON" if event.subject else "NOT_APPLICABLE",
        "correlationId": event.correlation or None,
        "who": event.name,
        "service": SERVICE,
        "details": {
            "seq": event.seq,
            "at": _at(event.at),
            "order_at": _at(event.order_at),
            "wall_regressed": event.wall_regressed,
            "who": event.who,
            "name": event.name,
            "role": event.role,
            "session": event.session,
            "what": event.what,
            "kind": event.kind.value,
            "subject": event.subject,
            "correlation": event.correlation,
            "reason": event.reason,
            "recipient": event.recipient,
            "size": event.size,
            "detail": json.dumps(
                event.detail, sort_keys=True, separators=(",", ":"), ensure_ascii=False
            ),
            "prev": event.prev,
            "hash": event.hash,
            "sig": event.sig,
        },
    }


def _at(when: datetime) -> str:
    return when.isoformat(timespec="microseconds")


def need_why(typed: str) -> str:
    """The reason for giving the log out.

    Raises:
        AuditRefused: AUD-WHY, fewer than three words.

    """
    words = typed.split()
    if len(words) < FEWEST_WORDS:
        raise AuditRefused("AUD-WHY")
    return " ".join(words)


def give_out_log(desk: "Desk", text: Text, wanted: LogFilter, target: Path, why: str) -> str:
    """Go through the log, then write what was asked of it; what came of it, in words.

    A log that does not hold is given out all the same, for it is evidence; the file says so.

    Raises:
        RoleRefused: ROL-NONE, ROL-MAY.
        AuditRefused: AUD-WRITE.
        PaperRefused: the file cannot be written.

    """
    from pomdesk.services.queries.audit import LogLines

    desk.need("export_log")
    proof = desk.verify_log()
    lines = desk.ask(LogLines(wanted, limit=None)).lines
    as_table = target.suffix.casefold() == ".csv"
    made = csv_bytes(lines, text) if as_table else json_bytes(lines, proof, text)
    give_out(desk, target, made, "EXPORT_LOG", size=len(lines), how="log", reason=why)
    return proof_words(text, proof)


def write_anchor(desk: "Desk", text: Text, target: Path) -> tuple[SignedAnchor, Path]:
    """Make an anchor; write its file, and beside it the slip to print.

    Raises:
        RoleRefused: ROL-NONE, ROL-MAY.
        AuditRefused: AUD-WRITE.
        PaperRefused: a file cannot be written.

    """
    from pomdesk.services.audit_log import anchor_bytes
    from reports.audit_slip import render
    from ui.out import write_own

    anchor, slip = desk.make_anchor(), target.with_suffix(".pdf")
    write_own(target, anchor_bytes(anchor))
    if slip != target:
        write_own(slip, render(anchor, text))
    return anchor, slip
