"""Invented models of quality assurance, for its papers."""

from datetime import UTC, date, datetime
from fractions import Fraction

from pomdesk.domain.quality.draws import Criteria, Occasion, Plan, Seed, SeedSource
from pomdesk.domain.quality.instruments import (
    Answer,
    Instrument,
    Option,
    Question,
    QuestionSection,
    Scale,
)
from pomdesk.domain.quality.items import Item
from pomdesk.domain.quality.results import Agreement, FrameRow, Interval, Score, SectionScore
from pomdesk.domain.quality.terms import (
    Certainty,
    Exclusion,
    FeedbackStage,
    InstrumentStage,
    ItemKind,
    Purpose,
    RootCause,
    Unit,
    Verdict,
)
from pomdesk.readmodels.quality import (
    Certificate,
    DrawLine,
    Effect,
    FeedbackView,
    Figure,
    GovernorReport,
    InstrumentLine,
    InstrumentView,
    KeyResult,
    QuestionResult,
    ThemeLine,
    TrendPoint,
)
from pomdesk.rules.quality.canonical import canonical
from pomdesk.rules.quality.draws import draw
from pomdesk.rules.quality.frames import frame_json, freeze
from pomdesk.rules.quality.record import record_of, record_sha256

DAY = date(2026, 6, 15)
NAMES = {"S1": "Marged Ellison", "S2": "Tobias Fenwick", "A1": "Ruth Okafor"}

SCALE = Scale(
    "met",
    (
        Option("met", "Met", Fraction(1)),
        Option("partly", "Partly met", Fraction(1, 2)),
        Option("not_met", "Not met", Fraction(0), fails=True),
        Option("na", "Does not apply", is_na=True),
        Option("unsure", "Unsure", is_unsure=True),
    ),
)


def instrument() -> Instrument:
    """A short one: two sections, one question that must be right."""
    return Instrument(
        "CASEFILE",
        2,
        "Case file",
        Unit.CASE,
        (
            QuestionSection(
                "contact",
                "Contact and recording",
                (
                    Question(
                        "contact_level",
                        "The level of contact fits the person’s needs and risk.",
                        good="As often as the level asks, and more when things change.",
                        poor="Gaps nobody explains.",
                        evidence="Contact log; OASys review dates.",
                        weight=2,
                        theme="contact",
                        key_question=True,
                    ),
                    Question("records", "Records say what was thought, not only what was done."),
                ),
            ),
            QuestionSection(
                "protection",
                "Public protection",
                (
                    Question(
                        "restrictions",
                        "Contact restrictions are known, recorded and acted on.",
                        weight=3,
                        critical=True,
                        na_rule="No restriction was ever in force.",
                        theme="public_protection",
                        key_question=True,
                    ),
                ),
            ),
        ),
        (SCALE,),
        (("contact", "Contact"), ("public_protection", "Public protection")),
        note="A draft of this program. It is not the tool of HMPPS.",
    )


def instrument_view() -> InstrumentView:
    """The draft of it."""
    held = instrument()
    line = InstrumentLine(
        1, held.code, held.version, held.title, held.unit, InstrumentStage.DRAFT, 3, "a" * 64,
        "Ruth Okafor", None, 0,
    )  # fmt: skip
    return InstrumentView(line, held, may_change=True)


