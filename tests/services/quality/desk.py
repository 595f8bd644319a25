"""A desk with supervisors and their cases, at which one can sit down as anybody.

``opened(folder, cases)`` gives a ``Team``; ``team.at("LEAD")`` is the same store with the lead
sitting at it. Everybody signs in under the name of ``MEMBERS``.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import pytest

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.terms import (
    Grade,
    InstrumentStage,
    Purpose,
    Role,
    SampleStatus,
    Unit,
)
from pomdesk.readmodels.quality import RoundPlan
from pomdesk.rules.policy import Policies, load
from pomdesk.services.clock import Clock
from pomdesk.services.commands.import_caseload import ImportCaseload
from pomdesk.services.commands.quality_draws import AssignAll, DrawRound
from pomdesk.services.commands.quality_instruments import MoveInstrument, SaveInstrument
from pomdesk.services.commands.quality_people import NamePerson
from pomdesk.services.commands.quality_rounds import FreezeFrame, PlanRound
from pomdesk.services.desk import Command, Day, Desk
from pomdesk.store.engine import Store, create_store, open_store
from pomdesk.store.tables import QUALITY, journal, qa_instrument, qa_sample
from pomdesk.store.unit_of_work import UnitOfWork
from resources import policy_packs
from tests.intake.files import write
from tests.store.builders import CHEAP

TODAY = date(2026, 11, 23)
SUPERVISORS = tuple(f"S{number}" for number in range(1, 9))
ROSH = ("LOW", "MEDIUM", "HIGH", "VERY_HIGH")


@dataclass
class Watch(Clock):
    """A clock that tests put forward, day and time together."""

    day: date = TODAY
    at: datetime = field(default_factory=lambda: datetime(2026, 11, 23, 9, tzinfo=UTC))

    def today(self) -> date:
        """The day it stands at."""
        return self.day

    def now(self) -> datetime:
        """The time in UTC."""
        return self.at

    def forward(self, days: int = 0, **span: float) -> None:
        """Later by so many days, hours, seconds."""
        self.at += timedelta(days=days, **span)
        self.day += timedelta(days=days)


class Seat(Desk):
    """The desk with somebody else sitting at it than opened the store."""

    def __init__(self, store: Store, clock: Watch, policies: Policies, who: str) -> None:
        super().__init__(store, clock, policies)
        self._sits = who

    @property
    def who(self) -> str:
        """Who sits there."""
        return self._sits


def _member(code: str, name: str, *roles: Role, **more: Any) -> Member:
    return Member(code, name, signs_in=name, roles=frozenset(roles), **more)


MEMBERS = {
    one.code: one
    for one in (
        _member("LEAD", "Lena Lead", Role.LEAD),
        _member("A1", "Asa Assessor", Role.ASSESSOR),
        _member("A2", "Bo Assessor", Role.ASSESSOR),
        _member("M1", "Mo Moderator", Role.MODERATOR),
        _member("MGR", "Mia Manager", Role.ASSESSOR),
        _member("GOV", "Gwen Governor", Role.GOVERNOR),
        _member("AUD", "Ada Auditor", Role.AUDITOR),
        *(
            _member(
                code,
                f"Sam Supervisor {number}",
                Role.SUPERVISOR,
                grade=Grade.PROBATION_POM if number % 3 == 0 else Grade.PRISON_POM,
                manager="MGR" if number <= 4 else "",
            )
            for number, code in enumerate(SUPERVISORS, 1)
        ),
    )
}
"""The lead, two assessors, a moderator, a line manager (of S1 to S4, an assessor too), the
Governor, an auditor, and eight supervisors, S3 and S6 of them probation officers."""


@dataclass
class Team:
    """The store, its clock, and a seat for everybody."""

    store: Store
    clock: Watch
    policies: Policies
    folder: Path
    seats: dict[str, Seat] = field(default_factory=dict)

    def at(self, code: str) -> Seat:
        """The desk with this member sitting at it; any other name sits there as it is."""
        member = MEMBERS.get(code)
        who = member.signs_in if member else code
        if who not in self.seats:
            self.seats[who] = Seat(self.store, self.clock, self.policies, who)
        return self.seats[who]

    def do(self, code: str, command: Command[Any]) -> Any:
        """Do something as a member; the result."""
        return self.at(code).do(command).result

    def ask(self, code: str, query: Any) -> Any:
        """Ask something as a member."""
        return self.at(code).ask(query)

    def refused(self, code: str, request: Any, reason: str | None = None) -> str:
        """The code with which a command or query is refused; nothing was changed."""
        seat, before = self.at(code), self.everything()
        with pytest.raises(RequestRefused) as found:
            seat.do(request) if hasattr(request, "name") else seat.ask(request)
        assert self.everything() == before
        if reason is not None:
            assert found.value.details["reason"] == reason
        return found.value.code

    def everything(self) -> dict[str, list[Any]]:
        """Every row of quality assurance, and of the journal."""
        return self.at("LEAD").ask(Everything())

    def rows(self, table: Any) -> list[Any]:
        """Rows of one table, by number."""
        return self.at("LEAD").ask(Everything((table,)))[table.name]


@dataclass(frozen=True)
class Everything:
    """All rows of some tables."""

    tables: tuple[Any, ...] = (*QUALITY, journal)

    def run(self, uow: UnitOfWork, day: Day) -> dict[str, list[Any]]:
        """Read them."""
        return {one.name: uow.rows(one.select().order_by(one.c.id)) for one in self.tables}


def number_of(i: int) -> str:
    """The prisoner number of the case so far down the list, from 0: ``A1000AA``."""
    return f"A{1000 + i}AA"


def caseload(cases: int, supervisors: int = 8) -> dict[str, Any]:
    """A caseload file: so many ordinary cases dealt out evenly, all allocated long ago.

    RoSH goes round by ``ROSH`` inside each supervisor; every case has a completed OASys of the
    summer, signed by its supervisor.
    """
    people, probation, assessments, allocations = [], [], [], []
    for i in range(cases):
        key = {"offenderNo": number_of(i)}
        turn, of = divmod(i, supervisors)
        people.append(
            {
                "prisonerNumber": number_of(i),
                "firstName": "SAM",
                "lastName": f"SPECIMEN{i:04}",
                "dateOfBirth": "1985-03-14",
                "prisonId": "LEI",
                "legalStatus": "SENTENCED",
                "imprisonmentStatus": "ADIMP",
                "sentenceStartDate": "2024-01-01",
                "releaseDate": "2029-01-01",
                "conditionalReleaseDate": "2029-01-01",
            }
        )
        probation.append(key | {"crn": f"X{300000 + i}", "tier": "C", "roshLevel": ROSH[turn % 4]})
        assessments.append(
            key
            | {
                "assessmentType": "LAYER3",
                "completedOn": f"2026-{6 + turn % 3:02}-{1 + i % 28:02}",
                "status": "COMPLETE",
                "assessor": f"Sam Supervisor {of + 1}",
            }
        )
        allocations.append(key | {"primaryStaffId": SUPERVISORS[of], "allocatedOn": "2025-02-03"})
    staff = [
        {
            "staffId": code,
            "firstName": "SAM",
            "lastName": f"Supervisor {number}",
            "position": "PO" if number % 3 == 0 else "PRO",
        }
        for number, code in enumerate(SUPERVISORS[:supervisors], 1)
    ]
    return {
        "format": "pomdesk-caseload",
        "version": 1,
        "asAt": TODAY.isoformat(),
        "prisoners": people,
        "probation": probation,
        "assessments": assessments,
        "staff": staff,
        "allocations": allocations,
    }


PASSPHRASE = "four invented words here"


@cache
def policies() -> Policies:
    """The shipped policies; reading them takes longer than most tests."""
    return load(policy_packs())


@cache
def _made(cases: int, named: bool) -> Mapping[str, bytes]:
    """The files of a store with so many cases, made once: every test has a copy."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        lead = MEMBERS["LEAD"].signs_in
        clock = Watch()
        store, _ = create_store(
            folder / STORE, name=lead, passphrase=PASSPHRASE, now=clock.now(), cost=CHEAP
        )
        team = Team(store, clock, policies(), folder)
        if cases:
            team.do("LEAD", ImportCaseload((write(folder / "cases.json", caseload(cases)),)))
        if named:
            team.do("LEAD", NameAll())
        store.close()
        files = [folder / STORE, *folder.glob("*.keys*")]
        return {file.name: file.read_bytes() for file in files}


