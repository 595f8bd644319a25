"""The visit note: counts, who was not seen and why, what is still due; nothing that was said."""

from dataclasses import replace

import pytest

from pomdesk.domain.duties import DutyKind
from pomdesk.domain.visits import Ask, VisitState, Why
from pomdesk.readmodels.visits import VisitAfter
from reports.visit import note
from resources.text import Text
from tests.reports.reading import Tree, page_texts, words
from tests.reports.visit import visits
from tests.reports.visit.visits import captured, on


def after(**more: object) -> VisitAfter:
    """Six people: two seen, one noted by a visit machine alone, three not seen."""
    noted = {
        0: captured(0, ticked=("chosen", "not_seen"), next_step="Ask the OMU"),
        1: captured(1, "wing"),
        2: captured(2, "not_in_cell"),
        3: captured(3, "declined"),
    }
    stops = [replace(visits.stop(n), captured=noted.get(n)) for n in range(6)]
    stops[5] = replace(stops[5], brought=(captured(5),))
    due = {
        1: (visits.duty(DutyKind.OASYS_REVIEW, -9), visits.duty(DutyKind.CONTACT, 4)),
        2: (),
        4: (Ask("chosen", Why.CHOSEN),),
    }
    view = visits.view(stops, **{"state": VisitState.ENDED, "note": "Quiet landing.", **more})
    return VisitAfter(view, due, {1: on(30), 2: on(10), 3: None, 4: on(-3), 5: on(10)})


def made(given: VisitAfter, language: str = "en") -> bytes:
    return note.render(given, Text(language), prepared_by="Gwen Ellis", anchor="12 3f9a")


def test_it_counts_and_names_who_was_not_seen() -> None:
    shown = words(made(after()))
    for wanted in (
        "Planned: 6. Seen: 3. Not seen: 3.",
        "Not in cell: O'BRIEN, Niall C1002AB",
        "Declined: AL-RASHID, Omar D1003AB",
        "Not seen, and nothing noted why: WALIGÓRSKI, Łukasz E1004AB",
        "Noted: seen 2; seen on the wing 1; not in cell 1; declined 1; 1 follow-up; 2 things done.",
        "MORGAN-JONES, Alun Rhys A1000AB: LATE: OASys review was due 14 Nov; Contact due 27 Nov",
        "AL-RASHID, Omar D1003AB: To be seen",
        "Quiet landing.",
        "OFFICIAL-SENSITIVE",
    ):
        assert wanted in shown
    assert "not ended" not in shown


def test_everybody_is_to_be_seen_next_by_day_the_soonest_first() -> None:
    shown = words(made(after()))
    lines = (
        "To be seen next",
        "LATE, by 20 Nov: AL-RASHID, Omar D1003AB",
        "By 3 Dec: GŴYN, Siân B1001AB; WALIGÓRSKI, Łukasz E1004AB",
        "By 23 Dec: MORGAN-JONES, Alun Rhys A1000AB",
        "No day set: O'BRIEN, Niall C1002AB",
    )
    places = [shown.index(line) for line in lines]
    assert places == sorted(places)
    assert "To be seen next" not in words(made(replace(after(), next_contact={})))


def test_nothing_is_due_where_all_of_it_was_settled() -> None:
    settled = replace(after(), still_due={1: (), 2: ()})
    assert "Nothing of the visit is late or due soon any more." in words(made(settled))


def test_nothing_that_was_said_is_on_it() -> None:
    shown = words(made(after()))
    assert "private" not in shown
    assert "Ask the OMU" not in shown


def test_it_takes_half_a_page_and_is_tagged() -> None:
    pdf = made(after())
    assert len(page_texts(pdf)) == 1
    tree = Tree(pdf)
    assert tree.drawn() == tree.marks()


@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_visit_that_is_not_ended_or_has_nobody_says_so(language: str) -> None:
    given = after(state=VisitState.UNDER_WAY)
    assert Text(language)("visit_note.not_ended") in words(made(given, language))
    empty = VisitAfter(visits.view([]), {}, {})
    assert "Planned: 0" in words(made(empty))
    shut = VisitAfter(visits.view([], shut=True), {}, {})
    assert "Planned" not in words(made(shut))
