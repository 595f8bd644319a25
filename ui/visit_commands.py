"""The command ``visit``: planned, on paper, captured, ended; packs have a module of their own."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date
from typing import TYPE_CHECKING

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.names import listed
from pomdesk.domain.visits import SEEN_AS, Ask, Captured, Card, Layout
from ui.answers import print_json, print_table
from ui.pack_words import paper_titles, written_lines
from ui.session import DONE, Session
from ui.visit_arguments import SEEN, add_arguments, say, visit_of
from ui.visit_pack_commands import PACK_ACTIONS

if TYPE_CHECKING:
    from pomdesk.readmodels.visits import Proposal, Proposed, StopLine, VisitAfter, VisitView
    from pomdesk.services.desk import Desk

__all__ = ["add_arguments", "run"]


def run(session: Session) -> int:
    """Do what was typed after ``visit``."""
    desk = session.desk()
    try:
        (_ACTIONS | PACK_ACTIONS)[session.arguments.action](session, desk)
    finally:
        desk.close()
    return DONE


def _head(session: Session, *names: str) -> list[str]:
    return [session.text(f"cli.visit_column.{name}") for name in names]


# Planning


def _list(session: Session, desk: "Desk") -> None:
    from pomdesk.services.queries.visits import VisitsNow

    now, text = desk.ask(VisitsNow()), session.text
    if session.wants_json():
        print_json({"visits": list(now.visits), "lost": list(now.lost)})
        return
    if not now.visits:
        print(text("cli.visit_said.none"))
        return
    rows = [
        [
            line.code,
            text.short_day(line.day),
            line.title or line.prison_name,
            text("cli.visit_said.shut") if line.shut else text.code("visit_state", line.state),
            f"{line.seen}/{line.people}",
            text.code("pack_state", line.pack.state) if line.pack else "",
            f"{line.clashes}" if line.clashes else "",
        ]
        for line in now.visits
    ]
    names = ("code", "day", "visit", "state", "seen", "pack", "clashes")
    print_table(_head(session, *names), rows)


def _proposal(session: Session, desk: "Desk") -> "Proposal":
    from pomdesk.services.queries.visit_planning import VisitProposal

    given = session.arguments
    return desk.ask(VisitProposal(given.prison, given.wing, given.landing))


def _propose(session: Session, desk: "Desk") -> None:
    proposal, text = _proposal(session, desk), session.text
    lines = [one for one in proposal.lines if session.arguments.all or one.card.asks]
    if session.wants_json():
        told = {"today": proposal.today, "asAt": proposal.as_at, "walking": proposal.walking}
        print_json({**told, "people": lines})
        return
    if not lines:
        print(text("cli.visit_said.nobody"))
        return
    rows = [_proposed_row(session, one, proposal.today) for one in lines]
    print_table(_head(session, "name", "number", "cell", "minutes", "asks"), rows)


def _proposed_row(session: Session, one: "Proposed", today: date) -> list[str]:
    from reports.visit.words import cell_words, flag_words

    text = session.text
    flags = [flag_words(text, flag, one.was) for flag in one.flags]
    return [
        *_who(one.card),
        cell_words(one.place, one.card),
        str(one.minutes or ""),
        "; ".join([*flags, *_asks(session, one.card.asks, today)]),
    ]


def _who(card: Card) -> list[str]:
    return [listed(card.last_name, card.first_name), card.prisoner_number]


def _asks(session: Session, asks: Iterable[Ask], today: date, on: date | None = None) -> list[str]:
    """What there is to do, in words; ``on`` is the day of the visit."""
    from reports.visit.words import ask_words

    return [ask_words(session.text, one, today, on=on) for one in asks]


def _plan(session: Session, desk: "Desk") -> None:
    from pomdesk.services.commands.visit_planning import PlanVisit
    from pomdesk.services.queries.visits import VisitOf

    given, proposal = session.arguments, _proposal(session, desk)
    if given.prisoners:
        people = [_numbered(proposal.lines, typed) for typed in given.prisoners]
    else:
        people = [
            one.person_id
            for one in proposal.lines
            if one.card.asks and (one.card.late or not given.late)
        ]
    if not people:
        raise RequestRefused("REQ-VISIT-NOBODY")
    plan = PlanVisit(given.day, tuple(dict.fromkeys(people)), given.title, given.prison)
    view = desk.ask(VisitOf(desk.do(plan).result))
    words = session.text("cli.visit_said.planned", code=view.line.code, stops=len(view.stops))
    say(session, words, code=view.line.code, stops=len(view.stops), minutes=view.minutes)


def _numbered(lines: "Sequence[Proposed]", typed: str) -> int:
    """Whose number it is, of those one may see.

    Raises:
        RequestRefused: REQ-PERSON.

    """
    wanted = typed.strip().casefold()
    for one in lines:
        if one.card.prisoner_number.casefold() == wanted:
            return one.person_id
    raise RequestRefused("REQ-PERSON", number=typed)


def _change(session: Session, desk: "Desk") -> None:
    from pomdesk.services.commands.visit_planning import ChangeVisit
    from pomdesk.services.queries.visit_planning import VisitProposal
    from pomdesk.services.queries.visits import VisitOf

    given, view = session.arguments, visit_of(session, desk)
    lines = desk.ask(VisitProposal()).lines if given.add else ()
    change = ChangeVisit(
        view.line.id,
        add=tuple(_numbered(lines, typed) for typed in given.add),
        remove=tuple(stop_of(view, typed).stop_id for typed in given.remove),
        day=given.day,
        title=given.title,
        again=given.again,
    )
    desk.do(change)
    view = desk.ask(VisitOf(view.line.id))
    words = session.text("cli.visit_said.changed", code=view.line.code, stops=len(view.stops))
    say(session, words, code=view.line.code, stops=len(view.stops), minutes=view.minutes)


def _drop(session: Session, desk: "Desk") -> None:
    from pomdesk.services.commands.visit_planning import DropVisit

    view = visit_of(session, desk)
    desk.do(DropVisit(view.line.id))
    say(session, session.text("cli.visit_said.dropped", code=view.line.code), code=view.line.code)


def _show(session: Session, desk: "Desk") -> None:
    view, text = visit_of(session, desk), session.text
    if session.wants_json():
        print_json(view)
        return
    line = view.line
    state = text("cli.visit_said.shut") if line.shut else text.code("visit_state", line.state)
    print(f"{line.code}  {text.day(line.day)}  {line.title or line.prison_name}  {state}")
    rows = [_stop_row(session, stop, view.today, line.day) for stop in view.stops]
    print_table(_head(session, "stop", "name", "number", "cell", "noted", "asks"), rows)
    if view.note:
        print(view.note)
    for pack in view.packs:
        state = text.code("pack_state", pack.state)
        told = {"state": state, "holder": pack.holder, "device": pack.device or "–"}
        print(text("cli.visit_said.pack", **told, until=text.day(pack.expires_at.date())))


def _stop_row(session: Session, stop: "StopLine", today: date, on: date) -> list[str]:
    from reports.visit.words import cell_words, flag_words

    text = session.text
    noted = [_noted(session, one) for one in stop.all_captured]
    flags = [flag_words(text, flag, stop.was) for flag in stop.flags]
    return [
        str(stop.number),
        *_who(stop.card),
        cell_words(stop.place, stop.card),
        "; ".join(noted),
        "; ".join([*flags, *_asks(session, stop.card.asks, today, on)]),
    ]


def _noted(session: Session, one: Captured) -> str:
    what = session.text.code("visit_what", one.what) if one.what else ""
    return " ".join(filter(None, (one.time, what, one.text)))


def stop_of(view: "VisitView", typed: str) -> "StopLine":
    """The stop somebody means by its number on the sheet or by a prison number.

    Raises:
        RequestRefused: REQ-VISIT-WHO.

    """
    wanted = typed.strip().casefold()
    for stop in view.stops:
        if wanted in (str(stop.number), stop.card.prisoner_number.casefold()):
            return stop
    raise RequestRefused("REQ-VISIT-WHO", number=typed)


# On paper


def _paper(kind: str) -> "Callable[[Session, Desk], None]":
    def make(session: Session, desk: "Desk") -> None:
        from ui.out import give_out
        from ui.visit_papers import make

        given, view = session.arguments, visit_of(session, desk)
        layout = Layout(getattr(given, "layout", Layout.LINE))
        content, people = make(desk, view.line.id, kind, session.text, layout)
        give_out(desk, given.output, content, "EXPORT_PDF", people=people, how=kind)
        words = session.text("cli.visit_said.saved", path=given.output)
        say(session, words, path=str(given.output))

    return make


# Walking


def _begin(session: Session, desk: "Desk") -> None:
    from pomdesk.services.commands.visits import BeginVisit

    view = visit_of(session, desk)
    desk.do(BeginVisit(view.line.id))
    say(session, session.text("cli.visit_said.begun", code=view.line.code), code=view.line.code)


def _record(session: Session, desk: "Desk") -> None:
    """Note something at a stop; what was noted there before stays where nothing else is said."""
    from pomdesk.services.commands.visits import CaptureStop

    view, text = visit_of(session, desk), session.text
    stop = stop_of(view, session.arguments.who)
    before = stop.captured or _new(session, view)
    if session.arguments.clear:
        wanted = Captured(before.uid, before.day)
    else:
        wanted = _as_typed(session, before)
    kept = desk.do(CaptureStop(stop.stop_id, wanted)).result
    key = "cli.visit_said.cleared" if kept is None else "cli.visit_said.noted"
    say(session, text(key, number=stop.number), stop=stop.number, noted=kept)


def _new(session: Session, view: "VisitView") -> Captured:
    """A capture of the visit's day, stamped with the time where that is today."""
    from pomdesk.services.visits.captures import new_uid

    day = session.arguments.on or min(view.line.day, view.today)
    at = session.clock().now().replace(tzinfo=UTC).astimezone()
    return Captured(new_uid(), day, time=f"{at:%H:%M}" if day == view.today else "")


