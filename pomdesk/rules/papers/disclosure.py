"""Places in a paper that may tell the person what must be kept from them.

It points, a person decides: it finds names, places, numbers and copied words that stand in
withheld entries, names and numbers of other prisoners, and the watch words of the policy. It does
not understand what is written. A victim who is described without a word that the desk holds, a
nickname, or a paraphrase is not found; that is why the disclosure questions are asked as well.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pomdesk.domain.papers import Hit, Paper, StepKind, line_digest
from pomdesk.domain.writing import plain
from pomdesk.rules.papers.folding import Folded, Token, words
from pomdesk.rules.papers.names import CALENDAR, EVERYDAY, TITLES
from pomdesk.rules.papers.secret import (
    ANY,
    EMAIL,
    NUMBER,
    OVERLAP,
    POSTCODE,
    Named,
    Secret,
    Secrets,
    Somebody,
    Tree,
    stem,
)
from pomdesk.rules.papers.withheld import secrets_of

__all__ = [
    "PRINTED",
    "Hit",
    "Named",
    "Secrets",
    "Somebody",
    "hits",
    "not_accepted",
    "printed_apart",
    "secrets_of",
]

PRINTED = ""
"""The section of what the desk printed from the record."""

_OTHERS = "others"
_PRISONER_NUMBER = re.compile(
    r"(?<![a-z0-9])[a-z][ .-]?\d(?:[ .-]?\d){3}[ .-]?[a-z][ .-]?[a-z](?![a-z0-9])"
)
_CUE_WORDS = """
    accused against alias argued argument arguments assault assaulted assaulting assaults associate
    associates attacked bullied called carcharor carcharorion cellmate charcharor coaccused
    codefendant ddiffynnydd defendant diffynnydd family ffrind fight fighting fights fought friend
    friends garcharor inmate inmates named offender prisoner prisoners punched resident residents
    robbed stabbed threatened ymladd ymosod ymosododd ymosodwyd
"""
_CUES = frozenset(_CUE_WORDS.split())
"""Words after which a surname alone is somebody's name."""

_WORDS_TOO = frozenset({"miss", "master"})

_SKIPPED = 2
"""Middle names and initials that may stand between forename and surname."""

_SMALL_WORDS = """
    a against an and ar arno by called gan gyda her his is named of on the to was with y yr
"""
_SMALL = frozenset(_SMALL_WORDS.split())
"""Words that may stand between such a word and the surname: "assaulted by", "a fight with"."""
_MOST_SMALL = 2

_SENTENCE = re.compile(r"[.!?]")
_PART = re.compile(r"[.!?,;:()]")
_AFTER_INITIAL = re.compile(r"\.?\s{0,3}")
_LETTERED_WORDS = """
    annex appendix band block cat category class grade group house level option part plan schedule
    section team unit wing
"""
_LETTERED = frozenset(_LETTERED_WORDS.split())
"""Words after which a letter is no initial."""

_BROKEN = re.compile(r"[\s\u00ad\u200b\u2010-\u2015-]{1,4}")
_LEAST_BROKEN = 6
"""Letters of a name that is found with a break inside it."""

_SERIOUS = ("victim", "vlo", "restriction", "mappa_minutes", "intelligence", "others")


class _Found(NamedTuple):
    start: int
    end: int
    secret: Secret


def hits(texts: Mapping[str, str], secrets: Secrets) -> list[Hit]:
    """Every place, in the order of the sections and of the text.

    Args:
        texts: by section what it says, as ``writing.plain`` gives it; under ``PRINTED`` what the
            desk prints besides (``printed_apart``), in which watch words do not count: they are the
            desk's own headings and prompts.
        secrets: what must not be said.

    """
    found: list[Hit] = []
    for section, text in texts.items():
        folded = Folded(text)
        places = _search(folded, secrets, watch=section != PRINTED)
        lines = _Lines(text)
        for place in _settled(places):
            start, end, (kind, why) = place
            line = lines.digest(start, end)
            found.append(Hit(kind, text[start:end], section, start, end, why, line))
    return found


