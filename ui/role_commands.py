"""The command ``roles``: what everybody is on this desk, and what is looked over each month."""

import argparse
from typing import TYPE_CHECKING

from pomdesk.domain.access import DeskRole
from resources.text import Text
from ui.answers import print_json, print_table
from ui.session import DONE, Session

if TYPE_CHECKING:
    from pomdesk.readmodels.roles import RoleLine
    from pomdesk.services.desk import Desk

_NAMED = frozenset({"set", "drop"})


def add_arguments(parser: argparse.ArgumentParser, text: Text) -> None:
    """``roles ACTION``: what each takes."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name in ("list", "set", "drop", "watch"):
        words = text(f"cli.roles_help.{name}")
        made = actions.add_parser(name, help=words, description=words)
        if name in _NAMED:
            made.add_argument("person", metavar="NAME", help=text("cli.roles_help.name"))
        else:
            made.add_argument("--format", choices=("table", "json"), default="table")
        if name == "set":
            add_role(made, text, "role")


def add_role(parser: argparse.ArgumentParser, text: Text, name: str) -> None:
    """What somebody is, as an argument of this name, and ``--staff``: who they hold cases as."""
    roles, words = [role.value for role in DeskRole], text("cli.roles_help.role")
    parser.add_argument(name, metavar="ROLE", choices=roles, default=None, help=words)
    words = text("cli.roles_help.staff")
    parser.add_argument("--staff", action="append", default=[], metavar="ID", help=words)


def role_of(arguments: argparse.Namespace) -> DeskRole | None:
    """The role that was typed, if one was."""
    return DeskRole(arguments.role) if arguments.role else None


def staff_of(arguments: argparse.Namespace) -> list[str]:
    """The staff numbers that were typed, repeated or parted by commas."""
    return [one.strip() for typed in arguments.staff for one in typed.split(",") if one.strip()]


def run(session: Session) -> int:
    """Tell, set or drop."""
    desk = session.desk()
    try:
        return _ACTIONS[session.arguments.action](session, desk)
    finally:
        desk.close()


def _list(session: Session, desk: "Desk") -> int:
    from pomdesk.services.queries.roles import RolesNow

    roles = desk.ask(RolesNow(tuple(desk.people())))
    if session.arguments.format == "json":
        print_json({"inForce": roles.in_force, "people": [_line_json(one) for one in roles.lines]})
        return DONE
    text = session.text
    if not roles.in_force:
        session.tell(text("cli.roles.none_hold"))
    head = [text(f"cli.roles.{name}") for name in ("name", "role", "staff", "cases")]
    print_table(head, [_cells(text, one) for one in roles.lines])
    return DONE


def _line_json(line: "RoleLine") -> dict[str, object]:
    return {
        "name": line.name,
        "role": line.role,
        "staff": [number for number, _name in line.staff],
        "cases": line.cases,
        "opensTheStore": line.opens,
    }


def _cells(text: Text, line: "RoleLine") -> list[str]:
    staff = ", ".join(f"{name} ({number})" for number, name in line.staff)
    name = line.name if line.opens else f"{line.name} ({text('roles.gone')})"
    role = text(f"role.{line.role or 'none'}")
    return [name, role, staff, str(line.cases) if line.staff else ""]


def _set(session: Session, desk: "Desk") -> int:
    from pomdesk.services.people import set_role

    arguments, text = session.arguments, session.text
    set_role(desk, arguments.person, DeskRole(arguments.role), staff_of(arguments))
    role = text(f"role.{arguments.role}")
    session.tell(text("cli.roles.set", name=arguments.person, role=role))
    return DONE


def _drop(session: Session, desk: "Desk") -> int:
    from pomdesk.services.people import drop_role

    drop_role(desk, session.arguments.person)
    session.tell(session.text("cli.roles.dropped", name=session.arguments.person))
    return DONE


def _watch(session: Session, desk: "Desk") -> int:
    from pomdesk.services.queries.roles import Watched
    from ui.role_words import given_words, glass_words

    watch, text = desk.ask(Watched()), session.text
    if session.arguments.format == "json":
        print_json(watch)
        return DONE
    for glass in watch.glass:
        print(glass_words(text, glass))
    if not watch.glass:
        print(text("watch.none"))
    for given in watch.given:
        print(given_words(text, given))
    if not watch.given:
        print(text("watch.given_none"))
    return DONE


_ACTIONS = {"list": _list, "set": _set, "drop": _drop, "watch": _watch}
