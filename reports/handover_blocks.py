"""When responsibility passes, to whom and why, as blocks of a paper."""

from datetime import date

from pomdesk.domain.duties import DutyKind
from pomdesk.domain.papers import PaperKind
from pomdesk.domain.record import EntryKind
from pomdesk.domain.results import ReleasePoint
from pomdesk.domain.terms import ChecklistItem, HandoverType
from reports.blocks import heading, paragraph, subheading
from reports.case_blocks import CURFEW
from reports.draft import WRITE, Draft, fact_table, notices, why
from reports.forms import with_pen
from reports.handover_starters import ON_CURFEW
from reports.page import WIDTH, Block
from reports.plan_blocks import stage_words
from reports.style import BODY, SMALL_TEXT, TICK
from reports.tables import Cell, Column, Table
from reports.wording import Fact


def handover(draft: Draft) -> list[Block]:
    """Who is responsible, and what else was worked out; the dates stand with the key dates."""
    text, words, result = draft.text, draft.words, draft.view.result
    worked = text("source.worked")
    facts: list[Fact] = []
    if result.handover is not None:
        who = text.code("responsibility", result.handover.responsibility)
        facts.append(Fact(text("report.label.responsible"), who, worked))
    if release := release_of(draft):
        counted = release is not result.earliest_release
        label = text("report.label.counted_from") if counted else earliest_label(draft)
        facts.append(Fact(label, words.value("", release), worked))
    if result.plan is not None:
        facts.append(draft.expect(Fact(text("report.label.handover_type"), _kind(draft), worked)))
    if result.recommendation is not None and result.recommendation.pom_type is not None:
        wanted = text.code("pom_type", result.recommendation.pom_type)
        facts.append(Fact(text("report.label.pom_type"), wanted, worked))
    blocks: list[Block] = []
    if result.handover is None or result.handover.on is None:
        blocks += [paragraph(words) for words in notices(draft)[:1]]
    return [*blocks, fact_table(draft, facts, paired=True)] if facts else blocks


def parole_position(draft: Draft) -> list[Block]:
    """Where parole, home detention curfew and temporary release stand: what is known, no more."""
    text, words, view = draft.text, draft.words, draft.view
    result = view.result.parole
    source = words.source_of("parole_reviews")
    # The report has a section of that name; a pack has not.
    packed = draft.kind == PaperKind.HANDOVER_PACK
    heading = [subheading(text("pack.sub.parole"))] if packed else []
    facts: list[Fact] = []
    if result.next_on:
        coming = words.value("", result.next_on)
        facts.append(Fact(text("report.label.next_parole"), coming, text("source.worked")))
    for review in result.current:
        due, hearing = review.custody_report_due, review.target_hearing_date
        sent = _sent(draft, review.review_id)
        said = text("pack.parole.sent", day=text.day(sent)) if sent else words.day_away(due)
        if said:
            facts.append(Fact(text("report.head.custody_report"), said, source))
        if hearing:
            facts.append(Fact(text("report.label.hearing"), words.day_away(hearing), source))
    if result.last_completed and result.last_completed.hearing_outcome:
        day = text.day(result.last_completed.hearing_outcome_received_on)
        said = ", ".join(filter(None, (result.last_completed.hearing_outcome, day)))
        facts.append(Fact(text("report.label.last_outcome"), said, source))
    told = draft.spec.disclosable
    names = ("actual_parole_date",) if told else (*CURFEW, "actual_parole_date")
    facts += [words.fact("person", name) for name in names]
    facts += [_release(draft, what) for what in (("rotl",) if told else ("rotl", "hdc"))]
    facts = [fact for fact in facts if fact.value]
    if not facts:
        return [*heading, paragraph(text("pack.parole.nothing"))]
    return [*heading, fact_table(draft, facts)]


