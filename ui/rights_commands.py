"""The command ``people``: holds, reviews, disposal, and what people ask for of what is held."""

import argparse
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pomdesk.domain.errors import RequestRefused, RightsRefused
from pomdesk.domain.names import listed
from pomdesk.domain.rights import Decision, Erasure, Flag, Ground, RequestKind, RequestStage
from resources.text import Text
from ui.answers import print_json, print_table
from ui.session import DONE, Session

if TYPE_CHECKING:
    from pomdesk.domain.rights import PackItem
    from pomdesk.readmodels.rights import Pack, RequestLine
    from pomdesk.services.desk import Desk

FILE_NAME = "subject-access-draft.pdf"
"""Of the draft where a folder is given: it names nobody."""

_OUTCOMES = (RequestStage.ANSWERED, RequestStage.GRANTED, RequestStage.REFUSED)


def add_arguments(parser: argparse.ArgumentParser, text: Text) -> None:
    """What ``people ACTION`` takes."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)

    def told(name: str) -> str:
        return text(f"cli.people_help.{name}")

    def action(name: str, number: bool = True) -> argparse.ArgumentParser:
        made = actions.add_parser(name, help=told(name), description=told(name))
        if number:
            made.add_argument("prisoner", metavar="PRISONER")
        return made

    export = action("export")
    export.add_argument("-o", "--output", type=Path, required=True, help=told("output"))
    export.add_argument("--why", required=True, metavar="TEXT", help=told("why"))
    export.add_argument("--to", default="", metavar="WHOM", help=told("to"))
    export.add_argument("--password-file", type=Path, metavar="FILE", help=told("password_file"))
    export.add_argument("--plain-json", action="store_true", help=told("plain_json"))
    for name in ("hold", "release"):
        made = action(name, number=False)
        whom = made.add_mutually_exclusive_group(required=True)
        whom.add_argument("prisoner", nargs="?", metavar="PRISONER")
        whom.add_argument("--all", action="store_true", help=told("all"))
        made.add_argument("--why", required=True, metavar="TEXT", help=told("why"))
        if name == "hold":
            made.add_argument("--review", type=_day, metavar="YYYY-MM-DD", help=told("review_day"))
    action("review", number=False).add_argument(
        "--format", choices=("table", "json"), default="table"
    )
    keep = action("keep")
    keep.add_argument("--until", type=_day, required=True, metavar="YYYY-MM-DD", help=told("until"))
    keep.add_argument("--why", required=True, metavar="TEXT", help=told("why"))
    dispose = action("dispose")
    dispose.add_argument("--why", default="", metavar="TEXT", help=told("why"))
    step = dispose.add_mutually_exclusive_group()
    step.add_argument("--confirm", action="store_true", help=told("confirm"))
    step.add_argument("--withdraw", action="store_true", help=told("withdraw"))
    _add_requests(action("request", number=False), text)


def _add_requests(parser: argparse.ArgumentParser, text: Text) -> None:
    """What ``people request STEP`` takes."""
    steps = parser.add_subparsers(dest="step", metavar="STEP", required=True)

    def told(name: str) -> str:
        return text(f"cli.people_help.{name}")

    def step(name: str, ref: bool = True) -> argparse.ArgumentParser:
        words = text(f"cli.people_request_help.{name}")
        made = steps.add_parser(name, help=words, description=words)
        if ref:
            made.add_argument("ref", metavar="REQUEST", help=told("ref"))
        return made

    opened = step("open", ref=False)
    opened.add_argument("prisoner", metavar="PRISONER")
    opened.add_argument(
        "--kind", choices=[*RequestKind], default=RequestKind.ACCESS, help=told("kind")
    )
    opened.add_argument("--received", type=_day, metavar="YYYY-MM-DD", help=told("received"))
    opened.add_argument("--note", default="", metavar="TEXT", help=told("note"))
    every = step("list", ref=False)
    every.add_argument("--prisoner", default="", metavar="PRISONER", help=told("prisoner"))
    every.add_argument("--format", choices=("table", "json"), default="table")
    items = step("items")
    items.add_argument("--all", action="store_true", help=text("cli.people_request_help.all"))
    items.add_argument("--format", choices=("table", "json"), default="table")
    flag = step("flag")
    flag.add_argument("item", metavar="PART", help=told("item"))
    flag.add_argument(
        "--as", dest="flags", action="append", choices=[*Flag], required=True, help=told("flags")
    )
    decide = step("decide")
    decide.add_argument("item", metavar="PART", help=told("item"))
    decide.add_argument("decision", choices=[*Decision], help=told("decision"))
    decide.add_argument("--ground", choices=[*Ground], help=told("ground"))
    decide.add_argument("--text", default="", metavar="TEXT", help=told("text"))
    close = step("close")
    close.add_argument("outcome", choices=_OUTCOMES, help=told("outcome"))
    close.add_argument("--why", required=True, metavar="TEXT", help=told("why"))
    close.add_argument("--statement", default="", metavar="TEXT", help=told("statement"))


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{typed!r} is not a day such as 2026-11-22") from None


def run(session: Session) -> int:
    """Do what was typed after ``people``."""
    desk = session.desk()
    try:
        arguments = session.arguments
        table = _STEPS if arguments.action == "request" else _ACTIONS
        name = arguments.step if arguments.action == "request" else arguments.action
        table[name](session, desk)
    finally:
        desk.close()
    return DONE


def _person(session: Session, desk: "Desk") -> int:
    from pomdesk.services.queries.rights_now import PersonNumbered

    return desk.ask(PersonNumbered(session.arguments.prisoner))


def _somebody(session: Session, desk: "Desk") -> int | None:
    return None if session.arguments.all else _person(session, desk)


# Holds, reviews, disposal


def _hold(session: Session, desk: "Desk") -> None:
    from pomdesk.services.commands.rights_holds import HoldRecord

    whom = _somebody(session, desk)
    desk.do(HoldRecord(whom, session.arguments.why, session.arguments.review))
    print(session.text("rights.held"))


def _release(session: Session, desk: "Desk") -> None:
    from pomdesk.services.commands.rights_holds import ReleaseHold

    desk.do(ReleaseHold(_somebody(session, desk), session.arguments.why))
    print(session.text("rights.released"))


def _keep(session: Session, desk: "Desk") -> None:
    from pomdesk.services.commands.rights_disposal import KeepRecord

    arguments, text = session.arguments, session.text
    desk.do(KeepRecord(_person(session, desk), arguments.until, arguments.why))
    print(text("rights.kept", day=text.day(arguments.until)))


def _dispose(session: Session, desk: "Desk") -> None:
    from pomdesk.services.commands.rights_disposal import (
        ConfirmDisposal,
        ProposeDisposal,
        WithdrawDisposal,
    )

    arguments, text = session.arguments, session.text
    person_id = _person(session, desk)
    if arguments.confirm:
        print("\n".join(erasure_words(text, desk.do(ConfirmDisposal(person_id)).result)))
    elif arguments.withdraw:
        desk.do(WithdrawDisposal(person_id, arguments.why))
        print(text("rights.withdrawn"))
    else:
        due = desk.do(ProposeDisposal(person_id, arguments.why)).result
        print(text("rights.proposed" if due else "rights.proposed_not_due"))


def erasure_words(text: Text, erased: Erasure) -> list[str]:
    """What an erasure took away, and what it could not reach."""
    lines = [
        text("rights.erased", rows=f"{erased.rows:,}", journal=f"{erased.journal:,}"),
        text("rights.erased_backups", day=text.day(erased.backups_until)),
    ]
    remains = erased.remains
    for name in ("quality", "others", "log", "elsewhere"):
        count = getattr(remains, name)
        if count:
            lines.append(text.count(f"rights.remains_{name}", count))
    return [*lines, text("rights.erased_others")]


def _review(session: Session, desk: "Desk") -> None:
    from pomdesk.services.queries.rights_now import RecordsOn

    now = desk.ask(RecordsOn())
    if session.arguments.format == "json":
        print_json(
            {
                "reviews": list(now.reviews),
                "holds": list(now.holds),
                "requests": list(now.requests),
                "qualityRounds": now.quality,
            }
        )
        return
    text = session.text
    if not now.reviews:
        print(text("rights.nothing_due"))
    else:
        head = _head(text, "number", "name", "why", "since", "due", "state")
        print_table(head, [_review_row(text, line) for line in now.reviews])
    if now.holds:
        print()
        rows = [
            [
                line.prisoner_number or text("rights.everybody"),
                listed(line.last_name, line.first_name) if line.person_id else "",
                line.reason,
                line.by,
                text.short_day(line.review) or text("rights.not_named"),
            ]
            for line in now.holds
        ]
        print_table(_head(text, "number", "name", "reason", "by", "review"), rows)
    if now.requests:
        print()
        _print_requests(text, now.requests)


def _review_row(text: Text, line: Any) -> list[str]:
    state = text("rights.state.due")
    if line.held:
        state = text("rights.state.held")
    elif line.proposed_by:
        state = text("rights.state.proposed", who=line.proposed_by)
    return [
        line.prisoner_number,
        listed(line.last_name, line.first_name),
        text.code("trigger", line.trigger),
        text.short_day(line.since),
        text.short_day(line.due),
        state,
    ]


def _head(text: Text, *names: str) -> list[str]:
    return [text(f"rights.column.{name}") for name in names]


# Requests


def _open(session: Session, desk: "Desk") -> None:
    from pomdesk.services.commands.rights_requests import OpenRequest

    arguments, text = session.arguments, session.text
    person_id = _person(session, desk)
    received = arguments.received or desk.today
    kind = RequestKind(arguments.kind)
    ref, due = desk.do(OpenRequest(person_id, kind, received, arguments.note)).result
    print(text("rights.request_opened", ref=ref, day=text.day(due)))


def _list(session: Session, desk: "Desk") -> None:
    from pomdesk.services.queries.rights_now import RequestsOf

    lines = desk.ask(RequestsOf(session.arguments.prisoner))
    if session.arguments.format == "json":
        print_json(list(lines))
    else:
        _print_requests(session.text, lines)


def _print_requests(text: Text, lines: "Sequence[RequestLine]") -> None:
    rows = [
        [
            line.ref,
            line.prisoner_number,
            listed(line.last_name, line.first_name),
            text.code("request_kind", line.kind),
            text.short_day(line.received),
            text.short_day(line.due),
            text.code("request_stage", line.stage),
        ]
        for line in lines
    ]
    print_table(_head(text, "ref", "number", "name", "kind", "received", "due", "state"), rows)


def _pack(session: Session, desk: "Desk") -> "Pack":
    from pomdesk.services.queries.rights_now import RequestsOf, SubjectPack

    ref = session.arguments.ref
    line = next((one for one in desk.ask(RequestsOf()) if one.ref == ref), None)
    if line is None:
        raise RightsRefused("SAR-GONE", ref=ref)
    return desk.ask(SubjectPack(line.person_id, ref))


def _items(session: Session, desk: "Desk") -> None:
    pack, text = _pack(session, desk), session.text
    wanted = [item for item in pack.items if session.arguments.all or item.flags]
    if session.arguments.format == "json":
        print_json([_item_json(item) for item in wanted])
        return
    rows = [
        [
            item.key,
            " ".join(value for _name, value in item.fields)[:60],
            ", ".join(text.code("item_flag", flag) for flag in sorted(item.flags)),
            text.code("item_decision", item.decision),
        ]
        for item in wanted
    ]
    print_table(_head(text, "part", "what", "flags", "decision"), rows)
    if not pack.open_items:
        session.tell(text("rights.none_open"))


def _item_json(item: "PackItem") -> dict[str, object]:
    return {
        "part": item.key,
        "section": item.section,
        "kind": item.kind,
        "day": item.day,
        "fields": [{"name": name, "value": value} for name, value in item.fields],
        "flags": item.flags,
        "decision": item.decision,
        "ground": item.ground,
        "decidedBy": item.decided_by,
    }


def _flag(session: Session, desk: "Desk") -> None:
    from pomdesk.services.commands.rights_requests import FlagItem

    arguments = session.arguments
    flags = frozenset(map(Flag, arguments.flags))
    desk.do(FlagItem(arguments.ref, arguments.item, flags))
    print(session.text("rights.flagged"))


def _decide(session: Session, desk: "Desk") -> None:
    from pomdesk.services.commands.rights_requests import DecideItem

    arguments = session.arguments
    ground = Ground(arguments.ground) if arguments.ground else None
    decision = Decision(arguments.decision)
    desk.do(DecideItem(arguments.ref, arguments.item, decision, ground, arguments.text))
    print(session.text("rights.decided"))


def _close(session: Session, desk: "Desk") -> None:
    from pomdesk.services.commands.rights_requests import CloseRequest

    arguments = session.arguments
    stage = RequestStage(arguments.outcome)
    desk.do(CloseRequest(arguments.ref, stage, arguments.why, arguments.statement))
    print(session.text("rights.request_closed", ref=arguments.ref))


# The draft of what is held


def _export(session: Session, desk: "Desk") -> None:
    from pomdesk.services.queries.rights_now import SubjectPack
    from ui.subject_access import give_out

    arguments, text = session.arguments, session.text
    pack = desk.ask(SubjectPack(_person(session, desk)))
    path: Path = arguments.output
    if path.suffix.lower() != ".pdf":
        path = path / FILE_NAME
    counts = give_out(
        desk,
        pack,
        text,
        path,
        lambda: _password(session),
        why=arguments.why,
        recipient=arguments.to,
        plain_json=arguments.plain_json,
    )
    print(text("rights.exported", path=path, **counts))


def _password(session: Session) -> str:
    import getpass
    import sys

    file = session.arguments.password_file
    if file is not None:
        try:
            words: str = file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            raise RequestRefused("REQ-PASSFILE", file=file.name) from None
        return words.rstrip("\r\n")
    if not sys.stdin.isatty():
        raise RequestRefused("REQ-PDFPASS")
    first = getpass.getpass(session.text("rights.password"))
    if getpass.getpass(session.text("cli.ask.again")) != first:
        raise RequestRefused("REQ-TWICE")
    return first


_ACTIONS: dict[str, Callable[[Session, "Desk"], None]] = {
    "export": _export,
    "hold": _hold,
    "release": _release,
    "review": _review,
    "keep": _keep,
    "dispose": _dispose,
}
_STEPS: dict[str, Callable[[Session, "Desk"], None]] = {
    "open": _open,
    "list": _list,
    "items": _items,
    "flag": _flag,
    "decide": _decide,
    "close": _close,
}
