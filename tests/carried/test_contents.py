"""What a file may hold: what this program writes, and nothing that only looks like it."""

import copy
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pomdesk.carried import contents
from pomdesk.carried.contents import NotedStop, Pack, PackedStop, Return
from pomdesk.domain.errors import PackRefused
from pomdesk.domain.typed import LONGEST_TYPED
from pomdesk.domain.visits import Ask, Captured, Card, Rows, Why

DAY, MADE = date(2026, 11, 23), datetime(2026, 11, 23, 9, 5, 7, 12)  # noqa: DTZ001 - UTC, as kept
UID, OTHER = "a" * 32, "b" * 32

ASK = Ask("duty:follow_up:4", Why.DUTY, "follow_up", "Ask about the course.", DAY, True, 5)
FACTS: Rows = {
    "person": {"cell_location": None},
    "entry:4": {"next_step": "x", "due": "2026-11-23"},
}
CARD = Card(
    "A1234BC",
    "Morgan",
    "Alun",
    "LEI",
    "LEI-A-1-007",
    ("ACCT open",),
    (ASK,),
    last_seen=DAY,
    facts=FACTS,
)
PACK = Pack(UID, "V7K-3MQ", "A wing", "Bring gloves.", DAY, "LEI", "A Jones", MADE,
            MADE + timedelta(3),
            (PackedStop(UID, CARD), PackedStop(OTHER, Card("B2222BB"))))  # fmt: skip
CAPTURED = Captured(UID, DAY, "wing", "14:05", "Talked.\n\tA lot.", "Ring.", DAY,
                    ("not_seen",), {"entry:4": {"due": None}}, "", "A Jones", MADE)  # fmt: skip
BACK = Return(OTHER, 2, UID, (OTHER,), MADE, MADE, "A note.", (NotedStop(UID, (CAPTURED,)),))


def test_what_was_written_is_read_again_to_the_letter() -> None:
    assert contents.read_pack(contents.write_pack(PACK)) == PACK
    assert contents.read_return(contents.write_return(BACK)) == BACK


def test_what_cannot_be_seen_is_shown_before_it_is_written() -> None:
    back = replace(BACK, note="a\0b\x1bc")
    assert contents.read_return(contents.write_return(back)).note == "a\ufffdb\ufffdc"


def test_what_steers_how_others_are_shown_is_refused_and_never_written() -> None:
    for steering in "\u202e\u2066\u200b\u200e\ufeff\u2060\U000e0041":
        refused(contents.read_pack, changed(PACK, "title", to=f"a{steering}b"))
        refused(contents.read_return, changed(BACK, "note", to=f"a{steering}b"))
        back = replace(BACK, note=f"a{steering}b")
        assert contents.read_return(contents.write_return(back)).note == "ab"
    for letter in "\u200c\u200d\u00ad":
        back = replace(BACK, note=f"a{letter}b")
        assert contents.read_return(contents.write_return(back)) == back


def as_file(value: object) -> bytes:
    return msgspec.json.encode(value)


def changed(whole: object, *path: Any, to: object) -> bytes:
    """The file with one value in it changed."""
    value: Any = copy.deepcopy(msgspec.to_builtins(whole))
    place = value
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return as_file(value)


def refused(read: Callable[[bytes], object], content: bytes) -> None:
    with pytest.raises(PackRefused) as found:
        read(content)
    assert found.value.code == "PCK-CONTENT"