def _sent(draft: Draft, review: str) -> date | None:
    """The day the custody report of a review was sent."""
    steps = draft.entries(EntryKind.PAROLE_STEP)
    days = [e.day for e in steps if e.what == "custody_report" and e.subject in ("", review)]
    return days[-1] if days else None


def _release(draft: Draft, what: str) -> Fact:
    """Where a referral for temporary release or curfew stands; without a value where none is."""
    text = draft.text
    held = [e for e in draft.entries(EntryKind.REFERRAL) if e.what == what]
    label = text.code("entry_what.referral", what)
    return Fact(label, stage_words(draft, held[-1]) if held else "")


def _kind(draft: Draft) -> str:
    plan = draft.view.result.plan
    if plan is None or plan.kind is HandoverType.UNKNOWN:
        return ""
    kind = draft.text.code("handover_type", plan.kind)
    return draft.text("report.assumed", kind=kind) if plan.assumed else kind


def release_of(draft: Draft) -> ReleasePoint | None:
    """The earliest release; where that is a curfew date, the date handover is counted from.

    Eligibility for home detention curfew is no release, and an adult has none of it since
    2 September 2026.
    """
    result = draft.view.result
    earliest = result.earliest_release
    return result.handover_release if earliest and earliest.kind in ON_CURFEW else earliest


def earliest_label(draft: Draft) -> str:
    """What the earliest release is called: it is not a promise where the Parole Board decides."""
    indeterminate = draft.view.case.person.indeterminate_sentence
    name = "earliest_possible" if indeterminate else "earliest_release"
    return draft.text(f"report.label.{name}")


def people(draft: Draft) -> list[Block]:
    """Who hands over to whom, and when they meet."""
    text, words, view = draft.text, draft.words, draft.view
    given = words.source_of("allocations")
    facts = [draft.expect(Fact(text("report.label.pom"), view.pom_name or "", given))]
    facts.append(_com(draft))
    if view.coworking_name:
        facts.append(Fact(text("report.label.coworking"), view.coworking_name, given))
    facts += _meeting(draft)
    return [subheading(text("report.sub.people")), fact_table(draft, facts, paired=True)]


def _com(draft: Draft) -> Fact:
    """The COM; how to reach them stands below the name, with where that came from."""
    words = draft.words
    names = ("com_name", "com_email", "team_name", "ldu_name")
    name, mail, *team = [words.fact("probation", one) for one in names]
    place = ", ".join(dict.fromkeys(fact.value for fact in team if fact.value))
    reach = [part for part in (mail.value, place, name.source) if part]
    return Fact(name.label, name.value or draft.text("report.say.com_unnamed"), "; ".join(reach))


def _meeting(draft: Draft) -> list[Fact]:
    """When they meet and who takes part, as last written down; else room to write."""
    text = draft.text
    held = [e for e in draft.entries(EntryKind.HANDOVER_MEETING) if e.stage != "cancelled"]
    when, who = "", ""
    if held:
        stage = text.code("entry_stage.handover_meeting", held[-1].stage)
        when = text("report.day_away", day=text.day(held[-1].day), away=stage)
        who = held[-1].who
    return [Fact(text("report.label.meeting"), when), Fact(text("report.label.attendees"), who)]


def reasons(draft: Draft) -> list[Block]:
    """Why the dates are what they are, in a sentence; the appendix of a form has the rest.

    Once somebody has written the report it is for the COM, whom the settings of a desk do not
    help: the first page says why.
    """
    text = draft.text
    if draft.material.paper is not None:
        return []
    if not _told(draft):
        return [paragraph(text("report.say.no_reasons"))]
    given = why(draft)
    see = text("report.say.see_appendix")
    return [paragraph(text("report.say.why", why=given, see=see) if given else see)]


