"""Instruments: saved, moved on, thrown away; what was published stands."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.terms import InstrumentStage, Unit
from pomdesk.rules.quality.instrument_faults import InstrumentRefused
from pomdesk.rules.quality.instruments import content_sha256, from_data
from pomdesk.services.commands.quality_instruments import (
    MOVES,
    DropInstrument,
    MoveInstrument,
    SaveInstrument,
)
from pomdesk.services.queries.quality_instruments import InstrumentOf, Instruments
from pomdesk.store.tables import qa_instrument
from resources.instruments import shipped_instruments
from tests.services.quality.desk import (
    Team,
    instrument,
    opened,
    planned,
    published,
    shared_out,
)

DRAFT, PILOT = InstrumentStage.DRAFT, InstrumentStage.PILOT
PUBLISHED, RETIRED = InstrumentStage.PUBLISHED, InstrumentStage.RETIRED


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    with opened(tmp_path, cases=8) as made:
        yield made


def lines(team: Team) -> list[tuple[str, int, InstrumentStage]]:
    return [(one.code, one.version, one.stage) for one in team.ask("LEAD", Instruments())]


def save(team: Team, code: str = "CASEFILE", **changes: Any) -> int:
    number: int = team.do("LEAD", SaveInstrument(instrument(code, **changes)))
    return number


def test_an_instrument_is_kept_as_it_was_given(team: Team) -> None:
    number = save(team)
    view = team.ask("A1", InstrumentOf(number))
    assert view.instrument == from_data(instrument())
    assert (view.line.questions, view.line.unit, view.line.used) == (2, Unit.CASE, 0)
    assert view.line.sha256 == content_sha256(view.instrument)
    assert view.line.made_by == "Lena Lead"
    assert not view.may_change
    assert team.ask("LEAD", InstrumentOf(number)).may_change


def test_a_draft_and_an_unused_pilot_are_changed_in_place(team: Team) -> None:
    number = save(team)
    assert save(team, title="Better", version=7) == number
    team.do("LEAD", MoveInstrument(number, PILOT))
    assert save(team, title="Better still") == number
    assert lines(team) == [("CASEFILE", 1, PILOT)]
    row = team.rows(qa_instrument)[0]
    assert row.title == "Better still"
    assert row.sha256 == content_sha256(from_data(instrument(title="Better still")))


def test_saving_what_is_published_makes_the_next_version(team: Team) -> None:
    first = published(team)
    before = team.rows(qa_instrument)[0]
    second = save(team, title="Second")
    assert second != first
    assert lines(team) == [("CASEFILE", 2, DRAFT), ("CASEFILE", 1, PUBLISHED)]
    assert team.rows(qa_instrument)[0] == before
    assert team.ask("LEAD", InstrumentOf(second)).instrument.version == 2
    team.do("LEAD", MoveInstrument(second, PUBLISHED))
    team.do("LEAD", MoveInstrument(first, RETIRED))
    assert save(team) not in (first, second)
    assert lines(team)[0] == ("CASEFILE", 3, DRAFT)


def test_a_pilot_somebody_marked_with_is_not_changed_under_them(team: Team) -> None:
    number = save(team)
    team.do("LEAD", MoveInstrument(number, PILOT))
    shared_out(team, files=8, instrument_id=number)
    assert not team.ask("LEAD", InstrumentOf(number)).may_change
    assert save(team, title="Changed") != number
    assert lines(team) == [("CASEFILE", 2, DRAFT), ("CASEFILE", 1, PILOT)]
    assert team.refused("LEAD", DropInstrument(number)) == "REQ-QA-INSTRUMENT-USED"


@pytest.mark.parametrize("stage", InstrumentStage)
@pytest.mark.parametrize("to", InstrumentStage)
def test_every_move_is_allowed_or_refused(
    team: Team, stage: InstrumentStage, to: InstrumentStage
) -> None:
    number = save(team)
    for step in {PILOT: [PILOT], PUBLISHED: [PUBLISHED], RETIRED: [PUBLISHED, RETIRED]}.get(
        stage, []
    ):
        team.do("LEAD", MoveInstrument(number, step))
    allowed = {
        (DRAFT, PILOT), (DRAFT, PUBLISHED), (PILOT, PUBLISHED), (PILOT, RETIRED),
        (PUBLISHED, RETIRED),
    }  # fmt: skip
    assert (to in MOVES[stage]) == ((stage, to) in allowed)
    if (stage, to) in allowed:
        team.do("LEAD", MoveInstrument(number, to))
        assert lines(team) == [("CASEFILE", 1, to)]
    else:
        assert team.refused("LEAD", MoveInstrument(number, to)) == "REQ-QA-INSTRUMENT-STAGE"


def test_publishing_tells_who_and_when(team: Team) -> None:
    published(team)
    row = team.rows(qa_instrument)[0]
    assert (row.published_by, row.published_at) == ("Lena Lead", row.made_at)


@pytest.mark.parametrize("expires", ["", "2026-11-22"])
def test_what_is_made_for_a_time_is_published_only_with_an_end_to_come(
    team: Team, expires: str
) -> None:
    number = save(team, "THEME-HANDOVER", expires=expires)
    with pytest.raises(InstrumentRefused) as found:
        team.do("LEAD", MoveInstrument(number, PUBLISHED))
    assert found.value.code == "REQ-QA-INSTRUMENT"
    save(team, "THEME-HANDOVER", expires="2026-11-23")
    team.do("LEAD", MoveInstrument(number, PUBLISHED))


def test_what_does_not_hold_together_is_refused_with_every_fault(team: Team) -> None:
    broken = instrument(title="", unit="prison")
    with pytest.raises(InstrumentRefused) as found:
        team.do("LEAD", SaveInstrument(broken))
    assert [one.place for one in found.value.faults] == ["title", "unit"]
    assert team.rows(qa_instrument) == []


def test_drafts_are_thrown_away_and_come_back_and_published_ones_stay(team: Team) -> None:
    number = save(team)
    done = team.at("LEAD").do(DropInstrument(number))
    assert lines(team) == []
    assert done.operation_id is not None
    team.at("LEAD").undo(done.operation_id)
    planned(team, instrument_id=number)
    assert team.refused("LEAD", DropInstrument(number)) == "REQ-QA-INSTRUMENT-USED"
    other = published(team, "OTHER")
    assert team.refused("LEAD", DropInstrument(other)) == "REQ-QA-INSTRUMENT-STAGE"


def test_undoing_a_publication_is_refused_for_it_stands(team: Team) -> None:
    number = save(team)
    done = team.at("LEAD").do(MoveInstrument(number, PUBLISHED))
    assert done.operation_id is not None
    with pytest.raises(RequestRefused, match="REQ-UNDO"):
        team.at("LEAD").undo(done.operation_id)
    assert lines(team) == [("CASEFILE", 1, PUBLISHED)]


@pytest.mark.parametrize("data", shipped_instruments(), ids=lambda one: str(one["code"]))
def test_every_draft_that_comes_with_the_program_can_be_taken(
    team: Team, data: dict[str, Any]
) -> None:
    number = team.do("LEAD", SaveInstrument(data))
    view = team.ask("LEAD", InstrumentOf(number))
    assert (view.line.stage, view.line.version) == (DRAFT, 1)
    assert view.line.questions == len(view.instrument.questions) > 3
