"""What each command of the command line does."""

import getpass
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from pomdesk.domain.names import listed
from pomdesk.readmodels.caseload import CaseloadLine
from pomdesk.readmodels.intake import ImportSummary, Refusal, Warned
from resources.text import Text
from ui.answers import print_json, print_table
from ui.session import DONE, KNOWN_ERROR, REFUSED, Session
from ui.words import notice_words, proof_lines

DEMO_DAY = date(2026, 11, 23)
"""A Monday, so that there is a week to see."""


def init(session: Session) -> int:
    """Make a new encrypted store and print its recovery key, once."""
    from pomdesk.services.desk import create_desk

    name = session.arguments.name or getpass.getuser()
    session.make_folder()
    desk, recovery_key = create_desk(
        session.store,
        name=name,
        passphrase=session.passphrase(new=True),
        clock=session.clock(),
        policies=session.policies(),
    )
    desk.close()
    session.tell(session.text("cli.made", store=session.store))
    session.tell(session.text("cli.recovery"))
    print(recovery_key)
    return DONE


def demo(session: Session) -> int:
    """Make a store with the invented caseload, its day frozen."""
    from pomdesk.services.demo import PASSPHRASE, make_demo
    from resources import DEMO_CASELOAD
    from resources.instruments import shipped_instruments

    if not hasattr(session.arguments, "store"):
        session.store = session.store.with_name("demonstration.db")
    session.make_folder()
    day = getattr(session.arguments, "today", None) or DEMO_DAY
    desk = make_demo(
        session.store,
        DEMO_CASELOAD,
        day,
        policies=session.policies(),
        instruments=shipped_instruments(),
    )
    desk.close()
    print(session.text("cli.demo_made", store=session.store, passphrase=PASSPHRASE))
    return DONE


def bring_in(session: Session) -> int:
    """Bring caseload files in, all in one transaction."""
    from pomdesk.services.commands.import_caseload import ImportCaseload

    arguments = session.arguments
    desk = session.desk()
    try:
        command = ImportCaseload(
            tuple(arguments.files),
            mapping=arguments.mapping,
            dry_run=arguments.dry_run,
            older=arguments.older,
            say=lambda fault: session.text.code("refusal", fault.reason),
        )
        summary = desk.do(command).result
    finally:
        desk.close()
    if arguments.json:
        print_json(_summary_json(summary))
    else:
        print(_summary_text(session, summary))
    return REFUSED if summary.refused else DONE


def _summary_json(summary: ImportSummary) -> dict[str, object]:
    """``refused`` is the list of refusals; the other counts are people."""
    return {
        "ok": True,
        "dryRun": summary.dry_run,
        "asAt": summary.as_at,
        "added": summary.added,
        "changed": summary.changed,
        "unchanged": summary.unchanged,
        "refused": list(summary.refused),
        "warned": list(summary.warned),
        "moved": list(summary.moved),
        "handoversMoved": list(summary.handovers_moved),
        "kept": list(summary.kept),
        "unknownFields": dict(sorted(summary.unknown_fields.items())),
        "refusedFile": summary.refused_file,
        "erasedBefore": dict(summary.came_back),
    }


def _summary_text(session: Session, summary: ImportSummary) -> str:
    text = session.text
    head = "cli.would_import" if summary.dry_run else "cli.imported"
    refused = len({(r.file, r.row) for r in summary.refused})
    lines = [
        text(
            head,
            added=summary.added,
            changed=summary.changed,
            unchanged=summary.unchanged,
            refused=refused,
        )
    ]
    if not (summary.added or summary.changed or summary.refused):
        lines.append(text("cli.nothing_new"))
    for number, day in summary.came_back.items():
        lines.append("  " + text("imports.came_back", number=number, day=text.day(day)))
    for m in summary.moved:
        field = text.code("field", m.field)
        lines.append(f"  {m.prisoner_number} {m.name}: {field} {_arrow(session, m)}")
    for h in summary.handovers_moved:
        lines.append(f"  {h.prisoner_number} {h.name}: {text('cli.handover')} {_arrow(session, h)}")
    for k in summary.kept:
        lines.append(
            "  "
            + text(
                "cli.kept",
                number=k.prisoner_number,
                field=text.code("field", k.field),
                typed=_plain(session, k.typed),
                file=_plain(session, k.file_value),
            )
        )
    lines += [f"  {text('cli.refused')} {_place(text, r)}" for r in summary.refused]
    lines += [f"  {text('cli.warned')} {_place(text, w)}" for w in summary.warned]
    if summary.unknown_fields:
        named = ", ".join(f"{k} ({n})" for k, n in sorted(summary.unknown_fields.items()))
        lines.append(text("cli.unknown_fields", fields=named))
    if summary.refused_file:
        lines.append(text("cli.refused_file", file=summary.refused_file))
    elif summary.refused and not summary.dry_run:
        lines.append(text("cli.no_refused_file"))
    return "\n".join(lines)


