"""The command line's backups: made, listed, tried out, put back; and a damaged store recovered."""

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.keeping import BackedUp, Drilled, Recovered, Restored, TableRead
from resources.text import Text
from ui.answers import print_json, print_table
from ui.session import DONE, Session

_UNITS = ("B", "kB", "MB", "GB")


def add_arguments(parser: argparse.ArgumentParser, text: Text) -> None:
    """What ``backup``, ``restore`` and ``recover`` take."""

    def help_(name: str) -> str:
        return text(f"cli.backup_help.{name}")

    match parser.prog.split()[-1]:
        case "backup":
            parser.add_argument("path", nargs="?", type=Path, metavar="PATH", help=help_("path"))
            what = parser.add_mutually_exclusive_group()
            what.add_argument("--list", action="store_true", help=help_("list"))
            what.add_argument("--drill", action="store_true", help=help_("drill"))
            what.add_argument("--second", type=Path, metavar="FOLDER", help=help_("second"))
            what.add_argument("--no-second", action="store_true", help=help_("no_second"))
        case "restore":
            parser.add_argument("path", type=Path, metavar="PATH", help=help_("source"))
            parser.add_argument("--why", default="", metavar="TEXT", help=help_("why"))
            parser.add_argument(
                "--backup-passphrase-file", type=Path, metavar="FILE", help=help_("then")
            )
        case _:
            parser.add_argument("target", type=Path, metavar="TARGET", help=help_("target"))


def run(session: Session) -> int:
    """Do what was typed."""
    command = session.arguments.command
    if command == "restore":
        _restore(session)
    elif command == "recover":
        _recover(session)
    else:
        _backup(session)
    return DONE


# ---- backup ----------------------------------------------------------------------------------


def _backup(session: Session) -> None:
    arguments, desk = session.arguments, session.desk()
    try:
        if arguments.list:
            _tell_list(session, desk.backups())
        elif arguments.drill:
            _tell_drill(session, desk.drill())
        elif arguments.second is not None or arguments.no_second:
            _set_second(session, desk)
        elif arguments.path is None:
            _tell_made(session, desk.back_up())
        elif arguments.path.is_dir():
            _tell_made(session, desk.back_up(arguments.path))
        else:
            _tell_copy(session, desk.copy_to(arguments.path))
    finally:
        desk.close()


def _set_second(session: Session, desk: Any) -> None:
    from pomdesk.services.commands.backups import SetBackupFolder

    folder = session.arguments.second
    desk.do(SetBackupFolder("" if folder is None else str(folder)))
    if session.wants_json():
        print_json({"ok": True, "second": None if folder is None else str(folder.absolute())})
    elif folder is None:
        print(session.text("cli.second_unset"))
    else:
        print(session.text("cli.second_set", folder=folder.absolute()))


def _tell_made(session: Session, made: BackedUp) -> None:
    text, backup = session.text, made.backup
    if session.wants_json():
        answer = {
            "ok": True,
            "path": str(backup.path),
            "made": f"{backup.at.isoformat()}Z",
            "size": backup.size,
            "saves": backup.saves,
            "second": str(made.second) if made.second else None,
            "removed": made.removed,
            "notice": made.notice or None,
        }
        print_json(answer)
    else:
        size = size_words(backup.size)
        print(text("cli.backed_up", path=backup.path, saves=backup.saves, size=size))
        if made.second:
            print(text("cli.second_copy", path=made.second))
        if made.removed:
            print(text("cli.rotated", count=made.removed))
    if made.notice:
        session.tell(f"{made.notice}: {text(f'notice.{made.notice}', **made.details)}")


def _tell_copy(session: Session, path: Path) -> None:
    if session.wants_json():
        print_json({"ok": True, "path": str(path), "size": path.stat().st_size})
    else:
        print(session.text("cli.copied", path=path))


def _tell_list(session: Session, backups: Any) -> None:
    text = session.text
    if session.wants_json():
        lines = [
            {
                "path": str(one.path),
                "made": f"{one.at.isoformat()}Z",
                "size": one.size,
                "saves": one.saves,
            }
            for one in backups
        ]
        print_json(lines)
    elif not backups:
        print(text("cli.no_backups"))
    else:
        head = [text(f"cli.column.{name}") for name in ("backup", "made", "saves", "size")]
        rows = [
            [str(one.path), local_words(text, one.at), f"{one.saves:,}", size_words(one.size)]
            for one in backups
        ]
        print_table(head, rows)


def _tell_drill(session: Session, found: Drilled) -> None:
    text = session.text
    if session.wants_json():
        answer = {
            "ok": True,
            "path": str(found.backup.path),
            "people": found.people,
            "newest": found.newest,
            "counts": dict(found.counts),
        }
        print_json(answer)
        return
    day = text.day(found.newest) or text("cli.no_entry")
    people = f"{found.people:,}"
    print(text("cli.drilled", path=found.backup.path, people=people, day=day))


# ---- restore ---------------------------------------------------------------------------------