def certificate() -> Certificate:
    """A real draw from an invented frame."""
    rows = [FrameRow(f"A{n:04}AB", "S1" if n % 3 else "S2", {}) for n in range(1000, 1024)]
    rows += [FrameRow("A2000AB", "S1", {}, Exclusion.NEW_TO_SUPERVISOR)]
    frame = freeze(
        rows,
        as_of=DAY,
        unit=Unit.CASE,
        source="invented.json",
        frozen_at=datetime(2026, 6, 15, 9, 0, tzinfo=UTC),
        frozen_by="Ruth Okafor",
        eligibility=Criteria("Open cases under a supervisor of this unit for at least 28 days."),
        certainty={"A1002AB": Certainty.DECISION_NEAR},
    )
    drawn = draw(frame, Seed("7f3c9a1e5b2d48607f3c9a1e5b2d4860", SeedSource.GENERATED), Plan(6, 2))
    occasion = Occasion(
        "2026-R1-1", Purpose.ROUTINE, datetime(2026, 6, 15, 9, 5, tzinfo=UTC), "Ruth Okafor",
        "POM desk 0.1.0",
    )  # fmt: skip
    record = record_of(frame, drawn, occasion)
    line = DrawLine(
        1, occasion.draw_id, Purpose.ROUTINE, occasion.drawn_at, occasion.drawn_by,
        drawn.seed.text, "generated", "", record_sha256(record), "0" * 64,
        canonical(record).decode(),
    )  # fmt: skip
    return Certificate(
        "2026-R1",
        "First round of 2026",
        line,
        line.record,
        canonical(frame_json(frame)).decode(),
        (),
    )


def feedback(*, blank: bool = False) -> FeedbackView:
    """Feedback on a file that failed in one thing that must be right."""
    held = instrument()
    contact, records, restrictions = held.questions
    score = Score(
        SectionScore("", Fraction(5, 2), Fraction(6)),
        (SectionScore("contact", Fraction(5, 2), Fraction(3)),
         SectionScore("protection", Fraction(0), Fraction(3))),
        ("restrictions",),
        thin=False,
        verdict=Verdict.INSUFFICIENT_CRITICAL,
        clash="",
        engine="1",
    )  # fmt: skip
    return FeedbackView(
        review_id=1, feedback_id=1, role="supervisor", stage=FeedbackStage.SENT, supervisor="S1",
        supervisor_name=NAMES["S1"], assessor_name=NAMES["A1"], case_ref="A1002AB",
        person_id=None, name="", round_ref="2026-R1", instrument=held,
        file_from=date(2025, 12, 1), file_to=DAY, locked_on=date(2026, 6, 22),
        verdict=score.verdict, score=score,
        judgement_why="" if blank else "Good contact, but a restriction was missed for six weeks.",
        results=(
            ("contact", (
                QuestionResult(contact, Answer("contact_level", "met", "Seen every fortnight."),
                               "Met", best=True, settled=False),
                QuestionResult(records, Answer("records", "partly", "Two entries only log.",
                                               "Contact log", "3 and 17 March",
                                               (RootCause.NOT_RECORDED,)),
                               "Partly met", best=False, settled=True, before="Not met"),
            )),
            ("protection", (
                QuestionResult(restrictions, Answer("restrictions", "not_met",
                                                    "The order of 2 April is missing.",
                                                    "Public protection folder", "page 4",
                                                    (RootCause.SYSTEM,)),
                               "Not met", best=False, settled=False),
            )),
        ),
        critical=(restrictions,),
        good="" if blank else "You see him often, and your notes of 12 May show real thought.",
        sections={} if blank else {"contact": "Frequent and purposeful."},
        learning="" if blank else "Check the public protection folder at every transfer.",
        root_causes=() if blank else (RootCause.SYSTEM,),
        support="" if blank else "An hour with the public protection unit in July.",
        actions=() if blank else (
            Item(1, ItemKind.ACTION, "open", title="Ask the PPU for the order and put it on file",
                 owner="S1", due=date(2026, 6, 30)),
        ),
        sent_on=date(2026, 6, 24), seen_on=None, discussed_on=None, own_view="", own_first=False,
        reply=None, reply_text="", replied_on=None, answer="", answered_by="", answered_on=None,
        trend=(("2025-R4", 2, 3), ("2026-R1", 1, 2)), may=frozenset(), names=NAMES,
    )  # fmt: skip


