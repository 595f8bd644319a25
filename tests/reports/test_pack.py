"""The handover pack: all of its parts, in order, and nothing that must not be in it."""

import io
import re
from collections.abc import Callable
from dataclasses import replace

import pikepdf
import pypdf
import pytest

from pomdesk.domain.errors import PaperRefused
from pomdesk.domain.papers import PAPER_SPECS, PaperKind, PaperStage, SectionState, SectionText
from pomdesk.domain.record import EntryKind
from pomdesk.domain.writing import passage
from reports import kinds
from reports.material import Material
from reports.template import load, shipped
from resources.text import Text
from tests.reports import packs
from tests.reports.reading import Tree, page_texts, run, words

TEMPLATE = shipped("handover-pack")
CASES = [packs.thin, packs.typical, packs.full]


def pack(material: Material, language: str = "en") -> bytes:
    return kinds.render("handover-pack", material, Text(language))


def part(shown: str, title: str, following: str) -> str:
    """What stands between two headings, behind the contents."""
    start = shown.rindex(title)
    return shown[start : shown.index(following, start)]


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_part_stands_in_order_for_everybody(
    case: Callable[[], Material], language: str
) -> None:
    pdf, text = pack(case(), language), Text(language)
    shown = words(pdf)
    titles = [
        f"{number}. {section.title[language]}"
        for number, section in enumerate(TEMPLATE.sections, 1)
    ]
    places = [shown.rindex(title) for title in titles]
    assert places == sorted(places)
    texts = page_texts(pdf)
    for number, page in enumerate(texts, 1):
        assert text("app.marking") in page
        assert text("report.page", n=number, total=len(texts)) in page
    assert not re.search(r"\b(None|null|nan)\b", shown)
    tree = Tree(pdf)
    assert tree.drawn() == tree.marks()


def test_contents_have_the_page_of_each_part_and_lead_there() -> None:
    pdf = pack(packs.typical())
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    first = " ".join(reader.pages[0].extract_text().split())
    links = [link.get_object() for link in reader.pages[0]["/Annots"]]  # type: ignore[attr-defined]
    assert len(links) == len(TEMPLATE.sections)
    for number, section in enumerate(TEMPLATE.sections, 1):
        title = f"{number}. {section.title['en']}"
        told = re.search(re.escape(title) + r"[ .]*(\d+)", first)
        assert told is not None
        assert title in " ".join(reader.pages[int(told[1]) - 1].extract_text().split())


def test_parts_and_sections_of_the_report_are_bookmarks() -> None:
    with pikepdf.open(io.BytesIO(pack(packs.typical()))) as pdf, pdf.open_outline() as outline:
        (cover,) = outline.root
        assert [item.title for item in cover.children] == [
            f"{n}. {section.title['en']}" for n, section in enumerate(TEMPLATE.sections, 1)
        ]
        report = cover.children[0]
        assert "Current risk" in [item.title for item in report.children]


def test_the_cover_says_who_to_whom_as_of_when_and_what_to_do() -> None:
    first = " ".join(page_texts(pack(packs.typical()))[0].split())
    for said in (
        "Handover pack MORGAN-JONES, Alun Rhys · A1234BC",
        "To Carys Bevan, West Team 2, Leeds From Gwen Ellis, Leeds",
        "Record as at 22 November 2026",
        "Handover report Version 2, Draft, written by Gwen Ellis.",
        "Not for the prisoner.",
        "tell the POM of anything that is wrong before 28 January 2027",
    ):
        assert said in first


def test_the_writers_words_are_in_it_with_their_stage() -> None:
    shown = words(pack(packs.typical(paper=packs.handover_paper(PaperStage.CHECKED))))
    report = part(shown, "1. Handover report", "2. Identity")
    assert "Version 2, Checked, written by Gwen Ellis. Checked on 18 November 2026 by R D" in report
    assert "This report is not final." in report
    assert "his cell mate was moved in October" in report
    assert "the parole letter; nothing like it since." in report


def test_without_a_report_that_is_said_and_its_sections_are_open() -> None:
    pdf = pack(packs.typical(paper=None))
    report = part(words(pdf), "1. Handover report", "2. Identity")
    assert "No handover report was written." in report
    for section in shipped("handover-report").sections:
        assert (section.title["en"] in report) == section.written
    assert "DRAFT" in page_texts(pdf)[0]


def test_words_of_a_section_that_is_no_longer_in_the_template_are_not_lost() -> None:
    paper = packs.handover_paper()
    old = SectionText(passage("Written under an older heading."), SectionState.DONE)
    shown = words(
        pack(packs.typical(paper=replace(paper, sections={**paper.sections, "old": old})))
    )
    assert "Section “old”, no longer in the template Written under an older heading." in shown


def test_it_is_no_draft_once_its_report_is_final_and_can_still_be_written_in() -> None:
    pdf = pack(packs.typical(paper=packs.handover_paper(PaperStage.FINAL)))
    texts = page_texts(pdf)
    assert all("DRAFT" not in page for page in texts)
    shown = words(pdf)
    assert "This report is not final." not in shown
    assert "What was agreed" in shown[shown.rindex("10. Record of") :]
    assert "COM Carys Bevan" in shown[shown.rindex("11. Sign-off") :]


@pytest.mark.parametrize("kind", [kind for kind in PaperKind if kind != "handover-report"])
def test_no_other_paper_gets_into_it(kind: PaperKind) -> None:
    """Above all no restricted annex: what is in one is withheld from every other file."""
    other = replace(packs.handover_paper(), kind=kind)
    with pytest.raises(PaperRefused) as refused:
        pack(packs.typical(paper=other))
    assert refused.value.code == "REP-PACK-PAPER"
    assert Text()("error.REP-PACK-PAPER", **refused.value.details)


