"""Two versions of a text, compared paragraph by paragraph and then word by word.

Nothing is lost: the pieces that are the same or removed, joined, are the text before; those that
are the same or added are the text after.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

from pomdesk.domain.writing import Passage


class PieceKind(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that shares one fate."""

    kind: PieceKind
    text: str


_Span = tuple[bool, int, int, int, int]
"""Whether two stretches are equal, and where they begin and end before and after."""

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")

_CLOSE_WORK = 40_000
"""Up to so many pairs every pair is looked at; beyond, what stands once on both sides leads."""

_DEEPEST = 40
"""So many times a stretch is cut between what stands once; then what is left counts as changed."""

_PAIRED = 3_600
"""Up to so many pairs of changed paragraphs the best pairing is looked for."""

_ALIKE = 0.4
"""Paragraphs that share this part of their words are one that was changed, not two."""


def compare(before: Passage, after: Passage) -> list[list[Piece]]:
    """The paragraphs of both, in order, each with what is the same, added and removed in it.

    A paragraph of ``before`` has a row with pieces that are the same or removed, one of ``after``
    with pieces that are the same or added; a blank one has a piece without text.
    """
    old, new = [one.text for one in before], [one.text for one in after]
    rows: list[list[Piece]] = []
    for same, i, i_end, j, j_end in _stretches(old, new):
        if same:
            rows += [[Piece(PieceKind.SAME, text)] for text in old[i:i_end]]
            continue
        for left, right in _pairs(old[i:i_end], new[j:j_end]):
            rows.append(_row(left, right))
    return rows


def _row(left: str | None, right: str | None) -> list[Piece]:
    if left is not None and right is not None:
        return _changed(left, right)
    if left is not None:
        return [Piece(PieceKind.REMOVED, left)]
    return [Piece(PieceKind.ADDED, right or "")]


def _changed(left: str, right: str) -> list[Piece]:
    """The pieces of one paragraph that was changed."""
    old, new = _WORDS.findall(left), _WORDS.findall(right)
    pieces: list[Piece] = []
    spans = _stretches(old, new)
    for at, (same, i, i_end, j, j_end) in enumerate(spans):
        gone, come = "".join(old[i:i_end]), "".join(new[j:j_end])
        # A space between two changes is part of them: "old words" to "new ones", not word by word.
        if same and (not gone.isspace() or at in (0, len(spans) - 1)):
            pieces.append(Piece(PieceKind.SAME, gone))
        else:
            pieces += [Piece(PieceKind.REMOVED, gone), Piece(PieceKind.ADDED, come)]
    return _joined(pieces)


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Changes that follow each other as one removal and one addition, without empty pieces."""
    joined: list[Piece] = []
    for same, run in groupby(pieces, key=lambda piece: piece.kind is PieceKind.SAME):
        held = list(run)
        kinds = (PieceKind.SAME,) if same else (PieceKind.REMOVED, PieceKind.ADDED)
        for kind in kinds:
            if text := "".join(piece.text for piece in held if piece.kind is kind):
                joined.append(Piece(kind, text))
    return joined


def _stretches(old: Sequence[str], new: Sequence[str]) -> list[_Span]:
    """Equal and different stretches by turns, in order."""
    found: list[_Span] = []
    for span in _spans(old, new):
        if found and found[-1][0] == span[0]:
            same, i, _, j, _ = found.pop()
            span = (same, i, span[2], j, span[4])
        found.append(span)
    return found


def _spans(
    old: Sequence[str], new: Sequence[str], i: int = 0, j: int = 0, depth: int = 0
) -> Iterator[_Span]:
    """Equal and different stretches, in order; ``i`` and ``j`` are where the two begin.

    Equal ends are taken off first. What is left is compared pair by pair where that is little
    work, and else between the parts that stand exactly once on both sides; so no text takes more
    than its length and a bounded piece of work.
    """
    start = _equal_ends(old, new)
    end = _equal_ends(old[start:][::-1], new[start:][::-1])
    if start:
        yield True, i, i + start, j, j + start
    old_end, new_end = len(old) - end, len(new) - end
    yield from _between(old[start:old_end], new[start:new_end], i + start, j + start, depth)
    if end:
        yield True, i + old_end, i + len(old), j + new_end, j + len(new)


def _equal_ends(old: Sequence[str], new: Sequence[str]) -> int:
    for n, (left, right) in enumerate(zip(old, new, strict=False)):
        if left != right:
            return n
    return min(len(old), len(new))


def _between(old: Sequence[str], new: Sequence[str], i: int, j: int, depth: int) -> Iterator[_Span]:
    if not old and not new:
        return
    if len(old) * len(new) <= _CLOSE_WORK:
        matcher = SequenceMatcher(None, old, new, autojunk=False)
        for tag, a, a_end, b, b_end in matcher.get_opcodes():
            yield tag == "equal", i + a, i + a_end, j + b, j + b_end
        return
    anchors = _anchors(old, new) if depth < _DEEPEST else []
    if not anchors:
        yield False, i, i + len(old), j, j + len(new)
        return
    a_from = b_from = 0
    for a, b in anchors:
        yield from _spans(old[a_from:a], new[b_from:b], i + a_from, j + b_from, depth + 1)
        yield True, i + a, i + a + 1, j + b, j + b + 1
        a_from, b_from = a + 1, b + 1
    yield from _spans(old[a_from:], new[b_from:], i + a_from, j + b_from, depth + 1)


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of what stands once on both sides, the most of them that are in the same order."""
    once = _once(new)
    pairs = [(a, once[token]) for token, a in _once(old).items() if token in once]
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for n, (_, b) in enumerate(pairs):
        at = bisect_left(ends, b)
        before.append(last[at - 1] if at else -1)
        if at == len(ends):
            ends.append(b)
            last.append(n)
        else:
            ends[at], last[at] = b, n
    found: list[tuple[int, int]] = []
    n = last[-1] if last else -1
    while n >= 0:
        found.append(pairs[n])
        n = before[n]
    return found[::-1]


