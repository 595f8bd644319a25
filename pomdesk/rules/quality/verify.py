"""Repeating a draw from its record and its frame alone, and finding what was changed.

Everything that follows from frame, seed and plan is worked out again and compared. What does not
follow, such as the name of a witness, stands under the record's seal; and whoever makes a new
seal for it is found by the digest on the certificate, or by the next record.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.draws import (
    FIRST_RECORD,
    Frame,
    Method,
    Occasion,
    Plan,
    Seed,
    SeedSource,
)
from pomdesk.domain.quality.results import Finding
from pomdesk.domain.quality.terms import Purpose
from pomdesk.rules.quality.canonical import canonical, read_canonical
from pomdesk.rules.quality.draws import draw, seed_identity
from pomdesk.rules.quality.frames import frame_json, read_frame, stamp
from pomdesk.rules.quality.record import ALGORITHM, SCHEMA, record_of, sealed

Stored = bytes | Mapping[str, object]
"""A record or a frame: the bytes of its file, or what they hold."""

_NOT_THAT = (LookupError, TypeError, ValueError, AttributeError, OverflowError)  # another shape
_PARTS = {  # findings that say which part of a record differs
    "frame_count": "frame_other",
    "frame_sha256": "frame_other",
    "whole_frame_count": "frame_other",
    "whole_frame_sha256": "frame_other",
    "allocation": "allocation_differs",
    "certainty": "certainty_differs",
    "selected": "selected_differs",
    "reserves": "reserves_differ",
    "seal": "seal_differs",
}


def verify(record: Stored, frame: Stored, *, expected_sha256: str = "") -> list[Finding]:
    """What is wrong with a record or its frame; nothing, where both are as they were made.

    Args:
        record: as it is stored. Of bytes each one counts.
        frame: the whole frame, as it was frozen.
        expected_sha256: the digest on the certificate; "": not at hand, then a record that was
            changed and sealed anew, in fields that do not follow from the others, passes.

    """
    data, given, found = _opened(record, "record")
    frame_data, frozen, frame_found = _opened(frame, "frame")
    found += frame_found
    if expected_sha256 and hashlib.sha256(data).hexdigest() != expected_sha256.strip().lower():
        found.append(Finding("certificate_differs"))
    if not isinstance(given, dict):
        return [*found, Finding("unreadable", "record")]
    found += _kind(given)
    if frame_found or any(one.code.startswith("unknown_") for one in found):
        return found
    made, problem = _frame_of(frozen, frame_data)
    found += problem
    if made is not None:
        found += _repeated(given, made)
    return found


def verify_chain(records: Sequence[Stored], *, head: str = "") -> list[Finding]:
    """What is wrong with all records of a desk, the first one first.

    Args:
        records: as they are stored.
        head: digest of the newest record, from somewhere else: its certificate, or a report.
            Without it nobody can tell that the last record was taken away or changed.

    """
    found: list[Finding] = []
    before, last = FIRST_RECORD, ""
    known: dict[str, dict[str, Any]] = {}
    seeds: set[str] = set()
    for place, stored in enumerate(records, 1):
        data, given, problems = _opened(stored, f"#{place}")
        found += problems
        held: dict[str, Any] = given if isinstance(given, dict) else {}
        name = str(held.get("draw_id") or f"#{place}")
        if held and held != sealed(held):
            found.append(Finding("seal_differs", name))
        if held.get("prev_record_sha256") != before:
            found.append(Finding("chain_broken", name))
        before = hashlib.sha256(data).hexdigest()
        if name in known:
            found.append(Finding("chain_twice", name))
        drawn_at = str(held.get("drawn_at", ""))
        if drawn_at < last:
            found.append(Finding("chain_order", name))
        found += _against_earlier(held, name, known, seeds)
        known[name], last = held, max(last, drawn_at)
    if head and head.strip().lower() != before:
        found.append(Finding("chain_head"))
    return found


def _against_earlier(
    held: Mapping[str, Any], name: str, known: Mapping[str, Mapping[str, Any]], seeds: set[str]
) -> Iterator[Finding]:
    """Seeds come once, parents come before, double marks go by their parent's seed."""
    parent = held.get("parent_draw_id")
    if parent and str(parent) not in known:
        yield Finding("chain_parent", name)
    try:
        seed = _seed(held)
    except _NOT_THAT:
        yield Finding("unreadable", name)
        return
    if seed.source is SeedSource.PARENT:
        first = known.get(str(parent), {})
        if (first.get("seed"), first.get("seed_round")) != (seed.text, seed.round):
            yield Finding("chain_seed", name)
        return
    if seed_identity(seed) in seeds:
        yield Finding("chain_seed", name)
    seeds.add(seed_identity(seed))