def told(k: int | None, n: int | None, low: float = 0.0, high: float = 1.0) -> Figure:
    """A figure with an interval, or one that is not told."""
    if k is None or not n:
        return Figure(None, None)
    return Figure(k, n, Interval(low, high, 0.8, "wilson"), round(100 * k / n) if n >= 20 else None)


def governor(*, small: bool = False) -> GovernorReport:
    """A report of two rounds; ``small``: of a unit with too few supervisors."""
    none = Figure(None, None)
    return GovernorReport(
        id=1, ref="2026-Q1", title="", period_from=date(2026, 4, 1), period_to=DAY,
        stage="draft", books=320, eligible=296, drawn=48, read=47, substituted=2, withdrawn=1,
        seen_in_cycle=told(47, 296), supervisors=None if small else 8,
        overall=told(33, 47), estimate=Interval(0.62, 0.78, 0.8, "wilson"), naive=told(33, 47),
        results=() if small else (
            KeyResult("contact_level", "The level of contact fits need and risk.", "contact",
                      told(40, 47, 0.77, 0.90), 3, False),
            KeyResult("restrictions", "Contact restrictions are known, recorded and acted on.",
                      "protection", told(29, 45, 0.55, 0.73), 1, True),
            KeyResult("handover", "Handover was on time.", "handover", none, None, False),
        ),
        band=None if small else 1,
        trend=() if small else (
            TrendPoint("2025-R3", told(20, 29), (0.55, 0.93), False),
            TrendPoint("2025-R4", told(24, 30), (0.57, 0.93), False),
            TrendPoint("2026-R1", told(18, 24), (0.50, 0.92), True),
            TrendPoint("2026-R2", none, None, False),
        ),
        critical=(("Contact restrictions are known, recorded and acted on.", told(6, 45), False),),
        themes=() if small else (
            ThemeLine("contact", "Contact", told(12, 47), "several",
                      ((RootCause.TIME, 7), (RootCause.SKILL, None))),
            ThemeLine("victims", "Victims", none, "few", ()),
        ),
        causes=((RootCause.NOT_RECORDED, 14), (RootCause.TIME, 9), (RootCause.SKILL, None)),
        needs=(
            (Item(1, ItemKind.NEED, "delivered", title="Restrictions at transfer", level="team"),
             "several", Effect((5, 14), (12, 16), (0.05, 0.65), "better")),
            (Item(2, ItemKind.NEED, "planned", title="Analysis in records", level="team"), "most",
             Effect((3, 9), (4, 6), None, "too_early")),
        ),
        activities=(Item(3, ItemKind.ACTIVITY, "held", what="workshop", title="Restrictions",
                         day=date(2026, 5, 20)),),
        agreement=(
            Agreement("", 50, 45, None, None, None, 0.89, (0.79, 0.99), 1, None),
            Agreement("restrictions", 12, 10, 0.61, (0.2, 0.9), 0.7, 0.74, (0.45, 1.0), 0, 0.9),
        ),
        agreement_texts={"restrictions": "Contact restrictions"},
        targeted=(("OASys late", told(7, 12)),),
        reviews=(5, 8, 1), support={"advice": 12, "meeting": 31, "oversight": None},
        rounds=(("2026-R1", DAY, "2026-R1-1", "ab" * 32), ("2026-R2", DAY, "2026-R2-1", "cd" * 32)),
        exclusions={Exclusion.NEW_TO_SUPERVISOR: 14, Exclusion.MOVED: None},
        confidence=0.8, target=Fraction(4, 5),
        words={"strong": "Contact is frequent and purposeful.", "worries": "",
               "asks": "Keep the clerk.\nProtect reading time.\nBack the workshop."},
        log=(("theme/victims", "supervisors", "suppressed"),), small_unit=small,
        figures_sha256="ef" * 32, made_by="A1", checked_by="", approved_by="", approved_on=None,
        warnings=("open_actions", "mixed_versions"),
    )  # fmt: skip
