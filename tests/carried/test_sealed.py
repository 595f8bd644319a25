"""The envelope: nothing but the very file and the very code opens it, wherever it was hurt."""

import hashlib
import os

import pytest

from pomdesk.carried import sealed
from pomdesk.carried.code import new_code, secret_of
from pomdesk.carried.sealed import Envelope, Kind
from pomdesk.domain.errors import PackRefused

PACK = "0123456789abcdef0123456789abcdef"
CONTENT = b'{"visit": "of nobody"}'
CODE = new_code()


def refusal(content: bytes, code: str = CODE) -> str:
    with pytest.raises(PackRefused) as found:
        sealed.unseal(content, code)
    return found.value.code


def with_hash(body: bytes) -> bytes:
    """As somebody would send it who knows how the hash is made."""
    return body + hashlib.sha256(body).digest()


@pytest.mark.parametrize("kind", Kind)
def test_what_was_sealed_is_opened_and_says_what_it_is(kind: Kind) -> None:
    file = sealed.seal(kind, PACK, CONTENT, CODE)
    assert sealed.read(file) == Envelope(kind, PACK)
    assert sealed.unseal(file, f" {CODE.lower().replace('-', ' ')}\n") == CONTENT
    assert CONTENT not in file


def test_each_file_has_a_key_of_its_own() -> None:
    one, other = (sealed.seal(Kind.PACK, PACK, CONTENT, CODE) for _ in range(2))
    assert one[:26] == other[:26]
    assert one[42:] != other[42:]


def test_a_cut_at_every_byte_and_a_flip_of_every_byte_is_refused() -> None:
    file = sealed.seal(Kind.RETURN, PACK, CONTENT, CODE)
    for place in range(len(file)):
        cut, flipped = file[:place], bytearray(file)
        flipped[place] ^= 1 << place % 8
        expected = "PCK-NOT" if place < len(sealed.MAGIC) else "PCK-DAMAGED"
        assert refusal(cut) == expected
        assert refusal(bytes(flipped)) == expected


def test_who_makes_the_hash_anew_is_found_out_by_the_seal() -> None:
    body = sealed.seal(Kind.RETURN, PACK, CONTENT, CODE)[:-32]
    for place in range(len(sealed.MAGIC), len(body)):
        flipped = bytearray(body)
        flipped[place] ^= 1
        assert refusal(with_hash(bytes(flipped))) in {"PCK-CODE", "PCK-NOT", "PCK-NEWER"}
    assert refusal(with_hash(body[:30])) == "PCK-DAMAGED"
    assert refusal(with_hash(body + b"x")) == "PCK-CODE"


def test_a_newer_version_is_told_from_damage() -> None:
    body = bytearray(sealed.seal(Kind.PACK, PACK, CONTENT, CODE)[:-32])
    body[8] = 2
    assert refusal(with_hash(bytes(body))) == "PCK-NEWER"
    assert refusal(bytes(body) + bytes(32)) == "PCK-DAMAGED"
    assert refusal(with_hash(sealed.MAGIC + b"\x09")) == "PCK-NEWER"


@pytest.mark.parametrize("other", [b"", b"POM", b"%PDF-1.7", b"{}", b"\0" * 200])
def test_something_else_is_no_pack(other: bytes) -> None:
    assert refusal(other) == "PCK-NOT"


def test_another_code_opens_nothing() -> None:
    made = sealed.seal(Kind.PACK, PACK, CONTENT, CODE)
    for code in ("", "x", new_code(), CODE[:-1], CODE + "A", "1" * 10_000, "é"):
        assert refusal(made, code) == "PCK-CODE"
    assert len(sealed.seal(Kind.PACK, os.urandom(16).hex(), b"", CODE)) == 42 + 16 + 32


# The code


def test_codes_are_all_different_and_are_read_as_they_are_copied() -> None:
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    for code in codes:
        assert len(code) == 29
        assert secret_of(code) is not None
        sloppy = code.replace("O", "0").replace("I", "1").replace("B", "8")
        assert secret_of(sloppy.lower().replace("-", " – ")) == secret_of(code)


def test_a_slip_in_any_letter_is_noticed() -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    missed = 0
    for place, letter in enumerate(CODE):
        for slip in letters:
            if letter not in {"-", slip}:
                missed += secret_of(CODE[:place] + slip + CODE[place + 1 :]) is not None
    assert missed == 0
    assert secret_of(CODE[1] + CODE[0] + CODE[2:]) is None or CODE[0] == CODE[1]
