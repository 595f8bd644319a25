"""The sentence plan and other work, as blocks of a paper: as written down, or a form."""

from collections.abc import Iterator
from dataclasses import replace

from pomdesk.domain.record import Entry, EntryKind
from reports.blocks import note, paragraph
from reports.draft import Draft
from reports.forms import blank_rows, form
from reports.page import WIDTH, Block
from reports.style import BODY, BODY_STRONG, MM, SMALL_TEXT
from reports.tables import Cell, Column, Table

_LINE = 9 * MM
_DROPPED = {"removed", "no_longer_needed"}
"""Stages of goals and steps that are no part of the plan any more."""


def plan(draft: Draft) -> list[Block]:
    """Goals with their steps, then programmes and other work: where each stands.

    Who takes on what is still open is left to write in. Without a record it is a form.
    """
    if not draft.unfinished:
        return plan_now(draft)
    text = draft.text
    columns = [
        Column(0.42, text("report.head.work"), BODY, names_row=True),
        Column(0.33, text("report.head.state"), SMALL_TEXT),
        Column(0.25, text("report.head.passed_to"), SMALL_TEXT),
    ]
    rows: list[list[str | Cell]] = [
        [name, stage_words(draft, entry), "–"]
        if entry.closed
        else [replace(name, room=_LINE), stage_words(draft, entry), ""]
        for entry, name in work(draft)
    ]
    if not rows:
        return [form(columns, blank_rows(columns, 4))]
    table = Table(columns, rows, width=WIDTH, boxed=True)
    return [table, *_agreement(draft)]


def plan_now(draft: Draft) -> list[Block]:
    """Goals with their steps, then programmes and other work: where each stands."""
    text = draft.text
    rows: list[list[str | Cell]] = [
        [name, stage_words(draft, entry)] for entry, name in work(draft)
    ]
    if not rows:
        return [paragraph(text("report.plan.nothing"))]
    columns = [
        Column(0.56, text("report.head.work"), BODY, names_row=True),
        Column(0.44, text("report.head.state"), SMALL_TEXT),
    ]
    return [Table(columns, rows, width=WIDTH), *_agreement(draft)]


def _agreement(draft: Draft) -> list[Block]:
    agreed = draft.entries(EntryKind.PLAN_AGREEMENT)
    if not agreed:
        return []
    text = draft.text
    said = text.code("entry_stage.plan_agreement", agreed[-1].stage)
    return [note(text("report.plan.agreement", said=said, day=text.day(agreed[-1].day)))]


def work(draft: Draft) -> Iterator[tuple[Entry, Cell]]:
    """Goals with their steps, then other work; what was dropped is no part of it."""
    steps: dict[int | None, list[Entry]] = {}
    for step in draft.entries(EntryKind.STEP):
        if step.stage not in _DROPPED:
            steps.setdefault(step.parent_id, []).append(step)
    for goal in draft.entries(EntryKind.GOAL):
        own = steps.pop(goal.id, [])
        if goal.stage in _DROPPED:
            continue
        need = draft.text.code("entry_what.goal", goal.what)
        yield goal, Cell(goal.title, BODY_STRONG, under=need)
        yield from ((step, _step(step)) for step in own)
    for left in steps.values():
        yield from ((step, _step(step)) for step in left)
    for entry in draft.entries(EntryKind.INTERVENTION):
        what = draft.text.code("entry_what.intervention", entry.what)
        under = ", ".join(part for part in (what, entry.who) if part)
        yield entry, Cell(entry.title, BODY, under=under)


def _step(step: Entry) -> Cell:
    return Cell(f"– {step.title}", BODY, under=step.who)


def stage_words(draft: Draft, entry: Entry) -> str:
    """How far an entry has come, since when, and by when it is to be done."""
    text = draft.text
    stage = text.code(f"entry_stage.{entry.kind}", entry.stage)
    since = text.short_day(entry.stage_day or entry.day)
    words = text("report.plan.since", stage=stage, day=since) if stage else since
    if entry.due and not entry.closed:
        words = text("report.plan.until", stage=words, day=text.short_day(entry.due))
    return words
