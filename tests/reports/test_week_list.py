"""The week list: who is on it, in what order, with room for a pen."""

from datetime import date

import pytest

from pomdesk.domain.duties import DutyKind, DutyState
from reports import kinds
from reports.desk_view import DeskView
from reports.week_list import week_of
from resources.text import Text
from tests.reports import desks
from tests.reports.reading import Tree, page_texts, words


def week_list(view: DeskView, language: str = "en") -> bytes:
    return kinds.render_desk("week-list", view, Text(language), prepared_by="Gwen Ellis")


@pytest.mark.parametrize(
    ("today", "monday"),
    [
        (date(2026, 11, 23), date(2026, 11, 23)),
        (date(2026, 11, 27), date(2026, 11, 23)),
        (date(2026, 11, 28), date(2026, 11, 30)),
        (date(2026, 11, 29), date(2026, 11, 30)),
        (date(2027, 1, 1), date(2026, 12, 28)),
        (date(2028, 2, 29), date(2028, 2, 28)),
    ],
)
def test_at_a_weekend_the_week_is_the_coming_one(today: date, monday: date) -> None:
    assert week_of(today) == monday


def test_it_has_what_is_late_and_due_by_person_and_nothing_else() -> None:
    shown = words(week_list(desks.desk(desks.few())))
    assert "23 to 29 November 2026" in shown
    assert "1 late, 5 due this week, 4 people" in shown
    names = ["AL-RASHID", "GŴYN", "MORGAN-JONES", "O'BRIEN"]
    places = [shown.index(name) for name in names]
    assert places == sorted(places)
    assert "WALIGÓRSKI" not in shown  # only later than this week
    assert "HOSTILE" not in shown  # only done
    assert "9 days late" in shown
    assert "1 was put off until later and is not listed." in shown
    assert "Have a key work session" not in shown


def test_what_is_late_and_what_it_waits_on_is_said() -> None:
    shown = words(week_list(desks.desk(desks.few())))
    assert "Review the OASys Sat 14 Nov 9 days late" in shown
    assert "waits on: Review the OASys before the custody report" in shown
    assert "by: COM" in shown
    assert "Handover checklist: Have contact from the COM" in shown


def test_what_has_no_day_stands_apart() -> None:
    shown = words(week_list(desks.desk(desks.few())))
    _, _, apart = shown.partition("Open, with no day")
    assert "Find out the tier" in apart
    blocked = desks.line(0, desks.duty(DutyKind.DATA_TIER, None, DutyState.BLOCKED))
    assert "Open, with no day" not in words(week_list(desks.desk([blocked])))


def test_an_empty_week_is_said_in_words() -> None:
    shown = words(week_list(desks.desk([])))
    assert "Nothing is late and nothing falls due this week." in shown
    assert "By person" not in shown


def test_the_pom_is_named_only_where_there_are_several() -> None:
    view = desks.desk(desks.few())
    assert "D1003AB · Gwen Ellis" not in words(week_list(view))


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("people", [0, 1, 300])
def test_it_is_whole_for_nobody_one_and_many(people: int, language: str) -> None:
    pdf = week_list(desks.desk(desks.many(people)), language)
    texts = page_texts(pdf)
    text = Text(language)
    for number, page in enumerate(texts, 1):
        assert text("app.marking") in page
        assert text("report.page", n=number, total=len(texts)) in page
        assert text("report.draft") not in page
    tree = Tree(pdf)
    assert tree.drawn() == tree.marks()
    assert week_list(desks.desk(desks.many(people)), language) == pdf


def test_every_duty_of_the_week_has_a_box_to_tick() -> None:
    lines = desks.many()
    due = [line for line in lines if line.duty.due and line.duty.due <= date(2026, 11, 29)]
    boxes = sum(page.count("☐") for page in page_texts(week_list(desks.desk(lines))))
    assert boxes == len(due) > 100
