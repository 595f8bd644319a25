"""The lists of the caseload file and their fields: published name, stored name, check.

Published names are those of Prisoner Search, Prison API and Manage POM Cases. Lengths are
those of the store's columns (a test holds the two together).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import TypeAlias

from pomdesk.intake import shapes
from pomdesk.intake.values import BIGGEST_NUMBER, Check, Values

Kind: TypeAlias = Callable[[Values], Check]


def text(longest: int) -> Kind:
    """Text of at most so many characters."""
    return lambda values: values.text(longest)


def code(longest: int) -> Kind:
    """A code in capitals."""
    return lambda values: values.code(longest)


def number_text(longest: int) -> Kind:
    """An identifier given as a number or as text."""
    return lambda values: values.number_text(longest)


def one_of(*codes: str) -> Kind:
    """One of the published codes."""
    return lambda values: values.one_of(*codes)


def whole(least: int = 0, most: int = BIGGEST_NUMBER) -> Kind:
    """A whole number."""
    return lambda values: values.whole(least, most)


def day(values: Values) -> Check:
    """A calendar day."""
    return values.day


def day_of(values: Values) -> Check:
    """The calendar day of something that happened, given as a day or a moment."""

    def check(value: object) -> object:
        moment = isinstance(value, str) and value[10:11] == "T"
        return values.day(str(value)[:10] if moment else value)

    return check


def number_code(longest: int) -> Kind:
    """A code in capitals; some are numbers, such as sentence type 20."""

    def kind(values: Values) -> Check:
        code_of = values.code(longest)
        return lambda value: code_of(str(value) if type(value) is int else value)

    return kind


def decision(values: Values) -> Check:
    """The community's decision: yes or no, or approved or declined."""
    words = {"approved": True, "accepted": True, "declined": False, "rejected": False}

    def check(value: object) -> object:
        word = value.strip().lower() if isinstance(value, str) else ""
        return words[word] if word in words else values.yes_no(value)

    return check


def yes_no(values: Values) -> Check:
    """Yes or no."""
    return values.yes_no


def clock_time(values: Values) -> Check:
    """A time of day."""
    return values.clock_time


def prisoner_number(values: Values) -> Check:
    """A prisoner number."""
    return values.prisoner_number


def crn(values: Values) -> Check:
    """A CRN."""
    return values.crn


def pnc(values: Values) -> Check:
    """A PNC number."""
    return values.pnc


def cro(values: Values) -> Check:
    """A CRO number."""
    return values.cro


def tier(values: Values) -> Check:
    """A tier."""
    return values.tier


def prison(values: Values) -> Check:
    """A prison code."""
    return values.prison


def cell(values: Values) -> Check:
    """A cell."""
    return values.cell


rosh = one_of("VERY_HIGH", "HIGH", "MEDIUM", "LOW")


def snake(name: str) -> str:
    """``conditionalReleaseDate`` as ``conditional_release_date``."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda found: "_" + found[1].lower(), name)


class Merge(Enum):
    """How a list of a file meets what is stored."""

    ONE = "one"  # one row a person (or a member of staff): update it
    KEYED = "keyed"  # several a person, each with a key: update those, keep the others
    WHOLE = "whole"  # the list of a person is replaced as a set


@dataclass(frozen=True)
class ListSpec:
    """One list of the caseload file.

    Attributes:
        name: its name in the file, ``prisoners``.
        section: its name among the facts, ``person``; else the same.
        owner: published name of the field that says whose row it is.
        kinds: published name to check, the owner first.
        key: fields that tell the rows of one owner apart.
        needed: fields that must have a value.
        blank: what a cleared field is stored as where that is not NULL, by published name.
        marks: published names that show a sheet to hold this list.
        in_order: the order of a person's rows says something.

    """

    name: str
    owner: str
    kinds: dict[str, Kind]
    merge: Merge
    section: str = ""
    key: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    blank: dict[str, str] = field(default_factory=dict)
    marks: frozenset[str] = frozenset()
    in_order: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "section", self.section or self.name)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Published names, the owner first: the places of a checked row."""
        return tuple(self.kinds)

    @cached_property
    def all_places(self) -> tuple[int, ...]:
        """The places of all fields but the owner, counted from the first of them."""
        return tuple(range(len(self.kinds) - 1))

    @cached_property
    def key_places(self) -> tuple[int, ...]:
        """The places of the key, counted like ``all_places``."""
        return tuple(place - 1 for place in self.places(self.key))

    @cached_property
    def blanks(self) -> tuple[str | None, ...]:
        """What a blank is stored as, for each field but the owner."""
        return tuple(self.blank.get(name) for name in self.names[1:])

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Stored names in the same order; the owner's is ``prisoner_number`` or ``staff_id``."""
        first = "staff_id" if self.owner == "staffId" else "prisoner_number"
        return (first, *(snake(name) for name in self.names[1:]))

    def places(self, names: tuple[str, ...]) -> tuple[int, ...]:
        """Where the named fields stand in a checked row."""
        return tuple(self.names.index(name) for name in names)