def test_nor_does_the_report_of_somebody_else() -> None:
    with pytest.raises(PaperRefused) as refused:
        pack(packs.typical(paper=packs.handover_paper(person_id=2)))
    assert refused.value.code == "REP-PACK-PAPER"


def test_a_local_template_cannot_make_it_disclosable() -> None:
    assert not PAPER_SPECS[PaperKind.HANDOVER_PACK].disclosable
    toml = (
        'id = "handover-pack"\nversion = "9"\nlocal = false\ntitle = { en = "Ours" }\n'
        '[[section]]\nid = "a"\ntitle = { en = "Only this" }\nfacts = ["actions"]\n'
    )
    shown = words(pack(packs.typical(template=load("local.toml", toml))))
    assert "Not for the prisoner." in shown
    assert "1. Only this" in shown


@pytest.mark.parametrize("language", ["en", "cy"])
def test_nothing_of_victims_and_no_words_of_restrictions_or_minutes(language: str) -> None:
    material = packs.typical()
    assert material.record is not None
    held = run(pack(material, language))
    for withheld in ("Owusu", "SecretStreet"):
        assert withheld not in held
    shown = words(pack(material))
    assert "Contact with children 10 July 2025" in shown
    assert "MAPPA F sent 7 November 2026" in shown
    assert "Tell the victim liaison officer" not in part(shown, "6. Chronology", "7. Referrals")


def test_the_chronology_is_in_order_without_noise() -> None:
    shown = words(pack(packs.typical()))
    told = part(shown, "6. Chronology", "7. Referrals").partition("are left out.")[2]
    order = ["Not released", "January 2026", "July 2026", "September 2026", "October 2026"]
    assert sorted(order, key=told.index) == order
    assert "Review the OASys: called done done in the OASys" in told
    assert "put off" not in told
    assert "(CRD)" not in told
    assert "Movement: Transfer Leeds" in told
    assert "Refused an order; seven days without television." in told


def test_every_line_of_a_long_record_is_in_it() -> None:
    material = packs.full()
    shown = words(pack(material))
    told = part(shown, "6. Chronology", "7. Referrals")
    lines = [
        line
        for line in material.timeline
        if line.entry is not None and line.entry.kind is EntryKind.CONTACT
    ]
    assert told.count("POM contact:") == len(lines) > 150
    goals = [g for g in packs.full_entries() if g.kind is EntryKind.STEP and not g.closed]
    assert len(goals) > 30
    actions = part(shown, "8. Outstanding actions", "9. Checklist")
    for step in goals:
        goal = next((g for g in packs.full_entries() if g.id == step.parent_id), None)
        done = goal is not None and goal.stage in ("achieved", "removed")
        assert (step.title in actions) is not done


def test_outstanding_actions_have_who_and_by_when() -> None:
    shown = words(pack(packs.typical()))
    actions = part(shown, "8. Outstanding actions", "9. Checklist")
    assert "Review the OASys before handover POM 13 Nov 2026 9 days late" in actions
    assert "Chase the council POM contact of 13 Nov 2026 POM 20 Nov 2026 2 days late" in actions
    assert "Agree the licence conditions COM 20 Feb 2027" in actions
    # The referral takes the place of the duty to make it, and has its day.
    assert "Make the referral: Duty to refer (housing) To be made, 8 Nov 2026 POM 22" in actions
    assert "Refer to the council" not in actions
    assert "Make the housing application" in actions
    assert "Have an address to go to 22" not in actions  # its steps are open
    assert "Qualify in joinery Goal; Working on it to agree 10 Jun 2027" in actions
    for elsewhere in ("See the person", "Find out the tier", "Handover checklist"):
        assert elsewhere not in actions
    days = [
        "13 Nov 2026",
        "20 Nov 2026",
        "22 Dec 2026",
        "1 Jan 2027",
        "20 Feb 2027",
        "10 Jun 2027",
    ]
    assert sorted(days, key=actions.index) == days


def test_a_meeting_that_was_held_is_told() -> None:
    material = packs.typical()
    assert material.record is not None
    held = packs.made(90, EntryKind.HANDOVER_MEETING, -1, stage="held", who="All three")
    held = replace(held, text="Agreed to meet again.")
    entries = {**material.record.entries, EntryKind.HANDOVER_MEETING: [held]}
    record = replace(material.record, entries=entries)
    shown = words(pack(packs.typical(record=record)))
    told = part(shown, "10. Record of the handover meeting", "11. Sign-off")
    assert "Day 21 November 2026 Who took part All three" in told
    assert "What was said Agreed to meet again." in told
    assert "What the person said" not in told


def test_a_booked_meeting_leaves_a_form_that_knows_its_day() -> None:
    told = part(words(pack(packs.typical())), "10. Record of", "11. Sign-off")
    assert "A handover meeting is booked for 12 December 2026." in told
    assert "Who took part Gwen Ellis, Carys Bevan" in told


def test_the_same_material_gives_the_same_bytes() -> None:
    assert pack(packs.typical()) == pack(packs.typical())


@pytest.mark.parametrize("words_of", ["x" * 100_000, "<b>he said</i> & \x00\u202e\U0001f600" * 40])
def test_any_words_come_out(words_of: str) -> None:
    paper = packs.handover_paper()
    sections = {"risk": SectionText(passage(words_of), SectionState.DONE)}
    material = packs.typical(paper=replace(paper, sections=sections))
    assert material.record is not None
    event = packs.made(91, EntryKind.SIGNIFICANT_EVENT, -2, what="other", text=words_of)
    material = replace(material, timeline=packs.timeline([*packs.typical_entries(), event]))
    tree = Tree(pack(material))
    assert tree.drawn() == tree.marks()
