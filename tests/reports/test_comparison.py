"""Two versions on paper: what went is struck through, what came is underlined and strong."""

import re
from datetime import date
from io import BytesIO

import pikepdf
import pytest

from pomdesk.domain.writing import Passage, passage
from pomdesk.rules.papers.compare import Piece, PieceKind
from reports.comparison import Compared, Version, render
from reports.page import WIDTH
from reports.style import load_fonts
from reports.template import shipped
from resources.text import Text
from tests.reports.reading import Tree, run, words

TEMPLATE = shipped("handover-report")
ON = date(2026, 11, 22)


def compared(before: dict[str, Passage], after: dict[str, Passage], language: str = "en") -> bytes:
    return render(
        Version("version 1", before),
        Version("version 2", after),
        TEMPLATE,
        Text(language),
        subject="MORGAN, Alun · A1234BC",
        prepared_by="Gwen Ellis",
        on=ON,
    )


def test_sections_stand_in_the_order_of_the_template_and_only_those_written() -> None:
    after = {"views": passage("Wants to go home."), "risk": passage("Debt."), "plan": passage(" ")}
    shown = words(compared({}, after))
    assert shown.index("Current risk") < shown.index("The person's own view")
    assert "Sentence plan" not in shown
    assert "2 sections were changed." in shown
    assert "Before: version 1. After: version 2." in shown


def test_what_went_and_what_came_stand_side_by_side() -> None:
    pdf = compared(
        {"risk": passage("The risk is low now.")}, {"risk": passage("The risk is high now.")}
    )
    assert "The risk is low high now." in words(pdf)
    tree = Tree(pdf)
    alts = [str(span.Alt) for span in tree.of("Span") if "/Alt" in span]
    assert "Taken out: low" in alts
    assert "Put in: high" in alts


def test_rules_run_through_and_under_the_words() -> None:
    load_fonts()
    pdf = compared({"risk": passage("gone")}, {"risk": passage("come")})
    with pikepdf.open(BytesIO(pdf)) as opened:
        drawn = pikepdf.parse_content_stream(opened.pages[0])
    wide = [str(one.operator) for one in drawn].count("S")
    same = compared({"risk": passage("as it was")}, {"risk": passage("as it was")})
    with pikepdf.open(BytesIO(same)) as opened:
        plain = pikepdf.parse_content_stream(opened.pages[0])
    assert wide > [str(one.operator) for one in plain].count("S")


def test_sections_that_are_the_same_say_so() -> None:
    same = {"risk": passage("As it was.")}
    shown = words(compared(same, same))
    assert "The two versions say the same." in shown
    assert "Nothing was changed in this section." in shown


def test_a_section_that_the_template_does_not_have_is_not_lost() -> None:
    shown = words(compared({"old": passage("Under an older heading.")}, {}))
    assert "Section “old”, no longer in the template" in shown
    assert "Under an older heading." in shown


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize(
    "said", ["x" * 20_000, "word " * 4_000, "<b>\x00\u202e\U0001f600</i>", "ŵ ŷ\u2028line"]
)
def test_any_words_come_out_whole(said: str, language: str) -> None:
    pdf = compared({"risk": passage("before")}, {"risk": passage(said)}, language)
    tree = Tree(pdf)
    assert tree.drawn() == tree.marks()
    assert run(pdf).count("x") >= said.count("x")


def test_no_line_is_wider_than_the_page() -> None:
    load_fonts()
    pieces = [
        Piece(PieceKind.SAME, "the same words " * 9),
        Piece(PieceKind.REMOVED, "removed" * 60),
        Piece(PieceKind.ADDED, "put in " * 30),
    ]
    block = Compared(pieces, Text())
    from reports.comparison import _STYLES

    for line in block._set(WIDTH):
        wide = sum(_STYLES[kind].width(said.rstrip(" ")) for _, (kind, said) in line)
        assert wide <= WIDTH + 8
    joined = "".join(said for line in block._set(WIDTH) for _, (_, said) in line)
    assert re.sub(r"\s", "", joined) == re.sub(r"\s", "", "".join(p.text for p in pieces))
