"""The draw: a simple random sample of each stratum, in the order of its tickets.

Certainty cases stand apart. They are taken out of the random part of their stratum before it is
shared out, so they use up no quota: they come in with likelihood 1, the others with n of N, N
counting only what was left to chance.

A reserve carries the likelihood of its stratum: it stands for a file of it that could not be read.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from fractions import Fraction

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.draws import (
    Criteria,
    Draw,
    Frame,
    Plan,
    Seed,
    SeedSource,
    Share,
)
from pomdesk.domain.quality.results import FrameRow, Picked
from pomdesk.domain.quality.terms import Certainty, SampleRole, SampleStatus
from pomdesk.rules.quality.allocation import allocate
from pomdesk.rules.quality.frames import drawable, freeze, sizes, stratum_of
from pomdesk.rules.quality.tickets import derived_seed, double_mark_key, is_seed, ticket

ASSESSOR = "assessor"
"""The strata key of double marks."""

TYPED = frozenset({SeedSource.DICE, SeedSource.LOTTERY})
_IN_PLAY = frozenset({SampleStatus.DRAWN, SampleStatus.ASSIGNED, SampleStatus.IN_REVIEW})


def draw(frame: Frame, seed: Seed, plan: Plan) -> Draw:
    """Draw from a frame; the same three always lead to the same draw.

    Raises:
        RequestRefused: as for ``allocation.allocate``.

    """
    allocation = allocate(sizes(frame), plan)
    units: dict[str, list[str]] = {}
    for one in drawable(frame):
        units.setdefault(one["stratum"], []).append(one["case_ref"])
    certain: dict[str, list[str]] = {}
    for row in frame.rows:
        if row.case_ref in frame.certainty:
            certain.setdefault(stratum_of(row, frame.keys), []).append(row.case_ref)
    shares = {share.stratum: share for share in allocation.shares}
    picked: list[Picked] = []
    for stratum in sorted({*units, *certain}):
        key = key_for(seed, stratum)
        picked += _certain(certain.get(stratum, ()), stratum, key)
        if stratum in shares:
            picked += _drawn(units[stratum], shares[stratum], key)
    return Draw(seed, allocation, tuple(picked))


def key_for(seed: Seed, stratum: str) -> str:
    """What the tickets of a stratum are keyed with."""
    if seed.source is SeedSource.PARENT:
        text = derived_seed(seed.text, f"round:{seed.round}") if seed.round else seed.text
        return double_mark_key(text)
    return derived_seed(seed.text, label_for(seed, stratum)) if seed.round else seed.text


def label_for(seed: Seed, stratum: str) -> str:
    """What the seed of a stratum is derived from its master by."""
    return f"round:{seed.round}|stratum:{stratum}"


def seed_identity(seed: Seed) -> str:
    """What of a seed may not come twice; a master comes once in each round."""
    return f"{seed.text.casefold()}|{seed.round}" if seed.round else seed.text.casefold()


def check_seed(seed: Seed, *, drawn_by: str, used_before: Collection[str]) -> None:
    """Refuse a seed that nobody could trust.

    Args:
        seed: generated, or read off dice or lottery before a witness.
        drawn_by: who draws; cannot be the witness.
        used_before: ``seed_identity`` of every seed of this desk, void draws' too.

    Raises:
        RequestRefused: ``REQ-QA-SEED-LETTERS``, ``REQ-QA-SEED-WITNESS``, ``REQ-QA-SEED-ROUND``,
            ``REQ-QA-SEED-USED``.

    """
    if not is_seed(seed.text):
        raise RequestRefused("REQ-QA-SEED-LETTERS")
    witness = seed.witness.strip().casefold()
    if seed.source in TYPED and (not witness or witness == drawn_by.strip().casefold()):
        raise RequestRefused("REQ-QA-SEED-WITNESS")
    takes_round = seed.source in (SeedSource.CYCLE, SeedSource.PARENT)
    if seed.round < 0 or (seed.round and not takes_round):
        raise RequestRefused("REQ-QA-SEED-ROUND")
    if seed.source is SeedSource.CYCLE and not seed.round:
        raise RequestRefused("REQ-QA-SEED-ROUND")
    if seed.source is not SeedSource.PARENT and seed_identity(seed) in used_before:
        raise RequestRefused("REQ-QA-SEED-USED")


def next_reserve(
    picked: Sequence[Picked], statuses: Mapping[str, SampleStatus], case_ref: str
) -> Picked | None:
    """The unit that steps in for one that cannot be read; nobody chooses it.

    Args:
        picked: the draw.
        statuses: by reference, how far each unit has come.
        case_ref: the unit that falls out; a reserve that stepped in may fall out, too.

    Returns:
        None where no reserve is left, and for a certainty case: chance cannot stand for it.

    Raises:
        RequestRefused: ``REQ-QA-NOT-DRAWN``: not in the draw; ``REQ-QA-NOT-IN-PLAY``: not called
            yet, done, or out already.

    """
    out = next((one for one in picked if one.case_ref == case_ref), None)
    if out is None:
        raise RequestRefused("REQ-QA-NOT-DRAWN", ref=case_ref)
    if statuses.get(case_ref) not in _IN_PLAY:
        raise RequestRefused("REQ-QA-NOT-IN-PLAY", ref=case_ref)
    if out.role is SampleRole.CERTAINTY:
        return None
    waiting = [
        one
        for one in picked
        if one.stratum == out.stratum
        and one.role is SampleRole.RESERVE
        and statuses.get(one.case_ref, SampleStatus.WAITING) is SampleStatus.WAITING
    ]
    return min(waiting, key=lambda one: one.rank, default=None)


def double_mark_plan(assessors: Mapping[str, str], *, percent: int, least: int = 0) -> Plan:
    """How many files are marked a second time: a share of all, one at least of each assessor.

    Args:
        assessors: who marks which file.
        percent: of all files, rounded up.
        least: files still missing of what the cycle needs.

    Raises:
        RequestRefused: ``REQ-QA-NUMBER``: not from 0 to 100 per cent, or ``least`` below 0.

    """
    if not 0 <= percent <= 100 or least < 0:
        raise RequestRefused("REQ-QA-NUMBER")
    files, marking = len(assessors), len(set(assessors.values()))
    wanted = max(-(-files * percent // 100), marking, least)
    return Plan(min(files, wanted), floor=1)


def double_mark_frame(
    parent: Frame,
    assessors: Mapping[str, str],
    *,
    eligibility: Criteria,
    source: str,
    frozen_at: datetime,
    frozen_by: str,
) -> Frame:
    """The frame double marks are drawn from: the files of a draw, by who marks them.

    Draw from it with the parent's seed, ``double_mark_seed``.

    Raises:
        RequestRefused: ``REQ-QA-NOT-DRAWN``: a file that is not in the parent's frame; else as
            for ``frames.freeze``.

    """
    known = {row.case_ref: row for row in parent.rows}
    strange = sorted(set(assessors) - set(known))
    if strange:
        raise RequestRefused("REQ-QA-NOT-DRAWN", ref=strange[0])
    rows = [
        FrameRow(ref, known[ref].supervisor, {**known[ref].strata, ASSESSOR: assessor})
        for ref, assessor in assessors.items()
    ]
    return freeze(
        rows,
        as_of=parent.as_of,
        unit=parent.unit,
        source=source,
        frozen_at=frozen_at,
        frozen_by=frozen_by,
        eligibility=eligibility,
        keys=(ASSESSOR,),
    )


def double_mark_seed(parent: Seed) -> Seed:
    """The parent's seed, to draw its double marks with."""
    return replace(parent, source=SeedSource.PARENT, witness="")


def certainty_of(frame: Frame, draw: Draw) -> list[tuple[Picked, Certainty]]:
    """The certainty cases of a draw, and why each is seen."""
    return [
        (one, frame.certainty[one.case_ref])
        for one in draw.picked
        if one.role is SampleRole.CERTAINTY
    ]


def _certain(refs: Sequence[str], stratum: str, key: str) -> list[Picked]:
    ordered = sorted((ticket(key, ref), ref) for ref in refs)
    return [
        Picked(ref, stratum, rank, SampleRole.CERTAINTY, mark, Fraction(1))
        for rank, (mark, ref) in enumerate(ordered, 1)
    ]


def _drawn(refs: Sequence[str], share: Share, key: str) -> list[Picked]:
    ordered = sorted((ticket(key, ref), ref) for ref in refs)[: share.n + share.reserves]
    return [
        Picked(
            ref,
            share.stratum,
            rank,
            SampleRole.PRIMARY if rank <= share.n else SampleRole.RESERVE,
            mark,
            share.inclusion,
        )
        for rank, (mark, ref) in enumerate(ordered, 1)
    ]
