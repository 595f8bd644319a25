"""Invented desks: duties of few and of many, what moved, and what was written down."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from pomdesk.domain.duties import Duty, DutyKind, DutyOwner, DutyState
from pomdesk.domain.facts import Movement
from pomdesk.domain.record import SPECS, DutyMark, Entry, EntryKind, MarkKind
from pomdesk.domain.terms import ChecklistItem
from pomdesk.readmodels.duties import DutyLine
from pomdesk.readmodels.moves import DateMoved, MoveCause, Moves, PersonMoved
from pomdesk.readmodels.record import CaseRecord, StaffTerm, Stay
from reports.desk_view import DeskView

TODAY = date(2026, 11, 23)
"""A Monday."""
HOLIDAYS = {
    date(2026, 12, 25): "Christmas Day",
    date(2026, 12, 28): "Boxing Day (substitute day)",
    date(2027, 1, 1): "New Year's Day",
    date(2027, 2, 12): "",
}
NAMES = (
    ("MORGAN-JONES", "ALUN RHYS"),
    ("GŴYN", "SIÂN"),
    ("O'BRIEN", "NIALL"),
    ("AL-RASHID", "OMAR"),
    ("WALIGÓRSKI", "ŁUKASZ"),
    ("<b>HOSTILE", "=cmd()"),
)


def duty(
    kind: DutyKind,
    due: date | None,
    state: DutyState | None = None,
    *,
    subject: str = "",
    opens: date | None = None,
    **more: object,
) -> Duty:
    """A duty; its state follows from its days unless it is given."""
    if state is None:
        state = DutyState.OVERDUE if due and due < TODAY else DutyState.DUE
        state = DutyState.UPCOMING if opens and opens > TODAY else state
    made = Duty(kind, subject, opens, due, state, ())
    for name, value in more.items():
        setattr(made, name, value)
    return made


def line(person: int, what: Duty) -> DutyLine:
    """A duty of the n-th invented person."""
    last, first = NAMES[person % len(NAMES)]
    number = f"{chr(65 + person % 26)}{1000 + person:04}AB"
    return DutyLine(person, number, last, first, "Gwen Ellis", what)


def on(days: int) -> date:
    return TODAY + timedelta(days)


def few() -> list[DutyLine]:
    """One person late, two this week, and one of everything odd."""
    return [
        line(0, duty(DutyKind.OASYS_REVIEW, on(-9))),
        line(0, duty(DutyKind.CONTACT, on(4))),
        line(1, duty(DutyKind.HANDOVER_TASK, on(3), subject=ChecklistItem.CONTACTED_COM.value)),
        line(1, duty(DutyKind.OASYS_HANDOVER, on(2), owner=DutyOwner.COM)),
        line(
            2, duty(DutyKind.CUSTODY_REPORT, on(6), DutyState.BLOCKED, waits_on=("oasys_parole",))
        ),
        line(2, duty(DutyKind.KEY_WORK, on(1), snoozed_until=on(20))),
        line(3, duty(DutyKind.DATA_TIER, None)),
        line(3, duty(DutyKind.OASYS_SIGNIFICANT_CHANGE, on(0), subject="2026-11-09")),
        line(4, duty(DutyKind.HEARING, on(40), opens=on(10))),
        line(4, duty(DutyKind.MAPPA_LEVEL, on(32))),
        line(5, duty(DutyKind.CONTACT, on(-1), DutyState.DONE)),
    ]


def many(people: int = 300) -> list[DutyLine]:
    """Five duties of each of many people, spread over four months."""
    rng = random.Random(300)
    kinds = list(DutyKind)
    return [
        line(n, duty(rng.choice(kinds), on(days), opens=on(days - 28)))
        for n in range(people)
        for days in (rng.randint(-20, 110) for _ in range(5))
    ]


def desk(duties: Sequence[DutyLine], **more: object) -> DeskView:
    return replace(DeskView(TODAY, duties, holidays=HOLIDAYS), **more)  # type: ignore[arg-type]


def moved(n: int, cause: MoveCause = MoveCause.RELEASE_DATE, duties: int = 5) -> PersonMoved:
    """One person whose release is three months earlier than it was."""
    last, first = NAMES[n % len(NAMES)]
    release = on(200 + n)
    handover = release - timedelta(250)
    return PersonMoved(
        person_id=n,
        prisoner_number=f"{chr(65 + n % 26)}{1000 + n:04}AB",
        last_name=last,
        first_name=first,
        cause=cause,
        facts=(
            DateMoved("person.conditional_release_date", release + timedelta(98), release),
            DateMoved("person.release_date", release + timedelta(98), release),
        ),
        others={"person.prison_id": ("LEI", "DNI")} if cause is MoveCause.TRANSFER else {},
        results=(DateMoved("worked.handover_on", handover + timedelta(98), handover),),
        duties=tuple(
            DateMoved(
                f"duty.{kind}",
                handover + timedelta(98 - 7 * at),
                handover - timedelta(7 * at),
                "overdue" if handover - timedelta(7 * at) < TODAY else "upcoming",
            )
            for at, kind in enumerate(list(DutyKind)[:duties])
        ),
    )


def moves(people: Sequence[PersonMoved]) -> Moves:
    return Moves(
        today=TODAY,
        since=datetime(2026, 11, 16, 8, 30, tzinfo=UTC).replace(tzinfo=None),
        upto=7,
        files=("caseload-20261123.json",),
        people=people,
    )


SECRET = "Victim Liaison Owusu of Secret Street"


def record() -> CaseRecord:
    """An entry of every kind; what must not be disclosed has ``SECRET`` in it."""
    entries = {kind: [entry(number, kind)] for number, kind in enumerate(EntryKind, 1)}
    goal = entries[EntryKind.GOAL][0]
    entries[EntryKind.GOAL] = [replace(goal, title="Stay away from drugs", due=on(90))]
    entries[EntryKind.STEP] = [
        replace(
            entry(41, EntryKind.STEP),
            title="Finish the course",
            who="Programmes",
            stage="in_progress",
            parent_id=goal.id,
        ),
        replace(
            entry(42, EntryKind.STEP),
            title="See the doctor",
            stage="completed",
            parent_id=goal.id,
        ),
        replace(entry(43, EntryKind.STEP), title="Dropped step", stage="no_longer_needed"),
    ]
    entries[EntryKind.INTERVENTION] = [
        replace(
            entry(51, EntryKind.INTERVENTION),
            title="Thinking course",
            what="programme",
            stage="waiting_list",
        ),
        replace(entry(52, EntryKind.INTERVENTION), title="Joinery", what="work", stage="declined"),
    ]
    task = entry(61, EntryKind.HANDOVER_TASK)
    entries[EntryKind.HANDOVER_TASK] = [
        replace(task, what=ChecklistItem.REVIEWED_OASYS.value, text="signed off by the SPO")
    ]
    mark = DutyMark("handover_task:contacted_com", MarkKind.DONE, on(-2), note="by telephone")
    secret = entries[EntryKind.VICTIM_NOTE][0]
    contact = entries[EntryKind.CONTACT][0]
    return CaseRecord(
        person_id=1,
        today=TODAY,
        duties=[
            duty(DutyKind.OASYS_REVIEW, on(-9)),
            duty(DutyKind.CONTACT, on(10)),
            duty(DutyKind.FOLLOW_UP, on(5), subject=str(contact.id), entry_id=contact.id),
            duty(DutyKind.FOLLOW_UP, on(6), subject=str(secret.id), entry_id=secret.id),
            duty(DutyKind.VLO_RELEASE, on(7)),
            duty(DutyKind.IRMM, on(8)),
            duty(
                DutyKind.HANDOVER_TASK,
                on(3),
                DutyState.DONE,
                subject="contacted_com",
                done_on=on(-2),
                mark=mark,
            ),
        ],
        entries=entries,
        counts=dict.fromkeys(entries, 23),
        assessments=(),
        stays=(
            Stay("LEI", "Leeds", date(2024, 5, 13), None, movement("LEI")),
            Stay("DNI", "Doncaster", date(2024, 1, 3), date(2024, 5, 13), movement("DNI")),
        ),
        staff=(
            StaffTerm("primary", "Gwen Ellis", date(2024, 6, 1), None),
            StaffTerm("coworking", "Tomos Parry", date(2023, 1, 1), date(2024, 6, 1)),
        ),
    )


def movement(prison: str) -> Movement:
    return Movement(None, prison, "TRN", "IN", date(2024, 5, 13))


def entry(number: int, kind: EntryKind) -> Entry:
    spec = SPECS[kind]
    said = "invented words" if spec.disclosable else SECRET
    return Entry(
        number,
        kind,
        on(-number),
        what=spec.whats[0] if spec.whats else None,
        stage=spec.stages[0] if spec.stages else None,
        title=said,
        who=said,
        text=said,
        next_step=f"next: {said}",
    )
