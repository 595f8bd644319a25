"""Frames: all units of one day, checked, put in order, and frozen before a seed exists.

Two digests tell a frame. That of its *drawable list* (reference and stratum of what can be drawn
at random) is what anybody needs to repeat a draw; that of the *whole frame* covers what was left
out and why, and who is seen for certain.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, cast

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.draws import SUPERVISOR, Criteria, Frame
from pomdesk.domain.quality.results import FrameRow
from pomdesk.domain.quality.terms import Certainty, Exclusion, Unit
from pomdesk.rules.quality.canonical import sha256_of
from pomdesk.rules.quality.tickets import is_ref, normal_ref

SCHEMA = "pomdesk.frame/1"
NOT_KNOWN = "NOT_KNOWN"
"""The value of a second key where a row has none."""

BAR = "|"
_NAMED = 10  # references named in a refusal


def freeze(
    rows: Iterable[FrameRow],
    *,
    as_of: date,
    unit: Unit,
    source: str,
    frozen_at: datetime,
    frozen_by: str,
    eligibility: Criteria,
    keys: Sequence[str] = (SUPERVISOR,),
    certainty: Mapping[str, Certainty] | None = None,
    filter_by: Criteria | None = None,
) -> Frame:
    """A frame that can be drawn from; one order and one spelling, however the rows came.

    Args:
        rows: every unit, also those that cannot be drawn.
        as_of: the day the rows are true of.
        unit: what a row is. Of assessments only the latest of each case may be eligible.
        source: where the rows come from.
        frozen_at: with a time zone.
        frozen_by: who freezes it.
        eligibility: which units can be drawn, in words and codes.
        keys: strata keys: ``supervisor``, and perhaps a second one of ``FrameRow.strata``.
        certainty: references of units that are seen for certain, and why.
        filter_by: what a targeted frame was narrowed by.

    Raises:
        RequestRefused: ``REQ-QA-FRAME-EMPTY``, ``REQ-QA-NOTHING-TO-DRAW``, ``REQ-QA-REF``,
            ``REQ-QA-DUPLICATE``, ``REQ-QA-NO-SUPERVISOR``, ``REQ-QA-EXCLUSION-WHY``,
            ``REQ-QA-CERTAINTY``, ``REQ-QA-STRATUM``, ``REQ-QA-SPELT``, ``REQ-QA-KEYS``,
            ``REQ-QA-WORDS`` (no words of eligibility or filter), ``REQ-QA-TIME``.

    """
    typed = list(rows)
    if not typed:
        raise RequestRefused("REQ-QA-FRAME-EMPTY")
    if frozen_at.tzinfo is None:
        raise RequestRefused("REQ-QA-TIME")
    if not eligibility.words.strip() or (filter_by and not filter_by.words.strip()):
        raise RequestRefused("REQ-QA-WORDS")
    if len(keys) not in (1, 2) or len(set(keys)) < len(keys) or "" in keys:
        raise RequestRefused("REQ-QA-KEYS")
    made = sorted((_normal(row) for row in typed), key=lambda row: row.case_ref)
    _check_rows(made, unit)
    frame = Frame(
        as_of, unit, source, frozen_at.astimezone(UTC).replace(microsecond=0), frozen_by,
        eligibility, tuple(keys), tuple(made), _certain(certainty or {}, made), filter_by,
    )  # fmt: skip
    _check_strata(frame)
    return frame


def stratum_of(row: FrameRow, keys: Sequence[str]) -> str:
    """The stratum of a row: ``POM03``, or ``POM03|HIGH`` with a second key."""
    return BAR.join(_value(row, key) for key in keys)


def drawable(frame: Frame) -> list[dict[str, str]]:
    """What can be drawn at random, sorted by reference: neither excluded nor certain."""
    return [
        {"case_ref": row.case_ref, "stratum": stratum_of(row, frame.keys)}
        for row in frame.rows
        if row.excluded is None and row.case_ref not in frame.certainty
    ]


def drawable_sha256(frame: Frame) -> str:
    """Digest of the drawable list; of the file that holds it, too."""
    return sha256_of(drawable(frame))


def sizes(frame: Frame) -> dict[str, int]:
    """Units of each stratum that can be drawn at random."""
    return dict(sorted(Counter(one["stratum"] for one in drawable(frame)).items()))


def exclusions(frame: Frame) -> dict[str, int]:
    """How many units cannot be drawn, by why."""
    counts = Counter(row.excluded for row in frame.rows if row.excluded is not None)
    return {code.value: counts[code] for code in Exclusion if counts[code]}


def run_out(frame: Frame, floor: int) -> tuple[str, ...]:
    """Supervisors with fewer than ``floor`` units left because the cycle has seen the others.

    All they have is taken; for them the next cycle can be opened.
    """
    left = Counter(row.supervisor for row in frame.rows if row.excluded is None)
    seen = {row.supervisor for row in frame.rows if row.excluded is Exclusion.SEEN_IN_CYCLE}
    return tuple(sorted(one for one in seen if one and left[one] < floor))


def frame_json(frame: Frame) -> dict[str, object]:
    """The frame as it is frozen, hashed, and exported beside a draw record."""
    return {
        "schema": SCHEMA,
        "as_of": frame.as_of.isoformat(),
        "unit": frame.unit.value,
        "source": frame.source,
        "frozen_at": stamp(frame.frozen_at),
        "frozen_by": frame.frozen_by,
        "eligibility": criteria_json(frame.eligibility),
        "filter": criteria_json(frame.filter) if frame.filter else None,
        "keys": list(frame.keys),
        "rows": [
            {
                "case_ref": row.case_ref,
                "supervisor": row.supervisor,
                "strata": dict(row.strata),
                "excluded": row.excluded.value if row.excluded else None,
                "reason": row.reason,
                "certain": frame.certainty[row.case_ref].value
                if row.case_ref in frame.certainty
                else None,
            }
            for row in frame.rows
        ],
    }


def frame_sha256(frame: Frame) -> str:
    """Digest of the whole frame; of the file that holds it, too."""
    return sha256_of(frame_json(frame))


def read_frame(value: object) -> Frame:
    """The frame that ``frame_json`` wrote; whether it is exactly that, the caller compares.

    Raises:
        RequestRefused: ``REQ-QA-FRAME-READ``, or what ``freeze`` refuses.

    """
    try:
        given = cast("Any", value)
        rows = [
            FrameRow(
                _text(one["case_ref"]),
                _text(one["supervisor"]),
                {key: _text(text) for key, text in one["strata"].items()},
                None if one["excluded"] is None else Exclusion(one["excluded"]),
                _text(one["reason"]),
            )
            for one in given["rows"]
        ]
        certain = {one["case_ref"]: one["certain"] for one in given["rows"] if one["certain"]}
        return freeze(
            rows,
            as_of=date.fromisoformat(given["as_of"]),
            unit=Unit(given["unit"]),
            source=_text(given["source"]),
            frozen_at=datetime.fromisoformat(given["frozen_at"]),
            frozen_by=_text(given["frozen_by"]),
            eligibility=_criteria(given["eligibility"]),
            keys=tuple(given["keys"]),
            certainty={ref: Certainty(code) for ref, code in certain.items()},
            filter_by=None if given["filter"] is None else _criteria(given["filter"]),
        )
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError):
        raise RequestRefused("REQ-QA-FRAME-READ") from None


def stamp(moment: datetime) -> str:
    """A moment in UTC, to the second: ``2026-07-01T09:30:00Z``."""
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def criteria_json(criteria: Criteria) -> dict[str, object]:
    """A rule in words and codes, to be hashed."""
    return {"words": criteria.words, "rules": dict(criteria.rules)}


def _criteria(given: Mapping[str, Any]) -> Criteria:
    return Criteria(_text(given["words"]), dict(given["rules"]))


def _text(given: object) -> str:
    if not isinstance(given, str):
        raise TypeError
    return given


def _normal(row: FrameRow) -> FrameRow:
    ref = normal_ref(row.case_ref)
    if not is_ref(ref):
        raise RequestRefused("REQ-QA-REF", ref=row.case_ref)
    strata = {key: _spelt(value) for key, value in row.strata.items()}
    return replace(row, case_ref=ref, supervisor=_spelt(row.supervisor), strata=strata)


def _spelt(value: str) -> str:
    value = unicodedata.normalize("NFC", value).strip()
    if BAR in value or not value.isprintable():
        raise RequestRefused("REQ-QA-STRATUM", stratum=value)
    return value


def _value(row: FrameRow, key: str) -> str:
    return row.supervisor if key == SUPERVISOR else row.strata.get(key, "") or NOT_KNOWN


def _check_rows(rows: Sequence[FrameRow], unit: Unit) -> None:
    """One row a unit, each with a supervisor or with the reason why it has none."""
    _refuse("REQ-QA-DUPLICATE", _twice(row.case_ref for row in rows))
    if unit is Unit.OASYS:
        _check_assessments(rows)
    open_rows = [row for row in rows if row.excluded is None]
    _refuse("REQ-QA-NO-SUPERVISOR", [row.case_ref for row in open_rows if not row.supervisor])
    unsaid = [r for r in rows if r.excluded is Exclusion.OTHER and not r.reason.strip()]
    _refuse("REQ-QA-EXCLUSION-WHY", [row.case_ref for row in unsaid])
    if not open_rows:
        raise RequestRefused("REQ-QA-NOTHING-TO-DRAW", excluded=len(rows))


def _check_assessments(rows: Sequence[FrameRow]) -> None:
    """References are ``A1234AB/2026-05-04``; of each case one assessment at most is eligible."""
    for row in rows:
        number, _, day = row.case_ref.partition("/")
        try:
            right = bool(number) and date.fromisoformat(day).isoformat() == day
        except ValueError:
            right = False
        if not right:
            raise RequestRefused("REQ-QA-REF-OASYS", ref=row.case_ref)
    eligible = (row for row in rows if row.excluded is None)
    _refuse("REQ-QA-NOT-LATEST", _twice(row.case_ref.partition("/")[0] for row in eligible))


def _certain(given: Mapping[str, Certainty], rows: Sequence[FrameRow]) -> dict[str, Certainty]:
    certain = {normal_ref(ref): why for ref, why in given.items()}
    eligible = {row.case_ref for row in rows if row.excluded is None}
    _refuse("REQ-QA-CERTAINTY", sorted(set(certain) - eligible))
    return dict(sorted(certain.items()))


def _check_strata(frame: Frame) -> None:
    """No stratum stands in two spellings: each would get a share of its own."""
    for key in frame.keys:
        spelt: dict[str, str] = {}
        for row in frame.rows:
            value = _value(row, key)
            if spelt.setdefault(value.casefold(), value) != value:
                raise RequestRefused("REQ-QA-SPELT", one=spelt[value.casefold()], other=value)


def _twice(refs: Iterable[str]) -> list[str]:
    return sorted(ref for ref, count in Counter(refs).items() if count > 1)


def _refuse(code: str, refs: Sequence[str]) -> None:
    if refs:
        shown = ", ".join(refs[:_NAMED]) + (", ..." if len(refs) > _NAMED else "")
        raise RequestRefused(code, refs=shown, n=len(refs))
