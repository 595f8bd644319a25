"""A calibration session: several assessors mark one golden file, held against the agreed key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pomdesk.domain.quality.instruments import Instrument
from pomdesk.domain.quality.terms import Judgement, ReviewStage


@dataclass(frozen=True, slots=True)
class CalibrationLine:
    """One marker of a session.

    Attributes:
        marker: code of the assessor.
        options: their answers by question.
        hits: answers equal to the key, of ``keyed``.
        difference: mean of own points less the mean of the others'; below 0 is stricter. None
            where there is nobody to compare with.
        interval: of the difference; None where there is too little.

    """

    marker: str
    name: str
    options: Mapping[str, str]
    judgement: Judgement | None
    hits: int
    keyed: int
    difference: float | None
    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class CalibrationView:
    """A session as far as somebody may see it.

    Who has not handed in their own marking sees neither key nor marks. An assessor sees the key,
    the own line and the figures of all; whoever runs the session sees every line.

    Attributes:
        sample_id, case_ref: the golden file; None and "" while none was named.
        key: agreed options by question; none while nobody handed them in, or may not be seen.
        waiting: how many have not handed in yet.
        fleiss: kappa of all markers over ``items`` questions; None where not defined.
        modal: marks equal to the commonest of their question, of ``marks``.
        mine: the marking of whoever is signed in, and how far it has come.
        may: codes: ``golden``, ``key``, ``join``.

    """

    round_id: int
    round_ref: str
    title: str
    sample_id: int | None
    case_ref: str
    instrument: Instrument | None
    key: Mapping[str, str]
    key_judgement: Judgement | None
    key_by: str
    lines: Sequence[CalibrationLine]
    waiting: int
    fleiss: float | None
    items: int
    modal: int
    marks: int
    mine: int | None
    mine_stage: ReviewStage | None
    may: frozenset[str]
