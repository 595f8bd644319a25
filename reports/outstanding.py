"""Outstanding actions: everything the record shows to be still open, with who and by when.

Open duties, what somebody promised to follow up, open steps and goals of the plan, referrals
under way. What only keeps the desk's own facts in order is left out, and so is what stands
elsewhere on the same paper: the checklist, and when the person is to be seen next.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from pomdesk.domain.duties import Duty, DutyFamily, DutyKind, DutyOwner, DutyState
from pomdesk.domain.papers import PaperKind
from pomdesk.domain.record import SPECS, Entry, EntryKind
from reports.draft import WRITE, Draft
from reports.duty_words import duty_title, remarks, standing
from reports.forms import with_pen
from reports.handover_blocks import release_of
from reports.page import WIDTH, Block
from reports.style import BODY
from reports.tables import Cell, Column, Table

_ELSEWHERE = {
    DutyKind.CONTACT,
    DutyKind.KEY_WORK,
    DutyKind.FOLLOW_UP,
    DutyKind.HANDOVER_TASK,
}
_WITHHELD = {DutyFamily.VICTIMS, DutyFamily.PUBLIC_PROTECTION}
_REFERRALS = {
    DutyKind.DUTY_TO_REFER: "duty_to_refer",
    DutyKind.CRS_REFERRAL: "crs_accommodation",
    DutyKind.APPROVED_PREMISES: "approved_premises",
    DutyKind.CAS3_REFERRAL: "cas3",
    DutyKind.HDC: "hdc",
}
_REVIEWS = {DutyKind.OASYS_REVIEW, DutyKind.OASYS_STALE}
_KEPT = {
    DutyKind.OASYS_HANDOVER,
    DutyKind.CUSTODY_REPORT,
    DutyKind.RECALL_REPORT,
    DutyKind.HANDOVER_MEETING,
    DutyKind.COM_NEEDED,
    DutyKind.COM_OVERDUE,
    DutyKind.COM_UNKNOWN,
}
"""What custody does, whoever is responsible."""
_MORE = 2
"""Blank rows under what the record shows, where people write in the paper."""
_FORM = 4
"""Blank rows where it shows nothing."""
_TOGETHER = 10
"""So few rows stay with what comes after them, the sign-off."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing still to be done.

    Attributes:
        who: blank where the record does not say.
        under: what else is to be known, in small letters.
        late: how late it is, in words; blank where it is not.

    """

    what: str
    who: str = ""
    due: date | None = None
    under: str = ""
    late: str = ""


def actions_of(draft: Draft) -> list[Action]:
    """Everything outstanding, the earliest day first, what has no day last."""
    if draft.record is None:
        return []
    duties = _one_review([duty for duty in draft.record.duties if _told(draft, duty)])
    referrals = [e for e in draft.entries(EntryKind.REFERRAL) if not e.closed]
    covered = {e.what for e in referrals}
    found = [
        *_duties(draft, (d for d in duties if _REFERRALS.get(d.kind) not in covered)),
        *_follow_ups(draft),
        *_plan(draft),
        *_referrals(draft, referrals, {_REFERRALS.get(d.kind): d.due for d in duties}),
    ]
    return sorted(found, key=lambda one: one.due or date.max)


def actions(draft: Draft) -> list[Block]:
    """The table of outstanding actions, with room for more where people write in the paper.

    A report that somebody wrote at the desk has no blank rows: what is added is added there.
    """
    text = draft.text
    columns = [
        Column(0.54, text("report.head.action"), BODY, names_row=True),
        Column(0.22, text("report.head.who"), BODY),
        Column(0.24, text("report.head.by_when"), BODY),
    ]
    found = actions_of(draft)
    rows: list[list[str | Cell]] = [_row(draft, one) for one in found]
    if with_pen(draft) and (draft.material.paper is None or draft.kind == PaperKind.HANDOVER_PACK):
        rows += [[Cell("", BODY, WRITE), "", ""]] * (_MORE if found else _FORM)
    elif not rows:
        rows.append([text("pack.actions.none"), "–", "–"])
    table = Table(columns, rows, width=WIDTH)
    table.keep_next = len(rows) <= _TOGETHER
    return [table]


def _row(draft: Draft, one: Action) -> list[str | Cell]:
    due = draft.text.short_day(one.due)
    open_to_write = with_pen(draft) and not (one.who and due)
    room = WRITE if open_to_write else 0.0
    blank = "" if with_pen(draft) else "–"
    return [
        Cell(one.what, BODY, room, one.under),
        one.who or blank,
        Cell(due, BODY, under=one.late) if due else blank,
    ]


def _told(draft: Draft, duty: Duty) -> bool:
    if not duty.open or duty.kind in _ELSEWHERE or duty.family is DutyFamily.DATA:
        return False
    release = release_of(draft)
    if release and duty.due and duty.due > release.on:
        return False
    return not (draft.spec.disclosable and duty.family in _WITHHELD)


def _one_review(duties: list[Duty]) -> list[Duty]:
    """Reviewing the OASys and renewing it are one piece of work: the earlier one stays."""
    same = [duty for duty in duties if duty.kind in _REVIEWS]
    first = min(same, key=lambda duty: duty.due or date.max, default=None)
    return [duty for duty in duties if duty.kind not in _REVIEWS or duty is first]


def _who(draft: Draft, duty: Duty) -> str:
    """Whose it is; what the POM would do is the COM's from the handover on, but for some."""
    passes = duty.owner is DutyOwner.POM and duty.kind not in _KEPT
    owner = _pom_or_com(draft, duty.due) if passes else duty.owner
    return draft.text.code("duty_owner", owner)


