"""How a Word file of a paper looks: its styles, its pages, its running head and foot.

Everything is a named style, so that whoever finishes the paper in Word changes a style and
not a hundred paragraphs. The type is Arial, which every office machine has; sizes, colours
and margins are those of the printed paper.
"""

from datetime import date, datetime
from typing import Any

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_PARAGRAPH_ALIGNMENT, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph

from reports.furniture import Furniture
from reports.sheet import BOTTOM, PORTRAIT, TOP
from reports.style import (
    ACCENT,
    BODY,
    BODY_STRONG,
    HEADING,
    MM,
    SMALL,
    STRONG,
    SUBHEADING,
    SUBTITLE,
    TITLE,
    Style,
)
from reports.text_safety import for_word
from reports.word_parts import bordered, child, field

_FONT = "Arial"
_KEPT = {
    "Normal", "Header", "Footer", "Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3",
    "List Bullet", "List Number", "Default Paragraph Font", "Normal Table", "No List",
}  # fmt: skip
"""Of the library's hundred and sixty styles."""
_STYLES = (
    ("Normal", BODY, 0, 6),
    ("Title", TITLE, 0, 2),
    ("Subtitle", SUBTITLE, 0, 10),
    ("Heading 1", HEADING, 16, 4),
    ("Heading 2", SUBHEADING, 10, 3),
    ("Heading 3", BODY_STRONG, 8, 3),
    ("List Bullet", BODY, 0, 4),
    ("List Number", BODY, 0, 4),
    ("Header", SMALL, 0, 0),
    ("Footer", SMALL, 0, 0),
    ("Note", SMALL, 3, 4),
    ("Notice", BODY_STRONG, 6, 6),
    ("Cell", BODY, 2, 2),
    ("Cell Note", SMALL, 0, 2),
    ("Space To Write", BODY, 6, 6),
    ("Picture In Words", BODY, 6, 6),
    ("toc 1", BODY, 0, 3),
    ("toc 2", BODY, 0, 3),
)
"""Name, type, points of space above and below."""
TYPES = {name: kind for name, kind, _, _ in _STYLES}
"""The type of each style."""
_LEADING = {"Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3"}
"""Styles that must not stand last on a page."""
_BORDERS = {
    "Subtitle": {"bottom": 8},
    "Heading 1": {"bottom": 8},
    "Notice": {"left": 24},
    "Space To Write": {"bottom": 4, "between": 4},
    "Picture In Words": {"top": 4, "left": 4, "bottom": 4, "right": 4},
}
_NOT_OURS = ("thumbnail", "extended-properties", "stylesWithEffects", "customXml")
"""Parts of the library's blank file that tell of somebody else's Word."""
_LIST_INDENT = 22
"""Points to the words of a list: room for a number of two figures."""
_LAST = 987_654_321
"""A number of pages no paper has; it shows where the words want the fields."""


def blank(furniture: Furniture, *, title: str, language: str, on: date) -> Document:
    """An empty document with styles, page, head and foot; its dates are ``on``."""
    made = docx.Document()
    for links in (made.part.rels, made.part.package.rels):
        for name, link in list(links.items()):
            if link.reltype.endswith(_NOT_OURS):
                del links[name]
    _styles(made, language)
    _settings(made, language)
    _page(made)
    _head_and_foot(made, furniture)
    facts = made.core_properties
    facts.title, facts.language = for_word(title)[:255], language
    facts.author = facts.last_modified_by = facts.comments = facts.keywords = ""
    facts.created = facts.modified = datetime(on.year, on.month, on.day)  # noqa: DTZ001
    return made


def _styles(made: Document, language: str) -> None:
    styles = made.styles
    for held in list(styles):
        if held.name not in _KEPT:
            styles.element.remove(held.element)
    for tongue in styles.element.iter(qn("w:lang")):
        tongue.set(qn("w:val"), language)
    for name, kind, before, after in _STYLES:
        if name not in _KEPT:
            styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name.startswith("toc"))
        style: Any = styles[name]
        _set(style, kind, before, after)
        style.paragraph_format.keep_with_next = name in _LEADING
        ink = ACCENT if name in ("Subtitle", "Heading 1", "Notice") else BODY.colour
        bordered(style.element, _BORDERS.get(name, {}), ink)
    for name, indent in (("Notice", 4 * MM), ("toc 2", 6 * MM)):
        styles[name].paragraph_format.left_indent = Pt(indent)
    for name in ("toc 1", "toc 2", "Header", "Footer"):
        stops = styles[name].paragraph_format.tab_stops
        stops.clear_all()
        dots = WD_TAB_LEADER.DOTS if name.startswith("toc") else WD_TAB_LEADER.SPACES
        stops.add_tab_stop(Pt(PORTRAIT.width), WD_TAB_ALIGNMENT.RIGHT, dots)
    for name in ("List Bullet", "List Number"):
        _list(made, styles[name])


