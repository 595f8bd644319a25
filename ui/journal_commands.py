"""The command ``journal``: the audit log read, gone through, given out, anchored, shortened."""

import argparse
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pomdesk.domain.audit import Kind
from pomdesk.domain.errors import RequestRefused
from resources.text import Text
from ui.answers import print_json, print_table
from ui.session import DONE, KNOWN_ERROR, Session

if TYPE_CHECKING:
    from pomdesk.readmodels.audit import LogFilter
    from pomdesk.services.desk import Desk

_USUAL_MOST = 200


def add_arguments(parser: argparse.ArgumentParser, text: Text) -> None:
    """``journal ACTION``: what each takes."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)

    def add(name: str) -> argparse.ArgumentParser:
        words = text(f"cli.journal_help.{name}")
        made: argparse.ArgumentParser = actions.add_parser(name, help=words, description=words)
        return made

    def file(made: argparse.ArgumentParser) -> None:
        words = text("cli.journal_help.output")
        made.add_argument("-o", "--output", type=Path, metavar="FILE", required=True, help=words)

    verify = add("verify")
    words = text("cli.journal_help.anchor_given")
    verify.add_argument("--anchor", action="append", default=[], metavar="ANCHOR", help=words)
    listing = add("list")
    _add_filter(listing, text)
    words = text("cli.journal_help.most")
    listing.add_argument("--most", type=int, default=_USUAL_MOST, metavar="N", help=words)
    listing.add_argument("--format", choices=("table", "json"), default="table")
    export = add("export")
    file(export)
    _add_filter(export, text)
    export.add_argument("--why", required=True, help=text("cli.journal_help.why"))
    file(add("anchor"))
    add("prune")


def _add_filter(made: argparse.ArgumentParser, text: Text) -> None:
    made.add_argument("--prisoner", metavar="PRISONER", help=text("cli.journal_help.person"))
    made.add_argument("--who", default="", metavar="NAME", help=text("cli.journal_help.who"))
    kinds = [kind.value for kind in Kind]
    made.add_argument("--kind", choices=kinds, help=text("cli.journal_help.kind"))
    made.add_argument("--what", default="", metavar="CODE", help=text("cli.journal_help.what"))
    for name in ("first", "last"):
        made.add_argument(
            f"--{name}",
            type=date.fromisoformat,
            metavar="YYYY-MM-DD",
            help=text(f"cli.journal_help.{name}"),
        )


def run(session: Session) -> int:
    """Do one of them."""
    desk = session.desk()
    try:
        return _ACTIONS[session.arguments.action](session, desk)
    finally:
        desk.close()


def _verify(session: Session, desk: "Desk") -> int:
    """0 only if the log holds; what came of it is the answer."""
    from ui.log_words import proof_words, remark_lines

    text = session.text
    proof = desk.verify_log(*session.arguments.anchor)
    if session.wants_json():
        broken = proof.broken
        print_json(
            {
                "ok": proof.holds,
                "code": "" if broken is None else "AUD-BROKEN",
                "message": proof_words(text, proof),
                "changed": False,
                "wrong": broken.wrong if broken else None,
                "event": broken.seq if broken else None,
                "events": proof.events,
                "signed": proof.signed,
                "sealedTo": proof.sealed,
                "anchors": proof.anchors,
                "head": proof.head.anchor,
                "remarks": remark_lines(text, proof),
            }
        )
    else:
        print(proof_words(text, proof))
        for line in remark_lines(text, proof):
            print(line)
    return DONE if proof.holds else KNOWN_ERROR


def _filter(session: Session, desk: "Desk") -> "LogFilter":
    from pomdesk.readmodels.audit import LogFilter
    from pomdesk.services.queries.audit import PeopleInLog

    given = session.arguments
    person_id = None
    if given.prisoner:
        number = given.prisoner.strip().upper()
        found = [one for one in desk.ask(PeopleInLog(number)) if one.prisoner_number == number]
        if not found:
            raise RequestRefused("REQ-PERSON", number=number)
        person_id = found[0].person_id
    kind = Kind(given.kind) if given.kind else None
    return LogFilter(
        person_id=person_id,
        who=given.who,
        kind=kind,
        what=given.what.strip().upper(),
        first=given.first,
        last=given.last,
    )


def _list(session: Session, desk: "Desk") -> int:
    from pomdesk.services.queries.audit import LogLines
    from ui.log_words import moment, told_words, what_words, whom_words

    text = session.text
    page = desk.ask(LogLines(_filter(session, desk), limit=max(session.arguments.most, 1)))
    if session.wants_json():
        print_json([{**_plain(line.event), "prisonerNumber": line.prisoner_number or None}
                    for line in page.lines])  # fmt: skip
        return DONE
    if not page.lines:
        session.tell(text("cli.journal.nothing"))
        return DONE
    rows = []
    for line in page.lines:
        event = line.event
        said = ": ".join(filter(None, [what_words(text, event), told_words(text, event)]))
        rows.append(
            (str(event.seq), moment(text, event.at), event.name, said, whom_words(text, line))
        )
    names = ("seq", "at", "who", "what", "whom")
    print_table([text(f"cli.journal_head.{name}") for name in names], rows)
    return DONE


def _plain(event: object) -> dict[str, object]:
    from dataclasses import fields

    from pomdesk.domain.audit import Logged

    assert isinstance(event, Logged)  # noqa: S101 - lines hold nothing else
    return {one.name: getattr(event, one.name) for one in fields(event)}


def _export(session: Session, desk: "Desk") -> int:
    from ui.log_file import give_out_log, need_why

    given, text = session.arguments, session.text
    done = give_out_log(desk, text, _filter(session, desk), given.output, need_why(given.why))
    print(given.output)
    session.tell(done)
    return DONE


def _anchor(session: Session, desk: "Desk") -> int:
    from ui.log_file import write_anchor

    anchor, slip = write_anchor(desk, session.text, session.arguments.output)
    print(session.arguments.output)
    print(slip)
    session.tell(session.text("cli.journal.wrote", anchor=anchor.head.anchor))
    return DONE


def _prune(session: Session, desk: "Desk") -> int:
    from pomdesk.services.pruning import prune_log

    last = prune_log(desk).result
    if session.wants_json():
        print_json({"ok": True, "last": last})
    else:
        print(session.text("cli.journal.pruned", n=last))
    return DONE


_ACTIONS: Mapping[str, Callable[[Session, "Desk"], int]] = {
    "verify": _verify,
    "list": _list,
    "export": _export,
    "anchor": _anchor,
    "prune": _prune,
}