def _pom_or_com(draft: Draft, due: date | None) -> DutyOwner:
    handover = draft.view.result.handover
    on = handover.on if handover else None
    return DutyOwner.COM if on and due and due >= on else DutyOwner.POM


def _duties(draft: Draft, duties: Iterable[Duty]) -> Iterator[Action]:
    text, today = draft.text, draft.view.today
    for duty in duties:
        who = _who(draft, duty)
        late = standing(text, duty, today) if duty.state is DutyState.OVERDUE else ""
        said = [words for words in remarks(text, duty) if who not in words]
        yield Action(duty_title(text, duty), who, duty.due, "; ".join(said), late)


def _follow_ups(draft: Draft) -> Iterator[Action]:
    """What was promised; nothing from entries that are withheld."""
    text, record = draft.text, draft.record
    if record is None:
        return
    known: dict[int, Entry] = {
        entry.id: entry
        for kind, held in record.entries.items()
        if SPECS[kind].disclosable
        for entry in held
    }
    for duty in record.duties:
        entry = known.get(duty.entry_id) if duty.entry_id is not None else None
        if duty.open and duty.kind is DutyKind.FOLLOW_UP and entry is not None:
            kind = text.code("entry_kind", entry.kind)
            from_day = text("pack.actions.from", what=kind, day=text.short_day(entry.day))
            what = entry.next_step or entry.title or duty_title(text, duty)
            late = standing(text, duty, draft.view.today)
            who = _who(draft, duty)
            yield Action(
                what, who, duty.due, from_day, late if duty.state is DutyState.OVERDUE else ""
            )


def _plan(draft: Draft) -> Iterator[Action]:
    """Open steps under their goal; a goal of its own where none of its steps is open."""
    text = draft.text
    goals = {e.id: e for e in draft.entries(EntryKind.GOAL)}
    busy = set()
    for step in draft.entries(EntryKind.STEP):
        goal = goals.get(step.parent_id) if step.parent_id is not None else None
        if step.closed or (goal and goal.closed):
            continue
        if goal:
            busy.add(goal.id)
        stage = text.code("entry_stage.step", step.stage)
        under = text("pack.actions.step", goal=goal.title, stage=stage) if goal else stage
        due = step.due or (goal.due if goal else None)
        who = step.who or text("pack.actions.to_agree")
        yield Action(step.title, who, due, under, _late(draft, due))
    for goal in goals.values():
        if not goal.closed and goal.id not in busy:
            stage = text.code("entry_stage.goal", goal.stage)
            under = text("pack.actions.goal", stage=stage)
            who = goal.who or text("pack.actions.to_agree")
            yield Action(goal.title, who, goal.due, under, _late(draft, goal.due))


def _referrals(
    draft: Draft, held: Iterable[Entry], due: dict[str | None, date | None]
) -> Iterator[Action]:
    text = draft.text
    for entry in held:
        what = text.code("entry_what.referral", entry.what)
        stage = text.code("entry_stage.referral", entry.stage)
        since = text.short_day(entry.stage_day or entry.day)
        under = text("report.plan.since", stage=stage, day=since)
        by = entry.due or due.get(entry.what)
        who = entry.who or text("pack.actions.to_agree")
        if entry.stage == "accepted":
            # What follows an answer only the record can say: a guess would be work for nobody.
            if entry.next_step:
                named = text("pack.actions.next", what=what, stage=under)
                yield Action(entry.next_step, who, by, named, _late(draft, by))
            continue
        to_make = entry.stage == "to_make"
        if to_make:
            who = text.code("duty_owner", _pom_or_com(draft, by))
        key = "pack.actions.refer" if to_make else "pack.actions.chase"
        yield Action(text(key, what=what), who, by, under, _late(draft, by))


def _late(draft: Draft, due: date | None) -> str:
    today = draft.view.today
    if due is None or due >= today:
        return ""
    return draft.text("out.late", span=draft.text.count("span.days", (today - due).days))
