"""Who the person is, the sentence and its dates, as blocks of a paper."""

from datetime import date

from pomdesk.domain.facts import SentenceTerm
from pomdesk.domain.papers import PaperKind
from reports.blocks import Picture, note, paragraph, subheading
from reports.charts import Mark, sentence_line
from reports.draft import WRITE, Draft, fact_table
from reports.page import WIDTH, Block
from reports.style import BODY, BODY_STRONG, SMALL, SMALL_TEXT
from reports.tables import Cell, Column, Table
from reports.wording import Fact
from resources.text import Text

_TERMS = 4
"""Sentence lengths printed; the rest is counted."""


def identity(draft: Draft) -> list[Block]:
    """Who the person is and where; name and number stand at the head of every page."""
    words, view, text = draft.words, draft.view, draft.text
    person = view.case.person
    born = draft.expect(words.fact("person", "date_of_birth"))
    if person.date_of_birth:
        years = _years(person.date_of_birth, view.today)
        aged = text("report.age", day=born.value, years=years)
        born = Fact(born.label, aged, born.source)
    place = ", ".join(part for part in (view.prison_name, view.location) if part)
    source = words.source_of("person", "cell_location" if place else "")
    facts = [
        born,
        draft.expect(Fact(text("report.label.location"), place, source)),
        draft.expect(words.fact("person", "category")),
        *_held(draft, "person", "current_incentive"),
    ]
    # Numbers of the police and of probation help those who file the paper, not the person.
    if draft.kind != PaperKind.PLAN_REVIEW:
        facts += _held(draft, "person", "pnc_number", "cro_number")
        facts.append(draft.expect(words.fact("probation", "crn")))
    return [fact_table(draft, facts, paired=True)]


def sentence(draft: Draft) -> list[Block]:
    """The sentence: offence, status, lengths."""
    words, person = draft.words, draft.view.case.person
    offence = draft.expect(words.fact("person", "most_serious_offence"))
    described = "imprisonment_status_description"
    named = described if person.imprisonment_status_description else "legal_status"
    status = words.fact("person", named, draft.text("report.label.sentence"))
    facts = [offence, status]
    for name in ("indeterminate_sentence", "recall"):
        facts.append(words.fact("person", name, draft.text(f"report.label.{name}")))
    lengths = [
        length for term in draft.view.case.sentence_terms if (length := _length(draft.text, term))
    ]
    if lengths:
        shown = lengths[:_TERMS]
        if len(lengths) > _TERMS:
            shown.append(draft.text("report.and_more", n=len(lengths) - _TERMS))
        label = draft.text("report.label.lengths")
        facts.append(Fact(label, "\n".join(shown), words.source_of("sentence_terms")))
    facts = [fact for fact in facts if fact.value or fact in (offence, status)]
    return [subheading(draft.text("report.label.sentence")), fact_table(draft, facts, paired=True)]


def _held(draft: Draft, section: str, *names: str) -> list[Fact]:
    """Facts that are printed only where the record has them."""
    return [fact for name in names if (fact := draft.words.fact(section, name)).value]