def _restore(session: Session) -> None:
    from pomdesk.services.backups import restore

    arguments = session.arguments
    done = restore(
        session.store,
        arguments.path,
        secret=session.passphrase(),
        then_secret=_then_secret(arguments.backup_passphrase_file),
        clock=session.clock(),
        why=arguments.why,
    )
    if session.wants_json():
        print_json(_restored_json(done))
    else:
        print("\n".join(_restored_lines(session.text, done)))
    for code, details in _restored_notices(done):
        session.tell(f"{code}: {session.text(f'notice.{code}', **details)}")


def _then_secret(file: Path | None) -> str:
    if file is None:
        return ""
    try:
        return file.read_text(encoding="utf-8-sig").rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise RequestRefused("REQ-PASSFILE", file=file.name) from None


def _restored_json(done: Restored) -> dict[str, object]:
    return {
        "ok": True,
        "path": str(done.path),
        "backup": str(done.backup),
        "made": f"{done.since.isoformat(timespec='seconds')}Z",
        "kept": str(done.kept) if done.kept else None,
        "lost": done.lost,
        "erased": done.erased,
        "upgraded": done.upgraded,
        "counts": dict(done.counts),
        "notices": [code for code, _details in _restored_notices(done)],
    }


def _restored_lines(text: Text, done: Restored) -> Iterator[str]:
    yield text("cli.restored", backup=done.backup, path=done.path)
    if done.kept is not None:
        yield text("cli.restored_kept", path=done.kept)
        if done.lost is None:
            yield text("cli.restored_lost_unknown")
        elif done.lost:
            yield text("cli.restored_lost", count=done.lost)
    if done.erased:
        yield text("cli.restored_erased", count=done.erased)
    if done.upgraded:
        yield text("cli.restored_upgraded")


def _restored_notices(done: Restored) -> list[tuple[str, dict[str, int]]]:
    notices: list[tuple[str, dict[str, int]]] = []
    if done.list_damaged:
        notices.append(("BAK-LIST", {}))
    if done.unmatched:
        notices.append(("BAK-UNMATCHED", {"count": done.unmatched}))
    return notices


# ---- recover ---------------------------------------------------------------------------------


def _recover(session: Session) -> None:
    from pomdesk.services.backups import recover

    done = recover(
        session.store,
        session.arguments.target,
        secret=session.passphrase(),
        clock=session.clock(),
    )
    if session.wants_json():
        print_json(_recovered_json(done))
    else:
        print("\n".join(recovered_lines(session.text, done)))


def _recovered_json(done: Recovered) -> dict[str, object]:
    return {
        "ok": True,
        "path": str(done.path),
        "pages": done.pages,
        "complete": done.complete,
        "wrong": list(done.wrong),
        "tables": list(done.tables),
    }


def recovered_lines(text: Text, done: Recovered) -> Iterator[str]:
    """What was recovered and what is missing, in words, line by line."""
    yield text("cli.recovered", path=done.path)
    if done.pages:
        yield text("cli.recovered_pages", count=done.pages)
    if done.complete:
        yield text("cli.recovered_all")
    for table in done.tables:
        if not table.complete:
            yield from _table_lines(text, table)
    if any(table.name == "audit" and not table.complete for table in done.tables):
        yield text("cli.recovered_audit")
    if done.wrong:
        yield text("cli.recovered_not_whole")
        yield from (f"  {line}" for line in done.wrong)
    else:
        yield text("cli.recovered_whole")
    yield text("cli.recovered_next")


def _table_lines(text: Text, table: TableRead) -> Iterator[str]:
    parts = [f"{text('cli.column.read')}: {table.read:,}"]
    if table.missing or table.open_end:
        parts.append(f"{text('cli.column.missing')}: {_missing(text, table)}")
    for name, count in (("dropped", table.dropped), ("unlinked", table.unlinked)):
        if count:
            parts.append(f"{text(f'cli.column.{name}')}: {count:,}")
    name = text.code("recovered.table", table.name)
    yield f"{name}: {'; '.join(parts)}"
    for gap in table.gaps:
        yield f"  {text('recovered.rows', first=gap.first, last=gap.last, table=name)}"


def _missing(text: Text, table: TableRead) -> str:
    if table.open_end:
        return (
            text("recovered.at_least", n=table.missing)
            if table.missing
            else text("recovered.unknown_end")
        )
    if all(gap.exact for gap in table.gaps):
        return f"{table.missing:,}"
    return text("recovered.about", n=table.missing)


# ---- words -----------------------------------------------------------------------------------


def size_words(size: int) -> str:
    """A number of bytes as people read it: ``36.2 MB``."""
    value, unit = float(size), 0
    while value >= 1000 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    return f"{value:,.1f} {_UNITS[unit]}" if unit else f"{size} {_UNITS[0]}"


def local_words(text: Text, at: datetime) -> str:
    """A time in UTC as the clock on the wall says it: ``23 Nov 2026 09:14``."""
    local = at.replace(tzinfo=UTC).astimezone()
    return f"{text.short_day(local.date())} {local:%H:%M}"
