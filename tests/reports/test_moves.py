"""What moved: calm for three hundred, exact for each."""

from dataclasses import replace
from datetime import date

import pytest

from pomdesk.readmodels.moves import DateMoved, MoveCause, PersonMoved
from reports import kinds
from reports.move_words import arrow_words, once
from resources.text import Text
from tests.reports import desks
from tests.reports.reading import Tree, page_texts, words


def paper(people: list[PersonMoved], language: str = "en") -> bytes:
    view = desks.desk([], moves=desks.moves(people))
    return kinds.render_desk("moves", view, Text(language), prepared_by="Gwen Ellis")


def test_nothing_moved_is_said() -> None:
    assert "No date has moved." in words(paper([]))


def test_before_and_after_are_traced_to_handover_and_duties() -> None:
    shown = words(paper([desks.moved(1)]))
    assert "Since 16 November 2026" in shown
    assert "caseload-20261123.json" in shown
    assert "Dates moved for 1 person." in shown
    assert "Conditional release (CRD): 18 Sep 2027 → 12 Jun 2027" in shown
    assert "Handover date: 11 Jan 2027 → 5 Oct 2026" in shown
    assert "Review the OASys after a significant event: 14 Dec 2026 → 7 Sep 2026 (late)" in shown
    assert "and 3 more duties" in shown
    # The release date is the conditional release again.
    assert shown.count("18 Sep 2027") == 1


def test_three_hundred_are_counted_on_the_first_page() -> None:
    people = [desks.moved(n) for n in range(280)]
    people += [desks.moved(n, MoveCause.TRANSFER, 0) for n in range(280, 300)]
    texts = page_texts(paper(people))
    first = " ".join(texts[0].split())
    assert "Dates moved for 300 people." in first
    assert "Release dates changed 280 280 – " in first
    assert "Moved prison 20" in first
    assert "Look at these first" in first
    assert len(texts) < 35
    everything = "".join(texts)
    assert all(person.prisoner_number in everything for person in people)


def test_causes_stand_apart() -> None:
    people = [desks.moved(1), desks.moved(2, MoveCause.RECALL), desks.moved(3, MoveCause.TRANSFER)]
    shown = words(paper(people))
    for heading in ("Release dates changed: 1 person", "Recalled: 1 person"):
        assert heading in shown
    assert "Prison: LEI → DNI" in shown or "LEI → DNI" in shown


def test_a_later_release_is_counted_as_later() -> None:
    person = desks.moved(1)
    back = replace(
        person,
        facts=tuple(DateMoved(m.name, m.after, m.before) for m in person.facts),
        duties=(),
    )
    assert "Release dates changed 1 – 1 1 –" in words(paper([back]))


@pytest.mark.parametrize(
    ("moved", "said"),
    [
        (DateMoved("duty.irmm", None, date(2027, 1, 4), "upcoming"), ": new, 4 Jan 2027"),
        (DateMoved("duty.irmm", date(2027, 1, 4), None, ""), ": 4 Jan 2027 → no longer asked for"),
        (DateMoved("duty.irmm", None, None, ""), ": no longer asked for"),
        (DateMoved("duty.irmm", None, None, "due"), ": new, no day"),
        (DateMoved("duty.irmm", date(2027, 1, 4), None, "done"), ": 4 Jan 2027 → Done"),
        (DateMoved("worked.handover_on", date(2027, 1, 4), None), ": 4 Jan 2027 → none"),
    ],
)
def test_what_came_and_went_is_said(moved: DateMoved, said: str) -> None:
    assert arrow_words(Text(), moved).endswith(said)


def test_what_repeats_another_is_told_once() -> None:
    told = [moved.name for moved in once(desks.moved(1))]
    assert told == ["person.conditional_release_date", "worked.handover_on"]


@pytest.mark.parametrize("language", ["en", "cy"])
def test_it_is_whole(language: str) -> None:
    pdf = paper([desks.moved(n) for n in range(40)], language)
    tree = Tree(pdf)
    assert tree.drawn() == tree.marks()
    assert Text(language)("app.marking") in page_texts(pdf)[-1]


def test_without_moves_there_is_no_such_paper() -> None:
    with pytest.raises(ValueError, match="needs moves"):
        kinds.render_desk("moves", desks.desk([]), Text(), prepared_by="")
