"""How far markers agree: on files marked twice, and in a calibration session."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.results import Agreement
from pomdesk.domain.quality.terms import Judgement, Purpose, ReviewKind, Role, RoundStage
from pomdesk.readmodels.quality_calibration import CalibrationLine, CalibrationView
from pomdesk.rules.quality import calibration as rules
from pomdesk.services.desk import Day
from pomdesk.services.quality.acting import names, need
from pomdesk.services.quality.agreements import agreements
from pomdesk.services.quality.reviews import Marking, answers_of, instrument_of, markings
from pomdesk.services.quality.rounds import round_row
from pomdesk.store.tables import qa_review, qa_sample
from pomdesk.store.unit_of_work import UnitOfWork

MOST_MONTHS = 120
_SESSION = (ReviewKind.KEY.value, ReviewKind.CALIBRATION.value)


@dataclass(frozen=True, slots=True)
class AgreementFor:
    """How far markers agree, first all told questions together (counts), then each of them.

    Attributes:
        months: back from today; None: as the policy says.

    Raises:
        RequestRefused: REQ-QA-ROLE; REQ-QA-DAY, for no or too many months.

    """

    months: int | None = None

    def run(self, uow: UnitOfWork, day: Day) -> Sequence[Agreement]:
        """Work it out."""
        need(uow, Role.LEAD, Role.MODERATOR, Role.ASSESSOR)
        if self.months is not None and not 1 <= self.months <= MOST_MONTHS:
            raise RequestRefused("REQ-QA-DAY", reason="months")
        return agreements(uow, day, self.months)


@dataclass(frozen=True, slots=True)
class CalibrationOf:
    """A calibration session as far as whoever is signed in may see it.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-GONE (no such round, or it is none).

    """

    round_id: int

    def run(self, uow: UnitOfWork, day: Day) -> CalibrationView:
        """Read it."""
        me = need(uow, Role.LEAD, Role.MODERATOR, Role.ASSESSOR)
        row = round_row(uow, self.round_id)
        if row.purpose != Purpose.CALIBRATION:
            raise RequestRefused("REQ-QA-GONE", reason="round")
        instrument = instrument_of(uow, row.instrument_id)[0] if row.instrument_id else None
        wanted = qa_sample.c.round_id == self.round_id
        samples = uow.rows(select(qa_sample).where(wanted).order_by(qa_sample.c.id))
        found = markings(uow, wanted, qa_review.c.kind.in_(_SESSION))
        own = next((one for one in found if one.row.assessor == me.code), None)
        key = next((one for one in found if one.kind is ReviewKind.KEY), None)
        marks = [one for one in found if one.kind is ReviewKind.CALIBRATION]
        runs = me.may(Role.LEAD, Role.MODERATOR)
        open_to = own.handed_in if own else runs
        told = _Told(uow, me, key if open_to else None, marks if open_to else [], runs)
        figures = told.figures(row.instrument_id)
        return CalibrationView(
            round_id=row.id,
            round_ref=row.ref,
            title=row.title,
            sample_id=samples[0].id if samples else None,
            case_ref=samples[0].case_ref if samples else "",
            instrument=instrument,
            key=told.key,
            key_judgement=told.key_judgement,
            key_by=told.key_by,
            lines=tuple(told.lines(figures)),
            waiting=sum(not one.handed_in for one in found),
            fleiss=figures.fleiss if figures else None,
            items=figures.items if figures else 0,
            modal=figures.modal if figures else 0,
            marks=figures.marks if figures else 0,
            mine=own.id if own else None,
            mine_stage=own.stage if own else None,
            may=frozenset(_may(me, row.stage, bool(samples), own, key)),
        )


def _may(
    me: Member, stage: str, golden: bool, own: Marking | None, key: Marking | None
) -> Iterator[str]:
    """Codes of what may be done now (``CalibrationView.may``)."""
    if stage == RoundStage.PREPARING and me.may(Role.LEAD):
        yield "golden"
    if not golden or own is not None or stage in (RoundStage.CLOSED, RoundStage.VOID):
        return
    if key is None and me.may(Role.LEAD, Role.MODERATOR):
        yield "key"
    if me.may(Role.ASSESSOR):
        yield "join"


class _Told:
    """The key and the marks that somebody may see."""

    def __init__(
        self,
        uow: UnitOfWork,
        me: Member,
        key: Marking | None,
        marks: Sequence[Marking],
        runs: bool,
    ) -> None:
        self._uow, self._me, self._runs = uow, me, runs
        self._names = names(uow)
        self._marks = [one for one in marks if one.handed_in]
        handed = key if key is not None and key.handed_in else None
        ids = [one.id for one in (*self._marks, *((handed,) if handed else ()))]
        answers = answers_of(uow, ids)
        self._options: Mapping[int, Mapping[str, str]] = {
            number: {name: one.option for name, one in given.items() if one.option}
            for number, given in answers.items()
        }
        self.key = self._options[handed.id] if handed else {}
        self.key_judgement = Judgement(handed.row.judgement) if handed else None
        self.key_by = self._name(handed.row.assessor) if handed else ""

    def figures(self, instrument_id: int | None) -> rules.Calibration | None:
        """What the session shows; None before anybody handed in."""
        if instrument_id is None or not self._marks:
            return None
        instrument, _stage = instrument_of(self._uow, instrument_id)
        given = {one.row.assessor: self._options[one.id] for one in self._marks}
        return rules.calibration(instrument, given, self.key)

    def lines(self, figures: rules.Calibration | None) -> Iterator[CalibrationLine]:
        """Every marker for whoever runs the session, to a marker only their own line."""
        by_marker = {one.marker: one for one in figures.markers} if figures else {}
        for one in self._marks:
            code = one.row.assessor
            if self._runs or code == self._me.code:
                found = by_marker[code]
                yield CalibrationLine(
                    marker=code,
                    name=self._name(code),
                    options=self._options[one.id],
                    judgement=Judgement(one.row.judgement) if one.row.judgement else None,
                    hits=found.hits,
                    keyed=found.keyed,
                    difference=found.difference,
                    interval=found.interval,
                )

    def _name(self, code: str) -> str:
        return self._names.get(code, code)
