"""What the sections of a paper about one case share: its words, and what turns out missing."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pomdesk.domain.papers import PAPER_SPECS, PaperKind, PaperSpec
from pomdesk.domain.record import SPECS, Entry, EntryKind
from pomdesk.domain.results import Handover
from pomdesk.domain.writing import Passage, is_blank
from pomdesk.readmodels.case import CaseView
from pomdesk.readmodels.record import CaseRecord
from reports.blocks import note
from reports.material import Material
from reports.page import WIDTH, Block
from reports.style import BODY, BODY_STRONG, MM
from reports.tables import Cell, Column, Table
from reports.wording import Fact, Wording
from resources.text import Text

WRITE = 8 * MM
"""Height of a row to write in."""


@dataclass
class Draft:
    """What the blocks of one paper share.

    Attributes:
        kind: kind of the paper, e.g. ``parole-report``; blank for a part of no paper.
        missing: names of facts the record should hold and does not, for the first page.

    """

    material: Material
    text: Text
    kind: str = ""
    missing: list[str] = field(default_factory=list)

    @property
    def view(self) -> CaseView:
        """The case with what the rules say of it."""
        return self.material.view

    @property
    def record(self) -> CaseRecord | None:
        """What was written down at the desk, if it was given."""
        return self.material.record

    @property
    def prepared_by(self) -> str:
        """Who signs."""
        return self.material.prepared_by

    @property
    def unfinished(self) -> bool:
        """Whether it says DRAFT and has room to write in."""
        return not self.material.final

    @property
    def spec(self) -> PaperSpec:
        """What papers of its kind are, whatever the template says."""
        return PAPER_SPECS[PaperKind(self.kind)] if self.kind else PaperSpec()

    def written(self, section: str) -> Passage:
        """What was written in a section; nothing where there is no paper yet."""
        paper = self.material.paper
        held = paper.sections.get(section) if paper else None
        return held.passage if held and not is_blank(held.passage) else ()

    @property
    def words(self) -> Wording:
        """Words for this case."""
        return Wording(self.view, self.text)

    def entries(self, kind: EntryKind) -> list[Entry]:
        """What was written down of a kind, earliest first; nothing where no record was given.

        Raises:
            ValueError: the kind must not be disclosed, so no paper of a case may ask for it.

        """
        if not SPECS[kind].disclosable:
            raise ValueError(f"{kind} is not for papers")
        held = self.record.entries.get(kind, ()) if self.record else ()
        return sorted(held, key=lambda entry: (entry.day, entry.id))

    def expect(self, fact: Fact) -> Fact:
        """Note a fact as missing if it is."""
        if not fact.value and fact.label not in self.missing:
            self.missing.append(fact.label)
        return fact


def fact_table(draft: Draft, facts: Sequence[Fact], *, paired: bool = False) -> Block:
    """Facts as label and value; a blank value is room to write, with a prompt under the label.

    A source other than the common one stands under its value, or once below when all of the
    facts share it. ``paired`` puts two facts on a line, for short ones. A final paper has no
    room to write: what is not known and should be is named in a line below.
    """
    text = draft.text
    blank = [fact for fact in facts if not fact.value]
    lacking = [fact.label for fact in blank if fact.label in draft.missing]
    if not draft.unfinished:
        facts = [fact for fact in facts if fact.value]
    lacks = text("report.lacking", facts=", ".join(lacking)) if lacking else ""
    if not facts:
        return note(lacks or text("report.lacking_all"))
    origins = {fact.source for fact in facts if fact.value}
    foot = "".join(text("report.source", source=o) for o in origins if o and len(origins) == 1)
    # One fact has the line to itself: its value need not be broken.
    paired = paired and len(facts) > 1
    rows = _fact_rows(draft, facts, paired=paired, sourced=bool(foot))
    if lacks and not draft.unfinished:
        foot = f"{foot} {lacks}".strip()
    if not paired:
        columns = [Column(0.30, style=BODY, names_row=True), Column(0.70, style=BODY_STRONG)]
        return Table(columns, rows, width=WIDTH, foot=foot)
    half = [Column(0.20, style=BODY, names_row=True), Column(0.30, style=BODY_STRONG)]
    if len(rows) % 2:
        rows.append(["", ""])
    lines = [left + right for left, right in zip(rows[::2], rows[1::2], strict=True)]
    return Table(half * 2, lines, width=WIDTH, foot=foot)


def _fact_rows(
    draft: Draft, facts: Sequence[Fact], *, paired: bool, sourced: bool
) -> list[list[str | Cell]]:
    prompt = draft.text("report.write_in_short" if paired else "report.write_in")
    return [
        [fact.label, Cell(fact.value, BODY_STRONG, under="" if sourced else fact.source)]
        if fact.value
        else [Cell(fact.label, BODY, WRITE, prompt), ""]
        for fact in facts
    ]


def com(draft: Draft) -> str:
    """The COM, or that none is named yet, with team and delivery unit as far as known."""
    held = draft.view.case.probation
    named = (held.com_name if held else "") or draft.text("report.say.com_unnamed")
    parts = (named, held.team_name, held.ldu_name) if held else (named,)
    return ", ".join(dict.fromkeys(part for part in parts if part))


def why(draft: Draft) -> str:
    """Why the handover is when it is, in a line; blank without a date."""
    result = draft.view.result
    if result.handover is None or result.handover.on is None:
        return ""
    reason = draft.text.code("handover_reason", result.handover.reason)
    if result.handover_release is None:
        return reason
    counted = draft.words.value("", result.handover_release)
    return draft.text("report.say.counted", reason=reason, release=counted)


def notices(draft: Draft) -> list[str]:
    """What the reader must know before anything else."""
    view, text, result = draft.view, draft.text, draft.view.result
    words: list[str] = []
    if not result.scope.inside:
        words.append(text("report.say.outside", reason=text.code("scope", result.scope.reason)))
    elif result.handover is not None:
        words.append(_handover_words(draft, result.handover))
    person = view.case.person
    if person.restricted_patient:
        hospital = person.discharged_hospital_description
        key = "report.say.restricted" if hospital else "report.say.restricted_unknown"
        words.append(text(key, place=hospital or ""))
    if view.temporary_absence_since:
        words.append(text("report.say.absent", day=text.day(view.temporary_absence_since)))
    return words


def _handover_words(draft: Draft, handover: Handover) -> str:
    text, today = draft.text, draft.view.today
    who = text.code("responsibility", handover.responsibility)
    if handover.on is None:
        reason = text.code("handover_reason", handover.reason)
        return text("report.say.no_handover", reason=reason, who=who)
    day, away = text.day(handover.on), text.away(handover.on, today)
    if handover.on < today:
        return text("report.say.passed", day=day, away=away, who=who)
    said = [text("report.say.handover", day=day, away=away)]
    if handover.starts and handover.starts != handover.on:
        said.append(text("report.say.starts", day=text.day(handover.starts)))
    return " ".join([*said, text("report.say.today", who=who)])
