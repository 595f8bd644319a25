"""A draw is repeated from record and frame alone, and whatever was changed is found."""

import copy
import inspect
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pomdesk.domain.quality.draws import Criteria, Frame, Method, Plan, SeedSource
from pomdesk.domain.quality.results import Finding
from pomdesk.domain.quality.terms import Certainty, Exclusion, Purpose
from pomdesk.rules.quality.canonical import canonical
from pomdesk.rules.quality.draws import double_mark_frame, double_mark_seed, draw
from pomdesk.rules.quality.frames import frame_json
from pomdesk.rules.quality.record import record_of, record_sha256, sealed
from pomdesk.rules.quality.verify import verify, verify_chain
from resources.text import Text
from tests.rules.quality.vectors import (
    DRAWN_AT,
    ELIGIBILITY,
    FROZEN_AT,
    MASTER,
    excluded,
    frame,
    occasion,
    row,
    seed,
    unit_of,
)

FRAME = frame(
    [
        *(replace(one, strata={"rosh": "HIGH"}) for one in unit_of(POM01=4, POM02=3)),
        *(row(f"C{n}", "POM01", rosh="LOW") for n in range(4)),
        excluded("X1"),
        row("X2", excluded=Exclusion.OTHER, reason="Lent to the inspectorate"),
    ],
    keys=("supervisor", "rosh"),
    certainty={"C3": Certainty.DECISION_NEAR},
)
RECORD: dict[str, Any] = record_of(
    FRAME,
    draw(FRAME, seed("1643526", SeedSource.DICE, witness="W. Witness"), Plan(5, floor=2)),
    occasion(parent_draw_id="QA-2026-00", reason="The list lacked POM02"),
)
TELLING_ROWS = (0, 3, 11, 12)  # drawable, certain, left out, left out with a reason
DATA, FRAME_DATA = canonical(RECORD), canonical(frame_json(FRAME))
SHA256 = record_sha256(RECORD)

# What nothing else in record and frame decides: the seal tells, and where somebody made a new
# one, the digest on the certificate.
FREE = {
    "draw_id", "purpose", "trigger", "requested_by", "parent_draw_id", "reason", "drawn_at",
    "drawn_by", "software", "prev_record_sha256", "witness", "seed_source",
}  # fmt: skip