def _place(text: Text, row: Refusal | Warned) -> str:
    reason = text.code("refusal", row.reason)
    return f"{row.file} {row.row} {row.field} {row.value!r}: {reason}"


def _plain(session: Session, value: object) -> str:
    if value is None:
        return session.text("value.none")
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            return str(value)
    return session.text.day(value) if isinstance(value, date) else str(value)


def _arrow(session: Session, change: Any) -> str:
    return f"{_plain(session, change.before)} -> {_plain(session, change.after)}"


CASELOAD_FIELDS = {
    "prisonerNumber": "prisoner_number",
    "firstName": "first_name",
    "lastName": "last_name",
    "location": "location",
    "insideOmicPolicy": "inside",
    "responsibility": "responsibility",
    "handoverStartDate": "handover_starts",
    "handoverDate": "handover_on",
    "handoverReason": "handover_reason",
    "handoverReleaseDate": "handover_release_on",
    "handoverReleaseType": "handover_release_type",
    "earliestReleaseDate": "earliest_release_on",
    "earliestReleaseType": "earliest_release_type",
    "recommendedPomType": "recommended_pom_type",
    "tier": "tier",
    "mappaLevel": "mappa_level",
    "roshLevel": "rosh_level",
    "comName": "com_name",
}
"""Fields of one person as published, and the caseload line's own names for them."""


def line_json(line: CaseloadLine) -> dict[str, Any]:
    """One person of ``caseload --format json``, fields as published."""
    return {name: getattr(line, ours) for name, ours in CASELOAD_FIELDS.items()}


def caseload(session: Session) -> int:
    """The caseload on the day: a table, JSON or CSV."""
    from pomdesk.services.queries.caseload import CaseloadOn

    desk = session.desk()
    try:
        answer = desk.ask(CaseloadOn())
        form = session.arguments.format
        if form in ("json", "csv"):
            people = [line.person_id for line in answer.lines]
            desk.disclose("EXPORT_LIST", people, how="caseload")
    finally:
        desk.close()
    if form == "json":
        lines = sorted(answer.lines, key=lambda line: line.prisoner_number)
        print_json([line_json(line) for line in lines])
    elif form == "csv":
        _print_csv(answer.lines)
    else:
        _print_table(session, answer.lines)
    return DONE


def _print_csv(lines: Sequence[CaseloadLine]) -> None:
    from ui.export import csv_text

    rows = [line_json(line) for line in lines]
    print(csv_text(CASELOAD_FIELDS, [list(row.values()) for row in rows]), end="")


def _print_table(session: Session, lines: Sequence[CaseloadLine]) -> None:
    text = session.text
    if not lines:
        print(text("cli.empty"))
        return
    head = [text(f"cli.column.{name}") for name in _TABLE]
    print_table(head, [[cell(text, line) for cell in _TABLE.values()] for line in lines])


_TABLE: dict[str, Any] = {
    "person": lambda text, line: listed(line.last_name, line.first_name),
    "number": lambda text, line: line.prisoner_number,
    "location": lambda text, line: line.location or "",
    "responsible": lambda text, line: (
        text.code("responsibility", line.responsibility)
        if line.inside
        else text.code("scope", line.scope_reason)
    ),
    "handover": lambda text, line: text.short_day(line.handover_on),
    "reason": lambda text, line: text.code("handover_reason", line.handover_reason),
    "release": lambda text, line: (
        f"{text.short_day(line.earliest_release_on)} {line.earliest_release_type}"
        if line.earliest_release_on
        else ""
    ),
    "tier": lambda text, line: line.tier or "",
    "rosh": lambda text, line: text.code("rosh", line.rosh_level),
    "com": lambda text, line: line.com_name or "",
}


