"""What ``visit`` does with packs, with what both sides changed, and with names of places."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from pomdesk.domain.errors import PackRefused, PaperRefused, RequestRefused
from pomdesk.domain.names import listed
from pomdesk.domain.visits import Keep
from ui.answers import print_json, print_table
from ui.pack_words import (
    came_in_lines,
    moment,
    paper_titles,
    read_pack,
    row_words,
    value_words,
)
from ui.session import Session
from ui.visit_arguments import say, visit_of

if TYPE_CHECKING:
    from pathlib import Path

    from pomdesk.readmodels.visits import PackLine, VisitView
    from pomdesk.services.desk import Desk


# At the desk


def _take_out(session: Session, desk: "Desk") -> None:
    """Make a pack and write its file; the code goes to standard output, alone."""
    from pomdesk.services.commands.visit_packs import TakeOutVisit
    from ui.out import write_own

    given, text, view = session.arguments, session.text, visit_of(session, desk)
    taken = desk.do(TakeOutVisit(view.line.id, given.holder, given.device, given.days)).result
    try:
        write_own(given.output, taken.content)
    except PaperRefused:
        session.tell(text("cli.visit_said.unsaved", code=view.line.code))
        raise
    until = moment(text, taken.expires_at)
    session.tell(text("cli.visit_said.taken_out", path=given.output, until=until))
    session.tell(text("cli.visit_said.code_apart"))
    if taken.left_out:
        session.tell(text.count("packs.left_out", taken.left_out))
    say(
        session,
        taken.code,
        pack=taken.pack_id,
        code=taken.code,
        path=str(given.output),
        people=taken.people,
        left_out=taken.left_out,
        expires=taken.expires_at,
    )


def _pack_of(view: "VisitView") -> "PackLine":
    """The newest pack of a visit that is not written off.

    Raises:
        PackRefused: PCK-NONE.

    """
    if view.line.pack is None:
        raise PackRefused("PCK-NONE")
    return view.line.pack


def _save_again(session: Session, desk: "Desk") -> None:
    from pomdesk.services.queries.visit_packs import PackFile
    from ui.out import give_out

    path, view = session.arguments.output, visit_of(session, desk)
    pack = _pack_of(view)
    again = desk.ask(PackFile(pack.id))
    give_out(
        desk,
        path,
        again.content,
        "SAVE_VISIT_PACK",
        people=again.people,
        recipient=pack.holder,
        how="visit",
    )
    session.tell(session.text("cli.visit_said.saved", path=path))
    say(session, pack.opens_with, pack=pack.id, code=pack.opens_with, path=str(path))


def _bring_back(session: Session, desk: "Desk") -> None:
    from pomdesk.services.commands.visit_packs import BringBackVisit

    content, text = read_pack(session.arguments.file), session.text
    code = _in_file(session.arguments.code_file) if session.arguments.code_file else ""
    came = desk.do(BringBackVisit(content, code, paper_titles(text))).result
    if session.wants_json():
        print_json({"ok": True, "cameIn": came})
        return
    print("\n".join(came_in_lines(text, came)))


def _write_off(session: Session, desk: "Desk") -> None:
    from pomdesk.services.commands.visit_packs import WriteOffPack
    from pomdesk.services.queries.visits import VisitsNow

    pack = _pack_of(visit_of(session, desk))
    desk.do(WriteOffPack(pack.id, session.arguments.why))
    lost = [one for one in desk.ask(VisitsNow()).lost if one.id == pack.id]
    people = lost[0].people if lost else pack.people
    if session.wants_json():
        print_json({"ok": True, "pack": pack.id, "people": list(people)})
        return
    session.tell(session.text("packs.lost_words"))
    print("\n".join(people))


# On the visit machine


def _open(session: Session, desk: "Desk") -> None:
    from pomdesk.services.commands.visit_packs import OpenVisitPack
    from pomdesk.services.queries.visits import VisitOf

    content = read_pack(session.arguments.file)
    visit_id = desk.do(OpenVisitPack(content, _code(session))).result
    view = desk.ask(VisitOf(visit_id))
    words = session.text("cli.visit_said.opened", code=view.line.code, stops=len(view.stops))
    say(session, words, code=view.line.code, stops=len(view.stops))


def _code(session: Session) -> str:
    """The pack's code: from its file, else asked for.

    Raises:
        RequestRefused: REQ-PACKCODE, there is nobody to ask; REQ-CODEFILE.

    """
    if session.arguments.code_file is not None:
        return _in_file(session.arguments.code_file)
    if not sys.stdin.isatty():
        raise RequestRefused("REQ-PACKCODE")
    session.tell(session.text("cli.visit_said.ask_code"))
    return sys.stdin.readline().strip()


def _in_file(file: "Path") -> str:
    try:
        return file.read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError):
        raise RequestRefused("REQ-CODEFILE", file=file.name) from None


def _return(session: Session, desk: "Desk") -> None:
    from pomdesk.services.commands.visit_packs import MakeVisitReturn, NoteVisitReturn
    from ui.out import write_own

    path, text, view = session.arguments.output, session.text, visit_of(session, desk)
    made = desk.do(MakeVisitReturn(view.line.id)).result
    write_own(path, made.content)
    desk.do(NoteVisitReturn(view.line.id, made.number))
    noted = text.count("packs.captures", made.captures)
    words = text("cli.visit_said.returned", path=path, noted=noted)
    say(session, words, path=str(path), number=made.number, captures=made.captures)


def _clear(session: Session, desk: "Desk") -> None:
    from pomdesk.services.commands.visit_packs import ClearVisitPack

    view = visit_of(session, desk)
    desk.do(ClearVisitPack(view.line.id, anyway=session.arguments.anyway))
    code = view.line.code
    say(session, session.text("cli.visit_said.pack_cleared", code=code), code=code)


# What both sides changed


def _clashes(session: Session, desk: "Desk") -> None:
    from pomdesk.services.queries.visit_packs import ClashesOpen

    given, text = session.arguments, session.text
    found = desk.ask(ClashesOpen(visit_of(session, desk).line.id if given.code else None))
    if session.wants_json():
        print_json(list(found))
        return
    if not found:
        print(text("clashes_page.none"))
        return
    names = ("clash", "visit", "name", "number", "what", "base", "ours", "theirs")
    rows = [
        [
            str(one.id),
            one.visit_code,
            listed(one.last_name, one.first_name),
            one.prisoner_number,
            row_words(text, one),
            *(value_words(text, one, side) for side in (one.base, one.ours, one.theirs)),
        ]
        for one in found
    ]
    print_table([text(f"cli.visit_column.{name}") for name in names], rows)


def _settle(session: Session, desk: "Desk") -> None:
    from pomdesk.services.commands.visit_packs import SettleClash

    clash, keep = session.arguments.clash, Keep(session.arguments.keep)
    desk.do(SettleClash(clash, keep))
    say(session, session.text(f"clashes_page.kept.{keep}"), clash=clash, keep=keep)


# Names of places


def _places(session: Session, desk: "Desk") -> None:
    from pomdesk.services.commands.visit_planning import CorrectPlace, DropPlace
    from pomdesk.services.queries.visits import VisitsNow

    given, text = session.arguments, session.text
    if given.step == "add":
        made = CorrectPlace(given.prison, given.begins, given.wing, given.landing, given.walk)
        place = desk.do(made).result
        say(session, text("cli.visit_said.place_kept", number=place), place=place)
        return
    if given.step == "drop":
        desk.do(DropPlace(given.place))
        say(session, text("cli.visit_said.place_dropped"), place=given.place)
        return
    fixes = desk.ask(VisitsNow()).fixes
    if session.wants_json():
        print_json(list(fixes))
    elif not fixes:
        print(text("cli.visit_said.no_places"))
    else:
        names = ("place", "prison", "begins", "wing", "landing", "walk")
        rows = [
            [str(one.id), one.prison_id, one.begins, one.wing, one.landing, str(one.walk or "")]
            for one in fixes
        ]
        print_table([text(f"cli.visit_column.{name}") for name in names], rows)


PACK_ACTIONS: "dict[str, Callable[[Session, Desk], None]]" = {
    "take-out": _take_out,
    "save-again": _save_again,
    "bring-back": _bring_back,
    "write-off": _write_off,
    "open": _open,
    "return": _return,
    "clear": _clear,
    "clashes": _clashes,
    "settle": _settle,
    "places": _places,
}