def codes(found: list[Finding]) -> set[str]:
    return {one.code for one in found}


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every single field, of every list and of every table."""
    yield path
    if isinstance(value, dict):
        for key in value:
            yield from leaves(value[key], (*path, key))
    elif isinstance(value, list):
        for place in range(len(value)):
            yield from leaves(value[place], (*path, place))


def at(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def changed(value: Any, path: tuple[Any, ...], to: Any) -> Any:
    made = copy.deepcopy(value)
    at(made, path[:-1])[path[-1]] = to
    return made


def others(value: Any) -> list[Any]:
    """What could stand there instead, of this type and of others."""
    near: list[Any] = []
    if isinstance(value, str):
        near = [f"{value}0", "moved"]
    elif isinstance(value, int):
        near = [value + 1, value == 1, str(value)]
    elif isinstance(value, list):
        near = [value[:-1], list(reversed(value))]
    elif isinstance(value, dict):
        near = [dict(list(value.items())[1:]), {**value, "more": 1}]
    return [one for one in (*near, None, True, []) if one != value or one is True]


def test_a_record_and_its_frame_as_they_were_made_are_right() -> None:
    assert verify(DATA, FRAME_DATA, expected_sha256=SHA256) == []
    assert verify(DATA, FRAME_DATA, expected_sha256=f" {SHA256.upper()}\n") == []
    assert verify(RECORD, frame_json(FRAME)) == []
    assert verify(json.loads(DATA), FRAME_DATA) == []


def right(of: Frame, *args: Any, **changes: Any) -> bool:
    record = record_of(of, draw(of, *args), occasion(**changes))
    data = canonical(record)
    return not verify(data, canonical(frame_json(of)), expected_sha256=record_sha256(record))


def test_every_kind_of_draw_can_be_repeated() -> None:
    filtered = frame(filter_by=Criteria("Recalled", {"recalled": True}))
    again = double_mark_frame(
        frame(), {"A1011AM": "ASSESSOR1", "A1009AK": "ASSESSOR2"}, eligibility=ELIGIBILITY,
        source="QA-2026-01", frozen_at=FROZEN_AT, frozen_by="L. Lead",
    )  # fmt: skip
    neyman = Plan(4, method=Method.NEYMAN, before={"POM03": (1, 4)})
    assert right(frame(), seed(), Plan(4))
    assert right(frame(), seed(), Plan(0))
    assert right(frame(), seed(), Plan(99, floor=2))
    assert right(frame([row("A1")], certainty={"A1": Certainty.NEW_SUPERVISOR}), seed(), Plan(3))
    assert right(frame(), seed(MASTER, SeedSource.CYCLE, round=3), Plan(4))
    assert right(
        filtered, seed(), neyman, purpose=Purpose.TARGETED, trigger="Recalls", requested_by="G"
    )
    assert right(
        again, double_mark_seed(seed()), Plan(2, floor=1),
        purpose=Purpose.DOUBLE_MARK, parent_draw_id="QA-2026-01",
    )  # fmt: skip


@pytest.mark.parametrize("path", list(leaves(RECORD))[1:], ids=str)
def test_a_changed_field_of_the_record_is_found(path: tuple[Any, ...]) -> None:
    for other in others(at(RECORD, path)):
        tampered = changed(RECORD, path, other)
        if canonical(tampered) == DATA:
            continue
        assert verify(tampered, FRAME_DATA), other
        again = sealed(tampered) if path[0] != "seal" else tampered
        sha256 = SHA256 if path[0] in FREE else ""
        assert verify(again, FRAME_DATA, expected_sha256=sha256), other


FRAME_PATHS = [
    path
    for path in leaves(frame_json(FRAME))
    if path and (path[0] != "rows" or len(path) < 2 or path[1] in TELLING_ROWS)
]


@pytest.mark.parametrize("path", FRAME_PATHS, ids=str)
def test_a_changed_field_of_the_frame_is_found(path: tuple[Any, ...]) -> None:
    whole = frame_json(FRAME)
    for other in others(at(whole, path)):
        tampered = changed(whole, path, other)
        assert canonical(tampered) == FRAME_DATA or verify(DATA, tampered), other


@given(st.data())
@settings(max_examples=150)
def test_a_changed_byte_is_found(data: st.DataObject) -> None:
    of_record = data.draw(st.booleans())
    old = DATA if of_record else FRAME_DATA
    place = data.draw(st.integers(0, len(old) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda byte: byte != old[place]))
    new = old[:place] + bytes([byte]) + old[place + 1 :]
    assert verify(*((new, FRAME_DATA) if of_record else (DATA, new)))


@given(st.data())
@settings(max_examples=100)
def test_a_byte_more_or_less_is_found(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(FRAME_DATA) - 1))
    more = data.draw(st.binary(min_size=1, max_size=2))
    longer = FRAME_DATA[:place] + more + FRAME_DATA[place:]
    shorter = FRAME_DATA[:place] + FRAME_DATA[place + 1 :]
    assert verify(DATA, longer)
    assert verify(DATA, shorter)


@pytest.mark.parametrize(
    "data",
    [b"", b"null", b"[]", b"7", b'"x"', b"{}", DATA + b"\n", b" " + DATA, b"\xef\xbb\xbf" + DATA,
     json.dumps(RECORD).encode(), DATA.replace(b'"n":5', b'"n":5.0'),
     DATA.replace(b'"n":5', b'"n":5,"n":5'), DATA.replace(b'"n":5', b'"n":NaN'),
     DATA.replace(b'"n":5', b'"n":' + b"9" * 30), b"\xff" + DATA, b"[" * 100_000],
    ids=lambda data: repr(data[:20]),
)  # fmt: skip
def test_bytes_that_only_mean_the_same_are_not_the_same(data: bytes) -> None:
    assert data == DATA or verify(data, FRAME_DATA)
    assert data == DATA or verify(DATA, data)


def test_findings_say_where() -> None:
    first = RECORD["selected"]["POM02|HIGH"]
    tampered = changed(RECORD, ("selected", "POM02|HIGH"), list(reversed(first)))
    found = verify(tampered, FRAME_DATA)
    assert codes(found) == {"selected_differs"}
    assert found[0].about == "selected.POM02|HIGH[1].case_ref"
    assert codes(verify(changed(RECORD, ("more",), 1), FRAME_DATA)) == {"unknown_field"}
    without = {key: value for key, value in RECORD.items() if key != "reserves"}
    assert verify(without, FRAME_DATA) == [Finding("missing", "reserves")]
    forged = changed(RECORD, ("witness",), "Somebody Else")
    assert verify(forged, FRAME_DATA) == [Finding("seal_differs", "seal")]
    certificate = sealed(forged)
    assert verify(certificate, FRAME_DATA) == []
    assert codes(verify(certificate, FRAME_DATA, expected_sha256=SHA256)) == {"certificate_differs"}


def test_another_frame_is_told_as_such() -> None:
    other = frame(unit_of(POM01=9, POM02=5))
    assert "frame_other" in codes(verify(DATA, canonical(frame_json(other))))


def test_a_frame_that_freezing_would_not_give_is_refused() -> None:
    whole: Any = frame_json(FRAME)
    mixed = {**whole, "rows": list(reversed(whole["rows"]))}
    assert codes(verify(DATA, mixed)) == {"frame_form"}
    twice = {**whole, "rows": [*whole["rows"], whole["rows"][0]]}
    assert verify(DATA, twice) == [Finding("frame_unreadable", "REQ-QA-DUPLICATE")]


def test_another_way_of_drawing_is_not_repeated() -> None:
    for tampered, code in (
        (changed(RECORD, ("algorithm", "id"), "sha256-tickets"), "unknown_algorithm"),
        (changed(RECORD, ("algorithm", "version"), 2), "unknown_algorithm"),
        (changed(RECORD, ("schema",), "pomdesk.draw/2"), "unknown_schema"),
    ):
        assert codes(verify(tampered, FRAME_DATA)) == {code}


def test_a_draw_that_is_not_allowed_is_told_by_its_code() -> None:
    tampered = changed(RECORD, ("witness",), "")
    assert verify(tampered, FRAME_DATA) == [Finding("not_allowed", "REQ-QA-SEED-WITNESS")]
    tampered = changed(RECORD, ("drawn_at",), "2026-06-30T09:30:00Z")
    assert verify(tampered, FRAME_DATA) == [Finding("not_allowed", "REQ-QA-FREEZE-FIRST")]
    tampered = changed(RECORD, ("allocation", "n"), 3)
    assert verify(tampered, FRAME_DATA) == [Finding("not_allowed", "REQ-QA-TOO-FEW")]


# ---- the chain ----------------------------------------------------------------------------


def chain(length: int = 4) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    for place in range(length):
        previous = record_sha256(made[-1]) if made else "0" * 64
        made.append(
            record_of(
                frame(),
                draw(frame(), seed(f"seed-number-{place}"), Plan(4)),
                occasion(
                    draw_id=f"QA-{place}",
                    previous=previous,
                    drawn_at=DRAWN_AT + timedelta(days=place),
                ),
            )
        )
    return made


CHAIN = chain()
HEAD = record_sha256(CHAIN[-1])


def linked(record: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    return sealed({**record, "prev_record_sha256": record_sha256(before)})


def test_a_whole_chain_is_right() -> None:
    assert verify_chain(CHAIN, head=HEAD) == []
    assert verify_chain([canonical(one) for one in CHAIN], head=HEAD) == []
    assert verify_chain([]) == []


@pytest.mark.parametrize("place", range(4))
def test_a_record_taken_out_or_changed_is_found(place: int) -> None:
    without = CHAIN[:place] + CHAIN[place + 1 :]
    assert verify_chain(without, head=HEAD)
    tampered = [*CHAIN]
    tampered[place] = changed(CHAIN[place], ("witness",), "Somebody Else")
    assert "seal_differs" in codes(verify_chain(tampered))
    tampered[place] = sealed(tampered[place])
    found = verify_chain(tampered, head=HEAD)
    assert codes(found) == {"chain_broken" if place < 3 else "chain_head"}


def test_records_in_another_order_are_found() -> None:
    found = verify_chain([CHAIN[1], CHAIN[0]])
    assert codes(found) == {"chain_broken", "chain_order"}


def test_a_draw_or_a_seed_that_comes_twice_is_found() -> None:
    one = CHAIN[0]
    later = sealed({**linked(one, one), "drawn_at": "2026-07-09T00:00:00Z"})
    assert codes(verify_chain([one, later])) == {"chain_twice", "chain_seed"}
    renamed = sealed({**later, "draw_id": "QA-9", "seed": str(one["seed"]).upper()})
    assert verify_chain([one, renamed]) == [Finding("chain_seed", "QA-9")]


def test_a_parent_that_is_not_there_is_found() -> None:
    one = CHAIN[0]
    orphan = sealed({**linked(CHAIN[1], one), "parent_draw_id": "QA-99", "reason": "x"})
    assert verify_chain([one, orphan]) == [Finding("chain_parent", "QA-1")]


def test_double_marks_go_by_the_seed_of_their_parent() -> None:
    one = CHAIN[0]
    again = sealed(
        {
            **linked(CHAIN[1], one),
            "parent_draw_id": one["draw_id"],
            "seed_source": "parent",
            "seed": one["seed"],
        }
    )
    assert verify_chain([one, again]) == []
    other = sealed({**again, "seed": "another-seed"})
    assert verify_chain([one, other]) == [Finding("chain_seed", "QA-1")]


@pytest.mark.parametrize("stored", [b"", b"7", b"{}", {"draw_id": []}, {"seed": 1}], ids=repr)
def test_what_is_no_record_is_told_and_does_not_stop_the_rest(stored: Any) -> None:
    found = verify_chain([stored, CHAIN[0]])
    assert {"chain_broken", "unreadable"} <= codes(found)


def test_every_finding_has_words() -> None:
    source = Path(inspect.getfile(verify)).read_text(encoding="utf-8")
    told = set(re.findall(r'(?:Finding\(|: )"([a-z]+_?[a-z_]*)"', source))
    assert "chain_head" in told
    assert "frame_other" in told
    text = Text("en")
    assert not [code for code in told if not text.has(f"draw_finding.{code}")]