def appendix(draft: Draft) -> list[Block]:
    """The rules, facts with their sources, settings and citations behind the dates."""
    text = draft.text
    rows = _told(draft)
    if not rows:
        return []
    inside = draft.view.result.scope.inside
    columns = [
        Column(0.17, text("report.head.result"), SMALL_TEXT, names_row=True),
        Column(0.38, text("report.head.rule"), SMALL_TEXT),
        Column(0.45, text("report.head.read"), SMALL_TEXT),
    ]
    named = heading(text("report.appendix.why" if inside else "report.appendix.why_outside"))
    return [named, Table(columns, rows, width=WIDTH)]


def _told(draft: Draft) -> list[tuple[str, str, str]]:
    """What was worked out, the rule, what it read; a rule that two results share is told once."""
    view = draft.view
    inside = view.result.scope.inside
    names = ("handover", "handover_release", "earliest_release") if inside else ("scope",)
    rows: dict[tuple[str, str], tuple[str, str, str]] = {}
    for name in names:
        for proof in view.proofs.get(name, ()):
            told = draft.words.proof(proof)
            rows.setdefault(told, (_answer(draft, name, proof.rule), *told))
    return list(rows.values())


def _answer(draft: Draft, result: str, rule: str) -> str:
    """The name of what a rule worked out: a handover has a date, a beginning and a person."""
    text = draft.text
    if result == "earliest_release":
        return earliest_label(draft)
    if result != "handover":
        return text(f"result.{result}")
    if rule.startswith("starts_"):
        return text("report.label.handover_starts")
    if rule.startswith("responsible_"):
        return text("report.label.responsible")
    return text("report.label.handover_date")


def early_allocation(draft: Draft) -> list[Block]:
    """Where early allocation stands; nothing where nobody assessed it."""
    text, words, view = draft.text, draft.words, draft.view
    result = view.result.early_allocation
    held = view.case.early_allocations
    if not view.result.scope.inside:
        return [paragraph(text("report.say.early_outside"))]
    if result is None or not held:
        return []
    status = text.code("early_allocation_status", result.status)
    day = words.day_away(max(assessment.created_on for assessment in held))
    facts = [
        Fact(text("report.label.state"), status, text("source.worked")),
        Fact(text("report.label.early_assessed"), day, words.source_of("early_allocations")),
    ]
    return [subheading(text("report.sub.early")), fact_table(draft, facts)]


def checklist(draft: Draft) -> list[Block]:
    """The tasks of this handover: ticked with day and note, or to tick and date."""
    text, result = draft.text, draft.view.result
    # A pack has a part of that name.
    packed = draft.kind == PaperKind.HANDOVER_PACK
    named = [] if packed else [subheading(text("report.sub.checklist"))]
    if result.plan is None or not result.plan.items:
        inside = result.scope.inside
        key = "report.say.no_checklist" if inside else "report.say.no_checklist_outside"
        return [*named, paragraph(text(key))]
    rows = [_task(draft, item) for item in result.plan.items]
    columns = [
        Column(0.09, text("report.head.done"), TICK),
        Column(0.51, text("report.head.task"), names_row=True),
        Column(0.22, text("report.head.done_on")),
        Column(0.18, text("report.head.initials")),
    ]
    return [*named, Table(columns, rows, width=WIDTH, boxed=True)]


def _task(draft: Draft, item: ChecklistItem) -> list[str | Cell]:
    text = draft.text
    name = text.code("checklist", item)
    ticked = [e for e in draft.entries(EntryKind.HANDOVER_TASK) if e.what == item.value]
    if ticked:
        day, said = ticked[-1].day, ticked[-1].text
        return [Cell("☑", TICK), Cell(name, BODY, under=said), text.short_day(day), ""]
    for duty in draft.record.duties if draft.record else ():
        of_item = duty.kind is DutyKind.HANDOVER_TASK and duty.subject == item.value
        if of_item and duty.done_on is not None:
            note = duty.mark.note if duty.mark else ""
            done = text.short_day(duty.done_on)
            return [Cell("☑", TICK), Cell(name, BODY, under=note), done, ""]
    return [Cell("☐", TICK, WRITE if with_pen(draft) else 0.0), name, "", ""]
