"""The command line: the same desk without a window.

Standard output carries the answer alone; progress and messages go to standard error. Exit
codes: 0 done; 1 a known error, in one line; 2 wrong usage; 3 done, but rows were refused;
70 a bug.

Every command takes ``--json``, wherever it stands: the answer is then one JSON value, and so is
a refusal, ``{"ok": false, "code": ..., "message": ..., "changed": ...}``.
"""

import argparse
import errno
import gc
import io
import json
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Sequence
from contextlib import redirect_stdout
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from pomdesk import __version__
from pomdesk.domain.errors import PomdeskError
from pomdesk.domain.record import SPECS, EntryKind
from pomdesk.domain.typed import check_characters, check_length
from resources.text import LANGUAGES, Text
from ui.session import BUG, DONE, KNOWN_ERROR, REFUSED, USAGE, Session
from ui.traces import leave_no_dump

LATER = {
    "backup": "ui.backup_commands",
    "restore": "ui.backup_commands",
    "recover": "ui.backup_commands",
    "journal": "ui.journal_commands",
    "roles": "ui.role_commands",
    "people": "ui.rights_commands",
    "visit": "ui.visit_commands",
}
"""Commands whose module is only loaded where one was typed. It has ``add_arguments(parser, text)``
and ``run(session)``; ``session.arguments.command`` says which."""

FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Of any day that is typed."""

MOST_MONTHS = 24
"""Of one wall planner."""

JSON = "--json"

LONGEST_SHOWN = 200
"""Characters of what was typed wrongly that a message repeats."""

LAST_FRAMES = 12
"""Of a bug: enough to find it, even where something called itself a thousand times."""


def _day(typed: str) -> date:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{typed!r} is not a day such as 2026-11-22") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise argparse.ArgumentTypeError(f"{typed!r} is not within {FIRST_YEAR} to {LAST_YEAR}")
    return day


def _number(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and len(typed) < 6):
        raise argparse.ArgumentTypeError(f"{typed!r} is not a whole number of 0 to 99999")
    return int(typed)


def _months(typed: str) -> int:
    if not 1 <= (months := _number(typed)) <= MOST_MONTHS:
        raise argparse.ArgumentTypeError(f"{typed!r} is not a number from 1 to {MOST_MONTHS}")
    return months


def _month(typed: str) -> date:
    try:
        return date.fromisoformat(f"{typed}-01")
    except ValueError:
        raise argparse.ArgumentTypeError(f"{typed!r} is not a month such as 2027-01") from None


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        told = " ".join(message.split())
        if len(told) > LONGEST_SHOWN:
            told = f"{told[:LONGEST_SHOWN]}…"
        self.exit(USAGE, f"{self.prog}: {told}\n")


def _parser(text: Text, typed: Sequence[str]) -> _Parser:
    """What may be typed; what some commands take is only put together where one was typed."""
    everywhere = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    everywhere.add_argument("--store", type=Path, metavar="FILE", help=text("cli.help.store"))
    everywhere.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", help=text("cli.help.passphrase_file")
    )
    everywhere.add_argument("--today", type=_day, metavar="YYYY-MM-DD", help=text("cli.help.today"))
    everywhere.add_argument("--language", choices=LANGUAGES, help=text("cli.help.language"))
    everywhere.add_argument("--break-glass", metavar="REASON", help=text("cli.help.break_glass"))
    everywhere.add_argument("--accept-behind", metavar="WHY", help=text("cli.help.accept_behind"))
    everywhere.add_argument(JSON, action="store_true", help=text("cli.help.json"))
    parser = _Parser(prog="pomdesk", description=text("cli.about"), parents=[everywhere])
    parser.add_argument("--version", action="version", version=f"pomdesk {__version__}")
    parser.add_argument("--self-test", action="store_true", help=text("cli.help.self_test"))
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)

    def add(name: str) -> _Parser:
        return commands.add_parser(
            name, help=text(f"cli.{name}"), description=text(f"cli.{name}"), parents=[everywhere]
        )

    init = add("init")
    init.add_argument("--name", default=None, help=text("cli.help.name"))
    add("demo")
    bring = add("import")
    bring.add_argument("files", nargs="+", type=Path, metavar="FILE")
    bring.add_argument("--mapping", metavar="NAME", help=text("cli.help.mapping"))
    bring.add_argument("--dry-run", action="store_true", help=text("cli.help.dry_run"))
    bring.add_argument("--older", action="store_true", help=text("cli.help.older"))
    caseload = add("caseload")
    caseload.add_argument("--format", choices=("table", "json", "csv"), default="table")
    explain = add("explain")
    explain.add_argument("prisoner", metavar="PRISONER")
    explain.add_argument("duty", nargs="?", metavar="RESULT-OR-DUTY", help=text("cli.help.result"))
    explain.add_argument("--format", choices=("text", "json"), default="text")
    correct = add("correct")
    correct.add_argument("prisoner", metavar="PRISONER")
    correct.add_argument("field", metavar="FIELD", help=text("cli.help.field"))
    correct.add_argument("value", nargs="?", metavar="VALUE", help=text("cli.help.value"))
    correct.add_argument("--why", default="", help=text("cli.help.why"))
    _add_papers(add, text)
    _add_draft(add, text)
    _add_duties(add, text)
    _add_record(add, text)
    for name, more in (("sign-in", _add_sign_in), ("qa", _add_quality)):
        if name in typed:
            more(add, text)
        else:
            add(name)
    for name, module in LATER.items():
        made = add(name)
        if name in typed:
            import_module(module).add_arguments(made, text)
    add("check")
    return parser


def _add_papers(add: Callable[[str], _Parser], text: Text) -> None:
    paper = add("paper")
    paper.add_argument("kind", nargs="?", metavar="KIND", help=text("cli.help.kind"))
    paper.add_argument("prisoners", nargs="*", metavar="PRISONER")
    paper.add_argument("-o", "--output", type=Path, metavar="PATH")
    paper.add_argument("--list", action="store_true", help=text("cli.help.list"))
    paper.add_argument("--blank", action="store_true", help=text("cli.help.blank"))
    paper.add_argument(
        "--form", choices=("pdf", "archive", "word"), default="pdf", help=text("cli.help.form")
    )
    paper.add_argument(
        "--password-file", type=Path, metavar="FILE", help=text("cli.help.password_file")
    )
    paper.add_argument("--months", type=_months, default=3, help=text("cli.help.months"))
    paper.add_argument("--names", action="store_true", help=text("cli.help.planner_names"))
    pack = add("pack")
    pack.add_argument("prisoners", nargs="*", metavar="PRISONER")
    pack.add_argument("--month", type=_month, metavar="YYYY-MM", help=text("cli.help.month"))
    pack.add_argument("-o", "--output", type=Path, metavar="FOLDER", required=True)
    papers = add("papers")
    papers.add_argument("prisoner", nargs="?", metavar="PRISONER")
    papers.add_argument("--format", choices=("table", "json"), default="table")
    template = add("template")
    template.add_argument("kind", metavar="KIND", help=text("cli.help.kind"))
    change = template.add_mutually_exclusive_group()
    change.add_argument("--use", type=Path, metavar="FILE", help=text("cli.help.use"))
    change.add_argument("--drop", action="store_true", help=text("cli.help.drop"))
    template.add_argument("--why", default="", help=text("cli.help.override_why"))


def _add_draft(add: Callable[[str], _Parser], text: Text) -> None:
    """``draft ACTION``: what each takes besides the number of the paper."""
    actions = add("draft").add_subparsers(dest="action", metavar="ACTION", required=True)

    def action(name: str, number: bool = True) -> argparse.ArgumentParser:
        words = text(f"cli.draft_help.{name}")
        made = actions.add_parser(name, help=words, description=words)
        if number:
            made.add_argument("number", type=_number, metavar="PAPER")
        return made

    begin = action("begin", number=False)
    begin.add_argument("kind", metavar="KIND")
    begin.add_argument("prisoner", metavar="PRISONER")
    begin.add_argument("--follows", type=_number, metavar="PAPER", help=text("cli.help.follows"))
    begin.add_argument("--subject", default="", metavar="REVIEW", help=text("cli.help.subject"))
    action("start")
    write = action("write")
    write.add_argument("section", metavar="SECTION")
    words = write.add_mutually_exclusive_group()
    words.add_argument("--text", metavar="TEXT")
    words.add_argument("--file", type=Path, metavar="FILE")
    write.add_argument("--done", action="store_true", help=text("cli.help.section_done"))
    for name in ("show", "ready"):
        action(name).add_argument("--format", choices=("text", "json"), default="text")
    for name in ("check", "countersign"):
        action(name).add_argument("--who", default="", metavar="NAME")
    for name in ("tick", "allow"):
        told = action(name)
        told.add_argument("item", metavar="ITEM", help=text("cli.help.item"))
        told.add_argument("--who", default="", metavar="NAME")
        told.add_argument("--why", default="", metavar="TEXT", required=name == "allow")
    returned = action("return")
    returned.add_argument("--who", default="", metavar="NAME")
    returned.add_argument("--why", metavar="TEXT", required=True)
    action("final")
    sent = action("sent")
    sent.add_argument("--to", metavar="WHOM", required=True)
    sent.add_argument("--how", metavar="HOW", required=True)
    sent.add_argument("--on", type=_day, metavar="YYYY-MM-DD")
    sent.add_argument("--why", default="", metavar="TEXT")


def _add_duties(add: Callable[[str], _Parser], text: Text) -> None:
    due = add("due")
    due.add_argument("--within", type=_number, metavar="DAYS", help=text("cli.help.within"))
    due.add_argument("--prisoner", metavar="N", help=text("cli.help.prisoner"))
    due.add_argument("--format", choices=("table", "json", "csv", "xlsx"), default="table")
    due.add_argument("-o", "--output", type=Path, metavar="PATH", help=text("cli.help.output"))
    calendar = add("calendar")
    calendar.add_argument("-o", "--output", type=Path, metavar="FILE", required=True)
    naming = calendar.add_mutually_exclusive_group()
    naming.add_argument("--names", action="store_true", help=text("cli.help.names"))
    naming.add_argument("--numbers", action="store_true", help=text("cli.help.numbers"))
    moved = add("moved")
    moved.add_argument("--format", choices=("table", "json"), default="table")
    for name, day, reason in (
        ("done", "--on", False),
        ("snooze", "--until", True),
        ("not-needed", None, True),
    ):
        mark = add(name)
        mark.add_argument("prisoner", metavar="PRISONER")
        mark.add_argument("duty", metavar="DUTY", help=text("cli.help.duty"))
        if day:
            mark.add_argument(day, type=_day, metavar="YYYY-MM-DD", required=reason)
        why = ("--why",) if reason else ("--note",)
        mark.add_argument(*why, dest="note", default="", metavar="TEXT", required=reason)


def _add_record(add: Callable[[str], _Parser], text: Text) -> None:
    contact = add("contact")
    kinds = (*SPECS[EntryKind.CONTACT].whats, EntryKind.KEY_WORK.value)
    contact.add_argument("prisoner", metavar="PRISONER")
    contact.add_argument("--kind", choices=kinds, required=True)
    contact.add_argument("--text", default="", help=text("cli.help.text"))
    contact.add_argument("--next", default="", help=text("cli.help.next"))
    contact.add_argument(
        "--follow-up", type=_day, metavar="YYYY-MM-DD", help=text("cli.help.follow")
    )
    contact.add_argument("--on", type=_day, metavar="YYYY-MM-DD", help=text("cli.help.on"))
    contact.add_argument("--who", default="", help=text("cli.help.who"))
    settings = add("settings")
    settings.add_argument("section", nargs="?", metavar="SECTION", help=text("cli.help.section"))
    settings.add_argument("--local", action="store_true", help=text("cli.help.local"))
    settings.add_argument("--format", choices=("table", "json"), default="table")
    override = add("override")
    override.add_argument("key", metavar="KEY", help=text("cli.help.key"))
    override.add_argument("value", nargs="?", metavar="VALUE", help=text("cli.help.setting_value"))
    override.add_argument("--from", dest="starts", type=_day, metavar="YYYY-MM-DD")
    override.add_argument("--why", default="", help=text("cli.help.override_why"))
    override.add_argument("--withdraw", action="store_true", help=text("cli.help.withdraw"))


def _add_sign_in(add: Callable[[str], _Parser], text: Text) -> None:
    """``sign-in ACTION``: who can open the store."""
    actions = add("sign-in").add_subparsers(dest="action", metavar="ACTION", required=True)
    for name in ("list", "add", "remove", "passphrase", "recovery", "recover", "renew-key"):
        words = text(f"cli.sign_in_help.{name}")
        made = actions.add_parser(name, help=words, description=words)
        if name in {"add", "remove"}:
            made.add_argument("person", metavar="NAME")
        if name in {"add", "passphrase", "recover"}:
            whose = "new_file" if name == "add" else "new_own_file"
            made.add_argument(
                "--new-passphrase-file",
                type=Path,
                metavar="FILE",
                help=text(f"cli.sign_in_help.{whose}"),
            )
        if name == "renew-key":
            made.add_argument(
                "--leave-out", action="store_true", help=text("cli.sign_in_help.leave_out")
            )
        if name == "add":
            from ui.role_commands import add_role

            add_role(made, text, "--role")


def _add_quality(add: Callable[[str], _Parser], text: Text) -> None:
    from ui.quality_arguments import add_quality

    add_quality(add, text, _day)


def _quality(session: Session) -> int:
    from ui.quality_commands import qa  # loads the read models of quality assurance

    return qa(session)


def _commands() -> dict[str, Callable[[Session], int]]:
    from ui import (
        commands,
        draft_commands,
        duty_commands,
        paper_commands,
        record_commands,
    )

    return {
        "init": commands.init,
        "demo": commands.demo,
        "import": commands.bring_in,
        "caseload": commands.caseload,
        "explain": commands.explain,
        "correct": commands.correct,
        "paper": paper_commands.paper,
        "pack": paper_commands.pack,
        "papers": paper_commands.papers,
        "draft": draft_commands.draft,
        "template": paper_commands.template,
        "check": commands.check,
        "sign-in": commands.sign_in,
        "qa": _quality,
        "due": duty_commands.due,
        "calendar": duty_commands.calendar,
        "moved": duty_commands.moved,
        "done": duty_commands.done,
        "snooze": duty_commands.snooze,
        "not-needed": duty_commands.not_needed,
        "contact": record_commands.contact,
        "settings": record_commands.settings,
        "override": record_commands.override,
        **{name: _later(module) for name, module in LATER.items()},
    }


def _later(module: str) -> Callable[[Session], int]:
    def run(session: Session) -> int:
        done: int = import_module(module).run(session)
        return done

    return run


def _utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; with none, open the window. Returns the exit code."""
    _utf8()
    words, wants_json = _without_json(sys.argv[1:] if argv is None else argv)
    arguments = _parser(Text(_language(words)), words).parse_args(words)
    arguments.json = wants_json
    if wants_json and getattr(arguments, "format", None) in ("table", "text"):
        arguments.format = "json"
    session = Session(arguments)
    leave_no_dump()
    if arguments.self_test:
        from ui.selftest import run

        return run()
    if arguments.command is None:
        # Until the window is painted (ui/app.py turns it on again): a tenth of the start.
        gc.disable()
        from ui.app import run_window

        return run_window(session)
    return _guarded(session, lambda run: _answered(run, _commands()[arguments.command]))