def _years(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _length(text: Text, term: SentenceTerm) -> str:
    spans = (("years", term.years), ("months", term.months), ("days", term.days))
    return " ".join(text.count(f"span.{unit}", n) for unit, n in spans if n)


_DATES = (
    "sentence_start_date", "tariff_date", "parole_eligibility_date", "actual_parole_date",
    "home_detention_curfew_eligibility_date", "home_detention_curfew_actual_date",
    "conditional_release_date", "conditional_release_override_date", "automatic_release_date",
    "automatic_release_override_date", "post_recall_release_date",
    "post_recall_release_override_date", "sentence_expiry_date", "licence_expiry_date",
)  # fmt: skip
CURFEW = (
    "home_detention_curfew_eligibility_date",
    "home_detention_curfew_actual_date",
)
"""Dates of home detention curfew."""


def dates(draft: Draft) -> list[Block]:
    """Every date of the sentence the record holds, with its day and where it comes from."""
    text, view = draft.text, draft.view
    person = view.case.person
    release = "tariff_date" if person.indeterminate_sentence else "conditional_release_date"
    has_release = person.automatic_release_date or getattr(person, release)
    expected = {"sentence_start_date", "" if has_release else release}
    prompt = text("report.write_in")
    lacking = [text.code("field", n) for n in _DATES if n in expected and not getattr(person, n)]
    held = held_dates(draft)
    # A column that only says of some dates that the desk worked them out helps nobody.
    sourced = bool({source for *_, source in held} - {"", text("source.worked")})
    rows: list[list[str | Cell]] = [
        [label, text.day(day), text.away(day, view.today), *([source] if sourced else [])]
        for label, day, source in held
    ]
    for label in lacking:
        draft.expect(Fact(label, ""))
        if draft.unfinished:
            rows.append([Cell(label, BODY, WRITE, prompt), "", "", *([""] if sourced else [])])
    heading = subheading(text("report.sub.key_dates"))
    foot = ""
    if lacking and not draft.unfinished:
        foot = text("report.lacking", facts=", ".join(lacking))
    if not rows:
        return [heading, note(foot or text("report.lacking_all"))]
    return [heading, Table(_date_columns(text, sourced=sourced), rows, width=WIDTH, foot=foot)]


def held_dates(draft: Draft) -> list[tuple[str, date, str]]:
    """The dates that are known, earliest first: label, day, where it comes from.

    What the person reads has no curfew dates: they raise hopes that nobody has checked.
    """
    text, words, person = draft.text, draft.words, draft.view.case.person
    held = [
        (text.code("field", name), day, words.source_of("person", name))
        for name in _DATES
        if (day := getattr(person, name)) and not (draft.spec.disclosable and name in CURFEW)
    ]
    return sorted([*held, *_worked_dates(draft)], key=lambda row: row[1])


def _worked_dates(draft: Draft) -> list[tuple[str, date, str]]:
    text, result = draft.text, draft.view.result
    worked = text("source.worked")
    given: list[tuple[str, date | None, str]] = []
    hearing = draft.words.source_of("parole_reviews")
    given.append((text("report.fact.thd"), result.parole.target_hearing, hearing))
    if result.handover:
        given.append((text("report.label.handover_starts"), result.handover.starts, worked))
        given.append((text("report.label.handover_on"), result.handover.on, worked))
    return [(label, day, source) for label, day, source in given if day]


def _date_columns(text: Text, *, sourced: bool) -> list[Column]:
    if not sourced:
        return [
            Column(0.50, text("report.head.date"), BODY, names_row=True),
            Column(0.25, text("report.head.day"), BODY_STRONG),
            Column(0.25, text("report.head.away"), SMALL_TEXT),
        ]
    return [
        Column(0.36, text("report.head.date"), BODY, names_row=True),
        Column(0.20, text("report.head.day"), BODY_STRONG),
        Column(0.17, text("report.head.away"), SMALL_TEXT),
        Column(0.27, text("report.head.source"), SMALL),
    ]


def line(draft: Draft) -> list[Block]:
    """The sentence drawn to scale."""
    text, view = draft.text, draft.view
    person, result = view.case.person, view.result
    handover = result.handover
    days = [
        (text("report.fact.sentence_start"), person.sentence_start_date),
        (text("report.fact.handover_starts"), handover.starts if handover else None),
        (text("report.fact.handover_on"), handover.on if handover else None),
        ("TED", person.tariff_date),
        ("PED", person.parole_eligibility_date),
        ("THD", result.parole.target_hearing),
        ("CRD", person.conditional_release_override_date or person.conditional_release_date),
        ("ARD", person.automatic_release_override_date or person.automatic_release_date),
        ("SED", person.sentence_expiry_date),
    ]
    marks = [Mark(name, day, text.short_day(day)) for name, day in days if day]
    heads: list[Block] = [subheading(text("report.sub.line"))]
    if not marks:
        return [*heads, paragraph(text("report.say.line_scarce"))]
    marks.append(Mark(text("report.fact.today"), view.today, text.short_day(view.today), True))
    drawing = sentence_line(marks, WIDTH)
    if drawing is None:
        return [*heads, paragraph(text("report.say.line_scarce"))]
    marks.sort(key=lambda mark: mark.day)
    said = "; ".join(text("report.line.mark", name=m.name, day=text.day(m.day)) for m in marks)
    first, last = text.day(marks[0].day), text.day(marks[-1].day)
    alt = text("report.line.alt", first=first, last=last, marks=said)
    return [*heads, Picture(drawing, alt)]
