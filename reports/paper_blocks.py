"""Blocks of the papers that somebody writes: review, level, risk in short, what is next, names."""

from collections.abc import Iterator
from datetime import timedelta

from pomdesk.domain.facts import ParoleReview
from pomdesk.domain.papers import PaperStep, StepKind
from pomdesk.domain.record import EntryKind
from reports import told
from reports.blocks import note, notice, paragraph
from reports.case_blocks import held_dates
from reports.draft import Draft, fact_table
from reports.duty_words import duty_title, standing
from reports.forms import form
from reports.page import WIDTH, Block
from reports.risk_blocks import (
    grid,
    last_rated,
    last_scored,
    latest,
    mappa_facts,
    of_which,
    score_words,
    unfinished_words,
)
from reports.style import BODY, BODY_STRONG, MM, SMALL_TEXT
from reports.tables import Cell, Column, Table
from reports.wording import Fact

_NEXT = 5
"""Duties in a summary; the rest is counted."""
_NOTICE_WEEKS = 8
"""An application not to disclose is made at least so long before an oral hearing (Parole Board
Rules 2019, rule 17)."""


def parole_review(draft: Draft) -> list[Block]:
    """The review that the paper is for: its kind, the hearing, when the custody report is due."""
    text, words = draft.text, draft.words
    review = review_of(draft)
    if review is None:
        return [paragraph(text("report.review.none"))]
    source = words.source_of("parole_reviews")
    facts = [
        Fact(text("report.label.review"), review.review_type or review.review_id, source),
        Fact(text("report.label.hearing"), words.day_away(review.target_hearing_date), source),
        Fact(text("report.label.report_due"), words.day_away(review.custody_report_due), source),
    ]
    last = draft.view.result.parole.last_completed
    if last is not None and last.hearing_outcome:
        facts.append(Fact(text("report.label.last_outcome"), last.hearing_outcome, source))
    return [fact_table(draft, [fact for fact in facts if fact.value])]


def review_of(draft: Draft) -> ParoleReview | None:
    """The review of the paper's subject, else the live one that comes first."""
    paper = draft.material.paper
    subject = paper.subject if paper else ""
    mine = (one for one in draft.view.case.parole_reviews if subject and one.review_id == subject)
    return next(mine, None) or next(iter(draft.view.result.parole.current), None)


def last_day(draft: Draft) -> list[Block]:
    """The last day for an application under rule 17, counted from the target hearing."""
    review, text = review_of(draft), draft.text
    hearing = review.target_hearing_date if review else None
    if hearing is None:
        return [note(text("report.review.no_hearing"))]
    day = hearing - timedelta(weeks=_NOTICE_WEEKS)
    away = text.away(day, draft.view.today)
    return [notice(text("report.review.last_day", day=text.day(day), away=away))]


def mappa_level(draft: Draft) -> list[Block]:
    """MAPPA level and category, and nothing else of MAPPA."""
    return [fact_table(draft, [fact for fact in mappa_facts(draft) if fact.value])]


def risk_now(draft: Draft) -> list[Block]:
    """Levels, and the newest grid and scores there are, as short as they can be."""
    text, words, newest = draft.text, draft.words, latest(draft)
    facts = [draft.expect(words.fact("probation", name)) for name in ("rosh_level", "tier")]
    facts += mappa_facts(draft)
    facts = [fact for fact in facts if fact.value or fact.label in draft.missing]
    begun = [note(said) for said in unfinished_words(draft)]
    if newest is None:
        return [fact_table(draft, facts, paired=True), note(text("report.oasys.none")), *begun]
    kind = text.code("assessment_type", newest.assessment_type)
    facts.append(Fact(text("report.label.oasys_kind"), kind))
    done = words.day_away(newest.completed_on)
    facts += [Fact(text("report.label.oasys_completed"), done)] if done else []
    blocks: list[Block] = [fact_table(draft, facts, paired=True), *begun]
    if rated := last_rated(draft):
        blocks += grid(draft, rated)
    scored = last_scored(draft)
    scores = [
        text("report.score", name=words.value("", one.get("name")), score=score_words(one))
        if not one.get("band")
        else text(
            "report.score_band",
            name=words.value("", one.get("name")),
            score=score_words(one),
            band=text.code("rosh", str(one["band"])),
        )
        for one in (scored.predictors if scored else ())
    ]
    if not scored:
        return blocks
    said = text("report.scores", scores="; ".join(scores))
    return [*blocks, note(f"{said} {of_which(draft, scored, 'scores')}")]


