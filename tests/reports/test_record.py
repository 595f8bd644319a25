"""Papers of one person with what was written down: all that may stand there, and no more."""

import pytest

from pomdesk.domain.record import SPECS, EntryKind
from reports import kinds
from reports.draft import Draft
from resources.text import Text
from tests.reports import cases, desks
from tests.reports.reading import Tree, page_texts, words


def report(kind: str = "handover-report", language: str = "en", record: bool = True) -> bytes:
    return kinds.render(
        kind,
        cases.material(cases.typical(), record=desks.record() if record else None),
        Text(language),
    )


@pytest.mark.parametrize("kind", kinds.KINDS)
@pytest.mark.parametrize("language", ["en", "cy"])
def test_what_must_not_be_disclosed_is_on_no_paper(kind: str, language: str) -> None:
    shown = words(report(kind, language))
    assert "Owusu" not in shown
    assert "Secret" not in shown


@pytest.mark.parametrize("kind", [kind for kind in EntryKind if not SPECS[kind].disclosable])
def test_asking_for_it_is_refused(kind: EntryKind) -> None:
    draft = Draft(cases.material(cases.typical(), record=desks.record()), Text())
    with pytest.raises(ValueError, match="not for papers"):
        draft.entries(kind)


def test_ticked_tasks_have_their_day_and_note() -> None:
    shown = words(report())
    assert "☑ Review the last OASys assessment signed off by the SPO" in shown
    assert "23 Sep 2026" in shown
    assert "☑ Have contact from the COM by telephone" in shown
    assert "☐ Attend the handover meeting" in shown


def test_the_meeting_is_filled_in() -> None:
    shown = words(report())
    assert "Handover meeting 12 November 2026 (Booked)" in shown
    assert "Who takes part invented words" in shown


def test_goals_stand_with_their_steps_and_what_was_dropped_does_not() -> None:
    shown = words(report())
    goal, done, doing = (
        shown.index(part)
        for part in ("Stay away from drugs", "See the doctor", "Finish the course")
    )
    assert goal < done
    assert goal < doing
    assert "Dropped step" not in shown
    assert "Thinking course" in shown
    assert "Joinery" in shown


def test_next_steps_are_the_first_outstanding_actions() -> None:
    shown = words(report())
    _, _, actions = shown.partition("13. Outstanding actions")
    assert "next: invented words" in actions
    assert "28 Nov 2026" in actions


def test_without_a_record_it_is_the_form_it_was() -> None:
    shown = words(report(record=False))
    for absent in ("Last POM contact", "Referrals", "Licence conditions Live", "☑"):
        assert absent not in shown


def test_the_transfer_summary_has_open_duties_but_not_victims_or_protection() -> None:
    shown = words(report("transfer-summary"))
    assert "Review the OASys 14 Nov 2026" in shown
    assert "See the person 3 Dec 2026" in shown
    for held_back in ("victim liaison officer", "risk management meeting", "MAPPA"):
        assert held_back not in shown
    # One follow-up is about a victim note.
    _, _, rest = shown.partition("What is still to be done")
    assert rest.count("Follow up what was agreed") == 1
    assert "POM contacts in all 23" in shown
    assert "Doncaster" in shown
    assert "Tomos Parry" in shown


def test_a_transfer_summary_is_a_draft_until_it_is_final() -> None:
    assert "DRAFT" in page_texts(report("transfer-summary"))[0]
    given = cases.material(cases.typical(), record=desks.record(), final=True)
    pdf = kinds.render("transfer-summary", given, Text())
    assert all("DRAFT" not in page for page in page_texts(pdf))
    assert "OFFICIAL-SENSITIVE" in page_texts(pdf)[0]
    tree = Tree(pdf)
    assert tree.drawn() == tree.marks()


@pytest.mark.parametrize("view", [cases.thin, cases.full, cases.outside, cases.welsh])
@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_transfer_summary_for_everybody(view: object, language: str) -> None:
    assert callable(view)
    pdf = kinds.render("transfer-summary", cases.material(view()), Text(language))
    tree = Tree(pdf)
    assert tree.drawn() == tree.marks()
