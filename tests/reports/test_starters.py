"""First drafts of sections: what the record says, linked, and nothing else."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from pomdesk.domain.papers import SectionText
from pomdesk.domain.record import Entry, EntryKind
from pomdesk.domain.writing import Paragraph, ParagraphKind, links_of, plain, word_count
from pomdesk.readmodels.record import TimelineLine
from pomdesk.rules.papers.links import known, moved
from reports.facts import FACTS
from reports.kinds import KINDS
from reports.material import Material
from reports.starters import STARTERS, start
from reports.starting import excerpt
from reports.template import shipped
from resources.text import Text
from tests.reports import cases, desks


def material(*more: Entry, **changes: object) -> Material:
    """A typical case whose record has these entries only."""
    record = desks.record()
    entries: dict[EntryKind, list[Entry]] = {}
    for entry in more:
        entries.setdefault(entry.kind, []).append(entry)
    counts = {kind: len(held) for kind, held in entries.items()}
    record = replace(record, entries=entries, counts=counts, **changes)  # type: ignore[arg-type]
    return cases.material(cases.typical(), record=record)


def contact(number: int, day: date, what: str = "face_to_face", text: str = "") -> Entry:
    return Entry(number, EntryKind.CONTACT, day, what=what, text=text)


def event(number: int, what: str, text: str = "") -> Entry:
    day = date(2026, 1, 1) + timedelta(number)
    return Entry(number, EntryKind.SIGNIFICANT_EVENT, day, what=what, text=text)


def said(name: str, given: Material, language: str = "en") -> str:
    return plain(start(name, given, Text(language)))


@pytest.mark.parametrize("name", STARTERS)
@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_starter_has_words_for_every_case(name: str, language: str) -> None:
    for view in (cases.thin(), cases.typical(), cases.full(), cases.outside(), cases.welsh()):
        for record in (None, desks.record()):
            draft = start(name, cases.material(view, record=record), Text(language))
            assert draft
            shown = plain(draft)
            assert "None" not in shown
            assert "{" not in shown
            assert desks.SECRET not in shown


@pytest.mark.parametrize("kind", KINDS)
def test_a_first_draft_stays_under_the_limit_of_its_section(kind: str) -> None:
    given = cases.started(kind, cases.material(cases.full(), record=desks.record()), Text())
    assert given.paper is not None
    for section in shipped(kind).sections:
        written = given.paper.sections.get(section.id, SectionText())
        assert not section.limit or word_count(written.passage) <= section.limit, section.id


def test_facts_and_entries_are_linked_and_nothing_has_moved() -> None:
    given = cases.material(cases.typical(), record=desks.record())
    facts = known(given.view.case, given.view.result)
    record = given.record
    assert record is not None
    entries = [entry for held in record.entries.values() for entry in held]
    written = {name: SectionText(start(name, given, Text())) for name in STARTERS}
    assert moved(written, facts, entries) == []
    refs = {link.ref for one in written.values() for link in links_of(one.passage)}
    for ref in ("oasys.completed_on", "oasys.rosh_overall", "person.category", "entry.1"):
        assert ref in refs


def test_when_a_linked_fact_changes_it_is_found() -> None:
    given = cases.material(cases.typical())
    written = {"risk": SectionText(start("risk", given, Text()))}
    held = replace(given.view.case.assessments[0], rosh_overall="VERY_HIGH")
    case = replace(given.view.case, assessments=(held,))
    (found,) = moved(written, known(case, given.view.result), [])
    assert (found.link.ref, found.link.value, found.present) == (
        "oasys.rosh_overall",
        "HIGH",
        "VERY_HIGH",
    )


def test_contact_counts_what_was_seen_in_the_last_year() -> None:
    today = cases.TODAY
    given = material(
        contact(1, today - timedelta(400), text="Too long ago."),
        contact(2, today - timedelta(200), "wing"),
        contact(3, today - timedelta(90), text="Talked about work. Agreed to apply."),
        contact(4, today - timedelta(30), "attempted", "Was at court."),
        contact(5, today - timedelta(10), text="Ready for the hearing"),
    )
    shown = said("contact", given)
    assert (
        "I have been Alun Rhys Morgan-Jones's prison offender manager since 1 June 2024." in shown
    )
    assert "shows 3 POM contacts with Alun Rhys Morgan-Jones: 2 face to face and 1 on the" in shown
    assert "A contact was tried once more and did not come about." in shown
    assert "The last was on 12 November 2026, face to face." in shown
    assert "- 24 August 2026, face to face: Talked about work. Agreed to apply." in shown
    assert "- 12 November 2026, face to face: Ready for the hearing." in shown
    assert "Too long ago" not in shown
    assert "court" not in shown
    assert "at least" not in shown


def test_contact_says_so_when_nobody_was_seen() -> None:
    shown = said("contact", material(contact(1, date(2025, 1, 5))))
    assert "shows no POM contact" in shown
    assert "The last contact in the record was on 5 January 2025. [say why" in shown


def test_contact_of_a_long_record_is_summed_up_from_the_timeline() -> None:
    day = cases.TODAY
    held = [contact(n, day - timedelta(20 * n), text=f"Talk {n}.") for n in range(1, 15)]
    given = material(*held[:10])
    record = given.record
    assert record is not None
    record = replace(record, counts={EntryKind.CONTACT: 14})
    assert "at least 10 POM contacts" in said("contact", replace(given, record=record))
    lines = [TimelineLine(entry.day, "entry", entry.kind, entry=entry) for entry in held]
    shown = said("contact", replace(given, record=record, timeline=lines))
    assert "14 POM contacts" in shown
    assert "Talk 8." in shown
    assert "Talk 9." not in shown
    assert "Contacts on 15 February 2026" in shown


def test_somebody_else_than_the_pom_says_who_they_are() -> None:
    given = replace(cases.material(cases.typical()), prepared_by="T Rees")
    assert said("contact", given).startswith("Gwen Ellis is Alun Rhys Morgan-Jones's")
    assert "[say who you are" in said("contact", given)


def test_security_information_is_told_where_the_person_does_not_read_it() -> None:
    plain_case = material(event(1, "security", "Seen near the gate."), event(2, "violence", "Hit."))
    assert "gate" not in said("behaviour", plain_case), "it is not known whom the paper is for"
    for kind, told in (("parole-report", False), ("mappa-f", True)):
        given = replace(plain_case, paper=cases.paper(kind, Text()))
        assert ("gate" in said("behaviour", given)) is told
        assert "2 January 2026" not in said("behaviour", given) or told
        assert "3 January 2026, violence: Hit." in said("behaviour", given)


def test_events_stand_in_order_of_time_and_the_newest_are_kept() -> None:
    given = material(*(event(n, "adjudication", f"No {n}.") for n in range(25, 0, -1)))
    shown = said("behaviour", given)
    assert "No 5." not in shown
    assert shown.index("No 6.") < shown.index("No 25.")


def test_interventions_are_told_by_how_they_went() -> None:
    def done(number: int, stage: str, title: str) -> Entry:
        return Entry(
            number,
            EntryKind.INTERVENTION,
            date(2025, 1, number),
            what="programme",
            stage=stage,
            title=title,
            stage_day=date(2026, 2, number),
        )

    given = material(
        done(1, "declined", "Horizon"),
        done(2, "completed", "Thinking Skills"),
        done(3, "started", "X"),
    )
    shown = said("interventions", given)
    assert "- Thinking Skills (accredited programme): completed, 2 February 2026." in shown
    assert shown.index("Completed:") < shown.index("Under way:") < shown.index("Declined, not")
    assert shown.endswith("[say what was learned and where it shows in behaviour]")


def test_the_plan_has_goals_with_their_steps() -> None:
    given = cases.material(cases.typical(), record=desks.record())
    shown = said("plan", given)
    assert "Goal: Stay away from drugs (accommodation). Working on it, since" in shown
    assert "target 21 February 2027." in shown
    assert "- Finish the course (Programmes): in progress" in shown
    assert "Dropped step" not in shown


def test_outstanding_has_open_work_with_days_and_no_secret() -> None:
    given = cases.material(cases.typical(), record=desks.record())
    draft = start("outstanding", given, Text())
    items = [one.text for one in draft if one.kind is ParagraphKind.BULLET]
    assert items == [
        "Review the OASys: by 14 November 2026.",
        "next: invented words: by 28 November 2026.",
    ]


def test_without_a_record_a_draft_asks() -> None:
    for name in ("contact", "interventions", "plan", "outstanding"):
        draft: Sequence[Paragraph] = start(name, cases.material(cases.thin()), Text())
        assert "[say" in plain(tuple(draft))


def test_welsh_drafts_are_welsh() -> None:
    given = cases.material(cases.typical(), record=desks.record())
    shown = said("contact", given, "cy")
    assert shown.startswith("Fi yw rheolwr troseddwyr Alun Rhys Morgan-Jones yn y carchar ers")
    assert "wyneb yn wyneb" in shown
    assert "Uchel" in said("risk", given, "cy")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("", ""),
        ("One line", "One line."),
        ("Two\n lines?", "Two lines?"),
        ("A sentence. " + "word " * 60, None),
        ("word " * 60, None),
        ("x" * 500, None),
    ],
)
def test_long_notes_are_shortened_between_words(given: str, kept: str | None) -> None:
    shown = excerpt(given)
    if kept is not None:
        assert shown == kept
        return
    assert shown.endswith("…")
    assert len(shown) <= 242
    assert " ".join(given.split()).startswith(shown.rstrip(" …"))


def test_every_starter_and_fact_of_a_template_is_there() -> None:
    for kind in KINDS:
        for section in shipped(kind).sections:
            assert not section.starter or section.starter in STARTERS
            assert set(section.facts) <= set(FACTS)
