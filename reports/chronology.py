"""What happened, in order of days, for whoever takes the case over.

Changes of facts are no events and are left out; so are papers that were made, and everything
about victims. Of public protection and of restrictions only what happened is told and not what
was written about it: minutes of MAPPA meetings, and whom a restriction protects, have no place
in a paper that is carried about.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from itertools import groupby

from pomdesk.domain.duties import FAMILY, DutyFamily, DutyKind
from pomdesk.domain.papers import PaperKind
from pomdesk.domain.record import SPECS, Entry, EntryKind
from pomdesk.readmodels.record import TimelineLine
from reports.blocks import note, paragraph, subheading
from reports.draft import Draft
from reports.page import WIDTH, Block
from reports.plan_blocks import work
from reports.style import BODY, BODY_STRONG, SMALL_TEXT
from reports.tables import Cell, Column, Table
from resources.text import Text

_LEFT_OUT = {
    EntryKind.DOCUMENT,
    EntryKind.VICTIM_LIAISON,
    EntryKind.VICTIM_NOTE,
    EntryKind.QUALITY_ACTION,
}
_HAVE_PARTS = {EntryKind.GOAL, EntryKind.STEP, EntryKind.REFERRAL}
"""What stands in parts of its own in a pack, and is not told twice there."""
_NO_WORDS = {EntryKind.PUBLIC_PROTECTION, EntryKind.RESTRICTION}
_SAID = {"done", "not_needed"}
"""What may have been said of a duty; that one was put off is no event."""
_FAMILIES = {"movement": "case.movement", "assessment": "assessment_type"}


def told(lines: Sequence[TimelineLine], *, disclosable: bool) -> list[TimelineLine]:
    """The lines that a chronology has, the earliest first.

    Args:
        lines: everything that happened, newest first.
        disclosable: the person may read the paper, so nothing withheld from them is told.

    """
    return [line for line in reversed(lines) if _may_stand(line, disclosable=disclosable)]


def _may_stand(line: TimelineLine, *, disclosable: bool) -> bool:
    if line.entry is not None:
        withheld = disclosable and not SPECS[line.entry.kind].disclosable
        return line.entry.kind not in _LEFT_OUT and not withheld
    if line.kind == "duty":
        return line.after in _SAID and _family(line) not in _withheld_families(disclosable)
    return line.kind not in {"fact", "entry"}


def _withheld_families(disclosable: bool) -> set[DutyFamily]:
    both = {DutyFamily.VICTIMS, DutyFamily.PUBLIC_PROTECTION}
    return both if disclosable else {DutyFamily.VICTIMS}


def _family(line: TimelineLine) -> DutyFamily:
    """The family of a duty; of one that is not known any more, one that is never told."""
    try:
        return FAMILY[DutyKind(line.code)]
    except ValueError:
        return DutyFamily.VICTIMS


def chronology(draft: Draft) -> list[Block]:
    """The chronology, under a heading a month."""
    text = draft.text
    lines = told(draft.material.timeline, disclosable=draft.spec.disclosable)
    if draft.kind == PaperKind.HANDOVER_PACK:
        elsewhere = {entry.id for entry, _ in work(draft)}
        elsewhere |= {entry.id for entry in draft.entries(EntryKind.REFERRAL)}
        lines = [one for one in lines if not _stands_in(one, elsewhere)]
    if not lines:
        return [paragraph(text("pack.chronology.none"))]
    first, last = text.day(lines[0].day), text.day(lines[-1].day)
    span = text("pack.chronology.span", first=first, last=last)
    count = text.count("pack.chronology.count", len(lines))
    blocks: list[Block] = [
        note(text("pack.chronology.says", count=count, span=span), keep_next=True)
    ]
    columns = [
        Column(0.10, style=SMALL_TEXT),
        Column(0.32, style=BODY, names_row=True),
        Column(0.58, style=BODY),
    ]
    for month, held in groupby(lines, key=lambda line: (line.day.year, line.day.month)):
        blocks.append(subheading(_month(text, date(*month, 1))))
        rows: list[list[str | Cell]] = [_row(draft, line) for line in held]
        blocks.append(Table(columns, rows, width=WIDTH))
    return blocks


def _month(text: Text, first: date) -> str:
    return text.day(first).partition(" ")[2]


def _stands_in(line: TimelineLine, parts: AbstractSet[int]) -> bool:
    """Whether a goal, step or referral stands in another part, by the numbers of those."""
    one = line.entry
    return one is not None and one.kind in _HAVE_PARTS and one.id in parts


def _begun(draft: Draft, line: TimelineLine) -> bool:
    """Whether a line tells of an assessment that was begun and is not finished."""
    return line.kind == "assessment" and any(
        one.initiated_on == line.day and one.assessment_type == line.code
        for one in draft.view.case.assessments
        if one.completed_on is None
    )


def _row(draft: Draft, line: TimelineLine) -> list[str | Cell]:
    text = draft.text
    head, words, under = words_of(text, line)
    if _begun(draft, line):
        under = text("report.oasys.unfinished")
    weekday = text(f"out.weekday.{line.day.weekday()}")
    day = text("pack.chronology.day", weekday=weekday, day=line.day.day)
    return [day, head, Cell(words, BODY, under=under) if words else Cell(under, SMALL_TEXT)]


def words_of(text: Text, line: TimelineLine) -> tuple[str, str, str]:
    """What happened, what was said of it, how far it had come and with whom."""
    if line.entry is not None:
        return _entry_words(text, line.entry)
    kind = text.code("case.timeline", line.kind)
    if line.kind == "duty":
        said = text.code("duty_mark", line.after)
        head = text("case.timeline.duty_said", duty=text.code("duty", line.code), said=said.lower())
        withheld = _family(line) is DutyFamily.PUBLIC_PROTECTION
        return head, "" if withheld else line.words, ""
    if line.kind == "parole":
        what = text(f"case.review.{'outcome' if line.code == 'hearing_outcome' else 'hearing'}")
    elif line.kind == "allocation":
        what = text("case.pom" if line.code == "primary" else "case.coworking")
    else:
        what = text.code(_FAMILIES.get(line.kind, "case.timeline"), line.code)
    return kind if what == kind else text("out.titled", title=kind, detail=what), line.words, ""


def _entry_words(text: Text, entry: Entry, *, kind: bool = True) -> tuple[str, str, str]:
    named = text.code("entry_kind", entry.kind)
    what = text.code(f"entry_what.{entry.kind}", entry.what)
    head = ": ".join(filter(None, (named, what))) if kind or not what else what
    stage = text.code(f"entry_stage.{entry.kind}", entry.stage)
    if entry.kind in _NO_WORDS:
        return head, "", stage
    words = [entry.title, entry.text]
    if entry.next_step:
        words.append(text("case.entry.next", step=entry.next_step))
    return head, "\n".join(filter(None, words)), "; ".join(filter(None, (stage, entry.who)))


def recent(draft: Draft, kinds: Sequence[EntryKind], count: int) -> list[Entry]:
    """The newest entries of some kinds, newest first."""
    held = [entry for kind in kinds for entry in draft.entries(kind)]
    return sorted(held, key=lambda entry: (entry.day, entry.id), reverse=True)[:count]


def short_table(draft: Draft, entries: Sequence[Entry]) -> Block:
    """A few entries with their days; which kind they are only where there are several."""
    text = draft.text
    several = len({entry.kind for entry in entries}) > 1
    rows: list[list[str | Cell]] = []
    for entry in entries:
        head, words, under = _entry_words(text, entry, kind=several)
        said = Cell(words, BODY, under=under) if words else Cell(under, SMALL_TEXT)
        rows.append([text.short_day(entry.day), head, said])
    columns = [
        Column(0.15, text("report.head.date"), SMALL_TEXT),
        Column(0.25, text("report.head.what"), BODY_STRONG, names_row=True),
        Column(0.60, text("pack.head.said"), BODY),
    ]
    return Table(columns, rows, width=WIDTH)
