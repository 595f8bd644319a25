"""What there is to do on a landing, in words."""

from dataclasses import replace
from datetime import date

import pytest

from pomdesk.domain.duties import DutyKind
from pomdesk.domain.papers import PAPER_SPECS, PaperKind
from pomdesk.domain.visits import Ask, Flag, Place, Why
from pomdesk.rules.visits.proposing import NEEDS_PERSON
from reports.visit.words import (
    ask_words,
    cell_words,
    flag_words,
    name_words,
    seen_short,
    seen_words,
    told_words,
    why_words,
)
from resources.text import Text
from tests.reports.visit import visits
from tests.reports.visit.visits import TODAY, on

WORDS = Text()


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (visits.duty(DutyKind.OASYS_REVIEW, -9), "OASys review was due 14 Nov"),
        (visits.duty(DutyKind.OASYS_REVIEW, 0), "OASys review due 23 Nov"),
        (visits.duty(DutyKind.CONTACT, 60), "Contact due 22 Jan 2027"),
        (Ask("duty:contact", Why.DUTY, "contact"), "Contact"),
        (
            visits.duty(DutyKind.FOLLOW_UP, 2, "Bring  the\nform"),
            "Follow-up: Bring the form (due 25 Nov)",
        ),
        (visits.duty(DutyKind.VLO_RELEASE, 1), "Tell the victim liaison officer"),
        (Ask("not_seen", Why.NOT_SEEN, due=on(-66)), "Not seen for 9 weeks"),
        (Ask("not_seen", Why.NOT_SEEN, due=on(-7)), "Not seen for 1 week"),
        (Ask("not_seen", Why.NOT_SEEN, due=on(-6)), "Not seen lately"),
        (Ask("not_seen", Why.NOT_SEEN), "No contact in the record"),
        (Ask("meeting:1", Why.MEETING, due=TODAY), "Handover meeting today"),
        (Ask("meeting:1", Why.MEETING, due=on(2)), "Handover meeting on 25 Nov"),
        (Ask("meeting:1", Why.MEETING, due=on(-2), late=True), "Handover meeting was due 21 Nov"),
        (Ask("meeting:1", Why.MEETING), "Handover meeting"),
        (Ask("paper:1", Why.PAPER, "parole-report"), "Serve: Report to the Parole Board"),
        (visits.question("<b>Who?</b>"), "Ask: <b>Who?</b>"),
        (Ask("chosen", Why.CHOSEN), "To be seen"),
    ],
)
def test_an_ask_is_told_in_a_line(ask: Ask, said: str) -> None:
    told = ask_words(WORDS, ask, TODAY)
    if ask.code == DutyKind.VLO_RELEASE:  # of a kind that needs nobody there, its usual name
        said = f"{WORDS('duty.vlo_release')} due 24 Nov"
    assert told == said


def test_what_is_late_is_told_in_a_word() -> None:
    late, soon = visits.duty(DutyKind.KEY_WORK, -1), visits.duty(DutyKind.KEY_WORK, 1)
    assert told_words(WORDS, late, TODAY) == "LATE: Key work was due 22 Nov"
    assert told_words(WORDS, soon, TODAY) == "Key work due 24 Nov"


def test_weeks_are_counted_for_the_day_of_the_visit() -> None:
    unseen = Ask("not_seen", Why.NOT_SEEN, due=on(-62))
    assert ask_words(WORDS, unseen, TODAY, on=on(1)) == "Not seen for 9 weeks"
    never = Ask("not_seen", Why.NOT_SEEN)
    assert ask_words(WORDS, never, TODAY, on=on(1)) == "No contact in the record"
    meeting = Ask("meeting:1", Why.MEETING, due=on(1))
    assert ask_words(WORDS, meeting, TODAY, on=on(1)) == "Handover meeting on 24 Nov"


@pytest.mark.parametrize("language", ["en", "cy"])
def test_what_needs_the_person_and_every_paper_has_words(language: str) -> None:
    text = Text(language)
    for kind in NEEDS_PERSON:
        assert text.has(f"visit_ask.duty.{kind}")
    for paper in PaperKind:
        if PAPER_SPECS[paper].disclosable:
            assert paper not in ask_words(text, Ask("paper:1", Why.PAPER, paper), TODAY)


def test_the_weightiest_ask_says_why() -> None:
    late = visits.duty(DutyKind.OASYS_PAROLE, -1)
    assert why_words(WORDS, visits.card(0, [late, visits.question("x")])) == "OASys for parole"
    assert why_words(WORDS, visits.card(0, [visits.question("x")])) == "Question for a report"
    assert why_words(WORDS, visits.card(0, [])) == ""


@pytest.mark.parametrize(
    ("place", "location", "said"),
    [
        (Place("A", "1", "021"), "LEI-A-1-021", "A-1-021"),
        (Place("E", "4", "014"), "E4-014", "E4-014"),
        (Place("B", "2", "003"), "LEI-A-1-021", "B-2-003"),
        (Place("Heol Goch", "", "2-014", known=True), "LEI-HB1-2-014", "Heol Goch-2-014"),
        (Place(), "Rampton Hospital", "RAMPTON HOSPITAL"),
        (Place(), "", ""),
    ],
)
def test_the_cell_is_as_the_door_has_it(place: Place, location: str, said: str) -> None:
    assert cell_words(place, visits.card(0, location=location)) == said


def test_flags_and_days_are_told() -> None:
    assert flag_words(WORDS, Flag.MOVED, "B-1-002") == "Moved here from B-1-002"
    assert flag_words(WORDS, Flag.MOVED) == "Moved cell"
    assert all(flag_words(WORDS, flag) for flag in Flag)
    card = visits.card(0, last_seen=date(2026, 11, 2))
    assert seen_words(WORDS, card, TODAY) == "Last seen 2 Nov, 3 weeks ago"
    assert seen_short(WORDS, card, TODAY) == "Last seen 3 weeks ago"
    almost = replace(card, last_seen=on(-62))  # not yet nine weeks, in whichever words
    assert seen_short(WORDS, almost, TODAY) == "Last seen 8 weeks ago"
    assert ask_words(WORDS, Ask("not_seen", Why.NOT_SEEN, due=on(-62)), TODAY).endswith("8 weeks")
    never = replace(card, last_seen=None, last_name="", first_name="")
    assert seen_words(WORDS, never, TODAY) == seen_short(WORDS, never, TODAY)
    assert name_words(WORDS, never) == "A1000AB"
