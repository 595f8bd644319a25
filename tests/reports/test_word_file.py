"""The Word file is read back as its XML says it, not through the library that wrote it."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import docx
import pytest

from pomdesk.domain.writing import Paragraph as Written
from pomdesk.domain.writing import ParagraphKind, Run, passage
from reports.blocks import Bullets, Lines, paragraph
from reports.page import WIDTH, Block
from reports.rich import rich
from reports.tables import Cell, Column, Table
from reports.word_file import docx_of
from tests.reports.engine import FINAL, FURNITURE, ON, WRITTEN, everything, number, text

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def word(
    blocks: list[Block], language: str = "en-GB", furniture: Any = FURNITURE
) -> "dict[str, bytes]":
    made = docx_of(blocks, furniture, title="Case summary: A1234BC", language=language, on=ON)
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def body(parts: dict[str, bytes]) -> ElementTree.Element:
    found = ElementTree.fromstring(parts["word/document.xml"]).find(f"{W}body")
    assert found is not None
    return found


def said(element: ElementTree.Element) -> str:
    return "".join(
        {f"{W}t": each.text or "", f"{W}br": "\n", f"{W}tab": "\t"}.get(each.tag, "")
        for each in element.iter()
    )


def value(element: ElementTree.Element | None, name: str = "val") -> str | None:
    return None if element is None else element.get(f"{W}{name}")


def paragraphs(parts: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    """Style and words of each, in order, those in tables too."""
    styles = ElementTree.fromstring(parts["word/styles.xml"])
    names = {value(s, "styleId"): value(s.find(f"{W}name")) for s in styles.iter(f"{W}style")}
    for one in body(parts).iter(f"{W}p"):
        style = value(one.find(f"{W}pPr/{W}pStyle"))
        yield str(names[style] if style else "Normal"), said(one)


@pytest.fixture(scope="module")
def parts() -> dict[str, bytes]:
    return word(everything())


def test_everything_that_is_said_is_in_it(parts: dict[str, bytes]) -> None:
    words = " ".join(said(body(parts)).split())
    for block in everything():
        for one in block.words():
            assert " ".join(one.split()) in words


def test_styles_are_real(parts: dict[str, bytes]) -> None:
    found = list(paragraphs(parts))
    assert ("Title", "Case summary") in found
    assert ("Subtitle", "MORGAN, Alun · A1234BC") in found
    assert ("heading 1", "Second part") in found
    assert ("heading 1", "1. Risk") in found
    assert ("heading 2", "Who does what") in found
    assert ("List Bullet", "A word between.") in found
    assert ("List Number", "The last step.") in found
    assert ("Notice", "The tariff has passed.") in found
    assert ("Note", "Source: NOMIS.") in found
    shown = next(words for style, words in found if style == "Picture In Words")
    assert shown.startswith("The sentence as a line from 13 May 2024")
    assert found.count(("Space To Write", "")) == 3
    assert sum(style == "Title" for style, _ in found) == 1


def test_strong_words_are_bold(parts: dict[str, bytes]) -> None:
    bold = {said(run) for run in body(parts).iter(f"{W}r") if run.find(f"{W}rPr/{W}b") is not None}
    assert {"high", "12 May 2026", "Thinking Skills Programme"} <= bold


def test_numbers_count_by_themselves_and_begin_again() -> None:
    parts = word(rich((number("a"), number("b"), text("t"), number("c"), *WRITTEN)))
    numbering = ElementTree.fromstring(parts["word/numbering.xml"])
    starts = {
        value(one, "numId"): value(one.find(f"{W}lvlOverride/{W}startOverride"))
        for one in numbering.iter(f"{W}num")
    }
    held: dict[str | None, list[str]] = {}
    for one in body(parts).iter(f"{W}p"):
        of = one.find(f"{W}pPr/{W}numPr/{W}numId")
        if of is not None:
            held.setdefault(value(of), []).append(said(one))
    assert [(starts[of], len(items)) for of, items in held.items()] == [
        ("1", 2),
        ("1", 1),
        ("1", 12),
        ("13", 1),
        ("1", 1),
    ]
    assert not any(item[0].isdigit() for items in held.values() for item in items)


def test_heads_of_tables_are_heads(parts: dict[str, bytes]) -> None:
    people, form, box = body(parts).findall(f"{W}tbl")
    head, *rows = people.findall(f"{W}tr")
    assert head.find(f"{W}trPr/{W}tblHeader") is not None
    assert not any(row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows)
    assert len(rows) == 60
    look = people.find(f"{W}tblPr/{W}tblLook")
    assert (value(look, "firstRow"), value(look, "firstColumn")) == ("1", "1")
    assert value(form.find(f"{W}tblPr/{W}tblLook"), "firstRow") == "0"
    heights = [value(h) for h in form.iter(f"{W}trHeight")]
    assert len(heights) == 3
    assert len(box.findall(f"{W}tr/{W}tc")) == 1
    widths = [int(str(value(column, "w"))) for column in people.iter(f"{W}gridCol")]
    assert widths[1] / widths[0] == pytest.approx(7 / 3, rel=0.01)


def test_a_table_is_never_next_to_another() -> None:
    one = Table([Column(1.0)], [("x",)], width=WIDTH)
    tags = [each.tag.removeprefix(W) for each in body(word([one, one]))]
    assert tags == ["tbl", "p", "tbl", "p", "sectPr"]


def test_head_and_foot(parts: dict[str, bytes]) -> None:
    head = said(ElementTree.fromstring(parts["word/header1.xml"]))
    assert "OFFICIAL-SENSITIVE" in head
    assert "MORGAN, Alun · A1234BC\tCase summary, version 2 · DRAFT" in head
    foot = ElementTree.fromstring(parts["word/footer1.xml"])
    assert "Record as at 22 November 2026 · prepared by Gwen Ellis\tPage 1 of 1" in said(foot)
    assert "Journal 5f3a9c1d2e4b" in said(foot)
    fields = [(each.text or "").strip() for each in foot.iter(f"{W}instrText")]
    assert fields == ["PAGE", "NUMPAGES"]
    final = word([paragraph("x")], furniture=FINAL)
    assert b"DRAFT" not in final["word/header1.xml"]
    assert b"SHA-256 0123456789ab" in final["word/footer1.xml"]


def test_words_without_page_numbers_do() -> None:
    plain = replace(FURNITURE, page_of=lambda page, total: "<&>", anchor="", code="")
    parts = word([paragraph("x")], furniture=plain)
    assert "<&>" in said(ElementTree.fromstring(parts["word/footer1.xml"]))


def test_contents_lead_to_their_headings(parts: dict[str, bytes]) -> None:
    marks = {value(m, "name"): m for m in body(parts).iter(f"{W}bookmarkStart")}
    links = list(body(parts).iter(f"{W}hyperlink"))
    assert len(links) == 4
    assert [said(link).strip() for link in links] == [
        "Second part",
        "1. Risk",
        "2. Sentence",
        "3. Professional opinion",
    ]
    for link in links:
        assert value(link, "anchor") in marks
        assert f"PAGEREF {value(link, 'anchor')}" in "".join(link.itertext())
    assert len({value(m, "id") for m in marks.values()}) == len(marks)


@pytest.mark.parametrize("language", ["en-GB", "cy-GB"])
def test_the_language_is_that_of_the_paper(language: str) -> None:
    parts = word([paragraph("x")], language)
    styles = ElementTree.fromstring(parts["word/styles.xml"])
    assert {value(each) for each in styles.iter(f"{W}lang")} == {language}
    assert language.encode() in parts["docProps/core.xml"]


def test_it_tells_of_nobody_and_of_no_clock(parts: dict[str, bytes]) -> None:
    facts = docx.Document(
        io.BytesIO(docx_of([], FURNITURE, title="Case summary: A1234BC", language="en-GB", on=ON))
    ).core_properties
    assert (facts.author, facts.last_modified_by, facts.comments) == ("", "", "")
    assert facts.title == "Case summary: A1234BC"
    assert facts.created is not None
    assert facts.created.date() == ON
    assert facts.modified == facts.created
    everywhere = b"".join(parts.values())
    for name in (b"Macintosh", b"python-docx", b"Normal.dotm"):
        assert name not in everywhere
    assert not any("thumbnail" in name or "customXml" in name for name in parts)


def test_the_same_blocks_give_the_same_bytes() -> None:
    first, second = (
        docx_of(everything(), FURNITURE, title="t", language="en-GB", on=ON) for _ in range(2)
    )
    assert first == second


def test_every_part_has_its_relations(parts: dict[str, bytes]) -> None:
    for name, content in parts.items():
        if name.endswith(".rels"):
            folder = name.split("_rels/")[0]
            for link in ElementTree.fromstring(content):
                assert link.get("TargetMode") != "External"
                target = str(link.get("Target"))
                assert (target[1:] if target.startswith("/") else folder + target) in parts
    used = {value(p.find(f"{W}pPr/{W}pStyle")) for p in body(parts).iter(f"{W}p")} - {None}
    styles = ElementTree.fromstring(parts["word/styles.xml"])
    known = {value(style, "styleId") for style in styles.iter(f"{W}style")}
    assert used <= known
    based = {value(b) for b in styles.iter(f"{W}basedOn")}
    assert based <= known


HOSTILE = [
    "\x00\x01\x08\x0b\x0c\x1f\x7f",
    "\ud800\udfff\ufffe\uffff",
    "<w:p/>]]><![CDATA[ & &amp; \" '",
    "smile \U0001f600 \u202egnihton \u0645\u0631",
    "line\nline\r\nline\rline\u2028line\ttab",
    "{ PAGE } \\* MERGEFORMAT",
    " leading and trailing ",
    "x" * 100_000,
]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_break_nothing(words: str) -> None:
    table = Table(
        [Column(0.5, words), Column(0.5)], [(words, Cell(words, under=words))], width=WIDTH,
        foot=words,
    )  # fmt: skip
    item = Written((Run(words, strong=True), Run(words)), ParagraphKind.NUMBER)
    furniture = replace(
        FURNITURE, marking=words, subject=words, paper=words, foot=words, anchor=words
    )
    blocks: list[Block] = [Lines(words), Bullets([words]), *rich((item,)), table]
    parts = word(blocks, furniture=furniture)
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(content)
    text = said(body(parts))
    for line in words.replace("\r", "\n").replace("\u2028", "\n").split("\n"):
        if line.isprintable():
            assert text.count(line) >= 8
    for shown in ("[U+0000]", "[U+D800]", "[U+FFFE]", "[U+202E]"):
        if chr(int(shown[3:-1], 16)) in words:
            assert text.count(shown) >= 8


def test_nothing_but_the_fields_of_the_paper_is_a_field() -> None:
    parts = word(rich(passage('{ DDEAUTO c:\\\\windows\\\\calc.exe } =cmd|"/c calc"!A1')))
    assert not list(body(parts).iter(f"{W}instrText"))
    assert not list(body(parts).iter(f"{W}fldChar"))


def test_long_papers_come_out() -> None:
    rows = [(f"row {n}", "cell") for n in range(500)]
    table = Table([Column(0.5, "Left"), Column(0.5, "Right")], rows, width=WIDTH)
    assert said(body(word([table, *[paragraph("words")] * 500]))).count("cell") == 500


def test_a_small_table_stays_whole_and_a_head_with_its_first_row() -> None:
    def kept(rows: int) -> list[bool]:
        columns = [Column(0.5, "Left"), Column(0.5, "Right")]
        table = Table(columns, [(f"row {n}", "x") for n in range(rows)], width=WIDTH)
        (found,) = body(word([table])).findall(f"{W}tbl")
        return [
            all(p.find(f"{W}pPr/{W}keepNext") is not None for p in row.iter(f"{W}p"))
            for row in found.findall(f"{W}tr")
        ]

    assert kept(3) == [True, True, True, False]
    assert kept(20) == [True] + [False] * 20
