"""Risk, public protection and victims, as blocks of a paper."""

from collections.abc import Mapping
from datetime import date

from pomdesk.domain.facts import Assessment
from pomdesk.domain.papers import PaperKind
from pomdesk.domain.record import EntryKind
from reports.blocks import Bullets, note, paragraph, subheading
from reports.draft import WRITE, Draft, fact_table
from reports.page import WIDTH, Block
from reports.style import BODY, BODY_STRONG
from reports.tables import Cell, Column, Table
from reports.wording import Fact
from resources.text import Text

# As OASys has them; prisoners are rated for custody only.
_GROUPS = ("children", "public", "known_adult", "staff", "prisoners")
_EARLIEST = date.min
_NOT_FINISHED = {"OPEN", "LOCKED_INCOMPLETE"}

# The predictors of 2026 and those before them, as files name them.
_TOOLS: Mapping[str, tuple[str, ...]] = {
    "any": ("arp", "all reoffending predictor", "ogrs3", "ogrs4/g", "ogp", "ogp2"),
    "violent": ("vrp", "violent reoffending predictor", "ogrs4/v", "ovp", "ovp2"),
    "serious_violent": ("svrp", "serious violent reoffending predictor", "snsv"),
    "serious": ("csrp", "combined serious reoffending predictor", "rsr"),
    "contact_sexual": (
        "dc-srp",
        "direct contact sexual reoffending predictor",
        "osp/dc",
        "osp/c",
    ),
    "images_sexual": (
        "iic-srp",
        "images and indirect contact sexual reoffending predictor",
        "osp/iic",
        "osp/i",
    ),
}


def risk(draft: Draft) -> list[Block]:
    """What probation holds: risk of serious harm, and the tier, which tells the person nothing."""
    words = draft.words
    names = ("rosh_level",) if draft.kind == PaperKind.PLAN_REVIEW else ("rosh_level", "tier")
    facts = [draft.expect(words.fact("probation", name)) for name in names]
    return [fact_table(draft, facts, paired=True)]


def oasys(draft: Draft) -> list[Block]:
    """The last completed OASys, the newest ratings and scores there are; else a grid to fill in.

    Ratings and scores say of which assessment they are: the last one may have none.
    """
    text, words = draft.text, draft.words
    newest = latest(draft)
    heading = subheading(text("report.sub.oasys"))
    begun = [note(said) for said in unfinished_words(draft)]
    if newest is None:
        if not draft.unfinished:
            return [heading, paragraph(text("report.oasys.none")), *begun]
        facts = [Fact(text(f"report.label.oasys_{name}"), "") for name in ("kind", "completed")]
        said = paragraph(text("report.say.no_assessment"), keep_next=True)
        return [heading, said, *begun, fact_table(draft, facts), *grid(draft, None)]
    facts = _assessment(draft, newest, words.source_of("assessments"))
    blocks: list[Block] = [heading, fact_table(draft, facts, paired=True), *begun]
    rated, scored = last_rated(draft), last_scored(draft)
    if rated or draft.unfinished:
        blocks += grid(draft, rated)
    return [*blocks, *_predictors(draft, scored)] if scored else blocks


def latest(draft: Draft) -> Assessment | None:
    """The OASys that was completed last."""
    return next(iter(_completed(draft)), None)


def last_rated(draft: Draft) -> Assessment | None:
    """The newest completed OASys that has ratings of risk of serious harm by group."""
    return next((one for one in _completed(draft) if one.rosh), None)


def last_scored(draft: Draft) -> Assessment | None:
    """The newest completed OASys that has scores of predictors."""
    return next((one for one in _completed(draft) if one.predictors), None)


def _completed(draft: Draft) -> list[Assessment]:
    """Completed assessments, the newest first."""
    held = [one for one in draft.view.case.assessments if finished(one)]
    return sorted(held, key=lambda one: one.completed_on or _EARLIEST, reverse=True)


def finished(one: Assessment) -> bool:
    """Whether an assessment was completed, whatever else is still to come, such as a signature."""
    return one.completed_on is not None and one.status not in _NOT_FINISHED


def unfinished_words(draft: Draft) -> list[str]:
    """That an assessment was begun after the last completed one and is not finished."""
    text, newest = draft.text, latest(draft)
    since = newest.completed_on if newest and newest.completed_on else _EARLIEST
    begun = [
        day
        for one in draft.view.case.assessments
        if not finished(one) and (day := one.initiated_on or one.completed_on) and day > since
    ]
    return [text("report.oasys.begun", day=text.day(max(begun)))] if begun else []


def of_which(draft: Draft, given: Assessment, lacking: str) -> str:
    """Of which assessment ratings or scores are, and which newer one has none."""
    text, newest = draft.text, latest(draft)
    day = text.day(given.completed_on)
    if newest is None or newest is given:
        return text("report.oasys.from", day=day)
    review = (newest.purpose or "").strip().casefold() == "review"
    key = f"report.oasys.{'review' if review else 'newest'}_without_{lacking}"
    without = text(key, day=text.day(newest.completed_on))
    return text("report.oasys.from_earlier", day=day, without=without)


