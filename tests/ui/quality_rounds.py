"""Invented rounds of quality assurance, for the tests of their pages."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

from pomdesk.domain.quality.instruments import Instrument, Option, Question, QuestionSection, Scale
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.results import FrameRow
from pomdesk.domain.quality.terms import (
    Exclusion,
    InstrumentStage,
    Purpose,
    Role,
    RoundStage,
    SampleRole,
    SampleStatus,
    Trigger,
    Unit,
    Verdict,
)
from pomdesk.readmodels.quality import (
    Certificate,
    Dispute,
    DrawLine,
    FramePreview,
    InstrumentLine,
    RoundPlan,
    RoundView,
    SampleLine,
    StratumLine,
    ThreeQuestions,
)
from ui.round.asks import Choices

TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 9, 12, 5, tzinfo=UTC)
NAMES = ("Amara Okafor", "Bethan Price", "Colin Marsh", "Deepa Nair", "Ewan Reid", "Farah Aziz")
CODES = tuple(f"S{n}" for n in range(1, 7))

MEMBERS = [
    Member("L1", "Grace Holloway", roles=frozenset({Role.LEAD, Role.MODERATOR})),
    Member("A1", "Tom Ellery", roles=frozenset({Role.ASSESSOR})),
    Member("A2", "Nia Rowlands", roles=frozenset({Role.ASSESSOR, Role.MODERATOR})),
    *(
        Member(code, name, roles=frozenset({Role.SUPERVISOR}))
        for code, name in zip(CODES, NAMES, strict=True)
    ),
]

INSTRUMENT = Instrument(
    code="CASEFILE",
    version=1,
    title="Case file",
    unit=Unit.CASE,
    sections=(
        QuestionSection(
            "risk",
            "Risk",
            (
                Question("risk_current", "Is the assessment of risk of harm current?"),
                Question(
                    "victims", "Are victims' safety and wishes taken into account?", critical=True
                ),
            ),
        ),
    ),
    scales=(
        Scale(
            "met",
            (
                Option("met", "Met", Fraction(1)),
                Option("partly", "Partly met", Fraction(1, 2)),
                Option("not", "Not met", Fraction(0), fails=True),
                Option("unsure", "Unsure", is_unsure=True),
            ),
        ),
    ),
)
INSTRUMENT_LINES = [
    InstrumentLine(
        4, "CASEFILE", 1, "Case file", Unit.CASE, InstrumentStage.PUBLISHED, 24, "ab" * 32,
        "L1", NOON, 0,
    ),
    InstrumentLine(
        5, "INDEPTH", 1, "In-depth review", Unit.CASE, InstrumentStage.DRAFT, 12, "cd" * 32,
        "L1", None, 0,
    ),
]  # fmt: skip
CHOICES = Choices(TODAY, "2026-R3", INSTRUMENT_LINES, MEMBERS, leads=True)

STRATA = [
    StratumLine(code, code, name, eligible, excluded, drawn, certain, reserves)
    for code, name, eligible, excluded, drawn, certain, reserves in zip(
        CODES,
        NAMES,
        (48, 43, 52, 39, 33, 28),
        (3, 1, 6, 2, 9, 0),
        (6, 5, 6, 5, 4, 4),
        (0, 1, 0, 0, 2, 0),
        (3, 3, 3, 3, 2, 2),
        strict=True,
    )
]
MANY = ThreeQuestions(
    eligible=243, supervisors=6, estimate=35, discovery=21, coverage=12, proposed=35, chosen=24,
    margin=12.6, find=0.93, least=4, most=6, hours=Fraction(36), lost=("estimate",),
)  # fmt: skip


def frame(**known: Any) -> FramePreview:
    """A list of 264 cases, 21 of them left out."""
    why = (Exclusion.NEW_TO_SUPERVISOR, Exclusion.SEEN_IN_CYCLE, Exclusion.MOVED)
    rows = [
        FrameRow(
            f"A{1000 + n}BC",
            CODES[n % 6],
            {},
            why[n % 3] if n < 21 else None,
            "moved on 2 November" if n < 21 and n % 3 == 2 else "",
        )
        for n in range(264)
    ]
    given: dict[str, Any] = {
        "rows": rows,
        "eligibility": "Open cases on 9 November 2026 that were with their supervisor for at "
        "least 28 days and were not read in this cycle.",
        "strata": STRATA,
        "exclusions": dict.fromkeys(why, 7),
        "duplicates": (),
        "unattributed": (),
    }
    return FramePreview(**{**given, **known})


def sample(number: int, **known: Any) -> SampleLine:
    """A drawn file that nobody has yet."""
    place = number % 6
    given: dict[str, Any] = {
        "id": number,
        "case_ref": f"A{1000 + 7 * number}BC",
        "person_id": number,
        "name": f"NAME{number}, Sam",
        "supervisor": CODES[place],
        "supervisor_name": NAMES[place],
        "stratum": CODES[place],
        "rank": number // 6 + 1,
        "role": SampleRole.PRIMARY,
        "why": "",
        "inclusion": Fraction(1, 8),
        "status": SampleStatus.DRAWN,
        "reason": None,
        "assessor": "",
        "assessor_name": "",
        "double": False,
        "second_assessor": "",
        "due": None,
        "review_id": None,
        "review_stage": None,
        "verdict": None,
        "may_mark": False,
    }
    return SampleLine(**{**given, **known})


def reserve(number: int, **known: Any) -> SampleLine:
    """A reserve that waits."""
    given = {"role": SampleRole.RESERVE, "status": SampleStatus.WAITING}
    return sample(number, **{**given, **known})


SAMPLES = [
    *(
        sample(
            n,
            status=SampleStatus.DONE,
            assessor="A1",
            assessor_name="Tom Ellery",
            review_id=100 + n,
            verdict=Verdict.INSUFFICIENT if n % 4 == 1 else Verdict.SUFFICIENT,
        )
        for n in range(8)
    ),
    *(
        sample(
            n,
            status=SampleStatus.ASSIGNED,
            assessor="A2",
            assessor_name="Nia Rowlands",
            review_id=100 + n,
            may_mark=True,
            double=n % 3 == 0,
            due=TODAY + timedelta(days=3 * (n - 10)),
        )
        for n in range(8, 14)
    ),
    *(sample(n) for n in range(14, 18)),
    *(reserve(n) for n in range(24, 36)),
]

DRAW = DrawLine(
    id=3,
    ref="2026-R2/1",
    purpose=Purpose.ROUTINE,
    drawn_at=NOON,
    drawn_by="Grace Holloway",
    seed="7f3c9a1e5b2d48607f3c9a1e5b2d4860",
    seed_source="generated",
    witness="",
    sha256="485a96124c4da1de6982812f6ad9e3c214a333f6cf3cc575af5fb7add9f2c5c2",
    prev_sha256="0" * 64,
    record='{"draw_id":"2026-R2/1"}',
)
CERTIFICATE = Certificate(
    "2026-R2", "Autumn files", DRAW, DRAW.record, '[{"case_ref":"A1007BC"}]', ()
)


def dispute(number: int, **known: Any) -> Dispute:
    """Two markers who differ, waiting for a moderator."""
    given: dict[str, Any] = {
        "review_id": 100 + number,
        "sample_id": number,
        "case_ref": f"A{1000 + 7 * number}BC",
        "trigger": Trigger.DOUBLE_MARK,
        "question": "victims",
        "question_text": "Are victims' safety and wishes taken into account?",
        "first": "met",
        "first_by": "A1",
        "first_comment": "The victim liaison officer is named and was asked in May.",
        "second": "partly",
        "second_by": "A2",
        "second_comment": "Named, but what she asked for is not in the plan.",
        "settled": "",
        "rationale": "",
        "decided_by": "",
        "may_settle": True,
    }
    return Dispute(**{**given, **known})


ALL = frozenset(
    {"freeze", "draw", "assign", "substitute", "double", "settle", "close", "void", "change",
     "delete"}
)  # fmt: skip


def a_round(**known: Any) -> RoundView:
    """A routine round whose frame is being prepared."""
    given: dict[str, Any] = {
        "id": 7,
        "ref": "2026-R2",
        "title": "Autumn files",
        "purpose": Purpose.ROUTINE,
        "unit": Unit.CASE,
        "stage": RoundStage.PREPARING,
        "step": "frame",
        "cycle": "2026/27",
        "as_of": date(2026, 11, 9),
        "period_from": None,
        "period_to": None,
        "reason": "",
        "parent_ref": "",
        "instrument_id": 4,
        "instrument": INSTRUMENT,
        "plan": RoundPlan(files=24, floor=2, certain={"A1234BC": "serious_incident"}),
        "frame": frame(),
        "draws": (),
        "strata": STRATA,
        "samples": (),
        "disputes": (),
        "may": ALL,
        "blocks": (),
        "warnings": (),
        "made_by": "L1",
    }
    return RoundView(**{**given, **known})


def frozen(**known: Any) -> RoundView:
    """The same, frozen and not drawn."""
    kept = frame(sha256="0b4c6e5e" * 8, frozen_at=NOON, frozen_by="Grace Holloway")
    may = ALL - {"change", "delete", "freeze"}
    given = {"stage": RoundStage.FRAME_FROZEN, "step": "draw", "frame": kept, "may": may}
    return replace(a_round(), **{**given, **known})


def read(**known: Any) -> RoundView:
    """The same, drawn and being read."""
    given = {
        "stage": RoundStage.IN_REVIEW,
        "step": "read",
        "draws": (DRAW,),
        "samples": SAMPLES,
        "may": ALL - {"change", "delete", "freeze", "draw"},
        "blocks": ("unread",),
    }
    return replace(frozen(), **{**given, **known})


def settling(**known: Any) -> RoundView:
    """The same, with differences to settle."""
    found = (
        dispute(1),
        dispute(2, question="", question_text="", first="sufficient", second="insufficient"),
        dispute(3, settled="partly", rationale="Her wishes must be in the plan.", decided_by="L1"),
    )
    given = {"stage": RoundStage.MODERATION, "step": "settle", "disputes": found}
    return replace(read(), **{**given, **known})
