"""What moved: one calm paper, a page to see it all, then person by person, by cause.

Release points change in tranches, so it must stay readable for three hundred people: the first
page counts, the rest says before and after, and of many duties only the soonest are named.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from pomdesk.domain.duties import DutyState
from pomdesk.readmodels.moves import DateMoved, MoveCause, Moves, PersonMoved
from reports.blocks import heading, note, notice, subheading, subtitle, title
from reports.desk_paper import pages
from reports.desk_view import DeskView
from reports.move_words import arrow_words, once, other_words
from reports.page import WIDTH, Block
from reports.style import BODY, BODY_STRONG, MM, SMALL_TEXT
from reports.tables import Cell, Column, Table
from reports.wording import person_name
from resources.text import Text

_DUTIES = 2
"""Late duties named of one person; where none is late, the soonest. The rest is counted."""

_FIRST = 12
"""People named on the first page because something of theirs is late now."""

_HANDOVER = "worked.handover_on"


def render(view: DeskView, text: Text, *, prepared_by: str) -> bytes:
    """What moved as a tagged PDF; the same view gives the same bytes.

    Raises:
        ValueError: the view has no moves.

    """
    moves = view.moves
    if moves is None:
        raise ValueError("the paper of what moved needs moves")
    kind = text("paper.moves")
    since = (
        text("out.moves.since", day=text.day(moves.since.date()))
        if moves.since
        else text("out.moves.ever")
    )
    return pages(
        [title(kind), subtitle(since), *_body(moves, text)],
        text,
        kind,
        subject=since,
        prepared_by=prepared_by,
        anchor=view.anchor,
        on=view.today,
    )


def _body(moves: Moves, text: Text) -> list[Block]:
    blocks: list[Block] = []
    if moves.files:
        blocks.append(note(text("out.moves.files", files=", ".join(moves.files))))
    if not moves.people:
        return [*blocks, notice(text("out.moves.nothing"))]
    blocks.append(notice(text.count("out.moves.people", len(moves.people))))
    causes = _by_cause(moves.people)
    blocks.append(_counts(moves, text, causes))
    blocks += _first(moves, text)
    for cause, people in causes.items():
        words = text.count(f"out.cause.{cause}", len(people))
        rows = [_row(text, person) for person in people]
        blocks += [heading(words), Table(_columns(text), rows, width=WIDTH)]
    return blocks


def _by_cause(people: Iterable[PersonMoved]) -> dict[MoveCause, list[PersonMoved]]:
    held: dict[MoveCause, list[PersonMoved]] = {}
    for person in people:
        held.setdefault(person.cause, []).append(person)
    return held


def _counts(moves: Moves, text: Text, causes: dict[MoveCause, list[PersonMoved]]) -> Table:
    columns = [
        Column(0.32, text("out.head.cause"), BODY, names_row=True),
        Column(0.12, text("out.head.people"), BODY_STRONG),
        Column(0.14, text("out.head.earlier"), BODY_STRONG),
        Column(0.14, text("out.head.later"), BODY_STRONG),
        Column(0.14, text("out.head.handover_past"), BODY_STRONG),
        Column(0.14, text("out.head.now_late"), BODY_STRONG),
    ]
    rows: list[list[str | Cell]] = []
    for cause, people in causes.items():
        counts = (
            len(people),
            sum(_way(person) < 0 for person in people),
            sum(_way(person) > 0 for person in people),
            sum(_handover_past(person, moves.today) for person in people),
            sum(bool(_late(person)) for person in people),
        )
        rows.append([text(f"out.cause_name.{cause}"), *(f"{n:,}" if n else "–" for n in counts)])
    return Table(columns, rows, width=WIDTH, before=4 * MM)


def _way(person: PersonMoved) -> int:
    """-1 where the first fact that has two dates is earlier now, 1 later, 0 neither."""
    for fact in person.facts:
        if fact.before and fact.after:
            return -1 if fact.after < fact.before else 1
    return 0


def _handover_past(person: PersonMoved, today: date) -> bool:
    """Whether the handover date was still ahead and now is not."""
    return any(
        moved.name == _HANDOVER
        and moved.after is not None
        and moved.after < today
        and (moved.before is None or moved.before >= today)
        for moved in person.results
    )


def _late(person: PersonMoved) -> list[DateMoved]:
    return [moved for moved in person.duties if moved.after_state == DutyState.OVERDUE]


def _first(moves: Moves, text: Text) -> list[Block]:
    """The people of whom something is late now, because they cannot wait."""
    late = [person for person in moves.people if _late(person)]
    if not late:
        return []
    rows: list[list[str | Cell]] = [
        [_who(text, person), _duties(text, _late(person), 1)] for person in late[:_FIRST]
    ]
    columns = [
        Column(0.36, text("out.head.who"), SMALL_TEXT, names_row=True),
        Column(0.64, text("out.head.late_now"), SMALL_TEXT),
    ]
    more = len(late) - _FIRST
    foot = text.count("out.moves.more_people", more) if more > 0 else ""
    return [
        subheading(text("out.moves.first")),
        Table(columns, rows, width=WIDTH, foot=foot),
    ]


def _columns(text: Text) -> list[Column]:
    return [
        Column(0.20, text("out.head.who"), SMALL_TEXT, names_row=True),
        Column(0.40, text("out.head.changed"), SMALL_TEXT),
        Column(0.40, text("out.head.duties"), SMALL_TEXT),
    ]


def _row(text: Text, person: PersonMoved) -> list[str | Cell]:
    changed = [arrow_words(text, moved) for moved in once(person)]
    changed += other_words(text, person)
    return [
        _who(text, person),
        "\n".join(changed),
        _duties(text, person.duties, min(_DUTIES, len(_late(person)) or 1))
        if person.duties
        else text("out.moves.no_duties"),
    ]


def _duties(text: Text, duties: Sequence[DateMoved], most: int) -> str:
    """The soonest duties, late ones first, each with its day before and after."""
    late_first = sorted(
        duties, key=lambda m: (m.after_state != DutyState.OVERDUE, m.after or date.max, m.name)
    )
    lines = [arrow_words(text, moved) for moved in late_first[:most]]
    if len(late_first) > most:
        lines.append(text.count("out.moves.more_duties", len(late_first) - most))
    return "\n".join(lines)


def _who(text: Text, person: PersonMoved) -> str:
    name = person_name(text, person.last_name, person.first_name)
    return "\n".join(part for part in (name, person.prisoner_number) if part)
