"""Files that were nearly good: flipped, cut, spliced, doubled, and sprinkled with what bites."""

import os
from collections.abc import Sequence

from hypothesis import settings
from hypothesis import strategies as st

from tests.faults.count import NIGHTLY

DICTIONARY: tuple[bytes, ...] = (
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b'"', b"\\", b"\\u0000", b"\\ud800", b",",
    b";", b"\t", b"\r", b"\n", b"\r\n", b"[", b"]", b"{", b"}", b":", b"null", b"true", b"NaN",
    b"-1", b"1e999", b"9" * 400, b"9223372036854775808", b"[" * 200, b'{"a":' * 200, b"<", b"&amp;",
    b"<!DOCTYPE x>", b"PK\x03\x04", b"PK\x01\x02", b"\xd0\xcf\x11\xe0", b"A1234BC", b"31/02/2027",
    b"9999-12-31", b"=1+1", b"'", b"\xf0\x9f\x98\x80", b"\xe2\x80\xae", b"x" * 70_000, b"-", b"0x",
)  # fmt: skip
"""Pieces that have broken readers before."""


def tries(count: int) -> settings:
    """So many examples: the same in every run of the checks, others every night."""
    return settings(max_examples=count, derandomize=os.environ.get(NIGHTLY) != "nightly")


Step = tuple[str, float, float, bytes]


def steps(most: int = 5) -> st.SearchStrategy[list[Step]]:
    """What is done to a file, one thing after the other."""
    place = st.floats(0, 1, exclude_max=True)
    kinds = st.sampled_from(("flip", "set", "cut", "drop", "insert", "double", "swap"))
    piece = st.one_of(st.sampled_from(DICTIONARY), st.binary(min_size=1, max_size=8))
    return st.lists(st.tuples(kinds, place, place, piece), min_size=1, max_size=most)


def mutated(content: bytes, done: Sequence[Step]) -> bytes:
    """The file after all of that."""
    for kind, first, second, piece in done:
        at, other = sorted((int(first * len(content)), int(second * len(content))))
        near = min(other, at + 200)
        if kind == "flip" and content:
            changed = content[at] ^ (1 << piece[0] % 8)
            content = content[:at] + bytes((changed,)) + content[at + 1 :]
        elif kind == "set":
            content = content[:at] + piece + content[at + len(piece) :]
        elif kind == "cut":
            content = content[:other]
        elif kind == "drop":
            content = content[:at] + content[near:]
        elif kind == "insert":
            content = content[:at] + piece + content[at:]
        elif kind == "double":
            content = content[:near] + content[at:near] + content[near:]
        elif kind == "swap":
            content = content[other:] + content[:other] if len(piece) % 2 else content[::-1]
    return content
