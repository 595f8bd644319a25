"""One invented person in the making."""

import random
from datetime import date, timedelta
from typing import Any

Row = dict[str, Any]

# Of a hundred people; `i * 37 % 100` walks through them, so that neighbours differ.
KINDS = (
    ["determinate"] * 44
    + ["short"] * 6
    + ["eds"] * 11
    + ["sopc"] * 4
    + ["life"] * 9
    + ["ipp"] * 4
    + ["recall"] * 10
    + ["isp_recall"] * 2
    + ["immigration"] * 2
    + ["civil"] * 2
    + ["under_18"] * 2
    + ["remand"] * 2
    + ["undated"] * 2
)

INDETERMINATE = ("life", "ipp", "isp_recall")

# Days from today to the handover date, or a range of them, in turn: near the edges of the
# upcoming and due-soon windows, and plainly inside and outside them.
HANDOVERS: tuple[tuple[int, int], ...] = (
    (60, 400),
    (0, 0),
    (-300, -3),
    (400, 1500),
    (1, 1),
    (15, 56),
    (60, 400),
    (-1, -1),
    (-60, -3),
    (200, 900),
    (14, 14),
    (57, 90),
    (15, 15),
    (2, 13),
    (60, 400),
    (56, 56),
    (-120, -20),
    (400, 1500),
    (57, 57),
    (-30, -2),
    (100, 700),
)


def months_on(day: date, months: int) -> date:
    """``day`` moved by calendar months, held back to the end of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def check_letter(digits: str) -> str:
    """The check letter of a PNC or CRO number, from the digits of its year and serial."""
    return "ZABCDEFGHJKLMNPQRTUVWXY"[int(digits) % 23]


def _prisoner_number(i: int, seed: int) -> str:
    """A number nobody else has: one step of a walk through all of them (coprime stride)."""
    left, last = divmod((i * 48_271_001 + seed * 7_919 + 1_234_567) % 175_760_000, 676)
    letter, digits = divmod(left, 10_000)
    return f"{chr(65 + letter)}{digits:04}{chr(65 + last // 26)}{chr(65 + last % 26)}"


class One:
    """One person and the rows of the file that speak of them.

    Attributes:
        i: their place on the caseload; nothing of them depends on how many others there are.
        kind: one of ``KINDS``.
        at: how many days the handover date is meant to lie from today.
        handover: that day.
    """

    def __init__(self, i: int, today: date, seed: int) -> None:
        self.i = i
        self.today = today
        self.rng = random.Random(f"{seed}/{i}")
        self.kind = KINDS[i * 37 % 100]
        self.at = self.rng.randint(*HANDOVERS[i % len(HANDOVERS)])
        self.handover = self.day(self.at)
        self.number = _prisoner_number(i, seed)
        self.booking = 1_200_000 + i
        self.person: Row = {"prisonerNumber": self.number, "bookingId": self.booking}
        self.probation: Row | None = None
        self.movements: list[Row] = []
        self.terms: list[Row] = []
        self.reviews: list[Row] = []
        self.early: list[Row] = []
        self.assessments: list[Row] = []

    @property
    def in_open_conditions(self) -> bool:
        """Some lifers are: there the community starts to support before the handover."""
        return self.kind in INDETERMINATE and self.i % 4 == 1

    def day(self, days: int) -> date:
        """Today and so many days."""
        return self.today + timedelta(days=days)

    def ago(self, least: int, most: int) -> date:
        """A day between ``least`` and ``most`` days ago."""
        return self.day(-self.rng.randint(least, most))

    def chance(self, share: float) -> bool:
        """True for this share of the times it is asked."""
        return self.rng.random() < share

    def term(self, kind: str, start: date, months: int, case: int = 1) -> None:
        """Add a sentence term of one court case."""
        self.terms.append(
            {
                "offenderNo": self.number,
                "bookingId": self.booking,
                "caseId": case,
                "sentenceSequence": case,
                "lineSeq": case,
                "termSequence": 1,
                "sentenceType": kind,
                "lifeSentence": kind in ("LIFE", "IPP"),
                "sentenceTermCode": "IMP",
                "sentenceStartDate": start,
                "startDate": start,
                "years": months // 12,
                "months": months % 12,
                "days": 0,
            }
        )

    def review(
        self, status: str, hearing: date, outcome: str | None = None, received: date | None = None
    ) -> None:
        """Add a parole review; reports are due twelve weeks before the hearing."""
        indeterminate = self.kind in INDETERMINATE
        self.reviews.append(
            {
                "reviewId": str(500_000 + self.i * 4 + len(self.reviews)),
                "offenderNo": self.number,
                "reviewType": "GPP ISP OnPost Tariff" if indeterminate else "GPP EDS Parole Review",
                "reviewStatus": status,
                "custodyReportDue": hearing - timedelta(weeks=12),
                "targetHearingDate": hearing,
                "hearingOutcome": outcome,
                "hearingOutcomeReceivedOn": received,
            }
        )

    def movement(self, kind: str, way: str, from_agency: str, to_agency: str, on: date) -> None:
        """Add a movement during the day."""
        hour, minute = self.rng.randint(8, 19), self.rng.choice((0, 10, 25, 45))
        self.movements.append(
            {
                "offenderNo": self.number,
                "fromAgency": from_agency,
                "toAgency": to_agency,
                "movementType": kind,
                "directionCode": way,
                "movementDate": on,
                "movementTime": f"{hour:02}:{minute:02}:00",
            }
        )
