"""The seven resettlement pathways, with what the record has of each."""

from collections.abc import Iterator

from pomdesk.domain.record import Entry, EntryKind
from reports.blocks import note
from reports.draft import Draft
from reports.page import WIDTH, Block
from reports.plan_blocks import stage_words
from reports.style import BODY, MM, SMALL_TEXT
from reports.tables import Cell, Column, Table
from resources.text import Text

_LINE = 9 * MM
"""Height of a row to write in."""

_PATHWAYS: dict[str, tuple[set[str], set[str]]] = {
    "accommodation": (
        {"accommodation"},
        {"duty_to_refer", "crs_accommodation", "approved_premises", "cas2", "cas3", "hdc"},
    ),
    "attitudes": ({"thinking_behaviour", "attitudes", "lifestyle"}, set()),
    "families": ({"relationships"}, set()),
    "drugs": ({"drugs", "alcohol", "substance_misuse"}, set()),
    "work": ({"education_work", "education", "work"}, set()),
    "finance": ({"finance"}, set()),
    "health": ({"health", "wellbeing"}, set()),
}
"""Of each pathway, the needs of goals and kinds of interventions, and the referrals, in it."""
_OTHER = "other"
"""A row for referrals that belong to no pathway."""
_DROPPED = {"removed", "no_longer_needed"}


def pathways(draft: Draft) -> list[Block]:
    """The resettlement pathways: goals, other work and referrals that the record has of each.

    On a form every pathway has a row to write in; else those of which the record has nothing are
    named below.
    """
    text = draft.text
    form_to_fill = draft.unfinished and draft.material.paper is None
    rows: list[list[str | Cell]] = []
    empty: list[str] = []
    for name in (*_PATHWAYS, _OTHER):
        named = text(f"report.pathway.{name}" if name in _PATHWAYS else "pack.pathways.other")
        position = "\n".join([*_work(draft, name), *_referred(draft, name)])
        if position or (form_to_fill and name != _OTHER):
            days = "\n".join(_referred_on(draft, name))
            rows.append([Cell(named, BODY, _LINE if form_to_fill else 0.0), position, days])
        elif name != _OTHER:
            empty.append(named)
    blocks: list[Block] = []
    if rows:
        blocks.append(Table(_pathway_columns(text), rows, width=WIDTH, boxed=form_to_fill))
    if empty:
        blocks.append(note(text("pack.pathways.nothing", names="; ".join(empty))))
    return blocks


def _pathway_columns(text: Text) -> list[Column]:
    return [
        Column(0.27, text("report.head.pathway"), BODY, names_row=True),
        Column(0.53, text("report.head.position"), BODY),
        Column(0.20, text("report.head.referred"), SMALL_TEXT),
    ]


def _work(draft: Draft, pathway: str) -> Iterator[str]:
    """Goals and interventions of a pathway, with how far each has come."""
    text = draft.text
    needs = _PATHWAYS[pathway][0] if pathway in _PATHWAYS else set()
    for kind in (EntryKind.GOAL, EntryKind.INTERVENTION):
        for entry in draft.entries(kind):
            if entry.what in needs and entry.stage not in _DROPPED:
                stage = text.code(f"entry_stage.{kind}", entry.stage)
                yield text("pack.pathways.line", what=entry.title, stage=stage)


def _referrals(draft: Draft, pathway: str) -> list[Entry]:
    placed = {what for _needs, referred in _PATHWAYS.values() for what in referred}
    held = draft.entries(EntryKind.REFERRAL)
    if pathway in _PATHWAYS:
        return [e for e in held if e.what in _PATHWAYS[pathway][1]]
    return [e for e in held if e.what not in placed]


def _referred(draft: Draft, pathway: str) -> Iterator[str]:
    """Referrals of a pathway, with how far each has come, since when, and to whom it went."""
    text = draft.text
    for entry in _referrals(draft, pathway):
        what = text.code("entry_what.referral", entry.what)
        stage = ", ".join(filter(None, (stage_words(draft, entry), entry.who)))
        yield text("pack.pathways.line", what=what, stage=stage)


def _referred_on(draft: Draft, pathway: str) -> Iterator[str]:
    for entry in _referrals(draft, pathway):
        if entry.stage != "to_make":
            yield draft.text.short_day(entry.day)
