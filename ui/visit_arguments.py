"""What ``visit ACTION`` takes on the command line, and how every action finds and answers."""

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pomdesk.carried.contents import LONGEST_DAYS
from pomdesk.domain.visits import NOT_SEEN_BECAUSE, SEEN_AS, TIME, Keep, Layout
from resources.text import Text
from ui.answers import print_json
from ui.session import Session

if TYPE_CHECKING:
    from pomdesk.readmodels.visits import VisitView
    from pomdesk.services.desk import Desk

SEEN = "seen"
"""Stands for how people are usually seen on a walk."""


Action = Callable[..., argparse.ArgumentParser]


def add_arguments(parser: argparse.ArgumentParser, text: Text) -> None:
    """Add every action of ``visit``."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)

    def action(name: str, *, code: bool = True) -> argparse.ArgumentParser:
        words = text(f"cli.visit_help.{name}")
        made = actions.add_parser(name, help=words, description=words)
        if code:
            made.add_argument("code", metavar="CODE", help=text("cli.visit_arg.code"))
        return made

    _planning(action, text)
    _walking(action, text)
    _packs(action, text)
    _clashes(action, text)
    _places(action("places", code=False), text)


def _planning(action: Action, text: Text) -> None:
    action("list", code=False)
    propose = action("propose", code=False)
    _where(propose, text)
    propose.add_argument("--all", action="store_true", help=text("cli.visit_arg.all"))
    plan = action("plan", code=False)
    plan.add_argument("prisoners", nargs="*", metavar="PRISONER")
    plan.add_argument("--day", type=_day, metavar="YYYY-MM-DD", required=True)
    _where(plan, text)
    plan.add_argument("--late", action="store_true", help=text("cli.visit_arg.late"))
    plan.add_argument("--title", default="", metavar="TEXT")
    change = action("change")
    for name in ("add", "remove"):
        words = text(f"cli.visit_arg.{name}")
        change.add_argument(f"--{name}", action="append", default=[], metavar="WHO", help=words)
    change.add_argument("--day", type=_day, metavar="YYYY-MM-DD")
    change.add_argument("--title", metavar="TEXT")
    change.add_argument("--again", action="store_true", help=text("cli.visit_arg.again"))
    action("drop")
    action("show")
    sheet = action("sheet")
    _output(sheet, text)
    sheet.add_argument("--layout", choices=[*Layout], default=Layout.LINE)
    _output(action("names"), text)


def _where(parser: argparse.ArgumentParser, text: Text) -> None:
    parser.add_argument("--prison", metavar="CODE", help=text("cli.visit_arg.prison"))
    parser.add_argument("--wing", metavar="WING")
    parser.add_argument("--landing", metavar="LANDING")


def _walking(action: Action, text: Text) -> None:
    action("begin")
    record = action("record")
    record.add_argument("who", metavar="NUMBER", help=text("cli.visit_arg.who"))
    whats = (SEEN, *SEEN_AS, *NOT_SEEN_BECAUSE)
    record.add_argument("--what", choices=whats, help=text("cli.visit_arg.what"))
    record.add_argument("--text", metavar="TEXT", help=text("cli.visit_arg.text"))
    record.add_argument("--next", metavar="TEXT", help=text("cli.visit_arg.next"))
    record.add_argument("--due", type=_day, metavar="YYYY-MM-DD", help=text("cli.visit_arg.due"))
    record.add_argument("--on", type=_day, metavar="YYYY-MM-DD", help=text("cli.visit_arg.on"))
    record.add_argument("--time", type=_time, metavar="HH:MM", help=text("cli.visit_arg.time"))
    record.add_argument(
        "--tick", action="append", default=[], metavar="KEY", help=text("cli.visit_arg.tick")
    )
    record.add_argument(
        "--change",
        action="append",
        default=[],
        nargs=3,
        metavar=("ROW", "FIELD", "VALUE"),
        help=text("cli.visit_arg.change"),
    )
    record.add_argument("--clear", action="store_true", help=text("cli.visit_arg.clear"))
    action("end")
    note = action("note")
    note.add_argument("text", metavar="TEXT")
    _output(action("summary"), text, needed=False)


def _packs(action: Action, text: Text) -> None:
    out = action("take-out")
    _output(out, text)
    out.add_argument("--holder", required=True, metavar="NAME", help=text("cli.visit_arg.holder"))
    out.add_argument("--device", default="", metavar="TEXT", help=text("cli.visit_arg.device"))
    out.add_argument("--days", type=_days, metavar="N", help=text("cli.visit_arg.days"))
    _output(action("save-again"), text)
    for name in ("open", "bring-back"):
        made = action(name, code=False)
        made.add_argument("file", type=Path, metavar="FILE")
        words = text("cli.visit_arg.code_file")
        made.add_argument("--code-file", type=Path, metavar="FILE", help=words)
    _output(action("return"), text)
    action("write-off").add_argument("--why", required=True, metavar="TEXT")
    action("clear").add_argument("--anyway", action="store_true", help=text("cli.visit_arg.anyway"))


def _clashes(action: Action, text: Text) -> None:
    clashes = action("clashes", code=False)
    clashes.add_argument("code", nargs="?", metavar="CODE", help=text("cli.visit_arg.code"))
    settle = action("settle", code=False)
    settle.add_argument("clash", type=_number, metavar="NUMBER")
    settle.add_argument("keep", choices=[*Keep])


def _places(places: argparse.ArgumentParser, text: Text) -> None:
    steps = places.add_subparsers(dest="step", metavar="STEP")
    add = steps.add_parser("add", help=text("cli.visit_arg.place_add"))
    add.add_argument("prison", metavar="PRISON", help=text("cli.visit_arg.prison"))
    add.add_argument("begins", metavar="BEGINS", help=text("cli.visit_arg.begins"))
    add.add_argument("wing", metavar="WING")
    add.add_argument("--landing", default="", metavar="LANDING")
    add.add_argument("--walk", type=_number, default=0, help=text("cli.visit_arg.walk"))
    drop = steps.add_parser("drop", help=text("cli.visit_arg.place_drop"))
    drop.add_argument("place", type=_number, metavar="ID")


def _output(parser: argparse.ArgumentParser, text: Text, *, needed: bool = True) -> None:
    words = text("cli.visit_arg.output")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", required=needed, help=words)


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{typed!r} is not a day such as 2026-11-22") from None


def _time(typed: str) -> str:
    if typed and not TIME.fullmatch(typed):
        raise argparse.ArgumentTypeError(f"{typed!r} is not a time such as 14:05")
    return typed


def _number(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and len(typed) < 8):
        raise argparse.ArgumentTypeError(f"{typed!r} is not a whole number")
    return int(typed)


def _days(typed: str) -> int:
    if not 1 <= (days := _number(typed)) <= LONGEST_DAYS:
        raise argparse.ArgumentTypeError(f"{typed!r} is not a number from 1 to {LONGEST_DAYS}")
    return days


def visit_of(session: Session, desk: "Desk") -> "VisitView":
    """The visit whose code was typed.

    Raises:
        RequestRefused: REQ-VISIT, REQ-VISIT-CODE.

    """
    from pomdesk.services.queries.visits import VisitOf

    return desk.ask(VisitOf(code=session.arguments.code))


def say(session: Session, words: str, **told: object) -> None:
    """The answer of something that was done: words, or an object with ``ok``."""
    if session.wants_json():
        print_json({"ok": True, **told})
    else:
        print(words)
