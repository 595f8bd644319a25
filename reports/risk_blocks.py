"""Risk, public protection, victims and parole, as blocks of a paper."""

from collections.abc import Mapping
from datetime import date

from pomdesk.domain.facts import Assessment, ParoleReview
from reports.blocks import Bullets, note, paragraph, subheading
from reports.draft import WRITE, Draft, fact_table
from reports.page import WIDTH, Block
from reports.style import BODY, BODY_STRONG
from reports.tables import Cell, Column, Table
from reports.wording import Fact

# As OASys has them; prisoners are rated for custody only.
_GROUPS = ("children", "public", "known_adult", "staff", "prisoners")
_EARLIEST = date.min


def risk(draft: Draft) -> list[Block]:
    """What probation holds: risk of serious harm and tier."""
    words = draft.words
    facts = [draft.expect(words.fact("probation", name)) for name in ("rosh_level", "tier")]
    return [fact_table(draft, facts)]


def oasys(draft: Draft) -> list[Block]:
    """The last OASys assessment, with its grid and predictors; else a grid to fill in."""
    text, words = draft.text, draft.words
    held = draft.view.case.assessments
    heading = subheading(text("report.sub.oasys"))
    if not held:
        facts = [Fact(text(f"report.label.oasys_{name}"), "") for name in ("kind", "completed")]
        said = paragraph(text("report.say.no_assessment"), keep_next=True)
        return [heading, said, fact_table(draft, facts), *_grid(draft, {})]
    latest = max(held, key=lambda a: (a.completed_on or _EARLIEST, a.initiated_on or _EARLIEST))
    facts = _assessment(draft, latest, words.source_of("assessments"))
    blocks: list[Block] = [heading, fact_table(draft, facts), *_grid(draft, latest.rosh)]
    if latest.predictors:
        blocks += _predictors(draft, latest)
    return blocks


def _assessment(draft: Draft, latest: Assessment, source: str) -> list[Fact]:
    text, words = draft.text, draft.words
    kind = ", ".join(
        part
        for part in (
            text.code("assessment_type", latest.assessment_type),
            text.code("report.assessment_status", latest.status),
        )
        if part
    )
    values = {
        "oasys_kind": kind,
        "oasys_purpose": latest.purpose or "",
        "oasys_completed": words.day_away(latest.completed_on),
        "oasys_assessor": latest.assessor or "",
        "oasys_countersigned": words.day_away(latest.countersigned_on),
        "rosh_overall": text.code("rosh", latest.rosh_overall),
    }
    facts = [
        Fact(text(f"report.label.{name}"), value, source if value else "")
        for name, value in values.items()
        # Not every assessment is countersigned, and a purpose is often left out.
        if value or name not in ("oasys_countersigned", "oasys_purpose")
    ]
    for fact in facts:
        draft.expect(fact)
    return facts


def _grid(draft: Draft, rosh: Mapping[str, Mapping[str, str]]) -> list[Block]:
    text = draft.text
    places = {place.casefold(): groups for place, groups in rosh.items()}
    given = {
        place: {_group(name): level for name, level in places.get(place, {}).items()}
        for place in ("community", "custody")
    }
    more = sorted({name for groups in given.values() for name in groups} - set(_GROUPS))
    rows: list[list[str | Cell]] = []
    for name in (*_GROUPS, *more):
        cells = [text.code("rosh", given[place].get(name)) for place in ("community", "custody")]
        if name == "prisoners" and not cells[0]:
            cells[0] = "–"
        rows.append([text.code("report.rosh_group", name), *cells])
    columns = [
        Column(0.40, text("report.head.risk_to"), BODY, names_row=True),
        Column(0.30, text("report.head.community"), BODY_STRONG),
        Column(0.30, text("report.head.custody"), BODY_STRONG),
    ]
    table = Table(columns, rows, width=WIDTH, boxed=True, least_row=0 if rosh else WRITE)
    return [subheading(text("report.sub.rosh")), table]


def _group(name: str) -> str:
    """``knownAdult``, ``Known adult`` and ``known_adult`` are one group."""
    spaced = "".join(f"_{c}" if c.isupper() else c for c in name.strip())
    return spaced.replace(" ", "_").replace("__", "_").strip("_").casefold()