def _opened(stored: Stored, what: str) -> tuple[bytes, object, list[Finding]]:
    """The bytes of something stored and what they hold; None where that cannot be told."""
    try:
        if isinstance(stored, bytes):
            return stored, read_canonical(stored), []
        data = canonical(dict(stored))
        return data, json.loads(data), []
    except RequestRefused:
        data = stored if isinstance(stored, bytes) else b""
        return data, None, [Finding("not_canonical", what)]


def _kind(given: Mapping[str, object]) -> Iterator[Finding]:
    if given.get("schema") != SCHEMA:
        yield Finding("unknown_schema", str(given.get("schema", "")))
    algorithm = given.get("algorithm")
    if any(_differences(ALGORITHM, algorithm, "")):
        yield Finding("unknown_algorithm", str(algorithm))


def _frame_of(frozen: object, data: bytes) -> tuple[Frame | None, list[Finding]]:
    """The frame, if it is one that was frozen: in the one form that freezing gives."""
    try:
        frame = read_frame(frozen)
        same = canonical(frame_json(frame)) == data
    except RequestRefused as refused:
        return None, [Finding("frame_unreadable", refused.code)]
    return frame, [] if same else [Finding("frame_form")]


def _repeated(given: Mapping[str, object], frame: Frame) -> list[Finding]:
    """The draw done again from the record's own seed and plan, and how the record differs."""
    try:
        seed, plan, occasion = _seed(given), _plan(given), _occasion(given)
    except _NOT_THAT as wrong:
        about = str(wrong.args[0]) if isinstance(wrong, KeyError) else ""
        return [Finding("unreadable", about or "record")]
    try:
        expected = json.loads(canonical(record_of(frame, draw(frame, seed, plan), occasion)))
    except RequestRefused as refused:
        return [Finding("not_allowed", refused.code)]
    return list(_differences(expected, given, ""))


def _differences(expected: object, given: object, path: str) -> Iterator[Finding]:
    """Where two values part, down to the single field."""
    if isinstance(expected, dict) and isinstance(given, dict):
        for key in sorted({*expected, *given}):
            below = f"{path}.{key}" if path else key
            if key not in given:
                yield Finding("missing", below)
            elif key not in expected:
                yield Finding("unknown_field", below)
            else:
                yield from _differences(expected[key], given[key], below)
    elif isinstance(expected, list) and isinstance(given, list) and len(expected) == len(given):
        for place, (one, other) in enumerate(zip(expected, given, strict=True), 1):
            yield from _differences(one, other, f"{path}[{place}]")
    elif type(expected) is not type(given) or expected != given:  # True is not 1
        yield Finding(_PARTS.get(path.partition(".")[0].partition("[")[0], "differs"), path)


def _seed(given: Mapping[str, Any]) -> Seed:
    return Seed(
        _text(given, "seed"),
        SeedSource(given["seed_source"]),
        _text(given, "witness"),
        _number(given["seed_round"]),
    )


def _plan(given: Mapping[str, Any]) -> Plan:
    allocation = given["allocation"]
    before = {
        one: (_number(counts[0]), _number(counts[1]))
        for one, counts in cast("dict[str, list[object]]", allocation["before"]).items()
    }
    return Plan(
        _number(allocation["n"]),
        _number(allocation["floor"]),
        Method(allocation["method"]),
        before,
    )


def _occasion(given: Mapping[str, Any]) -> Occasion:
    drawn_at = datetime.fromisoformat(_text(given, "drawn_at"))
    if drawn_at.tzinfo is None or stamp(drawn_at) != given["drawn_at"]:
        raise ValueError
    return Occasion(
        draw_id=_text(given, "draw_id"),
        purpose=Purpose(given["purpose"]),
        drawn_at=drawn_at,
        drawn_by=_text(given, "drawn_by"),
        software=_text(given, "software"),
        trigger=_text(given, "trigger"),
        requested_by=_text(given, "requested_by"),
        parent_draw_id=_text(given, "parent_draw_id"),
        reason=_text(given, "reason"),
        previous=_text(given, "prev_record_sha256"),
    )


def _text(given: Mapping[str, object], key: str) -> str:
    value = given[key]
    if not isinstance(value, str):
        raise TypeError(key)
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError
    return value
