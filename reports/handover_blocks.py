"""When responsibility passes, to whom and why, as blocks of a paper."""

from pomdesk.domain.terms import HandoverType
from reports.blocks import note, paragraph, subheading
from reports.draft import WRITE, Draft, fact_table, notices
from reports.page import WIDTH, Block
from reports.style import SMALL_TEXT, TICK
from reports.tables import Cell, Column, Table
from reports.wording import Fact


def handover(draft: Draft) -> list[Block]:
    """When responsibility passes, and what that is counted from."""
    text, words, result = draft.text, draft.words, draft.view.result
    given = result.handover
    label = "report.label."
    facts: list[Fact] = []
    if given is not None:
        who = text.code("responsibility", given.responsibility)
        facts.append(Fact(text(label + "responsible"), who))
        if given.on is not None:
            facts.append(Fact(text(label + "handover_starts"), words.day_away(given.starts)))
            facts.append(Fact(text(label + "handover_on"), words.day_away(given.on)))
    if result.handover_release is not None:
        counted = words.value("", result.handover_release)
        facts.append(Fact(text(label + "handover_release"), counted))
    if result.earliest_release is not None:
        earliest = words.value("", result.earliest_release)
        facts.append(Fact(text(label + "earliest_release"), earliest))
    if result.plan is not None:
        unknown = result.plan.kind is HandoverType.UNKNOWN
        kind = "" if unknown else text.code("handover_type", result.plan.kind)
        facts.append(draft.expect(Fact(text(label + "handover_type"), kind)))
    if result.recommendation is not None and result.recommendation.pom_type is not None:
        wanted = text.code("pom_type", result.recommendation.pom_type)
        facts.append(Fact(text(label + "pom_type"), wanted))
    blocks: list[Block] = []
    if given is None or given.on is None:
        blocks += [paragraph(words) for words in notices(draft)[:1]]
    if facts:
        blocks.append(fact_table(draft, facts))
    if result.plan is not None and result.plan.assumed:
        blocks.append(note(text("report.say.assumed")))
    return blocks


def people(draft: Draft) -> list[Block]:
    """Who hands over to whom, and when they meet."""
    text, words, view = draft.text, draft.words, draft.view
    given = words.source_of("allocations")
    pom = Fact(text("report.label.pom"), view.pom_name or "", given if view.pom_name else "")
    facts = [draft.expect(pom)]
    if view.coworking_name:
        facts.append(Fact(text("report.label.coworking"), view.coworking_name, given))
    facts.append(draft.expect(words.fact("probation", "com_name")))
    for name in ("com_email", "team_name", "ldu_name"):
        fact = words.fact("probation", name)
        if fact.value or name == "com_email":
            facts.append(fact)
    facts += [Fact(text("report.label.meeting"), ""), Fact(text("report.label.attendees"), "")]
    return [subheading(text("report.sub.people")), fact_table(draft, facts)]


def reasons(draft: Draft) -> list[Block]:
    """Why the dates are what they are: rule, facts with their sources, settings, citation."""
    text, words, view = draft.text, draft.words, draft.view
    inside = view.result.scope.inside
    names = ("handover", "handover_release", "earliest_release") if inside else ("scope",)
    seen: set[tuple[str, str]] = set()
    rows: list[tuple[str, str, str]] = []
    for name in names:
        for proof in view.proofs.get(name, ()):
            told = words.proof(proof)
            if told not in seen:
                seen.add(told)
                rows.append((text(f"result.{name}"), *told))
    heading = subheading(text("report.sub.why" if inside else "report.sub.why_outside"))
    if not rows:
        return [heading, paragraph(text("report.say.no_reasons"))]
    columns = [
        Column(0.17, text("report.head.result"), SMALL_TEXT, names_row=True),
        Column(0.38, text("report.head.rule"), SMALL_TEXT),
        Column(0.45, text("report.head.read"), SMALL_TEXT),
    ]
    return [heading, Table(columns, rows, width=WIDTH)]


def early_allocation(draft: Draft) -> list[Block]:
    """Where early allocation stands."""
    text, words, view = draft.text, draft.words, draft.view
    result = view.result.early_allocation
    heading = subheading(text("report.sub.early"))
    if result is None:
        inside = view.result.scope.inside
        key = "report.say.no_early" if inside else "report.say.early_outside"
        return [heading, paragraph(text(key))]
    source = words.source_of("early_allocations")
    status = text.code("early_allocation_status", result.status)
    facts = [Fact(text("report.label.state"), status, source)]
    held = view.case.early_allocations
    if held:
        latest = max(held, key=lambda assessment: assessment.created_on)
        day = words.day_away(latest.created_on)
        facts.append(Fact(text("report.label.early_assessed"), day, source))
        return [heading, fact_table(draft, facts)]
    return [heading, paragraph(text("report.say.no_early"))]


def checklist(draft: Draft) -> list[Block]:
    """The tasks of this handover, to tick and date."""
    text, result = draft.text, draft.view.result
    heading = subheading(text("report.sub.checklist"))
    if result.plan is None or not result.plan.items:
        inside = result.scope.inside
        key = "report.say.no_checklist" if inside else "report.say.no_checklist_outside"
        return [heading, paragraph(text(key))]
    rows: list[list[str | Cell]] = [
        [Cell("☐", TICK, WRITE), text.code("checklist", item), "", ""] for item in result.plan.items
    ]
    columns = [
        Column(0.09, text("report.head.done"), TICK),
        Column(0.51, text("report.head.task"), names_row=True),
        Column(0.22, text("report.head.done_on")),
        Column(0.18, text("report.head.initials")),
    ]
    return [heading, Table(columns, rows, width=WIDTH, boxed=True)]