PRISONERS = ListSpec(
    "prisoners",
    "prisonerNumber",
    {
        "prisonerNumber": prisoner_number,
        "bookingId": whole(),
        "firstName": text(100),
        "lastName": text(100),
        "dateOfBirth": day,
        "prisonId": prison,
        "supportingPrisonId": prison,
        "restrictedPatient": yes_no,
        "dischargedHospitalDescription": text(200),
        "cellLocation": cell,
        "inOutStatus": code(20),
        "lastMovementTypeCode": code(20),
        "category": code(10),
        "categoryActiveSince": day,
        "legalStatus": code(40),
        "imprisonmentStatus": code(40),
        "imprisonmentStatusDescription": text(200),
        "mostSeriousOffence": text(300),
        "recall": yes_no,
        "indeterminateSentence": yes_no,
        "sentenceStartDate": day,
        "sentenceExpiryDate": day,
        "releaseDate": day,
        "conditionalReleaseDate": day,
        "conditionalReleaseOverrideDate": day,
        "automaticReleaseDate": day,
        "automaticReleaseOverrideDate": day,
        "postRecallReleaseDate": day,
        "postRecallReleaseOverrideDate": day,
        "paroleEligibilityDate": day,
        "actualParoleDate": day,
        "tariffDate": day,
        "homeDetentionCurfewEligibilityDate": day,
        "homeDetentionCurfewActualDate": day,
        "licenceExpiryDate": day,
        "pncNumber": pnc,
        "croNumber": cro,
        "currentIncentive": shapes.incentive,
        "alerts": shapes.alerts,
    },
    Merge.ONE,
    section="person",
    blank={"firstName": "", "lastName": "", "alerts": ""},
)

MOVEMENTS = ListSpec(
    "movements",
    "offenderNo",
    {
        "offenderNo": prisoner_number,
        "fromAgency": code(20),
        "toAgency": code(20),
        "movementType": code(10),
        "directionCode": one_of("IN", "OUT"),
        "movementDate": day,
        "movementTime": clock_time,
    },
    Merge.WHOLE,
    needed=("movementType", "movementDate"),
    marks=frozenset({"movementType", "movementDate"}),
)

SENTENCE_TERMS = ListSpec(
    "sentenceTerms",
    "offenderNo",
    {
        "offenderNo": prisoner_number,
        "bookingId": whole(),
        "caseId": whole(),
        "sentenceSequence": whole(),
        "lineSeq": whole(),
        "termSequence": whole(),
        "sentenceType": number_code(40),
        "lifeSentence": yes_no,
        "sentenceTermCode": code(20),
        "sentenceStartDate": day,
        "startDate": day,
        "years": whole(most=999),
        "months": whole(most=9_999),
        "days": whole(most=99_999),
    },
    Merge.WHOLE,
    marks=frozenset({"sentenceTermCode"}),
)

PROBATION = ListSpec(
    "probation",
    "offenderNo",
    {
        "offenderNo": prisoner_number,
        "crn": crn,
        "tier": tier,
        "mappaLevel": whole(most=3),
        "mappaCategory": whole(1, 4),
        "roshLevel": rosh,
        "comName": text(200),
        "comEmail": text(254),
        "teamName": text(200),
        "lduCode": code(20),
        "lduName": text(200),
        "lduEmail": text(254),
        "probationService": one_of("England", "Wales"),
        "enhancedResourcing": yes_no,
        "vloAssigned": yes_no,
    },
    Merge.ONE,
)

PAROLE_REVIEWS = ListSpec(
    "paroleReviews",
    "offenderNo",
    {
        "offenderNo": prisoner_number,
        "reviewId": number_text(40),
        "reviewType": text(200),
        "reviewStatus": text(60),
        "custodyReportDue": day,
        "targetHearingDate": day,
        "hearingOutcome": text(200),
        "hearingOutcomeReceivedOn": day,
    },
    Merge.KEYED,
    key=("reviewId",),
    needed=("reviewId",),
    marks=frozenset({"reviewId"}),
)

EARLY_ALLOCATIONS = ListSpec(
    "earlyAllocations",
    "offenderNo",
    {
        "offenderNo": prisoner_number,
        "createdOn": day_of,
        "outcome": one_of("eligible", "discretionary", "ineligible"),
        "communityDecision": decision,
        "createdWithinReferralWindow": yes_no,
    },
    # Several can be made on one day, and the last counts: the order is all that tells them apart.
    Merge.WHOLE,
    needed=("createdOn", "outcome"),
    marks=frozenset({"createdOn", "outcome"}),
    in_order=True,
)

ASSESSMENTS = ListSpec(
    "assessments",
    "offenderNo",
    {
        "offenderNo": prisoner_number,
        "assessmentType": one_of("LAYER1", "LAYER3"),
        "purpose": text(100),
        "status": text(40),
        "initiatedOn": day,
        "completedOn": day,
        "assessor": text(200),
        "countersignedOn": day,
        "roshOverall": rosh,
        "rosh": shapes.risk_groups,
        "predictors": shapes.predictors,
    },
    Merge.KEYED,
    key=("assessmentType", "initiatedOn", "purpose"),
    needed=("assessmentType",),
    blank={"rosh": "{}", "predictors": "[]"},
    marks=frozenset({"assessmentType"}),
)

STAFF = ListSpec(
    "staff",
    "staffId",
    {
        "staffId": number_text(40),
        "firstName": text(100),
        "lastName": text(100),
        "position": code(20),
        "email": text(254),
        "workingPattern": number_text(40),
        "status": text(40),
    },
    Merge.ONE,
    needed=("staffId",),
    blank={"firstName": "", "lastName": ""},
    marks=frozenset({"staffId"}),
)

ALLOCATIONS = ListSpec(
    "allocations",
    "offenderNo",
    {
        "offenderNo": prisoner_number,
        "primaryStaffId": number_text(40),
        "coworkingStaffId": number_text(40),
        "allocatedOn": day,
    },
    Merge.ONE,
)

LISTS = {
    spec.name: spec
    for spec in (
        PRISONERS,
        MOVEMENTS,
        SENTENCE_TERMS,
        PROBATION,
        PAROLE_REVIEWS,
        EARLY_ALLOCATIONS,
        ASSESSMENTS,
        STAFF,
        ALLOCATIONS,
    )
}
"""Every list of the caseload file, by its name."""