def _as_typed(session: Session, before: Captured) -> Captured:
    given = session.arguments
    said: dict[str, object] = {
        "what": SEEN_AS[0] if given.what == SEEN else given.what,
        "text": given.text,
        "next_step": given.next,
        "due": given.due,
        "day": given.on,
        "time": given.time,
    }
    changes = {row: dict(values) for row, values in before.changes.items()}
    for row, name, value in given.change:
        changes.setdefault(row, {})[name] = value or None
    ticked = tuple(dict.fromkeys([*before.ticked, *given.tick]))
    told = {name: value for name, value in said.items() if value is not None}
    return replace(before, ticked=ticked, changes=changes, **told)  # type: ignore[arg-type]


def _end(session: Session, desk: "Desk") -> None:
    from pomdesk.services.commands.visit_ends import EndVisit

    view = visit_of(session, desk)
    written = desk.do(EndVisit(view.line.id, paper_titles(session.text))).result
    if session.wants_json():
        print_json({"ok": True, "code": view.line.code, "written": written})
        return
    print("\n".join(written_lines(session.text, written)))


def _note(session: Session, desk: "Desk") -> None:
    from pomdesk.services.commands.visits import WriteVisitNote

    view = visit_of(session, desk)
    desk.do(WriteVisitNote(view.line.id, session.arguments.text))
    say(session, session.text("cli.visit_said.note_kept"), code=view.line.code)


