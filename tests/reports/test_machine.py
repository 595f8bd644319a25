"""Independent checkers judge a paper that has every kind of block.

They read a part of what PDF/UA and PDF/A ask: a clean answer is a gate, not a claim.
"""

import io
from pathlib import Path

import pdfua
import pikepdf
import pypdf
import pytest
from pikepdf import pdfa

from reports.finish import as_archive
from tests.reports.engine import FINAL, FURNITURE, everything, made
from tests.reports.reading import Tree

_NOT_CLAIMED = "UA-28-004"
"""Asks for the words "this is PDF/UA" in the file; papers do not claim it, because no person
with a screen reader has judged one yet."""


@pytest.mark.parametrize("archive", [False, True])
@pytest.mark.parametrize("furniture", [FURNITURE, FINAL])
def test_the_checker_of_accessible_files_finds_nothing(
    tmp_path: Path, furniture: object, archive: bool
) -> None:
    paper = made(everything(), FINAL if furniture is FINAL else FURNITURE)
    path = tmp_path / "paper.pdf"
    path.write_bytes(as_archive(paper) if archive else paper)
    report = pdfua.validate(str(path))
    assert [each.rule_id for each in report.outcomes if each.skipped_reason] == []
    assert len(report.outcomes) >= 12
    assert [each for each in report.findings if each.rule_id != _NOT_CLAIMED] == []


def test_the_checker_can_find_something(tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(made())) as pdf:
        del pdf.Root.Lang
        pdf.save(tmp_path / "broken.pdf")
    report = pdfua.validate(str(tmp_path / "broken.pdf"))
    assert [each for each in report.findings if each.rule_id != _NOT_CLAIMED]


def test_the_checker_of_archives_finds_nothing() -> None:
    report = pdfa.validate_written(io.BytesIO(as_archive(made())), "2b")
    assert (report.verdict, list(report.findings)) == ("pass", [])


def test_kinds_of_elements_and_who_may_stand_in_whom() -> None:
    tree = Tree(made())
    parents = {
        "TOC": {"Document"}, "TOCI": {"TOC"}, "Reference": {"TOCI"}, "Link": {"Reference"},
        "L": {"Document"}, "LI": {"L"}, "Lbl": {"LI"}, "LBody": {"LI"},
        "Table": {"Document"}, "TR": {"Table"}, "TH": {"TR"}, "TD": {"TR"},
        "H1": {"Document"}, "H2": {"Document"}, "H3": {"Document"}, "P": {"Document"},
        "Figure": {"Document"},
    }  # fmt: skip
    found = {str(element.S)[1:] for element in tree.walk()}
    assert found == {*parents, "Document"}
    for element in tree.walk():
        kind = str(element.S)[1:]
        if kind != "Document":
            assert str(element.P.S)[1:] in parents[kind]
    (figure,) = tree.of("Figure")
    assert "13 May 2024" in str(figure.Alt)
    assert len(figure.A.BBox) == 4
    assert all(str(head.A.Scope) in ("/Row", "/Column") for head in tree.of("TH"))
    assert tree.drawn() == tree.marks()


def test_it_is_read_in_the_order_in_which_it_stands() -> None:
    """Marked content of a page is numbered as it is drawn; the tree holds it in that order."""
    tree = Tree(made())
    pages = {page.obj.objgen: n for n, page in enumerate(tree.pdf.pages)}
    read = []
    for element in tree.walk():
        for kid in tree.kids(element):
            if isinstance(kid, int):
                read.append((pages[element.Pg.objgen], kid))
    on_each: dict[int, list[int]] = {}
    for page, number in read:
        on_each.setdefault(page, []).append(number)
    assert all(numbers == sorted(numbers) for numbers in on_each.values())


@pytest.mark.parametrize("furniture", [FURNITURE, FINAL])
def test_fonts_are_embedded_in_part(furniture: object) -> None:
    paper = made(everything(), FINAL if furniture is FINAL else FURNITURE)
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        fonts = {font.objgen: font for page in pdf.pages for font in page.resources.Font.values()}
        assert len(fonts) == 2
        for font in fonts.values():
            assert "/FontFile2" in font.FontDescriptor
            assert str(font.BaseFont)[7:].startswith("+SourceSansPro")
            assert "/ToUnicode" in font
            assert len(font.FontDescriptor.FontFile2.read_bytes()) < 60_000


def test_another_reader_reads_it_without_complaint() -> None:
    reader = pypdf.PdfReader(io.BytesIO(made()), strict=True)
    assert all(page.extract_text() for page in reader.pages)
    assert len(reader.pages) > 4
