"""A draw whose every step is known from other tools, and builders of frames."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from pomdesk.domain.quality.draws import Criteria, Frame, Occasion, Seed, SeedSource
from pomdesk.domain.quality.results import FrameRow
from pomdesk.domain.quality.terms import Certainty, Exclusion, Purpose, Unit
from pomdesk.rules.quality.frames import freeze

SEED = "OMU-QA-2026R1-POM03-7f3c9a1e5b2d4860"
MASTER = "OMU-QA-2026-CYCLE-0000000000000001"

ORDER = {  # invented references in the order of their tickets, and how those begin
    "A1011AM": "0ff65628de577bf7",
    "A1009AK": "22ab4e40",
    "A1005AF": "22b4b078",
    "A1007AH": "63e95357",
    "A1002AC": "6cf2bc17",
    "A1003AD": "a28261f7",
    "A1001AB": "aca14145",
    "A1008AJ": "ae969e40",
    "A1010AL": "b10db880",
    "A1000AA": "baf1eba8",
    "A1006AG": "db8bcb57",
    "A1004AE": "e7e0daac",
}
REFS = sorted(ORDER)
FRAME_SHA256 = "0b4c6e5e69cd223071104169923fa3ecf7c4874db0e8c798cb7907dcaa2875c2"

FROZEN_AT = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
DRAWN_AT = datetime(2026, 7, 1, 9, 30, tzinfo=UTC)
ELIGIBILITY = Criteria("All open cases with their supervisor for 28 days", {"new_case_days": 28})


def row(ref: str, supervisor: str = "POM03", rosh: str = "", **more: Any) -> FrameRow:
    return FrameRow(ref, supervisor, {"rosh": rosh} if rosh else {}, **more)


def excluded(ref: str, why: Exclusion = Exclusion.MOVED, supervisor: str = "POM03") -> FrameRow:
    return FrameRow(ref, supervisor, {}, why)


def frame(
    rows: Iterable[FrameRow] | None = None,
    *,
    unit: Unit = Unit.CASE,
    keys: Sequence[str] = ("supervisor",),
    certainty: Mapping[str, Certainty] | None = None,
    eligibility: Criteria = ELIGIBILITY,
    filter_by: Criteria | None = None,
    frozen_at: datetime = FROZEN_AT,
) -> Frame:
    return freeze(
        [row(ref) for ref in REFS] if rows is None else rows,
        as_of=date(2026, 7, 1),
        unit=unit,
        source="import 7",
        frozen_at=frozen_at,
        frozen_by="L. Lead",
        eligibility=eligibility,
        keys=keys,
        certainty=certainty,
        filter_by=filter_by,
    )


def unit_of(**sizes: int) -> list[FrameRow]:
    """So many cases of each supervisor: ``unit_of(POM01=3)``."""
    return [
        row(f"{supervisor}-{number:03}", supervisor)
        for supervisor, size in sizes.items()
        for number in range(size)
    ]


def seed(text: str = SEED, source: SeedSource = SeedSource.GENERATED, **more: Any) -> Seed:
    return Seed(text, source, **more)


def occasion(**changes: Any) -> Occasion:
    given: dict[str, Any] = {
        "draw_id": "QA-2026-01",
        "purpose": Purpose.ROUTINE,
        "drawn_at": DRAWN_AT,
        "drawn_by": "L. Lead",
        "software": "POM desk 0.1.0",
    }
    return Occasion(**{**given, **changes})