def _summary(session: Session, desk: "Desk") -> None:
    from pomdesk.services.queries.visits import VisitAfterwards

    if session.arguments.output is not None:
        _paper("visit-note")(session, desk)
        return
    after = desk.ask(VisitAfterwards(visit_of(session, desk).line.id))
    if session.wants_json():
        print_json(after)
        return
    print("\n".join(_summary_lines(session, after)))


def _summary_lines(session: Session, after: "VisitAfter") -> list[str]:
    text, view = session.text, after.visit
    seen = sum(stop.seen for stop in view.stops)
    lines = [text("cli.visit_said.seen_of", seen=seen, of=len(view.stops))]
    for stop in view.stops:
        noted = "; ".join(_noted(session, one) for one in stop.all_captured)
        name = " ".join([str(stop.number), *_who(stop.card)])
        lines.append(f"{name}: {noted or text('cli.visit_said.nothing_noted')}")
        if asks := after.still_due.get(stop.stop_id):
            due = "; ".join(_asks(session, asks, view.today))
            lines.append(f"  {text('cli.visit_said.still_due')} {due}")
        following = after.next_contact.get(stop.person_id or 0)
        if following is not None:
            lines.append(f"  {text('cli.visit_said.next_contact', day=text.day(following))}")
    return [*lines, view.note] if view.note else lines


_ACTIONS: "dict[str, Callable[[Session, Desk], None]]" = {
    "list": _list,
    "propose": _propose,
    "plan": _plan,
    "change": _change,
    "drop": _drop,
    "show": _show,
    "sheet": _paper("visit-sheet"),
    "names": _paper("visit-list"),
    "begin": _begin,
    "record": _record,
    "end": _end,
    "note": _note,
    "summary": _summary,
}