def _list(made: Document, style: Any) -> None:
    """The indent is said once, in the numbering, which goes before what a style says of it."""
    about = style.element.pPr
    for found in about.findall(qn("w:contextualSpacing")):
        about.remove(found)
    numbering: Any = made.part.numbering_part.element
    shape = numbering.num_having_numId(about.numPr.numId.val).abstractNumId.val
    (held,) = (
        one
        for one in numbering.findall(qn("w:abstractNum"))
        if one.get(qn("w:abstractNumId")) == str(shape)
    )
    level = held.find(qn("w:lvl")).find(qn("w:pPr"))
    for found in list(level):
        level.remove(found)
    indent = str(round(_LIST_INDENT * 20))
    level.append(child("w:ind", left=indent, hanging=indent))


def _set(style: Any, kind: Style, before: float, after: float) -> None:
    """Give a style the type of the printed paper."""
    own = style.element.get_or_add_rPr()
    for gone in ("w:spacing", "w:kern", "w:rFonts"):
        for found in own.findall(qn(gone)):
            own.remove(found)
    for found in style.element.findall(qn("w:link")):
        style.element.remove(found)
    style.font.name = _FONT
    for script in ("cs", "eastAsia"):
        own.rFonts.set(qn(f"w:{script}"), _FONT)
    style.font.size, style.font.italic, style.font.bold = Pt(kind.size), False, _bold(kind)
    style.font.color.rgb = RGBColor(*(round(part * 255) for part in kind.colour))
    form = style.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), 1.15
    form.widow_control = True


def _bold(kind: Style) -> bool:
    return kind.font == STRONG


def _settings(made: Document, language: str) -> None:
    settings: Any = made.settings.element
    for name in ("w:proofState", "w:rsids", "w:savePreviewPicture"):
        for found in settings.findall(qn(name)):
            settings.remove(found)
    settings[0].addnext(child("w:mirrorMargins"))
    for tongue in settings.iter(qn("w:themeFontLang")):
        tongue.set(qn("w:val"), language)
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def _page(made: Document) -> None:
    page, sheet = made.sections[0], PORTRAIT
    page.page_width, page.page_height = Pt(sheet.page_width), Pt(sheet.page_height)
    page.left_margin, page.right_margin = Pt(sheet.inner), Pt(sheet.outer)
    page.top_margin, page.bottom_margin = Pt(TOP), Pt(BOTTOM)
    page.header_distance = page.footer_distance = Pt(9 * MM)


def _head_and_foot(made: Document, furniture: Furniture) -> None:
    page = made.sections[0]
    marking, foot = page.header.paragraphs[0], page.footer.paragraphs[0]
    marking.alignment = WD_PARAGRAPH_ALIGNMENT.CENTER
    marking.add_run(for_word(furniture.marking)).bold = True
    paper = " · ".join(filter(None, [furniture.paper, furniture.draft]))
    about = page.header.add_paragraph(style="Header")
    about.add_run(for_word(f"{furniture.subject}\t{paper}")).bold = True
    bordered(about._p, {"bottom": 8}, ACCENT)
    foot.add_run(for_word(f"{furniture.foot}\t"))
    _page_of(foot, furniture)
    bordered(foot._p, {"top": 4}, ACCENT)
    if furniture.seal:
        page.footer.add_paragraph(for_word(furniture.seal), style="Footer")


def _page_of(line: Paragraph, furniture: Furniture) -> None:
    """The words for "page x of y" with fields that Word fills."""
    words = for_word(furniture.page_of(_LAST - 1, _LAST))
    before, _, rest = words.partition(str(_LAST - 1))
    between, _, after = rest.partition(str(_LAST))
    line.add_run(before)
    field(line, "PAGE")
    line.add_run(between)
    field(line, "NUMPAGES")
    line.add_run(after)
