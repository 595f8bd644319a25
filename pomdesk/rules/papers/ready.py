"""What is to be looked at before a paper leaves.

What blocks is what nobody could have meant: a required section without a word, a placeholder, a
place that may tell a secret and that nobody has judged, a disclosure question that nobody has
answered for the text as it is now. The rest are things to check; the writer decides.

Sources: Assess Risks and Needs (OASys of at most 55 weeks); Parole Board Rules 2019, rules 16 and
17; HMI Prisons Expectations (contact, one record that is up to date).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import TypeAlias

from pomdesk.domain.facts import Case
from pomdesk.domain.papers import (
    Gap,
    Hit,
    Paper,
    PaperKind,
    PaperTemplate,
    Section,
    SectionState,
    SectionText,
    StepKind,
)
from pomdesk.domain.record import ATTEMPTS, Entry, EntryKind, MarkKind, withheld
from pomdesk.domain.results import CaseResult
from pomdesk.domain.writing import Passage, is_blank, links_of, plain, word_count
from pomdesk.rules.dates import add_days, add_months
from pomdesk.rules.papers.disclosure import not_accepted
from pomdesk.rules.papers.links import Moved, known, newest_oasys
from pomdesk.rules.policy import Policy

_Details: TypeAlias = dict[str, str | int | date]

_WEEK = 7
_CHRONOLOGY_MONTHS = 12
_CONTACT_DUTY = "contact"
_UNSEEN = ATTEMPTS | {"phone", "letter"}
"""Contacts at which nobody sees the person, whatever else they count for."""


_HANDS_OVER = frozenset({PaperKind.HANDOVER_REPORT, PaperKind.HANDOVER_PACK, PaperKind.MAPPA_F})
"""Papers that go to the COM, or that the COM works with."""

_KEY_DATES: Mapping[PaperKind, tuple[str, ...]] = {
    PaperKind.PAROLE_REPORT: ("parole.target_hearing_date", "parole.custody_report_due"),
    PaperKind.CUSTODY_UPDATE: ("parole.target_hearing_date", "parole.custody_report_due"),
    PaperKind.HANDOVER_REPORT: ("result.handover_date",),
    PaperKind.HANDOVER_PACK: ("result.handover_date",),
    PaperKind.MAPPA_F: ("result.earliest_release",),
}
"""Dates that a paper of a kind is about, linked in it or not."""

_AHEAD = frozenset(
    {
        "parole.custody_report_due",
        "parole.target_hearing_date",
        "result.earliest_release",
        "result.handover_date",
        "result.handover_release",
        "result.next_parole",
        "result.target_hearing",
        "person.actual_parole_date",
        "person.automatic_release_date",
        "person.automatic_release_override_date",
        "person.conditional_release_date",
        "person.conditional_release_override_date",
        "person.home_detention_curfew_actual_date",
        "person.post_recall_release_date",
        "person.post_recall_release_override_date",
        "person.release_date",
    }
)
"""Dates that are meant to lie ahead; a tariff that has expired is nothing odd."""

_RELEASE_BEFORE_RECALL = re.compile(r"person\.(?!post_recall)")

# Bounded, so that no text makes them slow.
_PLACEHOLDERS = re.compile(
    r"\[[^\[\]\n]{0,400}\]"
    r"|<[A-Za-z][^<>\n]{0,60}>"
    r"|\{[^{}\n]{0,120}\}"
    r"|_{3,}"
    r"|\?{3,}"
    r"|(?<!\w)(?:x{3,}|tbc|tba|tbd|t\.b\.c\.?|todo|lorem ipsum|dd[/.]mm[/.]yy(?:yy)?)(?!\w)",
    re.IGNORECASE,
)
_MEANT = re.compile(
    r"\[(?:\d+|sic|he|she|they|him|her|them|his|their|it|its|i|we|a|the|is|was|were|and)\]",
    re.IGNORECASE,
)
"""Brackets as one quotes with: "[he] said", "[sic]", "[1]"."""


@dataclass
class _Desk:
    """What a paper is held against."""

    paper: Paper
    template: PaperTemplate
    case: Case
    result: CaseResult
    policy: Policy
    today: date
    entries: Sequence[Entry]

    @cached_property
    def facts(self) -> Mapping[str, str]:
        return known(self.case, self.result, review=self.paper.subject)

    def text(self, section: Section) -> SectionText:
        return self.paper.sections.get(section.id, SectionText())


def gaps(
    paper: Paper,
    template: PaperTemplate,
    case: Case,
    result: CaseResult,
    policy: Policy,
    today: date,
    *,
    moved: Sequence[Moved] = (),
    hits: Sequence[Hit] = (),
    entries: Sequence[Entry] = (),
) -> list[Gap]:
    """Everything to look at: of the sections in their order, then of the whole paper.

    A paper that is final has none: nothing of it changes any more. What may be disclosed is asked
    only of papers that the person may read.

    Args:
        paper: as it stands.
        template: its sections.
        case: the facts.
        result: what the rules say of them today.
        policy: its ``papers`` settings.
        today: the day.
        moved: linked facts that are different now (``links.moved``).
        hits: places that may tell a secret (``disclosure.hits``), accepted ones too.
        entries: every entry of the person.

    """
    if paper.frozen:
        return []
    desk = _Desk(paper, template, case, result, policy, today, entries)
    open_hits = not_accepted(hits, paper) if paper.spec.disclosable else []
    found: list[Gap] = []
    for section in _sections(desk):
        found += _of_section(section, desk.text(section))
        found += _moved(section.id, moved)
        found += _hits(section.id, open_hits)
    unknown = _unknown(desk)
    for name in unknown:
        found.append(Gap("section_unknown", name, blocks=True))
        found += _left_to_fill(name, paper.sections[name].passage)
        found += _moved(name, moved)
        found += _hits(name, open_hits)
    sections = {section.id for section in _sections(desk)}.union(unknown)
    rest = [hit for hit in open_hits if hit.section not in sections]
    for place in dict.fromkeys(hit.section for hit in rest):
        found += _hits(place, rest)
    found += _of_paper(desk)
    return found


def _sections(desk: _Desk) -> list[Section]:
    """Those somebody writes in, and others in which there is text all the same."""
    return [
        section
        for section in desk.template.sections
        if section.written or not is_blank(desk.text(section).passage)
    ]


def _unknown(desk: _Desk) -> list[str]:
    """Sections with text that the template does not have."""
    there = {section.id for section in desk.template.sections}
    return [
        name
        for name, text in desk.paper.sections.items()
        if name not in there and not is_blank(text.passage)
    ]


def blocking(found: Iterable[Gap]) -> list[Gap]:
    """The gaps that must be mended before the paper can be final."""
    return [gap for gap in found if gap.blocks]


def _of_section(section: Section, text: SectionText) -> Iterator[Gap]:
    if is_blank(text.passage):
        if section.required:
            yield Gap("section_empty", section.id, blocks=True)
        return
    yield from _left_to_fill(section.id, text.passage)
    count = word_count(text.passage)
    if section.limit and count > section.limit:
        yield Gap("over_limit", section.id, {"words": count, "limit": section.limit})
    if text.state is SectionState.NEEDS_CHECKING:
        yield Gap("needs_checking", section.id)


def _left_to_fill(section: str, passage: Passage) -> Iterator[Gap]:
    for words, times in _placeholders(passage).items():
        yield Gap("placeholder", section, {"words": words, "times": times}, blocks=True)


def _placeholders(passage: Passage) -> dict[str, int]:
    """What was left to be filled in, and how often it stands there."""
    found: dict[str, int] = {}
    for match in _PLACEHOLDERS.finditer(plain(passage)):
        words = match.group()
        if not _MEANT.fullmatch(words):
            found[words] = found.get(words, 0) + 1
    return found


def _moved(section: str, moved: Iterable[Moved]) -> Iterator[Gap]:
    for one in moved:
        if one.section == section:
            details = {"ref": one.link.ref, "was": one.link.value, "now": one.present or ""}
            yield Gap("fact_moved", section, details)


def _hits(section: str, hits: Iterable[Hit]) -> Iterator[Gap]:
    """A gap for words of one kind in a section, however often they stand there."""
    times: dict[str, int] = {}
    first: dict[str, Hit] = {}
    for hit in hits:
        if hit.section == section:
            times[hit.key] = times.get(hit.key, 0) + 1
            first.setdefault(hit.key, hit)
    for key, hit in first.items():
        details: _Details = {"words": hit.words, "kind": hit.kind, "times": times[key]}
        yield Gap("hit", section, details, blocks=True, hit=hit)


def _of_paper(desk: _Desk) -> Iterator[Gap]:
    yield from _not_ticked(desk)
    if desk.paper.spec.withheld:
        return
    yield from _oasys(desk)
    yield from _not_seen(desk)
    yield from _no_com(desk)
    yield from _chronology(desk)
    yield from _passed(desk)
    for fact in desk.case.disputed:
        yield Gap("disputed", details={"fact": fact})


def _not_ticked(desk: _Desk) -> Iterator[Gap]:
    if not desk.paper.spec.disclosable:
        return
    ticked = {
        step.item
        for step in desk.paper.steps
        if step.kind is StepKind.DISCLOSURE_TICKED and step.text_digest == desk.paper.text_digest
    }
    for item in desk.policy.papers.disclosure_items:
        if item not in ticked:
            yield Gap("not_ticked", details={"item": item}, blocks=True)


def _oasys(desk: _Desk) -> Iterator[Gap]:
    weeks = desk.policy.papers.oasys_weeks
    newest = newest_oasys(desk.case)
    if newest is None or newest.completed_on is None:
        yield Gap("oasys_missing")
    elif newest.completed_on < add_days(desk.today, -_WEEK * weeks):
        yield Gap("oasys_old", details={"day": newest.completed_on, "weeks": weeks})


def _not_seen(desk: _Desk) -> Iterator[Gap]:
    """By a contact that counts and is no call, or by the word of somebody that it was done."""
    weeks = desk.policy.papers.seen_weeks
    counting = desk.policy.contact.counting - _UNSEEN
    days = [
        entry.day
        for entry in desk.entries
        if entry.kind is EntryKind.CONTACT and entry.what in counting and entry.day <= desk.today
    ]
    days += [
        mark.day
        for mark in desk.case.marks
        if mark.duty == _CONTACT_DUTY and mark.mark is MarkKind.DONE and mark.day <= desk.today
    ]
    last = max(days, default=None)
    if last is None:
        yield Gap("not_seen", details={"weeks": weeks})
    elif last < add_days(desk.today, -_WEEK * weeks):
        yield Gap("not_seen", details={"day": last, "weeks": weeks})


def _no_com(desk: _Desk) -> Iterator[Gap]:
    held = desk.case.probation
    if desk.paper.kind in _HANDS_OVER and not (held and (held.com_name or "").strip()):
        yield Gap("no_com")


def _chronology(desk: _Desk) -> Iterator[Gap]:
    """Spans of the last year, not before the case was this prison's, without an entry.

    An entry inside explains it, whatever it is; what is kept from the person, and papers made,
    explain nothing to a reader.
    """
    weeks = desk.policy.papers.chronology_gap_weeks
    begins = max(add_months(desk.today, -_CHRONOLOGY_MONTHS), _held_since(desk) or date.min)
    days = sorted(
        {
            entry.day
            for entry in desk.entries
            if entry.day <= desk.today
            and not withheld(entry.kind, entry.what)
            and entry.kind is not EntryKind.DOCUMENT
        }
    )
    before = max((day for day in days if day <= begins), default=begins)
    points = [before, *(day for day in days if day > begins), desk.today]
    for first, last in pairwise(points):
        if (last - first).days > _WEEK * weeks:
            span = (last - first).days // _WEEK
            details: _Details = {"first": first, "last": last, "weeks": span}
            yield Gap("chronology_gap", details=details)


def _held_since(desk: _Desk) -> date | None:
    known_days = (
        desk.case.allocated_on,
        desk.result.arrival,
        desk.case.person.sentence_start_date,
    )
    return next((day for day in known_days if day is not None), None)


def _passed(desk: _Desk) -> Iterator[Gap]:
    refs = dict.fromkeys(_KEY_DATES.get(desk.paper.kind, ()))
    for text in desk.paper.sections.values():
        refs |= dict.fromkeys(link.ref for link in links_of(text.passage) if link.ref in _AHEAD)
    for ref in refs:
        if desk.case.person.recall and _RELEASE_BEFORE_RECALL.match(ref):
            continue
        value = desk.facts.get(ref)
        if value is not None and (day := date.fromisoformat(value)) < desk.today:
            yield Gap("date_passed", details={"ref": ref, "day": day})
