"""The wall planner: days in their weeks, no names unless asked, nothing lost in words."""

import io
from datetime import date

import pikepdf
import pytest

from pomdesk.domain.duties import DutyKind
from reports import kinds
from reports.desk_view import DeskView
from reports.month import DayCell, Item, Month
from reports.page import LANDSCAPE
from resources.text import Text
from tests.reports import desks
from tests.reports.reading import Tree, page_texts, words

WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def planner(view: DeskView, language: str = "en") -> bytes:
    return kinds.render_desk("wall-planner", view, Text(language), prepared_by="Gwen Ellis")


def test_a_month_a_page_on_its_side() -> None:
    pdf = planner(desks.desk(desks.few(), months=4))
    texts = page_texts(pdf)
    assert len(texts) == 4
    for text, month in zip(
        texts, ("November 2026", "December 2026", "January 2027", "February 2027"), strict=True
    ):
        assert month in text
    with pikepdf.open(io.BytesIO(pdf)) as held:
        for page in held.pages:
            assert float(page.mediabox[2]) > float(page.mediabox[3])


def test_names_are_on_it_only_when_asked_for() -> None:
    plain = words(planner(desks.desk(desks.few())))
    assert "A1000AB" in plain
    for last, first in desks.NAMES:
        assert last not in plain
        assert first.title() not in plain
    named = words(planner(desks.desk(desks.few(), names=True)))
    assert "MORGAN-JONES, A" in named
    assert "Rhys" not in named
    assert "A1000AB" not in named


def test_holidays_are_named() -> None:
    texts = page_texts(planner(desks.desk([], months=4)))
    assert "Christmas Day" in texts[1]
    assert "New Year's Day" in texts[2]
    assert "Not worked here" in texts[3]


def test_what_was_due_before_the_first_month_is_counted() -> None:
    late = desks.line(0, desks.duty(DutyKind.CONTACT, date(2026, 10, 30)))
    assert "1 that was due before is on the week list." in words(planner(desks.desk([late])))


def test_every_duty_is_shown_or_counted() -> None:
    cells = {
        date(2027, 3, 1): DayCell([[Item("A1234BC", f"duty {n}") for n in range(50)]]),
    }
    month = Month(date(2027, 3, 1), WEEKDAYS, cells, "and {n} more", LANDSCAPE.height)
    lines = month._lines(cells[date(2027, 3, 1)], 100.0, 80.0)
    shown, (more, _) = lines[:-1], lines[-1]
    assert more == f"and {50 - len(shown)} more"


def test_a_full_day_is_told_in_fewer_lines() -> None:
    one_by_one = [Item("A1234BC", f"duty {n}") for n in range(50)]
    cell = DayCell([one_by_one, [Item("30 ×", "one kind", 30), Item("20 ×", "another", 20)]])
    month = Month(date(2027, 3, 1), WEEKDAYS, {}, "and {n} more", LANDSCAPE.height)
    assert month._lines(cell, 100.0, 80.0) == [("30 ×", "one kind"), ("20 ×", "another")]


def test_a_narrow_day_has_everybody_once() -> None:
    cell = DayCell([[Item("A1234BC", "one"), Item("A1234BC", "two"), Item("B1234BC", "one")]])
    month = Month(date(2027, 3, 1), WEEKDAYS, {}, "and {n} more", LANDSCAPE.height)
    assert month._lines(cell, 40.0, 80.0) == [("A1234BC", ""), ("B1234BC", "")]


@pytest.mark.parametrize(
    ("first", "weeks"),
    [(date(2027, 2, 1), 4), (date(2026, 11, 1), 6), (date(2028, 2, 1), 5), (date(2026, 12, 1), 5)],
)
def test_a_month_has_its_weeks(first: date, weeks: int) -> None:
    month = Month(first, WEEKDAYS, {}, "", LANDSCAPE.height)
    held = list(month._weeks())
    assert len(held) == weeks
    days = [day for week in held for day in week if day]
    assert days[0] == first
    assert len(days) == len(set(days))
    assert all(day.weekday() == place for week in held for place, day in enumerate(week) if day)


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("people", [0, 1, 300])
def test_it_is_whole_for_nobody_one_and_many(people: int, language: str) -> None:
    pdf = planner(desks.desk(desks.many(people)), language)
    assert len(page_texts(pdf)) == 3
    tree = Tree(pdf)
    assert tree.drawn() == tree.marks()
    assert len(tree.of("Table")) == 3


def test_victims_and_public_protection_hang_on_no_wall() -> None:
    kinds = (DutyKind.VLO_RELEASE, DutyKind.MAPPA_F, DutyKind.IRMM, DutyKind.CUSTODY_REPORT)
    lines = [desks.line(n, desks.duty(kind, desks.TODAY)) for n, kind in enumerate(kinds)]
    said = words(planner(desks.desk(lines)))
    assert lines[3].prisoner_number in said
    for hidden in lines[:3]:
        assert hidden.prisoner_number not in said
