"""Pieces of a Word file for which python-docx has no words: borders, fields, links, numbering.

Children stand in the order of the schema (ISO/IEC 29500-1), because Word calls a file
damaged when they do not.
"""

from collections.abc import Mapping
from typing import Any

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.text.paragraph import Paragraph

from reports.style import LINE, Colour

_AFTER_BORDERS = (
    "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:wordWrap", "w:overflowPunct",
    "w:topLinePunct", "w:autoSpaceDE", "w:autoSpaceDN", "w:bidi", "w:adjustRightInd",
    "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents",
    "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment", "w:textboxTightWrap",
    "w:outlineLvl", "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange",
)  # fmt: skip


def child(tag: str, **attributes: str) -> Any:
    """A new element; attributes are of the same namespace."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def bordered(holder: Any, sides: Mapping[str, int], colour: Colour = LINE) -> None:
    """Rules at some sides of a paragraph or of those of a style, in eighths of a point."""
    about = holder.get_or_add_pPr()
    for old in about.findall(qn("w:pBdr")):
        about.remove(old)
    if sides:
        ink = "".join(f"{round(part * 255):02X}" for part in colour)
        borders = child("w:pBdr")
        for side in ("top", "left", "bottom", "right", "between"):
            if side in sides:
                size = str(sides[side])
                borders.append(child(f"w:{side}", val="single", sz=size, space="4", color=ink))
        about.insert_element_before(borders, *_AFTER_BORDERS)


def field(line: Paragraph, code: str, shown: str = "1") -> None:
    """A field that Word fills, such as ``PAGE``; ``shown`` stands there until it does."""
    for part in ("begin", code, "separate", shown, "end"):
        run = line.add_run()
        if part == code:
            held = child("w:instrText")
            held.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            held.text = f" {code} "
            run._r.append(held)
        elif part == shown:
            run.text = shown
        else:
            run._r.append(child("w:fldChar", fldCharType=part))


def bookmarked(line: Paragraph, number: int) -> str:
    """Give a paragraph a bookmark around its words; the name of it."""
    name = f"_Toc{number:08}"
    start, end = (child(f"w:bookmark{part}", id=str(number)) for part in ("Start", "End"))
    start.set(qn("w:name"), name)
    about = line._p.get_or_add_pPr()
    about.addnext(start)
    line._p.append(end)
    return name


def linked(line: Paragraph, words: str, bookmark: str) -> None:
    """Words that lead to a bookmark, with the number of its page."""
    link = child("w:hyperlink", anchor=bookmark, history="1")
    line.add_run(f"{words}\t")
    field(line, f"PAGEREF {bookmark} \\h", "")
    for run in list(line._p.findall(qn("w:r"))):
        link.append(run)
    line._p.append(link)


def list_of(numbering: Any, style: Any, start: int) -> int:
    """A new list that counts from ``start`` and looks like those of a list style; its number."""
    shape = numbering.num_having_numId(style.element.pPr.numPr.numId.val).abstractNumId.val
    made = numbering.add_num(shape)
    made.add_lvlOverride(ilvl=0).add_startOverride(start)
    return int(made.numId)


def ruled_table(table: Any, *, boxed: bool, heads: bool, names: bool) -> None:
    """Hairlines between rows, and between columns of a form; say what its heads are."""
    about = table._tbl.tblPr
    ink = "".join(f"{round(part * 255):02X}" for part in LINE)
    borders = child("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        there = boxed or side in ("top", "bottom", "insideH")
        borders.append(
            child(f"w:{side}", val="single" if there else "nil", sz="4", space="0", color=ink)
        )
    about.insert_element_before(
        borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook", "w:tblCaption"
    )
    for old in about.findall(qn("w:tblLook")):
        about.remove(old)
    look = child("w:tblLook", val="0000", firstRow=str(int(heads)), lastRow="0")
    look.set(qn("w:firstColumn"), str(int(names)))
    for name in ("lastColumn", "noHBand", "noVBand"):
        look.set(qn(f"w:{name}"), str(int(name != "lastColumn")))
    look.set(qn("w:val"), f"{0x0600 | 0x20 * heads | 0x80 * names:04X}")
    about.append(look)


def row_rules(row: Any, *, head: bool, least: float = 0.0) -> None:
    """A row stays on one page; a head is repeated; ``least`` is its height in points."""
    about = row._tr.get_or_add_trPr()
    about.append(child("w:cantSplit"))
    if least:
        about.append(child("w:trHeight", val=str(round(least * 20)), hRule="atLeast"))
    if head:
        about.append(child("w:tblHeader"))
