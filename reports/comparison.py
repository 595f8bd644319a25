"""Two versions of a paper on paper, word by word: what was taken out and what was put in.

Taken out is struck through, put in is underlined and strong, so that a photocopy, and somebody
who sees no colour, can tell them apart; a legend says so. For those who are read to, each piece
has words of its own.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date

from pomdesk.domain.papers import PaperTemplate
from pomdesk.domain.writing import Passage, is_blank
from pomdesk.rules.papers.compare import Piece, PieceKind, compare
from reports.blocks import Lines, heading, note, notice, subtitle, title
from reports.desk_paper import pages
from reports.page import Block
from reports.style import BODY, BODY_STRONG, SMALL_STRONG, TEXT, Style
from reports.tagging import Box, Element, Pen
from reports.template import in_language
from reports.text_safety import clean
from reports.wrap import wrap
from resources.text import Text

_STYLES: Mapping[PieceKind, Style] = {
    PieceKind.SAME: BODY,
    PieceKind.REMOVED: BODY,
    PieceKind.ADDED: BODY_STRONG,
}
_STRUCK, _UNDER = 0.30, -0.12
"""Where the rule through and the rule under words run, in sizes above the baseline."""
_RULE = 0.8
_ORPHANS = 2
_WORDS = re.compile(r"[^ \n]+ *|\n| +")


@dataclass(frozen=True, slots=True)
class Version:
    """One of the two versions.

    Attributes:
        named: what it is, in words: "version 2, checked, 3 November 2026".
        sections: by id of the template's section; those not written are not in it.

    """

    named: str
    sections: Mapping[str, Passage]


def render(
    before: Version,
    after: Version,
    template: PaperTemplate,
    text: Text,
    *,
    subject: str,
    prepared_by: str,
    on: date,
    anchor: str = "",
) -> bytes:
    """The comparison as a tagged PDF: sections in the order of the template.

    Args:
        before: the earlier version.
        after: the later one.
        template: of the paper; sections it does not have any more come last, by their ids.
        text: the language.
        subject: whom the paper is about: name and number.
        prepared_by: stands in the foot.
        on: the day it is made.
        anchor: the end of the audit log when it was made; stands in the foot too.

    """
    kind = text("compare_paper.title")
    paper = in_language(template.title, text.language)
    between = text("compare_paper.between", before=before.named, after=after.named)
    blocks: list[Block] = [
        title(kind),
        subtitle(text("compare_paper.subject", subject=subject, paper=paper)),
        Lines(between),
        Lines(text("compare_paper.legend"), SMALL_STRONG, keep_next=True),
        Compared(_legend(text), text),
        *_sections(before, after, template, text),
    ]
    return pages(blocks, text, kind, subject=subject, prepared_by=prepared_by, on=on, anchor=anchor)


def _legend(text: Text) -> list[Piece]:
    kinds = (PieceKind.REMOVED, PieceKind.ADDED, PieceKind.SAME)
    parts: list[Piece] = []
    for kind in kinds:
        if parts:
            parts.append(Piece(PieceKind.SAME, "; "))
        parts.append(Piece(kind, text(f"compare_paper.legend_{kind}")))
    return parts


def _sections(
    before: Version, after: Version, template: PaperTemplate, text: Text
) -> Iterator[Block]:
    known = {one.id: in_language(one.title, text.language) for one in template.sections}
    others = [name for name in {**before.sections, **after.sections} if name not in known]
    gone = {name: text("compare_paper.gone", section=name) for name in others}
    made = [
        (named, before.sections.get(name, ()), after.sections.get(name, ()))
        for name, named in {**known, **gone}.items()
    ]
    written = [one for one in made if not (is_blank(one[1]) and is_blank(one[2]))]
    changed = sum(_said(old) != _said(new) for _named, old, new in written)
    yield notice(
        text.count("compare_paper.changed", changed) if changed else text("compare_paper.all_same")
    )
    for named, old, new in written:
        yield heading(named)
        if _said(old) == _said(new):
            yield note(text("compare_paper.same"))
            continue
        yield from (Compared(row, text) for row in compare(old, new))


def _said(passage: Passage) -> list[str]:
    return [one.text for one in passage]


_Run = tuple[PieceKind, str]
"""Words of a line that share one fate."""


class Compared:
    """One paragraph with what was taken out of it and put into it."""

    def __init__(self, pieces: Sequence[Piece], text: Text, *, before: float = 6.0) -> None:
        self.before = before
        self.keep_next = False
        self.pieces = pieces
        self._text = text
        self._element = Element("P")
        self._elements: dict[int, Element] = {}
        self._lines: list[list[tuple[int, _Run]]] = []

    def words(self) -> Iterator[str]:
        """The pieces, each told for what became of it."""
        for piece in self.pieces:
            yield self._named(piece) or piece.text

    def _named(self, piece: Piece) -> str:
        """What became of a piece, in words; blank where it is the same."""
        if piece.kind is PieceKind.SAME:
            return ""
        return self._text(f"compare_paper.{piece.kind}", words=piece.text.strip())

    def _set(self, width: float) -> list[list[tuple[int, _Run]]]:
        """Its lines: runs of words, each with the number of the piece it belongs to."""
        if not self._lines:
            self._lines = _broken(self.pieces, width)
        return self._lines

    def height(self, width: float) -> float:
        """Its height in points, set to ``width``."""
        return len(self._set(width)) * BODY.leading

    def least(self, width: float) -> float:
        """All of a short paragraph, two lines of a long one."""
        count = len(self._set(width))
        return (count if count < 2 * _ORPHANS else _ORPHANS) * BODY.leading

    def split(self, width: float, room: float) -> "tuple[Compared, Compared] | None":
        """Between lines, never leaving one line alone."""
        lines = self._set(width)
        fits = min(int(room / BODY.leading), len(lines) - _ORPHANS)
        if fits < _ORPHANS:
            return None
        return self._part(lines[:fits]), self._part(lines[fits:])

    def _part(self, lines: list[list[tuple[int, _Run]]]) -> "Compared":
        part = copy(self)
        part._lines = lines
        return part

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        """Draw it with its top left corner at (x, y)."""
        whole = pen.root.add(self._element)
        rules: list[Box] = []
        for line in self._set(width):
            at = x
            for number, (kind, words) in line:
                style = _STYLES[kind]
                pen.text(whole.add(self._piece(number)), at, y, style, [words])
                end = at + style.width(words.rstrip(" "))
                if kind is not PieceKind.SAME and end > at:
                    up = _STRUCK if kind is PieceKind.REMOVED else _UNDER
                    height = y - style.baseline + up * style.size
                    rules.append((at, height, end, height))
                at += style.width(words)
            y -= BODY.leading
        pen.rules(rules, _RULE, TEXT)

    def _piece(self, number: int) -> Element:
        """The element of a piece; parts of it on several lines and pages are one."""
        if number not in self._elements:
            self._elements[number] = Element("Span", alt=self._named(self.pieces[number]))
        return self._elements[number]


def _broken(pieces: Sequence[Piece], width: float) -> list[list[tuple[int, _Run]]]:
    lines: list[list[tuple[int, _Run]]] = [[]]
    used = 0.0
    for number, piece in enumerate(pieces):
        style = _STYLES[piece.kind]
        if number and _glued(pieces[number - 1], piece):
            _put(lines[-1], number - 1, pieces[number - 1].kind, " ")
            used += style.width(" ")
        for word in _WORDS.findall(clean(piece.text)):
            if word == "\n":
                lines.append([])
                used = 0.0
                continue
            for part in wrap(word, style, width):
                if used and used + style.width(part.rstrip(" ")) > width:
                    lines.append([])
                    used = 0.0
                _put(lines[-1], number, piece.kind, part)
                used += style.width(part)
    return lines


def _glued(before: Piece, after: Piece) -> bool:
    """Whether what went and what came in its place would be read as one word."""
    went = before.kind is PieceKind.REMOVED and after.kind is PieceKind.ADDED
    return went and not before.text.endswith((" ", "\n"))


def _put(line: list[tuple[int, _Run]], number: int, kind: PieceKind, words: str) -> None:
    """Words at the end of a line, joined to those of the same piece."""
    if line and line[-1][0] == number:
        words = line.pop()[1][1] + words
    line.append((number, (kind, words)))
