"""What blocks say, and letters beyond the first part of a font."""

from unicodedata import normalize

from reports.blocks import Bullets, Lines, Ruled, paragraph, title
from reports.box import Box
from reports.month import DayCell, Item, Month
from reports.page import WIDTH, PageBreak, compose
from reports.style import drawable
from reports.tables import Cell, Column, Table
from tests.reports.engine import LONG, ON, made, picture
from tests.reports.reading import Tree, run


def test_a_table_says_heads_cells_and_foot_in_reading_order() -> None:
    columns = [Column(0.5, "Who", names_row=True), Column(0.5, "What")]
    rows = [("one", Cell("two", under="small")), ("", Cell("", under="three"))]
    table = Table(columns, rows, width=WIDTH, foot="the foot")
    assert list(table.words()) == ["Who", "What", "one", "two", "small", "three", "the foot"]


def test_what_holds_others_says_what_they_say() -> None:
    box = Box([paragraph("a"), Bullets(["b", (("c", True), (" d", False))]), Ruled(2), picture()])
    assert list(box.words()) == [
        "a",
        "b",
        "c d",
        "The sentence as a line from 13 May 2024 to 12 October 2027",
    ]
    assert list(PageBreak().words()) == []


def test_words_are_raw_and_whole() -> None:
    raw = "\x00<b> \U0001f600\n" + "x" * 300_000
    assert list(Lines(raw).words()) == [raw]
    assert list(Bullets([raw]).words()) == [raw]


def test_a_month_says_its_days() -> None:
    cells = {
        ON: DayCell([[Item("A1234BC", "OASys"), Item("B", "Contact")], [Item("2 ×", "due")]]),
        ON.replace(day=1): DayCell(holiday="Fair Day"),
    }
    month = Month(ON.replace(day=1), list("MTWTFSS"), cells, "+{n}", 400)
    assert list(month.words()) == ["1; Fair Day", "22; A1234BC OASys; B Contact"]


def test_a_list_without_items_takes_no_room() -> None:
    assert compose([Bullets([]), paragraph("x")])[0][1].down < 20
    assert "/L" not in {str(e.S) for e in Tree(made([Bullets([]), title("x")])).walk()}


def test_letters_of_all_parts_of_a_font_come_out() -> None:
    """A font goes into the file in parts of 256 letters; a line may need several."""
    letters = [chr(point) for point in range(0xC0, 0x500) if drawable(point)]
    assert len(letters) > 450
    mixed = normalize("NFC", "".join(f"{letter}a(\\)" for letter in letters))
    pdf = made([Lines(mixed)])
    assert mixed in run(pdf)
    assert Tree(pdf).drawn() == Tree(pdf).marks()


def test_signs_of_the_page_language_are_letters() -> None:
    words = "(a\\) \\( ) Tj ET BT %comment <</MCID 7>> BDC EMC"
    pdf = made([Lines(words)])
    assert "".join(words.split()) in run(pdf)
    assert Tree(pdf).drawn() == Tree(pdf).marks()


def test_an_item_goes_on_over_pages_as_one() -> None:
    pdf = made([Bullets([LONG * 150, "short"], numbered=True)])
    tree = Tree(pdf)
    assert len(tree.of("LI")) == 2
    assert len(tree.of("Lbl")) == 2
    assert len(tree.pdf.pages) > 2
