"""What the case page says of a case: lines, tags, moments. No widgets are made here."""

from collections.abc import Iterator, Sequence
from datetime import date

from pomdesk.domain.duties import DutyState
from pomdesk.domain.facts import Case
from pomdesk.domain.names import proper
from pomdesk.domain.results import ReleasePoint
from pomdesk.domain.terms import (
    EarlyAllocationStatus,
    ReleaseType,
    ScopeReason,
)
from pomdesk.readmodels.case import CaseView
from resources.text import Text
from ui.case.shown import Shown
from ui.marks import com_mark, handover_mark
from ui.widgets.facts import FactLine
from ui.widgets.moments import Moment
from ui.widgets.table_model import Mark
from ui.words import answer_words

_ROSH = {"VERY_HIGH": "red", "HIGH": "orange"}

_DECIDED_BY = {"plan": "probation.enhanced_resourcing"}
"""Results that one fact decides."""

_FIELDS = {
    ReleaseType.CRD: "conditional_release_date",
    ReleaseType.ARD: "automatic_release_date",
    ReleaseType.HDCED: "home_detention_curfew_eligibility_date",
    ReleaseType.HDCEA: "home_detention_curfew_actual_date",
    ReleaseType.PED: "parole_eligibility_date",
    ReleaseType.TED: "tariff_date",
    ReleaseType.APD: "actual_parole_date",
    ReleaseType.PRRD: "post_recall_release_date",
    ReleaseType.SED: "sentence_expiry_date",
    ReleaseType.LED: "licence_expiry_date",
}
"""The date of the person behind a kind of release; a target hearing comes with its review."""


def dated(text: Text, day: date | None, today: date) -> str:
    """``12 May 2027, in 5 months``; blank for None."""
    return f"{text.day(day)}, {text.away(day, today)}" if day else ""


