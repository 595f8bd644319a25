"""Why to see somebody on a walk, and what of them may be carried where prisoners are.

What is due for victims and public protection, and whatever hangs on an entry that is withheld from
the person, is no reason here: sheets and visit machines are carried on landings.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pomdesk.domain.duties import FAMILY, Duty, DutyFamily, DutyKind, DutyOwner, DutyState
from pomdesk.domain.papers import PAPER_SPECS, PaperKind, line_digest
from pomdesk.domain.record import SPECS, Entry, EntryKind, withheld
from pomdesk.domain.visits import Ask, Why
from pomdesk.rules.dates import add_days
from pomdesk.rules.policy import Policy, VisitPolicy

NEEDS_PERSON = frozenset(
    {
        DutyKind.CONTACT,
        DutyKind.KEY_WORK,
        DutyKind.FOLLOW_UP,
        DutyKind.OASYS_INITIAL,
        DutyKind.OASYS_REVIEW,
        DutyKind.OASYS_STALE,
        DutyKind.OASYS_TRANSFER_IN,
        DutyKind.OASYS_SIGNIFICANT_CHANGE,
        DutyKind.OASYS_PROGRAMME,
        DutyKind.OASYS_PAROLE,
        DutyKind.OASYS_HANDOVER,
        DutyKind.OASYS_RELEASE,
        DutyKind.OASYS_EARLY_ALLOCATION,
        DutyKind.HANDOVER_MEETING,
        DutyKind.NEEDS_ASSESSMENT,
    }
)
"""What needs the person: being seen, an interview, a meeting held with them. Referrals, reports,
chasing a COM and signatures are done at a desk."""

_CHANGED_ON_A_WALK = ("next_step", "due")
_WEEK = 7

_ASKS = re.compile(r"(?:- )?\s*(?:ask|gofyn)\s*:(.+)", re.IGNORECASE)
# Bounded, so that no text makes it slow.
_BRACKETED = re.compile(r"\[\s*(?:ask|gofyn)\b\s*:?([^\[\]\n]{1,400})\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class InHand:
    """A paper of the person that somebody is writing, or that is finished and not sent.

    Attributes:
        finished: it is final.
        texts: what its sections say (``writing.plain``), of one that is being written.

    """

    paper_id: int
    kind: PaperKind
    finished: bool
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reasons:
    """What there is about a person that may be a reason to see them.

    Attributes:
        duties: all of them, closed ones too.
        entries: those that open duties are about, and meetings that are booked.
        papers: in hand.
        last_seen: day of the last contact that was no attempt, or that a mark stands for.
        ours: the case is one for a POM; else that nobody was seen is no reason.

    """

    duties: Sequence[Duty]
    entries: Sequence[Entry] = ()
    papers: Sequence[InHand] = ()
    last_seen: date | None = None
    ours: bool = True


def asks_for(reasons: Reasons, policy: Policy, today: date) -> tuple[Ask, ...]:
    """What to see somebody for, the weightiest first, with the time it takes; none: no reason."""
    visits = policy.visits
    entries = {entry.id: entry for entry in reasons.entries}
    due = [duty for duty in reasons.duties if _now(duty, visits, today)]
    asks = [
        *_of_duties(due, entries),
        *_meetings(reasons, due, entries, visits, today),
        *_papers(reasons.papers),
        *_questions(reasons.papers),
    ]
    if reasons.ours and not any(ask.code == DutyKind.CONTACT for ask in asks):
        asks += _not_seen(reasons.last_seen, visits, today)
    ordered = sorted(asks, key=_weight)
    return with_minutes(ordered, visits)


def chosen(visits: VisitPolicy) -> tuple[Ask, ...]:
    """Of somebody who is seen for no reason that the desk knows."""
    return with_minutes([Ask("chosen", Why.CHOSEN)], visits)


def open_follow_ups(duties: Iterable[Duty], entries: Iterable[Entry]) -> Iterator[Entry]:
    """Entries whose next step and day may be changed on a walk: open, the POM's, not withheld."""
    mine = {
        duty.entry_id
        for duty in duties
        if duty.kind is DutyKind.FOLLOW_UP and duty.open and duty.owner is DutyOwner.POM
    }
    for entry in entries:
        has_both = set(_CHANGED_ON_A_WALK) <= set(SPECS[entry.kind].fields)
        if entry.id in mine and has_both and not withheld(entry.kind, entry.what):
            yield entry


def landing_alerts(alerts: Iterable[str], policy: Policy) -> tuple[str, ...]:
    """The alerts that matter on a landing, as given: no others are carried there."""
    wanted = policy.visits.alerts
    return tuple(
        alert for alert in alerts if any(words in alert.casefold() for words in wanted if words)
    )


def questions_in(plain_text: str) -> tuple[str, ...]:
    """Questions for the person that stand in a draft, each once, without what marks them.

    Paragraphs that begin with "Ask:" or "Gofyn:", and what stands in "[ask ...]".
    """
    found: dict[str, str] = {}
    for line in plain_text.splitlines():
        begun = _ASKS.match(line.strip())
        said = [begun.group(1)] if begun else _BRACKETED.findall(line)
        for words in said:
            question = " ".join(words.split()).strip(" :")
            if question:
                found.setdefault(line_digest(question), question)
    return tuple(found.values())


