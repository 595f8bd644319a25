"""Invented records for handover reports and packs: thin, typical, very full."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from pomdesk.domain.duties import Duty, DutyKind, DutyOwner
from pomdesk.domain.papers import (
    Paper,
    PaperKind,
    PaperStage,
    PaperStep,
    SectionState,
    SectionText,
    StepKind,
    text_digest,
)
from pomdesk.domain.record import Entry, EntryKind
from pomdesk.domain.writing import Paragraph, ParagraphKind, Run, passage
from pomdesk.readmodels.record import CaseRecord, StaffTerm, Stay, TimelineLine
from reports.material import Material
from tests.reports import cases
from tests.reports.desks import SECRET, duty, movement

TODAY = cases.TODAY
AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
_SAID = (
    "Went through the release date and what it changes. Understood; will look for an address.",
    "Worried about housing. Agreed to start the referral and to speak to resettlement.",
    "Quiet today. Wants to change work place; told how to apply.",
    "Says the course is going well. Family visit last weekend was good.",
    "Upset about a letter from home. Listened; agreed to meet again soon. He spoke at length about "
    "his brother, and about what he would do differently if he were asked for money again.",
)


def on(days: int) -> date:
    return TODAY + timedelta(days)


def made(number: int, kind: EntryKind, days: int, **more: object) -> Entry:
    return replace(Entry(number, kind, on(days), written_by="Gwen Ellis"), **more)  # type: ignore[arg-type]


def typical_entries() -> list[Entry]:
    """Two years of an ordinary case."""
    kind = EntryKind
    return [
        *(
            made(n, kind.CONTACT, -20 - 41 * n, what=what, text=_SAID[n % len(_SAID)])
            for n, what in enumerate(("face_to_face", "video", "wing", "face_to_face", "attempted"))
        ),
        made(
            10,
            kind.CONTACT,
            -9,
            what="face_to_face",
            text=_SAID[0],
            next_step="Chase the council",
            due=on(-2),
        ),
        *(
            made(20 + n, kind.KEY_WORK, -12 - 30 * n, who="M Officer", text="Settled on the wing.")
            for n in range(4)
        ),
        made(
            30,
            kind.SIGNIFICANT_EVENT,
            -320,
            what="adjudication",
            text="Refused an order; seven days without television.",
        ),
        made(
            31, kind.SIGNIFICANT_EVENT, -150, what="progress", text="Became a wing representative."
        ),
        made(
            32,
            kind.SIGNIFICANT_EVENT,
            -60,
            what="family",
            text="His mother was taken to hospital; supported by the chaplaincy.",
        ),
        made(
            40,
            kind.GOAL,
            -250,
            what="accommodation",
            title="Have an address to go to",
            stage="active",
            due=on(120),
        ),
        made(
            41,
            kind.STEP,
            -250,
            title="Make the housing application",
            who="Resettlement worker",
            stage="not_started",
            parent_id=40,
        ),
        made(
            42,
            kind.STEP,
            -250,
            title="Speak to family about an address",
            who="The person",
            stage="in_progress",
            parent_id=40,
        ),
        made(
            43,
            kind.GOAL,
            -400,
            what="drugs",
            title="Stay away from drugs",
            stage="achieved",
            stage_day=on(-90),
        ),
        made(
            44,
            kind.STEP,
            -400,
            title="Complete the recovery course",
            stage="completed",
            parent_id=43,
        ),
        made(
            45,
            kind.GOAL,
            -100,
            what="education_work",
            title="Qualify in joinery",
            stage="active",
            due=on(200),
        ),
        made(46, kind.PLAN_AGREEMENT, -250, stage="agreed", text="Wants to live near his sister."),
        made(
            50,
            kind.INTERVENTION,
            -230,
            what="programme",
            title="Thinking Skills",
            stage="completed",
            who="Programmes team",
        ),
        made(
            51,
            kind.INTERVENTION,
            -30,
            what="programme",
            title="Horizon",
            stage="waiting_list",
            who="Programmes team",
        ),
        made(60, kind.REFERRAL, -14, what="duty_to_refer", stage="to_make", due=on(30)),
        made(
            61,
            kind.REFERRAL,
            -40,
            what="crs_accommodation",
            stage="submitted",
            stage_day=on(-35),
            who="CRS West",
        ),
        made(
            62, kind.LICENCE_CONDITION, -25, title="Live where the COM approves", stage="proposed"
        ),
        made(
            70,
            kind.RESTRICTION,
            -500,
            what="child_contact",
            stage="in_force",
            title=SECRET,
            text=SECRET,
        ),
        made(71, kind.PUBLIC_PROTECTION, -80, what="mappa_level_asked", text=SECRET),
        made(72, kind.PUBLIC_PROTECTION, -15, what="mappa_f", text=SECRET),
        made(73, kind.VICTIM_LIAISON, -600, who=SECRET, title=SECRET, text=SECRET),
        made(74, kind.VICTIM_NOTE, -55, what="told_of_release", text=SECRET, due=on(3)),
        made(75, kind.HANDOVER_TASK, -5, what="reviewed_oasys", text="signed off by the SPO"),
        made(76, kind.HANDOVER_MEETING, 20, stage="booked", who="Gwen Ellis, Carys Bevan"),
        made(77, kind.DOCUMENT, -3, title="Handover report"),
    ]


def full_entries() -> list[Entry]:
    """A case of many years: 200 contacts, 60 goals and steps, every kind of thing."""
    rng = random.Random(7)
    entries = typical_entries()
    ways = ("face_to_face", "wing", "video", "phone", "letter", "attempted")
    entries += [
        made(
            1000 + n, EntryKind.CONTACT, -25 - 11 * n, what=rng.choice(ways), text=rng.choice(_SAID)
        )
        for n in range(195)
    ]
    for n in range(20):
        goal = 2000 + 10 * n
        stage = ("active", "future", "achieved", "removed")[n % 4]
        needs = ("drugs", "alcohol", "attitudes", "finance", "health", "relationships")
        entries.append(
            made(
                goal,
                EntryKind.GOAL,
                -300 - n,
                what=needs[n % 6],
                stage=stage,
                due=on(30 * n),
                title=f"Goal {n}: show over a year that what was learned is used every day",
            )
        )
        entries += [
            made(
                goal + 1 + m,
                EntryKind.STEP,
                -200 - n,
                parent_id=goal,
                who="Programmes team",
                title=f"Step {m} of goal {n}",
                stage=("in_progress", "not_started")[m % 2],
            )
            for m in range(2)
        ]
    whats = ("violence", "adjudication", "self_harm", "security", "health", "progress")
    entries += [
        made(
            3000 + n,
            EntryKind.SIGNIFICANT_EVENT,
            -30 * n - 4,
            what=whats[n % 6],
            text="An event in words that go on for a while, as such entries do, until it is told.",
        )
        for n in range(40)
    ]
    entries += [
        made(
            4000 + n,
            EntryKind.INTERVENTION,
            -90 * n - 7,
            what="programme",
            title=f"Programme {n}",
            stage=("completed", "declined", "waiting_list", "started")[n % 4],
            who="Programmes",
        )
        for n in range(16)
    ]
    return entries


def timeline(entries: Sequence[Entry], most: int = 400) -> tuple[TimelineLine, ...]:
    """Everything that happened, newest first: entries, and what files told."""
    lines = [TimelineLine(e.day, "entry", e.kind.value, entry=e) for e in entries if e.day <= TODAY]
    lines += [
        TimelineLine(on(-290), "assessment", "LAYER3", "Review: High"),
        TimelineLine(on(-500), "movement", "TRN", "Leeds"),
        TimelineLine(on(-700), "allocation", "primary", "Gwen Ellis"),
        TimelineLine(on(-640), "parole", "hearing_outcome", "Not released"),
        TimelineLine(
            on(-70), "fact", "conditional_release_date", before="2028-01-01", after="2027-10-12"
        ),
        TimelineLine(on(-8), "duty", "oasys_review", "done in the OASys", after="done"),
        TimelineLine(on(-7), "duty", "vlo_release", SECRET, after="done"),
        TimelineLine(on(-6), "duty", "irmm", SECRET, after="done"),
        TimelineLine(on(-4), "duty", "contact", "on leave", after="snoozed"),
    ]
    return tuple(sorted(lines, key=lambda line: line.day, reverse=True)[:most])


def duties() -> list[Duty]:
    """What is open: late, coming, somebody else's, withheld, and of the desk's own facts."""
    return [
        duty(DutyKind.OASYS_HANDOVER, on(-9)),
        duty(DutyKind.CONTACT, on(10)),
        duty(DutyKind.FOLLOW_UP, on(-2), subject="10", entry_id=10),
        duty(DutyKind.FOLLOW_UP, on(3), subject="74", entry_id=74),
        duty(DutyKind.DUTY_TO_REFER, on(25), subject=""),
        duty(DutyKind.APPROVED_PREMISES, on(60)),
        duty(DutyKind.LICENCE_CONDITIONS, on(90), owner=DutyOwner.COM),
        duty(DutyKind.MAPPA_LEVEL, on(40)),
        duty(DutyKind.HANDOVER_TASK, on(20), subject="contacted_com"),
        duty(DutyKind.DATA_TIER, None),
    ]


def record(entries: Sequence[Entry], due: Sequence[Duty] = ()) -> CaseRecord:
    held: dict[EntryKind, list[Entry]] = {kind: [] for kind in EntryKind}
    for entry in sorted(entries, key=lambda e: (e.day, e.id), reverse=True):
        held[entry.kind].append(entry)
    counts = {kind: len(some) for kind, some in held.items()}
    grows = {EntryKind.CONTACT, EntryKind.KEY_WORK, EntryKind.NOTE, EntryKind.DOCUMENT}
    return CaseRecord(
        person_id=1,
        today=TODAY,
        duties=due,
        entries={kind: some[:5] if kind in grows else some for kind, some in held.items()},
        counts=counts,
        assessments=(),
        stays=(
            Stay("LEI", "Leeds", date(2024, 5, 13), None, movement("LEI")),
            Stay("DNI", "Doncaster", date(2024, 1, 3), date(2024, 5, 13), movement("DNI")),
        ),
        staff=(StaffTerm("primary", "Gwen Ellis", date(2024, 6, 1), None),),
    )


_RISK = (
    "The risk is of robbery with threats, of strangers who carry money, when he owes money for "
    "drugs. It was greatest in the weeks before the arrest.\n"
    "Since the last OASys he has tested negative nine times and has kept the same job for a "
    "year. What makes the risk greater again is debt; his cell mate was moved in October after "
    "one was found.\n"
    "If he stops answering his sister's calls, ask about debt the same day, because both times "
    "before it was the first sign."
)
_PLAN = (
    "To live with his sister in Wrexham from the day of release; she was told what the licence "
    "will ask of her and agreed on 3 November 2026.\n"
    "Residence and drug testing answer the debt that came before the offence. If the address "
    "falls through, approved premises are asked for at once, because he did not cope in a hostel "
    "in 2022."
)


_WELSH = "First language Welsh with his grandmother, English otherwise."
_VIEWS = (
    "He wants to be near his niece, fears the old debts, and asked to be told early who the COM "
    "is. He was told of the handover on 13 November 2026."
)


def handover_paper(
    stage: PaperStage = PaperStage.DRAFT, person_id: int = 1, full: bool = False
) -> Paper:
    """A handover report that somebody wrote."""
    conduct = (
        Paragraph(
            (
                Run("The refusal in January came the day after "),
                Run("the parole letter", strong=True),
                Run("; nothing like it since."),
            )
        ),
        Paragraph((Run("Works well with men older than himself."),), ParagraphKind.BULLET),
        Paragraph((Run("Says little in front of others."),), ParagraphKind.BULLET),
    )
    passages = {
        "risk": passage(_RISK),
        "conduct": conduct,
        "plan": passage("The COM takes on the joinery qualification with the college."),
        "public-protection": passage("Intelligence is asked for through the security department."),
        "parole": passage("No review is running."),
        "release-plan": passage(_PLAN),
        "responsivity": passage("Reads slowly: letters are read out with him. " + _WELSH),
        "views": passage(_VIEWS),
    }
    sections = {name: SectionText(said, SectionState.DONE) for name, said in passages.items()}
    if full:
        long = passage("\n".join([_RISK, _PLAN] * 6))
        sections = {name: SectionText(long, SectionState.DONE) for name in sections}
    digest = text_digest(sections)
    steps = [PaperStep(StepKind.CHECKED, "R Davies", on(-4), AT, text_digest=digest)]
    if stage in (PaperStage.FINAL, PaperStage.SENT):
        steps.append(PaperStep(StepKind.FINISHED, "Gwen Ellis", on(-3), AT, text_digest=digest))
    return Paper(
        id=17,
        person_id=person_id,
        kind=PaperKind.HANDOVER_REPORT,
        language="en",
        stage=stage,
        version=2,
        writer="Gwen Ellis",
        begun_at=AT,
        changed_at=AT,
        template_version="2",
        sections=sections,
        steps=steps if stage is not PaperStage.DRAFT else (),
        text_digest=digest,
    )


def thin(**more: object) -> Material:
    """A person of whom there is a number and a name."""
    given = Material(cases.thin(), "Gwen Ellis", record([]))
    return replace(given, **more)  # type: ignore[arg-type]


def typical(**more: object) -> Material:
    """An ordinary case with the report written."""
    entries = typical_entries()
    view = replace(cases.typical(), pom_name="Gwen Ellis")
    given = Material(
        view,
        "Gwen Ellis",
        record(entries, duties()),
        handover_paper(),
        timeline(entries),
    )
    return replace(given, **more)  # type: ignore[arg-type]


def full(**more: object) -> Material:
    """A case of many years."""
    entries = full_entries()
    given = Material(
        replace(cases.full(), pom_name="Gwen Ellis"),
        "Gwen Ellis",
        record(entries, duties()),
        handover_paper(PaperStage.FINAL, full=True),
        timeline(entries),
    )
    return replace(given, **more)  # type: ignore[arg-type]