def age(born: date, today: date) -> int:
    """Years lived, by the calendar birthday."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def com_missing(view: CaseView) -> bool:
    """Whether a COM should be named and none is: needed now, or allocation overdue."""
    com = view.result.com
    return com is not None and (com.needed or com.allocation_overdue)


def tags(text: Text, view: CaseView) -> list[Mark]:
    """Kind of sentence first, then what to mind; in the order of Manage POM Cases."""
    who, result = view.case.person, view.result
    probation, early = view.case.probation, result.early_allocation
    inside = result.scope.inside
    kind = ("indeterminate", "purple") if who.indeterminate_sentence else ("determinate", "blue")
    status = early.status if early else None
    wanted = [
        (not inside, "outside", "grey"),
        (inside, *kind),
        (bool(probation and probation.vlo_assigned), "vlo", "magenta"),
        (bool(who.recall), "recall", "teal"),
        (result.parole.next_on is not None, "parole", "grey"),
        (status is EarlyAllocationStatus.ELIGIBLE, "early", "blue"),
        (status is EarlyAllocationStatus.DECISION_PENDING, "early_decision", "blue"),
        (status is EarlyAllocationStatus.ASSESSMENT_SAVED, "early_saved", "blue"),
        (result.open_conditions, "open", "green"),
        (bool(who.restricted_patient), "restricted", "purple"),
        (view.temporary_absence_since is not None, "absent", "orange"),
    ]
    marks = [Mark(text(f"badge.{key}"), colour) for holds, key, colour in wanted if holds]
    if view.held_since is not None:
        # Before all else: nothing of this record may be thrown away.
        held = text("badge.held", day=text.short_day(view.held_since))
        marks.insert(0, Mark(held, "red"))
    return marks


def handover_tag(text: Text, view: CaseView) -> Mark | None:
    """The tag beside the handover date; none once it has passed and nothing of it is open."""
    handover = view.result.handover
    if handover is None:
        return None
    if handover.on and handover.on < view.today and not view.handover_open:
        return None
    return handover_mark(text, handover.on, handover.window, view.today)


def com_tag(text: Text, view: CaseView) -> Mark | None:
    """The tag beside the COM: overdue, or missing; none where nobody is missed."""
    com = view.result.com
    if com is None or not com_missing(view):
        return None
    return com_mark(text, overdue=com.allocation_overdue, none="caseload.com_missing")


def moments(text: Text, view: CaseView) -> list[Moment]:
    """Every date of the sentence line."""
    who, result = view.case.person, view.result
    found = [
        Moment(day, label, words)
        for day, label, words in (
            (who.sentence_start_date, text("line.start"), text("line.sentence_start")),
            *((day, str(kind), _kind(text, kind)) for kind, day in _points(view)),
        )
        if day is not None
    ]
    handover = result.handover
    if handover and handover.on:
        words = text("line.handover")
        found.append(Moment(handover.on, words, words, "handover"))
        if handover.starts and handover.starts != handover.on:
            starts = text("line.handover_starts")
            found.append(Moment(handover.starts, text("line.starts"), starts, "handover"))
    return found


def ticks(text: Text, shown: Shown) -> list[Moment]:
    """Every open duty that has a day, for the sentence line."""
    return [
        Moment(
            duty.due,
            shown.title(text, duty),
            shown.title(text, duty),
            "late" if duty.state is DutyState.OVERDUE else "duty",
        )
        for duty in shown.record.duties
        if duty.open and duty.due is not None
    ]


def band(view: CaseView) -> tuple[date, date] | None:
    """From handover start to handover, where there is such a time."""
    handover = view.result.handover
    if handover is None or handover.on is None or handover.starts is None:
        return None
    return (handover.starts, handover.on) if handover.starts != handover.on else None


def _kind(text: Text, kind: ReleaseType) -> str:
    return f"{text.code('release_type', kind)} ({kind})"


def _points(view: CaseView) -> Iterator[tuple[ReleaseType, date | None]]:
    """Release dates by kind; what was overridden counts as the override says."""
    who = view.case.person
    yield ReleaseType.CRD, who.conditional_release_override_date or who.conditional_release_date
    yield ReleaseType.ARD, who.automatic_release_override_date or who.automatic_release_date
    yield ReleaseType.HDCED, who.home_detention_curfew_eligibility_date
    yield ReleaseType.HDCEA, who.home_detention_curfew_actual_date
    yield ReleaseType.PED, who.parole_eligibility_date
    yield ReleaseType.TED, who.tariff_date
    yield ReleaseType.THD, view.result.parole.target_hearing
    yield ReleaseType.APD, who.actual_parole_date
    yield ReleaseType.PRRD, who.post_recall_release_override_date or who.post_recall_release_date
    yield ReleaseType.SED, who.sentence_expiry_date
    yield ReleaseType.LED, who.licence_expiry_date


def _point(text: Text, point: ReleasePoint | None, today: date) -> tuple[str, str]:
    if point is None:
        return text("preview.unknown"), ""
    return dated(text, point.on, today), _kind(text, point.kind)


def _fact_of(view: CaseView, point: ReleasePoint | None) -> str:
    """Name of the fact a release date was taken from: the override where there is one."""
    name = _FIELDS.get(point.kind) if point else None
    if name is None:
        return ""
    override = name.replace("_date", "_override_date")
    return f"person.{override if getattr(view.case.person, override, None) else name}"


def next_lines(text: Text, view: CaseView) -> list[FactLine]:
    """The next dates of the case, soonest first; at most four."""
    coming = sorted((m for m in moments(text, view) if m.on > view.today), key=lambda m: m.on)
    return [FactLine(text.day(m.on), m.words, text.away(m.on, view.today)) for m in coming[:4]]


def handover_lines(text: Text, view: CaseView) -> list[FactLine]:
    """Who is responsible, when that changes, and everything that decides it."""
    result, today = view.result, view.today
    handover = result.handover
    if handover is None:
        scope = text.code("scope", result.scope.reason)
        return [FactLine(text("result.scope"), scope, why="scope")]
    lines = [
        FactLine(
            text("case.responsible"),
            text.code("responsibility", handover.responsibility),
            text.code("handover_reason", handover.reason),
            why="handover",
        ),
        FactLine(
            text("case.handover"),
            _handover_words(text, handover.on, today),
            mark=handover_tag(text, view),
            why="handover",
        ),
    ]
    if handover.starts and handover.starts != handover.on:
        lines.append(FactLine(text("case.starts"), dated(text, handover.starts, today)))
    counted, kind = _point(text, result.handover_release, today)
    lines.append(
        FactLine(
            text("case.counted_from"),
            counted,
            kind,
            why="handover_release",
            change=_fact_of(view, result.handover_release),
        )
    )
    lines += [
        FactLine(
            text(f"result.{name}"),
            answer_words(text, result, name),
            why=name,
            change=_DECIDED_BY.get(name, ""),
        )
        for name in ("plan", "early_allocation", "recommendation", "scope")
    ]
    if result.plan and result.plan.items:
        items = [text.code("checklist", item) for item in result.plan.items]
        lines.insert(5 if len(lines) > 7 else 4, _checklist(text, items))
    return lines


def _handover_words(text: Text, on: date | None, today: date) -> str:
    if on == today:
        return text.day(on)  # the tag beside it says that it is today
    return dated(text, on, today) or text("caseload.no_date")


def _checklist(text: Text, items: Sequence[str]) -> FactLine:
    return FactLine(text("case.checklist"), "\n".join(f"• {item}" for item in items))


def release_lines(text: Text, view: CaseView) -> list[FactLine]:
    """Earliest release and next parole date, each with its why."""
    today = view.today
    release, kind = _point(text, view.result.earliest_release, today)
    parole, parole_kind = _point(text, view.result.parole.next_on, today)
    if view.result.parole.next_on is None:
        parole = text("case.no_parole")
    return [
        FactLine(
            text("result.earliest_release"),
            release,
            kind,
            why="earliest_release",
            change=_fact_of(view, view.result.earliest_release),
        ),
        FactLine(
            text("result.parole"),
            parole,
            parole_kind,
            why="parole",
            change=_fact_of(view, view.result.parole.next_on),
        ),
    ]


def people_lines(text: Text, view: CaseView) -> list[FactLine]:
    """POM, COM and where the COM works."""
    probation, com = view.case.probation, view.result.com
    lines = [FactLine(text("case.pom"), proper(view.pom_name or "") or text("case.no_pom"))]
    if view.coworking_name:
        lines.append(FactLine(text("case.coworking"), proper(view.coworking_name)))
    missing = com_missing(view)
    name = probation.com_name if probation else None
    lines.append(
        FactLine(
            text("result.com"),
            name or (text("case.com_none") if missing else text("preview.com_not_yet")),
            _com_more(text, view),
            com_tag(text, view),
            why="com" if com else "",
            change="probation.com_name",
        )
    )
    if probation:
        where = [probation.team_name, probation.ldu_name]
        place = ", ".join(part for part in where if part)
        if place or probation.ldu_email:
            where_words = place or text("preview.unknown")
            lines.append(FactLine(text("case.team"), where_words, probation.ldu_email or ""))
    return lines


def _com_more(text: Text, view: CaseView) -> str:
    com, probation = view.result.com, view.case.probation
    if com and com.allocation_overdue:
        return text("caseload.overdue", span=text.count("span.days", com.days_overdue))
    return (probation.com_email or "") if probation else ""


def risk_lines(text: Text, view: CaseView) -> list[FactLine]:
    """What is risky: RoSH, MAPPA, tier, the last OASys, alerts."""
    probation, none = view.case.probation, text("preview.unknown")
    rosh = probation.rosh_level if probation else None
    colour = _ROSH.get(rosh or "")
    words = text.code("rosh", rosh) or none
    category = text.code("mappa_category", probation.mappa_category if probation else None)
    mappa = text.code("mappa", probation.mappa_level if probation else None) or none
    lines = [
        FactLine(
            text("case.rosh"),
            "" if colour else words,
            mark=Mark(words, colour) if colour else None,
            change="probation.rosh_level",
        ),
        FactLine(text("case.mappa"), mappa, category, change="probation.mappa_level"),
        FactLine(
            text("case.tier"),
            (probation.tier if probation else None) or none,
            change="probation.tier",
        ),
        FactLine(text("case.oasys"), *_oasys(text, view.case, view.today)),
        FactLine(
            text("case.offence"),
            view.case.person.most_serious_offence or none,
            change="person.most_serious_offence",
        ),
    ]
    if view.case.person.alerts:
        lines.append(FactLine(text("case.alerts"), "; ".join(view.case.person.alerts)))
    return lines


def _oasys(text: Text, case: Case, today: date) -> tuple[str, str]:
    done = [one for one in case.assessments if one.completed_on]
    if not done:
        return text("case.no_oasys"), ""

    last = max(done, key=lambda one: one.completed_on or date.min)
    kind = text.code("assessment_type", last.assessment_type)
    return dated(text, last.completed_on, today), kind


def missing(text: Text, view: CaseView) -> list[str]:
    """What the record lacks, each as a sentence that says why it matters."""
    who, probation, result = view.case.person, view.case.probation, view.result
    plan, outside = result.plan, result.scope.reason
    wanted = [
        (bool(view.disputed), "disputed"),
        (com_missing(view), "com"),
        (who.date_of_birth is None, "date_of_birth"),
        (who.sentence_start_date is None and outside is not ScopeReason.CIVIL_SENTENCE, "start"),
        (result.scope.inside and result.handover_release is None, "release"),
        (probation is None, "probation"),
        (probation is not None and not probation.rosh_level, "rosh"),
        (probation is not None and not probation.tier, "tier"),
        (probation is not None and probation.mappa_level is None, "mappa"),
        (plan is not None and plan.assumed, "resourcing"),
        (not any(one.completed_on for one in view.case.assessments), "oasys"),
    ]
    return [text(f"case.missing.{key}") for holds, key in wanted if holds]


def matters(text: Text, view: CaseView) -> str:
    """The one line under the heading: what matters now."""
    handover = view.result.handover
    if handover is None:
        return text("case.matters.outside", why=text.code("scope", view.result.scope.reason))
    who = text.code("responsibility", handover.responsibility)
    parts = [text("case.matters.responsible", who=who)]
    if handover.on:
        day, away = text.day(handover.on), text.away(handover.on, view.today)
        key = "handover_past" if handover.on < view.today else "handover"
        if handover.on == view.today:
            key = "handover_today"
        parts.append(text(f"case.matters.{key}", day=day, away=away))
    else:
        parts.append(text("case.matters.no_date"))
    if com_missing(view):
        parts.append(text("case.matters.com"))
    return " ".join(parts)
