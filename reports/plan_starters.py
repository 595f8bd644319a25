"""First drafts about the sentence plan: goals, interventions, the person's agreement."""

from collections.abc import Iterator

from pomdesk.domain.record import Entry, EntryKind
from pomdesk.domain.writing import Paragraph, Run
from pomdesk.rules.papers.links import entry_ref
from reports.starting import Said, Teller, bullet, excerpt, paragraph

_DROPPED = {"removed", "no_longer_needed"}
_GROUPS = (
    ("done", ("completed", "report_received")),
    ("under_way", ("started",)),
    ("waiting", ("suggested", "waiting_list")),
    ("not_done", ("not_completed", "declined", "unsuitable")),
)
"""Interventions as they are listed: those not done are told as well."""


def interventions(teller: Teller) -> Iterator[Paragraph]:
    """What was done, is under way, is waited for, and was not done, each with its day."""
    held = teller.entries(EntryKind.INTERVENTION)
    for group, stages in _GROUPS:
        some = sorted(
            (entry for entry in held if entry.stage in stages),
            key=lambda entry: (entry.stage_day or entry.day, entry.id),
        )
        if some:
            yield paragraph(teller.say(f"interventions.{group}"))
            yield from (_intervention(teller, entry) for entry in some)
    if not held:
        yield paragraph(teller.say("interventions.none"))
    yield paragraph(teller.say("interventions.ask"))


def _intervention(teller: Teller, entry: Entry) -> Paragraph:
    what = teller.code("entry_what.intervention", entry.what)
    key = "interventions.item_who" if entry.who else "interventions.item"
    said = teller.say(
        key,
        title=entry.title,
        what=what,
        who=entry.who,
        stage=teller.code("entry_stage.intervention", entry.stage),
        day=_stage_day(teller, entry),
    )
    return bullet(said, *_also(teller, entry))


def plan(teller: Teller) -> Iterator[Paragraph]:
    """Each goal with where it stands, its steps as a list under it, and the agreement."""
    steps: dict[int | None, list[Entry]] = {}
    for step in teller.entries(EntryKind.STEP):
        if step.stage not in _DROPPED:
            steps.setdefault(step.parent_id, []).append(step)
    goals = [one for one in teller.entries(EntryKind.GOAL) if one.stage not in _DROPPED]
    for goal in goals:
        yield paragraph(_goal(teller, goal), *_also(teller, goal))
        yield from (_step(teller, step) for step in steps.get(goal.id, ()))
    if not goals:
        yield paragraph(teller.say("plan.none"))
    if agreed := _agreement(teller):
        yield paragraph(agreed)
    yield paragraph(teller.say("plan.ask"))


def _goal(teller: Teller, goal: Entry) -> Said:
    due = "plan.goal_due" if goal.due and not goal.closed else "plan.goal"
    return teller.say(
        due,
        title=goal.title,
        need=teller.code("entry_what.goal", goal.what),
        stage=teller.text.code("entry_stage.goal", goal.stage),
        day=_stage_day(teller, goal),
        due=teller.text.day(goal.due),
    )


def _step(teller: Teller, step: Entry) -> Paragraph:
    key = "plan.step_who" if step.who else "plan.step"
    stage = teller.code("entry_stage.step", step.stage)
    said = teller.say(
        key, title=step.title, who=step.who, stage=stage, day=_stage_day(teller, step)
    )
    return bullet(said, *_also(teller, step))


def views(teller: Teller) -> Iterator[Paragraph]:
    """Whether the person agrees with the plan, and what they said of it."""
    if agreed := _agreement(teller):
        held = teller.entries(EntryKind.PLAN_AGREEMENT)
        yield paragraph(agreed, *_also(teller, held[-1]))
    yield paragraph(teller.say("views.ask"))


def _agreement(teller: Teller) -> Said | None:
    held = teller.entries(EntryKind.PLAN_AGREEMENT)
    if not held or held[-1].stage is None:
        return None
    day = teller.day_of(held[-1])
    return teller.say(f"plan.{held[-1].stage}", name=teller.name, day=day)


def _stage_day(teller: Teller, entry: Entry) -> Run:
    return Run(teller.text.day(entry.stage_day or entry.day), link=entry_ref(entry))


def _also(teller: Teller, entry: Entry) -> list[Said]:
    said = excerpt(entry.text)
    return [teller.say("quoted", said=said)] if said else []
