"""The visit sheet and the list: whole, on their page, off the fold, and nothing but the card."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from pomdesk.domain.duties import DutyKind
from pomdesk.domain.visits import NOT_SEEN_BECAUSE, SEEN_AS, Ask, Flag, Layout, Why
from pomdesk.readmodels.visits import VisitView
from reports.page import compose
from reports.style import MM, Style
from reports.tagging import Pen
from reports.visit import names, rows, sheet, writing
from resources.text import Text
from tests.reports.reading import Tree, page_texts, words
from tests.reports.visit import visits

LONG = "What does he say about the flat, and who has he told of it? " * 35
HOSTILE = (
    LONG,
    "x" * 2_000,
    "<b>&amp; {0} %s</b> ŵ ŷ Ŵ",
    "مرحبا بالعالم שלום",
    "Seen 😀😀 by family 👩‍👩‍👧",
    "line\none\r\n\x07two",
)
LAYOUTS = [*Layout]


def pdf(view: VisitView, layout: Layout = Layout.LINE, language: str = "en") -> bytes:
    text = Text(language)
    return sheet.render(view, text, layout=layout, prepared_by="Gwen Ellis", anchor="12 3f9a")


def listed(view: VisitView) -> bytes:
    return names.render(view, Text(), prepared_by="Gwen Ellis", anchor="12 3f9a")


def hostile() -> VisitView:
    """Six people of whom everything is too long or odd, and one who has everything."""
    stops = []
    for n, words_ in enumerate(HOSTILE):
        asks = [visits.question(words_), visits.duty(DutyKind.FOLLOW_UP, -3, words_)]
        card = visits.card(n, asks, last_name=words_, first_name=words_, alerts=(words_,) * 3)
        stops.append(replace(visits.stop(n, card), flags=tuple(Flag), was=words_))
    many = visits.card(6, [visits.duty(DutyKind.OASYS_REVIEW, -n) for n in range(40)])
    return visits.view([*stops, visits.stop(6, many)], title=LONG, prison_name=LONG)


@dataclass
class Drawn:
    """A text on a page: its box, in points from the lower left corner."""

    page: int
    left: float
    low: float
    right: float
    high: float
    words: str


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Drawn]:
    """Every line of text that is drawn from now on."""
    held: list[Drawn] = []
    page = [0]
    draw, turn = Pen.draw_text, Pen.next_page

    def noted(pen: Pen, x: float, y: float, style: Style, lines: Any) -> None:
        for n, line in enumerate(lines):
            shown = line if isinstance(line, str) else "".join(part for part, _ in line)
            top = y - n * style.leading
            right = x + style.width(shown.rstrip())
            held.append(Drawn(page[0], x, top - style.leading, right, top, shown))
        draw(pen, x, y, style, lines)

    def turned(pen: Pen) -> None:
        page[0] += 1
        turn(pen)

    monkeypatch.setattr(Pen, "draw_text", noted)
    monkeypatch.setattr(Pen, "next_page", turned)
    return held


def overlapping(drawn: list[Drawn]) -> list[tuple[str, str]]:
    """Texts that stand in each other; a box to tick may be as high as its line."""
    pages = defaultdict(list)
    for one in drawn:
        if one.words.strip():
            pages[one.page].append(one)
    return [
        (one.words, other.words)
        for held in pages.values()
        for n, one in enumerate(held)
        for other in held[n + 1 :]
        if min(one.right, other.right) - max(one.left, other.left) > 1
        and min(one.high, other.high) - max(one.low, other.low) > 2.5
    ]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("given", [visits.view(1), visits.view(20), hostile()])
def test_nothing_leaves_its_place_or_crosses_the_fold(
    drawn: list[Drawn], given: VisitView, layout: Layout
) -> None:
    pdf(given, layout)
    assert not overlapping(drawn)
    middle = 297 / 2 * MM
    for one in drawn:
        assert one.left >= 15 * MM - 0.1, one
        assert one.right <= 195 * MM + 0.1, one
        assert one.low >= 5.5 * MM, one
        assert one.low > middle + 3 * MM or one.high < middle - 3 * MM, one


def test_the_list_holds_what_is_too_long(drawn: list[Drawn]) -> None:
    listed(hostile())
    assert not overlapping(drawn)
    assert all(one.right <= 195 * MM + 0.1 for one in drawn)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("people", [1, 8, 90])
def test_everybody_is_on_it_once_in_walking_order(people: int, layout: Layout) -> None:
    given = visits.view(people)
    made = pdf(given, layout)
    numbers = [stop.card.prisoner_number for stop in given.stops]
    assert re.findall(r"\b[A-Z]\d{4}AB\b", words(made)) == numbers
    tree = Tree(made)
    assert tree.drawn() == tree.marks()


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_same_visit_gives_the_same_bytes(layout: Layout) -> None:
    assert pdf(visits.view(3), layout) == pdf(visits.view(3), layout)


def test_a_box_that_needs_half_a_page_stands_below_the_fold_of_the_next() -> None:
    boxes = writing.folded([rows.Space(30 * MM)], [rows.Space(writing.HALF)] * 2)
    pages = [[(round(one.down / MM), one.block) for one in page] for page in compose(boxes)]
    assert [page[-1][0] for page in pages] == [126, 126]


def test_at_most_four_boxes_stand_on_a_page_and_most_pages_are_full() -> None:
    given = visits.view([visits.stop(n) for n in range(12)])
    counts = [page.count("photograph") for page in page_texts(pdf(given, Layout.BOX))]
    assert counts == [3, 4, 4, 1]


def test_the_answers_stand_in_one_row_in_the_order_of_the_desk(drawn: list[Drawn]) -> None:
    for layout in Layout:
        drawn.clear()
        pdf(visits.view(1), layout)
        said = [Text()(f"visit_what.{code}") for code in (*SEEN_AS, *NOT_SEEN_BECAUSE)]
        rows_ = [one for one in drawn if one.words in said]
        assert [one.words for one in rows_[:5]] == said
        assert len({round(one.low, 1) for one in rows_[:5]}) == 1
        assert [one.left for one in rows_[:5]] == sorted(one.left for one in rows_[:5])


def people_a_page(given: VisitView) -> list[int]:
    pages = page_texts(pdf(given))
    return [len(re.findall(r"\b[A-Z]\d{4}AB\b", page)) for page in pages]


def test_five_or_six_people_stand_on_a_page_each_with_lines_to_write_on() -> None:
    assert people_a_page(visits.view([visits.stop(n) for n in range(20)])) == [5, 6, 6, 3]
    much = visits.view(20)  # up to four things to do, alerts, flags
    assert people_a_page(much) == [5, 5, 5, 4, 1]
    ruled = [
        one for one in sheet.blocks(much, Text(), Layout.LINE) if isinstance(one, writing.Ruled)
    ]
    assert len(ruled) == 22  # two for somebody else
    assert all(one.lines >= 2 and one.apart >= 7.4 * MM for one in ruled)


class Nobody(writing.Ruled):
    """Lines to write on and nothing printed."""

    def words(self) -> Iterator[str]:
        """Nothing."""
        return iter(())

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        """Nothing."""


def test_what_is_left_of_half_a_page_is_given_to_its_lines() -> None:
    one, two = Nobody(20 * MM), Nobody(30 * MM)
    writing.folded([], [one, two])
    upper = 297 / 2 * MM - 27 * MM - 4 * MM
    assert one.height(1) + two.height(1) == pytest.approx(upper, abs=0.2)
    assert (one.lines, two.lines) == (5, 4)
    alone = Nobody(10 * MM)
    writing.folded([], [alone])
    assert alone.lines == 6
    assert alone.apart <= 9 * MM + 0.1


def test_more_lines_are_given_only_where_they_take_no_further_page() -> None:
    four = [Nobody(22 * MM) for _ in range(4)]
    assert len(compose(writing.folded([], four))) == 1
    assert [one.lines for one in four] == [5, 4, 5, 5]  # two above the fold, two below
    six = [Nobody(22 * MM) for _ in range(6)]
    assert len(compose(writing.folded([], six))) == 1
    assert {one.lines for one in six} == {2, 3}


def test_what_is_settled_by_seeing_somebody_has_no_box_to_tick() -> None:
    asks = [
        Ask("duty:contact", Why.DUTY, DutyKind.CONTACT, due=visits.on(4)),
        Ask("not_seen", Why.NOT_SEEN, due=visits.on(-66), late=True),
        Ask("chosen", Why.CHOSEN),
    ]
    view = visits.view([visits.stop(0, visits.card(0, asks))])
    for layout in Layout:
        shown = words(pdf(view, layout))
        assert "– Contact due 27 Nov – LATE: Not seen" in shown
        assert shown.count("☐") == 5 * 3  # the answers: of one person and of two more
        assert not re.search("☐ (Contact|LATE|To be seen)", shown)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_two_of_a_surname_are_told_from_each_other(layout: Layout) -> None:
    surnames = ("PRITCHARD", "Pritchard ", "WYNNE", "")
    stops = [visits.stop(n, visits.card(n, last_name=one)) for n, one in enumerate(surnames)]
    shown = words(pdf(visits.view(stops), layout))
    assert shown.count("Another PRITCHARD on this visit") == 2
    assert shown.count("Another") == 2
    assert words(listed(visits.view(stops))).count("2 of this surname") == 2


def test_every_page_has_marking_code_number_and_what_becomes_of_it() -> None:
    pages = page_texts(pdf(visits.view(20), Layout.BOX))
    for n, page in enumerate(pages, 1):
        for wanted in (
            "OFFICIAL-SENSITIVE",
            "Visit sheet V7K-3MQ",
            f"Page {n} of {len(pages)}",
            "Destroy this paper when it is typed up",
            "12 3f9a",
            "Record as at 23 November 2026",
        ):
            assert wanted in page
    assert "choose “Type up a sheet” and type this code" in words(pdf(visits.view(1)))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_one_stop_says_all_that_its_card_says(layout: Layout) -> None:
    asks = visits.KINDS_OF_ASKS[:6]
    card = visits.card(1, asks, alerts=("ACCT open", "Risk to females"))
    stop = replace(visits.stop(0, card), flags=(Flag.MOVED, Flag.ABSENT), was="B-1-002")
    shown = words(pdf(visits.view([stop], title="Monday round"), layout))
    for wanted in (
        "Monday round",
        "23 November 2026 · Leeds · wing A",
        "1 person, about 1 hour 53 minutes (110 + 3 walking)",
        "Cells as at 22 November 2026",
        "GŴYN, Siân",
        "B1001AB",
        "A-1-002",
        "Alert: ACCT open",
        "Risk to females",
        "Moved here from B-1-002",
        "Out on temporary absence",
        "☐ LATE: OASys review was due 14 Nov",
        "– Contact due 27 Nov",
        "☐ Handover meeting today",
        "☐ Seen",
        "☐ Not in cell",
        "☐ Declined",
        "☐ Not unlocked, or late",
        "Follow up by Concern passed to at :",
        "moved to",
        "Time :",
        "Somebody else: name number cell",
    ):
        assert wanted in shown
    assert "stands, the rest is in the desk" not in shown


def test_what_is_cut_says_so() -> None:
    shown = words(pdf(visits.view([visits.stop(0, visits.card(0, [visits.question(LONG)]))])))
    assert "…" in shown
    assert "Where “…” or “more” stands, the rest is in the desk." in shown
    many = visits.card(0, [visits.question("Who was there that day, and why?")] * 30)
    assert re.search(r"\+\d+ more", words(pdf(visits.view([visits.stop(0, many)]))))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_was_noted_and_what_a_card_keeps_to_itself_is_not_printed(layout: Layout) -> None:
    kept = {"entry:4": {"next_step": "Secret step", "due": None}}
    noted = visits.captured(1, next_step="Noted step")
    stop = visits.stop(0, visits.card(0, facts=kept), captured=noted, brought=(noted,))
    given = visits.view([stop], note="A secret note")
    for made in (pdf(given, layout), listed(given)):
        shown = words(made)
        for absent in ("Secret", "secret", "private", "Noted step", "14:05"):
            assert absent not in shown


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_visit_without_anybody_says_so(layout: Layout, language: str) -> None:
    assert "☐" not in words(pdf(visits.view([]), layout, language))
    assert "Somebody else" not in words(pdf(visits.view([]), layout, language))
    assert "Nobody is on this visit" in words(listed(visits.view([])))
    shut = words(pdf(visits.view([], shut=True), layout))
    assert "visit pack has expired" in shut
    assert "MORGAN" not in shut


def test_forty_people_stand_on_one_page_of_the_list_by_wing() -> None:
    cards = [
        visits.card(n, last_name=f"{'ABCDEFGH'[n % 8]}{'jklmn'[n // 8]}son") for n in range(40)
    ]
    stops = [visits.stop(n, one) for n, one in enumerate(cards)]
    (page,) = page_texts(listed(visits.view(stops)))
    places = [page.index(wanted) for wanted in ("Wing A", "A-1-001", "Wing B", "B-1-013", "Wing C")]
    assert places == sorted(places)
    assert page.count("☐") == 40
    assert len(page_texts(listed(visits.view(90)))) > 1


def test_the_list_says_why_in_a_word_how_long_and_where_not_to_look() -> None:
    out = replace(visits.stop(0, visits.card(0, visits.KINDS_OF_ASKS[:3])), flags=(Flag.ABSENT,))
    nowhere = visits.stop(1, visits.card(1, location=""))
    shown = words(listed(visits.view([out, nowhere])))
    assert "A1000AB LATE: OASys review +2 65" in shown
    assert "Out on temporary absence" in shown
    assert "On no wing, or not known" in shown
