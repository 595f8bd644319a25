"""How far markers agree: which pairs count, which are told, and that settling changes nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest

from pomdesk.domain.quality.results import Agreement
from pomdesk.domain.quality.terms import Trigger
from pomdesk.services.commands.quality_marking import LockReview
from pomdesk.services.commands.quality_settling import Settle
from pomdesk.services.desk import Day
from pomdesk.services.queries.quality_agreement import AgreementFor
from pomdesk.store.tables import qa_review
from pomdesk.store.unit_of_work import UnitOfWork
from tests.services.quality.desk import SUPERVISORS, Team, opened
from tests.services.quality.marking_desk import KEYS, Give, Put, Together, marking_of

FILES = tuple(SUPERVISORS[place % 8] for place in range(12))
Options = Callable[[int], tuple[dict[str, str], dict[str, str]]]


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    with opened(tmp_path, 0) as made:
        yield made


def marked(
    team: Team, files: int, options: Options, *, hand_in: bool = True, **put: Any
) -> list[tuple[int, int]]:
    """Files marked twice, with these answers of the first and the second marker to each file."""
    doubles = tuple(range(files))
    samples = team.do("LEAD", Put(files=FILES[:files], **{"doubles": doubles, **put}))
    firsts = [Give(sample, "A1") for sample in samples]
    seconds = [Give(sample, "A2", "second") for sample in samples]
    team.do("LEAD", Together([*firsts, *seconds]))
    reviews = [row.id for row in team.rows(qa_review)][-2 * files :]
    made = list(zip(reviews[:files], reviews[files:], strict=True))
    for turn, who in enumerate(("A1", "A2")):
        all_of_them: list[Any] = []
        for place, pair in enumerate(made):
            leaves_open = turn == 1 and not hand_in
            all_of_them += marking_of(pair[turn], options(place)[turn], hand_in=not leaves_open)
        team.do(who, Together(all_of_them))
    return made


def pairs(team: Team, differ: int = 3, **put: Any) -> list[tuple[int, int]]:
    """Twelve files marked twice; the markers differ on ``level`` in so many of them."""
    return marked(
        team, 12, lambda place: ({}, {"level": "partly"} if place < differ else {}), **put
    )


def by_question(found: list[Agreement]) -> dict[str, tuple[int, int]]:
    return {one.question: (one.agreed, one.pairs) for one in found}


def test_agreement_is_told_by_question_and_pooled_as_counts(team: Team) -> None:
    pairs(team)
    found = list(team.ask("LEAD", AgreementFor()))
    assert by_question(found) == {
        "": (45, 48),
        "screening": (12, 12),
        "plan": (12, 12),
        "level": (9, 12),
        "victims": (12, 12),
    }
    assert (found[0].kappa, found[0].ac1) == (None, None)
    (level,) = [one for one in found if one.question == "level"]
    assert level.kappa == pytest.approx(0)
    assert level.ac1 is not None
    assert level.ac1 > 0.6


def test_what_is_settled_afterwards_changes_no_agreement(team: Team) -> None:
    made = pairs(team, 1)
    before = team.ask("M1", AgreementFor())
    first, _second = made[0]
    team.do("M1", Settle(first, Trigger.DOUBLE_MARK, "level", "partly", "It is short"))
    team.do("A1", LockReview(first))
    assert team.ask("M1", AgreementFor()) == before


def test_few_pairs_are_not_told(team: Team) -> None:
    marked(team, 9, lambda place: ({}, {}))
    assert team.ask("LEAD", AgreementFor()) == []


@pytest.mark.parametrize(
    "put",
    [
        {"purpose": "targeted"},
        {"purpose": "in_depth"},
        {"instrument_stage": "pilot"},
        {"instrument_stage": "draft"},
        {"doubles": ()},
    ],
)
def test_only_chance_routine_and_published_count(team: Team, put: dict[str, Any]) -> None:
    pairs(team, **put)
    assert team.ask("LEAD", AgreementFor()) == []


def test_a_void_round_does_not_count(team: Team) -> None:
    pairs(team)
    team.do("LEAD", Void())
    assert team.ask("LEAD", AgreementFor()) == []


@dataclass(frozen=True)
class Void:
    """Declare the round void."""

    name: ClassVar[str] = "void_round"

    def run(self, uow: UnitOfWork, day: Day) -> None:
        from pomdesk.store.records import QualityRoundRecord

        record = uow.get(QualityRoundRecord, 1)
        assert record is not None
        record.stage = "void"


def test_pairs_are_pooled_over_the_policy_s_months(team: Team) -> None:
    pairs(team)
    team.clock.forward(364)
    assert team.ask("LEAD", AgreementFor()) != []
    assert team.ask("LEAD", AgreementFor(6)) == []
    team.clock.forward(3)
    assert team.ask("LEAD", AgreementFor()) == []
    assert team.ask("LEAD", AgreementFor(24)) != []


def test_a_pair_needs_both_markings(team: Team) -> None:
    marked(team, 12, lambda place: ({}, {}), hand_in=False)
    assert team.ask("LEAD", AgreementFor()) == []


def test_na_against_an_answer_is_told_apart(team: Team) -> None:
    na = {"victims": "na"}
    marked(team, 12, lambda place: (na if place < 2 else {}, na if place < 1 else {}))
    found = {one.question: one for one in team.ask("LEAD", AgreementFor())}
    assert (found["victims"].pairs, found["victims"].na_disagreed) == (10, 1)
    assert set(found) == {"", *KEYS}


@pytest.mark.parametrize("who", ["LEAD", "M1", "A1", "MGR"])
def test_those_who_mark_and_run_it_may_ask(team: Team, who: str) -> None:
    assert team.ask(who, AgreementFor()) == []


@pytest.mark.parametrize("who", ["S1", "GOV", "AUD", "Nobody"])
def test_nobody_else_may(team: Team, who: str) -> None:
    assert team.refused(who, AgreementFor()) == "REQ-QA-ROLE"


@pytest.mark.parametrize("months", [0, -3, 121])
def test_the_span_makes_sense(team: Team, months: int) -> None:
    assert team.refused("LEAD", AgreementFor(months)) == "REQ-QA-DAY"
