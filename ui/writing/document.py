"""A passage as an editable document of Qt's, and back again without loss.

What a document can show and a passage cannot have (fonts, pictures, tables, addresses) never
gets in: words come in through ``splice`` and nowhere else. A linked fact is ordinary words
whose format carries the link and the words themselves; words that differ from those are no
link any more, whatever was done to them.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count

from PySide6.QtGui import (
    QColor,
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextList,
    QTextListFormat,
)

from pomdesk.domain.writing import Link, Paragraph, ParagraphKind, Passage, Run
from resources.tokens import tokens

_LINK = QTextFormat.Property.UserProperty.value + 1
_BREAKS = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_ODD = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0\ufdd1\ufffc]")
"""Characters that are no text, or that Qt takes for signs of its own."""
_STYLES = {
    ParagraphKind.BULLET: QTextListFormat.Style.ListDisc,
    ParagraphKind.NUMBER: QTextListFormat.Style.ListDecimal,
}
STRONG, USUAL = QFont.Weight.DemiBold, QFont.Weight.Normal
_LINE_HEIGHT = 118.0
"""Per cent of what the font needs."""
_TINT = 36
"""How much of the colour lies under a linked fact, of 255."""
_serial = count()  # tells two links apart that stand beside each other and say the same


# Passages as the editor can have them.


def tidy_text(text: str) -> str:
    """Text with a replacement sign for every character that is none; line breaks stay."""
    return _ODD.sub("\ufffd", text)


def tidy(written: Passage) -> Passage:
    """The passage as the editor would give it back: nothing that can be read is lost.

    A line break in a run makes a new paragraph of the kind; runs set alike are one; blank
    paragraphs are left out.
    """
    return tuple(done for one in written for done in _tidy_paragraph(one))


def letters(written: Passage) -> int:
    """Characters of a passage, as the store counts them against the limit."""
    return sum(len(run.text) for one in written for run in one.runs)


def _tidy_paragraph(one: Paragraph) -> Iterator[Paragraph]:
    runs: list[Run] = []
    for run in one.runs:
        if run.link is not None:
            words = _BREAKS.sub(" ", tidy_text(run.text))
            runs.append(replace(run, text=words))
            continue
        first, *others = _BREAKS.split(tidy_text(run.text))
        runs.append(replace(run, text=first))
        for words in others:
            yield from _joined(runs, one.kind)
            runs = [replace(run, text=words)]
    yield from _joined(runs, one.kind)


def _joined(runs: list[Run], kind: ParagraphKind) -> Iterator[Paragraph]:
    """The paragraph of these runs, if it says anything."""
    done: list[Run] = []
    for run in runs:
        if not run.text:
            continue
        last = done[-1] if done else None
        if last is not None and last.link is None and replace(run, text=last.text) == last:
            done[-1] = replace(last, text=last.text + run.text)
        else:
            done.append(run)
    if any(run.text.strip() for run in done):
        yield Paragraph(tuple(done), kind)


_BULLET = re.compile(r"\s*[-*\u2022\u00b7\u2013\u25e6\u25aa\uf0b7]\s+(?=\S)")
_NUMBER = re.compile(r"\s*(\d{1,3})[.)]\s+(?=\S)")


def from_plain(text: str) -> Passage:
    """A passage of text from elsewhere: a paragraph a line, lists by the marks they begin with.

    Numbers make a list only where they count from 1: "12. May" is a day.
    """
    made: list[Paragraph] = []
    number = 0
    for line in _BREAKS.split(tidy_text(text)):
        bullet, counted = _BULLET.match(line), _NUMBER.match(line)
        kind, words = ParagraphKind.TEXT, line
        if counted and int(counted[1]) == number + 1:
            kind, words, number = ParagraphKind.NUMBER, line[counted.end() :], number + 1
        elif line.strip():
            number = 0
            if bullet:
                kind, words = ParagraphKind.BULLET, line[bullet.end() :]
        if words.strip():
            made.append(Paragraph((Run(words),), kind))
    return tuple(made)


# Into the document.


def char_format(run: Run, tint: QColor) -> QTextCharFormat:
    """How a run looks; ``tint`` lies under a linked fact."""
    made = QTextCharFormat()
    if run.strong:
        made.setFontWeight(STRONG)
    if run.link is not None:
        link = run.link
        kept = [next(_serial), run.text, link.ref, link.value, link.declined]
        made.setProperty(_LINK, json.dumps(kept))
        made.setFontUnderline(True)
        ground = QColor(tint)
        ground.setAlpha(_TINT)
        made.setBackground(ground)
    return made


def without_link(look: QTextCharFormat) -> QTextCharFormat:
    """The same look for words that are typed beside a link."""
    made = QTextCharFormat()
    if look.fontWeight() >= STRONG.value:
        made.setFontWeight(STRONG)
    return made


def has_link(look: QTextCharFormat) -> bool:
    """Whether words of this look belong to a link."""
    return look.hasProperty(_LINK)


def set_kind(cursor: QTextCursor, kind: ParagraphKind) -> None:
    """Make the paragraph the cursor is in one of a kind."""
    own = cursor.currentList()
    if own is not None:
        own.remove(cursor.block())
    look = QTextBlockFormat()
    look.setBottomMargin(tokens().space["s"])
    look.setLineHeight(_LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    cursor.setBlockFormat(look)
    if kind is not ParagraphKind.TEXT:
        cursor.createList(_STYLES[kind])


def splice(cursor: QTextCursor, written: Passage, tint: QColor) -> None:
    """Put a passage where the cursor is, over what is selected; one step to undo.

    Its first paragraph goes on in the one the cursor is in, unless that is blank.
    """
    cursor.beginEditBlock()
    cursor.removeSelectedText()
    plain = without_link(cursor.charFormat())
    for place, one in enumerate(tidy(written)):
        if place:
            cursor.insertBlock()
            set_kind(cursor, one.kind)
        elif not cursor.block().text().strip():
            set_kind(cursor, one.kind)
        for run in one.runs:
            cursor.insertText(run.text, char_format(run, tint))
    cursor.setCharFormat(plain)
    regroup(cursor.document())
    cursor.endEditBlock()


def regroup(document: QTextDocument) -> None:
    """Make items of one kind under each other one list, and items apart different ones."""
    before: QTextList | None = None
    ended: set[int] = set()
    for block in blocks(document):
        own = block.textList()
        if own is not None:
            if before is not None and before.format().style() == own.format().style():
                if own.objectIndex() != before.objectIndex():
                    before.add(block)
            elif own.objectIndex() in ended:
                style = own.format().style()
                own.remove(block)
                cursor = QTextCursor(block)
                look = block.blockFormat()
                look.setIndent(0)
                cursor.setBlockFormat(look)
                cursor.createList(style)
            own = block.textList()
            ended.add(own.objectIndex())
        before = own


# Out of the document.


@dataclass(frozen=True, slots=True)
class Placed:
    """A run and the characters of the document it takes, in Qt's count.

    Attributes:
        run: its text may differ from the words of its link where these were tampered with;
            it is no link then.
        whole: a link as it was put in.
    """

    run: Run
    start: int
    end: int
    whole: bool


def blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    """Every paragraph of a document."""
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def kind_of(block: QTextBlock) -> ParagraphKind:
    """What a paragraph of a document is."""
    own = block.textList()
    if own is None:
        return ParagraphKind.TEXT
    style = own.format().style()
    return next((kind for kind, its in _STYLES.items() if its == style), ParagraphKind.BULLET)


def runs_of(block: QTextBlock) -> list[Placed]:
    """The runs of one paragraph, with their places."""
    pieces: list[tuple[str, int, int, str | None, bool]] = []
    at = block.begin()
    while not at.atEnd():
        piece = at.fragment()
        look, start = piece.charFormat(), piece.position()
        kept = look.property(_LINK)
        mark, strong = kept if isinstance(kept, str) else None, look.fontWeight() >= STRONG.value
        words, end = tidy_text(piece.text()), start + piece.length()
        if mark is not None and pieces and pieces[-1][3] == mark:
            words, start = pieces[-1][0] + words, pieces[-1][1]
            strong = strong and pieces[-1][4]
            pieces.pop()
        pieces.append((words, start, end, mark, strong))
        at += 1
    return [_placed(*piece) for piece in pieces]


def _placed(words: str, start: int, end: int, mark: str | None, strong: bool) -> Placed:
    if mark is None:
        return Placed(Run(words, strong), start, end, False)
    _number, said, ref, value, declined = json.loads(mark)
    whole = said == words
    return Placed(Run(words, strong, Link(ref, value, declined) if whole else None),
                  start, end, whole)  # fmt: skip


def read(document: QTextDocument, start: int = 0, end: int | None = None) -> Passage:
    """What a document says, or a part of it."""
    made: list[Paragraph] = []
    block = document.findBlock(start)
    while block.isValid() and (end is None or block.position() < end or not made):
        runs = [_clipped(one, start, end) for one in runs_of(block)]
        made.append(Paragraph(tuple(runs), kind_of(block)))
        block = block.next()
    return tidy(tuple(made))


def _clipped(one: Placed, start: int, end: int | None) -> Run:
    left, right = max(start - one.start, 0), one.end - one.start
    if end is not None:
        right = min(right, end - one.start)
    if left == 0 and right == one.end - one.start:
        return one.run
    units = one.run.text.encode("utf-16-le", "surrogatepass")
    words = units[2 * left : 2 * max(right, left)].decode("utf-16-le", "replace")
    return Run(words, one.run.strong)


def place_of(document: QTextDocument, start: int, end: int) -> tuple[int, int]:
    """Characters of ``writing.plain`` of what a document says, as positions in the document."""
    found = []
    for wanted in (start, end):
        at, last = 0, 0
        for block in blocks(document):
            words = block.text()
            if not words.strip():
                continue
            mark = 0 if kind_of(block) is ParagraphKind.TEXT else 2
            inside = wanted - at - mark
            last = block.position() + _units(words[: max(inside, 0)])
            if inside <= len(words):
                break
            at += mark + len(words) + 1
        found.append(last)
    return found[0], found[1]


def _units(words: str) -> int:
    """How many of Qt's characters words take."""
    return len(words.encode("utf-16-le", "surrogatepass")) // 2