def key_dates(draft: Draft) -> list[Block]:
    """The dates of the sentence and of the handover that are known, two on a line."""
    text, result, worked = draft.text, draft.view.result, draft.text("source.worked")
    cells = [
        (label, Cell(text.day(day), BODY_STRONG, under="" if source == worked else source))
        for label, day, source in held_dates(draft)
    ]
    if result.handover and result.handover.on:
        responsible = text.code("responsibility", result.handover.responsibility)
        cells.append((text("report.label.responsible"), Cell(responsible, BODY_STRONG)))
    if not cells:
        return [note(text("report.lacking_all"))]
    cells += [("", Cell(""))] if len(cells) % 2 else []
    rows: list[list[str | Cell]] = [
        [*left, *right] for left, right in zip(cells[::2], cells[1::2], strict=True)
    ]
    half = [Column(0.31, style=BODY, names_row=True), Column(0.19, style=BODY_STRONG)]
    return [Table(half * 2, rows, width=WIDTH)]


def next_duties(draft: Draft) -> list[Block]:
    """What is to be done next and by when; of a long list the first, and how many more."""
    text, today = draft.text, draft.view.today
    duties = list(told.open_duties(draft.material))
    if not duties:
        return [paragraph(text("report.record.no_duties"))]
    rows: list[list[str | Cell]] = [
        [duty_title(text, duty), text.short_day(duty.due), standing(text, duty, today)]
        for duty in duties[:_NEXT]
    ]
    more = len(duties) - _NEXT
    foot = text("report.and_more", n=more) if more > 0 else ""
    columns = [
        Column(0.56, text("report.head.what"), BODY, names_row=True),
        Column(0.22, text("report.head.due"), BODY_STRONG),
        Column(0.22, text("report.head.status"), SMALL_TEXT),
    ]
    return [Table(columns, rows, width=WIDTH, foot=foot)]


def signatures(draft: Draft) -> list[Block]:
    """Who wrote, checked and countersigned it; boxes to sign while it is a draft."""
    rows = list(_signed(draft))
    if draft.unfinished:
        return [_boxes(draft, [*rows, *_unsigned(draft)])]
    return [_boxes(draft, rows)]


def signatures_with_person(draft: Draft) -> list[Block]:
    """The same, with the person and the COM who agree to it."""
    text, rows = draft.text, list(_signed(draft))
    agreed = draft.entries(EntryKind.PLAN_AGREEMENT)
    if draft.unfinished:
        held = draft.view.case.probation
        rows.append([text("report.role.person"), draft.words.name(), "", ""])
        rows.append([text("report.role.com"), (held.com_name if held else "") or "", "", ""])
        return [_boxes(draft, rows)]
    if agreed:
        said = text.code("entry_stage.plan_agreement", agreed[-1].stage)
        day = text.short_day(agreed[-1].day)
        rows.append([text("report.role.person"), draft.words.name(), said, day])
    return [_boxes(draft, rows)]


def _boxes(draft: Draft, rows: list[list[str | Cell]]) -> Block:
    text = draft.text
    columns = [
        Column(0.22, text("report.head.role"), BODY, names_row=True),
        Column(0.30, text("report.head.full_name"), BODY_STRONG),
        Column(0.30, text("report.head.signature"), SMALL_TEXT),
        Column(0.18, text("report.head.date"), BODY),
    ]
    return form(columns, rows, 12 * MM if draft.unfinished else 0.0)


def _signed(draft: Draft) -> Iterator[list[str | Cell]]:
    """The writer, then who checked and countersigned the text as it is."""
    text, paper = draft.text, draft.material.paper
    writer = (paper.writer if paper else "") or draft.prepared_by or draft.view.pom_name or ""
    signed = "" if draft.unfinished else text("report.signed.final")
    day = "" if draft.unfinished else text.short_day(draft.view.today)
    yield [text("report.role.author"), writer, signed, day]
    for kind in (StepKind.CHECKED, StepKind.COUNTERSIGNED):
        if step := _step(draft, kind):
            said = text(f"report.signed.{kind}")
            role = text(f"report.role.{kind}")
            yield [role, step.who, said, text.short_day(step.day)]


def _step(draft: Draft, kind: StepKind) -> PaperStep | None:
    """The last step of a kind that is about the text as it is now."""
    paper = draft.material.paper
    if paper is None:
        return None
    counting = (step for step in reversed(paper.steps) if step.text_digest == paper.text_digest)
    return next((step for step in counting if step.kind is kind), None)


def _unsigned(draft: Draft) -> Iterator[list[str | Cell]]:
    """Room for a countersignature that is not there yet."""
    if not _step(draft, StepKind.COUNTERSIGNED):
        yield [draft.text("report.role.countersigned"), "", "", ""]
