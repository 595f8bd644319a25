"""What the preview says of one line of the caseload."""

from datetime import date

from pomdesk.domain.duties import DutyState
from pomdesk.domain.names import listed
from pomdesk.domain.terms import Responsibility
from pomdesk.readmodels.caseload import CaseloadLine, NextDuty
from resources.text import Text
from ui.caseload.columns import badges
from ui.caseload.due import about, handover_tag, seen_ago, short, when
from ui.caseload.filters import com_missing
from ui.marks import com_mark
from ui.widgets.case_preview import Preview
from ui.widgets.facts import FactLine
from ui.widgets.moments import Moment


def preview_of(text: Text, line: CaseloadLine, today: date) -> Preview:
    """One line as the preview shows it."""
    band = None
    if line.handover_starts and line.handover_on:
        band = (line.handover_starts, line.handover_on)
    where = [line.location or "", line.prison_name or ""]
    return Preview(
        name=listed(line.last_name, line.first_name),
        number=line.prisoner_number,
        where=" · ".join(part for part in where if part),
        marks=badges(text, line),
        coming=_coming(text, line, today),
        facts=_facts(text, line, today),
        moments=_moments(text, line),
        today=today,
        band=band,
        paper=line.inside,
    )


def _dated(text: Text, day: date | None, today: date) -> str:
    return f"{text.short_day(day)}, {text.away(day, today)}" if day else ""


def _facts(text: Text, line: CaseloadLine, today: date) -> list[FactLine]:
    if not line.inside:
        return [
            FactLine(text("preview.policy"), text.code("scope", line.scope_reason)),
            _release(text, line, today),
        ]
    who = text.code("responsibility", line.responsibility)
    facts = [
        FactLine(text("preview.responsible"), who, more=_reason(text, line)),
        FactLine(
            text("preview.handover"),
            text.short_day(line.handover_on) or text("caseload.no_date"),
            _handover_away(text, line, today),
            mark=handover_tag(text, line, today),
        ),
    ]
    if line.handover_starts and line.handover_starts != line.handover_on:
        starts = _dated(text, line.handover_starts, today)
        facts.append(FactLine(text("preview.starts"), starts))
    facts.append(_release(text, line, today))
    if line.parole_next_on:
        kind = text.code("release_type", line.parole_next_type)
        parole = _dated(text, line.parole_next_on, today)
        facts.append(FactLine(text("preview.parole"), parole, more=kind))
    facts.append(_com(text, line))
    facts.append(FactLine(text("preview.risk"), _risk(text, line)))
    return facts


def _coming(text: Text, line: CaseloadLine, today: date) -> list[FactLine]:
    """What is to be done next, and when the person was last seen."""
    if not line.inside and not line.next_duties and line.last_contact is None:
        return []  # nothing is asked for outside the policy, and nothing is missed
    facts = [_next(text, coming, today) for coming in line.next_duties]
    if not facts:
        facts = [FactLine(text("preview.next"), text("caseload.nothing_due"), unknown=True)]
    return [*facts, _last_seen(text, line, today)]


def _next(text: Text, coming: NextDuty, today: date) -> FactLine:
    waits = text.code("duty_state", coming.state) if coming.state is DutyState.BLOCKED else ""
    more = ", ".join(part for part in (about(text, coming), waits) if part)
    return FactLine(short(text, coming), when(text, coming, today), more)


def _last_seen(text: Text, line: CaseloadLine, today: date) -> FactLine:
    name = text("preview.last_seen")
    if line.last_contact is None:
        return FactLine(name, text("caseload.never_recorded"), unknown=True)
    day = text.short_day(line.last_contact)
    return FactLine(name, f"{day}, {seen_ago(text, line, today)}")


def _handover_away(text: Text, line: CaseloadLine, today: date) -> str:
    on = line.handover_on
    return text.away(on, today) if on and on != today else ""


def _reason(text: Text, line: CaseloadLine) -> str:
    return text.code("handover_reason", line.handover_reason)


def _release(text: Text, line: CaseloadLine, today: date) -> FactLine:
    kind = line.earliest_release_type
    return FactLine(
        text("preview.release"),
        _dated(text, line.earliest_release_on, today) or text("preview.unknown"),
        more=f"{text.code('release_type', kind)} ({kind})" if kind else "",
    )


def _com(text: Text, line: CaseloadLine) -> FactLine:
    late = ""
    if line.com_overdue_days:
        late = text("caseload.overdue", span=text.count("span.days", line.com_overdue_days))
    if com_missing(line):
        mark = com_mark(text, overdue=line.com_overdue_days > 0)
        return FactLine(text("preview.com"), "", more=late, mark=mark)
    not_yet = line.responsibility is Responsibility.CUSTODY_ONLY
    none = text("preview.com_not_yet" if not_yet else "preview.unknown")
    return FactLine(text("preview.com"), line.com_name or none, more=late)


def _risk(text: Text, line: CaseloadLine) -> str:
    rosh = text.code("rosh", line.rosh_level) or text("preview.unknown")
    parts = [text("preview.rosh", level=rosh)]
    if line.mappa_level is not None:
        mappa = text.code("mappa", line.mappa_level)
        parts.append(text("preview.mappa", level=mappa) if line.mappa_level else mappa)
    if line.tier:
        parts.append(text("preview.tier", tier=line.tier))
    return ", ".join(parts)


def _moments(text: Text, line: CaseloadLine) -> list[Moment]:
    moments = []
    if line.handover_starts and line.handover_starts != line.handover_on:
        starts = text("line.handover_starts")
        moments.append(Moment(line.handover_starts, text("line.starts"), starts, "handover"))
    if line.handover_on:
        words = text("line.handover")
        moments.append(Moment(line.handover_on, words, words, "handover"))
    dates = (
        (line.earliest_release_on, line.earliest_release_type),
        (line.handover_release_on, line.handover_release_type),
        (line.parole_next_on, line.parole_next_type),
    )
    seen = set()
    for on, kind in dates:
        if on and kind and kind not in seen:
            seen.add(kind)
            moments.append(Moment(on, str(kind), f"{text.code('release_type', kind)} ({kind})"))
    return moments