def _now(duty: Duty, visits: VisitPolicy, today: date) -> bool:
    """Whether a duty is late or falls due soon, and is to be done by the POM with the person."""
    if duty.kind not in NEEDS_PERSON or duty.owner is not DutyOwner.POM or not duty.open:
        return False
    if duty.state is DutyState.BLOCKED or _put_off(duty, today):
        return False
    if duty.due is None:
        # Where nothing tells by when to see somebody, nobody has seen them: so it is for now.
        return duty.kind is DutyKind.CONTACT
    return duty.due <= add_days(today, visits.soon_days)


def _put_off(duty: Duty, today: date) -> bool:
    return duty.snoozed_until is not None and duty.snoozed_until > today


def _of_duties(due: Iterable[Duty], entries: Mapping[int, Entry]) -> Iterator[Ask]:
    for duty in due:
        if duty.kind is DutyKind.HANDOVER_MEETING:
            continue
        words = ""
        if duty.entry_id is not None:
            entry = entries.get(duty.entry_id)
            if entry is None or withheld(entry.kind, entry.what):
                continue
            if duty.kind is DutyKind.FOLLOW_UP:
                words = entry.next_step or entry.title
        key, late = f"duty:{duty.key}", duty.state is DutyState.OVERDUE
        yield Ask(key, Why.DUTY, duty.kind.value, " ".join(words.split()), duty.due, late)


def _meetings(
    reasons: Reasons,
    due: Iterable[Duty],
    entries: Mapping[int, Entry],
    visits: VisitPolicy,
    today: date,
) -> Iterator[Ask]:
    """Meetings that a duty asks for, and those booked for the next days where none does."""
    of_duties = [duty for duty in due if duty.kind is DutyKind.HANDOVER_MEETING]
    known = {duty.entry_id for duty in reasons.duties if duty.kind is DutyKind.HANDOVER_MEETING}
    for duty in of_duties:
        held = entries.get(duty.entry_id or 0)
        yield _meeting(duty.subject, held.day if held else duty.due, today)
    for entry in reasons.entries:
        booked = entry.kind is EntryKind.HANDOVER_MEETING and entry.stage == "booked"
        soon = today <= entry.day <= add_days(today, visits.soon_days)
        if booked and soon and entry.id not in known:
            yield _meeting(str(entry.id), entry.day, today)


def _meeting(number: str, day: date | None, today: date) -> Ask:
    late = day is not None and day < today
    return Ask(f"meeting:{number}", Why.MEETING, DutyKind.HANDOVER_MEETING.value, "", day, late)


def _papers(papers: Iterable[InHand]) -> Iterator[Ask]:
    """Finished papers that the person may read and that went nowhere yet."""
    for paper in papers:
        if paper.finished and PAPER_SPECS[paper.kind].disclosable:
            yield Ask(f"paper:{paper.paper_id}", Why.PAPER, paper.kind.value)


def _questions(papers: Iterable[InHand]) -> Iterator[Ask]:
    """Questions in drafts, but in none whose words or being are kept from the person."""
    for paper in papers:
        spec = PAPER_SPECS[paper.kind]
        if paper.finished or spec.withheld or spec.quiet:
            continue
        asked = {line_digest(one): one for text in paper.texts for one in questions_in(text)}
        for digest, words in asked.items():
            key = f"question:{paper.paper_id}:{digest}"
            yield Ask(key, Why.QUESTION, paper.kind.value, words)


def _not_seen(last: date | None, visits: VisitPolicy, today: date) -> Iterator[Ask]:
    """Somebody who was not seen for as long as the policy says is overdue to be seen."""
    if last is None or last < add_days(today, -_WEEK * visits.not_seen_weeks):
        yield Ask("not_seen", Why.NOT_SEEN, due=last, late=True)


_RANKS = {why: rank for rank, why in enumerate(Why)}


def _weight(ask: Ask) -> tuple[bool, int, date, str]:
    return not ask.late, _RANKS[ask.why], ask.due or date.min, ask.key


def with_minutes(asks: Iterable[Ask], visits: VisitPolicy) -> tuple[Ask, ...]:
    """The same with the time each takes, so that the times of a stop add up to that of the stop.

    One interview serves every assessment. To see the person at all takes its time once: with what
    is nothing else than that, or where there is no such ask with the first.
    """
    timed: list[Ask] = []
    interviewed = False
    for ask in asks:
        interview = _is_interview(ask)
        minutes = 0 if interview and interviewed else _minutes(ask, visits)
        interviewed = interviewed or interview
        timed.append(replace(ask, minutes=minutes))
    if timed:
        at = next((at for at, ask in enumerate(timed) if _is_contact(ask)), 0)
        whole = timed[at].minutes + visits.contact_minutes
        timed[at] = replace(timed[at], minutes=whole)
    return tuple(timed)


def _is_contact(ask: Ask) -> bool:
    return ask.why in {Why.NOT_SEEN, Why.CHOSEN} or ask.code == DutyKind.CONTACT


def _is_interview(ask: Ask) -> bool:
    if ask.why is not Why.DUTY:
        return False
    kind = DutyKind(ask.code)
    return FAMILY[kind] is DutyFamily.OASYS or kind is DutyKind.NEEDS_ASSESSMENT


def _minutes(ask: Ask, visits: VisitPolicy) -> int:
    if _is_contact(ask):
        return 0
    if _is_interview(ask):
        return visits.oasys_minutes
    if ask.why is Why.MEETING:
        return visits.meeting_minutes
    return visits.paper_minutes if ask.why is Why.PAPER else visits.question_minutes
