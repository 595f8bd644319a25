"""Draws: freeze, draw, record and verify, against sorting the same tickets in a plain loop."""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

from bench.harness import Figures, Line, Table, growth, measure, median, rounds_for, seconds
from bench.material import TODAY, Material
from pomdesk.domain.quality.draws import Criteria, Occasion, Plan, Seed, SeedSource
from pomdesk.domain.quality.results import FrameRow
from pomdesk.domain.quality.terms import Purpose, Unit
from pomdesk.rules.quality.canonical import canonical
from pomdesk.rules.quality.draws import draw
from pomdesk.rules.quality.frames import frame_json, freeze
from pomdesk.rules.quality.record import record_of
from pomdesk.rules.quality.verify import verify

SIZES = (90, 1_500, 100_000)
SEED = "7f3c9a1e5b2d48607f3c9a1e5b2d4860"
_SUPERVISORS, _TENTH, _LEAST = 40, 10, 90
_MOMENT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def tables(sizes: Sequence[int], rounds: int, _material: Material) -> Iterator[Table]:
    """One table a size, and how the time of each way grows."""
    took: dict[str, list[float]] = {"floor": [], "draw": []}
    for size in sizes:
        refs = [f"A{n:06}AB" for n in range(size)]
        ways = _ways(refs)
        turns = rounds_for(size, rounds)
        found = measure(ways, turns)
        for name, values in took.items():
            values.append(median(found[name]))
        each = {name: median(figures) / size * 1e6 for name, figures in found.items()}
        lines = [Line("tickets, sorted; JSON hashed", None, None, f"{each['floor']:.1f} us a case")]
        for name, words in (
            ("draw", "freeze, draw and record"),
            ("verify", "verify, from the stored texts"),
        ):
            said = f"{each[name]:.1f} us a case"
            lines.append(Line.of(words, found[name], found["floor"], None, said))
        yield Table(f"Draws, {size:,} cases", "the same tickets in a plain loop", turns, lines)
    if len(sizes) > 1:
        yield growth("Draws", sizes, took, {"draw": 1.1})


def _ways(refs: Sequence[str]) -> dict[str, Callable[[], Figures]]:
    files = max(len(refs) // _TENTH, 1)
    supervisors = min(_SUPERVISORS, max(len(refs) // _LEAST, 1) * 2)

    def floor() -> None:
        key = SEED.encode()
        tickets = sorted((hmac.digest(key, ref.encode(), "sha256"), ref) for ref in refs)
        hashlib.sha256(json.dumps([ref for _, ref in tickets[:files]]).encode()).hexdigest()
        hashlib.sha256(json.dumps(refs).encode()).hexdigest()

    def made() -> tuple[bytes, bytes]:
        rows = [FrameRow(ref, f"S{n % supervisors}", {}) for n, ref in enumerate(refs)]
        frame = freeze(
            rows,
            as_of=TODAY,
            unit=Unit.CASE,
            source="bench",
            frozen_at=_MOMENT,
            frozen_by="bench",
            eligibility=Criteria("All of them."),
        )
        drawn = draw(frame, Seed(SEED, SeedSource.GENERATED), Plan(files))
        occasion = Occasion("bench", Purpose.ROUTINE, _MOMENT, "bench", "bench")
        return canonical(record_of(frame, drawn, occasion)), canonical(frame_json(frame))

    record, frame = made()
    if verify(record, frame):
        raise RuntimeError("the draw that is measured does not hold")
    return {
        "floor": lambda: seconds(floor),
        "draw": lambda: seconds(made),
        "verify": lambda: seconds(lambda: verify(record, frame)),
    }