def _without_json(words: Sequence[str]) -> tuple[list[str], bool]:
    """What was typed without ``--json``, which may stand anywhere, and whether it stood there."""
    end = words.index("--") if "--" in words else len(words)
    kept = [word for word in words[:end] if word != JSON]
    return [*kept, *words[end:]], len(kept) < end


def _language(words: Sequence[str]) -> str:
    following = words[words.index("--language") + 1 :] if "--language" in words else []
    return following[0] if following and following[0] in LANGUAGES else "en"


def _answered(session: Session, command: Callable[[Session], int]) -> int:
    """Run a command; with ``--json`` its answer is JSON, whatever form it has of its own."""
    _check_typed(vars(session.arguments).values())
    if not session.arguments.json:
        code = command(session)
        sys.stdout.flush()
        return code
    said = io.StringIO()
    with redirect_stdout(said):
        code = command(session)
    print(_as_json(said.getvalue(), ok=code in (DONE, REFUSED)), flush=True)
    return code


def _as_json(said: str, *, ok: bool) -> str:
    try:
        value = json.loads(said)
    except ValueError:
        value = None
    if isinstance(value, dict | list):
        return said.rstrip("\n")
    return json.dumps({"ok": ok, "lines": said.splitlines()}, ensure_ascii=False, indent=2)