def explain(session: Session) -> int:
    """Why each date, or a duty, is what it is: rule, facts with value and source, setting."""
    from pomdesk.services.queries.case import CaseOf
    from ui.duty_commands import explain_duty, print_why

    wanted = session.arguments.duty
    desk = session.desk()
    try:
        view = desk.ask(CaseOf(prisoner_number=session.arguments.prisoner))
        why = None if wanted is None or wanted in view.proofs else explain_duty(session, desk)
    finally:
        desk.close()
    if why is not None:
        print_why(session, why, view.today)
        return DONE
    proofs = {n: p for n, p in view.proofs.items() if wanted in (None, n)}
    if session.arguments.format == "json":
        print_json(
            {
                "prisonerNumber": view.case.person.prisoner_number,
                "today": view.today,
                "result": view.result,
                "reasons": {name: list(found) for name, found in proofs.items()},
            }
        )
        return DONE
    who = view.case.person
    print(f"{listed(who.last_name, who.first_name)}  {who.prisoner_number}")
    for name, found in proofs.items():
        print(f"\n{session.text(f'result.{name}')}: {_answer(session, view.result, name)}")
        for proof in found:
            print("\n".join(f"  {line}" for line in proof_lines(session.text, proof)))
    return DONE


def _answer(session: Session, result: Any, name: str) -> str:
    from ui.words import answer_words

    return answer_words(session.text, result, name)


def correct(session: Session) -> int:
    """Type one fact by hand; ``FIELD`` is the published name, e.g. conditionalReleaseDate."""
    from pomdesk.services.commands.correct_fact import CorrectFact
    from pomdesk.services.queries.case import CaseOf
    from pomdesk.services.typed_facts import TYPED_SECTIONS, editable

    arguments = session.arguments
    field = re.sub(r"[A-Z]", lambda m: "_" + m[0].lower(), arguments.field)
    section = next((s for s in TYPED_SECTIONS if field in editable(s)), "")
    desk = session.desk()
    try:
        person_id = desk.ask(CaseOf(prisoner_number=arguments.prisoner)).person_id
        desk.do(CorrectFact(person_id, section, field, arguments.value, arguments.why))
        view = desk.ask(CaseOf(person_id=person_id))
    finally:
        desk.close()
    print(f"{session.text('result.handover')}: {_answer(session, view.result, 'handover')}")
    return DONE


def check(session: Session) -> int:
    """Whether the store is whole."""
    desk = session.desk()
    try:
        faults = desk.check()
    finally:
        desk.close()
    if session.arguments.json:
        print_json({"ok": not faults, "faults": faults})
    else:
        print("\n".join(faults) if faults else session.text("cli.whole"))
    return KNOWN_ERROR if faults else DONE


def sign_in(session: Session) -> int:
    """Who can open the store, and with what: told and changed."""
    arguments, desk = session.arguments, session.desk()
    try:
        if arguments.action == "add":
            from pomdesk.services.people import let_in
            from ui.role_commands import role_of, staff_of

            secret, staff = session.other_passphrase(), staff_of(arguments)
            let_in(desk, arguments.person, secret, role_of(arguments), staff)
            session.tell(session.text("sign_in.added", name=arguments.person))
        elif arguments.action == "remove":
            from pomdesk.services.people import take_away

            take_away(desk, arguments.person)
            session.tell(session.text("sign_in.removed", name=arguments.person))
        elif arguments.action == "passphrase":
            desk.change_passphrase(session.passphrase(), session.other_passphrase())
            session.tell(session.text("sign_in.changed"))
        elif arguments.action == "recovery":
            print(desk.new_recovery_key())
        elif arguments.action == "recover":
            recovery_key = desk.recover(session.other_passphrase())
            session.tell(session.text("sign_in.recovered"))
            print(recovery_key)
        elif arguments.action == "renew-key":
            renewed = desk.renew_key(leave_out=arguments.leave_out)
            if renewed.left_out:
                names = ", ".join(renewed.left_out)
                session.tell(session.text("sign_in.left_out", names=names))
            session.tell(session.text("sign_in.renewed_next"))
            if renewed.notice:
                session.tell(notice_words(session.text, renewed.notice, typed=True))
            else:
                session.tell(session.text("sign_in.renewed"))
                print(renewed.recovery_key)
        else:
            print("\n".join(desk.people()))
    finally:
        desk.close()
    return DONE
