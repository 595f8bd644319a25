"""The commands about duties and what moved: what is due, why, done, put off, into a calendar."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.names import listed
from pomdesk.domain.record import MarkKind
from pomdesk.readmodels.duties import DutyLine, DutyWhy
from pomdesk.readmodels.moves import DateMoved, Moves, PersonMoved
from reports.duty_words import duty_title, state_words
from reports.move_words import arrow_words, moved_name, once, other_words
from resources.text import Text
from resources.wording import fact_name, said_words
from ui.answers import print_json, print_table
from ui.session import DONE, Session
from ui.words import proof_lines

if TYPE_CHECKING:
    from pomdesk.services.desk import Desk


def due_json(text: Text, line: DutyLine) -> dict[str, Any]:
    """One duty of ``due --format json``, fields as published."""
    duty = line.duty
    return {
        "prisonerNumber": line.prisoner_number,
        "duty": duty.key,
        "title": duty_title(text, duty),
        "opens": duty.opens,
        "due": duty.due,
        "state": duty.state,
        "reasons": [text.code("rule", reason.rule) for reason in duty.because],
        "owner": duty.owner,
        "family": duty.family,
        "snoozedUntil": duty.snoozed_until,
        "waitsOn": list(duty.waits_on),
    }


def due(session: Session) -> int:
    """What is due, most urgent first: a table, JSON, CSV or a spreadsheet."""
    from pomdesk.services.queries.duties import DutiesDue

    arguments = session.arguments
    if arguments.format == "xlsx" and arguments.output is None:
        raise RequestRefused("REQ-OUTPUT")
    desk = session.desk()
    try:
        lines = desk.ask(
            DutiesDue(within_days=arguments.within, prisoner_number=arguments.prisoner)
        )
        today = desk.today
        if arguments.format != "table" or arguments.output is not None:
            _list_out(session, desk, lines)
            return DONE
    finally:
        desk.close()
    if not lines:
        print(session.text("cli.nothing_due"))
    else:
        print_table(*_due_table(session.text, lines, today))
    return DONE


def _due_table(
    text: Text, lines: Sequence[DutyLine], today: date
) -> tuple[list[str], list[list[str]]]:
    head = [text(f"cli.column.{name}") for name in ("person", "number", "duty", "due", "state")]
    rows = [
        [
            listed(line.last_name, line.first_name),
            line.prisoner_number,
            duty_title(text, line.duty),
            text.short_day(line.duty.due),
            state_words(text, line.duty, today),
        ]
        for line in lines
    ]
    return head, rows


def _list_out(session: Session, desk: "Desk", lines: Sequence[DutyLine]) -> None:
    """The list as JSON or CSV on standard output, or as a file; the audit log has it first."""
    from ui.export import csv_bytes, csv_text, replaced, xlsx_bytes
    from ui.out import give_out

    text, arguments = session.text, session.arguments
    names = [*_NAMES, *(name for name in _FIELDS if name != "prisonerNumber")]
    rows = [_cells(text, line) for line in lines]
    people = {line.person_id for line in lines}
    if arguments.format in ("csv", "xlsx") and (lost := replaced(names, rows)):
        session.tell(text.count("export.replaced", lost))
    if arguments.output is None:
        desk.disclose("EXPORT_LIST", people, how="duties")
        if arguments.format == "json":
            print_json([due_json(text, line) for line in lines])
        else:
            print(csv_text(names, rows), end="")
        return
    if arguments.format == "xlsx":
        content = xlsx_bytes(names, rows, text("cli.sheet.due"))
    elif arguments.format == "json":
        from ui.answers import json_text

        content = f"{json_text([due_json(text, line) for line in lines])}\n".encode()
    else:
        content = csv_bytes(names, rows)
    give_out(desk, arguments.output, content, "EXPORT_LIST", people=people, how="duties")
    print(arguments.output)


_NAMES = ("prisonerNumber", "lastName", "firstName", "pomName")
_FIELDS = (
    "prisonerNumber",
    "duty",
    "title",
    "opens",
    "due",
    "state",
    "owner",
    "family",
    "snoozedUntil",
    "waitsOn",
    "reasons",
)


def _cells(text: Text, line: DutyLine) -> list[Any]:
    told = due_json(text, line)
    held = [line.prisoner_number, line.last_name, line.first_name, line.pom_name or ""]
    for name in _FIELDS[1:]:
        value = told[name]
        held.append("; ".join(value) if isinstance(value, list) else value)
    return [str(v.value) if hasattr(v, "value") else v for v in held]


def calendar(session: Session) -> int:
    """Write the open duties as a calendar file; titles name nobody unless asked to."""
    from pomdesk.services.queries.duties import DutiesDue
    from reports import calendar_file
    from reports.calendar_file import Naming
    from ui.out import give_out

    arguments = session.arguments
    naming = Naming.NAMES if arguments.names else Naming.NOBODY
    naming = Naming.NUMBERS if arguments.numbers else naming
    desk = session.desk()
    try:
        lines = desk.ask(DutiesDue())
        content = calendar_file.render(
            lines,
            session.text,
            today=desk.today,
            now=session.clock().now(),
            salt=calendar_salt(desk),
            naming=naming,
        )
        people = {line.person_id for line in lines}
        give_out(desk, arguments.output, content, "EXPORT_CALENDAR", people=people, how="duties")
    finally:
        desk.close()
    print(arguments.output)
    return DONE


def calendar_salt(desk: "Desk") -> str:
    """The secret of this store for calendar files, made when it is first needed."""
    import secrets

    from pomdesk.services.commands.settings import CALENDAR_SALT, SaveSetting
    from pomdesk.services.queries.settings import Settings

    held = desk.ask(Settings(CALENDAR_SALT)).get(CALENDAR_SALT)
    if isinstance(held, str):
        return held
    made = secrets.token_hex(16)
    desk.do(SaveSetting(CALENDAR_SALT, made))
    return made


def moved(session: Session) -> int:
    """What moved since somebody last looked, traced to handover and duties."""
    from pomdesk.services.queries.moves import MovesSince

    desk = session.desk()
    try:
        moves = desk.ask(MovesSince())
        if session.arguments.format == "json":
            people = {one.person_id for one in moves.people}
            desk.disclose("EXPORT_LIST", people, how="moves")
    finally:
        desk.close()
    text = session.text
    if session.arguments.format == "json":
        print_json(_moves_json(text, moves))
    elif not moves.people:
        print(text("out.moves.nothing"))
    else:
        for person in moves.people:
            print("\n".join(_person_lines(text, person)))
    return DONE


def _person_lines(text: Text, person: PersonMoved) -> list[str]:
    name = listed(person.last_name, person.first_name)
    cause = text(f"out.cause_name.{person.cause}")
    told = [*once(person), *person.duties]
    lines = [f"{person.prisoner_number}  {name}  ({cause})"]
    lines += [f"  {arrow_words(text, moved)}" for moved in told]
    return lines + [f"  {words}" for words in other_words(text, person)]


def _moves_json(text: Text, moves: Moves) -> dict[str, Any]:
    return {
        "since": moves.since.isoformat(timespec="seconds") if moves.since else None,
        "files": list(moves.files),
        "people": [
            {
                "prisonerNumber": person.prisoner_number,
                "cause": person.cause,
                "facts": [_moved_json(text, moved) for moved in person.facts],
                "others": {
                    name: {"before": before, "after": after}
                    for name, (before, after) in person.others.items()
                },
                "results": [_moved_json(text, moved) for moved in person.results],
                "duties": [
                    _moved_json(text, moved) | {"state": moved.after_state}
                    for moved in person.duties
                ],
            }
            for person in moves.people
        ],
    }


def _moved_json(text: Text, moved: DateMoved) -> dict[str, Any]:
    return {
        "name": moved.name,
        "title": moved_name(text, moved),
        "before": moved.before,
        "after": moved.after,
    }


def duty_of(desk: "Desk", prisoner_number: str, wanted: str) -> DutyLine:
    """The duty of a person with a key, or the only one of a kind (an open one before others).

    Raises:
        RequestRefused: REQ-PERSON; REQ-DUTYKEY where there is none, or more than one.

    """
    from pomdesk.services.queries.duties import DutiesDue

    lines = desk.ask(DutiesDue(prisoner_number=prisoner_number, closed=True))
    of_key = [line for line in lines if line.duty.key == wanted]
    of_kind = [line for line in lines if line.duty.kind == wanted]
    found = of_key or [line for line in of_kind if line.duty.open] or of_kind
    if len(found) != 1:
        known = [line.duty.key for line in (found or lines)]
        raise RequestRefused("REQ-DUTYKEY", duty=wanted, known=", ".join(known))
    return found[0]


def explain_duty(session: Session, desk: "Desk") -> DutyWhy:
    """Why a duty of a person is due when it is."""
    from pomdesk.services.queries.duties import WhyDuty

    line = duty_of(desk, session.arguments.prisoner, session.arguments.duty)
    return desk.ask(WhyDuty(line.person_id, line.duty.key))


def print_why(session: Session, why: DutyWhy, today: date) -> None:
    """One duty explained: the proof, what would change it, what waits on it."""
    text, line = session.text, why.line
    if session.arguments.format == "json":
        told = due_json(text, line) | {"doneOn": line.duty.done_on, "today": today}
        told["mark"] = line.duty.mark
        print_json(
            told
            | {
                "reasons": list(why.proofs),
                "wouldChange": [
                    {"fact": c.fact, "now": c.now, "then": c.then, "due": c.due}
                    for c in why.changes
                ],
                "hangsOn": [duty.key for duty in why.hangs_on],
            }
        )
        return
    print(f"{listed(line.last_name, line.first_name)}  {line.prisoner_number}")
    day = text.day(line.duty.due) or text("cli.no_day")
    print(f"\n{duty_title(text, line.duty)}: {day} ({state_words(text, line.duty, today)})")
    if said := said_words(text, line.duty.mark):
        print(f"  {said}")
    for proof in why.proofs:
        print("\n".join(f"  {words}" for words in proof_lines(text, proof)))
    completes = f"duty_completes.{line.duty.kind}"
    print(f"\n{text('cli.why.completes')}: {text(completes)}")
    for change in why.changes:
        name = fact_name(text, change.fact)
        then = text.day(change.due)
        key = "cli.why.would" if then else "cli.why.would_not"
        print(text(key, fact=name, value=text.day(change.then), due=then))
    if why.hangs_on:
        waiting = ", ".join(duty_title(text, duty) for duty in why.hangs_on)
        print(f"{text('cli.why.hangs')}: {waiting}")


def done(session: Session) -> int:
    """Say that a duty is done."""
    return _mark(session, MarkKind.DONE)


def snooze(session: Session) -> int:
    """Put a duty off until a day, with a reason."""
    return _mark(session, MarkKind.SNOOZED)


def not_needed(session: Session) -> int:
    """Say that a duty is not needed, with a reason."""
    return _mark(session, MarkKind.NOT_NEEDED)


def _mark(session: Session, mark: MarkKind) -> int:
    from pomdesk.services.commands.marks import MarkDuty

    arguments, text = session.arguments, session.text
    desk = session.desk()
    try:
        line = duty_of(desk, arguments.prisoner, arguments.duty)
        day = getattr(arguments, "on", None) or desk.today
        until = getattr(arguments, "until", None)
        desk.do(MarkDuty(line.person_id, line.duty.key, mark, day, until, arguments.note))
        after = duty_of(desk, arguments.prisoner, line.duty.key)
        print(f"{duty_title(text, after.duty)}: {state_words(text, after.duty, desk.today)}")
        if mark is MarkKind.DONE and after.duty.open and after.duty.mark is None:
            session.tell(text("cli.mark.too_early"))
    finally:
        desk.close()
    return DONE