STORE = "store.db"


@dataclass(frozen=True)
class NameAll:
    """Name everybody at once."""

    name: ClassVar[str] = "name_quality_person"

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Name them, the lead first."""
        for member in MEMBERS.values():
            NamePerson(member).run(uow, day)


@contextmanager
def opened(folder: Path, cases: int = 40, *, named: bool = True) -> Iterator[Team]:
    """A store with so many cases; all of ``MEMBERS`` are in it where ``named``."""
    for name, content in _made(cases, named).items():
        (folder / name).write_bytes(content)
    clock = Watch()
    store = open_store(folder / STORE, secret=PASSPHRASE, now=clock.now())
    team = Team(store, clock, policies(), folder)
    yield team
    assert team.at("LEAD").check() == []
    store.close()


# ---- instruments and rounds ---------------------------------------------------------------


def instrument(code: str = "CASEFILE", **changes: Any) -> dict[str, Any]:
    """A small instrument as data: two questions, the first critical."""
    data: dict[str, Any] = {
        "format": "pomdesk-instrument/1",
        "code": code,
        "version": 1,
        "title": f"Invented {code}",
        "unit": "case",
        "note": "",
        "expires": "",
        "scales": [
            {
                "key": "met",
                "options": [
                    {"key": "met", "label": "Met", "points": [1, 1]},
                    {"key": "partly", "label": "Partly met", "points": [1, 2]},
                    {"key": "not", "label": "Not met", "points": [0, 1], "fails": True},
                    {"key": "unsure", "label": "Unsure", "is_unsure": True},
                ],
            }
        ],
        "themes": [{"key": "risk", "title": "Risk"}],
        "sections": [
            {
                "key": "risk",
                "title": "Risk",
                "questions": [
                    {"key": "level", "text": "Is the level right?", "critical": True},
                    {"key": "plan", "text": "Is there a plan?", "weight": 2, "theme": "risk"},
                ],
            }
        ],
    }
    return data | changes


def published(team: Team, code: str = "CASEFILE", **changes: Any) -> int:
    """A published instrument; its number."""
    number: int = team.do("LEAD", SaveInstrument(instrument(code, **changes)))
    team.do("LEAD", MoveInstrument(number, InstrumentStage.PUBLISHED))
    return number


def plan(ref: str = "2026-11", **changes: Any) -> dict[str, Any]:
    """What ``PlanRound`` is given for an ordinary routine round; words of ``RoundPlan`` too."""
    of_plan = {name: changes.pop(name) for name in tuple(changes) if name in PLAN}
    given: dict[str, Any] = {
        "ref": ref,
        "title": f"Round {ref}",
        "purpose": Purpose.ROUTINE,
        "unit": Unit.CASE,
        "as_of": TODAY,
        "plan": RoundPlan(**({"files": 16, "floor": 1} | of_plan)),
    }
    return given | changes


PLAN = RoundPlan.__dataclass_fields__.keys()


def planned(team: Team, ref: str = "2026-11", **changes: Any) -> int:
    """A planned round with a published instrument; its number."""
    if "instrument_id" not in changes:
        rows = team.rows(qa_instrument)
        changes["instrument_id"] = rows[0].id if rows else published(team)
    number: int = team.do("LEAD", PlanRound(**plan(ref, **changes)))
    return number


def frozen(team: Team, ref: str = "2026-11", **changes: Any) -> int:
    """A round whose frame is frozen; its number."""
    number = planned(team, ref, **changes)
    team.do("LEAD", FreezeFrame(number))
    return number


def drawn(team: Team, ref: str = "2026-11", seed: str = "", **changes: Any) -> int:
    """A round that is drawn; its number. A seed that is given was thrown with dice."""
    number = frozen(team, ref, **changes)
    source = "dice" if seed else "generated"
    team.do("LEAD", DrawRound(number, source, seed, witness="Wilma Witness" if seed else ""))
    return number


def shared_out(team: Team, ref: str = "2026-11", **changes: Any) -> int:
    """A round whose files are with A1 and A2; its number."""
    number = drawn(team, ref, **changes)
    team.do("LEAD", AssignAll(number, ("A1", "A2")))
    return number


def samples(team: Team, round_id: int, *status: SampleStatus) -> list[Any]:
    """The files of a round at these stages, all of them where none is given."""
    wanted = [one.value for one in status or SampleStatus]
    rows = team.rows(qa_sample)
    return [row for row in rows if row.round_id == round_id and row.status in wanted]