class _Lines:
    """The lines of a text by their digests, each made once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(match.end() for match in re.finditer(r"\n", text))]
        self._made: dict[tuple[int, int], str] = {}

    def digest(self, start: int, end: int) -> str:
        """Of the line, or the lines, between these characters."""
        span = bisect_right(self._starts, start) - 1, bisect_right(self._starts, end - 1)
        if span not in self._made:
            ends = [*self._starts[span[1] : span[1] + 1], len(self._text)][0]
            self._made[span] = line_digest(self._text[self._starts[span[0]] : ends])
        return self._made[span]


def not_accepted(found: Iterable[Hit], paper: Paper) -> list[Hit]:
    """The hits that nobody has said may stay."""
    accepted = {step.item for step in paper.steps if step.kind is StepKind.HIT_ACCEPTED}
    return [hit for hit in found if hit.key not in accepted]


def printed_apart(printed: Iterable[str], paper: Paper) -> str:
    """What a finished paper says besides the text of its sections, a block a line.

    Args:
        printed: everything it says, block by block (``Made.words``).
        paper: whose sections are left out, because they are searched by themselves.

    """
    written = {
        words(line) for one in paper.sections.values() for line in plain(one.passage).splitlines()
    }
    return "\n".join(block for block in printed if words(block) not in written)


def _search(folded: Folded, secrets: Secrets, *, watch: bool) -> Iterator[_Found]:
    tokens = folded.tokens()
    open_until = 0
    for at, token in enumerate(tokens):
        word = token.word
        if word in secrets.openly.next:
            for said in _phrases(tokens, at, secrets.openly):
                open_until = max(open_until, said.end)
        if word in secrets.names.next:
            yield from _names(tokens, at, secrets.names.next[word])
        if word in TITLES or word in _CUES:
            yield from _surnames(folded, tokens, at, secrets)
        if len(word) == 1 and token.capital:
            yield from _initials(folded, tokens, at, secrets)
        if token.capital and token.start >= open_until and secrets.singles:
            yield from _single(token, secrets)
            yield from _broken(folded, tokens, at, secrets)
        if word in secrets.phrases.next:
            yield from _phrases(tokens, at, secrets.phrases)
    if watch:
        yield from _watched(folded, tokens, secrets)
    yield from _copied(tokens, secrets.stretches)
    yield from _codes(folded, secrets)


def _single(token: Token, secrets: Secrets) -> Iterator[_Found]:
    """A name alone; "the Whitlocks" too."""
    for word in dict.fromkeys((token.word, token.word.removesuffix("s"))):
        if word in secrets.singles:
            yield _Found(token.start, token.end, secrets.singles[word])


def _broken(folded: Folded, tokens: Sequence[Token], at: int, secrets: Secrets) -> Iterator[_Found]:
    """A name with a hyphen or a space inside it: "March-bank"."""
    token, *after = tokens[at : at + 2]
    for then in after:
        secret = secrets.singles.get(token.word + then.word)
        whole = len(token.word) + len(then.word) >= _LEAST_BROKEN
        if secret and whole and _BROKEN.fullmatch(folded.text, token.end, then.start):
            yield _Found(token.start, then.end, secret)


def _initials(
    folded: Folded, tokens: Sequence[Token], at: int, secrets: Secrets
) -> Iterator[_Found]:
    """An initial, or some, and a surname: "J. Green"."""
    initial = tokens[at]
    dotted = folded.text[initial.end : initial.end + 1] == "."
    doubtful = not dotted and (
        initial.word in EVERYDAY or (at > 0 and tokens[at - 1].word in _LETTERED)
    )
    for node in filter(None, (secrets.initials.next.get(one) for one in (initial.word, ANY))):
        for first in range(at + 1, min(at + 2 + _SKIPPED, len(tokens))):
            if not _AFTER_INITIAL.fullmatch(
                folded.text, tokens[first - 1].end, tokens[first].start
            ):
                break
            for last, secret in _walk(tokens, first, node):
                said = tokens[first : last + 1]
                if _large(said) and not (doubtful and _everyday(said)):
                    yield _Found(initial.start, tokens[last].end, secret)
            if len(tokens[first].word) > 1:
                break


def _walk(tokens: Sequence[Token], first: int, tree: Tree) -> Iterator[tuple[int, Secret]]:
    """Every phrase of the tree that begins at a token, by the token it ends at."""
    branch: Tree | None = tree
    for last in range(first, len(tokens)):
        branch = branch and branch.next.get(tokens[last].word)
        if branch is None:
            return
        for secret in branch.ends:
            yield last, secret


def _large(said: Sequence[Token]) -> bool:
    return any(one.capital for one in said)


def _names(tokens: Sequence[Token], at: int, node: Tree) -> Iterator[_Found]:
    """Full names that begin here, with middle names or without; ``node`` is of the first word."""
    yield from _ends(tokens, at, at, node)
    for skipped in range(_SKIPPED + 1):
        middle = tokens[at + 1 : at + 1 + skipped]
        if not all(one.capital or len(one.word) == 1 for one in middle):
            return
        branch: Tree | None = node
        found: list[_Found] = []
        for last in range(at + 1 + skipped, len(tokens)):
            branch = branch and branch.next.get(tokens[last].word)
            if branch is None:
                break
            found += _ends(tokens, at, last, branch)
        yield from found
        if found:
            return


def _ends(tokens: Sequence[Token], at: int, last: int, node: Tree) -> Iterator[_Found]:
    said = tokens[at : last + 1]
    if node.ends and (_large(said) or not _everyday(said)):
        for secret in node.ends:
            yield _Found(tokens[at].start, tokens[last].end, secret)


def _everyday(said: Sequence[Token]) -> bool:
    return all(one.word in EVERYDAY for one in said)


def _surnames(
    folded: Folded, tokens: Sequence[Token], at: int, secrets: Secrets
) -> Iterator[_Found]:
    """A surname after a title or a cue, with forenames or initials between or without.

    After a cue also with small words: "assaulted by". A sentence that ends in between parts them.
    """
    title = tokens[at].word in TITLES
    skipped = small = 0
    for first in range(at + 1, min(at + 2 + _SKIPPED + _MOST_SMALL, len(tokens))):
        token, before = tokens[first], tokens[first - 1]
        whole = len(before.word) > 1 and before.word not in TITLES
        ends = _PART if skipped else _SENTENCE
        if whole and ends.search(folded.text, before.end, token.start):
            return
        for last, secret in _walk(tokens, first, secrets.surnames):
            if _counts(tokens, at, first, last, secrets) and not (small and token.word in CALENDAR):
                yield _Found(tokens[at if title else first].start, tokens[last].end, secret)
        if not (title or skipped or token.capital) and token.word in _SMALL:
            small += 1
        elif token.capital or len(token.word) == 1 or token.word in TITLES:
            skipped += 1
        else:
            return
        if small > _MOST_SMALL or skipped > _SKIPPED:
            return


def _counts(tokens: Sequence[Token], at: int, first: int, last: int, secrets: Secrets) -> bool:
    said = tokens[first : last + 1]
    title = tokens[at].word in TITLES
    if tuple(one.word for one in said) == secrets.own_last:
        return title and tokens[at].word not in secrets.own_titles
    if title:  # in small letters "miss" and "master" are words of their own
        clear = tokens[at].word not in _WORDS_TOO or tokens[at].capital
        return said[0].capital or (clear and not _calendar(said)) or not _everyday(said)
    return _large(said)


def _calendar(said: Sequence[Token]) -> bool:
    return all(one.word in CALENDAR for one in said)


def _phrases(tokens: Sequence[Token], at: int, tree: Tree) -> Iterator[_Found]:
    branch: Tree | None = tree
    for last in range(at, len(tokens)):
        branch = branch and branch.next.get(tokens[last].word)
        if branch is None:
            return
        for secret in branch.ends:
            yield _Found(tokens[at].start, tokens[last].end, secret)


def _watched(folded: Folded, tokens: Sequence[Token], secrets: Secrets) -> Iterator[_Found]:
    stems = [Token(stem(word), start, end, capital) for word, start, end, capital in tokens]
    for at, token in enumerate(stems):
        if token.word in secrets.watched.next:
            yield from _phrases(stems, at, secrets.watched)
        if token.word in secrets.shouted.next:
            for found in _phrases(stems, at, secrets.shouted):
                if folded.text[found.start : found.end].rstrip("s").isupper():
                    yield found


def _copied(tokens: Sequence[Token], stretches: Mapping[str, Secret]) -> Iterator[_Found]:
    """The longest stretches of words in a row that stand in withheld entries too."""
    if not stretches:
        return
    said = [token.word for token in tokens]
    open_at = end = -1
    secret: Secret | None = None
    for at in range(len(said) - OVERLAP + 1):
        found = stretches.get(" ".join(said[at : at + OVERLAP]))
        if found is None:
            continue
        if secret is not None and (at > end or found.kind != secret.kind):
            yield _Found(tokens[open_at].start, tokens[end].end, secret)
            secret = None
        if secret is None:
            open_at, secret = at, found
        end = at + OVERLAP - 1
    if secret is not None:
        yield _Found(tokens[open_at].start, tokens[end].end, secret)


def _codes(folded: Folded, secrets: Secrets) -> Iterator[_Found]:
    """Prisoner numbers, e-mail addresses, postcodes and telephone numbers."""
    for match in _PRISONER_NUMBER.finditer(folded.plain):
        number = re.sub(r"[ .-]", "", match.group())
        letters = [at for at in range(*match.span()) if folded.plain[at].isalpha()]
        if match.group() != number and not all(map(folded.is_capital, letters)):
            continue
        if number != secrets.own:
            yield _Found(*folded.span(*match.span()), Secret(_OTHERS, number.upper()))
    for match in EMAIL.finditer(folded.plain):
        if secret := secrets.emails.get(match.group().rstrip(".")):
            yield _Found(*folded.span(*match.span()), secret)
    if secrets.codes:
        for match in POSTCODE.finditer(folded.plain):
            if secret := secrets.codes.get("".join(match.groups())):
                yield _Found(*folded.span(*match.span()), secret)
    if secrets.numbers:
        yield from _numbers(folded, secrets.numbers)


def _numbers(folded: Folded, numbers: Mapping[str, Secret]) -> Iterator[_Found]:
    for match in NUMBER.finditer(folded.plain):
        digits = [at for at in range(*match.span()) if folded.plain[at].isdecimal()]
        written = "".join(folded.plain[at] for at in digits)
        for number, secret in numbers.items():
            at = written.find(number)
            while at >= 0:
                yield _Found(*folded.span(digits[at], digits[at + len(number) - 1] + 1), secret)
                at = written.find(number, at + len(number))


def _settled(found: Iterable[_Found]) -> list[_Found]:
    """In the order of the text, a place once: what lies inside another of its kind is left out."""
    ordered = sorted(
        set(found), key=lambda one: (one.start, -one.end, _SERIOUS.index(one.secret.kind))
    )
    kept: list[_Found] = []
    reach: dict[str, int] = {}
    for one in ordered:
        if one.end > reach.get(one.secret.kind, -1):
            kept.append(one)
            reach[one.secret.kind] = one.end
    return kept