def _predictors(draft: Draft, latest: Assessment) -> list[Block]:
    text, words = draft.text, draft.words
    rows: list[list[str | Cell]] = []
    for predictor in latest.predictors:
        score = predictor.get("score")
        unit = predictor.get("unit") or ""
        band = predictor.get("band")
        rows.append(
            [
                words.value("", predictor.get("name")),
                ""
                if score is None
                else f"{score:g} {unit}".strip()
                if isinstance(score, int | float)
                else f"{score} {unit}".strip(),
                text.code("rosh", band) if isinstance(band, str) else "",
            ]
        )
    columns = [
        Column(0.50, text("report.head.predictor"), BODY, names_row=True),
        Column(0.25, text("report.head.score"), BODY_STRONG),
        Column(0.25, text("report.head.band"), BODY_STRONG),
    ]
    return [subheading(text("report.sub.predictors")), Table(columns, rows, width=WIDTH)]


def mappa(draft: Draft) -> list[Block]:
    """MAPPA level and category."""
    words = draft.words
    facts = [
        draft.expect(words.fact("probation", "mappa_level")),
        words.fact("probation", "mappa_category"),
        Fact(draft.text("report.label.mappa_meeting"), ""),
    ]
    return [fact_table(draft, facts)]


def alerts(draft: Draft) -> list[Block]:
    """The active alerts the record holds."""
    text, words = draft.text, draft.words
    heading = subheading(text("report.sub.alerts"))
    held = [alert for alert in draft.view.case.person.alerts if alert.strip()]
    if not held:
        return [heading, paragraph(text("report.say.no_alerts"))]
    blocks: list[Block] = [heading, Bullets(held)]
    source = words.source_of("person", "alerts")
    return [*blocks, note(text("report.source", source=source))] if source else blocks


def victim(draft: Draft) -> list[Block]:
    """Whether a victim liaison contact exists: yes or no, and nothing else."""
    text, words = draft.text, draft.words
    held = words.fact("probation", "vlo_assigned", text("report.label.vlo"))
    facts = [draft.expect(held), Fact(text("report.label.vlo_told"), "")]
    return [note(text("report.say.victims"), keep_next=True), fact_table(draft, facts)]


def parole(draft: Draft) -> list[Block]:
    """Where parole and home detention curfew stand."""
    text, words, view = draft.text, draft.words, draft.view
    result = view.result.parole
    source = words.source_of("parole_reviews")
    facts: list[Fact] = []
    if result.next_on:
        coming = words.value("", result.next_on)
        facts.append(Fact(text("report.label.next_parole"), coming, text("source.worked")))
    if result.target_hearing:
        hearing = words.day_away(result.target_hearing)
        facts.append(Fact(text("report.label.hearing"), hearing, source))
    completed = result.last_completed
    if completed and completed.hearing_outcome:
        outcome = completed.hearing_outcome
        if completed.hearing_outcome_received_on:
            outcome = f"{outcome}, {text.day(completed.hearing_outcome_received_on)}"
        facts.append(Fact(text("report.label.last_outcome"), outcome, source))
    for name in (
        "home_detention_curfew_eligibility_date",
        "home_detention_curfew_actual_date",
        "actual_parole_date",
    ):
        fact = words.fact("person", name)
        if fact.value:
            facts.append(fact)
    facts.append(Fact(text("report.label.rotl"), ""))
    blocks: list[Block] = [fact_table(draft, facts)]
    reviews = (*result.current, *result.previous)
    if not reviews:
        return [*blocks, paragraph(text("report.say.no_reviews"))]
    blocks += [subheading(text("report.sub.parole_reviews")), _reviews(draft, reviews)]
    return [*blocks, note(text("report.source", source=source))] if source else blocks


def _reviews(draft: Draft, reviews: tuple[ParoleReview, ...]) -> Table:
    text = draft.text
    rows = [
        [
            review.review_type or review.review_id,
            review.review_status or "",
            text.short_day(review.custody_report_due),
            text.short_day(review.target_hearing_date),
            review.hearing_outcome or "",
        ]
        for review in reviews
    ]
    columns = [
        Column(0.20, text("report.head.review"), names_row=True),
        Column(0.15, text("report.head.status")),
        Column(0.19, text("report.head.custody_report")),
        Column(0.17, text("report.head.hearing")),
        Column(0.29, text("report.head.outcome")),
    ]
    return Table(columns, rows, width=WIDTH)
