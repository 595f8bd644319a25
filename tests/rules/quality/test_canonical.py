"""One value, one sequence of bytes."""

import pytest

from pomdesk.domain.errors import RequestRefused
from pomdesk.rules.quality.canonical import canonical, read_canonical, sha256_of

# The example of RFC 8785, section 3.2.2, with its numbers left to whole ones.
EXAMPLE = {
    "string": '\u20ac$\u000f\nA\'B"\\\\"/',
    "literals": [None, True, False],
    "numbers": [333333333, 4, -1, 0],
}
WRITTEN = (
    b'{"literals":[null,true,false],"numbers":[333333333,4,-1,0],'
    b'"string":"\xe2\x82\xac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
)


def test_the_example_of_the_standard_is_written_as_it_says() -> None:
    assert canonical(EXAMPLE) == WRITTEN
    assert read_canonical(WRITTEN) == EXAMPLE


def test_keys_are_ordered_by_their_utf16_units() -> None:
    # the standard's own trap: U+1F600 comes before U+FB33 in UTF-16, after it in code points
    assert canonical({"\ufb33": 1, "\U0001f600": 2, "\r": 3, "1": 4}) == (
        b'{"\\r":3,"1":4,"\xf0\x9f\x98\x80":2,"\xef\xac\xb3":1}'
    )


def test_the_digest_is_that_of_the_bytes() -> None:
    # printf %s '{"a":1,"b":[]}' | openssl dgst -sha256
    assert sha256_of({"b": [], "a": 1}) == (
        "f87e4099e9be5e75094e0a4f46d3dc18a9c37429314a5a2490fb78d31e7e170c"
    )


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), 2**53, -(2**53), "\ud800", {"\ud800": 1}, {1: 2}, {"a": {1, 2}}],
    ids=repr,
)
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(RequestRefused, match="REQ-QA-CANONICAL"):
        canonical(value)


def test_what_holds_itself_is_refused() -> None:
    value: list[object] = []
    value.append(value)
    with pytest.raises(RequestRefused, match="REQ-QA-CANONICAL"):
        canonical(value)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b'{"a": 1}',
        b'{"a":1}\n',
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a":1.0}',
        b'{"a":1e0}',
        b'{"a":-0}',
        b'{"a":NaN}',
        b'{"a":Infinity}',
        b'{"a":1e999}',
        b'{"a":9007199254740993}',
        b'{"a":' + b"9" * 5000 + b"}",
        b'{"a":"\\u0041"}',
        b'{"a":"\\/"}',
        b'{"a":"\\ud800"}',
        b'{"a":"\xff"}',
        b'\xef\xbb\xbf{"a":1}',
        '{"a":1}'.encode("utf-16"),
        b"[" * 100_000,
    ],
    ids=lambda data: repr(data[:20]),
)
def test_another_form_of_the_same_is_not_the_same(data: bytes) -> None:
    with pytest.raises(RequestRefused, match="REQ-QA-NOT-CANONICAL"):
        read_canonical(data)