@pytest.mark.parametrize(
    ("path", "to"),
    [
        (("visit",), "A" * 32),
        (("visit",), "a" * 31),
        (("code",), ""),
        (("code",), "x" * 13),
        (("title",), "x" * 201),
        (("title",), "x\x07"),
        (("title",), None),
        (("day",), "2026-02-30"),
        (("made_at",), "2026-11-23T09:05:07Z"),
        (("expires_at",), "2026-11-23T09:05:07.000012"),
        (("expires_at",), "2027-11-23T09:05:07"),
        (("stops",), []),
        (("stops", 1, "uid"), UID),
        (("stops", 0, "uid"), "' OR 1=1"),
        (("stops", 0, "card", "prisoner_number"), "A1234BC\n"),
        (("stops", 0, "card", "prisoner_number"), ""),
        (("stops", 0, "card", "last_name"), "x" * 2_001),
        (("stops", 0, "card", "alerts"), ["x"] * 501),
        (("stops", 0, "card", "last_said"), "x" * 401),
        (("stops", 0, "card", "last_said"), "x\x07"),
        (("stops", 0, "card", "com_name"), "x" * 2_001),
        (("stops", 0, "card", "release_on"), "soon"),
        (("stops", 0, "card", "asks", 0, "why"), "because"),
        (("stops", 0, "card", "asks", 0, "minutes"), 10**20),
        (("stops", 0, "card", "asks", 0, "minutes"), -1),
        (("stops", 0, "card", "asks", 0, "words"), "x" * (LONGEST_TYPED + 1)),
        (("stops", 0, "card", "facts", "probation"), {"tier": "A"}),
        (("stops", 0, "card", "facts", "entry:x"), {}),
        (("stops", 0, "card", "facts", "person"), {"last_name": "X"}),
        (("stops", 0, "card", "facts", "entry:4"), {"due": "tomorrow"}),
    ],
)  # fmt: skip
def test_a_pack_with_anything_else_in_it_is_refused(path: tuple[Any, ...], to: object) -> None:
    refused(contents.read_pack, changed(PACK, *path, to=to))


@pytest.mark.parametrize(
    ("path", "to"),
    [
        (("machine",), ""),
        (("number",), 0),
        (("number",), 10**30),
        (("uid",), ""),
        (("before",), ["a"]),
        (("before",), [OTHER, OTHER]),
        (("before",), [UID]),
        (("before",), [f"{number:032x}" for number in range(501)]),
        (("made_at",), "yesterday"),
        (("note",), "x\0"),
        (("stops", 0, "captures", 0, "uid"), "a"),
        (("stops", 0, "captures", 0, "what"), "murdered"),
        (("stops", 0, "captures", 0, "time"), "24:00"),
        (("stops", 0, "captures", 0, "time"), "1:5"),
        (("stops", 0, "captures", 0, "day"), None),
        (("stops", 0, "captures", 0, "text"), "x" * (LONGEST_TYPED + 1)),
        (("stops", 0, "captures", 0, "machine"), OTHER),
        (("stops", 0, "captures", 0, "by"), "x" * 101),
        (("stops", 0, "captures", 0, "at"), "2026-11-23T09:05:07+01:00"),
        (("stops", 0, "captures", 0, "ticked"), ["x" * 121]),
        (("stops", 0, "captures", 0, "changes"), {"person": {"prison_id": "LEI"}}),
        (("stops", 0, "captures", 0, "changes"), {"entry:" + "9" * 30: {"due": None}}),
        (("stops", 0, "captures"), [msgspec.to_builtins(CAPTURED)] * 2),
    ],
)  # fmt: skip
def test_a_return_with_anything_else_in_it_is_refused(path: tuple[Any, ...], to: object) -> None:
    refused(contents.read_return, changed(BACK, *path, to=to))


@pytest.mark.parametrize(
    "content",
    [b"", b"null", b"[]", b"{}", b"\xff\xfe", b"[" * 100_000, b'{"visit":' * 50_000,
     b'{"visit": "\\ud800"}', b'{"number": 1e999}', b'{"stops": ' + b"[" * 5_000],
)  # fmt: skip
def test_what_is_no_visit_at_all_is_refused(content: bytes) -> None:
    for read in (contents.read_pack, contents.read_return):
        refused(read, content)


def test_too_many_people_or_too_many_bytes_are_refused() -> None:
    many = [PackedStop(f"{number:032x}", Card("A1234BC")) for number in range(501)]
    refused(contents.read_pack, as_file(replace(PACK, stops=tuple(many))))
    assert contents.read_pack(as_file(replace(PACK, stops=tuple(many[:500]))))
    refused(contents.read_pack, as_file(PACK) + b" " * 8 * 1024 * 1024)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_change_of_a_file_breaks_the_reader(data: st.DataObject) -> None:
    whole = bytearray(as_file(data.draw(st.sampled_from([PACK, BACK]))))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(whole) - 1))
        whole[place] = data.draw(st.integers(0, 255))
    for read in (contents.read_pack, contents.read_return):
        with suppress(PackRefused):
            read(bytes(whole))