def _check_typed(values: Iterable[object]) -> None:
    """Hold what was typed to what any text must be; names of files may have anything in them."""
    for value in values:
        if isinstance(value, str):
            check_characters(check_length(value))
        elif isinstance(value, list):
            _check_typed(value)


def _guarded(session: Session, command: Callable[[Session], int]) -> int:
    """Run a command; whatever goes wrong is told once, in words."""
    try:
        return command(session)
    except PomdeskError as error:
        from ui.words import error_words

        _tell(session, error.code, error_words(session.text, error, typed=True))
        return KNOWN_ERROR
    except BrokenPipeError:
        # Whoever read the answer has heard enough; keep the interpreter's own flush quiet.
        _deafen()
        return DONE
    except KeyboardInterrupt:
        session.tell(session.text("cli.interrupted"))
        return KNOWN_ERROR
    except Exception as bug:  # noqa: BLE001 - the one place: a bug is reported, not hidden
        if _unwritten(bug):
            session.tell(session.text("cli.unwritten"))
            return KNOWN_ERROR
        words = "cli.bug_partly" if session.changed else "cli.bug"
        session.tell(session.text(words, kind=type(bug).__name__))
        for frame in traceback.extract_tb(bug.__traceback__)[-LAST_FRAMES:]:
            session.tell(f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}")
        return BUG


def _tell(session: Session, code: str, words: str) -> None:
    """Tell what went wrong: in a line, and as the answer where that is to be JSON.

    Where a command had done something before it was stopped, that is said.
    """
    message = " ".join(words.split())
    if session.changed:
        message = message.replace(session.text("cli.nothing_changed"), "").strip()
        message = f"{message} {session.text('cli.partly')}"
    if session.wants_json():
        told = {"ok": False, "code": code, "message": message, "changed": session.changed}
        print(json.dumps(told, ensure_ascii=False))
    session.tell(f"{code}: {message}")


def _unwritten(problem: BaseException) -> bool:
    """Whether it was standard output that could not be written."""
    if not isinstance(problem, OSError) or problem.errno not in (errno.ENOSPC, errno.EIO):
        return False
    _deafen()
    return True


def _deafen() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