def _once(tokens: Sequence[str]) -> dict[str, int]:
    counts = Counter(tokens)
    return {token: at for at, token in enumerate(tokens) if counts[token] == 1}


def _pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str | None, str | None]]:
    """Changed paragraphs: those that resemble each other together, the others alone."""
    i = j = 0
    for a, b in _best_pairs(old, new):
        yield from ((left, None) for left in old[i:a])
        yield from ((None, right) for right in new[j:b])
        yield old[a], new[b]
        i, j = a + 1, b + 1
    yield from ((left, None) for left in old[i:])
    yield from ((None, right) for right in new[j:])


def _best_pairs(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """The pairs, in order on both sides, that share the most."""
    if not old or not new or len(old) * len(new) > _PAIRED:
        return []
    left, right = [_bag(text) for text in old], [_bag(text) for text in new]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    alike = [[_likeness(one, other) for other in right] for one in left]
    for a in reversed(range(len(old))):
        for b in reversed(range(len(new))):
            together = alike[a][b] + best[a + 1][b + 1] if alike[a][b] >= _ALIKE else 0.0
            best[a][b] = max(together, best[a + 1][b], best[a][b + 1])
    found: list[tuple[int, int]] = []
    a = b = 0
    while a < len(old) and b < len(new):
        if alike[a][b] >= _ALIKE and best[a][b] == alike[a][b] + best[a + 1][b + 1]:
            found.append((a, b))
            a, b = a + 1, b + 1
        elif best[a][b] == best[a + 1][b]:
            a += 1
        else:
            b += 1
    return found


def _bag(text: str) -> Counter[str]:
    return Counter(word for word in _WORDS.findall(text.casefold()) if not word.isspace())


def _likeness(left: Counter[str], right: Counter[str]) -> float:
    """The part of their words that two texts share: 1 the same words, 0 none, as blank ones."""
    words = left.total() + right.total()
    return 2 * (left & right).total() / words if words else 0.0
