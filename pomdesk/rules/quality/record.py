"""The draw record: everything that led to a draw, as canonical JSON, chained by digests.

It names its algorithm, for other ways of drawing by tickets give other orders. References are
prison numbers, so a record is OFFICIAL-SENSITIVE; ``redacted`` makes the form that can be shown
outside.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.draws import Allocation, Draw, Frame, Method, Occasion, SeedSource
from pomdesk.domain.quality.results import Picked
from pomdesk.domain.quality.terms import Purpose, SampleRole
from pomdesk.rules.quality.canonical import sha256_of
from pomdesk.rules.quality.draws import ASSESSOR, certainty_of, check_seed
from pomdesk.rules.quality.frames import (
    criteria_json,
    drawable,
    drawable_sha256,
    exclusions,
    frame_sha256,
    stamp,
)
from pomdesk.rules.quality.tickets import ticket

SCHEMA = "pomdesk.draw/1"
REDACTED = "pomdesk.draw-redacted/1"
ALGORITHM = {"id": "hmac-sha256-tickets", "version": 1}
"""Box-constrained largest remainder, then HMAC-SHA256 tickets, the lowest first."""

_DIGEST = 64
_WITHHELD = ("seal", "seed", "witness", "drawn_by", "requested_by", "trigger", "reason", "filter")


def record_of(frame: Frame, draw: Draw, occasion: Occasion) -> dict[str, object]:
    """The record of a draw.

    Raises:
        RequestRefused: what may not be drawn: ``REQ-QA-OCCASION`` (no id, nobody who drew, no
            program named, or no digest of the record before), ``REQ-QA-TIME``,
            ``REQ-QA-FREEZE-FIRST``, ``REQ-QA-TRIGGER``, ``REQ-QA-NO-FILTER``, ``REQ-QA-FILTER``,
            ``REQ-QA-NEYMAN``, ``REQ-QA-REDRAW``, ``REQ-QA-DOUBLE-MARK``, ``REQ-QA-SEED-...``.

    """
    _check(frame, draw, occasion)
    return sealed(
        {
            "schema": SCHEMA,
            "algorithm": dict(ALGORITHM),
            "draw_id": occasion.draw_id,
            "purpose": occasion.purpose.value,
            "trigger": occasion.trigger,
            "requested_by": occasion.requested_by,
            "parent_draw_id": occasion.parent_draw_id,
            "reason": occasion.reason,
            "drawn_at": stamp(occasion.drawn_at),
            "drawn_by": occasion.drawn_by,
            "software": occasion.software,
            "prev_record_sha256": occasion.previous,
            **_of_frame(frame),
            "seed": draw.seed.text,
            "seed_source": draw.seed.source.value,
            "seed_round": draw.seed.round,
            "witness": draw.seed.witness,
            "allocation": _of_allocation(draw.allocation),
            "certainty": [
                {**_of_picked(one), "stratum": one.stratum, "why": why.value}
                for one, why in certainty_of(frame, draw)
            ],
            "selected": _by_stratum(draw.picked, SampleRole.PRIMARY),
            "reserves": _by_stratum(draw.picked, SampleRole.RESERVE),
        }
    )


def sealed(record: Mapping[str, object]) -> dict[str, object]:
    """A record with the digest of all its other fields as its ``seal``.

    The seal shows a slip or a changed byte without the certificate. Whoever changes a record on
    purpose can seal it anew; that shows by the certificate and by the chain.
    """
    rest = {key: value for key, value in record.items() if key != "seal"}
    return {**rest, "seal": sha256_of(rest)}


def record_sha256(record: Mapping[str, object]) -> str:
    """Digest of a record: printed on its certificate, and named by the next record."""
    return sha256_of(dict(record))


def redacted(record: Mapping[str, object]) -> dict[str, object]:
    """A record to be shown outside: tickets and numbered strata, no names, no free words.

    The seed is withheld with the references: prison numbers are few enough to try them all, so
    with it anybody could tell whose ticket is whose.
    """
    given = cast("Any", dict(record))
    strata = sorted(
        (one["stratum"] for one in [*given["allocation"]["strata"], *given["certainty"]]),
        key=lambda stratum: ticket(given["seed"], stratum),  # alphabetical order would tell
    )
    names = {stratum: f"S{place}" for place, stratum in enumerate(dict.fromkeys(strata), 1)}

    def hidden(part: Mapping[str, Sequence[Mapping[str, str]]]) -> dict[str, list[str]]:
        return {names[key]: [one["ticket"] for one in items] for key, items in part.items()}

    shares = [
        {**share, "stratum": names[share["stratum"]]} for share in given["allocation"]["strata"]
    ]
    certain = [
        {"stratum": names[one["stratum"]], "ticket": one["ticket"], "why": one["why"]}
        for one in given["certainty"]
    ]
    return {
        **{key: value for key, value in given.items() if key not in _WITHHELD},
        "schema": REDACTED,
        "record_sha256": record_sha256(record),
        "allocation": {
            "method": given["allocation"]["method"],
            "n": given["allocation"]["n"],
            "floor": given["allocation"]["floor"],
            "strata": sorted(shares, key=lambda share: int(share["stratum"][1:])),
        },
        "certainty": certain,
        "selected": hidden(given["selected"]),
        "reserves": hidden(given["reserves"]),
    }


def _of_frame(frame: Frame) -> dict[str, object]:
    listed = drawable(frame)
    criteria = criteria_json(frame.eligibility)
    return {
        "unit": frame.unit.value,
        "as_of": frame.as_of.isoformat(),
        "frame_count": len(listed),
        "frame_sha256": drawable_sha256(frame),
        "whole_frame_count": len(frame.rows),
        "whole_frame_sha256": frame_sha256(frame),
        "frozen_at": stamp(frame.frozen_at),
        "eligibility": criteria,
        "eligibility_sha256": sha256_of(criteria),
        "filter": criteria_json(frame.filter) if frame.filter else None,
        "exclusions": exclusions(frame),
        "strata_keys": list(frame.keys),
    }


def _of_allocation(allocation: Allocation) -> dict[str, object]:
    plan = allocation.plan
    return {
        "method": plan.method.value,
        "n": plan.n,
        "floor": plan.floor,
        "before": {one: list(counts) for one, counts in sorted(plan.before.items())},
        "strata": [
            {
                "stratum": share.stratum,
                "size": share.size,
                "floor": share.floor,
                "cap": share.size,
                "n": share.n,
                "reserves": share.reserves,
                "inclusion": str(share.inclusion),
            }
            for share in allocation.shares
        ],
    }


def _of_picked(one: Picked) -> dict[str, str]:
    return {"case_ref": one.case_ref, "ticket": one.ticket}


def _by_stratum(picked: Sequence[Picked], role: SampleRole) -> dict[str, list[dict[str, str]]]:
    """References and tickets in the order of their rank."""
    found: dict[str, list[dict[str, str]]] = {}
    for one in picked:
        if one.role is role:
            found.setdefault(one.stratum, []).append(_of_picked(one))
    return found


def _check(frame: Frame, draw: Draw, occasion: Occasion) -> None:
    """What a draw must keep to, whoever asks for it."""
    named = (occasion.draw_id, occasion.drawn_by, occasion.software)
    if not all(text.strip() for text in named) or not _is_digest(occasion.previous):
        raise RequestRefused("REQ-QA-OCCASION")
    if occasion.drawn_at.tzinfo is None:
        raise RequestRefused("REQ-QA-TIME")
    if occasion.drawn_at.replace(microsecond=0) < frame.frozen_at:
        raise RequestRefused("REQ-QA-FREEZE-FIRST")
    _check_purpose(frame, draw, occasion)
    check_seed(draw.seed, drawn_by=occasion.drawn_by, used_before=())


def _check_purpose(frame: Frame, draw: Draw, occasion: Occasion) -> None:
    targeted = occasion.purpose is Purpose.TARGETED
    if targeted and not (occasion.trigger.strip() and occasion.requested_by.strip()):
        raise RequestRefused("REQ-QA-TRIGGER")
    if targeted and frame.filter is None:
        raise RequestRefused("REQ-QA-NO-FILTER")
    if occasion.purpose is Purpose.ROUTINE and frame.filter is not None:
        raise RequestRefused("REQ-QA-FILTER")
    if draw.allocation.plan.method is Method.NEYMAN and not targeted:
        raise RequestRefused("REQ-QA-NEYMAN")
    double = occasion.purpose is Purpose.DOUBLE_MARK
    from_parent = draw.seed.source is SeedSource.PARENT and bool(occasion.parent_draw_id)
    if double != (draw.seed.source is SeedSource.PARENT) or (double and not from_parent):
        raise RequestRefused("REQ-QA-DOUBLE-MARK")
    if double and tuple(frame.keys) != (ASSESSOR,):
        raise RequestRefused("REQ-QA-DOUBLE-MARK")
    if not double and bool(occasion.parent_draw_id) != bool(occasion.reason.strip()):
        raise RequestRefused("REQ-QA-REDRAW")


def _is_digest(text: str) -> bool:
    return len(text) == _DIGEST and all(c in "0123456789abcdef" for c in text)