def _assessment(draft: Draft, newest: Assessment, source: str) -> list[Fact]:
    text, words = draft.text, draft.words
    kind = ", ".join(
        part
        for part in (
            text.code("assessment_type", newest.assessment_type),
            text.code("report.assessment_status", newest.status),
        )
        if part
    )
    judged = next((one for one in _completed(draft) if one.rosh_overall), newest)
    values = {
        "oasys_kind": kind,
        "oasys_purpose": newest.purpose or "",
        "oasys_completed": words.day_away(newest.completed_on),
        "oasys_assessor": newest.assessor or "",
        "oasys_countersigned": words.day_away(newest.countersigned_on),
        "rosh_overall": text.code("rosh", judged.rosh_overall),
    }
    facts = [
        Fact(text(f"report.label.{name}"), value, source if value else "")
        for name, value in values.items()
        # Not every assessment is countersigned, and a purpose is often left out.
        if value or name not in ("oasys_countersigned", "oasys_purpose")
    ]
    for fact in facts:
        draft.expect(fact)
    if judged is not newest:
        whose = text("report.oasys.of", day=text.day(judged.completed_on))
        facts[-1] = Fact(facts[-1].label, facts[-1].value, whose)
    return facts


def grid(draft: Draft, rated: Assessment | None) -> list[Block]:
    """Risk of serious harm by group, in the community and in custody; a form without ratings."""
    text = draft.text
    rosh = rated.rosh if rated else {}
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
    foot = of_which(draft, rated, "ratings") if rated else ""
    table = Table(columns, rows, width=WIDTH, boxed=True, least_row=0 if rosh else WRITE, foot=foot)
    return [subheading(text("report.sub.rosh")), table]


def _group(name: str) -> str:
    """``knownAdult``, ``Known adult`` and ``known_adult`` are one group."""
    spaced = "".join(f"_{c}" if c.isupper() else c for c in name.strip())
    return spaced.replace(" ", "_").replace("__", "_").strip("_").casefold()


def _predictors(draft: Draft, scored: Assessment) -> list[Block]:
    text, words = draft.text, draft.words
    rows: list[list[str | Cell]] = []
    for predictor in scored.predictors:
        name, band = words.value("", predictor.get("name")), predictor.get("band")
        rows.append(
            [
                Cell(name, BODY, under=meaning(text, name)),
                score_words(predictor),
                text.code("rosh", band) if isinstance(band, str) else "",
            ]
        )
    columns = [
        Column(0.50, text("report.head.predictor"), BODY, names_row=True),
        Column(0.25, text("report.head.score"), BODY_STRONG),
        Column(0.25, text("report.head.band"), BODY_STRONG),
    ]
    # Bands differ from tool to tool and from year to year: none is worked out again here.
    foot = f"{of_which(draft, scored, 'scores')} {text('report.bands')}"
    table = Table(columns, rows, width=WIDTH, foot=foot)
    return [subheading(text("report.sub.predictors")), table]


def score_words(predictor: Mapping[str, str | float | None]) -> str:
    """A score with its unit, as it was given; blank where there is none."""
    score, unit = predictor.get("score"), predictor.get("unit") or ""
    if score is None:
        return ""
    shown = f"{score:g}" if isinstance(score, int | float) else score
    return f"{shown} {unit}".strip()


def meaning(text: Text, name: str) -> str:
    """What a score of a tool says of the person, in words; blank for a tool nobody knows."""
    given = name.strip().casefold()
    for tool, names in _TOOLS.items():
        if given in names or given.split(" ")[0] in names:
            return text(f"report.predictor.{tool}")
    return ""


def mappa(draft: Draft) -> list[Block]:
    """MAPPA level and category, and since when the level is set."""
    facts = mappa_facts(draft)
    day = draft.text.day(_level_set(draft))
    if day or has_level(draft):
        facts.append(Fact(draft.text("report.label.mappa_meeting"), day))
    return [fact_table(draft, facts, paired=True)]


def mappa_facts(draft: Draft) -> list[Fact]:
    """MAPPA level and category; a level of 0, or none, is no proof that MAPPA does not apply."""
    words = draft.words
    level = draft.expect(words.fact("probation", "mappa_level"))
    category = words.fact("probation", "mappa_category")
    if has_level(draft):
        return [level, category]
    none = Fact(level.label, draft.text("report.say.no_mappa"), level.source)
    held = draft.view.case.probation
    return [none, category] if held and held.mappa_category else [none]


def has_level(draft: Draft) -> bool:
    """Whether the record has a MAPPA level of the person."""
    held = draft.view.case.probation
    return bool(held and held.mappa_level)


def _level_set(draft: Draft) -> date | None:
    """The day the level was set, as written down; papers that the person may read are not told."""
    if draft.record is None or draft.spec.disclosable:
        return None
    held = draft.record.entries.get(EntryKind.PUBLIC_PROTECTION, ())
    return max((entry.day for entry in held if entry.what == "mappa_level_set"), default=None)


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
    facts = [draft.expect(held)]
    probation = draft.view.case.probation
    if probation and probation.vlo_assigned:
        facts.append(Fact(text("report.label.vlo_told"), ""))
    return [note(text("report.say.victims"), keep_next=True), fact_table(draft, facts)]
