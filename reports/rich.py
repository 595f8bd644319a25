"""Blocks from a text that somebody wrote: paragraphs, lists, strong words.

The structure of a passage is plain and so are the blocks: what was typed is drawn as it is
and never read as markup. Where a linked fact came from is for the screen, not for the paper.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from pomdesk.domain.writing import Paragraph, ParagraphKind, Passage, Run
from reports.blocks import Bullets, Lines
from reports.page import Block
from reports.style import BODY, Style
from reports.text_safety import LEFT_OUT, MAX_TEXT
from reports.wrap import Span

_BETWEEN = 6.0
"""Points between paragraphs."""
_ITEMS = 2.5
"""Points between items of a list."""


def rich(passage: Passage, *, style: Style = BODY, left_out: str = LEFT_OUT) -> list[Block]:
    """The blocks of a passage, in order; paragraphs with nothing in them are left out.

    Numbers begin again after running text and go on after bullets. A passage of more than
    ``MAX_TEXT`` characters ends in ``left_out`` with ``{n}`` filled.
    """
    kept, extra = _within(passage)
    blocks: list[Block] = []
    number = 1
    for kind, held in groupby(kept, key=lambda one: one.kind):
        paragraphs = [_spans(one) for one in held]
        if kind is ParagraphKind.TEXT:
            blocks += [_paragraph(spans, style) for spans in paragraphs]
            number = 1
            continue
        numbered = kind is ParagraphKind.NUMBER
        start = number if numbered else 1
        blocks.append(
            Bullets(paragraphs, numbered=numbered, start=start, style=style, before=4.0, gap=_ITEMS)
        )
        number += len(paragraphs) if numbered else 0
    if extra:
        blocks.append(Lines(left_out.format(n=f"{extra:,}"), style))
    return blocks


def _paragraph(spans: tuple[Span, ...], style: Style) -> Lines:
    text = "".join(words for words, _ in spans)
    strong = any(strong for _, strong in spans)
    return Lines(text, style, before=_BETWEEN, spans=spans if strong else ())


def _spans(one: Paragraph) -> tuple[Span, ...]:
    return tuple((run.text, run.strong) for run in one.runs)


def _within(passage: Passage) -> tuple[list[Paragraph], int]:
    """The paragraphs that are printed, and how many characters are not."""
    room = MAX_TEXT
    kept, extra = [], 0
    for one in passage:
        length = len(one.text)
        if length > room:
            extra += length - room
            one = replace(one, runs=tuple(_cut(one, room)))
        room -= min(length, room)
        if one.text.strip():
            kept.append(one)
    return kept, extra


def _cut(one: Paragraph, room: int) -> Iterator[Run]:
    for run in one.runs:
        if room <= 0:
            return
        yield replace(run, text=run.text[:room])
        room -= len(run.text)
