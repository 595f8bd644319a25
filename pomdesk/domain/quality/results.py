"""What the rules of quality assurance work out. All shares are exact fractions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from pomdesk.domain.quality.terms import Exclusion, QualityDutyKind, SampleRole, Verdict


@dataclass(frozen=True, slots=True)
class FrameRow:
    """One unit of a frame.

    Attributes:
        case_ref: prisoner number (for OASys: number and completion day, ``A1234AB/2026-05-04``).
        supervisor: code of the supervisor whose work is read; "" where there is none.
        strata: values of the further strata by name, e.g. ``rosh``: ``HIGH``.
        excluded: why it cannot be drawn; None: eligible.
        reason: words for ``excluded``, where a code is not enough.

    """

    case_ref: str
    supervisor: str
    strata: Mapping[str, str]
    excluded: Exclusion | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Picked:
    """One unit of a draw, in the order it was drawn within its stratum.

    Attributes:
        rank: 1, 2, ... within the stratum; reserves go on from the primaries.
        ticket: HMAC-SHA256 in hexadecimal.
        inclusion: how likely it was to be drawn (1 for certainty cases).

    """

    case_ref: str
    stratum: str
    rank: int
    role: SampleRole
    ticket: str
    inclusion: Fraction


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a verification found wrong: a stable code and what it is about."""

    code: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval of a share, as floats from 0 to 1.

    Attributes:
        level: e.g. 0.8 or 0.95.
        method: ``wilson``, ``exact`` or ``hypergeometric``; printed with it.

    """

    low: float
    high: float
    level: float
    method: str


@dataclass(frozen=True, slots=True)
class SectionScore:
    """The score of one section, or of the whole (``key`` "")."""

    key: str
    earned: Fraction
    possible: Fraction

    @property
    def share(self) -> Fraction | None:
        """Earned of possible; None where nothing applied."""
        return self.earned / self.possible if self.possible else None


@dataclass(frozen=True, slots=True)
class Score:
    """What a review comes to.

    Attributes:
        whole: from questions, not from sections.
        failed: keys of critical questions at their failing answer.
        thin: more than the policy's share of the weight did not apply.
        verdict: decided by ``failed``, else by the judgement.
        clash: codes ``high_but_insufficient``, ``low_but_sufficient`` or "".
        engine: version of the scoring rules.

    """

    whole: SectionScore
    sections: Sequence[SectionScore]
    failed: Sequence[str]
    thin: bool
    verdict: Verdict
    clash: str
    engine: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two markers agree on one question (or on all, ``question`` "").

    Attributes:
        pairs: pairs in the table (those with any N/A are left out of it).
        agreed: pairs that agree.
        kappa: None where it is not defined (one category only).
        weighted_kappa: linear weights; None likewise, or for two options.
        ac1: Gwet's AC1 over all options of the scale.
        na_disagreed: pairs in which one said N/A and the other did not.
        max_kappa: the most kappa could be with these margins.

    """

    question: str
    pairs: int
    agreed: int
    kappa: float | None
    kappa_interval: tuple[float, float] | None
    weighted_kappa: float | None
    ac1: float | None
    ac1_interval: tuple[float, float] | None
    na_disagreed: int
    max_kappa: float | None


@dataclass(frozen=True, slots=True)
class QualityDuty:
    """Something quality assurance asks of somebody.

    Attributes:
        key: stable, ``kind:number``.
        due: None where no day is set.
        owner: code of the member who has to do it; "" where it is the lead's.
        about: code of the supervisor it is about; "".
        case_ref: prisoner number, or "".
        target: what it is opened by: ``review``, ``feedback`` (by its review), ``item``, ``round``,
            ``case`` (by the person), ``person``.
        number: id of the target.
        escalated: overdue so long that the head of the unit is told.

    """

    key: str
    kind: QualityDutyKind
    due: date | None
    owner: str
    about: str
    case_ref: str
    target: str
    number: int
    opens: date | None = None
    escalated: bool = False
    title: str = ""
